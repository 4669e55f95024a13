//! What reading yields: a page, a record that is no page, or an error.

use std::fmt;

use crate::page::{Origin, Page};

/// One thing found in an input.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// A page. The pipeline gives it its fate.
    Page(Box<Page>),
    /// A record or file that was read and is no page.
    Skipped(Skipped),
    /// What could not be read. Reading goes on behind it where that is possible.
    Error(InputError),
}

impl Item {
    /// Where the item stands.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        match self {
            Item::Page(page) => &page.origin,
            Item::Skipped(skipped) => &skipped.origin,
            Item::Error(error) => &error.origin,
        }
    }
}

/// A record or file that is no page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Where it stands.
    pub origin: Origin,
    /// What it is.
    pub kind: SkipKind,
}

/// Input that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}, record {}, byte {}: {}: {detail}", origin.file, origin.record, origin.offset, kind.as_str())]
pub struct InputError {
    /// Where reading failed: the record that is lost, or the place at which the stream broke.
    pub origin: Origin,
    /// What went wrong.
    pub kind: ErrorKind,
    /// What exactly, and what was lost, in one line.
    pub detail: String,
}

macro_rules! named_kinds {
    ($(#[$meta:meta])* $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name { $($(#[$variant_meta])* $variant,)* }

        impl $name {
            /// All kinds, in the order of their declaration.
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];

            /// The name used in the ledger.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text,)* }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

named_kinds! {
    /// Why something is no page.
    SkipKind {
        /// A WARC request.
        WarcRequest = "warc_request",
        /// A WARC revisit: an answer without a body, equal to one stored elsewhere.
        WarcRevisit = "warc_revisit",
        /// A WARC file's description of itself.
        WarcWarcinfo = "warc_warcinfo",
        /// A WARC metadata record, or a resource in which a crawler stored its log or what it rendered.
        WarcMetadata = "warc_metadata",
        /// A DNS answer.
        WarcDns = "warc_dns",
        /// A later part of a segmented WARC record.
        WarcContinuation = "warc_continuation",
        /// A WARC record of any other type.
        WarcOther = "warc_other",
        /// An ARC file's description of itself.
        ArcFiledesc = "arc_filedesc",
        /// A part of a saved page (MHTML) that is not the page: a document in a frame, for instance.
        MhtmlPart = "mhtml_part",
        /// An HTTP answer whose status was not asked for.
        HttpStatus = "http_status",
        /// A symbolic or hard link in an archive. It is not followed.
        ArchiveLink = "archive_link",
        /// A device, a pipe or a volume label in an archive.
        ArchiveSpecial = "archive_special",
        /// A member of a WACZ other than its WARC files: an index, a list of pages, a log.
        WaczIndex = "wacz_index",
        /// An image.
        Image = "image",
        /// Sound or moving pictures.
        Media = "media",
        /// A font.
        Font = "font",
        /// A PDF document.
        Pdf = "pdf",
        /// Style sheets.
        Css = "css",
        /// JavaScript.
        Script = "script",
        /// JSON that is no record but an answer to a program.
        Json = "json",
        /// XML other than XHTML: feeds, site maps, drawings.
        Xml = "xml",
        /// Anything else that is neither markup nor text.
        Binary = "binary",
    }
}

named_kinds! {
    /// Why input could not be read.
    ErrorKind {
        /// The file could not be opened, or the disk failed while it was read. The rest of it is lost.
        Unreadable = "unreadable",
        /// The file ends within a record or a compressed member.
        Truncated = "truncated",
        /// A gzip member is broken, or bytes between members are no gzip.
        DamagedGzip = "damaged_gzip",
        /// A zstd frame is broken, or bytes between frames are no zstd.
        DamagedZstd = "damaged_zstd",
        /// A bzip2 stream is broken, or bytes between streams are no bzip2.
        DamagedBzip2 = "damaged_bzip2",
        /// An xz stream is broken, or bytes between streams are no xz.
        DamagedXz = "damaged_xz",
        /// An lz4 frame is broken, or bytes between frames are no lz4.
        DamagedLz4 = "damaged_lz4",
        /// A tar header is broken.
        DamagedTar = "damaged_tar",
        /// A zip's directory or a member of it is broken, or a member is not what the directory says.
        DamagedZip = "damaged_zip",
        /// A WARC header makes no sense, or a record does not end where it should.
        DamagedWarc = "damaged_warc",
        /// An ARC record's line makes no sense, or a record does not end where it should.
        DamagedArc = "damaged_arc",
        /// The parts of a saved page (MHTML) can't be told apart, or none of them is a page.
        DamagedMhtml = "damaged_mhtml",
        /// The status of an HTTP answer can't be read, so nobody knows whether it is a page.
        DamagedHttp = "damaged_http",
        /// A row of CSV has not as many columns as the header, or a quote that does not close.
        BadRow = "bad_row",
        /// A line is no JSON object, not even after harmless faults were mended.
        BadJson = "bad_json",
        /// A JSON object has no field known to hold a page.
        NoTextField = "no_text_field",
        /// A line is longer than the limit.
        LineTooLong = "line_too_long",
        /// A file grows beyond all reason when decompressed.
        Ratio = "ratio",
        /// An archive has more members than the limit.
        TooManyMembers = "too_many_members",
        /// A zip that has to be laid down on disk to be read is larger than the limit, or the disk is full.
        SpoolFull = "spool_full",
        /// A format that is recognised but not read, an encrypted member, or an archive in an archive in an archive.
        Unsupported = "unsupported",
    }
}

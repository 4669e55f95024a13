//! What reading yields: pages, records that are not pages, and errors.

use std::fmt;

use crate::page::{Origin, Page};

/// One thing found in an input.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// A page.
    Page(Box<Page>),
    /// A record or file that was read and is not a page.
    Skipped(Skipped),
    /// Input that could not be read. Reading continues after it if that is possible.
    Error(InputError),
}

impl Item {
    /// Where the item is in the input.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        match self {
            Item::Page(page) => &page.origin,
            Item::Skipped(skipped) => &skipped.origin,
            Item::Error(error) => &error.origin,
        }
    }
}

/// A record or file that is not a page.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Skipped {
    /// Where it is in the input.
    pub origin: Origin,
    /// What it is.
    pub kind: SkipKind,
}

/// Input that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}, record {}, byte {}: {}: {detail}", origin.file, origin.record, origin.offset, kind.as_str())]
#[non_exhaustive]
pub struct InputError {
    /// Where reading failed: the record that is lost, or the place at which the stream broke off.
    pub origin: Origin,
    /// What went wrong.
    pub kind: ErrorKind,
    /// What happened and what was lost, in one line for people. It may change between versions.
    pub detail: String,
}

impl InputError {
    /// An error of some kind.
    pub fn new(origin: Origin, kind: ErrorKind, detail: impl Into<String>) -> Self {
        Self { origin, kind, detail: detail.into() }
    }
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

            /// The name used in the ledger, in `snake_case`. It does not change between versions.
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
    /// Why something is not a page.
    SkipKind {
        /// A WARC request.
        WarcRequest = "warc_request",
        /// A WARC revisit: a response without a body, equal to one stored elsewhere.
        WarcRevisit = "warc_revisit",
        /// The description of a WARC file, in its first record.
        WarcWarcinfo = "warc_warcinfo",
        /// A WARC metadata record, or a resource in which a crawler stored its log or what it rendered.
        WarcMetadata = "warc_metadata",
        /// A DNS response.
        WarcDns = "warc_dns",
        /// A later segment of a segmented WARC record.
        WarcContinuation = "warc_continuation",
        /// A WARC record of any other type.
        WarcOther = "warc_other",
        /// The description of an ARC file, in its first record.
        ArcFiledesc = "arc_filedesc",
        /// A part of a saved page (MHTML) that is not the page, such as a document in a frame.
        MhtmlPart = "mhtml_part",
        /// An HTTP response whose status is not in [`Options::statuses`](crate::Options::statuses).
        HttpStatus = "http_status",
        /// A symbolic or hard link in an archive. It is not followed.
        ArchiveLink = "archive_link",
        /// A device, a pipe or a volume label in an archive.
        ArchiveSpecial = "archive_special",
        /// A member of a WACZ other than its WARC files: an index, a list of pages, a log.
        WaczIndex = "wacz_index",
        /// An image.
        Image = "image",
        /// Audio or video.
        Media = "media",
        /// A font.
        Font = "font",
        /// A PDF document.
        Pdf = "pdf",
        /// A style sheet.
        Css = "css",
        /// JavaScript.
        Script = "script",
        /// JSON that is not a record but a response for a program.
        Json = "json",
        /// XML other than XHTML: a feed, a site map, a drawing.
        Xml = "xml",
        /// Anything else that is neither markup nor text.
        Binary = "binary",
    }
}

named_kinds! {
    /// Why input could not be read.
    ErrorKind {
        /// The file could not be opened, or the disk failed while it was read. The rest of the file is lost.
        Unreadable = "unreadable",
        /// The file ends within a record or a compressed member.
        Truncated = "truncated",
        /// A gzip member is damaged, or bytes between members are not gzip.
        DamagedGzip = "damaged_gzip",
        /// A zstd frame is damaged, or bytes between frames are not zstd.
        DamagedZstd = "damaged_zstd",
        /// A bzip2 stream is damaged, or bytes between streams are not bzip2.
        DamagedBzip2 = "damaged_bzip2",
        /// An xz stream is damaged, or bytes between streams are not xz.
        DamagedXz = "damaged_xz",
        /// An lz4 frame is damaged, or bytes between frames are not lz4.
        DamagedLz4 = "damaged_lz4",
        /// A tar header is damaged.
        DamagedTar = "damaged_tar",
        /// The directory of a zip or a member of it is damaged, or a member is not what the directory states.
        DamagedZip = "damaged_zip",
        /// The footer or a row group of a Parquet file is damaged.
        DamagedParquet = "damaged_parquet",
        /// A WARC header is malformed, or a record does not end where it should.
        DamagedWarc = "damaged_warc",
        /// The line of an ARC record is malformed, or a record does not end where it should.
        DamagedArc = "damaged_arc",
        /// The parts of a saved page (MHTML) cannot be separated, or none of them is a page.
        DamagedMhtml = "damaged_mhtml",
        /// The status of an HTTP response cannot be read, so it is unknown whether it is a page.
        DamagedHttp = "damaged_http",
        /// A row of CSV has a different number of columns than the header, or an unclosed quote.
        BadRow = "bad_row",
        /// A line is not a JSON object, even after harmless faults were repaired.
        BadJson = "bad_json",
        /// A JSON object has no field that is known to hold a page.
        NoTextField = "no_text_field",
        /// A line, an object or a row is longer than the limit.
        LineTooLong = "line_too_long",
        /// A file decompresses to far more bytes than the limit allows.
        Ratio = "ratio",
        /// An archive has more members than the limit.
        TooManyMembers = "too_many_members",
        /// A zip that has to be written to disk to be read is larger than the limit, or the disk is full.
        SpoolFull = "spool_full",
        /// A format that is recognised but not supported, an encrypted member, or archives nested too deep.
        Unsupported = "unsupported",
    }
}

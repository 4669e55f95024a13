//! The file of profiles: JSON Lines, compressed with zstd.
//!
//! The first line is the header: `dechaff_sites`, the version of the format; `sites` and `pages`, the numbers of both;
//! `pages_per_site` and `share_of_sites`, which say whether the dump was too large for full profiles. Each further line is
//! a site: `site`, its name, and `profile`, whose `html` and `text` are its pages, each with its key. Sites are sorted by
//! name. A page has `form`;
//! `article`, the probability that it is an article; `texts` and `paths`, the ids of its texts and the keys of its paths;
//! `text_words`, the number of words of each text; `text_means` and `path_means`, the mean probabilities that belong to them; and perhaps `names`, for people to read. All
//! probabilities are in steps of 1/255.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;

use dechaff_extract::SiteProfile;
use serde::{Deserialize, Serialize};

use crate::sites::profiles::SiteProfiles;

/// The version of the format.
const VERSION: u32 = 2;
/// The first bytes of a zstd frame.
const ZSTD_MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
/// The level of compression.
const LEVEL: i32 = 6;

/// Why a file of profiles can't be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SitesFileError {
    /// The file can't be read, or its compression is damaged.
    #[error("cannot be read: {0}")]
    Io(#[from] io::Error),
    /// The file is something else.
    #[error("is not a file of site profiles")]
    OtherFile,
    /// The file was written by another version of dechaff.
    #[error("has version {0} of the format, and this version of dechaff reads version {VERSION}")]
    Version(u32),
    /// A line is damaged.
    #[error("line {line}: {fault}")]
    Line {
        /// The line, counted from 1.
        line: usize,
        /// What is wrong.
        fault: String,
    },
    /// Lines are missing.
    #[error("ends after {found} of {expected} sites")]
    Incomplete {
        /// The number of sites in the file.
        found: usize,
        /// The number that its header gives.
        expected: usize,
    },
}

#[derive(Serialize, Deserialize)]
struct Header {
    dechaff_sites: u32,
    sites: usize,
    pages: usize,
    pages_per_site: usize,
    share_of_sites: f64,
}

#[derive(Serialize, Deserialize)]
struct SiteLine<P> {
    site: Box<str>,
    profile: P,
}

impl SiteProfiles {
    /// Writes the profiles.
    ///
    /// # Errors
    ///
    /// Those of `out`.
    pub fn write(&self, out: impl Write) -> io::Result<()> {
        let mut out = zstd::Encoder::new(out, LEVEL)?;
        out.include_checksum(true)?;
        let header = Header {
            dechaff_sites: VERSION,
            sites: self.len(),
            pages: self.pages(),
            pages_per_site: self.pages_per_site(),
            share_of_sites: self.share_of_sites(),
        };
        serde_json::to_writer(&mut out, &header)?;
        out.write_all(b"\n")?;
        for (site, profile) in self.iter() {
            serde_json::to_writer(&mut out, &SiteLine { site: site.into(), profile })?;
            out.write_all(b"\n")?;
        }
        out.finish()?.flush()
    }

    /// Reads profiles, without the words and names that only people read unless `names` is set.
    ///
    /// # Errors
    ///
    /// If the file can't be read, is damaged, incomplete or something else.
    pub fn open(path: &Path, names: bool) -> Result<Self, SitesFileError> {
        let mut file = File::open(path)?;
        let mut magic = vec![];
        Read::by_ref(&mut file).take(ZSTD_MAGIC.len() as u64).read_to_end(&mut magic)?;
        if magic != ZSTD_MAGIC {
            return Err(SitesFileError::OtherFile);
        }
        let file = io::Cursor::new(magic).chain(file);
        Self::read(BufReader::new(zstd::Decoder::new(file)?), names)
    }

    fn read(input: impl BufRead, names: bool) -> Result<Self, SitesFileError> {
        let mut lines = input.lines();
        let first = lines.next().ok_or(SitesFileError::OtherFile)??;
        let version: VersionOnly = serde_json::from_str(&first).map_err(|_| SitesFileError::OtherFile)?;
        if version.dechaff_sites != VERSION {
            return Err(SitesFileError::Version(version.dechaff_sites));
        }
        let header: Header = serde_json::from_str(&first)
            .map_err(|error| SitesFileError::Line { line: 1, fault: error.to_string() })?;
        let mut profiles = Self::default();
        for (index, line) in lines.enumerate() {
            let fault = |fault: String| SitesFileError::Line { line: index + 2, fault };
            let SiteLine::<SiteProfile> { site, profile } =
                serde_json::from_str(&line?).map_err(|error| fault(error.to_string()))?;
            if !profile.is_valid() {
                return Err(fault(format!("the profile of {site} is damaged")));
            }
            profiles.insert(site, if names { profile } else { profile.without_names() });
        }
        if profiles.len() != header.sites || profiles.pages() != header.pages {
            return Err(SitesFileError::Incomplete { found: profiles.len(), expected: header.sites });
        }
        profiles.limit(header.pages_per_site, header.share_of_sites, |_, _| true);
        Ok(profiles)
    }
}

#[derive(Deserialize)]
struct VersionOnly {
    dechaff_sites: u32,
}

//! How to read: limits, fields and statuses.

use std::fmt;
use std::str::FromStr;

use crate::mapping::Mapping;

/// How to read. `Options::default()` suits most dumps; assign its fields to change it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// The most bytes of a page that are kept. A larger page is cut there and marked. Default 16 MiB.
    pub max_page_bytes: usize,
    /// The most bytes of a line of JSON Lines without its newline, of an object of other JSON, or of a row of
    /// CSV. A longer one is an error. Default 64 MiB.
    pub max_line_bytes: usize,
    /// The most decompressed bytes per compressed byte, once a file has given more than 1 MiB. Applies to each
    /// layer of compression, to each member of an archive, and to the file as a whole. Default 1000.
    pub max_ratio: u64,
    /// The most members of an archive (tar, zip) that are read, including links and folders. The members after
    /// them are lost with an error. Default 1,000,000.
    pub max_members: u64,
    /// The most bytes written to the system's folder for temporary files for one zip. A zip from standard
    /// input, from compression or from another archive is written there first, because its directory is at its
    /// end. A larger one is an error. Default 16 GiB.
    pub max_spool_bytes: u64,
    /// Which JSON fields to read, as far as the choice is not left to profiles and aliases.
    pub mapping: Mapping,
    /// Fields to carry into [`Page::metadata`](crate::Page::metadata): dotted paths of JSON records, columns of
    /// CSV, header names of WARC records and saved pages, names of the words in an ARC record's line
    /// (`IP-address`).
    pub keep_fields: Vec<String>,
    /// The HTTP statuses of responses that count as pages. Default 2xx.
    pub statuses: StatusSet,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            max_page_bytes: 16 << 20,
            max_line_bytes: 64 << 20,
            max_ratio: 1000,
            max_members: 1_000_000,
            max_spool_bytes: 16 << 30,
            mapping: Mapping::default(),
            keep_fields: Vec::new(),
            statuses: StatusSet::default(),
        }
    }
}

/// A set of HTTP status codes from 100 to 599.
///
/// ```
/// use dechaff_ingest::StatusSet;
/// let set: StatusSet = "200,301,4xx".parse().unwrap();
/// assert!(set.contains(404) && !set.contains(204));
/// assert_eq!(set.to_string(), "200,301,4xx");
/// assert!("abc".parse::<StatusSet>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatusSet {
    /// Bit `code - 100`.
    bits: [u64; 8],
}

/// A list of statuses that cannot be parsed. It holds the part at fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not an HTTP status: give codes from 100 to 599 such as `200`, ranges such as `4xx` or `200-204`"
)]
pub struct StatusError(pub String);

impl StatusSet {
    /// Whether a code is in the set.
    #[must_use]
    pub fn contains(&self, code: u16) -> bool {
        (100..600).contains(&code) && {
            let bit = usize::from(code - 100);
            self.bits[bit / 64] & (1 << (bit % 64)) != 0
        }
    }

    fn insert(&mut self, codes: std::ops::RangeInclusive<u16>) {
        for code in codes {
            let bit = usize::from(code - 100);
            self.bits[bit / 64] |= 1 << (bit % 64);
        }
    }
}

impl Default for StatusSet {
    /// The successful statuses, 2xx.
    fn default() -> Self {
        let mut set = StatusSet { bits: [0; 8] };
        set.insert(200..=299);
        set
    }
}

impl FromStr for StatusSet {
    type Err = StatusError;

    fn from_str(list: &str) -> Result<Self, StatusError> {
        let mut set = StatusSet { bits: [0; 8] };
        for part in list.split(',').map(str::trim) {
            let fault = || StatusError(part.to_owned());
            let code = |text: &str| -> Result<u16, StatusError> {
                text.trim().parse().ok().filter(|code| (100..600).contains(code)).ok_or_else(fault)
            };
            let class = part.strip_suffix("xx").or_else(|| part.strip_suffix("XX"));
            if let Some(class) = class {
                let first = code(&format!("{class}00"))?;
                set.insert(first..=first + 99);
            } else if let Some((first, last)) = part.split_once('-') {
                set.insert(code(first)?..=code(last)?);
            } else {
                let code = code(part)?;
                set.insert(code..=code);
            }
        }
        Ok(set)
    }
}

impl fmt::Display for StatusSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        for class in 1..6u16 {
            let codes: Vec<u16> =
                (class * 100..class * 100 + 100).filter(|&code| self.contains(code)).collect();
            if codes.len() == 100 {
                parts.push(format!("{class}xx"));
            } else {
                parts.extend(codes.iter().map(u16::to_string));
            }
        }
        f.write_str(&parts.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_are_parsed() {
        let check = |list: &str, inside: &[u16], outside: &[u16]| {
            let set: StatusSet = list.parse().unwrap();
            assert!(inside.iter().all(|&code| set.contains(code)), "{list}");
            assert!(!outside.iter().any(|&code| set.contains(code)), "{list}");
            assert_eq!(set.to_string().parse::<StatusSet>().unwrap(), set);
        };
        check("2xx", &[200, 299], &[199, 300, 0, 999]);
        check("200, 404", &[200, 404], &[201, 403]);
        check("200-204,5XX", &[200, 204, 599], &[205, 499]);
        for bad in ["", "20", "6xx", "200-", "2xx,", "700", "200-900", "-1"] {
            assert!(bad.parse::<StatusSet>().is_err(), "{bad}");
        }
        assert_eq!(StatusSet::default(), "2xx".parse().unwrap());
    }
}

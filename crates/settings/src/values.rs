//! How values of settings are written.

use std::time::Duration;

use dechaff_pipeline::{DuplicateActions, Sites};

const EXPECTED_SIZE: &str = "expected a whole number of bytes, such as 512MB or 16MiB";

/// Parses a number of bytes, with an optional unit: kB, MB, GB (powers of 1000) or KiB, MiB, GiB (powers of 1024).
///
/// # Errors
///
/// Fails with what was expected.
pub fn parse_size(text: &str) -> Result<u64, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let factor: u64 = match text[digits.len()..].to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kb" => 1_000,
        "m" | "mb" => 1_000_000,
        "g" | "gb" => 1_000_000_000,
        "kib" => 1 << 10,
        "mib" => 1 << 20,
        "gib" => 1 << 30,
        _ => return Err(EXPECTED_SIZE.to_owned()),
    };
    let number: u64 = digits.trim().parse().map_err(|_| EXPECTED_SIZE.to_owned())?;
    number.checked_mul(factor).filter(|n| *n > 0).ok_or_else(|| "size out of range".to_owned())
}

/// Parses a number of seconds, which may have a fraction.
pub(crate) fn parse_seconds(text: &str) -> Result<Duration, &'static str> {
    let seconds = text.parse::<f64>().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    seconds.ok_or("expected a number of seconds")
}

/// Parses `auto`, `off` or the name of a file. Never fails.
pub(crate) fn parse_sites(text: &str) -> Result<Sites, std::convert::Infallible> {
    Ok(match text {
        "auto" => Sites::Auto,
        "off" => Sites::Off,
        file => Sites::File(file.into()),
    })
}

/// Parses the keys that dropped duplicates before each kind had an action.
pub(crate) fn parse_duplicates_by(text: &str) -> Result<DuplicateActions, String> {
    let mut keys: Vec<&str> = text.split(',').map(str::trim).collect();
    keys.sort_unstable();
    match keys.as_slice() {
        ["text"] => "exact=drop".parse(),
        ["url"] => "url=drop,exact=off".parse(),
        ["text", "url"] => "url=drop,exact=drop".parse(),
        _ => Err("expected text, url or url,text".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        assert_eq!(parse_size("512MB"), Ok(512_000_000));
        assert_eq!(parse_size("16MiB"), Ok(16 << 20));
        assert_eq!(parse_size("7"), Ok(7));
        assert!(parse_size("0").is_err() && parse_size("1.5GB").is_err() && parse_size("x").is_err());
    }
}

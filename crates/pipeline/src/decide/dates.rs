//! Dates of records as points in time.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;

/// A date in ISO 8601 as seconds since 1970. A date without a time is its first second, and one without an offset is taken
/// for UTC. `None` if it can't be read.
pub(crate) fn seconds(date: &str) -> Option<i64> {
    if let Ok(instant) = date.parse::<Timestamp>() {
        return Some(instant.as_second());
    }
    let local = date.parse::<DateTime>().or_else(|_| date.parse::<Date>().map(DateTime::from)).ok()?;
    Offset::UTC.to_timestamp(local).ok().map(Timestamp::as_second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_with_and_without_times() {
        assert_eq!(seconds("1970-01-02"), Some(86_400));
        assert_eq!(seconds("1970-01-02T01:00:00Z"), Some(90_000));
        assert_eq!(seconds("1970-01-02T01:00:00+01:00"), Some(86_400));
        assert_eq!(seconds("1970-01-02T01:00:00"), Some(90_000));
        assert_eq!(seconds("1970-01-02T01:00"), Some(90_000));
        assert_eq!(seconds("1969-12-31"), Some(-86_400));
        for wrong in ["", "yesterday", "1970", "1970-13-01"] {
            assert_eq!(seconds(wrong), None, "{wrong}");
        }
    }
}

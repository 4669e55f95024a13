//! Dates in forms made for machines: runs of digits, the basic format of ISO 8601, and paths of URLs.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::months::MONTHS;
use super::reader::DateReader;
use super::tokens::tokenize;
use super::{Clock, DayMonthOrder, Moment};

/// Years that a run of digits may begin with. Others are ids.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=super::LATEST_YEAR;

/// Reads `20240503T101500Z`.
pub(super) fn basic_format(text: &str) -> Option<Moment> {
    let (date, time) = text.split_once(['T', 't'])?;
    if date.len() != 8 {
        return None;
    }
    let (time, zone) = (time.get(..6)?, time.get(6..)?);
    let mut moment = digits_only(&format!("{date}{time}"))?;
    let zone = format!("x {zone}");
    let tokens = tokenize(&zone);
    if let Some(clock) = &mut moment.clock {
        clock.offset_minutes = DateReader::new(&tokens, &zone, DayMonthOrder::Unknown).zone_at(1).0;
    }
    Some(moment)
}

/// Reads the first date in a path such as `/2024/05/03/`, `/2024-05-03-story`, `/2024-05/03/` or `/20240503/`.
pub(crate) fn date_in_path(path: &str) -> Option<Moment> {
    path.match_indices('/').find_map(|(at, _)| {
        let segment = path.get(at + 1..)?;
        let digits = segment.bytes().take_while(u8::is_ascii_digit).count();
        let ends = |rest: &str| !rest.starts_with(|c: char| c.is_ascii_alphanumeric());
        match digits {
            8 if ends(&segment[8..]) => digits_only(&segment[..8]),
            4 => {
                let mut parts = segment.splitn(3, ['/', '-']);
                let (year, month, rest) = (parts.next()?, parts.next()?, parts.next()?);
                let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
                let (day, rest) = rest.split_at(digits);
                if day.len() > 2 || !ends(rest) {
                    return None;
                }
                let date = Date::new(year.parse().ok()?, month_of_path(month)?, day.parse().ok()?).ok()?;
                YEARS.contains(&date.year()).then(|| Moment::new(date, None))
            }
            _ => None,
        }
    })
}

/// Reads the month in a path: `5`, `05`, `may`.
fn month_of_path(month: &str) -> Option<i8> {
    match month.len() {
        1 | 2 => month.parse().ok(),
        3..=9 => MONTHS.gregorian.get(month.to_ascii_lowercase().as_str()).map(|&m| m as i8),
        _ => None,
    }
}

/// Reads `20240503`, `20240503101500`, or seconds or milliseconds since 1970.
pub(super) fn digits_only(text: &str) -> Option<Moment> {
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let part = |range: std::ops::Range<usize>| text.get(range).and_then(|p| p.parse::<u8>().ok());
    match text.len() {
        8 | 12 | 14 => {
            let date = Date::new(text[..4].parse().ok()?, part(4..6)? as i8, part(6..8)? as i8).ok()?;
            if !YEARS.contains(&date.year()) {
                return None;
            }
            let clock = match (part(8..10), part(10..12)) {
                (Some(hour @ 0..24), Some(minute @ 0..60)) => Some(Clock {
                    hour,
                    minute,
                    second: part(12..14).filter(|s| *s < 60).unwrap_or(0),
                    offset_minutes: None,
                }),
                _ => None,
            };
            Some(Moment::new(date, clock))
        }
        10 | 13 => {
            let seconds: i64 = text[..10].parse().ok()?;
            let at = Timestamp::UNIX_EPOCH.checked_add(SignedDuration::from_secs(seconds)).ok()?;
            let at = jiff::tz::Offset::UTC.to_datetime(at);
            let clock = Clock {
                hour: at.hour() as u8,
                minute: at.minute() as u8,
                second: at.second() as u8,
                offset_minutes: Some(0),
            };
            Some(Moment::new(at.date(), Some(clock)))
        }
        _ => None,
    }
}

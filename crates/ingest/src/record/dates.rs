//! Dates as containers write them, converted to ISO 8601 if they can be read in one way only.
//!
//! | given | becomes |
//! | --- | --- |
//! | `20240131101500`, `20240131T101500Z` | `2024-01-31T10:15:00Z` |
//! | `20240131` | `2024-01-31` |
//! | `1706696100`, `1706696100000` | `2024-01-31T10:15:00Z` |
//! | `2024-01-31 10:15:00` | `2024-01-31T10:15:00` |
//! | `2024/01/31` | `2024-01-31` |
//! | `Wed, 31 Jan 2024 10:15:00 +0100` | `2024-01-31T10:15:00+01:00` |
//! | `01-31-2024`, from a producer known to put the month first | `2024-01-31` |
//!
//! Everything else stays as given: `03/04/2024` has two readings, and a wrong date is worse than none.
//!
//! The calendar is that of `jiff`. Its reader of RFC 2822 is not used: it requires a zone, reads years of two
//! digits, and turns the leap second 60 into 59, where the policy here is to leave a date as given.

use jiff::Timestamp;
use jiff::civil::Date;

/// What is known about the producer of a date.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct DateStyle {
    /// The producer writes `MM-DD-YYYY`.
    pub(crate) month_first: bool,
    /// Stamps of fourteen digits are in UTC, as crawlers write them.
    pub(crate) stamps_in_utc: bool,
}

impl DateStyle {
    /// The style of a time at which something was crawled.
    pub(crate) const CRAWL: DateStyle = DateStyle { month_first: false, stamps_in_utc: true };
}

/// A number is taken for seconds since 1970 if it falls between 1990 and 2100, when pages were made.
const EPOCH_SECONDS: std::ops::Range<u64> = 631_152_000..4_102_444_800;
/// Years of four digits that a date may have.
const YEARS: std::ops::RangeInclusive<u32> = 1000..=2999;

/// The date as ISO 8601, or as it was given.
pub(crate) fn iso_date(given: String, style: DateStyle) -> String {
    read(given.trim(), style).unwrap_or(given)
}

fn read(text: &str, style: DateStyle) -> Option<String> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return digits(text, style);
    }
    if let Some((whole, fraction)) = text.split_once('.')
        && whole.len() >= 9
        && [whole, fraction].iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
    {
        // Seconds as a floating-point number.
        let millis: u64 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
        return epoch(whole.parse().ok()?, millis);
    }
    basic(text).or_else(|| spaced(text)).or_else(|| rfc_2822(text)).or_else(|| {
        let mut parts = text.split('-');
        let (month, day, year) = (parts.next()?, parts.next()?, parts.next()?);
        let fits = style.month_first && year.len() == 4 && parts.next().is_none();
        fits.then(|| date(year, month, day)).flatten()
    })
}

/// Digits alone: a stamp, a day, or seconds or milliseconds since 1970.
fn digits(text: &str, style: DateStyle) -> Option<String> {
    match text.len() {
        14 => {
            let zone = if style.stamps_in_utc { "Z" } else { "" };
            Some(format!("{}T{}{zone}", compact_date(text.get(..8)?)?, compact_time(text.get(8..)?)?))
        }
        8 => compact_date(text),
        // `2024013110` may be an hour as well as a number of seconds.
        9 | 10 => match compact_date(text.get(..8)?) {
            Some(_) if text.len() == 10 && text.starts_with("20") => None,
            _ => epoch(text.parse().ok()?, 0),
        },
        12 | 13 => {
            let millis: u64 = text.parse().ok()?;
            epoch(millis / 1000, millis % 1000)
        }
        _ => None,
    }
}

/// `20240131T101500Z`, with or without the zone.
fn basic(text: &str) -> Option<String> {
    let (day, time) = text.split_once('T')?;
    let (time, zone) = match time.strip_suffix('Z') {
        Some(time) => (time, "Z"),
        None => (time, ""),
    };
    (day.len() == 8 && time.len() == 6)
        .then(|| Some(format!("{}T{}{zone}", compact_date(day)?, compact_time(time)?)))
        .flatten()
}

/// `2024-01-31 10:15:00.5 +01:00` and shorter, or `2024/01/31`.
fn spaced(text: &str) -> Option<String> {
    let (day, rest) = match text.split_once(' ') {
        Some((day, rest)) => (day, rest.trim()),
        None if text.contains('/') => (text, ""),
        None => return None,
    };
    let separator = if day.contains('/') { '/' } else { '-' };
    let mut parts = day.split(separator);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    let day = date(year, month, day)?;
    if rest.is_empty() {
        return Some(day);
    }
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != ':' && c != '.').unwrap_or(rest.len());
    let (time, zone) = rest.split_at(end);
    Some(format!("{day}T{}{}", clock(time)?, zone_offset(zone.trim(), &[ZONES])?))
}

/// `Wed, 31 Jan 2024 10:15:00 GMT`; the day of the week may be missing, and is not checked.
fn rfc_2822(text: &str) -> Option<String> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let text = text.split_once(',').map_or(text, |(_, rest)| rest);
    // Mail servers add the zone's name in parentheses.
    let text = text.split('(').next()?;
    let words: Vec<&str> = text.split_ascii_whitespace().collect();
    let [day, month, year, time, zone @ ..] = &words[..] else { return None };
    let month = month.to_ascii_lowercase();
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    if year.len() != 4 || zone.len() > 1 {
        return None;
    }
    let day = date(year, &month.to_string(), day)?;
    Some(format!(
        "{day}T{}{}",
        clock(time)?,
        zone_offset(zone.first().copied().unwrap_or(""), RFC_5322_ZONES)?
    ))
}

/// Zone names that mean one offset everywhere.
///
/// `CST` is not among them: it is central time in America and in Australia, and the time of China and of Cuba.
const ZONES: &[(&str, &str)] = &[
    ("Z", "Z"),
    ("z", "Z"),
    ("UTC", "Z"),
    ("GMT", "Z"),
    ("UT", "Z"),
    ("-0000", "Z"),
    ("EST", "-05:00"),
    ("EDT", "-04:00"),
    ("CDT", "-05:00"),
    ("MST", "-07:00"),
    ("MDT", "-06:00"),
    ("PST", "-08:00"),
    ("PDT", "-07:00"),
];

/// Zone names in dates of mail and HTTP. RFC 5322, section 4.3, defines `CST` there as central time in North
/// America, so in that form, and in no other, it has one reading.
const RFC_5322_ZONES: &[&[(&str, &str)]] = &[ZONES, &[("CST", "-06:00")]];

/// The zone as ISO 8601 writes it. An empty zone stays empty.
fn zone_offset(zone: &str, names: &[&[(&str, &str)]]) -> Option<String> {
    if zone.is_empty() {
        return Some(String::new());
    }
    if let Some((_, offset)) = names.iter().copied().flatten().find(|(name, _)| *name == zone) {
        return Some((*offset).to_owned());
    }
    let digits: String = zone.get(1..)?.chars().filter(|c| *c != ':').collect();
    let fits = zone.starts_with(['+', '-']) && digits.bytes().all(|byte| byte.is_ascii_digit());
    let (hours, minutes) = match digits.len() {
        4 if fits => digits.split_at(2),
        2 if fits => (&*digits, "00"),
        _ => return None,
    };
    let in_range = number(hours, 0..=14).is_some() && number(minutes, 0..=59).is_some();
    in_range.then(|| format!("{}{hours}:{minutes}", &zone[..1]))
}

/// `10:15`, `10:15:00` or `10:15:00.123`.
fn clock(time: &str) -> Option<String> {
    let (time, fraction) = match time.split_once('.') {
        Some((time, fraction)) if !fraction.is_empty() && !fraction.contains([':', '.']) => {
            (time, format!(".{fraction}"))
        }
        Some(_) => return None,
        None => (time, String::new()),
    };
    let parts: Vec<&str> = time.split(':').collect();
    if !(2..=3).contains(&parts.len()) || parts.iter().any(|part| part.len() != 2) {
        return None;
    }
    // A leap second has the number 60.
    let limits = [23, 59, 60];
    let fits = parts.iter().zip(limits).all(|(part, limit)| number(part, 0..=limit).is_some());
    let seconds = if parts.len() == 2 { ":00" } else { "" };
    fits.then(|| format!("{time}{seconds}{fraction}"))
}

fn compact_time(time: &str) -> Option<String> {
    clock(&format!("{}:{}:{}", time.get(..2)?, time.get(2..4)?, time.get(4..)?))
}

fn compact_date(day: &str) -> Option<String> {
    date(day.get(..4)?, day.get(4..6)?, day.get(6..)?)
}

/// A day that exists.
fn date(year: &str, month: &str, day: &str) -> Option<String> {
    let year = number(year, YEARS)?;
    let (month, day) = (number(month, 1..=12)?, number(day, 1..=31)?);
    let date = Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()?;
    Some(date.to_string())
}

/// A number of up to four digits in a range.
fn number(digits: &str, range: std::ops::RangeInclusive<u32>) -> Option<u32> {
    let plain = !digits.is_empty() && digits.len() <= 4 && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|number| plain && range.contains(number))
}

/// A time since 1970.
fn epoch(seconds: u64, millis: u64) -> Option<String> {
    if !EPOCH_SECONDS.contains(&seconds) {
        return None;
    }
    let millisecond = i64::try_from(seconds * 1000 + millis).ok()?;
    let time = Timestamp::from_millisecond(millisecond).ok()?;
    Some(if millis == 0 { time.to_string() } else { format!("{time:.3}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(style: DateStyle, given: &str, expected: &str) {
        assert_eq!(iso_date(given.to_owned(), style), expected);
    }

    #[test]
    fn dates_with_one_reading_become_iso_8601() {
        let plain = |given: &str, expected: &str| check(DateStyle::default(), given, expected);
        plain("20240131T101500Z", "2024-01-31T10:15:00Z");
        plain("20240131T101500", "2024-01-31T10:15:00");
        plain("20240131101500", "2024-01-31T10:15:00");
        plain("20240131", "2024-01-31");
        plain("1706696100", "2024-01-31T10:15:00Z");
        plain("1706696100123", "2024-01-31T10:15:00.123Z");
        plain("1706696100.0", "2024-01-31T10:15:00Z");
        plain("1706696100.25", "2024-01-31T10:15:00.250Z");
        plain("951782400", "2000-02-29T00:00:00Z");
        plain("2024-01-31 10:15:00", "2024-01-31T10:15:00");
        plain("2024-01-31 10:15", "2024-01-31T10:15:00");
        plain("2024-01-31 10:15:00.123456+00:00", "2024-01-31T10:15:00.123456+00:00");
        plain("2024-01-31 10:15:00 UTC", "2024-01-31T10:15:00Z");
        plain("2024-01-31 10:15:00 -0530", "2024-01-31T10:15:00-05:30");
        plain("2024/1/31", "2024-01-31");
        plain("Wed, 31 Jan 2024 10:15:00 +0100", "2024-01-31T10:15:00+01:00");
        plain("Wed, 31 Jan 2024 10:15:00 GMT", "2024-01-31T10:15:00Z");
        plain("3 Feb 2024 10:15 EST", "2024-02-03T10:15:00-05:00");
        plain("Wed, 31 Jan 2024 10:15:00 -0000 (UTC)", "2024-01-31T10:15:00Z");
        plain("31 Dec 2016 23:59:60 GMT", "2016-12-31T23:59:60Z");
        plain("Wed, 31 Jan 2024 10:15:00 CST", "2024-01-31T10:15:00-06:00");
        plain("2024-01-31 10:15:00 EST", "2024-01-31T10:15:00-05:00");
        check(DateStyle::CRAWL, "20240131101500", "2024-01-31T10:15:00Z");
    }

    #[test]
    fn the_month_comes_first_only_if_the_producer_writes_it_so() {
        let month_first = DateStyle { month_first: true, ..DateStyle::default() };
        check(month_first, "05-12-2019", "2019-05-12");
        check(month_first, "25-12-2019", "25-12-2019");
        check(month_first, "2019-05-12", "2019-05-12");
        check(DateStyle::default(), "05-12-2019", "05-12-2019");
    }

    #[test]
    fn dates_with_two_readings_or_none_stay_as_given() {
        for given in [
            "",
            "yesterday",
            "03/04/2024",
            "3.4.2024",
            "2024-02-30 10:15:00",
            "20241331",
            "2024013110",
            "20240131256199",
            "2024-01-31 25:00:00",
            "2024-01-31 10:15:00 Mars",
            // The time of China, of Cuba, or of the middle of America or Australia.
            "2024-01-31 10:15:00 CST",
            "2024-01-31",
            "2024-01-31T10:15:00+01:00",
            "2024",
            "31 Jan 24 10:15",
            "99999999999999999999",
            "Jan 31, 2024",
            "１２３",
            "+é:00",
            "2024-01-31 10:15:00 +é0",
        ] {
            check(DateStyle::default(), given, given);
        }
    }
}

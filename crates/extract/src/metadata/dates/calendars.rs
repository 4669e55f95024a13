//! Days of the Gregorian, the Thai and the Iranian calendar.

use jiff::civil::Date;

/// A day of the Gregorian calendar. Years from 2500 are those of the Thai calendar, which is 543 years ahead.
pub(super) fn civil(year: u32, month: u32, day: u32) -> Option<Date> {
    let year = if (2500..2600).contains(&year) { year - 543 } else { year };
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// A day of the Iranian solar calendar, by the 33-year cycle of leap years, which is valid from 1343 to 1472 (1964 to
/// 2093).
pub(super) fn from_solar_hijri(year: u32, month: u32, day: u32) -> Option<Date> {
    if !(1343..=1472).contains(&year) || !(1..=31).contains(&day) {
        return None;
    }
    let leaps =
        |y: u32| (0..y).filter(|y| matches!(y % 33, 1 | 5 | 9 | 13 | 17 | 22 | 26 | 30)).count() as i64;
    // 1 Farvardin 1400 was 21 March 2021.
    let start = Date::new(2021, 3, 21).ok()?;
    let days = (i64::from(year) - 1400) * 365 + leaps(year) - leaps(1400);
    let in_year = if month <= 7 { (month - 1) * 31 } else { 186 + (month - 7) * 30 } + day - 1;
    start.checked_add(jiff::Span::new().days(days + i64::from(in_year))).ok()
}

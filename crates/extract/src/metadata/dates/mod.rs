//! Dates: reads what fields and lines contain and writes it as ISO 8601.

mod calendars;
pub(crate) mod lines;
mod machine_formats;
mod months;
mod reader;
mod time_of_day;
mod tokens;

use std::fmt;
use std::sync::LazyLock;

use jiff::civil::Date;

use self::reader::DateReader;
use super::word_lists::WordSet;
use crate::lexicon;

pub(crate) use self::machine_formats::date_in_path;

/// Dates in visible text and in URLs that are older than this year belong to the story, not to the page.
pub(crate) const FIRST_WEB_YEAR: i16 = 1994;

/// Dates after this year are mistakes.
const LATEST_YEAR: i16 = 2100;

/// How a site orders day and month in `5/3/2024`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum DayMonthOrder {
    /// Neither the language nor the country decides, so `5/3/2024` is not read.
    #[default]
    Unknown,
    /// 5 March.
    DayFirst,
    /// May 3.
    MonthFirst,
}

/// Countries of English pages that put the day first.
static DAY_FIRST: LazyLock<WordSet> = LazyLock::new(|| WordSet::new(lexicon::DATE_WORDS, "day-first"));

/// Countries of English pages that put the month first.
static MONTH_FIRST: LazyLock<WordSet> = LazyLock::new(|| WordSet::new(lexicon::DATE_WORDS, "month-first"));

impl DayMonthOrder {
    /// The order that a language tag (`en-GB`) or the top-level domain of a host implies.
    pub(crate) fn from_site(language: Option<&str>, host: Option<&str>) -> Self {
        let language = language.unwrap_or("").to_ascii_lowercase();
        let (primary, region) = match language.split_once(['-', '_']) {
            Some((primary, region)) => (primary, region),
            None => (language.as_str(), ""),
        };
        let top = host.and_then(|h| h.rsplit('.').next()).unwrap_or("");
        match primary {
            "en" if DAY_FIRST.contains(region) => Self::DayFirst,
            // `en-US` is the default of many templates, so the country of the host has precedence.
            "en" | "" if DAY_FIRST.contains(top) => Self::DayFirst,
            "en" if MONTH_FIRST.contains(region) => Self::MonthFirst,
            "en" | "" if MONTH_FIRST.contains(top) => Self::MonthFirst,
            "en" | "" | "zh" | "ja" | "ko" | "hu" | "lt" => Self::Unknown,
            _ => Self::DayFirst,
        }
    }
}

/// A time of day, with its offset from UTC if the page states one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Clock {
    hour: u8,
    minute: u8,
    second: u8,
    offset_minutes: Option<i16>,
}

/// A day, and the time of day if one is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment {
    date: Date,
    clock: Option<Clock>,
}

impl Moment {
    fn new(date: Date, clock: Option<Clock>) -> Self {
        // Fields without a time of day contain midnight.
        let clock = clock.filter(|c| (c.hour, c.minute, c.second) != (0, 0, 0));
        Self { date, clock }
    }

    /// The day.
    pub(crate) fn date(&self) -> Date {
        self.date
    }

    /// How many days after another moment this one is, by their dates as written.
    pub(crate) fn days_since(&self, other: Moment) -> i32 {
        (self.date - other.date).get_days()
    }

    /// Whether the time is one in UTC.
    pub(crate) fn is_in_utc(&self) -> bool {
        self.clock.is_some_and(|clock| clock.offset_minutes == Some(0))
    }

    /// Whether another date has this one's day as its month, and its month as its day.
    pub(crate) fn has_days_swapped(&self, other: Moment) -> bool {
        let (a, b) = (self.date, other.date);
        (a.year(), a.month(), a.day()) == (b.year(), b.day(), b.month())
    }

    /// Whether a time of day is given, other than midnight.
    pub(crate) fn has_clock(&self) -> bool {
        self.clock.is_some()
    }

    /// Whether a page can have been written then: not at the zero of a clock (1 January 1970), not before
    /// `earliest_year`, and at most a day after `fetched`.
    pub(crate) fn is_plausible(&self, earliest_year: i16, fetched: Option<Date>) -> bool {
        let date = self.date;
        if date.year() < earliest_year || date.year() > LATEST_YEAR {
            return false;
        }
        if (date.year(), date.month(), date.day()) == (1970, 1, 1) {
            return false;
        }
        fetched.and_then(|f| f.tomorrow().ok()).is_none_or(|limit| date <= limit)
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.date.year(), self.date.month(), self.date.day())?;
        let Some(Clock { hour, minute, second, offset_minutes }) = self.clock else { return Ok(()) };
        write!(f, "T{hour:02}:{minute:02}:{second:02}")?;
        match offset_minutes {
            None => Ok(()),
            Some(0) => f.write_str("Z"),
            Some(m) => {
                let sign = if m < 0 { '-' } else { '+' };
                write!(f, "{sign}{:02}:{:02}", m.abs() / 60, m.abs() % 60)
            }
        }
    }
}

/// A date found in a text, and the bytes that it and its time of day cover.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FoundDate {
    pub(crate) moment: Moment,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// Reads a field made for machines: ISO 8601 in any of its forms, RFC 2822, or seconds since 1970. Any other field is
/// read like a text, by [`find`].
pub(crate) fn read(text: &str, order: DayMonthOrder) -> Option<Moment> {
    let text = text.trim();
    machine_formats::digits_only(text)
        .or_else(|| machine_formats::basic_format(text))
        .or_else(|| find(text, order).map(|f| f.moment))
}

/// The first date in a text. Reads at most its first 400 characters.
pub(crate) fn find(text: &str, order: DayMonthOrder) -> Option<FoundDate> {
    if !tokens::has_digit(text) {
        return None;
    }
    let tokens = tokens::tokenize(text);
    DateReader::new(&tokens, text, order).first_date()
}

/// The date that a text begins with.
pub(crate) fn find_at_start(text: &str, order: DayMonthOrder) -> Option<FoundDate> {
    if !tokens::has_digit(text) {
        return None;
    }
    let tokens = tokens::tokenize(text);
    DateReader::new(&tokens, text, order).found_at(0).filter(|date| date.start == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, order: DayMonthOrder, expected: &str) {
        let found = find(text, order).map(|f| f.moment.to_string()).unwrap_or_default();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn numeric_orders() {
        check("2024-05-03", DayMonthOrder::Unknown, "2024-05-03");
        check("Last updated: 2026/02/18 at 4:00 AM", DayMonthOrder::Unknown, "2026-02-18T04:00:00");
        check("03.05.2024, 18:30 Uhr", DayMonthOrder::Unknown, "2024-05-03T18:30:00");
        check("3.5.24", DayMonthOrder::Unknown, "2024-05-03");
        check("5/3/2024", DayMonthOrder::Unknown, "");
        check("5/3/2024", DayMonthOrder::MonthFirst, "2024-05-03");
        check("5/3/2024", DayMonthOrder::DayFirst, "2024-03-05");
        check("25/3/2024", DayMonthOrder::MonthFirst, "2024-03-25");
        check("3/25/2024", DayMonthOrder::DayFirst, "2024-03-25");
        check("03-05-2024", DayMonthOrder::DayFirst, "2024-05-03");
        check("2024. 05. 03. 10:15", DayMonthOrder::Unknown, "2024-05-03T10:15:00");
        check("version 1.2.2024.7", DayMonthOrder::DayFirst, "2024-02-01");
        check("31/31/2024", DayMonthOrder::DayFirst, "");
    }

    #[test]
    fn a_day_is_found_however_far_from_its_month_it_may_be() {
        check("ม.ค/ม.ค.,., 3, 2024", DayMonthOrder::Unknown, "2024-01-03");
        check("May ,., 3, 2024", DayMonthOrder::Unknown, "2024-05-03");
    }

    #[test]
    fn month_names() {
        for (text, expected) in [
            ("Thursday, February 19, 2026 at 12:15 AM", "2026-02-19T00:15:00"),
            ("News Room Published 18 February 2026", "2026-02-18"),
            ("May 3rd, 2024", "2024-05-03"),
            ("3. Mai 2024", "2024-05-03"),
            ("1er mai 2024 à 18h30", "2024-05-01T18:30:00"),
            ("3 de maio de 2024", "2024-05-03"),
            ("3 maggio 2024 alle 18.30", "2024-05-03T18:30:00"),
            ("3 mei 2024", "2024-05-03"),
            ("3 maj 2024 kl. 18.30", "2024-05-03T18:30:00"),
            ("3. toukokuuta 2024", "2024-05-03"),
            ("3 maja 2024", "2024-05-03"),
            ("3. května 2024", "2024-05-03"),
            ("2024. május 3.", "2024-05-03"),
            ("3 mai 2024", "2024-05-03"),
            ("3 мая 2024, 10:00 MSK", "2024-05-03T10:00:00+03:00"),
            ("3 травня 2024", "2024-05-03"),
            ("3 Μαΐου 2024", "2024-05-03"),
            ("3 Mayıs 2024", "2024-05-03"),
            ("٣ مايو ٢٠٢٤", "2024-05-03"),
            ("3 كانون الثاني 2024", "2024-01-03"),
            ("۱۴ اردیبهشت ۱۴۰۳", "2024-05-03"),
            ("१३ मई २०२४", "2024-05-13"),
            ("ngày 3 tháng 5 năm 2024", "2024-05-03"),
            ("3 Mei 2024", "2024-05-03"),
            ("3 พฤษภาคม 2567", "2024-05-03"),
            ("2024年5月3日 18:30", "2024-05-03T18:30:00"),
            ("令和6年5月3日", "2024-05-03"),
            ("民國113年5月3日", "2024-05-03"),
            ("2024년 5월 3일 오후 6:30", "2024-05-03T18:30:00"),
            ("03-May-24", "2024-05-03"),
            ("may be 3 of 2024", ""),
            ("May 2024", ""),
        ] {
            check(text, DayMonthOrder::Unknown, expected);
        }
    }

    #[test]
    fn month_names_of_more_scripts() {
        for text in [
            // he, ar, ur, fa
            "12 במרץ 2024",
            "ב־12 במרץ 2024",
            "ב-12 במרץ 2024",
            "ב12 במרץ 2024",
            "12 מרץ, 2024",
            "12 آذار/مارس 2024",
            "١٢ آذار ٢٠٢٤",
            "12 مارچ، 2024",
            "۱۲ مارچ ۲۰۲۴",
            // bn, ta, te, ml, kn, gu, pa, or, mr, si
            "১২ মার্চ ২০২৪",
            "মার্চ ১২, ২০২৪",
            "12 மார்ச் 2024",
            "மார்ச் 12, 2024",
            "௧௨ மார்ச் ௨௦௨௪",
            "12 మార్చి 2024",
            "౧౨ మార్చి ౨౦౨౪",
            "12 മാർച്ച് 2024",
            "൧൨ മാർച്ച് ൨൦൨൪",
            "2024 മാർച്ച് 12",
            "12 ಮಾರ್ಚ್ 2024",
            "12 માર્ચ 2024",
            "12 ਮਾਰਚ 2024",
            "12 ମାର୍ଚ୍ଚ 2024",
            "१२ मार्च २०२४",
            "12 මාර්තු 2024",
        ] {
            check(text, DayMonthOrder::Unknown, "2024-03-12");
        }
    }

    #[test]
    fn month_names_with_words_for_year_and_month() {
        for text in [
            // my, km, lo, th
            "၂၀၂၄ ခုနှစ် မတ်လ ၁၂ ရက်",
            "မတ် ၁၂၊ ၂၀၂၄",
            "12 မတ် 2024",
            "ថ្ងៃទី១២ ខែមីនា ឆ្នាំ២០២៤",
            "12 មីនា 2024",
            "១២ខែមីនាឆ្នាំ២០២៤",
            "12 ມີນາ 2024",
            "12 มี.ค. 2567",
            "๑๒ มีนาคม พ.ศ. ๒๕๖๗",
            // ka, hy
            "12 მარტი, 2024",
            "12 მარტს 2024",
            "2024 წლის 12 მარტი",
            "12 մարտի, 2024",
            "մարտի 12, 2024",
            "2024 թ. մարտի 12",
            // lt, lv, eu, kk, uz, sw, be, hr, cy, tl
            "2024 m. kovo 12 d.",
            "2024 kovo 12",
            "2024. gada 12. marts",
            "12. martā 2024",
            "2024ko martxoaren 12a",
            "2024 martxoak 12",
            "12 наурыз 2024",
            "2024 жылғы 12 наурыз",
            "2024-yil 12-mart",
            "12 Machi 2024",
            "12 сакавіка 2024",
            "12. ožujka 2024.",
            "12 Mawrth 2024",
            "Marso 12, 2024",
        ] {
            check(text, DayMonthOrder::Unknown, "2024-03-12");
        }
    }

    #[test]
    fn month_names_of_the_levant_and_the_hebrew_prefix() {
        for (text, expected) in [
            ("3 كانون الثاني 2024", "2024-01-03"),
            ("3 كانون ثاني 2024", "2024-01-03"),
            ("3 كانون 2 2024", "2024-01-03"),
            ("3 كانون الأول/ديسمبر 2024", "2024-12-03"),
            ("3 تشرين أول 2024", "2024-10-03"),
            ("3 تشرين الثاني 2024", "2024-11-03"),
            ("3 غشت 2024", "2024-08-03"),
            ("ב־5 באוגוסט 2024", "2024-08-05"),
            ("5 בפברואר 2024", "2024-02-05"),
            ("in 2024. 12 March was cold", ""),
        ] {
            check(text, DayMonthOrder::Unknown, expected);
        }
    }

    #[test]
    fn days_of_the_week_before_the_time() {
        for text in [
            "2026年9月9日 星期三 06:30",
            "2026年9月9日 周三 06:30",
            "2026年9月9日（水）06:30",
            "2026年9月9日 水曜日 06:30",
            "2026년 9월 9일 (수) 06:30",
            "2026년 9월 9일 수요일 오전 6:30",
            "9 September 2026, Wednesday, 06:30",
            "9. September 2026, Mittwoch, 6:30 Uhr",
            "9 сентября 2026, среда, 06:30",
        ] {
            check(text, DayMonthOrder::Unknown, "2026-09-09T06:30:00");
        }
    }

    #[test]
    fn fields() {
        for (text, expected) in [
            ("2026-02-18T04:00:00+01:00", "2026-02-18T04:00:00+01:00"),
            ("2026-02-18T04:00:07.123Z", "2026-02-18T04:00:07Z"),
            ("2026-02-18 04:00:07 -0500", "2026-02-18T04:00:07-05:00"),
            ("2026-02-18T00:00:00+01:00", "2026-02-18"),
            ("20260218", "2026-02-18"),
            ("20260218T101500Z", "2026-02-18T10:15:00Z"),
            ("20260218101500", "2026-02-18T10:15:00"),
            ("Wed, 18 Feb 2026 10:15:00 GMT", "2026-02-18T10:15:00Z"),
            ("Wed Feb 18 2026 10:15:00 GMT+0200 (CEST)", "2026-02-18T10:15:00+02:00"),
            ("Wed Feb 18 10:15:00 PST 2026", "2026-02-18T10:15:00-08:00"),
            ("1771409700", "2026-02-18T10:15:00Z"),
            ("99999999", ""),
            ("", ""),
        ] {
            let read = read(text, DayMonthOrder::Unknown).map(|m| m.to_string()).unwrap_or_default();
            assert_eq!(read, expected, "{text}");
        }
    }

    #[test]
    fn paths() {
        for (path, expected) in [
            ("/2024/05/03/story.html", "2024-05-03"),
            ("/news/2024-05-03-story", "2024-05-03"),
            ("/news/20240503/story", "2024-05-03"),
            ("/2024/may/03/story", "2024-05-03"),
            ("/2024/05/story", ""),
            ("/story-20240503123", ""),
            ("/2024/13/44/", ""),
            ("/2024/5/3", "2024-05-03"),
            ("/2012-06/04/content_1.htm", "2012-06-04"),
        ] {
            assert_eq!(date_in_path(path).map(|m| m.to_string()).unwrap_or_default(), expected, "{path}");
        }
    }

    #[test]
    fn order_of_a_site() {
        assert_eq!(DayMonthOrder::from_site(Some("en-US"), Some("example.com")), DayMonthOrder::MonthFirst);
        assert_eq!(DayMonthOrder::from_site(Some("en-US"), Some("example.co.uk")), DayMonthOrder::DayFirst);
        assert_eq!(DayMonthOrder::from_site(Some("en"), Some("example.com")), DayMonthOrder::Unknown);
        assert_eq!(DayMonthOrder::from_site(Some("de"), None), DayMonthOrder::DayFirst);
    }

    #[test]
    fn implausible() {
        let fetched = Date::new(2024, 5, 3).ok();
        let plausible =
            |text| read(text, DayMonthOrder::Unknown).is_some_and(|m| m.is_plausible(1900, fetched));
        assert!(plausible("2024-05-04"));
        assert!(!plausible("2024-05-05"));
        assert!(!plausible("1970-01-01"));
        assert!(!plausible("0001-01-01"));
    }
}

//! Dates: from what fields and lines write to ISO 8601.

pub(crate) mod lines;
mod months;

use std::borrow::Cow;
use std::fmt;
use std::sync::OnceLock;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use rustc_hash::FxHashMap;

use self::months::{GREGORIAN, SOLAR_HIJRI};

/// How many characters of a text are looked at, and how many tokens: date lines are short.
const MAX_CHARS: usize = 400;
const MAX_TOKENS: usize = 120;

/// How a site orders day and month in `5/3/2024`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Order {
    /// Nothing tells, so `5/3/2024` is no date.
    #[default]
    Unknown,
    /// 5 March.
    DayFirst,
    /// May 3.
    MonthFirst,
}

impl Order {
    /// The order that a language tag (`en-GB`) or a host's top-level domain tells.
    pub(crate) fn of(language: Option<&str>, host: Option<&str>) -> Self {
        const DAY: &[&str] = &["gb", "uk", "au", "nz", "ie", "in", "za", "sg", "ng", "ke", "pk", "my", "mt"];
        const MONTH: &[&str] = &["us", "ph", "gov", "edu", "mil"];
        let language = language.unwrap_or("").to_ascii_lowercase();
        let (primary, region) = match language.split_once(['-', '_']) {
            Some((primary, region)) => (primary, region),
            None => (language.as_str(), ""),
        };
        let top = host.and_then(|h| h.rsplit('.').next()).unwrap_or("");
        match primary {
            "en" if DAY.contains(&region) => Self::DayFirst,
            // `en-US` is many templates' default, so the host's country comes first.
            "en" | "" if DAY.contains(&top) => Self::DayFirst,
            "en" if MONTH.contains(&region) => Self::MonthFirst,
            "en" | "" if MONTH.contains(&top) => Self::MonthFirst,
            "en" | "" | "zh" | "ja" | "ko" | "hu" | "lt" => Self::Unknown,
            _ => Self::DayFirst,
        }
    }
}

/// A time of day, with its offset from UTC where the page gives one.
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
        // Midnight is what fields without a time hold.
        let clock = clock.filter(|c| (c.hour, c.minute, c.second) != (0, 0, 0));
        Self { date, clock }
    }

    /// The day.
    pub(crate) fn date(&self) -> Date {
        self.date
    }

    /// Whether a page can have been written then: not the zero of a clock, not after `fetched` + 1 day.
    pub(crate) fn is_plausible(&self, earliest_year: i16, fetched: Option<Date>) -> bool {
        let date = self.date;
        if date.year() < earliest_year || date.year() > 2100 {
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

/// A date found in a text, and the bytes that it and its time of day take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found {
    pub(crate) moment: Moment,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// Reads a field made for machines: ISO 8601 in any of its forms, RFC 2822, seconds since 1970, or else as
/// [`find`].
pub(crate) fn read(text: &str, order: Order) -> Option<Moment> {
    let text = text.trim();
    digits_only(text).or_else(|| basic_format(text)).or_else(|| find(text, order).map(|f| f.moment))
}

/// `20240503T101500Z`.
fn basic_format(text: &str) -> Option<Moment> {
    let (date, time) = text.split_once(['T', 't'])?;
    if date.len() != 8 {
        return None;
    }
    let (time, zone) = (time.get(..6)?, time.get(6..)?);
    let mut moment = digits_only(&format!("{date}{time}"))?;
    let zone = format!("x {zone}");
    let tokens = tokenize(&zone);
    if let Some(clock) = &mut moment.clock {
        clock.offset_minutes = Reader { tokens: &tokens, text: &zone, order: Order::Unknown }.zone_at(1).0;
    }
    Some(moment)
}

/// The first date in a text.
pub(crate) fn find(text: &str, order: Order) -> Option<Found> {
    if !text.chars().take(MAX_CHARS).any(|c| digit(c).is_some()) {
        return None;
    }
    let tokens = tokenize(text);
    let mut reader = Reader { tokens: &tokens, text, order };
    (0..tokens.len()).find_map(|i| reader.found_at(i))
}

/// The date in a path such as `/2024/05/03/`, `/2024-05-03-story`, `/2024-05/03/` or `/20240503/`.
pub(crate) fn in_path(path: &str) -> Option<Moment> {
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
                (1900..=2100).contains(&date.year()).then(|| Moment::new(date, None))
            }
            _ => None,
        }
    })
}

/// `5`, `05`, `may`
fn month_of_path(month: &str) -> Option<i8> {
    match month.len() {
        1 | 2 => month.parse().ok(),
        3..=9 => months().gregorian.get(month.to_ascii_lowercase().as_str()).map(|&m| m as i8),
        _ => None,
    }
}

/// `20240503`, `20240503101500`, seconds or milliseconds since 1970.
fn digits_only(text: &str) -> Option<Moment> {
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let part = |range: std::ops::Range<usize>| text.get(range).and_then(|p| p.parse::<u8>().ok());
    match text.len() {
        8 | 12 | 14 => {
            let date = Date::new(text[..4].parse().ok()?, part(4..6)? as i8, part(6..8)? as i8).ok()?;
            if !(1900..=2100).contains(&date.year()) {
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

/// The value of a decimal digit in the scripts that dates are written in.
fn digit(c: char) -> Option<u32> {
    const ZEROS: [u32; 7] = [0x30, 0x660, 0x6F0, 0x966, 0x9E6, 0xE50, 0xFF10];
    let c = c as u32;
    if c < 0x80 {
        return (0x30..0x3A).contains(&c).then(|| c - 0x30);
    }
    ZEROS.iter().find(|&&zero| (zero..zero + 10).contains(&c)).map(|&zero| c - zero)
}

fn is_ideograph(c: char) -> bool {
    matches!(c as u32, 0x2E80..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Number { value: u32, digits: u8 },
    Word,
    Mark(char),
}

#[derive(Clone, Copy, Debug)]
struct Token {
    kind: Kind,
    start: usize,
    end: usize,
    /// Whether white space stands before it.
    spaced: bool,
}

/// Numbers, words (each ideograph is one) and single marks.
fn tokenize(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::with_capacity(24);
    let mut spaced = false;
    for (at, c) in text.char_indices().take(MAX_CHARS) {
        let end = at + c.len_utf8();
        if c.is_whitespace() || matches!(c, '\u{200e}' | '\u{200f}') {
            spaced = true;
            continue;
        }
        let joins = |t: &&mut Token| t.end == at && !spaced;
        if let Some(d) = digit(c) {
            match tokens.last_mut().filter(joins) {
                Some(Token { kind: Kind::Number { value, digits }, end: last, .. }) => {
                    *value = value.saturating_mul(10).saturating_add(d);
                    *digits = digits.saturating_add(1);
                    *last = end;
                }
                _ => {
                    tokens.push(Token { kind: Kind::Number { value: d, digits: 1 }, start: at, end, spaced })
                }
            }
        } else if is_word(c) {
            match tokens.last_mut().filter(joins) {
                Some(Token { kind: Kind::Word, start, end: last, .. })
                    if !is_ideograph(c) && !text[*start..].starts_with(is_ideograph) =>
                {
                    *last = end;
                }
                _ => tokens.push(Token { kind: Kind::Word, start: at, end, spaced }),
            }
        } else {
            tokens.push(Token { kind: Kind::Mark(c), start: at, end, spaced });
        }
        spaced = false;
        if tokens.len() >= MAX_TOKENS {
            break;
        }
    }
    tokens
}

/// Letters, and the vowel signs of Indic scripts and Thai, which are no letters.
fn is_word(c: char) -> bool {
    c.is_alphabetic() || matches!(c as u32, 0x300..=0x36F | 0x900..=0xDFF | 0xE31..=0xE4E)
}

struct Months {
    gregorian: FxHashMap<&'static str, u8>,
    solar_hijri: FxHashMap<&'static str, u8>,
}

fn months() -> &'static Months {
    static MONTHS: OnceLock<Months> = OnceLock::new();
    MONTHS.get_or_init(|| {
        let table = |months: &'static [(u8, &'static [&'static str])]| {
            months.iter().flat_map(|&(number, names)| names.iter().map(move |&name| (name, number))).collect()
        };
        Months { gregorian: table(GREGORIAN), solar_hijri: table(SOLAR_HIJRI) }
    })
}

/// Words that stand between a date's parts.
const LINKS: &[&str] =
    &["de", "del", "of", "di", "den", "st", "nd", "rd", "th", "er", "o", "ª", "º", "d", "da", "din"];

/// Words that stand between a date and its time of day.
const CLOCK_LINKS: &[&str] = &[
    "t", "at", "um", "à", "a", "às", "as", "las", "alle", "ore", "ora", "kl", "klo", "godz", "o", "в", "о",
    "om", "u", "στις", "saat", "pukul", "pkl", "jam", "lúc", "at", "la", "ob", "v", "ve", "on", "the",
    "from", "os",
];

/// Zone names that mean one offset everywhere they are used in date lines. `CST` and `IST` mean several.
const ZONES: &[(&str, i16)] = &[
    ("z", 0),
    ("utc", 0),
    ("gmt", 0),
    ("wet", 0),
    ("cet", 60),
    ("mez", 60),
    ("bst", 60),
    ("west", 60),
    ("cest", 120),
    ("mesz", 120),
    ("eet", 120),
    ("sast", 120),
    ("eest", 180),
    ("msk", 180),
    ("wib", 420),
    ("sgt", 480),
    ("hkt", 480),
    ("jst", 540),
    ("kst", 540),
    ("aest", 600),
    ("aedt", 660),
    ("est", -300),
    ("edt", -240),
    ("cdt", -300),
    ("mst", -420),
    ("mdt", -360),
    ("pst", -480),
    ("pdt", -420),
];

/// Reads dates from tokens; every method takes the index it begins at.
struct Reader<'a> {
    tokens: &'a [Token],
    text: &'a str,
    order: Order,
}

impl Reader<'_> {
    fn kind(&self, at: usize) -> Option<Kind> {
        self.tokens.get(at).map(|t| t.kind)
    }

    fn number(&self, at: usize) -> Option<(u32, u8)> {
        match self.kind(at)? {
            Kind::Number { value, digits } => Some((value, digits)),
            _ => None,
        }
    }

    fn mark(&self, at: usize) -> Option<char> {
        match self.kind(at)? {
            Kind::Mark(c) => Some(c),
            _ => None,
        }
    }

    fn is_spaced(&self, at: usize) -> bool {
        self.tokens.get(at).is_none_or(|t| t.spaced)
    }

    /// The word in lower case.
    fn word(&self, at: usize) -> Option<Cow<'_, str>> {
        let token = self.tokens.get(at).filter(|token| token.kind == Kind::Word)?;
        let word = &self.text[token.start..token.end];
        // Most words are, and every word is asked for more than once.
        let lower = word.bytes().all(|byte| byte.is_ascii_lowercase());
        Some(if lower { Cow::Borrowed(word) } else { Cow::Owned(word.to_lowercase()) })
    }

    fn is_word(&self, at: usize, words: &[&str]) -> bool {
        self.word(at).is_some_and(|w| words.contains(&&*w))
    }

    fn found_at(&mut self, at: usize) -> Option<Found> {
        let (date, clock, end) = self.unix_date(at).or_else(|| {
            let (date, end) = self.date_at(at)?;
            match self.clock_after(end) {
                Some((clock, end)) => Some((date, Some(clock), end)),
                None => Some((date, None, end)),
            }
        })?;
        let last = self.tokens.get(end.checked_sub(1)?)?;
        Some(Found { moment: Moment::new(date, clock), start: self.tokens[at].start, end: last.end })
    }

    /// A date, and the index after it.
    fn date_at(&self, at: usize) -> Option<(Date, usize)> {
        // A number glued to letters, a sign or a further number is an id or a version.
        if at > 0 && !self.is_spaced(at) && self.number(at).is_some() {
            let glued = match self.kind(at - 1)? {
                Kind::Word => {
                    self.tokens[at - 1].end - self.tokens[at - 1].start < 3 && {
                        !self.text[self.tokens[at - 1].start..].starts_with(is_ideograph)
                    }
                }
                Kind::Mark(c) => {
                    matches!(c, '.' | '-' | '/' | '$' | '€' | '#' | '_') && at > 1 && {
                        !self.is_spaced(at - 1) && self.number(at - 2).is_some()
                    }
                }
                Kind::Number { .. } => true,
            };
            if glued {
                return None;
            }
        }
        match self.kind(at)? {
            Kind::Number { value, digits: 3.. } => self.year_first(at, value),
            Kind::Number { value, .. } => self
                .era_year(at, value)
                .or_else(|| self.day_first(at, value))
                .or_else(|| self.numeric(at, value)),
            Kind::Word => self.month_first(at),
            Kind::Mark(_) => None,
        }
    }

    /// `2024-05-03`, `2024年5月3日`, `2024. május 3.`, `2024 May 3`.
    fn year_first(&self, at: usize, value: u32) -> Option<(Date, usize)> {
        let (_, digits) = self.number(at)?;
        if digits != 4 {
            return self.era_year(at, value);
        }
        let after = self.skip_links(at + 1);
        if let Some((month, next)) = self.month(after) {
            let (day, _) = self.number(self.skip_links(next)).filter(|&(_, d)| d <= 2)?;
            return Some((civil(value, month, day)?, self.skip_links(next) + 1));
        }
        self.month_and_day(at + 1, value)
    }

    /// `令和6年5月3日`, `民國113年5月3日`.
    fn era_year(&self, at: usize, value: u32) -> Option<(Date, usize)> {
        let first = at.checked_sub(2)?;
        let era = format!("{}{}", self.word(first)?, self.word(first + 1)?);
        let base = match era.as_str() {
            "令和" => 2018,
            "平成" => 1988,
            "昭和" => 1925,
            "民國" | "民国" => 1911,
            _ => return None,
        };
        self.month_and_day(at + 1, base + value)
    }

    /// `-05-03`, `/5/3`, `. 05. 03.`, `年5月3日`, `년 5월 3일` after the year.
    fn month_and_day(&self, at: usize, year: u32) -> Option<(Date, usize)> {
        const MONTH_SIGNS: &[&str] = &["年", "년", "năm"];
        const DAY_SIGNS: &[&str] = &["月", "월"];
        let by_signs = self.is_word(at, MONTH_SIGNS);
        let first = self.mark(at).filter(|c| matches!(c, '-' | '/' | '.' | '‐' | '–'));
        if !by_signs && first.is_none() {
            return None;
        }
        let (month, digits) = self.number(at + 1)?;
        if digits > 2 {
            return None;
        }
        let same = match first {
            Some(c) => self.mark(at + 2) == Some(c),
            None => self.is_word(at + 2, DAY_SIGNS),
        };
        let (day, digits) = self.number(at + 3)?;
        if !same || digits > 2 {
            return None;
        }
        let mut end = at + 4;
        if self.is_word(end, &["日", "일", "号", "號"]) || (first == Some('.') && self.mark(end) == Some('.'))
        {
            end += 1;
        }
        Some((civil(year, month, day)?, end))
    }

    /// `3 May 2024`, `3. Mai 2024`, `1er mai 2024`, `3 de maio de 2024`, `03-May-24`, `3 tháng 5 năm 2024`.
    fn day_first(&self, at: usize, day: u32) -> Option<(Date, usize)> {
        let mut next = self.skip_links(at + 1);
        if matches!(self.mark(next), Some('-' | '/')) {
            next += 1;
        }
        let (month, next) = if self.is_word(next, &["tháng"]) {
            (self.number(next + 1).filter(|n| n.1 <= 2)?.0, next + 2)
        } else {
            self.month(next)?
        };
        let mut next = self.skip_links(next);
        let dashed = matches!(self.mark(next), Some('-' | '/'));
        let quoted = matches!(self.mark(next), Some('\'' | '’'));
        if dashed || quoted || self.is_word(next, &["năm"]) {
            next += 1;
        }
        let (year, digits) = self.number(next)?;
        let year = match digits {
            4 => year,
            2 if dashed || quoted => 2000 + year,
            _ => return None,
        };
        Some((civil(year, month, day).or_else(|| self.solar_hijri(at, day, year))?, next + 1))
    }

    /// `May 3, 2024`, `May 3rd 2024`.
    fn month_first(&self, at: usize) -> Option<(Date, usize)> {
        let (month, next) = self.month(at)?;
        let next = self.skip_links(next);
        let (day, digits) = self.number(next)?;
        if digits > 2 {
            return None;
        }
        let next = self.skip_links(next + 1);
        let (year, digits) = self.number(next)?;
        (digits == 4).then(|| civil(year, month, day))?.map(|date| (date, next + 1))
    }

    /// `3.5.2024`, `3/5/2024`, `03-05-2024`, `3.5.24`.
    fn numeric(&self, at: usize, first: u32) -> Option<(Date, usize)> {
        let separator = self.mark(at + 1).filter(|c| matches!(c, '.' | '/' | '-'))?;
        let (second, digits) = self.number(at + 2)?;
        if digits > 2 || self.mark(at + 3) != Some(separator) {
            return None;
        }
        let (year, digits) = self.number(at + 4)?;
        // Two-digit years only where all three parts stand together: `1. 2. 24` is a list.
        let tight = (at + 1..=at + 4).all(|i| !self.is_spaced(i));
        let year = match digits {
            4 => year,
            2 if tight && separator != '-' && (5..60).contains(&year) => 2000 + year,
            _ => return None,
        };
        let (day, month) = match (first, second) {
            (13.., 1..=12) => (first, second),
            (1..=12, 13..) => (second, first),
            _ if first == second => (first, second),
            _ => match (separator, self.order) {
                (_, Order::MonthFirst) if separator != '.' => (second, first),
                ('.', _) | (_, Order::DayFirst) => (first, second),
                _ => return None,
            },
        };
        Some((civil(year, month, day)?, at + 5))
    }

    /// `Fri May 3 10:00:00 PDT 2024`.
    fn unix_date(&self, at: usize) -> Option<(Date, Option<Clock>, usize)> {
        self.kind(at).filter(|k| *k == Kind::Word)?;
        let (month, next) = self.month(at)?;
        let (day, _) = self.number(next)?;
        if self.mark(next + 2) != Some(':') {
            return None;
        }
        let (clock, next) = self.clock_at(next + 1)?;
        let next = if self.kind(next) == Some(Kind::Word) { next + 1 } else { next };
        let (year, digits) = self.number(next)?;
        (digits == 4).then(|| civil(year, month, day))?.map(|date| (date, Some(clock), next + 1))
    }

    /// A month's name, and the index after it; two words for Arabic `كانون الثاني`.
    fn month(&self, at: usize) -> Option<(u32, usize)> {
        let table = &months().gregorian;
        let word = self.word(at)?;
        if let Some(&month) = table.get(&*word) {
            return Some((u32::from(month), at + 1));
        }
        if months().solar_hijri.contains_key(&*word) {
            // Refused by `civil`, then read by `solar_hijri`.
            return Some((0, at + 1));
        }
        if word.starts_with(['ك', 'ت']) {
            let two = format!("{word} {}", self.word(at + 1)?);
            return table.get(two.as_str()).map(|&month| (u32::from(month), at + 2));
        }
        None
    }

    fn solar_hijri(&self, at: usize, day: u32, year: u32) -> Option<Date> {
        let word = self.word(self.skip_links(at + 1))?;
        let month = *months().solar_hijri.get(&*word)?;
        from_solar_hijri(year, u32::from(month), day)
    }

    /// Past the marks and small words inside a date.
    fn skip_links(&self, mut at: usize) -> usize {
        for _ in 0..3 {
            let skip = match self.kind(at) {
                Some(Kind::Mark(c)) => matches!(c, '.' | ',' | '،' | 'º' | 'ª' | '°'),
                Some(Kind::Word) => self.is_word(at, LINKS),
                _ => false,
            };
            if !skip {
                break;
            }
            at += 1;
        }
        at
    }

    /// A time of day close behind a date.
    fn clock_after(&self, at: usize) -> Option<(Clock, usize)> {
        let mut next = at;
        for _ in 0..4 {
            if let Some(found) = self.clock_at(next) {
                return Some(found);
            }
            let skip = match self.kind(next)? {
                Kind::Mark(c) => {
                    matches!(c, ',' | '|' | '-' | '–' | '—' | '·' | '•' | '/' | '.' | '(' | ':' | ';' | '،')
                }
                Kind::Word => self.is_word(next, CLOCK_LINKS),
                Kind::Number { .. } => false,
            };
            if !skip {
                return None;
            }
            next += 1;
        }
        self.clock_at(next)
    }

    fn clock_at(&self, at: usize) -> Option<(Clock, usize)> {
        const AFTERNOON: &[&str] = &["오후", "下午", "午後"];
        // 午後6時30分, 오후 6:30
        let (mut at, mut half) = (at, None);
        if let Some(word) = self.word(at) {
            let pair = self.word(at + 1).map(|w| format!("{word}{w}")).unwrap_or_default();
            if matches!(&*word, "오전" | "오후") {
                (at, half) = (at + 1, Some(AFTERNOON.contains(&&*word)));
            } else if matches!(pair.as_str(), "午前" | "上午" | "午後" | "下午") {
                (at, half) = (at + 2, Some(AFTERNOON.contains(&pair.as_str())));
            } else {
                return None;
            }
        }
        let (hour, digits) = self.number(at)?;
        if hour > 24 || digits > 2 {
            return None;
        }
        let minute_after = match self.kind(at + 1) {
            Some(Kind::Mark(':' | '：')) => true,
            // Only next to a word for "o'clock" is `18.30` a time.
            Some(Kind::Mark('.')) => {
                self.is_word(at + 3, &["uhr", "h", "uur"]) || self.follows_clock_word(at)
            }
            Some(Kind::Word) => self.is_word(at + 1, &["h", "時", "时", "시", "г"]),
            _ => false,
        };
        let bare_hour = if minute_after { None } else { self.half_of_day(at + 1) };
        if !minute_after && bare_hour.is_none() {
            return None;
        }
        let mut next = at + 1;
        let (mut minute, mut second) = (0, 0);
        if minute_after {
            match self.number(at + 2).filter(|&(m, d)| m < 60 && d == 2) {
                Some((m, _)) => (minute, next) = (m, at + 3),
                None if self.mark(at + 1).is_some() => return None,
                None => next = at + 2,
            }
            if self.is_word(next, &["分", "분"]) {
                next += 1;
            }
            if self.mark(next) == Some(':')
                && let Some((s, 2)) = self.number(next + 1)
            {
                (second, next) = (s.min(59), next + 2);
                if matches!(self.mark(next), Some('.' | ','))
                    && !self.is_spaced(next + 1)
                    && self.number(next + 1).is_some()
                {
                    next += 2;
                }
            }
        }
        if let Some((afternoon, after)) = self.half_of_day(next) {
            (half, next) = (Some(afternoon), after);
        }
        let hour = match (half, hour) {
            (Some(true), 1..=11) => hour + 12,
            (Some(false), 12) => 0,
            _ => hour,
        };
        if hour > 23 {
            return None;
        }
        let (offset_minutes, next) = self.zone_at(next);
        let clock = Clock { hour: hour as u8, minute: minute as u8, second: second as u8, offset_minutes };
        Some((clock, next))
    }

    /// `kl. 18.30`, `alle 18.30`
    fn follows_clock_word(&self, at: usize) -> bool {
        let before =
            if at > 0 && self.mark(at - 1) == Some('.') { at.checked_sub(2) } else { at.checked_sub(1) };
        before.is_some_and(|b| self.is_word(b, &["kl", "klo", "alle", "ore"]))
    }

    /// `PM`, `p.m.`: whether it is the afternoon, and the index after it.
    fn half_of_day(&self, at: usize) -> Option<(bool, usize)> {
        match &*self.word(at)? {
            "am" => Some((false, at + 1)),
            "pm" => Some((true, at + 1)),
            word @ ("a" | "p") if self.mark(at + 1) == Some('.') && self.is_word(at + 2, &["m"]) => {
                Some((word == "p", at + 3 + usize::from(self.mark(at + 3) == Some('.'))))
            }
            _ => None,
        }
    }

    /// An offset (`+02:00`, `-0500`, `GMT+2`) or a zone's name, and the index after it.
    fn zone_at(&self, at: usize) -> (Option<i16>, usize) {
        let open = at
            + usize::from(self.mark(at) == Some('('))
            + usize::from(self.is_word(at, &["uhr", "h", "uur"]));
        let name = self.word(open).and_then(|w| ZONES.iter().find(|z| z.0 == w)).map(|z| z.1);
        let sign_at = if name == Some(0) { open + 1 } else { open };
        let sign = match self.mark(sign_at) {
            Some('+') => 1,
            Some('-' | '−') => -1,
            _ => return (name, if name.is_some() { open + 1 } else { at }),
        };
        let glued = !self.is_spaced(sign_at + 1);
        match self.number(sign_at + 1).filter(|_| glued) {
            Some((value, 4)) => (offset(sign, value / 100, value % 100), sign_at + 2),
            Some((hours, 1..=2)) if self.mark(sign_at + 2) == Some(':') => match self.number(sign_at + 3) {
                Some((minutes, 2)) => (offset(sign, hours, minutes), sign_at + 4),
                _ => (name, at),
            },
            Some((hours, 2)) => (offset(sign, hours, 0), sign_at + 2),
            Some((hours, 1)) if name.is_some() => (offset(sign, hours, 0), sign_at + 2),
            _ => (name, if name.is_some() { open + 1 } else { at }),
        }
    }
}

fn offset(sign: i16, hours: u32, minutes: u32) -> Option<i16> {
    (hours <= 14 && minutes < 60).then(|| sign * (hours * 60 + minutes) as i16)
}

/// A day of our calendar; years of the Thai one are 543 ahead.
fn civil(year: u32, month: u32, day: u32) -> Option<Date> {
    let year = if (2500..2600).contains(&year) { year - 543 } else { year };
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// A day of the Iranian solar calendar, by the 33-year cycle, which holds from 1343 to 1472 (1964 to 2093).
fn from_solar_hijri(year: u32, month: u32, day: u32) -> Option<Date> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, order: Order, expected: &str) {
        let found = find(text, order).map(|f| f.moment.to_string()).unwrap_or_default();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn numeric_orders() {
        check("2024-05-03", Order::Unknown, "2024-05-03");
        check("Last updated: 2026/02/18 at 4:00 AM", Order::Unknown, "2026-02-18T04:00:00");
        check("03.05.2024, 18:30 Uhr", Order::Unknown, "2024-05-03T18:30:00");
        check("3.5.24", Order::Unknown, "2024-05-03");
        check("5/3/2024", Order::Unknown, "");
        check("5/3/2024", Order::MonthFirst, "2024-05-03");
        check("5/3/2024", Order::DayFirst, "2024-03-05");
        check("25/3/2024", Order::MonthFirst, "2024-03-25");
        check("3/25/2024", Order::DayFirst, "2024-03-25");
        check("03-05-2024", Order::DayFirst, "2024-05-03");
        check("2024. 05. 03. 10:15", Order::Unknown, "2024-05-03T10:15:00");
        check("version 1.2.2024.7", Order::DayFirst, "2024-02-01");
        check("31/31/2024", Order::DayFirst, "");
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
            check(text, Order::Unknown, expected);
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
            let read = read(text, Order::Unknown).map(|m| m.to_string()).unwrap_or_default();
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
            assert_eq!(in_path(path).map(|m| m.to_string()).unwrap_or_default(), expected, "{path}");
        }
    }

    #[test]
    fn order_of_a_site() {
        assert_eq!(Order::of(Some("en-US"), Some("example.com")), Order::MonthFirst);
        assert_eq!(Order::of(Some("en-US"), Some("example.co.uk")), Order::DayFirst);
        assert_eq!(Order::of(Some("en"), Some("example.com")), Order::Unknown);
        assert_eq!(Order::of(Some("de"), None), Order::DayFirst);
    }

    #[test]
    fn implausible() {
        let fetched = Date::new(2024, 5, 3).ok();
        let plausible = |text| read(text, Order::Unknown).is_some_and(|m| m.is_plausible(1900, fetched));
        assert!(plausible("2024-05-04"));
        assert!(!plausible("2024-05-05"));
        assert!(!plausible("1970-01-01"));
        assert!(!plausible("0001-01-01"));
    }
}

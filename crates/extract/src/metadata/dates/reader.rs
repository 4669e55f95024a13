//! Reads a date from tokens, in every order of its parts.

use std::borrow::Cow;
use std::sync::LazyLock;

use jiff::civil::Date;

use super::calendars::{civil, from_solar_hijri};
use super::months::MONTHS;
use super::tokens::{Token, TokenKind, is_ideograph};
use super::{Clock, DayMonthOrder, FoundDate, Moment};
use crate::lexicon;
use crate::metadata::word_lists::WordSet;

/// Words between the parts of a date.
static INNER_WORDS: LazyLock<WordSet> = LazyLock::new(|| WordSet::new(lexicon::DATE_WORDS, "inside"));

/// Marks and words between two parts of a date (`พ.ศ.` are four).
const MAX_LINKS: usize = 4;

/// How many tokens after the first word of a month the day may be: two names of three tokens with a mark between them,
/// links, and the day itself.
const MAX_FROM_MONTH_TO_DAY: usize = 7 + MAX_LINKS + 1;

/// Reads dates from tokens. Every method takes the index of the token that it begins at.
pub(super) struct DateReader<'a> {
    tokens: &'a [Token],
    text: &'a str,
    order: DayMonthOrder,
}

impl<'a> DateReader<'a> {
    /// A reader of the tokens of `text`.
    pub(super) fn new(tokens: &'a [Token], text: &'a str, order: DayMonthOrder) -> Self {
        Self { tokens, text, order }
    }

    pub(super) fn kind(&self, at: usize) -> Option<TokenKind> {
        self.tokens.get(at).map(|t| t.kind)
    }

    pub(super) fn number(&self, at: usize) -> Option<(u32, u8)> {
        match self.kind(at)? {
            TokenKind::Number { value, digits } => Some((value, digits)),
            _ => None,
        }
    }

    pub(super) fn mark(&self, at: usize) -> Option<char> {
        match self.kind(at)? {
            TokenKind::Mark(c) => Some(c),
            _ => None,
        }
    }

    pub(super) fn is_spaced(&self, at: usize) -> bool {
        self.tokens.get(at).is_none_or(|t| t.spaced)
    }

    /// The word in lower case, or `None` if the token is not a word.
    pub(super) fn word(&self, at: usize) -> Option<Cow<'_, str>> {
        let token = self.tokens.get(at).filter(|token| token.kind == TokenKind::Word)?;
        let word = self.text[token.start..token.end].trim_matches(['\u{200c}', '\u{200d}']);
        // Most words are in lower case, and each word is looked up more than once.
        let lower = word.bytes().all(|byte| byte.is_ascii_lowercase());
        Some(if lower { Cow::Borrowed(word) } else { Cow::Owned(word.to_lowercase()) })
    }

    pub(super) fn is_word(&self, at: usize, words: &[&str]) -> bool {
        self.word(at).is_some_and(|w| words.contains(&&*w))
    }

    /// Whether a token is a word of a set.
    pub(super) fn is_in(&self, at: usize, words: &WordSet) -> bool {
        self.word(at).is_some_and(|w| words.contains(&w))
    }

    /// The first date, with its time of day.
    pub(super) fn first_date(&self) -> Option<FoundDate> {
        let is_number = |token: &Token| matches!(token.kind, TokenKind::Number { .. });
        let mut next_number = Some(0);
        for at in 0..self.tokens.len() {
            if next_number.is_some_and(|next| next <= at) {
                next_number = self.tokens[at + 1..].iter().position(is_number).map(|after| at + 1 + after);
            }
            // Most words have no number near, so they need not be looked up among the months.
            let is_near = next_number.is_some_and(|next| next - at <= MAX_FROM_MONTH_TO_DAY);
            if (is_near || self.kind(at) != Some(TokenKind::Word))
                && let Some(found) = self.found_at(at)
            {
                return Some(found);
            }
        }
        None
    }

    /// The date and the time of day that begin at a token.
    pub(super) fn found_at(&self, at: usize) -> Option<FoundDate> {
        let (date, clock, end) = self.unix_date(at).or_else(|| {
            let (date, end) = self.date_at(at)?;
            match self.clock_after(end) {
                Some((clock, end)) => Some((date, Some(clock), end)),
                None => Some((date, None, end)),
            }
        })?;
        let last = self.tokens.get(end.checked_sub(1)?)?;
        Some(FoundDate { moment: Moment::new(date, clock), start: self.tokens[at].start, end: last.end })
    }

    /// A date, and the index of the token after it.
    fn date_at(&self, at: usize) -> Option<(Date, usize)> {
        // A number joined to letters, a sign or another number is part of an id or a version.
        if at > 0 && !self.is_spaced(at) && self.number(at).is_some() {
            let glued = match self.kind(at - 1)? {
                // The Hebrew prefix for "on" is a letter.
                TokenKind::Word => {
                    self.tokens[at - 1].end - self.tokens[at - 1].start < 3 && {
                        let word = &self.text[self.tokens[at - 1].start..];
                        !word.starts_with(is_ideograph) && !word.starts_with('ב')
                    }
                }
                TokenKind::Mark(c) => {
                    matches!(c, '.' | '-' | '/' | '$' | '€' | '#' | '_') && at > 1 && {
                        !self.is_spaced(at - 1) && self.number(at - 2).is_some()
                    }
                }
                TokenKind::Number { .. } => true,
            };
            if glued {
                return None;
            }
        }
        match self.kind(at)? {
            TokenKind::Number { value, digits: 3.. } => self.year_first(at, value),
            TokenKind::Number { value, .. } => self
                .era_year(at, value)
                .or_else(|| self.day_first(at, value))
                .or_else(|| self.numeric(at, value)),
            TokenKind::Word => self.month_first(at),
            TokenKind::Mark(_) => None,
        }
    }

    /// Reads `2024-05-03`, `2024年5月3日`, `2024. május 3.`, `2024 May 3`, `2024. gada 3. maijs`.
    fn year_first(&self, at: usize, value: u32) -> Option<(Date, usize)> {
        let (_, digits) = self.number(at)?;
        if digits != 4 {
            return self.era_year(at, value);
        }
        // `2024-yil 12-mart`
        let dashed = self.mark(at + 1) == Some('-') && self.kind(at + 2) == Some(TokenKind::Word);
        let after = self.skip_links(at + 1 + usize::from(dashed));
        if let Some((month, next)) = self.month(after) {
            let (day, _) = self.number(self.skip_links(next)).filter(|&(_, d)| d <= 2)?;
            return Some((civil(value, month, day)?, self.skip_links(next) + 1));
        }
        self.month_and_day(at + 1, value).or_else(|| {
            // A day follows only after a word for "year".
            (at + 1..after).find(|&link| self.kind(link) == Some(TokenKind::Word))?;
            let (day, _) = self.number(after).filter(|&(_, digits)| digits <= 2)?;
            let link = self.skip_links(after + 1);
            let link = link + usize::from(self.mark(link) == Some('-'));
            let (month, next) = self.month(link)?;
            Some((civil(value, month, day)?, next))
        })
    }

    /// Reads `令和6年5月3日`, `民國113年5月3日`.
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

    /// Reads `-05-03`, `/5/3`, `. 05. 03.`, `年5月3日` or `년 5월 3일` after the year.
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

    /// Reads `3 May 2024`, `3. Mai 2024`, `1er mai 2024`, `3 de maio de 2024`, `03-May-24`, `3 tháng 5 năm 2024`.
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

    /// Reads `May 3, 2024`, `May 3rd 2024`.
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

    /// Reads `3.5.2024`, `3/5/2024`, `03-05-2024`, `3.5.24`.
    fn numeric(&self, at: usize, first: u32) -> Option<(Date, usize)> {
        let separator = self.mark(at + 1).filter(|c| matches!(c, '.' | '/' | '-'))?;
        let (second, digits) = self.number(at + 2)?;
        if digits > 2 || self.mark(at + 3) != Some(separator) {
            return None;
        }
        let (year, digits) = self.number(at + 4)?;
        // A year has two digits only if no spaces separate the parts: `1. 2. 24` is a list.
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
                (_, DayMonthOrder::MonthFirst) if separator != '.' => (second, first),
                ('.', _) | (_, DayMonthOrder::DayFirst) => (first, second),
                _ => return None,
            },
        };
        Some((civil(year, month, day)?, at + 5))
    }

    /// Reads `Fri May 3 10:00:00 PDT 2024`.
    fn unix_date(&self, at: usize) -> Option<(Date, Option<Clock>, usize)> {
        self.kind(at).filter(|k| *k == TokenKind::Word)?;
        let (month, next) = self.month(at)?;
        let (day, _) = self.number(next)?;
        if self.mark(next + 2) != Some(':') {
            return None;
        }
        let (clock, next) = self.clock_at(next + 1)?;
        let next = if self.kind(next) == Some(TokenKind::Word) { next + 1 } else { next };
        let (year, digits) = self.number(next)?;
        (digits == 4).then(|| civil(year, month, day))?.map(|date| (date, Some(clock), next + 1))
    }

    /// A month's name, and the index after it. Arabic names such as `كانون الثاني` have two words.
    fn month(&self, at: usize) -> Option<(u32, usize)> {
        let (month, next) = self.month_name(at)?;
        // `12 آذار/مارس 2024`
        match self.month_name(next + 1).filter(|_| self.mark(next) == Some('/')) {
            Some((same, after)) if same == month => Some((month, after)),
            _ => Some((month, next)),
        }
    }

    fn month_name(&self, at: usize) -> Option<(u32, usize)> {
        let table = &MONTHS.gregorian;
        let word = self.word(at)?;
        if let Some(&month) = table.get(without_affixes(&word)) {
            return Some((u32::from(month), at + 1));
        }
        if MONTHS.solar_hijri.contains_key(&*word) {
            // `civil` refuses month 0, and `solar_hijri` then reads the date.
            return Some((0, at + 1));
        }
        if matches!(&*word, "كانون" | "تشرين") {
            let ordinal = match self.number(at + 1) {
                Some((1, 1)) => "الأول".into(),
                Some((2, 1)) => "الثاني".into(),
                _ => self.word(at + 1)?,
            };
            return table.get(format!("{word} {ordinal}").as_str()).map(|&month| (u32::from(month), at + 2));
        }
        // The Thai abbreviations, such as `ม.ค.`, have a dot inside.
        let dotted = self.mark(at + 1) == Some('.') && !self.is_spaced(at + 2);
        let name = format!("{word}.{}", self.word(at + 2).filter(|_| dotted)?);
        table.get(name.as_str()).map(|&month| (u32::from(month), at + 3))
    }

    /// A day of the Iranian calendar; the month is the word after `at`.
    fn solar_hijri(&self, at: usize, day: u32, year: u32) -> Option<Date> {
        let word = self.word(self.skip_links(at + 1))?;
        let month = *MONTHS.solar_hijri.get(&*word)?;
        from_solar_hijri(year, u32::from(month), day)
    }

    /// The index after the marks and small words inside a date.
    fn skip_links(&self, mut at: usize) -> usize {
        for _ in 0..MAX_LINKS {
            let skip = match self.kind(at) {
                Some(TokenKind::Mark(c)) => matches!(c, '.' | ',' | '،' | '၊' | 'º' | 'ª' | '°'),
                Some(TokenKind::Word) => self.is_in(at, &INNER_WORDS),
                _ => false,
            };
            if !skip {
                break;
            }
            at += 1;
        }
        at
    }
}

/// The name of a month without what some languages write together with it: the Hebrew preposition (`במרץ`), and the
/// Khmer words for "month" and "year".
fn without_affixes(word: &str) -> &str {
    match word.strip_prefix('ב').filter(|rest| rest.chars().count() > 1) {
        Some(rest) => rest,
        None => {
            let word = word.strip_prefix("ខែ").unwrap_or(word);
            word.strip_suffix("ឆ្នាំ").unwrap_or(word)
        }
    }
}

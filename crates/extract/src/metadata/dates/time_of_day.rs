//! Reads the time of day after a date, and its offset from UTC.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::Clock;
use super::reader::DateReader;
use super::tokens::{TokenKind, is_ideograph};
use crate::lexicon;
use crate::metadata::word_lists::{self, WordSet};

/// Words between a date and its time of day.
static WORDS_BEFORE_TIME: LazyLock<WordSet> =
    LazyLock::new(|| WordSet::new(lexicon::DATE_WORDS, "before-time"));

/// Days of the week, which may be between a date and its time of day.
static WEEKDAYS: LazyLock<WordSet> = LazyLock::new(|| WordSet::new(lexicon::DATE_WORDS, "weekdays"));

/// Zone names and their offsets from UTC in minutes.
static ZONES: LazyLock<FxHashMap<&'static str, i16>> =
    LazyLock::new(|| word_lists::entries(lexicon::DATE_WORDS, "zones").filter_map(parse_zone).collect());

/// Words after an hour that mean "o'clock".
const HOUR_WORDS: &[&str] = &["uhr", "h", "uur"];

/// Ideographs of a day of the week.
const MAX_IDEOGRAPHS: usize = 3;

/// How many marks and words may separate a date from its time of day.
const MAX_SKIPPED: usize = 4;

/// Half of a day of 24 hours.
#[derive(Clone, Copy, PartialEq, Eq)]
enum HalfDay {
    Morning,
    Afternoon,
}

impl HalfDay {
    fn from_is_afternoon(is_afternoon: bool) -> Self {
        if is_afternoon { Self::Afternoon } else { Self::Morning }
    }
}

/// The name and the offset of an entry such as `cet 60`.
fn parse_zone(entry: &'static str) -> Option<(&'static str, i16)> {
    let (name, minutes) = entry.split_once(' ')?;
    Some((name, minutes.parse().ok()?))
}

/// Reads times of day. Every method takes the index of the token that it begins at.
impl DateReader<'_> {
    /// The time of day that follows a date, at most a few marks and words later, and the index after it.
    pub(super) fn clock_after(&self, at: usize) -> Option<(Clock, usize)> {
        let mut next = at;
        for _ in 0..MAX_SKIPPED {
            if let Some(found) = self.clock_at(next) {
                return Some(found);
            }
            if let Some(after) = self.weekday_at(next) {
                next = after;
                continue;
            }
            let skip = match self.kind(next)? {
                TokenKind::Mark(c) => {
                    matches!(
                        c,
                        ',' | '|'
                            | '-'
                            | '–'
                            | '—'
                            | '·'
                            | '•'
                            | '/'
                            | '.'
                            | '('
                            | ')'
                            | '（'
                            | '）'
                            | ':'
                            | ';'
                            | '،'
                    )
                }
                TokenKind::Word => self.is_in(next, &WORDS_BEFORE_TIME),
                TokenKind::Number { .. } => false,
            };
            if !skip {
                return None;
            }
            next += 1;
        }
        self.clock_at(next)
    }

    /// The index after a day of the week: `Friday`, `星期三`, or `(水)` in brackets.
    fn weekday_at(&self, at: usize) -> Option<usize> {
        let word = self.word(at)?;
        let in_brackets = at > 0 && matches!(self.mark(at - 1), Some('(' | '（'));
        if in_brackets && "月火水木金土日월화수목금토일".contains(&*word) {
            return Some(at + 1);
        }
        let mut end = WEEKDAYS.contains(&word).then_some(at + 1);
        let mut name = word.into_owned();
        for next in at + 1..at + MAX_IDEOGRAPHS {
            let Some(word) = self.word(next).filter(|_| name.starts_with(is_ideograph)) else { break };
            name.push_str(&word);
            if WEEKDAYS.contains(&name) {
                end = Some(next + 1);
            }
        }
        end
    }

    /// Reads `18:30`, `6 pm`, `18h30`, `午後6時30分` or `오후 6:30`, with the zone after it.
    pub(super) fn clock_at(&self, at: usize) -> Option<(Clock, usize)> {
        let (half, at) = self.half_before(at)?;
        let (hour, digits) = self.number(at)?;
        if hour > 24 || digits > 2 {
            return None;
        }
        let (minute, second, next) = if self.has_minutes(at) {
            self.minutes_at(at + 1)?
        } else {
            // An hour alone is a time only with `am` or `pm`.
            self.half_of_day(at + 1)?;
            (0, 0, at + 1)
        };
        let (half, next) = match self.half_of_day(next) {
            Some((half, after)) => (Some(half), after),
            None => (half, next),
        };
        let hour = match (half, hour) {
            (Some(HalfDay::Afternoon), 1..=11) => hour + 12,
            (Some(HalfDay::Morning), 12) => 0,
            _ => hour,
        };
        if hour > 23 {
            return None;
        }
        let (offset_minutes, next) = self.zone_at(next);
        let clock = Clock { hour: hour as u8, minute: minute as u8, second: second as u8, offset_minutes };
        Some((clock, next))
    }

    /// The half of the day that Chinese, Japanese and Korean put before the hour (`午後6時`), and the index of the hour.
    /// `None` if another word comes first.
    fn half_before(&self, at: usize) -> Option<(Option<HalfDay>, usize)> {
        let Some(word) = self.word(at) else { return Some((None, at)) };
        if matches!(&*word, "오전" | "오후") {
            return Some((Some(HalfDay::from_is_afternoon(word == "오후")), at + 1));
        }
        let pair = format!("{word}{}", self.word(at + 1)?);
        match pair.as_str() {
            "午前" | "上午" => Some((Some(HalfDay::Morning), at + 2)),
            "午後" | "下午" => Some((Some(HalfDay::Afternoon), at + 2)),
            _ => None,
        }
    }

    /// Whether minutes may follow the hour at `at`.
    fn has_minutes(&self, at: usize) -> bool {
        match self.kind(at + 1) {
            Some(TokenKind::Mark(':' | '：')) => true,
            // `18.30` is a time only next to a word for "o'clock".
            Some(TokenKind::Mark('.')) => self.is_word(at + 3, HOUR_WORDS) || self.follows_clock_word(at),
            Some(TokenKind::Word) => self.is_word(at + 1, &["h", "時", "时", "시", "г"]),
            _ => false,
        }
    }

    /// The minutes and seconds after the sign at `at`, and the index after them. After a word (`18h`) the minutes may be
    /// missing, after a mark they may not.
    fn minutes_at(&self, at: usize) -> Option<(u32, u32, usize)> {
        let (minute, mut next) = match self.number(at + 1).filter(|&(m, d)| m < 60 && d == 2) {
            Some((minute, _)) => (minute, at + 2),
            None if self.mark(at).is_some() => return None,
            None => (0, at + 1),
        };
        if self.is_word(next, &["分", "분"]) {
            next += 1;
        }
        let (second, next) = self.seconds_at(next);
        Some((minute, second, next))
    }

    /// Reads `:07` or `:07.123`: the seconds, 0 if there are none, and the index after them.
    fn seconds_at(&self, at: usize) -> (u32, usize) {
        let Some((second, 2)) = self.number(at + 1).filter(|_| self.mark(at) == Some(':')) else {
            return (0, at);
        };
        let next = at + 2;
        let has_fraction = matches!(self.mark(next), Some('.' | ','))
            && !self.is_spaced(next + 1)
            && self.number(next + 1).is_some();
        (second.min(59), if has_fraction { next + 2 } else { next })
    }

    /// Whether a word for "o'clock" comes before the hour: `kl. 18.30`, `alle 18.30`.
    fn follows_clock_word(&self, at: usize) -> bool {
        let before =
            if at > 0 && self.mark(at - 1) == Some('.') { at.checked_sub(2) } else { at.checked_sub(1) };
        before.is_some_and(|b| self.is_word(b, &["kl", "klo", "alle", "ore"]))
    }

    /// Reads `PM` or `p.m.`: the half of the day, and the index after it.
    fn half_of_day(&self, at: usize) -> Option<(HalfDay, usize)> {
        match &*self.word(at)? {
            "am" => Some((HalfDay::Morning, at + 1)),
            "pm" => Some((HalfDay::Afternoon, at + 1)),
            word @ ("a" | "p") if self.mark(at + 1) == Some('.') && self.is_word(at + 2, &["m"]) => {
                let next = at + 3 + usize::from(self.mark(at + 3) == Some('.'));
                Some((HalfDay::from_is_afternoon(word == "p"), next))
            }
            _ => None,
        }
    }

    /// The offset in minutes of `+02:00`, `-0500`, `GMT+2` or a zone's name, and the index after it.
    pub(super) fn zone_at(&self, at: usize) -> (Option<i16>, usize) {
        let open = at + usize::from(self.mark(at) == Some('(')) + usize::from(self.is_word(at, HOUR_WORDS));
        let name = self.word(open).and_then(|word| ZONES.get(&*word).copied());
        let sign_at = if name == Some(0) { open + 1 } else { open };
        let sign = match self.mark(sign_at) {
            Some('+') => 1,
            Some('-' | '−') => -1,
            _ => return (name, if name.is_some() { open + 1 } else { at }),
        };
        let joined = !self.is_spaced(sign_at + 1);
        match self.number(sign_at + 1).filter(|_| joined) {
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

/// An offset in minutes; `None` if no zone on Earth has it.
fn offset(sign: i16, hours: u32, minutes: u32) -> Option<i16> {
    (hours <= 14 && minutes < 60).then(|| sign * (hours * 60 + minutes) as i16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_zone_of_the_list_is_read() {
        for entry in word_lists::entries(lexicon::DATE_WORDS, "zones") {
            assert!(parse_zone(entry).is_some(), "{entry}");
        }
        assert_eq!(ZONES.get("edt"), Some(&-240));
    }
}

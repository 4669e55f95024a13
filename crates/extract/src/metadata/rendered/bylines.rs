//! Authors of a rendered page: bylines, and names next to dates.

use super::{MAX_LINE, RenderedPage, source_of_line, trim_bullets};
use crate::metadata::Sourced;
use crate::metadata::authors::{self, AuthorForm};
use crate::metadata::dates::lines::is_date_line;
use crate::metadata::dates::{self, DayMonthOrder};
use crate::metadata::title::SiteNames;

/// Bytes of a line that names an author next to a date or at the end of a story.
const MAX_SHORT_LINE: usize = 100;

/// Words of a line that is a name and a role alone.
const WORDS_OF_NAME_LINE: std::ops::RangeInclusive<usize> = 2..=8;

/// Bytes of a line with a date, a source and names, and characters of a label in it.
const MAX_STAMP_LINE: usize = 200;
const MAX_LABEL_CHARACTERS: usize = 6;

/// How many of the last lines of a story, and how many lines after it, may be its byline.
const LINES_BEFORE_END: usize = 3;
const LINES_AFTER_END: usize = 2;

/// Small letters before a capital at which two names were joined: `McDonald` and `DeSoto` have fewer.
const MIN_SMALL_LETTERS: usize = 3;

impl RenderedPage<'_> {
    /// The names of the first byline after the headline, else those next to a date, else those of a byline at the end.
    pub(super) fn authors(&self, after: usize, site: &SiteNames) -> Option<Sourced<Vec<String>>> {
        let mut weak = None;
        for at in after..self.head.end {
            let line = trim_bullets(self.line(at));
            if line.is_empty() || line.len() > MAX_LINE || authors::credits_other_work(line) {
                continue;
            }
            if let Some(names) = self.byline(at, line) {
                return Some(Sourced::new(names, source_of_line(at)));
            }
            if weak.is_none() {
                weak = self
                    .name_beside_date(at, line, site)
                    .map(|names| Sourced::new(names, source_of_line(at)));
            }
        }
        weak.or_else(|| self.byline_at_end())
    }

    /// The names of `By Jane Doe`, of the line after a line that is only `By`, or after a label in a line with a date.
    fn byline(&self, at: usize, line: &str) -> Option<Vec<String>> {
        if begins_with_time_stamp(line) {
            return person_names(authors::labelled_names(line));
        }
        let text = if authors::is_byline_label(line) {
            trim_bullets(self.line(at + 1))
        } else {
            authors::after_byline(line)?;
            line
        };
        person_names(authors::names(text, AuthorForm::Line))
    }

    /// The names of `Jane Doe Published 3 May 2024`, of `Jane Doe | 3 May 2024`, or of a line next to a date line.
    fn name_beside_date(&self, at: usize, line: &str, site: &SiteNames) -> Option<Vec<String>> {
        if line.len() > MAX_SHORT_LINE {
            return None;
        }
        match dates::find(line, DayMonthOrder::DayFirst) {
            Some(found) if found.start == 0 => return None,
            Some(_) => {}
            None => {
                let is_dated =
                    |at: Option<usize>| at.is_some_and(|at| is_date_line(trim_bullets(self.line(at))));
                let words = line.split_whitespace().count();
                if !WORDS_OF_NAME_LINE.contains(&words)
                    || !(is_dated(Some(at + 1)) || is_dated(at.checked_sub(1)))
                {
                    return None;
                }
            }
        }
        let names = authors::names(line, AuthorForm::Line);
        let is_name = |n: &String| {
            n.contains(' ') && authors::is_person_like(n) && !authors::is_place(n) && !site.is_exactly_site(n)
        };
        (!names.is_empty() && names.iter().all(is_name)).then_some(names)
    }

    /// The names of a byline in the last lines of the story or right after it.
    fn byline_at_end(&self) -> Option<Sourced<Vec<String>>> {
        let from = self.end.saturating_sub(LINES_BEFORE_END).max(self.start);
        (from..(self.end + LINES_AFTER_END).min(self.lines.len())).find_map(|at| {
            let line = trim_bullets(self.line(at));
            if line.len() > MAX_SHORT_LINE || authors::credits_other_work(line) {
                return None;
            }
            authors::after_byline(line)?;
            Some(Sourced::new(person_names(authors::names(line, AuthorForm::Line))?, source_of_line(at)))
        })
    }
}

/// Whether a line begins with a date and goes on with a time of day or a label: `2026年3月1日 09:15 来源：…`. A label may
/// also precede the date. Headlines that begin with a date have neither.
pub(super) fn begins_with_time_stamp(line: &str) -> bool {
    if line.len() > MAX_STAMP_LINE {
        return false;
    }
    let text = split_label(line).map_or(line, |(_, rest)| rest.trim_start());
    let Some(date) = dates::find(text, DayMonthOrder::DayFirst).filter(|date| date.start == 0) else {
        return false;
    };
    let rest = text[date.end..].trim_start_matches(|c: char| !c.is_alphanumeric());
    date.moment.has_clock() || split_label(rest).is_some()
}

/// A label of a few characters before a full-width colon, and what follows it. In scripts that use this colon, a label
/// has no spaces; the colon of headlines in other scripts is another one.
fn split_label(text: &str) -> Option<(&str, &str)> {
    let (label, rest) = text.split_once('：')?;
    let is_label =
        (1..=MAX_LABEL_CHARACTERS).contains(&label.chars().count()) && label.chars().all(char::is_alphabetic);
    is_label.then_some((label, rest))
}

/// The names that have the shape of a person's name, or `None` if there are none.
fn person_names(names: Vec<String>) -> Option<Vec<String>> {
    let mut found = Vec::new();
    for name in names {
        for part in split_joined_names(&name) {
            if authors::is_person_like(part) {
                authors::add(&mut found, Some(part.to_owned()));
            }
        }
    }
    (!found.is_empty()).then_some(found)
}

/// Splits names that a renderer joined because they were side by side: `Jane DoeringJohn Roe`. A name ends between
/// three small letters and a capital, so that `McDonald` and `DeSoto` remain whole. A single word after the first name
/// is a button and is dropped.
fn split_joined_names(name: &str) -> Vec<&str> {
    let mut small = 0;
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, c) in name.char_indices() {
        if c.is_uppercase() && small >= MIN_SMALL_LETTERS {
            parts.push(&name[start..at]);
            start = at;
        }
        small = if c.is_lowercase() { small + 1 } else { 0 };
    }
    parts.push(&name[start..]);
    let first_has_two = parts.first().is_some_and(|p| p.trim().contains(' '));
    if parts.len() > 1 && first_has_two {
        parts.retain(|p| p.trim().contains(' '));
        return parts;
    }
    vec![name]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_stamps_with_a_source_are_recognized() {
        for line in [
            "2025年11月20日 18:05 来源：山谷晚报",
            "更新时间：2025-11-20 18:05 责任编辑：何小满",
            "2025/11/20（稿源：山谷晚报）",
            "2025年11月20日 星期四 7:40 记者：何小满",
            "2025年11月20日 來源：山谷晚報",
        ] {
            assert!(begins_with_time_stamp(line), "{line}");
        }
        for line in [
            "2025年11月20日起山谷缆车停运三周",
            "3 May 2025: the day the ferry returned",
            "缆车停运：居民改乘公共汽车",
            "山谷缆车停运",
            "20 November 2025",
        ] {
            assert!(!begins_with_time_stamp(line), "{line}");
        }
    }

    #[test]
    fn joined_names() {
        assert_eq!(split_joined_names("Jane DoeringJohn Roe"), ["Jane Doering", "John Roe"]);
        assert_eq!(split_joined_names("Jane DoeringTwitter"), ["Jane Doering"]);
        assert_eq!(split_joined_names("Ronald McDonald"), ["Ronald McDonald"]);
    }
}

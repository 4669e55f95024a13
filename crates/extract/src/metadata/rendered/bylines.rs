//! Authors of a rendered page: bylines, and names next to dates.

use std::borrow::Cow;
use std::ops::Range;

use super::names_alone::names_of;
use super::{MAX_DATES, MAX_LINE, RenderedPage, source_of_line, trim_bullets};
use crate::metadata::Sourced;
use crate::metadata::authors::{self, AuthorForm};
use crate::metadata::dates::lines::{DateRole, dates_in_line, is_date_line, role_from_label};
use crate::metadata::dates::{self, DayMonthOrder};
use crate::metadata::title::SiteNames;

/// Bytes of a line that names an author next to a date or at the end of a story.
const MAX_SHORT_LINE: usize = 100;

/// Words of a line that is a name and a role alone.
const WORDS_OF_NAME_LINE: std::ops::RangeInclusive<usize> = 2..=8;

/// Bytes of a line with a date, a source and names, and characters of a label in it.
const MAX_STAMP_LINE: usize = 200;
const MAX_LABEL_CHARACTERS: usize = 6;

/// Bytes before the first date of a line that begins with it, such as those of `Published on`.
const MAX_START_OF_DATE: usize = 16;

/// Marks between a date and what follows it.
const MARKS: &[char] = &['|', '•', '·', '—', '–', '-', '/'];

/// Marks between the parts of a line, which never stand inside of a part.
const STRONG_MARKS: &[char] = &['|', '•', '·'];

/// How many lines above the headline may have its byline.
const LINES_ABOVE: usize = 3;

/// Labels that a name may touch.
const LABELS_THAT_TOUCH: &[&str] = &["by", "written by", "words by", "story by", "posted by", "von", "par"];

/// How many of the last lines of a story, and how many lines after it, may be its byline.
const LINES_BEFORE_END: usize = 3;
const LINES_AFTER_END: usize = 2;

/// Small letters before a capital at which two names were joined: `McDonald` and `DeSoto` have fewer.
const MIN_SMALL_LETTERS: usize = 3;

impl RenderedPage<'_> {
    /// The names of the first byline after the headline, else those next to a date, else those of a byline at the end.
    pub(super) fn authors(
        &self,
        below: &[usize],
        after: usize,
        title: Option<&str>,
        site: &SiteNames,
    ) -> Option<Sourced<Vec<String>>> {
        let mut weak = None;
        for &at in below {
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
        let above = after.saturating_sub(LINES_ABOVE)..after;
        weak.or_else(|| self.names_alone(after, title, site))
            .or_else(|| self.names_above(above, site))
            .or_else(|| self.byline_at_end())
    }

    /// The names of `By Jane Doe`, of the line after a line that is only `By`, or after a label in a line with a date.
    fn byline(&self, at: usize, line: &str) -> Option<Vec<String>> {
        let line = &*unglued(line);
        if begins_with_time_stamp(line) {
            return person_names(authors::labelled_names(line)).or_else(|| byline_after_date(line));
        }
        let text = if authors::is_byline_label(line) {
            trim_bullets(self.line(at + 1))
        } else {
            if authors::after_byline(line).is_none() {
                return byline_after_date(line).or_else(|| byline_after_mark(line));
            }
            line
        };
        person_names(authors::names(text, AuthorForm::Line))
    }

    /// The names of `Jane Doe Published 3 May 2024`, of `Jane Doe | 3 May 2024`, or of a line next to a date line.
    fn name_beside_date(&self, at: usize, line: &str, site: &SiteNames) -> Option<Vec<String>> {
        if line.len() > MAX_SHORT_LINE {
            return None;
        }
        let line = &*unglued(line);
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
            n.contains(' ')
                && authors::is_person_like(n)
                && !authors::is_place(n)
                && !site.is_exactly_site(n)
                && (authors::is_organization(n) || !self.has_common_word(n))
        };
        (!names.is_empty() && names.iter().all(is_name)).then_some(names)
    }

    /// The names of a byline or next to a date above the headline, the nearest first.
    fn names_above(&self, above: Range<usize>, site: &SiteNames) -> Option<Sourced<Vec<String>>> {
        above.rev().find_map(|at| {
            let line = trim_bullets(self.line(at));
            if line.is_empty() || line.len() > MAX_SHORT_LINE || authors::credits_other_work(line) {
                return None;
            }
            let names = self.byline(at, line).or_else(|| self.name_beside_date(at, line, site))?;
            Some(Sourced::new(names, source_of_line(at)))
        })
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

/// The names of a byline after the dates of a line: `3 May 2024 by Jane Doe`, `3 May 2024 • Jane Doe • 5 min`.
fn byline_after_date(line: &str) -> Option<Vec<String>> {
    if line.len() > MAX_STAMP_LINE {
        return None;
    }
    let dates = dates_in_line(line, DayMonthOrder::DayFirst, MAX_DATES);
    let (_, last) = dates.last()?;
    if dates.first().is_none_or(|(_, first)| first.start > MAX_START_OF_DATE) {
        return None;
    }
    let rest = line.get(last.end..)?.trim_start();
    let name = rest.trim_start_matches(|c: char| c.is_whitespace() || MARKS.contains(&c));
    let mut end = name.find(MARKS).unwrap_or(name.len());
    // `59 comments`
    if let Some(number) = name.split(' ').find(|word| word.starts_with(|c: char| c.is_ascii_digit())) {
        end = end.min(number.as_ptr() as usize - name.as_ptr() as usize);
    }
    if authors::after_byline(name).is_some() {
        return person_names(authors::names(&name[..end], AuthorForm::Line));
    }
    let is_apart = rest.starts_with(MARKS) || end == name.len();
    let names = if is_apart { names_of(name[..end].trim()) } else { None };
    names.and_then(person_names)
}

/// The names of a byline after a mark in a line with a date: `Fr 3.5.2024 | 14:07 Uhr | Von Jane Doe`.
fn byline_after_mark(line: &str) -> Option<Vec<String>> {
    if line.len() > MAX_STAMP_LINE || dates::find(line, DayMonthOrder::DayFirst).is_none() {
        return None;
    }
    let mut parts = line.split(STRONG_MARKS).skip(1).map(str::trim);
    let byline = parts.find(|part| authors::after_byline(part).is_some())?;
    person_names(authors::names(byline, AuthorForm::Line))
}

/// A line whose label, names and date touch, because they were side by side, with spaces between them: `ByJane Doe`,
/// `Jane DoePublished 3 May 2024`.
pub(super) fn unglued(line: &str) -> Cow<'_, str> {
    if line.len() > MAX_SHORT_LINE {
        return Cow::Borrowed(line);
    }
    let mut cuts = Vec::new();
    let mut small = 0;
    for (at, c) in line.char_indices() {
        let after_year = || line[..at].ends_with(|c: char| c.is_ascii_digit());
        if c.is_uppercase() && (small > 0 || after_year()) {
            let rest = &line[at..];
            let label = &line[..at];
            let is_label = cuts.is_empty() && LABELS_THAT_TOUCH.iter().any(|l| label.eq_ignore_ascii_case(l));
            let begins_date = || {
                dates::find_at_start(rest, DayMonthOrder::DayFirst).is_some()
                    || role_from_label(rest.split([' ', ':']).next().unwrap_or("")) != DateRole::Unlabelled
            };
            let is_name =
                || after_year() && dates::find(label, DayMonthOrder::DayFirst).is_some_and(|d| d.end == at);
            if is_label || small > 0 && begins_date() || is_name() {
                cuts.push(at);
            }
        }
        small = if c.is_lowercase() { small + 1 } else { 0 };
    }
    if cuts.is_empty() {
        return Cow::Borrowed(line);
    }
    let mut spaced = line.to_owned();
    for at in cuts.into_iter().rev() {
        spaced.insert(at, ' ');
    }
    Cow::Owned(spaced)
}

/// Whether a line begins with a date and goes on with a time of day or a label: `2026年3月1日 09:15 来源：…`. A label may
/// also precede the date. Headlines that begin with a date have neither.
pub(super) fn begins_with_time_stamp(line: &str) -> bool {
    if line.len() > MAX_STAMP_LINE {
        return false;
    }
    let text = split_label(line).map_or(line, |(_, rest)| rest.trim_start());
    let Some(date) = dates::find_at_start(text, DayMonthOrder::DayFirst) else { return false };
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
pub(super) fn split_joined_names(name: &str) -> Vec<&str> {
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
    fn what_touches_is_separated() {
        for (line, expected) in [
            ("ByJane Doering", "By Jane Doering"),
            ("ByJane DoeringMar 5, 2025", "By Jane Doering Mar 5, 2025"),
            ("Jane DoeringPublished Jul 17, 2024", "Jane Doering Published Jul 17, 2024"),
            ("May 3, 2024Jane Doering", "May 3, 2024 Jane Doering"),
            ("By Jane Doering Updated onMay 3, 2024", "By Jane Doering Updated on May 3, 2024"),
            ("ByteDance buys a ferry", "ByteDance buys a ferry"),
            ("Ronald McDonald", "Ronald McDonald"),
        ] {
            assert_eq!(unglued(line), expected);
        }
    }

    #[test]
    fn names_after_dates() {
        for (line, expected) in [
            ("October 11, 2023  by Jane Doe", &["Jane Doe"][..]),
            ("27. Januar 2026 • Jane Doe • 3 Minuten", &["Jane Doe"]),
            ("Published August 7, 2023 by Jane Doe", &["Jane Doe"]),
            ("Posted on August 7, 2023  Posted by Jane Doe  59 Comments", &["Jane Doe"]),
            ("Dec 26, 2025 • Jane Doe in Ferries", &["Jane Doe"]),
            ("27. Januar 2026 • 3 Minuten", &[]),
            ("The ferry of 3 May 2024 by the pier", &[]),
        ] {
            assert_eq!(byline_after_date(line).unwrap_or_default(), expected, "{line}");
        }
    }

    #[test]
    fn bylines_after_marks() {
        for (line, expected) in [
            ("Fr 03.05.24 | 14:07 Uhr | Von Jane Doe", &["Jane Doe"][..]),
            ("Harbors | Published: May 3, 2024 | Written by Jane Doe", &["Jane Doe"]),
            ("Harbors | Jane Doe", &[]),
            ("3 May 2024 | by the sea", &[]),
        ] {
            assert_eq!(byline_after_mark(line).unwrap_or_default(), expected, "{line}");
        }
    }

    #[test]
    fn joined_names() {
        assert_eq!(split_joined_names("Jane DoeringJohn Roe"), ["Jane Doering", "John Roe"]);
        assert_eq!(split_joined_names("Jane DoeringTwitter"), ["Jane Doering"]);
        assert_eq!(split_joined_names("Ronald McDonald"), ["Ronald McDonald"]);
    }
}

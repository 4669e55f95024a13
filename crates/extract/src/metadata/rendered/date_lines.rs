//! Dates of a rendered page: of its publication and of the last change, by their lines.

use std::borrow::Cow;

use super::bylines::unglued;
use super::{MAX_DATES, MAX_LINE, RenderedPage, source_of_line, trim_bullets};
use crate::metadata::Sourced;
use crate::metadata::dates::lines::{self as date_lines, DateRole, MAX_BYTES_BESIDES_DATE};
use crate::metadata::dates::{DayMonthOrder, FIRST_WEB_YEAR, FoundDate, Moment};
use crate::unicode::characters::floor_boundary;

/// How many lines above the headline may have the date.
const DATES_ABOVE: usize = 4;

/// How many lines below the headline count before those above it.
const LINES_RIGHT_BELOW: usize = 6;

/// How many lines of the page are searched for the order of day and month.
const MAX_LINES_FOR_ORDER: usize = 1000;

/// How many lines after the story may have a labelled date.
const LINES_AFTER_STORY: usize = 40;

/// How many lines after the story may have its date without a label, in how many lines around its end there is no other
/// date, and how many bytes the line may have besides it.
const LINES_OF_END: usize = 4;
const LINES_BEFORE_END: usize = 8;
const LINES_OF_TEASERS: usize = 30;
const MAX_BESIDES_LAST_DATE: usize = 60;

/// Bytes before a date that begins its line, so that its label may be on the line before.
const MAX_START_OF_DATE: usize = 4;

/// Bytes of a line that is only a label, and of a label before its date.
const MAX_LABEL: usize = 40;

/// A date with its source.
type SourcedDate = Option<(Moment, Cow<'static, str>)>;

/// The first dates of each role.
#[derive(Default)]
struct FirstDates {
    labelled: SourcedDate,
    unlabelled: SourcedDate,
    modified: SourcedDate,
}

impl RenderedPage<'_> {
    /// The dates between the headline and the first lines of the article, else right above the headline, else those with a
    /// label farther below, else in the URL.
    pub(super) fn dates(
        &self,
        below: &[usize],
        after: usize,
    ) -> (Option<Sourced<String>>, Option<Sourced<String>>) {
        let order = self.day_month_order();
        let above = after.saturating_sub(DATES_ABOVE)..after;
        let mut found = FirstDates::default();
        let (near, far) = below.split_at(LINES_RIGHT_BELOW.min(below.len()));
        for at in near.iter().copied().chain(above.rev()).chain(far.iter().copied()) {
            self.add_dates(at, order, &mut found);
        }
        let mut published = found.labelled.or(found.unlabelled);
        if published.is_none() {
            let farther = below.last().map_or(after, |last| last + 1)..self.end + LINES_AFTER_STORY;
            published = farther.into_iter().find_map(|at| self.labelled_date(at, order));
        }
        let published = published.or_else(|| self.date_in_path());
        let is_undated = published.is_none() && found.modified.is_none();
        let published = published.or_else(|| if is_undated { self.date_at_end(order) } else { None });
        let sourced =
            |found: SourcedDate| found.map(|(moment, source)| Sourced::new(moment.to_string(), source));
        (sourced(published), sourced(found.modified))
    }

    /// The order of day and month: that of the site, else of the first date of the page that has no other.
    fn day_month_order(&self) -> DayMonthOrder {
        let order = self.context.day_month_order(None);
        if order != DayMonthOrder::Unknown {
            return order;
        }
        let lines = self.lines.iter().filter(|line| line.len() <= MAX_LINE).take(MAX_LINES_FOR_ORDER);
        lines.into_iter().find_map(|line| order_of_numbers(line)).unwrap_or(order)
    }

    /// Adds the dates of a line to the first ones. Of a long line only its start is read.
    fn add_dates(&self, at: usize, order: DayMonthOrder, first: &mut FirstDates) {
        let line = self.line(at);
        let is_long = line.len() > MAX_LINE;
        let line = &*separated(&line[..floor_boundary(line, MAX_LINE)]);
        let dates = date_lines::dates_in_line(line, order, MAX_DATES);
        if let Some([(_, one), (_, other)]) = dates.windows(2).find(|pair| self.are_joined(pair)) {
            let is_order = one.moment.days_since(other.moment) <= 0;
            let (published, modified) = if is_order { (one, other) } else { (other, one) };
            first.labelled.get_or_insert((published.moment, source_of_line(at)));
            first.modified.get_or_insert((modified.moment, source_of_line(at)));
            return;
        }
        for (role, found) in dates {
            if is_long && !date_lines::begins_with_label(line) || !self.is_page_date(line, role, found) {
                continue;
            }
            let role = match role {
                DateRole::Unlabelled if found.start < MAX_START_OF_DATE => self.role_of_line_before(at),
                role => role,
            };
            let slot = match role {
                DateRole::Published => &mut first.labelled,
                DateRole::Unlabelled => &mut first.unlabelled,
                DateRole::Modified => &mut first.modified,
                DateRole::Other => continue,
            };
            slot.get_or_insert((found.moment, source_of_line(at)));
        }
    }

    /// Whether two dates are those of publication and last change, which templates write next to each other, in either
    /// order.
    fn are_joined(&self, pair: &[(DateRole, FoundDate)]) -> bool {
        let [(role, one), (_, other)] = pair else { return false };
        let is_plausible = |date: &FoundDate| date.moment.is_plausible(FIRST_WEB_YEAR, self.context.fetched);
        matches!(role, DateRole::Unlabelled | DateRole::Published)
            && one.start <= MAX_LABEL
            && one.end + 1 >= other.start
            && is_plausible(one)
            && is_plausible(other)
    }

    /// The date of a line that begins with the label of a publication.
    fn labelled_date(&self, at: usize, order: DayMonthOrder) -> SourcedDate {
        let line = &*separated(trim_bullets(self.line(at)));
        if line.len() > MAX_LINE || line.is_empty() {
            return None;
        }
        let (role, found) = date_lines::dates_in_line(line, order, 1).into_iter().next()?;
        let is_published = |role| role == DateRole::Published;
        // The label begins the line, is right before the date at its end, or is the line before.
        let last_word = line[..found.start].split_whitespace().next_back().unwrap_or("");
        let is_last = || found.end == line.len() && is_published(date_lines::role_from_label(last_word));
        let is_own = is_published(role) && (found.start <= MAX_LABEL || is_last())
            || found.start < MAX_START_OF_DATE && is_published(self.role_of_line_before(at));
        (is_own && self.is_page_date(line, role, found)).then(|| (found.moment, source_of_line(at)))
    }

    /// The date in a short line at the end of the story, if no other line there has one, as those of teasers and comments
    /// have.
    fn date_at_end(&self, order: DayMonthOrder) -> SourcedDate {
        let around = self.end.saturating_sub(LINES_BEFORE_END)..self.end + LINES_OF_TEASERS;
        let first_date = |at: usize| {
            let line = separated(trim_bullets(self.line(at)));
            let date = if line.len() <= 2 * MAX_LINE {
                date_lines::dates_in_line(&line, order, 1).pop()
            } else {
                None
            };
            date.map(|(role, found)| (line, role, found))
        };
        let mut dated = around.filter_map(|at| Some((at, first_date(at)?)));
        let (at, (line, role, found)) = dated.next().filter(|_| dated.next().is_none())?;
        let is_short = line.len() - (found.end - found.start) <= MAX_BESIDES_LAST_DATE;
        let is_near = (at + 2 >= self.end) && at < self.end + LINES_OF_END;
        let is_own =
            is_near && is_short && role == DateRole::Unlabelled && self.is_page_date(&line, role, found);
        is_own.then(|| (found.moment, source_of_line(at)))
    }

    /// Whether a date belongs to the page. A date inside a sentence belongs to the story, unless the line begins with its
    /// label.
    fn is_page_date(&self, line: &str, role: DateRole, found: FoundDate) -> bool {
        let besides = line.len() - (found.end - found.start).min(line.len());
        let is_line = besides <= MAX_BYTES_BESIDES_DATE && !line.ends_with(['.', '!', '?', '。']);
        let has_label = || role == DateRole::Published && date_lines::begins_with_label(line);
        let is_separate = || {
            let (before, after) = (line.get(..found.start), line.get(found.end..));
            date_lines::is_separate(before.unwrap_or("").trim_end(), after.unwrap_or("").trim_start())
        };
        (is_line || has_label() || is_separate())
            && found.moment.is_plausible(FIRST_WEB_YEAR, self.context.fetched)
    }

    /// The role of a date whose label, such as `Published`, is the whole line before.
    fn role_of_line_before(&self, at: usize) -> DateRole {
        let before = at.checked_sub(1).map_or("", |b| self.line(b));
        if before.len() <= MAX_LABEL { date_lines::role_from_label(before) } else { DateRole::Unlabelled }
    }
}

/// The order of day and month in a line with a date such as `12/31/2024`, in which one number cannot be a month.
fn order_of_numbers(line: &str) -> Option<DayMonthOrder> {
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('/') {
        let first = &before[before.trim_end_matches(|c: char| c.is_ascii_digit()).len()..];
        rest = after;
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let second = &after[..digits(after)];
        let Some(year) = after[second.len()..].strip_prefix('/').map(|y| &y[..digits(y)]) else { continue };
        let number = |text: &str| (1..=2).contains(&text.len()).then(|| text.parse::<u8>().ok()).flatten();
        match (number(first), number(second), year.len()) {
            (Some(1..=12), Some(13..=31), 2 | 4) => return Some(DayMonthOrder::MonthFirst),
            (Some(13..=31), Some(1..=12), 2 | 4) => return Some(DayMonthOrder::DayFirst),
            _ => {}
        }
    }
    None
}

/// A line with spaces where its date touches what is before and after it: `Jane DoeMay 3, 2024`, `May 3, 20245 mins`.
fn separated(line: &str) -> Cow<'_, str> {
    let line = unglued(line);
    if line.len() > MAX_LINE || !line.contains("20") {
        return line;
    }
    let is_glued = |&(at, _): &(usize, &str)| {
        let (before, rest) = (&line[..at], &line[at..]);
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let touches = rest[4.min(digits)..].starts_with(char::is_alphanumeric);
        (4..=6).contains(&digits) && touches && (before.ends_with(", ") || before.ends_with(' '))
    };
    let Some((year, _)) = line.match_indices("20").find(is_glued) else { return line };
    let (before, after) = line.split_at(year + 4);
    Cow::Owned(format!("{before} {after}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::Headline;
    use crate::page_context::PageContext;

    #[test]
    fn dates_that_touch_other_words() {
        for (line, expected) in [
            ("Jane DoeringMay 3, 2024", "Jane Doering May 3, 2024"),
            ("May 3, 20245 mins", "May 3, 2024 5 mins"),
            ("June 14, 20241 yr in Network", "June 14, 2024 1 yr in Network"),
            ("3 May 2024", "3 May 2024"),
            ("No 20", "No 20"),
        ] {
            assert_eq!(separated(line), expected);
        }
    }

    #[test]
    fn labelled_dates_count_in_long_lines_and_farther_below() {
        let story = "The ferry sailed again on Monday, nine years after the last one was sold on 3 May 2017, and it was full.";
        let published = |lines: &[&str], end: usize| {
            let headline = Headline::new(lines[0], 0..1);
            let found = super::super::read(lines, Some(0..end), Some(&headline), &PageContext::new());
            found.published.map(|d| d.value).unwrap_or_default()
        };
        let long = "Published May 3, 2024 in boats and harbors by the desk for travel, which is glad to hear of all of your trips.";
        assert_eq!(published(&["Ferry returns", long, story], 3), "2024-05-03");
        let mut lines = vec!["Ferry returns"];
        lines.extend([story; 20]);
        lines.extend(["Published", "3 May 2024"]);
        assert_eq!(published(&lines, 21), "2024-05-03");
        let mut lines = vec!["Ferry returns"];
        lines.extend([story; 20]);
        lines.extend(["3 gold badges", "12 silver badges asked 3 May 2024"]);
        assert_eq!(published(&lines, 21), "2024-05-03");
    }

    /// The dates of a page with some lines below the headline and some after the story.
    fn dates_of(below: &[&str], after: &[&str]) -> (String, String) {
        let story =
            "The ferry sailed again on Monday, nine years after the last one was sold, and it was full.";
        let mut lines = vec!["Ferry returns"];
        lines.extend(below);
        lines.extend([story; 20]);
        let end = lines.len();
        lines.extend(after);
        let headline = Headline::new(lines[0], 0..1);
        let found = super::super::read(&lines, Some(0..end), Some(&headline), &PageContext::new());
        let value = |date: Option<Sourced<String>>| date.map(|d| d.value).unwrap_or_default();
        (value(found.published), value(found.modified))
    }

    #[test]
    fn the_earlier_of_two_joined_dates_is_that_of_publication() {
        let both = ("2024-05-03".to_owned(), "2024-06-14".to_owned());
        assert_eq!(dates_of(&["On May 3, 2024June 14, 2024 By Jane Doe"], &[]), both);
        assert_eq!(dates_of(&["June 14, 2024May 3, 2024 by Jane Doe"], &[]), both);
        assert_eq!(
            dates_of(&["The dates of May 3, 2024 and June 14, 2024 were kept by Jane Doe"], &[]).1,
            ""
        );
    }

    #[test]
    fn one_date_at_the_end_of_the_story_is_its_own() {
        assert_eq!(dates_of(&[], &["Jane DoeringMay 3, 2024", "Facebook"]).0, "2024-05-03");
        assert_eq!(dates_of(&[], &["3 May 2024", "Ferry is late", "9 May 2024"]).0, "");
        assert_eq!(dates_of(&[], &["One", "Two", "Three", "Four", "Five", "3 May 2024"]).0, "");
    }

    #[test]
    fn the_order_of_day_and_month_is_that_of_other_dates_of_the_page() {
        assert_eq!(dates_of(&["05/03/2024"], &["Next: 12/31/2024"]).0, "2024-05-03");
        assert_eq!(dates_of(&["03/05/2024"], &["Next: 31/12/2024"]).0, "2024-05-03");
        assert_eq!(dates_of(&["03/05/2024"], &["Next: 03/12/2024, page 1/31"]).0, "");
    }
}

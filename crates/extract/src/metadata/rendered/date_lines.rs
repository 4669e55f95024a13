//! Dates of a rendered page: of its publication and of the last change, by their lines.

use std::borrow::Cow;

use super::bylines::unglued;
use super::{MAX_DATES, MAX_LINE, RenderedPage, source_of_line, trim_bullets};
use crate::metadata::Sourced;
use crate::metadata::dates::lines::{self as date_lines, DateRole, MAX_BYTES_BESIDES_DATE};
use crate::metadata::dates::{DayMonthOrder, FIRST_WEB_YEAR, FoundDate, Moment};

/// How many lines above the headline may have the date.
const DATES_ABOVE: usize = 4;

/// How many lines after the story may have a labelled date.
const LINES_AFTER_STORY: usize = 20;

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
        let order = self.context.day_month_order(None);
        let above = after.saturating_sub(DATES_ABOVE)..after;
        let mut found = FirstDates::default();
        for at in below.iter().copied().chain(above.rev()) {
            self.add_dates(at, order, &mut found);
        }
        let mut published = found.labelled.or(found.unlabelled);
        if published.is_none() && found.modified.is_none() {
            let farther = below.last().map_or(after, |last| last + 1)..self.end + LINES_AFTER_STORY;
            published = farther.into_iter().find_map(|at| self.labelled_date(at, order));
        }
        let published = published.or_else(|| self.date_in_path());
        let sourced =
            |found: SourcedDate| found.map(|(moment, source)| Sourced::new(moment.to_string(), source));
        (sourced(published), sourced(found.modified))
    }

    /// Adds the dates of a line to the first ones.
    fn add_dates(&self, at: usize, order: DayMonthOrder, first: &mut FirstDates) {
        let line = &*separated(self.line(at));
        if line.len() > MAX_LINE {
            return;
        }
        for (role, found) in date_lines::dates_in_line(line, order, MAX_DATES) {
            if !self.is_page_date(line, role, found) {
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

    /// The date of a line that begins with the label of a publication.
    fn labelled_date(&self, at: usize, order: DayMonthOrder) -> SourcedDate {
        let line = &*separated(trim_bullets(self.line(at)));
        if line.len() > MAX_LINE || line.is_empty() {
            return None;
        }
        let (role, found) = date_lines::dates_in_line(line, order, 1).into_iter().next()?;
        let is_own = found.start <= MAX_LABEL
            && (role == DateRole::Published
                || found.start < MAX_START_OF_DATE && self.role_of_line_before(at) == DateRole::Published);
        (is_own && self.is_page_date(line, role, found)).then(|| (found.moment, source_of_line(at)))
    }

    /// Whether a date belongs to the page. A date inside a sentence belongs to the story, unless the line begins with its
    /// label.
    fn is_page_date(&self, line: &str, role: DateRole, found: FoundDate) -> bool {
        let besides = line.len() - (found.end - found.start).min(line.len());
        let is_line = besides <= MAX_BYTES_BESIDES_DATE && !line.ends_with(['.', '!', '?', '。']);
        let has_label = || role == DateRole::Published && date_lines::begins_with_label(line);
        (is_line || has_label()) && found.moment.is_plausible(FIRST_WEB_YEAR, self.context.fetched)
    }

    /// The role of a date whose label, such as `Published`, is the whole line before.
    fn role_of_line_before(&self, at: usize) -> DateRole {
        let before = at.checked_sub(1).map_or("", |b| self.line(b));
        if before.len() <= MAX_LABEL { date_lines::role_from_label(before) } else { DateRole::Unlabelled }
    }
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
        lines.extend(["Another story", "3 May 2024"]);
        assert_eq!(published(&lines, 21), "");
    }
}

//! Dates that readers see around the headline.

mod below;
mod declared_days;
mod line_around;
mod places;

use std::borrow::Cow;

use dechaff_html::{AttributeName, Tag};

pub(super) use self::declared_days::DeclaredDays;
use self::declared_days::MAX_DISTANCE;
use self::line_around::line_around;
pub(super) use self::places::MIN_BYTES_OF_STORY;
use super::candidates::{MarkedElement, Property};
use super::surroundings::{AFTER, Surroundings, TextRun};
use super::zones::Zone;
use crate::classes::marks::mark;
use crate::metadata::dates::lines::{self as date_lines, DateRole};
use crate::metadata::dates::{self, FIRST_WEB_YEAR, Moment};
use crate::metadata::normalize;

/// Bytes of a date line.
const MAX_LINE: usize = 160;

/// How many marked elements are read near the headline, and how many farther below.
const MAX_NEAR: usize = 40;
const MAX_FAR: usize = 20;

/// How many texts of a long marked element are searched for its date.
const MAX_RUNS: usize = 6;

/// How many dates of a line are read.
const MAX_DATES: usize = 3;

/// How many nodes farther away than a marked element a date without marks counts.
const DISTANCE_OF_UNMARKED: u32 = 4;

/// A date that readers see.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SeenDate {
    pub(crate) moment: Moment,
    source: &'static str,
    /// Whether it is labelled as that of the publication or of a change.
    pub(crate) labelled: bool,
    /// How far it is from the headline.
    pub(crate) distance: u32,
}

impl SeenDate {
    #[cfg(test)]
    pub(super) fn new(moment: Moment, labelled: bool, distance: u32) -> Self {
        Self { moment, source: "dom:date", labelled, distance }
    }

    /// The date with its source.
    pub(crate) fn sourced(self) -> (Moment, Cow<'static, str>) {
        (self.moment, self.source.into())
    }
}

/// The days of the first publication and of the last change.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct PageDates {
    pub(crate) published: Option<SeenDate>,
    pub(crate) modified: Option<SeenDate>,
}

/// The dates around the headline, and those of marked elements farther below.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct VisibleDates {
    pub(crate) near: PageDates,
    pub(crate) far: PageDates,
}

/// A date of the page and its distance from the headline.
struct DateCandidate {
    distance: u32,
    role: DateRole,
    moment: Moment,
    source: &'static str,
}

impl Surroundings<'_, '_> {
    /// Reads `time` elements, elements whose names mention dates or authors, and lines near the headline. The nearest
    /// date counts, but a date that is labelled as that of the publication counts before all others.
    pub(crate) fn dates(&self) -> VisibleDates {
        let marked = self.nearest(|m| is_dated(m) || m.marks & mark::AUTHOR != 0);
        let near = marked.partition_point(|m| m.0 <= AFTER);
        let mut found = Vec::new();
        for &(distance, marked) in marked.iter().take(near).take(MAX_NEAR) {
            self.add_marked(distance, marked, &mut found);
        }
        self.add_lines(AFTER, &mut found);
        found.sort_by_key(|d| (d.role != DateRole::Published, d.distance));
        if first_of(&found).published.is_none() {
            self.add_footers(&mut found);
        }
        let mut seen = VisibleDates { near: first_of(&found), far: PageDates::default() };
        if seen.near.published.is_none() {
            found.clear();
            for &(distance, marked) in marked.iter().skip(near).filter(|m| is_dated(m.1)).take(MAX_FAR) {
                self.add_marked(distance, marked, &mut found);
            }
            seen.far = first_of(&found);
        }
        seen
    }

    /// The date of publication right next to the headline. It reads less than [`dates`](Self::dates).
    pub(crate) fn date_at_headline(&self) -> Option<SeenDate> {
        let marked = self.nearest(is_dated);
        let mut found = Vec::new();
        for &(distance, marked) in marked.iter().take_while(|m| m.0 <= MAX_DISTANCE) {
            self.add_marked(distance, marked, &mut found);
        }
        if found.is_empty() {
            self.add_lines(MAX_DISTANCE, &mut found);
        }
        found.sort_by_key(|d| (d.role != DateRole::Published, d.distance));
        first_of(&found).published
    }

    /// Adds the dates of a marked element: that of an attribute, else those of its text.
    fn add_marked(&self, distance: u32, marked: &MarkedElement, found: &mut Vec<DateCandidate>) {
        let tree = self.tree;
        let attribute = [AttributeName::DateTime, AttributeName::Content, AttributeName::Title]
            .into_iter()
            .filter_map(|name| tree.attribute(marked.node, name))
            .find_map(|value| dates::read(value, self.day_month_order))
            .filter(|m| self.is_plausible(*m));
        let source = match marked.property {
            Property::Published | Property::Modified => "microdata:date",
            _ if marked.dated => "dom:time",
            _ => "dom:date",
        };
        let from_marks = role_from_marks(marked);
        let text = normalize::element_text(tree, marked.node, MAX_LINE * 2);
        let role_around = || {
            let before = self.text_before(marked.node);
            match date_lines::role_from_label(&before) {
                DateRole::Unlabelled => from_marks,
                // The credit of a picture: `© Jane Doe`.
                DateRole::Other if before.starts_with('©') && before.ends_with(char::is_alphabetic) => {
                    from_marks
                }
                role => role,
            }
        };
        if !self.is_in_place(marked.node) {
            return;
        }
        let (before, after) = self.line_around_element(marked);
        if let Some(moment) = attribute {
            let (start, end) = match dates::find(&text, self.day_month_order) {
                Some(date) => (&text[..date.start], &text[date.end..]),
                None => ("", ""),
            };
            if !date_lines::is_page_date(&(before + start), &(end.to_owned() + &after)) {
                return;
            }
            let role = match date_lines::role_from_label(&text) {
                DateRole::Unlabelled => role_around(),
                role => role,
            };
            found.push(DateCandidate { distance, role, moment, source });
            return;
        }
        let text = if text.len() > MAX_LINE { self.first_labelled_run(marked) } else { text };
        for (role, date) in date_lines::dates_in_line(&text, self.day_month_order, MAX_DATES) {
            let role = if role == DateRole::Unlabelled { role_around() } else { role };
            let start = format!("{before}{}", &text[..date.start]);
            let end = format!("{}{after}", &text[date.end..]);
            if self.is_plausible(date.moment) && date_lines::is_page_date(&start, &end) {
                found.push(DateCandidate { distance, role, moment: date.moment, source });
            }
        }
    }

    /// Adds the times in parts of the article, at its headline, that are named like the footer of a page.
    fn add_footers(&self, found: &mut Vec<DateCandidate>) {
        let Some(headline) = self.headline else { return };
        let start = self.article.min(headline.index() as u32);
        let from = self.found.marked.partition_point(|m| m.order() <= start);
        for marked in self.found.marked[from..].iter().filter(|m| m.zone == Zone::Frame && is_dated(m)) {
            let Some(distance) = self.distance(marked.order()).filter(|d| *d <= MAX_DISTANCE) else { break };
            if marked.dated || marked.property == Property::Published {
                self.add_marked(distance, marked, found);
            }
        }
    }

    /// The first text with a labelled date in an element that has more than a line.
    fn first_labelled_run(&self, marked: &MarkedElement) -> String {
        let runs = normalize::text_runs(self.tree, marked.node, MAX_RUNS);
        let is_labelled = |run: &&str| {
            let dates = date_lines::dates_in_line(run, self.day_month_order, 1);
            run.len() <= MAX_LINE && dates.first().is_some_and(|d| d.0 == DateRole::Published)
        };
        runs.into_iter().map(|(_, run)| run).find(is_labelled).map(normalize::collapse).unwrap_or_default()
    }

    /// Adds the dates of lines around the headline.
    fn add_lines(&self, limit: u32, found: &mut Vec<DateCandidate>) {
        let mut in_story = false;
        for &TextRun { node, text: run, foreign } in self.runs_around() {
            let Some(distance) = self.distance(node.index() as u32).filter(|d| *d <= limit) else { continue };
            in_story |= foreign.is_none() && run.len() >= MIN_BYTES_OF_STORY;
            let dates = date_lines::dates_in_line(run, self.day_month_order, MAX_DATES);
            if dates.is_empty() || !self.is_in_place(node) {
                continue;
            }
            let (before, after) = line_around(self.tree, node);
            for (role, date) in dates {
                let start = format!("{before}{}", &run[..date.start]);
                let end = format!("{}{after}", &run[date.end..]);
                if !date_lines::is_page_date(&start, &end) || !self.is_plausible(date.moment) {
                    continue;
                }
                let role = match role {
                    DateRole::Unlabelled => date_lines::role_from_label(&self.text_before(node)),
                    role => role,
                };
                let is_own = |part| role == DateRole::Published || self.is_box_of_article(part, in_story);
                if !foreign.is_none_or(is_own) {
                    continue;
                }
                found.push(DateCandidate {
                    distance: distance + DISTANCE_OF_UNMARKED,
                    role,
                    moment: date.moment,
                    source: "dom:text",
                });
            }
        }
    }

    /// The rest of the line that an inline element is in.
    fn line_around_element(&self, marked: &MarkedElement) -> (String, String) {
        // Inside of the headline, the words around a date are the headline's.
        if normalize::is_inline(marked.tag) && !self.is_in_headline(marked.node) {
            line_around(self.tree, marked.node)
        } else {
            Default::default()
        }
    }

    fn is_plausible(&self, moment: Moment) -> bool {
        moment.is_plausible(FIRST_WEB_YEAR, self.fetched)
    }
}

/// The first date of each role.
fn first_of(found: &[DateCandidate]) -> PageDates {
    let seen = |d: &DateCandidate| SeenDate {
        moment: d.moment,
        source: d.source,
        labelled: d.role != DateRole::Unlabelled,
        distance: d.distance,
    };
    let first = |roles: &[DateRole]| found.iter().find(|d| roles.contains(&d.role)).map(seen);
    PageDates {
        published: first(&[DateRole::Published, DateRole::Unlabelled]),
        modified: first(&[DateRole::Modified]),
    }
}

/// The role of an element's date according to its class, id and `itemprop`.
fn role_from_marks(marked: &MarkedElement) -> DateRole {
    // `publication` is also the name of links to papers.
    let published = marked.marks & mark::PUBLISHED != 0 && marked.tag != Tag::A;
    let modified = marked.marks & mark::MODIFIED != 0;
    match marked.property {
        Property::Modified => DateRole::Modified,
        Property::Published => DateRole::Published,
        // WordPress writes `published updated` if both days are the same.
        _ if published => DateRole::Published,
        _ if modified => DateRole::Modified,
        _ => DateRole::Unlabelled,
    }
}

/// Whether an element is marked as a date.
fn is_dated(marked: &MarkedElement) -> bool {
    marked.dated
        || marked.marks & mark::DATE != 0
        || matches!(marked.property, Property::Published | Property::Modified)
}

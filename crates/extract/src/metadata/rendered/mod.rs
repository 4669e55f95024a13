//! Rendered pages: reads metadata from the lines around the start of the article.

mod bylines;
mod date_lines;
mod line_role;
mod names_alone;
mod owner;

pub(crate) use line_role::{LineRole, line_role};

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use super::dates::{self, FIRST_WEB_YEAR, Moment};
use super::title::{SiteNames, without_marks};
use super::word_lists::WordSet;
use super::{Headline, Metadata, ParsedContext, Sourced, normalize, tags};
use crate::lexicon;
use crate::page_context::PageContext;
use crate::unicode::words::fold;

/// How many lines before the article may be its head, and how many of its own lines may.
const ABOVE: usize = 60;
const INSIDE: usize = 6;

/// How many lines are read if no article was found.
const TOP: usize = 40;

/// How many lines at the end of the page may name its owner or its licence.
const BOTTOM: usize = 80;

/// Bytes of a byline, a date line or a copyright line.
const MAX_LINE: usize = 200;

/// How many lines below the headline may have byline and date, even if the head of the page ends earlier.
const LINES_BELOW_HEADLINE: usize = 10;

/// How many dates of a line are read.
const MAX_DATES: usize = 3;

/// How many of the last lines of the article, and how many after it, may list keywords; how many keywords are read.
const TAGS_BEFORE_END: usize = 4;
const TAGS_AFTER_END: usize = 12;
const MAX_TAGS: usize = 40;

/// How many of the last lines of the article may have its licence.
const LICENSE_BEFORE_END: usize = 6;

/// How many breadcrumbs a line has, and the words of each.
const BREADCRUMBS: std::ops::RangeInclusive<usize> = 2..=8;
const MAX_WORDS_OF_BREADCRUMB: usize = 6;

/// What breadcrumbs call the start of the site.
static STARTS: LazyLock<WordSet> = LazyLock::new(|| WordSet::new(lexicon::PAGE_LABELS, "start"));

/// Labels of keywords.
static TAG_LABELS: LazyLock<WordSet> = LazyLock::new(|| WordSet::new(lexicon::PAGE_LABELS, "tags"));

/// Metadata of a rendered page.
pub(super) fn read(
    lines: &[&str],
    main: Option<Range<usize>>,
    headline: Option<&Headline>,
    context: &PageContext<'_>,
) -> Metadata {
    page(lines, main, context).metadata(headline)
}

/// The names of the site: in the copyright line of a page, and by its URL.
pub(crate) fn site_names(lines: &[&str], main: Range<usize>, context: &PageContext<'_>) -> [SiteNames; 2] {
    let page = page(lines, Some(main), context);
    let owner = page.site_name();
    [
        SiteNames::new(owner.iter().map(|s| s.value.as_str()), None, None),
        SiteNames::new(std::iter::empty(), page.context.site_label(), page.context.host()),
    ]
}

fn page<'a>(lines: &'a [&'a str], main: Option<Range<usize>>, context: &PageContext<'_>) -> RenderedPage<'a> {
    let context = ParsedContext::new(context);
    let start = main.as_ref().map_or(0, |m| m.start.min(lines.len()));
    let end = main.as_ref().map_or(0, |m| m.end.clamp(start, lines.len()));
    let above = start.saturating_sub(ABOVE);
    let below = if main.is_some() { (start + INSIDE).min(end.max(start)) } else { TOP.min(lines.len()) };
    RenderedPage { lines, start, end, head: above..below, context }
}

/// A page as lines of text.
struct RenderedPage<'a> {
    lines: &'a [&'a str],
    /// The first line of the article.
    start: usize,
    /// The line after its last line.
    end: usize,
    /// The lines that may contain its headline, byline and date.
    head: Range<usize>,
    context: ParsedContext,
}

impl<'a> RenderedPage<'a> {
    fn metadata(&self, headline: Option<&Headline>) -> Metadata {
        let site_name = self.site_name();
        let site = SiteNames::new(
            site_name.iter().map(|s| s.value.as_str()),
            self.context.site_label(),
            self.context.host(),
        );
        let below = self.lines_below(headline);
        let after = headline.map_or(self.head.start, |headline| headline.lines.end);
        let (published, modified) = self.dates(&below, after);
        let title = headline.map(|h| {
            Sourced::new(without_marks(&normalize::collapse(&h.text)), source_of_line(h.lines.start))
        });
        Metadata {
            section: self.section(title.as_ref().map(|t| t.value.as_str()), &site),
            authors: self.authors(&below, after, title.as_ref().map(|t| t.value.as_str()), &site),
            tags: self.tags(),
            license: self.license(),
            title,
            published,
            modified,
            site_name,
            ..Metadata::default()
        }
    }

    /// The lines that may have byline and date, those below the headline first: the rest of the page's head, and some lines
    /// in any case. Without a headline, all lines of the head.
    fn lines_below(&self, headline: Option<&Headline>) -> Vec<usize> {
        let Some(after) = headline.map(|h| h.lines.end).filter(|end| *end <= self.lines.len()) else {
            return self.head.clone().collect();
        };
        let least = (after + LINES_BELOW_HEADLINE).min(self.lines.len());
        if (self.head.start..=self.head.end).contains(&after) {
            return (after..self.head.end.max(least)).collect();
        }
        let rest = self.head.clone().filter(|at| !(after..least).contains(at));
        (after..least).chain(rest).collect()
    }

    /// A line, or nothing outside of the page.
    fn line(&self, at: usize) -> &'a str {
        self.lines.get(at).copied().unwrap_or("")
    }

    /// The date in the path of the URL.
    fn date_in_path(&self) -> Option<(Moment, Cow<'static, str>)> {
        let moment = dates::date_in_path(self.context.url.as_ref()?.path())?;
        moment.is_plausible(FIRST_WEB_YEAR, self.context.fetched).then(|| (moment, "url".into()))
    }

    /// The owner in a copyright line: the last one of the page, else the first one before the article.
    fn site_name(&self) -> Option<Sourced<String>> {
        let from = self.lines.len().saturating_sub(BOTTOM).max(self.end.min(self.lines.len()));
        let bottom = (from..self.lines.len()).rev();
        let top = 0..self.start.min(ABOVE);
        bottom.chain(top).find_map(|at| Some(Sourced::new(owner::owner(self.line(at))?, source_of_line(at))))
    }

    /// The breadcrumb before the title.
    fn section(&self, title: Option<&str>, site: &SiteNames) -> Option<Sourced<String>> {
        let title = fold(title?);
        self.head.clone().find_map(|at| {
            let crumbs = breadcrumbs(self.line(at))?;
            let (last, before) = crumbs.split_last()?;
            if fold(last) != title {
                return None;
            }
            let section =
                before.iter().rev().find(|c| !site.is_exactly_site(c) && !STARTS.contains(&fold(c)))?;
            Some(Sourced::new(normalize::collapse(section), source_of_line(at)))
        })
    }

    /// The keywords of a line such as `Tags: one, two` after the article.
    fn tags(&self) -> Option<Sourced<Vec<String>>> {
        let below =
            self.end.saturating_sub(TAGS_BEFORE_END)..(self.end + TAGS_AFTER_END).min(self.lines.len());
        below.into_iter().find_map(|at| {
            let (label, rest) = self.line(at).split_once(':')?;
            if !TAG_LABELS.contains(&label.trim().to_lowercase()) {
                return None;
            }
            let mut tags = Vec::new();
            for tag in rest.split([',', ';', '|', '•']) {
                tags::add(&mut tags, tag, MAX_TAGS);
            }
            (!tags.is_empty()).then(|| Sourced::new(tags, source_of_line(at)))
        })
    }

    /// The URL of a Creative Commons licence.
    fn license(&self) -> Option<Sourced<String>> {
        let around = self.end.saturating_sub(LICENSE_BEFORE_END)..self.lines.len().min(self.end + BOTTOM);
        around.into_iter().find_map(|at| {
            let line = self.line(at);
            let url = line.find("creativecommons.org/").and_then(|c| {
                let start = line[..c].rfind("http")?;
                line[start..].split(|c: char| c.is_whitespace() || matches!(c, ')' | ']' | '>' | '"')).next()
            })?;
            Some(Sourced::new(url.to_owned(), source_of_line(at)))
        })
    }
}

/// The source of a value in a line. Sources count lines from 1.
fn source_of_line(line: usize) -> Cow<'static, str> {
    Cow::Owned(format!("line:{}", line + 1))
}

/// A line without the bullets, heading marks and marks of emphasis around it.
pub(crate) fn trim_bullets(line: &str) -> &str {
    line.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '•' | '*' | '_' | '◦' | '▪' | '#' | '|' | '+')
    })
}

/// The parts of `A > B > C`.
fn breadcrumbs(line: &str) -> Option<Vec<&str>> {
    let separator = [" > ", " » ", " › ", " / ", " → "].into_iter().find(|s| line.contains(s))?;
    let parts: Vec<&str> = line.split(separator).map(str::trim).filter(|p| !p.is_empty()).collect();
    let (_, before) = parts.split_last()?;
    let short = before.iter().all(|p| p.split_whitespace().count() <= MAX_WORDS_OF_BREADCRUMB);
    (BREADCRUMBS.contains(&parts.len()) && short).then_some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &[&str] = &[
        "Accept",
        "The Example Post",
        "Reading: Ferry returns to the island after nine years",
        "Share",
        "• News",
        "• Sport",
        "The Example Post > Travel > Ferry returns to the island after nine years",
        "Travel",
        "Ferry returns to the island after nine years",
        "News Desk",
        "Last updated: 2026/02/18 at 4:00 AM",
        "News Desk Published 17 February 2026",
        "SHARE",
        "The ferry sailed again on Monday, nine years after the last one was sold on 3 May 2017.",
        "It was full.",
        "Tags: ferries, islands",
        "Sign up for our newsletter",
        "Copyright © 2026 All Rights Reserved. The Example Post.",
    ];

    /// Checks the fields around a headline, the line `title`.
    fn check(
        lines: &[&str],
        main: Range<usize>,
        title: Option<usize>,
        authors: &[&str],
        published: &str,
        modified: &str,
    ) {
        let headline = title.map(|line| Headline::new(lines[line], line..line + 1));
        let found = read(lines, Some(main), headline.as_ref(), &PageContext::new());
        assert_eq!(found.title.map(|t| t.value), headline.map(|h| h.text));
        assert_eq!(found.authors.map(|a| a.value).unwrap_or_default(), authors);
        assert_eq!(found.published.map(|d| d.value).unwrap_or_default(), published);
        assert_eq!(found.modified.map(|d| d.value).unwrap_or_default(), modified);
    }

    #[test]
    fn every_field_of_a_page_is_read() {
        check(PAGE, 13..15, Some(8), &["News Desk"], "2026-02-17", "2026-02-18T04:00:00");
        let headline = Headline::new("Ferry returns to the island after nine years", 2..3);
        let found = read(PAGE, Some(13..15), Some(&headline), &PageContext::new());
        assert_eq!(found.site_name.map(|s| s.value).as_deref(), Some("The Example Post"));
        assert_eq!(found.section.map(|s| s.value).as_deref(), Some("Travel"));
        assert_eq!(found.tags.map(|t| t.value).unwrap_or_default(), ["ferries", "islands"]);
        assert_eq!(found.title.map(|t| t.source).as_deref(), Some("line:3"));
    }

    #[test]
    fn bylines_and_dates_follow_the_headline() {
        let body = "The ferry sailed again on Monday, with two hundred people on board.";
        check(&["Home", "Ferry returns", "By Jane Doe", body], 3..4, Some(1), &["Jane Doe"], "", "");
        check(
            &["Menu", "Ferry returns to the island", "3 May 2024", body],
            3..4,
            Some(1),
            &[],
            "2024-05-03",
            "",
        );
        check(
            &["Menu", "Ferry returns to the island", "Thursday, February 19, 2026 at 12:15 AM", body],
            3..4,
            Some(1),
            &[],
            "2026-02-19T00:15:00",
            "",
        );
        check(&[], 0..0, None, &[], "", "");
    }

    #[test]
    fn any_range_of_lines_is_accepted() {
        for main in [0..0, Range { start: 5, end: 2 }, 100..200, 17..18] {
            for lines in [0..0, 3..4, 300..301] {
                let headline = Headline::new("Ferry", lines);
                let _ = read(PAGE, Some(main.clone()), Some(&headline), &PageContext::new());
            }
        }
        let _ = read(PAGE, None, None, &PageContext::new());
    }
}

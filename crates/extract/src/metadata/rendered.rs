//! Rendered pages: what the lines around the article's first say of it.

use std::borrow::Cow;
use std::ops::Range;

use super::authors::{self, Form};
use super::dates::lines::{self as date_lines, Role};
use super::dates::{self, Found, Moment, Order};
use super::title::SiteNames;
use super::{Facts, Metadata, PageFacts, Sourced, normalize};
use crate::unicode::words::fold;

/// How many lines before the article's first may be its head, and how many lines of the article itself may.
const ABOVE: usize = 60;
const INSIDE: usize = 6;

/// Without an article only lines at the top are read.
const TOP: usize = 40;

/// Lines at the end of the page that name its owner.
const BOTTOM: usize = 80;

const MAX_TITLE: usize = 300;
const MAX_LINE: usize = 200;

/// Bytes beside the date in a date line.
const MAX_BESIDE_DATE: usize = 90;

/// Older dates are the story's.
const FIRST_YEAR: i16 = 1994;

/// Metadata of a rendered page.
pub(super) fn read(lines: &[&str], main: Option<Range<usize>>, facts: &PageFacts<'_>) -> Metadata {
    let facts = Facts::new(facts);
    let start = main.as_ref().map_or(0, |m| m.start.min(lines.len()));
    let end = main.as_ref().map_or(0, |m| m.end.clamp(start, lines.len()));
    let above = start.saturating_sub(ABOVE);
    let below = if main.is_some() { (start + INSIDE).min(end.max(start)) } else { TOP.min(lines.len()) };
    Page { lines, start, end, head: above..below, facts }.metadata()
}

/// A headline that less speaks for than this is none.
const WEAKEST_HEADLINE: i32 = 4;

/// More lines than these between a headline and the article say nothing further against it.
const MAX_BETWEEN: i32 = 6;

/// A page of lines.
struct Page<'a> {
    lines: &'a [&'a str],
    /// The article's first line.
    start: usize,
    /// The line after its last.
    end: usize,
    /// The lines that may be its head.
    head: Range<usize>,
    facts: Facts,
}

/// A line that may be the headline.
struct Headline<'a> {
    text: &'a str,
    line: usize,
    score: i32,
}

impl<'a> Page<'a> {
    fn metadata(&self) -> Metadata {
        let site_name = self.site_name();
        let site = SiteNames::new(
            site_name.iter().map(|s| s.value.as_str()),
            self.facts.site_label(),
            self.facts.host(),
        );
        let headline = self.headline(&site);
        let after = headline.as_ref().map_or(self.head.start, |h| h.line + 1).min(self.head.end);
        let (published, modified) = self.dates(after);
        let title = headline.as_ref().map(|h| Sourced::new(normalize::collapse(h.text), source(h.line)));
        Metadata {
            section: self.section(title.as_ref().map(|t| t.value.as_str()), &site),
            authors: self.authors(after, &site),
            tags: self.tags(),
            license: self.license(),
            title,
            published,
            modified,
            site_name,
            ..Metadata::default()
        }
    }

    fn line(&self, at: usize) -> &'a str {
        self.lines.get(at).copied().unwrap_or("")
    }

    // --- title ---

    /// The line that most speaks for: a Markdown heading, one that the page repeats (in a breadcrumb, in its
    /// first line, after `Reading:`) or its address says, the last of substance before the article.
    fn headline(&self, site: &SiteNames) -> Option<Headline<'a>> {
        let keys: Vec<String> = self.lines[self.head.clone()].iter().map(|l| long_key(bare(l))).collect();
        let first_line = fold(self.line(0));
        let slug = self.facts.address.as_ref().map(|a| slug_words(a.path())).unwrap_or_default();
        // How many lines of substance stand between a line and the article.
        let mut between = 0;
        let mut best: Option<Headline<'a>> = None;
        for at in self.head.clone().rev() {
            let line = self.line(at);
            let marked = marked_title(line);
            let candidate = marked.map_or(bare(line), |m| m.0);
            if is_headline_like(candidate) {
                let key = match marked {
                    None => keys[at - self.head.start].clone(),
                    Some(_) => long_key(candidate),
                };
                let mut score =
                    marked.map_or(0, |m| m.1) + self.place_score(at, line, candidate, &key, between);
                if !key.is_empty() {
                    score += self.echo_score(at, candidate, &key, &keys, &first_line);
                }
                if slug.len() >= 3 {
                    score += if key.is_empty() {
                        slug_score(&slug, &fold(candidate))
                    } else {
                        slug_score(&slug, &key)
                    };
                }
                let leads = score >= WEAKEST_HEADLINE && best.as_ref().is_none_or(|b| score > b.score);
                if leads && !is_credit(candidate) && !site.is_site(candidate) {
                    best = Some(Headline { text: candidate, line: at, score });
                }
            }
            if at < self.start && between < MAX_BETWEEN && !is_furniture(line) {
                between += 1;
            }
        }
        best.or_else(|| self.first_line_title(site))
    }

    /// How often the page says the same elsewhere: in its head, and at the start of its first line.
    fn echo_score(&self, at: usize, candidate: &str, key: &str, keys: &[String], first_line: &str) -> i32 {
        let repeats = keys.iter().filter(|k| k.ends_with(key)).count();
        let mut score = 14 * (repeats.min(3) as i32 - 1).max(0);
        // Twice in a row is a button with its label.
        let is_doubled = |other: Option<usize>| other.is_some_and(|o| bare(self.line(o)) == candidate);
        if repeats == 2 && (is_doubled(Some(at + 1)) || is_doubled(at.checked_sub(1))) {
            score -= 12;
        }
        if at > 0 && first_line.starts_with(key) {
            score += 24;
        }
        score
    }

    /// What a line's place and form say, `between` lines of substance above the article.
    fn place_score(&self, at: usize, line: &str, candidate: &str, key: &str, between: i32) -> i32 {
        if self.end == 0 {
            return 0;
        }
        let long = !key.is_empty() || candidate.split_whitespace().count() >= 4;
        let form = if long { 4 } else { -4 }
            - if candidate.ends_with(['.', '。', ':', ',', ';', '…']) { 10 } else { 0 }
            - if line.starts_with(['•', '*', '+', '-', '·', '[']) { 14 } else { 0 }
            - if candidate.len() > 160 { 6 } else { 0 };
        match at.checked_sub(self.start) {
            Some(0) => form + 6,
            Some(_) => form - 20,
            None => form + (16 - 3 * between).max(0),
        }
    }

    /// The first line of a WET page is its `<title>`.
    fn first_line_title(&self, site: &SiteNames) -> Option<Headline<'a>> {
        let line = self.line(0);
        let first = line.split(" | ").next().unwrap_or(line);
        let cut = first.len() < line.len() && line.len() <= MAX_TITLE;
        (cut && is_headline_like(first) && !site.is_site(first)).then_some(Headline {
            text: first,
            line: 0,
            score: 0,
        })
    }

    // --- authors ---

    fn authors(&self, after: usize, site: &SiteNames) -> Option<Sourced<Vec<String>>> {
        let mut weak = None;
        for at in after..self.head.end {
            let line = bare(self.line(at));
            if line.is_empty() || line.len() > MAX_LINE || authors::is_helper(line) {
                continue;
            }
            if let Some(names) = self.byline(at, line) {
                return Some(Sourced::new(names, source(at)));
            }
            if weak.is_none() {
                weak = self.name_beside_date(at, line, site).map(|names| Sourced::new(names, source(at)));
            }
        }
        weak.or_else(|| self.byline_at_end())
    }

    /// The names of `By Jane Doe`, or of the line after a `By` that stands alone.
    fn byline(&self, at: usize, line: &str) -> Option<Vec<String>> {
        let text = if authors::is_label(line) {
            bare(self.line(at + 1))
        } else {
            authors::after_byline(line)?;
            line
        };
        persons(authors::names(text, Form::Line))
    }

    /// `Jane Doe Published 3 May 2024`, `Jane Doe | 3 May 2024`, or a name on the line beside a date's.
    fn name_beside_date(&self, at: usize, line: &str, site: &SiteNames) -> Option<Vec<String>> {
        if line.len() > 100 {
            return None;
        }
        match dates::find(line, Order::DayFirst) {
            Some(found) if found.start == 0 => return None,
            Some(_) => {}
            None => {
                let is_dated = |at: Option<usize>| at.is_some_and(|at| is_date_line(bare(self.line(at))));
                let words = line.split_whitespace().count();
                if !(2..=8).contains(&words) || !(is_dated(Some(at + 1)) || is_dated(at.checked_sub(1))) {
                    return None;
                }
            }
        }
        let names = authors::names(line, Form::Line);
        let is_name = |n: &String| n.contains(' ') && authors::is_person_like(n) && !site.is_exactly_site(n);
        (!names.is_empty() && names.iter().all(is_name)).then_some(names)
    }

    /// Bylines at the end of a story stand in its last lines.
    fn byline_at_end(&self) -> Option<Sourced<Vec<String>>> {
        let from = self.end.saturating_sub(3).max(self.start);
        (from..(self.end + 2).min(self.lines.len())).find_map(|at| {
            let line = bare(self.line(at));
            if line.len() > 100 || authors::is_helper(line) {
                return None;
            }
            authors::after_byline(line)?;
            Some(Sourced::new(persons(authors::names(line, Form::Line))?, source(at)))
        })
    }

    // --- dates ---

    /// Dates between the headline and the article's first lines, and right above the headline.
    fn dates(&self, after: usize) -> (Option<Sourced<String>>, Option<Sourced<String>>) {
        let order = Order::of(None, self.facts.host());
        let (mut published, mut labelled, mut modified) = (None, None, None);
        let above = after.saturating_sub(4).max(self.head.start)..after;
        for at in (after..self.head.end).chain(above.rev()) {
            let line = self.line(at);
            if line.len() > MAX_LINE {
                continue;
            }
            for (role, found) in date_lines::dates_of(line, order, 3) {
                if !self.is_page_date(line, found) {
                    continue;
                }
                let role = match role {
                    Role::Unlabelled if found.start < 4 => self.role_of_line_before(at),
                    role => role,
                };
                let slot = match role {
                    Role::Published => &mut labelled,
                    Role::Unlabelled => &mut published,
                    Role::Modified => &mut modified,
                    Role::Other => continue,
                };
                slot.get_or_insert((found.moment, source(at)));
            }
        }
        let published = labelled.or(published).or_else(|| self.date_in_path());
        let written = |found: Option<(Moment, Cow<'static, str>)>| {
            found.map(|(moment, source)| Sourced::new(moment.to_string(), source))
        };
        (written(published), written(modified))
    }

    /// A date inside a sentence is the story's.
    fn is_page_date(&self, line: &str, found: Found) -> bool {
        let beside = line.len() - (found.end - found.start).min(line.len());
        beside <= MAX_BESIDE_DATE
            && !line.ends_with(['.', '!', '?', '。'])
            && found.moment.is_plausible(FIRST_YEAR, self.facts.fetched)
    }

    /// `Published` alone on the line before.
    fn role_of_line_before(&self, at: usize) -> Role {
        let before = at.checked_sub(1).map_or("", |b| self.line(b));
        if before.len() <= 40 { date_lines::role(before) } else { Role::Unlabelled }
    }

    fn date_in_path(&self) -> Option<(Moment, Cow<'static, str>)> {
        let moment = dates::in_path(self.facts.address.as_ref()?.path())?;
        moment.is_plausible(FIRST_YEAR, self.facts.fetched).then(|| (moment, "url".into()))
    }

    // --- the rest ---

    /// The owner in a copyright line, the last of the page first.
    fn site_name(&self) -> Option<Sourced<String>> {
        let from = self.lines.len().saturating_sub(BOTTOM).max(self.end.min(self.lines.len()));
        let bottom = (from..self.lines.len()).rev();
        let top = 0..self.start.min(ABOVE);
        bottom.chain(top).find_map(|at| Some(Sourced::new(owner(self.line(at))?, source(at))))
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
            let is_start =
                |c: &str| matches!(fold(c).as_str(), "home" | "start" | "startseite" | "accueil" | "inicio");
            let section = before.iter().rev().find(|c| !site.is_exactly_site(c) && !is_start(c))?;
            Some(Sourced::new(normalize::collapse(section), source(at)))
        })
    }

    /// `Tags: one, two` below the article.
    fn tags(&self) -> Option<Sourced<Vec<String>>> {
        const LABELS: &[&str] =
            &["tags", "tagged", "schlagwörter", "schlagworte", "mots-clés", "etiquetas", "теги", "keywords"];
        let below = self.end.saturating_sub(4)..(self.end + 12).min(self.lines.len());
        below.into_iter().find_map(|at| {
            let (label, rest) = self.line(at).split_once(':')?;
            if !LABELS.contains(&label.trim().to_lowercase().as_str()) {
                return None;
            }
            let tags: Vec<String> = rest
                .split([',', ';', '|', '•'])
                .map(normalize::collapse)
                .filter(|t| !t.is_empty())
                .take(40)
                .collect();
            (!tags.is_empty()).then(|| Sourced::new(tags, source(at)))
        })
    }

    /// An address of a Creative Commons licence.
    fn license(&self) -> Option<Sourced<String>> {
        let around = self.end.saturating_sub(6)..self.lines.len().min(self.end + BOTTOM);
        around.into_iter().find_map(|at| {
            let line = self.line(at);
            let address = line.find("creativecommons.org/").and_then(|c| {
                let start = line[..c].rfind("http")?;
                line[start..].split(|c: char| c.is_whitespace() || matches!(c, ')' | ']' | '>' | '"')).next()
            })?;
            Some(Sourced::new(address.to_owned(), source(at)))
        })
    }
}

/// Lines count from 1, as readers count them.
fn source(line: usize) -> Cow<'static, str> {
    Cow::Owned(format!("line:{}", line + 1))
}

/// A line without bullets and marks of emphasis.
fn bare(line: &str) -> &str {
    line.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '•' | '*' | '_' | '◦' | '▪' | '#' | '|' | '+')
    })
}

/// Whether a line is a date and little more.
fn is_date_line(line: &str) -> bool {
    let date = if line.len() <= 80 { dates::find(line, Order::DayFirst) } else { None };
    date.is_some_and(|d| line.len() - (d.end - d.start) < 24)
}

/// Whether a line says who wrote, pictured or dated something, so that it is no headline.
fn is_credit(line: &str) -> bool {
    is_date_line(line) || authors::after_byline(line).is_some() || authors::is_helper(line)
}

/// Lines that stand between a headline and its text: labels, bylines, dates.
fn is_furniture(line: &str) -> bool {
    line.split_whitespace().count() <= 2
        || line.len() <= MAX_LINE
            && (authors::after_byline(line).is_some() || dates::find(line, Order::DayFirst).is_some())
}

/// A line's key, if the line is long enough that its repetition says something.
fn long_key(line: &str) -> String {
    let key = if line.len() <= MAX_TITLE { fold(line) } else { String::new() };
    let long = line.split_whitespace().count() >= 4 && key.len() >= 16
        || key.chars().any(|c| c as u32 >= 0x2E80) && key.len() >= 24;
    if long { key } else { String::new() }
}

/// The words of an address's last long segment: `/2024/ferry-returns-to-island.html`.
fn slug_words(path: &str) -> Vec<String> {
    let longest = path.split('/').max_by_key(|s| s.matches(['-', '_']).count()).unwrap_or("");
    let words =
        longest.split(['-', '_', '.']).filter(|w| w.len() > 2 && w.bytes().all(|b| b.is_ascii_alphabetic()));
    words.filter(|w| !matches!(*w, "html" | "htm" | "php")).map(str::to_ascii_lowercase).collect()
}

/// How far a line, given as [`normalize::key`], says what the address says.
fn slug_score(slug: &[String], key: &str) -> i32 {
    let letters: usize = slug.iter().map(String::len).sum();
    // Too short to say most of it.
    if slug.len() < 3 || key.len() * 2 < letters {
        return 0;
    }
    let common = slug.iter().filter(|w| key.contains(w.as_str())).count();
    let share = common as f32 / slug.len() as f32;
    if common >= 3 && share >= 0.6 { (share * 24.0) as i32 } else { 0 }
}

/// The title in `# Title`, `Reading: Title` and a breadcrumb's end, and how much it speaks for itself.
fn marked_title(line: &str) -> Option<(&str, i32)> {
    if let Some(heading) = line.strip_prefix("# ") {
        return Some((heading.trim(), 40));
    }
    const LABELS: &[&str] =
        &["Reading:", "Now reading:", "Headline:", "Title:", "Titel:", "Titre :", "Título:"];
    if let Some(rest) = LABELS.iter().find_map(|l| line.strip_prefix(l)) {
        return Some((rest.trim(), 40));
    }
    let last = breadcrumbs(line)?.last().copied()?;
    Some((last, if long_key(last).is_empty() { -10 } else { 6 }))
}

/// The parts of `A > B > C`.
fn breadcrumbs(line: &str) -> Option<Vec<&str>> {
    let separator = [" > ", " » ", " › ", " / ", " → "].into_iter().find(|s| line.contains(s))?;
    let parts: Vec<&str> = line.split(separator).map(str::trim).filter(|p| !p.is_empty()).collect();
    let (_, before) = parts.split_last()?;
    let short = before.iter().all(|p| p.split_whitespace().count() <= 6);
    ((2..=8).contains(&parts.len()) && short).then_some(parts)
}

/// Whether a line can be a headline: some words, no list, no sentence of many.
fn is_headline_like(line: &str) -> bool {
    if line.len() < 4 || line.len() > MAX_TITLE || line.contains('©') || line.contains("://") {
        return false;
    }
    let (mut letters, mut wide, mut all) = (0, 0, 0);
    for c in line.chars() {
        all += 1;
        letters += usize::from(c.is_alphabetic());
        wide += usize::from(matches!(c as u32, 0xE00..=0xEFF | 0x2E80..=0x9FFF | 0xAC00..=0xD7A3));
    }
    let words = line.split_whitespace().count();
    wide >= 6 || letters * 2 >= all && letters >= 4 && words >= 2 || letters >= 14
}

fn persons(names: Vec<String>) -> Option<Vec<String>> {
    let mut found = Vec::new();
    for name in names {
        for part in unglued(&name) {
            if authors::is_person_like(part) {
                authors::add(&mut found, Some(part.to_owned()));
            }
        }
    }
    (!found.is_empty()).then_some(found)
}

/// Renderers join what stood side by side: `Jane DoeringJohn Roe`. Cut between three small letters and a
/// capital; `McDonald` and `DeSoto` stay whole. What follows the first cut and is one word is a button.
fn unglued(name: &str) -> Vec<&str> {
    let mut small = 0;
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, c) in name.char_indices() {
        if c.is_uppercase() && small >= 3 {
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

/// The owner that a copyright line names.
fn owner(line: &str) -> Option<String> {
    if line.len() > MAX_LINE || !["©", "opyright", "OPYRIGHT", "(c)", "(C)"].iter().any(|m| line.contains(m))
    {
        return None;
    }
    let lower = line.to_lowercase();
    let at = lower.find('©').or_else(|| lower.find("copyright")).or_else(|| lower.find("(c)"))?;
    // Lower case can change lengths; then the position may be none of the line's.
    let rest = line.get(at..)?;
    const NOISE: &[&str] = &[
        "all rights reserved",
        "alle rechte vorbehalten",
        "tous droits réservés",
        "todos los derechos reservados",
        "todos os direitos reservados",
        "tutti i diritti riservati",
        "alle rechten voorbehouden",
        "wszelkie prawa zastrzeżone",
        "все права защищены",
        "copyright",
        "(c)",
        "©",
        "®",
        "™",
    ];
    let mut name = rest.to_owned();
    for noise in NOISE {
        while let Some(at) = name.to_lowercase().find(noise) {
            name.get(at..at + noise.len())?;
            name.replace_range(at..at + noise.len(), " ");
        }
    }
    let words = name.split_whitespace().filter(|w| {
        let year = w.trim_matches(|c: char| !c.is_alphanumeric());
        !(year.is_empty() || year.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '–')))
    });
    let joined = words.collect::<Vec<_>>().join(" ");
    let name = joined.split(['|', '•', '·']).next().unwrap_or("");
    let name = name.split(". ").next().unwrap_or("");
    let name = name.strip_prefix("by ").or_else(|| name.strip_prefix("By ")).unwrap_or(name);
    let name =
        name.trim_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ',' | '-' | '–' | ':' | ';'));
    let words = name.split(' ').count();
    ((2..=60).contains(&name.len()) && words <= 8 && name.chars().any(char::is_alphabetic))
        .then(|| name.to_owned())
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

    fn check(
        lines: &[&str],
        main: Range<usize>,
        title: &str,
        authors: &[&str],
        published: &str,
        modified: &str,
    ) {
        let found = read(lines, Some(main), &PageFacts::default());
        assert_eq!(found.title.map(|t| t.value).unwrap_or_default(), title);
        assert_eq!(found.authors.map(|a| a.value).unwrap_or_default(), authors);
        assert_eq!(found.published.map(|d| d.value).unwrap_or_default(), published);
        assert_eq!(found.modified.map(|d| d.value).unwrap_or_default(), modified);
    }

    #[test]
    fn a_page_with_everything() {
        let title = "Ferry returns to the island after nine years";
        check(PAGE, 13..15, title, &["News Desk"], "2026-02-17", "2026-02-18T04:00:00");
        let found = read(PAGE, Some(13..15), &PageFacts::default());
        assert_eq!(found.site_name.map(|s| s.value).as_deref(), Some("The Example Post"));
        assert_eq!(found.section.map(|s| s.value).as_deref(), Some("Travel"));
        assert_eq!(found.tags.map(|t| t.value).unwrap_or_default(), ["ferries", "islands"]);
        assert_eq!(found.title.map(|t| t.source).as_deref(), Some("line:3"));
    }

    #[test]
    fn headlines() {
        let body = "The ferry sailed again on Monday, with two hundred people on board.";
        check(
            &["Home", "# Ferry returns", "By Jane Doe", body],
            3..4,
            "Ferry returns",
            &["Jane Doe"],
            "",
            "",
        );
        check(
            &[
                "Ferry returns to the island | Example",
                "Menu",
                "Ferry returns to the island",
                "3 May 2024",
                body,
            ],
            4..5,
            "Ferry returns to the island",
            &[],
            "2024-05-03",
            "",
        );
        check(
            &["Menu", "Ferry returns to the island", "Thursday, February 19, 2026 at 12:15 AM", body],
            3..4,
            "Ferry returns to the island",
            &[],
            "2026-02-19T00:15:00",
            "",
        );
        check(&[], 0..0, "", &[], "", "");
    }

    #[test]
    fn joined_names() {
        assert_eq!(unglued("Jane DoeringJohn Roe"), ["Jane Doering", "John Roe"]);
        assert_eq!(unglued("Jane DoeringTwitter"), ["Jane Doering"]);
        assert_eq!(unglued("Ronald McDonald"), ["Ronald McDonald"]);
    }

    #[test]
    fn owners() {
        for (line, expected) in [
            ("© 2024 Example Media Ltd. All rights reserved.", Some("Example Media Ltd")),
            ("Copyright © All Rights Reserved. The Example Post.", Some("The Example Post")),
            ("Copyright 2019-2024 by Example", Some("Example")),
            ("© 2024", None),
            ("No rights here", None),
        ] {
            assert_eq!(owner(line).as_deref(), expected, "{line}");
        }
    }

    #[test]
    fn any_range_is_fine() {
        for main in [0..0, Range { start: 5, end: 2 }, 100..200, 17..18] {
            let _ = read(PAGE, Some(main), &PageFacts::default());
        }
        let _ = read(PAGE, None, &PageFacts::default());
    }
}

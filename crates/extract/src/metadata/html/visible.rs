//! What readers see around the headline: bylines, dates, breadcrumbs.

use std::cell::OnceCell;

use dechaff_html::{AttributeName, NodeId, Tag, Tree};
use jiff::civil::Date;

use super::candidates::{Candidates, Marked, Property, Zone};
use crate::classes::marks::mark;
use crate::metadata::authors::{self, Form};
use crate::metadata::dates::lines::{self as date_lines, Role};
use crate::metadata::dates::{self, Found, Moment, Order};
use crate::metadata::normalize;
use crate::metadata::title::Candidate;
use crate::unicode::words::fold;

/// How many nodes before and after the headline belong to it.
const BEFORE: u32 = 120;
const AFTER: u32 = 260;

/// How many text runs after the headline are read for bylines and dates without marks.
const RUNS_AFTER: usize = 40;
const RUNS_BEFORE: usize = 12;

const MAX_CHILDREN: usize = 100;

/// How many of them can hold an author without saying so.
const RUNS_BESIDE_HEADLINE: usize = 8;

/// A byline or a date line is no longer than this.
const MAX_LINE: usize = 160;

/// Bytes beside the date in a date line.
const MAX_BESIDE_DATE: usize = 90;

/// Bylines of one article are no more nodes apart.
const NEIGHBOURS: u32 = 16;

/// A date older than this is the story's, not the page's.
const FIRST_YEAR: i16 = 1994;

/// Headings that may be the headline, best first.
pub(crate) struct Headings {
    pub(crate) all: Vec<(NodeId, Candidate)>,
    /// How many of them stand in the main flow or its header: the first ones.
    pub(crate) main: usize,
}

/// `h1` and what calls itself the headline; those in the main flow before others.
pub(crate) fn headings(tree: &Tree, found: &Candidates<'_>) -> Headings {
    let rank = |m: &Marked| {
        let kind = match (m.tag, m.property) {
            (Tag::H1, _) => 0,
            (_, Property::Headline) => 1,
            (Tag::H2, _) if m.marks & mark::HEADLINE != 0 => 2,
            _ => return None,
        };
        let aside = m.zone > Zone::Header || m.marks & mark::LOGO != 0;
        Some((aside, kind, m.zone == Zone::Header, m.zone))
    };
    let mut ranked: Vec<_> = found.marked.iter().filter_map(|m| Some((rank(m)?, m))).collect();
    ranked.sort_by_key(|r| r.0);
    ranked.truncate(24);
    let source = |m: &Marked| match (m.tag, m.property) {
        (Tag::H1, _) => "dom:h1",
        (_, Property::Headline) => "microdata:headline",
        _ => "dom:h2",
    };
    let mut headings = Headings { all: Vec::new(), main: 0 };
    for ((aside, ..), marked) in ranked {
        let text = normalize::of_element(tree, marked.node, 1200);
        if !text.is_empty() {
            headings.main += usize::from(!aside);
            headings.all.push((marked.node, Candidate::new(text, source(marked))));
        }
    }
    headings
}

/// The other headings, for a page whose title is none of [`headings`].
pub(crate) fn lesser_headings<'a>(
    tree: &'a Tree,
    found: &'a Candidates<'_>,
) -> impl Iterator<Item = (NodeId, Candidate)> + 'a {
    let is_heading = |m: &&Marked| matches!(m.tag, Tag::H2 | Tag::H3) || m.marks & mark::HEADLINE != 0;
    let text =
        |m: &Marked| Candidate { text: normalize::of_element(tree, m.node, 600), source: "dom:h2".into() };
    found.marked.iter().filter(is_heading).take(80).map(move |m| (m.node, text(m)))
}

/// The page around its headline.
pub(crate) struct Surroundings<'a, 't> {
    tree: &'t Tree,
    found: &'a Candidates<'t>,
    headline: Option<NodeId>,
    /// The headline's place in reading order; 0 without one.
    order: u32,
    /// Where the article around it begins; `u32::MAX` without one.
    article: u32,
    /// Where the headline stands, which is then where the article stands.
    zone: Zone,
    dates: Order,
    fetched: Option<Date>,
    runs: OnceCell<Vec<(NodeId, &'t str)>>,
}

/// Days of first publication and last change, with their sources.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct PageDates {
    pub(crate) published: Option<(Moment, &'static str)>,
    pub(crate) modified: Option<(Moment, &'static str)>,
}

/// Dates around the headline, and those of marked elements farther below.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SeenDates {
    pub(crate) near: PageDates,
    pub(crate) far: PageDates,
}

/// A date of the page with its distance from the headline.
struct Dated {
    distance: u32,
    role: Role,
    moment: Moment,
    source: &'static str,
}

impl<'a, 't> Surroundings<'a, 't> {
    pub(crate) fn new(
        tree: &'t Tree,
        found: &'a Candidates<'t>,
        headline: Option<NodeId>,
        dates: Order,
        fetched: Option<Date>,
    ) -> Self {
        let order = headline.map_or(0, |h| h.index() as u32);
        let zone =
            headline.and_then(|h| found.marked.iter().find(|m| m.node == h)).map_or(Zone::Main, |m| m.zone);
        let is_article = |n: &NodeId| tree.tag(*n) == Some(Tag::Article);
        let article =
            headline.and_then(|h| tree.ancestors(h).find(is_article)).map_or(u32::MAX, |a| a.index() as u32);
        Self { tree, found, headline, order, article, zone, dates, fetched, runs: OnceCell::new() }
    }

    /// How far a place is from the headline; what stands before it is farther. `None`: before and too far,
    /// unless inside the same article.
    fn distance(&self, order: u32) -> Option<u32> {
        match order.checked_sub(self.order) {
            Some(after) => Some(after),
            None => {
                let before = self.order - order;
                let distance = if order > self.article { (before * 3).min(AFTER) } else { before * 3 };
                Some(distance).filter(|d| *d <= BEFORE * 3)
            }
        }
    }

    /// The marked elements of the article that fit, nearest first.
    fn nearest(&self, fits: impl Fn(&Marked) -> bool) -> Vec<(u32, &'a Marked)> {
        let in_article = |m: &Marked| m.zone <= Zone::Header || m.zone == self.zone;
        let marked = self.found.marked.iter().filter(|m| in_article(m) && fits(m));
        let mut nearest: Vec<_> = marked.filter_map(|m| Some((self.distance(m.order())?, m))).collect();
        nearest.sort_by_key(|n| n.0);
        nearest
    }

    // --- authors ---

    /// The names of the nearest byline, and how it was found.
    pub(crate) fn authors(&self) -> Option<(Vec<String>, &'static str)> {
        let declared = self.nearest(|m| m.property == Property::Author);
        // `author-title`, `author-image` are about the author.
        const BESIDE: u32 = mark::ACCESSORY | mark::HEADLINE;
        let is_named = |m: &Marked| m.marks & mark::AUTHOR != 0 && m.marks & BESIDE == 0;
        let named = self.nearest(|m| is_named(m) && m.property != Property::Author);
        let near = |list: &[(u32, &'a Marked)]| list.partition_point(|n| n.0 <= AFTER);
        let (near_declared, far_declared) = declared.split_at(near(&declared));
        let (near_named, far_named) = named.split_at(near(&named));
        let words = || self.byline_by_words().map(|names| (names, "dom:text"));
        let beside_date = || self.name_beside_date().map(|names| (names, "dom:text"));
        let of = |list: &[(u32, &'a Marked)], source| self.nearest_names(list).map(|names| (names, source));
        of(near_declared, "dom:author")
            .or_else(|| of(near_named, "dom:byline"))
            .or_else(words)
            .or_else(beside_date)
            .or_else(|| of(far_declared, "dom:author"))
            .or_else(|| of(far_named, "dom:byline"))
    }

    /// The names of the nearest element that has any, and of its neighbours.
    fn nearest_names(&self, near: &[(u32, &Marked)]) -> Option<Vec<String>> {
        let mut names = Vec::new();
        let mut last: Option<&Marked> = None;
        for &(_, marked) in near.iter().take(12) {
            // Of several authors each is marked as the first is.
            let is_alike = |l: &Marked| {
                l.marks == marked.marks
                    && l.tag == marked.tag
                    && marked.order().abs_diff(l.order()) <= NEIGHBOURS
            };
            if last.is_some_and(|l| !is_alike(l)) {
                continue;
            }
            let found = self.names_in(marked);
            if !found.is_empty() {
                last = Some(marked);
                for name in found {
                    authors::add(&mut names, Some(name));
                }
            }
        }
        drop_contained(&mut names);
        (!names.is_empty()).then_some(names)
    }

    /// The names in one element: of `itemprop=name` inside it, of links to authors' pages, else of its text.
    fn names_in(&self, marked: &Marked) -> Vec<String> {
        let tree = self.tree;
        if tree.tag(marked.node) == Some(Tag::Meta) {
            return Vec::new();
        }
        let runs = normalize::runs(tree, marked.node, 14);
        if runs.first().is_some_and(|(_, run)| authors::is_helper(run))
            || authors::is_helper(&self.text_before(marked.node))
        {
            return Vec::new();
        }
        let (mut by_property, mut by_link) = (Vec::new(), Vec::new());
        for node in tree.descendants(marked.node).take(120) {
            let Some(tag) = tree.tag(node) else { continue };
            let property = tree.attribute(node, AttributeName::ItemProp);
            if property == Some("name") {
                let content = tree.attribute(node, AttributeName::Content).map(str::to_owned);
                by_property.push(content.unwrap_or_else(|| normalize::of_element(tree, node, MAX_LINE)));
            } else if tag == Tag::A
                && leads_to_author(tree, node)
                && !authors::is_helper(&self.text_before(node))
            {
                by_link.push(normalize::of_element(tree, node, MAX_LINE));
            }
        }
        for mut texts in [by_property, by_link] {
            // Elements in each other often say the same, and a name counts once.
            texts.dedup();
            let mut names = Vec::new();
            for text in texts {
                for name in authors::names(&text, Form::Line).into_iter().filter(|n| authors::is_name_like(n))
                {
                    authors::add(&mut names, Some(name));
                }
            }
            if !names.is_empty() {
                return names;
            }
        }
        names_in_runs(&runs)
    }

    /// A line such as `By Jane Doe` among the texts around the headline.
    fn byline_by_words(&self) -> Option<Vec<String>> {
        let runs = self.runs_around();
        for (at, (_, run)) in runs.iter().enumerate() {
            if run.len() > MAX_LINE {
                continue;
            }
            let next = runs.get(at + 1).map(|r| r.1).filter(|_| authors::is_label(run));
            let text = match next {
                // A label without a colon may be any word; then only a full name is one.
                Some(next) if run.ends_with(':') || next.contains(' ') => next,
                None if authors::after_byline(run).is_some() => run,
                _ => continue,
            };
            let names = credible(authors::names(text, Form::Line));
            if text.len() <= MAX_LINE && !names.is_empty() {
                return Some(names);
            }
        }
        None
    }

    /// The name in a line such as `Jane Doe | 3 May 2024` close to the headline.
    fn name_beside_date(&self) -> Option<Vec<String>> {
        let runs = self.runs_around();
        let mut short = runs.iter().take(RUNS_BESIDE_HEADLINE).filter(|(_, run)| run.len() <= 100);
        short.find_map(|(_, run)| {
            let date = dates::find(run, Order::DayFirst).filter(|d| d.start > 0)?;
            let names = authors::names(&run[..date.start], Form::Line);
            let named = names.iter().all(|n| n.contains(' ') && authors::is_person_like(n));
            (!names.is_empty() && named).then_some(names)
        })
    }

    /// Texts after the headline, then those before it, nearest first.
    fn runs_around(&self) -> &[(NodeId, &'t str)] {
        self.runs.get_or_init(|| self.find_runs())
    }

    fn find_runs(&self) -> Vec<(NodeId, &'t str)> {
        let Some(headline) = self.headline else { return Vec::new() };
        let tree = self.tree;
        let mut runs = Vec::new();
        let mut next = tree.after(headline, tree.root());
        for _ in 0..AFTER {
            let Some(node) = next else { break };
            if let Some(text) = tree.text(node).map(str::trim).filter(|t| !t.is_empty()) {
                runs.push((node, text));
                if runs.len() >= RUNS_AFTER {
                    break;
                }
            }
            next = tree.first_child(node).or_else(|| tree.after(node, tree.root()));
        }
        let mut before = Vec::new();
        let mut current = headline;
        for _ in 0..BEFORE {
            let Some(node) = backward(tree, current) else { break };
            current = node;
            if let Some(text) = tree.text(node).map(str::trim).filter(|t| !t.is_empty()) {
                before.push((node, text));
                if before.len() >= RUNS_BEFORE {
                    break;
                }
            }
        }
        runs.extend(before);
        runs
    }

    // --- dates ---

    /// Dates of `time` and its like, of elements whose names speak of dates or authors, and of lines near
    /// the headline. Nearest first, but those that call themselves the publication's before all others.
    pub(crate) fn dates(&self) -> SeenDates {
        let marked = self.nearest(|m| is_dated(m) || m.marks & mark::AUTHOR != 0);
        let near = marked.partition_point(|m| m.0 <= AFTER);
        let mut found = Vec::new();
        for &(distance, marked) in marked.iter().take(near).take(40) {
            self.add_marked(distance, marked, &mut found);
        }
        self.add_lines(&mut found);
        found.sort_by_key(|d| (d.role != Role::Published, d.distance));
        let mut seen = SeenDates { near: first_of(&found), far: PageDates::default() };
        if seen.near.published.is_none() {
            found.clear();
            for &(distance, marked) in marked.iter().skip(near).filter(|m| is_dated(m.1)).take(20) {
                self.add_marked(distance, marked, &mut found);
            }
            seen.far = first_of(&found);
        }
        seen
    }

    fn add_marked(&self, distance: u32, marked: &Marked, found: &mut Vec<Dated>) {
        let tree = self.tree;
        let attribute = [AttributeName::DateTime, AttributeName::Content, AttributeName::Title]
            .into_iter()
            .filter_map(|name| tree.attribute(marked.node, name))
            .find_map(|value| dates::read(value, self.dates))
            .filter(|m| self.is_plausible(*m));
        let source = match marked.property {
            Property::Published | Property::Modified => "microdata:date",
            _ if marked.dated => "dom:time",
            _ => "dom:date",
        };
        let own = own_role(marked);
        let text = normalize::of_element(tree, marked.node, MAX_LINE * 2);
        let around = || match date_lines::role(&self.text_before(marked.node)) {
            Role::Unlabelled => own,
            role => role,
        };
        if let Some(moment) = attribute {
            let role = match date_lines::role(&text) {
                Role::Unlabelled => around(),
                role => role,
            };
            found.push(Dated { distance, role, moment, source });
            return;
        }
        if text.len() > MAX_LINE {
            return;
        }
        for (role, date) in date_lines::dates_of(&text, self.dates, 3) {
            let role = if role == Role::Unlabelled { around() } else { role };
            if self.is_plausible(date.moment) {
                found.push(Dated { distance, role, moment: date.moment, source });
            }
        }
    }

    /// The text run before a node, if it is short: a label.
    fn text_before(&self, node: NodeId) -> String {
        let mut current = node;
        for _ in 0..6 {
            let Some(before) = backward(self.tree, current) else { break };
            if let Some(text) = self.tree.text(before).map(str::trim).filter(|t| !t.is_empty()) {
                return if text.len() <= 40 { text.to_owned() } else { String::new() };
            }
            current = before;
        }
        String::new()
    }

    fn add_lines(&self, found: &mut Vec<Dated>) {
        for &(node, run) in self.runs_around() {
            let Some(distance) = self.distance(node.index() as u32) else { continue };
            for (role, date) in date_lines::dates_of(run, self.dates, 3) {
                if !is_page_date(run, date) || !self.is_plausible(date.moment) {
                    continue;
                }
                let role = match role {
                    Role::Unlabelled => date_lines::role(&self.text_before(node)),
                    role => role,
                };
                found.push(Dated { distance: distance + 4, role, moment: date.moment, source: "dom:text" });
            }
        }
    }

    fn is_plausible(&self, moment: Moment) -> bool {
        moment.is_plausible(FIRST_YEAR, self.fetched)
    }

    // --- section ---

    /// The texts of the first breadcrumb list.
    pub(crate) fn breadcrumbs(&self) -> Vec<String> {
        let Some(list) = self.found.marked.iter().find(|m| m.marks & mark::BREADCRUMB != 0) else {
            return Vec::new();
        };
        normalize::runs(self.tree, list.node, 16)
            .into_iter()
            .map(|(_, run)| run.trim_matches(|c: char| !c.is_alphanumeric() && c != ')' && c != '('))
            .filter(|run| !run.is_empty() && run.len() < 200)
            .map(normalize::collapse)
            .collect()
    }
}

/// Whether a date in a text run is the page's: in a short line, or in a dateline at a paragraph's start
/// (`3.5.2024 - ...`, `ROME, 3 May 2024 (XYZ) - ...`). A date inside a sentence is the story's.
fn is_page_date(run: &str, date: Found) -> bool {
    let beside = run.len() - (date.end - date.start).min(run.len());
    let short = run.len() <= MAX_LINE && beside <= MAX_BESIDE_DATE;
    let after = run.get(date.end..).unwrap_or("").trim_start();
    let opens = date.start <= 2 || date.start <= 40 && after.starts_with(['(', ')', '/', '-', '–', '—']);
    short || opens
}

/// The first date of each role.
fn first_of(found: &[Dated]) -> PageDates {
    let first = |roles: &[Role]| found.iter().find(|d| roles.contains(&d.role)).map(|d| (d.moment, d.source));
    PageDates { published: first(&[Role::Published, Role::Unlabelled]), modified: first(&[Role::Modified]) }
}

/// What an element's names make of its date.
fn own_role(marked: &Marked) -> Role {
    let published = marked.marks & mark::PUBLISHED != 0;
    let modified = marked.marks & mark::MODIFIED != 0;
    match marked.property {
        Property::Modified => Role::Modified,
        Property::Published => Role::Published,
        // WordPress writes `published updated` where both days are one.
        _ if published => Role::Published,
        _ if modified => Role::Modified,
        _ => Role::Unlabelled,
    }
}

fn is_dated(marked: &Marked) -> bool {
    marked.dated
        || marked.marks & mark::DATE != 0
        || matches!(marked.property, Property::Published | Property::Modified)
}

/// Whether a link's address is that of an author's page.
fn leads_to_author(tree: &Tree, node: NodeId) -> bool {
    const PATHS: &[&str] = &[
        "/author",
        "/autor",
        "/auteur",
        "/by/",
        "/people/",
        "/person/",
        "/profile",
        "/profil",
        "/writers/",
        "/staff/",
        "/team/",
        "/contributor",
        "/user",
        "/member",
        "/journalist",
        "/redakt",
        "/reporter",
        "/columnist",
        "/@",
        "/u/",
    ];
    if tree.attribute(node, AttributeName::Rel).is_some_and(|r| r.contains("author")) {
        return true;
    }
    let Some(href) = tree.attribute(node, AttributeName::Href) else { return false };
    PATHS.iter().any(|p| href.contains(p))
}

/// Names in the text runs of a byline: the first run that has any, labels skipped.
fn names_in_runs(runs: &[(NodeId, &str)]) -> Vec<String> {
    let mut after_label = false;
    for (_, run) in runs {
        if authors::is_label(run) {
            after_label = true;
            continue;
        }
        if run.len() > MAX_LINE || authors::is_helper(run) {
            break;
        }
        let names = credible(authors::names(run, Form::Line));
        if !names.is_empty()
            && (after_label || run.split(' ').count() <= 6 || authors::after_byline(run).is_some())
        {
            return names;
        }
    }
    Vec::new()
}

/// Names as they stand in bylines: not a menu's or a button's words, nor a sentence's.
fn credible(names: Vec<String>) -> Vec<String> {
    names.into_iter().filter(|n| authors::is_person_like(n)).collect()
}

/// The text node below `body` that is the title, for pages without a heading for it.
pub(crate) fn text_node_of(tree: &Tree, title: &str) -> Option<NodeId> {
    let mut next = tree.first_child(tree.root());
    while let Some(node) = next {
        let skip = matches!(tree.tag(node), Some(Tag::Head | Tag::Script | Tag::Svg));
        if tree.text(node).is_some_and(|t| t.len() >= title.len() && t.trim() == title) {
            return Some(node);
        }
        next = tree.first_child(node).filter(|_| !skip).or_else(|| tree.after(node, tree.root()));
    }
    None
}

/// Drops names that a longer one contains (`Jane` beside `Jane Doe`).
fn drop_contained(names: &mut Vec<String>) {
    let keys: Vec<String> = names.iter().map(|n| fold(n)).collect();
    let mut at = 0;
    names.retain(|_| {
        let key = &keys[at];
        let contained =
            keys.iter().enumerate().any(|(i, k)| i != at && k.len() > key.len() && k.contains(key.as_str()));
        at += 1;
        !contained
    });
}

/// The node before in reading order; `None` at the start, and after an element of very many children, which
/// is no headline's neighbour.
fn backward(tree: &Tree, node: NodeId) -> Option<NodeId> {
    let Some(mut current) = tree.previous_sibling(node) else { return tree.parent(node) };
    while tree.first_child(current).is_some() {
        if tree.children(current).nth(MAX_CHILDREN).is_some() {
            return None;
        }
        current = tree.children(current).last()?;
    }
    Some(current)
}

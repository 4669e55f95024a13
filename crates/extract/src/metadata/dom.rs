//! What readers see around the headline: bylines, dates, breadcrumbs.

use dechaff_html::{AttributeName, NodeId, Tag, Tree};
use jiff::civil::Date;

use super::authors::{self, Form};
use super::class_marks::mark;
use super::collect::{Candidates, Marked, Property, Zone};
use super::date_lines::{self, Role};
use super::dates::{self, Moment, Order};
use super::text;
use super::title::Candidate;

/// How many nodes before and after the headline belong to it.
const BEFORE: u32 = 60;
const AFTER: u32 = 260;

/// How many text runs after the headline are read for bylines and dates without marks.
const RUNS_AFTER: usize = 40;
const RUNS_BEFORE: usize = 12;

const MAX_CHILDREN: usize = 100;

/// A byline or a date line is no longer than this.
const MAX_LINE: usize = 160;

/// A date older than this is the story's, not the page's.
const FIRST_YEAR: i16 = 1994;

/// Headings that may be the headline, best first: `h1` in the main flow, then others, `itemprop=headline`
/// before all.
pub(super) fn headings(tree: &Tree, found: &Candidates<'_>) -> Vec<(NodeId, Candidate)> {
    let rank = |m: &Marked| {
        let place = match m.zone {
            Zone::Main => 0,
            Zone::Header => 1,
            Zone::Others => 2,
            Zone::Comments | Zone::Frame => 3,
        };
        let logo = i32::from(m.marks & mark::LOGO != 0) * 4;
        match (m.tag, m.property) {
            (Tag::H1, _) => Some(place + logo),
            (_, Property::Headline) => Some(1 + place + logo),
            (Tag::H2, _) if m.marks & mark::HEADLINE != 0 => Some(6 + place + logo),
            _ => None,
        }
    };
    let mut ranked: Vec<(i32, &Marked)> = found.marked.iter().filter_map(|m| Some((rank(m)?, m))).collect();
    ranked.sort_by_key(|r| r.0);
    let source = |m: &Marked| match (m.tag, m.property) {
        (Tag::H1, _) => "dom:h1",
        (_, Property::Headline) => "microdata:headline",
        _ => "dom:h2",
    };
    ranked
        .into_iter()
        .take(24)
        .map(|(_, m)| {
            (m.node, Candidate { text: text::of_element(tree, m.node, 1200), source: source(m).into() })
        })
        .filter(|(_, c)| !c.text.is_empty())
        .collect()
}

/// The other headings, for a page whose title is none of [`headings`].
pub(super) fn lesser_headings<'a>(found: &'a Candidates<'_>) -> impl Iterator<Item = &'a Marked> {
    found
        .marked
        .iter()
        .filter(|m| matches!(m.tag, Tag::H2 | Tag::H3) || m.marks & mark::HEADLINE != 0)
        .take(60)
}

/// The page around its headline.
pub(super) struct Surroundings<'a, 't> {
    tree: &'t Tree,
    found: &'a Candidates<'t>,
    headline: Option<NodeId>,
    /// The headline's place in reading order; 0 without one.
    order: u32,
    dates: Order,
    fetched: Option<Date>,
}

/// Days of first publication and last change, with their sources.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct PageDates {
    pub(super) published: Option<(Moment, &'static str)>,
    pub(super) modified: Option<(Moment, &'static str)>,
}

impl<'a, 't> Surroundings<'a, 't> {
    pub(super) fn new(
        tree: &'t Tree,
        found: &'a Candidates<'t>,
        headline: Option<NodeId>,
        dates: Order,
        fetched: Option<Date>,
    ) -> Self {
        let order = headline.and_then(|h| found.marked.iter().find(|m| m.node == h)).map_or(0, |m| m.order);
        Self { tree, found, headline, order, dates, fetched }
    }

    /// How far an element is from the headline; what stands before it is farther. `None`: too far.
    fn distance(&self, marked: &Marked) -> Option<u32> {
        if self.headline.is_none() {
            return Some(marked.order);
        }
        if marked.order >= self.order {
            Some(marked.order - self.order).filter(|d| *d <= AFTER)
        } else {
            Some((self.order - marked.order) * 3).filter(|d| *d <= BEFORE * 3)
        }
    }

    fn in_article(&self, marked: &Marked) -> bool {
        marked.zone <= Zone::Header
    }

    // --- authors ---

    /// The names of the nearest byline, and how it was found.
    pub(super) fn authors(&self) -> Option<(Vec<String>, &'static str)> {
        let by = |property: bool| {
            let mut near: Vec<(u32, &Marked)> = self
                .found
                .marked
                .iter()
                .filter(|m| self.in_article(m))
                .filter(
                    |m| if property { m.property == Property::Author } else { m.marks & mark::AUTHOR != 0 },
                )
                .filter_map(|m| Some((self.distance(m)?, m)))
                .collect();
            near.sort_by_key(|n| n.0);
            near
        };
        let declared = by(true);
        if let Some(names) = self.nearest_names(&declared) {
            return Some((names, "dom:author"));
        }
        if let Some(names) = self.nearest_names(&by(false)) {
            return Some((names, "dom:byline"));
        }
        self.byline_by_words().map(|names| (names, "dom:text"))
    }

    /// The names of the nearest element that has any, and of its neighbours.
    fn nearest_names(&self, near: &[(u32, &Marked)]) -> Option<Vec<String>> {
        let mut names = Vec::new();
        let mut last: Option<u32> = None;
        for &(_, marked) in near.iter().take(12) {
            if last.is_some_and(|order| marked.order.abs_diff(order) > 24) {
                continue;
            }
            let found = self.names_in(marked);
            if !found.is_empty() {
                last = Some(marked.order);
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
        let (mut by_property, mut by_link) = (Vec::new(), Vec::new());
        for node in tree.descendants(marked.node).take(120) {
            let Some(tag) = tree.tag(node) else { continue };
            let property = tree.attribute(node, AttributeName::ItemProp);
            if property == Some("name") {
                let content = tree.attribute(node, AttributeName::Content).map(str::to_owned);
                by_property.push(content.unwrap_or_else(|| text::of_element(tree, node, MAX_LINE)));
            } else if tag == Tag::A && leads_to_author(tree, node) {
                by_link.push(text::of_element(tree, node, MAX_LINE));
            }
        }
        for texts in [by_property, by_link] {
            let mut names = Vec::new();
            for text in texts {
                for name in authors::names(&text, Form::Line) {
                    authors::add(&mut names, Some(name));
                }
            }
            if !names.is_empty() {
                return names;
            }
        }
        self.names_in_text(marked)
    }

    /// Names in an element's text runs: up to the first that is none.
    fn names_in_text(&self, marked: &Marked) -> Vec<String> {
        let whole = text::of_element(self.tree, marked.node, MAX_LINE * 3);
        let runs = text::runs(self.tree, marked.node, 12);
        if runs.len() <= 1 || whole.len() <= 40 {
            return if whole.len() <= MAX_LINE {
                credible(authors::names(&whole, Form::Line))
            } else {
                Vec::new()
            };
        }
        let mut after_label = false;
        for (_, run) in &runs {
            if authors::after_byline(run).is_some() {
                return credible(authors::names(run, Form::Line));
            }
            if is_bare_label(run) {
                after_label = true;
                continue;
            }
            if run.len() > MAX_LINE {
                break;
            }
            let names = credible(authors::names(run, Form::Line));
            if !names.is_empty() && (after_label || run.split(' ').count() <= 5) {
                return names;
            }
        }
        Vec::new()
    }

    /// A line such as `By Jane Doe` among the texts around the headline.
    fn byline_by_words(&self) -> Option<Vec<String>> {
        let runs = self.runs_around();
        for (at, (_, run)) in runs.iter().enumerate() {
            if run.len() > MAX_LINE {
                continue;
            }
            if authors::after_byline(run).is_some() {
                let names = credible(authors::names(run, Form::Line));
                if !names.is_empty() {
                    return Some(names);
                }
            }
            if is_bare_label(run)
                && let Some((_, next)) = runs.get(at + 1)
                && next.len() <= MAX_LINE
            {
                let names = credible(authors::names(next, Form::Line));
                if !names.is_empty() {
                    return Some(names);
                }
            }
        }
        None
    }

    /// Texts after the headline, then those before it, nearest first.
    fn runs_around(&self) -> Vec<(NodeId, &'t str)> {
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
            next = forward(tree, node);
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

    /// Dates near the headline: of `time` and its like, of elements whose names speak of dates, of lines.
    pub(super) fn dates(&self) -> PageDates {
        let mut dates = PageDates::default();
        let mut near: Vec<(u32, &Marked)> = self
            .found
            .marked
            .iter()
            .filter(|m| self.in_article(m) && is_dated(m))
            .filter_map(|m| Some((self.distance(m)?, m)))
            .collect();
        near.sort_by_key(|n| n.0);
        // Published by name first, then whatever is nearest.
        for strict in [true, false] {
            for &(_, marked) in near.iter().take(40) {
                let named = marked.property == Property::Published
                    || marked.marks & mark::PUBLISHED != 0 && marked.marks & mark::MODIFIED == 0;
                if strict != named {
                    continue;
                }
                self.add_dates(marked, &mut dates);
            }
        }
        if dates.published.is_none() {
            self.add_lines(&mut dates);
        }
        dates
    }

    fn add_dates(&self, marked: &Marked, dates: &mut PageDates) {
        let tree = self.tree;
        let of_attribute = tree
            .attribute(marked.node, AttributeName::DateTime)
            .or_else(|| tree.attribute(marked.node, AttributeName::Content))
            .and_then(|value| dates::read(value, self.dates))
            .filter(|m| self.is_plausible(*m));
        let text = text::of_element(tree, marked.node, MAX_LINE * 2);
        let source = match marked.property {
            Property::Published | Property::Modified => "microdata:date",
            _ if marked.tag == Tag::Time => "dom:time",
            _ => "dom:date",
        };
        let own = if marked.property == Property::Modified
            || marked.marks & mark::MODIFIED != 0 && marked.marks & mark::PUBLISHED == 0
        {
            Role::Modified
        } else {
            Role::Unlabelled
        };
        let label = || match date_lines::role(&text) {
            Role::Unlabelled => date_lines::role(&self.text_before(marked.node)),
            role => role,
        };
        if let Some(moment) = of_attribute {
            let role = if own == Role::Unlabelled { label() } else { own };
            dates.add(role, moment, source);
            return;
        }
        if text.len() > MAX_LINE {
            return;
        }
        for (role, found) in date_lines::dates_of(&text, self.dates, 3) {
            let role = match (role, own) {
                (Role::Unlabelled, Role::Unlabelled) => date_lines::role(&self.text_before(marked.node)),
                (Role::Unlabelled, own) => own,
                (role, _) => role,
            };
            if self.is_plausible(found.moment) {
                dates.add(role, found.moment, source);
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

    fn add_lines(&self, dates: &mut PageDates) {
        let runs = self.runs_around();
        for (at, (node, run)) in runs.iter().enumerate() {
            if run.len() > MAX_LINE || !run.bytes().any(|b| b.is_ascii_digit() || b >= 0xD9) {
                continue;
            }
            for (role, found) in date_lines::dates_of(run, self.dates, 3) {
                // A date inside a sentence is the story's.
                let rest = run.len() - (found.end - found.start).min(run.len());
                if rest > 90 || !self.is_plausible(found.moment) {
                    continue;
                }
                let role = match role {
                    Role::Unlabelled if at > 0 => date_lines::role(&self.text_before(*node)),
                    role => role,
                };
                dates.add(role, found.moment, "dom:text");
            }
            if dates.published.is_some() {
                break;
            }
        }
    }

    fn is_plausible(&self, moment: Moment) -> bool {
        moment.is_plausible(FIRST_YEAR, self.fetched)
    }

    // --- section ---

    /// The texts of the first breadcrumb list.
    pub(super) fn breadcrumbs(&self) -> Vec<String> {
        let Some(list) = self.found.marked.iter().find(|m| m.marks & mark::BREADCRUMB != 0) else {
            return Vec::new();
        };
        text::runs(self.tree, list.node, 16)
            .into_iter()
            .map(|(_, run)| run.trim_matches(|c: char| !c.is_alphanumeric() && c != ')' && c != '('))
            .filter(|run| !run.is_empty() && run.len() < 200)
            .map(text::collapse)
            .collect()
    }
}

impl PageDates {
    fn add(&mut self, role: Role, moment: Moment, source: &'static str) {
        let slot = match role {
            Role::Unlabelled | Role::Published => &mut self.published,
            Role::Modified => &mut self.modified,
            Role::Other => return,
        };
        if slot.is_none() {
            *slot = Some((moment, source));
        }
    }
}

fn is_dated(marked: &Marked) -> bool {
    marked.tag == Tag::Time
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

/// `By`, `Author:` alone on a line.
fn is_bare_label(run: &str) -> bool {
    run.len() <= 40 && authors::is_label(run)
}

/// Names as they stand in bylines: not a menu's or a button's words.
fn credible(names: Vec<String>) -> Vec<String> {
    names.into_iter().filter(|n| n.split(' ').count() <= 5 && n.chars().count() <= 50).collect()
}

/// Drops names that a longer one contains (`Jane` beside `Jane Doe`).
fn drop_contained(names: &mut Vec<String>) {
    let keys: Vec<String> = names.iter().map(|n| text::key(n)).collect();
    let mut at = 0;
    names.retain(|_| {
        let key = &keys[at];
        let contained =
            keys.iter().enumerate().any(|(i, k)| i != at && k.len() > key.len() && k.contains(key.as_str()));
        at += 1;
        !contained
    });
}

/// The next node in reading order.
fn forward(tree: &Tree, node: NodeId) -> Option<NodeId> {
    tree.first_child(node).or_else(|| tree.after(node, tree.root()))
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

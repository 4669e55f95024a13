//! The page around its headline: distances from it, and the texts next to it.

use std::cell::OnceCell;

use dechaff_html::{AttributeName, NodeId, Tag, Tree};
use jiff::civil::Date;

use super::candidates::{ForeignPart, HtmlCandidates, MarkedElement};
use super::dates::MIN_BYTES_OF_STORY;
use super::zones::{self, Zone};
use crate::classes::marks::mark;
use crate::metadata::dates::DayMonthOrder;
use crate::metadata::{normalize, steps};

/// How many nodes before and after the headline belong to it.
const BEFORE: u32 = 120;
pub(super) const AFTER: u32 = 260;

/// How much farther a node before the headline is than one after it.
const WEIGHT_BEFORE: u32 = 3;

/// How many text runs after and before the headline are read for bylines and dates without marks.
const RUNS_AFTER: usize = 40;
const RUNS_BEFORE: usize = 12;

/// An element with more children is not a neighbour of the headline.
const MAX_CHILDREN: usize = 100;

/// How many nodes back from an element its label may be, and how many bytes the label has.
const MAX_NODES_TO_LABEL: usize = 6;
const MAX_LABEL_BYTES: usize = 40;

/// How many texts of a breadcrumb list are read, and the bytes of the longest one.
const MAX_BREADCRUMBS: usize = 16;
const MAX_BREADCRUMB_BYTES: usize = 200;

/// A text node near the headline.
pub(super) struct TextRun<'t> {
    pub(super) node: NodeId,
    pub(super) text: &'t str,
    /// The part of the page around it that is not the article's, if it is in one.
    pub(super) foreign: Option<ForeignPart>,
}

/// The page around its headline.
pub(crate) struct Surroundings<'a, 't> {
    pub(super) tree: &'t Tree,
    pub(super) found: &'a HtmlCandidates<'t>,
    pub(super) headline: Option<NodeId>,
    /// The position of the headline in reading order, or 0 without a headline.
    position: u32,
    /// The position of the article around it, an element or an item of microdata, or `u32::MAX` without one.
    pub(super) article: u32,
    /// The zone of the headline, and therefore of the article.
    zone: Zone,
    pub(super) day_month_order: DayMonthOrder,
    pub(super) fetched: Option<Date>,
    runs: OnceCell<Vec<TextRun<'t>>>,
    /// The position that the site's own head ends at.
    pub(super) site_head: OnceCell<u32>,
}

impl<'a, 't> Surroundings<'a, 't> {
    pub(crate) fn new(
        tree: &'t Tree,
        found: &'a HtmlCandidates<'t>,
        headline: Option<NodeId>,
        day_month_order: DayMonthOrder,
        fetched: Option<Date>,
    ) -> Self {
        let position = headline.map_or(0, |h| h.index() as u32);
        let zone =
            headline.and_then(|h| found.marked.iter().find(|m| m.node == h)).map_or(Zone::Main, |m| m.zone);
        let is_article = |n: &NodeId| {
            tree.tag(*n) == Some(Tag::Article)
                || tree.attribute(*n, AttributeName::ItemType).is_some_and(zones::is_article_type)
        };
        let article =
            headline.and_then(|h| tree.ancestors(h).find(is_article)).map_or(u32::MAX, |a| a.index() as u32);
        Self {
            tree,
            found,
            headline,
            position,
            article,
            zone,
            day_month_order,
            fetched,
            runs: OnceCell::new(),
            site_head: OnceCell::new(),
        }
    }

    /// How far a position is from the headline. Positions before the headline count as farther, and if they are too
    /// far they yield `None`. No position inside the article around the headline is too far.
    pub(super) fn distance(&self, position: u32) -> Option<u32> {
        match position.checked_sub(self.position) {
            Some(after) => Some(after),
            None => {
                let before = self.position - position;
                let weighted = before * WEIGHT_BEFORE;
                let distance = if position > self.article { weighted.min(AFTER) } else { weighted };
                Some(distance).filter(|d| *d <= BEFORE * WEIGHT_BEFORE)
            }
        }
    }

    /// The marked elements of the article that satisfy a condition, the nearest first.
    pub(super) fn nearest(&self, fits: impl Fn(&MarkedElement) -> bool) -> Vec<(u32, &'a MarkedElement)> {
        let zone = if self.is_thread() { Zone::Comments } else { self.zone };
        let in_article = |m: &MarkedElement| m.zone <= Zone::Header || m.zone == zone;
        let marked = self.found.marked.iter().filter(|m| in_article(m) && fits(m));
        let mut nearest: Vec<_> = marked.filter_map(|m| Some((self.distance(m.order())?, m))).collect();
        nearest.sort_by_key(|n| n.0);
        nearest
    }

    /// Whether comments follow the headline, so that the first of them is the article, as in many forums.
    pub(super) fn is_thread(&self) -> bool {
        let after = self.headline.map_or(u32::MAX, |headline| headline.index() as u32);
        if !self.found.has_comments(after..after.saturating_add(AFTER)) {
            return false;
        }
        let mut texts = self.runs_around().iter().filter(|run| run.node.index() as u32 > after);
        let first = texts.find(|run| run.text.len() >= MIN_BYTES_OF_STORY);
        first.and_then(|run| run.foreign).is_some_and(|part| part.zone == Zone::Comments)
    }

    /// The texts after the headline, then the texts before it, each group with the nearest first.
    pub(super) fn runs_around(&self) -> &[TextRun<'t>] {
        self.runs.get_or_init(|| self.find_runs())
    }

    /// The part around a node that is not the article's. A part that holds the headline is the article's.
    fn foreign_around(&self, node: NodeId) -> Option<ForeignPart> {
        let part = self.found.foreign_around(node)?;
        let own = self.headline.and_then(|headline| self.found.foreign_around(headline));
        (own != Some(part)).then_some(part)
    }

    fn find_runs(&self) -> Vec<TextRun<'t>> {
        let Some(headline) = self.headline else { return Vec::new() };
        let tree = self.tree;
        let text_run = |node: NodeId| {
            let text = tree.text(node).map(str::trim).filter(|t| !t.is_empty())?;
            Some(TextRun { node, text, foreign: self.foreign_around(node) })
        };
        let forward = |node: &NodeId| tree.first_child(*node).or_else(|| tree.after(*node, tree.root()));
        let after = std::iter::successors(tree.after(headline, tree.root()), forward).take(AFTER as usize);
        let before = std::iter::successors(backward(tree, headline), |node| backward(tree, *node));
        let mut runs: Vec<_> = after.filter_map(text_run).take(RUNS_AFTER).collect();
        runs.extend(before.take(BEFORE as usize).filter_map(text_run).take(RUNS_BEFORE));
        runs
    }

    /// The text run before a node if it is short, as labels are; else nothing.
    pub(super) fn text_before(&self, node: NodeId) -> String {
        let mut current = node;
        for _ in 0..MAX_NODES_TO_LABEL {
            let Some(before) = backward(self.tree, current) else { break };
            if let Some(text) = self.tree.text(before).map(str::trim).filter(|t| !t.is_empty()) {
                return if text.len() <= MAX_LABEL_BYTES { text.to_owned() } else { String::new() };
            }
            current = before;
        }
        String::new()
    }

    /// The texts of the first breadcrumb list.
    pub(crate) fn breadcrumbs(&self) -> Vec<String> {
        let Some(list) = self.found.marked.iter().find(|m| m.marks & mark::BREADCRUMB != 0) else {
            return Vec::new();
        };
        normalize::text_runs(self.tree, list.node, MAX_BREADCRUMBS)
            .into_iter()
            .map(|(_, run)| run.trim_matches(|c: char| !c.is_alphanumeric() && c != ')' && c != '('))
            .filter(|run| !run.is_empty() && run.len() < MAX_BREADCRUMB_BYTES)
            .map(normalize::collapse)
            .collect()
    }
}

/// The node before another in reading order. `None` at the start, and after an element with more than [`MAX_CHILDREN`]
/// children.
pub(super) fn backward(tree: &Tree, node: NodeId) -> Option<NodeId> {
    steps::add(1);
    let Some(mut current) = tree.previous_sibling(node) else { return tree.parent(node) };
    while tree.first_child(current).is_some() {
        if tree.children(current).nth(MAX_CHILDREN).is_some() {
            return None;
        }
        current = tree.children(current).last()?;
    }
    Some(current)
}

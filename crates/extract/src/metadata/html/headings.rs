//! Headings that may be the headline.

use dechaff_html::{NodeId, Tag, Tree};

use super::candidates::{HtmlCandidates, MarkedElement, Property};
use super::zones::Zone;
use crate::classes::marks::mark;
use crate::metadata::normalize::{self, DistinctWords};
use crate::metadata::title::TitleCandidate;

/// How many headings are read: of the best ones, and of the others.
const MAX_HEADINGS: usize = 24;
const MAX_LESSER_HEADINGS: usize = 80;

/// Bytes of a heading that are read.
const MAX_HEADING_BYTES: usize = 1200;
const MAX_LESSER_HEADING_BYTES: usize = 600;

/// How many texts of a heading are compared with the title.
const MAX_RUNS: usize = 8;

/// Words of a heading that is like the title, and the minimum share of the words of the shorter one that it shares.
const MIN_WORDS_ALIKE: usize = 4;
const MIN_OVERLAP: f32 = 0.6;

/// Headings that may be the headline, best first.
pub(crate) struct Headings {
    pub(crate) all: Vec<(NodeId, TitleCandidate)>,
    /// How many of them are in the main flow or its header. They come first.
    pub(crate) main: usize,
}

/// The `h1` elements and the elements that are marked as the headline, those in the main flow first.
pub(crate) fn headings(tree: &Tree, found: &HtmlCandidates<'_>) -> Headings {
    let rank = |m: &MarkedElement| {
        let kind = match (m.tag, m.property) {
            (Tag::H1, _) => 0,
            (_, Property::Headline) => 1,
            (Tag::H2, _) if m.marks & mark::HEADLINE != 0 => 2,
            _ => return None,
        };
        let aside = m.zone > Zone::Quotation || m.marks & mark::LOGO != 0;
        Some((aside, kind, m.zone == Zone::Header, m.zone))
    };
    let mut ranked: Vec<_> = found.marked.iter().filter_map(|m| Some((rank(m)?, m))).collect();
    ranked.sort_by_key(|r| r.0);
    ranked.truncate(MAX_HEADINGS);
    let source = |m: &MarkedElement| match (m.tag, m.property) {
        (Tag::H1, _) => "dom:h1",
        (_, Property::Headline) => "microdata:headline",
        _ => "dom:h2",
    };
    let mut headings = Headings { all: Vec::new(), main: 0 };
    for ((aside, ..), marked) in ranked {
        let text = normalize::heading_text(tree, marked.node, MAX_HEADING_BYTES);
        if !text.is_empty() {
            headings.main += usize::from(!aside);
            headings.all.push((marked.node, TitleCandidate::new(text, source(marked))));
        }
    }
    headings
}

/// The other headings, for a page whose title is not among [`headings`].
pub(crate) fn lesser_headings<'a>(
    tree: &'a Tree,
    found: &'a HtmlCandidates<'_>,
) -> impl Iterator<Item = (NodeId, TitleCandidate)> + 'a {
    let is_heading = |m: &&MarkedElement| matches!(m.tag, Tag::H2 | Tag::H3) || m.marks & mark::HEADLINE != 0;
    let candidate = |m: &MarkedElement| {
        TitleCandidate::new(normalize::element_text(tree, m.node, MAX_LESSER_HEADING_BYTES), "dom:h2")
    };
    found.marked.iter().filter(is_heading).take(MAX_LESSER_HEADINGS).map(move |m| (m.node, candidate(m)))
}

/// The heading that shares the most words with the title, if there are some, and most of the shorter one's.
pub(crate) fn most_alike<'a>(
    title: &str,
    headings: impl Iterator<Item = &'a (NodeId, TitleCandidate)>,
) -> Option<NodeId> {
    let long = headings.filter(|h| h.1.text.split_whitespace().count() >= MIN_WORDS_ALIKE);
    let title = DistinctWords::new(title);
    let alike = long.map(|h| (title.overlap(&h.1.text), h.0));
    let first_best = |best: Option<(f32, NodeId)>, new: (f32, NodeId)| match best {
        Some(best) if best.0 >= new.0 => Some(best),
        _ => Some(new),
    };
    alike.filter(|h| h.0 >= MIN_OVERLAP).fold(None, first_best).map(|h| h.1)
}

/// The text in a heading that is the title, or the heading if no text of its own is.
pub(crate) fn title_in(tree: &Tree, heading: NodeId, title: &str) -> NodeId {
    let texts = normalize::text_runs(tree, heading, MAX_RUNS);
    texts.into_iter().find(|(_, text)| *text == title).map_or(heading, |(node, _)| node)
}

/// The text node in the body that is the title, for pages that have no heading for it.
pub(crate) fn find_text_node(tree: &Tree, title: &str) -> Option<NodeId> {
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

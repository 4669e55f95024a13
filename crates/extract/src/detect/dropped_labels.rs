//! Labels for blocks that are not kept: what elements, class names, first words and their place say a part of the page is.
//!
//! Readability, trafilatura and resiliparse all drop regions by their elements and class names. Here these decide nothing:
//! they only describe to a reader what a block is that the detector found unlikely.

use dechaff_html::Tag;

use crate::classes;
use crate::detect::Label;
use crate::document::Document;
use crate::document::block::{Block, BlockKind, Container, context};
use crate::document::phrases::{self, BoilerplateKind};
use crate::document::prose::{self, PrefixSums};
use crate::text_map::TextSet;

/// A label and the reason for it, in words.
pub(crate) type LabelReason = (Label, &'static str);

/// What evidence says that a container is, and how large the container may be to be called so.
struct Rule<E> {
    evidence: E,
    label: Label,
    reason: &'static str,
    limit: Limit,
}

/// A condition on a container. Class names are often used for wrappers of a whole page, and elements for parts of an
/// article.
enum Limit {
    /// No condition.
    None,
    /// The container holds less than this share of the page's running text.
    Prose(f32),
    /// The container has fewer words.
    Words(u32),
    /// The container is not inside an article, or has fewer words.
    OutsideArticleOrWords(u32),
    /// The container is neither inside an article nor inside `main`, and holds less than this share of the page's running
    /// text.
    OutsideMainAndProse(f32),
}

/// A container with more of the page's running text is never labelled. The limits in this file are chosen by
/// hand and have no effect on which blocks are kept.
const MAX_PROSE: f32 = 0.5;

/// A container with more of the page's running text whose class names content is not labelled by its other names.
const MAX_CONTENT_PROSE: f32 = 0.2;

/// Bylines, tags, votes and captions have fewer words.
const SMALL: Limit = Limit::Words(60);

/// Blocks with at least this share of their words in links are lists of links, if a neighbour is one, too.
const MIN_LINK_DENSITY: f32 = 0.6;

const fn rule<E>(evidence: E, label: Label, reason: &'static str, limit: Limit) -> Rule<E> {
    Rule { evidence, label, reason, limit }
}

/// What elements say. The first rule that applies decides; elements come before classes.
const ELEMENT_RULES: [Rule<Tag>; 6] = [
    rule(Tag::Nav, Label::Navigation, "inside nav", Limit::None),
    rule(Tag::Aside, Label::Sidebar, "inside aside", Limit::Prose(0.3)),
    rule(Tag::Footer, Label::Footer, "inside footer", Limit::OutsideArticleOrWords(80)),
    rule(Tag::Header, Label::Header, "inside header", Limit::OutsideMainAndProse(0.2)),
    rule(Tag::Form, Label::Form, "inside form", Limit::Prose(0.2)),
    rule(Tag::Dialog, Label::Cookie, "inside dialog", Limit::None),
];

/// What the groups of class names say. The first rule that applies decides.
const CLASS_RULES: [Rule<u32>; 17] = [
    rule(classes::COOKIE, Label::Cookie, "class names a notice or overlay", Limit::None),
    rule(classes::NAV, Label::Navigation, "class names navigation", Limit::None),
    rule(classes::SHARE, Label::Share, "class names a share bar", Limit::Prose(0.2)),
    rule(classes::NEWSLETTER, Label::Newsletter, "class names a newsletter or subscription", Limit::None),
    rule(classes::RELATED, Label::Related, "class names related pages", Limit::Prose(0.3)),
    rule(classes::COMMENTS, Label::Comment, "class names comments", Limit::Prose(0.4)),
    rule(classes::TEASER, Label::Related, "class names teasers", Limit::Prose(0.3)),
    rule(classes::AD, Label::Advertisement, "class names an advertisement", Limit::Prose(0.2)),
    rule(classes::FOOTER, Label::Footer, "class names a footer", Limit::Prose(0.2)),
    rule(classes::HEADER, Label::Header, "class names the site's header", Limit::Prose(0.2)),
    rule(classes::SIDEBAR, Label::Sidebar, "class names a side column", Limit::Prose(0.2)),
    rule(classes::BYLINE, Label::Byline, "class names author or date", SMALL),
    rule(classes::BIO, Label::Bio, "class names a note on the author", Limit::Prose(0.2)),
    rule(classes::TAGS, Label::Tags, "class names tags", SMALL),
    rule(classes::FORM, Label::Form, "class names a form", Limit::Prose(0.1)),
    rule(classes::RATING, Label::Share, "class names votes", SMALL),
    rule(classes::CAPTION, Label::Caption, "class names a caption", SMALL),
];

/// A container, as far as limits depend on it.
struct Extent {
    /// Its share of the page's running text.
    prose: f32,
    words: u32,
    inside_article: bool,
    inside_main: bool,
}

impl Limit {
    fn allows(&self, extent: &Extent) -> bool {
        match *self {
            Self::None => true,
            Self::Prose(limit) => extent.prose < limit,
            Self::Words(limit) => extent.words < limit,
            Self::OutsideArticleOrWords(limit) => !extent.inside_article || extent.words < limit,
            Self::OutsideMainAndProse(limit) => {
                !extent.inside_article && !extent.inside_main && extent.prose < limit
            }
        }
    }
}

/// The labels of a page's blocks, for those that a detector drops.
pub(crate) struct DroppedLabels<'d> {
    document: &'d Document,
    /// For rendered text, the labels of lines by the lines around them.
    lines: Vec<Option<LabelReason>>,
    /// The label of each container; an outer one takes precedence.
    containers: Vec<Option<LabelReason>>,
}

impl<'d> DroppedLabels<'d> {
    pub(crate) fn new(document: &'d Document, kept: &[bool]) -> Self {
        let sums = PrefixSums::new(document);
        let mut containers: Vec<Option<LabelReason>> = Vec::with_capacity(document.containers().len());
        for (index, container) in document.containers().iter().enumerate() {
            let inherited = if index == 0 { None } else { containers[container.parent as usize] };
            containers.push(inherited.or_else(|| label_container(document, &sums, container)));
        }
        let lines = if document.rendered() { label_lines(document, kept) } else { vec![] };
        Self { document, lines, containers }
    }

    /// The label of a dropped block by the containers around it, by its own kind and words, or by its neighbours; `None`
    /// if nothing says what it is.
    pub(crate) fn get(&self, index: usize) -> Option<LabelReason> {
        let block = &self.document.blocks()[index];
        self.containers[block.container as usize]
            .or_else(|| label_by_kind(self.document, index))
            .or_else(|| label_by_links(self.document.blocks(), index))
            .or_else(|| self.lines.get(index).copied().flatten())
    }
}

fn label_container(document: &Document, sums: &PrefixSums, container: &Container) -> Option<LabelReason> {
    if container.blocks.is_empty() {
        return None;
    }
    let first = &document.blocks()[container.blocks.start as usize];
    let sum = sums.range(&container.blocks);
    let extent = Extent {
        prose: prose::share(sum.prose, sums.all().prose),
        words: sum.words,
        inside_article: first.is_in(context::ARTICLE) && container.tag != Tag::Article,
        inside_main: first.is_in(context::MAIN),
    };
    // A name is not evidence against the part of the page that has most of its text.
    if extent.prose > MAX_PROSE {
        return None;
    }
    let by_element = || {
        let mut rules = ELEMENT_RULES.iter();
        let rule = rules.find(|rule| rule.evidence == container.tag && rule.limit.allows(&extent))?;
        Some((rule.label, rule.reason))
    };
    let by_class = || {
        if container.class_groups & classes::CONTENT != 0 && extent.prose > MAX_CONTENT_PROSE {
            return None;
        }
        let mut rules = CLASS_RULES.iter();
        let rule =
            rules.find(|rule| container.class_groups & rule.evidence != 0 && rule.limit.allows(&extent))?;
        Some((rule.label, rule.reason))
    };
    by_element().or_else(by_class)
}

/// The label of a block that begins with a phrase of boilerplate, and the reason in words.
pub(crate) fn phrase_label(kind: BoilerplateKind) -> LabelReason {
    match kind {
        BoilerplateKind::Share => (Label::Share, "begins like a share bar"),
        BoilerplateKind::Updated => (Label::Byline, "begins like a date or author line"),
        BoilerplateKind::Related => (Label::Related, "begins like a list of other pages"),
        BoilerplateKind::Newsletter => (Label::Newsletter, "begins like a sign-up"),
        BoilerplateKind::Comments => (Label::Comment, "begins like a comment section"),
        BoilerplateKind::Notice => (Label::Navigation, "begins like a menu or notice"),
        BoilerplateKind::End => (Label::Footer, "begins like a credit or copyright line"),
    }
}

/// The label by a block's own kind and words.
fn label_by_kind(document: &Document, index: usize) -> Option<LabelReason> {
    let block = &document.blocks()[index];
    let phrase = match block.kind {
        BlockKind::Heading(1) | BlockKind::Code | BlockKind::Cell { .. } => None,
        _ => phrases::boilerplate_phrase(document, index),
    };
    if let Some(found) = phrase {
        return Some(phrase_label(found.kind));
    }
    match block.kind {
        BlockKind::Caption => Some((Label::Caption, "caption")),
        BlockKind::Control if !block.is_in(context::DETAILS) => Some((Label::Form, "button or form label")),
        _ if block.is_in(context::FIGURE) && !prose::is_prose(block) => {
            Some((Label::Caption, "short text in a figure"))
        }
        _ => None,
    }
}

/// The label of a block of links next to another one, of a headline, or of a hidden block. The page's ends count as
/// blocks of links.
fn label_by_links(blocks: &[Block], index: usize) -> Option<LabelReason> {
    let is_links = |block: &Block| block.link_density() >= MIN_LINK_DENSITY;
    let is_links_or_end = |i: Option<usize>| i.and_then(|i| blocks.get(i)).is_none_or(is_links);
    let block = &blocks[index];
    if is_links(block) && (is_links_or_end(index.checked_sub(1)) || is_links_or_end(Some(index + 1))) {
        return Some((Label::Related, "links among links"));
    }
    if block.heading() == Some(1) {
        return Some((Label::Title, "headline"));
    }
    block.is_in(context::HIDDEN).then_some((Label::Hidden, "hidden from sight"))
}

/// The labels of lines of rendered text by their place: what repeats a kept line, what is in a box under a heading of
/// boilerplate, what comes before the story, and what comes after it.
fn label_lines(document: &Document, kept: &[bool]) -> Vec<Option<LabelReason>> {
    let blocks = document.blocks();
    let kept_texts: TextSet<&str> =
        (0..blocks.len()).filter(|&i| kept[i]).map(|i| document.block_text(&blocks[i])).collect();
    let first = kept.iter().position(|&kept| kept).unwrap_or(blocks.len());
    let last = kept.iter().rposition(|&kept| kept).unwrap_or(0);
    let mut heading = None;
    let label = |(index, block): (usize, &Block)| {
        if kept[index] {
            heading = None;
            return None;
        }
        let text = document.block_text(block);
        if let Some(found) = phrases::boilerplate_phrase(document, index) {
            heading = Some(phrase_label(found.kind).0);
            return None;
        }
        if prose::is_prose(block) {
            heading = None;
        }
        if kept_texts.contains(text) {
            return Some((Label::Repeated, "repeats text of the story"));
        }
        if let Some(label) = heading {
            return Some((label, "in a box of this kind"));
        }
        match index {
            _ if index < first && first < blocks.len() => Some((Label::Outside, "before the story")),
            _ if index > last && first < blocks.len() => Some((Label::AfterEnd, "after the story")),
            _ => None,
        }
    };
    blocks.iter().enumerate().map(label).collect()
}

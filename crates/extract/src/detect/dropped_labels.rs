//! What elements, names and first words say a part of the page is: labels for what is not kept.
//!
//! DroppedLabels by what elements and classes call themselves are the common ground of readability, trafilatura and
//! resiliparse. Here they decide nothing: they say in a reader's words what a block is that was found unlikely.

use dechaff_html::Tag;

use crate::classes;
use crate::detect::Label;
use crate::detect::phrases;
use crate::document::Document;
use crate::document::block::{Block, BlockKind, context};
use crate::document::prose::{self, Sums};

type LabelReason = Option<(Label, &'static str)>;

/// Labels by containers.
pub(crate) struct DroppedLabels<'d> {
    document: &'d Document,
    sums: Sums,
    containers: Vec<LabelReason>,
}

impl<'d> DroppedLabels<'d> {
    pub(crate) fn new(document: &'d Document) -> Self {
        let mut regions = Self { document, sums: Sums::new(document), containers: vec![] };
        let mut containers: Vec<LabelReason> = Vec::with_capacity(document.containers().len());
        for (index, container) in document.containers().iter().enumerate() {
            let inherited = if index == 0 { None } else { containers[container.parent as usize] };
            containers.push(inherited.or_else(|| regions.of_container(index)));
        }
        regions.containers = containers;
        regions
    }

    /// What a block is by the containers around it, else by its own kind and words; `None` where nothing says.
    pub(crate) fn of_block(&self, index: usize) -> LabelReason {
        let block = &self.document.blocks()[index];
        self.containers[block.container as usize].or_else(|| self.own(block)).or_else(|| self.links(index))
    }

    /// A block of links beside others.
    fn links(&self, index: usize) -> LabelReason {
        let blocks = self.document.blocks();
        let linked = |i: Option<usize>| i.and_then(|i| blocks.get(i)).is_none_or(|b| b.link_density() >= 0.6);
        let among =
            blocks[index].link_density() >= 0.6 && (linked(index.checked_sub(1)) || linked(Some(index + 1)));
        if among {
            return Some((Label::Related, "links among links"));
        }
        if blocks[index].heading() == Some(1) {
            return Some((Label::Title, "headline"));
        }
        blocks[index].is_in(context::HIDDEN).then_some((Label::Hidden, "hidden from sight"))
    }

    /// Share of the page's running text that a container holds.
    fn prose_share(&self, container: usize) -> f32 {
        let inside = self.sums.of(&self.document.containers()[container].blocks).prose;
        prose::share(inside, self.sums.all().prose)
    }

    fn words_in(&self, container: usize) -> u32 {
        self.sums.of(&self.document.containers()[container].blocks).words
    }

    fn of_container(&self, index: usize) -> LabelReason {
        let container = &self.document.containers()[index];
        if container.blocks.is_empty() {
            return None;
        }
        let first = &self.document.blocks()[container.blocks.start as usize];
        let share = self.prose_share(index);
        // A name is no evidence against the part of the page that holds most of its text.
        if share > 0.5 {
            return None;
        }
        let words = self.words_in(index);
        let inside_article = first.is_in(context::ARTICLE) && container.tag != Tag::Article;
        match container.tag {
            Tag::Nav => return Some((Label::Navigation, "inside nav")),
            Tag::Aside if share < 0.3 => return Some((Label::Sidebar, "inside aside")),
            Tag::Footer if !inside_article || words < 80 => return Some((Label::Footer, "inside footer")),
            Tag::Header if !inside_article && !first.is_in(context::MAIN) && share < 0.2 => {
                return Some((Label::Header, "inside header"));
            }
            Tag::Form if share < 0.2 => return Some((Label::Form, "inside form")),
            Tag::Dialog => return Some((Label::Cookie, "inside dialog")),
            _ => {}
        }
        let n = container.names;
        let is = |bits: u32| n & bits != 0;
        if is(classes::CONTENT) && share > 0.2 {
            return None;
        }
        let small = words < 60;
        let found = if is(classes::COOKIE) {
            (Label::Cookie, "class names a notice or overlay")
        } else if is(classes::NAV) {
            (Label::Navigation, "class names navigation")
        } else if is(classes::SHARE) && share < 0.2 {
            (Label::Share, "class names a share bar")
        } else if is(classes::NEWSLETTER) {
            (Label::Newsletter, "class names a newsletter or subscription")
        } else if is(classes::RELATED) && share < 0.3 {
            (Label::Related, "class names related pages")
        } else if is(classes::COMMENTS) && share < 0.4 {
            (Label::Comment, "class names comments")
        } else if is(classes::TEASER) && share < 0.3 {
            (Label::Related, "class names teasers")
        } else if is(classes::AD) && share < 0.2 {
            (Label::Advertisement, "class names an advertisement")
        } else if is(classes::FOOTER) && share < 0.2 {
            (Label::Footer, "class names a footer")
        } else if is(classes::HEADER) && share < 0.2 {
            (Label::Header, "class names the site's header")
        } else if is(classes::SIDEBAR) && share < 0.2 {
            (Label::Sidebar, "class names a side column")
        } else if is(classes::BYLINE) && small {
            (Label::Byline, "class names author or date")
        } else if is(classes::BIO) && share < 0.2 {
            (Label::Bio, "class names a note on the author")
        } else if is(classes::TAGS) && small {
            (Label::Tags, "class names tags")
        } else if is(classes::FORM) && share < 0.1 {
            (Label::Form, "class names a form")
        } else if is(classes::RATING) && small {
            (Label::Share, "class names votes")
        } else if is(classes::CAPTION) && small {
            (Label::Caption, "class names a caption")
        } else {
            return None;
        };
        Some(found)
    }

    /// What a block is by its own kind and words.
    fn own(&self, block: &Block) -> LabelReason {
        let phrase = match block.kind {
            BlockKind::Heading(1) | BlockKind::Code | BlockKind::Cell { .. } => None,
            _ => phrases::find_boilerplate_phrase(block, self.document.block_text(block)),
        };
        if let Some(found) = phrase {
            return Some(found.label());
        }
        match block.kind {
            BlockKind::Caption => Some((Label::Caption, "caption")),
            BlockKind::Control if !block.is_in(context::DETAILS) => {
                Some((Label::Form, "button or form label"))
            }
            _ if block.is_in(context::FIGURE) && !prose::is_prose(block) => {
                Some((Label::Caption, "short text in a figure"))
            }
            _ => None,
        }
    }
}

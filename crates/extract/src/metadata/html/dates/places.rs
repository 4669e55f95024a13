//! Places of dates that are not the page's own: above the site's menu, and next to links to other pages.

use dechaff_html::{NodeId, Tag};

use crate::metadata::html::candidates::ForeignPart;
use crate::metadata::html::surroundings::{Surroundings, TextRun, backward};
use crate::metadata::html::zones::Zone;
use crate::metadata::{normalize, steps};

/// How many nodes before the headline are searched for the end of the site's head, and the links between a date and the
/// headline that only a menu has; breadcrumbs have fewer.
const MAX_NODES_TO_MENU: usize = 400;
const LINKS_OF_MENU: usize = 8;

/// How many levels above a date are searched for a link to another page, and how many nodes of an item of a list.
const MAX_LEVELS: usize = 6;
const MAX_NODES_OF_ITEM: usize = 40;

/// Bytes of a link that has more than a date.
const MIN_BYTES_OF_TEASER: usize = 40;

/// Words of a link to another page next to a date: above the story, where links are those of names, and after it.
const MIN_WORDS_ABOVE_STORY: usize = 3;
const MIN_WORDS_AFTER_STORY: usize = 2;

/// Bytes of an element next to the article that only has its date, and perhaps its author.
const MAX_BYTES_OF_BOX: usize = 60;

/// Bytes of a teaser with a heading, and of a text that is part of the story.
const MAX_BYTES_OF_CARD: usize = 300;
pub(crate) const MIN_BYTES_OF_STORY: usize = 120;

/// Bytes of a link that are read.
const MAX_BYTES_OF_LINK: usize = 200;

impl Surroundings<'_, '_> {
    /// Whether a date at a node may be the page's own.
    pub(super) fn is_in_place(&self, node: NodeId) -> bool {
        node.index() as u32 >= self.end_of_site_head() && !self.is_in_teaser(node)
    }

    /// The position that the site's own head ends at. Dates before it are today's.
    fn end_of_site_head(&self) -> u32 {
        *self.site_head.get_or_init(|| self.find_end_of_site_head())
    }

    fn find_end_of_site_head(&self) -> u32 {
        let Some(headline) = self.headline else { return 0 };
        let tree = self.tree;
        if let Some(main) = tree.ancestors(headline).find(|n| tree.tag(*n) == Some(Tag::Main)) {
            return main.index() as u32;
        }
        let (mut node, mut links) = (headline, 0);
        for _ in 0..MAX_NODES_TO_MENU {
            if let Some(previous) = tree.previous_sibling(node)
                && (matches!(tree.tag(previous), Some(Tag::Nav | Tag::Header))
                    || self.found.is_frame(previous))
                && node.index() as u32 <= self.article
            {
                return node.index() as u32;
            }
            let Some(before) = backward(tree, node) else { break };
            node = before;
            links += usize::from(tree.tag(node) == Some(Tag::A) && (node.index() as u32) < self.article);
            if links >= LINKS_OF_MENU {
                return node.index() as u32;
            }
        }
        0
    }

    /// Whether a node is inside of the headline.
    pub(super) fn is_in_headline(&self, node: NodeId) -> bool {
        self.tree.ancestors(node).take(MAX_LEVELS).any(|above| Some(above) == self.headline)
    }

    /// Whether a node is in a link to another page, or in an item of a list with such a link.
    fn is_in_teaser(&self, node: NodeId) -> bool {
        let tree = self.tree;
        let holds_headline = |ancestor| {
            self.headline.is_some_and(|headline| tree.ancestors(headline).any(|above| above == ancestor))
        };
        let after_story = node.index() as u32 > self.start_of_story();
        let min_words = if after_story { MIN_WORDS_AFTER_STORY } else { MIN_WORDS_ABOVE_STORY };
        for ancestor in tree.ancestors(node).take(MAX_LEVELS) {
            steps::add(1);
            let is_teaser = match tree.tag(ancestor) {
                Some(Tag::A) => {
                    let text = normalize::element_text(tree, ancestor, MAX_BYTES_OF_LINK);
                    text.len() > MIN_BYTES_OF_TEASER && !self.is_in_headline(ancestor)
                }
                Some(Tag::Li) => self.links_elsewhere(ancestor, node, min_words),
                Some(Tag::Div | Tag::Section) if after_story => self.is_card(ancestor),
                Some(Tag::Article) => self.article != u32::MAX,
                _ => false,
            };
            if is_teaser {
                return !holds_headline(ancestor);
            }
        }
        false
    }

    /// Whether a part next to the article has what belongs to the article: it comes before the story, or has little more
    /// than a date (`<aside>3 May 2024</aside>`).
    pub(super) fn is_box_of_article(&self, part: ForeignPart, in_story: bool) -> bool {
        let text = || normalize::element_text(self.tree, part.start, MAX_BYTES_OF_BOX + 1);
        let has_heading = || {
            let mut nodes = self.tree.descendants(part.start).take(MAX_NODES_OF_ITEM);
            nodes.any(|node| is_subheading(self.tree.tag(node)))
        };
        part.zone == Zone::Others && (!in_story || text().len() <= MAX_BYTES_OF_BOX && !has_heading())
    }

    /// Whether an item of a list has a link whose text is longer than a name, other than the one around its date.
    fn links_elsewhere(&self, item: NodeId, date: NodeId, min_words: usize) -> bool {
        let tree = self.tree;
        tree.descendants(item).take(MAX_NODES_OF_ITEM).any(|node| {
            tree.tag(node) == Some(Tag::A) && !tree.ancestors(date).take(MAX_LEVELS).any(|a| a == node) && {
                let text = normalize::element_text(tree, node, MAX_BYTES_OF_LINK);
                text.split_whitespace().count() >= min_words
            }
        })
    }

    /// Whether a box is a teaser: it is short and has a heading with a link.
    fn is_card(&self, block: NodeId) -> bool {
        let tree = self.tree;
        let is_link = |node| tree.tag(node) == Some(Tag::A);
        let is_heading = |node| {
            is_subheading(tree.tag(node))
                && Some(node) != self.headline
                && (tree.descendants(node).take(MAX_NODES_OF_ITEM).any(is_link)
                    || tree.ancestors(node).take(MAX_LEVELS).any(is_link))
        };
        let is_short =
            || normalize::element_text(tree, block, MAX_BYTES_OF_CARD + 1).len() <= MAX_BYTES_OF_CARD;
        tree.descendants(block).take(MAX_NODES_OF_ITEM).any(is_heading) && is_short()
    }

    /// The position of the first text of the story, `u32::MAX` if there is none near the headline.
    fn start_of_story(&self) -> u32 {
        let mut runs = self.runs_around().iter().map(|run| (run, run.node.index() as u32));
        let is_story = |run: &TextRun<'_>| run.foreign.is_none() && run.text.len() >= MIN_BYTES_OF_STORY;
        let after = self.headline.map_or(0, |headline| headline.index() as u32);
        runs.find(|(run, at)| *at > after && is_story(run)).map_or(u32::MAX, |(_, at)| at)
    }
}

/// Whether a tag is that of a heading inside a page.
fn is_subheading(tag: Option<Tag>) -> bool {
    matches!(tag, Some(Tag::H2 | Tag::H3 | Tag::H4 | Tag::H5 | Tag::H6))
}

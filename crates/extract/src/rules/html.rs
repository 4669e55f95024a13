//! The rule-based detector for HTML.
//!
//! Three published ideas, on blocks: regions by what elements and classes call themselves (readability,
//! trafilatura, resiliparse), the subtree with the most running text (readability's container scoring, as the
//! maximum of a sum over contiguous blocks), and block classes by length and link density with their
//! neighbours' help (boilerpipe's shallow text features, jusText's context classes).

use dechaff_html::Tag;

use crate::block::{Block, BlockKind, context};
use crate::detect::{Detector, Label, Verdict};
use crate::document::to_usize;
use crate::{Document, lexicon, names};

/// The rules. They need no configuration and know no language.
#[derive(Clone, Copy, Debug, Default)]
pub struct HtmlRules;

type Region = Option<(Label, &'static str)>;

impl Detector for HtmlRules {
    fn detect(&self, document: &Document) -> Vec<Verdict> {
        let mut page = Page::new(document);
        let verdicts = page.verdicts();
        if !page.is_diffuse(&verdicts) {
            return verdicts;
        }
        page.diffuse = true;
        page.verdicts()
    }

    fn version(&self) -> String {
        format!("html-rules-1+{}", lexicon::fingerprint())
    }
}

struct Page<'d> {
    document: &'d Document,
    /// Prefix sums of words of running text, by block.
    prose: Vec<u32>,
    /// Prefix sums of all words.
    words: Vec<u32>,
    /// No part of the page holds running text alone: a listing, a shop, a service page.
    diffuse: bool,
    /// The page is made of readers' posts.
    forum: bool,
}

/// A block of running text has a sentence and at least this many words outside of links.
const PROSE_WORDS: u32 = 8;

/// A page whose main container has less running text than this share of its words, or this number of words, is a
/// listing, a shop or a service page.
const DIFFUSE_PROSE: f32 = 0.5;
const DIFFUSE_WORDS: u32 = 100;
/// A page whose text outside of comments is at most this share of them, and this long, is a forum.
const FORUM_REST: f32 = 0.3;
const FORUM_REST_WORDS: u32 = 200;
/// The main container is the innermost that still holds this share of the best sum. Between 0.75 and 1 the
/// development sets move by less than 0.01.
const DESCEND: f32 = 0.88;
const DESCEND_DIFFUSE: f32 = 0.95;

const LINKS_AMONG_LINKS: &str = "links among links";

fn is_prose(block: &Block) -> bool {
    block.words - block.link_words.min(block.words) >= PROSE_WORDS && block.sentences + block.commas > 0
}

fn plain_words(block: &Block) -> u32 {
    block.words - block.link_words.min(block.words)
}

impl<'d> Page<'d> {
    fn new(document: &'d Document) -> Self {
        let mut prose = vec![0];
        let mut words = vec![0];
        for block in document.blocks() {
            prose.push(prose[prose.len() - 1] + if is_prose(block) { plain_words(block) } else { 0 });
            words.push(words[words.len() - 1] + block.words);
        }
        let mut page = Self { document, prose, words, diffuse: false, forum: false };
        page.forum = page.is_forum();
        page
    }

    fn verdicts(&self) -> Vec<Verdict> {
        let regions = self.regions();
        let mut verdicts: Vec<Verdict> = self
            .document
            .blocks()
            .iter()
            .map(|block| match regions[block.container as usize].or_else(|| self.own_region(block)) {
                Some((label, reason)) => Verdict { label, score: 0.1, reason },
                None => Verdict { label: Label::MainContent, score: 0.5, reason: "running text" },
            })
            .collect();
        if !self.diffuse {
            self.label_link_lists(&mut verdicts);
        }
        let main = self.main_container(&verdicts);
        self.label_outside(main, &mut verdicts);
        self.label_above_headline(main, &mut verdicts);
        self.label_headlines(&mut verdicts);
        verdicts
    }

    /// Whether running text is less than half of what is left.
    fn is_diffuse(&self, verdicts: &[Verdict]) -> bool {
        let (mut prose, mut words) = (0, 0);
        let main = self.main_container(verdicts);
        let range = to_usize(&self.document.containers()[main].blocks);
        for (block, verdict) in self.document.blocks()[range.clone()].iter().zip(&verdicts[range]) {
            if verdict.is_kept() || verdict.reason == LINKS_AMONG_LINKS {
                words += block.words;
                prose += if is_prose(block) { plain_words(block) } else { 0 };
            }
        }
        (prose as f32) < DIFFUSE_PROSE * words as f32 || prose < DIFFUSE_WORDS
    }

    /// Whether the running text outside of what is named comments is a small part.
    fn is_forum(&self) -> bool {
        let (mut posts, mut rest) = (0, 0);
        for block in self.document.blocks() {
            if is_prose(block)
                && block.names & (names::FOOTER | names::COOKIE | names::NAV | names::SIDEBAR) == 0
            {
                if block.names & names::COMMENTS != 0 {
                    posts += plain_words(block);
                } else {
                    rest += plain_words(block);
                }
            }
        }
        posts > 60 && (rest as f32) < FORUM_REST * posts as f32 && rest < FORUM_REST_WORDS
    }

    /// Share of the page's running text that a container holds.
    fn prose_share(&self, container: usize) -> f32 {
        let range = &self.document.containers()[container].blocks;
        let inside = self.prose[range.end as usize] - self.prose[range.start as usize];
        let total = self.prose[self.prose.len() - 1];
        if total == 0 { 0.0 } else { inside as f32 / total as f32 }
    }

    fn words_in(&self, container: usize) -> u32 {
        let range = &self.document.containers()[container].blocks;
        self.words[range.end as usize] - self.words[range.start as usize]
    }

    /// What each container is by its own name or an ancestor's.
    fn regions(&self) -> Vec<Region> {
        let containers = self.document.containers();
        let mut regions: Vec<Region> = Vec::with_capacity(containers.len());
        for (index, container) in containers.iter().enumerate() {
            let inherited = if index == 0 { None } else { regions[container.parent as usize] };
            regions.push(inherited.or_else(|| self.own_container_region(index)));
        }
        regions
    }

    fn own_container_region(&self, index: usize) -> Region {
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
        if is(names::CONTENT) && share > 0.2 {
            return None;
        }
        let small = words < 60;
        let found = if is(names::COOKIE) {
            (Label::Cookie, "class names a notice or overlay")
        } else if is(names::NAV) {
            (Label::Navigation, "class names navigation")
        } else if is(names::SHARE) && share < 0.2 {
            (Label::Share, "class names a share bar")
        } else if is(names::NEWSLETTER) {
            (Label::Newsletter, "class names a newsletter or subscription")
        } else if is(names::RELATED) && share < 0.3 {
            (Label::Related, "class names related pages")
        } else if is(names::COMMENTS) && share < 0.4 && !self.forum {
            (Label::Comment, "class names comments")
        } else if is(names::TEASER) && share < 0.3 && !self.diffuse {
            (Label::Related, "class names teasers")
        } else if is(names::AD) && share < 0.2 {
            (Label::Advertisement, "class names an advertisement")
        } else if is(names::FOOTER) && share < 0.2 {
            (Label::Footer, "class names a footer")
        } else if is(names::HEADER) && share < 0.2 {
            (Label::Header, "class names the site's header")
        } else if is(names::SIDEBAR) && share < 0.2 {
            (Label::Sidebar, "class names a side column")
        } else if is(names::BYLINE) && small {
            (Label::Byline, "class names author or date")
        } else if is(names::BIO) && share < 0.2 {
            (Label::Bio, "class names a note on the author")
        } else if is(names::TAGS) && small {
            (Label::Tags, "class names tags")
        } else if is(names::FORM) && share < 0.1 {
            (Label::Form, "class names a form")
        } else if is(names::RATING) && small {
            (Label::Share, "class names votes")
        } else if is(names::CAPTION) && small {
            (Label::Caption, "class names a caption")
        } else {
            return None;
        };
        Some(found)
    }

    /// What a block is by its own kind and words.
    fn own_region(&self, block: &Block) -> Region {
        let phrase = match block.kind {
            BlockKind::Heading(1) | BlockKind::Code | BlockKind::Cell { .. } => None,
            _ => lexicon::find_chaff(block, self.document.block_text(block)),
        };
        if let Some(found) = phrase.filter(|f| !self.diffuse || f.words >= 2) {
            return Some(found.label());
        }
        match block.kind {
            BlockKind::Caption => Some((Label::Caption, "caption")),
            BlockKind::Control if !block.is_in(context::DETAILS) => {
                Some((Label::Form, "button or form label"))
            }
            _ if block.is_in(context::FIGURE) && !is_prose(block) => {
                Some((Label::Caption, "short text in a figure"))
            }
            _ => None,
        }
    }

    /// Blocks that are links, among others that are: lists of other pages.
    fn label_link_lists(&self, verdicts: &mut [Verdict]) {
        let blocks = self.document.blocks();
        for (index, block) in blocks.iter().enumerate() {
            if verdicts[index].label != Label::MainContent || block.link_density() < 0.6 {
                continue;
            }
            let linked = |i: Option<usize>| {
                i.and_then(|i| blocks.get(i)).is_none_or(|b| b.link_density() >= 0.6 || plain_words(b) < 4)
            };
            if linked(index.checked_sub(1)) || linked(Some(index + 1)) {
                verdicts[index] = Verdict { label: Label::Related, score: 0.2, reason: LINKS_AMONG_LINKS };
            }
        }
    }

    /// The container whose blocks add up to the most running text, links and scattered short blocks counted
    /// against it.
    fn main_container(&self, verdicts: &[Verdict]) -> usize {
        let mut sums = vec![0.0f32];
        for (block, verdict) in self.document.blocks().iter().zip(verdicts) {
            let value = if verdict.label == Label::MainContent {
                if self.diffuse {
                    plain_words(block) as f32 + 0.3 * block.link_words as f32 - 1.0
                } else {
                    plain_words(block) as f32 - block.link_words as f32 - 3.0
                }
            } else {
                -2.0
            };
            sums.push(sums[sums.len() - 1] + value);
        }
        let containers = self.document.containers();
        let sum =
            |c: usize| sums[containers[c].blocks.end as usize] - sums[containers[c].blocks.start as usize];
        // Of equal ones the innermost.
        let Some(mut best) = (0..containers.len()).max_by(|&a, &b| sum(a).total_cmp(&sum(b)).then(a.cmp(&b)))
        else {
            return 0;
        };
        let k = if self.diffuse { DESCEND_DIFFUSE } else { DESCEND };
        loop {
            let bar = k * sum(best);
            let child = (best + 1..containers.len())
                .take_while(|&c| containers[c].blocks.start < containers[best].blocks.end)
                .find(|&c| containers[c].parent as usize == best && sum(c) >= bar && sum(c) > 0.0);
            match child {
                Some(child) => best = child,
                None => return best,
            }
        }
    }

    fn label_outside(&self, main: usize, verdicts: &mut [Verdict]) {
        let containers = self.document.containers();
        let range = &containers[main].blocks;
        let lead = self.headline_before(range.start).map_or(range.start, |h| h + 1);
        // An article cut into pieces by advertisements: containers of the same shape side by side.
        let pieces: Vec<_> = containers
            .iter()
            .enumerate()
            .filter(|&(i, c)| {
                i != main
                    && main != 0
                    && c.parent == containers[main].parent
                    && c.shape == containers[main].shape
            })
            .map(|(_, c)| c.blocks.clone())
            .collect();
        for (index, verdict) in verdicts.iter_mut().enumerate() {
            let at = index as u32;
            if range.contains(&at) || verdict.label != Label::MainContent {
                continue;
            }
            let block = &self.document.blocks()[index];
            let running = is_prose(block) && block.link_density() < 0.3;
            if running && (lead..range.start).contains(&at) {
                *verdict =
                    Verdict { label: Label::MainContent, score: 0.6, reason: "between headline and text" };
            } else if running && pieces.iter().any(|p| p.contains(&at)) {
                *verdict =
                    Verdict { label: Label::MainContent, score: 0.6, reason: "container like the main one" };
            } else if block.names & names::COMMENTS != 0 {
                *verdict = Verdict {
                    label: Label::Comment,
                    score: 0.2,
                    reason: "outside of the main container; class names comments",
                };
            } else {
                *verdict =
                    Verdict { label: Label::Outside, score: 0.3, reason: "outside of the main container" };
            }
        }
    }

    /// The last first-level heading before a block, if there is one.
    fn headline_before(&self, end: u32) -> Option<u32> {
        (0..end).rev().find(|&i| self.document.blocks()[i as usize].heading() == Some(1))
    }

    /// Short lines above the headline are breadcrumbs and kickers, unless much stands there.
    fn label_above_headline(&self, main: usize, verdicts: &mut [Verdict]) {
        let range = self.document.containers()[main].blocks.clone();
        let blocks = self.document.blocks();
        let Some(headline) = range.clone().find(|&i| blocks[i as usize].heading() == Some(1)) else { return };
        let prose = |to: u32| self.prose[to as usize] - self.prose[range.start as usize];
        if prose(headline) * 10 > prose(range.end) {
            return;
        }
        for index in range.start as usize..headline as usize {
            if verdicts[index].is_kept() && !is_prose(&blocks[index]) {
                verdicts[index] =
                    Verdict { label: Label::Navigation, score: 0.3, reason: "above the headline" };
            }
        }
    }

    /// A first-level heading is the title, not text.
    fn label_headlines(&self, verdicts: &mut [Verdict]) {
        let blocks = self.document.blocks();
        for (index, block) in blocks.iter().enumerate() {
            if block.heading() != Some(1) || verdicts[index].label != Label::MainContent {
                continue;
            }
            verdicts[index] = Verdict { label: Label::Title, score: 0.3, reason: "headline" };
        }
    }
}

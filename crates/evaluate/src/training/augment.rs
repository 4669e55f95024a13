//! Augmented pages: names and scripts are removed, and boilerplate and leads of other pages are spliced in.

use std::ops::{Range, RangeInclusive};

use dechaff_extract::Document;
use dechaff_extract::training::{self, Ablation};

use super::labelled_page::{ARTICLE_LABEL, LabelledPage};
use crate::random::Random;

/// An augmented page.
#[derive(Debug)]
pub(super) struct AugmentedPage {
    /// The page, with labels that account for what was inserted and removed.
    pub(super) page: LabelledPage,
    /// Whether the text model is to be silent, as on a page in a language that it has no words of.
    pub(super) foreign: bool,
}

/// Least alignment of a page whose labels can be trusted.
const LEAST_ALIGNED: f64 = 0.6;
/// Least alignment of a page that gives a lead.
const LEAST_ALIGNED_LEAD: f64 = 0.9;
/// Least alignment of a page that gives a listing.
const LEAST_ALIGNED_LISTING: f64 = 0.8;
/// A word that no gold text has.
const NO_WORD: u32 = u32::MAX;
/// Blocks of an inserted listing, at most.
const MAX_LISTING_BLOCKS: usize = 120;
/// Words of an inserted listing, less than this.
const MAX_LISTING_WORDS: usize = 3000;
/// Words of an inserted lead, less than this.
const MAX_LEAD_WORDS: usize = 200;
/// Least label of the first block of a lead.
const LEAST_LEAD_LABEL: f32 = 0.9;
/// Blocks of inserted boilerplate.
const BOILERPLATE_BLOCKS: RangeInclusive<usize> = 2..=60;
/// Words of inserted boilerplate.
const BOILERPLATE_WORDS: RangeInclusive<usize> = 8..=1500;
/// Labels of inserted boilerplate: known, and less than a fifth of the words in the gold.
const BOILERPLATE_LABELS: Range<f32> = 0.0..0.2;
/// Words of a dropped line of rendered text that reads like a paragraph.
const LEAST_LONG_LINE: usize = 9;
/// Donors that are tried before an insertion is skipped.
const MAX_DONORS: usize = 40;

/// An augmented copy of a page, or `None` if the page's labels are too poor. `index` is the page's position in
/// `pages`.
///
/// What is inserted comes from other pages of the same fold, so that no fold contains text of another. The result
/// depends only on the page's id and on `pages`.
pub(super) fn augment(pages: &[LabelledPage], index: usize) -> Option<AugmentedPage> {
    let page = &pages[index];
    if page.aligned < LEAST_ALIGNED {
        return None;
    }
    let mut random = Random::from_id(&page.id);
    let removed_names = random.below(3);
    let ablation = Ablation {
        class_names: removed_names == 1,
        semantic_tags: removed_names == 2,
        json_ld: random.below(2) == 0,
        url: random.below(2) == 0,
    };
    let foreign = random.below(2) == 0;
    let mut editor = PageEditor {
        document: page.document.clone(),
        labels: page.labels.clone(),
        words: page.words.clone(),
    };
    let article = page.page_type.as_deref().is_none_or(|page_type| page_type == "article");
    if page.document.rendered() {
        if article {
            editor.splice_lines(pages, index, &mut random);
        }
        if random.below(8) == 0 {
            editor.crop(&mut random);
        }
    } else {
        if article && random.below(4) == 0 {
            editor.shorten(2 + random.below(5));
        }
        if article && random.below(5) > 0 {
            for _ in 0..1 + random.below(5) {
                editor.insert(pages, index, &mut random);
            }
        }
    }
    let document = training::ablate(&editor.document, ablation);
    Some(AugmentedPage { page: page.augmented(document, editor.words, editor.labels), foreign })
}

/// A page that is being augmented: words and labels have an entry for each block of the document.
struct PageEditor {
    document: Document,
    labels: Vec<f32>,
    words: Vec<Vec<u32>>,
}

/// Where blocks are inserted: before the block `block`, as a child of `container`.
struct InsertionPoint {
    container: usize,
    block: usize,
}

/// What is inserted.
#[derive(Clone, Copy)]
enum Fragment {
    Lead,
    Boilerplate,
    Listing,
    RelatedHeading,
}

impl PageEditor {
    /// Keeps only the first `blocks` blocks of the article: short news on a large page.
    fn shorten(&mut self, blocks: usize) {
        let mut seen = 0;
        let dropped: Vec<bool> = self
            .labels
            .iter()
            .map(|&label| {
                seen += usize::from(label >= ARTICLE_LABEL);
                label >= ARTICLE_LABEL && seen > blocks
            })
            .collect();
        self.remove(&dropped);
    }

    /// Removes most of what comes before and after the article, as in a file that holds little else.
    fn crop(&mut self, random: &mut Random) {
        let story = self.story_lines();
        let (Some(&first), Some(&last)) = (story.first(), story.last()) else { return };
        let (start, end) = (first.saturating_sub(random.below(5)), last + 1 + random.below(5));
        let dropped: Vec<bool> = (0..self.labels.len()).map(|line| !(start..end).contains(&line)).collect();
        self.remove(&dropped);
    }

    fn remove(&mut self, dropped: &[bool]) {
        self.document = training::remove_blocks(&self.document, dropped);
        let mut kept = dropped.iter().map(|dropped| !dropped);
        self.labels.retain(|_| kept.next().unwrap_or(true));
        let mut kept = dropped.iter().map(|dropped| !dropped);
        self.words.retain(|_| kept.next().unwrap_or(true));
    }

    /// Inserts lines of other pages into rendered text: boxes and other stories between the paragraphs, leads of other
    /// stories before and after.
    fn splice_lines(&mut self, pages: &[LabelledPage], own_index: usize, random: &mut Random) {
        if random.below(20) < 7 {
            self.shorten(2 + random.below(6));
        }
        if random.below(10) < 7 {
            for _ in 0..1 + random.below(4) {
                let story = self.story_lines();
                if story.len() < 2 {
                    break;
                }
                let at = story[1 + random.below(story.len() - 1)];
                let fragment = if random.below(20) < 11 { Fragment::Boilerplate } else { Fragment::Lead };
                self.insert_lines(pages, own_index, at, fragment, random);
            }
        }
        if random.below(20) < 9 {
            for _ in 0..2 + random.below(8) {
                let Some(&last) = self.story_lines().last() else { break };
                self.insert_lines(pages, own_index, last + 1, Fragment::Lead, random);
            }
            if let Some(&last) = self.story_lines().last()
                && random.below(3) > 0
            {
                self.insert_lines(pages, own_index, last + 1, Fragment::RelatedHeading, random);
            }
        }
        if random.below(4) == 0 {
            for _ in 0..1 + random.below(5) {
                let Some(&first) = self.story_lines().first() else { break };
                self.insert_lines(pages, own_index, first, Fragment::Lead, random);
            }
        }
    }

    fn story_lines(&self) -> Vec<usize> {
        (0..self.labels.len()).filter(|&line| self.labels[line] >= ARTICLE_LABEL).collect()
    }

    fn insert_lines(
        &mut self,
        pages: &[LabelledPage],
        own_index: usize,
        at: usize,
        fragment: Fragment,
        random: &mut Random,
    ) {
        let Some((donor, range)) = find_donor(pages, own_index, fragment, random) else { return };
        self.document = training::insert_blocks(&self.document, 0, at, &donor.document, range.clone());
        self.labels.splice(at..at, range.clone().map(|_| 0.0));
        self.words.splice(at..at, range.map(|line| vec![NO_WORD; donor.words[line].len()]));
    }

    /// Inserts a fragment of another page, in most cases after a block of the article. `own_index` is the position
    /// of the edited page in `pages`.
    fn insert(&mut self, pages: &[LabelledPage], own_index: usize, random: &mut Random) {
        let Some(InsertionPoint { container, block }) = self.insertion_point(random) else { return };
        let fragment = match random.below(3) {
            0 => Fragment::Lead,
            1 => Fragment::Boilerplate,
            _ => Fragment::Listing,
        };
        let most_leads = if random.below(3) == 0 { 20 } else { 4 };
        let fragments = match fragment {
            Fragment::Lead => 1 + random.below(most_leads),
            Fragment::Boilerplate | Fragment::Listing | Fragment::RelatedHeading => 1,
        };
        for _ in 0..fragments {
            let Some((donor, range)) = find_donor(pages, own_index, fragment, random) else { return };
            self.document =
                training::insert_blocks(&self.document, container, block, &donor.document, range.clone());
            self.labels.splice(block..block, range.clone().map(|_| 0.0));
            self.words.splice(block..block, range.map(|b| vec![NO_WORD; donor.words[b].len()]));
        }
    }

    /// Chooses where to insert; `None` on a page without an article.
    fn insertion_point(&self, random: &mut Random) -> Option<InsertionPoint> {
        let article: Vec<usize> =
            (0..self.labels.len()).filter(|&block| self.labels[block] >= ARTICLE_LABEL).collect();
        let &last = article.last()?;
        let block = match random.below(5) {
            // Anywhere on the page, not only inside of the article.
            0 | 1 => random.below(self.labels.len()),
            2 | 3 => last,
            _ => article[random.below(article.len())],
        };
        // After the block's own container, or after one that contains it.
        let containers = self.document.containers();
        let mut child = self.document.blocks()[block].container as usize;
        let inside_article = article.contains(&block) && block != last;
        let levels_up = if inside_article { 0 } else { random.below(4) };
        for _ in 0..levels_up {
            let parent = containers[child].parent as usize;
            if parent != 0 {
                child = parent;
            }
        }
        (child != 0).then(|| InsertionPoint {
            container: containers[child].parent as usize,
            block: containers[child].blocks.end as usize,
        })
    }
}

/// Draws pages of the same fold until one has such a fragment; returns the page and the fragment's blocks.
fn find_donor<'a>(
    pages: &'a [LabelledPage],
    own_index: usize,
    fragment: Fragment,
    random: &mut Random,
) -> Option<(&'a LabelledPage, Range<usize>)> {
    let fold = pages[own_index].fold;
    (0..MAX_DONORS).find_map(|_| {
        let index = random.below(pages.len());
        let page = &pages[index];
        if index == own_index || page.fold != fold {
            return None;
        }
        let range = match fragment {
            Fragment::Lead => find_lead(page, random),
            Fragment::Boilerplate => find_boilerplate(page, random),
            Fragment::Listing => find_listing(page),
            Fragment::RelatedHeading => find_related_heading(page),
        }?;
        Some((page, range))
    })
}

/// A dropped line that announces other pages.
fn find_related_heading(page: &LabelledPage) -> Option<Range<usize>> {
    let is_dropped = |line: &usize| BOILERPLATE_LABELS.contains(&page.labels[*line]);
    let line = (0..page.labels.len())
        .filter(is_dropped)
        .find(|&line| page.words[line].len() <= 6 && training::announces_other_pages(&page.document, line))?;
    Some(line..line + 1)
}

/// The first blocks of an article, with its headline if that comes right before them.
fn find_lead(page: &LabelledPage, random: &mut Random) -> Option<Range<usize>> {
    let other_type = page.page_type.as_deref().is_some_and(|page_type| page_type != "article");
    if page.aligned < LEAST_ALIGNED_LEAD || other_type {
        return None;
    }
    let first = page.labels.iter().position(|&label| label >= LEAST_LEAD_LABEL)?;
    let is_headline = |index: usize| {
        let block = &page.document.blocks()[index];
        block.heading().is_some() || (page.document.rendered() && (3..=16).contains(&block.words))
    };
    let start = if first > 0 && is_headline(first - 1) { first - 1 } else { first };
    let end = (first + 1 + random.below(2)).min(page.labels.len());
    (count_words(page, start..end) < MAX_LEAD_WORDS).then_some(start..end)
}

/// The gold blocks of a page that lists others: on the page of an article, all of them are boilerplate.
fn find_listing(page: &LabelledPage) -> Option<Range<usize>> {
    let lists = page
        .page_type
        .as_deref()
        .is_some_and(|page_type| matches!(page_type, "listing" | "collection" | "product"));
    if !lists || page.aligned < LEAST_ALIGNED_LISTING {
        return None;
    }
    let first = page.labels.iter().position(|&label| label >= ARTICLE_LABEL)?;
    let last = page.labels.iter().rposition(|&label| label >= ARTICLE_LABEL)?;
    let end = (last + 1).min(first + MAX_LISTING_BLOCKS);
    (count_words(page, first..end) < MAX_LISTING_WORDS).then_some(first..end)
}

/// A run of lines, in two of three cases around one that reads like a paragraph: a sign-up, a note on the author, a lead. Most
/// others are menus, which are easy to recognize.
fn find_dropped_lines(page: &LabelledPage, random: &mut Random) -> Option<Range<usize>> {
    let lines = page.labels.len();
    let start = if random.below(3) > 0 {
        let is_long = |line: &usize| page.labels[*line] == 0.0 && page.words[*line].len() >= LEAST_LONG_LINE;
        let long: Vec<usize> = (0..lines).filter(is_long).collect();
        if long.is_empty() {
            return None;
        }
        long[random.below(long.len())].saturating_sub(random.below(4))
    } else {
        random.below(lines)
    };
    Some(start..(start + 2 + random.below(12)).min(lines))
}

/// A container, or a run of lines, that holds nothing of its page's article.
fn find_boilerplate(page: &LabelledPage, random: &mut Random) -> Option<Range<usize>> {
    let range = if page.document.rendered() {
        find_dropped_lines(page, random)?
    } else {
        let containers = page.document.containers();
        let container = &containers[random.below(containers.len())];
        container.blocks.start as usize..container.blocks.end as usize
    };
    let fits = BOILERPLATE_BLOCKS.contains(&range.len())
        && BOILERPLATE_WORDS.contains(&count_words(page, range.clone()));
    let all_boilerplate = page.labels[range.clone()].iter().all(|label| BOILERPLATE_LABELS.contains(label));
    (page.aligned >= LEAST_ALIGNED && fits && all_boilerplate).then_some(range)
}

fn count_words(page: &LabelledPage, blocks: Range<usize>) -> usize {
    page.words[blocks].iter().map(Vec::len).sum()
}

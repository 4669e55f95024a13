//! Pages made harder for training: names and scripts taken away, boilerplate and leads of other pages spliced in.

use dechaff_extract::Document;
use dechaff_extract::training::{self, Ablation};

use crate::LabelledPage;

/// A page made harder.
#[derive(Debug)]
pub struct Harder {
    /// The page, with the labels that follow from what was put in.
    pub page: LabelledPage,
    /// Whether the text model is to be silent, as on a page in a language it has no words of.
    pub foreign: bool,
}

/// A page made harder, or none where it has no labels to go by. What is put in comes from other pages of its fold, so
/// that no fold sees another; `index` is its place among all pages.
pub fn harder(pages: &[LabelledPage], index: usize) -> Option<Harder> {
    let page = &pages[index];
    if page.aligned < 0.6 {
        return None;
    }
    let mut chance = Chance::of(&page.id);
    let kind = chance.below(3);
    let ablation = Ablation {
        class_names: kind == 1,
        semantic_tags: kind == 2,
        json_ld: chance.below(2) == 0,
        url: chance.below(2) == 0,
    };
    let foreign = chance.below(2) == 0;
    let mut spliced =
        Spliced { document: page.document.clone(), labels: page.labels.clone(), words: page.words.clone() };
    let article = page.page_type.as_deref().is_none_or(|t| t == "article");
    if article && chance.below(4) == 0 {
        spliced.shorten(2 + chance.below(5));
    }
    if article && chance.below(5) > 0 {
        for _ in 0..1 + chance.below(5) {
            spliced.insert(pages, page.fold, index, &mut chance);
        }
    }
    let document = training::ablate(&spliced.document, ablation);
    Some(Harder { page: page.with(document, spliced.words, spliced.labels), foreign })
}

struct Spliced {
    document: Document,
    labels: Vec<f32>,
    words: Vec<Vec<u32>>,
}

/// A word that no gold has.
const NO_WORD: u32 = u32::MAX;
/// Blocks of a listing that are put in.
const MOST_LISTED: usize = 120;
/// Fragments tried before an insertion is given up.
const TRIES: usize = 40;

impl Spliced {
    /// Leaves so many blocks of the article: short news on a large page.
    fn shorten(&mut self, blocks: usize) {
        let mut seen = 0;
        let dropped: Vec<bool> = self
            .labels
            .iter()
            .map(|&label| {
                seen += usize::from(label >= 0.5);
                label >= 0.5 && seen > blocks
            })
            .collect();
        self.document = training::remove_blocks(&self.document, &dropped);
        let mut kept = dropped.iter().map(|dropped| !dropped);
        self.labels.retain(|_| kept.next().unwrap_or(true));
        let mut kept = dropped.iter().map(|dropped| !dropped);
        self.words.retain(|_| kept.next().unwrap_or(true));
    }

    /// Puts a piece of another page behind a block, mostly of the article.
    fn insert(&mut self, pages: &[LabelledPage], fold: usize, own: usize, chance: &mut Chance) {
        let gold: Vec<usize> = (0..self.labels.len()).filter(|&b| self.labels[b] >= 0.5).collect();
        let Some(&last) = gold.last() else { return };
        let block = match chance.below(5) {
            // Anywhere on the page, not inside of the article only.
            0 | 1 => chance.below(self.labels.len()),
            2 | 3 => last,
            _ => gold[chance.below(gold.len())],
        };
        // Behind the block's own container, or behind one further out.
        let containers = self.document.containers();
        let mut child = self.document.blocks()[block].container as usize;
        let up = if gold.contains(&block) && block != last { 0 } else { chance.below(4) };
        for _ in 0..up {
            let parent = containers[child].parent as usize;
            if parent != 0 {
                child = parent;
            }
        }
        if child == 0 {
            return;
        }
        let (container, at) = (containers[child].parent as usize, containers[child].blocks.end as usize);
        let kind = chance.below(3);
        let leads = kind == 0;
        let most = if chance.below(3) == 0 { 20 } else { 4 };
        let pieces = if leads { 1 + chance.below(most) } else { 1 };
        for _ in 0..pieces {
            let found = (0..TRIES).find_map(|_| {
                let donor = chance.below(pages.len());
                let page = &pages[donor];
                if donor == own || page.fold != fold {
                    return None;
                }
                let range = match kind {
                    0 => lead(page, chance),
                    1 => chrome(page, chance),
                    _ => listing(page),
                }?;
                Some((page, range))
            });
            let Some((page, range)) = found else { return };
            self.document =
                training::insert_blocks(&self.document, container, at, &page.document, range.clone());
            self.labels.splice(at..at, range.clone().map(|_| 0.0));
            self.words.splice(at..at, range.map(|b| vec![NO_WORD; page.words[b].len()]));
        }
    }
}

/// The first blocks of another article, its headline with them where that stands right before.
fn lead(page: &LabelledPage, chance: &mut Chance) -> Option<std::ops::Range<usize>> {
    if page.aligned < 0.9 || page.page_type.as_deref().is_some_and(|t| t != "article") {
        return None;
    }
    let first = page.labels.iter().position(|&l| l >= 0.9)?;
    let start =
        if first > 0 && page.document.blocks()[first - 1].heading().is_some() { first - 1 } else { first };
    let end = (first + 1 + chance.below(2)).min(page.labels.len());
    (page.words[start..end].iter().map(Vec::len).sum::<usize>() < 200).then_some(start..end)
}

/// What a page that lists others is made of: on the page of an article it is none of it.
fn listing(page: &LabelledPage) -> Option<std::ops::Range<usize>> {
    let lists = page.page_type.as_deref().is_some_and(|t| matches!(t, "listing" | "collection" | "product"));
    if !lists || page.aligned < 0.8 {
        return None;
    }
    let first = page.labels.iter().position(|&l| l >= 0.5)?;
    let last = page.labels.iter().rposition(|&l| l >= 0.5)?;
    let end = (last + 1).min(first + MOST_LISTED);
    (page.words[first..end].iter().map(Vec::len).sum::<usize>() < 3000).then_some(first..end)
}

/// A container of another page that holds nothing of its article.
fn chrome(page: &LabelledPage, chance: &mut Chance) -> Option<std::ops::Range<usize>> {
    let containers = page.document.containers();
    let container = &containers[chance.below(containers.len())];
    let range = container.blocks.start as usize..container.blocks.end as usize;
    let words: usize = page.words[range.clone()].iter().map(Vec::len).sum();
    let fits = (2..=60).contains(&range.len()) && (8..=1500).contains(&words);
    (page.aligned >= 0.6 && fits && page.labels[range.clone()].iter().all(|&l| (0.0..0.2).contains(&l)))
        .then_some(range)
}

/// Numbers that look drawn, the same for a page every time: SplitMix64.
struct Chance(u64);

impl Chance {
    fn of(id: &str) -> Self {
        let seed = id
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
        Self(seed)
    }

    /// A number below a limit of at least 1.
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % limit.max(1) as u64) as usize
    }
}

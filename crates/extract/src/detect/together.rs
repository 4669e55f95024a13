//! Blocks that belong together and are kept together: the cells of a table, the items of a list, the labels and buttons
//! that open or tick parts of a text, and the code between paragraphs.
//!
//! A detector decides block by block. Short blocks have little evidence of their own, so that it drops some of a kind and
//! keeps the others. Here their neighbours decide. Only blocks for which nothing but the detector's probability says that
//! they are not content are kept; what a class or a phrase names as a part of the site stays dropped.

use std::cell::OnceCell;
use std::ops::Range;

use dechaff_html::Tag;
use rustc_hash::FxHashMap;

use crate::classes;
use crate::detect::buttons::is_button_text;
use crate::detect::lines_together::keep_lines_together;
use crate::detect::{Label, Verdict};
use crate::document::Document;
use crate::document::block::{Block, BlockKind, Container};
use crate::hash;

/// Minimum share of kept words in a list or table, for the rest of it to be kept as well. This threshold and those below
/// were set by hand, so that no set of pages loses more than the content that its gold leaves out.
const MIN_KEPT_WORDS: f32 = 0.5;
/// The same for a table that is not between kept blocks. Half of a box of results or links is often kept by chance.
const MIN_KEPT_TABLE_WORDS: f32 = 0.66;
/// Minimum mean probability of the cells of a table of rendered text between kept blocks.
const MIN_ENCLOSED_TABLE_SCORE: f32 = 0.2;
/// Minimum probability of a block that its table or list keeps.
const MIN_MEMBER_SCORE: f32 = 0.1;
/// Maximum number of blocks in an item of a list whose items are decided together. Cards of products have more.
const MAX_ITEM_BLOCKS: u32 = 2;
/// Maximum share of the words of a table or list that are in links. Links are decided one by one.
const MAX_LINK_DENSITY: f32 = 0.1;
/// Minimum mean probability of controls of one shape between kept blocks. Those of a site have less than 0.13.
const MIN_MEAN_CONTROL_SCORE: f32 = 0.18;
/// The same for a control without others of its shape.
const MIN_SINGLE_CONTROL_SCORE: f32 = 0.3;
/// Minimum probability of code between kept blocks, and of code after one.
const MIN_ENCLOSED_CODE_SCORE: f32 = 0.15;
const MIN_FOLLOWING_CODE_SCORE: f32 = 0.25;
/// Maximum number of words of a block whose text is looked for again on the page.
const MAX_COUNTED_WORDS: u32 = 12;
/// Maximum number of words of a block that does not come between code and the text that it belongs to: a prompt, a label.
const MAX_PASSED_WORDS: u32 = 3;

/// Keeps dropped blocks with the kept ones that they belong to.
pub(crate) fn keep_together(document: &Document, verdicts: &mut [Verdict]) {
    if !verdicts.iter().any(Verdict::is_kept) {
        return;
    }
    keep_cells(document, verdicts);
    if document.rendered() {
        keep_lines_together(document, verdicts);
        keep_code(document.blocks(), verdicts);
        return;
    }
    let texts = TextCounts::new(document);
    keep_items(document, &texts, verdicts);
    keep_controls(document, &texts, verdicts);
    keep_code(document.blocks(), verdicts);
}

/// Whether nothing but its probability speaks against a block.
pub(super) fn is_open(verdict: &Verdict) -> bool {
    matches!(verdict.label, Label::Outside | Label::Form | Label::AfterEnd | Label::Thin)
}

pub(super) fn keep(verdict: &mut Verdict, reason: &'static str) {
    (verdict.label, verdict.reason) = (Label::MainContent, reason);
}

/// The words of blocks, those in links, and those of kept blocks.
fn count_words<'a>(blocks: impl Iterator<Item = (&'a Block, &'a Verdict)>) -> (f32, f32, f32) {
    let (mut words, mut links, mut kept) = (0, 0, 0);
    for (block, verdict) in blocks {
        words += block.words;
        links += block.link_words;
        kept += if verdict.is_kept() { block.words } else { 0 };
    }
    (words as f32, links as f32, kept as f32)
}

/// [`count_words`] of the blocks before each block, since lists nest.
struct WordSums(Vec<[u32; 3]>);

impl WordSums {
    fn new(blocks: &[Block], verdicts: &[Verdict]) -> Self {
        let mut sum = [0; 3];
        let mut sums = Vec::with_capacity(blocks.len() + 1);
        sums.push(sum);
        for (block, verdict) in blocks.iter().zip(verdicts) {
            sum[0] += block.words;
            sum[1] += block.link_words;
            sum[2] += if verdict.is_kept() { block.words } else { 0 };
            sums.push(sum);
        }
        Self(sums)
    }

    fn range(&self, range: &Range<usize>) -> (f32, f32, f32) {
        let (before, all) = (self.0[range.start], self.0[range.end]);
        let words = |i: usize| (all[i] - before[i]) as f32;
        (words(0), words(1), words(2))
    }
}

/// How often each text of a short block is on the page. What the site says again and again is not content.
///
/// Most pages never ask.
struct TextCounts<'d> {
    document: &'d Document,
    counts: OnceCell<FxHashMap<u64, u32>>,
}

impl<'d> TextCounts<'d> {
    fn new(document: &'d Document) -> Self {
        Self { document, counts: OnceCell::new() }
    }

    fn count(document: &Document) -> FxHashMap<u64, u32> {
        let mut counts = FxHashMap::default();
        for block in document.blocks().iter().filter(|block| block.words <= MAX_COUNTED_WORDS) {
            *counts.entry(Self::key(document, block)).or_default() += 1;
        }
        counts
    }

    fn key(document: &Document, block: &Block) -> u64 {
        hash::fnv1a64(document.block_text(block).bytes())
    }

    fn is_repeated(&self, block: &Block) -> bool {
        let counts = self.counts.get_or_init(|| Self::count(self.document));
        counts.get(&Self::key(self.document, block)).is_some_and(|&count| count > 1)
    }
}

fn may_join(verdict: &Verdict) -> bool {
    !verdict.is_kept() && is_open(verdict) && verdict.score >= MIN_MEMBER_SCORE
}

fn keep_cells(document: &Document, verdicts: &mut [Verdict]) {
    let blocks = document.blocks();
    let mut start = 0;
    for run in blocks.chunk_by(|a, b| is_cell(a) == is_cell(b)) {
        let range = start..start + run.len();
        start = range.end;
        if !is_cell(&run[0]) {
            continue;
        }
        let (words, links, kept) = count_words(run.iter().zip(&verdicts[range.clone()]));
        let is_kept_at =
            |index: Option<usize>| index.and_then(|i| verdicts.get(i)).is_some_and(Verdict::is_kept);
        let is_enclosed = is_kept_at(range.start.checked_sub(1)) && is_kept_at(Some(range.end));
        // Menus are no tables in rendered text, so that it takes less there.
        let is_likely = || {
            let scores: f32 = verdicts[range.clone()].iter().map(|verdict| verdict.score).sum();
            document.rendered() && scores >= MIN_ENCLOSED_TABLE_SCORE * run.len() as f32
        };
        let is_content = if is_enclosed {
            kept >= MIN_KEPT_WORDS * words || is_likely()
        } else {
            links <= MAX_LINK_DENSITY * words && kept >= MIN_KEPT_TABLE_WORDS * words
        };
        if is_content {
            for verdict in verdicts[range].iter_mut().filter(|verdict| may_join(verdict)) {
                keep(verdict, "in a table that is kept");
            }
        }
    }
}

fn is_cell(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Cell { .. })
}

fn keep_items(document: &Document, texts: &TextCounts<'_>, verdicts: &mut [Verdict]) {
    let (blocks, containers) = (document.blocks(), document.containers());
    let is_list = |container: &Container| matches!(container.tag, Tag::Ul | Tag::Ol | Tag::Dl | Tag::Menu);
    if !containers.iter().any(is_list) {
        return;
    }
    let sums = WordSums::new(blocks, verdicts);
    // For each container, the blocks of its largest item.
    let mut largest = vec![0; containers.len()];
    for container in containers {
        let largest = &mut largest[container.parent as usize];
        *largest = container.blocks.len().max(*largest as usize) as u32;
    }
    let mut decided = 0;
    for (list, &largest) in containers.iter().zip(&largest) {
        let range = list.blocks.start as usize..list.blocks.end as usize;
        if !is_list(list) || range.start < decided || range.len() < 2 || largest > MAX_ITEM_BLOCKS {
            continue;
        }
        let (words, links, kept) = sums.range(&range);
        if links <= MAX_LINK_DENSITY * words && kept >= MIN_KEPT_WORDS * words {
            decided = range.end;
            for index in range {
                if may_join(&verdicts[index]) && !texts.is_repeated(&blocks[index]) {
                    keep(&mut verdicts[index], "in a list that is kept");
                }
            }
        }
    }
}

/// Controls of one shape: their sum of probabilities, how many there are, and how many are between kept blocks.
#[derive(Default)]
struct ControlGroup {
    score: f32,
    controls: u32,
    enclosed: u32,
    /// First and last words of the first control, and how many others have both: `Add a lamp to compare`.
    ends: (u64, u64),
    alike: u32,
}

impl ControlGroup {
    fn add(&mut self, text: &str, score: f32, enclosed: bool) {
        let hash = |word: Option<&str>| hash::fnv1a64(word.unwrap_or("").bytes());
        let ends = (hash(text.split_whitespace().next()), hash(text.split_whitespace().next_back()));
        if self.controls == 0 {
            self.ends = ends;
        } else {
            self.alike += u32::from(ends == self.ends);
        }
        self.score += score;
        self.controls += 1;
        self.enclosed += u32::from(enclosed);
    }

    /// Whether the controls are probable enough, among the text, and no phrase about one thing after another.
    fn is_content(&self) -> bool {
        let least = if self.controls > 1 { MIN_MEAN_CONTROL_SCORE } else { MIN_SINGLE_CONTROL_SCORE };
        self.score >= least * self.controls as f32
            && 2 * self.enclosed >= self.controls
            && (self.controls == 1 || 2 * self.alike < self.controls)
    }
}

/// Classes around controls that are not content: filters, log-ins and what belongs to prices.
const CONTROL_CLASSES: u32 = classes::FORM | classes::PRICE;

fn keep_controls(document: &Document, texts: &TextCounts<'_>, verdicts: &mut [Verdict]) {
    let blocks = document.blocks();
    let is_control = |block: &Block| block.kind == BlockKind::Control;
    if !blocks.iter().any(is_control) {
        return;
    }
    let enclosed = enclosed_blocks(verdicts, |i| is_control(&blocks[i]));
    let mut groups: FxHashMap<(u32, u32), ControlGroup> = FxHashMap::default();
    for (index, block) in blocks.iter().enumerate().filter(|(_, block)| is_control(block)) {
        let group = groups.entry(shape(document.containers(), block)).or_default();
        let is_enclosed = enclosed[index] == Enclosed::Both;
        group.add(document.block_text(block), verdicts[index].score, is_enclosed);
    }
    for (index, block) in blocks.iter().enumerate().filter(|(_, block)| is_control(block)) {
        let verdict = &mut verdicts[index];
        if !verdict.is_kept()
            && is_open(verdict)
            && enclosed[index] != Enclosed::No
            && groups[&shape(document.containers(), block)].is_content()
            && block.class_groups & CONTROL_CLASSES == 0
            && block.link_words == 0
            && !texts.is_repeated(block)
            && !is_button_text(document.block_text(block))
        {
            keep(verdict, "among the text like others of its kind");
        }
    }
}

/// What distinguishes a control's element and the one around it from others.
fn shape(containers: &[Container], block: &Block) -> (u32, u32) {
    let own = &containers[block.container as usize];
    (own.shape_hash, containers[own.parent as usize].shape_hash)
}

/// Whether the nearest blocks before and after one are kept.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Enclosed {
    No,
    /// Only the one before is.
    Before,
    Both,
}

/// For each block, whether the nearest ones that are not `passed` are kept.
fn enclosed_blocks(verdicts: &[Verdict], passed: impl Fn(usize) -> bool) -> Vec<Enclosed> {
    let is_content = |i: usize| verdicts[i].is_kept() || verdicts[i].label == Label::Title;
    let mut enclosed = vec![Enclosed::No; verdicts.len()];
    let mut before = false;
    for (index, place) in enclosed.iter_mut().enumerate() {
        if before {
            *place = Enclosed::Before;
        }
        if !passed(index) {
            before = is_content(index);
        }
    }
    let mut after = false;
    for (index, place) in enclosed.iter_mut().enumerate().rev() {
        if after && *place == Enclosed::Before {
            *place = Enclosed::Both;
        }
        if !passed(index) {
            after = is_content(index);
        }
    }
    enclosed
}

fn keep_code(blocks: &[Block], verdicts: &mut [Verdict]) {
    let is_code = |block: &Block| block.kind == BlockKind::Code;
    if !blocks.iter().any(is_code) {
        return;
    }
    let is_passed =
        |i: usize| is_code(&blocks[i]) || (!verdicts[i].is_kept() && blocks[i].words <= MAX_PASSED_WORDS);
    let enclosed = enclosed_blocks(verdicts, is_passed);
    for (index, _) in blocks.iter().enumerate().filter(|(_, block)| is_code(block)) {
        let verdict = &mut verdicts[index];
        let least = match enclosed[index] {
            Enclosed::No => continue,
            Enclosed::Before => MIN_FOLLOWING_CODE_SCORE,
            Enclosed::Both => MIN_ENCLOSED_CODE_SCORE,
        };
        // Classes around code name the tools of its highlighter: toolbars, captions.
        let is_apart = matches!(
            verdict.label,
            Label::Comment | Label::Related | Label::Sidebar | Label::Hidden | Label::Excluded
        );
        if !verdict.is_kept() && !is_apart && verdict.score >= least {
            keep(verdict, "code in the text");
        }
    }
}

//! The rule-based detector for rendered text.
//!
//! A story is the range of lines with the most running text: boilerpipe's text density, as the maximum of a sum over
//! contiguous blocks. Phrases that begin boilerplate have a cost that keeps the range from extending into the next box.
//! Inside the range, lines are judged by what they say, how they are marked up, and what is around them.

use std::ops::Range;

use rustc_hash::FxHashSet;

use crate::detect::phrases::{self, BoilerplateKind, PhraseMatch};
use crate::detect::{Detection, Detector, Label, Verdict};
use crate::document::Document;
use crate::document::block::{Block, BlockKind};
use crate::lexicon;
use crate::unicode::words;

/// The detector for rendered text. It needs no configuration. Its phrases come from the lexicon; pages in languages without
/// phrases are judged by the shape of their lines alone.
#[derive(Clone, Copy, Debug, Default)]
pub struct TextRules;

impl Detector for TextRules {
    fn detect(&self, document: &Document) -> Detection {
        Detection::new(StoryFinder::new(document).verdicts())
    }

    fn version(&self) -> String {
        format!("text-rules-1+{}", lexicon::fingerprint())
    }
}

/// What a line is, judged by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LineShape {
    /// At least a sentence of running text.
    Prose,
    /// Anything shorter.
    Short,
    /// Begins with a phrase of boilerplate.
    Boilerplate(PhraseMatch),
    /// Addresses the reader about the publisher's services.
    Appeal,
}

/// Finds the story among the lines of a page.
struct StoryFinder<'d> {
    document: &'d Document,
    shapes: Vec<LineShape>,
    /// What each counted word is worth: less than 1 in scripts without spaces, in which each character counts as a word.
    word_weight: f32,
}

/// Running text has at least this many words.
const PROSE_WORDS: f32 = 10.0;
/// Lines with this many words are running text even without the end of a sentence.
const LONG_PROSE_WORDS: f32 = 25.0;
/// Lines with at least this share of their words in links are not running text.
const PROSE_LINK_DENSITY: f32 = 0.6;
/// A short line with more words costs no more than one with this many.
const SHORT_WORDS: f32 = 6.0;

/// What it costs to extend the story across lines that are not running text, in words of running text.
#[derive(Clone, Copy)]
struct Costs {
    /// The cost of a short line.
    line: f32,
    /// The cost of each of its words.
    word: f32,
    /// The cost of a heading of a box with other content.
    barrier: f32,
    /// Whether lines after such a heading are worth less.
    boxes: bool,
}

/// If the story has less than this share of the page's running text, the page's text is scattered. Between 0.4 and 0.7,
/// documentation and shops gain what news loses.
const MIN_COVERAGE: f32 = 0.55;

/// A story can resume after a box of at most this many blocks.
const MAX_INNER_BOX: usize = 5;
/// The share of the box's cost that is refunded if the story resumes.
const REFUND: f32 = 0.8;

/// For a contiguous story.
const STRICT: Costs = Costs { line: 4.0, word: 1.0, barrier: 40.0, boxes: true };
/// For pages whose running text is scattered: documentation, forums, listings, shops.
const LENIENT: Costs = Costs { line: 1.0, word: 0.3, barrier: 20.0, boxes: false };

impl<'d> StoryFinder<'d> {
    fn new(document: &'d Document) -> Self {
        let characters = document.text().chars().count() as f32;
        let words = document.words().max(1) as f32;
        // Scripts with spaces have five or more characters per word.
        let word_weight = if characters < 2.5 * words { 0.5 } else { 1.0 };
        let mut finder = Self { document, shapes: vec![], word_weight };
        finder.shapes = document.blocks().iter().map(|b| finder.shape(b)).collect();
        finder.mark_appeals();
        finder
    }

    /// The length of a block, in words of a script with spaces.
    fn size(&self, block: &Block) -> f32 {
        block.words as f32 * self.word_weight
    }

    fn shape(&self, block: &Block) -> LineShape {
        let text = self.document.block_text(block);
        if let Some(found) = phrases::find_boilerplate_phrase(block, text) {
            return LineShape::Boilerplate(found);
        }
        let size = self.size(block);
        // Unlike `document::prose::is_prose`, which the trained model depends on, this weighs words by script, accepts long
        // lines without the end of a sentence, and limits the share of links instead of counting words outside of them.
        let is_prose = size >= PROSE_WORDS
            && (block.terminated || block.sentences > 0 || size >= LONG_PROSE_WORDS)
            && block.link_density() < PROSE_LINK_DENSITY
            && !is_notice(text);
        if is_prose { LineShape::Prose } else { LineShape::Short }
    }

    /// Marks runs of sentences that ask the reader to contact, download, subscribe or come, unless more than a third of the
    /// running text does.
    fn mark_appeals(&mut self) {
        let blocks = self.document.blocks();
        let appeals: Vec<bool> = blocks
            .iter()
            .zip(&self.shapes)
            .map(|(b, s)| *s == LineShape::Prose && is_appeal(self.document.block_text(b)))
            .collect();
        let prose = self.shapes.iter().filter(|s| **s == LineShape::Prose).count();
        // On a page that addresses the reader throughout, that is its content.
        if 3 * appeals.iter().filter(|a| **a).count() > prose {
            return;
        }
        let found: Vec<usize> = (0..blocks.len()).filter(|&i| appeals[i]).collect();
        for &at in &found {
            self.shapes[at] = LineShape::Appeal;
        }
        for pair in found.windows(2) {
            let between = pair[0] + 1..pair[1];
            if between.len() <= 4
                && between.clone().all(|i| self.shapes[i] != LineShape::Prose || blocks[i].words < 20)
            {
                self.shapes[between].fill(LineShape::Appeal);
            }
        }
        // Short lines between a line of boilerplate and such a run belong to the run.
        for &at in &found {
            let head = (at.saturating_sub(3)..at).rev().find(|&i| self.shapes[i] != LineShape::Short);
            if let Some(head) = head
                && matches!(self.shapes[head], LineShape::Boilerplate(_))
            {
                self.shapes[head + 1..at].fill(LineShape::Appeal);
            }
        }
    }

    fn verdicts(&self) -> Vec<Verdict> {
        let mut story = self.find_story(STRICT);
        let is_scattered = self.prose_in(&story) < MIN_COVERAGE * self.prose_in(&(0..self.shapes.len()));
        if is_scattered {
            story = self.find_story(LENIENT);
        }
        let mut verdicts: Vec<Verdict> = (0..self.shapes.len()).map(|i| self.verdict(i, &story)).collect();
        self.label_lone_bullets(&story, &mut verdicts);
        if !is_scattered {
            self.label_short_runs(&story, &mut verdicts);
        }
        self.label_repeated(&mut verdicts);
        verdicts
    }

    /// The size of the running text in a range of blocks.
    fn prose_in(&self, range: &Range<usize>) -> f32 {
        range
            .clone()
            .filter(|&i| self.shapes[i] == LineShape::Prose)
            .map(|i| self.size(&self.document.blocks()[i]))
            .sum()
    }

    /// Finds the range of blocks in which running text outweighs everything else by the most.
    fn find_story(&self, costs: Costs) -> Range<usize> {
        let (mut best, mut best_sum) = (0..0, 0.0);
        let (mut start, mut sum) = (0, 0.0);
        let mut boxed = false;
        // Where the last box of related pages began, and what the story was worth there.
        let mut before_box: Option<(usize, f32)> = None;
        for index in 0..self.shapes.len() {
            if sum <= 0.0 {
                (start, sum) = (index, 0.0);
                before_box = None;
            }
            if let LineShape::Boilerplate(found) = self.shapes[index]
                && found.kind == BoilerplateKind::Related
                && before_box.is_none()
            {
                before_box = Some((index, sum));
            }
            if let Some((at, worth)) = before_box
                && self.resumes(index)
            {
                // A box inside the story costs little if the story resumes.
                if index - at <= MAX_INNER_BOX && costs.boxes {
                    sum = sum.max(REFUND * worth + (1.0 - REFUND) * sum);
                    boxed = false;
                }
                before_box = None;
            }
            sum += self.value(index, costs, &mut boxed);
            if sum > best_sum {
                (best, best_sum) = (start..index + 1, sum);
            }
        }
        best
    }

    /// Whether running text resumes here: two blocks of it, with nothing but notices between them. Leads of other stories have
    /// a headline each, so they do not look like this.
    fn resumes(&self, index: usize) -> bool {
        let is_text = |i: usize| self.shapes.get(i) == Some(&LineShape::Prose) && !self.is_listed(i);
        let next = (index + 1..self.shapes.len()).find(|&i| {
            !matches!(
                self.shapes[i],
                LineShape::Boilerplate(PhraseMatch { kind: BoilerplateKind::Notice, .. })
            )
        });
        is_text(index) && next.is_some_and(is_text)
    }

    /// What a block adds to the story. `boxed` is whether the block follows the heading of a box with other content: list
    /// items, and leads with headlines of their own, then belong to the box until running text resumes.
    fn value(&self, index: usize, costs: Costs, boxed: &mut bool) -> f32 {
        let size = self.size(&self.document.blocks()[index]);
        match self.shapes[index] {
            LineShape::Prose => {
                let listed = self.is_listed(index);
                let headed = index > 0 && self.shapes[index - 1] == LineShape::Short;
                *boxed &= listed || headed;
                match (*boxed, listed) {
                    (true, true) => -costs.line,
                    (true, false) => 0.3 * size,
                    (false, true) => 0.6 * size - costs.line,
                    (false, false) => size,
                }
            }
            LineShape::Appeal => -5.0,
            LineShape::Boilerplate(found) if is_barrier(found) => {
                *boxed = costs.boxes;
                -costs.barrier
            }
            LineShape::Boilerplate(_) => -(costs.line + costs.word * SHORT_WORDS),
            LineShape::Short if is_sentence(&self.document.blocks()[index]) => 0.5 * size - 1.0,
            LineShape::Short => -(costs.line + costs.word * size.min(SHORT_WORDS)),
        }
    }

    /// Whether a block is a list item or is indented below one.
    fn is_listed(&self, index: usize) -> bool {
        let block = &self.document.blocks()[index];
        matches!(block.kind, BlockKind::ListItem { number: None, .. })
            || (block.indent >= 2
                && self.document.blocks()[..index]
                    .iter()
                    .rev()
                    .take(2)
                    .any(|b| matches!(b.kind, BlockKind::ListItem { .. })))
    }

    /// The verdict for a block by its shape and its position relative to the story.
    fn verdict(&self, index: usize, story: &Range<usize>) -> Verdict {
        let dropped = |label, reason| Verdict { label, score: 0.1, reason };
        match self.shapes[index] {
            LineShape::Boilerplate(found) => {
                let (label, reason) = found.label();
                dropped(label, reason)
            }
            LineShape::Appeal => dropped(Label::Newsletter, "asks the reader for something"),
            _ if index < story.start => dropped(Label::Outside, "before the story"),
            _ if index >= story.end => dropped(Label::AfterEnd, "after the story"),
            LineShape::Prose => Verdict { label: Label::MainContent, score: 0.9, reason: "running text" },
            LineShape::Short => {
                Verdict { label: Label::MainContent, score: 0.6, reason: "short line inside the story" }
            }
        }
    }

    /// Labels three or more short lines in a row inside the story, which are a box.
    fn label_short_runs(&self, story: &Range<usize>, verdicts: &mut [Verdict]) {
        let blocks = self.document.blocks();
        let mut at = story.start;
        while at < story.end {
            let end = (at..story.end).find(|&i| self.shapes[i] != LineShape::Short).unwrap_or(story.end);
            let listed = (at..end).filter(|&i| matches!(blocks[i].kind, BlockKind::ListItem { .. })).count();
            let terminated = (at..end).filter(|&i| blocks[i].terminated).count();
            let run = end - at;
            if run >= 3 && listed < 2 && 2 * terminated < run {
                for verdict in &mut verdicts[at..end] {
                    *verdict = Verdict { label: Label::Thin, score: 0.2, reason: "short lines in a row" };
                }
            }
            at = end + 1;
        }
    }

    /// Labels bullets without neighbours, which are not lists but notes of the publisher.
    fn label_lone_bullets(&self, story: &Range<usize>, verdicts: &mut [Verdict]) {
        let blocks = self.document.blocks();
        let is_item = |i: usize| {
            blocks.get(i).is_some_and(|b| matches!(b.kind, BlockKind::ListItem { number: None, .. }))
        };
        for index in story.clone() {
            let alone = is_item(index) && !is_item(index + 1) && !index.checked_sub(1).is_some_and(is_item);
            if alone && verdicts[index].is_kept() {
                verdicts[index] =
                    Verdict { label: Label::Related, score: 0.3, reason: "a bullet alone is not a list" };
            }
        }
    }

    /// Labels lines that repeat an earlier line of the page, mostly the headline.
    fn label_repeated(&self, verdicts: &mut [Verdict]) {
        let mut seen = FxHashSet::default();
        for (index, block) in self.document.blocks().iter().enumerate() {
            let text = words::fold(self.document.block_text(block));
            let known = !seen.insert(text);
            if known && verdicts[index].is_kept() {
                verdicts[index] =
                    Verdict { label: Label::Repeated, score: 0.3, reason: "repeats text from above" };
            }
        }
    }
}

/// Whether a phrase is the heading of a box with other content.
fn is_barrier(found: PhraseMatch) -> bool {
    matches!(found.kind, BoilerplateKind::Related | BoilerplateKind::Comments | BoilerplateKind::Newsletter)
        && (found.whole || found.words >= 2)
}

/// A short line that ends like a sentence: speech, verse, a list's last item.
fn is_sentence(block: &Block) -> bool {
    block.sentences > 0 && block.terminated && block.words >= 4
}

/// Whether a text is about copyright or cookies, by marks that all languages share.
fn is_notice(text: &str) -> bool {
    text.contains('©') || text.to_ascii_lowercase().contains("cookie")
}

/// Whether a text addresses the reader and names a service: it has a first or second person and an action, and quotes
/// nobody. These words are English; other languages depend on the lexicon.
fn is_appeal(text: &str) -> bool {
    const PERSONS: [&str; 7] = ["you", "your", "us", "our", "please", "we", "yourself"];
    const ACTIONS: [&str; 21] = [
        "contact",
        "download",
        "subscribe",
        "email",
        "emails",
        "app",
        "newsletter",
        "message",
        "messages",
        "inbox",
        "register",
        "unsubscribe",
        "donate",
        "signup",
        "click",
        "subscriber",
        "subscribers",
        "membership",
        "whatsapp",
        "website",
        "feedback",
    ];
    if text.starts_with(['"', '“', '«', '„', '‘', '\'']) {
        return false;
    }
    let (mut persons, mut actions) = (0, 0);
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|w| w.len() >= 2 && w.len() <= 12) {
        let word = word.to_ascii_lowercase();
        persons += u32::from(PERSONS.contains(&word.as_str()));
        actions += u32::from(ACTIONS.contains(&word.as_str()));
    }
    persons >= 1 && actions >= 1 && !text.contains(['“', '"'])
}

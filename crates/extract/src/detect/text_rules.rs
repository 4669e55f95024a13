//! The rule-based detector for rendered text.
//!
//! A story is the stretch of lines with the most running text (boilerpipe's density, as the maximum of a sum
//! over contiguous blocks); phrases that boilerplate begins with stand against crossing into the next box, and
//! inside the stretch lines are told by what they say, how they are marked and what stands around them.

use std::ops::Range;

use rustc_hash::FxHashSet;

use crate::detect::phrases::{self, Match, Sign};
use crate::detect::{Detection, Detector, Label, Verdict};
use crate::document::Document;
use crate::document::block::{Block, BlockKind};
use crate::lexicon;
use crate::unicode::words;

/// The rules. They need no configuration; phrases come from the lexicon, and pages in other languages go by
/// shape alone.
#[derive(Clone, Copy, Debug, Default)]
pub struct TextRules;

impl Detector for TextRules {
    fn detect(&self, document: &Document) -> Detection {
        Detection::of(Page::new(document).verdicts())
    }

    fn version(&self) -> String {
        format!("text-rules-1+{}", lexicon::fingerprint())
    }
}

/// What a line is by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// A sentence or more.
    Prose,
    /// Anything shorter.
    Short,
    /// Begins like boilerplate.
    Chaff(Match),
    /// Speaks to the reader about the publisher's services.
    Appeal,
}

struct Page<'d> {
    document: &'d Document,
    shapes: Vec<Shape>,
    /// Words that a character of an unspaced script is worth.
    weight: f32,
}

/// Running text has at least this many words.
const PROSE_WORDS: f32 = 10.0;
/// Words of a short line beyond which it costs no more.
const SHORT_WORDS: f32 = 6.0;

/// What it costs a stretch, in words of running text, to cross what is none.
#[derive(Clone, Copy)]
struct Costs {
    /// A short line.
    line: f32,
    /// Each of its words.
    word: f32,
    /// The heading of a box of other things.
    barrier: f32,
    /// Whether what follows such a heading is worth less.
    boxes: bool,
}

/// A stretch with less than this share of the page's running text is not the page's only story. Between 0.4 and 0.7
/// documentation and shops gain what news loses.
const COVERED: f32 = 0.55;

/// Blocks of the longest box that a story goes on behind, and how much of its cost is given back then.
const LONGEST_INNER_BOX: usize = 5;
const REFUND: f32 = 0.8;

/// For a story that stands together.
const STRICT: Costs = Costs { line: 4.0, word: 1.0, barrier: 40.0, boxes: true };
/// For a page whose running text is scattered: documentation, forums, listings, shops.
const LENIENT: Costs = Costs { line: 1.0, word: 0.3, barrier: 20.0, boxes: false };

impl<'d> Page<'d> {
    fn new(document: &'d Document) -> Self {
        let characters = document.text().chars().count() as f32;
        let words = document.words().max(1) as f32;
        // Spaced scripts have five characters a word and more.
        let weight = if characters < 2.5 * words { 0.5 } else { 1.0 };
        let mut page = Self { document, shapes: vec![], weight };
        page.shapes = document.blocks().iter().map(|b| page.shape(b)).collect();
        page.mark_appeals();
        page
    }

    fn size(&self, block: &Block) -> f32 {
        block.words as f32 * self.weight
    }

    fn shape(&self, block: &Block) -> Shape {
        let text = self.document.block_text(block);
        if let Some(found) = phrases::find_boilerplate_phrase(block, text) {
            return Shape::Chaff(found);
        }
        let size = self.size(block);
        let prose = size >= PROSE_WORDS && (block.terminated || block.sentences > 0 || size >= 25.0);
        if prose && block.link_density() < 0.6 && !is_notice(text) { Shape::Prose } else { Shape::Short }
    }

    /// Runs of sentences that ask the reader to contact, download, subscribe or come, between others that do not.
    fn mark_appeals(&mut self) {
        let blocks = self.document.blocks();
        let appeals: Vec<bool> = blocks
            .iter()
            .zip(&self.shapes)
            .map(|(b, s)| *s == Shape::Prose && is_appeal(self.document.block_text(b)))
            .collect();
        let prose = self.shapes.iter().filter(|s| **s == Shape::Prose).count();
        // A page that speaks to its reader throughout is its own content.
        if 3 * appeals.iter().filter(|a| **a).count() > prose {
            return;
        }
        let found: Vec<usize> = (0..blocks.len()).filter(|&i| appeals[i]).collect();
        for &at in &found {
            self.shapes[at] = Shape::Appeal;
        }
        for pair in found.windows(2) {
            let between = pair[0] + 1..pair[1];
            if between.len() <= 4
                && between.clone().all(|i| self.shapes[i] != Shape::Prose || blocks[i].words < 20)
            {
                self.shapes[between].fill(Shape::Appeal);
            }
        }
        // Short lines that head such a run, below a line of boilerplate.
        for &at in &found {
            let head = (at.saturating_sub(3)..at).rev().find(|&i| self.shapes[i] != Shape::Short);
            if let Some(head) = head
                && matches!(self.shapes[head], Shape::Chaff(_))
            {
                self.shapes[head + 1..at].fill(Shape::Appeal);
            }
        }
    }

    fn verdicts(&self) -> Vec<Verdict> {
        let mut stretch = self.stretch(STRICT);
        let diffuse = self.prose_in(&stretch) < COVERED * self.prose_in(&(0..self.shapes.len()));
        if diffuse {
            stretch = self.stretch(LENIENT);
        }
        let mut verdicts: Vec<Verdict> = (0..self.shapes.len()).map(|i| self.verdict(i, &stretch)).collect();
        self.label_lone_bullets(&stretch, &mut verdicts);
        if !diffuse {
            self.label_short_runs(&stretch, &mut verdicts);
        }
        self.label_repeated(&mut verdicts);
        verdicts
    }

    fn prose_in(&self, range: &Range<usize>) -> f32 {
        range
            .clone()
            .filter(|&i| self.shapes[i] == Shape::Prose)
            .map(|i| self.size(&self.document.blocks()[i]))
            .sum()
    }

    /// The blocks between which running text outweighs everything else most.
    fn stretch(&self, costs: Costs) -> Range<usize> {
        let (mut best, mut best_sum) = (0..0, 0.0);
        let (mut start, mut sum) = (0, 0.0);
        let mut boxed = false;
        // Where the last box of related pages began, and what the stretch was worth there.
        let mut before_box: Option<(usize, f32)> = None;
        for index in 0..self.shapes.len() {
            if sum <= 0.0 {
                (start, sum) = (index, 0.0);
                before_box = None;
            }
            if let Shape::Chaff(found) = self.shapes[index]
                && found.sign == Sign::Related
                && before_box.is_none()
            {
                before_box = Some((index, sum));
            }
            if let Some((at, worth)) = before_box
                && self.resumes(index)
            {
                // A box inside the story costs little once the story goes on.
                if index - at <= LONGEST_INNER_BOX && costs.boxes {
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

    /// Whether running text goes on here: two blocks of it, the second right behind the first but for notices. Leads of
    /// other stories stand under a headline each.
    fn resumes(&self, index: usize) -> bool {
        let is_text = |i: usize| self.shapes.get(i) == Some(&Shape::Prose) && !self.is_listed(i);
        let next = (index + 1..self.shapes.len())
            .find(|&i| !matches!(self.shapes[i], Shape::Chaff(Match { sign: Sign::Notice, .. })));
        is_text(index) && next.is_some_and(is_text)
    }

    /// What a block adds to a stretch. `boxed` is whether the heading of a box of other things was passed: items
    /// of lists and leads under headlines of their own then belong to the box, until running text goes on.
    fn value(&self, index: usize, costs: Costs, boxed: &mut bool) -> f32 {
        let size = self.size(&self.document.blocks()[index]);
        match self.shapes[index] {
            Shape::Prose => {
                let listed = self.is_listed(index);
                let headed = index > 0 && self.shapes[index - 1] == Shape::Short;
                *boxed &= listed || headed;
                match (*boxed, listed) {
                    (true, true) => -costs.line,
                    (true, false) => 0.3 * size,
                    (false, true) => 0.6 * size - costs.line,
                    (false, false) => size,
                }
            }
            Shape::Appeal => -5.0,
            Shape::Chaff(found) if is_barrier(found) => {
                *boxed = costs.boxes;
                -costs.barrier
            }
            Shape::Chaff(_) => -(costs.line + costs.word * SHORT_WORDS),
            Shape::Short if is_sentence(&self.document.blocks()[index]) => 0.5 * size - 1.0,
            Shape::Short => -(costs.line + costs.word * size.min(SHORT_WORDS)),
        }
    }

    /// Whether a block is a list item or stands indented below one.
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

    fn verdict(&self, index: usize, stretch: &Range<usize>) -> Verdict {
        let chaff = |label, reason| Verdict { label, score: 0.1, reason };
        match self.shapes[index] {
            Shape::Chaff(found) => {
                let (label, reason) = found.label();
                chaff(label, reason)
            }
            Shape::Appeal => chaff(Label::Newsletter, "asks the reader for something"),
            _ if index < stretch.start => chaff(Label::Outside, "before the story"),
            _ if index >= stretch.end => chaff(Label::AfterEnd, "after the story"),
            Shape::Prose => Verdict { label: Label::MainContent, score: 0.9, reason: "running text" },
            Shape::Short => {
                Verdict { label: Label::MainContent, score: 0.6, reason: "short line inside the story" }
            }
        }
    }

    /// Inside a story three short lines in a row are a box.
    fn label_short_runs(&self, stretch: &Range<usize>, verdicts: &mut [Verdict]) {
        let blocks = self.document.blocks();
        let mut at = stretch.start;
        while at < stretch.end {
            let end = (at..stretch.end).find(|&i| self.shapes[i] != Shape::Short).unwrap_or(stretch.end);
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

    /// A bullet alone is no list but a note of the publisher's.
    fn label_lone_bullets(&self, stretch: &Range<usize>, verdicts: &mut [Verdict]) {
        let blocks = self.document.blocks();
        let is_item = |i: usize| {
            blocks.get(i).is_some_and(|b| matches!(b.kind, BlockKind::ListItem { number: None, .. }))
        };
        for index in stretch.clone() {
            let alone = is_item(index) && !is_item(index + 1) && !index.checked_sub(1).is_some_and(is_item);
            if alone && verdicts[index].is_kept() {
                verdicts[index] =
                    Verdict { label: Label::Related, score: 0.3, reason: "a bullet alone is no list" };
            }
        }
    }

    /// Lines that stand on the page before: the headline, mostly.
    fn label_repeated(&self, verdicts: &mut [Verdict]) {
        let mut seen = FxHashSet::default();
        for (index, block) in self.document.blocks().iter().enumerate() {
            let text = words::fold(self.document.block_text(block));
            let known = !seen.insert(text);
            if known && verdicts[index].is_kept() {
                verdicts[index] =
                    Verdict { label: Label::Repeated, score: 0.3, reason: "stands on the page before" };
            }
        }
    }
}

/// Whether a phrase heads a box of other things.
fn is_barrier(found: Match) -> bool {
    matches!(found.sign, Sign::Related | Sign::Comments | Sign::Newsletter)
        && (found.whole || found.words >= 2)
}

/// A short line that ends like a sentence: speech, verse, a list's last item.
fn is_sentence(block: &Block) -> bool {
    block.sentences > 0 && block.terminated && block.words >= 4
}

/// Copyright and cookie sentences, by marks that all languages share.
fn is_notice(text: &str) -> bool {
    text.contains('©') || text.to_ascii_lowercase().contains("cookie")
}

/// Whether a text addresses the reader and names a service: a second or first person and an action, unless
/// somebody is quoted. English; other languages go by the lexicon.
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

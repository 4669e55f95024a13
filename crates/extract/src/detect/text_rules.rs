//! The rule-based detector for rendered text.
//!
//! A story is the range of lines with the most running text: boilerpipe's text density, as the maximum of a sum over
//! contiguous blocks. Phrases that begin boilerplate have a cost that keeps the range from extending into the next box.
//! Inside the range, lines are judged by what they say, how they are marked up, and what is around them.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::detect::adjust::has_year;
use crate::detect::phrases::{self, BoilerplateKind, PhraseMatch};
use crate::detect::{Detection, Detector, Label, Verdict};
use crate::document::Document;
use crate::document::block::{Block, BlockKind};
use crate::document::rendered::verse::{is_stanza, pauses};
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
    /// A short line of a list, a table, code or talk, which says what no menu says.
    Detail,
    /// Begins with a phrase of boilerplate.
    Boilerplate(PhraseMatch),
    /// Addresses the reader about the publisher's services.
    Appeal,
}

/// Finds the story among the lines of a page.
struct StoryFinder<'d> {
    document: &'d Document,
    shapes: Vec<LineShape>,
    /// For each short line between paragraphs, the most that it may cost.
    caps: Vec<f32>,
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
    /// Whether lists, tables, code and talk cost as little as they should. Whether a page is scattered is judged without
    /// them, since pages of many tables and pieces of code are.
    details: bool,
}

/// If the story has less than this share of the page's running text, the page's text is scattered. Between 0.4 and 0.7,
/// documentation and shops gain what news loses.
const MIN_COVERAGE: f32 = 0.55;

/// A story can resume after a box of at most this many blocks.
const MAX_INNER_BOX: usize = 5;
/// The share of the box's cost that is refunded if the story resumes.
const REFUND: f32 = 0.8;

/// A line with at most this many words may be said twice in a row.
const MAX_ECHO_WORDS: f32 = 4.0;

/// The most that a few short lines before two paragraphs cost, so that they don't cut off the beginning of a story. News
/// lost nothing measurable with it; WCXB gained up to 0.001.
const MAX_RUN_COST: f32 = 20.0;
/// Maximum short lines in a run whose cost is limited.
const MAX_CAPPED: usize = 6;
/// Minimum lines of a run that may be a list inside the story. Fewer cost little.
const MIN_DETAILS: usize = 3;
/// Maximum words of a brief answer, an amount, or a result.
const MAX_DETAIL_WORDS: f32 = 7.0;

/// A line that comes more often is a template's, such as the button under each comment.
const MAX_SAID: u32 = 6;

/// A bare line that comes at least this often is a template's, even where it comes first.
const MIN_TEMPLATE: u32 = 3;

/// Minimum brief sentences in a story that is a talk.
const MIN_TALK: usize = 2;

/// The cost of a line of a list, a table or a talk inside the story.
const DETAIL_COST: f32 = 0.7;

/// For a contiguous story.
const STRICT: Costs = Costs { line: 4.0, word: 1.0, barrier: 40.0, boxes: true, details: true };
/// For pages whose running text is scattered: documentation, forums, listings, shops.
const LENIENT: Costs = Costs { line: 1.0, word: 0.3, barrier: 20.0, boxes: false, details: true };

impl<'d> StoryFinder<'d> {
    fn new(document: &'d Document) -> Self {
        let characters = document.text().chars().count() as f32;
        let words = document.words().max(1) as f32;
        // Scripts with spaces have five or more characters per word.
        let word_weight = if characters < 2.5 * words { 0.5 } else { 1.0 };
        let mut finder =
            Self { document, shapes: vec![], caps: vec![f32::MAX; document.blocks().len()], word_weight };
        finder.shapes = document.blocks().iter().map(|b| finder.shape(b)).collect();
        finder.mark_full_rows();
        finder.mark_details();
        finder.mark_appeals();
        finder
    }

    /// One line in this many, or more, shows that a run is a list. Scripts without spaces have no lower case to show it.
    fn lines_per_detail(&self) -> usize {
        if self.word_weight < 1.0 { 3 } else { 2 }
    }

    /// The length of a block, in words of a script with spaces.
    fn size(&self, block: &Block) -> f32 {
        block.words as f32 * self.word_weight
    }

    fn shape(&self, block: &Block) -> LineShape {
        let text = self.document.block_text(block);
        // The box of a task is not a phrase: `[x]`.
        let text = ["[x] ", "[X] "].iter().find_map(|b| text.strip_prefix(b)).unwrap_or(text);
        let is_speech = block.terminated && text.starts_with(['"', '“', '„', '«', '「', '—', '–']);
        if !is_layout(block)
            && !is_speech
            && let Some(found) = phrases::find_boilerplate_phrase(block, text)
        {
            return LineShape::Boilerplate(found);
        }
        let size = self.size(block);
        // Unlike `document::prose::is_prose`, which the trained model depends on, this weighs words by script, accepts long
        // lines without the end of a sentence, and limits the share of links instead of counting words outside of them.
        let is_long = size >= PROSE_WORDS
            && block.kind != BlockKind::Code
            && (block.terminated || block.sentences > 0 || size >= LONG_PROSE_WORDS);
        // A refrain may be short.
        let is_prose = (is_long || is_stanza(block, text))
            && block.link_density() < PROSE_LINK_DENSITY
            && !is_notice(text);
        if is_prose { LineShape::Prose } else { LineShape::Short }
    }

    /// Marks the rows of tables that are as long as a paragraph. Their cells alone are short. Rows with dates list other
    /// pages.
    fn mark_full_rows(&mut self) {
        let blocks = self.document.blocks();
        let mut at = 0;
        while at < blocks.len() {
            let end = (at + 1..blocks.len()).find(|&i| !self.continues_row(i)).unwrap_or(blocks.len());
            if matches!(blocks[at].kind, BlockKind::Cell { .. }) {
                let size: f32 = blocks[at..end].iter().map(|b| self.size(b)).sum();
                let ends = blocks[at..end].iter().any(|b| b.sentences > 0);
                let texts = || blocks[at..end].iter().map(|b| self.document.block_text(b));
                let is_other = texts().any(|t| is_notice(t) || has_date(t));
                if !is_other && (size >= LONG_PROSE_WORDS || (size >= PROSE_WORDS && ends)) {
                    self.shapes[at..end].fill(LineShape::Prose);
                }
            }
            at = end;
        }
    }

    /// Marks runs of short lines most of which could not be in a menu: amounts, results, tables, code, brief answers.
    fn mark_details(&mut self) {
        let blocks = self.document.blocks();
        let mut at = 0;
        while at < blocks.len() {
            let end =
                (at..blocks.len()).find(|&i| self.shapes[i] != LineShape::Short).unwrap_or(blocks.len());
            let details = (at..end).filter(|&i| self.is_detail(&blocks[i])).count();
            let is_prose = |i: usize| self.shapes.get(i) == Some(&LineShape::Prose);
            let is_enclosed = at > 0 && is_prose(at - 1) && is_prose(end);
            let is_code = (at..end).all(|i| blocks[i].kind == BlockKind::Code);
            if is_code
                || (end - at >= MIN_DETAILS && self.lines_per_detail() * details >= end - at && is_enclosed)
            {
                self.shapes[at..end].fill(LineShape::Detail);
            } else if is_enclosed && end - at <= MAX_CAPPED && self.resumes(end) {
                self.caps[at..end].fill(MAX_RUN_COST / (end - at) as f32);
            }
            at = end + 1;
        }
    }

    /// Whether a short line says what no menu says: it is code or a cell, ends like a brief sentence or a verse, begins in
    /// lower case, or has a number that is neither a year nor a time of day. Teasers are longer, or break off; labels of
    /// forms end with a colon.
    fn is_detail(&self, block: &Block) -> bool {
        let text = self.document.block_text(block);
        let is_brief = self.size(block) <= MAX_DETAIL_WORDS
            && block.link_words == 0
            && !text.contains(['|', '/', '@', '…', '»', '>'])
            && !has_date(text);
        let has_amount = || block.digits > 0 && block.words > 1;
        is_layout(block)
            || (is_brief
                && (is_said(block, text)
                    || pauses(text)
                    || text.starts_with(char::is_lowercase)
                    || block.commas > 0
                    || has_amount()))
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
        let core = self.find_story(Costs { details: false, ..STRICT });
        let is_scattered = self.prose_in(&core) < MIN_COVERAGE * self.prose_in(&(0..self.shapes.len()));
        let mut story = self.find_story(if is_scattered { LENIENT } else { STRICT });
        self.extend_by_talk(&mut story);
        let mut verdicts: Vec<Verdict> = (0..self.shapes.len()).map(|i| self.verdict(i, &story)).collect();
        self.label_lone_bullets(&story, &mut verdicts);
        if !is_scattered {
            self.label_short_runs(&story, &mut verdicts);
        }
        self.label_boxes(&story, &mut verdicts);
        self.label_repeated(&mut verdicts);
        verdicts
    }

    /// Extends the story by the code and the table that follow its last paragraph, and by the brief sentences at its edges.
    fn extend_by_talk(&self, story: &mut Range<usize>) {
        let blocks = self.document.blocks();
        if story.start == story.end {
            return;
        }
        let is_brief = |i: usize| {
            matches!(self.shapes[i], LineShape::Short | LineShape::Detail)
                && self.size(&blocks[i]) <= MAX_DETAIL_WORDS
                && is_said(&blocks[i], self.document.block_text(&blocks[i]))
        };
        while story.end < blocks.len() && (is_brief(story.end) || is_layout(&blocks[story.end])) {
            story.end += 1;
        }
        // Headlines may be questions too, so a talk has other brief sentences, and a headline above it.
        let talks = story.clone().filter(|&i| is_brief(i)).take(MIN_TALK).count() == MIN_TALK;
        while talks
            && story.start >= 2
            && is_brief(story.start - 1)
            && self.shapes[story.start - 2] == LineShape::Short
        {
            story.start -= 1;
        }
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
                let headed =
                    index > 0 && matches!(self.shapes[index - 1], LineShape::Short | LineShape::Detail);
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
            LineShape::Short | LineShape::Detail if is_sentence(&self.document.blocks()[index]) => {
                0.5 * size - 1.0
            }
            LineShape::Detail if costs.details && self.continues_row(index) => 0.0,
            LineShape::Detail if costs.details => -DETAIL_COST,
            LineShape::Short if costs.details => {
                -(costs.line + costs.word * size.min(SHORT_WORDS)).min(self.caps[index])
            }
            LineShape::Short | LineShape::Detail => -(costs.line + costs.word * size.min(SHORT_WORDS)),
        }
    }

    /// Whether a block is a cell of the same row as the one before.
    fn continues_row(&self, index: usize) -> bool {
        let row = |i: usize| match self.document.blocks()[i].kind {
            BlockKind::Cell { row, .. } => Some(row),
            _ => None,
        };
        index > 0 && row(index).is_some() && row(index) == row(index - 1)
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
            LineShape::Short | LineShape::Detail => {
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
            if run >= 3 && !self.is_headed_list(at..end) && listed < 2 && 2 * terminated < run {
                for verdict in &mut verdicts[at..end] {
                    *verdict = Verdict { label: Label::Thin, score: 0.2, reason: "short lines in a row" };
                }
            }
            at = end + 1;
        }
    }

    /// Whether no empty line comes before a block.
    fn is_tight(&self, index: usize) -> bool {
        self.document.blocks().get(index).is_some_and(|b| b.blank_before == 0)
    }

    /// Whether a run between paragraphs is a list under a subhead, which an empty line separates from it.
    fn is_headed_list(&self, run: Range<usize>) -> bool {
        let blocks = self.document.blocks();
        self.caps[run.start] < f32::MAX
            && blocks[run.start + 1].blank_before > 0
            && blocks[run.start + 2..run.end].iter().all(|b| b.blank_before == 0)
    }

    /// Labels the short lines under the headings of boxes with other pages.
    fn label_boxes(&self, story: &Range<usize>, verdicts: &mut [Verdict]) {
        let mut boxed = false;
        for index in story.clone() {
            boxed = match self.shapes[index] {
                LineShape::Boilerplate(found) => match found.kind {
                    BoilerplateKind::Related => true,
                    // Menus and share bars have no empty lines.
                    BoilerplateKind::Notice | BoilerplateKind::Share => self.is_tight(index + 1),
                    _ => false,
                },
                LineShape::Short => boxed,
                _ => false,
            };
            if boxed && verdicts[index].is_kept() {
                verdicts[index] =
                    Verdict { label: Label::Related, score: 0.3, reason: "under the heading of a box" };
            }
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

    /// Whether a story may say again what it said before: a brief answer, an instruction, a verse.
    fn may_be_said_again(&self, index: usize, first: usize) -> bool {
        let block = &self.document.blocks()[index];
        let text = self.document.block_text(block);
        // A caption follows the description of its image, and says the same.
        let is_caption = index == first + 1 && self.size(block) > MAX_ECHO_WORDS;
        (is_said(block, text) || pauses(text)) && self.size(block) < PROSE_WORDS && !is_caption
    }

    /// Whether a block is a short line that is neither a sentence nor part of a list.
    fn is_bare(&self, index: usize) -> bool {
        let block = &self.document.blocks()[index];
        self.shapes[index] == LineShape::Short && block.kind == BlockKind::Paragraph && !block.terminated
    }

    /// Whether a block is repeated as often as the author likes: a refrain, code, the cell of a table.
    fn is_lasting(&self, index: usize) -> bool {
        let block = &self.document.blocks()[index];
        is_layout(block) || is_stanza(block, self.document.block_text(block))
    }

    /// Labels lines that repeat an earlier line of the page, mostly the headline.
    fn label_repeated(&self, verdicts: &mut [Verdict]) {
        let blocks = self.document.blocks();
        let folded: Vec<String> = blocks.iter().map(|b| words::fold(self.document.block_text(b))).collect();
        let mut times = FxHashMap::default();
        for text in &folded {
            *times.entry(text.as_str()).or_insert(0) += 1;
        }
        let mut seen = FxHashMap::default();
        for (index, text) in folded.iter().enumerate() {
            let first = *seen.entry(text.as_str()).or_insert(index);
            if !verdicts[index].is_kept() {
                continue;
            }
            if first == index {
                // A line of a template comes between the paragraphs again and again.
                if times[text.as_str()] >= MIN_TEMPLATE && self.is_bare(index) {
                    verdicts[index] =
                        Verdict { label: Label::Repeated, score: 0.3, reason: "comes again and again" };
                }
                continue;
            }
            let again = times[text.as_str()] <= MAX_SAID && self.may_be_said_again(index, first);
            if !(verdicts[first].is_kept() && (again || self.is_lasting(index))) {
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

/// Whether a block ends like a sentence that somebody says: not with a colon, and not broken off.
fn is_said(block: &Block, text: &str) -> bool {
    block.terminated
        && block.sentences > 0
        && block.link_words == 0
        && !text.ends_with(['…', ':'])
        && !text.ends_with("..")
}

/// Whether a block is code or a cell of a table, which no menu is.
fn is_layout(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Code | BlockKind::Cell { .. })
}

/// Whether a text has a year or a time of day.
fn has_date(text: &str) -> bool {
    // Results have one digit after the colon.
    let time = text
        .as_bytes()
        .windows(4)
        .any(|w| w[0].is_ascii_digit() && w[1] == b':' && w[2].is_ascii_digit() && w[3].is_ascii_digit());
    time || has_year(text)
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

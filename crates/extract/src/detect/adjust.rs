//! Corrections to a detector's verdicts: first what belongs together, and then, in one pass, users' rules, the title,
//! bylines, captions and tables.
//!
//! A correction changes a verdict's label and reason. The score stays the detector's own.

use dechaff_html::Tag;

use crate::detect::together::keep_together;
use crate::detect::{Label, Verdict};
use crate::document::Document;
use crate::document::block::{Block, BlockKind, Span, SpanKind, context};
use crate::document::visible_text;
use crate::metadata::Metadata;
use crate::options::Options;
use crate::unicode::words;

/// How many kept blocks from the first one may repeat the title.
const TITLE_BLOCKS: u32 = 4;

/// How many times as long as the title, in bytes, a block that repeats it may be: more cannot fold to the same words.
const MAX_TITLE_RATIO: usize = 4;

/// How many kept blocks from the first one may be bylines.
const BYLINE_BLOCKS: u32 = 5;

/// Maximum words of a byline. A longer block begins the text.
const MAX_BYLINE_WORDS: u32 = 16;

/// Maximum words of a byline that ends like a sentence.
const MAX_SENTENCE_BYLINE_WORDS: u32 = 8;

/// Maximum words of a byline that has a year but none of the authors' names.
const MAX_DATE_LINE_WORDS: u32 = 10;

/// A new label and the reason for it.
type Correction = Option<(Label, &'static str)>;

/// Corrects the verdicts on a document's blocks, given what the page's metadata and the options say.
pub(crate) fn adjust(document: &Document, metadata: &Metadata, options: &Options, verdicts: &mut [Verdict]) {
    keep_together(document, verdicts);
    let mut adjuster = Adjuster::new(document, metadata);
    adjuster.drops_hidden = drops_hidden(document, verdicts);
    let mut captions = vec![];
    let mut formulas = vec![];
    let mut text_began = false;
    let mut follows_text = false;
    for (index, block) in document.blocks().iter().enumerate() {
        let mut verdict = verdicts[index];
        let hidden = adjuster.hidden(block, verdict);
        correct(&mut verdict, hidden);
        correct(&mut verdict, adjuster.rule(block));
        let title = adjuster.title(block, verdict);
        correct(&mut verdict, title);
        let byline = adjuster.byline(block, verdict);
        correct(&mut verdict, byline);
        if verdict.is_kept() {
            text_began = true;
            // Captions since the previous kept block turn out to be inside the text.
            for caption in captions.drain(..) {
                correct(&mut verdicts[caption], Some((Label::MainContent, "caption inside the text")));
            }
            for formula in formulas.drain(..) {
                correct(&mut verdicts[formula], Some((Label::MainContent, "formula inside the text")));
            }
            if options.no_tables && matches!(block.kind, BlockKind::Cell { .. }) {
                correct(&mut verdict, Some((Label::Table, "data table")));
            }
        } else if options.with_captions && text_began && verdict.label == Label::Caption {
            captions.push(index);
        }
        follows_text = if verdict.is_kept() {
            true
        } else {
            // A formula belongs to the text if the text surrounds it at once.
            let is_formula = follows_text && verdict.label != Label::Excluded && is_formula(document, block);
            if is_formula {
                formulas.push(index)
            } else {
                formulas.clear()
            }
            is_formula
        };
        verdicts[index] = verdict;
    }
}

/// Maximum share of hidden paragraphs among the kept words. If there are more, a script shows the story.
const MAX_HIDDEN_SHARE: f32 = 0.25;

/// Whether the paragraphs of a page that are hidden themselves are few, so that they are not its story.
fn drops_hidden(document: &Document, verdicts: &[Verdict]) -> bool {
    let (mut all, mut hidden) = (0, 0);
    for (block, _) in document.blocks().iter().zip(verdicts).filter(|(_, verdict)| verdict.is_kept()) {
        all += block.words;
        hidden += if is_hidden(document, block) { block.words } else { 0 };
    }
    hidden as f32 <= MAX_HIDDEN_SHARE * all as f32
}

/// Whether a block is an element of its own that is hidden by itself, and not by a container such as a tab.
fn is_hidden(document: &Document, block: &Block) -> bool {
    let Some(container) = document.containers().get(block.container as usize) else { return false };
    let is_leaf = matches!(
        container.tag,
        Tag::P | Tag::Li | Tag::Dt | Tag::Dd | Tag::Td | Tag::Th | Tag::Button | Tag::Label
    ) || container.tag.heading_level().is_some();
    container.hidden && is_leaf
}

/// Maximum bytes after a formula on a line of its own: a number or a full stop.
const MAX_AFTER_FORMULA: u32 = 8;

/// The marks around a formula that a script sets on a line of its own.
const FORMULA_MARKS: [(&str, &str); 3] = [("\\[", "\\]"), ("$$", "$$"), ("\\begin{", "}")];

/// Whether a block is a formula on a line of its own, and nothing else.
fn is_formula(document: &Document, block: &Block) -> bool {
    let text = document.block_text(block).trim();
    let is_marked =
        |(start, end): &(&str, &str)| text.strip_prefix(start).is_some_and(|rest| rest.ends_with(end));
    let covers = |span: &Span| {
        matches!(span.kind, SpanKind::Formula { .. })
            && span.text.start == block.text.start
            && block.text.end - span.text.end <= MAX_AFTER_FORMULA
    };
    document.spans_of(block).iter().any(covers) || FORMULA_MARKS.iter().any(is_marked)
}

fn correct(verdict: &mut Verdict, correction: Correction) {
    if let Some((label, reason)) = correction {
        (verdict.label, verdict.reason) = (label, reason);
    }
}

/// What the pass knows about the blocks before the current one.
struct Adjuster<'a> {
    document: &'a Document,
    /// The title's words, folded. `None` if there are none.
    title: Option<String>,
    authors: &'a [String],
    /// Whether paragraphs that are hidden themselves are left out.
    drops_hidden: bool,
    /// Whether a user's rule names what to keep, so that nothing else is kept.
    has_keep_rule: bool,
    /// Kept blocks that could have repeated the title.
    title_blocks: u32,
    /// Kept blocks that could have been bylines.
    byline_blocks: u32,
    /// Whether a block was found that no byline can follow.
    bylines_ended: bool,
}

impl<'a> Adjuster<'a> {
    fn new(document: &'a Document, metadata: &'a Metadata) -> Self {
        let is_chosen = |b: &Block| b.is_in(context::RULE_KEEP) && !b.is_in(context::RULE_DROP);
        Self {
            document,
            title: metadata.title.as_ref().map(|t| words::fold(&t.value)).filter(|t| !t.is_empty()),
            authors: metadata.authors.as_ref().map_or(&[], |a| &a.value),
            drops_hidden: false,
            has_keep_rule: document.blocks().iter().any(is_chosen),
            title_blocks: 0,
            byline_blocks: 0,
            bylines_ended: false,
        }
    }

    /// A block of which nothing is visible is not part of the article, nor is one that is hidden itself.
    fn hidden(&self, block: &Block, verdict: Verdict) -> Correction {
        if !verdict.is_kept() {
            None
        } else if visible_text::is_empty(self.document, block) {
            Some((Label::Hidden, "nothing of it is visible"))
        } else if self.drops_hidden && is_hidden(self.document, block) {
            Some((Label::Hidden, "the paragraph itself is hidden"))
        } else {
            None
        }
    }

    /// The marks that users' rules left on a block overrule the detector.
    fn rule(&self, block: &Block) -> Correction {
        if block.is_in(context::RULE_TITLE) {
            Some((Label::Title, "the user's rule names it the headline"))
        } else if block.is_in(context::RULE_DROP) {
            Some((Label::Excluded, "dropped by the user's rule"))
        } else if block.is_in(context::RULE_KEEP) {
            Some((Label::MainContent, "kept by the user's rule"))
        } else if self.has_keep_rule {
            Some((Label::Excluded, "not what the user's rule keeps"))
        } else {
            None
        }
    }

    /// A kept block near the beginning that repeats the title is the title.
    fn title(&mut self, block: &Block, verdict: Verdict) -> Correction {
        let title = self.title.as_deref()?;
        if !verdict.is_kept() || self.title_blocks == TITLE_BLOCKS {
            return None;
        }
        self.title_blocks += 1;
        // Code and cells are never headlines. The headline of rendered text is one of its lines. If the detector takes that
        // line for a sentence of the story, it stays there.
        let is_said = self.document.rendered() && block.terminated && block.sentences > 0;
        let may_be_title = !is_said
            && !matches!(block.kind, BlockKind::Code | BlockKind::Cell { .. })
            && block.text.len() <= MAX_TITLE_RATIO * title.len();
        let repeats = may_be_title && words::fold(&visible_text::text(self.document, block)) == title;
        repeats.then_some((Label::Title, "repeats the title"))
    }

    /// A short line above the text that names an author, or a year and little else, is a byline.
    fn byline(&mut self, block: &Block, verdict: Verdict) -> Correction {
        if !verdict.is_kept() || self.byline_blocks == BYLINE_BLOCKS || self.bylines_ended {
            return None;
        }
        self.byline_blocks += 1;
        if !matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem { .. } | BlockKind::Heading(2..))
        {
            return None;
        }
        if block.words > MAX_BYLINE_WORDS || (block.terminated && block.words > MAX_SENTENCE_BYLINE_WORDS) {
            self.bylines_ended = true;
            return None;
        }
        let text = self.document.block_text(block);
        let names_author = self.authors.iter().any(|a| !a.is_empty() && text.contains(a.as_str()));
        let is_byline = names_author || (has_year(text) && block.words <= MAX_DATE_LINE_WORDS);
        is_byline.then_some((Label::Byline, "author or date above the text"))
    }
}

/// Whether a run of four digits is a year of the twentieth or twenty-first century.
pub(super) fn has_year(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_digit())
        .any(|run| run.len() == 4 && (run.starts_with("19") || run.starts_with("20")))
}

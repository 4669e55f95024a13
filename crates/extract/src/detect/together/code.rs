//! The code between the paragraphs of a text, and after them.

use super::{Enclosed, enclosed_blocks, keep};
use crate::detect::{Label, Verdict};
use crate::document::Document;
use crate::document::block::{Block, BlockKind};

/// Minimum probability of code between kept blocks, of code after other code that is kept, and of code after any other
/// kept block.
const MIN_ENCLOSED_SCORE: f32 = 0.15;
const MIN_NEXT_CODE_SCORE: f32 = 0.15;
const MIN_FOLLOWING_SCORE: f32 = 0.25;
/// The same for code after a kept block that announces it with a colon. On the gold sets all such code is content.
const MIN_ANNOUNCED_SCORE: f32 = 0.05;
/// Maximum number of words of a block that does not come between code and the text that it belongs to: a prompt, a label.
const MAX_PASSED_WORDS: u32 = 3;

/// Keeps the dropped code that belongs to kept text.
pub(super) fn keep_code(document: &Document, verdicts: &mut [Verdict]) {
    let blocks = document.blocks();
    if !blocks.iter().any(is_code) {
        return;
    }
    let is_passed =
        |i: usize| is_code(&blocks[i]) || (!verdicts[i].is_kept() && blocks[i].words <= MAX_PASSED_WORDS);
    let enclosed = enclosed_blocks(verdicts, is_passed);
    let mut before = None;
    for (index, block) in blocks.iter().enumerate() {
        let verdict = verdicts[index];
        if is_code(block) && !verdict.is_kept() && !is_apart(&verdict) {
            let is_enough = match enclosed[index] {
                Enclosed::No => false,
                Enclosed::Both if verdict.score >= MIN_ENCLOSED_SCORE => true,
                _ if before.is_some_and(is_code) => verdict.score >= MIN_NEXT_CODE_SCORE,
                _ if before.is_some_and(|before| announces(document.block_text(before))) => {
                    verdict.score >= MIN_ANNOUNCED_SCORE
                }
                _ => verdict.score >= MIN_FOLLOWING_SCORE,
            };
            if is_enough {
                keep(&mut verdicts[index], "code in the text");
            }
        }
        if verdicts[index].is_kept() {
            before = Some(block);
        }
    }
}

fn is_code(block: &Block) -> bool {
    block.kind == BlockKind::Code
}

/// Whether a label sets code apart from the text. Classes around code name the tools of its highlighter: toolbars, captions.
fn is_apart(verdict: &Verdict) -> bool {
    matches!(
        verdict.label,
        Label::Comment | Label::Related | Label::Sidebar | Label::Hidden | Label::Excluded
    )
}

fn announces(text: &str) -> bool {
    text.trim_end().ends_with([':', '：'])
}

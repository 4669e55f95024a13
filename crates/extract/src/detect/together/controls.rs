//! The labels and buttons that open or tick parts of a text.

use rustc_hash::FxHashMap;

use super::{Enclosed, TextCounts, enclosed_blocks, is_open, keep};
use crate::classes;
use crate::detect::Verdict;
use crate::detect::buttons::is_button_text;
use crate::document::Document;
use crate::document::block::{Block, BlockKind, Container};
use crate::hash;

/// Minimum mean probability of controls of one shape between kept blocks. Those of a site have less than 0.13.
const MIN_MEAN_CONTROL_SCORE: f32 = 0.18;
/// The same for a control without others of its shape.
const MIN_SINGLE_CONTROL_SCORE: f32 = 0.3;

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

pub(super) fn keep_controls(document: &Document, texts: &TextCounts<'_>, verdicts: &mut [Verdict]) {
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

//! Confidence and page type for detectors that compute neither.

use crate::detect::Verdict;
use crate::detect::page_type::PageType;
use crate::document::Document;
use crate::document::block::{Block, context};
use crate::document::prose::{has_sentence_outside_links, is_full_paragraph};
use crate::document::rendered::verse::is_stanza;

/// Expected F1 for a text in which nothing argues for it.
const BASE: f32 = 0.25;
/// Weight of the share of the kept words that are running text.
const DENSITY_WEIGHT: f32 = 0.4;
/// Weight of the share of the page's running text that is kept.
const COVERAGE_WEIGHT: f32 = 0.2;
/// Weight of the text's length, which counts in full from [`FULL_LENGTH`] words.
const LENGTH_WEIGHT: f32 = 0.12;
/// Words of a text that is long enough.
const FULL_LENGTH: f32 = 150.0;

/// Expected F1 of what is kept, 0 to 1: 0 if nothing is.
///
/// The weights were chosen so that, for each tenth of the development pages by this value, its mean is near their mean
/// F1.
pub(crate) fn confidence(document: &Document, verdicts: &[Verdict]) -> f32 {
    let (mut kept, mut kept_running, mut all_running) = (0u32, 0u32, 0u32);
    for (block, verdict) in document.blocks().iter().zip(verdicts) {
        let running = if has_sentence_outside_links(block) { block.words } else { 0 };
        all_running += running;
        if verdict.is_kept() {
            kept += block.words;
            kept_running += running;
        }
    }
    if kept == 0 {
        return 0.0;
    }
    let density = kept_running as f32 / kept as f32;
    let coverage = kept_running as f32 / all_running.max(1) as f32;
    let length = (kept as f32 / FULL_LENGTH).min(1.0);
    (BASE + DENSITY_WEIGHT * density + COVERAGE_WEIGHT * coverage + LENGTH_WEIGHT * length).min(1.0)
}

/// The page's type, judged by what is kept: links make a listing, paragraphs or an `article` element an article.
pub(crate) fn page_type(document: &Document, verdicts: &[Verdict]) -> PageType {
    let kept = || document.blocks().iter().zip(verdicts).filter(|(_, v)| v.is_kept()).map(|(b, _)| b);
    let words_where =
        |test: &dyn Fn(&Block) -> bool| kept().filter(|b| test(b)).map(|b| b.words).sum::<u32>();
    let words = words_where(&|_| true);
    let is_verse = |b: &Block| document.rendered() && is_stanza(b, document.block_text(b));
    let link_words: u32 = kept().map(|b| b.link_words.min(b.words)).sum();
    if 2 * link_words > words && words > 0 {
        PageType::Listing
    } else if 2 * words_where(&|b| is_full_paragraph(b) && !is_verse(b)) >= words
        || words_where(&|b| b.is_in(context::ARTICLE)) == words
    {
        PageType::Article
    } else {
        PageType::Other
    }
}

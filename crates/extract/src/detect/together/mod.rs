//! Blocks that belong together and are kept together: the cells of a table, the items of a list, the labels and buttons
//! that open or tick parts of a text, the titles of call-outs, notes, and the code, headings, paragraphs and quotes between
//! kept blocks.
//!
//! A detector decides block by block. Short blocks have little evidence of their own, so that it drops some of a kind and
//! keeps the others. Here their neighbours decide. Only blocks for which nothing but the detector's probability says that
//! they are not content are kept; what a class or a phrase names as a part of the site stays dropped.
//!
//! The thresholds were set by hand, so that no set of pages loses more than the content that its gold leaves out.

mod callouts;
mod code;
mod contents;
mod controls;
mod lists;
mod notes;
mod passages;
mod quotes;
mod tables;

use std::cell::OnceCell;

use rustc_hash::FxHashMap;

use crate::detect::lines_together::keep_lines_together;
use crate::detect::{Label, Verdict};
use crate::document::Document;
use crate::document::block::Block;
use crate::hash;

/// Minimum share of kept words in a list or table, for the rest of it to be kept as well.
const MIN_KEPT_WORDS: f32 = 0.5;
/// Minimum probability of a block that its table or list keeps.
const MIN_MEMBER_SCORE: f32 = 0.1;
/// Maximum share of the words of a table or list that are in links. Links are decided one by one.
const MAX_LINK_DENSITY: f32 = 0.1;

/// Keeps dropped blocks with the kept ones that they belong to, and drops the page's contents.
pub(crate) fn keep_together(document: &Document, verdicts: &mut [Verdict]) {
    if !verdicts.iter().any(Verdict::is_kept) {
        return;
    }
    tables::keep_cells(document, verdicts);
    if document.rendered() {
        keep_lines_together(document, verdicts);
        code::keep_code(document, verdicts);
        return;
    }
    contents::drop_contents(document, verdicts);
    let texts = TextCounts::new(document);
    lists::keep_items(document, &texts, verdicts);
    controls::keep_controls(document, &texts, verdicts);
    code::keep_code(document, verdicts);
    passages::keep_passages(document, &texts, verdicts);
    quotes::keep_quotes(document, &texts, verdicts);
    lists::keep_inner_items(document, verdicts);
    callouts::keep_titles(document, verdicts);
    notes::keep_notes(document, verdicts);
}

/// Whether nothing but its probability speaks against a block.
pub(super) fn is_open(verdict: &Verdict) -> bool {
    matches!(verdict.label, Label::Outside | Label::Form | Label::AfterEnd | Label::Thin)
}

pub(super) fn keep(verdict: &mut Verdict, reason: &'static str) {
    (verdict.label, verdict.reason) = (Label::MainContent, reason);
}

/// How often the text of each block is on the page. What the site says again and again is not content.
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
        for block in document.blocks() {
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

#[cfg(test)]
mod tests {
    use super::*;

    const PROSE: &str =
        "<p>The harbour master counted the boats twice, because one of them was painted over night.</p>";

    /// The blocks that are kept in the end. The detector keeps those with a full stop or a `+`, and finds the others
    /// `score` likely.
    fn kept(html: &str, score: f32) -> Vec<String> {
        let document = Document::from_html(html);
        let texts = || document.blocks().iter().map(|block| document.block_text(block).to_owned());
        let mut verdicts: Vec<Verdict> = texts()
            .map(|text| match text.contains(['.', '+']) {
                true => Verdict { label: Label::MainContent, score: 0.9, reason: "" },
                false => Verdict { label: Label::Outside, score, reason: "" },
            })
            .collect();
        keep_together(&document, &mut verdicts);
        let shown =
            texts().zip(&verdicts).filter(|(text, verdict)| verdict.is_kept() && !text.contains("harbour"));
        shown.map(|(text, _)| text).collect()
    }

    #[test]
    fn a_heading_between_kept_blocks_is_kept() {
        let page = format!("{PROSE}<h2>Paint</h2>{PROSE}");
        assert_eq!(kept(&page, 0.2), ["Paint"]);
        assert!(kept(&page, 0.05).is_empty());
        assert!(kept(&format!("{PROSE}<h2>Paint</h2><p>Teaser</p>{PROSE}"), 0.2).is_empty());
    }

    #[test]
    fn running_text_is_kept_in_the_element_of_its_neighbors_unless_the_story_is_there_twice() {
        let lost = "<p>Nobody knew who had done it, and nobody had asked the mussels about the paint</p>";
        let told = "<p>The paint came off.</p>";
        let page = format!("<div>{PROSE}{lost}{told}</div>");
        assert_eq!(kept(&page, 0.25).len(), 2);
        assert_eq!(
            kept(&format!("<div>{PROSE}<div>{lost}</div>{told}</div>"), 0.25),
            ["The paint came off."]
        );
        assert_eq!(kept(&format!("{page}{page}"), 0.25).len(), 2);
    }

    #[test]
    fn a_quote_next_to_kept_text_is_kept_unless_the_story_says_it() {
        let quote = "<blockquote><p>We only sell them</blockquote>";
        assert_eq!(kept(&format!("<div>{PROSE}{quote}{PROSE}</div>"), 0.25), ["We only sell them"]);
        assert!(kept(&format!("<div>{PROSE}{quote}{PROSE}</div>"), 0.15).is_empty());
        assert!(kept(&format!("<div>{PROSE}{quote}<p>Share</p>{PROSE}</div>"), 0.25).is_empty());
        let pulled = format!("<div>{PROSE}{quote}{PROSE}<p>We only sell them</div>");
        assert!(kept(&pulled, 0.25).is_empty());
    }

    #[test]
    fn each_table_between_kept_blocks_is_decided_by_its_mean() {
        let table = "<table><tr><th>Sign</th><th>Meaning</th></tr><tr><td>o</td><td>boat</td></tr></table>";
        assert_eq!(kept(&format!("{PROSE}{table}{PROSE}"), 0.25), ["Sign", "Meaning", "o", "boat"]);
        assert!(kept(&format!("{PROSE}{table}{PROSE}"), 0.15).is_empty());
        assert!(kept(&format!("{PROSE}{table}<p>Share</p>"), 0.25).is_empty());
        assert_eq!(kept(&format!("{PROSE}{table}<p>Share</p>"), 0.35).len(), 4);
    }

    #[test]
    fn items_of_an_inner_list_are_kept_between_kept_ones() {
        let list =
            "<ul><li>For each day.<ul><li>read it</li><li>add it</li></ul></li><li>Compare them.</li></ul>";
        assert_eq!(kept(list, 0.25), ["For each day.", "read it", "add it", "Compare them."]);
        assert_eq!(kept(list, 0.05), ["For each day.", "Compare them."]);
    }

    #[test]
    fn code_after_a_colon_needs_little() {
        let code = "<pre>count(boats)</pre><p>Share this page with your friends</p>";
        assert_eq!(kept(&format!("<p>Count them. So:</p>{code}"), 0.1), ["Count them. So:", "count(boats)"]);
        assert_eq!(kept(&format!("<p>Count them.</p>{code}"), 0.1), ["Count them."]);
    }

    #[test]
    fn contents_are_dropped_if_they_say_headings_only() {
        let text = "<h2>1. Boats</h2><h2>2. Paint</h2><h2>3. Mussels</h2>";
        let list = "<ul><li>1. Boats</li><li>2. Paint</li><li>3. Mussels</li></ul>";
        let headings = ["1. Boats", "2. Paint", "3. Mussels"];
        assert_eq!(kept(&format!("<nav>{list}</nav>{text}"), 0.1), headings);
        assert_eq!(kept(&format!("<div class=toc>{list}</div>{text}"), 0.1), headings);
        assert_eq!(kept(&format!("<div>{list}</div>{text}"), 0.1).len(), 6);
    }
}

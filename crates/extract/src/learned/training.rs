//! Support for training: the evidence of the linear models, the feature rows, and edits of documents that make training
//! pages harder. The code is the code that detection uses, so that training and use can't differ.

use std::ops::Range;
use std::sync::Arc;

use dechaff_html::Tag;

use crate::classes::attribute_words;
use crate::detect::Detector;
use crate::document::Document;
use crate::document::block::context;
use crate::document::phrases::{self, BoilerplateKind};
use crate::document::signals::{DeclaredType, UrlShape};
use crate::hash;
use crate::learned::features::Feature;
use crate::learned::linear_model::{self, TextEvidence};
use crate::learned::model::Model;
use crate::learned::page_scores::{PageScores, probabilities};
use crate::learned::word_hashes::WordHashes;
use crate::learned::{LearnedDetector, titles};
use crate::page_context::PageContext;
use crate::page_form::PageForm;

/// The hashed evidence of one block.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct BlockEvidence {
    /// Evidence for the markup model. A model of 2^n weights uses the low n bits.
    pub markup: Vec<u32>,
    /// Evidence for the text model.
    pub text: Vec<u32>,
}

/// Collects the evidence of all blocks, in order.
pub fn evidence(document: &Document) -> Vec<BlockEvidence> {
    let word_hashes = WordHashes::from_document(document);
    let text = TextEvidence::new(document, &word_hashes);
    (document.blocks().iter().enumerate())
        .map(|(index, block)| {
            let mut evidence = BlockEvidence::default();
            linear_model::each_markup_evidence(document, block, |hash| evidence.markup.push(hash));
            text.each(index, |hash| evidence.text.push(hash));
            evidence
        })
        .collect()
}

/// The evidence of a page for its type, as the numbers of buckets of a model with 2^12 weights, in rising order.
pub fn page_evidence(document: &Document) -> Vec<u32> {
    let word_hashes = WordHashes::from_document(document);
    TextEvidence::new(document, &word_hashes).of_page().into_buckets()
}

/// The rows that a model computes for a page, from which its later parts are trained.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct PageRows {
    /// The [features](PageForm::features) of all blocks, one row after the other.
    pub blocks: Vec<f32>,
    /// One row for the page: [`PageForm::type_features`] if the model can't predict types yet, [`PageForm::outcome_features`]
    /// otherwise.
    /// Empty if the model has no trees.
    pub page: Vec<f32>,
    /// The probability of each block by the whole model, 0 to 1. Empty if the model has no trees.
    pub probabilities: Vec<f32>,
}

/// Whether a block begins like the heading of a list of other pages.
pub fn announces_other_pages(document: &Document, block: usize) -> bool {
    phrases::of_blocks(document)[block].is_some_and(|found| found.kind == BoilerplateKind::Related)
}

/// Computes the rows of a page. With `foreign` the text models are silent, as on a page in a language of which they know no
/// words.
pub fn rows(document: &Document, model: &Model, foreign: bool) -> PageRows {
    let silent = model.text.without_evidence();
    let text = if foreign { &silent } else { &model.text };
    let mut blocks = vec![];
    let scores = PageScores::new(document, model, text, |batch| blocks.extend(batch.by_row()));
    if model.blocks.is_empty() {
        return PageRows { blocks, ..PageRows::default() };
    }
    let page =
        if model.types.is_empty() { scores.type_row(document) } else { scores.confidence_row(document, 1.0) };
    PageRows { page, probabilities: probabilities(&scores.log_odds), blocks }
}

/// The columns of [`PageRows::page`] for a model.
pub fn page_columns(model: Option<&Model>, form: PageForm) -> Vec<Feature> {
    match model {
        Some(model) if model.types.is_empty() => form.type_features(),
        _ => form.outcome_features(),
    }
}

/// The candidates for the title of a rendered page.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct TitleRows {
    /// Their texts.
    pub texts: Vec<String>,
    /// Their [`title_features`], one row after the other.
    pub rows: Vec<f32>,
}

/// The features of a candidate for the title of a rendered page.
pub fn title_features() -> Vec<Feature> {
    titles::features()
}

/// Finds the candidates for the title of a rendered page, given the story that a model finds. None if the model has no
/// trees.
pub fn title_rows(document: &Document, model: &Arc<Model>, context: &PageContext<'_>) -> TitleRows {
    if model.blocks.is_empty() {
        return TitleRows::default();
    }
    let verdicts = LearnedDetector::new(Arc::clone(model)).detect(document).verdicts;
    let found = titles::rows(document, &verdicts, context);
    let texts = found.candidates.iter().map(|candidate| candidate.text.clone().into_owned()).collect();
    TitleRows { texts, rows: found.rows }
}

/// What is removed from a page for training, so that a model does not depend on what other pages lack.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ablation {
    /// Removes classes, ids and labels, as on sites that generate them.
    pub class_names: bool,
    /// Replaces the standard's elements for parts of a page with plain ones, as on sites that predate them. This removes
    /// class names, too.
    pub semantic_tags: bool,
    /// Removes what JSON-LD declares, as if scripts had been stripped.
    pub json_ld: bool,
    /// Removes the page's URL.
    pub url: bool,
}

/// Copies a document without what an ablation removes. Text and blocks stay.
pub fn ablate(document: &Document, ablation: Ablation) -> Document {
    let mut ablated = document.clone();
    if ablation.class_names || ablation.semantic_tags {
        remove_class_names(&mut ablated);
    }
    if ablation.semantic_tags {
        remove_semantic_tags(&mut ablated);
    }
    if ablation.json_ld {
        ablated.signals.json_ld_type = DeclaredType::Nothing;
    }
    if ablation.url {
        ablated.signals.url_shape = UrlShape::default();
    }
    ablated
}

fn remove_class_names(document: &mut Document) {
    for block in &mut document.blocks {
        block.class_groups = 0;
        // The first word is the name of the innermost element.
        block.markup.end = block.markup.end.min(block.markup.start + 1);
    }
    for container in &mut document.containers {
        container.class_groups = 0;
        container.markup.end = container.markup.end.min(container.markup.start + 1);
        // Equal shapes stay equal.
        container.shape_hash = hash::pair(container.shape_hash, 0);
    }
}

fn remove_semantic_tags(document: &mut Document) {
    for container in &mut document.containers {
        if is_semantic(container.tag) {
            container.tag = Tag::Div;
            let at = document.markup.len() as u32;
            document.markup.push(attribute_words::hash_tag(Tag::Div));
            container.markup = at..at + 1;
        }
    }
    for block in &mut document.blocks {
        block.context &= !SEMANTIC_CONTEXT;
    }
}

/// The context that semantic elements, and roles of the same meaning, give to blocks. Lists, tables, quotes and forms
/// are not semantic in this sense: sites that predate HTML5 have them, too.
const SEMANTIC_CONTEXT: u32 = context::NAV
    | context::HEADER
    | context::FOOTER
    | context::ASIDE
    | context::MAIN
    | context::ARTICLE
    | context::ARTICLE_BODY
    | context::FIGURE
    | context::DIALOG
    | context::DETAILS;

/// Elements that HTML5 added for parts of a page, and custom elements.
fn is_semantic(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::Nav
            | Tag::Header
            | Tag::Footer
            | Tag::Aside
            | Tag::Main
            | Tag::Article
            | Tag::Section
            | Tag::Figure
            | Tag::Figcaption
            | Tag::Hgroup
            | Tag::Dialog
            | Tag::Details
            | Tag::Summary
            | Tag::Search
            | Tag::Custom
    )
}

/// Copies a document without the blocks for which `removed` is true. Containers stay, even if they become empty.
pub fn remove_blocks(document: &Document, removed: &[bool]) -> Document {
    let mut remaining = document.clone();
    let mut new_index = vec![0u32];
    for &removed in removed {
        new_index.push(new_index[new_index.len() - 1] + u32::from(!removed));
    }
    for container in &mut remaining.containers {
        container.blocks =
            new_index[container.blocks.start as usize]..new_index[container.blocks.end as usize];
    }
    for image in &mut remaining.images {
        image.block = new_index[image.block as usize];
    }
    let mut kept = removed.iter().map(|removed| !removed);
    remaining.blocks.retain(|_| kept.next().unwrap_or(true));
    remaining
}

/// Copies a document and inserts blocks of another one into a container, before the block `at`.
///
/// `at` must be the first block of the container, the first block of one of its children, or the end of the container's
/// blocks. Of the donor's containers, those that hold nothing but inserted blocks are inserted, too.
pub fn insert_blocks(
    host: &Document,
    container: usize,
    at: usize,
    donor: &Document,
    blocks: Range<usize>,
) -> Document {
    let mut document = host.clone();
    let range = blocks.start as u32..blocks.end as u32;
    shift_blocks(&mut document, container, at as u32, range.end - range.start);
    let (text, markup) = (document.text.len() as u32, document.markup.len() as u32);
    document.text.push_str(&donor.text);
    document.markup.extend_from_slice(&donor.markup);
    let new_containers = copy_containers(&mut document, container, at as u32, donor, &range, markup);
    let added = donor.blocks[blocks].iter().map(|block| {
        let mut block = block.clone();
        block.container = new_containers[block.container as usize];
        block.text = shifted(&block.text, text);
        // The donor's values are not copied, and no feature reads them.
        block.language = 0..0;
        block.markup = shifted(&block.markup, markup);
        block
    });
    document.blocks.splice(at..at, added);
    document
}

fn shifted(range: &Range<u32>, by: u32) -> Range<u32> {
    range.start + by..range.end + by
}

/// Makes the containers' ranges leave a gap of `count` blocks at block `at` of a container.
fn shift_blocks(document: &mut Document, container: usize, at: u32, count: u32) {
    let mut is_around = vec![false; document.containers.len()];
    let mut ancestor = container;
    loop {
        is_around[ancestor] = true;
        if ancestor == 0 {
            break;
        }
        ancestor = document.containers[ancestor].parent as usize;
    }
    for (this, is_around) in document.containers.iter_mut().zip(is_around) {
        if is_around {
            this.blocks.end += count;
        } else if this.blocks.start >= at {
            this.blocks = shifted(&this.blocks, count);
        }
    }
}

/// Copies the containers of a donor that hold nothing but blocks of `range` into a container of the document. `markup` is
/// the offset of the donor's markup words. Returns the new index for each container of the donor.
fn copy_containers(
    document: &mut Document,
    container: usize,
    at: u32,
    donor: &Document,
    range: &Range<u32>,
    markup: u32,
) -> Vec<u32> {
    // Containers that hold other blocks, too, are replaced by the container that the blocks are inserted into.
    let mut new = vec![container as u32; donor.containers.len()];
    for (index, this) in donor.containers.iter().enumerate().skip(1) {
        let inside =
            this.blocks.start >= range.start && this.blocks.end <= range.end && !this.blocks.is_empty();
        if !inside {
            new[index] = new[this.parent as usize];
            continue;
        }
        new[index] = document.containers.len() as u32;
        let mut copy = this.clone();
        copy.parent = new[this.parent as usize];
        copy.blocks = at + this.blocks.start - range.start..at + this.blocks.end - range.start;
        copy.markup = shifted(&this.markup, markup);
        document.containers.push(copy);
    }
    new
}

//! What training needs of a document: the evidence of the linear models and the features, from the code that uses
//! them.

use std::ops::Range;

use dechaff_html::Tag;

use crate::classes::attribute_words;
use crate::document::Document;
use crate::document::block::context;
use crate::document::signals::{Address, Declared};
use crate::hash;
use crate::learned::features::Feature;
use crate::learned::linear_model;
use crate::learned::model::Model;
use crate::learned::word_hashes::WordHashes;
use crate::learned::{PageScores, probabilities};

/// Hashed evidence of one block.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BlockEvidence {
    /// For the markup model; a model of 2^n weights looks at the low n bits.
    pub markup: Vec<u32>,
    /// For the text model.
    pub text: Vec<u32>,
}

/// The evidence of all blocks.
pub fn evidence(document: &Document) -> Vec<BlockEvidence> {
    let word_hashes = WordHashes::of(document);
    let headings = linear_model::headings_above(document);
    (document.blocks().iter().enumerate())
        .map(|(index, block)| {
            let mut evidence = BlockEvidence::default();
            linear_model::each_markup_evidence(document, block, |hash| evidence.markup.push(hash));
            let above = headings[index].map_or(&[][..], |h| word_hashes.of_block(h as usize));
            linear_model::each_text_evidence(word_hashes.of_block(index), above, |hash| {
                evidence.text.push(hash)
            });
            evidence
        })
        .collect()
}

/// What a model makes of a page, for training what comes after it.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// The features of all blocks, a row a block.
    pub blocks: Vec<f32>,
    /// The page's row: of [`type_features`](crate::learned::features::type_features) if the model has no types yet, else of
    /// [`outcome_features`](crate::learned::features::outcome_features). Empty if it has no trees.
    pub page: Vec<f32>,
    /// The probability of each block by the whole of the model. Empty if it has no trees.
    pub probabilities: Vec<f32>,
}

/// The rows of a page. `foreign` is for a page in a language that the text model has no words of.
pub fn rows(document: &Document, model: &Model, foreign: bool) -> Rows {
    let silent = model.text.silent();
    let text = if foreign { &silent } else { &model.text };
    let mut blocks = vec![];
    let look = PageScores::new(document, model, text, |rows| blocks.extend(rows.by_row()));
    if model.blocks.is_empty() {
        return Rows { blocks, ..Rows::default() };
    }
    let page = if model.types.is_empty() { look.type_row(document) } else { look.outcome_row(document, 1.0) };
    Rows { page, probabilities: probabilities(&look.odds), blocks }
}

/// The columns of the page's rows by a model.
pub fn page_columns(model: Option<&Model>) -> Vec<Feature> {
    match model {
        Some(model) if model.types.is_empty() => crate::learned::features::type_features(),
        _ => crate::learned::features::outcome_features(),
    }
}

/// How a page is made harder for training, so that a model does not lean on what other pages lack.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Variant {
    /// Classes, ids and labels say nothing, as on sites that generate them.
    pub nameless: bool,
    /// Elements of the standard that name parts of a page are plain ones, as on sites older than they.
    pub bare: bool,
    /// What JSON-LD says is unknown, as where scripts were stripped.
    pub scriptless: bool,
    /// The address is unknown.
    pub nowhere: bool,
}

/// A document as it would be without what a variant takes away. Text and blocks stay.
pub fn vary(document: &Document, variant: Variant) -> Document {
    let mut varied = document.clone();
    if variant.nameless || variant.bare {
        for block in &mut varied.blocks {
            block.names = 0;
            // The first word is that of the innermost element's own name.
            block.markup.end = block.markup.end.min(block.markup.start + 1);
        }
        for container in &mut varied.containers {
            container.names = 0;
            container.markup.end = container.markup.end.min(container.markup.start + 1);
            // Equal ones stay equal.
            container.shape = hash::pair(container.shape, 0);
        }
    }
    if variant.bare {
        for container in &mut varied.containers {
            if is_part(container.tag) {
                container.tag = Tag::Div;
                let at = varied.markup.len() as u32;
                varied.markup.push(attribute_words::of_tag(Tag::Div));
                container.markup = at..at + 1;
            }
        }
        for block in &mut varied.blocks {
            block.context &= !PARTS;
        }
    }
    if variant.scriptless {
        varied.clues.linked = Declared::Nothing;
    }
    if variant.nowhere {
        varied.clues.address = Address::default();
    }
    varied
}

const PARTS: u32 = context::NAV
    | context::HEADER
    | context::FOOTER
    | context::ASIDE
    | context::MAIN
    | context::ARTICLE
    | context::ARTICLE_BODY
    | context::FIGURE
    | context::DIALOG
    | context::DETAILS;

fn is_part(tag: Tag) -> bool {
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

/// A document without some of its blocks; elements stay, empty or not.
pub fn without(document: &Document, dropped: &[bool]) -> Document {
    let mut less = document.clone();
    let mut at = vec![0u32];
    for &dropped in dropped {
        at.push(at[at.len() - 1] + u32::from(!dropped));
    }
    for container in &mut less.containers {
        container.blocks = at[container.blocks.start as usize]..at[container.blocks.end as usize];
    }
    for image in &mut less.images {
        image.block = at[image.block as usize];
    }
    let mut kept = dropped.iter().map(|dropped| !dropped);
    less.blocks.retain(|_| kept.next().unwrap_or(true));
    less
}

/// Puts blocks of another document into a container of this one, before the block `at`, as a container of their own.
/// `at` must be the container's first block, or stand between two of its children, or behind the last.
pub fn splice(
    host: &Document,
    container: usize,
    at: usize,
    donor: &Document,
    blocks: Range<usize>,
) -> Document {
    let mut spliced = host.clone();
    let count = blocks.len() as u32;
    let mut around = vec![false; host.containers.len()];
    let mut up = container;
    loop {
        around[up] = true;
        if up == 0 {
            break;
        }
        up = host.containers[up].parent as usize;
    }
    for (index, this) in spliced.containers.iter_mut().enumerate() {
        if around[index] {
            this.blocks.end += count;
        } else if this.blocks.start >= at as u32 {
            this.blocks.start += count;
            this.blocks.end += count;
        }
    }
    let (text, words) = (spliced.text.len() as u32, spliced.markup.len() as u32);
    spliced.text.push_str(&donor.text);
    spliced.markup.extend_from_slice(&donor.markup);
    let first = spliced.containers.len() as u32;
    let moved = |range: &Range<u32>| {
        let shift =
            |b: u32| at as u32 + b.clamp(blocks.start as u32, blocks.end as u32) - blocks.start as u32;
        shift(range.start)..shift(range.end)
    };
    // The donor's containers that hold any of the blocks; those around all of them stand for the new one.
    let mut new = vec![container as u32; donor.containers.len()];
    let span = blocks.start as u32..blocks.end as u32;
    for (index, this) in donor.containers.iter().enumerate().skip(1) {
        let inside =
            this.blocks.start >= span.start && this.blocks.end <= span.end && !this.blocks.is_empty();
        if !inside {
            new[index] = new[this.parent as usize];
            continue;
        }
        new[index] = first + (spliced.containers.len() as u32 - first);
        let mut copy = this.clone();
        copy.parent = new[this.parent as usize];
        copy.blocks = moved(&this.blocks);
        copy.markup = this.markup.start + words..this.markup.end + words;
        spliced.containers.push(copy);
    }
    let added = donor.blocks[blocks.clone()].iter().map(|block| {
        let mut block = block.clone();
        block.container = new[block.container as usize];
        block.text = block.text.start + text..block.text.end + text;
        block.markup = block.markup.start + words..block.markup.end + words;
        block
    });
    spliced.blocks.splice(at..at, added);
    spliced
}

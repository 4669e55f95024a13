//! The format of model files. Everything is checked when a file is read, so that no content can make a later step fail.

use super::batch::BatchForest;
use super::forest::{DecisionTree, Forest, NODES, TreeNode};
use super::{Model, ModelHeader};
use crate::detect::page_type::PageType;
use crate::hash;
use crate::learned::linear_model::{LINE_OUTPUTS, TextModels, TextWeights, Weights};
use crate::learned::{self, features::Feature};

const FIRST_LINE: &[u8] = b"dechaff model 1\n";

/// Why a model file can't be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// The file does not begin like a model.
    #[error("not a dechaff model, or a model of another version: its first line is not \"dechaff model 1\"")]
    NotAModel,
    /// The second line is not a valid header in JSON.
    #[error("the model's header: {0}")]
    Header(#[from] serde_json::Error),
    /// The model was trained with other features.
    #[error(
        "the model was trained with other features: column {column} is {found:?}, here it is {expected:?}"
    )]
    Features {
        /// The first column that differs.
        column: usize,
        /// Its name in the model; empty if the model has fewer columns.
        found: String,
        /// Its name in this version; empty if the model has more columns.
        expected: String,
    },
    /// A section is truncated or has invalid numbers.
    #[error("the model's table {0:?} is damaged")]
    Damaged(String),
}

/// Reads a model file.
pub(super) fn parse(bytes: &[u8]) -> Result<Model, ModelError> {
    let rest = bytes.strip_prefix(FIRST_LINE).ok_or(ModelError::NotAModel)?;
    let end = rest.iter().position(|&b| b == b'\n').ok_or(ModelError::NotAModel)?;
    let header: ModelHeader = serde_json::from_slice(&rest[..end])?;
    let mut rest = &rest[end + 1..];
    let mut model = Model::empty();
    let mut text = TextWeights::default();
    let mut titles = [Forest::default(), Forest::default()];
    for (name, length) in &header.sections {
        let damaged = || ModelError::Damaged(name.clone());
        let section = rest.get(..*length).ok_or_else(damaged)?;
        rest = &rest[*length..];
        match name.as_str() {
            "markup" => model.markup = weights(section).ok_or_else(damaged)?,
            "text" => text.kept = weights(section).ok_or_else(damaged)?,
            "blocks" | "articles" => {
                check_features(&header.features, header.form.features())?;
                let read = forests(section, header.features.len(), 1).ok_or_else(damaged)?;
                let forest = if name == "blocks" { &mut model.blocks } else { &mut model.articles };
                *forest = read.into_iter().next().ok_or_else(damaged)?;
            }
            "types" => {
                let columns = header.form.type_features();
                check_features(&header.type_features, &columns)?;
                model.types = forests(section, columns.len(), PageType::ALL.len()).ok_or_else(damaged)?;
            }
            "confidence" => {
                let columns = header.form.outcome_features();
                check_features(&header.outcome_features, &columns)?;
                let read = forests(section, columns.len(), 1).ok_or_else(damaged)?;
                model.confidence = read.into_iter().next().ok_or_else(damaged)?;
            }
            "titles" | "titles_without_url" => {
                let columns = learned::titles::features();
                check_features(&header.title_features, &columns)?;
                let read = forests(section, columns.len(), 1).ok_or_else(damaged)?;
                titles[usize::from(name != "titles")] = read.into_iter().next().ok_or_else(damaged)?;
            }
            // The other outputs of the text models, or a section of a later version.
            _ => {
                let of_type = |t: &PageType| name.strip_prefix("type_") == Some(t.as_str());
                if let Some(output) = LINE_OUTPUTS.iter().position(|&output| output == name) {
                    text.lines[output] = weights(section).ok_or_else(damaged)?;
                } else if let Some(output) = PageType::ALL.iter().position(of_type) {
                    text.types[output] = weights(section).ok_or_else(damaged)?;
                }
            }
        }
    }
    model.text = TextModels::new(text);
    model.titles = BatchForest::new(&titles.each_ref());
    model.batch = BatchForest::new(&[&model.blocks, &model.articles]);
    model.header = header;
    model.fingerprint = hash::fnv1a64(bytes.iter().copied());
    Ok(model)
}

fn check_features(found: &[String], expected: &[Feature]) -> Result<(), ModelError> {
    for column in 0..expected.len().max(found.len()) {
        let expected = expected.get(column).map_or("", |f| f.name.as_str());
        let found = found.get(column).map_or("", String::as_str);
        if expected != found {
            return Err(ModelError::Features {
                column,
                found: found.to_owned(),
                expected: expected.to_owned(),
            });
        }
    }
    Ok(())
}

/// Reads numbers from the front of a section.
struct Cursor<'a>(&'a [u8]);

impl Cursor<'_> {
    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*head)
    }

    fn f32(&mut self) -> Option<f32> {
        self.array().map(f32::from_le_bytes).filter(|v| v.is_finite())
    }

    fn u16(&mut self) -> Option<u16> {
        self.array().map(u16::from_le_bytes)
    }

    fn i16(&mut self) -> Option<i16> {
        self.array().map(i16::from_le_bytes)
    }

    fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }
}

/// Reads the weights of a linear model: bias, scale, and steps, whose number must be a power of two.
fn weights(section: &[u8]) -> Option<Weights> {
    let mut cursor = Cursor(section);
    let (bias, scale) = (cursor.f32()?, cursor.f32()?);
    let steps: Vec<i8> = cursor.0.iter().map(|&b| b as i8).collect();
    steps.len().is_power_of_two().then_some(Weights { bias, scale, steps })
}

/// Reads `count` forests, which must fill the section.
fn forests(section: &[u8], features: usize, count: usize) -> Option<Vec<Forest>> {
    let mut cursor = Cursor(section);
    let forests = (0..count).map(|_| forest(&mut cursor, features)).collect::<Option<Vec<_>>>()?;
    cursor.0.is_empty().then_some(forests)
}

/// Reads a forest: the number of trees, then the trees.
fn forest(cursor: &mut Cursor<'_>, features: usize) -> Option<Forest> {
    let trees = (0..cursor.u32()?).map(|_| tree(cursor, features)).collect::<Option<_>>()?;
    Some(Forest { trees })
}

/// Reads a tree: the number of leaves and the mean of the root, then the inner nodes (one fewer than leaves), then the
/// values of the leaves.
fn tree(cursor: &mut Cursor<'_>, features: usize) -> Option<DecisionTree> {
    let leaves = cursor.u16()?;
    // A tree with a single leaf would have no inner node.
    if !(2..=NODES as u16 / 2).contains(&leaves) {
        return None;
    }
    let inner = leaves - 1;
    let mut nodes = Box::new([TreeNode::default(); NODES]);
    let mut means = vec![cursor.f32()?];
    let mut depths = vec![0u8; usize::from(inner + leaves)];
    for at in 0..inner {
        let (feature, threshold) = (cursor.u16()?, cursor.f32()?);
        let next = [cursor.i16()?, cursor.i16()?];
        let mean = cursor.f32()?;
        if at > 0 {
            means.push(mean);
        }
        let next = [child_index(next[0], at, inner)?, child_index(next[1], at, inner)?];
        if usize::from(feature) >= features {
            return None;
        }
        for next in next {
            depths[usize::from(next)] = depths[usize::from(at)] + 1;
        }
        nodes[usize::from(at)] = TreeNode { threshold, feature, next };
    }
    for leaf in inner..inner + leaves {
        let value = cursor.f32()?;
        nodes[usize::from(leaf)] = TreeNode { threshold: value, feature: 0, next: [leaf as u8; 2] };
        means.push(value);
    }
    let depth = depths.iter().copied().max().unwrap_or(0);
    Some(DecisionTree { nodes, means, depth })
}

/// The index of the child that an inner node names: an inner node by its number, a leaf by the complement of its number.
/// Children must come after their parent, so that every path ends; leaves come after all inner nodes.
fn child_index(child: i16, parent: u16, inner: u16) -> Option<u8> {
    match u16::try_from(child) {
        Ok(node) => (node > parent && node < inner).then_some(node as u8),
        Err(_) => ((!child as u16) < inner + 1).then_some((inner + !child as u16) as u8),
    }
}

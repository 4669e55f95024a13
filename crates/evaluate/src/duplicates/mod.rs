//! Near-duplicates: pairs of texts that are known to be copies or not, and how well a method tells them apart.

pub(crate) mod clusters;
pub(crate) mod generate;
pub(crate) mod kind;
mod own_text;
pub(crate) mod pair_file;
pub(crate) mod score;

use serde::{Deserialize, Serialize};

use kind::{PairKind, PairLabel};

/// One of the two pages of a pair. What is not known is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairSide {
    /// The text of the page, paragraphs separated by an empty line.
    pub text: String,
    /// The site's domain or name.
    #[serde(default)]
    pub site: Option<String>,
    /// The page's URL.
    #[serde(default)]
    pub url: Option<String>,
    /// The day of publication, `YYYY-MM-DD`.
    #[serde(default)]
    pub date: Option<String>,
}

/// Two pages of which it is known whether one is a copy of the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelledPair {
    /// The pair's id, unique in its set.
    pub id: String,
    /// How the pair came about.
    pub kind: PairKind,
    /// Whether the two are copies.
    pub label: PairLabel,
    /// One page.
    pub a: PairSide,
    /// The other page.
    pub b: PairSide,
    /// Other pages of the sites of the two, from which the standing text of the sites can be learned. The two pages may be
    /// among them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub site_pages: Vec<PairSide>,
}

//! What one page adds to the profile of its site.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::page_form::PageForm;

/// Maximum number of different texts of a page in a profile, and of different paths.
pub(crate) const MAX_ENTRIES: usize = 1000;
/// Lines of rendered text after and before a line whose mean probability is kept with it.
pub(crate) const NEAR_LINES: usize = 8;
/// Texts with at least this mean probability may belong to the story, in steps of 1/255.
const MIN_STORY_TEXT: u8 = 51;

/// What one page adds to the profile of its site: which texts it has, and where its story is.
///
/// Texts and paths are kept as hashes. All probabilities are the detector's own, in steps of 1/255.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SitePage {
    pub(crate) form: PageForm,
    /// The probability that the page is an article.
    pub(crate) article: u8,
    /// The ids of its texts, sorted.
    pub(crate) texts: Box<[u32]>,
    /// The number of words of each text.
    pub(crate) text_words: Box<[u16]>,
    /// What else is known of each text.
    pub(crate) text_means: Box<[TextMeans]>,
    /// The keys of its paths, sorted. Rendered text has none.
    pub(crate) paths: Box<[u32]>,
    /// The mean probability of the blocks at each path.
    pub(crate) path_means: Box<[u8]>,
    /// The words of some texts and the names of some paths, for people to read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) names: Option<Box<SiteNames>>,
}

/// The mean probabilities that belong to a text: of the text itself, and in rendered text of the lines after it and before
/// it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct TextMeans(pub(crate) u8, pub(crate) u8, pub(crate) u8);

/// Names for people to read, by id and key.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct SiteNames {
    pub(crate) texts: BTreeMap<u32, String>,
    pub(crate) paths: BTreeMap<u32, String>,
}

impl SitePage {
    /// HTML or rendered text.
    pub fn form(&self) -> PageForm {
        self.form
    }

    /// The same page without words and names.
    pub fn without_names(mut self) -> Self {
        self.names = None;
        self
    }

    /// The ids of the texts that may belong to its story, each with its number of words.
    pub(crate) fn story_texts(&self) -> Vec<(u32, u32)> {
        let texts = self.texts.iter().zip(&self.text_words).zip(&self.text_means);
        texts
            .filter(|(_, means)| means.0 >= MIN_STORY_TEXT)
            .map(|((&id, &words), _)| (id, u32::from(words)))
            .collect()
    }

    /// Whether the page is as [`new`](Self::new) makes them, for pages that were read from a file.
    pub(crate) fn is_valid(&self) -> bool {
        let is_sorted = |keys: &[u32]| keys.windows(2).all(|pair| pair[0] < pair[1]);
        is_sorted(&self.texts)
            && is_sorted(&self.paths)
            && self.texts.len() == self.text_means.len()
            && self.texts.len() == self.text_words.len()
            && self.paths.len() == self.path_means.len()
            && self.texts.len().max(self.paths.len()) <= MAX_ENTRIES
    }
}

//! Stories that a page carries in its scripts, for programs that draw the page in the browser.
//!
//! Where the elements of a page hold its story, they are the better source. This module is for pages whose elements hold
//! nothing, or only the first lines.

mod flat;
mod flight;
mod references;
mod render;
mod scripts;
mod story;
mod values;

pub(crate) use scripts::may_hold_story;
pub(crate) use story::{MIN_STORY_WORDS, PageHints, find};

use crate::detect::{Detection, Label, Verdict};
use crate::document::Document;
use crate::document::block::BlockKind;
use crate::document::prose::has_sentence_outside_links;

/// How a script holds the data in which a story was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DataForm {
    /// JSON-LD with `articleBody`.
    JsonLd,
    /// The properties of a page of Next.js: `__NEXT_DATA__`.
    NextData,
    /// React server components in chunks: `self.__next_f.push`.
    NextFlight,
    /// The payload of Nuxt: `__NUXT__`, `__NUXT_DATA__`.
    Nuxt,
    /// The state of another program, such as Apollo's or Redux': `window.__APOLLO_STATE__`, JSON in a script.
    State,
}

impl DataForm {
    /// The form's name in snake case, as `explain` shows it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::JsonLd => "json_ld",
            Self::NextData => "next_data",
            Self::NextFlight => "next_flight",
            Self::Nuxt => "nuxt",
            Self::State => "state",
        }
    }
}

/// Where in a page's scripts its story was found.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DataSource {
    /// How the script holds its data.
    pub form: DataForm,
    /// The keys that lead to the story, as in `props.pageProps.article.body`. May be empty.
    pub path: String,
    /// Whether the data is the whole page with its navigation, so that a detector found the story in it. Otherwise the
    /// data is the story alone, and all of it is kept.
    pub is_page: bool,
}

/// A story as HTML, and where it was found.
pub(crate) struct EmbeddedStory {
    pub(crate) html: String,
    pub(crate) source: DataSource,
}

/// The verdicts on the blocks of a story that data names as one. A detector is trained on pages, where what surrounds a
/// story says most about it.
pub(crate) fn all_of_story(document: &Document) -> Detection {
    let verdicts = document.blocks().iter().map(|block| {
        let label = match block.kind {
            BlockKind::Caption => Label::Caption,
            BlockKind::Control => Label::Form,
            _ => Label::MainContent,
        };
        Verdict { label, score: 1.0, reason: "the story in the data of a script" }
    });
    Detection::new(verdicts.collect())
}

/// Minimum share of a story's words that are in blocks with sentences. Lists of labels have less.
const MIN_RUNNING_SHARE: f32 = 0.5;

/// Whether what is kept is running text, as stories are.
pub(crate) fn is_running_text(document: &Document, verdicts: &[Verdict]) -> bool {
    let (mut words, mut running) = (0, 0);
    for (block, _) in document.blocks().iter().zip(verdicts).filter(|(_, verdict)| verdict.is_kept()) {
        words += block.words;
        running += if has_sentence_outside_links(block) { block.words } else { 0 };
    }
    running as f32 >= MIN_RUNNING_SHARE * words as f32
}

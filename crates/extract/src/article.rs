//! What comes out of a page: the article, with the grounds of every decision.

use dechaff_html::CharsetSource;

use crate::detect::Verdict;
use crate::detect::error_pages::Defect;
use crate::detect::page_type::{PageType, TypeScores};
use crate::document::Document;
use crate::document::block::Block;
use crate::embedded::DataSource;
use crate::language::Language;
use crate::metadata::Metadata;

/// The main text of a page, its metadata, and the verdict on each block.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Article {
    /// The main text. Paragraphs are separated by a blank line, list items by a newline, cells by a tab. The title is
    /// not part of it unless [`Options::with_title`](crate::Options::with_title) is set. Empty if the page has no main
    /// content.
    pub text: String,
    /// The same as Markdown, with [`Options::markdown`](crate::Options::markdown).
    pub markdown: Option<String>,
    /// Readers' comments outside the main content, with
    /// [`Options::include_comments`](crate::Options::include_comments). `None` if there are none.
    pub comments: Option<String>,
    /// Number of words in `text`. A character of a script without spaces counts as a word.
    pub words: u32,
    /// Expected word F1 of `text`, 0 to 1.
    pub confidence: f32,
    /// What kind of page it is.
    pub page_type: PageType,
    /// The probability of each kind, if the detector computes it.
    pub types: Option<TypeScores>,
    /// The language detected from `text`.
    pub language: Option<Language>,
    /// Title, authors, dates and the rest, each with its source.
    pub metadata: Metadata,
    /// Set for pages that have text but are not worth keeping, such as error pages.
    pub defect: Option<Defect>,
    /// Where the story was found, if it is only in the data of the page's scripts. `document` and `verdicts` are then
    /// those of the story, and not of the page's elements.
    pub from_data: Option<DataSource>,
    /// How the page's bytes were decoded.
    pub charset: Charset,
    /// The page's blocks.
    pub document: Document,
    /// One verdict for each block of `document`, in the same order.
    pub verdicts: Vec<Verdict>,
}

impl Article {
    /// The blocks that make up the text, in order.
    pub fn kept_blocks(&self) -> impl Iterator<Item = &Block> {
        self.document.blocks().iter().zip(&self.verdicts).filter(|(_, v)| v.is_kept()).map(|(b, _)| b)
    }
}

/// How bytes became characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Charset {
    /// The Encoding Standard's name of the charset, in lower case.
    pub name: &'static str,
    /// What declared the charset, or how it was detected.
    pub source: CharsetSource,
    /// Number of invalid byte sequences, each of which became U+FFFD.
    pub replacements: usize,
    /// Whether text that had been encoded twice was repaired
    /// ([`Options::fix_mojibake`](crate::Options::fix_mojibake)).
    pub repaired: bool,
}

//! What every detector gets and gives: blocks in, a verdict for each out.

pub(crate) mod adjust;
pub(crate) mod dropped_labels;
pub(crate) mod error_pages;
pub(crate) mod estimates;
pub mod ftr_site_config;
pub(crate) mod page_type;
pub(crate) mod phrases;
pub(crate) mod site_rules;
pub(crate) mod text_rules;

pub use text_rules::TextRules;

use crate::detect::page_type::TypeScores;
use crate::document::Document;

/// What a block is to the article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Label {
    /// Belongs to the article.
    MainContent,
    /// The article's headline: kept as the title, not in the text.
    Title,
    /// Author, date, reading time.
    Byline,
    /// Caption or credit of an image or table.
    Caption,
    /// A data table, where tables are left out.
    Table,
    /// Navigation, breadcrumbs, pagination.
    Navigation,
    /// The site's header.
    Header,
    /// The site's footer, legal notes.
    Footer,
    /// Side columns.
    Sidebar,
    /// Share and follow bars.
    Share,
    /// Links and leads of other pages.
    Related,
    /// Newsletter, subscription, paywall.
    Newsletter,
    /// Cookie notices and overlays.
    Cookie,
    /// Advertisements.
    Advertisement,
    /// Readers' comments and the form for them.
    Comment,
    /// Controls: buttons, form labels, search, login.
    Form,
    /// Tags and categories.
    Tags,
    /// About the author.
    Bio,
    /// Hidden from sight, and the visible page has content of its own.
    Hidden,
    /// Outside of the part of the page that holds the article.
    Outside,
    /// After the article's end.
    AfterEnd,
    /// Text that stands in the article already.
    Repeated,
    /// Too little text, too many links.
    Thin,
    /// Taken out by a rule of the user's.
    Excluded,
}

impl Label {
    /// The label's name in snake case, as `explain` and annotations show it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MainContent => "main_content",
            Self::Title => "title",
            Self::Byline => "byline",
            Self::Caption => "caption",
            Self::Table => "table",
            Self::Navigation => "navigation",
            Self::Header => "header",
            Self::Footer => "footer",
            Self::Sidebar => "sidebar",
            Self::Share => "share",
            Self::Related => "related",
            Self::Newsletter => "newsletter",
            Self::Cookie => "cookie",
            Self::Advertisement => "advertisement",
            Self::Comment => "comment",
            Self::Form => "form",
            Self::Tags => "tags",
            Self::Bio => "bio",
            Self::Hidden => "hidden",
            Self::Outside => "outside",
            Self::AfterEnd => "after_end",
            Self::Repeated => "repeated",
            Self::Thin => "thin",
            Self::Excluded => "excluded",
        }
    }
}

/// A detector's answer for one block.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Verdict {
    /// What the block is.
    pub label: Label,
    /// How likely the block belongs to the article, 0 to 1. Which score is enough depends on the page.
    pub score: f32,
    /// What decided, in words.
    pub reason: &'static str,
}

impl Verdict {
    /// Whether the block belongs to the article.
    pub fn is_kept(&self) -> bool {
        self.label == Label::MainContent
    }
}

/// One feature's part in a block's score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Argument {
    /// The feature's name.
    pub feature: &'static str,
    /// Its value on this block.
    pub value: f32,
    /// By how much it moved the log-odds that the block belongs to the article: positive argues for it.
    pub weight: f32,
}

/// What a detector finds out of a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Detection {
    /// A verdict for each block, in order.
    pub verdicts: Vec<Verdict>,
    /// Expected word F1 of what is kept, 0 to 1, where the detector can tell.
    pub confidence: Option<f32>,
    /// How likely the page is of each type, where the detector can tell.
    pub types: Option<TypeScores>,
}

impl Detection {
    /// Verdicts, without confidence and types.
    pub fn new(verdicts: Vec<Verdict>) -> Self {
        Self { verdicts, ..Self::default() }
    }
}

/// Labels a document's blocks. Implementations only read; they hold no state between pages.
pub trait Detector: Send + Sync {
    /// What each block is, and what more can be told of the page.
    fn detect(&self, document: &Document) -> Detection;

    /// What argued for and against each block, one list a block, in no particular order. Empty for detectors that
    /// weigh nothing, such as rules: their reason says it all.
    fn arguments(&self, _document: &Document) -> Vec<Vec<Argument>> {
        vec![]
    }

    /// Name and version, for manifests.
    fn version(&self) -> String;
}

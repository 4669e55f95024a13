//! Detection: a detector gets the blocks of a page and gives a verdict on each.

pub(crate) mod adjust;
pub(crate) mod buttons;
pub(crate) mod dropped_labels;
pub(crate) mod error_pages;
pub(crate) mod estimates;
pub mod ftr_site_config;
mod lines_together;
pub(crate) mod page_type;
pub(crate) mod site_rules;
pub(crate) mod together;

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
    /// A data table, if tables are left out of the text.
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
    /// Outside the part of the page that holds the article.
    Outside,
    /// After the article's end.
    AfterEnd,
    /// Text that is in the article already.
    Repeated,
    /// Too little text, too many links.
    Thin,
    /// Dropped by a user's rule.
    Excluded,
}

impl Label {
    /// The label's name in snake case, as `explain` shows it.
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

/// A detector's decision on one block.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Verdict {
    /// What the block is.
    pub label: Label,
    /// The probability that the block belongs to the article, 0 to 1. The score that is enough depends on the page.
    pub score: f32,
    /// What led to the decision, in words.
    pub reason: &'static str,
}

impl Verdict {
    /// Whether the block belongs to the article.
    pub fn is_kept(&self) -> bool {
        self.label == Label::MainContent
    }
}

/// How one feature contributed to a block's score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Argument {
    /// The feature's name.
    pub feature: &'static str,
    /// Its value on this block.
    pub value: f32,
    /// How much it moved the log-odds that the block belongs to the article. A positive weight argues for it.
    pub weight: f32,
}

/// What a detector finds on a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Detection {
    /// One verdict for each block, in order.
    pub verdicts: Vec<Verdict>,
    /// Expected word F1 of what is kept, 0 to 1. `None` if the detector does not estimate it.
    pub confidence: Option<f32>,
    /// The probability of each page type. `None` if the detector does not compute it.
    pub types: Option<TypeScores>,
}

impl Detection {
    /// Verdicts, without confidence and types.
    pub fn new(verdicts: Vec<Verdict>) -> Self {
        Self { verdicts, ..Self::default() }
    }
}

/// Labels the blocks of a document. Implementations only read; they hold no state between pages.
pub trait Detector: Send + Sync {
    /// Gives each block a verdict, and estimates what else is known about the page.
    fn detect(&self, document: &Document) -> Detection;

    /// What argued for and against each block: one list for each block, in no particular order. Empty for detectors that
    /// weigh no features, such as rules, whose reasons say everything.
    fn arguments(&self, _document: &Document) -> Vec<Vec<Argument>> {
        vec![]
    }

    /// The log-odds of each block before any feature is known. With the weights of the block's arguments they add up to
    /// the log-odds of its score, up to rounding. Empty for detectors that weigh no features.
    fn base_log_odds(&self, _document: &Document) -> Vec<f32> {
        vec![]
    }

    /// Name and version, for manifests.
    fn version(&self) -> String;
}

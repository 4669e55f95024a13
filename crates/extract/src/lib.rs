//! Main-content extraction: from a page, HTML or rendered text, to its article and metadata.
//!
//! # One call
//!
//! ```
//! let page = "<nav><a href=/>Home</a></nav><main><h1>Ferry returns</h1>
//!     <p>The ferry to the island sails again from Monday, twice a day and three times on Sundays.</p></main>";
//! let article = dechaff_extract::extract(page, None);
//! assert_eq!(article.text, "The ferry to the island sails again from Monday, twice a day and three times on Sundays.");
//! assert_eq!(article.metadata.title.unwrap().value, "Ferry returns");
//! ```
//!
//! Every input gives an article: extraction does not fail. A page without main content has an article with an empty
//! text.
//!
//! # Options
//!
//! [`Options`] are plain data, [`PageContext`] is what is known about a page besides its bytes:
//!
//! ```
//! use dechaff_extract::{Extractor, Favor, Form, Options, PageContext};
//!
//! let mut options = Options::default();
//! options.favor = Favor::Precision;
//! options.markdown = true;
//! let extractor = Extractor::new(options);
//! let context = PageContext::new().form(Form::Html).url("https://news.example/ferry").charset("iso-8859-1");
//! let article = extractor.extract(b"<main><p>The caf\xe9 on the ferry opens again on Monday, the town said.</main>", &context);
//! assert_eq!(article.markdown.as_deref(), Some("The café on the ferry opens again on Monday, the town said."));
//! ```
//!
//! # Many pages
//!
//! An [`Extractor`] is `Send` and `Sync` and holds no state between pages. Each thread keeps the parser's buffers, so a
//! loop over pages allocates them once per thread, and threads can share one extractor:
//!
//! ```
//! use dechaff_extract::{Extractor, PageContext};
//!
//! let extractor = Extractor::default();
//! let pages = ["<p>The first page has one sentence, and it is long enough.", "<p>The second page has one sentence, too."];
//! let words: u32 = std::thread::scope(|scope| {
//!     let threads = pages.map(|page| {
//!         let extractor = &extractor;
//!         scope.spawn(move || extractor.extract(page.as_bytes(), &PageContext::new()).words)
//!     });
//!     threads.into_iter().map(|thread| thread.join().unwrap()).sum()
//! });
//! assert_eq!(words, 18);
//! ```
//!
//! # Blocks and scores
//!
//! An [`Article`] carries the page's [blocks](document::Block) and a [`Verdict`] on each: a label, a score and the
//! reason.
//!
//! ```
//! let page = "<nav><a href=/>Home</a> <a href=/sport>Sport</a></nav><main><h1>Ferry returns</h1>
//!     <p>The ferry to the island sails again from Monday, twice a day and three times on Sundays.</p></main>";
//! let article = dechaff_extract::extract(page, None);
//! for (block, verdict) in article.document.blocks().iter().zip(&article.verdicts) {
//!     let text = article.document.block_text(block);
//!     println!("{} {:.2} {}: {text}", verdict.label.as_str(), verdict.score, verdict.reason);
//! }
//! assert!(!article.verdicts[0].is_kept() && article.verdicts.last().unwrap().is_kept());
//! ```
//!
//! # A detector of your own
//!
//! A [`Detector`] labels the blocks of a [`Document`]. It sees blocks and containers, not trees or bytes:
//!
//! ```
//! use dechaff_extract::{Detection, Detector, Document, Extractor, Label, PageContext, Verdict};
//!
//! /// Keeps blocks with more words outside links than inside.
//! struct FewLinks;
//!
//! impl Detector for FewLinks {
//!     fn detect(&self, document: &Document) -> Detection {
//!         let verdict = |block: &dechaff_extract::document::Block| match block.link_density() {
//!             links if links < 0.5 => Verdict { label: Label::MainContent, score: 1.0 - links, reason: "few links" },
//!             links => Verdict { label: Label::Navigation, score: 1.0 - links, reason: "many links" },
//!         };
//!         Detection::new(document.blocks().iter().map(verdict).collect())
//!     }
//!
//!     fn version(&self) -> String {
//!         "few-links-1".to_owned()
//!     }
//! }
//!
//! let extractor = Extractor::builder().html_detector(Box::new(FewLinks)).build();
//! let article = extractor.extract(b"<ul><li><a href=/>Home</a></ul><p>Three more words.", &PageContext::new());
//! assert_eq!(article.text, "Three more words.");
//! ```
//!
//! # From a parsed tree
//!
//! If the page is parsed already, blocks and metadata can be made from the tree:
//!
//! ```
//! use dechaff_extract::{Document, PageContext, html, metadata};
//!
//! let tree = html::parse("<title>Ferry returns</title><p>It sails again from <a href=/when>Monday</a>.");
//! let document = Document::from_tree(&tree);
//! assert_eq!(document.block_text(&document.blocks()[0]), "It sails again from Monday.");
//! assert_eq!(metadata::from_html(&tree, &PageContext::new()).title.unwrap().value, "Ferry returns");
//! ```
//!
//! # How it works
//!
//! Every page passes the same stages (`extractor.rs`): its bytes are decoded; the page is read into blocks and signals;
//! a detector gives each block a verdict; users' rules, title, bylines, captions and tables correct the verdicts; and
//! what is labelled main content makes the text. No word is rewritten or used twice. HTML and rendered text differ only
//! in how they are read and in the model that decides.
//!
//! Everything here is a pure function of the page and the options. The crate opens no file, reads no clock, keeps no
//! state between pages, and does not panic on any input.
//!
//! # Features
//!
//! - `clap`: [`Options`] implements `clap::Args`, and its fields' documentation becomes the command's help.
//! - `training`: the module `training`, which makes the tables that models are trained on.

#![forbid(unsafe_code)]

mod article;
pub mod classes;
pub mod detect;
pub mod document;
mod embedded;
mod extractor;
mod hash;
mod language;
mod learned;
mod lexicon;
pub mod metadata;
mod options;
mod output;
mod page_context;
mod page_form;
mod site_page;
mod sites;
mod standing_text;
mod text_map;
mod unicode;

pub use article::{Article, Charset};
/// The parser: pages to characters, tokens and trees.
pub use dechaff_html as html;
pub use detect::error_pages::Defect;
pub use detect::page_type::{PageType, TypeScores};
pub use detect::site_rules::{SiteRule, SiteRules, SiteRulesError};
pub use detect::{Argument, Detection, Detector, Label, Verdict};
pub use document::Document;
pub use embedded::{DataForm, DataSource};
pub use extractor::{Extractor, ExtractorBuilder, extract};
pub use language::Language;
pub use learned::LearnedDetector;
pub use learned::features::Feature;
pub use learned::model::{Model, ModelError, ModelHeader, TrainingSet};
#[cfg(feature = "training")]
pub use learned::training;
pub use metadata::{Metadata, Sourced, UnusedValue, UnusedValues};
pub use options::{Favor, Options};
pub use page_context::{Form, PageContext};
pub use page_form::PageForm;
pub use sites::{PathShown, SiteIndex, SitePage, SiteProfile, StandingTexts, TextShown};

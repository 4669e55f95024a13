//! From a page's bytes to characters, and from characters to a flat tree.
//!
//! ```
//! let page = b"<title>Caf\xe9</title><p>One <b>two</b>";
//! let decoded = dechaff_html::decode(page, Some("iso-8859-1"));
//! assert_eq!(decoded.charset, "windows-1252");
//! let tree = dechaff_html::parse(&decoded.text);
//! let title = tree.descendants(tree.root()).find(|&n| tree.tag(n) == Some(dechaff_html::Tag::Title));
//! assert_eq!(tree.text_content(title.unwrap()), "Café");
//! ```
//!
//! DESIGN
//!
mod attribute;
mod build;
mod builder;
mod charset;
mod doctype;
mod find;
mod foreign;
mod mojibake;
mod named_references;
mod names;
mod reference;
mod select;
mod tag;
mod token;
mod tokenizer;
mod tree;

pub use attribute::AttributeName;
pub use build::{Parser, parse};
pub use builder::MAX_DEPTH;
pub use charset::{CharsetSource, Decoded, decode};
pub use mojibake::fix_mojibake;
pub use select::{Mark, Selection, SelectorError, parse_selected, scraper_document};
pub use tag::Tag;
pub use token::{Attribute, Doctype, MAX_ATTRIBUTES, Name, StartTag};
pub use tokenizer::{Buffers, Next, TokenSink, tokenize, tokenize_from};
pub use tree::{Namespace, NodeId, Tree};

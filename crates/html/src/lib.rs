//! From a page's bytes to characters, and from characters to a flat HTML tree.
//!
//! [`decode`] determines the charset, [`parse`] builds the [`Tree`], and the tree finds elements:
//!
//! ```
//! use dechaff_html::{Tag, decode, parse};
//!
//! let page = b"<title>Caf\xe9</title><p>One <b>two</b>";
//! let decoded = decode(page, Some("iso-8859-1"));
//! assert_eq!(decoded.charset, "windows-1252");
//! let tree = parse(&decoded.text);
//! let title = tree.find(Tag::Title).map(|title| tree.text_content(title));
//! assert_eq!(title.as_deref(), Some("Café"));
//! ```
//!
//! All nodes in reading order, with a [`Parser`] that reuses its buffers for the next page:
//!
//! ```
//! use dechaff_html::{AttributeName, Parser, Tag};
//!
//! let mut parser = Parser::default();
//! let mut found = vec![];
//! for page in ["<p>See <a href=/one>One</a>.", "<a href=/two><img alt=Two></a>"] {
//!     let tree = parser.parse(page);
//!     for node in tree.descendants(tree.root()) {
//!         match (tree.tag(node), tree.text(node)) {
//!             (Some(Tag::A), _) => found.extend(tree.attribute(node, AttributeName::Href).map(String::from)),
//!             (None, Some(text)) => found.push(text.to_owned()),
//!             _ => {}
//!         }
//!     }
//!     parser.reuse(tree);
//! }
//! assert_eq!(found, ["See ", "/one", "One", ".", "/two"]);
//! ```
//!
//! Elements that a user's CSS selector matches:
//!
//! ```
//! use dechaff_html::{Mark, Selection, parse_selected};
//!
//! let mut selection = Selection::default();
//! selection.add(Mark::Keep, "main > p:first-child")?;
//! let tree = parse_selected("<main><p>One</p><p>Two</p></main>", &selection);
//! let kept = tree.descendants(tree.root()).find(|&node| tree.mark(node) == Mark::Keep);
//! assert_eq!(kept.map(|node| tree.text_content(node)).as_deref(), Some("One"));
//! # Ok::<(), dechaff_html::SelectorError>(())
//! ```
//!
//! # Design
//!
//! The tree is flat: nodes of 32 bytes in one vector, text in one buffer, attribute values in another. Dropping it is
//! nearly free, nothing recurses, and a [`Parser`] reuses its buffers for the next page.
//!
//! The tokenizer and the tree construction follow the HTML standard, with scripting off, so that the contents of
//! `noscript` are markup. Both are our own, because html5ever, the parser that others use, spends four fifths of its time
//! in a tokenizer that takes names and values character by character. Here the whole page is in memory, so a run of text,
//! a value, a comment or a script is found by one search (see [`tokenizer`]); a name is recognized by comparing two machine
//! words; and the value of an attribute that nobody asks for is skipped. Tree construction decides whether an element is in
//! scope by a few loads instead of a walk over the open elements, which also keeps hostile pages linear. html5ever is the
//! oracle: `tests/oracle.rs` compares trees on generated and mutated pages, and `examples/oracle.rs` on any dump.
//! `examples/html5lib.rs` runs the html5lib tests.
//!
//! Work and memory are bounded by the page's length in bytes. If a page exceeds one of these limits, [`Tree::limited`]
//! returns true; its text is kept nevertheless:
//!
//! - Elements nested deeper than [`MAX_DEPTH`] become siblings, as in browsers.
//! - At most 64 formatting elements are kept to be reopened. Once reopening them has cost more than four steps per byte,
//!   no more are.
//! - When 32,000 elements are open, further start tags are ignored.
//! - When a page has 65,000 distinct names that are not in the standard, elements with further names have an empty name.
//!
//! Deliberately left out: scripts do not run; parse errors are not reported; a chosen option is not copied into
//! `selectedcontent`; the contents of a declarative shadow root become its host's; and of what no reader sees (comments,
//! templates, the text of scripts and styles) only JSON and
//! formulas in LaTeX are kept. The last two differ in trees of [`Parser::keeping_all`].
//!
//! To fill another tree, implement [`tokenizer::TokenSink`], or walk a [`Tree`] and copy it. For CSS selectors,
//! [`parse_selected`] parses the page with scraper and copies scraper's tree into a flat one.

#![forbid(unsafe_code)]

/// For this crate's own tests, examples and fuzz targets, which compare trees with html5ever's. This module is not part
/// of the public API, because scraper's types, and so its version, appear in it.
#[doc(hidden)]
pub mod oracle {
    pub use crate::select::{flat_tree, scraper_document};
}

mod builder;
mod byte_search;
mod charset;
mod names;
mod parser;
mod select;
pub mod tokenizer;
mod tree;

pub use builder::MAX_DEPTH;
pub use charset::mojibake::fix_mojibake;
pub use charset::{CharsetSource, Decoded, decode};
pub use names::attribute_name::AttributeName;
pub use names::tag::Tag;
pub use parser::{Parser, parse};
pub use select::{Selection, SelectorError, parse_selected};
pub use tokenizer::token::Doctype;
pub use tree::Tree;
pub use tree::node::{Mark, Namespace, NodeId};

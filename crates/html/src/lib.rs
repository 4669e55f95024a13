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
//! # Design
//!
//! The tree is flat: nodes of 32 bytes in one vector, text in one buffer, attribute values in another. Dropping it is
//! free, nothing recurses, and a [`Parser`] uses its buffers again for the next page.
//!
//! Tokenizer and tree construction are the HTML standard's (scripting off, so that `noscript` is markup), and they are
//! our own: in the parser that others use, html5ever, four fifths of the time goes into a tokenizer that takes names and
//! values character by character. Here the whole page is in memory, so that a run of text, a value, a comment or a script
//! is one search ([`tokenize`]); a name is told by two words of its letters; the value of an attribute that nobody asks
//! for is passed over. Tree construction answers "is it in scope" by a few loads instead of a walk over the open elements,
//! which is also what keeps hostile pages linear. html5ever is the oracle: `tests/oracle.rs` compares trees on generated
//! and mutated pages, `examples/oracle.rs` on any dump, and `examples/html5lib.rs` runs the html5lib tests.
//!
//! Work and memory are bounded by the page's bytes. Where a bound is met, [`Tree::limited`] says so and text is kept:
//! elements nested deeper than [`MAX_DEPTH`] become siblings (as in browsers); at most 64 formatting elements are kept
//! to be opened anew, and none any more once that has cost more steps than four per byte; past 32,000 open elements start
//! tags are passed over; past 65,000 distinct names of its own a page's elements have no name.
//!
//! Deliberately not done: scripts don't run; parse errors are not reported; a chosen option is not copied into
//! `selectedcontent`; of what no reader sees (comments, templates, the text of scripts and styles) only JSON is kept,
//! unless the parser is [`Parser::keeping_all`]; a declarative shadow root's contents are its host's.
//!
//! With another tree: implement [`TokenSink`] for [`tokenize`], or walk a [`Tree`] and copy it. The other way round,
//! `Tree::from(&scraper::Html)` makes the flat tree of one that scraper has built; [`parse_selected`] does that for CSS
//! selectors.

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

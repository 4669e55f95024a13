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
//! The tree is flat: nodes in one vector, text in one buffer, attribute values in another. It is built as
//! the HTML standard says (scripting off, so that `noscript` is markup), with three differences that keep
//! the time for a page proportional to its bytes: elements nested deeper than [`MAX_DEPTH`] become siblings,
//! at most 64 formatting elements stay open at once, and contents that no reader sees (comments, the text
//! of scripts and styles) are not stored. JSON-LD is.
//!
//! Nothing outside this crate names the parser behind [`parse`].

mod attribute;
mod build;
mod charset;
mod guard;
mod mojibake;
mod select;
mod sink;
mod tag;
mod tree;

pub use attribute::AttributeName;
pub use build::parse;
pub use charset::{CharsetSource, Decoded, decode};
pub use guard::MAX_DEPTH;
pub use mojibake::fix_mojibake;
pub use select::{Mark, Selection, SelectorError, parse_selected};
pub use tag::Tag;
pub use tree::{NodeId, Tree};

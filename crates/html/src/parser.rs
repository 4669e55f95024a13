//! From a page to its tree.

use crate::builder::{Builder, BuilderBuffers, Context, Keep, initial_state};
use crate::names::name_table::{self, UNKNOWN};
use crate::tokenizer;
use crate::tree::Tree;
use crate::tree::node::{Namespace, NodeKind};

/// Maximum number of bytes of a page that are read, since offsets in the tree have 32 bits.
const MAX_PAGE_BYTES: usize = 1 << 30;

/// Maximum size in bytes of the buffers that a parser keeps for the next page. Few pages need more, and the memory of a
/// larger tree is of more use to later stages of the same page.
const MAX_REUSED_BYTES: usize = 2 << 20;

/// Parses a page by the rules of the HTML standard, with scripting off.
///
/// Never fails: any string has a tree. Time and memory are proportional to its length. Bytes past the first 1 GiB are
/// ignored. To parse many pages, use a [`Parser`], which reuses its buffers.
pub fn parse(page: &str) -> Tree {
    Parser::default().parse(page)
}

/// Parses pages one after another, and reuses its buffers.
///
/// ```
/// let mut parser = dechaff_html::Parser::default();
/// let tree = parser.parse("<p>One<p>two");
/// assert_eq!(tree.text_content(tree.root()), "Onetwo");
/// parser.reuse(tree); // The next page reuses the buffers of this one.
/// ```
#[derive(Debug, Default)]
pub struct Parser {
    keep: Keep,
    tokenizer_buffers: tokenizer::Buffers,
    builder_buffers: BuilderBuffers,
    spare: Tree,
}

impl Parser {
    /// Creates a parser whose trees keep everything, including comments, the DOCTYPE, the text of scripts and styles, and
    /// attributes that have no [`AttributeName`](crate::AttributeName). Declarative shadow roots stay templates.
    pub fn keeping_all() -> Self {
        Self { keep: Keep { hidden: true, all_attributes: true }, ..Self::default() }
    }

    /// Parses a page. See [`parse`](fn@parse).
    pub fn parse(&mut self, page: &str) -> Tree {
        self.build(page, None)
    }

    /// Parses the contents of an element with this name, such as the value of its `innerHTML`. They become the contents of
    /// the tree's root element, which is `html` whatever the name is.
    pub fn parse_fragment(&mut self, page: &str, namespace: Namespace, name: &str) -> Tree {
        self.build(page, Some((namespace, name)))
    }

    /// Takes the buffers of a tree that is no longer needed, unless they are far larger than most pages need.
    pub fn reuse(&mut self, tree: Tree) {
        if tree.capacity_bytes() <= MAX_REUSED_BYTES {
            self.spare = tree;
        }
    }

    fn build(&mut self, page: &str, context: Option<(Namespace, &str)>) -> Tree {
        let page = &page[..floor_char_boundary(page, MAX_PAGE_BYTES)];
        let mut tree = std::mem::take(&mut self.spare);
        tree.clear();
        tree.page_len = page.len();
        // Over 1,500 scraped pages, the averages are a node per 95 bytes and text of a third of the page.
        tree.nodes.reserve(page.len() / 80 + 16);
        tree.text.reserve(page.len() / 3);
        let context = context.map(|(namespace, name)| {
            let kind = match namespace {
                Namespace::Html => NodeKind::Html,
                Namespace::Svg => NodeKind::Svg,
                Namespace::MathMl => NodeKind::MathMl,
            };
            let name_id = name_table::lookup(&name.to_ascii_lowercase());
            let name_id = if name_id == UNKNOWN { tree.names.intern(name) } else { name_id };
            Context { kind, name: name_id }
        });
        let mut builder = Builder::new(&mut tree, &mut self.builder_buffers, self.keep, page.len());
        match context {
            Some(context) => {
                builder = builder.in_context(context);
                // The element has no start tag in the fragment, so no end tag closes it.
                tokenizer::tokenize_from(
                    page,
                    initial_state(context),
                    "",
                    &mut builder,
                    &mut self.tokenizer_buffers,
                );
            }
            None => tokenizer::tokenize(page, &mut builder, &mut self.tokenizer_buffers),
        }
        builder.finish();
        tree
    }
}

/// The last index of a character at or before `at`.
fn floor_char_boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0)
}

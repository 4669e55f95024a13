//! A page to its tree.

use crate::builder::{Builder, Context, Keep, Room, state_in};
use crate::names::name_table::UNKNOWN;
use crate::tokenizer;
use crate::tree::{Kind, Namespace, Tree};

/// Bytes of a page that are read; offsets in the tree are 32-bit.
const MOST_BYTES: usize = 1 << 30;

/// Bytes of room that a parser keeps for the next page: few pages take more, and what a larger tree takes is better
/// given to whatever the page needs next.
const MOST_ROOM: usize = 2 << 20;

/// Parses a page as the HTML standard says, scripting off. Any string has a tree; time and memory are proportional to
/// its length. Characters past the first 1 GiB are not read.
pub fn parse(page: &str) -> Tree {
    Parser::default().parse(page)
}

/// Parses pages one after the other, and keeps its buffers.
///
/// ```
/// let mut parser = dechaff_html::Parser::default();
/// let tree = parser.parse("<p>One<p>two");
/// assert_eq!(tree.text_content(tree.root()), "Onetwo");
/// parser.recycle(tree); // The next page takes the room of this one.
/// ```
#[derive(Debug, Default)]
pub struct Parser {
    keep: Keep,
    buffers: tokenizer::Buffers,
    room: Room,
    spare: Tree,
}

impl Parser {
    /// A parser that keeps all: comments, the DOCTYPE, the text of scripts and styles, and attributes that have no
    /// [`crate::AttributeName`]. Declarative shadow roots stay templates.
    pub fn keeping_all() -> Self {
        Self { keep: Keep { hidden: true, all_attributes: true }, ..Self::default() }
    }

    /// Parses a page.
    pub fn parse(&mut self, page: &str) -> Tree {
        self.build(page, None)
    }

    /// Parses what stands inside of an element. The tree's root element `html` stands for that element.
    pub fn parse_fragment(&mut self, page: &str, namespace: Namespace, name: &str) -> Tree {
        self.build(page, Some((namespace, name)))
    }

    /// Takes the room of a tree that is no longer needed, unless it was made for a page far larger than most.
    pub fn recycle(&mut self, tree: Tree) {
        if tree.room() <= MOST_ROOM {
            self.spare = tree;
        }
    }

    fn build(&mut self, page: &str, context: Option<(Namespace, &str)>) -> Tree {
        let page = &page[..floor_boundary(page, MOST_BYTES)];
        let mut tree = std::mem::take(&mut self.spare);
        tree.clear();
        tree.page_len = page.len();
        // A node per 95 bytes and text of a third of the page are the means over 1,500 scraped pages.
        tree.nodes.reserve(page.len() / 80 + 16);
        tree.text.reserve(page.len() / 3);
        let context = context.map(|(namespace, name)| {
            let kind = match namespace {
                Namespace::Html => Kind::Html,
                Namespace::Svg => Kind::Svg,
                Namespace::MathMl => Kind::MathMl,
            };
            let number = tokenizer::number_of(&name.to_ascii_lowercase());
            let number = if number == UNKNOWN { tree.names.number(name) } else { number };
            Context { kind, name: number }
        });
        let mut builder = Builder::new(&mut tree, &mut self.room, self.keep, page.len());
        match context {
            Some(context) => {
                builder = builder.in_context(context);
                // No start tag was seen, so no end tag ends the element.
                tokenizer::tokenize_from(page, state_in(context), "", &mut builder, &mut self.buffers);
            }
            None => tokenizer::tokenize(page, &mut builder, &mut self.buffers),
        }
        builder.finish();
        tree
    }
}

fn floor_boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0)
}

//! A page to its tree: the standard's tokenizer and tree construction, bounded.

use html5ever::TokenizerResult;
use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};

use crate::Tree;
use crate::guard::Guard;
use crate::sink::Sink;

/// Feeding in pieces lets the parser release its copy as it goes.
const PIECE: usize = 1 << 16;

/// Parses a page as the HTML standard says, scripting off. Any string has a tree; time and memory are
/// proportional to its length. Characters past the first 1 GiB are not read (offsets are 32-bit).
pub fn parse(text: &str) -> Tree {
    let sink = Sink::new(text.len());
    let options = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let builder = TreeBuilder::new(sink, options);
    let tokenizer = Tokenizer::new(Guard::new(builder, text.len()), TokenizerOpts::default());
    let input = BufferQueue::default();
    let mut rest = &text[..floor_boundary(text, 1 << 30)];
    while !rest.is_empty() {
        let (piece, tail) = rest.split_at(floor_boundary(rest, PIECE));
        rest = tail;
        input.push_back(StrTendril::from_slice(piece));
        // A finished script or a charset declaration hands control back; there is nothing to do, so go on.
        while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
    }
    tokenizer.end();
    tokenizer.sink.into_tree()
}

fn floor_boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0)
}

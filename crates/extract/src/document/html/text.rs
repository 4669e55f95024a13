//! Adds text to the block under construction: words separated by single spaces, and formulas between delimiters.

use crate::document::block::{BlockKind, SpanKind};
use crate::document::html::Walk;
use crate::document::html::formulas::tex_delimiters::{self, Piece};
use crate::unicode::white_space::{self, is_invisible};

/// The zero-width characters that join letters, or keep them from being joined.
const JOINERS: [char; 2] = ['\u{200c}', '\u{200d}'];

impl Walk<'_, '_> {
    /// Adds text to the block under construction. Folds white space unless the text is preformatted.
    pub(super) fn append(&mut self, text: &str) {
        if matches!(self.current_frame().kind, BlockKind::Code) {
            self.append_code(text);
            return;
        }
        let cut = |delimiters| tex_delimiters::cut(text, delimiters);
        match self.delimiters.and_then(cut).filter(|_| !self.spans.is_in_code()) {
            None => self.append_words(text),
            Some(pieces) => pieces.iter().for_each(|piece| self.append_piece(piece)),
        }
    }

    /// Adds a piece of text. The delimiters of formulas are not written.
    fn append_piece(&mut self, piece: &Piece<'_>) {
        let (text, kind) = match *piece {
            Piece::Text(text) => return self.append_words(text),
            Piece::Delimiter(text) => (text, SpanKind::Omitted),
            Piece::Formula { latex, is_display } => (latex, SpanKind::Formula { display: is_display }),
        };
        let is_open = self.spans.open_kind(kind, self.document);
        self.append_words(text);
        if is_open {
            self.spans.close(self.document, self.block_start);
        }
    }

    /// Adds words separated by white space.
    fn append_words(&mut self, text: &str) {
        let mut at = 0;
        loop {
            let start = white_space::skip_white_space(text, at);
            self.pending_space |= start > at;
            if start == text.len() {
                break;
            }
            let run = white_space::word_run(text, start);
            self.append_run(&text[start..run.end], run.visible);
            at = run.end;
        }
    }

    /// Adds words separated by single spaces. A run that is not `visible` is one word with invisible characters.
    pub(super) fn append_run(&mut self, run: &str, visible: bool) {
        if !visible && run.chars().all(is_invisible) {
            return;
        }
        let is_first = self.document.text.len() as u32 == self.block_start;
        // A joiner joins nothing at the beginning. Site builders fill empty paragraphs with it.
        let run = if is_first { run.trim_start_matches(JOINERS) } else { run };
        if run.is_empty() {
            return;
        }
        if !is_first {
            match self.pending_breaks {
                0 if self.pending_space => self.document.text.push(' '),
                0 => {}
                1 => self.document.text.push('\n'),
                _ if self.is_full => self.document.text.push('\n'),
                _ => self.break_block(),
            }
        }
        let before = &self.document.text[self.block_start as usize..];
        let units_touch = std::mem::take(&mut self.units_touch) && are_words(before, run);
        if self.corrections.separate(before, run) || units_touch {
            self.document.text.push(' ');
        }
        self.unit_ended = false;
        self.pending_space = false;
        self.pending_breaks = 0;
        if self.block_frame.is_none() {
            self.start_block();
        }
        if visible {
            self.document.text.push_str(run);
        } else {
            self.document.text.extend(run.chars().filter(|&c| !is_invisible(c)));
        }
    }
}

/// Whether two units that touch are words or amounts of their own: `Name` and `2 May`, `30 €` and `20 €`. A currency
/// sign alone belongs to the amount next to it.
fn are_words(before: &str, run: &str) -> bool {
    let is_sign = |c: char| "$€£¥₹₽₩₺₴".contains(c);
    let without_sign = before.trim_end_matches(is_sign);
    let ends = without_sign.ends_with(char::is_alphanumeric)
        && (without_sign.len() == before.len() || without_sign.ends_with(|c: char| c.is_ascii_digit()));
    let begins = run.trim_start_matches(is_sign).starts_with(char::is_alphanumeric);
    let both_have_signs = without_sign.len() < before.len() && run.starts_with(is_sign);
    ends && begins && !both_have_signs
}

//! The beginnings of words, which inflected forms of a word have in common.

use crate::hash;
use crate::unicode::characters::{CharacterClass, each_lower};
use crate::unicode::swar;

/// Letters of a word that count.
const LETTERS: usize = 5;

/// The stems of all lines of a page.
pub(super) struct LineStems {
    all: Vec<u32>,
    /// Where the stems of each line end.
    ends: Vec<usize>,
}

impl LineStems {
    pub(super) fn new(lines: &[&str]) -> Self {
        let mut all = vec![];
        let push = |line: &&str| {
            push(line, &mut all);
            all.len()
        };
        Self { ends: lines.iter().map(push).collect(), all }
    }

    /// The stems of a line.
    pub(super) fn get(&self, line: usize) -> &[u32] {
        let start = line.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.all[start..self.ends[line]]
    }
}

/// The hashed stems of a text: the first five letters of each word in lower case, and each pair of neighbouring characters
/// of a script that is written without spaces.
pub(super) fn of_text(text: &str) -> Vec<u32> {
    let mut stems = Vec::with_capacity(text.len() / 6 + 1);
    push(text, &mut stems);
    stems
}

/// Appends the stems of a text.
fn push(text: &str, stems: &mut Vec<u32>) {
    let (mut stem, mut letters) = (hash::EMPTY, 0);
    let mut unspaced = None;
    let mut at = 0;
    while at < text.len() {
        let (mut lower, run) = swar::lower_run(swar::load(text.as_bytes(), at));
        if run > 0 {
            for _ in 0..run.min(LETTERS.saturating_sub(letters)) {
                stem = hash::step(stem, lower as u8);
                lower >>= 8;
            }
            (letters, unspaced) = (letters + run, None);
            at += run;
            continue;
        }
        // Most words end at a space.
        if text.as_bytes()[at] == b' ' {
            if letters > 0 {
                stems.push(stem);
                (stem, letters) = (hash::EMPTY, 0);
            }
            at += 1;
            continue;
        }
        let Some(c) = text[at..].chars().next() else { break };
        at += c.len_utf8();
        let class = CharacterClass::from_char(c);
        let is_letter = class.intersects(CharacterClass::ALPHANUMERIC);
        let is_unspaced = is_letter && class.intersects(CharacterClass::UNSPACED);
        if is_letter && !is_unspaced {
            if letters < LETTERS {
                each_lower(c, |c| stem = hash::pair(stem, c as u32));
            }
            letters += 1;
        } else if letters > 0 && !class.intersects(CharacterClass::JOINER) {
            stems.push(stem);
            (stem, letters) = (hash::EMPTY, 0);
        }
        if is_unspaced {
            if let Some(before) = unspaced {
                stems.push(hash::pair(before, c as u32));
            }
            unspaced = Some(c as u32);
        } else if is_letter {
            unspaced = None;
        }
    }
    if letters > 0 {
        stems.push(stem);
    }
}

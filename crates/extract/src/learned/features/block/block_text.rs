//! The block's own text, counted.

use std::marker::PhantomData;

use crate::detect::phrases::{self, Sign};
use crate::document::prose::{log, plain_words, share};
use crate::learned::features::matrix::{Row, flag};
use crate::learned::features::{Feature, FeatureContext, Group, named};

/// Counts and marks of a block's text.
pub(crate) struct BlockText<'d> {
    page: PhantomData<&'d ()>,
}

/// Marks are looked for in a block's first bytes; what is longer is prose.
const LOOK: usize = 160;

#[derive(Default)]
struct Marks {
    currency: bool,
    at: bool,
    copyright: bool,
    bar: bool,
    clock: bool,
    year: bool,
    colon: bool,
}

impl Marks {
    fn of(text: &str) -> Self {
        let mut marks = Self::default();
        let cut = (0..=text.len().min(LOOK)).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
        let bytes = &text.as_bytes()[..cut];
        let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        let mut at = 0;
        while at < cut {
            let byte = bytes[at];
            at += 1;
            match byte {
                b'a'..=b'z' | b' ' | b'A'..=b'Z' => {}
                b'0'..=b'9' => {
                    let start = at - 1;
                    while is_digit(at) {
                        at += 1;
                    }
                    marks.year |= at - start == 4 && matches!(&bytes[start..start + 2], b"19" | b"20");
                }
                b'$' => marks.currency = true,
                b'@' => marks.at = true,
                b'|' | b'/' => marks.bar = true,
                b':' => {
                    let clock = at >= 2 && is_digit(at - 2) && is_digit(at);
                    marks.clock |= clock;
                    marks.colon |= !clock;
                }
                // What these characters begin with; inside of others the bytes don't stand.
                0xc2 | 0xe2 => match text[at - 1..].chars().next() {
                    Some('€' | '£' | '¥' | '₹' | '₽' | '₩' | '₺' | '₴') => {
                        marks.currency = true
                    }
                    Some('©') => marks.copyright = true,
                    Some('·' | '•' | '»' | '›') => marks.bar = true,
                    _ => {}
                },
                _ => {}
            }
        }
        marks
    }
}

/// A whole number for a sign, so that trees can tell them apart: chrome from 1, credits last.
fn sign_number(sign: Sign) -> f32 {
    match sign {
        Sign::Share => 1.0,
        Sign::Newsletter => 2.0,
        Sign::Notice => 3.0,
        Sign::Related => 4.0,
        Sign::Comments => 5.0,
        Sign::Updated => 6.0,
        Sign::End => 7.0,
    }
}

impl<'d> Group<'d> for BlockText<'d> {
    fn new(_: &'d FeatureContext<'d>) -> Self {
        Self { page: PhantomData }
    }

    fn features() -> Vec<Feature> {
        named(&[
            ("log_words", "Logarithm of 1 + words"),
            ("log_plain_words", "Logarithm of 1 + words outside of links"),
            ("link_density", "Share of the words in links, 0 to 1"),
            ("stop_share", "Share of function words of many languages, 0 to 1"),
            ("marks_per_word", "Characters that are neither letter, digit nor space, a word"),
            ("digits_per_word", "Digits a word"),
            ("capital_share", "Share of words that begin with a capital letter, 0 to 1"),
            ("sentences", "Ends of sentences"),
            ("words_per_sentence", "Words a sentence; words where none ends"),
            ("commas_per_word", "Commas a word"),
            ("terminated", "1 if the text ends with a mark of sentences or a colon"),
            ("bytes_per_word", "Bytes a word"),
            ("longest_word", "Bytes of the longest word"),
            ("currency", "1 if a currency sign stands in the first 160 bytes"),
            ("at_sign", "1 if an at sign stands there"),
            ("copyright", "1 if a copyright sign stands there"),
            ("bar", "1 if a bar, dot, bullet, arrow or slash stands there"),
            ("clock", "1 if a clock time stands there"),
            ("year", "1 if a year stands there"),
            ("colon", "1 if a colon that is no clock time stands there"),
            ("lower_start", "1 if the text begins with a lower-case letter"),
            ("phrase", "Which sign of boilerplate the text begins with (lexicon), 1 to 7; 0 for none"),
            ("phrase_whole", "1 if the text is that phrase and nothing else"),
        ])
    }

    fn fill(&self, page: &FeatureContext<'d>, index: usize, row: &mut Row<'_>) {
        let block = &page.document.blocks[index];
        let text = page.document.block_text(block);
        // Most blocks are a few words and nothing else.
        let marks = if block.marks + block.digits > 0 { Marks::of(text) } else { Marks::default() };
        let phrase = phrases::find(text);
        row.put([
            log(block.words),
            log(plain_words(block)),
            block.link_density().min(1.0),
            share(block.stop_words, block.words),
            share(block.marks, block.words),
            share(block.digits, block.words),
            share(block.capitals, block.words),
            block.sentences as f32,
            block.words as f32 / block.sentences.max(1) as f32,
            share(block.commas, block.words),
            flag(block.terminated),
            share(text.len() as u32, block.words),
            f32::from(page.word_hashes.longest(index)),
            flag(marks.currency),
            flag(marks.at),
            flag(marks.copyright),
            flag(marks.bar),
            flag(marks.clock),
            flag(marks.year),
            flag(marks.colon),
            flag(text.chars().next().is_some_and(char::is_lowercase)),
            phrase.map_or(0.0, |p| sign_number(p.sign)),
            flag(phrase.is_some_and(|p| p.whole)),
        ]);
    }
}

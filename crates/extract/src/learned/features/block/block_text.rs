//! The text of the block itself: counts, marks and phrases.

use crate::document::phrases::BoilerplateKind;
use crate::document::prose::{log, plain_words, share};
use crate::learned::features::matrix::{RowWriter, flag};
use crate::learned::features::{Feature, FeatureContext, FeatureGroup, feature_list};

/// Counts and marks of a block's text.
pub(crate) struct BlockText;

/// Marks are searched for in this many bytes at the start of a block. Longer blocks are prose.
const MARK_BYTES: usize = 160;

/// Which marks a text has.
#[derive(Default)]
struct Marks {
    currency: bool,
    at_sign: bool,
    copyright: bool,
    bar: bool,
    clock: bool,
    year: bool,
    colon: bool,
}

impl Marks {
    fn find(text: &str) -> Self {
        let mut marks = Self::default();
        let cut = (0..=text.len().min(MARK_BYTES)).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
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
                b'@' => marks.at_sign = true,
                b'|' | b'/' => marks.bar = true,
                b':' => {
                    let clock = at >= 2 && is_digit(at - 2) && is_digit(at);
                    marks.clock |= clock;
                    marks.colon |= !clock;
                }
                // The first bytes of these characters. They do not occur inside of other characters.
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

/// A number for each kind of boilerplate, ordered so that one split separates related kinds: page furniture first,
/// credits last.
fn kind_number(kind: BoilerplateKind) -> f32 {
    match kind {
        BoilerplateKind::Share => 1.0,
        BoilerplateKind::Newsletter => 2.0,
        BoilerplateKind::Notice => 3.0,
        BoilerplateKind::Related => 4.0,
        BoilerplateKind::Comments => 5.0,
        BoilerplateKind::Updated => 6.0,
        BoilerplateKind::End => 7.0,
    }
}

impl FeatureGroup for BlockText {
    fn new(_: &FeatureContext<'_>) -> Self {
        Self
    }

    fn features() -> Vec<Feature> {
        feature_list(&[
            ("log_words", "Logarithm of 1 + words"),
            ("log_plain_words", "Logarithm of 1 + words outside of links"),
            ("link_density", "Share of the words in links, 0 to 1"),
            ("stop_share", "Share of function words of many languages, 0 to 1"),
            ("marks_per_word", "Characters that are neither letters, digits nor spaces, per word"),
            ("digits_per_word", "Digits per word"),
            ("capital_share", "Share of words that begin with a capital letter, 0 to 1"),
            ("sentences", "Number of sentence ends"),
            ("words_per_sentence", "Words per sentence; all words if no sentence ends"),
            ("commas_per_word", "Commas per word"),
            ("terminated", "1 if the text ends like a sentence or with a colon"),
            ("bytes_per_word", "Bytes per word"),
            ("longest_word", "Bytes of the longest word"),
            ("currency", "1 if the first 160 bytes have a currency sign"),
            ("at_sign", "1 if they have an at sign"),
            ("copyright", "1 if they have a copyright sign"),
            ("bar", "1 if they have a bar, dot, bullet, arrow or slash"),
            ("clock", "1 if they have a clock time"),
            ("year", "1 if they have a year"),
            ("colon", "1 if they have a colon that is not part of a clock time"),
            ("lower_start", "1 if the text begins with a lower-case letter"),
            ("phrase", "Kind of boilerplate that the text begins like (lexicon), 1 to 7; 0 for none"),
            ("phrase_whole", "1 if the text is that phrase and nothing else"),
        ])
    }

    fn fill(&self, context: &FeatureContext<'_>, index: usize, row: &mut RowWriter<'_>) {
        let block = &context.document.blocks[index];
        let text = context.document.block_text(block);
        // Most blocks are a few words without any mark.
        let marks = if block.punctuation + block.digits > 0 { Marks::find(text) } else { Marks::default() };
        let phrase = context.phrases[index];
        row.push([
            log(block.words),
            log(plain_words(block)),
            block.link_density().min(1.0),
            share(block.stop_words, block.words),
            share(block.punctuation, block.words),
            share(block.digits, block.words),
            share(block.capitals, block.words),
            block.sentences as f32,
            block.words as f32 / block.sentences.max(1) as f32,
            share(block.commas, block.words),
            flag(block.terminated),
            share(text.len() as u32, block.words),
            f32::from(context.word_hashes.longest(index)),
            flag(marks.currency),
            flag(marks.at_sign),
            flag(marks.copyright),
            flag(marks.bar),
            flag(marks.clock),
            flag(marks.year),
            flag(marks.colon),
            flag(text.chars().next().is_some_and(char::is_lowercase)),
            phrase.map_or(0.0, |p| kind_number(p.kind)),
            flag(phrase.is_some_and(|p| p.whole)),
        ]);
    }
}

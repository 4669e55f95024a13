//! The sketch of a text, and the buffers to make many.

use std::fmt;

use super::facts::{Fact, Facts, collect_facts, collect_sentences};
use super::hash::{combine, finish};
use super::passages::Passages;
use super::signature::Signature;
use super::text::{ShingleSet, Token, TokenKind, write_normalized, write_tokens};

/// Texts with fewer tokens are compared as a whole only.
pub(super) const MIN_TOKENS: u32 = 40;

/// Tokens of a shingle, and of the context of a fact on each side.
const SHINGLE: usize = 3;
const SHINGLE_CJK: usize = 5;
const REACH: usize = 2;
const REACH_CJK: usize = 3;

/// What has to be known of a text to [compare](crate::compare) it with others. It has a fixed size in memory, 480
/// bytes, whatever the length of the text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Sketch {
    pub(super) tokens: u32,
    pub(super) shingles: u32,
    pub(super) exact: [u64; 2],
    pub(super) signature: Signature,
    pub(super) facts: Facts,
    pub(super) is_cjk: bool,
    /// Whether most tokens are of scripts without capitals, so that sentences take the place of names.
    pub(super) is_caseless: bool,
}

impl Sketch {
    /// Makes the sketch of a text. For many texts, a [`Sketcher`] is faster.
    pub fn new(text: &str) -> Self {
        Sketcher::default().sketch(text)
    }

    /// The number of tokens: words, numbers, and CJK characters.
    pub fn tokens(&self) -> u32 {
        self.tokens
    }

    /// The number of different shingles: runs of three tokens, or of five in a CJK text. 0 for a text with less than
    /// 40 tokens.
    pub fn shingles(&self) -> u32 {
        self.shingles
    }

    /// Whether more than 30 % of the tokens are CJK characters.
    pub fn is_cjk(&self) -> bool {
        self.is_cjk
    }

    /// A hash of all tokens in their order, with 128 bits. Texts with the same hash are equal but for case,
    /// punctuation and white space. It is not safe against people who search for collisions.
    pub fn exact_hash(&self) -> [u8; 16] {
        let [a, b] = self.exact;
        (u128::from(a) | u128::from(b) << 64).to_le_bytes()
    }

    /// Whether the text has so few tokens that only its exact hash counts.
    pub fn is_short(&self) -> bool {
        self.tokens < MIN_TOKENS
    }
}

impl fmt::Debug for Sketch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sketch")
            .field("tokens", &self.tokens)
            .field("shingles", &self.shingles)
            .field("is_cjk", &self.is_cjk)
            .field("exact", &format_args!("{:032x}", u128::from_le_bytes(self.exact_hash())))
            .field("numbers", &self.facts.numbers().len())
            .field("names", &self.facts.names().len())
            .finish_non_exhaustive()
    }
}

/// Tokens whose buffers are kept for the next text (32 MB). Few pages have more.
const KEPT_TOKENS: usize = 1 << 20;

/// Makes sketches. A thread should keep one, because its buffers are reused.
#[derive(Debug, Default)]
pub struct Sketcher {
    normalized: String,
    /// For one token.
    token: String,
    tokens: Vec<Token>,
    shingles: ShingleSet,
    numbers: Vec<Fact>,
    names: Vec<Fact>,
}

impl Sketcher {
    /// Makes the sketch of a text. Time and memory are proportional to the length of the text.
    pub fn sketch(&mut self, text: &str) -> Sketch {
        self.clear();
        let normalized = if text.is_ascii() {
            text
        } else {
            write_normalized(text, &mut self.normalized);
            &self.normalized
        };
        write_tokens(normalized, &mut self.token, &mut self.tokens);
        let tokens = u32::try_from(self.tokens.len()).unwrap_or(u32::MAX);
        let (exact, cjk, caseless) = hash_all(&self.tokens);
        let mut sketch = Sketch {
            tokens,
            shingles: 0,
            exact,
            signature: Signature::from_exact(exact),
            facts: Facts::default(),
            is_cjk: cjk * 10 > self.tokens.len() as u64 * 3,
            is_caseless: (cjk + caseless) * 2 > self.tokens.len() as u64,
        };
        if !sketch.is_short() {
            self.fill(&mut sketch);
        }
        sketch
    }

    /// The passages of the text that was sketched last.
    pub fn passages(&self) -> Passages {
        Passages::from_tokens(&self.tokens)
    }

    /// Fills in what a short text does not have.
    fn fill(&mut self, sketch: &mut Sketch) {
        let reach = if sketch.is_cjk {
            self.shingles.fill::<SHINGLE_CJK>(&self.tokens);
            REACH_CJK
        } else {
            self.shingles.fill::<SHINGLE>(&self.tokens);
            REACH
        };
        sketch.shingles = u32::try_from(self.shingles.len()).unwrap_or(u32::MAX);
        sketch.signature = Signature::from_hashes(self.shingles.iter());
        collect_facts(&self.tokens, reach, &mut self.numbers, &mut self.names);
        if sketch.is_caseless {
            self.names.clear();
            collect_sentences(&self.tokens, reach, &mut self.names);
        }
        sketch.facts = Facts::from_all(&mut self.numbers, &mut self.names);
    }

    fn clear(&mut self) {
        if self.tokens.capacity() > KEPT_TOKENS {
            *self = Self::default();
        }
        self.normalized.clear();
        self.tokens.clear();
        self.numbers.clear();
        self.names.clear();
    }
}

/// A hash of all tokens, in two halves that are computed independently, and the numbers of CJK characters and of words in
/// scripts without capitals.
fn hash_all(tokens: &[Token]) -> ([u64; 2], u64, u64) {
    let (mut halves, mut cjk, mut caseless) = ([1, 2], 0, 0);
    for token in tokens {
        halves = [combine(halves[0], token.hash), combine(halves[1], !token.hash)];
        cjk += u64::from(token.kind() == TokenKind::Cjk);
        caseless += u64::from(token.kind() == TokenKind::Caseless);
    }
    (halves.map(finish), cjk, caseless)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_sketch_has_a_fixed_size() {
        assert_eq!(size_of::<Sketch>(), 480);
    }

    #[test]
    fn tokens_and_shingles_are_counted() {
        let text = "one two three four five six seven eight nine ten ".repeat(5);
        let sketch = Sketch::new(&text);
        assert_eq!((sketch.tokens(), sketch.shingles(), sketch.is_short()), (50, 10, false));
        let short = Sketch::new("one two three");
        assert_eq!((short.tokens(), short.shingles(), short.is_short()), (3, 0, true));
    }

    #[test]
    fn the_script_decides_the_length_of_shingles() {
        let chinese = Sketch::new(&"今天上午市中心的老桥重新开放。".repeat(4));
        assert!(chinese.is_cjk());
        assert_eq!((chinese.tokens(), chinese.shingles()), (56, 14));
        assert!(!Sketch::new("We went to Tokyo in spring, 東京.").is_cjk());
    }

    #[test]
    fn only_words_and_numbers_count_for_the_exact_hash() {
        let hash = |text: &str| Sketch::new(text).exact_hash();
        assert_eq!(hash("The ferry’s late — again."), hash("the FERRY's late\n\nagain"));
        assert_ne!(hash("The ferry is late."), hash("The ferry is very late."));
        assert_ne!(hash("a b"), hash("b a"));
    }

    proptest! {
        #[test]
        fn a_sketcher_forgets_the_text_before(texts in proptest::collection::vec("(\\PC{0,4}|[A-Ca-c1-3 .]{0,9}){0,40}", 0..8)) {
            let mut sketcher = Sketcher::default();
            for text in texts {
                prop_assert_eq!(sketcher.sketch(&text), Sketch::new(&text));
            }
        }
    }
}

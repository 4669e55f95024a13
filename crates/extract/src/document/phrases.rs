//! Phrases that lines of boilerplate consist of or begin with, in some thirty languages.
//!
//! Each file in `lexicon/phrases` has the phrases of one language, with a section for each kind of boilerplate. Phrases and
//! lines are folded before they are compared: lower case, no punctuation at the ends, and each run of digits as one `0`.

use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::document::Document;
use crate::hash;
use crate::lexicon;
use crate::unicode::characters::{CharacterClass, each_lower, is_unspaced};
use crate::unicode::words::count_words;

/// What kind of boilerplate begins with a phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BoilerplateKind {
    /// Share and follow bars.
    Share,
    /// Lines with dates and authors.
    Updated,
    /// Lists of other pages.
    Related,
    /// Sign-ups for newsletters and subscriptions.
    Newsletter,
    /// Sections of readers' comments.
    Comments,
    /// Menus and notices.
    Notice,
    /// Credits and copyright lines.
    End,
}

/// A phrase found at the beginning of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PhraseMatch {
    pub(crate) kind: BoilerplateKind,
    /// Whether the line is the phrase and nothing else.
    pub(crate) whole: bool,
    /// The number of words in the phrase.
    pub(crate) words: u32,
}

/// Longer lines are not looked up: phrases are short, and prose is long.
const MAX_BYTES: usize = 240;
/// Phrases have at most this many words.
const MAX_WORDS: usize = 8;
/// Phrases in a script without spaces have at most this many characters.
const MAX_CHARACTERS: usize = 12;

#[derive(Default)]
struct Phrases {
    /// The phrases, by their folded text.
    kinds: FxHashMap<String, BoilerplateKind>,
    /// Hashes of the first word of phrases with one word, and of the first two words of others. Most lines do not begin with
    /// any of them.
    starts: FxHashSet<u32>,
}

impl Phrases {
    fn insert(&mut self, folded: String, kind: BoilerplateKind) {
        if let Some((first, rest)) = first_word(&folded) {
            let start = first_word(rest).map_or(first, |(second, _)| hash::pair(first, second));
            self.starts.insert(start);
        }
        self.kinds.entry(folded).or_insert(kind);
    }

    /// Whether a line begins with the first words of any phrase.
    fn may_begin(&self, line: &str) -> bool {
        first_word(line).is_some_and(|(first, rest)| {
            self.starts.contains(&first)
                || first_word(rest)
                    .is_some_and(|(second, _)| self.starts.contains(&hash::pair(first, second)))
        })
    }
}

/// A hash of the first word of a line, and the rest of the line. The hash is the same before and after [`fold`]. A phrase
/// never ends inside such a word.
fn first_word(line: &str) -> Option<(u32, &str)> {
    let (mut word, mut inside, mut digits) = (hash::EMPTY, false, false);
    let mut chars = line.chars();
    loop {
        let rest = chars.as_str();
        let Some(c) = chars.next() else { return inside.then_some((word, "")) };
        if c.is_ascii_alphabetic() {
            word = hash::step(word, c.to_ascii_lowercase() as u8);
            (inside, digits) = (true, false);
            continue;
        }
        let kind = CharacterClass::from_char(c);
        if kind.intersects(CharacterClass::NUMERIC) {
            if !digits {
                word = hash::step(word, b'0');
            }
            (inside, digits) = (true, true);
        } else if !kind.intersects(CharacterClass::ALPHANUMERIC) {
            if inside {
                return Some((word, rest));
            }
        } else if kind.intersects(CharacterClass::UNSPACED) {
            return Some(if inside { (word, rest) } else { (hash::pair(word, c as u32), chars.as_str()) });
        } else {
            let mut lower = c.to_lowercase();
            // The lower case of some other letters is ASCII, for instance that of the Kelvin sign.
            word = lower.next().map_or(word, |lower| match u8::try_from(lower) {
                Ok(byte) if byte.is_ascii() => hash::step(word, byte),
                _ => hash::pair(word, lower as u32),
            });
            (inside, digits) = (true, false);
            // The dot of a Turkish capital I becomes a combining mark, which ends the word.
            if lower.next().is_some() {
                return Some((word, chars.as_str()));
            }
        }
    }
}

fn phrases() -> &'static Phrases {
    static PHRASES: OnceLock<Phrases> = OnceLock::new();
    PHRASES.get_or_init(|| {
        let mut phrases = Phrases::default();
        for (name, line) in lexicon::phrase_lists().flat_map(lexicon::entries) {
            if let (Some(kind), folded) = (kind_of_section(name), fold(line))
                && !folded.is_empty()
            {
                phrases.insert(folded, kind);
            }
        }
        phrases
    })
}

fn kind_of_section(name: &str) -> Option<BoilerplateKind> {
    Some(match name {
        "share" => BoilerplateKind::Share,
        "updated" => BoilerplateKind::Updated,
        "related" => BoilerplateKind::Related,
        "newsletter" => BoilerplateKind::Newsletter,
        "comments" => BoilerplateKind::Comments,
        "notices" => BoilerplateKind::Notice,
        "end" => BoilerplateKind::End,
        _ => return None,
    })
}

/// Finds the longest phrase that a line consists of or begins with.
pub(crate) fn find(line: &str) -> Option<PhraseMatch> {
    // The box of a task that is done is not a button to close something.
    let line = ["[x] ", "[X] "].iter().find_map(|done| line.strip_prefix(done)).unwrap_or(line);
    if line.len() > MAX_BYTES || !phrases().may_begin(line) {
        return None;
    }
    find_folded(&fold(line))
}

fn find_folded(folded: &str) -> Option<PhraseMatch> {
    let phrases = &phrases().kinds;
    if let Some(&kind) = phrases.get(folded) {
        return Some(PhraseMatch { kind, whole: true, words: count_words(folded) });
    }
    let spaced = folded
        .char_indices()
        .filter(|&(at, c)| !c.is_alphanumeric() && folded[..at].ends_with(char::is_alphanumeric))
        .map(|(at, _)| at)
        .take(MAX_WORDS);
    let unspaced = folded
        .char_indices()
        .skip(2)
        .take(MAX_CHARACTERS)
        .filter(|&(at, c)| is_unspaced(c) || folded[..at].chars().next_back().is_some_and(is_unspaced))
        .map(|(at, _)| at);
    let mut best: Option<PhraseMatch> = None;
    let mut length = 0;
    for at in spaced.chain(unspaced) {
        if at > length
            && let Some(&kind) = phrases.get(&folded[..at])
        {
            // A count after the phrase adds nothing: `Comments (4)`.
            let whole = !folded[at..].contains(char::is_alphabetic);
            best = Some(PhraseMatch { kind, whole, words: count_words(&folded[..at]) });
            length = at;
        }
    }
    best
}

/// The phrases of a document's blocks, once somebody has asked for them. A copy has none: documents are copied to change
/// their blocks.
#[derive(Debug, Default)]
pub(crate) struct BlockPhrases(OnceLock<Box<[Option<PhraseMatch>]>>);

impl Clone for BlockPhrases {
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// The phrase that each block of a document consists of or begins with. They are found once for all who ask.
pub(crate) fn of_blocks(document: &Document) -> &[Option<PhraseMatch>] {
    document.phrases.0.get_or_init(|| document.blocks.iter().map(|b| find(document.block_text(b))).collect())
}

/// The phrase that makes a block of a document boilerplate, if one does.
///
/// A block that is just the phrase is always boilerplate. Other blocks are if they have few more words, or a colon. Single
/// words begin many sentences, so they need more evidence than longer phrases. The limits are in words after the phrase.
pub(crate) fn boilerplate_phrase(document: &Document, index: usize) -> Option<PhraseMatch> {
    let found = of_blocks(document)[index]?;
    let block = &document.blocks[index];
    let rest = block.words.saturating_sub(found.words);
    let colon = || document.block_text(block).contains([':', '：', '|', '©']);
    let is_boilerplate = found.whole
        || match found.kind {
            BoilerplateKind::Updated | BoilerplateKind::End => {
                rest <= 16 && (found.words >= 2 || colon() || block.digits > 0)
            }
            _ if found.words >= 3 => rest <= 30,
            _ if found.words == 2 => rest <= 14,
            _ => rest <= 12 && (colon() || (rest <= 2 && !block.terminated)),
        };
    is_boilerplate.then_some(found)
}

/// Folds a line: lower case, no punctuation at the ends, single spaces, each run of digits as `0`, and one kind of
/// apostrophe.
fn fold(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let trimmed = line.trim_matches(|c: char| !c.is_alphanumeric());
    let mut digits = false;
    let mut space = false;
    for c in trimmed.chars() {
        if c.is_whitespace() {
            space = true;
            continue;
        }
        if std::mem::take(&mut space) {
            out.push(' ');
            digits = false;
        }
        if c.is_numeric() {
            if !digits {
                out.push('0');
            }
            digits = true;
            continue;
        }
        digits = false;
        match c {
            '’' | '‘' => out.push('\''),
            c => each_lower(c, |c| out.push(c)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_copy_has_phrases_of_its_own() {
        let document = Document::from_text("The ferry sails again.\n\nRelated articles");
        assert_eq!(of_blocks(&document).iter().map(Option::is_some).collect::<Vec<_>>(), [false, true]);
        let mut copy = document.clone();
        copy.blocks.remove(0);
        assert_eq!(of_blocks(&copy).iter().map(Option::is_some).collect::<Vec<_>>(), [true]);
    }

    fn check(line: &str, kind: BoilerplateKind, whole: bool, words: u32) {
        assert_eq!(find(line), Some(PhraseMatch { kind, whole, words }), "{line}");
    }

    #[test]
    fn phrases_are_found_in_many_languages() {
        check("  • Read more:", BoilerplateKind::Related, true, 2);
        check("12 Comments", BoilerplateKind::Comments, true, 2);
        check("Last updated: 2026/02/18", BoilerplateKind::Updated, true, 2);
        check("Kommentare (4)", BoilerplateKind::Comments, true, 1);
        check("相关阅读：一条新闻", BoilerplateKind::Related, false, 4);
        check("Читайте также: о погоде", BoilerplateKind::Related, false, 2);
        check("You Might also Like", BoilerplateKind::Related, true, 4);
        assert_eq!(find("The committee met on Monday."), None);
        assert_eq!(find(""), None);
    }

    #[test]
    fn first_words_never_rule_out_a_phrase() {
        let mut all: Vec<&String> = phrases().kinds.keys().collect();
        all.sort();
        for phrase in all {
            for line in [
                phrase.clone(),
                format!("» {phrase}: x"),
                format!("{}…", phrase.to_uppercase()),
                format!("{phrase}東 12"),
                format!("{phrase}ing"),
                phrase.replace('0', "٣٤").replace(' ', "\u{a0} "),
                phrase.replace('0', "7๒").replace("i\u{307}", "İ"),
                phrase.replace('k', "\u{212a}"),
            ] {
                assert_eq!(find(&line), find_folded(&fold(&line)), "{line}");
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn first_words_never_rule_out_a_match(line in "\\PC{0,12}( \\PC{0,12})?") {
            proptest::prop_assert_eq!(find(&line), find_folded(&fold(&line)));
        }
    }

    #[test]
    fn every_section_of_every_file_has_a_kind() {
        for (name, line) in lexicon::phrase_lists().flat_map(lexicon::entries) {
            assert!(kind_of_section(name).is_some(), "{line} is in section {name:?}");
        }
    }
}

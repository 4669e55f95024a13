//! Phrases that boilerplate lines consist of or begin with, in some thirty languages.
//!
//! One data file a language in `lexicon/phrases`; sections name what a phrase is a sign of. Phrases are
//! compared folded: lower case, marks at both ends dropped, runs of digits as one `0`.

use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::detect::Label;
use crate::document::block::Block;
use crate::hash;
use crate::lexicon;
use crate::unicode::characters::{Kind, each_lower, stands_alone};
use crate::unicode::words::count_words;

/// What a phrase is a sign of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    Share,
    Updated,
    Related,
    Newsletter,
    Comments,
    Notice,
    End,
}

/// A phrase found at the beginning of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Match {
    pub(crate) sign: Sign,
    /// The line is the phrase and nothing else.
    pub(crate) whole: bool,
    /// Words of the phrase.
    pub(crate) words: u32,
}

impl Match {
    /// The label of a block that begins so, and the reason in words.
    pub(crate) fn label(self) -> (Label, &'static str) {
        match self.sign {
            Sign::Share => (Label::Share, "begins like a share bar"),
            Sign::Updated => (Label::Byline, "begins like a date or author line"),
            Sign::Related => (Label::Related, "begins like a list of other pages"),
            Sign::Newsletter => (Label::Newsletter, "begins like a sign-up"),
            Sign::Comments => (Label::Comment, "begins like a comment section"),
            Sign::Notice => (Label::Navigation, "begins like a menu or notice"),
            Sign::End => (Label::Footer, "begins like a credit or copyright line"),
        }
    }
}

/// No line longer than this is looked up: phrases are short, prose is not.
const MAX_BYTES: usize = 240;
/// No phrase has more words, or more characters in a script without spaces.
const MAX_WORDS: usize = 8;
const MAX_CHARACTERS: usize = 12;

#[derive(Default)]
struct Phrases {
    /// By folded text.
    signs: FxHashMap<String, Sign>,
    /// First words of phrases of one word, first two words of others, as hashes: what most lines don't begin with.
    starts: FxHashSet<u32>,
}

impl Phrases {
    fn insert(&mut self, folded: String, sign: Sign) {
        if let Some((first, rest)) = first_word(&folded) {
            let start = first_word(rest).map_or(first, |(second, _)| hash::pair(first, second));
            self.starts.insert(start);
        }
        self.signs.entry(folded).or_insert(sign);
    }

    /// Whether a line begins with the words that some phrase begins with.
    fn may_begin(&self, line: &str) -> bool {
        first_word(line).is_some_and(|(first, rest)| {
            self.starts.contains(&first)
                || first_word(rest)
                    .is_some_and(|(second, _)| self.starts.contains(&hash::pair(first, second)))
        })
    }
}

/// A hash of the first word, the same for a line and for what [`fold`] makes of it, and what stands behind. No phrase
/// ends inside such a word.
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
        let kind = Kind::of(c);
        if kind.is(Kind::NUMERIC) {
            if !digits {
                word = hash::step(word, b'0');
            }
            (inside, digits) = (true, true);
        } else if !kind.is(Kind::ALPHANUMERIC) {
            if inside {
                return Some((word, rest));
            }
        } else if kind.is(Kind::ALONE) {
            return Some(if inside { (word, rest) } else { (hash::pair(word, c as u32), chars.as_str()) });
        } else {
            let mut lower = c.to_lowercase();
            // Some capitals are written in ASCII when they are lower.
            word = lower.next().map_or(word, |lower| match u8::try_from(lower) {
                Ok(byte) if byte.is_ascii() => hash::step(word, byte),
                _ => hash::pair(word, lower as u32),
            });
            (inside, digits) = (true, false);
            // The dot of a Turkish capital becomes a mark of its own and ends the word.
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
            if let (Some(sign), folded) = (section(name), fold(line))
                && !folded.is_empty()
            {
                phrases.insert(folded, sign);
            }
        }
        phrases
    })
}

fn section(name: &str) -> Option<Sign> {
    Some(match name {
        "share" => Sign::Share,
        "updated" => Sign::Updated,
        "related" => Sign::Related,
        "newsletter" => Sign::Newsletter,
        "comments" => Sign::Comments,
        "notices" => Sign::Notice,
        "end" => Sign::End,
        _ => return None,
    })
}

/// The longest phrase that a line is or begins with.
pub(crate) fn find(line: &str) -> Option<Match> {
    if line.len() > MAX_BYTES || !phrases().may_begin(line) {
        return None;
    }
    find_folded(&fold(line))
}

fn find_folded(folded: &str) -> Option<Match> {
    let phrases = &phrases().signs;
    if let Some(&sign) = phrases.get(folded) {
        return Some(Match { sign, whole: true, words: count_words(folded) });
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
        .filter(|&(at, c)| stands_alone(c) || folded[..at].chars().next_back().is_some_and(stands_alone))
        .map(|(at, _)| at);
    let mut best: Option<Match> = None;
    let mut length = 0;
    for at in spaced.chain(unspaced) {
        if at > length
            && let Some(&sign) = phrases.get(&folded[..at])
        {
            // A counter behind the phrase says nothing more: `Comments (4)`.
            let whole = !folded[at..].contains(char::is_alphabetic);
            best = Some(Match { sign, whole, words: count_words(&folded[..at]) });
            length = at;
        }
    }
    best
}

/// The phrase that makes a block boilerplate: alone always, else if the block is little more than the phrase or goes
/// on after a colon. Single words begin many sentences, so they need more than longer phrases.
pub(crate) fn find_boilerplate_phrase(block: &Block, text: &str) -> Option<Match> {
    let found = find(text)?;
    let rest = block.words.saturating_sub(found.words);
    let colon = || text.contains([':', '：', '|', '©']);
    let is_chaff = found.whole
        || match found.sign {
            Sign::Updated | Sign::End => rest <= 16 && (found.words >= 2 || colon() || block.digits > 0),
            _ if found.words >= 3 => rest <= 30,
            _ if found.words == 2 => rest <= 14,
            _ => rest <= 12 && (colon() || (rest <= 2 && !block.terminated)),
        };
    is_chaff.then_some(found)
}

/// Lower case, marks at the ends dropped, white space single, digit runs as `0`, one apostrophe.
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

    fn check(line: &str, sign: Sign, whole: bool, words: u32) {
        assert_eq!(find(line), Some(Match { sign, whole, words }), "{line}");
    }

    #[test]
    fn lines() {
        check("  • Read more:", Sign::Related, true, 2);
        check("12 Comments", Sign::Comments, true, 2);
        check("Last updated: 2026/02/18", Sign::Updated, true, 2);
        check("Kommentare (4)", Sign::Comments, true, 1);
        check("相关阅读：一条新闻", Sign::Related, false, 4);
        check("Читайте также: о погоде", Sign::Related, false, 2);
        check("You Might also Like", Sign::Related, true, 4);
        assert_eq!(find("The committee met on Monday."), None);
        assert_eq!(find(""), None);
    }

    #[test]
    fn the_first_words_rule_out_no_phrase() {
        let mut all: Vec<&String> = phrases().signs.keys().collect();
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
        fn the_first_words_rule_out_nothing_else(line in "\\PC{0,12}( \\PC{0,12})?") {
            proptest::prop_assert_eq!(find(&line), find_folded(&fold(&line)));
        }
    }

    #[test]
    fn every_section_of_every_file_is_known() {
        for (name, line) in lexicon::phrase_lists().flat_map(lexicon::entries) {
            assert!(section(name).is_some(), "{line} is in section {name:?}");
        }
    }
}

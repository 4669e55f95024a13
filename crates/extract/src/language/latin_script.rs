//! Detects the language of a text in Latin script. The result is whatlang's, but each trigram of the text is looked up
//! once, and not once for each language.
//!
//! The method is whatlang's, including its sorts, whose order decides between equals. It combines the share of the
//! text's letters that a language uses with the distance between the trigrams of text and language, ranked by frequency
//! (Cavnar and Trenkle, 1994).

use std::cmp::Reverse;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use whatlang::Lang;

use crate::lexicon;

/// A language and the confidence in it, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct LanguageGuess {
    pub(crate) lang: Lang,
    pub(crate) confidence: f64,
}

/// The number of languages in the list.
const LANGUAGES: usize = 37;
/// The number of trigrams listed for a language, and the distance of a trigram that is not among them.
const TRIGRAMS: u32 = 300;
/// Maximum number of a text's trigrams that count.
const MAX_TEXT_TRIGRAMS: usize = 600;

struct Profiles {
    langs: Vec<Lang>,
    /// The languages that use a letter, as bits.
    letters: FxHashMap<char, u64>,
    /// The range of `ranks` that belongs to a trigram.
    trigrams: FxHashMap<u64, (u32, u32)>,
    /// Index of a language, and the trigram's rank in it.
    ranks: Vec<(u8, u16)>,
}

static PROFILES: LazyLock<Profiles> = LazyLock::new(|| {
    let mut profiles = Profiles {
        langs: vec![],
        letters: FxHashMap::default(),
        trigrams: FxHashMap::default(),
        ranks: vec![],
    };
    let mut ranks: Vec<(u64, (u8, u16))> = vec![];
    let lines = lexicon::entries(lexicon::LATIN_LANGUAGES).map(|(_, line)| line);
    for (index, line) in lines.enumerate() {
        let mut fields = line.split(' ');
        profiles.langs.extend(fields.next().and_then(Lang::from_code));
        for letter in fields.next().unwrap_or("").chars() {
            *profiles.letters.entry(letter).or_default() |= 1 << index;
        }
        for (rank, trigram) in fields.enumerate() {
            let key = trigram.chars().map(|c| if c == '_' { ' ' } else { c }).fold(0, push);
            ranks.push((key, (index as u8, rank as u16)));
        }
    }
    ranks.sort_unstable();
    for group in ranks.chunk_by(|a, b| a.0 == b.0) {
        let first = profiles.ranks.len() as u32;
        profiles.ranks.extend(group.iter().map(|p| p.1));
        profiles.trigrams.insert(group[0].0, (first, profiles.ranks.len() as u32));
    }
    profiles
});

/// Appends `c` to a trigram and drops its first character. A trigram is a number that sorts as its characters do.
fn push(last: u64, c: char) -> u64 {
    (last << 21 | u64::from(c as u32)) & ((1 << 63) - 1)
}

const CHARACTER: u64 = (1 << 21) - 1;
const SPACE: u64 = b' ' as u64;

/// Characters that whatlang ignores: all of ASCII except letters.
fn is_stop(c: char) -> bool {
    c.is_ascii() && !c.is_ascii_alphabetic() && c != '\u{7f}'
}

/// The language of a text, or `None` unless most of its characters are ASCII letters.
pub(crate) fn detect(text: &str) -> Option<LanguageGuess> {
    let letters = text.bytes().filter(u8::is_ascii_alphabetic).count();
    // Counts the first bytes of characters outside ASCII, and a control character that whatlang counts with them.
    let others = text.bytes().filter(|&b| b >= 0xc0 || b == 0x7f).count();
    // The lower case of a sigma depends on the characters around it.
    if letters <= others || text.contains('Σ') {
        return None;
    }
    let profiles = &*PROFILES;
    let profile = TextProfile::new(text);
    let letter_scores = by_letters(profiles, &profile);
    let trigrams = most_frequent(profile.trigrams);
    let trigram_scores = by_trigrams(profiles, &trigrams);
    // The shorter the text, the more its letters count.
    let weight = (-(profile.characters as f64 / 300.0) + 2.0 / 3.0).clamp(1.0 / 3.0, 2.0 / 3.0);
    let mut scores: Vec<(Lang, f64)> = letter_scores
        .iter()
        .map(|&(index, share)| {
            (profiles.langs[index], share * weight + trigram_scores[index] * (1.0 - weight))
        })
        .collect();
    scores.sort_unstable_by(|a, b| b.1.partial_cmp(&a.1).unwrap_or(std::cmp::Ordering::Less));
    let (&(lang, first), &(_, second)) = (scores.first()?, scores.get(1)?);
    Some(LanguageGuess { lang, confidence: confidence(first, second, trigrams.len()) })
}

/// The confidence in the best of two scores. The lead that it needs comes from whatlang's experiments.
fn confidence(first: f64, second: f64, trigrams: usize) -> f64 {
    if first == 0.0 || second == 0.0 {
        return first;
    }
    let enough = (3.0 / trigrams as f64) + 0.015;
    let rate = (first - second) / second;
    if rate > enough { 1.0 } else { rate / enough }
}

/// The languages as indices of `langs`, best first, each with the share of the text's letters that it uses, less the
/// share that it does not use.
fn by_letters(profiles: &Profiles, text: &TextProfile) -> Vec<(usize, f64)> {
    let mut scores = [0usize; LANGUAGES];
    let mut all = 0;
    let mut score = |c: char, count: usize| {
        // A letter that all languages use is added once for all of them.
        match profiles.letters.get(&c) {
            Some(&langs) if langs.count_ones() as usize == LANGUAGES => all += count,
            Some(&langs) => {
                let mut rest = langs;
                while rest != 0 {
                    scores[rest.trailing_zeros() as usize] += count;
                    rest &= rest - 1;
                }
            }
            None => {}
        }
    };
    for (c, &count) in ('a'..='z').zip(&text.letters).filter(|(_, count)| **count > 0) {
        score(c, count);
    }
    for &c in &text.others {
        score(c, 1);
    }
    let score = |index: usize| (2 * (scores[index] + all)).saturating_sub(text.characters);
    // Equal scores are in the order that whatlang's sort leaves them in.
    let mut sorted: Vec<(Lang, usize)> =
        profiles.langs.iter().enumerate().map(|(index, &lang)| (lang, score(index))).collect();
    sorted.sort_unstable_by_key(|(_, score)| Reverse(*score));
    let index = |lang| profiles.langs.iter().position(|&l| l == lang).unwrap_or(0);
    let share = |score| score as f64 / text.characters as f64;
    sorted.into_iter().map(|(lang, score)| (index(lang), share(score))).collect()
}

/// The similarity of each language's trigrams to the text's, 0 to 1. `trigrams` has the most frequent first.
fn by_trigrams(profiles: &Profiles, trigrams: &[u64]) -> [f64; LANGUAGES] {
    // How much nearer a language is than one that has none of the text's trigrams.
    let mut nearer = [0i32; LANGUAGES];
    for (position, trigram) in trigrams.iter().enumerate() {
        if let Some(&(first, last)) = profiles.trigrams.get(trigram) {
            for &(language, rank) in &profiles.ranks[first as usize..last as usize] {
                nearer[usize::from(language)] += TRIGRAMS as i32 - (position as i32 - i32::from(rank)).abs();
            }
        }
    }
    let count = trigrams.len() as u32;
    let most = count * TRIGRAMS;
    let unknown = TRIGRAMS.saturating_sub(count) * TRIGRAMS;
    let farthest = TRIGRAMS * TRIGRAMS;
    nearer.map(|nearer| {
        let distance = (farthest.saturating_add_signed(-nearer) - unknown).min(farthest);
        f64::from(most - distance) / f64::from(most)
    })
}

/// The most frequent trigrams, most frequent first; among equals, the higher number comes first.
fn most_frequent(trigrams: Vec<(u64, u32)>) -> Vec<u64> {
    let (mut frequent, mut once) = (vec![], vec![]);
    for (trigram, count) in trigrams {
        if count > 1 {
            frequent.push(u128::from(count) << 64 | u128::from(trigram));
        } else {
            once.push(trigram);
        }
    }
    frequent.sort_unstable_by(|a, b| b.cmp(a));
    // Most trigrams occur once, and few of those count.
    let wanted = MAX_TEXT_TRIGRAMS.saturating_sub(frequent.len());
    if wanted < once.len() {
        once.select_nth_unstable_by(wanted, |a, b| b.cmp(a));
        once.truncate(wanted);
    }
    once.sort_unstable_by(|a, b| b.cmp(a));
    frequent.into_iter().map(|entry| entry as u64).take(MAX_TEXT_TRIGRAMS).chain(once).collect()
}

/// The letters and trigrams of a text, in lower case.
struct TextProfile {
    /// The number of each ASCII letter.
    letters: [usize; 26],
    /// The other characters that count, in the order of the text.
    others: Vec<char>,
    /// The number of letters and other characters.
    characters: usize,
    /// The different trigrams, each with its number.
    trigrams: Vec<(u64, u32)>,
    /// A hash table with open addressing: an index of `trigrams` plus one, or 0 for an empty slot.
    slots: Vec<u16>,
    /// The last three characters, with spaces for those that do not count.
    last: u64,
}

impl TextProfile {
    /// A power of two, at least twice the number of trigrams in the longest sample.
    const SLOTS: usize = 1 << 13;

    fn new(text: &str) -> Self {
        let space = push(push(push(0, ' '), ' '), ' ');
        let mut profile = Self {
            letters: [0; 26],
            others: vec![],
            characters: 0,
            trigrams: Vec::with_capacity(1024),
            slots: vec![0; Self::SLOTS],
            last: space,
        };
        for c in text.chars() {
            if c.is_ascii() {
                profile.add(c.to_ascii_lowercase());
            } else {
                c.to_lowercase().for_each(|c| profile.add(c));
            }
        }
        profile.characters = profile.letters.iter().sum::<usize>() + profile.others.len();
        profile.add(' ');
        profile
    }

    #[inline(always)]
    fn add(&mut self, c: char) {
        let mut seen = c;
        if let Some(count) = self.letters.get_mut((c as usize).wrapping_sub('a' as usize)) {
            *count += 1;
        } else if is_stop(c) {
            seen = ' ';
        } else {
            self.others.push(c);
        }
        self.last = push(self.last, seen);
        // A space counts only next to a word.
        let (before, this) = (self.last >> 42, self.last >> 21 & CHARACTER);
        if this != SPACE || (before != SPACE && seen != ' ') {
            self.add_trigram(self.last);
        }
    }

    fn add_trigram(&mut self, trigram: u64) {
        let mut slot = (trigram.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 51) as usize;
        loop {
            let found = self.slots[slot];
            if found == 0 {
                self.trigrams.push((trigram, 1));
                self.slots[slot] = self.trigrams.len() as u16;
                return;
            }
            let (known, count) = &mut self.trigrams[usize::from(found) - 1];
            if *known == trigram {
                *count += 1;
                return;
            }
            slot = (slot + 1) % Self::SLOTS;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str) {
        if let Some(guess) = detect(text) {
            let theirs = whatlang::detect(text).map(|info| (info.lang(), info.confidence()));
            assert_eq!(Some((guess.lang, guess.confidence)), theirs, "{text}");
        }
    }

    #[test]
    fn every_language_of_the_list_has_a_profile() {
        assert_eq!(PROFILES.langs.len(), LANGUAGES);
        assert_eq!(PROFILES.ranks.len(), LANGUAGES * TRIGRAMS as usize);
    }

    #[test]
    fn the_language_and_confidence_are_whatlangs() {
        check("Der Rat der Stadt hat am Dienstag beschlossen, den alten Leuchtturm wieder aufzubauen.");
        check("The council decided on Tuesday to rebuild the old lighthouse – “at last”, said its keeper.");
        check("A");
        check("x x x");
        check("Kapal feri ke pulau itu berlayar lagi mulai hari Senin, dua kali sehari. Насправді.");
        check("İstanbul'da İki köprü");
        assert!(detect("Наступного року міст відкриють").is_none());
        assert!(detect("12 34").is_none());
        // The lines of the list itself.
        for line in include_str!("../../lexicon/latin_languages.txt").lines().filter(|l| !l.starts_with('#'))
        {
            check(&line.replace('_', " "));
        }
    }

    proptest! {
        #[test]
        fn any_text_gets_the_language_that_whatlang_finds(text in "([a-z]{1,9} ){0,40}[A-Zé’ß漢 .0-9]{0,30}") {
            check(&text);
        }
    }
}

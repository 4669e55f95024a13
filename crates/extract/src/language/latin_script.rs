//! The language of a text in Latin letters: what whatlang answers, with one look for each trigram of the text where
//! whatlang looks for each of each language.
//!
//! The method is whatlang's, sorts included, since they decide between equals: the share of letters that a language has,
//! and the distance of the text's trigrams by frequency from the language's (Cavnar and Trenkle, 1994).

use std::cmp::Reverse;
use std::sync::LazyLock;

use crate::lexicon;
use rustc_hash::FxHashMap;
use whatlang::Lang;

/// A language and how sure it is, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Guess {
    pub(crate) lang: Lang,
    pub(crate) confidence: f64,
}

/// The languages of the list.
const LANGUAGES: usize = 37;
/// Trigrams of a language, and the distance of one that it does not have.
const TRIGRAMS: u32 = 300;
/// Trigrams of a text that count.
const MOST_TRIGRAMS: usize = 600;

struct Profiles {
    langs: Vec<Lang>,
    /// Languages that have a letter, as bits.
    letters: FxHashMap<char, u64>,
    /// By trigram: where its places stand in `places`.
    trigrams: FxHashMap<u64, (u32, u32)>,
    /// Language and rank.
    places: Vec<(u8, u16)>,
}

static PROFILES: LazyLock<Profiles> = LazyLock::new(|| {
    let mut profiles = Profiles {
        langs: vec![],
        letters: FxHashMap::default(),
        trigrams: FxHashMap::default(),
        places: vec![],
    };
    let mut places: Vec<(u64, (u8, u16))> = vec![];
    let lines = lexicon::entries(lexicon::LATIN_LANGUAGES).map(|(_, line)| line);
    for (index, line) in lines.enumerate() {
        let mut fields = line.split(' ');
        profiles.langs.extend(fields.next().and_then(Lang::from_code));
        for letter in fields.next().unwrap_or("").chars() {
            *profiles.letters.entry(letter).or_default() |= 1 << index;
        }
        for (rank, trigram) in fields.enumerate() {
            let key = trigram.chars().map(|c| if c == '_' { ' ' } else { c }).fold(0, push);
            places.push((key, (index as u8, rank as u16)));
        }
    }
    places.sort_unstable();
    for group in places.chunk_by(|a, b| a.0 == b.0) {
        let first = profiles.places.len() as u32;
        profiles.places.extend(group.iter().map(|p| p.1));
        profiles.trigrams.insert(group[0].0, (first, profiles.places.len() as u32));
    }
    profiles
});

/// Three characters as a number that sorts as they do: the last ones, with `c` behind them.
fn push(last: u64, c: char) -> u64 {
    (last << 21 | u64::from(c as u32)) & ((1 << 63) - 1)
}

const CHARACTER: u64 = (1 << 21) - 1;
const SPACE: u64 = b' ' as u64;

/// What whatlang leaves out: all of ASCII but letters.
fn is_stop(c: char) -> bool {
    c.is_ascii() && !c.is_ascii_alphabetic() && c != '\u{7f}'
}

/// The language of a text; `None` where Latin letters of ASCII are not most of its characters.
pub(crate) fn detect(text: &str) -> Option<Guess> {
    let letters = text.bytes().filter(u8::is_ascii_alphabetic).count();
    // First bytes of characters that are not ASCII, and a control character that whatlang takes for one.
    let others = text.bytes().filter(|&b| b >= 0xc0 || b == 0x7f).count();
    // Whether a sigma is final depends on what is around it.
    if letters <= others || text.contains('Σ') {
        return None;
    }
    let profiles = &*PROFILES;
    let counted = Counted::of(text);
    let letter_scores = by_letters(profiles, &counted);
    let trigrams = most_frequent(counted.trigrams);
    let trigram_scores = by_trigrams(profiles, &trigrams);
    // The less text, the more letters count.
    let weight = (-(counted.characters as f64 / 300.0) + 2.0 / 3.0).clamp(1.0 / 3.0, 2.0 / 3.0);
    let mut scores: Vec<(Lang, f64)> = letter_scores
        .iter()
        .map(|&(index, share)| {
            (profiles.langs[index], share * weight + trigram_scores[index] * (1.0 - weight))
        })
        .collect();
    scores.sort_unstable_by(|a, b| b.1.partial_cmp(&a.1).unwrap_or(std::cmp::Ordering::Less));
    let (&(lang, first), &(_, second)) = (scores.first()?, scores.get(1)?);
    Some(Guess { lang, confidence: confidence(first, second, trigrams.len()) })
}

/// How much better than the second best the best must be, is by whatlang's experiments.
fn confidence(first: f64, second: f64, trigrams: usize) -> f64 {
    if first == 0.0 || second == 0.0 {
        return first;
    }
    let enough = (3.0 / trigrams as f64) + 0.015;
    let rate = (first - second) / second;
    if rate > enough { 1.0 } else { rate / enough }
}

/// The languages, as indices of `langs`, best first, each with the share of the letters that it has. Letters that it
/// has not count against it.
fn by_letters(profiles: &Profiles, counted: &Counted) -> Vec<(usize, f64)> {
    let mut scores = [0usize; LANGUAGES];
    let mut all = 0;
    let mut score = |c: char, count: usize| {
        // What all languages have is added once.
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
    for (c, &count) in ('a'..='z').zip(&counted.letters).filter(|(_, count)| **count > 0) {
        score(c, count);
    }
    for &c in &counted.others {
        score(c, 1);
    }
    let score = |index: usize| (2 * (scores[index] + all)).saturating_sub(counted.characters);
    // The order of equals is that of a sort of languages.
    let mut sorted: Vec<(Lang, usize)> =
        profiles.langs.iter().enumerate().map(|(index, &lang)| (lang, score(index))).collect();
    sorted.sort_unstable_by_key(|(_, score)| Reverse(*score));
    let index = |lang| profiles.langs.iter().position(|&l| l == lang).unwrap_or(0);
    let share = |score| score as f64 / counted.characters as f64;
    sorted.into_iter().map(|(lang, score)| (index(lang), share(score))).collect()
}

/// How near each language's trigrams are to the text's, the most frequent first, 0 to 1.
fn by_trigrams(profiles: &Profiles, trigrams: &[u64]) -> [f64; LANGUAGES] {
    // How much nearer each is than one that has no trigram of the text.
    let mut nearer = [0i32; LANGUAGES];
    for (position, trigram) in trigrams.iter().enumerate() {
        if let Some(&(first, last)) = profiles.trigrams.get(trigram) {
            for &(language, rank) in &profiles.places[first as usize..last as usize] {
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

/// The most frequent trigrams, most frequent first, of equals the higher ones.
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
    // Most are there once, and few of those count.
    let wanted = MOST_TRIGRAMS.saturating_sub(frequent.len());
    if wanted < once.len() {
        once.select_nth_unstable_by(wanted, |a, b| b.cmp(a));
        once.truncate(wanted);
    }
    once.sort_unstable_by(|a, b| b.cmp(a));
    frequent.into_iter().map(|entry| entry as u64).take(MOST_TRIGRAMS).chain(once).collect()
}

/// What a text consists of, in lower case.
struct Counted {
    /// Letters of ASCII.
    letters: [usize; 26],
    /// Other characters that count, as they come.
    others: Vec<char>,
    /// All of them.
    characters: usize,
    /// The different trigrams, each with its number.
    trigrams: Vec<(u64, u32)>,
    /// Open addressing: index in `trigrams` and one more, or 0.
    slots: Vec<u16>,
    /// The last three characters, what does not count as spaces.
    last: u64,
}

impl Counted {
    /// Twice the trigrams of the longest sample or more; a power of two.
    const SLOTS: usize = 1 << 13;

    fn of(text: &str) -> Self {
        let space = push(push(push(0, ' '), ' '), ' ');
        let mut counted = Self {
            letters: [0; 26],
            others: vec![],
            characters: 0,
            trigrams: Vec::with_capacity(1024),
            slots: vec![0; Self::SLOTS],
            last: space,
        };
        for c in text.chars() {
            if c.is_ascii() {
                counted.add(c.to_ascii_lowercase());
            } else {
                c.to_lowercase().for_each(|c| counted.add(c));
            }
        }
        counted.characters = counted.letters.iter().sum::<usize>() + counted.others.len();
        counted.add(' ');
        counted
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
        // Spaces are counted beside words only.
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
    fn every_language_of_the_list_is_known() {
        assert_eq!(PROFILES.langs.len(), LANGUAGES);
        assert_eq!(PROFILES.places.len(), LANGUAGES * TRIGRAMS as usize);
    }

    #[test]
    fn the_answer_is_whatlangs() {
        check("Der Rat der Stadt hat am Dienstag beschlossen, den alten Leuchtturm wieder aufzubauen.");
        check("The council decided on Tuesday to rebuild the old lighthouse – “at last”, said its keeper.");
        check("A");
        check("x x x");
        check("Kapal feri ke pulau itu berlayar lagi mulai hari Senin, dua kali sehari. Насправді.");
        check("İstanbul'da İki köprü");
        assert!(detect("Наступного року міст відкриють").is_none());
        assert!(detect("12 34").is_none());
        // Every profile's own words.
        for line in include_str!("../../lexicon/latin_languages.txt").lines().filter(|l| !l.starts_with('#'))
        {
            check(&line.replace('_', " "));
        }
    }

    proptest! {
        #[test]
        fn any_answer_is_whatlangs(text in "([a-z]{1,9} ){0,40}[A-Zé’ß漢 .0-9]{0,30}") {
            check(&text);
        }
    }
}

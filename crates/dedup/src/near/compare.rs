//! The comparison of two sketches.

use super::facts::FactCounts;
use super::signature::SLOTS;
use super::sketch::Sketch;

/// The least containment and Jaccard similarity of copies.
const MIN_CONTAINMENT: f64 = 0.55;
const MIN_JACCARD: f64 = 0.30;
/// The same for two pages of one site, which have more in common than their story.
const MIN_CONTAINMENT_ONE_SITE: f64 = 0.65;
const MIN_JACCARD_ONE_SITE: f64 = 0.40;
/// The least ratio of lengths of copies, in per cent.
const MIN_LENGTH_PERCENT: u64 = 30;
/// The least containment of a text that is inside a longer one. It is higher than for copies, because the
/// estimate is less sure the more the lengths differ; it also takes this number of equal slots.
const MIN_CONTAINMENT_INSIDE: f64 = 0.70;
const MIN_SLOTS_INSIDE: u32 = 10;

/// The result for two texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// One is a copy of the other.
    Same,
    /// They are two articles.
    Different(Reason),
}

/// Why two texts are two articles. The first reason that applies is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// One has fewer than 40 tokens, and they are not equal.
    TooShort,
    /// One has less than 30 % of the tokens of the other.
    LengthRatio,
    /// Too few shingles are common.
    TooLittleShared,
    /// They have other numbers between the same words.
    NumbersConflict,
    /// They have other names between the same words.
    NamesConflict,
}

/// Which of two texts is inside the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contained {
    /// The first is inside the second.
    FirstInSecond,
    /// The second is inside the first.
    SecondInFirst,
}

/// How two texts compare.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Comparison {
    /// The estimated share of their shingles that both have, from 0 to 1.
    pub jaccard: f64,
    /// The estimated share of the shingles of the one with fewer that the other has too, from 0 to 1.
    pub containment: f64,
    /// Their numbers.
    pub numbers: FactCounts,
    /// Their names, or their sentences if they are caseless.
    pub names: FactCounts,
    /// Whether both are in scripts without capitals, where names can't be recognized.
    pub is_caseless: bool,
    /// Whether they are copies.
    pub verdict: Verdict,
    /// Whether one is inside the other, but is too short to be its copy: a brief in a round-up.
    pub contained: Option<Contained>,
}

impl Comparison {
    /// Whether one text is a copy of the other.
    pub fn is_copy(&self) -> bool {
        self.verdict == Verdict::Same
    }
}

/// What copies have at least.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Thresholds {
    /// See [`Comparison::containment`].
    pub containment: f64,
    /// See [`Comparison::jaccard`].
    pub jaccard: f64,
    /// The number of tokens of the shorter text, as a share of those of the longer one.
    pub length: f64,
}

impl Thresholds {
    /// The thresholds for two pages of one site, or of two sites.
    pub fn get(same_site: bool) -> Self {
        let length = MIN_LENGTH_PERCENT as f64 / 100.0;
        let (containment, jaccard) = if same_site {
            (MIN_CONTAINMENT_ONE_SITE, MIN_JACCARD_ONE_SITE)
        } else {
            (MIN_CONTAINMENT, MIN_JACCARD)
        };
        Self { containment, jaccard, length }
    }
}

/// Compares two texts. `same_site` says that both are pages of one site, of which more is required.
///
/// The order of the two counts for [`Comparison::contained`] only.
pub fn compare(a: &Sketch, b: &Sketch, same_site: bool) -> Comparison {
    let equal = a.exact == b.exact && a.tokens == b.tokens;
    let is_short = a.is_short() || b.is_short();
    let slots = if is_short && !equal { 0 } else { a.signature.equal_slots(&b.signature) };
    let jaccard = f64::from(slots) / SLOTS as f64;
    let numbers = FactCounts::compare(a.facts.numbers(), b.facts.numbers());
    let names = FactCounts::compare(a.facts.names(), b.facts.names());
    let mut comparison = Comparison {
        jaccard,
        containment: if equal { 1.0 } else { containment(jaccard, a.shingles, b.shingles) },
        numbers,
        names,
        is_caseless: a.is_caseless && b.is_caseless,
        verdict: Verdict::Same,
        contained: None,
    };
    if equal {
        return comparison;
    }
    let (shorter, longer) = (a.tokens.min(b.tokens), a.tokens.max(b.tokens));
    let has_similar_length = u64::from(shorter) * 100 >= u64::from(longer) * MIN_LENGTH_PERCENT;
    let reason = if is_short {
        Some(Reason::TooShort)
    } else if !has_similar_length {
        Some(Reason::LengthRatio)
    } else if !shares_enough(&comparison, same_site) {
        Some(Reason::TooLittleShared)
    } else {
        conflict(&comparison)
    };
    comparison.verdict = reason.map_or(Verdict::Same, Verdict::Different);
    if reason == Some(Reason::LengthRatio) && is_inside(&comparison, slots) {
        let first = a.tokens < b.tokens;
        comparison.contained = Some(if first { Contained::FirstInSecond } else { Contained::SecondInFirst });
    }
    comparison
}

fn containment(jaccard: f64, a: u32, b: u32) -> f64 {
    let smaller = f64::from(a.min(b).max(1));
    (jaccard * (f64::from(a) + f64::from(b)) / (1.0 + jaccard) / smaller).min(1.0)
}

fn shares_enough(comparison: &Comparison, same_site: bool) -> bool {
    let least = Thresholds::get(same_site);
    comparison.containment >= least.containment && comparison.jaccard >= least.jaccard
}

fn is_inside(comparison: &Comparison, slots: u32) -> bool {
    comparison.containment >= MIN_CONTAINMENT_INSIDE
        && slots >= MIN_SLOTS_INSIDE
        && conflict(comparison).is_none()
}

/// Whether the facts tell the texts apart. Different pairs of names count, and not contexts, because a copy can spell
/// a name in another way throughout.
fn conflict(comparison: &Comparison) -> Option<Reason> {
    let Comparison { numbers, names, is_caseless, .. } = *comparison;
    // 40 % and 15 % of the shared contexts.
    let many_numbers = numbers.conflicting_pairs >= 2 && numbers.conflict * 5 >= numbers.shared() * 2;
    let all_numbers = numbers.conflict >= 1 && numbers.agree == 0;
    let many_names = if is_caseless {
        sentences_conflict(names)
    } else {
        names.conflicting_pairs >= 4 && names.conflict * 20 >= names.shared() * 3
    };
    if many_numbers || all_numbers {
        Some(Reason::NumbersConflict)
    } else {
        many_names.then_some(Reason::NamesConflict)
    }
}

/// Whether the sentences tell the texts apart: 40 % of the shared beginnings and ends belong to different sentences, and
/// at least four pairs of sentences differ. Three are enough if each begins and ends in the same way, and 50 % differ. An
/// edited copy has whole sentences, and a story with other names in the same frame has few.
fn sentences_conflict(sentences: FactCounts) -> bool {
    let (pairs, conflict) = (sentences.conflicting_pairs, sentences.conflict);
    let percent_is = |least: u32| conflict * 100 >= sentences.shared() * least;
    pairs >= 4 && percent_is(40) || pairs >= 3 && conflict >= 6 && percent_is(50)
}

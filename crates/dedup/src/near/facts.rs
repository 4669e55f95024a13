//! What a text says: its numbers and names, each with the words around it.

use super::hash::combine;
use super::text::{Token, TokenKind};

/// Facts that a sketch keeps, and how many places numbers and names have at least if there are enough of each.
pub(super) const MAX_FACTS: usize = 32;
const MIN_PLACES: usize = 16;

/// What replaces a number, a name, and the space before and after the text in a context.
const NUMBER: u64 = 0x6c07_91e4_55b0_3c1d;
const NAME: u64 = 0xb7e1_5162_8aed_2a6b;
const EDGE: u64 = 0x243f_6a88_85a3_08d3;

/// A value and a hash of the tokens around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Fact {
    pub(super) context: u32,
    pub(super) value: u16,
}

/// The facts of a text with the lowest contexts: first numbers, then names, both sorted and distinct.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Facts {
    numbers: u8,
    names: u8,
    contexts: [u32; MAX_FACTS],
    values: [u16; MAX_FACTS],
}

/// The facts of one class.
#[derive(Debug, Clone, Copy)]
pub(super) struct FactClass<'f> {
    contexts: &'f [u32],
    values: &'f [u16],
}

impl Facts {
    /// Keeps the facts of each class with the lowest contexts. The places that one class does not need are the other's.
    pub(super) fn from_all(numbers: &mut Vec<Fact>, names: &mut Vec<Fact>) -> Self {
        for all in [&mut *numbers, &mut *names] {
            all.sort_unstable();
            all.dedup();
        }
        let places = MAX_FACTS - names.len().min(MIN_PLACES);
        let numbers = lowest(numbers, places);
        let names = lowest(names, MAX_FACTS - numbers.len());
        let mut facts = Self { numbers: numbers.len() as u8, names: names.len() as u8, ..Self::default() };
        for (place, fact) in numbers.iter().chain(names).enumerate() {
            (facts.contexts[place], facts.values[place]) = (fact.context, fact.value);
        }
        facts
    }

    /// Restores facts. `None` if there are too many, or if they are not sorted and distinct.
    pub(super) fn from_sorted(numbers: &[Fact], names: &[Fact]) -> Option<Self> {
        let is_sorted = |facts: &[Fact]| facts.windows(2).all(|pair| pair[0] < pair[1]);
        let fits = numbers.len() + names.len() <= MAX_FACTS;
        (fits && is_sorted(numbers) && is_sorted(names)).then(|| {
            let mut facts =
                Self { numbers: numbers.len() as u8, names: names.len() as u8, ..Self::default() };
            for (place, fact) in numbers.iter().chain(names).enumerate() {
                (facts.contexts[place], facts.values[place]) = (fact.context, fact.value);
            }
            facts
        })
    }

    pub(super) fn numbers(&self) -> FactClass<'_> {
        self.class(0, usize::from(self.numbers))
    }

    pub(super) fn names(&self) -> FactClass<'_> {
        self.class(usize::from(self.numbers), usize::from(self.names))
    }

    fn class(&self, first: usize, len: usize) -> FactClass<'_> {
        FactClass { contexts: &self.contexts[first..first + len], values: &self.values[first..first + len] }
    }
}

/// The facts with the lowest contexts. A context that does not fit with all its values is left out, unless it is the
/// only one.
fn lowest(all: &[Fact], places: usize) -> &[Fact] {
    let mut len = all.len().min(places);
    if let Some(next) = all.get(places) {
        let whole = all[..len].iter().rposition(|fact| fact.context != next.context);
        len = whole.map_or(len, |last| last + 1);
    }
    &all[..len]
}

impl FactClass<'_> {
    pub(super) fn len(&self) -> usize {
        self.contexts.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Fact> + '_ {
        self.contexts.iter().zip(self.values).map(|(&context, &value)| Fact { context, value })
    }

    /// The values from `first` on that have the same context. There is at least one.
    fn values_at(&self, first: usize) -> &[u16] {
        let contexts = &self.contexts[first..];
        let same = contexts.iter().take_while(|context| **context == contexts[0]).count();
        &self.values[first..first + same]
    }
}

/// Collects the numbers and the names of a text, with their contexts: `reach` tokens before and as many after, in
/// which numbers and names are masked. A context with fewer than two tokens that are not masked says nothing. Names next
/// to a name have lower contexts than the others, so they are kept first: German has many capitalised nouns, but mostly
/// people have two.
pub(super) fn collect_facts(tokens: &[Token], reach: usize, numbers: &mut Vec<Fact>, names: &mut Vec<Fact>) {
    for (at, token) in tokens.iter().enumerate() {
        let facts = match token.kind() {
            TokenKind::Number => &mut *numbers,
            TokenKind::Name => &mut *names,
            TokenKind::Word | TokenKind::Caseless | TokenKind::Cjk => continue,
        };
        let mut context = 0;
        let mut plain = 0;
        let before = (1..=reach).rev().map(|steps| at.checked_sub(steps));
        for near in before.chain((at + 1..=at + reach).map(Some)) {
            // Kinds are hard to predict, so nothing here branches by them.
            let (masked, is_plain) = match near.and_then(|near| tokens.get(near)) {
                None => (EDGE, false),
                Some(token) => match token.kind() {
                    TokenKind::Number => (NUMBER, false),
                    TokenKind::Name => (NAME, false),
                    TokenKind::Word | TokenKind::Caseless | TokenKind::Cjk => (token.hash, true),
                },
            };
            plain += u32::from(is_plain);
            context = combine(context, masked);
        }
        if plain >= 2 {
            let mut context = context as u32;
            if token.kind() == TokenKind::Name {
                let is_name =
                    |near: usize| tokens.get(near).is_some_and(|near| near.kind() == TokenKind::Name);
                let is_alone = !is_name(at.wrapping_sub(1)) && !is_name(at + 1);
                context = context >> 1 | u32::from(is_alone) << 31;
            }
            facts.push(Fact { context, value: token.value() });
        }
    }
}

/// Collects the sentences of a text, in scripts without capitals, where names can't be recognized: a context is the first
/// `reach` tokens or the last ones, and the value is the sentence, in which numbers are masked. So two sentences conflict
/// if they begin or end in the same way, and differ somewhere between.
pub(super) fn collect_sentences(tokens: &[Token], reach: usize, sentences: &mut Vec<Fact>) {
    for sentence in tokens.chunk_by(|_, next| !next.is_first()).filter(|sentence| sentence.len() >= 2 * reach)
    {
        let hash = |tokens: &[Token], edge: u64| {
            tokens.iter().fold(edge, |hash, token| {
                combine(hash, if token.kind() == TokenKind::Number { NUMBER } else { token.hash })
            })
        };
        let value = hash(sentence, 0) as u16;
        let (first, last) = (&sentence[..reach], &sentence[sentence.len() - reach..]);
        for context in [hash(first, EDGE), hash(last, NAME)] {
            sentences.push(Fact { context: context as u32, value });
        }
    }
}

/// How two texts agree in one class of facts. A context that both have is one fact, whatever the number of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct FactCounts {
    /// Shared contexts with a value in common.
    pub agree: u32,
    /// Shared contexts without a value in common.
    pub conflict: u32,
    /// Different pairs of values that conflict. A name that was respelled throughout is one.
    pub conflicting_pairs: u32,
}

impl FactCounts {
    /// Compares the facts of two texts, both sorted.
    pub(super) fn compare(a: FactClass<'_>, b: FactClass<'_>) -> Self {
        let (mut left, mut right) = (0, 0);
        let mut counts = Self::default();
        let mut pairs = [(0, 0); MAX_FACTS];
        while left < a.len() && right < b.len() {
            let context = a.contexts[left].max(b.contexts[right]);
            if a.contexts[left] < context {
                left += 1;
            } else if b.contexts[right] < context {
                right += 1;
            } else {
                let (of_a, of_b) = (a.values_at(left), b.values_at(right));
                if of_a.iter().any(|value| of_b.contains(value)) {
                    counts.agree += 1;
                } else {
                    counts.conflict += 1;
                    let pair = (of_a[0], of_b[0]);
                    let known = counts.conflicting_pairs as usize;
                    if !pairs[..known].contains(&pair) {
                        pairs[known] = pair;
                        counts.conflicting_pairs += 1;
                    }
                }
                left += of_a.len();
                right += of_b.len();
            }
        }
        counts
    }

    /// The contexts that both texts have.
    pub fn shared(self) -> u32 {
        self.agree + self.conflict
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::near::text::write_tokens;
    use proptest::prelude::*;

    fn facts_of(text: &str) -> (Vec<Fact>, Vec<Fact>) {
        let (mut tokens, mut numbers, mut names) = (Vec::new(), Vec::new(), Vec::new());
        write_tokens(text, &mut String::new(), &mut tokens);
        collect_facts(&tokens, 2, &mut numbers, &mut names);
        (numbers, names)
    }

    fn of(pairs: &[(u32, u16)]) -> Vec<Fact> {
        pairs.iter().map(|&(context, value)| Fact { context, value }).collect()
    }

    fn facts(names: &[(u32, u16)]) -> Facts {
        Facts::from_all(&mut vec![], &mut of(names))
    }

    fn compare(a: &Facts, b: &Facts) -> FactCounts {
        FactCounts::compare(a.names(), b.names())
    }

    #[test]
    fn numbers_and_names_around_a_fact_do_not_count() {
        let (numbers, names) = facts_of("it sold 12 boats to Ada in spring");
        let (others, other_names) = facts_of("it sold 15 boats to Ben in spring");
        assert_eq!((numbers.len(), names.len()), (1, 1));
        assert_eq!(numbers[0].context, others[0].context);
        assert_ne!(numbers[0].value, others[0].value);
        assert_eq!(names[0].context, other_names[0].context);
        assert_ne!(names[0].value, other_names[0].value);
        // Here, at most one word around each of them is plain.
        assert_eq!(facts_of("12 boats, 13 14 15"), (vec![], vec![]));
    }

    #[test]
    fn contexts_agree_if_their_values_meet() {
        let a = facts(&[(1, 5), (2, 6), (2, 7), (3, 8), (4, 8), (9, 9)]);
        let b = facts(&[(1, 5), (2, 7), (2, 9), (3, 5), (4, 5), (8, 9)]);
        let counts = compare(&a, &b);
        assert_eq!((counts.agree, counts.conflict, counts.conflicting_pairs), (2, 2, 1));
        assert_eq!(counts.shared(), 4);
    }

    #[test]
    fn the_lowest_contexts_are_kept_as_a_whole() {
        let many: Vec<_> = (0..80).rev().map(|n| (n / 3, n as u16)).collect();
        let kept: Vec<_> = facts(&many).names().iter().map(|fact| fact.context).collect();
        assert_eq!(kept, (0..30).map(|n| n / 3).collect::<Vec<_>>());
        let one: Vec<_> = (0..40).map(|n| (7, n)).collect();
        assert_eq!(facts(&one).names().len(), MAX_FACTS);
    }

    #[test]
    fn a_class_has_the_places_that_the_other_does_not_need() {
        let check = |numbers: u32, names: u32, expected: (usize, usize)| {
            let all = |count: u32| of(&(0..count).map(|n| (n, 1)).collect::<Vec<_>>());
            let facts = Facts::from_all(&mut all(numbers), &mut all(names));
            assert_eq!((facts.numbers().len(), facts.names().len()), expected);
        };
        check(40, 40, (16, 16));
        check(3, 40, (3, 29));
        check(40, 5, (27, 5));
        check(0, 0, (0, 0));
    }

    #[test]
    fn sentences_conflict_if_they_begin_or_end_alike() {
        let sentences = |text: &str| {
            let (mut tokens, mut sentences) = (Vec::new(), Vec::new());
            write_tokens(text, &mut String::new(), &mut tokens);
            collect_sentences(&tokens, 3, &mut sentences);
            Facts::from_all(&mut vec![], &mut sentences)
        };
        let a = sentences("老桥重新开放，王先生说。今天天气很好。渡轮周一恢复12班。");
        let b = sentences("老桥重新开放，李先生说。今天天气很好。渡轮周一恢复15班。");
        let counts = compare(&a, &b);
        assert_eq!((counts.agree, counts.conflict, counts.conflicting_pairs), (4, 2, 1));
    }

    proptest! {
        #[test]
        fn counts_are_symmetric(
            a in proptest::collection::vec((0..12_u32, 0..4_u16), 0..24),
            b in proptest::collection::vec((0..12_u32, 0..4_u16), 0..24),
        ) {
            let (a, b) = (facts(&a), facts(&b));
            prop_assert_eq!(compare(&a, &b), compare(&b, &a));
            prop_assert_eq!(compare(&a, &a).conflict, 0);
            let names: Vec<_> = a.names().iter().collect();
            prop_assert_eq!(Facts::from_sorted(&[], &names), Some(a));
        }
    }
}

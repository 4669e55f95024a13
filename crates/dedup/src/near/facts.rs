//! What a text says: its numbers and names, each with the words around it.

use super::hash::combine;
use super::text::{Token, TokenKind};

/// Facts of a class that a sketch keeps.
pub(super) const MAX_FACTS: usize = 16;

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

/// The facts of one class with the lowest contexts, sorted and distinct.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Facts {
    len: u8,
    contexts: [u32; MAX_FACTS],
    values: [u16; MAX_FACTS],
}

impl Facts {
    /// Keeps the facts with the lowest contexts. A context that does not fit with all its values is left out, unless
    /// it is the only one.
    pub(super) fn from_all(all: &mut Vec<Fact>) -> Self {
        all.sort_unstable();
        all.dedup();
        let mut len = all.len().min(MAX_FACTS);
        if let Some(next) = all.get(MAX_FACTS) {
            let whole = all[..len].iter().rposition(|fact| fact.context != next.context);
            len = whole.map_or(len, |last| last + 1);
        }
        let mut facts = Self::default();
        all[..len].iter().for_each(|fact| facts.push(*fact));
        facts
    }

    /// Appends a fact that is higher than the others. There must be room.
    fn push(&mut self, fact: Fact) {
        let len = usize::from(self.len);
        self.contexts[len] = fact.context;
        self.values[len] = fact.value;
        self.len += 1;
    }

    /// Restores facts. `None` if there are too many, or if they are not sorted and distinct.
    pub(super) fn from_sorted(sorted: impl Iterator<Item = Fact>) -> Option<Self> {
        let mut facts = Self::default();
        let mut last = None;
        for fact in sorted {
            if facts.len() == MAX_FACTS || last >= Some(fact) {
                return None;
            }
            facts.push(fact);
            last = Some(fact);
        }
        Some(facts)
    }

    pub(super) fn len(&self) -> usize {
        usize::from(self.len)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Fact> + '_ {
        let both = self.contexts.iter().zip(&self.values).take(self.len());
        both.map(|(&context, &value)| Fact { context, value })
    }
}

/// Collects the numbers and the names of a text, with their contexts: `reach` tokens before and as many after, in
/// which numbers and names are masked. A context with fewer than two tokens that are not masked says nothing.
pub(super) fn collect_facts(tokens: &[Token], reach: usize, numbers: &mut Vec<Fact>, names: &mut Vec<Fact>) {
    for (at, token) in tokens.iter().enumerate() {
        let facts = match token.kind() {
            TokenKind::Number => &mut *numbers,
            TokenKind::Name => &mut *names,
            TokenKind::Word | TokenKind::Cjk => continue,
        };
        let mut context = 0;
        let mut plain = 0;
        for near in (at.wrapping_sub(reach)..at).chain(at + 1..=at + reach) {
            // Kinds are hard to predict, so nothing here branches by them.
            let (masked, is_plain) = match tokens.get(near) {
                None => (EDGE, false),
                Some(token) => match token.kind() {
                    TokenKind::Number => (NUMBER, false),
                    TokenKind::Name => (NAME, false),
                    TokenKind::Word | TokenKind::Cjk => (token.hash, true),
                },
            };
            plain += u32::from(is_plain);
            context = combine(context, masked);
        }
        if plain >= 2 {
            facts.push(Fact { context: context as u32, value: token.value() });
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
    pub(super) fn compare(a: &Facts, b: &Facts) -> Self {
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
                let (of_a, of_b) = (values_at(a, left), values_at(b, right));
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

/// The values from `first` on that have the same context. There is at least one.
fn values_at(facts: &Facts, first: usize) -> &[u16] {
    let contexts = &facts.contexts[first..facts.len()];
    let same = contexts.iter().take_while(|context| **context == contexts[0]).count();
    &facts.values[first..first + same]
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

    fn facts(pairs: &[(u32, u16)]) -> Facts {
        let mut all: Vec<_> = pairs.iter().map(|&(context, value)| Fact { context, value }).collect();
        Facts::from_all(&mut all)
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
        let counts = FactCounts::compare(&a, &b);
        assert_eq!((counts.agree, counts.conflict, counts.conflicting_pairs), (2, 2, 1));
        assert_eq!(counts.shared(), 4);
    }

    #[test]
    fn the_lowest_contexts_are_kept_as_a_whole() {
        let many: Vec<_> = (0..40).rev().map(|n| (n / 3, n as u16)).collect();
        assert_eq!(
            facts(&many).iter().map(|fact| fact.context).collect::<Vec<_>>(),
            [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]
        );
        let one: Vec<_> = (0..40).map(|n| (7, n)).collect();
        assert_eq!(facts(&one).len(), MAX_FACTS);
    }

    proptest! {
        #[test]
        fn counts_are_symmetric(
            a in proptest::collection::vec((0..12_u32, 0..4_u16), 0..24),
            b in proptest::collection::vec((0..12_u32, 0..4_u16), 0..24),
        ) {
            let (a, b) = (facts(&a), facts(&b));
            prop_assert_eq!(FactCounts::compare(&a, &b), FactCounts::compare(&b, &a));
            prop_assert_eq!(FactCounts::compare(&a, &a).conflict, 0);
            prop_assert_eq!(Facts::from_sorted(a.iter()), Some(a));
        }
    }
}

//! Counts of numbers by ranges, so that medians are known without the numbers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize, Serializer};

/// Lengths from this one on are counted by ranges, of which there are eight for each power of two.
const FIRST_RANGE: u64 = 16;

/// The number of values by range. A range is named by the least value in it.
///
/// Manifests have it as pairs of the start of a range and its count, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "Vec<(u64, u64)>")]
pub struct Histogram(BTreeMap<u64, u64>);

impl Histogram {
    /// Counts a value by itself.
    pub(crate) fn add(&mut self, value: u64) {
        *self.0.entry(value).or_default() += 1;
    }

    /// Counts a length in its range, which is at most an eighth wide.
    pub(crate) fn add_length(&mut self, length: u64) {
        self.add(start_of_range(length));
    }

    /// Adds the counts of another.
    pub fn merge(&mut self, other: &Self) {
        for (&start, count) in &other.0 {
            *self.0.entry(start).or_default() += count;
        }
    }

    /// The start of the range with the median, or `None` if there are no values.
    pub fn median(&self) -> Option<u64> {
        let half = self.total().div_ceil(2);
        let mut below = 0;
        self.0.iter().find_map(|(&start, count)| {
            below += count;
            (below >= half).then_some(start)
        })
    }

    /// The number of all values.
    pub fn total(&self) -> u64 {
        self.0.values().sum()
    }

    /// Counts by the starts of ranges.
    pub fn counts(&self) -> &BTreeMap<u64, u64> {
        &self.0
    }
}

impl From<Vec<(u64, u64)>> for Histogram {
    fn from(counts: Vec<(u64, u64)>) -> Self {
        let mut histogram = Self::default();
        for (start, count) in counts {
            *histogram.0.entry(start).or_default() += count;
        }
        histogram
    }
}

impl Serialize for Histogram {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(&self.0)
    }
}

/// The least length in the same range.
fn start_of_range(length: u64) -> u64 {
    if length < FIRST_RANGE {
        return length;
    }
    let dropped_bits = length.ilog2() - 3;
    length >> dropped_bits << dropped_bits
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn medians_of_small_numbers_are_exact() {
        let mut histogram = Histogram::default();
        assert_eq!(histogram.median(), None);
        for (length, median) in [(9, 9), (3, 3), (7, 7), (1, 3), (15, 7)] {
            histogram.add_length(length);
            assert_eq!(histogram.median(), Some(median));
        }
    }

    proptest! {
        #[test]
        fn a_range_is_at_most_an_eighth_wide(length: u64) {
            let start = start_of_range(length);
            prop_assert!(start <= length && length - start <= start / 8);
            prop_assert_eq!(start_of_range(start), start);
        }

        #[test]
        fn parts_add_up_to_the_whole(lengths in prop::collection::vec(0u64..5000, 0..50), at in 0usize..50) {
            let [mut whole, mut first, mut second] = [(); 3].map(|()| Histogram::default());
            for (number, &length) in lengths.iter().enumerate() {
                whole.add_length(length);
                if number < at { first.add_length(length) } else { second.add_length(length) }
            }
            first.merge(&second);
            prop_assert_eq!(first, whole);
        }
    }
}

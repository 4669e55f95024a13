//! The features that lines of rendered text have in place of elements: what is before them and after them.

pub(super) mod barriers;
pub(super) mod gaps;
pub(super) mod line_scores;
pub(super) mod page_words;
pub(super) mod runs;
pub(super) mod second_person;
pub(super) mod sides;
pub(super) mod story_window;

/// For each line, how many lines before it are flagged. The number of all flagged lines comes last.
fn prefix_sums(flags: impl Iterator<Item = bool>) -> Vec<u32> {
    let mut sum = 0;
    let sums = flags.map(|flag| {
        sum += u32::from(flag);
        sum
    });
    std::iter::once(0).chain(sums).collect()
}

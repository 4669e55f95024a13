//! Dates in lines for readers: each with what the words before it make of it.

use super::dates::{self, Found, Order};
use super::label_words::{MODIFIED, OTHER_DATES, PUBLISHED};

/// What a date in a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Nothing is said.
    Unlabelled,
    Published,
    Modified,
    /// Of something else: rights, events, readers.
    Other,
}

/// A line's dates in order, at most `limit`.
pub(super) fn dates_of(line: &str, order: Order, limit: usize) -> Vec<(Role, Found)> {
    let mut dates = Vec::new();
    let mut from = 0;
    while dates.len() < limit {
        let Some(rest) = line.get(from..) else { break };
        let Some(mut found) = dates::find(rest, order) else { break };
        let before = &rest[..found.start];
        found.start += from;
        found.end += from;
        dates.push((role(before), found));
        from = found.end;
    }
    dates
}

/// What the words before a date say of it; the last label counts.
pub(super) fn role(before: &str) -> Role {
    let lower = before.to_lowercase();
    let last = |words: &[&str]| words.iter().filter_map(|w| find_word(&lower, w)).max();
    let found = [
        (last(PUBLISHED), Role::Published),
        (last(MODIFIED), Role::Modified),
        (last(OTHER_DATES), Role::Other),
    ];
    found.into_iter().filter(|f| f.0.is_some()).max_by_key(|f| f.0).map_or(Role::Unlabelled, |f| f.1)
}

/// Where a word stands in a text, as a word of its own at its start.
fn find_word(text: &str, word: &str) -> Option<usize> {
    let starts = |at: usize| {
        word.chars().next().is_none_or(|c| !c.is_alphabetic() || is_ideograph(c))
            || !text[..at].ends_with(char::is_alphabetic)
    };
    text.match_indices(word).map(|(at, _)| at).filter(|&at| starts(at)).last()
}

fn is_ideograph(c: char) -> bool {
    matches!(c as u32, 0x2E80..=0x9FFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: &[(Role, &str)]) {
        let found: Vec<_> =
            dates_of(line, Order::DayFirst, 4).iter().map(|(r, f)| (*r, f.moment.to_string())).collect();
        let found: Vec<_> = found.iter().map(|(r, m)| (*r, m.as_str())).collect();
        assert_eq!(found, expected, "{line}");
    }

    #[test]
    fn labels() {
        check(
            "Published May 3, 2024 | Updated: May 5, 2024",
            &[(Role::Published, "2024-05-03"), (Role::Modified, "2024-05-05")],
        );
        check("Aktualisiert am 3.5.2024", &[(Role::Modified, "2024-05-03")]);
        check("Veröffentlicht: 3.5.2024", &[(Role::Published, "2024-05-03")]);
        check("Jane Doe, 3 May 2024", &[(Role::Unlabelled, "2024-05-03")]);
        check("更新日時：2024年5月3日", &[(Role::Modified, "2024-05-03")]);
        check("© Example 3 May 2024", &[(Role::Other, "2024-05-03")]);
        check("no date", &[]);
    }
}

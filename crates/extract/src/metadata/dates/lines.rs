//! Dates in lines for readers, each with its role according to the words before it.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use super::tokens::is_ideograph;
use super::{DayMonthOrder, FoundDate, find};
use crate::lexicon;
use crate::metadata::word_lists;

/// Bytes that a date line may have besides its date.
pub(crate) const MAX_BYTES_BESIDES_DATE: usize = 90;

/// What a date is the date of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DateRole {
    /// The line does not say.
    Unlabelled,
    /// The first publication.
    Published,
    /// A change.
    Modified,
    /// Something else: rights, events, readers.
    Other,
}

/// The first `limit` dates of a line, in order.
pub(crate) fn dates_in_line(line: &str, order: DayMonthOrder, limit: usize) -> Vec<(DateRole, FoundDate)> {
    let mut dates = Vec::new();
    let mut from = 0;
    while dates.len() < limit {
        let Some(rest) = line.get(from..) else { break };
        let Some(mut found) = find(rest, order) else { break };
        let before = &rest[..found.start];
        found.start += from;
        found.end += from;
        dates.push((role_from_label(before), found));
        from = found.end;
    }
    dates
}

/// The role that the words before a date give it. The last label counts.
pub(crate) fn role_from_label(before: &str) -> DateRole {
    if before.len() < 2 {
        return DateRole::Unlabelled;
    }
    let lower = before.to_lowercase();
    let (Some(automaton), roles) = &*LABELS else { return DateRole::Unlabelled };
    let begins_word = |at: usize| {
        let starts_with_letter = lower[at..].starts_with(|c: char| c.is_alphabetic() && !is_ideograph(c));
        !starts_with_letter || !lower[..at].ends_with(char::is_alphabetic)
    };
    let mut found = DateRole::Unlabelled;
    for label in automaton.find_iter(&lower).filter(|m| begins_word(m.start())) {
        found = roles.get(label.pattern().as_usize()).copied().unwrap_or(found);
    }
    found
}

/// An automaton over all labels, and the role of each label. Building fails only for far larger lists; without an
/// automaton no line has a label.
static LABELS: LazyLock<(Option<AhoCorasick>, Vec<DateRole>)> = LazyLock::new(|| {
    let sections =
        [("published", DateRole::Published), ("modified", DateRole::Modified), ("other", DateRole::Other)];
    let (labels, roles): (Vec<_>, Vec<_>) = sections
        .into_iter()
        .flat_map(|(section, role)| {
            word_lists::entries(lexicon::DATE_LABELS, section).map(move |label| (label, role))
        })
        .unzip();
    (AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(labels).ok(), roles)
});

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: &[(DateRole, &str)]) {
        let found: Vec<_> = dates_in_line(line, DayMonthOrder::DayFirst, 4)
            .iter()
            .map(|(r, f)| (*r, f.moment.to_string()))
            .collect();
        let found: Vec<_> = found.iter().map(|(r, m)| (*r, m.as_str())).collect();
        assert_eq!(found, expected, "{line}");
    }

    #[test]
    fn labels() {
        check(
            "Published May 3, 2024 | Updated: May 5, 2024",
            &[(DateRole::Published, "2024-05-03"), (DateRole::Modified, "2024-05-05")],
        );
        check("Aktualisiert am 3.5.2024", &[(DateRole::Modified, "2024-05-03")]);
        check("Veröffentlicht: 3.5.2024", &[(DateRole::Published, "2024-05-03")]);
        check("Jane Doe, 3 May 2024", &[(DateRole::Unlabelled, "2024-05-03")]);
        check("更新日時：2024年5月3日", &[(DateRole::Modified, "2024-05-03")]);
        check("© Example 3 May 2024", &[(DateRole::Other, "2024-05-03")]);
        check("no date", &[]);
    }
}

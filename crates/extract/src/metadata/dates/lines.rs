//! Dates in lines for readers: each with what the words before it make of it.

use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, MatchKind};

use super::{Found, Order, find};
use crate::metadata::label_words::{MODIFIED, OTHER_DATES, PUBLISHED};

/// What a date in a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Nothing is said.
    Unlabelled,
    Published,
    Modified,
    /// Of something else: rights, events, readers.
    Other,
}

/// A line's dates in order, at most `limit`.
pub(crate) fn dates_of(line: &str, order: Order, limit: usize) -> Vec<(Role, Found)> {
    let mut dates = Vec::new();
    let mut from = 0;
    while dates.len() < limit {
        let Some(rest) = line.get(from..) else { break };
        let Some(mut found) = find(rest, order) else { break };
        let before = &rest[..found.start];
        found.start += from;
        found.end += from;
        dates.push((role(before), found));
        from = found.end;
    }
    dates
}

/// What the words before a date say of it; the last label counts.
pub(crate) fn role(before: &str) -> Role {
    if before.len() < 2 {
        return Role::Unlabelled;
    }
    let lower = before.to_lowercase();
    let (Some(automaton), roles) = labels() else { return Role::Unlabelled };
    let own_word = |at: usize| {
        let starts_with_letter = lower[at..].starts_with(|c: char| c.is_alphabetic() && !is_ideograph(c));
        !starts_with_letter || !lower[..at].ends_with(char::is_alphabetic)
    };
    let mut found = Role::Unlabelled;
    for label in automaton.find_iter(&lower).filter(|m| own_word(m.start())) {
        found = roles.get(label.pattern().as_usize()).copied().unwrap_or(found);
    }
    found
}

/// An automaton over all labels, and each label's role. The tables are far below what building refuses.
fn labels() -> &'static (Option<AhoCorasick>, Vec<Role>) {
    static LABELS: OnceLock<(Option<AhoCorasick>, Vec<Role>)> = OnceLock::new();
    LABELS.get_or_init(|| {
        let tables = [(PUBLISHED, Role::Published), (MODIFIED, Role::Modified), (OTHER_DATES, Role::Other)];
        let all = || tables.iter().flat_map(|&(words, role)| words.iter().map(move |&word| (word, role)));
        let builder = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(all().map(|l| l.0));
        let automaton = builder.ok();
        (automaton, all().map(|l| l.1).collect())
    })
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

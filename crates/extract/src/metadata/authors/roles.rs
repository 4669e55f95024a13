//! Words of roles and desks (`Staff Writer`, `Political Correspondent`), which bylines contain besides names.

use std::sync::LazyLock;

use crate::lexicon;
use crate::metadata::word_lists::WordSet;

static ROLES: LazyLock<WordSet> = LazyLock::new(|| WordSet::new(lexicon::ROLES, "roles"));

/// Words that occur next to roles.
static FILLERS: LazyLock<WordSet> = LazyLock::new(|| WordSet::new(lexicon::ROLES, "fillers"));

/// Whether a piece of a byline contains the word of a role.
pub(in crate::metadata) fn has_role(piece: &str) -> bool {
    piece.split(|c: char| !c.is_alphanumeric() && c != '-').any(|w| ROLES.contains(&w.to_lowercase()))
}

/// The name in `Jane Doe Political Correspondent`: the first two words, if a role follows anywhere after them. Roles
/// have adjectives, so the words between may belong to the role.
pub(super) fn before_role(name: &str) -> &str {
    let is_role = |w: &str| ROLES.contains(&w.trim_matches(',').to_lowercase());
    let mut words = name.split(' ').map(|w| (w.as_ptr() as usize - name.as_ptr() as usize, w));
    let (Some((_, first)), Some((_, second)), Some((third_at, _))) =
        (words.next(), words.next(), words.next())
    else {
        return name;
    };
    let two_words = !is_role(first) && !is_role(second) && second.chars().count() > 3;
    if two_words && name[third_at..].split(' ').any(is_role) { name[..third_at].trim_end() } else { name }
}

/// Whether a text consists of roles alone, without a name: `Staff Writer`, `Senior Editor`.
pub(super) fn is_only_roles(name: &str) -> bool {
    name.split(' ').all(|w| {
        let w = w.to_lowercase();
        ROLES.contains(&w) || FILLERS.contains(&w)
    })
}

//! What whole class names say of an element in or around code, as bits.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::lexicon;

/// A whole piece of code, though it is not a `pre`.
pub(crate) const BLOCK: u8 = 1;
/// The cell of a table that holds the code.
pub(crate) const CELL: u8 = 1 << 1;
/// A line of code.
pub(crate) const LINE: u8 = 1 << 2;
/// The numbers of lines.
pub(crate) const GUTTER: u8 = 1 << 3;
/// Copy buttons and toolbars.
pub(crate) const TOOL: u8 = 1 << 4;
/// The name of the language.
pub(crate) const LABEL: u8 = 1 << 5;
/// Lines that the page does not show.
pub(crate) const HIDDEN: u8 = 1 << 6;

/// The marks by the names that the list gives them.
const MARKS: &[(&str, u8)] = &[
    ("block", BLOCK),
    ("cell", CELL),
    ("line", LINE),
    ("gutter", GUTTER),
    ("tool", TOOL),
    ("label", LABEL),
    ("hidden", HIDDEN),
];

/// In bytes. Longer names are not those of highlighters.
const MAX_NAME: usize = 48;

static NAMES: LazyLock<CodeNames> = LazyLock::new(CodeNames::new);

/// The names of the list.
struct CodeNames {
    whole: FxHashMap<&'static [u8], u8>,
    ends: Vec<(&'static [u8], u8)>,
}

impl CodeNames {
    fn new() -> Self {
        let mut names = Self { whole: FxHashMap::default(), ends: vec![] };
        for (mark, name) in entries() {
            match name.strip_prefix('*') {
                Some(end) => names.ends.push((end.as_bytes(), mark)),
                None => *names.whole.entry(name.as_bytes()).or_default() |= mark,
            }
        }
        names
    }
}

/// The names of the list, each with its mark.
fn entries() -> impl Iterator<Item = (u8, &'static str)> {
    lexicon::entries(lexicon::CODE_CLASSES)
        .filter_map(|(_, line)| {
            let (mark, names) = line.split_once(':')?;
            let (_, mark) = MARKS.iter().find(|(known, _)| *known == mark)?;
            Some((*mark, names))
        })
        .flat_map(|(mark, names)| names.split_whitespace().map(move |name| (mark, name)))
}

/// The marks of one class name.
pub(crate) fn from_name(name: &str) -> u8 {
    if name.len() > MAX_NAME {
        return 0;
    }
    let mut lower = [0; MAX_NAME];
    let lower = &mut lower[..name.len()];
    lower.copy_from_slice(name.as_bytes());
    lower.make_ascii_lowercase();
    let lower = &*lower;
    let names = &*NAMES;
    match names.whole.get(lower) {
        Some(&marks) => marks,
        None => names.ends.iter().filter(|(end, _)| lower.ends_with(end)).fold(0, |marks, (_, m)| marks | m),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_list_is_read_in_lower_case() {
        let lines = lexicon::entries(lexicon::CODE_CLASSES);
        let names: usize = lines.map(|(_, line)| line.split_whitespace().count() - 1).sum();
        assert_eq!(entries().count(), names);
        for (_, name) in entries() {
            assert_eq!(name, name.to_ascii_lowercase());
            assert!(!name[1..].contains('*') && name.len() <= MAX_NAME, "{name}");
        }
    }

    #[test]
    fn names_match_whole_or_by_their_end() {
        assert_eq!(from_name("CodeMirror-code"), BLOCK);
        assert_eq!(from_name("ec-line"), LINE);
        assert_eq!(from_name("line-number"), GUTTER);
        assert_eq!(from_name("highlightjs-line-number"), GUTTER);
        assert_eq!(from_name("online"), 0);
        assert_eq!(from_name(&"x".repeat(100)), 0);
    }
}

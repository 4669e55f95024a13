//! What classes, ids and roles say about their element: groups of words, as bits.
//!
//! The value of such an attribute is a list of names separated by spaces. A name consists of parts: `c-ShareBar__item`
//! has `c`, `Share`, `Bar` and `item`. The word lists say what parts mean.

pub(crate) mod attribute_words;
pub(crate) mod cache;
pub(crate) mod code_marks;
pub(crate) mod heading_marks;
pub(crate) mod line_marks;
pub(crate) mod marks;
mod vocabulary;

use std::sync::LazyLock;

use crate::classes::vocabulary::{NO_NODE, ROOT, Vocabulary};
use crate::hash;

macro_rules! groups {
    ($($(#[$doc:meta])* $constant:ident = $name:literal @ $bit:literal),* $(,)?) => {
        $($(#[$doc])* pub const $constant: u32 = 1 << $bit;)*

        /// Every group: its name, as in the word list, and its bit.
        pub const ALL: &[(&str, u32)] = &[$(($name, $constant)),*];
    };
}

groups! {
    /// Navigation: menus, breadcrumbs, pagination.
    NAV = "nav" @ 0,
    /// The site's header.
    HEADER = "header" @ 1,
    /// Footers and legal notes.
    FOOTER = "footer" @ 2,
    /// Side columns and widgets.
    SIDEBAR = "sidebar" @ 3,
    /// Readers' comments.
    COMMENTS = "comments" @ 4,
    /// Share and follow bars.
    SHARE = "share" @ 5,
    /// Related, recommended and most-read articles.
    RELATED = "related" @ 6,
    /// Newsletters and subscriptions.
    NEWSLETTER = "newsletter" @ 7,
    /// Cookie notices and overlays.
    COOKIE = "cookie" @ 8,
    /// Advertisements.
    AD = "ad" @ 9,
    /// Author and date lines.
    BYLINE = "byline" @ 10,
    /// Tag lists.
    TAGS = "tags" @ 11,
    /// Search, login and filters.
    FORM = "form" @ 12,
    /// Votes and stars.
    RATING = "rating" @ 13,
    /// Hidden by a class.
    HIDDEN = "hidden" @ 14,
    /// Captions and credits.
    CAPTION = "caption" @ 15,
    /// About the author.
    BIO = "bio" @ 16,
    /// Galleries and sliders.
    GALLERY = "gallery" @ 17,
    /// Tables of contents.
    TOC = "toc" @ 18,
    /// Prices and shopping controls.
    PRICE = "price" @ 19,
    /// The body of an article.
    CONTENT = "content" @ 20,
    /// An article as a whole.
    ARTICLE = "article" @ 21,
    /// Teasers and lists of stories: boilerplate next to an article, but the content of a listing.
    TEASER = "teaser" @ 22,
}

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::new(ALL));

/// The groups that the parts of a class, id or role belong to, as bits; 0 if it has none.
///
/// ```
/// use dechaff_extract::classes;
/// assert_eq!(classes::groups("c-relatedPosts md:flex"), classes::RELATED);
/// assert_eq!(classes::groups("download header"), 0);
/// ```
pub fn groups(value: &str) -> u32 {
    read(value, |_| {}).groups
}

/// The meaning of an attribute's value.
#[derive(Clone, Copy, Default)]
pub(crate) struct ValueMeaning {
    /// Groups, as bits.
    pub(crate) groups: u32,
    /// Bits of [`mod@marks`].
    pub(crate) marks: u32,
    /// The node of the last part, which may change the meaning of the next one.
    last: u16,
}

/// The meaning of one name, regardless of the names before it.
#[derive(Clone, Copy, Default)]
pub(crate) struct NameMeaning {
    /// Groups of the first part. They count unless the part before it negates them.
    first_groups: u32,
    /// Groups of the other parts.
    groups: u32,
    marks: u32,
    first: u16,
    last: u16,
    has_parts: bool,
}

impl ValueMeaning {
    /// Adds the next name, which begins at byte `at` of the value.
    pub(crate) fn add(&mut self, at: usize, name: &str, meaning: &NameMeaning) {
        if !meaning.has_parts {
            return;
        }
        let after = VOCABULARY.groups_after(self.last, meaning.first, meaning.first_groups);
        self.groups |= after | meaning.groups;
        self.last = meaning.last;
        self.marks |= if at + name.len() <= marks::MAX_NAMES {
            meaning.marks
        } else {
            marks(name.as_bytes().get(..marks::MAX_NAMES.saturating_sub(at)).unwrap_or(&[]))
        };
    }
}

/// Reads an attribute's value. Passes a hash of each part to `each`.
pub(crate) fn read(value: &str, mut each: impl FnMut(u32)) -> ValueMeaning {
    let mut meaning = ValueMeaning::default();
    for (at, name) in split_names(value) {
        meaning.add(at, name, &read_name(name, &mut each));
    }
    meaning
}

/// Whether a value has one of these names.
pub(crate) fn has_name(value: &str, names: &[&str]) -> bool {
    value.split_ascii_whitespace().any(|name| names.contains(&name))
}

/// The names of a value, each with its byte index. A part never extends over two names.
pub(crate) fn split_names(value: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = value.get(start..).filter(|rest| !rest.is_empty())?;
        let length = rest.bytes().position(|byte| byte == b' ' || byte == b'\n').unwrap_or(rest.len());
        let name = (start, &rest[..length]);
        start += length + 1;
        Some(name)
    })
}

/// Reads one name. Passes a hash of each part to `each`.
pub(crate) fn read_name(name: &str, each: &mut impl FnMut(u32)) -> NameMeaning {
    let vocabulary = &*VOCABULARY;
    let name = name.as_bytes();
    let mut meaning = NameMeaning::default();
    let mut acronyms = false;
    let mut at = 0;
    while at < name.len() {
        if LOWER[usize::from(name[at])] == 0 {
            at += 1;
            continue;
        }
        let part = read_part(vocabulary, name, at);
        each(part.hash);
        at = part.end;
        acronyms |= part.acronym;
        let known = vocabulary.meanings[part.node as usize];
        meaning.marks |= known.marks;
        let groups = part.prefixes | known.exact;
        if meaning.has_parts {
            meaning.groups |= vocabulary.groups_after(meaning.last, part.node, groups);
        } else {
            (meaning.first, meaning.first_groups) = (part.node, groups);
        }
        meaning.last = part.node;
        meaning.has_parts = true;
    }
    if acronyms {
        meaning.marks = marks(name);
    }
    meaning
}

/// The marks alone. Here a part ends where its letters end or where a capital follows a small letter, so `HTMLDate` is
/// one part.
pub(crate) fn marks(name: &[u8]) -> u32 {
    let vocabulary = &*VOCABULARY;
    let mut marks = 0;
    let mut node = ROOT;
    let mut after_small = false;
    for &byte in name.iter().take(marks::MAX_NAMES) {
        let letter = LOWER[usize::from(byte)];
        if letter == 0 || (after_small && letter & CAPITAL != 0) {
            marks |= vocabulary.meanings[node as usize].marks;
            node = ROOT;
        }
        if letter != 0 {
            node = vocabulary.next[node as usize][usize::from(letter & 31)];
        }
        after_small = letter != 0 && letter & CAPITAL == 0;
    }
    marks | vocabulary.meanings[node as usize].marks
}

/// A part of a name.
struct NamePart {
    /// A hash of the letters in lower case.
    hash: u32,
    /// Its node in the vocabulary.
    node: u16,
    /// Groups of its prefixes.
    prefixes: u32,
    end: usize,
    /// Whether it ends before a capital that follows another, as `HTML` of `HTMLDate` does.
    acronym: bool,
}

/// In letters. Longer parts are cut, since the list has no word of this length.
const MAX_PART: usize = 24;

/// The part that begins at `start`. It ends where its letters end or where an inner word begins with a capital.
#[inline(always)]
fn read_part(vocabulary: &Vocabulary, name: &[u8], start: usize) -> NamePart {
    let mut hash = hash::EMPTY;
    let mut node = ROOT;
    let mut last_known = ROOT;
    let mut at = start;
    let mut end = Capital::None;
    while at < name.len() {
        let byte = LOWER[usize::from(name[at])];
        let letter = byte & !CAPITAL;
        if byte != letter {
            end = classify_capital(name, start, at);
            if end != Capital::Inner {
                break;
            }
        } else if letter == 0 {
            break;
        }
        if at - start < MAX_PART {
            hash = hash::step(hash, letter);
        }
        // The walk through the trie stops once no word begins as the part does.
        if node != NO_NODE {
            node = vocabulary.next[node as usize][usize::from(letter & 31)];
            last_known = if node == NO_NODE { last_known } else { node };
        }
        at += 1;
    }
    let prefixes = vocabulary.meanings[last_known as usize].prefixes;
    NamePart { hash, node, prefixes, end: at, acronym: end == Capital::AfterAcronym }
}

/// How a capital relates to the part before it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Capital {
    /// There is no capital.
    None,
    /// It belongs to the part.
    Inner,
    /// It begins a new part after a small letter.
    AfterSmall,
    /// It begins a new part after other capitals.
    AfterAcronym,
}

fn classify_capital(name: &[u8], start: usize, at: usize) -> Capital {
    if at == start {
        Capital::Inner
    } else if name[at - 1].is_ascii_lowercase() {
        Capital::AfterSmall
    } else if name.get(at + 1).is_some_and(u8::is_ascii_lowercase) {
        Capital::AfterAcronym
    } else {
        Capital::Inner
    }
}

/// Each letter in lower case, capitals with [`CAPITAL`] set; 0 for bytes that are not letters.
static LOWER: [u8; 256] = lower();

const CAPITAL: u8 = 0x80;

const fn lower() -> [u8; 256] {
    let mut table = [0; 256];
    let mut letter = b'a';
    while letter <= b'z' {
        table[letter as usize] = letter;
        table[letter.to_ascii_uppercase() as usize] = letter | CAPITAL;
        letter += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon;

    #[test]
    fn parts_match_and_substrings_do_not() {
        assert_eq!(groups("ad-wrapper"), AD);
        assert_eq!(groups("adapt header-x downloads shadow"), 0);
        assert_eq!(groups("ArticleBody"), CONTENT | ARTICLE);
        assert_eq!(groups("c-ShareBar__item"), SHARE);
        assert_eq!(groups("read-more"), TEASER);
        assert_eq!(groups("already more"), 0);
        assert_eq!(groups("commentThread"), COMMENTS);
    }
    #[test]
    fn every_line_of_the_list_names_a_known_group() {
        for (_, line) in lexicon::entries(lexicon::CLASS_GROUPS) {
            let (group, _) = line.split_once(':').unwrap();
            assert!(ALL.iter().any(|(name, _)| *name == group), "{group}");
        }
    }
}

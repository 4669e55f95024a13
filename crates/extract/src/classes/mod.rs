//! What classes, ids and roles call an element: groups of words, as bits.

pub(crate) mod attribute_words;
pub(crate) mod cache;
pub(crate) mod marks;

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::hash;
use crate::lexicon;

macro_rules! groups {
    ($($(#[$doc:meta])* $constant:ident = $name:literal @ $bit:literal),* $(,)?) => {
        $($(#[$doc])* pub const $constant: u32 = 1 << $bit;)*

        const GROUPS: &[(&str, u32)] = &[$(($name, $constant)),*];
    };
}

groups! {
    /// Navigation: menus, breadcrumbs, pagination.
    NAV = "nav" @ 0,
    /// The site's header.
    HEADER = "header" @ 1,
    /// Footers, legal notes.
    FOOTER = "footer" @ 2,
    /// Side columns and widgets.
    SIDEBAR = "sidebar" @ 3,
    /// Readers' comments.
    COMMENTS = "comments" @ 4,
    /// Share and follow bars.
    SHARE = "share" @ 5,
    /// Related, recommended, most read.
    RELATED = "related" @ 6,
    /// Newsletters, subscriptions.
    NEWSLETTER = "newsletter" @ 7,
    /// Cookie notices, overlays.
    COOKIE = "cookie" @ 8,
    /// Advertisements.
    AD = "ad" @ 9,
    /// Author and date lines.
    BYLINE = "byline" @ 10,
    /// Tag lists.
    TAGS = "tags" @ 11,
    /// Search, login, filters.
    FORM = "form" @ 12,
    /// Votes and stars.
    RATING = "rating" @ 13,
    /// Hidden from sight by a class.
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
    /// Teasers and lists of stories: chrome beside an article, the content of a listing.
    TEASER = "teaser" @ 22,
}

/// The words of the list as a tree of letters, walked while a name is read.
struct Words {
    /// The node behind each letter, by its low five bits; [`NOWHERE`] where no word goes on.
    next: Vec<[u16; 32]>,
    facts: Vec<Facts>,
    /// Groups of two neighbouring parts, by their nodes.
    pairs: FxHashMap<(u16, u16), u32>,
}

/// What is known of a part that ends at a node.
#[derive(Clone, Copy, Default)]
struct Facts {
    /// Groups of words that are this part.
    exact: u32,
    /// Groups of words that any part with this beginning, or a beginning of it, stands for.
    prefixes: u32,
    /// Bits of [`marks`] of words that are this part.
    marks: u32,
    /// Whether it begins pairs.
    first: bool,
    /// `has-sidebar`, `no-comments`: the element says what stands elsewhere.
    negates: bool,
}

const NOWHERE: u16 = 0;
const ROOT: u16 = 1;

/// Longer beginnings say no more.
const LONGEST_PREFIX: usize = 14;

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words =
        Words { next: vec![[NOWHERE; 32]; 2], facts: vec![Facts::default(); 2], pairs: FxHashMap::default() };
    for (_, line) in lexicon::entries(lexicon::CLASS_GROUPS) {
        let Some((group, list)) = line.split_once(':') else { continue };
        let Some(&(_, bit)) = GROUPS.iter().find(|(name, _)| *name == group) else { continue };
        for word in list.split_whitespace() {
            if let Some((first, second)) = word.split_once('+') {
                // Of longer chains the first two parts are enough.
                let second = second.split('+').next().unwrap_or(second);
                if let (Some(first), Some(second)) = (words.node(first), words.node(second)) {
                    *words.pairs.entry((first, second)).or_default() |= bit;
                    words.facts[first as usize].first = true;
                }
            } else if let Some(prefix) = word.strip_suffix('*') {
                if let Some(node) = words.node(prefix).filter(|_| prefix.len() <= LONGEST_PREFIX) {
                    words.facts[node as usize].prefixes |= bit;
                }
            } else if let Some(node) = words.node(word) {
                words.facts[node as usize].exact |= bit;
            }
        }
    }
    for (marks, word) in marks::words() {
        if let Some(node) = words.node(word) {
            words.facts[node as usize].marks |= marks;
        }
    }
    for word in ["has", "no", "with", "without", "not"] {
        if let Some(node) = words.node(word) {
            words.facts[node as usize].negates = true;
        }
    }
    // A node is made after the one before it.
    for node in usize::from(ROOT)..words.next.len() {
        for letter in 0..32 {
            let next = usize::from(words.next[node][letter]);
            if next != usize::from(NOWHERE) {
                words.facts[next].prefixes |= words.facts[node].prefixes;
            }
        }
    }
    words
});

impl Words {
    /// The node of a word, which is made if there is none; `None` for what is no part, such as `mc4wp`.
    fn node(&mut self, word: &str) -> Option<u16> {
        let mut node = ROOT;
        for byte in word.bytes() {
            let letter = byte.is_ascii_lowercase().then_some(usize::from(byte & 31))?;
            if self.next[node as usize][letter] == NOWHERE {
                self.next[node as usize][letter] = self.next.len() as u16;
                self.next.push([NOWHERE; 32]);
                self.facts.push(Facts::default());
            }
            node = self.next[node as usize][letter];
        }
        Some(node)
    }
}

/// The groups that the parts of a class, id or role belong to, as bits.
///
/// ```
/// use dechaff_extract::names;
/// assert_eq!(classes::groups("c-relatedPosts md:flex"), classes::RELATED);
/// assert_eq!(classes::groups("download header"), 0);
/// ```
pub fn groups(value: &str) -> u32 {
    read(value, |_| {}).groups
}

/// What a name says.
#[derive(Clone, Copy, Default)]
pub(crate) struct Reading {
    /// Groups, as bits.
    pub(crate) groups: u32,
    /// Bits of [`marks`].
    pub(crate) marks: u32,
    /// The last part, which changes what the next one says.
    last: u16,
}

/// What a word of a name says, whatever stands before it.
#[derive(Clone, Copy, Default)]
pub(crate) struct Word {
    /// Groups of its first part, which count unless the part before says otherwise.
    first_groups: u32,
    /// Groups of the other parts.
    groups: u32,
    marks: u32,
    first: u16,
    last: u16,
    /// Whether it has any part.
    any: bool,
}

impl Reading {
    /// Adds the next word, which stands at `at`.
    pub(crate) fn add(&mut self, at: usize, text: &str, word: &Word) {
        if !word.any {
            return;
        }
        let words = &*WORDS;
        self.groups |= words.groups_behind(self.last, word.first, word.first_groups) | word.groups;
        self.last = word.last;
        self.marks |= if at + text.len() <= marks::MAX_NAMES {
            word.marks
        } else {
            marks(text.as_bytes().get(..marks::MAX_NAMES.saturating_sub(at)).unwrap_or(&[]))
        };
    }
}

impl Words {
    /// The groups of a part that follows another.
    fn groups_behind(&self, before: u16, part: u16, groups: u32) -> u32 {
        let before_facts = self.facts[before as usize];
        if before_facts.negates {
            return 0;
        }
        let pair = if before_facts.first { self.pairs.get(&(before, part)) } else { None };
        groups | pair.copied().unwrap_or(0)
    }
}

/// Reads a name; a hash of each of its parts goes to `each`.
pub(crate) fn read(value: &str, mut each: impl FnMut(u32)) -> Reading {
    let mut reading = Reading::default();
    for (at, word) in words_of(value) {
        reading.add(at, word, &read_word(word, &mut each));
    }
    reading
}

/// The words of a list of names and where they stand: a part never goes from one to the next.
pub(crate) fn words_of(value: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = value.get(start..).filter(|rest| !rest.is_empty())?;
        let length = rest.bytes().position(|byte| byte == b' ' || byte == b'\n').unwrap_or(rest.len());
        let word = (start, &rest[..length]);
        start += length + 1;
        Some(word)
    })
}

/// Reads a word of a name.
pub(crate) fn read_word(text: &str, each: &mut impl FnMut(u32)) -> Word {
    let words = &*WORDS;
    let name = text.as_bytes();
    let mut word = Word::default();
    let mut acronyms = false;
    let mut at = 0;
    while at < name.len() {
        if LOWER[usize::from(name[at])] == 0 {
            at += 1;
            continue;
        }
        let part = read_part(words, name, at);
        each(part.hash);
        at = part.end;
        acronyms |= part.acronym;
        let facts = words.facts[part.node as usize];
        word.marks |= facts.marks;
        if word.any {
            word.groups |= words.groups_behind(word.last, part.node, part.prefixes | facts.exact);
        } else {
            (word.first, word.first_groups) = (part.node, part.prefixes | facts.exact);
        }
        word.last = part.node;
        word.any = true;
    }
    if acronyms {
        word.marks = marks(name);
    }
    word
}

/// The marks alone. Here a part ends where letters do and where a capital follows a small letter, so that `HTMLDate` is
/// one.
pub(crate) fn marks(name: &[u8]) -> u32 {
    let words = &*WORDS;
    let mut marks = 0;
    let mut node = ROOT;
    let mut after_small = false;
    for &byte in name.iter().take(marks::MAX_NAMES) {
        let letter = LOWER[usize::from(byte)];
        if letter == 0 || (after_small && letter & CAPITAL != 0) {
            marks |= words.facts[node as usize].marks;
            node = ROOT;
        }
        if letter != 0 {
            node = words.next[node as usize][usize::from(letter & 31)];
        }
        after_small = letter != 0 && letter & CAPITAL == 0;
    }
    marks | words.facts[node as usize].marks
}

/// A run of letters of a name, in lower case.
struct Part {
    hash: u32,
    /// Its place in the tree of words.
    node: u16,
    /// Groups of its beginnings.
    prefixes: u32,
    end: usize,
    /// Whether it ends before a capital that follows another, as `HTML` of `HTMLDate` does.
    acronym: bool,
}

/// Longer parts are cut, since no word of the list is as long.
const LONGEST_PART: usize = 24;

/// The part that begins at `start`; it ends where letters do or an inner word begins with a capital.
#[inline(always)]
fn read_part(words: &Words, name: &[u8], start: usize) -> Part {
    let mut hash = hash::EMPTY;
    let mut node = ROOT;
    let mut last_known = ROOT;
    let mut at = start;
    let mut end = Letter::None;
    while at < name.len() {
        let byte = LOWER[usize::from(name[at])];
        let letter = byte & !CAPITAL;
        if byte != letter {
            end = capital(name, start, at);
            if end != Letter::Inner {
                break;
            }
        } else if letter == 0 {
            break;
        }
        if at - start < LONGEST_PART {
            hash = hash::step(hash, letter);
        }
        // Once no word begins as the part does, the tree stays behind.
        if node != NOWHERE {
            node = words.next[node as usize][usize::from(letter & 31)];
            last_known = if node == NOWHERE { last_known } else { node };
        }
        at += 1;
    }
    let prefixes = words.facts[last_known as usize].prefixes;
    Part { hash, node, prefixes, end: at, acronym: end == Letter::AfterAcronym }
}

/// What a capital is to the part that it may belong to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Letter {
    None,
    Inner,
    AfterSmall,
    AfterAcronym,
}

fn capital(name: &[u8], start: usize, at: usize) -> Letter {
    if at == start {
        Letter::Inner
    } else if name[at - 1].is_ascii_lowercase() {
        Letter::AfterSmall
    } else if name.get(at + 1).is_some_and(u8::is_ascii_lowercase) {
        Letter::AfterAcronym
    } else {
        Letter::Inner
    }
}

/// Letters in lower case, capitals with [`CAPITAL`]; 0 for what is no letter.
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

    #[test]
    fn parts_not_substrings() {
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
            assert!(GROUPS.iter().any(|(name, _)| *name == group), "{group}");
        }
    }
}

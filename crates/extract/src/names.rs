//! What classes, ids and roles call an element: groups of words, as bits.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::hash;

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
    /// The node behind each letter; [`NOWHERE`] where no word goes on.
    next: Vec<[u16; 26]>,
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
        Words { next: vec![[NOWHERE; 26]; 2], facts: vec![Facts::default(); 2], pairs: FxHashMap::default() };
    for line in include_str!("../lexicon/class_names.txt").lines().filter(|l| !l.starts_with('#')) {
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
    for word in ["has", "no", "with", "without", "not"] {
        if let Some(node) = words.node(word) {
            words.facts[node as usize].negates = true;
        }
    }
    // A node is made after the one before it.
    for node in usize::from(ROOT)..words.next.len() {
        for letter in 0..26 {
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
            let letter = byte.is_ascii_lowercase().then(|| usize::from(byte - b'a'))?;
            if self.next[node as usize][letter] == NOWHERE {
                self.next[node as usize][letter] = self.next.len() as u16;
                self.next.push([NOWHERE; 26]);
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
/// assert_eq!(names::groups("c-relatedPosts md:flex"), names::RELATED);
/// assert_eq!(names::groups("download header"), 0);
/// ```
pub fn groups(value: &str) -> u32 {
    read(value, |_| {})
}

/// The groups of a name, and a hash of each of its parts to `each`.
pub(crate) fn read(value: &str, mut each: impl FnMut(u32)) -> u32 {
    let words = &*WORDS;
    let mut bits = 0;
    let mut previous = NOWHERE;
    let bytes = value.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_alphabetic() {
            at += 1;
            continue;
        }
        let part = read_part(words, bytes, at);
        each(part.hash);
        at = part.end;
        let before = words.facts[previous as usize];
        if !before.negates {
            bits |= part.prefixes | words.facts[part.node as usize].exact;
            if before.first
                && let Some(&bit) = words.pairs.get(&(previous, part.node))
            {
                bits |= bit;
            }
        }
        previous = part.node;
    }
    bits
}

/// A run of letters of a name, in lower case.
struct Part {
    hash: u32,
    /// Its place in the tree of words.
    node: u16,
    /// Groups of its beginnings.
    prefixes: u32,
    end: usize,
}

/// Longer parts are cut, since no word of the list is as long.
const LONGEST_PART: usize = 24;

/// The part that begins with the letter at `start`; it ends where letters do or an inner word begins with a capital.
fn read_part(words: &Words, bytes: &[u8], start: usize) -> Part {
    let bytes = &bytes[start..];
    let mut part = Part { hash: hash::EMPTY, node: ROOT, prefixes: 0, end: start };
    let mut length = 0;
    let mut prefix_node = ROOT;
    while let Some(letter) = letter_at(bytes, length) {
        part.hash = hash::step(part.hash, b'a' + letter);
        part.node = words.next[part.node as usize][usize::from(letter)];
        length += 1;
        if part.node == NOWHERE {
            // No word begins like this: the rest is only hashed.
            while length < LONGEST_PART
                && let Some(letter) = letter_at(bytes, length)
            {
                part.hash = hash::step(part.hash, b'a' + letter);
                length += 1;
            }
            while letter_at(bytes, length).is_some() {
                length += 1;
            }
            break;
        }
        prefix_node = part.node;
    }
    part.prefixes = words.facts[prefix_node as usize].prefixes;
    part.end += length;
    part
}

/// The letter at a place of a part, from 0; `None` where the part ends.
fn letter_at(bytes: &[u8], at: usize) -> Option<u8> {
    let byte = *bytes.get(at)?;
    let letter = LETTERS[usize::from(byte)];
    if letter < 26 {
        return Some(letter);
    }
    if letter == NO_LETTER {
        return None;
    }
    let begins = at > 0
        && (bytes[at - 1].is_ascii_lowercase() || bytes.get(at + 1).is_some_and(u8::is_ascii_lowercase));
    (!begins).then_some(letter - CAPITAL)
}

/// Letters from 0; capitals from [`CAPITAL`].
static LETTERS: [u8; 256] = letters();

const CAPITAL: u8 = 32;
const NO_LETTER: u8 = 255;

const fn letters() -> [u8; 256] {
    let mut table = [NO_LETTER; 256];
    let mut letter = 0;
    while letter < 26 {
        table[(b'a' + letter) as usize] = letter;
        table[(b'A' + letter) as usize] = letter + CAPITAL;
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
        for line in include_str!("../lexicon/class_names.txt").lines().filter(|l| !l.starts_with('#')) {
            let (group, _) = line.split_once(':').unwrap();
            assert!(GROUPS.iter().any(|(name, _)| *name == group), "{group}");
        }
    }
}

//! What classes, ids and roles call an element: groups of words, as bits.

use std::sync::OnceLock;

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

struct Words {
    exact: FxHashMap<&'static str, u32>,
    prefixes: FxHashMap<&'static str, u32>,
    /// Shortest prefix, in bytes.
    shortest: usize,
    pairs: FxHashMap<(&'static str, &'static str), u32>,
    /// First parts of `pairs`, so that most parts need one look.
    firsts: FxHashMap<&'static str, ()>,
}

fn words() -> &'static Words {
    static WORDS: OnceLock<Words> = OnceLock::new();
    WORDS.get_or_init(|| {
        let mut words = Words {
            exact: FxHashMap::default(),
            prefixes: FxHashMap::default(),
            shortest: usize::MAX,
            pairs: FxHashMap::default(),
            firsts: FxHashMap::default(),
        };
        for line in include_str!("../lexicon/class_names.txt").lines().filter(|l| !l.starts_with('#')) {
            let Some((group, list)) = line.split_once(':') else { continue };
            let Some(&(_, bit)) = GROUPS.iter().find(|(name, _)| *name == group) else { continue };
            for word in list.split_whitespace() {
                if let Some((first, second)) = word.split_once('+') {
                    // Of longer chains the first two parts are enough.
                    let second = second.split('+').next().unwrap_or(second);
                    *words.pairs.entry((first, second)).or_default() |= bit;
                    words.firsts.insert(first, ());
                } else if let Some(prefix) = word.strip_suffix('*') {
                    words.shortest = words.shortest.min(prefix.len());
                    *words.prefixes.entry(prefix).or_default() |= bit;
                } else {
                    *words.exact.entry(word).or_default() |= bit;
                }
            }
        }
        words
    })
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
    let words = words();
    let mut bits = 0;
    let mut previous: Option<Part> = None;
    for part in (Parts { rest: value }) {
        let text = part.as_str();
        each(part.hash());
        // `has-sidebar`, `no-comments`: the element says what stands elsewhere.
        if previous.as_ref().is_some_and(|p| matches!(p.as_str(), "has" | "no" | "with" | "without" | "not"))
        {
            previous = Some(part);
            continue;
        }
        if let Some(&bit) = words.exact.get(text) {
            bits |= bit;
        }
        for end in words.shortest..=text.len().min(14) {
            if let Some(&bit) = text.get(..end).and_then(|p| words.prefixes.get(p)) {
                bits |= bit;
            }
        }
        if let Some(first) = &previous
            && words.firsts.contains_key(first.as_str())
            && let Some(&bit) = words.pairs.get(&(first.as_str(), text))
        {
            bits |= bit;
        }
        previous = Some(part);
    }
    bits
}

/// A part of a name in lower case; longer ones are cut, since no word of the list is as long.
struct Part {
    bytes: [u8; 24],
    length: u8,
}

impl Part {
    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.length as usize]).unwrap_or("")
    }

    fn hash(&self) -> u32 {
        hash::bytes(&self.bytes[..self.length as usize])
    }
}

struct Parts<'a> {
    rest: &'a str,
}

impl Iterator for Parts<'_> {
    type Item = Part;

    fn next(&mut self) -> Option<Part> {
        let bytes = self.rest.as_bytes();
        let start = bytes.iter().position(u8::is_ascii_alphabetic)?;
        let mut end = start + 1;
        while end < bytes.len() && bytes[end].is_ascii_alphabetic() {
            let camel = bytes[end].is_ascii_uppercase()
                && (bytes[end - 1].is_ascii_lowercase()
                    || bytes.get(end + 1).is_some_and(u8::is_ascii_lowercase));
            if camel {
                break;
            }
            end += 1;
        }
        let mut part = Part { bytes: [0; 24], length: 0 };
        for &b in bytes[start..end].iter().take(24) {
            part.bytes[part.length as usize] = b.to_ascii_lowercase();
            part.length += 1;
        }
        self.rest = self.rest.get(end..).unwrap_or("");
        Some(part)
    }
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

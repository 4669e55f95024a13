//! What the classes and ids of an element say of it: the parts of names, as bits.

/// Bits of what names say.
pub(super) mod mark {
    /// Of an author: `byline`, `author-name`.
    pub(in super::super) const AUTHOR: u32 = 1 << 0;
    /// Of a date.
    pub(in super::super) const DATE: u32 = 1 << 1;
    /// Of the first publication.
    pub(in super::super) const PUBLISHED: u32 = 1 << 2;
    /// Of a change.
    pub(in super::super) const MODIFIED: u32 = 1 << 3;
    /// Of the headline.
    pub(in super::super) const HEADLINE: u32 = 1 << 4;
    /// Breadcrumbs.
    pub(in super::super) const BREADCRUMB: u32 = 1 << 5;
    /// Readers' comments.
    pub(in super::super) const COMMENTS: u32 = 1 << 6;
    /// Other articles: teasers, related, most read; side columns.
    pub(in super::super) const OTHERS: u32 = 1 << 7;
    /// The foot of something: of an article together with [`POST`], else of the site.
    pub(in super::super) const FOOT: u32 = 1 << 13;
    /// An article or post.
    pub(in super::super) const POST: u32 = 1 << 14;
    /// A part of the site's frame: menus, search.
    pub(in super::super) const FRAME: u32 = 1 << 8;
    /// The logo.
    pub(in super::super) const LOGO: u32 = 1 << 9;
    /// About the author, at length.
    pub(in super::super) const BIOGRAPHY: u32 = 1 << 10;
    /// Speaks of what an element has or lacks: `has-sidebar`, `no-sidebar`.
    pub(in super::super) const LAYOUT: u32 = 1 << 12;
    /// An author's or date's attribute that is not the value itself: pictures, links, counts.
    pub(in super::super) const ACCESSORY: u32 = 1 << 11;
}

use mark::*;

/// The parts of names that say something, in lower case: up to 15 letters each.
#[rustfmt::skip]
const WORDS: &[(u32, &[&str])] = &[
    (AUTHOR, &[
        "author", "authors", "byline", "bylines", "writer", "writers", "autor", "autoren", "auteur",
        "verfasser", "redakteur", "contributor", "contributors", "creator", "articleauthor", "authorname",
        "authored", "postauthor", "entryauthor", "autore", "forfatter", "penulis", "reporter", "journalist",
        "byl", "vcard", "authorlink",
    ]),
    (DATE, &[
        "date", "dates", "dateline", "timestamp", "datetime", "datum", "fecha", "data", "entrydate",
        "postdate", "time", "articledate", "dateposted", "createdate", "created", "tanggal", "newsdate",
    ]),
    (DATE | PUBLISHED, &[
        "published", "pubdate", "publish", "publishdate", "publisheddate", "datepublished", "posted",
        "publication", "pub",
    ]),
    (DATE | MODIFIED, &[
        "updated", "modified", "lastmod", "datemodified", "lastmodified", "update", "lastupdated",
    ]),
    (HEADLINE, &[
        "headline", "title", "heading", "posttitle", "entrytitle",
    ]),
    (BREADCRUMB, &[
        "breadcrumb", "breadcrumbs", "crumb", "crumbs",
    ]),
    (COMMENTS, &[
        "comment", "comments", "commentlist", "disqus", "respond", "replies", "kommentare",
    ]),
    (OTHERS, &[
        "related", "recommended", "recommendations", "teaser", "teasers", "sidebar", "promo", "popular",
        "trending", "latest", "mostread", "carousel", "aside", "recirculation", "upcoming", "readmore",
        "morefrom",
    ]),
    (FRAME, &[
        "nav", "navbar", "menu", "navigation", "masthead", "cookie", "search",
    ]),
    (FOOT, &[
        "footer",
    ]),
    (POST, &[
        "post", "entry", "article", "story",
    ]),
    (LOGO, &[
        "logo", "brand", "branding",
    ]),
    (BIOGRAPHY, &[
        "bio", "biography", "about",
    ]),
    (ACCESSORY, &[
        "image", "img", "avatar", "photo", "icon", "social", "share", "count", "picture", "twitter",
        "picker",
    ]),
    (LAYOUT, &[
        "has", "no", "with", "without", "layout", "container", "wrapper", "main", "content", "page",
    ]),
];

const LONGEST: usize = 15;

/// Per length the first and last letters of [`WORDS`], as bits: most parts of names fall through here.
const LETTERS: [(u32, u32); LONGEST + 1] = {
    let mut letters = [(0, 0); LONGEST + 1];
    let mut group = 0;
    while group < WORDS.len() {
        let words = WORDS[group].1;
        let mut word = 0;
        while word < words.len() {
            let bytes = words[word].as_bytes();
            letters[bytes.len()].0 |= letter(bytes[0]);
            letters[bytes.len()].1 |= letter(bytes[bytes.len() - 1]);
            word += 1;
        }
        group += 1;
    }
    letters
};

const fn letter(b: u8) -> u32 {
    1 << (b & 31)
}

/// The bits of one part of a name, in lower case.
fn of_part(part: &[u8]) -> u32 {
    let (Some(&first), Some(&last), Some(&(firsts, lasts))) = (part.first(), part.last(), LETTERS.get(part.len()))
    else {
        return 0;
    };
    if firsts & letter(first) == 0 || lasts & letter(last) == 0 {
        return 0;
    }
    let groups = WORDS.iter().filter(|(_, words)| words.iter().any(|w| w.as_bytes() == part));
    groups.map(|(bits, _)| bits).sum()
}

/// The bits of all parts of a class list or id. Parts end where letters do and at a lower-to-upper step.
pub(super) fn of_names(value: &str) -> u32 {
    let mut bits = 0;
    let mut part = [0u8; 16];
    let mut length = 0;
    let mut after_lower = false;
    for &b in value.as_bytes() {
        if !b.is_ascii_alphabetic() || (after_lower && b.is_ascii_uppercase()) {
            bits |= part.get(..length).map_or(0, of_part);
            length = 0;
        }
        if b.is_ascii_alphabetic() {
            if let Some(slot) = part.get_mut(length) {
                *slot = b.to_ascii_lowercase();
            }
            length += 1;
        }
        after_lower = b.is_ascii_lowercase();
    }
    bits | part.get(..length).map_or(0, of_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: &str, expected: u32) {
        assert_eq!(of_names(value), expected, "{value}");
    }

    #[test]
    fn no_word_twice() {
        let mut all: Vec<&str> = WORDS.iter().flat_map(|(_, words)| words.iter().copied()).collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
        assert!(all.iter().all(|w| of_names(w) != 0));
    }

    #[test]
    fn parts_of_names() {
        check("entry-date published", DATE | PUBLISHED | POST);
        check("c-Byline__authorName", AUTHOR);
        check("postAuthor", AUTHOR | POST);
        check("authority candidate updates", 0);
        check("ArticleHeadline", HEADLINE | POST);
        check("averyveryverylongnameofaclass author", AUTHOR);
        check("", 0);
    }
}

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

/// The bits of one part of a name, in lower case. A match, since the compiler makes a tree of its bytes.
#[rustfmt::skip]
fn of_part(part: &[u8]) -> u32 {
    match part {
        b"author" | b"authors" | b"byline" | b"bylines" | b"writer" | b"writers" | b"autor" | b"autoren"
        | b"auteur" | b"verfasser" | b"redakteur" | b"contributor" | b"contributors" | b"creator" |
        b"articleauthor" | b"authorname" | b"authored" | b"postauthor" | b"entryauthor" | b"autore" |
        b"forfatter" | b"penulis" | b"reporter" | b"journalist" | b"byl" | b"vcard" | b"authorlink" => AUTHOR,
        b"date" | b"dates" | b"dateline" | b"timestamp" | b"datetime" | b"datum" | b"fecha" | b"data" |
        b"entrydate" | b"postdate" | b"time" | b"articledate" | b"dateposted" | b"createdate" |
        b"created" | b"tanggal" | b"newsdate" => DATE,
        b"published" | b"pubdate" | b"publish" | b"publishdate" | b"publisheddate" | b"datepublished" |
        b"posted" | b"publication" | b"pub" => DATE | PUBLISHED,
        b"updated" | b"modified" | b"lastmod" | b"datemodified" | b"lastmodified" | b"update" |
        b"lastupdated" => DATE | MODIFIED,
        b"headline" | b"title" | b"heading" | b"posttitle" | b"entrytitle" => HEADLINE,
        b"breadcrumb" | b"breadcrumbs" | b"crumb" | b"crumbs" => BREADCRUMB,
        b"comment" | b"comments" | b"commentlist" | b"disqus" | b"respond" | b"replies" | b"kommentare" => COMMENTS,
        b"related" | b"recommended" | b"recommendations" | b"teaser" | b"teasers" | b"sidebar" |
        b"promo" | b"popular" | b"trending" | b"latest" | b"mostread" | b"carousel" | b"aside" |
        b"recirculation" | b"upcoming" | b"readmore" | b"morefrom" => OTHERS,
        b"nav" | b"navbar" | b"menu" | b"navigation" | b"masthead" | b"cookie" | b"search" => FRAME,
        b"footer" => FOOT,
        b"post" | b"entry" | b"article" | b"story" => POST,
        b"logo" | b"brand" | b"branding" => LOGO,
        b"bio" | b"biography" | b"about" => BIOGRAPHY,
        b"image" | b"img" | b"avatar" | b"photo" | b"icon" | b"social" | b"share" | b"count" |
        b"picture" | b"twitter" | b"picker" | b"role" | b"job" | b"position" | b"desc" | b"description"
        | b"designation" | b"occupation" | b"credentials" => ACCESSORY,
        b"has" | b"no" | b"with" | b"without" | b"layout" | b"container" | b"wrapper" | b"main" |
        b"content" | b"page" => LAYOUT,
        _ => 0,
    }
}

/// Longer class lists are a utility framework's; what an element is stands at their start.
const MAX_NAMES: usize = 160;

/// The bits of all parts of a class list or id. Parts end where letters do and at a lower-to-upper step.
pub(crate) fn of_names(value: &str) -> u32 {
    let mut bits = 0;
    let mut part = [0u8; 16];
    let mut length = 0;
    let mut after_lower = false;
    for &b in value.as_bytes().iter().take(MAX_NAMES) {
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

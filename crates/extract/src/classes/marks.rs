//! What the classes and ids of an element say of it: the parts of names, as bits.

/// Bits of what names say.
pub(crate) mod mark {
    /// Of an author: `byline`, `author-name`.
    pub(crate) const AUTHOR: u32 = 1 << 0;
    /// Of a date.
    pub(crate) const DATE: u32 = 1 << 1;
    /// Of the first publication.
    pub(crate) const PUBLISHED: u32 = 1 << 2;
    /// Of a change.
    pub(crate) const MODIFIED: u32 = 1 << 3;
    /// Of the headline.
    pub(crate) const HEADLINE: u32 = 1 << 4;
    /// Breadcrumbs.
    pub(crate) const BREADCRUMB: u32 = 1 << 5;
    /// Readers' comments.
    pub(crate) const COMMENTS: u32 = 1 << 6;
    /// Other articles: teasers, related, most read; side columns.
    pub(crate) const OTHERS: u32 = 1 << 7;
    /// The foot of something: of an article together with [`POST`], else of the site.
    pub(crate) const FOOT: u32 = 1 << 13;
    /// An article or post.
    pub(crate) const POST: u32 = 1 << 14;
    /// A part of the site's frame: menus, search.
    pub(crate) const FRAME: u32 = 1 << 8;
    /// The logo.
    pub(crate) const LOGO: u32 = 1 << 9;
    /// About the author, at length.
    pub(crate) const BIOGRAPHY: u32 = 1 << 10;
    /// Speaks of what an element has or lacks: `has-sidebar`, `no-sidebar`.
    pub(crate) const LAYOUT: u32 = 1 << 12;
    /// An author's or date's attribute that is not the value itself: pictures, links, counts.
    pub(crate) const ACCESSORY: u32 = 1 << 11;
}

use mark::*;

/// Parts of names that say something, by what they say. A part is in one line alone.
#[rustfmt::skip]
pub(crate) const WORDS: &[(u32, &[&str])] = &[
    (AUTHOR, &["author", "authors", "byline", "bylines", "writer", "writers", "autor", "autoren", "auteur",
        "verfasser", "redakteur", "contributor", "contributors", "creator", "articleauthor", "authorname",
        "authored", "postauthor", "entryauthor", "autore", "forfatter", "penulis", "reporter", "journalist",
        "byl", "vcard", "authorlink"]),
    (DATE, &["date", "dates", "dateline", "timestamp", "datetime", "datum", "fecha", "data", "entrydate",
        "postdate", "time", "articledate", "dateposted", "createdate", "created", "tanggal", "newsdate"]),
    (DATE | PUBLISHED, &["published", "pubdate", "publish", "publishdate", "publisheddate", "datepublished",
        "posted", "publication", "pub"]),
    (DATE | MODIFIED, &["updated", "modified", "lastmod", "datemodified", "lastmodified", "update",
        "lastupdated"]),
    (HEADLINE, &["headline", "title", "heading", "posttitle", "entrytitle"]),
    (BREADCRUMB, &["breadcrumb", "breadcrumbs", "crumb", "crumbs"]),
    (COMMENTS, &["comment", "comments", "commentlist", "disqus", "respond", "replies", "kommentare"]),
    (OTHERS, &["related", "recommended", "recommendations", "teaser", "teasers", "sidebar", "promo", "popular",
        "trending", "latest", "mostread", "carousel", "aside", "recirculation", "upcoming", "readmore",
        "morefrom"]),
    (FRAME, &["nav", "navbar", "menu", "navigation", "masthead", "cookie", "search"]),
    (FOOT, &["footer"]),
    (POST, &["post", "entry", "article", "story"]),
    (LOGO, &["logo", "brand", "branding"]),
    (BIOGRAPHY, &["bio", "biography", "about"]),
    (ACCESSORY, &["image", "img", "avatar", "photo", "icon", "social", "share", "count", "picture", "twitter",
        "picker", "role", "job", "position", "desc", "description", "designation", "occupation", "credentials"]),
    (LAYOUT, &["has", "no", "with", "without", "layout", "container", "wrapper", "main", "content", "page"]),
];

/// Longer class lists are a utility framework's; what an element is stands at their start.
pub(crate) const MAX_NAMES: usize = 160;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classes;

    fn check(value: &str, expected: u32) {
        assert_eq!(classes::marks(value.as_bytes()), expected, "{value}");
        assert_eq!(classes::read(value, |_| {}).marks, expected, "{value}");
    }

    #[test]
    fn parts_of_names() {
        check("entry-date published", DATE | PUBLISHED | POST);
        check("c-Byline__authorName", AUTHOR);
        check("postAuthor", AUTHOR | POST);
        check("authority candidate updates", 0);
        check("ArticleHeadline", HEADLINE | POST);
        check("HTMLAuthor", 0);
        check("iPhoneDate", DATE);
        check("myHTMLDate published", DATE | PUBLISHED);
        check(&format!("{}author", "-".repeat(155)), 0);
        check(&format!("{}author", "-".repeat(154)), AUTHOR);
        check("averyveryverylongnameofaclass author", AUTHOR);
        check("", 0);
    }
}

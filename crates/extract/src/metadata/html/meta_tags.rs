//! `<meta>` elements: which names carry which field, in order of trust.

use std::sync::OnceLock;

use dechaff_html::{AttributeName, NodeId, Tree};
use rustc_hash::FxHashMap;

use super::candidates::Zone;

/// A field that `<meta>` elements carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Field {
    Title,
    Author,
    Published,
    Modified,
    SiteName,
    Section,
    Tags,
    Language,
    Url,
    Description,
    Image,
    License,
    PageType,
    ContentTier,
    /// Twitter's labels and what they label.
    Label1,
    Data1,
    Label2,
    Data2,
}

/// The names of each field, most trusted first, in lower case.
const NAMES: &[(Field, &[&str])] = &[
    (
        Field::Title,
        &[
            "og:title",
            "twitter:title",
            "parsely-title",
            "sailthru.title",
            "dc.title",
            "dcterms.title",
            "dc:title",
            "citation_title",
            "headline",
            "articletitle",
            "rbtitle",
            "cxenseparse:title",
            "title",
        ],
    ),
    (
        Field::Author,
        &[
            "author",
            "article:author_name",
            "parsely-author",
            "sailthru.author",
            "article:author",
            "og:article:author",
            "byl",
            "byline",
            "dc.creator",
            "dcterms.creator",
            "dc:creator",
            "dc.contributor",
            "citation_author",
            "rbauthors",
            "cxenseparse:author",
            "authors",
            "og:author",
            "creator",
            "twitter:creator",
        ],
    ),
    (
        Field::Published,
        &[
            "article:published_time",
            "og:published_time",
            "og:article:published_time",
            "article:published",
            "parsely-pub-date",
            "sailthru.date",
            "datepublished",
            "pubdate",
            "publish_date",
            "publish-date",
            "publishdate",
            "published",
            "publication_date",
            "publication-date",
            "dc.date.issued",
            "dcterms.issued",
            "dc.date.created",
            "dcterms.created",
            "datecreated",
            "dc.date.published",
            "citation_publication_date",
            "citation_online_date",
            "prism.publicationdate",
            "rnews:datepublished",
            "cxenseparse:publishtime",
            "cxenseparse:recs:publishtime",
            "og:regdate",
            "article_date_original",
            "originalpublicationdate",
            "article.published",
            "article.created",
            "displaydate",
            "published_time_telegram",
            "release_date",
            "date_published",
            "dcterms.date",
            "dc.date",
            "dc:date",
            "citation_date",
            "date",
            "created",
            "uploaddate",
        ],
    ),
    (
        Field::Modified,
        &[
            "article:modified_time",
            "og:updated_time",
            "og:modified_time",
            "datemodified",
            "dc.date.modified",
            "dcterms.modified",
            "article.updated",
            "last-modified",
            "lastmod",
            "lastmodified",
            "last_updated_date",
            "eomportal-lastupdate",
            "modified",
            "updated",
            "revised",
        ],
    ),
    (
        Field::SiteName,
        &[
            "og:site_name",
            "application-name",
            "apple-mobile-web-app-title",
            "dc.publisher",
            "dcterms.publisher",
            "sailthru.publisher",
            "article:publisher",
            "publisher",
            "twitter:site",
            "copyright",
        ],
    ),
    (
        Field::Section,
        &[
            "article:section",
            "parsely-section",
            "sailthru.verticals",
            "cxenseparse:section",
            "section",
            "category",
        ],
    ),
    (
        Field::Tags,
        &[
            "article:tag",
            "news_keywords",
            "parsely-tags",
            "sailthru.tags",
            "keywords",
            "dcterms.subject",
            "dc.subject",
        ],
    ),
    (
        Field::Language,
        &["og:locale", "content-language", "dc.language", "dcterms.language", "inlanguage", "language"],
    ),
    (Field::Url, &["og:url", "twitter:url", "parsely-link"]),
    (
        Field::Description,
        &["og:description", "description", "twitter:description", "dc.description", "dcterms.description"],
    ),
    (
        Field::Image,
        &[
            "og:image",
            "og:image:url",
            "og:image:secure_url",
            "twitter:image",
            "twitter:image:src",
            "parsely-image-url",
            "thumbnail",
        ],
    ),
    (Field::License, &["dcterms.license", "dc.rights", "dcterms.rights", "license"]),
    (Field::PageType, &["og:type", "parsely-type", "page_type"]),
    (Field::ContentTier, &["article:content_tier"]),
    (Field::Label1, &["twitter:label1"]),
    (Field::Data1, &["twitter:data1"]),
    (Field::Label2, &["twitter:label2"]),
    (Field::Data2, &["twitter:data2"]),
];

/// Names of dates that many systems fill with the day of the last change or of the export: what readers see
/// beside the headline is better (of 24 pages of the development sets with nothing else declared these were
/// wrong on 9).
const WEAK_DATES: &[&str] =
    &["dcterms.date", "dc.date", "dc:date", "citation_date", "date", "created", "uploaddate"];

/// One `<meta>` element of interest.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MetaTag<'t> {
    pub(crate) field: Field,
    /// Place in the field's order of trust.
    pub(crate) rank: u8,
    pub(crate) name: &'static str,
    pub(crate) content: &'t str,
}

impl MetaTag<'_> {
    /// Whether a date of this name counts for less than a visible one.
    pub(crate) fn is_weak_date(&self) -> bool {
        self.rank >= OWN_NAME || WEAK_DATES.contains(&self.name)
    }
}

/// The rank of names that only look like dates.
const OWN_NAME: u8 = 200;

type Entry = (Field, u8, &'static str);

fn table() -> &'static FxHashMap<&'static str, Entry> {
    static TABLE: OnceLock<FxHashMap<&'static str, Entry>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let entries = |(field, names): &(Field, &'static [&'static str])| {
            let field = *field;
            names.iter().enumerate().map(move |(rank, &name)| (name, (field, rank as u8, name)))
        };
        NAMES.iter().flat_map(entries).collect()
    })
}

/// What a name carries, in whatever case.
fn lookup(name: &str) -> Option<Entry> {
    let mut lower = [0u8; 32];
    let name = name.trim().as_bytes();
    let lower = lower.get_mut(..name.len())?;
    lower.copy_from_slice(name);
    lower.make_ascii_lowercase();
    let lower = std::str::from_utf8(lower).ok()?;
    table().get(lower).copied().or_else(|| by_words(lower))
}

/// Dates under names of a site's own (`x-published-date`, `page.pubdate`): less trusted than all known ones.
fn by_words(lower: &str) -> Option<Entry> {
    const DATES: &[(&str, Field, &str)] = &[
        ("publisheddate", Field::Published, "*published-date"),
        ("publishdate", Field::Published, "*publish-date"),
        ("publicationdate", Field::Published, "*publication-date"),
        ("pubdate", Field::Published, "*pub-date"),
        ("datepublished", Field::Published, "*date-published"),
        ("publishedtime", Field::Published, "*published-time"),
        ("publishtime", Field::Published, "*publish-time"),
        ("publishedat", Field::Published, "*published-at"),
        ("modifieddate", Field::Modified, "*modified-date"),
        ("modifiedtime", Field::Modified, "*modified-time"),
        ("dateupdate", Field::Modified, "*date-update"),
        ("lastupdated", Field::Modified, "*last-updated"),
    ];
    if !["publ", "pub", "modif", "updat"].iter().any(|w| lower.contains(w)) {
        return None;
    }
    let mut letters = [0u8; 32];
    let mut length = 0;
    for b in lower.bytes().filter(u8::is_ascii_alphanumeric) {
        *letters.get_mut(length)? = b;
        length += 1;
    }
    let letters = std::str::from_utf8(letters.get(..length)?).ok()?;
    DATES.iter().find(|d| letters.ends_with(d.0)).map(|&(_, field, name)| (field, OWN_NAME, name))
}

/// Adds what a `<meta>` element carries. In the body `itemprop` may belong to other articles' teasers and
/// comments, so there only the main flow counts.
pub(crate) fn read<'t>(tree: &'t Tree, node: NodeId, zone: Zone, metas: &mut Vec<MetaTag<'t>>) {
    let (mut content, mut found) = (None, None);
    for (name, value) in tree.attributes(node) {
        match name {
            AttributeName::Content => content = Some(value),
            AttributeName::Property | AttributeName::Name | AttributeName::HttpEquiv => {
                found = found.or_else(|| lookup(value));
            }
            AttributeName::ItemProp if zone <= Zone::Header => {
                // `name`, `url`, `image` of microdata are those of any item.
                found = found.or_else(|| {
                    lookup(value)
                        .filter(|e| !matches!(e.0, Field::Description | Field::Title) || e.2 == "headline")
                });
            }
            _ => {}
        }
    }
    if let (Some(content), Some((field, rank, name))) = (content, found)
        && !content.trim().is_empty()
    {
        metas.push(MetaTag { field, rank, name, content });
    }
}

/// The tags of a field, most trusted name first, in the page's order within a name.
pub(crate) fn of_field<'a, 't>(metas: &'a [MetaTag<'t>], field: Field) -> Vec<&'a MetaTag<'t>> {
    let mut found: Vec<_> = metas.iter().filter(|m| m.field == field).collect();
    found.sort_by_key(|m| m.rank);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use dechaff_html::Tag;

    fn check(html: &str, field: Field, expected: &[&str]) {
        let tree = dechaff_html::parse(html);
        let mut metas = Vec::new();
        for node in tree.descendants(tree.root()).filter(|&n| tree.tag(n) == Some(Tag::Meta)) {
            read(&tree, node, Zone::Main, &mut metas);
        }
        let found: Vec<_> = of_field(&metas, field).iter().map(|m| m.content).collect();
        assert_eq!(found, expected, "{html}");
    }

    #[test]
    fn every_name_is_read_in_any_case_and_attribute() {
        for (field, names) in NAMES {
            for name in *names {
                assert_eq!(*name, name.to_ascii_lowercase());
                check(&format!("<meta name='{}' content=x>", name.to_ascii_uppercase()), *field, &["x"]);
                check(&format!("<meta content=x property='{name}'>"), *field, &["x"]);
            }
        }
    }

    #[test]
    fn no_name_twice() {
        assert_eq!(table().len(), NAMES.iter().map(|(_, names)| names.len()).sum::<usize>());
    }

    #[test]
    fn order_of_trust() {
        check(
            "<meta name=date content=2><meta property=article:published_time content=1>",
            Field::Published,
            &["1", "2"],
        );
        check("<meta itemprop=datePublished content=1>", Field::Published, &["1"]);
        check(
            "<meta name=w-published-date content=1><meta name=date content=2>",
            Field::Published,
            &["2", "1"],
        );
        check("<meta name=publisher-id content=1>", Field::Published, &[]);
        check("<meta itemprop=name content=Logo><meta name=author content=' '>", Field::Author, &[]);
    }
}

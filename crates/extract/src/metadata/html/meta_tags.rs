//! `<meta>` elements: which names carry which field, in order of trust.

use std::sync::LazyLock;

use dechaff_html::{AttributeName, NodeId, Tree};
use rustc_hash::FxHashMap;

use super::zones::Zone;
use crate::lexicon;
use crate::metadata::word_lists::{self, WordSet};

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
    /// Twitter's labels, and the data that they label.
    Label1,
    Data1,
    Label2,
    Data2,
}

/// The names of the fields' sections in the list.
const SECTIONS: &[(&str, Field)] = &[
    ("title", Field::Title),
    ("author", Field::Author),
    ("published", Field::Published),
    ("modified", Field::Modified),
    ("site-name", Field::SiteName),
    ("section", Field::Section),
    ("tags", Field::Tags),
    ("language", Field::Language),
    ("url", Field::Url),
    ("description", Field::Description),
    ("image", Field::Image),
    ("license", Field::License),
    ("page-type", Field::PageType),
    ("content-tier", Field::ContentTier),
    ("label-1", Field::Label1),
    ("data-1", Field::Data1),
    ("label-2", Field::Label2),
    ("data-2", Field::Data2),
];

/// Names of dates that many systems fill with the day of the last change or of the export.
static WEAK_DATES: LazyLock<WordSet> = LazyLock::new(|| WordSet::new(lexicon::META_TAGS, "weak-dates"));

/// Bytes of the longest name that is looked up. No name of the list is longer.
const MAX_NAME: usize = 32;

/// A `<meta>` element that carries a field.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MetaTag<'t> {
    pub(crate) field: Field,
    /// Position in the field's order of trust; 0 is the most trusted name.
    pub(crate) rank: u8,
    pub(crate) name: &'static str,
    pub(crate) content: &'t str,
}

impl MetaTag<'_> {
    /// Whether a visible date is more trustworthy than a date of this name.
    pub(crate) fn is_weak_date(&self) -> bool {
        self.rank >= RANK_OF_OWN_NAMES || WEAK_DATES.contains(self.name)
    }
}

/// The rank of names that only look like names of dates: after all names of the list.
const RANK_OF_OWN_NAMES: u8 = 200;

/// Field, rank and name of a `<meta>` element.
type Entry = (Field, u8, &'static str);

/// The known names.
static NAMES: LazyLock<FxHashMap<&'static str, Entry>> = LazyLock::new(|| {
    let names = |&(section, field): &(&'static str, Field)| {
        let names = word_lists::entries(lexicon::META_TAGS, section).enumerate();
        names.map(move |(rank, name)| (name, (field, rank as u8, name)))
    };
    SECTIONS.iter().flat_map(names).collect()
});

/// Endings of a site's own names of dates, with the name to report, in the order of the list.
static ENDINGS: LazyLock<Vec<(&'static str, Field, &'static str)>> = LazyLock::new(|| {
    [("published-endings", Field::Published), ("modified-endings", Field::Modified)]
        .into_iter()
        .flat_map(|(section, field)| {
            word_lists::entries(lexicon::META_TAGS, section)
                .filter_map(move |entry| entry.split_once(' ').map(|(ending, name)| (ending, field, name)))
        })
        .collect()
});

/// The field of a name, in any case.
fn lookup(name: &str) -> Option<Entry> {
    let mut lower = [0u8; MAX_NAME];
    let name = name.trim().as_bytes();
    let lower = lower.get_mut(..name.len())?;
    lower.copy_from_slice(name);
    lower.make_ascii_lowercase();
    let lower = std::str::from_utf8(lower).ok()?;
    NAMES.get(lower).copied().or_else(|| lookup_ending(lower))
}

/// The field of a date that has a site's own name (`x-published-date`, `page.pubdate`).
fn lookup_ending(lower: &str) -> Option<Entry> {
    if !["publ", "pub", "modif", "updat"].iter().any(|w| lower.contains(w)) {
        return None;
    }
    let mut letters = [0u8; MAX_NAME];
    let mut length = 0;
    for b in lower.bytes().filter(u8::is_ascii_alphanumeric) {
        *letters.get_mut(length)? = b;
        length += 1;
    }
    let letters = std::str::from_utf8(letters.get(..length)?).ok()?;
    ENDINGS.iter().find(|d| letters.ends_with(d.0)).map(|&(_, field, name)| (field, RANK_OF_OWN_NAMES, name))
}

/// Adds the field of a `<meta>` element. In the body an `itemprop` may belong to teasers of other articles and to
/// comments, so it counts only in the main flow.
pub(crate) fn read<'t>(tree: &'t Tree, node: NodeId, zone: Zone, metas: &mut Vec<MetaTag<'t>>) {
    let (mut content, mut value_attribute, mut found) = (None, None, None);
    for (name, value) in tree.attributes(node) {
        match name {
            AttributeName::Content => content = Some(value),
            AttributeName::Value => value_attribute = Some(value),
            AttributeName::Property | AttributeName::Name | AttributeName::HttpEquiv => {
                found = found.or_else(|| lookup(value));
            }
            AttributeName::ItemProp if zone <= Zone::Header => {
                // In microdata, `name` and `description` may belong to any item, and authors to references.
                found = found.or_else(|| {
                    let entry = lookup(value)?;
                    match entry.0 {
                        Field::Description | Field::Title if entry.2 != "headline" => None,
                        Field::Author => Some((entry.0, RANK_OF_OWN_NAMES, "itemprop=author")),
                        _ => Some(entry),
                    }
                });
            }
            _ => {}
        }
    }
    // Some templates write `value` for `content`.
    if let (Some(content), Some((field, rank, name))) = (content.or(value_attribute), found)
        && !content.trim().is_empty()
    {
        metas.push(MetaTag { field, rank, name, content });
    }
}

/// The elements of a field, the most trusted name first; elements of the same name are in the order of the page.
pub(crate) fn tags_of_field<'a, 't>(metas: &'a [MetaTag<'t>], field: Field) -> Vec<&'a MetaTag<'t>> {
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
        let found: Vec<_> = tags_of_field(&metas, field).iter().map(|m| m.content).collect();
        assert_eq!(found, expected, "{html}");
    }

    #[test]
    fn authors_in_the_body_come_last() {
        let html = r#"<body><meta itemprop=author content="A. Cited"><meta name=citation_author content="Jane Doe">"#;
        check(html, Field::Author, &["Jane Doe", "A. Cited"]);
    }

    #[test]
    fn every_name_is_read_in_any_case_and_attribute() {
        for (section, field) in SECTIONS {
            for name in word_lists::entries(lexicon::META_TAGS, section) {
                assert_eq!(name, name.to_ascii_lowercase());
                check(&format!("<meta name='{}' content=x>", name.to_ascii_uppercase()), *field, &["x"]);
                check(&format!("<meta content=x property='{name}'>"), *field, &["x"]);
            }
        }
    }

    #[test]
    fn every_line_of_the_list_is_read_and_no_name_has_two_fields() {
        let (mut names, mut endings) = (0, 0);
        for (section, line) in lexicon::entries(lexicon::META_TAGS) {
            let entries = word_lists::split_line(line);
            match section {
                "published-endings" | "modified-endings" => endings += entries.count(),
                "weak-dates" => entries.for_each(|name| assert!(NAMES.contains_key(name), "{name}")),
                _ => {
                    assert!(SECTIONS.iter().any(|(known, _)| *known == section), "[{section}]");
                    names += entries.count();
                }
            }
        }
        assert_eq!(NAMES.len(), names);
        assert_eq!(ENDINGS.len(), endings);
    }

    #[test]
    fn order_of_trust() {
        check(
            "<meta name=date content=2><meta property=article:published_time content=1>",
            Field::Published,
            &["1", "2"],
        );
        check("<meta itemprop=datePublished content=1>", Field::Published, &["1"]);
        check("<meta name=date value=1><meta name=pubdate value=2 content=3>", Field::Published, &["3", "1"]);
        check(
            "<meta name=w-published-date content=1><meta name=date content=2>",
            Field::Published,
            &["2", "1"],
        );
        check("<meta name=publisher-id content=1>", Field::Published, &[]);
        check("<meta itemprop=name content=Logo><meta name=author content=' '>", Field::Author, &[]);
    }
}

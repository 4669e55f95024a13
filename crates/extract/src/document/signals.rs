//! What is known of a page beside its blocks: what it declares itself to be, and the shape of its address.

use crate::metadata::Metadata;

/// What is known of a page beside its blocks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Clues {
    /// The headline.
    pub title: Option<String>,
    /// The summary meant for search results and previews.
    pub description: Option<String>,
    /// What a meta tag says the page is.
    pub declared: Declared,
    /// What its JSON-LD says it is; unknown where scripts were stripped.
    pub linked: Declared,
    /// The page's address.
    pub address: Address,
}

/// What a page says it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub enum Declared {
    /// Nothing, or nothing that is known here.
    #[default]
    Nothing,
    /// A site or page of no special kind.
    Website,
    /// An article of some kind.
    Article,
    /// Something for sale.
    Product,
    /// Many things.
    Collection,
    /// A discussion, or questions and answers.
    Discussion,
    /// A business, an organisation, a person, a place, an event.
    Entity,
}

/// The shape of an address; all 0 without one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// Segments of the path.
    pub segments: u8,
    /// Words of the last segment, parted by hyphens or underscores.
    pub words: u8,
    /// Digits of the path.
    pub digits: u8,
    /// Whether a year stands in the path as a segment or its beginning.
    pub dated: bool,
    /// Whether there is a query.
    pub query: bool,
    /// Whether the path ends with a slash.
    pub slash: bool,
    /// Bits of [`names`](crate::classes)-like groups: what the host and path call the page.
    pub kinds: u8,
}

/// Bits of [`Address::kinds`] and the words that set them.
const KINDS: [&[&str]; 7] = [
    &[
        "forum",
        "forums",
        "thread",
        "threads",
        "topic",
        "topics",
        "community",
        "discuss",
        "discussion",
        "questions",
        "viewtopic",
        "showthread",
        "qa",
        "answers",
    ],
    &["product", "products", "shop", "store", "item", "items", "dp", "buy", "p"],
    &[
        "category",
        "categories",
        "collection",
        "collections",
        "tag",
        "tags",
        "c",
        "browse",
        "catalog",
        "department",
        "departments",
        "list",
        "search",
        "archive",
    ],
    &[
        "docs",
        "doc",
        "documentation",
        "guide",
        "guides",
        "reference",
        "manual",
        "api",
        "wiki",
        "help",
        "support",
        "kb",
        "tutorial",
        "learn",
        "developer",
        "developers",
    ],
    &[
        "blog", "blogs", "news", "article", "articles", "story", "stories", "post", "posts", "magazine",
        "press", "opinion",
    ],
    &[
        "service",
        "services",
        "solutions",
        "about",
        "contact",
        "pricing",
        "features",
        "platform",
        "careers",
        "company",
    ],
    &["review", "reviews", "recipe", "recipes", "best", "vs"],
];

impl Clues {
    pub(crate) fn new(metadata: &Metadata, url: Option<&str>) -> Self {
        let (mut declared, mut linked) = (Declared::Nothing, Declared::Nothing);
        if let Some(kind) = &metadata.page_type {
            let place = if kind.source.starts_with("json-ld") { &mut linked } else { &mut declared };
            *place = Declared::from_name(&kind.value);
        }
        Self {
            title: metadata.title.as_ref().map(|t| t.value.clone()),
            description: metadata.description.as_ref().map(|d| d.value.clone()),
            declared,
            linked,
            address: url.map(Address::new).unwrap_or_default(),
        }
    }
}

impl Declared {
    fn from_name(name: &str) -> Self {
        let name = name.rsplit(['/', '#', ':']).next().unwrap_or(name).to_ascii_lowercase();
        let ends = |ends: &[&str]| ends.iter().any(|end| name.ends_with(end));
        if ends(&["article", "blogposting", "report", "posting.blog", "review", "recipe", "howto"]) {
            Self::Article
        } else if ends(&["product", "product.item", "productgroup", "offer", "vehicle", "car", "book"]) {
            Self::Product
        } else if ends(&[
            "collectionpage",
            "searchresultspage",
            "itemlist",
            "product.group",
            "profilepage",
            "blog",
        ]) {
            Self::Collection
        } else if ends(&["discussionforumposting", "qapage", "question", "faqpage", "comment"]) {
            Self::Discussion
        } else if ends(&["website", "webpage", "itempage", "object"]) {
            Self::Website
        } else if name.is_empty() {
            Self::Nothing
        } else {
            Self::Entity
        }
    }
}

impl Address {
    fn new(url: &str) -> Self {
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        let rest = rest.split('#').next().unwrap_or(rest);
        let (before, query) =
            rest.split_once('?').map_or((rest, false), |(before, q)| (before, !q.is_empty()));
        let (host, path) = before.split_once('/').unwrap_or((before, ""));
        let segments = path.split('/').filter(|s| !s.is_empty());
        let last = segments.clone().next_back().unwrap_or("");
        let small = |count: usize| count.min(255) as u8;
        let mut kinds = 0;
        // The registrable name says little; `docs.` and `forum.` before it say much.
        for word in host.split('.').take(1).chain(path.split(|c: char| !c.is_ascii_alphanumeric())) {
            let word = word.to_ascii_lowercase();
            for (bit, words) in KINDS.iter().enumerate() {
                kinds |= u8::from(words.contains(&word.as_str())) << bit;
            }
        }
        Self {
            segments: small(segments.clone().count()),
            words: small(last.split(['-', '_']).filter(|w| !w.is_empty()).count()),
            digits: small(path.bytes().filter(u8::is_ascii_digit).count()),
            dated: segments.clone().any(is_year),
            query,
            slash: path.ends_with('/') || path.is_empty(),
            kinds,
        }
    }
}

fn is_year(segment: &str) -> bool {
    let digits = segment.bytes().take_while(u8::is_ascii_digit).count();
    matches!(digits, 4 | 8) && (segment.starts_with("19") || segment.starts_with("20"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_of_addresses() {
        let address = Address::new("https://news.example.org/2024/05/old-bridge-to-reopen/?ref=a#top");
        assert_eq!((address.segments, address.words, address.digits), (3, 4, 6));
        assert!(address.dated && address.query && address.slash);
        assert_eq!(address.kinds, 1 << 4);
        assert_eq!(Address::new("https://example.org"), Address { slash: true, ..Address::default() });
        assert_eq!(Address::new("not an address").segments, 0);
    }

    #[test]
    fn declared_kinds() {
        assert_eq!(Declared::from_name("https://schema.org/NewsArticle"), Declared::Article);
        assert_eq!(Declared::from_name("og:product"), Declared::Product);
        assert_eq!(Declared::from_name("Restaurant"), Declared::Entity);
    }
}

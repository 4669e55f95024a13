//! What is known about a page besides its blocks: title, description, declared type, and the shape of its URL.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::lexicon;
use crate::metadata::Metadata;

/// What is known about a page besides its blocks. Empty for rendered text.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct PageSignals {
    /// The headline.
    pub title: Option<String>,
    /// The summary meant for search results and previews.
    pub description: Option<String>,
    /// What a meta tag declares the page to be.
    pub meta_type: DeclaredType,
    /// What the page's JSON-LD declares it to be. Unknown if scripts were stripped from the page.
    pub json_ld_type: DeclaredType,
    /// The shape of the page's URL.
    pub url_shape: UrlShape,
}

/// What a page declares itself to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
#[non_exhaustive]
pub enum DeclaredType {
    /// Nothing.
    #[default]
    Nothing,
    /// A site, or a page of no special kind.
    Website,
    /// An article of some kind.
    Article,
    /// Something for sale.
    Product,
    /// Many things.
    Collection,
    /// A discussion, or questions and answers.
    Discussion,
    /// A business, an organization, a person, a place, an event, or a type that dechaff does not know.
    Entity,
}

/// The shape of a URL. All fields are 0 if the URL is unknown. Counts above 255 are 255.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct UrlShape {
    /// Number of segments of the path.
    pub segments: u8,
    /// Number of words in the last segment, separated by hyphens or underscores.
    pub words: u8,
    /// Number of digits in the path.
    pub digits: u8,
    /// Whether a segment of the path is a year or begins with one.
    pub dated: bool,
    /// Whether there is a query.
    pub query: bool,
    /// Whether the path ends with a slash.
    pub slash: bool,
    /// What the host and the path call the page: a bit for each section of `lexicon/url_types.txt`, the first one
    /// lowest.
    pub kinds: u8,
}

impl PageSignals {
    pub(crate) fn new(metadata: &Metadata, url: Option<&str>) -> Self {
        let mut signals = Self {
            title: metadata.title.as_ref().map(|t| t.value.clone()),
            description: metadata.description.as_ref().map(|d| d.value.clone()),
            url_shape: url.map(UrlShape::new).unwrap_or_default(),
            ..Self::default()
        };
        if let Some(declared) = &metadata.page_type {
            let field = match declared.source.starts_with("json-ld") {
                true => &mut signals.json_ld_type,
                false => &mut signals.meta_type,
            };
            *field = DeclaredType::from_name(&declared.value);
        }
        signals
    }
}

impl DeclaredType {
    /// The type that a name such as `https://schema.org/NewsArticle` or `og:product` stands for.
    fn from_name(name: &str) -> Self {
        let name = name.rsplit(['/', '#', ':']).next().unwrap_or(name).to_ascii_lowercase();
        if name.is_empty() {
            return Self::Nothing;
        }
        let mut entries = lexicon::entries(lexicon::DECLARED_TYPES);
        match entries.find(|&(_, ending)| name.ends_with(ending)) {
            Some((section, _)) => Self::from_section(section),
            None => Self::Entity,
        }
    }

    fn from_section(section: &str) -> Self {
        match section {
            "article" => Self::Article,
            "product" => Self::Product,
            "collection" => Self::Collection,
            "discussion" => Self::Discussion,
            "website" => Self::Website,
            _ => Self::Entity,
        }
    }
}

/// The words of `lexicon/url_types.txt`, each with the bits of its sections.
static URL_TYPES: LazyLock<FxHashMap<&str, u8>> = LazyLock::new(|| {
    let mut types = FxHashMap::default();
    let (mut bit, mut current) = (0, "");
    for (section, word) in lexicon::entries(lexicon::URL_TYPES) {
        if section != current {
            bit = if current.is_empty() { 1 } else { bit << 1 };
            current = section;
        }
        *types.entry(word).or_default() |= bit;
    }
    types
});

impl UrlShape {
    fn new(url: &str) -> Self {
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        let rest = rest.split('#').next().unwrap_or(rest);
        let (before_query, query) =
            rest.split_once('?').map_or((rest, false), |(before, query)| (before, !query.is_empty()));
        let (host, path) = before_query.split_once('/').unwrap_or((before_query, ""));
        let segments = path.split('/').filter(|s| !s.is_empty());
        let last = segments.clone().next_back().unwrap_or("");
        let saturated = |count: usize| count.min(255) as u8;
        // The registrable name says little; `docs.` and `forum.` before it say much.
        let words = host.split('.').take(1).chain(path.split(|c: char| !c.is_ascii_alphanumeric()));
        let kinds = words
            .filter_map(|word| URL_TYPES.get(word.to_ascii_lowercase().as_str()))
            .fold(0, |kinds, bits| kinds | bits);
        Self {
            segments: saturated(segments.clone().count()),
            words: saturated(last.split(['-', '_']).filter(|w| !w.is_empty()).count()),
            digits: saturated(path.bytes().filter(u8::is_ascii_digit).count()),
            dated: segments.clone().any(begins_with_year),
            query,
            slash: path.ends_with('/') || path.is_empty(),
            kinds,
        }
    }
}

/// Whether a segment begins with a year (`2024`, `2024-05`) or a date without separators (`20240518`).
fn begins_with_year(segment: &str) -> bool {
    let digits = segment.bytes().take_while(u8::is_ascii_digit).count();
    matches!(digits, 4 | 8) && (segment.starts_with("19") || segment.starts_with("20"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_have_a_shape() {
        let shape = UrlShape::new("https://news.example.org/2024/05/old-bridge-to-reopen/?ref=a#top");
        assert_eq!((shape.segments, shape.words, shape.digits), (3, 4, 6));
        assert!(shape.dated && shape.query && shape.slash);
        assert_eq!(shape.kinds, 1 << 4);
        assert_eq!(UrlShape::new("https://example.org"), UrlShape { slash: true, ..UrlShape::default() });
        assert_eq!(UrlShape::new("not a URL").segments, 0);
    }

    #[test]
    fn types_are_recognized_by_the_end_of_their_name() {
        assert_eq!(DeclaredType::from_name("https://schema.org/NewsArticle"), DeclaredType::Article);
        assert_eq!(DeclaredType::from_name("og:product"), DeclaredType::Product);
        assert_eq!(DeclaredType::from_name("Restaurant"), DeclaredType::Entity);
        assert_eq!(DeclaredType::from_name("https://schema.org/"), DeclaredType::Nothing);
    }

    #[test]
    fn every_section_is_known() {
        for (section, ending) in lexicon::entries(lexicon::DECLARED_TYPES) {
            assert_ne!(DeclaredType::from_section(section), DeclaredType::Entity, "{section}: {ending}");
        }
        assert!(URL_TYPES.values().any(|&bits| bits == 1 << 6), "seven kinds of URL");
    }
}

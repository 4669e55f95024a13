//! JSON-LD: from blocks of any quality to what they say of the page's article.

use std::borrow::Cow;

use rustc_hash::FxHashMap;
use serde_json::{Map, Value};

use super::json_repair;
use crate::metadata::address::{self, PageAddress};

/// Objects and list items looked at, over all blocks of a page.
const MAX_NODES: usize = 20_000;

/// What the page's JSON-LD says. Strings are as written.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct LinkedData {
    pub(crate) headline: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) authors: Vec<String>,
    /// Whether the authors are organisations.
    pub(crate) authors_are_organizations: bool,
    /// With the key each comes from, most trusted first.
    pub(crate) published: Vec<(&'static str, String)>,
    pub(crate) modified: Option<String>,
    pub(crate) publisher: Option<String>,
    /// The name of the `WebSite`.
    pub(crate) site: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) section: Option<String>,
    pub(crate) keywords: Vec<String>,
    pub(crate) image: Option<String>,
    pub(crate) language: Option<String>,
    pub(crate) license: Option<String>,
    pub(crate) is_free: Option<bool>,
    pub(crate) url: Option<String>,
    pub(crate) page_type: Option<String>,
    /// Names of the breadcrumb list, the page itself last.
    pub(crate) breadcrumbs: Vec<String>,
}

/// How much a type speaks for its node being the page's article.
fn type_weight(name: &str) -> i32 {
    let name = name.rsplit(['/', ':', '#']).next().unwrap_or(name);
    match name {
        "NewsArticle"
        | "ReportageNewsArticle"
        | "AnalysisNewsArticle"
        | "OpinionNewsArticle"
        | "ReviewNewsArticle"
        | "BackgroundNewsArticle"
        | "AskPublicNewsArticle"
        | "AdvertiserContentArticle"
        | "SatiricalArticle"
        | "LiveBlogPosting" => 100,
        "BlogPosting" => 95,
        "Article"
        | "ScholarlyArticle"
        | "MedicalScholarlyArticle"
        | "TechArticle"
        | "APIReference"
        | "Report" => 90,
        "DiscussionForumPosting" | "SocialMediaPosting" | "Question" => 85,
        "Recipe" | "HowTo" => 80,
        "Product"
        | "ProductGroup"
        | "Book"
        | "Course"
        | "Event"
        | "JobPosting"
        | "SoftwareApplication"
        | "Movie"
        | "PodcastEpisode"
        | "Episode"
        | "Dataset"
        | "Vehicle"
        | "CreativeWork"
        | "Review"
        | "VisualArtwork" => 60,
        "VideoObject" | "AudioObject" | "MusicRecording" => 45,
        "WebPage" | "ItemPage" | "MedicalWebPage" | "AboutPage" | "ProfilePage" | "QAPage" | "FAQPage" => 30,
        "CollectionPage" | "SearchResultsPage" | "Blog" | "ContactPage" | "RealEstateListing"
        | "CheckoutPage" => 25,
        _ => 0,
    }
}

/// The weights of nodes that stand for the page as a whole.
const PAGES: std::ops::RangeInclusive<i32> = 25..=30;

/// Keys whose values are other things than the page's own article.
const FOREIGN: &[&str] = &[
    "itemListElement",
    "hasPart",
    "isPartOf",
    "mentions",
    "about",
    "citation",
    "review",
    "reviews",
    "comment",
    "comments",
    "suggestedAnswer",
    "acceptedAnswer",
    "relatedLink",
    "isRelatedTo",
    "isSimilarTo",
    "blogPost",
    "blogPosts",
    "video",
    "associatedMedia",
    "liveBlogUpdate",
    "isBasedOn",
    "offers",
    "workExample",
    "subjectOf",
];

struct Node<'v> {
    map: &'v Map<String, Value>,
    /// Inside a value of [`FOREIGN`].
    foreign: bool,
}

/// All objects of the page, and an index by `@id`.
struct Graph<'v> {
    nodes: Vec<Node<'v>>,
    by_id: FxHashMap<&'v str, &'v Map<String, Value>>,
}

impl<'v> Graph<'v> {
    fn new(blocks: &'v [Value]) -> Self {
        let mut graph = Self { nodes: Vec::new(), by_id: FxHashMap::default() };
        let mut open: Vec<(&'v Value, bool)> = blocks.iter().rev().map(|b| (b, false)).collect();
        let mut seen = 0;
        while let Some((value, foreign)) = open.pop() {
            seen += 1;
            if seen > MAX_NODES {
                break;
            }
            match value {
                Value::Array(items) => open.extend(items.iter().rev().map(|i| (i, foreign))),
                Value::Object(map) => {
                    if let Some(id) = map.get("@id").and_then(Value::as_str) {
                        let known = graph.by_id.entry(id).or_insert(map);
                        if known.len() < map.len() {
                            *known = map;
                        }
                    }
                    graph.nodes.push(Node { map, foreign });
                    let inner = map.iter().rev().filter(|(_, v)| v.is_object() || v.is_array());
                    open.extend(inner.map(|(k, v)| (v, foreign || FOREIGN.contains(&k.as_str()))));
                }
                _ => {}
            }
        }
        graph
    }

    /// The object itself, or the one that its `@id` stands for.
    fn resolve(&self, map: &'v Map<String, Value>) -> &'v Map<String, Value> {
        if map.len() > 2 || map.contains_key("name") {
            return map;
        }
        map.get("@id").and_then(Value::as_str).and_then(|id| self.by_id.get(id)).copied().unwrap_or(map)
    }

    /// Names in a value: strings, objects with a name, lists of both, references.
    fn names(&self, value: &'v Value) -> Vec<(Cow<'v, str>, bool)> {
        let mut names = Vec::new();
        let mut open = vec![(value, false)];
        for _ in 0..200 {
            let Some((value, is_organization)) = open.pop() else { break };
            match value {
                Value::String(name) => names.push((Cow::Borrowed(name.as_str()), is_organization)),
                Value::Array(items) => open.extend(items.iter().rev().map(|i| (i, is_organization))),
                Value::Object(map) => {
                    let map = self.resolve(map);
                    let is_organization = types(map).any(|t| t.ends_with("Organization"));
                    if let Some(name) = map.get("name") {
                        open.push((name, is_organization));
                    } else if let (Some(given), Some(family)) =
                        (string(map, "givenName"), string(map, "familyName"))
                    {
                        names.push((Cow::Owned(format!("{given} {family}")), is_organization));
                    }
                }
                _ => {}
            }
        }
        names
    }

    fn first_name(&self, value: &'v Value) -> Option<String> {
        self.names(value).into_iter().map(|n| n.0).find(|n| !n.trim().is_empty()).map(Cow::into_owned)
    }
}

fn types(map: &Map<String, Value>) -> impl Iterator<Item = &str> {
    let value = map.get("@type").or_else(|| map.get("type"));
    let (one, many) = match value {
        Some(Value::String(name)) => (Some(name.as_str()), &[][..]),
        Some(Value::Array(names)) => (None, names.as_slice()),
        _ => (None, &[][..]),
    };
    one.into_iter().chain(many.iter().filter_map(Value::as_str))
}

fn string<'v>(map: &'v Map<String, Value>, key: &str) -> Option<&'v str> {
    match map.get(key)? {
        Value::String(s) => Some(s.as_str()),
        Value::Array(items) => items.iter().find_map(Value::as_str),
        _ => None,
    }
    .filter(|s| !s.trim().is_empty())
}

/// Addresses that a node gives for itself.
fn addresses(map: &Map<String, Value>) -> impl Iterator<Item = &str> {
    ["url", "@id", "mainEntityOfPage"].into_iter().filter_map(|key| match map.get(key)? {
        Value::String(s) => Some(s.as_str()),
        Value::Object(page) => string(page, "@id").or_else(|| string(page, "url")),
        _ => None,
    })
}

/// Reads all blocks and picks the node that the page is about. `page` is the page's own address.
pub(crate) fn read(blocks: &[&str], page: Option<&PageAddress>) -> LinkedData {
    let mut values = Vec::new();
    let mut salvaged = Vec::new();
    for block in blocks {
        match json_repair::parse(block) {
            Some(found) => values.extend(found),
            None => salvaged.push(json_repair::salvage(block)),
        }
    }
    values.extend(salvaged);
    interpret(&values, page)
}

fn interpret(blocks: &[Value], page: Option<&PageAddress>) -> LinkedData {
    let graph = Graph::new(blocks);
    let mut ranked: Vec<(i32, usize)> = Vec::new();
    for (index, node) in graph.nodes.iter().enumerate() {
        let weight = types(node.map).map(type_weight).max().unwrap_or(0);
        if weight == 0 {
            continue;
        }
        let own = page.is_some_and(|page| addresses(node.map).any(|a| page.is_same(a)));
        let score = weight + if own { 50 } else { 0 } - if node.foreign { 90 } else { 0 };
        if score > 0 {
            ranked.push((score, index));
        }
    }
    // Stable, so that of equals the first wins.
    ranked.sort_by_key(|&(score, _)| -score);
    let mut data = LinkedData::default();
    let mut has_best = false;
    for &(_, index) in ranked.iter().take(12) {
        let map = graph.nodes[index].map;
        let weight = types(map).map(type_weight).max().unwrap_or(0);
        // Beside the best node only the page's own node adds to it: others are other things.
        let is_page = PAGES.contains(&weight);
        if !has_best || is_page {
            has_best = true;
            data.add(&graph, map, is_page);
        }
    }
    data.add_site(&graph);
    data
}

impl LinkedData {
    /// Fills what is not known yet from a node.
    fn add<'v>(&mut self, graph: &Graph<'v>, map: &'v Map<String, Value>, is_page: bool) {
        let own = |key| string(map, key).map(str::to_owned);
        fill(&mut self.headline, own("headline"));
        if !is_page || self.page_type.is_none() {
            fill(&mut self.name, own("name"));
        }
        self.add_authors(graph, map);
        for key in ["datePublished", "dateCreated", "datePosted", "uploadDate"] {
            if let Some(value) = string(map, key) {
                self.published.push((key, value.to_owned()));
            }
        }
        fill(&mut self.modified, own("dateModified"));
        fill(&mut self.publisher, map.get("publisher").and_then(|p| graph.first_name(p)));
        fill(&mut self.description, own("description"));
        fill(&mut self.section, own("articleSection"));
        if self.keywords.is_empty()
            && let Some(keywords) = map.get("keywords")
        {
            self.keywords = graph.names(keywords).into_iter().map(|n| n.0.clone().into_owned()).collect();
        }
        let image =
            map.get("image").or_else(|| map.get("primaryImageOfPage")).or_else(|| map.get("thumbnailUrl"));
        fill(&mut self.image, image.and_then(|i| image_address(graph, i)));
        fill(&mut self.language, own("inLanguage"));
        fill(&mut self.license, own("license").or_else(|| own("usageInfo")));
        self.is_free = self.is_free.or_else(|| map.get("isAccessibleForFree").and_then(boolean));
        fill(&mut self.url, addresses(map).find(|a| address::is_web(a)).map(str::to_owned));
        fill(&mut self.page_type, types(map).max_by_key(|t| type_weight(t)).map(str::to_owned));
    }

    fn add_authors<'v>(&mut self, graph: &Graph<'v>, map: &'v Map<String, Value>) {
        if !self.authors.is_empty() {
            return;
        }
        for key in ["author", "authors", "creator"] {
            let names = map.get(key).map(|a| graph.names(a)).unwrap_or_default();
            let persons: Vec<_> = names
                .iter()
                .filter(|n| !n.1 && !n.0.trim().is_empty())
                .map(|n| n.0.clone().into_owned())
                .collect();
            if !persons.is_empty() {
                (self.authors, self.authors_are_organizations) = (persons, false);
                return;
            }
            let organizations: Vec<_> =
                names.iter().filter(|n| !n.0.trim().is_empty()).map(|n| n.0.clone().into_owned()).collect();
            if !organizations.is_empty() {
                (self.authors, self.authors_are_organizations) = (organizations, true);
                return;
            }
        }
    }

    /// What stands outside the article's node: the site's name, breadcrumbs.
    fn add_site(&mut self, graph: &Graph<'_>) {
        for node in &graph.nodes {
            if self.site.is_none() && types(node.map).any(|t| t == "WebSite") {
                self.site = string(node.map, "name").map(str::to_owned);
            }
            if self.breadcrumbs.is_empty() && types(node.map).any(|t| t == "BreadcrumbList") {
                self.breadcrumbs = crumbs(node.map);
            }
        }
    }
}

fn fill(slot: &mut Option<String>, value: Option<String>) {
    if slot.is_none() {
        *slot = value;
    }
}

fn crumbs(map: &Map<String, Value>) -> Vec<String> {
    let Some(Value::Array(items)) = map.get("itemListElement") else { return Vec::new() };
    let name = |item: &Value| {
        let item = item.as_object()?;
        let inner = item.get("item").and_then(Value::as_object);
        string(item, "name").or_else(|| string(inner?, "name")).map(str::to_owned)
    };
    items.iter().take(20).filter_map(name).collect()
}

fn image_address(graph: &Graph<'_>, value: &Value) -> Option<String> {
    let mut value = value;
    for _ in 0..4 {
        value = match value {
            Value::String(s) => return Some(s.clone()).filter(|s| !s.trim().is_empty()),
            Value::Array(items) => items.first()?,
            Value::Object(map) => {
                let map = match map.get("@id").and_then(Value::as_str).and_then(|id| graph.by_id.get(id)) {
                    Some(whole) if map.len() <= 2 => whole,
                    _ => map,
                };
                map.get("url").or_else(|| map.get("contentUrl"))?
            }
            _ => return None,
        };
    }
    None
}

/// `true`, `"True"`, `"yes"`, `"http://schema.org/False"`.
fn boolean(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(b) => Some(*b),
        Value::String(s) => {
            let s = s.rsplit('/').next().unwrap_or(s).trim().to_ascii_lowercase();
            match s.as_str() {
                "true" | "yes" | "1" => Some(true),
                "false" | "no" | "0" => Some(false),
                _ => None,
            }
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_one(block: &str) -> LinkedData {
        read(&[block], None)
    }

    fn check(block: &str, headline: &str, authors: &[&str], published: &str) {
        let data = read_one(block);
        assert_eq!(data.headline.unwrap_or_default(), headline, "{block}");
        assert_eq!(data.authors, authors, "{block}");
        assert_eq!(data.published.first().map(|p| p.1.as_str()).unwrap_or_default(), published, "{block}");
    }

    #[test]
    fn shapes() {
        check(
            r#"{"@type":"NewsArticle","headline":"H","author":"A","datePublished":"2024"}"#,
            "H",
            &["A"],
            "2024",
        );
        check(
            r#"[{"@type":"WebPage","headline":"W"},{"@type":["Article","X"],"headline":"H"}]"#,
            "H",
            &[],
            "",
        );
        check(
            r##"{"@graph":[{"@type":"Article","headline":"H","author":{"@id":"#p"}},
                {"@id":"#p","@type":"Person","name":"Ann"}]}"##,
            "H",
            &["Ann"],
            "",
        );
        check(
            r#"{"@type":"WebPage","datePublished":"2","mainEntity":{"@type":"Article","headline":"H",
                "author":[{"name":{"name":"Ann"}},null,"Bob"]}}"#,
            "H",
            &["Ann", "Bob"],
            "2",
        );
        check(
            r#"{"@type":"NewsArticle","author":[{"@type":"Organization","name":"O"},{"name":"Ann"}]}"#,
            "",
            &["Ann"],
            "",
        );
        check(
            r#"{"@type":"ItemList","itemListElement":[{"@type":"NewsArticle","headline":"T"}]}"#,
            "T",
            &[],
            "",
        );
        check(r#"null"#, "", &[], "");
    }

    #[test]
    fn the_page_itself_comes_first() {
        let page = PageAddress::new("https://www.example.com/b?x=1");
        let blocks = [
            r#"{"@type":"NewsArticle","headline":"A","url":"https://example.com/a"}"#,
            r#"{"@type":"NewsArticle","headline":"B","mainEntityOfPage":{"@id":"http://example.com/b"}}"#,
        ];
        assert_eq!(read(&blocks, page.as_ref()).headline.as_deref(), Some("B"));
        assert_eq!(read(&blocks, None).headline.as_deref(), Some("A"));
    }

    #[test]
    fn other_fields() {
        let data = read_one(
            r#"{"@graph":[{"@type":"Article","isAccessibleForFree":"False","keywords":["a","b"],
                "image":{"url":["i.png"]},"publisher":"P","inLanguage":"de-DE"},{"@type":"WebSite","name":"S"},
                {"@type":"BreadcrumbList","itemListElement":[{"item":{"name":"Home"}},{"name":"News"}]}]}"#,
        );
        assert_eq!(data.is_free, Some(false));
        assert_eq!(data.keywords, ["a", "b"]);
        assert_eq!(data.image.as_deref(), Some("i.png"));
        assert_eq!(data.publisher.as_deref(), Some("P"));
        assert_eq!(data.site.as_deref(), Some("S"));
        assert_eq!(data.breadcrumbs, ["Home", "News"]);
        assert_eq!(data.page_type.as_deref(), Some("Article"));
    }

    #[test]
    fn broken_blocks_are_read_too() {
        check(
            r#"{"@type":"NewsArticle","headline":"a "b" c","author":{"name":"Ann"},"datePublished":"2024-05-03""#,
            "a ",
            &["Ann"],
            "2024-05-03",
        );
    }
}

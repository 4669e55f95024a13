//! JSON-LD: reads what blocks of any quality say about the article of the page.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::json_repair;
use crate::metadata::page_url::{self, PageUrl};
use crate::metadata::steps;
use crate::text_map::TextMap;

/// How many objects and list items are read, over all blocks of a page.
const MAX_NODES: usize = 20_000;

/// How many values are read for names, how many breadcrumbs, and how many levels of an image.
const MAX_VALUES_OF_NAMES: usize = 200;
const MAX_BREADCRUMBS: usize = 20;
const MAX_DEPTH_OF_IMAGE: usize = 4;

/// How many of the most likely objects are read.
const MAX_RANKED: usize = 12;

/// What the URL of the page adds to the weight of an object.
const WEIGHT_OF_OWN_URL: i32 = 50;

/// How much less an object inside a foreign value weighs: only types that weigh more and objects with the URL of the
/// page remain.
const WEIGHT_OF_FOREIGN: i32 = 90;

/// What the JSON-LD of a page says about its article. Strings are as written.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct LinkedData {
    pub(crate) headline: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) authors: Vec<String>,
    /// Whether the authors are organizations.
    pub(crate) authors_are_organizations: bool,
    /// Dates with their keys, the most trusted first.
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
    /// The names of the breadcrumb list. The page itself is the last one.
    pub(crate) breadcrumbs: Vec<String>,
}

/// How likely a node of a type is the article of the page, on a scale of our own; 0 for types that never are.
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

/// The weights of the types that describe the page as a whole.
const WEIGHTS_OF_PAGES: std::ops::RangeInclusive<i32> = 25..=30;

/// Keys whose values describe something other than the article of the page.
const FOREIGN_KEYS: &[&str] = &[
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

/// An object of the page's JSON-LD.
struct JsonLdNode<'v> {
    map: &'v Map<String, Value>,
    /// Whether it is inside the value of one of the [`FOREIGN_KEYS`].
    foreign: bool,
}

/// All objects of a page, and an index by `@id`.
struct JsonLdGraph<'v> {
    nodes: Vec<JsonLdNode<'v>>,
    by_id: TextMap<&'v str, &'v Map<String, Value>>,
}

impl<'v> JsonLdGraph<'v> {
    fn new(blocks: &'v [Value]) -> Self {
        let mut graph = Self { nodes: Vec::new(), by_id: TextMap::default() };
        let mut open: Vec<(&'v Value, bool)> = blocks.iter().rev().map(|b| (b, false)).collect();
        let mut seen = 0;
        while let Some((value, foreign)) = open.pop() {
            seen += 1;
            steps::add(1);
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
                    graph.nodes.push(JsonLdNode { map, foreign });
                    let inner = map.iter().rev().filter(|(_, v)| v.is_object() || v.is_array());
                    open.extend(inner.map(|(k, v)| (v, foreign || FOREIGN_KEYS.contains(&k.as_str()))));
                }
                _ => {}
            }
        }
        graph
    }

    /// The types whose objects are parts of the page: several reviews are those of customers, and several questions, or
    /// those of a `FAQPage`, have their answers on the page.
    fn types_of_parts(&self) -> Vec<&'static str> {
        let has = |name: &str, more_than: usize| {
            let own = self.nodes.iter().filter(|node| !node.foreign);
            own.filter(|node| types(node.map).any(|n| n == name)).nth(more_than).is_some()
        };
        let mut parts = Vec::new();
        if has("Review", 1) {
            parts.push("Review");
        }
        if has("Question", 1) || has("FAQPage", 0) {
            parts.push("Question");
        }
        parts
    }

    /// The object itself, or the object that its `@id` refers to.
    fn resolve(&self, map: &'v Map<String, Value>) -> &'v Map<String, Value> {
        if map.len() > 2 || map.contains_key("name") {
            return map;
        }
        map.get("@id").and_then(Value::as_str).and_then(|id| self.by_id.get(id)).copied().unwrap_or(map)
    }

    /// The names in a value: strings, objects with a name, lists of both, and references. Each comes with whether it is
    /// that of an organization.
    fn names(&self, value: &'v Value) -> Vec<(Cow<'v, str>, bool)> {
        let mut names = Vec::new();
        let mut open = vec![(value, false)];
        for _ in 0..MAX_VALUES_OF_NAMES {
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

/// The types of an object.
fn types(map: &Map<String, Value>) -> impl Iterator<Item = &str> {
    let value = map.get("@type").or_else(|| map.get("type"));
    let (one, many) = match value {
        Some(Value::String(name)) => (Some(name.as_str()), &[][..]),
        Some(Value::Array(names)) => (None, names.as_slice()),
        _ => (None, &[][..]),
    };
    one.into_iter().chain(many.iter().filter_map(Value::as_str))
}

/// The value of a key if it is a string, or the first string if it is a list. Empty strings do not count.
fn string<'v>(map: &'v Map<String, Value>, key: &str) -> Option<&'v str> {
    match map.get(key)? {
        Value::String(s) => Some(s.as_str()),
        Value::Array(items) => items.iter().find_map(Value::as_str),
        _ => None,
    }
    .filter(|s| !s.trim().is_empty())
}

/// The URLs that an object states as its own.
fn urls(map: &Map<String, Value>) -> impl Iterator<Item = &str> {
    ["url", "@id", "mainEntityOfPage"].into_iter().filter_map(|key| match map.get(key)? {
        Value::String(s) => Some(s.as_str()),
        Value::Object(page) => string(page, "@id").or_else(|| string(page, "url")),
        _ => None,
    })
}

/// Reads all blocks and chooses the object that the page is about. `page` is the URL of the page.
pub(crate) fn read(blocks: &[&str], page: Option<&PageUrl>) -> LinkedData {
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

/// Reads the objects that are the article or the page, the most likely first.
fn interpret(blocks: &[Value], page: Option<&PageUrl>) -> LinkedData {
    let graph = JsonLdGraph::new(blocks);
    let mut ranked: Vec<(i32, usize)> = Vec::new();
    let parts = graph.types_of_parts();
    for (index, node) in graph.nodes.iter().enumerate() {
        let weight = types(node.map).map(type_weight).max().unwrap_or(0);
        if weight == 0 || types(node.map).any(|name| parts.contains(&name)) {
            continue;
        }
        let is_own = page.is_some_and(|page| urls(node.map).any(|url| page.is_same(url)));
        let score = weight + if is_own { WEIGHT_OF_OWN_URL } else { 0 }
            - if node.foreign { WEIGHT_OF_FOREIGN } else { 0 };
        if score > 0 {
            ranked.push((score, index));
        }
    }
    // The sort is stable, so the first of equal objects wins.
    ranked.sort_by_key(|&(score, _)| -score);
    let mut data = LinkedData::default();
    let mut has_best = false;
    for &(_, index) in ranked.iter().take(MAX_RANKED) {
        let map = graph.nodes[index].map;
        let weight = types(map).map(type_weight).max().unwrap_or(0);
        // Only objects that describe the page add to the best one. Others describe something else.
        let is_page = WEIGHTS_OF_PAGES.contains(&weight);
        if !has_best || is_page {
            has_best = true;
            data.add(&graph, map, is_page);
        }
    }
    data.add_site(&graph);
    data
}

impl LinkedData {
    /// Fills the fields that are not known yet from an object.
    fn add<'v>(&mut self, graph: &JsonLdGraph<'v>, map: &'v Map<String, Value>, is_page: bool) {
        let text = |key| string(map, key).map(str::to_owned);
        fill(&mut self.headline, text("headline"));
        if !is_page || self.page_type.is_none() {
            fill(&mut self.name, text("name"));
        }
        self.add_authors(graph, map);
        for key in ["datePublished", "dateCreated", "datePosted", "uploadDate"] {
            if let Some(value) = string(map, key) {
                self.published.push((key, value.to_owned()));
            }
        }
        fill(&mut self.modified, text("dateModified"));
        fill(&mut self.publisher, map.get("publisher").and_then(|p| graph.first_name(p)));
        fill(&mut self.description, text("description"));
        fill(&mut self.section, text("articleSection"));
        if self.keywords.is_empty()
            && let Some(keywords) = map.get("keywords")
        {
            self.keywords = graph.names(keywords).into_iter().map(|n| n.0.clone().into_owned()).collect();
        }
        let image =
            map.get("image").or_else(|| map.get("primaryImageOfPage")).or_else(|| map.get("thumbnailUrl"));
        fill(&mut self.image, image.and_then(|i| image_url(graph, i)));
        fill(&mut self.language, text("inLanguage"));
        fill(&mut self.license, text("license").or_else(|| text("usageInfo")));
        self.is_free = self.is_free.or_else(|| map.get("isAccessibleForFree").and_then(boolean));
        fill(&mut self.url, urls(map).find(|url| page_url::is_web(url)).map(str::to_owned));
        fill(&mut self.page_type, types(map).max_by_key(|t| type_weight(t)).map(str::to_owned));
    }

    /// Reads the authors: the persons among them, or the organizations if there are no persons.
    fn add_authors<'v>(&mut self, graph: &JsonLdGraph<'v>, map: &'v Map<String, Value>) {
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

    /// Reads what is not part of the article's object: the name of the site, and breadcrumbs.
    fn add_site(&mut self, graph: &JsonLdGraph<'_>) {
        for node in &graph.nodes {
            if self.site.is_none() && types(node.map).any(|t| t == "WebSite") {
                self.site = string(node.map, "name").map(str::to_owned);
            }
            if self.breadcrumbs.is_empty() && types(node.map).any(|t| t == "BreadcrumbList") {
                self.breadcrumbs = breadcrumbs(node.map);
            }
        }
    }
}

/// Sets a value that is not known yet.
fn fill(slot: &mut Option<String>, value: Option<String>) {
    if slot.is_none() {
        *slot = value;
    }
}

/// The names in a breadcrumb list.
fn breadcrumbs(map: &Map<String, Value>) -> Vec<String> {
    let Some(Value::Array(items)) = map.get("itemListElement") else { return Vec::new() };
    let name = |item: &Value| {
        let item = item.as_object()?;
        let inner = item.get("item").and_then(Value::as_object);
        string(item, "name").or_else(|| string(inner?, "name")).map(str::to_owned)
    };
    items.iter().take(MAX_BREADCRUMBS).filter_map(name).collect()
}

/// The URL of an image: a string, the first one of a list, an object's, or that of the object that it refers to.
fn image_url(graph: &JsonLdGraph<'_>, value: &Value) -> Option<String> {
    let mut value = value;
    for _ in 0..MAX_DEPTH_OF_IMAGE {
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

/// Reads `true`, `"True"`, `"yes"`, `"http://schema.org/False"`.
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
    fn authors_and_articles_in_every_shape() {
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
        let page = PageUrl::new("https://www.example.com/b?x=1");
        let blocks = [
            r#"{"@type":"NewsArticle","headline":"A","url":"https://example.com/a"}"#,
            r#"{"@type":"NewsArticle","headline":"B","mainEntityOfPage":{"@id":"http://example.com/b"}}"#,
        ];
        assert_eq!(read(&blocks, page.as_ref()).headline.as_deref(), Some("B"));
        assert_eq!(read(&blocks, None).headline.as_deref(), Some("A"));
    }

    #[test]
    fn questions_of_a_page_are_not_its_title() {
        let question = |name: &str| format!(r#"{{"@type":"Question","name":"{name}"}}"#);
        let (first, second) = (question("How much?"), question("How long?"));
        let name = |block: &str| read_one(block).name.unwrap_or_default();
        assert_eq!(name(&format!(r#"{{"@type":"QAPage","mainEntity":{first}}}"#)), "How much?");
        assert_eq!(name(&format!(r#"{{"@type":"FAQPage","mainEntity":[{first}]}}"#)), "");
        assert_eq!(name(&format!("[{first},{second}]")), "");
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

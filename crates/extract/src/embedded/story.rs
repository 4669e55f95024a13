//! Finds the story among the values of a page's scripts.
//!
//! The candidates are strings that are long enough to be a story, lists of blocks, and the elements of React server
//! components. The page's title and description decide whether a candidate is this page's story or another one's.

use dechaff_html::Tree;

use crate::embedded::flat;
use crate::embedded::flight::{self, Rows};
use crate::embedded::references::References;
use crate::embedded::render;
use crate::embedded::scripts::{self, data_scripts};
use crate::embedded::values::{ValueId, ValueKind, Values};
use crate::embedded::{DataForm, DataSource, EmbeddedStory};
use crate::text_map::TextSet;
use crate::unicode::{characters, words};

/// Minimum words of a story. Shorter texts in data are descriptions.
pub(crate) const MIN_STORY_WORDS: u32 = 60;

/// Minimum words of a string that counts as text of a list of blocks.
const MIN_BLOCK_WORDS: u32 = 4;

/// How many levels above a string a list of blocks may be. Rich text nests spans, paragraphs and lists.
const MAX_LEVELS_TO_LIST: usize = 10;

/// Maximum share of a list's words in one block. If one has more, that block holds the story, and the list holds what the
/// page is made of.
const MAX_BLOCK_SHARE: f32 = 0.7;

/// A string of this length is not a paragraph but a text of several.
const LONG_STRING_BYTES: usize = 1000;

/// Minimum share of the title's words that a story contains, and of the description's.
const MIN_TITLE_OVERLAP: f32 = 0.5;
const MIN_DESCRIPTION_OVERLAP: f32 = 0.6;

/// Words in the keys of texts that are not stories, as parts of the lower-case key.
const OTHER_TEXTS: [&str; 22] = [
    "comment",
    "review",
    "bio",
    "author",
    "related",
    "recommend",
    "popular",
    "trending",
    "latest",
    "newsletter",
    "footer",
    "cookie",
    "consent",
    "privacy",
    "terms",
    "i18n",
    "translation",
    "message",
    "locale",
    "css",
    "navigation",
    "disclaimer",
];

/// Keys of addresses. An object that has one and a headline is about another page.
const URL_KEYS: [&str; 8] =
    ["url", "link", "href", "slug", "permalink", "canonical_url", "canonicalUrl", "uri"];
const HEADLINE_KEYS: [&str; 3] = ["title", "headline", "headlines"];

/// What is known of the page whose story is looked for.
pub(crate) struct PageHints<'a> {
    pub(crate) title: Option<&'a str>,
    pub(crate) description: Option<&'a str>,
    /// The text that the elements of the page hold. It may be the beginning of the story.
    pub(crate) text: &'a str,
}

/// A value that may hold the story.
struct Candidate {
    form: DataForm,
    value: ValueId,
    words: u32,
}

/// Finds the story in the scripts of a page.
pub(crate) fn find(tree: &Tree, hints: &PageHints<'_>) -> Option<EmbeddedStory> {
    let mut values = Values::default();
    let mut stream = String::new();
    // The first value of each script.
    let mut scripts: Vec<(ValueId, DataForm)> = vec![];
    for (form, script) in data_scripts(tree) {
        if form == DataForm::NextFlight {
            flight::join_chunks(script, &mut stream);
        } else {
            let script = scripts::without_escapes(script);
            let nested = if form == DataForm::Nuxt { flat::unflatten(&script) } else { None };
            scripts.extend(values.read(nested.as_deref().unwrap_or(&script)).map(|root| (root, form)));
        }
    }
    let first_row = values.ids().end;
    let rows = Rows::read(&stream, &mut values);
    scripts.push((first_row, DataForm::NextFlight));
    let form = |value: ValueId| {
        let script = scripts.partition_point(|&(first, _)| first <= value);
        script.checked_sub(1).map_or(DataForm::State, |script| scripts[script].1)
    };
    let references = References::new(&values);
    let best = candidates(&values, &references, form)
        .into_iter()
        .filter_map(|candidate| {
            let html = as_html(&values, &references, candidate.value);
            let matched = is_story(&html, hints);
            matched.then_some((candidate, html))
        })
        .max_by_key(|(candidate, _)| (candidate.words, std::cmp::Reverse(candidate.value)));
    if let Some((candidate, html)) = best {
        let path = values.path(candidate.value);
        let source = DataSource { form: candidate.form, path, is_page: false };
        return Some(EmbeddedStory { html, source });
    }
    let html = render::elements(&values, &rows);
    let is_story = words::count_words(&html) >= MIN_STORY_WORDS && is_story(&html, hints);
    let source = DataSource { form: DataForm::NextFlight, path: String::new(), is_page: true };
    is_story.then_some(EmbeddedStory { html, source })
}

fn as_html(values: &Values, references: &References, value: ValueId) -> String {
    match values.kind(value) {
        ValueKind::String | ValueKind::Number => render::string_as_html(values.string(value)),
        ValueKind::Array | ValueKind::Object => render::rich_text(values, references, value),
    }
}

/// Maximum number of candidates that are looked at, the longest first.
const MAX_CANDIDATES: usize = 16;
/// Maximum bytes of a candidate. A longer one is a dictionary or a program.
const MAX_STORY_BYTES: usize = 1 << 20;
/// Maximum bytes of a key that is looked at.
const MAX_KEY_BYTES: usize = 64;

/// The values that are long enough to be a story, the longest first.
fn candidates(
    values: &Values,
    references: &References,
    form: impl Fn(ValueId) -> DataForm,
) -> Vec<Candidate> {
    let mut lists = Lists::new(values.ids().len());
    let mut found = vec![];
    lists.add_references(values, references);
    for value in values.ids().filter(|&value| values.kind(value) == ValueKind::String) {
        let text = values.string(value);
        let words = if text.len() <= MAX_STORY_BYTES { words::count_words(text) } else { 0 };
        if words < MIN_BLOCK_WORDS || !is_prose(text) || is_other_text(values, value) {
            continue;
        }
        lists.add(values, value, words);
        let form = form(value);
        let is_body = form != DataForm::JsonLd || values.key(value) == "articleBody";
        // A text row belongs to the value that refers to it, or is drawn with the elements.
        if words >= MIN_STORY_WORDS && is_body {
            found.push(Candidate { form, value, words });
        }
    }
    for list in values.ids().filter(|&value| values.kind(value) == ValueKind::Array) {
        let ListText { words, .. } = lists.texts[list as usize];
        if words >= MIN_STORY_WORDS && lists.are_blocks(list) && !holds_records(values, references, list) {
            found.push(Candidate { form: form(list), value: list, words });
        }
    }
    found.sort_by_key(|candidate| (std::cmp::Reverse(candidate.words), candidate.value));
    found.truncate(MAX_CANDIDATES);
    found
}

/// How many strings of an object that is referred to are counted.
const MAX_STRINGS_OF_TARGET: usize = 16;

/// The text in a list.
#[derive(Clone, Copy, Default)]
struct ListText {
    words: u32,
    /// The element that the last text was in, the number of its words, and the most words of an element.
    element: Option<ValueId>,
    element_words: u32,
    most_words: u32,
    elements: u32,
    /// The words of strings that are longer than paragraphs.
    long_words: u32,
}

/// The text of all lists.
struct Lists {
    texts: Vec<ListText>,
}

impl Lists {
    fn new(values: usize) -> Self {
        Self { texts: vec![ListText::default(); values] }
    }

    /// Counts the words of a string for the lists around it.
    fn add(&mut self, values: &Values, string: ValueId, words: u32) {
        let is_long = values.string(string).len() >= LONG_STRING_BYTES;
        let mut element = string;
        for _ in 0..MAX_LEVELS_TO_LIST {
            let Some(around) = values.parent(element) else { break };
            if values.kind(around) == ValueKind::Array {
                let text = &mut self.texts[around as usize];
                if text.element != Some(element) {
                    (text.element, text.element_words) = (Some(element), 0);
                    text.elements += 1;
                }
                text.element_words += words;
                text.most_words = text.most_words.max(text.element_words);
                text.words += words;
                text.long_words += if is_long { words } else { 0 };
            }
            element = around;
        }
    }

    /// Counts the words of objects that lists refer to.
    fn add_references(&mut self, values: &Values, references: &References) {
        if references.is_empty() {
            return;
        }
        for object in values.ids().filter(|&value| values.kind(value) == ValueKind::Object) {
            let Some(target) = references.target(values, object) else { continue };
            let strings = values.children(target).take(MAX_STRINGS_OF_TARGET).map(|v| values.string(v));
            let words: u32 = strings.filter(|text| is_prose(text)).map(words::count_words).sum();
            if words >= MIN_BLOCK_WORDS {
                self.add(values, object, words);
            }
        }
    }

    /// Whether the elements of a list share its text, as paragraphs do, and are not stories themselves.
    fn are_blocks(&self, list: ValueId) -> bool {
        let text = &self.texts[list as usize];
        text.elements >= 2
            && text.most_words as f32 <= MAX_BLOCK_SHARE * text.words as f32
            && 2 * text.long_words <= text.words
    }
}

/// Whether the objects of a list are about pages of their own, as in lists of teasers. Elements of React are drawn as a
/// page instead.
fn holds_records(values: &Values, references: &References, list: ValueId) -> bool {
    let (mut objects, mut records) = (0, 0);
    for object in values.children(list).filter(|&child| values.kind(child) == ValueKind::Object) {
        let object = references.target(values, object).unwrap_or(object);
        let has = |keys: &[&str]| keys.iter().any(|key| values.get(object, key).is_some());
        objects += 1;
        records += u32::from(has(&URL_KEYS) && has(&HEADLINE_KEYS));
    }
    let has_elements = render::is_element(values, list)
        || values
            .children(list)
            .any(|child| values.kind(child) == ValueKind::Array && render::is_element(values, child));
    has_elements || (records > 0 && 2 * records >= objects)
}

/// Whether a string is text for readers, and not code, an address or a list of names.
fn is_prose(text: &str) -> bool {
    let is_code = text.contains("{\"") || text.contains("function(") || text.starts_with("http");
    !is_code && !text.starts_with("<svg") && !text.starts_with("<script") && !text.starts_with("<style")
}

/// Whether the keys around a value say that its text is not a story.
fn is_other_text(values: &Values, value: ValueId) -> bool {
    let around = std::iter::successors(Some(value), |&value| values.parent(value)).take(MAX_LEVELS_TO_LIST);
    around
        .map(|value| values.key(value))
        .filter(|key| key.len() <= MAX_KEY_BYTES)
        .map(str::to_ascii_lowercase)
        .any(|key| OTHER_TEXTS.iter().any(|w| key.contains(w)))
}

/// Words from which the text that a page shows must be in its story.
const MIN_TEASER_WORDS: u32 = 40;

/// Whether a text is the story of this page: it contains most words of the text that the page shows, or if that is short,
/// of the title or the description.
fn is_story(html: &str, hints: &PageHints<'_>) -> bool {
    let terms = terms(html);
    let contains = |text: Option<&str>, share: f32| {
        let wanted = text.map(self::terms).unwrap_or_default();
        let found = wanted.iter().filter(|term| terms.contains(*term)).count();
        !wanted.is_empty() && found as f32 >= share * wanted.len() as f32
    };
    if words::count_words(hints.text) >= MIN_TEASER_WORDS {
        return contains(Some(hints.text), MIN_DESCRIPTION_OVERLAP);
    }
    contains(hints.title, MIN_TITLE_OVERLAP) || contains(hints.description, MIN_DESCRIPTION_OVERLAP)
}

/// Minimum characters of a word that says what a text is about.
const MIN_TERM_CHARACTERS: usize = 4;

/// What a text is about: its longer words in lower case. Scripts without spaces, and Korean with its endings, give pairs of
/// characters.
fn terms(text: &str) -> TextSet<String> {
    let mut terms = TextSet::default();
    for word in text.split(|c: char| !c.is_alphanumeric()) {
        let in_pairs = word.chars().any(|c| characters::is_unspaced(c) || characters::is_hangul(c));
        let characters: Vec<char> = word.chars().flat_map(char::to_lowercase).collect();
        if in_pairs {
            terms.extend(characters.windows(2).map(|pair| pair.iter().collect::<String>()));
        } else if characters.len() >= MIN_TERM_CHARACTERS {
            terms.insert(characters.into_iter().collect());
        }
    }
    terms
}

#[cfg(test)]
mod tests {
    use super::*;

    const RAIN: &str = "It rained on the quays from Monday to Thursday, and the coal boats stayed in port. ";
    const BREAD: &str =
        "The bakery on the square bakes its bread at night, and opens when the first tram comes. ";

    /// The path and the HTML of the story in a page with scripts.
    fn story(scripts: &[(&str, &str)], title: &str, text: &str) -> Option<(String, String)> {
        let script = |(attributes, text): &(&str, &str)| format!("<script {attributes}>{text}</script>");
        let page: String = scripts.iter().map(script).collect();
        let hints = PageHints { title: Some(title), description: None, text };
        let story = find(&dechaff_html::Parser::keeping_all().parse(&page), &hints)?;
        Some((story.source.path, story.html))
    }

    fn json(value: &serde_json::Value) -> String {
        value.to_string()
    }

    #[test]
    fn the_title_decides_which_text_is_the_story() {
        let data = serde_json::json!({"stories": [
            {"body": BREAD.repeat(19), "id": 1},
            {"body": RAIN.repeat(18), "id": 2},
        ]});
        let data = json(&data);
        let scripts = [("type=application/json", data.as_str())];
        let (path, html) = story(&scripts, "Coal boats stayed in port", "").unwrap();
        assert_eq!((path.as_str(), html.contains("rained")), ("stories.body", true));
        let (_, html) = story(&scripts, "How the bakery bakes bread", "").unwrap();
        assert!(html.contains("bakery"));
        assert_eq!(story(&scripts, "A new bridge for Arden", ""), None);
        // What the page shows counts more than its title.
        let shown = BREAD.repeat(3);
        assert!(story(&scripts, "Coal boats stayed in port", &shown).unwrap().1.contains("bakery"));
    }

    #[test]
    fn teasers_are_not_a_story() {
        let teaser = |n: u32| serde_json::json!({"title": format!("Rain {n}"), "url": format!("/{n}"), "summary": format!("{RAIN} {n}")});
        let data = json(&serde_json::json!({ "items": (0..9).map(teaser).collect::<Vec<_>>() }));
        assert_eq!(story(&[("type=application/json", &data)], "Coal boats stayed in port", ""), None);
        let data = json(
            &serde_json::json!({"post": {"comments": [{"text": RAIN.repeat(9)}, {"text": RAIN.repeat(18)}]}}),
        );
        assert_eq!(story(&[("type=application/json", &data)], "Coal boats stayed in port", ""), None);
    }

    #[test]
    fn blocks_of_all_editors_become_html() {
        let words = "the boats stayed in port until the rain had stopped on Thursday evening";
        let check = |blocks: serde_json::Value, expected: &[&str]| {
            let data = json(&serde_json::json!({ "doc": { "blocks": blocks } }));
            let (_, html) =
                story(&[("type=application/json", &data)], "boats stayed until evening", "").unwrap();
            for part in expected {
                assert!(html.contains(&part.replace('_', words)), "{part} is not in {html}");
            }
        };
        let times = |block: serde_json::Value| serde_json::Value::Array(vec![block; 6]);
        // ProseMirror
        let text = serde_json::json!({"type": "text", "text": words, "marks": [{"type": "bold"}]});
        check(times(serde_json::json!({"type": "paragraph", "content": [text]})), &["<p>_</p>"]);
        // Slate without kinds
        check(times(serde_json::json!({"children": [{"text": words}, {"text": "!"}]})), &["<p>_!</p>"]);
        // Contentful
        let text = serde_json::json!({"nodeType": "text", "value": words, "marks": [{"type": "italic"}]});
        check(times(serde_json::json!({"nodeType": "heading-2", "content": [text]})), &["<h2>_</h2>"]);
        // Editor.js, Draft.js
        check(times(serde_json::json!({"type": "paragraph", "data": {"text": words}})), &["<p>_</p>"]);
        check(times(serde_json::json!({"type": "header-two", "text": words})), &["<h2>_</h2>"]);
        // Elements of news systems
        let list = serde_json::json!({"type": "list", "items": [{"type": "text", "content": words}]});
        check(times(list), &["<ul>_</ul>"]);
        check(
            times(
                serde_json::json!({"type": "text", "content": words, "image": {"type": "image", "alt": words}}),
            ),
            &["<p>_</p>"],
        );
        check(times(serde_json::json!(words)), &["<p>_</p>"]);
    }

    #[test]
    fn references_and_indices_are_followed() {
        let paragraph =
            |n: u32| serde_json::json!({"__typename": "Paragraph", "text": format!("{RAIN}{n}.")});
        let state = serde_json::json!({
            "Article:1": {"title": "Rain", "body": [{"__ref": "P:1"}, {"__ref": "P:2"}, {"__ref": "P:3"}, {"__ref": "P:4"}]},
            "P:1": paragraph(1), "P:2": paragraph(2), "P:3": paragraph(3), "P:4": paragraph(4),
        });
        let script = format!("window.__APOLLO_STATE__ = {state};");
        let (path, html) = story(&[("", &script)], "Coal boats stayed in port", "").unwrap();
        assert_eq!((path.as_str(), html.matches("<p>").count()), ("Article:1.body", 4));

        let flat = serde_json::json!([{"post": 1}, {"body": 2}, [3, 5, 7, 9], {"type": 4, "text": 11}, "paragraph",
            {"type": 4, "text": 12}, "menu", {"type": 4, "text": 13}, "footer", {"type": 4, "text": 14}, "x",
            format!("{RAIN}1"), format!("{RAIN}2"), format!("{RAIN}3"), format!("{RAIN}4")]);
        let scripts = flat.to_string();
        let (path, html) =
            story(&[("type=application/json id=__NUXT_DATA__", &scripts)], "Coal boats stayed in port", "")
                .unwrap();
        assert_eq!((path.as_str(), html.matches("<p>").count()), ("post.body", 4), "{html}");

        let state = format!("{{&q;body&q;:&q;&l;p&g;{}&l;/p&g;&q;}}", RAIN.repeat(9));
        let script = [("type=application/json id=serverApp-state", state.as_str())];
        assert!(story(&script, "Coal boats stayed in port", "").unwrap().1.starts_with("<p>It rained"));
    }

    #[test]
    fn rows_in_a_circle_are_drawn_once() {
        let paragraph = format!("[\"$\",\"p\",null,{{\"children\":\"{}\"}}]", RAIN.repeat(8));
        let stream = format!("0:[\"$1\",\"$1\"]\n1:[\"$2\",{paragraph}]\n2:[\"$1\"]\n3:\"$3\"\n");
        let script = format!("self.__next_f.push([1,{}])", serde_json::Value::String(stream));
        let (_, html) = story(&[("", &script)], "Coal boats stayed in port", "").unwrap();
        assert_eq!(html.matches("<p>").count(), 1);
    }
}

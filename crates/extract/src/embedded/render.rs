//! Values as HTML, so that stories in data are cut into blocks by the same code as pages.
//!
//! Rich text has no common format. What editors write (Portable Text, Slate, ProseMirror, Lexical, Draft.js, Editor.js,
//! Contentful, content elements of news systems) has in common that objects name their kind and nest.

use rustc_hash::FxHashSet;

use crate::embedded::flight::Rows;
use crate::embedded::references::References;
use crate::embedded::values::{ValueId, ValueKind, Values};
use crate::unicode::words;

/// How deep values may nest. Rich text nests to about ten levels, pages to about thirty.
const MAX_DEPTH: u8 = 100;

/// Minimum words of a string whose key says nothing, to be taken for text.
const MIN_TEXT_WORDS: u32 = 8;

/// Keys whose strings are text, however short.
const TEXT_KEYS: [&str; 10] =
    ["text", "content", "html", "value", "body", "paragraph", "children", "items", "__html", "rendered"];

/// Keys whose strings are headings of the text next to them.
const HEADING_KEYS: [&str; 5] = ["title", "heading", "headline", "subtitle", "subheading"];

/// Keys whose strings name the kind of an object.
const KIND_KEYS: [&str; 8] = ["type", "_type", "nodeType", "blockType", "name", "style", "tag", "listItem"];

/// Words in the kind of an object that is not text.
const SKIPPED_KINDS: [&str; 26] = [
    "ad",
    "ads",
    "advert",
    "advertisement",
    "audio",
    "carousel",
    "embed",
    "gallery",
    "iframe",
    "image",
    "img",
    "instagram",
    "interstitial",
    "media",
    "newsletter",
    "oembed",
    "photo",
    "picture",
    "player",
    "podcast",
    "promo",
    "related",
    "social",
    "teaser",
    "tweet",
    "video",
];

/// Whether a string has tags of blocks or line breaks.
pub(crate) fn is_html(text: &str) -> bool {
    text.match_indices('<').any(|(at, _)| {
        let tag = text[at + 1..].trim_start_matches('/');
        let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        matches!(
            name.to_ascii_lowercase().as_str(),
            "p" | "br"
                | "div"
                | "h1"
                | "h2"
                | "h3"
                | "h4"
                | "ul"
                | "ol"
                | "li"
                | "blockquote"
                | "table"
                | "section"
        )
    })
}

/// A string as HTML: as it is if it has tags, or as paragraphs.
pub(crate) fn string_as_html(text: &str) -> String {
    let mut html = String::new();
    push_text(text, false, &mut html);
    html
}

/// Appends text. Outside of blocks each line becomes a paragraph, as there is no other sign of one.
fn push_text(text: &str, in_block: bool, html: &mut String) {
    if is_html(text) {
        html.push_str(text);
    } else if in_block {
        push_inline(text, html);
    } else {
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            html.push_str("<p>");
            push_inline(line, html);
            html.push_str("</p>");
        }
    }
}

/// Appends text that may have inline tags and character references, as strings in data often do.
fn push_inline(text: &str, html: &mut String) {
    let has_tags = text.contains("</") || text.contains("/>");
    for c in text.chars() {
        match c {
            '<' if !has_tags => html.push_str("&lt;"),
            _ => html.push(c),
        }
    }
}

/// A list of blocks as HTML.
pub(crate) fn rich_text(values: &Values, references: &References, list: ValueId) -> String {
    let mut writer = RichText { values, references, html: String::new(), drawn: FxHashSet::default() };
    for block in values.children(list) {
        writer.push(block, false, MAX_DEPTH);
    }
    writer.html
}

struct RichText<'v> {
    values: &'v Values,
    references: &'v References,
    html: String,
    /// The objects that were referred to. Each is drawn once.
    drawn: FxHashSet<ValueId>,
}

impl RichText<'_> {
    fn push(&mut self, value: ValueId, in_block: bool, depth: u8) {
        if depth == 0 {
            return;
        }
        match self.values.kind(value) {
            ValueKind::String => self.push_string(value, in_block),
            ValueKind::Number => {}
            ValueKind::Array => {
                for child in self.values.children(value) {
                    self.push(child, in_block, depth - 1);
                }
            }
            ValueKind::Object => self.push_object(value, in_block, depth),
        }
    }

    fn push_string(&mut self, value: ValueId, in_block: bool) {
        let text = self.values.string(value);
        if is_address(text) {
            return;
        }
        // Strings of a list are what the list's key says.
        let key = std::iter::successors(Some(value), |&value| self.values.parent(value))
            .map(|value| self.values.key(value))
            .find(|key| !key.is_empty())
            .unwrap_or_default();
        if HEADING_KEYS.contains(&key) && !in_block {
            self.html.push_str("<h2>");
            push_inline(text, &mut self.html);
            self.html.push_str("</h2>");
        } else if TEXT_KEYS.contains(&key) || words::count_words(text) >= MIN_TEXT_WORDS {
            push_text(text, in_block, &mut self.html);
        }
    }

    fn push_object(&mut self, object: ValueId, in_block: bool, depth: u8) {
        if let Some(target) = self.references.target(self.values, object) {
            if self.drawn.insert(target) {
                self.push(target, in_block, depth - 1);
            }
            return;
        }
        let kind = self.kind(object);
        if kind.iter().any(|word| SKIPPED_KINDS.contains(&word.as_str())) {
            return;
        }
        let tag = block_tag(&kind, in_block)
            .or_else(|| self.has_leaves(object).then_some("p").filter(|_| !in_block));
        if let Some(tag) = tag {
            self.html.extend(["<", tag, ">"]);
        }
        for child in self.values.children(object) {
            if !KIND_KEYS.contains(&self.values.key(child)) {
                self.push(child, in_block || tag.is_some(), depth - 1);
            }
        }
        if let Some(tag) = tag {
            self.html.extend(["</", tag, ">"]);
        }
    }

    /// The words of the kind of an object, in lower case.
    fn kind(&self, object: ValueId) -> Vec<String> {
        let names = self.values.children(object).filter(|&child| KIND_KEYS.contains(&self.values.key(child)));
        names.flat_map(|name| kind_words(self.values.string(name))).collect()
    }

    /// Whether an object without a kind has the spans of a paragraph: `{"children": [{"text": "..."}]}`.
    fn has_leaves(&self, object: ValueId) -> bool {
        let list = ["children", "content"].iter().find_map(|key| self.values.get(object, key));
        list.and_then(|list| self.values.children(list).next())
            .is_some_and(|leaf| self.values.get(leaf, "text").is_some() && self.kind(leaf).is_empty())
    }
}

/// Whether a string is an address or a path, and not text.
fn is_address(text: &str) -> bool {
    text.contains('/') && !text.contains(char::is_whitespace) && !text.contains('<')
}

/// The words of a name such as `core/list-item` or `RelatedStories`, in lower case.
fn kind_words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_lower = false;
    for c in name.chars() {
        if !c.is_alphanumeric() || (c.is_uppercase() && was_lower) {
            words.push(String::new());
        }
        was_lower = c.is_lowercase();
        if let Some(word) = words.last_mut().filter(|_| c.is_alphanumeric()) {
            word.extend(c.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The element for an object of a kind; `None` if it is a span, or only holds blocks.
fn block_tag(kind: &[String], in_block: bool) -> Option<&'static str> {
    let has = |names: &[&str]| kind.iter().any(|word| names.contains(&word.as_str()));
    if has(&["h1", "h2", "h3", "h4", "h5", "h6", "heading", "header", "subheading", "headline", "subhead"]) {
        Some("h2")
    } else if has(&["li", "item", "listitem", "bullet", "number"]) {
        Some("li")
    } else if has(&["list", "ul", "ol"]) {
        Some("ul")
    } else if has(&["quote", "blockquote", "pullquote"]) {
        Some("blockquote")
    } else if has(&["code", "pre", "codeblock"]) {
        Some("pre")
    } else if has(&["p", "paragraph", "block", "unstyled", "normal"])
        || (!in_block && has(&["text", "html", "richtext"]))
    {
        Some("p")
    } else {
        None
    }
}

/// The elements in rows of React server components as HTML. Each row is drawn once.
pub(crate) fn elements(values: &Values, rows: &Rows) -> String {
    let references = values.ids().filter(|&id| values.string(id).starts_with('$'));
    let referred: FxHashSet<ValueId> = references.filter_map(|id| rows.referred(values.string(id))).collect();
    let mut writer = Elements { values, rows, html: String::new(), drawn: FxHashSet::default() };
    for &row in rows.values.iter().filter(|row| !referred.contains(row)) {
        writer.push(row, Place::Outside, MAX_DEPTH);
    }
    writer.html
}

/// What strings mean where a value is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Properties of components: classes, addresses, labels.
    Outside,
    /// Between the tags of an element: text.
    Text,
    /// HTML for an element.
    Html,
}

struct Elements<'v> {
    values: &'v Values,
    rows: &'v Rows,
    html: String,
    drawn: FxHashSet<ValueId>,
}

impl Elements<'_> {
    fn push(&mut self, value: ValueId, place: Place, depth: u8) {
        if depth == 0 {
            return;
        }
        match self.values.kind(value) {
            ValueKind::String => self.push_string(value, place, depth),
            ValueKind::Number if place == Place::Text => self.html.push_str(self.values.string(value)),
            ValueKind::Number => {}
            ValueKind::Array if is_element(self.values, value) => self.push_element(value, depth),
            ValueKind::Array => {
                for child in self.values.children(value) {
                    self.push(child, place, depth - 1);
                }
            }
            ValueKind::Object => {
                for child in self.values.children(value) {
                    self.push(child, Place::Outside, depth - 1);
                }
            }
        }
    }

    fn push_string(&mut self, value: ValueId, place: Place, depth: u8) {
        let text = self.values.string(value);
        if let Some(row) = self.rows.referred(text) {
            if self.drawn.insert(row) {
                self.push(row, place, depth - 1);
            }
            return;
        }
        match place {
            Place::Outside => {}
            Place::Html => self.html.push_str(text),
            Place::Text => match text.strip_prefix('$') {
                // A dollar sign of the text is doubled. Others are values such as `$undefined`.
                Some(text) if text.starts_with('$') => push_escaped(text, &mut self.html),
                Some(_) => {}
                None => push_escaped(text, &mut self.html),
            },
        }
    }

    /// An element is `["$", "p", key, {"children": ...}]`.
    fn push_element(&mut self, element: ValueId, depth: u8) {
        let name = self.values.children(element).nth(1).map_or("", |name| self.values.string(name));
        if matches!(name, "script" | "style" | "link" | "meta" | "head") {
            return;
        }
        let is_component = !name.starts_with(|c: char| c.is_ascii_lowercase());
        let properties =
            self.values.children(element).filter(|&v| self.values.kind(v) == ValueKind::Object).last();
        if !is_component {
            self.push_start_tag(name, properties);
        } else if let Some(row) = self.rows.referred(name).filter(|&row| self.drawn.insert(row)) {
            self.push(row, Place::Outside, depth - 1);
        }
        for property in properties.into_iter().flat_map(|properties| self.values.children(properties)) {
            match self.values.key(property) {
                "children" => self.push(property, Place::Text, depth - 1),
                "dangerouslySetInnerHTML" => {
                    if let Some(html) = self.values.get(property, "__html") {
                        self.push(html, Place::Html, depth - 1);
                    }
                }
                "fallback" | "style" => {}
                // Components draw their other properties too.
                _ if is_component => self.push(property, Place::Outside, depth - 1),
                _ => {}
            }
        }
        if !is_component {
            self.html.extend(["</", name, ">"]);
        }
    }

    fn push_start_tag(&mut self, name: &str, properties: Option<ValueId>) {
        self.html.extend(["<", name]);
        for (key, attribute) in [("className", "class"), ("id", "id"), ("href", "href")] {
            let value = properties.and_then(|properties| self.values.get(properties, key));
            if let Some(value) = value.map(|value| self.values.string(value)).filter(|v| !v.is_empty()) {
                self.html.extend([" ", attribute, "=\"", &value.replace('"', "&quot;"), "\""]);
            }
        }
        self.html.push('>');
    }
}

/// Appends text with what would be markup escaped.
fn push_escaped(text: &str, html: &mut String) {
    for c in text.chars() {
        match c {
            '<' => html.push_str("&lt;"),
            '&' => html.push_str("&amp;"),
            _ => html.push(c),
        }
    }
}

/// Whether an array is an element of React.
pub(crate) fn is_element(values: &Values, array: ValueId) -> bool {
    let mut children = values.children(array);
    children.next().is_some_and(|mark| values.string(mark) == "$")
        && children.next().is_some_and(|name| values.kind(name) == ValueKind::String)
}

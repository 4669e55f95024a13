//! Users' CSS selectors. Scraper parses the page and selects from it, and its tree is copied into a flat one with marks.

use std::collections::HashMap;

use ego_tree::iter::Edge;
use html5ever::driver::ParseOpts;
use html5ever::tendril::TendrilSink;
use html5ever::tree_builder::TreeBuilderOpts;
use scraper::{Html, HtmlTreeSink, Node, Selector};

use crate::builder::elements::is_data;
use crate::names::attribute_name::AttributeName;
use crate::names::name_table::{self, UNKNOWN};
use crate::names::tag::Tag;
use crate::parser::parse;
use crate::tree::Tree;
use crate::tree::node::{Mark, NONE, NodeId, NodeKind, StoredAttribute};

/// A selector that can't be parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SelectorError {
    /// The selector as written.
    pub selector: String,
    /// What is wrong with it.
    pub detail: String,
}

impl std::fmt::Display for SelectorError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} is not a CSS selector: {}", self.selector, self.detail)
    }
}

impl std::error::Error for SelectorError {}

/// CSS selectors, each with a mark for the elements that it matches.
///
/// Any selector that scraper supports can be used.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    selectors: Vec<(Mark, Selector)>,
}

impl Selection {
    /// Adds a selector.
    ///
    /// # Errors
    ///
    /// Returns an error if `selector` is not a CSS selector.
    pub fn add(&mut self, mark: Mark, selector: &str) -> Result<(), SelectorError> {
        let parsed = Selector::parse(selector)
            .map_err(|error| SelectorError { selector: selector.to_owned(), detail: error.to_string() })?;
        self.selectors.push((mark, parsed));
        Ok(())
    }

    /// Adds all selectors of another selection.
    pub fn extend(&mut self, other: &Self) {
        self.selectors.extend(other.selectors.iter().cloned());
    }

    /// Whether there are no selectors.
    pub fn is_empty(&self) -> bool {
        self.selectors.is_empty()
    }
}

/// Parses a page and marks the elements that a selection matches. Read the marks with [`Tree::mark`].
///
/// If several selectors match an element, [`Mark::Drop`] wins; otherwise, the selector that was added first. A page whose
/// tree is [limited](Tree::limited) gets no marks, since the parser that the selectors run on has no such limits. The page
/// is parsed twice, and the second time more slowly, unless the selection is empty.
pub fn parse_selected(text: &str, selection: &Selection) -> Tree {
    let plain = parse(text);
    if selection.is_empty() || plain.limited() {
        return plain;
    }
    let html = scraper_document(text);
    let mut marks = HashMap::new();
    for (mark, selector) in &selection.selectors {
        for element in html.select(selector) {
            let slot = marks.entry(element.id()).or_insert(*mark);
            if *mark == Mark::Drop {
                *slot = Mark::Drop;
            }
        }
    }
    Tree { page_len: plain.page_len, ..build(&html, &marks) }
}

/// Parses a page with html5ever into scraper's tree, with scripting off, as [`parse`] does.
pub fn scraper_document(text: &str) -> Html {
    let tree_builder = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let options = ParseOpts { tree_builder, ..ParseOpts::default() };
    html5ever::parse_document(HtmlTreeSink::new(Html::new_document()), options).one(text)
}

/// Copies scraper's tree into a flat one, without marks. It keeps what [`parse`] keeps: what readers see.
pub fn flat_tree(html: &Html) -> Tree {
    build(html, &HashMap::new())
}

fn build(html: &Html, marks: &HashMap<ego_tree::NodeId, Mark>) -> Tree {
    let mut tree = Tree::default();
    tree.push(NodeKind::Document, 0, 0);
    tree.marks.push(Mark::None);
    let mut parents = vec![0u32];
    for edge in html.tree.root().traverse() {
        match edge {
            Edge::Open(node) => {
                let parent = parents[parents.len() - 1];
                let id = match node.value() {
                    Node::Element(element) => add_element(&mut tree, element),
                    Node::Text(text) => {
                        if !drops_text(&tree, parent) {
                            tree.insert_text(parent, NONE, text);
                        }
                        NONE
                    }
                    // Template contents, comments and other nodes are not part of the tree.
                    _ => NONE,
                };
                tree.marks.resize(tree.nodes.len(), Mark::None);
                if id != NONE {
                    if parent != NONE {
                        tree.insert(parent, NONE, id);
                    }
                    tree.marks[id as usize] = marks.get(&node.id()).copied().unwrap_or_default();
                }
                if node.has_children() {
                    parents.push(if node.value().is_document() { 0 } else { id });
                }
            }
            Edge::Close(node) => {
                if node.has_children() {
                    parents.pop();
                }
            }
        }
    }
    tree.page_len = MIN_TAG_BYTES * tree.nodes.len() + tree.text.len() + tree.values.len();
    tree
}

/// Length in bytes of the shortest tag, for an estimate of the page's length.
const MIN_TAG_BYTES: usize = 3;

/// Whether the tree drops the text of this parent: template contents, which are detached, styles, and scripts other than
/// data blocks of JSON and formulas.
fn drops_text(tree: &Tree, parent: u32) -> bool {
    if parent == NONE {
        return true;
    }
    match tree.tag(NodeId(parent)) {
        Some(Tag::Style) => true,
        Some(Tag::Script) => !tree.attribute(NodeId(parent), AttributeName::Type).is_some_and(is_data),
        _ => false,
    }
}

fn add_element(tree: &mut Tree, element: &scraper::node::Element) -> u32 {
    let start = tree.attributes.len() as u32;
    for (name, value) in &element.attrs {
        // `xlink:href` is not `href`.
        if name.ns.is_empty()
            && let Some(name) = AttributeName::from_name(&name.local)
        {
            let from = tree.values.len() as u32;
            tree.values.push_str(value);
            let to = tree.values.len() as u32;
            tree.attributes.push(StoredAttribute {
                name: name_table::attribute_id(name),
                start: from,
                end: to,
            });
        }
    }
    let kind = match &*element.name.ns {
        "http://www.w3.org/2000/svg" => NodeKind::Svg,
        "http://www.w3.org/1998/Math/MathML" => NodeKind::MathMl,
        _ => NodeKind::Html,
    };
    let end = tree.attributes.len() as u32;
    let name_id = match name_table::lookup(element.name()) {
        UNKNOWN => tree.names.intern(element.name()),
        known => known,
    };
    tree.push_named(kind, name_id, start, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selection(rules: &[(Mark, &str)]) -> Selection {
        let mut selection = Selection::default();
        for (mark, selector) in rules {
            selection.add(*mark, selector).unwrap();
        }
        selection
    }

    #[test]
    fn selecting_adds_marks_to_the_same_tree() {
        let page = "<title>T</title><div id=a>one <b>two</b></div><p class=x>three<template>no</template><script>no</script>";
        let tree = parse_selected(page, &selection(&[(Mark::Keep, "#a"), (Mark::Drop, "p.x, b")]));
        assert_eq!(tree.text_content(tree.root()), parse(page).text_content(tree.root()));
        let marked: Vec<(Mark, String)> = tree
            .descendants(tree.root())
            .filter(|&n| tree.mark(n) != Mark::None)
            .map(|n| (tree.mark(n), tree.text_content(n)))
            .collect();
        let expected = [(Mark::Keep, "one two"), (Mark::Drop, "two"), (Mark::Drop, "three")];
        assert_eq!(marked, expected.map(|(m, t)| (m, t.to_owned())));
    }

    #[test]
    fn noscript_is_markup_for_selectors_too() {
        let page = "<p>one<noscript><p class=x>two</p></noscript>";
        let tree = parse_selected(page, &selection(&[(Mark::Drop, ".x")]));
        assert_eq!(tree.text_content(tree.root()), "onetwo");
        assert!(tree.descendants(tree.root()).any(|n| tree.mark(n) == Mark::Drop));
    }

    #[test]
    fn long_names_are_compared_in_full() {
        let page = "<bxxxxxxxxxxxxxxx-x>one</bxxxxxxxxxxxxxxx-x>";
        let tree = parse_selected(page, &selection(&[(Mark::Keep, "p")]));
        assert!(tree.descendants(tree.root()).all(|n| tree.tag(n) != Some(Tag::B)));
    }

    #[test]
    fn an_error_names_the_selector() {
        let error = Selection::default().add(Mark::Keep, "div[").unwrap_err();
        assert!(error.to_string().contains("div["), "{error}");
    }

    #[test]
    fn deep_pages_get_no_marks() {
        let page = "<div>".repeat(5000);
        let tree = parse_selected(&page, &selection(&[(Mark::Keep, "div")]));
        assert!(tree.limited() && tree.descendants(tree.root()).all(|n| tree.mark(n) == Mark::None));
    }
}

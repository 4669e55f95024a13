//! Bylines that readers see around the headline.

mod beside_headline;

use std::sync::LazyLock;

use dechaff_html::{AttributeName, NodeId, Tag, Tree};

use super::candidates::{MarkedElement, Property};
use super::surroundings::{AFTER, Surroundings, TextRun};
use super::zones::Zone;
use crate::classes::marks::mark;
use crate::lexicon;
use crate::metadata::authors::{self, AuthorForm};
use crate::metadata::normalize;
use crate::metadata::word_lists;
use crate::unicode::words::fold;

/// Bytes of a byline.
const MAX_LINE: usize = 160;

/// How many marked elements are searched for names, how many nodes of each, and how many text runs.
const MAX_MARKED: usize = 12;
const MAX_NODES: usize = 120;
const MAX_RUNS: usize = 14;

/// How many nodes apart the bylines of an article may be.
const MAX_NODES_APART: u32 = 16;

/// Words of a text run that may be a name without a label.
const MAX_WORDS: usize = 6;

/// Parts of URLs that lead to the page of an author.
static AUTHOR_PATHS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| word_lists::entries(lexicon::NAMES, "author-paths").collect());

/// A way to find the names of a byline.
type FindNames<'a> = &'a dyn Fn() -> Option<Vec<String>>;

impl<'a> Surroundings<'a, '_> {
    /// The names of the nearest byline, and how it was found.
    pub(crate) fn authors(&self) -> Option<(Vec<String>, &'static str)> {
        self.bylines(1).pop()
    }

    /// The names that each way to find a byline finds, and how, the most trusted way first; at most `limit`.
    pub(crate) fn bylines(&self, limit: usize) -> Vec<(Vec<String>, &'static str)> {
        let declared = self.nearest(|m| m.property == Property::Author);
        // `author-title` and `author-image` describe the author.
        const ABOUT_AUTHOR: u32 = mark::ACCESSORY | mark::HEADLINE;
        let is_named = |m: &MarkedElement| m.marks & mark::AUTHOR != 0 && m.marks & ABOUT_AUTHOR == 0;
        let named = self.nearest(|m| is_named(m) && m.property != Property::Author);
        let near = |list: &[(u32, &'a MarkedElement)]| list.partition_point(|n| n.0 <= AFTER);
        let (near_declared, far_declared) = declared.split_at(near(&declared));
        let (near_named, far_named) = named.split_at(near(&named));
        let ways: [(FindNames<'_>, &'static str); 7] = [
            (&|| self.nearest_names(near_declared), "dom:author"),
            (&|| self.nearest_names(near_named), "dom:byline"),
            (&|| self.byline_by_words(), "dom:text"),
            (&|| self.linked_near(), "dom:link"),
            (&|| self.name_beside_date(), "dom:text"),
            (&|| self.nearest_names(far_declared), "dom:author"),
            (&|| self.nearest_names(far_named), "dom:byline"),
        ];
        let found = ways.into_iter().filter_map(|(find, source)| Some((find()?, source)));
        found.take(limit).collect()
    }

    /// The names of the nearest element that has any, and of its neighbours.
    fn nearest_names(&self, near: &[(u32, &MarkedElement)]) -> Option<Vec<String>> {
        let mut names = Vec::new();
        let mut last: Option<&MarkedElement> = None;
        for &(_, marked) in near.iter().take(MAX_MARKED) {
            // Several authors are all marked alike.
            let is_alike = |l: &MarkedElement| {
                l.marks == marked.marks
                    && l.tag == marked.tag
                    && marked.order().abs_diff(l.order()) <= MAX_NODES_APART
            };
            if last.is_some_and(|l| !is_alike(l)) {
                continue;
            }
            let found = self.names_in(marked);
            if !found.is_empty() {
                last = Some(marked);
                for name in found {
                    authors::add(&mut names, Some(name));
                }
                // The next post has another author.
                if self.is_thread() {
                    break;
                }
            }
        }
        drop_contained(&mut names);
        authors::drop_agencies(&mut names, true);
        (!names.is_empty()).then_some(names)
    }

    /// The names in an element: those of `itemprop=name` inside it, else of links to the pages of authors, else of its text.
    fn names_in(&self, marked: &MarkedElement) -> Vec<String> {
        let tree = self.tree;
        if tree.tag(marked.node) == Some(Tag::Meta) {
            return Vec::new();
        }
        let runs = normalize::text_runs(tree, marked.node, MAX_RUNS);
        if runs.first().is_some_and(|(_, run)| authors::credits_other_work(run))
            || authors::credits_other_work(&self.text_before(marked.node))
        {
            return Vec::new();
        }
        let (mut by_property, mut by_link) = (Vec::new(), Vec::new());
        for node in tree.descendants(marked.node).take(MAX_NODES) {
            let Some(tag) = tree.tag(node) else { continue };
            let property = tree.attribute(node, AttributeName::ItemProp);
            if property == Some("name") {
                let content = tree.attribute(node, AttributeName::Content).map(str::to_owned);
                by_property.push(content.unwrap_or_else(|| normalize::element_text(tree, node, MAX_LINE)));
            } else if tag == Tag::A
                && leads_to_author(tree, node)
                && !authors::credits_other_work(&self.text_before(node))
            {
                by_link.push(normalize::element_text(tree, node, MAX_LINE));
            }
        }
        for mut texts in [by_property, by_link] {
            // Nested elements often have the same text, and each name counts once.
            texts.dedup();
            let mut names = Vec::new();
            for text in texts {
                // A single word is an account, which may have any letters and digits.
                let form = if text.contains(' ') { AuthorForm::Line } else { AuthorForm::Field };
                for name in authors::names(&text, form).into_iter().filter(|n| authors::is_name_like(n)) {
                    authors::add(&mut names, Some(name));
                }
            }
            if !names.is_empty() {
                return names;
            }
        }
        names_in_runs(&runs)
    }

    /// A line such as `By Jane Doe` among the texts around the headline.
    fn byline_by_words(&self) -> Option<Vec<String>> {
        let runs = self.runs_around();
        for (at, TextRun { text: run, .. }) in runs.iter().enumerate() {
            if run.len() > MAX_LINE || is_quoted(&runs[at]) {
                continue;
            }
            let next = runs.get(at + 1).map(|r| r.text).filter(|_| authors::is_byline_label(run));
            let text = match next {
                // A label without a colon may be an ordinary word. Then only a full name counts.
                Some(next) if run.ends_with(':') || next.contains(' ') || authors::is_sure_label(run) => next,
                None if authors::after_byline(run).is_some() => run,
                _ => continue,
            };
            let names = person_names(authors::names(text, AuthorForm::Line));
            if text.len() <= MAX_LINE && !names.is_empty() {
                return Some(names);
            }
        }
        None
    }
}

/// Whether a text is in a quotation or in a picture's caption.
fn is_quoted(run: &TextRun<'_>) -> bool {
    run.foreign.is_some_and(|part| part.zone == Zone::Quotation)
}

/// Whether a link leads to the page of an author.
fn leads_to_author(tree: &Tree, node: NodeId) -> bool {
    if tree.attribute(node, AttributeName::Rel).is_some_and(|r| r.contains("author")) {
        return true;
    }
    let Some(href) = tree.attribute(node, AttributeName::Href) else { return false };
    AUTHOR_PATHS.iter().any(|path| href.contains(path))
}

/// The names in the first text run of a byline that has any. Labels are skipped.
fn names_in_runs(runs: &[(NodeId, &str)]) -> Vec<String> {
    let mut after_label = false;
    for (_, run) in runs {
        if authors::is_byline_label(run) {
            after_label = true;
            continue;
        }
        if run.len() > MAX_LINE || authors::credits_other_work(run) {
            break;
        }
        let names = person_names(authors::names(run, AuthorForm::Line));
        let is_short = || run.split(' ').count() <= MAX_WORDS || authors::words_of_names(run) <= MAX_WORDS;
        if !names.is_empty() && (after_label || is_short() || authors::after_byline(run).is_some()) {
            return names;
        }
    }
    Vec::new()
}

/// The names that have the shape of a person's name, unlike the words of menus, buttons and sentences.
fn person_names(names: Vec<String>) -> Vec<String> {
    names.into_iter().filter(|n| authors::is_person_like(n)).collect()
}

/// Drops names that are part of a longer one (`Jane` next to `Jane Doe`).
fn drop_contained(names: &mut Vec<String>) {
    let keys: Vec<String> = names.iter().map(|n| fold(n)).collect();
    let mut at = 0;
    names.retain(|_| {
        let key = &keys[at];
        let contained =
            keys.iter().enumerate().any(|(i, k)| i != at && k.len() > key.len() && k.contains(key.as_str()));
        at += 1;
        !contained
    });
}

//! Finds what sites add to the words of headings: edit links, permalink signs, buttons that copy or share.

use std::sync::LazyLock;

use dechaff_html::{AttributeName, NodeId, Tag, Tree};
use rustc_hash::FxHashSet;

use crate::classes::{has_name, line_marks};
use crate::lexicon;

/// How many nodes of a heading are read. A heading with more is not closed, or no heading.
const MAX_NODES: usize = 96;

/// Maximum words of a button in a heading. A longer one is the question of an accordion.
const MAX_BUTTON_WORDS: usize = 6;

/// Maximum number of bytes of a mark.
const MAX_MARK: usize = 120;

/// The marks of a heading, in reading order; none if nothing else in it has letters or digits.
pub(crate) fn in_heading(tree: &Tree, heading: NodeId) -> Vec<NodeId> {
    // Most headings have nothing but their words, often in a link.
    let mut heading = heading;
    while let Some(only) = tree.first_child(heading).filter(|&child| tree.next_sibling(child).is_none()) {
        if tree.tag(only).is_none() {
            return vec![];
        }
        heading = only;
    }
    let mut marks = vec![];
    let mut has_words = false;
    let mut next = tree.first_child(heading);
    for _ in 0..MAX_NODES {
        let Some(node) = next else {
            return if has_words { marks } else { vec![] };
        };
        let is_mark = tree.tag(node).is_some_and(|tag| is_mark(tree, node, tag));
        if is_mark {
            marks.push(node);
        }
        has_words |= tree.text(node).is_some_and(|text| text.contains(char::is_alphanumeric));
        let child = if is_mark { None } else { tree.first_child(node) };
        next = child.or_else(|| tree.after(node, heading));
    }
    vec![]
}

/// Whether an element is the edit section of MediaWiki.
fn is_edit_section(class: &str) -> bool {
    class.split_ascii_whitespace().any(|name| line_marks::from_name(name) & line_marks::EDIT_SECTION != 0)
}

/// Classes of links to the heading that they are in.
const PERMALINKS: &[&str] = &[
    "permalink",
    "headerlink",
    "header-link",
    "header-anchor",
    "heading-link",
    "heading-anchor",
    "headline-anchor",
    "hash-link",
    "hashlink",
    "anchor-link",
    "anchorlink",
    "anchorjs-link",
    "doc-anchor",
    "section-link",
    "direct-link",
    "deep-link",
];

fn is_mark(tree: &Tree, node: NodeId, tag: Tag) -> bool {
    let may_be = matches!(tag, Tag::A | Tag::Button | Tag::Span | Tag::Small | Tag::Sup | Tag::Custom);
    if !may_be {
        return false;
    }
    let class = tree.attribute(node, AttributeName::Class).unwrap_or("");
    if is_edit_section(class) {
        return true;
    }
    let Some(text) = short_text(tree, node) else { return false };
    let text = text.trim();
    let href = tree.attribute(node, AttributeName::Href).unwrap_or("");
    match tag {
        Tag::A | Tag::Custom if is_sign(text) => {
            href.contains('#') || has_name(class, PERMALINKS) || text.chars().any(is_picture)
        }
        Tag::A if href.starts_with('#') && has_name(class, PERMALINKS) => true,
        Tag::Button => {
            is_phrase(text, true)
                || (!text.ends_with(['?', '？', '؟'])
                    && text.split_whitespace().count() <= MAX_BUTTON_WORDS
                    && !is_accordion(tree, node))
        }
        Tag::Span if is_sign(text) => {
            has_name(class, PERMALINKS) || class.split_ascii_whitespace().any(|name| name.contains("anchor"))
        }
        _ => is_phrase(
            text,
            names_mark(class) || href.contains("action=edit") || is_in_brackets(tree, node, text),
        ),
    }
}

/// Whether a class names something that sites add to a heading.
fn names_mark(class: &str) -> bool {
    let parts = class.split(|c: char| !c.is_ascii_alphabetic());
    parts.into_iter().any(|part| {
        ["edit", "anchor", "share", "copy", "permalink", "clipboard"]
            .contains(&part.to_ascii_lowercase().as_str())
    })
}

/// Whether a text is in brackets, its own or those of the text before its element.
fn is_in_brackets(tree: &Tree, node: NodeId, text: &str) -> bool {
    let before = tree.previous_sibling(node).and_then(|before| tree.text(before)).unwrap_or("");
    text.starts_with(is_bracket) || before.trim_end().ends_with(['[', '【', '［'])
}

/// Whether a button opens what is under the heading, so that its words are the heading's.
fn is_accordion(tree: &Tree, button: NodeId) -> bool {
    let attributes = [AttributeName::AriaExpanded, AttributeName::AriaControls];
    attributes.iter().any(|&name| tree.attribute(button, name).is_some())
}

/// The text of an element; `None` if it is too long for a mark.
fn short_text(tree: &Tree, node: NodeId) -> Option<String> {
    let mut out = String::new();
    for (at, inner) in tree.descendants(node).enumerate() {
        out.push_str(tree.text(inner).unwrap_or(""));
        if at >= MAX_NODES || out.len() > MAX_MARK {
            return None;
        }
    }
    Some(out)
}

/// Whether a text consists of signs for links: `#`, `¶`, a chain, the characters of icon fonts.
fn is_sign(text: &str) -> bool {
    let is_icon =
        |c| matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{200b}' | '\u{fe0e}' | '\u{fe0f}' | '\u{feff}');
    let is_part = |c: char| "#¶§🔗⚓∞⛓📎🖇✎✏🖉↑⤴☍⎘📋[]() ".contains(c) || is_icon(c);
    !text.is_empty() && text.chars().all(is_part)
}

/// Whether a sign is a picture of a link or a pencil, which is not a word anywhere.
fn is_picture(c: char) -> bool {
    "🔗⚓⛓📎🖇✎✏🖉⎘📋".contains(c)
}

/// Whether a text is one of the phrases for editing, linking and copying, or several of them. `may_be_verb` says
/// whether a single word is enough.
fn is_phrase(text: &str, may_be_verb: bool) -> bool {
    let is_edge = |c: char| c.is_whitespace() || is_bracket(c) || is_sign(c.encode_utf8(&mut [0; 4]));
    let inner = text.trim_matches(is_edge);
    !inner.is_empty()
        && may_begin_phrase(inner)
        && inner.split('|').all(|part| {
            let phrase = part.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
            PHRASES.whole.contains(phrase.as_str())
                || (may_be_verb && PHRASES.verbs.contains(phrase.as_str()))
                || PHRASES.beginnings.iter().any(|&start| phrase.starts_with(start))
        })
}

/// Whether a text begins with a word that a phrase begins with. Scripts without spaces have no such words.
fn may_begin_phrase(text: &str) -> bool {
    let word = text.split(|c: char| c.is_whitespace() || c == '|').next().unwrap_or("");
    !word.is_ascii() || PHRASES.first_words.contains(word.to_ascii_lowercase().as_str())
}

fn is_bracket(c: char) -> bool {
    matches!(c, '[' | ']' | '(' | ')' | '【' | '】' | '［' | '］' | '（' | '）')
}

struct Phrases {
    verbs: FxHashSet<&'static str>,
    whole: FxHashSet<&'static str>,
    beginnings: Vec<&'static str>,
    /// The first word of each.
    first_words: FxHashSet<&'static str>,
}

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    let of = |section| {
        lexicon::entries(lexicon::HEADING_MARKS)
            .filter(move |&(name, _)| name == section)
            .flat_map(|(_, line)| line.split(','))
            .map(str::trim)
    };
    Phrases {
        verbs: of("verbs").collect(),
        whole: of("whole").collect(),
        beginnings: of("beginnings").collect(),
        first_words: ["verbs", "whole", "beginnings"]
            .into_iter()
            .flat_map(of)
            .filter_map(|phrase| phrase.split_whitespace().next())
            .collect(),
    }
});

#[cfg(test)]
mod tests {
    use super::*;

    /// The words of a heading without its marks.
    fn words(html: &str) -> String {
        let tree = dechaff_html::parse(&format!("<h2>{html}</h2>"));
        let heading = tree.find(Tag::H2).unwrap();
        let marks = in_heading(&tree, heading);
        let is_in_mark = |node| std::iter::once(node).chain(tree.ancestors(node)).any(|n| marks.contains(&n));
        let texts = tree.descendants(heading).filter(|&n| !is_in_mark(n)).filter_map(|n| tree.text(n));
        texts.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn marks_are_found_in_many_languages_and_generators() {
        for html in [
            "Casa<span class=editsection>[<a href=/e>qualunque</a>]</span>",
            "Casa <small>[<a href=/e>modifica</a> | <a href=/f>modifica wikitesto</a>]</small>",
            "<a id=x href=#x class=anchor><span>§</span></a>Casa",
            "<a class=doc-anchor href=#x>\u{f0c1}</a>Casa",
            "Casa<a href=#casa class=headerlink>Enlace a esta sección</a>",
            "Casa <a href=/page#casa>Direktlink zu Casa</a>",
            "Casa <button>Скопировать ссылку</button>",
            "Casa <button class=copy>Kopiëren naar klembord</button>",
            "<span>Casa</span> <a href=/w?edit>[編集]</a>",
            "Casa <a class=edit-link href=/e>Редагувати</a>",
        ] {
            assert_eq!(words(html), "Casa", "{html}");
        }
    }

    #[test]
    fn words_of_headings_stay() {
        for (html, expected) in [
            ("<a class=headerlink href=#x>Casa</a>", "Casa"),
            ("1. <button>Kann ich bar bezahlen?</button>", "1. Kann ich bar bezahlen?"),
            ("Teil 2 <button aria-expanded=false>Die Mühle</button>", "Teil 2 Die Mühle"),
            ("C# und F#", "C# und F#"),
            ("<a href=/tag>#MeToo</a> in Polen", "#MeToo in Polen"),
            ("§ 5 <span>Haftung</span>", "§ 5 Haftung"),
            ("How to <a href=/e>edit</a> <i>well</i>", "How to edit well"),
            ("<a class=permalink href=/post>Casa</a> nova", "Casa nova"),
            ("<button>Edit</button>", "Edit"),
            ("Remark<a href=#fn1>*</a>", "Remark*"),
        ] {
            assert_eq!(words(html), expected, "{html}");
        }
    }
}

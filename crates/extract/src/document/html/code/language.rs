//! The language of code, where the page names it: in a class or an attribute, or in a label.

use std::sync::LazyLock;

use dechaff_html::{AttributeName, NodeId, Tag, Tree};
use rustc_hash::FxHashMap;

use crate::lexicon;

/// How many ancestors of a piece of code may name its language. Generators put two or three elements around it.
const MAX_ANCESTORS: usize = 4;
/// How many nodes inside are read for one that names it.
const MAX_INNER_NODES: usize = 24;
/// In bytes. Longer names are not languages.
const MAX_NAME: usize = 24;

/// Prefixes of classes after which any name is a language.
const SURE_PREFIXES: &[&str] = &["language-", "highlight-source-", "lang:", "shj-lang-"];
/// Prefixes of classes after which a name is a language only if it is on the list.
const PREFIXES: &[&str] =
    &["lang-", "highlight-", "hl-", "src-", "sourcecode-", "syntax-", "code-", "lexer-", "hljs-", "brush-"];
/// Classes of code that the name of the language follows: `highlight python`.
const HINTS: &[&str] = &[
    "highlight",
    "hljs",
    "sourcecode",
    "syntaxhighlighter",
    "codehilite",
    "prettyprint",
    "src",
    "geshi",
    "prism",
    "wp-geshi-highlight",
    "code",
];

/// The known languages, and the words that say that the code is in none.
static LANGUAGES: LazyLock<FxHashMap<&'static str, bool>> = LazyLock::new(|| {
    lexicon::entries(lexicon::CODE_LANGUAGES)
        .flat_map(|(section, line)| line.split_whitespace().map(move |name| (name, section == "language")))
        .collect()
});

/// What a page says of the language of a piece of code.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Named {
    Language(String),
    /// That it is in none.
    Plain,
}

/// What the page says of the language of the code in `root`: the element itself, those in it, and then those around it.
pub(super) fn find(tree: &Tree, root: NodeId) -> Option<Named> {
    let inner = tree.descendants(root).take(MAX_INNER_NODES);
    let inner = inner.filter(|&n| matches!(tree.tag(n), Some(Tag::Pre | Tag::Code | Tag::Td)));
    let around = tree.ancestors(root).take(MAX_ANCESTORS).take_while(|&n| {
        !matches!(tree.tag(n), None | Some(Tag::Body | Tag::Html | Tag::Main | Tag::Article))
    });
    std::iter::once(root).chain(inner).chain(around).find_map(|node| of_element(tree, node))
}

/// What the attributes of one element say.
fn of_element(tree: &Tree, node: NodeId) -> Option<Named> {
    let is_code = matches!(tree.tag(node), Some(Tag::Pre | Tag::Code));
    for name in [AttributeName::DataLanguage, AttributeName::DataLang] {
        if let Some(named) = tree.attribute(node, name).and_then(|value| from_name(value, is_code)) {
            return Some(named);
        }
    }
    let class = tree.attribute(node, AttributeName::Class).and_then(|class| from_class(class, is_code));
    class.or_else(|| {
        let lang = tree.attribute(node, AttributeName::Lang).filter(|_| is_code)?;
        is_no_human_language(lang).then(|| from_name(lang, false))?
    })
}

/// Whether a `lang` can't be the tag of a human language, which has two letters, or more after a hyphen.
fn is_no_human_language(lang: &str) -> bool {
    matches!(lang, "c" | "js" | "py" | "rb") || (lang.len() > 2 && !lang.contains('-'))
}

/// What a class says. That of a `pre` or `code` may name the language alone.
fn from_class(class: &str, is_code: bool) -> Option<Named> {
    let lower = class.to_ascii_lowercase();
    if let Some((_, after)) = lower.split_once("brush:") {
        return from_name(after.trim_start(), true);
    }
    let names = || lower.split_ascii_whitespace();
    let sure = names().find_map(|name| {
        let rest = SURE_PREFIXES.iter().find_map(|prefix| name.strip_prefix(prefix))?;
        from_name(rest, true)
    });
    let listed = || {
        names().find_map(|name| {
            let rest = PREFIXES.iter().find_map(|prefix| name.strip_prefix(prefix))?;
            from_name(rest, is_code && name.starts_with("lang-"))
        })
    };
    let bare = || {
        let is_hinted = is_code || names().any(|name| HINTS.contains(&name));
        is_hinted
            .then(|| names().filter(|name| !HINTS.contains(name)).find_map(|name| from_name(name, false)))?
    };
    sure.or_else(listed).or_else(bare)
}

/// The language that a value begins with. If it is not `sure`, the name must be on the list.
fn from_name(value: &str, sure: bool) -> Option<Named> {
    let is_letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '#' | '-' | '_' | '.' | '*');
    let end = value.find(|c| !is_letter(c)).unwrap_or(value.len());
    if !sure && end < value.len() {
        return None;
    }
    let name = value[..end].trim_end_matches(['.', '-', '_']).to_ascii_lowercase();
    if name.is_empty() || name.len() > MAX_NAME || !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    match LANGUAGES.get(name.as_str()) {
        Some(false) => sure.then_some(Named::Plain),
        // Notebooks name the shell around the language.
        _ if name.starts_with("ipython") => Some(Named::Language("python".to_owned())),
        Some(true) => Some(Named::Language(name)),
        None => sure.then_some(Named::Language(name)),
    }
}

/// The language that a label names, such as `Python` or `C++`.
pub(super) fn from_label(label: &str) -> Option<Named> {
    from_name(label.trim(), false)
}

/// Whether a label repeats what is known of the language.
pub(super) fn is_label_of(label: &str, named: Option<&Named>) -> bool {
    let label = label.trim();
    match (named, from_label(label)) {
        (Some(Named::Language(language)), _) if label.eq_ignore_ascii_case(language) => true,
        // `JavaScript` above `language-js`, or `text` above code without a language.
        (Some(Named::Language(language)), Some(Named::Language(label))) => {
            label.starts_with(language.as_str()) || language.starts_with(label.as_str())
        }
        (Some(Named::Plain), _) => LANGUAGES.get(label.to_ascii_lowercase().as_str()) == Some(&false),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn language(html: &str) -> Option<String> {
        let tree = dechaff_html::parse(html);
        let root = tree.find(Tag::Pre).unwrap();
        match find(&tree, root)? {
            Named::Language(name) => Some(name),
            Named::Plain => Some(String::new()),
        }
    }

    #[test]
    fn classes_and_attributes_name_languages() {
        let named = |html, expected: &str| assert_eq!(language(html).as_deref(), Some(expected), "{html}");
        named("<pre><code class='hljs language-Go'>x", "go");
        named("<pre class='brush: c++; gutter: true'>x", "c++");
        named("<pre class='src src-emacs-lisp'>x", "emacs-lisp");
        named("<pre class='lang:php decode:true'>x", "php");
        named("<pre class='sourceCode haskell'>x", "haskell");
        named("<pre data-language=tsx class=astro-code>x", "tsx");
        named("<div class='highlight-python notranslate'><div class=highlight><pre>x", "python");
        named("<div class='highlight hl-ipython3'><pre>x", "python");
        named("<div class='highlight highlight-source-shell'><pre>x", "shell");
        named("<figure class='highlight yaml'><div><pre>x", "yaml");
        named("<pre lang=php>x", "php");
        named("<pre><code class='language-js{1,3}'>x", "js");
        named("<pre><code class=language-plaintext>x", "");
    }

    #[test]
    fn other_classes_name_none() {
        for html in [
            "<pre>x",
            "<pre class='code wrap dark'>x",
            "<div class='lang-en'><pre>x",
            "<div class='python card'><pre>x",
            "<div class='highlight-box'><pre>x",
            "<pre class=highlight>x",
            "<pre lang=cs>x",
        ] {
            assert_eq!(language(html), None, "{html}");
        }
    }

    #[test]
    fn labels_repeat_the_language() {
        let js = Named::Language("js".to_owned());
        assert!(is_label_of(" JS ", Some(&js)));
        assert!(!is_label_of("Example", Some(&js)));
        assert!(!is_label_of("js", None));
    }
}

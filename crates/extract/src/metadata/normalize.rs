//! Makes text from pages readable and comparable: white space, character references, words.

use std::borrow::Cow;

use dechaff_html::{NodeId, Tag, Tree};

use super::steps;
use crate::classes::heading_marks;
use crate::unicode::characters::floor_boundary;

/// A text with each run of white space replaced by a space, without white space at the ends and without invisible marks.
pub(super) fn collapse(text: &str) -> String {
    collapse_start(text, usize::MAX)
}

/// Collapses the start of a text. The first `limit` bytes of the result are those of [`collapse`]; it may be longer or
/// end there.
fn collapse_start(text: &str, limit: usize) -> String {
    if is_collapsed(text) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len().min(limit));
    for word in text.split_whitespace() {
        if out.len() >= limit {
            break;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        // Soft hyphens and zero-width spaces only mark where a line may break.
        out.extend(word.split(['\u{ad}', '\u{200b}', '\u{feff}', '\u{2060}']));
    }
    out
}

/// Whether an ASCII text is collapsed already, as most short texts are. `false` for other texts.
fn is_collapsed(text: &str) -> bool {
    let mut before = b' ';
    for &byte in text.as_bytes() {
        if !(b' '..0x7f).contains(&byte) || (byte == b' ' && before == b' ') {
            return false;
        }
        before = byte;
    }
    before != b' ' || text.is_empty()
}

/// A text with its character references resolved and its inline markup removed, [collapsed](collapse). Attributes and
/// JSON-LD often contain text that was escaped twice.
pub(super) fn plain(text: &str) -> String {
    collapse(&unescape(text))
}

/// Resolves character references once, and removes the tags of inline markup (`<em>`, `<br />`).
fn unescape(text: &str) -> Cow<'_, str> {
    let has_reference = text.find('&').is_some_and(|at| text[at..].contains(';'));
    let has_tags = text.contains("</") || text.contains("/>") || text.contains("<br");
    if !has_reference && !has_tags {
        return Cow::Borrowed(text);
    }
    if !has_tags && let Some(simple) = common_references(text) {
        return Cow::Owned(simple);
    }
    let escaped = if has_tags { Cow::Borrowed(text) } else { Cow::Owned(text.replace('<', "&lt;")) };
    let tree = dechaff_html::parse(&escaped);
    Cow::Owned(tree.text_content(tree.root()))
}

/// Resolves the references that are most frequent in titles. `None` if the text has another one.
fn common_references(text: &str) -> Option<String> {
    const NAMES: &[(&str, &str)] = &[
        ("amp", "&"),
        ("quot", "\""),
        ("apos", "'"),
        ("lt", "<"),
        ("gt", ">"),
        ("nbsp", " "),
        ("#039", "'"),
        ("#39", "'"),
    ];
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let end = from.find(';').filter(|&end| end <= 10);
        let Some(end) =
            end.filter(|&end| from[1..end].bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#'))
        else {
            // This is not a reference with a semicolon, but the standard has some without one.
            if from[1..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '#') {
                return None;
            }
            out.push('&');
            rest = &from[1..];
            continue;
        };
        let name = &from[1..end];
        match NAMES.iter().find(|n| n.0 == name) {
            Some((_, resolved)) => out.push_str(resolved),
            // The standard maps some numbers below 160 to other characters.
            None => {
                out.push(name.strip_prefix('#')?.parse().ok().filter(|n| *n >= 160).and_then(char::from_u32)?)
            }
        }
        rest = &from[end + 1..];
    }
    out.push_str(rest);
    Some(out)
}

/// The words of a text in lower case, without apostrophes. Each ideograph and each Hangul syllable is a word.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for c in text.chars() {
        let is_word =
            matches!(c as u32, 0x2E80..=0x9FFF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0x20000..=0x3FFFF);
        if c.is_alphanumeric() && !is_word {
            word.extend(c.to_lowercase());
            continue;
        }
        if matches!(c, '\'' | '’') {
            continue;
        }
        if !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if is_word {
            words.push(c.to_string());
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// The distinct words of a text that is compared with others.
pub(super) struct DistinctWords(Vec<String>);

impl DistinctWords {
    pub(super) fn new(text: &str) -> Self {
        let mut words = words(text);
        words.sort_unstable();
        words.dedup();
        Self(words)
    }

    /// The overlap with another text: the share of the distinct words of the shorter text that are also in the other.
    pub(super) fn overlap(&self, other: &str) -> f32 {
        let other = Self::new(other);
        let common = other.0.iter().filter(|word| self.0.binary_search(word).is_ok()).count();
        let fewer = self.0.len().min(other.0.len());
        if fewer == 0 { 0.0 } else { common as f32 / fewer as f32 }
    }
}

/// How many nodes are read for the text of an element, so that elements with many empty nodes cost little.
const MAX_NODES: usize = 2000;

/// How many bytes of a text node are read for each byte that is wanted, since much of it may be white space. Marked
/// elements are often nested, so no element may read everything inside it.
const MAX_WHITE_SPACE: usize = 16;

/// The text of an element as a single line of at most `limit` bytes: breaks and block boundaries become spaces, and the
/// text is [collapsed](collapse).
pub(super) fn element_text(tree: &Tree, node: NodeId, limit: usize) -> String {
    text_without(tree, node, limit, &[])
}

/// The text of an element without what is in some elements inside it.
fn text_without(tree: &Tree, node: NodeId, limit: usize, left_out: &[NodeId]) -> String {
    let mut raw = String::new();
    // The last node that is left out, with everything in it.
    let mut until = None;
    for inner in tree.descendants(node).take(MAX_NODES) {
        steps::add(1);
        if until == Some(inner) {
            until = None;
        }
        if until.is_none() && left_out.contains(&inner) {
            until = tree.after(inner, node);
            if until.is_none() {
                break;
            }
        }
        if until.is_some() {
            continue;
        }
        if let Some(text) = tree.text(inner) {
            let read = floor_boundary(text, limit * MAX_WHITE_SPACE);
            steps::add(read);
            raw.push_str(&text[..read]);
        } else if tree.tag(inner).is_some_and(|t| !is_inline(t)) {
            raw.push(' ');
        }
        if raw.len() > limit * 4 {
            break;
        }
    }
    let mut text = collapse_start(&raw, limit);
    truncate(&mut text, limit);
    text
}

/// The text of a heading, as [`element_text`]. A label in an element of its own before the headline (a kicker, a badge)
/// is separated from it: `<small>Council</small>Lighthouse` is two words on the screen.
pub(super) fn heading_text(tree: &Tree, node: NodeId, limit: usize) -> String {
    let marks = heading_marks::in_heading(tree, node);
    let mut text = text_without(tree, node, limit, &marks);
    // Brackets around an edit link are text of the heading itself.
    if !marks.is_empty()
        && let Some(without) = text.strip_suffix("[]").map(|text| text.trim_end().len())
    {
        text.truncate(without);
    }
    // After a break or a block there is a space already.
    let touches = |end: &usize| text.get(*end..).is_some_and(|rest| rest.starts_with(char::is_uppercase));
    if let Some(end) = label_length(tree, node).filter(touches) {
        text.insert(end, ' ');
        truncate(&mut text, limit);
    }
    text
}

/// Bytes of the label that a heading begins with, if it touches the headline: the label has an element of its own and at
/// least two letters, and a capital follows. `<b>Mc</b>` at the start of a name is such a label too, but rarer by far.
fn label_length(tree: &Tree, heading: NodeId) -> Option<usize> {
    let mut texts = tree.descendants(heading).take(MAX_LABEL_NODES).filter_map(|n| Some((n, tree.text(n)?)));
    let (node, label) = texts.find(|(_, text)| !text.trim().is_empty())?;
    let (_, next) = texts.next()?;
    let in_own_element = tree.parent(node) != Some(heading);
    let touch = label.ends_with(char::is_alphanumeric) && next.starts_with(char::is_uppercase);
    let letters = label.chars().filter(|c| c.is_alphabetic()).take(2).count();
    (in_own_element && touch && letters == 2).then(|| collapse(label).len())
}

/// How many nodes of a heading are read to find its label.
const MAX_LABEL_NODES: usize = 16;

/// How many nodes are read for each text node that is wanted.
const MAX_NODES_PER_RUN: usize = 8;

/// The first `limit` text nodes inside an element that are not empty, with their texts trimmed.
pub(super) fn text_runs(tree: &Tree, node: NodeId, limit: usize) -> Vec<(NodeId, &str)> {
    tree.descendants(node)
        .take(limit * MAX_NODES_PER_RUN)
        .inspect(|_| steps::add(1))
        .filter_map(|n| Some((n, tree.text(n)?.trim())))
        .filter(|(_, text)| !text.is_empty())
        .take(limit)
        .collect()
}

/// Truncates a text to at most `limit` bytes, at a character boundary.
pub(super) fn truncate(text: &mut String, limit: usize) {
    text.truncate(floor_boundary(text, limit));
}

/// Whether an element is part of the line around it.
pub(super) fn is_inline(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::A
            | Tag::B
            | Tag::I
            | Tag::Em
            | Tag::Strong
            | Tag::Span
            | Tag::Mark
            | Tag::Abbr
            | Tag::Cite
            | Tag::Code
            | Tag::Q
            | Tag::S
            | Tag::Small
            | Tag::Sub
            | Tag::Sup
            | Tag::U
            | Tag::Wbr
            | Tag::Font
            | Tag::Bdi
            | Tag::Time
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_white_space_is_not_read_to_its_end() {
        let tree = dechaff_html::parse(&format!(
            "<h1>{}Late</h1><h2>{}Later</h2>",
            " ".repeat(100),
            " ".repeat(2000)
        ));
        let texts = |limit| {
            let headings =
                tree.descendants(tree.root()).filter(|&n| matches!(tree.tag(n), Some(Tag::H1 | Tag::H2)));
            headings.map(|heading| element_text(&tree, heading, limit)).collect::<Vec<_>>()
        };
        assert_eq!(texts(1200), ["Late", "Later"]);
        assert_eq!(texts(100), ["Late", ""]);
        assert_eq!(texts(3), ["", ""]);
    }

    #[test]
    fn labels_before_headlines_are_words_of_their_own() {
        for (html, text) in [
            ("<h1><em class=kicker>Mobilität</em>Fähre fährt wieder</h1>", "Mobilität Fähre fährt wieder"),
            ("<h1><span>LIVE</span><span>The ferry returns</span></h1>", "LIVE The ferry returns"),
            ("<h1><a href=/culture>Cultura</a>El faro abre</h1>", "Cultura El faro abre"),
            ("<h1> <b>Sport</b> <span>Regatta in May</span></h1>", "Sport Regatta in May"),
            ("<h1><small>Harbour</small><br>Regatta in May</h1>", "Harbour Regatta in May"),
            // A letter that is drawn larger, a name, and words that go on.
            ("<h1><span class=drop>T</span>He ferry</h1>", "THe ferry"),
            ("<h1><i>i</i>Phone sales fall</h1>", "iPhone sales fall"),
            ("<h1><b>re</b>opened at last</h1>", "reopened at last"),
            ("<h1>Ferry <b>Aurora</b>Line returns</h1>", "Ferry AuroraLine returns"),
        ] {
            let tree = dechaff_html::parse(html);
            assert_eq!(heading_text(&tree, tree.find(Tag::H1).unwrap(), 500), text, "{html}");
        }
    }

    #[test]
    fn references_are_resolved_once() {
        assert_eq!(plain("It&#8217;s  &amp;amp; so"), "It’s &amp; so");
        assert_eq!(plain("a <em>b</em> c"), "a b c");
        assert_eq!(plain("AT&T &eacute; &#x41;"), "AT&T é A");
        assert_eq!(plain("R & D &amp; so; on"), "R & D & so; on");
        assert_eq!(plain("a < b"), "a < b");
        assert_eq!(plain("use <div>; now & here"), "use <div>; now & here");
    }

    #[test]
    fn words_and_overlap() {
        assert_eq!(words("Don’t do 日本!"), ["dont", "do", "日", "本"]);
        assert!((DistinctWords::new("a b c d").overlap("C D x y z") - 0.5).abs() < 1e-6);
        assert!(DistinctWords::new("").overlap("a") < 1e-6);
    }
}

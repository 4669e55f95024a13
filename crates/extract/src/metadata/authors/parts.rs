//! The parts of a byline: labels such as `By`, `Photo:` and `来源：`, and whom each of them names.

use std::sync::LazyLock;

use crate::lexicon;
use crate::metadata::word_lists::{LabelIndex, WordSet};
use crate::unicode::characters::{floor_boundary, is_hangul, is_unspaced};

/// Labels of authors.
pub(super) static AUTHORS: LazyLock<LabelIndex> =
    LazyLock::new(|| LabelIndex::new(lexicon::BYLINES, "authors"));

/// Labels from [`AUTHORS`] that are also ordinary words.
pub(super) static WEAK: LazyLock<WordSet> = LazyLock::new(|| WordSet::new(lexicon::BYLINES, "weak"));

/// Labels of people who did something other than write, and of text that is not about a person. The first match even
/// inside a word.
static CREDITS: LazyLock<LabelIndex> = LazyLock::new(|| LabelIndex::new(lexicon::BYLINES, "credits"));
static OTHERS: LazyLock<LabelIndex> = LazyLock::new(|| LabelIndex::new(lexicon::BYLINES, "others"));

/// Words between a label and a name (`photos by`).
static PREPOSITIONS: LazyLock<WordSet> = LazyLock::new(|| WordSet::new(lexicon::BYLINES, "prepositions"));

/// Words and marks between two labels of the same names (`Text & Fotos:`, `取材・文／`).
static JOINTS: LazyLock<WordSet> = LazyLock::new(|| WordSet::new(lexicon::BYLINES, "joints"));

/// Marks between a label and its names: in any script, and in scripts without spaces.
const COLONS: &[char] = &[':', '：', '='];
const MARKS_OF_UNSPACED: &[char] = &[':', '：', '/', '／', '=', '＝', '|', '｜', '丨', '・', '】'];

/// Marks that end what a label is about.
const STRONG_MARKS: &[char] = &['|', '｜', '丨', '•', '·', '●', ';', '；'];

/// Other marks that a label may follow.
const WEAK_MARKS: &[char] =
    &[',', '，', '、', '.', '。', '(', '（', '【', '/', '／', '–', '—', '-', '،', '।'];

/// Ideographs of a name that follows its label without a mark (`記者林小溪／台北報導`).
const NAME_AFTER_LABEL: std::ops::RangeInclusive<usize> = 2..=4;

/// Characters of an abbreviation without a period inside, such as `Jr`.
const MAX_ABBREVIATION: usize = 2;

/// Bytes of a byline that are read. No byline is longer.
const MAX_BYTES: usize = 400;

/// How many labels may have the same names.
const MAX_JOINED: usize = 4;

/// What a part of a byline is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PartKind {
    /// No label says what.
    Unlabelled,
    Author,
    /// Somebody or something other than an author.
    Other,
}

/// A part of a byline.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part<'a> {
    kind: PartKind,
    pub(super) text: &'a str,
    /// Whether the label that the part began with is removed. A label without a colon at the start of a byline may be
    /// part of a name.
    pub(super) without_label: bool,
}

/// A label at the start of a text.
#[derive(Clone, Copy, Debug)]
struct Label {
    kind: PartKind,
    /// Bytes of the label and of the marks and spaces after it.
    len: usize,
    /// Whether a colon or another mark follows, or a name without a space.
    marked: bool,
    /// Whether nothing but a label can be meant.
    sure: bool,
}

/// The parts of a byline that name authors: those after a label of authors, else those without a label.
pub(super) fn author_parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = parts(text);
    let labelled = parts.iter().any(|part| part.kind == PartKind::Author);
    let wanted = if labelled { PartKind::Author } else { PartKind::Unlabelled };
    parts.retain(|part| part.kind == wanted);
    parts
}

/// Whether a text begins with the label of other work, and names no author.
pub(crate) fn credits_other_work(text: &str) -> bool {
    let text = text[..floor_boundary(text, MAX_BYTES)].trim_start_matches(|c: char| !c.is_alphanumeric());
    let begins = CREDITS.prefixes_of(text).next().is_some()
        || label_at(text, true).is_some_and(|label| label.kind == PartKind::Other && label.sure);
    begins && !names_author(text)
}

/// Whether a text has the label of an author.
pub(super) fn names_author(text: &str) -> bool {
    parts(text).iter().any(|part| part.kind == PartKind::Author)
}

/// Splits a byline at its labels.
fn parts(text: &str) -> Vec<Part<'_>> {
    let text = &text[..floor_boundary(text, MAX_BYTES)];
    let mut parts = Vec::new();
    let mut push = |kind, text: &str, from: usize, to: usize, without_label| {
        let part = text.get(from..to).unwrap_or("").trim();
        if part.contains(char::is_alphabetic) {
            parts.push((kind, from, to, without_label));
        }
    };
    let (mut kind, mut start, mut without_label) = (PartKind::Unlabelled, 0, false);
    let (mut after_mark, mut after_space, mut skip_to) = (true, true, 0);
    for (at, c) in text.char_indices().filter(|(_, c)| *c != '\u{200b}') {
        if at < skip_to {
            continue;
        }
        if STRONG_MARKS.contains(&c) && kind == PartKind::Other {
            push(kind, text, start, at, without_label);
            (kind, start, without_label) = (PartKind::Unlabelled, at + c.len_utf8(), true);
        }
        if STRONG_MARKS.contains(&c) || WEAK_MARKS.contains(&c) {
            (after_mark, after_space) = (true, true);
            continue;
        }
        if c.is_whitespace() {
            after_space = true;
            continue;
        }
        let label = if after_space {
            label_at(&text[at..], after_mark)
        } else {
            // `作者：赵青石来源：山谷日报`
            Some(&text[at..]).filter(|_| is_unspaced(c)).and_then(|rest| label_at(rest, false)).filter(
                |label| {
                    label.marked && label.len >= 3 * c.len_utf8()
                        || label.sure && label.kind == PartKind::Author
                },
            )
        };
        // The first word of a line may be part of a name: `Design Milk`.
        let label = label.filter(|label| label.sure || label.kind == PartKind::Author || at > 0);
        if let Some(label) = label {
            push(kind, text, start, at, without_label);
            without_label = at > 0 || label.marked;
            (kind, start) = (label.kind, if without_label { at + label.len } else { at });
            skip_to = at + label.len;
        }
        (after_mark, after_space) = (false, label.is_some());
    }
    push(kind, text, start, text.len(), without_label);
    let part = |(kind, from, to, without_label): (PartKind, usize, usize, bool)| Part {
        kind,
        text: without_period(text[from..to].trim()),
        without_label,
    };
    parts.into_iter().map(part).collect()
}

/// A part without the period of the sentence before a label. The period of an abbreviation stays.
fn without_period(part: &str) -> &str {
    let whole = part.trim_end_matches('.');
    let word = whole.rsplit(' ').next().unwrap_or("");
    if word.contains('.') || word.chars().count() <= MAX_ABBREVIATION { part } else { whole }
}

/// The label at the start of a text. `after_mark`: whether it is at the start of a line or after a mark. Elsewhere only a
/// label with a colon or a preposition counts.
fn label_at(text: &str, after_mark: bool) -> Option<Label> {
    let (mut kind, word, mut rest) = longest_label(text)?;
    let unspaced = word.starts_with(|c| is_unspaced(c) || is_hangul(c));
    let mut last = word;
    for _ in 1..MAX_JOINED {
        let Some((joined, label, after)) = joined_label(rest) else { break };
        if joined == PartKind::Author {
            kind = joined;
        }
        (rest, last) = (after, label);
    }
    let is_joined = last != word;
    let spaced = rest.trim_start();
    let marks = if unspaced { MARKS_OF_UNSPACED } else { COLONS };
    let marked = last.ends_with(':') || spaced.starts_with(marks);
    let after = spaced.trim_start_matches(|c: char| marks.contains(&c) || c.is_whitespace());
    let (first, after_first) = after.split_once(' ').unwrap_or((after, ""));
    let has_preposition =
        (kind == PartKind::Other || is_joined) && !marked && PREPOSITIONS.contains(&first.to_lowercase());
    let ends_with_preposition = last.rsplit_once(' ').is_some_and(|(_, last)| PREPOSITIONS.contains(last));
    let ends_at_space = rest.is_empty() || rest.starts_with(char::is_whitespace);
    let glued = unspaced && is_before_name(word, rest);
    let sure = marked
        || glued
        || unspaced && ends_at_space && word.chars().count() > 1
        || has_preposition
        || (kind == PartKind::Other || is_joined) && ends_with_preposition;
    let is_label = sure
        || after_mark
            && match kind {
                PartKind::Author if !unspaced => word == "by" || !WEAK.contains(word),
                _ => !unspaced || ends_at_space,
            };
    let after = if has_preposition { after_first } else { after };
    is_label.then(|| Label {
        kind,
        len: text.len() - after.len(),
        marked: marked || glued || is_joined,
        sure,
    })
}

/// The longest label that a text begins with, and the text after it.
fn longest_label(text: &str) -> Option<(PartKind, &'static str, &str)> {
    let lists = [(PartKind::Author, &AUTHORS), (PartKind::Other, &OTHERS), (PartKind::Other, &CREDITS)];
    let found = lists
        .into_iter()
        .flat_map(|(kind, list)| list.prefixes_of(text).map(move |(label, rest)| (kind, label, rest)));
    let ends = |rest: &str, label: &str| {
        let glued = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '’' | '-');
        label.ends_with([':', '：']) || !rest.starts_with(glued)
    };
    found
        .filter(|&(kind, label, rest)| {
            ends(rest, label) || kind == PartKind::Author && is_before_name(label, rest)
        })
        .max_by_key(|(_, label, _)| label.len())
}

/// The label after a word or mark that joins it to the one before, and the text after it.
fn joined_label(text: &str) -> Option<(PartKind, &'static str, &str)> {
    let trimmed = text.trim_start();
    let end = match trimmed.chars().next()? {
        c if c.is_alphabetic() => trimmed.find(char::is_whitespace)?,
        c => c.len_utf8(),
    };
    let (joint, rest) = trimmed.split_at(end);
    if !JOINTS.contains(&joint.to_lowercase()) {
        return None;
    }
    longest_label(rest.trim_start())
}

/// Whether a name of ideographs follows a label of journalists without a mark, up to a mark or the end.
fn is_before_name(label: &str, rest: &str) -> bool {
    if !["记者", "記者", "通讯员", "通訊員"].iter().any(|end| label.ends_with(end)) {
        return false;
    }
    let name = rest.chars().take_while(|c| is_unspaced(*c)).count();
    let after = rest.chars().nth(name);
    NAME_AFTER_LABEL.contains(&name) && after.is_none_or(|c| !c.is_alphanumeric())
}

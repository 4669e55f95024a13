//! Authors: from fields and bylines to names.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::dates::{self, Order};
use super::label_words::{BYLINES, HELPERS, LISTINGS, NOBODY, ORGANIZATIONS, ROLES, WEAK_BYLINES};
use super::normalize;
use crate::unicode::words::fold;

/// More names than this are a list of something else.
const MAX_NAMES: usize = 20;
const MAX_NAME_BYTES: usize = 120;

/// Where a text of names comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// A field for machines: account names and organisations may stand there.
    Field,
    /// A line for readers: dates, places and roles may stand beside the names.
    Line,
}

/// The text after a byline's first words (`By `, `Von `, `Autor: `); `None` for a line that is no byline.
pub(super) fn after_byline(line: &str) -> Option<&str> {
    let line = line.trim_start_matches(|c: char| {
        c.is_whitespace() || matches!(c, '•' | '|' | '-' | '–' | '—' | '·' | '/')
    });
    let (label, rest) = byline_label(line)?;
    let colon = rest.trim_start().starts_with([':', '：', '/', '／', '='])
        && !matches!(label, "by" | "von" | "par" | "di" | "de");
    let rest = rest
        .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '：' | '/' | '／' | '=' | '.'));
    let handle = label == "by" && !rest.is_empty() && !rest.contains(char::is_whitespace);
    let named = handle
        || if WEAK_BYLINES.contains(&label) && !colon { looks_like_names(rest) } else { !rest.is_empty() };
    (named && rest.split_whitespace().count() <= 24).then_some(rest)
}

/// Whether a text is a byline's label and no more: `By`, `Author:`.
pub(super) fn is_label(text: &str) -> bool {
    let text = text.trim();
    let label = if text.len() <= 60 { normalize::collapse(text) } else { return false };
    byline_label(&label).is_some_and(|(_, rest)| !rest.contains(char::is_alphanumeric))
}

/// The longest byline label that the line starts with, and what follows.
fn byline_label(line: &str) -> Option<(&'static str, &str)> {
    static LABELS: OnceLock<ByFirst> = OnceLock::new();
    let mut best: Option<(&'static str, &str)> = None;
    for &label in by_first(&LABELS, BYLINES, line) {
        let Some(rest) = strip_prefix_lower(line, label) else { continue };
        let ends = match rest.chars().next() {
            None => true,
            Some(c) => !c.is_alphanumeric() && c != '\'' && c != '’' && c != '-',
        };
        if ends && best.is_none_or(|(known, _)| known.len() < label.len()) {
            best = Some((label, rest));
        }
    }
    best
}

/// Words by their first character.
type ByFirst = FxHashMap<char, Vec<&'static str>>;

/// The words that begin as a line does: most lines begin as none.
fn by_first<'a>(
    index: &'a OnceLock<ByFirst>,
    words: &'static [&'static str],
    line: &str,
) -> &'a [&'static str] {
    let index = index.get_or_init(|| {
        let mut index = ByFirst::default();
        for word in words {
            if let Some(first) = word.chars().next() {
                index.entry(first).or_default().push(*word);
            }
        }
        index
    });
    let first = line.chars().next().and_then(|c| c.to_lowercase().next());
    first.and_then(|c| index.get(&c)).map_or(&[], Vec::as_slice)
}

/// `line` without a prefix given in lower case.
fn strip_prefix_lower<'a>(line: &'a str, lower: &str) -> Option<&'a str> {
    let mut expected = lower.chars().peekable();
    for (at, c) in line.char_indices() {
        if expected.peek().is_none() {
            return Some(&line[at..]);
        }
        if c.to_lowercase().any(|l| expected.next() != Some(l)) {
            return None;
        }
    }
    expected.next().is_none().then_some("")
}

/// Whether a text is made of few words that begin as names do.
fn looks_like_names(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let Some(first) = words.next() else { return false };
    let capital = |w: &str| {
        w.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| !c.is_lowercase() && !c.is_numeric())
    };
    let count = 1 + words.clone().count();
    if !capital(first) || count > 14 {
        return false;
    }
    // `By Friday the storm had passed`: of the next words most are small.
    let rest: Vec<&str> = words.take(4).collect();
    let small = rest.iter().filter(|w| !capital(w) && w.chars().any(char::is_alphabetic)).count();
    small * 2 <= rest.len() || rest.len() <= 1
}

/// The names in a text, in order, each once.
pub(super) fn names(text: &str, form: Form) -> Vec<String> {
    let text = normalize::plain(text);
    let text = if form == Form::Line { cut_at_date(&text) } else { text.as_str() };
    let text = after_listing(text);
    let text = without_label(text, form);
    let mut found: Vec<String> = Vec::new();
    for part in split(text) {
        for name in by_commas(part) {
            add(&mut found, clean(&name, form));
        }
        if found.len() >= MAX_NAMES {
            break;
        }
    }
    found
}

/// The name in `More stories by Jane Doe`.
fn after_listing(text: &str) -> &str {
    let lower = text.to_ascii_lowercase();
    LISTINGS.iter().find_map(|l| lower.find(l).and_then(|at| text.get(at + l.len()..))).unwrap_or(text)
}

/// A text without the byline's label it may begin with. `Di` and `De` begin names too, so there more must
/// speak for a label.
fn without_label(text: &str, form: Form) -> &str {
    let Some((label, rest)) = byline_label(text) else { return text };
    if !rest.chars().any(char::is_alphanumeric) {
        return "";
    }
    let colon = rest.trim_start().starts_with([':', '：']);
    let bare = rest.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '@' && c != '(');
    let words = bare.split_whitespace().count();
    let strip = match label {
        _ if colon || !WEAK_BYLINES.contains(&label) => true,
        "by" => true,
        "von" | "par" | "por" | "door" => words >= 2 || form == Form::Line,
        "di" | "de" | "av" | "af" => words >= 2 && form == Form::Line,
        "text" | "texte" | "texto" | "tekst" | "words" | "haber" => words >= 2,
        _ => form == Form::Line && after_byline(text).is_some(),
    };
    if strip { bare } else { text }
}

/// Whether a text says who did something other than write: `Reviewed by`, `Foto:`.
pub(super) fn is_helper(text: &str) -> bool {
    static INDEX: OnceLock<ByFirst> = OnceLock::new();
    let text = text.trim_start();
    by_first(&INDEX, HELPERS, text).iter().any(|h| strip_prefix_lower(text, h).is_some())
}

/// Whether a name is that of a company, an agency or a desk.
pub(super) fn is_organization(name: &str) -> bool {
    name.split(|c: char| !c.is_alphanumeric() && c != '.' && c != '-')
        .any(|w| ORGANIZATIONS.contains(&w.to_lowercase().trim_matches('.')))
}

/// Whether a text that the page marks as an author can be one: no button's words and no sentence.
pub(super) fn is_name_like(name: &str) -> bool {
    let plain = !name.contains([':', '?', '!', '…', '|', '=', '{', '<', '%', '$']);
    plain && (1..=6).contains(&name.split(' ').count()) && (!name.ends_with('.') || name.len() < 40)
}

/// Whether a text has the shape of a person's name: few words, each with a capital but for particles.
pub(super) fn is_person_like(name: &str) -> bool {
    const PARTICLES: &[&str] = &[
        "van", "von", "der", "den", "de", "del", "della", "di", "da", "do", "dos", "das", "du", "des", "la",
        "le", "el", "al", "bin", "ibn", "ben", "y", "e", "i", "zu", "zur", "ter", "ten", "af", "av", "vom",
        "und", "st", "san", "o", "the",
    ];
    let count = name.split(' ').count();
    let plain = !name.contains([':', '?', '!', '…', '|', '=', '[', ']', '{', '<', '%', '$', '€', '#', '+']);
    let ends_well = !name.ends_with('.') || name.len() < 40 && count <= 4;
    plain
        && ends_well
        && (1..=5).contains(&count)
        && name.chars().count() <= 50
        && name.split(' ').all(|w| {
            let first = w.chars().find(|c| c.is_alphanumeric());
            first.is_none_or(|c| !c.is_lowercase())
                || PARTICLES.contains(&w)
                || w.starts_with("d'")
                || w.starts_with("d’")
                || count == 1
        })
}

/// Adds a name unless it, or a longer form of it, is known.
pub(super) fn add(found: &mut Vec<String>, name: Option<String>) {
    let Some(name) = name else { return };
    let key = fold(&name);
    if key.is_empty() || found.len() >= MAX_NAMES || found.iter().any(|f| fold(f) == key) {
        return;
    }
    found.push(name);
}

/// What stands before the first date; behind it if nothing does but a label.
fn cut_at_date(text: &str) -> &str {
    let Some(found) = dates::find(text, Order::DayFirst) else { return text };
    let mut end = found.start;
    // `Jane Doe on Friday, May 3, 2024`
    for word in text[..found.start].split_whitespace().rev() {
        let bare = word.trim_end_matches([',', ':', '|', '•', '·', '-', '–', '.']).to_lowercase();
        if !(bare.is_empty()
            || DATE_LINKS.contains(&bare.as_str())
            || is_date_label(&bare)
            || is_weekday(&bare))
        {
            break;
        }
        end = word.as_ptr() as usize - text.as_ptr() as usize;
    }
    let before = text[..end].trim_end();
    if before.is_empty() { text[found.end..].trim_start() } else { before }
}

/// Small words before a date.
const DATE_LINKS: &[&str] =
    &["on", "am", "le", "el", "il", "op", "den", "em", "at", "the", "vom", "the", "date"];

fn is_date_label(word: &str) -> bool {
    use super::label_words::{MODIFIED, PUBLISHED};
    word.chars().count() > 3 && (PUBLISHED.contains(&word) || MODIFIED.contains(&word))
}

fn is_weekday(word: &str) -> bool {
    const DAYS: &[&str] = &[
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "mon",
        "tue",
        "tues",
        "wed",
        "thu",
        "thurs",
        "fri",
        "sat",
        "sun",
        "montag",
        "dienstag",
        "mittwoch",
        "donnerstag",
        "freitag",
        "samstag",
        "sonntag",
        "mo",
        "di",
        "mi",
        "do",
        "fr",
        "sa",
        "so",
        "lundi",
        "mardi",
        "mercredi",
        "jeudi",
        "vendredi",
        "samedi",
        "dimanche",
        "lunes",
        "martes",
        "miércoles",
        "jueves",
        "viernes",
        "sábado",
        "domingo",
    ];
    DAYS.contains(&word)
}

/// Cuts at `;`, `|`, `&`, bullets, slashes between spaces, and the words for "and".
fn split(text: &str) -> Vec<&str> {
    const AND: &[&str] = &[
        "and", "und", "et", "y", "e", "og", "och", "en", "i", "a", "ja", "și", "и", "та", "και", "ve",
        "with", "dan", "és", "&", "/", "|", "·", "•", "–", "—", "-",
    ];
    let mut parts = Vec::new();
    let mut start = 0;
    let mut word_at = None;
    let bytes = text.as_bytes();
    let mut push = |from: usize, to: usize| {
        let part = text.get(from..to).unwrap_or("").trim();
        if !part.is_empty() {
            parts.push(part);
        }
    };
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if c == ' ' {
            if let Some(from) = word_at.take()
                && from > start
                && at < bytes.len()
                && AND.contains(&text.get(from..at).unwrap_or("").to_lowercase().as_str())
                && is_joint(text, from, at)
            {
                push(start, from);
                start = at;
            }
        } else if matches!(c, ';' | '|' | '&' | '、' | '；' | '•' | '，') {
            push(start, at);
            start = at + c.len_utf8();
            word_at = None;
        } else if word_at.is_none() {
            word_at = Some(at);
        }
    }
    push(start, text.len());
    parts
}

/// Whether the word between `from` and `at` joins names: `y` in `Ortega y Gasset` and `e` do only between
/// two names of two words.
fn is_joint(text: &str, from: usize, at: usize) -> bool {
    let word = &text[from..at];
    let (left, right) = (text[..from].trim(), text[at..].trim());
    match word {
        "a" | "A" | "I" | "E" | "Y" => false,
        "y" | "e" | "i" | "en" | "et" | "ja" | "ve" => {
            left.split(' ').count() >= 2 && right.split(' ').count() >= 2
        }
        _ => true,
    }
}

/// Cuts at commas where what follows is a name of its own; drops roles; keeps credentials with their name.
fn by_commas(part: &str) -> Vec<String> {
    let mut pieces = part.split([',', '،']).map(str::trim).filter(|p| !p.is_empty());
    let Some(first) = pieces.next() else { return Vec::new() };
    let mut names = vec![first.to_owned()];
    for piece in pieces {
        let single = piece.split(' ').count() == 1;
        if is_credential(piece) {
            if let Some(last) = names.last_mut() {
                last.push_str(", ");
                last.push_str(piece);
            }
        } else if is_role(piece) {
            continue;
        } else if single
            && names.len() == 1
            && first.split(' ').count() == 1
            && piece.chars().next().is_some_and(char::is_uppercase)
        {
            // `Doe, Jane`
            if let Some(last) = names.last_mut() {
                last.push_str(", ");
                last.push_str(piece);
            }
        } else {
            names.push(piece.to_owned());
        }
    }
    names
}

/// `MD`, `Ph.D.`, `CPA`, `Jr.`
fn is_credential(piece: &str) -> bool {
    let letters = piece.chars().filter(|c| c.is_alphabetic()).count();
    let upper = piece.chars().filter(|c| c.is_uppercase()).count();
    let dotted = piece.contains('.');
    piece.split(' ').count() <= 2
        && (1..=8).contains(&letters)
        && (upper * 2 >= letters && upper >= 2 || dotted && letters <= 4 && upper >= 1)
        && !matches!(piece, "AFP" | "AP" | "DPA" | "TIME" | "BBC" | "CNN" | "SID" | "KNA" | "EPD" | "APA")
}

fn is_role(piece: &str) -> bool {
    piece
        .split(|c: char| !c.is_alphanumeric() && c != '-')
        .any(|w| ROLES.contains(&w.to_lowercase().as_str()))
}

/// One name without handles, addresses, roles and brackets; `None` if nothing is left.
fn clean(name: &str, form: Form) -> Option<String> {
    let mut name = name.trim();
    // `Jane Doe (Example Times)`
    if let Some(open) = name.find(['(', '（', '['])
        && open > 0
        && form == Form::Line
    {
        name = name[..open].trim();
    }
    if form == Form::Line {
        for cut in [
            " on behalf of ",
            " for ",
            " für ",
            " pour ",
            " para ",
            " in ",
            " at ",
            " from ",
            " aus ",
            " vor ",
            " | ",
        ] {
            if let Some(at) = name.find(cut)
                && name[..at].contains(' ')
            {
                name = name[..at].trim();
            }
        }
    }
    let name = if form == Form::Line { before_role(name) } else { name };
    let words: Vec<&str> = name
        .split_whitespace()
        .filter(|w| !w.contains('@') && !w.contains("://") && !w.starts_with("www."))
        .collect();
    let joined = words.join(" ");
    let name = joined.trim_matches(|c: char| {
        c.is_whitespace()
            || matches!(
                c,
                ',' | ':'
                    | '-'
                    | '–'
                    | '—'
                    | '|'
                    | '/'
                    | '*'
                    | '"'
                    | '„'
                    | '“'
                    | '”'
                    | '·'
                    | '•'
                    | '>'
                    | '<'
                    | '['
                    | ']'
                    | '\u{a0}'
            )
    });
    let name = name.strip_suffix(" 기자").unwrap_or(name);
    let key = fold(name);
    let no_letters = !name.chars().any(char::is_alphabetic);
    if key.is_empty() || no_letters || name.len() > MAX_NAME_BYTES || NOBODY.contains(&key.as_str()) {
        return None;
    }
    let count = name.split(' ').count();
    if form == Form::Line {
        let digits = name.bytes().filter(u8::is_ascii_digit).count();
        if count > 7
            || (digits > 0 && count > 1)
            || digits > 5
            || name.starts_with(|c: char| c.is_ascii_digit()) && name.len() < 8
            || name.ends_with(['!', '?'])
            || is_only_roles(name)
        {
            return None;
        }
    } else if count > 12 {
        return None;
    }
    Some(name.to_owned())
}

/// The name in `Jane Doe Political Correspondent`: what stands before the role, and of that two words if
/// there are more, since roles have adjectives.
fn before_role(name: &str) -> &str {
    let is_role = |w: &str| ROLES.contains(&w.trim_matches(',').to_lowercase().as_str());
    let mut words = name.split(' ').map(|w| (w.as_ptr() as usize - name.as_ptr() as usize, w));
    let (Some((_, first)), Some((_, second)), Some((third_at, _))) =
        (words.next(), words.next(), words.next())
    else {
        return name;
    };
    let two_words = !is_role(first) && !is_role(second) && second.chars().count() > 3;
    if two_words && name[third_at..].split(' ').any(is_role) { name[..third_at].trim_end() } else { name }
}

/// `Staff Writer`, `Senior Editor`: no name among the roles.
fn is_only_roles(name: &str) -> bool {
    name.split(' ').all(|w| {
        let w = w.to_lowercase();
        ROLES.contains(&w.as_str()) || matches!(w.as_str(), "staff" | "contributing" | "the" | "of" | "and")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, form: Form, expected: &[&str]) {
        assert_eq!(names(text, form), expected, "{text}");
    }

    #[test]
    fn fields() {
        for (text, expected) in [
            ("Jane Doe", &["Jane Doe"][..]),
            ("By Jane Doe and John Roe", &["Jane Doe", "John Roe"]),
            ("Jane Doe, John Roe, Staff Writer", &["Jane Doe", "John Roe"]),
            ("Jane Doe, Ph.D.", &["Jane Doe, Ph.D."]),
            ("Doe, Jane", &["Doe, Jane"]),
            ("Jane Doe; John Roe; Jane Doe", &["Jane Doe", "John Roe"]),
            ("jane@example.com", &[]),
            ("https://www.example.com/jane", &[]),
            ("admin", &[]),
            ("crazyhorse1984", &["crazyhorse1984"]),
            ("José Ortega y Gasset", &["José Ortega y Gasset"]),
            ("Ana Ruiz y Luis Gil", &["Ana Ruiz", "Luis Gil"]),
            ("Jean-Luc O&#8217;Neil", &["Jean-Luc O’Neil"]),
            ("Von Peter Doe", &["Peter Doe"]),
            ("", &[]),
        ] {
            check(text, Form::Field, expected);
        }
    }

    #[test]
    fn lines() {
        for (text, expected) in [
            ("By Jane Doe on May 3, 2024", &["Jane Doe"][..]),
            ("Von Max Mustermann, Berlin", &["Max Mustermann", "Berlin"]),
            ("Par Jeanne Doe Publié le 3 mai 2024 à 10h00", &["Jeanne Doe"]),
            ("By Jane Doe (Example News)", &["Jane Doe"]),
            ("Posted on May 3, 2024 by Jane Doe", &["Jane Doe"]),
            ("Jane Doe | May 3, 2024 | 5 comments", &["Jane Doe"]),
            ("Autor: Jan Nowak", &["Jan Nowak"]),
            ("作者：田中", &["田中"]),
            ("김하나 기자", &["김하나"]),
            ("More stories by Jane Doe", &["Jane Doe"]),
            ("von jane", &["jane"]),
            ("Jane Doering Political Correspondent", &["Jane Doering"]),
            ("Kolumne von Jane Doe", &["Jane Doe"]),
            ("De Vries", &["De Vries"]),
            ("Staff Writer", &[]),
        ] {
            check(text, Form::Line, expected);
        }
    }

    #[test]
    fn bylines() {
        for (line, expected) in [
            ("By Jane Doe", Some("Jane Doe")),
            ("BY JANE DOE AND JOHN ROE", Some("JANE DOE AND JOHN ROE")),
            ("By using this site, you agree", None),
            ("Von der Leyen reist nach Rom", None),
            ("By Friday the storm had passed over us", None),
            ("Autor: Jan Nowak", Some("Jan Nowak")),
            ("Author", None),
            ("Bystanders saw it", None),
            ("", None),
        ] {
            assert_eq!(after_byline(line), expected, "{line}");
        }
    }
}

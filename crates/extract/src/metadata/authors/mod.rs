//! Authors: reads names from fields and bylines.

mod bylines;
mod company;
mod parts;
mod roles;
mod shape;
mod split;

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use self::bylines::{after_listing, cut_at_date, without_label};
use self::company::{after_dateline, before_bureau, before_employer};
use self::parts::{author_parts, names_author};
pub(super) use self::roles::has_role;
use self::roles::{before_role, is_only_roles};
use self::split::{split_at_commas, split_at_conjunctions};
use super::normalize;
use super::word_lists::{self, WordSet};
use crate::lexicon;
use crate::unicode::words::fold;

pub(super) use self::bylines::{after_byline, is_byline_label, is_sure_label};
pub(super) use self::company::{drop_agencies, is_agency, is_place};
pub(super) use self::parts::credits_other_work;
pub(super) use self::shape::{is_name_like, is_organization, is_person_like};

/// A text with more names than this is a list of something else.
const MAX_NAMES: usize = 20;
const MAX_NAME_BYTES: usize = 120;

/// Words of a name in a line and in a field. Texts with more are sentences.
const MAX_WORDS_IN_LINE: usize = 7;
const MAX_WORDS_IN_FIELD: usize = 12;

/// Digits of a name in a line, and bytes of a text that begins with one. Other texts are numbers of comments, phone
/// numbers, ids.
const MAX_DIGITS: usize = 5;
const MIN_BYTES_AFTER_DIGIT: usize = 8;

/// What author fields contain when they name nobody.
static NOT_NAMES: LazyLock<WordSet> = LazyLock::new(|| WordSet::new(lexicon::NAMES, "not-names"));

/// Prepositions between a name and a place or an employer, with the spaces around them.
static AFFILIATIONS: LazyLock<Vec<String>> =
    LazyLock::new(|| word_lists::entries(lexicon::NAMES, "affiliations").map(|w| format!(" {w} ")).collect());

/// What buttons next to a name say, by their last word. A name has few words, and there are a hundred buttons.
static BUTTONS: LazyLock<FxHashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let mut buttons: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
    for button in word_lists::entries(lexicon::BYLINES, "buttons") {
        buttons.entry(last_word(button)).or_default().push(button);
    }
    buttons
});

/// Where a text of names comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AuthorForm {
    /// A field for machines, which may contain account names and organizations.
    Field,
    /// A line for readers, which may contain dates, places and roles besides the names.
    Line,
}

/// The names in a text, each once, in order.
pub(super) fn names(text: &str, form: AuthorForm) -> Vec<String> {
    let text = normalize::plain(text);
    let mut found: Vec<String> = Vec::new();
    match form {
        AuthorForm::Field => add_names(without_label(after_listing(&text), form), form, &mut found),
        AuthorForm::Line => {
            for part in author_parts(after_dateline(cut_at_date(&text))) {
                let text = after_listing(part.text);
                let text = if part.without_label { text } else { without_label(text, form) };
                add_names(text, form, &mut found);
            }
        }
    }
    drop_agencies(&mut found, form == AuthorForm::Line);
    found
}

/// The names after a label of authors anywhere in a line: `2026年3月1日 09:15 来源：山谷日报 作者：林小溪`.
pub(super) fn labelled_names(line: &str) -> Vec<String> {
    if names_author(cut_at_date(line)) { names(line, AuthorForm::Line) } else { Vec::new() }
}

/// Words of the parts of a byline that name authors.
pub(super) fn words_of_names(text: &str) -> usize {
    author_parts(cut_at_date(text)).iter().map(|part| part.text.split(' ').count()).sum()
}

/// Adds the names of a text without labels.
fn add_names(text: &str, form: AuthorForm, found: &mut Vec<String>) {
    for part in split_at_conjunctions(text, form) {
        for name in split_at_commas(part, form) {
            add(found, clean(&name, form));
        }
        if found.len() >= MAX_NAMES {
            break;
        }
    }
}

/// Adds a name, unless the list has the same name or is full.
pub(super) fn add(found: &mut Vec<String>, name: Option<String>) {
    let Some(name) = name else { return };
    let key = fold(&name);
    if key.is_empty() || found.len() >= MAX_NAMES || found.iter().any(|f| fold(f) == key) {
        return;
    }
    found.push(name);
}

/// A single name without handles, addresses, roles and brackets, or `None` if nothing that can be a name is left.
fn clean(name: &str, form: AuthorForm) -> Option<String> {
    let mut name = name.trim();
    if form == AuthorForm::Line {
        name =
            before_role(before_affiliation(before_employer(before_bureau(before_bracket(trim_marks(name))))));
    }
    let name = without_contacts(name);
    let name = before_title(without_buttons(trim_marks(&name)));
    let key = fold(name);
    let has_letters = name.chars().any(char::is_alphabetic);
    if key.is_empty() || !has_letters || name.len() > MAX_NAME_BYTES || NOT_NAMES.contains(&key) {
        return None;
    }
    let is_possible = match form {
        AuthorForm::Line => is_possible_in_line(name),
        AuthorForm::Field => name.split(' ').count() <= MAX_WORDS_IN_FIELD,
    };
    is_possible.then(|| name.to_owned())
}

/// The name in `Jane Doe (Example Times)`.
fn before_bracket(name: &str) -> &str {
    match name.find(['(', '（', '[']) {
        Some(open) if open > 0 => name[..open].trim(),
        _ => name,
    }
}

/// The name in `Jane Doe for Example News`, if it has two words or more.
fn before_affiliation(mut name: &str) -> &str {
    for affiliation in AFFILIATIONS.iter() {
        if let Some(at) = name.find(affiliation.as_str())
            && name[..at].contains(' ')
        {
            name = name[..at].trim();
        }
    }
    name
}

/// A name without handles, email addresses and URLs, its words separated by single spaces.
fn without_contacts(name: &str) -> String {
    let words: Vec<&str> = name
        .split_whitespace()
        .filter(|w| !w.contains('@') && !w.contains("://") && !w.starts_with("www."))
        .collect();
    words.join(" ")
}

/// The name in `Jane Doe Follow` and `Follow Jane Doe`.
fn without_buttons(mut name: &str) -> &str {
    if let Some((first, rest)) = name.split_once(' ')
        && rest.contains(' ')
        && is_button(&first.to_lowercase())
    {
        name = rest;
    }
    while let Some(before) = without_last_button(name) {
        name = before;
    }
    name
}

/// Whether a word in lower case is all that a button says.
fn is_button(word: &str) -> bool {
    BUTTONS.get(word).is_some_and(|buttons| buttons.contains(&word))
}

/// The text before the button that a text ends with.
fn without_last_button(text: &str) -> Option<&str> {
    let buttons = BUTTONS.get(last_word(text).to_lowercase().as_str())?;
    buttons.iter().find_map(|button| strip_suffix_any_case(text, button))
}

fn last_word(text: &str) -> &str {
    text.rsplit(' ').next().unwrap_or(text)
}

/// A text without a word or words at its end, which are given in lower case.
fn strip_suffix_any_case<'a>(text: &'a str, lower: &str) -> Option<&'a str> {
    let mut words = text.split(' ').rev();
    let mut start = text.len();
    for expected in lower.split(' ').rev() {
        let word = words.next()?;
        if word.to_lowercase() != expected {
            return None;
        }
        start = word.as_ptr() as usize - text.as_ptr() as usize;
    }
    Some(trim_marks(&text[..start]))
}

/// The name before the title of a journalist that Chinese, Japanese and Korean put after it.
fn before_title(name: &str) -> &str {
    let before =
        ["기자", "記者", "记者", "特派員", "통신원"].iter().find_map(|title| name.strip_suffix(title));
    before.map(str::trim_end).filter(|before| !before.is_empty()).unwrap_or(name)
}

/// A name without the separators, quotes and brackets around it.
fn trim_marks(name: &str) -> &str {
    const MARKS: &[char] = &[
        ',', ':', '-', '–', '—', '|', '/', '*', '"', '„', '“', '”', '·', '•', '>', '<', '[', ']', '\u{a0}',
        '【', '】', '（', '）', '「', '」', '〔', '〕', '＝', '=', '／', '：', '。', '、', ';', '|', '●',
    ];
    name.trim_matches(|c: char| c.is_whitespace() || MARKS.contains(&c))
}

/// Whether a text of a byline can be a name, and is not a sentence, a number or a role.
fn is_possible_in_line(name: &str) -> bool {
    let words = name.split(' ').count();
    let digits = name.bytes().filter(u8::is_ascii_digit).count();
    let is_number = (digits > 0 && words > 1)
        || digits > MAX_DIGITS
        || name.starts_with(|c: char| c.is_ascii_digit()) && name.len() < MIN_BYTES_AFTER_DIGIT;
    words <= MAX_WORDS_IN_LINE && !is_number && !name.ends_with(['!', '?']) && !is_only_roles(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, form: AuthorForm, expected: &[&str]) {
        assert_eq!(names(text, form), expected, "{text}");
    }

    #[test]
    fn names_in_fields() {
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
            check(text, AuthorForm::Field, expected);
        }
    }

    #[test]
    fn names_in_lines() {
        for (text, expected) in [
            ("By Jane Doe on May 3, 2024", &["Jane Doe"][..]),
            ("Von Max Mustermann, Berlin", &["Max Mustermann"]),
            ("Par Jeanne Doe Publié le 3 mai 2024 à 10h00", &["Jeanne Doe"]),
            ("By Jane Doe (Example News)", &["Jane Doe"]),
            ("By Jane Doe of Reuters", &["Jane Doe"]),
            ("By Joan of Arc", &["Joan of Arc"]),
            ("(부산=연합뉴스) 박소라 기자", &["박소라"]),
            ("대전=뉴시스 이가람 기자", &["이가람"]),
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
            check(text, AuthorForm::Line, expected);
        }
    }

    #[test]
    fn what_lines_say_beside_names() {
        for text in [
            "By Jane Doe, Lisbon",
            "Jane Doe — São Paulo",
            "Jane Doe, New York",
            "Jane Doe / dpa",
            "Jane Doe, The Associated Press",
            "AFP / Jane Doe",
            "Par Jane Doe avec AFP",
            "By Jane Doe. Medically reviewed by Dr. John Roe, MD",
            "By Jane Doe | Reviewed by John Roe",
            "Words: Jane Doe Photos: John Roe",
            "Von Jane Doe, Fotos: John Roe",
            "Texte : Jane Doe. Traduction : John Roe",
            "Текст: Jane Doe Фото: John Roe",
            "Edited by John Roe. By Jane Doe",
            "Text & Fotos: Jane Doe",
            "Jane Doe, last updated 3 May 2024",
            "Jane Doe Follow @jane",
            "Jane Doe Folgen",
            "Follow Jane Doe",
        ] {
            check(text, AuthorForm::Line, &["Jane Doe"]);
        }
        check("Reuters", AuthorForm::Line, &["Reuters"]);
        check("Jane Doe, dpa", AuthorForm::Field, &["Jane Doe"]);
        check("Jane Doe, John Roe", AuthorForm::Line, &["Jane Doe", "John Roe"]);
    }

    #[test]
    fn labels_of_scripts_without_spaces() {
        for (text, expected) in [
            ("来源：山谷日报 作者：何小满 编辑：沈砚秋", &["何小满"][..]),
            ("作者：何小满来源：山谷日报", &["何小满"]),
            ("2024年5月3日 09:15 来源：山谷日报 作者：何小满", &["何小满"]),
            ("记者 何小满 通讯员 沈砚秋", &["何小满", "沈砚秋"]),
            ("文／何小满　圖／沈砚秋", &["何小满"]),
            ("山谷日报记者 何小满", &["何小满"]),
            ("記者何小滿／台北報導", &["何小滿"]),
            ("取材・文／山瀬汐里", &["山瀬汐里"]),
            ("聞き手・構成＝山瀬 汐里", &["山瀬 汐里"]),
            ("文・山瀬汐里 写真・川口澪", &["山瀬汐里"]),
            ("山瀬汐里＝港町支局", &["山瀬汐里"]),
            ("山瀬汐里記者", &["山瀬汐里"]),
            ("글 김하나 사진 박둘", &["김하나"]),
        ] {
            check(text, AuthorForm::Line, expected);
        }
        assert!(credits_other_work("来源：山谷日报"));
        assert!(credits_other_work("監修：山瀬汐里"));
        assert!(!credits_other_work("図書館が開く"));
        assert!(!credits_other_work("Graphic novels return to the library"));
    }
}

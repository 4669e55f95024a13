//! The headline: what the titles of a page agree on, without the name of the site.

mod unused;

use std::borrow::Cow;
use std::ops::Range;

pub(super) use self::unused::unused_titles;
use super::Sourced;
use super::normalize::{self, DistinctWords};
use crate::unicode::words::fold;

/// Longer texts are not headlines but unclosed elements.
const MAX_BYTES: usize = 600;
const MAX_CHARS: usize = 300;

/// Bytes of a name that is compared with the label of the host. Shorter ones occur in too many labels and titles.
const MIN_BYTES_OF_SITE: usize = 4;

/// The minimum share of the label of the host that a part of a title must have to be the name of the site.
const MIN_SHARE_OF_LABEL: f32 = 0.4;

/// Bytes that the name of a site may have besides the label of its host.
const MAX_BYTES_BESIDES_LABEL: usize = 14;

/// Letters of an abbreviation that may be the name of a site.
const MIN_INITIALS: usize = 3;

/// Words of a declared title that is looked for inside a heading.
const MIN_WORDS_INSIDE: usize = 4;

/// Words of the name of a section. A longer heading is a headline.
const MAX_WORDS_OF_SECTION: usize = 3;

/// The minimum overlap of a visible heading with the declared titles for the heading to be the headline, as a share of the
/// words of the shorter one. Headings with less are logos, slogans and sections: on 75 such pages of the development sets
/// the heading was right on 18.
const MIN_OVERLAP: f32 = 0.25;

/// A title that the page states somewhere.
#[derive(Clone, Debug)]
pub(super) struct TitleCandidate {
    pub(super) text: String,
    pub(super) source: Cow<'static, str>,
}

impl TitleCandidate {
    pub(super) fn new(text: String, source: impl Into<Cow<'static, str>>) -> Self {
        Self { text, source: source.into() }
    }
}

/// All titles of a page.
#[derive(Clone, Debug, Default)]
pub(super) struct Titles {
    /// Visible headings that may be the headline, best first.
    pub(super) headings: Vec<TitleCandidate>,
    /// How many of them are in the main flow of the page. They come first.
    pub(super) main_headings: usize,
    /// Titles from JSON-LD and `<meta>`, the most trusted first.
    pub(super) declared: Vec<TitleCandidate>,
    /// The `title` element.
    pub(super) document: Option<TitleCandidate>,
}

/// What the site may be called: its names and the label of its host, each [folded](fold).
#[derive(Clone, Debug, Default)]
pub(crate) struct SiteNames {
    names: Vec<String>,
    /// The label of the registrable domain: `example` of `www.example.co.uk`.
    label: Option<String>,
    /// The host without `www.`.
    host: Option<String>,
}

impl SiteNames {
    pub(super) fn new<'a>(
        names: impl Iterator<Item = &'a str>,
        label: Option<&str>,
        host: Option<&str>,
    ) -> Self {
        let names = names.map(fold).filter(|k| !k.is_empty()).collect();
        let host = host.map(|h| fold(h.strip_prefix("www.").unwrap_or(h)));
        Self { names, label: label.map(fold).filter(|l| l.len() > 2), host }
    }

    /// Whether a text is one of the names of the site.
    pub(super) fn is_exactly_site(&self, text: &str) -> bool {
        let key = fold(text);
        self.names.contains(&key) || self.host.as_ref() == Some(&key) || self.label.as_ref() == Some(&key)
    }

    /// Whether a part of a title is the name of the site: one of its names, or words of its host. An empty part is.
    pub(crate) fn is_site(&self, part: &str) -> bool {
        self.is_site_by_key(part, &fold(part))
    }

    /// [`is_site`](Self::is_site) for a part with its folded text.
    pub(crate) fn is_site_by_key(&self, part: &str, key: &str) -> bool {
        let is_name = |name: &String| name == key;
        if key.is_empty() || self.names.iter().any(is_name) || self.host.as_ref().is_some_and(is_name) {
            return true;
        }
        let Some(label) = &self.label else { return false };
        if *label == key {
            return true;
        }
        // `The Example` and `Example News` for example.com, `Example` for examplenews.com, or the words of the host in
        // another spelling. A long part is a headline that mentions the site.
        let is_part_of_label = key.len() >= MIN_BYTES_OF_SITE
            && label.contains(key)
            && key.len() as f32 >= label.len() as f32 * MIN_SHARE_OF_LABEL;
        let has_label = label.len() >= MIN_BYTES_OF_SITE
            && key.contains(label.as_str())
            && key.len() <= label.len() + MAX_BYTES_BESIDES_LABEL;
        is_part_of_label || has_label || initials(part) == *label
    }
}

/// The first letters of the words of a text, in lower case, or nothing if there are fewer than [`MIN_INITIALS`].
fn initials(part: &str) -> String {
    let letters: String = part
        .split(|c: char| !c.is_alphanumeric())
        .filter_map(|w| w.chars().next())
        .flat_map(char::to_lowercase)
        .collect();
    if letters.chars().count() >= MIN_INITIALS { letters } else { String::new() }
}

/// A part of a title between separators, as byte positions.
#[derive(Clone, Copy, Debug)]
struct TitlePart {
    start: usize,
    end: usize,
}

/// Splits a title at its separators: ` | `, ` - `, ` – `, ` — `, ` · `, ` • `, `«`, `»`, ` : `, `::`, `｜`,
/// and `_` and `|` without spaces.
fn split_parts(title: &str) -> Vec<TitlePart> {
    let mut parts = Vec::new();
    let (mut start, mut skip_to) = (0, 0);
    for (at, c) in title.char_indices() {
        if at < skip_to {
            continue;
        }
        let after = at + c.len_utf8();
        let spaced =
            title[..at].ends_with(char::is_whitespace) && title[after..].starts_with(char::is_whitespace);
        let cut = match c {
            '|' | '｜' | '«' | '»' | '¦' => Some(after),
            '_' => (!title.is_ascii()).then_some(after),
            '-' | '–' | '—' | '·' | '•' | ':' | '/' | '~' | '*' | '›' | '>' | '<' | '−' | '⋆' | '➤' | '▷'
            | '+'
                if spaced =>
            {
                Some(after)
            }
            ':' if title[after..].starts_with(':') => Some(after + 1),
            // `Headline– Site`: a space after the dash is enough.
            '—' | '–' if title[after..].starts_with(char::is_whitespace) => Some(after),
            _ => None,
        };
        if let Some(end) = cut {
            parts.push(TitlePart { start, end: at });
            (start, skip_to) = (end, end);
        }
    }
    parts.push(TitlePart { start, end: title.len() });
    parts
}

/// The parts of a line between separators, as byte ranges. Besides those of titles, a colon after a word separates, and
/// so do the arrows of breadcrumbs in Chinese.
pub(crate) fn title_parts(line: &str) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    for part in split_parts(line) {
        let text = &line[part.start..part.end];
        let colon = text
            .char_indices()
            .find(|&(at, c)| c == '：' || c == ':' && text[at + 1..].starts_with(char::is_whitespace));
        match colon {
            Some((at, c)) => {
                parts.push(part.start..part.start + at);
                parts.push(part.start + at + c.len_utf8()..part.end);
            }
            None => parts.push(part.start..part.end),
        }
    }
    parts
}

/// A title without the parts at both ends that are the name of the site, and without what follows such a part (slogans,
/// places). If every part is the name of the site, the last one remains.
fn without_site(title: &str, site: &SiteNames) -> String {
    let parts = split_parts(title);
    let part = |i: usize| title[parts[i].start..parts[i].end].trim();
    let first = (0..parts.len() - 1).find(|&i| !site.is_site(part(i))).unwrap_or(parts.len() - 1);
    let last = (first + 1..parts.len()).find(|&i| site.is_site(part(i))).unwrap_or(parts.len());
    title[parts[first].start..parts[last - 1].end].trim().to_owned()
}

/// The last part of a title that is the name of the site according to its host, if the title has several parts.
pub(super) fn find_site_name(title: &str, site: &SiteNames) -> Option<String> {
    let parts = split_parts(title);
    let names = parts.iter().rev().map(|p| title[p.start..p.end].trim());
    let mut names = names.filter(|n| !fold(n).is_empty() && site.is_site(n));
    names.next().filter(|_| parts.len() > 1).map(str::to_owned)
}

/// What a heading must say, [folded](fold), for a declared title to confirm it.
struct ConfirmingTexts {
    /// The titles without the name of the site, the whole titles, and the runs of parts that they begin with.
    starts: Vec<String>,
    /// The other parts and runs of parts. They confirm only headings that are too long for the name of a section.
    later: Vec<String>,
}

impl ConfirmingTexts {
    fn new(plain: &[TitleCandidate], declared: &[TitleCandidate]) -> Self {
        let mut confirming =
            Self { starts: declared.iter().map(|d| fold(&d.text)).collect(), later: Vec::new() };
        for title in plain {
            let title = title.text.as_str();
            let parts = split_parts(title);
            confirming.starts.push(fold(title));
            for pair in parts.windows(2) {
                let [before, after] = pair else { continue };
                confirming.starts.push(fold(&title[..before.end]));
                confirming.later.push(fold(&title[after.start..]));
                confirming.later.push(fold(&title[after.start..after.end]));
            }
        }
        confirming
    }

    /// Whether a heading is a later part of a title, like the name of a section.
    fn is_section(&self, heading: &str) -> bool {
        self.later.contains(&fold(heading))
    }

    /// Whether a title is a heading or begins with it.
    fn begins_with(&self, heading: &str) -> bool {
        self.starts.contains(&fold(heading))
    }

    /// Whether a later part of a title is a heading that is too long for the name of a section.
    fn has_inside(&self, heading: &str) -> bool {
        let key = fold(heading);
        let is_long = || {
            heading.split_whitespace().count() > MAX_WORDS_OF_SECTION
                || key.chars().any(|c| c as u32 > 0x2E80)
        };
        self.later.contains(&key) && is_long()
    }
}

/// The declared titles that can be titles, without markup.
fn plain_titles(titles: &Titles) -> Vec<TitleCandidate> {
    let declared = titles.declared.iter().chain(&titles.document);
    declared
        .map(|c| TitleCandidate { text: normalize::plain(&c.text), source: c.source.clone() })
        .filter(|c| is_possible(&c.text))
        .collect()
}

/// Chooses the headline. A heading that a declared title begins with is best, then one that is a later part of a title. `lesser` returns further headings; it is called
/// only if no title confirms one of the main headings.
pub(super) fn choose_title(
    titles: &Titles,
    site: &SiteNames,
    is_root: bool,
    lesser: impl FnOnce() -> Vec<TitleCandidate>,
) -> Option<Sourced<String>> {
    let plain = plain_titles(titles);
    let declared: Vec<TitleCandidate> = plain
        .iter()
        .map(|c| TitleCandidate {
            text: if is_root { c.text.clone() } else { without_site(&c.text, site) },
            source: c.source.clone(),
        })
        .collect();
    let confirming = ConfirmingTexts::new(&plain, &declared);
    let is_headline = |h: &&TitleCandidate| is_possible(&h.text) && !site.is_site(&h.text);
    let begins_title = |h: &&TitleCandidate| confirming.begins_with(&h.text) && is_headline(h);
    let ends_title = |h: &&TitleCandidate| confirming.has_inside(&h.text) && is_headline(h);
    let sourced = |c: &TitleCandidate| Some(Sourced::new(without_marks(&c.text), c.source.clone()));
    if let Some(heading) = titles.headings.iter().find(begins_title) {
        return sourced(heading);
    }
    // After a headline, titles name books and sections, whose names are headings too.
    let lesser = lesser();
    let mut headings = titles.headings.iter().chain(&lesser);
    let confirmed = lesser.iter().find(begins_title).or_else(|| headings.find(ends_title));
    if let Some(heading) = confirmed {
        return sourced(heading);
    }
    let agreed = most_agreed(&declared);
    match (closest_heading(titles, site, &confirming, &declared), agreed) {
        (Some((overlap, heading)), Some(agreed)) if overlap >= MIN_OVERLAP && !is_root => {
            sourced(if is_inside(&agreed.text, &heading.text) { agreed } else { heading })
        }
        (_, Some(agreed)) => sourced(agreed),
        (Some((_, heading)), None) => sourced(heading),
        (None, None) => None,
    }
}

/// The heading of the main flow that shares the most words with a declared title, and their overlap. The first of several.
fn closest_heading<'t>(
    titles: &'t Titles,
    site: &SiteNames,
    confirming: &ConfirmingTexts,
    declared: &[TitleCandidate],
) -> Option<(f32, &'t TitleCandidate)> {
    let declared: Vec<DistinctWords> = declared.iter().map(|d| DistinctWords::new(&d.text)).collect();
    titles
        .headings
        .iter()
        .take(titles.main_headings)
        .filter(|h| is_possible(&h.text) && !site.is_site(&h.text) && h.source != "dom:h2")
        .filter(|h| !confirming.is_section(&h.text))
        .map(|h| (declared.iter().map(|d| d.overlap(&h.text)).fold(0.0, f32::max), h))
        .fold(None, |best: Option<(f32, &TitleCandidate)>, new| match best {
            Some(best) if best.0 >= new.0 => Some(best),
            _ => Some(new),
        })
}

/// Whether a heading contains a declared title of some length and something else: a kicker, a date, a button.
pub(super) fn is_inside(declared: &str, heading: &str) -> bool {
    declared.split_whitespace().count() >= MIN_WORDS_INSIDE && fold(heading).contains(&fold(declared))
}

/// A title without the anchor marks that documentation puts after headings.
pub(super) fn without_marks(title: &str) -> String {
    title.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '¶' | '#' | '§')).to_owned()
}

/// The declared title that most others are equal to. If several are, the most trusted one.
fn most_agreed(declared: &[TitleCandidate]) -> Option<&TitleCandidate> {
    let keys: Vec<String> = declared.iter().map(|c| fold(&c.text)).collect();
    let votes = |i: usize| keys.iter().filter(|k| **k == keys[i]).count();
    let best = (0..declared.len()).rev().max_by_key(|&i| votes(i))?;
    declared.get(best)
}

/// Whether a text can be a title: it is not too long, and has a letter or digit.
fn is_possible(title: &str) -> bool {
    title.len() <= MAX_BYTES && title.chars().count() <= MAX_CHARS && title.chars().any(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(headings: &[&str], declared: &[&str], document: &str, expected: &str) {
        let candidate = |text: &str, source: &'static str| TitleCandidate {
            text: text.to_owned(),
            source: source.into(),
        };
        let titles = Titles {
            headings: headings.iter().map(|h| candidate(h, "dom:h1")).collect(),
            main_headings: headings.len(),
            declared: declared.iter().map(|d| candidate(d, "meta:og:title")).collect(),
            document: (!document.is_empty()).then(|| candidate(document, "dom:title")),
        };
        let site = SiteNames::new(
            ["The Daily Example"].into_iter(),
            Some("dailyexample"),
            Some("www.dailyexample.com"),
        );
        let chosen = choose_title(&titles, &site, false, Vec::new).map(|t| t.value).unwrap_or_default();
        assert_eq!(chosen, expected, "{headings:?} {declared:?} {document}");
    }

    #[test]
    fn site_names_are_stripped_and_nothing_else() {
        check(&[], &[], "Rain - and wind | The Daily Example", "Rain - and wind");
        check(&[], &[], "Daily Example :: Rain", "Rain");
        check(&[], &[], "Rain – The Sun", "Rain – The Sun");
        check(&[], &["Rain &#8211; more - DailyExample.com"], "", "Rain – more");
        check(&[], &[], "雨｜The Daily Example", "雨");
        check(&[], &[], "The Daily Example", "The Daily Example");
        check(&[], &[], "Rain - Daily Example - All the weather", "Rain");
    }

    #[test]
    fn site_names_in_titles() {
        let site = SiteNames::new(std::iter::empty(), Some("dailyexample"), Some("www.dailyexample.com"));
        assert_eq!(find_site_name("Rain | The Daily Example", &site).as_deref(), Some("The Daily Example"));
        assert_eq!(find_site_name("Rain | Hail", &site), None);
        assert_eq!(find_site_name("The Daily Example", &site), None);
    }

    #[test]
    fn headlines_precede_names_of_books_and_sections() {
        let candidate = |text: &str| TitleCandidate::new(text.to_owned(), "dom:h1");
        let titles = Titles {
            headings: vec![candidate("A Complete Book of Rain")],
            main_headings: 1,
            declared: vec![],
            document: Some(candidate("Measuring Rain - A Complete Book of Rain")),
        };
        let lesser = || ["More rain", "Measuring Rain"].map(candidate).to_vec();
        let chosen = |lesser: &dyn Fn() -> Vec<TitleCandidate>| {
            choose_title(&titles, &SiteNames::default(), false, lesser).map(|t| t.value).unwrap_or_default()
        };
        assert_eq!(chosen(&lesser), "Measuring Rain");
        assert_eq!(chosen(&Vec::new), "A Complete Book of Rain");
    }

    #[test]
    fn titles_that_agree() {
        check(&["Rain all day"], &["Rain all day"], "Weather | The Daily Example", "Rain all day");
        check(
            &["The Daily Example", "Rain all day"],
            &[],
            "Rain all day | The Daily Example",
            "Rain all day",
        );
        check(&["The Daily Example"], &["Rain all day"], "Rain all day", "Rain all day");
        check(&["Latest stories"], &["Rain all day"], "Rain all day", "Rain all day");
        check(
            &["Rain falls on the hills all day"],
            &["Rain: all day long"],
            "",
            "Rain falls on the hills all day",
        );
        check(&["Rain all day"], &[], "", "Rain all day");
        check(
            &["3 May 2024 Rain on every single hill"],
            &["Rain on every single hill"],
            "",
            "Rain on every single hill",
        );
        check(&["Weather"], &["Rain all day"], "Rain all day : Weather", "Rain all day");
        check(&["Rain¶"], &["Rain"], "", "Rain");
        check(&[&"x".repeat(700)], &[], "Rain", "Rain");
        check(&[], &[], "", "");
    }
}

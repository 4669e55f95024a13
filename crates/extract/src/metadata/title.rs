//! The headline: what the page's several titles agree on, without the site's name.

use super::Sourced;
use super::text;

/// Longer headlines are unclosed elements.
const MAX_BYTES: usize = 600;
const MAX_CHARS: usize = 300;

/// How much of the shorter one's words a visible heading shares with the declared titles at least, to be the
/// headline. Below it headings are logos, slogans and sections (of 110 such pages of the development sets
/// the heading was right on 18).
const ENOUGH_OVERLAP: f32 = 0.25;

/// A title that the page gives somewhere.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) text: String,
    pub(super) source: std::borrow::Cow<'static, str>,
}

/// All titles of a page.
#[derive(Clone, Debug, Default)]
pub(super) struct Titles {
    /// Visible headings that may be the headline, best first.
    pub(super) headings: Vec<Candidate>,
    /// JSON-LD and `<meta>`, most trusted first.
    pub(super) declared: Vec<Candidate>,
    /// `<title>`.
    pub(super) document: Option<Candidate>,
}

/// What the site may be called: names and the host's label, as [`text::key`].
#[derive(Clone, Debug, Default)]
pub(super) struct SiteNames {
    keys: Vec<String>,
    label: Option<String>,
    /// The host without `www.`, as a key.
    host: Option<String>,
}

impl SiteNames {
    pub(super) fn new<'a>(
        names: impl Iterator<Item = &'a str>,
        label: Option<&str>,
        host: Option<&str>,
    ) -> Self {
        let keys = names.map(text::key).filter(|k| !k.is_empty()).collect();
        let host = host.map(|h| text::key(h.strip_prefix("www.").unwrap_or(h)));
        Self { keys, label: label.map(text::key).filter(|l| l.len() > 2), host }
    }

    /// Whether a part of a title is the site's name: equal to one, or made of the words of its host.
    pub(super) fn is_site(&self, part: &str) -> bool {
        let key = text::key(part);
        if key.is_empty() {
            return true;
        }
        if self.keys.contains(&key) || self.host.as_ref() == Some(&key) {
            return true;
        }
        let Some(label) = &self.label else { return false };
        if *label == key {
            return true;
        }
        // `The Example`, `Example News` of example.com; `Example` of examplenews.com; words of the host in
        // another spelling. Long parts are headlines that mention the site.
        let close = key.len() >= 4 && label.contains(key.as_str()) && key.len() * 5 >= label.len() * 2;
        let around = label.len() >= 4 && key.contains(label.as_str()) && key.len() <= label.len() + 14;
        close || around || initials(part) == *label
    }
}

fn initials(part: &str) -> String {
    let letters: String = part
        .split(|c: char| !c.is_alphanumeric())
        .filter_map(|w| w.chars().next())
        .flat_map(char::to_lowercase)
        .collect();
    if letters.chars().count() >= 3 { letters } else { String::new() }
}

/// A part of a title between separators, as byte positions.
#[derive(Clone, Copy, Debug)]
struct Part {
    start: usize,
    end: usize,
}

/// Cuts a title at its separators: ` | `, ` - `, ` – `, ` — `, ` · `, ` • `, `«`, `»`, ` : `, `::`, `｜`,
/// and `_` and `|` without spaces.
fn parts(title: &str) -> Vec<Part> {
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
            // `Headline – Site` with the space on one side only.
            '—' | '–' if title[after..].starts_with(char::is_whitespace) => Some(after),
            _ => None,
        };
        if let Some(end) = cut {
            parts.push(Part { start, end: at });
            (start, skip_to) = (end, end);
        }
    }
    parts.push(Part { start, end: title.len() });
    parts
}

/// Takes parts that are the site's name off both ends, as long as something is left.
fn without_site(title: &str, site: &SiteNames) -> String {
    let parts = parts(title);
    let (mut first, mut last) = (0, parts.len());
    let part = |i: usize| title[parts[i].start..parts[i].end].trim();
    while last - first > 1 && site.is_site(part(last - 1)) {
        last -= 1;
    }
    while last - first > 1 && site.is_site(part(first)) {
        first += 1;
    }
    title[parts[first].start..parts[last - 1].end].trim().to_owned()
}

/// Whether `heading` is the title or a run of its parts from either end.
fn is_part_of(heading: &str, title: &str) -> bool {
    let (heading, whole) = (text::key(heading), text::key(title));
    if heading.is_empty() {
        return false;
    }
    if heading == whole {
        return true;
    }
    let parts = parts(title);
    (1..parts.len()).any(|i| {
        heading == text::key(&title[..parts[i - 1].end]) || heading == text::key(&title[parts[i].start..])
    }) || parts.iter().any(|p| heading == text::key(&title[p.start..p.end]) && heading.len() > 12)
}

/// Picks the headline.
pub(super) fn choose(titles: &Titles, site: &SiteNames) -> Option<Sourced<String>> {
    let declared: Vec<Candidate> = titles
        .declared
        .iter()
        .chain(&titles.document)
        .map(|c| Candidate { text: without_site(&text::plain(&c.text), site), source: c.source.clone() })
        .filter(|c| is_possible(&c.text))
        .collect();
    let headings: Vec<&Candidate> = titles.headings.iter().filter(|h| is_possible(&h.text)).collect();
    let whole = titles.declared.iter().chain(&titles.document);
    let confirmed = headings.iter().find(|h| {
        declared.iter().any(|d| text::key(&d.text) == text::key(&h.text))
            || whole.clone().any(|w| is_part_of(&h.text, &text::plain(&w.text)) && !site.is_site(&h.text))
    });
    if let Some(heading) = confirmed {
        return Some(Sourced::new(heading.text.clone(), heading.source.clone()));
    }
    let agreed = most_agreed(&declared);
    let close = headings
        .iter()
        .filter(|h| !site.is_site(&h.text))
        .map(|h| (declared.iter().map(|d| text::overlap(&h.text, &d.text)).fold(0.0, f32::max), h))
        .fold(None, |best: Option<(f32, &&Candidate)>, new| match best {
            Some(best) if best.0 >= new.0 => Some(best),
            _ => Some(new),
        });
    match (close, agreed) {
        (Some((overlap, heading)), Some(_)) if overlap >= ENOUGH_OVERLAP => {
            Some(Sourced::new(heading.text.clone(), heading.source.clone()))
        }
        (_, Some(agreed)) => Some(Sourced::new(agreed.text.clone(), agreed.source.clone())),
        (Some((_, heading)), None) => Some(Sourced::new(heading.text.clone(), heading.source.clone())),
        (None, None) => None,
    }
}

/// The declared title that most others equal; the most trusted of those.
fn most_agreed(declared: &[Candidate]) -> Option<&Candidate> {
    let keys: Vec<String> = declared.iter().map(|c| text::key(&c.text)).collect();
    let votes = |i: usize| keys.iter().filter(|k| **k == keys[i]).count();
    let best = (0..declared.len()).rev().max_by_key(|&i| votes(i))?;
    declared.get(best)
}

fn is_possible(title: &str) -> bool {
    title.len() <= MAX_BYTES && title.chars().count() <= MAX_CHARS && title.chars().any(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(headings: &[&str], declared: &[&str], document: &str, expected: &str) {
        let candidate =
            |text: &str, source: &'static str| Candidate { text: text.to_owned(), source: source.into() };
        let titles = Titles {
            headings: headings.iter().map(|h| candidate(h, "dom:h1")).collect(),
            declared: declared.iter().map(|d| candidate(d, "meta:og:title")).collect(),
            document: (!document.is_empty()).then(|| candidate(document, "dom:title")),
        };
        let site = SiteNames::new(
            ["The Daily Example"].into_iter(),
            Some("dailyexample"),
            Some("www.dailyexample.com"),
        );
        let chosen = choose(&titles, &site).map(|t| t.value).unwrap_or_default();
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
    }

    #[test]
    fn agreement() {
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
        check(&[&"x".repeat(700)], &[], "Rain", "Rain");
        check(&[], &[], "", "");
    }
}

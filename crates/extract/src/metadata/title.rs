//! The headline: what the page's several titles agree on, without the site's name.

use std::borrow::Cow;

use super::Sourced;
use super::normalize;
use crate::unicode::words::fold;

/// Longer headlines are unclosed elements.
const MAX_BYTES: usize = 600;
const MAX_CHARS: usize = 300;

/// How much of the shorter one's words a visible heading shares with the declared titles at least, to be the
/// headline. Below it headings are logos, slogans and sections (of 75 such pages of the development sets
/// the heading was right on 18).
const ENOUGH_OVERLAP: f32 = 0.25;

/// A title that the page gives somewhere.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) text: String,
    pub(super) source: Cow<'static, str>,
}

impl Candidate {
    pub(super) fn new(text: String, source: impl Into<Cow<'static, str>>) -> Self {
        Self { text, source: source.into() }
    }
}

/// All titles of a page.
#[derive(Clone, Debug, Default)]
pub(super) struct Titles {
    /// Visible headings that may be the headline, best first.
    pub(super) headings: Vec<Candidate>,
    /// How many of them stand in the page's main flow: the first ones.
    pub(super) main_headings: usize,
    /// JSON-LD and `<meta>`, most trusted first.
    pub(super) declared: Vec<Candidate>,
    /// `<title>`.
    pub(super) document: Option<Candidate>,
}

/// What the site may be called: names and the host's label, as [`normalize::key`].
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
        let keys = names.map(fold).filter(|k| !k.is_empty()).collect();
        let host = host.map(|h| fold(h.strip_prefix("www.").unwrap_or(h)));
        Self { keys, label: label.map(fold).filter(|l| l.len() > 2), host }
    }

    /// Whether a text is one of the site's names as it stands.
    pub(super) fn is_exactly_site(&self, text: &str) -> bool {
        let key = fold(text);
        self.keys.contains(&key) || self.host.as_ref() == Some(&key) || self.label.as_ref() == Some(&key)
    }

    /// Whether a part of a title is the site's name: equal to one, or made of the words of its host.
    pub(super) fn is_site(&self, part: &str) -> bool {
        let key = fold(part);
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

/// Takes parts that are the site's name off both ends, and what stands behind such a part (slogans, places),
/// as long as something is left.
fn without_site(title: &str, site: &SiteNames) -> String {
    let parts = parts(title);
    let part = |i: usize| title[parts[i].start..parts[i].end].trim();
    let first = (0..parts.len() - 1).find(|&i| !site.is_site(part(i))).unwrap_or(parts.len() - 1);
    let last = (first + 1..parts.len()).find(|&i| site.is_site(part(i))).unwrap_or(parts.len());
    title[parts[first].start..parts[last - 1].end].trim().to_owned()
}

/// The part of a title that is the site's name by its host, the last of several.
pub(super) fn site_part(title: &str, site: &SiteNames) -> Option<String> {
    let parts = parts(title);
    let names = parts.iter().rev().map(|p| title[p.start..p.end].trim());
    let mut names = names.filter(|n| !fold(n).is_empty() && site.is_site(n));
    names.next().filter(|_| parts.len() > 1).map(str::to_owned)
}

/// What a heading must say, as [`normalize::key`], for a declared title to confirm it.
struct Confirming {
    /// The title without the site's name, the whole of it, and the runs of parts it begins with.
    keys: Vec<String>,
    /// Its other parts and runs, which confirm only headings too long for a section's name.
    inner: Vec<String>,
}

impl Confirming {
    fn new(plain: &[Candidate], declared: &[Candidate]) -> Self {
        let mut confirming =
            Self { keys: declared.iter().map(|d| fold(&d.text)).collect(), inner: Vec::new() };
        for title in plain {
            let title = title.text.as_str();
            let parts = parts(title);
            confirming.keys.push(fold(title));
            for pair in parts.windows(2) {
                let [before, after] = pair else { continue };
                confirming.keys.push(fold(&title[..before.end]));
                confirming.inner.push(fold(&title[after.start..]));
                confirming.inner.push(fold(&title[after.start..after.end]));
            }
        }
        confirming
    }

    /// Whether a heading is a later part of a title, as the names of sections are.
    fn is_section(&self, heading: &str) -> bool {
        self.inner.contains(&fold(heading))
    }

    fn confirms(&self, heading: &str) -> bool {
        let key = fold(heading);
        let is_long = || heading.split_whitespace().count() > 3 || key.chars().any(|c| c as u32 > 0x2E80);
        !key.is_empty() && (self.keys.contains(&key) || self.inner.contains(&key) && is_long())
    }
}

/// Picks the headline. `lesser` gives further headings, asked for only when the main ones do not say what the
/// declared titles say.
pub(super) fn choose(
    titles: &Titles,
    site: &SiteNames,
    is_root: bool,
    lesser: impl FnOnce() -> Vec<Candidate>,
) -> Option<Sourced<String>> {
    let plain: Vec<Candidate> = titles
        .declared
        .iter()
        .chain(&titles.document)
        .map(|c| Candidate { text: normalize::plain(&c.text), source: c.source.clone() })
        .filter(|c| is_possible(&c.text))
        .collect();
    let declared: Vec<Candidate> = plain
        .iter()
        .map(|c| Candidate {
            text: if is_root { c.text.clone() } else { without_site(&c.text, site) },
            source: c.source.clone(),
        })
        .collect();
    let confirming = Confirming::new(&plain, &declared);
    let is_confirmed =
        |h: &&Candidate| is_possible(&h.text) && confirming.confirms(&h.text) && !site.is_site(&h.text);
    let sourced = |c: &Candidate| Some(Sourced::new(without_marks(&c.text), c.source.clone()));
    if let Some(heading) = titles.headings.iter().find(is_confirmed) {
        return sourced(heading);
    }
    if let Some(heading) = lesser().iter().find(is_confirmed) {
        return sourced(heading);
    }
    let agreed = most_agreed(&declared);
    let close = titles
        .headings
        .iter()
        .take(titles.main_headings)
        .filter(|h| is_possible(&h.text) && !site.is_site(&h.text) && h.source != "dom:h2")
        .filter(|h| !confirming.is_section(&h.text))
        .map(|h| (declared.iter().map(|d| normalize::overlap(&h.text, &d.text)).fold(0.0, f32::max), h))
        .fold(None, |best: Option<(f32, &Candidate)>, new| match best {
            Some(best) if best.0 >= new.0 => Some(best),
            _ => Some(new),
        });
    match (close, agreed) {
        (Some((overlap, heading)), Some(agreed)) if overlap >= ENOUGH_OVERLAP && !is_root => {
            sourced(if is_inside(&agreed.text, &heading.text) { agreed } else { heading })
        }
        (_, Some(agreed)) => sourced(agreed),
        (Some((_, heading)), None) => sourced(heading),
        (None, None) => None,
    }
}

/// Whether a heading says a declared title of some length and something more: a kicker, a date, a button.
fn is_inside(declared: &str, heading: &str) -> bool {
    declared.split_whitespace().count() >= 4 && fold(heading).contains(&fold(declared))
}

/// Without the anchor marks of documentation.
fn without_marks(title: &str) -> String {
    title.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '¶' | '#' | '§')).to_owned()
}

/// The declared title that most others equal; the most trusted of those.
fn most_agreed(declared: &[Candidate]) -> Option<&Candidate> {
    let keys: Vec<String> = declared.iter().map(|c| fold(&c.text)).collect();
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
            main_headings: headings.len(),
            declared: declared.iter().map(|d| candidate(d, "meta:og:title")).collect(),
            document: (!document.is_empty()).then(|| candidate(document, "dom:title")),
        };
        let site = SiteNames::new(
            ["The Daily Example"].into_iter(),
            Some("dailyexample"),
            Some("www.dailyexample.com"),
        );
        let chosen = choose(&titles, &site, false, Vec::new).map(|t| t.value).unwrap_or_default();
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
        assert_eq!(site_part("Rain | The Daily Example", &site).as_deref(), Some("The Daily Example"));
        assert_eq!(site_part("Rain | Hail", &site), None);
        assert_eq!(site_part("The Daily Example", &site), None);
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

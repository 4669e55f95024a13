//! The titles of a page that were not chosen, each with the reason.

use super::{
    ConfirmingTexts, SiteNames, TitleCandidate, Titles, closest_heading, is_possible, plain_titles,
    without_marks, without_site,
};
use crate::metadata::unused::{LOWER_SOURCE, SAME, UnusedValue};
use crate::metadata::{Sourced, normalize};
use crate::unicode::words::fold;

/// Lists the titles of a page that are not the chosen one: headings, then declared titles, then lesser headings.
pub(in crate::metadata) fn unused_titles(
    titles: &Titles,
    lesser: &[TitleCandidate],
    site: &SiteNames,
    chosen: Option<&Sourced<String>>,
) -> Vec<UnusedValue> {
    let plain = plain_titles(titles);
    let declared: Vec<TitleCandidate> =
        plain.iter().map(|c| TitleCandidate::new(without_site(&c.text, site), c.source.clone())).collect();
    let judge = Judge {
        site,
        confirming: ConfirmingTexts::new(&plain, &declared),
        chosen,
        key: chosen.map(|c| fold(&c.value)).unwrap_or_default(),
    };
    let closest = closest_heading(titles, site, &judge.confirming, &declared).map(|(_, heading)| heading);
    let (main, aside) = titles.headings.split_at(titles.main_headings);
    let mut found = Vec::new();
    let mut add = |candidate: &TitleCandidate, reason| {
        found.push(UnusedValue::new(normalize::plain(&candidate.text), candidate.source.clone(), reason));
    };
    for heading in main {
        let is_closest = closest.is_some_and(|c| std::ptr::eq(c, heading));
        add(
            heading,
            judge.reason_of_heading(
                heading,
                if is_closest { "declared titles differ" } else { NOT_CONFIRMED },
            ),
        );
    }
    for heading in aside {
        add(heading, judge.reason_of_heading(heading, "outside of the article"));
    }
    for title in titles.declared.iter().chain(&titles.document) {
        add(title, judge.reason_of_declared(title));
    }
    // A heading that a title begins with is chosen before the lesser ones are read.
    let is_settled = titles.headings.iter().any(|h| judge.is_confirmed(h));
    for heading in lesser.iter().filter(|_| !is_settled) {
        add(heading, judge.reason_of_heading(heading, NOT_CONFIRMED));
    }
    let is_chosen = |value: &UnusedValue| {
        let same_text = |c: &Sourced<String>| {
            without_marks(&value.value) == c.value || without_site(&value.value, site) == c.value
        };
        chosen.is_some_and(|c| c.source == value.source && same_text(c))
    };
    if let Some(at) = found.iter().position(is_chosen) {
        found.remove(at);
    }
    found
}

const NOT_CONFIRMED: &str = "not confirmed by the page";

/// What decides why a title lost.
struct Judge<'a> {
    site: &'a SiteNames,
    confirming: ConfirmingTexts,
    chosen: Option<&'a Sourced<String>>,
    /// The chosen title, folded.
    key: String,
}

impl Judge<'_> {
    fn is_confirmed(&self, heading: &TitleCandidate) -> bool {
        let text = heading.text.as_str();
        self.confirming.begins_with(text) && is_possible(text) && !self.site.is_site(text)
    }

    /// Why any title is not the headline, if its own words say so.
    fn reason_of_words(&self, text: &str) -> Option<&'static str> {
        if !is_possible(text) {
            Some("not a title")
        } else if fold(text) == self.key {
            Some(SAME)
        } else if self.site.is_site(text) {
            Some("the site's name")
        } else {
            None
        }
    }

    /// Why a heading lost. `otherwise` is the reason if no title has it.
    fn reason_of_heading(&self, heading: &TitleCandidate, otherwise: &'static str) -> &'static str {
        let text = heading.text.as_str();
        self.reason_of_words(text).unwrap_or_else(|| {
            if self.confirming.begins_with(text) {
                "a later heading"
            } else if self.confirming.is_section(text) {
                "a section or a part of the title"
            } else {
                otherwise
            }
        })
    }

    fn reason_of_declared(&self, title: &TitleCandidate) -> &'static str {
        let plain = normalize::plain(&title.text);
        let own = without_site(&plain, self.site);
        self.reason_of_words(&own).unwrap_or_else(|| match self.chosen {
            Some(chosen) if is_seen(&chosen.source) => "readers see another",
            _ => LOWER_SOURCE,
        })
    }
}

/// Whether a source is a heading.
fn is_seen(source: &str) -> bool {
    source.starts_with("dom:h") || source.starts_with("microdata:")
}

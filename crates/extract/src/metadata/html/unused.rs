//! The values of an HTML page that were not chosen, each with the reason. Nothing here has a part in the choice.

use std::borrow::Cow;

use super::dates::SeenDate;
use super::headings::{self, Headings};
use super::meta_tags::{Field, MetaTag};
use super::surroundings::Surroundings;
use super::{FIRST_DECLARED_YEAR, HtmlMetadataReader, names, source_of};
use crate::metadata::dates::{DayMonthOrder, read as read_date};
use crate::metadata::title::{SiteNames, unused_titles};
use crate::metadata::unused::{LOWER_SOURCE, SAME, UnusedValue, UnusedValues, remove_chosen};
use crate::metadata::{Metadata, Sourced, normalize};
use crate::unicode::words::fold;

/// How many ways to find a byline are tried: all.
const ALL_WAYS: usize = usize::MAX;

/// Why names were not used that are not a person's.
const ORGANIZATION: &str = "an organization";
const SITE: &str = "the site's name";

impl HtmlMetadataReader<'_> {
    /// Lists what the page has for each field besides the values of its metadata.
    pub(super) fn unused_values(
        &self,
        chosen: &Metadata,
        headings: &Headings,
        site: &SiteNames,
        around: &Surroundings<'_, '_>,
        order: DayMonthOrder,
    ) -> UnusedValues {
        // The main headings are often among the lesser ones too.
        let is_listed = |text: &str| headings.all.iter().any(|h| h.1.text == text);
        let lesser = headings::lesser_headings(self.tree, &self.found).map(|h| h.1);
        let lesser: Vec<_> = lesser.filter(|h| !h.text.is_empty() && !is_listed(&h.text)).collect();
        UnusedValues {
            title: unused_titles(&self.titles(headings), &lesser, site, chosen.title.as_ref()),
            authors: self.unused_authors(chosen.authors.as_ref(), site, around),
            published: self.unused_published(chosen.published.as_ref(), around, order),
            modified: self.unused_modified(chosen.modified.as_ref(), around, order),
        }
    }

    fn unused_authors(
        &self,
        chosen: Option<&Sourced<Vec<String>>>,
        site: &SiteNames,
        around: &Surroundings<'_, '_>,
    ) -> Vec<UnusedValue> {
        let joined = chosen.map(|c| Sourced::new(c.value.join("; "), c.source.clone()));
        let key = joined.as_ref().map(|c| fold(&c.value)).unwrap_or_default();
        let is_seen = chosen.is_some_and(|c| c.source.starts_with("dom:"));
        let mut found: Vec<UnusedValue> = Vec::new();
        let mut add = |names: &[String], source: Cow<'static, str>, is_declared: bool| {
            let value = names.join("; ");
            let typed = self.linked.authors_are_organizations && source.starts_with("json-ld");
            let reason = if fold(&value) == key {
                SAME
            } else if names.iter().all(|n| site.is_exactly_site(n)) {
                SITE
            } else if typed || names.iter().all(|n| names::is_organization(n)) {
                ORGANIZATION
            } else if is_declared && is_seen {
                "readers see the full name"
            } else {
                LOWER_SOURCE
            };
            if !found.iter().any(|f| f.source == source && f.value == value) {
                found.push(UnusedValue::new(value, source, reason));
            }
        };
        let linked = self.linked_authors();
        let has_linked = linked.is_some();
        for declared in linked.into_iter().chain(self.meta_authors()) {
            add(&declared.value, declared.source, true);
        }
        for (names, source) in around.bylines(ALL_WAYS) {
            add(&names, source.into(), false);
        }
        if !has_linked {
            let texts = self.linked.authors.iter();
            found.extend(texts.map(|text| UnusedValue::new(text, "json-ld:author", "no name")));
        }
        for meta in self.meta(Field::Author) {
            let source = source_of(meta);
            let value = normalize::plain(meta.content);
            if !value.is_empty() && !found.iter().any(|f| f.source == source) {
                let reason = if meta.name == "twitter:creator" { "an account" } else { "no name" };
                found.push(UnusedValue::new(value, source, reason));
            }
        }
        remove_chosen(&mut found, joined.as_ref());
        found
    }

    fn unused_published(
        &self,
        chosen: Option<&Sourced<String>>,
        around: &Surroundings<'_, '_>,
        order: DayMonthOrder,
    ) -> Vec<UnusedValue> {
        let judge = DateJudge { reader: self, chosen, order };
        let mut found = Vec::new();
        for of_video in [false, true] {
            let dates = self.linked.published.iter().filter(|p| (p.0 == "uploadDate") == of_video);
            found.extend(dates.map(|(key, text)| judge.declared(text, format!("json-ld:{key}").into())));
        }
        found.extend(judge.of_field(Field::Published));
        let visible = around.dates();
        let at_headline = around.date_at_headline();
        let seen = [visible.near.published, visible.far.published, at_headline];
        found.extend(seen.into_iter().flatten().map(|date| judge.seen(date)));
        found.extend(self.date_in_path().map(|(moment, source)| judge.readable(moment.to_string(), source)));
        judge.without_chosen(found)
    }

    fn unused_modified(
        &self,
        chosen: Option<&Sourced<String>>,
        around: &Surroundings<'_, '_>,
        order: DayMonthOrder,
    ) -> Vec<UnusedValue> {
        let judge = DateJudge { reader: self, chosen, order };
        let linked = self.linked.modified.iter();
        let mut found: Vec<_> =
            linked.map(|text| judge.declared(text, "json-ld:dateModified".into())).collect();
        found.extend(judge.of_field(Field::Modified));
        let visible = around.dates();
        let seen = [visible.near.modified, visible.far.modified];
        found.extend(seen.into_iter().flatten().map(|date| judge.seen(date)));
        judge.without_chosen(found)
    }
}

/// What decides why a date lost.
struct DateJudge<'a, 't> {
    reader: &'a HtmlMetadataReader<'t>,
    chosen: Option<&'a Sourced<String>>,
    order: DayMonthOrder,
}

impl DateJudge<'_, '_> {
    /// A date that the page declares.
    fn declared(&self, text: &str, source: Cow<'static, str>) -> UnusedValue {
        let fetched = self.reader.context.fetched;
        match read_date(text, self.order) {
            None => UnusedValue::new(normalize::plain(text), source, "not a date that can be read"),
            Some(moment) if moment.is_plausible(FIRST_DECLARED_YEAR, fetched) => {
                let mut value = self.readable(moment.to_string(), source);
                if value.reason == LOWER_SOURCE {
                    value.reason = self.reason_of_declared();
                }
                value
            }
            Some(moment) => {
                let is_possible = moment.is_plausible(FIRST_DECLARED_YEAR, None);
                let reason = if is_possible { "later than fetched" } else { "no possible day" };
                UnusedValue::new(moment.to_string(), source, reason)
            }
        }
    }

    /// Why a declared date lost against one that readers see, or one of the URL.
    fn reason_of_declared(&self) -> &'static str {
        match self.chosen.map(|c| &*c.source) {
            Some("url") => "the URL has another day",
            Some(source) if source.starts_with("dom:") || source == "microdata:date" => {
                "readers see another day"
            }
            _ => LOWER_SOURCE,
        }
    }

    /// The dates of the `<meta>` elements of a field: those of names that are often wrong come last.
    fn of_field(&self, field: Field) -> Vec<UnusedValue> {
        let metas = self.reader.meta(field);
        let (weak, sure): (Vec<&MetaTag<'_>>, Vec<_>) = metas.into_iter().partition(|m| m.is_weak_date());
        sure.into_iter().chain(weak).map(|meta| self.declared(meta.content, source_of(meta))).collect()
    }

    fn seen(&self, date: SeenDate) -> UnusedValue {
        let (moment, source) = date.sourced();
        self.readable(moment.to_string(), source)
    }

    /// A date that could have been chosen.
    fn readable(&self, value: String, source: Cow<'static, str>) -> UnusedValue {
        let is_same = self.chosen.is_some_and(|c| day(&c.value) == day(&value));
        UnusedValue::new(value, source, if is_same { SAME } else { LOWER_SOURCE })
    }

    /// The dates without the chosen one, each once.
    fn without_chosen(&self, found: Vec<UnusedValue>) -> Vec<UnusedValue> {
        let mut once: Vec<UnusedValue> = Vec::new();
        for value in found {
            if !once.contains(&value) {
                once.push(value);
            }
        }
        remove_chosen(&mut once, self.chosen);
        once
    }
}

/// The day of a date in ISO 8601.
fn day(date: &str) -> &str {
    date.split('T').next().unwrap_or(date)
}

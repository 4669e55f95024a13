//! Pairs of a page and a copy of it.

use super::Draft;
use super::edits;
use super::site::{Remains, Site};
use super::text::{Story, count_words, first_words};
use crate::duplicates::PairSide;
use crate::duplicates::kind::PairKind;

/// Words of a page that gives two variants of a wire story, at least: half of them may be cut.
const LEAST_WIRE_WORDS: usize = 200;
/// Words of a short wire story before its end is cut.
const SHORT_WORDS: usize = 100;

/// The copies of a kind that can be made of the page; none if the kind is none of copies.
pub(super) fn copies(kind: PairKind, draft: &mut Draft<'_, '_>) -> Vec<(PairSide, PairSide)> {
    let text = match kind {
        PairKind::Headline => return vec![other_headline(draft)],
        PairKind::ForeignTemplate => return foreign_template(draft).into_iter().collect(),
        PairKind::SiteVersions => return site_versions(draft),
        PairKind::Wire => return wire(draft, usize::MAX).into_iter().collect(),
        PairKind::WireShort => return wire(draft, SHORT_WORDS).into_iter().collect(),
        PairKind::Lead => {
            let mut story = draft.source.story.clone();
            edits::rewrite_lead(&mut story, draft.templates, &mut draft.random);
            Some(story.to_text())
        }
        PairKind::Refetched => Some(edits::refetch(&draft.source.story, draft.templates, &mut draft.random)),
        PairKind::NumberStyle => edits::change_number_style(draft.source.text),
        PairKind::Tail10To35 => Some(cut(draft, 100, 350)),
        PairKind::Tail35To60 => Some(cut(draft, 350, 600)),
        PairKind::Tail50 => Some(cut(draft, 500, 500)),
        PairKind::Tail60 => Some(cut(draft, 600, 600)),
        PairKind::Edited => {
            let mut story = draft.source.story.clone();
            edits::edit_fifth(&mut story, draft.templates, &mut draft.random);
            let text = story.to_text();
            let other_style = draft.random.below(2) == 0;
            Some(edits::change_number_style(&text).filter(|_| other_style).unwrap_or(text))
        }
        PairKind::Reordered => {
            let mut story = draft.source.story.clone();
            edits::insert_sentences(&mut story, draft.templates, &mut draft.random);
            edits::reorder(&mut story, &mut draft.random);
            Some(story.to_text())
        }
        _ => None,
    };
    text.map(|text| (draft.source.original(), draft.elsewhere(text))).into_iter().collect()
}

/// The page's text without its last words: `least` to `most` of 1,000.
fn cut(draft: &mut Draft<'_, '_>, least: usize, most: usize) -> String {
    cut_text(draft.source.text, draft.source.words, draft.random.between(least, most))
}

fn cut_text(text: &str, words: usize, per_mille: usize) -> String {
    first_words(text, words - words * per_mille / 1000).to_owned()
}

fn other_headline(draft: &mut Draft<'_, '_>) -> (PairSide, PairSide) {
    let source = draft.source;
    let text = match &source.page.gold.title {
        Some(title) => format!("{}\n\n{}", title.trim(), source.text),
        None => source.text.to_owned(),
    };
    let copy = edits::credit(&source.story, draft.templates, &mut draft.random);
    (source.side(text), draft.elsewhere(copy))
}

fn foreign_template(draft: &mut Draft<'_, '_>) -> Option<(PairSide, PairSide)> {
    let site = *draft.sites().first()?;
    let text = site.wrap(draft.source.text, Remains::All, &mut draft.random);
    let date = draft.source.page.gold.date.as_ref();
    let sides = (draft.source.original(), site.side(&draft.source.page.id, text, date));
    add_pages_of(site, usize::MAX, draft);
    Some(sides)
}

/// Adds other pages of a site, each a story of up to `words` words with all of the site's template.
fn add_pages_of(site: Site<'_>, words: usize, draft: &mut Draft<'_, '_>) {
    draft.add_site_pages(|source, random| {
        let text = site.wrap(&source.story.opening(words).to_text(), Remains::All, random);
        site.side(&source.page.id, text, source.page.gold.date.as_ref())
    });
}

/// Three later versions on the page's own site, each with the first.
fn site_versions(draft: &mut Draft<'_, '_>) -> Vec<(PairSide, PairSide)> {
    let source = draft.source;
    let headline = edits::new_headline(&source.story, draft.templates, &mut draft.random);
    let mut edited = source.story.clone();
    edits::edit_fifth(&mut edited, draft.templates, &mut draft.random);
    let mut longer = edited.clone();
    edits::insert_sentences(&mut longer, draft.templates, &mut draft.random);
    let updated = edits::refetch(&longer, draft.templates, &mut draft.random);
    let shorter = cut(draft, 100, 350);
    let own_site = source.page.site.clone().unwrap_or_else(|| format!("{}.example", source.page.id));
    let version = |number: usize, text: String| PairSide {
        site: Some(own_site.clone()),
        url: Some(format!("https://{own_site}/{}-{number}.html", source.page.id)),
        ..source.side(text)
    };
    let first = version(1, source.text.to_owned());
    let later = [format!("{headline}\n\n{}", edited.to_text()), updated, format!("{headline}\n\n{shorter}")];
    let later: Vec<PairSide> =
        later.into_iter().zip(2..).map(|(text, number)| version(number, text)).collect();
    if draft.max_site_pages > 0 {
        draft.site_pages.extend(later.iter().cloned());
        draft.add_site_pages(|other, _| PairSide { site: Some(own_site.clone()), ..other.original() });
    }
    later.into_iter().map(|later| (first.clone(), later)).collect()
}

/// Two sites' variants of a story of up to `words` words.
fn wire(draft: &mut Draft<'_, '_>, words: usize) -> Option<(PairSide, PairSide)> {
    let short = words < usize::MAX;
    if !short && draft.source.words < LEAST_WIRE_WORDS {
        return None;
    }
    let story = draft.source.story.opening(words);
    let sites = draft.sites();
    let [first, second] = *sites.first_chunk::<2>()?;
    let mut variant = |site: &Site<'_>| {
        let text = wire_variant(draft, &story, short);
        let remains = if short { Remains::Some } else { Remains::All };
        let text = site.wrap(&text, remains, &mut draft.random);
        site.side(&draft.source.page.id, text, draft.source.page.gold.date.as_ref())
    };
    let sides = (variant(&first), variant(&second));
    add_pages_of(first, words, draft);
    add_pages_of(second, words, draft);
    Some(sides)
}

/// The story with another headline, a fifth of its sentences edited, and another cut.
fn wire_variant(draft: &mut Draft<'_, '_>, story: &Story, short: bool) -> String {
    let headline = edits::new_headline(story, draft.templates, &mut draft.random);
    let mut story = story.clone();
    edits::edit_fifth(&mut story, draft.templates, &mut draft.random);
    let text = story.to_text();
    let cut = draft.random.between(0, if short { 200 } else { 400 });
    format!("{headline}\n\n{}", cut_text(&text, count_words(&text), cut))
}

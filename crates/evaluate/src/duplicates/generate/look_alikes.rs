//! Pairs of different stories that look alike, and pairs on which people disagree.

use super::Draft;
use super::facts;
use super::site::Remains;
use super::source::Source;
use super::templates::Facts;
use super::text::{Story, count_words};
use crate::duplicates::PairSide;
use crate::duplicates::kind::PairKind;
use crate::random::Random;

/// Different figures of a page whose figures are exchanged, at least.
const LEAST_FIGURES: usize = 5;
/// Different names of a page whose names are exchanged, at least.
const LEAST_NAMES: usize = 5;
/// Percentage of the figures that an update changes.
const UPDATED_PERCENT: usize = 30;
/// Words of two stories in the same frame, or with the same biography, at most.
const SHORT_WORDS: usize = 120;
/// Words of two stories with the same quotations.
const LONG_WORDS: usize = 300;
/// Percentage of a follow-up that is quotations, at least and at most.
const FOLLOW_UP_PERCENT: (usize, usize) = (20, 30);
/// Percentage of the shorter story that shared quotations or a shared lead have, at most.
const MAX_SHARED_PERCENT: usize = 20;
/// Stories of a round-up besides the brief.
const ROUND_UP_STORIES: usize = 4;
/// Words of a brief in a round-up.
const BRIEF_WORDS: usize = 90;
/// Words of a page that gives two days of a live blog, at least: the heading must not be most of a day.
const LEAST_LIVE_WORDS: usize = 240;
/// Sources whose names may replace those of a page, at most.
const MAX_NAME_SOURCES: usize = 20;

/// The pair of a kind that can be made of the page; `None` if it cannot, or if the kind is one of copies.
pub(super) fn look_alike(kind: PairKind, draft: &mut Draft<'_, '_>) -> Option<(PairSide, PairSide)> {
    match kind {
        PairKind::FiguresExchanged => exchange(draft, 100, false),
        PairKind::FactsExchanged => exchange(draft, 100, true),
        PairKind::FiguresUpdated => exchange(draft, UPDATED_PERCENT, false),
        PairKind::SiteFrame => site_frame(draft),
        PairKind::LiveBlog => live_blog(draft),
        PairKind::AuthorBiography => author_biography(draft),
        PairKind::SharedQuotations => shared_quotations(draft),
        PairKind::SameLead => same_lead(draft),
        PairKind::FollowUp => follow_up(draft),
        PairKind::RoundUp => round_up(draft),
        _ => None,
    }
}

fn exchange(draft: &mut Draft<'_, '_>, percent: usize, with_names: bool) -> Option<(PairSide, PairSide)> {
    let source = draft.source;
    let mut figures = facts::figures(source.text);
    if figures.len() < LEAST_FIGURES {
        return None;
    }
    draft.random.shuffle(&mut figures);
    figures.truncate((figures.len() * percent).div_ceil(100));
    let mut text = facts::exchange_figures(source.text, &figures, &mut draft.random);
    if with_names {
        let names = facts::names(source.text, &source.language);
        if names.len() < LEAST_NAMES {
            return None;
        }
        text = facts::exchange_names(&text, &names, &other_names(draft, names.len()))?;
    }
    Some((source.original(), draft.sibling(text)))
}

/// Names of other pages in the page's language, at least `count` besides the page's own if there are so many.
fn other_names(draft: &mut Draft<'_, '_>, count: usize) -> Vec<String> {
    let mut others: Vec<String> = Vec::new();
    for _ in 0..MAX_NAME_SOURCES {
        let Some(partner) = draft.partner() else { break };
        for name in facts::names(partner.text, &partner.language) {
            if !others.contains(&name) {
                others.push(name);
            }
        }
        if others.len() > 2 * count {
            break;
        }
    }
    others
}

fn site_frame(draft: &mut Draft<'_, '_>) -> Option<(PairSide, PairSide)> {
    let partner = draft.partner()?;
    let site = *draft.sites().first()?;
    let framed = |source: &Source<'_>, random: &mut Random| {
        let story = source.story.opening(SHORT_WORDS).to_text();
        let text = site.wrap(&story, Remains::Frame, random);
        site.side(&source.page.id, text, source.page.gold.date.as_ref())
    };
    let sides = (framed(draft.source, &mut draft.random), framed(partner, &mut draft.random));
    draft.add_site_pages(framed);
    Some(sides)
}

/// The first half of the page's sentences as entries of one day, the second half as those of the next.
fn live_blog(draft: &mut Draft<'_, '_>) -> Option<(PairSide, PairSide)> {
    if draft.source.words < LEAST_LIVE_WORDS {
        return None;
    }
    let sentences: Vec<&String> = draft.source.story.sentences().collect();
    let (today, tomorrow) = sentences.split_at(sentences.len() / 2);
    let first = today.first()?;
    let heading = draft.sites().first()?.draw("live", &mut draft.random);
    let facts = &mut Facts::default().with("quote", first);
    let yesterday = draft.templates.draw("yesterday", facts, &mut draft.random);
    let source = draft.source;
    let mut entries = |sentences: &[&String]| entries(sentences, &source.story, &mut draft.random);
    let (today, tomorrow) = (entries(today), entries(tomorrow));
    let next_date = source.page.gold.date.as_deref().and_then(next_day);
    let next = source.side(format!("{heading}\n\n{yesterday}\n\n{tomorrow}"));
    draft.add_site_pages(|other, _| source.side(format!("{heading}\n\n{}", other.text)));
    Some((source.side(format!("{heading}\n\n{today}")), PairSide { date: next_date, ..next }))
}

/// Entries of two sentences, each with its time, the latest first.
fn entries(sentences: &[&String], story: &Story, random: &mut Random) -> String {
    let entries = sentences.chunks(2);
    let mut minutes: Vec<usize> = entries.clone().map(|_| random.between(7 * 60, 23 * 60)).collect();
    minutes.sort_unstable_by_key(|&minute| std::cmp::Reverse(minute));
    let separator = if story.spaced { " " } else { "" };
    let entries: Vec<String> = entries
        .zip(minutes)
        .map(|(entry, minute)| {
            let text: Vec<&str> = entry.iter().map(|sentence| sentence.as_str()).collect();
            format!("{}:{:02} {}", minute / 60, minute % 60, text.join(separator))
        })
        .collect();
    entries.join("\n\n")
}

/// The day after `YYYY-MM-DD`.
fn next_day(date: &str) -> Option<String> {
    let day: jiff::civil::Date = date.parse().ok()?;
    Some(day.tomorrow().ok()?.to_string())
}

fn author_biography(draft: &mut Draft<'_, '_>) -> Option<(PairSide, PairSide)> {
    let partner = draft.partner()?;
    let site = *draft.sites().first()?;
    let biography = site.draw("biography", &mut draft.random);
    let page = |source: &Source<'_>| {
        let text = format!("{}\n\n{biography}", source.story.opening(SHORT_WORDS).to_text());
        site.side(&source.page.id, text, source.page.gold.date.as_ref())
    };
    let sides = (page(draft.source), page(partner));
    draft.add_site_pages(|source, _| page(source));
    Some(sides)
}

/// Another story that quotes up to `sentences` sentences of this one, up to a percentage of either one's words. `None`
/// if the quotations have less than a percentage of the other's words.
fn quote(
    draft: &mut Draft<'_, '_>,
    story: &Story,
    mut other: Story,
    sentences: usize,
    (least, most): (usize, usize),
) -> Option<String> {
    let mut from: Vec<&String> = story.sentences().collect();
    draft.random.shuffle(&mut from);
    let (own_words, story_words) = (count_words(&other.to_text()), count_words(&story.to_text()));
    let (mut quoted, mut count) = (0, 0);
    for sentence in from {
        let words = count_words(sentence);
        if count < sentences && (quoted + words) * 100 <= most * story_words.min(own_words + quoted + words) {
            let facts = &mut Facts::default().with("quote", sentence.trim_end_matches(['.', '。']));
            let quotation = draft.templates.draw("quote", facts, &mut draft.random);
            let at = 1 + draft.random.below(other.paragraphs.len());
            other.paragraphs.insert(at, vec![quotation]);
            quoted += words;
            count += 1;
        }
    }
    (count > 0 && quoted * 100 >= least * (own_words + quoted)).then(|| other.to_text())
}

fn shared_quotations(draft: &mut Draft<'_, '_>) -> Option<(PairSide, PairSide)> {
    let partner = draft.partner()?;
    let story = draft.source.story.opening(LONG_WORDS);
    let other = partner.story.opening(LONG_WORDS);
    let text = quote(draft, &story, other, 3, (1, MAX_SHARED_PERCENT))?;
    Some((draft.source.side(story.to_text()), partner.side(text)))
}

fn follow_up(draft: &mut Draft<'_, '_>) -> Option<(PairSide, PairSide)> {
    let partner = draft.partner()?;
    let story = draft.source.story.clone();
    let other = partner.story.opening(LONG_WORDS.min(draft.source.words / 2));
    let text = quote(draft, &story, other, usize::MAX, FOLLOW_UP_PERCENT)?;
    Some((draft.source.original(), partner.side(text)))
}

/// The page, and another story after the page's first paragraph, or after as much of it as may be shared.
fn same_lead(draft: &mut Draft<'_, '_>) -> Option<(PairSide, PairSide)> {
    let partner = draft.partner()?;
    let most = draft.source.words.min(partner.words) * MAX_SHARED_PERCENT / 100;
    let mut lead = Vec::new();
    let mut words = 0;
    for sentence in draft.source.story.paragraphs.first()? {
        words += count_words(sentence);
        if words > most {
            break;
        }
        lead.push(sentence.clone());
    }
    if lead.is_empty() {
        return None;
    }
    let mut story = partner.story.clone();
    story.paragraphs.insert(0, lead);
    Some((draft.source.original(), partner.side(story.to_text())))
}

fn round_up(draft: &mut Draft<'_, '_>) -> Option<(PairSide, PairSide)> {
    let site = *draft.sites().first()?;
    let brief = draft.source.story.opening(BRIEF_WORDS).to_text();
    let mut briefs: Vec<String> = Vec::new();
    for _ in 0..ROUND_UP_STORIES {
        briefs.push(draft.partner()?.story.opening(BRIEF_WORDS).to_text());
    }
    briefs.insert(draft.random.below(ROUND_UP_STORIES + 1), brief.clone());
    briefs.insert(0, site.draw("round_up", &mut draft.random));
    let date = draft.source.page.gold.date.as_ref();
    let round_up = site.side(&draft.source.page.id, briefs.join("\n\n"), date);
    Some((draft.source.side(brief), round_up))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_follow_each_other_across_months() {
        assert_eq!(next_day("2024-02-28").as_deref(), Some("2024-02-29"));
        assert_eq!(next_day("2023-12-31").as_deref(), Some("2024-01-01"));
        assert_eq!(next_day("last week"), None);
    }
}

//! Finds the standing text of pages, and leaves it out of their articles.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::article::Article;
use crate::learned::word_hashes::WordHashes;
use crate::output::plain_text;
use crate::sites::StandingTexts;

/// A text with more numbers than this is not standing if they are also this percentage of its words: numbers are masked
/// in the id of a text, and may be all that it says.
const MAX_NUMBERS: usize = 2;
const MAX_NUMBERS_PERCENT: usize = 5;

impl StandingTexts {
    /// Finds the standing texts of some pages of a site that are plain text, each line a text. At most the first
    /// [`MAX_PAGES`](crate::SiteProfile::MAX_PAGES) pages count.
    pub fn from_texts<'t>(pages: impl IntoIterator<Item = &'t str>) -> Self {
        let entries = |page: &str| {
            let words = WordHashes::from_texts(page.lines());
            let entry = |line| Some((words.text_id(line)?, words.block(line).len() as u32));
            let entries: BTreeMap<u32, u32> = (0..page.lines().count()).filter_map(entry).collect();
            entries.into_iter().collect()
        };
        Self::from_pages(pages.into_iter().map(entries))
    }

    /// A plain text without the lines that are standing text. A text that has no others stays as it is.
    pub fn remove_from<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.is_empty() {
            return Cow::Borrowed(text);
        }
        let words = WordHashes::from_texts(text.lines());
        let own: Vec<&str> = text
            .lines()
            .enumerate()
            .filter(|&(line, text)| !text.trim().is_empty() && !self.has(&words, line))
            .map(|(_, text)| text)
            .collect();
        let lines = text.lines().filter(|line| !line.trim().is_empty()).count();
        if own.is_empty() || own.len() == lines {
            return Cow::Borrowed(text);
        }
        Cow::Owned(own.join("\n\n"))
    }

    /// Whether a text of a page is standing.
    fn has(&self, words: &WordHashes, index: usize) -> bool {
        let numbers = words.numbers(index);
        let is_of_numbers =
            numbers > MAX_NUMBERS && numbers * 100 >= words.block(index).len() * MAX_NUMBERS_PERCENT;
        words.text_id(index).is_some_and(|id| self.contains(id)) && !is_of_numbers
    }
}

impl Article {
    /// The text without what the page's site puts into its pages whatever their story, to compare articles by. It is
    /// [`text`](Self::text) if the site is not known, and if nothing else would remain.
    pub fn text_without_standing(&self) -> Cow<'_, str> {
        let site = self.document.site.as_ref();
        let standing = site.map(|site| &site.index.form(self.document.form()).standing);
        let Some(standing) = standing.filter(|standing| !standing.is_empty()) else {
            return Cow::Borrowed(&self.text);
        };
        let words = WordHashes::from_document(&self.document);
        let kept: Vec<usize> =
            (0..self.verdicts.len()).filter(|&index| self.verdicts[index].is_kept()).collect();
        let own: Vec<usize> = kept.iter().copied().filter(|&index| !standing.has(&words, index)).collect();
        if own.is_empty() || own.len() == kept.len() {
            return Cow::Borrowed(&self.text);
        }
        Cow::Owned(plain_text::plain(&self.document, own.into_iter()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTE: &str = "Write to the news desk if you know more about this story.";
    const STORY: [&str; 5] = [
        "The old bridge over the harbour opens again on Friday.",
        "It was closed for two years because its piers had sunk.",
        "The town paid for the repair with a toll on the new bridge.",
        "Cyclists may use it from the morning, and cars from noon.",
        "A ferry that sailed in the meantime goes back to the islands.",
    ];
    const OTHERS: [&str; 3] = [
        "A whale slept in the shipping lane and three ferries had to wait.",
        "The library lends telescopes from the first of next month on.",
        "Nobody was hurt when the roof of the fish market came down.",
    ];

    fn page(paragraphs: &[&str]) -> String {
        paragraphs.join("\n\n")
    }

    fn standing(pages: &[String]) -> StandingTexts {
        StandingTexts::from_texts(pages.iter().map(String::as_str))
    }

    #[test]
    fn what_three_different_stories_have_is_standing() {
        let pages = OTHERS.map(|story| page(&[story, NOTE]));
        let found = standing(&pages);
        for (page, story) in pages.iter().zip(OTHERS) {
            assert_eq!(found.remove_from(page), story);
        }
        assert!(standing(&pages[..2]).is_empty());
    }

    #[test]
    fn a_story_that_a_site_carries_four_times_is_not_standing() {
        let same = vec![page(&STORY); 4];
        assert!(standing(&same).is_empty());
        // Each time with a headline of its own, and two edited in the same way.
        let edited = "The town paid for the repair with a toll.";
        let versions = [
            page(&[&["Bridge opens"], &STORY[..]].concat()),
            page(&[&["Old bridge to open on Friday"], &STORY[..2], &[edited], &STORY[3..]].concat()),
            page(&[&["Old bridge: what is new"], &STORY[..2], &[edited], &STORY[3..]].concat()),
            page(&[&["Two years are over"], &STORY[..4]].concat()),
        ];
        let found = standing(&versions);
        assert!(STORY.iter().all(|text| found.remove_from(&page(&[text, edited])).starts_with(text)));
        // Among other stories, with a note below each.
        let pages: Vec<String> =
            versions.iter().map(String::as_str).chain(OTHERS).map(|story| page(&[story, NOTE])).collect();
        let found = standing(&pages);
        assert_eq!(found.remove_from(&pages[0]), versions[0]);
    }

    #[test]
    fn a_page_without_other_text_stays() {
        let pages = OTHERS.map(|story| page(&[story, NOTE]));
        assert_eq!(standing(&pages).remove_from(NOTE), NOTE);
    }

    #[test]
    fn what_consists_of_numbers_stays() {
        let rates = |n: usize| format!("Euro {n}, pound {}, franc {}, yen {}.", 2 * n, 3 * n, 7 * n);
        let days = [0, 1, 2].map(|day| page(&[OTHERS[day], &rates(day), &format!("Desk 2 on floor {day}.")]));
        let found = standing(&days);
        assert_eq!(found.remove_from(&days[2]), page(&[OTHERS[2], &rates(2)]));
    }

    #[test]
    fn the_site_of_a_page_says_what_is_standing() {
        use std::sync::Arc;

        use crate::{Extractor, PageContext, SiteIndex, SitePage};

        let extractor = Extractor::default();
        let html = |story: &str| {
            let body =
                [story, STORY[1], NOTE].map(|text| format!("<p>{text} Said the mayor, and went home.</p>"));
            format!("<article>{}</article>", body.concat())
        };
        let mut profile = crate::SiteProfile::new();
        for (key, story) in OTHERS.iter().enumerate() {
            let article = extractor.extract(html(story).as_bytes(), &PageContext::new());
            profile.add(key as u64, SitePage::new(&article).unwrap());
        }
        let site = Arc::new(SiteIndex::new(&profile));
        let mut article =
            extractor.extract(html(STORY[0]).as_bytes(), &PageContext::new().site(&site).site_key(9));
        for verdict in &mut article.verdicts {
            verdict.label = crate::Label::MainContent;
        }
        assert_eq!(article.text_without_standing(), format!("{} Said the mayor, and went home.", STORY[0]));
        let alone = extractor.extract(html(STORY[0]).as_bytes(), &PageContext::new());
        assert_eq!(alone.text_without_standing(), alone.text);
    }
}

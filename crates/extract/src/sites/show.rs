//! A profile for people to read: the texts that repeat, and the paths that hold the story.

use std::collections::BTreeMap;

use crate::page_form::PageForm;
use crate::sites::page::SitePage;
use crate::sites::profile::SiteProfile;

/// A text that several pages of a site have.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct TextShown {
    /// Its first words. `None` if the profile does not have them.
    pub words: Option<String>,
    /// The number of pages with it.
    pub pages: u32,
    /// The mean probability that it belongs to the article, by the page alone, 0 to 1.
    pub mean: f32,
}

/// A path of the pages of a site.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PathShown {
    /// The innermost elements, as in `main > div.story > p (paragraph)`. `None` if the profile does not have them.
    pub name: Option<String>,
    /// The number of pages with it.
    pub pages: u32,
    /// The mean probability that a block there belongs to the article, 0 to 1.
    pub mean: f32,
}

/// The number of pages, the sum of their means in steps, and a name.
type Sums<'p> = (u32, u32, Option<&'p String>);

impl SiteProfile {
    /// The texts that at least two pages of one form have. Those come first that the detector alone is most likely to keep
    /// on most pages: they are what the profile changes.
    pub fn repeated_texts(&self, form: PageForm) -> Vec<TextShown> {
        let entries = |page: &'_ SitePage| {
            page.texts.iter().copied().zip(page.text_means.iter().map(|means| means.0)).collect::<Vec<_>>()
        };
        let sums = self.sums(form, entries, |page, id| page.names.as_ref()?.texts.get(&id));
        let mut shown: Vec<TextShown> = (sums.into_iter())
            .filter(|(pages, ..)| *pages > 1)
            .map(|(pages, sum, words)| TextShown { words, pages, mean: mean(pages, sum) })
            .collect();
        let weight = |text: &TextShown| text.mean * text.pages as f32;
        shown.sort_by(|a, b| weight(b).total_cmp(&weight(a)).then_with(|| b.pages.cmp(&a.pages)));
        shown
    }

    /// The paths of HTML pages that at least two pages have, most likely to hold the story first.
    pub fn story_paths(&self) -> Vec<PathShown> {
        let entries = |page: &'_ SitePage| {
            page.paths.iter().copied().zip(page.path_means.iter().copied()).collect::<Vec<_>>()
        };
        let sums = self.sums(PageForm::Html, entries, |page, key| page.names.as_ref()?.paths.get(&key));
        let mut shown: Vec<PathShown> = (sums.into_iter())
            .filter(|(pages, ..)| *pages > 1)
            .map(|(pages, sum, name)| PathShown { name, pages, mean: mean(pages, sum) })
            .collect();
        shown.sort_by(|a, b| b.mean.total_cmp(&a.mean).then_with(|| b.pages.cmp(&a.pages)));
        shown
    }

    /// The share of articles among the pages of one form, as the mean of their probabilities. `None` without pages.
    pub fn articles(&self, form: PageForm) -> Option<f32> {
        let pages = self.pages(form);
        let sum: u32 = pages.iter().map(|(_, page)| u32::from(page.article)).sum();
        (!pages.is_empty()).then(|| mean(pages.len() as u32, sum))
    }

    /// Sums what the pages of a form say of each id or key.
    fn sums<'p>(
        &'p self,
        form: PageForm,
        entries: impl Fn(&'p SitePage) -> Vec<(u32, u8)>,
        name: impl Fn(&'p SitePage, u32) -> Option<&'p String>,
    ) -> Vec<(u32, u32, Option<String>)> {
        let mut sums: BTreeMap<u32, Sums<'p>> = BTreeMap::new();
        for (_, page) in self.pages(form) {
            for (key, mean) in entries(page) {
                let (pages, sum, known) = sums.entry(key).or_default();
                *pages += 1;
                *sum += u32::from(mean);
                *known = known.or_else(|| name(page, key));
            }
        }
        sums.into_values().map(|(pages, sum, name)| (pages, sum, name.cloned())).collect()
    }
}

fn mean(pages: u32, sum: u32) -> f32 {
    sum as f32 / pages as f32 / 255.0
}

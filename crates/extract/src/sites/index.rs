//! A profile arranged for looking up texts and paths.

use crate::page_form::PageForm;
use crate::sites::page::{SitePage, TextMeans};
use crate::sites::profile::SiteProfile;
use crate::sites::standing::StandingTexts;

/// The profile of a site, arranged for looking up. Takes less memory than the [`SiteProfile`], and can't be changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SiteIndex {
    html: FormIndex,
    text: FormIndex,
}

/// The pages of one form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FormIndex {
    /// The keys of the pages.
    pub(crate) keys: Box<[u64]>,
    /// The probability that each page is an article, in steps of 1/255.
    pub(crate) articles: Box<[u8]>,
    pub(crate) texts: Lookup<TextMeans>,
    pub(crate) paths: Lookup<u8>,
    pub(crate) standing: StandingTexts,
}

/// What each page knows of an id: for each id a range of pages and their values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lookup<T> {
    /// Sorted.
    ids: Box<[u32]>,
    /// For each id the end of its range.
    ends: Box<[u16]>,
    /// The numbers of the pages.
    pages: Box<[u8]>,
    values: Box<[T]>,
}

impl SiteIndex {
    /// Arranges a profile.
    pub fn new(profile: &SiteProfile) -> Self {
        Self {
            html: FormIndex::new(profile.pages(PageForm::Html)),
            text: FormIndex::new(profile.pages(PageForm::Text)),
        }
    }

    /// The pages of one form.
    pub(crate) fn form(&self, form: PageForm) -> &FormIndex {
        match form {
            PageForm::Html => &self.html,
            PageForm::Text => &self.text,
        }
    }

    /// The number of pages of both forms.
    pub fn pages(&self) -> usize {
        self.html.keys.len() + self.text.keys.len()
    }
}

impl FormIndex {
    fn new(pages: &[(u64, SitePage)]) -> Self {
        let texts =
            |page: &SitePage| page.texts.iter().copied().zip(page.text_means.iter().copied()).collect();
        let paths =
            |page: &SitePage| page.paths.iter().copied().zip(page.path_means.iter().copied()).collect();
        Self {
            keys: pages.iter().map(|&(key, _)| key).collect(),
            articles: pages.iter().map(|(_, page)| page.article).collect(),
            texts: Lookup::new(pages.iter().map(|(_, page)| texts(page)).collect()),
            paths: Lookup::new(pages.iter().map(|(_, page)| paths(page)).collect()),
            standing: StandingTexts::from_pages(pages.iter().map(|(_, page)| page.story_texts())),
        }
    }
}

impl<T: Copy> Lookup<T> {
    /// Arranges what each page knows.
    fn new(pages: Vec<Vec<(u32, T)>>) -> Self {
        let mut rows: Vec<(u32, u8, T)> = vec![];
        for (page, entries) in pages.into_iter().enumerate() {
            rows.extend(entries.into_iter().map(|(id, value)| (id, page as u8, value)));
        }
        // Stable, so that the pages of an id stay in order.
        rows.sort_by_key(|&(id, ..)| id);
        let (mut ids, mut ends) = (vec![], vec![]);
        for of_id in rows.chunk_by(|a, b| a.0 == b.0) {
            ids.push(of_id[0].0);
            ends.push(ends.last().copied().unwrap_or(0) + of_id.len() as u16);
        }
        Self {
            ids: ids.into(),
            ends: ends.into(),
            pages: rows.iter().map(|&(_, page, _)| page).collect(),
            values: rows.iter().map(|&(.., value)| value).collect(),
        }
    }

    /// The pages that have an id, by their numbers, and what they know of it.
    pub(crate) fn get(&self, id: u32) -> impl Iterator<Item = (u8, T)> {
        let range = match self.ids.binary_search(&id) {
            Ok(at) => usize::from(if at == 0 { 0 } else { self.ends[at - 1] })..usize::from(self.ends[at]),
            Err(_) => 0..0,
        };
        self.pages[range.clone()].iter().copied().zip(self.values[range].iter().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_of_every_page_is_found() {
        let pages = vec![vec![(3, 'a'), (7, 'b')], vec![], vec![(1, 'c'), (7, 'd')]];
        let lookup = Lookup::new(pages);
        let get = |id| lookup.get(id).collect::<Vec<_>>();
        assert_eq!(get(7), [(0, 'b'), (2, 'd')]);
        assert_eq!((get(1), get(3), get(4)), (vec![(2, 'c')], vec![(0, 'a')], vec![]));
    }
}

//! The store of kept pages.

use std::fmt;
use std::path::Path;

use crate::ids::Ids;
use crate::index::HashIndex;
use crate::{ContentHash, DedupError};

/// In what a page is a copy of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DuplicateKind {
    /// It has the same address, in normal form.
    Url,
    /// It has the same text, in normal form.
    Exact,
    /// It has nearly the same text. Not found yet: a name that is kept free.
    Near,
}

impl DuplicateKind {
    /// `url`, `exact` or `near`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Url => "url",
            Self::Exact => "exact",
            Self::Near => "near",
        }
    }
}

impl fmt::Display for DuplicateKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What pages are compared by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DuplicatesBy {
    /// The text alone. One address twice with different texts is a corrected article, or a page that is added
    /// to.
    #[default]
    Text,
    /// The address alone.
    Url,
    /// Either of them.
    UrlAndText,
}

impl DuplicatesBy {
    fn url(self) -> bool {
        self != Self::Text
    }

    fn text(self) -> bool {
        self != Self::Url
    }
}

/// The hashes by which a page is known. What the store does not compare by is ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PageKeys {
    /// Of the address: [`ContentHash::of`] its [normal form](crate::url_normal_form). `None` for a page
    /// without one.
    pub url: Option<ContentHash>,
    /// Of the text: its [`content_hash`](crate::content_hash). `None` for a page that is no copy by its text.
    pub text: Option<ContentHash>,
}

/// A page was found to be a copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    /// In what.
    pub kind: DuplicateKind,
    /// The id of the page that was kept.
    pub of: String,
}

/// The pages that were kept so far.
///
/// Memory is at most 44 bytes a kept page when pages are compared by one key (16 of the hash, 17 of the id,
/// and the index, which is between 0.53 and 0.8 full, at five bytes a slot), 72 when by two, and some 150 KiB
/// to begin with. Ids longer than 16 bytes that are neither 32 hex digits nor UUIDs are kept in an unnamed
/// temporary file of their total length. A removed page costs nothing.
#[derive(Debug)]
pub struct Duplicates {
    by: DuplicatesBy,
    ids: Ids,
    kept: u32,
    url: HashIndex,
    text: HashIndex,
}

impl Duplicates {
    /// An empty store; `folder` is where a temporary file goes when ids are long. It should be on a disk,
    /// which folders of temporary files not always are.
    pub fn new(by: DuplicatesBy, folder: &Path) -> Self {
        Self { by, ids: Ids::new(folder), kept: 0, url: HashIndex::default(), text: HashIndex::default() }
    }

    /// Says whether the page is a copy of one that was kept; if it is not, it is kept from now on.
    ///
    /// If both keys are known the address decides. The keys of a page that is not kept are forgotten: a
    /// duplicate is always one of a kept page, never a copy of a copy. Expected time does not depend on the
    /// number of pages.
    ///
    /// # Errors
    ///
    /// [`DedupError`]; the page is then neither kept nor a copy, and the store should be given up.
    pub fn check_and_insert(&mut self, keys: PageKeys, id: &str) -> Result<Option<Duplicate>, DedupError> {
        let url = keys.url.filter(|_| self.by.url());
        let text = keys.text.filter(|_| self.by.text());
        let found = (url.and_then(|hash| self.url.find(hash)).map(|row| (DuplicateKind::Url, row)))
            .or_else(|| Some((DuplicateKind::Exact, self.text.find(text?)?)));
        if let Some((kind, row)) = found {
            return Ok(Some(Duplicate { kind, of: self.ids.get(row)? }));
        }
        if url.is_none() && text.is_none() {
            return Ok(None);
        }
        self.kept = self.kept.checked_add(1).ok_or(DedupError::Full)?;
        self.ids.push(id)?;
        if self.by.url() {
            self.url.push(url);
        }
        if self.by.text() {
            self.text.push(text);
        }
        Ok(None)
    }

    /// How many pages the store holds: those that were kept and had a key.
    pub fn len(&self) -> u32 {
        self.kept
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.kept == 0
    }

    /// The memory that is allotted, in bytes. It is never larger while the store grows.
    pub fn memory_bytes(&self) -> usize {
        self.ids.memory_bytes() + self.url.memory_bytes() + self.text.memory_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashMap;

    fn store(by: DuplicatesBy) -> Duplicates {
        Duplicates::new(by, &std::env::temp_dir())
    }

    fn hash(n: u64) -> ContentHash {
        ContentHash::of(&n.to_le_bytes())
    }

    fn bytes_a_page(by: DuplicatesBy, pages: u64) -> f64 {
        let mut kept = store(by);
        let mut worst: f64 = 0.0;
        for n in 0..pages {
            let keys = PageKeys { url: Some(hash(n)), text: Some(hash(n | 1 << 40)) };
            assert_eq!(kept.check_and_insert(keys, &hash(n).to_string()).unwrap(), None);
            // From here on the first chunks and slots no longer weigh.
            if n > pages / 8 {
                worst = worst.max(kept.memory_bytes() as f64 / (n + 1) as f64);
            }
        }
        assert_eq!(u64::from(kept.len()), pages);
        worst
    }

    #[test]
    fn a_page_takes_at_most_48_bytes() {
        let worst = bytes_a_page(DuplicatesBy::Text, 1_000_000);
        assert!(worst <= 44.0, "{worst} bytes a page");
    }

    #[test]
    fn with_two_keys_the_id_is_held_once() {
        let worst = bytes_a_page(DuplicatesBy::UrlAndText, 300_000);
        assert!(worst <= 72.0, "{worst} bytes a page");
    }

    #[test]
    fn the_first_is_kept_and_named() {
        let mut kept = store(DuplicatesBy::UrlAndText);
        let mut check =
            |url: Option<u64>, text: Option<u64>, id: &str, expected: Option<(DuplicateKind, &str)>| {
                let keys = PageKeys { url: url.map(hash), text: text.map(hash) };
                let found = kept.check_and_insert(keys, id).unwrap();
                assert_eq!(found.as_ref().map(|d| (d.kind, d.of.as_str())), expected, "{id}");
            };
        check(Some(1), Some(100), "a", None);
        check(Some(2), Some(100), "b", Some((DuplicateKind::Exact, "a")));
        check(Some(1), Some(101), "c", Some((DuplicateKind::Url, "a")));
        check(Some(1), Some(100), "d", Some((DuplicateKind::Url, "a")));
        // The keys of b and c were forgotten with them.
        check(Some(2), Some(101), "e", None);
        check(None, Some(102), "f", None);
        check(None, Some(102), "g", Some((DuplicateKind::Exact, "f")));
        check(None, None, "h", None);
        check(None, None, "i", None);
    }

    #[test]
    fn only_the_keys_that_were_asked_for_count() {
        let keys = |url, text| PageKeys { url: Some(hash(url)), text: Some(hash(text)) };
        let mut by_text = store(DuplicatesBy::Text);
        assert_eq!(by_text.check_and_insert(keys(1, 1), "a").unwrap(), None);
        assert_eq!(by_text.check_and_insert(keys(1, 2), "b").unwrap(), None);
        let mut by_url = store(DuplicatesBy::Url);
        assert_eq!(by_url.check_and_insert(keys(1, 1), "a").unwrap(), None);
        assert_eq!(by_url.check_and_insert(keys(2, 1), "b").unwrap(), None);
        assert_eq!(by_url.check_and_insert(keys(2, 3), "c").unwrap().unwrap().of, "b");
    }

    /// The obvious store.
    #[derive(Default)]
    struct Oracle {
        urls: HashMap<u64, String>,
        texts: HashMap<u64, String>,
    }

    impl Oracle {
        fn check_and_insert(&mut self, url: Option<u64>, text: Option<u64>, id: &str) -> Option<Duplicate> {
            let of_url = url.and_then(|url| self.urls.get(&url));
            let of_text = text.and_then(|text| self.texts.get(&text));
            let found = (of_url.map(|of| (DuplicateKind::Url, of)))
                .or(of_text.map(|of| (DuplicateKind::Exact, of)))
                .map(|(kind, of)| Duplicate { kind, of: of.clone() });
            if found.is_none() {
                url.map(|url| self.urls.insert(url, id.to_owned()));
                text.map(|text| self.texts.insert(text, id.to_owned()));
            }
            found
        }
    }

    fn key() -> impl Strategy<Value = Option<u64>> {
        proptest::option::of(0..200_u64)
    }

    proptest! {
        #[test]
        fn answers_are_those_of_a_hash_map(
            pages in proptest::collection::vec((key(), key()), 0..800),
        ) {
            let (mut kept, mut oracle) = (store(DuplicatesBy::UrlAndText), Oracle::default());
            for (n, (url, text)) in pages.into_iter().enumerate() {
                let id = format!("{n:0width$}", width = n % 40);
                let keys = PageKeys { url: url.map(hash), text: text.map(hash) };
                let found = kept.check_and_insert(keys, &id).unwrap();
                prop_assert_eq!(found, oracle.check_and_insert(url, text, &id));
            }
        }

        #[test]
        fn one_of_each_survives(texts in proptest::collection::vec(0..60_u64, 0..400)) {
            let mut kept = store(DuplicatesBy::Text);
            let (mut survivors, mut removed) = (HashMap::new(), 0);
            for (n, text) in texts.iter().enumerate() {
                let keys = PageKeys { text: Some(hash(*text)), url: None };
                match kept.check_and_insert(keys, &n.to_string()).unwrap() {
                    None => prop_assert!(survivors.insert(*text, n.to_string()).is_none()),
                    Some(found) => {
                        prop_assert_eq!(Some(&found.of), survivors.get(text));
                        removed += 1;
                    }
                }
            }
            prop_assert_eq!(survivors.len() + removed, texts.len());
            prop_assert_eq!(survivors.len(), texts.iter().collect::<std::collections::HashSet<_>>().len());
        }
    }
}

//! The store of kept pages.

use std::fmt;
use std::path::Path;

use crate::error::DedupError;
use crate::hash::ContentHash;
use crate::ids::IdStore;
use crate::index::HashIndex;

/// What a page has in common with the page that it is a copy of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum DuplicateKind {
    /// The same URL, in normal form.
    Url,
    /// The same text, in normal form.
    Exact,
    /// Nearly the same text. [`NearIndex`](crate::NearIndex) finds candidates for such copies.
    Near,
}

impl DuplicateKind {
    /// The name in files: `url`, `exact` or `near`.
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DuplicatesBy {
    /// The URL.
    pub url: bool,
    /// The text.
    pub text: bool,
}

impl DuplicatesBy {
    /// The text alone. If a URL occurs twice with different texts, the article was corrected or the page has grown.
    pub const TEXT: Self = Self { url: false, text: true };
    /// The URL alone.
    pub const URL: Self = Self { url: true, text: false };
    /// The URL or the text.
    pub const URL_OR_TEXT: Self = Self { url: true, text: true };
}

/// The hashes that a page is compared by. A store ignores the ones that it does not compare by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct PageKeys {
    /// The hash of the URL: [`ContentHash::compute`] of its [normal form](crate::url_normal_form). `None` for a page
    /// without a URL.
    pub url: Option<ContentHash>,
    /// The text's [`content_hash`](crate::content_hash). `None` for a page that is never a copy by its text.
    pub text: Option<ContentHash>,
}

impl PageKeys {
    /// The keys of a page with a text and without a URL.
    pub fn from_text(text: ContentHash) -> Self {
        Self { url: None, text: Some(text) }
    }

    /// The same keys, with the hash of the page's URL.
    #[must_use]
    pub fn with_url(self, url: Option<ContentHash>) -> Self {
        Self { url, ..self }
    }
}

impl PageKeys {
    /// The keys that were not found.
    #[must_use]
    pub fn without(self, found: Matches) -> Self {
        Self {
            url: self.url.filter(|_| found.url.is_none()),
            text: self.text.filter(|_| found.text.is_none()),
        }
    }
}

/// The stored pages that a page is a copy of, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Matches {
    /// The page with the same URL.
    pub url: Option<u32>,
    /// The page with the same text.
    pub text: Option<u32>,
}

/// The result for a page that is a copy of a kept page.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Duplicate {
    /// What the two pages have in common.
    pub kind: DuplicateKind,
    /// The id of the kept page.
    pub kept_id: String,
}

/// The pages kept so far.
///
/// The store starts with about 150 KiB. Per kept page, it takes at most 44 bytes if pages are compared by one key: 16
/// for the hash, 17 for the id, and the rest for the index, which has five bytes per slot and is between 0.53 and 0.8
/// full. With two keys it takes at most 72 bytes. Ids longer than 16 bytes that are neither 32 hex digits nor UUIDs
/// are kept in an unnamed temporary file with the total length of the ids. A removed page takes no memory.
#[derive(Debug)]
pub struct Duplicates {
    by: DuplicatesBy,
    ids: IdStore,
    kept: u32,
    url: HashIndex,
    text: HashIndex,
}

impl Duplicates {
    /// Creates an empty store. `folder` is where the temporary file for long ids goes; it should be on a disk, which
    /// the system's folder for temporary files is not always.
    pub fn new(by: DuplicatesBy, folder: &Path) -> Self {
        Self { by, ids: IdStore::new(folder), kept: 0, url: HashIndex::default(), text: HashIndex::default() }
    }

    /// Finds the stored pages that a page is a copy of. The expected time does not depend on the number of pages.
    pub fn find(&self, keys: PageKeys) -> Matches {
        let keys = self.compared(keys);
        Matches {
            url: keys.url.and_then(|hash| self.url.find(hash)),
            text: keys.text.and_then(|hash| self.text.find(hash)),
        }
    }

    /// The id of a stored page, by its number.
    ///
    /// # Errors
    ///
    /// Returns [`DedupError`] if the temporary file for long ids can't be read.
    pub fn id(&mut self, number: u32) -> Result<String, DedupError> {
        self.ids.get(number)
    }

    /// Stores a page. Its keys must not be in the store yet: leave out those that [`find`](Self::find) found. Returns the
    /// page's number, or `None` for a page without keys, which is not stored.
    ///
    /// # Errors
    ///
    /// Returns [`DedupError`] if the temporary file fails or the store is full. The page is then not stored, and the store
    /// must not be used any more.
    pub fn insert(&mut self, keys: PageKeys, id: &str) -> Result<Option<u32>, DedupError> {
        let keys = self.compared(keys);
        if keys == PageKeys::default() {
            return Ok(None);
        }
        let number = self.kept;
        self.kept = self.kept.checked_add(1).ok_or(DedupError::Full)?;
        self.ids.push(id)?;
        if self.by.url {
            self.url.push(keys.url);
        }
        if self.by.text {
            self.text.push(keys.text);
        }
        Ok(Some(number))
    }

    /// Returns the kept page that this page is a copy of. If there is none, keeps this page and returns `None`.
    ///
    /// If both keys match a kept page, the URL decides. The keys of a page that is not kept are forgotten: a
    /// duplicate is always a copy of a kept page, never a copy of a copy.
    ///
    /// # Errors
    ///
    /// As [`id`](Self::id) and [`insert`](Self::insert).
    pub fn check_and_insert(&mut self, keys: PageKeys, id: &str) -> Result<Option<Duplicate>, DedupError> {
        let found = self.find(keys);
        let by_url = found.url.map(|number| (DuplicateKind::Url, number));
        if let Some((kind, number)) = by_url.or_else(|| Some((DuplicateKind::Exact, found.text?))) {
            return Ok(Some(Duplicate { kind, kept_id: self.id(number)? }));
        }
        self.insert(keys, id)?;
        Ok(None)
    }

    /// The keys that this store compares by.
    fn compared(&self, keys: PageKeys) -> PageKeys {
        PageKeys { url: keys.url.filter(|_| self.by.url), text: keys.text.filter(|_| self.by.text) }
    }

    /// The number of pages in the store: those that were kept and had a key.
    pub fn len(&self) -> u32 {
        self.kept
    }

    /// Whether the store has no pages.
    pub fn is_empty(&self) -> bool {
        self.kept == 0
    }

    /// The allocated memory, in bytes. It is not exceeded temporarily while the store grows.
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
        ContentHash::compute(&n.to_le_bytes())
    }

    fn bytes_per_page(by: DuplicatesBy, pages: u64) -> f64 {
        let mut kept = store(by);
        let mut worst: f64 = 0.0;
        for n in 0..pages {
            let keys = PageKeys { url: Some(hash(n)), text: Some(hash(n | 1 << 40)) };
            assert_eq!(kept.check_and_insert(keys, &hash(n).to_string()).unwrap(), None);
            // The first chunks and slots are negligible from here on.
            if n > pages / 8 {
                worst = worst.max(kept.memory_bytes() as f64 / (n + 1) as f64);
            }
        }
        assert_eq!(u64::from(kept.len()), pages);
        worst
    }

    #[test]
    fn a_page_takes_at_most_44_bytes() {
        let worst = bytes_per_page(DuplicatesBy::TEXT, 1_000_000);
        assert!(worst <= 44.0, "{worst} bytes per page");
    }

    #[test]
    fn a_page_with_two_keys_takes_at_most_72_bytes() {
        let worst = bytes_per_page(DuplicatesBy::URL_OR_TEXT, 300_000);
        assert!(worst <= 72.0, "{worst} bytes per page");
    }

    #[test]
    fn the_first_is_kept_and_named() {
        let mut kept = store(DuplicatesBy::URL_OR_TEXT);
        let mut check =
            |url: Option<u64>, text: Option<u64>, id: &str, expected: Option<(DuplicateKind, &str)>| {
                let keys = PageKeys { url: url.map(hash), text: text.map(hash) };
                let found = kept.check_and_insert(keys, id).unwrap();
                assert_eq!(found.as_ref().map(|d| (d.kind, d.kept_id.as_str())), expected, "{id}");
            };
        check(Some(1), Some(100), "a", None);
        check(Some(2), Some(100), "b", Some((DuplicateKind::Exact, "a")));
        check(Some(1), Some(101), "c", Some((DuplicateKind::Url, "a")));
        check(Some(1), Some(100), "d", Some((DuplicateKind::Url, "a")));
        // The keys of b and c were forgotten.
        check(Some(2), Some(101), "e", None);
        check(None, Some(102), "f", None);
        check(None, Some(102), "g", Some((DuplicateKind::Exact, "f")));
        check(None, None, "h", None);
        check(None, None, "i", None);
    }

    #[test]
    fn only_the_requested_keys_count() {
        let keys = |url, text| PageKeys { url: Some(hash(url)), text: Some(hash(text)) };
        let mut by_text = store(DuplicatesBy::TEXT);
        assert_eq!(by_text.check_and_insert(keys(1, 1), "a").unwrap(), None);
        assert_eq!(by_text.check_and_insert(keys(1, 2), "b").unwrap(), None);
        let mut by_url = store(DuplicatesBy::URL);
        assert_eq!(by_url.check_and_insert(keys(1, 1), "a").unwrap(), None);
        assert_eq!(by_url.check_and_insert(keys(2, 1), "b").unwrap(), None);
        assert_eq!(by_url.check_and_insert(keys(2, 3), "c").unwrap().unwrap().kept_id, "b");
    }

    /// The obvious implementation.
    #[derive(Default)]
    struct Oracle {
        urls: HashMap<u64, String>,
        texts: HashMap<u64, String>,
    }

    impl Oracle {
        fn check_and_insert(&mut self, url: Option<u64>, text: Option<u64>, id: &str) -> Option<Duplicate> {
            let of_url = url.and_then(|url| self.urls.get(&url));
            let of_text = text.and_then(|text| self.texts.get(&text));
            let found = (of_url.map(|kept| (DuplicateKind::Url, kept)))
                .or(of_text.map(|kept| (DuplicateKind::Exact, kept)))
                .map(|(kind, kept)| Duplicate { kind, kept_id: kept.clone() });
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
        fn results_are_those_of_a_hash_map(
            pages in proptest::collection::vec((key(), key()), 0..800),
        ) {
            let (mut kept, mut oracle) = (store(DuplicatesBy::URL_OR_TEXT), Oracle::default());
            for (n, (url, text)) in pages.into_iter().enumerate() {
                let id = format!("{n:0width$}", width = n % 40);
                let keys = PageKeys { url: url.map(hash), text: text.map(hash) };
                let found = kept.check_and_insert(keys, &id).unwrap();
                prop_assert_eq!(found, oracle.check_and_insert(url, text, &id));
            }
        }

        #[test]
        fn one_copy_of_each_text_survives(texts in proptest::collection::vec(0..60_u64, 0..400)) {
            let mut kept = store(DuplicatesBy::TEXT);
            let (mut survivors, mut removed) = (HashMap::new(), 0);
            for (n, text) in texts.iter().enumerate() {
                let keys = PageKeys { text: Some(hash(*text)), url: None };
                match kept.check_and_insert(keys, &n.to_string()).unwrap() {
                    None => prop_assert!(survivors.insert(*text, n.to_string()).is_none()),
                    Some(found) => {
                        prop_assert_eq!(Some(&found.kept_id), survivors.get(text));
                        removed += 1;
                    }
                }
            }
            prop_assert_eq!(survivors.len() + removed, texts.len());
            prop_assert_eq!(survivors.len(), texts.iter().collect::<std::collections::HashSet<_>>().len());
        }
    }
}

//! Learns profiles from inputs: which pages each site has, then a sample of them.
//!
//! The sample of a site is the pages with the lowest keys, which are known only at the end. So the first pass extracts one
//! page in 32, the ones with the lowest keys of all, while it counts. That is enough for large sites. The second pass reads
//! those files again that have pages which smaller sites lack. A site with a single page costs nothing but its count.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, MutexGuard, PoisonError};

use dechaff_extract::{Article, SitePage};
use dechaff_ingest::{Inputs, Item, Page, Reader};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::clean::Cleaner;
use crate::config::Config;
use crate::error::RunError;
use crate::flow::{Budget, Interrupt};
use crate::sites::census::{Census, MAX_PAGES};
use crate::sites::profiles::SiteProfiles;
use crate::sites::{key, site};

/// The first pass extracts one page in this many.
const FIRST_PASS_SHARE: u64 = 32;
/// Maximum number of pages that a thread gathers before it extracts them.
const BATCH_PAGES: usize = 32;

/// Profiles that were learned from a dump.
#[derive(Debug)]
#[non_exhaustive]
pub struct LearnedSites {
    /// The profiles of the sites.
    pub profiles: SiteProfiles,
    /// Whether learning was interrupted, so that pages are missing.
    pub interrupted: bool,
}

/// Learns the profiles of the sites of a configuration's inputs, with words and names for people to read.
///
/// Pages that can't be read are left out. Only what determines how pages are read and extracted is used of the
/// configuration.
///
/// # Errors
///
/// Fails if an input does not exist or can't be opened, if a rule has an invalid selector, or if threads can't be started.
pub fn learn_sites(config: &Config, interrupt: &Interrupt) -> Result<LearnedSites, RunError> {
    let cleaner = Cleaner::naming_elements(config)?;
    let inputs = Inputs::resolve(&config.inputs)?;
    if !inputs.can_be_read_twice() {
        return Err(RunError::ReadOnce);
    }
    let pool = crate::run::start_workers(config.jobs)?;
    let profiles = pool.install(|| learn(&inputs, &cleaner, config, interrupt, true, 1));
    Ok(LearnedSites { profiles, interrupted: interrupt.is_interrupted() })
}

/// Learns the profiles of the sites with at least `min_pages` pages, on rayon's current pool. Does not depend on the number
/// of threads.
pub(crate) fn learn(
    inputs: &Inputs,
    cleaner: &Cleaner,
    config: &Config,
    interrupt: &Interrupt,
    names: bool,
    min_pages: usize,
) -> SiteProfiles {
    let learner = Learner { cleaner, config, interrupt, names, learned: Mutex::default() };
    // Only one reader knows which pages are the first ones.
    let files = if config.limit.is_some() { vec![inputs.clone()] } else { inputs.by_file() };
    let census = Mutex::new(Census::new(MAX_PAGES));
    (0u32..).zip(&files).par_bridge().for_each(|(file, inputs)| {
        learner.read(inputs, |site, page, key| {
            let has_others = lock(&census).add(site, page.kind, key, file);
            if has_others && key < u64::MAX / FIRST_PASS_SHARE { Wanted::Yes } else { Wanted::No }
        });
    });
    let census = census.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut lacking: FxHashMap<u32, FxHashSet<u64>> = FxHashMap::default();
    for (key, file) in census.samples(min_pages) {
        if !lock(&learner.learned).keys.contains(&key) {
            lacking.entry(file).or_default().insert(key);
        }
    }
    lacking.into_par_iter().for_each(|(file, mut keys)| {
        learner.read(&files[file as usize], |_, _, key| match keys.remove(&key) {
            true if keys.is_empty() => Wanted::Last,
            true => Wanted::Yes,
            false => Wanted::No,
        });
    });
    let mut profiles = learner.learned.into_inner().unwrap_or_else(PoisonError::into_inner).profiles;
    profiles.limit(census.pages_per_site(), census.share_of_sites(), |site, profile| {
        census.counts(site) && profile.len() >= min_pages
    });
    profiles
}

/// Extracts pages and adds them to profiles.
struct Learner<'a> {
    cleaner: &'a Cleaner,
    config: &'a Config,
    interrupt: &'a Interrupt,
    names: bool,
    learned: Mutex<Learned>,
}

/// What was learned so far.
#[derive(Default)]
struct Learned {
    profiles: SiteProfiles,
    /// The keys of the pages that were extracted.
    keys: FxHashSet<u64>,
}

/// Whether a page is to be extracted.
enum Wanted {
    No,
    Yes,
    /// It is, and no further page of the file.
    Last,
}

impl Learner<'_> {
    /// Reads some inputs, and extracts the pages that are wanted.
    fn read(&self, inputs: &Inputs, mut wanted: impl FnMut(&str, &Page, u64) -> Wanted) {
        let batch_bytes = Budget::new(rayon::current_num_threads(), self.config.memory).batch_bytes();
        let limit =
            self.config.limit.map_or(usize::MAX, |limit| usize::try_from(limit).unwrap_or(usize::MAX));
        let (mut batch, mut bytes) = (vec![], 0);
        for page in self.pages(inputs).take(limit) {
            let Some(site) = site(&page) else { continue };
            let key = key(&page);
            let wanted = wanted(&site, &page, key);
            if matches!(wanted, Wanted::No) {
                continue;
            }
            bytes += page.bytes.len();
            batch.push((site, key, page));
            if matches!(wanted, Wanted::Last) {
                break;
            }
            if batch.len() >= BATCH_PAGES || bytes >= batch_bytes {
                self.add_all(std::mem::take(&mut batch));
                bytes = 0;
            }
        }
        self.add_all(batch);
    }

    /// The pages of some inputs. Errors are reported when the inputs are read to be cleaned.
    fn pages(&self, inputs: &Inputs) -> impl Iterator<Item = Page> {
        let items = Reader::new(inputs.clone(), self.config.ingest.clone());
        items.take_while(|_| !self.interrupt.is_interrupted()).filter_map(|item| match item {
            Item::Page(page) => Some(*page),
            _ => None,
        })
    }

    fn add_all(&self, batch: Vec<(String, u64, Page)>) {
        batch.into_par_iter().for_each(|(site, key, page)| {
            let example = self.example(&page);
            let mut learned = lock(&self.learned);
            learned.keys.insert(key);
            if let Some(example) = example {
                learned.profiles.add(&site, key, example);
            }
        });
    }

    /// What a page adds to the profile of its site. `None` for an error page, and for one that is not read.
    fn example(&self, page: &Page) -> Option<SitePage> {
        // A page that makes the extractor panic is reported when it is cleaned.
        let article: Article = catch_unwind(AssertUnwindSafe(|| self.cleaner.judge(page).0)).ok()??;
        if article.defect.is_some() {
            return None;
        }
        let example = SitePage::new(&article)?;
        Some(if self.names { example.with_names(&article) } else { example })
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

//! Brings the pages of each component together, and decides them.

use std::path::Path;

use dechaff_dedup::Sketch;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::decide::actions::DuplicateAction;
use crate::decide::component::{ComponentPage, decide_component};
use crate::error::RunError;
use crate::spread::block::{Kind, Out, Received};
use crate::spread::components::roots;
use crate::spread::keys::{CopyKeys, facts_of};
use crate::spread::{PageEntry, Spread, SpreadError};

/// The stage that sends pages to the part of their component. A class sends its sketch once.
pub(super) fn gather(received: &Received<'_>, out: &mut Out) -> Result<(), SpreadError> {
    let roots = roots(received)?;
    let active: FxHashSet<u64> = received.words(Kind::Active)?.iter().map(|&[class]| class).collect();
    let mut before = None;
    for page in PageEntry::read_all(received)? {
        let root = match roots.get(&page.class) {
            Some(root) => *root,
            None if active.contains(&page.class) => page.class,
            None => continue,
        };
        if before == Some(page.class) {
            let keys = CopyKeys::without_sketch(page.keys);
            PageEntry { root, keys: &keys, ..page }.write(out);
        } else {
            PageEntry { root, ..page }.write(out);
        }
        before = Some(page.class);
    }
    Ok(())
}

/// A page that is a copy of another one.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct SpreadCopy {
    /// Its place.
    pub place: i64,
    /// Its id.
    pub id: String,
    /// The id of the page that it copies.
    pub duplicate_of: String,
    /// What the two have in common: `url`, `exact` or `near`.
    pub kind: &'static str,
    /// The estimated share of runs of words that both texts have. `None` if only the URL is the same.
    pub similarity: Option<f64>,
    /// Whether it is dropped, and not only marked.
    pub is_dropped: bool,
}

impl Spread {
    /// The copies among the pages that [`Stage::Gather`](crate::Stage::Gather) has brought together. `folder` is for temporary
    /// files, of which there are some only if a component has many long ids.
    ///
    /// # Errors
    ///
    /// Fails if the blocks are damaged, or if a temporary file fails.
    pub fn decide<'a>(
        &self,
        blocks: impl IntoIterator<Item = (u8, &'a [u8])>,
        folder: &Path,
    ) -> Result<Vec<SpreadCopy>, RunError> {
        let pages = PageEntry::read_all(&Received::new(blocks)?)?;
        let mut copies = vec![];
        for component in pages.chunk_by(|a, b| a.root == b.root).filter(|pages| pages.len() > 1) {
            let sketches = self.sketches_of(component)?;
            let mut component = component.to_vec();
            component.sort_unstable_by_key(|page| (page.place, page.id));
            let pages = component.iter().map(|page| {
                let sketch = sketches.get(&page.class).copied();
                Ok(ComponentPage { id: page.id, facts: facts_of(page.keys)?, sketch })
            });
            let pages = pages.collect::<Result<Vec<_>, SpreadError>>()?;
            let decided = decide_component(&pages, self.actions, self.rules, folder)?;
            for (page, copy) in component.iter().zip(decided) {
                let Some((of, copy)) = copy else { continue };
                copies.push(SpreadCopy {
                    place: page.place,
                    id: page.id.to_owned(),
                    duplicate_of: component[of].id.to_owned(),
                    kind: copy.kind.as_str(),
                    similarity: copy.similarity,
                    is_dropped: copy.action == DuplicateAction::Drop,
                });
            }
        }
        Ok(copies)
    }

    fn sketches_of(&self, pages: &[PageEntry<'_>]) -> Result<FxHashMap<u64, Sketch>, SpreadError> {
        let mut sketches = FxHashMap::default();
        if self.actions.near == DuplicateAction::Off {
            return Ok(sketches);
        }
        for page in pages {
            if let Some(bytes) = CopyKeys::sketch_of(page.keys) {
                sketches.insert(page.class, Sketch::from_bytes(bytes).map_err(|_| SpreadError)?);
            }
        }
        Ok(sketches)
    }
}

//! Duplicates among pages that are spread over many machines.
//!
//! An engine such as Spark or Ray has the tables, the shuffles and the tasks; this is what the tasks do. Between two stages
//! the engine brings all [blocks](Block) of one part to one task. No task holds more than its part, and a stage gives the
//! same blocks whenever it is repeated.
//!
//! 1. [`entries`](Spread::entries): each page gives its keys and bands. [`Stage::Meet`] finds which classes of pages have
//!    some in common. Only the pages of these [active](Spread::active_classes) classes go on.
//! 2. If buckets are crowded: [`facts`](Spread::facts) of the pages, [`Stage::Divide`], [`Stage::Pair`].
//! 3. [`sketches`](Spread::sketches), [`Stage::Fetch`] and [`Stage::Verify`] compare the sketches of pairs of classes.
//! 4. [`Stage::LargeStar`] and [`Stage::SmallStar`], until neither changes an edge, find the components: pages that are
//!    copies of each other, or of others that are.
//! 5. [`pages`](Spread::pages) and [`Stage::Gather`] bring the pages of each component together, and [`decide`](Spread::decide) decides them one by one
//!    in the order of their priority, by the code of a run. So the kept pages are those of a run, as long as no bucket
//!    of the run was cut.

mod block;
mod components;
mod crowded;
mod gather;
mod keys;
mod meet;
mod page_entry;
#[cfg(test)]
mod tests;
mod verify;

pub use block::Block;
pub use gather::SpreadCopy;
pub use keys::CopyKeys;
pub(crate) use page_entry::PageEntry;

use block::{Kind, Out, Received};

use crate::decide::actions::{DuplicateAction, DuplicateActions};
use crate::decide::rules::CopyRules;

/// Bytes are no blocks or keys, or those of another version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the keys of the pages are damaged, lack sketches, or are those of another version of dechaff")]
pub struct SpreadError;

/// A stage of tasks that read blocks and write blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stage {
    /// Finds which classes have keys or bands in common.
    Meet,
    /// Divides crowded buckets.
    Divide,
    /// Pairs the classes in the parts of crowded buckets.
    Pair,
    /// Sends sketches to where they are compared.
    Fetch,
    /// Compares sketches.
    Verify,
    /// The first half of a round that finds components.
    LargeStar,
    /// The second half.
    SmallStar,
    /// Brings the pages of each component together.
    Gather,
}

/// Finds duplicates by stages. All tasks of a run have an equal one.
#[derive(Clone, Copy, Debug)]
pub struct Spread {
    pub(crate) parts: u32,
    pub(crate) actions: DuplicateActions,
    pub(crate) rules: CopyRules,
}

/// A page that takes part: its place in the order of the pages, its id, and its keys.
#[derive(Clone, Copy, Debug)]
pub struct SpreadPage<'a> {
    /// The place. No other page has it.
    pub place: i64,
    /// The id.
    pub id: &'a str,
    /// The bytes of its [`CopyKeys`].
    pub keys: &'a [u8],
}

impl Spread {
    /// Divides the work into a number of parts. Texts that contain others are not looked for.
    pub fn new(parts: u32, actions: DuplicateActions, rules: CopyRules) -> Self {
        let actions = DuplicateActions { contained: DuplicateAction::Off, ..actions };
        Self { parts: parts.max(1), actions, rules }
    }

    /// The class of a page, by its keys.
    ///
    /// # Errors
    ///
    /// Fails if the bytes are no keys.
    pub fn class(&self, keys: &[u8]) -> Result<u64, SpreadError> {
        CopyKeys::class_of(keys)
    }

    /// The keys and bands of some pages, for [`Stage::Meet`]. The more pages at once, the fewer bytes.
    ///
    /// # Errors
    ///
    /// Fails if the keys are damaged, or lack sketches though near copies are looked for.
    pub fn entries<'a>(&self, keys: impl Iterator<Item = &'a [u8]>) -> Result<Vec<Block>, SpreadError> {
        let mut out = Out::new(self.parts);
        meet::write_entries(self, keys, &mut out)?;
        Ok(out.into_blocks())
    }

    /// The numbers of some pages, for [`Stage::Divide`].
    ///
    /// # Errors
    ///
    /// As [`entries`](Self::entries).
    pub fn facts<'a>(&self, pages: impl Iterator<Item = (i64, &'a [u8])>) -> Result<Vec<Block>, SpreadError> {
        let mut out = Out::new(self.parts);
        crowded::write_facts(pages, &mut out)?;
        Ok(out.into_blocks())
    }

    /// The sketches of some pages, for [`Stage::Fetch`].
    ///
    /// # Errors
    ///
    /// As [`entries`](Self::entries).
    pub fn sketches<'a>(&self, keys: impl Iterator<Item = &'a [u8]>) -> Result<Vec<Block>, SpreadError> {
        let mut out = Out::new(self.parts);
        verify::write_sketches(keys, &mut out)?;
        Ok(out.into_blocks())
    }

    /// Some pages, for [`Stage::Gather`].
    ///
    /// # Errors
    ///
    /// Fails if the keys are damaged.
    pub fn pages<'a>(&self, pages: impl Iterator<Item = SpreadPage<'a>>) -> Result<Vec<Block>, SpreadError> {
        let mut out = Out::new(self.parts);
        for SpreadPage { place, id, keys } in pages {
            let class = CopyKeys::class_of(keys)?;
            PageEntry { root: class, class, place, id, keys }.write(&mut out);
        }
        Ok(out.into_blocks())
    }

    /// What a task does with the blocks of its part, each with its kind.
    ///
    /// # Errors
    ///
    /// Fails if they are damaged or not those of the stage.
    pub fn run<'a>(
        &self,
        stage: Stage,
        blocks: impl IntoIterator<Item = (u8, &'a [u8])>,
    ) -> Result<Vec<Block>, SpreadError> {
        let received = Received::new(blocks)?;
        let mut out = Out::new(self.parts);
        match stage {
            Stage::Meet => meet::meet(&received, &mut out)?,
            Stage::Divide => crowded::divide(&received, &mut out)?,
            Stage::Pair => crowded::pair(&received, &mut out)?,
            Stage::Fetch => verify::fetch(&received, &mut out)?,
            Stage::Verify => verify::verify(&received, &mut out)?,
            Stage::LargeStar => components::large_star(&received, &mut out)?,
            Stage::SmallStar => components::small_star(&received, &mut out)?,
            Stage::Gather => gather::gather(&received, &mut out)?,
        }
        Ok(out.into_blocks())
    }

    /// The classes in some blocks whose pages go on: those that are active, in pairs, or at edges. With `crowded`, only those
    /// in crowded buckets.
    ///
    /// # Errors
    ///
    /// Fails if the blocks are damaged.
    pub fn active_classes<'a>(
        blocks: impl IntoIterator<Item = (u8, &'a [u8])>,
        crowded: bool,
    ) -> Result<Vec<u64>, SpreadError> {
        let received = Received::new(blocks)?;
        let mut classes: Vec<u64> =
            received.words(Kind::Crowded)?.iter().map(|&[_, _, class]| class).collect();
        if !crowded {
            classes.clear();
            classes.extend(received.words(Kind::Active)?.iter().map(|&[class]| class));
            classes.extend(meet::read_pairs(&received)?.iter().map(|&(class, _)| class));
            classes.extend(received.words(Kind::Edge)?.iter().map(|&[class, _]| class));
        }
        classes.sort_unstable();
        classes.dedup();
        Ok(classes)
    }

    /// The number of edges that a stage has changed, by some of its blocks.
    ///
    /// # Errors
    ///
    /// Fails if the blocks are damaged.
    pub fn changed_edges<'a>(blocks: impl IntoIterator<Item = (u8, &'a [u8])>) -> Result<u64, SpreadError> {
        Ok(Received::new(blocks)?.words(Kind::Changed)?.iter().map(|&[changed]| changed).sum())
    }
}

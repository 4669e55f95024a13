//! One page and why: what a run would make of it.

use dechaff_export::Record;
use dechaff_extract::{Argument, Article};
use dechaff_ingest::{Inputs, Item, Origin, Reader};

use crate::page::{Cleaner, page_id, record_of};
use crate::{Config, Reason, RunError};

/// What a run would make of a page, duplicates aside.
#[derive(Debug)]
#[non_exhaustive]
pub struct Explanation {
    /// Where the page stands.
    pub origin: Origin,
    /// What was found on it; `None` where it was not read at all.
    pub article: Option<Article>,
    /// What argued for and against each block of the article's document; empty where the detector weighs nothing.
    pub arguments: Vec<Vec<Argument>>,
    /// The page as a run writes it, with what the input declares of it; its `text` also where it is rejected.
    pub record: Record,
    /// Kept, or the reason for rejection and its detail.
    pub fate: Result<(), (Reason, Option<String>)>,
}

/// Cleans one page of the configuration's inputs: that of the given record, else the first. `url` stands in for an
/// address that the input does not give.
///
/// # Errors
///
/// Inputs that can't be read, and inputs without such a page.
pub fn explain(config: Config, record: Option<u64>, url: Option<&str>) -> Result<Explanation, RunError> {
    let inputs = Inputs::resolve(&config.inputs)?;
    let cleaner = Cleaner::new(&config)?;
    let mut last = None;
    for item in Reader::new(inputs, config.ingest.clone()) {
        if record.is_some_and(|r| item.origin().record != r) {
            continue;
        }
        match item {
            Item::Page(mut page) => {
                page.declared.url = page.declared.url.or_else(|| url.map(str::to_owned));
                let (article, fate) = cleaner.judge(&page);
                let arguments = article.as_ref().map(|a| cleaner.extractor.arguments(a)).unwrap_or_default();
                let record = record_of(&page, &page_id(&page), article.clone());
                let fate = fate.map_or(Ok(()), Err);
                return Ok(Explanation { origin: page.origin, article, arguments, record, fate });
            }
            Item::Skipped(skipped) => {
                last = Some(format!("record {} is no page: {}", skipped.origin.record, skipped.kind))
            }
            Item::Error(error) => last = Some(error.to_string()),
        }
    }
    Err(RunError::NoPage(last.unwrap_or_else(|| "the input holds no such record".to_owned())))
}

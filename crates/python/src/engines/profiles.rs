//! The profiles of sites in a column.

use std::sync::Mutex;

use arrow_array::RecordBatch;
use arrow_schema::ArrowError;
use dechaff_pipeline::KnownSite;

use crate::engines::columns::Bytes;

/// Profiles that are kept arranged, since rows of a site often come together.
const MAX_KEPT: usize = 256;

static KEPT: Mutex<Vec<(String, KnownSite)>> = Mutex::new(vec![]);

/// The column `profile`: the profile of each page's site as JSON, or null.
pub(crate) struct KnownSites<'a>(Bytes<'a>);

impl<'a> KnownSites<'a> {
    /// `None` if there is no such column.
    pub(crate) fn new(batch: &'a RecordBatch) -> Result<Option<Self>, ArrowError> {
        batch.column_by_name("profile").map(|_| Bytes::find(batch, "profile").map(Self)).transpose()
    }

    /// The profile for a row.
    pub(crate) fn get(&self, row: usize) -> Option<Result<KnownSite, ArrowError>> {
        let profile = self.0.text(row)?;
        // After a fork, a thread that is not there may hold the lock for ever.
        let Ok(mut kept) = KEPT.try_lock() else { return Some(arrange(profile)) };
        if let Some(at) = kept.iter().rposition(|(known, _)| known == profile) {
            let found = kept.remove(at);
            let site = found.1.clone();
            kept.push(found);
            return Some(Ok(site));
        }
        let site = match arrange(profile) {
            Ok(site) => site,
            Err(error) => return Some(Err(error)),
        };
        if kept.len() >= MAX_KEPT {
            kept.remove(0);
        }
        kept.push((profile.to_owned(), site.clone()));
        Some(Ok(site))
    }
}

fn arrange(profile: &str) -> Result<KnownSite, ArrowError> {
    KnownSite::from_json(profile).map_err(|error| ArrowError::JsonError(error.to_string()))
}

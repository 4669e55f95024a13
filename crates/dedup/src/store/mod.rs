//! A store of kept pages on disk, that the next run is compared with.

mod addition;
mod chunk;
mod database;
mod error;
mod merge;
mod overlay;
mod page;
mod page_store;
mod parameters;
mod run;
mod verify;

pub use addition::Addition;
pub use error::{Fault, Place, StoreError};
pub use merge::{Merged, merge_stores};
pub use page::StoredPage;
pub use page_store::{PageStore, StoreStats};
pub use parameters::StoreParameters;
pub use run::{Run, RunDigest, RunFacts};

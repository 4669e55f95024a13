//! Near-duplicate articles: sketches, their comparison, and an index of kept ones.

mod buckets;
mod bytes;
mod compare;
mod facts;
mod hash;
mod lookup;
mod near_index;
mod near_stats;
mod passages;
mod signature;
mod sketch;
mod text;

pub use bytes::{MAX_SKETCH_BYTES, SKETCH_VERSION, SketchError};
pub use compare::{Comparison, Contained, Reason, Thresholds, Verdict, compare};
pub use facts::FactCounts;
pub use near_index::NearIndex;
pub use near_stats::NearStats;
pub use passages::Passages;
pub use sketch::{Sketch, Sketcher};

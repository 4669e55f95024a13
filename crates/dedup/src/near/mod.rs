//! Near-duplicate articles: sketches, their comparison, and an index of kept ones.

mod buckets;
mod bytes;
mod compare;
mod facts;
mod hash;
mod near_index;
mod normalize;
mod numbers;
mod shingles;
mod signature;
mod sketch;
mod tokens;

pub use bytes::{MAX_SKETCH_BYTES, SKETCH_VERSION, SketchError};
pub use compare::{Comparison, Contained, Reason, Verdict, compare};
pub use facts::FactCounts;
pub use near_index::{NearIndex, NearStats};
pub use sketch::{Sketch, Sketcher};

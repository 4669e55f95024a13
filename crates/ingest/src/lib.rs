//! Streams pages out of dumps.

mod format;
mod gzip;
mod headers;
mod http;
mod inputs;
mod item;
mod json_lines;
mod json_record;
mod json_repair;
mod options;
mod page;
mod page_file;
mod profile;
mod reader;
mod sniff;
mod stream;
mod warc;
mod zstandard;

pub use inputs::{Inputs, ResolveError};
pub use item::{ErrorKind, InputError, Item, SkipKind, Skipped};
pub use options::{Options, StatusError, StatusSet};
pub use page::{Declared, Origin, Page, PageKind};
pub use profile::{Field, Mapping, MappingError, MappingInForce, ProfileUse};
pub use reader::Reader;
pub use stream::Progress;

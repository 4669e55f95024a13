//! The settings of a run by name.
//!
//! Every setting is a field of [`CleanSettings`] or [`PageSettings`]. Its name is a flag of `dechaff clean`, a key of
//! `dechaff.toml` and, with `_` for `-`, a keyword argument in Python. All three are read here, so a value means the same,
//! and a wrong one has the same message, wherever it is given.
//!
//! ```
//! use dechaff_settings::CleanSettings;
//!
//! let table = "min-words = 50\nlanguage = ['de', 'fr']\nduplicates = 'url=drop'".parse()?;
//! let config = CleanSettings::from_table(&["crawl/"], "articles.jsonl", table)?.to_config()?;
//! assert_eq!(config.selection.min_words, 50);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#![forbid(unsafe_code)]

mod clean;
mod error;
mod page;
mod rules;
mod table;
mod values;

pub use clean::{CleanSettings, FolderFormat, SchemaName, ShardCompression};
pub use error::SettingsError;
pub use page::{PageSettings, read_models};
pub use rules::take_site_rules;
pub use table::{first_paragraph, flags_from_table};
pub use values::parse_size;

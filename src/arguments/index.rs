//! The arguments of `dechaff index`.

use std::path::PathBuf;

use clap::Subcommand;

/// Show, check and merge indexes of kept pages
///
/// An index is a folder that remembers the kept pages of earlier runs, so that new pages can be compared with them.
#[derive(Debug, Subcommand)]
#[command(after_help = "Examples:
  dechaff index stats index/
  dechaff index verify index/
  dechaff index merge monday/ tuesday/ --output both/")]
pub(crate) enum IndexCommand {
    /// Show how many pages an index has, from which runs, and what it can be compared with
    Stats {
        /// Folder of the index
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Check every byte of an index that counts
    ///
    /// Prints what is damaged and where, and changes nothing. The exit code is 0 if the index is sound, 1 if it is damaged, and
    /// 2 if it can't be read.
    Verify {
        /// Folder of the index
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
    /// Merge indexes into one
    ///
    /// The pages of the indexes are added in their order. A page whose text and URL are known already is left out. All
    /// indexes must have been made with the same versions, and all with sketches or all without.
    Merge {
        /// Folders of the indexes
        #[arg(required = true, value_name = "DIR")]
        folders: Vec<PathBuf>,
        /// Folder to write to
        #[arg(short, long, value_name = "DIR")]
        output: PathBuf,
        /// Replace the index in the output if there is one
        #[arg(long)]
        overwrite: bool,
    },
}

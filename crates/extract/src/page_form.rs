//! The form of a page: HTML or rendered text.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The form of a page, which decides on its features and its model.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PageForm {
    /// HTML.
    #[default]
    Html,
    /// Text that another program rendered from a page.
    Text,
}

impl fmt::Display for PageForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Html => "HTML pages",
            Self::Text => "rendered text",
        })
    }
}

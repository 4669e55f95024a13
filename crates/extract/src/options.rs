//! The options of an extraction, as plain data.
//!
//! Library users set the fields of [`Options`], the command's flags fill them in (with the feature `clap`), and the
//! manifest of a run records them. A new option is one field with a doc comment, which is also its `--help` text.

use serde::Serialize;

/// How articles are extracted. The default suits most pages.
///
/// ```
/// use dechaff_extract::{Extractor, Options, PageContext};
///
/// let mut options = Options::default();
/// options.markdown = true;
/// let extractor = Extractor::new(options);
/// let page = b"<article><h1>Ferry returns</h1><p>The ferry to the island sails again from <b>Monday</b>,
///     twice a day and three times on Sundays, the town said.</p></article>";
/// let article = extractor.extract(page, &PageContext::new());
/// assert!(article.markdown.unwrap().contains("**Monday**"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "clap", derive(clap::Args))]
#[non_exhaustive]
pub struct Options {
    /// Which error to avoid: boilerplate in the text (precision) or lost text (recall)
    #[cfg_attr(feature = "clap", arg(long, value_name = "WHAT", value_enum, default_value_t))]
    pub favor: Favor,
    /// Start each text with the title
    #[cfg_attr(feature = "clap", arg(long))]
    pub with_title: bool,
    /// Keep captions that are inside the text
    #[cfg_attr(feature = "clap", arg(long))]
    pub with_captions: bool,
    /// Drop data tables from the text
    #[cfg_attr(feature = "clap", arg(long))]
    pub no_tables: bool,
    /// Add the article as Markdown to each record
    #[cfg_attr(feature = "clap", arg(long))]
    pub markdown: bool,
    /// Add readers' comments to each record
    #[cfg_attr(feature = "clap", arg(long))]
    pub include_comments: bool,
    /// Repair text that was encoded twice (Ã¤ for ä) where that is safe; such records get the flag mojibake_fixed
    #[cfg_attr(feature = "clap", arg(long))]
    pub fix_mojibake: bool,
    /// List the metadata values that were found and not used, for explanations. It changes nothing else, so it is neither
    /// a flag nor in manifests.
    #[cfg_attr(feature = "clap", arg(skip))]
    #[serde(skip)]
    pub unused_values: bool,
}

/// Which of two errors to avoid at the expense of the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "clap", derive(clap::ValueEnum))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Favor {
    /// Weigh both errors equally: maximize the expected F1
    #[default]
    Neither,
    /// Avoid boilerplate, at the expense of lost text (F with beta 1/2)
    Precision,
    /// Avoid losing text, at the expense of boilerplate (F with beta 2)
    Recall,
}

impl Favor {
    /// The beta of the F score that a decision maximizes.
    pub(crate) fn beta(self) -> f32 {
        match self {
            Self::Neither => 1.0,
            Self::Precision => 0.5,
            Self::Recall => 2.0,
        }
    }
}

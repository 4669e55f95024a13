//! Kinds of pairs, and what is expected of them.

use serde::{Deserialize, Serialize};

/// What is right for a pair. Only [`Copy`](Self::Copy) and [`Distinct`](Self::Distinct) are counted as right or wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PairLabel {
    /// The two tell the same story in the same words, but for what a site adds, cuts or edits.
    Copy,
    /// Two stories, however much they look alike.
    Distinct,
    /// One page holds the other's story and much else.
    Contained,
    /// People disagree, or it depends on the purpose.
    Open,
}

impl PairLabel {
    /// The name in files and tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Copy => "copy",
            Self::Distinct => "distinct",
            Self::Contained => "contained",
            Self::Open => "open",
        }
    }
}

/// Declares the kinds with their names and labels, so that no list of them can miss one.
macro_rules! pair_kinds {
    ($($(#[$doc:meta])* $kind:ident $name:literal $label:ident $shared:literal,)*) => {
        /// How a pair came about.
        ///
        /// Copies and look-alikes are made from a page of a gold set, or from stories that come with this crate.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum PairKind {
            $($(#[$doc])* #[serde(rename = $name)] $kind,)*
            /// Found in a collection and labelled by reading. Never generated; any label is possible.
            #[serde(rename = "found")]
            Found,
        }

        impl PairKind {
            /// The kinds that [`generate_pairs`](crate::generate_pairs) makes.
            pub const GENERATED: &[Self] = &[$(Self::$kind),*];

            /// The name in files and tables.
            pub fn name(self) -> &'static str {
                match self { $(Self::$kind => $name,)* Self::Found => "found" }
            }

            /// The label of generated pairs of this kind; `None` for [`Found`](Self::Found).
            pub fn label(self) -> Option<PairLabel> {
                match self { $(Self::$kind => Some(PairLabel::$label),)* Self::Found => None }
            }

            /// The share of the shorter text's words that are in the longer text as well, at least, in a generated
            /// pair. Words are compared as multisets. 0 if nothing is promised.
            pub fn least_shared_words(self) -> f64 {
                match self { $(Self::$kind => $shared,)* Self::Found => 0.0 }
            }
        }
    };
}

pair_kinds! {
    /// Another headline, and a dateline and byline before the text.
    Headline "headline" Copy 0.8,
    /// The first paragraph rewritten: other opening, clauses in another order, words dropped and exchanged.
    Lead "lead" Copy 0.7,
    /// The page fetched again: other quotation marks, dashes and line breaks, and a line on when it was updated.
    Refetched "refetched" Copy 0.9,
    /// Thousands written without the comma, or with it.
    NumberStyle "number_style" Copy 0.7,
    /// The last 10 to 35 per cent of the words missing.
    Tail10To35 "tail_10_35" Copy 1.0,
    /// The last 35 to 60 per cent of the words missing.
    Tail35To60 "tail_35_60" Copy 1.0,
    /// The second half of the words missing.
    Tail50 "tail_50" Copy 1.0,
    /// The last 60 per cent of the words missing.
    Tail60 "tail_60" Copy 1.0,
    /// A fifth of the sentences edited: words swapped, dropped, added, and numbers in another style.
    Edited "edited" Copy 0.83,
    /// Sentences inserted, paragraphs in another order.
    Reordered "reordered" Copy 0.95,
    /// Menu, newsletter sentence, teasers and legal paragraph of another site around the text.
    ForeignTemplate "foreign_template" Copy 0.95,
    /// Versions of a story on one site: later ones have another headline, edits, a cut tail or an added paragraph.
    SiteVersions "site_versions" Copy 0.6,
    /// Two variants of a wire story, each with its own headline, cut, template and edits.
    Wire "wire" Copy 0.5,
    /// Two variants of a wire story of about 100 words.
    WireShort "wire_short" Copy 0.35,
    /// Two stories from one pattern with other figures: weather, markets, lottery, traffic.
    TemplateNumbers "template_numbers" Distinct 0.0,
    /// Two stories from one pattern with other names and no figures: match reports, obituaries, road works.
    TemplateNames "template_names" Distinct 0.0,
    /// A real text, every figure exchanged.
    FiguresExchanged "figures_exchanged" Distinct 0.0,
    /// A real text, every figure and every name exchanged.
    FactsExchanged "facts_exchanged" Distinct 0.0,
    /// Two stories in the same standing text of one site.
    SiteFrame "site_frame" Distinct 0.0,
    /// A live blog and that of the next day: same address, same heading, a sentence of the day before.
    LiveBlog "live_blog" Distinct 0.0,
    /// Two stories that end with the same author's biography.
    AuthorBiography "author_biography" Distinct 0.0,
    /// Two stories that share quotations.
    SharedQuotations "shared_quotations" Distinct 0.0,
    /// Two stories that begin with the same paragraph.
    SameLead "same_lead" Distinct 0.0,
    /// A story, and one that quotes it at length: 20 to 30 per cent of the follow-up are quotations.
    FollowUp "follow_up" Distinct 0.0,
    /// A real text with 30 per cent of its figures updated.
    FiguresUpdated "figures_updated" Open 0.0,
    /// A brief, and the round-up that has it among others.
    RoundUp "round_up" Contained 0.95,
}

impl PairKind {
    /// The kind with a name; `None` if there is none.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::GENERATED.iter().copied().chain([Self::Found]).find(|kind| kind.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_same_in_files_and_in_tables() {
        for &kind in PairKind::GENERATED.iter().chain([&PairKind::Found]) {
            assert_eq!(PairKind::from_name(kind.name()), Some(kind));
            assert_eq!(serde_json::to_string(&kind).unwrap(), format!("{:?}", kind.name()));
        }
        for label in [PairLabel::Copy, PairLabel::Distinct, PairLabel::Contained, PairLabel::Open] {
            assert_eq!(serde_json::to_string(&label).unwrap(), format!("{:?}", label.name()));
        }
    }
}

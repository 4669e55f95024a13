//! The type of a page.

use crate::Document;
use crate::block::{Block, context};
use crate::detect::Verdict;
use crate::names;

/// What kind of page an article was taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PageType {
    /// One story, post or text.
    Article,
    /// Readers' posts.
    Forum,
    /// One thing for sale.
    Product,
    /// Many short texts that lead to other pages.
    Listing,
    /// None of these.
    Other,
}

impl PageType {
    /// The name in records.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::Forum => "forum",
            Self::Product => "product",
            Self::Listing => "listing",
            Self::Other => "other",
        }
    }
}

/// The type by what the page calls itself (`declared`: JSON-LD `@type` or `og:type`), else by what was kept.
pub(crate) fn classify(document: &Document, verdicts: &[Verdict], declared: Option<&str>) -> PageType {
    if let Some(found) = declared.and_then(by_name) {
        return found;
    }
    let kept = || document.blocks().iter().zip(verdicts).filter(|(_, v)| v.is_kept()).map(|(b, _)| b);
    let words: u32 = kept().map(|b| b.words).sum();
    let sum = |test: fn(&Block) -> bool| kept().filter(|b| test(b)).map(|b| b.words).sum::<u32>();
    let links: u32 = kept().map(|b| b.link_words.min(b.words)).sum();
    let posts = sum(|b| b.names & names::COMMENTS != 0);
    let running = sum(|b| b.sentences > 0 && b.words >= 15);
    if 2 * posts > words && words > 0 {
        PageType::Forum
    } else if 2 * links > words && words > 0 {
        PageType::Listing
    } else if 2 * running >= words || sum(|b| b.is_in(context::ARTICLE)) == words {
        PageType::Article
    } else {
        PageType::Other
    }
}

fn by_name(name: &str) -> Option<PageType> {
    let name = name.rsplit(['/', '#', ':']).next().unwrap_or(name).to_ascii_lowercase();
    Some(match name.as_str() {
        "product" | "product.item" | "productgroup" => PageType::Product,
        "discussionforumposting" | "qapage" => PageType::Forum,
        "collectionpage" | "searchresultspage" | "itemlist" => PageType::Listing,
        "newsarticle"
        | "article"
        | "blogposting"
        | "reportagenewsarticle"
        | "analysisnewsarticle"
        | "opinionnewsarticle"
        | "backgroundnewsarticle"
        | "reviewnewsarticle"
        | "liveblogposting"
        | "techarticle"
        | "scholarlyarticle"
        | "report" => PageType::Article,
        _ => return None,
    })
}

//! Sites that stand out.

use crate::numbers::{share, words};
use crate::report::manifest::Site;
use crate::report::totals::by_count;

/// With fewer pages, anything can be chance.
const LEAST_PAGES: u64 = 5;
/// A kind of page is most of a site from this share on.
const MOST: f64 = 0.8;
/// Texts below this median are very short.
const FEW_WORDS: f64 = 60.0;
/// Texts below this median are uncertain, in percent.
const LOW_CONFIDENCE: f64 = 60.0;

/// Why a site stands out, if it does.
pub(super) fn why_notable(site: &Site) -> Option<String> {
    if site.pages < LEAST_PAGES {
        return None;
    }
    if share(site.duplicates, site.pages) >= MOST {
        return Some("one text again and again".to_owned());
    }
    if let Some((reason, pages)) = by_count(&site.rejected).first()
        && (site.kept == 0 || share(*pages, site.pages) >= MOST)
    {
        let how_many = if site.kept == 0 { "nothing kept, mostly" } else { "mostly" };
        return Some(format!("{how_many} {}", words(reason)));
    }
    if site.words.is_some_and(|words| words < FEW_WORDS) {
        return Some("very short texts".to_owned());
    }
    site.confidence.is_some_and(|confidence| confidence < LOW_CONFIDENCE).then(|| "low confidence".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::manifest::Counts;

    fn site(pages: u64, kept: u64, duplicates: u64, words: f64) -> Site {
        let rejected = Counts::from([("stub".to_owned(), pages - kept - duplicates)]);
        Site {
            pages,
            kept,
            duplicates,
            rejected,
            words: Some(words),
            confidence: Some(90.0),
            ..Site::default()
        }
    }

    #[test]
    fn unusual_sites_are_told_from_usual_ones() {
        for (pages, kept, duplicates, words, expected) in [
            (100, 90, 5, 400.0, None),
            (4, 0, 0, 400.0, None),
            (100, 0, 3, 400.0, Some("nothing kept, mostly stub")),
            (100, 10, 3, 400.0, Some("mostly stub")),
            (100, 5, 95, 400.0, Some("one text again and again")),
            (100, 95, 5, 20.0, Some("very short texts")),
        ] {
            assert_eq!(
                why_notable(&site(pages, kept, duplicates, words)).as_deref(),
                expected,
                "{pages} {kept}"
            );
        }
        let unsure = Site { confidence: Some(40.0), ..site(100, 90, 5, 400.0) };
        assert_eq!(why_notable(&unsure).as_deref(), Some("low confidence"));
    }
}

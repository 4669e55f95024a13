//! The values that were found and not used are listed on request, and listing them changes nothing.

#![allow(clippy::unwrap_used, reason = "a failure here fails the test")]
#![allow(clippy::disallowed_methods, reason = "the pages are files")]

use std::fs;
use std::path::Path;

use dechaff_extract::{Extractor, Metadata, Options, PageContext, UnusedValue, UnusedValues};

fn read(page: &[u8], fetched: Option<&str>, unused_values: bool) -> Metadata {
    let mut options = Options::default();
    options.unused_values = unused_values;
    let mut context = PageContext::new().url("https://www.example.com/2024/05/03/ferry");
    if let Some(fetched) = fetched {
        context = context.fetched(fetched);
    }
    Extractor::new(options).extract(page, &context).metadata
}

/// The unused values of a page as `value (source): reason`.
fn unused(page: &str, field: impl Fn(&UnusedValues) -> &[UnusedValue]) -> Vec<String> {
    let metadata = read(page.as_bytes(), Some("2024-05-10"), true);
    let list = field(metadata.unused.as_ref().unwrap());
    list.iter().map(|v| format!("{} ({}): {}", v.value, v.source, v.reason)).collect()
}

#[test]
fn listing_changes_nothing() {
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/pages");
    let mut read_pages = 0;
    for folder in fs::read_dir(pages).unwrap() {
        let Ok(page) = fs::read(folder.unwrap().path().join("page.html")) else { continue };
        let plain = read(&page, None, false);
        assert_eq!(plain.unused, None);
        let mut listed = read(&page, None, true);
        let unused = listed.unused.take().unwrap();
        assert_eq!(listed, plain);
        for (chosen, unused) in [(&plain.published, &unused.published), (&plain.modified, &unused.modified)] {
            let Some(chosen) = chosen else { continue };
            assert!(!unused.iter().any(|v| v.value == chosen.value && v.source == chosen.source));
        }
        read_pages += 1;
    }
    assert!(read_pages > 10);
}

#[test]
fn dates_have_their_reasons() {
    let page = "<meta property=article:published_time content=2031-01-01><meta name=date content=soon>
        <h1>Ferry returns</h1><time datetime=2024-05-02>2 May</time><p>It sails again.";
    assert_eq!(
        unused(page, |unused| &unused.published),
        [
            "2031-01-01 (meta:article:published_time): later than fetched",
            "soon (meta:date): not a date that can be read",
            "2024-05-03 (url): a lower source",
        ]
    );
}

#[test]
fn authors_have_their_reasons() {
    let page = "<meta property=og:site_name content='Harbor News'><meta name=author content='Harbor News'>
        <meta name=twitter:creator content=@adaberg><h1>Ferry returns</h1><p class=byline>By Ada Berg</p><p>It sails.";
    let found = unused(page, |unused| &unused.authors);
    assert!(found.contains(&"Harbor News (meta:author): the site's name".to_owned()), "{found:?}");
    assert!(found.contains(&"@adaberg (meta:twitter:creator): an account".to_owned()), "{found:?}");
}

//! What a store of kept pages promises: what was committed is there, in its order, and nothing else.

#![allow(clippy::unwrap_used, reason = "a failure here fails the test")]

use std::fs;
use std::path::Path;

use dechaff_dedup::{
    ContentHash, PageKeys, PageStore, Place, RunDigest, RunFacts, Sketch, StoreError, StoreParameters,
    StoredPage, merge_stores,
};
use proptest::prelude::*;

fn sketched() -> StoreParameters {
    StoreParameters::current(true)
}

/// A page whose parts all depend on a number.
fn page(number: u64) -> StoredPage {
    let text = ContentHash::compute(&number.to_le_bytes());
    let url =
        Some(ContentHash::compute(format!("url {number}").as_bytes())).filter(|_| !number.is_multiple_of(7));
    let facts: String =
        (0..12).map(|n| format!("the {n} boats of Mr Smith {} sailed at dawn. ", number * n)).collect();
    StoredPage {
        id: text.to_string(),
        keys: PageKeys::from_text(text).with_url(url),
        date: i32::try_from(number).ok().filter(|_| !number.is_multiple_of(5)),
        words: number as u32 * 3,
        site: number / 10,
        sketch: Some(Sketch::new(&facts)).filter(|_| !number.is_multiple_of(11)),
    }
}

fn facts(pages: &[StoredPage], output: &str) -> RunFacts {
    let mut digest = RunDigest::new();
    pages.iter().for_each(|page| digest.update(page));
    let (output, program) = (output.to_owned(), "0.1.0".to_owned());
    RunFacts { digest: digest.finish(), output, pages_seen: pages.len() as u64, program }
}

fn add(store: &mut PageStore, pages: &[StoredPage], output: &str) {
    let mut addition = store.begin().unwrap();
    for page in pages {
        assert!(addition.push(page).unwrap());
    }
    addition.commit(facts(pages, output)).unwrap();
}

fn read(store: &PageStore, before_run: Option<u32>) -> Vec<(u32, StoredPage)> {
    let mut pages = vec![];
    store
        .scan(before_run, |run, page| {
            pages.push((run, page));
            Ok::<(), StoreError>(())
        })
        .unwrap();
    pages
}

fn pages(numbers: std::ops::Range<u64>) -> Vec<StoredPage> {
    numbers.map(page).collect()
}

#[test]
fn pages_come_back_in_their_order_with_their_runs() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("new/index");
    let mut expected = vec![];
    for (run, numbers) in [(1, 0..700), (2, 700..700), (3, 700..1000)] {
        let mut store = PageStore::open(&folder, sketched()).unwrap();
        add(&mut store, &pages(numbers.clone()), "out.jsonl");
        expected.extend(numbers.map(|number| (run, page(number))));
        assert_eq!(read(&store, None), expected);
    }
    let [store, other] = [(); 2].map(|()| PageStore::open_read_only(&folder, sketched()).unwrap());
    assert_eq!(read(&store, None), expected);
    assert_eq!(read(&other, Some(3)), expected[..700]);
    assert_eq!(read(&other, Some(1)), []);
    assert_eq!(store.verify().unwrap(), []);
    let runs = store.runs();
    assert_eq!(
        runs.iter().map(|run| (run.number, run.pages_stored)).collect::<Vec<_>>(),
        [(1, 700), (2, 0), (3, 300)]
    );
    assert_eq!(runs[2].facts, facts(&pages(700..1000), "out.jsonl"));
    assert_eq!(runs[2].dates, Some(701..=999));
    let stats = store.stats().unwrap();
    assert_eq!((stats.pages, stats.runs, stats.dates), (1000, 3, Some(1..=999)));
}

#[test]
fn a_page_takes_at_most_600_bytes() {
    let folder = tempfile::tempdir().unwrap();
    for (parameters, most) in [(sketched(), 600.0), (StoreParameters::current(false), 100.0)] {
        let folder = folder.path().join(format!("{most}"));
        for run in 0..3 {
            let mut store = PageStore::open(&folder, parameters).unwrap();
            add(&mut store, &pages(run * 10_000..(run + 1) * 10_000), "");
        }
        let store = PageStore::open_read_only(&folder, parameters).unwrap();
        let bytes = store.stats().unwrap().bytes_per_page().unwrap();
        assert!(bytes <= most, "{bytes} bytes per page");
        assert_eq!(read(&store, None).len(), 30_000);
        assert_eq!(store.verify().unwrap(), []);
    }
}

#[test]
fn what_is_not_committed_is_not_there() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = PageStore::open(folder.path(), sketched()).unwrap();
    add(&mut store, &pages(0..10), "");
    let before = read(&store, None);
    let mut addition = store.begin().unwrap();
    for page in pages(10..2000) {
        addition.push(&page).unwrap();
    }
    drop(addition);
    assert_eq!(read(&store, None), before);
    drop(store);
    let mut store = PageStore::open(folder.path(), sketched()).unwrap();
    assert_eq!((read(&store, None), store.runs().len()), (before, 1));
    assert_eq!(store.verify().unwrap(), []);
    add(&mut store, &pages(10..20), "");
    assert_eq!(read(&store, None).len(), 20);
}

#[test]
fn a_page_without_keys_is_not_stored() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = PageStore::open(folder.path(), sketched()).unwrap();
    let mut addition = store.begin().unwrap();
    assert!(!addition.push(&StoredPage { keys: PageKeys::default(), ..page(1) }).unwrap());
    addition.commit(RunFacts::default()).unwrap();
    assert_eq!((read(&store, None), store.len(), store.is_empty()), (vec![], 0, true));
}

#[test]
fn a_store_without_sketches_stores_none() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = PageStore::open(folder.path(), StoreParameters::current(false)).unwrap();
    add(&mut store, &[page(1)], "");
    assert_eq!(read(&store, None), [(1, StoredPage { sketch: None, ..page(1) })]);
}

#[test]
fn other_parameters_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    PageStore::open(folder.path(), sketched()).unwrap();
    let wanted = StoreParameters { url_form: 99, ..sketched() };
    for result in [PageStore::open(folder.path(), wanted), PageStore::open_read_only(folder.path(), wanted)] {
        let message = result.unwrap_err().to_string();
        assert!(
            message.contains("URL form 1, but URL form 99") && message.contains("pages.redb"),
            "{message}"
        );
    }
    PageStore::open_read_only(folder.path(), StoreParameters::current(false)).unwrap();
    let error = PageStore::open(folder.path(), StoreParameters::current(false)).unwrap_err();
    assert!(matches!(error, StoreError::Parameters { .. }));
}

#[test]
fn a_missing_store_and_one_in_use_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let missing = PageStore::open_read_only(&folder.path().join("none"), sketched()).unwrap_err();
    assert!(matches!(missing, StoreError::Missing { .. }), "{missing}");
    let mut store = PageStore::open(folder.path(), sketched()).unwrap();
    add(&mut store, &[page(1)], "");
    let in_use = |error| assert!(matches!(error, StoreError::InUse { .. }), "{error}");
    in_use(PageStore::open(folder.path(), sketched()).unwrap_err());
    in_use(PageStore::open_read_only(folder.path(), sketched()).unwrap_err());
    drop(store);
    let mut reading = PageStore::open_read_only(folder.path(), sketched()).unwrap();
    in_use(PageStore::open(folder.path(), sketched()).unwrap_err());
    assert!(matches!(reading.begin().unwrap_err(), StoreError::ReadOnly { .. }));
}

#[test]
fn a_visitor_can_stop() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = PageStore::open(folder.path(), sketched()).unwrap();
    add(&mut store, &pages(0..10), "");
    #[derive(Debug)]
    struct Stopped;
    impl From<StoreError> for Stopped {
        fn from(error: StoreError) -> Self {
            panic!("{error}")
        }
    }
    let mut seen = 0;
    let visit = |_, _| {
        seen += 1;
        if seen == 3 { Err(Stopped) } else { Ok(()) }
    };
    assert!(store.scan(None, visit).is_err());
    assert_eq!(seen, 3);
}

#[test]
fn merging_adds_what_is_new() {
    let folder = tempfile::tempdir().unwrap();
    let [mut a, mut b] =
        ["a", "b"].map(|name| PageStore::open(&folder.path().join(name), sketched()).unwrap());
    add(&mut a, &pages(0..100), "monday");
    add(&mut b, &pages(50..120), "tuesday");
    add(&mut b, &pages(0..10), "wednesday");
    // Text and URL of different pages.
    let mixed = StoredPage { keys: page(1).keys.with_url(page(2).keys.url), ..page(500) };
    // A known text at a new address.
    let moved = StoredPage { keys: page(1).keys.with_url(page(600).keys.url), ..page(600) };
    add(&mut b, &[mixed, moved.clone()], "thursday");
    let merged = a.merge_from(&b).unwrap();
    assert_eq!((merged.added, merged.skipped), (21, 61));
    let expected: Vec<_> = (pages(0..100).into_iter().map(|page| (1, page)))
        .chain(pages(100..120).into_iter().map(|page| (2, page)))
        .chain([(4, moved)])
        .collect();
    assert_eq!(read(&a, None), expected);
    let runs =
        || a.runs().iter().map(|run| (run.facts.output.as_str(), run.pages_stored)).collect::<Vec<_>>();
    assert_eq!(runs(), [("monday", 100), ("tuesday", 20), ("wednesday", 0), ("thursday", 1)]);
    assert_eq!(a.verify().unwrap(), []);
    let again = a.merge_from(&b).unwrap();
    assert_eq!((again.added, a.runs().len()), (0, 4));
    let mut other = PageStore::open(&folder.path().join("c"), StoreParameters::current(false)).unwrap();
    assert!(matches!(other.merge_from(&a).unwrap_err(), StoreError::Parameters { .. }));
}

#[test]
fn merged_stores_replace_others_only_when_asked() {
    let folder = tempfile::tempdir().unwrap();
    let [a, b, output] = ["a", "b", "all"].map(|name| folder.path().join(name));
    add(&mut PageStore::open(&a, sketched()).unwrap(), &pages(0..10), "monday");
    add(&mut PageStore::open(&b, sketched()).unwrap(), &pages(5..20), "tuesday");
    let merge = |output, overwrite| {
        merge_stores(&[&a, &b], output, overwrite).map(|merged| (merged.added, merged.skipped))
    };
    assert_eq!(merge(&output, false).unwrap(), (20, 5));
    let open = |folder| PageStore::open_read_only(folder, sketched()).unwrap();
    let expected = read(&open(&output), None);
    assert!(matches!(merge(&output, false).unwrap_err(), StoreError::Exists { .. }));
    assert_eq!(merge(&output, true).unwrap(), (20, 5));
    assert_eq!(read(&open(&output), None), expected);
    // Into one of them.
    let adding = PageStore::open(&b, sketched()).unwrap();
    assert!(matches!(merge(&b, true).unwrap_err(), StoreError::InUse { .. }));
    drop(adding);
    assert_eq!(merge(&b, true).unwrap(), (20, 5));
    assert_eq!(read(&open(&b), None), expected);
    for folder in [&a, &b, &output] {
        assert_eq!(fs::read_dir(folder).unwrap().count(), 1, "a file is left over");
    }
}

#[test]
fn a_file_that_is_no_store_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pages.redb");
    for bytes in [&b""[..], b"text", &[0; 5000]] {
        fs::write(&file, bytes).unwrap();
        let error = PageStore::open_read_only(folder.path(), sketched()).unwrap_err().to_string();
        assert!(error.contains("pages.redb"), "{error}");
        let error = PageStore::open(folder.path(), sketched()).unwrap_err().to_string();
        assert!(error.contains("pages.redb"), "{error}");
    }
}

/// A store of two runs, as bytes, and its pages.
fn sample() -> (Vec<u8>, Vec<(u32, StoredPage)>) {
    let folder = tempfile::tempdir().unwrap();
    let mut store = PageStore::open(folder.path(), sketched()).unwrap();
    add(&mut store, &pages(0..300), "one");
    add(&mut store, &pages(300..350), "two");
    let expected = read(&store, None);
    drop(store);
    (fs::read(folder.path().join("pages.redb")).unwrap(), expected)
}

/// Opens and reads a store that may be damaged.
fn try_read(folder: &Path) -> Result<Vec<(u32, StoredPage)>, StoreError> {
    let mut pages = vec![];
    PageStore::open_read_only(folder, sketched())?.scan(None, |run, page| {
        pages.push((run, page));
        Ok::<(), StoreError>(())
    })?;
    Ok(pages)
}

/// Whether verification finds something. Opening may do so already.
fn is_sound(folder: &Path) -> bool {
    match PageStore::open_read_only(folder, sketched()).and_then(|store| store.verify()) {
        Ok(faults) => faults.is_empty(),
        Err(_) => false,
    }
}

#[test]
fn a_damaged_chunk_is_named() {
    let (mut bytes, _) = sample();
    let folder = tempfile::tempdir().unwrap();
    let needle = page(0).keys.text.unwrap();
    let at = bytes.windows(16).position(|window| window == needle.as_bytes()).unwrap();
    bytes[at] ^= 1;
    fs::write(folder.path().join("pages.redb"), bytes).unwrap();
    let message = try_read(folder.path()).unwrap_err().to_string();
    assert!(message.contains("pages.redb: chunk 0: its checksum is wrong"), "{message}");
    let faults = PageStore::open_read_only(folder.path(), sketched()).unwrap().verify().unwrap();
    let places: Vec<_> = faults.iter().map(|fault| fault.place).collect();
    assert_eq!(places, [Place::Database, Place::Chunk(0)]);
}

#[test]
fn any_flipped_bit_is_found_or_harmless() {
    let (bytes, expected) = sample();
    let folder = tempfile::tempdir().unwrap();
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(300));
    // The first pages hold what the rest hangs on.
    let at = prop_oneof![0..bytes.len(), 0..40_000_usize];
    runner
        .run(&(at, 0..8_u32), |(at, bit)| {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1 << bit;
            fs::write(folder.path().join("pages.redb"), &damaged).unwrap();
            if let Ok(pages) = try_read(folder.path()) {
                prop_assert_eq!(&pages, &expected);
            }
            is_sound(folder.path());
            prop_assert_eq!(fs::read(folder.path().join("pages.redb")).unwrap(), damaged);
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_cut_file_is_found() {
    let (bytes, _) = sample();
    let folder = tempfile::tempdir().unwrap();
    for length in [1, 4096, 20_000, 60_000, bytes.len() / 2] {
        fs::write(folder.path().join("pages.redb"), &bytes[..length]).unwrap();
        assert!(try_read(folder.path()).is_err() && !is_sound(folder.path()), "{length}");
    }
}

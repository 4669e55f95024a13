//! The stages give what deciding all pages one by one gives.

use std::collections::{BTreeMap, HashSet};

use dechaff_dedup::{PageKeys, Sketch, content_hash};
use proptest::prelude::*;

use super::block::mix;
use super::*;
use crate::decide::component::{ComponentPage, decide_component};
use crate::decide::copies::PageFacts;
use crate::decide::rules::{KeepFirst, Updates};

/// A page of a test: its place, id and keys.
type TestPage = (i64, String, CopyKeys);

/// The engine: brings blocks of one part together, and runs a stage on each part.
fn stage(spread: &Spread, stage: Stage, blocks: &[Block]) -> Vec<Block> {
    let mut parts: BTreeMap<u32, Vec<(u8, &[u8])>> = BTreeMap::new();
    for block in blocks {
        parts.entry(block.part).or_default().push((block.kind, &block.data));
    }
    parts.into_values().flat_map(|blocks| spread.run(stage, blocks).unwrap()).collect()
}

fn rows(blocks: &[Block]) -> impl Iterator<Item = (u8, &[u8])> {
    blocks.iter().map(|block| (block.kind, &*block.data))
}

/// Finds copies by all stages. Pages come in tasks of some pages.
fn find_copies(spread: &Spread, pages: &[TestPage], task_pages: usize) -> Vec<SpreadCopy> {
    let bytes: Vec<Vec<u8>> = pages.iter().map(|(_, _, keys)| keys.to_bytes()).collect();
    let entries =
        bytes.chunks(task_pages).flat_map(|task| spread.entries(task.iter().map(|keys| &**keys)).unwrap());
    let mut met = stage(spread, Stage::Meet, &entries.collect::<Vec<_>>());
    let chosen = |crowded, met: &[Block]| -> HashSet<u64> {
        Spread::active_classes(rows(met), crowded).unwrap().into_iter().collect()
    };
    let crowded = chosen(true, &met);
    if !crowded.is_empty() {
        let some =
            pages.iter().zip(&bytes).filter(|(_, keys)| crowded.contains(&spread.class(keys).unwrap()));
        let mut blocks = spread.facts(some.map(|((place, _, _), keys)| (*place, &**keys))).unwrap();
        blocks.extend(met.iter().filter(|block| block.kind == Kind::Crowded as u8).cloned());
        let divided = stage(spread, Stage::Divide, &blocks);
        met.extend(stage(spread, Stage::Pair, &divided));
    }
    let active = chosen(false, &met);
    let active = pages.iter().zip(&bytes).filter(|(_, keys)| active.contains(&spread.class(keys).unwrap()));
    let page_blocks =
        spread.pages(active.map(|((place, id, _), keys)| SpreadPage { place: *place, id, keys })).unwrap();
    let of_kind = |blocks: &[Block], kind: Kind| -> Vec<Block> {
        blocks.iter().filter(|block| block.kind == kind as u8).cloned().collect()
    };
    let sketches = spread.sketches(bytes.iter().map(|keys| &**keys)).unwrap();
    let fetched = stage(spread, Stage::Fetch, &[sketches, of_kind(&met, Kind::Pair)].concat());
    let mut edges = stage(spread, Stage::Verify, &fetched);
    edges.extend(of_kind(&met, Kind::Edge));
    loop {
        let large = stage(spread, Stage::LargeStar, &edges);
        edges = stage(spread, Stage::SmallStar, &of_kind(&large, Kind::Edge));
        let changed = |blocks| Spread::changed_edges(rows(blocks)).unwrap();
        if changed(&large) + changed(&edges) == 0 {
            break;
        }
    }
    let blocks = [page_blocks, of_kind(&met, Kind::Active), of_kind(&edges, Kind::Edge)].concat();
    let mut parts: BTreeMap<u32, Vec<(u8, &[u8])>> = BTreeMap::new();
    let gathered = stage(spread, Stage::Gather, &blocks);
    for block in &gathered {
        parts.entry(block.part).or_default().push((block.kind, &block.data));
    }
    let mut copies: Vec<SpreadCopy> = parts
        .into_values()
        .flat_map(|blocks| spread.decide(blocks, &std::env::temp_dir()).unwrap())
        .collect();
    copies.sort_by_key(|copy| copy.place);
    copies
}

/// Decides all pages one by one.
fn decide_all(spread: &Spread, pages: &[TestPage]) -> Vec<SpreadCopy> {
    let all: Vec<ComponentPage<'_>> = pages
        .iter()
        .map(|(_, id, keys)| ComponentPage { id, facts: keys.facts, sketch: keys.sketch })
        .collect();
    let decided = decide_component(&all, spread.actions, spread.rules, &std::env::temp_dir()).unwrap();
    let copies = pages.iter().zip(decided).filter_map(|((place, id, _), copy)| {
        let (of, copy) = copy?;
        Some(SpreadCopy {
            place: *place,
            id: id.clone(),
            duplicate_of: pages[of].1.clone(),
            kind: copy.kind.as_str(),
            similarity: copy.similarity,
            is_dropped: copy.action == DuplicateAction::Drop,
        })
    });
    copies.collect()
}

fn page(place: usize, text: &str, site: u64, url: u64, time: Option<i64>) -> TestPage {
    let url = content_hash(&format!("https://example.org/{url}"));
    let words = text.split_whitespace().count() as u32;
    let facts =
        PageFacts { keys: PageKeys::from_text(content_hash(text)).with_url(Some(url)), site, time, words };
    (place as i64 * 3, format!("page-{place}"), CopyKeys { facts, sketch: Some(Sketch::new(text)) })
}

/// The text of a story. Its sentences are those of the story or, where they were edited, others.
fn story(number: u64, edited: u64, figures: u64) -> String {
    let sentence = |sentence: u64| {
        let version = if edited >> sentence & 1 == 1 { 1000 + edited } else { 0 };
        let letter = |n: u64| char::from(b'a' + (n % 26) as u8);
        let word = |n: u64| {
            let hash = mix(number << 40 | sentence << 20 | version << 8 | n);
            (0..5).map(|at| letter(hash >> (8 * at))).collect::<String>()
        };
        let words: Vec<String> = (0..12).map(word).collect();
        let (before, after) = words.split_at(6);
        format!("{} {} {}.", before.join(" "), 100 + figures * 7 + sentence, after.join(" "))
    };
    (0..8).map(sentence).collect::<Vec<_>>().join("\n\n")
}

fn any_pages() -> impl Strategy<Value = Vec<TestPage>> {
    let page_of = (0u64..5, 0u64..16, 0u64..3, 0u64..3, 0u64..12, prop::option::of(0i64..500_000));
    prop::collection::vec(page_of, 0..60).prop_map(|pages| {
        let made = pages.into_iter().enumerate();
        made.map(|(place, (number, edited, figures, site, url, time))| {
            page(place, &story(number, edited, figures), site, url, time)
        })
        .collect()
    })
}

fn any_rules() -> impl Strategy<Value = (DuplicateActions, CopyRules)> {
    let actions = prop::sample::select(vec![
        "exact=drop",
        "near=drop",
        "url=drop,near=drop",
        "exact=tag,near=drop",
        "near=tag",
        "exact=off,near=drop",
    ]);
    let first = prop::sample::select(vec![KeepFirst::Input, KeepFirst::Earliest, KeepFirst::Longest]);
    let days = prop::option::of(0u32..4);
    let updates = prop::sample::select(vec![Updates::First, Updates::Last, Updates::Both]);
    (actions, first, days, updates).prop_map(|(actions, keep_first, near_days, updates)| {
        (actions.parse().unwrap(), CopyRules { keep_first, near_days, updates })
    })
}

proptest! {
    #[test]
    fn stages_give_what_one_run_gives(pages in any_pages(), (actions, rules) in any_rules(), parts in 1u32..9, task in 1usize..20) {
        let spread = Spread::new(parts, actions, rules);
        prop_assert_eq!(find_copies(&spread, &pages, task), decide_all(&spread, &pages));
    }

    #[test]
    fn keys_are_restored(number in 0u64..9, url in 0u64..9, time: Option<i64>, site: u64) {
        let (_, _, keys) = page(0, &story(number, 0, 0), site, url, time);
        let restored = CopyKeys::from_bytes(&keys.to_bytes()).unwrap();
        prop_assert_eq!(restored.to_bytes(), keys.to_bytes());
        prop_assert_eq!((restored.facts.time, restored.facts.site), (time, site));
    }
}

#[test]
fn copies_in_a_crowded_bucket_are_found() {
    // 150 reports of one template, each twice, with an edit in the second.
    let mut pages: Vec<TestPage> = vec![];
    for edit in 0..2 {
        for figures in 0..150u64 {
            let mut text = story(1, 0, figures * 1000);
            if edit == 1 {
                text.push_str("\n\nThis was added later and says nothing new about any of the numbers.");
            }
            pages.push(page(pages.len(), &text, figures, 1000 + pages.len() as u64, None));
        }
    }
    let spread = Spread::new(4, "near=drop".parse().unwrap(), CopyRules::default());
    let copies = find_copies(&spread, &pages, 40);
    assert_eq!(copies.len(), 150);
    assert!(
        copies.iter().all(|copy| copy.place == 3 * 150 + copy.duplicate_of[5..].parse::<i64>().unwrap() * 3)
    );
}

#[test]
fn a_chain_of_versions_is_one_component() {
    let texts: Vec<String> = (0..40u64)
        .map(|version| {
            (version..version + 8)
                .map(|n| story(n, 0, 0).lines().next().unwrap().to_owned() + "\n\n")
                .collect()
        })
        .collect();
    let pages: Vec<TestPage> = texts
        .iter()
        .enumerate()
        .map(|(place, text)| page(place, text, place as u64, place as u64, None))
        .collect();
    let spread = Spread::new(3, "near=drop".parse().unwrap(), CopyRules::default());
    let copies = find_copies(&spread, &pages, 7);
    assert!(!copies.is_empty());
    assert_eq!(copies, decide_all(&spread, &pages));
}

#[test]
fn damage_is_an_error() {
    let spread = Spread::new(2, "near=drop".parse().unwrap(), CopyRules::default());
    let (_, _, keys) = page(0, &story(1, 0, 0), 1, 1, None);
    let bytes = keys.to_bytes();
    for cut in [0, 1, 20, 54, bytes.len() - 1] {
        assert!(spread.entries([&bytes[..cut]].into_iter()).is_err(), "{cut}");
    }
    assert!(spread.run(Stage::Meet, [(Kind::Key as u8, &[1u8, 2, 3][..])]).is_err());
    assert!(spread.run(Stage::Meet, [(99, &[][..])]).is_err());
}

//! Which of several copies is kept depends on the pages and the rules, not on the order of the inputs.

#![allow(clippy::unwrap_used, reason = "a failure here fails the test")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use dechaff_pipeline::{Config, Destination, KeepFirst, Run, Updates, are_near_copies};
use proptest::prelude::*;
use serde_json::{Value, json};

const PLACES: [&str; 6] = ["harbor", "station", "market", "library", "bridge", "museum"];
const DEEDS: [&str; 8] = [
    "reopened after long repairs by local builders",
    "closed one of its gates because of strong wind",
    "welcomed visitors who had waited since early morning",
    "asked the council for money to mend the old roof",
    "hired new guides who speak several foreign languages",
    "lost part of its archive when water entered the cellar",
    "sold old furniture to pay for a modern heating system",
    "invited school classes to paint the wooden fence outside",
];

/// A page: its story, how many of its sentences it has, a figure in it, and its date.
#[derive(Clone, Debug)]
struct Page {
    story: usize,
    sentences: usize,
    figure: u32,
    day: Option<u32>,
    is_copied: bool,
}

impl Page {
    /// Stories have no words in common, and versions of one share most: what is compared at all is left to no chance.
    fn text(&self) -> String {
        let place = PLACES[self.story];
        let deeds = DEEDS[..self.sentences].iter().map(|deed| {
            let words: Vec<String> = deed.split(' ').map(|word| format!("{word}{}", &place[..2])).collect();
            format!("The old {place} {}.", words.join(" "))
        });
        let figure =
            format!("About {} {place} people came to see the {place} in its best month.", self.figure);
        std::iter::once(figure).chain(deeds).collect::<Vec<_>>().join(" ")
    }

    fn line(&self, number: usize) -> String {
        // Different texts have different pages; with a copy, the same text is at another address.
        let line = json!({
            "id": format!("page-{number}"),
            "url": format!("https://site{}.example/{number}", number % 3),
            "text": self.text(),
            "published": self.day.map(|day| format!("2024-03-{:02}", day + 1)),
        });
        let copy = json!({
            "id": format!("copy-{number}"),
            "url": format!("https://copies.example/{number}"),
            "text": self.text(),
            "published": self.day.map(|day| format!("2024-03-{:02}", day + 2)),
        });
        if self.is_copied { format!("{line}\n{copy}\n") } else { format!("{line}\n") }
    }
}

fn page() -> impl Strategy<Value = Page> {
    let day = prop::option::weighted(0.8, 0..20_u32);
    (0..PLACES.len(), 5..9_usize, 100..103_u32, day, prop::bool::weighted(0.2)).prop_map(
        |(story, sentences, figure, day, is_copied)| Page { story, sentences, figure, day, is_copied },
    )
}

/// The articles of a run, and its duplicates.
fn run(lines: &[String], keep_first: KeepFirst, updates: Updates) -> (Vec<Value>, Vec<Value>) {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("dump.jsonl");
    fs::write(&input, lines.concat()).unwrap();
    let mut config = Config::new([input.to_str().unwrap()]);
    config.output = Destination::parse(folder.path().join("out.jsonl")).unwrap();
    config.duplicates = "exact=drop,near=drop,contained=tag".parse().unwrap();
    config.copy_rules.keep_first = keep_first;
    config.copy_rules.updates = updates;
    let summary = Run::new(config).unwrap().execute().unwrap();
    assert!(summary.ledger.balances());
    let lines = |name: &str| -> Vec<Value> {
        let text = fs::read_to_string(folder.path().join(name)).unwrap_or_default();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    (lines("out.jsonl"), lines("out.duplicates.jsonl"))
}

fn by_id(records: &[Value]) -> BTreeMap<String, Value> {
    let record = |record: &Value| {
        let mut record = record.clone();
        record.as_object_mut().unwrap().remove("source");
        (record["id"].as_str().unwrap().to_owned(), record)
    };
    records.iter().map(record).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn shuffled_inputs_keep_the_same_pages(
        pages in prop::collection::vec(page(), 1..24),
        longest in any::<bool>(),
        updates in prop::sample::select(vec![Updates::First, Updates::Last, Updates::Both]),
        seed in any::<prop::sample::Index>(),
    ) {
        let rule = if longest { KeepFirst::Longest } else { KeepFirst::Earliest };
        let mut lines: Vec<String> = pages.iter().enumerate().map(|(n, page)| page.line(n)).collect();
        let (kept, copies) = run(&lines, rule, updates);
        let middle = seed.index(lines.len());
        lines.rotate_left(middle);
        lines[middle..].reverse();
        let (kept_again, copies_again) = run(&lines, rule, updates);
        prop_assert_eq!(by_id(&kept), by_id(&kept_again));
        prop_assert_eq!(by_id(&copies), by_id(&copies_again));
    }

    #[test]
    fn kept_pages_are_no_copies_of_each_other(
        pages in prop::collection::vec(page(), 1..24),
        rule in prop::sample::select(vec![KeepFirst::Input, KeepFirst::Earliest, KeepFirst::Longest]),
    ) {
        let lines: Vec<String> = pages.iter().enumerate().map(|(n, page)| page.line(n)).collect();
        let (kept, copies) = run(&lines, rule, Updates::First);
        let resemble = |a: &Value, b: &Value| {
            let text = |page: &'_ Value| page["text"].as_str().unwrap().to_owned();
            are_near_copies(&text(a), &text(b), a["domain"] == b["domain"])
        };
        for (n, a) in kept.iter().enumerate() {
            prop_assert!(kept[..n].iter().all(|b| !resemble(a, b)), "{}", a);
        }
        let ids: BTreeSet<&str> = kept.iter().map(|page| page["id"].as_str().unwrap()).collect();
        prop_assert!(copies.iter().all(|copy| ids.contains(copy["duplicate_of"].as_str().unwrap())));
    }
}

#[test]
fn the_rule_says_which_copy_is_kept() {
    let page = |sentences, day| Page { story: 0, sentences, figure: 100, day: Some(day), is_copied: false };
    let pages = [page(6, 3), page(5, 1), page(7, 2)];
    let lines: Vec<String> = pages.iter().enumerate().map(|(n, page)| page.line(n)).collect();
    for (rule, expected) in [(KeepFirst::Input, 0), (KeepFirst::Earliest, 1), (KeepFirst::Longest, 2)] {
        let (kept, copies) = run(&lines, rule, Updates::First);
        let ids: Vec<&str> = kept.iter().map(|page| page["id"].as_str().unwrap()).collect();
        assert_eq!(ids, [format!("page-{expected}")], "{rule:?}");
        assert!(copies.iter().all(|copy| copy["duplicate_of"] == ids[0]), "{copies:?}");
    }
}

#[test]
fn of_versions_with_other_figures_the_first_the_last_or_all_are_kept() {
    let page = |figure, day| {
        let text = "The fire at the mill on the river road began in the night, and the fire crews came from four towns.";
        let rest = "They were still at work in the morning. The mill, which makes flour for bakers all over the valley, \
            stopped its machines at once. Nobody lives near it. The road to the bridge stays closed for now, and the school \
            in the next street will not open before the smoke is gone, the mayor said at the gate.";
        let figures = format!(
            "Some {figure} men and women fought the flames. Damage is put at 4 million crowns, and 12 trucks were there."
        );
        json!({
            "id": format!("{figure}"), "url": format!("https://site{figure}.example/"), "text": format!("{text} {figures} {rest}"),
            "published": format!("2024-05-{day:02}"),
        })
        .to_string()
            + "\n"
    };
    let lines = [page(140, 2), page(90, 1), page(160, 3)];
    for (updates, expected) in [
        (Updates::First, vec!["90"]),
        (Updates::Last, vec!["160"]),
        (Updates::Both, vec!["140", "90", "160"]),
    ] {
        let (kept, copies) = run(&lines, KeepFirst::Earliest, updates);
        let ids: Vec<&str> = kept.iter().map(|page| page["id"].as_str().unwrap()).collect();
        assert_eq!(ids, expected, "{updates:?}");
        assert!(copies.iter().all(|copy| copy["duplicate_of"] == ids[0]), "{copies:?}");
    }
}

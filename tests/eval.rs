//! `dechaff eval` beyond the figures of one program: comparisons, peers, confidence, floors, and the worst pages.

#![allow(clippy::unwrap_used, reason = "a failure here fails the test")]

mod dumps;

use std::fs;
use std::path::{Path, PathBuf};

use dumps::{dechaff, names_in, read_lines};
use predicates::str::contains;
use serde_json::{Value, json};
use tempfile::TempDir;

/// A gold set of three sites and two page types, and the predictions of two programs for it.
struct Town {
    folder: TempDir,
}

const TEXT: &str = "The ferry sails again from Monday, the harbour master said.\n\nIt goes twice a day.";

impl Town {
    fn new() -> Self {
        let town = Self { folder: tempfile::tempdir().unwrap() };
        let page = |id: &str, site: Option<&str>, page_type: &str| {
            let url = format!("https://{}/{id}", site.unwrap_or("town.example"));
            let gold = json!({ "text": TEXT, "with": ["twice a day"], "without": ["Cookies"] });
            json!({
                "id": id, "url": url, "site": site, "page_type": page_type, "html": "<p>x", "gold": gold
            })
        };
        town.write(
            "town.jsonl",
            &[
                page("a", Some("quay.example"), "article"),
                page("b", Some("quay.example"), "article"),
                page("../c", Some("pier.example"), "article"),
                page("d", None, "listing"),
            ],
        );
        let found = |id: &str, text: &str, confidence: f32| json!({ "id": id, "text": text, "page_type": "article", "confidence": confidence });
        town.write(
            "good.jsonl",
            &[
                found("a", TEXT, 0.99),
                found("b", &TEXT.replace("sails", "sailed"), 0.9),
                found("../c", &format!("Cookies, please, and sign in.\n{}", &TEXT[..59]), 0.5),
                found("d", TEXT, 0.95),
            ],
        );
        let plain = |id: &str, text: &str| json!({ "id": id, "text": text });
        town.write(
            "bad.jsonl",
            &[plain("a", "Cookies"), plain("b", TEXT), plain("../c", TEXT), plain("d", "It goes")],
        );
        town
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, lines: &[Value]) {
        let lines: String = lines.iter().map(|line| format!("{line}\n")).collect();
        fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        fs::write(self.path(name), lines).unwrap();
    }

    /// Runs `dechaff eval town.jsonl` in the folder of the files.
    fn eval(&self, arguments: &[&str]) -> assert_cmd::assert::Assert {
        dechaff().current_dir(self.folder.path()).args(["eval", "town.jsonl"]).args(arguments).assert()
    }

    fn table(&self, arguments: &[&str]) -> String {
        String::from_utf8(self.eval(arguments).success().get_output().stdout.clone()).unwrap()
    }

    fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.table(&[&["--json"], arguments].concat())).unwrap()
    }
}

fn near(found: &Value, expected: f64) -> bool {
    (found.as_f64().unwrap() - expected).abs() < 1e-9
}

#[test]
fn two_files_are_compared_by_set_and_type() {
    let town = Town::new();
    let arguments = ["--score", "good.jsonl", "--against", "bad.jsonl"];
    let json = town.json(&arguments);
    let all = &json["comparison"]["town"]["all"];
    assert_eq!((&all["pages"], &all["sites"]), (&json!(4), &json!(3)));
    assert_eq!((&all["better"], &all["worse"], &all["same"]), (&json!(2), &json!(2), &json!(0)));
    assert_eq!(all["f1"], json["town"]["all"]["f1"]);
    let alone = town.json(&["--score", "bad.jsonl"]);
    assert_eq!(all["against"], alone["town"]["all"]["f1"]);
    let (low, difference, high) = (&all["interval"][0], &all["difference"], &all["interval"][1]);
    assert!(near(difference, all["f1"].as_f64().unwrap() - all["against"].as_f64().unwrap()));
    assert!(low.as_f64() < difference.as_f64() && difference.as_f64() < high.as_f64());
    assert_eq!(json["comparison"]["town"]["listing"]["interval"], Value::Null, "one site");
    assert_eq!(town.json(&arguments), json, "the draws are always the same");
    let table = town.table(&arguments);
    assert!(table.contains("95 % interval") && table.contains("  listing "), "{table}");
}

#[test]
fn a_file_does_not_differ_from_itself() {
    let town = Town::new();
    let all = &town.json(&["--score", "good.jsonl", "--against", "good.jsonl"])["comparison"]["town"]["all"];
    assert_eq!((&all["difference"], &all["interval"]), (&json!(0.0), &json!([0.0, 0.0])));
    assert_eq!(all["same"], 4);
    // dechaff finds nothing in these pages, and does not differ from its own predictions either.
    town.eval(&["--predictions", "own.jsonl"]).success();
    let all = &town.json(&["--against", "own.jsonl"])["comparison"]["town"]["all"];
    assert_eq!((&all["difference"], &all["same"]), (&json!(0.0), &json!(4)));
}

#[test]
fn fields_are_counted_by_source() {
    let town = Town::new();
    let page = |id: &str, head: &str, date: &str| {
        let html = format!(
            "<html lang=en><title>Ferry returns to the island</title>{head}<h1>Ferry returns to the island</h1><p>{TEXT}</p>"
        );
        let gold = json!({ "title": "Ferry returns to the island", "date": date });
        json!({ "id": id, "url": "https://town.example/ferry", "html": html, "gold": gold })
    };
    let meta = "<meta property=article:published_time content=2024-05-03>";
    let linked =
        r#"<script type=application/ld+json>{"@type":"Article","datePublished":"2024-05-03"}</script>"#;
    let pages = [
        page("a", meta, "2024-05-03"),
        page("b", meta, "2024-05-04"),
        page("c", linked, "2024-05-03"),
        page("d", "", "2024-05-03"),
    ];
    town.write("town.jsonl", &pages);
    let sources = &town.json(&["--predictions", "own.jsonl"])["sources"]["town"];
    assert_eq!(
        sources["date"],
        json!({
            "meta:article:published_time": { "right": 1, "wrong": 1 },
            "json-ld:datePublished": { "right": 1, "wrong": 0 },
        })
    );
    assert_eq!(sources["title"], json!({ "dom:h1": { "right": 4, "wrong": 0 } }));
    assert_eq!(sources["authors"], json!({}));
    assert_eq!(&town.json(&["--score", "own.jsonl"])["sources"]["town"], sources);
    let table = town.table(&[]);
    let rows: Vec<Vec<&str>> = table.lines().map(|line| line.split_whitespace().collect()).collect();
    let head = rows.iter().position(|row| row[..] == ["set", "field", "source", "right", "wrong"]).unwrap();
    assert_eq!(rows[head + 1], ["town", "title", "dom:h1", "4", "0"]);
    assert_eq!(rows[head + 2], ["town", "date", "meta:article:published_time", "1", "1"]);
}

#[test]
fn peers_are_shown_side_by_side() {
    let town = Town::new();
    fs::create_dir(town.path("peers")).unwrap();
    fs::copy(town.path("bad.jsonl"), town.path("peers/town.lazy.jsonl")).unwrap();
    let arguments = ["--score", "good.jsonl", "--peer", "lazy=peers", "--peer", "same=good.jsonl"];
    let json = town.json(&arguments);
    let alone = town.json(&["--score", "bad.jsonl"]);
    for row in ["all", "article", "listing"] {
        assert_eq!(json["peers"]["town"][row]["lazy"], alone["town"][row]);
        assert_eq!(json["peers"]["town"][row]["same"], json["town"][row]);
    }
    let table = town.table(&arguments);
    let head = table.lines().find(|line| line.starts_with("f1 ")).unwrap();
    assert_eq!(head.split_whitespace().collect::<Vec<_>>(), ["f1", "pages", "good", "lazy", "same"]);
    assert!(table.lines().any(|line| line.starts_with("with/without ")), "{table}");
}

#[test]
fn useless_prediction_files_are_named() {
    let town = Town::new();
    town.write("other.jsonl", &[json!({ "id": "elsewhere", "text": "x" })]);
    town.eval(&["--against", "other.jsonl"])
        .code(2)
        .stderr(contains("other.jsonl: has no page of the gold sets"));
    town.eval(&["--against", "absent.jsonl"]).code(2).stderr(contains("absent.jsonl"));
    fs::create_dir(town.path("peers")).unwrap();
    town.eval(&["--peer", "lazy=peers"]).code(2).stderr(contains("peers: has no SET.lazy.jsonl"));
    town.eval(&["--peer", "lazy"]).code(2).stderr(contains("NAME=FILE"));
    let twice = ["--peer", "lazy=bad.jsonl", "--peer", "lazy=good.jsonl"];
    town.eval(&twice).code(2).stderr(contains("--peer lazy: two peers"));
}

#[test]
fn confidence_and_page_types_are_compared_with_the_gold() {
    let town = Town::new();
    let json = town.json(&["--score", "good.jsonl"]);
    let confidence = &json["confidence"]["town"];
    assert_eq!(confidence["pages"], 4);
    assert!(near(&confidence["sure"], 0.75));
    let bins: Vec<u64> =
        confidence["bins"].as_array().unwrap().iter().map(|b| b["pages"].as_u64().unwrap()).collect();
    assert_eq!(bins, [1, 0, 0, 0, 1, 2]);
    // F1 ranks: 1 and 1 at 0.99 and 0.95, then the page at 0.9, then the one at 0.5.
    assert!(near(&confidence["spearman"], 0.9_f64.sqrt()));
    let types = &json["page_types"]["town"];
    assert_eq!((&types["pages"], &types["right"]), (&json!(4), &json!(3)));
    assert_eq!(types["predicted"]["listing"], json!({ "article": 1 }));
    let table = town.table(&["--score", "good.jsonl"]);
    assert!(table.contains("\ncalibration ") && table.contains("\ntypes of town "), "{table}");
    let without = town.json(&["--score", "bad.jsonl"]);
    assert!(without.get("confidence").is_none() && without.get("page_types").is_none());
}

#[test]
fn floors_hold_page_types() {
    let town = Town::new();
    let arguments = ["--score", "good.jsonl", "--floors", "floors.json"];
    town.write("floors.json", &[json!({ "town": { "page_type": 0.75 } })]);
    town.eval(&arguments).success();
    town.write("floors.json", &[json!({ "town": { "page_type": 0.8 } })]);
    town.eval(&arguments).code(1).stderr(contains("town: page_type is 0.7500, should be at least 0.8000"));
    let without_types = ["--score", "bad.jsonl", "--floors", "floors.json"];
    town.eval(&without_types).code(1).stderr(contains("town: page_type was not measured"));
}

#[test]
fn predictions_carry_confidence_and_type() {
    let town = Town::new();
    town.eval(&["--predictions", "own.jsonl"]).success();
    for line in read_lines(town.path("own.jsonl")) {
        let keys: Vec<&String> = line.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["id", "text", "title", "authors", "date", "page_type", "confidence"]);
        assert!(line["confidence"].is_f64() && line["page_type"].is_string(), "{line}");
    }
    assert_eq!(town.json(&["--score", "own.jsonl"]), town.json(&[]));
}

#[test]
fn the_worst_pages_are_written_as_diffs() {
    let town = Town::new();
    let arguments = ["--score", "good.jsonl", "--worst-pages", "worst"];
    town.eval(&[&arguments[..], &["--worst", "1"]].concat()).success();
    assert_eq!(names_in(town.path("worst/town")), ["%2E.%2Fc.txt"]);
    let page = fs::read_to_string(town.path("worst/town/%2E.%2Fc.txt")).unwrap();
    let expected = "
+ Cookies, please, and sign in.
  The ferry sails again from Monday, the harbour master said.
- It goes twice a day.
";
    assert!(page.ends_with(expected), "{page}");
    for line in
        ["page       ../c", "url        https://pier.example/../c", "type       article", "confidence 0.500"]
    {
        assert!(page.lines().any(|found| found == line), "{page}");
    }
    town.eval(&arguments).code(2).stderr(contains("worst: is not empty"));
    fs::remove_dir_all(town.path("worst")).unwrap();
    town.eval(&arguments).success();
    assert_eq!(names_in(town.path("worst/town")).len(), 4, "twenty at most");
    assert!(!Path::new(&town.path("worst/c.txt")).exists());
}

#[test]
fn training_data_has_rows_for_the_blocks_of_pages_of_one_form() {
    let town = Town::new();
    let page = |id: &str, content: &str, text: &str| {
        let gold = json!({ "text": "One ferry." });
        json!({ "id": id, "site": "quay.example", "page_type": "article", content: text, "gold": gold })
    };
    let text = "One ferry.\n\nNo bridge.";
    town.write("gold.jsonl", &[page("a", "html", "<p>One ferry.<p>No bridge."), page("b", "page", text)]);
    for (id, form) in [("a", &[] as &[&str]), ("b", &["--form", "text"])] {
        let arguments = ["training-data", "gold.jsonl", "-o", id];
        dechaff().current_dir(town.folder.path()).args(arguments).args(form).assert().success();
        let pages = read_lines(town.path(&format!("{id}/pages.jsonl")));
        assert_eq!(pages.len(), 1, "pages of the other form are left out");
        assert_eq!(
            (&pages[0]["id"], &pages[0]["set"], &pages[0]["blocks"]),
            (&json!(id), &json!("gold"), &json!(2))
        );
        assert_eq!(pages[0]["augmented"], json!(false));
        let size = |name: &str| fs::metadata(town.path(&format!("{id}/{name}"))).unwrap().len();
        let labels = fs::read(town.path(&format!("{id}/labels.f32"))).unwrap();
        assert_eq!(labels, [1.0_f32, 0.0].map(f32::to_le_bytes).concat());
        assert_eq!((size("words.end.u64"), size("words.u32")), (2 * 8, 4 * 4));
        assert_eq!(size("features.f32"), 0, "there are no models yet");
    }
    town.eval(&["--folds", "a"]).code(2).stderr(contains("fold-0.model"));
    dechaff().arg("table").assert().code(2);
}

#[test]
fn pairs_of_near_duplicates_are_scored() {
    let folder = tempfile::tempdir().unwrap();
    let pairs = folder.path().join("pairs.jsonl");
    let story: String =
        (0..60).map(|n| format!("Ferry number w{n} left the harbour of x{} at noon. ", n * 7)).collect();
    let side = |text: &str| json!({ "text": text, "site": null, "url": null, "date": null });
    let line = |id: &str, label: &str, a: &str, b: &str| {
        format!("{}\n", json!({ "id": id, "kind": "found", "label": label, "a": side(a), "b": side(b) }))
    };
    let lines = [
        line("1", "copy", &story, &format!("Another headline. {story}")),
        line("2", "distinct", &story, &story.replace('w', "y").replace('x', "z").replace("Ferry", "Bus")),
    ];
    fs::write(&pairs, lines.concat()).unwrap();
    let output = dechaff().args(["eval", "--json", "--duplicates"]).arg(&pairs).output().unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&report["precision"], &report["recall"]), (&json!(1.0), &json!(1.0)), "{report}");
    fs::write(&pairs, "{}\n").unwrap();
    let output = dechaff().args(["eval", "--duplicates"]).arg(&pairs).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("line 1"));
}

#[test]
fn written_pairs_can_be_scored() {
    let folder = tempfile::tempdir().unwrap();
    let story: String =
        (0..60).map(|n| format!("Ferry number w{n} left the harbour of x{} at noon. ", n * 7)).collect();
    let page =
        |id: &str, text: &str| format!("{}\n", json!({ "id": id, "page": "", "gold": { "text": text } }));
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("gold.jsonl", &page("1", &story));
    write("empty.jsonl", &page("2", ""));
    let eval = |arguments: &[&str]| dechaff().current_dir(folder.path()).arg("eval").args(arguments).assert();
    let pairs = |arguments: &[&str]| {
        eval(&[&["gold.jsonl", "empty.jsonl", "--write-pairs", "pairs.jsonl"], arguments].concat()).success();
        fs::read(folder.path().join("pairs.jsonl")).unwrap()
    };
    let first = pairs(&[]);
    assert_eq!(pairs(&["--seed", "0", "--bank", "a"]), first);
    assert_ne!(pairs(&["--bank", "b"]), first);
    assert_ne!(pairs(&["--seed", "1"]), first);
    let output = eval(&["--json", "--duplicates", "pairs.jsonl"]).success().get_output().stdout.clone();
    let report: Value = serde_json::from_slice(&output).unwrap();
    assert_eq!(report["kinds"]["copy"]["headline"], json!({ "pairs": 1, "merged": 1, "share": 1.0 }));

    let fails = |arguments: &[&str], why: &'static str| {
        eval(&[arguments, &["--write-pairs", "x.jsonl"]].concat()).code(2).stderr(contains(why));
    };
    fails(&["empty.jsonl"], "no page of the gold sets has a text");
    fails(&["gold.jsonl", "gold.jsonl"], "1: two pages of the gold sets have this id");
    fails(&["gold.jsonl", "--bank", "c"], "expected a or b");
    fails(&["gold.jsonl", "--predictions", "y.jsonl"], "cannot be used with");
    fails(&[], "GOLD");
    eval(&["gold.jsonl", "--seed", "1"]).code(2).stderr(contains("--write-pairs"));
    assert!(!folder.path().join("x.jsonl").exists(), "what can fail comes first");
}

//! Duplicates as users see them: which pages are copies, what happens to them, and what an index remembers.

#![allow(clippy::unwrap_used, reason = "a failure here fails the test")]

mod dumps;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use dumps::{SAMPLE, articles, clean, dechaff, read_json, read_lines, story};
use predicates::str::contains;
use serde_json::{Value, json};
use tempfile::TempDir;

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

#[test]
fn tagged_copies_are_marked_and_kept() {
    let all = articles(&["--duplicates", "exact=tag"]);
    assert_eq!(all.len(), 21);
    let copies: Vec<&Value> = all.iter().filter(|r| !r["duplicate_of"].is_null()).collect();
    assert_eq!(copies.len(), 3);
    for copy in copies {
        let original = all.iter().find(|r| r["id"] == copy["duplicate_of"]).unwrap();
        assert_eq!(original["content_hash"], copy["content_hash"]);
        assert!(original["duplicate_of"].is_null());
        assert_eq!((&copy["duplicate_kind"], &copy["similarity"]), (&json!("exact"), &json!(1.0)));
    }
    let originals: Vec<&Value> = all.iter().filter(|r| r["duplicate_of"].is_null()).collect();
    assert_eq!(originals, articles(&[]).iter().collect::<Vec<_>>());
}

#[test]
fn each_kind_of_copies_has_its_action() {
    let folder = folder();
    let dump = folder.path().join("dump.jsonl");
    let lines = [
        story("https://a.example/1", "ferry"),
        story("https://a.example/1?utm_source=feed", "steamer"),
        story("https://a.example/3", "ferry"),
        story("https://a.example/4", "rowing boat"),
    ];
    fs::write(&dump, lines.concat()).unwrap();
    let ledger = |by: &[&str]| -> Value {
        let output = folder.path().join("out.jsonl");
        clean([&dump]).args(["--quiet", "--overwrite"]).args(by).arg("-o").arg(&output).assert().success();
        let manifest = read_json(folder.path().join("out.manifest.json"));
        json!([manifest["ledger"]["kept"], manifest["ledger"]["duplicates"]])
    };
    assert_eq!(ledger(&[]), json!([3, { "exact": 1 }]));
    assert_eq!(ledger(&["--duplicates", "url=drop,exact=off"]), json!([3, { "url": 1 }]));
    assert_eq!(ledger(&["--duplicates", "url=drop"]), json!([2, { "exact": 1, "url": 1 }]));
    assert_eq!(ledger(&["--duplicates", "url=tag"]), json!([3, { "exact": 1 }]));
    assert_eq!(ledger(&["--duplicates", "exact=off"]), json!([4, {}]));
    // The earlier form.
    assert_eq!(ledger(&["--duplicates-by", "url,text"]), json!([2, { "exact": 1, "url": 1 }]));
}

#[test]
fn near_copies_are_found_and_other_stories_are_not() {
    let folder = folder();
    let dump = folder.path().join("dump.jsonl");
    let story = |name: &str| {
        let stories = Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/dedup/tests/stories");
        fs::read_to_string(stories.join(name)).unwrap()
    };
    let english = story("en.txt");
    let shortened = english[..english.len() * 4 / 5].rsplit_once(". ").unwrap().0.to_owned() + ".";
    let texts = [english.clone(), story("de.txt"), shortened, story("zh.txt"), english];
    let line = |(number, text): (usize, &String)| {
        let url = format!("https://site{number}.example/");
        format!("{}\n", json!({ "id": number.to_string(), "url": url, "text": text }))
    };
    fs::write(&dump, texts.iter().enumerate().map(line).collect::<String>()).unwrap();
    let run = |actions: &str| {
        let output = folder.path().join("out.jsonl");
        clean([&dump])
            .args(["--quiet", "--overwrite", "--duplicates", actions, "-o"])
            .arg(&output)
            .assert()
            .success();
        let manifest = read_json(folder.path().join("out.manifest.json"));
        (read_lines(&output), manifest["ledger"]["duplicates"].clone())
    };
    let (kept, duplicates) = run("near=drop");
    let ids: Vec<&str> = kept.iter().map(|record| record["id"].as_str().unwrap()).collect();
    assert_eq!((ids, duplicates), (vec!["0", "1", "3"], json!({ "exact": 1, "near": 1 })));
    let (kept, duplicates) = run("near=tag");
    assert_eq!((kept.len(), duplicates), (4, json!({ "exact": 1 })));
    let tagged = &kept[2];
    assert_eq!((&tagged["duplicate_of"], &tagged["duplicate_kind"]), (&json!("0"), &json!("near")));
    assert!((0.6..1.0).contains(&tagged["similarity"].as_f64().unwrap()), "{tagged}");
    assert_eq!(run("exact=off,near=drop").1, json!({ "near": 2 }));
}

#[test]
fn a_tagged_page_is_an_original_for_what_it_does_not_share() {
    let folder = folder();
    let dump = folder.path().join("dump.jsonl");
    let lines = [
        story("https://a.example/1", "ferry"),
        // The same address with another text, which a third page copies.
        story("https://a.example/1?utm_source=feed", "steamer"),
        story("https://b.example/3", "steamer"),
    ];
    fs::write(&dump, lines.concat()).unwrap();
    let output = folder.path().join("out.jsonl");
    clean([&dump])
        .args(["--quiet", "--duplicates", "url=tag,exact=drop", "-o"])
        .arg(&output)
        .assert()
        .success();
    let [first, tagged] = &read_lines(&output)[..] else { panic!("not two articles") };
    assert_eq!((&tagged["duplicate_of"], &tagged["duplicate_kind"]), (&first["id"], &json!("url")));
    assert_eq!(tagged["similarity"], Value::Null);
    let dropped = &read_lines(folder.path().join("out.duplicates.jsonl"))[0];
    assert_eq!((&dropped["duplicate_of"], &dropped["kind"]), (&tagged["id"], &json!("exact")));
}

#[test]
fn a_brief_names_the_round_up_that_has_it_and_is_kept() {
    let folder = folder();
    let stories = ["en", "de"].map(|name| {
        let stories = Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/dedup/tests/stories");
        fs::read_to_string(stories.join(format!("{name}.txt"))).unwrap()
    });
    let brief = "A storm took the roof off the old boathouse at Lower Mill on Tuesday night, and carried it over the river into \
        a field of beets, where it lies almost whole. Nobody was hurt, since the boathouse stands empty in winter. The owner wants to \
        bring it back by barge as soon as the water is lower, which may take until the second week of April.";
    let round_up = format!("{}\n\n{brief}\n\n{}", stories[0], stories[1]);
    let lines = [("brief", brief.to_owned()), ("round-up", round_up), ("other", stories[1].clone())]
        .map(|(id, text)| format!("{}\n", json!({ "id": id, "text": text })));
    fs::write(folder.path().join("dump.jsonl"), lines.concat()).unwrap();
    let [kept, _] = run(folder.path(), "dump.jsonl", "out.jsonl", &["--duplicates", "contained=tag"]);
    let found: Vec<[&Value; 2]> =
        kept.iter().map(|record| [&record["id"], &record["contained_in"]]).collect();
    let expected = [
        [json!("brief"), json!("round-up")],
        [json!("round-up"), json!(null)],
        [json!("other"), json!(null)],
    ];
    assert_eq!(json!(found), json!(expected));
}

#[test]
fn two_pages_are_explained() {
    let folder = folder();
    let text = |figures: [u32; 3]| {
        format!(
            "Traffic on the old harbor bridge has grown again, the city council said in its yearly report. About {} cars \
             crossed it each day, while {} people came by bicycle and {} walked over the river to work. The council wants to \
             close one lane in spring, so that buses can keep to their timetable.",
            figures[0], figures[1], figures[2]
        )
    };
    let pages =
        [text([4120, 930, 1777]), text([4388, 1051, 1690]), text([4120, 930, 1777]) + " Work begins soon."];
    let lines = pages.map(|text| format!("{}\n", json!({ "text": text })));
    fs::write(folder.path().join("dump.jsonl"), lines.concat()).unwrap();
    let explain = |record: &str, text: &'static str| {
        let mut command = dechaff();
        command.current_dir(folder.path());
        command.args(["explain", "dump.jsonl", "--duplicate", "dump.jsonl", "--duplicate-record", record]);
        command.assert().success().stdout(contains(text));
    };
    explain("1", "exact copies");
    explain("2", "no copies: there are other numbers between the same words");
    explain("2", "\n- 4120");
    explain("3", "near copies");
    explain("3", "3 agree, 0 conflict");
    dechaff()
        .args(["explain", SAMPLE, "--duplicate-record", "2"])
        .assert()
        .code(2)
        .stderr(contains("--duplicate"));
}

// What an index remembers.

/// Cleans a file of JSON Lines into another one in a folder, and returns its articles and its duplicates.
fn run(folder: &Path, input: &str, output: &str, arguments: &[&str]) -> [Vec<Value>; 2] {
    let path = |name: &str| folder.join(name);
    let flags = ["--quiet", "--sites", "off", "--overwrite", "-o"];
    clean([path(input)]).args(flags).arg(path(output)).args(arguments).current_dir(folder).assert().success();
    let copies = path(&output.replace(".jsonl", ".duplicates.jsonl"));
    [read_lines(path(output)), if copies.exists() { read_lines(copies) } else { vec![] }]
}

fn ids(records: &[Value]) -> BTreeSet<String> {
    records.iter().map(|record| record["id"].as_str().unwrap().to_owned()).collect()
}

/// Writes a file for each of some days, of stories that are repeated, cut and edited on later days.
fn write_days(folder: &Path, days: usize) {
    // Stories have no words in common, and versions of one share most.
    let sentence = |story: usize, n: usize| {
        let ending: String = story.to_string().bytes().map(|digit| char::from(digit - b'0' + b'a')).collect();
        let words = ["ferry", "council", "bakery", "winter", "garden", "letter", "engine", "violin"];
        let sentence: Vec<String> =
            (0..9).map(|k| format!("{}{ending}", words[(n * 3 + k * (n + 1)) % 8])).collect();
        format!("The {}.", sentence.join(" "))
    };
    for day in 0..days {
        let mut text = String::new();
        for number in 0..12 {
            // Every third page is a version of a story of the day before.
            let (story, version) = match number % 3 {
                0 if day > 0 => ((day - 1) * 12 + number + 1, number / 3 + 1),
                _ => (day * 12 + number, 0),
            };
            let sentences = (0..10 - version).map(|n| sentence(story, n)).collect::<Vec<_>>().join(" ");
            let line = json!({
                "id": format!("{day}-{number}"),
                "url": format!("https://site{}.example/{day}/{number}", (number + day) % 5),
                "text": sentences,
                "published": format!("2024-04-{:02}T{number:02}:00:00Z", day + 1),
            });
            text += &format!("{line}\n");
        }
        fs::write(folder.join(format!("day{day}.jsonl")), text).unwrap();
    }
    let all: Vec<String> =
        (0..days).map(|day| fs::read_to_string(folder.join(format!("day{day}.jsonl"))).unwrap()).collect();
    fs::write(folder.join("all.jsonl"), all.concat()).unwrap();
}

#[test]
fn days_with_an_index_keep_what_one_run_over_all_keeps() {
    for order in ["input", "earliest"] {
        let folder = folder();
        let folder = folder.path();
        write_days(folder, 4);
        let flags = ["--duplicates", "near=drop", "--keep-first", order];
        let [kept, copies] = run(folder, "all.jsonl", "one.jsonl", &flags);
        assert!(kept.len() > 30 && copies.len() > 10, "{} and {}", kept.len(), copies.len());
        let mut days = [vec![], vec![]];
        for day in 0..4 {
            let [kept, copies] = run(
                folder,
                &format!("day{day}.jsonl"),
                &format!("out{day}.jsonl"),
                &[&flags[..], &["--index", "seen"]].concat(),
            );
            days[0].extend(kept);
            days[1].extend(copies);
        }
        let key = |copy: &Value| [copy["id"].clone(), copy["kind"].clone(), copy["duplicate_of"].clone()];
        let sorted = |copies: &[Value]| {
            let mut keys: Vec<String> = copies.iter().map(|copy| format!("{:?}", key(copy))).collect();
            keys.sort();
            keys
        };
        assert_eq!(ids(&days[0]), ids(&kept), "{order}");
        assert_eq!(sorted(&days[1]), sorted(&copies), "{order}");
    }
}

#[test]
fn a_repeated_run_gives_the_same_result_and_another_run_gives_nothing_new() {
    let folder = folder();
    let folder = folder.path();
    write_days(folder, 2);
    let index = ["--index", "seen"];
    let first = run(folder, "day0.jsonl", "out0.jsonl", &index);
    run(folder, "day1.jsonl", "out1.jsonl", &index);
    // The output of the first run would be replaced by nothing, and its pages lost.
    assert_eq!(run(folder, "day0.jsonl", "out0.jsonl", &index), first);
    let [kept, copies] = run(folder, "day0.jsonl", "again.jsonl", &index);
    assert_eq!((kept.len(), copies.len()), (0, first.concat().len()));
    assert!(copies.iter().all(|copy| copy["kind"] == "exact"));
    let manifest = read_json(folder.join("again.manifest.json"));
    assert_eq!(
        manifest["index"],
        json!({ "run": 3, "repeated": false, "added": 0, "before": 24, "replaced": null })
    );
}

#[test]
fn a_run_that_is_not_complete_leaves_the_index_as_it_was() {
    let folder = folder();
    let folder = folder.path();
    write_days(folder, 1);
    let [kept, _] = run(folder, "day0.jsonl", "out.jsonl", &["--index", "seen", "--limit", "5"]);
    assert_eq!(kept.len(), 5);
    let [kept, _] = run(folder, "day0.jsonl", "out.jsonl", &["--index", "seen"]);
    assert_eq!(kept.len(), 12);
    // The output of another run is replaced. That is said.
    let mut again = clean([folder.join("day0.jsonl")]);
    again.args(["--overwrite", "--index", "seen", "--limit", "5", "-o", "out.jsonl"]).current_dir(folder);
    again.assert().success();
    write_days(folder, 2);
    let mut other = clean([folder.join("day1.jsonl")]);
    other.args(["--overwrite", "--sites", "off", "--index", "seen", "-o", "out.jsonl"]).current_dir(folder);
    other.assert().success().stderr(contains("run 1 wrote the same output"));
}

#[test]
fn against_reads_an_index_and_leaves_it_as_it_is() {
    let folder = folder();
    let folder = folder.path();
    write_days(folder, 2);
    run(folder, "day0.jsonl", "out.jsonl", &["--index", "seen"]);
    let before = fs::read(folder.join("seen/pages.redb")).unwrap();
    let [kept, copies] = run(folder, "all.jsonl", "out.jsonl", &["--against", "seen"]);
    assert_eq!((kept.len(), copies.len()), (12, 12));
    let dry = ["--quiet", "--dry-run", "--index", "seen"];
    // The folder of the output is not made for a dry run.
    clean([folder.join("day1.jsonl")]).args(dry).args(["-o", "no/"]).current_dir(folder).assert().success();
    assert!(!folder.join("no").exists());
    assert!(fs::read(folder.join("seen/pages.redb")).unwrap() == before);
    // Of a page that is in two indexes, the first counts.
    let flags = ["--against", "seen", "--against", "seen", "--index", "other"];
    let [kept, _] = run(folder, "all.jsonl", "out.jsonl", &flags);
    assert_eq!(kept.len(), 12);
}

#[test]
fn an_index_that_does_not_fit_is_refused_before_a_page_is_read() {
    let folder = folder();
    let folder = folder.path();
    write_days(folder, 1);
    run(folder, "day0.jsonl", "out.jsonl", &["--index", "seen"]);
    let refuse = |arguments: &[&str], message: &str| {
        let input = folder.join("day0.jsonl");
        let mut run = clean([input]);
        run.args(["--quiet", "-o", "other.jsonl"]).args(arguments).current_dir(folder);
        run.assert().code(2).stderr(contains(message));
        assert!(!folder.join("other.jsonl").exists());
    };
    refuse(&["--index", "seen", "--duplicates", "near=tag"], "seen/pages.redb");
    refuse(&["--against", "nowhere"], "there is no index of pages in nowhere");
    fs::write(folder.join("seen/pages.redb"), b"not a database").unwrap();
    refuse(&["--index", "seen"], "seen/pages.redb");
}

#[test]
fn a_new_version_of_an_earlier_runs_page_is_kept_and_names_it() {
    let folder = folder();
    let folder = folder.path();
    let page = |figure: u32, day: u32| {
        let text = format!(
            "The fire at the mill on the river road began in the night, and crews came from four towns to fight it. Some \
             {figure} men and women were there with 12 trucks. Damage is put at 4 million crowns. The mill, which makes flour \
             for bakers all over the valley, stopped its machines at once. The road to the bridge stays closed for now, and \
             the school in the next street will not open before the smoke is gone, the mayor said at the gate."
        );
        let line =
            json!({ "id": format!("{figure}"), "text": text, "published": format!("2024-05-{day:02}") });
        fs::write(folder.join(format!("{figure}.jsonl")), format!("{line}\n")).unwrap();
    };
    page(90, 1);
    page(140, 2);
    let flags = ["--duplicates", "near=drop", "--updates", "last", "--index", "seen"];
    run(folder, "90.jsonl", "out90.jsonl", &flags);
    let [kept, copies] = run(folder, "140.jsonl", "out140.jsonl", &flags);
    assert_eq!((kept.len(), copies.len()), (1, 0));
    assert_eq!((&kept[0]["duplicate_of"], &kept[0]["duplicate_kind"]), (&json!("90"), &json!("near")));
}

//! Sites: small invented sites with text that repeats, and what profiles promise.
//!
//! `UPDATE_GOLDEN=1 cargo test --test sites` rewrites `testdata/sites/*/expected.json`. Read the diff before you commit it.

#![allow(clippy::unwrap_used, reason = "a failure here fails the test")]

mod dumps;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use dumps::{dechaff, read_json, read_lines};
use serde_json::{Value, json};

/// The folders of the sites, sorted.
fn sites() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/sites");
    let mut sites: Vec<PathBuf> = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    sites.sort();
    sites
}

fn name(site: &Path) -> &str {
    site.file_name().unwrap().to_str().unwrap()
}

/// Cleans inputs, and returns the record of each page by its id.
fn clean(inputs: &[PathBuf], arguments: &[&str]) -> BTreeMap<String, Value> {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("out.jsonl");
    dechaff()
        .arg("clean")
        .args(inputs)
        .args(["--annotate", "--min-words", "1", "--quiet", "-o"])
        .arg(&output)
        .args(arguments)
        .assert()
        .success();
    read_lines(&output)
        .into_iter()
        .map(|mut record| {
            record.as_object_mut().unwrap().shift_remove("source").unwrap();
            (record["id"].as_str().unwrap().to_owned(), record)
        })
        .collect()
}

/// The pages of all sites as a dump, one file for each site.
struct Dump {
    folder: tempfile::TempDir,
    files: Vec<PathBuf>,
}

impl Dump {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let write = |site: PathBuf| {
            let file = folder.path().join(format!("{}.jsonl", name(&site)));
            let mut lines = String::new();
            for page in read_lines(site.join("pages.jsonl")) {
                let mut line = json!({ "id": page["id"], "url": page["url"] });
                match page["html"].is_string() {
                    true => line["html"] = page["html"].clone(),
                    false => line["text"] = page["page"].clone(),
                }
                lines += &format!("{line}\n");
            }
            fs::write(&file, lines).unwrap();
            file
        };
        let files = sites().into_iter().map(write).collect();
        Self { folder, files }
    }

    /// The file of a site.
    fn site(&self, name: &str) -> PathBuf {
        self.folder.path().join(format!("{name}.jsonl"))
    }
}

#[test]
fn golden_sites() {
    let dump = Dump::new();
    let mut wrong = vec![];
    for site in sites() {
        let texts: serde_json::Map<String, Value> = clean(&[dump.site(name(&site))], &[])
            .into_iter()
            .map(|(id, record)| (id, record["text"].as_str().unwrap_or_default().split('\n').collect()))
            .collect();
        let found = format!("{:#}\n", Value::Object(texts));
        let path = site.join("expected.json");
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&path, found).unwrap();
        } else if fs::read_to_string(&path).unwrap_or_default() != found {
            wrong.push(name(&site).to_owned());
        }
    }
    assert!(wrong.is_empty(), "these sites came out differently: {}", wrong.join(", "));
}

#[test]
fn a_site_with_one_page_is_cleaned_as_without_profiles() {
    let dump = Dump::new();
    let one_page = [dump.site("one-page")];
    assert_eq!(clean(&one_page, &["--sites", "auto"]), clean(&one_page, &["--sites", "off"]));
}

#[test]
fn records_do_not_depend_on_the_order_of_pages_and_the_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    let dump = Dump::new();
    let inputs = &dump.files;
    let expected = clean(inputs, &["--jobs", "1"]);
    let mut lines: Vec<String> = vec![];
    for input in inputs {
        lines.extend(fs::read_to_string(input).unwrap().lines().map(|line| format!("{line}\n")));
    }
    assert_eq!(expected.len(), lines.len());
    let off = clean(inputs, &["--sites", "off"]);
    assert!(expected != off, "profiles change nothing");
    // Sorted by the ends of the lines, the pages are in no order that means anything.
    lines.sort_by_key(|line| line.bytes().rev().collect::<Vec<u8>>());
    let (first, second) = lines.split_at(lines.len() / 3);
    let shuffled = [("a.jsonl", second), ("b.jsonl", first)].map(|(name, lines)| {
        fs::write(folder.path().join(name), lines.concat()).unwrap();
        folder.path().join(name)
    });
    for jobs in ["1", "8"] {
        let mut found = clean(&shuffled, &["--jobs", jobs]);
        // Which of two copies is the duplicate does depend on the order.
        for (id, record) in &mut found {
            for field in ["status", "reason", "duplicate_of", "duplicate_kind", "similarity"] {
                record[field] = expected[id][field].clone();
            }
        }
        for (id, record) in &found {
            assert_eq!(record, &expected[id], "{id} with {jobs} jobs");
        }
    }
}

#[test]
fn profiles_of_parts_add_up_and_give_what_auto_gives() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let dump = Dump::new();
    let inputs = &dump.files;
    let (first, second) = inputs.split_at(4);
    let learn = |inputs: &[PathBuf], output: &str| {
        dechaff().args(["sites", "learn", "-o"]).arg(path(output)).args(inputs).assert().success();
    };
    learn(inputs, "all.zst");
    learn(first, "first.zst");
    learn(second, "second.zst");
    dechaff()
        .args(["sites", "merge", "-o"])
        .args(["merged.zst", "second.zst", "first.zst"].map(path))
        .assert()
        .success();
    assert_eq!(fs::read(path("merged.zst")).unwrap(), fs::read(path("all.zst")).unwrap());

    let file = path("all.zst").to_str().unwrap().to_owned();
    assert_eq!(clean(inputs, &["--sites", &file]), clean(inputs, &["--sites", "auto"]));
    // Standard input can't be read twice, but it can be cleaned with a file.
    let column = dump.site("column-as-text");
    let stream = |sites: &str| {
        let output = dechaff()
            .args(["clean", "-", "--quiet", "--sites", sites])
            .pipe_stdin(&column)
            .unwrap()
            .output()
            .unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(stream("auto"), stream("off"));
    assert_ne!(stream(&file), stream("off"));
}

#[test]
fn show_names_what_repeats_and_where_the_story_is() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sites.zst");
    let dump = Dump::new();
    let serial = dump.site("serial-with-a-note");
    let site = "kestrelandloam.example";
    dechaff().args(["sites", "learn", "-o"]).args([&file, &serial]).assert().success();
    let show = dechaff().args(["sites", "show"]).arg(&file).args(["--site", site]).output().unwrap();
    let shown = String::from_utf8(show.stdout).unwrap();
    assert!(shown.starts_with(&format!("{site}: 6 HTML pages")), "{shown}");
    assert!(shown.contains("In the winter of 1962 the keeper of the weather station"), "{shown}");
    assert!(shown.contains(" > p"), "{shown}");
    let none = dechaff().args(["sites", "show"]).arg(&file).args(["--site", "no.example"]).output().unwrap();
    assert_eq!(none.status.code(), Some(2));
    assert!(String::from_utf8(none.stderr).unwrap().contains("has no profile of no.example"));
}

#[test]
fn a_damaged_file_of_profiles_is_named_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let dump = Dump::new();
    let input = dump.files[0].clone();
    dechaff().args(["sites", "learn", "-o"]).args([&path("good.zst"), &input]).assert().success();
    let good = fs::read(path("good.zst")).unwrap();
    let mut flipped = good.clone();
    flipped[good.len() / 2] ^= 0x40;
    let plain = zstd::decode_all(&*good).unwrap();
    let lines = String::from_utf8(plain).unwrap();
    let repacked = |text: &str| zstd::encode_all(text.as_bytes(), 1).unwrap();
    let header = lines.lines().next().unwrap();
    let damaged = [
        ("cut.zst", good[..good.len() - 20].to_vec()),
        ("flipped.zst", flipped),
        ("other.zst", repacked("{\"url\": \"https://news.example/\"}\n")),
        ("newer.zst", repacked(&lines.replace("\"dechaff_sites\":2", "\"dechaff_sites\":3"))),
        ("incomplete.zst", repacked(&format!("{header}\n"))),
        ("unsorted.zst", repacked(&lines.replacen("\"texts\":[", "\"texts\":[4294967295,", 1))),
        ("plain.jsonl", lines.clone().into_bytes()),
    ];
    for (name, bytes) in damaged {
        fs::write(path(name), bytes).unwrap();
        let output = dechaff()
            .arg("clean")
            .arg(&input)
            .args(["--sites", path(name).to_str().unwrap(), "-o"])
            .arg(path("out.jsonl"))
            .output()
            .unwrap();
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{name}: {message}");
        assert!(message.contains(name) && message.lines().count() == 1, "{message}");
        assert!(!path("out.jsonl").exists());
    }
}

#[test]
fn the_manifest_records_the_profiles() {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("out.jsonl");
    let dump = Dump::new();
    let inputs = &dump.files;
    dechaff().arg("clean").args(inputs).args(["--quiet", "-o"]).arg(&output).assert().success();
    let manifest = read_json(folder.path().join("out.manifest.json"));
    assert_eq!(manifest["config"]["sites"], "auto");
    assert_eq!(manifest["sites"]["pages_per_site"], 16);
    assert_eq!(manifest["sites"]["share_of_sites"], json!(1.0));
    // One of the sites has a single page.
    assert_eq!(manifest["sites"]["sites"], inputs.len() - 1);
}

#[test]
fn files_without_a_url_belong_to_the_site_of_their_canonical_url() {
    let dump = Dump::new();
    let folder = tempfile::tempdir().unwrap();
    for (number, page) in read_lines(dump.site("weekly-column")).iter().enumerate() {
        let link = format!("<head><link rel=canonical href=\"{}\">", page["url"].as_str().unwrap());
        let html = page["html"].as_str().unwrap().replacen("<head>", &link, 1);
        assert!(html.contains(&link));
        fs::write(folder.path().join(format!("{number}.html")), html).unwrap();
    }
    let output = folder.path().join("out.jsonl");
    let input = folder.path().join("*.html");
    dechaff().arg("clean").arg(&input).args(["--quiet", "-o"]).arg(&output).assert().success();
    let manifest = read_json(folder.path().join("out.manifest.json"));
    assert_eq!((&manifest["sites"]["sites"], &manifest["sites"]["pages"]), (&json!(1), &json!(7)));
}

#[test]
fn explain_shows_the_evidence_of_a_block() {
    let dump = Dump::new();
    let column = dump.site("weekly-column");
    let explain = |sites: &str| {
        let output = dechaff().arg("explain").arg(&column).args(["--sites", sites]).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(explain("auto").contains("site_repeats") && explain("auto").contains("site_place"));
    assert!(!explain("off").contains("site_repeats") && !explain("off").contains("site_place"));
}

/// A page of a site that puts the same paragraphs under every story.
fn framed_page(site: &str, number: usize, story: &str, frame: &[String]) -> String {
    let paragraphs: String =
        [story.to_owned()].iter().chain(frame).map(|text| format!("<p>{text}</p>")).collect();
    let html = format!("<body><article><h1>Number {number}</h1>{paragraphs}</article></body>");
    let url = format!("https://{site}/story-{number}.html");
    format!("{}\n", json!({ "id": format!("{site}/{number}"), "url": url, "html": html }))
}

#[test]
fn standing_text_does_not_make_near_copies() {
    let stories = [
        "The ferry to the islands sails again from Monday. It was in dock since the storm in autumn, when a wave broke \
         two windows of the bridge and flooded the engine room. Islanders had crossed on a fishing boat until then, which \
         took nobody with a bicycle, and no dogs at all.",
        "A bakery in the old town gives away its sourdough. Whoever brings a jar may fill it and gets a sheet with advice \
         on flour, water and patience. The baker hopes that the culture outlives her, since none of her children wants to \
         rise before dawn and she closes at Easter.",
        "Divers have found the anchor that the training ship lost in the narrows. It lies under a cable at the edge of the \
         channel and holds fast. The navy would rather leave it there, while the museum has asked for a crane, a barge and \
         one quiet weekend in which to lift it.",
        "Swifts nest in the tower of the town hall again, and so the repair of its clock must wait until August. The \
         council voted for the birds after a debate of two hours in which nobody could say what time it was. Visitors are \
         asked to look at the church instead.",
        "The last cinema on the peninsula shows silent films on Wednesdays, with a pupil of the music school at the \
         piano. Tickets cost as much as people want to give. The projector came from a ship, and its motor hums in the \
         same key as most of the waltzes, which is no accident.",
    ];
    let frame = |site: &str| -> Vec<String> {
        [
            "is made by readers for readers, who own it together and elect the editors at a meeting in the gym each spring",
            "corrects every error on the page where it was made, and thanks whoever was the first to write to the desk",
            "takes no money from banks, casinos and airlines, so it depends on members who pay for a year in advance",
            "keeps the right to print letters in part, answers all of them, and never gives an address to anybody else",
            "comes as a paper on Thursdays too, which the newsagents sell and which libraries in all villages lay out",
            "is printed with vegetable inks on the press that it shares with two weeklies from the other end of the lake",
        ]
        .map(|rest| format!("The {site} {rest}."))
        .into()
    };
    let mut lines = String::new();
    for (number, story) in stories.iter().enumerate() {
        lines += &framed_page("harbour.example", number, story, &frame("Harbour Sheet"));
        // The other site has one of the stories, and others of its own.
        let other = if number == 0 { (*story).to_owned() } else { story.replace(' ', " so ") };
        lines += &framed_page("valley.example", number, &other, &frame("Valley Letter"));
    }
    let folder = tempfile::tempdir().unwrap();
    let dump = folder.path().join("dump.jsonl");
    fs::write(&dump, lines).unwrap();
    let copies = |sites: &str| -> BTreeMap<String, String> {
        let records = clean(
            std::slice::from_ref(&dump),
            &["--keep", "article p", "--sites", sites, "--duplicates", "near=tag"],
        );
        assert!(records.values().all(|record| record["text"].as_str().unwrap().contains("gives an address")));
        let copy_of = |(id, record): (String, Value)| Some((id, record["duplicate_of"].as_str()?.to_owned()));
        records.into_iter().filter_map(copy_of).collect()
    };
    let copy = ("valley.example/0".to_owned(), "harbour.example/0".to_owned());
    assert_eq!(copies("auto"), BTreeMap::from([copy]));
    assert!(copies("off").len() > 4);
}

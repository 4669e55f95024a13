//! What controls a run besides its inputs: the settings file, rules and signals. Also dry runs, messages, completions and
//! the manual page.

#![allow(clippy::unwrap_used, reason = "a failure here fails the test")]

mod dumps;

use std::fs;
use std::path::Path;
use std::process::Stdio;

use dumps::{dechaff, lines, read_json, read_lines};
use predicates::prelude::*;
use predicates::str::{contains, is_empty};
use serde_json::Value;
use tempfile::TempDir;

const PAGE: &str = "<html lang=en><title>Ferry returns | Harbour News</title><nav><a href=/>Home</a></nav>\
    <article><h1>Ferry returns</h1><p>The ferry to the island sails again from Monday, twice a day and three times on \
    Sundays, the town said.</p><p class=note>A note that somebody may not want, though it is a sentence like others.</p>\
    </article><footer>© Harbour News</footer>";

/// A folder with `page.jsonl`, which holds one page on example.org.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let line = serde_json::json!({ "url": "https://www.example.org/ferry", "html": PAGE });
    fs::write(folder.path().join("page.jsonl"), format!("{line}\n")).unwrap();
    folder
}

fn clean(folder: &Path, arguments: &[&str]) -> assert_cmd::assert::Assert {
    let page = folder.join("page.jsonl");
    dechaff().current_dir(folder).args(["clean", "--quiet"]).arg(page).args(arguments).assert()
}

fn article(folder: &Path, arguments: &[&str]) -> Value {
    let output = clean(folder, arguments).success().get_output().clone();
    lines(&String::from_utf8(output.stdout).unwrap()).remove(0)
}

fn text(record: &Value) -> &str {
    record["text"].as_str().unwrap()
}

#[test]
fn explain_uses_the_settings_of_the_run() {
    let folder = folder();
    let settings = folder.path().join("dechaff.toml");
    let explain = |arguments: &[&str]| {
        let mut command = dechaff();
        command.current_dir(folder.path()).args(["explain", "page.jsonl"]).args(arguments);
        let output = command.assert().success().get_output().clone();
        String::from_utf8(output.stdout).unwrap()
    };
    for text in ["language = \"de\"", "min-words = 500", "min-confidence = 1", "drop = \"body\""] {
        fs::write(&settings, text).unwrap();
        let annotated = article(folder.path(), &["--annotate"]);
        let reason = annotated["reason"].as_str().unwrap();
        assert!(explain(&[]).contains(&format!("rejected: {reason}")), "{text}");
        assert!(explain(&["--html", "-"]).contains(&format!("Rejected: {reason}")), "{text}");
    }
    fs::write(&settings, "[site.\"example.org\"]\ntitle = \"p.note\"\n").unwrap();
    let title = article(folder.path(), &[])["title"].as_str().unwrap().to_owned();
    assert!(title.starts_with("A note"));
    assert!(explain(&["--html", "-"]).contains(&title));
}

#[test]
fn keys_of_the_settings_file_are_flags_and_the_command_line_takes_precedence() {
    let folder = folder();
    fs::write(
        folder.path().join("dechaff.toml"),
        "min-words = 500\nmarkdown = true\nlanguage = [\"en\", \"de\"]\n",
    )
    .unwrap();
    clean(folder.path(), &[]).success().stdout(is_empty());
    let record = article(folder.path(), &["--min-words", "1"]);
    assert!(record["markdown"].is_string());
    let other = folder.path().join("other.toml");
    fs::write(&other, "min-words = 1\n").unwrap();
    assert!(article(folder.path(), &["--config", other.to_str().unwrap()])["markdown"].is_null());
}

#[test]
fn mistakes_in_the_settings_file_are_named() {
    let folder = folder();
    for (settings, named) in [
        ("min-word = 5", "min-word"),
        ("min-words = \"many\"", "many"),
        ("[site.\"a.example\"]\nkeep = \"div[\"", "a.example"),
        ("[site.\"a.example\"]\nkept = \"div\"", "kept"),
        ("min-words = ", "dechaff.toml"),
    ] {
        fs::write(folder.path().join("dechaff.toml"), settings).unwrap();
        let output =
            clean(folder.path(), &[]).code(2).stdout(is_empty()).stderr(contains(named)).get_output().clone();
        let message = String::from_utf8(output.stderr).unwrap();
        assert!(message.starts_with("dechaff: ") && !message.contains("Usage"), "{message}");
    }
}

#[test]
fn rules_can_be_given_by_flag_and_by_site() {
    let folder = folder();
    assert!(text(&article(folder.path(), &[])).contains("A note"));
    assert!(!text(&article(folder.path(), &["--drop", ".note"])).contains("A note"));
    let kept = article(folder.path(), &["--keep", ".note", "--min-words", "1"]);
    assert!(text(&kept).starts_with("A note") && !text(&kept).contains("ferry"));
    fs::write(folder.path().join("dechaff.toml"), "[site.\"example.org\"]\ndrop = [\".note\"]\n").unwrap();
    assert!(!text(&article(folder.path(), &[])).contains("A note"));
    fs::write(folder.path().join("dechaff.toml"), "[site.\"example.com\"]\ndrop = \".note\"\n").unwrap();
    assert!(text(&article(folder.path(), &[])).contains("A note"));
    let rejected = clean(folder.path(), &["--drop", "body", "--annotate"]).success().get_output().clone();
    assert_eq!(lines(&String::from_utf8(rejected.stdout).unwrap())[0]["reason"], "excluded");
    clean(folder.path(), &["--keep", "p["]).code(2).stderr(contains("p["));
}

#[test]
fn imported_rules_can_be_used_as_settings() {
    let folder = folder();
    fs::write(
        folder.path().join("example.org.txt"),
        "body: //article\nstrip: //p[@class='note']\nstrip: //div[2]\n",
    )
    .unwrap();
    let output = dechaff()
        .current_dir(folder.path())
        .args(["import-rules", "example.org.txt"])
        .assert()
        .success()
        .stderr(contains("example.org.txt:3").and(contains("//div[2]")))
        .get_output()
        .clone();
    fs::write(folder.path().join("dechaff.toml"), output.stdout).unwrap();
    assert!(!text(&article(folder.path(), &[])).contains("A note"));
}

#[test]
fn annotated_pages_are_in_input_order_with_their_status() {
    let folder = folder();
    let page = fs::read_to_string(folder.path().join("page.jsonl")).unwrap();
    fs::write(folder.path().join("page.jsonl"), format!("{page}{{\"id\":\"e\",\"text\":\"\"}}\n{page}"))
        .unwrap();
    let output = clean(folder.path(), &["--annotate"]).success().get_output().clone();
    let records = lines(&String::from_utf8(output.stdout).unwrap());
    let statuses: Vec<(&str, Option<&str>)> =
        records.iter().map(|r| (r["status"].as_str().unwrap(), r["reason"].as_str())).collect();
    assert_eq!(statuses, [("kept", None), ("rejected", Some("empty")), ("duplicate", Some("exact"))]);
    assert_eq!(records[2]["duplicate_of"], records[0]["id"]);
}

#[test]
fn a_dry_run_shows_dropped_blocks_and_writes_nothing() {
    let folder = folder();
    let page = folder.path().join("page.jsonl");
    dechaff()
        .arg("clean")
        .arg(page)
        .args(["--dry-run", "-o"])
        .arg(folder.path().join("out.jsonl"))
        .assert()
        .success()
        .stdout(contains("\"html\"").and(contains("Home")).and(contains("Ferry returns")))
        .stderr(contains("1 pages: 1 kept"));
    assert_eq!(dumps::names_in(folder.path()), ["page.jsonl"]);
}

#[test]
fn messages_can_be_json() {
    let folder = folder();
    fs::write(folder.path().join("page.jsonl"), "{\"text\":").unwrap();
    let page = folder.path().join("page.jsonl");
    let output =
        dechaff().arg("clean").arg(page).args(["--log-format", "json"]).assert().code(1).get_output().clone();
    let messages = lines(&String::from_utf8(output.stderr).unwrap());
    assert_eq!(messages[0]["error"]["record"], 1);
    assert_eq!(messages[1]["ledger"]["pages"], 0);
}

#[test]
fn text_that_was_encoded_twice_is_repaired_on_request() {
    let folder = folder();
    let right = "Der Bürgermeister der Gemeinde eröffnete am Dienstag die Brücke über den Fluss, die früher als geplant \
                fertig wurde und für Fußgänger gedacht ist.";
    let twice: String = right.bytes().map(char::from).collect();
    fs::write(folder.path().join("page.jsonl"), format!("{}\n", serde_json::json!({ "text": twice })))
        .unwrap();
    assert!(text(&article(folder.path(), &[])).contains("BÃ¼rgermeister"));
    let record = article(folder.path(), &["--fix-mojibake"]);
    assert_eq!(text(&record), right);
    assert!(record["flags"].as_array().unwrap().iter().any(|f| f == "mojibake_fixed"));
}

#[test]
fn the_memory_limit_does_not_affect_the_output() {
    let folder = tempfile::tempdir().unwrap();
    for (name, memory) in [("a.jsonl", "1"), ("b.jsonl", "1GB")] {
        dechaff()
            .args(["clean", "testdata/sample", "--quiet", "--memory", memory, "-o"])
            .arg(folder.path().join(name))
            .assert()
            .success();
    }
    assert_eq!(
        fs::read(folder.path().join("a.jsonl")).unwrap(),
        fs::read(folder.path().join("b.jsonl")).unwrap()
    );
}

#[cfg(unix)]
#[test]
fn a_signal_ends_a_run_gracefully() {
    for (signal, code) in [("TERM", 143), ("INT", 130)] {
        let folder = folder();
        let output = folder.path().join("out.jsonl");
        let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("dechaff"))
            .args(["clean", "testdata/sample", "-", "-o"])
            .arg(&output)
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // Standard input stays open and silent, so the run can't end by itself. Its temporary file shows that it started.
        while dumps::names_in(folder.path()).len() < 2 {
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        std::thread::sleep(std::time::Duration::from_millis(300));
        let killed = std::process::Command::new("kill")
            .args(["-s", signal, &child.id().to_string()])
            .status()
            .unwrap();
        assert!(killed.success());
        assert_eq!(child.wait().unwrap().code(), Some(code));
        let manifest = read_json(folder.path().join("out.manifest.json"));
        assert_eq!(manifest["status"], "interrupted");
        assert_eq!(manifest["ledger"]["kept"], read_lines(&output).len());
        assert!(dumps::names_in(folder.path()).iter().all(|name| !name.ends_with(".part")));
    }
}

#[test]
fn completions_and_the_manual_page_are_printed() {
    for shell in ["bash", "zsh", "fish"] {
        dechaff().args(["completions", shell]).assert().success().stdout(contains("duplicates"));
    }
    dechaff().arg("man").assert().success().stdout(contains(".TH dechaff").and(contains("duplicates")));
}

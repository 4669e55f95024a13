//! `dechaff report` by its command line.

#![allow(clippy::unwrap_used, reason = "a failure here fails the test")]

mod dumps;

use std::fs;
use std::path::Path;

use dumps::{SAMPLE, clean, dechaff, stdout, story};
use predicates::str::contains;

fn report(arguments: &[&str]) -> assert_cmd::Command {
    let mut command = dechaff();
    command.arg("report").args(arguments);
    command
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// The rows of the table of what became of the pages.
fn fates(page: &str) -> Vec<String> {
    let table = page.split_once("What became of the pages: numbers").unwrap().1;
    let table = table.split_once("</table>").unwrap().0;
    table
        .split("<tr>")
        .skip(2)
        .map(|row| row.split("<td>").skip(1).map(cell).collect::<Vec<_>>().join(" "))
        .collect()
}

fn cell(html: &str) -> &str {
    html.split_once("</td>").unwrap().0
}

#[test]
fn every_kind_of_output_gives_the_same_report() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let mut seen = vec![];
    for (output, flags) in [
        ("a.jsonl", &[] as &[&str]),
        ("b.jsonl.zst", &[]),
        ("c.parquet", &[]),
        ("d/", &[]),
        ("e/", &["--format", "parquet"]),
        ("f.jsonl.gz", &["--annotate"]),
    ] {
        clean([SAMPLE, "-o", text(&path(output))]).args(flags).assert().success();
        let page = stdout(report(&[text(&path(output)), "-o", "-"]).assert().success().get_output());
        assert!(page.ends_with("</html>\n"));
        // Samples come from the files beside the articles, or from the annotated articles.
        let samples = page.matches("<ol class=\"samples\">\n<li>").count();
        seen.push((fates(&page), samples));
    }
    assert!(seen[0].1 > 2, "{seen:?}");
    assert_eq!(seen[0].0[0], "kept 18 78 %");
    for other in &seen {
        assert_eq!(*other, seen[0]);
    }
}

#[test]
fn several_runs_are_added_up_and_compared() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    for (day, kept) in [("monday", 400), ("tuesday", 300)] {
        let mut lines = String::new();
        for number in 0..400 {
            let url = format!("https://site-{}.example/{number}", number % 40);
            let subject = format!("{day} ferry {number}");
            lines += &if number < kept {
                story(&url, &subject)
            } else {
                format!("{{\"url\": {url:?}, \"text\": \"Home\"}}\n")
            };
        }
        fs::write(path(day), lines).unwrap();
        clean([text(&path(day)), "-o", text(&path(&format!("{day}.jsonl")))]).assert().success();
    }
    let [monday, tuesday] = ["monday.jsonl", "tuesday.jsonl"].map(path);
    let both = stdout(report(&[text(&monday), text(&tuesday), "-o", "-"]).assert().success().get_output());
    assert_eq!(fates(&both)[..3], ["kept 700 88 %", "duplicates 0 0 %", "rejected 100 12 %"]);
    let page = stdout(
        report(&[text(&tuesday), "--against", text(&monday), "-o", "-"]).assert().success().get_output(),
    );
    let kept =
        "<th scope=\"row\">Pages: kept</th><td class=\"number\">100 %</td><td class=\"number\">75 %</td>";
    assert!(page.contains(kept), "{page}");
    let same = stdout(
        report(&[text(&monday), "--against", text(&monday), "-o", "-"]).assert().success().get_output(),
    );
    assert!(same.contains("none differ by more than chance"));
}

#[test]
fn a_moved_folder_is_found_and_missing_files_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let [before, after] = ["before", "after"].map(|name| folder.path().join(name));
    clean([SAMPLE, "-o", &format!("{}/", text(&before))]).assert().success();
    fs::rename(&before, &after).unwrap();
    fs::remove_file(after.join("rejects.jsonl")).unwrap();
    let page = folder.path().join("report.html");
    report(&[text(&after.join("manifest.json")), "-o", text(&page)])
        .assert()
        .success()
        .stderr(contains("rejects.jsonl"))
        .stderr(contains("the report lacks its lines"));
    assert!(fs::read_to_string(&page).unwrap().contains("Not read: "));
    report(&[text(&after), "-o", text(&page)]).assert().code(2).stderr(contains("--overwrite"));
    report(&[text(&after), "-o", text(&page), "--overwrite"]).assert().success();
}

#[test]
fn what_is_no_output_is_said_to_be_none() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("manifest.json"), "{\"dechaff\": 1}").unwrap();
    for (output, message) in [
        (
            path("nothing.jsonl"),
            "nothing.manifest.json: a report is made of the manifest that `dechaff clean` writes",
        ),
        (path("manifest.json"), "is not a manifest of this version of dechaff"),
        (path("page.html"), "cannot tell"),
        ("-".into(), "name the manifest that --manifest wrote"),
    ] {
        report(&[text(&output), "-o", text(&path("report.html"))]).assert().code(2).stderr(contains(message));
        assert!(!path("report.html").exists());
    }
}

//! The command as users run it: output, destinations, failures, flags, `explain` and `eval`.

#![allow(clippy::unwrap_used, reason = "a failure here fails the test")]

mod dumps;

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::Stdio;

use arrow_array::cast::AsArray;
use dumps::{
    SAMPLE, articles, clean, dechaff, gunzip, lines, names_in, read_json, read_lines, stdout, story, unzstd,
};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use predicates::prelude::*;
use predicates::str::{contains, is_empty};
use serde_json::{Value, json};
use tempfile::TempDir;

/// Has two lines, one of them cut off.
const DAMAGED: &str = "testdata/damaged";

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// Asserts that a run fails, names what is wrong in one line, and writes nothing.
#[track_caller]
fn assert_fails(arguments: &[&str], named: &str) {
    let output =
        clean(arguments).assert().code(2).stdout(is_empty()).stderr(contains(named)).get_output().clone();
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.starts_with("dechaff: ") || message.starts_with("error: "), "{message}");
    if message.starts_with("dechaff: ") {
        assert_eq!(message.lines().count(), 1, "{message}");
        assert!(message.matches("os error").count() <= 1, "{message}");
    }
}

// Records and side files.

#[test]
fn the_sample_has_the_documented_ledger() {
    let folder = folder();
    let output = folder.path().join("out.jsonl");
    clean([SAMPLE, "-o"])
        .arg(&output)
        .assert()
        .success()
        .stdout(is_empty())
        .stderr(contains("23 pages: 18 kept, 3 duplicates, 2 rejected; 5 records skipped, 0 errors; "));
    assert_eq!(
        names_in(folder.path()),
        ["out.duplicates.jsonl", "out.jsonl", "out.manifest.json", "out.rejects.jsonl"]
    );
    let manifest = read_json(folder.path().join("out.manifest.json"));
    assert_eq!(
        manifest["ledger"],
        json!({
            "pages": 23,
            "kept": 18,
            "duplicates": { "exact": 3 },
            "rejected": { "empty": 1, "error_page": 1 },
            "skipped": { "http_status": 1, "image": 1, "warc_request": 1, "warc_warcinfo": 2 },
            "errors": {},
        })
    );
    assert_eq!(manifest["status"], "complete");
    assert_eq!(read_lines(&output).len(), 18);
    let copies = read_lines(folder.path().join("out.duplicates.jsonl"));
    assert_eq!(copies.len(), 3);
    let ids: Vec<Value> = read_lines(&output).iter().map(|r| r["id"].clone()).collect();
    assert!(copies.iter().all(|copy| ids.contains(&copy["duplicate_of"])));
}

#[test]
fn damage_is_reported_with_its_position_and_loses_nothing_else() {
    let folder = folder();
    let output = folder.path().join("out.jsonl");
    clean([DAMAGED, "-o"])
        .arg(&output)
        .assert()
        .code(1)
        .stderr(contains("1 pages: 1 kept").and(contains("cut.jsonl, record 1, byte 0: bad_json")));
    let errors = read_lines(folder.path().join("out.errors.jsonl"));
    assert_eq!(errors.len(), 1);
    assert_eq!(
        (&errors[0]["record"], &errors[0]["offset"], &errors[0]["kind"]),
        (&json!(1), &json!(0), &json!("bad_json"))
    );
}

#[test]
fn records_have_every_field_in_the_documented_order() {
    let documented = [
        "id",
        "url",
        "canonical_url",
        "domain",
        "site_name",
        "title",
        "authors",
        "published",
        "published_date",
        "published_at",
        "modified",
        "modified_date",
        "modified_at",
        "language",
        "language_score",
        "section",
        "tags",
        "image",
        "license",
        "description",
        "page_type",
        "page_type_score",
        "text",
        "markdown",
        "comments",
        "words",
        "confidence",
        "content_hash",
        "duplicate_of",
        "duplicate_kind",
        "similarity",
        "contained_in",
        "fetched",
        "fetched_at",
        "charset",
        "source",
        "flags",
        "metadata",
    ];
    let records = articles(&[]);
    assert_eq!(records.len(), 18);
    for record in &records {
        let fields: Vec<&String> = record.as_object().unwrap().keys().collect();
        assert_eq!(fields, documented);
        let source: Vec<&String> = record["source"].as_object().unwrap().keys().collect();
        assert_eq!(source, ["file", "record", "offset"]);
        assert!(!record["text"].as_str().unwrap().is_empty());
    }
}

#[test]
fn lines_of_side_files_have_the_documented_fields() {
    let folder = folder();
    clean([SAMPLE, DAMAGED, "--quiet", "-o"]).arg(folder.path()).assert().code(1);
    let fields = |name: &str| -> Vec<String> {
        let lines = read_lines(folder.path().join(name));
        lines[0].as_object().unwrap().keys().cloned().collect()
    };
    assert_eq!(fields("rejects.jsonl"), ["id", "url", "source", "reason", "detail", "title", "text"]);
    assert_eq!(fields("duplicates.jsonl"), ["id", "url", "source", "kind", "duplicate_of", "similarity"]);
    assert_eq!(fields("errors.jsonl"), ["file", "record", "offset", "kind", "detail"]);
}

// Destinations.

#[test]
fn a_folder_gets_shards_and_side_files() {
    let folder = folder();
    let output = folder.path().join("made/by/dechaff/");
    clean([SAMPLE, DAMAGED, "--quiet", "-o"]).arg(&output).assert().code(1);
    assert_eq!(
        names_in(&output),
        ["articles", "duplicates.jsonl", "errors.jsonl", "manifest.json", "rejects.jsonl"]
    );
    assert_eq!(names_in(output.join("articles")), ["part-00000.jsonl"]);
}

#[test]
fn parquet_has_the_records_of_json_lines() {
    let folder = folder();
    let run = |output: &str, flags: &[&str]| {
        clean([SAMPLE, "--quiet"]).args(flags).arg("-o").arg(folder.path().join(output)).assert().success();
    };
    run("out.jsonl", &[]);
    run("columns.parquet", &[]);
    run("many/", &["--format", "parquet", "--shard-size", "5kB"]);
    assert_eq!(
        names_in(folder.path().join("many")),
        ["articles", "duplicates.parquet", "manifest.json", "rejects.parquet"]
    );
    assert!(names_in(folder.path().join("many/articles")).len() > 3);
    for (lines, columns) in
        [("out.jsonl", "columns.parquet"), ("out.rejects.jsonl", "columns.rejects.parquet")]
    {
        let ids: Vec<Value> =
            read_lines(folder.path().join(lines)).iter().map(|line| line["id"].clone()).collect();
        assert_eq!(parquet_texts(&folder.path().join(columns), "id"), ids, "{columns}");
    }
    let texts: Vec<Value> =
        read_lines(folder.path().join("out.jsonl")).iter().map(|line| line["text"].clone()).collect();
    assert_eq!(parquet_texts(&folder.path().join("columns.parquet"), "text"), texts);
    assert_fails(&[SAMPLE, "-o", "x.parquet", "--annotate"], "--annotate is for JSON Lines");
    assert_fails(&[SAMPLE, "-o", "x.parquet", "--schema", "dolma"], "--schema dolma is for JSON Lines");
    assert_fails(&[SAMPLE, "-o", "x/", "--format", "parquet", "--compression", "gzip"], "not with gzip");
}

#[test]
fn records_have_the_types_of_the_schema() {
    let print = |format: &str, kind: &str| {
        let mut command = dechaff();
        command.args(["schema", "--format", format, "--lines", kind]);
        String::from_utf8(command.assert().success().get_output().stdout.clone()).unwrap()
    };
    let schema: Value = serde_json::from_str(&print("json-schema", "articles")).unwrap();
    let is_of = |value: &Value, kind: &str| match kind {
        "null" => value.is_null(),
        "string" => value.is_string(),
        "integer" => value.is_u64(),
        "number" => value.is_f64(),
        "array" => value.is_array(),
        _ => value.is_object(),
    };
    for record in articles(&["--keep-fields", "url"]) {
        for (name, value) in record.as_object().unwrap() {
            let kinds = &schema["properties"][name]["type"];
            let kinds = kinds.as_array().map_or(std::slice::from_ref(kinds), Vec::as_slice);
            assert!(kinds.iter().any(|kind| is_of(value, kind.as_str().unwrap())), "{name}: {value}");
        }
        assert_eq!(record.as_object().unwrap().len(), schema["required"].as_array().unwrap().len());
    }
    assert_eq!(
        print("spark", "errors"),
        "`file` STRING, `record` BIGINT, `offset` BIGINT, `kind` STRING, `detail` STRING\n"
    );
    assert!(print("duckdb", "articles").contains("    'published_at': 'TIMESTAMPTZ',\n"));
    assert!(print("arrow", "rejects").starts_with("pa.schema([\n    ('id', pa.string()),\n"));
}

/// The texts of a column.
fn parquet_texts(path: &Path, column: &str) -> Vec<Value> {
    let reader =
        ParquetRecordBatchReaderBuilder::try_new(fs::File::open(path).unwrap()).unwrap().build().unwrap();
    let batches: Vec<_> = reader.collect::<Result<_, _>>().unwrap();
    let texts = batches.iter().flat_map(|batch| {
        let column = batch.column_by_name(column).unwrap().as_string::<i32>();
        column.iter().map(|text| json!(text)).collect::<Vec<_>>()
    });
    texts.collect()
}

#[test]
fn standard_output_gets_only_articles_and_the_manifest_goes_to_its_file() {
    let folder = folder();
    let manifest = folder.path().join("m.json");
    let output = clean([SAMPLE, "--manifest"])
        .arg(&manifest)
        .assert()
        .success()
        .stderr(contains("23 pages: 18 kept"))
        .get_output()
        .clone();
    assert_eq!(lines(&stdout(&output)).len(), 18);
    assert_eq!(names_in(folder.path()), ["m.json"]);
    assert_eq!(read_json(&manifest)["ledger"]["kept"], 18);
    assert_eq!(lines(&stdout(&output)), articles(&["-o", "-"]));
}

#[test]
fn concatenated_shards_equal_the_single_file() {
    let folder = folder();
    let whole = folder.path().join("whole.jsonl");
    let parts = folder.path().join("parts");
    clean([SAMPLE, "--quiet", "-o"]).arg(&whole).assert().success();
    fs::create_dir(&parts).unwrap();
    clean([SAMPLE, "--quiet", "--shard-size", "5kB", "-o"]).arg(&parts).assert().success();
    let articles = parts.join("articles");
    let shards = names_in(&articles);
    assert!(shards.len() > 3, "{shards:?}");
    let joined: Vec<u8> = shards.iter().flat_map(|name| fs::read(articles.join(name)).unwrap()).collect();
    assert!(joined == fs::read(&whole).unwrap());
}

#[test]
fn compressed_output_has_the_same_content_as_plain_output() {
    let folder = folder();
    for name in ["a.jsonl", "b.jsonl.gz", "c.jsonl.zst"] {
        clean([SAMPLE, DAMAGED, "--quiet", "-o"]).arg(folder.path().join(name)).assert().code(1);
    }
    let read = |name: &str| fs::read(folder.path().join(name)).unwrap();
    assert!(read("a.jsonl").len() > 10_000);
    for side in ["", ".rejects", ".duplicates", ".errors"] {
        let plain = read(&format!("a{side}.jsonl"));
        assert!(gunzip(&read(&format!("b{side}.jsonl.gz"))) == plain, "{side}");
        assert!(unzstd(&read(&format!("c{side}.jsonl.zst"))) == plain, "{side}");
    }
    let shards = folder.path().join("shards/");
    clean([SAMPLE, DAMAGED, "--quiet", "--compression", "zstd", "-o"]).arg(&shards).assert().code(1);
    assert!(unzstd(&fs::read(shards.join("articles/part-00000.jsonl.zst")).unwrap()) == read("a.jsonl"));
}

#[test]
fn existing_output_is_only_replaced_with_overwrite() {
    let folder = folder();
    let output = folder.path().join("out.jsonl");
    fs::write(&output, "precious").unwrap();
    fs::write(folder.path().join("out.errors.jsonl"), "precious too").unwrap();
    clean([SAMPLE, "-o"]).arg(&output).assert().code(2).stdout(is_empty()).stderr(contains("already exists"));
    assert_eq!(fs::read_to_string(&output).unwrap(), "precious");
    assert_eq!(names_in(folder.path()), ["out.errors.jsonl", "out.jsonl"]);
    // A run without errors removes the errors file of an earlier run.
    clean(["testdata/sample/crawl", "--overwrite", "--quiet", "-o"]).arg(&output).assert().success();
    assert_eq!(read_lines(&output).len(), 5);
    assert_eq!(
        names_in(folder.path()),
        ["out.duplicates.jsonl", "out.jsonl", "out.manifest.json", "out.rejects.jsonl"]
    );
}

#[test]
fn an_existing_side_file_is_only_replaced_with_overwrite() {
    let folder = folder();
    fs::write(folder.path().join("rejects.jsonl"), "precious").unwrap();
    clean([SAMPLE, "-o"])
        .arg(folder.path())
        .assert()
        .code(2)
        .stderr(contains("rejects.jsonl already exists"));
    assert_eq!(names_in(folder.path()), ["rejects.jsonl"]);
}

// Failures.

#[test]
fn missing_inputs_are_named() {
    assert_fails(&["no/such/file.jsonl"], "no/such/file.jsonl: no such file or folder");
    assert_fails(&[SAMPLE, "no/such/folder/"], "no/such/folder/");
    assert_fails(&["testdata/*.nothing"], "testdata/*.nothing: no file matches this pattern");
    assert_fails(&["-", "-"], "standard input");
    assert_fails(&[], "<INPUT>");
}

#[test]
fn outputs_that_cannot_be_written_are_named() {
    assert_fails(&[SAMPLE, "-o", "out.csv"], "out.csv");
    assert_fails(&[SAMPLE, "-o", "out.csv"], ".jsonl.zst");
    let folder = folder();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let inside = file.join("out.jsonl");
    assert_fails(&[SAMPLE, "-o", inside.to_str().unwrap()], inside.to_str().unwrap());
    let below = format!("{}/", file.join("below").display());
    assert_fails(&[SAMPLE, "-o", &below], file.to_str().unwrap());
    assert_fails(&[SAMPLE, "-o", "no/such/folder/out.jsonl"], "no/such/folder");
    assert_eq!(names_in(folder.path()), ["file"]);
}

#[test]
fn invalid_flags_and_values_are_named() {
    assert_fails(&[SAMPLE, "--no-such-flag"], "--no-such-flag");
    assert_fails(&[SAMPLE, "--min-words", "many"], "--min-words");
    assert_fails(&[SAMPLE, "--min-confidence", "1.5"], "1.5");
    assert_fails(&[SAMPLE, "--language", "english"], "english");
    assert_fails(&[SAMPLE, "--duplicates", "title=drop"], "title");
    assert_fails(&[SAMPLE, "--map", "headline=h"], "headline");
    assert_fails(&[SAMPLE, "--map", "text"], "text");
    assert_fails(&[SAMPLE, "--status", "9xx"], "9xx");
    assert_fails(&[SAMPLE, "--shard-size", "1.5GB"], "1.5GB");
    assert_fails(&[SAMPLE, "--schema", "parquet"], "parquet");
    dechaff().arg("no-such-command").assert().code(2).stderr(contains("no-such-command"));
}

/// The shell's limit on file size simulates a full disk.
#[cfg(target_os = "linux")]
#[test]
fn no_file_has_its_final_name_after_a_failure() {
    let folder = folder();
    let script = "trap '' XFSZ; ulimit -f 8; exec \"$@\"";
    let output = folder.path().join("out.jsonl");
    assert_cmd::Command::new("sh")
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["-c", script, "sh"])
        .arg(dechaff().get_program())
        .args(["clean", SAMPLE, "-o"])
        .arg(&output)
        .assert()
        .code(2)
        .stderr(contains(output.to_str().unwrap()));
    assert_eq!(names_in(folder.path()), [""; 0]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_device_is_a_failure() {
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let child = std::process::Command::new(dechaff().get_program())
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["clean", SAMPLE])
        .stdout(full)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().starts_with("dechaff: "));
}

#[test]
fn a_closed_pipe_is_not_a_failure() {
    let mut child = std::process::Command::new(dechaff().get_program())
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .arg("clean")
        // More than a pipe holds.
        .args([SAMPLE; 30])
        .args(["--duplicates", "exact=tag"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    assert!(first.starts_with("{\"id\":"));
    let mut message = String::new();
    child.stderr.take().unwrap().read_to_string(&mut message).unwrap();
    assert_eq!((child.wait().unwrap().code(), message.as_str()), (Some(0), ""));
}

#[cfg(any(target_os = "linux", target_os = "macos"))]
#[test]
fn a_closed_standard_output_is_a_failure() {
    let folder = folder();
    let run = |arguments: &str| {
        std::process::Command::new("sh")
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .args(["-c", &format!("exec \"$0\" clean {SAMPLE} {arguments} >&-")])
            .arg(dechaff().get_program())
            .output()
            .unwrap()
    };
    let output = run("");
    assert_eq!(output.status.code(), Some(2));
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.starts_with("dechaff: standard output is closed"), "{message}");
    // With a file as the output, nothing is lost.
    let file = folder.path().join("out.jsonl");
    let output = run(&format!("-o {}", file.display()));
    assert_eq!((output.status.code(), read_lines(&file).len()), (Some(0), 18));
    // An output that discards everything is what its user asked for.
    let discarded = std::process::Command::new(dechaff().get_program())
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["clean", SAMPLE])
        .stdout(fs::OpenOptions::new().read(true).write(true).open("/dev/null").unwrap())
        .status();
    assert_eq!(discarded.unwrap().code(), Some(0));
}

#[cfg(unix)]
#[test]
fn an_unreadable_file_does_not_affect_the_others() {
    let folder = folder();
    let dump = folder.path().join("dump");
    fs::create_dir(&dump).unwrap();
    fs::write(dump.join("a.jsonl"), story("https://a.example/1", "ferry")).unwrap();
    std::os::unix::fs::symlink("nowhere", dump.join("b.jsonl")).unwrap();
    fs::write(dump.join("c.jsonl"), story("https://a.example/2", "steamer")).unwrap();
    let output = folder.path().join("out.jsonl");
    clean([&dump]).arg("-o").arg(&output).assert().code(1).stderr(contains("b.jsonl"));
    assert_eq!(read_lines(&output).len(), 2);
    let errors = read_lines(folder.path().join("out.errors.jsonl"));
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0]["kind"], "unreadable");
    assert!(errors[0]["file"].as_str().unwrap().ends_with("b.jsonl"));
}

#[test]
fn empty_input_gives_empty_output() {
    let folder = folder();
    let empty = folder.path().join("empty");
    fs::create_dir(&empty).unwrap();
    let ledger = |command: &mut assert_cmd::Command, name: &str| -> Value {
        let output = folder.path().join(format!("{name}.jsonl"));
        command.arg("-o").arg(&output).assert().success();
        assert_eq!(fs::read(&output).unwrap(), b"");
        read_json(folder.path().join(format!("{name}.manifest.json")))["ledger"].clone()
    };
    let nothing =
        json!({"pages": 0, "kept": 0, "duplicates": {}, "rejected": {}, "skipped": {}, "errors": {}});
    assert_eq!(ledger(&mut clean([&empty]), "folder"), nothing);
    assert_eq!(ledger(clean(["-"]).write_stdin(""), "stdin"), nothing);
    // An empty file is a page without text.
    fs::write(empty.join("page.html"), "").unwrap();
    let file = ledger(&mut clean([&empty.join("page.html")]), "file");
    assert_eq!((&file["pages"], &file["rejected"]), (&json!(1), &json!({ "empty": 1 })));
}

// Flags.

#[test]
fn limit_stops_after_that_number_of_pages() {
    let folder = folder();
    let output = folder.path().join("out.jsonl");
    clean([SAMPLE, "--quiet", "--limit", "5", "-o"]).arg(&output).assert().success();
    let manifest = read_json(folder.path().join("out.manifest.json"));
    assert_eq!((&manifest["ledger"]["pages"], &manifest["status"]), (&json!(5), &json!("limited")));
    assert_eq!(read_lines(&output), articles(&[])[..4], "the fifth page is rejected");
}

#[test]
fn min_words_rejects_short_articles() {
    let all = articles(&[]);
    let long: Vec<Value> = all.iter().filter(|r| r["words"].as_u64().unwrap() >= 120).cloned().collect();
    assert!(!long.is_empty() && long.len() < all.len());
    assert_eq!(articles(&["--min-words", "120"]), long);
}

#[test]
fn language_keeps_only_these_languages() {
    let all = articles(&[]);
    let some: Vec<Value> =
        all.iter().filter(|r| r["language"] == "de" || r["language"] == "fr").cloned().collect();
    assert_eq!(some.len(), 4);
    assert_eq!(articles(&["--language", "DE,fr"]), some);
}

#[test]
fn min_confidence_rejects_uncertain_articles() {
    let all = articles(&[]);
    let middle = all[all.len() / 2]["confidence"].as_f64().unwrap();
    let kept = articles(&["--min-confidence", &middle.to_string()]);
    assert!(!kept.is_empty());
    // Records are rounded to three decimals, but the decision uses the exact value.
    assert!(kept.iter().all(|r| r["confidence"].as_f64().unwrap() >= middle));
    assert_eq!(articles(&["--min-confidence", "1"]), [Value::Null; 0]);
}

#[test]
fn markdown_and_comments_do_not_change_the_text() {
    let page = "testdata/pages/json-ld-graph/page.html";
    let one = |flags: &[&str]| -> Value {
        let output = clean([page, "--quiet"]).args(flags).assert().success().get_output().clone();
        let mut found = lines(&stdout(&output));
        assert_eq!(found.len(), 1);
        found.remove(0)
    };
    let plain = one(&[]);
    assert_eq!((&plain["markdown"], &plain["comments"]), (&Value::Null, &Value::Null));
    let mut rich = one(&["--markdown", "--include-comments"]);
    let comments = rich["comments"].take();
    let markdown = rich["markdown"].take();
    assert_eq!(rich, plain);
    let text = plain["text"].as_str().unwrap();
    assert!(markdown.as_str().unwrap().contains(text.split_once("\n\n").unwrap().0));
    let first = comments.as_str().unwrap().split("\n\n").next().unwrap();
    assert!(!first.is_empty() && !text.contains(first));
}

#[test]
fn dolma_records_have_dolmas_fields() {
    for (dolma, flat) in articles(&["--schema", "dolma", "--source", "harbour"]).iter().zip(articles(&[])) {
        let fields: Vec<&str> = dolma.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(fields, ["id", "text", "source", "added", "created", "metadata"]);
        assert_eq!((&dolma["added"], &dolma["created"]), (&flat["fetched"], &flat["published"]));
        assert_eq!((&dolma["id"], &dolma["text"]), (&flat["id"], &flat["text"]));
        assert_eq!(dolma["source"], "harbour");
        assert_eq!(dolma["metadata"]["title"], flat["title"]);
        assert_eq!(dolma["metadata"]["url"], flat["url"]);
    }
}

#[test]
fn fields_of_any_name_can_be_mapped_and_kept() {
    let line = story("https://a.example/1", "ferry")
        .replace("\"text\"", "\"prose\"")
        .replace("\"url\"", "\"where\"");
    let line = line.replacen('{', "{\"crawl\": {\"job\": 7}, \"note\": \"n\", ", 1);
    clean(["-"])
        .write_stdin(line.clone())
        .assert()
        .code(1)
        .stdout(is_empty())
        .stderr(contains("no_text_field"));
    let output =
        clean(["-", "--quiet", "--map", "text=prose,url=where", "--keep-fields", "crawl.job,note,absent"])
            .write_stdin(line)
            .assert()
            .success()
            .get_output()
            .clone();
    let found = lines(&stdout(&output));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["url"], "https://a.example/1");
    assert_eq!(found[0]["metadata"], json!({ "crawl.job": 7, "note": "n" }));
}

#[test]
fn rejects_include_their_text_on_request() {
    let folder = folder();
    let output = folder.path().join("out.jsonl");
    let run = |flags: &[&str]| {
        clean([SAMPLE, "--quiet", "--overwrite", "--min-words", "100"])
            .args(flags)
            .arg("-o")
            .arg(&output)
            .assert()
            .success();
        read_lines(folder.path().join("out.rejects.jsonl"))
    };
    assert!(run(&[]).iter().all(|reject| reject["text"].is_null()));
    let short: Vec<Value> =
        run(&["--rejected-text"]).into_iter().filter(|r| r["reason"] == "too_short").collect();
    assert!(!short.is_empty());
    assert!(short.iter().all(|reject| reject["text"].as_str().unwrap().split_whitespace().count() > 20));
}

#[test]
fn quiet_prints_nothing_but_failures() {
    clean([SAMPLE, "--quiet"]).assert().success().stderr(is_empty());
    clean([SAMPLE]).assert().success().stderr(is_empty().not());
    assert_fails(&["no/such/file", "--quiet"], "no/such/file");
}

// explain

fn explain(arguments: &[&str]) -> String {
    stdout(
        &dechaff().arg("explain").args(arguments).assert().success().stderr(is_empty()).get_output().clone(),
    )
}

#[test]
fn explain_shows_blocks_with_reasons_and_fields_with_sources() {
    for page in ["testdata/pages/comments-after-story/page.html", "testdata/pages/lynx-dump/page.txt"] {
        let shown = explain(&[page]);
        assert!(shown.starts_with(page), "{shown}");
        assert!(shown.contains("\nkept\n"), "{shown}");
        for part in ["\ntitle  ", "\nauthors  ", "\npublished  ", "\n+ main_content", "\n- "] {
            assert!(shown.contains(part), "{part:?} is missing in {shown}");
        }
        let kept = explain(&[page, "--kept"]);
        assert!(kept.contains("\n+ main_content") && !kept.contains("\n- "), "{kept}");
    }
}

/// A page that says several things about itself.
const CONFLICTING: &str = r#"<!doctype html><html lang=en><title>The ferry is back | Harbor News</title>
    <meta property=og:title content="You will not believe this ferry">
    <meta property=og:site_name content="Harbor News"><meta name=author content="Harbor News">
    <meta property=article:published_time content="soon">
    <script type=application/ld+json>{"@type":"NewsArticle","headline":"Ferry returns to the island",
    "author":{"@type":"Person","name":"Ada Berg"},"datePublished":"2024-05-03T10:00:00+01:00"}</script>
    <header><h1>Harbor News</h1></header><article><h1>Ferry returns to the island</h1><p class=byline>By Noor Haddad</p>
    <p>The ferry to the island sails again from Monday, twice a day and three times on Sundays, the town said.</p>
    <p>It had been away for two years, and people on both shores were glad to see it.</p></article>"#;

#[test]
fn explain_shows_what_was_found_and_not_used() {
    let shown = dechaff().args(["explain", "-"]).write_stdin(CONFLICTING).assert().success();
    let shown = stdout(shown.get_output());
    let used = [
        ("title", "Ferry returns to the island  dom:h1"),
        ("authors", "Ada Berg  json-ld:author"),
        ("published", "2024-05-03T10:00:00+01:00  json-ld:datePublished"),
    ];
    for (name, value) in used {
        assert!(shown.contains(&format!("\n{name:<14}{value}\n")), "{name} {value} is missing in {shown}");
    }
    for unused in [
        "Harbor News  dom:h1: the site's name",
        "Ferry returns to the island  json-ld:headline: says the same",
        "You will not believe this ferry  meta:og:title: readers see another",
        "The ferry is back | Harbor News  dom:title: readers see another",
        "Harbor News  meta:author: the site's name",
        "Noor Haddad  dom:byline: a lower source",
        "soon  meta:article:published_time: not a date that can be read",
    ] {
        assert!(shown.contains(&format!("\n{:<16}{unused}\n", "")), "{unused} is missing in {shown}");
    }
    let page = dechaff().args(["explain", "-", "--html", "-"]).write_stdin(CONFLICTING).assert().success();
    let page = stdout(page.get_output());
    let unused = "<span>Noor Haddad</span> <small lang=\"en\">dom:byline: a lower source</small>";
    assert!(page.contains("<h3>Found and not used</h3>") && page.contains(unused), "{page}");
}

#[test]
fn explain_finds_a_record_in_a_dump() {
    let shown = explain(&["testdata/sample/rendered.jsonl", "--record", "9"]);
    assert!(shown.contains("record 9") && shown.contains("rejected: empty"), "{shown}");
    let first = explain(&["testdata/sample/rendered.jsonl"]);
    assert!(first.contains("record 1 ") && first.contains("kept"), "{first}");
    dechaff()
        .args(["explain", "testdata/sample/rendered.jsonl", "--record", "99"])
        .assert()
        .code(2)
        .stdout(is_empty())
        .stderr(contains("has no record 99"));
    dechaff()
        .args(["explain", "testdata/sample/news.warc", "--record", "2"])
        .assert()
        .code(2)
        .stderr(contains("warc_request"));
}

#[test]
fn explain_has_colors_only_on_a_terminal() {
    let page = "testdata/pages/comments-after-story/page.html";
    assert!(!explain(&[page]).contains('\u{1b}'));
    let output =
        dechaff().args(["explain", page]).env("CLICOLOR_FORCE", "1").assert().success().get_output().clone();
    assert!(stdout(&output).contains("\u{1b}["));
    // Escape sequences of a page never reach the terminal.
    let shown = stdout(
        &dechaff()
            .args(["explain", "-"])
            .write_stdin("<p>A ferry \u{1b}[31m sails \u{9b}31m again.")
            .assert()
            .success()
            .get_output()
            .clone(),
    );
    assert!(!shown.contains(|c: char| c.is_control() && c != '\n'), "{shown:?}");
}

#[test]
fn explain_writes_a_complete_page_or_none() {
    let folder = folder();
    let file = folder.path().join("why.html");
    let page = "testdata/pages/comments-after-story/page.html";
    let html = |arguments: &[&str]| {
        let mut command = dechaff();
        command.arg("explain").args(arguments).arg("--html").arg(&file);
        command
    };
    html(&[page]).assert().success().stdout(is_empty()).stderr(contains("wrote").and(contains("why.html")));
    let written = fs::read_to_string(&file).unwrap();
    assert!(written.starts_with("<!doctype html>") && written.ends_with("</html>\n"));
    assert_eq!(explain(&[page, "--html", "-"]), written, "standard output gets the same page");
    // An existing file is kept, unless --overwrite is given.
    fs::write(&file, "mine").unwrap();
    html(&[page]).assert().code(2).stderr(contains("why.html already exists; use --overwrite"));
    html(&["testdata/sample/news.warc", "--record", "2", "--overwrite"]).assert().code(2);
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
    html(&[page, "--overwrite"]).assert().success();
    assert_eq!(fs::read_to_string(&file).unwrap(), written);
    assert_eq!(names_in(folder.path()), ["why.html"], "no temporary file is left");
    html(&[page, "--kept"]).assert().code(2).stderr(contains("--kept"));
    dechaff()
        .args(["explain", page, "--html", "no/such/folder/why.html"])
        .assert()
        .code(2)
        .stderr(contains("no/such/folder/why.html"));
}

#[test]
fn explain_writes_pages_about_rejected_pages_too() {
    let empty = explain(&["testdata/sample/rendered.jsonl", "--record", "9", "--html", "-"]);
    assert!(empty.contains("Rejected: empty") && empty.contains("The page was not read."), "{empty}");
    let large = explain(&["testdata/pages/two-h1/page.html", "--max-page-bytes", "100", "--html", "-"]);
    assert!(large.contains("Rejected: too_large") && large.contains("(--max-page-bytes)"), "{large}");
}

#[test]
fn explain_escapes_the_markup_of_a_page() {
    let page = "<article><h1>A ferry &lt;script>alert(1)&lt;/script> returns</h1><p>A ferry &lt;script>alert(2)&lt;/script> sails \
                again from Monday, said the harbour master, and people were glad to see it.";
    let url = "https://a.example/\"><script>alert(3)</script>";
    let output = dechaff()
        .args(["explain", "-", "--html", "-", "--url", url])
        .write_stdin(page)
        .assert()
        .success()
        .get_output()
        .clone();
    let shown = stdout(&output);
    assert!(!shown.to_ascii_lowercase().contains("<script"), "{shown}");
    for part in ["alert(1)", "alert(2)", "alert(3)"] {
        assert!(
            shown.contains(&format!("&lt;script&gt;{part}&lt;/script&gt;")),
            "{part} is missing in {shown}"
        );
    }
}

// eval

const GOLD: &str = "testdata/gold-small.jsonl";

fn eval(arguments: &[&str]) -> assert_cmd::assert::Assert {
    dechaff().args(["eval", GOLD]).args(arguments).assert()
}

fn figures(arguments: &[&str]) -> Value {
    let output = eval(&[&["--json"], arguments].concat()).success().get_output().clone();
    serde_json::from_str(&stdout(&output)).unwrap()
}

#[test]
fn eval_prints_the_same_figures_as_a_table_and_as_json() {
    let table = stdout(&eval(&[]).success().get_output().clone());
    let json = figures(&[]);
    let pages = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(GOLD)).unwrap().lines().count();
    assert_eq!(json["gold-small"]["all"]["pages"], pages);
    let f1 = json["gold-small"]["all"]["f1"].as_f64().unwrap();
    assert!(f1 > 0.5 && f1 <= 1.0);
    let row = table.lines().find(|line| line.starts_with("gold-small ")).unwrap();
    assert!(row.contains(&pages.to_string()) && row.contains(&format!("{f1:.4}")), "{row}");
}

#[test]
fn eval_measures_its_own_predictions_the_same() {
    let folder = folder();
    let file = folder.path().join("predictions.jsonl");
    let file = file.to_str().unwrap();
    let measured = figures(&["--predictions", file]);
    assert_eq!(measured, figures(&[]));
    assert_eq!(figures(&["--score", file]), measured);
    assert!(!read_lines(file).is_empty());
    fs::write(file, "").unwrap();
    let nothing = figures(&["--score", file]);
    assert_eq!(nothing["gold-small"]["all"]["pages"], measured["gold-small"]["all"]["pages"]);
    assert!(nothing["gold-small"]["all"]["f1"].as_f64() < measured["gold-small"]["all"]["f1"].as_f64());
}

#[test]
fn eval_lists_the_worst_pages() {
    let json = figures(&["--worst", "3"]);
    let worst = json["worst"]["gold-small"].as_array().unwrap();
    assert_eq!(worst.len(), 3);
    assert!(worst.windows(2).all(|pair| pair[0]["f1"].as_f64() <= pair[1]["f1"].as_f64()));
    let table = stdout(&eval(&["--worst", "3"]).success().get_output().clone());
    assert!(worst.iter().all(|page| table.contains(page["id"].as_str().unwrap())));
}

#[test]
fn eval_fails_if_a_floor_is_missed() {
    let folder = folder();
    let floors = folder.path().join("floors.json");
    let path = floors.to_str().unwrap();
    let f1 = figures(&[])["gold-small"]["all"]["f1"].as_f64().unwrap();
    fs::write(&floors, json!({ "gold-small": { "f1": f1 } }).to_string()).unwrap();
    eval(&["--floors", path]).success().stderr(is_empty());
    fs::write(&floors, json!({ "gold-small": { "f1": 1.0 } }).to_string()).unwrap();
    eval(&["--floors", path]).code(1).stderr(contains("gold-small").and(contains("f1")));
    fs::write(&floors, "no json").unwrap();
    eval(&["--floors", path]).code(2).stderr(contains(path));
    eval(&["--score", "no/such/file"]).code(2).stderr(contains("no/such/file"));
}

#[test]
fn title_captions_and_tables_are_optional() {
    let text = |page: &str, flags: &[&str]| {
        let path = format!("testdata/pages/{page}/page.html");
        let output = clean([&path]).args(flags).arg("--quiet").assert().success().get_output().clone();
        let record: Value = lines(&stdout(&output))[0].clone();
        (record["text"].as_str().unwrap().to_owned(), record["title"].as_str().unwrap().to_owned())
    };
    let (plain, title) = text("data-table-in-article", &[]);
    let (titled, _) = text("data-table-in-article", &["--with-title"]);
    assert_eq!(titled, format!("{title}\n\n{plain}"));
    assert!(plain.contains('\t'));
    let (without, _) = text("data-table-in-article", &["--no-tables"]);
    assert!(!without.contains('\t') && without.len() < plain.len());
    let (plain, _) = text("figure-captions", &[]);
    let (captioned, _) = text("figure-captions", &["--with-captions"]);
    assert!(captioned.len() > plain.len(), "{captioned}");
}

#[test]
fn the_model_and_favor_are_in_the_manifest() {
    let folder = folder();
    let output = folder.path().join("out.jsonl");
    let model = "crates/extract/models/html.model";
    let flags = ["--favor", "precision", "--model", model, "--quiet", "-o"];
    clean(["testdata/pages/br-br-paragraphs/page.html"]).args(flags).arg(&output).assert().success();
    let manifest = read_json(folder.path().join("out.manifest.json"));
    assert_eq!(manifest["config"]["favor"], "precision");
    assert!(manifest["detectors"][0].as_str().unwrap().starts_with("learned-1 html "));
    assert_eq!(
        manifest["config"]["model"],
        json!([manifest["detectors"][0]]),
        "the model is identified, not its path"
    );
    // A file that is not a model is named.
    clean(["testdata/pages", "--model", "testdata/floors.json"])
        .assert()
        .code(2)
        .stderr(contains("testdata/floors.json").and(contains("not a dechaff model")));
}

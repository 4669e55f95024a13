//! Whole outputs as a caller sees them: names, bytes, and what remains afterwards.

#![allow(clippy::unwrap_used, reason = "a failing helper is a failing test")]

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use dechaff_export::{
    Compression, Destination, ExportError, Finished, Format, LineCounts, Output, OutputOptions, write_whole,
};
use proptest::prelude::*;
use tempfile::TempDir;

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn create(path: &Path, options: OutputOptions) -> Result<Output, ExportError> {
    Output::create(&Destination::parse(path).unwrap(), options)
}

/// The default options after a change.
fn options(change: impl FnOnce(&mut OutputOptions)) -> OutputOptions {
    let mut options = OutputOptions::default();
    change(&mut options);
    options
}

fn overwriting() -> OutputOptions {
    options(|options| options.overwrite = true)
}

/// The numbers of articles, rejects, duplicates and errors.
fn line_counts(finished: &Finished) -> [u64; 4] {
    let LineCounts { articles, rejects, duplicates, errors, .. } = finished.lines;
    [articles, rejects, duplicates, errors]
}

/// The names in a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn read(path: &Path) -> Vec<u8> {
    let bytes = fs::read(path).unwrap();
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("gz") => {
            let mut plain = Vec::new();
            flate2::read::MultiGzDecoder::new(&bytes[..]).read_to_end(&mut plain).unwrap();
            plain
        }
        Some("zst") => zstd::decode_all(&bytes[..]).unwrap(),
        _ => bytes,
    }
}

fn text(path: &Path) -> String {
    String::from_utf8(read(path)).unwrap()
}

#[test]
fn a_file_gets_its_side_files() {
    for ending in ["jsonl", "jsonl.gz", "jsonl.zst"] {
        let folder = folder();
        let path = folder.path().join(format!("out.{ending}"));
        let mut output = create(&path, OutputOptions::default()).unwrap();
        output.articles(b"{\"a\":1}\n{\"a\":2}\n").unwrap();
        output.rejects(b"{\"r\":1}\n").unwrap();
        output.duplicates(b"").unwrap();
        output.articles(b"{\"a\":3}\n").unwrap();
        assert!(names(folder.path()).iter().all(|name| name.ends_with(".part")), "nothing is final yet");
        let finished = output.finish(b"{\"ledger\":{}}\n").unwrap();

        let rejects = folder.path().join(format!("out.rejects.{ending}"));
        let manifest = folder.path().join("out.manifest.json");
        assert_eq!(text(&path), "{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n");
        assert_eq!(text(&rejects), "{\"r\":1}\n");
        assert_eq!(text(&manifest), "{\"ledger\":{}}\n");
        let files: Vec<_> = finished.files.iter().map(|file| (file.path.clone(), file.lines)).collect();
        assert_eq!(files, [(path, Some(3)), (rejects, Some(1)), (manifest, None)]);
        assert!(finished.files.iter().all(|file| file.bytes == fs::metadata(&file.path).unwrap().len()));
        assert_eq!(line_counts(&finished), [3, 1, 0, 0]);
        assert_eq!(names(folder.path()).len(), 3);
    }
}

#[test]
fn the_manifest_can_list_the_files() {
    let folder = folder();
    let path = folder.path().join("out.jsonl");
    let mut output = create(&path, OutputOptions::default()).unwrap();
    output.articles(b"{}\n").unwrap();
    output.finish_with(|finished| format!("{}\n", finished.files.len()).into_bytes()).unwrap();
    assert_eq!(text(&folder.path().join("out.manifest.json")), "1\n");
}

#[test]
fn the_manifest_can_go_elsewhere() {
    let folder = folder();
    let elsewhere = folder.path().join("run.json");
    let options = options(|options| options.manifest = Some(elsewhere.clone()));
    create(&folder.path().join("out.jsonl"), options.clone()).unwrap().finish(b"{}").unwrap();
    assert_eq!(names(folder.path()), ["out.jsonl", "run.json"]);
    let error = create(&folder.path().join("other.jsonl"), options).unwrap_err();
    assert!(matches!(error, ExportError::Exists { path } if path == elsewhere));
}

#[test]
fn an_empty_output_is_an_empty_file() {
    let folder = folder();
    create(&folder.path().join("out.jsonl.gz"), OutputOptions::default()).unwrap().finish(b"{}").unwrap();
    create(&folder.path().join("shards/"), OutputOptions::default()).unwrap().finish(b"{}").unwrap();
    assert_eq!(text(&folder.path().join("out.jsonl.gz")), "");
    assert_eq!(names(&folder.path().join("shards")), ["articles", "manifest.json"]);
    assert_eq!(names(&folder.path().join("shards/articles")), ["part-00000.jsonl"]);
}

#[test]
fn earlier_files_are_refused() {
    for earlier in
        ["out.jsonl", "out.rejects.jsonl", "out.duplicates.jsonl", "out.errors.jsonl", "out.manifest.json"]
    {
        let folder = folder();
        fs::write(folder.path().join(earlier), "earlier").unwrap();
        let error = create(&folder.path().join("out.jsonl"), OutputOptions::default()).unwrap_err();
        assert!(error.to_string().contains(earlier), "{error}");
        assert_eq!(names(folder.path()), [earlier]);
    }
    for earlier in ["articles/part-00007.jsonl.gz", "rejects.jsonl", "manifest.json"] {
        let folder = folder();
        fs::create_dir(folder.path().join("articles")).unwrap();
        fs::write(folder.path().join(earlier), "earlier").unwrap();
        let error = create(folder.path(), OutputOptions::default()).unwrap_err();
        assert!(error.to_string().contains(earlier), "{error}");
    }
}

#[test]
fn files_that_appear_during_the_run_are_refused() {
    let folder = folder();
    let path = folder.path().join("out.jsonl");
    let mut output = create(&path, OutputOptions::default()).unwrap();
    output.articles(b"{}\n").unwrap();
    fs::write(&path, "somebody else's").unwrap();
    assert!(matches!(output.finish(b"{}"), Err(ExportError::Exists { .. })));
    assert_eq!(names(folder.path()), ["out.jsonl"]);
    assert_eq!(text(&path), "somebody else's");
}

#[test]
fn overwriting_replaces_all_files_of_the_earlier_run() {
    let folder = folder();
    let path = folder.path().join("out.jsonl");
    let others = ["out.txt", "out.rejects.jsonl.gz", "other.jsonl"];
    others.iter().for_each(|name| fs::write(folder.path().join(name), "not ours").unwrap());
    let mut output = create(&path, OutputOptions::default()).unwrap();
    output.articles(b"1\n").unwrap();
    output.rejects(b"1\n").unwrap();
    output.errors(b"1\n").unwrap();
    output.finish(b"1").unwrap();

    let mut output = create(&path, overwriting()).unwrap();
    output.articles(b"2\n").unwrap();
    output.rejects(b"2\n").unwrap();
    assert_eq!(text(&path), "1\n", "still the earlier run's");
    output.finish(b"2").unwrap();
    assert_eq!(text(&path), "2\n");
    assert_eq!(text(&folder.path().join("out.rejects.jsonl")), "2\n");
    assert_eq!(text(&folder.path().join("out.manifest.json")), "2");
    assert!(!folder.path().join("out.errors.jsonl").exists());
    assert!(others.iter().all(|name| folder.path().join(name).exists()));
}

#[test]
fn overwriting_a_folder_removes_surplus_shards() {
    let folder = folder();
    let options = options(|options| {
        options.overwrite = true;
        options.shard_bytes = 2;
    });
    let mut output = create(folder.path(), options.clone()).unwrap();
    output.articles(b"1\n2\n3\n").unwrap();
    output.duplicates(b"1\n").unwrap();
    output.finish(b"{}").unwrap();
    fs::write(folder.path().join("notes.txt"), "mine").unwrap();
    let shards = ["part-00000.jsonl", "part-00001.jsonl", "part-00002.jsonl"];
    let articles = folder.path().join("articles");
    assert_eq!(names(&articles), shards);

    let mut options = options;
    options.folder_format = Format::Lines(Compression::Zstd);
    let mut output = create(folder.path(), options).unwrap();
    output.articles(b"4\n").unwrap();
    output.finish(b"{}").unwrap();
    assert_eq!(names(folder.path()), ["articles", "manifest.json", "notes.txt"]);
    assert_eq!(names(&articles), ["part-00000.jsonl.zst"]);
}

#[test]
fn abandoned_outputs_leave_no_files() {
    let folder = folder();
    let inner = folder.path().join("shards/");
    let options = options(|options| options.shard_bytes = 1000);
    let mut output = create(&inner, options).unwrap();
    for _ in 0..5000 {
        output.articles(b"{\"text\":\"a line of some length\"}\n").unwrap();
        output.rejects(b"{}\n").unwrap();
    }
    drop(output);
    assert_eq!(names(folder.path()), Vec::<String>::new(), "not even the folder that was made");

    let path = folder.path().join("out.jsonl");
    fs::write(&path, "earlier").unwrap();
    let mut output = create(&path, overwriting()).unwrap();
    output.articles(&b"{}\n".repeat(500_000)).unwrap();
    drop(output);
    assert_eq!(names(folder.path()), ["out.jsonl"]);
    assert_eq!(text(&path), "earlier");
}

#[test]
fn a_single_file_is_complete_or_missing() {
    let folder = folder();
    let path = folder.path().join("page.html");
    write_whole(&path, b"one", false).unwrap();
    assert!(matches!(write_whole(&path, b"two", false), Err(ExportError::Exists { path: p }) if p == path));
    assert_eq!(read(&path), b"one");
    write_whole(&path, b"two", true).unwrap();
    assert_eq!(read(&path), b"two");
    // A folder cannot be replaced by a file.
    let taken = folder.path().join("taken");
    fs::create_dir(&taken).unwrap();
    assert!(matches!(write_whole(&taken, b"", true), Err(ExportError::Place { path, .. }) if path == taken));
    let nowhere = folder.path().join("nowhere").join("page.html");
    assert!(
        matches!(write_whole(&nowhere, b"", true), Err(ExportError::Write { path, .. }) if path == nowhere)
    );
    assert_eq!(names(folder.path()), ["page.html", "taken"]);
}

#[test]
fn folders_that_cannot_be_written_to_are_named() {
    let folder = folder();
    let missing = folder.path().join("missing/out.jsonl");
    let error = create(&missing, OutputOptions::default()).unwrap_err();
    assert!(matches!(&error, ExportError::Create { path, .. } if *path == missing), "{error}");
    assert!(error.to_string().contains("missing/out.jsonl"), "{error}");

    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let below: PathBuf = file.join("shards/");
    let error = create(&below, OutputOptions::default()).unwrap_err();
    assert!(error.to_string().contains("file/shards"), "{error}");
}

#[test]
fn no_file_remains_if_one_cannot_be_placed() {
    let folder = folder();
    let path = folder.path().join("out.jsonl");
    let mut output = create(&path, overwriting()).unwrap();
    output.articles(b"{}\n").unwrap();
    output.rejects(b"{}\n").unwrap();
    // A folder with the name of the rejects.
    fs::create_dir(folder.path().join("out.rejects.jsonl")).unwrap();
    let error = output.finish(b"{}").unwrap_err();
    assert!(error.to_string().contains("out.rejects.jsonl"), "{error}");
    assert_eq!(names(folder.path()), ["out.rejects.jsonl"]);
}

#[cfg(unix)]
#[test]
fn files_have_the_access_rights_of_any_new_file() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder();
    let path = folder.path().join("out.jsonl");
    create(&path, OutputOptions::default()).unwrap().finish(b"{}").unwrap();
    fs::write(folder.path().join("plain"), "").unwrap();
    let mode = |name: &str| fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
    assert_eq!(mode("out.jsonl"), mode("plain"));
    assert_eq!(mode("out.manifest.json"), mode("plain"));
}

/// A stream that keeps what is written, and fails after a number of bytes.
#[derive(Clone)]
struct Pipe {
    written: Arc<Mutex<Vec<u8>>>,
    limit: usize,
    error: io::ErrorKind,
}

impl Pipe {
    fn new(limit: usize, error: io::ErrorKind) -> Self {
        Self { written: Arc::default(), limit, error }
    }
}

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut written = self.written.lock().unwrap();
        if written.len() + bytes.len() > self.limit {
            return Err(self.error.into());
        }
        written.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn streams_get_only_the_articles() {
    let pipe = Pipe::new(usize::MAX, io::ErrorKind::Other);
    let mut output = Output::to_stream(Box::new(pipe.clone()), OutputOptions::default()).unwrap();
    output.articles(b"1\n").unwrap();
    output.rejects(b"no\n").unwrap();
    output.errors(b"no\nno\n").unwrap();
    output.articles(b"2\n").unwrap();
    let finished = output.finish(b"{}").unwrap();
    assert_eq!(*pipe.written.lock().unwrap(), b"1\n2\n");
    assert_eq!(finished.files.len(), 1);
    assert_eq!((finished.files[0].path.to_str(), finished.files[0].bytes), (Some("-"), 4));
    assert_eq!(line_counts(&finished), [2, 1, 0, 2]);
}

/// Appends lines until a call returns an error.
fn write_until_error(output: &mut Output) -> ExportError {
    let line = [b"x".repeat(999), b"\n".to_vec()].concat();
    (0..100_000).find_map(|_| output.articles(&line).err()).expect("an error")
}

#[test]
fn a_closed_pipe_is_an_error_of_its_own() {
    let pipe = Pipe::new(300_000, io::ErrorKind::BrokenPipe);
    let mut output = Output::to_stream(Box::new(pipe), OutputOptions::default()).unwrap();
    assert!(matches!(write_until_error(&mut output), ExportError::PipeClosed));
    assert!(matches!(output.finish(b"{}"), Err(ExportError::FailedBefore)));
}

#[test]
fn a_later_call_reports_a_full_disk() {
    let pipe = Pipe::new(300_000, io::ErrorKind::StorageFull);
    let mut output = Output::to_stream(Box::new(pipe), OutputOptions::default()).unwrap();
    match write_until_error(&mut output) {
        ExportError::Write { source, .. } => assert_eq!(source.kind(), io::ErrorKind::StorageFull),
        other => panic!("{other}"),
    }
    let pipe = Pipe::new(0, io::ErrorKind::StorageFull);
    let mut output = Output::to_stream(Box::new(pipe), OutputOptions::default()).unwrap();
    output.articles(b"{}\n").unwrap();
    assert!(matches!(output.finish(b"{}"), Err(ExportError::Write { .. })), "at the latest when finishing");
}

#[test]
fn an_output_can_have_more_shards_than_a_process_can_have_open_files() {
    let folder = folder();
    let options = options(|options| options.shard_bytes = 1);
    let mut output = create(folder.path(), options).unwrap();
    output.articles(&b"{}\n".repeat(1100)).unwrap();
    let finished = output.finish(b"{}").unwrap();
    assert_eq!(finished.files.len(), 1101);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Shards are full but not larger than allowed, have complete lines, and give all lines in order, however they
    /// were passed.
    #[test]
    fn shards_depend_on_the_lines_alone(
        lengths in proptest::collection::vec(1..40_usize, 0..60),
        shard_bytes in 1..200_u64,
        pieces in 1..7_usize,
        compression in prop_oneof![Just(Compression::None), Just(Compression::Gzip), Just(Compression::Zstd)],
    ) {
        let lines: Vec<Vec<u8>> =
            lengths.iter().enumerate().map(|(n, len)| format!("{n:0len$}\n").into_bytes()).collect();
        let options = options(|options| {
            options.shard_bytes = shard_bytes;
            options.folder_format = Format::Lines(compression);
        });
        let (one_by_one, in_pieces) = (folder(), folder());
        let mut output = create(one_by_one.path(), options.clone()).unwrap();
        lines.iter().for_each(|line| output.articles(line).unwrap());
        let finished = output.finish(b"{}").unwrap();
        let mut output = create(in_pieces.path(), options).unwrap();
        lines.chunks(pieces).for_each(|lines| output.articles(&lines.concat()).unwrap());
        output.finish(b"{}").unwrap();

        let articles = |folder: &TempDir| folder.path().join("articles");
        prop_assert_eq!(names(&articles(&one_by_one)), names(&articles(&in_pieces)));
        for name in names(&articles(&one_by_one)) {
            let bytes = |folder: &TempDir| fs::read(articles(folder).join(&name)).unwrap();
            prop_assert_eq!(bytes(&one_by_one), bytes(&in_pieces));
        }
        let shards: Vec<Vec<u8>> =
            finished.files.iter().filter(|file| file.lines.is_some()).map(|file| read(&file.path)).collect();
        prop_assert_eq!(shards.concat(), lines.concat());
        for pair in shards.windows(2) {
            prop_assert!(pair[0].ends_with(b"\n"));
            let next = pair[1].split_inclusive(|&b| b == b'\n').next().unwrap();
            prop_assert!((pair[0].len() + next.len()) as u64 > shard_bytes);
        }
        for shard in &shards {
            let one_line = shard.iter().filter(|&&b| b == b'\n').count() == 1;
            prop_assert!(shard.len() as u64 <= shard_bytes || one_line);
        }
    }
}

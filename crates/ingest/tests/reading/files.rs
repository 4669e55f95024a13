use std::fs;
use std::path::Path;

use dechaff_ingest::{Inputs, Options, PageKind, Reader, ResolveError};

use crate::fixtures::*;

fn resolve(args: &[&str]) -> Result<Inputs, ResolveError> {
    Inputs::resolve(&args.iter().map(|arg| (*arg).to_owned()).collect::<Vec<_>>())
}

fn names(inputs: &Inputs, root: &Path) -> Vec<String> {
    let root = format!("{}/", root.display());
    inputs.files().map(|(name, _)| name.strip_prefix(&root).unwrap_or(name).to_owned()).collect()
}

fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = root.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    root
}

#[test]
fn folders_are_sorted_by_path_bytes() {
    let root =
        folder(&[("b/1.html", b"<p>1</p>"), ("b.html", b"x"), ("a/z/2", b"22"), ("B", b""), ("é", b"x")]);
    let inputs = resolve(&[root.path().to_str().unwrap()]).unwrap();
    assert_eq!(names(&inputs, root.path()), ["B", "a/z/2", "b.html", "b/1.html", "é"]);
    assert_eq!(inputs.total_bytes(), Some(12));
}

#[test]
fn patterns_are_expanded() {
    let root = folder(&[
        ("a1.txt", b"x"),
        ("a2.txt", b"x"),
        ("b/a3.txt", b"x"),
        ("b/c/a4.txt", b"x"),
        ("[x].txt", b"x"),
    ]);
    let check = |pattern: &str, expected: &[&str]| {
        let inputs = resolve(&[&format!("{}/{pattern}", root.path().display())]).unwrap();
        assert_eq!(names(&inputs, root.path()), expected, "{pattern}");
    };
    check("*.txt", &["[x].txt", "a1.txt", "a2.txt"]);
    check("**/a*.txt", &["a1.txt", "a2.txt", "b/a3.txt", "b/c/a4.txt"]);
    check("?/*.txt", &["b/a3.txt"]);
    check("{a1,a2}.txt", &["a1.txt", "a2.txt"]);
    check("[b]", &["b/a3.txt", "b/c/a4.txt"]);
    // A file with exactly this name takes precedence over the pattern.
    check("[x].txt", &["[x].txt"]);
    let error = resolve(&[&format!("{}/*.warc", root.path().display())]).unwrap_err();
    assert!(matches!(&error, ResolveError::NoMatch(_)) && error.to_string().contains("*.warc"));
}

#[test]
fn named_files_must_exist() {
    let error = resolve(&["no/such/file"]).unwrap_err();
    assert!(matches!(error, ResolveError::NotFound(_)));
    assert_eq!(error.to_string(), "no/such/file: no such file or folder");
    assert!(matches!(resolve(&["no[such"]), Err(ResolveError::Pattern { .. })));
    assert!(matches!(resolve(&[]), Err(ResolveError::NoInput)));
    assert!(matches!(resolve(&["-", "-"]), Err(ResolveError::StdinTwice)));
    assert_eq!(resolve(&["-"]).unwrap().total_bytes(), None);
}

#[cfg(unix)]
#[test]
fn links_and_pipes_in_folders_are_harmless() {
    use std::os::unix::fs::symlink;
    let root = folder(&[("a/1", b"one"), ("b/2", b"two")]);
    symlink(root.path(), root.path().join("a/up")).unwrap();
    symlink(root.path().join("b"), root.path().join("a/b_again")).unwrap();
    symlink(root.path().join("b/2"), root.path().join("c")).unwrap();
    let made = std::process::Command::new("mkfifo").arg(root.path().join("pipe")).status();
    assert!(made.is_ok_and(|status| status.success()));
    let _socket = std::os::unix::net::UnixListener::bind(root.path().join("socket")).unwrap();
    let inputs = resolve(&[root.path().to_str().unwrap()]).unwrap();
    assert_eq!(names(&inputs, root.path()), ["a/1", "a/b_again/2", "c"]);
    assert_eq!(Reader::new(inputs, Options::default()).count(), 3);
}

#[cfg(unix)]
#[test]
fn files_that_vanish_and_broken_links_cost_only_themselves() {
    let root = folder(&[("1", b"one"), ("2", b"two"), ("3", b"three")]);
    std::os::unix::fs::symlink(root.path().join("nothing"), root.path().join("4")).unwrap();
    let inputs = resolve(&[root.path().to_str().unwrap()]).unwrap();
    fs::remove_file(root.path().join("2")).unwrap();
    let items: Vec<_> = Reader::new(inputs, Options::default()).collect();
    assert_eq!(outline(&items), ["page 1", "error unreadable 0", "page 1", "error unreadable 0"]);
}

#[cfg(unix)]
#[test]
fn names_that_are_not_utf8_are_opened() {
    use std::os::unix::ffi::OsStrExt;
    let root = tempfile::tempdir().unwrap();
    fs::write(root.path().join(std::ffi::OsStr::from_bytes(b"caf\xe9.txt")), "words").unwrap();
    let items: Vec<_> =
        Reader::new(resolve(&[root.path().to_str().unwrap()]).unwrap(), Options::default()).collect();
    let page = one(items);
    assert!(page.origin.file.ends_with("caf\u{fffd}.txt"));
}

#[test]
fn a_folder_of_pages_is_read() {
    let root = folder(&[
        ("1.html", HTML.as_bytes()),
        ("2.txt", b"Just words."),
        ("3", b""),
        ("4.html", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
        ("5.html", b"%PDF-1.4"),
        ("6.bin", &[1, 0, 7, 0xff, 3, 0, 2, 0x80, 5]),
        ("7.jsonl", b"{\"text\":\"a\"}\n{\"text\":\"b\"}\n"),
        ("8.xml", b"<?xml version=\"1.0\"?><rss></rss>"),
        ("https%3A%2F%2Fexample.org%2Fnews%2F1", HTML.as_bytes()),
        (
            "saved.html",
            b"<!DOCTYPE html>\n<!-- saved from url=(0021)https://example.org/a -->\n<html><p>x</p></html>",
        ),
    ]);
    let inputs = resolve(&[root.path().to_str().unwrap()]).unwrap();
    let total = inputs.total_bytes().unwrap();
    let mut reader = Reader::new(inputs, Options::default());
    let progress = reader.progress();
    let items: Vec<_> = reader.by_ref().collect();
    assert_eq!(
        outline(&items),
        [
            "page 1",
            "page 1",
            "page 1",
            "skipped image",
            "skipped pdf",
            "skipped binary",
            "page 1",
            "page 2",
            "skipped xml",
            "page 1",
            "page 1"
        ]
    );
    assert_eq!(progress.bytes_read(), total);
    let pages = pages(&items);
    let kinds: Vec<PageKind> = pages.iter().map(|page| page.kind).collect();
    use PageKind::{Html, Text};
    assert_eq!(kinds, [Html, Text, Text, Text, Text, Html, Html]);
    assert_eq!(pages[5].declared.url.as_deref(), Some("https://example.org/news/1"));
    assert_eq!(pages[6].declared.url.as_deref(), Some("https://example.org/a"));
}

#[test]
fn empty_standard_input_yields_nothing() {
    assert!(read("").is_empty());
    assert!(read(gz(b"")).is_empty());
}

#[test]
fn large_page_files_are_cut() {
    let mut options = Options::default();
    options.max_page_bytes = 1000;
    let long = "word ".repeat(100_000);
    let root = folder(&[
        ("a.txt", long.as_bytes()),
        ("b.txt.gz", &gz(long.as_bytes())),
        ("c.txt", &long.as_bytes()[..1000]),
    ]);
    let inputs = resolve(&[root.path().to_str().unwrap()]).unwrap();
    let total = inputs.total_bytes().unwrap();
    let mut reader = Reader::new(inputs, options);
    let items: Vec<_> = reader.by_ref().collect();
    let sizes: Vec<_> = pages(&items).iter().map(|page| (page.bytes.len(), page.too_large)).collect();
    assert_eq!(sizes, [(1000, Some(500_000)), (1000, Some(500_000)), (1000, None)]);
    assert_eq!(reader.progress().bytes_read(), total);
}

#[test]
fn unsupported_formats_are_named() {
    let check = |bytes: &[u8], name: &str| {
        let items = read(bytes);
        assert_eq!(outline(&items), ["error unsupported 0"], "{name}");
        let dechaff_ingest::Item::Error(error) = &items[0] else { panic!() };
        assert!(error.detail.starts_with(name), "{}", error.detail);
    };
    check(b"\x02\x21\x4c\x18rest", "legacy lz4");
    check(b"LZIP\x01rest", "lzip");
    check(b"7z\xbc\xaf\x27\x1crest", "7z");
    check(b"Rar!\x1a\x07rest", "rar");
    let lzma = [&b"\x5d\x00\x00\x80\x00"[..], &[0xff; 8], b"rest"].concat();
    check(&lzma, "lzma");
    check(&gz(&lzma)[..], "lzma");
}

#[test]
fn utf16_pages_are_pages() {
    let utf16 = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let mut marked = vec![0xff, 0xfe];
    marked.extend(utf16(HTML));
    assert_eq!(one(read(marked)).kind, PageKind::Html);
    assert_eq!(one(read(utf16(HTML))).kind, PageKind::Html);
    let mut words = vec![0xff, 0xfe];
    words.extend(utf16("Слова и больше ничего."));
    assert_eq!(one(read(words)).kind, PageKind::Text);
}

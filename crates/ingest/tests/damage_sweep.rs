//! Cuts a small file at every byte, and changes every byte in two ways. Nothing panics, nothing hangs, and no page
//! is lost without an error.
//!
//! Three pages go in. If a damaged copy does not give all three back unchanged, something must report it. How
//! strict this is depends on the format:
//!
//! - `Checked`: every loss and every change is reported. These are formats with a checksum over all that matters:
//!   gzip, bzip2, xz, zstd and lz4 with their checksums, zip, and tar in one of them.
//! - `Counted`: every loss is reported, but a page may be changed, because nothing in the format could show it.
//!   These are plain JSON Lines (a line is a page or an error), tar (only headers have checksums), and zstd and
//!   lz4 without checksums.
//!
//! Two losses cannot be seen in the bytes that are left, and each format states them. A file without its first
//! bytes, the magic of its format, is another file. It must still yield something: a page of its own, or a file
//! skipped as binary. And a file of records that is cut between two of them is a shorter file.

#![allow(clippy::unwrap_used)]

#[allow(dead_code, reason = "the other tests use the rest")]
#[path = "reading/fixtures.rs"]
mod fixtures;

use std::ops::Range;

use dechaff_ingest::{Item, Options, Reader};
use fixtures::*;
use zip::CompressionMethod::{Bzip2, Deflated, Stored, Xz, Zstd};

const PAGES: [&str; 3] = ["The first page.", "The second page.", "The third page."];

fn line(page: &str) -> Vec<u8> {
    format!("{{\"text\":\"{page}\"}}\n").into_bytes()
}

fn lines() -> Vec<u8> {
    PAGES.iter().flat_map(|page| line(page)).collect()
}

/// One member or frame per line.
fn each(compress: fn(&[u8]) -> Vec<u8>) -> Vec<Vec<u8>> {
    PAGES.iter().map(|page| compress(&line(page))).collect()
}

fn checked_zst(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = zstd::Encoder::new(Vec::new(), 3).unwrap();
    encoder.include_checksum(true).unwrap();
    std::io::Write::write_all(&mut encoder, bytes).unwrap();
    encoder.finish().unwrap()
}

fn bare_lz4(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = lz4_flex::frame::FrameEncoder::new(Vec::new());
    std::io::Write::write_all(&mut encoder, bytes).unwrap();
    encoder.finish().unwrap()
}

fn members() -> [(&'static str, &'static [u8]); 3] {
    [("1.txt", PAGES[0].as_bytes()), ("2.txt", PAGES[1].as_bytes()), ("3.txt", PAGES[2].as_bytes())]
}

#[derive(Clone, Copy, PartialEq)]
enum Promise {
    Checked,
    Counted,
}

use Promise::{Checked, Counted};

/// What one damaged copy yielded.
struct Outcome {
    items: Vec<Item>,
    /// Pages that are unchanged.
    whole: usize,
    pages: usize,
    errors: usize,
}

fn outcome(bytes: Vec<u8>) -> Outcome {
    let size = bytes.len();
    // A reader that does not end is stopped here.
    let reader = Reader::from_read("in", std::io::Cursor::new(bytes), Options::default());
    let items: Vec<Item> = reader.take(size + 100).collect();
    assert!(items.len() < size + 100, "no end");
    let found = pages(&items);
    let whole =
        PAGES.iter().filter(|page| found.iter().any(|p| !p.truncated && p.bytes == page.as_bytes())).count();
    let (pages, errors) = (found.len(), errors(&items));
    Outcome { whole, pages, errors, items }
}

struct Sweep {
    bytes: Vec<u8>,
    promise: Promise,
    /// The magic: without all of these bytes the file is another one.
    mark: Range<usize>,
    /// The cuts that leave a shorter file.
    seams: Vec<usize>,
}

impl Sweep {
    /// For a file in one piece whose magic has `mark` bytes.
    fn new(bytes: Vec<u8>, promise: Promise, mark: usize) -> Self {
        Sweep { bytes, promise, mark: 0..mark, seams: vec![] }
    }

    /// For pieces each of which is a file.
    fn from_pieces(pieces: Vec<Vec<u8>>, promise: Promise, mark: usize) -> Self {
        let mut seams = vec![];
        for piece in &pieces {
            seams.push(seams.last().unwrap_or(&0) + piece.len());
        }
        Sweep { seams, ..Sweep::new(pieces.concat(), promise, mark) }
    }

    #[track_caller]
    fn run(&self) {
        let whole = outcome(self.bytes.clone());
        assert_eq!((whole.whole, whole.errors, whole.items.len()), (3, 0, 3), "{:?}", outline(&whole.items));
        for cut in 1..self.bytes.len() {
            let found = outcome(self.bytes[..cut].to_vec());
            let accounted = found.errors > 0
                || self.seams.contains(&cut)
                || cut <= self.mark.end && !found.items.is_empty();
            assert!(accounted || found.whole == 3, "cut at {cut}: {:?}", outline(&found.items));
        }
        for at in 0..self.bytes.len() {
            for change in [0x01, 0xff] {
                let mut bytes = self.bytes.clone();
                bytes[at] ^= change;
                let found = outcome(bytes);
                let accounted = found.errors > 0
                    || self.mark.contains(&at) && !found.items.is_empty()
                    || self.promise == Counted && found.is_all_there();
                assert!(
                    accounted || found.whole == 3,
                    "changed by {change:#x} at {at}: {:?}",
                    outline(&found.items)
                );
            }
        }
    }
}

impl Outcome {
    /// Whether nothing is missing: there are as many pages and skipped files as went in, or a page of all their
    /// bytes, if lines are no longer recognised.
    fn is_all_there(&self) -> bool {
        let bytes: usize = pages(&self.items).iter().map(|page| page.bytes.len()).sum();
        self.pages + skipped(&self.items) >= 3 || bytes >= lines().len()
    }
}

fn skipped(items: &[Item]) -> usize {
    items.iter().filter(|item| matches!(item, Item::Skipped(_))).count()
}

#[test]
fn plain_lines() {
    let pieces: Vec<Vec<u8>> = PAGES.iter().map(|page| line(page)).collect();
    let mut sweep = Sweep::from_pieces(pieces, Counted, 9);
    // A missing newline alone is not a loss.
    sweep.seams.extend(sweep.seams.clone().iter().map(|seam| seam - 1));
    sweep.run();
}

#[test]
fn gzip() {
    Sweep::new(gz(&lines()), Checked, 2).run();
    Sweep::from_pieces(each(gz), Checked, 2).run();
}

#[test]
fn zstd_with_checksums() {
    Sweep::new(checked_zst(&lines()), Checked, 4).run();
    Sweep::from_pieces(each(checked_zst), Checked, 4).run();
}

#[test]
fn zstd_without_checksums() {
    Sweep::new(zst(&lines()), Counted, 4).run();
    Sweep::from_pieces(each(zst), Counted, 4).run();
}

#[test]
fn bzip2() {
    Sweep::new(bz2(&lines()), Checked, 3).run();
    Sweep::from_pieces(each(bz2), Checked, 3).run();
}

#[test]
fn xz_streams() {
    Sweep::new(xz(&lines()), Checked, 5).run();
    Sweep::from_pieces(each(xz), Checked, 5).run();
}

#[test]
fn lz4_with_checksums() {
    Sweep::new(lz4(&lines()), Checked, 4).run();
    Sweep::from_pieces(each(lz4), Checked, 4).run();
}

#[test]
fn lz4_without_checksums() {
    Sweep::new(bare_lz4(&lines()), Counted, 4).run();
    Sweep::from_pieces(each(bare_lz4), Counted, 4).run();
}

#[test]
fn tar_alone() {
    // The magic is the part of a header that distinguishes a tar from anything else.
    Sweep { mark: 0..124, ..Sweep::new(tar_of(&members()), Counted, 0) }.run();
}

#[test]
fn tar_under_compressions() {
    for (compress, mark) in [(gz as fn(&[u8]) -> Vec<u8>, 2), (checked_zst, 4), (bz2, 3), (xz, 5), (lz4, 4)] {
        Sweep::new(compress(&tar_of(&members())), Checked, mark).run();
    }
}

#[test]
fn zip_archives() {
    for method in [Stored, Deflated] {
        Sweep::new(zip_of(method, &members()), Checked, 4).run();
    }
}

#[test]
fn zip_archives_with_newer_methods() {
    for method in [Bzip2, Zstd, Xz] {
        Sweep::new(zip_of(method, &members()), Checked, 4).run();
    }
}

#[test]
fn zip_of_compressed_members() {
    let packed: Vec<(String, Vec<u8>)> =
        PAGES.iter().enumerate().map(|(n, page)| (format!("{n}.jsonl.gz"), gz(&line(page)))).collect();
    let files: Vec<(&str, &[u8])> = packed.iter().map(|(n, b)| (n.as_str(), b.as_slice())).collect();
    Sweep::new(zip_of(Stored, &files), Checked, 4).run();
}

//! Hostile input costs memory and time in proportion to its size.

use std::io::{Read, Write};

use dechaff_ingest::{ErrorKind, Item, Options, Reader};

use crate::fixtures::*;

/// Gives the same block `times` times.
struct Endless {
    block: Vec<u8>,
    times: usize,
}

impl Read for Endless {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        if self.times == 0 {
            return Ok(0);
        }
        self.times -= 1;
        let bytes = self.block.len().min(out.len());
        out[..bytes].copy_from_slice(&self.block[..bytes]);
        Ok(bytes)
    }
}

/// The peak memory of this process in MiB.
#[cfg(target_os = "linux")]
fn peak_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
}

/// A bomb is stopped after few bytes, and takes little memory.
#[track_caller]
fn check_bomb(bomb: Vec<u8>, name: &str) {
    let mut options = Options::default();
    options.max_page_bytes = 1 << 20;
    #[cfg(target_os = "linux")]
    let before = peak_mib();
    let items = read_with(bomb, options);
    let found = items.iter().any(|item| matches!(item, Item::Error(error) if error.kind == ErrorKind::Ratio));
    assert!(found, "{name}: {:?}", outline(&items));
    #[cfg(target_os = "linux")]
    assert!(peak_mib() - before < 64, "{name}: {} MiB", peak_mib() - before);
}

fn zeros_through(mut encoder: impl Write, mib: usize) {
    let block = vec![b' '; 1 << 20];
    for _ in 0..mib {
        encoder.write_all(&block).unwrap();
    }
    encoder.flush().unwrap();
}

#[test]
fn a_bomb_of_gzip_in_gzip_is_stopped() {
    let mut out = vec![];
    zeros_through(flate2::write::GzEncoder::new(&mut out, flate2::Compression::best()), 64);
    check_bomb(gz(&out), "gzip in gzip");
}

#[test]
fn a_bomb_of_zstd_is_stopped() {
    let mut out = vec![];
    zeros_through(zstd::Encoder::new(&mut out, 3).unwrap().auto_finish(), 64);
    check_bomb(out, "zstd");
}

#[test]
fn a_bomb_of_bzip2_is_stopped() {
    let block = bz2(&vec![b' '; 1 << 20]);
    check_bomb(block.repeat(64), "bzip2");
}

#[test]
fn a_bomb_of_xz_is_stopped() {
    let mut out = vec![];
    zeros_through(liblzma::write::XzEncoder::new(&mut out, 1), 64);
    check_bomb(out, "xz");
}

#[test]
fn a_bomb_of_lz4_is_stopped() {
    // Lz4 alone gives at most 255 bytes per byte, less than the limit.
    let mut out = vec![];
    zeros_through(lz4_flex::frame::FrameEncoder::new(&mut out).auto_finish(), 64);
    check_bomb(lz4(&out), "lz4 in lz4");
}

#[test]
fn a_bomb_in_an_archive_is_stopped() {
    let bomb = bz2(&vec![b' '; 1 << 20]).repeat(64);
    check_bomb(tar_of(&[("bomb.bz2", &bomb)]), "tar");
    check_bomb(zip_of(zip::CompressionMethod::Deflated, &[("bomb.bz2", &bomb)]), "zip");
}

#[test]
fn an_xz_that_asks_for_too_much_memory_is_not_read() {
    // Only the head asks for the memory. The decoder must not believe it and take it.
    let small = xz(b"Just words.");
    let mut head = small.clone();
    head[16] = 36;
    let mut crc = flate2::Crc::new();
    crc.update(&head[12..20]);
    head[20..24].copy_from_slice(&crc.sum().to_le_bytes());
    let items = read([head, small].concat());
    let kinds: Vec<String> = outline(&items);
    assert!(kinds.iter().any(|line| line.starts_with("error unsupported")), "{kinds:?}");
    assert!(pages(&items).iter().any(|page| page.bytes == b"Just words."), "{kinds:?}");
}

#[test]
fn hostile_heads_are_reported() {
    for piece in [
        &b"BZh91AY&SY"[..],
        b"\xfd7zXZ\x00\x00\x04\xe6\xd6\xb4\x46",
        b"\x04\x22\x4d\x18\x60\x40\x82",
        b"PK\x03\x04",
        b"PK\x01\x02",
    ] {
        let items = read(piece.repeat(1_500));
        assert!(!items.is_empty() && pages(&items).is_empty(), "{piece:?}: {:?}", outline(&items));
    }
    // Frames to be skipped hold nothing, so a file of them is an empty stream.
    assert!(read(b"\x50\x2a\x4d\x18\x00\x00\x00\x00".repeat(1_500)).is_empty());
    let header = tar_entry(b"a", b'0', b"");
    let mut torn = header.clone();
    torn[130] ^= 1;
    let items = read([&header[..], &torn, &b"ustar".repeat(50_000)].concat());
    assert!(errors(&items) > 0, "{:?}", outline(&items));
}

#[test]
fn a_line_without_end_costs_no_memory() {
    let mut options = Options::default();
    options.max_line_bytes = 1 << 20;
    #[cfg(target_os = "linux")]
    let before = peak_mib();
    let mut block = vec![b'x'; 64 << 10];
    block[..9].copy_from_slice(b"{\"text\":\"");
    let items: Vec<Item> = Reader::from_read("in", Endless { block, times: 4096 }, options).collect();
    assert_eq!(outline(&items), ["error line_too_long 1"]);
    #[cfg(target_os = "linux")]
    assert!(peak_mib() - before < 16);
}

#[test]
fn json_nested_without_end_is_bad_json() {
    let deep = format!("{{\"text\":{}\n{{\"text\":\"after\"}}\n", "[".repeat(1 << 20));
    assert_eq!(outline(&read(deep)), ["error bad_json 1", "page 2"]);
    let closed =
        format!("{{\"a\":{}{},\"text\":\"x\"}}\n{{\"text\":\"b\"}}\n", "[".repeat(9999), "]".repeat(9999));
    let found = outline(&read(closed));
    assert!(found == ["error bad_json 1", "page 2"] || found == ["page 1", "page 2"], "{found:?}");
}

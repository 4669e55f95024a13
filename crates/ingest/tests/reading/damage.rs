//! Damage costs little, and every loss is reported.

use dechaff_ingest::{ErrorKind, Item, Options, Reader};

use crate::fixtures::*;

fn lines(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("{{\"id\":{number},\"text\":\"Story number {number}.\"}}\n")).collect()
}

#[test]
fn a_cut_gzip_of_lines_keeps_the_lines_before() {
    let lines = lines(4);
    let members: Vec<Vec<u8>> = lines.iter().map(|line| gz(line.as_bytes())).collect();
    let bytes = members.concat();
    let mut borders = vec![0];
    for member in &members {
        borders.push(borders[borders.len() - 1] + member.len());
    }
    // A single byte shows nothing.
    for cut in 2..=bytes.len() {
        let items = read(&bytes[..cut]);
        let whole = borders.iter().filter(|&&border| border > 0 && border <= cut).count();
        let pages = pages(&items);
        assert!(pages.len() >= whole, "{cut}: {items:?}");
        for (number, page) in pages.iter().enumerate() {
            assert_eq!(page.declared.id.as_deref(), Some(number.to_string().as_str()));
        }
        assert_eq!(errors(&items), usize::from(!borders.contains(&cut)), "{cut}: {items:?}");
        if !borders.contains(&cut) {
            assert!(
                items.iter().any(
                    |item| matches!(item, Item::Error(error) if error.kind == ErrorKind::Truncated)
                    // The first byte of a member alone cannot be distinguished from junk.
                    || borders.contains(&(cut - 1))
                ),
                "{cut}: {items:?}"
            );
        }
    }
}

#[test]
fn a_cut_gzip_around_all_lines_keeps_the_lines_before() {
    for compress in [gz, zst] {
        let bytes = compress(lines(50).concat().as_bytes());
        for cut in 1..bytes.len() {
            let items = read(&bytes[..cut]);
            // A single byte is a page of its own.
            assert!(errors(&items) == 1 || cut < 4, "{cut}: {items:?}");
        }
    }
}

#[test]
fn a_cut_warc_keeps_the_records_before() {
    let records: Vec<Vec<u8>> = (1..4).map(page_record).collect();
    for compressed in [false, true] {
        let parts: Vec<Vec<u8>> =
            records.iter().map(|record| if compressed { gz(record) } else { record.clone() }).collect();
        let bytes = parts.concat();
        let mut borders = vec![0];
        for part in &parts {
            borders.push(borders[borders.len() - 1] + part.len());
        }
        for cut in 20..bytes.len() {
            let items = read(&bytes[..cut]);
            let whole = borders.iter().filter(|&&border| border > 0 && border <= cut).count();
            assert!(pages(&items).len() >= whole, "{cut}: {items:?}");
            // The line ends after a record are not a loss, and neither is a record that would begin with them.
            let border = borders
                .iter()
                .any(|&border| cut + 4 >= border && cut <= border && (!compressed || cut == border));
            assert_eq!(errors(&items), usize::from(!border), "{compressed} {cut}: {:?}", outline(&items));
        }
    }
}

#[test]
fn a_flipped_byte_costs_no_other_record() {
    for compress in [gz, checked_zst, bz2, xz, lz4] {
        let records: Vec<Vec<u8>> = (1..8).map(|number| compress(&page_record(number))).collect();
        let before: usize = records[..3].iter().map(Vec::len).sum();
        for at in 0..records[3].len() {
            for flip in [0x01, 0x80, 0xff] {
                let mut bytes = records.concat();
                bytes[before + at] ^= flip;
                let items = read(bytes);
                for number in [1, 2, 3, 5, 6, 7] {
                    let sought = format!("Story number {number},");
                    let found = pages(&items)
                        .iter()
                        .any(|page| memchr::memmem::find(&page.bytes, sought.as_bytes()).is_some());
                    assert!(found, "flip {flip:#x} at {at} lost {number}: {:?}", outline(&items));
                }
            }
        }
    }
}

#[test]
fn damage_between_lines_joins_nothing() {
    let lines = lines(6);
    for compress in [gz, checked_zst, bz2, xz, lz4] {
        // The last line of the member is cut in the middle.
        let mut damaged = compress(format!("{}{}", lines[2], &lines[3][..10]).as_bytes());
        let middle = damaged.len() / 2;
        damaged[middle] ^= 0xff;
        let bytes =
            [compress(lines[..2].concat().as_bytes()), damaged, compress(lines[4..].concat().as_bytes())]
                .concat();
        let items = read(bytes);
        let outline = outline(&items);
        assert!(errors(&items) >= 1, "{outline:?}");
        let ids: Vec<_> = pages(&items).iter().filter_map(|page| page.declared.id.clone()).collect();
        assert!(
            ids.starts_with(&["0".into(), "1".into()]) && ids.ends_with(&["4".into(), "5".into()]),
            "{ids:?}"
        );
    }
}

/// Without a checksum, zstd does not notice most damage.
fn checked_zst(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = zstd::Encoder::new(Vec::new(), 3).unwrap();
    encoder.include_checksum(true).unwrap();
    std::io::Write::write_all(&mut encoder, bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn junk_after_gzip_is_reported_with_its_offset() {
    let good = gz(lines(2).concat().as_bytes());
    let mut bytes = good.clone();
    bytes.extend_from_slice(b"junk");
    let items = read(bytes);
    let Some(Item::Error(error)) = items.last() else { panic!("{items:?}") };
    assert_eq!(error.kind, ErrorKind::DamagedGzip);
    assert!(error.detail.contains(&format!("offset {}", good.len())), "{}", error.detail);
    assert_eq!(error.origin.record, 3);
}

#[test]
fn a_wrong_checksum_is_reported_and_the_contents_are_kept() {
    let mut bytes = gz(lines(2).concat().as_bytes());
    let at = bytes.len() - 6;
    bytes[at] ^= 1;
    bytes.extend(gz(b"{\"text\":\"after\"}\n"));
    assert_eq!(outline(&read(bytes)), ["page 1", "page 2", "error damaged_gzip 3", "page 3"]);
}

#[test]
fn damage_of_each_kind_has_its_name() {
    for (compress, kind) in
        [(bz2 as fn(&[u8]) -> Vec<u8>, "damaged_bzip2"), (xz, "damaged_xz"), (lz4, "damaged_lz4")]
    {
        let good = compress(lines(2).concat().as_bytes());
        let junk = [good.clone(), b"junk".to_vec()].concat();
        let items = read(junk);
        assert_eq!(outline(&items), ["page 1", "page 2", &format!("error {kind} 3")]);
        let Some(Item::Error(error)) = items.last() else { panic!("{items:?}") };
        assert!(error.detail.contains(&format!("offset {}", good.len())), "{}", error.detail);
        let mut broken = good.clone();
        let middle = broken.len() / 2;
        broken[middle..middle + 4].fill(0x55);
        broken.extend(compress(b"{\"text\":\"after\"}\n"));
        let items = read(broken);
        let found = outline(&items);
        assert!(found.iter().any(|line| line.starts_with(&format!("error {kind}"))), "{found:?}");
        assert!(pages(&items).iter().any(|page| page.bytes == b"after"), "{found:?}");
        let cut = read(&good[..good.len() - 3]);
        assert!(outline(&cut).iter().any(|line| line.starts_with("error truncated")), "{:?}", outline(&cut));
    }
}

#[test]
fn a_cut_page_is_kept_and_marked() {
    let text: String = (0..5000).map(|number| format!("Word {number} of many. ")).collect();
    let bytes = gz(text.as_bytes());
    let items = read(&bytes[..bytes.len() / 2]);
    assert_eq!(outline(&items), ["page 1", "error truncated 1"]);
    let page = pages(&items)[0];
    assert!(page.truncated && text.as_bytes().starts_with(&page.bytes) && page.bytes.len() > 1000);
}

#[test]
fn a_failing_disk_costs_its_file() {
    struct Failing(usize);
    impl std::io::Read for Failing {
        fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
            self.0 += 1;
            let line = b"{\"text\":\"a\"}\n{\"text\":";
            match self.0 {
                1 => {
                    out[..line.len()].copy_from_slice(line);
                    Ok(line.len())
                }
                2 => Err(std::io::ErrorKind::Interrupted.into()),
                _ => Err(std::io::Error::other("bad sector")),
            }
        }
    }
    let items: Vec<Item> = Reader::from_read("in", Failing(0), Options::default()).collect();
    assert_eq!(outline(&items), ["page 1", "error unreadable 2"]);
    assert!(items[1].origin().offset == 13);
}

#[test]
fn a_warc_resumes_after_a_gap() {
    let records: Vec<Vec<u8>> = (1..30).map(page_record).collect();
    // Members that end within records, as some tools split files.
    let whole = records.concat();
    let members: Vec<Vec<u8>> = whole.chunks(700).map(gz).collect();
    let mut bytes = Vec::new();
    for (at, member) in members.iter().enumerate() {
        let mut member = member.clone();
        if at == 5 {
            let middle = member.len() / 2;
            member[middle] ^= 0x55;
        }
        bytes.extend(member);
    }
    let items = read(bytes);
    let errors = errors(&items);
    assert!((1..4).contains(&errors), "{:?}", outline(&items));
    assert!(pages(&items).len() >= 25, "{:?}", outline(&items));
    let last = pages(&items);
    assert!(text(last[last.len() - 1]).contains("number 29"));
}

#[test]
fn large_broken_members_come_to_an_end() {
    // Larger than any buffer, so that the fault occurs in the middle of one.
    let text: String =
        (0..400_000u64).map(|number| format!("{}\n", number.wrapping_mul(0x9e37_79b9_7f4a_7c15))).collect();
    for compress in [gz, checked_zst, bz2, xz, lz4] {
        let whole = compress(text.as_bytes());
        for part in 1..8 {
            let mut bytes = whole.clone();
            let at = whole.len() * part / 8;
            bytes[at..at + 40].fill(0xaa);
            bytes.extend(compress(b"the next member"));
            let items = read(bytes);
            assert!(errors(&items) >= 1);
            // Lz4 gives nothing before a block is complete, and a block may have 4 MiB.
            let first = pages(&items)[0];
            assert!(first.truncated || first.bytes == b"the next member", "{part}: {:?}", outline(&items));
        }
    }
}

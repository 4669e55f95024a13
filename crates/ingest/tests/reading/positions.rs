//! A reader that goes on from a position gives what the first reader would have given.

use std::fs;
use std::io::Write;

use dechaff_ingest::{Inputs, Item, Options, Position, Reader};
use flate2::write::GzEncoder;

fn items(reader: &mut Reader) -> Vec<Item> {
    reader.collect()
}

#[test]
fn every_position_leads_to_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    let lines = "{\"url\": \"https://a.example/1\", \"text\": \"One.\"}\n{\"cut\n\n{\"maintext\": \"Two.\", \"source_domain\": \"a.example\"}\n";
    fs::write(folder.path().join("a.jsonl"), lines).unwrap();
    fs::write(folder.path().join("b.html"), "<p>A page of its own.</p>").unwrap();
    let mut packed = GzEncoder::new(vec![], flate2::Compression::default());
    packed.write_all(lines.as_bytes()).unwrap();
    fs::write(folder.path().join("c.jsonl.gz"), packed.finish().unwrap()).unwrap();
    fs::write(folder.path().join("d.bin"), [0u8; 100]).unwrap();
    let inputs = Inputs::resolve(&[folder.path().to_str().unwrap().to_owned()]).unwrap();

    let mut whole = Reader::new(inputs.clone(), Options::default());
    let all = items(&mut whole);
    assert_eq!(all.len(), 8);
    let (mapping, progress) = (whole.mapping_in_force(), whole.progress().bytes_read());
    for taken in 0..=all.len() {
        let mut first = Reader::new(inputs.clone(), Options::default());
        let before: Vec<Item> = first.by_ref().take(taken).collect();
        let position = first.position();
        // As it is on disk.
        let position: Position = serde_json::from_str(&serde_json::to_string(&position).unwrap()).unwrap();
        let mut second = Reader::from_position(inputs.clone(), Options::default(), &position);
        assert_eq!(second.mapping_in_force(), first.mapping_in_force(), "{taken}");
        let rest = items(&mut second);
        assert_eq!(format!("{:?}", [before, rest].concat()), format!("{all:?}"), "{taken}");
        assert_eq!(second.mapping_in_force(), mapping, "{taken}");
        assert_eq!(second.progress().bytes_read(), progress, "{taken}");
        assert_eq!(second.position(), whole.position(), "{taken}");
    }
}

//! Compares the table of named character references with markup5ever's. `UPDATE_REFERENCES=1` rewrites it.

#![allow(clippy::disallowed_methods, reason = "the test compares a file of the crate")]
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;

/// Entries in lines as wide as those of other files.
fn entries(pairs: &BTreeMap<String, String>) -> String {
    let (mut out, mut line) = (String::new(), "   ".to_owned());
    for (name, text) in pairs {
        let text: String = text.chars().map(escaped).collect();
        let entry = format!(" (\"{name}\", \"{text}\"),");
        if line.chars().count() + entry.chars().count() > 115 {
            out += &line;
            out.push('\n');
            line = "   ".to_owned();
        }
        line += &entry;
    }
    out + &line + "\n];\n"
}

/// A character in a string literal. Invisible and combining characters are written as their numbers.
fn escaped(c: char) -> String {
    match c {
        '"' | '\\' => format!("\\{c}"),
        '\0'..='\u{1f}'
        | '\u{7f}'..='\u{a0}'
        | '\u{ad}'
        | '\u{300}'..='\u{36f}'
        | '\u{2000}'..='\u{200f}'
        | '\u{2028}'..='\u{202f}'
        | '\u{205f}'..='\u{206f}'
        | '\u{20d0}'..='\u{20ff}'
        | '\u{fe00}'..='\u{fe0f}' => {
            format!("\\u{{{:x}}}", u32::from(c))
        }
        c => c.to_string(),
    }
}

#[test]
fn the_table_equals_markup5evers() {
    let (mut named, mut unterminated) = (BTreeMap::new(), BTreeMap::new());
    for (name, &(first, second)) in &markup5ever::data::NAMED_ENTITIES {
        // The table also has prefixes of names, without characters.
        let text: String =
            [first, second].into_iter().filter(|&c| c != 0).filter_map(char::from_u32).collect();
        match (text.is_empty(), name.strip_suffix(';')) {
            (true, _) => {}
            (false, Some(name)) => _ = named.insert(name.to_owned(), text),
            (false, None) => _ = unterminated.insert((*name).to_owned(), text),
        }
    }
    let mut table = String::new();
    writeln!(table, "//! The standard's named character references, generated from markup5ever's table by")
        .unwrap();
    writeln!(table, "//! `UPDATE_REFERENCES=1 cargo test -p dechaff-html --test references`.\n").unwrap();
    writeln!(
        table,
        "/// Names that end with a semicolon, without the semicolon and sorted by their bytes, and their characters."
    )
    .unwrap();
    writeln!(table, "#[rustfmt::skip]\npub(crate) static NAMED: &[(&str, &str)] = &[").unwrap();
    writeln!(table, "{}", entries(&named)).unwrap();
    writeln!(
        table,
        "/// Names that do not need a semicolon, which have at most six letters, sorted by their bytes."
    )
    .unwrap();
    writeln!(table, "#[rustfmt::skip]\npub(crate) static UNTERMINATED: &[(&str, &str)] = &[").unwrap();
    write!(table, "{}", entries(&unterminated)).unwrap();
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/tokenizer/character_reference_table.rs");
    if std::env::var_os("UPDATE_REFERENCES").is_some() {
        std::fs::write(&path, &table).unwrap();
    }
    assert!(
        std::fs::read_to_string(path).unwrap() == table,
        "the table is out of date: run this test with UPDATE_REFERENCES=1"
    );
}

//! Runs the html5lib tests:
//!
//! ```sh
//! cargo run --release -p dechaff-html --example html5lib -- PATH
//! ```
//!
//! PATH contains the folders `tokenizer` and `tree-construction`. The exit code is 1 if a test fails that is not in the
//! list below.

#![allow(clippy::disallowed_methods, reason = "the example reads the tests from files")]
#![allow(clippy::print_stdout)]

#[path = "../tests/dump/mod.rs"]
mod dump;

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};

use dechaff_html::tokenizer::{Buffers, Doctype, Name, StartTag, State, TokenSink, tokenize_from};
use dechaff_html::{Namespace, NodeId, Parser, Tree};
use serde_json::{Value, json};

/// Tests that do not apply: the file, the start of the test's description, and the reason.
const LEFT_OUT: &[(&str, &str, &str)] = &[
    ("xmlViolation.test", "", "they ask for changes that XML needs and HTML does not have"),
    (
        "webkit02.dat",
        "<select><button><selectedcontent>",
        "a chosen option's contents are not copied into its button, since a reader would see them twice",
    ),
];

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(std::env::args_os().nth(1).ok_or("usage: html5lib PATH")?);
    let mut tally = Tally::default();
    for file in files(&root.join("tokenizer"), "test")? {
        tokenizer_file(&file, &mut tally)?;
    }
    for file in files(&root.join("tree-construction"), "dat")? {
        tree_file(&file, &mut tally)?;
    }
    for (why, count) in &tally.left_out {
        println!("left out, {count}: {why}");
    }
    println!("{} tests passed, {} failed", tally.passed, tally.failed);
    if tally.failed > 0 {
        std::process::exit(1);
    }
    Ok(())
}

#[derive(Default)]
struct Tally {
    passed: usize,
    failed: usize,
    left_out: BTreeMap<String, usize>,
}

impl Tally {
    fn check(&mut self, file: &Path, what: &str, found: &str, expected: &str) {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let known = LEFT_OUT.iter().find(|(file, test, _)| *file == name && what.starts_with(test));
        if let Some((_, _, why)) = known {
            *self.left_out.entry((*why).into()).or_default() += 1;
        } else if found == expected {
            self.passed += 1;
        } else {
            self.failed += 1;
            println!("{}: {what:?}\nexpected:\n{expected}\nfound:\n{found}\n", file.display());
        }
    }
}

fn files(folder: &Path, ending: &str) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut files = vec![];
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == ending) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

// Tokenizer

#[derive(Default)]
struct Tokens(Vec<Value>);

impl TokenSink for Tokens {
    fn wants(&self, _: Name<'_>) -> bool {
        true
    }

    fn text(&mut self, text: &str) {
        if let Some(Value::Array(last)) = self.0.last_mut()
            && last[0] == "Character"
            && let Value::String(before) = &mut last[1]
        {
            before.push_str(text);
            return;
        }
        self.0.push(json!(["Character", text]));
    }

    fn nul(&mut self) {
        self.text("\0");
    }

    fn start_tag(&mut self, tag: &StartTag<'_>) -> State {
        let attributes: serde_json::Map<String, Value> =
            tag.attributes().map(|a| (a.name.to_lowercase(), a.value().into())).collect();
        let mut token = json!(["StartTag", tag.name.to_lowercase(), attributes]);
        if let (true, Value::Array(token)) = (tag.self_closing, &mut token) {
            token.push(true.into());
        }
        self.0.push(token);
        State::Data
    }

    fn end_tag(&mut self, name: Name<'_>) {
        self.0.push(json!(["EndTag", name.to_lowercase()]));
    }

    fn comment(&mut self, text: &str) {
        self.0.push(json!(["Comment", text]));
    }

    fn doctype(&mut self, doctype: &Doctype) {
        let Doctype { name, public_id, system_id, force_quirks, .. } = doctype;
        self.0.push(json!(["DOCTYPE", name, public_id, system_id, !force_quirks]));
    }

    fn cdata_allowed(&self) -> bool {
        false
    }
}

fn tokenizer_file(file: &Path, tally: &mut Tally) -> Result<(), Box<dyn Error>> {
    let tests: Value = serde_json::from_slice(&std::fs::read(file)?)?;
    let list = tests["tests"].as_array().or_else(|| tests["xmlViolationTests"].as_array());
    for test in list.ok_or("no tests")? {
        let doubly = test["doubleEscaped"] == true;
        let description = test["description"].as_str().unwrap_or_default();
        let text = |value: &Value| if doubly { unescaped(value) } else { Some(value.clone()) };
        let (Some(input), Some(expected)) = (text(&test["input"]), text(&test["output"])) else {
            *tally.left_out.entry("lone surrogates, which Rust strings can't contain".into()).or_default() +=
                1;
            continue;
        };
        let states = match &test["initialStates"] {
            Value::Array(states) => states.iter().filter_map(Value::as_str).collect(),
            _ => vec!["Data state"],
        };
        for state in states {
            let next = match state {
                "Data state" => State::Data,
                "RCDATA state" => State::Rcdata,
                "RAWTEXT state" => State::Rawtext,
                "Script data state" => State::ScriptData,
                "PLAINTEXT state" => State::Plaintext,
                "CDATA section state" => State::CdataSection,
                other => return Err(format!("unknown state {other}").into()),
            };
            let mut tokens = Tokens::default();
            let parent = test["lastStartTag"].as_str().unwrap_or_default();
            tokenize_from(
                input.as_str().unwrap_or_default(),
                next,
                parent,
                &mut tokens,
                &mut Buffers::default(),
            );
            let found = Value::Array(tokens.0);
            tally.check(file, &format!("{description} ({state})"), &found.to_string(), &expected.to_string());
        }
    }
    Ok(())
}

/// A value with its strings unescaped once more; `None` if there is a lone surrogate.
fn unescaped(value: &Value) -> Option<Value> {
    Some(match value {
        Value::String(text) => {
            let quoted = format!("\"{}\"", text.replace('"', "\\\"").replace('\n', "\\n"));
            Value::String(serde_json::from_str(&quoted).ok()?)
        }
        Value::Array(values) => Value::Array(values.iter().map(unescaped).collect::<Option<_>>()?),
        Value::Object(map) => {
            let mut out = serde_json::Map::new();
            for (key, value) in map {
                let key = unescaped(&Value::String(key.clone()))?;
                out.insert(key.as_str()?.into(), unescaped(value)?);
            }
            Value::Object(out)
        }
        other => other.clone(),
    })
}

// Tree construction

fn tree_file(file: &Path, tally: &mut Tally) -> Result<(), Box<dyn Error>> {
    let text = String::from_utf8(std::fs::read(file)?)?;
    let mut parser = Parser::keeping_all();
    for test in text.split("#data\n").skip(1) {
        let mut parts: BTreeMap<&str, String> = BTreeMap::new();
        let mut part = "#data";
        let heads =
            ["#errors", "#new-errors", "#document-fragment", "#script-off", "#script-on", "#document"];
        for line in test.split_inclusive('\n') {
            match heads.iter().find(|head| line.trim_end_matches('\n') == **head) {
                Some(head) => {
                    part = head;
                    parts.entry(part).or_default();
                }
                None => parts.entry(part).or_default().push_str(line),
            }
        }
        if parts.contains_key("#script-on") {
            *tally
                .left_out
                .entry("scripting is on, which this parser does not support".into())
                .or_default() += 1;
            continue;
        }
        let data = parts.remove("#data").unwrap_or_default();
        let data = data.strip_suffix('\n').unwrap_or(&data);
        let expected = parts.remove("#document").unwrap_or_default();
        let expected = expected.trim_end_matches('\n');
        let found = match parts.get("#document-fragment") {
            Some(context) => {
                let context = context.trim_end_matches('\n');
                let (namespace, name) = match context.split_once(' ') {
                    Some(("svg", name)) => (Namespace::Svg, name),
                    Some(("math", name)) => (Namespace::MathMl, name),
                    _ => (Namespace::Html, context),
                };
                let tree = parser.parse_fragment(data, namespace, name);
                let root = tree.first_child(tree.root());
                dump::ours(&tree, root.unwrap_or_else(|| tree.root()))
            }
            None => {
                let tree: Tree = parser.parse(data);
                let root: NodeId = tree.root();
                dump::ours(&tree, root)
            }
        };
        tally.check(file, data, found.trim_end_matches('\n'), expected);
    }
    Ok(())
}

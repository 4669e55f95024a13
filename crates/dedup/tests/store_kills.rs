//! A process that adds to a store is killed at any moment, or may not write any more. What it had committed is there,
//! and nothing else.
//!
//! `STORE_KILLS` sets how often: 20 times if it is not set.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a failure here fails the test")]
#![allow(clippy::print_stdout, reason = "the process that is killed says what it has done")]

use std::env;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use dechaff_dedup::{
    ContentHash, PageKeys, PageStore, RunFacts, Sketch, StoreError, StoreParameters, StoredPage,
};

/// Names the folder of the store in the process that is killed.
const FOLDER: &str = "STORE_KILLS_FOLDER";
/// The latest moment of a kill after the first commit, in microseconds: that of a few more commits.
const LATEST: u64 = 200_000;

fn parameters() -> StoreParameters {
    StoreParameters::current(true)
}

/// The pages of a run: between none and a few chunks of them.
fn pages(run: u32) -> impl Iterator<Item = StoredPage> {
    let sketch = Sketch::new(&"forty words of a story about 7 boats of Mr Smith and the harbour ".repeat(5));
    (0..run * 769 % 3001).map(move |number| {
        let text = ContentHash::compute(format!("{run} {number}").as_bytes());
        StoredPage {
            id: text.to_string(),
            keys: PageKeys::from_text(text),
            date: None,
            words: number,
            site: run.into(),
            sketch: Some(sketch),
        }
    })
}

/// The process that is killed: adds runs, and prints a line for each.
#[test]
fn child() {
    let Some(folder) = env::var_os(FOLDER) else { return };
    let mut store = PageStore::open(Path::new(&folder), parameters()).unwrap();
    loop {
        let run = store.runs().len() as u32 + 1;
        let mut addition = store.begin().unwrap();
        for page in pages(run) {
            addition.push(&page).unwrap();
        }
        addition.commit(RunFacts { output: run.to_string(), ..RunFacts::default() }).unwrap();
        println!("committed {run}");
    }
}

/// Kills the process some time after its first commit. Returns the last run that it said was committed.
fn add_and_kill(folder: &Path, delay: Duration) -> u32 {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--exact", "child", "--nocapture"]).env(FOLDER, folder).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut output = child.stdout.take().unwrap();
    let mut text = Vec::new();
    while !text.ends_with(b"committed") {
        let mut byte = [0];
        assert_eq!(output.read(&mut byte).unwrap(), 1, "the child failed");
        text.push(byte[0]);
    }
    sleep(delay);
    child.kill().unwrap();
    child.wait().unwrap();
    output.read_to_end(&mut text).unwrap();
    let text = String::from_utf8(text).unwrap();
    last_committed(&text)
}

/// The last run that the process said was committed.
fn last_committed(output: &str) -> u32 {
    // The last line may be cut.
    let whole = &output[..output.rfind('\n').unwrap_or(0)];
    let (_, after) = whole.rsplit_once("committed ").unwrap();
    after.lines().next().unwrap().parse().unwrap()
}

fn check(store: &PageStore, acknowledged: u32) {
    assert_eq!(store.verify().unwrap(), []);
    let last = store.runs().len() as u32;
    assert!(last >= acknowledged, "{last} runs, but {acknowledged} were committed");
    let mut expected = (1..=last).flat_map(|run| pages(run).map(move |page| (run, page)));
    store
        .scan(None, |run, page| {
            assert_eq!(Some((run, page)), expected.next());
            Ok::<(), StoreError>(())
        })
        .unwrap();
    assert_eq!(expected.next(), None);
}

/// A limit on the size of files stands for a full disk: writing fails, and the process can go on.
#[test]
fn a_failed_write_leaves_what_was_committed() {
    if env::var_os(FOLDER).is_some() {
        return;
    }
    for kilobytes in [3_000, 5_000, 9_000] {
        let folder = tempfile::tempdir().unwrap();
        let script =
            format!("trap '' XFSZ; ulimit -f {}; exec \"$0\" --exact child --nocapture", 2 * kilobytes);
        let mut command = Command::new("sh");
        command.arg("-c").arg(script).arg(env::current_exe().unwrap()).env(FOLDER, folder.path());
        let output = command.output().unwrap();
        assert!(!output.status.success());
        let message = String::from_utf8_lossy(&output.stderr);
        assert!(message.contains("Io {") && message.contains("pages.redb"), "{message}");
        let acknowledged = last_committed(&String::from_utf8_lossy(&output.stdout));
        let store = PageStore::open(folder.path(), parameters()).unwrap();
        assert_eq!(store.runs().len() as u32, acknowledged);
        check(&store, acknowledged);
    }
}

#[test]
fn kills_leave_what_was_committed() {
    if env::var_os(FOLDER).is_some() {
        return;
    }
    let kills: u64 = env::var("STORE_KILLS").map_or(20, |kills| kills.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    for kill in 0..kills {
        // Moments that are spread evenly, in no order.
        let delay = Duration::from_micros(kill * 61_803 % LATEST);
        let acknowledged = add_and_kill(folder.path(), delay);
        // Who reads comes first every second time, and finds the file as the kill left it.
        if kill % 2 == 0 {
            check(&PageStore::open_read_only(folder.path(), parameters()).unwrap(), acknowledged);
        }
        check(&PageStore::open(folder.path(), parameters()).unwrap(), acknowledged);
    }
}

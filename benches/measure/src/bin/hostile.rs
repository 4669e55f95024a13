//! What hostile pages cost beside ordinary ones: time per byte and memory per byte, of page to tree and of extraction.
//!
//! Each page is read in a process of its own, which is ended when it takes too long.

use std::alloc::{GlobalAlloc, Layout, System};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

use cpu_time::ThreadTime;
use dechaff_extract::{Extractor, PageContext, Form};
use dechaff_html::Parser;
use dechaff_measure::{hostile, pages};

/// A page may take so many times an ordinary one's time per byte.
const MOST_TIME: f64 = 3.0;
/// And so many bytes of memory for each of its own.
const MOST_MEMORY: f64 = 40.0;
const USAGE: &str =
    "hostile [--sizes 100000,1000000,10000000] [--limit SECONDS] [--only PART_OF_A_NAME] [--all]";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [command, name, bytes] = arguments.as_slice()
        && command == "--one"
    {
        one(name, bytes.parse().expect("bytes"));
        return ExitCode::SUCCESS;
    }
    let mut options =
        Options { sizes: vec![100_000, 1_000_000, 10_000_000], limit: 60, only: String::new(), all: false };
    let mut rest = arguments.iter();
    while let Some(flag) = rest.next() {
        match flag.as_str() {
            "--sizes" => {
                options.sizes =
                    rest.next().expect(USAGE).split(',').map(|n| n.parse().expect(USAGE)).collect()
            }
            "--limit" => options.limit = rest.next().and_then(|n| n.parse().ok()).expect(USAGE),
            "--only" => options.only.clone_from(rest.next().expect(USAGE)),
            "--all" => options.all = true,
            _ => panic!("{USAGE}"),
        }
    }
    table(&options)
}

struct Options {
    sizes: Vec<usize>,
    limit: u64,
    only: String,
    /// Also the members that are within bounds.
    all: bool,
}

/// Nanoseconds and bytes of memory per byte of the page.
#[derive(Clone, Copy, Default)]
struct Cost {
    time: f64,
    memory: f64,
}

/// Of page to tree and of extraction; nothing where the time was up.
type Costs = [Option<Cost>; 2];

fn table(options: &Options) -> ExitCode {
    let limit = Duration::from_secs(options.limit);
    let [Some(tree), Some(extract)] = run("", 0, limit) else { panic!("ordinary pages take too long") };
    println!("An ordinary page: tree {:.2} ns a byte and {:.1} bytes a byte, ", tree.time, tree.memory);
    println!(
        "extraction {:.2} ns and {:.1} bytes. Below: times as ratios to that; what extraction",
        extract.time, extract.memory
    );
    println!("takes beyond the tree, as a ratio to the same of an ordinary page; `!` is beyond bounds.\n");
    print!("{:<72}", "");
    for size in &options.sizes {
        print!("  {:^37}", format!("{size} bytes"));
    }
    print!("\n{:<72}", "");
    for _ in &options.sizes {
        print!("  {:>7}{:>7}{:>7}{:>8}{:>8}", "tree", "extr", "beyond", "B tree", "B extr");
    }
    println!();
    let (mut beyond, mut members) = (0, 0);
    for member in hostile::members().iter().filter(|m| m.name.contains(&options.only)) {
        let mut line = format!("{:<72}", member.name);
        let mut bad = false;
        for &size in &options.sizes {
            let [mine_tree, mine_extract] = run(&member.name, size, limit);
            let time = |cost: Option<Cost>, usual: Cost| cost.map(|c| c.time / usual.time);
            let difference =
                mine_tree.zip(mine_extract).map(|(t, e)| (e.time - t.time) / (extract.time - tree.time));
            let cells = [
                (time(mine_tree, tree), MOST_TIME, 7),
                (time(mine_extract, extract), MOST_TIME, 7),
                (difference, MOST_TIME, 7),
                (mine_tree.map(|c| c.memory), MOST_MEMORY, 8),
                (mine_extract.map(|c| c.memory), MOST_MEMORY, 8),
            ];
            line.push_str("  ");
            for (value, most, width) in cells {
                let over = value.is_none_or(|v| v > most);
                bad |= over;
                let text = value.map_or("-".to_owned(), |v| format!("{v:.1}")) + if over { "!" } else { " " };
                line.push_str(&format!("{text:>width$}"));
            }
        }
        members += 1;
        beyond += usize::from(bad);
        if bad || options.all {
            println!("{line}");
        }
    }
    println!(
        "\n{beyond} of {members} members are beyond {MOST_TIME} times the time or {MOST_MEMORY} bytes a byte at some size."
    );
    if beyond == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// A child's answer, so far as it comes within the limit.
fn run(name: &str, bytes: usize, limit: Duration) -> Costs {
    let program = std::env::current_exe().expect("the path of this program");
    let mut child = Command::new(program)
        .args(["--one", name, &bytes.to_string()])
        .stdout(Stdio::piped())
        .spawn()
        .expect("this program starts once more");
    let ended = wait(&mut child, limit);
    if !ended {
        // It may have ended by itself just now.
        let _ = child.kill();
        let _ = child.wait();
    }
    let mut costs = [None; 2];
    let lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
    for (cost, line) in costs.iter_mut().zip(lines.map_while(Result::ok)) {
        let mut numbers = line.split(' ').map_while(|n| n.parse().ok());
        *cost = numbers.next().zip(numbers.next()).map(|(time, memory)| Cost { time, memory });
    }
    costs
}

fn wait(child: &mut Child, limit: Duration) -> bool {
    let start = Instant::now();
    while start.elapsed() < limit {
        if child.try_wait().is_ok_and(|status| status.is_some()) {
            return true;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    false
}

/// Measures one member, or the ordinary pages where the name is empty, and prints a line for each of two costs.
fn one(name: &str, bytes: usize) {
    let pages: Vec<String> = match hostile::members().iter().find(|m| m.name == name) {
        Some(member) => vec![member.page(bytes)],
        None => pages::ordinary().into_iter().map(|p| p.html).collect(),
    };
    let extractor = Extractor::default();
    let context = PageContext::new().form(Form::Html).url("https://www.harbour.example/2025/02/bridge");
    // Word lists and models are loaded once for all pages.
    extractor.extract(b"<p>word", &context);
    let mut parser = Parser::default();
    print_cost(&pages, |page| {
        let tree = parser.parse(page);
        parser.recycle(tree);
    });
    print_cost(&pages, |page| drop(extractor.extract(page.as_bytes(), &context)));
}

fn print_cost(pages: &[String], mut read: impl FnMut(&str)) {
    let bytes = pages.iter().map(String::len).sum::<usize>() as f64;
    let before = HEAP.now.load(Relaxed);
    let (mut best, mut memory) = (f64::INFINITY, 0.0_f64);
    let start = ThreadTime::now();
    // Small pages are read more often, since one reading is too short for the clock.
    for round in 0..20 {
        let lap = ThreadTime::now();
        for page in pages {
            HEAP.peak.store(before, Relaxed);
            read(page);
            // The first reading grows buffers that later ones find, so it is the one that counts.
            if round == 0 {
                memory = memory.max((HEAP.peak.load(Relaxed) - before) as f64 / page.len() as f64);
            }
        }
        best = best.min(lap.elapsed().as_nanos() as f64 / bytes);
        if start.elapsed() > Duration::from_millis(200) {
            break;
        }
    }
    println!("{best} {memory}");
}

/// The system's allocator, and how much of it is in use.
struct Counting {
    now: AtomicUsize,
    peak: AtomicUsize,
}

#[global_allocator]
static HEAP: Counting = Counting { now: AtomicUsize::new(0), peak: AtomicUsize::new(0) };

impl Counting {
    fn grow(&self, bytes: usize) {
        let now = self.now.fetch_add(bytes, Relaxed) + bytes;
        self.peak.fetch_max(now, Relaxed);
    }
}

// SAFETY: all is handed on to the system's allocator as it came; counting touches no memory of theirs.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        self.grow(layout.size());
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        self.grow(layout.size());
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        self.now.fetch_sub(layout.size(), Relaxed);
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // Old and new may both be there while the one is copied to the other.
        self.grow(size);
        self.now.fetch_sub(layout.size(), Relaxed);
        unsafe { System.realloc(pointer, layout, size) }
    }
}

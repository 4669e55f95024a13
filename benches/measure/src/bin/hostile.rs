//! Compares the cost of hostile pages with that of ordinary ones: time per byte and memory per byte, for parsing and for
//! extraction.
//!
//! Each page is read in a process of its own, which is killed if it takes too long. A shorter form without a clock, for
//! CI, is `benches/hostile`.

use std::alloc::{GlobalAlloc, Layout, System};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

use cpu_time::ThreadTime;
use dechaff_extract::{Extractor, Form, PageContext};
use dechaff_html::Parser;
use dechaff_measure::{hostile, pages};

/// Maximum time per byte, as a multiple of that of ordinary pages.
const MAX_TIME: f64 = 3.0;
/// Maximum number of bytes of memory per byte of the page.
const MAX_MEMORY: f64 = 40.0;
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
    /// Whether to print members that are within bounds too.
    all: bool,
}

/// The cost of a page: nanoseconds and bytes of memory per byte.
#[derive(Clone, Copy, Default)]
struct Cost {
    time: f64,
    memory: f64,
}

/// The costs of parsing and of extraction; `None` if the time limit was exceeded.
type Costs = [Option<Cost>; 2];

fn table(options: &Options) -> ExitCode {
    let limit = Duration::from_secs(options.limit);
    let [Some(tree), Some(extract)] = run("", 0, limit) else { panic!("ordinary pages take too long") };
    println!("Ordinary pages, per byte: tree {:.2} ns and {:.1} bytes,", tree.time, tree.memory);
    println!(
        "extraction {:.2} ns and {:.1} bytes. In the table, times are multiples of these; `beyond` is the time",
        extract.time, extract.memory
    );
    println!(
        "of extraction without the tree, as a multiple of the same on ordinary pages; `!` is out of bounds.\n"
    );
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
                (time(mine_tree, tree), MAX_TIME, 7),
                (time(mine_extract, extract), MAX_TIME, 7),
                (difference, MAX_TIME, 7),
                (mine_tree.map(|c| c.memory), MAX_MEMORY, 8),
                (mine_extract.map(|c| c.memory), MAX_MEMORY, 8),
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
        "\n{beyond} of {members} members exceed {MAX_TIME} times the time or {MAX_MEMORY} bytes per byte at some size."
    );
    if beyond == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Measures a page in a child process, and returns the costs that it prints within the time limit.
fn run(name: &str, bytes: usize, limit: Duration) -> Costs {
    let program = std::env::current_exe().expect("the path of this program");
    let mut child = Command::new(program)
        .args(["--one", name, &bytes.to_string()])
        .stdout(Stdio::piped())
        .spawn()
        .expect("this program starts once more");
    let ended = wait(&mut child, limit);
    if !ended {
        // It may have exited in the meantime.
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

/// Whether a child exits within a time limit.
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

/// Measures one member, or the ordinary pages if the name is empty, and prints two lines: the cost of parsing and that of
/// extraction.
fn one(name: &str, bytes: usize) {
    let pages: Vec<String> = match hostile::members().iter().find(|m| m.name == name) {
        Some(member) => vec![member.page(bytes)],
        None => pages::ordinary().into_iter().map(|p| p.html).collect(),
    };
    let extractor = Extractor::default();
    let context = PageContext::new().form(Form::Html).url("https://www.harbour.example/2025/02/bridge");
    // Word lists and models are loaded once, and not by a page that is measured.
    extractor.extract(b"<p>word", &context);
    let mut parser = Parser::default();
    print_cost(&pages, |page| {
        let tree = parser.parse(page);
        parser.reuse(tree);
    });
    print_cost(&pages, |page| drop(extractor.extract(page.as_bytes(), &context)));
}

fn print_cost(pages: &[String], mut read: impl FnMut(&str)) {
    let bytes = pages.iter().map(String::len).sum::<usize>() as f64;
    let before = HEAP.now.load(Relaxed);
    let (mut best, mut memory) = (f64::INFINITY, 0.0_f64);
    let start = ThreadTime::now();
    // Small pages are read more than once, since a single reading is too short for the clock.
    for round in 0..20 {
        let lap = ThreadTime::now();
        for page in pages {
            HEAP.peak.store(before, Relaxed);
            read(page);
            // Only the first reading counts for memory: it grows buffers that later ones reuse.
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

/// The system's allocator, with the number of bytes in use and its peak.
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

// SAFETY: all calls are passed on unchanged to the system's allocator, and counting does not touch the memory.
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
        // Both allocations may exist while one is copied to the other.
        self.grow(size);
        self.now.fetch_sub(layout.size(), Relaxed);
        unsafe { System.realloc(pointer, layout, size) }
    }
}

//! Shows the progress of a run: a bar on a terminal, or a line every 30 seconds.

mod estimate;

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use dechaff_pipeline::{Counters, Run};
use serde_json::json;

use crate::arguments::ProgressKind;
use crate::numbers;
use crate::progress::estimate::Estimate;
use crate::text::shorten;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Interval between lines.
const LINE_EVERY: Duration = Duration::from_secs(30);
/// Interval between looks at the run.
const TICK: Duration = Duration::from_millis(125);

/// Shows progress until it is dropped.
pub(crate) struct ProgressDisplay {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl ProgressDisplay {
    /// Starts to show the progress of a run.
    pub(crate) fn start(run: &Run, kind: ProgressKind) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let thread = match kind {
            ProgressKind::Auto => draw_bar(run, &stop),
            ProgressKind::Plain => Some(write_lines(run, &stop, State::plain_line)),
            ProgressKind::Json => Some(write_lines(run, &stop, State::json_line)),
            ProgressKind::None => None,
        };
        Self { stop, thread }
    }
}

/// Draws a bar if standard error is a terminal, otherwise nothing.
fn draw_bar(run: &Run, stop: &Arc<AtomicBool>) -> Option<JoinHandle<()>> {
    let bar = match run.total_bytes() {
        Some(total) => ProgressBar::new(total)
            .with_style(style("{bar:30} {binary_bytes} of {binary_total_bytes}  {msg}")),
        None => ProgressBar::no_length().with_style(style("{spinner} {binary_bytes}  {msg}")),
    };
    bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(8));
    if bar.is_hidden() {
        return None;
    }
    let (mut state, stopped) = (State::new(run), Arc::clone(stop));
    Some(std::thread::spawn(move || {
        while !stopped.load(Ordering::Relaxed) {
            state.update();
            bar.set_position(state.counters.bytes());
            bar.set_message(state.message());
            std::thread::park_timeout(TICK);
        }
        bar.finish_and_clear();
    }))
}

/// Formats one line of progress.
type FormatLine = fn(&State) -> String;

fn write_lines(run: &Run, stop: &Arc<AtomicBool>, format: FormatLine) -> JoinHandle<()> {
    let (mut state, stopped) = (State::new(run), Arc::clone(stop));
    std::thread::spawn(move || {
        let mut next = LINE_EVERY;
        while !stopped.load(Ordering::Relaxed) {
            state.update();
            if state.elapsed() >= next {
                // Progress is best effort: standard error may be closed.
                let _ = writeln!(std::io::stderr(), "{}", format(&state));
                next += LINE_EVERY;
            }
            std::thread::park_timeout(TICK);
        }
    })
}

/// What is known of a run while it goes on.
struct State {
    start: Instant,
    counters: Arc<Counters>,
    total_bytes: Option<u64>,
    estimate: Estimate,
}

impl State {
    fn new(run: &Run) -> Self {
        let pages_before = run.resumed().map_or(0, |resumed| resumed.pages);
        Self {
            start: Instant::now(),
            counters: run.counters(),
            total_bytes: run.total_bytes(),
            estimate: Estimate::new(run.total_bytes(), pages_before),
        }
    }

    fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }

    fn update(&mut self) {
        self.estimate.update(self.elapsed(), self.counters.bytes(), self.counters.pages());
    }

    fn plain_line(&self) -> String {
        let of = self.total_bytes.map_or(String::new(), |total| format!(" of {}", numbers::bytes(total)));
        let read = numbers::bytes(self.counters.bytes());
        format!("{}: {read}{of}, {}", numbers::duration(self.elapsed().as_secs_f64()), self.message())
    }

    fn json_line(&self) -> String {
        let (counters, estimate) = (&self.counters, &self.estimate);
        json!({
            "progress": {
                "seconds": self.elapsed().as_secs(), "learning_sites": counters.is_learning(),
                "bytes": self.counters.bytes(), "total_bytes": self.total_bytes, "pages": counters.pages(),
                "kept": counters.kept(), "duplicates": counters.duplicates(), "rejected": counters.rejected(),
                "skipped": counters.skipped(), "errors": counters.errors(), "last_error": counters.last_error(),
                "bytes_per_second": estimate.bytes_per_second().map(f64::round),
                "seconds_left": estimate.seconds_left().map(f64::round),
            }
        })
        .to_string()
    }

    fn message(&self) -> String {
        let counters = &self.counters;
        if counters.is_learning() {
            return "reading what the pages of each site have in common".to_owned();
        }
        let mut message = String::new();
        if let Some(left) = self.estimate.seconds_left() {
            message += &format!("{} left  ", numbers::duration(left));
        }
        if let Some(rate) = self.estimate.bytes_per_second() {
            message += &format!("{}/s  ", numbers::bytes(rate as u64));
        }
        message += &format!(
            "{} pages  {} kept  {} duplicates  {} rejected  {} errors",
            numbers::grouped(counters.pages()),
            numbers::grouped(counters.kept()),
            numbers::grouped(counters.duplicates()),
            numbers::grouped(counters.rejected()),
            numbers::grouped(counters.errors())
        );
        if let Some(error) = counters.last_error() {
            message += &format!(", the last one: {}", shorten(&error, 60));
        }
        message
    }
}

impl Drop for ProgressDisplay {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            // A panic while drawing must not fail the run.
            let _ = thread.join();
        }
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

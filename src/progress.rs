//! Shows the progress of a run: a bar on a terminal, or a line every 30 seconds.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use dechaff_pipeline::{Counters, Run};
use serde_json::json;

use crate::arguments::ProgressKind;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Interval between lines.
const LINE_EVERY: Duration = Duration::from_secs(30);

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
            ProgressKind::Plain => Some(write_lines(run, &stop, plain_line)),
            ProgressKind::Json => Some(write_lines(run, &stop, json_line)),
            ProgressKind::None => None,
        };
        Self { stop, thread }
    }
}

/// Draws a bar if standard error is a terminal, otherwise nothing.
fn draw_bar(run: &Run, stop: &Arc<AtomicBool>) -> Option<JoinHandle<()>> {
    let bar = match run.total_bytes() {
        Some(total) => ProgressBar::new(total).with_style(style(
            "{bar:30} {binary_bytes} of {binary_total_bytes}  {binary_bytes_per_sec}  {eta} left  {msg}",
        )),
        None => ProgressBar::no_length()
            .with_style(style("{spinner} {binary_bytes}  {binary_bytes_per_sec}  {msg}")),
    };
    bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(8));
    if bar.is_hidden() {
        return None;
    }
    let (bytes, counters, stopped) = (run.bytes_read(), run.counters(), Arc::clone(stop));
    Some(std::thread::spawn(move || {
        let start = Instant::now();
        while !stopped.load(Ordering::Relaxed) {
            bar.set_position(bytes.bytes_read());
            bar.set_message(message(&counters, start.elapsed()));
            std::thread::park_timeout(Duration::from_millis(125));
        }
        bar.finish_and_clear();
    }))
}

/// Formats one line of progress.
type FormatLine = fn(bytes: u64, total: Option<u64>, counters: &Counters, elapsed: Duration) -> String;

fn write_lines(run: &Run, stop: &Arc<AtomicBool>, format: FormatLine) -> JoinHandle<()> {
    let (bytes, counters, total, stopped) =
        (run.bytes_read(), run.counters(), run.total_bytes(), Arc::clone(stop));
    std::thread::spawn(move || {
        let start = Instant::now();
        let mut next = LINE_EVERY;
        while !stopped.load(Ordering::Relaxed) {
            std::thread::park_timeout(next.saturating_sub(start.elapsed()));
            if start.elapsed() >= next && !stopped.load(Ordering::Relaxed) {
                // Progress is best effort: standard error may be closed.
                let _ = writeln!(
                    std::io::stderr(),
                    "{}",
                    format(bytes.bytes_read(), total, &counters, start.elapsed())
                );
                next += LINE_EVERY;
            }
        }
    })
}

fn plain_line(bytes: u64, total: Option<u64>, counters: &Counters, elapsed: Duration) -> String {
    let of = total.map_or(String::new(), |total| format!(" of {} MB", total / 1_000_000));
    format!("{} s: {} MB{of}, {}", elapsed.as_secs(), bytes / 1_000_000, message(counters, elapsed))
}

fn json_line(bytes: u64, total: Option<u64>, counters: &Counters, elapsed: Duration) -> String {
    json!({
        "progress": {
            "seconds": elapsed.as_secs(), "learning_sites": counters.is_learning(), "bytes": bytes, "total_bytes": total, "pages": counters.pages(),
            "kept": counters.kept(), "duplicates": counters.duplicates(), "rejected": counters.rejected(),
            "skipped": counters.skipped(), "errors": counters.errors(),
        }
    })
    .to_string()
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

fn message(counters: &Counters, elapsed: Duration) -> String {
    if counters.is_learning() {
        return "reading what the pages of each site have in common".to_owned();
    }
    let pages = counters.pages();
    let rate = pages as f64 / elapsed.as_secs_f64().max(0.001);
    format!(
        "{pages} pages ({rate:.0}/s)  {} kept  {} duplicates  {} rejected  {} errors",
        counters.kept(),
        counters.duplicates(),
        counters.rejected(),
        counters.errors()
    )
}

//! Progress on a terminal.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use dechaff_pipeline::{Counters, Run};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar that is drawn while it lives; nothing is drawn where standard error is no terminal.
pub(crate) struct Shown {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Shown {
    /// Shows the progress of a run.
    pub(crate) fn of(run: &Run) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let bar = match run.total_bytes() {
            Some(total) => ProgressBar::new(total).with_style(style(
                "{bar:30} {binary_bytes} of {binary_total_bytes}  {binary_bytes_per_sec}  {eta} left  {msg}",
            )),
            None => ProgressBar::no_length()
                .with_style(style("{spinner} {binary_bytes}  {binary_bytes_per_sec}  {msg}")),
        };
        bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(8));
        if bar.is_hidden() {
            return Self { stop, thread: None };
        }
        let (bytes, counters, stopped) = (run.bytes_read(), run.counters(), Arc::clone(&stop));
        let thread = std::thread::spawn(move || {
            let start = Instant::now();
            while !stopped.load(Ordering::Relaxed) {
                bar.set_position(bytes.bytes_read());
                bar.set_message(message(&counters, start.elapsed()));
                std::thread::park_timeout(Duration::from_millis(125));
            }
            bar.finish_and_clear();
        });
        Self { stop, thread: Some(thread) }
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            // A panic while drawing costs the picture, not the run.
            let _ = thread.join();
        }
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

fn message(counters: &Counters, elapsed: Duration) -> String {
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

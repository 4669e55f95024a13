//! How fast a run is, and how long it will take.

use std::time::Duration;

/// The speed of a run since its first page.
///
/// Everything before the first page that this run decides itself is left out: learning the profiles of sites, and reading
/// again what an interrupted run has done, which is much faster than cleaning.
#[derive(Debug)]
pub(super) struct Estimate {
    total_bytes: Option<u64>,
    /// Pages that an interrupted run has decided.
    pages_before: u64,
    /// Time and bytes at the first page.
    start: Option<(Duration, u64)>,
    now: (Duration, u64),
}

impl Estimate {
    pub(super) fn new(total_bytes: Option<u64>, pages_before: u64) -> Self {
        Self { total_bytes, pages_before, start: None, now: Default::default() }
    }

    /// Takes note of what is done. `bytes` are those that were read, before decompression.
    pub(super) fn update(&mut self, elapsed: Duration, bytes: u64, pages: u64) {
        self.now = (elapsed, bytes);
        if self.start.is_none() && pages > self.pages_before {
            self.start = Some(self.now);
        }
    }

    /// Bytes a second. `None` before the first page.
    pub(super) fn bytes_per_second(&self) -> Option<f64> {
        let (since, bytes) = self.start?;
        let seconds = self.now.0.saturating_sub(since).as_secs_f64();
        (seconds > 0.0).then(|| self.now.1.saturating_sub(bytes) as f64 / seconds)
    }

    /// The time left. `None` if the size of the inputs is not known, or nothing has been done yet.
    pub(super) fn seconds_left(&self) -> Option<f64> {
        let rate = self.bytes_per_second().filter(|rate| *rate > 0.0)?;
        Some(self.total_bytes?.saturating_sub(self.now.1) as f64 / rate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration as D;

    #[test]
    fn the_time_left_follows_from_the_speed() {
        let mut estimate = Estimate::new(Some(1000), 0);
        assert_eq!(estimate.seconds_left(), None);
        estimate.update(D::from_secs(1), 100, 5);
        assert_eq!(estimate.seconds_left(), None);
        estimate.update(D::from_secs(3), 200, 10);
        assert_eq!((estimate.bytes_per_second(), estimate.seconds_left()), (Some(50.0), Some(16.0)));
    }

    #[test]
    fn learning_and_what_is_read_again_do_not_count() {
        let mut estimate = Estimate::new(Some(1000), 70);
        // Learning reads nothing that counts. Then 600 bytes are read again in a second.
        for (second, bytes, pages) in [(1, 0, 0), (60, 0, 0), (61, 600, 70), (62, 600, 71)] {
            estimate.update(D::from_secs(second), bytes, pages);
        }
        estimate.update(D::from_secs(72), 700, 90);
        assert_eq!((estimate.bytes_per_second(), estimate.seconds_left()), (Some(10.0), Some(30.0)));
    }

    #[test]
    fn without_a_size_there_is_a_speed_alone() {
        let mut estimate = Estimate::new(None, 0);
        estimate.update(D::from_secs(1), 100, 1);
        estimate.update(D::from_secs(2), 150, 2);
        assert_eq!((estimate.bytes_per_second(), estimate.seconds_left()), (Some(50.0), None));
    }
}

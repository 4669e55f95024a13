//! Checks that work grows in proportion to the input.
//!
//! One long input is compared with several short ones that have the same number of bytes in all. Both take about
//! as long if the work is linear, so a busy machine slows both alike, and no limit in seconds is needed.

use std::time::{Duration, Instant};

/// How many short inputs are as long as the long one.
const PARTS: usize = 4;
/// The long input costs as much as the short ones together if the work is linear, and four times as much if it
/// is quadratic. The limit is between the two.
const MAX_COST_FACTOR: u32 = 2;
/// Noise only ever adds to a cost, so the least costs of up to this many runs are compared.
const RUNS: usize = 30;
/// Shorter runs are as much noise as work.
const MIN_COST: Duration = Duration::from_millis(1);

fn cost(work: impl FnOnce()) -> Duration {
    // A task that has just slept is rarely interrupted right away. Without this the second of two measurements
    // would be interrupted more often than the first.
    std::thread::sleep(Duration::from_millis(1));
    let start = Instant::now();
    work();
    start.elapsed()
}

/// Asserts that `work` on four times `size` costs less than eight times as much as on `size`.
#[track_caller]
pub(crate) fn assert_proportional(name: &str, size: usize, work: impl Fn(usize)) {
    let (mut short, mut long) = (Duration::MAX, Duration::MAX);
    for _ in 0..RUNS {
        short = short.min(cost(|| (0..PARTS).for_each(|_| work(size))));
        long = long.min(cost(|| work(PARTS * size)));
        if long < MAX_COST_FACTOR * short.max(MIN_COST) {
            return;
        }
    }
    panic!("{name}: one input costs {long:?}, {PARTS} parts of it cost {short:?}");
}

/// Calls `step` once for each unit of work.
fn repeat(times: usize, step: impl Fn(usize) -> usize) {
    let sum = (0..times).map(|number| step(std::hint::black_box(number))).sum::<usize>();
    std::hint::black_box(sum);
}

#[test]
fn linear_work_is_proportional() {
    assert_proportional("linear", 100_000, |size| repeat(size, |number| number ^ 1));
}

#[test]
#[should_panic(expected = "quadratic: one input costs")]
fn quadratic_work_is_not_proportional() {
    assert_proportional("quadratic", 250, |size| repeat(size * size, |number| number ^ 1));
}

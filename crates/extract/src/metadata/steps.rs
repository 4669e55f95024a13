//! Counts steps of work in tests, which hold that the work grows in proportion to the page. Does nothing outside of tests.

#[cfg(test)]
thread_local! {
    static STEPS: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// Adds steps: bytes or nodes that are read.
#[inline(always)]
pub(super) fn add(_steps: usize) {
    #[cfg(test)]
    STEPS.with(|steps| steps.set(steps.get() + _steps));
}

/// The steps since the last call, on this thread.
#[cfg(test)]
pub(super) fn take() -> usize {
    STEPS.with(|steps| steps.replace(0))
}

//! The threads that work on many pages.

use std::sync::{Arc, Mutex, PoisonError};

use pyo3::PyResult;
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::error::Error;

/// The pool of a process.
struct ProcessPool {
    process: u32,
    jobs: usize,
    pool: Arc<ThreadPool>,
}

static POOL: Mutex<Option<ProcessPool>> = Mutex::new(None);

/// A pool of `jobs` threads, 0 for one per processor. It is made on first use, and kept.
///
/// Threads do not survive `fork`, so a child process makes a pool of its own.
pub(crate) fn get(jobs: usize) -> PyResult<Arc<ThreadPool>> {
    let process = std::process::id();
    let mut kept = POOL.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(kept) = &*kept
        && kept.process == process
        && kept.jobs == jobs
    {
        return Ok(Arc::clone(&kept.pool));
    }
    if let Some(inherited) = kept.take_if(|kept| kept.process != process) {
        // Its threads are in the parent. Ending it would wait for locks that they hold.
        std::mem::forget(inherited);
    }
    let pool = ThreadPoolBuilder::new().num_threads(jobs).thread_name(|i| format!("dechaff-{i}")).build();
    let pool =
        Arc::new(pool.map_err(|error| Error::new_err(format!("threads could not be started: {error}")))?);
    *kept = Some(ProcessPool { process, jobs, pool: Arc::clone(&pool) });
    Ok(pool)
}

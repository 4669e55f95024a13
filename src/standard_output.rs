//! Whether standard output was open when the process started.
//!
//! Rust's runtime opens `/dev/null` in place of a closed standard output before `main` runs. Without this check,
//! `dechaff clean dump >&-` would lose every article and report success.

use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Result, bail};

static WAS_CLOSED: AtomicBool = AtomicBool::new(false);

/// Returns an error if the process started without a standard output.
pub(crate) fn require() -> Result<()> {
    if WAS_CLOSED.load(Ordering::Relaxed) {
        bail!("standard output is closed, so nothing can be written to it");
    }
    Ok(())
}

/// Runs before the runtime, which is the only time when a closed file descriptor can be seen.
#[cfg(any(target_os = "linux", target_os = "macos"))]
extern "C" fn look_before_main() {
    if rustix::io::fcntl_getfd(rustix::stdio::stdout()).is_err() {
        WAS_CLOSED.store(true, Ordering::Relaxed);
    }
}

// SAFETY: the section holds pointers to functions without arguments that the C runtime calls once before `main`.
// The function makes a single system call and stores a flag; it needs nothing of Rust's runtime.
#[allow(unsafe_code, reason = "the section that the C runtime reads can't be named otherwise")]
#[cfg(any(target_os = "linux", target_os = "macos"))]
#[used]
#[cfg_attr(target_os = "linux", unsafe(link_section = ".init_array"))]
#[cfg_attr(target_os = "macos", unsafe(link_section = "__DATA,__mod_init_func"))]
static LOOK_BEFORE_MAIN: extern "C" fn() = look_before_main;

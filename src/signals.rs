//! SIGINT and SIGTERM: the first one ends the run gracefully, the second one ends the process at once.

/// Listens for signals, and remembers which one arrived.
#[cfg(unix)]
pub(crate) struct Signals {
    received: std::sync::Arc<std::sync::atomic::AtomicI32>,
    handle: signal_hook::iterator::Handle,
}

#[cfg(unix)]
impl Signals {
    /// Starts to listen. The first signal interrupts the run.
    pub(crate) fn listen(interrupt: dechaff_pipeline::Interrupt) -> std::io::Result<Self> {
        use signal_hook::consts::{SIGINT, SIGTERM};
        use std::io::Write;
        use std::sync::atomic::Ordering;

        let mut signals = signal_hook::iterator::Signals::new([SIGINT, SIGTERM])?;
        let handle = signals.handle();
        let received = std::sync::Arc::new(std::sync::atomic::AtomicI32::new(0));
        let seen = std::sync::Arc::clone(&received);
        std::thread::spawn(move || {
            for signal in signals.forever() {
                if seen.swap(signal, Ordering::SeqCst) != 0 {
                    // Files have temporary names until they are complete, so an incomplete file never has its final name.
                    std::process::exit(128 + signal);
                }
                interrupt.interrupt();
                // If standard error is closed, there is nobody to tell.
                let _ = writeln!(
                    std::io::stderr(),
                    "dechaff: finishing the pages in progress; interrupt again to stop at once"
                );
            }
        });
        Ok(Self { received, handle })
    }

    /// The exit code for the signal that arrived (130 or 143), or `None` if none arrived.
    pub(crate) fn exit_code(&self) -> Option<u8> {
        match self.received.load(std::sync::atomic::Ordering::SeqCst) {
            0 => None,
            signal => u8::try_from(128 + signal).ok(),
        }
    }
}

#[cfg(unix)]
impl Drop for Signals {
    fn drop(&mut self) {
        self.handle.close();
    }
}

/// On other systems, signals keep their default action.
#[cfg(not(unix))]
pub(crate) struct Signals;

#[cfg(not(unix))]
impl Signals {
    pub(crate) fn listen(_: dechaff_pipeline::Interrupt) -> std::io::Result<Self> {
        Ok(Self)
    }

    pub(crate) fn exit_code(&self) -> Option<u8> {
        None
    }
}

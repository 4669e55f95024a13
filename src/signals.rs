//! SIGINT and SIGTERM: the first asks the run to end properly, the second ends it at once.

/// What arrived, for the exit code.
#[cfg(unix)]
pub(crate) struct Signals {
    received: std::sync::Arc<std::sync::atomic::AtomicI32>,
    handle: signal_hook::iterator::Handle,
}

#[cfg(unix)]
impl Signals {
    /// Listens from now on.
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
                    // Files have temporary names until they are whole: nothing half-written stands under a final one.
                    std::process::exit(128 + signal);
                }
                interrupt.interrupt();
                // Nothing is left to do if standard error is closed.
                let _ = writeln!(std::io::stderr(), "dechaff: ending properly; once more to end at once");
            }
        });
        Ok(Self { received, handle })
    }

    /// The exit code for the signal that arrived: 130 or 143.
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

/// Elsewhere the system's way of ending a program is left alone.
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

//! Panics, kept until the terminal can show them.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::panic;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// The panics of all threads, as long as this is there.
///
/// What a panic says goes to standard error, where the UI is; so it is kept, and the terminal is
/// given back first.
pub struct Faults(Arc<Mutex<Vec<String>>>);

impl Faults {
    /// Keeps what panics say from now on.
    pub fn keep() -> Self {
        let reports = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&reports);
        panic::set_hook(Box::new(move |panic| {
            let thread = thread::current();
            let name = thread.name().unwrap_or("unnamed");
            let mut report = format!("thread '{name}' {panic}");
            let backtrace = Backtrace::capture();
            if backtrace.status() == BacktraceStatus::Captured {
                report.push_str(&format!("\n{backtrace}"));
            }
            lock(&kept).push(report);
        }));
        Self(reports)
    }

    /// Whether there was one.
    pub fn any(&self) -> bool {
        !lock(&self.0).is_empty()
    }

    /// What they said so far.
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut *lock(&self.0))
    }
}

impl Drop for Faults {
    fn drop(&mut self) {
        // While a thread panics the hook cannot be changed, and the program is about to end.
        if !thread::panicking() {
            drop(panic::take_hook());
        }
    }
}

fn lock(reports: &Mutex<Vec<String>>) -> std::sync::MutexGuard<'_, Vec<String>> {
    reports.lock().unwrap_or_else(PoisonError::into_inner)
}

//! Work that takes long and tells nobody how far it is.

use crate::refusal::argument;
use pyo3::prelude::*;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

/// How often signals are looked at.
const TICK: Duration = Duration::from_millis(50);

/// What `work` yields, on a thread of its own; a signal is heeded at once, and what is then still being made is dropped when it
/// is done.
///
/// # Errors
/// What a handler of a signal raises; the one exception where the system gives no thread.
pub(crate) fn patiently<T: Send + 'static>(
    py: Python<'_>,
    work: impl FnOnce() -> T + Send + 'static,
) -> PyResult<T> {
    let (sender, receiver) = mpsc::sync_channel(1);
    // Nobody may be waiting any more.
    let spawned = std::thread::Builder::new().spawn(move || drop(sender.send(work())));
    spawned.map_err(|error| argument(py, format!("the system gives no thread: {error}")))?;
    let receiver = std::sync::Mutex::new(receiver);
    loop {
        let waited = py
            .detach(|| receiver.lock().unwrap_or_else(std::sync::PoisonError::into_inner).recv_timeout(TICK));
        match waited {
            Ok(made) => return Ok(made),
            Err(RecvTimeoutError::Timeout) => py.check_signals()?,
            Err(RecvTimeoutError::Disconnected) => {
                return Err(argument(py, "the thread that was at work has ended before its work".into()));
            }
        }
    }
}

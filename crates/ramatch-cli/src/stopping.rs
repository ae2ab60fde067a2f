//! Ctrl-C: long work ends between two results, so that what is written stays whole.

use crate::exit::STOPPED;
use std::sync::atomic::{AtomicBool, Ordering};

static ASKED: AtomicBool = AtomicBool::new(false);

/// From now on Ctrl-C asks the work to end; asked once more, the process ends where it is. Where the system takes no handler, it ends
/// where it is at once, as ever.
pub(crate) fn on_request() {
    let _ = ctrlc::set_handler(|| {
        if ASKED.swap(true, Ordering::Relaxed) {
            std::process::exit(i32::from(STOPPED));
        }
    });
}

/// Whether the work is asked to end.
pub(crate) fn is_asked() -> bool {
    ASKED.load(Ordering::Relaxed)
}

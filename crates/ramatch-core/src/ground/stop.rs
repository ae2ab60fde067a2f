//! Calling off one long fit from another thread.
//!
//! One row of a million points may be fitted for minutes, and whoever waits has to be able to give up. Every loop that may take
//! many rounds asks between two of them; a round is O(n) or O(n log n), so at most about a second for the longest spectrum.
//! What is asked belongs to the thread (feature `std`): no method has to pass it on, and without `std` nobody asks.
//! A fit that was called off ends where it is, and its result means nothing.

#[cfg(feature = "std")]
use std::{cell::RefCell, sync::Arc};

/// Whether to give up.
#[cfg(feature = "std")]
pub type Asked = Arc<dyn Fn() -> bool + Send + Sync>;

#[cfg(feature = "std")]
std::thread_local! {
    static ASKED: RefCell<Option<Asked>> = const { RefCell::new(None) };
}

/// Does `work`; whatever takes many rounds in it, on this thread, gives up once `asked` says so. The caller knows then that the
/// results mean nothing.
#[cfg(feature = "std")]
pub fn unless<R>(asked: Asked, work: impl FnOnce() -> R) -> R {
    /// Puts back what was asked before, however the work ends.
    struct Before(Option<Asked>);
    impl Drop for Before {
        fn drop(&mut self) {
            let before = self.0.take();
            ASKED.with(|asked| *asked.borrow_mut() = before);
        }
    }
    let _before = Before(ASKED.with(|now| now.borrow_mut().replace(asked)));
    work()
}

/// Whether the work of this thread is called off.
#[cfg(feature = "std")]
pub(crate) fn called_off() -> bool {
    // Cloned, so that what is asked may use this module itself.
    let asked = ASKED.with(|asked| asked.borrow().clone());
    asked.is_some_and(|asked| asked())
}

/// Nobody can call it off.
#[cfg(not(feature = "std"))]
pub(crate) const fn called_off() -> bool {
    false
}

//! What stands between a call from C and its work: a status for every end, and no panic beyond.

use crate::lent;
use crate::status::{RAMATCH_OK, Refusal, ramatch_error, ramatch_status};

/// Does the work of a call, and tells how it ended.
///
/// # Safety
/// `error` is null, or there is room for an error that nobody else uses.
pub(crate) unsafe fn guard(
    error: *mut ramatch_error,
    work: impl FnOnce() -> Result<(), Refusal>,
) -> ramatch_status {
    // SAFETY: as of this function.
    unsafe { guard_more(error, || work().map(|()| RAMATCH_OK)) }
}

/// The same for work that may be no error and not be done either.
///
/// # Safety
/// As [`guard`].
pub(crate) unsafe fn guard_more(
    error: *mut ramatch_error,
    work: impl FnOnce() -> Result<ramatch_status, Refusal>,
) -> ramatch_status {
    // SAFETY: the caller vouches for the room, or null.
    let told = match unsafe { lent::place_or_none("error", error) } {
        Ok(told) => told,
        Err(refusal) => return refusal.code().number(),
    };
    let outcome = caught(work);
    if let Some(told) = told {
        told.write(ramatch_error::of(&outcome));
    }
    outcome.unwrap_or_else(|refusal| refusal.code().number())
}

/// A panic is a status.
#[cfg(feature = "host")]
fn caught(work: impl FnOnce() -> Result<ramatch_status, Refusal>) -> Result<ramatch_status, Refusal> {
    let panicked = Refusal::Argument(ramatch_core::Code::Panicked, "");
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).unwrap_or(Err(panicked))
}

/// On a device a panic goes no further than its handler.
#[cfg(not(feature = "host"))]
fn caught(work: impl FnOnce() -> Result<ramatch_status, Refusal>) -> Result<ramatch_status, Refusal> {
    work()
}

#[cfg(all(test, feature = "host"))]
mod tests {
    use super::*;
    use crate::status::RAMATCH_PANICKED;

    #[test]
    fn a_panic_is_a_status() {
        // SAFETY: no room is given.
        let status = unsafe { guard(core::ptr::null_mut(), || panic!("as it is meant to")) };
        assert_eq!(status, RAMATCH_PANICKED);
    }
}

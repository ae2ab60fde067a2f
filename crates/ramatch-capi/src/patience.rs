//! Who is asked whether to go on.

use crate::lent;
use crate::status::Refusal;
use core::ffi::c_void;
use ramatch_core::identify::Patience;

/// Feeds a watchdog, draws a bar, or says that somebody has given up. NULL in its place asks nobody.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ramatch_patience {
    /// Called between two blocks of references, with how many rows were looked at so far and with `user`. 0 calls the work off, which then
    /// answers RAMATCH_CANCELLED; anything else goes on. NULL asks nobody.
    pub go_on: Option<unsafe extern "C" fn(rows: u64, user: *mut c_void) -> i32>,
    /// Handed to `go_on` as it is.
    pub user: *mut c_void,
    /// References between two calls, 1 at least.
    pub every: usize,
}

/// Does `work` with the patience that a caller has.
///
/// # Safety
/// `patience` is null or points to one, whose function may be called.
pub(crate) unsafe fn patient<R>(
    patience: *const ramatch_patience,
    work: impl FnOnce(Patience<'_>) -> Result<R, Refusal>,
) -> Result<R, Refusal> {
    // SAFETY: the caller vouches for one, or null.
    let given = unsafe { lent::item_or_none("patience", patience) }?;
    match given.and_then(|given| Some((given, given.go_on?))) {
        None => work(Patience { every: usize::MAX, go_on: &mut |_| true }),
        Some((given, go_on)) => {
            // SAFETY: the caller vouches for its function.
            let mut go_on = |rows| unsafe { go_on(rows, given.user) } != 0;
            work(Patience { every: given.every.max(1), go_on: &mut go_on })
        }
    }
}

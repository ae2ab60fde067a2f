//! A whole library checked in steps, with its hashes.

use crate::guard::{guard, guard_more};
use crate::handle::{self, Handle};
use crate::lent;
use crate::library::ramatch_library;
use crate::status::{RAMATCH_MORE, RAMATCH_OK, ramatch_error, ramatch_status};
use ramatch_core::library::{Check, Progress};

/// 64-bit words of a ramatch_check.
pub const RAMATCH_CHECK_WORDS: usize = 368;

/// A check that was begun. It lies where the caller wants it, as in memory that is lent to identifications later, and has to be closed by
/// nobody. The bytes of the library have to stay where they are until it is done; the ramatch_library itself may go.
///
/// Memory of zeros is no check: calls answer RAMATCH_NOT_READY.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ramatch_check {
    /// Not for the caller.
    pub opaque: [u64; RAMATCH_CHECK_WORDS],
}

impl Handle for ramatch_check {
    type Held = Check<'static>;
    const MAGIC: u64 = u64::from_le_bytes(*b"ramatchC");
    const NAME: &'static str = "check";
}

/// Begins the check of a whole library: BLAKE3 of the file and of every section, every record, every row. O(sections).
///
/// For flash that was just written, or at every start if there is time. Nothing is refused before ramatch_check_step.
///
/// Answers RAMATCH_NULL, RAMATCH_MISALIGNED, RAMATCH_NOT_READY.
///
/// # Safety
/// There is a library at `library`, or memory of its size that was set, whose bytes are still there, and room for a check at `check`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ramatch_check_begin(
    library: *const ramatch_library,
    check: *mut ramatch_check,
    error: *mut ramatch_error,
) -> ramatch_status {
    let work = || {
        // SAFETY: the caller vouches for both.
        unsafe { handle::put(check, Check::new(*handle::get(library)?)) }
    };
    // SAFETY: the caller vouches for room for an error, or null.
    unsafe { guard(error, work) }
}

/// Looks at up to `bytes` bytes more of the library, at least at one row of it; between two steps a watchdog is fed. `done` and `of` are how
/// many bytes were looked at and how many there are in all; each may be NULL. O(bytes).
///
/// Answers RAMATCH_MORE as long as there is more to look at, which is no error, and RAMATCH_OK once all is well; only that says so, not that `done` has reached `of`. Anything else is why the
/// library must not be used, and is answered again by every further step: RAMATCH_HASH_MISMATCH, RAMATCH_BAD_ENTRY. Of the call itself
/// RAMATCH_NULL, RAMATCH_MISALIGNED, RAMATCH_NOT_READY.
///
/// # Safety
/// There is a check at `check`, or memory of its size that was set, that nobody else uses; what it was begun with is still there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ramatch_check_step(
    check: *mut ramatch_check,
    bytes: usize,
    done: *mut u64,
    of: *mut u64,
    error: *mut ramatch_error,
) -> ramatch_status {
    let work = || {
        // SAFETY: the caller vouches for all of them.
        let check = unsafe { handle::get_mut(check) }?;
        // SAFETY: as above. One after the other: both may be one place.
        unsafe { lent::place_or_none("of", of) }?;
        // SAFETY: as above.
        unsafe { lent::place_or_none("done", done) }?;
        let progress = check.step(bytes)?;
        // SAFETY: as above.
        if let Some(of) = unsafe { lent::place_or_none("of", of) }? {
            of.write(check.total());
        }
        // SAFETY: as above.
        if let Some(done) = unsafe { lent::place_or_none("done", done) }? {
            done.write(check.done());
        }
        Ok(if progress == Progress::Done { RAMATCH_OK } else { RAMATCH_MORE })
    };
    // SAFETY: the caller vouches for room for an error, or null.
    unsafe { guard_more(error, work) }
}

//! Handles: what the core makes, in memory of the caller, behind a number that tells whether it was made.

use crate::lent;
use crate::status::Refusal;
use ramatch_core::Code;

/// What lies in a handle.
#[repr(C)]
#[derive(Clone, Copy)]
struct Held<T> {
    magic: u64,
    held: T,
}

/// A type of C that is as large and as aligned as what it holds.
pub(crate) trait Handle: Sized {
    /// What it holds. Nothing has to be done when it goes: it owns no more than its own bytes.
    type Held;
    /// Tells it from memory that holds anything else.
    const MAGIC: u64;
    /// What it is called when it is refused.
    const NAME: &'static str;
    /// It fits, or this does not compile.
    const FITS: () = assert!(
        size_of::<Held<Self::Held>>() <= size_of::<Self>()
            && align_of::<Held<Self::Held>>() <= align_of::<Self>()
    );
}

/// Makes a handle.
///
/// # Safety
/// There is room for a handle at `out` that nobody else uses.
pub(crate) unsafe fn put<H: Handle>(out: *mut H, held: H::Held) -> Result<(), Refusal> {
    const { H::FITS };
    // SAFETY: the caller vouches for the room; a handle is at least as large and as aligned as what it holds.
    let place = unsafe { lent::place(H::NAME, out.cast::<Held<H::Held>>()) }?;
    place.write(Held { magic: H::MAGIC, held });
    Ok(())
}

/// What a handle holds.
///
/// # Safety
/// There is a handle at `handle`, or memory of its size that was set, and nobody changes it during `'a`. What it was made of is still there.
pub(crate) unsafe fn get<'a, H: Handle>(handle: *const H) -> Result<&'a H::Held, Refusal> {
    // SAFETY: the caller vouches for a handle's memory, which begins with a number.
    let magic = unsafe { lent::item(H::NAME, handle.cast::<u64>()) }?;
    if *magic != H::MAGIC {
        return Err(Refusal::Argument(Code::NotReady, H::NAME));
    }
    // SAFETY: the number says that `put` wrote it; not null and aligned, as the number was.
    Ok(unsafe { &(*handle.cast::<Held<H::Held>>()).held })
}

/// The same, to be changed.
///
/// # Safety
/// As [`get`], and nobody else uses the handle during `'a`.
pub(crate) unsafe fn get_mut<'a, H: Handle>(handle: *mut H) -> Result<&'a mut H::Held, Refusal> {
    // SAFETY: the caller vouches for the handle.
    unsafe { get(handle.cast_const()) }?;
    // SAFETY: what was read is there, and nobody else uses it.
    Ok(unsafe { &mut (*handle.cast::<Held<H::Held>>()).held })
}

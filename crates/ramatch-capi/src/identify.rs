//! One spectrum, one answer.

use crate::answer::{Written, ramatch_answer, ramatch_results};
use crate::guard::guard;
use crate::handle;
use crate::lent::{self, Block};
use crate::matcher::{check_size, ramatch_matcher};
use crate::patience::{patient, ramatch_patience};
use crate::status::{Refusal, ramatch_error, ramatch_status};
use core::ffi::c_void;
use ramatch_core::SpectrumRef;
use ramatch_core::identify::{Memory, identify};

/// A spectrum: `points` Raman shifts in cm-1 that rise, and as many intensities of any unit.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ramatch_spectrum {
    /// Raman shifts in cm-1, rising.
    pub shift_cm1: *const f32,
    /// Intensities.
    pub intensity: *const f32,
    /// How many of each, 16 to RAMATCH_MOST_POINTS.
    pub points: usize,
}

impl ramatch_spectrum {
    /// The spectrum as the core knows it.
    ///
    /// # Safety
    /// The caller vouches for the arrays during `'a`.
    pub(crate) unsafe fn checked<'a>(&self) -> Result<SpectrumRef<'a>, Refusal> {
        // SAFETY: the caller vouches for both.
        let (shift, intensity) = unsafe {
            (
                lent::items("spectrum.shift_cm1", self.shift_cm1, self.points)?,
                lent::items("spectrum.intensity", self.intensity, self.points)?,
            )
        };
        Ok(SpectrumRef::new(shift, intensity)?)
    }
}

/// Identifies one spectrum: prepared, aligned, compared with all references, judged. O(entries x grid points).
///
/// `memory` is lent: ramatch_memory_len bytes on a boundary of RAMATCH_MEMORY_ALIGN; what stands there means nothing before and after, and
/// every call may have another. `patience` may be NULL. `results` says where ranking, bands and samples are to be written, as many as it has
/// room for; `answer` tells how many there are, the verdict, and the numbers that it goes by. No two of the arrays may overlap.
///
/// The answer is that of a server with the same library, to the bit. A spectrum that can be compared with nothing (constant, nothing above
/// its baseline, too little of the grid, a list of peaks) is answered with RAMATCH_CANNOT_DECIDE and a reason; that is no error.
///
/// Answers RAMATCH_TOO_FEW_POINTS, RAMATCH_NOT_FINITE, RAMATCH_AXIS_ORDER, RAMATCH_AXIS_DUPLICATE, RAMATCH_NUMBER_RANGE for the spectrum,
/// RAMATCH_LENGTH for too little memory (`error->expected` tells how much is needed), RAMATCH_PARAMETER for entries or a container that there
/// are not, RAMATCH_CANCELLED, RAMATCH_NULL, RAMATCH_MISALIGNED, RAMATCH_NOT_READY.
///
/// # Safety
/// There is a matcher at `matcher`, or memory of its size that was set, and what it was made of is still there; arrays are as long as stated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ramatch_identify(
    matcher: *const ramatch_matcher,
    spectrum: *const ramatch_spectrum,
    memory: *mut c_void,
    memory_len: usize,
    patience: *const ramatch_patience,
    results: *const ramatch_results,
    answer: *mut ramatch_answer,
    error: *mut ramatch_error,
) -> ramatch_status {
    let work = || {
        // SAFETY: the caller vouches for all of them.
        let (matcher, spectrum, mut written, out) = unsafe {
            (
                handle::get(matcher)?,
                lent::item("spectrum", spectrum)?.checked()?,
                Written::of(results)?,
                lent::place("answer", answer)?,
            )
        };
        let top = written.top();
        check_size(spectrum.len(), top)?;
        let pipeline = matcher.pipeline()?;
        let ask = matcher.ask(&pipeline);
        let needs = ask.needs(spectrum.len(), top);
        // SAFETY: the caller vouches for the memory.
        let mut block = unsafe { Block::of(memory.cast(), memory_len, needs.bytes()) }?;
        let mut memory = Memory::of(&needs, &mut block)?;
        // SAFETY: the caller vouches for the function.
        let found =
            unsafe { patient(patience, |patience| Ok(identify(&ask, spectrum, &mut memory, patience)?)) }?;
        out.write(written.write(&found, matcher));
        Ok(())
    };
    // SAFETY: the caller vouches for room for an error, or null.
    unsafe { guard(error, work) }
}

//! How a matcher asks.

use crate::guard::guard;
use crate::lent;
use crate::status::{Refusal, ramatch_error, ramatch_status};
use ramatch_core::Error;
use ramatch_core::identify::{Tolerance, UnmixLimits};

/// An index that is none.
pub const RAMATCH_NONE: u32 = u32::MAX;

/// How a matcher asks; ramatch_options_default fills in the defaults. Arrays stay the caller's, as long as the matcher is used.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ramatch_options {
    /// Largest shift in cm-1 by which the axis may be off, 0 to 25.
    pub shift_cm1: f64,
    /// Largest stretch, 0 to 0.01.
    pub stretch: f64,
    /// Of mixtures: beyond this part of the signal something is unexplained, 0 to 1.
    pub unexplained: f64,
    /// Indices of entries that are not asked, rising; may be NULL if there are none.
    pub excluded: *const u32,
    /// How many.
    pub excluded_len: usize,
    /// One bit for every substance, set where it is controlled: bit i % 32 of word i / 32. Such a name takes more than the pattern of a benzene
    /// ring. May be NULL if none is; words beyond the last count as 0.
    pub controlled: *const u32,
    /// How many words.
    pub controlled_len: usize,
    /// Index of a substance through which the sample is measured, such as the bag: what its bands cover does not count. RAMATCH_NONE if there
    /// is none.
    pub through: u32,
    /// Reserved, 0.
    pub reserved: u32,
}

/// Options once they were looked at.
#[derive(Clone, Copy)]
pub(crate) struct Options {
    pub(crate) tolerance: Tolerance,
    pub(crate) excluded: &'static [u32],
    pub(crate) controlled: &'static [u32],
    pub(crate) through: Option<u32>,
    pub(crate) limits: UnmixLimits,
}

/// The limits of mixtures by the one that is given.
pub(crate) fn limits_of(unexplained: f64) -> Result<UnmixLimits, Refusal> {
    if !(0.0..=1.0).contains(&unexplained) {
        let (name, value, domain) = ("unexplained", unexplained, "0 to 1");
        return Err(Error::Parameter { name, value, domain }.into());
    }
    Ok(UnmixLimits::new().unexplained(unexplained))
}

impl Options {
    /// Those of a caller, or the defaults where there are none.
    ///
    /// # Safety
    /// `given` is null or points to options whose arrays stay.
    pub(crate) unsafe fn of(given: *const ramatch_options) -> Result<Self, Refusal> {
        // SAFETY: the caller vouches for it.
        let Some(given) = unsafe { lent::item_or_none("options", given) }? else {
            let (tolerance, limits) = (Tolerance::new(), UnmixLimits::new());
            return Ok(Self { tolerance, excluded: &[], controlled: &[], through: None, limits });
        };
        let tolerance = Tolerance::new().shift_cm1(given.shift_cm1).stretch(given.stretch);
        tolerance.check()?;
        let limits = limits_of(given.unexplained)?;
        // SAFETY: the caller vouches for the arrays.
        let (excluded, controlled) = unsafe {
            (
                lent::items("options.excluded", given.excluded, given.excluded_len)?,
                lent::items("options.controlled", given.controlled, given.controlled_len)?,
            )
        };
        let through = (given.through != RAMATCH_NONE).then_some(given.through);
        Ok(Self { tolerance, excluded, controlled, through, limits })
    }
}

/// Fills in the defaults: an axis that may be off by 8 cm-1 and 0.3 %, all entries asked, nothing controlled, no container.
///
/// Answers RAMATCH_NULL, RAMATCH_MISALIGNED.
///
/// # Safety
/// There is room for options at `out`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ramatch_options_default(
    out: *mut ramatch_options,
    error: *mut ramatch_error,
) -> ramatch_status {
    let work = || {
        // SAFETY: the caller vouches for the room.
        let out = unsafe { lent::place("out", out) }?;
        let Tolerance { shift_cm1, stretch, .. } = Tolerance::new();
        out.write(ramatch_options {
            shift_cm1,
            stretch,
            unexplained: UnmixLimits::new().unexplained,
            excluded: core::ptr::null(),
            excluded_len: 0,
            controlled: core::ptr::null(),
            controlled_len: 0,
            through: RAMATCH_NONE,
            reserved: 0,
        });
        Ok(())
    };
    // SAFETY: the caller vouches for room for an error, or null.
    unsafe { guard(error, work) }
}

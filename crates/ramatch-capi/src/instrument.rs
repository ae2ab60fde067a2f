//! What a device knows of its own axis.

use crate::guard::guard;
use crate::identify::ramatch_spectrum;
use crate::lent;
use crate::options::{limits_of, ramatch_options};
use crate::status::{Refusal, ramatch_error, ramatch_status};
use ramatch_core::alignment::Alignment;
use ramatch_core::identify::{Instrument, Tolerance};

/// What a device knows of itself: how far its axis is off, what of it counts, and what that leaves open. A host fits it to measurements of
/// standards; a device holds its numbers in flash. ramatch_instrument_default fills in one that knows nothing.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ramatch_instrument {
    /// How far its axis is off: shift in cm-1,
    pub shift_cm1: f64,
    /// ... and stretch about 1000 cm-1. A measured x is shift + stretch (x - 1000) too large.
    pub stretch: f64,
    /// First Raman shift that counts, in cm-1 as measured; -INFINITY for all,
    pub from_cm1: f64,
    /// ... and the last; INFINITY for all.
    pub to_cm1: f64,
    /// How far the corrected axis may still be off: shift in cm-1, 0 to 25,
    pub tolerance_shift_cm1: f64,
    /// ... and stretch, 0 to 0.01.
    pub tolerance_stretch: f64,
    /// Of mixtures: beyond this part of the signal something is unexplained, 0 to 1.
    pub unexplained: f64,
}

impl ramatch_instrument {
    /// The core's, once its numbers were looked at.
    fn checked(&self) -> Result<Instrument, Refusal> {
        let alignment = Alignment { shift_cm1: self.shift_cm1, stretch: self.stretch };
        let tolerance = Tolerance::new().shift_cm1(self.tolerance_shift_cm1).stretch(self.tolerance_stretch);
        alignment.check()?;
        tolerance.check()?;
        Ok(Instrument::new(alignment)
            .range_cm1(self.from_cm1, self.to_cm1)
            .tolerance(tolerance)
            .limits(limits_of(self.unexplained)?))
    }
}

/// Fills in an instrument that knows nothing of itself: its axis is right, all of it counts, and it may be off as far as any.
///
/// Answers RAMATCH_NULL, RAMATCH_MISALIGNED.
///
/// # Safety
/// There is room for an instrument at `out`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ramatch_instrument_default(
    out: *mut ramatch_instrument,
    error: *mut ramatch_error,
) -> ramatch_status {
    let work = || {
        // SAFETY: the caller vouches for the room.
        let out = unsafe { lent::place("out", out) }?;
        let Instrument { alignment, range_cm1, tolerance, limits, .. } =
            Instrument::new(Alignment::default());
        out.write(ramatch_instrument {
            shift_cm1: alignment.shift_cm1,
            stretch: alignment.stretch,
            from_cm1: range_cm1.0,
            to_cm1: range_cm1.1,
            tolerance_shift_cm1: tolerance.shift_cm1,
            tolerance_stretch: tolerance.stretch,
            unexplained: limits.unexplained,
        });
        Ok(())
    };
    // SAFETY: the caller vouches for room for an error, or null.
    unsafe { guard(error, work) }
}

/// Takes what an instrument leaves open into options, before a matcher is made with them: how far its corrected axis may be off, and what of a
/// mixture is unexplained. The other options stay.
///
/// Answers RAMATCH_PARAMETER for an instrument that cannot be, RAMATCH_NULL, RAMATCH_MISALIGNED.
///
/// # Safety
/// There are an instrument at `instrument` and options at `options`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ramatch_instrument_options(
    instrument: *const ramatch_instrument,
    options: *mut ramatch_options,
    error: *mut ramatch_error,
) -> ramatch_status {
    let work = || {
        // SAFETY: the caller vouches for both.
        let (instrument, options) =
            unsafe { (lent::item("instrument", instrument)?, lent::items_mut("options", options, 1)?) };
        let Instrument { tolerance, limits, .. } = instrument.checked()?;
        for options in options {
            options.shift_cm1 = tolerance.shift_cm1;
            options.stretch = tolerance.stretch;
            options.unexplained = limits.unexplained;
        }
        Ok(())
    };
    // SAFETY: the caller vouches for room for an error, or null.
    unsafe { guard(error, work) }
}

/// Corrects the axis of a spectrum and cuts it to the range that counts, before it is asked about. O(n).
///
/// The corrected axis stands in `shift`, which is at least as long as the spectrum; `out` leads there and into the spectrum's own intensities.
///
/// Answers RAMATCH_PARAMETER for an instrument that cannot be, RAMATCH_LENGTH for too little room, RAMATCH_TOO_FEW_POINTS where too few are
/// left, what ramatch_identify says of a spectrum, RAMATCH_NULL, RAMATCH_MISALIGNED.
///
/// # Safety
/// There is an instrument at `instrument`; arrays are as long as stated; there is room for a spectrum at `out`, which may be that of `spectrum`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ramatch_instrument_correct(
    instrument: *const ramatch_instrument,
    spectrum: *const ramatch_spectrum,
    shift: *mut f32,
    shift_len: usize,
    out: *mut ramatch_spectrum,
    error: *mut ramatch_error,
) -> ramatch_status {
    let work = || {
        // SAFETY: the caller vouches for all of them.
        let corrected = unsafe {
            let instrument = lent::item("instrument", instrument)?.checked()?;
            let spectrum = lent::item("spectrum", spectrum)?.checked()?;
            instrument.correct_into(spectrum, lent::items_mut("shift", shift, shift_len)?)?
        };
        // SAFETY: the caller vouches for the room; the spectrum that may have stood there was read.
        unsafe { lent::place("out", out) }?.write(ramatch_spectrum {
            shift_cm1: corrected.shift_cm1().as_ptr(),
            intensity: corrected.intensity().as_ptr(),
            points: corrected.len(),
        });
        Ok(())
    };
    // SAFETY: the caller vouches for room for an error, or null.
    unsafe { guard(error, work) }
}

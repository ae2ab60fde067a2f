//! Single steps, for those who prepare spectra by themselves: baselines, smoothing, despiking, normalising, resampling.

use crate::guard::guard;
use crate::identify::ramatch_spectrum;
use crate::lent;
use crate::matcher::RAMATCH_MOST_POINTS;
use crate::parameters::{
    ramatch_arpls, ramatch_asls, ramatch_savitzky_golay, ramatch_snip, ramatch_whitaker_hayes,
};
use crate::status::{Refusal, ramatch_error, ramatch_status};
use ramatch_core::baseline::{Arpls, Asls, Fit, Snip};
use ramatch_core::smooth::SavitzkyGolay;
use ramatch_core::{Axis, Code, Despike, Grid, Normalize, Resample};

/// How an iterative fit ended. Not converging is a fact, not an error.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ramatch_fit {
    /// Solved systems; 1 for methods that do not iterate.
    pub iterations: u32,
    /// Whether the fit stopped changing within the tolerance.
    pub converged: i32,
    /// The last relative change.
    pub change: f64,
}

/// Euclidean norm 1.
pub const RAMATCH_NORMALIZE_L2: i32 = 1;
/// Standard normal variate.
pub const RAMATCH_NORMALIZE_SNV: i32 = 2;
/// Largest sample 1.
pub const RAMATCH_NORMALIZE_MAX: i32 = 3;
/// Smallest sample 0, largest 1.
pub const RAMATCH_NORMALIZE_MIN_MAX: i32 = 4;
/// Area 1 under the signal.
pub const RAMATCH_NORMALIZE_AREA: i32 = 5;
/// Robust normal variate.
pub const RAMATCH_NORMALIZE_RNV: i32 = 6;

/// Doubles of scratch for so many samples; 0 for more than there may be.
fn counted(n: usize, len: impl FnOnce() -> usize) -> usize {
    if n <= RAMATCH_MOST_POINTS { len() } else { 0 }
}

/// Doubles of scratch that ramatch_snip_baseline needs for `n` samples, whatever its parameters; 0 for more than RAMATCH_MOST_POINTS.
#[unsafe(no_mangle)]
pub extern "C" fn ramatch_snip_scratch_len(n: usize) -> usize {
    // The one with the widest window; without one it has to be found, which needs as much at most.
    counted(n, || {
        let widest = Snip::new().max_half_window(Some(u32::MAX));
        Snip::new().scratch_len(n).max(widest.scratch_len(n))
    })
}

/// Doubles of scratch that ramatch_asls_baseline needs for `n` samples; 0 for more than RAMATCH_MOST_POINTS.
#[unsafe(no_mangle)]
pub extern "C" fn ramatch_asls_scratch_len(n: usize) -> usize {
    counted(n, || Asls::new().scratch_len(n))
}

/// Doubles of scratch that ramatch_arpls_baseline needs for `n` samples; 0 for more than RAMATCH_MOST_POINTS.
#[unsafe(no_mangle)]
pub extern "C" fn ramatch_arpls_scratch_len(n: usize) -> usize {
    counted(n, || Arpls::new().scratch_len(n))
}

/// Doubles of scratch that ramatch_savitzky_golay_smooth needs for a window of so many samples; 0 for one that there may not be.
#[unsafe(no_mangle)]
pub extern "C" fn ramatch_savitzky_golay_scratch_len(window: u32) -> usize {
    if window <= 1001 { SavitzkyGolay::new().window(window).scratch_len() } else { 0 }
}

/// Doubles of scratch that ramatch_despike needs for `n` samples; 0 for more than RAMATCH_MOST_POINTS.
#[unsafe(no_mangle)]
pub extern "C" fn ramatch_despike_scratch_len(n: usize) -> usize {
    counted(n, || Despike::scratch_len(n))
}

/// What a baseline is lent: samples, baseline, scratch, and room for how it ended, or null.
type Lines = (*const f64, usize, *mut f64, *mut f64, usize, *mut ramatch_fit);

/// Estimates a baseline by the method that `of` makes of its parameters.
///
/// # Safety
/// Everything is as long as stated.
unsafe fn baseline<P>(
    parameters: *const P,
    (y, n, out, scratch, scratch_len, fit): Lines,
    error: *mut ramatch_error,
    run: impl FnOnce(&P, &[f64], &mut [f64], &mut [f64]) -> Result<Fit, ramatch_core::Error>,
) -> ramatch_status {
    let work = || {
        // SAFETY: the caller vouches for all of them.
        let (parameters, y, out, scratch) = unsafe {
            (
                lent::item("parameters", parameters)?,
                lent::items("y", y, n)?,
                lent::items_mut("baseline", out, n)?,
                lent::items_mut("scratch", scratch, scratch_len)?,
            )
        };
        // SAFETY: the caller vouches for the room, or null.
        let told = unsafe { lent::place_or_none("fit", fit) }?;
        refuse_long(n)?;
        let Fit { iterations, converged, change, .. } = run(parameters, y, out, scratch)?;
        if let Some(told) = told {
            told.write(ramatch_fit { iterations, converged: converged.into(), change });
        }
        Ok(())
    };
    // SAFETY: the caller vouches for room for an error, or null.
    unsafe { guard(error, work) }
}

/// Refuses more samples than there may be.
fn refuse_long(n: usize) -> Result<(), Refusal> {
    if n > RAMATCH_MOST_POINTS {
        let (what, expected) = ("y", RAMATCH_MOST_POINTS);
        return Err(ramatch_core::Error::Length { what, expected, got: n }.into());
    }
    Ok(())
}

/// Estimates the baseline of `y` by SNIP into `baseline`.
///
/// `y` and `baseline` are `n` samples at equal distances, `scratch` holds ramatch_snip_scratch_len(n) doubles, whose content means nothing
/// before and after. `fit` may be NULL. No two of the arrays may overlap. O(n x window).
///
/// Answers RAMATCH_PARAMETER, RAMATCH_TOO_FEW_POINTS below 5 samples, RAMATCH_NOT_FINITE, RAMATCH_NUMBER_RANGE, RAMATCH_LENGTH,
/// RAMATCH_NULL, RAMATCH_MISALIGNED.
///
/// # Safety
/// The arrays are as long as stated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ramatch_snip_baseline(
    parameters: *const ramatch_snip,
    y: *const f64,
    n: usize,
    baseline: *mut f64,
    scratch: *mut f64,
    scratch_len: usize,
    fit: *mut ramatch_fit,
    error: *mut ramatch_error,
) -> ramatch_status {
    let lines = (y, n, baseline, scratch, scratch_len, fit);
    let run = |of: &ramatch_snip, y: &[f64], out: &mut [f64], scratch: &mut [f64]| {
        of.core().fit_f64(y, out, scratch)
    };
    // SAFETY: as the caller vouches.
    unsafe { self::baseline(parameters, lines, error, run) }
}

/// Estimates the baseline of `y` by AsLS into `baseline`; see ramatch_snip_baseline. O(n) for each reweighting.
///
/// # Safety
/// The arrays are as long as stated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ramatch_asls_baseline(
    parameters: *const ramatch_asls,
    y: *const f64,
    n: usize,
    baseline: *mut f64,
    scratch: *mut f64,
    scratch_len: usize,
    fit: *mut ramatch_fit,
    error: *mut ramatch_error,
) -> ramatch_status {
    let lines = (y, n, baseline, scratch, scratch_len, fit);
    let run = |of: &ramatch_asls, y: &[f64], out: &mut [f64], scratch: &mut [f64]| {
        of.core().fit_f64(y, out, scratch)
    };
    // SAFETY: as the caller vouches.
    unsafe { self::baseline(parameters, lines, error, run) }
}

/// Estimates the baseline of `y` by arPLS into `baseline`; see ramatch_snip_baseline. O(n) for each reweighting.
///
/// # Safety
/// The arrays are as long as stated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ramatch_arpls_baseline(
    parameters: *const ramatch_arpls,
    y: *const f64,
    n: usize,
    baseline: *mut f64,
    scratch: *mut f64,
    scratch_len: usize,
    fit: *mut ramatch_fit,
    error: *mut ramatch_error,
) -> ramatch_status {
    let lines = (y, n, baseline, scratch, scratch_len, fit);
    let run = |of: &ramatch_arpls, y: &[f64], out: &mut [f64], scratch: &mut [f64]| {
        of.core().fit_f64(y, out, scratch)
    };
    // SAFETY: as the caller vouches.
    unsafe { self::baseline(parameters, lines, error, run) }
}

/// Smooths `y` by Savitzky-Golay into `out`, or differentiates it.
///
/// `y` and `out` are `n` samples, at least the window, `step` cm-1 apart with its sign; only derivatives depend on it. `scratch` holds
/// ramatch_savitzky_golay_scratch_len(window) doubles. No two of the arrays may overlap. O(n x window).
///
/// Answers as ramatch_snip_baseline.
///
/// # Safety
/// The arrays are as long as stated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ramatch_savitzky_golay_smooth(
    parameters: *const ramatch_savitzky_golay,
    y: *const f64,
    n: usize,
    step: f64,
    out: *mut f64,
    scratch: *mut f64,
    scratch_len: usize,
    error: *mut ramatch_error,
) -> ramatch_status {
    let work = || {
        // SAFETY: the caller vouches for all of them.
        let (parameters, y, out, scratch) = unsafe {
            (
                lent::item("parameters", parameters)?,
                lent::items("y", y, n)?,
                lent::items_mut("out", out, n)?,
                lent::items_mut("scratch", scratch, scratch_len)?,
            )
        };
        refuse_long(n)?;
        if parameters.window > 1001 {
            return Err(Refusal::Argument(Code::Parameter, "window"));
        }
        parameters.core().run(y, step, out, scratch)?;
        Ok(())
    };
    // SAFETY: the caller vouches for room for an error, or null.
    unsafe { guard(error, work) }
}

/// Replaces cosmic rays in `y` by the mean of their neighbours, and marks them in `altered`.
///
/// `shift_cm1`, `y` and `altered` are `n` items; an item of `altered` becomes 1 where that of `y` was one, else 0. `scratch` holds ramatch_despike_scratch_len(n)
/// doubles. `cannot_tell` becomes 1 where one shot cannot tell; it may be NULL. No two of the arrays may overlap. O(n).
///
/// Answers as ramatch_snip_baseline.
///
/// # Safety
/// The arrays are as long as stated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ramatch_despike(
    parameters: *const ramatch_whitaker_hayes,
    shift_cm1: *const f32,
    y: *mut f64,
    altered: *mut u8,
    n: usize,
    scratch: *mut f64,
    scratch_len: usize,
    cannot_tell: *mut i32,
    error: *mut ramatch_error,
) -> ramatch_status {
    let work = || {
        // SAFETY: the caller vouches for all of them.
        let (parameters, shift, y, altered, scratch) = unsafe {
            (
                lent::item("parameters", parameters)?,
                lent::items("shift_cm1", shift_cm1, n)?,
                lent::items_mut("y", y, n)?,
                lent::items_mut("altered", altered, n)?,
                lent::items_mut("scratch", scratch, scratch_len)?,
            )
        };
        // SAFETY: the caller vouches for the room, or null.
        let told = unsafe { lent::place_or_none("cannot_tell", cannot_tell) }?;
        refuse_long(n)?;
        let found = Despike::WhitakerHayes(parameters.core()).run(shift, y, altered, scratch)?;
        if let Some(told) = told {
            told.write(found.cannot_tell.into());
        }
        Ok(())
    };
    // SAFETY: the caller vouches for room for an error, or null.
    unsafe { guard(error, work) }
}

/// Brings `y` to one scale, by one of RAMATCH_NORMALIZE_*, in place.
///
/// `y` and `scratch` are `n` doubles, `step` is the distance of neighbours in cm-1; only the area depends on it. O(n).
///
/// Answers RAMATCH_ZERO_NORM where there is nothing to divide by; else as ramatch_snip_baseline.
///
/// # Safety
/// The arrays are as long as stated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ramatch_normalize(
    how: i32,
    y: *mut f64,
    n: usize,
    step: f64,
    scratch: *mut f64,
    scratch_len: usize,
    error: *mut ramatch_error,
) -> ramatch_status {
    let work = || {
        // SAFETY: the caller vouches for all of them.
        let (y, scratch) =
            unsafe { (lent::items_mut("y", y, n)?, lent::items_mut("scratch", scratch, scratch_len)?) };
        refuse_long(n)?;
        let how = match how {
            RAMATCH_NORMALIZE_L2 => Normalize::L2,
            RAMATCH_NORMALIZE_SNV => Normalize::Snv,
            RAMATCH_NORMALIZE_MAX => Normalize::Max,
            RAMATCH_NORMALIZE_MIN_MAX => Normalize::MinMax,
            RAMATCH_NORMALIZE_AREA => Normalize::Area,
            RAMATCH_NORMALIZE_RNV => Normalize::Rnv,
            _ => return Err(Refusal::Argument(Code::Parameter, "how")),
        };
        Ok(how.run(y, Axis::Step(step), scratch)?)
    };
    // SAFETY: the caller vouches for room for an error, or null.
    unsafe { guard(error, work) }
}

/// Brings `y`, one sample for each point of `spectrum`, onto a grid: each of its points becomes the mean over its cell.
///
/// The grid begins at `start_cm1`, its points are `step_cm1` apart, and `out` has room for `len` of them, 16 to RAMATCH_MOST_POINTS. What is
/// known lies from point `from` to the one before `to`; elsewhere `out` is 0 and means nothing. O(points + len).
///
/// Answers as ramatch_snip_baseline, and RAMATCH_AXIS_ORDER for the axis.
///
/// # Safety
/// The arrays are as long as stated; `y` is as long as the spectrum.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ramatch_resample(
    spectrum: *const ramatch_spectrum,
    y: *const f64,
    start_cm1: f64,
    step_cm1: f64,
    out: *mut f64,
    len: usize,
    from: *mut u32,
    to: *mut u32,
    error: *mut ramatch_error,
) -> ramatch_status {
    let work = || {
        // SAFETY: the caller vouches for all of them.
        let (spectrum, out, from, to) = unsafe {
            (
                lent::item("spectrum", spectrum)?.checked()?,
                lent::items_mut("out", out, len)?,
                lent::place("from", from)?,
                lent::place("to", to)?,
            )
        };
        // SAFETY: as long as the spectrum.
        let y = unsafe { lent::items("y", y, spectrum.len()) }?;
        let known = Resample::CellMean.run(spectrum, y, Grid::cm1(start_cm1, step_cm1, len), out)?;
        from.write(known.lo as u32);
        to.write(known.hi as u32);
        Ok(())
    };
    // SAFETY: the caller vouches for room for an error, or null.
    unsafe { guard(error, work) }
}

//! A matcher: a library that is ready to be asked, the trials by which it decides, and how it asks.

use crate::guard::guard;
use crate::handle::{self, Handle};
use crate::lent;
use crate::library::{pipeline_of, ramatch_library};
use crate::options::{Options, ramatch_options};
use crate::status::{Refusal, ramatch_error, ramatch_status};
use core::ffi::c_void;
use ramatch_core::identify::{Ask, Calibrated, CalibrationRef, References};
use ramatch_core::{Code, Error, Pipeline};

/// 64-bit words of a ramatch_matcher.
pub const RAMATCH_MATCHER_WORDS: usize = 192;

/// A matcher that was made. It lies where the caller wants it, may be copied, and has to be closed by nobody; several threads or tasks may ask
/// one at once, each with memory of its own. What it was made of has to stay where it is, and as it is, as long as it is used: the library's
/// bytes, the trials, the sums, and the arrays of its options. The ramatch_library itself may go.
///
/// Memory of zeros is no matcher: calls answer RAMATCH_NOT_READY.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ramatch_matcher {
    /// Not for the caller.
    pub opaque: [u64; RAMATCH_MATCHER_WORDS],
}

impl Handle for ramatch_matcher {
    type Held = Matcher;
    const MAGIC: u64 = u64::from_le_bytes(*b"ramatchM");
    const NAME: &'static str = "matcher";
}

/// What a matcher holds.
#[derive(Clone, Copy)]
pub(crate) struct Matcher {
    pub(crate) references: References<'static>,
    pub(crate) calibrated: Option<Calibrated<'static>>,
    pub(crate) options: Options,
}

impl Matcher {
    /// The pipeline that prepares what it is asked.
    pub(crate) fn pipeline(&self) -> Result<Pipeline, Error> {
        pipeline_of(self.references.view())
    }

    /// The question to the core.
    pub(crate) fn ask<'a>(&self, pipeline: &'a Pipeline) -> Ask<'a> {
        let Options { tolerance, excluded, controlled, through, .. } = self.options;
        let calibrated = self.calibrated;
        Ask { calibrated, tolerance, excluded, controlled, through, ..Ask::new(pipeline, self.references) }
    }
}

/// Makes a matcher of a library. Every reference is looked at once, O(library).
///
/// `squares` are lent: as many int32_t as the library has entries; sums over the references stand there. `calibration` are the bytes of its
/// trials, `calibration_len` of them; with NULL and 0 a ranking is made and nothing decided (not_calibrated). A table that was made for another
/// library lets a relative be told at best. `options` may be NULL for the defaults.
///
/// Answers RAMATCH_NOT_EMPHASIZED for a library that cannot be asked, RAMATCH_UNSUPPORTED for a recipe that this build does not hold,
/// RAMATCH_BAD_ENTRY, RAMATCH_BAD_CALIBRATION, RAMATCH_CALIBRATION_MISMATCH for trials of other scores, RAMATCH_LENGTH for too few squares,
/// RAMATCH_PARAMETER for options, RAMATCH_NULL, RAMATCH_MISALIGNED, RAMATCH_NOT_READY.
///
/// # Safety
/// There is a library at `library`, or memory of its size that was set; as many bytes and squares as stated, and room for a matcher at `out`;
/// nobody uses the squares for anything else while the matcher is used.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ramatch_matcher_init(
    library: *const ramatch_library,
    calibration: *const c_void,
    calibration_len: usize,
    squares: *mut i32,
    squares_len: usize,
    options: *const ramatch_options,
    out: *mut ramatch_matcher,
    error: *mut ramatch_error,
) -> ramatch_status {
    let work = || {
        // SAFETY: the caller vouches for all of them.
        let (library, trials, squares, options) = unsafe {
            (
                *handle::get(library)?,
                lent::items("calibration", calibration.cast::<u8>(), calibration_len)?,
                lent::items_mut("squares", squares, squares_len)?,
                Options::of(options)?,
            )
        };
        // SAFETY: the caller vouches for the room.
        unsafe { lent::place("out", out) }?;
        // What cannot be prepared is said now.
        pipeline_of(&library)?;
        let calibrated = match trials {
            [] => None,
            bytes => {
                let table = CalibrationRef::open(bytes)?;
                let mismatch = Refusal::Argument(Code::CalibrationMismatch, "calibration");
                Some(Calibrated::of(table, &library).ok_or(mismatch)?)
            }
        };
        let references = References::open(library, squares)?;
        // SAFETY: the caller vouches for the room.
        unsafe { handle::put(out, Matcher { references, calibrated, options }) }
    };
    // SAFETY: the caller vouches for room for an error, or null.
    unsafe { guard(error, work) }
}

/// The boundary on which lent memory begins: that of uint64_t.
pub const RAMATCH_MEMORY_ALIGN: usize = 8;
const _: () = assert!(RAMATCH_MEMORY_ALIGN == lent::BLOCK_ALIGN);

/// Most points of a spectrum.
pub const RAMATCH_MOST_POINTS: usize = 1 << 20;
/// Most substances of a ranking.
pub const RAMATCH_MOST_RANKED: usize = 1 << 16;
const _: () = assert!(RAMATCH_MOST_POINTS == ramatch_core::spectrum::MAX_POINTS);

/// Refuses what nobody can have memory for.
pub(crate) fn check_size(points: usize, top: usize) -> Result<(), Refusal> {
    if points > RAMATCH_MOST_POINTS {
        return Err(Error::Length { what: "points", expected: RAMATCH_MOST_POINTS, got: points }.into());
    }
    if top > RAMATCH_MOST_RANKED {
        return Err(Error::Length { what: "ranking", expected: RAMATCH_MOST_RANKED, got: top }.into());
    }
    Ok(())
}

/// Tells how many bytes ramatch_identify has to be lent for a spectrum of up to `points` points and a ranking of `top` substances.
///
/// RAMATCH_MEMORY_LEN is the same at compile time, for libraries of the default portable recipe.
///
/// Answers RAMATCH_LENGTH for more points or substances than there may be, RAMATCH_NULL, RAMATCH_MISALIGNED, RAMATCH_NOT_READY.
///
/// # Safety
/// There is a matcher at `matcher`, or memory of its size that was set, and room for a size at `out`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ramatch_memory_len(
    matcher: *const ramatch_matcher,
    points: usize,
    top: usize,
    out: *mut usize,
    error: *mut ramatch_error,
) -> ramatch_status {
    let work = || {
        // SAFETY: the caller vouches for both.
        let (matcher, out) = unsafe { (handle::get(matcher)?, lent::place("out", out)?) };
        check_size(points, top)?;
        let pipeline = matcher.pipeline()?;
        out.write(matcher.ask(&pipeline).needs(points, top).bytes());
        Ok(())
    };
    // SAFETY: the caller vouches for room for an error, or null.
    unsafe { guard(error, work) }
}

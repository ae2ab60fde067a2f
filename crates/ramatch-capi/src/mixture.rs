//! One spectrum as a sum of references and of the user's own empty containers.

use crate::answer::{ramatch_answer, ramatch_verdict};
use crate::guard::guard;
use crate::handle;
use crate::identify::ramatch_spectrum;
use crate::lent::{self, Block};
use crate::matcher::{check_size, ramatch_matcher};
use crate::options::RAMATCH_NONE;
use crate::patience::{patient, ramatch_patience};
use crate::status::{Refusal, ramatch_error, ramatch_status};
use core::ffi::c_void;
use ramatch_core::alignment::Alignment;
use ramatch_core::identify::{
    AskedRows, Component, Lender, MOST_COMPONENTS, MOST_CONTAINERS, MOST_RIVALS, MOST_TOLD, Mask, Rival,
    Signal, Told, UnmixMemory, UnmixTerms, Unmixed, Verdict, unmix, unmix_lengths,
};
use ramatch_core::{Code, Error, Grid, Interval, Pipeline, Scratch, SpectrumRef};

/// Most components that are told.
pub const RAMATCH_MOST_COMPONENTS: usize = 4;
/// Most containers.
pub const RAMATCH_MOST_CONTAINERS: usize = 3;
/// Most other substances that are told for one component.
pub const RAMATCH_MOST_RIVALS: usize = 8;
/// Most bands that are told of one part.
pub const RAMATCH_MOST_TOLD: usize = 8;
const _: () =
    assert!(RAMATCH_MOST_COMPONENTS == MOST_COMPONENTS && RAMATCH_MOST_CONTAINERS == MOST_CONTAINERS);
const _: () = assert!(RAMATCH_MOST_RIVALS == MOST_RIVALS && RAMATCH_MOST_TOLD == MOST_TOLD);

/// Bands, the highest first.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ramatch_told {
    /// Their Raman shifts in cm-1, as the axis was aligned.
    pub shift_cm1: [f64; RAMATCH_MOST_TOLD],
    /// How many there are.
    pub len: u32,
    /// Reserved, 0.
    pub reserved: u32,
}

/// Another substance in the place of a component.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ramatch_rival {
    /// Its best entry; RAMATCH_NONE where there is none.
    pub entry: u32,
    /// Index of the substance.
    pub substance: u32,
    /// The part of what the component explains that it would explain in its place.
    pub part: f64,
}

/// One component of a mixture.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ramatch_component {
    /// The entry whose row it is.
    pub entry: u32,
    /// Index of its substance.
    pub substance: u32,
    /// How many times its unit row is in the spectrum's row.
    pub amount: f64,
    /// Its part of the signal of all components, 0 to 1. Of signal, not of weight.
    pub share: f64,
    /// Standard deviation of the share.
    pub deviation: f64,
    /// How much it explains beside what nothing does, 0 to 1.
    pub evidence: f64,
    /// The part of what the spectrum shows that only it explains.
    pub part: f64,
    /// How much it explains, in units of the variance that is expected at a point.
    pub gain: f64,
    /// The part of what it explains that the best of the unlike references would in its place.
    pub unlike: f64,
    /// The part of what the spectrum shows that it carries, 0 to 1.
    pub carried: f64,
    /// Bands that it explains and nothing else does.
    pub bands: ramatch_told,
    /// Other substances that would explain nearly as much in its place, the best first: it may be any of them.
    pub rivals: [ramatch_rival; RAMATCH_MOST_RIVALS],
    /// How many these are.
    pub rivals_len: u32,
    /// Reserved, 0.
    pub reserved: u32,
}

/// What a spectrum is a sum of.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ramatch_mixture {
    /// What is said of the spectrum, once it was taken apart: that of its ranking, or RAMATCH_MIXTURE.
    pub verdict: ramatch_verdict,
    /// The components that are told, by their shares, the largest first.
    pub components: [ramatch_component; RAMATCH_MOST_COMPONENTS],
    /// How many times each container's row is in the spectrum's row.
    pub containers: [f64; RAMATCH_MOST_CONTAINERS],
    /// How many components are told.
    pub components_len: u32,
    /// How many containers there were.
    pub containers_len: u32,
    /// Whether something is there that nothing explains.
    pub incomplete: i32,
    /// Whether a band stands clear beside the one component that is told.
    pub has_more: i32,
    /// The part of the signal that is not the containers', 0 to 1.
    pub left_by_containers: f64,
    /// The part of the signal's energy that is not explained, beyond noise, 0 to 1.
    pub unexplained: f64,
    /// Share above which 95 of 100 other references would have been told; 1 where no more were sought.
    pub other_share: f64,
    /// Bands that nothing explains.
    pub open_bands: ramatch_told,
    /// What would explain most of what is left; never told as a component.
    pub next: ramatch_rival,
    /// By how much the axis was taken to be off: shift in cm-1,
    pub shift_cm1: f64,
    /// ... and stretch about 1000 cm-1.
    pub stretch: f64,
    /// How much of the axis was compared, in cm-1.
    pub covered_cm1: f64,
    /// Standard deviation of the noise in the spectrum's row.
    pub sigma: f64,
    /// First point of the grid that was compared,
    pub from: u32,
    /// ... and the one behind the last.
    pub to: u32,
}

impl ramatch_told {
    fn of(told: &Told) -> Self {
        let mut shift_cm1 = [0.0; RAMATCH_MOST_TOLD];
        let shifts = told.shifts_cm1();
        for (slot, shift) in shift_cm1.iter_mut().zip(shifts) {
            *slot = *shift;
        }
        Self { shift_cm1, len: shifts.len() as u32, reserved: 0 }
    }
}

impl ramatch_rival {
    fn of(rival: Option<&Rival>) -> Self {
        match rival {
            Some(&Rival { entry, substance, part }) => Self { entry, substance, part },
            None => Self { entry: RAMATCH_NONE, substance: RAMATCH_NONE, part: 0.0 },
        }
    }
}

impl ramatch_component {
    fn of(one: &Component) -> Self {
        let rivals = one.rivals();
        Self {
            entry: one.entry,
            substance: one.substance,
            amount: one.amount,
            share: one.share,
            deviation: one.deviation,
            evidence: one.evidence,
            part: one.part,
            gain: one.gain,
            unlike: one.unlike,
            carried: one.carried,
            bands: ramatch_told::of(&one.bands),
            rivals: core::array::from_fn(|i| ramatch_rival::of(rivals.get(i))),
            rivals_len: rivals.len() as u32,
            reserved: 0,
        }
    }
}

impl ramatch_mixture {
    fn of(found: &Unmixed<'_>, grid: Grid, ranked: Option<&ramatch_answer>) -> Self {
        let components = found.components();
        // What taking apart leaves as it was stays the ranking's; where its points are no base, nothing is told of a sum.
        let verdict = match ranked {
            Some(answer) if answer.notes.measured == 0 || answer.scored == 0 => answer.verdict,
            Some(answer) => match found.verdict(Verdict::NotInLibrary) {
                Verdict::NotInLibrary => answer.verdict,
                other => ramatch_verdict::of(other),
            },
            None => ramatch_verdict::of(found.verdict(Verdict::default())),
        };
        Self {
            verdict,
            components: core::array::from_fn(|i| {
                ramatch_component::of(components.get(i).unwrap_or(&Component::default()))
            }),
            containers: core::array::from_fn(|i| found.container(i, grid).map_or(0.0, |(_, amount)| amount)),
            components_len: components.len() as u32,
            containers_len: found.containers_len() as u32,
            incomplete: found.is_incomplete().into(),
            has_more: found.has_more().into(),
            left_by_containers: found.left_by_containers(),
            unexplained: found.unexplained,
            other_share: found.other_share,
            open_bands: ramatch_told::of(&found.open_bands),
            next: ramatch_rival::of(found.next.as_ref()),
            shift_cm1: found.alignment.shift_cm1,
            stretch: found.alignment.stretch,
            covered_cm1: found.covered_cm1(),
            sigma: found.sigma,
            from: found.interval.lo as u32,
            to: found.interval.hi as u32,
        }
    }
}

/// Lengths of what an unmixing is lent.
struct Lengths {
    grid: usize,
    reals: usize,
    samples: usize,
    containers: usize,
    open: usize,
}

impl Lengths {
    fn of(pipeline: &Pipeline, points: usize, containers: usize) -> Self {
        let grid = pipeline.grid().len;
        let (reals, samples) = unmix_lengths(grid, MOST_COMPONENTS, containers);
        // The steps and the unmixing take turns.
        let reals = reals.max(pipeline.scratch_len(points));
        Self { grid, reals, samples, containers, open: Mask::slots_len(grid) }
    }

    fn bytes(&self) -> usize {
        self.reals * size_of::<f64>()
            + self.open * size_of::<Interval>()
            + (self.samples + self.grid * (1 + self.containers)) * size_of::<f32>()
    }
}

/// Refuses more containers than can be told apart.
fn check_containers(containers: usize) -> Result<(), Refusal> {
    if containers > MOST_CONTAINERS {
        let (what, expected) = ("containers", MOST_CONTAINERS);
        return Err(Error::Length { what, expected, got: containers }.into());
    }
    Ok(())
}

/// Tells how many bytes ramatch_unmix has to be lent for spectra of up to `points` points and so many containers.
///
/// Answers RAMATCH_LENGTH for more of either than there may be, RAMATCH_NULL, RAMATCH_MISALIGNED, RAMATCH_NOT_READY.
///
/// # Safety
/// There is a matcher at `matcher`, or memory of its size that was set, and room for a size at `out`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ramatch_unmix_memory_len(
    matcher: *const ramatch_matcher,
    points: usize,
    containers: usize,
    out: *mut usize,
    error: *mut ramatch_error,
) -> ramatch_status {
    let work = || {
        // SAFETY: the caller vouches for both.
        let (matcher, out) = unsafe { (handle::get(matcher)?, lent::place("out", out)?) };
        check_size(points, 0)?;
        check_containers(containers)?;
        out.write(Lengths::of(&matcher.pipeline()?, points, containers).bytes());
        Ok(())
    };
    // SAFETY: the caller vouches for room for an error, or null.
    unsafe { guard(error, work) }
}

/// Takes a spectrum apart into references of the library, and the user's own empty containers. O(entries x grid points) for each of
/// some thirty looks.
///
/// `containers` are spectra of up to RAMATCH_MOST_CONTAINERS empty containers, measured on the same instrument; NULL and 0 if there are none.
/// `ranked` is the spectrum's own answer by ramatch_identify, whose alignment is begun with and whose verdict stays where no sum is told; it may
/// be NULL. `memory` is lent: ramatch_unmix_memory_len bytes, for the longest of the spectra, on a boundary of RAMATCH_MEMORY_ALIGN.
///
/// Answers RAMATCH_UNSUPPORTED for a library without linear rows, RAMATCH_FLAT, RAMATCH_COVERAGE and what ramatch_identify says of a spectrum
/// and of memory, RAMATCH_LENGTH for too many containers, RAMATCH_CANCELLED, RAMATCH_NULL, RAMATCH_MISALIGNED, RAMATCH_NOT_READY.
///
/// # Safety
/// As of ramatch_identify.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ramatch_unmix(
    matcher: *const ramatch_matcher,
    spectrum: *const ramatch_spectrum,
    containers: *const ramatch_spectrum,
    containers_len: usize,
    ranked: *const ramatch_answer,
    memory: *mut c_void,
    memory_len: usize,
    patience: *const ramatch_patience,
    out: *mut ramatch_mixture,
    error: *mut ramatch_error,
) -> ramatch_status {
    let work = || {
        // SAFETY: the caller vouches for all of them.
        let (matcher, spectrum, containers, ranked, out) = unsafe {
            (
                handle::get(matcher)?,
                lent::item("spectrum", spectrum)?.checked()?,
                lent::items("containers", containers, containers_len)?,
                lent::item_or_none("ranked", ranked)?,
                lent::place("out", out)?,
            )
        };
        check_containers(containers.len())?;
        let mut longest = spectrum.len();
        let mut empty = [spectrum; MOST_CONTAINERS];
        for (slot, container) in empty.iter_mut().zip(containers) {
            // SAFETY: the caller vouches for its arrays.
            *slot = unsafe { container.checked() }?;
            longest = longest.max(slot.len());
        }
        let empty = empty.get(..containers.len()).unwrap_or_default();
        let view = *matcher.references.view();
        let without = Refusal::Argument(Code::Unsupported, "linear rows of the library");
        let rows = view.linear_rows().ok_or(without)?;
        let pipeline = matcher.pipeline()?;
        let lengths = Lengths::of(&pipeline, longest, empty.len());
        // SAFETY: the caller vouches for the memory.
        let mut block = unsafe { Block::of(memory.cast(), memory_len, lengths.bytes()) }?;
        let reals = block.lend(lengths.reals, 0.0f64)?;
        let open = block.lend(lengths.open, Interval::default())?;
        let samples = block.lend(lengths.samples, 0.0f32)?;
        let mut linear = |spectrum: SpectrumRef<'_>| {
            let row = block.lend(lengths.grid, 0.0f32)?;
            let (known, notes) = pipeline.run_linear(spectrum, Scratch::of_reals(&mut *reals), row)?;
            let too_little = Refusal::Argument(Code::Coverage, "Raman shift");
            if known.is_empty() { Err(too_little) } else { Ok((&*row, known, notes)) }
        };
        let (row, interval, notes) = linear(spectrum)?;
        let mut beside = [(row, interval); MOST_CONTAINERS];
        for (slot, container) in beside.iter_mut().zip(empty) {
            let (row, known, _) = linear(*container)?;
            *slot = (row, known);
        }
        let mask = matcher.ask(&pipeline).mask(spectrum, notes.gap.map(|gap| gap.limit_cm1), open)?;
        let signal = Signal {
            row,
            interval,
            sigma: pipeline.linear().noise(notes.noise_density, pipeline.grid()),
            open: mask.open(),
            containers: beside.get(..empty.len()).unwrap_or_default(),
            alignment: ranked.map_or_else(Alignment::default, |answer| Alignment {
                shift_cm1: answer.shift_cm1,
                stretch: answer.stretch,
            }),
        };
        signal.alignment.check()?;
        let options = &matcher.options;
        let asked = AskedRows::of(view, rows, options.excluded, options.through);
        let terms = UnmixTerms::new().tolerance(options.tolerance);
        let mut memory = UnmixMemory { reals, samples };
        // SAFETY: the caller vouches for the function.
        let found = unsafe {
            patient(patience, |patience| {
                Ok(unmix(&asked, pipeline.grid(), &signal, &terms, &mut memory, patience)?)
            })
        }?;
        out.write(ramatch_mixture::of(&found, pipeline.grid(), ranked));
        Ok(())
    };
    // SAFETY: the caller vouches for room for an error, or null.
    unsafe { guard(error, work) }
}

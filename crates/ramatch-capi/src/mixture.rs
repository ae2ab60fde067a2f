//! One spectrum that may be a sum of references and of the user's own empty containers.

use crate::answer::{Written, ramatch_answer, ramatch_results};
use crate::guard::guard;
use crate::handle;
use crate::identify::ramatch_spectrum;
use crate::lent::{self, Block};
use crate::matcher::{check_size, ramatch_matcher};
use crate::patience::{patient, ramatch_patience};
use crate::status::{Refusal, ramatch_error, ramatch_status};
use core::ffi::c_void;
use ramatch_core::identify::{
    AskSum, Component, LEAST_BESIDE_CM1, Lender, MOST_COMPONENTS, MOST_CONTAINERS, MOST_RIVALS, MOST_TOLD,
    Memory, Mixture, Needs, Rival, Told, identify_mixture,
};
use ramatch_core::{Code, Error, Interval, Scratch};

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
    /// Its best entry.
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

/// What a spectrum is a sum of, as far as a sum was sought.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ramatch_mixture {
    /// The components, by their shares, the largest first.
    pub components: [ramatch_component; RAMATCH_MOST_COMPONENTS],
    /// The part of all of the signal that is explained which each container has, 0 to 1, in their order.
    pub container_shares: [f64; RAMATCH_MOST_CONTAINERS],
    /// How many components there are,
    pub components_len: u32,
    /// ... and how many containers.
    pub containers_len: u32,
    /// Whether a sum was sought at all. Where not (the spectrum cannot be compared, nothing rises above its noise, its points cannot be an
    /// answer's base), all other fields are 0.
    pub sought: i32,
    /// Whether something is there that nothing explains.
    pub incomplete: i32,
    /// Whether a band stands clear beside the one component that is told.
    pub has_more: i32,
    /// Whether `nearest` is there.
    pub has_nearest: i32,
    /// The part of the signal that nothing explains, beyond noise, 0 to 1.
    pub unexplained: f64,
    /// Share above which 95 of 100 other references would have been told beside these; 1 where no more were sought.
    pub nothing_above: f64,
    /// Bands that nothing explains.
    pub open_bands: ramatch_told,
    /// What would explain most of what is left, where something is; never told as a component.
    pub nearest: ramatch_rival,
    /// By how much the axis was taken to be off for all of it: shift in cm-1,
    pub shift_cm1: f64,
    /// ... and stretch about 1000 cm-1.
    pub stretch: f64,
    /// First point of the grid where all of it is known,
    pub from: u32,
    /// ... and the one behind the last.
    pub to: u32,
}

/// An empty container as a row on the grid: what ramatch_container_row has made.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ramatch_container {
    /// Its samples.
    pub row: *const f32,
    /// How many there are: the length of the grid.
    pub row_len: usize,
    /// First point of the grid where it is known,
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
    fn of(&Rival { entry, substance, part }: &Rival) -> Self {
        Self { entry, substance, part }
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
            rivals: core::array::from_fn(|i| ramatch_rival::of(rivals.get(i).unwrap_or(&Rival::default()))),
            rivals_len: rivals.len() as u32,
            reserved: 0,
        }
    }
}

impl ramatch_mixture {
    /// Of a spectrum that no sum was sought of.
    const fn none() -> Self {
        let told = ramatch_told { shift_cm1: [0.0; RAMATCH_MOST_TOLD], len: 0, reserved: 0 };
        let rival = ramatch_rival { entry: 0, substance: 0, part: 0.0 };
        let component = ramatch_component {
            entry: 0,
            substance: 0,
            amount: 0.0,
            share: 0.0,
            deviation: 0.0,
            evidence: 0.0,
            part: 0.0,
            gain: 0.0,
            unlike: 0.0,
            carried: 0.0,
            bands: told,
            rivals: [rival; RAMATCH_MOST_RIVALS],
            rivals_len: 0,
            reserved: 0,
        };
        Self {
            components: [component; RAMATCH_MOST_COMPONENTS],
            container_shares: [0.0; RAMATCH_MOST_CONTAINERS],
            components_len: 0,
            containers_len: 0,
            sought: 0,
            incomplete: 0,
            has_more: 0,
            has_nearest: 0,
            unexplained: 0.0,
            nothing_above: 0.0,
            open_bands: told,
            nearest: rival,
            shift_cm1: 0.0,
            stretch: 0.0,
            from: 0,
            to: 0,
        }
    }

    fn of(found: &Mixture) -> Self {
        let (components, shares) = (found.components(), found.container_shares());
        let mut made = Self {
            components_len: components.len() as u32,
            containers_len: shares.len() as u32,
            sought: 1,
            incomplete: found.incomplete.into(),
            has_more: found.has_more.into(),
            has_nearest: found.nearest.is_some().into(),
            unexplained: found.unexplained,
            nothing_above: found.nothing_above,
            open_bands: ramatch_told::of(&found.open_bands),
            nearest: found.nearest.as_ref().map_or(Self::none().nearest, ramatch_rival::of),
            shift_cm1: found.alignment.shift_cm1,
            stretch: found.alignment.stretch,
            from: found.interval.lo as u32,
            to: found.interval.hi as u32,
            ..Self::none()
        };
        for (slot, component) in made.components.iter_mut().zip(components) {
            *slot = ramatch_component::of(component);
        }
        for (slot, share) in made.container_shares.iter_mut().zip(shares) {
            *slot = *share;
        }
        made
    }
}

impl ramatch_container {
    /// Its row, where it is known.
    ///
    /// # Safety
    /// The caller vouches for the row during `'a`.
    unsafe fn checked<'a>(&self, grid: usize) -> Result<(&'a [f32], Interval), Refusal> {
        // SAFETY: the caller vouches for it.
        let row = unsafe { lent::items("container.row", self.row, self.row_len) }?;
        if row.len() != grid {
            return Err(Error::Length { what: "container.row", expected: grid, got: row.len() }.into());
        }
        if let Some(index) = row.iter().position(|y| !y.is_finite()) {
            return Err(Error::NotFinite { what: "container.row", index }.into());
        }
        let known = Interval { lo: self.from as usize, hi: self.to as usize };
        if known.lo > known.hi || known.hi > grid {
            return Err(Refusal::Argument(Code::Parameter, "container.from"));
        }
        Ok((row, known))
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

/// Samples of a sum and bytes of all, which begins with them: an even number, so that what follows lies on its boundary.
fn lengths(needs: &Needs) -> (usize, usize) {
    let samples = needs.sum_samples_len().next_multiple_of(2);
    (samples, needs.bytes() + (samples - needs.sum_samples_len()) * size_of::<f32>())
}

/// Tells how many bytes ramatch_identify_mixture has to be lent for a spectrum of up to `points` points, a ranking of `top` substances and so
/// many containers. It is more than ramatch_memory_len says, and will do for ramatch_identify as well.
///
/// RAMATCH_MIXTURE_MEMORY_LEN is the same at compile time, for libraries of the default portable recipe.
///
/// Answers RAMATCH_LENGTH for more of them than there may be, RAMATCH_NULL, RAMATCH_MISALIGNED, RAMATCH_NOT_READY.
///
/// # Safety
/// There is a matcher at `matcher`, or memory of its size that was set, and room for a size at `out`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ramatch_mixture_memory_len(
    matcher: *const ramatch_matcher,
    points: usize,
    top: usize,
    containers: usize,
    out: *mut usize,
    error: *mut ramatch_error,
) -> ramatch_status {
    let work = || {
        // SAFETY: the caller vouches for both.
        let (matcher, out) = unsafe { (handle::get(matcher)?, lent::place("out", out)?) };
        check_size(points, top)?;
        check_containers(containers)?;
        let pipeline = matcher.pipeline()?;
        out.write(lengths(&matcher.ask(&pipeline).needs(points, top).mixtures(containers)).1);
        Ok(())
    };
    // SAFETY: the caller vouches for room for an error, or null.
    unsafe { guard(error, work) }
}

/// Makes the row of an empty container out of its spectrum, measured on the same instrument: once, and to be kept. O(n).
///
/// `row` is as long as the grid, `row_len` says so. `container` then leads to it, and stays good as long as the row does. `memory` is lent:
/// ramatch_memory_len for as many points will do.
///
/// Answers RAMATCH_COVERAGE where less of the grid is known than the 400 cm-1 that a sample has to share with it, RAMATCH_FLAT,
/// RAMATCH_LENGTH, and what ramatch_identify says of a spectrum and of memory.
///
/// # Safety
/// As of ramatch_identify; there is room for a container at `container`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ramatch_container_row(
    matcher: *const ramatch_matcher,
    spectrum: *const ramatch_spectrum,
    memory: *mut c_void,
    memory_len: usize,
    row: *mut f32,
    row_len: usize,
    container: *mut ramatch_container,
    error: *mut ramatch_error,
) -> ramatch_status {
    let work = || {
        // SAFETY: the caller vouches for all of them.
        let (matcher, spectrum, row, out) = unsafe {
            (
                handle::get(matcher)?,
                lent::item("spectrum", spectrum)?.checked()?,
                lent::items_mut("row", row, row_len)?,
                lent::place("container", container)?,
            )
        };
        check_size(spectrum.len(), 0)?;
        let pipeline = matcher.pipeline()?;
        let grid = pipeline.grid();
        if row.len() != grid.len {
            return Err(Error::Length { what: "row", expected: grid.len, got: row.len() }.into());
        }
        let reals = pipeline.scratch_len(spectrum.len());
        // SAFETY: the caller vouches for the memory.
        let mut block = unsafe { Block::of(memory.cast(), memory_len, reals * size_of::<f64>()) }?;
        let scratch = Scratch::of_reals(block.lend(reals, 0.0f64)?);
        let (known, _) = pipeline.run_linear(spectrum, scratch, row)?;
        if (known.len() as f64) * grid.step_cm1 < LEAST_BESIDE_CM1 {
            // A container that stands over this row from before is nothing then, and not another one.
            row.fill(0.0);
            return Err(Refusal::Argument(Code::Coverage, "Raman shift"));
        }
        let (from, to) = (known.lo as u32, known.hi as u32);
        out.write(ramatch_container { row: row.as_ptr(), row_len: row.len(), from, to });
        Ok(())
    };
    // SAFETY: the caller vouches for room for an error, or null.
    unsafe { guard(error, work) }
}

/// Identifies one spectrum that may be a mixture: what ramatch_identify does, then it is taken apart into references of the library, beside
/// the user's own empty containers. O(entries x grid points) for each of some thirty looks.
///
/// `answer` is that of ramatch_identify, but for its verdict: where that is RAMATCH_MIXTURE, the components of `mixture` are its names and not
/// the ranking. `mixture` is told whatever the verdict is, and means as much as that allows. `containers` are up to RAMATCH_MOST_CONTAINERS of
/// ramatch_container_row; NULL and 0 if there are none. `memory` is lent: ramatch_mixture_memory_len bytes on a boundary of
/// RAMATCH_MEMORY_ALIGN. All else is as of ramatch_identify.
///
/// Both are those of a server with the same library, to the bit.
///
/// Answers RAMATCH_UNSUPPORTED for a library without linear rows, RAMATCH_LENGTH for too many containers and for rows that are not as long as
/// the grid, RAMATCH_PARAMETER for a container that has less than 400 cm-1 of the axis in common with the sample, and what ramatch_identify
/// answers.
///
/// # Safety
/// As of ramatch_identify.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ramatch_identify_mixture(
    matcher: *const ramatch_matcher,
    spectrum: *const ramatch_spectrum,
    containers: *const ramatch_container,
    containers_len: usize,
    memory: *mut c_void,
    memory_len: usize,
    patience: *const ramatch_patience,
    results: *const ramatch_results,
    answer: *mut ramatch_answer,
    mixture: *mut ramatch_mixture,
    error: *mut ramatch_error,
) -> ramatch_status {
    let work = || {
        // SAFETY: the caller vouches for all of them.
        let (matcher, spectrum, containers, mut written, out, sum_out) = unsafe {
            (
                handle::get(matcher)?,
                lent::item("spectrum", spectrum)?.checked()?,
                lent::items("containers", containers, containers_len)?,
                Written::of(results)?,
                lent::place("answer", answer)?,
                lent::place("mixture", mixture)?,
            )
        };
        let top = written.top();
        check_size(spectrum.len(), top)?;
        check_containers(containers.len())?;
        let pipeline = matcher.pipeline()?;
        let mut beside = [(&[][..], Interval::default()); MOST_CONTAINERS];
        for (slot, container) in beside.iter_mut().zip(containers) {
            // SAFETY: the caller vouches for its row.
            *slot = unsafe { container.checked(pipeline.grid().len) }?;
        }
        let without = Refusal::Argument(Code::Unsupported, "linear rows of the library");
        let rows = matcher.references.view().linear_rows().ok_or(without)?;
        let beside = beside.get(..containers.len()).unwrap_or_default();
        let sum = AskSum::new(rows).containers(beside).limits(matcher.options.limits);
        let ask = matcher.ask(&pipeline);
        let needs = ask.needs(spectrum.len(), top).mixtures(beside.len());
        let (samples, bytes) = lengths(&needs);
        // SAFETY: the caller vouches for the memory.
        let mut block = unsafe { Block::of(memory.cast(), memory_len, bytes) }?;
        let samples = block.lend(samples, 0.0f32)?;
        let mut memory = Memory::of(&needs, &mut block)?;
        // SAFETY: the caller vouches for the function.
        let found = unsafe {
            patient(patience, |patience| {
                Ok(identify_mixture(&ask, &sum, spectrum, &mut memory, samples, patience)?)
            })
        }?;
        sum_out.write(found.sum.as_ref().map_or(ramatch_mixture::none(), ramatch_mixture::of));
        out.write(written.write(&found.answer, matcher));
        Ok(())
    };
    // SAFETY: the caller vouches for room for an error, or null.
    unsafe { guard(error, work) }
}

//! The section in place.

use super::basis::Skew;
use super::build::{Source, fill};
use super::{COEFFICIENTS, ENERGY_LEN, HEADER_LEN, PARTS};
use crate::Error;
use crate::codes::samples_of;
use ramatch_core::library::format;
use ramatch_core::{Code, Interval, LibraryRef};
use ramatch_kernels::{BLOCK_LEN, BLOCK_ROWS, LONG};

/// What a sketch says of all rows, and where in its section it says what of each. It borrows nothing.
pub(crate) struct Sketch {
    /// Of the coefficients and the rest of long rows.
    pub(super) scales: [f32; LONG],
    pub(super) few_rest_scale: f32,
    pub(super) deltas: [f32; COEFFICIENTS],
    /// The most energy that any row has before a point, and from it on.
    before: Vec<f32>,
    from: Vec<f32>,
    pub(super) basis: Vec<f32>,
    pub(super) skew: Skew,
    /// The intervals that rows have.
    pub(crate) intervals: Vec<Interval>,
    /// Where short rows, long rows and energies begin, and where they end.
    ends: [usize; 4],
}

/// A sketch with its rows in place.
#[derive(Clone, Copy)]
pub(crate) struct SketchRef<'a> {
    pub(crate) sketch: &'a Sketch,
    pub(crate) short: &'a [[u8; BLOCK_LEN]],
    pub(crate) long: &'a [[u8; LONG]],
    energies: &'a [[u8; ENERGY_LEN]],
}

impl Sketch {
    /// The sketch of a library, if it has one.
    ///
    /// # Errors
    /// What contradicts itself, in words.
    pub(crate) fn of(library: &LibraryRef<'_>) -> Result<Option<Self>, &'static str> {
        let Some(section) = library.sections().find(|section| section.kind == format::SKETCH) else {
            return Ok(None);
        };
        let (n, rows) = (library.grid().len, library.len() as usize);
        let bytes = section.content;
        let (counts, rest) = bytes.split_at_checked(16).ok_or("the sketch is too short")?;
        let counts: Vec<usize> =
            counts.as_chunks::<4>().0.iter().map(|&count| u32::from_le_bytes(count) as usize).collect();
        if counts[0] != rows || counts[1] != n || counts[2] > usize::from(u16::MAX) {
            return Err("the sketch is not of these rows");
        }
        let lengths = [
            HEADER_LEN - 16 + 8 * (n + 1) + 4 * COEFFICIENTS * n,
            8 * counts[2],
            rows.div_ceil(BLOCK_ROWS) * BLOCK_LEN,
            rows * LONG,
            rows * ENERGY_LEN,
        ];
        let before = 16 + lengths[0] + lengths[1];
        let padding = before.next_multiple_of(64) - before;
        if bytes.len() != before + padding + lengths[2..].iter().sum::<usize>() {
            return Err("the sketch has another length than its rows ask for");
        }
        let (numbers, rest) = rest.split_at(lengths[0]);
        let (intervals, rest) = rest.split_at(lengths[1]);
        let short_at = bytes.len() - rest.len() + padding;
        let (long_at, end) = (short_at + lengths[2], bytes.len());

        let numbers: Vec<f32> =
            numbers.as_chunks::<4>().0.iter().map(|&number| f32::from_le_bytes(number)).collect();
        let (numbers, basis) = numbers.split_at(128 + 2 * (n + 1));
        let sane = |number: &f32| (0.0..=1e3).contains(number);
        if !numbers.iter().all(sane) || !basis.iter().all(|number| number.abs() <= 2.0) {
            return Err("a number of the sketch is not finite, or beyond its range");
        }
        let interval = |bytes: &[u8; 8]| {
            let (lo, hi) = bytes.split_at(4);
            let number =
                |bytes: &[u8]| bytes.first_chunk().map_or(0, |&number| u32::from_le_bytes(number) as usize);
            Interval { lo: number(lo), hi: number(hi) }
        };
        let intervals: Vec<Interval> = intervals.as_chunks::<8>().0.iter().map(interval).collect();
        if intervals.iter().any(|interval| interval.lo >= interval.hi || interval.hi > n) {
            return Err("an interval of the sketch leaves the grid");
        }
        Ok(Some(Self {
            scales: std::array::from_fn(|j| numbers[j]),
            few_rest_scale: numbers[LONG],
            deltas: std::array::from_fn(|j| numbers[LONG + 1 + j]),
            before: numbers[128..][..n + 1].to_vec(),
            from: numbers[128 + n + 1..].to_vec(),
            skew: Skew::of(basis, n),
            basis: basis.to_vec(),
            intervals,
            ends: [short_at, long_at, long_at + lengths[3], end],
        }))
    }

    /// With its rows in place: in the library that it is of.
    pub(crate) fn over<'a>(&'a self, library: &LibraryRef<'a>) -> SketchRef<'a> {
        let section = library.sections().find(|section| section.kind == format::SKETCH);
        let bytes = section.map_or(&[][..], |section| section.content);
        let [short, long, energies, end] = self.ends;
        let part = |from, to| bytes.get(from..to).unwrap_or_default();
        SketchRef {
            sketch: self,
            short: part(short, long).as_chunks().0,
            long: part(long, energies).as_chunks().0,
            energies: part(energies, end).as_chunks().0,
        }
    }

    /// Makes it again from the library's rows and refuses any difference: a sketch that does not bound what it says it bounds.
    pub(crate) fn verify(&self, library: &LibraryRef<'_>) -> Result<(), Error> {
        struct InPlace<'a>(LibraryRef<'a>);
        impl Source for InPlace<'_> {
            fn count(&self) -> usize {
                self.0.len() as usize
            }
            fn read(&mut self, row: usize, samples: &mut [f32]) -> Result<Interval, Error> {
                samples_of(&self.0, row as u32, samples);
                Ok(self.0.interval(row as u32).unwrap_or_default())
            }
        }
        let scales = std::array::from_fn(|j| self.scales[j]);
        let mut rows = InPlace(*library);
        let again = fill(&mut rows, library.grid().len, &self.basis, &scales, &mut |_| {})?;
        let section = library.sections().find(|section| section.kind == format::SKETCH);
        if again.as_deref() == section.map(|section| section.content) {
            return Ok(());
        }
        let reason = "the sketch is not that of the rows".to_owned();
        Err(Error::Library { path: None, code: Code::BadEntry, reason })
    }

    /// The part of its energy that every row known on `whole` has inside `over`, rounded down.
    pub(crate) fn least_energy(&self, whole: Interval, over: Interval) -> f64 {
        let before = if over.lo > whole.lo { f64::from(self.before[over.lo]) } else { 0.0 };
        let from = if over.hi < whole.hi { f64::from(self.from[over.hi]) } else { 0.0 };
        (1.0 - before - from - 1e-9).max(0.0)
    }
}

impl SketchRef<'_> {
    /// Index of a row's interval.
    pub(crate) fn class(&self, row: usize) -> usize {
        let energies = &self.energies[row];
        usize::from(u16::from_le_bytes([energies[ENERGY_LEN - 2], energies[ENERGY_LEN - 1]]))
    }

    /// The part of a row's energy that lies between two ends of parts, rounded down.
    pub(crate) fn energy(&self, row: usize, (first, beyond): (usize, usize)) -> f64 {
        let up_to = |part: usize| match part {
            0 => 0.0,
            PARTS => 65_535.0,
            _ => f64::from(u16::from_le_bytes([
                self.energies[row][2 * part - 2],
                self.energies[row][2 * part - 1],
            ])),
        };
        if beyond <= first { 0.0 } else { ((up_to(beyond) - up_to(first) - 1.0) / 65_535.0).max(0.0) }
    }
}

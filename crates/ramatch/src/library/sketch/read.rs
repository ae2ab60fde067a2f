//! The section in place.

use super::build::{Source, build};
use super::layout::{HEADER_LEN, LONG_LEN, MANY, MOST};
use crate::ground::error::Error;
use crate::library::codes::samples_of;
use ramatch_core::library::format;
use ramatch_core::{Code, Interval, LibraryRef};
use ramatch_kernels::{BLOCK_LEN, BLOCK_ROWS};

/// The intervals that rows have, and where in its section a sketch says what of each row. It borrows nothing.
pub(crate) struct Sketch {
    pub(crate) intervals: Vec<Interval>,
    /// The most energy, of 1, that any row has before a point, and from it on.
    before: Vec<f32>,
    from: Vec<f32>,
    /// Where short, long and wide rows begin, and where they end.
    ends: [usize; 4],
}

/// A sketch with its rows in place.
#[derive(Clone, Copy)]
pub(crate) struct SketchRef<'a> {
    pub(crate) sketch: &'a Sketch,
    pub(crate) short: &'a [[u8; BLOCK_LEN]],
    pub(crate) long: &'a [[u8; LONG_LEN]],
    /// Empty where rows have none.
    pub(crate) wide: &'a [[u8; MOST]],
}

fn section<'a>(library: &LibraryRef<'a>) -> Option<&'a [u8]> {
    library.sections().find(|section| section.kind == format::SKETCH).map(|section| section.content)
}

impl Sketch {
    /// The sketch of a library, if it has one.
    ///
    /// # Errors
    /// What contradicts itself, in words.
    pub(crate) fn of(library: &LibraryRef<'_>) -> Result<Option<Self>, &'static str> {
        let Some(bytes) = section(library) else { return Ok(None) };
        let (n, rows) = (library.grid().len, library.len() as usize);
        let (header, rest) = bytes.split_at_checked(HEADER_LEN).ok_or("the sketch is too short")?;
        let numbers = header.as_chunks::<4>().0;
        let number = |i: usize| u32::from_le_bytes(numbers[i]) as usize;
        let (count, wide) = (number(2), number(3));
        if number(0) != rows || number(1) != n || count > usize::from(u16::MAX) || wide > 1 {
            return Err("the sketch is not of these rows");
        }
        let energies = 8 * (n + 1);
        let (energies, rest) = rest.split_at_checked(energies).ok_or("the sketch is too short")?;
        let (intervals, _) = rest.split_at_checked(8 * count).ok_or("the sketch is too short")?;
        let short = (HEADER_LEN + energies.len() + 8 * count).next_multiple_of(64);
        let long = short + rows.div_ceil(BLOCK_ROWS) * BLOCK_LEN;
        let most = long + rows * LONG_LEN;
        let end = most + wide * rows * MOST;
        if bytes.len() != end {
            return Err("the sketch has another length than its rows ask for");
        }
        let interval = |bytes: &[u8; 8]| {
            let (numbers, _) = bytes.as_chunks::<4>();
            let [lo, hi] = [numbers[0], numbers[1]].map(|number| u32::from_le_bytes(number) as usize);
            Interval { lo, hi }
        };
        let intervals: Vec<Interval> = intervals.as_chunks::<8>().0.iter().map(interval).collect();
        if intervals.iter().any(|interval| interval.lo >= interval.hi || interval.hi > n) {
            return Err("an interval of the sketch leaves the grid");
        }
        let energies = energies.as_chunks::<4>().0.iter().map(|&energy| f32::from_le_bytes(energy));
        let energies: Vec<f32> = energies.collect();
        if !energies.iter().all(|energy| (0.0..=1.1).contains(energy)) {
            return Err("an energy of the sketch is beyond its range");
        }
        let (before, from) = energies.split_at(n + 1);
        let (before, from) = (before.to_vec(), from.to_vec());
        Ok(Some(Self { intervals, before, from, ends: [short, long, most, end] }))
    }

    /// The part of its energy that every row known on `whole` has inside `over`, rounded down.
    pub(crate) fn least_energy(&self, whole: Interval, over: Interval) -> f64 {
        let before = if over.lo > whole.lo { f64::from(self.before[over.lo]) } else { 0.0 };
        let from = if over.hi < whole.hi { f64::from(self.from[over.hi]) } else { 0.0 };
        (1.0 - before - from - 1e-9).max(0.0)
    }

    /// With its rows in place: in the library that it is of.
    pub(crate) fn over<'a>(&'a self, library: &LibraryRef<'a>) -> SketchRef<'a> {
        let bytes = section(library).unwrap_or_default();
        let [short, long, most, end] = self.ends;
        let part = |from, to| bytes.get(from..to).unwrap_or_default();
        SketchRef {
            sketch: self,
            short: part(short, long).as_chunks().0,
            long: part(long, most).as_chunks().0,
            wide: part(most, end).as_chunks().0,
        }
    }

    /// Makes the sketch of a library again and refuses any difference: one that does not bound what it says it bounds.
    pub(crate) fn verify(library: &LibraryRef<'_>) -> Result<(), Error> {
        struct InPlace<'a>(LibraryRef<'a>);
        impl Source for InPlace<'_> {
            fn count(&self) -> usize {
                self.0.len() as usize
            }
            fn sample_len(&self) -> usize {
                self.0.row_format().sample_len()
            }
            fn read(&mut self, row: usize, samples: &mut [f32]) -> Result<Interval, Error> {
                samples_of(&self.0, row as u32, samples);
                Ok(self.0.interval(row as u32).unwrap_or_default())
            }
        }
        let stated = section(library);
        if stated.is_none()
            || build(&mut InPlace(*library), library.grid().len, &mut |_| Ok(()))?.as_deref() == stated
        {
            return Ok(());
        }
        let reason = "the sketch is not that of the rows".to_owned();
        Err(Error::Library { path: None, code: Code::BadEntry, reason })
    }
}

impl SketchRef<'_> {
    /// The scale of a row's codes, and the index of its interval.
    pub(crate) fn about(&self, row: usize) -> (f64, usize) {
        let long = &self.long[row];
        let scale = f32::from_le_bytes([long[MANY], long[MANY + 1], long[MANY + 2], long[MANY + 3]]);
        // What is no number bounds nothing: a row like that is looked at.
        let scale = if scale >= 0.0 { f64::from(scale) } else { f64::INFINITY };
        (scale, usize::from(u16::from_le_bytes([long[MANY + 4], long[MANY + 5]])))
    }
}

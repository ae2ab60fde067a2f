//! From rows to the bytes of the section.

use super::basis::{self, Products, Skew, rows_of};
use super::{COEFFICIENTS, ENERGY_LEN, FEW, HEADER_LEN, PARTS, WORTH_IT, part_begins};
use crate::Error;
use ramatch_core::Interval;
use ramatch_kernels::{BLOCK_LEN, BLOCK_ROWS, LONG, SHORT, dispatch};
use std::collections::HashMap;

/// Rows that the basis is made of.
const SAMPLES: usize = 2048;
/// Largest code.
const MOST: f64 = 127.0;
/// What code 127 of a rest stands for: a row of norm 1 has none above 1, but for rounding.
const REST_SCALE: f32 = 1.02 / 127.0;
/// Most different intervals.
const MAX_INTERVALS: usize = u16::MAX as usize;

/// Prepared rows, wherever they lie.
pub(crate) trait Source {
    /// How many.
    fn count(&self) -> usize;
    /// Where row `row` is known; writes it into `samples`.
    fn read(&mut self, row: usize, samples: &mut [f32]) -> Result<Interval, Error>;
}

/// The sketch of rows of `n` samples. None of fewer than [`WORTH_IT`] rows, where more than 65,535 intervals differ, or a row is beyond what codes can bound.
///
/// `progress` is told how many rows are done.
///
/// # Errors
/// What the source says.
pub(crate) fn build(
    source: &mut dyn Source,
    n: usize,
    progress: &mut dyn FnMut(usize),
) -> Result<Option<Vec<u8>>, Error> {
    if source.count() < WORTH_IT {
        return Ok(None);
    }
    let mut unit = Unit { samples: vec![0.0; n], values: vec![0.0; n] };
    let basis = basis_of(source, n, &mut unit)?;
    let scales = scales_of(source, &basis, &mut unit)?;
    fill(source, n, &basis, &scales, progress)
}

/// The sketch by this basis and these scales.
pub(super) fn fill(
    source: &mut dyn Source,
    n: usize,
    basis: &[f32],
    scales: &[f32; COEFFICIENTS],
    progress: &mut dyn FnMut(usize),
) -> Result<Option<Vec<u8>>, Error> {
    let count = source.count();
    let mut unit = Unit { samples: vec![0.0; n], values: vec![0.0; n] };
    let skew = Skew::of(basis, n);
    let blocks = count.div_ceil(BLOCK_ROWS);
    let mut short = vec![0u8; blocks * BLOCK_LEN];
    let mut long = vec![0u8; count * LONG];
    let mut energies = vec![0u8; count * ENERGY_LEN];
    let mut deltas = [0.0f64; COEFFICIENTS];
    let mut intervals: Vec<Interval> = Vec::new();
    let mut classes: HashMap<(usize, usize), usize> = HashMap::new();
    let mut ends = Ends { before: vec![0.0; n + 1], from: vec![0.0; n + 1] };
    let mut products = [0.0; COEFFICIENTS];
    for row in 0..count {
        if row % 1024 == 0 {
            progress(row);
        }
        let (interval, squares) = unit.read(source, row)?;
        let class = *classes.entry((interval.lo, interval.hi)).or_insert(intervals.len());
        if class == MAX_INTERVALS {
            return Ok(None);
        }
        if class == intervals.len() {
            intervals.push(interval);
        }
        ends.include(&unit.values);
        unit.energies(&mut energies[row * ENERGY_LEN..][..ENERGY_LEN - 2]);
        energies[row * ENERGY_LEN + ENERGY_LEN - 2..][..2].copy_from_slice(&(class as u16).to_le_bytes());

        dispatch(Products { basis, vector: &unit.values, products: &mut products });
        let mut codes = [0i8; LONG];
        let mut factors = [0.0; COEFFICIENTS];
        for (j, (&product, &scale)) in products.iter().zip(scales).enumerate() {
            let code =
                if scale > 0.0 { (product / f64::from(scale)).round().clamp(-MOST, MOST) } else { 0.0 };
            (codes[j], factors[j]) = (code as i8, code * f64::from(scale));
        }
        let mut rest_code = |few: usize| {
            let (products, factors) = (&products[..few], &factors[..few]);
            let norm = factors.iter().map(|factor| factor * factor).sum::<f64>().sqrt();
            for ((delta, (product, factor)), skew) in
                deltas.iter_mut().zip(products.iter().zip(factors)).zip(&skew.rows)
            {
                *delta = delta.max((product - factor).abs() + skew * norm);
            }
            let code = (skew.rest_norm(squares, products, factors) / f64::from(REST_SCALE)).ceil();
            (code <= MOST).then_some(code as i8)
        };
        let (Some(few_rest), Some(rest)) = (rest_code(FEW), rest_code(COEFFICIENTS)) else { return Ok(None) };
        codes[COEFFICIENTS] = rest;
        long[row * LONG..][..LONG].copy_from_slice(&codes.map(i8::cast_unsigned));
        let mut few = [few_rest; SHORT];
        few[..FEW].copy_from_slice(&codes[..FEW]);
        let block = &mut short[row / BLOCK_ROWS * BLOCK_LEN..][..BLOCK_LEN];
        for (j, code) in few.into_iter().enumerate() {
            block[2 * BLOCK_ROWS * (j / 2) + 2 * (row % BLOCK_ROWS) + j % 2] = code.cast_unsigned();
        }
    }
    let mut bytes =
        Vec::with_capacity(HEADER_LEN + 4 * basis.len() + short.len() + long.len() + energies.len());
    for number in [count, n, intervals.len(), 0] {
        bytes.extend((number as u32).to_le_bytes());
    }
    let up = |number: &f64| (*number as f32).next_up();
    let numbers = scales.iter().copied().chain([REST_SCALE, REST_SCALE]).chain(deltas.iter().map(up));
    let numbers = numbers.chain(ends.before.iter().map(up)).chain(ends.from.iter().map(up));
    numbers.chain(basis.iter().copied()).for_each(|number| bytes.extend(number.to_le_bytes()));
    for Interval { lo, hi } in intervals {
        bytes.extend((lo as u32).to_le_bytes());
        bytes.extend((hi as u32).to_le_bytes());
    }
    bytes.resize(bytes.len().next_multiple_of(64), 0);
    for part in [short, long, energies] {
        bytes.extend(part);
    }
    Ok(Some(bytes))
}

/// The most energy that any row has before a point, and from it on.
struct Ends {
    before: Vec<f64>,
    from: Vec<f64>,
}

impl Ends {
    fn include(&mut self, unit: &[f64]) {
        let (mut before, mut from) = (0.0, 0.0);
        for (i, value) in unit.iter().enumerate() {
            before += value * value;
            self.before[i + 1] = self.before[i + 1].max(before);
        }
        for (i, value) in unit.iter().enumerate().rev() {
            from += value * value;
            self.from[i] = self.from[i].max(from);
        }
    }
}

/// One row brought to norm 1.
struct Unit {
    samples: Vec<f32>,
    values: Vec<f64>,
}

impl Unit {
    /// Reads a row; yields its interval, and 1, or 0 for a row of nothing.
    fn read(&mut self, source: &mut dyn Source, row: usize) -> Result<(Interval, f64), Error> {
        let interval = source.read(row, &mut self.samples)?;
        let squares = ramatch_kernels::sum_of_squares(&self.samples);
        let factor = if squares > 0.0 { 1.0 / squares.sqrt() } else { 0.0 };
        for (value, &sample) in self.values.iter_mut().zip(&self.samples) {
            *value = f64::from(sample) * factor;
        }
        Ok((interval, f64::from(u8::from(squares > 0.0))))
    }

    /// The energy up to the end of each part but the last, of 65,535, rounded down.
    fn energies(&self, to: &mut [u8]) {
        let (n, mut sum) = (self.values.len(), 0.0);
        for (part, to) in to.as_chunks_mut::<2>().0.iter_mut().enumerate() {
            let stretch = &self.values[part_begins(n, part)..part_begins(n, part + 1)];
            sum += stretch.iter().map(|value| value * value).sum::<f64>();
            *to = ((sum * 65_535.0) as u16).to_le_bytes();
        }
        debug_assert_eq!(to.len(), 2 * (PARTS - 1));
    }
}

/// Evenly chosen rows of all.
fn samples_of(count: usize) -> impl Iterator<Item = usize> {
    let samples = count.min(SAMPLES);
    (0..samples).map(move |i| i * count / samples)
}

fn basis_of(source: &mut dyn Source, n: usize, unit: &mut Unit) -> Result<Vec<f32>, Error> {
    let rows = rows_of(n);
    let mut samples = vec![[0.0; 8]; source.count().min(SAMPLES) * rows];
    for (sample, row) in samples.chunks_exact_mut(rows).zip(samples_of(source.count())) {
        unit.read(source, row)?;
        sample.as_flattened_mut()[..n].copy_from_slice(&unit.values);
    }
    Ok(basis::basis(&samples, n))
}

/// What code 1 of each coefficient stands for: a little more than the samples need. A row that needs more still is
/// cut, and its rest is the larger.
fn scales_of(source: &mut dyn Source, basis: &[f32], unit: &mut Unit) -> Result<[f32; COEFFICIENTS], Error> {
    let mut largest = [0.0f64; COEFFICIENTS];
    let mut products = [0.0; COEFFICIENTS];
    for row in samples_of(source.count()) {
        unit.read(source, row)?;
        dispatch(Products { basis, vector: &unit.values, products: &mut products });
        for (largest, product) in largest.iter_mut().zip(products) {
            *largest = largest.max(product.abs());
        }
    }
    Ok(largest.map(|largest| (1.05 * largest / MOST) as f32))
}

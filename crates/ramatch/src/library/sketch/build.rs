//! From rows to the bytes of the section.

use super::layout::{FEW, HEADER_LEN, LARGEST, LONG_LEN, MANY, MOST, WORTH_IT, norms};
use crate::ground::error::Error;
use ramatch_core::Interval;
use ramatch_kernels::{BLOCK_LEN, BLOCK_ROWS};
use std::collections::HashMap;

/// Most different intervals.
const MAX_INTERVALS: usize = u16::MAX as usize;
/// What a quotient may be wrong by; norms are larger than they need to be by more than that.
const ROUNDING: f64 = 1e-9;

/// Prepared rows, wherever they lie.
pub(crate) trait Source {
    /// How many.
    fn count(&self) -> usize;
    /// Bytes of a stored sample.
    fn sample_len(&self) -> usize;
    /// Where row `row` is known; writes it into `samples`, in any scale.
    fn read(&mut self, row: usize, samples: &mut [f32]) -> Result<Interval, Error>;
}

/// The sketch of rows of `n` samples. None of fewer than [`WORTH_IT`] rows, and where more than 65,535 intervals differ.
///
/// `progress` is told how many rows are done, and may call it off.
///
/// # Errors
/// What the source and `progress` say.
pub(crate) fn build(
    source: &mut dyn Source,
    n: usize,
    progress: &mut dyn FnMut(usize) -> Result<(), Error>,
) -> Result<Option<Vec<u8>>, Error> {
    let count = source.count();
    if count < WORTH_IT {
        return Ok(None);
    }
    // Where a row is hardly longer than its wide row, that is not worth its place.
    let wide = source.sample_len() > 1;
    let mut short = vec![0u8; count.div_ceil(BLOCK_ROWS) * BLOCK_LEN];
    let mut long = vec![0u8; count * LONG_LEN];
    let mut most = vec![0u8; if wide { count * MOST } else { 0 }];
    let mut intervals: Vec<Interval> = Vec::new();
    let mut classes: HashMap<(usize, usize), usize> = HashMap::new();
    let mut samples = vec![0.0; n];
    let mut squares = vec![0.0; n + 1];
    let (mut before, mut from) = (vec![0.0f64; n + 1], vec![0.0f64; n + 1]);
    for row in 0..count {
        if row % 1024 == 0 {
            progress(row)?;
        }
        let interval = source.read(row, &mut samples)?;
        let class = *classes.entry((interval.lo, interval.hi)).or_insert(intervals.len());
        if class == MAX_INTERVALS {
            return Ok(None);
        }
        if class == intervals.len() {
            intervals.push(interval);
        }
        // Brought to norm 1, unless it is a row of nothing.
        let whole = ramatch_kernels::sum_of_squares(&samples);
        let factor = if whole > 0.0 { 1.0 / whole } else { 0.0 };
        let mut sum = 0.0;
        for (square, &sample) in squares[1..].iter_mut().zip(&samples) {
            sum += f64::from(sample) * f64::from(sample) * factor;
            *square = sum;
        }
        for ((before, from), &square) in before.iter_mut().zip(&mut from).zip(&squares) {
            (*before, *from) = (before.max(square), from.max(sum - square));
        }
        let block = &mut short[row / BLOCK_ROWS * BLOCK_LEN..][..BLOCK_LEN];
        for (j, norm) in norms::<FEW>(&squares).into_iter().enumerate() {
            let code = (norm * LARGEST - ROUNDING).ceil().min(LARGEST);
            block[2 * BLOCK_ROWS * (j / 2) + 2 * (row % BLOCK_ROWS) + j % 2] = code as u8;
        }
        let many = norms::<MANY>(&squares);
        let largest = many.iter().fold(0.0f64, |most, &norm| most.max(norm));
        let scale = ((largest / LARGEST) as f32).next_up();
        let code = |norm: f64| (norm / f64::from(scale) - ROUNDING).ceil().min(LARGEST) as u8;
        let long = &mut long[row * LONG_LEN..][..LONG_LEN];
        long.iter_mut().zip(many).for_each(|(long, norm)| *long = code(norm));
        long[MANY..MANY + 4].copy_from_slice(&scale.to_le_bytes());
        long[MANY + 4..MANY + 6].copy_from_slice(&(class as u16).to_le_bytes());
        if wide {
            let norms = norms::<MOST>(&squares);
            most[row * MOST..][..MOST].iter_mut().zip(norms).for_each(|(most, norm)| *most = code(norm));
        }
    }
    let mut bytes = Vec::with_capacity(HEADER_LEN + short.len() + long.len() + most.len() + 64);
    for number in [count, n, intervals.len(), usize::from(wide)] {
        bytes.extend((number as u32).to_le_bytes());
    }
    bytes.resize(HEADER_LEN, 0);
    for energy in before.into_iter().chain(from) {
        bytes.extend((energy as f32).next_up().to_le_bytes());
    }
    for Interval { lo, hi } in intervals {
        bytes.extend((lo as u32).to_le_bytes());
        bytes.extend((hi as u32).to_le_bytes());
    }
    bytes.resize(bytes.len().next_multiple_of(64), 0);
    for part in [short, long, most] {
        bytes.extend(part);
    }
    Ok(Some(bytes))
}

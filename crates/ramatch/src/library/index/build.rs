//! From rows to the bytes of the section.

use super::basis::{Basis, SAMPLE};
use super::layout::{BLOCKS, HEADER_LEN, IndexRef, NORMS, Norms, begins};
use crate::ground::error::Error;
use ramatch_core::LibraryRef;
use ramatch_core::alignment::Shortened;
use ramatch_core::library::format;
use ramatch_kernels::{NIBBLE_BYTES, NIBBLES, NibbleRow};

/// Rows from which an index is worth its place.
const WORTH_IT: usize = 2000;
/// How many times the size of most coefficients codes reach.
const REACH: f64 = 3.0;
/// Largest code of a norm.
const LARGEST: f64 = 255.0;
/// What a quotient may be wrong by; norms are larger than they need to be by more than that.
const ROUNDING: f64 = 1e-6;

/// Rows of codes, wherever they lie.
pub(crate) trait Rows {
    /// Writes row `row` into `codes`.
    fn read(&mut self, row: usize, codes: &mut [u8]) -> Result<(), Error>;
}

/// Rows in memory, one after the other.
impl Rows for &[u8] {
    fn read(&mut self, row: usize, codes: &mut [u8]) -> Result<(), Error> {
        let n = codes.len();
        codes.copy_from_slice(self.get(row * n..(row + 1) * n).unwrap_or_default());
        Ok(())
    }
}

/// Whether an index of so many rows of `n` codes is worth its place.
pub(crate) fn worth_it(rows: usize, n: usize) -> bool {
    rows >= WORTH_IT && n > NIBBLES
}

/// A row and what is known of it.
struct Row {
    codes: Vec<u8>,
    samples: Vec<f32>,
    squares: f64,
}

impl Row {
    fn read(&mut self, rows: &mut dyn Rows, row: usize) -> Result<(), Error> {
        rows.read(row, &mut self.codes)?;
        let samples = self.codes.iter().map(|code| f32::from(code.cast_signed()));
        self.samples.clear();
        self.samples.extend(samples);
        self.squares = self.samples.iter().map(|&c| f64::from(c) * f64::from(c)).sum();
        Ok(())
    }
}

/// The index of `count` rows of `n` codes; none of fewer than is worth it. `progress` is told how many rows are done, and may call it
/// off. O(count · n · 128).
///
/// # Errors
/// What the rows and `progress` say.
pub(crate) fn build(
    rows: &mut dyn Rows,
    (count, n): (usize, usize),
    progress: &mut dyn FnMut(usize) -> Result<(), Error>,
) -> Result<Option<Vec<u8>>, Error> {
    if !worth_it(count, n) {
        return Ok(None);
    }
    let mut row = Row { codes: vec![0; n], samples: Vec::with_capacity(n), squares: 0.0 };
    // Spread over all of the library.
    let mut sample = Vec::with_capacity(SAMPLE);
    for i in 0..SAMPLE.min(count) {
        row.read(rows, i * count / SAMPLE.min(count))?;
        let norm = row.squares.sqrt();
        if norm > 0.0 {
            sample.push(row.samples.iter().map(|&c| f64::from(c) / norm).collect::<Vec<f64>>());
        }
    }
    let basis = Basis::of_rows(&sample, n);
    let mut squares = 0.0;
    for row in &sample {
        let samples: Vec<f32> = row.iter().map(|&v| v as f32).collect();
        squares += basis.coefficients(&samples, 1.0).iter().map(|t| t * t).sum::<f64>();
    }
    let size = (squares / (sample.len().max(1) * NIBBLES) as f64).sqrt();
    let step = (2.0 * REACH * size / 256.0).clamp(1e-6, 1.0) as f32;
    encoded(rows, (count, n), (&basis, step), &mut row, progress).map(Some)
}

/// The bytes of an index by a basis and a step.
fn encoded(
    rows: &mut dyn Rows,
    (count, n): (usize, usize),
    (basis, step): (&Basis, f32),
    row: &mut Row,
    progress: &mut dyn FnMut(usize) -> Result<(), Error>,
) -> Result<Vec<u8>, Error> {
    let (slack, mut upper, mut lower) = (basis.slack(), Vec::new(), Vec::new());
    let mut norms: [Vec<f64>; NORMS] = Default::default();
    let mut energies = vec![0u8; count * (BLOCKS - 1)];
    for i in 0..count {
        if i % 1024 == 0 {
            progress(i)?;
        }
        row.read(rows, i)?;
        let own = basis.coefficients(&row.samples, row.squares.sqrt());
        let (high, low, lost) = coded(&own, f64::from(step));
        upper.push(high);
        lower.push(low);
        let squares = own.iter().map(|t| t * t).sum();
        // A row of nothing has no score.
        let rest = if row.squares > 0.0 { slack.rest(squares) } else { 0.0 };
        norms.iter_mut().zip([lost[0], lost[1], rest]).for_each(|(norms, norm)| norms.push(norm));
        let mut before = 0.0;
        for block in 0..BLOCKS - 1 {
            let samples = &row.samples[begins(n, block)..begins(n, block + 1)];
            before += samples.iter().map(|&c| f64::from(c) * f64::from(c)).sum::<f64>();
            // Whole numbers below 2⁵³: only the quotient is rounded.
            let part = if row.squares > 0.0 { before / row.squares } else { 0.0 };
            energies[block * count + i] = (part * LARGEST - ROUNDING).max(0.0) as u8;
        }
    }
    let unit = |norms: &[f64]| {
        let most = norms.iter().fold(0.0f64, |most, &norm| most.max(norm));
        ((most / LARGEST) as f32).next_up()
    };
    let norms = norms.map(|norms| (unit(&norms), norms));
    let mut bytes = Vec::with_capacity(
        HEADER_LEN + Basis::bytes_len(n) + count * (2 * NIBBLE_BYTES + NORMS + BLOCKS - 1),
    );
    for number in [count, n] {
        bytes.extend((number as u32).to_le_bytes());
    }
    bytes.extend(step.to_le_bytes());
    norms.iter().for_each(|(unit, _)| bytes.extend(unit.to_le_bytes()));
    bytes.resize(HEADER_LEN, 0);
    bytes.extend(basis.bytes());
    bytes.extend(upper.as_flattened());
    bytes.extend(lower.as_flattened());
    for (unit, norms) in &norms {
        let code = |norm: &f64| (norm / f64::from(*unit) + ROUNDING).ceil().min(LARGEST) as u8;
        bytes.extend(norms.iter().map(code));
    }
    bytes.extend(energies);
    Ok(bytes)
}

/// The codes of coefficients, in halves, and the norms of what the upper half loses, and of what both lose.
fn coded(own: &[f64; NIBBLES], step: f64) -> (NibbleRow, NibbleRow, [f64; 2]) {
    let (mut upper, mut lower, mut lost) = ([0; NIBBLE_BYTES], [0; NIBBLE_BYTES], [0.0f64; 2]);
    for (k, &own) in own.iter().enumerate() {
        let code = (own / step + 128.0).clamp(0.0, 255.0) as u8;
        let (high, low) = (code >> 4, code & 15);
        let shift = 4 * (k / NIBBLE_BYTES);
        upper[k % NIBBLE_BYTES] |= high << shift;
        lower[k % NIBBLE_BYTES] |= low << shift;
        let kept = [16.0 * (f64::from(high) - 7.5), f64::from(code) - 127.5];
        lost.iter_mut().zip(kept).for_each(|(lost, kept)| *lost += (own - kept * step).powi(2));
    }
    // A little more than rounding can hide.
    (upper, lower, lost.map(|squares| squares.sqrt() * (1.0 + 1e-9) + 1e-12))
}

/// Makes the index of a library again, by its own basis, and refuses any difference.
///
/// # Errors
/// What is wrong, in words.
pub(crate) fn verify(view: &LibraryRef<'_>) -> Result<(), String> {
    let Some(section) = view.sections().find(|section| section.kind == format::INDEX) else { return Ok(()) };
    let of = (view.len() as usize, Shortened::of(view.grid()).len());
    let (index, basis) = IndexRef::of(section.content, of.0, of.1)?;
    let mut codes =
        view.emphasized_rows().ok_or("there is an index, and no emphasised rows that it is of")?;
    let mut row = Row { codes: vec![0; of.1], samples: Vec::new(), squares: 0.0 };
    let Norms { step, .. } = index.norms;
    let made = encoded(&mut codes, of, (&basis, step), &mut row, &mut |_| Ok(()));
    match made {
        Ok(made) if made == section.content => Ok(()),
        _ => Err("the index is not that of the emphasised rows".to_owned()),
    }
}

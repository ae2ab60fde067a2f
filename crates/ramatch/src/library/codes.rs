//! Rows once more as `i8`: what a scan of everything looks at where the sketch leaves too many rows.
//!
//! Row x is `s (z + e)` with integers z. Then for any query q, over any stretch of the axis,
//! `q·x / s = q·z + q·e ≤ q·z + ‖q‖‖e‖` and `‖z‖ − ‖e‖ ≤ ‖x‖ / s ≤ ‖z‖ + ‖e‖`, which bounds the cosine from above by
//! integers alone.
//!
//! The section holds the codes of all rows, then ‖e‖ of each as `f32`, rounded up. Where rows are stored as `i8` they are
//! their own codes, and e is 0.

use super::integers::{MOST_I8, largest, norm_up, rounded};
use ramatch_core::LibraryRef;
use ramatch_core::library::{RowFormat, format};

/// The codes of a row, and ‖e‖, rounded up.
pub(crate) fn of(samples: &[f32]) -> (Vec<u8>, f32) {
    let scale = f64::from(largest(samples)) / MOST_I8;
    let mut squares = 0.0;
    let codes = samples.iter().map(|&sample| {
        let whole = if scale > 0.0 { f64::from(sample) / scale } else { 0.0 };
        let code = rounded(sample, scale, MOST_I8);
        squares += (whole - code) * (whole - code);
        (code as i8).cast_unsigned()
    });
    let codes = codes.collect();
    (codes, norm_up(squares))
}

/// Codes of all rows in place.
#[derive(Clone, Copy)]
pub(crate) struct Codes<'a> {
    codes: &'a [u8],
    /// None where rows are their own codes.
    rests: Option<&'a [[u8; 4]]>,
    n: usize,
}

impl<'a> Codes<'a> {
    /// The codes of a library, if it has any.
    ///
    /// # Errors
    /// What contradicts itself, in words.
    pub(crate) fn of(library: &LibraryRef<'a>) -> Result<Option<Self>, &'static str> {
        let (n, rows) = (library.grid().len, library.len() as usize);
        let kind = if library.row_format() == RowFormat::I8 { format::ROWS } else { format::CODES };
        let Some(section) = library.sections().find(|section| section.kind == kind) else { return Ok(None) };
        if kind == format::ROWS {
            return Ok(Some(Self { codes: section.content, rests: None, n }));
        }
        let split = section.content.split_at_checked(n * rows);
        let (codes, rests) = split.ok_or("the codes are fewer than the rows ask for")?;
        let (rests, left) = rests.as_chunks();
        if rests.len() != rows || !left.is_empty() {
            return Err("the codes have another length than the rows ask for");
        }
        Ok(Some(Self { codes, rests: Some(rests), n }))
    }

    /// Looks at the number of every row, once for many searches. O(rows).
    ///
    /// # Errors
    /// What is no such number, in words.
    pub(crate) fn check(&self) -> Result<(), &'static str> {
        let sane = |&rest: &[u8; 4]| (0.0..=1e6).contains(&f32::from_le_bytes(rest));
        if self.rests.is_none_or(|rests| rests.iter().all(sane)) {
            return Ok(());
        }
        Err("a number beside the codes is not finite, or beyond its range")
    }

    /// The codes of a row that exists, and ‖e‖.
    pub(crate) fn row(&self, row: usize) -> (&'a [[u8; 1]], f64) {
        let codes = self.codes.get(row * self.n..(row + 1) * self.n).unwrap_or_default();
        let rest = self.rests.and_then(|rests| rests.get(row)).map_or(0.0, |&rest| f32::from_le_bytes(rest));
        (codes.as_chunks().0, f64::from(rest))
    }

    /// The first row whose codes are not those of its samples.
    pub(crate) fn first_wrong(&self, library: &LibraryRef<'_>) -> Option<u32> {
        let rests = self.rests?;
        let mut samples = vec![0.0; self.n];
        (0..library.len()).find(|&index| {
            samples_of(library, index, &mut samples);
            let (codes, rest) = of(&samples);
            let same = rests.get(index as usize) == Some(&rest.to_le_bytes());
            !same || self.row(index as usize).0.as_flattened() != codes
        })
    }
}

/// The samples of a row as multiples of its scale.
pub(crate) fn samples_of(library: &LibraryRef<'_>, index: u32, samples: &mut [f32]) {
    unpack(library.row_bytes(index), library.row_format(), samples);
}

/// The samples of a row in a format, as multiples of its scale.
pub(crate) fn unpack(bytes: &[u8], format: RowFormat, samples: &mut [f32]) {
    match format {
        RowFormat::I16 => {
            let codes = bytes.as_chunks::<2>().0;
            samples.iter_mut().zip(codes).for_each(|(s, &code)| *s = f32::from(i16::from_le_bytes(code)));
        }
        RowFormat::I8 => {
            samples.iter_mut().zip(bytes).for_each(|(s, &code)| *s = f32::from(code.cast_signed()));
        }
        _ => {
            let codes = bytes.as_chunks::<4>().0;
            samples.iter_mut().zip(codes).for_each(|(s, &code)| *s = f32::from_le_bytes(code));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use ramatch_core::alignment;

    proptest! {
        /// Whoever rounds a row to `i8`, for a scan or for the matcher, comes to the same codes.
        #[test]
        fn the_core_rounds_to_the_same_codes(row in prop::collection::vec(-1.0f32..1.0, 1..300), whole in any::<bool>()) {
            let row: Vec<f32> = row.iter().map(|y| if whole { (y * 254.0).round() } else { *y }).collect();
            let mut codes = vec![0; row.len()];
            alignment::codes_of(&row, &mut codes);
            prop_assert_eq!(codes, of(&row).0);
        }
    }
}

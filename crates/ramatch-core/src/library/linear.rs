//! The linear rows of a library: what a mixture is taken apart by.
//!
//! They stand in a section of their own that a library may lack, since they can be made again of the spectra as they were measured,
//! where the library holds those. A row that there is not has the scale 0.

use super::format::{self, f32_at};
use super::row::{Codes, Row, RowFormat};
use super::view::LibraryRef;
use crate::compare::linear::Linear;
use crate::ground::error::{Error, LibraryError};
use crate::measured::grid::Interval;
use ramatch_kernels::Sample;

/// The linear rows of a library, in place: those that it holds, or those that a host has made in the same layout.
///
/// ```
/// use ramatch_core::LibraryRef;
/// /// How many references a mixture can be taken apart by.
/// fn known(library: &LibraryRef<'_>) -> usize {
///     let Some(rows) = library.linear_rows() else { return 0 };
///     (0..library.len()).filter(|&index| rows.row(index).is_some()).count()
/// }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct LinearRows<'a> {
    view: LibraryRef<'a>,
    linear: Linear,
    format: RowFormat,
    records: &'a [u8],
    codes: &'a [u8],
}

/// One linear row, in place: sample i of a row of norm 1 is `codes[i] · scale`, 0 outside the interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LinearRow<'a> {
    /// Its samples, `[grid.len]`.
    pub codes: Codes<'a>,
    /// What code 1 stands for, above 0.
    pub scale: f32,
    /// Norm of the row before it was brought to 1, above 0, in units of the reference's own intensities.
    pub norm: f32,
    /// Where it is known: [`Linear::interval`] of where the entry is.
    pub interval: Interval,
}

impl<'a> LibraryRef<'a> {
    /// The linear rows, if the library holds those that its recipe asks for. O(sections).
    #[must_use]
    pub fn linear_rows(&self) -> Option<LinearRows<'a>> {
        self.recipe().linear_by()?;
        let section = self.sections().find(|section| section.kind == format::LINEAR)?;
        LinearRows::of(*self, section.content)
    }
}

impl<'a> LinearRows<'a> {
    /// Those in bytes that are laid out as the section is; none for other bytes. By the recipe of the library, and by [`Linear::new`]
    /// where that says nothing. O(1).
    #[must_use]
    pub fn of(view: LibraryRef<'a>, content: &'a [u8]) -> Option<Self> {
        let (head, rest) = content.split_first_chunk::<{ format::LINEAR_HEAD_LEN }>()?;
        let (&number, reserved) = head.split_first()?;
        let format = RowFormat::of(number).filter(|&format| format != RowFormat::F32)?;
        let entries = view.len() as usize;
        let (records, codes) = rest.split_at_checked(entries.checked_mul(format::LINEAR_RECORD_LEN)?)?;
        let len = view.grid().len.checked_mul(format.sample_len())?.checked_mul(entries)?;
        let fits = codes.len() == len && reserved.iter().all(|&byte| byte == 0);
        let linear = view.recipe().linear_by().unwrap_or_default();
        fits.then_some(Self { view, linear, format, records, codes })
    }

    /// How rows are made.
    #[must_use]
    pub fn linear(&self) -> Linear {
        self.linear
    }

    /// How rows are stored: `i16` or `i8`.
    #[must_use]
    pub fn row_format(&self) -> RowFormat {
        self.format
    }

    /// The row of entry `index`; none for an unknown entry, and for one that has no linear row: of which no measured spectrum was there,
    /// or that is not known far enough.
    #[must_use]
    pub fn row(&self, index: u32) -> Option<LinearRow<'a>> {
        let (scale, norm) = self.record(index)?;
        let interval = self.interval(index);
        let usable = |number: f32| number.is_finite() && number > 0.0;
        let codes = self.codes_of(index)?;
        let known = usable(scale) && usable(norm) && !interval.is_empty();
        known.then_some(LinearRow { codes, scale, norm, interval })
    }

    /// Checks every record and code. O(rows).
    ///
    /// # Errors
    /// [`LibraryError::BadEntry`] for the first row that contradicts itself.
    pub fn verify(&self) -> Result<(), Error> {
        (0..self.view.len()).try_for_each(|index| self.verify_row(index))
    }

    /// Checks record and codes of the row of entry `index`. O(grid.len).
    ///
    /// # Errors
    /// [`LibraryError::BadEntry`] for one that contradicts itself.
    pub fn verify_row(&self, index: u32) -> Result<(), Error> {
        let refuse = |reason| Err(LibraryError::BadEntry { index, reason }.into());
        let (Some((scale, norm)), Some(codes)) = (self.record(index), self.codes_of(index)) else {
            return refuse("it has no record of a linear row");
        };
        let sane = |number: f32| number.is_finite() && number.is_sign_positive();
        if !sane(scale) || !sane(norm) || (scale > 0.0) != (norm > 0.0) {
            return refuse("scale and norm of its linear row are no finite numbers from 0 on");
        }
        let known = if scale > 0.0 { self.interval(index) } else { Interval::default() };
        let good = match codes {
            Codes::F32(_) => false,
            Codes::I16(codes) => can_be(codes, known, f64::from(i16::MIN)),
            Codes::I8(codes) => can_be(codes, known, f64::from(i8::MIN)),
        };
        if good { Ok(()) } else { refuse("its linear row has a code that it cannot have") }
    }

    fn interval(&self, index: u32) -> Interval {
        let known = self.view.interval(index).unwrap_or_default();
        self.linear.interval(known, self.view.grid())
    }

    /// Scale and norm of a row.
    fn record(&self, index: u32) -> Option<(f32, f32)> {
        let at = (index as usize).checked_mul(format::LINEAR_RECORD_LEN)?;
        let record = self.records.get(at..)?;
        Some((f32_at(record, 0)?, f32_at(record, 4)?))
    }

    fn codes_of(&self, index: u32) -> Option<Codes<'a>> {
        let len = self.view.grid().len.checked_mul(self.format.sample_len())?;
        let at = (index as usize).checked_mul(len)?;
        let bytes = self.codes.get(at..at.checked_add(len)?)?;
        match self.format {
            RowFormat::F32 => None,
            RowFormat::I16 => Some(Codes::I16(bytes.as_chunks().0)),
            RowFormat::I8 => Some(Codes::I8(bytes.as_chunks().0)),
        }
    }
}

impl<'a> LinearRow<'a> {
    /// The row as rows are: its samples are those of a row of norm 1, but for rounding.
    #[must_use]
    pub fn as_row(&self) -> Row<'a> {
        Row { codes: self.codes, scale: self.scale, residual_norm: 0.0 }
    }
}

/// Whether no code is the least one, and all outside `known` are 0.
fn can_be<S: Sample>(codes: &[S], known: Interval, least: f64) -> bool {
    let inside = known.lo..known.hi;
    codes.iter().enumerate().all(|(i, code)| {
        let code = code.value();
        if inside.contains(&i) { code > least } else { code == 0.0 }
    })
}

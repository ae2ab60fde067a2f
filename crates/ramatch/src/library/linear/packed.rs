//! A linear row as integers, and what its section has to obey.

use crate::library::content::{EntryContent, Raw};
use crate::library::integers;
use ramatch_core::library::{Codes, LinearRow, RowFormat, format};

/// How the linear rows of a library are stored whose rows are stored so.
pub(in crate::library) fn format_of(rows: RowFormat) -> RowFormat {
    if rows == RowFormat::I8 { RowFormat::I8 } else { RowFormat::I16 }
}

/// The head of the section.
pub(in crate::library) fn head(format: RowFormat) -> [u8; format::LINEAR_HEAD_LEN] {
    let mut head = [0; format::LINEAR_HEAD_LEN];
    head[0] = format as u8;
    head
}

/// A linear row as it is stored; of scale 0 where there is none.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::library) struct Packed {
    pub(in crate::library) scale: f32,
    pub(in crate::library) norm: f32,
    pub(in crate::library) codes: Vec<u8>,
}

impl Packed {
    /// No row, on a grid of `n` points.
    pub(in crate::library) fn none(n: usize, format: RowFormat) -> Self {
        Self { scale: 0.0, norm: 0.0, codes: vec![0; n * format.sample_len()] }
    }

    /// A row as [`ramatch_core::Linear`] makes it.
    pub(in crate::library) fn of(row: &[f32], format: RowFormat) -> Self {
        let squares = row.iter().map(|&sample| f64::from(sample) * f64::from(sample)).sum::<f64>();
        let norm = squares.sqrt();
        let unit: Vec<f32> = row.iter().map(|&sample| (f64::from(sample) / norm) as f32).collect();
        let own = norm as f32;
        if own > 0.0 && own.is_finite() {
            Self::of_unit(&unit, own, format)
        } else {
            Self::none(row.len(), format)
        }
    }

    /// A row of norm 1, and the norm that it had.
    fn of_unit(unit: &[f32], norm: f32, format: RowFormat) -> Self {
        let mut codes = Vec::new();
        let (scale, _) = integers::pack(unit, format, &mut codes);
        Self { scale, norm, codes }
    }

    /// A row as another library holds it.
    pub(in crate::library) fn stored(row: LinearRow<'_>) -> Self {
        let codes = match row.codes {
            Codes::F32(codes) => codes.as_flattened(),
            Codes::I16(codes) => codes.as_flattened(),
            Codes::I8(codes) => codes.as_flattened(),
        };
        Self { scale: row.scale, norm: row.norm, codes: codes.to_vec() }
    }

    /// A row that another library holds in another format.
    pub(in crate::library) fn converted(row: LinearRow<'_>, format: RowFormat) -> Self {
        let unit: Vec<f32> = row.as_row().samples().collect();
        Self::of_unit(&unit, row.norm, format)
    }

    /// Scale and norm, as a record holds them.
    pub(in crate::library) fn record(&self) -> [u8; format::LINEAR_RECORD_LEN] {
        let mut record = [0; format::LINEAR_RECORD_LEN];
        record[..4].copy_from_slice(&self.scale.to_le_bytes());
        record[4..].copy_from_slice(&self.norm.to_le_bytes());
        record
    }
}

/// The resolution that the bands of an entry were drawn at, where that is broader than their source's. The record of an entry keeps it as `f32`:
/// what was asked for is the shortest decimal number of that.
pub(in crate::library) fn drawn_at(entry: &EntryContent, recorded_cm1: f32) -> Option<f64> {
    let broader =
        entry.resolution_cm1.is_some_and(|own| f64::from(recorded_cm1) > own && recorded_cm1 != own as f32);
    let drawn = matches!(entry.raw, Raw::Bands(_)) && broader;
    drawn.then(|| recorded_cm1.to_string().parse().unwrap_or(f64::from(recorded_cm1)))
}

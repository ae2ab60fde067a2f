//! Samples as integers times a scale: the one way in which rows and queries are rounded.
//!
//! ```text
//! z = round(x / s), halves away from 0, −most ≤ z ≤ most      s = largest |x| / most
//! ```
//!
//! Rows that are stored as integers (`pack`), the codes of a scan (`codes`) and the query of that scan (`search::whole`) differ in
//! `most` and in how exactly s is kept: as the `f32` that a file holds where x is read back as s z, as `f64` where only what is lost
//! counts. Emphasised rows are rounded so in the core ([`ramatch_core::alignment::codes_of`]).
//!
//! Two others only look alike. Norms in a sketch are bounds: without a sign, and rounded up. Parts of the axis in the matcher's coarse
//! rows are of norm 1 to begin with, and have no largest sample to be divided by.

use ramatch_core::library::RowFormat;

/// Largest code of a row of `i8`.
pub(crate) const MOST_I8: f64 = 127.0;

/// The magnitude of the largest sample.
pub(crate) fn largest(samples: &[f32]) -> f32 {
    samples.iter().fold(0.0f32, |largest, sample| largest.max(sample.abs()))
}

/// A sample as a whole number of scales, within ±`most`; 0 where there is no scale.
pub(crate) fn rounded(sample: f32, scale: f64, most: f64) -> f64 {
    if scale > 0.0 { (f64::from(sample) / scale).round().clamp(-most, most) } else { 0.0 }
}

/// A norm that was summed in `f64`, as an `f32` that is not below it.
pub(super) fn norm_up(squares: f64) -> f32 {
    // A thousand roundings of 2⁻⁵³ are far below one of `f32`.
    if squares > 0.0 { (squares.sqrt() as f32).next_up() } else { 0.0 }
}

/// Writes a row in a format and yields its scale, and the norm of what is lost, rounded up.
pub(super) fn pack(samples: &[f32], format: RowFormat, bytes: &mut Vec<u8>) -> (f32, f32) {
    bytes.clear();
    let Some(most) = format.largest() else {
        bytes.extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
        return (1.0, 0.0);
    };
    let scale = largest(samples) / most;
    let (exact, most) = (f64::from(scale), f64::from(most));
    let mut squares = 0.0;
    for &sample in samples {
        let code = rounded(sample, exact, most);
        let lost = f64::from(sample) - code * exact;
        squares += lost * lost;
        if format == RowFormat::I16 {
            bytes.extend((code as i16).to_le_bytes());
        } else {
            bytes.extend((code as i8).to_le_bytes());
        }
    }
    (scale, norm_up(squares))
}

//! Rows on their way into a file: as `f32`, or as integers times a scale.

use ramatch_core::library::RowFormat;

/// Writes a row in a format and yields its scale, and the norm of what is lost, rounded up.
pub(super) fn pack(samples: &[f32], format: RowFormat, bytes: &mut Vec<u8>) -> (f32, f32) {
    bytes.clear();
    let Some(most) = format.largest() else {
        bytes.extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
        return (1.0, 0.0);
    };
    let largest = samples.iter().fold(0.0f32, |largest, sample| largest.max(sample.abs()));
    let scale = largest / most;
    let mut squares = 0.0;
    for &sample in samples {
        let code = if scale > 0.0 {
            (f64::from(sample) / f64::from(scale)).round().clamp(f64::from(-most), f64::from(most))
        } else {
            0.0
        };
        let lost = f64::from(sample) - code * f64::from(scale);
        squares += lost * lost;
        if format == RowFormat::I16 {
            bytes.extend((code as i16).to_le_bytes());
        } else {
            bytes.extend((code as i8).to_le_bytes());
        }
    }
    // A thousand roundings of 2⁻⁵³ are far below one of `f32`.
    (scale, if squares > 0.0 { (squares.sqrt() as f32).next_up() } else { 0.0 })
}

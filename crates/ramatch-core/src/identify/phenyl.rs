//! The pattern of a benzene ring with one substituent, which hundreds of substances share.

use super::bands::ComparedBands;

/// Its bands in cm⁻¹: radial in-plane bending, ring breathing, in-plane C–H bending, C–H bending twice, ring stretching twice, C–H
/// stretching (Socrates, *Infrared and Raman Characteristic Group Frequencies*, 3rd ed. 2001, table 11.4).
const PATTERN_CM1: [f64; 8] = [620.0, 1003.0, 1030.0, 1157.0, 1180.0, 1585.0, 1603.0, 3057.0];
/// A band so near is one of them.
const NEAR_CM1: f64 = 7.0;

/// How many bands of the reference that the query shows are none of the pattern.
pub(super) fn beyond(bands: &ComparedBands<'_>) -> usize {
    let of_pattern = |shift_cm1: f64| PATTERN_CM1.iter().any(|at| (at - shift_cm1).abs() <= NEAR_CM1);
    let found = bands.reference.iter().zip(bands.partner).filter(|(_, partner)| partner.is_some());
    found.filter(|(band, _)| !of_pattern(band.shift_cm1)).count()
}

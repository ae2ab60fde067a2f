//! The largest and the least that a spectrum may be.

/// Fewest points that a spectrum may have.
pub const MIN_POINTS: usize = 16;
/// Most points that a spectrum may have.
pub const MAX_POINTS: usize = 1 << 20;
/// Largest magnitude of a Raman shift in cm⁻¹.
pub const MAX_SHIFT_CM1: f64 = 1e5;
/// Largest magnitude of an intensity.
pub const MAX_INTENSITY: f64 = 1e30;

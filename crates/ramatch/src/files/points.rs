//! The identity of a spectrum: that of its points.

use ramatch_core::Spectrum;

/// BLAKE3 of a spectrum: of the number of points as 8 bytes, all Raman shifts as 4 bytes each (IEEE 754), then all intensities likewise, every
/// number little-endian.
pub(crate) fn points_hash(spectrum: &Spectrum) -> blake3::Hash {
    let points = spectrum.as_ref();
    let mut hasher = blake3::Hasher::new();
    hasher.update(&(points.len() as u64).to_le_bytes());
    for number in points.shift_cm1().iter().chain(points.intensity()) {
        hasher.update(&number.to_le_bytes());
    }
    hasher.finalize()
}

//! What a reader yields.

use ramatch_core::Spectrum;

/// One measurement: a spectrum and what its file says about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Raman shift (cm⁻¹, rising) and intensity.
    pub spectrum: Spectrum,
    /// All that the file says besides.
    pub metadata: Metadata,
}

/// What a file says besides its numbers.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Metadata {
    /// Name of the format that was recognised.
    pub format: &'static str,
    /// Laser wavelength in nm, where the file states it.
    pub laser_nm: Option<f64>,
    /// Name of the column that the Raman shift was taken from, empty without column names.
    pub shift_column: String,
    /// Name of the column that the intensity was taken from, empty without column names.
    pub intensity_column: String,
    /// Rows without a value in one of the two columns (outside the calibrated range); they are left out.
    pub skipped_rows: usize,
    /// Every line `key separator value` of the header, as it stands there.
    pub fields: Vec<(String, String)>,
    /// What a reader wondered about.
    pub warnings: Vec<String>,
}

//! The edge at which wavelength and absolute wavenumber become Raman shift.

/// Raman shift in cm⁻¹ of a wavelength in nm: `10⁷ / laser − 10⁷ / wavelength`.
#[must_use]
pub fn shift_from_nm(wavelength_nm: f64, laser_nm: f64) -> f64 {
    1e7 / laser_nm - 1e7 / wavelength_nm
}

/// Raman shift in cm⁻¹ of an absolute wavenumber in cm⁻¹: `10⁷ / laser − wavenumber`.
#[must_use]
pub fn shift_from_wavenumber(wavenumber_cm1: f64, laser_nm: f64) -> f64 {
    1e7 / laser_nm - wavenumber_cm1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_a_real_file_agrees_with_itself() {
        // B&W Tek, laser 784.82 nm: 858.13 nm, 11653.27 cm⁻¹, Raman shift 1088.51 cm⁻¹.
        assert!((shift_from_wavenumber(11_653.27, 784.82) - 1088.51).abs() < 0.1);
        assert!((shift_from_nm(858.13, 784.82) - 1088.51).abs() < 0.2);
    }
}

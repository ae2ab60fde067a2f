//! The edge at which wavelength and absolute wavenumber become Raman shift, and names of units become quantities.

use crate::Quantity;

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

/// Whether a number can be the wavelength of a laser in nm.
pub(crate) fn is_laser(nm: f64) -> bool {
    (200.0..=1600.0).contains(&nm)
}

/// The wavelength in nm that a value such as `784,82`, `785.041` or `532nm` states.
pub(crate) fn laser(value: &str) -> Option<f64> {
    let bare = value.trim().trim_end_matches("nm").trim().replace(',', ".");
    bare.parse().ok().filter(|nm| is_laser(*nm))
}

/// What a unit's name in a file says about its axis.
pub(crate) fn quantity_of_unit(unit: &str) -> Quantity {
    let unit: String = unit.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    let has = |part: &str| unit.contains(part);
    if has("raman") || has("shift") || has("relcm") || has("rel.1/cm") {
        Quantity::RamanShift
    } else if has("wavenumber") || has("1/cm") || has("cm-1") || has("cm^-1") || has("cm⁻¹") {
        Quantity::Wavenumber
    } else if has("nanomet") || unit == "nm" || unit.starts_with("wavelength") && !has("µm") && !has("um)") {
        Quantity::WavelengthNm
    } else if has("micromet")
        || has("micron")
        || has("(µm)")
        || has("(um)")
        || unit == "um"
        || unit == "µm"
        || unit == "μm"
    {
        Quantity::WavelengthUm
    } else if has("m/z") {
        Quantity::MassPerCharge
    } else if has("second") || has("minute") || unit == "s" || unit == "ms" {
        Quantity::Time
    } else if has("hz") || has("hertz") {
        Quantity::Frequency
    } else if has("pixel") || has("channel") || has("diode") || has("point") {
        Quantity::Pixel
    } else if unit.is_empty() || has("arb") {
        Quantity::Unknown
    } else {
        Quantity::Other
    }
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

    #[test]
    fn units() {
        for (unit, quantity) in [
            ("1/CM", Quantity::Wavenumber),
            ("Wavenumber / cm-1", Quantity::Wavenumber),
            ("Raman Shift (1/cm)", Quantity::RamanShift),
            ("rel. 1/cm", Quantity::RamanShift),
            ("NANOMETERS", Quantity::WavelengthNm),
            ("Wavelengths", Quantity::WavelengthNm),
            ("Wavelength (µm)", Quantity::WavelengthUm),
            ("MICROMETERS", Quantity::WavelengthUm),
            ("M/Z", Quantity::MassPerCharge),
            ("MILLISECONDS", Quantity::Time),
            ("HZ", Quantity::Frequency),
            ("", Quantity::Unknown),
            ("PPM", Quantity::Other),
        ] {
            assert_eq!(quantity_of_unit(unit), quantity, "{unit}");
        }
    }
}

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

/// Whether a number can be the wavelength of a laser in nm.
pub(crate) fn is_laser(nm: f64) -> bool {
    (200.0..=1600.0).contains(&nm)
}

/// Whether two statements in nm are of one laser: rounded, or calibrated.
pub(crate) fn is_same_laser(a: f64, b: f64) -> bool {
    (a - b).abs() <= 0.5
}

/// The unit of positions that a file states by a word or among others, as in `Temperature (C)`, the way it is written in tables;
/// a word that is not known stays, and what says that there is no unit is none.
pub(crate) fn of_position(stated: &str) -> String {
    let stated = stated.trim();
    let inside = stated.rsplit_once(['(', '[']).map(|(_, inside)| inside.trim_end_matches([')', ']']));
    let word = inside.unwrap_or(stated).trim();
    let known = match word.to_lowercase().as_str() {
        "" | "arbitrary" | "arbitrary units" | "a.u." | "xyz text labels" => "",
        "nm" | "nanometers" | "nanometres" => "nm",
        "µm" | "μm" | "um" | "micron" | "microns" | "micrometers" | "micrometres" => "µm",
        "mm" | "millimeters" | "millimetres" => "mm",
        "cm" | "centimeters" | "centimetres" => "cm",
        "m" | "meters" | "metres" => "m",
        "nanoseconds" | "nsec" | "ns" => "ns",
        "microseconds" | "usec" | "us" | "µs" => "µs",
        "milliseconds" | "msec" | "ms" => "ms",
        "seconds" | "sec" | "s" | "file time" => "s",
        "minutes" | "min" => "min",
        "hours" | "h" => "h",
        "days" | "d" => "d",
        "celsius" | "c" | "°c" => "°C",
        "kelvin" | "k" => "K",
        "fahrenheit" | "f" | "°f" => "°F",
        "degrees" => "°",
        "pascal" => "Pa",
        _ => word,
    };
    known.to_owned()
}

/// The wavelength in nm that a value such as `784,82`, `785.041`, `532nm` or `785nm_Edge` states.
pub(crate) fn laser(value: &str) -> Option<f64> {
    let value = value.trim();
    let digits = value.find(|c: char| !matches!(c, '0'..='9' | '.' | ',')).unwrap_or(value.len());
    let (number, unit) = value.split_at(digits);
    // What follows is the unit or nothing: 785 mW is no wavelength.
    let unit = unit.trim_start().to_lowercase();
    if !(unit.is_empty() || unit.starts_with("nm") || unit.starts_with("nanomet")) {
        return None;
    }
    // Two wavelengths are none that could be taken.
    if unit.get(2..).is_some_and(|rest| rest.contains("nm") && rest.contains(|c: char| c.is_ascii_digit())) {
        return None;
    }
    number.replace(',', ".").parse().ok().filter(|nm| is_laser(*nm))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_of_positions_are_written_in_one_way() {
        for (stated, unit) in [
            ("Micron", "µm"),
            ("Micrometers (um)", "µm"),
            ("x [mm]", "mm"),
            ("Temperature (C)", "°C"),
            ("Minutes", "min"),
            ("Arbitrary", ""),
            ("furlongs", "furlongs"),
        ] {
            assert_eq!(of_position(stated), unit, "{stated}");
        }
    }

    #[test]
    fn a_row_of_a_real_file_agrees_with_itself() {
        // B&W Tek, laser 784.82 nm: 858.13 nm, 11653.27 cm⁻¹, Raman shift 1088.51 cm⁻¹.
        assert!((shift_from_wavenumber(11_653.27, 784.82) - 1088.51).abs() < 0.1);
        assert!((shift_from_nm(858.13, 784.82) - 1088.51).abs() < 0.2);
    }

    #[test]
    fn lasers() {
        for (text, nm) in [
            ("784,82", Some(784.82)),
            ("785.041", Some(785.041)),
            ("532nm", Some(532.0)),
            (" 532 nm ", Some(532.0)),
            ("785nm_Edge", Some(785.0)),
            ("633nm_HeNe (1)", Some(633.0)),
            ("785 mW", None),
            ("532 nm or 785 nm", None),
            ("600 (500nm)", None),
            ("nm", None),
            ("7", None),
            ("", None),
        ] {
            assert_eq!(laser(text), nm, "{text}");
        }
    }
}

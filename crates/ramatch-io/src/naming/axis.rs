//! What the name of a column or of a unit says: an axis with its quantity, or that it is none.
//!
//! A name is believed. What is called an energy, a time or an angle is no Raman shift however plausible its numbers are, and a
//! unit that is not known is not passed over: both are [`Quantity::Other`]. Wavelengths in other units than nm and µm are
//! scaled to nm.

use super::named::{Named, OTHER, named};
use super::words::{PER_CM, is_no_unit, is_nothing, length_in_nm, unit, words};
use crate::record::Quantity;

/// What a name says of an axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Says {
    /// That it is this.
    Axis(Named),
    /// Nothing: `x`, `col 1`, no name at all.
    Nothing,
    /// A word that is not known, without a unit.
    Unfamiliar,
}

/// A name in one spelling: lower case, one kind of minus, one sign for an inverse centimetre.
fn plain(text: &str) -> String {
    let mut plain: String = text
        .trim()
        .trim_matches(['#', '"', '\'', '=', ':', ' '])
        .chars()
        .map(|c| match c {
            '\u{2212}' | '\u{2010}'..='\u{2015}' => '-',
            'µ' | 'μ' => 'u',
            '\u{212b}' => 'å',
            '\u{a0}' | '\u{202f}' | '\t' => ' ',
            '′' => '\'',
            other => other,
        })
        .flat_map(char::to_lowercase)
        .collect();
    for exponent in ["⁻¹", "¯¹", "⁻1", "^{-1}", "**-1", "-¹"] {
        plain = plain.replace(exponent, "-1");
    }
    for spelling in [
        "inverse centimeters",
        "inverse centimetres",
        "inverse cm",
        "reciprocal centimeters",
        "reciprocal centimetres",
        "reciprocal cm",
        "per cm",
        "cm\\+(-1)",
        "cm\\+-1",
        "1 / cm",
        "1/ cm",
        "1/cm",
        "cm^-1",
        "cm^(-1)",
        "cm -1",
        "cm-1",
        "cm\\-1",
        "cm^ -1",
    ] {
        plain = plain.replace(spelling, PER_CM);
    }
    plain
}

/// A name and the unit that stands behind it: `name (unit)`, `name [unit]`, `name / unit`, `name, unit`, `name_unit`.
fn split_unit(name: &str) -> (&str, &str) {
    for (open, close) in [('(', ')'), ('[', ']'), ('{', '}')] {
        if let Some((before, rest)) = name.split_once(open) {
            let unit = rest.rsplit_once(close).map_or(rest, |(unit, _)| unit);
            return (before.trim(), unit.trim());
        }
    }
    if let Some((before, behind)) =
        name.rsplit_once([',', '/']).filter(|(before, _)| !matches!(*before, "" | "m" | "1"))
    {
        // A comma or a slash may stand in any name; what follows has to be a unit.
        let behind = behind.trim();
        if unit(behind).is_some() || length_in_nm(behind).is_some() || is_no_unit(behind) {
            return (before.trim(), behind);
        }
    }
    if let Some((before, last)) = name.rsplit_once([' ', '_', '.', '-']) {
        let before = before.trim().trim_end_matches(" in");
        let known = words(before).is_some() || is_nothing(before);
        if unit(last).is_some() && last.chars().count() > 1 && known || last == PER_CM {
            return (before, last);
        }
        if length_in_nm(last).is_some() && words(before).is_some_and(|n| n.quantity == Quantity::WavelengthNm)
        {
            return (before, last);
        }
    }
    (name, "")
}

/// Whether a text is a unit and nothing else.
pub(crate) fn is_unit(text: &str) -> bool {
    let name: String =
        plain(text).chars().filter(|c| !c.is_whitespace() && !matches!(c, '(' | ')' | '[' | ']')).collect();
    unit(&name).is_some()
}

/// Whether a text is a unit of wavelengths, wavenumbers or energies, which nothing else is called by.
pub(crate) fn is_optical_unit(text: &str) -> bool {
    let name: String = plain(text).chars().filter(|c| !c.is_whitespace()).collect();
    matches!(
        name.as_str(),
        PER_CM
            | "nm"
            | "um"
            | "ev"
            | "mev"
            | "kev"
            | "m/z"
            | "thz"
            | "ghz"
            | "mhz"
            | "2theta"
            | "2th"
            | "2θ"
            | "ppm"
    )
}

/// Whether an inverse centimetre in a name is one, without a factor, a power or another unit beside it.
fn is_of_one_inverse_centimetre(name: &str) -> bool {
    let tokens = || {
        name.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | ',' | ';' | '/' | '_'))
    };
    let is_factor = |token: &str| {
        let digits = token.trim_start_matches(['x', '×']);
        token.contains(['^', '*', '×'])
            || digits.len() < token.len() && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
    };
    // `Raman shift in cm-1`: no inches.
    let other_unit = |token: &str| {
        token.chars().count() > 1
            && token != "in"
            && !token.contains(PER_CM)
            && unit(token).is_some()
            && words(token).is_none()
    };
    let prefixed = |token: &str| matches!(token.strip_suffix(PER_CM), Some("k" | "m" | "log" | "ln"));
    !name.contains(['*', '^'])
        && !tokens().any(|token| is_factor(token) || other_unit(token) || prefixed(token))
        && !["log(", "sqrt(", "1/("].iter().any(|function| name.contains(function))
}

/// Whether a name says by a word, or by nothing but a unit, which quantity it is: no sample's name with a unit behind.
pub(crate) fn names_quantity(text: &str) -> bool {
    let name = plain(text);
    let (before, behind) = split_unit(&name);
    words(before).is_some() || is_nothing(before) && !behind.is_empty() || is_optical_unit(text)
}

/// Whether a name states its unit.
pub(crate) fn has_unit(text: &str) -> bool {
    let name = plain(text);
    !split_unit(&name).1.is_empty() || name.contains(PER_CM)
}

/// What a name says of an axis.
pub(crate) fn axis(text: &str) -> Says {
    let name = plain(text);
    let squeezed: String = name.chars().filter(|c| !c.is_whitespace()).collect();
    if name.is_empty() || is_no_unit(&squeezed) {
        return Says::Nothing;
    }
    // The unit alone, as formats with a field for it have it.
    if let Some(named) = unit(&squeezed).filter(|_| squeezed.chars().count() > 1 || !is_nothing(&name)) {
        return Says::Axis(named);
    }
    let (before, behind) = split_unit(&name);
    let behind: String = behind.chars().filter(|c| !c.is_whitespace()).collect();
    let word = words(before);
    let relative =
        |text: &str| ["rel", "raman", "shift", "delta", "δ"].iter().any(|part| text.contains(part));
    if squeezed.contains(PER_CM) && !is_of_one_inverse_centimetre(&name) {
        return Says::Axis(OTHER);
    }
    if squeezed.contains(PER_CM) {
        // An inverse centimetre is a Raman shift where one of the words around it says so.
        return match word.map(|named| named.quantity) {
            Some(Quantity::RamanShift) => Says::Axis(named(Quantity::RamanShift)),
            _ if relative(&squeezed) => Says::Axis(named(Quantity::RamanShift)),
            Some(Quantity::WavelengthNm | Quantity::MassPerCharge | Quantity::Time | Quantity::Pixel) => {
                Says::Axis(OTHER)
            }
            _ => Says::Axis(named(Quantity::Wavenumber)),
        };
    }
    if is_no_unit(&behind) {
        return match word {
            Some(named) => Says::Axis(named),
            None if is_nothing(before) => Says::Nothing,
            None => Says::Unfamiliar,
        };
    }
    // In air or in vacuum may stand beside the unit.
    let of_unit = behind.split(',').find_map(unit);
    let wavelength = |quantity| matches!(quantity, Quantity::WavelengthNm | Quantity::WavelengthUm);
    Says::Axis(match word.map(|named| named.quantity) {
        Some(Quantity::WavelengthNm) => match (length_in_nm(&behind), of_unit) {
            _ if behind == "a" => Named { quantity: Quantity::WavelengthNm, factor: 0.1 },
            (Some(factor), _) => Named { quantity: Quantity::WavelengthNm, factor },
            (None, Some(named)) if wavelength(named.quantity) => named,
            // Behind the word may stand whose wavelength it is, not its unit.
            (None, None) if behind.chars().all(char::is_alphabetic) && behind.len() > 2 => {
                named(Quantity::WavelengthNm)
            }
            _ => OTHER,
        },
        // What is called a shift or a wavenumber and has another unit contradicts itself; it is none.
        Some(Quantity::RamanShift | Quantity::Wavenumber) => match of_unit {
            Some(named) if before == "wave" && wavelength(named.quantity) => named,
            None if behind.chars().all(char::is_alphabetic) && behind.len() > 2 => {
                named(word.map_or(Quantity::Other, |w| w.quantity))
            }
            _ => OTHER,
        },
        Some(quantity) => match of_unit {
            Some(named) if !wavelength(named.quantity) => named,
            _ => named(quantity),
        },
        // Behind a word that is not known a word that is no unit is another, and seconds are as likely those of a sample:
        // `Polystyrene (PS)`.
        None if !is_nothing(before) && of_unit.is_none_or(|named| named.quantity == Quantity::Time) => {
            return Says::Unfamiliar;
        }
        None => match of_unit {
            // A length that nobody calls a wavelength may be a place; without any name it is the axis of a spectrum.
            Some(named) if wavelength(named.quantity) && !is_nothing(before) => OTHER,
            Some(named) => named,
            None => OTHER,
        },
    })
}

/// What the unit or the name of an axis says, for formats that have a field for it. Wavelengths in units that would have to be
/// scaled are [`Quantity::Other`]: who can scale asks [`axis`].
pub(crate) fn quantity_of_unit(text: &str) -> Quantity {
    match axis(text) {
        Says::Axis(named) if named.factor == 1.0 => named.quantity,
        Says::Nothing => Quantity::Unknown,
        Says::Axis(_) | Says::Unfamiliar => Quantity::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_axes_are_called() {
        use Quantity::{
            Frequency, MassPerCharge, Other, Pixel, RamanShift, Time, WavelengthNm, WavelengthUm, Wavenumber,
        };
        for (quantity, names) in [
            (
                RamanShift,
                &[
                    "Raman shift",
                    "Raman Shift (1/cm)",
                    "Raman shift / cm-1",
                    "Raman shift, cm⁻¹",
                    "raman_shift",
                    "RamanShift(cm-1)",
                    "#Raman Shift",
                    "shift",
                    "Shift (cm^-1)",
                    "rel. 1/cm",
                    "Raman Shift [cm\u{2212}1]",
                    "Raman wavenumber (cm-1)",
                    "Raman-Verschiebung (cm-1)",
                    "Déplacement Raman (cm-1)",
                    "ramanshift_cm-1",
                    "Raman shift (cm¯¹)",
                    "Raman shift 2",
                    "Stokes shift (cm-1)",
                    "Raman Shift (corrected)",
                    "\u{394} wavenumber (cm-1)",
                    "拉曼位移 (cm-1)",
                    "Relative cm-1",
                    "Raman shift in cm-1",
                    "Raman Shift (inverse cm)",
                    "Raman Shift (per cm)",
                    "Raman shift in inverse centimeters",
                ][..],
            ),
            (
                Wavenumber,
                &[
                    "1/CM",
                    "Wavenumber / cm-1",
                    "wavenumber",
                    "Wavenumbers",
                    "cm-1",
                    "(cm-1)",
                    "Wellenzahl 1/cm",
                    "#Wave",
                    "Wavenumber A",
                    "Nombre d'onde (cm-1)",
                    "cm^-1",
                    "Frequency (cm-1)",
                    "Wavenumber [1/cm]",
                    "wavenumber_cm-1",
                    "wn",
                    "x (cm-1)",
                    "/cm-1",
                ],
            ),
            (
                WavelengthNm,
                &[
                    "NANOMETERS",
                    "Wavelengths",
                    "Wavelength",
                    "Wavelength (nm)",
                    "wavelength_nm",
                    "nm",
                    "Wavelength / nm",
                    "Wellenlänge [nm]",
                    "λ (nm)",
                    "lambda",
                    "Wave [nm]",
                    "X (nm)",
                    "Wavelength (vacuum)",
                    "Longueur d'onde (nm)",
                    "wavelength nm",
                    "Wavelength (nm, air)",
                    "Wavelength (vacuum, nm)",
                ],
            ),
            (
                WavelengthUm,
                &[
                    "Wavelength (µm)",
                    "MICROMETERS",
                    "um",
                    "Wavelength (um)",
                    "wavelength_um",
                    "Wavelength [micron]",
                    "λ/μm",
                ],
            ),
            (MassPerCharge, &["M/Z", "m/z", "m/z (Da)", "mass", "mz"]),
            (
                Time,
                &[
                    "MILLISECONDS",
                    "Time (s)",
                    "time",
                    "s",
                    "Retention time (min)",
                    "min",
                    "t/s",
                    "Delay (ps)",
                    "Zeit / s",
                    "Time [h]",
                    "t_min",
                ],
            ),
            (Frequency, &["HZ", "THz", "Frequency (THz)", "freq", "Frequency"]),
            (Pixel, &["pixel", "Pixels #", "px", "Channel", "Diode Number", "Data Points"]),
            (
                Other,
                &[
                    "PPM",
                    "Binding Energy (eV)",
                    "eV",
                    "E (meV)",
                    "Energy",
                    "2theta",
                    "2θ (°)",
                    "2-Theta",
                    "Temperature (K)",
                    "K",
                    "T (K)",
                    "Chemical shift (ppm)",
                    "Raman shift (eV)",
                    "Shift (ps)",
                    "wavenumber (1/nm)",
                    "q (1/nm)",
                    "Distance (µm)",
                    "Depth (nm)",
                    "Magnetic field (mT)",
                    "Potential / V",
                    "Pressure (GPa)",
                    "x (foo)",
                    "Angle (deg)",
                    "Kinetic energy, eV",
                    "1/nm",
                    "Photon energy",
                    "Concentration (mol/l)",
                    "m",
                    "cm",
                    "x (mm)",
                    "energy_eV",
                ],
            ),
        ] {
            for name in names {
                assert_eq!(axis(name), Says::Axis(named(quantity)), "{name}");
            }
        }
        for (name, factor) in [
            ("Wavelength (Å)", 0.1),
            ("Angstroms", 0.1),
            ("Wavelength (m)", 1e9),
            ("wavelength_cm", 1e7),
            ("Wavelength / mm", 1e6),
            ("λ (pm)", 1e-3),
        ] {
            assert_eq!(axis(name), Says::Axis(Named { quantity: WavelengthNm, factor }), "{name}");
        }
        for name in [
            "",
            "x",
            "X",
            "x1",
            "X-Axis",
            "xaxis",
            "col 1",
            "Column2",
            "V1",
            "Unnamed: 0",
            "A",
            "0",
            "a.u.",
            "x (a.u.)",
            "arbitrary units",
            "A (1)",
        ] {
            assert_eq!(axis(name), Says::Nothing, "{name}");
        }
        for name in [
            "Heroin 1",
            "Polystyrene (PS)",
            "PS (5 s)",
            "sample",
            "polystyrene",
            "foo",
            "Wavelength shift",
            "Doppler shift",
            "x-shift",
            "PS 785 nm",
            "Isomer shift",
            "Spec.Data 1_F",
            "sample t",
            "shift register",
        ] {
            assert_eq!(axis(name), Says::Unfamiliar, "{name}");
        }
    }
}

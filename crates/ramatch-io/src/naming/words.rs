//! The units and words that are known, in lower case and one spelling.

use super::named::{Named, OTHER, named};
use crate::record::Quantity;

/// The sign of an inverse centimetre, in all spellings, for what follows.
pub(super) const PER_CM: &str = "percm";

/// Units, as they are written: lower case, without blanks.
pub(super) fn unit(text: &str) -> Option<Named> {
    let nm = |factor| Some(Named { quantity: Quantity::WavelengthNm, factor });
    let is = |quantity| Some(named(quantity));
    let bare = text.trim_end_matches('.');
    match bare {
        PER_CM | "kayser" | "kaysers" | "/cm" => is(Quantity::Wavenumber),
        "nm" | "nanometer" | "nanometers" | "nanometre" | "nanometres" | "nanom" => nm(1.0),
        "um" | "micron" | "microns" | "micrometer" | "micrometers" | "micrometre" | "micrometres" | "mum" => {
            is(Quantity::WavelengthUm)
        }
        "å" | "angstrom" | "angstroms" | "ångström" | "ångstrom" | "angström" | "angstroem" | "ang" => {
            nm(0.1)
        }
        "m/z" | "mz" | "da" | "dalton" | "daltons" | "amu" | "th" => is(Quantity::MassPerCharge),
        "s" | "sec" | "secs" | "second" | "seconds" | "ms" | "msec" | "millisecond" | "milliseconds"
        | "us" | "usec" | "microsecond" | "microseconds" | "ns" | "nanosecond" | "nanoseconds" | "ps"
        | "picosecond" | "picoseconds" | "fs" | "femtosecond" | "femtoseconds" | "min" | "mins"
        | "minute" | "minutes" | "h" | "hr" | "hrs" | "hour" | "hours" | "d" | "day" | "days" | "year"
        | "years" => is(Quantity::Time),
        "hz" | "khz" | "mhz" | "ghz" | "thz" | "phz" | "hertz" | "kilohertz" | "megahertz" | "gigahertz"
        | "terahertz" | "rad/s" | "1/s" | "s-1" => is(Quantity::Frequency),
        "pixel" | "pixels" | "px" | "channel" | "channels" | "diode" | "diodenumber" | "point" | "points"
        | "datapoints" | "pixelnumber" => is(Quantity::Pixel),
        "ev" | "mev" | "kev" | "gev" | "j" | "kj" | "mj" | "joule" | "joules" | "kj/mol" | "kcal/mol"
        | "hartree" | "ry" | "erg" | "electronvolt" | "electronvolts" | "k" | "kelvin" | "c" | "degc"
        | "°c" | "celsius" | "f" | "degf" | "°f" | "fahrenheit" | "°" | "deg" | "degree" | "degrees"
        | "rad" | "mrad" | "radian" | "radians" | "2theta" | "2th" | "2θ" | "t" | "mt" | "tesla" | "g"
        | "gauss" | "oe" | "v" | "mv" | "kv" | "uv" | "volt" | "volts" | "a" | "ma" | "ua" | "na" | "pa"
        | "mpa" | "kpa" | "gpa" | "hpa" | "bar" | "mbar" | "torr" | "psi" | "ppm" | "ppb" | "mol"
        | "mmol" | "m" | "cm" | "mm" | "dm" | "km" | "pm" | "inch" | "in" | "1/nm" | "nm-1" | "nm^-1"
        | "1/å" | "å-1" | "å^-1" | "1/m" | "m-1" | "m^-1" | "1/um" | "um-1" | "um^-1" | "%" | "db" | "w"
        | "mw" | "uw" | "ml" | "ul" | "l" => Some(OTHER),
        _ => None,
    }
}

/// Lengths that are wavelengths only where they are called so.
pub(super) fn length_in_nm(unit: &str) -> Option<f64> {
    Some(match unit {
        "m" | "meter" | "meters" | "metre" | "metres" => 1e9,
        "dm" => 1e8,
        "cm" | "centimeter" | "centimeters" | "centimetre" | "centimetres" => 1e7,
        "mm" | "millimeter" | "millimeters" | "millimetre" | "millimetres" => 1e6,
        "pm" | "picometer" | "picometers" | "picometre" | "picometres" => 1e-3,
        _ => return None,
    })
}

/// A unit that states no unit.
pub(super) fn is_no_unit(unit: &str) -> bool {
    matches!(unit, "" | "-" | "a.u." | "a.u" | "au" | "arb" | "arb." | "arb.u." | "none" | "1" | "?")
        || unit.starts_with("arbitrary")
        || unit.starts_with("arb.")
}

/// Words by which an axis is called, in the languages that instruments speak. A letter counts where it is all there is.
pub(super) fn words(name: &str) -> Option<Named> {
    let has = |part: &str| name.contains(part);
    let any = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
    let is = |parts: &[&str]| name.split(|c: char| !c.is_alphanumeric()).any(|word| parts.contains(&word));
    let only = |parts: &[&str]| parts.contains(&name);
    let raman = any(&["raman", "рамановск", "拉曼", "ラマン", "라만"]);
    const SHIFTS: [&str; 12] = [
        "shift",
        "wave",
        "versch",
        "wellen",
        "déplacement",
        "deplacement",
        "despl",
        PER_CM,
        "freq",
        "位移",
        "シフト",
        "сдвиг",
    ];
    let quantity = if raman && any(&SHIFTS)
        || has("stokes shift")
        || only(&["shift", "shifts", "stokes", "stokes shift", "relative shift", "rel shift", "rel. shift"])
    {
        Quantity::RamanShift
    } else if has("shift") {
        // Chemical, Doppler, isomer, phase: shifts of something else.
        return None;
    } else if any(&[
        "wavelength",
        "wellenl",
        "longueur d",
        "longitud de onda",
        "lunghezza d",
        "длина волны",
        "波长",
        "波長",
    ]) || is(&["wavel", "wvl", "wl", "lambda", "λ"])
        || name == "wave length"
    {
        Quantity::WavelengthNm
    } else if any(&[
        "wavenum",
        "wave num",
        "wellenzahl",
        "nombre d'onde",
        "nombre d’onde",
        "número de onda",
        "numero de onda",
        "numero d'onda",
        "волнов",
        "波数",
        "파수",
    ]) || is(&["wave", "waves", "wn", "wns", "rshift"])
        || only(&["raman", "ν", "ν̃"])
    {
        Quantity::Wavenumber
    } else if any(&["m/z", "mass"]) || is(&["mz", "masse", "masa"]) {
        Quantity::MassPerCharge
    } else if is(&[
        "time",
        "times",
        "zeit",
        "temps",
        "tiempo",
        "tempo",
        "delay",
        "retention",
        "rt",
        "elapsed",
        "duration",
        "时间",
        "時間",
    ]) || only(&["t"])
    {
        Quantity::Time
    } else if has("frequen") || is(&["freq", "frequenz"]) || only(&["f", "omega", "ω"]) {
        Quantity::Frequency
    } else if has("pixel") || is(&["channel", "channels", "diode", "px", "kanal"]) {
        Quantity::Pixel
    } else if any(&[
        "energ",
        "theta",
        "θ",
        "angle",
        "temperat",
        "potential",
        "voltage",
        "spannung",
        "magnetic",
        "distance",
        "depth",
        "radius",
        "thickness",
        "length",
        "binding",
        "kinetic",
        "photon",
        "pressure",
        "druck",
        "concentration",
        "dose",
        "height",
        "width",
        "speed",
        "velocity",
        "strain",
        "stress",
        "current",
        "charge",
        "moment",
        "volume",
        "weight",
        "gewicht",
        "能量",
        "温度",
        "エネルギ",
    ]) || is(&["ev", "mev", "kev", "ppm", "temp", "winkel", "bias", "tth", "2th", "conc"])
        || only(&["e", "q", "k", "be", "ke", "ph"])
    {
        Quantity::Other
    } else {
        return None;
    };
    Some(named(quantity))
}

/// Whether a name says nothing: columns of a spreadsheet or a data frame that nobody called anything.
pub(super) fn is_nothing(name: &str) -> bool {
    let letters = name.trim_matches(|c: char| !c.is_alphabetic());
    let rest_is_number = name.chars().all(|c| !c.is_alphabetic() || letters.contains(c))
        && name.chars().filter(|c| c.is_alphabetic()).count() == letters.chars().count();
    let plain = [
        "",
        "x",
        "y",
        "z",
        "a",
        "b",
        "c",
        "v",
        "xs",
        "ys",
        "col",
        "column",
        "spalte",
        "var",
        "unnamed",
        "data",
        "axis",
        "ax",
        "xaxis",
        "xdata",
        "xvalue",
        "xvalues",
        "xval",
        "abscissa",
        "abscissae",
        "index",
        "idx",
        "no",
        "nr",
        "row",
        "field",
        "xcol",
        "value",
        "values",
        "xx",
        "num",
    ];
    let squeezed: String = letters.chars().filter(|c| c.is_alphabetic()).collect();
    plain.contains(&squeezed.as_str()) && (rest_is_number || squeezed.len() > 1)
}

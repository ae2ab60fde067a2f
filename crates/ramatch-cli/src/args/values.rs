//! Words and numbers that stand behind options.

use ramatch::core::metric::Formula;
use ramatch::io::GivenAxis;

/// The kind of an axis.
pub(super) fn axis(text: &str) -> Result<GivenAxis, String> {
    GivenAxis::named(text).ok_or_else(|| format!("an axis is one of {}", GivenAxis::names()))
}

/// The wavelength of a laser.
pub(super) fn laser(text: &str) -> Result<f64, String> {
    let nm: f64 = text.parse().map_err(|_| format!("\"{text}\" is not a number"))?;
    if (200.0..=1600.0).contains(&nm) { Ok(nm) } else { Err("a laser has 200 to 1600 nm".into()) }
}

/// The metric of a name.
pub(super) fn metric(text: &str) -> Result<Formula, String> {
    Formula::ALL.into_iter().find(|formula| formula.name() == text).ok_or_else(|| {
        let names = Formula::ALL.map(Formula::name).join(", ");
        format!("the metrics are {names}")
    })
}

/// A resolution (FWHM) in cm⁻¹.
pub(super) fn resolution(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(value) if (0.1..=100.0).contains(&value) => Ok(value),
        _ => Err("a resolution of 0.1 to 100 cm⁻¹ is needed".into()),
    }
}

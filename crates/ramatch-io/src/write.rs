//! Records as text, with numbers that read back to the same bits.

use crate::error::Error;
use crate::record::{Quantity, Record};
use crate::vocabulary::DAMAGE;
use ramatch_core::Code;
use std::fmt::Write as _;

/// The shortest text that reads back to the same number.
pub(crate) fn number(value: f64) -> String {
    if value == 0.0 || (1e-5..1e16).contains(&value.abs()) { value.to_string() } else { format!("{value:e}") }
}

/// A text on one line.
pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A record as CSV of two named columns; the laser, where it is known, in a line above, and so is what was wrong with
/// the file that it was salvaged from.
///
/// # Errors
/// `unsupported` for an axis that a reader of CSV would not take for what it is: mass, time, frequency and the like.
pub fn csv(record: &Record) -> Result<String, Error> {
    let name = match record.quantity {
        Quantity::RamanShift => "Raman shift (cm-1)",
        Quantity::Wavenumber => "Wavenumber (cm-1)",
        Quantity::WavelengthNm => "Wavelength (nm)",
        Quantity::Pixel => "Pixel",
        Quantity::Unknown => "x",
        _ => {
            let reason = format!("CSV has no name for an axis of {}; write JCAMP-DX", record.quantity.name());
            return Err(Error::new(Code::Unsupported, reason));
        }
    };
    let mut text = String::new();
    if let Some(laser) = record.metadata.laser_nm {
        let _ = writeln!(text, "# Laser wavelength (nm),{laser}");
    }
    for damage in &record.metadata.damage {
        let _ = writeln!(text, "# {DAMAGE},{}", one_line(damage));
    }
    let _ = writeln!(text, "{name},Intensity");
    for (x, y) in record.x.iter().zip(&record.y) {
        let _ = writeln!(text, "{},{}", number(*x), number(*y));
    }
    Ok(text)
}

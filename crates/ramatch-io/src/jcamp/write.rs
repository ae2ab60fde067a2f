//! JCAMP-DX as text that reads back to the same numbers.

use super::asdf_text;
use crate::axis::Even;
use crate::error::Error;
use crate::record::{Quantity, Record, Technique};
use crate::vocabulary::DAMAGE;
use crate::write::{number, one_line};
use ramatch_core::Code;
use std::fmt::Write as _;

/// The second line of every file that is written here: the version, and who wrote it.
pub const WRITTEN: &str = "##JCAMP-DX= 4.24 $$ ramatch";

/// How ordinates are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Form {
    /// Numbers as people read them.
    #[default]
    Affn,
    /// Differences and repetitions of whole numbers, a third of the size.
    DifDup,
}

/// A record as a JCAMP-DX 4.24 block whose numbers read back to the same bits.
///
/// An axis of equal distances becomes `XYDATA`, any other `XYPOINTS`.
///
/// # Errors
/// `unsupported` for [`Form::DifDup`] where the axis is not of equal distances or the ordinates are no whole numbers times a
/// power of two or ten: such ordinates would not read back to the same bits. Write AFFN then.
pub fn write(record: &Record, form: Form) -> Result<String, Error> {
    let mut text = String::new();
    let title = if record.title.is_empty() { "untitled" } else { &record.title };
    let data_type = match record.technique {
        Technique::Raman => "RAMAN SPECTRUM",
        Technique::Unknown if record.quantity == Quantity::RamanShift => "RAMAN SPECTRUM",
        Technique::Infrared => "INFRARED SPECTRUM",
        Technique::UvVis => "UV/VIS SPECTRUM",
        Technique::Mass => "MASS SPECTRUM",
        Technique::Nmr => "NMR SPECTRUM",
        // What the file does not say is not made up.
        Technique::Unknown | Technique::Other => "SPECTRUM",
    };
    let named = !matches!(record.quantity, Quantity::Other | Quantity::Unknown);
    let unit = if named || record.x_unit.is_empty() { record.quantity.unit() } else { &record.x_unit };
    let y_unit = if record.y_unit.is_empty() { "ARBITRARY UNITS" } else { &record.y_unit };
    let _ = writeln!(text, "##TITLE= {}", bare_line(title));
    let _ = writeln!(text, "{WRITTEN}");
    let mut label = |key: &str, value: &str| {
        let _ = writeln!(text, "##{key}= {}", bare_line(value));
    };
    label("DATA TYPE", data_type);
    for (term, value) in &record.metadata.terms {
        label(&format!("${}", term.trim_start_matches('_')), value);
    }
    for damage in &record.metadata.damage {
        label(&format!("${DAMAGE}"), damage);
    }
    label("XUNITS", unit);
    label("YUNITS", y_unit);
    let even = is_even(&record.x);
    let (x, y) = (&record.x, &record.y);
    if form == Form::DifDup && !even {
        let reason = "the axis is not of equal distances, which DIFDUP needs; write AFFN";
        return Err(Error::new(Code::Unsupported, reason));
    }
    if even {
        let (factor, whole) = match form {
            Form::Affn => ("1".to_owned(), None),
            Form::DifDup => asdf_text::whole(y)?,
        };
        label("FIRSTX", &number(x[0]));
        label("LASTX", &number(x[x.len() - 1]));
        label("XFACTOR", "1");
        label("YFACTOR", &factor);
        label("FIRSTY", &number(y[0]));
        label("NPOINTS", &x.len().to_string());
        label("XYDATA", "(X++(Y..Y))");
        match whole {
            Some(whole) => asdf_text::difdup(x, &whole, &mut text),
            None => {
                for (x, y) in x.chunks(6).zip(y.chunks(6)) {
                    text += &number(x[0]);
                    for y in y {
                        let _ = write!(text, " {}", number(*y));
                    }
                    text.push('\n');
                }
            }
        }
    } else {
        label("NPOINTS", &x.len().to_string());
        label("XFACTOR", "1");
        label("YFACTOR", "1");
        label("XYPOINTS", "(XY..XY)");
        for (x, y) in x.iter().zip(y) {
            let _ = writeln!(text, "{}, {}", number(*x), number(*y));
        }
    }
    text += "##END=\n";
    Ok(text)
}

/// Whether a reader that knows first, last and number makes the same axis.
fn is_even(x: &[f64]) -> bool {
    let [first, .., last] = x[..] else { return false };
    let even = Even { first, last, points: x.len() };
    even.step() != 0.0 && x.iter().enumerate().all(|(i, x)| *x == even.at(i))
}

/// A value that cannot be taken for a label or a comment, on one line.
fn bare_line(value: &str) -> String {
    one_line(value).replace("$$", "$ $").replace("##", "# #")
}

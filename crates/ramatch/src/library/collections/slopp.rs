//! SLoPP and SLoPP-E: spectra of plastic particles, as text or tables, named by polymer.
//!
//! A file of one spectrum is named by it: what stands before the first number, underscore, comma or bracket is the polymer, the rest its
//! colour and shape. In a table of many each column has such a name.

use super::stated::{
    BESIDE, Found, Reads, Stated, WORKBOOK, ending, is_workbook, some, stem, without_ending,
};
use crate::files::read::MeasuredFile;
use crate::ground::error::Error;
use crate::library::described::refusal;
use ramatch_core::Code;
use ramatch_io::{Given, GivenAxis, Quantity, Technique};

/// Reads files of SLoPP.
pub(super) struct Slopp;

impl Reads for Slopp {
    fn passes_over(&self, name: &str) -> Option<&'static str> {
        BESIDE.contains(&ending(name).as_str()).then_some("lies beside the spectra and is none")
    }

    fn spectra(&self, file: &MeasuredFile, name: &str) -> Result<Vec<Result<Found, Error>>, Error> {
        if is_workbook(name) {
            return Err(refusal(file.path(), Code::FormatUnsupported, WORKBOOK));
        }
        let spectra = file.spectra()?;
        let several = spectra.len() > 1;
        let found = spectra.map(|record| {
            let record = record.map_err(|error| file.refuse(error))?;
            let column = some(&record.metadata.intensity_column).or_else(|| some(&record.title));
            let label = if several { column.unwrap_or_default() } else { stem(name).to_owned() };
            let (polymer, form) = parts(&label);
            let key =
                if several { format!("{}-{label}", stem(name)) } else { without_ending(name).to_owned() };
            let (name, tags) = (polymer.to_owned(), vec!["polymer".to_owned()]);
            let stated = Stated { key, name, label: Some(label.clone()), tags, form, ..Stated::default() };
            let given = shifted(record.technique, record.quantity);
            Ok((stated, file.measurement(record, given)?))
        });
        Ok(found.collect())
    }
}

/// An axis without a name is a Raman shift, in collections of Raman spectra.
pub(super) fn shifted(technique: Technique, quantity: Quantity) -> Given {
    let open = matches!(quantity, Quantity::Unknown | Quantity::Wavenumber);
    let raman = matches!(technique, Technique::Unknown | Technique::Raman);
    if open && raman { Given::new().axis(GivenAxis::Shift) } else { Given::new() }
}

/// The polymer that a label begins with, and the rest without its number.
fn parts(label: &str) -> (&str, String) {
    let label = label.trim();
    let end = label.find(|c: char| c.is_ascii_digit() || "_,([".contains(c)).unwrap_or(label.len());
    let (polymer, rest) = label.split_at(end);
    let (polymer, dashed) = polymer.split_once(" - ").unwrap_or((polymer, ""));
    let words = |text: &str| {
        let words: Vec<String> = text
            .split(|c: char| c.is_whitespace() || "_,()[]".contains(c))
            .map(|word| word.trim_matches(['.', '-']).to_owned())
            .filter(|word| word.chars().any(char::is_alphabetic))
            .collect();
        words.join(" ")
    };
    let rest = words(&format!("{dashed} {rest}"));
    (polymer.trim().trim_end_matches(['-', '.']).trim(), rest)
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn labels() {
        for (label, polymer, form) in [
            ("Polyethylene 1. Blue Fragment", "Polyethylene", "Blue Fragment"),
            ("PET_fibre_red_02", "PET", "fibre red"),
            ("Polyamide (Nylon), white", "Polyamide", "Nylon white"),
            ("Cellulose Acetate - Clear Film", "Cellulose Acetate", "Clear Film"),
            ("Polystyrene", "Polystyrene", ""),
            ("12", "", ""),
        ] {
            assert_eq!(parts(label), (polymer, form.to_owned()), "{label}");
        }
    }
}

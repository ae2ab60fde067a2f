//! SLoPP and SLoPP-E: spectra of plastic particles, as text or tables, named by polymer.
//!
//! A file of one spectrum is named by it: what stands before the first number, underscore, comma or bracket is the polymer, the rest its
//! colour and shape. In a table of many each column has such a name.
//!
//! Nothing in such a file says that it is SLoPP's. What is clearly something else is refused: names of other collections, formats of other
//! instruments. Of the rest it is told what each was taken for, and whether any name says SLoPP.

use super::stated::{BESIDE, Found, Reads, Stated, ending, some, stem, without_ending};
use crate::files::read::MeasuredFile;
use crate::ground::error::Error;
use crate::library::described::refusal;
use ramatch_core::Code;
use ramatch_io::{Given, GivenAxis, Quantity, Technique};

/// Reads files of SLoPP.
pub(super) struct Slopp;

impl Reads for Slopp {
    fn notes(&self, names: &[&str]) -> Vec<String> {
        if names.iter().any(|name| name.to_lowercase().contains("slopp")) {
            return Vec::new();
        }
        let note = "no name of a folder, an archive or a file says SLoPP: its licence and attribution are given to these files because the command \
                    says so";
        vec![note.to_owned()]
    }

    fn passes_over(&self, name: &str) -> Option<&'static str> {
        BESIDE.contains(&ending(name).as_str()).then_some("lies beside the spectra and is none")
    }

    fn spectra(&self, file: &MeasuredFile, name: &str) -> Result<Vec<Result<Found, Error>>, Error> {
        is_no_other(file, name)?;
        let spectra = file.spectra()?;
        if let Some(reason) = foreign(spectra.format()) {
            return Err(refusal(file.path(), Code::FormatUnsupported, reason));
        }
        let several = spectra.len() > 1;
        let found = spectra.map(|record| {
            let record = record.map_err(|error| file.refuse(error))?;
            let column = some(&record.metadata.intensity_column).or_else(|| some(&record.title));
            let label = if several { column.unwrap_or_default() } else { stem(name).to_owned() };
            let (polymer, form) = parts(&label);
            let key =
                if several { format!("{}-{label}", stem(name)) } else { without_ending(name).to_owned() };
            let (name, tags) = (polymer.to_owned(), vec!["polymer".to_owned()]);
            let label = Some(label.clone());
            let stated = Stated { key, name, label, tags, form, named_by_file: true, ..Stated::default() };
            let given = shifted(record.technique, record.quantity);
            Ok((stated, file.measurement(record, given)?))
        });
        Ok(found.collect())
    }
}

/// Refuses what is of another collection by its name.
fn is_no_other(file: &MeasuredFile, name: &str) -> Result<(), Error> {
    let (ending, stem) = (ending(name), stem(name).to_lowercase());
    let other = match () {
        () if stem.contains("__") && stem.contains("_data_") => "RRUFF",
        () if ["rod", "cif"].contains(&ending.as_str()) => "the Raman Open Database",
        () if stem.contains("metadata") => "Open Specy",
        () => return Ok(()),
    };
    let reason = format!("has a name as {other} gives it: it is no file of SLoPP");
    Err(refusal(file.path(), Code::FormatUnsupported, reason))
}

/// Why a format is none of SLoPP's: that is text without a head, or with that of the program of the instrument it was measured on.
fn foreign(format: &str) -> Option<String> {
    let own = ["text", "UTF-16 text", "Horiba LabSpec text"].contains(&format);
    (!own).then(|| {
        format!("is a file of another kind, {format}, and SLoPP has text of two columns: add it by a manifest (library add)")
    })
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

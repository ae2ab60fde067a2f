//! SLoPP and SLoPP-E: spectra of plastic particles, as text or tables, named by polymer.
//!
//! A file of one spectrum is named by it: what stands before the first number, underscore, comma or bracket is the polymer, the rest its
//! colour and shape. What stands in brackets directly behind a letter is part of the name, and so are numbers as in `1,2-`. In a table of many each column has such a name.
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
    let (polymer, rest) = label.split_at(end_of_polymer(label));
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

/// Where a label's polymer ends: at a digit, an underscore, a comma or a bracket that is no part of a name, as in `1,2-polybutadiene` and
/// `Poly(vinyl chloride)`.
fn end_of_polymer(label: &str) -> usize {
    let mut at = 0;
    while let Some((before, c)) = label.get(at..).and_then(|rest| Some((&label[..at], rest.chars().next()?)))
    {
        let rest = &label[at..];
        at += match c {
            '(' | '[' if before.ends_with(|c: char| c.is_alphabetic() || ")]".contains(c)) => {
                match bracket(rest) {
                    Some(len) => len,
                    None => return at,
                }
            }
            '0'..='9' if before.is_empty() || before.ends_with(['-', '(']) => match locants(rest) {
                Some(len) => len,
                None => return at,
            },
            '0'..='9' | '_' | ',' | '(' | '[' => return at,
            c => c.len_utf8(),
        };
    }
    label.len()
}

/// The length of what stands in brackets, with them, where they are closed.
fn bracket(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return Some(at + c.len_utf8());
        }
    }
    None
}

/// The length of numbers that say where a group stands in a molecule, with the hyphen behind them: `1,2-` before a letter, `4-` before a
/// small one.
fn locants(text: &str) -> Option<usize> {
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == ','))?;
    let (numbers, rest) = text.split_at(end);
    let name = rest.strip_prefix('-')?;
    let several = numbers.contains(',');
    let good = numbers.split(',').all(|number| !number.is_empty() && !number.starts_with('0'));
    let named = name.starts_with(|c: char| c.is_lowercase() || several && c.is_alphabetic());
    (good && named).then_some(end + 1)
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
            ("Poly(methyl methacrylate) 1. Clear", "Poly(methyl methacrylate)", "Clear"),
            ("Poly(vinyl chloride) 1. White", "Poly(vinyl chloride)", "White"),
            ("Poly(2-hydroxyethyl (meth)acrylate), film", "Poly(2-hydroxyethyl (meth)acrylate)", "film"),
            ("1,2-polybutadiene", "1,2-polybutadiene", ""),
            ("cis-1,4-polyisoprene 2. Red", "cis-1,4-polyisoprene", "Red"),
            ("01-PET", "", "01-PET"),
            ("3-PET red", "", "3-PET red"),
            ("Poly(open 1", "Poly", "open"),
            ("Polyethylene (PE)", "Polyethylene", "PE"),
        ] {
            assert_eq!(parts(label), (polymer, form.to_owned()), "{label}");
        }
    }
}

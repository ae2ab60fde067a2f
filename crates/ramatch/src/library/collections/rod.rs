//! Raman Open Database: one CIF for each spectrum (`.rod`).
//!
//! Names of items are those of the dictionaries CIF_RAMAN and CIF core. That the data are in the public domain stands in the comments
//! before the data block; CIF core has `_chemical_identifier_inchi`, `_chemical_identifier_inchi_key` and `_database_code_CAS`, which
//! few files state.

use super::stated::{BESIDE, Found, Reads, Stated, ending, field, some, stem};
use crate::files::read::MeasuredFile;
use crate::ground::error::Error;
use crate::library::described::refusal;
use ramatch_core::Code;
use ramatch_io::{Given, Measurement, Record};

/// Bytes of comment that are looked at.
const LOOKED_AT: usize = 1 << 14;

/// Reads `.rod` files.
pub(super) struct Rod;

impl Reads for Rod {
    fn passes_over(&self, name: &str) -> Option<&'static str> {
        BESIDE.contains(&ending(name).as_str()).then_some("lies beside the spectra and is none")
    }

    fn spectra(&self, file: &MeasuredFile, name: &str) -> Result<Vec<Result<Found, Error>>, Error> {
        let spectra = file.spectra()?;
        if !spectra.format().contains("CIF") {
            let reason =
                "is no file of the Raman Open Database: a CIF with a loop of _raman_spectrum is needed";
            return Err(refusal(file.path(), Code::FormatUnsupported, reason));
        }
        let licence = licence_of(file.bytes());
        let several = spectra.len() > 1;
        let found = spectra.enumerate().map(|(index, record)| {
            let record = record.map_err(|error| file.refuse(error))?;
            found(file, record, (name, several.then_some(index + 1)), licence.clone())
        });
        Ok(found.collect())
    }
}

fn found(
    file: &MeasuredFile,
    record: Record,
    (name, number): (&str, Option<usize>),
    licence: Option<String>,
) -> Result<Found, Error> {
    let fields = record.metadata.fields.clone();
    let of = |name: &str| field(&fields, name).map(str::to_owned);
    let first = |names: &[&str]| names.iter().find_map(|name| of(name));
    if of("_raman_determination.method").is_some_and(|method| method.eq_ignore_ascii_case("theoretical")) {
        let reason = "its spectrum was calculated, not measured (_raman_determination.method theoretical)";
        return Err(refusal(file.path(), Code::Unsupported, reason));
    }
    let title = some(&record.title).filter(|title| title.parse::<u64>().is_err());
    let substance = first(&["_chemical_name_mineral", "_chemical_name_common", "_chemical_name_systematic"]);
    let substance = substance.or(title).or_else(|| of("_chemical_formula_sum"));
    let code = of("_rod_database.code").unwrap_or_else(|| stem(name).to_owned());
    let key = number.map_or(code.clone(), |number| format!("{code}-{number}"));
    let compact = |text: String| text.split_whitespace().collect::<String>();
    let joined = |names: &[&str]| {
        let parts: Vec<String> = names.iter().filter_map(|name| of(name)).collect();
        some(&parts.join(" "))
    };
    let authors = of("_publ_author_name");
    let journal = joined(&["_journal_name_full", "_journal_year", "_journal_paper_doi"]);
    let parts = [authors, journal, Some(format!("Raman Open Database {code}"))];
    let mut notes: Vec<String> = Vec::new();
    let mut note =
        |what: &str, value: Option<String>| notes.extend(value.map(|value| format!("{what}{value}")));
    note("specimen: ", of("_chemical_compound_source"));
    note("temperature in K: ", of("_raman_measurement.temperature"));
    note("polarisation: ", of("_raman_measurement_device.direction_polarization"));
    note("", of("_chemical_identifier_inchi").map(|inchi| inchi.replace('\n', "")));
    let stated = Stated {
        key,
        name: substance.unwrap_or_default(),
        cas: of("_database_code_CAS"),
        formula: of("_chemical_formula_sum").map(compact),
        inchikey: of("_chemical_identifier_inchi_key"),
        tags: if of("_chemical_name_mineral").is_some() { vec!["mineral".to_owned()] } else { Vec::new() },
        form: of("_[local]_chemical_compound_state").unwrap_or_default(),
        instrument: joined(&["_raman_measurement_device.company", "_raman_measurement_device.model"])
            .unwrap_or_default(),
        resolution_cm1: of("_raman_measurement_device.resolution").and_then(|text| text.parse().ok()),
        licence,
        attribution: Some(parts.into_iter().flatten().collect::<Vec<_>>().join(", ")),
        notes,
        ..Stated::default()
    };
    let measurement: Measurement = file.measurement(record, Given::new())?;
    Ok((stated, measurement))
}

/// What ROD writes at the head of its files.
const FREE: &str = "all data on this site have been placed in the public domain by the contributors.";

/// The licence that the comments before the data block state: by ROD's own sentence, as a paragraph of its own, and where no other
/// paragraph is about rights. Whatever else stands there is for people to read.
fn licence_of(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(LOOKED_AT)]).to_lowercase();
    let comments: Vec<&str> = head
        .lines()
        .map(str::trim)
        .take_while(|line| line.is_empty() || line.starts_with('#'))
        .map(|line| line.trim_matches(|c: char| c == '#' || c == '-' || c.is_whitespace()))
        .collect();
    let paragraphs = comments.split(|line| line.is_empty()).map(|lines| lines.join(" "));
    let paragraphs: Vec<String> =
        paragraphs.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    let about_rights = |text: &&String| {
        ["public domain", "cc0", "rights", "licen", "copyright"].iter().any(|word| text.contains(word))
    };
    let mut about_rights = paragraphs.iter().filter(about_rights).peekable();
    let free = about_rights.peek().is_some() && about_rights.all(|text| text == FREE);
    free.then(|| "CC0-1.0".to_owned())
}

#[cfg(test)]
mod tests {
    use super::licence_of;

    #[test]
    fn only_what_stands_before_the_data_is_a_licence() {
        let free = b"#\n# All data on this site have been placed in the public domain by the\n# contributors.\n#\ndata_1\n";
        assert_eq!(licence_of(free).as_deref(), Some("CC0-1.0"));
        assert_eq!(licence_of(b"data_1\n_note 'public domain'\n# cc0\n"), None);
        assert_eq!(licence_of(b""), None);
        for other in [
            "# These data are NOT in the public domain; all rights reserved, not CC0\n",
            "# public domain\n",
            "# It is not so that\n# All data on this site have been placed in the public domain by the\n# contributors.\n",
            "# All data on this site have been placed in the public domain by the\n# contributors.\n#\n# All rights reserved.\n",
        ] {
            assert_eq!(licence_of(format!("{other}#\ndata_1\n").as_bytes()), None, "{other}");
        }
    }
}

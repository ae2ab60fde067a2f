//! Open Specy: tables of spectra with tables of metadata, and JSON that holds both.
//!
//! Three forms are read. A long table has the columns `wavenumber`, `intensity` and `sample_name`, a row for each point. A wide one has an axis and a column for
//! each spectrum. Beside either stands a table of metadata, whose name differs by `metadata` (`raman_library.csv`, `raman_metadata.csv`): a
//! row for each spectrum, found by `sample_name`, or by `file_name` or `col_id`. JSON of the R package holds its metadata itself.
//! A collection of Open Specy holds infrared spectra too, by `spectrum_type`: they are refused.

use super::licences;
use super::origins::Origins;
use super::slopp::shifted;
use super::stated::{BESIDE, Found, Reads, Stated, ending, field, laser, some, stem, without_ending};
use super::tables;
use crate::files::read::MeasuredFile;
use crate::ground::error::Error;
use crate::library::described::refusal;
use ramatch_core::Code;
use ramatch_io::{Given, Quantity, Record, Technique};
use std::collections::HashMap;
use std::path::Path;

type Fields = Vec<(String, String)>;

/// Columns by which a row of metadata is found.
const KEYS: [&str; 4] = ["sample_name", "col_id", "file_name", "spectrum_id"];

/// Rows by their keys, in lower case, behind the place of the column among [`KEYS`]; an error where rows of one key are of two spectra.
type Rows = HashMap<(usize, String), Result<Fields, String>>;

/// What differs between rows of two spectra.
const TELLING: [&str; 5] = ["spectrum_identity", "spectrum_type", "cas_number", "license", "licence"];

/// A table of metadata.
struct Metadata {
    of: String,
    rows: Rows,
}

/// Reads files of Open Specy.
pub(super) struct OpenSpecy {
    tables: Vec<Metadata>,
    names: Vec<String>,
    /// Tables of metadata that cannot be read.
    pub(super) refused: Vec<(String, Error)>,
}

/// What a table of spectra and its metadata have in common in their names.
fn common(name: &str) -> String {
    let mut common = stem(name).to_lowercase();
    for word in ["metadata", "library", "spectra", "reference"] {
        common = common.replace(word, "");
    }
    common.trim_matches(['_', '-', ' ', '.']).to_owned()
}

fn is_metadata(name: &str) -> bool {
    ["csv", "tsv", "txt"].contains(&ending(name).as_str()) && stem(name).to_lowercase().contains("metadata")
}

impl OpenSpecy {
    /// With the tables of metadata among the files of a collection.
    pub(super) fn of(origins: &Origins) -> Self {
        let mut own = Self { tables: Vec::new(), names: Vec::new(), refused: Vec::new() };
        for origin in origins.files.iter().filter(|origin| is_metadata(&origin.name)) {
            let read = origins.read(origin).and_then(|file| metadata(file.path(), file.bytes()));
            match read {
                Ok(rows) => own.tables.push(Metadata { of: common(&origin.name), rows }),
                Err(error) => own.refused.push((origin.name.clone(), error)),
            }
            own.names.push(origin.name.clone());
        }
        own
    }

    /// The row of metadata that is found by one of these keys.
    ///
    /// # Errors
    /// [`Error::Text`] where several rows of that key say different things.
    fn row(&self, path: &Path, name: &str, keys: &[&str]) -> Result<Option<&Fields>, Error> {
        let of = common(name);
        let table = self.tables.iter().find(|table| table.of == of);
        let Some(table) = table.or(if let [only] = &self.tables[..] { Some(only) } else { None }) else {
            return Ok(None);
        };
        let of_key = |key: &str| {
            let key = key.trim().to_lowercase();
            (0..KEYS.len()).find_map(|column| table.rows.get(&(column, key.clone())))
        };
        let row = keys.iter().find_map(|key| of_key(key));
        row.map(|row| row.as_ref().map_err(|reason| refusal(path, Code::DuplicateId, reason.clone())))
            .transpose()
    }
}

/// The rows of a table of metadata.
fn metadata(path: &Path, bytes: &[u8]) -> Result<Rows, Error> {
    let table = tables::read(path, bytes)?;
    let keys: Vec<(usize, usize)> =
        KEYS.iter().enumerate().filter_map(|(at, key)| Some((at, table.column(key)?))).collect();
    if keys.is_empty() || table.column("spectrum_identity").is_none() {
        let reason =
            format!("a table of metadata has the column spectrum_identity and one of {}", KEYS.join(", "));
        return Err(refusal(path, Code::ColumnMissing, reason));
    }
    let mut rows = Rows::new();
    for (line, row) in &table.rows {
        let fields = table.fields(row);
        for &(at, column) in &keys {
            let Some(key) = row.get(column).filter(|key| !key.is_empty()) else { continue };
            let known = rows.entry((at, key.to_lowercase())).or_insert_with(|| Ok(fields.clone()));
            let differs =
                |own: &Fields| TELLING.into_iter().find(|name| field(own, name) != field(&fields, name));
            if let Some(what) = known.as_ref().ok().and_then(differs) {
                let of = |fields: &Fields| field(fields, what).unwrap_or("nothing").to_owned();
                let (first, other) = (known.as_ref().map_or(String::new(), of), of(&fields));
                *known = Err(format!(
                    "the metadata have two rows of {} \"{key}\" with the {what} \"{first}\" and \"{other}\" (line {line}): which is meant is not clear",
                    KEYS[at]
                ));
            }
        }
    }
    Ok(rows)
}

impl Reads for OpenSpecy {
    fn passes_over(&self, name: &str) -> Option<&'static str> {
        let beside = BESIDE.contains(&ending(name).as_str()).then_some("lies beside the spectra and is none");
        beside.or_else(|| self.names.iter().any(|own| own == name).then_some("is a table of metadata"))
    }

    fn spectra(&self, file: &MeasuredFile, name: &str) -> Result<Vec<Result<Found, Error>>, Error> {
        if tables::has_columns(file.bytes(), &LONG) {
            return long(file)?.into_iter().map(|spectrum| Ok(self.of_long(file, name, spectrum))).collect();
        }
        let spectra = file.spectra()?;
        let several = spectra.len() > 1;
        let found = spectra.enumerate().map(|(index, record)| {
            let record = record.map_err(|error| file.refuse(error))?;
            let last = name.rsplit('/').next().unwrap_or(name).to_owned();
            let column = record.metadata.intensity_column.clone();
            let own = field(&record.metadata.fields, "spectrum_identity").is_some();
            let keys = [column.as_str(), &last, stem(name)];
            let found = if own { None } else { self.row(file.path(), name, &keys)? };
            let fields = found.unwrap_or(&record.metadata.fields).clone();
            let number = some(&column).unwrap_or_else(|| (index + 1).to_string());
            let key = without_ending(name);
            let key = if several { format!("{key}-{number}") } else { key.to_owned() };
            let stated = stated(file.path(), &fields, (name, key), record.technique)?;
            let given = shifted(record.technique, record.quantity);
            Ok((stated, file.measurement(record, given)?))
        });
        Ok(found.collect())
    }
}

impl OpenSpecy {
    fn of_long(&self, file: &MeasuredFile, name: &str, spectrum: Long) -> Result<Found, Error> {
        let sample = &spectrum.sample;
        if let Some(line) = spectrum.wrong {
            let reason = format!("spectrum \"{sample}\": what should be a number in line {line} is none");
            return Err(refusal(file.path(), Code::NumberSyntax, reason));
        }
        let nothing = Fields::new();
        let fields = self.row(file.path(), name, &[sample])?.unwrap_or(&nothing);
        let key = format!("{}-{sample}", common(name));
        let stated = stated(file.path(), fields, (name, key), Technique::Unknown)?;
        let record = Record::from_samples(Quantity::RamanShift, spectrum.x, spectrum.y);
        let record = record.map_err(|error| file.refuse(error))?;
        let measurement = file
            .measurement(record, Given::new())
            .map_err(|error| refusal(file.path(), error.code(), format!("spectrum \"{sample}\": {error}")))?;
        Ok((stated, measurement))
    }
}

/// What metadata say of a spectrum.
fn stated(
    path: &Path,
    fields: &[(String, String)],
    (name, key): (&str, String),
    technique: Technique,
) -> Result<Stated, Error> {
    let of = |name: &str| field(fields, name).map(str::to_owned);
    let kind = of("spectrum_type").unwrap_or_default().to_lowercase();
    let lower = name.to_lowercase();
    let infrared =
        kind.contains("ir") || kind.is_empty() && lower.contains("ftir") || technique == Technique::Infrared;
    let raman =
        kind.contains("raman") || technique == Technique::Raman || kind.is_empty() && lower.contains("raman");
    let label = of("spectrum_identity");
    let who = label.as_deref().map_or(key.clone(), |identity| format!("{key} ({identity})"));
    if !raman {
        let reason = if infrared {
            format!("{who} is an infrared spectrum, no Raman spectrum")
        } else {
            format!("{who} does not say whether it is a Raman or an infrared spectrum (spectrum_type)")
        };
        return Err(refusal(path, Code::NotRaman, reason));
    }
    let Some(identity) = label else {
        let reason = format!(
            "{who} does not say what it is: neither it nor a table of metadata has its spectrum_identity"
        );
        return Err(refusal(path, Code::LabelMissing, reason));
    };
    let by = [of("user_name"), of("organization"), of("citation")];
    let by: Vec<String> = by.into_iter().flatten().chain(["Open Specy".to_owned()]).collect();
    let form = ["material_form", "material_phase", "material_color"];
    let note = |column: &str, what: &str| of(column).map(|text| format!("{what}: {text}"));
    let words = of("license").or_else(|| of("licence"));
    let licence = words.as_deref().and_then(licences::spdx);
    // Words of its own stay in sight: the reference is made of them.
    let of_own = words
        .filter(|words| licence.as_ref().is_some_and(|own| own.starts_with("LicenseRef-") && own != words));
    let notes = [
        note("material_quality", "quality"),
        note("data_processing_procedure", "processed"),
        note("level_of_confidence_in_identification", "confidence in identification"),
        note("other_info", "more"),
        note("other_information", "more"),
        of_own.map(|words| format!("licence as stated: {words}")),
    ];
    Ok(Stated {
        key,
        name: identity,
        cas: of("cas_number"),
        form: form.iter().filter_map(|column| of(column)).collect::<Vec<_>>().join(" "),
        instrument: of("instrument_used").unwrap_or_default(),
        laser_nm: of("laser_light_used").as_deref().and_then(laser),
        resolution_cm1: of("spectral_resolution").and_then(|text| text.parse().ok()),
        licence,
        attribution: Some(by.join(", ")),
        notes: notes.into_iter().flatten().collect(),
        ..Stated::default()
    })
}

/// Columns of a long table.
const LONG: [&str; 3] = ["wavenumber", "intensity", "sample_name"];

/// A spectrum of a long table.
struct Long {
    sample: String,
    x: Vec<f64>,
    y: Vec<f64>,
    /// The first line in which what should be a number is none.
    wrong: Option<u64>,
}

/// The spectra of a long table, in the order in which they begin.
fn long(file: &MeasuredFile) -> Result<Vec<Long>, Error> {
    let (mut reader, head) = tables::reader(file.path(), file.bytes())?;
    let at = LONG.map(|name| head.iter().position(|column| column == name).unwrap_or(usize::MAX));
    let mut places: HashMap<Vec<u8>, usize> = HashMap::new();
    let mut spectra: Vec<Long> = Vec::new();
    let mut record = csv::ByteRecord::new();
    let broken = |error: csv::Error| refusal(file.path(), Code::TextSyntax, error.to_string());
    while reader.read_byte_record(&mut record).map_err(broken)? {
        let [shift, intensity, sample] = at.map(|at| record.get(at).unwrap_or_default());
        let place = places.get(sample).copied().unwrap_or_else(|| {
            places.insert(sample.to_vec(), spectra.len());
            let sample = String::from_utf8_lossy(sample).into_owned();
            spectra.push(Long { sample, x: Vec::new(), y: Vec::new(), wrong: None });
            spectra.len() - 1
        });
        let Some(spectrum) = spectra.get_mut(place) else { continue };
        if [&b""[..], b"NA"].contains(&intensity) {
            continue;
        }
        let number = |field: &[u8]| std::str::from_utf8(field).ok()?.trim().parse::<f64>().ok();
        match (number(shift), number(intensity)) {
            (Some(shift), Some(intensity)) => {
                spectrum.x.push(shift);
                spectrum.y.push(intensity);
            }
            _ => spectrum.wrong = spectrum.wrong.or(record.position().map(csv::Position::line)),
        }
    }
    Ok(spectra)
}

//! What a spectrum of a collection says of itself.

use crate::files::read::MeasuredFile;
use crate::ground::error::Error;
use ramatch_io::Measurement;
use std::path::Path;

/// What a spectrum of a collection says of itself, all of it as stated there.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Stated {
    /// Its code or name within the collection, from which its id is made.
    pub(super) key: String,
    pub(super) name: String,
    /// What it is called there in full, where the name is only a part of that.
    pub(super) label: Option<String>,
    pub(super) cas: Option<String>,
    pub(super) formula: Option<String>,
    pub(super) inchikey: Option<String>,
    pub(super) tags: Vec<String>,
    pub(super) form: String,
    pub(super) instrument: String,
    pub(super) laser_nm: Option<f64>,
    pub(super) resolution_cm1: Option<f64>,
    /// SPDX.
    pub(super) licence: Option<String>,
    pub(super) attribution: Option<String>,
    pub(super) notes: Vec<String>,
    /// Whether nothing but the name of its file or column says what it is.
    pub(super) named_by_file: bool,
    /// Whether it says that the specimen was identified otherwise.
    pub(super) confirmed: bool,
}

/// A spectrum with what it says of itself.
pub(super) type Found = (Stated, Measurement);

/// How the files of one collection are read.
pub(super) trait Reads: Sync {
    /// What is to be told of a collection as a whole, by its path and the names of its files.
    fn notes(&self, _names: &[&str]) -> Vec<String> {
        Vec::new()
    }

    /// Why a file is passed over by its name alone, if it is: it is no refusal.
    fn passes_over(&self, _name: &str) -> Option<&'static str> {
        None
    }

    /// The spectra of a file, each read or refused. `name` is that of the file within the collection, with `/` between folders.
    ///
    /// # Errors
    /// What is wrong with the file as a whole.
    fn spectra(&self, file: &MeasuredFile, name: &str) -> Result<Vec<Result<Found, Error>>, Error>;
}

/// The last part of a name, without its ending.
pub(super) fn stem(name: &str) -> &str {
    let last = name.rsplit('/').next().unwrap_or(name);
    match last.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() && ending.len() <= 5 => stem,
        _ => last,
    }
}

/// A name without its ending, with its folders.
pub(super) fn without_ending(name: &str) -> &str {
    let folders = name.rfind('/').map_or(0, |at| at + 1);
    &name[..folders + stem(name).len()]
}

/// The ending of a name, in lower case.
pub(super) fn ending(name: &str) -> String {
    Path::new(name).extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default()
}

/// A stated text that says something.
pub(super) fn some(text: &str) -> Option<String> {
    let text = text.trim();
    let nothing = ["", "?", ".", "NA"].contains(&text)
        || ["N/A", "null", "unknown"].iter().any(|nothing| nothing.eq_ignore_ascii_case(text));
    (!nothing).then(|| text.to_owned())
}

/// A field of a file by its name.
pub(super) fn field<'a>(fields: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let found = fields.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.trim()).filter(|value| some(value).is_some())
}

/// The laser in nm that words such as `532 nm` state.
pub(super) fn laser(text: &str) -> Option<f64> {
    let text = text.trim();
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let is_nm = unit.trim().is_empty() || unit.trim().to_lowercase().starts_with("nm");
    number.parse().ok().filter(|nm| is_nm && (200.0..=1600.0).contains(nm))
}

/// Endings of what lies beside spectra and is none.
pub(super) const BESIDE: [&str; 13] =
    ["pdf", "md", "html", "htm", "doc", "docx", "png", "jpg", "jpeg", "tif", "bib", "ris", "rsl"];

/// What is to be done with a file that only another program opens, by its name: a workbook of a spreadsheet, a file of R.
pub(super) fn of_another_program(name: &str) -> Option<&'static str> {
    match ending(name).as_str() {
        "xlsx" | "xls" | "xlsm" | "ods" => Some("is a workbook of a spreadsheet: save its sheets as CSV"),
        "rds" | "rda" | "rdata" => {
            Some("is a file of R: read it there and save it with OpenSpecy::write_spec as JSON, or as CSV")
        }
        _ => None,
    }
}

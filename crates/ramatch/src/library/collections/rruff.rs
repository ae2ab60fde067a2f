//! RRUFF: text files of minerals, by themselves or as the zips that it publishes.
//!
//! A name such as `Abelsonite__R070007__Raman__532__0__unoriented__Raman_Data_Processed__27040.txt` states mineral, specimen, technique, laser,
//! orientation and form; fields may be empty. Lines of `##` before the points state more, and count where both differ: names were
//! typed. `Broad_Scan` is a Raman spectrum too, of a wider range.
//!
//! Processed spectra hold zeros where nothing was measured, at both ends: they are cut off. A spike that many spectra have near 100 cm⁻¹, where the
//! filter cuts off the laser, is left to the recipe's despiking; the default grid begins above it.

use super::collection::Treatment;
use super::stated::{BESIDE, Found, Reads, Stated, ending, field, some, stem};
use crate::files::read::MeasuredFile;
use crate::ground::error::Error;
use crate::library::described::refusal;
use ramatch_core::{Code, Spectrum};
use ramatch_io::{Given, GivenAxis, Measurement, Record};
use std::collections::HashSet;

/// The form of a measurement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Raw,
    Processed,
}

/// What the name of a file states.
#[derive(Debug, PartialEq)]
struct Named<'a> {
    mineral: &'a str,
    specimen: &'a str,
    technique: &'a str,
    laser_nm: Option<f64>,
    /// Orientation and polarisation, as far as they are stated.
    orientation: String,
    form: Option<Form>,
    /// All that both forms of one measurement have in common.
    measurement: &'a str,
}

/// What a name states, if it is one of RRUFF's.
fn named(name: &str) -> Option<Named<'_>> {
    let stem = stem(name);
    let parts: Vec<&str> = stem.split("__").collect();
    let (mineral, specimen, technique) = (*parts.first()?, *parts.get(1)?, *parts.get(2)?);
    let is_form = |part: &&str| part.to_lowercase().contains("_data_");
    let at = parts.iter().position(is_form)?;
    let lower = parts[at].to_lowercase();
    let form = match () {
        () if lower.ends_with("raw") => Some(Form::Raw),
        () if lower.ends_with("processed") => Some(Form::Processed),
        () => None,
    };
    let measurement = &stem[..stem.find(parts[at])?];
    let between = parts.get(4..at).unwrap_or_default();
    let orientation: Vec<&str> =
        between.iter().copied().map(|part| part.trim_matches('_')).filter(|part| !part.is_empty()).collect();
    let laser_nm = parts.get(3).and_then(|part| part.parse().ok()).filter(|nm| (200.0..=1600.0).contains(nm));
    let orientation = orientation.join(" ");
    Some(Named { mineral, specimen, technique, laser_nm, orientation, form, measurement })
}

/// Reads files of RRUFF.
pub(super) struct Rruff {
    treatment: Treatment,
    /// Measurements of which a processed form is there.
    processed: HashSet<String>,
}

impl Rruff {
    /// For files of these names.
    pub(super) fn of<'a>(names: impl Iterator<Item = &'a str>, treatment: Treatment) -> Self {
        let processed = names.filter_map(named).filter(|named| named.form == Some(Form::Processed));
        Self { treatment, processed: processed.map(|named| named.measurement.to_owned()).collect() }
    }
}

impl Reads for Rruff {
    fn passes_over(&self, name: &str) -> Option<&'static str> {
        if BESIDE.contains(&ending(name).as_str()) {
            return Some("lies beside the spectra and is none");
        }
        let named = named(name)?;
        match (self.treatment, named.form?) {
            (Treatment::ProcessedFirst, Form::Raw) if self.processed.contains(named.measurement) => {
                Some("is the raw form of a measurement whose processed form is there")
            }
            (Treatment::Processed, Form::Raw) => Some("is raw, and processed ones are asked for"),
            (Treatment::Raw, Form::Processed) => Some("is processed, and raw ones are asked for"),
            _ => None,
        }
    }

    fn spectra(&self, file: &MeasuredFile, name: &str) -> Result<Vec<Result<Found, Error>>, Error> {
        let refuse = |code, reason: &str| refusal(file.path(), code, reason);
        let named = named(name);
        let text = String::from_utf8_lossy(&file.bytes()[..file.bytes().len().min(1 << 12)]);
        if file.bytes().starts_with(b"\xff\xfe") || file.bytes().starts_with(b"\xfe\xff") {
            let reason = "is text in UTF-16, and RRUFF's is in UTF-8: save it once more so, or unpack what RRUFF publishes";
            return Err(refuse(Code::FormatUnsupported, reason));
        }
        if let Some(name) =
            label(&text, "NAMES").filter(|name| !name.trim().is_empty() && some(name).is_none())
        {
            let reason = format!("says itself that it is not known what it is (##NAMES={})", name.trim());
            return Err(refuse(Code::LabelMissing, &reason));
        }
        let technique = named.as_ref().map_or("", |named| named.technique).to_lowercase();
        let stated = label(&text, "FILETYPE").unwrap_or_default().to_lowercase();
        if technique.contains("infrared") || stated.contains("infrared") {
            return Err(refuse(Code::NotRaman, "is an infrared spectrum, no Raman spectrum"));
        }
        if !(technique.is_empty() || technique.contains("raman") || technique.contains("broad")) {
            return Err(refuse(Code::NotRaman, "is no Raman spectrum, by its name"));
        }
        if named.is_none() && !text.contains("##RRUFFID") {
            let reason = "is no file of RRUFF: neither its name nor a line ##RRUFFID says so";
            return Err(refuse(Code::FormatUnsupported, reason));
        }
        let is_point =
            |line: &str| line.trim_start().starts_with(|c: char| c.is_ascii_digit() || "-+.".contains(c));
        if !String::from_utf8_lossy(file.bytes()).lines().any(is_point) {
            return Err(refuse(Code::TooFewPoints, "holds 0 points"));
        }
        let record = file.spectra()?.only().map_err(|error| file.refuse(error))?;
        Ok(vec![found(file, record, name, named.as_ref())])
    }
}

/// What stands behind a label such as `##NAMES=`.
fn label<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.lines().find_map(|line| line.trim().strip_prefix("##")?.strip_prefix(name)?.strip_prefix('='))
}

fn found(file: &MeasuredFile, record: Record, name: &str, named: Option<&Named<'_>>) -> Result<Found, Error> {
    let fields = record.metadata.fields.clone();
    let of = |name: &str| {
        let bare = field(&fields, name);
        bare.or_else(|| field(&fields, &format!("##{name}"))).map(str::to_owned)
    };
    let own_laser = record.metadata.laser_nm;
    let by_name = named.and_then(|named| named.laser_nm);
    let mut notes = Vec::new();
    if let (Some(own), Some(other)) = (own_laser, by_name)
        && (own - other).abs() > 2.0
    {
        notes.push(format!(
            "the file states a laser of {own} nm and its name {other} nm; the first was taken"
        ));
    }
    let specimen = of("RRUFFID").or_else(|| named.map(|named| named.specimen.to_owned()));
    notes.extend(specimen.iter().map(|specimen| format!("specimen {specimen}")));
    notes.extend(of("LOCALITY").map(|locality| format!("locality: {locality}")));
    notes.extend(of("DESCRIPTION").map(|text| format!("description: {text}")));
    match named.and_then(|named| named.form) {
        Some(Form::Raw) => notes.push("raw".to_owned()),
        Some(Form::Processed) => notes.push("processed by RRUFF".to_owned()),
        None => {}
    }
    let status = of("STATUS").unwrap_or_default().to_lowercase();
    let owner = specimen.map_or(String::new(), |specimen| format!(", {specimen}"));
    let stated = Stated {
        key: stem(name).to_owned(),
        name: of("NAMES").or_else(|| named.and_then(|named| some(named.mineral))).unwrap_or_default(),
        formula: of("IDEAL CHEMISTRY").map(|formula| plain(&formula)),
        tags: vec!["mineral".to_owned()],
        form: named.map(|named| named.orientation.trim_start_matches("0 ").to_owned()).unwrap_or_default(),
        laser_nm: if own_laser.is_some() { None } else { by_name },
        attribution: Some(format!("RRUFF project (Lafuente et al. 2015){owner}")),
        notes,
        confirmed: status.contains("confirmed") && !status.contains("not "),
        ..Stated::default()
    };
    let given = Given::from(stated.laser_nm).axis(GivenAxis::Shift);
    let measurement = file.measurement(record, given)?;
    cut(file, measurement).map(|measurement| (stated, measurement))
}

/// A formula as text: `_2_` is a subscript, `^2+^` a charge, `&#183;` a character.
fn plain(formula: &str) -> String {
    let mut parts = formula.split("&#");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let entity =
            part.split_once(';').and_then(|(code, rest)| Some((char::from_u32(code.parse().ok()?)?, rest)));
        match entity {
            Some((c, rest)) => {
                text.push(c);
                text.push_str(rest);
            }
            None => {
                text.push_str("&#");
                text.push_str(part);
            }
        }
    }
    text.replace(['_', '^'], "")
}

/// A spectrum without the zeros at its ends, where nothing was measured.
fn cut(file: &MeasuredFile, measurement: Measurement) -> Result<Measurement, Error> {
    let Measurement { spectrum, mut metadata } = measurement;
    let points = spectrum.as_ref();
    let (x, y) = (points.shift_cm1(), points.intensity());
    let measured = |&value: &f32| value != 0.0;
    let from = y.iter().position(measured).unwrap_or(y.len());
    let to = y.iter().rposition(measured).map_or(from, |last| last + 1);
    if to - from == y.len() {
        return Ok(Measurement { spectrum, metadata });
    }
    let left = y.len() - (to - from);
    let cut = Spectrum::new(x[from..to].to_vec(), y[from..to].to_vec());
    let cut = cut.map_err(|error| {
        let reason = format!("without the {left} zeros at its ends, where nothing was measured: {error}");
        refusal(file.path(), error.code(), reason)
    })?;
    metadata
        .warnings
        .push(format!("{left} points of 0 at its ends, where nothing was measured, were cut off"));
    Ok(Measurement { spectrum: cut, metadata })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_as_text() {
        for (stated, text) in [
            ("CaSO_4_&#183;2H_2_O", "CaSO4·2H2O"),
            ("Fe^2+^Fe^3+^_2_O_4_", "Fe2+Fe3+2O4"),
            ("a&#b &#99999999;", "a&#b &#99999999;"),
        ] {
            assert_eq!(plain(stated), text);
        }
    }

    #[test]
    fn names_of_files() {
        let old = named("a/Abelsonite__R070007__Raman__532__0__unoriented__Raman_Data_Processed__27040.txt")
            .unwrap();
        assert_eq!((old.mineral, old.specimen, old.technique), ("Abelsonite", "R070007", "Raman"));
        assert_eq!(
            (old.laser_nm, old.form, old.orientation.as_str()),
            (Some(532.0), Some(Form::Processed), "0 unoriented")
        );
        let new = named("Abramovite__R070037__Raman__785______Raman_Data_RAW__b8534873d9d9.txt").unwrap();
        assert_eq!((new.laser_nm, new.form, new.orientation.as_str()), (Some(785.0), Some(Form::Raw), ""));
        let oriented =
            named("Annite__R060211-3__Raman__514__0-000__depolarized__Raman_Data_Processed__98.txt").unwrap();
        assert_eq!(oriented.orientation, "0-000 depolarized");
        assert_eq!(oriented.measurement, "Annite__R060211-3__Raman__514__0-000__depolarized__");
        let typed = named("Gysinite-(Ce)__R250121__Raman__53______Raman_Data_Processed__a.txt").unwrap();
        assert_eq!(typed.laser_nm, None);
        assert_eq!(named("notes.txt"), None);
        assert_eq!(
            named("Quartz__R1__Infrared__Infrared_Data_Processed__1.txt").map(|named| named.technique),
            Some("Infrared")
        );
    }
}

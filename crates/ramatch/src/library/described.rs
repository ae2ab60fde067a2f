//! A measured spectrum and what is said of it become an entry: the one way for manifests and for collections.

use super::builder::LibraryBuilder;
use super::content::{EntryContent, GradeName, Raw, SourceContent, SubstanceContent};
use super::render::Rendered;
use super::reviewed::Checked;
use super::validate;
use crate::files::peaks;
use crate::ground::error::Error;
use ramatch_core::Code;
use ramatch_io::Measurement;
use std::path::Path;

/// What is said of a measured spectrum, besides its substance.
pub(super) struct Said {
    pub(super) id: String,
    pub(super) source: String,
    pub(super) name_in_source: String,
    pub(super) form: String,
    pub(super) grade: GradeName,
    pub(super) licence: String,
    pub(super) attribution: String,
    pub(super) checked: Checked,
    pub(super) note: String,
    pub(super) instrument: String,
    /// The laser by whoever says all this; the file may say it too.
    pub(super) laser_nm: Option<f64>,
    pub(super) resolution_cm1: Option<f64>,
}

/// Why something that is said of a file is refused.
pub(super) fn refusal(path: &Path, code: Code, reason: impl Into<String>) -> Error {
    Error::Text { path: path.into(), line: None, code, reason: reason.into() }
}

/// Why an entry is refused whose id is there with other content.
pub(super) fn other_content(path: &Path, id: &str) -> Error {
    let reason = format!(
        "an entry \"{id}\" is there already, with other content: remove that first (library remove --entry {id}), or give this one another id"
    );
    refusal(path, Code::DuplicateId, reason)
}

/// The entry of a substance that a spectrum becomes.
///
/// # Errors
/// [`Error::Text`] for a missing licence, a list of peaks, and a laser that is not the file's own.
pub(super) fn entry(
    path: &Path,
    substance: &str,
    said: Said,
    measurement: Measurement,
) -> Result<EntryContent, Error> {
    validate::licence(&said.licence).map_err(|refusal| refusal.at(path))?;
    let Measurement { spectrum, metadata } = measurement;
    if metadata.peak_list || peaks::any_is_list(std::slice::from_ref(&spectrum)) {
        let reason = "a list of peaks is no reference: add the measured spectrum";
        return Err(refusal(path, Code::Unsupported, reason));
    }
    if let (Some(own), Some(stated)) = (metadata.laser_nm, said.laser_nm)
        && (own - stated).abs() > 2.0
    {
        let reason = format!("the file says {own} nm, and {stated} nm is said of it");
        return Err(refusal(path, Code::BadField, reason));
    }
    let points = spectrum.as_ref();
    let (from, to) = points.range_cm1();
    Ok(EntryContent {
        id: said.id,
        substance: substance.to_owned(),
        source: said.source,
        name_in_source: said.name_in_source,
        form: said.form,
        grade: said.grade,
        licence: said.licence,
        attribution: said.attribution,
        checked: said.checked,
        note: noted(&said.note, &metadata.warnings),
        instrument: said.instrument,
        laser_nm: metadata.laser_nm.or(said.laser_nm),
        resolution_cm1: said.resolution_cm1,
        interval_cm1: [from, to],
        raw: Raw::Curve { shift_cm1: points.shift_cm1().to_vec(), intensity: points.intensity().to_vec() },
    })
}

/// A note, and what the reader wondered about: a doubt about a reference is one about whatever is found by it.
fn noted(note: &str, warnings: &[String]) -> String {
    // That the manifest states a laser which the axis does not need is no doubt.
    let doubts =
        warnings.iter().map(String::as_str).filter(|text| !ramatch_io::is_about_unneeded_laser(text));
    let parts: Vec<&str> = std::iter::once(note).chain(doubts).collect();
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ")
}

impl LibraryBuilder {
    /// A substance as it is known already, with the numbers and the formula that are new of it, if nothing contradicts that. Formulas are
    /// written in many ways: the first one stays.
    ///
    /// # Errors
    /// [`Error::Text`] for fields that are not of their form, and with the code `duplicate_id` for another name, CAS number or InChIKey.
    pub(super) fn agreed(&self, path: &Path, new: SubstanceContent) -> Result<SubstanceContent, Error> {
        validate::fields(&new).map_err(|refusal| refusal.at(path))?;
        let Some(known) = self.substance(&new.id) else { return Ok(new) };
        let mut agreed = known.clone();
        let learned = match known.name == new.name {
            true => learn(&mut agreed, &new),
            false => Err(there(known, "CAS number", &known.cas)),
        };
        learned.map(|()| agreed).map_err(|reason| refusal(path, Code::DuplicateId, reason))
    }

    /// Adds an entry of a substance, and describes its source by `source` where that is new; `rendered` is its row, where it is
    /// prepared already.
    ///
    /// # Errors
    /// As [`LibraryBuilder::add_entry`], said of the file, if there is one. The library is as before.
    pub(super) fn add_described(
        &mut self,
        path: Option<&Path>,
        substance: &SubstanceContent,
        entry: &EntryContent,
        rendered: Option<&Rendered>,
        source: &dyn Fn(&EntryContent) -> SourceContent,
    ) -> Result<(), Error> {
        let before = self.substance(&substance.id).cloned();
        self.describe_substance(substance);
        let added = match rendered {
            Some(rendered) => self.add_rendered(entry, rendered),
            None => self.add_entry(entry),
        };
        if added.is_err() {
            match &before {
                Some(before) => self.describe_substance(before),
                None => self.forget_substance(&substance.id),
            }
        }
        added.map_err(|error| match path {
            Some(path) => error.of_file(path),
            None => error,
        })?;
        if self.source(&entry.source).is_none() {
            self.describe_source(&source(entry));
        }
        Ok(())
    }
}

/// Takes over the numbers and the formula that are new of a substance.
///
/// # Errors
/// The reason, for another CAS number or InChIKey; the substance is as before.
pub(super) fn learn(known: &mut SubstanceContent, new: &SubstanceContent) -> Result<(), String> {
    let other = |own: &Option<String>, new: &Option<String>| new.is_some() && own.is_some() && own != new;
    if other(&known.inchikey, &new.inchikey) {
        return Err(there(known, "InChIKey", &known.inchikey));
    }
    if other(&known.cas, &new.cas) {
        return Err(there(known, "CAS number", &known.cas));
    }
    for (own, new) in
        [(&mut known.cas, &new.cas), (&mut known.inchikey, &new.inchikey), (&mut known.formula, &new.formula)]
    {
        if own.is_none() {
            own.clone_from(new);
        }
    }
    Ok(())
}

/// What a substance is there with.
fn there(known: &SubstanceContent, number: &str, own: &Option<String>) -> String {
    let (id, name, own) = (&known.id, &known.name, own.as_deref().unwrap_or("unknown"));
    format!("the substance \"{id}\" is there with the name \"{name}\" and {number} {own}")
}

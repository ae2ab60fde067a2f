//! The entry that a spectrum of a collection becomes.

use super::agreement::contradiction;
use super::collection::{Bring, Collection};
use super::names::Names;
use super::stated::{Found, Stated, some};
use crate::ground::error::Error;
use crate::library::alike::{compared, id_of, slug};
use crate::library::content::{EntryContent, GradeName, SubstanceContent};
use crate::library::described::{self, Said};
use crate::library::reviewed::Checked;
use crate::library::validate;
use ramatch_core::Code;
use std::path::Path;

/// A spectrum that is ready to be prepared: its entry, and its substance by its name.
pub(super) struct Ready {
    pub(super) entry: EntryContent,
    pub(super) substance: SubstanceContent,
    /// The name of the file or column that alone says what it is.
    pub(super) named_by: Option<String>,
}

/// What the spectrum of a file becomes.
///
/// # Errors
/// [`Error::Text`] for a missing name or licence, a list of peaks, and CAS numbers that contradict each other.
pub(super) fn ready(
    path: &Path,
    (stated, measurement): Found,
    (collection, bring): (Collection, &Bring),
    names: &Names,
) -> Result<Ready, Error> {
    let refuse = |code, reason: &str| described::refusal(path, code, reason);
    let source = collection.name();
    let name = stated.name.split_whitespace().collect::<Vec<_>>().join(" ");
    if some(&name).is_none() || slug(&name).is_empty() || slug(&stated.key).is_empty() {
        return Err(refuse(Code::BadField, "does not say what substance it is"));
    }
    let substance = substance(path, &name, &stated, names)?;
    let holds = |tag: &str| substance.tags.is_empty() || substance.tags.iter().any(|own| own == tag);
    if collection == Collection::Slopp && !holds("polymer") {
        let reason = format!(
            "its name stands for {}, which is no polymer, and SLoPP holds plastics: add it by a manifest (library add)",
            substance.name
        );
        return Err(refuse(Code::Unsupported, &reason));
    }
    let licence = stated.licence.or_else(|| bring.licence.clone());
    // A name that stands for another one stays in sight.
    let called = if compared(&name) == compared(&substance.name) { "" } else { name.as_str() };
    let form = [called, stated.form.as_str()].into_iter().filter(|part| !part.is_empty());
    let form = form.collect::<Vec<_>>().join(", ");
    let label = stated.label.unwrap_or_else(|| name.clone());
    let named_by = stated.named_by_file.then(|| label.clone());
    let said = Said {
        id: format!("{source}/{}", slug(&stated.key)),
        source: source.to_owned(),
        name_in_source: label,
        form,
        grade: if stated.confirmed { GradeName::Reference } else { GradeName::Field },
        licence: licence.or_else(|| collection.licence().map(str::to_owned)).unwrap_or_default(),
        attribution: stated.attribution.unwrap_or_else(|| collection.attribution().to_owned()),
        checked: Checked::default(),
        note: stated.notes.join("; "),
        instrument: stated.instrument,
        laser_nm: stated.laser_nm,
        resolution_cm1: stated.resolution_cm1.filter(|resolution| (0.0..=1e5).contains(resolution)),
    };
    let entry = described::entry(path, &substance.id, said, measurement)?;
    Ok(Ready { entry, substance, named_by })
}

/// The substance that is meant: by the tables of names, else as the file states it.
fn substance(path: &Path, name: &str, stated: &Stated, names: &Names) -> Result<SubstanceContent, Error> {
    let own = SubstanceContent {
        id: id_of(name),
        name: name.to_owned(),
        cas: stated.cas.clone(),
        formula: stated.formula.clone(),
        inchikey: stated.inchikey.clone(),
        tags: stated.tags.clone(),
        ..SubstanceContent::default()
    };
    let labelled = stated.label.as_deref().and_then(|label| names.of(label));
    let Some(known) = labelled.or_else(|| names.of(name)) else { return Ok(own) };
    if let (Some(stated), Some(known)) = (&own.cas, &known.cas)
        && stated != known
    {
        validate::fields(&own).map_err(|refusal| refusal.at(path))?;
        let reason = format!("\"{name}\" has the CAS number {stated}, and {known} in {}", names.place());
        return Err(described::refusal(path, Code::BadCas, reason));
    }
    if let Some(other) = contradiction(known, &own) {
        let ([known, stated], what) = (other.values, other.what);
        let reason = format!("\"{name}\" has the {what} {stated}, and {known} in {}", names.place());
        return Err(described::refusal(path, Code::BadField, reason));
    }
    let or = |known: &Option<String>, own: Option<String>| known.clone().or(own);
    Ok(SubstanceContent {
        cas: or(&known.cas, own.cas),
        formula: or(&known.formula, own.formula),
        inchikey: or(&known.inchikey, own.inchikey),
        tags: if known.tags.is_empty() { own.tags } else { known.tags.clone() },
        ..known.clone()
    })
}

//! A measured spectrum as a reference, of which no more is known than its record.

use super::builder::{LibraryBuilder, Reference};
use super::content::{EntryContent, Raw, SourceContent, SubstanceContent};
use super::reviewed::Checked;
use super::validate;
use crate::files::peaks;
use crate::ground::error::Error;
use ramatch_core::{Code, Spectrum};
use std::path::Path;

impl LibraryBuilder {
    /// Prepares a spectrum and adds it. Its points are kept beside the row, so that the library can be prepared again by another
    /// recipe, unless it is stored without them.
    ///
    /// # Errors
    /// [`Error::Library`] naming the entry if it cannot be prepared, and as [`LibraryBuilder::add_row`]. The library is as before.
    pub fn add(&mut self, about: &Reference<'_>, spectrum: &Spectrum) -> Result<(), Error> {
        no_list(about, spectrum)?;
        let entry = entry(about, &Provenance::default(), spectrum);
        let described = self.substance(about.substance).is_some();
        if !described {
            let (id, name) = (about.substance.to_owned(), about.name.to_owned());
            self.describe_substance(&SubstanceContent { id, name, ..SubstanceContent::default() });
        }
        let added = self.add_entry(&entry);
        if added.is_err() && !described {
            self.forget_substance(about.substance);
        }
        added
    }

    /// As [`LibraryBuilder::add`], with what is known of the substance (its id and name are those of `about`) and of the right to use the
    /// reference.
    ///
    /// # Errors
    /// As [`LibraryBuilder::add`]; [`Error::Library`] naming the entry for a CAS number with a wrong check digit, a tag, schedule or
    /// licence that is none, a family that was not described, and a substance that is there with another name or CAS number. The library
    /// is as before.
    pub fn add_known(
        &mut self,
        about: &Reference<'_>,
        substance: SubstanceContent,
        provenance: &Provenance,
        spectrum: &Spectrum,
    ) -> Result<(), Error> {
        no_list(about, spectrum)?;
        let of_entry = |error| match error {
            Error::Text { code, reason, .. } => {
                Error::Library { path: None, code, reason: format!("entry \"{}\": {reason}", about.id) }
            }
            other => other,
        };
        let place = Path::new(about.id);
        if !provenance.licence.is_empty() {
            validate::licence(&provenance.licence).map_err(|refusal| of_entry(refusal.at(place)))?;
        }
        if let Some(family) = substance.family.iter().find(|id| !self.has_family(id)) {
            let reason = format!("entry \"{}\": there is no family \"{family}\"", about.id);
            return Err(Error::Library { path: None, code: Code::UnknownReference, reason });
        }
        let (id, name) = (about.substance.to_owned(), about.name.to_owned());
        let substance = self.agreed(place, SubstanceContent { id, name, ..substance }).map_err(of_entry)?;
        let entry = entry(about, provenance, spectrum);
        let source = |entry: &EntryContent| SourceContent {
            id: entry.source.clone(),
            title: format!("spectra of {}", entry.source),
            licence: entry.licence.clone(),
            attribution: entry.attribution.clone(),
            ..SourceContent::default()
        };
        self.add_described(None, &substance, &entry, None, &source)
    }
}

/// Who may use a reference, and what else is known of it.
#[derive(Clone, Debug, Default)]
pub struct Provenance {
    /// SPDX licence; empty if not known.
    pub licence: String,
    /// The line that has to travel with it.
    pub attribution: String,
    /// Instrument, empty if not known.
    pub instrument: String,
    /// Anything a reader of results should know.
    pub note: String,
}

/// Refuses a list of peaks.
fn no_list(about: &Reference<'_>, spectrum: &Spectrum) -> Result<(), Error> {
    if !peaks::any_is_list(std::slice::from_ref(spectrum)) {
        return Ok(());
    }
    let reason =
        format!("entry \"{}\": a list of peaks is no reference: add the measured spectrum", about.id);
    Err(Error::Library { path: None, code: Code::Unsupported, reason })
}

/// What a library holds of a measured reference.
fn entry(about: &Reference<'_>, provenance: &Provenance, spectrum: &Spectrum) -> EntryContent {
    let points = spectrum.as_ref();
    let (from, to) = points.range_cm1();
    let known = |number: f32| (number != 0.0).then(|| f64::from(number));
    EntryContent {
        id: about.id.to_owned(),
        substance: about.substance.to_owned(),
        source: about.source.to_owned(),
        name_in_source: about.name.to_owned(),
        form: about.form.to_owned(),
        grade: about.grade.into(),
        licence: provenance.licence.clone(),
        attribution: provenance.attribution.clone(),
        checked: Checked::default(),
        note: provenance.note.clone(),
        instrument: provenance.instrument.clone(),
        laser_nm: known(about.laser_nm),
        resolution_cm1: known(about.resolution_cm1),
        interval_cm1: [from, to],
        raw: Raw::Curve { shift_cm1: points.shift_cm1().to_vec(), intensity: points.intensity().to_vec() },
    }
}

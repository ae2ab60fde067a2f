//! A measured spectrum as a reference, of which no more is known than its record.

use super::builder::{LibraryBuilder, Reference};
use super::content::{EntryContent, Raw, SubstanceContent};
use super::reviewed::Checked;
use crate::files::peaks;
use crate::ground::error::Error;
use ramatch_core::{Code, Spectrum};

impl LibraryBuilder {
    /// Prepares a spectrum and adds it. Its points are kept beside the row, so that the library can be prepared again by another
    /// recipe, unless it is stored without them.
    ///
    /// # Errors
    /// [`Error::Library`] naming the entry if it cannot be prepared, and as [`LibraryBuilder::add_row`]. The library is as before.
    pub fn add(&mut self, about: &Reference<'_>, spectrum: &Spectrum) -> Result<(), Error> {
        if peaks::any_is_list(std::slice::from_ref(spectrum)) {
            let reason =
                format!("entry \"{}\": a list of peaks is no reference: add the measured spectrum", about.id);
            return Err(Error::Library { path: None, code: Code::Unsupported, reason });
        }
        let points = spectrum.as_ref();
        let (from, to) = points.range_cm1();
        let known = |number: f32| (number != 0.0).then(|| f64::from(number));
        let entry = EntryContent {
            id: about.id.to_owned(),
            substance: about.substance.to_owned(),
            source: about.source.to_owned(),
            name_in_source: about.name.to_owned(),
            form: about.form.to_owned(),
            grade: about.grade.into(),
            licence: String::new(),
            attribution: String::new(),
            checked: Checked::default(),
            note: String::new(),
            instrument: String::new(),
            laser_nm: known(about.laser_nm),
            resolution_cm1: known(about.resolution_cm1),
            interval_cm1: [from, to],
            raw: Raw::Curve {
                shift_cm1: points.shift_cm1().to_vec(),
                intensity: points.intensity().to_vec(),
            },
        };
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
}

//! A library that grows entry by entry.

use crate::argument::{flag, given, instance, real, text, texts};
use crate::array::{self, FilePath};
use crate::collections;
use crate::library::Library;
use crate::recipe::Recipe;
use crate::refusal::{argument, kind, refusal};
use crate::spectrum::Spectrum;
use crate::told::Told;
use numpy::{PyReadonlyArray2, PyUntypedArrayMethods};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use ramatch::core::Interval;
use ramatch::core::library::{Grade, RowFormat};
use ramatch::{Defaults, GradeName, Imported, Provenance, Reference, Storage, SubstanceContent};
use std::sync::{Mutex, PoisonError};

/// A library that grows entry by entry.
#[pyclass(frozen, module = "ramatch")]
pub(crate) struct LibraryBuilder {
    /// None once it has been written.
    inner: Mutex<Option<ramatch::LibraryBuilder>>,
    /// A process that is forked shares its temporary files, and the place in them: they stay with the one that made them.
    process: u32,
}

/// What is known of many references, column by column.
struct Columns {
    ids: Vec<String>,
    substances: Vec<String>,
    source: String,
    form: String,
    grade: String,
    /// Of the one substance; empty where names are the ids of substances.
    name: String,
    laser_nm: f32,
    resolution_cm1: f32,
    /// What is known of the substance and of the right to use the reference, where anything is.
    known: Option<(SubstanceContent, Provenance)>,
}

/// What is known of a substance and of the right to use its reference, by the names of the package's keywords.
fn known(about: &Bound<'_, PyAny>) -> PyResult<(SubstanceContent, Provenance)> {
    let word = |name: &str| given(Some(&about.get_item(name)?), |value| text(name, value));
    let list = |name: &str| texts(name, &about.get_item(name)?);
    let substance = SubstanceContent {
        synonyms: list("synonyms")?,
        cas: word("cas")?,
        formula: word("formula")?,
        inchikey: word("inchikey")?,
        tags: list("tags")?,
        schedules: list("schedules")?,
        ..SubstanceContent::default()
    };
    let stated = |name: &str| word(name).map(Option::unwrap_or_default);
    let provenance = Provenance {
        licence: stated("licence")?,
        attribution: stated("attribution")?,
        instrument: stated("instrument")?,
        note: stated("note")?,
    };
    Ok((substance, provenance))
}

impl<'py> FromPyObject<'_, 'py> for Columns {
    type Error = PyErr;

    fn extract(about: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let word = |name: &str| text(name, &about.get_item(name)?);
        let number = |name: &str| real(name, &about.get_item(name)?).map(|number| number as f32);
        Ok(Self {
            ids: texts("ids", &about.get_item("ids")?)?,
            substances: texts("substances", &about.get_item("substances")?)?,
            source: word("source")?,
            form: word("form")?,
            grade: word("grade")?,
            laser_nm: number("laser_nm")?,
            resolution_cm1: number("resolution_cm1")?,
            known: given(Some(&about.get_item("known")?), known)?,
            name: word("name")?,
        })
    }
}

impl Columns {
    fn grade(&self, py: Python<'_>) -> PyResult<Grade> {
        Grade::ALL.into_iter().find(|grade| grade.name() == self.grade).ok_or_else(|| {
            let names: Vec<&str> = Grade::ALL.iter().map(|grade| grade.name()).collect();
            argument(py, format!("grade is one of {}, not \"{}\"", names.join(", "), self.grade))
        })
    }

    fn reference(&self, row: usize, grade: Grade) -> Reference<'_> {
        Reference {
            id: &self.ids[row],
            substance: &self.substances[row],
            name: if self.name.is_empty() { &self.substances[row] } else { &self.name },
            form: &self.form,
            source: &self.source,
            grade,
            laser_nm: self.laser_nm,
            resolution_cm1: self.resolution_cm1,
        }
    }

    fn check(&self, py: Python<'_>, rows: usize) -> PyResult<Grade> {
        if self.ids.len() != rows || self.substances.len() != rows {
            let (ids, substances) = (self.ids.len(), self.substances.len());
            return Err(kind(format!("{rows} rows, {ids} ids, {substances} substances")));
        }
        self.grade(py)
    }
}

#[pymethods]
impl LibraryBuilder {
    #[new]
    fn new(
        py: Python<'_>,
        recipe: &Bound<'_, PyAny>,
        rows: &Bound<'_, PyAny>,
        codes: &Bound<'_, PyAny>,
        raw: &Bound<'_, PyAny>,
        linear: &Bound<'_, PyAny>,
        folder: FilePath,
    ) -> PyResult<Self> {
        let recipe = instance::<Recipe>("recipe", "a Recipe", recipe)?.get();
        let rows = text("rows", rows)?;
        if folder.as_os_str().is_empty() {
            return Err(argument(
                py,
                "folder is an empty path; None is where the system keeps temporary files".into(),
            ));
        }
        let format = RowFormat::ALL
            .into_iter()
            .find(|format| format.name() == rows)
            .ok_or_else(|| argument(py, format!("rows is one of f32, i16, i8, not \"{rows}\"")))?;
        let mut storage = Storage::new().rows(format);
        (storage.codes, storage.raw) = (flag("codes", codes)?, flag("raw", raw)?);
        storage.linear = flag("linear", linear)?;
        let inner = ramatch::LibraryBuilder::new(&recipe.inner, storage, &folder);
        let inner = Mutex::new(Some(inner.map_err(|error| refusal(py, &error))?));
        Ok(Self { inner, process: std::process::id() })
    }

    fn add_rows(&self, py: Python<'_>, rows: &Bound<'_, PyAny>, about: Columns) -> PyResult<()> {
        let numpy = py.import("numpy")?;
        let rows =
            numpy.call_method1("asarray", (array::numbers("rows", rows)?, numpy.getattr("float32")?))?;
        let rows: PyReadonlyArray2<'_, f32> = rows
            .extract()
            .map_err(|_| kind("rows has another number of dimensions than 2: [entries, grid points]"))?;
        let grade = about.check(py, rows.shape()[0])?;
        // Copied before detaching: another thread may write to the array meanwhile.
        let rows = rows.as_array().as_standard_layout().into_owned();
        let total = about.ids.len();
        self.with(py, false, |builder, go_on| {
            builder.all_or_nothing(|builder| {
                for (i, row) in rows.rows().into_iter().enumerate() {
                    go_on(i, total)?;
                    let row = row.to_slice().unwrap_or_default();
                    let interval = Interval { lo: 0, hi: row.len() };
                    builder.add_row(&about.reference(i, grade), row, interval)?;
                }
                Ok(())
            })
        })
    }

    fn add(&self, py: Python<'_>, spectrum: &Spectrum, mut about: Columns) -> PyResult<()> {
        let grade = about.check(py, 1)?;
        // What a file states is believed, and not contradicted.
        if let Some(own) = spectrum.record.as_ref().and_then(|record| record.laser_nm) {
            if about.laser_nm > 0.0 && (own - f64::from(about.laser_nm)).abs() > 2.0 {
                let text = format!("laser_nm is {}, and the spectrum's file says {own} nm", about.laser_nm);
                return Err(argument(py, text));
            }
            about.laser_nm = own as f32;
        }
        if !spectrum.damage().is_empty() {
            let reason = "a spectrum that was salvaged from a damaged file is no reference".into();
            return Err(refusal(
                py,
                &ramatch::Error::Library { path: None, code: ramatch::Code::Damaged, reason },
            ));
        }
        let known = about.known.take();
        self.with(py, false, |builder, _| match known {
            Some((substance, provenance)) => {
                builder.add_known(&about.reference(0, grade), substance, &provenance, &spectrum.inner)
            }
            None => builder.add(&about.reference(0, grade), &spectrum.inner),
        })
    }

    /// Adds the entries of a library, or those of these places.
    fn copy(&self, py: Python<'_>, library: &Library, entries: Option<Vec<u32>>) -> PyResult<()> {
        let library = library.inner.library();
        let entries = entries.unwrap_or_else(|| (0..library.view().len()).collect());
        self.with(py, false, |builder, go_on| {
            builder.all_or_nothing(|builder| {
                builder.copy_sources(library)?;
                for (done, &index) in entries.iter().enumerate() {
                    go_on(done, entries.len())?;
                    builder.copy(library, index)?;
                }
                Ok(())
            })
        })
    }

    /// Adds the files of a folder as a manifest describes them, by the names that JSON has.
    fn import_manifest<'py>(
        &self,
        py: Python<'py>,
        folder: FilePath,
        manifest: FilePath,
        defaults: (String, String),
        grade: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyDict>> {
        let grade = match text("grade", grade)?.as_str() {
            "reference" => GradeName::Reference,
            "published" => GradeName::Published,
            "field" => GradeName::Field,
            other => {
                let reason = format!("grade is one of reference, published, field, not \"{other}\"");
                return Err(argument(py, reason));
            }
        };
        let defaults = Defaults::new(&defaults.0).licence(&defaults.1).grade(grade);
        let mut imported = Imported::default();
        self.with(py, false, |builder, go_on| {
            builder.all_or_nothing(|builder| {
                let mut stop = |done, total| go_on(done - done % 64, total).is_err();
                imported = builder.import_unless(&folder, &manifest, &defaults, &mut stop)?;
                Ok(())
            })
        })?;
        collections::told_manifest(py, imported)
    }

    fn import_collection<'py>(
        &self,
        py: Python<'py>,
        collection: &Bound<'py, PyAny>,
        path: FilePath,
        how: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyDict>> {
        let collection = collections::named(collection)?;
        let bring = collections::bring(how)?;
        let mut brought = None;
        self.with(py, false, |builder, go_on| {
            builder.all_or_nothing(|builder| {
                let mut called_off = |done, total| go_on(done - done % 64, total).is_err();
                brought = Some(builder.bring_in(collection, &path, &bring, &mut called_off)?);
                Ok(())
            })
        })?;
        collections::told(py, brought.unwrap_or_default())
    }

    fn write(&self, py: Python<'_>, path: FilePath) -> PyResult<()> {
        self.with(py, true, |builder, go_on| {
            builder.write_unless(&path, &mut |done, total| go_on(done - done % 64, total).is_err())
        })
    }

    fn __len__(&self, py: Python<'_>) -> usize {
        if self.process != std::process::id() {
            return 0;
        }
        // Whoever has the lock may wait for the interpreter, to look at signals.
        py.detach(|| {
            let inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
            inner.as_ref().map_or(0, |builder| builder.len() as usize)
        })
    }
}

impl LibraryBuilder {
    /// Does `work`; where it is the last that the builder is for and succeeds, nothing is kept.
    fn with(
        &self,
        py: Python<'_>,
        last: bool,
        work: impl FnOnce(&mut ramatch::LibraryBuilder, &GoOn<'_>) -> Result<(), ramatch::Error> + Send,
    ) -> PyResult<()> {
        if self.process != std::process::id() {
            let text =
                "this builder belongs to another process, which this one was forked from: make one here";
            return Err(argument(py, text.into()));
        }
        let done = Told::alone().during(py, |control| {
            let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
            let go_on = |done: usize, total: usize| {
                let asked = done.is_multiple_of(64);
                match control.progress.filter(|_| asked).is_none_or(|progress| progress(done, total)) {
                    true => Ok(()),
                    false => Err(ramatch::Error::Cancelled { done, total }),
                }
            };
            let done = inner.as_mut().map(|builder| work(builder, &go_on)).transpose()?;
            if last {
                inner.take();
            }
            Ok(done)
        });
        let written = || argument(py, "the library has been written: make another builder".into());
        done?.ok_or_else(written)
    }
}

/// Looks at signals every now and then.
type GoOn<'a> = dyn Fn(usize, usize) -> Result<(), ramatch::Error> + 'a;

impl Drop for LibraryBuilder {
    fn drop(&mut self) {
        if self.process != std::process::id() {
            // What it keeps in memory would go to the file of the other process.
            std::mem::forget(self.inner.get_mut().unwrap_or_else(PoisonError::into_inner).take());
        }
    }
}

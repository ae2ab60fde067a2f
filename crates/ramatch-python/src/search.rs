//! Exact search, and libraries entry by entry.

use crate::array::{self, FilePath};
use crate::matrix::Told;
use crate::{Library, Recipe, Spectrum, core_refusal, refusal};
use numpy::{IntoPyArray, PyArray1, PyReadonlyArray2, PyUntypedArrayMethods};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use ramatch::core::library::{Grade, RowFormat};
use ramatch::core::{Interval, PreparedBuf};
use ramatch::{Filter, Found, Reference, Search, Storage};
use std::sync::{Mutex, PoisonError};

/// A spectrum as a library's references were prepared.
#[pyclass(frozen, module = "ramatch")]
pub(crate) struct Prepared {
    inner: PreparedBuf,
}

#[pymethods]
impl Prepared {
    #[getter]
    fn samples<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray1<f32>> {
        self.inner.as_ref().samples().to_vec().into_pyarray(py)
    }

    fn __repr__(&self) -> String {
        let prepared = self.inner.as_ref();
        format!("Prepared({} samples, recipe {})", prepared.samples().len(), prepared.recipe())
    }
}

#[pyfunction]
pub(crate) fn _prepare(py: Python<'_>, library: &Library, spectrum: &Spectrum) -> PyResult<Prepared> {
    let inner = py.detach(|| library.inner.prepare(&spectrum.inner));
    Ok(Prepared { inner: inner.map_err(|error| refusal(py, &error))? })
}

/// Entries, scores, rows scored, whether all rows were looked at, bytes looked at.
type Answer<'py> = (Bound<'py, PyArray1<u32>>, Bound<'py, PyArray1<f64>>, usize, bool, u64);

fn answer(py: Python<'_>, found: Found) -> Answer<'_> {
    let entries: Vec<u32> = found.hits.iter().map(|hit| hit.entry).collect();
    let scores: Vec<f64> = found.hits.iter().map(|hit| hit.score).collect();
    (entries.into_pyarray(py), scores.into_pyarray(py), found.rescored, found.scanned, found.bytes)
}

/// Tag, ids of substances, source, least and largest laser in nm.
type Wanted = (Option<String>, Option<Vec<String>>, Option<String>, Option<(f32, f32)>);

fn search(k: usize, per_substance: bool, (tag, substances, source, laser_nm): Wanted) -> Search {
    let mut filter = Filter::default();
    (filter.tag, filter.substances, filter.source) = (tag, substances, source);
    filter.laser_nm = laser_nm.map(|(from, to)| from..=to);
    let search = Search::new(k).filter(filter);
    if per_substance { search.per_substance() } else { search }
}

/// The entries most like one query.
#[pyfunction]
pub(crate) fn _nearest<'py>(
    py: Python<'py>,
    library: &Library,
    query: &Prepared,
    k: usize,
    per_substance: bool,
    wanted: Wanted,
) -> PyResult<Answer<'py>> {
    let search = search(k, per_substance, wanted);
    let found = py.detach(|| library.searcher()?.search(&query.inner.as_ref(), &search));
    Ok(answer(py, found.map_err(|error| refusal(py, &error))?))
}

/// The entries most like each of many queries.
#[pyfunction]
pub(crate) fn _nearest_all<'py>(
    py: Python<'py>,
    library: &Library,
    queries: Vec<PyRef<'py, Prepared>>,
    k: usize,
    per_substance: bool,
    wanted: Wanted,
    told: (Option<usize>, Option<Py<PyAny>>),
) -> PyResult<Vec<Answer<'py>>> {
    let search = search(k, per_substance, wanted);
    // Borrowed as they are: what is frozen does not change, whoever holds the interpreter.
    let prepared: Vec<_> = queries.iter().map(|query| query.inner.as_ref()).collect();
    let told = Told { threads: told.0, progress: told.1 };
    let found = told.during(py, |control| library.searcher()?.search_all(&prepared, &search, control))?;
    Ok(found.into_iter().map(|found| answer(py, found)).collect())
}

/// A library that grows entry by entry.
#[pyclass(frozen, module = "ramatch")]
pub(crate) struct LibraryBuilder {
    /// None once it has been written.
    inner: Mutex<Option<ramatch::LibraryBuilder>>,
}

/// What is known of many references, column by column.
#[derive(FromPyObject)]
struct Columns {
    #[pyo3(item)]
    ids: Vec<String>,
    #[pyo3(item)]
    substances: Vec<String>,
    #[pyo3(item)]
    source: String,
    #[pyo3(item)]
    form: String,
    #[pyo3(item)]
    grade: String,
    #[pyo3(item)]
    laser_nm: f32,
    #[pyo3(item)]
    resolution_cm1: f32,
}

impl Columns {
    fn grade(&self) -> PyResult<Grade> {
        Grade::ALL.into_iter().find(|grade| grade.name() == self.grade).ok_or_else(|| {
            let names: Vec<&str> = Grade::ALL.iter().map(|grade| grade.name()).collect();
            PyValueError::new_err(format!("grade is one of {}, not \"{}\"", names.join(", "), self.grade))
        })
    }

    fn reference(&self, row: usize, grade: Grade) -> Reference<'_> {
        Reference {
            id: &self.ids[row],
            substance: &self.substances[row],
            name: &self.substances[row],
            form: &self.form,
            source: &self.source,
            grade,
            laser_nm: self.laser_nm,
            resolution_cm1: self.resolution_cm1,
        }
    }

    fn check(&self, rows: usize) -> PyResult<Grade> {
        if self.ids.len() != rows || self.substances.len() != rows {
            let (ids, substances) = (self.ids.len(), self.substances.len());
            return Err(PyTypeError::new_err(format!("{rows} rows, {ids} ids, {substances} substances")));
        }
        self.grade()
    }
}

#[pymethods]
impl LibraryBuilder {
    #[new]
    fn new(
        py: Python<'_>,
        recipe: &Recipe,
        rows: &str,
        codes: bool,
        raw: bool,
        folder: FilePath,
    ) -> PyResult<Self> {
        let format = RowFormat::ALL
            .into_iter()
            .find(|format| format.name() == rows)
            .ok_or_else(|| PyValueError::new_err(format!("rows is one of f32, i16, i8, not \"{rows}\"")))?;
        let mut storage = Storage::new().rows(format);
        (storage.codes, storage.raw) = (codes, raw);
        let inner = ramatch::LibraryBuilder::new(&recipe.inner, storage, &folder);
        Ok(Self { inner: Mutex::new(Some(inner.map_err(|error| refusal(py, &error))?)) })
    }

    fn add_rows(&self, py: Python<'_>, rows: &Bound<'_, PyAny>, about: Columns) -> PyResult<()> {
        let numpy = py.import("numpy")?;
        let rows =
            numpy.call_method1("asarray", (array::numbers("rows", rows)?, numpy.getattr("float32")?))?;
        let rows: PyReadonlyArray2<'_, f32> = rows.extract().map_err(|_| {
            PyTypeError::new_err("rows has another number of dimensions than 2: [entries, grid points]")
        })?;
        let grade = about.check(rows.shape()[0])?;
        // Copied before detaching: another thread may write to the array meanwhile.
        let rows = rows.as_array().as_standard_layout().into_owned();
        self.with(py, |builder| {
            for (i, row) in rows.rows().into_iter().enumerate() {
                let row = row.to_slice().unwrap_or_default();
                let interval = Interval { lo: 0, hi: row.len() };
                builder.add_row(&about.reference(i, grade), row, interval)?;
            }
            Ok(())
        })
    }

    fn add(&self, py: Python<'_>, spectrum: &Spectrum, about: Columns) -> PyResult<()> {
        let grade = about.check(1)?;
        if !spectrum.damage().is_empty() {
            let reason = "a spectrum that was salvaged from a damaged file is no reference".into();
            return Err(refusal(
                py,
                &ramatch::Error::Library { path: None, code: ramatch::Code::Damaged, reason },
            ));
        }
        self.with(py, |builder| builder.add(&about.reference(0, grade), &spectrum.inner))
    }

    fn copy(&self, py: Python<'_>, library: &Library) -> PyResult<()> {
        let library = library.inner.library();
        self.with(py, |builder| {
            builder.copy_sources(library)?;
            (0..library.view().len()).try_for_each(|index| builder.copy(library, index))
        })
    }

    fn write(&self, py: Python<'_>, path: FilePath) -> PyResult<()> {
        let taken = self.inner.lock().unwrap_or_else(PoisonError::into_inner).take();
        let builder = taken.ok_or_else(written)?;
        py.detach(|| builder.write(&path, &mut |_, _| {})).map_err(|error| refusal(py, &error))
    }

    fn __len__(&self) -> usize {
        let inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.as_ref().map_or(0, |builder| builder.len() as usize)
    }
}

impl LibraryBuilder {
    fn with(
        &self,
        py: Python<'_>,
        work: impl FnOnce(&mut ramatch::LibraryBuilder) -> Result<(), ramatch::Error> + Send,
    ) -> PyResult<()> {
        let done = py.detach(|| {
            let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
            inner.as_mut().map(work)
        });
        done.ok_or_else(written)?.map_err(|error| refusal(py, &error))
    }
}

fn written() -> PyErr {
    PyValueError::new_err("the library has been written: make another builder")
}

/// Raman shift and intensity.
type Curve<'py> = (Bound<'py, PyArray1<f32>>, Bound<'py, PyArray1<f32>>);

/// What an entry was made from.
#[pyfunction]
pub(crate) fn _curve<'py>(py: Python<'py>, library: &Library, index: u32) -> PyResult<Curve<'py>> {
    let (shift, intensity) = library.inner.library().curve(index).map_err(|error| refusal(py, &error))?;
    Ok((shift.into_pyarray(py), intensity.into_pyarray(py)))
}

/// What stands in the records of entries: id, id and name of the substance, form, source, grade.
#[pyfunction]
pub(crate) fn _entry(
    py: Python<'_>,
    library: &Library,
    index: u32,
) -> PyResult<(String, String, String, String, String, String)> {
    let view = library.inner.library().view();
    let entry = view.entry(index).and_then(|entry| Some((entry, view.substance(entry.substance)?)));
    let Some((entry, substance)) = entry else {
        let (what, expected, got) = ("library", index as usize + 1, view.len() as usize);
        return Err(core_refusal(py, ramatch::core::Error::Length { what, expected, got }));
    };
    let grade = entry.grade.map_or("unknown", Grade::name);
    Ok([entry.id, substance.id, substance.name, entry.form, entry.source, grade].map(str::to_owned).into())
}

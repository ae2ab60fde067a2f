//! Exact search, and what a library says of its entries.

use crate::argument::{flag, given, instance, real, text, texts, whole, whole32};
use crate::library::Library;
use crate::recipe::prepared_rows;
use crate::refusal::{argument, core_refusal, kind, refusal};
use crate::spectrum::Spectrum;
use crate::told::Told;
use numpy::{IntoPyArray, PyArray1};
use pyo3::prelude::*;
use ramatch::core::PreparedBuf;
use ramatch::core::library::Grade;
use ramatch::{Filter, Found, Search, Tolerance};

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

/// The rows of a matrix over an axis, prepared; an exception for each that is refused.
#[pyfunction]
pub(crate) fn _prepare_rows(
    py: Python<'_>,
    library: &Library,
    y: &Bound<'_, PyAny>,
    shift: &Bound<'_, PyAny>,
    told: (Given<'_>, Given<'_>),
) -> PyResult<Vec<Py<PyAny>>> {
    let told = Told::new(told.0.as_ref(), told.1.as_ref())?;
    let made = prepared_rows(library.inner.pipeline(), (y, shift), told)?;
    let one = |made| match made {
        Ok(inner) => Ok(Py::new(py, Prepared { inner })?.into_any()),
        Err(error) => Ok(core_refusal(py, error).into_value(py).into_any()),
    };
    made.into_iter().map(one).collect()
}

/// Entries, scores, rows scored, whether all rows were looked at, bytes looked at.
type Answer<'py> = (Bound<'py, PyArray1<u32>>, Bound<'py, PyArray1<f64>>, usize, bool, u64);

fn answer(py: Python<'_>, found: Found) -> Answer<'_> {
    let entries: Vec<u32> = found.hits.iter().map(|hit| hit.entry).collect();
    let scores: Vec<f64> = found.hits.iter().map(|hit| hit.score).collect();
    (entries.into_pyarray(py), scores.into_pyarray(py), found.rescored, found.scanned, found.bytes)
}

type Given<'py> = Option<Bound<'py, PyAny>>;
/// How many, whether one of each substance; metric and tolerance; tag, ids of substances, source, least and largest laser in nm.
type Wanted<'py> = (Bound<'py, PyAny>, Bound<'py, PyAny>, [Given<'py>; 2], [Given<'py>; 4]);

fn search(
    py: Python<'_>,
    (k, per_substance, [metric, tolerance], [tag, substances, source, laser_nm]): Wanted<'_>,
) -> PyResult<Search> {
    let mut filter = Filter::default();
    filter.tag = given(tag.as_ref(), |tag| text("tag", tag))?;
    filter.substances = given(substances.as_ref(), |substances| texts("substances", substances))?;
    filter.source = given(source.as_ref(), |source| text("source", source))?;
    filter.laser_nm = given(laser_nm.as_ref(), |range| {
        let two = || kind("laser_nm is two numbers in nm, the least and the largest");
        let ends: Vec<Bound<'_, PyAny>> = range.try_iter().map_err(|_| two())?.collect::<PyResult<_>>()?;
        let [from, to] = &ends[..] else { return Err(two()) };
        Ok(real("laser_nm[0]", from)? as f32..=real("laser_nm[1]", to)? as f32)
    })?;
    let mut search = Search::new(whole("k", &k, 0)?).filter(filter);
    if let Some(metric) = given(metric.as_ref(), |metric| text("metric", metric))? {
        let refused = match (&metric[..], &tolerance) {
            ("cosine", None) => None,
            ("cosine", Some(_)) => {
                Some("a metric compares with the axis as it stands: state a tolerance or a metric, not both")
            }
            _ => Some(
                "metric is None, for the library's own matcher, or \"cosine\"; Library.search ranks by any metric",
            ),
        };
        if let Some(refused) = refused {
            return Err(argument(py, refused.to_owned()));
        }
        search = search.cosine();
    }
    if let Some(tolerance) = tolerance {
        let (shift_cm1, stretch) = tolerance.extract()?;
        search = search.tolerance(Tolerance::new().shift_cm1(shift_cm1).stretch(stretch));
    }
    Ok(if flag("per_substance", &per_substance)? { search.per_substance() } else { search })
}

/// The entries most like one query.
#[pyfunction]
pub(crate) fn _nearest<'py>(
    py: Python<'py>,
    library: &Library,
    query: &Prepared,
    wanted: Wanted<'py>,
) -> PyResult<Answer<'py>> {
    let search = search(py, wanted)?;
    let searcher = library.searcher(py)?;
    // On this thread; a signal calls it off.
    let query = [query.inner.as_ref()];
    let found = Told::alone().during(py, |control| searcher.search_all(&query, &search, control))?;
    Ok(answer(py, found.into_iter().next().unwrap_or_default()))
}

/// The entries most like each of many queries.
#[pyfunction]
pub(crate) fn _nearest_all<'py>(
    py: Python<'py>,
    library: &Library,
    queries: Vec<Bound<'py, PyAny>>,
    wanted: Wanted<'py>,
    told: (Given<'py>, Given<'py>),
) -> PyResult<Vec<Answer<'py>>> {
    let search = search(py, wanted)?;
    let queries = queries.iter().enumerate().map(|(i, query)| {
        Ok(instance::<Prepared>(&format!("query[{i}]"), "a Prepared of Library.prepare", query)?.get())
    });
    let queries = queries.collect::<PyResult<Vec<&Prepared>>>()?;
    // Borrowed as they are: what is frozen does not change, whoever holds the interpreter.
    let prepared: Vec<_> = queries.iter().map(|query| query.inner.as_ref()).collect();
    let told = Told::new(told.0.as_ref(), told.1.as_ref())?;
    let searcher = library.searcher(py)?;
    let found = told.during(py, |control| searcher.search_all(&prepared, &search, control))?;
    Ok(found.into_iter().map(|found| answer(py, found)).collect())
}

/// Raman shift and intensity.
type Curve<'py> = (Bound<'py, PyArray1<f32>>, Bound<'py, PyArray1<f32>>);

/// What an entry was made from.
#[pyfunction]
pub(crate) fn _curve<'py>(
    py: Python<'py>,
    library: &Library,
    index: &Bound<'py, PyAny>,
) -> PyResult<Curve<'py>> {
    let index = whole32("index", index, 0)?;
    let (shift, intensity) = library.inner.library().curve(index).map_err(|error| refusal(py, &error))?;
    Ok((shift.into_pyarray(py), intensity.into_pyarray(py)))
}

/// What is known of the sources of a library: id, authors, title, reference, licence, attribution.
#[pyfunction]
pub(crate) fn _sources(py: Python<'_>, library: &Library) -> PyResult<Vec<Vec<String>>> {
    let about = library.inner.library().content_without_entries().map_err(|error| refusal(py, &error))?;
    let words = |of: ramatch::SourceContent| {
        vec![of.id, of.authors, of.title, of.reference, of.licence, of.attribution]
    };
    Ok(about.sources.into_iter().map(words).collect())
}

/// The notices of a library: id, licence, notice, text of the licence; and the sources that each is about.
#[pyfunction]
pub(crate) fn _notices(py: Python<'_>, library: &Library) -> PyResult<Vec<(Vec<String>, Vec<String>)>> {
    let notices = library.inner.library().notices().map_err(|error| refusal(py, &error))?;
    let words =
        |of: ramatch::NoticeContent| (vec![of.id, of.licence, of.notice, of.licence_text], of.sources);
    Ok(notices.into_iter().map(words).collect())
}

/// Words of an entry; CAS number, formula and InChIKey of its substance; and its families.
type Known = (Vec<String>, [Option<String>; 3], Vec<String>);

/// What is known of an entry: id, id and name of the substance, form, source, grade, licence, attribution, how it was checked and by
/// what; CAS number, formula and InChIKey of its substance; and its families.
#[pyfunction]
pub(crate) fn _entry(py: Python<'_>, library: &Library, index: &Bound<'_, PyAny>) -> PyResult<Known> {
    let index = whole32("index", index, 0)?;
    let library = library.inner.library();
    let view = library.view();
    let entry = view.entry(index).and_then(|entry| Some((entry, view.substance(entry.substance)?)));
    let Some((entry, substance)) = entry else {
        let reason = format!("there is no entry {index}: the library holds {}, counted from 0", view.len());
        let error = ramatch::Error::Library { path: None, code: ramatch::Code::Length, reason };
        return Err(refusal(py, &error));
    };
    let grade = entry.grade.map_or("unknown", Grade::name);
    let failed = |error| refusal(py, &error);
    let text = library.entry_content(index).map_err(failed)?;
    let about = library.substance_content(entry.substance).map_err(failed)?;
    let (licence, attribution) = text.as_ref().map_or(("", ""), |text| (&text.licence, &text.attribution));
    let (checked, by) = match &text {
        Some(text) => (text.checked.agreement, text.checked.by.as_str()),
        None => (ramatch::Agreement::Unchecked, ""),
    };
    let words = [entry.id, substance.id, substance.name, entry.form, entry.source, grade];
    let words = words.into_iter().chain([licence, attribution, checked.name(), by]).map(str::to_owned);
    let about = about.unwrap_or_default();
    Ok((words.collect(), [about.cas, about.formula, about.inchikey], about.family))
}

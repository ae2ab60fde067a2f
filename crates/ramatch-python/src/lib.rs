//! The Python face of ramatch: convert, copy, detach, forward, map the error. Nothing is computed here.

mod argument;
mod array;
mod matrix;
mod narrow;
mod patience;
mod pickle;
mod record;
mod refusal;
mod search;
mod similarity;
mod spectrum;

use argument::{given, text, texts, whole};
use array::FilePath;
use narrow::one_dimensional;
use numpy::IntoPyArray;
use patience::patiently;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple, PyType};
use ramatch::core::baseline::Baseline;
use ramatch::core::metric::Formula;
use refusal::{argument, refusal};
use similarity::formula;
use spectrum::Spectrum;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, OnceLock};

/// How spectra are prepared and compared.
#[pyclass(frozen, module = "ramatch")]
struct Recipe {
    inner: ramatch::Recipe,
}

#[pymethods]
impl Recipe {
    #[staticmethod]
    fn default() -> Self {
        Self { inner: ramatch::Recipe::FINGERPRINT }
    }

    #[staticmethod]
    fn read(py: Python<'_>, path: FilePath) -> PyResult<Self> {
        let inner = ramatch::read_recipe(&path).map_err(|error| refusal(py, &error))?;
        Ok(Self { inner })
    }

    fn to_toml(&self, py: Python<'_>) -> PyResult<String> {
        ramatch::recipe_to_toml(&self.inner).map_err(|error| refusal(py, &error))
    }

    #[getter]
    fn id(&self) -> String {
        self.inner.id().to_string()
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.inner.id() == other.inner.id()
    }

    /// Of its identity: equal content, equal hash.
    fn __hash__(&self) -> u64 {
        let mut hasher = std::hash::DefaultHasher::new();
        self.id().hash(&mut hasher);
        hasher.finish()
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<pickle::Again<'py>> {
        pickle::recipe(py, &self.inner)
    }

    fn __repr__(&self) -> String {
        format!("Recipe({})", self.inner.id())
    }
}

/// A library of references, and the pipeline that prepares queries for it.
#[pyclass(frozen, module = "ramatch")]
struct Library {
    inner: Arc<ramatch::Identifier>,
    searcher: OnceLock<ramatch::Searcher>,
}

impl Library {
    fn of(py: Python<'_>, made: Result<ramatch::Identifier, ramatch::Error>) -> PyResult<Self> {
        let inner = Arc::new(made.map_err(|error| refusal(py, &error))?);
        Ok(Self { inner, searcher: OnceLock::new() })
    }

    /// Made ready the first time. The cell is filled with the interpreter held, so that nobody forks meanwhile.
    fn searcher(&self, py: Python<'_>) -> PyResult<&ramatch::Searcher> {
        if let Some(searcher) = self.searcher.get() {
            return Ok(searcher);
        }
        let made = py.detach(|| self.inner.library().searcher()).map_err(|error| refusal(py, &error))?;
        Ok(self.searcher.get_or_init(|| made))
    }
}

#[pymethods]
impl Library {
    #[classmethod]
    fn default(_: &Bound<'_, PyType>, py: Python<'_>) -> PyResult<Self> {
        Self::of(py, py.detach(ramatch::Identifier::embedded))
    }

    #[classmethod]
    fn open(_: &Bound<'_, PyType>, py: Python<'_>, path: FilePath) -> PyResult<Self> {
        Self::of(py, py.detach(|| ramatch::Library::open(&path).and_then(ramatch::Identifier::new)))
    }

    #[classmethod]
    fn read(_: &Bound<'_, PyType>, py: Python<'_>, path: FilePath) -> PyResult<Self> {
        let read = move || ramatch::Library::read(&path).and_then(ramatch::Identifier::new);
        Self::of(py, patiently(py, read)?)
    }

    fn verify(&self, py: Python<'_>) -> PyResult<()> {
        let library = self.inner.library().clone();
        patiently(py, move || library.verify())?.map_err(|error| refusal(py, &error))
    }

    fn prepared_by(&self, py: Python<'_>, recipe: &Recipe) -> PyResult<Self> {
        let (library, recipe) = (self.inner.library().clone(), recipe.inner);
        Self::of(py, patiently(py, move || ramatch::Identifier::with_recipe(&library, &recipe))?)
    }

    #[getter]
    fn rows(&self) -> &'static str {
        self.inner.library().view().row_format().name()
    }

    #[getter]
    fn recipe(&self) -> Recipe {
        Recipe { inner: *self.inner.pipeline().recipe() }
    }

    #[getter]
    fn hash(&self) -> String {
        self.inner.library().hash()
    }

    /// Names of the substances that have references.
    #[getter]
    fn substances(&self) -> Vec<String> {
        let view = self.inner.library().view();
        (0..view.substances_len()).filter_map(|i| view.substance(i)).map(|s| s.name.to_owned()).collect()
    }

    fn __len__(&self) -> usize {
        self.inner.library().view().len() as usize
    }

    fn __repr__(&self) -> String {
        format!("Library({} references, {})", self.__len__(), self.hash())
    }

    /// The library for spectra of one instrument.
    fn for_instrument(&self, py: Python<'_>, profile: FilePath) -> PyResult<Self> {
        let made = py.detach(|| {
            let profile = ramatch::InstrumentProfile::read(&profile)?;
            ramatch::Identifier::clone(&self.inner).for_instrument(profile)
        });
        Self::of(py, made)
    }

    fn _search(&self, py: Python<'_>, shots: Vec<PyRef<'_, Spectrum>>, asked: Asked) -> PyResult<Answer> {
        let options = asked.options(py)?;
        let spectra: Vec<ramatch::Spectrum> = shots.iter().map(|shot| shot.inner.clone()).collect();
        let metadata = match &shots[..] {
            [one] => one.record.clone(),
            _ => None,
        };
        let damage: Vec<String> = shots.iter().flat_map(|shot| shot.damage()).collect();
        let report = py.detach(|| match (metadata, &spectra[..]) {
            (Some(metadata), [spectrum]) => {
                let record = ramatch::Measurement { spectrum: spectrum.clone(), metadata };
                self.inner.identify_record(&record, &options)
            }
            _ => self.inner.identify_shots(&spectra, &options),
        });
        let mut report = report.map_err(|error| refusal(py, &error))?;
        if shots.len() > 1 {
            report.note_readers(shots.iter().filter_map(|shot| Some(&shot.record.as_ref()?.warnings[..])));
        }
        report.mark_damaged(damage);
        let spectrum = spectra.into_iter().next();
        let spectrum = spectrum.ok_or_else(|| argument(py, "there are no shots to compare".into()))?;
        let level = shots.first().map_or(0.0, |shot| shot.level);
        Ok(Answer { report, spectrum, identifier: self.inner.clone(), level })
    }

    /// Ranks by a list of peaks: of a file, or two arrays.
    fn _search_peaks(&self, py: Python<'_>, peaks: Peaks<'_>, asked: Asked) -> PyResult<Answer> {
        let options = asked.options(py)?;
        let raise = |error: ramatch::Error| refusal(py, &error);
        let (report, spectrum) = match peaks {
            Peaks::Path(path) => {
                let reading = ramatch::Reading::default();
                let record = py.detach(|| ramatch::read_peaks(&path, &reading)).map_err(raise)?;
                let report = py
                    .detach(|| self.inner.identify_peaks_record(&path, &record, &options))
                    .map_err(raise)?;
                (report, ramatch::draw_peaks(&record.x, &record.y).map_err(raise)?)
            }
            Peaks::Arrays(shift, heights) => {
                let (shift, heights) = (
                    one_dimensional("Raman shift", &shift)?.wide(),
                    one_dimensional("heights", &heights)?.wide(),
                );
                let report =
                    py.detach(|| self.inner.identify_peaks(&shift, &heights, &options)).map_err(raise)?;
                (report, ramatch::draw_peaks(&shift, &heights).map_err(raise)?)
            }
        };
        Ok(Answer { report, spectrum, identifier: self.inner.clone(), level: 0.0 })
    }
}

/// A list of peaks.
enum Peaks<'py> {
    Arrays(Bound<'py, PyAny>, Bound<'py, PyAny>),
    Path(FilePath),
}

impl<'py> FromPyObject<'_, 'py> for Peaks<'py> {
    type Error = PyErr;

    fn extract(peaks: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        match peaks.cast::<PyTuple>() {
            Ok(pair) => Ok(Self::Arrays(pair.get_item(0)?, pair.get_item(1)?)),
            Err(_) => Ok(Self::Path(peaks.extract()?)),
        }
    }
}

/// What is asked for.
struct Asked {
    top: usize,
    tolerance: Option<(f64, f64)>,
    through: Option<String>,
    metric: Option<String>,
    exclude: Vec<String>,
}

impl<'py> FromPyObject<'_, 'py> for Asked {
    type Error = PyErr;

    fn extract(asked: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let word = |name: &str| given(Some(&asked.get_item(name)?), |value| text(name, value));
        Ok(Self {
            top: whole("top", &asked.get_item("top")?, 1)?,
            tolerance: asked.get_item("tolerance")?.extract()?,
            through: word("through")?,
            metric: word("metric")?,
            exclude: texts("exclude", &asked.get_item("exclude")?)?,
        })
    }
}

impl Asked {
    fn options(self, py: Python<'_>) -> PyResult<ramatch::Options> {
        let mut options = ramatch::Options::default().top(self.top).exclude(self.exclude);
        options.tolerance = self
            .tolerance
            .map(|(shift, stretch)| ramatch::Tolerance::new().shift_cm1(shift).stretch(stretch));
        options.through = self.through;
        if let Some(name) = self.metric {
            options.ranking = ramatch::Ranking::By(formula(py, &name)?);
        }
        Ok(options)
    }
}

/// A report, and what it was made of.
#[pyclass(frozen, module = "ramatch")]
struct Answer {
    report: ramatch::Report,
    spectrum: ramatch::Spectrum,
    identifier: Arc<ramatch::Identifier>,
    /// What was taken out of the intensities.
    level: f64,
}

#[pymethods]
impl Answer {
    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        serde_json::to_string(&self.report).map_err(|error| argument(py, error.to_string()))
    }

    fn to_svg(&self, py: Python<'_>) -> PyResult<String> {
        let curves = py.detach(|| self.identifier.curves(&self.spectrum, &self.report));
        let curves = curves.map_err(|error| refusal(py, &error))?;
        Ok(ramatch::plot::svg(&self.report, &curves))
    }

    /// The curves of the picture by name; NaN where the reference is unknown, empty where nothing was compared.
    fn curves<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let curves = py.detach(|| self.identifier.curves(&self.spectrum, &self.report));
        let curves = curves.map_err(|error| refusal(py, &error))?;
        let known = |values: Vec<Option<f64>>| {
            values.into_iter().map(|value| value.unwrap_or(f64::NAN)).collect::<Vec<f64>>()
        };
        let as_measured = |values: Vec<f64>| values.into_iter().map(|value| value + self.level).collect();
        let named = [
            ("shift", curves.shift_cm1),
            ("measured", as_measured(curves.measured)),
            ("baseline", as_measured(curves.baseline)),
            ("query", curves.query),
            ("reference", known(curves.reference)),
            ("residual", known(curves.residual)),
        ];
        let arrays = PyDict::new(py);
        for (name, values) in named {
            arrays.set_item(name, values.into_pyarray(py))?;
        }
        Ok(arrays)
    }
}

/// Writes a picture, whole or not at all, and over nothing but a picture unless it is forced to.
#[pyfunction]
fn _write_svg(py: Python<'_>, path: FilePath, svg: &str, force: &Bound<'_, PyAny>) -> PyResult<()> {
    let force = argument::flag("force", force)?;
    let output = ramatch::Output::new(&path, ramatch::OutputKind::Svg).force(force);
    output.write(svg.as_bytes()).map_err(|error| refusal(py, &error))
}

#[pymodule(gil_used = false)]
fn _ramatch(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("PARAMETER", ramatch::Code::Parameter.number())?;
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add("BASELINES", PyTuple::new(module.py(), Baseline::ALL.iter().map(Baseline::name))?)?;
    module.add_function(wrap_pyfunction!(matrix::_baseline, module)?)?;
    module.add_function(wrap_pyfunction!(matrix::_smooth, module)?)?;
    module.add_function(wrap_pyfunction!(matrix::_normalize, module)?)?;
    module.add_function(wrap_pyfunction!(matrix::_detrend, module)?)?;
    module.add_function(wrap_pyfunction!(matrix::_scatter, module)?)?;
    module.add_function(wrap_pyfunction!(matrix::_despike, module)?)?;
    module.add_function(wrap_pyfunction!(matrix::_despike_shots, module)?)?;
    module.add_function(wrap_pyfunction!(matrix::_whittaker_gcv, module)?)?;
    module.add_function(wrap_pyfunction!(matrix::_quality, module)?)?;
    module.add("METRICS", PyTuple::new(module.py(), Formula::ALL.iter().map(|metric| metric.name()))?)?;
    module.add_function(wrap_pyfunction!(similarity::_similarity, module)?)?;
    module.add_function(wrap_pyfunction!(argument::_real, module)?)?;
    module.add_function(wrap_pyfunction!(refusal::_argument, module)?)?;
    module.add_function(wrap_pyfunction!(refusal::_other_file, module)?)?;
    module.add_function(wrap_pyfunction!(pickle::_spectrum_again, module)?)?;
    module.add_function(wrap_pyfunction!(pickle::_record_again, module)?)?;
    module.add_function(wrap_pyfunction!(pickle::_recipe_again, module)?)?;
    module.add_function(wrap_pyfunction!(_write_svg, module)?)?;
    module.add_function(wrap_pyfunction!(search::_prepare, module)?)?;
    module.add_function(wrap_pyfunction!(search::_nearest, module)?)?;
    module.add_function(wrap_pyfunction!(search::_nearest_all, module)?)?;
    module.add_function(wrap_pyfunction!(search::_entry, module)?)?;
    module.add_function(wrap_pyfunction!(search::_curve, module)?)?;
    module.add_function(wrap_pyfunction!(record::records, module)?)?;
    module.add_function(wrap_pyfunction!(record::_write, module)?)?;
    module.add_class::<record::Record>()?;
    module.add_class::<search::Prepared>()?;
    module.add_class::<search::LibraryBuilder>()?;
    module.add_class::<Spectrum>()?;
    module.add_class::<Recipe>()?;
    module.add_class::<Library>()?;
    module.add_class::<Answer>()
}

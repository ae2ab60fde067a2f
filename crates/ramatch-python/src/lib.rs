//! The Python face of ramatch: convert, copy, detach, forward, map the error. Nothing is computed here.

mod array;
mod matrix;
mod record;
mod refusal;
mod search;

use array::FilePath;
use numpy::{IntoPyArray, PyArrayDyn, PyArrayMethods};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple, PyType};
use ramatch::core::baseline::Baseline;
use ramatch::core::metric::Formula;
use refusal::{RamatchError, argument, core_refusal, pythonic, refusal};
use std::sync::{Arc, OnceLock};

/// Raman shift and intensity.
#[pyclass(frozen, module = "ramatch")]
struct Spectrum {
    inner: ramatch::Spectrum,
    record: Option<ramatch::Metadata>,
    /// Whether arrays came in, and go out, as float64.
    wide: bool,
}

/// One-dimensional samples, copied; narrowing that overflows is an error.
fn samples(py: Python<'_>, name: &'static str, value: &Bound<'_, PyAny>) -> PyResult<(Vec<f32>, bool)> {
    let array = array::numbers(name, value)?;
    array::one_dimension(name, &array)?;
    if let Ok(array) = array.cast::<PyArrayDyn<f32>>() {
        return Ok((array.readonly().as_array().iter().copied().collect(), false));
    }
    let wide = array.cast::<PyArrayDyn<f64>>()?.readonly();
    let wide = wide.as_array();
    let limit = f64::from(f32::MAX);
    for (index, &value) in wide.iter().enumerate() {
        if value.is_finite() && value.abs() > limit {
            let error = ramatch::core::Error::NumberRange { what: name, index, value, limit };
            return Err(core_refusal(py, error));
        }
    }
    Ok((wide.iter().map(|&v| v as f32).collect(), true))
}

#[pymethods]
impl Spectrum {
    #[new]
    fn new(py: Python<'_>, shift: &Bound<'_, PyAny>, intensity: &Bound<'_, PyAny>) -> PyResult<Self> {
        let (shift, _) = samples(py, "Raman shift", shift)?;
        let (intensity, wide) = samples(py, "intensity", intensity)?;
        let inner = ramatch::Spectrum::new(shift, intensity).map_err(|error| core_refusal(py, error))?;
        Ok(Self { inner, record: None, wide })
    }

    #[staticmethod]
    #[pyo3(signature = (path, *, laser_nm = None, axis = None, spectrum = None, salvage = false, decimal_comma = false))]
    fn read(
        py: Python<'_>,
        path: FilePath,
        laser_nm: Option<f64>,
        axis: Option<record::AxisName>,
        spectrum: Option<usize>,
        salvage: bool,
        decimal_comma: bool,
    ) -> PyResult<Self> {
        let mut reading = ramatch::Reading::default();
        (reading.given, reading.spectrum) =
            (record::given(py, laser_nm, axis)?, spectrum.map(|index| index.saturating_add(1)));
        (reading.options.salvage, reading.options.decimal_comma) = (salvage, decimal_comma);
        let record =
            py.detach(|| ramatch::read_file_with(&path, &reading)).map_err(|error| refusal(py, &error))?;
        Ok(Self { inner: record.spectrum, record: Some(record.metadata), wide: false })
    }

    #[getter]
    fn shift<'py>(&self, py: Python<'py>) -> Bound<'py, PyAny> {
        self.array(py, self.inner.as_ref().shift_cm1())
    }

    #[getter]
    fn intensity<'py>(&self, py: Python<'py>) -> Bound<'py, PyAny> {
        self.array(py, self.inner.as_ref().intensity())
    }

    #[getter]
    fn laser_nm(&self) -> Option<f64> {
        self.record.as_ref().and_then(|record| record.laser_nm)
    }

    #[getter]
    fn format(&self) -> Option<&'static str> {
        self.record.as_ref().map(|record| record.format)
    }

    /// What the reader wondered about.
    #[getter]
    fn warnings(&self) -> Vec<String> {
        self.record.as_ref().map(|record| record.warnings.clone()).unwrap_or_default()
    }

    /// What was wrong with the file that it was salvaged from.
    #[getter]
    pub(crate) fn damage(&self) -> Vec<String> {
        self.record.as_ref().map(|record| record.damage.clone()).unwrap_or_default()
    }

    #[getter]
    fn fields(&self) -> Vec<(String, String)> {
        self.record.as_ref().map(|record| record.fields.clone()).unwrap_or_default()
    }

    fn __len__(&self) -> usize {
        self.inner.as_ref().len()
    }

    fn __repr__(&self) -> String {
        let (from, to) = self.inner.as_ref().range_cm1();
        format!("Spectrum({} points, {from:.1} to {to:.1} cm⁻¹)", self.__len__())
    }
}

impl Spectrum {
    fn array<'py>(&self, py: Python<'py>, values: &[f32]) -> Bound<'py, PyAny> {
        if self.wide {
            values.iter().map(|&v| f64::from(v)).collect::<Vec<f64>>().into_pyarray(py).into_any()
        } else {
            values.to_vec().into_pyarray(py).into_any()
        }
    }
}

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
        self.inner == other.inner
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

    /// Made ready the first time.
    fn searcher(&self) -> Result<&ramatch::Searcher, ramatch::Error> {
        if let Some(searcher) = self.searcher.get() {
            return Ok(searcher);
        }
        let made = self.inner.library().searcher()?;
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
        Self::of(py, py.detach(|| ramatch::Library::read(&path).and_then(ramatch::Identifier::new)))
    }

    fn verify(&self, py: Python<'_>) -> PyResult<()> {
        py.detach(|| self.inner.library().verify()).map_err(|error| refusal(py, &error))
    }

    fn prepared_by(&self, py: Python<'_>, recipe: &Recipe) -> PyResult<Self> {
        let (library, recipe) = (self.inner.library(), recipe.inner);
        Self::of(py, py.detach(|| ramatch::Identifier::with_recipe(library, &recipe)))
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

    fn _search(&self, py: Python<'_>, shots: Vec<PyRef<'_, Spectrum>>, asked: Asked<'_>) -> PyResult<Answer> {
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
        let spectrum = spectrum.ok_or_else(|| PyValueError::new_err("no shots"))?;
        Ok(Answer { report, spectrum, identifier: self.inner.clone() })
    }

    /// Ranks by a list of peaks: of a file, or two arrays.
    fn _search_peaks(&self, py: Python<'_>, peaks: Peaks<'_>, asked: Asked<'_>) -> PyResult<Answer> {
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
                let (shift, heights) =
                    (samples(py, "Raman shift", &shift)?.0, samples(py, "heights", &heights)?.0);
                let wide =
                    |values: &[f32]| values.iter().map(|&value| f64::from(value)).collect::<Vec<f64>>();
                let (shift, heights) = (wide(&shift), wide(&heights));
                let report =
                    py.detach(|| self.inner.identify_peaks(&shift, &heights, &options)).map_err(raise)?;
                (report, ramatch::draw_peaks(&shift, &heights).map_err(raise)?)
            }
        };
        Ok(Answer { report, spectrum, identifier: self.inner.clone() })
    }
}

/// A list of peaks.
#[derive(FromPyObject)]
enum Peaks<'py> {
    Arrays(Bound<'py, PyAny>, Bound<'py, PyAny>),
    Path(FilePath),
}

/// What is asked for.
#[derive(FromPyObject)]
struct Asked<'py> {
    #[pyo3(item)]
    top: Bound<'py, PyAny>,
    #[pyo3(item)]
    tolerance: Option<(f64, f64)>,
    #[pyo3(item)]
    through: Option<String>,
    #[pyo3(item)]
    metric: Option<String>,
    #[pyo3(item)]
    exclude: Vec<String>,
}

/// The metric of a name.
fn formula(py: Python<'_>, name: &str) -> PyResult<Formula> {
    Formula::ALL.into_iter().find(|formula| formula.name() == name).ok_or_else(|| {
        let names = Formula::ALL.map(Formula::name).join(", ");
        argument(py, format!("there is no metric \"{name}\": the metrics are {names}"))
    })
}

impl Asked<'_> {
    fn options(self, py: Python<'_>) -> PyResult<ramatch::Options> {
        let top = self.top.extract::<i64>().map_err(|_| {
            let given = self.top.repr().map_or_else(|_| "this".to_owned(), |text| text.to_string());
            PyTypeError::new_err(format!("top is a whole number from 1 on, not {given}"))
        })?;
        let top = usize::try_from(top).ok().filter(|top| *top > 0);
        let top = top
            .ok_or_else(|| argument(py, format!("top = {} is outside its domain (1 and more)", self.top)))?;
        let mut options = ramatch::Options::default().top(top).exclude(self.exclude);
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

/// How alike two samplings of one axis are.
#[pyfunction]
fn _similarity(
    py: Python<'_>,
    pair: (Bound<'_, PyAny>, Bound<'_, PyAny>),
    metric: &str,
    mask: Option<Bound<'_, PyAny>>,
    step_cm1: f64,
) -> PyResult<Option<f64>> {
    let formula = formula(py, metric)?;
    let mask = mask.map(|mask| array::flags("mask", &mask)).transpose()?;
    let (a, mask) = counting(py, "a", &pair.0, mask)?;
    let (b, mask) = counting(py, "b", &pair.1, mask)?;
    if a.is_empty() {
        return Err(core_refusal(py, ramatch::core::Error::TooFewPoints { got: 0, needed: 1 }));
    }
    let grid = ramatch::Grid::cm1(0.0, step_cm1, a.len());
    let all = ramatch::core::Interval { lo: 0, hi: a.len() };
    let mut limits = ramatch::core::Overlap::new();
    (limits.min_cm1, limits.min_energy) = (0.0, 0.0);
    let measured = formula.between((&a, all), (&b, all), mask.as_deref(), grid, limits);
    Ok(measured.map_err(|error| core_refusal(py, error))?.map(|measured| measured.value))
}

/// The samples of one side, and where both count so far; NaN where nothing counts does no harm.
fn counting(
    py: Python<'_>,
    name: &'static str,
    value: &Bound<'_, PyAny>,
    mask: Option<Vec<bool>>,
) -> PyResult<(Vec<f32>, Option<Vec<bool>>)> {
    let (array, own) = array::counted(name, value, None)?;
    let (mut values, _) = samples(py, name, &array)?;
    let mask = match (mask, own) {
        (Some(mask), Some(own)) if mask.len() == own.len() => {
            Some(mask.iter().zip(&own).map(|(a, b)| *a && *b).collect::<Vec<bool>>())
        }
        (mask, own) => mask.or(own),
    };
    for (index, value) in values.iter_mut().enumerate().filter(|(_, value)| !value.is_finite()) {
        if mask.as_ref().is_none_or(|mask| mask.get(index).copied().unwrap_or(true)) {
            return Err(core_refusal(py, ramatch::core::Error::NotFinite { what: name, index }));
        }
        *value = 0.0;
    }
    Ok((values, mask))
}

/// A report, and what it was made of.
#[pyclass(frozen, module = "ramatch")]
struct Answer {
    report: ramatch::Report,
    spectrum: ramatch::Spectrum,
    identifier: Arc<ramatch::Identifier>,
}

#[pymethods]
impl Answer {
    fn to_json(&self) -> PyResult<String> {
        serde_json::to_string(&self.report).map_err(|error| PyValueError::new_err(error.to_string()))
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
        let named = [
            ("shift", curves.shift_cm1),
            ("measured", curves.measured),
            ("baseline", curves.baseline),
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

    fn write_svg(&self, py: Python<'_>, path: FilePath) -> PyResult<()> {
        let svg = self.to_svg(py)?;
        ramatch::write_atomically(&path, svg.as_bytes()).map_err(|error| refusal(py, &error))
    }
}

#[pymodule(gil_used = false)]
fn _ramatch(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("RamatchError", module.py().get_type::<RamatchError>())?;
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
    module.add_function(wrap_pyfunction!(_similarity, module)?)?;
    module.add_function(wrap_pyfunction!(refusal::_argument, module)?)?;
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

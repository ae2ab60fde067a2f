//! Raman shift and intensity.

use crate::argument::{flag, given, real, text, whole};
use crate::array::{self, FilePath};
use crate::narrow::{self, one_dimensional};
use crate::pickle::{About, Again, again};
use crate::reading;
use crate::refusal::{argument, core_refusal, kind, refusal};
use numpy::IntoPyArray;
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// Raman shift in cm⁻¹ and intensity, each as long as the other.
///
/// What comes as float64 goes out, and is written, as float64. It is compared as float32; from intensities that stand on a level of
/// more than a thousand times their spread (10⁹ ± 1) that level is taken out first, in float64, as baselines take it out anyway.
/// Raman shifts that float32 does not tell apart are refused.
#[pyclass(frozen, module = "ramatch")]
pub(crate) struct Spectrum {
    /// As it is compared: float32, less the level that float32 would lose it on.
    pub(crate) inner: ramatch::Spectrum,
    pub(crate) record: Option<ramatch::Metadata>,
    /// What came in as float64, and goes out so, in the order of the spectrum.
    pub(crate) wide: Wide,
    /// What was taken out of the intensities.
    pub(crate) level: f64,
}

/// Raman shift and intensity, where they came as float64.
pub(crate) type Wide = (Option<Vec<f64>>, Option<Vec<f64>>);

impl Spectrum {
    /// One that was read from a file.
    pub(crate) fn read_from(made: ramatch::Measurement) -> Self {
        Self { inner: made.spectrum, record: Some(made.metadata), wide: (None, None), level: 0.0 }
    }

    /// Adds to what was wrong with its file, and to what the reader wondered about.
    fn doubt(&mut self, (damage, warnings): (Vec<String>, Vec<String>)) {
        if damage.is_empty() && warnings.is_empty() {
            return;
        }
        let record = self.record.get_or_insert_with(ramatch::Metadata::default);
        record.damage.extend(damage);
        record.warnings.extend(warnings);
    }

    /// Raman shift and intensity with all their digits.
    pub(crate) fn numbers(&self) -> (Vec<f64>, Vec<f64>) {
        let samples = self.inner.as_ref();
        let of = |wide: &Option<Vec<f64>>, narrow: &[f32]| match wide {
            Some(wide) => wide.clone(),
            None => narrow.iter().map(|&value| f64::from(value)).collect(),
        };
        (of(&self.wide.0, samples.shift_cm1()), of(&self.wide.1, samples.intensity()))
    }
}

fn numbers<'py>(py: Python<'py>, wide: Option<&Vec<f64>>, narrow: &[f32]) -> Bound<'py, PyAny> {
    match wide {
        Some(wide) => wide.clone().into_pyarray(py).into_any(),
        None => narrow.to_vec().into_pyarray(py).into_any(),
    }
}

#[pymethods]
impl Spectrum {
    #[new]
    #[pyo3(signature = (shift, intensity, *, laser_nm = None, axis = None, metadata = None))]
    fn new(
        py: Python<'_>,
        shift: &Bound<'_, PyAny>,
        intensity: &Bound<'_, PyAny>,
        laser_nm: Option<Bound<'_, PyAny>>,
        axis: Option<Bound<'_, PyAny>>,
        metadata: Option<Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let record = stated(py, laser_nm.as_ref(), metadata.as_ref())?;
        let mut shift = one_dimensional("Raman shift", shift)?;
        if axis.is_some() {
            shift = reading::as_shift(py, shift, reading::given(py, laser_nm.as_ref(), axis.as_ref())?)?;
        }
        let mut shift = shift.less(py, "Raman shift", |_| 0.0)?;
        let of = |values: &[f64]| narrow::level(values.iter().copied());
        let mut intensity = one_dimensional("intensity", intensity)?.less(py, "intensity", of)?;
        if let Some(wide) = &shift.wide {
            let alike = |i: &usize| shift.narrow[*i] == shift.narrow[i + 1] && wide[*i] != wide[i + 1];
            if let Some(i) = (0..wide.len().saturating_sub(1)).find(alike) {
                let (a, b) = (wide[i], wide[i + 1]);
                let text = "are closer than float32 tells apart, in which spectra are compared";
                return Err(argument(py, format!("Raman shifts [{i}] and [{}], {a} and {b}, {text}", i + 1)));
            }
        }
        if matches!(&shift.narrow[..], [first, .., last] if first > last) {
            // As the spectrum itself turns them round.
            shift.wide.iter_mut().chain(&mut intensity.wide).for_each(|values| values.reverse());
        }
        let inner = ramatch::Spectrum::new(shift.narrow, intensity.narrow);
        let inner = inner.map_err(|error| core_refusal(py, error))?;
        Ok(Self { inner, record, wide: (shift.wide, intensity.wide), level: intensity.level })
    }

    #[staticmethod]
    #[pyo3(signature = (path, *, laser_nm = None, axis = None, spectrum = None, salvage = None, decimal_comma = None))]
    fn read(
        py: Python<'_>,
        path: FilePath,
        laser_nm: Option<Bound<'_, PyAny>>,
        axis: Option<Bound<'_, PyAny>>,
        spectrum: Option<Bound<'_, PyAny>>,
        salvage: Option<Bound<'_, PyAny>>,
        decimal_comma: Option<Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let mut reading = ramatch::Reading::default();
        reading.given = reading::given(py, laser_nm.as_ref(), axis.as_ref())?;
        reading.spectrum = given(spectrum.as_ref(), |number| whole("spectrum", number, 1))?;
        reading.options.salvage =
            given(salvage.as_ref(), |salvage| flag("salvage", salvage))?.unwrap_or(false);
        reading.options.decimal_comma =
            given(decimal_comma.as_ref(), |comma| flag("decimal_comma", comma))?.unwrap_or(false);
        let record =
            py.detach(|| ramatch::read_file_with(&path, &reading)).map_err(|error| refusal(py, &error))?;
        Ok(Self::read_from(record))
    }

    #[getter]
    fn shift<'py>(&self, py: Python<'py>) -> Bound<'py, PyAny> {
        numbers(py, self.wide.0.as_ref(), self.inner.as_ref().shift_cm1())
    }

    #[getter]
    fn intensity<'py>(&self, py: Python<'py>) -> Bound<'py, PyAny> {
        numbers(py, self.wide.1.as_ref(), self.inner.as_ref().intensity())
    }

    #[getter]
    fn laser_nm(&self) -> Option<f64> {
        self.record.as_ref().and_then(|record| record.laser_nm)
    }

    #[getter]
    fn format(&self) -> Option<&'static str> {
        self.record.as_ref().map(|record| record.format).filter(|format| !format.is_empty())
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
        format!("Spectrum({} points, {from:.1} to {to:.1} cm-1)", self.__len__())
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Again<'py>> {
        let samples = self.inner.as_ref();
        let narrow =
            (samples.shift_cm1().to_vec().into_pyarray(py), samples.intensity().to_vec().into_pyarray(py));
        let wide = |values: &Option<Vec<f64>>| values.clone().map(|values| values.into_pyarray(py));
        let wide = (wide(&self.wide.0), wide(&self.wide.1));
        again(py, "spectrum", (narrow, wide, self.level, self.record.as_ref().map(About::from)))
    }
}

/// What was stated of numbers that no file holds: the laser, and fields.
fn stated(
    py: Python<'_>,
    laser_nm: Option<&Bound<'_, PyAny>>,
    metadata: Option<&Bound<'_, PyAny>>,
) -> PyResult<Option<ramatch::Metadata>> {
    let laser_nm = given(laser_nm, |laser| real("laser_nm", laser))?;
    if let Some(laser) = laser_nm.filter(|laser| !(laser.is_finite() && *laser > 0.0)) {
        return Err(argument(py, format!("laser_nm = {laser} is outside its domain (above 0)")));
    }
    let fields = given(metadata, |fields| {
        let fields =
            fields.cast::<PyDict>().map_err(|_| kind("metadata is a dict of texts by their names"))?;
        fields
            .iter()
            .map(|(name, value)| match text("a name in metadata", &name)? {
                name if name == "laser_nm" => Err(kind("metadata has no laser_nm: pass laser_nm=")),
                name => Ok((name, value.str()?.to_string())),
            })
            .collect()
    })?;
    if laser_nm.is_none() && fields.is_none() {
        return Ok(None);
    }
    let mut record = ramatch::Metadata::default();
    (record.laser_nm, record.fields) = (laser_nm, fields.unwrap_or_default());
    Ok(Some(record))
}

/// Other numbers, of which all is said that is said of a spectrum.
#[pyfunction]
pub(crate) fn _spectrum_like(
    py: Python<'_>,
    shift: &Bound<'_, PyAny>,
    intensity: &Bound<'_, PyAny>,
    like: &Spectrum,
) -> PyResult<Spectrum> {
    let made = Spectrum::new(py, shift, intensity, None, None, None)?;
    Ok(Spectrum { record: like.record.clone(), ..made })
}

/// Numbers of which is said what is known: the laser, fields, what was wrong with a file, and what its reader wondered about.
#[pyfunction]
pub(crate) fn _spectrum_known(
    py: Python<'_>,
    shift: &Bound<'_, PyAny>,
    intensity: &Bound<'_, PyAny>,
    known: (Option<Bound<'_, PyAny>>, Option<Bound<'_, PyAny>>),
    doubts: (Vec<String>, Vec<String>),
) -> PyResult<Spectrum> {
    let mut made = Spectrum::new(py, shift, intensity, known.0, None, known.1)?;
    made.doubt(doubts);
    Ok(made)
}

/// A spectrum of each row over one axis, or the exception that it is refused with.
#[pyfunction]
pub(crate) fn _spectra_of_rows(
    py: Python<'_>,
    shift: &Bound<'_, PyAny>,
    rows: &Bound<'_, PyAny>,
    laser_nm: Option<Bound<'_, PyAny>>,
    warnings: Vec<String>,
) -> PyResult<Vec<Py<PyAny>>> {
    // Axis and numbers are looked at once for all.
    let (shift, rows) = (array::numbers("Raman shift", shift)?, array::numbers("intensity", rows)?);
    let mut made = Vec::with_capacity(rows.len()?);
    for row in rows.try_iter()? {
        made.push(match Spectrum::new(py, &shift, &row?, laser_nm.clone(), None, None) {
            Ok(mut spectrum) => {
                spectrum.doubt((Vec::new(), warnings.clone()));
                Py::new(py, spectrum)?.into_any()
            }
            Err(error) => error.into_value(py).into_any(),
        });
    }
    Ok(made)
}

/// A spectrum that was pickled.
#[pyfunction]
pub(crate) fn _spectrum_again(
    py: Python<'_>,
    narrow: (Bound<'_, PyAny>, Bound<'_, PyAny>),
    wide: (Option<Bound<'_, PyAny>>, Option<Bound<'_, PyAny>>),
    level: f64,
    record: Option<About>,
) -> PyResult<Spectrum> {
    let samples = |name: &'static str, value| {
        narrow::one_dimensional(name, value)?.less(py, name, |_| 0.0).map(|made| made.narrow)
    };
    let inner = ramatch::Spectrum::new(samples("Raman shift", &narrow.0)?, samples("intensity", &narrow.1)?);
    let inner = inner.map_err(|error| core_refusal(py, error))?;
    let of = |name, value: Option<Bound<'_, PyAny>>| {
        value.map(|value| Ok::<_, PyErr>(narrow::one_dimensional(name, &value)?.wide())).transpose()
    };
    let wide: Wide = (of("Raman shift", wide.0)?, of("intensity", wide.1)?);
    let len = inner.as_ref().len();
    if [&wide.0, &wide.1].into_iter().flatten().any(|wide| wide.len() != len) {
        return Err(argument(py, "the parts of a pickled spectrum have different lengths".into()));
    }
    Ok(Spectrum { inner, record: record.map(ramatch::Metadata::from), wide, level })
}

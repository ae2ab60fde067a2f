//! Files of measurements as their formats hold them: any axis, any number of spectra.

use crate::argument::{flag, given, text};
use crate::array::FilePath;
use crate::narrow;
use crate::pickle::{About, Again, again};
use crate::reading;
use crate::refusal::{argument, refusal};
use crate::spectrum::Spectrum;
use numpy::{IntoPyArray, PyArray1};
use pyo3::prelude::*;
use ramatch::io::{self, Quantity, Technique};
use ramatch::{FileFormat, UnknownFormat};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// X, y, z and time.
pub(crate) type Place = (Option<f64>, Option<f64>, Option<f64>, Option<f64>);

/// One spectrum as its file holds it.
#[pyclass(frozen, module = "ramatch")]
pub(crate) struct Record {
    pub(crate) inner: io::Record,
    pub(crate) path: PathBuf,
}

#[pymethods]
impl Record {
    /// The axis, in the order of the file, as float64.
    #[getter]
    fn x<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray1<f64>> {
        PyArray1::from_slice(py, &self.inner.x)
    }

    /// The ordinates, as float64.
    #[getter]
    fn y<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray1<f64>> {
        PyArray1::from_slice(py, &self.inner.y)
    }

    #[getter]
    fn title(&self) -> &str {
        &self.inner.title
    }

    #[getter]
    fn technique(&self) -> &'static str {
        self.inner.technique.name()
    }

    #[getter]
    fn axis(&self) -> &'static str {
        self.inner.quantity.name()
    }

    #[getter]
    fn axis_unit(&self) -> &str {
        &self.inner.x_unit
    }

    #[getter]
    fn unit(&self) -> &str {
        &self.inner.y_unit
    }

    #[getter]
    fn format(&self) -> &'static str {
        self.inner.metadata.format
    }

    #[getter]
    fn laser_nm(&self) -> Option<f64> {
        self.inner.metadata.laser_nm
    }

    /// X, y, z and time, where the file states them.
    #[getter]
    fn position(&self) -> Option<Place> {
        self.inner.position.map(|place| (place.x, place.y, place.z, place.time))
    }

    #[getter]
    fn fields(&self) -> Vec<(String, String)> {
        self.inner.metadata.fields.clone()
    }

    #[getter]
    fn terms(&self) -> BTreeMap<&'static str, String> {
        self.inner.metadata.terms.iter().cloned().collect()
    }

    #[getter]
    fn warnings(&self) -> Vec<String> {
        self.inner.metadata.warnings.clone()
    }

    #[getter]
    fn damage(&self) -> Vec<String> {
        self.inner.metadata.damage.clone()
    }

    /// The Raman spectrum: shift in cm⁻¹, rising.
    #[pyo3(signature = (*, laser_nm = None, axis = None))]
    fn spectrum(
        &self,
        py: Python<'_>,
        laser_nm: Option<Bound<'_, PyAny>>,
        axis: Option<Bound<'_, PyAny>>,
    ) -> PyResult<Spectrum> {
        let given = reading::given(py, laser_nm.as_ref(), axis.as_ref())?;
        let made = py.detach(|| self.inner.clone().into_measurement(given));
        let made =
            made.map_err(|source| refusal(py, &ramatch::Error::File { path: self.path.clone(), source }))?;
        Ok(Spectrum::read_from(made))
    }

    fn __len__(&self) -> usize {
        self.inner.x.len()
    }

    fn __repr__(&self) -> String {
        let Self { inner, .. } = self;
        let (from, to) = (inner.x.first().copied().unwrap_or(0.0), inner.x.last().copied().unwrap_or(0.0));
        format!(
            "Record({}, {} points, {} {from} to {to})",
            inner.metadata.format,
            self.__len__(),
            inner.quantity.name()
        )
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Again<'py>> {
        let Self { inner, path } = self;
        let numbers = (inner.x.to_vec().into_pyarray(py), inner.y.clone().into_pyarray(py));
        let place = inner.position.map(|place| (place.x, place.y, place.z, place.time));
        let called = (
            inner.title.clone(),
            inner.technique.name(),
            inner.quantity.name(),
            (inner.x_unit.clone(), inner.y_unit.clone()),
            place,
            path.as_os_str(),
        );
        again(py, "record", (numbers, called, About::from(&*inner.metadata)))
    }
}

const TECHNIQUES: [Technique; 7] = [
    Technique::Unknown,
    Technique::Raman,
    Technique::Infrared,
    Technique::UvVis,
    Technique::Mass,
    Technique::Nmr,
    Technique::Other,
];

const QUANTITIES: [Quantity; 10] = [
    Quantity::RamanShift,
    Quantity::Wavenumber,
    Quantity::WavelengthNm,
    Quantity::WavelengthUm,
    Quantity::MassPerCharge,
    Quantity::Time,
    Quantity::Frequency,
    Quantity::Pixel,
    Quantity::Other,
    Quantity::Unknown,
];

/// Title, technique, axis, units, position, path.
type Called = (String, String, String, (String, String), Option<Place>, PathBuf);

/// A record that was pickled.
#[pyfunction]
pub(crate) fn _record_again(
    py: Python<'_>,
    numbers: (Bound<'_, PyAny>, Bound<'_, PyAny>),
    called: Called,
    about: About,
) -> PyResult<Record> {
    let (title, technique, quantity, (x_unit, y_unit), place, path) = called;
    let quantity = QUANTITIES.into_iter().find(|of| of.name() == quantity).unwrap_or(Quantity::Unknown);
    let of = |name, value| Ok::<_, PyErr>(narrow::one_dimensional(name, value)?.wide());
    let inner = io::Record::from_samples(quantity, of("x", &numbers.0)?, of("y", &numbers.1)?);
    let refuse = |source| refusal(py, &ramatch::Error::File { path: path.clone(), source });
    let mut inner = inner.map_err(refuse)?;
    inner.technique = TECHNIQUES.into_iter().find(|of| of.name() == technique).unwrap_or_default();
    (inner.title, inner.x_unit, inner.y_unit) = (title, x_unit, y_unit);
    inner.position = place.map(|(x, y, z, time)| {
        let mut position = io::Position::default();
        (position.x, position.y, position.z, position.time) = (x, y, z, time);
        position
    });
    inner.metadata = Arc::new(about.into());
    Ok(Record { inner, path })
}

/// All spectra of a file, in its order: index 0 of the list is what `read(path, spectrum=1)` reads.
#[pyfunction]
#[pyo3(signature = (path, *, salvage = None, decimal_comma = None))]
pub(crate) fn records(
    py: Python<'_>,
    path: FilePath,
    salvage: Option<Bound<'_, PyAny>>,
    decimal_comma: Option<Bound<'_, PyAny>>,
) -> PyResult<Vec<Record>> {
    let salvage = given(salvage.as_ref(), |salvage| flag("salvage", salvage))?.unwrap_or(false);
    let decimal_comma = given(decimal_comma.as_ref(), |comma| flag("decimal_comma", comma))?.unwrap_or(false);
    let read = || -> Result<Vec<io::Record>, ramatch::Error> {
        let mut options = io::Options::new();
        (options.salvage, options.decimal_comma) = (salvage, decimal_comma);
        let file = ramatch::MeasuredFile::read(&path, options)?;
        let records: Result<_, io::Error> = file.spectra()?.collect();
        records.map_err(|error| file.refuse(error))
    };
    let records = py.detach(read).map_err(|error| refusal(py, &error))?;
    Ok(records.into_iter().map(|inner| Record { inner, path: path.to_path_buf() }).collect())
}

/// What is written: a record as it was read, or a spectrum.
#[derive(FromPyObject)]
pub(crate) enum Written<'py> {
    Record(PyRef<'py, Record>),
    Spectrum(PyRef<'py, Spectrum>),
}

impl Written<'_> {
    fn record(&self) -> Result<io::Record, io::Error> {
        match self {
            Self::Record(record) => Ok(record.inner.clone()),
            Self::Spectrum(spectrum) => {
                let (x, y) = spectrum.numbers();
                let mut record = io::Record::from_samples(io::Quantity::RamanShift, x, y)?;
                if let Some(metadata) = &spectrum.record {
                    record.metadata = metadata.clone().into();
                }
                Ok(record)
            }
        }
    }
}

/// Writes records or spectra; the files that were written.
#[pyfunction]
pub(crate) fn _write(
    py: Python<'_>,
    path: FilePath,
    records: Vec<Written<'_>>,
    format: Option<Bound<'_, PyAny>>,
    force: &Bound<'_, PyAny>,
) -> PyResult<Vec<PathBuf>> {
    let force = flag("force", force)?;
    let format = match given(format.as_ref(), |format| text("format", format))? {
        Some(name) => name.parse(),
        None => FileFormat::of_name(&path).ok_or(UnknownFormat),
    };
    let format = format.map_err(|error| argument(py, error.to_string()))?;
    let records: Result<Vec<io::Record>, io::Error> = records.iter().map(Written::record).collect();
    let refuse = |source| refusal(py, &ramatch::Error::File { path: path.to_path_buf(), source });
    let records = records.map_err(refuse)?;
    py.detach(|| ramatch::write_records_beside(&path, &records, format, &[], force))
        .map_err(|error| refusal(py, &error))
}

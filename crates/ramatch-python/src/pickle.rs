//! What goes into a pickle, and comes out of it again.

use crate::record::Record;
use crate::refusal::{argument, core_refusal, refusal};
use crate::spectrum::{Spectrum, Wide};
use crate::{Recipe, narrow};
use numpy::IntoPyArray;
use pyo3::prelude::*;
use pyo3::types::PyTuple;
use ramatch::io::{self, Quantity, Technique};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// A function of the package, and its arguments.
pub(crate) type Again<'py> = (Bound<'py, PyAny>, Bound<'py, PyTuple>);

fn again<'py>(
    py: Python<'py>,
    name: &str,
    arguments: impl IntoPyObject<'py, Target = PyTuple, Output = Bound<'py, PyTuple>, Error = PyErr>,
) -> PyResult<Again<'py>> {
    Ok((py.import("ramatch._again")?.getattr(name)?, arguments.into_pyobject(py)?))
}

/// What a file said of its spectrum.
#[derive(FromPyObject, IntoPyObject)]
pub(crate) struct About {
    #[pyo3(item)]
    format: String,
    #[pyo3(item)]
    laser_nm: Option<f64>,
    #[pyo3(item)]
    shift_column: String,
    #[pyo3(item)]
    intensity_column: String,
    #[pyo3(item)]
    skipped_rows: usize,
    #[pyo3(item)]
    fields: Vec<(String, String)>,
    #[pyo3(item)]
    terms: Vec<(String, String)>,
    #[pyo3(item)]
    warnings: Vec<String>,
    #[pyo3(item)]
    blake3: Option<String>,
    #[pyo3(item)]
    axis_assumed: bool,
    #[pyo3(item)]
    peak_list: bool,
    #[pyo3(item)]
    damage: Vec<String>,
}

/// The names of formats and terms live as long as the program; there are few, and each is kept once.
fn lasting(text: String) -> &'static str {
    static KNOWN: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(text) = known.get(text.as_str()) {
        return text;
    }
    let text: &'static str = text.leak();
    known.insert(text);
    text
}

impl From<&io::Metadata> for About {
    fn from(metadata: &io::Metadata) -> Self {
        let of = metadata.clone();
        About {
            format: of.format.to_owned(),
            laser_nm: of.laser_nm,
            shift_column: of.shift_column,
            intensity_column: of.intensity_column,
            skipped_rows: of.skipped_rows,
            fields: of.fields,
            terms: of.terms.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
            warnings: of.warnings,
            blake3: of.blake3,
            axis_assumed: of.axis_assumed,
            peak_list: of.peak_list,
            damage: of.damage,
        }
    }
}

impl From<About> for io::Metadata {
    fn from(about: About) -> Self {
        let mut metadata = io::Metadata::default();
        metadata.format = lasting(about.format);
        metadata.laser_nm = about.laser_nm;
        metadata.shift_column = about.shift_column;
        metadata.intensity_column = about.intensity_column;
        metadata.skipped_rows = about.skipped_rows;
        metadata.fields = about.fields;
        metadata.terms = about.terms.into_iter().map(|(name, value)| (lasting(name), value)).collect();
        metadata.warnings = about.warnings;
        metadata.blake3 = about.blake3;
        metadata.axis_assumed = about.axis_assumed;
        metadata.peak_list = about.peak_list;
        metadata.damage = about.damage;
        metadata
    }
}

pub(crate) fn spectrum<'py>(py: Python<'py>, spectrum: &Spectrum) -> PyResult<Again<'py>> {
    let samples = spectrum.inner.as_ref();
    let narrow =
        (samples.shift_cm1().to_vec().into_pyarray(py), samples.intensity().to_vec().into_pyarray(py));
    let wide = |values: &Option<Vec<f64>>| values.clone().map(|values| values.into_pyarray(py));
    let wide = (wide(&spectrum.wide.0), wide(&spectrum.wide.1));
    again(py, "spectrum", (narrow, wide, spectrum.level, spectrum.record.as_ref().map(About::from)))
}

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
    Ok(Spectrum { inner, record: record.map(io::Metadata::from), wide, level })
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
type Called = (String, String, String, (String, String), Option<crate::record::Place>, PathBuf);

pub(crate) fn record<'py>(py: Python<'py>, record: &Record) -> PyResult<Again<'py>> {
    let Record { inner, path } = record;
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

pub(crate) fn recipe<'py>(py: Python<'py>, recipe: &ramatch::Recipe) -> PyResult<Again<'py>> {
    let text = ramatch::recipe_to_toml(recipe).map_err(|error| refusal(py, &error))?;
    again(py, "recipe", (text,))
}

#[pyfunction]
pub(crate) fn _recipe_again(py: Python<'_>, text: &str) -> PyResult<Recipe> {
    let inner = ramatch::recipe_from_toml(text).map_err(|error| refusal(py, &error))?;
    Ok(Recipe { inner })
}

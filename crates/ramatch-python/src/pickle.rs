//! What goes into a pickle, and comes out of it again.

use pyo3::prelude::*;
use pyo3::types::PyTuple;
use ramatch::io;
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// A function of the package, and its arguments.
pub(crate) type Again<'py> = (Bound<'py, PyAny>, Bound<'py, PyTuple>);

/// What `__reduce__` yields: a function of `ramatch._again` by its name, and what it is called with.
pub(crate) fn again<'py>(
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

//! A mixture and its rows.

use crate::refusal::argument;
use numpy::{IntoPyArray, PyArray1};
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// A mixture as JSON, and its rows by name.
pub(crate) fn unmixing<'py>(
    py: Python<'py>,
    found: &ramatch::Unmixing,
) -> PyResult<(String, Bound<'py, PyDict>)> {
    let json = serde_json::to_string(&found.mixture).map_err(|error| argument(py, error.to_string()))?;
    let rows = PyDict::new(py);
    rows.set_item("shift", found.shift_cm1.clone().into_pyarray(py))?;
    rows.set_item("row", found.row.clone().into_pyarray(py))?;
    rows.set_item("rest", found.rest.clone().into_pyarray(py))?;
    let parts: Vec<Bound<'_, PyArray1<f64>>> =
        found.parts.iter().map(|part| part.clone().into_pyarray(py)).collect();
    rows.set_item("parts", parts)?;
    rows.set_item("sigma", found.sigma)?;
    Ok((json, rows))
}

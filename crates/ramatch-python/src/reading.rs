//! What is given besides a file.

use crate::argument::{given as given_as, real, text};
use crate::refusal::argument;
use pyo3::prelude::*;
use ramatch::io;

/// What is given besides a file; a name that is none, and a laser that cannot be one, are refused.
pub(crate) fn given(
    py: Python<'_>,
    laser_nm: Option<&Bound<'_, PyAny>>,
    axis: Option<&Bound<'_, PyAny>>,
) -> PyResult<io::Given> {
    let laser_nm = given_as(laser_nm, |laser| real("laser_nm", laser))?;
    let mut given = io::Given::new();
    given.laser_nm = laser_nm;
    if let Some(name) = given_as(axis, |axis| text("axis", axis))? {
        let names = io::GivenAxis::names();
        let refuse = || argument(py, format!("axis is one of {names}, not \"{name}\""));
        given.axis = Some(io::GivenAxis::named(&name).ok_or_else(refuse)?);
    }
    if let Some(nm) = laser_nm.filter(|nm| !(200.0..=1600.0).contains(nm)) {
        return Err(argument(py, format!("laser_nm is {nm}; a laser has 200 to 1600 nm")));
    }
    Ok(given)
}

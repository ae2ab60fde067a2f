//! What is given besides a file.

use crate::argument::{given as given_as, real, text};
use crate::narrow::Numbers;
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

/// The numbers of an axis as Raman shift, where they are said to be of another kind.
///
/// # Errors
/// The one exception for a kind that needs a laser where none is given, and for wavelengths that are none.
pub(crate) fn as_shift(py: Python<'_>, numbers: Numbers, given: io::Given) -> PyResult<Numbers> {
    let Some(axis) = given.axis.filter(|&axis| axis != io::GivenAxis::Shift) else { return Ok(numbers) };
    let Some(laser) = given.laser_nm else {
        let name = axis.name();
        return Err(argument(
            py,
            format!("axis = \"{name}\" needs laser_nm, the wavelength of the laser in nm"),
        ));
    };
    let mut values = numbers.wide();
    if let Some(at) = values.iter().position(|value| !(*value > 0.0 && value.is_finite())) {
        let what = if axis == io::GivenAxis::Nm { "a wavelength" } else { "an absolute wavenumber" };
        return Err(argument(py, format!("shift[{at}] = {}: {what} is finite and above 0", values[at])));
    }
    let convert =
        if axis == io::GivenAxis::Nm { io::units::shift_from_nm } else { io::units::shift_from_wavenumber };
    values.iter_mut().for_each(|value| *value = convert(*value, laser));
    Ok(Numbers::Wide(values))
}

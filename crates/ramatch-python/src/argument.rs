//! What comes in besides arrays: numbers, words and flags of Python's or numpy's, refused by the argument's name.

use crate::refusal::{argument, kind};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyFloat, PyInt, PyString};

/// Something as Python writes it, cut off where it is long.
fn shown(value: &Bound<'_, PyAny>) -> String {
    let text = value.repr().map_or_else(|_| "this".to_owned(), |text| text.to_string_lossy().into_owned());
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text,
    }
}

fn type_of(value: &Bound<'_, PyAny>) -> String {
    value.get_type().name().map_or_else(|_| "something else".to_owned(), |name| name.to_string())
}

/// A whole number, also numpy's and in an array without dimensions.
///
/// # Errors
/// `TypeError` for what is none, the one exception for one below `least`.
pub(crate) fn whole(name: &str, value: &Bound<'_, PyAny>, least: u32) -> PyResult<usize> {
    let refuse = || kind(format!("{name} is a whole number from {least} on, not {}", shown(value)));
    let index = value.py().import("operator")?.call_method1("index", (value,)).map_err(|_| refuse())?;
    let number: i64 = index.extract().map_err(|_| refuse())?;
    if number < i64::from(least) {
        let text = format!("{name} = {number} is outside its domain ({least} and more)");
        return Err(argument(value.py(), text));
    }
    usize::try_from(number).map_err(|_| refuse())
}

/// As [`whole`], of 32 bits.
pub(crate) fn whole32(name: &str, value: &Bound<'_, PyAny>, least: u32) -> PyResult<u32> {
    u32::try_from(whole(name, value, least)?).map_err(|_| {
        argument(value.py(), format!("{name} = {} is outside its domain (below 4294967296)", shown(value)))
    })
}

/// A number, also numpy's and in an array without dimensions.
///
/// # Errors
/// `TypeError` for what is none.
pub(crate) fn real(name: &str, value: &Bound<'_, PyAny>) -> PyResult<f64> {
    let refuse = || kind(format!("{name} is a number, not {}", shown(value)));
    if !value.is_exact_instance_of::<PyFloat>() && !value.is_exact_instance_of::<PyInt>() {
        // What numpy would make of an array, a complex number or the masked one is not what was meant.
        if let Ok(dtype) = value.getattr("dtype") {
            let dimensions: usize = value.getattr("ndim")?.extract()?;
            let of: String = dtype.getattr("kind")?.extract()?;
            let masked = value.py().import("numpy")?.getattr("ma")?.getattr("masked")?;
            if dimensions > 0 || !["b", "i", "u", "f", "O"].contains(&of.as_str()) || value.is(&masked) {
                return Err(refuse());
            }
        }
        if value.is_instance_of::<PyString>() || value.is_instance_of::<PyBytes>() {
            return Err(refuse());
        }
    }
    value.extract().map_err(|_| refuse())
}

/// As [`real`], for the package.
#[pyfunction]
pub(crate) fn _real(name: &str, value: &Bound<'_, PyAny>) -> PyResult<f64> {
    real(name, value)
}

/// Text.
pub(crate) fn text(name: &str, value: &Bound<'_, PyAny>) -> PyResult<String> {
    let text = value.cast::<PyString>();
    let text =
        text.map_err(|_| kind(format!("{name} is text, not {} ({})", shown(value), type_of(value))))?;
    text.to_cow()
        .map(std::borrow::Cow::into_owned)
        .map_err(|_| kind(format!("{name} is no text: {}", shown(value))))
}

/// Texts in a list.
pub(crate) fn texts(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Vec<String>> {
    if value.is_instance_of::<PyString>() || value.is_instance_of::<PyBytes>() {
        return Err(kind(format!("{name} is a list: pass {name}=[{}]", shown(value))));
    }
    let items =
        value.try_iter().map_err(|_| kind(format!("{name} is a list of texts, not {}", shown(value))))?;
    items.enumerate().map(|(i, item)| text(&format!("{name}[{i}]"), &item?)).collect()
}

/// True or False, also numpy's.
pub(crate) fn flag(name: &str, value: &Bound<'_, PyAny>) -> PyResult<bool> {
    let numpys = || -> PyResult<bool> {
        let (of, dimensions) = (value.getattr("dtype")?.getattr("kind")?, value.getattr("ndim")?);
        Ok(of.extract::<String>()? == "b" && dimensions.extract::<usize>()? == 0)
    };
    if value.is_instance_of::<PyBool>() || numpys().unwrap_or(false) {
        return value.is_truthy();
    }
    Err(kind(format!("{name} is True or False, not {}", shown(value))))
}

/// What is given, if anything is.
pub(crate) fn given<'py, T>(
    value: Option<&Bound<'py, PyAny>>,
    of: impl FnOnce(&Bound<'py, PyAny>) -> PyResult<T>,
) -> PyResult<Option<T>> {
    value.filter(|value| !value.is_none()).map(of).transpose()
}

/// Something of a class of ours.
pub(crate) fn instance<'a, 'py, T: pyo3::PyClass>(
    name: &str,
    what: &str,
    value: &'a Bound<'py, PyAny>,
) -> PyResult<&'a Bound<'py, T>> {
    value
        .cast::<T>()
        .map_err(|_| kind(format!("{name} is {what}, not {} ({})", shown(value), type_of(value))))
}

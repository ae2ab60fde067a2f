//! What comes in as an array: numbers, and nothing that would be lost on the way.
//!
//! numpy makes numbers of a text, drops the imaginary part of a complex number with a warning and the mask of a masked array
//! without one. Here they are refused by name; a mask is heeded where an operation knows masks.

use crate::refusal::{kind, kind_of};
use numpy::{PyArrayDyn, PyArrayMethods, PyUntypedArray, PyUntypedArrayMethods};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyList, PyTuple};
use std::path::{Path, PathBuf};

/// A path as `open` takes it: text, bytes, or what has a path.
pub(crate) struct FilePath(PathBuf);

impl std::ops::Deref for FilePath {
    type Target = Path;

    fn deref(&self) -> &Path {
        &self.0
    }
}

impl<'py> FromPyObject<'_, 'py> for FilePath {
    type Error = PyErr;

    fn extract(path: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let path = path.py().import("os")?.call_method1("fsdecode", (path,));
        let path = path.and_then(|path| path.extract());
        Ok(Self(path.map_err(|error| kind_of("a path", error))?))
    }
}

fn refuse<T>(text: String) -> PyResult<T> {
    Err(kind(text))
}

/// Whether a value is a masked array of which something is masked.
fn is_masked(value: &Bound<'_, PyAny>) -> PyResult<bool> {
    let masked = value.py().import("numpy")?.getattr("ma")?;
    if !value.is_instance(&masked.getattr("MaskedArray")?)? {
        return Ok(false);
    }
    masked.call_method1("is_masked", (value,))?.extract()
}

/// Lists in lists that are looked into; numpy's arrays have 64 dimensions at most.
const DEPTH: usize = 64;

/// Whether something is masked in a value, or in a list of them.
fn holds_masked(value: &Bound<'_, PyAny>) -> PyResult<bool> {
    holds_masked_within(value, DEPTH)
}

/// As [`holds_masked`], in so many lists within each other; a list may hold itself.
fn holds_masked_within(value: &Bound<'_, PyAny>, depth: usize) -> PyResult<bool> {
    if depth == 0 {
        return refuse(format!("lists lie deeper in each other than the {DEPTH} dimensions of an array"));
    }
    if value.is_instance_of::<PyList>() || value.is_instance_of::<PyTuple>() {
        for item in value.try_iter()? {
            let item = item?;
            // Numbers are the usual thing.
            if !item.is_exact_instance_of::<pyo3::types::PyFloat>() && holds_masked_within(&item, depth - 1)?
            {
                return Ok(true);
            }
        }
        return Ok(false);
    }
    is_masked(value)
}

/// An array of float32 or float64 of any shape; what numbers there are become float64.
///
/// # Errors
/// `TypeError` for masked elements, complex numbers, texts, dates, objects that are no numbers, and rows of different lengths.
pub(crate) fn numbers<'py>(name: &str, value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    if value.cast::<PyArrayDyn<f64>>().is_ok_and(|array| is_plain(array)) {
        return Ok(value.clone());
    }
    if holds_masked(value)? {
        return refuse(format!(
            "{name} holds masked elements: fill them (numpy.ma.filled) or leave them out (numpy.ma.compressed)"
        ));
    }
    let numpy = value.py().import("numpy")?;
    let array = numpy.call_method1("asarray", (value,)).or_else(|error| {
        if error.is_instance_of::<PyValueError>(value.py()) {
            return refuse(format!("{name} is no array of numbers: {}", error.value(value.py())));
        }
        Err(error)
    })?;
    let dtype = array.getattr("dtype")?;
    let kind: String = dtype.getattr("kind")?.extract()?;
    let wanted = match kind.as_str() {
        "f" if dtype.getattr("itemsize")?.extract::<usize>()? == 4 => "float32",
        "f" | "i" | "u" | "b" => "float64",
        "c" => {
            return refuse(format!(
                "{name} holds complex numbers, real ones are needed: say which (numpy.real, numpy.abs)"
            ));
        }
        "O" => {
            only_numbers(name, &array)?;
            "float64"
        }
        "U" | "S" => return refuse(format!("{name} holds text ({dtype}), numbers are needed")),
        _ => return refuse(format!("{name} holds {dtype}, numbers are needed")),
    };
    // Plain, contiguous or not, in the machine's byte order, and aligned.
    let array = numpy.call_method1("asarray", (array, numpy.getattr(wanted)?))?;
    if is_aligned(&array) { Ok(array) } else { array.call_method0("copy") }
}

/// Whether an array is of no class that means more.
fn is_plain<T>(array: &Bound<'_, PyArrayDyn<T>>) -> bool {
    array.get_type().name().is_ok_and(|name| name == "ndarray") && is_aligned(array)
}

/// Whether every number lies where the processor wants it; bytes of a file may lie anywhere.
fn is_aligned(array: &Bound<'_, PyAny>) -> bool {
    let aligned = || array.getattr("flags")?.getattr("aligned")?.extract::<bool>();
    aligned().unwrap_or(false)
}

/// Refuses an array of objects of which one is no real number.
fn only_numbers(name: &str, array: &Bound<'_, PyAny>) -> PyResult<()> {
    let py = array.py();
    let real = py.import("numbers")?.getattr("Real")?;
    let decimal = py.import("decimal")?.getattr("Decimal")?;
    for item in array.getattr("flat")?.try_iter()? {
        let item = item?;
        if !item.is_instance(&real)? && !item.is_instance(&decimal)? {
            return refuse(format!("{name} holds {}, numbers are needed", item.get_type().name()?));
        }
    }
    Ok(())
}

/// Numbers in one dimension, copied.
pub(crate) fn vector(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Vec<f64>> {
    let array = numbers(name, value)?;
    one_dimension(name, &array)?;
    Ok(wide(name, &array)?.readonly().as_slice()?.to_vec())
}

/// Numbers as float64, contiguous; what has no dimension gets one.
pub(crate) fn wide<'py>(name: &str, value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyArrayDyn<f64>>> {
    let numpy = value.py().import("numpy")?;
    let array = numbers(name, value)?;
    let wide = numpy.call_method1("ascontiguousarray", (array, numpy.getattr("float64")?))?;
    Ok(wide.cast_into::<PyArrayDyn<f64>>()?)
}

/// Refuses any but one dimension.
pub(crate) fn one_dimension(name: &str, array: &Bound<'_, PyAny>) -> PyResult<()> {
    match array.cast::<PyUntypedArray>()?.ndim() {
        1 => Ok(()),
        got => refuse(format!("{name} has {got} dimensions, 1 needed")),
    }
}

/// True and False in one dimension, where samples count.
pub(crate) fn flags(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Vec<bool>> {
    if holds_masked(value)? {
        return refuse(format!("{name} holds masked elements: True or False is needed for each"));
    }
    let array = value.py().import("numpy")?.call_method1("asarray", (value,))?;
    one_dimension(name, &array)?;
    let kind: String = array.getattr("dtype")?.getattr("kind")?.extract()?;
    let empty = array.cast::<PyUntypedArray>()?.is_empty();
    if kind != "b" && !empty {
        let dtype = array.getattr("dtype")?;
        return refuse(format!(
            "{name} holds {dtype}, True and False are needed: numpy.asarray({name}, dtype=bool)"
        ));
    }
    array.call_method0("tolist")?.extract()
}

/// Numbers, and where they count: the elements that are not masked. What is masked becomes 0.
///
/// # Errors
/// As [`numbers`], and `TypeError` for rows whose masks differ.
pub(crate) fn counted<'py>(
    name: &str,
    value: &Bound<'py, PyAny>,
    mask: Option<&Bound<'py, PyAny>>,
) -> PyResult<(Bound<'py, PyAny>, Option<Vec<bool>>)> {
    let stated = mask.map(|mask| flags("mask", mask)).transpose()?;
    if !is_masked(value)? {
        return Ok((numbers(name, value)?, stated));
    }
    let numpy = value.py().import("numpy")?;
    let masked = numpy.getattr("ma")?.call_method1("getmaskarray", (value,))?;
    // Refused by kind first: whatever is masked may be filled with a number only among numbers.
    let plain = numbers(name, &numpy.getattr("ma")?.call_method1("getdata", (value,))?)?;
    let filled = numpy.call_method1("where", (&masked, 0.0f32, plain))?;
    let row = if masked.getattr("ndim")?.extract::<usize>()? == 2 {
        let first = masked.get_item(0)?;
        let same = numpy.call_method1(
            "array_equal",
            (&masked, numpy.call_method1("broadcast_to", (&first, masked.getattr("shape")?))?),
        )?;
        if !same.extract::<bool>()? {
            return refuse(format!("the rows of {name} have different masks: pass them one by one"));
        }
        first
    } else {
        masked
    };
    let own = flags("mask", &row)?;
    let open: Vec<bool> = match stated {
        None => own.iter().map(|masked| !masked).collect(),
        Some(stated) if stated.len() != own.len() => stated,
        Some(stated) => stated.iter().zip(&own).map(|(open, masked)| *open && !masked).collect(),
    };
    Ok((filled, Some(open)))
}

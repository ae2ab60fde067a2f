//! The one exception, made of what was refused.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

pyo3::create_exception!(_ramatch, RamatchError, PyValueError, "Why ramatch refused something.");

/// The one exception, with the error's name, number, file and line as attributes.
pub(crate) fn refusal(py: Python<'_>, error: &ramatch::Error) -> PyErr {
    let file = error.path().map(|path| path.display().to_string());
    let reader = match error {
        ramatch::Error::File { source, .. } => Some(source),
        _ => None,
    };
    let mut text = error.to_string();
    if let ramatch::Error::Spectrum { source, .. } | ramatch::Error::Row { source, .. } = error
        && let ramatch::core::Error::Parameter { name, .. } = source
    {
        text = text.replacen(name, &pythonic(name), 1);
    }
    said(py, error.code(), text, (file, error.line()), reader)
}

/// A parameter's name in Python, where `lambda` is taken.
pub(crate) fn pythonic(name: &str) -> String {
    name.replace("lambda", "lam")
}

/// A refusal of the face's own: an argument that is none.
pub(crate) fn argument(py: Python<'_>, text: String) -> PyErr {
    said(py, ramatch::Code::Parameter, text, (None, None), None)
}

fn said(
    py: Python<'_>,
    code: ramatch::Code,
    text: String,
    (file, line): (Option<String>, Option<usize>),
    reader: Option<&ramatch::io::Error>,
) -> PyErr {
    let raised = RamatchError::new_err(text);
    let value = raised.value(py);
    let set = || -> PyResult<()> {
        value.setattr("code", code.name())?;
        value.setattr("number", code.number())?;
        value.setattr("file", file)?;
        value.setattr("line", line)?;
        value.setattr("format", reader.and_then(ramatch::io::Error::format))?;
        value.setattr("byte_offset", reader.and_then(ramatch::io::Error::byte_offset))?;
        value.setattr("field", reader.and_then(ramatch::io::Error::field))?;
        value.setattr("declared", reader.and_then(ramatch::io::Error::declared))?;
        value.setattr("actual", reader.and_then(ramatch::io::Error::actual))
    };
    set().err().unwrap_or(raised)
}

/// Refuses an argument of the package's.
#[pyfunction]
pub(crate) fn _argument(py: Python<'_>, text: String) -> PyResult<()> {
    Err(argument(py, text))
}

pub(crate) fn core_refusal(py: Python<'_>, error: ramatch::core::Error) -> PyErr {
    refusal(py, &ramatch::Error::from(error))
}

//! The one exception, made of what was refused.

use pyo3::exceptions::{PyTypeError, PyUnicodeError};
use pyo3::prelude::*;
use std::path::Path;

/// The one exception, with the error's name, number, file and line as attributes.
pub(crate) fn refusal(py: Python<'_>, error: &ramatch::Error) -> PyErr {
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
    let mut said = Said { file: error.path(), line: error.line(), reader, ..Said::of(error.code()) };
    said.named = said.file.map(|file| file.display().to_string());
    said.raise(py, text)
}

/// A parameter's name in Python, where `lambda` is taken.
pub(crate) fn pythonic(name: &str) -> String {
    name.replace("lambda", "lam")
}

/// A refusal of the face's own: an argument that is none.
pub(crate) fn argument(py: Python<'_>, text: String) -> PyErr {
    Said::of(ramatch::Code::Parameter).raise(py, text)
}

/// A refusal of the face's own: an argument of a type that does not fit, which is a `TypeError` as well.
pub(crate) fn kind(text: impl Into<String>) -> PyErr {
    Python::attach(|py| {
        Said { class: "RamatchTypeError", ..Said::of(ramatch::Code::Parameter) }.raise(py, text.into())
    })
}

/// What Python says of an argument, in our words: an error of its type or of its letters.
pub(crate) fn kind_of(name: &str, error: PyErr) -> PyErr {
    Python::attach(|py| {
        let text = || format!("{name}: {}", error.value(py));
        if error.is_instance_of::<PyUnicodeError>(py) {
            return argument(py, text());
        }
        if error.get_type(py).is(py.get_type::<PyTypeError>()) { kind(text()) } else { error.clone_ref(py) }
    })
}

/// What an exception says besides its text.
struct Said<'a> {
    class: &'static str,
    code: ramatch::Code,
    file: Option<&'a Path>,
    /// The file as it stands in the text.
    named: Option<String>,
    line: Option<usize>,
    reader: Option<&'a ramatch::io::Error>,
}

impl Said<'_> {
    fn of(code: ramatch::Code) -> Self {
        Said { class: "RamatchError", code, file: None, named: None, line: None, reader: None }
    }

    fn raise(self, py: Python<'_>, mut text: String) -> PyErr {
        let made = || -> PyResult<PyErr> {
            let errors = py.import("ramatch._errors")?;
            // Python has a place for every byte of a name, so that no two become one.
            let file = self.file.map(|file| file.as_os_str().into_pyobject(py)).transpose()?;
            if let (Some(named), Some(file)) = (&self.named, &file) {
                let plain: String = errors.call_method1("name", (file,))?.extract()?;
                text = text.replacen(named.as_str(), &plain, 1);
            }
            let value = errors.getattr(self.class)?.call1((text,))?;
            value.setattr("code", self.code.name())?;
            value.setattr("number", self.code.number())?;
            value.setattr("file", file)?;
            value.setattr("line", self.line)?;
            if let Some(reader) = self.reader {
                value.setattr("format", reader.format())?;
                value.setattr("byte_offset", reader.byte_offset())?;
                value.setattr("field", reader.field())?;
                value.setattr("declared", reader.declared())?;
                value.setattr("actual", reader.actual())?;
            }
            Ok(PyErr::from_value(value))
        };
        made().unwrap_or_else(|error| error)
    }
}

/// Refuses an argument of the package's.
#[pyfunction]
pub(crate) fn _argument(py: Python<'_>, text: String) -> PyResult<()> {
    Err(argument(py, text))
}

/// Refuses a file that is not the one it was.
#[pyfunction]
pub(crate) fn _other_file(py: Python<'_>, text: String, file: Option<std::path::PathBuf>) -> PyResult<()> {
    Err(Said { file: file.as_deref(), ..Said::of(ramatch::Code::HashMismatch) }.raise(py, text))
}

pub(crate) fn core_refusal(py: Python<'_>, error: ramatch::core::Error) -> PyErr {
    refusal(py, &ramatch::Error::from(error))
}

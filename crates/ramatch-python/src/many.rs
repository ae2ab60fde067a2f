//! Many spectra at a time.

use crate::answer::Answer;
use crate::argument::{given, whole};
use crate::asked::Asked;
use crate::library::Library;
use crate::refusal::refusal;
use crate::spectrum::Spectrum;
use crate::told::Told;
use pyo3::prelude::*;
use ramatch::{Error, Measurement, Report};

/// Reports between two looks at signals.
const LOOK: usize = 16;

/// An answer for each of many spectra, or the exception that it was refused with.
///
/// # Errors
/// What is wrong for all of them, and what a handler of a signal raises.
#[pyfunction]
pub(crate) fn _identify_many<'py>(
    py: Python<'py>,
    library: &Library,
    spectra: Vec<PyRef<'py, Spectrum>>,
    asked: Asked,
    threads: Option<Bound<'py, PyAny>>,
) -> PyResult<Vec<Py<PyAny>>> {
    let options = asked.options(py)?;
    let threads = given(threads.as_ref(), |threads| whole("threads", threads, 0))?;
    // Borrowed as they are: what is frozen does not change, whoever holds the interpreter.
    let given: Vec<&Spectrum> = spectra.iter().map(|spectrum| &**spectrum).collect();
    let identifier = &library.inner;
    identifier.check(&options).map_err(|error| refusal(py, &error))?;
    let reports = Told::alone().during(py, |control| {
        let alone = given.iter().filter(|spectrum| spectrum.record.is_none()).map(|spectrum| &spectrum.inner);
        let record = |spectrum: &&Spectrum| {
            let metadata = spectrum.record.clone()?;
            Some(Ok(Measurement { spectrum: spectrum.inner.clone(), metadata }))
        };
        let mut alone = identifier.identify_many(alone, &options);
        let mut records = identifier.identify_records(given.iter().filter_map(record), &options);
        if let Some(threads) = threads {
            (alone, records) = (alone.threads(threads), records.threads(threads));
        }
        let mut reports = Vec::with_capacity(given.len());
        for spectrum in &given {
            let (done, total) = (reports.len(), given.len());
            if done.is_multiple_of(LOOK) && control.progress.is_some_and(|go_on| !go_on(done, total)) {
                return Err(Error::Cancelled { done, total });
            }
            let report = if spectrum.record.is_some() { records.next() } else { alone.next() };
            reports.extend(report);
        }
        Ok(reports)
    })?;
    let answer = |(spectrum, report): (&&Spectrum, Result<Report, Error>)| match report {
        Ok(mut report) => {
            report.mark_damaged(spectrum.damage());
            let (level, spectrum) = (spectrum.level, spectrum.inner.clone());
            let answer = Answer { report, spectrum, identifier: identifier.clone(), level };
            Ok(Py::new(py, answer)?.into_any())
        }
        Err(error) if is_of_all(&error) => Err(refusal(py, &error)),
        Err(error) => Ok(refusal(py, &error).into_value(py).into_any()),
    };
    given.iter().zip(reports).map(answer).collect()
}

/// Whether an error says that arguments are wrong, and not a spectrum.
fn is_of_all(error: &Error) -> bool {
    match error {
        Error::Library { .. } => true,
        Error::Spectrum { source: ramatch::core::Error::Parameter { name, .. }, .. } => {
            name.starts_with("tolerance")
        }
        _ => false,
    }
}

/// Refuses work that its caller has called off.
#[pyfunction]
pub(crate) fn _called_off(py: Python<'_>, done: usize, total: usize) -> PyResult<()> {
    Err(refusal(py, &Error::Cancelled { done, total }))
}

//! Trials whose truth is known: making a calibration, and validating one.

use crate::argument::{flag, given, real, text};
use crate::array::FilePath;
use crate::library::Library;
use crate::refusal::{argument, refusal};
use crate::told::Told;
use pyo3::prelude::*;
use ramatch::{
    CalibrateOptions, Calibrated, Output, OutputKind, SharedTrials, TrialOutcome, Trials, Validation,
};

/// Options of a calibration by the names of the package's keywords.
fn options(how: &Bound<'_, PyAny>) -> PyResult<CalibrateOptions> {
    let keyword = |name: &str| how.get_item(name);
    let mut options = CalibrateOptions::default();
    options.alpha = real("alpha", &keyword("alpha")?)?;
    if let Some(strata) = given(Some(&keyword("strata")?), |strata| {
        strata.try_iter()?.map(|one| real("strata", &one?)).collect::<PyResult<Vec<f64>>>()
    })? {
        options.strata = strata;
    }
    options.kinds = given(Some(&keyword("kinds")?), |kinds| text("kinds", kinds))?;
    options.carries_trials = flag("carries_trials", &keyword("carries_trials")?)?;
    Ok(options)
}

/// Calibrates by trials of a table, or by the library's own references, and writes the calibration: its hash, figures as JSON, and
/// what became of the trials as CSV.
#[pyfunction]
pub(crate) fn _calibrate<'py>(
    py: Python<'py>,
    library: &Library,
    trials: Option<FilePath>,
    path: FilePath,
    how: &Bound<'py, PyAny>,
    force: &Bound<'py, PyAny>,
    told: (Option<Bound<'py, PyAny>>, Option<Bound<'py, PyAny>>),
) -> PyResult<(String, String, String)> {
    let identifier = &library.inner;
    let options = options(how)?;
    let output = Output::new(&path, OutputKind::Calibration).force(flag("force", force)?);
    output.check().map_err(|error| refusal(py, &error))?;
    let read = || match &trials {
        Some(path) => Trials::read(path, identifier.library()),
        None => Trials::of_library(identifier.library()),
    };
    let trials = py.detach(read).map_err(|error| refusal(py, &error))?;
    let told = Told::new(told.0.as_ref(), told.1.as_ref())?;
    let made = told.during(py, |control| identifier.calibrate(&trials, &options, control))?;
    let Calibrated { calibration, outcomes, figures, .. } = made;
    output.write(calibration.bytes()).map_err(|error| refusal(py, &error))?;
    let json = serde_json::to_string(&figures).map_err(|error| argument(py, error.to_string()))?;
    Ok((calibration.hash(), json, TrialOutcome::table(&outcomes)))
}

/// Validates by trials of a table: a report as JSON, whether all claims held, the report as a page, and what became of the trials as
/// CSV.
#[pyfunction]
pub(crate) fn _validate<'py>(
    py: Python<'py>,
    library: &Library,
    trials: FilePath,
    allow_shared: &Bound<'py, PyAny>,
    told: (Option<Bound<'py, PyAny>>, Option<Bound<'py, PyAny>>),
) -> PyResult<(String, bool, String, String)> {
    let identifier = &library.inner;
    let sharing = if flag("allow_shared", allow_shared)? { SharedTrials::Tell } else { SharedTrials::Refuse };
    let trials =
        py.detach(|| Trials::read(&trials, identifier.library())).map_err(|error| refusal(py, &error))?;
    let told = Told::new(told.0.as_ref(), told.1.as_ref())?;
    let (outcomes, validation) = told.during(py, |control| {
        let outcomes = identifier.run_trials(&trials, control)?;
        let validation = Validation::of(&outcomes, identifier, sharing)?;
        Ok((outcomes, validation))
    })?;
    let json = serde_json::to_string(&validation).map_err(|error| argument(py, error.to_string()))?;
    Ok((json, validation.holds(), validation.to_html(), TrialOutcome::table(&outcomes)))
}

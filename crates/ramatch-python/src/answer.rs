//! A report, and what it was made of.

use crate::argument::flag;
use crate::array::FilePath;
use crate::narrow::{Numbers, one_dimensional};
use crate::refusal::{argument, refusal};
use numpy::IntoPyArray;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::sync::Arc;

/// A report, and what it was made of.
#[pyclass(frozen, module = "ramatch")]
pub(crate) struct Answer {
    pub(crate) report: ramatch::Report,
    pub(crate) spectrum: ramatch::Spectrum,
    pub(crate) identifier: Arc<ramatch::Identifier>,
    /// What was taken out of the intensities.
    pub(crate) level: f64,
}

/// Substance, its id, entry, score, cosine and margin of the first hit; the signal-to-noise ratio, and what the standing is worth; why it
/// cannot be decided; the verdict and the names that it gives.
type Row = (
    Option<String>,
    Option<String>,
    Option<String>,
    [f64; 3],
    [f64; 2],
    Option<&'static str>,
    (&'static str, Vec<String>),
);

#[pymethods]
impl Answer {
    /// The report in one row of a table; NaN for a number that there is not.
    fn row(&self) -> Row {
        let number = |number: Option<f64>| number.unwrap_or(f64::NAN);
        let best = self.report.hits.first();
        let text = |of: fn(&ramatch::Hit) -> &String| best.map(|best| of(best).clone());
        let numbers =
            [best.map(|best| best.score), best.map(|best| best.cosine), best.and_then(|best| best.margin)];
        let verdict = &self.report.verdict;
        let reason = verdict.reason.as_ref().map(|reason| reason.code);
        let names = verdict.names.iter().map(|named| named.substance.clone()).collect();
        (
            text(|best| &best.substance),
            text(|best| &best.substance_id),
            text(|best| &best.entry),
            numbers.map(number),
            [self.report.query.snr, verdict.value].map(number),
            reason,
            (verdict.code, names),
        )
    }

    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        serde_json::to_string(&self.report).map_err(|error| argument(py, error.to_string()))
    }

    fn to_svg(&self, py: Python<'_>) -> PyResult<String> {
        let curves = py.detach(|| self.identifier.curves(&self.spectrum, &self.report));
        let curves = curves.map_err(|error| refusal(py, &error))?;
        Ok(ramatch::plot::svg(&self.report, &curves))
    }

    /// The curves of the picture by name; NaN where the reference is unknown, empty where nothing was compared.
    fn curves<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let curves = py.detach(|| self.identifier.curves(&self.spectrum, &self.report));
        let curves = curves.map_err(|error| refusal(py, &error))?;
        let known = |values: Vec<Option<f64>>| {
            values.into_iter().map(|value| value.unwrap_or(f64::NAN)).collect::<Vec<f64>>()
        };
        let as_measured = |values: Vec<f64>| values.into_iter().map(|value| value + self.level).collect();
        let named = [
            ("shift", curves.shift_cm1),
            ("measured", as_measured(curves.measured)),
            ("baseline", as_measured(curves.baseline)),
            ("query", curves.query),
            ("reference", known(curves.reference)),
            ("residual", known(curves.residual)),
        ];
        let arrays = PyDict::new(py);
        for (name, values) in named {
            arrays.set_item(name, values.into_pyarray(py))?;
        }
        Ok(arrays)
    }
}

/// Writes a picture or a page, whole or not at all, and over nothing but one of its kind unless it is forced to.
#[pyfunction]
pub(crate) fn _write_text(
    py: Python<'_>,
    path: FilePath,
    text: &str,
    kind: &str,
    force: &Bound<'_, PyAny>,
) -> PyResult<()> {
    let force = flag("force", force)?;
    let kind = if kind == "page" { ramatch::OutputKind::Page } else { ramatch::OutputKind::Svg };
    let output = ramatch::Output::new(&path, kind).force(force);
    output.write(text.as_bytes()).map_err(|error| refusal(py, &error))
}

/// How a curve is drawn, what it is called, Raman shifts and intensities.
type Line<'py> = (String, String, Bound<'py, PyAny>, Bound<'py, PyAny>);

/// Curves over Raman shift as the text of a picture.
#[pyfunction]
pub(crate) fn _curves(py: Python<'_>, title: &str, lines: Vec<Line<'_>>) -> PyResult<String> {
    let numbers = |name, value: Bound<'_, PyAny>| one_dimensional(name, &value).map(Numbers::wide);
    let mut read = Vec::with_capacity(lines.len());
    for (style, name, shift, intensity) in lines {
        read.push((style, name, numbers("shift", shift)?, numbers("intensity", intensity)?));
    }
    Ok(py.detach(|| {
        let lines: Vec<ramatch::plot::Line<'_>> = read
            .iter()
            .map(|(style, name, shift_cm1, intensity)| ramatch::plot::Line {
                style,
                name,
                shift_cm1,
                intensity,
            })
            .collect();
        ramatch::plot::curves(title, &lines)
    }))
}

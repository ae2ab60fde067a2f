//! How alike two samplings of one axis are.

use crate::argument::{real, text};
use crate::array;
use crate::narrow::{self, one_dimensional};
use crate::refusal::{argument, core_refusal};
use pyo3::prelude::*;
use ramatch::core::metric::Formula;

/// The metric of a name.
pub(crate) fn formula(py: Python<'_>, name: &str) -> PyResult<Formula> {
    Formula::ALL.into_iter().find(|formula| formula.name() == name).ok_or_else(|| {
        let names = Formula::ALL.map(Formula::name).join(", ");
        argument(py, format!("there is no metric \"{name}\": the metrics are {names}"))
    })
}

/// Whether a level under all samples does not show in a metric.
fn knows_no_level(formula: Formula) -> bool {
    use Formula::{DerivativeCosine, DerivativePearson, PearsonR, PearsonRSquared};
    matches!(formula, PearsonR | PearsonRSquared | DerivativeCosine | DerivativePearson)
}

/// How alike two samplings of one axis are.
#[pyfunction]
pub(crate) fn _similarity(
    py: Python<'_>,
    pair: (Bound<'_, PyAny>, Bound<'_, PyAny>),
    metric: &Bound<'_, PyAny>,
    mask: Option<Bound<'_, PyAny>>,
    step_cm1: &Bound<'_, PyAny>,
) -> PyResult<Option<f64>> {
    let formula = formula(py, &text("metric", metric)?)?;
    let step_cm1 = real("step_cm1", step_cm1)?;
    let mask = mask.map(|mask| array::flags("mask", &mask)).transpose()?;
    let level = knows_no_level(formula);
    let (a, mask) = counting(py, "a", &pair.0, mask, level)?;
    let (b, mask) = counting(py, "b", &pair.1, mask, level)?;
    if a.is_empty() {
        return Err(core_refusal(py, ramatch::core::Error::TooFewPoints { got: 0, needed: 1 }));
    }
    let grid = ramatch::Grid::cm1(0.0, step_cm1, a.len());
    let all = ramatch::core::Interval { lo: 0, hi: a.len() };
    let mut limits = ramatch::core::Overlap::new();
    (limits.min_cm1, limits.min_energy) = (0.0, 0.0);
    let measured = formula.between((&a, all), (&b, all), mask.as_deref(), grid, limits);
    Ok(measured.map_err(|error| core_refusal(py, error))?.map(|measured| measured.value))
}

/// The samples of one side, and where both count so far; NaN where nothing counts does no harm.
fn counting(
    py: Python<'_>,
    name: &'static str,
    value: &Bound<'_, PyAny>,
    mask: Option<Vec<bool>>,
    take_level: bool,
) -> PyResult<(Vec<f32>, Option<Vec<bool>>)> {
    let (array, own) = array::counted(name, value, None)?;
    let mask = match (mask, own) {
        (Some(mask), Some(own)) if mask.len() == own.len() => {
            Some(mask.iter().zip(&own).map(|(a, b)| *a && *b).collect::<Vec<bool>>())
        }
        (mask, own) => mask.or(own),
    };
    let counts = |index: usize| mask.as_ref().is_none_or(|mask| mask.get(index).copied().unwrap_or(true));
    let level = |values: &[f64]| match take_level {
        true => narrow::level(values.iter().enumerate().filter(|(i, _)| counts(*i)).map(|(_, value)| *value)),
        false => 0.0,
    };
    let mut values = one_dimensional(name, &array)?.less(py, name, level)?.narrow;
    for (index, value) in values.iter_mut().enumerate().filter(|(_, value)| !value.is_finite()) {
        if counts(index) {
            return Err(core_refusal(py, ramatch::core::Error::NotFinite { what: name, index }));
        }
        *value = 0.0;
    }
    Ok((values, mask))
}

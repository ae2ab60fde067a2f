//! From float64 to float32, without losing what matters.
//!
//! Spectra are kept and compared as float32, which has 24 bits. Where a spectrum is a small thing upon a large level (10⁹ ± 1), they
//! would all go to the level; so it is taken out first, in float64. Levels are what baselines take out anyway.

use crate::array;
use crate::refusal::{core_refusal, kind};
use numpy::{PyArrayDyn, PyArrayMethods};
use pyo3::prelude::*;

/// How many times its own spread a level may be: half a unit in the last place is then 2⁻¹⁵ of the spread.
const LEVEL: f64 = 1024.0;
/// A spread of fewer units in float64's last place has no digits to save.
const UNITS: f64 = 64.0;

/// Numbers in one dimension, as they came.
pub(crate) enum Numbers {
    Narrow(Vec<f32>),
    Wide(Vec<f64>),
}

/// One-dimensional samples, copied.
pub(crate) fn one_dimensional(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Numbers> {
    let array = array::numbers(name, value)?;
    array::one_dimension(name, &array)?;
    if let Ok(array) = array.cast::<PyArrayDyn<f32>>() {
        return Ok(Numbers::Narrow(array.readonly().as_array().iter().copied().collect()));
    }
    let wide = array.cast::<PyArrayDyn<f64>>().map_err(|_| kind(format!("{name} holds no numbers")))?;
    Ok(Numbers::Wide(wide.readonly().as_array().iter().copied().collect()))
}

impl Numbers {
    /// As float32, each less the level, and as float64 if they came so.
    ///
    /// # Errors
    /// The one exception for a number that float32 cannot hold.
    pub(crate) fn less(
        self,
        py: Python<'_>,
        name: &'static str,
        level: impl FnOnce(&[f64]) -> f64,
    ) -> PyResult<Narrowed> {
        match self {
            Numbers::Narrow(narrow) => Ok(Narrowed { narrow, wide: None, level: 0.0 }),
            Numbers::Wide(wide) => {
                let limit = f64::from(f32::MAX);
                for (index, &value) in wide.iter().enumerate() {
                    if value.is_finite() && value.abs() > limit {
                        let error = ramatch::core::Error::NumberRange { what: name, index, value, limit };
                        return Err(core_refusal(py, error));
                    }
                }
                let level = level(&wide);
                let narrow = wide.iter().map(|&value| (value - level) as f32).collect();
                Ok(Narrowed { narrow, wide: Some(wide), level })
            }
        }
    }

    /// As float64.
    pub(crate) fn wide(self) -> Vec<f64> {
        match self {
            Numbers::Narrow(narrow) => narrow.into_iter().map(f64::from).collect(),
            Numbers::Wide(wide) => wide,
        }
    }
}

/// Samples as float32.
pub(crate) struct Narrowed {
    pub(crate) narrow: Vec<f32>,
    /// As they came, if they came as float64.
    pub(crate) wide: Option<Vec<f64>>,
    /// What was taken out of each.
    pub(crate) level: f64,
}

/// Whether float32 holds all numbers to the last bit.
fn exact(values: impl IntoIterator<Item = f64>) -> bool {
    values.into_iter().all(|value| f64::from(value as f32) == value)
}

/// The level that numbers stand upon, if float32 would lose them on it; else 0.
pub(crate) fn level(values: impl IntoIterator<Item = f64> + Clone) -> f64 {
    if exact(values.clone()) {
        return 0.0;
    }
    let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
    for value in values {
        if !value.is_finite() {
            return 0.0;
        }
        (least, most) = (least.min(value), most.max(value));
    }
    let (size, spread) = (least.abs().max(most.abs()), most - least);
    if spread > UNITS * f64::EPSILON * size && size > LEVEL * spread { least } else { 0.0 }
}

/// The first value of an axis of which distances matter, unless float32 holds it as it is.
pub(crate) fn beginning(values: &[f64]) -> f64 {
    match values {
        [first, ..] if first.is_finite() && !exact(values.iter().copied()) => *first,
        _ => 0.0,
    }
}

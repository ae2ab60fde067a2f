//! The Python face of ramatch: convert, copy, detach, forward, map the error. Nothing is computed here.

mod answer;
mod argument;
mod array;
mod asked;
mod builder;
mod collections;
mod entries;
mod lent;
mod library;
mod many;
mod matrix;
mod mixture;
mod narrow;
mod patience;
mod pickle;
mod reading;
mod recipe;
mod record;
mod refusal;
mod search;
mod similarity;
mod spectrum;
mod told;
mod trials;

use pyo3::prelude::*;
use pyo3::types::PyTuple;
use ramatch::core::baseline::Baseline;
use ramatch::core::metric::Formula;

#[pymodule(gil_used = false)]
fn _ramatch(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("PARAMETER", ramatch::Code::Parameter.number())?;
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add("BASELINES", PyTuple::new(module.py(), Baseline::ALL.iter().map(Baseline::name))?)?;
    module.add_function(wrap_pyfunction!(matrix::_baseline, module)?)?;
    module.add_function(wrap_pyfunction!(matrix::_smooth, module)?)?;
    module.add_function(wrap_pyfunction!(matrix::_normalize, module)?)?;
    module.add_function(wrap_pyfunction!(matrix::_resample, module)?)?;
    module.add_function(wrap_pyfunction!(matrix::_detrend, module)?)?;
    module.add_function(wrap_pyfunction!(matrix::_scatter, module)?)?;
    module.add_function(wrap_pyfunction!(matrix::_despike, module)?)?;
    module.add_function(wrap_pyfunction!(matrix::_despike_shots, module)?)?;
    module.add_function(wrap_pyfunction!(matrix::_whittaker_gcv, module)?)?;
    module.add_function(wrap_pyfunction!(matrix::_quality, module)?)?;
    module.add("METRICS", PyTuple::new(module.py(), Formula::ALL.iter().map(|metric| metric.name()))?)?;
    module.add_function(wrap_pyfunction!(similarity::_similarity, module)?)?;
    module.add_function(wrap_pyfunction!(argument::_real, module)?)?;
    module.add_function(wrap_pyfunction!(refusal::_argument, module)?)?;
    module.add_function(wrap_pyfunction!(refusal::_other_file, module)?)?;
    module.add_function(wrap_pyfunction!(spectrum::_spectrum_again, module)?)?;
    module.add_function(wrap_pyfunction!(spectrum::_spectrum_like, module)?)?;
    module.add_function(wrap_pyfunction!(spectrum::_spectrum_known, module)?)?;
    module.add_function(wrap_pyfunction!(spectrum::_spectra_of_rows, module)?)?;
    module.add_function(wrap_pyfunction!(entries::_entries, module)?)?;
    module.add_function(wrap_pyfunction!(trials::_calibrate, module)?)?;
    module.add_function(wrap_pyfunction!(trials::_validate, module)?)?;
    module.add_function(wrap_pyfunction!(record::_record_again, module)?)?;
    module.add_function(wrap_pyfunction!(recipe::_recipe_again, module)?)?;
    module.add_function(wrap_pyfunction!(answer::_write_text, module)?)?;
    module.add_function(wrap_pyfunction!(answer::_curves, module)?)?;
    module.add_function(wrap_pyfunction!(many::_identify_many, module)?)?;
    module.add_function(wrap_pyfunction!(many::_called_off, module)?)?;
    module.add_function(wrap_pyfunction!(search::_prepare, module)?)?;
    module.add_function(wrap_pyfunction!(search::_prepare_rows, module)?)?;
    module.add_function(wrap_pyfunction!(search::_nearest, module)?)?;
    module.add_function(wrap_pyfunction!(search::_nearest_all, module)?)?;
    module.add_function(wrap_pyfunction!(search::_entry, module)?)?;
    module.add_function(wrap_pyfunction!(search::_sources, module)?)?;
    module.add_function(wrap_pyfunction!(search::_notices, module)?)?;
    module.add_function(wrap_pyfunction!(search::_curve, module)?)?;
    module.add_function(wrap_pyfunction!(record::records, module)?)?;
    module.add_function(wrap_pyfunction!(record::_write, module)?)?;
    module.add_class::<record::Record>()?;
    module.add_class::<search::Prepared>()?;
    module.add_class::<builder::LibraryBuilder>()?;
    module.add_class::<spectrum::Spectrum>()?;
    module.add_class::<recipe::Recipe>()?;
    module.add_class::<library::Library>()?;
    module.add_class::<answer::Answer>()
}

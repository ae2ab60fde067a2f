//! Many spectra of one length on their way through an operation.

use crate::ground::error::{self, Error};
use crate::ground::fit::Fit;
use crate::ground::stop;

/// A row of a matrix that was refused.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("row {row}")]
pub struct RowError {
    /// Which.
    pub row: usize,
    /// Why.
    #[source]
    pub error: Error,
}

/// Spectra of one length, wherever they come from and go to.
pub trait Spectra {
    /// How many there are.
    fn count(&self) -> usize;
    /// Writes spectrum `row` into `y`. They are asked for in rising order, each once.
    fn load(&mut self, row: usize, y: &mut [f64]);
    /// Spectrum `row` and the room for what is made of it, where both lie in memory as they are needed: then nothing is
    /// copied, and [`Spectra::made`] follows.
    fn in_place(&mut self, _row: usize) -> Option<(&[f64], &mut [f64])> {
        None
    }
    /// Says that what was made of spectrum `row` stands in the room for it.
    fn made(&mut self, _row: usize, _fit: Fit) {}
    /// Takes what was made of spectrum `row`. The rows come in the order in which they are done.
    fn store(&mut self, row: usize, made: &[f64], fit: Fit);
}

/// Does `work(y, made, scratch)` for one spectrum of `n` samples after the other.
///
/// `scratch` is at least `[2 n]`, and what is beyond is lent on.
///
/// # Errors
/// What `work` refuses, with the row; [`Error::Length`] for too little scratch.
pub fn one_by_one(
    n: usize,
    spectra: &mut dyn Spectra,
    scratch: &mut [f64],
    mut work: impl FnMut(&[f64], &mut [f64], &mut [f64]) -> Result<Fit, Error>,
) -> Result<(), RowError> {
    error::at_least("scratch", 2 * n, scratch.len()).map_err(|error| RowError { row: 0, error })?;
    let (y, rest) = scratch.split_at_mut(n);
    let (made, rest) = rest.split_at_mut(n);
    for row in 0..spectra.count() {
        if stop::called_off() {
            break;
        }
        let refused = |error| RowError { row, error };
        if let Some((y, made)) = spectra.in_place(row) {
            let fit = work(y, made, rest).map_err(refused)?;
            spectra.made(row, fit);
            continue;
        }
        spectra.load(row, y);
        let fit = work(y, made, rest).map_err(refused)?;
        spectra.store(row, made, fit);
    }
    Ok(())
}

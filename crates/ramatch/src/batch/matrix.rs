//! A matrix of spectra in lent memory.

use crate::ground::error::Error;

/// A sample as it lies in a matrix.
pub trait Element: Copy + Send + Sync + Default {
    /// Its value.
    fn widen(self) -> f64;
    /// The nearest of its kind.
    fn narrow(value: f64) -> Self;
    /// Samples and the room for others, where they are `f64` already.
    fn as_f64<'a>(_samples: &'a [Self], _room: &'a mut [Self]) -> Option<(&'a [f64], &'a mut [f64])> {
        None
    }
}

impl Element for f64 {
    fn widen(self) -> f64 {
        self
    }
    fn narrow(value: f64) -> Self {
        value
    }
    fn as_f64<'a>(samples: &'a [f64], room: &'a mut [f64]) -> Option<(&'a [f64], &'a mut [f64])> {
        Some((samples, room))
    }
}

impl Element for f32 {
    fn widen(self) -> f64 {
        f64::from(self)
    }
    fn narrow(value: f64) -> Self {
        value as f32
    }
}

/// `m` spectra of `n` samples in lent memory, one every `stride` samples.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a, T> {
    values: &'a [T],
    pub(super) m: usize,
    pub(super) n: usize,
    stride: usize,
}

impl<'a, T: Element> Rows<'a, T> {
    /// A view of `values`.
    ///
    /// # Errors
    /// [`ramatch_core::Error::Length`] where `values` ends before the last row does, or rows overlap.
    pub fn new(values: &'a [T], m: usize, n: usize, stride: usize) -> Result<Self, Error> {
        let needed =
            if m == 0 { Some(0) } else { (m - 1).checked_mul(stride).and_then(|v| v.checked_add(n)) };
        let expected = needed.filter(|_| stride >= n || m < 2).unwrap_or(usize::MAX);
        if expected > values.len() {
            let got = values.len();
            return Err(ramatch_core::Error::Length { what: "matrix", expected, got }.into());
        }
        Ok(Self { values, m, n, stride })
    }

    /// Number of spectra.
    #[must_use]
    pub fn m(&self) -> usize {
        self.m
    }

    /// Samples of a spectrum.
    #[must_use]
    pub fn n(&self) -> usize {
        self.n
    }

    pub(super) fn row(&self, row: usize) -> &'a [T] {
        &self.values[row * self.stride..][..self.n]
    }
}

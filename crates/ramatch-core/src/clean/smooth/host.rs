//! The FFT low-pass on rustfft, for any even length.
//!
//! rustfft computes its twiddle factors with the platform's sine and cosine, whose last bit differs between
//! platforms, and by default picks its code by the processor. Both would break equal bits. So the code paths
//! by processor are off (the workspace's dependency has no SIMD features, and the scalar planner is named),
//! and the numbers it computes with are of a type that rounds every factor to a multiple of 2⁻³⁶: the
//! platforms' differences (2⁻⁵³) vanish, at the price of a relative error of 10⁻¹¹. A test shows it for grids of
//! 16 to 8,192 points, a power of two; for other lengths it is likely, not shown.

use super::cosine::{self, Cosine, position};
use super::fourier::Fourier;
use crate::ground::error::{self, Error};
use crate::ground::rounded::{Cell, Real};
use crate::ground::scratch::Scratch;
use crate::measured::grid::Grid;
use num_complex::Complex;
use rustfft::{Fft, FftPlannerScalar};
use std::sync::Arc;

#[derive(Clone)]
pub(super) struct Plan {
    forward: Arc<dyn Fft<Real>>,
    inverse: Arc<dyn Fft<Real>>,
    cosine: Cosine,
    fft_scratch_len: usize,
}

impl Plan {
    pub(super) fn new(fourier: Fourier, grid: Grid) -> Result<Self, Error> {
        let n = grid.len;
        error::domain("grid.len", n as f64, n.is_multiple_of(2), "even, for the FFT backend rustfft")?;
        let mut planner = FftPlannerScalar::<Real>::new();
        let (forward, inverse) = (planner.plan_fft_forward(n / 2), planner.plan_fft_inverse(n / 2));
        Ok(Self {
            fft_scratch_len: forward.get_inplace_scratch_len().max(inverse.get_inplace_scratch_len()),
            forward,
            inverse,
            cosine: Cosine::new(fourier, grid),
        })
    }

    pub(super) fn cells_len(&self) -> usize {
        self.cosine.response.len() / 2 + self.fft_scratch_len
    }

    pub(super) fn reals_len(&self) -> usize {
        self.cosine.reals_len()
    }

    pub(super) fn run(&self, y: &mut [f64], scratch: Scratch<'_>) -> Result<f64, Error> {
        let cells = scratch.cells;
        let n = y.len();
        let half = n / 2;
        error::at_least("cells", self.cells_len(), cells.len())?;
        let (z, fft_scratch) = cells.split_at_mut(half);
        let fft_scratch = &mut fft_scratch[..self.fft_scratch_len];
        for (j, z) in z.iter_mut().enumerate() {
            *z = Complex::new(Real(y[position(n, 2 * j)]), Real(y[position(n, 2 * j + 1)]));
        }
        self.forward.process_with_scratch(z, fft_scratch);
        let gains = self.cosine.gains(scratch.reals, |k| plain(z[k]));
        for k in 0..=half / 2 {
            let (a, b) = (plain(z[k]), plain(z[(half - k) % half]));
            let (filtered_a, filtered_b) = self.cosine.filter(k, a, b, gains);
            z[(half - k) % half] = cell(filtered_b);
            z[k] = cell(filtered_a);
        }
        self.inverse.process_with_scratch(z, fft_scratch);
        for (j, z) in z.iter().enumerate() {
            y[position(n, 2 * j)] = z.re.0;
            y[position(n, 2 * j + 1)] = z.im.0;
        }
        Ok(gains.iter().sum())
    }
}

fn plain(z: Cell) -> cosine::Complex<f64> {
    cosine::Complex { re: z.re.0, im: z.im.0 }
}

fn cell(z: cosine::Complex<f64>) -> Cell {
    Complex::new(Real(z.re), Real(z.im))
}

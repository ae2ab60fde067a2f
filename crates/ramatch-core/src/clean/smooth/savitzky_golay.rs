//! Savitzky–Golay: a polynomial through every window, or its derivative.
//!
//! The weights of a window of `2 m + 1` samples are those of a least-squares polynomial, read at the middle; near the
//! ends the polynomial of the outermost window is read where the sample lies (Savitzky & Golay 1964; Gorry 1990). A
//! derivative is in units per cm⁻¹: the spacing's sign and size are in it.

use crate::ground::error::{self, Error};
use crate::ground::math;
use crate::ground::parameters::parameters;
use ramatch_kernels::{LANES, Lanes, Pack, Work, dispatch};

/// Longest window.
const MAX_WINDOW: usize = 1001;
/// Highest order of the polynomial.
const MAX_ORDER: usize = 20;

parameters! {
    /// Savitzky–Golay smoothing or differentiation.
    ///
    /// # References
    /// Savitzky & Golay, *Smoothing and differentiation of data by simplified least squares procedures*, Analytical
    /// Chemistry 36 (1964) 1627, with the corrections of Steinier, Termonia & Deltour, ibid. 44 (1972) 1906; Gorry,
    /// ibid. 62 (1990) 570.
    ///
    /// ```
    /// use ramatch_core::smooth::SavitzkyGolay;
    /// // 3 x² at a falling axis with steps of −0.5: the derivative is 6 x.
    /// let x: Vec<f64> = (0..50).map(|i| 10.0 - 0.5 * f64::from(i)).collect();
    /// let y: Vec<f64> = x.iter().map(|x| 3.0 * x * x).collect();
    /// let filter = SavitzkyGolay::new().derivative(1);
    /// let (mut out, mut scratch) = (vec![0.0; 50], vec![0.0; filter.scratch_len()]);
    /// filter.run(&y, -0.5, &mut out, &mut scratch)?;
    /// assert!(out.iter().zip(&x).all(|(d, x)| (d - 6.0 * x).abs() < 1e-9));
    /// # Ok::<(), ramatch_core::Error>(())
    /// ```
    pub struct SavitzkyGolay {
        /// Samples in the window, odd.
        window: u32 = 11,
        /// Order of the polynomial, below the window.
        poly_order: u32 = 3,
        /// Which derivative, 0 for the smoothed signal itself.
        derivative: u32 = 0,
    }
}

impl SavitzkyGolay {
    pub(crate) fn check(&self) -> Result<(), Error> {
        let (window, order, derivative) = (self.window, self.poly_order, self.derivative);
        let odd = window % 2 == 1 && (3..=MAX_WINDOW as u32).contains(&window);
        error::domain("window", f64::from(window), odd, "odd, 3 to 1001")?;
        let below = order < window && order <= MAX_ORDER as u32;
        error::domain("poly_order", f64::from(order), below, "below the window, at most 20")?;
        error::domain("derivative", f64::from(derivative), derivative <= order, "at most poly_order")
    }

    /// Scratch `f64`s that [`SavitzkyGolay::run`] needs: the weights of every place in a window.
    #[must_use]
    pub const fn scratch_len(&self) -> usize {
        let window = self.window as usize;
        window * (window / 2 + 1)
    }

    /// Filters `y` (`[n]`, n at least the window) at a spacing of `step` into `out`; yields the degrees of freedom left.
    ///
    /// `step` is the signed distance of neighbours, in cm⁻¹ for a spectrum; only derivatives depend on it. O(n window).
    ///
    /// # Errors
    /// [`Error::Parameter`], [`Error::Length`], [`Error::TooFewPoints`] for fewer samples than the window,
    /// [`Error::NotFinite`].
    pub fn run(&self, y: &[f64], step: f64, out: &mut [f64], scratch: &mut [f64]) -> Result<f64, Error> {
        let table = self.table(step, scratch)?;
        self.apply(table, y, out)
    }

    /// The weights of every place in a window, to be used for many spectra.
    ///
    /// # Errors
    /// [`Error::Parameter`], [`Error::Length`].
    pub fn table<'a>(&self, step: f64, scratch: &'a mut [f64]) -> Result<&'a [f64], Error> {
        self.check()?;
        error::domain("step", step, step.abs() >= 1e-9 && step.abs() <= 1e9, "1e-9 to 1e9, signed")?;
        error::at_least("scratch", self.scratch_len(), scratch.len())?;
        let table = &mut scratch[..self.scratch_len()];
        let window = self.window as usize;
        let norms = self.norms();
        for (place, weights) in table.chunks_exact_mut(window).enumerate() {
            self.weights(place, step, &norms, weights);
        }
        Ok(table)
    }

    /// Where sample `i` of the window stands, from −1 to 1.
    fn position(&self, i: usize) -> f64 {
        let m = f64::from(self.window / 2);
        (i as f64 - m) / m
    }

    /// The norms of the recurrence norm_k q_k = x q_{k−1} − norm_{k−1} q_{k−2} of the window's orthonormal polynomials.
    fn norms(&self) -> [f64; MAX_ORDER + 1] {
        let window = self.window as usize;
        let mut norms = [0.0; MAX_ORDER + 1];
        norms[0] = math::sqrt(window as f64);
        for k in 1..=self.poly_order as usize {
            let mut squares = 0.0;
            for i in 0..window {
                let x = self.position(i);
                let (mut before, mut now) = (0.0, 1.0 / norms[0]);
                for norm in 1..k {
                    let lower = if norm > 1 { norms[norm - 1] } else { 0.0 };
                    (before, now) = (now, (x * now - lower * before) / norms[norm]);
                }
                let lower = if k > 1 { norms[k - 1] } else { 0.0 };
                let next = x * now - lower * before;
                squares += next * next;
            }
            norms[k] = math::sqrt(squares);
        }
        norms
    }

    /// The weights for reading the polynomial at sample `place` of the window.
    ///
    /// Orthonormal polynomials of the window and their derivatives, by the recurrence that both share.
    fn weights(&self, place: usize, step: f64, norms: &[f64; MAX_ORDER + 1], weights: &mut [f64]) {
        let (order, derivative) = (self.poly_order as usize, self.derivative as usize);
        // Derivatives 0 … d of q_k at the place.
        let at = self.position(place);
        let mut values = [[0.0; MAX_ORDER + 1]; MAX_ORDER + 1];
        values[0][0] = 1.0 / norms[0];
        for k in 1..=order {
            let lower = if k > 1 { norms[k - 1] } else { 0.0 };
            for d in 0..=derivative.min(k) {
                let below = if d > 0 { d as f64 * values[k - 1][d - 1] } else { 0.0 };
                let before = if k > 1 { values[k - 2][d] } else { 0.0 };
                values[k][d] = (at * values[k - 1][d] + below - lower * before) / norms[k];
            }
        }
        let mut scale = 1.0;
        for _ in 0..derivative {
            scale /= f64::from(self.window / 2) * step;
        }
        for (i, weight) in weights.iter_mut().enumerate() {
            let x = self.position(i);
            let (mut before, mut now) = (0.0, 1.0 / norms[0]);
            let mut sum = now * values[0][derivative];
            for k in 1..=order {
                let lower = if k > 1 { norms[k - 1] } else { 0.0 };
                (before, now) = (now, (x * now - lower * before) / norms[k]);
                sum += now * values[k][derivative];
            }
            *weight = sum * scale;
        }
    }

    /// Filters `y` into `out` by the weights of [`SavitzkyGolay::table`]; yields the degrees of freedom left.
    ///
    /// # Errors
    /// As [`SavitzkyGolay::run`].
    pub fn apply(&self, table: &[f64], y: &[f64], out: &mut [f64]) -> Result<f64, Error> {
        let (n, window) = (y.len(), self.window as usize);
        let m = window / 2;
        error::same_len("out", n, out.len())?;
        error::at_least("table", self.scratch_len(), table.len())?;
        error::points(window, n)?;
        error::samples_within("y", y, 1e140)?;
        let middle = &table[m * window..(m + 1) * window];
        dispatch(Convolve { y, weights: middle, out: &mut out[m..n - m] });
        // A window read from its other end: the weights turn round, and odd derivatives change sign.
        let sign = if self.derivative % 2 == 1 { -1.0 } else { 1.0 };
        let mut passed = middle[m] * (n - 2 * m) as f64;
        for (place, weights) in table.chunks_exact(window).take(m).enumerate() {
            let first = weights.iter().zip(&y[..window]).map(|(w, y)| w * y).sum::<f64>();
            let last = weights.iter().zip(y[n - window..].iter().rev()).map(|(w, y)| w * y).sum::<f64>();
            out[place] = first;
            out[n - 1 - place] = sign * last;
            passed += 2.0 * weights[place];
        }
        Ok(if self.derivative == 0 { passed } else { n as f64 })
    }
}

/// `out[i] = Σ weights[j] y[i + j]`
struct Convolve<'a> {
    y: &'a [f64],
    weights: &'a [f64],
    out: &'a mut [f64],
}

impl Work for Convolve<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Lanes>(self) {
        let Self { y, weights, out } = self;
        let n = out.len();
        let mut i = 0;
        // Four rows at a time: their sums do not wait for each other.
        while i + 4 * LANES <= n {
            let mut sums = [V::zero(); 4];
            for (y, &weight) in y[i..].windows(4 * LANES).zip(weights) {
                let weight = V::splat(weight);
                for (y, sum) in y.as_chunks::<LANES>().0.iter().zip(&mut sums) {
                    *sum = weight.mul_add(V::load(y), *sum);
                }
            }
            for (row, sum) in sums.into_iter().enumerate() {
                if let Some(out) = out[i + row * LANES..].first_chunk_mut() {
                    sum.store(out);
                }
            }
            i += 4 * LANES;
        }
        for i in i..n {
            let mut sum = 0.0;
            for (&weight, &y) in weights.iter().zip(&y[i..]) {
                sum = Pack::mul_add(weight, y, sum);
            }
            out[i] = sum;
        }
    }
}

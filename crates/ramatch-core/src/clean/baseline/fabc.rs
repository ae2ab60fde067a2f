//! Fully automatic baseline correction (FABC).
//!
//! The power of the signal's Haar wavelet transform at one scale tells where bands are: samples above mean + k sd of the
//! power, found again and again without them, are bands. The rest is joined by a Whittaker smoother (Cobas et al. 2006).

use super::method::Method;
use super::samples::Samples;
use super::snip::check_half_window;
use super::whittaker::{self, Penalised, Weights};
use super::window;
use super::window::{extrapolate, optimal_half_window};
use crate::ground::error::{self, Error};
use crate::ground::fit::Fit;
use crate::ground::parameters::parameters;
use crate::ground::{math, stop};

parameters! {
    /// Fully automatic baseline correction: a Whittaker smoother through what a wavelet takes for baseline.
    ///
    /// Defaults as in pybaselines. λ is in units of sample spacing⁴. [`Fit::iterations`] counts the refinements of the
    /// threshold.
    ///
    /// # References
    /// Cobas, Bernstein, Martín-Pastor & Tahoces, *A new general-purpose fully automatic baseline-correction procedure
    /// for 1D and 2D NMR data*, Journal of Magnetic Resonance 183 (2006) 145.
    pub struct Fabc {
        /// Stiffness between the baseline samples, above 0.
        lambda: f64 = 1e6,
        /// Scale of the wavelet in samples, about half the width of the widest band; none to find it.
        scale: Option<u32> = None,
        /// Standard deviations above the mean power from which on a sample is a band.
        num_std: f64 = 3.0,
        /// Shortest stretch of baseline in samples.
        min_length: u32 = 2,
    }
}

impl Method for Fabc {
    fn check(&self) -> Result<(), Error> {
        whittaker::Once { lambda: self.lambda }.settings().check()?;
        check_half_window("scale", self.scale)?;
        error::domain(
            "num_std",
            self.num_std,
            self.num_std > 0.0 && self.num_std <= 1e3,
            "above 0, at most 1000",
        )?;
        let least = f64::from(self.min_length);
        error::domain("min_length", least, (1.0..=1_048_576.0).contains(&least), "1 to 1048576")
    }

    fn scratch_len(&self, n: usize) -> usize {
        let most = n / 2;
        let search = if self.scale.is_none() { 2 * window::buffer_len(n, most) } else { 0 };
        let scale = self.scale.map_or(most, |scale| scale as usize).min(n);
        let wavelet = n + 4 * scale;
        let solve = whittaker::one_scratch_len::<whittaker::Once>(n);
        2 * n + search.max(wavelet).max(solve)
    }

    fn fit(
        &self,
        y: &[f64],
        samples: Samples<'_>,
        baseline: &mut [f64],
        scratch: &mut [f64],
    ) -> Result<Fit, Error> {
        let n = y.len();
        let (power, scratch) = scratch.split_at_mut(n);
        let (weights, scratch) = scratch.split_at_mut(n);
        let scale = match self.scale {
            Some(scale) => (scale as usize).min(n),
            None => {
                let (one, two) = scratch.split_at_mut(window::buffer_len(n, n / 2));
                optimal_half_window(y, one, two).div_ceil(2)
            }
        };
        haar_power(y, scale, power, scratch);
        let rounds = threshold(power, self.num_std, weights);
        refine(weights, self.min_length as usize, power);
        for (weight, _) in weights.iter_mut().zip(samples.mask.unwrap_or(&[])).filter(|(_, keep)| !**keep) {
            *weight = 0.0;
        }
        let left = weights.iter().filter(|&&weight| weight > 0.0).count();
        error::points(2, left)?;
        let once = whittaker::Once { lambda: self.lambda };
        whittaker::fit(&once, y, Weights::Given(weights), baseline, scratch)?;
        Ok(Fit { iterations: rounds, ..Fit::DIRECT })
    }
}

/// The square of the Haar wavelet transform: the difference of the sums over `scale / 2` samples on either side.
///
/// `padded` is at least `[n + 4 scale]`.
fn haar_power(y: &[f64], scale: usize, power: &mut [f64], padded: &mut [f64]) {
    let (n, pad) = (y.len(), 2 * scale);
    padded[pad..pad + n].copy_from_slice(y);
    extrapolate(padded, n, pad);
    let half = scale / 2;
    let norm = 1.0 / scale as f64;
    // An even scale has no middle sample; an odd one leaves it out.
    let odd = scale % 2;
    let (mut left, mut right) = (0.0, 0.0);
    for (i, power) in power.iter_mut().enumerate() {
        let here = pad + i;
        left = window::slid(left, padded, here - half, half, i);
        right = window::slid(right, padded, here + odd, half, i);
        *power = (left - right) * (left - right) * norm;
    }
}

/// Marks (1, else 0) the samples below mean + k sd of the power of those marked before, until nothing changes.
fn threshold(power: &[f64], num_std: f64, marks: &mut [f64]) -> u32 {
    marks.fill(1.0);
    for round in 1..=1000 {
        if stop::called_off() {
            return round;
        }
        let marked = || power.iter().zip(&*marks).filter(|(_, mark)| **mark > 0.0).map(|(power, _)| *power);
        let count = marked().count();
        if count < 2 {
            return round;
        }
        let mean = marked().sum::<f64>() / count as f64;
        let squares: f64 = marked().map(|power| (power - mean) * (power - mean)).sum();
        let limit = mean + num_std * math::sqrt(squares / (count as f64 - 1.0));
        let mut changed = false;
        for (mark, power) in marks.iter_mut().zip(power) {
            let new = f64::from(u8::from(*power < limit));
            changed |= new != *mark;
            *mark = new;
        }
        if !changed {
            return round;
        }
    }
    1000
}

/// Takes out stretches of marks shorter than `least`, puts in single gaps; beyond the ends all is marked.
fn refine(marks: &mut [f64], least: usize, old: &mut [f64]) {
    let n = marks.len();
    old.copy_from_slice(marks);
    // The margin beyond the ends counts to a stretch that touches it.
    let margin = least / 2;
    let mut i = 0;
    while i < n {
        let end = (i..n).find(|&k| old[k] != old[i]).unwrap_or(n);
        if old[i] > 0.0 {
            let beyond = if i == 0 { margin } else { 0 } + if end == n { margin } else { 0 };
            if end - i + beyond < least {
                marks[i..end].fill(0.0);
            }
        }
        i = end;
    }
    old.copy_from_slice(marks);
    for i in 1..n.saturating_sub(1) {
        if old[i - 1] > 0.0 && old[i + 1] > 0.0 {
            marks[i] = 1.0;
        }
    }
}

//! Statistics-sensitive non-linear iterative peak clipping (SNIP).
//!
//! `b[i] ← min(b[i], (b[i − m] + b[i + m]) / 2)` for windows m = 1 … M, or M … 1, which is smoother (Ryan et al. 1988;
//! Morháč et al. 1997). Filters of order 4, 6 and 8 take the largest of several such estimates and follow curvature
//! (Morháč & Matoušek 2008). The LLS transform `ln(ln(√(y + 1) + 1) + 1)` evens out large and small bands; a signal
//! that goes below 0 is lifted first, since the transform ends at −1.

use super::method::Method;
use super::samples::Samples;
use super::window;
use super::window::{extrapolate, optimal_half_window};
use crate::ground::error::{self, Error};
use crate::ground::fit::Fit;
use crate::ground::parameters::{choices, parameters};
use crate::ground::{math, stop};
use ramatch_kernels::{LANES, Lanes, Row, Work, dispatch};

choices! {
    /// From which window to which.
    pub enum WindowOrder {
        /// 1 … M, as published.
        Increasing = 1,
        /// M … 1: smoother.
        Decreasing = 2,
    }
}

choices! {
    /// What is done to the intensities around the clipping.
    pub enum Transform {
        /// Nothing.
        None = 1,
        /// `ln(ln(√(y + 1) + 1) + 1)`, and back.
        Lls = 2,
    }
}

parameters! {
    /// SNIP: bands are clipped to the mean of what stands to their left and right.
    ///
    /// Defaults as in pybaselines. Beyond the ends the signal is continued along a straight line.
    ///
    /// # References
    /// Ryan, Clayton, Griffin, Sie & Cousens, Nuclear Instruments and Methods B 34 (1988) 396; Morháč, Kliman, Matoušek,
    /// Veselský & Turzo, ibid. A 401 (1997) 113; Morháč & Matoušek, Applied Spectroscopy 62 (2008) 91.
    pub struct Snip {
        /// M, about half the width of the widest band in samples; none to find it by openings.
        max_half_window: Option<u32> = None,
        /// From which window to which.
        window_order: WindowOrder = WindowOrder::Increasing,
        /// Order of the clipping filter: 2, 4, 6 or 8.
        filter_order: u32 = 2,
        /// What is done to the intensities around the clipping.
        transform: Transform = Transform::None,
    }
}

impl Snip {
    const fn most(n: usize) -> usize {
        math::larger((n - 1) / 2, 1)
    }

    /// Scratch of one fit of `n` samples; see the trait's.
    pub(crate) const fn own_scratch_len(&self, n: usize) -> usize {
        let most = Self::most(math::larger(n, 2));
        let (half, search) = match self.max_half_window {
            Some(half) if (half as usize) < most => (half as usize, 0),
            Some(_) => (most, 0),
            None => (most, 2 * window::buffer_len(n, most)),
        };
        math::larger(search, 2 * (n + 2 * half + 2 * LANES))
    }
}

impl Method for Snip {
    fn check(&self) -> Result<(), Error> {
        check_half_window("max_half_window", self.max_half_window)?;
        let order = self.filter_order;
        error::domain("filter_order", f64::from(order), matches!(order, 2 | 4 | 6 | 8), "2, 4, 6 or 8")
    }

    fn scratch_len(&self, n: usize) -> usize {
        self.own_scratch_len(n)
    }

    fn fit(
        &self,
        y: &[f64],
        samples: Samples<'_>,
        baseline: &mut [f64],
        scratch: &mut [f64],
    ) -> Result<Fit, Error> {
        refuse_mask(samples.mask)?;
        let n = y.len();
        let most = Self::most(n);
        let half = match self.max_half_window {
            Some(half) => (half as usize).min(most),
            None => {
                let (one, two) = scratch.split_at_mut(window::buffer_len(n, most));
                optimal_half_window(y, one, two).min(most)
            }
        };
        let padded = n + 2 * half;
        let (b, next) = scratch.split_at_mut(padded + 2 * LANES);
        let next = &mut next[..padded + 2 * LANES];
        b[half..half + n].copy_from_slice(y);
        extrapolate(b, n, half);
        b[padded..].fill(0.0);
        let lift = match self.transform {
            Transform::None => 0.0,
            Transform::Lls => {
                let lowest = b[..padded].iter().copied().fold(0.0, f64::min);
                for b in &mut b[..padded] {
                    let root = math::sqrt(*b - lowest + 1.0) + 1.0;
                    *b = math::ln(math::ln(root) + 1.0);
                }
                lowest
            }
        };
        next.copy_from_slice(b);
        let order = self.filter_order;
        let falling = self.window_order == WindowOrder::Decreasing;
        let swapped = dispatch(Clip { b: &mut *b, next: &mut *next, padded, half, order, falling });
        let b = if swapped { next } else { b };
        for (baseline, &b) in baseline.iter_mut().zip(&b[half..]) {
            *baseline = match self.transform {
                Transform::None => b,
                Transform::Lls => {
                    let root = math::exp(math::exp(b) - 1.0) - 1.0;
                    root * root - 1.0 + lift
                }
            };
        }
        Ok(Fit::DIRECT)
    }
}

/// All windows, from one array to the other and back.
struct Clip<'a> {
    b: &'a mut [f64],
    next: &'a mut [f64],
    padded: usize,
    half: usize,
    order: u32,
    falling: bool,
}

impl Work for Clip<'_> {
    /// Whether the result stands in `next`.
    type Output = bool;

    #[inline(always)]
    fn run<V: Lanes>(self) -> bool {
        let Self { mut b, mut next, padded, half, order, falling } = self;
        for step in 1..=half {
            if stop::called_off() {
                break;
            }
            let m = if falling { half + 1 - step } else { step };
            if order == 2 {
                window::<V, 2>(b, next, padded, m);
            } else if order == 4 {
                window::<V, 4>(b, next, padded, m);
            } else if order == 6 {
                window::<V, 6>(b, next, padded, m);
            } else {
                window::<V, 8>(b, next, padded, m);
            }
            // What this window did not reach, and the last one did.
            let edges = if falling { 0..0 } else { m - 1..m };
            for i in edges {
                (next[i], next[padded - 1 - i]) = (b[i], b[padded - 1 - i]);
            }
            core::mem::swap(&mut b, &mut next);
        }
        half % 2 == 1
    }
}

/// One window of m to either side. Writes up to seven samples too many at its end, which are put back.
#[inline(always)]
fn window<V: Lanes, const ORDER: u32>(b: &[f64], next: &mut [f64], padded: usize, m: usize) {
    let end = padded - m;
    let rows = (end - m).div_ceil(LANES);
    let sides = Sides { b, m, rows };
    let (at_m, at_half, at_two_thirds) = (sides.at(m), sides.at(m / 2), sides.at(2 * m / 3));
    let (at_third, at_three_quarters, at_quarter) = (sides.at(m / 3), sides.at(3 * m / 4), sides.at(m / 4));
    let centre = sides.rows(m);
    let made = &mut next[m..m + rows * LANES].as_chunks_mut::<LANES>().0[..rows];
    for row in 0..rows {
        // What stands on both sides at a distance.
        macro_rules! beside {
            ($sides:expr) => {
                V::load(&$sides.0[row]) + V::load(&$sides.1[row])
            };
        }
        let ends = beside!(at_m);
        let mut estimate = ends * V::splat(0.5);
        if ORDER > 2 {
            let fourth = (V::splat(4.0) * beside!(at_half) - ends) / V::splat(6.0);
            estimate = estimate.max(fourth);
        }
        if ORDER > 4 {
            let sixth = ends - V::splat(6.0) * beside!(at_two_thirds) + V::splat(15.0) * beside!(at_third);
            estimate = estimate.max(sixth / V::splat(20.0));
        }
        if ORDER > 6 {
            let eighth =
                V::splat(8.0) * beside!(at_three_quarters) - ends - V::splat(28.0) * beside!(at_half)
                    + V::splat(56.0) * beside!(at_quarter);
            estimate = estimate.max(eighth / V::splat(70.0));
        }
        estimate.min(V::load(&centre[row])).store(&mut made[row]);
    }
    let spilled = (end + LANES).min(b.len());
    next[end..spilled].copy_from_slice(&b[end..spilled]);
}

/// Samples in rows, from where a window begins.
#[derive(Clone, Copy)]
struct Sides<'a> {
    b: &'a [f64],
    m: usize,
    rows: usize,
}

impl<'a> Sides<'a> {
    #[inline(always)]
    fn rows(self, first: usize) -> &'a [Row] {
        &self.b[first..first + self.rows * LANES].as_chunks::<LANES>().0[..self.rows]
    }

    /// What stands `by` to the left and to the right.
    #[inline(always)]
    fn at(self, by: usize) -> (&'a [Row], &'a [Row]) {
        (self.rows(self.m - by), self.rows(self.m + by))
    }
}

pub(super) fn check_half_window(name: &'static str, half: Option<u32>) -> Result<(), Error> {
    let half = f64::from(half.unwrap_or(1));
    error::domain(name, half, (1.0..=1_048_576.0).contains(&half), "1 to 1048576")
}

pub(super) fn refuse_mask(keep: Option<&[bool]>) -> Result<(), Error> {
    match keep {
        Some(_) => Err(Error::Parameter {
            name: "mask",
            value: 1.0,
            domain: "none: this method looks at every sample of its windows",
        }),
        None => Ok(()),
    }
}

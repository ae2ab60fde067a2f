//! The cosine transform of n points by one complex transform of n/2, and the response in between.
//!
//! A DCT-II by a transform of half the length (Makhoul 1980): the even samples forwards and the odd ones backwards form
//! a real sequence, pairs of which are packed into complex numbers. What stands here is all that is around the complex
//! transform, for whoever computes that.

use super::fourier::Fourier;
use crate::ground::math;
use crate::measured::grid::Grid;
use core::ops::{Add, Mul, Sub};
use ramatch_kernels::Pack;
use std::vec::Vec;

/// A complex number, or eight of them.
#[derive(Clone, Copy)]
pub(super) struct Complex<P> {
    pub(super) re: P,
    pub(super) im: P,
}

impl<P: Pack> Complex<P> {
    #[inline(always)]
    fn conj(self) -> Self {
        Self { re: self.re, im: -self.im }
    }
    #[inline(always)]
    fn times(self, factor: P) -> Self {
        Self { re: self.re * factor, im: self.im * factor }
    }
    /// Times i.
    #[inline(always)]
    pub(super) fn turned(self) -> Self {
        Self { re: -self.im, im: self.re }
    }
}

macro_rules! operators {
    ($($trait:ident $method:ident |$a:ident, $b:ident| $made:expr;)*) => {$(
        impl<P: Pack> $trait for Complex<P> {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                let ($a, $b) = (self, other);
                $made
            }
        }
    )*};
}
operators! {
    Add add |a, b| Complex { re: a.re + b.re, im: a.im + b.im };
    Sub sub |a, b| Complex { re: a.re - b.re, im: a.im - b.im };
    Mul mul |a, b| Complex { re: a.re * b.re - a.im * b.im, im: a.re * b.im + a.im * b.re };
}

impl Complex<f64> {
    /// e^(−2πik/of)
    pub(super) fn root(k: usize, of: usize) -> Self {
        let (sin, cos) = math::sin_cos_pi(2 * k, of);
        Self { re: cos, im: -sin }
    }

    #[inline(always)]
    fn splat<P: Pack>(self) -> Complex<P> {
        Complex { re: P::splat(self.re), im: P::splat(self.im) }
    }
}

/// Which samples make the complex numbers: number j is made of the samples at `position(2 j)` and `position(2 j + 1)`.
#[inline(always)]
pub(super) fn position(n: usize, i: usize) -> usize {
    if i < n.div_ceil(2) { 2 * i } else { 2 * (n - 1 - i) + 1 }
}

/// The response of a low-pass on one grid, and the factors that take the packed frequencies apart.
#[derive(Clone)]
pub(super) struct Cosine {
    pub(super) fourier: Fourier,
    /// e^(−2πik/n), k = 0 … n/2
    unpack: Vec<Complex<f64>>,
    /// e^(−πik/2n), k = 0 … n/2
    shift: Vec<Complex<f64>>,
    /// H(k), k = 0 … n − 1
    pub(super) response: Vec<f64>,
}

impl Cosine {
    pub(super) fn new(fourier: Fourier, grid: Grid) -> Self {
        let n = grid.len;
        Self {
            fourier,
            unpack: (0..=n / 2).map(|k| Complex::root(k, n)).collect(),
            shift: (0..=n / 2).map(|k| Complex::root(k, 4 * n)).collect(),
            response: (0..n).map(|k| fourier.passes(grid, k)).collect(),
        }
    }

    /// Power and response at every frequency, if the spectrum decides about it.
    pub(super) fn reals_len(&self) -> usize {
        if self.fourier.is_adaptive() { 2 * self.response.len() } else { 0 }
    }

    /// The response to the packed frequencies that `at` yields, in lent memory if the spectrum decides about it.
    pub(super) fn gains<'a>(&'a self, reals: &'a mut [f64], at: impl Fn(usize) -> Complex<f64>) -> &'a [f64] {
        if !self.fourier.is_adaptive() {
            return &self.response;
        }
        let n = self.response.len();
        let half = n / 2;
        let (power, gains) = reals.split_at_mut(n);
        let gains = &mut gains[..n];
        for k in 0..=half {
            let w = self.shift[k] * unpack(at(k % half), at((half - k) % half), self.unpack[k]);
            power[k] = w.re * w.re;
            if k > 0 {
                power[n - k] = w.im * w.im;
            }
        }
        self.fourier.adapt(power, gains);
        gains
    }

    /// Applies the response to the packed frequencies `a` = number k and `b` = number n/2 − k.
    #[inline(always)]
    pub(super) fn filter<P: Pack>(
        &self,
        k: usize,
        a: Complex<P>,
        b: Complex<P>,
        gains: &[f64],
    ) -> (Complex<P>, Complex<P>) {
        let half = self.response.len() / 2;
        let (root_k, root_b) = (self.unpack[k].splat(), self.unpack[half - k].splat());
        let low = self.respond(k, unpack(a, b, root_k), gains);
        let high = self.respond(half - k, unpack(b, a, root_b), gains);
        (pack(low, high, root_k), pack(high, low, root_b))
    }

    /// Response for the DCT frequencies k and n − k, which are the real part and minus the imaginary part of
    /// the shifted transform.
    #[inline(always)]
    fn respond<P: Pack>(&self, k: usize, v: Complex<P>, gains: &[f64]) -> Complex<P> {
        let n = gains.len();
        let shift: Complex<P> = self.shift[k].splat();
        let w = shift * v;
        // The transforms there and back leave a factor of n / 2.
        let scale = P::splat(2.0 / n as f64);
        // k = 0 has no partner: its imaginary part is 0.
        let partner = if k == 0 { 0.0 } else { gains[n - k] };
        let answer = Complex { re: w.re * P::splat(gains[k]) * scale, im: w.im * P::splat(partner) * scale };
        answer * shift.conj()
    }
}

/// Frequency k of the real sequence from frequencies k and n/2 − k of the packed one.
#[inline(always)]
fn unpack<P: Pack>(a: Complex<P>, b: Complex<P>, root: Complex<P>) -> Complex<P> {
    let half = P::splat(0.5);
    let (even, odd) = ((a + b.conj()).times(half), (a - b.conj()).times(half));
    even - root.turned() * odd
}

/// The inverse of [`unpack`].
#[inline(always)]
fn pack<P: Pack>(a: Complex<P>, b: Complex<P>, root: Complex<P>) -> Complex<P> {
    let half = P::splat(0.5);
    let (even, odd) = ((a + b.conj()).times(half), (a - b.conj()).times(half));
    even + root.conj().turned() * odd
}

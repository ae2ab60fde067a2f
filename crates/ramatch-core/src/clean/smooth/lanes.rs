//! The FFT low-pass in vector lanes: our own complex transform, for one spectrum or for eight side by side.
//!
//! Its way there ends with the frequencies in the order in which the butterflies leave them (decimation in frequency,
//! radix 4), its way back begins with that order, so nothing is ever put in order. All is `f64` and the factors come
//! from `math`: the bits are the same on every platform, for one spectrum and for many.

use super::cosine::{Complex, Cosine, position};
use super::ends::EndLine;
use super::fourier::Fourier;
use crate::ground::error::Error;
use crate::ground::fit::{Fit, check_samples};
use crate::ground::layout::{Across, Along, Layout};
use crate::ground::rows::{RowError, Spectra};
use crate::ground::scratch::Scratch;
use crate::ground::scratch::{carve, carved_len};
use crate::measured::grid::Grid;
use ramatch_kernels::{LANES, Lanes, Pack, Row, Work, dispatch};
use std::vec::Vec;

/// Complex numbers of eight spectra that stay in the first-level cache.
const NEAR: usize = 128;

#[derive(Clone)]
pub(super) struct Plan {
    cosine: Cosine,
    transform: Transform,
}

impl Plan {
    /// Of a grid of a power of two points, at least 16: others are rustfft's.
    pub(super) fn new(fourier: Fourier, grid: Grid) -> Result<Self, Error> {
        Ok(Self { cosine: Cosine::new(fourier, grid), transform: Transform::new(grid.len / 2) })
    }

    pub(super) fn reals_len(&self) -> usize {
        self.cosine.reals_len() + carved_len(2, self.transform.len.div_ceil(LANES))
    }

    /// Eight spectra as lines and in lanes.
    pub(super) fn many_reals_len(&self) -> usize {
        let n = 2 * self.transform.len;
        carved_len(2, self.transform.len) + LANES * n
    }

    /// Whether eight can go side by side: not if each has a response of its own.
    pub(super) fn takes_many(&self) -> bool {
        !self.cosine.fourier.is_adaptive()
    }

    pub(super) fn run(&self, y: &mut [f64], scratch: Scratch<'_>) -> Result<f64, Error> {
        let (n, half) = (y.len(), self.transform.len);
        let short = Error::Length { what: "scratch", expected: self.reals_len(), got: scratch.reals.len() };
        let ([re, im], reals) = carve(scratch.reals, half.div_ceil(LANES)).ok_or(short)?;
        let (res, ims) = (&mut re.as_flattened_mut()[..half], &mut im.as_flattened_mut()[..half]);
        for (j, (re, im)) in res.iter_mut().zip(ims).enumerate() {
            (*re, *im) = (y[position(n, 2 * j)], y[position(n, 2 * j + 1)]);
        }
        dispatch(There { plan: self, re, im });
        let at = |k: usize| {
            let place = self.transform.order[k];
            Complex { re: re.as_flattened()[place], im: im.as_flattened()[place] }
        };
        let gains = self.cosine.gains(reals, at);
        dispatch(Back { plan: self, re, im, gains });
        for (j, (re, im)) in re.as_flattened()[..half].iter().zip(im.as_flattened()).enumerate() {
            (y[position(n, 2 * j)], y[position(n, 2 * j + 1)]) = (*re, *im);
        }
        Ok(gains.iter().sum())
    }

    /// Smooths whole grids, eight side by side.
    pub(super) fn run_many(&self, spectra: &mut dyn Spectra, scratch: &mut [f64]) -> Result<(), RowError> {
        let (half, got) = (self.transform.len, scratch.len());
        let n = 2 * half;
        let short = Error::Length { what: "scratch", expected: self.many_reals_len(), got };
        let short = RowError { row: 0, error: short };
        let ([re, im], rest) = carve(scratch, half).ok_or(short)?;
        let lines = rest.get_mut(..LANES * n).ok_or(short)?;
        for first in (0..spectra.count()).step_by(LANES) {
            let count = LANES.min(spectra.count() - first);
            let mut ends = [EndLine { start: 0.0, slope: 0.0 }; LANES];
            for (i, (line, end)) in lines.chunks_exact_mut(n).zip(&mut ends).enumerate() {
                if i >= count {
                    line.fill(0.0);
                    continue;
                }
                spectra.load(first + i, line);
                check_samples(line).map_err(|error| RowError { row: first + i, error })?;
                *end = EndLine::through(line);
            }
            dispatch(Eight { plan: self, ends: &ends, lines, re, im });
            for (i, line) in lines.chunks_exact(n).take(count).enumerate() {
                spectra.store(first + i, line, Fit::DIRECT);
            }
        }
        Ok(())
    }
}

/// One spectrum into frequencies.
struct There<'a> {
    plan: &'a Plan,
    re: &'a mut [Row],
    im: &'a mut [Row],
}

impl Work for There<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Lanes>(self) {
        self.plan.transform.there::<Along<V>>(self.re, self.im);
    }
}

/// One spectrum's frequencies times the response, and back.
struct Back<'a> {
    plan: &'a Plan,
    re: &'a mut [Row],
    im: &'a mut [Row],
    gains: &'a [f64],
}

impl Work for Back<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Lanes>(self) {
        let Self { plan, re, im, gains } = self;
        plan.filter::<Along<V>>(re, im, gains);
        plan.transform.back::<Along<V>>(re, im);
    }
}

/// Eight spectra into frequencies, times the response, and back.
struct Eight<'a> {
    plan: &'a Plan,
    ends: &'a [EndLine; LANES],
    lines: &'a mut [f64],
    re: &'a mut [Row],
    im: &'a mut [Row],
}

/// Rows t of four arrays: samples 4 t, 4 t + 1, 4 t + 2 and 4 t + 3 of every line, where [`position`] puts them.
macro_rules! four_samples {
    ($re:ident, $im:ident, $t:expr) => {{
        let (t, from_end) = ($t, $re.0.len() - 1 - $t);
        [&mut $re.0[t], &mut $im.1[from_end], &mut $im.0[t], &mut $re.1[from_end]]
    }};
}

impl Work for Eight<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Lanes>(self) {
        let Self { plan, ends, lines, re, im } = self;
        let half = plan.transform.len;
        let n = 2 * half;
        let (re, im) = (&mut re[..half], &mut im[..half]);
        let lane = V::load(&[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]);
        let (re_halves, im_halves) = (re.split_at_mut(half / 2), im.split_at_mut(half / 2));
        for eight in 0..n / LANES {
            let places = V::splat((eight * LANES) as f64) + lane;
            let mut rows = [V::zero(); LANES];
            for (k, row) in rows.iter_mut().enumerate() {
                if let Some(chunk) = lines[k * n + eight * LANES..].first_chunk() {
                    *row = V::load(chunk) - ends[k].in_lanes(places);
                }
            }
            let samples = V::transposed(rows);
            for (four, t) in [2 * eight, 2 * eight + 1].into_iter().enumerate() {
                for (i, row) in four_samples!(re_halves, im_halves, t).into_iter().enumerate() {
                    samples[4 * four + i].store(row);
                }
            }
        }
        plan.transform.there::<Across<V>>(re, im);
        plan.filter::<Across<V>>(re, im, &plan.cosine.response);
        plan.transform.back::<Across<V>>(re, im);
        let (re_halves, im_halves) = (re.split_at_mut(half / 2), im.split_at_mut(half / 2));
        for eight in 0..n / LANES {
            let places = V::splat((eight * LANES) as f64) + lane;
            let mut samples = [V::zero(); LANES];
            for (four, t) in [2 * eight, 2 * eight + 1].into_iter().enumerate() {
                for (i, row) in four_samples!(re_halves, im_halves, t).into_iter().enumerate() {
                    samples[4 * four + i] = V::load(row);
                }
            }
            for (k, row) in V::transposed(samples).into_iter().enumerate() {
                if let Some(chunk) = lines[k * n + eight * LANES..].first_chunk_mut() {
                    (row + ends[k].in_lanes(places)).store(chunk);
                }
            }
        }
    }
}

impl Plan {
    #[inline(always)]
    fn filter<L: Layout>(&self, re: &mut [Row], im: &mut [Row], gains: &[f64]) {
        let half = self.transform.len;
        let (re, im) = (L::cells_mut(re, half), L::cells_mut(im, half));
        let order = &self.transform.order[..half];
        for k in 0..=half / 2 {
            let (place_a, place_b) = (order[k], order[(half - k) % half]);
            let a = Complex { re: L::number(re[place_a]), im: L::number(im[place_a]) };
            let b = Complex { re: L::number(re[place_b]), im: L::number(im[place_b]) };
            let (a, b) = self.cosine.filter(k, a, b, gains);
            (re[place_b], im[place_b]) = (L::cell(b.re), L::cell(b.im));
            (re[place_a], im[place_a]) = (L::cell(a.re), L::cell(a.im));
        }
    }
}

/// A complex transform of a power of two.
#[derive(Clone)]
struct Transform {
    len: usize,
    /// For each pass, from the longest blocks to those of 8 or more: cosines and sines of one, two, three times the angle, a
    /// quarter of a block each.
    factors: Vec<f64>,
    /// Where frequency k ends up.
    order: Vec<usize>,
}

impl Transform {
    fn new(len: usize) -> Self {
        let mut factors = Vec::new();
        let mut block = len;
        while block > 4 {
            for times in 1..=3 {
                factors.extend((0..block / 4).map(|j| Complex::root(times * j, block).re));
                factors.extend((0..block / 4).map(|j| Complex::root(times * j, block).im));
            }
            block /= 4;
        }
        let order = (0..len)
            .map(|mut k| {
                let (mut place, mut block) = (0, len);
                while block >= 4 {
                    place += (k % 4) * (block / 4);
                    (k, block) = (k / 4, block / 4);
                }
                place + k
            })
            .collect();
        Self { len, factors, order }
    }

    /// `X(k) = Σ x(j) e^(−2πijk/len)`, in the order of `order`.
    #[inline(always)]
    fn there<L: Layout>(&self, re: &mut [Row], im: &mut [Row]) {
        let (re, im) = (L::cells_mut(re, self.len), L::cells_mut(im, self.len));
        let (mut block, mut factors) = (self.len, &self.factors[..]);
        // Long blocks all at once, then short ones one after the other, each to its end while it is in the cache.
        while block > NEAR {
            let own;
            (own, factors) = factors.split_at(6 * (block / 4));
            for (re, im) in re.chunks_exact_mut(block).zip(im.chunks_exact_mut(block)) {
                split::<L>(re, im, own);
            }
            block /= 4;
        }
        for (re, im) in re.chunks_exact_mut(block).zip(im.chunks_exact_mut(block)) {
            let (mut block, mut factors) = (block, factors);
            while block > 4 {
                let own;
                (own, factors) = factors.split_at(6 * (block / 4));
                for (re, im) in re.chunks_exact_mut(block).zip(im.chunks_exact_mut(block)) {
                    split::<L>(re, im, own);
                }
                block /= 4;
            }
            last::<L>(re, im, block, false);
        }
    }

    /// The sum with e^(+2πijk/len), from the order of `order`.
    #[inline(always)]
    fn back<L: Layout>(&self, re: &mut [Row], im: &mut [Row]) {
        let (re, im) = (L::cells_mut(re, self.len), L::cells_mut(im, self.len));
        let mut near = self.len;
        while near > NEAR {
            near /= 4;
        }
        let mut shortest = near;
        while shortest > 4 {
            shortest /= 4;
        }
        let mut rest = self.factors.len();
        for (re, im) in re.chunks_exact_mut(near).zip(im.chunks_exact_mut(near)) {
            last::<L>(re, im, shortest, true);
            let mut block = 4 * shortest;
            rest = self.factors.len();
            while block <= near {
                let own = &self.factors[rest - 6 * (block / 4)..rest];
                for (re, im) in re.chunks_exact_mut(block).zip(im.chunks_exact_mut(block)) {
                    join::<L>(re, im, own);
                }
                rest -= own.len();
                block *= 4;
            }
        }
        let mut block = 4 * near;
        while block <= self.len {
            let own = &self.factors[rest - 6 * (block / 4)..rest];
            for (re, im) in re.chunks_exact_mut(block).zip(im.chunks_exact_mut(block)) {
                join::<L>(re, im, own);
            }
            rest -= own.len();
            block *= 4;
        }
    }
}

/// The four quarters of a block.
macro_rules! quarters {
    ($cells:expr) => {{
        let cells = $cells;
        let quarter = cells.len() / 4;
        let (a, rest) = cells.split_at_mut(quarter);
        let (b, rest) = rest.split_at_mut(quarter);
        let (c, d) = rest.split_at_mut(quarter);
        (a, b, c, &mut d[..quarter])
    }};
}

/// Number j of each quarter, and its three factors.
macro_rules! every_four {
    ($re:expr, $im:expr, $factors:expr, |$x:ident, $w:ident| $made:expr) => {{
        let (re_0, re_1, re_2, re_3) = quarters!($re);
        let (im_0, im_1, im_2, im_3) = quarters!($im);
        let quarter = re_0.len();
        let (im_0, im_1, im_2, im_3) =
            (&mut im_0[..quarter], &mut im_1[..quarter], &mut im_2[..quarter], &mut im_3[..quarter]);
        let (re_1, re_2, re_3) = (&mut re_1[..quarter], &mut re_2[..quarter], &mut re_3[..quarter]);
        let factors = $factors;
        let factor = |i: usize| &factors[i * quarter..(i + 1) * quarter];
        let (c_1, s_1, c_2, s_2, c_3, s_3) =
            (factor(0), factor(1), factor(2), factor(3), factor(4), factor(5));
        for j in 0..quarter {
            let $x = [
                Complex { re: L::number(re_0[j]), im: L::number(im_0[j]) },
                Complex { re: L::number(re_1[j]), im: L::number(im_1[j]) },
                Complex { re: L::number(re_2[j]), im: L::number(im_2[j]) },
                Complex { re: L::number(re_3[j]), im: L::number(im_3[j]) },
            ];
            let $w = [(c_1[j], s_1[j]), (c_2[j], s_2[j]), (c_3[j], s_3[j])];
            let [a, b, c, d] = $made;
            (re_0[j], im_0[j]) = (L::cell(a.re), L::cell(a.im));
            (re_1[j], im_1[j]) = (L::cell(b.re), L::cell(b.im));
            (re_2[j], im_2[j]) = (L::cell(c.re), L::cell(c.im));
            (re_3[j], im_3[j]) = (L::cell(d.re), L::cell(d.im));
        }
    }};
}

/// One transform into four of a quarter.
#[inline(always)]
fn split<L: Layout>(re: &mut [L::Cell], im: &mut [L::Cell], factors: &[f64]) {
    every_four!(re, im, factors, |x, w| {
        let [a, b, c, d] = four(x, false);
        [a, turn(b, w[0]), turn(c, w[1]), turn(d, w[2])]
    });
}

/// The inverse of [`split`], up to a factor of 4.
#[inline(always)]
fn join<L: Layout>(re: &mut [L::Cell], im: &mut [L::Cell], factors: &[f64]) {
    every_four!(re, im, factors, |x, w| {
        let [a, b, c, d] = x;
        four([a, turn_back(b, w[0]), turn_back(c, w[1]), turn_back(d, w[2])], true)
    });
}

/// Blocks of four or two, where no factor is needed.
#[inline(always)]
fn last<L: Layout>(re: &mut [L::Cell], im: &mut [L::Cell], block: usize, back: bool) {
    macro_rules! at {
        ($re:expr, $im:expr, $i:expr) => {
            Complex { re: L::number($re[$i]), im: L::number($im[$i]) }
        };
    }
    if block == 4 {
        for (re, im) in re.as_chunks_mut::<4>().0.iter_mut().zip(im.as_chunks_mut::<4>().0) {
            let made = four([at!(re, im, 0), at!(re, im, 1), at!(re, im, 2), at!(re, im, 3)], back);
            for (i, made) in made.into_iter().enumerate() {
                (re[i], im[i]) = (L::cell(made.re), L::cell(made.im));
            }
        }
    }
    if block == 2 {
        for (re, im) in re.as_chunks_mut::<2>().0.iter_mut().zip(im.as_chunks_mut::<2>().0) {
            let (a, b) = (at!(re, im, 0), at!(re, im, 1));
            (re[0], im[0]) = (L::cell(a.re + b.re), L::cell(a.im + b.im));
            (re[1], im[1]) = (L::cell(a.re - b.re), L::cell(a.im - b.im));
        }
    }
}

/// The transform of four numbers, or the one back.
#[inline(always)]
fn four<P: Pack>(x: [Complex<P>; 4], back: bool) -> [Complex<P>; 4] {
    let [a, b, c, d] = x;
    let (even, odd) = (a + c, b + d);
    let (even_off, odd_off) = (a - c, b - d);
    let turned = odd_off.turned();
    let (minus, plus) = (even_off - turned, even_off + turned);
    let (second, fourth) = if back { (plus, minus) } else { (minus, plus) };
    [even + odd, second, even - odd, fourth]
}

/// `x · (cos + i sin)`
#[inline(always)]
fn turn<P: Pack>(x: Complex<P>, (cos, sin): (f64, f64)) -> Complex<P> {
    let (cos, sin) = (P::splat(cos), P::splat(sin));
    Complex { re: (-x.im).mul_add(sin, x.re * cos), im: x.im.mul_add(cos, x.re * sin) }
}

/// `x · (cos − i sin)`
#[inline(always)]
fn turn_back<P: Pack>(x: Complex<P>, (cos, sin): (f64, f64)) -> Complex<P> {
    let (cos, sin) = (P::splat(cos), P::splat(sin));
    Complex { re: x.im.mul_add(sin, x.re * cos), im: (-x.re).mul_add(sin, x.im * cos) }
}

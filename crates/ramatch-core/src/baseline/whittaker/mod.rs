//! What the penalised baselines share: the system they solve, and the loop around it.
//!
//! A method is a [`Penalised`]: how its weights follow from the residuals, and what its rows are scaled by. It is
//! written once; the loop runs it for one spectrum laid along the lanes and for eight laid across them.

mod layout;
mod run;
mod solve;

pub(crate) use layout::{Across, Along, Layout};

use super::{Fit, RowError, Spectra};
use crate::{Error, error};
use ramatch_kernels::{Lanes, Pack, Row, dispatch};

/// λ, tolerance and cap: what every method of the family has.
#[derive(Clone, Copy)]
pub(crate) struct Loop {
    pub(crate) lambda: f64,
    pub(crate) tol: f64,
    pub(crate) max_iter: u32,
}

/// What a method answers when asked for new weights.
pub(crate) struct Next {
    /// Relative change, by lane.
    pub(crate) change: Lanes,
    /// Above 0 where no sensible weights exist any more: the last baseline stands.
    pub(crate) stop: Lanes,
}

impl Next {
    /// Weights have changed by so much.
    #[inline(always)]
    pub(crate) fn changed(change: Lanes) -> Self {
        Self { change, stop: Lanes::ZERO }
    }
}

/// A penalised baseline: `(W + λ S D₂ᵀD₂ + λ₁ D₁ᵀD₁) z = W y`, solved again and again with new weights.
pub(crate) trait Penalised: Copy {
    /// Whether it keeps a second array of weights.
    const ALPHA: bool = false;
    /// Whether `λ₁ D₁ᵀD₁ y` is added to the right side.
    const FIRST_OF_DATA: bool = false;

    /// λ, tolerance, cap.
    fn settings(&self) -> Loop;

    /// Refuses other parameters outside their domain.
    fn check_own(&self) -> Result<(), Error> {
        Ok(())
    }

    /// λ₁.
    #[inline(always)]
    fn first(&self) -> f64 {
        0.0
    }

    /// The factor S of a row's penalty.
    #[inline(always)]
    fn scale<P: Pack>(&self, _w: P, _alpha: P) -> P {
        P::splat(1.0)
    }

    /// The diagonal entry of W.
    #[inline(always)]
    fn weight<P: Pack>(&self, w: P) -> P {
        w
    }

    /// Sets the first weights; yields two numbers of the spectrum that the reweighting wants to know.
    ///
    /// `y` is without its mean.
    fn prepare(&self, _y: &[f64], _mean: f64, w: &mut [f64]) -> [f64; 2] {
        w.fill(1.0);
        [0.0; 2]
    }

    /// Replaces the weights. `iteration` counts from 1.
    fn reweight<L: Layout>(&self, view: View<'_>, iteration: Lanes, known: [Lanes; 2]) -> Next;
}

/// What a reweighting sees, `[rows]` each.
pub(crate) struct View<'a> {
    y: &'a [Row],
    z: &'a [Row],
    w: &'a mut [Row],
    alpha: &'a mut [Row],
    keep: &'a [Row],
}

impl View<'_> {
    /// Sums over the samples what `of` makes of each residual y − z.
    #[inline(always)]
    pub(crate) fn sum<L: Layout, const S: usize>(&self, of: impl Fn(Lanes) -> [Lanes; S]) -> [Lanes; S] {
        let (y, z) = (self.y, &self.z[..self.y.len()]);
        let keep = if L::SPECTRA == 1 { &self.keep[..y.len()] } else { y };
        L::sum(y.len(), |row| {
            let terms = of(Lanes(y[row]) - Lanes(z[row]));
            if L::SPECTRA == 1 { terms.map(|term| kept(keep[row], term)) } else { terms }
        })
    }

    /// Replaces every weight by what `of` makes of its residual; yields ‖new − old‖ / ‖old‖.
    #[inline(always)]
    pub(crate) fn replace<L: Layout>(&mut self, of: impl Fn(Lanes) -> Lanes) -> Lanes {
        let (y, z) = (self.y, &self.z[..self.y.len()]);
        let w = &mut self.w[..y.len()];
        let keep = if L::SPECTRA == 1 { &self.keep[..y.len()] } else { y };
        let [moved, old] = L::sum(y.len(), |row| {
            let new = of(Lanes(y[row]) - Lanes(z[row]));
            let new = if L::SPECTRA == 1 { kept(keep[row], new) } else { new };
            let old = Lanes(w[row]);
            w[row] = new.0;
            let change = new - old;
            [change * change, old * old]
        });
        moved.sqrt() / old.sqrt().max(Lanes::splat(f64::MIN_POSITIVE))
    }

    /// Replaces every α by |y − z| / max |y − z|.
    #[inline(always)]
    pub(crate) fn replace_alpha<L: Layout>(&mut self) {
        let (y, z) = (self.y, &self.z[..self.y.len()]);
        let alpha = &mut self.alpha[..y.len()];
        let largest = L::largest(y.len(), |row| {
            let size = (Lanes(y[row]) - Lanes(z[row])).abs();
            if L::SPECTRA == 1 { kept(self.keep[row], size) } else { size }
        });
        let largest = largest.max(Lanes::splat(f64::MIN_POSITIVE));
        for (alpha, (y, z)) in alpha.iter_mut().zip(y.iter().zip(z)) {
            *alpha = ((Lanes(*y) - Lanes(*z)).abs() / largest).0;
        }
    }

    /// The residuals below the baseline: how many, their mean and standard deviation (n − 1).
    ///
    /// Where they are all alike the deviation is the smallest positive number, as in pybaselines.
    #[inline(always)]
    pub(crate) fn below<L: Layout>(&self) -> Below {
        let (zero, one) = (Lanes::ZERO, Lanes::ONE);
        let [count, sum] = self.sum::<L, 2>(|r| [zero.above(r, one, zero), r.min(zero)]);
        let mean = sum / count;
        let [squares] = self.sum::<L, 1>(|r| {
            let deviation = r - mean;
            [zero.above(r, deviation * deviation, zero)]
        });
        let sd = (squares / (count - one)).sqrt().max(Lanes::splat(f64::MIN_POSITIVE));
        Below { mean, sd, too_few: Lanes::splat(2.0).above(count, one, zero) }
    }
}

/// What [`View::below`] finds.
pub(crate) struct Below {
    pub(crate) mean: Lanes,
    pub(crate) sd: Lanes,
    /// 1 where there are fewer than two.
    pub(crate) too_few: Lanes,
}

#[inline(always)]
fn kept(keep: Row, value: Lanes) -> Lanes {
    Lanes(keep).above(Lanes::ZERO, value, Lanes::ZERO)
}

impl Loop {
    pub(crate) fn check(self) -> Result<(), Error> {
        let Self { lambda, tol, max_iter } = self;
        error::domain("lambda", lambda, lambda > 0.0 && lambda <= 1e15, "above 0, at most 1e15")?;
        error::domain("tol", tol, (0.0..1.0).contains(&tol), "at least 0, below 1")?;
        error::domain("max_iter", f64::from(max_iter), max_iter <= 10_000, "at most 10000")
    }
}

pub(crate) const fn one_scratch_len<M: Penalised>(n: usize) -> usize {
    run::one_scratch_len(M::ALPHA, n)
}

pub(crate) const fn many_scratch_len<M: Penalised>(n: usize) -> usize {
    run::many_scratch_len(M::ALPHA, n)
}

/// Fits one spectrum.
pub(crate) fn fit<M: Penalised>(
    method: &M,
    y: &[f64],
    keep: Option<&[bool]>,
    baseline: &mut [f64],
    scratch: &mut [f64],
) -> Result<Fit, Error> {
    dispatch(run::One { method, y, keep, baseline, scratch })
}

/// Fits many spectra, eight at a time.
pub(crate) fn fit_many<M: Penalised>(
    method: &M,
    n: usize,
    spectra: &mut dyn Spectra,
    scratch: &mut [f64],
) -> Result<(), RowError> {
    dispatch(run::Many { method, n, spectra, scratch })
}

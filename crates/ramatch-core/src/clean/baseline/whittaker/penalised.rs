//! What the penalised baselines share.
//!
//! A method is a [`Penalised`]: how its weights follow from the residuals, and what its rows are scaled by. It is
//! written once; the loop runs it for one spectrum laid along the lanes and for eight laid across them.

use crate::ground::error::{self, Error};
use crate::ground::layout::{Layout, Sums};
use ramatch_kernels::{LANES, Lanes, Pack, Row};

/// What counts.
#[derive(Clone, Copy)]
pub(crate) enum Weights<'a> {
    /// Every sample, as much as the method says.
    All,
    /// The samples where it is true, as much as the method says.
    Mask(&'a [bool]),
    /// Every sample by a weight, 0 and above, for methods that do not reweight.
    Given(&'a [f64]),
}

impl<'a> Weights<'a> {
    pub(crate) fn of(mask: Option<&'a [bool]>) -> Self {
        mask.map_or(Weights::All, Weights::Mask)
    }
}

/// One solve with the weights as they are: Whittaker's smoother.
#[derive(Clone, Copy)]
pub(crate) struct Once {
    pub(crate) lambda: f64,
}

impl Penalised for Once {
    fn settings(&self) -> Loop {
        Loop { lambda: self.lambda, tol: 0.0, max_iter: 0 }
    }

    #[inline(always)]
    fn reweight<V: Lanes>(&self, _residual: V, _terms: [V; 2]) -> V {
        V::one()
    }
}

/// λ, tolerance and cap: what every method of the family has.
#[derive(Clone, Copy)]
pub(crate) struct Loop {
    pub(crate) lambda: f64,
    pub(crate) tol: f64,
    pub(crate) max_iter: u32,
}

/// How a reweighting went, by lane.
pub(super) struct Next {
    /// Relative change.
    pub(super) change: Row,
    /// Above 0 where the last baseline stands.
    pub(super) stop: Row,
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

    /// Whether the first weights are its own; 1 everywhere otherwise.
    const FIRST_WEIGHTS: bool = false;

    /// Sets the first weights, if they are its own; yields two numbers of the spectrum that the reweighting wants to know.
    ///
    /// `y` is without its mean.
    fn prepare(&self, _y: &[f64], _mean: f64, _w: &mut [f64]) -> [f64; 2] {
        [0.0; 2]
    }

    /// What the new weights depend on besides their residuals, from the residuals r = y − z as a whole.
    #[inline(always)]
    fn survey<L: Layout>(
        &self,
        _view: &View<'_>,
        _iteration: L::Vector,
        _known: [L::Vector; 2],
    ) -> Survey<L::Vector> {
        let zero = L::Vector::zero();
        Survey { terms: [zero; 2], change: None, stop: zero }
    }

    /// The new weight of a residual.
    fn reweight<V: Lanes>(&self, residual: V, terms: [V; 2]) -> V;
}

/// What [`Penalised::survey`] finds.
pub(crate) struct Survey<V> {
    /// For [`Penalised::reweight`].
    pub(crate) terms: [V; 2],
    /// The change that decides about convergence, where it is not that of the weights.
    pub(crate) change: Option<V>,
    /// Above 0 where no sensible weights exist any more: the last baseline stands.
    pub(crate) stop: V,
}

/// Does `$do` for every row. Where eight spectra lie side by side it goes in groups of eight with the place in the group a constant: then
/// eight partial sums stay in registers. Of one spectrum the lanes are the partial sums, and one copy of the work is enough.
macro_rules! every_row {
    ($layout:ident, $rows:expr, |$row:ident, $place:ident| $do:block) => {{
        let rows = $rows;
        let whole = if $layout::SPECTRA == 1 { 0 } else { rows - rows % LANES };
        let mut first = 0;
        macro_rules! one {
            ($at:literal) => {{
                let ($row, $place) = (first + $at, $at);
                $do
            }};
        }
        while first < whole {
            one!(0);
            one!(1);
            one!(2);
            one!(3);
            one!(4);
            one!(5);
            one!(6);
            one!(7);
            first += LANES;
        }
        for $row in whole..rows {
            let $place = $row % LANES;
            $do
        }
    }};
}

/// What a reweighting sees, `[rows]` each.
pub(crate) struct View<'a> {
    pub(super) y: &'a [Row],
    pub(super) z: &'a [Row],
    pub(super) w: &'a mut [Row],
    pub(super) alpha: &'a mut [Row],
    /// Of one spectrum only.
    pub(super) keep: &'a [Row],
}

impl View<'_> {
    /// The residual of a row, 0 where it does not count.
    #[inline(always)]
    fn residual<L: Layout>(&self, row: usize) -> L::Vector {
        let residual = L::Vector::load(&self.y[row]) - L::Vector::load(&self.z[row]);
        if L::SPECTRA == 1 { kept(&self.keep[row], residual) } else { residual }
    }

    /// How many residuals lie below the baseline, and their sum.
    #[inline(always)]
    pub(crate) fn below<L: Layout>(&self) -> [L::Vector; 2] {
        let (zero, one) = (L::Vector::zero(), L::Vector::one());
        let mut sums = L::Sums::<2>::new();
        every_row!(L, self.y.len(), |row, place| {
            let r = self.residual::<L>(row);
            sums.add(place, [zero.above(r, one, zero), r.min(zero)]);
        });
        sums.total()
    }

    /// Mean and standard deviation (n − 1) of the residuals below the baseline, and 1 where there are fewer than two.
    ///
    /// Where they are all alike the deviation is the smallest positive number, as in pybaselines.
    #[inline(always)]
    pub(crate) fn spread<L: Layout>(&self) -> Spread<L::Vector> {
        let (zero, one) = (L::Vector::zero(), L::Vector::one());
        let mut sums = L::Sums::<3>::new();
        every_row!(L, self.y.len(), |row, place| {
            let r = self.residual::<L>(row).min(zero);
            sums.add(place, [zero.above(r, one, zero), r, r * r]);
        });
        let [count, sum, squares] = sums.total();
        let mean = sum / count;
        // Half of a bell: its mean is about as large as its deviation, so hardly a digit is lost.
        let squares = (-sum).mul_add(mean, squares).max(zero);
        let sd = (squares / (count - one)).sqrt().max(L::Vector::splat(f64::MIN_POSITIVE));
        Spread { mean, sd, too_few: L::Vector::splat(2.0).above(count, one, zero) }
    }

    /// Replaces the weights; yields ‖new − old‖ / ‖old‖.
    #[inline(always)]
    fn replace<L: Layout, M: Penalised>(&mut self, method: &M, terms: [L::Vector; 2]) -> L::Vector {
        let mut sums = L::Sums::<2>::new();
        every_row!(L, self.y.len(), |row, place| {
            let residual = L::Vector::load(&self.y[row]) - L::Vector::load(&self.z[row]);
            let new = method.reweight(residual, terms);
            let new = if L::SPECTRA == 1 { kept(&self.keep[row], new) } else { new };
            let old = L::Vector::load(&self.w[row]);
            new.store(&mut self.w[row]);
            let change = new - old;
            sums.add(place, [change * change, old * old]);
        });
        let [moved, old] = sums.total();
        moved.sqrt() / old.sqrt().max(L::Vector::splat(f64::MIN_POSITIVE))
    }

    /// Replaces every α by |y − z| / max |y − z|.
    #[inline(always)]
    fn replace_alpha<L: Layout>(&mut self) {
        let mut largest = L::Vector::splat(f64::MIN_POSITIVE);
        for row in 0..self.y.len() {
            largest = self.residual::<L>(row).abs().max(largest);
        }
        let largest = L::across(largest);
        for row in 0..self.y.len() {
            (self.residual::<L>(row).abs() / largest).store(&mut self.alpha[row]);
        }
    }

    /// Asks the method for new weights, and puts them in.
    #[inline(always)]
    pub(super) fn update<L: Layout, M: Penalised>(
        &mut self,
        method: &M,
        iteration: &Row,
        known: &[Row; 2],
    ) -> Next {
        let rows = self.y.len();
        // All of one length: the loops need no checks.
        let Self { y, z, w, alpha, keep } = self;
        let keep = if L::SPECTRA == 1 { &keep[..rows] } else { &keep[..0] };
        let alpha = if M::ALPHA { &mut alpha[..rows] } else { &mut alpha[..0] };
        let mut view = View { y, z: &z[..rows], w: &mut w[..rows], alpha, keep };
        let iteration = L::Vector::load(iteration);
        let known = [L::Vector::load(&known[0]), L::Vector::load(&known[1])];
        let survey = method.survey::<L>(&view, iteration, known);
        let change = view.replace::<L, M>(method, survey.terms);
        if M::ALPHA {
            view.replace_alpha::<L>();
        }
        Next { change: survey.change.unwrap_or(change).row(), stop: survey.stop.row() }
    }
}

/// What [`View::spread`] finds.
pub(crate) struct Spread<V> {
    pub(crate) mean: V,
    pub(crate) sd: V,
    /// 1 where there are fewer than two.
    pub(crate) too_few: V,
}

impl<V: Lanes> Spread<V> {
    /// Weights that step down around `2 s⁻ − μ⁻`, with a slope of `factor / s⁻` there; none where there are fewer than two.
    #[inline(always)]
    pub(crate) fn steps(self, factor: V) -> Survey<V> {
        let terms = [factor / self.sd, V::splat(2.0) * self.sd - self.mean];
        Survey { terms, change: None, stop: self.too_few }
    }
}

#[inline(always)]
fn kept<V: Lanes>(keep: &Row, value: V) -> V {
    V::load(keep).above(V::zero(), value, V::zero())
}

impl Loop {
    pub(crate) fn check(self) -> Result<(), Error> {
        let Self { lambda, tol, max_iter } = self;
        error::domain("lambda", lambda, lambda > 0.0 && lambda <= 1e15, "above 0, at most 1e15")?;
        error::domain("tol", tol, (0.0..1.0).contains(&tol), "at least 0, below 1")?;
        error::domain("max_iter", f64::from(max_iter), max_iter <= 10_000, "at most 10000")
    }
}

//! A query made ready for a sketch.

use crate::library::sketch::{Bounds, Energy, Sketch};
use ramatch_core::{Interval, LibraryRef, Prepared};

/// How much a bound over whole rows grows by norms that are taken over an intersection.
#[derive(Clone, Copy)]
pub(super) struct Class {
    /// The query's part.
    factor: f64,
    /// The most that both parts can be; 0 where there is never a score.
    pub(super) most: f64,
    /// Where the intersection is not the row's whole interval: what of a row's energy lies in it, and the least with a score.
    cut: Option<(Energy, f64)>,
}

/// A query made ready for a sketch.
pub(super) struct Ready {
    pub(super) bounds: Bounds,
    pub(super) classes: Vec<Class>,
}

/// Parts of a query's energy above this are known to one in 10⁶: a difference of sums of up to 65,536 squares, of 2⁻⁵³ each.
pub(super) const CERTAIN: f64 = 1e-5;

/// Σ sample² of a query up to every grid point, from 0 on; what lies outside of its interval does not count.
pub(super) fn squares(query: &Prepared<'_>) -> Vec<f64> {
    let (own, samples) = (query.interval(), query.samples());
    let mut squares = vec![0.0; samples.len() + 1];
    let mut sum = 0.0;
    for (square, &sample) in squares[own.lo + 1..=own.hi].iter_mut().zip(own.of(samples)) {
        sum += f64::from(sample) * f64::from(sample);
        *square = sum;
    }
    squares[own.hi + 1..].fill(sum);
    squares
}

impl Ready {
    /// None for a query that scores nothing anyway.
    pub(super) fn new(sketch: &Sketch, view: &LibraryRef<'_>, query: &Prepared<'_>) -> Option<Self> {
        let (grid, own) = (view.grid(), query.interval());
        let limits = view.recipe().overlap_limits();
        let squares = squares(query);
        let whole = squares[grid.len];
        if whole <= 0.0 {
            return None;
        }
        let class = |&interval: &Interval| {
            let over = own.intersection(interval);
            if over.is_empty() || over.len() as f64 * grid.step_cm1 < limits.min_cm1 {
                return Class { factor: 0.0, most: 0.0, cut: None };
            }
            let part = (squares[over.hi] - squares[over.lo]) / whole;
            let factor = if part > CERTAIN { (1.0 / part).sqrt() * (1.0 + 1e-6) } else { f64::INFINITY };
            // Below `min_energy` there is no score.
            let least = sketch.least_energy(interval, over).max(limits.min_energy - 1e-9);
            let cut = (over != interval).then(|| (Energy::inside(grid.len, over), least));
            let most = if cut.is_some() { factor / least.sqrt() } else { factor };
            Class { factor, most, cut }
        };
        let classes = sketch.intervals.iter().map(class).collect();
        let mut squares = squares;
        squares.iter_mut().for_each(|square| *square /= whole);
        Some(Self { bounds: Bounds::new(&squares), classes })
    }

    /// The least product of unit vectors with which a row of this class can reach `score`.
    fn needed(score: f64, most: f64) -> f64 {
        // Norms over a part are at most those over all, so a product grows in magnitude.
        if score > 0.0 { score / most } else { score }
    }

    /// The least sum of a short row that reaches `score`, whatever its class; none where no class has scores.
    pub(super) fn least(&self, score: f64) -> Option<u16> {
        let with_score = self.classes.iter().filter(|class| class.most > 0.0);
        with_score.map(|class| self.bounds.least(Self::needed(score, class.most))).min()
    }
}

impl Class {
    /// The most that a row of this class can score, by the bound of its product with the query: both of norm 1, so that it
    /// is not below 0.
    pub(super) fn bound(&self, product: f64, energy: impl Fn(Energy) -> f64) -> f64 {
        match self.cut {
            Some((parts, least)) => product * self.factor / energy(parts).max(least).sqrt(),
            None => product * self.most,
        }
    }
}

//! A signal as a sum of rows, by weighted least squares with amounts from 0 on.
//!
//! A reference fits another specimen on another instrument to a part κ of its bands' heights, so that each point has the weight
//! `1 / (σ² + κ² f²)`, σ being the noise and f² the fit's square, blurred. The weights hang on the fit: they are taken anew after each.

use super::amounts::{Amounts, MOST_COLUMNS, Square, add_products, positive};
use super::column::{Column, decode, only};
use super::room::Room;
use super::rows::Rows;
use super::sums::{dot, take_away};
use crate::ground::gaussian::blur;
use crate::ground::math;
use crate::measured::grid::{Grid, Interval};

/// A row that explains less than so many times the variance that noise has along it is noise.
const LEAST_GAIN: f64 = 20.0;
/// A column whose part outside the others' space is below this is one of them.
const COLLINEAR: f64 = 1e-9;
/// `2√π`: white noise under a Gaussian mean of σ points is alike over `2√π σ` points.
pub(super) const ALIKE: f64 = 3.544_907_701_811_032;
/// Standard deviation in cm⁻¹ by which the fit's square is blurred: flanks move.
const AROUND_CM1: f64 = 8.0;

/// Columns with their amounts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sum {
    columns: [(Column, f64); MOST_COLUMNS],
    len: usize,
}

impl Default for Sum {
    fn default() -> Self {
        Self { columns: [(Column::Container(0), 0.0); MOST_COLUMNS], len: 0 }
    }
}

impl Sum {
    /// Of so many containers.
    pub(super) fn of_containers(count: usize) -> Self {
        let mut sum = Self::default();
        (0..count).for_each(|place| sum.add(Column::Container(place)));
        sum
    }

    pub(super) fn add(&mut self, column: Column) {
        if let Some(slot) = self.columns.get_mut(self.len) {
            *slot = (column, 0.0);
            self.len += 1;
        }
    }

    /// The columns with their amounts.
    pub(super) fn columns(&self) -> &[(Column, f64)] {
        &self.columns[..self.len]
    }

    /// Its entries with their amounts.
    pub(super) fn entries(&self) -> impl Iterator<Item = (u32, f64)> + Clone + '_ {
        self.columns().iter().filter_map(|&(column, amount)| match column {
            Column::Entry(entry) => Some((entry, amount)),
            Column::Container(_) => None,
        })
    }

    /// Amounts of its containers.
    pub(super) fn containers(&self) -> impl Iterator<Item = f64> + '_ {
        let columns = self.columns().iter();
        columns.filter(|(column, _)| matches!(column, Column::Container(_))).map(|(_, amount)| *amount)
    }

    /// Without one of its entries.
    pub(super) fn without(&self, entry: u32) -> Self {
        let mut sum = Self::default();
        for &(column, _) in self.columns().iter().filter(|(column, _)| *column != Column::Entry(entry)) {
            sum.add(column);
        }
        sum
    }

    /// Without entries of which there is nothing.
    pub(super) fn without_nothing(&self) -> Self {
        let mut sum = Self::default();
        for &(column, amount) in self.columns() {
            if amount > 0.0 || matches!(column, Column::Container(_)) {
                sum.add(column);
                sum.columns[sum.len - 1].1 = amount;
            }
        }
        sum
    }

    /// With one more entry.
    pub(super) fn with(&self, entry: u32) -> Self {
        let mut sum = *self;
        sum.add(Column::Entry(entry));
        sum
    }
}

/// What is fitted: the query's row as it was moved, in lent memory, and by which weights.
pub(super) struct Model<'a, 'm> {
    pub(super) rows: Rows<'a>,
    pub(super) grid: Grid,
    /// Standard deviation of the query's noise.
    pub(super) sigma: f64,
    /// Variance that is expected at every point beside noise: no reference is right everywhere.
    pub(super) floor: f64,
    pub(super) kappa: f64,
    /// How many times that for a container, of which no two are alike.
    pub(super) beside: f64,
    /// Points that noise is alike over: what a row explains of it has so many times the variance of a point.
    pub(super) alike: f64,
    /// Whether the sum that stands is known not to be all.
    pub(super) partial: bool,
    /// Where the query is known.
    pub(super) known: Interval,
    pub(super) room: Room<'m>,
    /// How many columns of the basis are in use.
    pub(super) rank: usize,
}

impl Model<'_, '_> {
    /// Writes a column into the room for one row; yields where it is known.
    pub(super) fn load(&mut self, column: Column) -> Interval {
        let row = &mut *self.room.row;
        match column {
            Column::Entry(entry) => {
                let Some(found) = self.rows.row(entry) else {
                    row.fill(0.0);
                    return Interval::default();
                };
                decode(found.codes, row);
                let scale = found.scale;
                row.iter_mut().for_each(|code| *code *= scale);
                only(found.interval, row);
                found.interval
            }
            Column::Container(place) => {
                let n = self.grid.len;
                let moved = self.room.containers.get(place * n..(place + 1) * n).unwrap_or_default();
                row.fill(0.0);
                row[..moved.len()].copy_from_slice(moved);
                self.known
            }
        }
    }

    /// Where all entries of a sum are known, of where the query is.
    pub(super) fn domain(&self, sum: &Sum) -> Interval {
        sum.entries().fold(self.known, |domain, (entry, _)| {
            domain.intersection(self.rows.interval(entry).unwrap_or_default())
        })
    }

    /// Writes a sum with its amounts into the fit, and weighs by it; by the larger of fit and query, over all that is known of the query, where
    /// the sum is known not to be all.
    pub(super) fn stand(&mut self, sum: &Sum) {
        self.rank = 0;
        self.fit(sum);
        let domain = self.weighed(sum);
        if self.partial { self.weigh_beside(domain) } else { self.weigh(domain) }
    }

    /// Where a sum that stands is weighed: all that is known of the query, where the sum is known not to be all.
    pub(super) fn weighed(&self, sum: &Sum) -> Interval {
        if self.partial { self.known } else { self.domain(sum) }
    }

    /// Weights for a fit as it stands in the room: 0 outside `domain` and where points do not count.
    pub(super) fn weigh(&mut self, domain: Interval) {
        self.weigh_by(domain, |fit, _| fit * fit);
    }

    /// Weights by the larger of the fit and the query: a band that is not explained yet has no more of a say than one that is.
    pub(super) fn weigh_beside(&mut self, domain: Interval) {
        self.weigh_by(domain, |fit, query| (fit * fit).max(query * query));
    }

    /// Weights by a square of fit and query, either without what of it is the containers', which has one of its own.
    fn weigh_by(&mut self, domain: Interval, square_of: impl Fn(f64, f64) -> f64) {
        let more = self.beside * self.beside;
        let Room { fit, beside, squares, query, .. } = &mut self.room;
        for (((square, fit), query), beside) in squares.iter_mut().zip(&**fit).zip(&**query).zip(&**beside) {
            *square = square_of(fit - beside, query - beside) + more * beside * beside;
        }
        self.blur_squares();
        let Room { weights, open, blurred, .. } = &mut self.room;
        let variance = self.sigma * self.sigma + self.floor;
        weights.fill(0.0);
        for open in open.iter() {
            let Interval { lo, hi } = open.intersection(domain);
            for (weight, around) in weights[lo..hi].iter_mut().zip(&blurred[lo..hi]) {
                *weight = 1.0 / (variance + self.kappa * self.kappa * around.max(0.0));
            }
        }
        self.take_roots();
    }

    /// The square roots of the weights.
    fn take_roots(&mut self) {
        let Room { roots, weights, .. } = &mut self.room;
        for (root, weight) in roots.iter_mut().zip(&**weights) {
            *root = math::sqrt(*weight);
        }
    }

    /// Blurs the squares that stand in the room.
    fn blur_squares(&mut self) {
        let n = self.grid.len;
        let Room { squares, blurred, kernel, .. } = &mut self.room;
        blur(&squares[..n], AROUND_CM1 / self.grid.step_cm1, &mut blurred[..n], &mut kernel[..n]);
    }

    /// Keeps the weights, until [`Model::take_weights`] brings them back.
    pub(super) fn keep_weights(&mut self) {
        self.room.kept.copy_from_slice(self.room.weights);
    }

    /// Brings back the weights that were kept.
    pub(super) fn take_weights(&mut self) {
        self.room.weights.copy_from_slice(self.room.kept);
        self.take_roots();
    }

    /// Equal weights inside `domain`, as noise alone would ask for.
    pub(super) fn weigh_alike(&mut self, domain: Interval) {
        self.room.fit.fill(0.0);
        self.room.beside.fill(0.0);
        self.weigh(domain);
    }

    /// Solves for the amounts of a sum; fit, rest and basis stand in the room then. Yields the weighted sum of squares that is left.
    ///
    /// Columns without an amount stay in the sum, with 0, and are not in the basis.
    pub(super) fn solve(&mut self, sum: &mut Sum) -> f64 {
        let mut inside = [true; MOST_COLUMNS];
        inside[sum.len..].fill(false);
        let mut amounts = self.projected(sum, &inside);
        if amounts.iter().any(|&amount| amount < 0.0) {
            inside = self.positive(sum);
            amounts = self.projected(sum, &inside);
        }
        for ((_, amount), found) in sum.columns[..sum.len].iter_mut().zip(&amounts) {
            *amount = found.max(0.0);
        }
        self.fit(sum)
    }

    /// The amounts by QR (modified Gram–Schmidt, twice: Giraud, Langou & Rozložník, *Computers & Mathematics with Applications* 50, 2005,
    /// 1069) of the columns that are inside; 0 for others.
    fn projected(&mut self, sum: &Sum, inside: &[bool; MOST_COLUMNS]) -> [f64; MOST_COLUMNS] {
        let n = self.room.row.len();
        let (mut r, mut z) = ([[0.0; MOST_COLUMNS]; MOST_COLUMNS], [0.0; MOST_COLUMNS]);
        let mut of = [0; MOST_COLUMNS];
        self.rank = 0;
        for (place, &(column, _)) in sum.columns().iter().enumerate().filter(|(place, _)| inside[*place]) {
            self.load(column);
            let rank = self.rank;
            let Room { row, roots, basis, .. } = &mut self.room;
            let (before, rest) = basis.split_at_mut(rank * n);
            let Some(own) = rest.get_mut(..n) else { break };
            for ((own, &sample), root) in own.iter_mut().zip(&**row).zip(&**roots) {
                *own = f64::from(sample) * root;
            }
            let whole = dot(own, own);
            for _ in 0..2 {
                for (k, q) in before.chunks_exact(n).enumerate() {
                    let part = dot(q, own);
                    take_away(own, part, q);
                    r[k][rank] += part;
                }
            }
            let left = dot(own, own);
            if !(left > COLLINEAR * whole && left.is_finite()) {
                continue;
            }
            let norm = math::sqrt(left);
            own.iter_mut().for_each(|own| *own /= norm);
            r[rank][rank] = norm;
            (of[rank], self.rank) = (place, rank + 1);
        }
        // √w y, in the rest.
        let Room { query, roots, rest, basis, .. } = &mut self.room;
        for ((rest, query), root) in rest.iter_mut().zip(&**query).zip(&**roots) {
            *rest = query * root;
        }
        for (z, q) in z.iter_mut().zip(basis.chunks_exact(n)).take(self.rank) {
            *z = dot(q, rest);
            take_away(rest, *z, q);
        }
        let mut amounts = [0.0; MOST_COLUMNS];
        for k in (0..self.rank).rev() {
            let known: f64 = (k + 1..self.rank).map(|j| r[k][j] * amounts[of[j]]).sum();
            amounts[of[k]] = (z[k] - known) / r[k][k];
        }
        amounts
    }

    /// Which columns have an amount above 0.
    fn positive(&mut self, sum: &Sum) -> [bool; MOST_COLUMNS] {
        let n = self.room.row.len();
        let (mut gram, mut right): (Square, Amounts) = Default::default();
        for (place, &(column, _)) in sum.columns().iter().enumerate() {
            self.load(column);
            let Room { row, roots, basis, query, .. } = &mut self.room;
            let Some(own) = basis.get_mut(place * n..(place + 1) * n) else { break };
            for ((own, &sample), root) in own.iter_mut().zip(&**row).zip(&**roots) {
                *own = f64::from(sample) * root;
            }
            let of_query =
                own.iter().zip(&**query).zip(&**roots).map(|((own, query), root)| own * query * root);
            right[place] = of_query.sum();
            add_products(&mut gram, basis, (n, place));
        }
        positive(&gram, &right, sum.len)
    }

    /// Writes the sum into the fit, what it leaves, weighted, into the rest, and the basis times the roots of the weights in its place.
    pub(super) fn fit(&mut self, sum: &Sum) -> f64 {
        let n = self.room.row.len();
        self.room.fit.fill(0.0);
        self.room.beside.fill(0.0);
        for &(column, amount) in sum.columns().iter().filter(|(_, amount)| *amount > 0.0) {
            self.load(column);
            let Room { row, fit, beside, .. } = &mut self.room;
            for (fit, &sample) in fit.iter_mut().zip(&**row) {
                *fit += amount * f64::from(sample);
            }
            if matches!(column, Column::Container(_)) {
                for (beside, &sample) in beside.iter_mut().zip(&**row) {
                    *beside += amount * f64::from(sample);
                }
            }
        }
        let Room { query, fit, rest, weights, roots, basis, .. } = &mut self.room;
        let mut left = 0.0;
        for (((rest, query), fit), weight) in rest.iter_mut().zip(&**query).zip(&**fit).zip(&**weights) {
            let beside = query - fit;
            *rest = weight * beside;
            left += *rest * beside;
        }
        for q in basis.chunks_exact_mut(n).take(self.rank) {
            for (q, root) in q.iter_mut().zip(&**roots) {
                *q *= root;
            }
        }
        left
    }

    /// Points that what references are wrong by is alike over.
    pub(super) fn alike_of_references(&self) -> f64 {
        (ALIKE * AROUND_CM1 / self.grid.step_cm1).max(1.0)
    }

    /// What a row has to explain to be no noise.
    pub(super) fn least_gain(&self) -> f64 {
        LEAST_GAIN * self.alike
    }

    /// What noise alone leaves of the weighted sum of squares.
    pub(super) fn noise(&self) -> f64 {
        self.sigma * self.sigma * self.room.weights.iter().sum::<f64>()
    }

    /// The weighted sum of squares of the query, without what of it is the containers'.
    pub(super) fn whole(&self) -> f64 {
        let Room { query, beside, weights, .. } = &self.room;
        let squares = query.iter().zip(&**beside).map(|(query, beside)| (query - beside) * (query - beside));
        squares.zip(&**weights).map(|(square, weight)| square * weight).sum()
    }

    /// Writes the squares of a row, blurred, into the room: how large it is around each point.
    pub(super) fn around(&mut self, row: impl Fn(&Room<'_>, usize) -> f64) {
        let n = self.grid.len;
        for i in 0..n {
            let y = row(&self.room, i);
            self.room.squares[i] = y * y;
        }
        self.blur_squares();
    }

    /// Points that count inside an interval, in cm⁻¹.
    pub(super) fn counted_cm1(&self, inside: Interval) -> f64 {
        let points: usize = self.room.open.iter().map(|open| open.intersection(inside).len()).sum();
        points as f64 * self.grid.step_cm1
    }
}

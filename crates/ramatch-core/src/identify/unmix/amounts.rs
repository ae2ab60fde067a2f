//! Amounts of a few columns: least squares with amounts from 0 on.

use super::sums::dot;
use crate::ground::math;

/// Most columns of a model: components and containers.
pub(super) const MOST_COLUMNS: usize = 8;

/// A number for every column.
pub(super) type Amounts = [f64; MOST_COLUMNS];
/// Products of columns.
pub(super) type Square = [[f64; MOST_COLUMNS]; MOST_COLUMNS];

/// Which of the first `count` columns have an amount above 0 in the least squares of `gram · x = right` with x ≥ 0 (Lawson & Hanson,
/// *Solving Least Squares Problems*, 1974, NNLS, on the normal equations: the columns are few, and none lies in the space of the others).
///
/// Every pass solves by Cholesky's factors; the passes are bounded.
pub(super) fn positive(gram: &Square, right: &Amounts, count: usize) -> [bool; MOST_COLUMNS] {
    let mut inside = [false; MOST_COLUMNS];
    let mut x = [0.0; MOST_COLUMNS];
    let scale = |j: usize| math::sqrt(gram[j][j]).max(f64::MIN_POSITIVE);
    for _ in 0..3 * MOST_COLUMNS {
        let gradient = |j: usize| right[j] - (0..count).map(|k| gram[j][k] * x[k]).sum::<f64>();
        let steepest = (0..count)
            .filter(|&j| !inside[j])
            .map(|j| (j, gradient(j) / scale(j)))
            .filter(|(j, slope)| *slope > 1e-12 * right[*j].abs() / scale(*j))
            .max_by(|a, b| a.1.total_cmp(&b.1));
        let Some((steepest, _)) = steepest else { break };
        inside[steepest] = true;
        for _ in 0..MOST_COLUMNS {
            let Some(z) = Factors::of(gram, &inside).map(|factors| factors.solve(right)) else {
                inside[steepest] = false;
                return inside;
            };
            // As far as no amount falls below 0, and on without the one that has come to it.
            let part = |j: usize| x[j] / (x[j] - z[j]);
            let limiting = (0..count).filter(|&j| inside[j] && z[j] <= 0.0);
            let Some(limiting) = limiting.min_by(|&a, &b| part(a).total_cmp(&part(b))) else {
                x = z;
                break;
            };
            let step = part(limiting).clamp(0.0, 1.0);
            x.iter_mut().zip(z).for_each(|(x, z)| *x += step * (z - *x));
            (inside[limiting], x[limiting]) = (false, 0.0);
        }
    }
    inside
}

/// Writes the products of column `place` with itself and all before it; columns of `n` samples lie one after the other.
pub(super) fn add_products(gram: &mut Square, columns: &[f64], (n, place): (usize, usize)) {
    let Some(own) = columns.get(place * n..(place + 1) * n) else { return };
    for (k, other) in columns.chunks_exact(n).enumerate().take(place + 1) {
        let product = dot(other, own);
        (gram[k][place], gram[place][k]) = (product, product);
    }
}

/// Cholesky's factors of the products of some columns; those of others are taken for 1.
pub(super) struct Factors {
    lower: Square,
    inside: [bool; MOST_COLUMNS],
}

impl Factors {
    /// None where the columns are not independent.
    pub(super) fn of(gram: &Square, inside: &[bool; MOST_COLUMNS]) -> Option<Self> {
        let mut lower = [[0.0; MOST_COLUMNS]; MOST_COLUMNS];
        for i in 0..MOST_COLUMNS {
            for j in 0..=i {
                let own = if inside[i] && inside[j] { gram[i][j] } else { f64::from(u8::from(i == j)) };
                let left = own - (0..j).map(|k| lower[i][k] * lower[j][k]).sum::<f64>();
                lower[i][j] = match i == j {
                    true if left > 0.0 && left.is_finite() => math::sqrt(left),
                    true => return None,
                    false => left / lower[j][j],
                };
            }
        }
        Some(Self { lower, inside: *inside })
    }

    /// The solution; 0 for columns that are not inside.
    pub(super) fn solve(&self, right: &Amounts) -> Amounts {
        let Self { lower, inside } = self;
        let mut x: Amounts = core::array::from_fn(|i| if inside[i] { right[i] } else { 0.0 });
        for i in 0..MOST_COLUMNS {
            let known: f64 = (0..i).map(|k| lower[i][k] * x[k]).sum();
            x[i] = (x[i] - known) / lower[i][i];
        }
        for i in (0..MOST_COLUMNS).rev() {
            let known: f64 = (i + 1..MOST_COLUMNS).map(|k| lower[k][i] * x[k]).sum();
            x[i] = (x[i] - known) / lower[i][i];
        }
        x
    }
}

//! Directions in which rows differ most.

use super::coefficients::coefficients;
use ramatch_kernels::NIBBLES;

/// Rows that a basis is made of, at most.
pub(super) const SAMPLE: usize = 2048;
/// How often a direction is sought; any but the first is found at once.
const ATTEMPTS: usize = 4;
/// Rounds of the iteration; what they have not found by then hardly counts.
const ROUNDS: usize = 8;

/// 128 nearly orthonormal directions.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Basis {
    /// For each part of a row what it adds to every coefficient.
    pub(crate) columns: Vec<[f32; NIBBLES]>,
    /// γ: how far the directions are from orthonormal.
    skew: f64,
}

/// What a row is made of beside its coefficients, at most.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slack {
    /// η: how far coefficients are from what they should be.
    rounding: f64,
    skew: f64,
}

impl Slack {
    /// r: the norm of what is left of a row of norm 1 beside its coefficients, at most.
    pub(crate) fn rest(&self, squares: f64) -> f64 {
        ((1.0 - squares).max(0.0) + 2.0 * self.rounding + self.skew).sqrt()
    }

    /// What a product of two rows is beside its parts, at most.
    pub(crate) fn of_product(&self) -> f64 {
        2.1 * self.rounding + 3.1 * self.skew
    }
}

impl Basis {
    /// The leading principal directions of rows of `n` parts that are brought to norm 1, turned so that they share what the rows
    /// hold. O(rows · n²).
    ///
    /// All is plain arithmetic in a fixed order: the same rows give the same basis on every machine.
    pub(super) fn of_rows(rows: &[Vec<f64>], n: usize) -> Self {
        let mut products = vec![0.0; n * n];
        for row in rows {
            for (sums, &own) in products.chunks_exact_mut(n).zip(row).filter(|(_, own)| **own != 0.0) {
                add(sums, own, row);
            }
        }
        let mut seeded = Seeded(1);
        let mut directions: Vec<Vec<f64>> = (0..NIBBLES).map(|_| seeded.row(n)).collect();
        orthonormal(&mut directions, &mut seeded);
        for _ in 0..ROUNDS {
            for direction in &mut directions {
                let mut turned = vec![0.0; n];
                for (products, &part) in products.chunks_exact(n).zip(&*direction) {
                    add(&mut turned, part, products);
                }
                *direction = turned;
            }
            orthonormal(&mut directions, &mut seeded);
        }
        hadamard(&mut directions);
        let column = |part: usize| std::array::from_fn(|k| directions[k][part] as f32);
        Self::new((0..n).map(column).collect())
    }

    fn new(columns: Vec<[f32; NIBBLES]>) -> Self {
        let mut products = vec![[0.0f64; NIBBLES]; NIBBLES];
        for column in &columns {
            let column = column.map(f64::from);
            for (sums, &own) in products.iter_mut().zip(&column) {
                add(sums, own, &column);
            }
        }
        let one = |i: usize, k: usize| if i == k { 1.0 } else { 0.0 };
        let rows = products.iter().enumerate();
        let squares =
            rows.flat_map(|(i, row)| row.iter().enumerate().map(move |(k, p)| (p - one(i, k)).powi(2)));
        let skew = squares.sum::<f64>().sqrt();
        Self { columns, skew }
    }

    /// Bytes of a basis of rows of `n` parts.
    pub(super) fn bytes_len(n: usize) -> usize {
        4 * NIBBLES * n
    }

    pub(super) fn bytes(&self) -> impl Iterator<Item = u8> {
        self.columns.iter().flatten().flat_map(|number| number.to_le_bytes())
    }

    /// None where a number is none that a direction has, or where they are far from orthonormal.
    pub(super) fn from_bytes(bytes: &[u8], n: usize) -> Option<Self> {
        let numbers: Vec<f32> =
            bytes.as_chunks::<4>().0.iter().map(|&number| f32::from_le_bytes(number)).collect();
        let columns = numbers.as_chunks::<NIBBLES>().0.to_vec();
        if columns.len() != n || !numbers.iter().all(|number| number.abs() <= 1.1) {
            return None;
        }
        Some(Self::new(columns)).filter(|basis| basis.skew < 0.01)
    }

    /// What products with rows of `n` parts are short of.
    pub(crate) fn slack(&self) -> Slack {
        let terms = (self.columns.len() + 4) as f64;
        let rounding = (NIBBLES as f64).sqrt() * terms * f64::from(f32::EPSILON) / 2.0 * 1.1;
        Slack { rounding, skew: self.skew }
    }

    /// The coefficients of a row of norm `norm`, brought to norm 1.
    pub(crate) fn coefficients(&self, row: &[f32], norm: f64) -> [f64; NIBBLES] {
        let factor = if norm > 0.0 { 1.0 / norm } else { 0.0 };
        coefficients(&self.columns, row).map(|sum| f64::from(sum) * factor)
    }
}

/// Adds a multiple of a row.
fn add(sums: &mut [f64], factor: f64, row: &[f64]) {
    for (sum, part) in sums.iter_mut().zip(row) {
        *sum += factor * part;
    }
}

/// Numbers of a seed, so that no direction is left out by chance of a symmetry.
struct Seeded(u64);

impl Seeded {
    fn row(&mut self, n: usize) -> Vec<f64> {
        let mut next = || {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 40) as f64 / f64::from(1 << 24) - 0.5
        };
        (0..n).map(|_| next()).collect()
    }
}

/// Makes directions orthonormal, one after the other, twice; in the place of one that hangs on those before, as where rows have fewer,
/// any other stands.
fn orthonormal(directions: &mut [Vec<f64>], seeded: &mut Seeded) {
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    for k in 0..directions.len() {
        let (done, rest) = directions.split_at_mut(k);
        let own = &mut rest[0];
        for _ in 0..ATTEMPTS {
            let whole = dot(own, own).sqrt();
            for _ in 0..2 {
                for other in &*done {
                    let part = dot(own, other);
                    add(own, -part, other);
                }
            }
            let norm = dot(own, own).sqrt();
            if norm > 1e-9 * whole {
                own.iter_mut().for_each(|part| *part /= norm);
                break;
            }
            *own = seeded.row(own.len());
        }
    }
}

/// Turns directions among themselves so that each has as much of all: by the matrix of Sylvester (1867) over √128.
fn hadamard(directions: &mut [Vec<f64>]) {
    let mut half = 1;
    while half < directions.len() {
        for first in (0..directions.len()).filter(|k| k & half == 0) {
            let (front, back) = directions.split_at_mut(first + half);
            for (a, b) in front[first].iter_mut().zip(&mut back[0]) {
                (*a, *b) = (*a + *b, *a - *b);
            }
        }
        half *= 2;
    }
    let factor = 1.0 / (directions.len() as f64).sqrt();
    directions.iter_mut().flatten().for_each(|part| *part *= factor);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directions_are_orthonormal_and_hold_what_the_rows_hold() {
        // Rows of 200 parts in a space of 40 dimensions.
        let mut state = 9u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 40) as f64 / f64::from(1 << 24) - 0.5
        };
        let patterns: Vec<Vec<f64>> = (0..40).map(|_| (0..200).map(|_| next()).collect()).collect();
        let rows: Vec<Vec<f64>> = (0..300)
            .map(|_| {
                let mut row = vec![0.0; 200];
                patterns.iter().for_each(|pattern| add(&mut row, next(), pattern));
                let norm = row.iter().map(|v| v * v).sum::<f64>().sqrt();
                row.iter().map(|v| v / norm).collect()
            })
            .collect();
        let basis = Basis::of_rows(&rows, 200);
        for row in &rows {
            let samples: Vec<f32> = row.iter().map(|&v| v as f32).collect();
            let squares = basis.coefficients(&samples, 1.0).iter().map(|t| t * t).sum::<f64>();
            assert!((squares - 1.0).abs() < 1e-5 && basis.skew < 1e-4, "{squares} {}", basis.skew);
        }
        assert_eq!(basis, Basis::of_rows(&rows, 200));
        // Rows that hold fewer than 128 directions, and none.
        for few in [&rows[..3], &[]] {
            assert!(Basis::of_rows(few, 200).skew < 1e-4);
        }
    }
}

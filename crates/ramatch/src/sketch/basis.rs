//! The basis: the directions in which a library's rows vary most, in falling order, by orthogonal iteration.
//!
//! Everything is computed in lanes, so the same rows give the same basis on every machine.

use super::COEFFICIENTS;
use ramatch_kernels::{LANES, Lanes, Row, Work, dispatch};

/// Directions that are followed besides those that are kept: they let the kept ones converge.
const BESIDES: usize = 9;
const DIRECTIONS: usize = COEFFICIENTS + BESIDES;
/// Steps; more of them sharpen the order of directions that hardly differ.
const STEPS: usize = 8;

/// Numbers of one vector, in rows of eight.
pub(super) fn rows_of(n: usize) -> usize {
    n.div_ceil(LANES)
}

/// [`COEFFICIENTS`] orthonormal vectors of `n` numbers, as `f32`, from `samples` of norm 1, each in [`rows_of`]`(n)` rows.
pub(super) fn basis(samples: &[Row], n: usize) -> Vec<f32> {
    let rows = rows_of(n);
    let mut directions = vec![[0.0; LANES]; DIRECTIONS * rows];
    // Any beginning that is not orthogonal to what is looked for.
    let mut state = 1u32;
    for direction in directions.chunks_exact_mut(rows) {
        for value in &mut direction.as_flattened_mut()[..n] {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            *value = f64::from(state >> 8) / 8_388_608.0 - 1.0;
        }
    }
    let mut next = vec![[0.0; LANES]; directions.len()];
    dispatch(Orthonormal { vectors: &mut directions, rows });
    for _ in 0..STEPS {
        next.fill([0.0; LANES]);
        dispatch(Step { samples, directions: &directions, next: &mut next, rows });
        std::mem::swap(&mut directions, &mut next);
        dispatch(Orthonormal { vectors: &mut directions, rows });
    }
    let kept = directions.chunks_exact(rows).take(COEFFICIENTS);
    kept.flat_map(|vector| vector.as_flattened()[..n].iter().map(|&value| value as f32)).collect()
}

/// `Σ a b` of two vectors.
#[inline(always)]
fn dot<V: Lanes>(a: &[Row], b: &[Row]) -> f64 {
    let mut sums = [V::zero(); 2];
    let (a_pairs, a_rest) = a.as_chunks::<2>();
    let (b_pairs, b_rest) = b.as_chunks::<2>();
    for (a, b) in a_pairs.iter().zip(b_pairs) {
        sums[0] = V::load(&a[0]).mul_add(V::load(&b[0]), sums[0]);
        sums[1] = V::load(&a[1]).mul_add(V::load(&b[1]), sums[1]);
    }
    for (a, b) in a_rest.iter().zip(b_rest) {
        sums[0] = V::load(a).mul_add(V::load(b), sums[0]);
    }
    ramatch_kernels::join((sums[0] + sums[1]).row())
}

/// `to ← to + factor · from`
#[inline(always)]
fn add<V: Lanes>(to: &mut [Row], factor: f64, from: &[Row]) {
    let factor = V::splat(factor);
    for (to, from) in to.iter_mut().zip(from) {
        factor.mul_add(V::load(from), V::load(to)).store(to);
    }
}

/// `next ← Σ (directions · sample) sample`
struct Step<'a> {
    samples: &'a [Row],
    directions: &'a [Row],
    next: &'a mut [Row],
    rows: usize,
}

impl Work for Step<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Lanes>(self) {
        let Self { samples, directions, next, rows } = self;
        for sample in samples.chunks_exact(rows) {
            for (direction, next) in directions.chunks_exact(rows).zip(next.chunks_exact_mut(rows)) {
                add::<V>(next, dot::<V>(direction, sample), sample);
            }
        }
    }
}

/// Makes vectors orthonormal, one after the other; what depends on those before becomes 0.
struct Orthonormal<'a> {
    vectors: &'a mut [Row],
    rows: usize,
}

impl Work for Orthonormal<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Lanes>(self) {
        let Self { vectors, rows } = self;
        for own in 0..vectors.len() / rows {
            let (before, rest) = vectors.split_at_mut(own * rows);
            let vector = &mut rest[..rows];
            let whole = dot::<V>(vector, vector);
            // Once more, since the first time leaves rounding.
            for _ in 0..2 {
                for other in before.chunks_exact(rows) {
                    add::<V>(vector, -dot::<V>(vector, other), other);
                }
            }
            let squares = dot::<V>(vector, vector);
            let factor = if squares > 1e-20 * whole { 1.0 / squares.sqrt() } else { 0.0 };
            for row in vector {
                (V::load(row) * V::splat(factor)).store(row);
            }
        }
    }
}

/// Products of a vector with every vector of a basis in `f32`, `n` numbers each.
pub(super) struct Products<'a> {
    pub(super) basis: &'a [f32],
    pub(super) vector: &'a [f64],
    pub(super) products: &'a mut [f64],
}

impl Work for Products<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Lanes>(self) {
        let Self { basis, vector, products } = self;
        let n = vector.len();
        let (rows, rest) = vector.as_chunks::<LANES>();
        for (own, product) in basis.chunks_exact(n).zip(products) {
            let (own_rows, own_rest) = own.as_chunks::<LANES>();
            let mut sums = [V::zero(); 4];
            let (fours, others) = rows.as_chunks::<4>();
            let (own_fours, own_others) = own_rows.as_chunks::<4>();
            for (four, own) in fours.iter().zip(own_fours) {
                sums[0] = V::widened(&own[0]).mul_add(V::load(&four[0]), sums[0]);
                sums[1] = V::widened(&own[1]).mul_add(V::load(&four[1]), sums[1]);
                sums[2] = V::widened(&own[2]).mul_add(V::load(&four[2]), sums[2]);
                sums[3] = V::widened(&own[3]).mul_add(V::load(&four[3]), sums[3]);
            }
            for (row, own) in others.iter().zip(own_others) {
                sums[0] = V::widened(own).mul_add(V::load(row), sums[0]);
            }
            let sum = ramatch_kernels::join(((sums[0] + sums[1]) + (sums[2] + sums[3])).row());
            *product = sum + rest.iter().zip(own_rest).map(|(a, &b)| a * f64::from(b)).sum::<f64>();
        }
    }
}

/// How far a basis is from orthonormal: with G the products of its vectors with each other, norms of G − I.
///
/// For a vector x of products p with the basis, and factors f, with e = x − Σ f_j b_j:
///
/// ```text
/// b_j·e = p_j − f_j − ((G − I) f)_j,              |b_j·e| ≤ |p_j − f_j| + ‖row j of G − I‖ ‖f‖
/// ‖e‖²  = ‖x‖² − 2 Σ p f + Σ f² + f·(G − I) f    ≤ ‖x‖² − 2 Σ p f + (1 + ‖G − I‖) Σ f²
/// ```
///
/// by Cauchy–Schwarz, with the Frobenius norm; the same for the first few vectors alone.
pub(super) struct Skew {
    /// ‖row j of G − I‖, rounded up.
    pub(super) rows: [f64; COEFFICIENTS],
    /// ‖G − I‖, rounded up.
    whole: f64,
}

impl Skew {
    pub(super) fn of(basis: &[f32], n: usize) -> Self {
        let mut products = [0.0; COEFFICIENTS];
        let (mut rows, mut whole) = ([0.0; COEFFICIENTS], 0.0);
        for (j, (own, row)) in basis.chunks_exact(n).zip(&mut rows).enumerate() {
            let vector: Vec<f64> = own.iter().map(|&value| f64::from(value)).collect();
            dispatch(Products { basis, vector: &vector, products: &mut products });
            products[j] -= 1.0;
            let squares: f64 = products.iter().map(|product| product * product).sum();
            whole += squares;
            // Rounding of some thousand terms of magnitude 1 at most is far below this.
            *row = squares.sqrt() * (1.0 + 1e-9) + 1e-12;
        }
        Self { rows, whole: whole.sqrt() * (1.0 + 1e-9) + 1e-11 }
    }

    /// ‖x − Σ f_j b_j‖ from ‖x‖² and the products p_j = b_j·x; rounded up.
    pub(super) fn rest_norm(&self, squares: f64, products: &[f64], factors: &[f64]) -> f64 {
        let (mut both, mut own) = (0.0, 0.0);
        for (product, factor) in products.iter().zip(factors) {
            both += product * factor;
            own += factor * factor;
        }
        let rest = squares - 2.0 * both + (1.0 + self.whole) * own;
        // As above.
        (rest.max(0.0) + 4e-12).sqrt()
    }
}

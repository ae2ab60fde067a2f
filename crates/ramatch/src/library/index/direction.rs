//! A query as the index compares it.

use super::basis::Basis;
use super::layout::{IndexRef, Norms};
use ramatch_kernels::{Lanes, NIBBLE_BYTES, NibbleRow, NibbleWeights, Work, dispatch, nibble_sums, prefetch};

/// Largest weight of a coefficient.
const LARGEST: f64 = 127.0;
/// What bounds of products of rows of norm 1 are wrong by in `f32`, at most.
const ROUNDING: f64 = 1e-5;
/// Rows that are summed at a time.
pub(crate) const CHUNK: usize = 1024;

/// A row of weights, ready to be bounded.
pub(crate) struct Direction {
    weights: NibbleWeights,
    /// Σ â.
    sum: i32,
    terms: [Terms; 2],
    /// The norm of the row.
    pub(crate) norm: f64,
}

/// The most that a product of norm 1 is: `product · sum + lost · ‖t − q‖ + rest · r + more`, norms in their codes.
#[derive(Clone, Copy, Debug)]
struct Terms {
    product: f32,
    lost: f32,
    rest: f32,
    more: f32,
}

impl Direction {
    /// None for weights that are all 0.
    pub(crate) fn new(basis: &Basis, norms: Norms, row: &[i16]) -> Option<Self> {
        let samples: Vec<f32> = row.iter().map(|&weight| f32::from(weight)).collect();
        let norm = row.iter().map(|&weight| f64::from(weight).powi(2)).sum::<f64>().sqrt();
        if norm <= 0.0 {
            return None;
        }
        let own = basis.coefficients(&samples, norm);
        let (slack, length) = (basis.slack(), norm_of(own.iter().copied()));
        let largest = own.iter().fold(0.0f64, |most, a| most.max(a.abs()));
        let scale = (largest / LARGEST).max(f64::MIN_POSITIVE);
        let whole = own.map(|a| (a / scale).round().clamp(-LARGEST, LARGEST));
        let off = norm_of(own.iter().zip(&whole).map(|(a, whole)| a - scale * whole));
        let weights =
            std::array::from_fn(|half| std::array::from_fn(|j| whole[half * NIBBLE_BYTES + j] as i8));
        // ‖q‖ is at most 1 and what rounding adds, and ‖t − q‖.
        let more = slack.of_product() + 1.001 * off + ROUNDING;
        let unit = norms.unit.map(f64::from);
        let terms = [0, 1].map(|level| Terms {
            product: (scale * f64::from(norms.step)) as f32,
            lost: ((length + off) * unit[level]) as f32,
            rest: (slack.rest(length * length) * unit[2]) as f32,
            more: more as f32,
        });
        Some(Self { weights, sum: whole.iter().sum::<f64>() as i32, terms, norm })
    }

    /// The most that each row from `first` on can have as a product with the query, both of norm 1, by the upper halves of the codes;
    /// 0 where that is negative.
    pub(crate) fn bound_all(&self, index: &IndexRef<'_>, first: usize, bounds: &mut [f32]) {
        let rows = first..first + bounds.len();
        let [lost, _, rest] = index.beside.map(|beside| &beside[rows.clone()]);
        let mut sums = [0; CHUNK];
        let chunks = index.upper[rows].chunks(CHUNK).zip(bounds.chunks_mut(CHUNK));
        for (i, (codes, bounds)) in chunks.enumerate() {
            let (at, sums) = (i * CHUNK, &mut sums[..codes.len()]);
            nibble_sums(codes, &self.weights, sums);
            let beside = [&lost[at..at + codes.len()], &rest[at..at + codes.len()]];
            let offset = 120 * self.sum;
            dispatch(Bound { sums, factor: 16, offset, beside, terms: self.terms[0], bounds });
        }
    }

    /// The same of chosen rows by both halves, for up to [`CHUNK`] rows.
    pub(crate) fn bound_chosen(&self, index: &IndexRef<'_>, rows: &[u32], bounds: &mut [f32]) {
        let mut sums = [[0; CHUNK]; 2];
        let mut codes: Vec<NibbleRow> = Vec::with_capacity(rows.len());
        for half in [index.upper, index.lower] {
            rows.iter().for_each(|&row| prefetch(&half[row as usize]));
        }
        for (half, sums) in [index.upper, index.lower].into_iter().zip(&mut sums) {
            codes.clear();
            codes.extend(rows.iter().map(|&row| half[row as usize]));
            nibble_sums(&codes, &self.weights, sums);
        }
        let mut beside = [[0; CHUNK]; 2];
        for (i, &row) in rows.iter().enumerate() {
            sums[0][i] = 16 * sums[0][i] + sums[1][i];
            beside[0][i] = index.beside[1][row as usize];
            beside[1][i] = index.beside[2][row as usize];
        }
        let m = rows.len();
        // In halves: 127.5 Σ â.
        let (sums, beside) = (&sums[0][..m], [&beside[0][..m], &beside[1][..m]]);
        let terms = Terms { product: 0.5 * self.terms[1].product, ..self.terms[1] };
        dispatch(Bound { sums, factor: 2, offset: 255 * self.sum, beside, terms, bounds: &mut bounds[..m] });
    }
}

fn norm_of(numbers: impl Iterator<Item = f64>) -> f64 {
    numbers.map(|number| number * number).sum::<f64>().sqrt()
}

struct Bound<'a> {
    sums: &'a [i32],
    factor: i32,
    offset: i32,
    beside: [&'a [u8]; 2],
    terms: Terms,
    bounds: &'a mut [f32],
}

impl Work for Bound<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Lanes>(self) {
        let Self { sums, factor, offset, beside: [lost, rest], terms, bounds } = self;
        let n = bounds.len().min(sums.len()).min(lost.len()).min(rest.len());
        let (bounds, sums, lost, rest) = (&mut bounds[..n], &sums[..n], &lost[..n], &rest[..n]);
        for i in 0..n {
            // Below 2²⁴: exact.
            let product = (factor * sums[i] - offset) as f32 * terms.product;
            let beside = terms.lost * f32::from(lost[i]) + terms.rest * f32::from(rest[i]);
            bounds[i] = (product + beside + terms.more).max(0.0);
        }
    }
}

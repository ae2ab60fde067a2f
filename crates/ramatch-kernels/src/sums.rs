//! Sums of one spectrum with another, in **one documented order of summation**.
//!
//! Every sum runs over [`PARTIAL_SUMS`] independent `f64` partial sums: element `i` goes to lane `i % PARTIAL_SUMS`, the
//! lanes are then joined as a binary tree (`0+8, 1+9, …`, then `0+4, …`, `0+2`, `0+1`). Products of two
//! `f32` are exact in `f64`, and no multiply-add is fused, so every target gives equal bits. A SIMD version
//! has to keep this order and is tested for bit equality with the code here.

use crate::dispatch::{Work, dispatch};
use crate::lanes::{LANES, Lanes};

/// Number of independent partial sums.
pub const PARTIAL_SUMS: usize = 16;

/// The three sums of a cosine over one stretch of two spectra.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sums {
    /// Σ aᵢ bᵢ
    pub ab: f64,
    /// Σ aᵢ²
    pub aa: f64,
    /// Σ bᵢ²
    pub bb: f64,
}

/// A stored sample: an `f32`, or little-endian bytes wherever they lie: four of an `f32`, two of an `i16`, one of an `i8`.
pub trait Sample: Copy {
    /// Its value, exactly.
    fn value(self) -> f64;
    /// The values of eight.
    fn lanes<V: Lanes>(eight: &[Self; LANES]) -> V;
}

impl Sample for f32 {
    #[inline(always)]
    fn value(self) -> f64 {
        f64::from(self)
    }
    #[inline(always)]
    fn lanes<V: Lanes>(eight: &[Self; LANES]) -> V {
        V::widened(eight)
    }
}

impl Sample for [u8; 4] {
    #[inline(always)]
    fn value(self) -> f64 {
        f64::from(f32::from_le_bytes(self))
    }
    #[inline(always)]
    fn lanes<V: Lanes>(eight: &[Self; LANES]) -> V {
        V::widened(&eight.map(f32::from_le_bytes))
    }
}

impl Sample for [u8; 2] {
    #[inline(always)]
    fn value(self) -> f64 {
        f64::from(i16::from_le_bytes(self))
    }
    #[inline(always)]
    fn lanes<V: Lanes>(eight: &[Self; LANES]) -> V {
        V::widened(&eight.map(|bytes| f32::from(i16::from_le_bytes(bytes))))
    }
}

impl Sample for [u8; 1] {
    #[inline(always)]
    fn value(self) -> f64 {
        f64::from(i8::from_le_bytes(self))
    }
    #[inline(always)]
    fn lanes<V: Lanes>(eight: &[Self; LANES]) -> V {
        V::widened(&eight.map(|bytes| f32::from(i8::from_le_bytes(bytes))))
    }
}

/// Yields Σ ab, Σ a² and Σ b² in one pass over the common length of `a` and `b`.
///
/// O(n), no allocation, no panic. The order of summation is the module's.
#[must_use]
pub fn sums<A: Sample, B: Sample>(a: &[A], b: &[B]) -> Sums {
    dispatch(AllSums { a, b })
}

struct AllSums<'a, A, B> {
    a: &'a [A],
    b: &'a [B],
}

impl<A: Sample, B: Sample> Work for AllSums<'_, A, B> {
    type Output = Sums;

    #[inline(always)]
    fn run<V: Lanes>(self) -> Sums {
        let n = self.a.len().min(self.b.len());
        let (a, b) = (&self.a[..n], &self.b[..n]);
        let (a_blocks, a_rest) = a.as_chunks::<PARTIAL_SUMS>();
        let (b_blocks, b_rest) = b.as_chunks::<PARTIAL_SUMS>();
        // Partial sums 0 … 7, and 8 … 15.
        let [mut ab, mut aa, mut bb] = [[V::zero(); 2]; 3];
        for (a, b) in a_blocks.iter().zip(b_blocks) {
            let (a, b) = (a.as_chunks::<LANES>().0, b.as_chunks::<LANES>().0);
            let (a_0, a_1): (V, V) = (A::lanes(&a[0]), A::lanes(&a[1]));
            let (b_0, b_1): (V, V) = (B::lanes(&b[0]), B::lanes(&b[1]));
            ab = [ab[0] + a_0 * b_0, ab[1] + a_1 * b_1];
            aa = [aa[0] + a_0 * a_0, aa[1] + a_1 * a_1];
            bb = [bb[0] + b_0 * b_0, bb[1] + b_1 * b_1];
        }
        let (mut ab, mut aa, mut bb) = (partial(ab), partial(aa), partial(bb));
        for (lane, (&a, &b)) in a_rest.iter().zip(b_rest).enumerate() {
            let (a, b) = (a.value(), b.value());
            ab[lane] += a * b;
            aa[lane] += a * a;
            bb[lane] += b * b;
        }
        Sums { ab: join(ab), aa: join(aa), bb: join(bb) }
    }
}

#[inline(always)]
fn partial<V: Lanes>([low, high]: [V; 2]) -> [f64; PARTIAL_SUMS] {
    let mut sums = [0.0; PARTIAL_SUMS];
    let (first, second) = sums.split_at_mut(LANES);
    first.copy_from_slice(&low.row());
    second.copy_from_slice(&high.row());
    sums
}

/// Yields Σ aᵢ². Same order of summation, hence the same bits, as [`sums`].
#[must_use]
pub fn sum_of_squares<A: Sample>(a: &[A]) -> f64 {
    sums(a, a).aa
}

/// Joins the lanes as a binary tree.
fn join(mut lanes: [f64; PARTIAL_SUMS]) -> f64 {
    let mut half = PARTIAL_SUMS / 2;
    while half > 0 {
        for i in 0..half {
            lanes[i] += lanes[i + half];
        }
        half /= 2;
    }
    lanes[0]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The documented order, written as slowly as it reads.
    fn by_the_book(a: &[f32], b: &[f32]) -> f64 {
        let mut lanes = [0.0f64; PARTIAL_SUMS];
        for (i, (&a, &b)) in a.iter().zip(b).enumerate() {
            lanes[i % PARTIAL_SUMS] += f64::from(a) * f64::from(b);
        }
        for half in [8, 4, 2, 1] {
            for i in 0..half {
                lanes[i] += lanes[i + half];
            }
        }
        lanes[0]
    }

    #[test]
    fn the_order_is_the_documented_one() {
        let mut state = 1u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / 8_388_608.0 - 1.0
        };
        let mut buffers = ([0.0f32; 100], [0.0f32; 100]);
        buffers.0.iter_mut().for_each(|v| *v = next());
        buffers.1.iter_mut().for_each(|v| *v = next());
        for n in [0, 1, 15, 16, 17, 31, 32, 33, 99, 100] {
            let (a, b) = (&buffers.0[..n], &buffers.1[..n]);
            let sums = sums(a, b);
            assert_eq!(sums.ab.to_bits(), by_the_book(a, b).to_bits(), "n = {n}");
            assert_eq!(sums.aa.to_bits(), by_the_book(a, a).to_bits(), "n = {n}");
            assert_eq!(sums.bb.to_bits(), by_the_book(b, b).to_bits(), "n = {n}");
            assert_eq!(sum_of_squares(b).to_bits(), sums.bb.to_bits());
            let mut bytes = [[0; 4]; 100];
            bytes.iter_mut().zip(b).for_each(|(bytes, b)| *bytes = b.to_le_bytes());
            assert_eq!(super::sums(a, &bytes[..n]), sums);

            let (mut short, mut codes, mut whole) = ([[0; 2]; 100], [[0; 1]; 100], [[0.0; 100]; 2]);
            for (i, b) in b.iter().enumerate() {
                let (wide, narrow) = ((b * 30_000.0) as i16, (b * 120.0) as i8);
                (short[i], codes[i]) = (wide.to_le_bytes(), narrow.to_le_bytes());
                (whole[0][i], whole[1][i]) = (f32::from(wide), f32::from(narrow));
            }
            assert_eq!(super::sums(a, &short[..n]), super::sums(a, &whole[0][..n]));
            assert_eq!(super::sums(a, &codes[..n]), super::sums(a, &whole[1][..n]));
        }
    }

    #[test]
    fn unequal_lengths_use_the_common_part() {
        assert_eq!(sums(&[1.0, 2.0, 3.0], &[1.0, 1.0]), Sums { ab: 3.0, aa: 5.0, bb: 2.0 });
    }
}

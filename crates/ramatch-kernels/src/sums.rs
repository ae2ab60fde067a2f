//! Sums of one spectrum with another, in **one documented order of summation**.
//!
//! Every sum runs over [`PARTIAL_SUMS`] independent `f64` partial sums: element `i` goes to lane `i % PARTIAL_SUMS`, the
//! lanes are then joined as a binary tree (`0+8, 1+9, …`, then `0+4, …`, `0+2`, `0+1`). Products of two
//! `f32` are exact in `f64`, and no multiply-add is fused, so every target gives equal bits. A SIMD version
//! has to keep this order and is tested for bit equality with the code here.

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

/// A stored sample: an `f32`, or its four little-endian bytes wherever they lie.
pub trait Sample: Copy {
    /// Its value, exactly.
    fn value(self) -> f64;
}

impl Sample for f32 {
    #[inline(always)]
    fn value(self) -> f64 {
        f64::from(self)
    }
}

impl Sample for [u8; 4] {
    #[inline(always)]
    fn value(self) -> f64 {
        f64::from(f32::from_le_bytes(self))
    }
}

/// Yields Σ ab, Σ a² and Σ b² in one pass over the common length of `a` and `b`.
///
/// O(n), no allocation, no panic. The order of summation is the module's.
#[must_use]
pub fn sums<A: Sample, B: Sample>(a: &[A], b: &[B]) -> Sums {
    let n = a.len().min(b.len());
    let (a, b) = (&a[..n], &b[..n]);
    let (mut ab, mut aa, mut bb) = ([0.0; PARTIAL_SUMS], [0.0; PARTIAL_SUMS], [0.0; PARTIAL_SUMS]);
    let ((a_blocks, a_rest), (b_blocks, b_rest)) =
        (a.as_chunks::<PARTIAL_SUMS>(), b.as_chunks::<PARTIAL_SUMS>());
    for (a, b) in a_blocks.iter().zip(b_blocks) {
        for lane in 0..PARTIAL_SUMS {
            let (a, b) = (a[lane].value(), b[lane].value());
            ab[lane] += a * b;
            aa[lane] += a * a;
            bb[lane] += b * b;
        }
    }
    for (lane, (&a, &b)) in a_rest.iter().zip(b_rest).enumerate() {
        let (a, b) = (a.value(), b.value());
        ab[lane] += a * b;
        aa[lane] += a * a;
        bb[lane] += b * b;
    }
    Sums { ab: join(ab), aa: join(aa), bb: join(bb) }
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
        }
    }

    #[test]
    fn unequal_lengths_use_the_common_part() {
        assert_eq!(sums(&[1.0, 2.0, 3.0], &[1.0, 1.0]), Sums { ab: 3.0, aa: 5.0, bb: 2.0 });
    }
}

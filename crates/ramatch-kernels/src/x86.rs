//! Lanes in the registers of x86-64. Every operation is the one of [`Scalars`](crate::lanes::Scalars), rounded alike.
//!
//! The types are made nowhere but in [`dispatch`](crate::dispatch), which asks the processor first; the operations are
//! inlined into functions that are compiled with its instructions.
#![allow(unsafe_code, reason = "intrinsics may only be called where they run")]

use crate::lanes::{LANES, Lanes, Pack, Row};
use core::arch::x86_64::*;
use core::ops::{Add, Div, Mul, Neg, Sub};

/// One register of AVX-512.
#[derive(Clone, Copy)]
pub(crate) struct Wide(__m512d);

/// Two registers of AVX2.
#[derive(Clone, Copy)]
pub(crate) struct Pair(__m256d, __m256d);

macro_rules! operators {
    ($($trait:ident $method:ident $wide:ident $half:ident,)*) => {$(
        impl $trait for Wide {
            type Output = Wide;
            #[inline(always)]
            fn $method(self, other: Wide) -> Wide {
                // SAFETY: see the module.
                Wide(unsafe { $wide(self.0, other.0) })
            }
        }
        impl $trait for Pair {
            type Output = Pair;
            #[inline(always)]
            fn $method(self, other: Pair) -> Pair {
                // SAFETY: see the module.
                unsafe { Pair($half(self.0, other.0), $half(self.1, other.1)) }
            }
        }
    )*};
}
operators! {
    Add add _mm512_add_pd _mm256_add_pd,
    Sub sub _mm512_sub_pd _mm256_sub_pd,
    Mul mul _mm512_mul_pd _mm256_mul_pd,
    Div div _mm512_div_pd _mm256_div_pd,
}

impl Neg for Wide {
    type Output = Wide;
    #[inline(always)]
    fn neg(self) -> Wide {
        // SAFETY: see the module.
        Wide(unsafe { _mm512_xor_pd(self.0, _mm512_set1_pd(-0.0)) })
    }
}

impl Neg for Pair {
    type Output = Pair;
    #[inline(always)]
    fn neg(self) -> Pair {
        // SAFETY: see the module.
        unsafe {
            let sign = _mm256_set1_pd(-0.0);
            Pair(_mm256_xor_pd(self.0, sign), _mm256_xor_pd(self.1, sign))
        }
    }
}

impl Pack for Wide {
    #[inline(always)]
    fn splat(value: f64) -> Self {
        // SAFETY: see the module.
        Wide(unsafe { _mm512_set1_pd(value) })
    }
    #[inline(always)]
    fn mul_add(self, b: Self, c: Self) -> Self {
        // SAFETY: see the module.
        Wide(unsafe { _mm512_fmadd_pd(self.0, b.0, c.0) })
    }
}

impl Pack for Pair {
    #[inline(always)]
    fn splat(value: f64) -> Self {
        // SAFETY: see the module.
        unsafe { Pair(_mm256_set1_pd(value), _mm256_set1_pd(value)) }
    }
    #[inline(always)]
    fn mul_add(self, b: Self, c: Self) -> Self {
        // SAFETY: see the module.
        unsafe { Pair(_mm256_fmadd_pd(self.0, b.0, c.0), _mm256_fmadd_pd(self.1, b.1, c.1)) }
    }
}

impl Lanes for Wide {
    #[inline(always)]
    fn load(row: &Row) -> Self {
        // SAFETY: a row is eight numbers; no alignment is asked for.
        Wide(unsafe { _mm512_loadu_pd(row.as_ptr()) })
    }
    #[inline(always)]
    fn widened(eight: &[f32; LANES]) -> Self {
        // SAFETY: eight samples are 32 bytes; no alignment is asked for.
        Wide(unsafe { _mm512_cvtps_pd(_mm256_loadu_ps(eight.as_ptr())) })
    }
    #[inline(always)]
    fn store(self, row: &mut Row) {
        // SAFETY: as in `load`.
        unsafe { _mm512_storeu_pd(row.as_mut_ptr(), self.0) }
    }
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        // SAFETY: see the module.
        Wide(unsafe { _mm512_min_pd(self.0, other.0) })
    }
    #[inline(always)]
    fn max(self, other: Self) -> Self {
        // SAFETY: see the module.
        Wide(unsafe { _mm512_max_pd(self.0, other.0) })
    }
    #[inline(always)]
    fn abs(self) -> Self {
        // SAFETY: see the module.
        Wide(unsafe { _mm512_abs_pd(self.0) })
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        // SAFETY: see the module.
        Wide(unsafe { _mm512_sqrt_pd(self.0) })
    }
    #[inline(always)]
    fn above(self, other: Self, yes: Self, no: Self) -> Self {
        // SAFETY: see the module.
        Wide(unsafe { _mm512_mask_blend_pd(_mm512_cmp_pd_mask::<_CMP_GT_OQ>(self.0, other.0), no.0, yes.0) })
    }
    #[inline(always)]
    fn half_bits_from(self, pattern: u64) -> Self {
        // SAFETY: see the module.
        Wide(unsafe {
            let pattern = _mm512_set1_epi64(pattern.cast_signed());
            let half = _mm512_srli_epi64::<1>(_mm512_castpd_si512(self.0));
            _mm512_castsi512_pd(_mm512_sub_epi64(pattern, half))
        })
    }
    #[inline(always)]
    fn transposed(rows: [Self; LANES]) -> [Self; LANES] {
        let [a, b, c, d, e, f, g, h] = rows;
        // SAFETY: see the module.
        unsafe {
            // Even lanes of two rows in turn, or odd ones; then pairs of lanes are dealt out twice.
            macro_rules! deal {
                ($unpack:ident) => {{
                    let (ab, cd) = ($unpack(a.0, b.0), $unpack(c.0, d.0));
                    let (ef, gh) = ($unpack(e.0, f.0), $unpack(g.0, h.0));
                    let (first, first_below) =
                        (_mm512_shuffle_f64x2::<0x88>(ab, cd), _mm512_shuffle_f64x2::<0x88>(ef, gh));
                    let (second, second_below) =
                        (_mm512_shuffle_f64x2::<0xdd>(ab, cd), _mm512_shuffle_f64x2::<0xdd>(ef, gh));
                    [
                        Wide(_mm512_shuffle_f64x2::<0x88>(first, first_below)),
                        Wide(_mm512_shuffle_f64x2::<0x88>(second, second_below)),
                        Wide(_mm512_shuffle_f64x2::<0xdd>(first, first_below)),
                        Wide(_mm512_shuffle_f64x2::<0xdd>(second, second_below)),
                    ]
                }};
            }
            let [even_0, even_2, even_4, even_6] = deal!(_mm512_unpacklo_pd);
            let [odd_1, odd_3, odd_5, odd_7] = deal!(_mm512_unpackhi_pd);
            [even_0, odd_1, even_2, odd_3, even_4, odd_5, even_6, odd_7]
        }
    }
    #[inline(always)]
    fn scaled(self, power: Self) -> Self {
        // SAFETY: see the module.
        Wide(unsafe {
            let power = _mm512_slli_epi64::<52>(_mm512_castpd_si512(power.0));
            _mm512_castsi512_pd(_mm512_add_epi64(_mm512_castpd_si512(self.0), power))
        })
    }
}

impl Lanes for Pair {
    #[inline(always)]
    fn load(row: &Row) -> Self {
        // SAFETY: a row is eight numbers; no alignment is asked for.
        unsafe { Pair(_mm256_loadu_pd(row.as_ptr()), _mm256_loadu_pd(row.as_ptr().add(4))) }
    }
    #[inline(always)]
    fn widened(eight: &[f32; LANES]) -> Self {
        // SAFETY: four samples each are 16 bytes, and eight are there; no alignment is asked for.
        unsafe {
            let (low, high) = (_mm_loadu_ps(eight.as_ptr()), _mm_loadu_ps(eight.as_ptr().add(4)));
            Pair(_mm256_cvtps_pd(low), _mm256_cvtps_pd(high))
        }
    }
    #[inline(always)]
    fn store(self, row: &mut Row) {
        // SAFETY: as in `load`.
        unsafe {
            _mm256_storeu_pd(row.as_mut_ptr(), self.0);
            _mm256_storeu_pd(row.as_mut_ptr().add(4), self.1);
        }
    }
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        // SAFETY: see the module.
        unsafe { Pair(_mm256_min_pd(self.0, other.0), _mm256_min_pd(self.1, other.1)) }
    }
    #[inline(always)]
    fn max(self, other: Self) -> Self {
        // SAFETY: see the module.
        unsafe { Pair(_mm256_max_pd(self.0, other.0), _mm256_max_pd(self.1, other.1)) }
    }
    #[inline(always)]
    fn abs(self) -> Self {
        // SAFETY: see the module.
        unsafe {
            let sign = _mm256_set1_pd(-0.0);
            Pair(_mm256_andnot_pd(sign, self.0), _mm256_andnot_pd(sign, self.1))
        }
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        // SAFETY: see the module.
        unsafe { Pair(_mm256_sqrt_pd(self.0), _mm256_sqrt_pd(self.1)) }
    }
    #[inline(always)]
    fn above(self, other: Self, yes: Self, no: Self) -> Self {
        // SAFETY: see the module.
        unsafe {
            Pair(
                _mm256_blendv_pd(no.0, yes.0, _mm256_cmp_pd::<_CMP_GT_OQ>(self.0, other.0)),
                _mm256_blendv_pd(no.1, yes.1, _mm256_cmp_pd::<_CMP_GT_OQ>(self.1, other.1)),
            )
        }
    }
    #[inline(always)]
    fn half_bits_from(self, pattern: u64) -> Self {
        // SAFETY: see the module.
        unsafe {
            let pattern = _mm256_set1_epi64x(pattern.cast_signed());
            let low = _mm256_srli_epi64::<1>(_mm256_castpd_si256(self.0));
            let high = _mm256_srli_epi64::<1>(_mm256_castpd_si256(self.1));
            Pair(
                _mm256_castsi256_pd(_mm256_sub_epi64(pattern, low)),
                _mm256_castsi256_pd(_mm256_sub_epi64(pattern, high)),
            )
        }
    }
    #[inline(always)]
    fn transposed(rows: [Self; LANES]) -> [Self; LANES] {
        let [a, b, c, d, e, f, g, h] = rows;
        // SAFETY: see the module.
        unsafe {
            macro_rules! four {
                ($a:expr, $b:expr, $c:expr, $d:expr) => {{
                    let (low, high) = (_mm256_unpacklo_pd($a, $b), _mm256_unpackhi_pd($a, $b));
                    let (low_2, high_2) = (_mm256_unpacklo_pd($c, $d), _mm256_unpackhi_pd($c, $d));
                    [
                        _mm256_permute2f128_pd::<0x20>(low, low_2),
                        _mm256_permute2f128_pd::<0x20>(high, high_2),
                        _mm256_permute2f128_pd::<0x31>(low, low_2),
                        _mm256_permute2f128_pd::<0x31>(high, high_2),
                    ]
                }};
            }
            let (p, q) = (four!(a.0, b.0, c.0, d.0), four!(e.0, f.0, g.0, h.0));
            let (r, s) = (four!(a.1, b.1, c.1, d.1), four!(e.1, f.1, g.1, h.1));
            [
                Pair(p[0], q[0]),
                Pair(p[1], q[1]),
                Pair(p[2], q[2]),
                Pair(p[3], q[3]),
                Pair(r[0], s[0]),
                Pair(r[1], s[1]),
                Pair(r[2], s[2]),
                Pair(r[3], s[3]),
            ]
        }
    }
    #[inline(always)]
    fn scaled(self, power: Self) -> Self {
        // SAFETY: see the module.
        unsafe {
            let low = _mm256_slli_epi64::<52>(_mm256_castpd_si256(power.0));
            let high = _mm256_slli_epi64::<52>(_mm256_castpd_si256(power.1));
            Pair(
                _mm256_castsi256_pd(_mm256_add_epi64(_mm256_castpd_si256(self.0), low)),
                _mm256_castsi256_pd(_mm256_add_epi64(_mm256_castpd_si256(self.1), high)),
            )
        }
    }
}

/// The sum of eight whole numbers.
#[inline]
#[target_feature(enable = "avx2,fma")]
pub(crate) fn sum_of_eight(eight: __m256i) -> i32 {
    let four = _mm_add_epi32(_mm256_castsi256_si128(eight), _mm256_extracti128_si256::<1>(eight));
    let two = _mm_add_epi32(four, _mm_shuffle_epi32::<0b00_00_11_10>(four));
    _mm_cvtsi128_si32(_mm_add_epi32(two, _mm_shuffle_epi32::<1>(two)))
}

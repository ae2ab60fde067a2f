//! Lanes in the registers of x86-64. Every operation is the one of [`Scalars`](crate::lanes::Scalars), rounded alike.
//!
//! The types are made nowhere but in [`dispatch`](crate::dispatch), which asks the processor first; the operations are
//! inlined into functions that are compiled with its instructions.
#![allow(unsafe_code, reason = "intrinsics may only be called where they run")]

use crate::lanes::{Lanes, Pack, Row};
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

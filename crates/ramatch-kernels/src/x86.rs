//! Lanes in the registers of x86-64. Every operation is the one of [`Scalars`](crate::lanes::Scalars), rounded alike.
//!
//! The types are made nowhere but in [`dispatch`](crate::dispatch), which asks the processor first; the operations are
//! inlined into functions that are compiled with its instructions.
#![allow(unsafe_code, reason = "intrinsics may only be called where they run")]

use crate::codes::{BLOCK_LEN, BLOCK_ROWS, RowSums, SHORT, reaching_by};
use crate::lanes::{LANES, Lanes, Pack, Row};
use crate::rough::{self, ROUGH_SUMS};
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

/// A pair of weights in 16 bits.
fn pair_of(weights: [u8; 2]) -> i16 {
    i16::from_le_bytes(weights)
}

/// Sixteen rows, one to a lane of 16 bits: products of pairs are summed, the first half of the pairs in the first half of a
/// register.
#[target_feature(enable = "avx2,fma,avx512f,avx512dq,avx512bw,avx512vl")]
pub(crate) fn all_sums_avx512(
    blocks: &[[u8; BLOCK_LEN]],
    weights: &[u8; SHORT],
    sums: &mut [RowSums],
    largest: &mut [RowSums],
) {
    let mut wide = [_mm512_setzero_si512(); SHORT / 4];
    for (wide, &[a, b, c, d]) in wide.iter_mut().zip(weights.as_chunks::<4>().0) {
        let (low, high) = (_mm256_set1_epi16(pair_of([a, b])), _mm256_set1_epi16(pair_of([c, d])));
        *wide = _mm512_inserti64x4::<1>(_mm512_castsi256_si512(low), high);
    }
    for ((blocks, sums), largest) in blocks.chunks(16).zip(sums.chunks_mut(16)).zip(largest) {
        let mut most = _mm256_setzero_si256();
        for (block, sums) in blocks.iter().zip(sums) {
            let mut both = _mm512_setzero_si512();
            for (codes, weights) in block.as_chunks::<64>().0.iter().zip(&wide) {
                // SAFETY: two pairs of codes of sixteen rows are 64 bytes; no alignment is asked for.
                let codes = unsafe { _mm512_loadu_si512(codes.as_ptr().cast()) };
                both = _mm512_adds_epu16(both, _mm512_maddubs_epi16(codes, *weights));
            }
            let (low, high) = (_mm512_castsi512_si256(both), _mm512_extracti64x4_epi64::<1>(both));
            let own = _mm256_adds_epu16(low, high);
            most = _mm256_max_epu16(most, own);
            // SAFETY: sixteen sums are 32 bytes; no alignment is asked for.
            unsafe { _mm256_storeu_si256(sums.as_mut_ptr().cast(), own) };
        }
        // SAFETY: as above.
        unsafe { _mm256_storeu_si256(largest.as_mut_ptr().cast(), most) };
    }
}

#[target_feature(enable = "avx2,fma")]
pub(crate) fn all_sums_avx2(
    blocks: &[[u8; BLOCK_LEN]],
    weights: &[u8; SHORT],
    sums: &mut [RowSums],
    largest: &mut [RowSums],
) {
    let mut wide = [_mm256_setzero_si256(); SHORT / 2];
    for (wide, &pair) in wide.iter_mut().zip(weights.as_chunks::<2>().0) {
        *wide = _mm256_set1_epi16(pair_of(pair));
    }
    for ((blocks, sums), largest) in blocks.chunks(16).zip(sums.chunks_mut(16)).zip(largest) {
        let mut most = _mm256_setzero_si256();
        for (block, sums) in blocks.iter().zip(sums) {
            let mut own = _mm256_setzero_si256();
            for (codes, weights) in block.as_chunks::<32>().0.iter().zip(&wide) {
                // SAFETY: a pair of codes of sixteen rows is 32 bytes; no alignment is asked for.
                let codes = unsafe { _mm256_loadu_si256(codes.as_ptr().cast()) };
                own = _mm256_adds_epu16(own, _mm256_maddubs_epi16(codes, *weights));
            }
            most = _mm256_max_epu16(most, own);
            // SAFETY: sixteen sums are 32 bytes; no alignment is asked for.
            unsafe { _mm256_storeu_si256(sums.as_mut_ptr().cast(), own) };
        }
        // SAFETY: as above.
        unsafe { _mm256_storeu_si256(largest.as_mut_ptr().cast(), most) };
    }
}

#[target_feature(enable = "avx2,fma,avx512f,avx512dq,avx512bw,avx512vl")]
pub(crate) fn reaching_avx512(sums: &[RowSums], least: u16, first: u32, rows: &mut [u32]) -> usize {
    let bound = _mm256_set1_epi16(least.cast_signed());
    let own = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    let mut found = 0;
    let mut keep = |mask: __mmask16, i: usize| {
        let begin = first + (i * BLOCK_ROWS) as u32;
        let ids = _mm512_add_epi32(_mm512_set1_epi32(begin.cast_signed()), own);
        let room: &mut [u32] = &mut rows[found..];
        assert!(room.len() >= BLOCK_ROWS);
        // SAFETY: there is room for sixteen; no alignment is asked for.
        unsafe { _mm512_storeu_si512(room.as_mut_ptr().cast(), _mm512_maskz_compress_epi32(mask, ids)) };
        found += mask.count_ones() as usize;
    };
    let (pairs, rest) = sums.as_chunks::<2>();
    let wide = _mm512_set1_epi16(least.cast_signed());
    for (i, pair) in pairs.iter().enumerate() {
        // SAFETY: 32 sums are 64 bytes; no alignment is asked for.
        let mask = unsafe { _mm512_cmpge_epu16_mask(_mm512_loadu_si512(pair.as_ptr().cast()), wide) };
        if mask != 0 {
            keep(mask as u16, 2 * i);
            keep((mask >> 16) as u16, 2 * i + 1);
        }
    }
    for sixteen in rest {
        // SAFETY: sixteen sums are 32 bytes; no alignment is asked for.
        let sixteen = unsafe { _mm256_loadu_si256(sixteen.as_ptr().cast()) };
        keep(_mm256_cmpge_epu16_mask(sixteen, bound), 2 * pairs.len());
    }
    found
}

#[target_feature(enable = "avx2,fma")]
pub(crate) fn reaching_avx2(sums: &[RowSums], least: u16, first: u32, rows: &mut [u32]) -> usize {
    let bound = _mm256_set1_epi16(least.cast_signed());
    reaching_by(sums, least, first, rows, |sixteen| {
        // SAFETY: sixteen sums are 32 bytes; no alignment is asked for.
        let sixteen = unsafe { _mm256_loadu_si256(sixteen.as_ptr().cast()) };
        let reach = _mm256_cmpeq_epi16(_mm256_max_epu16(sixteen, bound), sixteen);
        _mm256_movemask_epi8(reach) != 0
    })
}

#[target_feature(enable = "avx2,fma,avx512f,avx512dq,avx512bw,avx512vl")]
pub(crate) fn chosen_sums_avx512<const N: usize>(
    rows: &[[u8; N]],
    chosen: &[u32],
    weights: &[i16; N],
    sums: &mut [i32],
) {
    let (weight_blocks, weight_rest) = weights.as_chunks::<32>();
    for (&chosen, sum) in chosen.iter().zip(sums) {
        let Some(row) = rows.get(chosen as usize) else {
            *sum = 0;
            continue;
        };
        let (blocks, rest) = row.as_chunks::<32>();
        let mut partial = [_mm512_setzero_si512(); 2];
        for (i, (codes, weights)) in blocks.iter().zip(weight_blocks).enumerate() {
            // SAFETY: 32 codes are 32 bytes, 32 weights 64; no alignment is asked for.
            let (codes, weights) = unsafe {
                (_mm256_loadu_si256(codes.as_ptr().cast()), _mm512_loadu_si512(weights.as_ptr().cast()))
            };
            partial[i % 2] =
                _mm512_add_epi32(partial[i % 2], _mm512_madd_epi16(_mm512_cvtepu8_epi16(codes), weights));
        }
        *sum = _mm512_reduce_add_epi32(_mm512_add_epi32(partial[0], partial[1]))
            + crate::codes::row_sum_scalar(rest, weight_rest);
    }
}

#[target_feature(enable = "avx2,fma")]
pub(crate) fn chosen_sums_avx2<const N: usize>(
    rows: &[[u8; N]],
    chosen: &[u32],
    weights: &[i16; N],
    sums: &mut [i32],
) {
    let (weight_blocks, weight_rest) = weights.as_chunks::<16>();
    for (&chosen, sum) in chosen.iter().zip(sums) {
        let Some(row) = rows.get(chosen as usize) else {
            *sum = 0;
            continue;
        };
        let (blocks, rest) = row.as_chunks::<16>();
        let mut partial = [_mm256_setzero_si256(); 2];
        for (i, (codes, weights)) in blocks.iter().zip(weight_blocks).enumerate() {
            // SAFETY: sixteen codes are 16 bytes, sixteen weights 32; no alignment is asked for.
            let (codes, weights) = unsafe {
                (_mm_loadu_si128(codes.as_ptr().cast()), _mm256_loadu_si256(weights.as_ptr().cast()))
            };
            partial[i % 2] =
                _mm256_add_epi32(partial[i % 2], _mm256_madd_epi16(_mm256_cvtepu8_epi16(codes), weights));
        }
        *sum = sum_of_eight(_mm256_add_epi32(partial[0], partial[1]))
            + crate::codes::row_sum_scalar(rest, weight_rest);
    }
}

macro_rules! rough_sums {
    ($name:ident, $features:literal, $lanes:literal, $zero:ident, $load:ident, $mul:ident, $add:ident, $store:ident) => {
        #[target_feature(enable = $features)]
        pub(crate) fn $name(a: &[f32], b: &[[u8; 4]]) -> (f32, f32) {
            let n = a.len().min(b.len());
            let (a_blocks, a_rest) = a[..n].as_chunks::<ROUGH_SUMS>();
            let (b_blocks, b_rest) = b[..n].as_chunks::<ROUGH_SUMS>();
            let (mut ab, mut bb) = ([$zero(); ROUGH_SUMS / $lanes], [$zero(); ROUGH_SUMS / $lanes]);
            for (a, b) in a_blocks.iter().zip(b_blocks) {
                for i in 0..ROUGH_SUMS / $lanes {
                    // SAFETY: both blocks hold 64 samples of four bytes; no alignment is asked for.
                    let (a, b) = unsafe {
                        ($load(a.as_ptr().add(i * $lanes)), $load(b.as_ptr().add(i * $lanes).cast()))
                    };
                    ab[i] = $add(ab[i], $mul(a, b));
                    bb[i] = $add(bb[i], $mul(b, b));
                }
            }
            let mut sums = [[0.0; ROUGH_SUMS]; 2];
            for (sums, registers) in sums.iter_mut().zip([ab, bb]) {
                for (sums, register) in sums.as_chunks_mut::<$lanes>().0.iter_mut().zip(registers) {
                    // SAFETY: as many numbers as a register holds; no alignment is asked for.
                    unsafe { $store(sums.as_mut_ptr(), register) };
                }
            }
            let [mut ab, mut bb] = sums;
            rough::rest(a_rest, b_rest, &mut ab, &mut bb);
            (rough::join(ab), rough::join(bb))
        }
    };
}

rough_sums!(
    rough_sums_avx512,
    "avx2,fma,avx512f,avx512dq,avx512bw,avx512vl",
    16,
    _mm512_setzero_ps,
    _mm512_loadu_ps,
    _mm512_mul_ps,
    _mm512_add_ps,
    _mm512_storeu_ps
);
rough_sums!(
    rough_sums_avx2,
    "avx2,fma",
    8,
    _mm256_setzero_ps,
    _mm256_loadu_ps,
    _mm256_mul_ps,
    _mm256_add_ps,
    _mm256_storeu_ps
);

#[target_feature(enable = "avx2,fma,avx512f,avx512dq,avx512bw,avx512vl")]
pub(crate) fn code_sums_avx512(codes: &[[u8; 1]], weights: &[i16]) -> (i32, i32) {
    let n = codes.len().min(weights.len());
    let (code_blocks, codes) = codes[..n].as_chunks::<32>();
    let (weight_blocks, weights) = weights[..n].as_chunks::<32>();
    let (mut with_weights, mut squares) = (_mm512_setzero_si512(), _mm512_setzero_si512());
    for (codes, weights) in code_blocks.iter().zip(weight_blocks) {
        // SAFETY: 32 codes are 32 bytes, 32 weights 64; no alignment is asked for.
        let (codes, weights) = unsafe {
            (_mm256_loadu_si256(codes.as_ptr().cast()), _mm512_loadu_si512(weights.as_ptr().cast()))
        };
        let codes = _mm512_cvtepi8_epi16(codes);
        with_weights = _mm512_add_epi32(with_weights, _mm512_madd_epi16(codes, weights));
        squares = _mm512_add_epi32(squares, _mm512_madd_epi16(codes, codes));
    }
    let rest = rough::code_sums_scalar(codes, weights);
    (_mm512_reduce_add_epi32(with_weights) + rest.0, _mm512_reduce_add_epi32(squares) + rest.1)
}

/// The sum of eight.
#[inline]
#[target_feature(enable = "avx2,fma")]
fn sum_of_eight(eight: __m256i) -> i32 {
    let four = _mm_add_epi32(_mm256_castsi256_si128(eight), _mm256_extracti128_si256::<1>(eight));
    let two = _mm_add_epi32(four, _mm_shuffle_epi32::<0b00_00_11_10>(four));
    _mm_cvtsi128_si32(_mm_add_epi32(two, _mm_shuffle_epi32::<1>(two)))
}

#[target_feature(enable = "avx2,fma")]
pub(crate) fn code_sums_avx2(codes: &[[u8; 1]], weights: &[i16]) -> (i32, i32) {
    let n = codes.len().min(weights.len());
    let (code_blocks, codes) = codes[..n].as_chunks::<16>();
    let (weight_blocks, weights) = weights[..n].as_chunks::<16>();
    let (mut with_weights, mut squares) = (_mm256_setzero_si256(), _mm256_setzero_si256());
    for (codes, weights) in code_blocks.iter().zip(weight_blocks) {
        // SAFETY: 16 codes are 16 bytes, 16 weights 32; no alignment is asked for.
        let (codes, weights) =
            unsafe { (_mm_loadu_si128(codes.as_ptr().cast()), _mm256_loadu_si256(weights.as_ptr().cast())) };
        let codes = _mm256_cvtepi8_epi16(codes);
        with_weights = _mm256_add_epi32(with_weights, _mm256_madd_epi16(codes, weights));
        squares = _mm256_add_epi32(squares, _mm256_madd_epi16(codes, codes));
    }
    let rest = rough::code_sums_scalar(codes, weights);
    (sum_of_eight(with_weights) + rest.0, sum_of_eight(squares) + rest.1)
}

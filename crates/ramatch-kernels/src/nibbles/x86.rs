//! Sums of codes of four bits in the registers of x86-64: to the last number those of [`scalar`](super::scalar).
#![allow(unsafe_code, reason = "intrinsics may only be called where they run")]

use super::scalar::{self, NibbleRow, NibbleWeights};
use core::arch::x86_64::*;

/// Rows whose sums are joined.
const FOUR: usize = 4;
/// How many bytes ahead rows are asked for.
const AHEAD: usize = 2048;

#[target_feature(enable = "avx2,fma,avx512f,avx512dq,avx512bw,avx512vl")]
pub(super) fn nibble_sums_avx512(rows: &[NibbleRow], weights: &NibbleWeights, sums: &mut [i32]) {
    // SAFETY: a half of the weights is 64 bytes; no alignment is asked for.
    let (lower, upper) = unsafe {
        (_mm512_loadu_si512(weights[0].as_ptr().cast()), _mm512_loadu_si512(weights[1].as_ptr().cast()))
    };
    let (half, ones) = (_mm512_set1_epi8(15), _mm512_set1_epi16(1));
    let n = rows.len().min(sums.len());
    let (fours, rest) = rows[..n].as_chunks::<FOUR>();
    let (four_sums, rest_sums) = sums[..n].as_chunks_mut::<FOUR>();
    for (rows, sums) in fours.iter().zip(four_sums) {
        soon(rows);
        let mut partial = [_mm512_setzero_si512(); FOUR];
        for (row, partial) in rows.iter().zip(&mut partial) {
            // SAFETY: a row is 64 bytes; no alignment is asked for.
            let codes = unsafe { _mm512_loadu_si512(row.as_ptr().cast()) };
            let low = _mm512_maddubs_epi16(_mm512_and_si512(codes, half), lower);
            let high = _mm512_maddubs_epi16(_mm512_and_si512(_mm512_srli_epi16::<4>(codes), half), upper);
            // At most 4 · 15 · 127 in each.
            *partial = _mm512_madd_epi16(_mm512_add_epi16(low, high), ones);
        }
        let [a, b, c, d] = partial;
        let ab = _mm512_add_epi32(_mm512_unpacklo_epi32(a, b), _mm512_unpackhi_epi32(a, b));
        let cd = _mm512_add_epi32(_mm512_unpacklo_epi32(c, d), _mm512_unpackhi_epi32(c, d));
        let all = _mm512_add_epi32(_mm512_unpacklo_epi64(ab, cd), _mm512_unpackhi_epi64(ab, cd));
        store(_mm256_add_epi32(_mm512_castsi512_si256(all), _mm512_extracti64x4_epi64::<1>(all)), sums);
    }
    rest.iter().zip(rest_sums).for_each(|(row, sum)| *sum = scalar::nibble_sum_scalar(row, weights));
}

#[target_feature(enable = "avx2,fma")]
pub(super) fn nibble_sums_avx2(rows: &[NibbleRow], weights: &NibbleWeights, sums: &mut [i32]) {
    let halves = weights.each_ref().map(|half| {
        let (first, rest) = half.split_at(32);
        // SAFETY: each is 32 bytes; no alignment is asked for.
        unsafe { [_mm256_loadu_si256(first.as_ptr().cast()), _mm256_loadu_si256(rest.as_ptr().cast())] }
    });
    let (half, ones) = (_mm256_set1_epi8(15), _mm256_set1_epi16(1));
    let n = rows.len().min(sums.len());
    let (fours, rest) = rows[..n].as_chunks::<FOUR>();
    let (four_sums, rest_sums) = sums[..n].as_chunks_mut::<FOUR>();
    for (rows, sums) in fours.iter().zip(four_sums) {
        soon(rows);
        let mut partial = [_mm256_setzero_si256(); FOUR];
        for (row, partial) in rows.iter().zip(&mut partial) {
            let mut words = _mm256_setzero_si256();
            for (i, codes) in row.as_chunks::<32>().0.iter().enumerate() {
                // SAFETY: as above.
                let codes = unsafe { _mm256_loadu_si256(codes.as_ptr().cast()) };
                let low = _mm256_maddubs_epi16(_mm256_and_si256(codes, half), halves[0][i]);
                let high =
                    _mm256_maddubs_epi16(_mm256_and_si256(_mm256_srli_epi16::<4>(codes), half), halves[1][i]);
                // At most 8 · 15 · 127 in each.
                words = _mm256_add_epi16(words, _mm256_add_epi16(low, high));
            }
            *partial = _mm256_madd_epi16(words, ones);
        }
        let [a, b, c, d] = partial;
        let ab = _mm256_add_epi32(_mm256_unpacklo_epi32(a, b), _mm256_unpackhi_epi32(a, b));
        let cd = _mm256_add_epi32(_mm256_unpacklo_epi32(c, d), _mm256_unpackhi_epi32(c, d));
        store(_mm256_add_epi32(_mm256_unpacklo_epi64(ab, cd), _mm256_unpackhi_epi64(ab, cd)), sums);
    }
    rest.iter().zip(rest_sums).for_each(|(row, sum)| *sum = scalar::nibble_sum_scalar(row, weights));
}

/// Asks for rows that are summed soon: the processor's own reading ahead ends at every page of 4,096 bytes.
#[inline]
fn soon(rows: &[NibbleRow; FOUR]) {
    for row in rows {
        // SAFETY: SSE is part of every x86-64; a prefetch reads nothing, wherever the address lies.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(row.as_ptr().wrapping_add(AHEAD).cast()) };
    }
}

/// Joins the two halves of four sums.
#[inline]
#[target_feature(enable = "avx2,fma")]
fn store(halves: __m256i, sums: &mut [i32; FOUR]) {
    let joined = _mm_add_epi32(_mm256_castsi256_si128(halves), _mm256_extracti128_si256::<1>(halves));
    // SAFETY: four sums are 16 bytes; no alignment is asked for.
    unsafe { _mm_storeu_si128(sums.as_mut_ptr().cast(), joined) };
}

//! Sums of codes of four bits in the registers of x86-64: to the last number those of [`scalar`](super::scalar).
#![allow(unsafe_code, reason = "intrinsics may only be called where they run")]

use super::{NibbleRow, NibbleWeights};
use crate::x86::sum_of_eight;
use core::arch::x86_64::*;

#[target_feature(enable = "avx2,fma,avx512f,avx512dq,avx512bw,avx512vl")]
pub(super) fn nibble_sums_avx512(rows: &[NibbleRow], weights: &NibbleWeights, sums: &mut [i32]) {
    // SAFETY: a half of the weights is 64 bytes; no alignment is asked for.
    let (lower, upper) = unsafe {
        (_mm512_loadu_si512(weights[0].as_ptr().cast()), _mm512_loadu_si512(weights[1].as_ptr().cast()))
    };
    let (half, ones) = (_mm512_set1_epi8(15), _mm512_set1_epi16(1));
    for (row, sum) in rows.iter().zip(sums) {
        // SAFETY: a row is 64 bytes; no alignment is asked for.
        let codes = unsafe { _mm512_loadu_si512(row.as_ptr().cast()) };
        let low = _mm512_maddubs_epi16(_mm512_and_si512(codes, half), lower);
        let high = _mm512_maddubs_epi16(_mm512_and_si512(_mm512_srli_epi16::<4>(codes), half), upper);
        // At most 4 · 15 · 127 in each.
        let pairs = _mm512_madd_epi16(_mm512_add_epi16(low, high), ones);
        let eight = _mm256_add_epi32(_mm512_castsi512_si256(pairs), _mm512_extracti64x4_epi64::<1>(pairs));
        *sum = sum_of_eight(eight);
    }
}

#[target_feature(enable = "avx2,fma")]
pub(super) fn nibble_sums_avx2(rows: &[NibbleRow], weights: &NibbleWeights, sums: &mut [i32]) {
    let halves = weights.each_ref().map(|half| {
        let (first, rest) = half.split_at(32);
        // SAFETY: each is 32 bytes; no alignment is asked for.
        unsafe { [_mm256_loadu_si256(first.as_ptr().cast()), _mm256_loadu_si256(rest.as_ptr().cast())] }
    });
    let (half, ones) = (_mm256_set1_epi8(15), _mm256_set1_epi16(1));
    for (row, sum) in rows.iter().zip(sums) {
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
        *sum = sum_of_eight(_mm256_madd_epi16(words, ones));
    }
}

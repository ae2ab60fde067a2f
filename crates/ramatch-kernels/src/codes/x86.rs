//! Sums of rows of codes in the registers of x86-64: to the last number those of [`scalar`](super::scalar).
#![allow(unsafe_code, reason = "intrinsics may only be called where they run")]

use super::scalar::{BLOCK_LEN, BLOCK_ROWS, RowSums, SHORT, reaching_by, row_sum_scalar};
use crate::x86::sum_of_eight;
use core::arch::x86_64::*;

/// A pair of weights in 16 bits.
fn pair_of(weights: [u8; 2]) -> i16 {
    i16::from_le_bytes(weights)
}

/// Sixteen rows, one to a lane of 16 bits: products of pairs are summed, the first half of the pairs in the first half of a
/// register.
#[target_feature(enable = "avx2,fma,avx512f,avx512dq,avx512bw,avx512vl")]
pub(super) fn all_sums_avx512(
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
pub(super) fn all_sums_avx2(
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
pub(super) fn reaching_avx512(sums: &[RowSums], least: u16, first: u32, rows: &mut [u32]) -> usize {
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
pub(super) fn reaching_avx2(sums: &[RowSums], least: u16, first: u32, rows: &mut [u32]) -> usize {
    let bound = _mm256_set1_epi16(least.cast_signed());
    reaching_by(sums, least, first, rows, |sixteen| {
        // SAFETY: sixteen sums are 32 bytes; no alignment is asked for.
        let sixteen = unsafe { _mm256_loadu_si256(sixteen.as_ptr().cast()) };
        let reach = _mm256_cmpeq_epi16(_mm256_max_epu16(sixteen, bound), sixteen);
        _mm256_movemask_epi8(reach) != 0
    })
}

#[target_feature(enable = "avx2,fma,avx512f,avx512dq,avx512bw,avx512vl")]
pub(super) fn chosen_sums_avx512<const N: usize>(
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
            + row_sum_scalar(rest, weight_rest);
    }
}

#[target_feature(enable = "avx2,fma")]
pub(super) fn chosen_sums_avx2<const N: usize>(
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
        *sum = sum_of_eight(_mm256_add_epi32(partial[0], partial[1])) + row_sum_scalar(rest, weight_rest);
    }
}

//! Sums over whole rows in the registers of x86-64: to the last bit those of [`scalar`](super::scalar).
#![allow(unsafe_code, reason = "intrinsics may only be called where they run")]

use super::scalar::{self, ROUGH_SUMS};
use crate::x86::sum_of_eight;
use core::arch::x86_64::*;

macro_rules! rough_sums {
    ($name:ident, $features:literal, $lanes:literal, $zero:ident, $load:ident, $mul:ident, $add:ident, $store:ident) => {
        #[target_feature(enable = $features)]
        pub(super) fn $name(a: &[f32], b: &[[u8; 4]]) -> (f32, f32) {
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
            scalar::rest(a_rest, b_rest, &mut ab, &mut bb);
            (scalar::join(ab), scalar::join(bb))
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
pub(super) fn code_sums_avx512(codes: &[[u8; 1]], weights: &[i16]) -> (i32, i32) {
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
    let rest = scalar::code_sums_scalar(codes, weights);
    (_mm512_reduce_add_epi32(with_weights) + rest.0, _mm512_reduce_add_epi32(squares) + rest.1)
}

#[target_feature(enable = "avx2,fma")]
pub(super) fn code_sums_avx2(codes: &[[u8; 1]], weights: &[i16]) -> (i32, i32) {
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
    let rest = scalar::code_sums_scalar(codes, weights);
    (sum_of_eight(with_weights) + rest.0, sum_of_eight(squares) + rest.1)
}

#[target_feature(enable = "avx2,fma,avx512f,avx512dq,avx512bw,avx512vl")]
pub(super) fn code_product_avx512(codes: &[[u8; 1]], weights: &[i16]) -> i32 {
    let n = codes.len().min(weights.len());
    let (code_blocks, codes) = codes[..n].as_chunks::<32>();
    let (weight_blocks, weights) = weights[..n].as_chunks::<32>();
    let mut partial = [_mm512_setzero_si512(); 2];
    for (i, (codes, weights)) in code_blocks.iter().zip(weight_blocks).enumerate() {
        // SAFETY: 32 codes are 32 bytes, 32 weights 64; no alignment is asked for.
        let (codes, weights) = unsafe {
            (_mm256_loadu_si256(codes.as_ptr().cast()), _mm512_loadu_si512(weights.as_ptr().cast()))
        };
        partial[i % 2] =
            _mm512_add_epi32(partial[i % 2], _mm512_madd_epi16(_mm512_cvtepi8_epi16(codes), weights));
    }
    _mm512_reduce_add_epi32(_mm512_add_epi32(partial[0], partial[1]))
        + scalar::code_product_scalar(codes, weights)
}

#[target_feature(enable = "avx2,fma")]
pub(super) fn code_product_avx2(codes: &[[u8; 1]], weights: &[i16]) -> i32 {
    let n = codes.len().min(weights.len());
    let (code_blocks, codes) = codes[..n].as_chunks::<16>();
    let (weight_blocks, weights) = weights[..n].as_chunks::<16>();
    let mut partial = [_mm256_setzero_si256(); 2];
    for (i, (codes, weights)) in code_blocks.iter().zip(weight_blocks).enumerate() {
        // SAFETY: 16 codes are 16 bytes, 16 weights 32; no alignment is asked for.
        let (codes, weights) =
            unsafe { (_mm_loadu_si128(codes.as_ptr().cast()), _mm256_loadu_si256(weights.as_ptr().cast())) };
        partial[i % 2] =
            _mm256_add_epi32(partial[i % 2], _mm256_madd_epi16(_mm256_cvtepi8_epi16(codes), weights));
    }
    sum_of_eight(_mm256_add_epi32(partial[0], partial[1])) + scalar::code_product_scalar(codes, weights)
}

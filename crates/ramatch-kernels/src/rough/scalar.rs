//! Sums over whole rows on any processor.

/// Number of independent partial sums of [`rough_sums`](super::rough_sums).
pub const ROUGH_SUMS: usize = 64;

pub(super) fn rough_sums_scalar(a: &[f32], b: &[[u8; 4]]) -> (f32, f32) {
    let n = a.len().min(b.len());
    let (mut ab, mut bb) = ([0.0; ROUGH_SUMS], [0.0; ROUGH_SUMS]);
    rest(&a[..n], &b[..n], &mut ab, &mut bb);
    (join(ab), join(bb))
}

/// Adds products, the first to the first partial sum.
pub(super) fn rest(a: &[f32], b: &[[u8; 4]], ab: &mut [f32; ROUGH_SUMS], bb: &mut [f32; ROUGH_SUMS]) {
    for (a, b) in a.chunks(ROUGH_SUMS).zip(b.chunks(ROUGH_SUMS)) {
        for (i, (&a, &b)) in a.iter().zip(b).enumerate() {
            let b = f32::from_le_bytes(b);
            ab[i] += a * b;
            bb[i] += b * b;
        }
    }
}

/// Joins partial sums as a binary tree: `0+32, 1+33, …`, then `0+16, …`.
pub(super) fn join(mut sums: [f32; ROUGH_SUMS]) -> f32 {
    let mut half = ROUGH_SUMS / 2;
    while half > 0 {
        for i in 0..half {
            sums[i] += sums[i + half];
        }
        half /= 2;
    }
    sums[0]
}

/// Eight at a time: on a small core the loop would take as much as the products.
pub(super) fn code_product_scalar(codes: &[[u8; 1]], weights: &[i16]) -> i32 {
    let n = codes.len().min(weights.len());
    let (codes, weights) = (codes.get(..n).unwrap_or_default(), weights.get(..n).unwrap_or_default());
    let product = |code: [u8; 1], weight: i16| i32::from(i8::from_le_bytes(code)) * i32::from(weight);
    let ((codes, last), (weights, last_weights)) = (codes.as_chunks::<8>(), weights.as_chunks::<8>());
    let mut sum = 0;
    for (codes, weights) in codes.iter().zip(weights) {
        for (&code, &weight) in codes.iter().zip(weights) {
            sum += product(code, weight);
        }
    }
    sum + last.iter().zip(last_weights).map(|(&code, &weight)| product(code, weight)).sum::<i32>()
}

pub(super) fn code_sums_scalar(codes: &[[u8; 1]], weights: &[i16]) -> (i32, i32) {
    let (mut with_weights, mut squares) = (0, 0);
    for (&code, &weight) in codes.iter().zip(weights) {
        let code = i32::from(i8::from_le_bytes(code));
        with_weights += code * i32::from(weight);
        squares += code * code;
    }
    (with_weights, squares)
}

//! Normal deviates: the axes of a DET curve (Martin et al., *The DET curve in assessment of detection task performance*, Eurospeech 1997).

/// The least part that is drawn, and its counterpart near 1.
const LEAST: f64 = 1e-4;

/// The deviate `z` below which a part of a normal distribution lies: `Φ(z) = part`, for parts from 0.0001 to 0.9999; others are brought
/// there, for a curve has to end somewhere.
pub(crate) fn deviate(part: f64) -> f64 {
    let part = part.clamp(LEAST, 1.0 - LEAST);
    let (mut low, mut high) = (-4.0, 4.0);
    for _ in 0..56 {
        let middle = 0.5 * (low + high);
        // Φ(z) = erfc(−z/√2) / 2
        let below = 0.5 * libm::erfc(-middle * std::f64::consts::FRAC_1_SQRT_2);
        if below < part { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::statistics::golden::rows;

    #[test]
    fn deviates_are_those_of_scipy() {
        let all = rows("deviate");
        assert!(all.len() > 10);
        for row in all {
            assert!((deviate(row[0]) - row[1]).abs() < 1e-12, "{row:?}");
        }
        assert_eq!(deviate(0.0), deviate(LEAST));
        assert_eq!(deviate(2.0), deviate(1.0 - LEAST));
    }
}

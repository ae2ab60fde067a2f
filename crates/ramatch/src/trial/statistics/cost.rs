//! The cost of likelihood ratios, in bits.
//!
//! ```text
//! Cllr = ½ [ mean over present of log₂(1 + 1/LR) + mean over absent of log₂(1 + LR) ]
//! ```
//!
//! (Brümmer & du Preez, *Application-independent evaluation of speaker detection*, Computer Speech and Language 20, 2006.) 0 is perfect, 1 is
//! what "no idea" (LR = 1 always) costs, more than 1 misleads. `Cllr_min` is what the same order of trials costs at best, with ratios by
//! [pooling](super::pooled); the difference is what calibration is to blame for.

use super::pooled::pooled;
use std::f64::consts::LN_2;

/// log₂(1 + eˣ).
fn bits(x: f64) -> f64 {
    (x.max(0.0) + (-x.abs()).exp().ln_1p()) / LN_2
}

/// The cost of values, which are natural logarithms of likelihood ratios; none where either kind of trials lacks.
pub(crate) fn cllr(present: &[f64], absent: &[f64]) -> Option<f64> {
    let mean = |values: &[f64], sign: f64| {
        let sum: f64 = values.iter().map(|value| bits(sign * value)).sum();
        (!values.is_empty()).then(|| sum / values.len() as f64)
    };
    Some(0.5 * (mean(present, -1.0)? + mean(absent, 1.0)?))
}

/// The least cost that the order of the values allows; none where either kind of trials lacks.
pub(crate) fn cllr_min(present: &[f64], absent: &[f64]) -> Option<f64> {
    if present.is_empty() || absent.is_empty() {
        return None;
    }
    let cost = pooled(present, absent).into_iter().map(|block| {
        let (p, a) = (block.present as f64 / present.len() as f64, block.absent as f64 / absent.len() as f64);
        // LR = p / a: a block of one kind costs nothing.
        let part = |own: f64, other: f64| if own > 0.0 { own * (other / own).ln_1p() } else { 0.0 };
        (part(p, a) + part(a, p)) / LN_2
    });
    Some(0.5 * cost.sum::<f64>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::statistics::golden::{one, rows, trials};

    #[test]
    fn costs_are_those_of_the_formula_in_numpy_and_of_isotonic_regression() {
        for name in ["apart", "mixed", "ties"] {
            let (present, absent) = trials(name);
            let expected = one(&format!("cost {name}"));
            assert!((cllr(&present, &absent).unwrap() - expected[0]).abs() < 1e-12, "{name}");
            assert!((cllr_min(&present, &absent).unwrap() - expected[1]).abs() < 1e-12, "{name}");
        }
        assert!(rows("cost mixed").len() == 1);
    }

    #[test]
    fn no_idea_costs_one_bit_and_one_kind_alone_nothing_can_be_said_of() {
        assert_eq!(cllr(&[0.0, 0.0], &[0.0]), Some(1.0));
        assert_eq!(cllr_min(&[0.0, 0.0], &[0.0]), Some(1.0));
        assert_eq!(cllr_min(&[1.0], &[0.0]), Some(0.0));
        assert_eq!((cllr(&[], &[1.0]), cllr_min(&[1.0], &[])), (None, None));
        // Far out nothing overflows.
        assert!((cllr(&[-1e6], &[1e6]).unwrap() - 1e6 / LN_2).abs() < 1.0);
    }
}

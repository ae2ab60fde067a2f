//! Tippett plots: which part of the trials has a likelihood ratio as high (Tippett et al., *The evidential value of the comparison of paint
//! flakes*, 1968; Meuwly, Ramos, Haraksim, *A guideline for the validation of likelihood ratio methods*, Forensic Science International 276, 2017).

/// A step of a cumulative curve.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Step {
    /// A natural logarithm of a likelihood ratio.
    pub value: f64,
    /// The part of the trials whose value is as high at least.
    pub part: f64,
}

/// The part of `values` as high as each of them, the least first. O(n log n).
pub(crate) fn tippett(values: &[f64]) -> Vec<Step> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let mut left = sorted.len();
    let steps = sorted.chunk_by(|a, b| a == b).map(|equal| {
        let part = left as f64 / values.len() as f64;
        left -= equal.len();
        Step { value: equal[0], part }
    });
    steps.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::statistics::golden::{rows, trials};

    #[test]
    fn steps_are_those_of_the_survival_function_in_scipy() {
        for name in ["apart", "mixed", "ties"] {
            let steps = tippett(&trials(name).0);
            let expected = rows(&format!("tippett {name}"));
            assert_eq!(steps.len(), expected.len(), "{name}");
            for (step, row) in steps.iter().zip(&expected) {
                assert!(step.value == row[0] && (step.part - row[1]).abs() < 1e-12);
            }
        }
        assert!(tippett(&[]).is_empty());
    }
}

//! Risk and coverage: of the answers that are given, how many are wrong, the more of them are given (El-Yaniv & Wiener, *On the foundations of
//! noise-free selective classification*, Journal of Machine Learning Research 11, 2010).

/// Answers from the surest on.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Risk {
    /// The part of all trials that is answered.
    pub coverage: f64,
    /// The part of the answers that is wrong.
    pub risk: f64,
}

/// Risk at every coverage, from the surest answer to all that can be given. `answers` are values and whether the answer is wrong; what has
/// no finite value is never given. Of equal values all are given or none. O(n log n).
pub(crate) fn risk_coverage(answers: &[(f64, bool)]) -> Vec<Risk> {
    let mut given: Vec<_> = answers.iter().filter(|(value, _)| value.is_finite()).collect();
    given.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
    let (mut count, mut wrong) = (0, 0);
    let groups = given.chunk_by(|a, b| a.0 == b.0).map(|equal| {
        count += equal.len();
        wrong += equal.iter().filter(|(_, wrong)| *wrong).count();
        Risk { coverage: count as f64 / answers.len() as f64, risk: f64::from(wrong as u32) / count as f64 }
    });
    groups.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::statistics::golden::{rows, trials};

    #[test]
    fn risks_are_those_of_sorting_in_numpy() {
        for name in ["apart", "mixed", "ties"] {
            let (present, absent) = trials(name);
            let right = present.iter().map(|value| (*value, false));
            let answers: Vec<_> = right.chain(absent.iter().map(|value| (*value, true))).collect();
            let curve = risk_coverage(&answers);
            let expected = rows(&format!("risk {name}"));
            assert_eq!(curve.len(), expected.len(), "{name}");
            for (point, row) in curve.iter().zip(&expected) {
                assert!((point.coverage - row[0]).abs() < 1e-12 && (point.risk - row[1]).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn what_is_never_given_only_counts_among_all() {
        let curve = risk_coverage(&[(1.0, false), (f64::NEG_INFINITY, true)]);
        assert_eq!(curve, [Risk { coverage: 0.5, risk: 0.0 }]);
        assert!(risk_coverage(&[]).is_empty());
    }
}

//! Present told from absent by one limit, wherever it lies: false against missed, and the area under the curve.

/// What one limit does.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Detection {
    /// The part of what was absent that passes: false alarms.
    pub false_part: f64,
    /// The part of what was present that does not pass: misses.
    pub missed_part: f64,
}

/// False against missed at every limit that makes a difference, from where nothing passes to where all does; corners only. Empty where
/// either kind lacks. Of equal values all pass or none. O(n log n).
pub(crate) fn detection(present: &[f64], absent: &[f64]) -> Vec<Detection> {
    if present.is_empty() || absent.is_empty() {
        return Vec::new();
    }
    let (p, a) = (present.len(), absent.len());
    let at = |false_count: usize, kept: usize| Detection {
        false_part: false_count as f64 / a as f64,
        missed_part: (p - kept) as f64 / p as f64,
    };
    let mut counts = vec![(0, 0)];
    counts.extend(steps(present, absent));
    let corner = |w: &&[(usize, usize)]| {
        // In between on a straight line: the same direction before and behind, by counts.
        let (before, behind) = ((w[1].0 - w[0].0, w[1].1 - w[0].1), (w[2].0 - w[1].0, w[2].1 - w[1].1));
        before.0 * behind.1 != before.1 * behind.0
    };
    let inner = counts.windows(3).filter(corner).map(|w| at(w[1].0, w[1].1));
    std::iter::once(at(0, 0)).chain(inner).chain([at(a, p)]).collect()
}

/// The chance that something present has a higher value than something absent, equal ones half: the area under the curve (Hanley & McNeil,
/// *The meaning and use of the area under a receiver operating characteristic curve*, 1982). None where either kind lacks.
pub(crate) fn area(present: &[f64], absent: &[f64]) -> Option<f64> {
    let pairs = (present.len() as f64) * (absent.len() as f64);
    let mut before = (0, 0);
    let mut sum = 0.0;
    for (absent, kept) in steps(present, absent) {
        // A trapezoid: twice its area in pairs.
        sum += ((absent - before.0) * (kept + before.1)) as f64;
        before = (absent, kept);
    }
    (pairs > 0.0).then(|| 0.5 * sum / pairs)
}

/// How many of the absent and of the present pass, behind each group of equal values, the highest first.
fn steps(present: &[f64], absent: &[f64]) -> Vec<(usize, usize)> {
    let mut all: Vec<(f64, bool)> =
        present.iter().map(|v| (*v, true)).chain(absent.iter().map(|v| (*v, false))).collect();
    all.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
    let (mut passed, mut kept) = (0, 0);
    let groups = all.chunk_by(|a, b| a.0 == b.0).map(|equal| {
        let present = equal.iter().filter(|(_, present)| *present).count();
        (passed, kept) = (passed + equal.len() - present, kept + present);
        (passed, kept)
    });
    groups.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::statistics::golden::{one, rows, trials};

    #[test]
    fn curves_and_areas_are_those_of_scikit_learn() {
        for name in ["apart", "mixed", "ties"] {
            let (present, absent) = trials(name);
            assert!((area(&present, &absent).unwrap() - one(&format!("area {name}"))[0]).abs() < 1e-12);
            let curve = detection(&present, &absent);
            let expected = rows(&format!("detection {name}"));
            assert_eq!(curve.len(), expected.len(), "{name}: {curve:?}");
            for (point, row) in curve.iter().zip(&expected) {
                assert!((point.false_part - row[0]).abs() < 1e-12, "{name}");
                assert!((point.missed_part - row[1]).abs() < 1e-12, "{name}");
            }
        }
    }

    #[test]
    fn what_lacks_a_kind_has_no_curve() {
        assert!(detection(&[1.0], &[]).is_empty());
        assert_eq!(area(&[], &[1.0]), None);
        assert_eq!(area(&[f64::NEG_INFINITY], &[f64::NEG_INFINITY]), Some(0.5));
    }
}

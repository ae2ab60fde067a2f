//! Whether an axis is evenly spaced.
//!
//! It is where every point lies on one straight line over its number, within what cannot be told from it: a hundredth of a step,
//! since an intensity that is read so far beside its place is off by a hundredth of what the spectrum rises in a step; or the rounding
//! of the decimals that the shifts were written with, as far as that is less than a quarter of a step; or that of an `f32`. Axes of
//! gratings are curved by whole steps, and a point that is missing moves all behind it by one.

/// The part of a step by which a point may be off.
const PART: f64 = 0.01;
/// The part of a step up to which rounded decimals are believed.
const DECIMALS_PART: f64 = 0.25;
/// Half of the last digit, and what the line of least squares is off by where rounded digits rise in a pattern: together 0.99 at the
/// most over 6,000 axes whose steps are nearly fractions of a digit.
const OF_A_DIGIT: f64 = 1.0;

/// An evenly spaced axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Even {
    /// The spacing in cm⁻¹.
    pub(super) step_cm1: f64,
    /// How far a point may be off, in cm⁻¹.
    tolerance: f64,
    /// Steps from the first point to the last.
    steps: f64,
}

impl Even {
    /// Whether points of this spacing would lie where these do.
    pub(super) fn is(&self, step_cm1: f64) -> bool {
        (step_cm1 - self.step_cm1).abs() * self.steps <= self.tolerance
    }
}

/// The spacing of a rising axis, if it is even.
pub(super) fn step(x: &[f32]) -> Option<Even> {
    let n = x.len() as f64;
    if x.len() < 3 {
        return None;
    }
    // The line of least squares over the points' numbers, counted from the middle.
    let from_middle = |i: usize| i as f64 - 0.5 * (n - 1.0);
    let level = x.iter().map(|&x| f64::from(x)).sum::<f64>() / n;
    let products: f64 = x.iter().enumerate().map(|(i, &x)| from_middle(i) * (f64::from(x) - level)).sum();
    let step_cm1 = products / (n * (n * n - 1.0) / 12.0);
    let off = x.iter().enumerate().map(|(i, &x)| (f64::from(x) - level - from_middle(i) * step_cm1).abs());
    let off = off.fold(0.0, f64::max);

    let largest = x.iter().fold(0.0f32, |largest, x| largest.max(x.abs()));
    let of_f32 = OF_A_DIGIT * f64::from(largest.next_up() - largest);
    let mut tolerance = of_f32.max(PART * step_cm1);
    if off > tolerance && off <= DECIMALS_PART * step_cm1 {
        let of_decimals = OF_A_DIGIT * 0.1f64.powi(decimals(x));
        tolerance = tolerance.max(of_decimals.min(DECIMALS_PART * step_cm1));
    }
    (step_cm1 > 0.0 && off <= tolerance).then_some(Even { step_cm1, tolerance, steps: n - 1.0 })
}

/// The most decimals that any of the numbers is written with.
fn decimals(x: &[f32]) -> i32 {
    let of = |x: &f32| x.to_string().split_once('.').map_or(0, |(_, decimals)| decimals.len() as i32);
    x.iter().map(of).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_that_are_rounded_in_a_pattern_are_even() {
        for (n, start, step_cm1, decimals) in [
            (620, 621.572_193_069_9, 5.150_044_961_5, 1),
            (559, 100.0, 4.999_829, 1),
            (196, 3.0, 39.995_247_7, 0),
        ] {
            assert!(step(&rounded(start, step_cm1, decimals, n)).is_some(), "{step_cm1}");
        }
    }

    fn rounded(start: f64, step: f64, decimals: i32, n: usize) -> Vec<f32> {
        let unit = 10f64.powi(decimals);
        (0..n).map(|i| (((start + step * i as f64) * unit).round() / unit) as f32).collect()
    }

    #[test]
    fn decimals_of_files_are_even() {
        for (step, decimals) in
            [(1.0, 0), (0.5, 1), (0.482_137, 1), (1.928_4, 1), (1.928_4, 2), (2.7, 0), (0.96, 3)]
        {
            for start in [-312.7, 0.0, 99.37, 3000.1] {
                let x = rounded(start, step, decimals, 1500);
                let even = self::step(&x).unwrap();
                assert!((even.step_cm1 - step).abs() < 1e-4 * step, "{step} {decimals} {start}");
                assert!(even.is(step));
                assert!(!even.is(1.01 * step));
            }
        }
    }

    #[test]
    fn gratings_gaps_and_jitter_are_not() {
        let curved: Vec<f32> = (0..1000).map(|i| 100.0 + 2.0 * i as f32 - 1e-5 * (i * i) as f32).collect();
        assert_eq!(step(&curved), None);
        let mut gap = rounded(100.0, 1.0, 0, 500);
        gap.remove(250);
        assert_eq!(step(&gap), None);
        let jitter: Vec<f32> = (0..500).map(|i| 100.0 + i as f32 + 0.037_21 * (i % 3) as f32).collect();
        assert_eq!(step(&jitter), None);
        assert_eq!(step(&[1.0, 2.0]), None);
        assert_eq!(step(&[1.0, 2.0, 100.0]), None);
    }
}

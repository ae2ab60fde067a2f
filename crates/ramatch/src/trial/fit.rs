//! What score, lead and gap are worth together: a logistic model whose coefficients are not negative.
//!
//! Of trials in which the substance was present and ranks first, and of trials in which it was absent, with both classes weighed equally:
//!
//! ```text
//! minimise ½ mean_present ln(1 + e^−v) + ½ mean_absent ln(1 + e^v) + ½ λ (c₀² + c₁² + c₂²)   over c₀, c₁, c₂ ≥ 0 and c₃
//! v = c₀·score + c₁·lead + c₂·gap + c₃, each number first brought between the 0.5th and the 99.5th percentile of all trials
//! ```
//!
//! With equal weights `v` is the natural logarithm of a likelihood ratio. λ = 10⁻⁶ keeps coefficients finite where the classes do not
//! overlap. The minimum over one choice of coefficients that are not zero is found by Newton's method with halved steps; of the choices whose
//! coefficients are none negative the best one counts, which is the minimum, as the function is convex.

use ramatch_core::identify::Standing;

/// What keeps coefficients finite.
const RIDGE: f64 = 1e-6;
/// Part of the trials beyond which a number is clipped, at either end.
const CLIPPED: f64 = 0.005;
/// Newton steps, and halvings of one.
const STEPS: usize = 100;
const HALVINGS: usize = 40;
/// Below this gradient it has arrived.
const ARRIVED: f64 = 1e-12;

/// A trial: score, lead and gap of its first hit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Sample {
    pub(super) numbers: [f64; 3],
    /// Whether the substance was there and ranks first; otherwise it was absent.
    pub(super) present: bool,
}

/// A fitted model.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Model {
    /// Of score, lead and gap, and what is added.
    pub(super) coefficients: [f64; 4],
    /// Least and most of score, lead and gap.
    pub(super) ranges: [(f64, f64); 3],
}

impl Model {
    /// Fits both classes, of which neither is empty.
    pub(super) fn fit(samples: &[Sample]) -> Self {
        let ranges = [0, 1, 2].map(|i| range(samples.iter().map(|sample| sample.numbers[i]).collect()));
        let model = Self { coefficients: [0.0; 4], ranges };
        let present = samples.iter().filter(|sample| sample.present).count().max(1) as f64;
        let absent = (samples.len() as f64 - present).max(1.0);
        let rows: Vec<Row> = samples
            .iter()
            .map(|sample| {
                let [a, b, c] = model.clipped(sample.numbers);
                let weight = 0.5 / if sample.present { present } else { absent };
                Row { x: [a, b, c, 1.0], sign: if sample.present { 1.0 } else { -1.0 }, weight }
            })
            .collect();
        let mut best = (f64::INFINITY, [0.0; 4]);
        for choice in 0..8_u8 {
            let free = [0, 1, 2, 3].map(|i| i == 3 || choice >> i & 1 == 1);
            let found = minimise(&rows, free);
            let value = loss(&rows, &found);
            if found[..3].iter().all(|c| *c >= 0.0) && value < best.0 {
                best = (value, found);
            }
        }
        Self { coefficients: best.1, ..model }
    }

    fn clipped(&self, numbers: [f64; 3]) -> [f64; 3] {
        [0, 1, 2].map(|i| numbers[i].max(self.ranges[i].0).min(self.ranges[i].1))
    }

    /// What score, lead and gap are worth.
    pub(super) fn value(&self, numbers: [f64; 3]) -> f64 {
        let [score, lead, gap] = numbers;
        Standing { score, lead, gap }.worth(self.coefficients, self.ranges)
    }
}

/// The percentiles at both ends, between neighbours by a straight line.
fn range(mut values: Vec<f64>) -> (f64, f64) {
    values.sort_unstable_by(f64::total_cmp);
    let last = values.len().saturating_sub(1);
    let at = |part: f64| {
        let place = part * last as f64;
        let (below, rest) = (place.floor() as usize, place.fract());
        let (low, high) = (values.get(below), values.get((below + 1).min(last)));
        low.zip(high).map_or(0.0, |(low, high)| low + rest * (high - low))
    };
    (at(CLIPPED), at(1.0 - CLIPPED))
}

/// A trial as it is fitted.
struct Row {
    x: [f64; 4],
    sign: f64,
    weight: f64,
}

impl Row {
    /// How far it lies on its own side.
    fn side(&self, c: &[f64; 4]) -> f64 {
        self.sign * self.x.iter().zip(c).map(|(x, c)| x * c).sum::<f64>()
    }
}

fn loss(rows: &[Row], c: &[f64; 4]) -> f64 {
    let fit: f64 = rows
        .iter()
        .map(|row| {
            let side = row.side(c);
            // ln(1 + e^−side), whatever its sign.
            row.weight * ((-side.abs()).exp().ln_1p() + (-side).max(0.0))
        })
        .sum();
    fit + 0.5 * RIDGE * c[..3].iter().map(|c| c * c).sum::<f64>()
}

/// The minimum over the coefficients that are free; the others are 0.
fn minimise(rows: &[Row], free: [bool; 4]) -> [f64; 4] {
    let mut c = [0.0; 4];
    let mut now = loss(rows, &c);
    for _ in 0..STEPS {
        let (mut gradient, mut hessian) = ([0.0; 4], [[0.0; 4]; 4]);
        for row in rows {
            let wrong = 1.0 / (1.0 + row.side(&c).exp());
            for ((line, gradient), x) in hessian.iter_mut().zip(&mut gradient).zip(row.x) {
                *gradient -= row.weight * wrong * row.sign * x;
                for (cell, y) in line.iter_mut().zip(row.x) {
                    *cell += row.weight * wrong * (1.0 - wrong) * x * y;
                }
            }
        }
        for i in 0..4 {
            if i < 3 {
                gradient[i] += RIDGE * c[i];
                hessian[i][i] += RIDGE;
            }
            if !free[i] {
                gradient[i] = 0.0;
                hessian[i] = [0.0; 4];
                hessian.iter_mut().for_each(|line| line[i] = 0.0);
                hessian[i][i] = 1.0;
            }
        }
        if gradient.iter().all(|g| g.abs() < ARRIVED) {
            break;
        }
        let Some(step) = solve(hessian, gradient) else { break };
        let mut part = 1.0;
        let next = (0..HALVINGS).find_map(|_| {
            let tried = [0, 1, 2, 3].map(|i| c[i] - part * step[i]);
            part *= 0.5;
            let value = loss(rows, &tried);
            (value < now).then_some((tried, value))
        });
        let Some((tried, value)) = next else { break };
        (c, now) = (tried, value);
    }
    c
}

/// Solves four equations by elimination with the largest pivot; none where they say nothing.
fn solve(mut a: [[f64; 4]; 4], mut b: [f64; 4]) -> Option<[f64; 4]> {
    for column in 0..4 {
        let pivot = (column..4).max_by(|&i, &j| a[i][column].abs().total_cmp(&a[j][column].abs()))?;
        a.swap(column, pivot);
        b.swap(column, pivot);
        if a[column][column].abs() < 1e-300 {
            return None;
        }
        let (above, below) = a.split_at_mut(column + 1);
        let (line, right) = (above[column], b[column]);
        for (other, b) in below.iter_mut().zip(&mut b[column + 1..]) {
            let factor = other[column] / line[column];
            other.iter_mut().zip(line).skip(column).for_each(|(cell, own)| *cell -= factor * own);
            *b -= factor * right;
        }
    }
    let mut x = [0.0; 4];
    for row in (0..4).rev() {
        let known: f64 = (row + 1..4).map(|k| a[row][k] * x[k]).sum();
        x[row] = (b[row] - known) / a[row][row];
    }
    Some(x)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(numbers: [f64; 3], present: bool) -> Sample {
        Sample { numbers, present }
    }

    /// Made by python/golden/logistic.py with numpy 2.2.6 and scipy 1.15.3.
    #[test]
    fn agrees_with_scipy() {
        let text = include_str!("../../tests/golden/logistic.txt");
        let mut lines = text.lines().filter(|line| !line.starts_with('#'));
        let mut numbers = || -> Vec<f64> {
            let line = lines.next().unwrap();
            line.split_whitespace().map(|number| number.parse().unwrap()).collect()
        };
        for _ in 0..numbers()[0] as usize {
            let (count, coefficients, ranges) = (numbers()[0] as usize, numbers(), numbers());
            let samples: Vec<Sample> = (0..count)
                .map(|_| numbers())
                .map(|row| sample([row[1], row[2], row[3]], row[0] == 1.0))
                .collect();
            let model = Model::fit(&samples);
            for (own, expected) in model.ranges.iter().flat_map(|(a, b)| [*a, *b]).zip(&ranges) {
                assert!((own - expected).abs() < 1e-12, "{own} {expected}");
            }
            // Both stand at a gradient of 1e-12 and less, where the curvature is 1e-4 and more; the file has twelve digits.
            for (own, expected) in model.coefficients.iter().zip(&coefficients) {
                assert!((own - expected).abs() < 1e-7 * expected.abs().max(1.0), "{own} {expected}");
            }
            assert!(model.coefficients[..3].iter().all(|c| *c >= 0.0));
        }
    }

    #[test]
    fn classes_that_do_not_overlap_and_equal_ones_have_a_model() {
        let apart: Vec<Sample> =
            (0..40).map(|i| sample([if i % 2 == 0 { 0.9 } else { 0.3 }, 0.0, 0.0], i % 2 == 0)).collect();
        let model = Model::fit(&apart);
        assert!(model.coefficients.iter().all(|c| c.is_finite()));
        assert!(model.value([0.9, 0.0, 0.0]) > 3.0 && model.value([0.3, 0.0, 0.0]) < -3.0);
        // Clipped beyond what the trials had.
        assert_eq!(model.value([7.0, 0.0, 0.0]), model.value([0.9, 0.0, 0.0]));
        let equal = [sample([0.5; 3], true), sample([0.5; 3], false)];
        let model = Model::fit(&equal);
        assert!(model.value([0.5; 3]).abs() < 1e-9, "a likelihood ratio of 1");
    }

    #[test]
    fn a_number_that_speaks_the_wrong_way_does_not_count() {
        let samples: Vec<Sample> = (0..100)
            .map(|i| {
                let (present, more) = (i % 2 == 0, f64::from(i) / 100.0);
                sample(
                    [
                        0.5 + if present { 0.2 } else { 0.0 } * more,
                        if present { 0.1 } else { 0.4 } * more,
                        0.0,
                    ],
                    present,
                )
            })
            .collect();
        assert_eq!(Model::fit(&samples).coefficients[1], 0.0);
    }
}

//! How a spectrum was sampled: ends that hold nothing, points that were measured, gaps.

use crate::ground::math;
use crate::measured::grid::Interval;
use crate::measured::spectrum::SpectrumRef;

/// Fewer equal values at an end are chance.
const MIN_RUN: usize = 8;
/// Rounding of what is near: the last bit of an `f32`, on both sides.
const NEAR: f64 = 1.0 / (1u32 << 22) as f64;
/// Rounding of intensities, as a part of their range: written with five or six digits.
const OF_RANGE: f64 = 1.0 / (1u32 << 17) as f64;
/// A gap is at least so wide in cm⁻¹ …
const GAP_CM1: f64 = 20.0;
/// … and so many times the median distance of points.
const GAP_POINTS: f64 = 10.0;
/// Distances that differ by this part of the median are those of one spectrometer.
const USUAL: f64 = 0.25;

/// A stretch at an end of a spectrum that holds nothing, and was left out.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Empty {
    /// Points.
    pub points: usize,
    /// From its first point to the next one that counts, or back, in cm⁻¹.
    pub width_cm1: f64,
}

/// The points that hold something: all but a run of one value at an end of `y`, as exports write where nothing was measured.
///
/// A run counts if it has at least eight points, twice as many as any run of equal values in what is left, and if its value is not
/// the highest of all: that is a signal cut off at its top. O(n).
#[must_use]
pub fn filled(y: &[f32]) -> Interval {
    let n = y.len();
    let all = Interval { lo: 0, hi: n };
    let (Some(first), Some(last)) = (y.first(), y.last()) else { return all };
    let top = y.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let left = y.iter().take_while(|y| *y == first).count();
    let right = y.iter().rev().take_while(|y| *y == last).count();
    let Some(inside) = y.get(left..n - right) else { return all };
    let longest = inside.chunk_by(|a, b| a == b).map(<[f32]>::len).max().unwrap_or(0);
    let empty = |run: usize, value: f32, longest: usize| {
        run >= MIN_RUN && run >= longest.saturating_mul(2) && value < top
    };
    match (empty(left, *first, longest), empty(right, *last, longest)) {
        (true, true) => Interval { lo: left, hi: n - right },
        (true, false) if empty(left, *first, longest.max(right)) => Interval { lo: left, hi: n },
        (false, true) if empty(right, *last, longest.max(left)) => Interval { lo: 0, hi: n - right },
        _ => all,
    }
}

/// The widest gap inside an axis, and what all of them take away.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gap {
    /// Where it begins, in cm⁻¹.
    pub from_cm1: f64,
    /// Where it ends, in cm⁻¹.
    pub to_cm1: f64,
    /// Points farther apart than this have a gap between them, in cm⁻¹.
    pub limit_cm1: f64,
    /// All gaps together as a part of the compared range, 0 to 1.
    pub part: f64,
}

/// Median distance of two neighbouring points in cm⁻¹; none for fewer than two. `scratch` is at least `[n]`. O(n), no allocation.
#[must_use]
pub fn median_distance_cm1(shift_cm1: &[f32], scratch: &mut [f64]) -> Option<f64> {
    let n = shift_cm1.len().checked_sub(1).filter(|&n| n > 0)?;
    let distances = scratch.get_mut(..n)?;
    for (distance, (from, to)) in distances.iter_mut().zip(neighbours(shift_cm1)) {
        *distance = to - from;
    }
    Some(math::median(distances))
}

/// Points farther apart than this have a gap between them: 20 cm⁻¹ and ten times the median distance.
#[must_use]
pub fn gap_limit_cm1(median_cm1: f64) -> f64 {
    GAP_CM1.max(GAP_POINTS * median_cm1)
}

/// The gaps of an axis: first and last Raman shift of each, farther apart than `limit_cm1`. O(n).
pub fn gaps(shift_cm1: &[f32], limit_cm1: f64) -> impl Iterator<Item = (f64, f64)> + Clone {
    neighbours(shift_cm1).filter(move |(from, to)| to - from > limit_cm1)
}

/// The widest gap, and the part of `from_cm1` to `to_cm1` that lies in any. O(n).
#[must_use]
pub fn widest_gap(shift_cm1: &[f32], limit_cm1: f64, (from_cm1, to_cm1): (f64, f64)) -> Option<Gap> {
    let width = |gap: &(f64, f64)| gap.1 - gap.0;
    let widest = gaps(shift_cm1, limit_cm1).max_by(|a, b| width(a).total_cmp(&width(b)))?;
    let inside = gaps(shift_cm1, limit_cm1).map(|(from, to)| (to.min(to_cm1) - from.max(from_cm1)).max(0.0));
    let part = inside.sum::<f64>() / (to_cm1 - from_cm1);
    let part = if part.is_finite() { part.clamp(0.0, 1.0) } else { 0.0 };
    Some(Gap { from_cm1: widest.0, to_cm1: widest.1, limit_cm1, part })
}

/// How far apart the points lie that were really measured, in cm⁻¹, between `from_cm1` and `to_cm1`.
///
/// `median_cm1`, the median distance of all points, where distances within a quarter of it span most of the range, gaps left out; else the
/// one up to which distances span half of it: a few points side by side make no sparse spectrum fine. Where most points lie
/// on the straight line between their neighbours but for rounding, the file was written finer than it was measured, and what
/// counts are its knots, where the line bends: the distance of a knot is that to the nearer other one, and half of all bends lie at
/// knots of no more than this, so that the bands and the noise say it and not what is straight. None where there are no two points
/// without a gap between them. `scratch` is at least `[2n]`. O(n), no allocation.
#[must_use]
pub fn spacing_cm1(
    spectrum: SpectrumRef<'_>,
    (from_cm1, to_cm1): (f64, f64),
    median_cm1: f64,
    scratch: &mut [f64],
) -> Option<f64> {
    let shift = spectrum.shift_cm1();
    let from = shift.partition_point(|&x| f64::from(x) <= from_cm1).saturating_sub(1);
    let to = (shift.partition_point(|&x| f64::from(x) < to_cm1) + 1).min(shift.len());
    let (x, y) = (shift.get(from..to)?, spectrum.intensity().get(from..to)?);
    let pairs = scratch.as_chunks_mut::<2>().0.get_mut(..x.len())?;
    let points = spanning_cm1(x, median_cm1, pairs)?;
    let knots = knots(x, y, pairs);
    Some(weighted_median(&mut pairs[..knots]).map_or(points, |knots| knots.max(points)))
}

/// The distance of points that spans the range, in cm⁻¹: see [`spacing_cm1`].
fn spanning_cm1(x: &[f32], median_cm1: f64, pairs: &mut [[f64; 2]]) -> Option<f64> {
    let limit = gap_limit_cm1(median_cm1);
    let distances = || neighbours(x).map(|(from, to)| to - from).filter(|&distance| distance <= limit);
    let (mut usual, mut all) = (0.0, 0.0);
    for distance in distances() {
        all += distance;
        usual += if (distance - median_cm1).abs() <= USUAL * median_cm1 { distance } else { 0.0 };
    }
    if usual > 0.5 * all {
        return Some(median_cm1);
    }
    let mut count = 0;
    for (pair, distance) in pairs.iter_mut().zip(distances()) {
        *pair = [distance; 2];
        count += 1;
    }
    weighted_median(&mut pairs[..count])
}

/// Raman shifts side by side.
fn neighbours(x: &[f32]) -> impl Iterator<Item = (f64, f64)> + Clone {
    x.windows(2).map(|pair| (f64::from(pair[0]), f64::from(pair[1])))
}

/// Writes the distance to the nearer other knot and the bend of every knot to `pairs` (`[n]`), and yields how many there are: none
/// where more than three in five points are bent, and none for fewer than three.
fn knots(x: &[f32], y: &[f32], pairs: &mut [[f64; 2]]) -> usize {
    let (low, high) =
        y.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), &y| (l.min(y.into()), h.max(y.into())));
    let rounding = OF_RANGE * (high - low);
    let points = || x.windows(3).zip(y.windows(3)).map(|(x, y)| bend(x, y, rounding));
    // Three in five: of points twice as many as were measured, every other one is a knot.
    let most = 3 * x.len() / 5;
    if points().flatten().take(most + 1).count() > most {
        return 0;
    }
    // Number and bend of each bent point.
    let mut bent = 0;
    for (i, bend) in points().enumerate() {
        if let Some(bend) = bend {
            pairs[bent] = [(i + 1) as f64, bend];
            bent += 1;
        }
    }
    // Place and bend of each knot. A knot between two points bends both, and both to one side.
    let place = |i: f64| x.get(i as usize).map_or(0.0, |&x| f64::from(x));
    let (mut next, mut knots, mut before) = (0, 0, f64::NEG_INFINITY);
    while let Some(&[i, bend]) = pairs[..bent].get(next) {
        let after = |k: usize| pairs[..bent].get(next + k).copied().unwrap_or([f64::INFINITY; 2]);
        let ([j, other], [k, _]) = (after(1), after(2));
        let alone = before < i - 1.0 && j == i + 1.0 && k > j + 1.0;
        let knot = if alone && (bend > 0.0) == (other > 0.0) {
            let part = other / (bend + other);
            next += 2;
            before = j;
            [place(i) + part * (place(j) - place(i)), bend + other]
        } else {
            next += 1;
            before = i;
            [place(i), bend]
        };
        pairs[knots] = knot;
        knots += 1;
    }
    if knots < 3 {
        return 0;
    }
    let mut left = f64::NEG_INFINITY;
    for i in 0..knots {
        let [place, bend] = pairs[i];
        let right = pairs[..knots].get(i + 1).map_or(f64::INFINITY, |knot| knot[0]);
        pairs[i] = [(place - left).min(right - place), bend.abs()];
        left = place;
    }
    knots
}

/// By how much the slope changes at the middle one of three points; none where it lies on the line between the others but for rounding.
#[inline]
fn bend(x: &[f32], y: &[f32], rounding: f64) -> Option<f64> {
    let (&[x0, x1, x2], &[y0, y1, y2]) = (x, y) else { return None };
    let [x0, x1, x2, y0, y1, y2] = [x0, x1, x2, y0, y1, y2].map(f64::from);
    let (before, after) = (x1 - x0, x2 - x1);
    let (left, right) = (y1 - y0, y2 - y1);
    // The height above that line, the rounding of the intensities and that of the Raman shifts, all times the width.
    let above = right * before - left * after;
    let of_y = (rounding + NEAR * y0.abs().max(y1.abs()).max(y2.abs())) * (x2 - x0);
    let of_x = NEAR * x1.abs() * (left.abs() + right.abs());
    (above.abs() > of_y + of_x).then(|| right / after - left / before)
}

/// Half of all weight lies at values up to this one. `pairs` are values and weights, whose order changes; none where there is no
/// weight. O(n).
fn weighted_median(mut pairs: &mut [[f64; 2]]) -> Option<f64> {
    let mut half = 0.5 * pairs.iter().map(|pair| pair[1]).sum::<f64>();
    if half <= 0.0 {
        return None;
    }
    while pairs.len() > 1 {
        let middle = pairs.len() / 2;
        let (below, _, _) = pairs.select_nth_unstable_by(middle, |a, b| a[0].total_cmp(&b[0]));
        let lighter: f64 = below.iter().map(|pair| pair[1]).sum();
        let (below, above) = pairs.split_at_mut(middle);
        if lighter >= half {
            pairs = below;
        } else {
            half -= lighter;
            pairs = above;
        }
    }
    pairs.first().map(|pair| pair[0])
}

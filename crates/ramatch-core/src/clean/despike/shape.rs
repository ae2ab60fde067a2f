//! Whether a narrow maximum falls off as a cosmic ray does, at once, or as an optical band's tip.
//!
//! On a neighbour's flank a band shows only its tip above the higher side, and the tip of a wide band is as narrow as a ray. What
//! tells them apart lies outside the tip: a ray's points stand alone, and the step beyond them is noise or the background's,
//! while a band goes on falling. Of the sharpest bands that are expected, with 2.5 points per FWHM, the step beyond the highest
//! point is 0.84 of the one before it, on the side where it is more, and beyond the two highest points 0.46 (both Lorentzians, on a
//! point and between two). Of wider bands it is more, and a neighbour's flank adds to both steps on the outer side.

/// Of a run of points: the step beyond is at most this part of the run's own steps.
const BEYOND_RUN: f64 = 0.35;
/// Likewise of a single point.
const BEYOND_POINT: f64 = 0.6;
/// Of a run of points: one side's fall is at least this part of the other's. A valley to a neighbour is no fall.
const EVEN: f64 = 0.2;

/// Whether the run `from..to` around the maximum `core`, or a part of it, falls off at once on both sides.
pub(super) fn is_abrupt(y: &[f64], core: usize, run: (usize, usize)) -> bool {
    falls(y, core, run) || is_abrupt_point(y, core)
}

/// Whether the maximum `core`, alone or with one neighbour, falls off at once on both sides.
pub(super) fn is_abrupt_point(y: &[f64], core: usize) -> bool {
    let (before, after) = (core.saturating_sub(1), (core + 2).min(y.len()));
    [(core, core + 1), (before, core + 1), (core, after)].into_iter().any(|run| falls(y, core, run))
}

/// Whether the run falls off at once on both sides.
fn falls(y: &[f64], core: usize, (from, to): (usize, usize)) -> bool {
    let single = to - from == 1;
    let part = if single { BEYOND_POINT } else { BEYOND_RUN };
    // From the core outwards: how far it falls up to the first point beyond the run, if it does so at once. An end of the
    // spectrum says nothing.
    let side = |inside: usize, points: &mut dyn Iterator<Item = &f64>| {
        let (mut last, mut steepest, mut fall) = (y[core], 0.0f64, None);
        for (k, &point) in points.enumerate() {
            if k > inside {
                return (last - point <= part * steepest, fall);
            }
            steepest = steepest.max(last - point);
            fall = (k == inside).then_some(y[core] - point);
            last = point;
        }
        (true, fall)
    };
    let left = side(core - from, &mut y[..core].iter().rev());
    let right = side(to - core - 1, &mut y[core + 1..].iter());
    let even = match (left.1, right.1) {
        (Some(left), Some(right)) => single || left.min(right) >= EVEN * left.max(right),
        _ => true,
    };
    left.0 && right.0 && even
}

//! What stands beyond the ends of a spectrum: a straight line taken out, and an even continuation.

use crate::ground::math;
use crate::measured::grid::Interval;

/// Points averaged at either end for the line that is taken out.
pub(super) const END_POINTS: usize = 5;

/// The straight line through the means of the first and of the last points.
#[derive(Clone, Copy)]
pub(super) struct EndLine {
    pub(super) start: f64,
    pub(super) slope: f64,
}

impl EndLine {
    pub(super) fn through(y: &[f64]) -> Self {
        let first = math::mean(&y[..END_POINTS]);
        let last = math::mean(&y[y.len() - END_POINTS..]);
        let slope = (last - first) / (y.len() - END_POINTS) as f64;
        Self { start: first - slope * 0.5 * (END_POINTS - 1) as f64, slope }
    }

    pub(super) fn at(&self, i: usize) -> f64 {
        self.start + self.slope * i as f64
    }

    /// Of eight samples, with the arithmetic of one.
    #[cfg(feature = "std")]
    #[inline(always)]
    pub(super) fn in_lanes<P: ramatch_kernels::Pack>(&self, i: P) -> P {
        P::splat(self.start) + P::splat(self.slope) * i
    }

    pub(super) fn take_out(&self, y: &mut [f64]) {
        for (i, y) in y.iter_mut().enumerate() {
            *y -= self.at(i);
        }
    }

    pub(super) fn put_back(&self, y: &mut [f64]) {
        for (i, y) in y.iter_mut().enumerate() {
            *y += self.at(i);
        }
    }
}

/// Fills `y` outside `interval` with its even continuation: `… b a | a b c … x y z | z y …`.
pub(super) fn mirror_outwards(y: &mut [f64], interval: Interval) {
    let Interval { lo, hi } = interval;
    let n = interval.len();
    // Upwards from the interval each point reads one that is already there, `2n` or a reflection away.
    for i in hi..y.len() {
        let t = (i - lo) % (2 * n);
        y[i] = y[lo + t.min(2 * n - 1 - t)];
    }
    for i in 0..lo {
        let t = (lo - 1 - i) % (2 * n);
        y[i] = y[lo + t.min(2 * n - 1 - t)];
    }
}

//! Axes of equal distances, as most formats state them: first value, last value, number of points.

/// An axis from `first` to `last`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Even {
    pub(crate) first: f64,
    pub(crate) last: f64,
    pub(crate) points: usize,
}

impl Even {
    /// From one point to the next; 0 for a single point.
    pub(crate) fn step(&self) -> f64 {
        if self.points > 1 { (self.last - self.first) / (self.points - 1) as f64 } else { 0.0 }
    }

    /// The value at a place. The last is exactly what is stated, not what rounding makes of it.
    pub(crate) fn at(self, index: usize) -> f64 {
        if index + 1 == self.points { self.last } else { self.first + index as f64 * self.step() }
    }

    /// Appends the first `count` values.
    pub(crate) fn fill(self, count: usize, into: &mut Vec<f64>) {
        let step = self.step();
        // Places as `u32`, which become floats in lanes; no more points are ever read.
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        into.extend((0..count).map(|index| self.first + f64::from(index) * step));
        if let Some(last) = into.last_mut().filter(|_| count as usize == self.points && count > 0) {
            *last = self.last;
        }
    }
}

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

    /// The values in their order. The last is exactly what is stated, not what rounding makes of it.
    pub(crate) fn values(self) -> impl Fn(usize) -> f64 {
        let step = self.step();
        move |index| if index + 1 == self.points { self.last } else { self.first + index as f64 * step }
    }

    /// One of them.
    pub(crate) fn at(self, index: usize) -> f64 {
        self.values()(index)
    }
}

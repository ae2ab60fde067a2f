//! Small tables: an axis, intensities, rows.

use ramatch_io::{Budget, Error, Options, Record, open};

pub(crate) const POINTS: usize = 40;

pub(crate) fn x(i: usize) -> f64 {
    200.0 + 50.0 * i as f64
}

pub(crate) fn y(i: usize) -> f64 {
    ((i * 7919) % 997) as f64 + 0.25
}

pub(crate) fn records(text: &str) -> Result<Vec<Record>, Error> {
    let (options, budget) = (Options::new(), Budget::default());
    open(text.as_bytes(), &options, &budget)?.collect()
}

/// Rows of axis and signal between `separator`, with as many decimals as are needed.
pub(crate) fn rows(separator: &str) -> String {
    (0..POINTS).map(|i| format!("{}{separator}{}\n", x(i), y(i))).collect()
}

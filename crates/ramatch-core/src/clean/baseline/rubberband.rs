//! Rubberband: the lower convex hull of the signal.

use super::method::Method;
use crate::ground::error::Error;
use crate::ground::fit::Fit;
use crate::ground::parameters::parameters;

parameters! {
    /// Rubberband: straight lines between the corners of the lower convex hull.
    ///
    /// A mask takes its samples away from the corners; the ends are then continued by the nearest corner.
    ///
    /// # References
    /// In use since Wartewig, *IR and Raman Spectroscopy*, 2003; the hull by Andrew's monotone chain (1979).
    pub struct Rubberband {}
}

impl Method for Rubberband {
    fn check(&self) -> Result<(), Error> {
        Ok(())
    }

    fn scratch_len(&self, n: usize) -> usize {
        n
    }

    fn fit(
        &self,
        y: &[f64],
        keep: Option<&[bool]>,
        baseline: &mut [f64],
        scratch: &mut [f64],
    ) -> Result<Fit, Error> {
        // The corners so far, as positions.
        let corners = &mut scratch[..y.len()];
        let mut count = 0;
        for (i, &value) in y.iter().enumerate() {
            if keep.is_some_and(|keep| !keep[i]) {
                continue;
            }
            while count >= 2 {
                let (a, b) = (corners[count - 2], corners[count - 1]);
                let (ya, yb) = (y[a as usize], y[b as usize]);
                // A corner stays if it lies below the line from the one before to the new sample.
                if (yb - ya) * (i as f64 - a) < (value - ya) * (b - a) {
                    break;
                }
                count -= 1;
            }
            corners[count] = i as f64;
            count += 1;
        }
        let corners = &corners[..count];
        let (first, last) = (corners[0] as usize, corners[count - 1] as usize);
        baseline[..=first].fill(y[first]);
        baseline[last..].fill(y[last]);
        for pair in corners.windows(2) {
            let (a, b) = (pair[0] as usize, pair[1] as usize);
            let slope = (y[b] - y[a]) / (b - a) as f64;
            for (k, baseline) in baseline[a..b].iter_mut().enumerate() {
                *baseline = y[a] + slope * k as f64;
            }
        }
        Ok(Fit::DIRECT)
    }
}

//! Rubberband: the lower convex hull of the signal.

use super::method::Method;
use super::samples::Samples;
use crate::ground::error::Error;
use crate::ground::fit::Fit;
use crate::ground::parameters::parameters;

parameters! {
    /// Rubberband: straight lines between the corners of the lower convex hull.
    ///
    /// They are straight over the axis, if there is one. A mask takes its samples away from the corners; the ends are then
    /// continued by the nearest corner.
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
        samples: Samples<'_>,
        baseline: &mut [f64],
        scratch: &mut [f64],
    ) -> Result<Fit, Error> {
        let Samples { x, mask } = samples;
        // How far two samples are apart; the axis may fall.
        let gap = |a: usize, b: usize| x.map_or((b - a) as f64, |x| (x[b] - x[a]).abs());
        // The corners so far, as positions.
        let corners = &mut scratch[..y.len()];
        let mut count = 0;
        for (i, &value) in y.iter().enumerate() {
            if mask.is_some_and(|mask| !mask[i]) {
                continue;
            }
            while count >= 2 {
                let (a, b) = (corners[count - 2] as usize, corners[count - 1] as usize);
                let (ya, yb) = (y[a], y[b]);
                // A corner stays if it lies below the line from the one before to the new sample.
                if (yb - ya) * gap(a, i) < (value - ya) * gap(a, b) {
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
                *baseline = y[a]
                    + match x {
                        None => slope * k as f64,
                        // Two points may be nearer than any slope can say.
                        Some(_) => (y[b] - y[a]) * (gap(a, a + k) / gap(a, b)),
                    };
            }
        }
        Ok(Fit::DIRECT)
    }
}

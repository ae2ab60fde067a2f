//! A measured spectrum: Raman shift against intensity.

pub use crate::measured::limits::{MAX_INTENSITY, MAX_POINTS, MAX_SHIFT_CM1, MIN_POINTS};

use crate::ground::error::{self, Error};
use crate::measured::grid::Interval;

/// A spectrum in lent memory.
///
/// Promises: both slices have one length between [`MIN_POINTS`] and [`MAX_POINTS`], all numbers are finite and
/// in range, the Raman shift (cm⁻¹) rises strictly. Intensities may have any unit.
///
/// ```
/// let shift: Vec<f32> = (0..100).map(|i| 300.0 + 2.0 * i as f32).collect();
/// let counts = vec![1.0; 100];
/// let spectrum = ramatch_core::SpectrumRef::new(&shift, &counts)?;
/// assert_eq!(spectrum.len(), 100);
/// # Ok::<(), ramatch_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SpectrumRef<'a> {
    shift_cm1: &'a [f32],
    intensity: &'a [f32],
}

impl<'a> SpectrumRef<'a> {
    /// A spectrum of `[n]` Raman shifts in cm⁻¹ and `[n]` intensities. O(n).
    ///
    /// # Errors
    /// [`Error::Length`] for unequal lengths or more than [`MAX_POINTS`], [`Error::TooFewPoints`],
    /// [`Error::NotFinite`], [`Error::NumberRange`], [`Error::AxisOrder`].
    pub fn new(shift_cm1: &'a [f32], intensity: &'a [f32]) -> Result<Self, Error> {
        error::same_len("intensity", shift_cm1.len(), intensity.len())?;
        error::points(MIN_POINTS, shift_cm1.len())?;
        if shift_cm1.len() > MAX_POINTS {
            return Err(Error::Length { what: "Raman shift", expected: MAX_POINTS, got: shift_cm1.len() });
        }
        error::within("Raman shift", shift_cm1.iter().map(|&v| f64::from(v)), MAX_SHIFT_CM1)?;
        error::within("intensity", intensity.iter().map(|&v| f64::from(v)), MAX_INTENSITY)?;
        for (i, pair) in shift_cm1.windows(2).enumerate() {
            if pair[1] <= pair[0] {
                let (previous, value) = (f64::from(pair[0]), f64::from(pair[1]));
                return Err(Error::AxisOrder { index: i + 1, previous, value });
            }
        }
        Ok(Self { shift_cm1, intensity })
    }

    /// Raman shifts in cm⁻¹, rising.
    #[must_use]
    pub fn shift_cm1(&self) -> &'a [f32] {
        self.shift_cm1
    }

    /// Intensities, one for each Raman shift.
    #[must_use]
    pub fn intensity(&self) -> &'a [f32] {
        self.intensity
    }

    /// The points of an interval, or all where fewer than [`MIN_POINTS`] lie inside.
    pub(crate) fn part(self, points: Interval) -> Self {
        match (self.shift_cm1.get(points.lo..points.hi), self.intensity.get(points.lo..points.hi)) {
            (Some(shift_cm1), Some(intensity)) if points.len() >= MIN_POINTS => Self { shift_cm1, intensity },
            _ => self,
        }
    }

    /// Number of points.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "a spectrum is never empty")]
    pub fn len(&self) -> usize {
        self.shift_cm1.len()
    }

    /// First and last Raman shift in cm⁻¹.
    #[must_use]
    pub fn range_cm1(&self) -> (f64, f64) {
        match self.shift_cm1 {
            [first, .., last] => (f64::from(*first), f64::from(*last)),
            _ => (0.0, 0.0),
        }
    }
}

/// A spectrum that owns its memory; the promises are [`SpectrumRef`]'s.
#[cfg(feature = "alloc")]
#[derive(Clone, Debug, PartialEq)]
pub struct Spectrum {
    shift_cm1: alloc::vec::Vec<f32>,
    intensity: alloc::vec::Vec<f32>,
}

#[cfg(feature = "alloc")]
impl Spectrum {
    /// A spectrum of `[n]` Raman shifts in cm⁻¹ and `[n]` intensities; a falling axis is turned round. O(n).
    ///
    /// # Errors
    /// As [`SpectrumRef::new`].
    pub fn new(
        mut shift_cm1: alloc::vec::Vec<f32>,
        mut intensity: alloc::vec::Vec<f32>,
    ) -> Result<Self, Error> {
        error::same_len("intensity", shift_cm1.len(), intensity.len())?;
        if matches!(&shift_cm1[..], [first, .., last] if first > last) {
            shift_cm1.reverse();
            intensity.reverse();
        }
        SpectrumRef::new(&shift_cm1, &intensity)?;
        Ok(Self { shift_cm1, intensity })
    }

    /// The spectrum as lent memory.
    #[must_use]
    pub fn as_ref(&self) -> SpectrumRef<'_> {
        SpectrumRef { shift_cm1: &self.shift_cm1, intensity: &self.intensity }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::code::Code;
    use std::prelude::rust_2024::*;

    fn ramp(n: usize) -> Vec<f32> {
        (0..n).map(|i| i as f32).collect()
    }

    #[test]
    fn refuses_what_is_no_spectrum() {
        let (x, y) = (ramp(20), ramp(20));
        let code = |x: &[f32], y: &[f32]| SpectrumRef::new(x, y).unwrap_err().code();
        assert_eq!(code(&x, &y[1..]), Code::Length);
        assert_eq!(code(&x[..15], &y[..15]), Code::TooFewPoints);
        for (i, bad, expected) in [
            (3, f32::NAN, Code::NotFinite),
            (3, f32::INFINITY, Code::NotFinite),
            (3, 2.0, Code::AxisDuplicate),
            (3, 1.0, Code::AxisOrder),
            (19, 2e5, Code::NumberRange),
        ] {
            let mut x = x.clone();
            x[i] = bad;
            assert_eq!(code(&x, &y), expected, "{bad}");
        }
        let mut y = y.clone();
        y[7] = f32::NEG_INFINITY;
        assert_eq!(SpectrumRef::new(&x, &y), Err(Error::NotFinite { what: "intensity", index: 7 }));
    }

    #[cfg(feature = "alloc")]
    #[test]
    fn a_falling_axis_is_turned_round() {
        let (mut x, mut y) = (ramp(20), ramp(20));
        x.reverse();
        y[0] = 99.0;
        let spectrum = Spectrum::new(x, y).unwrap();
        assert_eq!(spectrum.as_ref().range_cm1(), (0.0, 19.0));
        assert_eq!(spectrum.as_ref().intensity()[19], 99.0);
    }
}

//! What a device knows of its own axis.

use super::tolerance::Tolerance;
use super::unmix::UnmixLimits;
use crate::compare::alignment::Alignment;
use crate::ground::error::{self, Error};
use crate::measured::limits::MIN_POINTS;
use crate::measured::spectrum::SpectrumRef;

/// What a device knows of itself: how far its axis is off, what of it counts, and what that leaves open.
///
/// A host fits it to measurements of standards; a device holds its numbers in flash.
///
/// ```
/// use ramatch_core::SpectrumRef;
/// use ramatch_core::alignment::Alignment;
/// use ramatch_core::identify::{Instrument, Tolerance};
/// /// 1.5 cm⁻¹ too high at 1000 cm⁻¹.
/// const OWN: Instrument = Instrument::new(Alignment { shift_cm1: 1.5, stretch: 0.0 })
///     .range_cm1(300.0, 1900.0)
///     .tolerance(Tolerance::none().shift_cm1(2.0).stretch(0.001));
///
/// let shift: Vec<f32> = (0..1000).map(|i| 200.0 + 2.0 * i as f32).collect();
/// let counts = vec![1.0; 1000];
/// let mut corrected = [0.0; 1000];
/// let spectrum = OWN.correct_into(SpectrumRef::new(&shift, &counts)?, &mut corrected)?;
/// assert_eq!((spectrum.len(), spectrum.shift_cm1()[0]), (801, 298.5));
/// # Ok::<(), ramatch_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Instrument {
    /// How far its axis is off.
    pub alignment: Alignment,
    /// First and last Raman shift that counts, in cm⁻¹ as measured.
    pub range_cm1: (f64, f64),
    /// How far the corrected axis may still be off: for [`Ask::tolerance`](super::Ask::tolerance).
    pub tolerance: Tolerance,
    /// By which limits components of a mixture are told: for [`AskSum::limits`](super::AskSum::limits).
    pub limits: UnmixLimits,
}

impl Instrument {
    /// One whose axis is off by so much.
    #[must_use]
    pub const fn new(alignment: Alignment) -> Self {
        Self {
            alignment,
            range_cm1: (f64::NEG_INFINITY, f64::INFINITY),
            tolerance: Tolerance::new(),
            limits: UnmixLimits::new(),
        }
    }

    /// With what of the axis counts, in cm⁻¹ as measured.
    #[must_use]
    pub const fn range_cm1(self, from: f64, to: f64) -> Self {
        Self { range_cm1: (from, to), ..self }
    }

    /// With what the correction leaves open.
    #[must_use]
    pub const fn tolerance(self, tolerance: Tolerance) -> Self {
        Self { tolerance, ..self }
    }

    /// With other limits of what is told of a mixture.
    #[must_use]
    pub const fn limits(self, limits: UnmixLimits) -> Self {
        Self { limits, ..self }
    }

    /// The spectrum with its axis corrected, cut to the range. `shift` is at least as long as the spectrum. O(n), no allocation.
    ///
    /// # Errors
    /// [`Error::Parameter`] for an axis that no spectrometer is off by, [`Error::Length`]; what [`SpectrumRef::new`] refuses, as where too few
    /// points are left.
    pub fn correct_into<'s>(
        &self,
        spectrum: SpectrumRef<'s>,
        shift: &'s mut [f32],
    ) -> Result<SpectrumRef<'s>, Error> {
        self.alignment.check()?;
        error::at_least("shift", spectrum.len(), shift.len())?;
        let (from, to) = self.range_cm1;
        let counts = |x: &f32| (from..=to).contains(&f64::from(*x));
        let measured = spectrum.shift_cm1();
        let first = measured.iter().position(counts).unwrap_or(0);
        // The axis rises.
        let len = measured[first..].iter().take_while(|x| counts(x)).count();
        // Before anything is written.
        error::points(MIN_POINTS, len)?;
        let shift = &mut shift[..len];
        for (corrected, &x) in shift.iter_mut().zip(&measured[first..]) {
            *corrected = self.alignment.corrected_cm1(f64::from(x)) as f32;
        }
        SpectrumRef::new(shift, &spectrum.intensity()[first..first + len])
    }
}

//! How far a query's axis may be off.

use crate::ground::error::{self, Error};

/// How far a query's axis may be off.
///
/// ```
/// use ramatch_core::identify::Tolerance;
/// let narrow = Tolerance::new().shift_cm1(3.0).stretch(0.0);
/// assert!(narrow.check().is_ok() && Tolerance::new().shift_cm1(60.0).check().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Tolerance {
    /// Largest shift in cm⁻¹.
    pub shift_cm1: f64,
    /// Largest stretch.
    pub stretch: f64,
}

impl Default for Tolerance {
    fn default() -> Self {
        Self::new()
    }
}

/// Largest tolerances that are accepted.
const MOST: (f64, f64) = (25.0, 0.01);

impl Tolerance {
    /// 8 cm⁻¹ and 0.3 %, by which instruments in the field are off.
    #[must_use]
    pub const fn new() -> Self {
        Self { shift_cm1: 8.0, stretch: 0.003 }
    }

    /// An axis that is right.
    #[must_use]
    pub const fn none() -> Self {
        Self { shift_cm1: 0.0, stretch: 0.0 }
    }

    /// With another largest shift in cm⁻¹.
    #[must_use]
    pub const fn shift_cm1(self, shift_cm1: f64) -> Self {
        Self { shift_cm1, ..self }
    }

    /// With another largest stretch.
    #[must_use]
    pub const fn stretch(self, stretch: f64) -> Self {
        Self { stretch, ..self }
    }

    /// Refuses what would find anything anywhere.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a shift beyond 25 cm⁻¹ or a stretch beyond 1 %.
    pub fn check(&self) -> Result<(), Error> {
        let Self { shift_cm1, stretch } = *self;
        error::domain("tolerance.shift_cm1", shift_cm1, (0.0..=MOST.0).contains(&shift_cm1), "0 to 25")?;
        error::domain("tolerance.stretch", stretch, (0.0..=MOST.1).contains(&stretch), "0 to 0.01")
    }
}

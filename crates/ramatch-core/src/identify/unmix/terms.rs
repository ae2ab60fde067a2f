//! By what components are sought and told.

use super::component::MOST_COMPONENTS;
use crate::ground::error::{self, Error};
use crate::identify::tolerance::Tolerance;

/// What the components of a signal are sought by.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct UnmixTerms {
    /// How far the axis may be off.
    pub tolerance: Tolerance,
    /// Most components, 1 to 4.
    pub most: usize,
    /// The part of its bands' heights to which a reference fits another specimen on another instrument, κ.
    pub kappa: f64,
    /// The least overlap in cm⁻¹.
    pub least_cm1: f64,
    /// Standard deviation in cm⁻¹ of the finer Gaussian of the rows.
    pub fine_cm1: f64,
    /// What decides.
    pub limits: UnmixLimits,
}

/// By which limits components are told.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct UnmixLimits {
    /// Beyond this part of the signal something is unexplained,
    pub unexplained: f64,
    /// … and where the references know less than this part of what the query shows.
    pub seen: f64,
    /// The least evidence of each of up to two components, and of each of more, where nothing is unexplained.
    pub evidence: (f64, f64),
    /// The least part of what the query shows that only a component explains, likewise.
    pub part: f64,
    /// Most of a component that an unlike reference may explain in its place, where nothing is unexplained.
    pub unlike: f64,
    /// Where something is: what the one reference that fits best has to carry of the query at least, to be told.
    pub carried: f64,
    /// … and what an unlike one may explain in its place at most.
    pub unlike_beside: f64,
    /// Another substance that explains this part of what a component does is told with it.
    pub rival: f64,
}

impl UnmixLimits {
    /// What was chosen by removal trials.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            unexplained: 0.1,
            seen: 0.85,
            evidence: (2.0 / 3.0, 7.0 / 9.0),
            part: 0.01,
            unlike: 0.85,
            carried: 0.3,
            unlike_beside: 0.4,
            rival: 0.9,
        }
    }

    /// With another limit of what is unexplained.
    #[must_use]
    pub const fn unexplained(self, unexplained: f64) -> Self {
        Self { unexplained, ..self }
    }
}

impl Default for UnmixLimits {
    fn default() -> Self {
        Self::new()
    }
}

impl UnmixTerms {
    /// Up to four components on an axis that may be off by [`Tolerance::new`].
    #[must_use]
    pub const fn new() -> Self {
        Self {
            tolerance: Tolerance::new(),
            most: MOST_COMPONENTS,
            kappa: 0.15,
            least_cm1: 200.0,
            fine_cm1: 4.0,
            limits: UnmixLimits::new(),
        }
    }

    /// With another tolerance of the axis.
    #[must_use]
    pub const fn tolerance(self, tolerance: Tolerance) -> Self {
        Self { tolerance, ..self }
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        self.tolerance.check()?;
        error::domain("most", self.most as f64, (1..=MOST_COMPONENTS).contains(&self.most), "1 to 4")?;
        error::domain("kappa", self.kappa, self.kappa > 0.0 && self.kappa <= 1.0, "above 0, to 1")
    }
}

impl Default for UnmixTerms {
    fn default() -> Self {
        Self::new()
    }
}

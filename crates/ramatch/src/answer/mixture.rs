//! What a spectrum is a sum of, as reports hold it.

use super::verdict::Named;
use ramatch_core::alignment::Alignment;
use serde::Serialize;

/// What a spectrum is a sum of, as far as the library goes.
///
/// Shares are parts of the *signal*, not of weight: a substance that scatters strongly has a large share of little. Nothing is said of what
/// would not have been seen at this noise.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Mixture {
    /// The components that are told, by their shares, the largest first.
    pub components: Vec<MixtureComponent>,
    /// The user's own containers.
    pub containers: Vec<ContainerShare>,
    /// The part of the signal that nothing explains, 0 to 1, weighted by how far references fit.
    pub unexplained: f64,
    /// Whether something is there that nothing explains: another component, that the library does not hold or that was not told.
    pub incomplete: bool,
    /// Bands that nothing explains, the highest first, in cm⁻¹ as the axis was aligned.
    pub unexplained_cm1: Vec<f64>,
    /// What would explain most of what is left, where something is; never told as a component.
    pub nearest: Option<Named>,
    /// Share above which 95 of 100 other references of the library would have been told beside these.
    pub nothing_above: f64,
    /// How far the axis was taken to be off, for all of it.
    pub alignment: Alignment,
    /// First and last Raman shift that was compared, in cm⁻¹.
    pub compared_cm1: (f64, f64),
}

/// One component.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct MixtureComponent {
    /// Preferred name.
    pub substance: String,
    /// Its id.
    pub substance_id: String,
    /// Id of the reference.
    pub entry: String,
    /// Its index.
    #[serde(skip)]
    pub(crate) index: u32,
    /// Its part of the signal of all components, 0 to 1.
    pub share: f64,
    /// Where that lies in 95 of 100 measurements with such noise, and with references that fit as they do.
    pub share_between: (f64, f64),
    /// How many times the reference, as it was measured, is in the spectrum.
    pub amount: f64,
    /// How much it explains beside what nothing does, 0 to 1.
    pub evidence: f64,
    /// The part of what it explains that the best of the unlike references would in its place.
    pub unlike: f64,
    /// The part of what the spectrum shows that it carries, 0 to 1.
    pub carried: f64,
    /// Bands that it explains and nothing else here does, the highest first, in cm⁻¹ as the axis was aligned.
    pub bands_cm1: Vec<f64>,
    /// Other substances that would explain nearly as much in its place: it may be any of them.
    pub one_of: Vec<Named>,
}

/// How much of the signal is the container's.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ContainerShare {
    /// What it is called.
    pub name: String,
    /// Its part of all of the signal that is explained, 0 to 1.
    pub share: f64,
}

/// A mixture with the rows that it was taken apart by.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Unmixing {
    /// What it is a sum of.
    pub mixture: Mixture,
    /// Raman shift in cm⁻¹, `[n]`.
    pub shift_cm1: Vec<f64>,
    /// The linear row of the spectrum, its axis aligned, `[n]`.
    pub row: Vec<f64>,
    /// What each component contributes, in their order, then each container, `[n]` each.
    pub parts: Vec<Vec<f64>>,
    /// What is left, `[n]`.
    pub rest: Vec<f64>,
    /// Standard deviation of the noise in the row.
    pub sigma: f64,
}

impl Mixture {
    /// Its names with "or" inside a group, in their order.
    #[must_use]
    pub fn said(&self) -> String {
        self.components.iter().map(MixtureComponent::said).collect::<Vec<_>>().join(" + ")
    }
}

impl MixtureComponent {
    /// Its name, or those of which it may be any.
    #[must_use]
    pub fn said(&self) -> String {
        let others = self.one_of.iter().map(|named| named.substance.as_str());
        std::iter::once(self.substance.as_str()).chain(others).collect::<Vec<_>>().join(" or ")
    }
}

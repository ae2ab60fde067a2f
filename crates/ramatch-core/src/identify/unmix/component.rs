//! What is told of one component of a mixture.

/// Most components.
pub const MOST_COMPONENTS: usize = 4;
/// Most other substances that are told for one component.
pub const MOST_RIVALS: usize = 8;

/// Another substance in the place of a component.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rival {
    /// Its best entry.
    pub entry: u32,
    /// Its index.
    pub substance: u32,
    /// The part of what the component explains that it would explain in its place, 0 to 1 and a little beyond.
    pub part: f64,
}

/// One component of a mixture.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Component {
    /// The entry whose row it is.
    pub entry: u32,
    /// Index of its substance.
    pub substance: u32,
    /// How many times its unit row is in the query's row.
    pub amount: f64,
    /// Its part of the signal of all components, 0 to 1: by the norms of their rows where all are known. Of signal, not of weight.
    pub share: f64,
    /// Standard deviation of the share.
    pub deviation: f64,
    /// `gain / (gain + u whole)`: how much it explains beside what nothing does, 0 to 1.
    pub evidence: f64,
    /// `gain / whole`: the part of what the query shows, weighted, that only it explains.
    pub part: f64,
    /// `RSS₋ − RSS`: how much it explains, in units of the variance that is expected at a point.
    pub gain: f64,
    /// The part of what it explains that the best of the unlike references (of cosine below 0.7 with it) would in its place; what is not
    /// explained has no more of a say there than what is.
    pub unlike: f64,
    /// The part of what the query shows that it carries, every stretch by the root of its size, 0 to 1.
    pub carried: f64,
    /// Bands that it explains and nothing else does.
    pub bands: Told,
    pub(super) rivals: [Rival; MOST_RIVALS],
    pub(super) rivals_len: usize,
}

impl Component {
    /// Other substances that would explain nearly as much in its place, the best first.
    #[must_use]
    pub fn rivals(&self) -> &[Rival] {
        &self.rivals[..self.rivals_len]
    }
}

/// Most bands that are told of one part.
pub const MOST_TOLD: usize = 8;

/// Bands, the highest first.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Told {
    pub(super) shifts_cm1: [f64; MOST_TOLD],
    pub(super) len: usize,
}

impl Told {
    /// Their Raman shifts in cm⁻¹, as the axis was aligned.
    #[must_use]
    pub fn shifts_cm1(&self) -> &[f64] {
        &self.shifts_cm1[..self.len]
    }
}

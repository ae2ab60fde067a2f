//! What a library is made from: substances, sources, references and hints, as data.
//!
//! The same data stand as text in `spectra-library/`, and in bincode in the metadata section of a built
//! library, so that a built library can be prepared again under another recipe.

use super::reviewed::{Checked, FamilyContent, NoticeContent};
use ramatch_core::band::PseudoVoigt;
use ramatch_core::library::Grade;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The tags that a substance may carry.
pub const TAGS: [&str; 26] = [
    "amino-acid",
    "biochemical",
    "calibrant",
    "controlled",
    "cutting-agent",
    "explosive",
    "food",
    "fragrance",
    "household",
    "industrial",
    "insect-repellent",
    "mineral",
    "oil",
    "packaging",
    "pesticide",
    "pharmaceutical",
    "pigment",
    "plant-material",
    "polymer",
    "precursor",
    "preservative",
    "reagent",
    "salt",
    "solvent",
    "sugar",
    "toxic",
];

/// Everything that a library is made from.
///
/// ```
/// use ramatch::{Checked, Content, EntryContent, GradeName, Library, Raw, Recipe, SourceContent, Storage, SubstanceContent};
/// let substance = SubstanceContent { id: "silicon".into(), name: "silicon".into(), ..SubstanceContent::default() };
/// let source = SourceContent { id: "handbook".into(), ..SourceContent::default() };
/// let entry = EntryContent {
///     id: "handbook/silicon".into(),
///     substance: "silicon".into(),
///     source: "handbook".into(),
///     name_in_source: "Si".into(),
///     form: "crystal".into(),
///     grade: GradeName::Published,
///     licence: "LicenseRef-facts".into(),
///     attribution: "a handbook".into(),
///     checked: Checked::default(),
///     note: String::new(),
///     instrument: String::new(),
///     laser_nm: None,
///     resolution_cm1: None,
///     interval_cm1: [150.0, 2400.0],
///     // Raman shift, FWHM (both cm⁻¹), height, Lorentzian part.
///     raw: Raw::Bands(vec![[520.7, 6.0, 1.0, 1.0]]),
/// };
/// let (substances, sources, entries) = (vec![substance], vec![source], vec![entry]);
/// let content = Content { substances, sources, entries, ..Content::default() };
/// let library = Library::build(&content, &Recipe::FINGERPRINT, None, Storage::new(), &mut |_, _| {})?;
/// assert_eq!(library.content()?, content);
/// # Ok::<(), ramatch::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Content {
    /// Substances, in the order of their ids.
    pub substances: Vec<SubstanceContent>,
    /// Sources, in the order of their ids.
    pub sources: Vec<SourceContent>,
    /// References, in the order of their ids.
    pub entries: Vec<EntryContent>,
    /// Hints, in the order of their ids. They never enter a score and never name a substance.
    pub hints: Vec<HintContent>,
    /// Families that substances name, in the order of their ids.
    pub families: Vec<FamilyContent>,
    /// Notices of packs, in the order of their names.
    pub notices: Vec<NoticeContent>,
}

/// One substance, whatever the number of its entries.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubstanceContent {
    /// Unique among substances.
    pub id: String,
    /// Preferred name.
    pub name: String,
    /// Other names.
    #[serde(default)]
    pub synonyms: Vec<String>,
    /// CAS number; none for mixtures and where it is not known which.
    #[serde(default)]
    pub cas: Option<String>,
    /// Formula in the Hill order, a polymer's unit in brackets.
    #[serde(default)]
    pub formula: Option<String>,
    /// InChIKey; none for mixtures and polymers.
    #[serde(default)]
    pub inchikey: Option<String>,
    /// Some of [`TAGS`].
    pub tags: Vec<String>,
    /// Schedules with their jurisdiction, such as `un1971-II`.
    #[serde(default)]
    pub schedules: Vec<String>,
    /// Ids of the families that it belongs to: its relatives.
    #[serde(default)]
    pub family: Vec<String>,
}

/// Where references come from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceContent {
    /// Unique among sources.
    pub id: String,
    /// Who made it.
    pub authors: String,
    /// Its title.
    pub title: String,
    /// Year of publication.
    #[serde(default)]
    pub year: Option<u32>,
    /// Where it was published.
    #[serde(default)]
    pub venue: String,
    /// DOI or address.
    #[serde(default)]
    pub reference: String,
    /// How the numbers were got from it.
    #[serde(default)]
    pub method: String,
    /// SPDX licence; `LicenseRef-facts` for published positions.
    #[serde(default)]
    pub licence: String,
    /// The line that has to travel with every entry.
    #[serde(default)]
    pub attribution: String,
    /// Instrument.
    #[serde(default)]
    pub instrument: String,
    /// Laser in nm.
    #[serde(default)]
    pub laser_nm: Option<f64>,
    /// Resolution that its widths contain, in cm⁻¹.
    #[serde(default)]
    pub resolution_cm1: Option<f64>,
    /// How lines without a published width are drawn.
    #[serde(default)]
    pub default_profile: Option<Profile>,
}

/// How lines without a published width are drawn.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Full width at half maximum in cm⁻¹.
    pub fwhm_cm1: f64,
    /// Lorentzian part.
    pub lorentz: f64,
    /// Resolution that this width stands for, in cm⁻¹.
    pub resolution_cm1: f64,
    /// Height of an intensity class, where only classes are printed.
    #[serde(default)]
    pub classes: BTreeMap<String, f64>,
}

/// One reference.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EntryContent {
    /// Unique in the library.
    pub id: String,
    /// Id of its substance.
    pub substance: String,
    /// Id of its source.
    pub source: String,
    /// Its name in the source.
    pub name_in_source: String,
    /// Form: salt, hydrate, polymorph, state.
    pub form: String,
    /// How far it may be trusted.
    pub grade: GradeName,
    /// SPDX licence.
    pub licence: String,
    /// The line that has to travel with it.
    pub attribution: String,
    /// How it was checked against published bands, and by what.
    pub checked: Checked,
    /// Anything a reader of results should know.
    pub note: String,
    /// Instrument, empty if not known.
    pub instrument: String,
    /// Laser in nm.
    pub laser_nm: Option<f64>,
    /// Resolution that its bands contain, in cm⁻¹.
    pub resolution_cm1: Option<f64>,
    /// First and last Raman shift at which it is known, in cm⁻¹.
    pub interval_cm1: [f64; 2],
    /// What it is drawn from.
    pub raw: Raw,
}

/// What a reference is drawn from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Raw {
    /// Nothing: only the prepared row is kept.
    Absent,
    /// A table of bands.
    Bands(Vec<BandRow>),
    /// A measured curve.
    Curve {
        /// Raman shifts in cm⁻¹.
        shift_cm1: Vec<f32>,
        /// Intensities.
        intensity: Vec<f32>,
    },
}

/// One row of a band table: Raman shift, FWHM (cm⁻¹), height, Lorentzian part.
pub type BandRow = [f64; 4];

/// The profile of a row.
pub(crate) fn profile([shift_cm1, fwhm_cm1, height, lorentz]: BandRow) -> PseudoVoigt {
    PseudoVoigt { shift_cm1, fwhm_cm1, height, lorentz }
}

/// Positions quoted for a substance: for an analyst to look at, never part of a score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HintContent {
    /// Unique in the library.
    pub id: String,
    /// Id of its substance.
    pub substance: String,
    /// Id of its source.
    pub source: String,
    /// Form.
    pub form: String,
    /// SPDX licence.
    pub licence: String,
    /// Raman shift in cm⁻¹, and intensity class or assignment as printed.
    pub positions: Vec<(f64, String)>,
}

/// [`Grade`] in text and metadata.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GradeName {
    /// [`Grade::Reference`].
    Reference,
    /// [`Grade::Published`].
    Published,
    /// [`Grade::Field`].
    Field,
}

impl From<GradeName> for Grade {
    fn from(grade: GradeName) -> Self {
        match grade {
            GradeName::Reference => Grade::Reference,
            GradeName::Published => Grade::Published,
            GradeName::Field => Grade::Field,
        }
    }
}

impl From<Grade> for GradeName {
    fn from(grade: Grade) -> Self {
        match grade {
            Grade::Reference => GradeName::Reference,
            Grade::Published => GradeName::Published,
            // The least that can be said.
            _ => GradeName::Field,
        }
    }
}

impl Content {
    /// The substance of an id.
    #[must_use]
    pub fn substance(&self, id: &str) -> Option<&SubstanceContent> {
        self.substances.iter().find(|substance| substance.id == id)
    }

    /// The source of an id.
    #[must_use]
    pub fn source(&self, id: &str) -> Option<&SourceContent> {
        self.sources.iter().find(|source| source.id == id)
    }

    /// Puts everything in the order of the ids, on which the bytes of a built library depend.
    pub(crate) fn sort(&mut self) {
        self.substances.sort_by(|a, b| a.id.cmp(&b.id));
        self.sources.sort_by(|a, b| a.id.cmp(&b.id));
        self.entries.sort_by(|a, b| a.id.cmp(&b.id));
        self.hints.sort_by(|a, b| a.id.cmp(&b.id));
        self.families.sort_by(|a, b| a.id.cmp(&b.id));
        self.notices.sort_by(|a, b| a.id.cmp(&b.id));
    }
}

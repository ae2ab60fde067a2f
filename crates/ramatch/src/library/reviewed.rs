//! What people reviewed about references: how each was checked, which substances are relatives, what a licence asks for.

use serde::{Deserialize, Serialize};

/// How a reference agrees with bands that others published for its substance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Agreement {
    /// It agrees with a source that is not its own.
    Agrees,
    /// It agrees, but only with positions that were quoted without the work at hand, or with a single band where it has more.
    Quoted,
    /// It was not compared with anything: what an agency adds is so until somebody does.
    #[default]
    Unchecked,
    /// It does not agree, or its specimen, label or origin is in doubt. It is never the base of an answer.
    Doubtful,
}

impl Agreement {
    /// All of them, the best first.
    pub const ALL: [Self; 4] = [Self::Agrees, Self::Quoted, Self::Unchecked, Self::Doubtful];

    /// The one of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|agreement| agreement.name() == name)
    }

    /// The stable name, as text, JSON and tables show it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Agrees => "agrees",
            Self::Quoted => "quoted",
            Self::Unchecked => "unchecked",
            Self::Doubtful => "doubtful",
        }
    }
}

/// How a reference was checked, and by what.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// What came of it.
    pub agreement: Agreement,
    /// The source of the bands that it was compared with; of what is doubtful, why. Empty for what is unchecked.
    pub by: String,
}

/// What ties the members of a family.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FamilyKind {
    /// One structure, other ions.
    IsomorphousSeries,
    /// One functional group, chains of other lengths.
    Homologues,
    /// One formula, other connections.
    Isomers,
    /// One acid or base, free, as salts, with water.
    SaltsAndHydrates,
    /// One composition, other crystals.
    Polymorphs,
    /// Natural mixtures of the same kinds of molecules.
    Mixtures,
    /// One functional group, skeleton or ion.
    #[default]
    Class,
}

impl FamilyKind {
    /// The stable name, as text and JSON show it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::IsomorphousSeries => "isomorphous-series",
            Self::Homologues => "homologues",
            Self::Isomers => "isomers",
            Self::SaltsAndHydrates => "salts-and-hydrates",
            Self::Polymorphs => "polymorphs",
            Self::Mixtures => "mixtures",
            Self::Class => "class",
        }
    }
}

/// A family: substances of which one may be taken for another by its Raman spectrum.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FamilyContent {
    /// Unique among families.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What kind of relation it is.
    pub kind: FamilyKind,
    /// What ties its members in Raman terms.
    pub tie: String,
    /// Raman shifts in cm⁻¹ near which its members have a band; empty where none is common to all.
    #[serde(default)]
    pub common_cm1: Vec<f64>,
    /// Where that is said.
    pub source: String,
}

/// The notice of a pack of references: it travels with them into every library that they are copied to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeContent {
    /// The pack's name, unique among notices.
    pub id: String,
    /// SPDX licence of all its references.
    pub licence: String,
    /// What the licence asks to be told.
    pub notice: String,
    /// The licence, word for word.
    pub licence_text: String,
    /// Ids of the sources that it is about.
    pub sources: Vec<String>,
}

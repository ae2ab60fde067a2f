//! What a check of a library found.

use crate::answer::found::Hit;
use serde::Serialize;
use std::collections::BTreeMap;

/// Pairs of substances from this score on are listed as alike.
const ALIKE: f64 = 0.8;

/// What a check of a library found; see [`Identifier::check_library`](crate::Identifier::check_library).
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct LibraryCheck {
    /// Number of references.
    pub entries: usize,
    /// Number of substances.
    pub substances: usize,
    /// Of how many references the library has the measured points; noise, saturation and background are known of these alone.
    pub measured: usize,
    /// What somebody should look at: the kinds in the order of [`LibraryCheck::CODES`], of each kind in the order of the ids.
    pub findings: Vec<Finding>,
    /// Pairs of substances that score 0.8 and more against each other, the most alike first.
    pub alike: Vec<Pair>,
    /// The best score of each pair of substances that met in a ranking.
    #[serde(skip)]
    pub(super) likeness: BTreeMap<(String, String), Pair>,
}

/// Something that somebody should look at.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// One of [`LibraryCheck::CODES`].
    pub code: &'static str,
    /// Id of the reference; of what is said of many at once, that of the first.
    pub entry: String,
    /// Name of its substance.
    pub substance: String,
    /// Id of its substance.
    pub substance_id: String,
    /// The reference that it is compared with.
    pub other: Option<Other>,
    /// For people: what is said of the entry.
    pub text: String,
}

/// A reference beside another one.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Other {
    /// Its id.
    pub entry: String,
    /// Name of its substance.
    pub substance: String,
    /// Id of its substance.
    pub substance_id: String,
    /// Score of the default matcher.
    pub score: f64,
    /// Cosine of the prepared rows.
    pub cosine: f64,
}

/// Two substances, by those of their references that are most alike.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Pair {
    /// Their names.
    pub substances: (String, String),
    /// The references.
    pub entries: (String, String),
    /// Score of the default matcher, the first asked about.
    pub score: f64,
}

impl LibraryCheck {
    /// The kinds of findings, the gravest first.
    ///
    /// | code | what it says |
    /// |---|---|
    /// | `another_answer` | asked about, the reference would be answered as another substance, though there are others of its own |
    /// | `equal_curves` | the curve stands under another name as well: a cosine of 0.9995 and more |
    /// | `another_first` | the reference is more like another substance than like the others of its own |
    /// | `replicates_disagree` | no other reference of its substance reaches a score of 0.5 |
    /// | `doubtful` | the check against published bands, or whoever knows it, calls it doubtful |
    /// | `no_bands`, `background` | nothing stands above the noise; there is light, and no band |
    /// | `saturated` | it is cut off at its top |
    /// | `short` | it covers less than 60 % of the range that most of the library covers |
    /// | `taken_for` | the only one of its substance; without it, its substance would be answered as another one |
    /// | `no_name` | the name of its substance is none, such as "unknown" |
    /// | `provenance` | licence, attribution, instrument or laser is not stated |
    pub const CODES: [&str; 12] = [
        "another_answer",
        "equal_curves",
        "another_first",
        "replicates_disagree",
        "doubtful",
        "no_bands",
        "background",
        "saturated",
        "short",
        "taken_for",
        "no_name",
        "provenance",
    ];

    /// Notes how alike two substances are; of several pairs of references the best counts.
    pub(super) fn note(&mut self, pair: Pair) {
        let (a, b) = &pair.substances;
        let key = if a <= b { (a.clone(), b.clone()) } else { (b.clone(), a.clone()) };
        match self.likeness.get_mut(&key) {
            Some(best) if best.score >= pair.score => {}
            Some(best) => *best = pair,
            None => {
                self.likeness.insert(key, pair);
            }
        }
    }

    /// Puts everything in its order.
    pub(super) fn finish(&mut self) {
        let place = |code: &str| Self::CODES.iter().position(|own| *own == code);
        self.findings.sort_by(|a, b| place(a.code).cmp(&place(b.code)).then_with(|| a.entry.cmp(&b.entry)));
        self.alike = self.likeness.values().filter(|pair| pair.score >= ALIKE).cloned().collect();
        self.alike.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.entries.cmp(&b.entries)));
    }

    /// How many findings there are of each kind that there are any of, in the order of [`LibraryCheck::CODES`].
    #[must_use]
    pub fn counts(&self) -> Vec<(&'static str, usize)> {
        let count = |code| self.findings.iter().filter(|finding| finding.code == code).count();
        Self::CODES.into_iter().map(|code| (code, count(code))).filter(|(_, count)| *count > 0).collect()
    }
}

/// What a finding is of.
pub(super) struct Of<'a> {
    pub(super) entry: &'a str,
    pub(super) substance: &'a str,
    pub(super) substance_id: &'a str,
}

impl Of<'_> {
    pub(super) fn finding(&self, code: &'static str, text: String) -> Finding {
        Finding {
            code,
            entry: self.entry.to_owned(),
            substance: self.substance.to_owned(),
            substance_id: self.substance_id.to_owned(),
            other: None,
            text,
        }
    }

    /// It beside another one.
    pub(super) fn pair(&self, hit: &Hit) -> Pair {
        Pair {
            substances: (self.substance.to_owned(), hit.substance.clone()),
            entries: (self.entry.to_owned(), hit.entry.clone()),
            score: hit.score,
        }
    }
}

impl Finding {
    /// With the reference that it is compared with.
    pub(super) fn beside(self, hit: &Hit) -> Self {
        let Hit { entry, substance, substance_id, score, cosine, .. } = hit.clone();
        Self { other: Some(Other { entry, substance, substance_id, score, cosine }), ..self }
    }
}

//! The answer, with everything needed to judge and to repeat it. Serialises to JSON of schema 3.

use super::found::{Hit, Warning};
use super::mixture::Mixture;
use super::verdict::Verdict;
use crate::library::{Disagreement, LibraryPart};
use ramatch_core::alignment::Alignment;
use ramatch_core::identify;
use ramatch_io::Metadata;
use serde::Serialize;

/// Lasers within this are one, in nm.
pub(super) const SAME_LASER_NM: f64 = 2.0;

/// Version of the JSON output. Fields may be added within a version, never changed or removed.
pub const SCHEMA: u32 = 3;

/// The answer for one spectrum: a verdict, and the ranking that it goes by.
///
/// ```
/// use ramatch::{Identifier, Options, Spectrum};
/// # // Polystyrene, drawn by its strongest bands.
/// # let bands = [(621.0, 16.0), (1001.4, 100.0), (1031.8, 27.0), (1155.3, 13.0), (1583.1, 12.0), (1602.3, 28.0f32)];
/// # let shift: Vec<f32> = (0..1100).map(|i| 200.0 + 2.0 * i as f32).collect();
/// # let counts = shift.iter().map(|x| bands.iter().map(|(at, height)| height / (1.0 + ((x - at) / 5.0).powi(2))).sum());
/// # let spectrum = Spectrum::new(shift.clone(), counts.collect())?;
/// let report = Identifier::embedded()?.identify(&spectrum, &Options::default())?;
/// match report.cannot_decide() {
///     // A ranking that is no answer says why: a code for programs, a text for people.
///     Some(why) => println!("cannot decide ({}): {}", why.code, why.text),
///     None => println!("{}: {}", report.verdict.code, report.verdict.text.en),
/// }
/// for warning in &report.warnings {
///     println!("{}: {}", warning.code, warning.text);
/// }
/// assert!(report.query.bands_cm1.iter().any(|band| (band - 1001.4).abs() < 2.0));
/// # Ok::<(), ramatch::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// The file, if the spectrum came from one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The libraries that were asked.
    pub libraries: Vec<LibraryPart>,
    /// What was asked.
    pub query: Query,
    /// How far the query's axis was taken to be off; bands are listed where they were measured.
    pub alignment: Alignment,
    /// What the ranking goes by: `bands` for the default matcher, or a metric's name.
    pub metric: String,
    /// What is said of the spectrum, with its rate.
    pub verdict: Verdict,
    /// What it is a sum of, as far as the library goes; none where a mixture was not sought.
    pub mixture: Option<Mixture>,
    /// What speaks for the first hit, whatever ranked it; none where nothing was compared.
    pub evidence: Option<Evidence>,
    /// Substances, best first.
    pub hits: Vec<Hit>,
    /// How many substances could be scored.
    pub scored_substances: usize,
    /// How many entries could be scored, of how many.
    pub scored_entries: (usize, usize),
    /// Bands of the query, in cm⁻¹ as measured, that none of the hits explains, by a band of its own or a weak one; what a container
    /// hides does not count.
    pub unexplained_cm1: Vec<f64>,
    /// What a reader has to know before believing the ranking.
    pub warnings: Vec<Warning>,
}

impl Report {
    /// Why the ranking must not be taken for an answer, if so.
    #[must_use]
    pub fn cannot_decide(&self) -> Option<&Warning> {
        self.verdict.reason.as_ref()
    }

    /// Says that a series of shots did not settle: a verdict of the last one is not to be relied on.
    pub fn note_unsettled(&mut self, shots: usize) {
        let text = format!("the verdict has not settled after {shots} shots: measure more of them");
        self.warnings.push(Warning { code: "not_settled", text });
    }

    /// Takes over what a file says of its one spectrum.
    pub(crate) fn describe(&mut self, metadata: &Metadata) {
        let Metadata { format, laser_nm, warnings, damage, blake3, .. } = metadata;
        // Numbers that no file holds have none.
        self.query.format = Some((*format).to_owned()).filter(|format| !format.is_empty());
        self.query.laser_nm = *laser_nm;
        self.query.blake3.clone_from(blake3);
        self.mark_damaged(damage.clone());
        self.note_readers([&warnings[..]]);
    }

    /// Puts what the readers of the files wondered about in front of the warnings, each once.
    pub fn note_readers<'a>(&mut self, of_files: impl IntoIterator<Item = &'a [String]>) {
        let mut notes: Vec<Warning> = Vec::new();
        for text in of_files.into_iter().flatten() {
            if !notes.iter().any(|note| note.text == *text) {
                notes.push(Warning { code: "reader", text: text.clone() });
            }
        }
        self.warnings.splice(0..0, notes);
    }

    /// Takes over the laser that all shots state, and warns where they state several.
    pub(crate) fn note_lasers(&mut self, lasers: &[Option<f64>]) {
        let stated = || lasers.iter().flatten().copied();
        let (least, most) = (stated().fold(f64::INFINITY, f64::min), stated().fold(0.0, f64::max));
        if most - least > SAME_LASER_NM {
            let text = format!(
                "the shots state lasers of {least} to {most} nm: measure all shots of a sample with one instrument"
            );
            self.warnings.push(Warning { code: "lasers", text });
        } else if lasers.iter().all(Option::is_some) {
            self.query.laser_nm = lasers.first().copied().flatten();
        }
    }

    /// Marks it as made from spectra that were salvaged from damaged files, if there is any damage: such a ranking may point
    /// a way, it may never be an answer.
    pub fn mark_damaged(&mut self, damage: Vec<String>) {
        if !damage.is_empty() {
            let text = format!("the spectrum was salvaged from a damaged file: {}", damage.join("; "));
            self.verdict.refuse(Warning { code: "damaged", text }, self.query.snr);
            self.query.damage = damage;
        }
    }
}

/// The library that was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct LibraryInfo {
    /// BLAKE3 of the library file; of several libraries, that of all of them together.
    pub hash: String,
    /// Identity of the recipe that prepared it and the query.
    pub recipe: String,
    /// Number of references.
    pub entries: usize,
    /// Number of substances.
    pub substances: usize,
    /// What it was made of, where several are asked as one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub libraries: Vec<LibraryPart>,
    /// What these do not agree on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<Disagreement>,
}

/// The spectrum that was asked about.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Query {
    /// The format of its file, if it came from one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// BLAKE3 of the bytes that were parsed, if it came from a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blake3: Option<String>,
    /// What was wrong with the file that it was salvaged from; nothing of a whole one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub damage: Vec<String>,
    /// Points as measured.
    pub points: usize,
    /// How many measurements of the sample were taken together.
    pub shots: usize,
    /// First and last Raman shift as measured, in cm⁻¹.
    pub range_cm1: (f64, f64),
    /// Laser in nm, if the file states it.
    pub laser_nm: Option<f64>,
    /// First and last Raman shift that was compared, in cm⁻¹.
    pub compared_cm1: (f64, f64),
    /// Part of the library's grid that it covers, 0 to 1.
    pub coverage: f64,
    /// Height of the strongest band over the noise.
    pub snr: Option<f64>,
    /// Points that were taken as cosmic rays and replaced.
    pub despiked_points: usize,
    /// Stretches in which the baseline lies above the signal.
    pub negative_lobes: usize,
    /// How far the baseline rises into the strongest band, as a part of its height.
    pub rise_under_band: f64,
    /// Bands found in it, in cm⁻¹.
    pub bands_cm1: Vec<f64>,
}

/// What speaks for the first hit, by its bands, whatever ranked it.
///
/// ```
/// use ramatch::{Identifier, Options, Spectrum};
/// # // Polystyrene, drawn by its strongest bands.
/// # let bands = [(621.0, 16.0), (1001.4, 100.0), (1031.8, 27.0), (1155.3, 13.0), (1583.1, 12.0), (1602.3, 28.0f32)];
/// # let shift: Vec<f32> = (0..1100).map(|i| 200.0 + 2.0 * i as f32).collect();
/// # let counts = shift.iter().map(|x| bands.iter().map(|(at, height)| height / (1.0 + ((x - at) / 5.0).powi(2))).sum());
/// # let spectrum = Spectrum::new(shift.clone(), counts.collect())?;
/// let report = Identifier::embedded()?.identify(&spectrum, &Options::default())?;
/// let evidence = report.evidence.ok_or("nothing was compared")?;
/// assert!(evidence.score > 0.9 && evidence.explained > 0.9 && evidence.matched >= 4);
/// // What speaks against an answer, by codes.
/// println!("{:?}", evidence.lacks);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Evidence {
    /// The default matcher's score of its reference, under the alignment of the ranking.
    pub score: f64,
    /// That score less the best one of another substance under an alignment at least 4 cm⁻¹ away; none where there is no other.
    pub gap: Option<f64>,
    /// That score less the best one of another substance under the same alignment; none where there is no other.
    pub margin: Option<f64>,
    /// That score less the mean of the scores of the other substances of ranks 2 to 20, where a rank that there is not counts as the first;
    /// none where there is no other.
    pub lead: Option<f64>,
    /// The part of what the reference would have shown at this noise that the query shows, 0 to 1.
    pub found: f64,
    /// The part of what the query shows that lies where the reference has something, 0 to 1.
    pub explained: f64,
    /// Bands of the reference that the query shows.
    pub matched: usize,
    /// Bands of the query that the reference does not explain.
    pub unexplained: usize,
    /// Bands of the reference that this noise would have shown.
    pub visible: usize,
    /// The power of the reference's heights that those in the query follow: 1 where they agree, 0 where all are alike, large where
    /// weaker bands are missing; none for fewer than three visible bands, or where they are all of one height.
    pub heights: Option<f64>,
    /// Height in the reference, as a part of its highest, of the band that is the query's strongest; 0 where it has none.
    pub strongest_in_reference: f64,
    /// Height in the query, likewise, of the reference's strongest band.
    pub strongest_in_query: f64,
    /// How many cm⁻¹ were compared.
    pub covered_cm1: f64,
    /// The highest point of the query above its reference, scaled to it, as a part of the query's highest, less what is noise.
    pub rest: f64,
    /// Bands of the reference that the query shows and that a benzene ring with one substituent does not have.
    pub beyond_phenyl: usize,
    /// Codes of all that an answer lacks; the reason not to decide is the first of them, or one that comes before.
    pub lacks: Vec<&'static str>,
}

impl From<&identify::Evidence> for Evidence {
    fn from(evidence: &identify::Evidence) -> Self {
        let identify::Evidence { score, gap, margin, found, explained, matched, unexplained, .. } = *evidence;
        let identify::Evidence {
            lead,
            rest,
            beyond_phenyl,
            visible,
            heights,
            strongest_in_reference,
            strongest_in_query,
            ..
        } = *evidence;
        Self {
            score,
            gap,
            margin,
            lead,
            found,
            explained,
            matched,
            unexplained,
            visible,
            heights,
            strongest_in_reference,
            strongest_in_query,
            covered_cm1: evidence.covered_cm1,
            rest,
            beyond_phenyl,
            lacks: Vec::new(),
        }
    }
}

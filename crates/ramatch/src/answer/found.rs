//! A substance of a ranking, its bands, and what makes a ranking less believable: as reports hold them.

use serde::Serialize;

/// One substance of the ranking.
///
/// ```
/// use ramatch::{Identifier, Options, Spectrum};
/// # // Polystyrene, drawn by its strongest bands.
/// # let bands = [(621.0, 16.0), (1001.4, 100.0), (1031.8, 27.0), (1155.3, 13.0), (1583.1, 12.0), (1602.3, 28.0f32)];
/// # let shift: Vec<f32> = (0..1100).map(|i| 200.0 + 2.0 * i as f32).collect();
/// # let counts = shift.iter().map(|x| bands.iter().map(|(at, height)| height / (1.0 + ((x - at) / 5.0).powi(2))).sum());
/// # let spectrum = Spectrum::new(shift.clone(), counts.collect())?;
/// let report = Identifier::embedded()?.identify(&spectrum, &Options::default())?;
/// let best = &report.hits[0];
/// assert_eq!((best.rank, best.substance_id.as_str()), (1, "polystyrene"));
/// // Which reference that was, how far it may be trusted, and which of its bands the query shows.
/// println!("{} ({}): {} of {} bands", best.entry, best.grade, best.bands.matched.len(), best.bands.expected);
/// assert!(best.bands.matched.iter().any(|band| (band.reference_cm1 - 1001.4).abs() < 2.0));
/// # Ok::<(), ramatch::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Hit {
    /// Place in the ranking, from 1.
    pub rank: usize,
    /// Preferred name of the substance.
    pub substance: String,
    /// Its id.
    pub substance_id: String,
    /// CAS number.
    pub cas: Option<String>,
    /// Formula.
    pub formula: Option<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// Schedules, with their jurisdiction.
    pub schedules: Vec<String>,
    /// Form of the reference.
    pub form: String,
    /// What the ranking goes by, of its best reference: −1 to 1 for the default matcher, less what moving the axis costs.
    pub score: f64,
    /// Cosine of the prepared spectra over the intersection, −1 to 1, with the query's axis as it was aligned.
    pub cosine: f64,
    /// By how much the score is better than that of the next substance; none for the last one that was scored.
    pub margin: Option<f64>,
    /// First and last Raman shift of the intersection, in cm⁻¹.
    pub compared_cm1: (f64, f64),
    /// Bands of the reference, found and not found in the query.
    pub bands: Bands,
    /// Id of the best reference.
    pub entry: String,
    /// BLAKE3 of the library that it is of, where several were asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub library: Option<String>,
    /// How far it may be trusted: reference, published or field.
    pub grade: String,
    /// Its source.
    pub source: String,
    /// Its licence.
    pub licence: String,
    /// The line that has to travel with it.
    pub attribution: String,
    /// Its instrument, empty if not known.
    pub instrument: String,
    /// Its laser in nm.
    pub laser_nm: Option<f64>,
    /// How it was checked against bands that others published: agrees, quoted, unchecked or doubtful ([`Agreement`](crate::Agreement)).
    pub checked: String,
    /// By what it was checked; of what is doubtful, why.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub checked_by: String,
    /// Anything else to know about it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// The reference's bands inside the intersection: local maxima of the drawn curve with a prominence of at
/// least 3 % of its height.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Bands {
    /// How many there are.
    pub expected: usize,
    /// Those that the query shows too.
    pub matched: Vec<BandMatch>,
    /// Those that it does not show, in cm⁻¹.
    pub missing_cm1: Vec<f64>,
    /// Bands of the query, in cm⁻¹ as measured, that it does not explain; those outside what was compared do not count.
    pub unexplained_cm1: Vec<f64>,
}

/// A band of the reference that the query shows too.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct BandMatch {
    /// Position in the reference, in cm⁻¹.
    pub reference_cm1: f64,
    /// Position in the query, in cm⁻¹ as measured.
    pub query_cm1: f64,
    /// Position in the query, aligned, minus position in the reference.
    pub offset_cm1: f64,
    /// Height in the reference, as a part of its highest band.
    pub reference_height: f64,
    /// Height in the query, likewise.
    pub query_height: f64,
}

/// Something that makes a ranking less believable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Warning {
    /// Stable name.
    pub code: &'static str,
    /// For people.
    pub text: String,
}

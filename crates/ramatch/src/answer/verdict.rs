//! What is said of a spectrum, with the rate at which that was wrong in trials.

use super::advice::Advice;
use super::found::Warning;
use super::relative::Relative;
use super::watch::Watched;
use serde::Serialize;

/// What is said of a spectrum.
///
/// It is never said that a spectrum *is* of a substance, nor how probable that is: only what it is consistent with, and how often substances
/// that were not there looked so in trials.
///
/// ```
/// use ramatch::{Identifier, Options, Spectrum};
/// # // Polystyrene, drawn by its strongest bands.
/// # let bands = [
/// #     (621.0, 16.0), (795.8, 10.0), (1001.4, 100.0), (1031.8, 27.0), (1155.3, 13.0), (1183.0, 8.0), (1450.5, 13.0), (1583.1, 12.0),
/// #     (1602.3, 28.0f32),
/// # ];
/// # let shift: Vec<f32> = (0..1100).map(|i| 200.0 + 2.0 * i as f32).collect();
/// # let counts = shift.iter().map(|x| bands.iter().map(|(at, height)| height / (1.0 + ((x - at) / 5.0).powi(2))).sum());
/// # let spectrum = Spectrum::new(shift.clone(), counts.collect())?;
/// let verdict = Identifier::embedded()?.identify(&spectrum, &Options::default())?.verdict;
/// assert_eq!(verdict.code, "identified");
/// assert_eq!(verdict.names[0].substance_id, "polystyrene");
/// // At most one in ten of the substances that were absent got as far in trials.
/// assert_eq!(verdict.stated_rate, Some(0.1));
/// println!("{}", verdict.text.en);
/// # Ok::<(), ramatch::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Verdict {
    /// `identified`: consistent with one name; `one_of`: with several that are not told apart; `related`: with a name or a relative of it;
    /// `mixture`: with a sum of the names, or with one beside something else, see [`Report::mixture`](crate::Report::mixture); `not_in_library`: nothing in the library explains it by itself; `cannot_decide`: see `reason`.
    pub code: &'static str,
    /// The substances that it names, best first.
    pub names: Vec<Named>,
    /// Why nothing can be said; none for other verdicts.
    pub reason: Option<Warning>,
    /// What to do next, where nothing can be said.
    pub advice: Vec<Advice>,
    /// The verdict as a sentence.
    pub text: Texts,
    /// What score, lead and gap are worth by the calibration: the natural logarithm of a likelihood ratio, as far as its trials go; none where
    /// nothing was compared, or without a calibration.
    pub value: Option<f64>,
    /// What that has to exceed at this SNR.
    pub limits: Option<Limits>,
    /// How many absent substances had such a value in trials.
    pub reached: Option<Reached>,
    /// At most this part of the substances that were absent got this verdict in trials; of `not_in_library`, about this part of those that were
    /// there. None where nothing is said.
    pub stated_rate: Option<f64>,
    /// By which trials it was decided; none without a calibration for this recipe.
    pub calibration: Option<CalibratedBy>,
    /// Substances of the library for which the first name may be taken, of `related`.
    pub relatives: Vec<Relative>,
    /// Those of the names that are controlled somewhere; where nothing is named, the first hit if it is. A mark, and no verdict.
    pub controlled: Vec<String>,
    /// Those of the names, or the first hit, that are on the list of what is watched for.
    pub watched: Vec<Watched>,
}

/// A substance that a verdict names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Named {
    /// Preferred name.
    pub substance: String,
    /// Its id.
    pub substance_id: String,
}

/// A sentence in each language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Texts {
    /// English.
    pub en: String,
    /// Korean.
    pub ko: String,
}

/// What a value has to exceed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Limits {
    /// They hold from this SNR on.
    pub snr_from: f64,
    /// For a name, or one of several; none where no trials allow one.
    pub identified: Option<f64>,
    /// For a name or a relative; none likewise.
    pub related: Option<f64>,
}

/// How often substances that were absent were as high.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Reached {
    /// So many of them, each by its worst trial.
    pub by: u32,
    /// Of so many.
    pub of: u32,
}

/// The trials by which it was decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct CalibratedBy {
    /// BLAKE3 of the calibration.
    pub hash: String,
    /// Whether it was made for what was asked; otherwise a relative is told at best.
    pub own: bool,
    /// Whether its trials were of other, harder references.
    pub borrowed: bool,
    /// What kinds of substances were absent in them.
    pub kinds: String,
}

impl Verdict {
    /// What it names, in a few words: `A`, `A or B`, `A or a relative`; empty where it names nothing.
    #[must_use]
    pub fn said(&self) -> String {
        let names: Vec<&str> = self.names.iter().map(|named| named.substance.as_str()).collect();
        let names = names.join(if self.code == "mixture" { " + " } else { " or " });
        if self.code == "related" { format!("{names} or a relative") } else { names }
    }

    /// Whether it names anything.
    #[must_use]
    pub fn is_named(&self) -> bool {
        !self.names.is_empty()
    }
}

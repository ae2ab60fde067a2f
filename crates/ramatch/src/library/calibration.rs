//! A calibration that owns its bytes: what a standing is worth among the references of one library, or one set of them.

use crate::files::output::write_atomically;
use crate::files::read::read_bytes;
use crate::ground::error::Error;
use crate::library::opened::Library;
use crate::library::together::LibraryPart;
use ramatch_core::Code;
use ramatch_core::identify::{
    CalibrationLayout, CalibrationRef, HEAD_LEN, MAGIC, MAJOR, MOST_KEPT, MOST_STRATA, STRATUM_LEN, VERSION,
};
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::sync::Arc;

/// Length of the hash that closes the file.
const HASH_LEN: usize = 32;
/// Where the hash of the library stands.
const LIBRARY_AT: usize = 16;
/// Most bytes of a calibration with its trials.
const LIMIT: usize = 64 << 20;

/// What a calibration is made of; see [`CalibrationRef`] for what each number means.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct CalibrationParts {
    /// Hash of the library or of the set of libraries; see [`Calibration`].
    pub library: [u8; 32],
    /// Id of the recipe.
    pub recipe: u64,
    /// Coefficients of score, lead and gap, and what is added.
    pub coefficients: [f64; 4],
    /// Least and most of score, lead and gap.
    pub ranges: [(f64, f64); 3],
    /// The part of absent substances that limits let through.
    pub alpha: f64,
    /// Most of the value.
    pub most: f64,
    /// Score below which nothing explains a spectrum, SNR from which that holds, and its rate.
    pub absent_below: Option<(f64, f64, f64)>,
    /// Substances that were absent, and that were present.
    pub substances: (u32, u32),
    /// The strata, from the lowest SNR.
    pub strata: Vec<StratumParts>,
    /// What is said about the trials.
    pub about: TrialsAbout,
}

/// What holds from an SNR on.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct StratumParts {
    /// From this SNR on.
    pub snr_from: f64,
    /// The limit of any name.
    pub limit: f64,
    /// The limit of unrelated names.
    pub limit_unrelated: f64,
    /// The highest value of every absent substance, in any order; the highest are kept.
    pub maxima: Vec<f64>,
}

/// What is said about trials, for people and for whoever repeats them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TrialsAbout {
    /// Kinds of substances that were absent, in words, such as "minerals"; empty where the trials do not state any.
    pub kinds: String,
    /// The same in Korean; empty where it is not known.
    pub kinds_ko: String,
    /// Whether the trials were of another library than the one that it is bound to.
    pub borrowed: bool,
    /// Version of the software.
    pub software: String,
    /// How many trials were made by adding noise to measured spectra.
    pub noise_added: u32,
    /// The trials and what became of them, as CSV; empty where they may not be passed on.
    pub trials: String,
}

/// What a calibration of these libraries is bound to: the hash of the one, or BLAKE3 of all hashes in their order, each once.
fn bound_hash(parts: &[LibraryPart]) -> [u8; HASH_LEN] {
    let hashes = parts.iter().filter_map(|part| blake3::Hash::from_hex(&part.hash).ok());
    let mut hashes: Vec<[u8; HASH_LEN]> = hashes.map(|hash| *hash.as_bytes()).collect();
    hashes.sort_unstable();
    hashes.dedup();
    match &hashes[..] {
        [only] => *only,
        several => *blake3::hash(several.as_flattened()).as_bytes(),
    }
}

/// What the scores of a library mean.
fn scores_of(library: &Library) -> u64 {
    library.view().recipe().scored_as().0
}

impl CalibrationParts {
    /// Bound to a library, or to several that are asked as one; all else is still to be said.
    pub(crate) fn of(library: &Library) -> Self {
        Self { library: bound_hash(&library.parts()), recipe: scores_of(library), ..Self::default() }
    }
}

/// Refuses a calibration that was not made for this library, or for these that are asked as one.
pub(crate) fn check(calibration: &Calibration, library: &Library) -> Result<(), Error> {
    let (parts, recipe) = (library.parts(), scores_of(library));
    let (table, wanted) = (calibration.view(), bound_hash(&parts));
    let made_for = table.library_hash();
    let reason = if table.major() != MAJOR {
        let own = table.major();
        format!("the calibration was made by scores of software {own}, and this one's are of {MAJOR}")
    } else if table.recipe() != recipe {
        let own = table.recipe();
        format!(
            "the calibration was made for recipe {own:016x}, and the library is prepared by {recipe:016x}"
        )
    } else if made_for != wanted {
        let hex = |hash: [u8; 32]| blake3::Hash::from_bytes(hash).to_hex();
        let what = if parts.len() > 1 { "these libraries have" } else { "this library has" };
        format!(
            "the calibration was made for {}, and {what} {}: what was added or changed since has to be calibrated again",
            hex(made_for),
            hex(wanted)
        )
    } else {
        return Ok(());
    };
    Err(Error::Library { path: None, code: Code::CalibrationMismatch, reason })
}

/// How scores of a recipe among the references of a library, or of several as one, are turned into verdicts: made by trials.
///
/// ```
/// use ramatch::Calibration;
/// let shipped = Calibration::shipped()?;
/// // Below this rate nothing is stated.
/// assert_eq!(shipped.view().stated_rate(), 0.1);
/// # Ok::<(), ramatch::Error>(())
/// ```
#[derive(Clone)]
pub struct Calibration {
    bytes: Arc<[u8]>,
    layout: CalibrationLayout,
    about: Arc<TrialsAbout>,
    hash: blake3::Hash,
}

impl Calibration {
    /// The one that the software ships: of the built-in library, with limits of the hardest references that there were, minerals. For any
    /// other library of the same recipe they are conservative.
    ///
    /// # Errors
    /// [`Error::Library`] if the program's own bytes were damaged.
    pub fn shipped() -> Result<Self, Error> {
        Self::from_bytes(include_bytes!("../../data/demonstration.rcl"))
    }

    /// Of the bytes of a calibration file.
    ///
    /// # Errors
    /// [`Error::Library`] for other bytes, and for damaged ones.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let table = CalibrationRef::open(bytes).map_err(refused)?;
        let Some((content, hash)) = bytes.split_last_chunk::<HASH_LEN>() else {
            return Err(damaged("it ends before its hash"));
        };
        if content.len() < table.tables_len() || blake3::hash(content).as_bytes() != hash {
            return Err(damaged("it does not match its hash"));
        }
        let about = std::str::from_utf8(&content[table.tables_len()..]).ok();
        let about = about.and_then(|text| toml::from_str(text).ok());
        let about: TrialsAbout = about.ok_or_else(|| damaged("what it says of its trials cannot be read"))?;
        let layout = table.layout();
        Ok(Self { bytes: bytes.into(), layout, about: Arc::new(about), hash: blake3::hash(bytes) })
    }

    /// Reads a calibration file.
    ///
    /// # Errors
    /// [`Error::Io`], and as [`Calibration::from_bytes`] with the path.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let bytes = read_bytes(path, LIMIT)?;
        Self::from_bytes(&bytes).map_err(|error| error.of_file(path))
    }

    /// Writes it, whole or not at all.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn write(&self, path: &Path) -> Result<(), Error> {
        write_atomically(path, &self.bytes)
    }

    /// Of its parts.
    ///
    /// # Errors
    /// [`Error::Library`] for numbers that cannot be, as [`CalibrationRef::open`] says.
    pub fn of_parts(parts: &CalibrationParts) -> Result<Self, Error> {
        if parts.strata.is_empty() || parts.strata.len() > MOST_STRATA {
            return Err(damaged("it has no strata, or more than can be"));
        }
        let kept: Vec<Vec<f32>> = parts.strata.iter().map(|stratum| kept(&stratum.maxima)).collect();
        let tables = HEAD_LEN
            + parts.strata.len() * STRATUM_LEN
            + kept.iter().map(|kept| 4 * kept.len()).sum::<usize>();
        let mut bytes = Vec::with_capacity(tables);
        bytes.extend(MAGIC);
        bytes.extend(VERSION.to_le_bytes());
        bytes.extend((parts.strata.len() as u16).to_le_bytes());
        bytes.extend((tables as u32).to_le_bytes());
        bytes.extend(parts.library);
        bytes.extend(parts.recipe.to_le_bytes());
        bytes.extend(MAJOR.to_le_bytes());
        bytes.extend(0u32.to_le_bytes());
        let (below, snr, rate) = parts.absent_below.unwrap_or_default();
        let ranges = parts.ranges.iter().flat_map(|&(least, most)| [least, most]);
        let last = [parts.alpha, (2.0 * parts.alpha).min(1.0), parts.most, below, snr, rate];
        for number in parts.coefficients.into_iter().chain(ranges).chain(last) {
            bytes.extend(number.to_le_bytes());
        }
        bytes.extend(parts.substances.0.to_le_bytes());
        bytes.extend(parts.substances.1.to_le_bytes());
        // Below what the least numbers are worth anything passes, and no number needs to be infinite.
        let worth = parts.ranges.iter().zip(parts.coefficients).map(|(range, c)| c * range.0);
        let floor = worth.sum::<f64>() + parts.coefficients[3] - 1.0;
        for (stratum, kept) in parts.strata.iter().zip(&kept) {
            let limits = [stratum.limit, stratum.limit_unrelated].map(|limit| limit.max(floor));
            for number in [stratum.snr_from, limits[0], limits[1]] {
                bytes.extend(number.to_le_bytes());
            }
            bytes.extend((stratum.maxima.len() as u32).to_le_bytes());
            bytes.extend((kept.len() as u32).to_le_bytes());
        }
        kept.iter().flatten().for_each(|value| bytes.extend(value.to_le_bytes()));
        Self::closed(bytes, &parts.about)
    }

    /// The same limits for another library, or several as one, of the same recipe: such as those of harder references for a library of which
    /// there are no trials. It says of itself that its limits are borrowed.
    ///
    /// # Errors
    /// [`Error::Library`] with the code `calibration_mismatch` for a library of another recipe, `too_few_substances` for one of more
    /// substances than were absent in the trials.
    pub fn bound_to(&self, library: &Library) -> Result<Self, Error> {
        let table = self.view();
        if !self.is_of_recipe(library) {
            check(self, library)?;
        }
        let (absent, substances) = (table.substances().0, library.view().substances_len());
        if absent < substances {
            let reason = format!(
                "the limits were measured with {absent} absent substances, and the library holds {substances}: limits are borrowed from \
                 harder references, of which there are more"
            );
            return Err(Error::Library { path: None, code: Code::TooFewSubstances, reason });
        }
        let (mut bytes, about) = (self.bytes[..table.tables_len()].to_vec(), self.about());
        bytes[LIBRARY_AT..LIBRARY_AT + HASH_LEN].copy_from_slice(&bound_hash(&library.parts()));
        Self::closed(bytes, &TrialsAbout { borrowed: true, ..about.clone() })
    }

    /// Of its tables and what is said of its trials, closed by a hash.
    fn closed(mut bytes: Vec<u8>, about: &TrialsAbout) -> Result<Self, Error> {
        let about = toml::to_string(about).map_err(|_| damaged("what is said of its trials"))?;
        bytes.extend(about.into_bytes());
        bytes.extend(*blake3::hash(&bytes).as_bytes());
        Self::from_bytes(&bytes)
    }

    /// Whether it was made for scores that mean the same as those of a library, whichever that is.
    pub(crate) fn is_of_recipe(&self, library: &Library) -> bool {
        self.view().is_of_recipe(scores_of(library))
    }

    /// Its tables, in place. O(1).
    #[must_use]
    pub fn view(&self) -> CalibrationRef<'_> {
        CalibrationRef::again(&self.bytes, self.layout)
    }

    /// What is said of its trials.
    #[must_use]
    pub fn about(&self) -> &TrialsAbout {
        &self.about
    }

    /// Its bytes, as a file holds them; a device reads its tables in place.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Its identity: BLAKE3 of the file, in hexadecimal digits.
    #[must_use]
    pub fn hash(&self) -> String {
        self.hash.to_hex().to_string()
    }
}

impl std::fmt::Debug for Calibration {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Calibration").field("hash", &self.hash()).finish()
    }
}

/// The highest values, the highest first.
fn kept(maxima: &[f64]) -> Vec<f32> {
    let mut kept: Vec<f32> = maxima.iter().map(|&value| value as f32).collect();
    kept.sort_unstable_by(|a, b| b.total_cmp(a));
    kept.truncate(MOST_KEPT);
    kept
}

fn damaged(what: &str) -> Error {
    Error::Library {
        path: None,
        code: Code::BadCalibration,
        reason: format!("the calibration is refused: {what}"),
    }
}

fn refused(error: ramatch_core::Error) -> Error {
    let reason = match error {
        ramatch_core::Error::Calibration(source) => source.to_string(),
        other => other.to_string(),
    };
    Error::Library { path: None, code: Code::BadCalibration, reason }
}

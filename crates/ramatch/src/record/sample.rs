//! What was asked about: spectra of files, and how they are found again.

use super::exact::Exact;
use crate::answer::identifier::Identifier;
use crate::answer::options::Options;
use crate::answer::report::Report;
use crate::files::points::points_hash;
use crate::files::read::Reading;
use crate::ground::error::Error;
use crate::ground::shown;
use ramatch_core::{Code, Spectrum};
use ramatch_io::{Given, GivenAxis, Measurement};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// One spectrum of a file, as it was asked about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct RecordedInput {
    /// Name of the file, as it was given.
    pub file: String,
    /// BLAKE3 of the bytes of the file.
    pub file_blake3: String,
    /// The file in an archive that it is of, if it is of one.
    pub member: Option<String>,
    /// Its number in the file, from 1.
    pub spectrum: usize,
    /// BLAKE3 of the spectrum as it was read; see [`RecordedInput::hash_of`].
    pub spectrum_blake3: String,
    /// Number of its points.
    pub points: usize,
    /// The kind of the axis that was stated beside the file: `nm`, `shift` or `absolute`.
    pub axis: Option<String>,
    /// The laser in nm that was stated beside the file.
    pub laser_nm: Option<Exact>,
    /// Whether decimal commas were allowed in JCAMP-DX.
    pub decimal_comma: bool,
    /// Whether damaged files were allowed.
    pub salvage: bool,
}

impl RecordedInput {
    /// What is recorded of a spectrum that was read from a file in this way.
    ///
    /// # Errors
    /// [`Error::Library`] for a measurement that comes from no file.
    pub fn of(file: &Path, reading: &Reading, measured: &Measurement) -> Result<Self, Error> {
        let file_blake3 = measured.metadata.blake3.clone().ok_or_else(|| Error::Library {
            path: Some(file.into()),
            code: Code::BadRecord,
            reason: "what comes from no file cannot be read again, and is not recorded".into(),
        })?;
        Ok(Self {
            file: shown::name(file),
            file_blake3,
            member: None,
            spectrum: reading.spectrum.unwrap_or(1),
            spectrum_blake3: Self::hash_of(&measured.spectrum),
            points: measured.spectrum.as_ref().len(),
            axis: reading.given.axis.map(|axis| axis.name().to_owned()),
            laser_nm: reading.given.laser_nm.map(Exact::of),
            decimal_comma: reading.options.decimal_comma,
            salvage: reading.options.salvage,
        })
    }

    /// BLAKE3 of a spectrum, in hexadecimal digits: of the number of points as 8 bytes, all Raman shifts as 4 bytes each (IEEE 754), then all
    /// intensities likewise, every number little-endian.
    #[must_use]
    pub fn hash_of(spectrum: &Spectrum) -> String {
        points_hash(spectrum).to_hex().to_string()
    }

    /// How it is read again.
    pub(super) fn reading(&self) -> Result<Reading, Error> {
        let axis = match &self.axis {
            None => None,
            Some(name) => Some(GivenAxis::named(name).ok_or_else(|| {
                super::canonical::bad(format!("\"{}\" is no kind of axis", shown::line(name)))
            })?),
        };
        let mut given = Given::new();
        (given.axis, given.laser_nm) = (axis, self.laser_nm.map(Exact::value));
        let mut reading = Reading { given, spectrum: Some(self.spectrum), ..Reading::default() };
        reading.options.decimal_comma = self.decimal_comma;
        reading.options.salvage = self.salvage;
        Ok(reading)
    }
}

/// What one answer is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordedSample {
    /// One spectrum.
    Spectrum(RecordedInput),
    /// Several measurements of one sample.
    Shots(Vec<RecordedInput>),
}

impl Identifier {
    /// Ranks the library's substances by measurements of one sample that were read from files: as [`Identifier::identify_shots`], with what
    /// their readers noticed, and the laser where all state the same. Of one it is that of [`Identifier::identify_record`].
    ///
    /// # Errors
    /// As [`Identifier::identify_shots`]; [`Error::Library`] for a container that was measured with another laser than a shot.
    pub fn identify_sample(&self, shots: &[Measurement], options: &Options) -> Result<Report, Error> {
        if let [only] = shots {
            return self.identify_record(only, options);
        }
        let lasers = || shots.iter().map(|shot| shot.metadata.laser_nm);
        lasers().try_for_each(|laser_nm| self.check_lasers(laser_nm, options))?;
        let spectra: Vec<Spectrum> = shots.iter().map(|shot| shot.spectrum.clone()).collect();
        let mut report = self.identify_shots(&spectra, options)?;
        report.note_lasers(&lasers().collect::<Vec<_>>());
        report.note_readers(shots.iter().map(|shot| &shot.metadata.warnings[..]));
        report.mark_damaged(shots.iter().flat_map(|shot| shot.metadata.damage.clone()).collect());
        Ok(report)
    }
}

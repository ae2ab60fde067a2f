//! Lists of peaks compared with the references: they are drawn as bands.

use super::found::Warning;
use super::identifier::Identifier;
use super::options::Options;
use super::report::Report;
use crate::files::peaks::{FWHM_CM1, draw_peaks, read_peaks};
use crate::files::read::Reading;
use crate::ground::error::Error;
use crate::ground::shown;
use ramatch_io::Record;
use std::path::Path;

impl Identifier {
    /// Ranks the library's substances by a list of peaks: Raman shifts in cm⁻¹ and heights in any unit, in any order. They are
    /// drawn as bands of 10 cm⁻¹; the report says so.
    ///
    /// # Errors
    /// [`Error::Spectrum`] for fewer than three peaks, two lengths, or numbers that are none; else as [`Identifier::identify`].
    ///
    /// ```
    /// let identifier = ramatch::Identifier::embedded()?;
    /// let (shifts, heights) = ([620.9, 1001.4, 1031.8, 1155.3, 1450.5, 1583.1, 1602.3], [16.0, 100.0, 27.0, 13.0, 13.0, 12.0, 28.0]);
    /// let report = identifier.identify_peaks(&shifts, &heights, &ramatch::Options::default())?;
    /// assert_eq!(report.hits[0].substance, "polystyrene");
    /// # Ok::<(), ramatch::Error>(())
    /// ```
    pub fn identify_peaks(
        &self,
        shift_cm1: &[f64],
        heights: &[f64],
        options: &Options,
    ) -> Result<Report, Error> {
        let options = Options { drawn: true, ..options.clone() };
        let mut report = self.identify(&draw_peaks(shift_cm1, heights)?, &options)?;
        let count = shift_cm1.len();
        report.query.points = count;
        // What is drawn has no noise.
        report.query.snr = None;
        let text = format!(
            "a list of {count} peaks was compared, drawn as bands of {FWHM_CM1} cm⁻¹; the spectrum would tell more"
        );
        report.warnings.insert(0, Warning { code: "peaks", text });
        Ok(report)
    }

    /// Reads a list of peaks from a file and ranks the library's substances by it. `reading` says what the file leaves open; that
    /// there may be few points is understood.
    ///
    /// # Errors
    /// [`Error::Io`], [`Error::File`], [`Error::Spectrum`], with the path.
    pub fn identify_peaks_file(
        &self,
        path: &Path,
        reading: &Reading,
        options: &Options,
    ) -> Result<Report, Error> {
        self.identify_peaks_record(path, &read_peaks(path, reading)?, options)
    }

    /// The same of a list that [`read_peaks`] has read from `path`.
    ///
    /// # Errors
    /// [`Error::Spectrum`], with the path.
    pub fn identify_peaks_record(
        &self,
        path: &Path,
        record: &Record,
        options: &Options,
    ) -> Result<Report, Error> {
        let mut report =
            self.identify_peaks(&record.x, &record.y, options).map_err(|error| error.of_file(path))?;
        report.describe(&record.metadata);
        report.file = Some(shown::name(path));
        Ok(report)
    }
}

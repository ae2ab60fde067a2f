//! What a reader yields: a record with the file's own axis.

use crate::error::Error;
use ramatch_core::spectrum::{MAX_INTENSITY, MAX_SHIFT_CM1};
use ramatch_core::{Code, Spectrum};
use std::sync::Arc;

/// What an axis measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Quantity {
    /// Raman shift in cm⁻¹.
    RamanShift,
    /// Wavenumber in cm⁻¹; the file does not say whether from zero or from the laser line.
    Wavenumber,
    /// Wavelength in nm.
    WavelengthNm,
    /// Wavelength in µm.
    WavelengthUm,
    /// Mass over charge.
    MassPerCharge,
    /// A time.
    Time,
    /// A frequency.
    Frequency,
    /// Numbers of pixels or points.
    Pixel,
    /// Something else that the file names.
    Other,
    /// The file does not say.
    Unknown,
}

impl Quantity {
    /// The name that tables and JSON show.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::RamanShift => "raman_shift",
            Self::Wavenumber => "wavenumber",
            Self::WavelengthNm => "wavelength_nm",
            Self::WavelengthUm => "wavelength_um",
            Self::MassPerCharge => "mass_per_charge",
            Self::Time => "time",
            Self::Frequency => "frequency",
            Self::Pixel => "pixel",
            Self::Other => "other",
            Self::Unknown => "unknown",
        }
    }

    /// The unit in which values stand, where it is known.
    #[must_use]
    pub fn unit(self) -> &'static str {
        match self {
            Self::RamanShift | Self::Wavenumber => "1/CM",
            Self::WavelengthNm => "NANOMETERS",
            Self::WavelengthUm => "MICROMETERS",
            Self::MassPerCharge => "M/Z",
            Self::Time => "SECONDS",
            Self::Frequency => "HZ",
            Self::Pixel | Self::Other | Self::Unknown => "ARBITRARY UNITS",
        }
    }
}

/// How it was measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Technique {
    /// The file does not say.
    #[default]
    Unknown,
    /// Raman scattering.
    Raman,
    /// Infrared.
    Infrared,
    /// Ultraviolet and visible absorption, fluorescence, emission.
    UvVis,
    /// Mass spectrometry.
    Mass,
    /// Nuclear magnetic resonance.
    Nmr,
    /// Something else that the file names: chromatography, ion mobility.
    Other,
}

impl Technique {
    /// The technique that a file names in words; words that stand in any spectrum's name are of none. Nothing where the words are not
    /// known: in a field for it they are another technique.
    pub(crate) fn named(text: &str) -> Option<Self> {
        let upper = text.to_uppercase();
        let has = |part: &str| upper.contains(part);
        let words = || upper.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let is = |names: &[&str]| words().any(|word| names.contains(&word));
        const ANY: [&str; 24] = [
            "SPECTRUM",
            "SPECTRA",
            "SPECTRAL",
            "DATA",
            "UNKNOWN",
            "NONE",
            "ARBITRARY",
            "GENERIC",
            "LINK",
            "PEAK",
            "TABLE",
            "XY",
            "SCAN",
            "OPTICAL",
            "PROCESSED",
            "RAW",
            "SAMPLE",
            "SINGLE",
            "POINT",
            "MAP",
            "SERIES",
            "TEXT",
            "FILE",
            "N",
        ];
        const OTHERS: [&str; 16] = [
            "XRD",
            "XRF",
            "XPS",
            "DIFFRACTION",
            "X-RAY",
            "EPR",
            "ESR",
            "LIBS",
            "TGA",
            "DSC",
            "VOLTAMM",
            "CHROMATOGRA",
            "MOBILITY",
            "TERAHERTZ",
            "NEUTRON",
            "DICHROISM",
        ];
        Some(if has("INTERFEROGRAM") {
            Self::Other
        } else if has("RAMAN") || is(&["SERS", "SERRS", "TERS", "CARS", "SORS"]) {
            Self::Raman
        } else if has("INFRARED")
            || has("FTIR")
            || has("FT-IR")
            || is(&["IR", "NIR", "MIR", "ATR", "DRIFT", "DRIFTS"])
        {
            Self::Infrared
        } else if has("MASS") {
            Self::Mass
        } else if has("NMR") {
            Self::Nmr
        } else if has("UV")
            || has("ULTRAVIOLET")
            || is(&["VIS"])
            || has("FLUORESCENCE")
            || has("LUMINESCENCE")
            || has("VISIBLE")
        {
            Self::UvVis
        } else if OTHERS.iter().any(|word| has(word)) {
            Self::Other
        } else if words().all(|word| ANY.contains(&word) || word.chars().all(|c| c.is_ascii_digit())) {
            Self::Unknown
        } else {
            return None;
        })
    }

    /// The name that tables and JSON show.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Raman => "raman",
            Self::Infrared => "infrared",
            Self::UvVis => "uv_vis",
            Self::Mass => "mass",
            Self::Nmr => "nmr",
            Self::Other => "other",
        }
    }
}

/// Where on a sample, or when, a spectrum of a series was measured.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Position {
    /// In the file's unit, mostly µm.
    pub x: Option<f64>,
    /// In the file's unit, mostly µm.
    pub y: Option<f64>,
    /// In the file's unit, mostly µm.
    pub z: Option<f64>,
    /// In the file's unit, mostly seconds.
    pub time: Option<f64>,
}

impl Position {
    /// The names of its numbers, in their order.
    pub const NAMES: [&'static str; 4] = ["x", "y", "z", "time"];

    /// Its numbers, in the order of [`Position::NAMES`].
    #[must_use]
    pub const fn values(&self) -> [Option<f64>; 4] {
        [self.x, self.y, self.z, self.time]
    }
}

/// The units in which a file states positions, such as `µm`, `mm`, `s` or `°C`; empty where it does not say. The axis of a series, z,
/// may be a time or a temperature: its unit tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PositionUnits {
    /// Unit of [`Position::x`].
    pub x: String,
    /// Unit of [`Position::y`].
    pub y: String,
    /// Unit of [`Position::z`].
    pub z: String,
    /// Unit of [`Position::time`].
    pub time: String,
}

impl PositionUnits {
    /// The units, in the order of [`Position::NAMES`].
    #[must_use]
    pub fn values(&self) -> [&str; 4] {
        [&self.x, &self.y, &self.z, &self.time]
    }
}

/// What a file says besides its numbers.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Metadata {
    /// Name of the format that was recognised.
    pub format: &'static str,
    /// Laser wavelength in nm, where the file states it.
    pub laser_nm: Option<f64>,
    /// Name of the column that the axis was taken from, empty without column names.
    pub shift_column: String,
    /// Name of the column that the intensity was taken from, empty without column names.
    pub intensity_column: String,
    /// Rows or points without a value (outside the calibrated range, or a declared gap); they are left out.
    pub skipped_rows: usize,
    /// Every field of the file, by the file's own name.
    pub fields: Vec<(String, String)>,
    /// The fields that the one vocabulary knows: names of CIF_RAMAN where there is one, else of ramatch.
    pub terms: Vec<(&'static str, String)>,
    /// What a reader wondered about.
    pub warnings: Vec<String>,
    /// BLAKE3 of the bytes that were parsed, where whoever read them put it in.
    pub blake3: Option<String>,
    /// Whether the record's quantity follows from the program that wrote the file, or from a name that is not known, rather than
    /// from what the file states. Whoever knows better may then say so: [`Given::axis`](crate::Given).
    pub axis_assumed: bool,
    /// Whether the file says that it holds a list of peaks, not a spectrum.
    pub peak_list: bool,
    /// What was wrong with the file that the spectrum was salvaged from; empty for a whole one.
    pub damage: Vec<String>,
    /// The units of positions in the file.
    pub position_units: PositionUnits,
}

/// One spectrum as its file holds it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Record {
    /// Its title, empty without one.
    pub title: String,
    /// How it was measured.
    pub technique: Technique,
    /// What the axis measures.
    pub quantity: Quantity,
    /// The axis, in the order of the file; spectra of a series share it.
    pub x: Arc<Vec<f64>>,
    /// As many ordinates.
    pub y: Vec<f64>,
    /// Unit of the axis, as the file calls it.
    pub x_unit: String,
    /// Unit of the ordinates, as the file calls it.
    pub y_unit: String,
    /// Where on the sample, in a map or a series.
    pub position: Option<Position>,
    /// All that the file says besides; spectra of a series share what is common to them.
    pub metadata: Arc<Metadata>,
}

/// A Raman spectrum, and what its file says about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Measurement {
    /// Raman shift (cm⁻¹, rising) and intensity.
    pub spectrum: Spectrum,
    /// All that the file says besides.
    pub metadata: Metadata,
}

impl Record {
    pub(crate) fn new(format: &'static str, x: impl Into<Arc<Vec<f64>>>, y: Vec<f64>) -> Self {
        let x = x.into();
        debug_assert_eq!(x.len(), y.len());
        Self {
            title: String::new(),
            technique: Technique::Unknown,
            quantity: Quantity::Unknown,
            x,
            y,
            x_unit: String::new(),
            y_unit: String::new(),
            position: None,
            metadata: Arc::new(Metadata { format, ..Metadata::default() }),
        }
    }

    /// A record of numbers that did not come from a file: for the writers.
    ///
    /// # Errors
    /// `length` for two lengths, `not_finite` for a number that is none, `too_few_points` for none at all.
    pub fn from_samples(quantity: Quantity, x: Vec<f64>, y: Vec<f64>) -> Result<Self, Error> {
        if x.len() != y.len() {
            let reason = format!("{} axis values and {} ordinates", x.len(), y.len());
            return Err(Error::new(Code::Length, reason).counts(x.len(), y.len()));
        }
        let mut record = Self::new("samples", x, y);
        record.quantity = quantity;
        record.x_unit = quantity.unit().to_owned();
        check_numbers(&record)?;
        Ok(record)
    }

    /// The same with its axis multiplied by a factor, which is noted; 1 changes nothing.
    pub(crate) fn scaled(mut self, factor: f64) -> Self {
        if factor != 1.0 {
            self.x = Arc::new(self.x.iter().map(|x| x * factor).collect());
            let note = format!("the axis was multiplied by {factor} to be in nm");
            Arc::make_mut(&mut self.metadata).warnings.push(note);
        }
        self
    }

    pub(crate) fn refuse(&self, code: Code, reason: impl Into<std::borrow::Cow<'static, str>>) -> Error {
        Error::new(code, reason).in_format(self.metadata.format)
    }
}

/// Refuses what is not finite or too large, and a record without points.
pub(crate) fn check_numbers(record: &Record) -> Result<(), Error> {
    if record.x.is_empty() {
        return Err(Error::new(Code::TooFewPoints, "no points"));
    }
    let in_cm1 = matches!(record.quantity, Quantity::RamanShift | Quantity::Wavenumber);
    let largest = if in_cm1 { MAX_SHIFT_CM1 } else { f64::MAX };
    for (what, values, limit) in [("axis", &record.x[..], largest), ("ordinate", &record.y, MAX_INTENSITY)] {
        // One pass that vectorises; NaN fails it too.
        if values.iter().fold(true, |within, value| within & (value.abs() <= limit)) {
            continue;
        }
        for (i, value) in values.iter().enumerate() {
            if !value.is_finite() {
                let reason = format!("{what} {} is not a finite number", i + 1);
                return Err(Error::new(Code::NotFinite, reason));
            }
            if value.abs() > limit {
                let reason = format!("{what} {}: {value} is outside ±{limit}", i + 1);
                return Err(Error::new(Code::NumberRange, reason));
            }
        }
    }
    Ok(())
}

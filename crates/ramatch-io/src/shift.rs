//! From a record's own axis to the Raman shift of a spectrum.
//!
//! What the file states is believed. Where it states nothing, plausible numbers are taken for a Raman shift, and a doubt is put into
//! words that travel with the spectrum; numbers that cannot be one are refused. What the user gives fills in what the file leaves
//! open; it never contradicts the file, and it is never passed over in silence.

use crate::error::Error;
use crate::record::{Measurement, Metadata, Quantity, Record, Technique};
use crate::units;
use ramatch_core::spectrum::MIN_POINTS;
use ramatch_core::{Code, Spectrum};
use std::sync::Arc;

/// What the axis of a file is, by the word of whoever has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum GivenAxis {
    /// Wavelength in nm.
    Nm,
    /// Raman shift in cm⁻¹.
    Shift,
    /// Absolute wavenumber in cm⁻¹, counted from zero.
    Absolute,
}

impl GivenAxis {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Nm, Self::Shift, Self::Absolute];

    /// The name by which it is given.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nm => "nm",
            Self::Shift => "shift",
            Self::Absolute => "absolute",
        }
    }

    /// The axis that is given by this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|axis| axis.name() == name)
    }

    /// All names, for messages.
    #[must_use]
    pub fn names() -> String {
        Self::ALL.map(Self::name).join(", ")
    }
}

/// What is given besides the file, where it leaves something open.
///
/// ```
/// use ramatch_io::{Budget, Given, GivenAxis, Options};
/// let text: String = (0..40).map(|i| format!("{}\t{}\n", 800 + i, i % 7)).collect();
/// let record = ramatch_io::read(text.as_bytes(), &Options::new(), &Budget::default())?;
/// let shift = record.raman_shift(Given::new().laser_nm(785.0).axis(GivenAxis::Nm))?;
/// assert!((shift[0] - 238.85).abs() < 0.01);
/// // The axis has no name; that it is one of wavelengths is not for the reader to guess.
/// assert_eq!(record.raman_shift(Some(785.0)).unwrap_err().code().name(), "axis_unit_unknown");
/// # Ok::<(), ramatch_io::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Given {
    /// The laser in nm.
    pub laser_nm: Option<f64>,
    /// What the axis is.
    pub axis: Option<GivenAxis>,
}

impl Given {
    /// Nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self { laser_nm: None, axis: None }
    }

    /// With a laser in nm.
    #[must_use]
    pub const fn laser_nm(mut self, nm: f64) -> Self {
        self.laser_nm = Some(nm);
        self
    }

    /// Fills in what a file leaves open, with what is to be said of it; what was assumed of the axis no longer is.
    fn completes(&self, metadata: &mut Metadata, notes: Vec<String>) {
        metadata.laser_nm = metadata.laser_nm.or(self.laser_nm);
        if self.axis.is_some() && metadata.axis_assumed {
            metadata.warnings.retain(|text| text != AXIS_ASSUMED);
            metadata.axis_assumed = false;
        }
        metadata.warnings.extend(notes);
    }

    /// With what the axis is.
    #[must_use]
    pub const fn axis(mut self, axis: GivenAxis) -> Self {
        self.axis = Some(axis);
        self
    }
}

/// A laser in nm, or nothing.
impl From<Option<f64>> for Given {
    fn from(laser_nm: Option<f64>) -> Self {
        Self { laser_nm, axis: None }
    }
}

/// What is said of a laser that was given for nothing.
const NOT_NEEDED: &str = "was not needed: the axis was taken as Raman shift";

/// Whether a warning only says that a laser which was given was not needed.
#[must_use]
pub fn is_about_unneeded_laser(warning: &str) -> bool {
    warning.contains(NOT_NEEDED)
}

/// How to state what a file does not, for the end of a message.
const HOW: &str = "--axis shift; --axis nm or absolute with --laser; in Python axis=, laser_nm=";

/// What is said of an axis that follows from the program which wrote the file.
pub(crate) const AXIS_ASSUMED: &str = "the axis has no name; it was taken as wavelength in nm, as in all files of these programs that do not say otherwise";

/// Above this an axis in cm⁻¹ is no Raman shift but an absolute wavenumber.
const LARGEST_SHIFT_CM1: f64 = 6000.0;

/// An axis that says nothing of itself and begins above this, or ends below the other, is no Raman shift: there is no fundamental
/// band above 4,200 cm⁻¹, and filters cut off what is below 50.
const LATEST_START_CM1: f64 = 3500.0;
const EARLIEST_END_CM1: f64 = 150.0;

/// Where wavelengths of lasers and of what they scatter lie, in nm: such numbers may be either.
const NM: std::ops::RangeInclusive<f64> = 180.0..=1100.0;

/// No band lies farther from the laser, on either side.
const LARGEST_SCATTERED_CM1: f64 = 4500.0;

/// Wavelengths beyond these, in nm, are in another unit, whatever the file calls them.
const POSSIBLE_NM: std::ops::RangeInclusive<f64> = 100.0..=30_000.0;

/// Of a hundred points at most so many repeat the one before.
const MOST_REPEATED_PERCENT: usize = 5;

/// A Raman shift in the order of the file, and what has to be said about it.
struct Shifted {
    x: Arc<Vec<f64>>,
    notes: Vec<String>,
}

/// Lowest and highest.
fn ends(x: &[f64]) -> (f64, f64) {
    x.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &x| (low.min(x), high.max(x)))
}

impl Record {
    /// The axis as Raman shift in cm⁻¹, in the order of the file. What is `given` counts where the file states nothing.
    ///
    /// # Errors
    /// `not_raman` for another technique; `axis_unit_unknown` where the axis is no Raman shift and cannot be made one, or does not
    /// say what it is and cannot be one; `parameter` where what is given contradicts the file.
    pub fn raman_shift(&self, given: impl Into<Given>) -> Result<Arc<Vec<f64>>, Error> {
        Ok(self.shifted(given.into())?.x)
    }

    /// The same record with its axis as Raman shift, and with what has to be said about that among its warnings.
    ///
    /// # Errors
    /// As [`Record::raman_shift`].
    pub fn into_shifted(mut self, given: impl Into<Given>) -> Result<Self, Error> {
        let given = given.into();
        let Shifted { x, notes } = self.shifted(given)?;
        given.completes(Arc::make_mut(&mut self.metadata), notes);
        (self.x, self.quantity, self.x_unit) = (x, Quantity::RamanShift, "1/CM".to_owned());
        Ok(self)
    }

    /// The quantity of the axis, by the file or by what is given.
    fn quantity_with(&self, given: Given) -> Result<Quantity, Error> {
        let open = self.quantity == Quantity::Unknown || self.metadata.axis_assumed;
        let of_given = |axis| match axis {
            GivenAxis::Nm => Quantity::WavelengthNm,
            GivenAxis::Shift => Quantity::RamanShift,
            GivenAxis::Absolute => Quantity::Wavenumber,
        };
        match (given.axis, self.quantity) {
            (None, own) => Ok(own),
            (Some(axis), own) if open || own == of_given(axis) => Ok(of_given(axis)),
            // A wavenumber may be counted from zero or from the laser.
            (Some(GivenAxis::Shift), Quantity::Wavenumber) => Ok(Quantity::RamanShift),
            (Some(axis), own) => {
                let reason = format!(
                    "the axis is said to be \"{}\", but the file states {}; what a file states is not overruled",
                    axis.name(),
                    self.called(own)
                );
                Err(self.refuse(Code::Parameter, reason))
            }
        }
    }

    /// What the file says of its axis, in words.
    fn called(&self, quantity: Quantity) -> String {
        if self.x_unit.is_empty() { quantity.name().to_owned() } else { format!("\"{}\"", self.x_unit) }
    }

    fn shifted(&self, given: Given) -> Result<Shifted, Error> {
        if !matches!(self.technique, Technique::Raman | Technique::Unknown) {
            let reason = format!("the file says that it is no Raman spectrum ({})", self.technique.name());
            return Err(self.refuse(Code::NotRaman, reason));
        }
        let quantity = self.quantity_with(given)?;
        let (low, high) = ends(&self.x);
        let mut notes = Vec::new();
        let laser = |what: &str| {
            let reason = format!(
                "the axis is {what}, and the file does not state the laser; state it (--laser NM, laser_nm), or convert to Raman shift"
            );
            let laser = self.metadata.laser_nm.or(given.laser_nm).filter(|nm| units::is_laser(*nm));
            laser.ok_or_else(|| self.refuse(Code::AxisUnitUnknown, reason))
        };
        let convert = |to_shift: &dyn Fn(f64) -> f64| {
            Arc::new(self.x.iter().map(|&x| to_shift(x)).collect::<Vec<f64>>())
        };
        let mut laser_used = true;
        let x = match quantity {
            Quantity::Wavenumber
                if low.abs().max(high.abs()) > LARGEST_SHIFT_CM1
                    || given.axis == Some(GivenAxis::Absolute) =>
            {
                let laser = laser("an absolute wavenumber")?;
                convert(&|x| units::shift_from_wavenumber(x, laser))
            }
            Quantity::WavelengthNm | Quantity::WavelengthUm => {
                let factor = if quantity == Quantity::WavelengthUm { 1e3 } else { 1.0 };
                if !(POSSIBLE_NM.contains(&(low * factor)) && POSSIBLE_NM.contains(&(high * factor))) {
                    let reason = format!(
                        "the axis goes from {low} to {high}, which are no wavelengths in {}: its unit is another, or it is none",
                        if factor == 1.0 { "nm" } else { "µm" }
                    );
                    return Err(self.refuse(Code::AxisUnitUnknown, reason));
                }
                let laser = laser("a wavelength")?;
                convert(&|x| units::shift_from_nm(x * factor, laser))
            }
            Quantity::RamanShift if low > LARGEST_SHIFT_CM1 => {
                let reason = format!(
                    "the axis is called a Raman shift, but goes from {low} to {high} cm⁻¹, as absolute wavenumbers do: call it what it is"
                );
                return Err(self.refuse(Code::AxisUnitUnknown, reason));
            }
            Quantity::RamanShift | Quantity::Wavenumber => {
                laser_used = false;
                self.x.clone()
            }
            Quantity::Unknown => {
                laser_used = false;
                self.plausible(given, (low, high), &mut notes)?;
                self.x.clone()
            }
            Quantity::Pixel => {
                let reason = "the axis is pixel numbers; calibrate it to Raman shift in cm⁻¹";
                return Err(self.refuse(Code::AxisUnitUnknown, reason));
            }
            _ if self.metadata.axis_assumed => {
                let reason = format!(
                    "the axis is called {}, which is no Raman shift that is known; if it is one, state that ({HOW})",
                    self.called(quantity)
                );
                return Err(self.refuse(Code::AxisUnitUnknown, reason));
            }
            _ => {
                let reason =
                    format!("the axis is {}; a Raman shift in cm⁻¹ is needed", self.called(quantity));
                return Err(self.refuse(Code::AxisUnitUnknown, reason));
            }
        };
        if self.technique == Technique::Unknown && quantity == Quantity::Wavenumber && self.is_absorption() {
            notes.push(format!(
                "the file does not say how it was measured, and its ordinates are \"{}\" over wavenumbers: it may be an infrared spectrum",
                self.y_unit
            ));
        }
        match (given.laser_nm, self.metadata.laser_nm) {
            (Some(given), Some(own)) if !units::is_same_laser(given, own) => notes.push(format!(
                "the file states a laser of {own} nm; the {given} nm that were given were not used"
            )),
            (Some(given), _) if !laser_used => notes.push(format!(
                "the laser of {given} nm {NOT_NEEDED}, as {}",
                if quantity == Quantity::Unknown { "nothing says otherwise" } else { "the file states" }
            )),
            _ => {}
        }
        Ok(Shifted { x, notes })
    }

    /// Whether the ordinates are what absorption spectrometers measure.
    pub(crate) fn is_absorption(&self) -> bool {
        let unit = self.y_unit.to_lowercase();
        let parts = ["absorb", "transmi", "%t", "%r", "kubelka", "reflectance", "log(1/r)"];
        matches!(unit.trim_end_matches('.'), "abs") || parts.iter().any(|part| unit.contains(part))
    }

    /// Refuses an axis that says nothing of itself and cannot be a Raman shift; notes one that may be something else.
    fn plausible(&self, given: Given, (low, high): (f64, f64), notes: &mut Vec<String>) -> Result<(), Error> {
        if low > LATEST_START_CM1 || high < EARLIEST_END_CM1 {
            let reason = format!(
                "the file does not say what its axis is, and {low} to {high} is no Raman shift in cm⁻¹; state what it is ({HOW})"
            );
            return Err(self.refuse(Code::AxisUnitUnknown, reason));
        }
        // Wavelengths that a laser scatters to lie near it; without one, those of common lasers are thought of.
        let scattered = |laser: f64| {
            let reach = |nm: f64| units::shift_from_nm(nm, laser).abs() <= LARGEST_SCATTERED_CM1;
            low > 0.0 && reach(low) && reach(high)
        };
        let laser = given.laser_nm.or(self.metadata.laser_nm);
        if !(NM.contains(&low) && NM.contains(&high) || laser.is_some_and(scattered)) {
            return Ok(());
        }
        if let Some(laser) = given.laser_nm {
            let reason = format!(
                "the file does not say what its axis is: {low} to {high} may be wavelengths in nm, of a laser of {laser} nm as is given, \
                 or Raman shifts; state which ({HOW})"
            );
            return Err(self.refuse(Code::AxisUnitUnknown, reason));
        }
        notes.push(format!(
            "the file does not say what its axis is; {low} to {high} was taken as Raman shift in cm⁻¹, but may be wavelengths in nm: \
             state which ({HOW})"
        ));
        Ok(())
    }

    /// The Raman spectrum: shift in cm⁻¹, rising, both narrowed to `f32`. Where a scan repeats an abscissa the mean is taken.
    ///
    /// # Errors
    /// As [`Record::raman_shift`]; `too_few_points` below 16, `axis_order` and `axis_duplicate` where the axis turns or stands.
    pub fn spectrum(&self, given: impl Into<Given>) -> Result<Spectrum, Error> {
        Ok(self.narrowed(given.into())?.0)
    }

    fn narrowed(&self, given: Given) -> Result<(Spectrum, Vec<String>), Error> {
        if self.x.len() < MIN_POINTS {
            let reason = format!("{} points, at least {MIN_POINTS} needed", self.x.len());
            return Err(self.refuse(Code::TooFewPoints, reason).counts(self.x.len(), MIN_POINTS));
        }
        let Shifted { x, mut notes } = self.shifted(given)?;
        let repeated = repeated(&x).map_err(|fault| {
            let (code, reason) = fault.in_words(&x);
            let (i, j) = (fault.at(), fault.at() + 1);
            self.refuse(code, format!("{reason} (points {i} and {j})"))
        })?;
        let mut shift: Vec<f32> = Vec::with_capacity(x.len());
        let mut y: Vec<f32> = Vec::with_capacity(x.len());
        let mut taken = 1.0;
        for (i, (&x, &value)) in x.iter().zip(&self.y).enumerate() {
            match y.last_mut() {
                Some(last) if repeated.binary_search(&i).is_ok() => {
                    taken += 1.0;
                    *last += (value as f32 - *last) / taken;
                }
                _ => {
                    taken = 1.0;
                    shift.push(x as f32);
                    y.push(value as f32);
                }
            }
        }
        if !repeated.is_empty() {
            let count = repeated.len();
            notes.push(format!(
                "{count} abscissa{} twice, as scans of several parts write them; the mean was taken",
                if count == 1 { " stands" } else { "s stand" }
            ));
        }
        Ok((Spectrum::new(shift, y)?, notes))
    }

    /// The Raman spectrum and what its file says about it.
    ///
    /// # Errors
    /// As [`Record::spectrum`].
    pub fn into_measurement(self, given: impl Into<Given>) -> Result<Measurement, Error> {
        let given = given.into();
        let (spectrum, notes) = self.narrowed(given)?;
        let mut metadata = Arc::unwrap_or_clone(self.metadata);
        given.completes(&mut metadata, notes);
        Ok(Measurement { spectrum, metadata })
    }
}

/// What is wrong with an axis, at the point whose number counts from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AxisFault {
    /// It stands for a point.
    Stands(usize),
    /// It turns back.
    Turns(usize),
}

impl AxisFault {
    pub(crate) fn at(self) -> usize {
        match self {
            Self::Stands(at) | Self::Turns(at) => at,
        }
    }

    /// Code and reason.
    pub(crate) fn in_words(self, x: &[f64]) -> (Code, String) {
        let value = |i: usize| x.get(i).copied().unwrap_or(0.0);
        match self {
            Self::Stands(i) => (Code::AxisDuplicate, format!("the axis value {} stands twice", value(i))),
            Self::Turns(i) => {
                let (before, after) = (value(i - 1), value(i));
                (Code::AxisOrder, format!("the axis turns back, {before} is followed by {after}"))
            }
        }
    }
}

/// The points that repeat the one before, as scans of several parts write their seams: an axis that goes on as if they were not
/// there. One that leaves a hole instead is a damaged number, and so is one of many.
pub(crate) fn repeated(x: &[f64]) -> Result<Vec<usize>, AxisFault> {
    let falls = x.first() > x.last();
    let mut repeated = Vec::new();
    for (i, pair) in x.windows(2).enumerate() {
        // What differs in the file may be equal as f32; both are told apart from a turn.
        if pair[0] as f32 == pair[1] as f32 {
            repeated.push(i + 1);
        } else if (pair[0] > pair[1]) != falls {
            return Err(AxisFault::Turns(i + 1));
        }
    }
    let step = |from: usize, to: usize| Some((x.get(to)? - x.get(from)?).abs());
    for &i in &repeated {
        // The steps before and behind the seam, against that across two points before: detectors' steps change slowly.
        let around = (i >= 2).then(|| step(i - 2, i - 1)).flatten();
        let goes_on = match (around, step(i, i + 1)) {
            (Some(before), Some(after)) => {
                before > 0.0 && after > 0.0 && after < 1.5 * before && before < 1.5 * after
            }
            _ => false,
        };
        if !goes_on || repeated.len() * 100 > x.len() * MOST_REPEATED_PERCENT {
            return Err(AxisFault::Stands(i));
        }
    }
    Ok(repeated)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seams_are_no_damage() {
        let even: Vec<f64> = (0..100).map(|i| 100.0 + 3.0 * f64::from(i)).collect();
        assert_eq!(repeated(&even), Ok(vec![]));
        let mut seam = even.clone();
        seam.insert(40, even[40]);
        seam.insert(70, even[69]);
        assert_eq!(repeated(&seam), Ok(vec![41, 71]));
        let falling: Vec<f64> = seam.iter().rev().copied().collect();
        assert_eq!(repeated(&falling).map(|repeated| repeated.len()), Ok(2));
        // A digit that changed leaves a hole.
        let mut damaged = even.clone();
        damaged[50] = damaged[49];
        assert_eq!(repeated(&damaged), Err(AxisFault::Stands(50)));
        // Every point twice is no seam, nor is one at either end.
        let twice: Vec<f64> = even.iter().flat_map(|x| [*x, *x]).collect();
        assert!(matches!(repeated(&twice), Err(AxisFault::Stands(_))));
        let mut ends = even.clone();
        ends.insert(0, even[0]);
        assert_eq!(repeated(&ends), Err(AxisFault::Stands(1)));
        let mut turned = even;
        turned[30] = 0.0;
        assert_eq!(repeated(&turned), Err(AxisFault::Turns(30)));
    }
}

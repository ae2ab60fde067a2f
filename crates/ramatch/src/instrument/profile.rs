//! What is known of one instrument: how far its axis is off, its resolution, noise, laser and range.
//!
//! A profile is fitted to measurements of standards whose bands are published (ASTM E1840 and CWA 18133). Bands that are
//! found are paired with published ones; a straight line through what they are off by, without outliers, is offset and
//! stretch. The resolution is that of ASTM E2529, from calcite's band near 1086 cm⁻¹:
//! `R = (FWHM − 0.684) / 1.0209`.

use crate::batch::preprocess::Preprocess;
use crate::files::read as file;
use crate::ground::error::Error;
use crate::instrument::container::Container;
use crate::instrument::standard::Standard;
use ramatch_core::alignment::{Alignment, PIVOT_CM1};
use ramatch_core::band::{self, Peak};
use ramatch_core::baseline::{Arpls, Baseline};
use ramatch_core::identify::{Instrument, MOST_CONTAINERS, Tolerance, UnmixLimits};
use ramatch_core::smooth::{Fourier, Smooth};
use ramatch_core::{Code, Despike, Grid, GridStep, Interval, NativeStep, Spectrum, WhitakerHayes};
use ramatch_io::Measurement;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// An instrument's axis against published bands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct AxisFit {
    /// How much too large it is at 1000 cm⁻¹, in cm⁻¹.
    pub offset_cm1: f64,
    /// How much more for each cm⁻¹ beyond.
    pub stretch: f64,
    /// Root mean square of what is left, in cm⁻¹.
    pub residual_cm1: f64,
    /// Bands that the fit goes through.
    pub bands: usize,
}

/// An instrument's noise: variance = read² + gain · signal, in units of the signal as measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct NoiseFit {
    /// Standard deviation without light.
    pub read: f64,
    /// Variance for each unit of signal.
    pub gain: f64,
}

/// What is known of one instrument.
///
/// ```
/// use ramatch::{Identifier, InstrumentProfile, Measurement, Metadata, Spectrum, Standard};
/// // Polystyrene, as an instrument shows it whose axis is 1.5 cm⁻¹ too high.
/// let shift: Vec<f32> = (0..1500).map(|i| 200.0 + 2.0 * i as f32).collect();
/// let bands = Standard::Polystyrene.bands_cm1();
/// let band = |x: f32, at: f64| 900.0 / (1.0 + ((f64::from(x) - at - 1.5) / 5.0).powi(2));
/// let counts = shift.iter().map(|&x| bands.iter().map(|&at| band(x, at)).sum::<f64>() as f32).collect();
/// let spectrum = Spectrum::new(shift, counts)?;
/// let measured = Measurement { spectrum, metadata: Metadata::default() };
///
/// let (profile, bands) = InstrumentProfile::fit("handheld 7", &[(Standard::Polystyrene, measured)])?;
/// assert!((profile.axis.offset_cm1 - 1.5).abs() < 0.2 && bands.len() > 8);
/// let identifier = Identifier::embedded()?.for_instrument(profile)?;
/// # Ok::<(), ramatch::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct InstrumentProfile {
    /// Version of the file's shape, 1.
    pub schema: u32,
    /// Its name.
    #[serde(default)]
    pub name: String,
    /// Laser in nm.
    pub laser_nm: Option<f64>,
    /// First and last Raman shift that it measures, in cm⁻¹.
    pub interval_cm1: Option<(f64, f64)>,
    /// Resolution (FWHM) in cm⁻¹.
    pub resolution_cm1: Option<f64>,
    /// Its axis.
    pub axis: AxisFit,
    /// Its noise.
    pub noise: Option<NoiseFit>,
    /// Beyond this part of the signal something is unexplained, where its pure measurements ask for another limit than 0.1.
    #[serde(default)]
    pub unexplained: Option<f64>,
    /// Its own empty containers, up to three, which every sample is measured in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub containers: Vec<Container>,
}

/// One band of a fit.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct FittedBand {
    /// Its standard.
    pub standard: &'static str,
    /// As published, in cm⁻¹.
    pub published_cm1: f64,
    /// As measured, in cm⁻¹.
    pub measured_cm1: f64,
    /// What the fit leaves, in cm⁻¹.
    pub residual_cm1: f64,
    /// Whether the fit goes through it; an outlier otherwise.
    pub used: bool,
}

/// Longest profile file.
const LIMIT: usize = 1 << 20;
/// Farthest that an axis may be off to be fitted, in cm⁻¹.
const FARTHEST_CM1: f64 = 15.0;
/// Farthest that a band may lie from where most bands say it should, in cm⁻¹.
const PARTNER_CM1: f64 = 4.0;
/// Least tolerance of the axis that a profile leaves, in cm⁻¹, and of its stretch.
const LEAST: (f64, f64) = (2.0, 0.001);

impl InstrumentProfile {
    /// Fits a profile to measurements of standards; yields the bands with what is left of each.
    ///
    /// # Errors
    /// [`Error::Spectrum`] for a measurement without bands; [`Error::Library`] with the reason where fewer than two
    /// published bands are found.
    pub fn fit(name: &str, measured: &[(Standard, Measurement)]) -> Result<(Self, Vec<FittedBand>), Error> {
        let mut bands = Vec::new();
        let mut profile = Self { schema: 1, name: name.to_owned(), ..Self::default() };
        let mut interval = (f64::NEG_INFINITY, f64::INFINITY);
        let mut noise = Vec::new();
        for (standard, record) in measured {
            let corrected = Corrected::of(&record.spectrum)?;
            bands.extend(corrected.pairs(*standard));
            let (from, to) = record.spectrum.as_ref().range_cm1();
            interval = (interval.0.max(from), interval.1.min(to));
            profile.laser_nm = profile.laser_nm.or(record.metadata.laser_nm);
            if *standard == Standard::Calcite {
                let resolution = corrected.width_at(1085.91).map(|fwhm| (fwhm - 0.684) / 1.0209);
                profile.resolution_cm1 = resolution.filter(|&r| r > 0.0).or(profile.resolution_cm1);
            }
            noise.extend(noise_of(&record.spectrum));
        }
        profile.interval_cm1 = (interval.0 < interval.1).then_some(interval);
        profile.noise = noise_fit(&noise);
        profile.axis = fit_line(&mut bands).ok_or_else(|| Error::Library {
            path: None,
            code: Code::BadEntry,
            reason: format!(
                "{} published bands were found within {FARTHEST_CM1} cm⁻¹, at least 2 are needed: is it that substance, and is the axis a Raman shift?",
                bands.len()
            ),
        })?;
        Ok((profile, bands))
    }

    /// The profile in a TOML file.
    ///
    /// # Errors
    /// [`Error::Io`], [`Error::Text`] with the line, [`Error::Spectrum`] for a profile that contradicts itself.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let text = String::from_utf8(file::read_bytes(path, LIMIT)?);
        let refuse =
            |line, reason: String| Error::Text { path: path.into(), line, code: Code::TextSyntax, reason };
        let text = text.map_err(|_| refuse(None, "not UTF-8 text".into()))?;
        let profile: Self = toml::from_str(&text).map_err(|error| {
            let line = error.span().map(|span| crate::ground::lines::line_of(&text, span.start));
            refuse(line, error.message().into())
        })?;
        profile.check().map_err(|error| error.of_file(path))?;
        Ok(profile)
    }

    /// The profile as the text of a TOML file.
    ///
    /// # Errors
    /// [`Error::Text`] if it cannot be written as TOML, which no profile does.
    pub fn to_toml(&self) -> Result<String, Error> {
        toml::to_string(self).map_err(|error| Error::Text {
            path: "profile".into(),
            line: None,
            code: Code::TextSyntax,
            reason: error.to_string(),
        })
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        let refuse = |name, value, domain| Err(ramatch_core::Error::Parameter { name, value, domain }.into());
        if self.schema != 1 {
            return refuse("schema", f64::from(self.schema), "1: this build reads profiles of schema 1");
        }
        self.alignment().check()?;
        if !(0.0..=50.0).contains(&self.axis.residual_cm1) {
            return refuse("axis.residual_cm1", self.axis.residual_cm1, "0 to 50");
        }
        if let Some(value) = self.unexplained.filter(|value| !(0.01..=0.5).contains(value)) {
            return refuse("unexplained", value, "0.01 to 0.5");
        }
        if self.containers.len() > MOST_CONTAINERS {
            return refuse("containers", self.containers.len() as f64, "at most 3");
        }
        match self.resolution_cm1 {
            Some(value) if !(0.1..=100.0).contains(&value) => refuse("resolution_cm1", value, "0.1 to 100"),
            _ => Ok(()),
        }
    }

    fn alignment(&self) -> Alignment {
        Alignment { shift_cm1: self.axis.offset_cm1, stretch: self.axis.stretch }
    }

    /// How far its corrected axis may still be off: three times what the fit leaves, at least 2 cm⁻¹.
    #[must_use]
    pub fn tolerance(&self) -> Tolerance {
        let shift = (3.0 * self.axis.residual_cm1).clamp(LEAST.0, Tolerance::new().shift_cm1);
        Tolerance::none().shift_cm1(shift).stretch(LEAST.1)
    }

    /// What a device that is this instrument holds of it: its axis and range, its tolerance, its limit of what is unexplained. The resolution is no part of it: a
    /// device compares references as its library has them, which is drawn at a resolution when it is built.
    ///
    /// ```
    /// use ramatch::core::SpectrumRef;
    /// use ramatch::{InstrumentProfile, Spectrum};
    /// let profile: InstrumentProfile = toml::from_str(
    ///     "schema = 1\n[axis]\noffset_cm1 = 1.5\nstretch = 0.001\nresidual_cm1 = 0.4\nbands = 9",
    /// )?;
    /// let shift: Vec<f32> = (0..900).map(|i| 200.0 + 2.0 * i as f32).collect();
    /// let measured = Spectrum::new(shift, vec![1.0; 900])?;
    /// let mut corrected = [0.0; 900];
    /// let of_device = profile.for_device().correct_into(measured.as_ref(), &mut corrected)?;
    /// assert_eq!(of_device.shift_cm1(), profile.correct(&measured)?.as_ref().shift_cm1());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn for_device(&self) -> Instrument {
        let limits = self.unexplained.map(|limit| UnmixLimits::new().unexplained(limit));
        let (from, to) = self.interval_cm1.unwrap_or((f64::NEG_INFINITY, f64::INFINITY));
        Instrument::new(self.alignment())
            .range_cm1(from, to)
            .tolerance(self.tolerance())
            .limits(limits.unwrap_or_default())
    }

    /// A spectrum with its axis corrected, cut to the instrument's range.
    ///
    /// # Errors
    /// [`Error::Spectrum`] where too few points are left.
    pub fn correct(&self, spectrum: &Spectrum) -> Result<Spectrum, Error> {
        let mut shift = vec![0.0; spectrum.as_ref().len()];
        let corrected = self.for_device().correct_into(spectrum.as_ref(), &mut shift)?;
        Ok(Spectrum::new(corrected.shift_cm1().to_vec(), corrected.intensity().to_vec())?)
    }
}

/// A measurement without its background.
struct Corrected {
    grid: Grid,
    y: Vec<f32>,
    peaks: Vec<Peak>,
}

impl Corrected {
    fn of(spectrum: &Spectrum) -> Result<Self, Error> {
        let steps = Preprocess::new()
            .native(NativeStep::Despike(Despike::WhitakerHayes(WhitakerHayes::new())))
            .gridded(GridStep::Baseline(Baseline::Arpls(Arpls::new())));
        let plain = steps.run(spectrum)?;
        let smooth = steps.gridded(GridStep::Smooth(Smooth::Fourier(Fourier::new()))).run(spectrum)?;
        let narrow = |y: &[f64]| y.iter().map(|&y| y as f32).collect::<Vec<f32>>();
        let first = plain.shift_cm1.first().copied().unwrap_or(0.0);
        let step = plain.shift_cm1.get(1).map_or(1.0, |second| second - first);
        let grid = Grid::cm1(first, step, plain.shift_cm1.len());
        let curve = narrow(&smooth.processed);
        let highest = curve.iter().copied().fold(0.0f32, f32::max);
        let least = (0.02 * f64::from(highest)).max(4.0 * smooth.quality.sigma);
        let mut peaks = vec![Peak::default(); 96];
        let all = Interval { lo: 0, hi: curve.len() };
        let found = band::find_peaks(&curve, all, grid, least, &mut peaks);
        peaks.truncate(found);
        Ok(Self { grid, y: narrow(&plain.processed), peaks })
    }

    /// Bands of a standard with those that were found for them, under the offset that most of them agree on.
    fn pairs(&self, standard: Standard) -> Vec<FittedBand> {
        let published: Vec<Peak> = standard
            .bands_cm1()
            .iter()
            .map(|&shift_cm1| Peak { shift_cm1, height: 1.0, prominence: 1.0 })
            .collect();
        let under = |offset: f64| {
            let moved: Vec<Peak> =
                self.peaks.iter().map(|peak| Peak { shift_cm1: peak.shift_cm1 - offset, ..*peak }).collect();
            let mut partner = vec![None; published.len()];
            band::pair_peaks(&published, &moved, PARTNER_CM1, &mut partner);
            partner
        };
        // High bands count more: what is weak may be anything.
        let worth = |partner: &[Option<usize>], offset: f64| {
            let pairs = published.iter().zip(partner).filter_map(|(p, q)| Some((p, self.peaks.get((*q)?)?)));
            pairs
                .map(|(p, q)| {
                    q.prominence.cbrt() * (1.0 - (q.shift_cm1 - offset - p.shift_cm1).abs() / PARTNER_CM1)
                })
                .sum::<f64>()
        };
        let steps = (2.0 * FARTHEST_CM1) as i32;
        let mut best = (0.0, worth(&under(0.0), 0.0));
        for step in 1..=steps {
            for offset in [0.5 * f64::from(step), -0.5 * f64::from(step)] {
                let found = worth(&under(offset), offset);
                if found > best.1 {
                    best = (offset, found);
                }
            }
        }
        published
            .iter()
            .zip(under(best.0))
            .filter_map(|(p, q)| Some((p, self.peaks.get(q?)?)))
            .map(|(p, q)| FittedBand {
                standard: standard.name(),
                published_cm1: p.shift_cm1,
                measured_cm1: q.shift_cm1,
                residual_cm1: 0.0,
                used: true,
            })
            .collect()
    }

    /// Full width at half height of the highest band within 15 cm⁻¹.
    fn width_at(&self, shift_cm1: f64) -> Option<f64> {
        let near = self.peaks.iter().filter(|peak| (peak.shift_cm1 - shift_cm1).abs() <= FARTHEST_CM1);
        let peak = near.max_by(|a, b| a.height.total_cmp(&b.height))?;
        let at = ((peak.shift_cm1 - self.grid.start_cm1) / self.grid.step_cm1).round() as usize;
        let window = self.y.get(at.saturating_sub(1)..(at + 2).min(self.y.len()))?;
        let half = 0.5 * window.iter().copied().fold(0.0f32, f32::max);
        let crossing = |inner: f32, outer: f32| f64::from((inner - half) / (inner - outer));
        let right = (at..self.y.len() - 1).find(|&i| self.y[i] >= half && self.y[i + 1] < half)?;
        let left = (1..=at).rev().find(|&i| self.y[i] >= half && self.y[i - 1] < half)?;
        let width = (right - left) as f64
            + crossing(self.y[right], self.y[right + 1])
            + crossing(self.y[left], self.y[left - 1]);
        Some(width * self.grid.step_cm1)
    }
}

/// The line through what bands are off by; outliers are marked and left out. None for fewer than two bands.
fn fit_line(bands: &mut [FittedBand]) -> Option<AxisFit> {
    for _ in 0..5 {
        let used: Vec<(f64, f64)> = bands
            .iter()
            .filter(|band| band.used)
            .map(|band| (band.measured_cm1 - PIVOT_CM1, band.measured_cm1 - band.published_cm1))
            .collect();
        let n = used.len() as f64;
        if used.len() < 2 {
            return None;
        }
        let ((x, y), slope) = line(&used);
        // A stretch needs three bands over at least 300 cm⁻¹.
        let spread = used.iter().map(|pair| pair.0).fold(f64::NEG_INFINITY, f64::max)
            - used.iter().map(|pair| pair.0).fold(f64::INFINITY, f64::min);
        let stretch = if used.len() >= 3 && spread >= 300.0 { slope } else { 0.0 };
        let offset_cm1 = y - stretch * x;
        let mut squares = 0.0;
        for band in bands.iter_mut() {
            let off = band.measured_cm1 - band.published_cm1;
            band.residual_cm1 = off - offset_cm1 - stretch * (band.measured_cm1 - PIVOT_CM1);
            if band.used {
                squares += band.residual_cm1.powi(2);
            }
        }
        let residual_cm1 = (squares / n).sqrt();
        let mut sizes: Vec<f64> =
            bands.iter().filter(|band| band.used).map(|band| band.residual_cm1.abs()).collect();
        sizes.sort_by(f64::total_cmp);
        let limit = (3.0 * 1.4826 * sizes[sizes.len() / 2]).max(1.0);
        let outlier = |band: &FittedBand| band.used && band.residual_cm1.abs() > limit;
        if used.len() < 4 || !bands.iter().any(outlier) {
            return Some(AxisFit { offset_cm1, stretch, residual_cm1, bands: used.len() });
        }
        for band in bands.iter_mut().filter(|band| outlier(band)) {
            band.used = false;
        }
    }
    None
}

/// The straight line of least squares: the mean point that it goes through, and its slope (0 where x does not vary).
fn line(points: &[(f64, f64)]) -> ((f64, f64), f64) {
    let n = points.len() as f64;
    let (x, y) = points.iter().fold((0.0, 0.0), |(x, y), point| (x + point.0 / n, y + point.1 / n));
    let (xx, xy) = points
        .iter()
        .fold((0.0, 0.0), |(xx, xy), point| (xx + (point.0 - x).powi(2), xy + (point.0 - x) * (point.1 - y)));
    ((x, y), if xx > 0.0 { xy / xx } else { 0.0 })
}

/// Signal and variance in eight classes of the signal, from second differences.
fn noise_of(spectrum: &Spectrum) -> Vec<(f64, f64)> {
    let y = spectrum.as_ref().intensity();
    let mut points: Vec<(f64, f64)> = y
        .windows(3)
        .map(|y| (f64::from(y[1]), f64::from(y[0]) - 2.0 * f64::from(y[1]) + f64::from(y[2])))
        .collect();
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    let size = points.len().div_ceil(8).max(1);
    points
        .chunks(size)
        .map(|class| {
            let mut sizes: Vec<f64> = class.iter().map(|point| point.1.abs()).collect();
            sizes.sort_by(f64::total_cmp);
            let sigma = 1.4826 * sizes[sizes.len() / 2] / 6.0f64.sqrt();
            (class[class.len() / 2].0, sigma * sigma)
        })
        .collect()
}

/// The line of variance against signal, neither part of it below 0.
fn noise_fit(classes: &[(f64, f64)]) -> Option<NoiseFit> {
    if classes.len() < 2 {
        return None;
    }
    let ((x, y), slope) = line(classes);
    let gain = slope.max(0.0);
    let read = (y - gain * x).max(0.0).sqrt();
    Some(NoiseFit { read, gain })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::output::{Output, OutputKind};

    /// What may replace a profile knows it by its keys, whichever of them it has.
    #[test]
    fn every_profile_is_known_as_one() {
        let full = InstrumentProfile {
            schema: 1,
            name: "a".into(),
            laser_nm: Some(785.0),
            interval_cm1: Some((200.0, 2000.0)),
            resolution_cm1: Some(8.0),
            axis: AxisFit::default(),
            noise: Some(NoiseFit::default()),
            unexplained: Some(0.15),
            containers: Vec::new(),
        };
        let bare = InstrumentProfile { schema: 1, ..InstrumentProfile::default() };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("profile.toml");
        let output = Output::new(&path, OutputKind::Profile);
        for profile in [&full, &bare, &full] {
            output.write(profile.to_toml().unwrap().as_bytes()).unwrap();
            assert_eq!(InstrumentProfile::read(&path).unwrap(), *profile);
        }
        std::fs::write(&path, full.to_toml().unwrap() + "[more]\n").unwrap();
        assert!(output.check().is_err());
    }
}

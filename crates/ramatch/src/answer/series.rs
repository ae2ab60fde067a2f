//! Shots of one sample taken one by one, until the verdict settles.

use super::identifier::Identifier;
use super::options::Options;
use super::report::Report;
use crate::ground::error::Error;
use ramatch_core::Spectrum;

/// A series of shots of one sample on its way: each shot is added, and all so far are asked about.
///
/// It is settled where a number of reports in a row, each with one shot more, come to the same verdict with the same names. A single report
/// is not enough: who looks after every shot and stops at the first name gives chance as many goes as there are shots.
///
/// ```
/// use ramatch::{Identifier, Options, Spectrum};
/// # let bands = [
/// #     (621.0, 16.0), (795.8, 10.0), (1001.4, 100.0), (1031.8, 27.0), (1155.3, 13.0), (1183.0, 8.0), (1450.5, 13.0), (1583.1, 12.0),
/// #     (1602.3, 28.0f32),
/// # ];
/// # let shot = |k: usize| {
/// #     let shift: Vec<f32> = (0..1100).map(|i| 200.0 + 2.0 * i as f32).collect();
/// #     let noise = |i: usize| ((i * 7919 + k * 104_729) % 1000) as f32 / 1000.0 - 0.5;
/// #     let counts = shift.iter().enumerate().map(|(i, x)| {
/// #         bands.iter().map(|(at, height)| height / (1.0 + ((x - at) / 5.0).powi(2))).sum::<f32>() + noise(i)
/// #     });
/// #     Spectrum::new(shift.clone(), counts.collect())
/// # };
/// let (identifier, options) = (Identifier::embedded()?, Options::default());
/// let mut series = identifier.series(&options);
/// for number in 0..20 {
///     // As an instrument takes them.
///     series.push(shot(number)?)?;
///     if series.is_settled() {
///         break;
///     }
/// }
/// let report = series.report().ok_or("no shot was taken")?;
/// assert!(series.is_settled() && series.len() == 2);
/// assert_eq!(report.verdict.names[0].substance_id, "polystyrene");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Series<'a> {
    identifier: &'a Identifier,
    options: &'a Options,
    /// Reports in a row that have to agree.
    agree: usize,
    shots: Vec<Spectrum>,
    report: Option<Report>,
    /// How many of the last reports agree.
    agreed: usize,
}

impl Identifier {
    /// Begins a series of shots of one sample, which is settled once two reports in a row agree.
    #[must_use]
    pub fn series<'a>(&'a self, options: &'a Options) -> Series<'a> {
        Series { identifier: self, options, agree: 2, shots: Vec::new(), report: None, agreed: 0 }
    }
}

impl Series<'_> {
    /// Settled once so many reports in a row agree, at least one.
    #[must_use]
    pub fn agree(self, agree: usize) -> Self {
        Self { agree: agree.max(1), ..self }
    }

    /// Takes one more shot, and asks about all so far. O(shots so far).
    ///
    /// # Errors
    /// As [`Identifier::identify_shots`]; the shot is then not taken.
    pub fn push(&mut self, shot: Spectrum) -> Result<&Report, Error> {
        self.shots.push(shot);
        let report = match self.identifier.identify_shots(&self.shots, self.options) {
            Ok(report) => report,
            Err(error) => {
                self.shots.pop();
                return Err(error);
            }
        };
        let same = self.report.as_ref().is_some_and(|last| {
            last.verdict.code == report.verdict.code && last.verdict.names == report.verdict.names
        });
        // A copy of an earlier shot says nothing new.
        let grew = self.report.as_ref().is_none_or(|last| report.query.shots > last.query.shots);
        self.agreed = match (report.verdict.reason.is_none(), same) {
            _ if !grew => self.agreed,
            (false, _) => 0,
            (true, true) => self.agreed + 1,
            (true, false) => 1,
        };
        Ok(self.report.insert(report))
    }

    /// Whether the verdict has settled: another shot is not needed.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.agreed >= self.agree
    }

    /// The last report, of all shots so far; none before the first.
    #[must_use]
    pub fn report(&self) -> Option<&Report> {
        self.report.as_ref()
    }

    /// How many shots were taken.
    #[must_use]
    pub fn len(&self) -> usize {
        self.shots.len()
    }

    /// Whether none was.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.shots.is_empty()
    }
}

//! The curves behind a ranking: what a picture shows.

use crate::answer::identifier::Identifier;
use crate::answer::report::Report;
use crate::ground::error::Error;
use ramatch_core::identify::Reason;
use ramatch_core::{GridStep, Spectrum, SpectrumRef};

/// A query on its way to a score, and the best reference beside it, on the covered part of the grid.
///
/// Of a query that cannot be compared (a constant, nothing above its baseline, too little of the grid) there are the measured
/// points alone, on their own axis; the other curves are empty.
///
/// ```
/// use ramatch::{Identifier, Options, Spectrum};
/// # // Polystyrene, drawn by its strongest bands.
/// # let bands = [(621.0, 16.0), (1001.4, 100.0), (1031.8, 27.0), (1155.3, 13.0), (1583.1, 12.0), (1602.3, 28.0f32)];
/// # let shift: Vec<f32> = (0..1100).map(|i| 200.0 + 2.0 * i as f32).collect();
/// # let counts = shift.iter().map(|x| bands.iter().map(|(at, height)| height / (1.0 + ((x - at) / 5.0).powi(2))).sum());
/// # let spectrum = Spectrum::new(shift.clone(), counts.collect())?;
/// let identifier = Identifier::embedded()?;
/// let report = identifier.identify(&spectrum, &Options::default())?;
/// let curves = identifier.curves(&spectrum, &report)?;
/// assert_eq!(curves.shift_cm1.len(), curves.query.len());
/// // Where the reference is not known there is none, and no number in its place.
/// let residual = curves.residual.iter().flatten().fold(0.0f64, |most, value| most.max(value.abs()));
/// assert!(residual < 0.2, "{residual}");
/// # Ok::<(), ramatch::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Curves {
    /// Raman shift in cm⁻¹, `[n]`.
    pub shift_cm1: Vec<f64>,
    /// The query as measured, resampled if it was compared, `[n]`, in its own unit.
    pub measured: Vec<f64>,
    /// What was taken out as baseline, `[n]`, in the same unit; 0 without a baseline step. Empty if nothing was compared.
    pub baseline: Vec<f64>,
    /// The query as it was compared: corrected, smoothed, normalised, its axis aligned, `[n]`. Empty if nothing was compared.
    pub query: Vec<f64>,
    /// The best reference, scaled to the query (least squares over the intersection), `[n]`; NaN-free, empty
    /// where the reference is unknown. Empty if nothing was scored.
    pub reference: Vec<Option<f64>>,
    /// Query minus reference, `[n]`, empty likewise.
    pub residual: Vec<Option<f64>>,
}

impl Curves {
    /// No more than what was measured.
    fn measured(spectrum: SpectrumRef<'_>) -> Self {
        let wide = |values: &[f32]| values.iter().map(|&value| f64::from(value)).collect();
        Self {
            shift_cm1: wide(spectrum.shift_cm1()),
            measured: wide(spectrum.intensity()),
            baseline: Vec::new(),
            query: Vec::new(),
            reference: Vec::new(),
            residual: Vec::new(),
        }
    }
}

impl Identifier {
    /// The curves behind `report`, which this identifier made of `spectrum`.
    ///
    /// # Errors
    /// As [`Identifier::identify`].
    pub fn curves(&self, spectrum: &Spectrum, report: &Report) -> Result<Curves, Error> {
        let corrected = self.profile.as_ref().map(|profile| profile.correct(spectrum)).transpose()?;
        let spectrum = corrected.as_ref().unwrap_or(spectrum).as_ref();
        match self.compared(spectrum, report) {
            Err(Error::Spectrum { source, .. }) if Reason::of_error(&source).is_some() => {
                Ok(Curves::measured(spectrum))
            }
            made => made,
        }
    }

    fn compared(&self, spectrum: SpectrumRef<'_>, report: &Report) -> Result<Curves, Error> {
        let (pipeline, view) = (self.pipeline(), self.library().view());
        let grid = pipeline.grid();
        let mut workspace = pipeline.workspace(spectrum.len());
        let mut samples = vec![0.0; grid.len];
        let (mut measured, mut baseline, mut before) = (Vec::new(), vec![0.0; grid.len], Vec::new());
        let query = pipeline.run_watched(spectrum, workspace.lend(), &mut samples, &mut |step, y, _| {
            match step {
                None => measured = y.to_vec(),
                Some(GridStep::Baseline(_)) => {
                    for ((baseline, before), after) in baseline.iter_mut().zip(&before).zip(y) {
                        *baseline += before - after;
                    }
                }
                Some(_) => {}
            }
            before = y.to_vec();
        })?;
        let interval = query.interval();
        let wide = |values: &[f32]| values.iter().map(|&v| f64::from(v)).collect::<Vec<f64>>();
        let mut moved = vec![0.0; grid.len];
        let known = report.alignment.apply(query.samples(), interval, grid, &mut moved)?;
        let interval = known.intersection(interval);
        let query = wide(interval.of(&moved));
        let shift_cm1 = (interval.lo..interval.hi).map(|i| grid.shift_cm1(i)).collect();

        let best = report.hits.first();
        let index = best
            .and_then(|best| (0..view.len()).find(|&i| view.entry(i).is_some_and(|e| e.id == best.entry)));
        let mut reference = Vec::new();
        if let Some((index, entry)) = index.and_then(|i| Some((i, view.entry(i)?))) {
            let row: Vec<f64> = view.row(index).samples().map(f64::from).collect();
            let known = |i: usize| (entry.interval.lo..entry.interval.hi).contains(&i).then(|| row[i]);
            reference = (interval.lo..interval.hi).map(known).collect();
            let pairs = || reference.iter().zip(&query).filter_map(|(r, q)| r.map(|r| (r, *q)));
            let squares: f64 = pairs().map(|(r, _)| r * r).sum();
            let scale = if squares > 0.0 { pairs().map(|(r, q)| r * q).sum::<f64>() / squares } else { 0.0 };
            reference.iter_mut().for_each(|r| *r = r.map(|r| r * scale));
        }
        let residual = reference.iter().zip(&query).map(|(r, q)| r.map(|r| q - r)).collect();
        let (measured, baseline) = (interval.of(&measured).to_vec(), interval.of(&baseline).to_vec());
        Ok(Curves { shift_cm1, measured, baseline, query, reference, residual })
    }
}

//! One sample as it was seen: of one shot, or the mean of several.

use crate::ground::error::Error;
use ramatch_core::{Interval, Notes, Prepared, SpectrumRef, sampling};
use std::borrow::Cow;

/// One sample as it was seen, prepared: of one shot or the mean of several.
#[derive(Clone)]
pub(crate) struct Seen {
    pub(crate) samples: Vec<f32>,
    pub(crate) interval: Interval,
    pub(crate) notes: Notes,
    /// Stretches without a point, in cm⁻¹ as measured.
    pub(crate) gaps: Vec<(f64, f64)>,
    /// What a mixture is taken apart by; none where the recipe does not ask for it.
    pub(crate) linear: Option<LinearSeen>,
}

/// The linear row of a sample.
#[derive(Clone)]
pub(crate) struct LinearSeen {
    /// `[grid.len]`.
    pub(crate) row: Vec<f32>,
    pub(crate) interval: Interval,
    /// Standard deviation of its noise.
    pub(crate) sigma: f64,
}

impl LinearSeen {
    fn add(&mut self, shot: &Self) {
        for (sum, sample) in self.row.iter_mut().zip(&shot.row) {
            *sum += sample;
        }
        self.interval = self.interval.intersection(shot.interval);
        self.sigma = self.sigma.hypot(shot.sigma);
    }

    fn divide(&mut self, count: usize) {
        let known = self.interval;
        for (i, sample) in self.row.iter_mut().enumerate() {
            *sample = if (known.lo..known.hi).contains(&i) { *sample / count as f32 } else { 0.0 };
        }
        self.sigma /= count as f64;
    }
}

/// The mean of shots; of one, that itself.
pub(crate) fn mean(shots: &[Seen]) -> Result<Cow<'_, Seen>, Error> {
    match shots {
        [] => Err(ramatch_core::Error::TooFewPoints { got: 0, needed: 1 }.into()),
        [only] => Ok(Cow::Borrowed(only)),
        [first, others @ ..] => {
            let mut mean = first.clone();
            others.iter().for_each(|shot| mean.add(shot));
            mean.divide(shots.len());
            Ok(Cow::Owned(mean))
        }
    }
}

impl Seen {
    /// As a pipeline has prepared a spectrum.
    pub(crate) fn of(prepared: &Prepared<'_>, spectrum: SpectrumRef<'_>) -> Self {
        let notes = *prepared.notes();
        let gaps = notes.gap.map(|gap| sampling::gaps(spectrum.shift_cm1(), gap.limit_cm1).collect());
        Self {
            samples: prepared.samples().to_vec(),
            interval: prepared.interval(),
            notes,
            gaps: gaps.unwrap_or_default(),
            linear: None,
        }
    }

    /// Adds another shot to a sum.
    fn add(&mut self, shot: &Self) {
        let Self { samples, interval, notes, gaps, linear } = shot;
        match (&mut self.linear, linear) {
            (Some(sum), Some(linear)) => sum.add(linear),
            (own, _) => *own = None,
        }
        for (sum, sample) in self.samples.iter_mut().zip(samples) {
            *sum += sample;
        }
        self.interval = self.interval.intersection(*interval);
        self.gaps.extend(gaps.iter().filter(|gap| !self.gaps.contains(gap)).copied().collect::<Vec<_>>());
        let sum = &mut self.notes;
        sum.noise_density = sum.noise_density.hypot(notes.noise_density);
        sum.snr = sum.snr.zip(notes.snr).map(|(a, b)| a.min(b));
        sum.despiked.altered += notes.despiked.altered;
        sum.negative_lobes = sum.negative_lobes.max(notes.negative_lobes);
        sum.rise_under_band = sum.rise_under_band.max(notes.rise_under_band);
        sum.saturated |= notes.saturated;
        sum.axis_is_pixels |= notes.axis_is_pixels;
        sum.axis_is_nm |= notes.axis_is_nm;
        sum.gap_cm1 = sum.gap_cm1.or(notes.gap_cm1);
        sum.gap = if sum.gap.is_none_or(|gap| notes.gap.is_some_and(|other| other.part > gap.part)) {
            notes.gap
        } else {
            sum.gap
        };
        sum.spacing_cm1 = sum.spacing_cm1.zip(notes.spacing_cm1).map(|(a, b)| a.max(b));
        sum.noise_ratio = sum.noise_ratio.max(notes.noise_ratio);
        for (sum, empty) in sum.empty_ends.iter_mut().zip(notes.empty_ends) {
            *sum = if empty.width_cm1 > sum.width_cm1 { empty } else { *sum };
        }
    }

    /// Makes the mean of a sum of `count` shots.
    fn divide(&mut self, count: usize) {
        if let Some(linear) = &mut self.linear {
            linear.divide(count);
        }
        let count = count as f32;
        let known = self.interval;
        for (i, sample) in self.samples.iter_mut().enumerate() {
            let inside = (known.lo..known.hi).contains(&i);
            *sample = if inside { *sample / count } else { 0.0 };
        }
        self.notes.noise_density /= f64::from(count);
        self.notes.snr = self.notes.snr.map(|snr| snr * f64::from(count).sqrt());
    }
}

//! One spectrum from its points to an answer that may be a mixture, in lent memory.
//!
//! It stands beside [`identify`](super::identify), so that a device that does not seek mixtures links nothing of it.

use super::ask::{Ask, Looks};
use super::decide::is_measured;
use super::memory::{Desk, Memory};
use super::one::{Answer, by_ranking, single_point};
use super::patience::Patience;
use super::unmix::{AskedRows, Mixture, Signal, UnmixLimits, UnmixMemory, UnmixTerms, unmix};
use super::verdict::Verdict;
use crate::compare::alignment::Alignment;
use crate::ground::error::{self, Error};
use crate::ground::scratch::Scratch;
use crate::library::LinearRows;
use crate::measured::grid::Interval;
use crate::measured::spectrum::SpectrumRef;

/// A container and the sample in it have so many cm⁻¹ in common at least.
pub const LEAST_BESIDE_CM1: f64 = 400.0;

/// How mixtures are sought.
#[derive(Clone, Copy, Debug)]
pub struct AskSum<'a> {
    /// The linear rows of the library that is asked.
    pub rows: LinearRows<'a>,
    /// Linear rows of the user's own empty containers as [`Pipeline::run_linear`](crate::Pipeline::run_linear) makes them, each `[grid.len]`, with
    /// where they are known; up to three.
    pub containers: &'a [(&'a [f32], Interval)],
    /// By which limits components are told.
    pub limits: UnmixLimits,
}

impl<'a> AskSum<'a> {
    /// Without a container, by the default limits.
    #[must_use]
    pub const fn new(rows: LinearRows<'a>) -> Self {
        Self { rows, containers: &[], limits: UnmixLimits::new() }
    }

    /// Beside containers.
    #[must_use]
    pub const fn containers(self, containers: &'a [(&'a [f32], Interval)]) -> Self {
        Self { containers, ..self }
    }

    /// By the limits of an instrument.
    #[must_use]
    pub const fn limits(self, limits: UnmixLimits) -> Self {
        Self { limits, ..self }
    }
}

/// The answer for one spectrum that may be a mixture.
#[derive(Clone, Copy, Debug)]
pub struct MixtureAnswer<'m> {
    /// The ranking, and what is said of the spectrum: where that is [`Verdict::Mixture`], the components are its names, and not the ranking.
    pub answer: Answer<'m>,
    /// What the spectrum is a sum of, told or not; none where no sum was sought: the spectrum cannot be compared, nothing rises above its noise, or
    /// its points cannot be an answer's base.
    pub sum: Option<Mixture>,
}

/// Identifies one spectrum that may be a mixture: what [`identify`](super::identify) does, then the spectrum is taken apart into the library's linear rows.
///
/// ```
/// use ramatch_core::identify::{Ask, AskSum, Memory, Patience, Verdict, identify_mixture};
/// use ramatch_core::{Error, SpectrumRef};
///
/// /// Share of a substance, as far as the spectrum is told to be a mixture that has it.
/// fn share(
///     (ask, sum): (&Ask<'_>, &AskSum<'_>),
///     detector: SpectrumRef<'_>,
///     (memory, samples): (&mut Memory<'_>, &mut [f32]),
///     substance: u32,
/// ) -> Result<Option<f64>, Error> {
///     let patience = Patience { every: 64, go_on: &mut |_| true };
///     let found = identify_mixture(ask, sum, detector, memory, samples, patience)?;
///     let told = matches!(found.answer.decision.verdict, Verdict::Mixture { .. });
///     let Some(sum) = found.sum.filter(|_| told) else { return Ok(None) };
///     Ok(sum.components().iter().find(|one| one.substance == substance).map(|one| one.share))
/// }
/// ```
///
/// The numbers are those of a host's report, to the bit. `memory` is as long as [`Ask::needs`] with [`Needs::mixtures`](super::Needs::mixtures) says,
/// `samples` as [`Needs::sum_samples_len`](super::Needs::sum_samples_len). Of a library whose recipe does not ask for linear rows no sum is sought. Where
/// despiking cannot tell and a mixture would be told, it is sought again without each of up to four points. O(entries · grid.len) for each of some thirty
/// looks at all references; no allocation.
///
/// # Errors
/// As [`identify`](super::identify); [`Error::Parameter`] for more than three containers, and for one that has less than
/// [`LEAST_BESIDE_CM1`] of the axis in common with the sample; [`Error::Length`] for rows and memory that are too short.
pub fn identify_mixture<'m>(
    ask: &Ask<'_>,
    sum: &AskSum<'_>,
    spectrum: SpectrumRef<'_>,
    memory: &'m mut Memory<'_>,
    samples: &mut [f32],
    patience: Patience<'_>,
) -> Result<MixtureAnswer<'m>, Error> {
    let needs = ask.needs(spectrum.len(), memory.best.len()).mixtures(sum.containers.len());
    error::at_least("samples", needs.sum_samples_len(), samples.len())?;
    let mut looks = Looks { patience, before: 0 };
    let (mut answer, rest) = by_ranking(ask, spectrum, memory.parts(&needs)?, &mut looks)?;
    let Some(mut rest) = rest else { return Ok(MixtureAnswer { answer, sum: None }) };
    let asked = ask.references.view().recipe().linear_by().is_some();
    let found = if asked && rest.rises && is_measured(&answer.notes) {
        let (of, ranked) = ((spectrum, rest.gaps), (answer.alignment, answer.decision.verdict));
        sum.take_apart(ask, of, ranked, (&mut rest.desk, &mut *samples), &mut looks)?
    } else {
        None
    };
    if let Some((mixture, verdict)) = found {
        answer.decision.verdict = verdict;
        if matches!(verdict, Verdict::Mixture { .. }) {
            rest.without_each(ask, spectrum, &mut answer, |desk, cleaned, sample, _| {
                let (of, ranked) = ((cleaned, sample.gaps), (mixture.alignment, verdict));
                let again = sum.take_apart(ask, of, ranked, (desk, &mut *samples), &mut looks)?;
                Ok(again.is_some_and(|(again, _)| again.names_as(&mixture)))
            })?;
        }
    }
    // A mixture names none of the ranking.
    single_point(ask, spectrum, (&mut answer, &mut rest), &mut looks)?;
    Ok(MixtureAnswer { answer, sum: found.map(|(mixture, _)| mixture) })
}

impl AskSum<'_> {
    /// What a spectrum is a sum of, and what becomes of the verdict on its ranking; none where its linear row is known nowhere.
    fn take_apart(
        &self,
        ask: &Ask<'_>,
        (spectrum, gaps): (SpectrumRef<'_>, Option<f64>),
        (alignment, ranked): (Alignment, Verdict),
        (desk, samples): (&mut Desk<'_>, &mut [f32]),
        looks: &mut Looks<'_>,
    ) -> Result<Option<(Mixture, Verdict)>, Error> {
        let (grid, pipeline) = (ask.grid(), ask.pipeline);
        let (row, samples) = samples.split_at_mut(grid.len.min(samples.len()));
        let Ok((interval, notes)) = pipeline.run_linear(spectrum, Scratch::of_reals(desk.work.reals), row)
        else {
            return Ok(None);
        };
        for (_, container) in self.containers {
            let both = container.intersection(interval).len() as f64 * grid.step_cm1;
            let domain = "rows that have 400 cm⁻¹ of the axis in common with the sample's";
            error::domain("containers", both, both >= LEAST_BESIDE_CM1, domain)?;
        }
        if interval.is_empty() {
            return Ok(None);
        }
        let mask = ask.mask(spectrum, gaps, desk.open)?;
        let rows = AskedRows::of(*ask.references.view(), self.rows, ask.excluded, ask.through);
        let signal = Signal {
            row: &*row,
            interval,
            sigma: pipeline.linear().noise(notes.noise_density, grid),
            open: mask.open(),
            containers: self.containers,
            alignment,
        };
        let mut terms = UnmixTerms::new().tolerance(ask.tolerance);
        terms.limits = self.limits;
        let (before, mut seen) = (looks.before, 0);
        let mut go_on = |looked_at| {
            seen = looked_at;
            (looks.patience.go_on)(before + looked_at)
        };
        let patience = Patience { every: looks.patience.every, go_on: &mut go_on };
        let mut memory = UnmixMemory { reals: &mut *desk.work.reals, samples };
        let found = unmix(&rows, grid, &signal, &terms, &mut memory, patience)?;
        let made = (found.mixture(&rows, grid), found.verdict(ranked));
        looks.before += seen;
        Ok(Some(made))
    }
}

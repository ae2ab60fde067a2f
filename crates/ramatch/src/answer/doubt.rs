//! Answers that one shot contradicts, or that hang by a single point.

use super::asked::{Asked, Ranks};
use super::desk::Desk;
use super::found::Warning;
use super::identifier::Identifier;
use super::mixture::Mixture;
use super::options::{Options, Ranking};
use super::seen::Seen;
use super::words;
use crate::ground::error::Error;
use ramatch_core::identify::{self, AROUND, Lone, LonePoints, Reason, Tolerance, is_clear};
use ramatch_core::{Despike, Spectrum};
use std::collections::BTreeSet;

/// A shot disagrees where the answer of all scores so much less in it than its own.
const DISAGREES: f64 = 0.15;

impl Identifier {
    /// Whether a shot by itself looks like something else than all of them together: then they are not of one sample, or its surface is
    /// not the same everywhere. Each shot is a ranking of its own.
    pub(super) fn shots_disagree(
        &self,
        (numbers, shots): (&[usize], &[Seen]),
        ranked: &Ranks,
        (options, desk): (&Options, &Desk),
    ) -> Result<Option<Warning>, Error> {
        if shots.len() < 2 {
            return Ok(None);
        }
        let view = self.library.view();
        let name =
            |entry| view.substance_of(entry).and_then(|index| Some((index, view.substance(index)?.name)));
        let Some((all, all_name)) = ranked.best.first().and_then(|best| name(best.entry)) else {
            return Ok(None);
        };
        // Whatever ranked them: by bands, on the axis that the ranking was made on.
        let mut options = options.clone();
        if options.ranking != Ranking::Recipe {
            options = options.ranking(Ranking::Recipe).tolerance(Tolerance::none());
        }
        for (number, seen) in numbers.iter().zip(shots) {
            let asked = Asked::new(self, seen, (&options, &[]), desk)?;
            if !asked.by_bands() {
                return Ok(None);
            }
            // All of them: the answer of all shots may stand anywhere in this one's.
            let own = asked.rank(usize::MAX)?;
            let Some(best) = own.best.first() else { continue };
            let of_all = own.best.iter().find(|other| view.substance_of(other.entry) == Some(all));
            let lacks = best.score - of_all.map_or(0.0, |of_all| of_all.score);
            if let Some((_, own_name)) = name(best.entry)
                && is_clear(&own.best, own.gap)
                && lacks > DISAGREES
            {
                let text = format!(
                    "shot {number} by itself looks like {own_name} (score {:.2}), and all shots together like {all_name}: are they of one sample?",
                    best.score
                );
                return Ok(Some(Warning { code: "unlike_shots", text }));
            }
        }
        Ok(None)
    }

    /// Whether a mixture hangs by a single point, likewise: where despiking cannot tell, it is taken apart once more without each.
    pub(super) fn point_of_a_sum(
        &self,
        shots: &[&Spectrum],
        (seen, mixture): (&Seen, &Mixture),
        (options, desk): (&Options, &Desk),
    ) -> Result<Option<Warning>, Error> {
        let ids = |mixture: &Mixture| {
            let ids = mixture.components.iter().map(|component| component.substance_id.clone());
            ids.collect::<BTreeSet<String>>()
        };
        self.without_each((shots, seen), desk, |seen, _| {
            let again = self.sum_of(seen, mixture.alignment, (options, desk))?;
            Ok(again.is_some_and(|again| ids(&again.mixture) == ids(mixture)))
        })
    }

    /// Whether the answer hangs by a single point that may be a hot pixel or a cosmic ray: where despiking cannot tell, the best
    /// substance is sought once more without each such point.
    pub(super) fn single_point(
        &self,
        shots: &[&Spectrum],
        (seen, ranked): (&Seen, &Ranks),
        (options, desk): (&Options, &Desk),
    ) -> Result<Option<Warning>, Error> {
        let best = ranked.best.first().map(|best| best.substance);
        if best.is_none() {
            return Ok(None);
        }
        self.without_each((shots, seen), desk, |seen, closed| {
            let asked = Asked::new(self, seen, (options, &[closed]), desk)?;
            let found = asked.rank(1)?;
            let answers = !asked.by_bands() || is_clear(&found.best, found.gap);
            Ok(found.best.first().filter(|_| answers).map(|first| first.substance) == best)
        })
    }

    /// Whether something does not hold without one of the points that may be a hot pixel or a cosmic ray, where despiking cannot tell: `holds` is
    /// asked of what is seen without each, and of the stretch around it in cm⁻¹. What cannot be seen without it does not hold.
    fn without_each(
        &self,
        (shots, seen): (&[&Spectrum], &Seen),
        desk: &Desk,
        holds: impl Fn(&Seen, (f64, f64)) -> Result<bool, Error>,
    ) -> Result<Option<Warning>, Error> {
        if !seen.notes.despiked.cannot_tell {
            return Ok(None);
        }
        for Lone { shift_cm1, .. } in lone(shots)?.points().iter().copied() {
            let without: Result<Vec<(Spectrum, f64)>, Error> =
                shots.iter().map(|shot| without(shot, shift_cm1)).collect();
            let (cleaned, spacings): (Vec<Spectrum>, Vec<f64>) = without?.into_iter().unzip();
            let around = AROUND * spacings.into_iter().fold(0.0, f64::max);
            let held = match self.see(&cleaned.iter().collect::<Vec<_>>(), desk) {
                Err(Error::Spectrum { .. }) => false,
                Err(error) => return Err(error),
                Ok(seen) => holds(&seen, (shift_cm1 - around, shift_cm1 + around))?,
            };
            if !held {
                return Ok(Some(words::of_spectrum(&Reason::SinglePoint { shift_cm1 })));
            }
        }
        Ok(None)
    }
}

/// The points that stand alone in any of the shots.
fn lone(shots: &[&Spectrum]) -> Result<LonePoints, Error> {
    let mut lone = LonePoints::new();
    for shot in shots {
        let (mut marks, mut scratch) = lent(shot);
        lone.add(shot.as_ref(), &mut marks, &mut scratch)?;
    }
    Ok(lone)
}

/// Marks and scratch for a shot.
fn lent(shot: &Spectrum) -> (Vec<u8>, Vec<f64>) {
    let n = shot.as_ref().len();
    (vec![0; n], vec![0.0; n + Despike::scratch_len(n)])
}

/// The spectrum with the mean of the neighbours in the place of every point that stands alone.
pub(crate) fn without_all(shot: &Spectrum) -> Result<Spectrum, Error> {
    let (mut marks, mut scratch) = lent(shot);
    let mut y = vec![0.0; marks.len()];
    identify::without_all(shot.as_ref(), &mut y, &mut marks, &mut scratch)?;
    Ok(Spectrum::new(shot.as_ref().shift_cm1().to_vec(), y)?)
}

/// The spectrum with the mean of the neighbours in the place of the point at a Raman shift, and how far those stand.
fn without(shot: &Spectrum, shift_cm1: f64) -> Result<(Spectrum, f64), Error> {
    let mut y = vec![0.0; shot.as_ref().len()];
    let spacing = identify::without(shot.as_ref(), shift_cm1, &mut y)?;
    Ok((Spectrum::new(shot.as_ref().shift_cm1().to_vec(), y)?, spacing))
}

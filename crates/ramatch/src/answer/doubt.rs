//! Answers that hang by a single point, or that two references give alike.

use crate::answer::decide;
use crate::answer::identify::{Identifier, Options, Ranking};
use crate::answer::rank::{Asked, Order};
use crate::answer::report::Warning;
use crate::answer::seen::Seen;
use crate::ground::error::Error;
use crate::search::matcher::Tolerance;
use ramatch_core::{Despike, Spectrum, SpectrumRef, lone_points};

/// Scores that are nearer to each other than this are equal: of equal rows they are so to the last bits.
const EQUAL: f64 = 1e-6;
/// Most single points that are asked about, the highest first. Each is a ranking.
const MOST_POINTS: usize = 4;
/// A point stands alone from this many standard deviations of the noise on.
const THRESHOLD: f64 = 8.0;
/// A shot disagrees where the answer of all scores so much less in it than its own.
const DISAGREES: f64 = 0.15;
/// What lies within this many distances of neighbours of a point is not compared when the answer is sought without it.
const AROUND: f64 = 2.0;

/// A point that stands alone.
struct Lone {
    shift_cm1: f64,
    height: f64,
}

impl Identifier {
    /// The substances whose references score alike at the top, as a reason not to decide.
    pub(crate) fn equal_references(&self, ranked: &Order) -> Option<Warning> {
        let best = ranked.best.first()?.score;
        let equal = ranked.best.iter().take_while(|next| (next.score - best).abs() <= EQUAL * best.abs());
        let view = self.library.view();
        let names: Vec<&str> =
            equal.filter_map(|next| Some(view.substance(view.substance_of(next.entry)?)?.name)).collect();
        let text = match names.split_last()? {
            (_, []) => return None,
            (last, others) => format!(
                "{} and {last} have references that are alike in what is compared: this spectrum cannot tell them apart",
                others.join(", ")
            ),
        };
        Some(Warning { code: "equal_references", text })
    }

    /// Whether a shot by itself looks like something else than all of them together: then they are not of one sample, or its surface is
    /// not the same everywhere. Each shot is a ranking of its own.
    pub(crate) fn shots_disagree(
        &self,
        (numbers, shots): (&[usize], &[Seen]),
        ranked: &Order,
        options: &Options,
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
            let asked = Asked::new(self, seen, &options)?;
            if !asked.by_bands() {
                return Ok(None);
            }
            let own = asked.rank()?;
            let Some(best) = own.best.first() else { continue };
            let of_all = own.best.iter().find(|other| view.substance_of(other.entry) == Some(all));
            let lacks = best.score - of_all.map_or(0.0, |of_all| of_all.score);
            if let Some((_, own_name)) = name(best.entry)
                && decide::is_clear(&own)
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

    /// Whether the answer hangs by a single point that may be a hot pixel or a cosmic ray: where despiking cannot tell, the best
    /// substance is sought once more without each such point.
    pub(crate) fn single_point(
        &self,
        shots: &[&Spectrum],
        (seen, ranked): (&Seen, &Order),
        options: &Options,
    ) -> Result<Option<Warning>, Error> {
        let view = self.library.view();
        let best = ranked.best.first().and_then(|best| view.substance_of(best.entry));
        if !seen.notes.despiked.cannot_tell || best.is_none() {
            return Ok(None);
        }
        for Lone { shift_cm1, .. } in lone(shots)? {
            let without: Result<Vec<(Spectrum, f64)>, Error> =
                shots.iter().map(|shot| without(shot, shift_cm1)).collect();
            let (cleaned, spacings): (Vec<Spectrum>, Vec<f64>) = without?.into_iter().unzip();
            let around = AROUND * spacings.into_iter().fold(0.0, f64::max);
            let found = match self.see(&cleaned.iter().collect::<Vec<_>>()) {
                Err(Error::Spectrum { .. }) => None,
                Err(error) => return Err(error),
                Ok(seen) => {
                    let mut asked = Asked::new(self, &seen, options)?;
                    asked.close((shift_cm1 - around, shift_cm1 + around));
                    let found = asked.rank()?;
                    let answers = !asked.by_bands() || decide::is_clear(&found);
                    let first = found.best.first().filter(|_| answers);
                    first.and_then(|first| view.substance_of(first.entry))
                }
            };
            if found != best {
                let text = format!(
                    "the answer hangs by the single point at {shift_cm1:.1} cm⁻¹, which may be a hot pixel or a cosmic ray: measure again, or with points closer together"
                );
                return Ok(Some(Warning { code: "single_point", text }));
            }
        }
        Ok(None)
    }
}

/// Which points of a spectrum stand alone.
fn marked(shot: SpectrumRef<'_>) -> Result<Vec<u8>, Error> {
    let y: Vec<f64> = shot.intensity().iter().map(|&y| f64::from(y)).collect();
    let (mut alone, mut scratch) = (vec![0; y.len()], vec![0.0; Despike::scratch_len(y.len())]);
    lone_points(&y, THRESHOLD, &mut alone, &mut scratch)?;
    Ok(alone)
}

/// The mean of the neighbours of a point.
fn beside(y: &[f32], at: usize) -> f32 {
    match (at.checked_sub(1).and_then(|k| y.get(k)), y.get(at + 1)) {
        (Some(before), Some(after)) => 0.5 * before + 0.5 * after,
        (Some(only), None) | (None, Some(only)) => *only,
        (None, None) => 0.0,
    }
}

/// The highest points that stand alone in any of the shots.
fn lone(shots: &[&Spectrum]) -> Result<Vec<Lone>, Error> {
    let mut found: Vec<Lone> = Vec::new();
    for shot in shots {
        let shot = shot.as_ref();
        let (alone, y) = (marked(shot)?, shot.intensity());
        let (low, high) =
            y.iter().fold((f32::INFINITY, f32::NEG_INFINITY), |(a, b), &y| (a.min(y), b.max(y)));
        for (i, &x) in shot.shift_cm1().iter().enumerate().filter(|(i, _)| alone[*i] == 1) {
            // As a part of what this shot spans, so that exposures do not matter.
            let height = f64::from(y[i] - beside(y, i)) / f64::from(high - low);
            found.push(Lone { shift_cm1: f64::from(x), height });
        }
    }
    found.sort_by(|a, b| b.height.total_cmp(&a.height));
    let mut places: Vec<Lone> = Vec::new();
    for lone in found {
        if places.len() < MOST_POINTS && places.iter().all(|place| place.shift_cm1 != lone.shift_cm1) {
            places.push(lone);
        }
    }
    Ok(places)
}

/// The spectrum with the mean of the neighbours in the place of every point that stands alone.
pub(crate) fn without_all(shot: &Spectrum) -> Result<Spectrum, Error> {
    let shot = shot.as_ref();
    let measured = shot.intensity();
    let made = marked(shot)?.into_iter().enumerate();
    let y = made.map(|(i, alone)| if alone == 1 { beside(measured, i) } else { measured[i] }).collect();
    Ok(Spectrum::new(shot.shift_cm1().to_vec(), y)?)
}

/// The spectrum with the mean of the neighbours in the place of the point at a Raman shift, and how far those stand.
fn without(shot: &Spectrum, shift_cm1: f64) -> Result<(Spectrum, f64), Error> {
    let shot = shot.as_ref();
    let (x, mut y) = (shot.shift_cm1(), shot.intensity().to_vec());
    let far = |i: usize| (f64::from(x[i]) - shift_cm1).abs();
    let at = (0..x.len()).min_by(|&a, &b| far(a).total_cmp(&far(b))).unwrap_or(0);
    let (before, after) = (at.saturating_sub(1), (at + 1).min(x.len() - 1));
    let spacing = f64::from(x[after] - x[before]) / (after - before) as f64;
    // Where this shot has the point at all.
    if far(at) <= spacing {
        y[at] = beside(&y, at);
    }
    Ok((Spectrum::new(x.to_vec(), y)?, spacing))
}

//! One linear row from its points to the components of a mixture, in lent memory.

use super::amounts::MOST_COLUMNS;
use super::axis::Measured;
use super::component::{Component, MOST_COMPONENTS, Rival, Told};
use super::model::{ALIKE, Model, Sum};
use super::room::Room;
use super::rows::LinearReferences;
use super::scan::Looks;
use super::search::{Level, Levels};
use super::terms::UnmixTerms;
use crate::compare::alignment::Alignment;
use crate::ground::error::{self, Error};
use crate::identify::patience::Patience;
use crate::measured::grid::{Grid, Interval};

/// Most containers.
pub const MOST_CONTAINERS: usize = 3;
/// The part of its height to which the user's own empty container fits what is in front of a sample.
const BESIDE: f64 = 0.5;
/// This part of the root mean square of the query's row is expected at every point beside noise: no reference is right everywhere.
const FLOOR: f64 = 0.02;

/// A linear row that is to be unmixed.
#[derive(Clone, Copy, Debug)]
pub struct Signal<'a> {
    /// `[grid.len]`.
    pub row: &'a [f32],
    /// Where it is known.
    pub interval: Interval,
    /// The standard deviation that noise has in it.
    pub sigma: f64,
    /// The stretches in which points count.
    pub open: &'a [Interval],
    /// Rows of the user's own empty containers, each `[grid.len]`, measured on the same axis, with where they are known.
    pub containers: &'a [(&'a [f32], Interval)],
    /// How far the axis was taken to be off by others.
    pub alignment: Alignment,
}

/// Lent memory of an unmixing; its content is garbage before.
#[derive(Debug)]
pub struct UnmixMemory<'m> {
    /// [`unmix_lengths`](super::unmix_lengths) says how many.
    pub reals: &'m mut [f64],
    /// As well.
    pub samples: &'m mut [f32],
}

/// What a signal is a sum of.
#[derive(Clone, Copy, Debug)]
pub struct Unmixed<'m> {
    /// How far the axis was taken to be off.
    pub alignment: Alignment,
    /// The query's row as it was aligned, `[grid.len]` and a few more.
    pub row: &'m [f64],
    /// The sum of the components and the containers, likewise.
    pub fit: &'m [f64],
    /// Weights of the points, likewise: 0 where they do not count.
    pub weights: &'m [f64],
    /// Where all of it is known.
    pub interval: Interval,
    /// Noise as it was taken to be.
    pub sigma: f64,
    components: [Component; MOST_COMPONENTS],
    len: usize,
    /// What the containers contribute, `[grid.len]` each.
    containers: &'m [f32],
    amounts: [f64; MOST_CONTAINERS],
    containers_len: usize,
    left: f64,
    partial: bool,
    beside: bool,
    covered_cm1: f64,
    /// The part of the signal's energy that is not explained, beyond noise, 0 to 1.
    pub unexplained: f64,
    /// Bands that nothing explains.
    pub open_bands: Told,
    /// Share above which 95 of 100 other references would have been told; 1 where no more were sought.
    pub other_share: f64,
    /// What would explain most of what is left; none where nothing would.
    pub next: Option<Rival>,
}

impl Unmixed<'_> {
    /// The components, by their shares, the largest first.
    #[must_use]
    pub fn components(&self) -> &[Component] {
        &self.components[..self.len]
    }

    /// Whether something is there that nothing explains.
    #[must_use]
    pub fn is_incomplete(&self) -> bool {
        self.partial
    }

    /// Whether something stands beside the one component that is told, where that is known: what a reference does not know of is not beside it.
    #[must_use]
    pub fn is_beside(&self) -> bool {
        self.beside
    }

    /// How much of the axis was compared, in cm⁻¹.
    #[must_use]
    pub fn covered_cm1(&self) -> f64 {
        self.covered_cm1
    }

    /// How many containers there were.
    #[must_use]
    pub fn containers_len(&self) -> usize {
        self.containers_len
    }

    /// The part of the row's energy that is not the containers', 0 to 1.
    #[must_use]
    pub fn left_by_containers(&self) -> f64 {
        self.left
    }

    /// The moved row of a container, `[grid.len]`, and how many times it is in the query's.
    #[must_use]
    pub fn container(&self, place: usize, grid: Grid) -> Option<(&[f32], f64)> {
        let row = self.containers.get(place * grid.len..(place + 1) * grid.len)?;
        Some((row, *self.amounts.get(place)?))
    }
}

/// A sum, what speaks for its components, and how many of them are told.
type Found = (Level, [Component; MOST_COMPONENTS], usize);

/// The largest sum that leaves nothing unexplained and of which every component has the evidence that it needs; else the one reference that fits
/// best, if it carries enough, beside something that is not explained. It stands in the room.
fn told(
    model: &mut Model<'_, '_>,
    measured: &Measured<'_>,
    levels: &Levels,
    terms: &UnmixTerms,
    looks: &mut Looks<'_>,
) -> Result<Found, Error> {
    let limits = terms.limits;
    let has_bands = levels.all().first().is_some_and(|first| {
        model.align(measured, first.alignment);
        model.stand(&first.sum);
        model.has_bands()
    });
    let all =
        |level: &&Level| level.whole.unexplained <= limits.unexplained && level.whole.seen >= limits.seen;
    for level in levels.all().iter().rev().filter(all).filter(|_| has_bands) {
        let mut level = *level;
        stand(model, measured, &mut level);
        let (mut made, len) = model.components(&mut level.sum, &level.whole);
        let least = model.least_gain();
        let evidence = if len > 2 { limits.evidence.1 } else { limits.evidence.0 };
        let enough =
            |one: &Component| one.evidence >= evidence && one.part >= limits.part && one.gain >= least;
        if !made[..len].iter().all(enough) || !model.show_bands(&level.sum) {
            continue;
        }
        model.unlike(&mut level.sum, &mut made[..len], (level.whole.domain, terms.least_cm1), looks)?;
        if made[..len].iter().all(|one| one.unlike <= limits.unlike) {
            return Ok((level, made, len));
        }
    }
    let Some(first) = levels.all().first().filter(|_| has_bands) else {
        let mut level = Level { sum: Sum::of_containers(measured.containers.len()), ..Level::default() };
        model.weigh_alike(model.known);
        level.whole = model.settle(&mut level.sum, 2);
        model.partial = true;
        return Ok((level, [Component::default(); MOST_COMPONENTS], 0));
    };
    let mut level = *first;
    model.align(measured, level.alignment);
    model.stand(&level.sum);
    let one = model.alone(&mut level.sum, terms.least_cm1, looks)?;
    // What a reference does not know of is not beside it: the domain stays that of its own sum.
    let told = one.carried >= limits.carried
        && one.unlike <= limits.unlike_beside
        && one.gain >= model.least_gain()
        && model.show_bands(&level.sum);
    let mut made = [Component::default(); MOST_COMPONENTS];
    made[0] = one;
    Ok((level, made, usize::from(told)))
}

/// Puts a sum into the room as it was found.
fn stand(model: &mut Model<'_, '_>, measured: &Measured<'_>, level: &mut Level) {
    model.align(measured, level.alignment);
    model.stand(&level.sum);
    level.whole = model.settle(&mut level.sum, 1);
}

/// What a linear row is a sum of. O(entries · grid.len) for each look at all references, some thirty of them; no allocation.
///
/// # Errors
/// [`Error::Length`], [`Error::Parameter`], [`Error::Cancelled`].
pub fn unmix<'m>(
    references: &dyn LinearReferences,
    grid: Grid,
    signal: &Signal<'m>,
    terms: &UnmixTerms,
    memory: &'m mut UnmixMemory<'_>,
    patience: Patience<'_>,
) -> Result<Unmixed<'m>, Error> {
    terms.check()?;
    error::same_len("row", grid.len, signal.row.len())?;
    let containers = signal.containers.len();
    error::domain("containers", containers as f64, containers <= MOST_CONTAINERS, "at most 3")?;
    for (row, _) in signal.containers {
        error::same_len("containers", grid.len, row.len())?;
    }
    let columns = (terms.most + containers).min(MOST_COLUMNS);
    let room =
        Room::of((grid.len, columns - containers, containers), memory.reals, memory.samples, signal.open)?;
    let known = signal.interval.of(signal.row);
    let squares: f64 = known.iter().map(|y| f64::from(*y) * f64::from(*y)).sum();
    let floor = (FLOOR * FLOOR * squares / known.len().max(1) as f64).max(f64::MIN_POSITIVE);
    let sigma = signal.sigma;
    let mut model = Model {
        rows: references,
        grid,
        sigma,
        kappa: terms.kappa,
        beside: BESIDE / terms.kappa,
        partial: false,
        alike: ALIKE * (terms.fine_cm1 / grid.step_cm1).max(1.0 / ALIKE),
        floor,
        known: signal.interval,
        room,
        rank: 0,
    };
    let measured = Measured { row: signal.row, interval: signal.interval, containers: signal.containers };
    let every = u32::try_from(patience.every).unwrap_or(u32::MAX);
    let mut looks = Looks { every, go_on: patience.go_on, seen: 0 };
    let levels = model.grow(
        &measured,
        (signal.alignment, terms.tolerance),
        (terms.least_cm1, terms.most),
        &mut looks,
    )?;
    let (mut level, mut components, len) = told(&mut model, &measured, &levels, terms, &mut looks)?;
    let (mut other_share, mut next) = (1.0, None);
    if len > 0 {
        let least = (terms.limits.rival, terms.least_cm1);
        model.rivals(&mut level.sum, &mut components[..len], least, &mut looks)?;
        for component in &mut components[..len] {
            component.bands = model.own_bands((component.entry, component.amount));
        }
        let over = (level.whole.domain, terms.least_cm1);
        (other_share, next) =
            model.others(&mut level.sum, (&level.whole, &terms.limits), over, &mut looks)?;
        if len == terms.most {
            // Another one was not sought.
            other_share = 1.0;
        }
        model.measure(&mut level.sum, &mut components[..len]);
    }
    let open_bands = model.open_bands(level.whole.domain);
    components[..len].sort_unstable_by(|a, b| b.share.total_cmp(&a.share));
    let mut amounts = [0.0; MOST_CONTAINERS];
    for (slot, amount) in amounts.iter_mut().zip(level.sum.containers()) {
        *slot = amount;
    }
    let partial = model.partial;
    let covered_cm1 = model.counted_cm1(level.whole.domain);
    let Room { query, fit, beside, weights, containers, .. } = model.room;
    let counted = || query.iter().zip(&*beside).zip(&*weights).filter(|(_, weight)| **weight > 0.0);
    let all: f64 = counted().map(|((query, _), _)| query * query).sum();
    let rest: f64 = counted().map(|((query, beside), _)| (query - beside) * (query - beside)).sum();
    let left = if all > 0.0 { (rest / all).min(1.0) } else { 0.0 };
    Ok(Unmixed {
        alignment: level.alignment,
        row: query,
        fit,
        weights,
        interval: level.whole.domain,
        sigma,
        components,
        len,
        containers,
        amounts,
        containers_len: signal.containers.len(),
        left,
        partial,
        covered_cm1,
        beside: partial && level.whole.unexplained > terms.limits.unexplained,
        unexplained: level.whole.unexplained,
        open_bands,
        other_share,
        next,
    })
}

//! What is asked of whom: substances ranked by what is asked for, and what speaks for the first.

use super::apart::Apart;
use super::desk::Desk;
use super::identifier::Identifier;
use super::options::{Options, Ranking};
use super::seen::{LinearSeen, Seen};
use crate::ground::error::Error;
use crate::library::called;
use crate::library::emphasized::Emphasizer;
use crate::search::matcher::broadened_to_library;
use ramatch_core::alignment::Alignment;
use ramatch_core::band::Peak;
use ramatch_core::identify::{
    self, BandRoom, BestOfEach, ComparedBands, Evidence, Fate, MOST_BANDS, Mask, Order, Question, RANKS,
    Ranked, Search, Tolerance, pair_bands,
};
use ramatch_core::metric::Formula;
use ramatch_core::{Code, Interval, LibraryRef, Score};
use std::cell::OnceCell;
use std::collections::BTreeSet;

/// Substances in their order.
pub(crate) struct Ranks {
    /// The best entry of each, of as many as were asked for at least.
    pub(crate) best: Vec<Ranked>,
    /// Entries that have a score.
    pub(crate) scored: u32,
    /// Substances that have one.
    pub(crate) scored_substances: u32,
    pub(crate) alignment: Alignment,
    pub(crate) metric: &'static str,
    /// 1 where a larger score is better, −1 otherwise.
    pub(crate) sense: f64,
    /// The first score less the best of another substance under another alignment, by the default matcher.
    pub(crate) gap: Option<f64>,
    /// What speaks for the first, by its bands, whatever ranked it.
    pub(crate) evidence: Option<Evidence>,
}

/// What is asked of whom.
pub(crate) struct Asked<'a> {
    identifier: &'a Identifier,
    seen: &'a Seen,
    desk: &'a Desk,
    ranking: Ranking,
    pub(crate) tolerance: Tolerance,
    /// The emphasised row of the query; none where nothing rises above the noise.
    row: Option<Vec<f32>>,
    /// The stretches in which points count.
    open: Vec<Interval>,
    excluded: &'a [u32],
    through: Option<u32>,
}

impl<'a> Asked<'a> {
    /// Asks by options; points between the Raman shifts of `closed` do not count.
    pub(crate) fn new(
        identifier: &'a Identifier,
        seen: &'a Seen,
        (options, closed): (&Options, &[(f64, f64)]),
        desk: &'a Desk,
    ) -> Result<Self, Error> {
        let view = identifier.library.view();
        let grid = view.grid();
        let tolerance = checked(identifier, options)?;
        let excluded = once(&desk.excluded, || excluded(&view, &options.exclude))?;
        let mut slots = vec![Interval::default(); Mask::slots_len(grid.len)];
        let (mut mask, through) = match &options.through {
            None => (Mask::all(grid, &mut slots)?, None),
            Some(container) => {
                let (substance, first) = *once(&desk.container, || container_of(&view, container))?;
                (Mask::beside(grid, view.row(first).samples(), &mut slots)?, Some(substance))
            }
        };
        // The straight line across a gap was not measured.
        seen.gaps.iter().chain(closed).try_for_each(|&gap| mask.close(gap))?;
        let open = mask.open().to_vec();
        let row = emphasized(identifier, seen)?;
        let ranking = options.ranking;
        Ok(Self { identifier, seen, desk, ranking, tolerance, row, open, excluded, through })
    }

    /// How its linear row is taken apart.
    pub(super) fn apart<'s>(
        &'s self,
        linear: &'s LinearSeen,
        alignment: Alignment,
        containers: &'s [(String, LinearSeen)],
    ) -> Apart<'s> {
        let (open, excluded, through, tolerance) =
            (&self.open[..], self.excluded, self.through, self.tolerance);
        Apart { linear, open, excluded, through, tolerance, alignment, containers }
    }

    /// The linear rows of containers, made once.
    pub(super) fn containers(&self, options: &Options) -> Result<&'a [(String, LinearSeen)], Error> {
        let made = once(&self.desk.containers, || self.identifier.see_containers(options))?;
        Ok(made)
    }

    /// Points of the grid that the query covers, without its gaps; what a container hides is covered.
    pub(crate) fn covered(&self) -> usize {
        let grid = self.identifier.library.view().grid();
        identify::covered(grid, self.seen.interval, self.seen.gaps.iter().copied())
    }

    /// What is compared by an emphasised row, and of whom it is asked.
    fn question<'q>(&'q self, row: &'q [f32]) -> Question<'q> {
        let (interval, open) = (self.seen.interval, &self.open[..]);
        Question { row, interval, open, excluded: self.excluded, through: self.through }
    }

    /// Whether points count at a Raman shift, once the axis is aligned.
    pub(crate) fn counts(&self, shift_cm1: f64) -> bool {
        identify::counts(&self.open, self.identifier.library.view().grid(), shift_cm1)
    }

    /// Whether nothing rises above the noise.
    pub(crate) fn is_noise(&self) -> bool {
        self.row.is_none()
    }

    /// Whether scores are those of the default matcher.
    pub(crate) fn by_bands(&self) -> bool {
        self.ranking == Ranking::Recipe && self.identifier.pipeline.recipe().emphasized_by().is_some()
    }

    /// Has a reference's bands, compared over a stretch, side by side with the query's.
    pub(crate) fn compare<R>(
        &self,
        (bands, alignment): (&[Peak], Alignment),
        (entry, over): (u32, Interval),
        read: impl FnOnce(&ComparedBands<'_>) -> R,
    ) -> R {
        let [mut reference, mut query, mut weak] = [[Peak::default(); MOST_BANDS]; 3];
        let (mut partner, mut fates) = ([None; MOST_BANDS], [Fate::NotAsked; MOST_BANDS]);
        let room = BandRoom {
            reference: &mut reference,
            query: &mut query,
            weak: &mut weak,
            partner: &mut partner,
            fates: &mut fates,
        };
        let view = self.identifier.library.view();
        let known = self.desk.bands(&view, entry, over);
        let place = (view.grid(), &self.open[..]);
        read(&pair_bands((bands, alignment), (known.bands(), over), place, room))
    }

    /// Ranks the best `top` substances.
    pub(crate) fn rank(&self, top: usize) -> Result<Ranks, Error> {
        self.rank_and_weigh(top, None)
    }

    /// Ranks the best `top` substances, and weighs the first one, of which the query's bands speak.
    pub(crate) fn rank_and_weigh(&self, top: usize, bands: Option<&[Peak]>) -> Result<Ranks, Error> {
        match self.ranking {
            Ranking::By(formula) => self.rank_by(formula, bands),
            Ranking::Recipe if self.by_bands() => self.rank_by_bands(top, bands),
            Ranking::Recipe => self.rank_by(Formula::Cosine, bands),
        }
    }

    fn rank_by_bands(&self, top: usize, bands: Option<&[Peak]>) -> Result<Ranks, Error> {
        let mut made = Ranks {
            best: Vec::new(),
            scored: 0,
            scored_substances: 0,
            alignment: Alignment::default(),
            metric: "bands",
            sense: 1.0,
            gap: None,
            evidence: None,
        };
        self.search((self.tolerance, top), |search| {
            let Some(found) = search.found() else { return Ok(()) };
            made.alignment = found.alignment;
            made.best = found.best.to_vec();
            (made.scored, made.scored_substances) = (found.scored, found.scored_substances);
            made.gap = found.gap;
            made.evidence = self.weigh(search, made.best.first(), bands)?;
            Ok(())
        })?;
        Ok(made)
    }

    /// Puts the question to the default matcher; nothing where no band rises above the noise.
    fn search(
        &self,
        wanted: (Tolerance, usize),
        read: impl FnOnce(&Search<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let view = self.identifier.library.view();
        let Some(row) = &self.row else { return Ok(()) };
        self.identifier.matcher().search(&view, self.question(row), wanted, read)
    }

    /// What speaks for an entry by its bands, whatever it was ranked by.
    fn weigh(
        &self,
        search: &Search<'_>,
        first: Option<&Ranked>,
        bands: Option<&[Peak]>,
    ) -> Result<Option<Evidence>, Error> {
        let (Some(first), Some(bands), Some(found)) = (first, bands, search.found()) else { return Ok(None) };
        let view = self.identifier.library.view();
        let mut aligned = vec![0.0; view.grid().len];
        let seen = (&self.seen.samples[..], self.seen.interval, self.seen.notes.noise());
        let of = (first.entry, first.over);
        let made = self.compare((bands, found.alignment), of, |compared| {
            Evidence::of(search, seen, of, compared, &mut aligned)
        });
        Ok(made?)
    }

    /// The cosine of the prepared samples of listed entries, under the alignment of the ranking; 0 where one has none.
    pub(crate) fn cosines(&self, ranks: &Ranks, top: usize) -> Result<Vec<f64>, Error> {
        let view = self.identifier.library.view();
        let mut moved = vec![0.0; view.grid().len];
        let query = match self.by_bands() {
            false => (&self.seen.samples[..], self.seen.interval),
            true => {
                let (samples, interval) = (&self.seen.samples, self.seen.interval);
                let known = ranks.alignment.apply(samples, interval, view.grid(), &mut moved)?;
                (&moved[..], known)
            }
        };
        let cosine =
            |ranked: &Ranked| view.score_samples(query, ranked.entry).map_or(0.0, |score| score.cosine);
        Ok(ranks.best.iter().take(top).map(cosine).collect())
    }

    fn rank_by(&self, formula: Formula, bands: Option<&[Peak]>) -> Result<Ranks, Error> {
        let view = self.identifier.library.view();
        let grid = view.grid();
        let (sense, order) = match formula.larger_is_alike() {
            true => (1.0, Order::LargerFirst),
            false => (-1.0, Order::SmallerFirst),
        };
        let substances = view.substances_len();
        let mut slots = vec![Ranked::EMPTY; substances as usize];
        let mut known = vec![0; BestOfEach::known_len(substances)];
        let mut best = BestOfEach::new(&view, &mut slots, &mut known, order)?;
        let query = (&self.seen.samples[..], self.seen.interval);
        let whole = self.open.len() == 1 && self.open[0].len() == grid.len;
        let mask: Vec<bool> =
            (0..grid.len).map(|i| self.open.iter().any(|open| (open.lo..open.hi).contains(&i))).collect();
        // Whom it is asked of does not hang on the row.
        let question = self.question(&[]);
        for index in (0..view.len()).filter(|&index| question.asks(&view, index)) {
            let ranked = if formula == Formula::Cosine && whole {
                view.score_samples(query, index).map(|Score { cosine, over }| (cosine, over))
            } else {
                let row: Vec<f32> = view.row(index).samples().collect();
                let reference = (&row[..], view.interval(index).unwrap_or_default());
                let limits = view.recipe().overlap_limits();
                let measured = formula.between(query, reference, Some(&mask), grid, limits)?;
                measured.map(|measured| (measured.value, measured.over))
            };
            if let Some((score, over)) = ranked {
                let substance = view.substance_of(index).unwrap_or(u32::MAX);
                best.offer(Ranked { entry: index, substance, score, over });
            }
        }
        let (best, scored, scored_substances) = best.done();
        let mut made = Ranks {
            best: best.to_vec(),
            scored,
            scored_substances,
            alignment: Alignment::default(),
            metric: formula.name(),
            sense,
            gap: None,
            evidence: None,
        };
        if bands.is_some() && !made.best.is_empty() {
            // Ranked by something else: what the matcher says of all of them is not known yet.
            self.search((Tolerance::none(), RANKS), |search| {
                made.evidence = self.weigh(search, made.best.first(), bands)?;
                Ok(())
            })?;
        }
        Ok(made)
    }
}

impl Identifier {
    /// Refuses options that are wrong whatever is asked about, before the first of many spectra is read. O(substances), and O(entries)
    /// where some are excluded.
    ///
    /// ```
    /// use ramatch::{Identifier, Options};
    /// let identifier = Identifier::embedded()?;
    /// assert!(identifier.check(&Options::default().through("polyethylene")).is_ok());
    /// assert!(identifier.check(&Options::default().through("a bag")).is_err());
    /// # Ok::<(), ramatch::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Spectrum`] for a tolerance that would find anything anywhere, [`Error::Library`] for a tolerance beside a metric, and for
    /// a substance or an entry that is not there.
    pub fn check(&self, options: &Options) -> Result<(), Error> {
        let view = self.library.view();
        checked(self, options)?;
        excluded(&view, &options.exclude)?;
        self.see_containers(options)?;
        options.through.as_deref().map_or(Ok(()), |name| container_of(&view, name).map(drop))
    }
}

/// The tolerance of options that contradict neither themselves nor sense.
fn checked(identifier: &Identifier, options: &Options) -> Result<Tolerance, Error> {
    let tolerance = identifier.tolerance(options);
    tolerance.check()?;
    if options.tolerance.is_some() && options.ranking != Ranking::Recipe {
        let reason = "a metric compares with the axis as it stands: state a tolerance or a metric, not both";
        return Err(Error::Library { path: None, code: Code::Parameter, reason: reason.into() });
    }
    if !options.containers.is_empty() && (options.single || options.ranking != Ranking::Recipe) {
        let reason =
            "a container is taken out of a sum: state it without a metric, and not for a single substance";
        return Err(Error::Library { path: None, code: Code::Parameter, reason: reason.into() });
    }
    Ok(tolerance)
}

/// The emphasised row of a query, at the resolution of the library if the instrument's is known and finer.
pub(super) fn emphasized(identifier: &Identifier, seen: &Seen) -> Result<Option<Vec<f32>>, Error> {
    let mut emphasizer = Emphasizer::always(identifier.pipeline.recipe());
    let own = identifier.profile.as_ref().and_then(|profile| profile.resolution_cm1);
    let samples = match own {
        Some(own) => broadened_to_library(&identifier.library, (&seen.samples, seen.interval), own)?,
        None => None,
    };
    let samples = samples.as_deref().unwrap_or(&seen.samples);
    Ok(emphasizer.row(samples, seen.interval, seen.notes.noise_density).map(<[f32]>::to_vec))
}

/// Which entries are not asked, rising. An id of none is a mistake: what was meant would be asked.
fn excluded(view: &LibraryRef<'_>, ids: &[String]) -> Result<Vec<u32>, Error> {
    let mut excluded = Vec::new();
    if ids.is_empty() {
        return Ok(excluded);
    }
    let mut missing: BTreeSet<&str> = ids.iter().map(String::as_str).collect();
    let wanted = missing.clone();
    for index in 0..view.len() {
        if let Some(entry) = view.entry(index).filter(|entry| wanted.contains(entry.id)) {
            excluded.push(index);
            missing.remove(entry.id);
        }
    }
    match missing.first() {
        None => Ok(excluded),
        Some(id) => {
            let reason =
                format!("there is no entry \"{id}\" in the library to exclude: state ids of entries");
            Err(Error::Library { path: None, code: Code::BadEntry, reason })
        }
    }
}

/// A substance by its id or its name, and its first entry.
fn container_of(view: &LibraryRef<'_>, name: &str) -> Result<(u32, u32), Error> {
    let substance = called(view, name);
    let first = |substance| {
        (0..view.len())
            .find(|&index| view.substance_of(index) == Some(substance))
            .map(|entry| (substance, entry))
    };
    substance.and_then(first).ok_or_else(|| {
        let reason = format!(
            "there is no substance \"{name}\" to have measured through: state an id or a name that `ramatch library list` shows"
        );
        Error::Library { path: None, code: Code::BadEntry, reason }
    })
}

/// What a cell holds, found out the first time.
fn once<T>(cell: &OnceCell<T>, find: impl FnOnce() -> Result<T, Error>) -> Result<&T, Error> {
    if let Some(known) = cell.get() {
        return Ok(known);
    }
    let found = find()?;
    Ok(cell.get_or_init(|| found))
}

//! Every entry scored by what is asked for, and the best of each substance.

use crate::answer::identify::{Identifier, Options, Ranking};
use crate::answer::seen::Seen;
use crate::ground::error::Error;
use crate::library::emphasized::Emphasizer;
use crate::search::matcher::{Question, Survey, Tolerance, Weighed};
use ramatch_core::alignment::Alignment;
use ramatch_core::metric::Formula;
use ramatch_core::{Code, Interval, LibraryRef, Score};
use std::collections::BTreeSet;

/// The best entry of one substance.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ranked {
    pub(crate) entry: u32,
    /// What the ranking goes by.
    pub(crate) score: f64,
    /// The cosine of the prepared samples under the alignment, of what is listed; 0 where it has none.
    pub(crate) cosine: f64,
    pub(crate) over: Interval,
}

/// Substances in their order.
pub(crate) struct Order {
    pub(crate) best: Vec<Ranked>,
    pub(crate) scored: usize,
    pub(crate) alignment: Alignment,
    pub(crate) metric: &'static str,
    /// 1 where a larger score is better, −1 otherwise.
    pub(crate) sense: f64,
    /// The alignments that were tried, by the default matcher.
    survey: Option<Survey>,
    /// The first score less the best of another substance under another alignment, by the default matcher.
    pub(crate) gap: Option<f64>,
}

/// What speaks for an entry, and the best scores of other substances under other alignments and under the same.
pub(crate) struct Speaking {
    pub(crate) weighed: Weighed,
    pub(crate) elsewhere: Option<f64>,
    pub(crate) beside: Option<f64>,
}

/// What is asked of whom.
pub(crate) struct Asked<'a> {
    identifier: &'a Identifier,
    seen: &'a Seen,
    ranking: Ranking,
    pub(crate) tolerance: Tolerance,
    /// How many will be listed.
    top: usize,
    /// The emphasised row of the query; none where nothing rises above the noise.
    row: Option<Vec<f32>>,
    /// The stretches in which points count.
    pub(crate) open: Vec<Interval>,
    excluded: Vec<bool>,
}

/// From this part of its height on, a container's row covers what is measured through it.
const COVERED: f32 = 0.05;

impl<'a> Asked<'a> {
    pub(crate) fn new(identifier: &'a Identifier, seen: &'a Seen, options: &Options) -> Result<Self, Error> {
        let view = identifier.library.view();
        let n = view.grid().len;
        let tolerance = identifier.tolerance(options);
        tolerance.check()?;
        if options.tolerance.is_some() && options.ranking != Ranking::Recipe {
            let reason =
                "a metric compares with the axis as it stands: state a tolerance or a metric, not both";
            return Err(Error::Library { path: None, code: Code::Parameter, reason: reason.into() });
        }
        let mut excluded = excluded(&view, &options.exclude)?;
        let mut open = vec![Interval { lo: 0, hi: n }];
        if let Some(container) = &options.through {
            let entries = entries_of(&view, container);
            let Some(&first) = entries.first() else {
                let reason = format!("there is no substance \"{container}\" to have measured through");
                return Err(Error::Library { path: None, code: Code::BadEntry, reason });
            };
            entries.iter().for_each(|&index| excluded[index as usize] = true);
            open = uncovered(&view, first);
        }
        let row = identifier.emphasized(seen)?;
        let mut asked = Self {
            identifier,
            seen,
            ranking: options.ranking,
            tolerance,
            top: options.top,
            row,
            open,
            excluded,
        };
        // The straight line across a gap was not measured.
        seen.gaps.iter().for_each(|&gap| asked.close(gap));
        Ok(asked)
    }

    /// Points of the grid that the query covers, without its gaps; what a container hides is covered.
    pub(crate) fn covered(&self) -> usize {
        let grid = self.identifier.library.view().grid();
        let bridged =
            |i: &usize| self.seen.gaps.iter().any(|(from, to)| (*from..=*to).contains(&grid.shift_cm1(*i)));
        let Interval { lo, hi } = self.seen.interval;
        (lo..hi).filter(|i| !bridged(i)).count()
    }

    /// Points between two Raman shifts do not count.
    pub(crate) fn close(&mut self, (from, to): (f64, f64)) {
        let grid = self.identifier.library.view().grid();
        let index = |shift_cm1: f64| ((shift_cm1 - grid.start_cm1) / grid.step_cm1).max(0.0);
        let (lo, hi) = (index(from).floor() as usize, index(to).ceil() as usize + 1);
        let sides = |open: &Interval| {
            let below = Interval { lo: open.lo, hi: open.hi.min(lo) };
            let above = Interval { lo: open.lo.max(hi), hi: open.hi };
            [below, above]
        };
        let open = self.open.iter().flat_map(sides).filter(|open| open.lo < open.hi);
        self.open = open.collect();
    }

    /// Whether nothing rises above the noise.
    pub(crate) fn is_noise(&self) -> bool {
        self.row.is_none()
    }

    /// Whether scores are those of the default matcher.
    pub(crate) fn by_bands(&self) -> bool {
        self.ranking == Ranking::Recipe && self.identifier.pipeline.recipe().emphasized_by().is_some()
    }

    fn question<'b>(&'b self, row: &'b [f32], excluded: &'b dyn Fn(u32) -> bool) -> Question<'b> {
        Question { row, interval: self.seen.interval, open: &self.open, excluded }
    }

    fn is_excluded(&self, index: u32) -> bool {
        self.excluded.get(index as usize).copied().unwrap_or(false)
    }

    /// What speaks for an entry by its bands, whatever it was ranked by.
    pub(crate) fn weigh(&self, ranked: &Order, entry: u32, noise: f64) -> Option<Speaking> {
        let view = self.identifier.library.view();
        let excluded = |index: u32| self.is_excluded(index);
        let question = self.question(self.row.as_ref()?, &excluded);
        let matcher = self.identifier.matcher();
        let own = view.substance_of(entry);
        let (mut made, mut beside) = (None, ranked.best.get(1).map(|next| next.score));
        if ranked.survey.is_none() {
            // Ranked by something else: what the matcher says of all the others is not known yet.
            made = Some(matcher.survey(&view, &question, Tolerance::none()));
            beside = None;
            matcher.scan(&view, &question, ranked.alignment, &mut |index, score| {
                if view.substance_of(index) != own && beside.is_none_or(|best| score.score > best) {
                    beside = Some(score.score);
                }
            });
        }
        let survey = ranked.survey.as_ref().or(made.as_ref())?;
        let weighed = matcher.weigh(&view, &question, (ranked.alignment, entry), noise)?;
        Some(Speaking { weighed, elsewhere: survey.elsewhere(own, ranked.alignment), beside })
    }

    /// Ranks the substances.
    pub(crate) fn rank(&self) -> Result<Order, Error> {
        match self.ranking {
            Ranking::By(formula) => self.rank_by(formula),
            Ranking::Recipe if self.by_bands() => self.rank_by_bands(),
            Ranking::Recipe => self.rank_by(Formula::Cosine),
        }
    }

    fn rank_by_bands(&self) -> Result<Order, Error> {
        let view = self.identifier.library.view();
        let mut made = Order {
            best: Vec::new(),
            scored: 0,
            alignment: Alignment::default(),
            metric: "bands",
            sense: 1.0,
            survey: None,
            gap: None,
        };
        let (matcher, Some(row)) = (self.identifier.matcher(), &self.row) else { return Ok(made) };
        let excluded = |index: u32| self.is_excluded(index);
        let question = self.question(row, &excluded);
        let survey = matcher.survey(&view, &question, self.tolerance);
        made.alignment = survey.alignment();
        let mut best = BestOfEach::new(&view, 1.0);
        matcher.scan(&view, &question, made.alignment, &mut |index, score| {
            best.offer(&view, Ranked { entry: index, score: score.score, cosine: 0.0, over: score.over });
        });
        made.scored = best.scored;
        made.best = best.sorted();
        if let Some(first) = made.best.first() {
            let elsewhere = survey.elsewhere(view.substance_of(first.entry), made.alignment);
            made.gap = elsewhere.map(|elsewhere| first.score - elsewhere);
        }
        made.survey = Some(survey);
        // The cosine of what is listed; of the others nobody asks.
        let mut moved = vec![0.0; view.grid().len];
        let known = made.alignment.apply(&self.seen.samples, self.seen.interval, view.grid(), &mut moved)?;
        for ranked in made.best.iter_mut().take(self.top) {
            let score = view.score_samples((&moved, known), ranked.entry);
            ranked.cosine = score.map_or(0.0, |score| score.cosine);
        }
        Ok(made)
    }

    fn rank_by(&self, formula: Formula) -> Result<Order, Error> {
        let view = self.identifier.library.view();
        let grid = view.grid();
        let sense = if formula.larger_is_alike() { 1.0 } else { -1.0 };
        let mut best = BestOfEach::new(&view, sense);
        let query = (&self.seen.samples[..], self.seen.interval);
        let whole = self.open.len() == 1 && self.open[0].len() == grid.len;
        let mask: Vec<bool> =
            (0..grid.len).map(|i| self.open.iter().any(|open| (open.lo..open.hi).contains(&i))).collect();
        for index in (0..view.len()).filter(|&index| !self.excluded[index as usize]) {
            let cosine = view.score_samples(query, index);
            let ranked = if formula == Formula::Cosine && whole {
                cosine.map(|Score { cosine, over }| (cosine, over))
            } else {
                let row: Vec<f32> = view.row(index).samples().collect();
                let reference = (&row[..], view.interval(index).unwrap_or_default());
                let limits = view.recipe().overlap_limits();
                let measured = formula.between(query, reference, Some(&mask), grid, limits)?;
                measured.map(|measured| (measured.value, measured.over))
            };
            if let Some((score, over)) = ranked {
                let cosine = cosine.map_or(0.0, |cosine| cosine.cosine);
                best.offer(&view, Ranked { entry: index, score, cosine, over });
            }
        }
        let scored = best.scored;
        let (alignment, metric) = (Alignment::default(), formula.name());
        Ok(Order { best: best.sorted(), scored, alignment, metric, sense, survey: None, gap: None })
    }
}

impl Identifier {
    /// The emphasised row of a query, at the resolution of the library if the instrument's is known and finer.
    fn emphasized(&self, seen: &Seen) -> Result<Option<Vec<f32>>, Error> {
        let mut emphasizer = Emphasizer::always(self.pipeline.recipe());
        let own = self.profile.as_ref().and_then(|profile| profile.resolution_cm1);
        let samples = match own {
            Some(own) => crate::search::matcher::broadened_to_library(&self.library, seen, own)?,
            None => None,
        };
        let samples = samples.as_deref().unwrap_or(&seen.samples);
        Ok(emphasizer.row(samples, seen.interval, seen.notes.noise_density).map(<[f32]>::to_vec))
    }
}

/// The best entry of every substance.
struct BestOfEach {
    best: Vec<Option<Ranked>>,
    scored: usize,
    sense: f64,
}

impl BestOfEach {
    fn new(view: &LibraryRef<'_>, sense: f64) -> Self {
        Self { best: vec![None; view.substances_len() as usize], scored: 0, sense }
    }

    fn offer(&mut self, view: &LibraryRef<'_>, ranked: Ranked) {
        self.scored += 1;
        let substance = view.substance_of(ranked.entry).map_or(usize::MAX, |substance| substance as usize);
        if let Some(slot) = self.best.get_mut(substance) {
            // Of equal scores the earlier entry stays.
            if slot.is_none_or(|best| self.sense * ranked.score > self.sense * best.score) {
                *slot = Some(ranked);
            }
        }
    }

    fn sorted(self) -> Vec<Ranked> {
        let mut best: Vec<Ranked> = self.best.into_iter().flatten().collect();
        let worth = |ranked: &Ranked| self.sense * ranked.score;
        best.sort_by(|a, b| worth(b).total_cmp(&worth(a)).then(a.entry.cmp(&b.entry)));
        best
    }
}

/// Which entries are not asked. An id of none is a mistake: what was meant would be asked.
fn excluded(view: &LibraryRef<'_>, ids: &[String]) -> Result<Vec<bool>, Error> {
    let mut excluded = vec![false; view.len() as usize];
    if ids.is_empty() {
        return Ok(excluded);
    }
    let mut missing: BTreeSet<&str> = ids.iter().map(String::as_str).collect();
    let wanted = missing.clone();
    for (index, excluded) in (0..view.len()).zip(&mut excluded) {
        if let Some(entry) = view.entry(index).filter(|entry| wanted.contains(entry.id)) {
            *excluded = true;
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

/// The entries of a substance, by its id or its name.
fn entries_of(view: &LibraryRef<'_>, substance: &str) -> Vec<u32> {
    let wanted = (0..view.substances_len()).find(|&index| {
        view.substance(index).is_some_and(|s| s.id == substance || s.name.eq_ignore_ascii_case(substance))
    });
    let of_wanted = |&index: &u32| wanted.is_some() && view.substance_of(index) == wanted;
    (0..view.len()).filter(of_wanted).collect()
}

/// The stretches that the bands of an entry leave.
fn uncovered(view: &LibraryRef<'_>, index: u32) -> Vec<Interval> {
    let row: Vec<f32> = view.row(index).samples().collect();
    let limit = COVERED * row.iter().copied().fold(0.0, f32::max);
    let mut open: Vec<Interval> = Vec::new();
    for (i, _) in row.iter().enumerate().filter(|(_, sample)| **sample <= limit) {
        match open.last_mut() {
            Some(last) if last.hi == i => last.hi = i + 1,
            _ => open.push(Interval { lo: i, hi: i + 1 }),
        }
    }
    open
}

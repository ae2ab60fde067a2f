//! A question put to all references: the alignment that it is found under, and the best of each substance.
//!
//! Candidates are chosen, alignments are tried on them, then every entry is scored under the one that was found. All of that is
//! cut into looks at single rows, so that a caller can stop after any number of them and go on later. A host that knows which
//! entries cannot be among the best offers the others by itself.

use super::best::{BestOfEach, Order, Ranked};
use super::promising::{self, CANDIDATES};
use super::question::Question;
use super::references::References;
use super::survey::{self, Rival, Survey};
use super::tolerance::Tolerance;
use crate::compare::alignment::{Aligned, Alignment, Terms};
use crate::compare::topk::{Hit, TopK};
use crate::ground::error::{self, Error};
use crate::measured::grid::Interval;

/// Part of what only the query, and of what only the reference was measured of, that counts as not matched.
const UNCOVERED: (f64, f64) = (0.5, 0.25);

/// Lent memory of one search; its content is garbage before.
#[derive(Debug)]
pub struct SearchRoom<'a> {
    /// `[grid.len]`.
    pub moved: &'a mut [f32],
    /// `[short.len]`, by [`Shortened::of`](crate::alignment::Shortened::of) the grid.
    pub weights: &'a mut [i16],
    /// `[short.len + 1]`.
    pub before: &'a mut [i64],
    /// [`Search::candidates_len`] slots.
    pub candidates: &'a mut [Hit],
    /// As many substances as are to be ranked; see [`BestOfEach`].
    pub best: &'a mut [Ranked],
    /// [`BestOfEach::known_len`] words.
    pub known: &'a mut [u32],
}

/// What speaks for an entry.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weighed {
    /// Its score, less what moving costs.
    pub score: f64,
    /// The part of what it would have shown that is found; see [`Aligned::found`].
    pub found: f64,
    /// The part of what is seen that it explains; see [`Aligned::explained`].
    pub explained: f64,
}

/// What a search found.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    /// How far the query's axis was taken to be off.
    pub alignment: Alignment,
    /// Substances, best first.
    pub best: &'a [Ranked],
    /// How many entries have a score.
    pub scored: u32,
    /// How many substances have one.
    pub scored_substances: u32,
    /// The first score less the best of another substance under another alignment; none where there is no other.
    pub gap: Option<f64>,
}

/// Where a search stands.
#[derive(Clone, Copy, Debug)]
enum Stage {
    /// The most promising entries are chosen.
    Choosing {
        next: u32,
    },
    /// An alignment is to be tried.
    Aligning,
    /// Candidates are scored under one.
    Trying {
        next: usize,
        two: [Rival; 2],
    },
    /// The axis is to be moved as was found.
    Moving,
    /// Every entry is scored.
    Scoring {
        next: u32,
    },
    Done,
}

/// On which entries an alignment is found.
#[derive(Debug)]
enum Candidates<'a> {
    All,
    Given(&'a [u32]),
    Chosen { slots: &'a mut [Hit], len: usize },
}

/// A search on its way.
#[derive(Debug)]
pub struct Search<'a> {
    references: References<'a>,
    question: Question<'a>,
    moved: &'a mut [f32],
    weights: &'a mut [i16],
    before: &'a mut [i64],
    candidates: Candidates<'a>,
    best: BestOfEach<'a>,
    survey: Survey,
    stage: Stage,
    /// Where the moved row is known, in parts and in points; none where it holds nothing that counts.
    known: Option<(Interval, Interval)>,
    looks: u64,
}

impl<'a> Search<'a> {
    /// Slots for candidates that a library of so many entries needs.
    #[must_use]
    pub const fn candidates_len(entries: u32) -> usize {
        if entries as usize > CANDIDATES { CANDIDATES } else { 0 }
    }

    /// Asks `question` of all references, on an axis that may be off by `tolerance`. O(grid.len).
    ///
    /// # Errors
    /// [`Error::Parameter`] for a tolerance that would find anything anywhere; as [`Question::check`]; [`Error::Length`] for memory
    /// that is too short.
    pub fn begin(
        references: References<'a>,
        question: Question<'a>,
        tolerance: Tolerance,
        room: SearchRoom<'a>,
    ) -> Result<Self, Error> {
        let entries = references.view().len();
        error::at_least("candidates", Self::candidates_len(entries), room.candidates.len())?;
        let candidates = match Self::candidates_len(entries) {
            0 => Candidates::All,
            len => {
                let (slots, _) = room.candidates.split_at_mut(len);
                Candidates::Chosen { slots, len: 0 }
            }
        };
        let room = SearchRoom { candidates: &mut [], ..room };
        Self::with(references, question, tolerance, (candidates, room))
    }

    /// The same where the candidates were chosen already, as a host does that keeps coarse rows; all entries where there are none.
    ///
    /// # Errors
    /// As [`Search::begin`].
    pub fn among(
        references: References<'a>,
        question: Question<'a>,
        tolerance: Tolerance,
        candidates: Option<&'a [u32]>,
        room: SearchRoom<'a>,
    ) -> Result<Self, Error> {
        let candidates = candidates.map_or(Candidates::All, Candidates::Given);
        Self::with(references, question, tolerance, (candidates, room))
    }

    fn with(
        references: References<'a>,
        question: Question<'a>,
        tolerance: Tolerance,
        (mut candidates, room): (Candidates<'a>, SearchRoom<'a>),
    ) -> Result<Self, Error> {
        let (grid, entries) = (references.view().grid(), references.view().len());
        tolerance.check()?;
        question.check(grid, entries)?;
        error::same_len("moved", grid.len, room.moved.len())?;
        let parts = references.short().len();
        error::same_len("weights", parts, room.weights.len())?;
        error::same_len("before", parts + 1, room.before.len())?;
        let best = BestOfEach::new(references.view(), room.best, room.known, Order::LargerFirst)?;
        let SearchRoom { moved, weights, before, .. } = room;
        let stage = match &mut candidates {
            Candidates::Chosen { slots, .. } => {
                slots.fill(Hit::EMPTY);
                let spread = promising::spread_bands(&references, &question, moved, weights);
                spread.map_or(Stage::Aligning, |()| Stage::Choosing { next: 0 })
            }
            _ => Stage::Aligning,
        };
        let survey = Survey::new(tolerance);
        Ok(Self {
            references,
            question,
            moved,
            weights,
            before,
            candidates,
            best,
            survey,
            stage,
            known: None,
            looks: 0,
        })
    }

    /// Looks at up to `rows` rows, moving the query's counting as one, and says whether that was all. O(rows · grid.len), no allocation.
    pub fn step(&mut self, rows: usize) -> bool {
        self.go_on(rows, Self::is_done)
    }

    /// As [`Search::step`], but no entry is scored: says whether the alignment is found.
    pub fn step_to_alignment(&mut self, rows: usize) -> bool {
        self.go_on(rows, |search| matches!(search.stage, Stage::Scoring { next: 0 } | Stage::Done))
    }

    fn go_on(&mut self, rows: usize, arrived: impl Fn(&Self) -> bool) -> bool {
        let until = self.looks.saturating_add(rows.max(1) as u64);
        while self.looks < until && !arrived(self) {
            self.stage = match self.stage {
                Stage::Choosing { next } => self.choose(next, until),
                Stage::Aligning => match self.survey.next() {
                    Some(alignment) => {
                        self.align(alignment);
                        // As much work as a row, and all there is where no entry is asked.
                        self.looks += 1;
                        Stage::Trying { next: 0, two: [Rival::NONE; 2] }
                    }
                    None => Stage::Moving,
                },
                Stage::Trying { next, two } => self.attempt(next, two, until),
                Stage::Moving => {
                    self.align(self.survey.alignment());
                    Stage::Scoring { next: 0 }
                }
                Stage::Scoring { next } => self.score_all(next, until),
                Stage::Done => Stage::Done,
            };
        }
        arrived(self)
    }

    /// Scores an entry under the alignment that was found, and ranks it; for a host that leaves out entries of which it knows that they
    /// cannot be among the best, once [`Search::step_to_alignment`] has arrived. To be offered once each, in any order.
    pub fn offer(&mut self, entry: u32) {
        if !matches!(self.stage, Stage::Scoring { .. }) || !self.question.asks(self.references.view(), entry)
        {
            return;
        }
        self.looks += 1;
        if let Some(ranked) = self.ranked(entry) {
            self.best.offer(ranked);
        }
    }

    /// An entry's score under the alignment that was found, less what moving costs; none before that is, and without one.
    #[must_use]
    pub fn score(&self, entry: u32) -> Option<f64> {
        let found = matches!(self.stage, Stage::Scoring { .. } | Stage::Done);
        Some(self.references.score(&self.aligned().filter(|_| found)?, entry)? - self.cost())
    }

    /// What an entry's score has to reach, less what moving costs, to be among the best so far; none where any score will do.
    #[must_use]
    pub fn least(&self) -> Option<f64> {
        self.best.least()
    }

    /// Ends a search whose entries were offered by a host, which knows how many entries and how many substances have a score.
    pub fn conclude(&mut self, scored: u32, scored_substances: u32) {
        self.best.count(scored, scored_substances);
        self.best.sort();
        self.stage = Stage::Done;
    }

    fn is_done(&self) -> bool {
        matches!(self.stage, Stage::Done)
    }

    /// Rows that were looked at or moved so far.
    #[must_use]
    pub fn looks(&self) -> u64 {
        self.looks
    }

    /// What was found; none before [`Search::step`] has said that it was all.
    #[must_use]
    pub fn found(&self) -> Option<Found<'_>> {
        if !self.is_done() {
            return None;
        }
        let (best, scored, scored_substances) = self.best.sorted();
        let alignment = self.survey.alignment();
        let gap = best.first().and_then(|first| {
            let elsewhere = self.survey.elsewhere(Some(first.substance), alignment);
            elsewhere.map(|elsewhere| first.score - elsewhere)
        });
        Some(Found { alignment, best, scored, scored_substances, gap })
    }

    /// What speaks for an entry under the alignment that was found; `noise` is that of the query over its highest band. None before
    /// all was done, and for an entry without a score.
    #[must_use]
    pub fn weigh(&self, entry: u32, noise: f64) -> Option<Weighed> {
        let aligned = self.aligned().filter(|_| self.is_done())?;
        let score = self.references.score(&aligned, entry)? - self.cost();
        let (codes, interval) = (self.references.row(entry), self.references.interval(entry)?);
        let found = aligned.found(codes, interval, noise).unwrap_or(0.0);
        let explained = aligned.explained(codes, interval, noise).unwrap_or(0.0);
        Some(Weighed { score, found, explained })
    }

    /// The best score of another substance under an alignment well away from the one that was found; none where none was tried.
    #[must_use]
    pub fn elsewhere(&self, substance: u32) -> Option<f64> {
        self.survey.elsewhere(Some(substance), self.survey.alignment())
    }

    /// The question.
    #[must_use]
    pub fn question(&self) -> &Question<'a> {
        &self.question
    }

    /// The references.
    #[must_use]
    pub fn references(&self) -> &References<'a> {
        &self.references
    }

    fn choose(&mut self, first: u32, until: u64) -> Stage {
        let Candidates::Chosen { slots, len } = &mut self.candidates else { return Stage::Aligning };
        let entries = self.references.view().len();
        let mut top = TopK::resume(slots, *len);
        let mut next = first;
        while next < entries && self.looks < until {
            // One that is not asked must not take the place of one that is.
            if self.question.asks(self.references.view(), next) {
                let row = (self.references.row(next), self.references.squares(next).unwrap_or(0));
                promising::offer(&mut top, next, row, self.weights);
            }
            self.looks += 1;
            next += 1;
        }
        *len = top.hits().len();
        if next < entries { Stage::Choosing { next } } else { Stage::Aligning }
    }

    fn align(&mut self, alignment: Alignment) {
        let terms = self.terms();
        let Question { row, interval, open, .. } = self.question;
        let points = alignment.apply(row, interval, self.references.view().grid(), self.moved).ok();
        self.known = points.and_then(|points| {
            let parts = terms.short.shorten(self.moved, points);
            let row = &self.moved[..terms.short.len()];
            Aligned::new(row, parts, open, terms, self.weights, self.before).map(|_| (parts, points))
        });
    }

    /// The row that was aligned last; the one under the alignment that was found, once that is. None where it holds nothing that
    /// counts.
    #[must_use]
    pub fn aligned(&self) -> Option<Aligned<'_>> {
        let (parts, _) = self.known?;
        Some(Aligned::again(parts, self.question.open, self.terms(), self.weights, self.before))
    }

    /// What moving costs of the score under the alignment that was found.
    #[must_use]
    pub fn cost(&self) -> f64 {
        survey::cost(self.survey.alignment())
    }

    fn terms(&self) -> Terms {
        let min_cm1 = self.references.view().recipe().overlap_limits().min_cm1;
        Terms { short: self.references.short(), min_cm1, uncovered: UNCOVERED }
    }

    /// An entry with its score, less what moving costs; none without one.
    fn ranked(&self, entry: u32) -> Option<Ranked> {
        let (view, (_, points)) = (self.references.view(), self.known?);
        let score = self.references.score(&self.aligned()?, entry)? - self.cost();
        let substance = view.substance_of(entry).unwrap_or(u32::MAX);
        Some(Ranked { entry, substance, score, over: points.intersection(view.interval(entry)?) })
    }

    /// Candidate number `at`; none beyond the last.
    fn candidate(&self, at: usize) -> Option<u32> {
        match &self.candidates {
            Candidates::All => u32::try_from(at).ok().filter(|&index| index < self.references.view().len()),
            Candidates::Given(given) => given.get(at).copied(),
            Candidates::Chosen { slots, len, .. } => slots[..*len].get(at).map(|hit| hit.entry),
        }
    }

    /// Scores candidates under one alignment: the best score, and the best of another substance.
    fn attempt(&mut self, first: usize, mut two: [Rival; 2], until: u64) -> Stage {
        let mut next = first;
        let mut looks = self.looks;
        let view = *self.references.view();
        if let Some(aligned) = self.aligned() {
            while let Some(index) = self.candidate(next) {
                if looks >= until {
                    self.looks = looks;
                    return Stage::Trying { next, two };
                }
                next += 1;
                if !self.question.asks(&view, index) {
                    continue;
                }
                looks += 1;
                let Some(score) = self.references.score(&aligned, index) else { continue };
                let substance = view.substance_of(index).unwrap_or(u32::MAX);
                survey::take(&mut two, Rival { substance, score });
            }
        }
        self.looks = looks;
        self.survey.took(two);
        Stage::Aligning
    }

    /// Scores every entry under the alignment that was found.
    fn score_all(&mut self, first: u32, until: u64) -> Stage {
        let view = *self.references.view();
        let mut next = first;
        while self.known.is_some() && next < view.len() {
            if self.looks >= until {
                return Stage::Scoring { next };
            }
            let index = next;
            next += 1;
            if !self.question.asks(&view, index) {
                continue;
            }
            self.looks += 1;
            if let Some(ranked) = self.ranked(index) {
                self.best.offer(ranked);
            }
        }
        self.best.sort();
        Stage::Done
    }
}

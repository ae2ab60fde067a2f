//! Exact search: the entries most like a query, the same as a plain scan finds, and much sooner.
//!
//! | step | what it looks at |
//! |---|---|
//! | [`sketched`] | one integer sum of 24 codes for every row, of 56 and then of 256 for the rows that this leaves, the exact score of the few that these leave |
//! | [`whole`] | where a sketch leaves too many rows, or there is none: a rough score of every row with a proved error, then the exact scores of those that reach the answer |
//!
//! A row that is never scored exactly cannot belong to the answer: its bound is proved, not guessed. Exact scores
//! and their order are those of [`LibraryRef::score`], so neither steps nor threads nor processors show in an answer.

mod allowed;
mod best;
mod ready;
mod sketched;
mod team;
mod whole;

use crate::codes::Codes;
use crate::rows::Control;
use crate::sketch::Sketch;
use crate::{Error, Library};
use allowed::Allowed;
use best::Best;
use ramatch_core::{Code, Hit, LibraryRef, Prepared};
use ready::Ready;
use sketched::Spare;
use std::ops::RangeInclusive;
use team::Team;

/// Which entries count. By default all.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Filter {
    /// Only substances with this tag or schedule.
    pub tag: Option<String>,
    /// Only these substances, by id.
    pub substances: Option<Vec<String>>,
    /// Only entries of this source, by id.
    pub source: Option<String>,
    /// Only entries measured with such a laser, in nm.
    pub laser_nm: Option<RangeInclusive<f32>>,
}

/// What is looked for.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Search {
    /// Most hits.
    pub k: usize,
    /// Whether only the best entry of each substance counts.
    pub per_substance: bool,
    /// Which entries count.
    pub filter: Filter,
}

impl Search {
    /// The best `k` of all entries.
    #[must_use]
    pub fn new(k: usize) -> Self {
        Self { k, per_substance: false, filter: Filter::default() }
    }

    /// Only the best entry of each substance.
    #[must_use]
    pub fn per_substance(self) -> Self {
        Self { per_substance: true, ..self }
    }

    /// Only entries that pass a filter.
    #[must_use]
    pub fn filter(self, filter: Filter) -> Self {
        Self { filter, ..self }
    }
}

/// What a search found, and what it cost.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Found {
    /// The best entries in exact order: score, then entry.
    pub hits: Vec<Hit>,
    /// Rows whose exact score was computed.
    pub rescored: usize,
    /// Whether every row was looked at in full, since the sketch left too many, or there is none.
    pub scanned: bool,
    /// Bytes of the library that were looked at.
    pub bytes: u64,
}

/// A library made ready for searches. To be shared between threads; a clone of its library is cheap, and it holds one.
pub struct Searcher {
    library: Library,
    sketch: Option<Sketch>,
    spare: Spare,
}

/// Queries that share the passes over the library's codes, at most.
const GROUP: usize = 64;
/// Sums of two bytes that are kept at a time, at most.
const SUMS: usize = 1 << 18;

impl Library {
    /// Makes the library ready for searches. O(intervals), and O(entries) where rows are kept once more as codes.
    ///
    /// # Errors
    /// [`Error::Library`] for a sketch that contradicts itself.
    pub fn searcher(&self) -> Result<Searcher, Error> {
        let view = self.view();
        let refused =
            |reason: &str| Error::Library { path: None, code: Code::BadEntry, reason: reason.to_owned() };
        let sketch = Sketch::of(&view).map_err(refused)?;
        if let Some(codes) = Codes::of(&view).map_err(refused)? {
            codes.check().map_err(refused)?;
        }
        Ok(Searcher { library: self.clone(), sketch, spare: Spare::default() })
    }
}

impl Searcher {
    /// The library that is searched.
    #[must_use]
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// The entries most like `query`, on this thread.
    ///
    /// Scores are cosines over the intersection of the intervals, as of [`LibraryRef::score`]; an entry without a score
    /// is no hit. The hits are those of a scan over all rows, to the bit, whatever the processor.
    ///
    /// # Errors
    /// [`Error::Spectrum`] for a query of another recipe; [`Error::Library`] for a filter by a tag, substance or source that the library
    /// does not have, by lasers that are no range, or by a tag where the metadata are damaged.
    pub fn search(&self, query: &Prepared<'_>, search: &Search) -> Result<Found, Error> {
        let mut found = self.search_all(&[*query], search, Control { threads: Some(1), progress: None })?;
        Ok(found.pop().unwrap_or_default())
    }

    /// The entries most like each of `queries`, in the order of the queries.
    ///
    /// Many queries share the passes over the library, and one query is shared between threads; what is found is that of
    /// [`Searcher::search`]. `control.progress` is told of queries done and queries there are.
    ///
    /// # Errors
    /// As [`Searcher::search`], and [`Error::Cancelled`].
    pub fn search_all(
        &self,
        queries: &[Prepared<'_>],
        search: &Search,
        control: Control<'_>,
    ) -> Result<Vec<Found>, Error> {
        let view = self.library.view();
        for query in queries {
            // Refuses another recipe, also where there are no rows.
            view.score(query, u32::MAX)?;
        }
        let allowed = Allowed::new(&self.library, &search.filter)?;
        if search.k == 0 || queries.is_empty() {
            return Ok(vec![Found::default(); queries.len()]);
        }
        let place = Place {
            view,
            allowed: &allowed,
            sketch: self.sketch.as_ref().map(|sketch| sketch.over(&view)),
            codes: Codes::of(&view).ok().flatten(),
            search,
            spare: &self.spare,
        };
        let team = Team::new(control, queries.len());
        let most = (SUMS / (view.len() as usize).max(1)).clamp(1, GROUP);
        let outcome = if team.threads() == 1 || queries.len() < team.threads() {
            // One thread, or too few to go round: all threads take every one.
            let len = if team.threads() == 1 { most } else { 1 };
            queries.chunks(len).try_fold(Vec::new(), |mut found, group| {
                found.extend(place.group(group, &team)?);
                team.done(group.len());
                Ok(found)
            })
        } else {
            let len = queries.len().div_ceil(team.threads()).clamp(1, most);
            let groups: Vec<&[Prepared<'_>]> = queries.chunks(len).collect();
            let mut found: Vec<Result<Vec<Found>, Error>> = groups.iter().map(|_| Ok(Vec::new())).collect();
            team.fill(&mut found, 1, &|first, slots| {
                for (slot, group) in slots.iter_mut().zip(&groups[first..]) {
                    *slot = place.group(group, &team.alone());
                    team.done(group.len());
                }
            })?;
            found.into_iter().try_fold(Vec::new(), |mut all, found| {
                all.extend(found?);
                Ok(all)
            })
        };
        team.finished(outcome)
    }
}

/// Where is searched, and for what.
#[derive(Clone, Copy)]
struct Place<'a> {
    view: LibraryRef<'a>,
    allowed: &'a Allowed<'a>,
    sketch: Option<crate::sketch::SketchRef<'a>>,
    codes: Option<Codes<'a>>,
    search: &'a Search,
    spare: &'a Spare,
}

impl<'a> Place<'a> {
    fn group(&self, queries: &[Prepared<'_>], team: &Team<'_>) -> Result<Vec<Found>, Error> {
        let mut ready: Vec<Option<Ready>> = Vec::new();
        if let Some(sketch) = &self.sketch {
            ready = queries.iter().map(|query| Ready::new(sketch.sketch, &self.view, query)).collect();
        }
        let sums = match &self.sketch {
            Some(sketch) => sketched::sums(sketch, &ready, self.spare, team)?,
            None => Vec::new(),
        };
        let mut found = Vec::with_capacity(queries.len());
        for (i, query) in queries.iter().enumerate() {
            let mut run = Run {
                place: *self,
                query,
                best: Best::new(self.search.k, self.search.per_substance),
                found: Found::default(),
            };
            match (&self.sketch, ready.get(i)) {
                (Some(sketch), Some(Some(ready))) => {
                    if !run.by_sketch(sketch, ready, &sums[i])? {
                        run.whole(team)?;
                    }
                }
                // A query of nothing has no scores.
                (Some(_), Some(None)) => {}
                _ => run.whole(team)?,
            }
            run.found.hits = run.best.into_hits();
            found.push(run.found);
        }
        self.spare.keep(sums);
        Ok(found)
    }
}

/// One query on its way.
struct Run<'a, 'q> {
    place: Place<'a>,
    query: &'q Prepared<'q>,
    best: Best,
    found: Found,
}

impl Run<'_, '_> {
    /// The exact score of one row.
    fn rescore(&mut self, row: usize) -> Result<(), Error> {
        let view = &self.place.view;
        self.found.rescored += 1;
        self.found.bytes += view.row_bytes(row as u32).len() as u64 + 48;
        if let Some(score) = view.score(self.query, row as u32)? {
            let substance = view.substance_of(row as u32).unwrap_or(u32::MAX);
            self.best.offer(Hit { entry: row as u32, score: score.cosine }, substance);
        }
        Ok(())
    }

    /// The exact scores of rows from the largest bound down, until no bound reaches the answer.
    fn rescore_falling(&mut self, rows: &mut [(f64, u32)]) -> Result<(), Error> {
        rows.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        for (i, &(bound, row)) in rows.iter().enumerate() {
            if bound < self.best.threshold() {
                break;
            }
            if let Some(&(_, next)) = rows.get(i + 1) {
                ramatch_kernels::prefetch(self.place.view.row_bytes(next));
            }
            self.rescore(row as usize)?;
        }
        Ok(())
    }
}

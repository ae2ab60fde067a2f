//! Exact search: the entries most like a query, the same as a plain scan finds, and much sooner.
//!
//! | step | what it looks at |
//! |---|---|
//! | [`sketched`] | one integer sum of 24 codes for every row, of 56 and then of 256 for the rows that this leaves, the exact score of the few that these leave |
//! | [`whole`] | where a sketch leaves too many rows, or there is none: a rough score of every row with a proved error, then the exact scores of those that reach the answer |
//!
//! A row that is never scored exactly cannot belong to the answer: its bound is proved, not guessed. Exact scores
//! and their order are those of [`LibraryRef::score`], so neither steps nor threads nor processors show in an answer.
//!
//! [`LibraryRef::score`]: ramatch_core::LibraryRef::score

use super::allowed::Allowed;
use super::ask::{Found, Search};
use super::best::Best;
use super::by_bands;
use super::matcher::Matcher;
use super::ready::Ready;
use super::run::{Place, Run};
use super::sketched;
use super::spare::Spare;
use super::team::Team;
use crate::ground::control::Control;
use crate::ground::error::Error;
use crate::library::Library;
use crate::library::codes::Codes;
use crate::library::sketch::Sketch;
use ramatch_core::{Code, Prepared};
use std::sync::OnceLock;

/// A library made ready for searches. To be shared between threads; a clone of its library is cheap, and it holds one.
///
/// ```
/// use ramatch::{Identifier, Library, Search, Spectrum};
/// // Polystyrene, drawn by its strongest bands.
/// let bands = [(621.0, 16.0), (1001.4, 100.0), (1031.8, 27.0), (1155.3, 13.0), (1583.1, 12.0), (1602.3, 28.0f32)];
/// let shift: Vec<f32> = (0..1100).map(|i| 200.0 + 2.0 * i as f32).collect();
/// let counts = shift.iter().map(|x| bands.iter().map(|(at, height)| height / (1.0 + ((x - at) / 5.0).powi(2))).sum());
/// let spectrum = Spectrum::new(shift.clone(), counts.collect())?;
///
/// let library = Library::embedded()?;
/// let query = Identifier::new(library.clone())?.prepare(&spectrum)?;
/// let searcher = library.searcher()?;
/// let found = searcher.search(&query.as_ref(), &Search::new(3).per_substance())?;
/// // Entries are indices, from 0; their scores are those of the library's own matcher.
/// let best = library.view().entry(found.hits[0].entry).ok_or("no entry")?;
/// assert_eq!(library.view().substance(best.substance).map(|about| about.name), Some("polystyrene"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Searcher {
    library: Library,
    sketch: Option<Sketch>,
    spare: Spare,
    /// Made the first time that the default matcher is asked.
    matcher: OnceLock<Matcher>,
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
        Ok(Searcher { library: self.clone(), sketch, spare: Spare::default(), matcher: OnceLock::new() })
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
    /// Scores are cosines over the intersection of the intervals, as of [`ramatch_core::LibraryRef::score`]; an entry without a score
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
        search.tolerance.check()?;
        if search.k == 0 || queries.is_empty() {
            return Ok(vec![Found::default(); queries.len()]);
        }
        if !search.cosine && view.recipe().emphasized_by().is_some() {
            return self.by_bands(queries, (search, &allowed), control);
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

impl Searcher {
    fn matcher(&self) -> &Matcher {
        if let Some(made) = self.matcher.get() {
            return made;
        }
        // Made before the cell is locked: in a process that is forked meanwhile it would stay locked.
        let made = Matcher::new(&self.library);
        self.matcher.get_or_init(|| made)
    }

    /// By the default matcher: every query by itself, as many at a time as there are threads.
    fn by_bands(
        &self,
        queries: &[Prepared<'_>],
        (search, allowed): (&Search, &Allowed<'_>),
        control: Control<'_>,
    ) -> Result<Vec<Found>, Error> {
        let view = self.library.view();
        let excluded: Vec<u32> = match allowed.all() {
            true => Vec::new(),
            false => (0..view.len()).filter(|&entry| !allowed.passes(&view, entry as usize)).collect(),
        };
        let matcher = self.matcher();
        let team = Team::new(control, queries.len());
        let mut found: Vec<Result<Found, Error>> = queries.iter().map(|_| Ok(Found::default())).collect();
        let outcome = team.fill(&mut found, 1, &|first, slots| {
            for (slot, query) in slots.iter_mut().zip(&queries[first..]) {
                *slot = by_bands::found((matcher, &view), query, (search, &excluded));
                team.done(1);
            }
        });
        team.finished(outcome.and_then(|()| found.into_iter().collect()))
    }
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

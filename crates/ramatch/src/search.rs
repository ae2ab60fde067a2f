//! Exact search: the entries most like a query, the same as a plain scan finds, and much sooner.
//!
//! A library with a sketch is searched in three steps: one integer sum for every row, of which only the largest of sixteen
//! is kept; the exact scores of the most promising rows, which set a threshold; the exact scores of all rows
//! whose bound reaches it. A row that is never looked at cannot belong to the answer: its bound is proved, not guessed
//! (see `sketch`). Where bounds help little the rest is scanned in order, which no data can make slower than that.

use crate::sketch::{Bounds, Sketch, parts_inside};
use crate::{Content, Error, Library};
use ramatch_core::{Code, Hit, Interval, LibraryRef, Prepared};
use ramatch_kernels::{BLOCK_ROWS, block_sums, largest_sums, long_sum};
use std::ops::RangeInclusive;

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
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Found {
    /// The best entries in exact order: score, then entry.
    pub hits: Vec<Hit>,
    /// Rows whose exact score was computed.
    pub rescored: usize,
    /// Bytes of the library that were looked at.
    pub bytes: u64,
}

/// A library made ready for searches. To be shared between threads.
pub struct Searcher<'a> {
    view: LibraryRef<'a>,
    content: &'a Content,
    sketch: Option<Sketch<'a>>,
}

/// Rows beyond one in so many are scanned in order: that is sooner done than picking them.
const FEW_OF: usize = 32;
/// Most promising rows that set the first threshold, for each hit that is wanted, and at least.
const PROMISING: (usize, usize) = (2, 16);

impl Library {
    /// Makes the library ready for searches. O(basis), about a millisecond.
    ///
    /// # Errors
    /// [`Error::Library`] for a sketch that contradicts itself.
    pub fn searcher(&self) -> Result<Searcher<'_>, Error> {
        let view = self.view();
        let refused =
            |reason: &str| Error::Library { path: None, code: Code::BadEntry, reason: reason.to_owned() };
        let sketch = Sketch::of(&view).map_err(refused)?;
        Ok(Searcher { view, content: self.content(), sketch })
    }
}

impl Searcher<'_> {
    /// The entries most like `query`.
    ///
    /// Scores are cosines over the intersection of the intervals, as of [`LibraryRef::score`]; an entry without a score
    /// is no hit. The hits are those of a scan over all rows, to the bit, whatever the processor.
    ///
    /// # Errors
    /// [`Error::Spectrum`] for a query of another recipe.
    pub fn search(&self, query: &Prepared<'_>, search: &Search) -> Result<Found, Error> {
        // Refuses another recipe, also where there are no rows.
        self.view.score(query, u32::MAX)?;
        let mut run = Run {
            view: self.view,
            query,
            allowed: Allowed::new(&self.view, self.content, &search.filter),
            best: Best { k: search.k, per_substance: search.per_substance, hits: Vec::new() },
            found: Found { hits: Vec::new(), rescored: 0, bytes: 0 },
        };
        if search.k > 0 {
            match self
                .sketch
                .as_ref()
                .and_then(|sketch| Some((sketch, Ready::new(sketch, &self.view, query)?)))
            {
                Some((sketch, ready)) => run.by_sketch(sketch, &ready)?,
                None => run.in_order(0, &[])?,
            }
        }
        run.found.hits = run.best.hits.into_iter().map(|(hit, _)| hit).collect();
        Ok(run.found)
    }
}

/// Which entries pass a filter.
struct Allowed<'a> {
    all: bool,
    substances: Vec<bool>,
    source: Option<&'a str>,
    laser_nm: Option<&'a RangeInclusive<f32>>,
}

impl<'a> Allowed<'a> {
    fn new(view: &LibraryRef<'_>, content: &Content, filter: &'a Filter) -> Self {
        let Filter { tag, substances, source, laser_nm } = filter;
        let passes = |index: u32| {
            let Some(substance) = view.substance(index) else { return false };
            let named = substances.as_ref().is_none_or(|ids| ids.iter().any(|id| id == substance.id));
            let tagged = tag.as_ref().is_none_or(|tag| {
                let about = content.substance(substance.id);
                about.is_some_and(|about| about.tags.contains(tag) || about.schedules.contains(tag))
            });
            named && tagged
        };
        let some = tag.is_some() || substances.is_some();
        Self {
            all: *filter == Filter::default(),
            substances: if some { (0..view.substances_len()).map(passes).collect() } else { Vec::new() },
            source: source.as_deref(),
            laser_nm: laser_nm.as_ref(),
        }
    }

    fn passes(&self, view: &LibraryRef<'_>, row: usize) -> bool {
        if self.all {
            return true;
        }
        let Some(entry) = view.entry(row as u32) else { return false };
        (self.substances.is_empty() || self.substances.get(entry.substance as usize) == Some(&true))
            && self.source.is_none_or(|source| source == entry.source)
            && self.laser_nm.is_none_or(|range| range.contains(&entry.laser_nm))
    }
}

/// The best so far, with their substances, in exact order.
struct Best {
    k: usize,
    per_substance: bool,
    hits: Vec<(Hit, u32)>,
}

impl Best {
    /// The score below which nothing can enter.
    fn threshold(&self) -> f64 {
        if self.hits.len() < self.k { f64::NEG_INFINITY } else { self.hits[self.k - 1].0.score }
    }

    fn offer(&mut self, hit: Hit, substance: u32) {
        if self.per_substance
            && let Some(own) = self.hits.iter().position(|(_, other)| *other == substance)
        {
            if !hit.before(&self.hits[own].0) {
                return;
            }
            self.hits.remove(own);
        }
        let at = self.hits.iter().position(|(other, _)| hit.before(other)).unwrap_or(self.hits.len());
        if at < self.k {
            self.hits.insert(at, (hit, substance));
            self.hits.truncate(self.k);
        }
    }
}

/// How much a bound over whole rows grows by norms that are taken over an intersection.
#[derive(Clone, Copy)]
struct Class {
    /// The query's part.
    factor: f64,
    /// The most that both parts can be; 0 where there is never a score.
    most: f64,
    /// Where the intersection is not the row's whole interval: the parts inside it, and what every row has of its energy there.
    cut: Option<((usize, usize), f64)>,
}

/// A query made ready for a sketch.
struct Ready {
    bounds: Bounds,
    classes: Vec<Class>,
}

impl Ready {
    /// None for a query that scores nothing anyway.
    fn new(sketch: &Sketch<'_>, view: &LibraryRef<'_>, query: &Prepared<'_>) -> Option<Self> {
        let (grid, own) = (view.grid(), query.interval());
        let limits = view.recipe().overlap_limits();
        let mut squares = vec![0.0; grid.len + 1];
        for (i, &sample) in query.samples().iter().enumerate() {
            let inside = if (own.lo..own.hi).contains(&i) { f64::from(sample) } else { 0.0 };
            squares[i + 1] = squares[i] + inside * inside;
        }
        let whole = squares[grid.len];
        if whole <= 0.0 {
            return None;
        }
        let norm = whole.sqrt();
        let unit: Vec<f64> = (0..grid.len)
            .map(|i| if (own.lo..own.hi).contains(&i) { f64::from(query.samples()[i]) / norm } else { 0.0 })
            .collect();
        let class = |&interval: &Interval| {
            let over = own.intersection(interval);
            if over.is_empty() || over.len() as f64 * grid.step_cm1 < limits.min_cm1 {
                return Class { factor: 0.0, most: 0.0, cut: None };
            }
            let part = (squares[over.hi] - squares[over.lo]) / whole;
            // A part in 10⁹ is all rounding.
            let factor = if part > 1e-9 { (1.0 / part).sqrt() * (1.0 + 1e-6) } else { f64::INFINITY };
            // Below `min_energy` there is no score.
            let least = sketch.least_energy(interval, over).max(limits.min_energy - 1e-9);
            let cut = (over != interval).then(|| (parts_inside(grid.len, over), least));
            let least = if cut.is_some() { least } else { 1.0 };
            Class { factor, most: factor / least.sqrt(), cut }
        };
        Some(Self {
            bounds: Bounds::new(sketch, &unit),
            classes: sketch.intervals.iter().map(class).collect(),
        })
    }

    /// The least product of unit vectors with which a row of this class can reach `score`.
    fn needed(score: f64, most: f64) -> f64 {
        // Norms over a part are at most those over all, so a product grows in magnitude.
        if score > 0.0 { score / most } else { score }
    }

    /// The least sums that reach `score`: of each class, and of all.
    fn least(&self, score: f64) -> (Vec<i32>, i32) {
        let of = |class: &Class| match class.most {
            0.0 => i32::MAX,
            most => self.bounds.short.least(Self::needed(score, most)),
        };
        let classes: Vec<i32> = self.classes.iter().map(of).collect();
        let least = classes.iter().copied().min().unwrap_or(i32::MAX);
        (classes, least)
    }
}

struct Run<'a, 'q> {
    view: LibraryRef<'a>,
    query: &'q Prepared<'q>,
    allowed: Allowed<'q>,
    best: Best,
    found: Found,
}

impl Run<'_, '_> {
    /// The exact score of one row.
    fn rescore(&mut self, row: usize) -> Result<(), Error> {
        self.found.rescored += 1;
        self.found.bytes += 4 * self.view.grid().len as u64 + 48;
        if let Some(score) = self.view.score(self.query, row as u32)? {
            let substance = self.view.entry(row as u32).map_or(u32::MAX, |entry| entry.substance);
            self.best.offer(Hit { entry: row as u32, score: score.cosine }, substance);
        }
        Ok(())
    }

    /// Every row from `first` on but those of `done`, which is in rising order.
    fn in_order(&mut self, first: usize, done: &[usize]) -> Result<(), Error> {
        for row in first..self.view.len() as usize {
            if done.binary_search(&row).is_err() && self.allowed.passes(&self.view, row) {
                self.rescore(row)?;
            }
        }
        Ok(())
    }

    fn by_sketch(&mut self, sketch: &Sketch<'_>, ready: &Ready) -> Result<(), Error> {
        let rows = self.view.len() as usize;
        let weights = &ready.bounds.short.weights;
        let mut largest = vec![i32::MIN; sketch.short.len()];
        largest_sums(sketch.short, weights, &mut largest);
        self.found.bytes += size_of_val(sketch.short) as u64;

        let mut done = self.promising(sketch, ready, &largest);
        for &row in &done {
            self.rescore(row)?;
        }
        done.sort_unstable();

        let mut score = self.best.threshold();
        let (mut classes, mut least) = ready.least(score);
        for (block, &largest) in largest.iter().enumerate() {
            if largest < least {
                continue;
            }
            let sums = block_sums(&sketch.short[block], weights);
            for (i, sum) in sums.into_iter().enumerate() {
                let row = block * BLOCK_ROWS + i;
                // A row whose interval nobody knows is looked at.
                if row >= rows || classes.get(sketch.class(row)).is_some_and(|&least| sum < least) {
                    continue;
                }
                if done.binary_search(&row).is_ok() || !self.allowed.passes(&self.view, row) {
                    continue;
                }
                self.found.bytes += size_of_val(&sketch.long[row]) as u64;
                let product = ready.bounds.long.of(long_sum(&sketch.long[row], &ready.bounds.long.weights));
                if let Some(class) = ready.classes.get(sketch.class(row)) {
                    let most = match class.cut {
                        Some((parts, least)) => class.factor / sketch.energy(row, parts).max(least).sqrt(),
                        None => class.most,
                    };
                    if product < Ready::needed(score, most) {
                        continue;
                    }
                }
                self.rescore(row)?;
                if self.best.threshold() > score {
                    score = self.best.threshold();
                    (classes, least) = ready.least(score);
                }
            }
            if self.found.rescored > rows / FEW_OF + done.len() {
                return self.in_order((block + 1) * BLOCK_ROWS, &done);
            }
        }
        Ok(())
    }

    /// The rows with the largest bounds, of those that pass the filter, in no order.
    fn promising(&self, sketch: &Sketch<'_>, ready: &Ready, largest: &[i32]) -> Vec<usize> {
        let wanted = (PROMISING.0 * self.best.k).max(PROMISING.1).min(self.view.len() as usize);
        // The blocks in question: as many as rows are wanted.
        let mut blocks: Vec<(i32, usize)> = Vec::with_capacity(wanted + 1);
        for (block, &sum) in largest.iter().enumerate() {
            if blocks.len() == wanted && blocks.last().is_some_and(|&(worst, _)| sum <= worst) {
                continue;
            }
            let at = blocks.partition_point(|&(other, _)| other >= sum);
            blocks.insert(at, (sum, block));
            blocks.truncate(wanted);
        }
        let mut rows: Vec<(f64, usize)> = Vec::new();
        for (_, block) in blocks {
            for row in block * BLOCK_ROWS..(block + 1) * BLOCK_ROWS {
                if row >= self.view.len() as usize || !self.allowed.passes(&self.view, row) {
                    continue;
                }
                let most = ready.classes.get(sketch.class(row)).map_or(f64::INFINITY, |class| class.most);
                if most > 0.0 {
                    let sum = long_sum(&sketch.long[row], &ready.bounds.long.weights);
                    rows.push((ready.bounds.long.of(sum), row));
                }
            }
        }
        rows.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        rows.truncate(wanted);
        rows.into_iter().map(|(_, row)| row).collect()
    }
}

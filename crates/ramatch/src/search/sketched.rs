//! By the sketch: sums of small integers bound every row, and few rows reach the answer.

use super::ready::Ready;
use super::team::Team;
use super::{Place, Run};
use crate::Error;
use crate::sketch::{LONG_LEN, SketchRef};
use ramatch_kernels::{BLOCK_ROWS, block_sums, largest_sums, prefetch};

/// Beyond one row in so many that the sketch leaves, every row is scanned: that is sooner done than picking them.
const FEW_OF: usize = 32;
/// Beyond one row in so many that long rows leave, wide rows are not asked.
const SOME_OF: usize = 4;
/// Blocks whose rows set the first threshold: so many for every hit that is wanted, and at least.
const PROMISING: (usize, usize) = (4, 16);
/// Candidates that are gathered before some of them are scored, which raises the threshold for those to come.
const GATHERED: usize = 64;
/// How many of them.
const SCORED: usize = 4;
/// Blocks that are summed for one query before the next one's turn: they stay in the first-level cache.
const BLOCKS: usize = 64;

/// The largest sum of every block, for every query.
pub(super) fn largest(
    sketch: &SketchRef<'_>,
    queries: &[Option<Ready>],
    team: &Team<'_>,
) -> Result<Vec<Vec<i32>>, Error> {
    let blocks = sketch.short.len();
    if let ([Some(query)], true) = (queries, team.threads() > 1) {
        let mut sums = vec![i32::MIN; blocks];
        team.fill(&mut sums, 1 << 12, &|first, sums| {
            largest_sums(&sketch.short[first..], &query.bounds.few.weights, sums);
        })?;
        return Ok(vec![sums]);
    }
    let mut all: Vec<Vec<i32>> = queries.iter().map(|_| vec![i32::MIN; blocks]).collect();
    for (i, chunk) in sketch.short.chunks(BLOCKS).enumerate() {
        for (query, sums) in queries.iter().zip(&mut all) {
            if let Some(query) = query {
                largest_sums(chunk, &query.bounds.few.weights, &mut sums[i * BLOCKS..]);
            }
        }
    }
    Ok(all)
}

/// Rows with bounds.
type Bounds = Vec<(f64, u32)>;

/// The largest `count`, in any order.
fn largest_of<T: Copy>(all: &mut Vec<T>, count: usize, before: impl Fn(&T, &T) -> std::cmp::Ordering) {
    if all.len() > count {
        all.select_nth_unstable_by(count, before);
        all.truncate(count);
    }
}

fn falling(a: &(f64, u32), b: &(f64, u32)) -> std::cmp::Ordering {
    b.0.total_cmp(&a.0).then(a.1.cmp(&b.1))
}

impl Run<'_, '_> {
    /// False where the sketch leaves too many rows; then nothing is found yet.
    pub(super) fn by_sketch(
        &mut self,
        sketch: &SketchRef<'_>,
        ready: &Ready,
        largest: &[i32],
    ) -> Result<bool, Error> {
        let Place { view, allowed, .. } = self.place;
        let rows = view.len() as usize;
        self.found.bytes += size_of_val(sketch.short) as u64;

        let mut promising = self.promising(sketch, ready, largest);
        self.rescore_falling(&mut promising)?;
        let mut done: Vec<u32> = promising.iter().map(|&(_, row)| row).collect();
        done.sort_unstable();

        let mut threshold = self.best.threshold();
        let (mut classes, mut least) = ready.least(threshold);
        let weights = &ready.bounds.few.weights;
        let (mut asked, mut gathered) = (0, Bounds::new());
        let mut enough = GATHERED;
        for (block, &largest) in largest.iter().enumerate() {
            if largest < least {
                continue;
            }
            let sums = block_sums(&sketch.short[block], weights);
            for (i, sum) in sums.into_iter().enumerate() {
                let row = block * BLOCK_ROWS + i;
                if sum < least || row >= rows {
                    continue;
                }
                // A row whose interval nobody knows is looked at.
                if classes.get(sketch.about(row).1).is_some_and(|&least| sum < least)
                    || !allowed.passes(&view, row)
                {
                    continue;
                }
                asked += 1;
                let bound = bound(sketch, ready, row);
                if bound >= threshold && done.binary_search(&(row as u32)).is_err() {
                    gathered.push((bound, row as u32));
                }
            }
            if gathered.len() >= enough {
                let left = gathered.len();
                if left > rows / SOME_OF || (left > rows / FEW_OF && 2 * left > asked) {
                    return Ok(self.begun_anew());
                }
                self.closer(sketch, ready, &mut gathered);
                let mut best = gathered.clone();
                largest_of(&mut best, SCORED, falling);
                gathered.retain(|one| !best.contains(one));
                self.rescore_falling(&mut best)?;
                if self.best.threshold() > threshold {
                    threshold = self.best.threshold();
                    (classes, least) = ready.least(threshold);
                    gathered.retain(|&(bound, _)| bound >= threshold);
                }
                enough = 2 * gathered.len() + GATHERED;
            }
        }
        self.found.bytes += (asked * LONG_LEN) as u64;
        self.closer(sketch, ready, &mut gathered);
        if gathered.len() > rows / FEW_OF + GATHERED {
            return Ok(self.begun_anew());
        }
        self.rescore_falling(&mut gathered)?;
        Ok(true)
    }

    /// Forgets what was found, since all is to be looked at.
    fn begun_anew(&mut self) -> bool {
        self.best = super::Best::new(self.place.search.k, self.place.search.per_substance);
        false
    }

    /// Bounds by wide rows, where there are any, and only those that still reach the threshold.
    fn closer(&mut self, sketch: &SketchRef<'_>, ready: &Ready, rows: &mut Bounds) {
        let threshold = self.best.threshold();
        if !sketch.wide.is_empty() {
            self.found.bytes += (rows.len() * size_of_val(&sketch.wide[0])) as u64;
            rows.iter().for_each(|&(_, row)| prefetch(&sketch.wide[row as usize]));
            for (bound, row) in rows.iter_mut() {
                *bound = bound.min(closer(sketch, ready, *row as usize));
            }
        }
        rows.retain(|&(bound, _)| bound >= threshold);
    }

    /// The rows with the largest bounds, of those that pass the filter, in no order.
    fn promising(&mut self, sketch: &SketchRef<'_>, ready: &Ready, largest: &[i32]) -> Bounds {
        let Place { view, allowed, .. } = self.place;
        let k = self.place.search.k.min(view.len() as usize);
        // The blocks in question.
        let wanted = (PROMISING.0 * k).max(PROMISING.1).min(largest.len());
        let mut blocks: Vec<(i32, usize)> = Vec::with_capacity(2 * wanted);
        let mut worst = i32::MIN;
        for (block, &sum) in largest.iter().enumerate() {
            if sum > worst {
                blocks.push((sum, block));
                if blocks.len() == 2 * wanted {
                    largest_of(&mut blocks, wanted, |a, b| b.cmp(a));
                    worst = blocks.iter().map(|&(sum, _)| sum).min().unwrap_or(worst);
                }
            }
        }
        largest_of(&mut blocks, wanted, |a, b| b.cmp(a));
        blocks.iter().for_each(|&(_, block)| {
            if let Some(rows) = sketch.long.get(block * BLOCK_ROWS..(block + 1) * BLOCK_ROWS) {
                prefetch(rows.as_flattened());
            }
        });
        let mut rows = Bounds::with_capacity(wanted * BLOCK_ROWS);
        for (_, block) in blocks {
            for row in block * BLOCK_ROWS..((block + 1) * BLOCK_ROWS).min(view.len() as usize) {
                if allowed.passes(&view, row) {
                    rows.push((bound(sketch, ready, row), row as u32));
                }
            }
        }
        self.found.bytes += (rows.len() * LONG_LEN) as u64;
        largest_of(&mut rows, 3 * k, falling);
        self.closer(sketch, ready, &mut rows);
        largest_of(&mut rows, k, falling);
        rows
    }
}

/// The most that a row can score, by its long row.
fn bound(sketch: &SketchRef<'_>, ready: &Ready, row: usize) -> f64 {
    bound_by(sketch, ready, row, |scale| ready.bounds.by_many(&sketch.long[row], scale))
}

/// The same by its wide row.
fn closer(sketch: &SketchRef<'_>, ready: &Ready, row: usize) -> f64 {
    bound_by(sketch, ready, row, |scale| ready.bounds.by_most(&sketch.wide[row], scale))
}

fn bound_by(sketch: &SketchRef<'_>, ready: &Ready, row: usize, product: impl Fn(f64) -> f64) -> f64 {
    let (scale, class) = sketch.about(row);
    match ready.classes.get(class) {
        Some(class) if class.most == 0.0 => f64::NEG_INFINITY,
        Some(class) => class.bound(product(scale), |parts| parts.of(&sketch.long[row], scale)),
        None => f64::INFINITY,
    }
}

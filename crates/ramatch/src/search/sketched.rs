//! By the sketch: sums of small integers bound every row, and few rows reach the answer.

use super::ready::Ready;
use super::team::Team;
use super::{Place, Run};
use crate::Error;
use crate::sketch::{LONG_LEN, SketchRef};
use ramatch_kernels::{BLOCK_ROWS, largest_sums, prefetch, reaching};

/// Beyond one row in so many that the sketch leaves, every row is scanned: that is sooner done than picking them.
const FEW_OF: usize = 32;
/// Beyond one row in so many that long rows leave, wide rows are not asked.
const SOME_OF: usize = 4;
/// Blocks whose rows set the first threshold: so many for every hit that is wanted, and at least.
const PROMISING: (usize, usize) = (4, 16);
/// Candidates that are gathered before some of them are scored, which raises the threshold for those to come.
const GATHERED: usize = 64;
/// Rows that are fetched from memory at a time.
const COMING: usize = 32;
/// How many of those that are gathered are scored.
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
        let mut least = ready.least(threshold);
        let weights = &ready.bounds.few.weights;
        let (mut asked, mut gathered) = (0, Bounds::new());
        let mut enough = GATHERED;
        let mut room = [0; BLOCKS * BLOCK_ROWS];
        for (i, (blocks, largest)) in sketch.short.chunks(BLOCKS).zip(largest.chunks(BLOCKS)).enumerate() {
            let first = (i * BLOCKS * BLOCK_ROWS) as u32;
            let found = reaching((blocks, largest), weights, least, first, &mut room);
            let mut coming = &room[..found];
            if !allowed.all() || (i + 1) * BLOCKS * BLOCK_ROWS > rows {
                let mut kept = 0;
                for i in 0..found {
                    room[kept] = room[i];
                    kept += usize::from((room[i] as usize) < rows && allowed.passes(&view, room[i] as usize));
                }
                coming = &room[..kept];
            }
            asked += coming.len();
            many(sketch, ready, coming, |bound, row| {
                if bound >= threshold && done.binary_search(&row).is_err() {
                    gathered.push((bound, row));
                }
            });
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
                    least = ready.least(threshold);
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
            let chosen: Vec<u32> = rows.iter().map(|&(_, row)| row).collect();
            chosen.iter().for_each(|&row| prefetch(&sketch.wide[row as usize]));
            let mut sums = vec![0; chosen.len()];
            ready.bounds.sums_of_most(sketch.wide, &chosen, &mut sums);
            for ((bound, row), sum) in rows.iter_mut().zip(sums) {
                let closer = bound_by(sketch, ready, *row as usize, |scale| ready.bounds.by_most(sum, scale));
                *bound = bound.min(closer);
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
        let of_block = |block: usize| block * BLOCK_ROWS..((block + 1) * BLOCK_ROWS).min(view.len() as usize);
        let chosen: Vec<u32> = blocks
            .into_iter()
            .flat_map(|(_, block)| of_block(block))
            .filter(|&row| allowed.passes(&view, row))
            .map(|row| row as u32)
            .collect();
        let mut rows = Bounds::with_capacity(chosen.len());
        many(sketch, ready, &chosen, |bound, row| rows.push((bound, row)));
        self.found.bytes += (rows.len() * LONG_LEN) as u64;
        largest_of(&mut rows, 3 * k, falling);
        self.closer(sketch, ready, &mut rows);
        largest_of(&mut rows, k, falling);
        rows
    }
}

/// The most that rows can score, by their long rows.
fn many(sketch: &SketchRef<'_>, ready: &Ready, rows: &[u32], mut visit: impl FnMut(f64, u32)) {
    let mut sums = [0; COMING];
    let fetch = |rows: &[u32]| {
        rows.iter().filter_map(|&row| sketch.long.get(row as usize)).for_each(|row| prefetch(row));
    };
    fetch(&rows[..rows.len().min(COMING)]);
    for (i, chosen) in rows.chunks(COMING).enumerate() {
        let next = rows.get((i + 1) * COMING..).unwrap_or_default();
        fetch(&next[..next.len().min(COMING)]);
        ready.bounds.sums_of_many(sketch.long, chosen, &mut sums);
        for (&row, &sum) in chosen.iter().zip(&sums) {
            visit(bound_by(sketch, ready, row as usize, |scale| ready.bounds.by_many(sum, scale)), row);
        }
    }
}

#[inline]
fn bound_by(sketch: &SketchRef<'_>, ready: &Ready, row: usize, product: impl Fn(f64) -> f64) -> f64 {
    let (scale, class) = sketch.about(row);
    match ready.classes.get(class) {
        Some(class) if class.most == 0.0 => f64::NEG_INFINITY,
        Some(class) => class.bound(product(scale), |parts| parts.of(&sketch.long[row], scale)),
        // A row whose interval nobody knows is looked at.
        None => f64::INFINITY,
    }
}

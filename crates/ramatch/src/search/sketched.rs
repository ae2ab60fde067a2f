//! By the sketch: sums of small integers bound every row, and few rows reach the answer.

use super::ready::Ready;
use super::run::{Place, Run};
use super::spare::{SHARING, Spare, Sums};
use super::team::Team;
use crate::ground::error::Error;
use crate::library::sketch::{LONG_LEN, SketchRef};
use ramatch_kernels::{BLOCK_ROWS, all_sums, prefetch, reaching};

/// Beyond one row in so many that the sketch leaves, every row is scanned: that is sooner done than picking them.
const FEW_OF: usize = 32;
/// Beyond one row in so many that long rows leave, wide rows are not asked.
const SOME_OF: usize = 4;
/// Rows that set the first threshold, by their short rows: so many for every hit that is wanted, and at least.
const PROMISING: (usize, usize) = (16, 64);
/// Candidates that are gathered before some of them are scored, which raises the threshold for those to come.
const GATHERED: usize = 64;
/// How many of those that are gathered are scored.
const SCORED: usize = 4;
/// Rows that are fetched from memory at a time.
const COMING: usize = 32;
/// Blocks that are looked at for one query before the next one's turn: they stay in the first-level cache.
const BLOCKS: usize = 64;
/// Rows of largest sums that are counted to find the most promising rows.
const SAMPLED: usize = 100;

/// The sums of all short rows, for every query.
pub(super) fn sums(
    sketch: &SketchRef<'_>,
    queries: &[Option<Ready>],
    spare: &Spare,
    team: &Team<'_>,
) -> Result<Vec<Sums>, Error> {
    let blocks = sketch.short.len();
    let mut sums: Vec<Sums> = queries.iter().map(|_| Sums::room(spare.take(), blocks)).collect();
    if let ([Some(query)], [sums], true) = (queries, &mut sums[..], team.threads() > 1) {
        let mut pairs: Vec<_> = sums.all.chunks_mut(SHARING).zip(&mut sums.largest).collect();
        team.fill(&mut pairs, 1 << 8, &|first, pairs| {
            for (i, (all, largest)) in pairs.iter_mut().enumerate() {
                let blocks = &sketch.short[(first + i) * SHARING..];
                all_sums(blocks, &query.bounds.few.weights, all, std::slice::from_mut(largest));
            }
        })?;
    } else {
        for (i, chunk) in sketch.short.chunks(BLOCKS).enumerate() {
            for (query, sums) in queries.iter().zip(&mut sums) {
                if let Some(query) = query {
                    let (all, largest) =
                        (&mut sums.all[i * BLOCKS..], &mut sums.largest[i * BLOCKS / SHARING..]);
                    all_sums(chunk, &query.bounds.few.weights, all, largest);
                }
            }
        }
    }
    Ok(sums)
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
        sums: &Sums,
    ) -> Result<bool, Error> {
        let rows = self.place.view.len() as usize;
        self.found.bytes += size_of_val(sketch.short) as u64;

        let mut promising = self.promising(sketch, ready, sums);
        self.rescore_falling(&mut promising)?;
        let mut done: Vec<u32> = promising.iter().map(|&(_, row)| row).collect();
        done.sort_unstable();

        let mut threshold = self.best.threshold();
        let (mut asked, mut gathered) = (0, Bounds::new());
        let mut enough = GATHERED;
        let mut room = [0; BLOCKS * BLOCK_ROWS];
        let Some(mut least) = ready.least(threshold) else { return Ok(true) };
        for (i, sums) in sums.all.chunks(BLOCKS).enumerate() {
            let found = reaching(sums, least, (i * BLOCKS * BLOCK_ROWS) as u32, &mut room);
            let coming = self.passing(&mut room[..found]);
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
                    least = ready.least(threshold).unwrap_or(u16::MAX);
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
        self.best = super::best::Best::new(self.place.search.k, self.place.search.per_substance);
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

    /// Those of the rows that exist and pass the filter, in their order.
    fn passing<'r>(&self, rows: &'r mut [u32]) -> &'r [u32] {
        let Place { view, allowed, .. } = self.place;
        // Only the last block has rows that do not exist.
        let exist = rows.partition_point(|&row| row < view.len());
        let mut kept = 0;
        if allowed.all() {
            kept = exist;
        } else {
            for i in 0..exist {
                rows[kept] = rows[i];
                kept += usize::from(allowed.passes(&view, rows[i] as usize));
            }
        }
        &rows[..kept]
    }

    /// The rows with the largest bounds, of those that pass the filter, in no order.
    fn promising(&mut self, sketch: &SketchRef<'_>, ready: &Ready, sums: &Sums) -> Bounds {
        let k = self.place.search.k.min(self.place.view.len() as usize);
        let wanted = (PROMISING.0 * k).max(PROMISING.1);
        // So large a sum that about as many rows reach it as are wanted: each of the largest is a row of its own.
        // Of many, some of them tell: where the line is drawn says only where to begin.
        let every = (sums.largest.len() / SAMPLED).max(1);
        let wanted = wanted.div_ceil(every);
        let mut counts = [0usize; 1 << 10];
        for &sum in sums.largest.iter().step_by(every).flatten() {
            counts[usize::from(sum >> 6)] += 1;
        }
        let mut least = 0;
        let mut reached = 0;
        for (step, count) in counts.iter().enumerate().rev() {
            reached += count;
            if reached >= wanted {
                least = (step << 6) as u16;
                break;
            }
        }
        let mut chosen = Vec::with_capacity(2 * wanted);
        let mut room = [0; BLOCKS * BLOCK_ROWS];
        for (i, (all, largest)) in
            sums.all.chunks(BLOCKS).zip(sums.largest.chunks(BLOCKS / SHARING)).enumerate()
        {
            if largest.as_flattened().iter().fold(0, |most, &sum| most.max(sum)) >= least {
                let found = reaching(all, least, (i * BLOCKS * BLOCK_ROWS) as u32, &mut room);
                chosen.extend_from_slice(self.passing(&mut room[..found]));
            }
        }
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

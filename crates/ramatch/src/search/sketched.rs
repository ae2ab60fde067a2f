//! By the sketch: sums of small integers bound every row, and few rows reach the answer.

use super::ready::Ready;
use super::team::Team;
use super::{Place, Run};
use crate::Error;
use crate::sketch::SketchRef;
use ramatch_kernels::{BLOCK_ROWS, block_sums, largest_sums, long_sum};

/// Beyond one row in so many that the sketch leaves, every row is scanned: that is sooner done than picking them.
const FEW_OF: usize = 32;
/// Beyond one row in so many that short rows leave, long rows are not asked.
const SOME_OF: usize = 4;
/// Most promising rows that set the first threshold: at least.
const PROMISING: usize = 10;
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
            largest_sums(&sketch.short[first..], &query.bounds.short.weights, sums);
        })?;
        return Ok(vec![sums]);
    }
    let mut all: Vec<Vec<i32>> = queries.iter().map(|_| vec![i32::MIN; blocks]).collect();
    for (i, chunk) in sketch.short.chunks(BLOCKS).enumerate() {
        for (query, sums) in queries.iter().zip(&mut all) {
            if let Some(query) = query {
                largest_sums(chunk, &query.bounds.short.weights, &mut sums[i * BLOCKS..]);
            }
        }
    }
    Ok(all)
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
        let mut done: Vec<u32> = promising.iter().map(|&(_, row)| row).collect();
        done.sort_unstable();
        self.rescore_falling(&mut promising)?;
        let threshold = self.best.threshold();

        let (classes, least) = ready.least(threshold);
        let weights = &ready.bounds.short.weights;
        let mut left = Vec::new();
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
                if allowed.passes(&view, row) && done.binary_search(&(row as u32)).is_err() {
                    left.push(row as u32);
                }
            }
            if left.len() > rows / SOME_OF + 64 {
                return Ok(self.begun_anew());
            }
        }
        self.found.bytes += (left.len() * size_of_val(&sketch.long[0])) as u64;
        let mut bounds = Vec::with_capacity(left.len());
        for &row in &left {
            let bound = bound(sketch, ready, row as usize);
            if bound >= threshold {
                bounds.push((bound, row));
            }
        }
        if bounds.len() > rows / FEW_OF + 64 {
            return Ok(self.begun_anew());
        }
        self.rescore_falling(&mut bounds)?;
        Ok(true)
    }

    /// Forgets what was found, since all is to be looked at.
    fn begun_anew(&mut self) -> bool {
        self.best = super::Best::new(self.place.search.k, self.place.search.per_substance);
        false
    }

    /// The rows with the largest bounds, of those that pass the filter, in no order.
    fn promising(&self, sketch: &SketchRef<'_>, ready: &Ready, largest: &[i32]) -> Vec<(f64, u32)> {
        let Place { view, allowed, .. } = self.place;
        let wanted = self.place.search.k.max(PROMISING).min(view.len() as usize);
        // The blocks in question: as many as rows are wanted.
        let mut blocks: Vec<(i32, usize)> = Vec::with_capacity(wanted + 1);
        let mut worst = i32::MIN;
        for (block, &sum) in largest.iter().enumerate() {
            if sum <= worst && blocks.len() == wanted {
                continue;
            }
            let at = blocks.partition_point(|&(other, _)| other >= sum);
            blocks.insert(at, (sum, block));
            blocks.truncate(wanted);
            worst = blocks.last().map_or(i32::MIN, |&(sum, _)| sum);
        }
        let mut rows: Vec<(f64, u32)> = Vec::new();
        for (_, block) in blocks {
            for row in block * BLOCK_ROWS..((block + 1) * BLOCK_ROWS).min(view.len() as usize) {
                if allowed.passes(&view, row) {
                    rows.push((bound(sketch, ready, row), row as u32));
                }
            }
        }
        if rows.len() > wanted {
            rows.select_nth_unstable_by(wanted, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            rows.truncate(wanted);
        }
        rows
    }
}

/// The most that a row can score.
fn bound(sketch: &SketchRef<'_>, ready: &Ready, row: usize) -> f64 {
    let sum = long_sum(&sketch.long[row], &ready.bounds.long.weights);
    match ready.classes.get(sketch.class(row)) {
        Some(class) if class.most == 0.0 => f64::NEG_INFINITY,
        Some(class) => class.bound(ready.bounds.long.of(sum), |parts| sketch.energy(row, parts)),
        None => f64::INFINITY,
    }
}

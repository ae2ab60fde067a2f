//! Which bands of a reference a query shows, and which of the query's it explains.

use super::mask::counts;
use crate::compare::alignment::Alignment;
use crate::compare::band::{self, Peak};
use crate::measured::grid::{Grid, Interval};

/// A reference's band counts if its prominence is at least this part of the strongest sample.
const PROMINENCE: f64 = 0.03;
/// A query shows a band from half of that on, so that a band at the limit is not missed by a hair.
const QUERY_PROMINENCE: f64 = 0.015;
/// A query's band rises above its noise by this factor, as far as that is half of the highest.
const ABOVE_NOISE: (f64, f64) = (4.0, 0.5);
/// A reference's band explains one of the query from here on.
const WEAK_PROMINENCE: f64 = 0.003;
/// Bands at most this far apart are the same, once the axis is aligned: published positions differ that much.
const TOLERANCE_CM1: f64 = 8.0;
/// Most bands of one spectrum that are looked at, from the left.
pub const MOST_BANDS: usize = 64;

/// Room for the bands of one spectrum.
pub type BandSlots = [Peak; MOST_BANDS];

/// The peaks of a curve with a prominence of at least `part` of its highest sample.
fn peaks(curve: &[f32], interval: Interval, grid: Grid, part: f64, out: &mut BandSlots) -> usize {
    let highest = interval.of(curve).iter().copied().fold(0.0f32, f32::max);
    band::find_peaks(curve, interval, grid, part * f64::from(highest), out)
}

/// A query's bands: from 1.5 % of its height on, or four times the noise. `samples` are `[grid.len]`, `noise` is over the highest
/// band. O(n · bands), no allocation.
pub fn query_bands<'a>(
    (samples, interval): (&[f32], Interval),
    grid: Grid,
    noise: f64,
    out: &'a mut BandSlots,
) -> &'a [Peak] {
    let part = QUERY_PROMINENCE.max((ABOVE_NOISE.0 * noise).min(ABOVE_NOISE.1));
    let found = peaks(samples, interval, grid, part, out);
    &out[..found]
}

/// What became of a band of the query.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fate {
    /// The reference is not known there, or points do not count: nobody has asked.
    #[default]
    NotAsked,
    /// It is this band of the reference.
    Matched(usize),
    /// It is a weak band of the reference, or lies beside one.
    Explained,
    /// The reference has nothing there.
    Unexplained,
}

/// Lent memory to compare bands; its content is garbage before.
#[derive(Debug)]
pub struct BandRoom<'a> {
    /// The reference's bands.
    pub reference: &'a mut BandSlots,
    /// The query's, where they lie in truth; its weak ones before.
    pub query: &'a mut BandSlots,
    /// The reference's weak ones.
    pub weak: &'a mut BandSlots,
    /// The query's band for each of the reference's.
    pub partner: &'a mut [Option<usize>; MOST_BANDS],
    /// What became of each of the query's.
    pub fates: &'a mut [Fate; MOST_BANDS],
}

/// The bands of a reference and of a query, side by side.
#[derive(Clone, Copy, Debug)]
pub struct ComparedBands<'a> {
    /// The reference's bands where points count: from 3 % of its height on.
    pub reference: &'a [Peak],
    /// Which of the query's bands each of them is.
    pub partner: &'a [Option<usize>],
    /// The query's bands, where they lie once the axis is aligned.
    pub query: &'a [Peak],
    /// What became of each.
    pub fates: &'a [Fate],
}

impl ComparedBands<'_> {
    /// Bands of the reference that the query shows.
    #[must_use]
    pub fn matched(&self) -> usize {
        self.partner.iter().flatten().count()
    }

    /// Bands of the query that the reference does not explain.
    #[must_use]
    pub fn unexplained(&self) -> usize {
        self.fates.iter().filter(|fate| **fate == Fate::Unexplained).count()
    }
}

/// A reference's bands over a stretch of the grid, whatever is compared with them.
#[derive(Clone, Copy, Debug)]
pub struct ReferenceBands<'a> {
    /// From 3 % of its height on.
    pub strong: &'a [Peak],
    /// Those and weaker ones, which explain a query's bands as well.
    pub weak: &'a [Peak],
}

/// Finds a reference's bands: `row` (`[grid.len]`) compared over `over`. O(n · bands), no allocation.
#[must_use]
pub fn reference_bands<'a>(
    (row, over): (&[f32], Interval),
    grid: Grid,
    strong: &'a mut BandSlots,
    weak: &'a mut BandSlots,
) -> ReferenceBands<'a> {
    let weak_len = peaks(row, over, grid, WEAK_PROMINENCE, weak);
    let strong_len = peaks(row, over, grid, PROMINENCE, strong);
    ReferenceBands { strong: &strong[..strong_len], weak: &weak[..weak_len] }
}

/// Pairs a reference's bands with the query's.
///
/// `query` are the query's bands as measured; `row` (`[grid.len]`) is the reference, compared over `over`; points count in `open`.
/// Bands of the query outside what was compared are not asked about, and weak ones of the reference explain as well.
/// O(n · bands), no allocation.
#[must_use]
pub fn compare_bands<'a>(
    query: (&[Peak], Alignment),
    (row, over): (&[f32], Interval),
    place: (Grid, &[Interval]),
    room: BandRoom<'a>,
) -> ComparedBands<'a> {
    let BandRoom { reference, query: corrected, weak, partner, fates } = room;
    let weak_len = peaks(row, over, place.0, WEAK_PROMINENCE, weak);
    let strong_len = peaks(row, over, place.0, PROMINENCE, reference);
    let kept = keep(reference, strong_len, place);
    pair(query, (&reference[..kept], &weak[..weak_len], over), place, (corrected, partner, fates))
}

/// [`compare_bands`] with a reference whose bands over `over` are known; `weak` of the room is not needed. O(bands²), no allocation.
#[must_use]
pub fn pair_bands<'a>(
    query: (&[Peak], Alignment),
    (found, over): (ReferenceBands<'_>, Interval),
    place: (Grid, &[Interval]),
    room: BandRoom<'a>,
) -> ComparedBands<'a> {
    let BandRoom { reference, query: corrected, partner, fates, .. } = room;
    let strong_len = found.strong.len().min(MOST_BANDS);
    reference[..strong_len].copy_from_slice(&found.strong[..strong_len]);
    let kept = keep(reference, strong_len, place);
    pair(query, (&reference[..kept], found.weak, over), place, (corrected, partner, fates))
}

/// Keeps the bands that lie where points count; yields how many.
fn keep(bands: &mut BandSlots, len: usize, (grid, open): (Grid, &[Interval])) -> usize {
    let mut kept = 0;
    for at in 0..len {
        if counts(open, grid, bands[at].shift_cm1) {
            bands[kept] = bands[at];
            kept += 1;
        }
    }
    kept
}

/// Room for the query's bands, for each reference's partner, and for what became of the query's.
type PairRoom<'a> = (&'a mut BandSlots, &'a mut [Option<usize>; MOST_BANDS], &'a mut [Fate; MOST_BANDS]);

/// Pairs bands of a reference, of which the weak ones only explain, with the query's.
fn pair<'a>(
    (query, alignment): (&[Peak], Alignment),
    (reference, weak, over): (&'a [Peak], &[Peak], Interval),
    (grid, open): (Grid, &[Interval]),
    (corrected, partner, fates): PairRoom<'a>,
) -> ComparedBands<'a> {
    let ends = (grid.shift_cm1(over.lo), grid.shift_cm1(over.hi.saturating_sub(1)));
    let len = query.len().min(MOST_BANDS);
    for (corrected, peak) in corrected.iter_mut().zip(query) {
        *corrected = Peak { shift_cm1: alignment.corrected_cm1(peak.shift_cm1), ..*peak };
    }
    let (query, partner, fates) = (&corrected[..len], &mut partner[..reference.len()], &mut fates[..len]);
    band::pair_peaks(reference, query, TOLERANCE_CM1, partner);
    for (fate, band) in fates.iter_mut().zip(query) {
        let compared = (ends.0..=ends.1).contains(&band.shift_cm1) && counts(open, grid, band.shift_cm1);
        let near = |peak: &Peak| (peak.shift_cm1 - band.shift_cm1).abs() <= TOLERANCE_CM1;
        *fate = match (compared, weak.iter().any(near)) {
            (false, _) => Fate::NotAsked,
            (true, true) => Fate::Explained,
            (true, false) => Fate::Unexplained,
        };
    }
    for (r, q) in partner.iter().enumerate().filter_map(|(r, q)| Some((r, (*q)?))) {
        fates[q] = Fate::Matched(r);
    }
    ComparedBands { reference, partner, query, fates }
}

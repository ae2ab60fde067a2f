//! Windows that slide over a spectrum: minima, maxima, means, and what lies beyond the ends.

use crate::ground::stop;
use ramatch_kernels::{LANES, Lanes, Work};

/// Longest buffer that [`open`] and [`average_opening`] need for `n` samples and windows of `2 half + 1`.
pub(super) const fn buffer_len(n: usize, half: usize) -> usize {
    n + 4 * half + STRETCH
}

/// A half window that changes nothing when it is made larger.
pub(super) fn effective(half: usize, n: usize) -> usize {
    half.min(n.saturating_sub(1))
}

/// Smallest (largest) sample of every window, cut at the ends, in place: `samples[..n]` before and after.
///
/// `samples` is [`buffer_len`] long. Windows of 1, 4, 16 … samples are joined, so the cost is O(n log half).
pub(super) struct Extreme<'a> {
    pub(super) samples: &'a mut [f64],
    pub(super) n: usize,
    pub(super) half: usize,
    pub(super) what: Which,
}

/// Which sample of a window.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    Smallest,
    Largest,
}

impl Work for Extreme<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Lanes>(self) {
        let Self { samples, n, half, what } = self;
        let width = 2 * half + 1;
        let beyond = if what == Which::Smallest { f64::INFINITY } else { f64::NEG_INFINITY };
        samples.copy_within(..n, half);
        samples[..half].fill(beyond);
        samples[half + n..].fill(beyond);
        let len = n + 2 * half;
        // Fours first: each pass over the samples costs more than a step in it.
        let mut have = 1;
        while 4 * have <= width {
            join_four::<V>(samples, len, have, what);
            have *= 4;
        }
        if 2 * have <= width {
            join::<V>(samples, len, have, what);
            have *= 2;
        }
        join::<V>(samples, n, width - have, what);
    }
}

/// Samples that are joined at a time.
const STRETCH: usize = 4 * LANES;

/// `a[i] = min(a[i], a[i + by], a[i + 2 by], a[i + 3 by])` for i below `len`, and up to a stretch beyond.
#[inline(always)]
fn join_four<V: Lanes>(a: &mut [f64], len: usize, by: usize, what: Which) {
    for first in (0..len).step_by(STRETCH) {
        let a = &mut a[first..];
        let (one, two) = (at::<V>(a, 0), at::<V>(a, by));
        let (three, four) = (at::<V>(a, 2 * by), at::<V>(a, 3 * by));
        put(a, outermost(outermost(one, two, what), outermost(three, four, what), what));
    }
}

/// `a[i] = min(a[i], a[i + by])` for i below `len`, and up to a stretch beyond.
#[inline(always)]
fn join<V: Lanes>(a: &mut [f64], len: usize, by: usize, what: Which) {
    for first in (0..len).step_by(STRETCH) {
        let a = &mut a[first..];
        put(a, outermost(at::<V>(a, 0), at::<V>(a, by), what));
    }
}

/// The smaller (larger) ones.
#[inline(always)]
fn outermost<V: Lanes>(a: [V; 4], b: [V; 4], what: Which) -> [V; 4] {
    let mut joined = a;
    for (joined, b) in joined.iter_mut().zip(b) {
        *joined = if what == Which::Smallest { joined.min(b) } else { joined.max(b) };
    }
    joined
}

/// A stretch from `i` on.
#[inline(always)]
fn at<V: Lanes>(a: &[f64], i: usize) -> [V; 4] {
    let mut rows = [V::zero(); 4];
    if let Some(stretch) = a[i..].first_chunk::<STRETCH>() {
        for (value, row) in rows.iter_mut().zip(stretch.as_chunks::<LANES>().0) {
            *value = V::load(row);
        }
    }
    rows
}

/// Writes the first stretch.
#[inline(always)]
fn put<V: Lanes>(a: &mut [f64], values: [V; 4]) {
    if let Some(stretch) = a.first_chunk_mut::<STRETCH>() {
        for (value, row) in values.into_iter().zip(stretch.as_chunks_mut::<LANES>().0) {
            value.store(row);
        }
    }
}

/// Opening: the largest of the smallest. `samples[..n]` before and after, [`buffer_len`] long.
pub(super) fn open(samples: &mut [f64], n: usize, half: usize) {
    extreme(samples, n, half, Which::Smallest);
    extreme(samples, n, half, Which::Largest);
}

/// See [`Extreme`].
pub(super) fn extreme(samples: &mut [f64], n: usize, half: usize, what: Which) {
    ramatch_kernels::dispatch(Extreme { samples, n, half: effective(half, n), what });
}

/// The mean of the smallest and the largest opening around each sample, half and half: `to` from the opening in
/// `samples[..n]`, which stays. `work` is [`buffer_len`] long.
pub(super) fn average_opening(samples: &[f64], half: usize, to: &mut [f64], work: &mut [f64]) {
    let n = to.len();
    work[..n].copy_from_slice(&samples[..n]);
    extreme(work, n, half, Which::Largest);
    to.copy_from_slice(&work[..n]);
    work[..n].copy_from_slice(&samples[..n]);
    extreme(work, n, half, Which::Smallest);
    for (to, work) in to.iter_mut().zip(work) {
        *to = 0.5 * (*to + *work);
    }
}

/// Continues `padded[pad .. pad + n]` at both ends along the straight line through its first (last) `pad` samples.
pub(super) fn extrapolate(padded: &mut [f64], n: usize, pad: usize) {
    let count = pad.min(n);
    if pad == 0 || count == 0 {
        return;
    }
    let line = |samples: &[f64]| -> (f64, f64) {
        if count == 1 {
            return (samples[0], 0.0);
        }
        let middle = 0.5 * (count as f64 - 1.0);
        let (mut level, mut slope, mut squares) = (0.0, 0.0, 0.0);
        for (i, y) in samples.iter().enumerate() {
            let x = i as f64 - middle;
            level += y;
            slope += x * y;
            squares += x * x;
        }
        let slope = slope / squares;
        (level / count as f64 - slope * middle, slope)
    };
    let (start, slope) = line(&padded[pad..pad + count]);
    for (i, value) in padded[..pad].iter_mut().enumerate() {
        *value = start - slope * (pad - i) as f64;
    }
    let (start, slope) = line(&padded[pad + n - count..pad + n]);
    for (i, value) in padded[pad + n..][..pad].iter_mut().enumerate() {
        *value = start + slope * (count + i) as f64;
    }
}

/// The sum of `values[from..from + width]`, from that of the same one place before; begun anew every 256 places, so that its
/// rounding does not add up.
#[inline]
pub(super) fn slid(before: f64, values: &[f64], from: usize, width: usize, place: usize) -> f64 {
    if place.is_multiple_of(256) {
        values[from..from + width].iter().sum()
    } else if width > 0 {
        before + (values[from + width - 1] - values[from - 1])
    } else {
        before
    }
}

/// Means over windows of `2 half + 1` samples: `to` (`[n]`) from `padded` (`[n + 2 half]`).
pub(super) fn means(padded: &[f64], half: usize, to: &mut [f64]) {
    let width = 2 * half + 1;
    let scale = 1.0 / width as f64;
    let mut sum = 0.0;
    for (i, to) in to.iter_mut().enumerate() {
        sum = slid(sum, padded, i, width, i);
        *to = sum * scale;
    }
}

/// Widest half window that is looked for: beyond it nothing is a band, and the search would take n² steps.
const WIDEST: usize = 2048;

/// The half window above which openings stop changing: half the width of the widest band.
///
/// Grows it one by one until the opening stays the same, within 10⁻⁶ of its norm, three times (Perez-Pueyo et al.
/// 2010), at most to 2,048. `one` and `two` are [`buffer_len`]`(n, n / 2)` long.
pub(super) fn optimal_half_window(y: &[f64], one: &mut [f64], two: &mut [f64]) -> usize {
    let n = y.len();
    let (mut before, mut now) = (one, two);
    before[..n].copy_from_slice(y);
    open(before, n, 1);
    let (mut hits, mut best) = (0, 1);
    let most = ((n - 1) / 2).min(WIDEST);
    for half in 2..most {
        if stop::called_off() {
            return half - 1;
        }
        now[..n].copy_from_slice(y);
        open(now, n, half);
        let (mut moved, mut norm) = (0.0, 0.0);
        for (now, before) in now[..n].iter().zip(&before[..n]) {
            moved += (now - before) * (now - before);
            norm += before * before;
        }
        if moved < 1e-12 * norm.max(f64::MIN_POSITIVE) {
            if hits == 0 {
                best = half - 1;
            }
            hits += 1;
            if hits >= 3 {
                return best;
            }
        } else {
            hits = 0;
        }
        core::mem::swap(&mut before, &mut now);
    }
    most.saturating_sub(1).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec;

    #[test]
    fn extremes_are_those_of_the_cut_windows() {
        for n in [1usize, 2, 7, 8, 9, 40, 100] {
            let y: std::vec::Vec<f64> = (0..n).map(|i| ((i * 7919) % 101) as f64).collect();
            for half in [1usize, 2, 3, 8, 30, 200] {
                for what in [Which::Smallest, Which::Largest] {
                    let mut a = vec![f64::NAN; buffer_len(n, half)];
                    a[..n].copy_from_slice(&y);
                    extreme(&mut a, n, half, what);
                    for i in 0..n {
                        let window = &y[i.saturating_sub(half)..(i + half + 1).min(n)];
                        let fold = |pick: fn(f64, f64) -> f64| window.iter().copied().reduce(pick).unwrap();
                        let expected = if what == Which::Smallest { fold(f64::min) } else { fold(f64::max) };
                        assert_eq!(a[i], expected, "n = {n}, half = {half}, i = {i}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_line_is_continued_and_averaged_to_itself() {
        for pad in [1usize, 2, 5, 30] {
            let n = 20;
            let line = |i: usize| 3.0 - 0.25 * (i as f64 - pad as f64);
            let mut padded = vec![f64::NAN; n + 2 * pad];
            for (i, value) in padded[pad..pad + n].iter_mut().enumerate() {
                *value = line(i + pad);
            }
            extrapolate(&mut padded, n, pad);
            let mut mean = vec![f64::NAN; n];
            means(&padded, pad, &mut mean);
            for (i, &mean) in mean.iter().enumerate() {
                let tolerance = if pad == 1 { 0.1 } else { 1e-12 };
                assert!((mean - line(i + pad)).abs() < tolerance, "{pad} {i}");
            }
        }
    }
}

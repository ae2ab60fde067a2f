//! Several shots of one sample: each counts once, and all have to be of it.

use crate::answer::found::Warning;
use crate::answer::seen::Seen;
use crate::ground::error::Error;
use ramatch_core::{Grid, Spectrum};

/// Two shots of one sample have at least this part of the cosine that their noise leaves: baselines, bleaching and what despiking
/// missed take away some.
const ALIKE: f64 = 0.35;
/// Noise alone reads up to about this SNR; a shot below it says nothing beside others that are above.
const CLEAR_SNR: f64 = 4.5;

/// The shots that are no copy of an earlier one, with their places. A copy has the same numbers, bit for bit, and says nothing
/// new: as a shot of its own it would make the noise seem less than it is.
pub(crate) fn distinct(shots: &[Spectrum]) -> Vec<(usize, &Spectrum)> {
    let same = |a: &[f32], b: &[f32]| a.iter().map(|v| v.to_bits()).eq(b.iter().map(|v| v.to_bits()));
    let mut distinct: Vec<(usize, &Spectrum)> = Vec::new();
    for (place, shot) in shots.iter().enumerate() {
        let new = shot.as_ref();
        let equal = |(_, old): &(usize, &Spectrum)| {
            let old = old.as_ref();
            same(old.intensity(), new.intensity()) && same(old.shift_cm1(), new.shift_cm1())
        };
        if !distinct.iter().any(equal) {
            distinct.push((place, shot));
        }
    }
    distinct
}

/// The numbers of the shots that show a signal, the shots, and which others are left out: in a mean, noise takes bands away, and what is
/// left may look like something else. Where no shot shows one, all stay.
pub(crate) fn clear(shots: Vec<Seen>, places: &[usize]) -> (Vec<usize>, Vec<Seen>, Option<Warning>) {
    let is_clear = |seen: &Seen| seen.notes.snr.is_none_or(|snr| snr >= CLEAR_SNR);
    let numbered = shots.into_iter().zip(places).map(|(seen, place)| (place + 1, seen));
    let (clear, noisy): (Vec<_>, Vec<_>) = numbered.partition(|(_, seen)| is_clear(seen));
    if clear.is_empty() || noisy.is_empty() {
        let (numbers, shots) = clear.into_iter().chain(noisy).unzip();
        return (numbers, shots, None);
    }
    let left_out: Vec<String> = noisy.iter().map(|(number, _)| number.to_string()).collect();
    let text = format!("left out, since there is nothing above the noise: shot {}", left_out.join(", "));
    let (numbers, shots) = clear.into_iter().unzip();
    (numbers, shots, Some(Warning { code: "noisy_shots", text }))
}

/// Refuses shots that cannot be of one sample: each is compared with the one that has the least noise, at the best shift of up
/// to `shift_cm1`. Where noise is all there is, nothing can be said, and nothing is refused. O(shots · grid · shifts).
pub(crate) fn of_one_sample(
    (shots, places): (&[Seen], &[usize]),
    grid: Grid,
    shift_cm1: f64,
) -> Result<(), Error> {
    let noise: Vec<f64> = shots.iter().map(|shot| noise_part(shot, grid)).collect();
    let all = || shots.iter().zip(&noise).zip(places);
    let Some(((first, of_first), clearest)) = all().min_by(|a, b| a.0.1.total_cmp(b.0.1)) else {
        return Ok(());
    };
    let reach = (shift_cm1 / grid.step_cm1).ceil() as usize;
    let mut worst: Option<(f64, Error)> = None;
    for ((shot, of_shot), place) in all().filter(|(_, place)| *place != clearest) {
        let least = ALIKE * ((1.0 - of_first) * (1.0 - of_shot)).sqrt();
        let cosine = best_cosine(first, shot, reach);
        let lacks = least - cosine;
        if lacks > 0.0 && worst.as_ref().is_none_or(|(most, _)| lacks > *most) {
            let (a, b) = (*clearest.min(place), *clearest.max(place));
            worst = Some((lacks, Error::UnlikeShots { first: a + 1, second: b + 1, cosine, least }));
        }
    }
    worst.map_or(Ok(()), |(_, error)| Err(error))
}

/// The part of the energy of a prepared row that may be noise: of white noise of its density, before smoothing.
fn noise_part(seen: &Seen, grid: Grid) -> f64 {
    let row = seen.interval.of(&seen.samples);
    let energy: f64 = row.iter().map(|&sample| f64::from(sample) * f64::from(sample)).sum();
    let noise = seen.notes.noise_density * seen.notes.noise_density / grid.step_cm1 * row.len() as f64;
    if energy > 0.0 { (noise / energy).min(1.0) } else { 1.0 }
}

/// The greatest cosine of two rows where both are known, one moved by up to `reach` samples.
fn best_cosine(a: &Seen, b: &Seen, reach: usize) -> f64 {
    let both = a.interval.intersection(b.interval);
    let (a, b) = (both.of(&a.samples), both.of(&b.samples));
    let cosine = |a: &[f32], b: &[f32]| {
        let mut sums = [0.0; 3];
        for (&a, &b) in a.iter().zip(b) {
            let (a, b) = (f64::from(a), f64::from(b));
            sums = [sums[0] + a * b, sums[1] + a * a, sums[2] + b * b];
        }
        if sums[1] > 0.0 && sums[2] > 0.0 { sums[0] / (sums[1] * sums[2]).sqrt() } else { 1.0 }
    };
    // Shots that hardly overlap say nothing about each other.
    if a.len() < 4 * reach.max(4) {
        return 1.0;
    }
    let moved = (0..=reach).map(|k| cosine(&a[k..], b).max(cosine(a, &b[k..])));
    moved.fold(-1.0, f64::max)
}

//! Noise added to a measured spectrum, so that it looks as if it had been measured for a shorter time.
//!
//! White noise, the same from the same seed on every machine: each value is the sum of twelve uniform numbers less 6, of mean 0 and
//! variance 1, with nothing beyond 6 standard deviations.

use crate::answer::identifier::Identifier;
use ramatch_core::{Notes, Spectrum};

/// Below this part of its upper end a stratum without a lower one is not sought.
const LOWEST: f64 = 1.0 / 3.0;
/// How often the height of the noise is corrected by what was measured of it.
const TRIES: usize = 4;

/// Uniform numbers (splitmix64: Steele, Lea, Flood, *Fast splittable pseudorandom number generators*, 2014).
struct Random(u64);

impl Random {
    /// From a text; another one has other numbers.
    fn of(seed: &str) -> Self {
        let hash = blake3::hash(seed.as_bytes());
        Self(hash.as_bytes().first_chunk().map_or(0, |&bytes| u64::from_le_bytes(bytes)))
    }

    /// From 0 to 1.
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.uniform()).sum::<f64>() - 6.0
    }
}

/// The spectrum with as much noise added as brings its signal-to-noise ratio between `from` and `to`, somewhere that the seed says; none where
/// it has less already, or where that cannot be had.
pub(super) fn with_noise(
    identifier: &Identifier,
    spectrum: &Spectrum,
    (from, to): (f64, f64),
    seed: &str,
) -> Option<Spectrum> {
    let notes = |spectrum: &Spectrum| Some(*identifier.prepare(spectrum).ok()?.as_ref().notes());
    let measured = notes(spectrum)?;
    if measured.snr.is_some_and(|snr| snr < to) {
        return None;
    }
    let mut random = Random::of(seed);
    let low = from.max(LOWEST * to);
    let wanted = low + random.uniform() * (to - low);
    let points = spectrum.as_ref();
    let noise: Vec<f64> = points.intensity().iter().map(|_| random.normal()).collect();
    let (first, last) = points.range_cm1();
    let spacing = (last - first) / (points.len() - 1) as f64;
    // The ratio is that to noise of points 2 cm⁻¹ apart.
    let mut sigma = height(&measured, spectrum, identifier) / wanted * (2.0 / spacing).sqrt();
    for _ in 0..TRIES {
        let noisy =
            points.intensity().iter().zip(&noise).map(|(y, noise)| (f64::from(*y) + sigma * noise) as f32);
        let noisy = Spectrum::new(points.shift_cm1().to_vec(), noisy.collect()).ok()?;
        let snr = notes(&noisy)?.snr?;
        if (low..to).contains(&snr) {
            return Some(noisy);
        }
        sigma *= snr / wanted;
    }
    None
}

/// How high the strongest band is, in units of the intensities; where no noise was measured, how far they reach.
fn height(notes: &Notes, spectrum: &Spectrum, identifier: &Identifier) -> f64 {
    let step = identifier.pipeline().grid().step_cm1;
    match notes.snr.filter(|_| notes.sigma > 0.0) {
        Some(snr) => snr * notes.sigma * (0.5 * step).sqrt(),
        None => {
            let values = spectrum.as_ref().intensity().iter().map(|&value| f64::from(value));
            let (low, high) = values.fold((f64::MAX, f64::MIN), |(low, high), v| (low.min(v), high.max(v)));
            high - low
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_has_the_height_that_is_asked_for_and_is_the_same_again() {
        let identifier = Identifier::embedded().unwrap();
        let shift: Vec<f32> = (0..1500).map(|i| 150.0 + 1.5 * i as f32).collect();
        let bands = [(621.0, 16.0), (1001.4, 100.0), (1031.8, 27.0), (1155.3, 13.0), (1602.3, 28.0f32)];
        let y = |x: &f32| bands.iter().map(|(at, height)| height / (1.0 + ((x - at) / 5.0).powi(2))).sum();
        let clean = Spectrum::new(shift.clone(), shift.iter().map(y).collect()).unwrap();
        for (from, to) in [(0.0, 15.0), (15.0, 50.0), (2.0, 4.0)] {
            let noisy = with_noise(&identifier, &clean, (from, to), "a").expect("it can be had");
            let snr = identifier.prepare(&noisy).unwrap().as_ref().notes().snr.unwrap();
            assert!((from..to).contains(&snr), "{snr}");
            assert_eq!(with_noise(&identifier, &clean, (from, to), "a").unwrap(), noisy);
            assert_ne!(with_noise(&identifier, &clean, (from, to), "b").unwrap(), noisy);
            // What is as noisy already gets no more.
            assert_eq!(with_noise(&identifier, &noisy, (from, to), "a"), None);
        }
        let mut random = Random::of("numbers");
        let numbers: Vec<f64> = (0..20_000).map(|_| random.normal()).collect();
        let mean = numbers.iter().sum::<f64>() / 2e4;
        let variance = numbers.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 2e4;
        assert!(mean.abs() < 0.03 && (variance - 1.0).abs() < 0.05, "{mean} {variance}");
    }
}

//! Cosmic rays where most points are alike: low counts, rounded numbers, computed spectra. A spike that stands fifty steps of
//! rounding high is found, or the answer is that nobody can tell; bands stay.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

#[path = "support/random.rs"]
mod random;

use proptest::prelude::*;
use ramatch_core::{Despike, Despiked, Prominence, WhitakerHayes, across_shots, math};
use random::Random;

const METHODS: [Despike; 2] =
    [Despike::WhitakerHayes(WhitakerHayes::new()), Despike::Prominence(Prominence::new())];

/// Photon counts of this mean, by multiplying uniform numbers (Knuth).
fn count(random: &mut Random, mean: f64) -> f64 {
    // In parts, so that the product does not underflow.
    let (mut left, mut count) = (mean, 0.0);
    while left > 0.0 {
        let part = left.min(20.0);
        let (limit, mut product) = (math::exp(-part), random.uniform());
        while product > limit {
            count += 1.0;
            product *= random.uniform();
        }
        left -= part;
    }
    count
}

fn axis(n: usize) -> Vec<f32> {
    (0..n).map(|i| 300.0 + 1.5 * i as f32).collect()
}

fn find(method: Despike, y: &[f64]) -> (Despiked, Vec<usize>) {
    let n = y.len();
    let (mut altered, mut scratch) = (vec![9; n], vec![f64::NAN; Despike::scratch_len(n)]);
    let found = method.find(&axis(n), y, &mut altered, &mut scratch).unwrap();
    (found, (0..n).filter(|&i| altered[i] == 1).collect())
}

/// Adds a spike of one or two points at a part of the axis; yields its points.
fn add_spike(y: &mut [f64], at: f64, two: bool, height: f64) -> Vec<usize> {
    let at = ((y.len() - 1) as f64 * at) as usize;
    let spike: Vec<usize> = (at..(at + 1 + usize::from(two)).min(y.len())).collect();
    for &i in &spike {
        y[i] += height;
    }
    spike
}

/// Whether exactly these points were found, or nobody could tell.
fn found_or_doubted(method: Despike, y: &[f64], spike: &[usize]) -> bool {
    let (said, marked) = find(method, y);
    if said.cannot_tell { marked.is_empty() && said.altered == 0 } else { marked == spike }
}

fn band(x: f64, centre: f64, per_fwhm: f64, lorentz: bool) -> f64 {
    let u = 2.0 * (x - centre) / per_fwhm;
    if lorentz { 1.0 / (1.0 + u * u) } else { math::exp(-std::f64::consts::LN_2 * u * u) }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_spike_in_photon_counts_is_found_or_doubted(
        seed in any::<u64>(),
        n in 200usize..1200,
        mean in 0.0078125f64..0.25,
        gain in 0.25f64..64.0,
        height in 60.0f64..5000.0,
        at in 0.0f64..1.0,
        two in any::<bool>(),
    ) {
        let mut photons = Random(seed);
        let mut y: Vec<f64> = (0..n).map(|_| gain * count(&mut photons, mean)).collect();
        let spike = add_spike(&mut y, at, two, gain * height.round());
        for method in METHODS {
            prop_assert!(found_or_doubted(method, &y, &spike), "{method:?} {:?} {spike:?}", find(method, &y));
        }
        // Where a tenth of the points holds a photon, there is no doubt.
        if mean > 0.1 {
            prop_assert!(!find(METHODS[0], &y).0.cannot_tell);
        }
    }

    #[test]
    fn a_strong_spike_in_counts_of_any_mean_is_found_or_doubted(
        seed in any::<u64>(),
        mean in 0.0078125f64..5.0,
        at in 0usize..800,
    ) {
        let mut photons = Random(seed);
        let mut y: Vec<f64> = (0..800).map(|_| count(&mut photons, mean)).collect();
        y[at] += 500.0;
        for method in METHODS {
            let (said, marked) = find(method, &y);
            prop_assert!(said.cannot_tell || marked.contains(&at), "{method:?} {marked:?}");
        }
    }

    #[test]
    fn a_spike_in_rounded_numbers_is_found_or_doubted(
        seed in any::<u64>(),
        n in 200usize..1200,
        step in 0.0009765625f64..16.0,
        offset in -4096.0f64..4096.0,
        slope in -0.25f64..0.25,
        noise in 0.0f64..0.5,
        height in 60.0f64..5000.0,
        at in 0.0f64..1.0,
        two in any::<bool>(),
    ) {
        let mut photons = Random(seed);
        let mut y: Vec<f64> = (0..n)
            .map(|i| {
                let jitter = noise * (photons.uniform() + photons.uniform() - 1.0);
                step * (offset + slope * i as f64 + math::cos(i as f64 / 90.0) + jitter).round()
            })
            .collect();
        let spike = add_spike(&mut y, at, two, step * height.round());
        for method in METHODS {
            prop_assert!(found_or_doubted(method, &y, &spike), "{method:?} {:?} {spike:?}", find(method, &y));
        }
    }

    #[test]
    fn bands_stay(
        seed in any::<u64>(),
        kind in 0usize..3,
        background in 0.0f64..0.0625,
        height in 3.0f64..3000.0,
        per_fwhm in 2.5f64..12.0,
        centre in 20.0f64..380.0,
        lorentz in any::<bool>(),
    ) {
        let mut photons = Random(seed);
        let y: Vec<f64> = (0..400)
            .map(|i| {
                let band = height * band(f64::from(i), centre, per_fwhm, lorentz);
                match kind {
                    // Without a foot, so that most points stay dark.
                    0 => count(&mut photons, background + if lorentz { 0.0 } else { band }),
                    1 => (100.0 + band).round(),
                    // Without noise, on a background of 0.
                    _ => if band > 1e-3 * height { band } else { 0.0 },
                }
            })
            .collect();
        prop_assert_eq!(find(METHODS[0], &y).0.altered, 0, "{:?}", find(METHODS[0], &y));
        if per_fwhm >= 4.0 {
            prop_assert_eq!(find(METHODS[1], &y).0.altered, 0, "{:?}", find(METHODS[1], &y));
        }
    }

    #[test]
    fn rays_on_a_constant_are_never_overlooked(
        n in 60usize..1200,
        level in -100.0f64..100.0,
        rays in prop::collection::vec((0.0f64..1.0, 1.0f64..10_000.0), 1..6),
    ) {
        let mut y = vec![level; n];
        for (at, height) in rays {
            y[((n - 1) as f64 * at) as usize] = level + height;
        }
        // Three neighbours are wider than any ray is said to be; see the test below.
        prop_assume!(!y.windows(3).any(|run| run.iter().all(|&value| value > level)));
        for method in METHODS {
            let said = find(method, &y).0;
            prop_assert!(said.cannot_tell || said.altered > 0);
        }
    }

    #[test]
    fn a_ray_in_one_of_several_shots_of_few_photons(
        seed in any::<u64>(),
        m in 3usize..7,
        mean in 0.0625f64..3.0,
        height in 100.0f64..5000.0,
        at in 0.0f64..1.0,
        shot in 0.0f64..1.0,
    ) {
        let n = 500;
        let mut photons = Random(seed);
        let mut shots: Vec<f64> = (0..m * n).map(|_| count(&mut photons, mean)).collect();
        let clean = shots.clone();
        let at = ((n - 1) as f64 * at) as usize + n * ((m as f64 * shot) as usize).min(m - 1);
        let (mut altered, mut scratch) = (vec![0; m * n], vec![0.0; 3 * n + 2 * m]);
        let said = across_shots(&mut shots, n, 8.0, &mut altered, &mut scratch).unwrap();
        prop_assert_eq!(said.altered, 0, "single photons stay");
        shots = clean;
        shots[at] += height.round();
        let said = across_shots(&mut shots, n, 8.0, &mut altered, &mut scratch).unwrap();
        prop_assert!(said.cannot_tell || altered[at] == 1);
        prop_assert!(said.altered <= 1);
    }
}

#[test]
fn five_hundred_counts_among_none_to_two_are_found() {
    let mut photons = Random(19);
    let mut y: Vec<f64> = (0..1000).map(|_| count(&mut photons, 0.1)).collect();
    y[400] = 500.0;
    for method in METHODS {
        assert_eq!(find(method, &y), (Despiked { altered: 1, cannot_tell: false }, vec![400]), "{method:?}");
    }
}

#[test]
fn noise_beside_stretches_of_zeros_is_no_ray() {
    // A spectrum that was padded to another's range: noise where it was measured.
    let mut photons = Random(7);
    let mut y = vec![0.0; 1000];
    for y in &mut y[300..700] {
        *y = 100.0 + (0..12).map(|_| 5.0 * photons.uniform()).sum::<f64>();
    }
    for method in METHODS {
        assert_eq!(find(method, &y).0, Despiked::default(), "{method:?}");
    }
    y[500] += 500.0;
    for method in METHODS {
        assert_eq!(find(method, &y).1, [500], "{method:?}");
    }
}

#[test]
fn constant_shots_with_a_ray_in_one_leave_doubt() {
    let (mut altered, mut scratch) = (vec![0; 600], vec![0.0; 606]);
    let mut shots = vec![5.0; 600];
    let quiet = across_shots(&mut shots, 200, 8.0, &mut altered, &mut scratch).unwrap();
    assert_eq!(quiet, Despiked::default());
    shots[250] = 500.0;
    let said = across_shots(&mut shots, 200, 8.0, &mut altered, &mut scratch).unwrap();
    assert!(said.cannot_tell || altered[250] == 1);
}

/// Three rays in neighbouring points, as a random input once had them: wider than the `max_width` of 2 points that Whitaker and Hayes'
/// method is given, which leaves them; by prominence the highest is a ray, and is taken out with those beside it.
#[test]
fn three_rays_side_by_side_are_wider_than_a_ray() {
    let mut y = vec![0.0; 61];
    (y[7], y[8], y[9]) = (3169.0, 1074.0, 9927.0);
    let [whitaker_hayes, prominence] = METHODS.map(|method| find(method, &y));
    assert_eq!(whitaker_hayes, (Despiked::default(), vec![]));
    assert!(prominence.0.cannot_tell || prominence.1.contains(&9), "{prominence:?}");
    let wider = Despike::WhitakerHayes(WhitakerHayes::new().max_width(3));
    let said = find(wider, &y);
    assert!(said.0.cannot_tell || said.1 == [7, 8, 9], "{said:?}");
}

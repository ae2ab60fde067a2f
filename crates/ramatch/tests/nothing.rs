//! What shows no substance is never identified: noise, smooth curves, lamp lines, cosmic rays, fringes, spectra in the wrong order, random bands.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use ramatch::{Identifier, Options, Spectrum};
use std::f64::consts::PI;

/// Numbers from a seed: splitmix64.
struct Random(u64);

impl Random {
    fn uniform(&mut self, from: f64, to: f64) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        from + (to - from) * ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Box and Muller, 1958.
    fn normal(&mut self) -> f64 {
        let (a, b) = (self.uniform(f64::MIN_POSITIVE, 1.0), self.uniform(0.0, 2.0 * PI));
        (-2.0 * a.ln()).sqrt() * b.cos()
    }

    fn below(&mut self, n: usize) -> usize {
        self.uniform(0.0, n as f64) as usize
    }
}

fn axis() -> Vec<f64> {
    (0..1150).map(|i| 180.0 + 2.0 * f64::from(i)).collect()
}

fn line(x: f64, at: f64, fwhm: f64) -> f64 {
    1.0 / (1.0 + ((x - at) / (0.5 * fwhm)).powi(2))
}

/// Measured spectra of the examples.
fn measured() -> Vec<Spectrum> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/data");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let is_text = |path: &std::path::PathBuf| path.extension().is_some_and(|extension| extension == "txt");
    files.iter().filter(|path| is_text(path)).map(|path| ramatch::read_file(path).unwrap().spectrum).collect()
}

/// Asks about `count` curves of a kind and says how many got which verdict.
fn ask(kind: &str, count: u64, curve: impl Fn(&mut Random) -> (Vec<f64>, Vec<f64>)) {
    let (identifier, options) = (Identifier::embedded().unwrap(), Options::default().top(1));
    let mut related = Vec::new();
    for number in 0..count {
        let mut random = Random(number.wrapping_mul(7919) ^ kind.len() as u64);
        let (shift, counts) = curve(&mut random);
        let narrow = |values: Vec<f64>| values.into_iter().map(|value| value as f32).collect::<Vec<f32>>();
        let spectrum = Spectrum::new(narrow(shift), narrow(counts)).unwrap();
        let verdict = identifier.identify(&spectrum, &options).unwrap().verdict;
        let first = verdict.names.first().map_or("", |named| &named.substance);
        assert!(
            !["identified", "one_of"].contains(&verdict.code),
            "{kind} number {number}: {} {first} {:?}",
            verdict.code,
            verdict.value
        );
        if verdict.is_named() {
            related.push(first.to_owned());
        }
    }
    println!("{kind}: {} of {count} named as a relative: {related:?}", related.len());
    assert!(related.len() as u64 * 50 <= count, "{kind}: {related:?}");
}

#[test]
fn noise() {
    ask("white noise", 150, |random| {
        let level = random.uniform(10.0, 1e4);
        let deviation = random.uniform(1.0, 100.0);
        (axis(), axis().iter().map(|_| level + deviation * random.normal()).collect())
    });
    ask("noise with a memory", 150, |random| {
        let (keep, mut last) = (random.uniform(0.5, 0.98), 0.0);
        let counts = axis().into_iter().map(|_| {
            last = keep * last + random.normal();
            1000.0 + 100.0 * last
        });
        (axis(), counts.collect())
    });
}

#[test]
fn smooth_curves_and_fringes() {
    ask("fluorescence", 150, |random| {
        let parts: Vec<[f64; 3]> = (0..1 + random.below(4))
            .map(|_| [random.uniform(0.0, 2500.0), random.uniform(130.0, 640.0), random.uniform(0.2, 1.0)])
            .collect();
        let scale = 10f64.powf(random.uniform(3.0, 6.0));
        let counts = axis().into_iter().map(|x| {
            let curve: f64 = parts
                .iter()
                .map(|[at, width, height]| height * (-0.5 * ((x - at) / width).powi(2)).exp())
                .sum();
            let count = scale * (0.05 + curve);
            count + count.sqrt() * random.normal()
        });
        (axis(), counts.collect())
    });
    ask("fringes", 100, |random| {
        let (period, phase) = (random.uniform(8.0, 120.0), random.uniform(0.0, 2.0 * PI));
        let depth = random.uniform(0.02, 0.5);
        let counts = axis()
            .into_iter()
            .map(|x| 1e4 * (1.0 + depth * (2.0 * PI * x / period + phase).sin()) + 100.0 * random.normal());
        (axis(), counts.collect())
    });
}

#[test]
fn lines_and_rays() {
    ask("lamp lines", 150, |random| {
        let lines: Vec<[f64; 2]> = (0..3 + random.below(12))
            .map(|_| [random.uniform(200.0, 2400.0), 10f64.powf(random.uniform(-1.5, 0.0))])
            .collect();
        let counts = axis().into_iter().map(|x| {
            let sum: f64 = lines.iter().map(|[at, height]| height * line(x, *at, 5.0)).sum();
            1e4 * sum + 20.0 * random.normal()
        });
        (axis(), counts.collect())
    });
    ask("cosmic rays", 150, |random| {
        let mut counts: Vec<f64> = axis().iter().map(|_| 500.0 + 10.0 * random.normal()).collect();
        for _ in 0..1 + random.below(8) {
            let at = random.below(counts.len());
            counts[at] += random.uniform(200.0, 2e4);
        }
        (axis(), counts)
    });
    ask("random bands", 250, |random| {
        let bands: Vec<[f64; 3]> = (0..1 + random.below(6))
            .map(|_| [random.uniform(200.0, 2400.0), random.uniform(6.0, 14.0), random.uniform(0.1, 1.0)])
            .collect();
        let noise = 1.0 / random.uniform(50.0, 500.0);
        let counts = axis().into_iter().map(|x| {
            let sum: f64 = bands.iter().map(|[at, fwhm, height]| height * line(x, *at, *fwhm)).sum();
            1e4 * (sum + noise * random.normal())
        });
        (axis(), counts.collect())
    });
}

#[test]
fn spectra_in_another_order() {
    let measured = measured();
    assert!(measured.len() >= 15);
    ask("blocks of 50 cm⁻¹ in another order", 150, |random| {
        let spectrum = measured[random.below(measured.len())].as_ref();
        let shift: Vec<f64> = spectrum.shift_cm1().iter().map(|&x| f64::from(x)).collect();
        let step = (shift[shift.len() - 1] - shift[0]) / (shift.len() - 1) as f64;
        let long = ((50.0 / step) as usize).max(1);
        let mut blocks: Vec<&[f32]> = spectrum.intensity().chunks(long).collect();
        for last in (1..blocks.len()).rev() {
            blocks.swap(last, random.below(last + 1));
        }
        (shift, blocks.concat().into_iter().map(f64::from).collect())
    });
    ask("backwards", 60, |random| {
        let spectrum = measured[random.below(measured.len())].as_ref();
        let counts = spectrum.intensity().iter().rev().map(|&y| f64::from(y) + 0.01 * random.normal());
        (spectrum.shift_cm1().iter().map(|&x| f64::from(x)).collect(), counts.collect())
    });
}

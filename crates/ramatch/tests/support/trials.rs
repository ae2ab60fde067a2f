//! A library of substances that were drawn at random, and trials of them.

use super::entries::measured;
use ramatch::{Content, Library, Recipe, SourceContent, Storage, SubstanceContent};
use std::fmt::Write as _;
use std::path::Path;

/// Numbers from 0 to 1.
struct Random(u64);

impl Random {
    fn next(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// A measurement of substance `number`: bands that it has, and noise of a part of the highest one that `seed` says.
pub(crate) fn spectrum(number: u64, noise: f64, seed: u64) -> (Vec<f32>, Vec<f32>) {
    let mut of_substance = Random((number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let count = 4 + (number % 5) as usize;
    let bands: Vec<(f64, f64, f64)> = (0..count)
        .map(|_| {
            let (at, height, width) = (of_substance.next(), of_substance.next(), of_substance.next());
            (250.0 + 1900.0 * at, 200.0 + 800.0 * height, 3.0 + 5.0 * width)
        })
        .collect();
    let mut of_noise = Random((seed + 7).wrapping_mul(0xd1b5_4a32_d192_ed03) | 1);
    let shift: Vec<f32> = (0..1100).map(|i| 200.0 + 2.0 * i as f32).collect();
    let intensity = shift.iter().map(|&x| {
        let x = f64::from(x);
        let sum: f64 =
            bands.iter().map(|(at, height, width)| height / (1.0 + ((x - at) / width).powi(2))).sum();
        (300.0 + 0.1 * x + sum + 3464.0 * noise * (of_noise.next() - 0.5)) as f32
    });
    let intensity = intensity.collect();
    (shift, intensity)
}

/// A library of so many substances, each measured twice.
pub(crate) fn library(substances: u64, recipe: &Recipe) -> Library {
    let mut content = Content::default();
    content.sources.push(SourceContent { id: "lab".into(), ..SourceContent::default() });
    for number in 0..substances {
        let id = format!("substance-{number:02}");
        content.substances.push(SubstanceContent {
            id: id.clone(),
            name: format!("substance {number:02}"),
            synonyms: vec![format!("also {number}")],
            formula: Some(if number % 2 == 0 { "CaCO3" } else { "C2H6O" }.into()),
            ..SubstanceContent::default()
        });
        for copy in 0..2 {
            let (shift, intensity) = spectrum(number, 0.004, 100 * number + copy);
            content.entries.push(measured(&format!("lab/{number:02}-{copy}"), &id, shift, intensity));
        }
    }
    Library::build(&content, recipe, None, Storage::new(), &mut |_, _| {}).unwrap()
}

/// Writes a measurement as text.
pub(crate) fn write(path: &Path, (shift, intensity): &(Vec<f32>, Vec<f32>)) {
    let mut text = String::from("Raman shift (cm-1)\tintensity\n");
    for (x, y) in shift.iter().zip(intensity) {
        writeln!(text, "{x}\t{y}").unwrap();
    }
    std::fs::write(path, text).unwrap();
}

/// Writes trials of the first `held` substances and of `foreign` ones that no library of less than 500 holds.
pub(crate) fn folder(folder: &Path, held: u64, foreign: u64) {
    std::fs::create_dir_all(folder).unwrap();
    let mut table = String::from("file,substance,absent,specimen,instrument,kind,formula\n");
    for number in (0..held).chain(500..500 + foreign) {
        let noise = [0.002, 0.006, 0.01][number as usize % 3];
        let (file, specimen) = (format!("{number:03}.txt"), format!("bottle {number}"));
        write(&folder.join(&file), &spectrum(number, noise, 9000 + number));
        let (truth, formula) = match number < 500 {
            true => (format!("Substance {number:02},"), String::new()),
            false => (format!(",unheld {number}"), "CaSO4".to_owned()),
        };
        writeln!(table, "{file},{truth},{specimen},handheld,powder,{formula}").unwrap();
    }
    std::fs::write(folder.join("trials.csv"), table).unwrap();
}

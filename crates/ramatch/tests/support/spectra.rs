//! The example measurements, and what may become of a measurement.
#![allow(dead_code, reason = "each test uses its part")]

use ramatch::{Content, Identifier, Library, Recipe, Report, Spectrum, Storage};
use std::path::{Path, PathBuf};

/// The example measurements, with their substances.
pub(crate) fn examples() -> Vec<(PathBuf, &'static str)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/data");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|item| item.unwrap().path()).collect();
    files.sort();
    let substance = |path: &Path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let known =
            [("polystyrene-", "polystyrene"), ("calcite-", "calcium carbonate"), ("silicon-", "silicon")];
        known.into_iter().find(|(prefix, _)| name.starts_with(prefix)).map(|(_, substance)| substance)
    };
    files.into_iter().filter_map(|path| substance(&path).map(|s| (path, s))).collect()
}

/// One of them by the name of its file.
pub(crate) fn read(name: &str) -> Spectrum {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/data");
    ramatch::read_file(&folder.join(name)).unwrap().spectrum
}

/// The spectrum with its intensities changed, by their places from 0 to 1.
pub(crate) fn changed(spectrum: &Spectrum, mut change: impl FnMut(f64, f64) -> f64) -> Spectrum {
    let spectrum = spectrum.as_ref();
    let n = spectrum.len() as f64;
    let y = spectrum.intensity().iter().enumerate();
    let y = y.map(|(i, &y)| change(i as f64 / n, f64::from(y)) as f32).collect();
    Spectrum::new(spectrum.shift_cm1().to_vec(), y).unwrap()
}

/// From the lowest to the highest intensity.
pub(crate) fn span(spectrum: &Spectrum) -> f64 {
    let y = spectrum.as_ref().intensity().iter().map(|&y| f64::from(y));
    y.clone().fold(0.0, f64::max) - y.fold(f64::INFINITY, f64::min)
}

/// The spectrum at equally spaced points, each the mean of what lies within its pixel.
pub(crate) fn coarse(spectrum: &Spectrum, spacing: f64, phase: f64) -> Spectrum {
    let spectrum = spectrum.as_ref();
    let (x, y) = (spectrum.shift_cm1(), spectrum.intensity());
    let at = |wanted: f64| {
        let k = x.partition_point(|&x| f64::from(x) < wanted).clamp(1, x.len() - 1);
        let (x0, x1) = (f64::from(x[k - 1]), f64::from(x[k]));
        let part = ((wanted - x0) / (x1 - x0)).clamp(0.0, 1.0);
        f64::from(y[k - 1]) * (1.0 - part) + f64::from(y[k]) * part
    };
    let (from, to) = spectrum.range_cm1();
    let n = ((to - from) / spacing) as usize - 1;
    let shifts: Vec<f64> = (0..n).map(|i| from + spacing * (i as f64 + 0.5 + 0.5 * phase)).collect();
    let pixel =
        |x: &f64| (0..16).map(|k| at(x + spacing * ((f64::from(k) + 0.5) / 16.0 - 0.5))).sum::<f64>() / 16.0;
    let counts = shifts.iter().map(|x| pixel(x) as f32).collect();
    Spectrum::new(shifts.iter().map(|&x| x as f32).collect(), counts).unwrap()
}

/// The first substance, empty if there is none.
pub(crate) fn best(report: &Report) -> &str {
    report.hits.first().map_or("", |hit| hit.substance.as_str())
}

/// Asks a library of this content, prepared by the default recipe.
pub(crate) fn identifier_of(content: &Content) -> Identifier {
    let library = Library::build(content, &Recipe::FINGERPRINT, None, Storage::new(), &mut |_, _| {});
    Identifier::new(library.unwrap()).unwrap()
}

/// `a + part · b` on the axis of `a`, each as a part of its highest point.
pub(crate) fn sum(a: &Spectrum, b: &Spectrum, part: f32) -> Spectrum {
    let (a, b) = (a.as_ref(), b.as_ref());
    let highest = |y: &[f32]| y.iter().fold(0.0f32, |most, y| most.max(*y));
    let (high_a, high_b) = (highest(a.intensity()), highest(b.intensity()));
    let at = |x: f32| {
        let i = b.shift_cm1().partition_point(|&other| other < x).clamp(1, b.len() - 1);
        let (x0, x1) = (b.shift_cm1()[i - 1], b.shift_cm1()[i]);
        let t = ((x - x0) / (x1 - x0)).clamp(0.0, 1.0);
        b.intensity()[i - 1] + t * (b.intensity()[i] - b.intensity()[i - 1])
    };
    let y = a.shift_cm1().iter().zip(a.intensity()).map(|(&x, y)| y / high_a + part * at(x) / high_b);
    Spectrum::new(a.shift_cm1().to_vec(), y.map(|y| 1000.0 * y).collect()).unwrap()
}

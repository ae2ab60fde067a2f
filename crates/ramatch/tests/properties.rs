//! Changes of a measurement, or of the library, that should not change the answer: by how much they may is stated in the book.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

#[path = "support/spectra.rs"]
mod spectra;

use ramatch::{Identifier, Library, Options, Report, Spectrum};
use spectra::{best, examples, identifier_of};
use std::collections::BTreeMap;
use std::path::Path;

/// Raman shifts and intensities.
type Points = (Vec<f64>, Vec<f64>);

/// What the matcher looks at, in cm⁻¹: beyond it, ends that hold nothing do nothing.
const GRID_CM1: (f64, f64) = (150.0, 2451.75);

fn points(spectrum: &Spectrum) -> Points {
    let wide = |values: &[f32]| values.iter().map(|&value| f64::from(value)).collect();
    (wide(spectrum.as_ref().shift_cm1()), wide(spectrum.as_ref().intensity()))
}

fn spectrum((x, y): Points) -> Spectrum {
    let narrow = |values: Vec<f64>| values.into_iter().map(|value| value as f32).collect();
    Spectrum::new(narrow(x), narrow(y)).unwrap()
}

/// Lowest intensity and range.
fn range(y: &[f64]) -> (f64, f64) {
    let low = y.iter().copied().fold(f64::INFINITY, f64::min);
    (low, y.iter().copied().fold(f64::NEG_INFINITY, f64::max) - low)
}

fn falling((mut x, mut y): Points) -> Points {
    x.reverse();
    y.reverse();
    (x, y)
}

fn times(factor: f64, (x, y): Points) -> Points {
    (x, y.iter().map(|y| factor * y).collect())
}

fn offset((x, y): Points) -> Points {
    let by = 100.0 * range(&y).1;
    (x, y.iter().map(|y| y + by).collect())
}

fn slope((x, y): Points) -> Points {
    let (first, length, height) = (x[0], x[x.len() - 1] - x[0], range(&y).1);
    let y = x.iter().zip(y).map(|(x, y)| y + height * (x - first) / length).collect();
    (x, y)
}

fn rounded((x, y): Points) -> Points {
    let (low, height) = range(&y);
    let step = height / 4095.0;
    (x, y.iter().map(|y| ((y - low) / step).round() * step + low).collect())
}

/// An axis of so many times as many points, those that were there among them: place and the part of the way to the next.
fn finer(n: usize, times: usize) -> impl Iterator<Item = (usize, f64)> {
    (0..=(n - 1) * times).map(move |i| match i / times {
        last if last == n - 1 => (n - 2, 1.0),
        place => (place, (i % times) as f64 / times as f64),
    })
}

fn lines(times: usize, (x, y): Points) -> Points {
    let on = |values: &[f64]| {
        finer(x.len(), times).map(|(i, part)| values[i] + part * (values[i + 1] - values[i])).collect()
    };
    (on(&x), on(&y))
}

/// The natural cubic spline.
fn spline(times: usize, (x, y): Points) -> Points {
    let n = x.len();
    let width = |i: usize| x[i + 1] - x[i];
    let rise = |i: usize| (y[i + 1] - y[i]) / width(i);
    // Second derivatives, by elimination from left to right and back.
    let (mut second, mut left) = (vec![0.0; n], vec![0.0; n]);
    for i in 1..n - 1 {
        let pivot = 2.0 * (width(i - 1) + width(i)) - width(i - 1) * left[i - 1];
        left[i] = width(i) / pivot;
        second[i] = (6.0 * (rise(i) - rise(i - 1)) - width(i - 1) * second[i - 1]) / pivot;
    }
    for i in (1..n - 1).rev() {
        second[i] -= left[i] * second[i + 1];
    }
    let at = |(i, part): (usize, f64)| {
        let (a, b) = (1.0 - part, part);
        let bent = (a * a * a - a) * second[i] + (b * b * b - b) * second[i + 1];
        (x[i] + part * width(i), a * y[i] + b * y[i + 1] + bent * width(i) * width(i) / 6.0)
    };
    finer(n, times).map(at).unzip()
}

fn smoothed(deviation_cm1: f64, (x, y): Points) -> Points {
    let mean = |at: &f64| {
        let (from, to) = (at - 4.0 * deviation_cm1, at + 4.0 * deviation_cm1);
        let near = x.partition_point(|x| *x < from)..x.partition_point(|x| *x <= to);
        let weight = |x: f64| (-0.5 * ((x - at) / deviation_cm1).powi(2)).exp();
        let sums = x[near.clone()].iter().zip(&y[near]).map(|(&x, y)| (weight(x), weight(x) * y));
        let (weights, sum) = sums.fold((0.0, 0.0), |sums, term| (sums.0 + term.0, sums.1 + term.1));
        sum / weights
    };
    let y = x.iter().map(mean).collect();
    (x, y)
}

fn cropped((x, y): Points) -> Points {
    let ends = 3 * x.len() / 100;
    let inside = ends..x.len() - ends;
    (x[inside.clone()].to_vec(), y[inside].to_vec())
}

/// What lies within the matcher's grid, without so many points at either end.
fn inner(ends: usize, (x, y): Points) -> Points {
    let from = x.partition_point(|&x| x < GRID_CM1.0) + ends;
    let to = x.partition_point(|&x| x <= GRID_CM1.1) - ends;
    (x[from..to].to_vec(), y[from..to].to_vec())
}

/// A value, or the nearest living one, instead of so many points at either end of the matcher's grid.
fn dead(ends: usize, value: Option<f64>, of: Points) -> Points {
    let (x, mut y) = inner(0, of);
    let n = y.len();
    let (first, last) = (value.unwrap_or(y[ends]), value.unwrap_or(y[n - ends - 1]));
    y[..ends].fill(first);
    y[n - ends..].fill(last);
    (x, y)
}

type Change = fn(Points) -> Points;

/// The name in the book, what becomes of a measurement, and what that is compared with.
const CHANGES: [(&str, Change, Change); 17] = [
    ("falling axis", falling, |p| p),
    ("times 10¹⁵", |p| times(1e15, p), |p| p),
    ("times 10⁻¹⁵", |p| times(1e-15, p), |p| p),
    ("offset of 100 ranges", offset, |p| p),
    ("slope of one range", slope, |p| p),
    ("rounded to 12 bits", rounded, |p| p),
    ("lines, 2× finer", |p| lines(2, p), |p| p),
    ("lines, 8× finer", |p| lines(8, p), |p| p),
    ("lines, 32× finer", |p| lines(32, p), |p| p),
    ("spline, 2× finer", |p| spline(2, p), |p| p),
    ("spline, 8× finer", |p| spline(8, p), |p| p),
    ("smoothed, σ 1.5 cm⁻¹", |p| smoothed(1.5, p), |p| p),
    ("8 constant points at either end", |p| dead(8, None, p), |p| inner(8, p)),
    ("8 zeros at either end", |p| dead(8, Some(0.0), p), |p| inner(8, p)),
    ("30 constant points at either end", |p| dead(30, None, p), |p| inner(30, p)),
    ("30 zeros at either end", |p| dead(30, Some(0.0), p), |p| inner(30, p)),
    ("3 % cut off at either end", cropped, |p| p),
];
const OF_LIBRARIES: [&str; 2] = ["entries in reverse order", "every entry twice"];

/// The most that a change did, or may do.
#[derive(Clone, Copy, Debug)]
struct Most {
    score: f64,
    /// Least and greatest ratio.
    snr: (f64, f64),
    another: usize,
    /// How many that were decided are no longer.
    undecided: usize,
}

impl Most {
    const NOTHING: Self = Self { score: 0.0, snr: (1.0, 1.0), another: 0, undecided: 0 };

    fn note(&mut self, substance: &str, before: &Report, after: &Report) {
        let change = after.hits[0].score - before.hits[0].score;
        self.score = self.score.max(change.abs());
        if let Some((after, before)) = after.query.snr.zip(before.query.snr) {
            self.snr = (self.snr.0.min(after / before), self.snr.1.max(after / before));
        }
        self.another += usize::from(best(after) != best(before));
        match after.cannot_decide() {
            None => assert_eq!(best(after), substance, "decided as another substance"),
            Some(_) => self.undecided += usize::from(before.verdict.is_named()),
        }
    }

    /// Prints it as a row of the book, and says what is beyond its limits.
    fn beyond(&self, name: &str, limits: &BTreeMap<String, Self>) -> Option<String> {
        let Self { score, snr: (low, high), another, undecided } = *self;
        println!("| {name} | {score:.4} | | {low:.3} to {high:.3} | | {another} | {undecided} |");
        let Some(limit) = limits.get(name) else { return Some(format!("{name}: no limits are stated")) };
        let counts = another <= limit.another && undecided <= limit.undecided;
        let within = score <= limit.score && limit.snr.0 <= low && high <= limit.snr.1 && counts;
        (!within).then(|| format!("{name}: {self:?} is beyond {limit:?}"))
    }
}

/// The book's table of the examples.
fn limits() -> BTreeMap<String, Most> {
    let book = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/src/evidence.md");
    let book = std::fs::read_to_string(book).unwrap().replace('\r', "");
    let (_, section) = book.split_once("## What may change an answer, and how much\n").unwrap();
    let (_, table) = section.split_once("### Examples\n").unwrap();
    let table = table.split("\n#").next().unwrap();
    let row = |line: &str| {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let &["", name, _, score, _, snr, another, undecided, ""] = &cells[..] else { return None };
        let (low, high) = snr.split_once(" to ")?;
        let snr = (low.parse().ok()?, high.parse().ok()?);
        let (another, undecided) = (another.parse().ok()?, undecided.parse().ok()?);
        Some((name.to_owned(), Most { score: score.parse().ok()?, snr, another, undecided }))
    };
    table.lines().filter_map(row).collect()
}

#[test]
fn the_book_has_limits_of_all_and_of_nothing_else() {
    let stated: Vec<String> = limits().into_keys().collect();
    let mut tested: Vec<&str> = CHANGES.iter().map(|change| change.0).chain(OF_LIBRARIES).collect();
    tested.sort_unstable();
    assert_eq!(stated, tested);
}

#[test]
fn what_is_written_otherwise_is_the_same() {
    let (identifier, options, limits) = (Identifier::embedded().unwrap(), Options::default(), limits());
    let mut beyond = Vec::new();
    let ask = |points: Points| identifier.identify(&spectrum(points), &options).unwrap();
    for (name, change, beside) in CHANGES {
        let mut most = Most::NOTHING;
        for (path, substance) in examples() {
            let measured = points(&ramatch::read_file(&path).unwrap().spectrum);
            let (before, after) = (ask(beside(measured.clone())), ask(change(measured)));
            if before.cannot_decide() != after.cannot_decide() || best(&before) != best(&after) {
                println!(
                    "{name}: {} {:?} {:?}",
                    path.display(),
                    before.cannot_decide(),
                    after.cannot_decide()
                );
            }
            most.note(substance, &before, &after);
        }
        beyond.extend(most.beyond(name, &limits));
    }
    assert!(beyond.is_empty(), "{beyond:#?}");
}

#[test]
fn entries_in_another_order_or_twice_are_the_same_library() {
    let embedded = Library::embedded().unwrap().content().unwrap();
    let (mut reversed, mut twice) = (embedded.clone(), embedded.clone());
    reversed.entries.reverse();
    twice.entries.extend(embedded.entries.iter().cloned().map(|mut entry| {
        entry.id += "-again";
        entry
    }));
    let (options, limits) = (Options::default(), limits());
    let (identifier, mut beyond) = (Identifier::embedded().unwrap(), Vec::new());
    for (name, content) in OF_LIBRARIES.into_iter().zip([reversed, twice]) {
        let (other, mut most) = (identifier_of(&content), Most::NOTHING);
        for (path, substance) in examples() {
            let before = identifier.identify_file(&path, &options).unwrap();
            let after = other.identify_file(&path, &options).unwrap();
            let ranking = |report: &Report| -> Vec<(String, u64)> {
                report.hits.iter().map(|hit| (hit.substance.clone(), hit.score.to_bits())).collect()
            };
            assert_eq!(ranking(&before), ranking(&after), "{}", path.display());
            most.note(substance, &before, &after);
        }
        beyond.extend(most.beyond(name, &limits));
    }
    assert!(beyond.is_empty(), "{beyond:#?}");
}

#[test]
fn a_file_in_falling_order_is_read_as_the_same_spectrum() {
    let folder = tempfile::tempdir().unwrap();
    for (path, _) in examples() {
        let spectrum = ramatch::read_file(&path).unwrap().spectrum;
        let (x, y) = falling(points(&spectrum));
        let rows = x.iter().zip(y).map(|(x, y)| format!("{x}\t{y}\n")).collect::<String>();
        let written = folder.path().join("falling.txt");
        std::fs::write(&written, format!("Raman shift (cm-1)\tintensity\n{rows}")).unwrap();
        assert_eq!(ramatch::read_file(&written).unwrap().spectrum, spectrum, "{}", path.display());
    }
}

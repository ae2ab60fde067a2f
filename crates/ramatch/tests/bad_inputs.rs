//! What shows no substance, or not enough of one, gets no name: "cannot decide", with the code of what is wrong.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

#[path = "../../ramatch-core/tests/support/random.rs"]
mod random;
#[path = "support/spectra.rs"]
mod spectra;

use ramatch::core::GridStep;
use ramatch::core::baseline::{Asls, Baseline};
use ramatch::core::metric::Formula;
use ramatch::{Grid, Identifier, Library, Options, Ranking, Recipe, Spectrum};
use random::Random;
use spectra::{best, changed, coarse, examples, span};
use std::collections::BTreeMap;

/// Codes of what holds no bands: noise, or shapes that are like no reference.
const NO_BANDS: &[&str] = &["snr", "low_score", "one_band", "alignment"];

/// Those of one or two bands, beside which others are found by chance.
const BY_CHANCE: &[&str] =
    &["snr", "low_score", "one_band", "missing", "alignment", "single_point", "unexplained"];

/// How often each code came, and what was decided otherwise.
#[derive(Default)]
struct Tally {
    asked: usize,
    codes: BTreeMap<&'static str, usize>,
    wrong: Vec<String>,
}

impl Tally {
    /// Asks; `truth` is what may be named, empty where every name is wrong.
    fn ask(
        &mut self,
        identifier: &Identifier,
        (spectrum, options): (&Spectrum, &Options),
        truth: &str,
        what: &str,
    ) {
        let report = identifier.identify(spectrum, options).unwrap();
        let code = match report.cannot_decide() {
            Some(reason) => reason.code,
            // That nothing explains it is said where the score is low.
            None if !report.verdict.is_named() => "low_score",
            None if best(&report) == truth => "named",
            None => "wrong",
        };
        if code == "wrong" {
            self.wrong.push(format!("{what}: {} by {:?}", best(&report), report.evidence));
        }
        self.asked += 1;
        *self.codes.entry(code).or_default() += 1;
    }

    /// Prints the rates, and notes what was decided otherwise and the answers that are not among these codes; "named" is one.
    fn beyond(&self, what: &str, codes: &[&str], beyond: &mut Vec<String>) {
        println!("{what}: {} asked: {:?}", self.asked, self.codes);
        assert!(self.asked > 0);
        beyond.extend(self.wrong.iter().map(|wrong| format!("{what}: {wrong}")));
        let other = |(code, _): &(&&str, &usize)| !codes.contains(code) && **code != "wrong";
        let others: Vec<_> = self.codes.iter().filter(other).collect();
        if !others.is_empty() {
            beyond.push(format!("{what}: {others:?}"));
        }
    }
}

fn assert_none(beyond: &[String]) {
    assert!(beyond.is_empty(), "{beyond:#?}");
}

/// An axis from 200 to 2,300 cm⁻¹.
fn axis(spacing: f64) -> Vec<f64> {
    (0..=(2100.0 / spacing) as usize).map(|i| 200.0 + spacing * i as f64).collect()
}

fn drawn(axis: &[f64], intensity: impl FnMut(usize) -> f64) -> Spectrum {
    let y = (0..axis.len()).map(intensity).map(|y| y as f32).collect();
    Spectrum::new(axis.iter().map(|&x| x as f32).collect(), y).unwrap()
}

fn lorentzian(x: f64, centre: f64, fwhm: f64) -> f64 {
    1.0 / (1.0 + (2.0 * (x - centre) / fwhm).powi(2))
}

/// The examples as measured.
fn measured() -> Vec<(String, &'static str, Spectrum)> {
    let read = |(path, substance): (std::path::PathBuf, _)| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name, substance, ramatch::read_file(&path).unwrap().spectrum)
    };
    examples().into_iter().map(read).collect()
}

fn polystyrenes() -> impl Iterator<Item = (String, &'static str, Spectrum)> {
    measured().into_iter().filter(|(_, substance, _)| *substance == "polystyrene")
}

/// What is said of what the library does not hold.
const ABSENT: &[&str] = &[
    "low_score",
    "one_band",
    "alignment",
    "missing",
    "unexplained",
    "below_limit",
    "not_calibrated",
    "named",
];
/// Without polystyrene another ring with one substituent is the nearest that there is: seven of the nine bands of this one are found, at
/// scores of 0.7 and more. No ranking may name anything else.
const RELATIVE: (&str, &str) = ("polystyrene", "benzyl alcohol");

/// The relative that may be named where a substance is absent, or none.
fn relative(absent: &str) -> &'static str {
    if absent == RELATIVE.0 { RELATIVE.1 } else { "" }
}

/// Everything but the entries of a substance.
fn without(library: &Library, substance: &str) -> Options {
    let view = library.view();
    let of_it = |index: &u32| {
        view.substance_of(*index).and_then(|s| view.substance(s)).is_some_and(|s| s.name == substance)
    };
    let ids = (0..view.len()).filter(of_it).map(|index| view.entry(index).unwrap().id.to_owned());
    Options::default().exclude(ids.collect())
}

#[test]
fn points_too_far_apart() {
    let mut beyond = Vec::new();
    let identifier = Identifier::embedded().unwrap();
    let mut tally = Tally::default();
    for (name, truth, spectrum) in measured() {
        for phase in [0.0, 0.3, 0.6, 0.9] {
            let sparse = coarse(&spectrum, 64.0, phase);
            tally.ask(&identifier, (&sparse, &Options::default()), truth, &name);
        }
    }
    tally.beyond("a point every 64 cm⁻¹", &["sampling"], &mut beyond);
    assert_none(&beyond);
}

#[test]
fn one_value_but_one() {
    let (mut beyond, identifier) = (Vec::new(), Identifier::embedded().unwrap());
    for (height, codes) in [
        // All others are the highest: that is a signal cut off at its top.
        (-1.0, &["saturated", "zero_norm"][..]),
        // Less than the rounding of what is left above the baseline.
        (1e-3, &["zero_norm"]),
        (1.0, &["one_band", "zero_norm", "low_score", "alignment"]),
        (1e6, &["one_band", "zero_norm", "low_score", "alignment"]),
    ] {
        let mut tally = Tally::default();
        for spacing in [0.5, 1.0, 2.0, 2.25, 4.0, 6.0, 10.0] {
            let axis = axis(spacing);
            for place in 0..20 {
                let place = (axis.len() - 1) * place / 19;
                let one = drawn(&axis, |i| if i == place { 1000.0 + height } else { 1000.0 });
                tally.ask(&identifier, (&one, &Options::default()), "", &format!("{spacing} {place}"));
            }
        }
        tally.beyond(&format!("one value but one, {height}"), codes, &mut beyond);
    }
    assert_none(&beyond);
}

#[test]
fn alternating_values_and_saws() {
    let mut beyond = Vec::new();
    let identifier = Identifier::embedded().unwrap();
    let (mut alternating, mut saws) = (Tally::default(), Tally::default());
    for spacing in [1.0, 2.0, 2.25, 4.5] {
        let axis = axis(spacing);
        let two = drawn(&axis, |i| (i % 2) as f64);
        alternating.ask(&identifier, (&two, &Options::default()), "", &format!("{spacing}"));
        for period in 2..=50 {
            for rising in [true, false] {
                let saw = drawn(&axis, |i| if rising { i % period } else { period - 1 - i % period } as f64);
                let what = format!("{spacing} {period} {rising}");
                saws.ask(&identifier, (&saw, &Options::default()), "", &what);
            }
        }
    }
    alternating.beyond("0 and 1 in turn", &["snr"], &mut beyond);
    saws.beyond("saws", NO_BANDS, &mut beyond);
    assert_none(&beyond);
}

/// The next sample of a noise, from the one before.
type Noise = fn(&mut Random, f64) -> f64;

/// Kinds of noise, by their names.
fn noises() -> [(&'static str, Noise); 6] {
    [
        ("Gaussian", |random, _| 1000.0 + 10.0 * random.gauss()),
        ("uniform", |random, _| random.uniform()),
        ("exponential", |random, _| -(1.0 - random.uniform()).ln()),
        ("counts", |random, _| (-(1.0 - random.uniform()).ln()).floor()),
        ("correlated", |random, before| 0.7 * before + random.gauss()),
        ("walk", |random, before| before + random.gauss()),
    ]
}

#[test]
fn noise() {
    let mut beyond = Vec::new();
    let identifier = Identifier::embedded().unwrap();
    for (points, seeds) in [(300, 20), (1000, 20), (10_000, 20), (1_000_000, 2)] {
        for (kind, next) in noises() {
            let mut tally = Tally::default();
            for seed in 0..seeds {
                let mut random = Random(seed + 1000 * points as u64);
                // A million different `f32` lie from 64 to 2,300 only with a few to each step.
                let axis: Vec<f64> =
                    (0..points).map(|i| 64.0 + i as f64 * (2_236.0 / points as f64)).collect();
                let mut y = 0.0;
                let spectrum = drawn(&axis, |_| {
                    y = next(&mut random, y);
                    y
                });
                tally.ask(&identifier, (&spectrum, &Options::default()), "", &format!("{kind} {seed}"));
            }
            tally.beyond(&format!("{points} points of noise, {kind}"), NO_BANDS, &mut beyond);
        }
    }
    assert_none(&beyond);
}

#[test]
fn half_of_it_is_a_gap() {
    let mut beyond = Vec::new();
    let identifier = Identifier::embedded().unwrap();
    let mut tally = Tally::default();
    for (name, truth, spectrum) in measured() {
        let (x, y) = (spectrum.as_ref().shift_cm1(), spectrum.as_ref().intensity());
        let (from, to) = (x[0].max(150.0), x[x.len() - 1].min(2451.0));
        for begin in [0.2, 0.25, 0.3] {
            let gap = from + begin * (to - from)..=from + (begin + 0.5) * (to - from);
            let rest = |(x, _): &(&f32, &f32)| (from..=to).contains(*x) && !gap.contains(*x);
            let (x, y) = x.iter().zip(y).filter(rest).unzip();
            let rest = Spectrum::new(x, y).unwrap();
            tally.ask(&identifier, (&rest, &Options::default()), truth, &format!("{name} {begin}"));
        }
    }
    tally.beyond("a gap of half its length", &["unmeasured"], &mut beyond);
    assert_none(&beyond);
}

#[test]
fn noise_with_hot_pixels() {
    let mut beyond = Vec::new();
    let identifier = Identifier::embedded().unwrap();
    for width in [1, 2] {
        for height in [10.0, 50.0, 1000.0] {
            let mut tally = Tally::default();
            for spacing in [2.5, 2.6, 3.0, 4.0, 5.0, 6.0] {
                let axis = axis(spacing);
                for seed in 0..100 {
                    let mut random = Random(seed);
                    let place = (random.uniform() * (axis.len() - width) as f64) as usize;
                    let hot = |i: usize| if (place..place + width).contains(&i) { height } else { 0.0 };
                    let spectrum = drawn(&axis, |i| 1000.0 + 10.0 * (random.gauss() + hot(i)));
                    let what = format!("{spacing} {seed} at {:.0}", axis[place]);
                    tally.ask(&identifier, (&spectrum, &Options::default()), "", &what);
                }
            }
            tally.beyond(&format!("noise with {width} pixels of {height} σ"), BY_CHANCE, &mut beyond);
        }
    }
    assert_none(&beyond);
}

#[test]
fn lines() {
    let mut beyond = Vec::new();
    let identifier = Identifier::embedded().unwrap();
    let cases: [(&str, &[(f64, f64)]); 4] = [
        ("a line at 1,001 cm⁻¹", &[(1001.0, 1.0)]),
        ("a line at 520 cm⁻¹", &[(520.5, 1.0)]),
        // The higher of these lies beyond what the matcher looks at.
        ("graphene", &[(1582.0, 0.5), (2680.0, 1.0)]),
        ("graphene with defects", &[(1350.0, 0.3), (1582.0, 0.5), (2680.0, 1.0)]),
    ];
    for (name, lines) in cases {
        let mut tally = Tally::default();
        for fwhm in [4.0, 6.0, 8.0, 12.0, 16.0, 25.0] {
            for spacing in [1.0, 2.0, 4.0] {
                for snr in [1e9, 200.0, 50.0, 20.0, 10.0] {
                    let mut random = Random(fwhm as u64);
                    let axis: Vec<f64> =
                        (0..(2800.0 / spacing) as usize).map(|i| 150.0 + spacing * i as f64).collect();
                    let at =
                        |x: f64| lines.iter().map(|(at, top)| top * lorentzian(x, *at, fwhm)).sum::<f64>();
                    let spectrum = drawn(&axis, |i| 500.0 + 1000.0 * (at(axis[i]) + random.gauss() / snr));
                    let what = format!("{fwhm} cm⁻¹, every {spacing}, SNR {snr}");
                    tally.ask(&identifier, (&spectrum, &Options::default()), "", &what);
                }
            }
        }
        tally.beyond(name, BY_CHANCE, &mut beyond);
    }
    assert_none(&beyond);
}

/// Fluorescence: one to three maxima, 300 to 1,500 cm⁻¹ wide, with noise.
fn background(random: &mut Random, axis: &[f64], snr: f64) -> Spectrum {
    let count = 1 + (3.0 * random.uniform()) as usize;
    let humps: Vec<[f64; 3]> = (0..count)
        .map(|_| [random.between(0.0, 2500.0), random.between(130.0, 640.0), random.between(0.2, 1.0)])
        .collect();
    let hump =
        |x: f64| humps.iter().map(|[at, wide, top]| top * (-0.5 * ((x - at) / wide).powi(2)).exp()).sum();
    let curve: Vec<f64> = axis.iter().map(|&x| hump(x)).collect();
    drawn(axis, |i| 1000.0 * (0.05 + curve[i] + random.gauss() / snr))
}

#[test]
fn backgrounds_asked_of_backgrounds() {
    let mut beyond = Vec::new();
    let axis = axis(2.0);
    // Without noise, some lie on straight lines but for rounding, as if they had been drawn through a few points.
    let straight: &[&str] = &["snr", "low_score", "one_band", "alignment", "sampling"];
    for (snr, codes) in [(1e9, straight), (1000.0, NO_BANDS), (100.0, NO_BANDS), (30.0, NO_BANDS)] {
        let mut random = Random(5);
        let folder = tempfile::tempdir().unwrap();
        let mut builder =
            ramatch::LibraryBuilder::new(&Recipe::FINGERPRINT, ramatch::Storage::new(), folder.path())
                .unwrap();
        for number in 0..60 {
            let id = format!("background {number}");
            let about = ramatch::Reference {
                id: &id,
                substance: &id,
                name: &id,
                form: "",
                source: "drawn",
                grade: ramatch::core::library::Grade::Field,
                laser_nm: 785.0,
                resolution_cm1: 0.0,
            };
            builder.add(&about, &background(&mut random, &axis, snr)).unwrap();
        }
        let path = folder.path().join("backgrounds.rsl");
        builder.write(&path, &mut |_, _| {}).unwrap();
        let identifier = Identifier::new(Library::read(&path).unwrap()).unwrap();
        let mut tally = Tally::default();
        for seed in 0..100 {
            let mut random = Random(1000 + seed);
            let query = background(&mut random, &axis, snr);
            tally.ask(&identifier, (&query, &Options::default()), "", &format!("{seed}"));
        }
        tally.beyond(&format!("backgrounds at SNR {snr}"), codes, &mut beyond);
    }
    assert_none(&beyond);
}

#[test]
fn recipes_without_emphasis() {
    let mut beyond = Vec::new();
    use ramatch::core::Normalize;
    let embedded = Library::embedded().unwrap();
    let plain = Recipe::new(Grid::FINGERPRINT).gridded(GridStep::Normalize { method: Normalize::L2 });
    let asls = Recipe::new(Grid::cm1(200.0, 4.0, 512))
        .gridded(GridStep::Baseline(Baseline::Asls(Asls::new())))
        .gridded(GridStep::Normalize { method: Normalize::L2 });
    let snv = Recipe::new(Grid::cm1(400.0, 4.0, 256)).gridded(GridStep::Normalize { method: Normalize::Snv });
    for (name, recipe) in [("L2", plain), ("AsLS and L2", asls), ("SNV", snv)] {
        let identifier = Identifier::with_recipe(&embedded, &recipe).unwrap();
        let mut tally = Tally::default();
        for (file, truth, spectrum) in measured() {
            tally.ask(&identifier, (&spectrum, &without(&embedded, truth)), relative(truth), &file);
        }
        tally.beyond(&format!("{name}, absent"), ABSENT, &mut beyond);
    }
    assert_none(&beyond);
}

#[test]
fn every_metric_asked_for_what_is_absent() {
    let mut beyond = Vec::new();
    let identifier = Identifier::embedded().unwrap();
    let rankings = Formula::ALL.map(|formula| (formula.name(), Ranking::By(formula)));
    for (name, ranking) in [("default", Ranking::Recipe)].into_iter().chain(rankings) {
        let mut tally = Tally::default();
        for (file, truth, spectrum) in measured() {
            let options = without(identifier.library(), truth).ranking(ranking);
            tally.ask(&identifier, (&spectrum, &options), relative(truth), &file);
        }
        tally.beyond(&format!("{name}, absent"), ABSENT, &mut beyond);
    }
    assert_none(&beyond);
}

#[test]
fn an_axis_that_is_off() {
    let mut beyond = Vec::new();
    let identifier = Identifier::embedded().unwrap();
    for by in [-12.0, -10.0, 10.0, 12.0] {
        let mut tally = Tally::default();
        for (name, truth, spectrum) in polystyrenes() {
            let (x, y) = (spectrum.as_ref().shift_cm1(), spectrum.as_ref().intensity());
            let moved = Spectrum::new(x.iter().map(|x| x + by).collect(), y.to_vec()).unwrap();
            tally.ask(&identifier, (&moved, &Options::default()), truth, &name);
        }
        // Beyond what the axis may be off bands lie beside the reference's.
        let codes = &["named", "alignment", "mixed"];
        tally.beyond(&format!("polystyrene moved by {by} cm⁻¹"), codes, &mut beyond);
    }
    assert_none(&beyond);
}

#[test]
fn little_but_noise() {
    let mut beyond = Vec::new();
    let identifier = Identifier::embedded().unwrap();
    for snr in [5.0, 8.0, 16.0] {
        let mut tally = Tally::default();
        for (name, truth, clean) in polystyrenes() {
            let sigma = span(&clean) / snr;
            for seed in 0..30 {
                let mut random = Random(seed);
                let noisy = changed(&clean, |_, y| y + sigma * random.gauss());
                tally.ask(&identifier, (&noisy, &Options::default()), truth, &format!("{name} {seed}"));
            }
        }
        tally.beyond(
            &format!("polystyrene at SNR {snr}"),
            &[
                "named",
                "snr",
                "low_score",
                "one_band",
                "alignment",
                "margin",
                "missing",
                "unexplained",
                "below_limit",
            ],
            &mut beyond,
        );
    }
    assert_none(&beyond);
}

//! The main job of the core in lent memory, under an allocator that aborts at the first allocation, is the library crate's to the bit.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

#[path = "support/spectra.rs"]
mod spectra;

use assert_no_alloc::{AllocDisabler, assert_no_alloc};
use ramatch::core::identify::{Ask, Fate, MemoryBuf, Patience, References, identify};
use ramatch::core::{LibraryRef, Pipeline};
use ramatch::{Identifier, Library, Options, Recipe, Report, Spectrum, Storage, Tolerance};

#[global_allocator]
static ALLOCATOR: AllocDisabler = AllocDisabler;

/// A device: a library in flash, a pipeline, memory for spectra of so many points.
struct Device<'a> {
    view: LibraryRef<'a>,
    squares: Vec<i32>,
    pipeline: Pipeline,
}

impl<'a> Device<'a> {
    fn new(flash: &'a [u8]) -> Self {
        let view = LibraryRef::open(flash).unwrap();
        let pipeline = Pipeline::new(*view.recipe()).unwrap();
        Self { view, squares: vec![0; References::squares_len(view.len())], pipeline }
    }

    /// Asks both and compares; `every` is how many rows are looked at between two questions whether to go on.
    fn equals(&mut self, host: &Identifier, spectrum: &Spectrum, options: &Options, every: usize) -> Report {
        let report = host.identify(spectrum, options).unwrap();
        let references = assert_no_alloc(|| References::open(self.view, &mut self.squares)).unwrap();
        let id = |index: &u32| options.exclude.iter().any(|id| self.view.entry(*index).unwrap().id == id);
        let excluded: Vec<u32> = (0..self.view.len()).filter(id).collect();
        let named =
            |index: &u32| Some(self.view.substance(*index).unwrap().name) == options.through.as_deref();
        let ask = Ask {
            tolerance: options.tolerance.unwrap_or_default(),
            excluded: &excluded,
            through: (0..self.view.substances_len()).find(named),
            ..Ask::new(&self.pipeline, references)
        };
        let needs = ask.needs(spectrum.as_ref().len(), options.top + 1);
        let mut memory = MemoryBuf::new(&needs);
        let mut lent = memory.lend();
        // Garbage before.
        lent.rows.fill(f32::NAN);
        lent.reals.fill(f64::NAN);
        let mut asked = 0;
        let answer = assert_no_alloc(|| {
            let mut go_on = |_| {
                asked += 1;
                true
            };
            identify(&ask, spectrum.as_ref(), &mut lent, Patience { every, go_on: &mut go_on })
        });
        let answer = answer.unwrap();
        assert!(asked > 0 || every > 1000 || answer.best.is_empty());
        assert_eq!(
            answer.cannot_decide.map(|reason| reason.code()),
            report.cannot_decide.as_ref().map(|r| r.code)
        );
        assert_eq!(answer.alignment, report.alignment);
        assert_eq!(answer.notes.snr, report.query.snr);
        assert_eq!(answer.scored as usize, report.scored_entries.0);
        assert_eq!(answer.scored_substances as usize, report.scored_substances);
        let bands: Vec<f64> = answer.bands.iter().map(|band| band.shift_cm1).collect();
        assert_eq!(bands, report.query.bands_cm1);
        let grid = self.view.grid();
        assert_eq!(answer.covered as f64 / grid.len as f64, report.query.coverage);
        for (i, (ranked, hit)) in answer.best.iter().zip(&report.hits).enumerate() {
            assert_eq!(self.view.entry(ranked.entry).unwrap().id, hit.entry);
            assert_eq!(ranked.score.to_bits(), hit.score.to_bits());
            let margin = answer.best.get(i + 1).map(|next| ranked.score - next.score);
            assert_eq!(margin, hit.margin);
        }
        assert_eq!(answer.best.len().min(options.top), report.hits.len());
        let numbers = answer.evidence.map(|evidence| ramatch::Evidence::from(&evidence));
        let mut expected = report.evidence.clone();
        if let Some(evidence) = &mut expected {
            let mut codes: Vec<&str> = answer.lacks.iter().map(|lack| lack.code()).collect();
            if let Some(reason) = answer.cannot_decide.filter(|reason| !codes.contains(&reason.code())) {
                codes.insert(0, reason.code());
            }
            assert_eq!(codes, evidence.lacks);
            evidence.lacks.clear();
        }
        assert_eq!(numbers, expected);
        if let (Some(compared), Some(first)) = (answer.compared, report.hits.first()) {
            assert_eq!(
                (compared.matched(), compared.reference.len()),
                (first.bands.matched.len(), first.bands.expected)
            );
            let fates = answer.bands.iter().zip(compared.fates);
            let unexplained: Vec<f64> = fates
                .filter(|(_, fate)| **fate == Fate::Unexplained)
                .map(|(band, _)| band.shift_cm1)
                .collect();
            assert_eq!(unexplained, first.bands.unexplained_cm1);
        }
        report
    }
}

/// Numbers from a seed.
struct Random(u64);

impl Random {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() * n as f64) as usize
    }

    /// A spectrum of up to twelve bands over a slope with noise, on an axis of its own.
    fn spectrum(&mut self, most: usize) -> Spectrum {
        let (from, spacing, n) =
            (100.0 + 300.0 * self.next(), 0.8 + 4.0 * self.next(), 300 + self.below(1200));
        let bands: Vec<(f64, f64, f64)> = (0..1 + self.below(most))
            .map(|_| (from + spacing * n as f64 * self.next(), 3.0 + 9.0 * self.next(), 1e4 * self.next()))
            .collect();
        let (slope, noise) = (5.0 * self.next(), 1000.0 * self.next().powi(3));
        let x: Vec<f32> = (0..n).map(|i| (from + spacing * i as f64) as f32).collect();
        let y = x.iter().map(|&x| {
            let x = f64::from(x);
            let signal: f64 = bands.iter().map(|(c, w, h)| h / (1.0 + ((x - c) / w).powi(2))).sum();
            (signal + 500.0 + slope * x + noise * (self.next() + self.next() - 1.0)) as f32
        });
        let y: Vec<f32> = y.collect();
        Spectrum::new(x, y).unwrap()
    }
}

/// A host and its library, prepared by a recipe.
fn host(recipe: &Recipe) -> Identifier {
    Identifier::with_recipe(&Library::embedded().unwrap(), recipe).unwrap()
}

#[test]
fn all_examples_by_both_backends() {
    for recipe in [Recipe::FINGERPRINT, Recipe::FINGERPRINT_PORTABLE] {
        let host = host(&recipe);
        let library = host.library().clone();
        let mut device = Device::new(library.bytes());
        for (path, substance) in spectra::examples() {
            let spectrum = ramatch::read_file(&path).unwrap().spectrum;
            for every in [1_000_000, 7] {
                let report = device.equals(&host, &spectrum, &Options::default(), every);
                assert_eq!(spectra::best(&report), substance);
            }
        }
    }
}

/// Distorted examples, random bands, noise; masks, exclusions, tolerances; few and many substances ranked.
#[test]
fn a_thousand_random_questions() {
    let host = host(&Recipe::FINGERPRINT_PORTABLE);
    let library = host.library().clone();
    let mut device = Device::new(library.bytes());
    let measured: Vec<Spectrum> =
        spectra::examples().iter().map(|(path, _)| ramatch::read_file(path).unwrap().spectrum).collect();
    let view = library.view();
    let ids: Vec<String> = (0..view.len()).map(|i| view.entry(i).unwrap().id.to_owned()).collect();
    let names: Vec<String> =
        (0..view.substances_len()).map(|i| view.substance(i).unwrap().name.to_owned()).collect();
    let mut random = Random(7);
    let mut codes = std::collections::BTreeSet::new();
    for round in 0..1000 {
        let spectrum = match round % 3 {
            0 => random.spectrum(12),
            1 => random.spectrum(2),
            _ => {
                let example = &measured[random.below(measured.len())];
                let noise = spectra::span(example) * random.next().powi(4);
                let at = random.next();
                let hot = if random.next() < 0.3 { 2.0 * spectra::span(example) } else { 0.0 };
                let changed = spectra::changed(example, |place, y| {
                    let lone = if (place - at).abs() < 0.0002 { hot } else { 0.0 };
                    y + noise * (random.next() + random.next() - 1.0) + lone
                });
                let far = if random.next() < 0.3 { 9.0 } else { 0.0 };
                if far > 0.0 { spectra::coarse(&changed, 4.0 + far * random.next(), 0.3) } else { changed }
            }
        };
        let mut options = Options::default().top(1 + random.below(6));
        if random.next() < 0.3 {
            let tolerance = Tolerance::none().shift_cm1(12.0 * random.next()).stretch(0.003 * random.next());
            options = options.tolerance(tolerance);
        }
        if random.next() < 0.3 {
            let mut exclude: Vec<String> = ids.iter().filter(|_| random.next() < 0.5).cloned().collect();
            if random.next() < 0.1 {
                exclude.clone_from(&ids);
            }
            options = options.exclude(exclude);
        }
        if random.next() < 0.2 {
            options = options.through(&names[random.below(names.len())]);
        }
        let report = device.equals(&host, &spectrum, &options, 1 + random.below(300));
        codes.insert(report.cannot_decide.map_or("decided", |reason| reason.code));
    }
    // Questions of every kind were among them.
    for code in ["decided", "low_score", "coverage", "single_point", "snr", "unexplained"] {
        assert!(codes.contains(code), "{codes:?}");
    }
}

/// More entries than an alignment is sought on: candidates are chosen by coarse rows.
#[test]
fn a_library_of_which_candidates_are_chosen() {
    let mut random = Random(3);
    let mut content = ramatch::Library::embedded().unwrap().content().unwrap();
    let grid = Recipe::FINGERPRINT_PORTABLE.grid();
    let few: Vec<_> = content.entries.clone();
    let mut made = Vec::new();
    for (i, entry) in few.iter().cycle().take(400).enumerate() {
        let mut entry = entry.clone();
        entry.id = format!("made/{i}");
        let x: Vec<f32> = (0..grid.len).map(|i| grid.shift_cm1(i) as f32).collect();
        let bands: Vec<(f64, f64)> =
            (0..9).map(|_| (200.0 + 2200.0 * random.next(), random.next())).collect();
        let at = |x: f64| bands.iter().map(|(c, h)| h / (1.0 + ((x - c) / 5.0).powi(2))).sum::<f64>() as f32;
        let y: Vec<f32> = x.iter().map(|&x| at(f64::from(x))).collect();
        entry.raw = ramatch::Raw::Curve { intensity: y, shift_cm1: x };
        made.push(entry);
    }
    content.entries.extend(made);
    let library =
        Library::build(&content, &Recipe::FINGERPRINT_PORTABLE, None, Storage::new(), &mut |_, _| {})
            .unwrap();
    let host = Identifier::new(library.clone()).unwrap();
    let mut device = Device::new(library.bytes());
    assert!(device.view.len() > 400);
    for (path, substance) in spectra::examples() {
        let spectrum = ramatch::read_file(&path).unwrap().spectrum;
        let report = device.equals(&host, &spectrum, &Options::default(), 100);
        assert_eq!(spectra::best(&report), substance);
    }
    for _ in 0..20 {
        device.equals(&host, &random.spectrum(9), &Options::default(), 1 + random.below(900));
    }
}

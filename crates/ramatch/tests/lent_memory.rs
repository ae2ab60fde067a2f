//! The main job of the core in lent memory, under an allocator that aborts at the first allocation, is the library crate's to the bit.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

#[path = "support/device.rs"]
mod device;
#[path = "support/random.rs"]
mod random;
#[path = "support/spectra.rs"]
mod spectra;

use assert_no_alloc::AllocDisabler;
use device::Device;
use ramatch::core::alignment::Shortened;
use ramatch::core::identify::{
    Ask, BandSlots, BestOfEach, Fate, MOST_BANDS, Memory, MemoryBuf, Needs, Patience, Question, Ranked,
    Reason, References, Search, SearchRoom, identify,
};
use ramatch::core::library::format;
use ramatch::core::{Error, Grid, GridStep, Interval, LibraryError, LibraryRef, Normalize, Pipeline};
use ramatch::{Identifier, Library, Options, Recipe, Spectrum, Storage, Tolerance};
use random::Random;

#[global_allocator]
static ALLOCATOR: AllocDisabler = AllocDisabler;

impl Random {
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
        codes.insert(report.cannot_decide().map_or("decided", |reason| reason.code));
    }
    // Questions of every kind were among them.
    for code in ["decided", "low_score", "coverage", "single_point", "snr", "unexplained"] {
        assert!(codes.contains(code), "{codes:?}");
    }
}

/// More entries than an alignment is sought on: the most promising are chosen.
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

/// Many references like the sample that are not asked leave the answer as it is; a twin is told however few are ranked.
#[test]
fn references_that_are_not_asked_and_references_that_are_alike() {
    let measured = spectra::read("polystyrene-785-bwtek-a.txt");
    let shift_cm1: Vec<f32> = measured.as_ref().shift_cm1().iter().map(|x| x + 6.0).collect();
    let intensity = measured.as_ref().intensity().to_vec();
    let spectrum = Spectrum::new(shift_cm1.clone(), intensity.clone()).unwrap();
    let without = host(&Recipe::FINGERPRINT_PORTABLE).identify(&spectrum, &Options::default()).unwrap();
    let mut content = Library::embedded().unwrap().content().unwrap();
    let raw = ramatch::Raw::Curve { shift_cm1, intensity };
    let own = ramatch::EntryContent { raw, ..content.entries[0].clone() };
    let ids: Vec<String> = (0..250).map(|i| format!("own/{i}")).collect();
    content.entries.extend(ids.iter().map(|id| ramatch::EntryContent { id: id.clone(), ..own.clone() }));
    let build = |content: &ramatch::Content| {
        Library::build(content, &Recipe::FINGERPRINT_PORTABLE, None, Storage::new(), &mut |_, _| {}).unwrap()
    };
    let library = build(&content);
    let with = Identifier::new(library.clone()).unwrap();
    let options = Options::default().exclude(ids);
    let report = Device::new(library.bytes()).equals(&with, &spectrum, &options, 100);
    assert_eq!((report.alignment, &report.hits), (without.alignment, &without.hits));
    // Two of them are asked, as of two substances.
    content.entries.truncate(content.entries.len() - 248);
    content.entries.last_mut().unwrap().substance.clone_from(&content.substances[1].id);
    let library = build(&content);
    let mut device = Device::new(library.bytes());
    let ask = Ask::new(&device.pipeline, References::open(device.view, &mut device.squares).unwrap());
    for top in [0, 1, 2, 5] {
        let mut memory = MemoryBuf::new(&ask.needs(spectrum.as_ref().len(), top));
        let (mut lent, patience) = (memory.lend(), Patience { every: 1000, go_on: &mut |_| true });
        let answer = identify(&ask, spectrum.as_ref(), &mut lent, patience).unwrap();
        assert_eq!(answer.decision.verdict.reason(), Some(Reason::EqualReferences { count: 2 }), "{top}");
        assert_eq!(answer.best.len(), top);
    }
}

/// What is asked of the demonstration by the first example.
fn asked<R>(with: impl FnOnce(&mut Device<'_>, &Spectrum) -> R) -> R {
    let library = host(&Recipe::FINGERPRINT_PORTABLE).library().clone();
    let spectrum = spectra::read("polystyrene-785-bwtek-a.txt");
    with(&mut Device::new(library.bytes()), &spectrum)
}

#[test]
fn a_caller_that_stops_gets_the_same_answer_the_next_time() {
    asked(|device, spectrum| {
        let references = References::open(device.view, &mut device.squares).unwrap();
        let ask = Ask::new(&device.pipeline, references);
        let mut memory = MemoryBuf::new(&ask.needs(spectrum.as_ref().len(), 3));
        let mut run = |stop_after: usize, every| {
            let mut questions = 0;
            let mut go_on = |_| {
                questions += 1;
                questions <= stop_after
            };
            let mut lent = memory.lend();
            let patience = Patience { every, go_on: &mut go_on };
            let answer = identify(&ask, spectrum.as_ref(), &mut lent, patience);
            answer.map(|answer| {
                (answer.alignment, answer.best.to_vec(), answer.evidence, answer.decision.verdict.reason())
            })
        };
        let whole = run(usize::MAX, usize::MAX).unwrap();
        for stop_after in [0, 1, 2, 17, 100] {
            assert_eq!(run(stop_after, 13).unwrap_err(), Error::Cancelled);
            assert_eq!(run(usize::MAX, 13).unwrap(), whole);
        }
    });
}

#[test]
fn memory_that_is_one_number_short_is_refused_by_its_name() {
    asked(|device, spectrum| {
        let (view, squares) = (device.view, device.squares.len());
        let refused = References::open(view, &mut device.squares[1..]).unwrap_err();
        assert_eq!(refused, Error::Length { what: "squares", expected: squares, got: squares - 1 });
        let references = References::open(view, &mut device.squares).unwrap();
        let ask = Ask::new(&device.pipeline, references);
        let mut memory = MemoryBuf::new(&ask.needs(spectrum.as_ref().len(), 3));
        type Shorten = fn(&mut Memory<'_>);
        fn shorter<T>(slice: &mut &mut [T]) {
            let whole = std::mem::take(slice);
            let len = whole.len() - 1;
            *slice = &mut whole[..len];
        }
        let parts: [(&str, Shorten); 5] = [
            ("rows", |memory| shorter(&mut memory.rows)),
            ("known", |memory| shorter(&mut memory.known)),
            ("without", |memory| shorter(&mut memory.without)),
            ("marks", |memory| shorter(&mut memory.marks)),
            ("reals", |memory| shorter(&mut memory.work.reals)),
        ];
        for (name, shorten) in parts {
            let mut lent = memory.lend();
            shorten(&mut lent);
            let patience = Patience { every: 1000, go_on: &mut |_| true };
            match identify(&ask, spectrum.as_ref(), &mut lent, patience) {
                Err(Error::Length { what, expected, got }) => {
                    assert_eq!((what, got), (name, expected - 1));
                }
                other => panic!("{name}: {other:?}"),
            }
        }
        // No slot for a mask, and none for a substance: the one is refused, the other ranks nothing.
        let mut lent = memory.lend();
        lent.open = &mut [];
        let patience = Patience { every: 1000, go_on: &mut |_| true };
        let refused = identify(&ask, spectrum.as_ref(), &mut lent, patience).unwrap_err();
        assert_eq!(refused, Error::Length { what: "open", expected: 1, got: 0 });
        let mut lent = memory.lend();
        lent.best = &mut [];
        let patience = Patience { every: 1000, go_on: &mut |_| true };
        let answer = identify(&ask, spectrum.as_ref(), &mut lent, patience).unwrap();
        assert!(answer.best.is_empty() && answer.identified().is_none() && answer.scored > 0);
    });
}

#[test]
fn questions_that_cannot_be_asked_are_refused() {
    asked(|device, spectrum| {
        let view = device.view;
        let references = References::open(view, &mut device.squares).unwrap();
        let ask = Ask::new(&device.pipeline, references);
        let mut memory = MemoryBuf::new(&ask.needs(spectrum.as_ref().len(), 3));
        let mut run = |ask: &Ask<'_>| {
            let patience = Patience { every: 1000, go_on: &mut |_| true };
            identify(ask, spectrum.as_ref(), &mut memory.lend(), patience)
                .map(|answer| (answer.best.len(), answer.decision.verdict.reason()))
        };
        let name = |refused: Error| match refused {
            Error::Parameter { name, .. } => name,
            other => panic!("{other:?}"),
        };
        assert_eq!(name(run(&Ask { excluded: &[3, 3], ..ask }).unwrap_err()), "excluded");
        assert_eq!(name(run(&Ask { excluded: &[view.len()], ..ask }).unwrap_err()), "excluded");
        assert_eq!(name(run(&Ask { through: Some(view.substances_len()), ..ask }).unwrap_err()), "through");
        let tolerance = Tolerance::new().shift_cm1(26.0);
        assert_eq!(name(run(&Ask { tolerance, ..ask }).unwrap_err()), "tolerance.shift_cm1");
        let all: Vec<u32> = (0..view.len()).collect();
        assert_eq!(run(&Ask { excluded: &all, ..ask }).unwrap(), (0, Some(Reason::NoOverlap)));

        // A question by itself, with an empty mask, with stretches that overlap, with a row that is none.
        let grid = view.grid();
        let (row, whole) = (vec![0.5; grid.len], Interval { lo: 0, hi: grid.len });
        let question = Question { row: &row, interval: whole, open: &[], excluded: &[], through: None };
        question.check(grid, view.len()).unwrap();
        assert_eq!(name(Question { open: &[whole, whole], ..question }.check(grid, 9).unwrap_err()), "open");
        let beyond = Interval { lo: 5, hi: grid.len + 1 };
        assert_eq!(name(Question { open: &[beyond], ..question }.check(grid, 9).unwrap_err()), "open");
        assert!(Question { interval: beyond, ..question }.check(grid, 9).is_err());
        assert!(Question { row: &row[1..], ..question }.check(grid, 9).is_err());
        let nan = vec![f32::NAN; grid.len];
        let refused = Question { row: &nan, ..question }.check(grid, 9).unwrap_err();
        assert_eq!(refused, Error::NotFinite { what: "row", index: 0 });
        let parts = references.short().len();
        let (mut moved, mut weights, mut before) = (vec![0.0; grid.len], vec![0; parts], vec![0; parts + 1]);
        let mut known = vec![0; BestOfEach::known_len(view.substances_len())];
        let mut best = [Ranked::EMPTY; 4];
        let room = SearchRoom {
            moved: &mut moved,
            weights: &mut weights,
            before: &mut before,
            candidates: &mut [],
            best: &mut best,
            known: &mut known,
        };
        let mut search = Search::begin(references, question, Tolerance::new(), room).unwrap();
        while !search.step(1) {}
        let found = search.found().unwrap();
        assert_eq!((found.scored, found.best.len(), found.gap), (0, 0, None));
    });
}

#[test]
fn libraries_that_a_device_cannot_ask_are_refused() {
    let plain = Recipe::new(Recipe::FINGERPRINT_PORTABLE.grid())
        .gridded(GridStep::Normalize { method: Normalize::L2 });
    let library = Library::embedded().unwrap().prepared_by(&plain).unwrap();
    let view = LibraryRef::open(library.bytes()).unwrap();
    let mut squares = vec![0; References::squares_len(view.len())];
    let refused = References::open(view, &mut squares).unwrap_err();
    assert_eq!(refused, LibraryError::NotEmphasized.into());
    assert_eq!(refused.code().name(), "not_emphasized");

    let library = host(&Recipe::FINGERPRINT_PORTABLE).library().clone();
    let view = LibraryRef::open(library.bytes()).unwrap();
    let short = Shortened::of(view.grid());
    let section = view.sections().find(|section| section.kind == format::BANDS).unwrap();
    let at = section.content.as_ptr() as usize - library.bytes().as_ptr() as usize;
    // A code that no row has, and one outside what the entry is known of.
    let lies = (0..view.len()).find(|&i| view.interval(i).unwrap().lo > 0).unwrap();
    for (index, byte, code) in [(4, 100, 0x80), (lies, 0, 1)] {
        let mut bytes = library.bytes().to_vec();
        bytes[at + index as usize * short.len() + byte] = code;
        let view = LibraryRef::open(&bytes).unwrap();
        match References::open(view, &mut squares) {
            Err(Error::Library(LibraryError::BadEntry { index: named, .. })) => assert_eq!(named, index),
            other => panic!("{other:?}"),
        }
    }
    // A section that is a row short.
    let mut bytes = library.bytes().to_vec();
    let table = &mut bytes[format::HEADER_LEN..];
    let row = table.chunks_exact_mut(format::SECTION_LEN).find(|row| row[..4] == format::BANDS.to_le_bytes());
    row.unwrap()[16..24].copy_from_slice(&((section.content.len() - short.len()) as u64).to_le_bytes());
    let view = LibraryRef::open(&bytes).unwrap();
    assert_eq!(References::open(view, &mut squares).unwrap_err(), LibraryError::NotEmphasized.into());

    // A pipeline of another recipe.
    asked(|device, spectrum| {
        let references = References::open(device.view, &mut device.squares).unwrap();
        let other = Pipeline::new(Recipe::FINGERPRINT).unwrap();
        let ask = Ask::new(&other, references);
        let mut memory = MemoryBuf::new(&ask.needs(spectrum.as_ref().len(), 3));
        let patience = Patience { every: 1000, go_on: &mut |_| true };
        let refused = identify(&ask, spectrum.as_ref(), &mut memory.lend(), patience).unwrap_err();
        assert!(matches!(refused, Error::RecipeMismatch { .. }));
    });
}

/// What a handheld with 500 references of 200 substances and a detector of 2,048 pixels has to lend.
#[test]
fn memory_is_stated_and_is_what_is_lent() {
    let pipeline = Pipeline::new(Recipe::FINGERPRINT_PORTABLE).unwrap();
    let needs = Needs::new(Grid::FINGERPRINT, 2048).of_library(500, 200).top(5).of_pipeline(&pipeline);
    let mut memory = MemoryBuf::new(&needs);
    let Memory { rows, open, candidates, best, known, without, marks, work, .. } = memory.lend();
    let bands = 4 * size_of::<BandSlots>() + MOST_BANDS * (size_of::<Option<usize>>() + size_of::<Fate>());
    let lent = size_of_val(rows)
        + size_of_val(open)
        + size_of_val(candidates)
        + size_of_val(best)
        + size_of_val(known)
        + size_of_val(without)
        + size_of_val(marks)
        + size_of_val(work.reals)
        + size_of_val(work.cells)
        + bands;
    assert_eq!(needs.bytes(), lent);
    println!("{} bytes, and {} for Σ c²", needs.bytes(), 4 * References::squares_len(500));
    assert!(needs.bytes() < 160 << 10, "{}", needs.bytes());
}

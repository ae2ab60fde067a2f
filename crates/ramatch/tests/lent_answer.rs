//! An answer that may be a mixture, found in lent memory under an allocator that aborts at the first allocation, is the library crate's to the bit.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

#[path = "support/device.rs"]
mod device;
#[path = "support/random.rs"]
mod random;
#[path = "support/spectra.rs"]
mod spectra;

use assert_no_alloc::{AllocDisabler, assert_no_alloc};
use device::Device;
use ramatch::core::identify::{AskSum, MemoryBuf, Patience, identify_mixture};
use ramatch::core::{Error, Interval, Scratch};
use ramatch::{Container, Identifier, Library, Options, Raw, Recipe, Report, Spectrum};
use random::Random;
use std::collections::BTreeMap;

#[global_allocator]
static ALLOCATOR: AllocDisabler = AllocDisabler;

/// Asks both and compares.
fn equals(
    device: &mut Device<'_>,
    host: &Identifier,
    (spectrum, container): (&Spectrum, Option<&Spectrum>),
) -> Report {
    let own = container.map(|container| Container::new("bag", container.clone()));
    let options = own.into_iter().fold(Options::default(), Options::container);
    let report = host.identify(spectrum, &options).unwrap();
    let (view, pipeline) = (device.view, device.pipeline.clone());
    let len = spectrum.as_ref().len().max(container.map_or(0, |container| container.as_ref().len()));
    let mut row = vec![0.0; view.grid().len];
    let beside = container.map(|container| {
        let mut scratch = vec![0.0; pipeline.scratch_len(len)];
        let scratch = Scratch::of_reals(&mut scratch);
        pipeline.run_linear(container.as_ref(), scratch, &mut row).unwrap().0
    });
    let containers: Vec<(&[f32], Interval)> = beside.into_iter().map(|known| (&row[..], known)).collect();
    let sum = AskSum::new(view.linear_rows().unwrap()).containers(&containers);
    device.asked(host, &options, |ask| {
        let needs = ask.needs(len, 3).mixtures(containers.len());
        let (mut memory, mut samples) = (MemoryBuf::new(&needs), vec![f32::NAN; needs.sum_samples_len()]);
        let mut lent = memory.lend();
        lent.rows.fill(f32::NAN);
        lent.work.reals.fill(f64::NAN);
        let (mut asked, mut last, mut rises) = (0u32, 0, true);
        let mut go_on = |looks| {
            asked += 1;
            rises &= looks >= last;
            last = looks;
            true
        };
        let found = assert_no_alloc(|| {
            let patience = Patience { every: 11, go_on: &mut go_on };
            identify_mixture(ask, &sum, spectrum.as_ref(), &mut lent, &mut samples, patience).unwrap()
        });
        assert!(rises, "the looks of which a watchdog is told never fall");
        let verdict = found.answer.decision.verdict;
        let reason = report.cannot_decide().map(|reason| reason.code);
        assert_eq!(verdict.reason().map(|reason| reason.code()), reason);
        assert_eq!(verdict.name(), report.verdict.code);
        assert_eq!(found.answer.alignment, report.alignment);
        assert_eq!(found.sum.is_some(), report.mixture.is_some());
        let (Some(sum), Some(mixture)) = (found.sum, &report.mixture) else { return };
        let entry = |index| view.entry(index).unwrap().id;
        let name = |index| view.substance(index).unwrap().id;
        assert_eq!(sum.components().len(), mixture.components.len());
        for (one, said) in sum.components().iter().zip(&mixture.components) {
            assert_eq!(entry(one.entry), said.entry);
            assert_eq!(name(one.substance), said.substance_id);
            let bits = |numbers: [f64; 4]| numbers.map(f64::to_bits);
            assert_eq!(
                bits([one.share, one.evidence, one.unlike, one.carried]),
                bits([said.share, said.evidence, said.unlike, said.carried])
            );
            assert_eq!(one.bands.shifts_cm1(), said.bands_cm1);
            let rivals: Vec<&str> = one.rivals().iter().map(|rival| name(rival.substance)).collect();
            let of_host: Vec<&str> = said.one_of.iter().map(|named| named.substance_id.as_str()).collect();
            assert_eq!(rivals, of_host);
        }
        let shares: Vec<u64> = mixture.containers.iter().map(|container| container.share.to_bits()).collect();
        assert_eq!(sum.container_shares().iter().map(|share| share.to_bits()).collect::<Vec<_>>(), shares);
        assert_eq!(sum.unexplained.to_bits(), mixture.unexplained.to_bits());
        assert_eq!(sum.nothing_above.to_bits(), mixture.nothing_above.to_bits());
        assert_eq!((sum.incomplete, sum.alignment), (mixture.incomplete, mixture.alignment));
        assert_eq!(sum.open_bands.shifts_cm1(), mixture.unexplained_cm1);
        let nearest = sum.nearest.map(|rival| name(rival.substance));
        assert_eq!(nearest, mixture.nearest.as_ref().map(|named| named.substance_id.as_str()));
    });
    report
}

/// What was measured of the demonstration's references, and the examples.
fn measured() -> Vec<Spectrum> {
    let curves = Library::embedded().unwrap().content().unwrap().entries.into_iter().filter_map(|entry| {
        let Raw::Curve { shift_cm1, intensity } = entry.raw else { return None };
        Spectrum::new(shift_cm1, intensity).ok()
    });
    let examples =
        spectra::examples().into_iter().map(|(path, _)| ramatch::read_file(&path).unwrap().spectrum);
    curves.chain(examples).collect()
}

#[test]
fn sixty_mixtures_and_pure_spectra() {
    let demonstration = Library::embedded().unwrap();
    let host = Identifier::with_recipe(&demonstration, &Recipe::FINGERPRINT_PORTABLE).unwrap();
    let library = host.library().clone();
    let mut device = Device::new(library.bytes());
    let (all, mut random) = (measured(), Random(11));
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut contained = 0;
    let mut count = |report: &Report| {
        let code = report.cannot_decide().map_or(report.verdict.code, |reason| reason.code);
        *seen.entry(code.to_owned()).or_default() += 1;
    };
    // One point of light where silicon has its band, in pixels so wide that the two cannot be told apart.
    for file in ["polystyrene-785-bwtek-a.txt", "calcite-785-bwtek-a.txt"] {
        for (spacing, height) in [(6.0, 0.3), (7.0, 0.6), (8.0, 1.0), (9.0, 2.0)] {
            let wide = spectra::coarse(&spectra::read(file), spacing, 0.3);
            let x = wide.as_ref().shift_cm1();
            let place = x.partition_point(|x| *x < 520.7) as f64 / x.len() as f64;
            let (half, span) = (0.5 / x.len() as f64, spectra::span(&wide));
            for alone in [false, true] {
                let wide = spectra::changed(&wide, |at, y| {
                    let lone = if (at - place).abs() < half { height * span } else { 0.0 };
                    lone + if alone { 0.01 * span * random.next() } else { y }
                });
                count(&equals(&mut device, &host, (&wide, None)));
            }
        }
    }
    for round in 0..66 {
        let (a, b) = (&all[random.below(all.len())], &all[random.below(all.len())]);
        let part = if round % 5 == 0 { 0.0 } else { 0.15 + random.next() as f32 };
        let mut spectrum = spectra::sum(a, b, part);
        let noise = spectra::span(&spectrum) * 0.02 * random.next();
        let (at, hot) = (0.2 + 0.6 * random.next(), if round % 3 == 0 { 0.9 } else { 0.0 });
        let (span, n) = (spectra::span(&spectrum), spectrum.as_ref().len() as f64);
        spectrum = spectra::changed(&spectrum, |place, y| {
            let lone = if ((place - at) * n).abs() < 0.5 { hot * span } else { 0.0 };
            y + noise * (random.next() + random.next() - 1.0) + lone
        });
        if round % 3 == 0 {
            // Pixels so wide that a point of light cannot be told from a band.
            spectrum = spectra::coarse(&spectrum, 5.0 + 3.0 * random.next(), 0.3);
        }
        let bag = (round % 4 == 1).then(|| &all[random.below(all.len())]);
        let short = bag.is_some_and(|bag| {
            let (from, to) = (bag.as_ref().range_cm1(), spectrum.as_ref().range_cm1());
            from.1.min(to.1).min(2200.0) - from.0.max(to.0).max(200.0) < 600.0
        });
        let report = equals(&mut device, &host, (&spectrum, bag.filter(|_| !short)));
        contained += usize::from(bag.is_some() && report.mixture.is_some());
        count(&report);
    }
    assert!(contained > 5, "{contained}");
    assert!(seen.get("mixture").is_some_and(|count| *count > 15), "{seen:?}");
    assert!(seen.contains_key("single_point"), "{seen:?}");
}

#[test]
fn containers_that_cannot_be_taken_out_and_short_memory_are_refused() {
    let host = Identifier::with_recipe(&Library::embedded().unwrap(), &Recipe::FINGERPRINT_PORTABLE).unwrap();
    let library = host.library().clone();
    let mut device = Device::new(library.bytes());
    let spectrum = spectra::read("polystyrene-785-bwtek-a.txt");
    let rows = device.view.linear_rows().unwrap();
    let row = vec![1.0f32; device.view.grid().len];
    let sliver = (&row[..], Interval { lo: 200, hi: 300 });
    device.asked(&host, &Options::default(), |ask| {
        let needs = ask.needs(spectrum.as_ref().len(), 3).mixtures(4);
        assert!(needs.bytes() > ask.needs(spectrum.as_ref().len(), 3).bytes());
        let (mut memory, mut samples) = (MemoryBuf::new(&needs), vec![0.0; needs.sum_samples_len()]);
        let mut run = |containers: &[(&[f32], Interval)], short: usize| {
            let sum = AskSum::new(rows).containers(containers);
            let samples = &mut samples[short..];
            let patience = Patience { every: 1000, go_on: &mut |_| true };
            let mut lent = memory.lend();
            identify_mixture(ask, &sum, spectrum.as_ref(), &mut lent, samples, patience).map(|_| ())
        };
        let name = |refused: Error| match refused {
            Error::Parameter { name, value, .. } => (name, value),
            other => panic!("{other:?}"),
        };
        let both = 100.0 * ask.references.view().grid().step_cm1;
        assert_eq!(name(run(&[sliver], 0).unwrap_err()), ("containers", both));
        let whole = (&row[..], Interval { lo: 0, hi: row.len() });
        assert_eq!(name(run(&[whole; 4], 0).unwrap_err()), ("containers", 4.0));
        let Error::Length { what, .. } = run(&[whole; 4], 1).unwrap_err() else { panic!("no length") };
        assert_eq!(what, "samples");
    });
}

//! The face answers as the core does, to the bit; and whatever bytes it is given, it answers.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use ramatch::core::identify::{Ask, Calibrated, CalibrationRef, MemoryBuf, Patience, References, identify};
use ramatch::core::{LibraryRef, Pipeline};
use ramatch::{Calibration, Library, Recipe, Spectrum};
use ramatch_capi::*;
use std::path::Path;
use std::ptr::{null, null_mut};

const TOP: usize = 5;

/// What a device has: its library and its trials.
fn flash() -> (Vec<u8>, Vec<u8>) {
    let library = Library::embedded().unwrap().prepared_by(&Recipe::FINGERPRINT_PORTABLE).unwrap();
    (library.bytes().to_vec(), Calibration::shipped().unwrap().bytes().to_vec())
}

fn example(name: &str) -> Spectrum {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/data").join(name);
    ramatch::read_file(&path).unwrap().spectrum
}

fn lent(spectrum: &Spectrum) -> ramatch_spectrum {
    let spectrum = spectrum.as_ref();
    ramatch_spectrum {
        shift_cm1: spectrum.shift_cm1().as_ptr(),
        intensity: spectrum.intensity().as_ptr(),
        points: spectrum.len(),
    }
}

/// Zeros, as a C program has them.
fn zeroed<T: Copy>() -> T {
    // SAFETY: only for structs of the header, which are numbers and pointers.
    unsafe { std::mem::zeroed() }
}

/// A library and a matcher; none where they are refused.
fn made(flash: &[u8], trials: &[u8], squares: &mut [i32]) -> Option<(ramatch_library, ramatch_matcher)> {
    let (mut library, mut matcher) = (zeroed::<ramatch_library>(), zeroed::<ramatch_matcher>());
    // SAFETY: slices of this test, which stay.
    unsafe {
        let opened = ramatch_library_open(flash.as_ptr().cast(), flash.len(), &raw mut library, null_mut());
        if opened != RAMATCH_OK {
            return None;
        }
        let (trials, len) = (trials.as_ptr().cast(), trials.len());
        let (squares, count) = (squares.as_mut_ptr(), squares.len());
        let status = ramatch_matcher_init(
            &raw const library,
            trials,
            len,
            squares,
            count,
            null(),
            &raw mut matcher,
            null_mut(),
        );
        (status == RAMATCH_OK).then_some((library, matcher))
    }
}

/// Status, ranking and answer.
fn asked(
    matcher: &ramatch_matcher,
    spectrum: &ramatch_spectrum,
) -> (ramatch_status, Vec<ramatch_ranked>, ramatch_answer) {
    let (mut results, mut answer) = (zeroed::<ramatch_results>(), zeroed::<ramatch_answer>());
    let mut ranking = vec![zeroed::<ramatch_ranked>(); TOP];
    (results.ranking, results.ranking_len) = (ranking.as_mut_ptr(), TOP);
    let mut len = 0;
    // SAFETY: places of this function, as long as stated.
    let status = unsafe {
        let status = ramatch_memory_len(matcher, spectrum.points, TOP, &raw mut len, null_mut());
        assert_eq!(status, RAMATCH_OK);
        let mut memory = vec![u64::MAX; len.div_ceil(8)];
        let bytes = memory.as_mut_ptr().cast();
        ramatch_identify(
            matcher,
            spectrum,
            bytes,
            len,
            null(),
            &raw const results,
            &raw mut answer,
            null_mut(),
        )
    };
    ranking.truncate(answer.ranked as usize);
    (status, ranking, answer)
}

#[test]
fn the_core_says_the_same() {
    let (flash, trials) = flash();
    let library = LibraryRef::open(&flash).unwrap();
    let pipeline = Pipeline::new(*library.recipe()).unwrap();
    let mut squares = vec![0; References::squares_len(library.len())];
    let references = References::open(library, &mut squares).unwrap();
    let table = CalibrationRef::open(&trials).unwrap();
    let ask = Ask { calibrated: Calibrated::of(table, &library), ..Ask::new(&pipeline, references) };
    let mut own = vec![0; library.len() as usize];
    let (_, matcher) = made(&flash, &trials, &mut own).unwrap();
    let mut verdicts = Vec::new();
    for name in ["polystyrene-785-bwtek-a.txt", "calcite-633-horiba-c.txt", "silicon-532-bwtek-a.txt"] {
        let spectrum = example(name);
        let mut memory = MemoryBuf::new(&ask.needs(spectrum.as_ref().len(), TOP));
        let mut memory = memory.lend();
        let patience = Patience { every: 64, go_on: &mut |_| true };
        let expected = identify(&ask, spectrum.as_ref(), &mut memory, patience).unwrap();
        let (status, ranking, answer) = asked(&matcher, &lent(&spectrum));
        assert_eq!((status, ranking.len()), (RAMATCH_OK, expected.best.len()));
        for (own, core) in ranking.iter().zip(expected.best) {
            assert_eq!((own.entry, own.score.to_bits()), (core.entry, core.score.to_bits()));
        }
        let decision = expected.decision;
        assert_eq!(answer.verdict.number, decision.verdict.number());
        assert_eq!(answer.verdict.count as usize, decision.verdict.names());
        assert_eq!(answer.decision.value.to_bits(), decision.value.unwrap().to_bits());
        assert_eq!(answer.decision.reached_by, decision.reached.unwrap().by);
        assert_eq!(answer.shift_cm1.to_bits(), expected.alignment.shift_cm1.to_bits());
        assert_eq!(answer.notes.snr.to_bits(), expected.notes.snr.unwrap().to_bits());
        verdicts.push(answer.verdict.number);
    }
    // The trials are those of the library as it was before it was prepared for a device: a relative at best.
    assert_eq!(verdicts[0], RAMATCH_RELATED);
}

/// What `ramatch_identify_mixture` answers beside one container or none.
fn mixed(
    matcher: &ramatch_matcher,
    spectrum: &ramatch_spectrum,
    containers: &[ramatch_container],
) -> (ramatch_status, ramatch_answer, ramatch_mixture) {
    let (results, mut answer) = (zeroed::<ramatch_results>(), zeroed::<ramatch_answer>());
    let (mut mixture, mut len) = (zeroed::<ramatch_mixture>(), 0);
    // SAFETY: places of this function, as long as stated.
    let status = unsafe {
        let count = containers.len();
        let told = ramatch_mixture_memory_len(matcher, spectrum.points, 0, count, &raw mut len, null_mut());
        assert_eq!(told, RAMATCH_OK);
        let mut memory = vec![u64::MAX; len.div_ceil(8)];
        ramatch_identify_mixture(
            matcher,
            spectrum,
            containers.as_ptr(),
            count,
            memory.as_mut_ptr().cast(),
            len,
            null(),
            &raw const results,
            &raw mut answer,
            &raw mut mixture,
            null_mut(),
        )
    };
    (status, answer, mixture)
}

/// The example of a tablet in a bag.
#[test]
fn a_tablet_in_its_bag_is_a_mixture() {
    let simulated = |name: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/simulated").join(name);
        ramatch::read_file(&path).unwrap().spectrum
    };
    let (flash, trials) = flash();
    let mut squares = vec![0; 4096];
    let (_, matcher) = made(&flash, &trials, &mut squares).unwrap();
    let (tablet, bag) = (simulated("simulated-tablet-in-bag.csv"), simulated("simulated-empty-bag.csv"));
    let mut row = vec![0.0f32; 1024];
    let (mut container, mut len) = (zeroed::<ramatch_container>(), 0);
    let bag = lent(&bag);
    // SAFETY: places of this function, as long as stated.
    unsafe {
        let told = ramatch_memory_len(&raw const matcher, bag.points, 0, &raw mut len, null_mut());
        assert_eq!(told, RAMATCH_OK);
        let mut memory = vec![u64::MAX; len.div_ceil(8)];
        let status = ramatch_container_row(
            &raw const matcher,
            &raw const bag,
            memory.as_mut_ptr().cast(),
            len,
            row.as_mut_ptr(),
            row.len(),
            &raw mut container,
            null_mut(),
        );
        assert_eq!(status, RAMATCH_OK);
    }
    let (status, answer, mixture) = mixed(&matcher, &lent(&tablet), &[container]);
    assert_eq!((status, answer.verdict.number, mixture.sought), (RAMATCH_OK, RAMATCH_MIXTURE, 1));
    assert_eq!((answer.verdict.count, mixture.components_len, mixture.containers_len), (3, 3, 1));
    assert!(mixture.container_shares[0] > 0.1 && mixture.components[0].share < 1.0);
    let names: Vec<String> = mixture.components[..3]
        .iter()
        .map(|one| {
            let view = LibraryRef::open(&flash).unwrap();
            view.substance(one.substance).unwrap().name.to_owned()
        })
        .collect();
    assert!(names.iter().any(|name| name.contains("aracetamol")), "{names:?}");
    // What is said of one substance is said of it here, too.
    let pure = example("polystyrene-785-bwtek-a.txt");
    let (_, _, expected) = asked(&matcher, &lent(&pure));
    let (status, answer, mixture) = mixed(&matcher, &lent(&pure), &[]);
    assert_eq!((status, answer.verdict, mixture.containers_len), (RAMATCH_OK, expected.verdict, 0));
}

/// Whatever the steps are: a library that is whole passes, and one changed byte is seen.
#[test]
fn a_check_in_steps_sees_every_byte() {
    let (mut flash, trials) = flash();
    let mut squares = vec![0; 4096];
    let checked = |library: &ramatch_library, bytes: usize| {
        let (mut check, mut done, mut of) = (zeroed::<ramatch_check>(), 0, 0);
        // SAFETY: a library of this test, and places of this function.
        unsafe {
            assert_eq!(ramatch_check_begin(library, &raw mut check, null_mut()), RAMATCH_OK);
            loop {
                let (check, done, of) = (&raw mut check, &raw mut done, &raw mut of);
                match ramatch_check_step(check, bytes, done, of, null_mut()) {
                    RAMATCH_MORE => assert!(*done <= *of),
                    RAMATCH_OK => {
                        assert_eq!(*done, *of);
                        return RAMATCH_OK;
                    }
                    refused => return refused,
                }
            }
        }
    };
    let (library, _) = made(&flash, &trials, &mut squares).unwrap();
    for bytes in [4000, 1 << 16, usize::MAX] {
        assert_eq!(checked(&library, bytes), RAMATCH_OK);
    }
    for at in (200..flash.len()).step_by(flash.len() / 20) {
        flash[at] ^= 1;
        if let Some((library, _)) = made(&flash, &trials, &mut squares) {
            assert_eq!(checked(&library, 1 << 16), RAMATCH_HASH_MISMATCH, "{at}");
        }
        flash[at] ^= 1;
    }
}

/// Writes what fuzzing begins with, where it is asked for.
#[test]
fn writes_seeds() {
    let Some(folder) = std::env::var_os("RAMATCH_SEEDS") else { return };
    std::fs::write(Path::new(&folder).join("embedded"), flash().0).unwrap();
}

#[test]
fn zeros_are_no_handle() {
    let (matcher, spectrum) = (zeroed::<ramatch_matcher>(), example("polystyrene-785-horiba-b.txt"));
    let (mut results, mut answer) = (zeroed::<ramatch_results>(), zeroed::<ramatch_answer>());
    let mut error = zeroed::<ramatch_error>();
    // SAFETY: places of this function.
    let status = unsafe {
        ramatch_identify(
            &raw const matcher,
            &lent(&spectrum),
            null_mut(),
            0,
            null(),
            &raw mut results,
            &raw mut answer,
            &raw mut error,
        )
    };
    assert_eq!((status, error.status), (RAMATCH_NOT_READY, RAMATCH_NOT_READY));
}

/// What the fuzz target does for long: bytes that lie, and then all that can be asked.
#[test]
fn broken_bytes_are_answered() {
    let (mut flash, trials) = flash();
    let spectrum = example("polystyrene-785-horiba-b.txt");
    let mut squares = vec![0; 4096];
    let mut asked_of = 0;
    for at in (0..flash.len()).step_by(flash.len() / 400).chain(0..1024) {
        flash[at] ^= 1 << (at % 8);
        if let Some((library, matcher)) = made(&flash, &trials, &mut squares) {
            // SAFETY: a library of this test.
            let _ = unsafe { ramatch_library_check(&raw const library, null_mut()) };
            if at % 7 == 0 {
                let _ = asked(&matcher, &lent(&spectrum));
                asked_of += 1;
            }
        }
        flash[at] ^= 1 << (at % 8);
    }
    assert!(asked_of > 20, "{asked_of}");
}

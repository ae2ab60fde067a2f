//! The main job as a handheld does it: no heap, all memory lent, the library in place, the portable FFT; the answer is the server's.
//!
//! ```text
//! cargo run --release -p ramatch-examples --bin lent_memory
//! ```

use ramatch::core::identify::{Ask, Calibrated, CalibrationRef, MemoryBuf, Patience, References, identify};
use ramatch::core::{LibraryRef, Pipeline, Recipe};
use ramatch::{Calibration, Error, Library};

/// Pixels of the detector.
const PIXELS: usize = 2048;
/// Substances that the display has lines for.
const LINES: usize = 3;

fn main() -> Result<(), Error> {
    // On a host: prepare the library for the device once, and write its bytes to flash.
    let flash = Library::embedded()?.prepared_by(&Recipe::FINGERPRINT_PORTABLE)?;
    let trials = Calibration::shipped()?;
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/data/polystyrene-785-bwtek-a.txt");
    let detector = ramatch::read_file(file.as_ref())?.spectrum;

    // When the device starts: the library is looked at once.
    let library = LibraryRef::open(flash.bytes())?;
    let pipeline = Pipeline::new(*library.recipe())?;
    let mut squares = vec![0; References::squares_len(library.len())];
    let ask = Ask {
        calibrated: Calibrated::of(CalibrationRef::open(trials.bytes())?, &library),
        ..Ask::new(&pipeline, References::open(library, &mut squares)?)
    };
    // Here the heap lends it; on a device these are arrays, whose lengths `Needs` tells.
    let needs = ask.needs(PIXELS, LINES);
    let mut memory = MemoryBuf::new(&needs);

    // For every spectrum: between two blocks of references the watchdog is fed.
    let mut fed = 0;
    let mut feed = |_| {
        fed += 1;
        true
    };
    let patience = Patience { every: 64, go_on: &mut feed };
    let mut lent = memory.lend();
    let answer = identify(&ask, detector.as_ref(), &mut lent, patience)?;
    for ranked in answer.best {
        let name = library.substance(ranked.substance).map_or("", |substance| substance.name);
        println!("{:.4} {name}", ranked.score);
    }
    let verdict = answer.decision.verdict;
    let reason = verdict.reason().map(|reason| format!(", {}", reason.code())).unwrap_or_default();
    println!("{}{reason}, in {} bytes of lent memory", verdict.name(), needs.bytes());
    println!("the watchdog was fed {fed} times");
    Ok(())
}

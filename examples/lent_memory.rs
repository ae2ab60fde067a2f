//! The main job as a handheld does it: no heap, all memory lent, the library in place, the portable FFT.
//!
//! ```text
//! cargo run --release -p ramatch-examples --bin lent_memory
//! ```

use ramatch::core::{Hit, LibraryRef, Pipeline, Recipe, Scratch, SpectrumRef, TopK};
use ramatch::{Error, Library};

/// Enough scratch for the fingerprint recipe and a detector of 2,048 pixels.
const SCRATCH: usize = 8256;

fn main() -> Result<(), Error> {
    // On a host: prepare the library for the device once, and write its bytes to flash.
    let flash = Library::embedded()?.prepared_by(&Recipe::FINGERPRINT_PORTABLE)?;
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/data/silicon-785-bwtek-a.txt");
    let measured = ramatch::read_file(file.as_ref())?;
    let detector = measured.spectrum.as_ref();

    // On the device: these arrays could be static.
    let mut scratch = [0.0f64; SCRATCH];
    let mut samples = [0.0f32; 1024];
    let mut slots = [Hit::EMPTY; 3];
    let hits = on_the_device(flash.bytes(), detector, &mut scratch, &mut samples, &mut slots)?;
    for hit in hits {
        let library = LibraryRef::open(flash.bytes())?;
        let entry = library.entry(hit.entry).map_or("", |entry| entry.id);
        println!("{:.4} {entry}", hit.score);
    }
    Ok(())
}

fn on_the_device<'a>(
    flash: &[u8],
    detector: SpectrumRef<'_>,
    scratch: &mut [f64],
    samples: &mut [f32],
    slots: &'a mut [Hit],
) -> Result<&'a [Hit], ramatch::core::Error> {
    let library = LibraryRef::open(flash)?;
    let pipeline = Pipeline::new(*library.recipe())?;
    let query = pipeline.run(detector, Scratch::of_reals(scratch), samples)?;
    let mut top = TopK::new(slots);
    library.scan(&query, &mut top)?;
    let found = top.hits().len();
    Ok(&slots[..found])
}

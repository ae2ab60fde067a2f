//! Answers as bits, and what they cost: the same program on every target, so that its lines can be compared.
//!
//! Lines that begin with `=` have to be the same everywhere, those that begin with `#` are counts of this one.

use crate::console::{Out, bits, decimal, number};
use crate::handheld::RECIPE;
use crate::hash::fnv;
use crate::image::{Image, POINTS};
use ramatch_core::identify::{
    Answer, Ask, Calibrated, CalibrationRef, Needs, Patience, Ranked, References, identify,
};
#[cfg(feature = "mixtures")]
use ramatch_core::identify::{AskSum, MixtureAnswer, identify_mixture};
use ramatch_core::{Error, Grid, LibraryRef, Pipeline, Scratch, lent_memory};

/// Substances that are ranked.
const TOP: usize = 5;
/// So many of the first spectra are taken apart, with up to 500 references: that takes the most time.
#[cfg(feature = "mixtures")]
const APART: usize = 1;
/// Most entries of a library.
const ENTRIES: u32 = 5120;

/// Room for any library and spectrum of the tests; what a device of its own sizes needs is said by `Needs`. The points of the detector need
/// more than any recipe.
const NEEDS: Needs = Needs::new(Grid::FINGERPRINT, POINTS)
    .of_recipe(&RECIPE)
    .of_library(ENTRIES, ENTRIES)
    .top(TOP)
    .mixtures(0);
lent_memory!(struct Lent for NEEDS);

/// All memory of a measurement, as a static.
pub struct Room {
    lent: Lent,
    squares: [i32; References::squares_len(ENTRIES)],
    spectrum: [[f32; POINTS]; 2],
    samples: [f32; 1024],
    row: [f32; 1024],
    #[cfg(feature = "mixtures")]
    sum: [f32; NEEDS.sum_samples_len()],
}

impl Room {
    /// Memory that nobody has used.
    pub const NEW: Self = Self {
        lent: Lent::NEW,
        squares: [0; References::squares_len(ENTRIES)],
        spectrum: [[0.0; POINTS]; 2],
        samples: [0.0; 1024],
        row: [0.0; 1024],
        #[cfg(feature = "mixtures")]
        sum: [0.0; NEEDS.sum_samples_len()],
    };
}

/// What counts instructions and the stack, where something does.
pub struct Counters<'a> {
    /// Instructions so far.
    pub instructions: &'a dyn Fn() -> u64,
    /// Paints the stack.
    pub paint: &'a dyn Fn(),
    /// Bytes of it that were used since.
    pub used: &'a dyn Fn() -> usize,
}

/// Asks about every spectrum of an image.
///
/// # Errors
/// What the core says of the library, the calibration or a spectrum.
pub fn all(image: Image<'_>, room: &mut Room, counters: &Counters<'_>, out: Out<'_>) -> Result<(), Error> {
    let Room { lent, squares, spectrum: points, samples, row, .. } = room;
    let begun = (counters.instructions)();
    let library = LibraryRef::open(image.library())?;
    let pipeline = Pipeline::new(*library.recipe())?;
    let references = References::open(library, squares)?;
    let mut ask = Ask::new(&pipeline, references);
    ask.calibrated = Calibrated::of(CalibrationRef::open(image.calibration())?, &library);
    let opened = (counters.instructions)() - begun;
    out("= library ");
    number(out, u64::from(library.len()));
    out(" entries\n# open ");
    number(out, opened);
    out("\n");
    for index in 0..image.len() {
        let Some(spectrum) = image.spectrum(index, points) else { continue };
        let needs = ask.needs(spectrum.len(), TOP);
        let mut memory = lent.lend();
        let mut rows = 0;
        let mut go_on = |looked_at| {
            rows = looked_at;
            true
        };
        let patience = Patience { every: 1, go_on: &mut go_on };
        (counters.paint)();
        let begun = (counters.instructions)();
        let answer = identify(&ask, spectrum, &mut memory, patience)?;
        let took = (counters.instructions)() - begun;
        let stack = (counters.used)();
        say(index, &answer, out);
        // The stages by themselves.
        let reals = lent.lend().work.reals;
        let begun = (counters.instructions)();
        let prepared = pipeline.run(spectrum, Scratch::of_reals(reals), samples)?;
        let pipeline_took = (counters.instructions)() - begun;
        let (interval, notes) = (prepared.interval(), *prepared.notes());
        let begun = (counters.instructions)();
        if let Some(emphasis) = library.recipe().emphasized_by() {
            let _ = emphasis.run(samples, interval, library.grid(), notes.noise_density, row, reals);
        }
        let emphasis_took = (counters.instructions)() - begun;
        out("= rows ");
        bits(out, hash(samples));
        out(" ");
        bits(out, hash(row));
        out("\n# identify points ");
        number(out, spectrum.len() as u64);
        for (word, count) in [
            (" instructions ", took),
            (" pipeline ", pipeline_took),
            (" emphasis ", emphasis_took),
            (" ram ", (needs.bytes() + 4 * References::squares_len(library.len())) as u64),
            (" stack ", stack as u64),
            (" rows ", rows),
        ] {
            out(word);
            number(out, count);
        }
        out("\n");
        #[cfg(feature = "mixtures")]
        if let Some(rows) = library.linear_rows().filter(|_| index < APART && library.len() <= 500) {
            let mut memory = lent.lend();
            let patience = Patience { every: 64, go_on: &mut |_| true };
            (counters.paint)();
            let begun = (counters.instructions)();
            let found =
                identify_mixture(&ask, &AskSum::new(rows), spectrum, &mut memory, &mut room.sum, patience)?;
            let took = (counters.instructions)() - begun;
            let stack = (counters.used)();
            say_mixture(&found, out);
            out("# mixture components ");
            number(out, found.sum.map_or(0, |sum| sum.components().len()) as u64);
            out(" instructions ");
            number(out, took);
            out(" stack ");
            number(out, stack as u64);
            out("\n");
        }
    }
    Ok(())
}

/// Verdict, ranking and evidence, to the bit.
fn say(index: usize, answer: &Answer<'_>, out: Out<'_>) {
    out("= spectrum ");
    number(out, index as u64);
    out(" ");
    out(answer.decision.verdict.name());
    out(" ");
    out(answer.decision.verdict.reason().map_or("", |reason| reason.code()));
    for value in [answer.alignment.shift_cm1, answer.alignment.stretch, answer.notes.snr.unwrap_or(0.0)] {
        out(" ");
        bits(out, value.to_bits());
    }
    out(" value ");
    bits(out, answer.decision.value.unwrap_or(0.0).to_bits());
    for Ranked { entry, score, .. } in answer.best {
        out(" ");
        number(out, u64::from(*entry));
        out(":");
        bits(out, score.to_bits());
    }
    if let Some(evidence) = &answer.evidence {
        for value in [evidence.found, evidence.explained, evidence.rest, evidence.lead.unwrap_or(0.0)] {
            out(" ");
            bits(out, value.to_bits());
        }
    }
    out("\n");
    if let Some(first) = answer.best.first() {
        out("# first score ");
        decimal(out, first.score, 4);
        out("\n");
    }
}

#[cfg(feature = "mixtures")]
fn say_mixture(found: &MixtureAnswer<'_>, out: Out<'_>) {
    out("= mixture ");
    out(found.answer.decision.verdict.name());
    if let Some(sum) = &found.sum {
        out(" ");
        bits(out, sum.unexplained.to_bits());
        for component in sum.components() {
            out(" ");
            number(out, u64::from(component.entry));
            for value in [component.share, component.evidence] {
                out(":");
                bits(out, value.to_bits());
            }
        }
    }
    out("\n");
}

/// The bits of samples.
fn hash(samples: &[f32]) -> u64 {
    fnv(samples.iter().flat_map(|sample| sample.to_bits().to_le_bytes()))
}

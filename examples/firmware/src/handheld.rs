//! What a handheld does with a spectrum: it asks its library, and says what it may say.

use crate::console::{Out, decimal, number};
use ramatch_core::identify::{
    Answer, Ask, Calibrated, CalibrationRef, Needs, Patience, References, identify,
};
use ramatch_core::{Error, Grid, LibraryRef, Pipeline, Recipe, SpectrumRef, lent_memory};

/// Points of the detector.
pub const POINTS: usize = 1024;
/// Most references in the flash.
pub const ENTRIES: usize = 500;
/// Lines of the display.
pub const LINES: usize = 3;

/// What this device does with spectra; a library that was made otherwise is refused.
#[cfg(feature = "arpls")]
pub const RECIPE: Recipe = Recipe::FINGERPRINT_PORTABLE;
/// What this device does with spectra; a library that was made otherwise is refused.
#[cfg(not(feature = "arpls"))]
pub const RECIPE: Recipe = Recipe::FINGERPRINT_PORTABLE_SNIP;

/// The memory that this takes, told while it is compiled.
pub const NEEDS: Needs = Needs::new(Grid::FINGERPRINT, POINTS)
    .of_recipe(&RECIPE)
    .of_library(ENTRIES as u32, ENTRIES as u32)
    .top(LINES)
    .stretches(64);
lent_memory!(pub struct Lent for NEEDS);

/// All memory of the device.
pub struct Room {
    lent: Lent,
    squares: [i32; References::squares_len(ENTRIES as u32)],
}

impl Room {
    /// Memory that nobody has used.
    pub const NEW: Self = Self { lent: Lent::NEW, squares: [0; ENTRIES] };
}

/// Identifies a spectrum, and says what may be said.
///
/// # Errors
/// What the core says of library, calibration or spectrum; [`Error::RecipeMismatch`] for a library of another recipe.
pub fn ask(
    (library, calibration): (&[u8], &[u8]),
    spectrum: SpectrumRef<'_>,
    room: &mut Room,
    feed_watchdog: &mut dyn FnMut(),
    out: Out<'_>,
) -> Result<(), Error> {
    let library = LibraryRef::open(library)?;
    let pipeline = Pipeline::new(RECIPE)?;
    let references = References::open(library, &mut room.squares)?;
    let mut ask = Ask::new(&pipeline, references);
    ask.calibrated = Calibrated::of(CalibrationRef::open(calibration)?, &library);
    let mut go_on = |_| {
        feed_watchdog();
        true
    };
    let mut memory = room.lent.lend();
    let answer = identify(&ask, spectrum, &mut memory, Patience { every: 64, go_on: &mut go_on })?;
    say(&library, &answer, out);
    Ok(())
}

/// The verdict, the names that it stands for, and what speaks for the first.
fn say(library: &LibraryRef<'_>, answer: &Answer<'_>, out: Out<'_>) {
    let verdict = answer.decision.verdict;
    out(verdict.name());
    if let Some(reason) = verdict.reason() {
        out(": ");
        out(reason.code());
    }
    out("\n");
    for (place, ranked) in answer.best.iter().enumerate() {
        out(if place < verdict.names() { "* " } else { "  " });
        out(library.substance(ranked.substance).map_or("", |substance| substance.name));
        out(" ");
        decimal(out, ranked.score, 4);
        out("\n");
    }
    if let Some(evidence) = &answer.evidence {
        out("bands of the first that are there: ");
        number(out, evidence.matched as u64);
        out(" of ");
        number(out, evidence.visible as u64);
        out("; of what is seen it explains ");
        number(out, (evidence.explained * 100.0 + 0.5) as u64);
        out(" %\naxis off by ");
        decimal(out, answer.alignment.shift_cm1, 1);
        out(" cm-1\n");
    }
}

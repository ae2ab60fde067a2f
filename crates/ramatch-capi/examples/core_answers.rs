//! What `tests/c/answers.c` prints, by the core and the facade without C: core_answers LIBRARY TRIALS SPECTRUM...

use ramatch::core::identify::{
    Ask, AskedRows, Calibrated, CalibrationRef, Mask, MemoryBuf, Patience, References, Signal, UnmixMemory,
    UnmixTerms, identify, unmix, unmix_lengths,
};
use ramatch::core::{Interval, LibraryRef, Pipeline};
use std::error::Error;
use std::fmt::Write;
use std::path::Path;

const TOP: usize = 5;

fn number(line: &mut String, name: &str, value: Option<f64>) {
    let bits = value.filter(|value| !value.is_nan()).map_or(u64::MAX, f64::to_bits);
    let _ = write!(line, " {name} {bits:016x}");
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut bytes = || {
        std::fs::read(
            arguments.next().ok_or("usage: core_answers LIBRARY TRIALS SPECTRUM...").unwrap_or_default(),
        )
    };
    let (flash, trials) = (bytes()?, bytes()?);
    let library = LibraryRef::open(&flash)?;
    let pipeline = Pipeline::new(*library.recipe())?;
    let mut squares = vec![0; References::squares_len(library.len())];
    let ask = Ask {
        calibrated: Calibrated::of(CalibrationRef::open(&trials)?, &library),
        ..Ask::new(&pipeline, References::open(library, &mut squares)?)
    };
    for path in arguments {
        let spectrum = ramatch::read_file(Path::new(&path))?.spectrum;
        let mut memory = MemoryBuf::new(&ask.needs(spectrum.as_ref().len(), TOP));
        let mut lent = memory.lend();
        let patience = Patience { every: usize::MAX, go_on: &mut |_| true };
        let answer = identify(&ask, spectrum.as_ref(), &mut lent, patience)?;
        let decision = &answer.decision;
        let reason = decision.verdict.reason().map_or("", |reason| reason.code());
        let mut line = format!("{} {reason}", decision.verdict.name());
        for ranked in answer.best {
            let _ = write!(line, " {}", ranked.entry);
            number(&mut line, "score", Some(ranked.score));
        }
        number(&mut line, "shift", Some(answer.alignment.shift_cm1));
        number(&mut line, "stretch", Some(answer.alignment.stretch));
        let evidence = answer.evidence;
        number(&mut line, "gap", evidence.and_then(|evidence| evidence.gap));
        number(&mut line, "lead", evidence.and_then(|evidence| evidence.lead));
        number(&mut line, "rest", evidence.map(|evidence| evidence.rest));
        number(&mut line, "value", decision.value);
        number(&mut line, "limit", decision.stratum.map(|stratum| stratum.limit));
        number(&mut line, "snr", answer.notes.snr);
        let (by, of) = decision.reached.map_or((0, 0), |reached| (reached.by, reached.of));
        println!("{line} reached {by} of {of}");

        let rows = library.linear_rows().ok_or("no linear rows")?;
        let grid = pipeline.grid();
        let mut row = vec![0.0; grid.len];
        let mut workspace = pipeline.workspace(spectrum.as_ref().len());
        let (interval, notes) = pipeline.run_linear(spectrum.as_ref(), workspace.lend(), &mut row)?;
        let mut slots = vec![Interval::default(); Mask::slots_len(grid.len)];
        let mask = ask.mask(spectrum.as_ref(), notes.gap.map(|gap| gap.limit_cm1), &mut slots)?;
        let signal = Signal {
            row: &row,
            interval,
            sigma: pipeline.linear().noise(notes.noise_density, grid),
            open: mask.open(),
            containers: &[],
            alignment: answer.alignment,
        };
        let (reals, samples) = unmix_lengths(grid.len, UnmixTerms::new().most, 0);
        let (mut reals, mut samples) = (vec![0.0; reals], vec![0.0; samples]);
        let mut memory = UnmixMemory { reals: &mut reals, samples: &mut samples };
        let patience = Patience { every: usize::MAX, go_on: &mut |_| true };
        let asked = AskedRows::of(library, rows, &[], None);
        let found = unmix(&asked, grid, &signal, &UnmixTerms::new(), &mut memory, patience)?;
        let mut line = format!("sum {}", found.verdict(decision.verdict).name());
        for one in found.components() {
            let _ = write!(line, " {}", one.entry);
            number(&mut line, "share", Some(one.share));
            number(&mut line, "evidence", Some(one.evidence));
        }
        number(&mut line, "unexplained", Some(found.unexplained));
        println!("{line}");
    }
    Ok(())
}

//! What `tests/c/answers.c` prints, by the core and the facade without C: core_answers LIBRARY TRIALS SPECTRUM...

use ramatch::Spectrum;
use ramatch::core::identify::{
    Answer, Ask, AskSum, Calibrated, CalibrationRef, MemoryBuf, MixtureAnswer, Patience, References, Rival,
    Told, Verdict, identify, identify_mixture,
};
use ramatch::core::{Interval, LibraryRef, Pipeline, SpectrumRef};
use std::error::Error;
use std::fmt::Write;
use std::path::Path;

const TOP: usize = 5;

fn number(line: &mut String, name: &str, value: Option<f64>) {
    let bits = value.filter(|value| !value.is_nan()).map_or(u64::MAX, f64::to_bits);
    let _ = write!(line, " {name} {bits:016x}");
}

fn print(answer: &Answer<'_>) {
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
}

fn rival(line: &mut String, name: &str, rival: &Rival) {
    let _ = write!(line, " {name} {} {}", rival.entry, rival.substance);
    number(line, "part", Some(rival.part));
}

fn told(line: &mut String, told: &Told) {
    for shift in told.shifts_cm1() {
        number(line, "band", Some(*shift));
    }
}

fn print_sum(found: &MixtureAnswer<'_>) {
    let verdict = found.answer.decision.verdict;
    let (count, open) = match verdict {
        Verdict::Mixture { count, incomplete } => (count, incomplete),
        other => (other.names(), false),
    };
    let mut line = format!("sum {} {count} {}", verdict.name(), i32::from(open));
    let Some(sum) = &found.sum else {
        println!("{line} sought 0");
        return;
    };
    for one in sum.components() {
        let _ = write!(line, " {} {}", one.entry, one.substance);
        for (name, value) in [
            ("amount", one.amount),
            ("share", one.share),
            ("deviation", one.deviation),
            ("evidence", one.evidence),
            ("part", one.part),
            ("gain", one.gain),
            ("unlike", one.unlike),
            ("carried", one.carried),
        ] {
            number(&mut line, name, Some(value));
        }
        told(&mut line, &one.bands);
        one.rivals().iter().for_each(|other| rival(&mut line, "rival", other));
    }
    sum.container_shares().iter().for_each(|share| number(&mut line, "container", Some(*share)));
    let (incomplete, more) = (i32::from(sum.incomplete), i32::from(sum.has_more));
    let _ = write!(line, " sought 1 incomplete {incomplete} more {more}");
    number(&mut line, "unexplained", Some(sum.unexplained));
    number(&mut line, "above", Some(sum.nothing_above));
    told(&mut line, &sum.open_bands);
    if let Some(nearest) = &sum.nearest {
        rival(&mut line, "nearest", nearest);
    }
    number(&mut line, "shift", Some(sum.alignment.shift_cm1));
    number(&mut line, "stretch", Some(sum.alignment.stretch));
    println!("{line} {} to {}", sum.interval.lo, sum.interval.hi);
}

/// By itself, and as what may be a mixture beside containers.
fn both_ways(
    ask: &Ask<'_>,
    library: &LibraryRef<'_>,
    spectrum: SpectrumRef<'_>,
    containers: &[(&[f32], Interval)],
) -> Result<(), Box<dyn Error>> {
    let mut go_on = |_| true;
    let needs = ask.needs(spectrum.len(), TOP).mixtures(containers.len());
    let mut memory = MemoryBuf::new(&needs);
    let mut samples = vec![0.0; needs.sum_samples_len()];
    let mut lent = memory.lend();
    print(&identify(ask, spectrum, &mut lent, Patience { every: usize::MAX, go_on: &mut go_on })?);
    let sum = AskSum::new(library.linear_rows().ok_or("no linear rows")?).containers(containers);
    let patience = Patience { every: usize::MAX, go_on: &mut go_on };
    let found = identify_mixture(ask, &sum, spectrum, &mut lent, &mut samples, patience)?;
    print(&found.answer);
    print_sum(&found);
    Ok(())
}

/// Intensity between the points of a spectrum.
fn at(of: SpectrumRef<'_>, shift_cm1: f32) -> f64 {
    let (axis, y) = (of.shift_cm1(), of.intensity());
    let k = (1..of.len() - 1).find(|&k| axis[k] >= shift_cm1).unwrap_or(of.len() - 1);
    let t = (f64::from(shift_cm1) - f64::from(axis[k - 1])) / (f64::from(axis[k]) - f64::from(axis[k - 1]));
    f64::from(y[k - 1]) + t.clamp(0.0, 1.0) * (f64::from(y[k]) - f64::from(y[k - 1]))
}

/// The height of the highest band from 300 cm⁻¹ on, over the least.
fn height(of: SpectrumRef<'_>) -> f64 {
    let points = of.shift_cm1().iter().zip(of.intensity());
    let heights = points.filter(|(x, _)| **x > 300.0 && **x < 1900.0).map(|(_, y)| f64::from(*y));
    let (least, most) =
        heights.fold((1e300, -1e300), |(least, most), y| (f64::min(least, y), f64::max(most, y)));
    most - least
}

/// The sum of two whose bands are of one height, where the first has its points.
fn both(one: SpectrumRef<'_>, other: SpectrumRef<'_>) -> Vec<f32> {
    let part = height(one) / height(other);
    let points = one.shift_cm1().iter().zip(one.intensity());
    points.map(|(x, y)| (f64::from(*y) + part * at(other, *x)) as f32).collect()
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
    let mut before: Option<Spectrum> = None;
    for path in arguments {
        let spectrum = ramatch::read_file(Path::new(&path))?.spectrum;
        both_ways(&ask, &library, spectrum.as_ref(), &[])?;
        let Some(one) = before.take() else {
            before = Some(spectrum);
            continue;
        };
        let sum = both(one.as_ref(), spectrum.as_ref());
        let sum = SpectrumRef::new(one.as_ref().shift_cm1(), &sum)?;
        both_ways(&ask, &library, sum, &[])?;
        let mut workspace = pipeline.workspace(spectrum.as_ref().len());
        let mut row = vec![0.0; pipeline.grid().len];
        let (known, _) = pipeline.run_linear(spectrum.as_ref(), workspace.lend(), &mut row)?;
        both_ways(&ask, &library, one.as_ref(), &[(&row, known)])?;
    }
    Ok(())
}

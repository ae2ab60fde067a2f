//! Long searches for faults: files broken in every place, and fuzzing.

use crate::run::{self, Outcome, cargo, expect};
use std::process::Command;

/// What is broken.
#[derive(Clone, Copy, Default, clap::ValueEnum)]
pub(crate) enum What {
    /// Library files: every bit, every length, forged sections
    #[default]
    Library,
}

/// Runs the long form of the tests that break things; they print their counts.
pub(crate) fn run(what: What) -> Outcome {
    let What::Library = what;
    let test = ["test", "--release", "--locked", "-p", "ramatch", "--test", "faults", "--", "--nocapture"];
    expect(cargo(&test).env("RAMATCH_LONG", "1").env("PROPTEST_CASES", "20000"))
}

/// Runs a fuzz target. libFuzzer wants what only a nightly compiler has by right; `RUSTC_BOOTSTRAP` lets a stable one.
pub(crate) fn fuzz(target: &str, seconds: u32) -> Outcome {
    let tools = run::target("tools");
    let fuzz = tools.join("bin/cargo-fuzz");
    if !fuzz.exists() {
        expect(cargo(&["install", "cargo-fuzz", "--locked", "--root"]).arg(&tools))?;
    }
    // Begun with real libraries: one byte for the target, then the file.
    let corpus = run::root().join("crates/fuzz/corpus").join(target);
    std::fs::create_dir_all(&corpus).map_err(|error| error.to_string())?;
    let mut most = "-max_len=600000";
    if target == "library" {
        let test = ["test", "--release", "--locked", "-p", "ramatch", "--test", "faults", "writes_seeds"];
        expect(cargo(&test).env("RAMATCH_SEEDS", &corpus))?;
    } else {
        seeds(target, &corpus)?;
        most = "-max_len=16384";
    }
    let mut command = Command::new(fuzz);
    command.args(["fuzz", "run", "--fuzz-dir", "crates/fuzz", target, "--", most]);
    command.arg(format!("-max_total_time={seconds}")).arg("-print_final_stats=1");
    expect(command.env("RUSTC_BOOTSTRAP", "1").current_dir(run::root()))
}

/// Which fixtures a reader's target begins with, by their endings.
fn seeds(target: &str, corpus: &std::path::Path) -> Outcome {
    let endings: &[&str] = match target {
        "jcamp" => &[".jdx"],
        "spc" => &[".spc"],
        "wdf" => &[".wdf"],
        "wxd" => &[".wxd"],
        "opus" => &[".0"],
        "spa" => &[".spa"],
        "spe" => &[".spe"],
        "labspec" => &[".l6s", ".xml"],
        "json" => &[".json"],
        "numpy" => &[".npy"],
        "archive" => &[".zip", ".gz"],
        "text" => &[".csv", ".txt"],
        _ => return Err(format!("there is no target {target}")),
    };
    let folder = run::root().join("crates/ramatch-io/tests/fixtures");
    for entry in std::fs::read_dir(folder).map_err(|error| error.to_string())? {
        let path = entry.map_err(|error| error.to_string())?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if endings.iter().any(|ending| name.ends_with(ending)) {
            // One byte for the options, then the file.
            let bytes = [vec![0], std::fs::read(&path).map_err(|error| error.to_string())?].concat();
            std::fs::write(corpus.join(name), bytes).map_err(|error| error.to_string())?;
        }
    }
    Ok(())
}

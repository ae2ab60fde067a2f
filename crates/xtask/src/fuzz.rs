//! Fuzz targets: run for a while, and their corpora kept small.

use crate::run::{self, Outcome, cargo, expect};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The tool, which is installed under `target/` where it is not there yet.
fn cargo_fuzz() -> Result<PathBuf, String> {
    let tools = run::target("tools");
    let fuzz = tools.join("bin/cargo-fuzz");
    if !fuzz.exists() {
        expect(cargo(&["install", "cargo-fuzz", "--locked", "--root"]).arg(&tools))?;
    }
    Ok(fuzz)
}

/// Runs a target with folders of inputs and arguments of libFuzzer.
fn libfuzzer(target: &str, folders: &[&Path], arguments: &[&str]) -> Outcome {
    let mut command = Command::new(cargo_fuzz()?);
    command
        .args(["fuzz", "run", "--fuzz-dir", "crates/fuzz", target])
        .args(folders)
        .arg("--")
        .args(arguments);
    expect(command.env("RUSTC_BOOTSTRAP", "1").current_dir(run::root()))
}

fn corpus(target: &str) -> PathBuf {
    run::root().join("crates/fuzz/corpus").join(target)
}

/// Runs a fuzz target for a while, beginning with real libraries or with the readers' fixtures.
pub(crate) fn fuzz(target: &str, seconds: u32) -> Outcome {
    let corpus = corpus(target);
    std::fs::create_dir_all(&corpus).map_err(|error| error.to_string())?;
    let mut most = "-max_len=600000";
    if target == "library" {
        // One byte for the target, then the file.
        let test = ["test", "--release", "--locked", "-p", "ramatch", "--test", "faults", "writes_seeds"];
        expect(cargo(&test).env("RAMATCH_SEEDS", &corpus))?;
    } else if target == "capi" {
        let test =
            ["test", "--release", "--locked", "-p", "ramatch-capi", "--test", "answers", "writes_seeds"];
        expect(cargo(&test).env("RAMATCH_SEEDS", &corpus))?;
    } else {
        seeds(target, &corpus)?;
        most = "-max_len=16384";
    }
    let time = format!("-max_total_time={seconds}");
    libfuzzer(target, &[&corpus], &[most, &time, "-print_final_stats=1"])
}

/// Keeps the least of a reader's corpus that reaches every place which all of it reaches, as one packed file that the
/// tests replay: behind each other the length of an input in four bytes and the input, compressed (zlib).
pub(crate) fn keep(target: &str) -> Outcome {
    let least = run::target("fuzz").join(target);
    let _ = std::fs::remove_dir_all(&least);
    std::fs::create_dir_all(&least).map_err(|error| error.to_string())?;
    libfuzzer(target, &[&least, &corpus(target)], &["-merge=1", "-use_counters=0", "-max_len=4096"])?;
    let mut inputs = Vec::new();
    for entry in std::fs::read_dir(&least).map_err(|error| error.to_string())? {
        let path = entry.map_err(|error| error.to_string())?.path();
        inputs.push(std::fs::read(path).map_err(|error| error.to_string())?);
    }
    // Like beside like, so that it packs well.
    inputs.sort();
    let pack: Vec<u8> =
        inputs.iter().flat_map(|input| [&(input.len() as u32).to_le_bytes()[..], input].concat()).collect();
    let packed = miniz_oxide::deflate::compress_to_vec_zlib(&pack, 9);
    println!("{target}: {} inputs, {} bytes, {} packed", inputs.len(), pack.len(), packed.len());
    let folder = run::root().join("crates/ramatch-io/tests/corpus");
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    std::fs::write(folder.join(format!("{target}.z")), packed).map_err(|error| error.to_string())
}

/// Larger seeds make every run slow, and reach nothing that small ones do not.
const MOST_SEED_BYTES: u64 = 4096;

/// What a folder holds.
fn files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    entries.map(|entry| entry.map(|entry| entry.path()).map_err(|error| error.to_string())).collect()
}

/// Which fixtures a reader's target begins with, by their endings.
fn seeds(target: &str, corpus: &std::path::Path) -> Outcome {
    let endings: &[&str] = match target {
        "jcamp" => &[".jdx"],
        "spc" => &[".spc"],
        "wdf" => &[".wdf"],
        "wxd" => &[".wxd"],
        "opus" => &[".0"],
        "spa" => &[".spa", ".spg"],
        "spe" => &[".spe"],
        "labspec" => &[".l6s", ".xml"],
        "json" => &[".json"],
        "numpy" => &[".npy"],
        "archive" => &[".zip", ".gz", ".xz", ".zst", ".tar"],
        "cif" => &[".rod"],
        "text" => &[".csv", ".txt"],
        _ => return Err(format!("there is no target {target}")),
    };
    // Small files on which readers were wrong lie one in a folder.
    let cases = run::root().join("crates/ramatch/tests/cases");
    let tests = run::root().join("crates/ramatch-io/tests");
    let mut folders = vec![tests.join("fixtures"), tests.join("packed")];
    folders.extend(files(&cases)?);
    let mut paths = Vec::new();
    for folder in folders {
        paths.extend(files(&folder)?);
    }
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let small = std::fs::metadata(&path).is_ok_and(|about| about.len() <= MOST_SEED_BYTES);
        if small && endings.iter().any(|ending| name.ends_with(ending)) {
            // One byte for the options, then the file.
            let bytes = [vec![0], std::fs::read(&path).map_err(|error| error.to_string())?].concat();
            std::fs::write(corpus.join(name), bytes).map_err(|error| error.to_string())?;
        }
    }
    Ok(())
}

//! `cargo xtask test`: the one test command.
//!
//! Two rows of stages run beside each other: what compiles into `target/debug`, and what compiles elsewhere, downloads, or waits for
//! Python. On two cores neither waits for the other. What runs beside is a process of this program that writes into
//! a file, which is shown at the end.

use crate::run::{self, Outcome, cargo, expect};
use crate::{capi, firmware, foreign, house, outside, package, python, readme};
use std::fs;
use std::process::{Child, Command};
use std::time::Instant;

/// A stage of the test command.
type Stage = (&'static str, fn() -> Outcome);

const STAGES: &[Stage] = &[
    ("formatting", || expect(&mut cargo(&["fmt", "--all", "--check"]))),
    ("the house", house::run),
    ("lints", lints),
    ("tests", tests),
    ("documentation", || {
        let docs = ["doc", "--workspace", "--no-deps", "--all-features", "--locked"];
        expect(cargo(&docs).env("RUSTDOCFLAGS", "-D warnings"))
    }),
    ("examples", examples),
    ("the commands of the README and the book", readme::run),
    ("Windows", package::windows),
    ("packages", package::run),
];

/// What runs beside those; the wheel first, for it waits the most.
const BESIDE: &[Stage] = &[
    ("the wheel in fresh environments", python::wheel),
    ("a crate outside the workspace", outside::run),
    ("firmware", firmware::run),
    ("the other order of bytes", foreign::short),
    ("C", capi::run),
];

pub(crate) fn run() -> Outcome {
    let begun = Instant::now();
    let mut other = Beside::begin()?;
    let mut times = in_order(STAGES, || other.failed())?;
    println!("\n-- beside these:");
    times.extend(other.end()?);
    println!("\n{:>5}  stage", "s");
    for (name, seconds) in &times {
        println!("{seconds:>5}  {name}");
    }
    println!("\nAll {} stages passed in {} s.", times.len(), begun.elapsed().as_secs());
    firmware::say_if_skipped();
    Ok(())
}

/// The second row of stages, in a process of its own.
pub(crate) fn beside() -> Outcome {
    in_order(BESIDE, || Ok(())).map(|_| ())
}

/// Runs stages one after the other, asking in between whether to go on; yields the seconds of each.
fn in_order(stages: &[Stage], go_on: impl FnMut() -> Outcome) -> Result<Vec<(String, u64)>, String> {
    let mut go_on = go_on;
    let mut times = Vec::new();
    for (name, stage) in stages {
        go_on()?;
        println!("\n{HEAD}{name}");
        let begun = Instant::now();
        stage().map_err(|failure| format!("stage \"{name}\" failed: {failure}"))?;
        let seconds = begun.elapsed().as_secs();
        println!("{PASSED}{seconds} s");
        times.push(((*name).to_owned(), seconds));
    }
    Ok(times)
}

const HEAD: &str = "== ";
const PASSED: &str = "   passed in ";

/// The process that runs beside this one. It ends with it.
struct Beside {
    child: Child,
    log: std::path::PathBuf,
}

impl Beside {
    fn begin() -> Result<Self, String> {
        let log = run::target("beside.log");
        let out = fs::File::create(&log).map_err(|error| format!("{}: {error}", log.display()))?;
        let child = std::env::current_exe().and_then(|program| {
            let (out, err) = (out.try_clone()?, out);
            Command::new(program).arg("beside").stdout(out).stderr(err).spawn()
        });
        Ok(Self { child: child.map_err(|error| error.to_string())?, log })
    }

    /// Refuses to go on if it failed already.
    fn failed(&mut self) -> Outcome {
        match self.child.try_wait() {
            Ok(Some(status)) if !status.success() => self.read().and_then(Err),
            _ => Ok(()),
        }
    }

    /// What it wrote.
    fn read(&self) -> Result<String, String> {
        let text = fs::read(&self.log).map_err(|error| format!("{}: {error}", self.log.display()))?;
        Ok(String::from_utf8_lossy(&text).into_owned())
    }

    /// Waits for its end, shows what it wrote, and yields the seconds of its stages.
    fn end(&mut self) -> Result<Vec<(String, u64)>, String> {
        let status = self.child.wait().map_err(|error| error.to_string())?;
        let text = self.read()?;
        if !status.success() {
            return Err(text);
        }
        print!("{text}");
        let names = text.lines().filter_map(|line| line.strip_prefix(HEAD));
        let seconds =
            text.lines().filter_map(|line| line.strip_prefix(PASSED)?.strip_suffix(" s")?.parse().ok());
        Ok(names.map(str::to_owned).zip(seconds).collect())
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        // After a failure: the program that it just runs ends by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The rungs of the core's features below all of them, which the workspace asks for.
const RUNGS: [&[&str]; 3] = [
    &["--no-default-features", "--features", "every-step"],
    &["--no-default-features", "--features", "every-step,long-grids"],
    &[],
];

fn lints() -> Outcome {
    let lint = ["--locked", "--", "-D", "warnings"];
    expect(&mut cargo(&[&["clippy", "--workspace", "--all-features", "--all-targets"], &lint[..]].concat()))?;
    // Their tests are those that were looked at.
    for rung in RUNGS {
        expect(&mut cargo(&[&["clippy", "-p", "ramatch-core"], rung, &lint].concat()))?;
    }
    // As a device has it.
    expect(&mut cargo(&[&["clippy", "-p", "ramatch-capi"], &lint[..]].concat()))?;
    Ok(())
}

fn tests() -> Outcome {
    // Programs and tests in one build.
    run::programs()?;
    expect(&mut cargo(&["test", "--workspace", "--locked"]))?;
    // Without std; the rung between is one of grids alone, which are tested on both sides of it.
    expect(&mut cargo(&[&["test", "-p", "ramatch-core", "--locked"], RUNGS[0]].concat()))
}

fn examples() -> Outcome {
    run::programs()?;
    for example in ["identify", "preprocess", "lent_memory"] {
        let printed = run::output(Command::new(run::target("debug").join(example)).current_dir(run::root()))?;
        let first = printed.lines().next().unwrap_or_default();
        println!("  {example}: {first} … ({} lines)", printed.lines().count());
        if printed.lines().count() < 3 {
            return Err(format!("the example {example} printed next to nothing"));
        }
    }
    Ok(())
}

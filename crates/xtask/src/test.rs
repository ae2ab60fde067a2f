//! `cargo xtask test`: the one test command.

use crate::run::{Outcome, cargo, expect};
use crate::{firmware, outside, package, python, readme};
use std::process::Command;
use std::time::Instant;

/// A stage of the test command.
type Stage = (&'static str, fn() -> Outcome);

const STAGES: &[Stage] = &[
    ("formatting", || expect(&mut cargo(&["fmt", "--all", "--check"]))),
    ("lints", lints),
    ("tests", tests),
    ("documentation", || {
        let docs = ["doc", "--workspace", "--no-deps", "--all-features", "--locked"];
        expect(cargo(&docs).env("RUSTDOCFLAGS", "-D warnings"))
    }),
    ("examples", examples),
    ("the commands of the README and the book", readme::run),
    ("a crate outside the workspace", outside::run),
    ("packages", package::run),
    ("Windows", package::windows),
    ("the wheel in fresh environments", python::wheel),
];

pub(crate) fn run() -> Outcome {
    let begun = Instant::now();
    for (name, stage) in STAGES {
        println!("\n== {name}");
        let begun = Instant::now();
        stage().map_err(|failure| format!("stage \"{name}\" failed: {failure}"))?;
        println!("   passed in {} s", begun.elapsed().as_secs());
    }
    println!("\n== firmware");
    let firmware = firmware::run()?;
    println!("\nAll {} stages passed in {} s.", STAGES.len(), begun.elapsed().as_secs());
    if let firmware::Built::Skipped = firmware {
        eprintln!("{}", firmware::SKIPPED);
    }
    Ok(())
}

/// The core is linted in every rung of its features, and tested in those without std; the workspace asks for the others together. No other crate has any.
const RUNGS: [&[&str]; 4] = [
    &["--no-default-features"],
    &["--no-default-features", "--features", "microfft"],
    &[],
    &["--all-features"],
];

fn lints() -> Outcome {
    let lint = ["--all-targets", "--locked", "--", "-D", "warnings"];
    expect(&mut cargo(&[&["clippy", "--workspace"], &lint[..]].concat()))?;
    for rung in RUNGS {
        expect(&mut cargo(&[&["clippy", "-p", "ramatch-core"], rung, &lint].concat()))?;
    }
    Ok(())
}

fn tests() -> Outcome {
    expect(&mut cargo(&["test", "--workspace", "--locked"]))?;
    for rung in &RUNGS[..2] {
        expect(&mut cargo(&[&["test", "-p", "ramatch-core", "--locked"], *rung].concat()))?;
    }
    Ok(())
}

fn examples() -> Outcome {
    // With the whole workspace: by itself the package would ask for other features, and build everything once more.
    expect(&mut cargo(&["build", "--workspace", "--bins", "--locked"]))?;
    for example in ["identify", "preprocess", "lent_memory"] {
        let mut run = Command::new(crate::run::target("debug").join(example));
        let printed = crate::run::output(run.current_dir(crate::run::root()))?;
        let first = printed.lines().next().unwrap_or_default();
        println!("  {example}: {first} … ({} lines)", printed.lines().count());
        if printed.lines().count() < 3 {
            return Err(format!("the example {example} printed next to nothing"));
        }
    }
    Ok(())
}

//! The commands of the README and the book: every one is run, and what stands below it is what comes out.
//!
//! A block that begins with ```` ```console ```` holds commands after `$ ` and, below each, the lines that it prints;
//! `…` stands for lines that are left out.

use crate::blocks;
use crate::run::{self, Outcome};
use std::process::Command;

pub(crate) fn run() -> Outcome {
    run::programs()?;
    // What was made before would be there already.
    let _ = std::fs::remove_dir_all(run::root().join("target/made"));
    let mut commands = 0;
    for block in blocks::of("console")? {
        for part in block.text.split("$ ").skip(1) {
            let (command, shown) = part.split_once('\n').unwrap_or((part, ""));
            check(&block.place, command.trim(), shown)?;
            commands += 1;
        }
    }
    if commands < 3 {
        return Err(format!("only {commands} commands were found"));
    }
    Ok(())
}

/// Commands that other stages run: this one's own, the benches in one round, the wheel.
fn elsewhere(args: &[&str]) -> bool {
    matches!(args, ["xtask", "test"] | ["bench", ..])
}

fn check(place: &str, command: &str, shown: &str) -> Outcome {
    println!("  $ {command}");
    if command == "pip install ./python" {
        return Ok(());
    }
    let mut words = command.split_whitespace();
    if words.next() != Some("cargo") {
        return Err(format!("{place}: \"{command}\" is no cargo command"));
    }
    // Where the texts say that they write, also if cargo's own target folder is elsewhere.
    let made = run::root().join("target/made");
    std::fs::create_dir_all(&made).map_err(|error| error.to_string())?;
    let args: Vec<&str> = words.collect();
    if elsewhere(&args) {
        return Ok(());
    }
    let printed = match &args[..] {
        // The program is there, compiled as the tests are; optimised once more it would print the same.
        ["run", "--release", "--", args @ ..] => {
            let mut ramatch = Command::new(run::target("debug").join("ramatch"));
            run::output(ramatch.args(args).current_dir(run::root()))?
        }
        args => run::output(&mut run::cargo(args))?,
    };
    let squeeze = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let printed: Vec<String> = printed.lines().map(squeeze).collect();
    let mut from = 0;
    for line in shown.lines().map(squeeze).filter(|line| !line.is_empty() && line != "…") {
        match printed[from..].iter().position(|printed| *printed == line) {
            Some(at) => from += at + 1,
            None => {
                let printed = printed.join("\n");
                return Err(format!("{place} shows\n{line}\nbelow \"{command}\", which prints\n{printed}"));
            }
        }
    }
    Ok(())
}

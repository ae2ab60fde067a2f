//! The README's claims: every `cargo run` command in it is run, and what it shows below is what comes out.
//!
//! A block of the README that begins with ```` ```console ```` holds commands after `$ ` and, below each, the
//! lines that it prints; `…` stands for lines that are left out. (Its Rust blocks are doc tests of `ramatch`.)

use crate::run::{self, Outcome};

pub(crate) fn run() -> Outcome {
    let path = run::root().join("README.md");
    let text = std::fs::read_to_string(path).map_err(|error| format!("README.md: {error}"))?;
    let mut commands = 0;
    for block in text.split("```console\n").skip(1) {
        let block = block.split("```").next().unwrap_or_default();
        for part in block.split("$ ").skip(1) {
            let (command, shown) = part.split_once('\n').unwrap_or((part, ""));
            // The test command runs this stage; it does not run itself.
            if command == "cargo xtask test" {
                continue;
            }
            check(command, shown)?;
            commands += 1;
        }
    }
    if commands < 3 {
        return Err(format!("only {commands} commands were found in README.md"));
    }
    Ok(())
}

fn check(command: &str, shown: &str) -> Outcome {
    println!("  $ {command}");
    let mut words = command.split_whitespace();
    if words.next() != Some("cargo") {
        return Err(format!("README.md: \"{command}\" is no cargo command"));
    }
    let args: Vec<&str> = words.collect();
    // Benches are run in one round by a stage of their own.
    if args.first() == Some(&"bench") {
        return Ok(());
    }
    let printed = run::output(&mut run::cargo(&args))?;
    let squeeze = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let printed: Vec<String> = printed.lines().map(squeeze).collect();
    let mut from = 0;
    for line in shown.lines().map(squeeze).filter(|line| !line.is_empty() && line != "…") {
        match printed[from..].iter().position(|printed| *printed == line) {
            Some(at) => from += at + 1,
            None => {
                let printed = printed.join("\n");
                return Err(format!("README.md shows\n{line}\nbelow \"{command}\", which prints\n{printed}"));
            }
        }
    }
    Ok(())
}

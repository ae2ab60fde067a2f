//! The firmware, built and run on emulated processors: the same answers to the bit, what they cost, and what is linked.
//!
//! A Cortex-M4F and a Cortex-M7 are emulated with their boards, aarch64 and armv7 as processors under Linux. What a machine lacks is skipped,
//! loudly.

mod figures;
mod image;
mod linked;
mod machine;

use crate::run::{self, Outcome, expect, output};
use image::{MIXTURE, image};
use machine::{FEATURES, Machine};
use std::path::{Path, PathBuf};
use std::process::Command;

/// What a device links: the kernels, the core without features, the core with the steps that are made for it, the C face.
const BUILDS: [&[&str]; 4] = [
    &["-p", "ramatch-kernels"],
    &["-p", "ramatch-core", "--no-default-features"],
    &[
        "-p",
        "ramatch-core",
        "--no-default-features",
        "--features",
        "microfft,asls,arpls,snip,savitzky-golay,verify",
    ],
    &["-p", "ramatch-capi"],
];

/// Spectra that all machines answer: a mixture, which is taken apart, and three substances by instruments of three makers, one of many points.
const SPECTRA: [&str; 6] = [
    MIXTURE,
    "data/calcite-532-bwtek-a.txt",
    "data/polystyrene-785-bwtek-a.txt",
    "data/polystyrene-633-horiba-c.txt",
    "data/calcite-785-horiba-b.txt",
    "data/silicon-785-bwtek-a.txt",
];

/// Builds what is linked, runs the firmware, and compares the answers of all machines to the bit.
pub(crate) fn run() -> Outcome {
    if !machine::has_core() {
        say_if_skipped();
        return Ok(());
    }
    for packages in BUILDS {
        let common = ["build", "--release", "--locked"];
        expect(&mut machine::bare_cargo(&[&common[..], packages].concat()))?;
    }
    let mut tests = run::cargo(&["test", "--locked", "--features", "host,arpls"]);
    tests.current_dir(run::root().join("examples/firmware"));
    expect(tests.env("CARGO_TARGET_DIR", run::target("firmware/tests")))?;
    run::programs()?;
    let recipes = ["arpls", "snip"];
    let images: Vec<(&str, PathBuf)> = recipes
        .iter()
        .map(|recipe| Ok((*recipe, image(recipe, 500, 0, &SPECTRA)?)))
        .collect::<Result<_, String>>()?;
    let server = Machine::SERVER.build("meter", FEATURES)?;
    let mut expected = Vec::new();
    for (recipe, image) in &images {
        expected.push((*recipe, image, answers(&Machine::SERVER.ask(&server, image)?)));
    }
    see_that_it_is_caught(&server, &images[0].1, &expected[0].2)?;
    for machine in Machine::OTHERS {
        if let Some(missing) = machine.lacks() {
            eprintln!("\n!! {} IS NOT COMPARED: it lacks {missing}.", machine.name);
            continue;
        }
        let program = machine.build("meter", FEATURES)?;
        for (recipe, image, answers_of_server) in &expected {
            let got = answers(&machine.ask(&program, image)?);
            compare(machine.name, recipe, answers_of_server, &got)?;
            println!("  {}: {recipe}, {} lines equal to the bit", machine.name, got.len());
        }
    }
    if Machine::M4F.lacks().is_none() {
        example(&images[0].1)?;
    }
    Ok(())
}

/// Measures everything that the table of the book holds, and writes it.
pub(crate) fn table() -> Outcome {
    run::programs()?;
    figures::write()
}

/// Says once more, where it is seen, that something was skipped.
pub(crate) fn say_if_skipped() {
    if !machine::has_core() {
        eprintln!("{}", machine::SKIPPED);
    }
}

/// The lines that have to be the same everywhere.
fn answers(said: &str) -> Vec<String> {
    said.lines().filter(|line| line.starts_with('=')).map(str::to_owned).collect()
}

fn compare(machine: &str, recipe: &str, expected: &[String], got: &[String]) -> Outcome {
    if expected.len() < 2 * SPECTRA.len() || expected.len() != got.len() {
        return Err(format!("{machine}, {recipe}: {} lines, and {} of a server", got.len(), expected.len()));
    }
    match expected.iter().zip(got).find(|(expected, got)| expected != got) {
        Some((expected, got)) => Err(format!(
            "{machine}, {recipe}: not the server's answer\n  server {expected}\n  device {got}\n\
             If this is an ARM core, see llvm-project issue 223630: is -arm-load-store-opt=false set?"
        )),
        None => Ok(()),
    }
}

/// One bit of one sample is changed on purpose, as a wrong instruction would: the comparison has to see it.
fn see_that_it_is_caught(server: &Path, image: &Path, expected: &[String]) -> Outcome {
    let said = output(Command::new(server).arg(image).arg("fault"))?;
    match compare("a faulty machine", "arpls", expected, &answers(&said)) {
        Ok(()) => Err("a changed bit was not seen by the comparison".to_owned()),
        Err(_) => {
            println!("  one changed bit of one sample is seen");
            Ok(())
        }
    }
}

/// The example: its words, and what it links.
fn example(image: &Path) -> Outcome {
    let program = Machine::M4F.build("identify", "arpls")?;
    let said = Machine::M4F.ask(&program, image)?;
    print!("{}", said.lines().map(|line| format!("  | {line}\n")).collect::<String>());
    if !said.contains("* polystyrene") {
        return Err("the firmware did not name polystyrene".to_owned());
    }
    linked::check(&program)
}

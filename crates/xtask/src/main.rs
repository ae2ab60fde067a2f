//! The project's own commands: `cargo xtask --help`.

mod blocks;
mod capi;
mod faults;
mod firmware;
mod foreign;
mod fuzz;
mod house;
mod linux;
mod outside;
mod package;
mod python;
mod readme;
mod run;
mod test;
mod toolchain;

use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

/// The project's own commands.
#[derive(Parser)]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run everything that has to pass: formatting, lints, tests, docs, examples, benches, firmware build
    Test,
    /// The stages of `test` that it runs beside the others
    #[command(hide = true)]
    Beside,
    /// Look for circles of files, imports from higher floors or through the front door, files that are too long
    House,
    /// Build and run the firmware on emulated processors, and compare their answers with a server's to the bit
    Firmware {
        /// Measure what it takes on a device, and write the book's table
        #[arg(long)]
        table: bool,
    },
    /// Build the C face, compile programs in C with it, run them under sanitizers and valgrind, compare with the core (needs gcc, g++)
    Capi {
        /// Only write the header anew (needs cbindgen, which it installs under `target/`)
        #[arg(long)]
        header: bool,
    },
    /// Write header, libraries and examples for people in C
    CapiDist {
        /// Where to; `target/capi-dist` if none is given
        folder: Option<PathBuf>,
    },
    /// Run a few tests on armv7, aarch64 and s390x under qemu, as far as their tools are there
    Foreign,
    /// Run the commands of the README and the book
    Readme,
    /// Build a crate outside the workspace that depends on ramatch by path, and identify with it
    Outside,
    /// Build wheel and source distribution, install the wheel in fresh environments, run pytest, type checkers, notebooks, Spark (needs python3)
    Wheel {
        /// Compiled from source, in every Python that there is, beside RamanSPy, ramanchada2 and Ray, and wheels for musl and ARM
        #[arg(long)]
        long: bool,
    },
    /// Measure ramatch and its peers in one process and print ratios (needs python3)
    Peers {
        /// Which table
        #[arg(value_enum, default_value_t)]
        table: python::Table,
        /// Anything else for the script
        #[arg(last = true)]
        rest: Vec<String>,
    },
    /// Break files in every place, disturb programs at every step, and count: tried, detected, lost
    Faults {
        /// What is broken
        #[arg(value_enum, default_value_t)]
        what: faults::What,
    },
    /// Run a fuzz target for a while (needs cargo-fuzz, which it installs under `target/`)
    Fuzz {
        /// Which target
        #[arg(default_value = "library")]
        target: String,
        /// For how long
        #[arg(long, default_value_t = 300)]
        seconds: u32,
        /// Do not run it, but keep the least of a reader's corpus for the tests
        #[arg(long)]
        keep: bool,
    },
    /// Ask the evaluation's protocols, with an ablation; tables and pictures go to `target/evaluation` (needs python3)
    Evaluate {
        /// Only protocols whose name holds this, as `mixtures`; all if none is given
        only: Option<String>,
        /// Folder with the measured sets (`.npz`); what is not there is skipped
        #[arg(long)]
        data: Option<PathBuf>,
        /// CSV of names that mean one substance
        #[arg(long)]
        names: Option<PathBuf>,
        /// Anything else for `python -m ramatch.evaluate`
        #[arg(last = true)]
        rest: Vec<String>,
    },
    /// Compare every shipped reference with published bands; fails where one disagrees and is not marked so (needs python3)
    References {
        /// `--write` writes verdicts and the book's table anew
        #[arg(last = true)]
        rest: Vec<String>,
    },
    /// Print every method's worst deviation from pybaselines and scipy (needs python3)
    Parity,
    /// Package every crate that is published
    Package,
    /// Type-check for Windows, where the target can be had
    Windows,
    /// Make the golden vectors again with pinned numpy, scipy, pybaselines and compare (needs python3)
    Golden,
    /// Check the library's formulas and InChIKeys against the PyPI package chemicals (needs python3)
    Identity,
}

fn main() -> ExitCode {
    let outcome = match Args::parse().command {
        Command::Test => test::run(),
        Command::Beside => test::beside(),
        Command::House => house::run(),
        Command::Firmware { table: true } => firmware::table(),
        Command::Firmware { table: false } => firmware::run(),
        Command::Capi { header: true } => capi::header(),
        Command::Capi { header: false } => capi::run(),
        Command::CapiDist { folder } => capi::distribution(folder),
        Command::Foreign => foreign::run(),
        Command::Readme => readme::run(),
        Command::Outside => outside::run(),
        Command::Wheel { long: true } => python::long(),
        Command::Wheel { long: false } => python::wheel(),
        Command::Peers { table, rest } => python::peers(table, &rest),
        Command::Faults { what } => faults::run(what),
        Command::Fuzz { target, keep: true, .. } => fuzz::keep(&target),
        Command::Fuzz { target, seconds, .. } => fuzz::fuzz(&target, seconds),
        Command::Evaluate { only, data, names, rest } => {
            python::evaluate(only.as_deref(), data.as_deref(), names.as_deref(), &rest)
        }
        Command::References { rest } => python::references(&rest),
        Command::Parity => python::parity(),
        Command::Package => package::run(),
        Command::Windows => package::windows(),
        Command::Golden => python::golden(),
        Command::Identity => python::identity(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\nxtask: {failure}");
            ExitCode::FAILURE
        }
    }
}

//! The terminal face of ramatch.

mod args;
mod change;
mod convert;
mod identify;
mod info;
mod library;
mod output;
mod preprocess;
mod profile;

use args::{Args, Command};
use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};
use std::process::ExitCode;

/// A ranking was printed.
const RANKED: u8 = 0;
/// The input was bad.
const BAD_INPUT: u8 = 2;
/// The input was good, and nothing could be scored or decided.
const NOTHING_SCORED: u8 = 3;
/// Some of what was to be added was refused.
const SOME_REFUSED: u8 = 4;

fn main() -> ExitCode {
    let args = Args::parse();
    if let Command::Identify(identify) = &args.command
        && identify.plot.is_some()
        && identify.files.len() > 1
        && !identify.shots
    {
        let text = "--plot draws one picture, so it takes one FILE; call it once for each file";
        Args::command().error(ErrorKind::ArgumentConflict, text).exit();
    }
    let outcome = match &args.command {
        Command::Identify(args) => identify::run(args),
        Command::Preprocess(args) => preprocess::run(args),
        Command::Library(args) => library::run(args),
        Command::Info(args) => info::run(args),
        Command::Convert(args) => convert::run(args),
        Command::Profile(args) => profile::run(args),
    };
    ExitCode::from(outcome.unwrap_or_else(|error| {
        output::complain(&error);
        BAD_INPUT
    }))
}

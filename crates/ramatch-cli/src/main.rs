//! The terminal face of ramatch.

mod args;
mod asking;
mod calibrate;
mod change;
mod check;
mod convert;
mod device;
mod encoding;
mod exit;
mod growing;
mod identify;
mod import;
mod info;
mod library;
mod opening;
mod output;
mod outputs;
mod preprocess;
mod profile;
mod stopping;
mod validate;
mod verify;

use args::{Args, Command};
use clap::Parser;
use exit::BAD_INPUT;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args = Args::try_parse().unwrap_or_else(|error| output::stop(&error));
    let outcome = match &args.command {
        Command::Identify(args) => identify::run(args),
        Command::Preprocess(args) => preprocess::run(args),
        Command::Library(args) => library::run(args),
        Command::Calibrate(args) => calibrate::run(args),
        Command::Info(args) => info::run(args),
        Command::Convert(args) => convert::run(args),
        Command::Profile(args) => profile::run(args),
        Command::Validate(args) => validate::run(args),
        Command::VerifyResult(args) => verify::run(args),
    };
    ExitCode::from(outcome.unwrap_or_else(|error| {
        output::complain(&error);
        BAD_INPUT
    }))
}

//! The terminal face of ramatch.

mod args;
mod change;
mod convert;
mod encoding;
mod identify;
mod info;
mod library;
mod output;
mod outputs;
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
    let args = Args::try_parse().unwrap_or_else(|error| stop(&error));
    if let Command::Identify(identify) = &args.command
        && identify.plot.is_some()
        && identify.files.len() > 1
        && !identify.shots
    {
        let text = "--plot draws one picture, so it takes one FILE; call it once for each file";
        stop(&Args::command().error(ErrorKind::ArgumentConflict, text));
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

/// Ends with what the command line's reader says: help and version on stdout, what was wrong on stderr.
pub(crate) fn stop(error: &clap::Error) -> ! {
    if error.use_stderr() {
        let text = error.render().to_string();
        if text.chars().all(|c| c == '\n' || ramatch::shown::is_plain(c)) && text.is_ascii() {
            // In colours where there is a terminal; a failure to complain is nothing to complain of.
            error.exit();
        }
        output::say(text.trim_end());
        std::process::exit(i32::from(BAD_INPUT));
    }
    output::print_help(error);
    std::process::exit(i32::from(RANKED));
}

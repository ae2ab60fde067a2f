//! What is printed: tables for people, JSON for programs, complaints and progress on stderr.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use ramatch::{Error, SCHEMA};
use serde::Serialize;
use std::io::{self, IsTerminal, Write};

/// A refusal, as JSON shows it.
#[derive(Serialize)]
pub(crate) struct Refusal {
    error: &'static str,
    number: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    message: String,
}

impl From<&Error> for Refusal {
    fn from(error: &Error) -> Self {
        Self {
            error: error.code().name(),
            number: error.code().number(),
            file: error.path().map(|path| path.display().to_string()),
            line: error.line(),
            message: error.to_string(),
        }
    }
}

impl Refusal {
    /// The name of the error.
    pub(crate) fn name(&self) -> &'static str {
        self.error
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

/// The JSON document where nothing else could be said.
#[derive(Serialize)]
struct Refused {
    schema: u32,
    errors: [Refusal; 1],
}

/// Prints the JSON document of a refusal to stdout.
pub(crate) fn print_refusal(error: &Error) {
    print_json(&Refused { schema: SCHEMA, errors: [Refusal::from(error)] });
}

/// Says on stderr what was refused and why.
pub(crate) fn complain(error: &Error) {
    eprintln!("error[{}]: {error}", error.code().name());
}

/// Prints to stdout; a reader that went away (`| head`) ends the program quietly.
pub(crate) fn print(text: &str) {
    let written = writeln!(io::stdout().lock(), "{}", text.trim_end());
    if written.is_err() {
        std::process::exit(0);
    }
}

/// Prints JSON to stdout.
pub(crate) fn print_json(value: &impl Serialize) {
    match serde_json::to_string_pretty(value) {
        Ok(text) => print(&text),
        Err(error) => eprintln!("error[io]: the result cannot be written as JSON: {error}"),
    }
}

/// A progress bar on stderr for long work; none where stderr is no terminal.
pub(crate) fn progress(len: usize, what: &'static str) -> ProgressBar {
    let target = if len > 1 && io::stderr().is_terminal() {
        ProgressDrawTarget::stderr()
    } else {
        ProgressDrawTarget::hidden()
    };
    let bar = ProgressBar::with_draw_target(Some(len as u64), target).with_message(what);
    match ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// A table without frames, which can be read aloud and cut into columns.
pub(crate) fn table(head: &[&str]) -> comfy_table::Table {
    let mut table = comfy_table::Table::new();
    table.load_preset(comfy_table::presets::NOTHING).set_header(head.iter().copied());
    table
}

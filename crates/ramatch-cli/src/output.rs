//! What is printed: tables for people, JSON for programs, complaints and progress on stderr.

use crate::encoding::Charset;
use crate::exit::{BAD_INPUT, RANKED};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use ramatch::{Error, SCHEMA, shown};
use serde::Serialize;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

/// A refusal, as JSON shows it.
#[derive(Serialize)]
pub(crate) struct Refusal {
    error: &'static str,
    number: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    spectrum: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    member: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    message: String,
}

impl From<&Error> for Refusal {
    fn from(error: &Error) -> Self {
        Self {
            error: error.code().name(),
            number: error.code().number(),
            file: error.path().map(shown::name),
            spectrum: None,
            member: None,
            line: error.line(),
            message: error.to_string(),
        }
    }
}

impl Refusal {
    /// The refusal of a spectrum of a file, by its number from 1 where it has one, and its member of an archive.
    pub(crate) fn of_spectrum(
        error: &Error,
        file: &Path,
        spectrum: Option<usize>,
        member: Option<&str>,
    ) -> Self {
        let own = Self::from(error);
        let (file, member) = (own.file.or_else(|| Some(shown::name(file))), member.map(str::to_owned));
        Self { file, spectrum, member, ..own }
    }

    /// Whether another file is refused for the same reason.
    pub(crate) fn same_reason(&self, other: &Self) -> bool {
        let reason = |refusal: &Self| {
            let file = refusal.file.clone().unwrap_or_default();
            refusal.message.replacen(&file, "", 1)
        };
        self.error == other.error && reason(self) == reason(other)
    }

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

/// Says something on stderr. Where that cannot be written to, nobody is left to be told.
pub(crate) fn say(text: &str) {
    let text = format!("{}\n", shown::lines(text));
    let _ = io::stderr().lock().write_all(&Charset::stated().encode(&text));
}

/// Says on stderr what was refused and why.
pub(crate) fn complain(error: &Error) {
    say(&shown::line(&format!("error[{}]: {error}", error.code().name())));
}

/// Says it of a spectrum among others, by its number.
pub(crate) fn complain_of(error: &Error, spectrum: Option<usize>) {
    match spectrum {
        Some(number) => {
            say(&shown::line(&format!("error[{}]: {error} (spectrum {number})", error.code().name())));
        }
        None => complain(error),
    }
}

/// Prints for people: nothing in it does anything to the terminal but begin new lines.
pub(crate) fn print(text: &str) {
    let text = format!("{}\n", shown::lines(text.trim_end()));
    put(&Charset::stated().encode(&text));
}

/// Says what was written: where the file itself went to stdout, on stderr.
pub(crate) fn print_written(path: &Path, text: &str) {
    if ramatch::is_standard_output(path) { say(text) } else { print(text) }
}

/// Prints data as it is.
pub(crate) fn print_data(text: &str) {
    put(format!("{}\n", text.trim_end()).as_bytes());
}

/// Prints data that has its own ends of lines.
pub(crate) fn print_raw(text: &str) {
    put(text.as_bytes());
}

/// Prints help or version, in colours where there is a terminal.
pub(crate) fn print_help(help: &clap::Error) {
    let text = help.render();
    match io::stdout().is_terminal() && Charset::stated() == Charset::Utf8 {
        true => put(text.ansi().to_string().as_bytes()),
        false => put(&Charset::stated().encode(&text.to_string())),
    }
}

/// Ends with what the command line's reader says: help and version on stdout, what was wrong on stderr.
pub(crate) fn stop(error: &clap::Error) -> ! {
    if error.use_stderr() {
        let text = error.render().to_string();
        if text.chars().all(|c| c == '\n' || ramatch::shown::is_plain(c)) && text.is_ascii() {
            // In colours where there is a terminal; a failure to complain is nothing to complain of.
            error.exit();
        }
        say(text.trim_end());
        std::process::exit(i32::from(BAD_INPUT));
    }
    print_help(error);
    std::process::exit(i32::from(RANKED));
}

/// Whether nobody reads stdout any more.
static READER_GONE: AtomicBool = AtomicBool::new(false);

/// Writes to stdout. A reader that went away (`| head`) is nothing to complain of, and changes no exit code; any other failure, such as a full disk, is one of the
/// program: what was asked for is not there.
fn put(bytes: &[u8]) {
    if READER_GONE.load(Ordering::Relaxed) {
        return;
    }
    let mut stdout = io::stdout().lock();
    match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => READER_GONE.store(true, Ordering::Relaxed),
        Err(error) => {
            say(&format!("error[io]: standard output cannot be written: {error}"));
            std::process::exit(i32::from(BAD_INPUT));
        }
    }
}

/// Whether the reader of stdout went away.
pub(crate) fn nobody_reads() -> bool {
    READER_GONE.load(Ordering::Relaxed)
}

/// Prints JSON to stdout.
pub(crate) fn print_json(value: &impl Serialize) {
    print_data(&json_text(value));
}

/// JSON for people and programs, on many lines.
pub(crate) fn json_text(value: &impl Serialize) -> String {
    written(serde_json::to_string_pretty(value))
}

/// JSON on one line, and its end.
pub(crate) fn json_line(value: &impl Serialize) -> String {
    written(serde_json::to_string(value)) + "\n"
}

fn written(json: serde_json::Result<String>) -> String {
    json.map(unturned).unwrap_or_else(|error| {
        say(&format!("error[io]: the result cannot be written as JSON: {error}"));
        std::process::exit(i32::from(BAD_INPUT));
    })
}

/// JSON whose strings do nothing to a terminal: what acts there stands as its escape, which is the same JSON.
fn unturned(text: String) -> String {
    if text.chars().all(|c| c == '\n' || shown::is_plain(c)) {
        return text;
    }
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if c == '\n' || shown::is_plain(c) {
            escaped.push(c);
        } else {
            escaped += &format!("\\u{:04x}", u32::from(c));
        }
    }
    escaped
}

/// More to do than was known; what turns out to be long is shown from then on.
pub(crate) fn more(bar: &ProgressBar, count: u64) {
    bar.inc_length(count);
    if bar.is_hidden() && count > 0 {
        bar.set_draw_target(target(true));
    }
}

fn target(is_long: bool) -> ProgressDrawTarget {
    if is_long && io::stderr().is_terminal() {
        ProgressDrawTarget::stderr()
    } else {
        ProgressDrawTarget::hidden()
    }
}

/// A progress bar on stderr for long work; none where stderr is no terminal.
pub(crate) fn progress(len: usize, what: &'static str) -> ProgressBar {
    let target = target(len > 1);
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

//! Answers as they come: tables, CSV, JSON, and JSON line by line. Nothing of a report is kept.

use super::rows::{self, Table};
use super::spectra::{PassedOver, Place, Stated};
use super::words;
use crate::args::{Format, Language};
use crate::output::{self, Refusal};
use indicatif::ProgressBar;
use ramatch::{Error, LibraryInfo, Report, SCHEMA, shown};
use serde::Serialize;

/// The beginning of the JSON document, up to its results.
#[derive(Serialize)]
struct Head<'a> {
    schema: u32,
    ramatch: &'static str,
    library: &'a LibraryInfo,
}

/// One result.
#[derive(Serialize)]
struct Numbered<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    spectrum: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    member: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<Stated<'a>>,
    #[serde(flatten)]
    report: &'a Report,
}

/// Complaints of one file or folder on stderr; all of them are in the table.
const COMPLAINTS: usize = 10;
const NEXT: usize = COMPLAINTS + 1;

/// Where answers go.
pub(super) struct Written {
    format: Format,
    language: Language,
    library: LibraryInfo,
    table: Table,
    begun: bool,
    /// Refusals, which JSON has behind the results.
    refusals: Vec<Refusal>,
    /// The file or folder that was complained of last, and how often.
    complaints: (std::path::PathBuf, usize),
}

impl Written {
    pub(super) fn new((format, language): (Format, Language), library: LibraryInfo) -> Self {
        Self {
            format,
            language,
            library,
            table: Table::default(),
            begun: false,
            refusals: Vec::new(),
            complaints: (std::path::PathBuf::new(), 0),
        }
    }

    /// Writes the answer to one spectrum, and complains of it if it was refused.
    pub(super) fn answer(&mut self, bar: &ProgressBar, place: &Place, answer: Result<&Report, &Error>) {
        let text = match self.format {
            Format::Table if place.one_of_many => Some(self.table.row(place, answer)),
            Format::Table => answer.ok().map(|report| words::report(report, self.language)),
            Format::Csv => Some(self.csv(place, answer)),
            Format::Jsonl => Some(match answer {
                Ok(report) => output::json_line(&numbered(place, report)),
                Err(error) => output::json_line(&refusal(place, error)),
            }),
            Format::Json => answer.ok().map(|report| self.json(&numbered(place, report))),
        };
        bar.suspend(|| {
            match (self.format, &text) {
                (Format::Table, Some(text)) => output::print(text),
                (_, Some(text)) => output::print_raw(text),
                (_, None) => {}
            }
            if let Err(error) = answer {
                self.complain(place, error);
            }
        });
    }

    /// Says on stderr what was refused: of a file with many such spectra, of the first.
    fn complain(&mut self, place: &Place, error: &Error) {
        if self.format == Format::Json {
            self.refusals.push(refusal(place, error));
        }
        // Files of a folder have their complaints together.
        let whose = if place.in_folder { &place.group } else { &place.file };
        if self.complaints.0 != **whose {
            self.complaints = (whose.to_path_buf(), 0);
        }
        self.complaints.1 += 1;
        match self.complaints.1 {
            1..=COMPLAINTS => {
                let is_told = place.one_of_many || place.one_of_file;
                output::complain_of(error, place.number.filter(|_| is_told));
            }
            NEXT => {
                output::say(&format!("note: {}: more of its spectra are refused", shown::path(whose)));
            }
            _ => {}
        }
    }

    fn csv(&mut self, place: &Place, answer: Result<&Report, &Error>) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let file = answer.ok().and_then(|report| report.file.clone());
        let file = file.unwrap_or_else(|| shown::name(&place.file));
        // Memory takes what is written.
        if !self.begun {
            let _ = writer.write_record(rows::COLUMNS);
        }
        self.begun = true;
        let _ = writer.write_record(rows::csv(&file, place, answer));
        writer.into_inner().map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
    }

    /// A result of the JSON document, behind what comes before it.
    fn json(&mut self, result: &impl Serialize) -> String {
        let before = if self.begun { ",\n    ".to_owned() } else { self.head() + "\n    " };
        self.begun = true;
        before + &output::json_text(result).replace('\n', "\n    ")
    }

    fn head(&self) -> String {
        let head = Head { schema: SCHEMA, ramatch: env!("CARGO_PKG_VERSION"), library: &self.library };
        let head = output::json_text(&head);
        format!("{},\n  \"results\": [", head.trim_end_matches("\n}"))
    }

    /// Ends what was begun. `failed` is what went wrong besides.
    pub(super) fn end(mut self, passed_over: &[PassedOver], failed: Option<&Error>) {
        if self.format == Format::Csv && !self.begun {
            output::print_raw(&format!("{}\n", rows::COLUMNS.join(",")));
        }
        if self.format != Format::Json {
            return;
        }
        self.refusals.extend(failed.map(Refusal::from));
        let mut text = if self.begun { "\n  ]".to_owned() } else { self.head() + "]" };
        let member = |name: &str, json: String| format!(",\n  \"{name}\": {}", json.replace('\n', "\n  "));
        text += &member("errors", output::json_text(&self.refusals));
        if !passed_over.is_empty() {
            text += &member("passed_over", output::json_text(&passed_over));
        }
        output::print_raw(&(text + "\n}\n"));
    }
}

fn refusal(place: &Place, error: &Error) -> Refusal {
    Refusal::of_spectrum(error, &place.file, place.number, place.member.as_deref())
}

fn numbered<'a>(place: &'a Place, report: &'a Report) -> Numbered<'a> {
    let position = place.stated().map(|(position, units)| Stated(position, units));
    Numbered { spectrum: place.number, member: place.member.as_deref(), position, report }
}

//! One row for each of many spectra: for people, and as CSV.

use super::spectra::Place;
use ramatch::io::Position;
use ramatch::{Counts, Error, Hit, Report, Verdict, guard_field, shown};
use std::path::Path;

/// The columns of CSV.
pub(super) const COLUMNS: [&str; 25] = [
    "file",
    "spectrum",
    "x",
    "x_unit",
    "y",
    "y_unit",
    "z",
    "z_unit",
    "time",
    "time_unit",
    "outcome",
    "substance",
    "score",
    "margin",
    "reason",
    "message",
    "member",
    "entry",
    "licence",
    "library",
    "verdict",
    "names",
    "value",
    "stated_rate",
    "marks",
];

/// What is said of one spectrum in a row.
struct Row<'a> {
    outcome: &'static str,
    substance: &'a str,
    score: Option<f64>,
    margin: Option<f64>,
    reason: &'static str,
    message: String,
    /// The reference, its licence and the hash of its library.
    reference: [&'a str; 3],
    verdict: Option<&'a Verdict>,
}

impl<'a> Row<'a> {
    fn of(answer: Result<&'a Report, &Error>) -> Self {
        match answer {
            Ok(report) => {
                let (first, reason) = (report.hits.first(), report.cannot_decide());
                Self {
                    outcome: if report.verdict.is_named() { "answer" } else { "undecided" },
                    substance: first.map_or("", |first| &first.substance),
                    score: first.map(|first| first.score),
                    margin: first.and_then(|first| first.margin),
                    reason: reason.map_or("", |reason| reason.code),
                    message: reason
                        .map_or_else(|| report.verdict.text.en.clone(), |reason| reason.text.clone()),
                    reference: first
                        .map_or([""; 3], |first| [&first.entry, &first.licence, library_of(first, report)]),
                    verdict: Some(&report.verdict),
                }
            }
            Err(error) => Self {
                outcome: "refused",
                substance: "",
                score: None,
                margin: None,
                reason: error.code().name(),
                message: without_file(error),
                reference: [""; 3],
                verdict: None,
            },
        }
    }
}

/// The hash of the library that a hit is of.
fn library_of<'a>(hit: &'a Hit, report: &'a Report) -> &'a str {
    let only = || report.libraries.first().map_or("", |only| &only.hash);
    hit.library.as_deref().unwrap_or_else(only)
}

/// What an error says, without its file, which has a column of its own.
fn without_file(error: &Error) -> String {
    let message = error.to_string();
    let file = error.path().map(|path| format!("{}: ", shown::path(path)));
    file.and_then(|file| message.strip_prefix(&file)).map(str::to_owned).unwrap_or(message)
}

/// A row of CSV.
pub(super) fn csv(file: &str, place: &Place, answer: Result<&Report, &Error>) -> [String; COLUMNS.len()] {
    let row = Row::of(answer);
    let number = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
    let values = place.position.unwrap_or_default().values();
    let unit = |index: usize| match values[index] {
        Some(_) => place.units.values()[index].to_owned(),
        None => String::new(),
    };
    let spectrum = place.number.map(|number| number.to_string()).unwrap_or_default();
    [
        guard_field(file),
        spectrum,
        number(values[0]),
        unit(0),
        number(values[1]),
        unit(1),
        number(values[2]),
        unit(2),
        number(values[3]),
        unit(3),
        row.outcome.to_owned(),
        guard_field(row.substance),
        number(row.score),
        number(row.margin),
        row.reason.to_owned(),
        guard_field(&shown::line(&row.message)),
        guard_field(place.member.as_deref().unwrap_or_default()),
        guard_field(row.reference[0]),
        guard_field(row.reference[1]),
        row.reference[2].to_owned(),
        row.verdict.map_or("", |verdict| verdict.code).to_owned(),
        guard_field(&row.verdict.map(names).unwrap_or_default()),
        number(row.verdict.and_then(|verdict| verdict.value)),
        number(row.verdict.and_then(|verdict| verdict.stated_rate)),
        row.verdict.map(marks).unwrap_or_default(),
    ]
}

/// The substances that a verdict names.
fn names(verdict: &Verdict) -> String {
    verdict.names.iter().map(|named| named.substance.as_str()).collect::<Vec<_>>().join("; ")
}

/// Its marks.
fn marks(verdict: &Verdict) -> String {
    let watched = verdict.watched.iter().any(|watched| watched.named);
    let marks = [
        (!verdict.controlled.is_empty(), "controlled"),
        (watched, "watch"),
        (!watched && !verdict.watched.is_empty(), "watch, not named"),
    ];
    marks.iter().filter(|(is, _)| *is).map(|(_, mark)| *mark).collect::<Vec<_>>().join("; ")
}

/// The rows of one table after the other, each as it comes: widths are those of what comes mostly.
#[derive(Default)]
pub(super) struct Table {
    /// What stands above the rows.
    head: Vec<String>,
    /// Letters that positions have room for.
    width: usize,
}

/// Letters of a substance's name, and of a file's, that have room.
const SUBSTANCE: usize = 34;
const FILE: usize = 32;
/// Letters of positions that have room at least, and how much longer than the first the others may be.
const POSITION: usize = 18;
const LONGER: usize = 4;

impl Table {
    /// The lines of one more spectrum: its row, below a new head where its file or its places are others.
    pub(super) fn row(&mut self, place: &Place, answer: Result<&Report, &Error>) -> String {
        let (position, at) = positions(place);
        let with_file = place.in_folder || place.member.is_some();
        let head = vec![shown::path(&place.group), position];
        let mut lines = String::new();
        // One that could not be read may state no place.
        if self.head.first() != head.first() || (answer.is_ok() && self.head != head) {
            if self.head.first() != head.first() {
                lines = format!("{}\n", head[0]);
            }
            self.width = match head[1].chars().count() {
                0 => 0,
                name => name.max(at.chars().count() + LONGER).max(POSITION),
            };
            lines += &line(
                with_file,
                self.width,
                ["file", "spectrum", &head[1], "substance", "score", "margin", "verdict"],
            );
            self.head = head;
        }
        let row = Row::of(answer);
        let within = place.file.strip_prefix(&place.group).unwrap_or(&place.file);
        // Above an archive's rows stands its name; in a folder it is one of several.
        let mut file = shown::path(if within == Path::new("") { &place.file } else { within });
        if let Some(member) = &place.member {
            let member = shown::line(member);
            file = if place.in_folder { format!("{file}/{member}") } else { member };
        }
        // A name in brackets is no answer.
        let substance = match (row.outcome, row.verdict) {
            ("answer", Some(verdict)) => shown::line(&verdict.said()),
            ("undecided", _) if !row.substance.is_empty() => format!("({})", shown::line(row.substance)),
            _ => shown::line(row.substance),
        };
        let reason = match (row.outcome, row.verdict) {
            ("refused", _) => format!("error[{}]", row.reason),
            (_, Some(verdict)) if row.reason.is_empty() => verdict.code.to_owned(),
            _ => row.reason.to_owned(),
        };
        let reason = match row.verdict.map(marks).filter(|marks| !marks.is_empty()) {
            Some(marks) => format!("{reason} [{marks}]"),
            None => reason,
        };
        let number = place.number.map(|number| number.to_string()).unwrap_or_default();
        let score = row.score.map(|score| format!("{score:.4}")).unwrap_or_default();
        let margin = row.margin.map(|margin| format!("{margin:+.4}")).unwrap_or_default();
        lines + &line(with_file, self.width, [&file, &number, &at, &substance, &score, &margin, &reason])
    }
}

/// The columns side by side; without the file where it stands above.
fn line(
    with_file: bool,
    width: usize,
    [file, number, at, substance, score, margin, reason]: [&str; 7],
) -> String {
    let file = if with_file { format!("{file:<FILE$}  ") } else { String::new() };
    let at = if width == 0 { String::new() } else { format!("{at:<width$}  ") };
    let text = format!("{file}{number:>8}  {at}{substance:<SUBSTANCE$}  {score:>7}  {margin:>8}  {reason}");
    format!("{}\n", text.trim_end())
}

/// The names of the positions with their units, and the positions. Times of a map say nothing beside its places.
fn positions(place: &Place) -> (String, String) {
    let (values, units) = (place.position.unwrap_or_default().values(), place.units.values());
    let shown: Vec<usize> = (0..3).filter(|&i| values[i].is_some()).collect();
    let shown = if shown.is_empty() { (3..4).filter(|&i| values[i].is_some()).collect() } else { shown };
    let names: Vec<&str> = shown.iter().map(|&i| Position::NAMES[i]).collect();
    let mut of: Vec<&str> = shown.iter().map(|&i| units[i]).collect();
    of.dedup();
    let unit =
        if of.iter().all(|unit| unit.is_empty()) { String::new() } else { format!(" ({})", of.join(", ")) };
    let short = |value: f64| {
        let text = format!("{value:.3}");
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    };
    let at: Vec<String> = shown.iter().filter_map(|&i| values[i]).map(short).collect();
    (format!("{}{unit}", names.join(", ")), at.join(", "))
}

/// How many spectra there are of what.
pub(super) fn summary(counts: &Counts, unread: &[(&'static str, usize)]) -> String {
    let plural = if counts.spectra == 1 { "spectrum" } else { "spectra" };
    let mut text = format!("{} {plural}\n", counts.spectra);
    for (name, count) in &counts.substances {
        text += &format!("{count:>8}  {}\n", shown::line(name));
    }
    let [_, undecided, refused] = counts.totals();
    let files = unread.iter().map(|(_, count)| count).sum();
    let is_absent = |code: &str| code == "not_in_library";
    let absent = counts.undecided.iter().find(|(code, _)| is_absent(code)).map_or(0, |(_, count)| *count);
    if absent > 0 {
        text += &format!("{absent:>8}  not in library\n");
    }
    let why: Vec<_> = counts.undecided.iter().filter(|(code, _)| !is_absent(code)).copied().collect();
    let not_read = if files == 1 { "file refused" } else { "files refused" };
    for (total, what, codes) in [
        (undecided - absent, "cannot decide", &why[..]),
        (refused, "refused", &counts.refused[..]),
        (files, not_read, unread),
    ] {
        if total > 0 {
            let codes: Vec<String> = codes.iter().map(|(code, count)| format!("{count} {code}")).collect();
            text += &format!("{total:>8}  {what}: {}\n", codes.join(", "));
        }
    }
    text
}

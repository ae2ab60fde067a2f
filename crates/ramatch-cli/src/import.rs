//! `ramatch library import`: public collections that were downloaded.

use crate::args::{CollectionName, ImportArgs};
use crate::exit::{RANKED, SOME_REFUSED};
use crate::growing;
use crate::opening::usage;
use crate::output::{self, Refusal};
use crate::stopping;
use ramatch::{Bring, Brought, Collection, Error, Library, OutputKind, SCHEMA, Treatment, shown};
use serde::Serialize;
use std::path::Path;

/// Of each kind of remark so many are told on stderr; the report and JSON have all.
const TOLD: usize = 20;

/// What became of a collection.
#[derive(Serialize)]
struct Imported<'a> {
    schema: u32,
    library: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    hash: Option<String>,
    collection: &'static str,
    entries: u32,
    added: &'a [String],
    there_already: &'a [String],
    refused: Vec<Refused<'a>>,
    passed_over: Vec<PassedOver>,
    duplicates: Vec<Duplicate<'a>>,
    near_duplicates: Vec<Near<'a>>,
    conflicts: Vec<Conflict<'a>>,
    named_by_file: Vec<Named<'a>>,
    notes: &'a [String],
}

#[derive(Serialize)]
struct Named<'a> {
    line: usize,
    name: &'a str,
    substance: &'a str,
}

#[derive(Serialize)]
struct Refused<'a> {
    line: usize,
    name: &'a str,
    #[serde(flatten)]
    refusal: Refusal,
}

#[derive(Serialize)]
struct PassedOver {
    reason: &'static str,
    files: usize,
}

#[derive(Serialize)]
struct Duplicate<'a> {
    line: usize,
    name: &'a str,
    substance: &'a str,
    entry: &'a str,
    of: &'a str,
}

#[derive(Serialize)]
struct Near<'a> {
    first: &'a str,
    second: &'a str,
    same_substance: bool,
    cosine: f64,
}

#[derive(Serialize)]
struct Conflict<'a> {
    line: usize,
    name: &'a str,
    message: String,
}

fn collection(name: CollectionName) -> Collection {
    match name {
        CollectionName::Rod => Collection::Rod,
        CollectionName::Rruff => Collection::Rruff,
        CollectionName::Openspecy => Collection::OpenSpecy,
        CollectionName::Slopp => Collection::Slopp,
    }
}

pub(crate) fn run(args: &ImportArgs) -> Result<u8, Error> {
    stopping::on_request();
    growing::or_stopped(import(args))
}

fn import(args: &ImportArgs) -> Result<u8, Error> {
    let growing = &args.growing;
    let inputs: Vec<&Path> = std::iter::once(args.path.as_path()).chain(args.names.as_deref()).collect();
    let outputs = growing::outputs(growing, &inputs);
    let (mut builder, lock) = growing::begin(growing, &inputs)?;
    let mut bring = Bring::default();
    bring.licence.clone_from(&args.licence);
    bring.names.clone_from(&args.names);
    bring.without_built_in_names = args.without_built_in_names;
    bring.leave_out = growing::written(growing, &lock);
    bring.threads = args.threads;
    bring.treatment = match (args.raw, args.processed) {
        (true, _) => Treatment::Raw,
        (_, true) => Treatment::Processed,
        _ => Treatment::ProcessedFirst,
    };
    let bar = output::progress(0, "reading and preparing spectra");
    let brought = builder.bring_in(collection(args.collection), &args.path, &bring, &mut |done, total| {
        if done == 0 {
            output::more(&bar, total as u64);
        }
        bar.set_position(done as u64);
        stopping::is_asked()
    })?;
    bar.finish_and_clear();
    let report = || match &growing.report {
        Some(report) => outputs.write(report, OutputKind::Refusals, report_of(&brought)),
        None => Ok(()),
    };
    let there = brought.there_already.len() + brought.duplicates.len();
    if brought.added.is_empty() && there == 0 {
        report()?;
        tell(&brought);
        return Err(usage("no spectrum of it could be added; nothing was written", &args.path));
    }
    let entries = builder.len();
    let library = growing::finish_unless_same(builder, growing, brought.added.is_empty(), &lock)?;
    drop(lock);
    report()?;
    if growing.json {
        let name = collection(args.collection).name();
        output::print_json(&imported((&brought, name), (&growing.output, library.as_ref(), entries)));
    } else {
        let substances = library.map(|library| format!(" of {} substances", library.view().substances_len()));
        let written = format!(
            "{}: {} added, {} refused, {} there already; now {entries} references{}",
            shown::path(&growing.output),
            brought.added.len(),
            brought.refused.len(),
            there,
            substances.unwrap_or_default()
        );
        output::print_written(&growing.output, &written);
        tell(&brought);
    }
    Ok(if brought.refused.is_empty() { RANKED } else { SOME_REFUSED })
}

fn imported<'a>(
    (brought, collection): (&'a Brought, &'static str),
    (path, library, entries): (&Path, Option<&Library>, u32),
) -> Imported<'a> {
    let refused = brought.refused.iter().map(|(line, name, error)| Refused {
        line: *line,
        name,
        refusal: Refusal::from(error),
    });
    let duplicates = brought.duplicates.iter().map(|duplicate| Duplicate {
        line: duplicate.number,
        name: &duplicate.file,
        substance: &duplicate.name,
        entry: &duplicate.entry,
        of: &duplicate.of,
    });
    let near = brought.near.iter().map(|near| Near {
        first: &near.first,
        second: &near.second,
        same_substance: near.same_substance,
        cosine: near.cosine,
    });
    let conflicts = brought.conflicts.iter().map(|conflict| {
        let (line, name) = conflict.place();
        Conflict { line, name, message: conflict.to_string() }
    });
    let named = brought.named_by_file.iter().map(|own| Named {
        line: own.number,
        name: &own.label,
        substance: &own.substance,
    });
    Imported {
        schema: SCHEMA,
        library: shown::name(path),
        hash: library.map(Library::hash),
        collection,
        entries,
        added: &brought.added,
        there_already: &brought.there_already,
        refused: refused.collect(),
        passed_over: brought
            .passed_over
            .iter()
            .map(|&(reason, files)| PassedOver { reason, files })
            .collect(),
        duplicates: duplicates.collect(),
        near_duplicates: near.collect(),
        conflicts: conflicts.collect(),
        named_by_file: named.collect(),
        notes: &brought.notes,
    }
}

/// What is said of a spectrum that is there already.
fn duplicate(duplicate: &ramatch::Duplicate) -> String {
    let ramatch::Duplicate { name, entry, of, .. } = duplicate;
    let other = if name == of { String::new() } else { format!(", which is called \"{of}\"") };
    format!("\"{name}\" has the same points as {entry}{other}: left out")
}

/// What is said of two references that are nearly the same.
fn near(near: &ramatch::NearDuplicate) -> String {
    let of = if near.same_substance { "of one substance" } else { "of two substances" };
    format!("{} and {}, {of}, have a cosine of {:.5}: both are kept", near.first, near.second, near.cosine)
}

/// All remarks as CSV; what is about no file has the number 0.
fn report_of(brought: &Brought) -> String {
    let refused = brought
        .refused
        .iter()
        .map(|(number, file, error)| (*number, file.as_str(), error.code().name(), error.to_string()));
    let duplicates =
        brought.duplicates.iter().map(|own| (own.number, own.file.as_str(), "duplicate", duplicate(own)));
    let near = brought.near.iter().map(|own| (0, "", "near_duplicate", near(own)));
    let conflicts = brought.conflicts.iter().map(|conflict| {
        let (number, file) = conflict.place();
        (number, file, "conflict", conflict.to_string())
    });
    let passed =
        brought.passed_over.iter().map(|(reason, files)| (0, "", "passed_over", told_files(*files, reason)));
    let named = brought.named_by_file.iter().map(|own| {
        (own.number, own.label.as_str(), "named_by_file", format!("was taken for {}", own.substance))
    });
    let notes = brought.notes.iter().map(|note| (0, "", "note", note.clone()));
    growing::report_of(
        refused.chain(duplicates).chain(near).chain(conflicts).chain(named).chain(notes).chain(passed),
    )
}

fn told_files(files: usize, reason: &str) -> String {
    format!("{files} {}: {reason}", if files == 1 { "file" } else { "files" })
}

/// Says the first of every kind of remark on stderr, and how many more there are.
fn tell(brought: &Brought) {
    let say = |text: String| output::say(&shown::line(&text));
    let more = |all: usize, what: &str| {
        if all > TOLD {
            output::say(&format!("{what}: {} more (--report and --json list all)", all - TOLD));
        }
    };
    for (_, name, error) in brought.refused.iter().take(TOLD) {
        let file = if error.path().is_some() { String::new() } else { format!(", {name}") };
        say(format!("refused{file}: {error}"));
    }
    more(brought.refused.len(), "refused");
    for own in brought.duplicates.iter().take(TOLD) {
        say(format!("note: {}: {}", own.file, duplicate(own)));
    }
    more(brought.duplicates.len(), "there already");
    for conflict in brought.conflicts.iter().take(TOLD) {
        say(format!("note: {}: {conflict}", conflict.place().1));
    }
    more(brought.conflicts.len(), "conflicts");
    for own in brought.near.iter().take(TOLD) {
        say(format!("note: {}", near(own)));
    }
    more(brought.near.len(), "nearly the same");
    for own in brought.named_by_file.iter().take(TOLD) {
        say(format!("note: named so: {} → {}", own.label, own.substance));
    }
    more(brought.named_by_file.len(), "named by their files");
    for note in &brought.notes {
        say(format!("note: {note}"));
    }
    for (reason, files) in &brought.passed_over {
        say(format!("note: passed over, {}", told_files(*files, reason)));
    }
}

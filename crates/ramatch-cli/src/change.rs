//! `ramatch library add|remove|export|verify`: new versions of libraries.

use crate::args::{AddArgs, ExportArgs, RemoveArgs, VerifyArgs};
use crate::exit::{RANKED, SOME_REFUSED};
use crate::growing;
use crate::opening::{self, lock, open, usage};
use crate::output::{self, Refusal};
use crate::outputs::Outputs;
use crate::stopping;
use ramatch::core::library::Entry;
use ramatch::{Defaults, Error, Library, LibraryBuilder, OutputKind, SCHEMA, shown};
use serde::Serialize;
use std::path::Path;

/// Files that no row names of which people are told.
const UNNAMED: usize = 10;

/// What became of a folder.
#[derive(Serialize)]
struct Added {
    schema: u32,
    library: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    hash: Option<String>,
    entries: u32,
    added: Vec<String>,
    there_already: Vec<String>,
    refused: Vec<Refused>,
    unnamed: Vec<String>,
    unused_columns: Vec<String>,
    without_notice: Vec<String>,
}

#[derive(Serialize)]
struct Refused {
    line: usize,
    name: String,
    #[serde(flatten)]
    refusal: Refusal,
}

pub(crate) fn add(args: &AddArgs) -> Result<u8, Error> {
    stopping::on_request();
    growing::or_stopped(add_folder(args))
}

fn add_folder(args: &AddArgs) -> Result<u8, Error> {
    let growing = &args.growing;
    let inputs = [args.folder.as_path(), &args.manifest];
    let outputs = growing::outputs(growing, &inputs);
    if args.folder.is_file() {
        return Err(usage(
            "is a file: name the folder that holds it, and list it in the manifest",
            &args.folder,
        ));
    }
    let (mut builder, lock) = growing::begin(growing, &inputs)?;
    let name = args.folder.canonicalize().ok();
    let name = name.as_deref().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
    let source = args.source.clone().or(name).unwrap_or_else(|| "folder".to_owned());
    let defaults = Defaults::new(&source).licence(&args.licence);
    let bar = output::progress(0, "preparing spectra");
    let imported = builder.import_unless(&args.folder, &args.manifest, &defaults, &mut |done, total| {
        bar.set_length(total as u64);
        bar.set_position(done as u64);
        stopping::is_asked()
    })?;
    bar.finish_and_clear();
    if !imported.unused_columns.is_empty() {
        let told: Vec<String> = imported.unused_columns.iter().map(|column| meant(column)).collect();
        let columns = shown::line(&told.join(", "));
        output::say(&format!(
            "note: columns of the manifest that are not known, and were not used: {columns}"
        ));
    }
    for pack in &imported.without_notice {
        output::say(&shown::line(&format!(
            "note: rows of the pack {pack} were added, and NOTICE-{pack}.md or LICENSE-{pack}.md is not beside the manifest: what its licence asks \
             to travel with them may be lost"
        )));
    }
    let refused: Vec<Refused> = imported
        .refused
        .iter()
        .map(|(line, file, error)| Refused { line: *line, name: file.clone(), refusal: Refusal::from(error) })
        .collect();
    let report = || {
        let lines = refused.iter().map(|refused| {
            let Refused { line, name, refusal } = refused;
            (*line, name.as_str(), refusal.name(), refusal.to_string())
        });
        match &growing.report {
            Some(report) => outputs.write(report, OutputKind::Refusals, growing::report_of(lines)),
            None => Ok(()),
        }
    };
    if imported.added.is_empty() && imported.there_already.is_empty() {
        report()?;
        tell_refused(&refused);
        return Err(usage("no row of it could be added; nothing was written", &args.manifest));
    }
    let entries = builder.len();
    let library = growing::finish_unless_same(builder, growing, imported.added.is_empty(), &lock)?;
    drop(lock);
    report()?;
    let added = Added {
        schema: SCHEMA,
        library: shown::name(&growing.output),
        hash: library.as_ref().map(Library::hash),
        entries,
        added: imported.added,
        there_already: imported.there_already,
        refused,
        unnamed: imported.unnamed,
        unused_columns: imported.unused_columns,
        without_notice: imported.without_notice,
    };
    if growing.json {
        output::print_json(&added);
    } else {
        let substances = library.map(|library| format!(" of {} substances", library.view().substances_len()));
        let written = format!(
            "{}: {} added, {} refused{}; now {} references{}",
            shown::path(&growing.output),
            added.added.len(),
            added.refused.len(),
            match added.there_already.len() {
                0 => String::new(),
                there => format!(", {there} there already"),
            },
            added.entries,
            substances.unwrap_or_default()
        );
        output::print_written(&growing.output, &written);
        tell_refused(&added.refused);
        for file in added.unnamed.iter().take(UNNAMED) {
            output::say(&format!("note: no row of the manifest names {}", shown::line(file)));
        }
        if added.unnamed.len() > UNNAMED {
            output::say(&format!(
                "note: nor {} other files of the folder (--json lists all)",
                added.unnamed.len() - UNNAMED
            ));
        }
    }
    Ok(if added.refused.is_empty() { RANKED } else { SOME_REFUSED })
}

/// A column that is not known, with the known one that may be meant.
fn meant(column: &str) -> String {
    let lower = column.to_lowercase();
    let known = match lower.replace([' ', '-', '_', '(', ')'], "").as_str() {
        "license" | "licenses" | "licences" | "spdx" => "licence",
        "laser" | "lasernm" | "wavelength" | "excitation" => "laser_nm",
        "resolution" | "resolutioncm1" => "resolution_cm1",
        "filename" | "path" => "file",
        "casnumber" | "casno" | "casrn" => "cas",
        "tag" => "tags",
        "schedule" => "schedules",
        "families" => "family",
        "check" | "agreement" => "checked",
        "checkedby" => "checked_by",
        "notes" | "comment" | "remark" => "note",
        "author" | "authors" => "attribution",
        _ => return column.to_owned(),
    };
    format!("{column} (did you mean {known}?)")
}

/// Says what was refused; a reason that several rows share once, with the first of them.
fn tell_refused(refused: &[Refused]) {
    for (at, Refused { line, refusal, .. }) in refused.iter().enumerate() {
        let same = |other: &&Refused| other.refusal.same_reason(refusal);
        if refusal.name() != "licence_missing" {
            output::say(&shown::line(&format!("refused, line {line}: {refusal}")));
        } else if !refused.iter().take(at).any(|other| same(&other)) {
            let more = refused.iter().skip(at + 1).filter(same).count();
            let more = if more == 0 { String::new() } else { format!("; so are {more} other rows") };
            output::say(&shown::line(&format!("refused, line {line}: {refusal}{more}")));
        }
    }
}

/// Copies the entries that stay; yields how many did not.
fn copy(
    builder: &mut LibraryBuilder,
    library: &Library,
    stays: impl Fn(&Entry<'_>) -> bool,
) -> Result<u32, Error> {
    let view = library.view();
    let bar = output::progress(view.len() as usize, "copying references");
    let mut gone = 0;
    for index in 0..view.len() {
        bar.set_position(u64::from(index));
        if view.entry(index).is_some_and(|entry| stays(&entry)) {
            builder.copy(library, index)?;
        } else {
            gone += 1;
        }
    }
    bar.finish_and_clear();
    Ok(gone)
}

pub(crate) fn remove(args: &RemoveArgs) -> Result<(), Error> {
    let output = args.output.as_ref().unwrap_or(&args.library);
    opening::in_a_folder(output)?;
    opening::not_demonstration(output)?;
    Outputs::new(args.replacing.force, []).check(output.as_path(), OutputKind::Library)?;
    let lock = lock(output, &args.waiting)?;
    let library = Library::read(&args.library)?;
    let view = library.view();
    let substance = |entry: &Entry<'_>| view.substance(entry.substance).map_or("", |substance| substance.id);
    let entries = || (0..view.len()).filter_map(|index| view.entry(index));
    for id in &args.entry {
        if !entries().any(|entry| entry.id == id) {
            return Err(usage(
                &format!("has no reference \"{id}\": `library list` shows all"),
                &args.library,
            ));
        }
    }
    for id in &args.substance {
        if !entries().any(|entry| substance(&entry) == id) {
            return Err(usage(&format!("has no reference of a substance \"{id}\""), &args.library));
        }
    }
    for id in &args.source {
        if !entries().any(|entry| entry.source == id) {
            return Err(usage(&format!("has no reference of a source \"{id}\""), &args.library));
        }
    }
    let named = |ids: &[String], id: &str| ids.iter().any(|named| named == id);
    let mut builder = LibraryBuilder::after(&library, growing::folder_of(output))?;
    let gone = copy(&mut builder, &library, |entry| {
        !(named(&args.entry, entry.id)
            || named(&args.substance, substance(entry))
            || named(&args.source, entry.source))
    })?;
    let stay = builder.len();
    if stay == 0 {
        return Err(usage("would have no reference left: nothing was written", &args.library));
    }
    builder.forget_unneeded();
    growing::write(builder, output, &lock)?;
    drop(lock);
    output::print_written(output, &format!("{}: {gone} removed; now {stay} references", shown::path(output)));
    Ok(())
}

pub(crate) fn export(args: &ExportArgs) -> Result<(), Error> {
    opening::in_a_folder(&args.output)?;
    let library = open(args.library.as_ref())?;
    let bar = output::progress(library.view().len() as usize, "writing spectra");
    let count = library.export(&args.output, &mut |done, _| bar.set_position(done as u64))?;
    bar.finish_and_clear();
    output::print(&format!("{}: {count} spectra and names.csv", shown::path(&args.output)));
    Ok(())
}

pub(crate) fn verify(args: &VerifyArgs) -> Result<(), Error> {
    let library = Library::read(&args.library)?;
    // Reading has checked all but what is made again of measured spectra.
    library.verify().map_err(|error| error.of_file(&args.library))?;
    output::print(&format!(
        "{}: every hash, entry, sample and bound of {} references is right; {}",
        shown::path(&args.library),
        library.view().len(),
        library.hash()
    ));
    Ok(())
}

//! A library that grows by what is brought to it, or is made so.

use crate::args::GrowingArgs;
use crate::exit::STOPPED;
use crate::opening::{in_a_folder, is_demonstration, lock, named, not_demonstration, storage, usage};
use crate::output;
use crate::outputs::Outputs;
use crate::stopping;
use ramatch::{Error, FileLock, Library, LibraryBuilder, Output, OutputKind, Recipe, Storage};
use std::path::{Path, PathBuf};

/// The folder that a file lies in.
pub(crate) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The files that such a command writes, which are no spectra where they lie in a folder that is read.
pub(crate) fn written(args: &GrowingArgs, lock: &FileLock) -> Vec<PathBuf> {
    [args.output.clone(), lock.path().to_owned()].into_iter().chain(args.report.clone()).collect()
}

/// What became of it, where Ctrl-C may have called it off: nothing is written then.
pub(crate) fn or_stopped(outcome: Result<u8, Error>) -> Result<u8, Error> {
    match outcome {
        Err(Error::Cancelled { .. }) => {
            output::say("stopped: nothing was written");
            Ok(STOPPED)
        }
        outcome => outcome,
    }
}

/// All that is read besides the library itself.
fn read_of<'a>(args: &'a GrowingArgs, inputs: &[&'a Path]) -> Vec<&'a Path> {
    let base = args.base.as_deref().filter(|base| !is_demonstration(base));
    inputs.iter().copied().chain(args.recipe.as_deref()).chain(base).collect()
}

/// What may be written besides the library.
pub(crate) fn outputs<'a>(args: &'a GrowingArgs, inputs: &[&'a Path]) -> Outputs<'a> {
    Outputs::new(args.replacing.force, read_of(args, inputs).into_iter().chain([args.output.as_path()]))
}

/// The library as it is before, under its lock: what stands there, a base, or nothing. `inputs` are the files and folders that are read.
pub(crate) fn begin(args: &GrowingArgs, inputs: &[&Path]) -> Result<(LibraryBuilder, FileLock), Error> {
    in_a_folder(&args.output)?;
    not_demonstration(&args.output)?;
    outputs(args, inputs).check(args.report.as_deref(), OutputKind::Refusals)?;
    let place = read_of(args, inputs).into_iter().chain(args.report.as_deref());
    Outputs::new(args.replacing.force, place).check(args.output.as_path(), OutputKind::Library)?;
    let lock = lock(&args.output, &args.waiting)?;
    // An empty file, a device, or what was said to be replaced, is no library to go on from.
    let is_library = Output::new(&args.output, OutputKind::Library).check().is_ok()
        && std::fs::metadata(&args.output).is_ok_and(|about| about.is_file() && about.len() > 0);
    if let (true, Some(_)) = (is_library, &args.base) {
        let reason = "is there already, and a base makes a new library: leave --base out to add to this one, or write to another name";
        return Err(usage(reason, &args.output));
    }
    let before = match &args.base {
        _ if is_library => Some(Library::read(&args.output)?),
        Some(base) => Some(named(base)?),
        None => None,
    };
    let recipe = args.recipe.as_ref().map(|path| ramatch::read_recipe(path)).transpose()?;
    let storage = storage(&args.storage);
    let folder = folder_of(&args.output);
    let Some(before) = before else {
        let builder = LibraryBuilder::new(&recipe.unwrap_or(Recipe::FINGERPRINT), storage, folder)?;
        return Ok((builder, lock));
    };
    if args.storage.rows.is_some() || storage != Storage::new() || recipe.is_some() {
        let reason = "is there already and keeps its recipe and storage: leave --recipe, --rows, --codes, --without-raw and --without-linear out";
        return Err(usage(reason, args.base.as_ref().unwrap_or(&args.output)));
    }
    let bar = output::progress(before.view().len() as usize, "copying references");
    let builder =
        LibraryBuilder::from_library(&before, folder, &mut |done, _| bar.set_position(done as u64))?;
    bar.finish_and_clear();
    Ok((builder, lock))
}

/// Writes the library, whole or not at all.
pub(crate) fn write(builder: LibraryBuilder, path: &Path, lock: &FileLock) -> Result<(), Error> {
    let bar = output::progress(builder.len() as usize, "writing");
    builder.write_locked(path, lock, &mut |done, _| {
        bar.set_position(done as u64);
        stopping::is_asked()
    })?;
    bar.finish_and_clear();
    Ok(())
}

/// Writes the library and reads it again; nothing where it went to a pipe or a device, which cannot be.
pub(crate) fn finish(
    builder: LibraryBuilder,
    path: &Path,
    lock: &FileLock,
) -> Result<Option<Library>, Error> {
    write(builder, path, lock)?;
    let is_file = std::fs::metadata(path).is_ok_and(|about| about.is_file());
    if is_file { Library::read(path).map(Some) } else { Ok(None) }
}

/// As [`finish`], unless nothing was added to the library that is there: that stays as it is, and is read.
pub(crate) fn finish_unless_same(
    builder: LibraryBuilder,
    args: &GrowingArgs,
    nothing_added: bool,
    lock: &FileLock,
) -> Result<Option<Library>, Error> {
    if nothing_added && args.base.is_none() {
        return Library::read(&args.output).map(Some);
    }
    finish(builder, &args.output, lock)
}

/// A report as CSV: line or number, file, error, message.
pub(crate) fn report_of<'a>(rows: impl IntoIterator<Item = (usize, &'a str, &'a str, String)>) -> String {
    let quoted = |text: &str| format!("\"{}\"", ramatch::guard_field(text).replace('"', "\"\""));
    let mut text = String::from("line,file,error,message\n");
    for (line, file, error, message) in rows {
        text += &format!("{line},{},{error},{}\n", quoted(file), quoted(&message));
    }
    text
}

//! The files that are meant: named, in folders, or by a pattern that the shell did not expand.

use ramatch::core::Code;
use ramatch::{Error, files_in};
use std::path::{Component, Path, PathBuf};

/// What one FILE of the command line is.
pub(super) struct Input {
    /// As it was named.
    pub(super) named: PathBuf,
    /// The files: itself, or those of the folder.
    pub(super) files: Vec<PathBuf>,
    /// Whether it is a folder, in which other things than measurements may lie.
    pub(super) is_folder: bool,
}

/// What the arguments name, in their order. What is wrong with one does not hide the others.
pub(super) fn find(arguments: &[PathBuf]) -> Vec<Result<Input, Error>> {
    let mut inputs = Vec::new();
    for named in arguments {
        match matches(named) {
            Some(Ok(paths)) => inputs.extend(paths.iter().map(|path| input(path))),
            Some(Err(error)) => inputs.push(Err(error)),
            None => inputs.push(input(named)),
        }
    }
    inputs
}

fn input(named: &Path) -> Result<Input, Error> {
    let (named, is_folder) = (named.to_owned(), named.is_dir());
    let files = if is_folder { files_in(&named)? } else { vec![named.clone()] };
    if files.is_empty() {
        return Err(empty(&named, "the folder holds no file"));
    }
    Ok(Input { named, files, is_folder })
}

/// The error of a folder without a measurement.
pub(super) fn empty(folder: &Path, reason: &str) -> Error {
    Error::Text { path: folder.into(), line: None, code: Code::NoSpectrum, reason: reason.into() }
}

/// The files of a pattern, in their order: a name with `*`, `?` or `[` of which there is no file. Shells of Windows hand such names on.
fn matches(named: &Path) -> Option<Result<Vec<PathBuf>, Error>> {
    let text = named.to_str().filter(|text| text.contains(['*', '?', '[']))?;
    if std::fs::symlink_metadata(named).is_ok() {
        return None;
    }
    let options = glob::MatchOptions {
        case_sensitive: !cfg!(windows),
        require_literal_separator: true,
        require_literal_leading_dot: true,
    };
    // What is no pattern is the name of no file, which reading it says.
    let pattern = glob::Pattern::new(text).ok()?;
    let found = if text.contains("**") {
        below(named, |path| pattern.matches_path_with(path, options))
    } else {
        let found: Result<Vec<PathBuf>, _> = glob::glob_with(text, options).ok()?.collect();
        found.map_err(|error| {
            let (path, reason) = (error.path().to_owned(), "cannot be read");
            Error::Io { path, reason, code: Code::Io, source: Some(error.into()) }
        })
    };
    Some(found.and_then(|found| match found.is_empty() {
        true => {
            let reason = "no file has a name of this pattern";
            Err(Error::Io { path: named.into(), reason, code: Code::NoSuchFile, source: None })
        }
        false => Ok(found),
    }))
}

/// The files of a pattern that goes into subfolders. As of a folder: once each, since links to folders, which may lead back, are not
/// followed.
fn below(pattern: &Path, fits: impl Fn(&Path) -> bool) -> Result<Vec<PathBuf>, Error> {
    let is_name =
        |part: &Component<'_>| part.as_os_str().to_str().is_some_and(|name| !name.contains(['*', '?', '[']));
    let folder: PathBuf = pattern.components().take_while(is_name).collect();
    if folder == Path::new("") {
        let here = Path::new(".");
        let named = |path: PathBuf| path.strip_prefix(here).map(Path::to_owned).unwrap_or(path);
        return Ok(files_in(here)?.into_iter().map(named).filter(|path| fits(path)).collect());
    }
    // Of a folder that is not there no file has such a name.
    let files = if folder.is_dir() { files_in(&folder)? } else { Vec::new() };
    Ok(files.into_iter().filter(|path| fits(path)).collect())
}

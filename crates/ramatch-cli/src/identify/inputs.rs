//! The files that are meant: named, in folders, or by a pattern that the shell did not expand.

use ramatch::core::Code;
use ramatch::{Error, files_in};
use std::path::{Path, PathBuf};

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
    let found: Result<Vec<PathBuf>, _> = glob::glob_with(text, options).ok()?.collect();
    Some(match found {
        Ok(found) if found.is_empty() => {
            let reason = "no file has a name of this pattern";
            Err(Error::Io { path: named.into(), reason, code: Code::NoSuchFile, source: None })
        }
        Ok(found) => Ok(found),
        Err(error) => {
            let (path, reason) = (error.path().to_owned(), "cannot be read");
            Err(Error::Io { path, reason, code: Code::Io, source: Some(error.into()) })
        }
    })
}

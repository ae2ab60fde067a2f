//! What is said of the arguments before any work.

use crate::output;
use ramatch::{WatchList, shown};
use std::path::{Path, PathBuf};

/// Names that a note lists.
pub(super) const NAMED: usize = 10;

/// Says what is watched for and can never be found.
pub(super) fn unknown(list: &WatchList, path: &Path) {
    let unknown = list.unknown();
    if unknown.is_empty() {
        return;
    }
    let names: Vec<String> = unknown.iter().take(NAMED).map(|name| shown::line(name)).collect();
    let more = unknown.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let all = list.len() + unknown.len();
    output::say(&format!(
        "warning: {}: {} of {all} are not in the library and are never found: {}{more}",
        shown::path(path),
        unknown.len(),
        names.join(", ")
    ));
}

/// Files that stand in a list more than once.
pub(super) fn twice(paths: &[PathBuf]) -> Vec<&Path> {
    let mut seen: Vec<PathBuf> = Vec::new();
    let mut twice = Vec::new();
    for path in paths {
        let real = path.canonicalize().unwrap_or_else(|_| path.clone());
        if seen.contains(&real) {
            twice.push(path.as_path());
        }
        seen.push(real);
    }
    twice
}

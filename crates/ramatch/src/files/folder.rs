//! The files of a folder, in an order that people expect.

use crate::files::read::io_error;
use crate::ground::error::Error;
use std::cmp::Ordering;
use std::path::{Component, Path, PathBuf};

/// All files below a folder, those of its subfolders too, in the order of their paths; numbers within names count as numbers, so that
/// `scan-9` comes before `scan-10`. What systems put there by themselves is left out: names that begin with a dot, `Thumbs.db`,
/// `desktop.ini`. Links to folders are not followed. Whether a file is a measurement is not asked.
///
/// ```
/// let folder = tempfile::tempdir()?;
/// for name in ["scan-10.txt", "scan-9.txt", ".DS_Store"] {
///     std::fs::write(folder.path().join(name), "")?;
/// }
/// let files = ramatch::files_in(folder.path())?;
/// assert!(files[0].ends_with("scan-9.txt") && files[1].ends_with("scan-10.txt") && files.len() == 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`Error::Io`] for a folder that cannot be read.
pub fn files_in(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let (mut folders, mut files) = (vec![folder.to_owned()], Vec::new());
    while let Some(folder) = folders.pop() {
        let refuse = |error| io_error(&folder, "cannot be read", error);
        for item in std::fs::read_dir(&folder).map_err(refuse)? {
            let item = item.map_err(refuse)?;
            if is_litter(&item.file_name().to_string_lossy()) {
                continue;
            }
            let kind = item.file_type().map_err(refuse)?;
            if kind.is_dir() {
                folders.push(item.path());
            } else if !(kind.is_symlink() && item.path().is_dir()) {
                files.push(item.path());
            }
        }
    }
    files.sort_by(|a, b| in_order(a, b));
    Ok(files)
}

/// Whether a name stays in its folder: no root, and no way up.
pub(crate) fn stays_inside(name: &Path) -> bool {
    name.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
}

/// Whether a file lies elsewhere than its name says: behind a link out of the folder.
pub(crate) fn leads_out(folder: &Path, path: &Path) -> bool {
    folder.canonicalize().is_ok_and(|folder| path.canonicalize().is_ok_and(|path| !path.starts_with(folder)))
}

/// What systems put into folders by themselves.
fn is_litter(name: &str) -> bool {
    name.starts_with('.') || ["thumbs.db", "desktop.ini"].contains(&name.to_lowercase().as_str())
}

/// The order of paths part by part, with numbers as numbers; what differs in nothing else, such as `1` and `01`, by its bytes.
pub(crate) fn in_order(a: &Path, b: &Path) -> Ordering {
    let mut parts = a.components().zip(b.components());
    let differs = parts.find_map(|(a, b)| {
        let (a, b) = (a.as_os_str().to_string_lossy(), b.as_os_str().to_string_lossy());
        Some(of_names(&a, &b)).filter(|order| order.is_ne())
    });
    differs.unwrap_or_else(|| a.cmp(b))
}

fn of_names(mut a: &str, mut b: &str) -> Ordering {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    loop {
        let (first, second) = (digits(a), digits(b));
        if first > 0 && second > 0 {
            let numbers = (a[..first].trim_start_matches('0'), b[..second].trim_start_matches('0'));
            let order = numbers.0.len().cmp(&numbers.1.len()).then_with(|| numbers.0.cmp(numbers.1));
            if order.is_ne() {
                return order;
            }
            (a, b) = (&a[first..], &b[second..]);
            continue;
        }
        let (mut left, mut right) = (a.chars(), b.chars());
        match (left.next(), right.next()) {
            (None, other) => return if other.is_none() { Ordering::Equal } else { Ordering::Less },
            (Some(_), None) => return Ordering::Greater,
            (Some(x), Some(y)) if x != y => return x.cmp(&y),
            _ => (a, b) = (left.as_str(), right.as_str()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_names_count() {
        let mut paths = ["b/1.txt", "a10.txt", "a9.txt", "a09.txt", "a", "B.txt", "a9b.txt"].map(Path::new);
        paths.sort_by(|a, b| in_order(a, b));
        let names = paths.map(|path| path.to_str().unwrap_or_default());
        assert_eq!(names, ["B.txt", "a", "a09.txt", "a9.txt", "a9b.txt", "a10.txt", "b/1.txt"]);
    }

    #[test]
    fn subfolders_are_read_and_links_to_folders_are_not() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        std::fs::create_dir_all(folder.path().join("day/one"))?;
        for name in ["z.txt", "day/2.txt", "day/one/1.txt", "day/._x", "Thumbs.db"] {
            std::fs::write(folder.path().join(name), "")?;
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink(folder.path(), folder.path().join("day/loop"))?;
        let files = files_in(folder.path())?;
        let names: Vec<_> =
            files.iter().map(|path| path.strip_prefix(folder.path())).collect::<Result<_, _>>()?;
        assert_eq!(names, ["day/2.txt", "day/one/1.txt", "z.txt"].map(Path::new));
        assert!(files_in(&folder.path().join("none")).is_err());
        Ok(())
    }
}

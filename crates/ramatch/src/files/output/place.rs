//! Where an output really goes: through links to their target, into devices and pipes as they are.

use crate::files::read::io_error;
use crate::ground::error::Error;
use ramatch_core::Code;
use std::fs::{File, Metadata, OpenOptions};
use std::io::{ErrorKind, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Links that are followed.
const LINKS: usize = 40;

/// Where something is written.
#[derive(Debug)]
pub(crate) struct Place {
    /// The file behind all links, or the device by its own name.
    path: PathBuf,
    what: What,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum What {
    /// A file, or nothing yet.
    File,
    /// A pipe, a terminal or a device that is written to.
    Special,
    /// What this process prints to.
    Stdout,
    /// What this process complains to.
    #[cfg_attr(not(unix), allow(dead_code, reason = "only unix has names for it"))]
    Stderr,
}

impl Place {
    /// # Errors
    /// [`Error::Io`] for a folder, a disk, a socket, links in a circle.
    pub(crate) fn of(path: &Path) -> Result<Self, Error> {
        if let Some(what) = own_stream(path) {
            return Ok(Self { path: path.into(), what });
        }
        match std::fs::metadata(path) {
            Ok(about) if about.is_file() && is_descriptor(path) => {
                let reason = "is a file that is open already: give its own name";
                Err(Error::Io { path: path.into(), reason, code: Code::SpecialFile, source: None })
            }
            Ok(about) if about.is_file() => {
                let real = path.canonicalize().map_err(|error| io_error(path, "cannot be found", error))?;
                Ok(Self { path: real, what: What::File })
            }
            Ok(about) if about.is_dir() => {
                let reason = "is a directory, a file is needed";
                Err(Error::Io { path: path.into(), reason, code: Code::IsDirectory, source: None })
            }
            Ok(about) if is_stream(&about) => Ok(Self { path: path.into(), what: What::Special }),
            Ok(_) => {
                let reason = "is a disk or a socket: nothing is written to it";
                Err(Error::Io { path: path.into(), reason, code: Code::SpecialFile, source: None })
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {
                Ok(Self { path: end_of_links(path)?, what: What::File })
            }
            Err(error) => Err(io_error(path, "cannot be written", error)),
        }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it is written to as it is, and nothing of it is replaced.
    pub(crate) fn is_special(&self) -> bool {
        self.what != What::File
    }

    /// Whether this is that file, under whatever name.
    pub(super) fn is_same_file(&self, other: &Path) -> bool {
        let same_path = || Self::of(other).is_ok_and(|other| other.path == self.path);
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            let id = |path: &Path| std::fs::metadata(path).ok().map(|about| (about.dev(), about.ino()));
            let own = id(&self.path);
            (own.is_some() && own == id(other)) || same_path()
        }
        #[cfg(not(unix))]
        same_path()
    }

    /// Whether it lies in a folder.
    pub(super) fn is_below(&self, folder: &Path) -> bool {
        folder.canonicalize().is_ok_and(|folder| folder != self.path && self.path.starts_with(folder))
    }

    pub(super) fn is_write_protected(&self) -> bool {
        !self.is_special() && std::fs::metadata(&self.path).is_ok_and(|about| about.permissions().readonly())
    }

    pub(super) fn write_protected(&self) -> Error {
        let reason = "is write-protected and stays as it is: write to another name";
        Error::Io { path: self.path.clone(), reason, code: Code::WriteProtected, source: None }
    }

    /// Writes into a device, a pipe, or where this process prints to.
    fn stream(&self, write: &mut dyn FnMut(&mut dyn Write) -> std::io::Result<()>) -> Result<(), Error> {
        let written = match self.what {
            What::Stdout => {
                let mut stdout = std::io::stdout().lock();
                write(&mut stdout).and_then(|()| stdout.flush())
            }
            What::Stderr => write(&mut std::io::stderr().lock()),
            What::Special | What::File => {
                OpenOptions::new().write(true).open(&self.path).and_then(|mut file| write(&mut file))
            }
        };
        written.map_err(|error| io_error(&self.path, "cannot be written", error))
    }
}

/// Whether it is what this process prints to or complains to, under whatever name. That is open already, perhaps in the midst of a file:
/// it is not replaced, nor opened once more.
#[cfg(unix)]
fn own_stream(path: &Path) -> Option<What> {
    use std::os::unix::fs::MetadataExt;
    let id = |path: &Path| std::fs::metadata(path).ok().map(|about| (about.dev(), about.ino(), about.rdev()));
    let own = id(path)?;
    let is = |stream| id(Path::new(stream)) == Some(own);
    if is("/dev/stdout") {
        return Some(What::Stdout);
    }
    is("/dev/stderr").then_some(What::Stderr)
}

/// Whether it is what this process prints to or complains to.
#[cfg(not(unix))]
fn own_stream(_: &Path) -> Option<What> {
    None
}

/// Whether it is a file by the number that a process has it open under, as in `/dev/fd/3`: its place in the file is the opener's.
fn is_descriptor(path: &Path) -> bool {
    let folder = path.parent().and_then(|folder| folder.canonicalize().ok());
    folder.is_some_and(|folder| folder.starts_with("/proc") && folder.ends_with("fd"))
}

/// Whether it takes bytes one after the other.
#[cfg(unix)]
fn is_stream(about: &Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    about.file_type().is_fifo() || about.file_type().is_char_device()
}

/// Whether it takes bytes one after the other.
#[cfg(not(unix))]
fn is_stream(_: &Metadata) -> bool {
    true
}

/// Where links lead whose end is not there yet.
fn end_of_links(path: &Path) -> Result<PathBuf, Error> {
    let mut end = path.to_owned();
    for _ in 0..LINKS {
        match std::fs::read_link(&end) {
            Ok(next) => end = end.parent().unwrap_or(Path::new("")).join(next),
            // By the folder's own name, so that two names of one place are one.
            Err(_) => {
                let folder = end.parent().filter(|folder| !folder.as_os_str().is_empty());
                let folder = folder.unwrap_or(Path::new(".")).canonicalize();
                return Ok(folder
                    .ok()
                    .zip(end.file_name())
                    .map_or(end.clone(), |(folder, name)| folder.join(name)));
            }
        }
    }
    let reason = "is a link that leads to itself";
    Err(Error::Io { path: path.into(), reason, code: Code::SpecialFile, source: None })
}

/// Whether a path is what this process prints to: `/dev/stdout`, or another name of it.
#[must_use]
pub fn is_standard_output(path: &Path) -> bool {
    own_stream(path) == Some(What::Stdout)
}

/// Makes a folder and those above it, where they are not there yet.
///
/// # Errors
/// [`Error::Io`].
pub fn make_folder(path: &Path) -> Result<(), Error> {
    std::fs::create_dir_all(path).map_err(|source| io_error(path, "cannot be made", source))
}

/// Writes a file whole or not at all: beside it, synchronised, then renamed over it.
///
/// A link stays, and the file that it leads to is written. A pipe or a device is written to, never replaced.
/// A file that is write-protected stays.
///
/// # Errors
/// [`Error::Io`]; a file that was there before is then unchanged.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let beside = Beside::new(path)?;
    beside.put_at(0, bytes)?;
    beside.rename()
}

/// A file that is written beside another, to take its place when it is whole. Dropped before, nothing of it stays.
pub(crate) struct Beside {
    place: Place,
    file: tempfile::NamedTempFile,
}

impl Beside {
    pub(crate) fn new(path: &Path) -> Result<Self, Error> {
        let place = Place::of(path)?;
        if place.is_write_protected() {
            return Err(place.write_protected());
        }
        let mut builder = tempfile::Builder::new();
        builder.suffix(".rsl.tmp");
        // As readable as the system makes any new file.
        #[cfg(unix)]
        let builder = {
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(std::fs::Permissions::from_mode(0o666))
        };
        let file = match place.path.parent() {
            // What goes into a pipe is whole before its first byte does.
            _ if place.is_special() => builder.tempfile(),
            Some(folder) if !folder.as_os_str().is_empty() => builder.tempfile_in(folder),
            _ => builder.tempfile_in("."),
        };
        let file = file.map_err(|source| match place.is_special() {
            true => io_error(&std::env::temp_dir(), "cannot hold a temporary file", source),
            false if source.kind() == ErrorKind::NotFound => {
                let reason = "cannot be written: the folder that it belongs into is not there";
                Error::Io { path: path.into(), reason, code: Code::NoSuchFile, source: Some(source) }
            }
            false => io_error(path, "cannot be written", source),
        })?;
        Ok(Self { place, file })
    }

    pub(crate) fn file(&self) -> &File {
        self.file.as_file()
    }

    fn io(&self, source: std::io::Error) -> Error {
        io_error(&self.place.path, "cannot be written", source)
    }

    /// Writes from `at` on.
    pub(crate) fn put_at(&self, at: u64, bytes: &[u8]) -> Result<(), Error> {
        let mut file = self.file();
        file.seek(SeekFrom::Start(at)).and_then(|_| file.write_all(bytes)).map_err(|source| self.io(source))
    }

    /// Synchronises it and renames it over the other.
    pub(crate) fn rename(self) -> Result<(), Error> {
        if self.place.is_special() {
            return self.place.stream(&mut |out| {
                let mut file = self.file();
                file.seek(SeekFrom::Start(0))?;
                std::io::copy(&mut file, out)?;
                out.flush()
            });
        }
        self.file().sync_all().map_err(|source| self.io(source))?;
        #[cfg(unix)]
        if let Ok(about) = std::fs::metadata(&self.place.path) {
            use std::os::unix::fs::MetadataExt;
            // What replaces a file is as readable as that was, and belongs to whom that belonged, as far as this process may say so.
            let _ = std::os::unix::fs::fchown(self.file(), Some(about.uid()), Some(about.gid()));
            self.file().set_permissions(about.permissions()).map_err(|source| self.io(source))?;
        }
        let path = self.place.path;
        let renamed = self.file.persist(&path);
        // What to do about it where it is most likely: nothing can be renamed over a file that a program has open.
        #[cfg(windows)]
        if let Err(error) = renamed {
            let reason = "cannot be replaced: close the program that has it open, or write to another name";
            let source = Some(error.error);
            return Err(Error::Io { path, reason, code: Code::Io, source });
        }
        #[cfg(not(windows))]
        renamed.map_err(|error| io_error(&path, "cannot be written", error.error))?;
        Ok(())
    }
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]
    use super::*;
    use std::fs;
    use std::os::unix::fs::{FileTypeExt, PermissionsExt, symlink};

    #[test]
    fn links_stay_and_lead_to_what_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("else")).unwrap();
        fs::write(at("else/real"), "old").unwrap();
        symlink("else/real", at("link")).unwrap();
        symlink("link", at("second")).unwrap();
        symlink("else/new", at("dangling")).unwrap();
        for (name, real) in [("link", "else/real"), ("second", "else/real"), ("dangling", "else/new")] {
            write_atomically(&at(name), name.as_bytes()).unwrap();
            assert!(fs::symlink_metadata(at(name)).unwrap().is_symlink());
            assert_eq!(fs::read(at(real)).unwrap(), name.as_bytes());
        }
        symlink("b", at("a")).unwrap();
        symlink("a", at("b")).unwrap();
        assert!(write_atomically(&at("a"), b"x").is_err());
        assert!(fs::symlink_metadata(at("a")).unwrap().is_symlink());
    }

    #[test]
    fn a_pipe_and_a_device_are_written_to() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let reader = std::thread::spawn({
            let pipe = pipe.clone();
            move || fs::read(pipe).unwrap()
        });
        let bytes = vec![7; 300_000];
        write_atomically(&pipe, &bytes).unwrap();
        assert_eq!(reader.join().unwrap(), bytes);
        assert!(fs::metadata(&pipe).unwrap().file_type().is_fifo());
        write_atomically(Path::new("/dev/null"), b"x").unwrap();
        assert!(fs::metadata("/dev/null").unwrap().file_type().is_char_device());
        if Path::new("/dev/full").exists() {
            assert_eq!(write_atomically(Path::new("/dev/full"), b"x").unwrap_err().code(), Code::Io);
            assert!(fs::metadata("/dev/full").unwrap().file_type().is_char_device());
        }
    }

    #[test]
    fn what_is_write_protected_stays_and_modes_stay() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        fs::write(&path, "old").unwrap();
        let mode = |mode| fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        mode(0o444);
        assert_eq!(write_atomically(&path, b"new").unwrap_err().code(), Code::WriteProtected);
        assert_eq!(fs::read(&path).unwrap(), b"old");
        mode(0o640);
        write_atomically(&path, b"new").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
        // A new file is as readable as any other.
        let (own, other) = (folder.path().join("own"), folder.path().join("other"));
        write_atomically(&own, b"x").unwrap();
        fs::write(&other, b"x").unwrap();
        assert_eq!(fs::metadata(own).unwrap().permissions(), fs::metadata(other).unwrap().permissions());
    }
}

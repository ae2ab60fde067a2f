//! One change of a file after the other: an advisory lock that says who holds it.
//!
//! The lock lies on a file beside the target, for the target itself is replaced. The system lets go of it when its holder ends, however that
//! ends; a file that was left behind holds nobody up. Where the file system knows no locks, nothing is locked, and what
//! guards a library then is that its new version is refused if it is no longer what was read.

use super::place::Place;
use crate::files::read::io_error;
use crate::ground::error::Error;
use ramatch_core::Code;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// How long is slept between two attempts.
const PAUSE: Duration = Duration::from_millis(20);
/// What stands in the file of every lock before its holder.
const MARK: &str = "lock of ramatch: ";
/// Longest text that is read of a holder.
const HOLDER: u64 = 300;

/// While it lives, nobody else who asks for it changes a file.
#[derive(Debug)]
pub struct FileLock {
    /// None where the file system knows no locks.
    file: Option<File>,
    path: PathBuf,
}

/// Who holds a lock.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Holder {
    /// Process, machine and time of its beginning in words; empty if not known.
    pub name: String,
    /// How long this has been waited for.
    pub waited: Duration,
}

impl FileLock {
    /// The file that the lock is, beside its target.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Takes the lock of a file, which need not be there yet. While another has it, `waits` is asked every few milliseconds whether
    /// to go on waiting.
    ///
    /// # Errors
    /// [`Error::Io`] with the code `locked` and the holder where `waits` says no; where no file can be made beside the target.
    pub fn take(target: &Path, waits: &mut dyn FnMut(&Holder) -> bool) -> Result<Self, Error> {
        let place = Place::of(target)?;
        let mut path = place.path().as_os_str().to_owned();
        path.push(".lock");
        let path = PathBuf::from(path);
        if place.is_special() {
            // What is written to and never replaced needs no turn.
            return Ok(Self { file: None, path });
        }
        let begun = std::time::Instant::now();
        loop {
            let Some(mut file) = opened(&path)? else { continue };
            match file.try_lock() {
                Ok(()) if is_at(&file, &path) => {
                    // Who holds it is a courtesy: where it cannot be said, the lock holds as well.
                    let _ = file.set_len(0).and_then(|()| file.write_all(own_name().as_bytes()));
                    return Ok(Self { file: Some(file), path });
                }
                // Its holder took it away: there is another file now, or none.
                Ok(()) => continue,
                Err(TryLockError::WouldBlock) => {
                    let holder = Holder { name: name_in(&mut file), waited: begun.elapsed() };
                    if !waits(&holder) {
                        let source = Some(std::io::Error::new(ErrorKind::WouldBlock, holder.to_string()));
                        let reason = "is being changed by another process: try again when that is done";
                        return Err(Error::Io { path: target.into(), reason, code: Code::Locked, source });
                    }
                    std::thread::sleep(PAUSE);
                }
                Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Interrupted => {}
                Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => {
                    let _ = std::fs::remove_file(&path);
                    return Ok(Self { file: None, path });
                }
                Err(TryLockError::Error(error)) => return Err(io_error(&path, "cannot be locked", error)),
            }
        }
    }
}

/// The file of a lock: a new one, or one that a lock made before. Nothing else is opened for writing, and no link is followed.
/// None where it went away meanwhile.
fn opened(path: &Path) -> Result<Option<File>, Error> {
    let refuse = |error| io_error(path, "cannot be made, and a change of a library needs it", error);
    match OpenOptions::new().read(true).write(true).create_new(true).open(path) {
        Ok(file) => return Ok(Some(file)),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
        Err(error) => return Err(refuse(error)),
    }
    match std::fs::symlink_metadata(path) {
        Ok(about) if is_plain(&about) => {}
        Ok(_) => return Err(in_the_way(path)),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(refuse(error)),
    }
    // Another user's can be read and locked, if not written to.
    let open = |write| OpenOptions::new().read(true).write(write).open(path);
    let opened = open(true).or_else(|error| match error.kind() {
        ErrorKind::PermissionDenied => open(false),
        _ => Err(error),
    });
    let mut file = match opened {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(refuse(error)),
    };
    let mut head = Vec::new();
    Read::by_ref(&mut file).take(HOLDER).read_to_end(&mut head).map_err(refuse)?;
    if !(head.is_empty() || head.starts_with(MARK.as_bytes())) {
        return Err(in_the_way(path));
    }
    file.seek(SeekFrom::Start(0)).map_err(refuse)?;
    Ok(Some(file))
}

/// Whether it is a file that has no second name.
fn is_plain(about: &std::fs::Metadata) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        // It has no name any more where its holder takes it away just now; opening it tells.
        about.is_file() && about.nlink() <= 1
    }
    #[cfg(not(unix))]
    about.is_file()
}

fn in_the_way(path: &Path) -> Error {
    let reason = "is in the way of a lock, and no lock made it: move it away";
    Error::Io { path: path.into(), reason, code: Code::FileExists, source: None }
}

impl Drop for FileLock {
    fn drop(&mut self) {
        if self.file.as_ref().is_some_and(|file| is_at(file, &self.path)) {
            // While it is locked: whoever opened it before finds that it is not there any more, and opens another.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

impl std::fmt::Display for Holder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = if self.name.is_empty() { "another process" } else { &self.name };
        write!(f, "held by {name}")
    }
}

/// Whether a file is the one that stands at a path.
fn is_at(file: &File, path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let same = |a: std::fs::Metadata, b: std::fs::Metadata| (a.dev(), a.ino()) == (b.dev(), b.ino());
        file.metadata().is_ok_and(|own| std::fs::metadata(path).is_ok_and(|there| same(own, there)))
    }
    // Elsewhere an open file cannot be taken away.
    #[cfg(not(unix))]
    {
        let _ = (file, path);
        true
    }
}

/// What its holder wrote.
fn name_in(file: &mut File) -> String {
    let mut name = String::new();
    let read = file.seek(SeekFrom::Start(0)).and_then(|_| file.take(HOLDER).read_to_string(&mut name));
    if read.is_err() {
        name.clear();
    }
    crate::ground::shown::line(name.trim_start_matches(MARK).trim())
}

/// This process, as others will read it.
fn own_name() -> String {
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").ok();
    let host = host.or_else(|| std::env::var("COMPUTERNAME").ok()).unwrap_or_default();
    let on = if host.trim().is_empty() { String::new() } else { format!(" on {}", host.trim()) };
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let (hours, minutes, seconds) = (since / 3600 % 24, since / 60 % 60, since % 60);
    format!("{MARK}process {}{on} since {hours:02}:{minutes:02}:{seconds:02} UTC", std::process::id())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn one_after_the_other_and_nothing_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("a.rsl");
        let (inside, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..20 {
                        let lock = FileLock::take(&target, &mut |_| true).unwrap();
                        most.fetch_max(inside.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                        std::thread::yield_now();
                        inside.fetch_sub(1, Ordering::SeqCst);
                        drop(lock);
                    }
                });
            }
        });
        assert_eq!(most.into_inner(), 1);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    /// What somebody put where the lock would be is not touched, nor what it leads to.
    #[cfg(unix)]
    #[test]
    fn nothing_that_no_lock_made_is_touched() {
        let folder = tempfile::tempdir().unwrap();
        let (target, lock) = (folder.path().join("a.rsl"), folder.path().join("a.rsl.lock"));
        let notes = folder.path().join("notes");
        std::fs::write(&notes, "precious").unwrap();
        let puts: [&dyn Fn(); 6] = [
            &|| std::os::unix::fs::symlink("notes", &lock).unwrap(),
            &|| std::os::unix::fs::symlink("nothing", &lock).unwrap(),
            &|| std::fs::hard_link(&notes, &lock).unwrap(),
            &|| assert!(std::fs::copy(&notes, &lock).unwrap() > 0),
            &|| std::fs::create_dir(&lock).unwrap(),
            &|| assert!(std::process::Command::new("mkfifo").arg(&lock).status().unwrap().success()),
        ];
        for (i, put) in puts.iter().enumerate() {
            put();
            let refused = FileLock::take(&target, &mut |_| false).unwrap_err();
            assert_eq!(refused.code(), Code::FileExists, "{i}: {refused}");
            assert!(refused.to_string().contains("a.rsl.lock"), "{refused}");
            assert_eq!(std::fs::read(&notes).unwrap(), b"precious");
            assert!(std::fs::symlink_metadata(&lock).is_ok() && !folder.path().join("nothing").exists());
            let _ = std::fs::remove_file(&lock).or_else(|_| std::fs::remove_dir(&lock));
        }
        // What took its place meanwhile stays.
        let held = FileLock::take(&target, &mut |_| false).unwrap();
        std::fs::rename(&notes, &lock).unwrap();
        drop(held);
        assert_eq!(std::fs::read(&lock).unwrap(), b"precious");
    }

    #[test]
    fn a_lock_names_its_holder_and_one_that_was_left_holds_nobody_up() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("a.rsl");
        std::fs::write(folder.path().join("a.rsl.lock"), "lock of ramatch: process 1 that was killed")
            .unwrap();
        let lock = FileLock::take(&target, &mut |_| false).unwrap();
        let refused = FileLock::take(&target, &mut |_| false).unwrap_err();
        assert_eq!(refused.code(), Code::Locked);
        assert!(refused.to_string().contains(&format!("process {}", std::process::id())), "{refused}");
        drop(lock);
        FileLock::take(&target, &mut |_| false).unwrap();
    }
}

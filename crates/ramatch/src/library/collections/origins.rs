//! Where the files of a collection lie: in a folder, in archives, in archives in a folder.

use crate::files::folder::{files_in, in_order, leads_out};
use crate::files::map;
use crate::files::read::{MeasuredFile, head};
use crate::ground::error::Error;
use crate::ground::shown;
use crate::library::described::refusal;
use ramatch_core::Code;
use ramatch_io::{Archive, Budget, Limits};
use std::path::{Path, PathBuf};

/// Bytes that the files of one archive may unpack to together; each of them is bounded by itself, and read by itself.
const ARCHIVE_BYTES: u64 = 1 << 35;

/// What a ZIP archive without files begins with: the end of its directory.
const EMPTY_ZIP: &[u8] = b"PK\x05\x06";

/// Why one is refused.
const EMPTY: &str = "is an archive without files";

/// An archive: its bytes where they lie, and its directory.
struct Opened {
    path: PathBuf,
    /// What stands before the names of its members.
    prefix: String,
    map: memmap2::Mmap,
    archive: Archive,
}

/// Where one file is.
enum Place {
    /// By itself.
    Alone(PathBuf),
    /// In an archive, by its index there.
    Packed(usize, usize),
}

/// A file of a collection.
pub(super) struct Origin {
    /// Its name within the collection, with `/` between folders.
    pub(super) name: String,
    place: Place,
}

/// All files of a collection, in the order of their names.
pub(super) struct Origins {
    archives: Vec<Opened>,
    pub(super) files: Vec<Origin>,
    /// Archives that were refused, by their name.
    pub(super) refused: Vec<(String, Error)>,
}

fn is_archive_by_name(name: &str) -> bool {
    let lower = name.to_lowercase();
    lower.ends_with(".zip") || lower.ends_with(".tar")
}

impl Origins {
    /// The files of a folder and of the archives in it, or of an archive.
    ///
    /// # Errors
    /// [`Error::Io`] for a folder that cannot be read, [`Error::File`] for an archive that is refused where it is all there is.
    pub(super) fn of(path: &Path) -> Result<Self, Error> {
        let mut origins = Self { archives: Vec::new(), files: Vec::new(), refused: Vec::new() };
        if !path.is_dir() {
            let head = head(path, 1 << 10)?;
            if !Archive::is_one(&head) && !head.starts_with(EMPTY_ZIP) {
                let reason = "is neither a folder nor a ZIP or tar archive: name the folder of the files, or the archive";
                return Err(refusal(path, Code::Parameter, reason));
            }
            origins.open(path, "")?;
            return Ok(origins);
        }
        for file in files_in(path)? {
            let name = shown::name(file.strip_prefix(path).unwrap_or(&file)).replace('\\', "/");
            let is_link = std::fs::symlink_metadata(&file).is_ok_and(|about| about.is_symlink());
            if is_link && leads_out(path, &file) {
                let error = refusal(&file, Code::BadPath, "is a link that leads out of the folder");
                origins.refused.push((name, error));
            } else if is_archive_by_name(&name) {
                if let Err(error) = origins.open(&file, &name) {
                    origins.refused.push((name, error));
                }
            } else {
                origins.files.push(Origin { name, place: Place::Alone(file) });
            }
        }
        Ok(origins)
    }

    /// Leaves out a file that is read for something else.
    pub(super) fn leave_out(&mut self, other: &Path) {
        let is_other = |path: &Path| {
            path.file_name() == other.file_name() && path.canonicalize().ok() == other.canonicalize().ok()
        };
        self.files.retain(|origin| !matches!(&origin.place, Place::Alone(path) if is_other(path)));
    }

    fn open(&mut self, path: &Path, prefix: &str) -> Result<(), Error> {
        let map = map::map(path)?;
        if map.starts_with(EMPTY_ZIP) {
            return Err(refusal(path, Code::Empty, EMPTY));
        }
        let mut limits = Limits::DESKTOP;
        limits.file_bytes = usize::try_from(ARCHIVE_BYTES).unwrap_or(usize::MAX);
        limits.members = usize::from(u16::MAX);
        let refuse = |source| Error::File { path: path.into(), source };
        let archive = Archive::of(&map, &Budget::new(limits)).map_err(refuse)?;
        if archive.is_empty() {
            return Err(refusal(path, Code::Empty, EMPTY));
        }
        let number = self.archives.len();
        let mut members: Vec<(usize, String)> =
            archive.names().enumerate().map(|(index, name)| (index, joined(prefix, name))).collect();
        members.sort_by(|a, b| in_order(Path::new(&a.1), Path::new(&b.1)));
        self.files.extend(
            members.into_iter().map(|(index, name)| Origin { name, place: Place::Packed(number, index) }),
        );
        self.archives.push(Opened { path: path.into(), prefix: prefix.to_owned(), map, archive });
        Ok(())
    }

    /// What errors call a file: its path, behind that of its archive where it is in one.
    pub(super) fn path(&self, origin: &Origin) -> PathBuf {
        match &origin.place {
            Place::Alone(path) => path.clone(),
            Place::Packed(number, _) => self.archives.get(*number).map_or_else(PathBuf::new, |archive| {
                let within = origin.name.strip_prefix(&archive.prefix).unwrap_or(&origin.name);
                archive.path.join(within.trim_start_matches('/'))
            }),
        }
    }

    /// Reads a file.
    ///
    /// # Errors
    /// [`Error::Io`], [`Error::File`] for what cannot be unpacked, and for an archive in an archive.
    pub(super) fn read(&self, origin: &Origin) -> Result<MeasuredFile, Error> {
        match &origin.place {
            Place::Alone(path) => MeasuredFile::read(path, ramatch_io::Options::new()),
            Place::Packed(number, index) => {
                let path = self.path(origin);
                if is_archive_by_name(&origin.name) {
                    return Err(refusal(
                        &path,
                        Code::Depth,
                        "an archive in an archive is not opened: unpack the outer one",
                    ));
                }
                let Some(Opened { map, archive, .. }) = self.archives.get(*number) else {
                    return Err(refusal(&path, Code::NoSuchFile, "is in no archive"));
                };
                let content = archive.read(map, *index, &Budget::default());
                let content = content.map_err(|source| Error::File { path: path.clone(), source })?;
                Ok(MeasuredFile::of_bytes(path, content))
            }
        }
    }
}

/// A name behind that of its archive.
fn joined(prefix: &str, name: &str) -> String {
    if prefix.is_empty() { name.to_owned() } else { format!("{prefix}/{name}") }
}

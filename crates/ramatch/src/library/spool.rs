//! Bytes that wait until the file can be laid out: in memory, or in a temporary file that has no name.

use crate::files::read::io_error;
use crate::ground::error::Error;
use std::fs::File;
use std::io::{BufReader, BufWriter, Cursor, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// How far a spool had come.
pub(super) struct Mark {
    hasher: blake3::Hasher,
    len: u64,
}

enum Place {
    Memory(Vec<u8>),
    Disk(BufWriter<File>),
}

/// Bytes going in, one after the other, and their hash.
pub(super) struct Spool {
    place: Place,
    folder: PathBuf,
    hasher: blake3::Hasher,
    len: u64,
    /// Whether the file holds anything but what was put.
    lost: bool,
}

/// Bytes coming out again.
pub(super) struct Spooled {
    reader: Box<dyn ReadSeek>,
    folder: PathBuf,
    pub(super) hash: blake3::Hash,
    pub(super) len: u64,
}

trait ReadSeek: Read + Seek {}
impl<T: Read + Seek> ReadSeek for T {}

impl Spool {
    /// In a temporary file in `folder`, or in memory.
    pub(super) fn new(folder: Option<&Path>) -> Result<Self, Error> {
        let place = match folder {
            None => Place::Memory(Vec::new()),
            Some(folder) => {
                let file = tempfile::tempfile_in(folder);
                let file = file.map_err(|source| io_error(folder, "cannot hold a temporary file", source))?;
                Place::Disk(BufWriter::with_capacity(1 << 20, file))
            }
        };
        let folder = folder.map(Path::to_owned).unwrap_or_default();
        Ok(Self { place, folder, hasher: blake3::Hasher::new(), len: 0, lost: false })
    }

    pub(super) fn put(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.check()?;
        self.hasher.update(bytes);
        self.len += bytes.len() as u64;
        match &mut self.place {
            Place::Memory(memory) => memory.extend_from_slice(bytes),
            Place::Disk(file) => file
                .write_all(bytes)
                .map_err(|source| io_error(&self.folder, "cannot hold a temporary file", source))?,
        }
        Ok(())
    }

    pub(super) fn len(&self) -> u64 {
        self.len
    }

    /// Where it stands now.
    pub(super) fn mark(&self) -> Mark {
        Mark { hasher: self.hasher.clone(), len: self.len }
    }

    /// Forgets all that came since; writing goes on there, also after it was read back.
    pub(super) fn back_to(&mut self, mark: &Mark) -> Result<(), Error> {
        (self.hasher, self.len) = (mark.hasher.clone(), mark.len);
        match &mut self.place {
            Place::Memory(memory) => memory.truncate(usize::try_from(mark.len).unwrap_or(usize::MAX)),
            // Written over, or left behind the end that counts.
            Place::Disk(file) => {
                let sought = file.seek(SeekFrom::Start(mark.len));
                self.lost = sought.is_err();
                sought.map_err(|source| io_error(&self.folder, "cannot hold a temporary file", source))?;
            }
        }
        Ok(())
    }

    /// Goes back to where it should stand, if that failed before: there may be room again.
    fn check(&mut self) -> Result<(), Error> {
        if let (true, Place::Disk(file)) = (self.lost, &mut self.place) {
            let sought = file.seek(std::io::SeekFrom::Start(self.len));
            sought.map_err(|source| io_error(&self.folder, "cannot hold a temporary file", source))?;
            self.lost = false;
        }
        Ok(())
    }

    /// Some bytes of what went in; writing goes on where it stood.
    pub(super) fn look(&mut self, at: u64, len: usize) -> Result<Vec<u8>, Error> {
        self.check()?;
        let refuse = |source| io_error(&self.folder, "its temporary file cannot be read back", source);
        match &mut self.place {
            Place::Memory(memory) => {
                let from = usize::try_from(at).unwrap_or(usize::MAX);
                let bytes = memory.get(from..from.saturating_add(len));
                bytes.map(<[u8]>::to_vec).ok_or_else(|| refuse(std::io::ErrorKind::UnexpectedEof.into()))
            }
            Place::Disk(file) => {
                let mut bytes = vec![0; len];
                let read = file.seek(SeekFrom::Start(at)).and_then(|_| file.get_mut().read_exact(&mut bytes));
                let back = file.seek(SeekFrom::Start(self.len));
                self.lost = back.is_err();
                read.and(back.map(drop)).map_err(refuse)?;
                Ok(bytes)
            }
        }
    }

    /// What went in, to be read: from the same file, so nothing may be put meanwhile; memory is handed over.
    pub(super) fn read_back(&mut self) -> Result<Spooled, Error> {
        self.check()?;
        let folder = self.folder.clone();
        let reader: Box<dyn ReadSeek> = match &mut self.place {
            Place::Memory(memory) => Box::new(Cursor::new(std::mem::take(memory))),
            Place::Disk(file) => {
                let file = file.flush().and_then(|()| file.get_ref().try_clone());
                let file =
                    file.map_err(|source| io_error(&folder, "cannot hold a temporary file", source))?;
                Box::new(BufReader::with_capacity(1 << 16, file))
            }
        };
        let mut spooled = Spooled { reader, folder, hash: self.hasher.finalize(), len: self.len };
        spooled.seek(0)?;
        Ok(spooled)
    }
}

impl Spooled {
    pub(super) fn seek(&mut self, at: u64) -> Result<(), Error> {
        let sought = self.reader.seek(std::io::SeekFrom::Start(at));
        sought.map(|_| ()).map_err(|source| self.refused(source))
    }

    /// Fills `bytes` with those that come next.
    pub(super) fn read(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
        self.reader.read_exact(bytes).map_err(|source| self.refused(source))
    }

    /// Hands over all bytes, from the first one on, in pieces of a megabyte at most.
    pub(super) fn pieces(&mut self, take: &mut dyn FnMut(&[u8]) -> Result<(), Error>) -> Result<(), Error> {
        self.seek(0)?;
        let mut buffer = vec![0; 1 << 20];
        let mut left = self.len;
        while left > 0 {
            let len = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            self.read(&mut buffer[..len])?;
            take(&buffer[..len])?;
            left -= len as u64;
        }
        Ok(())
    }

    fn refused(&self, source: std::io::Error) -> Error {
        io_error(&self.folder, "its temporary file cannot be read back", source)
    }
}

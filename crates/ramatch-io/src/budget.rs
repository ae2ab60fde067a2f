//! How much a reader may take in: one object, passed everywhere, charged before anything is allocated.

use crate::error::Error;
use ramatch_core::Code;
use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The limits of one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of the file.
    pub file_bytes: usize,
    /// Bytes that a reader allocates for the file's structure and for one spectrum, together.
    pub memory_bytes: usize,
    /// Bytes of one line.
    pub line_bytes: usize,
    /// Bytes of a label.
    pub label_bytes: usize,
    /// Bytes of a metadata value.
    pub value_bytes: usize,
    /// Metadata fields of a spectrum, and lines before the first row of numbers.
    pub fields: usize,
    /// Points of a spectrum.
    pub points: usize,
    /// Spectra of a file.
    pub spectra: usize,
    /// Nested blocks, groups or objects.
    pub depth: usize,
    /// Bytes that one packed byte may unpack to; 0 where nothing packed is read.
    pub expansion: usize,
    /// Members of an archive.
    pub members: usize,
}

impl Limits {
    /// For a desktop or a server.
    pub const DESKTOP: Self = Self {
        file_bytes: 256 << 20,
        memory_bytes: 1 << 30,
        line_bytes: 64 << 10,
        label_bytes: 64,
        value_bytes: 64 << 10,
        fields: 10_000,
        points: ramatch_core::spectrum::MAX_POINTS,
        spectra: 1_000_000,
        depth: 8,
        expansion: 200,
        members: 10_000,
    };

    /// For an instrument: small files, and nothing packed.
    pub const FIRMWARE: Self = Self {
        file_bytes: 4 << 20,
        memory_bytes: 4 << 20,
        line_bytes: 1 << 10,
        label_bytes: 64,
        value_bytes: 1 << 10,
        fields: 256,
        points: 16_384,
        spectra: 64,
        depth: 2,
        expansion: 0,
        members: 0,
    };
}

/// What is left of the limits while a file is read.
///
/// ```
/// use ramatch_io::{Budget, Limits, Options};
/// let text: String = (0..20).map(|i| format!("{}\t1\n", 100 + i)).collect();
/// let small = Budget::new(Limits::FIRMWARE);
/// assert!(ramatch_io::read(text.as_bytes(), &Options::new(), &small).is_ok());
/// let mut none = Limits::FIRMWARE;
/// none.memory_bytes = 100;
/// let refused = ramatch_io::read(text.as_bytes(), &Options::new(), &Budget::new(none)).unwrap_err();
/// assert_eq!(refused.code().name(), "limit");
/// ```
#[derive(Clone, Debug)]
pub struct Budget {
    limits: Limits,
    left: Cell<usize>,
    most: Cell<usize>,
    stop: Option<Arc<AtomicBool>>,
}

impl Default for Budget {
    fn default() -> Self {
        Self::new(Limits::DESKTOP)
    }
}

impl Budget {
    /// A budget of these limits.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self { limits, left: Cell::new(limits.memory_bytes), most: Cell::new(0), stop: None }
    }

    /// The same, and reading ends with the code `cancelled` soon after `stop` turns true.
    #[must_use]
    pub fn with_stop(mut self, stop: Arc<AtomicBool>) -> Self {
        self.stop = Some(stop);
        self
    }

    /// The limits it began with.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The most bytes that were charged at one time.
    #[must_use]
    pub fn most_charged(&self) -> usize {
        self.most.get()
    }

    /// Charges bytes that are about to be allocated.
    pub(crate) fn charge(&self, bytes: usize) -> Result<(), Error> {
        let Some(left) = self.left.get().checked_sub(bytes) else {
            let spent = self.limits.memory_bytes - self.left.get();
            let needed = spent.saturating_add(bytes);
            return Err(over("bytes of memory", self.limits.memory_bytes, needed));
        };
        self.left.set(left);
        self.most.set(self.most.get().max(self.limits.memory_bytes - left));
        Ok(())
    }

    /// An empty vector that holds `len` items without growing.
    pub(crate) fn vec<T>(&self, len: usize) -> Result<Vec<T>, Error> {
        let bytes = len.checked_mul(size_of::<T>()).ok_or_else(|| over("items", usize::MAX, len))?;
        self.charge(bytes)?;
        let mut vec = Vec::new();
        vec.try_reserve_exact(len).map_err(|_| over("bytes of memory", self.limits.memory_bytes, bytes))?;
        Ok(vec)
    }

    /// Pushes to a vector that may have to grow, at most to `limit` items.
    pub(crate) fn push<T>(
        &self,
        vec: &mut Vec<T>,
        item: T,
        what: &'static str,
        limit: usize,
    ) -> Result<(), Error> {
        if vec.len() >= limit {
            return Err(over(what, limit, vec.len() + 1));
        }
        if vec.len() == vec.capacity() {
            // While it moves, old and new are both there; the old one is given back.
            let (old, more) = (vec.capacity(), vec.capacity().max(16));
            self.charge((old + more) * size_of::<T>())?;
            vec.try_reserve_exact(more)
                .map_err(|_| over("bytes of memory", self.limits.memory_bytes, old + more))?;
            self.left.set(self.left.get() + old * size_of::<T>());
        }
        vec.push(item);
        Ok(())
    }

    /// A copy of a text, at most as long as a metadata value may be.
    pub(crate) fn text(&self, text: &str) -> Result<String, Error> {
        if text.len() > self.limits.value_bytes {
            return Err(over("bytes of one value", self.limits.value_bytes, text.len()));
        }
        self.charge(text.len())?;
        Ok(text.to_owned())
    }

    /// Refuses a number of points beyond the limit.
    pub(crate) fn points(&self, points: usize) -> Result<usize, Error> {
        if points > self.limits.points { Err(over("points", self.limits.points, points)) } else { Ok(points) }
    }

    /// Refuses a number of spectra beyond the limit.
    pub(crate) fn spectra(&self, spectra: usize) -> Result<usize, Error> {
        if spectra > self.limits.spectra {
            Err(over("spectra", self.limits.spectra, spectra))
        } else {
            Ok(spectra)
        }
    }

    /// Asks, every 65,536 items, whether to go on.
    pub(crate) fn tick(&self, item: usize) -> Result<(), Error> {
        if item & 0xffff == 0 && self.stop.as_ref().is_some_and(|stop| stop.load(Ordering::Relaxed)) {
            return Err(Error::new(Code::Cancelled, "called off"));
        }
        Ok(())
    }

    /// Runs `read`, and gives back afterwards what it charged: its result is the caller's.
    pub(crate) fn scope<T>(&self, read: impl FnOnce() -> T) -> T {
        let left = self.left.get();
        let result = read();
        self.left.set(left);
        result
    }
}

/// The error of a limit.
pub(crate) fn over(what: &'static str, limit: usize, actual: usize) -> Error {
    Error::new(Code::Limit, format!("{actual} {what}, at most {limit} accepted")).counts(limit, actual)
}

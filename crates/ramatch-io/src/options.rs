//! How a file is to be read.

/// How a file is to be read; the default takes nothing for granted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// Whether decimal commas are read in JCAMP-DX, which does not allow them.
    pub decimal_comma: bool,
    /// Whether a file of fewer points than a spectrum has is read, as a list of peaks is.
    pub peaks: bool,
    /// Whether what can be read of a damaged file is yielded, marked as damaged.
    pub salvage: bool,
}

impl Options {
    /// Nothing taken for granted: a whole file, or an error.
    #[must_use]
    pub const fn new() -> Self {
        Self { decimal_comma: false, peaks: false, salvage: false }
    }

    /// Reads decimal commas in JCAMP-DX, with a warning.
    #[must_use]
    pub const fn decimal_comma(mut self) -> Self {
        self.decimal_comma = true;
        self
    }

    /// Reads lists of peaks, however few they are.
    #[must_use]
    pub const fn peaks(mut self) -> Self {
        self.peaks = true;
        self
    }

    /// Yields what can be read of a damaged file, marked as damaged.
    #[must_use]
    pub const fn salvage(mut self) -> Self {
        self.salvage = true;
        self
    }
}

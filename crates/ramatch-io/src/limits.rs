//! How much a reader may take in.

/// Limits of one file; the defaults are meant for a desktop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of the file.
    pub file_bytes: usize,
    /// Bytes of one line.
    pub line_bytes: usize,
    /// Lines before the first row of numbers.
    pub header_lines: usize,
    /// Points of a spectrum.
    pub points: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 256 << 20,
            line_bytes: 64 << 10,
            header_lines: 10_000,
            points: ramatch_core::spectrum::MAX_POINTS,
        }
    }
}

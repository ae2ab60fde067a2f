//! Prepared rows as they are stored: `f32`, or integers times a scale of their own.

use super::format::f32_at;
use ramatch_kernels::Sample;

/// How a library stores its rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
#[repr(u8)]
pub enum RowFormat {
    /// Samples as `f32`.
    #[default]
    F32 = 0,
    /// Integers of 16 bits times the row's scale: 96 dB of the row's largest sample.
    I16 = 1,
    /// Integers of 8 bits times the row's scale: 48 dB of the row's largest sample, a quarter of the flash.
    I8 = 2,
}

impl RowFormat {
    /// Every format.
    pub const ALL: [RowFormat; 3] = [RowFormat::F32, RowFormat::I16, RowFormat::I8];

    /// Bytes of a sample.
    #[must_use]
    pub const fn sample_len(self) -> usize {
        match self {
            RowFormat::F32 => 4,
            RowFormat::I16 => 2,
            RowFormat::I8 => 1,
        }
    }

    /// The largest integer; none of `f32`.
    #[must_use]
    pub const fn largest(self) -> Option<f32> {
        match self {
            RowFormat::F32 => None,
            RowFormat::I16 => Some(32_767.0),
            RowFormat::I8 => Some(127.0),
        }
    }

    /// The name in texts and reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            RowFormat::F32 => "f32",
            RowFormat::I16 => "i16",
            RowFormat::I8 => "i8",
        }
    }

    /// The format of a number in a file.
    pub(crate) fn of(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|format| *format as u8 == number)
    }
}

/// The samples of a row, in place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Codes<'a> {
    /// Little-endian `f32`.
    F32(&'a [[u8; 4]]),
    /// Little-endian `i16`.
    I16(&'a [[u8; 2]]),
    /// `i8`.
    I8(&'a [[u8; 1]]),
}

/// A row of a library, in place: sample i is `codes[i] · scale`.
///
/// A score is taken over the codes: a factor cancels out of a cosine.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row<'a> {
    /// Its samples.
    pub codes: Codes<'a>,
    /// What code 1 stands for; 1 for `f32`.
    pub scale: f32,
    /// ‖row as it was prepared − row as it is stored‖, rounded up; 0 for `f32`.
    pub residual_norm: f32,
}

impl<'a> Row<'a> {
    /// The row of these bytes; `about` is its record of scale and residual norm.
    pub(crate) fn of(format: RowFormat, bytes: &'a [u8], about: &[u8]) -> Self {
        let codes = match format {
            RowFormat::F32 => Codes::F32(bytes.as_chunks().0),
            RowFormat::I16 => Codes::I16(bytes.as_chunks().0),
            RowFormat::I8 => Codes::I8(bytes.as_chunks().0),
        };
        let number = |at, instead| f32_at(about, at).unwrap_or(instead);
        Self { codes, scale: number(0, 1.0), residual_norm: number(4, 0.0) }
    }

    /// Number of samples.
    #[must_use]
    pub fn len(&self) -> usize {
        match self.codes {
            Codes::F32(codes) => codes.len(),
            Codes::I16(codes) => codes.len(),
            Codes::I8(codes) => codes.len(),
        }
    }

    /// Whether there are no samples, as of an entry that does not exist.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Sample `i`, rounded to `f32`; 0 where there is none.
    #[must_use]
    pub fn sample(&self, i: usize) -> f32 {
        fn code<S: Sample>(codes: &[S], i: usize) -> f64 {
            codes.get(i).map_or(0.0, |code| code.value())
        }
        let code = match self.codes {
            Codes::F32(codes) => code(codes, i),
            Codes::I16(codes) => code(codes, i),
            Codes::I8(codes) => code(codes, i),
        };
        (code * f64::from(self.scale)) as f32
    }

    /// The samples, rounded to `f32`.
    pub fn samples(self) -> impl Iterator<Item = f32> + Clone + use<'a> {
        (0..self.len()).map(move |i| self.sample(i))
    }
}

//! Bytes read in order, or at an offset: every access checked.

use crate::error::Error;
use ramatch_core::Code;

/// The order of a number's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    Little,
    Big,
}

/// Bytes of a file with their order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bytes<'a> {
    bytes: &'a [u8],
    order: Order,
}

macro_rules! numbers {
    ($($name:ident $type:ty,)*) => {
        $(pub(crate) fn $name(&self, at: usize) -> Result<$type, Error> {
            let bytes = *self.slice(at, size_of::<$type>())?.first_chunk().ok_or_else(|| cut(at, 1, 0))?;
            Ok(match self.order { Order::Little => <$type>::from_le_bytes(bytes), Order::Big => <$type>::from_be_bytes(bytes) })
        })*
    };
}

impl<'a> Bytes<'a> {
    pub(crate) fn new(bytes: &'a [u8], order: Order) -> Self {
        Self { bytes, order }
    }

    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    pub(crate) fn all(&self) -> &'a [u8] {
        self.bytes
    }

    /// `len` bytes at an offset.
    pub(crate) fn slice(&self, at: usize, len: usize) -> Result<&'a [u8], Error> {
        let end = at.checked_add(len).ok_or_else(|| overflow(at))?;
        self.bytes.get(at..end).ok_or_else(|| cut(at, len, self.bytes.len().saturating_sub(at)))
    }

    /// `count` items of `size` bytes at an offset.
    pub(crate) fn items(&self, at: usize, count: usize, size: usize) -> Result<&'a [u8], Error> {
        self.slice(at, count.checked_mul(size).ok_or_else(|| overflow(at))?)
    }

    numbers! { u8 u8, i8 i8, u16 u16, i16 i16, u32 u32, i32 i32, u64 u64, f32 f32, f64 f64, }

    /// Appends `count` numbers in single precision; refuses one that is not finite.
    pub(crate) fn floats(
        &self,
        at: usize,
        count: usize,
        what: &dyn std::fmt::Display,
        into: &mut Vec<f64>,
    ) -> Result<(), Error> {
        let (chunks, _) = self.items(at, count, 4)?.as_chunks::<4>();
        match self.order {
            Order::Little => append(chunks, u32::from_le_bytes, into),
            Order::Big => append(chunks, u32::from_be_bytes, into),
        }
        .map_err(|i| {
            let reason = format!("{what} {} is not a finite number", i + 1);
            Error::new(Code::NotFinite, reason).at_byte(at + 4 * i)
        })
    }

    /// A text of at most `len` bytes that ends with a zero, without blanks around it; Latin-1 where it is not UTF-8.
    pub(crate) fn text(&self, at: usize, len: usize) -> Result<String, Error> {
        Ok(text(self.slice(at, len)?))
    }
}

/// Appends numbers in single precision; the place of one that is not finite where there is one.
fn append(chunks: &[[u8; 4]], of: impl Fn([u8; 4]) -> u32, into: &mut Vec<f64>) -> Result<(), usize> {
    // What is not finite has all bits of its exponent. Without a branch this vectorises; where is asked afterwards.
    const EXPONENT: u32 = 0x7f80_0000;
    let is_none = |chunk: &[u8; 4]| of(*chunk) & EXPONENT == EXPONENT;
    if chunks.iter().fold(false, |any, chunk| any | is_none(chunk)) {
        return Err(chunks.iter().position(is_none).unwrap_or(0));
    }
    into.extend(chunks.iter().map(|chunk| f64::from(f32::from_bits(of(*chunk)))));
    Ok(())
}

/// Where the first zero byte stands. Whether there is one is asked first, which is much faster than where.
pub(crate) fn first_zero(bytes: &[u8]) -> Option<usize> {
    if bytes.contains(&0) { bytes.iter().position(|&b| b == 0) } else { None }
}

/// A text up to its first zero, without blanks around it; Latin-1 where it is not UTF-8.
pub(crate) fn text(bytes: &[u8]) -> String {
    let end = bytes.iter().position(|&b| b == 0).unwrap_or(bytes.len());
    latin(&bytes[..end]).trim().to_owned()
}

/// A text as UTF-8, or else as Latin-1.
pub(crate) fn latin(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|&b| char::from(b)).collect(),
    }
}

fn cut(at: usize, needed: usize, there: usize) -> Error {
    let reason = format!(
        "{needed} bytes are needed here, {there} are left: the file is cut, or points outside itself"
    );
    Error::new(Code::Truncated, reason).at_byte(at).counts(needed, there)
}

fn overflow(at: usize) -> Error {
    Error::new(Code::SizeOverflow, "a size is larger than any memory").at_byte(at)
}

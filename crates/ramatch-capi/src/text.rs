//! Texts as C takes them.

use core::ffi::c_char;

/// A text of so many bytes, UTF-8, which does not end with a 0: printf("%.*s", (int)text.len, text.bytes). It lies in the bytes of the
/// library, or is static. `bytes` is never NULL.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ramatch_text {
    /// Where it begins.
    pub bytes: *const c_char,
    /// How many bytes it has.
    pub len: usize,
}

impl ramatch_text {
    /// A text where it stands.
    pub(crate) const fn of(text: &str) -> Self {
        Self { bytes: text.as_ptr().cast(), len: text.len() }
    }
}

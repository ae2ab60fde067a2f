//! Which version of the face is linked.

use core::ffi::{CStr, c_char};

/// Version of this interface. A program that was compiled with a header of another number must not go on.
pub const RAMATCH_ABI_VERSION: u32 = 1;

/// What stands in the manifest, as C shows it.
const VERSION: &CStr = match CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
    Ok(text) => text,
    Err(_) => c"",
};

/// The interface's version that the library was built with: compare it with RAMATCH_ABI_VERSION once, at the start.
#[unsafe(no_mangle)]
pub extern "C" fn ramatch_abi_version() -> u32 {
    RAMATCH_ABI_VERSION
}

/// The version of ramatch, such as "0.1.0", for logs.
#[unsafe(no_mangle)]
pub extern "C" fn ramatch_version() -> *const c_char {
    VERSION.as_ptr()
}

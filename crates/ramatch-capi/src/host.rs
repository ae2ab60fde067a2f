//! What a host has beside: files of instruments, the built-in library, and a heap.

use crate::guard::guard;
use crate::identify::ramatch_spectrum;
use crate::lent;
use crate::status::{Refusal, ramatch_error, ramatch_status};
use core::ffi::{CStr, c_char};
use ramatch::{Calibration, Library, Recipe, Spectrum};
use std::boxed::Box;
use std::path::Path;
use std::string::{String, ToString};
use std::vec::Vec;

/// What a file held, on the heap. Made by ramatch_spectrum_read, freed by ramatch_file_free; a host only.
pub struct ramatch_file {
    spectrum: Spectrum,
}

/// Bytes on the heap. Made by ramatch_embedded_library and ramatch_embedded_calibration, freed by ramatch_bytes_free; a host only.
pub struct ramatch_bytes {
    bytes: Vec<u8>,
}

/// Where a host tells what is wrong, in words: a sentence that ends with a 0, cut to what there is room for. NULL and 0 for none.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ramatch_message {
    /// Where it is written.
    pub text: *mut c_char,
    /// For how many bytes there is room, the 0 included.
    pub len: usize,
}

/// Says what is wrong in a caller's room, and yields the code.
///
/// # Safety
/// `message` is null or points to room as it says.
unsafe fn tell(error: &ramatch::Error, message: *const ramatch_message) -> Refusal {
    let mut text = error.to_string();
    let mut cause = core::error::Error::source(error);
    while let Some(one) = cause {
        text = String::from_iter([&text, ": ", &one.to_string()]);
        cause = one.source();
    }
    // SAFETY: the caller vouches for it, or null.
    let room = unsafe { lent::item_or_none("message", message) };
    let room = room.ok().flatten().filter(|room| room.len > 0);
    // SAFETY: the caller vouches for the room.
    let room = room.map(|room| unsafe { lent::items_mut("message", room.text.cast::<u8>(), room.len) });
    if let Some(Ok(room)) = room {
        let bytes = text.bytes().filter(|&byte| byte != 0).take(room.len() - 1).chain([0]);
        for (slot, byte) in room.iter_mut().zip(bytes) {
            *slot = byte;
        }
    }
    Refusal::Host(error.code())
}

/// Makes something on the heap and hands it to the caller.
///
/// # Safety
/// There is room for a pointer at `out`; `message` and `error` are null or point to room.
unsafe fn make<T>(
    out: *mut *mut T,
    message: *const ramatch_message,
    error: *mut ramatch_error,
    made: impl FnOnce() -> Result<Result<T, ramatch::Error>, Refusal>,
) -> ramatch_status {
    let work = || {
        // SAFETY: the caller vouches for the room.
        let out = unsafe { lent::place("out", out) }?;
        out.write(core::ptr::null_mut());
        // SAFETY: the caller vouches for the room, or null.
        let made = made()?.map_err(|error| unsafe { tell(&error, message) })?;
        out.write(Box::into_raw(Box::new(made)));
        Ok(())
    };
    // SAFETY: the caller vouches for room for an error, or null.
    unsafe { guard(error, work) }
}

/// A path as a caller gives it.
///
/// # Safety
/// `path` is null, or a text that ends with a 0 and stays during `'a`.
unsafe fn path_of<'a>(path: *const c_char) -> Result<&'a Path, Refusal> {
    // SAFETY: the caller vouches for a text; at least its 0 is there.
    unsafe { lent::item("path", path) }?;
    // SAFETY: not null, and the caller vouches for the 0.
    let text = unsafe { CStr::from_ptr(path) }.to_str();
    text.map(Path::new).map_err(|_| Refusal::Argument(ramatch_core::Code::Parameter, "path"))
}

/// Reads a Raman spectrum of a file of an instrument, recognised by its content, onto the heap. `path` is UTF-8 and ends with a 0.
///
/// `*out` becomes NULL where it is refused. `message` may be NULL; else what is wrong is told there in words.
///
/// Answers RAMATCH_NO_SUCH_FILE, RAMATCH_IO, and what is wrong with the file: RAMATCH_FORMAT_UNSUPPORTED, RAMATCH_AXIS_UNIT_UNKNOWN,
/// RAMATCH_NOT_RAMAN and others of the book's table; RAMATCH_PARAMETER for a path that is not UTF-8, RAMATCH_NULL, RAMATCH_MISALIGNED.
///
/// # Safety
/// `path` ends with a 0, there is room for a pointer at `out`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ramatch_spectrum_read(
    path: *const c_char,
    out: *mut *mut ramatch_file,
    message: *const ramatch_message,
    error: *mut ramatch_error,
) -> ramatch_status {
    let made = || {
        // SAFETY: the caller vouches for the text.
        let read = ramatch::read_file(unsafe { path_of(path) }?);
        Ok(read.map(|measurement| ramatch_file { spectrum: measurement.spectrum }))
    };
    // SAFETY: as the caller vouches.
    unsafe { make(out, message, error, made) }
}

/// Tells where the spectrum of a file lies; it stays there until the file is freed.
///
/// Answers RAMATCH_NULL, RAMATCH_MISALIGNED.
///
/// # Safety
/// `file` was made by ramatch_spectrum_read and not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ramatch_file_spectrum(
    file: *const ramatch_file,
    out: *mut ramatch_spectrum,
    error: *mut ramatch_error,
) -> ramatch_status {
    let work = || {
        // SAFETY: the caller vouches for both.
        let (file, out) = unsafe { (lent::item("file", file)?, lent::place("out", out)?) };
        let spectrum = file.spectrum.as_ref();
        out.write(ramatch_spectrum {
            shift_cm1: spectrum.shift_cm1().as_ptr(),
            intensity: spectrum.intensity().as_ptr(),
            points: spectrum.len(),
        });
        Ok(())
    };
    // SAFETY: the caller vouches for room for an error, or null.
    unsafe { guard(error, work) }
}

/// Frees what ramatch_spectrum_read made; NULL is nothing.
///
/// # Safety
/// `file` was made by ramatch_spectrum_read and not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ramatch_file_free(file: *mut ramatch_file) {
    if !file.is_null() {
        // SAFETY: the caller vouches for a box that is freed once.
        drop(unsafe { Box::from_raw(file) });
    }
}

/// The built-in library, prepared for the portable recipe, as it is written to the flash of a device. Takes a second.
///
/// # Safety
/// There is room for a pointer at `out`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ramatch_embedded_library(
    out: *mut *mut ramatch_bytes,
    message: *const ramatch_message,
    error: *mut ramatch_error,
) -> ramatch_status {
    let made = || Ok(Library::embedded().and_then(|own| portable(&own)));
    // SAFETY: as the caller vouches.
    unsafe { make(out, message, error, made) }
}

/// A library of a file, verified and prepared for the portable recipe, as it is written to the flash of a device. `path` is UTF-8 and ends with
/// a 0. The library has to hold what its references were made from.
///
/// Answers as ramatch_spectrum_read, and what is wrong with the library: RAMATCH_HASH_MISMATCH and others.
///
/// # Safety
/// `path` ends with a 0, there is room for a pointer at `out`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ramatch_portable_library(
    path: *const c_char,
    out: *mut *mut ramatch_bytes,
    message: *const ramatch_message,
    error: *mut ramatch_error,
) -> ramatch_status {
    let made = || {
        // SAFETY: the caller vouches for the text.
        let path = unsafe { path_of(path) }?;
        Ok(Library::read(path).and_then(|own| portable(&own)))
    };
    // SAFETY: as the caller vouches.
    unsafe { make(out, message, error, made) }
}

/// The bytes of a library for a device.
fn portable(library: &Library) -> Result<ramatch_bytes, ramatch::Error> {
    let prepared = library.prepared_by(&Recipe::FINGERPRINT_PORTABLE)?;
    Ok(ramatch_bytes { bytes: prepared.bytes().to_vec() })
}

/// The trials of the built-in library, as they are written to the flash of a device.
///
/// # Safety
/// There is room for a pointer at `out`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ramatch_embedded_calibration(
    out: *mut *mut ramatch_bytes,
    message: *const ramatch_message,
    error: *mut ramatch_error,
) -> ramatch_status {
    let made = || Ok(Calibration::shipped().map(|trials| ramatch_bytes { bytes: trials.bytes().to_vec() }));
    // SAFETY: as the caller vouches.
    unsafe { make(out, message, error, made) }
}

/// Where bytes on the heap lie; they stay there until they are freed. NULL of NULL.
///
/// # Safety
/// `bytes` is null, or was made by a function of this header and not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ramatch_bytes_data(bytes: *const ramatch_bytes) -> *const u8 {
    // SAFETY: the caller vouches for it.
    unsafe { bytes.as_ref() }.map_or(core::ptr::null(), |own| own.bytes.as_ptr())
}

/// How many bytes there are. 0 of NULL.
///
/// # Safety
/// `bytes` is null, or was made by a function of this header and not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ramatch_bytes_len(bytes: *const ramatch_bytes) -> usize {
    // SAFETY: the caller vouches for it.
    unsafe { bytes.as_ref() }.map_or(0, |own| own.bytes.len())
}

/// Frees bytes; NULL is nothing.
///
/// # Safety
/// `bytes` was made by a function of this header and not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ramatch_bytes_free(bytes: *mut ramatch_bytes) {
    if !bytes.is_null() {
        // SAFETY: the caller vouches for a box that is freed once.
        drop(unsafe { Box::from_raw(bytes) });
    }
}

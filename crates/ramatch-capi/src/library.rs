//! A library where its bytes lie.

use crate::guard::guard;
use crate::handle::{self, Handle};
use crate::lent;
use crate::status::{Refusal, ramatch_error, ramatch_status};
use crate::text::ramatch_text;
use core::ffi::c_void;
use ramatch_core::{Code, Error, LibraryRef, Pipeline};

/// 64-bit words of a ramatch_library.
pub const RAMATCH_LIBRARY_WORDS: usize = 160;

/// A library that was opened. It lies where the caller wants it, may be copied, and has to be closed by nobody. The bytes of the library have
/// to stay where they are, and as they are, as long as it is used.
///
/// Memory of zeros is no library: calls answer RAMATCH_NOT_READY.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ramatch_library {
    /// Not for the caller.
    pub opaque: [u64; RAMATCH_LIBRARY_WORDS],
}

impl Handle for ramatch_library {
    type Held = LibraryRef<'static>;
    const MAGIC: u64 = u64::from_le_bytes(*b"ramatchL");
    const NAME: &'static str = "library";
}

/// The one place where a pipeline is made.
pub(crate) fn pipeline_of(library: &LibraryRef<'_>) -> Result<Pipeline, Error> {
    Pipeline::new(*library.recipe())
}

/// What a library holds.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ramatch_library_about {
    /// References.
    pub entries: u32,
    /// Substances.
    pub substances: u32,
    /// First Raman shift of the grid in cm-1.
    pub grid_start_cm1: f64,
    /// Distance of its points in cm-1.
    pub grid_step_cm1: f64,
    /// How many points it has.
    pub grid_len: u32,
    /// Whether it can be asked by a matcher: it holds emphasised rows.
    pub can_identify: i32,
    /// Whether mixtures can be taken apart by it: it holds linear rows.
    pub can_unmix: i32,
    /// Reserved, 0.
    pub reserved: u32,
    /// Identity of the recipe that prepared it.
    pub recipe: u64,
    /// Its own identity: BLAKE3 of the file, as the file states it.
    pub hash: [u8; 32],
}

/// A substance of a library.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ramatch_substance {
    /// Its id.
    pub id: ramatch_text,
    /// Its preferred name.
    pub name: ramatch_text,
}

/// A reference was measured on a known specimen by a known instrument.
pub const RAMATCH_GRADE_REFERENCE: i32 = 1;
/// A reference was drawn from published positions, with stated default widths.
pub const RAMATCH_GRADE_PUBLISHED: i32 = 2;
/// A reference was measured in the field, or is of undocumented origin.
pub const RAMATCH_GRADE_FIELD: i32 = 3;
/// A reference is a measured curve.
pub const RAMATCH_KIND_CURVE: i32 = 1;
/// A reference was drawn from a table of bands.
pub const RAMATCH_KIND_BANDS: i32 = 2;

/// A reference of a library.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ramatch_entry {
    /// Index of its substance.
    pub substance: u32,
    /// First point of the grid where it is known,
    pub from: u32,
    /// ... and the one behind the last.
    pub to: u32,
    /// RAMATCH_GRADE_*, 0 where the record holds an unknown number.
    pub grade: i32,
    /// RAMATCH_KIND_*, 0 where the record holds an unknown number.
    pub kind: i32,
    /// Laser in nm, 0 if unknown.
    pub laser_nm: f32,
    /// Resolution that its bands contain in cm-1, 0 if unknown.
    pub resolution_cm1: f32,
    /// Its id, unique in the library.
    pub id: ramatch_text,
    /// Form (salt, hydrate, polymorph, state), empty if not stated.
    pub form: ramatch_text,
    /// Id of its source.
    pub source: ramatch_text,
}

/// Opens the bytes of a library in place, from flash or a file in memory. They need no alignment. Header and section table are checked, no
/// hash and no record: see ramatch_library_check. O(sections).
///
/// Answers RAMATCH_NULL, RAMATCH_MISALIGNED, and what is wrong with the bytes: RAMATCH_BAD_MAGIC, RAMATCH_BAD_VERSION, RAMATCH_TRUNCATED,
/// RAMATCH_BAD_OFFSET, RAMATCH_UNKNOWN_SECTION, RAMATCH_SECTION_COUNT, RAMATCH_RECIPE and others of a library file.
///
/// # Safety
/// There are `len` bytes at `bytes` that nobody changes while the library is used, and room for a library at `out`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ramatch_library_open(
    bytes: *const c_void,
    len: usize,
    out: *mut ramatch_library,
    error: *mut ramatch_error,
) -> ramatch_status {
    let work = || {
        // SAFETY: the caller vouches for the bytes.
        let bytes: &'static [u8] = unsafe { lent::items("bytes", bytes.cast::<u8>(), len) }?;
        // SAFETY: the caller vouches for the room.
        unsafe { lent::place("out", out) }?;
        let library = LibraryRef::open(bytes)?;
        // SAFETY: the caller vouches for the room.
        unsafe { handle::put(out, library) }
    };
    // SAFETY: the caller vouches for room for an error, or null.
    unsafe { guard(error, work) }
}

/// Checks every record and sample of a library: once after its bytes were written, not at every start. O(library). Hashes are not checked.
///
/// Answers RAMATCH_BAD_ENTRY for the first entry that contradicts itself, RAMATCH_NULL, RAMATCH_MISALIGNED, RAMATCH_NOT_READY.
///
/// # Safety
/// There is a library at `library`, or memory of its size that was set.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ramatch_library_check(
    library: *const ramatch_library,
    error: *mut ramatch_error,
) -> ramatch_status {
    let work = || {
        // SAFETY: the caller vouches for it.
        let library = unsafe { handle::get(library) }?;
        library.verify_entries()?;
        library.linear_rows().map_or(Ok(()), |rows| rows.verify())?;
        Ok(())
    };
    // SAFETY: the caller vouches for room for an error, or null.
    unsafe { guard(error, work) }
}

/// Tells what a library holds. O(sections).
///
/// Answers RAMATCH_NULL, RAMATCH_MISALIGNED, RAMATCH_NOT_READY.
///
/// # Safety
/// There is a library at `library`, or memory of its size that was set, and room at `out`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ramatch_library_describe(
    library: *const ramatch_library,
    out: *mut ramatch_library_about,
    error: *mut ramatch_error,
) -> ramatch_status {
    let work = || {
        // SAFETY: the caller vouches for both.
        let (library, out) = unsafe { (handle::get(library)?, lent::place("out", out)?) };
        let grid = library.grid();
        out.write(ramatch_library_about {
            entries: library.len(),
            substances: library.substances_len(),
            grid_start_cm1: grid.start_cm1,
            grid_step_cm1: grid.step_cm1,
            grid_len: grid.len as u32,
            can_identify: library.emphasized_rows().is_some().into(),
            can_unmix: library.linear_rows().is_some().into(),
            reserved: 0,
            recipe: library.recipe_id().0,
            hash: library.stated_hash(),
        });
        Ok(())
    };
    // SAFETY: the caller vouches for room for an error, or null.
    unsafe { guard(error, work) }
}

/// Tells id and name of substance `index`, from 0 on. The texts lie in the library's bytes. O(1).
///
/// Answers RAMATCH_PARAMETER for an index that there is not, RAMATCH_NULL, RAMATCH_MISALIGNED, RAMATCH_NOT_READY.
///
/// # Safety
/// As of ramatch_library_describe.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ramatch_library_substance(
    library: *const ramatch_library,
    index: u32,
    out: *mut ramatch_substance,
    error: *mut ramatch_error,
) -> ramatch_status {
    let work = || {
        // SAFETY: the caller vouches for both.
        let (library, out) = unsafe { (handle::get(library)?, lent::place("out", out)?) };
        let found = library.substance(index).ok_or(Refusal::Argument(Code::Parameter, "index"))?;
        out.write(ramatch_substance { id: ramatch_text::of(found.id), name: ramatch_text::of(found.name) });
        Ok(())
    };
    // SAFETY: the caller vouches for room for an error, or null.
    unsafe { guard(error, work) }
}

/// Tells what is known of entry `index`, from 0 on. The texts lie in the library's bytes. O(1).
///
/// Answers RAMATCH_PARAMETER for an index that there is not, RAMATCH_NULL, RAMATCH_MISALIGNED, RAMATCH_NOT_READY.
///
/// # Safety
/// As of ramatch_library_describe.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ramatch_library_entry(
    library: *const ramatch_library,
    index: u32,
    out: *mut ramatch_entry,
    error: *mut ramatch_error,
) -> ramatch_status {
    let work = || {
        // SAFETY: the caller vouches for both.
        let (library, out) = unsafe { (handle::get(library)?, lent::place("out", out)?) };
        let found = library.entry(index).ok_or(Refusal::Argument(Code::Parameter, "index"))?;
        out.write(ramatch_entry {
            substance: found.substance,
            from: found.interval.lo as u32,
            to: found.interval.hi as u32,
            grade: found.grade.map_or(0, |grade| grade as i32),
            kind: found.kind.map_or(0, |kind| kind as i32),
            laser_nm: found.laser_nm,
            resolution_cm1: found.resolution_cm1,
            id: ramatch_text::of(found.id),
            form: ramatch_text::of(found.form),
            source: ramatch_text::of(found.source),
        });
        Ok(())
    };
    // SAFETY: the caller vouches for room for an error, or null.
    unsafe { guard(error, work) }
}

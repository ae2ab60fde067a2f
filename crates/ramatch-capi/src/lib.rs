//! The C face of ramatch: which substance does a Raman spectrum show?
//!
//! Every function checks its pointers and lengths, forwards to `ramatch-core`, and answers with a status. Nothing is allocated and nothing
//! is kept between calls: handles and working memory are the caller's. `include/ramatch.h` is made of this crate by cbindgen.
//!
//! With the feature `host` there are files of instruments and the built-in library as well, on a heap.
#![no_std]

#[cfg(any(feature = "host", test))]
extern crate std;

// In the order in which the header is read.
mod version;

mod text;

mod status;

mod names;

mod lent;

mod library;

mod check;

mod options;

mod matcher;

mod patience;

mod identify;

mod instrument;

mod answer;

mod mixture;

mod parameters;

mod steps;

#[cfg(feature = "host")]
mod host;

mod guard;
mod handle;

pub use answer::{
    RAMATCH_BAND_EXPLAINED, RAMATCH_BAND_MATCHED, RAMATCH_BAND_MISSING, RAMATCH_BAND_NOT_ASKED,
    RAMATCH_MOST_BANDS, RAMATCH_MOST_REASONS, ramatch_answer, ramatch_band, ramatch_decision,
    ramatch_evidence, ramatch_notes, ramatch_ranked, ramatch_results, ramatch_verdict,
};
pub use check::{RAMATCH_CHECK_WORDS, ramatch_check, ramatch_check_begin, ramatch_check_step};
#[cfg(feature = "host")]
pub use host::{
    ramatch_bytes, ramatch_bytes_data, ramatch_bytes_free, ramatch_bytes_len, ramatch_embedded_calibration,
    ramatch_embedded_library, ramatch_file, ramatch_file_free, ramatch_file_spectrum, ramatch_message,
    ramatch_portable_library, ramatch_spectrum_read,
};
pub use identify::{ramatch_identify, ramatch_spectrum};
pub use instrument::{
    ramatch_instrument, ramatch_instrument_correct, ramatch_instrument_default, ramatch_instrument_options,
};
pub use library::{
    RAMATCH_GRADE_FIELD, RAMATCH_GRADE_PUBLISHED, RAMATCH_GRADE_REFERENCE, RAMATCH_KIND_BANDS,
    RAMATCH_KIND_CURVE, RAMATCH_LIBRARY_WORDS, ramatch_entry, ramatch_library, ramatch_library_about,
    ramatch_library_check, ramatch_library_describe, ramatch_library_entry, ramatch_library_open,
    ramatch_library_substance, ramatch_substance,
};
pub use matcher::{
    RAMATCH_MATCHER_WORDS, RAMATCH_MEMORY_ALIGN, RAMATCH_MOST_POINTS, RAMATCH_MOST_RANKED, ramatch_matcher,
    ramatch_matcher_init, ramatch_memory_len,
};
pub use mixture::{
    RAMATCH_MOST_COMPONENTS, RAMATCH_MOST_CONTAINERS, RAMATCH_MOST_RIVALS, RAMATCH_MOST_TOLD,
    ramatch_component, ramatch_container, ramatch_container_row, ramatch_identify_mixture, ramatch_mixture,
    ramatch_mixture_memory_len, ramatch_rival, ramatch_told,
};
pub use names::{
    RAMATCH_CANNOT_DECIDE, RAMATCH_IDENTIFIED, RAMATCH_MIXTURE, RAMATCH_NOT_IN_LIBRARY, RAMATCH_ONE_OF,
    RAMATCH_RELATED, ramatch_reason_name, ramatch_status_name, ramatch_strerror, ramatch_verdict_name,
};
pub use options::{RAMATCH_NONE, ramatch_options, ramatch_options_default};
pub use parameters::{
    ramatch_arpls, ramatch_arpls_default, ramatch_asls, ramatch_asls_default, ramatch_savitzky_golay,
    ramatch_savitzky_golay_default, ramatch_snip, ramatch_snip_default, ramatch_whitaker_hayes,
    ramatch_whitaker_hayes_default,
};
pub use patience::ramatch_patience;
pub use status::{
    RAMATCH_AXIS_DUPLICATE, RAMATCH_AXIS_INCONSISTENT, RAMATCH_AXIS_ORDER, RAMATCH_AXIS_UNIT_UNKNOWN,
    RAMATCH_BAD_BLOCK_SIZE, RAMATCH_BAD_CALIBRATION, RAMATCH_BAD_CAS, RAMATCH_BAD_COUNT, RAMATCH_BAD_ENTRY,
    RAMATCH_BAD_FIELD, RAMATCH_BAD_MAGIC, RAMATCH_BAD_METADATA, RAMATCH_BAD_OFFSET, RAMATCH_BAD_PATH,
    RAMATCH_BAD_RECORD, RAMATCH_BAD_VERSION, RAMATCH_BAND_OUTSIDE, RAMATCH_BLOCK_MISSING,
    RAMATCH_CALIBRATION_MISMATCH, RAMATCH_CANCELLED, RAMATCH_COLUMN_MISSING, RAMATCH_COUNT_MISMATCH,
    RAMATCH_COVERAGE, RAMATCH_DAMAGED, RAMATCH_DECLARED_EXCEEDS_DATA, RAMATCH_DEPTH,
    RAMATCH_DUP_WITHOUT_VALUE, RAMATCH_DUPLICATE_BLOCK, RAMATCH_DUPLICATE_ENTRY, RAMATCH_DUPLICATE_ID,
    RAMATCH_DUPLICATE_LABEL, RAMATCH_EMPTY, RAMATCH_EXPANSION_LIMIT, RAMATCH_FILE_CHANGED,
    RAMATCH_FILE_EXISTS, RAMATCH_FLAT, RAMATCH_FORMAT_SYNTAX, RAMATCH_FORMAT_UNSUPPORTED,
    RAMATCH_HASH_MISMATCH, RAMATCH_IO, RAMATCH_IS_DIRECTORY, RAMATCH_LABEL_MISSING, RAMATCH_LENGTH,
    RAMATCH_LICENCE_MISSING, RAMATCH_LIMIT, RAMATCH_LINE_LIMIT, RAMATCH_LOCKED, RAMATCH_MISALIGNED,
    RAMATCH_MORE, RAMATCH_MULTIPLE_BLOCKS, RAMATCH_NO_SPECTRUM, RAMATCH_NO_SUCH_FILE, RAMATCH_NOT_EMPHASIZED,
    RAMATCH_NOT_FINITE, RAMATCH_NOT_RAMAN, RAMATCH_NOT_READY, RAMATCH_NTUPLES_DIM, RAMATCH_NULL,
    RAMATCH_NUMBER_RANGE, RAMATCH_NUMBER_SYNTAX, RAMATCH_OK, RAMATCH_PANICKED, RAMATCH_PARAMETER,
    RAMATCH_PICKLE_FORBIDDEN, RAMATCH_RECIPE, RAMATCH_RECIPE_MISMATCH, RAMATCH_RECORD_DIFFERS,
    RAMATCH_SECTION_COUNT, RAMATCH_SIZE_OVERFLOW, RAMATCH_SPECIAL_FILE, RAMATCH_SPECIMEN_TWICE,
    RAMATCH_TEXT_SYNTAX, RAMATCH_TOO_FEW_POINTS, RAMATCH_TOO_FEW_SUBSTANCES, RAMATCH_TRUNCATED,
    RAMATCH_UNKNOWN_REFERENCE, RAMATCH_UNKNOWN_SECTION, RAMATCH_UNKNOWN_TAG, RAMATCH_UNLIKE_SHOTS,
    RAMATCH_UNSUPPORTED, RAMATCH_UNTERMINATED, RAMATCH_WRITE_PROTECTED, RAMATCH_XCHECK_FAILED,
    RAMATCH_YCHECK_FAILED, RAMATCH_ZERO_NORM, ramatch_error, ramatch_status,
};
pub use steps::{
    RAMATCH_NORMALIZE_AREA, RAMATCH_NORMALIZE_L2, RAMATCH_NORMALIZE_MAX, RAMATCH_NORMALIZE_MIN_MAX,
    RAMATCH_NORMALIZE_RNV, RAMATCH_NORMALIZE_SNV, ramatch_arpls_baseline, ramatch_arpls_scratch_len,
    ramatch_asls_baseline, ramatch_asls_scratch_len, ramatch_despike, ramatch_despike_scratch_len,
    ramatch_fit, ramatch_normalize, ramatch_resample, ramatch_savitzky_golay_scratch_len,
    ramatch_savitzky_golay_smooth, ramatch_snip_baseline, ramatch_snip_scratch_len,
};
pub use text::ramatch_text;
pub use version::{RAMATCH_ABI_VERSION, ramatch_abi_version, ramatch_version};

/// A firmware in C has no other: it stops here, where a debugger finds it and a watchdog ends it.
#[cfg(all(feature = "panic-handler", not(feature = "host"), not(test)))]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {
        core::hint::spin_loop();
    }
}

/// cbindgen:ignore
///
/// The compiled core library of a hosted target asks for it, and nobody calls it: nothing unwinds here.
#[cfg(all(feature = "panic-handler", not(feature = "host"), not(test), not(target_os = "none")))]
#[unsafe(export_name = "rust_eh_personality")]
extern "C" fn no_personality() {}

//! Arbitrary bytes as a library, through the C face: opened, checked, asked in memory that is just long enough. Whatever is wrong is a status.
//!
//! Hashes do not matter here, since the face checks none.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ramatch_capi::*;
use std::ptr::{null, null_mut};

/// Most points of a grid, and references: more say nothing new, slowly.
const MOST: (u32, u32) = (4096, 256);
const POINTS: usize = 300;
const TOP: usize = 3;

/// Zeros, as a C program has them.
fn zeroed<T: Copy>() -> T {
    // SAFETY: only for structs of the header, which are numbers and pointers.
    unsafe { std::mem::zeroed() }
}

fuzz_target!(|data: &[u8]| {
    let mut library = zeroed::<ramatch_library>();
    let mut error = zeroed::<ramatch_error>();
    // SAFETY: the bytes stay during this call, and every place is one of its own.
    unsafe {
        let opened = ramatch_library_open(data.as_ptr().cast(), data.len(), &raw mut library, &raw mut error);
        assert_eq!(opened, error.status);
        if opened != RAMATCH_OK {
            return;
        }
        let library = &raw const library;
        let _ = ramatch_library_check(library, null_mut());
        let mut about = zeroed::<ramatch_library_about>();
        assert_eq!(ramatch_library_describe(library, &raw mut about, null_mut()), RAMATCH_OK);
        for index in [0, about.entries / 2, about.entries.wrapping_sub(1), u32::MAX] {
            let (mut entry, mut substance) = (zeroed::<ramatch_entry>(), zeroed::<ramatch_substance>());
            let _ = ramatch_library_entry(library, index, &raw mut entry, null_mut());
            let _ = ramatch_library_substance(library, index, &raw mut substance, null_mut());
        }
        if about.grid_len > MOST.0 || about.entries > MOST.1 {
            return;
        }
        let mut squares = vec![0; about.entries as usize];
        let mut matcher = zeroed::<ramatch_matcher>();
        let (squares, count) = (squares.as_mut_ptr(), squares.len());
        if ramatch_matcher_init(library, null(), 0, squares, count, null(), &raw mut matcher, null_mut()) != RAMATCH_OK {
            return;
        }
        let (from, width) = (about.grid_start_cm1, about.grid_step_cm1 * f64::from(about.grid_len));
        let shift: Vec<f32> = (0..POINTS).map(|i| (from + width * i as f64 / POINTS as f64) as f32).collect();
        let intensity: Vec<f32> = (0..POINTS).map(|i| ((i * i) % 61) as f32).collect();
        let spectrum = ramatch_spectrum { shift_cm1: shift.as_ptr(), intensity: intensity.as_ptr(), points: POINTS };
        let mut ranking = [zeroed::<ramatch_ranked>(); TOP];
        let mut results = zeroed::<ramatch_results>();
        (results.ranking, results.ranking_len) = (ranking.as_mut_ptr(), TOP);
        let (mut answer, mut mixture) = (zeroed::<ramatch_answer>(), zeroed::<ramatch_mixture>());
        let matcher = &raw const matcher;
        let mut len = 0;
        assert_eq!(ramatch_memory_len(matcher, POINTS, TOP, &raw mut len, null_mut()), RAMATCH_OK);
        let mut memory = vec![0u64; len.div_ceil(8)];
        let asked = ramatch_identify(
            matcher, &raw const spectrum, memory.as_mut_ptr().cast(), len, null(), &raw const results, &raw mut answer, null_mut(),
        );
        if asked != RAMATCH_OK {
            return;
        }
        assert!(ranking[..answer.ranked as usize].iter().all(|ranked| ranked.score.is_finite()));
        assert_eq!(ramatch_unmix_memory_len(matcher, POINTS, 0, &raw mut len, null_mut()), RAMATCH_OK);
        let mut memory = vec![0u64; len.div_ceil(8)];
        let _ = ramatch_unmix(
            matcher, &raw const spectrum, null(), 0, &raw const answer, memory.as_mut_ptr().cast(), len, null(), &raw mut mixture, null_mut(),
        );
    }
});

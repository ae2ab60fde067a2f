//! Binary files: SPC and WDF.

use super::made::{self, spc, wdf};
use super::{code, content, patched, refused, try_read, warns};
use ramatch_io::{Budget, Options, open};

#[test]
fn n21_big_endian_and_labcalc() {
    assert_eq!(try_read(made::spc_big_endian()).unwrap().y[0], made::value(0));
    assert_eq!(try_read(made::spc_old(0xcf)).unwrap().y[1], made::value(1));
}

#[test]
fn n22_more_points_than_bytes() {
    let error = refused(patched(spc(), 4, &1_000_000u32.to_le_bytes()));
    assert_eq!((error.code().name(), error.byte_offset()), ("declared_exceeds_data", Some(4)));
}

#[test]
fn n23_more_spectra_than_bytes() {
    assert_eq!(code(patched(spc(), 24, &2_000_000_000u32.to_le_bytes())), "declared_exceeds_data");
}

#[test]
fn n24_a_log_outside_or_inside() {
    assert_eq!(code(patched(spc(), 248, &9_999_999u32.to_le_bytes())), "bad_offset");
    assert_eq!(code(patched(spc(), 248, &(-5i32).to_le_bytes())), "bad_offset");
    assert_eq!(code(patched(spc(), 248, &560u32.to_le_bytes())), "bad_offset");
}

#[test]
fn n25_a_directory_that_leads_astray() {
    let file = made::spc_xyxy();
    let directory = u32::from_le_bytes(*file[4..].first_chunk().unwrap()) as usize;
    let astray = |value: u32| code(patched(file.clone(), directory + 12, &value.to_le_bytes()));
    // Onto the first spectrum, before the data, behind the data, far outside.
    assert_eq!(astray(512), "bad_offset");
    assert_eq!(astray(0), "bad_offset");
    assert_eq!(astray(directory as u32), "bad_offset");
    assert_eq!(astray(u32::MAX), "bad_offset");
    assert_eq!(code(patched(file.clone(), 4, &(-8i32).to_le_bytes())), "bad_count");
}

#[test]
fn n26_floats_that_are_none() {
    for value in [f32::NAN, f32::INFINITY] {
        let error = refused(patched(spc(), 544 + 4 * 7, &value.to_le_bytes()));
        assert_eq!((error.code().name(), error.byte_offset()), ("not_finite", Some(572)));
    }
}

#[test]
fn n27_an_axis_of_no_length() {
    assert_eq!(code(patched(spc(), 16, &100f64.to_le_bytes())), "axis_inconsistent");
    assert_eq!(code(patched(spc(), 16, &f64::NAN.to_le_bytes())), "axis_inconsistent");
}

#[test]
fn n28_a_header_that_is_cut() {
    let file = spc();
    for len in [3, 4, 100, 511] {
        assert_eq!(code(&file[..len]), "truncated", "{len}");
    }
}

#[test]
fn n29_blocks_of_no_size() {
    for size in [0u64, 8, 15] {
        assert_eq!(code(patched(wdf(), 512 + 8, &size.to_le_bytes())), "bad_block_size");
    }
}

#[test]
fn n30_blocks_of_impossible_size() {
    for size in [u64::MAX, u64::MAX / 2 + 1, 1 << 40] {
        assert_eq!(code(patched(wdf(), 512 + 8, &size.to_le_bytes())), "bad_block_size");
    }
}

#[test]
fn n31_the_first_block() {
    assert_eq!(code(patched(wdf(), 512, b"WDF1")), "duplicate_block");
    let mut second = wdf();
    let again = second[..512].to_vec();
    second.extend(again);
    assert_eq!(code(second), "duplicate_block");
    // Not first: then the bytes are no WDF at all.
    assert_eq!(code(&wdf()[512..]), "format_unsupported");
}

#[test]
fn n32_sizes_that_overflow() {
    assert_eq!(code(patched(wdf(), 72, &u64::MAX.to_le_bytes())), "size_overflow");
    let many = patched(patched(wdf(), 64, &900_000u64.to_le_bytes()), 72, &900_000u64.to_le_bytes());
    assert_eq!(code(many), "declared_exceeds_data");
}

#[test]
fn n33_the_axis() {
    let file = wdf();
    let axis = content(&file, b"XLST") + 8;
    assert_eq!(code(patched(file.clone(), axis + 4 * 5, &500f32.to_le_bytes())), "axis_inconsistent");
    assert_eq!(code(patched(file.clone(), 88, &19u32.to_le_bytes())), "axis_inconsistent");
    // Falling is normal.
    let (options, budget) = (Options::new(), Budget::default());
    let record = open(&file, &options, &budget).unwrap().get(0).unwrap();
    assert!(record.x[0] > record.x[1] && record.spectrum(None).is_ok());
}

#[test]
fn n34_a_measurement_that_was_stopped() {
    let stopped = patched(wdf(), 72, &1u64.to_le_bytes());
    warns(stopped, "incomplete_measurement");
}

//! Small files of every format, made by hand from what is known of the format: 20 points, 100 to 119 cm⁻¹, ordinates
//! `value(i)`. They are committed under `tests/fixtures`, and a test holds both together.
#![allow(dead_code, unused_imports, reason = "every suite uses some of them")]

mod binary;
mod jcamp;
mod packed;
mod renishaw;
mod spc;
mod text;

pub(crate) use binary::*;
pub(crate) use jcamp::*;
pub(crate) use packed::*;
pub(crate) use renishaw::*;
pub(crate) use spc::*;
pub(crate) use text::*;

/// Points of every fixture.
pub(crate) const POINTS: usize = 20;

/// The ordinate of a point: whole, of both signs, with a run of equal ones for repetitions.
pub(crate) fn value(i: usize) -> f64 {
    if (8..12).contains(&i) { 5.0 } else { ((i * i * 7) % 31) as f64 - 4.0 }
}

pub(crate) fn shift(i: usize) -> f64 {
    100.0 + i as f64
}

fn put(bytes: &mut [u8], at: usize, value: &[u8]) {
    bytes[at..at + value.len()].copy_from_slice(value);
}

fn floats(values: impl IntoIterator<Item = f64>) -> Vec<u8> {
    values.into_iter().flat_map(|value| (value as f32).to_le_bytes()).collect()
}

fn all(of: fn(usize) -> f64) -> Vec<f64> {
    (0..POINTS).map(of).collect()
}

/// Name, spectra and bytes of every fixture.
pub(crate) fn fixtures() -> Vec<(&'static str, usize, Vec<u8>)> {
    let csv = csv();
    let text = |name, count, text: String| (name, count, text.into_bytes());
    vec![
        text("affn.jdx", 1, jcamp(&affn_table())),
        text("pac.jdx", 1, jcamp(&pac_table())),
        text("sqz.jdx", 1, jcamp(&sqz_table())),
        text("dif.jdx", 1, jcamp(&dif_table(false))),
        text("difdup.jdx", 1, jcamp(&dif_table(true))),
        text("xypoints.jdx", 1, jcamp_points()),
        text("ntuples.jdx", 2, jcamp_ntuples()),
        text("link.jdx", 2, jcamp_link()),
        ("single.spc", 1, spc()),
        ("sixteen_bit.spc", 1, spc_sixteen_bit()),
        ("multi.spc", 3, spc_multi()),
        ("xyxyxy.spc", 2, spc_xyxy()),
        ("even_z.spc", 5, spc_even_z(5, 2.5)),
        ("planes.spc", 4, spc_planes()),
        ("big_endian.spc", 1, spc_big_endian()),
        ("old.spc", 1, spc_old(0x4d)),
        ("labcalc.spc", 1, spc_old(0xcf)),
        ("map.wdf", 2, wdf()),
        ("cut.wdf", 2, wdf_cut()),
        ("single.wxd", 1, wxd()),
        ("raman.0", 1, opus()),
        ("raman.spa", 1, spa()),
        ("group.spg", 2, omnic(2)),
        ("winspec.spe", 1, spe2()),
        ("wavelengths.spe", 1, spe2_of_unit(4)),
        ("lightfield.spe", 1, spe3()),
        ("single.l6s", 1, l6s()),
        text("labspec.xml", 1, labspec_xml()),
        text("oras.json", 2, oras()),
        text("openspecy.json", 1, openspecy()),
        ("rows.npy", 1, npy_rows()),
        ("packed.zip", 2, zip(&[("a.csv", csv.as_bytes()), ("folder/b.spc", &spc())])),
        ("packed.csv.gz", 1, gzip(csv.as_bytes())),
        text("rod.rod", 1, rod()),
        text("two_columns.csv", 1, csv.clone()),
        text("wire_map.txt", 2, wire_map()),
        text("labspec_map.txt", 2, labspec_map()),
        text("openspecy.csv", 1, openspecy_csv()),
    ]
}

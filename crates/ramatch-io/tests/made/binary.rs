//! Other binary files: OPUS, OMNIC, SPE, LabSpec.

use super::{POINTS, all, floats, put, shift, value};

fn parameter(name: &str, kind: u16, value: &[u8]) -> Vec<u8> {
    let mut bytes = [name.as_bytes(), &[0]].concat();
    bytes.extend(kind.to_le_bytes());
    bytes.extend((value.len().div_ceil(2) as u16).to_le_bytes());
    bytes.extend(value);
    bytes.resize(8 + value.len().div_ceil(2) * 2, 0);
    bytes
}

pub(crate) fn opus() -> Vec<u8> {
    let status = [
        parameter("NPT", 0, &(POINTS as i32).to_le_bytes()),
        parameter("FXV", 1, &119f64.to_le_bytes()),
        parameter("LXV", 1, &100f64.to_le_bytes()),
        parameter("CSF", 1, &1f64.to_le_bytes()),
        parameter("DXU", 3, b"WN\0\0"),
        parameter("END", 0, &[]),
    ]
    .concat();
    let sample = [
        parameter("SNM", 2, b"made by hand\0\0"),
        parameter("RLW", 1, &9395.0f64.to_le_bytes()),
        parameter("END", 0, &[]),
    ]
    .concat();
    let data = floats((0..POINTS).map(value).rev());
    let mut bytes = [b"\x0a\x0a\xfe\xfe".to_vec(), 920_622.0f64.to_le_bytes().to_vec()].concat();
    for number in [24u32, 40, 3] {
        bytes.extend(number.to_le_bytes());
    }
    let mut at = 24 + 3 * 12;
    for (kind, content) in [(0x280fu32, &data), (0x281f, &status), (0xa0, &sample)] {
        bytes.extend(kind.to_le_bytes());
        bytes.extend((content.len() as u32 / 4).to_le_bytes());
        bytes.extend((at as u32).to_le_bytes());
        at += content.len();
    }
    [bytes, data, status, sample].concat()
}

pub(crate) fn spa() -> Vec<u8> {
    omnic(1)
}

/// One spectrum, or a group of several, each with a title.
pub(crate) fn omnic(spectra: usize) -> Vec<u8> {
    let mut axis = vec![0; 48];
    put(&mut axis, 4, &(POINTS as u32).to_le_bytes());
    (axis[8], axis[12]) = (32, 31);
    put(&mut axis, 16, &119f32.to_le_bytes());
    put(&mut axis, 20, &100f32.to_le_bytes());
    let history = b"made by hand, in a test\0".to_vec();
    // 2024-05-17 12:34, in seconds since the last day of 1899.
    let date = (1_715_949_240u32 + 2_209_075_200).to_le_bytes();
    let mut sections: Vec<(u16, Vec<u8>)> = Vec::new();
    for number in 1..=spectra {
        let data = floats((0..POINTS).map(|i| value(i) * number as f64).rev());
        sections.extend([(2, axis.clone()), (3, data), (27, history.clone())]);
        if spectra > 1 {
            let mut title = format!("spectrum {number}").into_bytes();
            title.resize(256, 0);
            title.extend(date);
            sections.push((107, title));
        }
    }
    let mut bytes = vec![0; 304 + 16 * sections.len()];
    put(&mut bytes, 0, b"Spectral Data File\r\n");
    put(&mut bytes, 30, b"made by hand");
    put(&mut bytes, 296, &date);
    put(&mut bytes, 294, &(sections.len() as u16).to_le_bytes());
    let mut at = bytes.len();
    for (i, (kind, content)) in sections.iter().enumerate() {
        let entry = 304 + 16 * i;
        put(&mut bytes, entry, &kind.to_le_bytes());
        put(&mut bytes, entry + 2, &(at as u32).to_le_bytes());
        put(&mut bytes, entry + 6, &(content.len() as u32).to_le_bytes());
        at += content.len();
    }
    sections.into_iter().fold(bytes, |bytes, (_, content)| [bytes, content].concat())
}

fn spe_header(version: f32) -> Vec<u8> {
    let mut bytes = vec![0; 4100];
    put(&mut bytes, 42, &(POINTS as u16).to_le_bytes());
    put(&mut bytes, 108, &0i16.to_le_bytes());
    put(&mut bytes, 656, &1u16.to_le_bytes());
    put(&mut bytes, 1446, &1i32.to_le_bytes());
    put(&mut bytes, 1992, &version.to_le_bytes());
    bytes
}

/// The axis as a polynomial: shift = 99 + pixel, pixels from 1.
pub(crate) fn spe2() -> Vec<u8> {
    let mut bytes = spe_header(2.5);
    (bytes[3098], bytes[3100], bytes[3101]) = (1, 6, 1);
    put(&mut bytes, 3263, &99f64.to_le_bytes());
    put(&mut bytes, 3271, &1f64.to_le_bytes());
    put(&mut bytes, 3311, &785f64.to_le_bytes());
    [bytes, floats(all(value))].concat()
}

/// A wavelength by its pixel, counted from 1.
pub(crate) fn nm_of_pixel(pixel: f64) -> f64 {
    799.0 + pixel * (0.19 - 6e-6 * pixel)
}

/// The axis as a polynomial of this unit; numbers of 16 bits.
pub(crate) fn spe2_of_unit(unit: u8) -> Vec<u8> {
    let mut bytes = spe_header(2.5);
    put(&mut bytes, 10, &0.5f32.to_le_bytes());
    put(&mut bytes, 20, b"17May2024");
    put(&mut bytes, 108, &2i16.to_le_bytes());
    // WinSpec showed it as a Raman shift, which says nothing of what is stored.
    bytes[3016] = 6;
    (bytes[3098], bytes[3100], bytes[3101]) = (1, unit, 2);
    for (i, coefficient) in [799f64, 0.19, -6e-6].into_iter().enumerate() {
        put(&mut bytes, 3263 + 8 * i, &coefficient.to_le_bytes());
    }
    put(&mut bytes, 3311, &785f64.to_le_bytes());
    let values = (0..POINTS).flat_map(|i| (value(i) as i16).to_le_bytes());
    [bytes, values.collect()].concat()
}

/// The axis as wavelengths in XML behind the data.
pub(crate) fn spe3() -> Vec<u8> {
    let mut bytes = [spe_header(3.0), floats(all(value))].concat();
    let at = bytes.len() as u64;
    put(&mut bytes, 678, &at.to_le_bytes());
    let nm: Vec<String> = (0..POINTS).map(|i| (1e7 / (1e7 / 785.0 - shift(i))).to_string()).collect();
    let xml = format!(
        "<SpeFormat version=\"3.0\"><Calibrations><WavelengthMapping id=\"1\" laserLine=\"785\"><Wavelength>{}</Wavelength>\
         </WavelengthMapping></Calibrations></SpeFormat>",
        nm.join(",")
    );
    [bytes, xml.into_bytes()].concat()
}

fn item(kind: u32, tag: u32, rest: [u8; 8]) -> Vec<u8> {
    [&kind.to_le_bytes()[..], &7u32.to_le_bytes(), &tag.to_le_bytes(), &[0; 4], &rest].concat()
}

fn deferred(len: u32) -> [u8; 8] {
    let [a, b, c, d] = len.to_le_bytes();
    [1, 2, 3, 4, a, b, c, d]
}

pub(crate) fn l6s() -> Vec<u8> {
    const TYPE: u32 = 0x6d70_7974;
    const UNIT: u32 = 0x7c69_6e75;
    const VALUES: u32 = 0x7d6c_d4db;
    const ARRAY: u32 = 0x6d61_74e3;
    let name = b"Laser (nm)\0";
    [
        b"LabSpec6\0\0\0\0\0\0\0\0".to_vec(),
        item(7, TYPE, *b"Intens\0\0"),
        item(7, UNIT, *b"Cnt\0\0\0\0\0"),
        item(0x1006, VALUES, deferred(POINTS as u32)),
        item(0x1009, ARRAY, deferred(1)),
        floats(all(value)),
        item(0x1006, VALUES, deferred(POINTS as u32)),
        item(7, TYPE, *b"Spectr\0\0"),
        item(7, UNIT, *b"1/cm\0\0\0\0"),
        item(0x1009, ARRAY, deferred(1)),
        floats(all(shift)),
        item(0x1007, 0x6d6d_616e, deferred(name.len() as u32)),
        item(5, 0x0873_6f70, 785f64.to_le_bytes()),
        name.to_vec(),
    ]
    .concat()
}

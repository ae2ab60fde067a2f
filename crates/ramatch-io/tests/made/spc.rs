//! Galactic SPC, new and old.

use super::{POINTS, all, floats, put, shift, value};

fn spc_header(flags: u8, exponent: u8, spectra: u32) -> Vec<u8> {
    let mut bytes = vec![0; 512];
    (bytes[0], bytes[1], bytes[2], bytes[3]) = (flags, 0x4b, 11, exponent);
    put(&mut bytes, 4, &(POINTS as u32).to_le_bytes());
    put(&mut bytes, 8, &100f64.to_le_bytes());
    put(&mut bytes, 16, &119f64.to_le_bytes());
    put(&mut bytes, 24, &spectra.to_le_bytes());
    (bytes[28], bytes[29]) = (13, 4);
    // 2024-05-17 12:34.
    put(&mut bytes, 32, &(2024u32 << 20 | 5 << 16 | 17 << 11 | 12 << 6 | 34).to_le_bytes());
    put(&mut bytes, 88, b"made by hand");
    bytes
}

fn subheader(exponent: u8, number: u16, points: u32) -> Vec<u8> {
    let mut bytes = vec![0; 32];
    bytes[1] = exponent;
    put(&mut bytes, 2, &number.to_le_bytes());
    put(&mut bytes, 4, &f32::from(number).to_le_bytes());
    put(&mut bytes, 16, &points.to_le_bytes());
    bytes
}

pub(crate) fn spc() -> Vec<u8> {
    with_log([spc_header(0, 0x80, 1), subheader(0x80, 0, 0), floats(all(value))].concat())
}

fn with_log(mut bytes: Vec<u8>) -> Vec<u8> {
    let log = bytes.len() as u32;
    put(&mut bytes, 248, &log.to_le_bytes());
    let text = b"Laser=785\r\nScans = 4\r\n\0";
    let mut header = vec![0; 64];
    put(&mut header, 0, &(64 + text.len() as u32).to_le_bytes());
    put(&mut header, 8, &64u32.to_le_bytes());
    bytes.extend(header);
    bytes.extend(text);
    bytes
}

/// 16-bit ordinates with an exponent of 15: every whole number is twice as large as a half.
pub(crate) fn spc_sixteen_bit() -> Vec<u8> {
    let values = (0..POINTS).flat_map(|i| ((value(i) * 2.0) as i16).to_le_bytes());
    [spc_header(1, 15, 1), subheader(15, 0, 0), values.collect()].concat()
}

/// Labels of the axes.
const LABELS: &[u8] = b"Raman shift\0Counts\0";

/// Spectra at even places, of which only the first and the step are told: 10, 12.5 … As `fzinc`, or, without one, as the
/// difference of `subnext` and `subtime`.
pub(crate) fn spc_even_z(spectra: u16, fzinc: f32) -> Vec<u8> {
    let mut bytes = spc_header(4, 0x80, u32::from(spectra));
    // Micrometres.
    bytes[30] = 2;
    put(&mut bytes, 312, &fzinc.to_le_bytes());
    for number in 0..spectra {
        let mut own = subheader(0x80, number, POINTS as u32);
        let (from, to) = if number == 0 { (10f32, 12.5f32) } else { (0.0, 0.0) };
        put(&mut own, 4, &from.to_le_bytes());
        put(&mut own, 8, &to.to_le_bytes());
        bytes.extend(own);
        bytes.extend(floats(all(value)));
    }
    bytes
}

/// Two planes of two spectra: z is 10 and 12.5 in each, w −3 and 37; with labels and a log.
pub(crate) fn spc_planes() -> Vec<u8> {
    let mut bytes = spc_even_z(4, 2.5);
    bytes[0] |= 0x20;
    put(&mut bytes, 36, b"4 cm-1");
    put(&mut bytes, 45, b"bench");
    put(&mut bytes, 218, LABELS);
    put(&mut bytes, 316, &2i32.to_le_bytes());
    put(&mut bytes, 320, &40f32.to_le_bytes());
    bytes[324] = 29;
    put(&mut bytes, 512 + 24, &(-3f32).to_le_bytes());
    with_log(bytes)
}

/// Several spectra, 32-bit ordinates, one written axis for all.
pub(crate) fn spc_multi() -> Vec<u8> {
    let mut bytes = [spc_header(0x84, 31, 3), floats(all(shift))].concat();
    for number in 0..3u16 {
        bytes.extend(subheader(31, number, 0));
        bytes.extend(
            (0..POINTS).flat_map(|i| ((value(i) * 2.0) as i32 * i32::from(number + 1)).to_le_bytes()),
        );
    }
    bytes
}

/// Each spectrum with its own axis, and a directory.
pub(crate) fn spc_xyxy() -> Vec<u8> {
    let mut bytes = spc_header(0xc4, 0x80, 2);
    let mut directory = Vec::new();
    for number in 0..2u16 {
        let at = bytes.len() as u32;
        bytes.extend(subheader(0x80, number, POINTS as u32));
        bytes.extend(floats(all(shift)));
        bytes.extend(floats(all(value)));
        directory.extend(at.to_le_bytes());
        directory.extend((bytes.len() as u32 - at).to_le_bytes());
        directory.extend(f32::from(number).to_le_bytes());
    }
    let start = bytes.len() as u32;
    put(&mut bytes, 4, &start.to_le_bytes());
    [bytes, directory].concat()
}

pub(crate) fn spc_big_endian() -> Vec<u8> {
    let mut bytes = spc_header(0, 0x80, 1);
    bytes[1] = 0x4c;
    put(&mut bytes, 4, &(POINTS as u32).to_be_bytes());
    put(&mut bytes, 8, &100f64.to_be_bytes());
    put(&mut bytes, 16, &119f64.to_be_bytes());
    put(&mut bytes, 24, &1u32.to_be_bytes());
    put(&mut bytes, 32, &(2024u32 << 20 | 5 << 16 | 17 << 11 | 12 << 6 | 34).to_be_bytes());
    bytes.extend(subheader(0x80, 0, 0));
    bytes.extend((0..POINTS).flat_map(|i| (value(i) as f32).to_be_bytes()));
    bytes
}

/// The old format, whose 32-bit ordinates have their halves in the other order. LabCalc's is the same under 0xCF.
pub(crate) fn spc_old(version: u8) -> Vec<u8> {
    let mut bytes = vec![0; 256];
    bytes[1] = version;
    put(&mut bytes, 2, &31i16.to_le_bytes());
    put(&mut bytes, 4, &(POINTS as f32).to_le_bytes());
    put(&mut bytes, 8, &100f32.to_le_bytes());
    put(&mut bytes, 12, &119f32.to_le_bytes());
    (bytes[0], bytes[16], bytes[17]) = (0x20, 13, 4);
    // 1994-03-09 08:07; the series would be in minutes.
    put(&mut bytes, 18, &(1994u16 | 5 << 12).to_le_bytes());
    (bytes[20], bytes[21], bytes[22], bytes[23]) = (3, 9, 8, 7);
    put(&mut bytes, 24, b"4 cm-1");
    put(&mut bytes, 64, b"made by hand");
    put(&mut bytes, 194, LABELS);
    for i in 0..POINTS {
        let [a, b, c, d] = ((value(i) * 2.0) as i32).to_le_bytes();
        bytes.extend([c, d, a, b]);
    }
    bytes
}

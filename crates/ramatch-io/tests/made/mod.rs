//! Small files of every format, made by hand from what is known of the format: 20 points, 100 to 119 cm⁻¹, ordinates
//! `value(i)`. They are committed under `tests/fixtures`, and a test holds both together.
#![allow(dead_code, reason = "every suite uses some of them")]

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

/// JCAMP-DX with a table of this content.
pub(crate) fn jcamp(table: &str) -> String {
    format!(
        "##TITLE= made by hand $$ a comment\n##JCAMP-DX= 4.24\n##DATA TYPE= RAMAN SPECTRUM\n##ORIGIN= ramatch\n\
         ##OWNER= public domain\n##XUNITS= 1/CM\n##YUNITS= COUNTS\n##FIRSTX= 100\n##LASTX= 119\n##DELTAX= 1\n\
         ##XFACTOR= 1\n##YFACTOR= 1\n##NPOINTS= 20\n##$LASER WAVELENGTH= 785\n##XYDATA= (X++(Y..Y))\n{table}##END=\n"
    )
}

pub(crate) fn affn_table() -> String {
    let line = |from: usize| {
        let values: Vec<String> = (from..from + 5).map(|i| value(i).to_string()).collect();
        format!("{} {}\n", shift(from), values.join(" "))
    };
    (0..POINTS).step_by(5).map(line).collect()
}

fn pac_table() -> String {
    let line = |from: usize| -> String {
        let values: String = (from..from + 5).map(|i| format!("{:+}", value(i))).collect();
        format!("{}{values}\n", shift(from))
    };
    (0..POINTS).step_by(5).map(line).collect()
}

fn pseudo(value: i64, positive: &[u8], negative: &[u8]) -> String {
    let digits = value.unsigned_abs().to_string();
    let table = if value < 0 { negative } else { positive };
    let first = char::from(table[usize::from(digits.as_bytes()[0] - b'0')]);
    format!("{first}{}", &digits[1..])
}

fn squeezed(value: f64) -> String {
    pseudo(value as i64, b"@ABCDEFGHI", b"@abcdefghi")
}

fn sqz_table() -> String {
    let line = |from: usize| -> String {
        let values: String = (from..from + 5).map(|i| squeezed(value(i))).collect();
        format!("{}{values}\n", shift(from))
    };
    (0..POINTS).step_by(5).map(line).collect()
}

/// Differences; every line begins with a check of the last value of the line before; repetitions where asked for.
fn dif_table(repetitions: bool) -> String {
    let (mut text, mut i) = (String::new(), 0);
    while i + 1 < POINTS {
        let mut line = format!("{}{}", shift(i), squeezed(value(i)));
        let end = (i + 6).min(POINTS - 1);
        let mut next = i + 1;
        while next <= end {
            let step = value(next) - value(next - 1);
            let mut run = 1;
            while repetitions && next + run <= end && value(next + run) - value(next + run - 1) == step {
                run += 1;
            }
            line += &pseudo(step as i64, b"%JKLMNOPQR", b"%jklmnopqr");
            if run > 1 {
                line.push(char::from(b'R' + run as u8));
            }
            next += run;
        }
        text += &line;
        text.push('\n');
        i = end;
    }
    format!("{text}{}{} $$ checkpoint\n", shift(POINTS - 1), squeezed(value(POINTS - 1)))
}

fn jcamp_points() -> String {
    let pairs: String = (0..POINTS).map(|i| format!("{}, {}\n", shift(i), value(i))).collect();
    jcamp("").replace("##XYDATA= (X++(Y..Y))\n", &format!("##XYPOINTS= (XY..XY)\n{pairs}"))
}

pub(crate) fn jcamp_ntuples() -> String {
    let page = |n: usize| {
        let values: Vec<String> = (0..POINTS).map(|i| (value(i) * n as f64).to_string()).collect();
        format!("##PAGE= N={n}\n##DATA TABLE= (X++(Y..Y)), XYDATA\n100 {}\n", values.join(" "))
    };
    format!(
        "##TITLE= two pages\n##JCAMP-DX= 5.00\n##DATA TYPE= RAMAN SPECTRUM\n##DATA CLASS= NTUPLES\n##NTUPLES= SERIES\n\
         ##VAR_NAME= SHIFT, COUNTS, PAGE\n##SYMBOL= X, Y, N\n##VAR_TYPE= INDEPENDENT, DEPENDENT, PAGE\n##VAR_FORM= AFFN, AFFN, AFFN\n\
         ##VAR_DIM= 20, 20, 2\n##UNITS= 1/CM, COUNTS,\n##FIRST= 100, -4, 1\n##LAST= 119, 0, 2\n##FACTOR= 1, 1, 1\n{}{}\
         ##END NTUPLES= SERIES\n##END=\n",
        page(1),
        page(2)
    )
}

pub(crate) fn jcamp_link() -> String {
    let block = jcamp(&affn_table());
    format!("##TITLE= linked\n##JCAMP-DX= 4.24\n##DATA TYPE= LINK\n##BLOCKS= 2\n{block}{block}##END=\n")
}

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
fn spc_sixteen_bit() -> Vec<u8> {
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
fn spc_multi() -> Vec<u8> {
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

fn block(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut bytes = name.to_vec();
    bytes.extend([0; 4]);
    bytes.extend((16 + content.len() as u64).to_le_bytes());
    bytes.extend(content);
    bytes
}

/// A map of two by one spectra.
pub(crate) fn wdf() -> Vec<u8> {
    let mut header = vec![0; 512];
    put(&mut header, 0, b"WDF1");
    put(&mut header, 8, &512u64.to_le_bytes());
    put(&mut header, 60, &(POINTS as u32).to_le_bytes());
    put(&mut header, 64, &2u64.to_le_bytes());
    put(&mut header, 72, &2u64.to_le_bytes());
    put(&mut header, 80, &3u32.to_le_bytes());
    put(&mut header, 84, &1u32.to_le_bytes());
    put(&mut header, 88, &(POINTS as u32).to_le_bytes());
    put(&mut header, 92, &2u32.to_le_bytes());
    put(&mut header, 96, b"WiRE");
    for (i, part) in [5u16, 6, 0, 789].into_iter().enumerate() {
        put(&mut header, 120 + 2 * i, &part.to_le_bytes());
    }
    put(&mut header, 128, &7u32.to_le_bytes());
    put(&mut header, 132, &3u32.to_le_bytes());
    put(&mut header, 136, &(116_444_736_000_000_000u64 + 17_000_000_000_000_000).to_le_bytes());
    put(&mut header, 152, &6u32.to_le_bytes());
    put(&mut header, 156, &(1e7f32 / 785.0).to_le_bytes());
    put(&mut header, 208, b"bench");
    put(&mut header, 240, b"made by hand");
    let data = floats((0..2 * POINTS).map(|i| value(i % POINTS) * (1 + i / POINTS) as f64).rev());
    let mut axis = [1u32.to_le_bytes(), 1u32.to_le_bytes()].concat();
    axis.extend(floats((0..POINTS).map(shift).rev()));
    let mut origins = 2u32.to_le_bytes().to_vec();
    for (kind, places) in [(3u32 | 0x8000_0000, [10.0f64, 20.0]), (4, [-5.0, -5.0])] {
        origins.extend(kind.to_le_bytes());
        origins.extend(5u32.to_le_bytes());
        origins.extend([0; 16]);
        origins.extend(places.iter().flat_map(|place| place.to_le_bytes()));
    }
    let list = [3u32.to_le_bytes(), 0u32.to_le_bytes(), 0u32.to_le_bytes()].concat();
    [header, block(b"DATA", &data), block(b"YLST", &list), block(b"XLST", &axis), block(b"ORGN", &origins)]
        .concat()
}

/// The same, cut within the comment at its end.
pub(crate) fn wdf_cut() -> Vec<u8> {
    let mut bytes = [wdf(), block(b"TEXT", b"a comment that is long enough to be cut")].concat();
    bytes.truncate(bytes.len() - 9);
    bytes
}

fn stream(bytes: &[u8]) -> Vec<u8> {
    let mut packed = miniz_oxide::deflate::compress_to_vec_zlib(bytes, 6);
    // The level is written in the second byte; the readers look for the usual one.
    assert_eq!(packed[0], 0x78);
    packed[1] = 0x9c;
    packed
}

pub(crate) fn wxd() -> Vec<u8> {
    let list = |of: fn(usize) -> f64| {
        let mut bytes = (POINTS as u64).to_le_bytes().to_vec();
        bytes.extend((0..POINTS).flat_map(|i| [&5u16.to_le_bytes()[..], &of(i).to_le_bytes()].concat()));
        bytes
    };
    let noise = stream(b"<?xml version=\"1.0\"?><about/>");
    [
        b"#WXD000000000000\n".to_vec(),
        noise,
        vec![1, 2, 3],
        stream(&list(shift)),
        vec![4],
        stream(&list(value)),
    ]
    .concat()
}

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
fn omnic(spectra: usize) -> Vec<u8> {
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

pub(crate) fn labspec_xml() -> String {
    let list = |of: fn(usize) -> f64| all(of).iter().map(f64::to_string).collect::<Vec<_>>().join(" ");
    format!(
        "<?xml version=\"1.0\"?>\n<LSX_Data><LSX_Tree><LSX Format=\"9\" ID=\"0x7A74D9D6\" Size=\"1\"><LSX Format=\"9\" ID=\"0x7B697861\">\n\
         <LSX Format=\"9\" ID=\"0x0\"><LSX Format=\"7\" ID=\"0x6D707974\">Intens</LSX><LSX Format=\"7\" ID=\"0x7C696E75\">Cnt</LSX></LSX>\n\
         <LSX Format=\"9\" ID=\"0x1\"><LSX Format=\"7\" ID=\"0x6D707974\">Spectr</LSX><LSX Format=\"7\" ID=\"0x7C696E75\">1/cm</LSX>\
         <LSX Format=\"5\" ID=\"0x7D6CD4DB\">{}</LSX></LSX></LSX></LSX>\n\
         <LSX Format=\"9\" ID=\"0x6D7361DE\"><LSX Format=\"7\" ID=\"0x6D6D616E\">Laser (nm)</LSX><LSX Format=\"5\" ID=\"0x8736F70\">784.9</LSX></LSX>\n\
         </LSX_Tree><LSX_Matrix><LSX_Row>{}</LSX_Row></LSX_Matrix></LSX_Data>\n",
        list(shift),
        list(value)
    )
}

fn json_list(of: impl Fn(usize) -> f64) -> String {
    let values: Vec<String> = (0..POINTS).map(|i| of(i).to_string()).collect();
    format!("[{}]", values.join(", "))
}

pub(crate) fn oras() -> String {
    let pixels: Vec<String> = (0..POINTS).map(|i| format!("[{}, {}]", value(i), value(i) * 2.0)).collect();
    format!(
        "{{\"Comment\": \"made by hand\", \"Wavelength\": 785, \"ExpTime\": 1, \"RawSpectra\": [{}]}}",
        pixels.join(", ")
    )
}

pub(crate) fn openspecy() -> String {
    format!(
        "{{\"wavenumber\": {}, \"spectra\": {{\"intensity\": {}}}, \"metadata\": {{\"spectrum_type\": [\"Raman\"]}}}}",
        json_list(shift),
        json_list(value)
    )
}

pub(crate) fn npy(descr: &str, shape: &str, fortran: &str, values: &[u8]) -> Vec<u8> {
    let header = format!("{{'descr': {descr}, 'fortran_order': {fortran}, 'shape': {shape}, }}\n");
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.as_bytes());
    bytes.extend(values);
    bytes
}

/// Two rows: axis and ordinates.
fn npy_rows() -> Vec<u8> {
    let values: Vec<u8> = all(shift).into_iter().chain(all(value)).flat_map(f64::to_le_bytes).collect();
    npy("'<f8'", "(2, 20)", "False", &values)
}

/// An archive of members, packed.
pub(crate) fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut file, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in members {
        let packed = miniz_oxide::deflate::compress_to_vec(content, 6);
        let mut common = vec![20, 0, 0, 0, 8, 0, 0, 0, 0x21, 0];
        common.extend(crc32fast::hash(content).to_le_bytes());
        common.extend((packed.len() as u32).to_le_bytes());
        common.extend((content.len() as u32).to_le_bytes());
        common.extend((name.len() as u16).to_le_bytes());
        common.extend([0, 0]);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend((file.len() as u32).to_le_bytes());
        directory.extend(name.as_bytes());
        file.extend(b"PK\x03\x04");
        file.extend(&common);
        file.extend(name.as_bytes());
        file.extend(packed);
    }
    let start = file.len() as u32;
    file.extend(&directory);
    file.extend(b"PK\x05\x06\0\0\0\0");
    file.extend((members.len() as u16).to_le_bytes());
    file.extend((members.len() as u16).to_le_bytes());
    file.extend((directory.len() as u32).to_le_bytes());
    file.extend(start.to_le_bytes());
    file.extend([0, 0]);
    file
}

pub(crate) fn gzip(content: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    bytes.extend(miniz_oxide::deflate::compress_to_vec(content, 6));
    bytes.extend(crc32fast::hash(content).to_le_bytes());
    bytes.extend((content.len() as u32).to_le_bytes());
    bytes
}

pub(crate) fn csv() -> String {
    let rows: String = (0..POINTS).map(|i| format!("{},{}\n", shift(i), value(i))).collect();
    format!("# Laser wavelength (nm),785\nRaman shift (cm-1),Intensity\n{rows}")
}

/// A map of two places, as WiRE writes it.
fn wire_map() -> String {
    let rows = |x: f64| -> String {
        (0..POINTS).rev().map(|i| format!("{x:.6}\t-5.000000\t{:.6}\t{:.6}\n", shift(i), value(i))).collect()
    };
    format!("#X\t\t#Y\t\t#Wave\t\t#Intensity\n{}{}", rows(10.0), rows(20.0))
}

/// A map of two places, as LabSpec writes it.
fn labspec_map() -> String {
    let list = |of: fn(usize) -> f64| all(of).iter().map(f64::to_string).collect::<Vec<_>>().join("\t");
    format!("#Laser=\t785\n\t\t{}\n-5\t10\t{}\n-5\t20\t{}\n", list(shift), list(value), list(value))
}

fn openspecy_csv() -> String {
    let list = |of: fn(usize) -> f64| all(of).iter().map(f64::to_string).collect::<Vec<_>>().join(",");
    format!("{},x,y,spectrum_type\n{},1,1,Raman\n", list(shift), list(value))
}

/// As the Raman Open Database writes it.
pub(crate) fn rod() -> String {
    let mut text = String::from(
        "#------------\n# made by hand\n#\ndata_9999999\nloop_\n_publ_author_name\n'Nobody, N.'\n\"Somebody, S.\"\n_publ_section_title\n;\n A \
         text of several lines,\n with 'quotes' in it\n;\n_chemical_name_mineral           calcite\n_chemical_formula_sum            'C Ca O3'\n\
         _raman_measurement_device.excitation_laser_wavelength 532\n_raman_measurement_device.resolution ?\nloop_\n\
         _raman_spectrum.raman_shift\n_raman_spectrum.intensity\n",
    );
    for i in 0..POINTS {
        text += &format!("{} {}\n", shift(i), value(i));
    }
    text
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

//! Renishaw WDF and WXD.

use super::{POINTS, floats, put, shift, value};

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

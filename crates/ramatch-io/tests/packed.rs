//! Packed files and archives, made by other programs: GNU tar 1.35, xz 5.4, zstd 1.5, Info-ZIP.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod made;

use ramatch_io::{Budget, Error, Limits, Options, Record, open};

const PLAIN: &[u8] = include_bytes!("packed/plain.csv");
const XZ: &[u8] = include_bytes!("packed/plain.csv.xz");
const ZST: &[u8] = include_bytes!("packed/plain.csv.zst");
const TAR: &[u8] = include_bytes!("packed/bag.tar");
const TAR_GZ: &[u8] = include_bytes!("packed/bag.tar.gz");
const TAR_XZ: &[u8] = include_bytes!("packed/bag.tar.xz");

fn records(bytes: &[u8], limits: Limits) -> Result<Vec<Record>, Error> {
    let (options, budget) = (Options::new(), Budget::new(limits));
    open(bytes, &options, &budget)?.collect()
}

fn read(bytes: &[u8]) -> Vec<Record> {
    records(bytes, Limits::DESKTOP).unwrap()
}

fn code(bytes: &[u8]) -> &'static str {
    records(bytes, Limits::DESKTOP).unwrap_err().code().name()
}

#[test]
fn what_is_packed_is_what_was_packed() {
    let plain = read(PLAIN).remove(0);
    assert_eq!((plain.x.len(), plain.x[199], plain.y[1]), (200, 698.0, 919.5));
    for (name, bytes) in [("xz", XZ), ("zst", ZST), ("tar", TAR), ("tar.gz", TAR_GZ), ("tar.xz", TAR_XZ)] {
        let packed = read(bytes);
        assert_eq!((packed.len(), &packed[0].x, &packed[0].y), (1, &plain.x, &plain.y), "{name}");
    }
}

#[test]
fn members_that_are_no_spectra_are_named() {
    for bytes in [TAR, TAR_GZ, TAR_XZ] {
        let record = read(bytes).remove(0);
        let note = record.metadata.warnings.iter().find(|text| text.contains("passed over")).unwrap();
        for name in ["README.md", "bagit.txt", "manifest-md5.txt"] {
            assert!(note.contains(name), "{note}");
        }
        // What systems add by themselves is nobody's file.
        assert!(!note.contains("DS_Store"), "{note}");
    }
    let readme = b"Measured on a Tuesday.\nParameters: 3 4\n";
    let with = |name: &str, content: &[u8]| made::zip(&[("a.csv", PLAIN), (name, content)]);
    for (name, content) in [
        ("README", &readme[..]),
        ("Thumbs.db", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on"),
        ("__MACOSX/._a.csv", b"\0\x05\x16\x07\0\x02\0\0Mac OS X"),
        ("picture.png", b"\x89PNG\r\n\x1a\n"),
        ("empty.txt", b""),
        ("settings.json", b"{\"a\": 1}"),
        ("page.html", b"<html></html>"),
        ("few.csv", b"a,b\n1,2\n3,4\n"),
    ] {
        assert_eq!(read(&with(name, content)).len(), 1, "{name}");
    }
    // A damaged measurement is none of these, and is refused.
    let damaged = String::from_utf8(PLAIN.to_vec()).unwrap().replace("302,", "3o2,");
    assert_eq!(code(&with("b.csv", damaged.as_bytes())), "number_syntax");
    let jcamp = made::jcamp(&made::affn_table()).replace("NPOINTS= 20", "NPOINTS= 21");
    assert_eq!(code(&with("b.jdx", jcamp.as_bytes())), "count_mismatch");
    // Nothing but such members is an error that names the first.
    assert_eq!(code(&made::zip(&[("README", readme)])), "format_unsupported");
}

/// A member that cannot be read is an error in its place, and hides no other.
#[test]
fn a_damaged_member_does_not_hide_the_others() {
    let damaged = String::from_utf8(PLAIN.to_vec()).unwrap().replace("302,", "3o2,");
    let archive = made::zip(&[("a.csv", PLAIN), ("b.csv", damaged.as_bytes()), ("c.csv", PLAIN)]);
    let (options, budget) = (Options::new(), Budget::new(Limits::DESKTOP));
    let spectra = open(&archive, &options, &budget).unwrap();
    assert_eq!(spectra.len(), 3);
    let error = spectra.get(1).unwrap_err();
    assert_eq!((error.code().name(), error.member()), ("number_syntax", Some("b.csv")));
    assert_eq!(spectra.get(2).unwrap().y, read(PLAIN)[0].y);
    assert_eq!([0, 1, 2].map(|i| spectra.member(i)), [Some("a.csv"), Some("b.csv"), Some("c.csv")]);
    assert_eq!(spectra.member(3), None);
    // Packed as a whole, an archive says the same.
    let tar = open(TAR_GZ, &options, &budget).unwrap();
    assert!(tar.member(0).unwrap().ends_with("plain.csv"));
    assert_eq!(open(PLAIN, &options, &budget).unwrap().member(0), None);
}

#[test]
fn broken_and_hostile_archives() {
    for bytes in [XZ, ZST, TAR_GZ, TAR_XZ] {
        for cut in [bytes.len() / 2, bytes.len() - 1] {
            assert!(records(&bytes[..cut], Limits::DESKTOP).is_err(), "cut at {cut} of {}", bytes.len());
        }
        for at in 0..bytes.len() {
            let mut changed = bytes.to_vec();
            changed[at] ^= 0x10;
            if let Ok(records) = records(&changed, Limits::DESKTOP) {
                assert_eq!(records[0].y.len(), 200, "a change at {at}");
            }
        }
        assert_eq!(records(bytes, Limits::FIRMWARE).unwrap_err().code().name(), "unsupported");
    }
    // In tar the sizes are text, and the names anybody's.
    let place = |name: &str| TAR.windows(name.len()).position(|window| window == name.as_bytes()).unwrap();
    let renamed = |name: &str| {
        let mut tar = TAR.to_vec();
        let at = place("./data/plain.csv");
        tar[at..at + 16].fill(0);
        tar[at..at + name.len()].copy_from_slice(name.as_bytes());
        checksummed(tar, at)
    };
    assert_eq!(code(&renamed("../plain.csv")), "bad_path");
    assert_eq!(code(&renamed("/etc/passwd")), "bad_path");
    let mut link = TAR.to_vec();
    let at = place("./data/plain.csv");
    link[at + 156] = b'2';
    assert_eq!(code(&checksummed(link, at)), "unsupported");
    let mut large = TAR.to_vec();
    large[at + 124..at + 135].copy_from_slice(b"77777777777");
    assert!(records(&checksummed(large, at), Limits::DESKTOP).is_err());
    // An archive in an archive is not opened, a packed archive is one.
    assert_eq!(code(&made::zip(&[("a.tar", TAR)])), "depth");
    assert_eq!(code(&made::gzip(&made::gzip(PLAIN))), "depth");
}

#[test]
fn bombs_are_defused() {
    let bomb = vec![b'0'; 64 << 20];
    let packed = ruzstd::encoding::compress_to_vec(&bomb[..], ruzstd::encoding::CompressionLevel::Fastest);
    assert_eq!(code(&packed), "expansion_limit");
    let mut writer = lzma_rust2::XzWriter::new(Vec::new(), lzma_rust2::XzOptions::with_preset(1)).unwrap();
    std::io::Write::write_all(&mut writer, &bomb).unwrap();
    assert_eq!(code(&writer.finish().unwrap()), "expansion_limit");
}

/// A tar archive whose member's header, changed, has its right sum again.
fn checksummed(mut tar: Vec<u8>, at: usize) -> Vec<u8> {
    tar[at + 148..at + 156].fill(b' ');
    let sum: u32 = tar[at..at + 512].iter().map(|&b| u32::from(b)).sum();
    tar[at + 148..at + 156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    tar
}

//! Archives, alone and in folders; many files; threads.

use super::{brought, brought_with, examples, folder, points, refusals, rruff};
use ramatch::{Bring, Collection, LibraryBuilder, Recipe, Storage};
use std::path::Path;

/// A ZIP archive of members that are stored as they are.
fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut file, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in members {
        let mut common = vec![20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0];
        common.extend(crc32fast::hash(content).to_le_bytes());
        common.extend((content.len() as u32).to_le_bytes());
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
        file.extend(*content);
    }
    let start = file.len() as u32;
    file.extend(&directory);
    file.extend(b"PK\x05\x06\0\0\0\0");
    file.extend([(members.len() as u16).to_le_bytes(); 2].concat());
    file.extend((directory.len() as u32).to_le_bytes());
    file.extend(start.to_le_bytes());
    file.extend([0, 0]);
    file
}

#[test]
fn a_zip_is_as_its_folder_and_threads_change_nothing() {
    let examples = examples("rruff");
    let mut files: Vec<(String, Vec<u8>)> = std::fs::read_dir(&examples)
        .unwrap()
        .map(|item| item.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read(&path).unwrap()))
        .collect();
    files.sort_by(|a, b| b.cmp(a));
    let members: Vec<(&str, &[u8])> =
        files.iter().map(|(name, content)| (name.as_str(), &content[..])).collect();
    let place = folder(&[("minerals.zip", &zip(&members))]);
    let (of_folder, expected) = brought_with(Collection::Rruff, &examples, &Bring::default());
    for path in [place.path().to_owned(), place.path().join("minerals.zip"), examples] {
        for threads in [1, 2, 5] {
            let mut bring = Bring::default();
            bring.threads = Some(threads);
            let (brought, bytes) = brought_with(Collection::Rruff, &path, &bring);
            assert!(bytes == expected, "{} on {threads} threads", path.display());
            assert_eq!(brought.refused.len(), of_folder.refused.len());
        }
    }
}

#[test]
fn archives_that_are_wrong_are_refused_whole_and_hide_nothing() {
    let good = rruff("Quartz", &[206.0, 464.0], 1);
    let inner = zip(&[("a.txt", good.as_bytes())]);
    let mut bomb = zip(&[("a.txt", good.as_bytes())]);
    // Its directory says that it unpacks to 2 GB.
    let at = bomb.windows(4).rposition(|window| window == b"PK\x01\x02").unwrap();
    bomb[at + 24..at + 28].copy_from_slice(&(2u32 << 30).to_le_bytes());
    let mut broken = zip(&[("Halite__R1__Raman__532______Raman_Data_RAW__1.txt", good.as_bytes())]);
    broken[200] ^= 1;
    let place = folder(&[
        ("a/leaves.zip", &zip(&[("ok.txt", good.as_bytes()), ("../out.txt", good.as_bytes())])),
        ("a/nested.zip", &zip(&[("inner.zip", &inner)])),
        ("bomb.zip", &bomb),
        ("broken.zip", &broken),
        ("cut.zip", &inner[..60]),
        ("Quartz__R2__Raman__532______Raman_Data_RAW__1.txt", good.as_bytes()),
    ]);
    let (brought, _) = brought(Collection::Rruff, place.path());
    let mut refused = refusals(&brought);
    refused.sort_unstable();
    let expected = [
        ("a/leaves.zip", "bad_path"),
        ("a/nested.zip/inner.zip", "depth"),
        ("bomb.zip", "expansion_limit"),
        ("broken.zip/Halite__R1__Raman__532______Raman_Data_RAW__1.txt", "hash_mismatch"),
        ("cut.zip", "truncated"),
    ];
    assert_eq!(refused, expected);
    assert_eq!(brought.added.len(), 1);
    assert!(!place.path().join("out.txt").exists() && !place.path().join("a/out.txt").exists());

    // Alone, it is what was asked for.
    let alone = |path: &Path| {
        let scratch = tempfile::tempdir().unwrap();
        let mut builder = LibraryBuilder::new(&Recipe::FINGERPRINT, Storage::new(), scratch.path()).unwrap();
        let refused = builder.bring_in(Collection::Rruff, path, &Bring::default(), &mut |_, _| false);
        let code = refused.unwrap_err().code().name();
        assert!(builder.is_empty());
        code
    };
    assert_eq!(alone(&place.path().join("a/leaves.zip")), "bad_path");
    assert_eq!(alone(&place.path().join("nothing")), "no_such_file");
    assert_eq!(alone(&place.path().join("Quartz__R2__Raman__532______Raman_Data_RAW__1.txt")), "parameter");
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_out_is_refused() {
    let outside = folder(&[("secret.txt", rruff("Quartz", &[206.0, 464.0], 1).as_bytes())]);
    let place = folder(&[("a.txt", rruff("Halite", &[500.0, 900.0], 2).as_bytes())]);
    std::os::unix::fs::symlink(outside.path().join("secret.txt"), place.path().join("b.txt")).unwrap();
    let (brought, _) = brought(Collection::Rruff, place.path());
    assert_eq!(refusals(&brought), [("b.txt", "bad_path")]);
    assert_eq!(brought.added.len(), 1);
}

#[test]
fn files_beyond_a_block_are_added_in_the_order_of_their_names() {
    let files: Vec<(String, String)> = (0..200u32)
        .map(|i| {
            let bands = [300.0 + 5.0 * f64::from(i % 40), 900.0 + 7.0 * f64::from(i / 40)];
            let text =
                if i % 10 == 3 { "##RRUFFID=R1\n".to_owned() } else { points(&bands, u64::from(i), ", ") };
            (format!("{i}.txt"), format!("##NAMES=mineral {i}\n##RRUFFID=R{i}\n{text}"))
        })
        .collect();
    let files: Vec<(&str, &[u8])> =
        files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    let place = folder(&files);
    let mut told = Vec::new();
    let scratch = tempfile::tempdir().unwrap();
    let mut builder = LibraryBuilder::new(&Recipe::FINGERPRINT, Storage::new(), scratch.path()).unwrap();
    let mut progress = |done, total| {
        told.push((done, total));
        false
    };
    let brought =
        builder.bring_in(Collection::Rruff, place.path(), &Bring::default(), &mut progress).unwrap();
    let expected: Vec<String> = (0..200).filter(|i| i % 10 != 3).map(|i| format!("rruff/{i}")).collect();
    assert_eq!(brought.added, expected);
    assert!(brought.refused.iter().all(|(number, file, _)| *file == format!("{}.txt", number - 1)));
    assert_eq!((told.first(), told.last()), (Some(&(0, 200)), Some(&(200, 200))));
}

#[test]
fn what_is_called_off_can_be_taken_back() {
    let scratch = tempfile::tempdir().unwrap();
    let mut builder = LibraryBuilder::new(&Recipe::FINGERPRINT, Storage::new(), scratch.path()).unwrap();
    let refused = builder.all_or_nothing(|builder| {
        let mut stop = |done, total| done == total;
        builder.bring_in(Collection::Rruff, &examples("rruff"), &Bring::default(), &mut stop).map(drop)
    });
    assert_eq!(refused.unwrap_err().code().name(), "cancelled");
    assert!(builder.is_empty() && builder.source("rruff").is_none());
}

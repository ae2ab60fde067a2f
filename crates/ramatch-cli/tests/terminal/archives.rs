//! Archives of measurements: as the folder of their files.

use super::many::{CALCITE, PS, Place, spectrum};
use super::{ramatch, text};

/// A member of a tar archive: a header of POSIX, and the content in blocks of 512 bytes.
fn member(name: &str, content: &str) -> Vec<u8> {
    let mut head = vec![0; 512];
    let size = format!("{:011o}", content.len());
    for (at, field) in [
        (0, name),
        (100, "0000644"),
        (124, size.as_str()),
        (136, "00000000000"),
        (148, "        "),
        (156, "0"),
        (257, "ustar"),
        (263, "00"),
    ] {
        head[at..at + field.len()].copy_from_slice(field.as_bytes());
    }
    let sum: u32 = head.iter().map(|byte| u32::from(*byte)).sum();
    head[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
    head.extend(content.as_bytes());
    head.resize(head.len().next_multiple_of(512), 0);
    head
}

/// The packed files of a folder: as the folder itself, with a member where that has a file.
#[test]
fn an_archive_is_as_its_folder() {
    let place = Place::new();
    let bad = spectrum(PS, 2).replacen("\n302,", "\n3o2,", 1);
    let names = ["a.csv", "b.csv", "c.csv"];
    let contents = [spectrum(PS, 1), bad, spectrum(CALCITE, 3)];
    for (name, content) in names.iter().zip(&contents) {
        place.write(&format!("fold/{name}"), content);
    }
    let members: Vec<u8> =
        names.iter().zip(&contents).flat_map(|(name, content)| member(name, content)).collect();
    let archive = place.write("fold.tar", [members, vec![0; 1024]].concat());
    let output = ramatch(&["identify", "--format", "csv", &archive]);
    assert_eq!(output.status.code(), Some(4), "{}", text(&output.stderr));
    let table = text(&output.stdout);
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let columns = |row: &csv::StringRecord, at: [usize; 4]| at.map(|at| row[at].to_owned());
    let said: Vec<_> = rows.iter().map(|row| columns(row, [1, 10, 11, 16])).collect();
    assert_eq!(said[0], ["1", "answer", "polystyrene", "a.csv"]);
    assert_eq!(said[1], ["2", "refused", "", "b.csv"]);
    assert_eq!(said[2], ["3", "answer", "calcium carbonate", "c.csv"]);
    // The file has a column of its own, and is not said once more.
    assert!(!rows[1][15].contains("fold.tar") && rows[1][15].contains("3o2"), "{}", &rows[1][15]);
    let table = text(&ramatch(&["identify", &archive]).stdout);
    assert!(
        table.lines().any(|line| line.starts_with("c.csv ") && line.contains("calcium carbonate")),
        "{table}"
    );
    let lines = text(&ramatch(&["identify", "--format", "jsonl", &archive]).stdout);
    for (line, name) in lines.lines().zip(names) {
        assert_eq!(serde_json::from_str::<serde_json::Value>(line).unwrap()["member"], name, "{line}");
    }
    // Of a folder, a file that cannot be opened is a file: nobody knows how many spectra it holds.
    let output = ramatch(&["identify", &place.path("fold")]);
    assert_eq!(output.status.code(), Some(4));
    let said = text(&output.stdout);
    assert!(said.contains("\n2 spectra\n") && said.contains("1  file refused: 1 number_syntax"), "{said}");
}

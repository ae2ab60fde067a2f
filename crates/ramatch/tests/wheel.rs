//! Polystyrene, calcite and silicon of every instrument in the PyPI package ramanchada2 1.5.0.
//!
//! ```text
//! pip download --no-deps ramanchada2==1.5.0 && unzip ramanchada2-1.5.0-py3-none-any.whl -d wheel
//! RAMATCH_WHEEL=wheel/ramanchada2/auxiliary/spectra/datasets2 \
//!     cargo test --release -p ramatch --test wheel -- --nocapture
//! ```
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use ramatch::{Identifier, Options};
use std::path::{Path, PathBuf};

/// What the specimen codes of the package stand for.
const SPECIMENS: [(&str, &str); 9] = [
    ("PST", "polystyrene"),
    ("Pol", "polystyrene"),
    ("nCAL", "calcium carbonate"),
    ("sCAL", "calcium carbonate"),
    ("S0N", "silicon"),
    ("S1N", "silicon"),
    ("S0P", "silicon"),
    ("S0B", "silicon"),
    ("Si", "silicon"),
];

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for item in std::fs::read_dir(folder).unwrap() {
        let path = item.unwrap().path();
        // `twinning` holds silicon series under other names.
        if path.is_dir() && !path.ends_with("twinning") {
            files.extend(self::files(&path));
        } else if path.extension().is_some_and(|extension| extension == "txt") {
            files.push(path);
        }
    }
    files.sort();
    files
}

#[test]
fn every_instrument_of_the_wheel() {
    let Some(folder) = std::env::var_os("RAMATCH_WHEEL") else {
        println!("skipped: RAMATCH_WHEEL does not name the folder datasets2 of ramanchada2 1.5.0");
        return;
    };
    let identifier = Identifier::embedded().unwrap();
    let (mut right, mut asked) = (0, 0);
    for path in files(Path::new(&folder)) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let Some((_, expected)) = SPECIMENS.iter().find(|(code, _)| name.starts_with(code)) else { continue };
        let report = identifier.identify_file(&path, &Options::default()).unwrap();
        let best = &report.hits[0];
        asked += 1;
        right += usize::from(best.substance == *expected);
        let verdict = if best.substance == *expected { "right" } else { "WRONG" };
        println!("{verdict} {name}: {} {:.3}", best.substance, best.cosine);
    }
    println!("{right} of {asked} right");
    assert!(asked == 76 && right >= 71, "{right} of {asked}");
}

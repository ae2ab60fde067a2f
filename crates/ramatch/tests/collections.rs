//! Public collections: what is read of them, what is refused, what is said of it.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

#[path = "collections/again.rs"]
mod again;
#[path = "collections/apart.rs"]
mod apart;
#[path = "collections/archives.rs"]
mod archives;
#[path = "collections/doubles.rs"]
mod doubles;
#[path = "collections/forms.rs"]
mod forms;

use ramatch::{Bring, Brought, Collection, Content, Library, LibraryBuilder, Recipe, Storage};
use std::path::{Path, PathBuf};

/// The examples: drawn by hand, in the form of each collection.
fn examples(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/collections").join(name)
}

/// An example with the files beside it that are refused.
fn with_refused(name: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for from in [examples(name), examples("refused").join(name)] {
        for item in std::fs::read_dir(from).unwrap() {
            let path = item.unwrap().path();
            std::fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
        }
    }
    folder
}

/// What becomes of a collection, and the library of it.
fn brought_with(collection: Collection, path: &Path, bring: &Bring) -> (Brought, Vec<u8>) {
    let folder = tempfile::tempdir().unwrap();
    let mut builder = LibraryBuilder::new(&Recipe::FINGERPRINT, Storage::new(), folder.path()).unwrap();
    let brought = builder.bring_in(collection, path, bring, &mut |_, _| false).unwrap();
    let file = folder.path().join("made.rsl");
    builder.write(&file, &mut |_, _| {}).unwrap();
    (brought, std::fs::read(&file).unwrap())
}

fn brought(collection: Collection, path: &Path) -> (Brought, Content) {
    let (brought, bytes) = brought_with(collection, path, &Bring::default());
    (brought, Library::in_memory(bytes).unwrap().content().unwrap())
}

/// Files and the names of the errors for which they were refused.
fn refusals(brought: &Brought) -> Vec<(&str, &'static str)> {
    brought.refused.iter().map(|(_, file, error)| (file.as_str(), error.code().name())).collect()
}

/// A spectrum of bands at these places, as two columns; `seed` makes a noise of its own.
fn points(bands: &[f64], seed: u64, separator: &str) -> String {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut noise = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f64 / f64::from(1 << 24) - 0.5
    };
    let mut lines = String::new();
    for i in 0..450 {
        let x = 150.0 + 3.0 * f64::from(i);
        let height: f64 = bands.iter().map(|at| 900.0 / (1.0 + ((x - at) / 6.0).powi(2))).sum();
        lines += &format!("{x:.2}{separator}{:.2}\n", 80.0 + height + 4.0 * noise());
    }
    lines
}

/// A file of RRUFF.
fn rruff(mineral: &str, bands: &[f64], seed: u64) -> String {
    format!(
        "##NAMES={mineral}\n##RRUFFID=R{seed:06}\n##RAMAN WAVELENGTH=532\n\n{}##END=\n",
        points(bands, seed, ", ")
    )
}

/// What stands before the data in files of the Raman Open Database.
const FREE: &str =
    "# All data on this site have been placed in the public domain by the\n# contributors.\n#\n";

/// A file of the Raman Open Database.
fn rod(code: u32, name: &str, more: &str, bands: &[f64]) -> String {
    format!(
        "{FREE}data_{code}\n_chemical_name_mineral '{name}'\n{more}_rod_database.code {code}\nloop_\n\
         _raman_spectrum.raman_shift\n_raman_spectrum.intensity\n{}",
        points(bands, u64::from(code), " ")
    )
}

/// A folder of files.
fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }
    folder
}

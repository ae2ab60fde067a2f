//! The committed specimens of library files: all formats of rows, and all sections that a few references can have. They are made only by
//! `RAMATCH_BLESS=1 cargo test -p ramatch --test specimens`; the core's test of the same name reads them.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use ramatch::core::library::RowFormat;
use ramatch::{Grid, Library, Raw, Recipe, Storage};
use std::path::Path;

#[test]
fn specimens_of_every_format() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spectra-library/specimens");
    let coarse = Recipe::FINGERPRINT_PORTABLE.on(Grid::cm1(150.0, 18.0, 128));
    let kinds = [
        ("f32-metadata-linear-i16", Storage::new()),
        ("f32-codes", Storage::new().codes().without_raw().without_linear()),
        ("i16-codes-linear-i16", Storage::new().rows(RowFormat::I16).codes().without_raw()),
        ("i8-device", Storage::device()),
        ("i8-device-linear-i8", Storage::device().with_linear()),
    ];
    if std::env::var_os("RAMATCH_BLESS").is_some() {
        let mut content = Library::embedded().unwrap().content().unwrap();
        // Four that are drawn by their bands and one that was measured, without what belongs to none of them.
        let mut curves = 0;
        content.entries.retain(|entry| {
            curves += usize::from(matches!(entry.raw, Raw::Curve { .. }));
            matches!(entry.raw, Raw::Bands(_)) || curves == 1
        });
        let curve = content.entries.iter().position(|entry| matches!(entry.raw, Raw::Curve { .. })).unwrap();
        content.entries.swap(0, curve);
        content.entries.truncate(5);
        let used = |id: &String| content.entries.iter().any(|entry| entry.source == *id);
        content.sources.retain(|source| used(&source.id));
        content.notices.clear();
        content.hints.clear();
        for (name, storage) in kinds {
            let library = Library::build(&content, &coarse, None, storage, &mut |_, _| {}).unwrap();
            std::fs::write(folder.join(format!("{name}.rsl")), library.bytes()).unwrap();
        }
    }
    for (name, storage) in kinds {
        let library = Library::read(&folder.join(format!("{name}.rsl"))).unwrap();
        assert_eq!((library.view().row_format(), library.view().len()), (storage.rows, 5), "{name}");
        assert_eq!(library.view().recipe_id(), coarse.id(), "{name}");
    }
}

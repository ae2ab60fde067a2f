//! Identifies a measured file with the built-in library.
//!
//! ```text
//! cargo run --release -p ramatch-examples --bin identify -- examples/data/calcite-785-bwtek-a.txt
//! ```

use ramatch::{Identifier, Options};
use std::path::PathBuf;

fn main() -> Result<(), ramatch::Error> {
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/data/polystyrene-785-bwtek-a.txt");
    let file = std::env::args_os().nth(1).map_or_else(|| default.into(), PathBuf::from);

    let identifier = Identifier::embedded()?;
    let report = identifier.identify_file(&file, &Options::default())?;
    for hit in &report.hits {
        println!("{} {:.4} {} ({})", hit.rank, hit.score, hit.substance, hit.entry);
    }
    for warning in &report.warnings {
        println!("warning: {}", warning.text);
    }
    Ok(())
}

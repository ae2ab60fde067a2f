//! Images of the external memory of a board, made by this machine.

use crate::run::{self, expect};
use std::path::PathBuf;
use std::process::Command;

/// A simulated mixture.
pub(super) const MIXTURE: &str = "simulated/simulated-tablet-in-bag.csv";

/// An image of the external memory, made by this machine.
pub(super) fn image(recipe: &str, entries: u32, points: u32, spectra: &[&str]) -> Result<PathBuf, String> {
    let folder = run::target("firmware");
    std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let path = folder.join(format!("{recipe}-{entries}-{points}-{}.bin", spectra.len()));
    let mut make = Command::new(run::target("debug").join("flash_image"));
    make.arg(&path).args([recipe, &entries.to_string(), &points.to_string()]);
    make.args(spectra.iter().map(|name| format!("examples/{name}"))).current_dir(run::root());
    expect(&mut make)?;
    Ok(path)
}

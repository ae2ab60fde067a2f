//! What compiles for other targets.

use crate::run::{self, output};
use std::path::Path;
use std::process::Command;

/// Without it 32-bit ARM code can be wrong (llvm-project issue 223630).
pub(crate) const SAFE: &str = "-Cllvm-args=-arm-load-store-opt=false";

/// Whether rustup has the standard or core library of a target.
pub(crate) fn rustup_has(target: &str) -> bool {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let mut ask = Command::new(rustc);
    ask.args(["--print", "target-libdir", "--target", target]).current_dir(run::root());
    output(&mut ask).is_ok_and(|folder| Path::new(folder.trim()).is_dir())
}

//! Commands that ask Python: golden vectors and identities. They install under `target/` only.

use crate::run::{self, Outcome, expect, output};
use std::path::PathBuf;
use std::process::Command;

/// Makes the golden vectors again and compares them with the committed ones.
pub(crate) fn golden() -> Outcome {
    let python = environment("golden", &["-r", "python/golden/requirements.txt"])?;
    expect(Command::new(python).arg("python/golden/core.py").current_dir(run::root()))?;
    let vectors = "crates/ramatch-core/tests/golden";
    let mut git = Command::new("git");
    let changed = output(git.args(["status", "--porcelain", vectors]).current_dir(run::root()))?;
    if changed.trim().is_empty() {
        println!("the golden vectors are as committed");
        return Ok(());
    }
    Err(format!(
        "the golden vectors differ from the committed ones (another machine's last digits?):\n{changed}"
    ))
}

/// Checks formulas and InChIKeys against the package `chemicals`.
pub(crate) fn identity() -> Outcome {
    let python = environment("identity", &["chemicals==1.5.2"])?;
    expect(Command::new(python).arg("spectra-library/check_identity.py").current_dir(run::root()))
}

/// A virtual environment under `target/` with these packages; yields its Python.
fn environment(name: &str, packages: &[&str]) -> Result<PathBuf, String> {
    let folder = run::target(&format!("python-{name}"));
    let bin = if cfg!(windows) { "Scripts" } else { "bin" };
    let python = folder.join(bin).join("python");
    if !python.exists() {
        expect(Command::new("python3").args(["-m", "venv"]).arg(&folder)).map_err(|failure| {
            format!("{failure}\nPython is missing a part: apt-get install python3 python3-venv")
        })?;
    }
    let mut pip = Command::new(&python);
    pip.args(["-m", "pip", "install", "-q", "--disable-pip-version-check"]).args(packages);
    expect(pip.current_dir(run::root()))?;
    Ok(python)
}

//! Packages for publishing, and the check for Windows.

use crate::run::{self, Outcome, cargo, expect};
use crate::toolchain::rustup_has;
use std::path::PathBuf;
use std::process::Command;

/// What is published, in the order of dependence.
const PUBLISHED: [&str; 5] = ["ramatch-kernels", "ramatch-core", "ramatch-io", "ramatch", "ramatch-cli"];

/// Packages every published crate, and builds each from its package alone.
pub(crate) fn run() -> Outcome {
    forget_unpacked();
    let mut package = cargo(&["package", "--locked", "--allow-dirty"]);
    for name in PUBLISHED {
        package.args(["-p", name]);
    }
    expect(alone(&mut package))
}

/// Lets cargo build as outside of our workspace, without its profiles, in a folder of their own.
///
/// Lines of the source are of no use there, and cost time.
pub(crate) fn alone(cargo: &mut Command) -> &mut Command {
    cargo
        .env("CARGO_TARGET_DIR", run::target("alone"))
        .env("CARGO_PROFILE_DEV_DEBUG", "false")
        .env("CARGO_INCREMENTAL", "0")
}

/// Removes what was unpacked of packages that were made here before, and what was compiled of it: cargo knows them by folder and
/// version alone and would take the old source again.
fn forget_unpacked() {
    let alone = run::target("alone");
    let _ = std::fs::remove_dir_all(alone.join("package"));
    for built in std::fs::read_dir(alone.join("debug/.fingerprint")).into_iter().flatten().flatten() {
        if built.file_name().to_string_lossy().starts_with("ramatch") {
            let _ = std::fs::remove_dir_all(built.path());
        }
    }
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo")));
    let Some(Ok(registries)) = home.map(|home| std::fs::read_dir(home.join("registry/src"))) else { return };
    // A registry in a folder has no host in its name.
    for registry in registries.flatten().filter(|item| item.file_name().to_string_lossy().starts_with('-')) {
        for name in PUBLISHED {
            let unpacked = registry.path().join(format!("{name}-{}", env!("CARGO_PKG_VERSION")));
            let _ = std::fs::remove_dir_all(unpacked);
        }
    }
}

const WINDOWS: &str = "x86_64-pc-windows-gnu";

/// Type-checks what instrument computers run.
pub(crate) fn windows() -> Outcome {
    if !rustup_has(WINDOWS) {
        eprintln!("!! NOT CHECKED FOR WINDOWS: rustup target add {WINDOWS}");
        return Ok(());
    }
    expect(&mut cargo(&["check", "--locked", "--target", WINDOWS, "-p", "ramatch-cli"]))
}

//! The core for a Cortex-M4F (`thumbv7em-none-eabihf`): no standard library, no allocator.
//!
//! The compiled core library for that target comes from rustup, or is compiled from Debian's package of the
//! compiler's source. Where neither is there, the stage is skipped, loudly.

use crate::run::{self, Outcome, expect, output};
use std::path::Path;
use std::process::Command;

const TARGET: &str = "thumbv7em-none-eabihf";

const SKIPPED: &str = "\n\
    !! FIRMWARE NOT BUILT: there is no core library for thumbv7em-none-eabihf on this machine.\n\
    !! Install one of:\n\
    !!   rustup target add thumbv7em-none-eabihf\n\
    !!   apt-get install --no-install-recommends rustc-web cargo-web rust-web-src gcc-arm-none-eabi";

/// What a device links: the kernels, the core without features, the core with the portable FFT, and with
/// the check of a library.
const BUILDS: [&[&str]; 4] = [
    &["-p", "ramatch-kernels"],
    &["-p", "ramatch-core", "--no-default-features"],
    &["-p", "ramatch-core", "--no-default-features", "--features", "microfft"],
    &["-p", "ramatch-core", "--no-default-features", "--features", "microfft,verify"],
];

pub(crate) fn run() -> Outcome {
    if rustup_has(TARGET) {
        build(run::cargo)
    } else if debian_has_it() {
        build(debian_cargo)
    } else {
        say_if_skipped();
        Ok(())
    }
}

/// Says once more, where it is seen, that the stage was skipped.
pub(crate) fn say_if_skipped() {
    if !rustup_has(TARGET) && !debian_has_it() {
        eprintln!("{SKIPPED}");
    }
}

/// As it is shipped.
fn build(cargo: impl Fn(&[&str]) -> Command) -> Outcome {
    for packages in BUILDS {
        let common = ["build", "--release", "--locked", "--target", TARGET];
        expect(&mut cargo(&[&common[..], packages].concat()))?;
    }
    Ok(())
}

pub(crate) fn rustup_has(target: &str) -> bool {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let mut ask = Command::new(rustc);
    ask.args(["--print", "target-libdir", "--target", target]).current_dir(run::root());
    output(&mut ask).is_ok_and(|folder| Path::new(folder.trim()).is_dir())
}

/// Debian's compiler and its source, of one version.
fn debian_has_it() -> bool {
    let version = |program: &str| output(Command::new(program).arg("--version"));
    let Ok(rustc) = version("/usr/bin/rustc") else { return false };
    let Some(number) = rustc.split_whitespace().nth(1) else { return false };
    version("/usr/bin/cargo").is_ok() && Path::new("/usr/src").join(format!("rustc-{number}")).is_dir()
}

/// Debian's cargo, which compiles the core library itself.
fn debian_cargo(args: &[&str]) -> Command {
    let mut cargo = Command::new("/usr/bin/cargo");
    cargo.args(args).args(["-Zbuild-std=core"]).current_dir(run::root());
    cargo.env("RUSTC", "/usr/bin/rustc").env("RUSTC_BOOTSTRAP", "1");
    cargo.env("CARGO_TARGET_DIR", run::target("debian"));
    cargo.env_remove("RUSTUP_TOOLCHAIN").env_remove("CARGO");
    cargo
}

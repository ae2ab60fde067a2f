//! The machines that answer: how a program is built for them, and how it is run.

use crate::linux::{AARCH64, ARMV7, Linux};
use crate::run::{self, expect, output};
use crate::toolchain::{SAFE, rustup_has};
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the program that is compared is built with.
pub(super) const FEATURES: &str = "arpls,snip,mixtures";

const BARE: &str = "thumbv7em-none-eabihf";

pub(super) const SKIPPED: &str = "\n\
    !! FIRMWARE NOT BUILT: there is no core library for thumbv7em-none-eabihf on this machine.\n\
    !! Install one of:\n\
    !!   rustup target add thumbv7em-none-eabihf\n\
    !!   apt-get install --no-install-recommends rustc-web cargo-web rust-web-src gcc-arm-none-eabi";

/// How a program gets to its machine.
#[derive(Clone, Copy)]
enum Kind {
    /// This one.
    Here,
    /// A board, by its name and where its external memory begins.
    Board { board: &'static str, memory: &'static str },
    /// A processor under Linux.
    Linux(Linux),
}

/// A machine that answers.
#[derive(Clone, Copy)]
pub(super) struct Machine {
    pub(super) name: &'static str,
    target: &'static str,
    flags: &'static str,
    features: &'static str,
    kind: Kind,
}

impl Machine {
    pub(super) const SERVER: Self =
        Self { name: "x86-64", target: "", flags: "", features: "host", kind: Kind::Here };
    pub(super) const M4F: Self = Self {
        name: "Cortex-M4F",
        target: BARE,
        flags: "",
        features: "board",
        kind: Kind::Board { board: "mps2-an386", memory: "0x21000000" },
    };
    pub(super) const M7: Self = Self {
        name: "Cortex-M7",
        target: BARE,
        flags: "-Ctarget-cpu=cortex-m7",
        features: "m7",
        kind: Kind::Board { board: "mps2-an500", memory: "0x60000000" },
    };
    /// Those that are compared with a server.
    pub(super) const OTHERS: [Self; 4] = [
        Self::M4F,
        Self::M7,
        Self {
            name: "aarch64",
            target: AARCH64.target,
            flags: "",
            features: "host",
            kind: Kind::Linux(AARCH64),
        },
        Self { name: "armv7", target: ARMV7.target, flags: "", features: "host", kind: Kind::Linux(ARMV7) },
    ];

    /// What this machine would need and is not there.
    pub(super) fn lacks(&self) -> Option<String> {
        match self.kind {
            Kind::Here => None,
            Kind::Board { .. } => run::lacks(&["qemu-system-arm"]).map(str::to_owned),
            Kind::Linux(linux) => linux.lacks(),
        }
    }

    /// Builds a program of the firmware, as it is shipped.
    pub(super) fn build(&self, program: &str, features: &str) -> Result<PathBuf, String> {
        self.build_at("3", program, features)
    }

    /// Builds it at another level of optimisation.
    pub(super) fn build_at(&self, level: &str, program: &str, features: &str) -> Result<PathBuf, String> {
        let features = format!("{features},{}", self.features);
        let folder = run::target("firmware").join(self.name);
        let args = ["build", "--release", "--locked", "--bin", program, "--features", &features];
        let mut cargo = match self.kind {
            Kind::Here => run::cargo(&args),
            Kind::Board { .. } => {
                let mut cargo = bare_cargo(&args);
                let linker = if rustup_has(BARE) { "" } else { " -Clinker-flavor=ld" };
                let flags = format!("-Clink-arg=-Tlink.x {SAFE} {}{linker}", self.flags);
                cargo.env("CARGO_TARGET_THUMBV7EM_NONE_EABIHF_RUSTFLAGS", flags);
                cargo.env(
                    "CARGO_TARGET_THUMBV7EM_NONE_EABIHF_LINKER",
                    if rustup_has(BARE) { "rust-lld" } else { "arm-none-eabi-ld" },
                );
                cargo
            }
            Kind::Linux(linux) => {
                let mut cargo = run::cargo(&args);
                linux.compile(&mut cargo);
                cargo
            }
        };
        if !matches!(self.kind, Kind::Board { .. }) {
            // It is to be equal, not fast.
            cargo.env("CARGO_PROFILE_RELEASE_LTO", "off").env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
        }
        cargo.current_dir(run::root().join("examples/firmware")).env("CARGO_TARGET_DIR", &folder);
        cargo.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", level);
        expect(&mut cargo)?;
        Ok(folder.join(self.target).join("release").join(program))
    }

    /// What a program says over an image of the external memory. Instructions take 8 ns on a board, whatever else the machine does.
    pub(super) fn ask(&self, program: &Path, image: &Path) -> Result<String, String> {
        let mut asked = match self.kind {
            Kind::Here => Command::new(program),
            Kind::Linux(Linux { emulator, libraries, .. }) => {
                let mut asked = Command::new(emulator);
                asked.args(["-L", libraries]).arg(program);
                asked
            }
            Kind::Board { board, memory } => {
                let mut asked = Command::new("qemu-system-arm");
                asked.args(["-M", board, "-display", "none", "-monitor", "none", "-serial", "null"]);
                asked.args(["-icount", "shift=3", "-semihosting-config", "enable=on,target=native"]);
                asked.arg("-kernel").arg(program).arg("-device");
                asked.arg(format!("loader,file={},addr={memory},force-raw=on", image.display()));
                return output(&mut asked);
            }
        };
        output(asked.arg(image))
    }
}

/// Whether something here can compile for the boards.
pub(super) fn has_core() -> bool {
    rustup_has(BARE) || debian_has_it()
}

/// A cargo that compiles for the boards.
pub(super) fn bare_cargo(args: &[&str]) -> Command {
    let args = [args, &["--target", BARE]].concat();
    if rustup_has(BARE) { run::cargo(&args) } else { debian_cargo(&args) }
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

//! Processors of other kinds under Linux: what is compiled for them, and by which emulator it runs.

use crate::run;
use crate::toolchain::{SAFE, rustup_has};
use std::process::Command;

/// A target, and what it takes.
#[derive(Clone, Copy)]
pub(crate) struct Linux {
    pub(crate) target: &'static str,
    pub(crate) linker: &'static str,
    pub(crate) emulator: &'static str,
    /// Where its C library lies.
    pub(crate) libraries: &'static str,
    packages: &'static str,
    flags: &'static str,
}

pub(crate) const ARMV7: Linux = Linux {
    target: "armv7-unknown-linux-gnueabihf",
    linker: "arm-linux-gnueabihf-gcc",
    emulator: "qemu-arm",
    libraries: "/usr/arm-linux-gnueabihf",
    packages: "gcc-arm-linux-gnueabihf libc6-dev-armhf-cross qemu-user",
    flags: SAFE,
};
pub(crate) const AARCH64: Linux = Linux {
    target: "aarch64-unknown-linux-gnu",
    linker: "aarch64-linux-gnu-gcc",
    emulator: "qemu-aarch64",
    libraries: "/usr/aarch64-linux-gnu",
    packages: "gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user",
    flags: "",
};
pub(crate) const S390X: Linux = Linux {
    target: "s390x-unknown-linux-gnu",
    linker: "s390x-linux-gnu-gcc",
    emulator: "qemu-s390x",
    libraries: "/usr/s390x-linux-gnu",
    packages: "gcc-s390x-linux-gnu libc6-dev-s390x-cross qemu-user",
    flags: "",
};

impl Linux {
    /// How what is missing is installed; none where all is there.
    pub(crate) fn lacks(&self) -> Option<String> {
        if !rustup_has(self.target) {
            return Some(format!("rustup target add {}", self.target));
        }
        let missing = run::lacks(&[self.linker, self.emulator]);
        missing.map(|_| format!("apt-get install --no-install-recommends {}", self.packages))
    }

    /// Has cargo compile for it, and run what it compiled.
    pub(crate) fn compile(&self, cargo: &mut Command) {
        let name = self.target.to_uppercase().replace('-', "_");
        let variable = |of: &str| format!("CARGO_TARGET_{name}_{of}");
        cargo.args(["--target", self.target]).env(variable("LINKER"), self.linker);
        cargo.env(variable("RUSTFLAGS"), self.flags);
        cargo.env(variable("RUNNER"), format!("{} -L {}", self.emulator, self.libraries));
    }
}

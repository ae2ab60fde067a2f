//! A few tests on processors of other kinds, under qemu: 32 bits, another vendor's 64 bits, and the bytes of numbers the other way round.
//!
//! A target needs its standard library from rustup, a C compiler that links for it, and qemu's program for it. Where one is not there, the
//! target is skipped, loudly.

use crate::firmware::rustup_has;
use crate::run::{self, Outcome, expect};
use std::process::Command;

/// A target, and what it takes.
struct Target {
    name: &'static str,
    /// As cargo's variables name it.
    variable: &'static str,
    linker: &'static str,
    qemu: &'static str,
    /// Where its C library lies.
    root: &'static str,
    packages: &'static str,
    /// Whether the library crate is asked as well, whose tests take longer to build.
    facade: bool,
    /// Whether the bytes of a number begin with the highest.
    big_endian: bool,
    /// A test of the core that is left out.
    without: Option<&'static str>,
}

const TARGETS: [Target; 3] = [
    Target {
        name: "armv7-unknown-linux-gnueabihf",
        variable: "ARMV7_UNKNOWN_LINUX_GNUEABIHF",
        linker: "arm-linux-gnueabihf-gcc",
        qemu: "qemu-arm",
        root: "/usr/arm-linux-gnueabihf",
        packages: "gcc-arm-linux-gnueabihf libc6-dev-armhf-cross qemu-user",
        facade: true,
        big_endian: false,
        without: None,
    },
    Target {
        name: "aarch64-unknown-linux-gnu",
        variable: "AARCH64_UNKNOWN_LINUX_GNU",
        linker: "aarch64-linux-gnu-gcc",
        qemu: "qemu-aarch64",
        root: "/usr/aarch64-linux-gnu",
        packages: "gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user",
        facade: false,
        big_endian: false,
        without: None,
    },
    Target {
        name: "s390x-unknown-linux-gnu",
        variable: "S390X_UNKNOWN_LINUX_GNU",
        linker: "s390x-linux-gnu-gcc",
        qemu: "qemu-s390x",
        root: "/usr/s390x-linux-gnu",
        packages: "gcc-s390x-linux-gnu libc6-dev-s390x-cross qemu-user",
        // Scans of rows of `f32` multiply two of them into an `f64` (MDEBR), which qemu 7.2 does wrongly: 1 · 1 is 2⁻⁷ there.
        facade: false,
        big_endian: true,
        without: Some("unaligned_bytes_give_the_same_answer"),
    },
];

/// Files are read, numbers agree, an answer is given without a heap.
const CORE: [&str; 8] =
    ["-p", "ramatch-core", "--features", "verify", "--test", "specimens", "--test", "library"];

/// A library is built, stored, checked and asked. What builds and asks whole libraries takes minutes under qemu, and is left out.
const FACADE: [&str; 9] = [
    "-p",
    "ramatch",
    "--test",
    "specimens",
    "--test",
    "device_library",
    "--",
    "--skip",
    "a_library_for_a_device_holds_what_it_reads_and_no_more",
];

/// What is short enough for every run of the tests: files of every kind are read where the bytes of numbers lie the other way round.
const SHORT: [&str; 6] = ["-p", "ramatch-core", "--features", "verify", "--test", "specimens"];

/// All of them.
pub(crate) fn run() -> Outcome {
    let asked = |target: &Target| target.test(if target.facade { &[&CORE, &FACADE] } else { &[&CORE] });
    TARGETS.iter().try_for_each(|target| target.if_there(asked))
}

/// The short ones, on the processor that differs the most.
pub(crate) fn short() -> Outcome {
    TARGETS
        .iter()
        .filter(|target| target.big_endian)
        .try_for_each(|target| target.if_there(|target| target.test(&[&SHORT])))
}

impl Target {
    fn if_there(&self, test: impl FnOnce(&Self) -> Outcome) -> Outcome {
        match self.lacks() {
            None => test(self),
            Some(lack) => {
                self.skip(&lack);
                Ok(())
            }
        }
    }

    /// What it takes and is not there.
    fn lacks(&self) -> Option<String> {
        if !rustup_has(self.name) {
            return Some(format!("rustup target add {}", self.name));
        }
        let starts = |program: &str| Command::new(program).arg("--version").output().is_ok();
        let there = starts(self.linker) && starts(self.qemu);
        (!there).then(|| format!("apt-get install --no-install-recommends {}", self.packages))
    }

    fn skip(&self, lack: &str) {
        eprintln!(
            "\n!! NOT TESTED ON {}: something is missing on this machine.\n!! Install it:\n!!   {lack}\n",
            self.name
        );
    }

    fn test(&self, suites: &[&[&str]]) -> Outcome {
        for suite in suites {
            let common = ["test", "--locked", "--target", self.name];
            let mut cargo = run::cargo(&[&common[..], suite].concat());
            if let Some(test) = self.without {
                eprintln!("!! {} is left out on {}: qemu counts wrongly there.", test, self.name);
                cargo.args(["--", "--skip", test]);
            }
            cargo.env(format!("CARGO_TARGET_{}_LINKER", self.variable), self.linker);
            let runner = format!("{} -L {}", self.qemu, self.root);
            cargo.env(format!("CARGO_TARGET_{}_RUNNER", self.variable), runner);
            expect(&mut cargo)?;
        }
        Ok(())
    }
}

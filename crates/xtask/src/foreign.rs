//! A few tests on processors of other kinds, under qemu: 32 bits, another vendor's 64 bits, and the bytes of numbers the other way round.
//!
//! A target needs its standard library from rustup, a C compiler that links for it, and qemu's program for it. Where one is not there, the
//! target is skipped, loudly.

use crate::linux::{AARCH64, ARMV7, Linux, S390X};
use crate::run::{self, Outcome, expect};

/// A processor, and what of the tests runs there.
struct Target {
    linux: Linux,
    /// Whether the library crate is asked as well, whose tests take longer to build.
    facade: bool,
    /// Whether the bytes of a number begin with the highest.
    big_endian: bool,
    /// A test of the core that is left out.
    without: Option<&'static str>,
}

const TARGETS: [Target; 3] = [
    Target { linux: ARMV7, facade: true, big_endian: false, without: None },
    Target { linux: AARCH64, facade: false, big_endian: false, without: None },
    Target {
        linux: S390X,
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
    let asked = |target: &Target| target.test(if target.facade { &[&CORE, &FACADE] } else { &[&CORE] }, None);
    TARGETS.iter().try_for_each(|target| target.if_there(asked))
}

/// The short ones, on the processor that differs the most.
pub(crate) fn short() -> Outcome {
    TARGETS
        .iter()
        .filter(|target| target.big_endian)
        .try_for_each(|target| target.if_there(|target| target.test(&[&SHORT], Some("0"))))
}

impl Target {
    fn if_there(&self, test: impl FnOnce(&Self) -> Outcome) -> Outcome {
        let Some(lack) = self.linux.lacks() else { return test(self) };
        let target = self.linux.target;
        eprintln!(
            "\n!! NOT TESTED ON {target}: something is missing on this machine.\n!! Install it:\n!!   {lack}\n"
        );
        Ok(())
    }

    /// Runs suites; what takes no time is not worth to be optimised, and states another level.
    fn test(&self, suites: &[&[&str]], level: Option<&str>) -> Outcome {
        for suite in suites {
            let mut cargo = run::cargo(&["test", "--locked"]);
            if let Some(level) = level {
                cargo.env("CARGO_PROFILE_DEV_OPT_LEVEL", level);
            }
            self.linux.compile(&mut cargo);
            cargo.args(*suite);
            if let Some(test) = self.without {
                eprintln!("!! {test} is left out on {}: qemu counts wrongly there.", self.linux.target);
                cargo.args(["--", "--skip", test]);
            }
            expect(&mut cargo)?;
        }
        Ok(())
    }
}

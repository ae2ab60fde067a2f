//! The C face: its header, its libraries, the programs in C that use it, and what is handed on.
//!
//! Programs are compiled without a warning, run under sanitizers and under valgrind, and answer as the core does, to the bit.

use crate::blocks;
use crate::run::{self, Outcome, cargo, expect, output};
use crate::toolchain::{SAFE, rustup_has};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Every program in C passes these.
const C: [&str; 6] = ["-std=c99", "-pedantic", "-Wall", "-Wextra", "-Wconversion", "-Werror"];
/// And the header these.
const CPP: [&str; 6] = ["-std=c++11", "-Wall", "-Wextra", "-Werror", "-fsyntax-only", "-xc++"];
const SANITIZED: [&str; 3] = ["-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"];
/// What Rust's own library asks of the system.
const SYSTEM: [&str; 3] = ["-lpthread", "-ldl", "-lm"];
/// By which the header is made.
const CBINDGEN: &str = "0.29.4";
/// What is emulated, and how it is compiled for and linked.
const CORTEX_M: &str = "thumbv7em-none-eabihf";
const CPU: [&str; 4] = ["-mcpu=cortex-m4", "-mthumb", "-mfloat-abi=hard", "-mfpu=fpv4-sp-d16"];
const BARE: [&str; 3] = ["--specs=rdimon.specs", "-nostartfiles", "-Wl,--gc-sections,--no-warn-execstack"];
/// Spectra that are asked about, and the sum of every two of them, and the first of every two beside the second as a container.
const SPECTRA: [&str; 8] = [
    "data/polystyrene-785-bwtek-a.txt",
    "data/calcite-785-bwtek-a.txt",
    "data/polystyrene-633-horiba-c.txt",
    "data/calcite-633-horiba-c.txt",
    "data/silicon-532-bwtek-a.txt",
    "data/silicon-785-horiba-b.txt",
    "simulated/simulated-tablet-in-bag.csv",
    "simulated/simulated-empty-bag.csv",
];

fn face() -> PathBuf {
    run::root().join("crates/ramatch-capi")
}

fn io(path: &Path, done: std::io::Result<impl Sized>) -> Outcome {
    done.map(|_| ()).map_err(|error| format!("{}: {error}", path.display()))
}

/// Writes the header anew, by a tool that is installed under `target/` where it is not there.
pub(crate) fn header() -> Outcome {
    let tools = run::target("tools");
    if cbindgen().is_none() {
        let install = ["install", "cbindgen", "--version", CBINDGEN, "--locked", "--root"];
        expect(cargo(&install).arg(&tools))?;
    }
    let path = face().join("include/ramatch.h");
    io(&path, fs::write(&path, generated()?.ok_or("cbindgen was not installed")?))
}

/// The tool, of the version by which the committed header was made.
fn cbindgen() -> Option<PathBuf> {
    let known = [run::target("tools/bin/cbindgen"), PathBuf::from("cbindgen")];
    let wanted = format!("cbindgen {CBINDGEN}");
    known.into_iter().find(|tool| {
        output(Command::new(tool).arg("--version")).is_ok_and(|version| version.trim() == wanted)
    })
}

/// The header as the sources ask for it; none where the tool is not there.
fn generated() -> Result<Option<String>, String> {
    let Some(tool) = cbindgen() else { return Ok(None) };
    let mut command = Command::new(tool);
    command.args(["--quiet", "--config", "cbindgen.toml", "."]).current_dir(face());
    // What Rust calls so is what a caller in C sees to.
    Ok(Some(output(&mut command)?.replace(" * # Safety\n", " * The caller vouches:\n")))
}

fn compare_header() -> Outcome {
    let committed =
        fs::read_to_string(face().join("include/ramatch.h")).map_err(|error| error.to_string())?;
    match generated()? {
        None => {
            println!("  header not made again: cbindgen {CBINDGEN} is not there (cargo xtask capi --header)");
            Ok(())
        }
        Some(made) if made == committed => Ok(()),
        Some(_) => Err("include/ramatch.h is not that of the sources: cargo xtask capi --header".into()),
    }
}

/// Has rustc make libraries that the manifest does not name; `flags` are for a core without an operating system.
fn library(kinds: &str, arguments: &[&str], flags: &str, folder: &Path) -> Command {
    let common = ["rustc", "-q", "-p", "ramatch-capi", "--lib", "--locked", "--crate-type", kinds];
    let mut command = cargo(&[&common[..], arguments].concat());
    command.env("CARGO_TARGET_DIR", folder);
    // Without a heap there is nothing to unwind with.
    let panic = if kinds.contains("cdylib") { "unwind" } else { "abort" };
    command.env("CARGO_PROFILE_DEV_PANIC", panic).env("CARGO_PROFILE_RELEASE_PANIC", panic);
    for target in ["EABI", "EABIHF"] {
        let name = format!("CARGO_TARGET_THUMBV7EM_NONE_{target}_RUSTFLAGS");
        command.env(name, format!("{SAFE} {flags}"));
    }
    command
}

/// Programs in C, and what they are linked with.
struct Bench {
    folder: PathBuf,
    host: PathBuf,
    device: PathBuf,
}

impl Bench {
    fn new() -> Result<Self, String> {
        let folder = run::target("capi");
        io(&folder, fs::create_dir_all(&folder))?;
        let target = run::target("");
        expect(&mut library("staticlib,cdylib", &["--features", "host"], "", &target))?;
        let own = folder.join("device-build");
        expect(&mut library("staticlib", &["--features", "panic-handler"], "", &own))?;
        let built = |target: &Path, name: &str| target.join("debug").join(name);
        let host = built(&target, "libramatch_capi.a");
        Ok(Self { device: built(&own, "libramatch_capi.a"), folder, host })
    }

    fn program(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Compiles a program; `more` comes before the library.
    fn compile(&self, name: &str, sources: &[PathBuf], library: &Path, more: &[&str]) -> Outcome {
        let mut command = Command::new("gcc");
        command.args(C).arg("-O1");
        command.arg("-I").arg(face().join("include")).arg("-I").arg(run::root().join("examples/c"));
        if library != self.device {
            command.arg("-DRAMATCH_HOST");
        }
        command.args(more).args(sources).arg("-o").arg(self.program(name)).arg(library).args(SYSTEM);
        expect(command.current_dir(&self.folder))
    }

    /// A program on an emulated Cortex-M4F, which has to print what it prints here.
    fn on_a_cortex_m(&self, name: &str, sources: &[PathBuf], flash: &[String]) -> Outcome {
        let lacks = run::lacks(&["arm-none-eabi-gcc", "qemu-system-arm"]).is_some();
        if lacks || !rustup_has(CORTEX_M) {
            eprintln!(
                "!! NOT RUN ON A CORTEX-M: apt-get install gcc-arm-none-eabi libnewlib-arm-none-eabi qemu-system-arm, rustup target add {CORTEX_M}"
            );
            return Ok(());
        }
        let own = self.folder.join("device-build");
        let arguments = ["--features", "panic-handler", "--release", "--target", CORTEX_M];
        expect(&mut library("staticlib", &arguments, "", &own))?;
        let library = own.join(CORTEX_M).join("release/libramatch_capi.a");
        let image = self.program(&format!("{name}-cortex-m.elf"));
        let mut command = Command::new("arm-none-eabi-gcc");
        command.args(["-std=c99", "-Wall", "-Wextra", "-Werror", "-O2"]).args(CPU).args(flash);
        command.arg("-I").arg(face().join("include")).arg("-I").arg(run::root().join("examples/c"));
        command.args(sources).arg("-T").arg(face().join("tests/c/cortex-m/link.ld"));
        command.args(BARE).arg("-o").arg(&image).arg(library).arg("-lm");
        expect(&mut command)?;
        if name == "bits" {
            links_what_is_called(&image)?;
        }
        let mut emulated = Command::new("qemu-system-arm");
        emulated.args(["-M", "mps2-an386", "-nographic", "-semihosting", "-kernel"]).arg(&image);
        let (here, there) = (self.run(name, &[])?, output(&mut emulated)?);
        // A pointer is shorter there, and so is the memory.
        let lines = |all: &str| -> Vec<String> {
            all.lines().filter(|line| !line.ends_with("were lent")).map(str::to_owned).collect()
        };
        let (own, others) = (lines(&here), lines(&there));
        if !others.starts_with(&own) {
            return Err(format!("here\n{here}and on a Cortex-M4F\n{there}"));
        }
        let lent = there.lines().find(|line| line.ends_with("were lent")).unwrap_or_default();
        println!(
            "  {name}: the same to the bit on an emulated Cortex-M4F: {lent}, {}",
            others[own.len()..].join(" ")
        );
        Ok(())
    }

    fn run(&self, name: &str, arguments: &[PathBuf]) -> Result<String, String> {
        output(Command::new(self.program(name)).args(arguments).current_dir(&self.folder))
    }
}

/// Everything that has to hold of the C face.
pub(crate) fn run() -> Outcome {
    compare_header()?;
    for more in [&[][..], &["-DRAMATCH_HOST"]] {
        expect(Command::new("g++").args(CPP).args(more).arg(face().join("include/ramatch.h")))?;
    }
    blocks_are_of_examples()?;
    let bench = Bench::new()?;
    let example = |name: &str| run::root().join("examples/c").join(name);
    let test = |name: &str| face().join("tests/c").join(name);
    let (library, trials) = (bench.program("library.rsl"), bench.program("trials.rcl"));
    let files = [library.clone(), trials.clone()];
    bench.compile("flash", &[example("flash.c")], &bench.host, &SANITIZED)?;
    bench.run("flash", &files)?;

    // To the bit.
    let data = SPECTRA.map(|name| run::root().join("examples").join(name));
    let asked = [&files[..], &data].concat();
    bench.compile("answers", &[test("answers.c")], &bench.host, &SANITIZED)?;
    let of_c = bench.run("answers", &asked)?;
    let core = ["run", "-q", "--locked", "-p", "ramatch-capi", "--example", "core_answers", "--"];
    let of_core = output(cargo(&core).args(&asked))?;
    // Each by itself, every two as a sum and in a container; three lines of each.
    if of_c != of_core || of_c.lines().count() != 3 * 2 * SPECTRA.len() {
        return Err(format!("C answers\n{of_c}and the core\n{of_core}"));
    }
    let mixtures = of_c.lines().filter(|line| line.starts_with("sum mixture ")).count();
    if mixtures == 0 {
        return Err("nothing was told to be a mixture".into());
    }
    let spectra = 2 * SPECTRA.len();
    println!("  {spectra} spectra, {mixtures} of them mixtures: C answers as the core does, to the bit");

    // As people would.
    let shared = bench.host.with_extension("so");
    for (name, linked) in [("identify", &bench.host), ("identify-shared", &shared)] {
        bench.compile(name, &[example("identify.c")], linked, &SANITIZED)?;
        let mut program = Command::new(bench.program(name));
        let folder = shared.parent().unwrap_or(&bench.folder);
        let printed = output(program.args(&asked).env("LD_LIBRARY_PATH", folder))?;
        let (first, rest) = (data[0].display().to_string(), "1. polystyrene 0.");
        if !printed.starts_with(&format!("{first}\n{rest}")) || !printed.contains("\nverdict: related;") {
            return Err(format!("{name} printed\n{printed}"));
        }
    }
    let flash =
        [format!("-DLIBRARY=\"{}\"", library.display()), format!("-DTRIALS=\"{}\"", trials.display())];
    bench.compile(
        "device",
        &[example("device.c"), example("flash.S")],
        &bench.device,
        &[&SANITIZED[..], &[&flash[0], &flash[1]]].concat(),
    )?;
    let printed = bench.run("device", &[])?;
    if !printed.contains(" polystyrene\n") || !printed.contains("\nrelated \n") {
        return Err(format!("device printed\n{printed}"));
    }
    print!("{printed}");
    needs_no_heap(&bench.device)?;

    for (name, source) in [("bits", test("bits.c")), ("mixed", test("mixed.c"))] {
        bench.compile(
            name,
            &[source.clone(), example("flash.S")],
            &bench.device,
            &[&SANITIZED[..], &[&flash[0], &flash[1]]].concat(),
        )?;
        bench.on_a_cortex_m(name, &[source, example("flash.S"), test("cortex-m/start.c")], &flash)?;
    }

    // As nobody should.
    for (name, linked) in [("abuse", &bench.host), ("abuse-device", &bench.device)] {
        bench.compile(name, &[test("abuse.c")], linked, &SANITIZED)?;
        print!("  {name}: {}", bench.run(name, &files)?);
    }
    bench.compile("abuse-plain", &[test("abuse.c")], &bench.host, &["-g"])?;
    if run::lacks(&["valgrind"]).is_some() {
        eprintln!("!! NOT RUN UNDER VALGRIND: apt-get install valgrind");
        return Ok(());
    }
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["-q", "--error-exitcode=9", "--leak-check=full"]).arg(bench.program("abuse-plain"));
    print!("  valgrind: {}", output(valgrind.args(&files).arg("4999").current_dir(&bench.folder))?);
    Ok(())
}

/// The book's blocks in C are parts of the examples, which are compiled and run.
fn blocks_are_of_examples() -> Outcome {
    let read = |name: &str| fs::read_to_string(run::root().join("examples/c").join(name)).unwrap_or_default();
    let examples = ["flash.c", "identify.c", "device.c"].map(read).concat();
    match blocks::of("c")?.iter().find(|block| !examples.contains(&block.text)) {
        Some(block) => Err(format!("{}: it stands in no program of examples/c", block.place)),
        None => Ok(()),
    }
}

/// The device's library takes nothing from a heap.
fn needs_no_heap(library: &Path) -> Outcome {
    let names = output(Command::new("nm").arg("-u").arg(library))?;
    let heap = ["malloc", "calloc", "realloc", "free", "__rust_alloc", "posix_memalign"];
    match names.split_whitespace().find(|name| heap.contains(name)) {
        Some(name) => Err(format!("the device's library asks for {name}")),
        None => Ok(()),
    }
}

/// A firmware that seeks no mixtures and checks no hashes has nothing of either.
fn links_what_is_called(image: &Path) -> Outcome {
    let names = output(Command::new("arm-none-eabi-nm").arg(image))?;
    let beside = ["unmix", "identify_mixture", "run_linear", "blake3", "ramatch_check", "instrument"];
    match names.lines().find(|line| beside.iter().any(|name| line.contains(name))) {
        Some(line) => Err(format!("the handheld has what it does not call: {line}")),
        None => Ok(()),
    }
}

/// Cores whose static libraries are handed on where their core library is there: folder, target, flags, feature.
const DEVICES: [(&str, &str, &str, &str); 3] = [
    ("thumbv7em-none-eabi", "thumbv7em-none-eabi", "", ""),
    ("thumbv7em-none-eabihf", "thumbv7em-none-eabihf", "", ""),
    ("cortex-m7", "thumbv7em-none-eabihf", "-Ctarget-cpu=cortex-m7", ",fp64"),
];

/// Their libraries: of one recipe, and of all that a device can have.
const RECIPES: [(&str, &str); 3] = [
    ("libramatch_arpls.a", "arpls"),
    ("libramatch_snip.a", "snip"),
    ("libramatch.a", "arpls,asls,snip,savitzky-golay"),
];

/// Writes what people in C take: header, libraries, how they are found, licences, examples, checksums.
pub(crate) fn distribution(folder: Option<PathBuf>) -> Outcome {
    let folder = folder.unwrap_or_else(|| run::target("capi-dist"));
    for part in ["include", "lib/pkgconfig", "lib/cmake/ramatch", "examples"] {
        let part = folder.join(part);
        io(&part, fs::create_dir_all(&part))?;
    }
    let target = run::target("capi/release");
    expect(&mut library("staticlib,cdylib", &["--features", "host", "--release"], "", &target))?;
    let copy = |from: PathBuf, to: &str| io(&from, fs::copy(&from, folder.join(to)));
    copy(target.join("release/libramatch_capi.a"), "lib/libramatch.a")?;
    copy(target.join("release/libramatch_capi.so"), "lib/libramatch.so")?;
    let target = run::target("capi/release-device");
    expect(&mut library("staticlib", &["--features", "panic-handler", "--release"], "", &target))?;
    copy(target.join("release/libramatch_capi.a"), "lib/libramatch_device.a")?;
    for (core, name, flags, feature) in DEVICES {
        if !rustup_has(name) {
            eprintln!("!! NO LIBRARY FOR {core}: rustup target add {name}");
            continue;
        }
        let place = folder.join("lib").join(core);
        io(&place, fs::create_dir_all(&place))?;
        for (file, steps) in RECIPES {
            let features = format!("panic-handler,{steps}{feature}");
            let own = ["--no-default-features", "--features", &features, "--release", "--target", name];
            let mut command = library("staticlib", &own, flags, &target);
            // Small: with all of it optimised as a whole what is not called falls away.
            command.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "s").env("CARGO_PROFILE_RELEASE_LTO", "fat");
            expect(command.env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "1"))?;
            copy(target.join(name).join("release/libramatch_capi.a"), &format!("lib/{core}/{file}"))?;
        }
    }
    copy(face().join("include/ramatch.h"), "include/ramatch.h")?;
    copy(face().join("README.md"), "README.md")?;
    // The spectra that are built in, and that of the example, have their own.
    for (from, to) in [
        ("LICENSE-MIT", "LICENSE-MIT"),
        ("LICENSE-APACHE", "LICENSE-APACHE"),
        ("spectra-library/NOTICE.md", "NOTICE-library.md"),
        ("examples/data/README.md", "examples/NOTICE-spectrum.md"),
        ("examples/data/LICENSE-MIT-ramanchada2", "examples/LICENSE-MIT-ramanchada2"),
    ] {
        copy(run::root().join(from), to)?;
    }
    for name in ["flash.c", "identify.c", "device.c", "flash.S", "spectrum.h", "Makefile"] {
        copy(run::root().join("examples/c").join(name), &format!("examples/{name}"))?;
    }
    for (from, to) in [
        ("ramatch.pc.in", "lib/pkgconfig/ramatch.pc"),
        ("ramatchConfig.cmake.in", "lib/cmake/ramatch/ramatchConfig.cmake"),
    ] {
        let path = face().join(from);
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let to = folder.join(to);
        io(&to, fs::write(&to, text.replace("@VERSION@", env!("CARGO_PKG_VERSION"))))?;
    }
    let mut files = Vec::new();
    list(&folder, &folder, &mut files)?;
    files.sort();
    let sums = output(Command::new("sha256sum").args(&files).current_dir(&folder))?;
    println!("  {} files in {}", files.len(), folder.display());
    let path = folder.join("SHA256SUMS");
    io(&path, fs::write(&path, sums))
}

/// The files below a folder but the sums, by their names from `root` on.
fn list(root: &Path, folder: &Path, files: &mut Vec<String>) -> Outcome {
    for item in fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))? {
        let path = item.map_err(|error| error.to_string())?.path();
        if path.is_dir() {
            list(root, &path, files)?;
        } else if let Ok(name) = path.strip_prefix(root) {
            let name = name.display().to_string();
            files.extend((name != "SHA256SUMS").then_some(name));
        }
    }
    Ok(())
}

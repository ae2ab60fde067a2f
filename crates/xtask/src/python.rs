//! Commands that ask Python: the wheel and its tests, golden vectors, identities, peers. They install under
//! `target/` only.

use crate::blocks;
use crate::run::{self, Outcome, expect, output};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Builds wheel and source distribution, installs each in a fresh environment, and runs pytest and the Python
/// blocks of the texts there.
pub(crate) fn wheel() -> Outcome {
    let tools = environment("build", &["maturin>=1.9.4,<2", "ziglang"])?;
    let dist = run::target("dist");
    let _ = std::fs::remove_dir_all(&dist);
    // zig, from its package, links against the oldest glibc that the wheel is to run on.
    let build: [&[&str]; 2] =
        [&["sdist"], &["build", "--release", "--locked", "--zig", "--compatibility", "manylinux2014"]];
    for args in build {
        let mut maturin = Command::new(&tools);
        // maturin asks the first Python on the path for zig.
        let path = std::env::var_os("PATH").unwrap_or_default();
        let first = tools.parent().map(Path::to_path_buf);
        let path = std::env::join_paths(first.into_iter().chain(std::env::split_paths(&path)));
        maturin.env("PATH", path.map_err(|error| error.to_string())?);
        maturin.args(["-m", "maturin"]).args(args).arg("--out").arg(&dist);
        expect(maturin.current_dir(run::root().join("python")))?;
    }
    for ending in [".whl", ".tar.gz"] {
        let package = made(&dist, ending)?;
        println!("  {}", package.file_name().unwrap_or_default().to_string_lossy());
        let name = format!("test{}", ending.replace('.', "-"));
        let _ = std::fs::remove_dir_all(run::target(&format!("python-{name}")));
        let package = package.display().to_string();
        let python = environment(&name, &["pytest>=8"])?;
        install(&python, &package)?;
        expect(Command::new(&python).args(["-m", "pytest", "-q", "python/tests"]).current_dir(run::root()))?;
        if ending == ".whl" {
            // The short form: fewer spectra, one value of each parameter.
            let wheel = python_of(&name);
            pip(&wheel, &["-r", "python/parity/requirements.txt"])?;
            let mut parity = Command::new(&wheel);
            expect(parity.args(["python/parity/parity.py", "--short"]).current_dir(run::root()))?;
            // scipy is there now: so is what shares rows between processes, and what the evaluation draws.
            pip(&wheel, &["scikit-learn>=1.5,<2"])?;
            let mut processes = Command::new(&wheel);
            let tests =
                ["-m", "pytest", "-q", "python/tests/test_processes.py", "python/tests/test_evidence.py"];
            expect(processes.args(tests).current_dir(run::root()))?;
        }
        for block in blocks::of("python")? {
            let mut run = Command::new(&python);
            let printed = output(run.args(["-c", &block.text]).current_dir(run::root()))
                .map_err(|failure| format!("{}: {failure}", block.place))?;
            println!("  {}: {}", block.place, printed.lines().next().unwrap_or_default());
        }
    }
    Ok(())
}

/// Installs a wheel, or compiles a source distribution. What people install is tested as the wheel; of the source distribution it
/// is tested that it holds all that it needs, so it is optimised as the tests are.
fn install(python: &Path, package: &str) -> Outcome {
    let mut pip = Command::new(python);
    pip.args(["-m", "pip", "install", "-q", "--disable-pip-version-check", package]);
    pip.env("CARGO_TARGET_DIR", run::target("alone"));
    for (name, value) in [("LTO", "off"), ("OPT_LEVEL", "1"), ("DEBUG", "false"), ("CODEGEN_UNITS", "16")] {
        pip.env(format!("CARGO_PROFILE_RELEASE_{name}"), value);
    }
    expect(pip.current_dir(run::root()))
}

/// The one file with this ending in a folder.
fn made(folder: &Path, ending: &str) -> Result<PathBuf, String> {
    let listed = std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut found =
        listed.flatten().map(|item| item.path()).filter(|p| p.to_string_lossy().ends_with(ending));
    found.next().ok_or_else(|| format!("no {ending} was made in {}", folder.display()))
}

/// Runs the tests of processes that fork, with the packages that data scientists fork by.
pub(crate) fn forks() -> Outcome {
    let python = environment("forks", &["pytest>=8", "joblib", "scikit-learn", "./python"])?;
    let test = ["-m", "pytest", "-q", "-rs", "python/tests/test_processes.py"];
    expect(Command::new(python).args(test).env("RAMATCH_LONG", "1").current_dir(run::root()))
}

/// Makes the golden vectors again and compares them with the committed ones.
pub(crate) fn golden() -> Outcome {
    for (name, requirements, script) in [
        ("golden", "python/golden/requirements.txt", "python/golden/core.py"),
        ("golden", "python/golden/requirements.txt", "python/golden/logistic.py"),
        (
            "golden-statistics",
            "python/golden/requirements-statistics.txt",
            "python/golden/trial_statistics.py",
        ),
    ] {
        let python = environment(name, &["-r", requirements])?;
        expect(Command::new(python).arg(script).current_dir(run::root()))?;
    }
    let vectors = ["crates/ramatch-core/tests/golden", "crates/ramatch/tests/golden"];
    let mut git = Command::new("git");
    let changed = output(git.args(["status", "--porcelain"]).args(vectors).current_dir(run::root()))?;
    if changed.trim().is_empty() {
        println!("the golden vectors are as committed");
        return Ok(());
    }
    let reason = "the golden vectors differ from the committed ones (another machine's last digits?)";
    Err(format!("{reason}:\n{changed}"))
}

/// Checks formulas and InChIKeys against the package `chemicals`.
pub(crate) fn identity() -> Outcome {
    let python = environment("identity", &["chemicals==1.5.2"])?;
    expect(Command::new(python).arg("spectra-library/check_identity.py").current_dir(run::root()))
}

/// What is measured beside peers.
#[derive(Clone, Copy, Default, clap::ValueEnum)]
pub(crate) enum Table {
    /// From a measured spectrum to a ranking
    #[default]
    Identify,
    /// Baselines, smoothing, whole pipelines
    Preprocessing,
    /// Exact search in libraries of 10,000 to 1,000,000 entries
    Search,
    /// The default matcher in libraries of 10,000 to 1,000,000 entries, and many spectra at once
    Matching,
    /// Readers of instrument files (`-- --files FOLDER`)
    Formats,
}

/// Measures ramatch and its peers in one process and prints ratios.
pub(crate) fn peers(table: Table, rest: &[String]) -> Outcome {
    let (name, packages) = match table {
        Table::Formats => ("peers-formats", "benches/peers/formats.txt"),
        _ => ("peers", "benches/peers/requirements.txt"),
    };
    let python = environment(name, &["-r", packages, "./python"])?;
    let script = match table {
        Table::Identify => "benches/peers/identify.py",
        Table::Preprocessing => "benches/peers/preprocessing.py",
        Table::Search => "benches/peers/search.py",
        Table::Matching => "benches/peers/matching.py",
        Table::Formats => "benches/peers/formats.py",
    };
    expect(Command::new(python).arg(script).args(rest).current_dir(run::root()))
}

/// What the evaluation needs.
const EVALUATE: [&str; 3] = ["matplotlib>=3.8,<4", "scipy>=1.13,<2", "./python"];

/// Compares every shipped reference, those of packs too, with published bands; fails where one is not as its text and the book state.
pub(crate) fn references(rest: &[String]) -> Outcome {
    let python = environment("evaluate", &EVALUATE)?;
    let (packs, out) = (run::root().join("spectra-library/packs"), run::target("packs"));
    let refused = |error: std::io::Error| format!("{}: {error}", packs.display());
    std::fs::create_dir_all(&out).map_err(refused)?;
    let mut check = Command::new(python);
    check.args(["-m", "ramatch.evaluate.references", "spectra-library", "--book", "docs/src/references.md"]);
    let found = std::fs::read_dir(&packs).map_err(refused)?;
    let mut found: Vec<PathBuf> =
        found.map(|pack| Ok(pack.map_err(refused)?.path())).collect::<Result<_, String>>()?;
    found.sort();
    for pack in found {
        let library = out.join(pack.file_name().unwrap_or_default()).with_extension("rsl");
        let mut build = run::cargo(&[
            "run",
            "-q",
            "--release",
            "-p",
            "ramatch-cli",
            "--locked",
            "--",
            "library",
            "build",
            "--force",
        ]);
        expect(build.arg(&pack).arg("-o").arg(&library))?;
        check.arg("--pack").arg(library);
    }
    expect(check.args(rest).current_dir(run::root()))
}

/// Asks the evaluation's protocols with data that is at hand, and writes tables and pictures to `target/evaluation`.
///
/// The measured spectra of five instruments come from a package; the other sets from `data`, or they are skipped.
pub(crate) fn evaluate(
    only: Option<&str>,
    data: Option<&Path>,
    names: Option<&Path>,
    rest: &[String],
) -> Outcome {
    let python = environment("evaluate", &EVALUATE)?;
    let (out, wheel) = (run::target("evaluation"), run::target("ramanchada2"));
    if !wheel.exists() {
        let mut download = Command::new(&python);
        download.args(["-m", "pip", "download", "-q", "--no-deps", "ramanchada2==1.5.0", "-d"]).arg(&out);
        expect(&mut download)?;
        let package = made(&out, ".whl")?;
        expect(Command::new(&python).args(["-m", "zipfile", "-e"]).arg(&package).arg(&wheel))?;
    }
    let spectra = wheel.join("ramanchada2/auxiliary/spectra/datasets2");
    let mut evaluate = Command::new(python);
    evaluate.args(["-m", "ramatch.evaluate"]).arg("--out").arg(&out);
    evaluate.arg("--folder").arg(format!("ramanchada2={}", spectra.display()));
    if let Some(only) = only {
        evaluate.arg("--only").arg(only);
    }
    for (option, path) in [("--data", data), ("--names", names)] {
        if let Some(path) = path {
            evaluate.arg(option).arg(path);
        }
    }
    expect(evaluate.args(rest).current_dir(run::root()))
}

/// Prints every method's worst deviation from pybaselines and scipy.
pub(crate) fn parity() -> Outcome {
    let python = environment("parity", &["-r", "python/parity/requirements.txt", "./python"])?;
    expect(Command::new(python).arg("python/parity/parity.py").current_dir(run::root()))
}

/// The Python of an environment under `target/`.
fn python_of(name: &str) -> PathBuf {
    let bin = if cfg!(windows) { "Scripts" } else { "bin" };
    run::target(&format!("python-{name}")).join(bin).join("python")
}

/// Installs packages into an environment.
fn pip(python: &Path, packages: &[&str]) -> Outcome {
    let mut pip = Command::new(python);
    pip.args(["-m", "pip", "install", "-q", "--disable-pip-version-check"]).args(packages);
    expect(pip.current_dir(run::root()))
}

/// A virtual environment under `target/` with these packages; yields its Python.
fn environment(name: &str, packages: &[&str]) -> Result<PathBuf, String> {
    let python = python_of(name);
    if !python.exists() {
        let folder = run::target(&format!("python-{name}"));
        expect(Command::new("python3").args(["-m", "venv"]).arg(&folder)).map_err(|failure| {
            format!("{failure}\nPython is missing, or a part of it: apt-get install python3 python3-venv")
        })?;
    }
    pip(&python, packages)?;
    Ok(python)
}

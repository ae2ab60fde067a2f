//! Commands that ask Python: the wheel and its tests, golden vectors, identities, peers. They install under
//! `target/` only.

use crate::blocks;
use crate::package;
use crate::run::{self, Outcome, expect, output};
use crate::toolchain::rustup_has;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The largest wheel, with the built-in library: 4.6 MB as it is. 4 MB was the goal and is missed; vector code for three kinds of
/// processors and readers of thirty formats are most of it.
const LARGEST: u64 = 4_800_000;

/// What data scientists have beside us, for the tests that stand beside it. What needs no more than numpy is tested before.
const BESIDE: &[&str] = &[
    "scikit-learn>=1.5,<2",
    "pandas>=2.2,<3",
    "polars>=1,<3",
    "pyarrow>=17",
    "xarray>=2024.7",
    "matplotlib>=3.8,<4",
    "tqdm>=4",
    "dask[dataframe]>=2024.8",
    "distributed>=2024.8",
    "nbclient>=0.10",
    "ipykernel>=6",
    "mypy>=1.11",
    "pyright>=1.1.380",
];

/// Spark as it runs with Java 17 in one process; it is compiled by nobody, but comes as one large file.
const SPARK: &str = "pyspark>=3.5,<4";

/// Builds wheel and source distribution, installs the wheel in a fresh environment, and runs pytest and the Python blocks of the
/// texts there.
pub(crate) fn wheel() -> Outcome {
    let tools = environment("build", &["maturin>=1.9.4,<2", "ziglang", "abi3audit>=0.0.20"])?;
    let dist = run::target("dist");
    let _ = std::fs::remove_dir_all(&dist);
    let wheel = wheel_for(&tools, &dist, OLDEST, &[])?;
    source_is_whole(&tools, &source(&tools, &dist)?)?;
    let name = "test-whl";
    let _ = std::fs::remove_dir_all(run::target(&format!("python-{name}")));
    let python = environment(name, &["pytest>=8", &wheel.display().to_string()])?;
    pytest(&python, &["python/tests"])?;
    for block in blocks::of("python")? {
        let mut run = Command::new(&python);
        let printed = output(run.args(["-c", &block.text]).current_dir(run::root()))
            .map_err(|failure| format!("{}: {failure}", block.place))?;
        println!("  {}: {}", block.place, printed.lines().next().unwrap_or_default());
    }
    beside_others(name)
}

/// Type-checks the source distribution as it unpacks, without a network: that nothing is missing. The long form compiles and installs it.
fn source_is_whole(python: &Path, source: &Path) -> Outcome {
    let folder = run::target("sdist");
    let _ = std::fs::remove_dir_all(&folder);
    expect(Command::new(python).args(["-m", "tarfile", "-e"]).arg(source).arg(&folder))?;
    let name = source.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let manifest = folder.join(name.trim_end_matches(".tar.gz")).join("crates/ramatch-python/Cargo.toml");
    let mut check = run::cargo(&["check", "--offline", "--manifest-path"]);
    expect(package::alone(check.arg(manifest)))
}

/// What the wheel does beside the packages of its users: numbers of pybaselines and scipy, types, scikit-learn, pandas, Spark ...
fn beside_others(name: &str) -> Outcome {
    let python = python_of(name);
    // The short form: fewer spectra, one value of each parameter.
    pip(&python, &["-r", "python/parity/requirements.txt"])?;
    expect(Command::new(&python).args(["python/parity/parity.py", "--short"]).current_dir(run::root()))?;
    pip(&python, BESIDE)?;
    if let Err(failure) = pip(&python, &[SPARK]) {
        eprintln!("!! SPARK IS NOT TESTED: {failure}");
    }
    let others =
        ["compat", "convert", "sklearn", "columns", "plot", "reference", "evidence", "cluster"].map(test_of);
    pytest(&python, &others.each_ref().map(String::as_str))?;
    for name in APART.iter().filter(|name| **name != "ray") {
        pytest(&python, &[&test_of(name)])?;
    }
    typed(&python)
}

/// What forks, and what starts engines, each in a process of its own: nobody may fork beside a Java machine.
const APART: [&str; 5] = ["processes", "dask", "spark", "ray", "notebooks"];

fn test_of(name: &str) -> String {
    format!("python/tests/test_{name}.py")
}

/// Checks stubs against what there is, and types as users check theirs.
fn typed(python: &Path) -> Outcome {
    let config = "python/pyproject.toml";
    let mut package = Command::new(python);
    expect(package.args(["-m", "mypy", "--config-file", config, "-p", "ramatch"]).current_dir(run::root()))?;
    let mut stubs = Command::new(python);
    stubs.args([
        "-m",
        "mypy.stubtest",
        "ramatch",
        "--concise",
        "--ignore-missing-stub",
        "--mypy-config-file",
        config,
    ]);
    stubs.args(["--allowlist", "python/tests/typed/stubtest.txt", "--ignore-unused-allowlist"]);
    expect(stubs.current_dir(run::root()))?;
    let user = "python/tests/typed/user.py";
    expect(Command::new(python).args(["-m", "mypy", "--strict", user]).current_dir(run::root()))?;
    let mut pyright = Command::new(python);
    // Its own copy is asked, and nothing fetched.
    pyright.env("PYRIGHT_PYTHON_IGNORE_WARNINGS", "1").args(["-m", "pyright", "--pythonpath"]).arg(python);
    if Command::new("node").arg("--version").output().is_err() {
        eprintln!("!! NOT CHECKED BY PYRIGHT: it needs node");
        return Ok(());
    }
    expect(pyright.arg(user).current_dir(run::root()))
}

/// maturin in our package's folder.
fn maturin(tools: &Path) -> Result<Command, String> {
    let mut maturin = Command::new(tools);
    // It asks the first Python on the path for zig.
    let path = std::env::var_os("PATH").unwrap_or_default();
    let first = tools.parent().map(Path::to_path_buf);
    let path = std::env::join_paths(first.into_iter().chain(std::env::split_paths(&path)));
    maturin.env("PATH", path.map_err(|error| error.to_string())?);
    maturin.args(["-m", "maturin"]).current_dir(run::root().join("python"));
    Ok(maturin)
}

/// The oldest Linux that a wheel is to run on.
const OLDEST: &str = "manylinux2014";

/// Builds a wheel as it is published, and audits it. zig, from its package, links against the oldest libraries of the system.
fn wheel_for(tools: &Path, out: &Path, compatibility: &str, more: &[&str]) -> Result<PathBuf, String> {
    let build = ["build", "--profile", "wheel", "--locked", "--zig", "--compatibility", compatibility];
    expect(maturin(tools)?.args(build).args(more).arg("--out").arg(out))?;
    let wheel = made(out, ".whl")?;
    println!("  {}", wheel.file_name().unwrap_or_default().to_string_lossy());
    audited(tools, &wheel)?;
    Ok(wheel)
}

/// Makes the source distribution.
fn source(tools: &Path, out: &Path) -> Result<PathBuf, String> {
    expect(maturin(tools)?.arg("sdist").arg("--out").arg(out))?;
    made(out, ".tar.gz")
}

/// Refuses a wheel that is too large, or asks an interpreter for more than the limited interface has.
fn audited(tools: &Path, wheel: &Path) -> Outcome {
    let size = std::fs::metadata(wheel).map_err(|error| format!("{}: {error}", wheel.display()))?.len();
    println!("  {size} bytes");
    if size > LARGEST {
        return Err(format!("{} has {size} bytes, {LARGEST} at most", wheel.display()));
    }
    expect(Command::new(tools).args(["-m", "abi3audit", "--strict"]).arg(wheel))
}

fn pytest(python: &Path, tests: &[&str]) -> Outcome {
    expect(&mut pytest_of(python, tests))
}

fn pytest_of(python: &Path, tests: &[&str]) -> Command {
    let mut run = Command::new(python);
    run.args(["-m", "pytest", "-q", "-rs"]).args(tests).env("MPLBACKEND", "agg").current_dir(run::root());
    run
}

/// Versions of Python that are tried where they are installed.
const VERSIONS: [&str; 7] = ["3.9", "3.10", "3.12", "3.13", "3.14", "3.13t", "3.14t"];
/// Where wheels are built for besides, and what musl's and ARM's are called.
const TARGETS: [(&str, &str); 3] = [
    ("aarch64-unknown-linux-gnu", OLDEST),
    ("x86_64-unknown-linux-musl", "musllinux_1_2"),
    ("aarch64-unknown-linux-musl", "musllinux_1_2"),
];

/// The long form: the wheel in every version of Python that there is, beside RamanSPy, ramanchada2 and Ray, and wheels for others.
pub(crate) fn long() -> Outcome {
    let tools = environment("build", &["maturin>=1.9.4,<2", "ziglang", "abi3audit>=0.0.20"])?;
    let dist = run::target("dist-long");
    let _ = std::fs::remove_dir_all(&dist);
    let wheel = wheel_for(&tools, &dist, OLDEST, &[])?;
    let _ = std::fs::remove_dir_all(run::target("python-long-source"));
    let python = environment("long-source", &["pytest>=8"])?;
    install_source(&python, &source(&tools, &dist)?)?;
    pytest(&python, &["python/tests/test_front_door.py"])?;
    for version in VERSIONS {
        let name = format!("long-{version}");
        let folder = run::target(&format!("python-{name}"));
        let _ = std::fs::remove_dir_all(&folder);
        let Some(mut interpreter) = python_named(version) else {
            println!("!! PYTHON {version} IS NOT TRIED: there is none here");
            continue;
        };
        expect(interpreter.args(["-m", "venv"]).arg(&folder))?;
        let python = python_of(&name);
        pip(&python, &["pytest>=8", &wheel.display().to_string()])?;
        pytest(&python, &["python/tests"])?;
        println!("  Python {version} passed");
    }
    let python = environment("long", &["pytest>=8", "-r", "python/parity/requirements.txt"])?;
    pip(&python, &[&wheel.display().to_string()])?;
    pip(&python, BESIDE)?;
    pip(&python, &[SPARK, "ray[data]>=2.30", "ramanspy>=0.2.10", "ramanchada2>=1.5"])?;
    let mut rest = pytest_of(&python, &["python/tests"]);
    rest.args(APART.map(|name| format!("--ignore={}", test_of(name))));
    expect(rest.env("RAMATCH_LONG", "1"))?;
    for name in APART {
        expect(pytest_of(&python, &[&test_of(name)]).env("RAMATCH_LONG", "1"))?;
    }
    for (target, compatibility) in TARGETS {
        if !rustup_has(target) && expect(Command::new("rustup").args(["target", "add", target])).is_err() {
            println!("!! NO WHEEL FOR {target}: rustup has it not");
            continue;
        }
        wheel_for(&tools, &dist.join(target), compatibility, &["--target", target])?;
    }
    Ok(())
}

/// Python in a version, of those on the path, or of those that pyenv has.
fn python_named(version: &str) -> Option<Command> {
    let mut listed = Command::new("pyenv");
    let known = output(listed.args(["versions", "--bare"])).unwrap_or_default();
    let known: Vec<&str> = known.split_whitespace().collect();
    let python = || {
        let mut python = Command::new(format!("python{version}"));
        // pyenv's own commands ask this for what they may start.
        python.env("PYENV_VERSION", known.join(":"));
        python
    };
    python().arg("--version").output().is_ok_and(|out| out.status.success()).then(python)
}

/// Compiles and installs a source distribution. What people install is tested as the wheel; of the source distribution it is
/// tested that it holds all that it needs, so it is compiled as crates outside of the workspace are.
fn install_source(python: &Path, source: &Path) -> Outcome {
    let mut pip = Command::new(python);
    pip.args(["-m", "pip", "install", "-q", "--disable-pip-version-check"]).arg(source);
    pip.env("MATURIN_PEP517_ARGS", "--profile dev").env("CARGO_PROFILE_DEV_OPT_LEVEL", "0");
    expect(package::alone(&mut pip).current_dir(run::root()))
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
    /// The Python face: a map beside RamanSPy, what a call and an import cost, memory
    Python,
    /// Spark on this machine beside the same work in one process
    Spark,
    /// What one core does in libraries of several sizes, for the plan of a cluster
    Cluster,
}

/// Measures ramatch and its peers in one process and prints ratios.
pub(crate) fn peers(table: Table, rest: &[String]) -> Outcome {
    let (name, packages) = match table {
        Table::Formats => ("peers-formats", "benches/peers/formats.txt"),
        Table::Spark | Table::Cluster => ("peers-spark", "benches/peers/spark.txt"),
        _ => ("peers", "benches/peers/requirements.txt"),
    };
    let python = environment(name, &["-r", packages, "./python"])?;
    let script = match table {
        Table::Identify => "benches/peers/identify.py",
        Table::Preprocessing => "benches/peers/preprocessing.py",
        Table::Search => "benches/peers/search.py",
        Table::Matching => "benches/peers/matching.py",
        Table::Formats => "benches/peers/formats.py",
        Table::Python => "benches/peers/python.py",
        Table::Spark => "benches/peers/spark.py",
        Table::Cluster => "benches/peers/cluster.py",
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
    // Most of what is installed is never imported.
    pip.args(["-m", "pip", "install", "-q", "--no-compile", "--disable-pip-version-check"]).args(packages);
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

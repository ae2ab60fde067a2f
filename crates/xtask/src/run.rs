//! Running programs, and what is said when one fails.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Why a stage failed, for people.
pub(crate) type Outcome = Result<(), String>;

/// The root of the workspace.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

/// A folder under `target/`, the only place where anything is installed or made.
pub(crate) fn target(name: &str) -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    target.join(name)
}

/// This toolchain's cargo, in the root, on both cores of the smallest machine that we build on.
pub(crate) fn cargo(args: &[&str]) -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(args).current_dir(root());
    command
}

/// Builds the programs of the workspace, in the profile of the tests and together with them: by themselves they would ask for
/// other features of their dependencies, and compile most of them once more.
pub(crate) fn programs() -> Outcome {
    expect(&mut cargo(&["build", "--workspace", "--bins", "--tests", "--locked"]))
}

/// Runs to the end and refuses any exit but success.
pub(crate) fn expect(command: &mut Command) -> Outcome {
    let shown = shown(command);
    println!("  $ {shown}");
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{shown}: {status}")),
        Err(error) => Err(format!("{shown}: {error}")),
    }
}

/// Runs to the end and yields what it printed.
pub(crate) fn output(command: &mut Command) -> Result<String, String> {
    let shown = shown(command);
    let output = command.output().map_err(|error| format!("{shown}: {error}"))?;
    let stderr = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(format!("{shown}: {}\n{stderr}", output.status));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The first of these programs that is not there.
pub(crate) fn lacks(programs: &[&'static str]) -> Option<&'static str> {
    let there = |program: &str| Command::new(program).arg("--version").output().is_ok();
    programs.iter().copied().find(|program| !there(program))
}

fn shown(command: &Command) -> String {
    let name = Path::new(command.get_program()).file_name().unwrap_or_default().to_string_lossy();
    let args: Vec<_> = command.get_args().map(|arg| arg.to_string_lossy().into_owned()).collect();
    format!("{name} {}", args.join(" "))
}

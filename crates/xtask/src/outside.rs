//! A crate outside the workspace that depends on ramatch by path, as a lab tool does. Its program is the Rust
//! block of the README, so that one is run too.

use crate::run::{self, Outcome};
use std::fs;

pub(crate) fn run() -> Outcome {
    let folder = run::target("outside");
    let write = |name: &str, text: &str| {
        let path = folder.join(name);
        path.parent()
            .map_or(Ok(()), fs::create_dir_all)
            .and_then(|()| fs::write(&path, text))
            .map_err(|error| format!("{}: {error}", path.display()))
    };
    let ramatch = run::root().join("crates/ramatch");
    let ramatch = ramatch.display().to_string().replace('\\', "/");
    write(
        "Cargo.toml",
        &format!(
            "[package]\nname = \"outside\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
             [dependencies]\nramatch = {{ path = \"{ramatch}\" }}\n\n[workspace]\n"
        ),
    )?;
    let readme = fs::read_to_string(run::root().join("README.md")).map_err(|error| error.to_string())?;
    let main = readme.split("```rust\n").nth(1).and_then(|rest| rest.split("```").next());
    write("src/main.rs", main.ok_or("README.md has no Rust block")?)?;
    // The same versions as ours, so that nothing new has to be fetched.
    let lock = fs::read_to_string(run::root().join("Cargo.lock")).map_err(|error| error.to_string())?;
    write("Cargo.lock", &lock)?;
    // Built there, run here: the README's paths are the repository's.
    let mut cargo = run::cargo(&["run", "-q", "--manifest-path"]);
    cargo.arg(folder.join("Cargo.toml")).env("CARGO_TARGET_DIR", folder.join("target"));
    let printed = run::output(&mut cargo)?;
    let first = printed.lines().next().unwrap_or_default();
    println!("  it prints: {first}");
    if first.starts_with("1. polystyrene") { Ok(()) } else { Err(format!("it printed\n{printed}")) }
}

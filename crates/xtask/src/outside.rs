//! A crate outside the workspace that depends on ramatch by path, as a lab tool does. Its programs are the Rust
//! blocks of the README and the book, so those are run too.

use crate::run::{self, Outcome};
use crate::{blocks, package};
use std::fs;

pub(crate) fn run() -> Outcome {
    let folder = run::target("outside");
    let _ = fs::remove_dir_all(folder.join("src"));
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
    // The same versions as ours, so that nothing new has to be fetched.
    let lock = fs::read_to_string(run::root().join("Cargo.lock")).map_err(|error| error.to_string())?;
    write("Cargo.lock", &lock)?;
    let programs = blocks::of("rust")?;
    for (i, block) in programs.iter().enumerate() {
        write(&format!("src/bin/block_{i}.rs"), &block.text)?;
    }
    for (i, block) in programs.iter().enumerate() {
        // Built there, run here: the texts' paths are the repository's.
        let mut cargo = run::cargo(&["run", "-q", "--bin", &format!("block_{i}"), "--manifest-path"]);
        cargo.arg(folder.join("Cargo.toml"));
        let printed = run::output(package::alone(&mut cargo))
            .map_err(|failure| format!("{}: {failure}", block.place))?;
        let first = printed.lines().next().unwrap_or_default();
        println!("  {}: {first}", block.place);
        if i == 0 && !first.starts_with("1. polystyrene") {
            return Err(format!("{} printed\n{printed}", block.place));
        }
    }
    if programs.is_empty() { Err("no Rust block was found".into()) } else { Ok(()) }
}

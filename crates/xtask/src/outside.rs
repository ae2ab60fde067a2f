//! A crate outside the workspace that depends on ramatch by path: what a lab tool does.

use crate::run::{self, Outcome};
use std::fs;

const MAIN: &str = r#"
fn main() -> Result<(), ramatch::Error> {
    let file = std::env::args_os().nth(1).expect("a file");
    let report = ramatch::Identifier::embedded()?.identify_file(file.as_ref(), &ramatch::Options::default())?;
    println!("{}", report.hits[0].substance);
    Ok(())
}
"#;

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
    write("src/main.rs", MAIN)?;
    // The same versions as ours, so that nothing new has to be fetched.
    let lock = fs::read_to_string(run::root().join("Cargo.lock")).map_err(|error| error.to_string())?;
    write("Cargo.lock", &lock)?;
    let example = run::root().join("examples/data/silicon-532-bwtek-b.txt");
    let mut cargo = run::cargo(&["run", "-q", "--"]);
    cargo.arg(example).current_dir(&folder).env("CARGO_TARGET_DIR", folder.join("target"));
    let printed = run::output(&mut cargo)?;
    println!("  identified: {}", printed.trim());
    if printed.trim() == "silicon" { Ok(()) } else { Err(format!("silicon was taken for {printed}")) }
}

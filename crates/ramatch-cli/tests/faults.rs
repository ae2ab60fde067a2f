//! Careless and hostile use of the program: nothing is lost, nothing hangs, nothing is silently ignored.
//!
//! `cargo xtask faults files` runs the long form. The counts are printed; what is lost is 0.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

#[path = "faults/disks.rs"]
mod disks;
#[path = "faults/kills.rs"]
mod kills;
#[path = "faults/lost.rs"]
mod lost;
#[path = "faults/manifests.rs"]
mod manifests;
#[path = "faults/shown.rs"]
mod shown;
#[path = "faults/special.rs"]
mod special;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// How long a command that must not hang is waited for; a broken one never ends.
const PATIENCE: Duration = Duration::from_secs(120);

fn long() -> bool {
    std::env::var_os("RAMATCH_LONG").is_some()
}

/// A folder with a measurement, and the program in it.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let place = Self { folder: tempfile::tempdir().unwrap() };
        fs::copy(example("polystyrene-785-bwtek-a.txt"), place.at("a.txt")).unwrap();
        fs::copy(example("silicon-633-horiba-c.txt"), place.at("b.txt")).unwrap();
        place
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ramatch"));
        command.args(args).current_dir(self.folder.path()).stdin(Stdio::null());
        command
    }

    fn run(&self, args: &[&str]) -> Output {
        ends(&mut self.command(args))
    }

    /// Writes a spectrum of a band at a place of its own.
    fn spectrum(&self, name: &str, number: usize) {
        let mut text = String::from("Raman shift (cm-1),Intensity\n");
        for i in 0..900 {
            let x = 250.0 + 2.0 * f64::from(i);
            let band = |at: f64| 9000.0 / (1.0 + ((x - at) / 6.0).powi(2));
            let y = 500.0
                + band(400.0 + 37.0 * (number % 30) as f64)
                + band(1500.0 - 11.0 * (number % 50) as f64);
            text += &format!("{x},{y:.3}\n");
        }
        let path = self.at(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Every file below the folder with its bytes; links and pipes with what they are.
    fn snapshot(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let (mut folders, mut all) = (vec![self.folder.path().to_owned()], Vec::new());
        while let Some(folder) = folders.pop() {
            for item in fs::read_dir(folder).unwrap() {
                let path = item.unwrap().path();
                let about = fs::symlink_metadata(&path).unwrap();
                if about.is_dir() {
                    folders.push(path);
                } else if about.is_file() {
                    let bytes = fs::read(&path).unwrap();
                    all.push((path, bytes));
                } else {
                    all.push((path, format!("{:?}", about.file_type()).into_bytes()));
                }
            }
        }
        all.sort();
        all
    }
}

/// Puts files back as they were.
fn restore(before: &[(PathBuf, Vec<u8>)]) {
    for (path, bytes) in
        before.iter().filter(|(path, _)| fs::symlink_metadata(path).is_ok_and(|about| about.is_file()))
    {
        fs::write(path, bytes).unwrap();
    }
}

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/data").join(name)
}

/// Runs a command, which has to end.
fn ends(command: &mut Command) -> Output {
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (id, begun) = (child.id(), Instant::now());
    let (told, tell) = std::sync::mpsc::channel();
    let waiting = std::thread::spawn(move || {
        let _ = told.send(child.wait_with_output());
    });
    let output = tell.recv_timeout(PATIENCE);
    if output.is_err() {
        let _ = Command::new("kill").args(["-9", &id.to_string()]).status();
    }
    let _ = waiting.join();
    output.unwrap_or_else(|_| panic!("it hangs, {} s: {command:?}", begun.elapsed().as_secs())).unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// What a command said is wrong.
fn refused(output: &Output, code: &str) {
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains(&format!("error[{code}]")), "{code}: {said}");
}

fn good(output: &Output) {
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
}

/// References that a library holds.
fn references(place: &Place, library: &str) -> usize {
    let output = place.run(&["library", "list", library, "--json"]);
    good(&output);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    json["entries"].as_array().unwrap().len()
}

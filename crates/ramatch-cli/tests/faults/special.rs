//! Pipes, devices and links, as inputs and as outputs.

use super::{Place, ends, good, refused, text};
use std::fs;
use std::os::unix::fs::{FileTypeExt, symlink};
use std::path::Path;
use std::process::{Command, Stdio};

fn pipe(place: &Place, name: &str) {
    assert!(Command::new("mkfifo").arg(place.at(name)).status().unwrap().success());
}

/// A pipe that nobody writes to is refused wherever a file is read, and does not hang.
#[test]
fn a_pipe_is_no_input() {
    let place = Place::new();
    pipe(&place, "pipe");
    fs::create_dir(place.at("m")).unwrap();
    fs::write(place.at("m/names.csv"), "file,name,licence\n../pipe,one,MIT\npipe,two,MIT\n").unwrap();
    pipe(&place, "m/pipe");
    for command in [
        "info pipe",
        "identify pipe",
        "identify --peaks pipe",
        "identify --shots a.txt pipe",
        "identify a.txt --library pipe",
        "identify a.txt --recipe pipe",
        "identify a.txt --profile pipe",
        "preprocess pipe",
        "convert pipe -o out.csv",
        "profile fit --polystyrene pipe -o out.toml",
        "library info pipe",
        "library verify pipe",
        "library remove pipe --entry a -o out.rsl",
        "library add m --manifest pipe -o out.rsl",
        "library build . --recipe pipe -o out.rsl",
        "info /dev/zero",
        "identify a.txt --library /dev/zero",
    ] {
        let output = place.run(&command.split(' ').collect::<Vec<_>>());
        assert_eq!(output.status.code(), Some(2), "{command}: {}", text(&output.stderr));
        if !command.contains("build") {
            refused(&output, "special_file");
        }
    }
    // A row that names one is refused by itself.
    let output = place.run(&["library", "add", "m", "--manifest", "m/names.csv", "-o", "out.rsl"]);
    assert!(text(&output.stderr).contains("is a pipe"), "{}", text(&output.stderr));
}

/// What the shell hands over open is read to its end.
#[test]
fn standard_input_is_read() {
    let place = Place::new();
    let mut shell = Command::new("sh");
    let line = format!("cat a.txt | {} identify /dev/stdin", env!("CARGO_BIN_EXE_ramatch"));
    let output = ends(shell.args(["-c", &line]).current_dir(place.folder.path()));
    good(&output);
    assert!(text(&output.stdout).contains("polystyrene"));
}

/// What comes through a pipe is gone when it has been read: every input is opened once, whatever is made of it.
#[test]
fn each_input_is_read_once() {
    let place = Place::new();
    let references =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spectra-library").display().to_string();
    good(&place.run(&["library", "build", &references, "-o", "own.rsl"]));
    fs::write(place.at("recipe.toml"), place.run(&["library", "info", "--recipe"]).stdout).unwrap();
    good(&place.run(&["profile", "fit", "--polystyrene", "a.txt", "-o", "own.toml"]));
    fs::write(place.at("names.csv"), "file,name,licence\na.txt,polystyrene,MIT\n").unwrap();
    let program = env!("CARGO_BIN_EXE_ramatch");
    for (input, command) in [
        ("a.txt", "identify /dev/stdin --plot 1.svg"),
        ("a.txt", "identify /dev/stdin --json --plot 2.svg"),
        ("a.txt", "identify --shots /dev/stdin a.txt"),
        ("a.txt", "info /dev/stdin --plot 3.svg"),
        ("a.txt", "info /dev/stdin --json"),
        ("a.txt", "preprocess /dev/stdin --baseline arpls --plot 4.svg"),
        ("a.txt", "convert /dev/stdin -o out.csv"),
        ("a.txt", "profile fit --polystyrene /dev/stdin -o out.toml"),
        ("own.rsl", "identify a.txt --library /dev/stdin --plot 5.svg"),
        ("recipe.toml", "identify a.txt --recipe /dev/stdin --plot 6.svg"),
        ("own.toml", "identify a.txt --profile /dev/stdin --plot 7.svg"),
        ("own.rsl", "library info /dev/stdin"),
        ("own.rsl", "library list /dev/stdin --tag calibrant"),
        ("own.rsl", "library verify /dev/stdin"),
        ("own.rsl", "library export /dev/stdin -o exported"),
        ("own.rsl", "library remove /dev/stdin --substance silicon -o less.rsl"),
        ("names.csv", "library add . --manifest /dev/stdin -o added.rsl"),
        ("own.rsl", "library add . --manifest names.csv --base /dev/stdin -o based.rsl"),
    ] {
        let line = format!("cat {input} | {program} {command}");
        let output = ends(Command::new("sh").args(["-c", &line]).current_dir(place.folder.path()));
        assert_eq!(output.status.code(), Some(0), "{line}: {}", text(&output.stderr));
    }
    for number in 1..=7 {
        let drawn = fs::read_to_string(place.at(&format!("{number}.svg"))).unwrap();
        assert!(drawn.contains("polyline") || drawn.contains("<path"), "{number}: {drawn:.200}");
    }
}

#[test]
fn outputs_go_through_links_and_into_pipes_and_devices() {
    let place = Place::new();
    fs::create_dir(place.at("real")).unwrap();
    symlink("real/picture.svg", place.at("link.svg")).unwrap();
    for _ in 0..2 {
        good(&place.run(&["identify", "a.txt", "--plot", "link.svg"]));
        assert!(fs::symlink_metadata(place.at("link.svg")).unwrap().is_symlink());
        assert!(fs::read_to_string(place.at("real/picture.svg")).unwrap().starts_with("<svg"));
    }
    pipe(&place, "pipe");
    let reader = Command::new("cat").arg(place.at("pipe")).stdout(Stdio::piped()).spawn().unwrap();
    good(&place.run(&["identify", "a.txt", "--plot", "pipe"]));
    assert!(text(&reader.wait_with_output().unwrap().stdout).trim_end().ends_with("</svg>"));
    assert!(fs::metadata(place.at("pipe")).unwrap().file_type().is_fifo());
    // What is printed and what is drawn both arrive, into a file as well as into a pipe.
    let shell = format!("{} identify a.txt --plot /dev/stdout > both", env!("CARGO_BIN_EXE_ramatch"));
    good(&ends(Command::new("sh").args(["-c", &shell]).current_dir(place.folder.path())));
    let both = fs::read_to_string(place.at("both")).unwrap();
    assert!(both.starts_with("<svg") && both.contains("rank"), "{both}");
    // A device stays a device.
    for device in ["/dev/null", "/dev/full"] {
        if !Path::new(device).exists() {
            continue;
        }
        for command in ["identify a.txt --plot", "preprocess a.txt --plot", "convert a.txt --to csv -o"] {
            let words: Vec<&str> = command.split(' ').chain([device]).collect();
            let output = place.run(&words);
            assert!(fs::metadata(device).unwrap().file_type().is_char_device(), "{command} {device}");
            match device {
                "/dev/null" => good(&output),
                _ => refused(&output, "io"),
            }
        }
    }
}

/// Streams by other names, and standard input that is a pipe with a name.
#[test]
fn streams_have_many_names() {
    let place = Place::new();
    pipe(&place, "pipe");
    let program = env!("CARGO_BIN_EXE_ramatch");
    let run = |line: &str| {
        let output = ends(Command::new("sh").args(["-c", line]).current_dir(place.folder.path()));
        (output.status.code(), text(&output.stderr))
    };
    symlink("/dev/stdout", place.at("alias")).unwrap();
    for name in
        ["/dev/stdout", "/dev/./stdout", "//dev/stdout", "/dev/fd/1", "/proc/thread-self/fd/1", "alias"]
    {
        let line = format!("( {program} convert a.txt --to csv -o {name} && echo footer ) > log");
        assert_eq!(run(&line).0, Some(0), "{name}: {:?}", run(&line));
        let log = fs::read_to_string(place.at("log")).unwrap();
        assert!(log.contains("Intensity") && log.ends_with("footer\n"), "{name}: {log:.60}");
    }
    let (code, said) = run(&format!(
        "exec 3> log; {program} convert a.txt --to csv -o /dev/fd/3; code=$?; echo more >&3; exit $code"
    ));
    assert!(code == Some(2) && said.contains("open already"), "{said}");
    assert_eq!(fs::read_to_string(place.at("log")).unwrap(), "more\n");
    let (code, said) = run(&format!("cat a.txt > pipe & {program} identify /dev/stdin < pipe"));
    assert_eq!(code, Some(0), "{said}");
    let (code, said) = run(&format!("{program} info /proc/self/fd/../cwd/pipe"));
    assert!(code == Some(2) && said.contains("special_file"), "{said}");
    let (code, said) = run(&format!("bash -c '{program} info <(cat a.txt)'"));
    assert_eq!(code, Some(0), "{said}");
}

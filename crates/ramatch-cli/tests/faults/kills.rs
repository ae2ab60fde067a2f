//! A process that is killed at any step leaves the old file or the new one.

use super::{Place, good, long, references};
use std::fs;
use std::process::Stdio;
use std::time::{Duration, Instant};

#[test]
fn a_kill_at_any_step_leaves_the_old_or_the_new_file() {
    let place = Place::new();
    for i in 0..24 {
        place.spectrum(&format!("m/s{i}.csv"), i);
    }
    let manifest = |prefix: &str| {
        let rows: String = (0..24).map(|i| format!("s{i}.csv,substance {i},{prefix}{i},MIT\n")).collect();
        fs::write(place.at("m/names.csv"), format!("file,name,id,licence\n{rows}")).unwrap();
    };
    let add = ["library", "add", "m", "--manifest", "m/names.csv", "-o", "a.rsl", "--report", "report.csv"];
    manifest("old");
    good(&place.run(&add));
    let old = fs::read(place.at("a.rsl")).unwrap();
    manifest("new");
    let begun = Instant::now();
    good(&place.run(&add));
    let whole = begun.elapsed();
    let kills = if long() { 400 } else { 24 };
    let (mut killed, mut olds, mut news) = (0, 0, 0);
    for kill in 0..kills {
        fs::write(place.at("a.rsl"), &old).unwrap();
        let mut child = place.command(&add).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(
            whole.mul_f64(1.1 * f64::from(kill) / f64::from(kills)) + Duration::from_micros(200),
        );
        let _ = child.kill();
        killed += usize::from(child.wait().unwrap().code().is_none());
        good(&place.run(&["library", "verify", "a.rsl"]));
        match references(&place, "a.rsl") {
            24 => olds += 1,
            48 => news += 1,
            other => panic!("{other} references"),
        }
        // What it left beside holds nobody up.
        if kill % 8 == 0 {
            fs::write(place.at("a.rsl"), &old).unwrap();
            good(&place.run(&add));
        }
    }
    println!("kills: {kills} tried, {killed} in time; {olds} old, {news} new, lost = 0");
    assert!(killed > 0 && olds > 0);
}

//! The table of the book: what an identification takes on a device.

use super::image::{MIXTURE, image};
use super::linked::{self, Sizes};
use super::machine::{FEATURES, Machine};
use crate::run::{self, Outcome};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

/// Where the table goes.
const PAGE: &str = "docs/src/firmware-figures.md";
/// The spectrum that is measured.
const SPECTRUM: &str = "data/polystyrene-785-bwtek-a.txt";

/// The numbers behind the words of a line that begins with `#`.
fn counts(said: &str, begins: &str) -> BTreeMap<String, u64> {
    let line = said.lines().find(|line| line.starts_with(begins)).unwrap_or_default();
    let words: Vec<&str> = line.trim_start_matches("# ").split_whitespace().collect();
    words.windows(2).filter_map(|two| Some((two[0].to_owned(), two[1].parse().ok()?))).collect()
}

fn millions(instructions: u64) -> String {
    format!("{:.1}", instructions as f64 / 1e6)
}

/// At one instruction a cycle, which no processor keeps up: an estimate.
fn milliseconds(instructions: u64, mhz: u64) -> String {
    format!("{:.0}", instructions as f64 / (mhz as f64 * 1e3))
}

pub(super) fn write() -> Outcome {
    let mut page = String::from(
        "# What it takes on a device\n\nMade by `cargo xtask firmware --table`, on emulated processors. Instructions are counted, not cycles: \
         milliseconds are an *estimate* at one instruction a cycle.\n\n## Linked\n\n| firmware | opt-level | text | static RAM | functions that panic |\n|---|---|---|---|---|\n",
    );
    for (recipe, features) in [("arPLS", "arpls"), ("SNIP", "snip")] {
        for level in ["3", "s", "z"] {
            let program = Machine::M4F.build_at(level, "identify", features)?;
            let Sizes { text, data, bss } = linked::sizes(&program)?;
            let panicking = linked::panicking(&program)?.len();
            let _ = writeln!(page, "| {recipe} | {level} | {text} | {} | {panicking} |", data + bss);
        }
    }
    page.push_str(
        "\nText holds the spectrum that is compiled in (8 kB) and the vector table (1 kB). Static RAM is all that is lent, for 500 references, spectra of up to 1,024 points and three lines.\n\n\
         ## An identification\n\n| processor | recipe | points | references | instructions (M) | of them pipeline | emphasis | ms at 168 MHz | ms at 480 MHz | RAM lent | stack | rows looked at | flash read (kB) |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|\n",
    );
    let mut mixtures = String::new();
    for machine in [Machine::M4F, Machine::M7] {
        let program = machine.build("meter", FEATURES)?;
        for (recipe, name) in [("arpls", "arPLS"), ("snip", "SNIP")] {
            for (points, entries) in [(512, 500), (1024, 500), (2048, 500), (1024, 100), (1024, 5000)] {
                let image = image(recipe, entries, points, &[SPECTRUM])?;
                let said = machine.ask(&program, &image)?;
                let counts = counts(&said, "# identify");
                let at = |word: &str| counts.get(word).copied().unwrap_or(0);
                let all = at("instructions");
                let _ = writeln!(
                    page,
                    "| {} | {name} | {points} | {entries} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
                    machine.name,
                    millions(all),
                    millions(at("pipeline")),
                    millions(at("emphasis")),
                    milliseconds(all, 168),
                    milliseconds(all, 480),
                    at("ram"),
                    at("stack"),
                    at("rows"),
                    at("rows") * 512 / 1000,
                );
            }
            for entries in [100, 500] {
                let image = image(recipe, entries, 1024, &[MIXTURE])?;
                let counts = counts(&machine.ask(&program, &image)?, "# mixture");
                let at = |word: &str| counts.get(word).copied().unwrap_or(0);
                let all = at("instructions");
                let _ = writeln!(
                    mixtures,
                    "| {} | {name} | {entries} | {} | {} | {} | {} | {} |",
                    machine.name,
                    at("components"),
                    millions(all),
                    milliseconds(all, 168),
                    milliseconds(all, 480),
                    at("stack"),
                );
            }
        }
    }
    let _ = write!(
        page,
        "\n## A mixture\n\nOf a simulated tablet in a bag, at 1,024 points: the whole answer, ranking and sum.\n\n| processor | recipe | references | components | instructions (M) | ms at 168 MHz | ms at 480 MHz | stack |\n|---|---|---|---|---|---|---|---|\n{mixtures}"
    );
    page.push_str(
        "\nA row is 512 bytes, that of a reference as the matcher compares it. All references are looked at twice, 128 of them once more for every alignment that is tried; each row is a third of what the file holds of its \
         reference's rows, so that third is read, and nothing of the rest but the row of the first.\n",
    );
    let path = run::root().join(PAGE);
    fs::write(&path, page).map_err(|error| format!("{}: {error}", path.display()))?;
    println!("  written: {PAGE}");
    Ok(())
}

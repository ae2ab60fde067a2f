//! `ramatch library check`.

use crate::args::CheckArgs;
use crate::asking::watched;
use crate::exit::{NOTHING_SCORED, RANKED, STOPPED};
use crate::opening::named;
use crate::output;
use crate::outputs::Outputs;
use comfy_table::CellAlignment;
use ramatch::{Error, Identifier, LibraryCheck, OutputKind, SCHEMA, shown};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Findings of one kind that the table lists; JSON has all.
const LISTED: usize = 50;
/// Pairs that it lists.
const PAIRS: usize = 20;

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    library: String,
    hash: String,
    #[serde(flatten)]
    check: &'a LibraryCheck,
}

pub(crate) fn run(args: &CheckArgs) -> Result<u8, Error> {
    let read = std::iter::once(&args.library).chain(&args.beside).map(PathBuf::as_path);
    let outputs = Outputs::new(args.replacing.force, read);
    outputs.check(args.plot.as_deref(), OutputKind::Svg)?;
    let own = named(&args.library)?;
    let entries = own.view().len() as usize;
    let mut libraries = vec![own];
    for path in &args.beside {
        libraries.push(named(path)?);
    }
    let hash = libraries[0].hash();
    let identifier = Identifier::over(libraries)?;
    let asked = ("checking", entries, "references were asked about");
    let check = watched(asked, None, |control| identifier.check_part(0, control))?;
    let Some(check) = check else { return Ok(STOPPED) };
    if let Some(picture) = &args.plot {
        outputs.write(
            picture,
            OutputKind::Svg,
            check.to_svg(&shown::name(args.library.file_name().map_or(&args.library, Path::new))),
        )?;
    }
    if args.json {
        output::print_json(&Document {
            schema: SCHEMA,
            library: shown::name(&args.library),
            hash,
            check: &check,
        });
    } else {
        output::print(&table(&check));
    }
    Ok(if check.findings.is_empty() { RANKED } else { NOTHING_SCORED })
}

fn table(check: &LibraryCheck) -> String {
    let mut text = format!(
        "{} references of {} substances, {} with their measured points\n",
        check.entries, check.substances, check.measured
    );
    let counts = check.counts();
    if counts.is_empty() {
        text += "nothing was found\n";
    }
    if !counts.is_empty() {
        let mut table = output::table(&["finding", "reference", "substance", "what"]);
        for (code, count) in &counts {
            let findings = check.findings.iter().filter(|finding| finding.code == *code);
            for finding in findings.take(LISTED) {
                table.add_row([
                    finding.code.to_owned(),
                    shown::line(&finding.entry),
                    shown::line(&finding.substance),
                    shown::line(&finding.text),
                ]);
            }
            if *count > LISTED {
                let more = format!("and {} more (--json lists all)", count - LISTED);
                table.add_row([(*code).to_owned(), String::new(), String::new(), more]);
            }
        }
        text += &format!("{}\n", table.trim_fmt());
        let counts: Vec<String> = counts.iter().map(|(code, count)| format!("{count} {code}")).collect();
        text += &format!("found: {}\n", counts.join(", "));
    }
    if !check.alike.is_empty() {
        let mut table = output::table(&["alike", "and", "score", "references"]);
        for pair in check.alike.iter().take(PAIRS) {
            table.add_row([
                shown::line(&pair.substances.0),
                shown::line(&pair.substances.1),
                format!("{:.3}", pair.score),
                shown::line(&format!("{}, {}", pair.entries.0, pair.entries.1)),
            ]);
        }
        if let Some(column) = table.column_mut(2) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        text += &format!("{}\n", table.trim_fmt());
        if check.alike.len() > PAIRS {
            text += &format!("and {} more pairs (--json lists all)\n", check.alike.len() - PAIRS);
        }
    }
    text
}

//! `ramatch identify`.

use crate::args::IdentifyArgs;
use crate::output::{self, Refusal};
use crate::{BAD_INPUT, NOTHING_SCORED, RANKED};
use comfy_table::CellAlignment;
use ramatch::{Error, Hit, Identifier, Library, LibraryInfo, Options, Report, SCHEMA};
use serde::Serialize;
use std::path::Path;

/// The JSON document.
#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    ramatch: &'static str,
    library: LibraryInfo,
    results: &'a [Report],
    errors: &'a [Refusal],
}

pub(crate) fn run(args: &IdentifyArgs) -> Result<u8, Error> {
    let identifier = identifier(args).inspect_err(|error| {
        if args.json {
            output::print_refusal(error);
        }
    })?;
    Ok(identify(args, &identifier))
}

/// Whom the arguments say to ask.
fn identifier(args: &IdentifyArgs) -> Result<Identifier, Error> {
    let library = match &args.library {
        Some(path) => Library::read(path)?,
        None => Library::embedded()?,
    };
    match &args.recipe {
        Some(path) => Identifier::with_recipe(&library, &ramatch::read_recipe(path)?),
        None => Identifier::new(library),
    }
}

/// Looks at one file after the other; a bad one does not hide the others.
fn identify(args: &IdentifyArgs, identifier: &Identifier) -> u8 {
    let options = Options::default().top(args.top as usize);
    let bar = output::progress(args.files.len(), "identifying");
    let (mut reports, mut refusals) = (Vec::new(), Vec::new());
    let mut exit = RANKED;
    for path in &args.files {
        match identify_one(args, identifier, path, &options) {
            Ok(report) => {
                if report.hits.is_empty() {
                    exit = exit.max(NOTHING_SCORED);
                }
                if !args.json {
                    bar.suspend(|| output::print(&in_words(&report)));
                }
                reports.push(report);
            }
            Err(error) => {
                bar.suspend(|| output::complain(&error));
                refusals.push(Refusal::from(&error));
            }
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    if args.json {
        output::print_json(&Document {
            schema: SCHEMA,
            ramatch: env!("CARGO_PKG_VERSION"),
            library: identifier.library_info(),
            results: &reports,
            errors: &refusals,
        });
    }
    if refusals.is_empty() { exit } else { BAD_INPUT }
}

/// Ranks by one file, and draws it if a picture is asked for.
fn identify_one(
    args: &IdentifyArgs,
    identifier: &Identifier,
    path: &Path,
    options: &Options,
) -> Result<Report, Error> {
    let record = ramatch::read_file(path)?;
    let report = identifier.identify_read(path, &record, options)?;
    if let Some(picture) = &args.plot {
        let curves = identifier.curves(&record.spectrum, &report)?;
        ramatch::write_atomically(picture, ramatch::plot::svg(&report, &curves).as_bytes())?;
    }
    Ok(report)
}

/// A report for people.
fn in_words(report: &Report) -> String {
    let query = &report.query;
    let mut text = String::new();
    if let Some(file) = &report.file {
        text += &format!("{file}\n");
    }
    let snr = query.snr.map(|snr| format!(", SNR {snr:.0}")).unwrap_or_default();
    let laser = query.laser_nm.map(|nm| format!(", laser {nm} nm")).unwrap_or_default();
    let (from, to) = query.compared_cm1;
    text += &format!(
        "{}: {} points, compared over {from:.0} to {to:.0} cm⁻¹ ({:.0} % of the range), {} bands{snr}{laser}\n",
        query.format.as_deref().unwrap_or("spectrum"),
        query.points,
        100.0 * query.coverage,
        query.bands_cm1.len(),
    );
    if report.hits.is_empty() {
        text += "nothing could be scored: no reference overlaps enough with this spectrum\n";
    } else {
        text += &ranking(&report.hits);
        text += &missing(&report.hits[0]);
    }
    for warning in &report.warnings {
        text += &format!("warning[{}]: {}\n", warning.code, warning.text);
    }
    text
}

fn ranking(hits: &[Hit]) -> String {
    let head = ["rank", "substance", "form", "cosine", "margin", "bands", "grade", "reference"];
    let mut table = output::table(&head);
    for hit in hits {
        let margin = hit.margin.map(|margin| format!("{margin:+.4}")).unwrap_or_default();
        table.add_row([
            hit.rank.to_string(),
            hit.substance.clone(),
            hit.form.clone(),
            format!("{:.4}", hit.cosine),
            margin,
            format!("{} of {}", hit.bands.matched.len(), hit.bands.expected),
            hit.grade.clone(),
            hit.entry.clone(),
        ]);
    }
    for column in [0, 3, 4, 5] {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    format!("{}\n", table.trim_fmt())
}

/// Which bands of the best reference the query does not show.
fn missing(best: &Hit) -> String {
    if best.bands.missing_cm1.is_empty() {
        return String::new();
    }
    let missing: Vec<String> = best.bands.missing_cm1.iter().map(|shift| format!("{shift:.0}")).collect();
    format!("bands of {} that are missing: {} cm⁻¹\n", best.substance, missing.join(", "))
}

//! `ramatch validate`.

use crate::args::ValidateArgs;
use crate::asking::watched;
use crate::exit::{NOTHING_SCORED, RANKED, STOPPED};
use crate::opening::each_named;
use crate::output;
use crate::outputs::Outputs;
use comfy_table::{CellAlignment, Table};
use ramatch::{
    Error, Identifier, OutputKind, SCHEMA, SharedTrials, TrialOutcome, TrialRate, Trials, Validation, shown,
};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Wrong answers that the table lists; JSON and the page have all.
const LISTED: usize = 20;

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    #[serde(flatten)]
    validation: &'a Validation,
}

pub(crate) fn run(args: &ValidateArgs) -> Result<u8, Error> {
    validated(args).inspect_err(|error| {
        if args.json {
            output::print_refusal(error);
        }
    })
}

fn validated(args: &ValidateArgs) -> Result<u8, Error> {
    let libraries = || std::iter::once(&args.first).chain(&args.library);
    let queries = &args.queries;
    let table = Trials::table(queries);
    let read = libraries().chain([&table]).chain(&args.calibration).map(PathBuf::as_path);
    let outputs = Outputs::new(args.replacing.force, read.clone().chain(args.csv.as_deref()));
    outputs.check(args.html.as_deref(), OutputKind::Page)?;
    let tables = Outputs::new(args.replacing.force, read.chain(args.html.as_deref()));
    tables.check(args.csv.as_deref(), OutputKind::Trials)?;
    let mut identifier = Identifier::over(each_named(libraries())?)?;
    if let Some(path) = &args.calibration {
        identifier = identifier.with_calibration_file(path)?;
    }
    let trials = Trials::read(queries, identifier.library())?;
    let asked = ("asking", trials.given.len(), "trials were asked");
    let outcomes = watched(asked, None, |control| identifier.run_trials(&trials, control))?;
    let Some(outcomes) = outcomes else { return Ok(STOPPED) };
    let sharing = if args.allow_shared { SharedTrials::Tell } else { SharedTrials::Refuse };
    let validation = Validation::of(&outcomes, &identifier, sharing)?;
    if let Some(page) = &args.html {
        outputs.write(page, OutputKind::Page, validation.to_html())?;
    }
    if let Some(path) = &args.csv {
        tables.write(path, OutputKind::Trials, TrialOutcome::table(&outcomes))?;
    }
    if args.json {
        output::print_json(&Document { schema: SCHEMA, validation: &validation });
    } else {
        output::print(&text(&validation));
    }
    Ok(if validation.holds() { RANKED } else { NOTHING_SCORED })
}

fn percent(part: f64) -> String {
    format!("{:.1} %", 100.0 * part)
}

/// A rate with its interval, and the substances that it is of.
fn rate(rate: &TrialRate) -> String {
    match rate.rate {
        None => "no substance".to_owned(),
        Some(part) => {
            let (low, high) = (percent(rate.low), percent(rate.high));
            let digits = usize::from(rate.count.fract() != 0.0);
            let count = format!("{:.digits$} of {}", rate.count, rate.substances);
            format!("{} ({low} to {high}; {count})", percent(part))
        }
    }
}

/// A table whose columns from the second on are numbers where `numbers` says so.
fn added(text: &mut String, mut table: Table, numbers: &[usize]) {
    for &column in numbers {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    *text += &format!("{}\n\n", table.trim_fmt());
}

fn text(validation: &Validation) -> String {
    let counts = &validation.counts;
    let mut text = format!(
        "{}\n{} substances: {} present, {} absent; specimens {}, instruments {}, spectra {}, trials {}\n\n",
        shown::line(&validation.library.name),
        counts.substances,
        counts.present,
        counts.absent,
        counts.specimens,
        counts.instruments,
        counts.spectra,
        counts.trials,
    );
    let mut table = output::table(&["α", "absent, named", "of these unrelated", "present and first, kept"]);
    for at in &validation.rates {
        table.add_row([percent(at.alpha), rate(&at.false_named), rate(&at.false_unrelated), rate(&at.kept)]);
    }
    added(&mut text, table, &[0]);
    let mut table = output::table(&["verdict", "spectra", "claimed", "came out"]);
    for claim in &validation.claims {
        table.add_row([
            claim.verdict.to_owned(),
            claim.spectra.clone(),
            percent(claim.claimed),
            rate(&claim.realised),
        ]);
    }
    added(&mut text, table, &[2]);
    let mut table = output::table(&["verdict", "present", "absent", "right", "relative", "wrong"]);
    for row in &validation.verdicts {
        let numbers = [row.present, row.absent, row.right, row.relative, row.wrong];
        table.add_row(std::iter::once(row.verdict.to_owned()).chain(numbers.map(|count| count.to_string())));
    }
    added(&mut text, table, &[1, 2, 3, 4, 5]);
    let ratios = &validation.ratios;
    if let Some(((cllr, least), area)) = ratios.cllr.zip(ratios.cllr_min).zip(ratios.area) {
        text += &format!("Cllr {cllr:.3}, Cllr_min {least:.3}, area {area:.3}\n\n");
    }
    wrong(&mut text, validation);
    for remark in &validation.remarks {
        text += &format!("note: {}\n", shown::line(&remark.text));
    }
    text
}

/// The answers that were wrong, the first of them.
fn wrong(text: &mut String, validation: &Validation) {
    if validation.wrong.is_empty() {
        *text += "no answer was wrong\n";
        return;
    }
    let mut table = output::table(&["wrong", "is", "asked as", "verdict", "named", "", "value", "score"]);
    for answer in validation.wrong.iter().take(LISTED) {
        let number = |value: Option<f64>, digits| value.map_or(String::new(), |v| format!("{v:.digits$}"));
        table.add_row([
            shown::line(&shown::name(Path::new(&answer.file))),
            shown::line(&answer.truth),
            answer.role.name().to_owned(),
            shown::line(&answer.verdict),
            if answer.named.is_empty() {
                "nothing".to_owned()
            } else {
                shown::line(&answer.named.join(", "))
            },
            if answer.related { "a relative".to_owned() } else { String::new() },
            number(answer.value, 2),
            number(answer.score, 3),
        ]);
    }
    added(text, table, &[6, 7]);
    if validation.wrong.len() > LISTED {
        let more = validation.wrong.len() - LISTED;
        *text += &format!("and {more} more (--html and --json list all)\n");
    }
}

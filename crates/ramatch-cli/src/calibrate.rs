//! `ramatch calibrate`.

use crate::args::CalibrateArgs;
use crate::asking::watched;
use crate::exit::{RANKED, STOPPED};
use crate::opening::{each_named, in_a_folder, named};
use crate::output;
use crate::outputs::Outputs;
use ramatch::{
    CalibrateOptions, Calibrated, CalibratedRate, CalibrationFigures, Error, Identifier, OutputKind, SCHEMA,
    TrialOutcome, TrialRate, Trials, shown,
};
use serde::Serialize;
use std::path::{Path, PathBuf};

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    calibration: String,
    hash: String,
    libraries: Vec<String>,
    borrowed: bool,
    alpha: f64,
    stated_rate: f64,
    kinds: &'a str,
    figures: &'a CalibrationFigures,
}

pub(crate) fn run(args: &CalibrateArgs) -> Result<u8, Error> {
    calibrated(args).inspect_err(|error| {
        if args.json {
            output::print_refusal(error);
        }
    })
}

fn calibrated(args: &CalibrateArgs) -> Result<u8, Error> {
    let libraries = || std::iter::once(&args.first).chain(&args.library);
    let given = args.trials.as_deref();
    let table = given.map(Trials::table);
    let read = libraries().chain(&table).chain(&args.bind_to).map(PathBuf::as_path);
    let outputs = Outputs::new(args.replacing.force, read.clone().chain(args.csv.as_deref()));
    in_a_folder(&args.output)?;
    outputs.check(args.output.as_path(), OutputKind::Calibration)?;
    let tables = Outputs::new(args.replacing.force, read.chain([args.output.as_path()]));
    tables.check(args.csv.as_deref(), OutputKind::Trials)?;
    let identifier = Identifier::over(each_named(libraries())?)?;
    let bound = args.bind_to.as_ref().map(|path| named(path)).transpose()?;
    let trials = match given {
        Some(given) => Trials::read(given, identifier.library())?,
        None => Trials::of_library(identifier.library())?,
    };
    let mut options = CalibrateOptions::default();
    (options.alpha, options.strata) = (args.alpha, args.strata.clone());
    (options.kinds, options.kinds_ko) = (args.kinds.clone(), args.kinds_ko.clone());
    options.carries_trials = !args.without_trials;
    let asked = ("asking about trials", trials.given.len(), "questions were asked");
    let threads = args.threads.map(usize::from);
    let made = watched(asked, threads, |control| identifier.calibrate(&trials, &options, control))?;
    let Some(made) = made else { return Ok(STOPPED) };
    let Calibrated { calibration, outcomes, figures, .. } = made;
    let calibration = match &bound {
        Some(library) => calibration.bound_to(library)?,
        None => calibration,
    };
    outputs.write(&args.output, OutputKind::Calibration, calibration.bytes())?;
    if let Some(csv) = &args.csv {
        tables.write(csv, OutputKind::Trials, TrialOutcome::table(&outcomes))?;
    }
    if args.json {
        let view = calibration.view();
        output::print_json(&Document {
            schema: SCHEMA,
            calibration: shown::name(&args.output),
            hash: calibration.hash(),
            libraries: identifier.library().parts().into_iter().map(|part| part.hash).collect(),
            borrowed: calibration.about().borrowed,
            alpha: view.alpha(),
            stated_rate: view.stated_rate(),
            kinds: &calibration.about().kinds,
            figures: &figures,
        });
    } else {
        output::print_written(&args.output, &text(&args.output, (&figures, args.alpha), bound.is_some()));
    }
    Ok(RANKED)
}

fn text(path: &Path, (figures, alpha): (&CalibrationFigures, f64), borrowed: bool) -> String {
    let [score, lead, gap, added] = figures.coefficients;
    let mut text = format!(
        "{}: calibrated by {} trials, {} more with noise added; {} substances were absent, {} present{}\n\
         value = {score:.2} score + {lead:.2} lead + {gap:.2} gap {} {:.2}, at most {:.2}\n",
        shown::path(path),
        figures.measured,
        figures.noise_added,
        figures.absent,
        figures.present,
        if borrowed { "; its limits are borrowed by another library" } else { "" },
        if added < 0.0 { '−' } else { '+' },
        added.abs(),
        figures.most,
    );
    if figures.left_out > 0 {
        text +=
            &format!("{} references are drawn from tables of bands and were no trials\n", figures.left_out);
    }
    if let Some((below, snr, rate)) = figures.absent_below {
        let rate = 100.0 * rate;
        text += &format!(
            "“not in library” is said below a score of {below}, from an SNR of {snr} on; up to {rate:.0} % of what is there is told so\n"
        );
    }
    let head = [
        "SNR",
        "absent",
        "as measured",
        "limit",
        "relative",
        "false at",
        "kept",
        "with relatives",
        "wrong",
        "let through",
    ];
    let mut table = output::table(&head);
    for stratum in &figures.strata {
        let range = match stratum.snr_to {
            Some(to) => format!("{} to {to}", stratum.snr_from),
            None => format!("from {}", stratum.snr_from),
        };
        let about = [
            range,
            stratum.absent.to_string(),
            stratum.absent_measured.to_string(),
            format!("{:.2}", stratum.limit),
            format!("{:.2}", stratum.limit_unrelated),
        ];
        add(&mut table, about, &stratum.rates);
    }
    let whole = [
        "any, one limit".to_owned(),
        figures.absent.to_string(),
        figures.absent.to_string(),
        String::new(),
        String::new(),
    ];
    add(&mut table, whole, &figures.rates);
    text += &format!("{}\n", table.trim_fmt());
    text += &format!(
        "kept: trials whose substance was present and ranks first that are named; wrong: of what is named, with the substance present,\n\
         another one; let through: absent substances of which something is named. All of substances that made neither model nor limit.\n\
         limits are those of {} %, and a verdict states {} %: twice as much\n",
        100.0 * alpha,
        200.0 * alpha
    );
    text
}

/// A row for each rate.
fn add(table: &mut comfy_table::Table, about: [String; 5], rates: &[CalibratedRate]) {
    let trials = |rate: &TrialRate| match rate.of_trials {
        0 => "–".to_owned(),
        of => format!("{:.0} %", 100.0 * rate.trials as f64 / of as f64),
    };
    let substances = |rate: &TrialRate| format!("{:.1} %", 100.0 * rate.rate.unwrap_or_default());
    for (i, rate) in rates.iter().enumerate() {
        let about = if i == 0 { about.clone() } else { Default::default() };
        let cells = [
            format!("{} %", 100.0 * rate.alpha),
            trials(&rate.kept),
            trials(&rate.kept_related),
            trials(&rate.wrong),
            substances(&rate.false_any),
        ];
        table.add_row(about.into_iter().chain(cells));
    }
    if rates.is_empty() {
        table.add_row(about);
    }
}

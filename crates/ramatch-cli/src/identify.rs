//! `ramatch identify`.

use crate::args::{IdentifyArgs, one_picture};
use crate::exit::{BAD_INPUT, NOTHING_SCORED, RANKED};
use crate::output::{self, Refusal};
use crate::outputs::Outputs;
use comfy_table::CellAlignment;
use ramatch::{
    Error, Evidence, Hit, Identifier, InstrumentProfile, Library, LibraryInfo, Options, OutputKind, Ranking,
    Report, SCHEMA, Tolerance, shown,
};
use serde::Serialize;
use std::path::PathBuf;

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
    let samples = if args.shots { 1 } else { args.files.len() };
    one_picture(args.plot.as_ref(), samples).unwrap_or_else(|error| output::stop(&error));
    let others = [&args.library, &args.recipe, &args.profile].into_iter().flatten();
    let inputs = args.files.iter().chain(others).map(PathBuf::as_path);
    let outputs = Outputs::new(args.replacing.force, inputs);
    let identifier = outputs.check(args.plot.as_deref(), OutputKind::Svg).and_then(|()| identifier(args));
    let identifier = identifier.inspect_err(|error| {
        if args.json {
            output::print_refusal(error);
        }
    })?;
    Ok(identify(args, &identifier, &outputs))
}

/// Whom the arguments say to ask.
fn identifier(args: &IdentifyArgs) -> Result<Identifier, Error> {
    let library = match &args.library {
        Some(path) => Library::read(path)?,
        None => Library::embedded()?,
    };
    let identifier = match &args.recipe {
        Some(path) => Identifier::with_recipe(&library, &ramatch::read_recipe(path)?)?,
        None => Identifier::new(library)?,
    };
    match &args.profile {
        Some(path) => identifier.for_instrument(InstrumentProfile::read(path)?),
        None => Ok(identifier),
    }
}

/// What the arguments ask for.
fn options(args: &IdentifyArgs) -> Options {
    let mut options = Options::default().top(args.top as usize);
    options.tolerance = args.tolerance.map(|shift| {
        let stretch = if shift > 0.0 { Tolerance::new().stretch } else { 0.0 };
        Tolerance::new().shift_cm1(shift).stretch(stretch)
    });
    options.through = args.through.clone();
    options.ranking = args.metric.map_or(Ranking::Recipe, Ranking::By);
    options
}

/// Looks at one file after the other; a bad one does not hide the others.
fn identify(args: &IdentifyArgs, identifier: &Identifier, outputs: &Outputs<'_>) -> u8 {
    let options = options(args);
    let samples: Vec<&[PathBuf]> =
        if args.shots { vec![&args.files] } else { args.files.chunks(1).collect() };
    let bar = output::progress(samples.len(), "identifying");
    let (mut reports, mut refusals) = (Vec::new(), Vec::new());
    let mut exit = RANKED;
    for files in samples {
        match identify_one((args, outputs), identifier, files, &options) {
            Ok(report) => {
                if report.hits.is_empty() || report.cannot_decide.is_some() {
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

/// Ranks by one sample, of one file or several shots, and draws it if a picture is asked for.
fn identify_one(
    (args, outputs): (&IdentifyArgs, &Outputs<'_>),
    identifier: &Identifier,
    files: &[PathBuf],
    options: &Options,
) -> Result<Report, Error> {
    let mut reading = args.reading.reading();
    if let (true, [path]) = (args.peaks, files) {
        reading.options.peaks = true;
        return identifier.identify_peaks_file(path, &reading, options);
    }
    let records: Result<Vec<_>, _> =
        files.iter().map(|path| ramatch::read_file_with(path, &reading)).collect();
    let records = records?;
    let report = match (files, &records[..]) {
        ([path], [record]) => identifier.identify_read(path, record, options)?,
        _ => {
            let shots: Vec<_> = records.iter().map(|record| record.spectrum.clone()).collect();
            let mut report = identifier.identify_shots(&shots, options)?;
            report.note_readers(records.iter().map(|record| &record.metadata.warnings[..]));
            report.mark_damaged(records.iter().flat_map(|record| record.metadata.damage.clone()).collect());
            let names: Vec<String> = files.iter().map(|path| shown::name(path)).collect();
            report.file = Some(names.join(", "));
            report
        }
    };
    if let (Some(picture), Some(record)) = (&args.plot, records.first()) {
        let curves = identifier.curves(&record.spectrum, &report)?;
        outputs.write(picture, OutputKind::Svg, ramatch::plot::svg(&report, &curves))?;
    }
    Ok(report)
}

/// A report for people.
fn in_words(report: &Report) -> String {
    let query = &report.query;
    let mut text = String::new();
    if let Some(file) = &report.file {
        text += &format!("{}\n", shown::line(file));
    }
    let snr = query.snr.map(|snr| format!(", SNR {snr:.0}")).unwrap_or_default();
    let laser = query.laser_nm.map(|nm| format!(", laser {nm} nm")).unwrap_or_default();
    text += &format!("{}: {} points", query.format.as_deref().unwrap_or("spectrum"), query.points);
    if query.coverage > 0.0 {
        let (from, to) = query.compared_cm1;
        let (part, bands) = (100.0 * query.coverage, query.bands_cm1.len());
        text += &format!(
            ", compared over {from:.0} to {to:.0} cm⁻¹ ({part:.0} % of the range), {bands} bands{snr}{laser}"
        );
    }
    text += "\n";
    if report.hits.is_empty() {
        text += "nothing could be scored\n";
    } else {
        text += &ranking(&report.hits);
        text += &bands(&report.hits[0]);
        text += &report.evidence.as_ref().map(evidence).unwrap_or_default();
        let Hit { entry, note, .. } = &report.hits[0];
        if !note.is_empty() {
            text += &format!("note on {}: {}\n", shown::line(entry), shown::line(note));
        }
    }
    if let Some(reason) = &report.cannot_decide {
        text += &format!("cannot decide[{}]: {}\n", reason.code, shown::line(&reason.text));
    }
    for warning in &report.warnings {
        text += &format!("warning[{}]: {}\n", warning.code, shown::line(&warning.text));
    }
    text
}

fn ranking(hits: &[Hit]) -> String {
    let head = ["rank", "substance", "form", "score", "margin", "cosine", "bands", "grade", "reference"];
    let mut table = output::table(&head);
    for hit in hits {
        let margin = hit.margin.map(|margin| format!("{margin:+.4}")).unwrap_or_default();
        table.add_row([
            hit.rank.to_string(),
            shown::line(&hit.substance),
            shown::line(&hit.form),
            format!("{:.4}", hit.score),
            margin,
            format!("{:.4}", hit.cosine),
            format!("{} of {}", hit.bands.matched.len(), hit.bands.expected),
            hit.grade.clone(),
            shown::line(&hit.entry),
        ]);
    }
    for column in [0, 3, 4, 5, 6] {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    format!("{}\n", table.trim_fmt())
}

/// What speaks for the first hit.
fn evidence(evidence: &Evidence) -> String {
    let Evidence { score, gap, found, explained, matched, heights, .. } = evidence;
    let gap = gap.map(|gap| format!(", {gap:+.2} to what fits elsewhere on the axis")).unwrap_or_default();
    let heights = heights.map(|power| format!(", heights to the power {power:.2}")).unwrap_or_default();
    let (found, explained) = (100.0 * found, 100.0 * explained);
    let bands = if *matched == 1 { "band" } else { "bands" };
    format!(
        "evidence: score {score:.2}{gap}, {found:.0} % of the reference found in {matched} {bands}, \
         {explained:.0} % of the query explained{heights}\n"
    )
}

/// Which bands of the best reference the query does not show, and the other way round.
fn bands(best: &Hit) -> String {
    let list = |bands: &[f64]| {
        let bands: Vec<String> = bands.iter().map(|shift| format!("{shift:.0}")).collect();
        bands.join(", ")
    };
    let mut text = String::new();
    if !best.bands.missing_cm1.is_empty() {
        let missing = list(&best.bands.missing_cm1);
        text += &format!("bands of {} that are missing: {missing} cm⁻¹\n", shown::line(&best.substance));
    }
    if !best.bands.unexplained_cm1.is_empty() {
        let unexplained = list(&best.bands.unexplained_cm1);
        text +=
            &format!("bands that {} does not explain: {unexplained} cm⁻¹\n", shown::line(&best.substance));
    }
    text
}

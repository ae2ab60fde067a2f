//! `ramatch profile`.

use crate::args::{FitArgs, ProfileArgs, ProfileCommand};
use crate::exit::RANKED;
use crate::opening::containers;
use crate::output;
use crate::outputs::Outputs;
use comfy_table::CellAlignment;
use ramatch::core::Code;
use ramatch::{
    Error, FittedBand, Identifier, InstrumentProfile, Options, OutputKind, SCHEMA, Spectrum, Standard, shown,
};
use serde::Serialize;
use std::path::PathBuf;

/// The JSON document.
#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    profile: &'a InstrumentProfile,
    bands: &'a [FittedBand],
}

pub(crate) fn run(args: &ProfileArgs) -> Result<u8, Error> {
    let ProfileCommand::Fit(args) = &args.command;
    fit(args)
}

fn fit(args: &FitArgs) -> Result<u8, Error> {
    let files = [
        (Standard::Polystyrene, &args.polystyrene),
        (Standard::Calcite, &args.calcite),
        (Standard::Cyclohexane, &args.cyclohexane),
        (Standard::Paracetamol, &args.paracetamol),
    ];
    let inputs = files.iter().flat_map(|(_, paths)| paths.iter().map(PathBuf::as_path));
    let inputs = inputs.chain(args.container.iter().map(PathBuf::as_path));
    let outputs = Outputs::new(args.replacing.force, inputs);
    outputs.check(args.output.as_path(), OutputKind::Profile)?;
    let mut measured = Vec::new();
    for (standard, path) in
        files.iter().flat_map(|(standard, paths)| paths.iter().map(move |p| (*standard, p)))
    {
        measured.push((standard, ramatch::read_file(path)?));
    }
    if measured.is_empty() {
        let reason =
            "a measurement of a standard is needed: --polystyrene, --calcite, --cyclohexane or --paracetamol";
        return Err(Error::Text {
            path: args.output.clone(),
            line: None,
            code: Code::Parameter,
            reason: reason.into(),
        });
    }
    let (mut profile, bands) = InstrumentProfile::fit(&args.name, &measured)?;
    profile.resolution_cm1 = args.resolution.or(profile.resolution_cm1);
    let pure: Vec<Spectrum> = measured.into_iter().map(|(_, measured)| measured.spectrum).collect();
    let asked = Identifier::embedded()?.for_instrument(profile.clone())?;
    profile.unexplained = asked.unexplained_of(&pure)?;
    profile.containers = containers(&args.container)?;
    // Containers that nothing could be asked with are refused now.
    asked.for_instrument(profile.clone())?.check(&Options::default())?;
    outputs.write(&args.output, OutputKind::Profile, profile.to_toml()?)?;
    if args.json {
        output::print_json(&Document { schema: SCHEMA, profile: &profile, bands: &bands });
    } else {
        output::print(&in_words(&profile, &bands));
    }
    Ok(RANKED)
}

fn in_words(profile: &InstrumentProfile, bands: &[FittedBand]) -> String {
    let mut table = output::table(&["standard", "published", "measured", "off by", "left", ""]);
    for band in bands {
        table.add_row([
            band.standard.to_owned(),
            format!("{:.1}", band.published_cm1),
            format!("{:.1}", band.measured_cm1),
            format!("{:+.1}", band.measured_cm1 - band.published_cm1),
            format!("{:+.1}", band.residual_cm1),
            if band.used { String::new() } else { "outlier".into() },
        ]);
    }
    for column in 1..5 {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let axis = profile.axis;
    let resolution =
        profile.resolution_cm1.map_or("not known".to_owned(), |resolution| format!("{resolution:.1} cm⁻¹"));
    format!(
        "{}\naxis {:+.2} cm⁻¹ at 1000 cm⁻¹, stretched by {:+.3} %; {:.2} cm⁻¹ left over {} bands\nresolution {resolution}; tolerance {:.1} cm⁻¹ from now on\n",
        table.trim_fmt(),
        axis.offset_cm1,
        100.0 * axis.stretch,
        axis.residual_cm1,
        axis.bands,
        profile.tolerance().shift_cm1,
    ) + &of_mixtures(profile)
}

/// What it says for mixtures, if it does.
fn of_mixtures(profile: &InstrumentProfile) -> String {
    let mut text = String::new();
    if let Some(limit) = profile.unexplained {
        text += &format!(
            "in a mixture something counts as unexplained above {:.0} % of the signal\n",
            100.0 * limit
        );
    }
    for container in &profile.containers {
        text += &format!("every sample is taken to be in {}\n", shown::line(&container.name));
    }
    text
}

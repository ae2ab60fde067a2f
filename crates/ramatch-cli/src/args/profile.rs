//! `ramatch profile`.

use super::values::resolution;
use super::writing::ReplacingArgs;
use clap::Subcommand;
use std::path::PathBuf;

/// What is known of an instrument.
#[derive(clap::Args)]
pub(crate) struct ProfileArgs {
    #[command(subcommand)]
    pub(crate) command: ProfileCommand,
}

#[derive(Subcommand)]
pub(crate) enum ProfileCommand {
    /// Fit an instrument's profile to measurements of standards
    Fit(FitArgs),
}

/// Fit an instrument's profile to measurements of standards.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    ramatch profile fit --polystyrene ps.txt --calcite calcite.txt -o handheld-7.toml\n  \
    ramatch profile fit --paracetamol paracetamol.txt --name \"handheld 7\" -o handheld-7.toml\n\n\
    Found bands are paired with published ones (ASTM E1840, CWA 18133); the line through what they are off by is\n\
    offset and stretch of the axis. Calcite also gives the resolution (ASTM E2529). `identify --profile` corrects\n\
    the axis, and allows for three times what the fit leaves instead of 8 cm⁻¹. What the built-in library leaves of the\n\
    standards says from where on something counts as unexplained in a mixture.\n\n\
    Exit codes: 0 a profile was written, 2 bad input.")]
pub(crate) struct FitArgs {
    /// A measurement of polystyrene
    #[arg(long, value_name = "FILE")]
    pub(crate) polystyrene: Vec<PathBuf>,
    /// A measurement of calcite
    #[arg(long, value_name = "FILE")]
    pub(crate) calcite: Vec<PathBuf>,
    /// A measurement of cyclohexane
    #[arg(long, value_name = "FILE")]
    pub(crate) cyclohexane: Vec<PathBuf>,
    /// A measurement of paracetamol
    #[arg(long, value_name = "FILE")]
    pub(crate) paracetamol: Vec<PathBuf>,
    /// Your own empty bag or vial, measured on it; it is taken out of every sample that is asked about by this profile; up to three times
    #[arg(long, value_name = "FILE")]
    pub(crate) container: Vec<PathBuf>,
    /// Name of the instrument
    #[arg(long, default_value = "", value_name = "NAME")]
    pub(crate) name: String,
    /// State the resolution (FWHM) in cm⁻¹
    #[arg(long, value_name = "CM1", value_parser = resolution)]
    pub(crate) resolution: Option<f64>,
    /// The profile to write
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: PathBuf,
    /// Print JSON (schema 3)
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) replacing: ReplacingArgs,
}

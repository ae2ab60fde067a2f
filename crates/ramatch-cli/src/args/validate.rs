//! `ramatch validate`.

use super::writing::ReplacingArgs;
use std::path::PathBuf;

/// Say how well a library's verdicts hold for your own measurements.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    ramatch validate agency.rsl queries --calibration agency.rcl --html validation.html\n  \
    ramatch validate agency.rsl queries/trials.csv --calibration agency.rcl --json > validation.json\n  \
    ramatch validate demonstration queries --html validation.html --csv outcomes.csv\n  \
    ramatch validate demonstration queries --library agency.rsl --calibration both.rcl\n\n\
    QUERIES is a folder with a table trials.csv, or such a table: columns file, and substance (an id or a name of the library) or absent\n\
    (the name of something that it does not hold); specimen, instrument, kind and others where they are known, as `ramatch calibrate` takes\n\
    them. Each spectrum is asked as it is, and once more with its substance taken out of the library.\n\n\
    What counts are substances, not spectra: each has one vote. Intervals are those of Clopper and Pearson, of 95 %. Specimens and\n\
    spectra that the calibration was made of are refused; --allow-shared counts them, and says so in every output.\n\n\
    Exit codes: 0 no claim is refuted, 2 bad input, 3 one is: more was wrong than it says, and chance does not explain it (the interval\n\
    lies above the claim), 130 stopped by Ctrl-C.")]
pub(crate) struct ValidateArgs {
    /// The library; `demonstration` is the built-in one
    #[arg(value_name = "LIBRARY")]
    pub(crate) first: PathBuf,
    /// Measured spectra of which it is known what they are: a folder with trials.csv, or the table
    #[arg(value_name = "QUERIES")]
    pub(crate) queries: PathBuf,
    /// Ask this library too, all of them as one; may be given again
    #[arg(long, value_name = "FILE")]
    pub(crate) library: Vec<PathBuf>,
    /// Decide by this calibration of the library, or of the set of libraries, instead of the shipped one
    #[arg(long, value_name = "FILE")]
    pub(crate) calibration: Option<PathBuf>,
    /// Write one page of HTML with pictures and tables
    #[arg(long, value_name = "PAGE")]
    pub(crate) html: Option<PathBuf>,
    /// Write what became of every trial, as CSV
    #[arg(long, value_name = "FILE")]
    pub(crate) csv: Option<PathBuf>,
    /// Print JSON (schema 3)
    #[arg(long)]
    pub(crate) json: bool,
    /// Count specimens and spectra that the calibration was made of too
    #[arg(long)]
    pub(crate) allow_shared: bool,
    #[command(flatten)]
    pub(crate) replacing: ReplacingArgs,
}

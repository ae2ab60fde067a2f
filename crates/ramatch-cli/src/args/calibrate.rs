//! `ramatch calibrate`.

use super::writing::ReplacingArgs;
use std::path::PathBuf;

/// Find out by trials how often a library's verdicts are wrong, and set their limits.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    ramatch calibrate agency.rsl trials -o agency.rcl\n  \
    ramatch calibrate agency.rsl --from-library -o agency.rcl\n  \
    ramatch calibrate demonstration trials --library agency.rsl -o both.rcl\n  \
    ramatch calibrate agency.rsl trials -o agency.rcl --kinds \"tablets and powders\" --csv outcomes.csv\n  \
    ramatch identify --library agency.rsl --calibration agency.rcl sample.txt\n\n\
    TRIALS is a folder of measured spectra with a table trials.csv, or a table whose files stand beside it. Columns: file (needed), and\n\
    of each either substance (an id or a name of the library) or absent (the name of something that it does not hold). Where they\n\
    are known: specimen, instrument, kind, spectrum (its number in the file), entry (references of the same specimen, with `;`\n\
    between), formula and family of what is absent, laser_nm and axis as in a manifest.\n\n\
    Every spectrum of a substance that is held is asked twice: as it is, without references of its own specimen, and with all\n\
    references of its substance left out, as if it were absent. Each absent substance has one vote, that of its worst trial. For a\n\
    rate of 5 % at least 19 have to be absent in every range of noise, for 1 % 99. Ranges that have few take cleaner spectra with\n\
    noise added; the table says which.\n\n\
    The calibration holds for this library alone: when it changes, calibrate again. LIBRARY may be `demonstration`.\n\n\
    Exit codes: 0 it was written, 2 bad input, too few substances, or nothing was written, 130 stopped by Ctrl-C.")]
pub(crate) struct CalibrateArgs {
    /// The library; `demonstration` is the built-in one
    #[arg(value_name = "LIBRARY")]
    pub(crate) first: PathBuf,
    /// Measured spectra of which it is known what they are: a folder with trials.csv, or the table
    #[arg(value_name = "TRIALS", required_unless_present = "from_library")]
    pub(crate) trials: Option<PathBuf>,
    /// Ask this library too, all of them as one; may be given again
    #[arg(long, value_name = "FILE")]
    pub(crate) library: Vec<PathBuf>,
    /// Take the library's own measured references as trials, each as a specimen of its own
    #[arg(long, conflicts_with = "trials")]
    pub(crate) from_library: bool,
    /// The calibration to write
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: PathBuf,
    /// The part of absent substances that limits let through; what is stated is twice as much
    #[arg(long, default_value_t = 0.05, value_name = "RATE")]
    pub(crate) alpha: f64,
    /// Signal-to-noise ratios between the ranges that have limits of their own
    #[arg(long, default_value = "8,15,25,50", value_delimiter = ',', value_name = "SNR")]
    pub(crate) strata: Vec<f64>,
    /// What the trials were of, in words, such as "minerals"; else the kinds that they state
    #[arg(long, value_name = "TEXT")]
    pub(crate) kinds: Option<String>,
    /// The same in Korean
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub(crate) kinds_ko: String,
    /// Bind it to this library instead, of which there are no trials; it then says that its limits are borrowed
    #[arg(long, value_name = "LIBRARY")]
    pub(crate) bind_to: Option<PathBuf>,
    /// Leave the table of trials out of the calibration, where it must not be passed on
    #[arg(long)]
    pub(crate) without_trials: bool,
    /// Write trials and what became of them as CSV
    #[arg(long, value_name = "FILE")]
    pub(crate) csv: Option<PathBuf>,
    /// Threads; else as many as the machine has cores
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) threads: Option<u16>,
    /// Print JSON (schema 3)
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) replacing: ReplacingArgs,
}

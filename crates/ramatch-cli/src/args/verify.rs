//! `ramatch verify-result`.

use std::path::PathBuf;

/// Make a recorded answer again, and compare it to the bit.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    ramatch identify sample.txt --record sample.json\n  \
    ramatch verify-result sample.json\n  \
    ramatch verify-result sample.json --input archive/4711.txt --library agency.rsl --calibration agency.rcl\n  \
    ramatch identify measured --log answers.jsonl\n  \
    ramatch verify-result answers.jsonl --log\n  \
    ramatch verify-result answers.jsonl --log --number 12 --library agency.rsl\n  \
    ramatch verify-result answers.jsonl --log --chain 5f0c…\n\n\
    A record holds what is needed to make an answer again, and the answer with its numbers to the bit. First everything\n\
    is compared by its hash (software, libraries, recipe, calibration, files, spectra), then the answer is made again.\n\
    Files are sought by their recorded names, beside the record and from the current folder on; libraries other than the\n\
    built-in one, and calibrations other than the shipped one, have to be given, and are told by their hashes.\n\n\
    A log is a line for each answer, chained by hashes: what was changed, removed or put in between is found in its line.\n\
    What was cut off at the end of a line is found by --chain, which was noted elsewhere. Neither is a signature.\n\n\
    Exit codes: 0 equal to the bit, 2 bad input (no record, a damaged one, a damaged log, a file that is not there),\n\
    3 not as recorded: another file, library, calibration, software or answer.")]
pub(crate) struct VerifyResultArgs {
    /// The record, or with --log the log
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// A file that was asked about, by whatever name; may be given several times
    #[arg(long, value_name = "FILE")]
    pub(crate) input: Vec<PathBuf>,
    /// A library that was asked; may be given several times, in any order
    #[arg(long, value_name = "FILE")]
    pub(crate) library: Vec<PathBuf>,
    /// The calibration that decided
    #[arg(long, value_name = "FILE")]
    pub(crate) calibration: Option<PathBuf>,
    /// FILE is a log: check its chain from the first line to the last
    #[arg(long)]
    pub(crate) log: bool,
    /// Also make the answer of this line again
    #[arg(long, value_name = "N", requires = "log", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) number: Option<u64>,
    /// One of its lines has to have this chain, which was noted before
    #[arg(long, value_name = "HASH", requires = "log")]
    pub(crate) chain: Option<String>,
    /// Print JSON (schema 3)
    #[arg(long)]
    pub(crate) json: bool,
}

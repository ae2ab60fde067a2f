//! `ramatch identify`.

use super::reading::{AllowedArgs, GivenArgs};
use super::values::metric;
use super::writing::ReplacingArgs;
use ramatch::Numbers;
use ramatch::core::metric::Formula;
use std::path::PathBuf;

/// Rank the library's substances by measured spectra.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    ramatch identify sample.txt\n  \
    ramatch identify --top 10 --json measured/*.txt > results.json\n  \
    ramatch identify sample.txt --plot sample.svg\n  \
    ramatch identify map.wdf --plot map.svg\n  \
    ramatch identify measured --format csv > results.csv\n  \
    ramatch identify map.wdf --spectrum 2-5,9\n  \
    ramatch identify --library agency.rsl sample.csv\n  \
    ramatch identify --library demonstration --library agency.rsl sample.csv\n  \
    ramatch identify --recipe gentle.toml sample.csv\n  \
    ramatch identify --through polyethylene bag.txt\n  \
    ramatch identify --container empty-bag.txt tablet-in-bag.txt --plot parts.svg\n  \
    ramatch identify --profile handheld-7.toml sample.txt\n  \
    ramatch identify --shots shot1.txt shot2.txt shot3.txt\n  \
    ramatch identify --shots --until-decided shot*.txt\n  \
    ramatch identify --library agency.rsl --calibration agency.rcl sample.csv\n  \
    ramatch identify --watch watched.txt bag.txt\n  \
    ramatch identify --axis nm --laser 785 unnamed.txt\n  \
    ramatch identify --peaks bands.csv\n  \
    ramatch identify sample.txt --record sample.json\n  \
    ramatch identify measured --log answers.jsonl\n\n\
    The score compares bands, every one by the cube root of its height, with the axis moved by at most the\n\
    tolerance, once for all references. `cosine` is the plain cosine of the spectra under that alignment.\n\n\
    `evidence` says what speaks for the first hit, whatever ranked it. The verdict says what the spectrum is consistent with, and how often\n\
    substances that were absent got as far in trials: identified (one name), one of (names that are not told apart), related (a name or a\n\
    relative of it), mixture (a sum of several, with their shares of the signal), not in library, or cannot decide, with what it lacks and what may help. A library without a calibration of its own\n\
    is given a relative at best; `ramatch calibrate` makes one. It is never a proof: confirm by a second technique.\n\n\
    Files, recognised by their content: JCAMP-DX, Galactic SPC, Renishaw WDF and WXD, Bruker OPUS, OMNIC SPA,\n\
    Horiba LabSpec, Princeton SPE, B&W Tek, ENLIGHTEN, Ocean, WITec, RRUFF, OpenSpecy, ORAS, NumPy, and text with\n\
    columns from any instrument or spreadsheet; packed as ZIP, tar, gzip, xz or zst too. `ramatch info FILE` says what one holds.\n\n\
    Every spectrum of every FILE is ranked. A file with one is reported in full; of maps, series and folders each spectrum\n\
    is a row, a name in brackets is no answer, and the substances are counted at the end. Of a folder all files are\n\
    read, those of subfolders too; what is no measurement is passed over and named. What is one and cannot be read is refused.\n\n\
    Exit codes: 0 every spectrum has an answer, 2 bad input and nothing to answer, 3 nothing could be scored for one,\n\
    or its ranking is no answer (“cannot decide”, “not in library”), 4 some were refused, whatever became of the others,\n\
    10 a verdict names what is watched for (--watch), whatever became of the others,\n\
    130 stopped by Ctrl-C, what was written is whole.")]
pub(crate) struct IdentifyArgs {
    /// Measured spectra, or folders of them; each spectrum is ranked and reported by itself, unless --shots is given
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// How answers are printed: json is one document (schema 3), jsonl one object on each line, csv one row [default: table]
    #[arg(long, value_enum, value_name = "FORMAT", hide_possible_values = true)]
    format: Option<Format>,
    /// The same as --format json
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// Only these spectra of each FILE, counted from 1: 3, or 2-5,9, or 7- to the end
    #[arg(long, value_name = "N")]
    pub(crate) spectrum: Option<Numbers>,
    /// Most substances in a ranking
    #[arg(long, default_value_t = 5, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(crate) top: u32,
    /// Ask this library instead of the built-in one; given several times, all of them as one (`demonstration` is the built-in one)
    #[arg(long, value_name = "FILE")]
    pub(crate) library: Vec<PathBuf>,
    /// Decide by this calibration of what is asked (`calibrate` makes one); without it by the shipped one
    #[arg(long, value_name = "FILE")]
    pub(crate) calibration: Option<PathBuf>,
    /// Mark what is on this list, one substance on each line by name, id, CAS number or InChIKey; exit code 10 where one is named
    #[arg(long, value_name = "LIST")]
    pub(crate) watch: Option<PathBuf>,
    /// The language of verdicts and advice: en or ko; JSON has both
    #[arg(long, value_enum, value_name = "LANGUAGE", default_value = "en", hide_possible_values = true)]
    pub(crate) language: Language,
    /// Draw query, baseline, best reference and residual as SVG; of many spectra, the substances over their positions (one FILE or folder)
    #[arg(long, value_name = "SVG")]
    pub(crate) plot: Option<PathBuf>,
    /// Prepare query and library by this recipe (TOML; `library info --recipe` prints one)
    #[arg(long, value_name = "FILE")]
    pub(crate) recipe: Option<PathBuf>,
    /// Correct the axis by this instrument's profile (TOML; `profile fit` makes one)
    #[arg(long, value_name = "FILE")]
    pub(crate) profile: Option<PathBuf>,
    /// How far the axis may be off, in cm⁻¹ [default: 8, or what the profile leaves]
    #[arg(long, value_name = "CM1", conflicts_with = "metric")]
    pub(crate) tolerance: Option<f64>,
    /// The sample was measured through this substance: what its bands cover does not count
    #[arg(long, value_name = "SUBSTANCE")]
    pub(crate) through: Option<String>,
    /// The sample was measured in this: a file of your own empty bag or vial, measured on the same instrument; up to three times
    #[arg(long, value_name = "FILE", conflicts_with_all = ["peaks", "metric", "single"])]
    pub(crate) container: Vec<PathBuf>,
    /// Take it for a single substance: no mixture is sought
    #[arg(long)]
    pub(crate) single: bool,
    /// Rank by this metric instead, as the axis stands
    #[arg(long, value_name = "NAME", value_parser = metric)]
    pub(crate) metric: Option<Formula>,
    /// The spectra are several measurements of one sample: one report, of their mean
    #[arg(long)]
    pub(crate) shots: bool,
    /// With --shots: take one after the other, and stop once two in a row come to the same names
    #[arg(long, requires = "shots")]
    pub(crate) until_decided: bool,
    /// The files are lists of three and more peaks (Raman shift, height): compare them as bands
    #[arg(long, conflicts_with_all = ["shots", "plot"])]
    pub(crate) peaks: bool,
    /// Write the record of the answer, from which it can be made again (`verify-result`); one spectrum or sample only
    #[arg(long, value_name = "JSON", conflicts_with = "peaks")]
    pub(crate) record: Option<PathBuf>,
    /// Append the record of every answer to this log, before the answer is shown
    #[arg(long, value_name = "JSONL", conflicts_with = "peaks")]
    pub(crate) log: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) given: GivenArgs,
    #[command(flatten)]
    pub(crate) allowed: AllowedArgs,
    #[command(flatten)]
    pub(crate) replacing: ReplacingArgs,
}

/// The language of verdicts.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Language {
    En,
    Ko,
}

/// How answers are printed.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    Table,
    Json,
    Jsonl,
    Csv,
}

impl IdentifyArgs {
    /// How answers are printed.
    pub(crate) fn format(&self) -> Format {
        match self.format {
            Some(format) => format,
            None if self.json => Format::Json,
            None => Format::Table,
        }
    }
}

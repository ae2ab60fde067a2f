//! What may stand on the command line.

use clap::{Parser, Subcommand};
use ramatch::FileFormat;
use ramatch::core::baseline::Baseline;
use ramatch::core::metric::Formula;
use ramatch::io::{Given, GivenAxis};
use std::path::PathBuf;

/// Which substance does this Raman spectrum show?
#[derive(Parser)]
#[command(name = "ramatch", version, about, max_term_width = 100)]
#[command(
    after_help = "Exit codes: 0 a ranking was printed, 2 bad input, 3 nothing could be scored or decided.\n\
    A result is a ranking for an analyst, not an identification."
)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Rank the library's substances by measured spectra
    Identify(IdentifyArgs),
    /// Take out cosmic rays and baseline, smooth and normalise
    Preprocess(PreprocessArgs),
    /// Look at libraries and build them
    Library(LibraryArgs),
    /// Say what measurement files hold
    Info(FileInfoArgs),
    /// Write measurement files in another format
    Convert(ConvertArgs),
    /// Find out how far an instrument's axis is off, and its resolution
    Profile(ProfileArgs),
}

/// Rank the library's substances by measured spectra.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    ramatch identify sample.txt\n  \
    ramatch identify --top 10 --json measured/*.txt > results.json\n  \
    ramatch identify sample.txt --plot sample.svg\n  \
    ramatch identify --library agency.rsl sample.csv\n  \
    ramatch identify --recipe gentle.toml sample.csv\n  \
    ramatch identify --through polyethylene bag.txt\n  \
    ramatch identify --profile handheld-7.toml sample.txt\n  \
    ramatch identify --shots shot1.txt shot2.txt shot3.txt\n  \
    ramatch identify --axis nm --laser 785 unnamed.txt\n  \
    ramatch identify --peaks bands.csv\n\n\
    The score compares bands, every one by the cube root of its height, with the axis moved by at most the\n\
    tolerance, once for all references. `cosine` is the plain cosine of the spectra under that alignment.\n\n\
    `evidence` says what speaks for the first hit, whatever ranked it; where that is too little, the ranking is no answer\n\
    and `cannot decide` says what it lacks.\n\n\
    Files, recognised by their content: JCAMP-DX, Galactic SPC, Renishaw WDF and WXD, Bruker OPUS, OMNIC SPA,\n\
    Horiba LabSpec, Princeton SPE, B&W Tek, ENLIGHTEN, Ocean, WITec, RRUFF, OpenSpecy, ORAS, NumPy, and text with\n\
    columns from any instrument or spreadsheet; packed as ZIP, tar, gzip, xz or zst too. `ramatch info FILE` says what one holds.\n\n\
    Exit codes: 0 a ranking was printed for every file, 2 bad input, 3 nothing could\n\
    be scored, or the ranking is no answer (“cannot decide”).")]
pub(crate) struct IdentifyArgs {
    /// Files with one measured spectrum each
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Print JSON (schema 2) instead of tables
    #[arg(long)]
    pub(crate) json: bool,
    /// Most substances in a ranking
    #[arg(long, default_value_t = 5, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(crate) top: u32,
    /// Ask this library instead of the built-in one
    #[arg(long, value_name = "FILE")]
    pub(crate) library: Option<PathBuf>,
    /// Draw query, baseline, best reference and residual as SVG (one FILE only)
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
    /// Rank by this metric instead, as the axis stands
    #[arg(long, value_name = "NAME", value_parser = metric)]
    pub(crate) metric: Option<Formula>,
    /// The files are shots of one sample: rank by their mean
    #[arg(long)]
    pub(crate) shots: bool,
    /// The files are lists of three and more peaks (Raman shift, height): compare them as bands
    #[arg(long, conflicts_with_all = ["shots", "plot"])]
    pub(crate) peaks: bool,
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
    #[command(flatten)]
    pub(crate) replacing: ReplacingArgs,
}

/// What is known of a file's axis that the file does not state.
#[derive(clap::Args)]
pub(crate) struct GivenArgs {
    /// The laser in nm, for files in nm or absolute cm⁻¹ that do not state it
    #[arg(long, value_name = "NM", value_parser = laser)]
    pub(crate) laser: Option<f64>,
    /// What the axis is where the file does not say: nm, shift (Raman shift in cm⁻¹), absolute (cm⁻¹ from zero)
    #[arg(long, value_name = "KIND", value_parser = axis)]
    pub(crate) axis: Option<GivenAxis>,
}

impl GivenArgs {
    pub(crate) fn given(&self) -> Given {
        let mut given = Given::new();
        (given.laser_nm, given.axis) = (self.laser, self.axis);
        given
    }
}

/// The kind of an axis.
fn axis(text: &str) -> Result<GivenAxis, String> {
    GivenAxis::named(text).ok_or_else(|| format!("an axis is one of {}", GivenAxis::names()))
}

/// How a measurement is taken from a file.
#[derive(clap::Args)]
pub(crate) struct ReadingArgs {
    #[command(flatten)]
    pub(crate) given: GivenArgs,
    /// Which spectrum of a file that holds several, counted from 1
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) spectrum: Option<u32>,
    #[command(flatten)]
    pub(crate) allowed: AllowedArgs,
}

/// What a reader is allowed.
#[derive(clap::Args)]
pub(crate) struct AllowedArgs {
    /// Take what can be read of a damaged file; the result is marked, and never an answer
    #[arg(long)]
    pub(crate) salvage: bool,
    /// Read decimal commas in JCAMP-DX, which does not allow them
    #[arg(long)]
    pub(crate) decimal_comma: bool,
}

impl AllowedArgs {
    pub(crate) fn options(&self) -> ramatch::io::Options {
        let mut options = ramatch::io::Options::new();
        options.salvage = self.salvage;
        options.decimal_comma = self.decimal_comma;
        options
    }
}

impl ReadingArgs {
    pub(crate) fn reading(&self) -> ramatch::Reading {
        let mut reading = ramatch::Reading::default();
        reading.options = self.allowed.options();
        reading.given = self.given.given();
        reading.spectrum = self.spectrum.map(|number| number as usize);
        reading
    }
}

/// The wavelength of a laser.
fn laser(text: &str) -> Result<f64, String> {
    let nm: f64 = text.parse().map_err(|_| format!("\"{text}\" is not a number"))?;
    if (200.0..=1600.0).contains(&nm) { Ok(nm) } else { Err("a laser has 200 to 1600 nm".into()) }
}

/// What an output may replace.
#[derive(clap::Args)]
pub(crate) struct ReplacingArgs {
    /// Write over a file of another kind too; never over one that is read, or is write-protected
    #[arg(long)]
    pub(crate) force: bool,
}

/// How a library is changed while others may want to.
#[derive(clap::Args)]
pub(crate) struct WaitArgs {
    /// Wait so long while another process changes the library; 0 refuses at once
    #[arg(long, default_value_t = 600, value_name = "SECONDS")]
    pub(crate) wait: u64,
}

/// Say what measurement files hold.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  ramatch info sample.spc\n  ramatch info map.wdf --json\n  \
    ramatch info sample.jdx --plot sample.svg\n  ramatch info measured/*\n\n\
    Infrared, UV and mass files are read too; only `identify` needs a Raman shift.\n\n\
    Exit codes: 0 every file was read, 2 bad input.")]
pub(crate) struct FileInfoArgs {
    /// Measurement files
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Print JSON (schema 2)
    #[arg(long)]
    pub(crate) json: bool,
    /// Draw the spectra as SVG (one FILE only)
    #[arg(long, value_name = "SVG")]
    pub(crate) plot: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) allowed: AllowedArgs,
    #[command(flatten)]
    pub(crate) replacing: ReplacingArgs,
}

/// Write measurement files in another format.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  ramatch convert sample.spc -o sample.csv\n  \
    ramatch convert map.wdf -o map.npz\n  ramatch convert measured/*.spc -o converted --to jcamp\n  \
    ramatch convert sample.spe --shift -o sample.csv\n\n\
    Numbers read back to the same bits. The format is that of the output's name (.csv, .jdx or .dx, .npz), or --to.\n\
    Into a folder, every input is a file of its own name; a file of several spectra becomes one .npz, or one text\n\
    with a number for each. Every file is written whole or not at all, and never over one of the inputs or a file of\n\
    another kind.\n\n\
    Exit codes: 0 everything was written, 2 bad input.")]
pub(crate) struct ConvertArgs {
    /// Measurement files
    #[arg(required = true, value_name = "IN")]
    pub(crate) files: Vec<PathBuf>,
    /// File to write, or folder for several
    #[arg(short, long, value_name = "OUT")]
    pub(crate) output: PathBuf,
    /// Format to write: csv, jcamp, npz, or difdup, which is JCAMP-DX in a third of the size
    #[arg(long, value_name = "FORMAT")]
    pub(crate) to: Option<FileFormat>,
    /// Convert the axis to Raman shift in cm⁻¹
    #[arg(long)]
    pub(crate) shift: bool,
    #[command(flatten)]
    pub(crate) given: GivenArgs,
    #[command(flatten)]
    pub(crate) allowed: AllowedArgs,
    #[command(flatten)]
    pub(crate) replacing: ReplacingArgs,
}

/// The metric of a name.
fn metric(text: &str) -> Result<Formula, String> {
    Formula::ALL.into_iter().find(|formula| formula.name() == text).ok_or_else(|| {
        let names = Formula::ALL.map(Formula::name).join(", ");
        format!("the metrics are {names}")
    })
}

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
    the axis, and allows for three times what the fit leaves instead of 8 cm⁻¹.\n\n\
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
    /// Name of the instrument
    #[arg(long, default_value = "", value_name = "NAME")]
    pub(crate) name: String,
    /// State the resolution (FWHM) in cm⁻¹
    #[arg(long, value_name = "CM1", value_parser = resolution)]
    pub(crate) resolution: Option<f64>,
    /// The profile to write
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: PathBuf,
    /// Print JSON (schema 2)
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) replacing: ReplacingArgs,
}

/// How a method is written, and which baselines there are.
fn baselines_help() -> String {
    let mut names = String::new();
    for (i, method) in Baseline::ALL.iter().enumerate() {
        let between = [", ", "", ",\n"][usize::from(i % 9 == 0) * (1 + usize::from(i > 0))];
        names = names + between + method.name();
    }
    format!(
        "A METHOD is a name, then its parameters: arpls, arpls:lambda=1e6, asls:lambda=1e7,p=0.001.\n\nBaselines: {names}."
    )
}

/// Take out cosmic rays and baseline, smooth and normalise; prints CSV.
#[derive(clap::Args)]
#[command(
    after_help = baselines_help() + "\n\
    Smoothing: fourier (response, cut_off, resolution_cm1, order), savitzky-golay (window, poly_order,\n\
    derivative), whittaker (lambda). Despiking: whitaker-hayes, prominence.\n\
    Normalising: l2, max, min-max, area, snv, rnv.\n\n\
    Examples:\n  \
    ramatch preprocess sample.txt --baseline arpls > corrected.csv\n  \
    ramatch preprocess sample.txt --despike whitaker-hayes --baseline snip:max_half_window=40 \\\n    \
    --smooth savitzky-golay:window=9 --normalize snv --plot sample.svg\n  \
    ramatch preprocess sample.txt --baseline arpls --json | jq .quality"
)]
pub(crate) struct PreprocessArgs {
    /// File with one measured spectrum
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
    /// Take out cosmic rays
    #[arg(long, value_name = "METHOD")]
    pub(crate) despike: Option<String>,
    /// Spacing of the axis in cm⁻¹; if none is given, an even axis stays as it is, and an uneven one gets the median spacing
    #[arg(long, value_name = "CM1")]
    pub(crate) step: Option<f64>,
    /// Take out the baseline
    #[arg(long, value_name = "METHOD")]
    pub(crate) baseline: Option<String>,
    /// Smooth
    #[arg(long, value_name = "METHOD")]
    pub(crate) smooth: Option<String>,
    /// Normalise
    #[arg(long, value_name = "METHOD")]
    pub(crate) normalize: Option<String>,
    /// Print JSON (schema 2) with all curves and a quality report instead of CSV
    #[arg(long)]
    pub(crate) json: bool,
    /// Draw the spectrum before and after as SVG
    #[arg(long, value_name = "SVG")]
    pub(crate) plot: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) replacing: ReplacingArgs,
}

/// Look at libraries and build them.
#[derive(clap::Args)]
pub(crate) struct LibraryArgs {
    #[command(subcommand)]
    pub(crate) command: LibraryCommand,
}

#[derive(Subcommand)]
pub(crate) enum LibraryCommand {
    /// Say what a library holds
    Info(InfoArgs),
    /// List a library's references
    List(ListArgs),
    /// Build a library from text
    Build(BuildArgs),
    /// Add a folder of measured spectra to a library, or make one of it
    Add(AddArgs),
    /// Remove references from a library
    Remove(RemoveArgs),
    /// Write a library as a folder of spectra with a manifest
    Export(ExportArgs),
    /// Check every hash, entry, sample and bound of a library
    Verify(VerifyArgs),
}

/// Say what a library holds.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  ramatch library info\n  \
    ramatch library info agency.rsl --json\n  ramatch library info --recipe > recipe.toml")]
pub(crate) struct InfoArgs {
    /// The library; the built-in one if none is given
    #[arg(value_name = "FILE")]
    pub(crate) library: Option<PathBuf>,
    /// Print JSON (schema 2)
    #[arg(long)]
    pub(crate) json: bool,
    /// Print the recipe as TOML, and nothing else
    #[arg(long, conflicts_with = "json")]
    pub(crate) recipe: bool,
}

/// List a library's references.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  ramatch library list\n  ramatch library list --tag precursor\n  \
    ramatch library list --hints\n  ramatch library list agency.rsl --json")]
pub(crate) struct ListArgs {
    /// The library; the built-in one if none is given
    #[arg(value_name = "FILE")]
    pub(crate) library: Option<PathBuf>,
    /// Only substances with this tag or schedule
    #[arg(long)]
    pub(crate) tag: Option<String>,
    /// List the hints instead: quoted positions that never enter a score
    #[arg(long)]
    pub(crate) hints: bool,
    /// Print JSON (schema 2)
    #[arg(long)]
    pub(crate) json: bool,
}

/// Build a library from text.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  ramatch library build spectra-library -o my.rsl\n  \
    ramatch library build spectra-library --recipe recipe.toml --resolution 10 -o my.rsl\n\n\
    The same text and recipe give the same bytes on every machine. The file is written whole or not at all.")]
pub(crate) struct BuildArgs {
    /// Folder with `substances/` and `sources/`
    #[arg(value_name = "FOLDER")]
    pub(crate) text: PathBuf,
    /// The library to write
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: PathBuf,
    /// Prepare the references by this recipe (TOML) instead of the default one
    #[arg(long, value_name = "FILE")]
    pub(crate) recipe: Option<PathBuf>,
    /// Draw bands at this resolution in cm⁻¹ where it is broader than their source's
    #[arg(long, value_name = "CM1", value_parser = resolution)]
    pub(crate) resolution: Option<f64>,
    #[command(flatten)]
    pub(crate) storage: StorageArgs,
    #[command(flatten)]
    pub(crate) replacing: ReplacingArgs,
    #[command(flatten)]
    pub(crate) waiting: WaitArgs,
}

/// How a library is stored.
#[derive(clap::Args)]
pub(crate) struct StorageArgs {
    /// How prepared rows are stored [default: f32]: i16 takes half of the room, i8 a quarter; scores are those of the rows as stored
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) rows: Option<Rows>,
    /// Keep rows once more as i8: scans of everything take a third of the time
    #[arg(long)]
    pub(crate) codes: bool,
    /// Leave the measured spectra out; such a library cannot be prepared again by another recipe
    #[arg(long)]
    pub(crate) without_raw: bool,
}

/// Formats of rows.
#[derive(Clone, Copy, PartialEq, clap::ValueEnum)]
pub(crate) enum Rows {
    F32,
    I16,
    I8,
}

/// Add a folder of measured spectra to a library, or make one of it.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    ramatch library add measured --manifest names.csv --licence LicenseRef-internal -o agency.rsl\n  \
    ramatch library add more --manifest more/names.csv -o agency.rsl --report refused.csv\n  \
    ramatch library add measured --manifest names.csv --base demonstration -o both.rsl\n\n\
    The manifest is CSV with a head. Columns: file, name (both needed), id, substance, cas, formula, tags,\n\
    schedules, form, source, licence, attribution, grade (reference, published, field), laser_nm,\n\
    axis (nm, shift, absolute; where the file does not say), resolution_cm1, instrument, note. Every row is added or refused with its reason;\n\
    columns of other names are named, and not used.\n\n\
    An existing library gets a new version, whole or not at all; its recipe and storage stay. Two that add to one library do so\n\
    one after the other. In the report, fields that a spreadsheet would take for formulas begin with an apostrophe.\n\n\
    Exit codes: 0 every row was added, 2 bad input and nothing was written (or standard output was full),\n\
    4 some rows were refused.")]
pub(crate) struct AddArgs {
    /// Folder with the spectra
    #[arg(value_name = "FOLDER")]
    pub(crate) folder: PathBuf,
    /// What each file is
    #[arg(long, value_name = "CSV")]
    pub(crate) manifest: PathBuf,
    /// The library to add to, or to make
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: PathBuf,
    /// Make a new library that has all of this one first: `demonstration`, which is built in, or a file
    #[arg(long, value_name = "LIBRARY")]
    pub(crate) base: Option<PathBuf>,
    /// Source of rows that state none; the name of the folder if none is given
    #[arg(long, value_name = "ID")]
    pub(crate) source: Option<String>,
    /// Licence of rows that state none (SPDX)
    #[arg(long, value_name = "SPDX", default_value = "")]
    pub(crate) licence: String,
    /// Prepare a new library by this recipe (TOML) instead of the default one
    #[arg(long, value_name = "FILE")]
    pub(crate) recipe: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) storage: StorageArgs,
    /// Write what was refused, and why, as CSV
    #[arg(long, value_name = "CSV")]
    pub(crate) report: Option<PathBuf>,
    /// Print JSON (schema 2)
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) replacing: ReplacingArgs,
    #[command(flatten)]
    pub(crate) waiting: WaitArgs,
}

/// Remove references from a library.
#[derive(clap::Args)]
#[command(group = clap::ArgGroup::new("which").required(true).multiple(false))]
#[command(after_help = "Examples:\n  ramatch library remove agency.rsl --entry lab/caffeine-2\n  \
    ramatch library remove agency.rsl --source old-instrument -o new.rsl\n\n\
    One of --entry, --substance and --source, as often as needed: every reference that is named goes. Writes a new version,\n\
    whole or not at all. What names nothing is an error, and so is what would leave no reference; nothing is written then.")]
pub(crate) struct RemoveArgs {
    /// The library
    #[arg(value_name = "FILE")]
    pub(crate) library: PathBuf,
    /// Remove this reference
    #[arg(long, value_name = "ID", group = "which")]
    pub(crate) entry: Vec<String>,
    /// Remove all references of this substance
    #[arg(long, value_name = "ID", group = "which")]
    pub(crate) substance: Vec<String>,
    /// Remove all references of this source
    #[arg(long, value_name = "ID", group = "which")]
    pub(crate) source: Vec<String>,
    /// Write the new version here instead of over the old one
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) replacing: ReplacingArgs,
    #[command(flatten)]
    pub(crate) waiting: WaitArgs,
}

/// Write a library as a folder of spectra with a manifest.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  ramatch library export agency.rsl -o agency\n  \
    ramatch library export -o demonstration\n\n\
    The folder holds names.csv and a file of Raman shift and intensity for every reference: what was measured;\n\
    the sum of its bands every 1 cm⁻¹; or, where the library holds neither, its prepared row.\n\
    `ramatch library add` reads such a folder.")]
pub(crate) struct ExportArgs {
    /// The library; the built-in one if none is given
    #[arg(value_name = "FILE")]
    pub(crate) library: Option<PathBuf>,
    /// The folder to make
    #[arg(short, long, value_name = "FOLDER")]
    pub(crate) output: PathBuf,
}

/// Check every hash, entry, sample and bound of a library.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  ramatch library verify agency.rsl\n\n\
    Exit codes: 0 all is well, 2 something is wrong.")]
pub(crate) struct VerifyArgs {
    /// The library
    #[arg(value_name = "FILE")]
    pub(crate) library: PathBuf,
}

fn resolution(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(value) if (0.1..=100.0).contains(&value) => Ok(value),
        _ => Err("a resolution of 0.1 to 100 cm⁻¹ is needed".into()),
    }
}

//! `ramatch library`.

use super::values::resolution;
use super::writing::{ReplacingArgs, WaitArgs};
use clap::Subcommand;
use std::path::PathBuf;

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
    /// Build a library from text, or one for a device
    Build(BuildArgs),
    /// Say what a library would cost a device: flash and memory
    Size(SizeArgs),
    /// Add a folder of measured spectra to a library, or make one of it
    Add(AddArgs),
    /// Add a public collection that was downloaded, or make a library of it
    Import(ImportArgs),
    /// Remove references from a library
    Remove(RemoveArgs),
    /// Write a library as a folder of spectra with a manifest
    Export(ExportArgs),
    /// Check every hash, entry, sample and bound of a library
    Verify(VerifyArgs),
    /// Ask about each reference with itself left out: wrong names, equal curves, replicates that disagree
    Check(CheckArgs),
}

/// Say what a library holds.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  ramatch library info\n  \
    ramatch library info agency.rsl --json\n  ramatch library info --recipe > recipe.toml")]
pub(crate) struct InfoArgs {
    /// The library; the built-in one if none is given
    #[arg(value_name = "FILE")]
    pub(crate) library: Option<PathBuf>,
    /// Print JSON (schema 3)
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
    /// Print JSON (schema 3)
    #[arg(long)]
    pub(crate) json: bool,
}

/// Build a library from text, or one for a device.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  ramatch library build spectra-library -o my.rsl\n  \
    ramatch library build spectra-library --recipe recipe.toml --resolution 10 -o my.rsl\n  \
    ramatch library build spectra-library --device -o device.rsl\n  \
    ramatch library build agency.rsl --device --mixtures --recipe portable-snip -o device.rsl\n\n\
    The same text and recipe give the same bytes on every machine. The file is written whole or not at all.\n\n\
    With --device it holds what a microcontroller reads and nothing else: rows and emphasised rows as i8, and the names; no provenance and\n\
    nothing for fast searches of large libraries. The recipe is portable then. What that and other numbers of references cost is printed.")]
pub(crate) struct BuildArgs {
    /// Folder with `substances/` and `sources/`, or a library that holds its measured spectra
    #[arg(value_name = "FOLDER-OR-LIBRARY")]
    pub(crate) text: PathBuf,
    /// The library to write
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: PathBuf,
    /// Prepare the references by this recipe instead of the default one: a file (TOML), or fingerprint, portable, portable-snip
    #[arg(long, value_name = "RECIPE")]
    pub(crate) recipe: Option<PathBuf>,
    /// Draw bands at this resolution in cm⁻¹ where it is broader than their source's
    #[arg(long, value_name = "CM1", value_parser = resolution)]
    pub(crate) resolution: Option<f64>,
    /// Write what a device reads and nothing else
    #[arg(long, conflicts_with_all = ["rows", "codes", "without_raw", "without_linear"])]
    pub(crate) device: bool,
    /// With linear rows, so that the device takes mixtures apart
    #[arg(long, requires = "device")]
    pub(crate) mixtures: bool,
    /// Print what it costs a device as JSON (schema 3)
    #[arg(long, requires = "device")]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) storage: StorageArgs,
    #[command(flatten)]
    pub(crate) replacing: ReplacingArgs,
    #[command(flatten)]
    pub(crate) waiting: WaitArgs,
}

/// Say what a library would cost a device: flash and memory.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  ramatch library size\n  ramatch library size --entries 500 --points 1024\n  \
    ramatch library size --entries 800 --recipe portable-snip --spectrum-points 4096 --json\n\n\
    Nothing is built. Every reference counts as a substance of its own with 72 bytes of text. Memory is what an answer is given in,\n\
    with the recipe's steps, for a ranking of five; it is counted on this machine, and a little less on one of 32 bits."
)]
pub(crate) struct SizeArgs {
    /// So many references; 100, 500, 1000 and 5000 if not given
    #[arg(long, value_name = "N")]
    pub(crate) entries: Option<u32>,
    /// On a grid of so many points; 512, 1024 and 2048 if not given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(64..=8192))]
    pub(crate) points: Option<u32>,
    /// Points of the longest spectrum
    #[arg(long, value_name = "N", default_value_t = 2048, value_parser = clap::value_parser!(u32).range(5..=1_000_000))]
    pub(crate) spectrum_points: u32,
    /// The recipe: a file (TOML), or fingerprint, portable, portable-snip
    #[arg(long, value_name = "RECIPE", default_value = "portable")]
    pub(crate) recipe: PathBuf,
    /// Print JSON (schema 3)
    #[arg(long)]
    pub(crate) json: bool,
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
    /// Leave linear rows out, by which mixtures are taken apart; they are made when they are needed, of the measured spectra
    #[arg(long)]
    pub(crate) without_linear: bool,
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
    schedules, family, name_in_source, form, source, licence, attribution, pack, grade (reference, published, field),\n\
    checked (agrees, quoted, unchecked, doubtful) and checked_by (what it was compared with), laser_nm,\n\
    axis (nm, shift, absolute; where the file does not say), resolution_cm1, instrument, note. Every row is added or refused with its reason;\n\
    one that is there already with the very same content is no refusal; columns of other names are named, and not used.\n\
    Beside the manifest, families.toml says what families are, NOTICE-pack.md and LICENSE-pack.md travel with the rows of a pack.\n\n\
    An existing library gets a new version, whole or not at all; its recipe and storage stay. Two that add to one library do so\n\
    one after the other. In the report, fields that a spreadsheet would take for formulas begin with an apostrophe.\n\n\
    Exit codes: 0 no row was refused, 2 bad input and nothing was written (or standard output was full),\n\
    4 some rows were refused.")]
pub(crate) struct AddArgs {
    /// Folder with the spectra
    #[arg(value_name = "FOLDER")]
    pub(crate) folder: PathBuf,
    /// What each file is
    #[arg(long, value_name = "CSV")]
    pub(crate) manifest: PathBuf,
    /// Source of rows that state none; the name of the folder if none is given
    #[arg(long, value_name = "ID")]
    pub(crate) source: Option<String>,
    /// Licence of rows that state none (SPDX)
    #[arg(long, value_name = "SPDX", default_value = "")]
    pub(crate) licence: String,
    #[command(flatten)]
    pub(crate) growing: GrowingArgs,
}

/// A library that grows, or that is made so.
#[derive(clap::Args)]
pub(crate) struct GrowingArgs {
    /// The library to add to, or to make
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: PathBuf,
    /// Make a new library that has all of this one first: `demonstration`, which is built in, or a file
    #[arg(long, value_name = "LIBRARY")]
    pub(crate) base: Option<PathBuf>,
    /// Prepare a new library by this recipe (TOML) instead of the default one
    #[arg(long, value_name = "FILE")]
    pub(crate) recipe: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) storage: StorageArgs,
    /// Write what was refused, and why, as CSV
    #[arg(long, value_name = "CSV")]
    pub(crate) report: Option<PathBuf>,
    /// Print JSON (schema 3)
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) replacing: ReplacingArgs,
    #[command(flatten)]
    pub(crate) waiting: WaitArgs,
}

/// Add a public collection of spectra that was downloaded, or make a library of it.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    ramatch library import rruff excellent_unoriented.zip -o minerals.rsl --report refused.csv\n  \
    ramatch library import rod rod-files -o rod.rsl --names names.csv\n  \
    ramatch library import openspecy tables --base demonstration -o both.rsl\n\n\
    Nothing is fetched: the files are those that you downloaded, under the terms that you read. A folder may hold ZIP and tar archives.\n\
    rod        .rod files (CIF); the licence is CC0-1.0 where a file says that it is in the public domain, else --licence states it\n\
    rruff      text files by their names, processed or raw; LicenseRef-RRUFF\n\
    openspecy  tables with a table of metadata beside them, or JSON; infrared spectra are refused\n\
    slopp      text or tables named by polymer, which is told for each; LicenseRef-SLoPP\n\n\
    The table of names is CSV with the columns name, substance and, where wanted, cas: what the collection calls name is substance.\n\
    The same points twice are added once, and nothing by a second run. --licence fills in where a file states none; rruff and slopp have\n\
    terms of their own. Rows that are nearly the same, one CAS number under two names and one name with two CAS\n\
    numbers are reported; of the last the second is refused.\n\n\
    Exit codes: 0 no spectrum was refused, 2 bad input and nothing was written (or standard output was full),\n\
    4 some were refused.")]
pub(crate) struct ImportArgs {
    /// Which collection it is
    #[arg(value_enum, value_name = "COLLECTION")]
    pub(crate) collection: CollectionName,
    /// Folder with its files and archives, or one archive
    #[arg(value_name = "FOLDER-OR-ZIP")]
    pub(crate) path: PathBuf,
    /// What the collection's names stand for
    #[arg(long, value_name = "CSV")]
    pub(crate) names: Option<PathBuf>,
    /// Leave names and synonyms of the built-in library unused
    #[arg(long)]
    pub(crate) without_built_in_names: bool,
    /// Licence of spectra that state none (SPDX)
    #[arg(long, value_name = "SPDX")]
    pub(crate) licence: Option<String>,
    /// Of rruff take raw spectra only, instead of processed ones and raw ones where there is no other
    #[arg(long, conflicts_with = "processed")]
    pub(crate) raw: bool,
    /// Of rruff take processed spectra only
    #[arg(long)]
    pub(crate) processed: bool,
    /// Read and prepare on so many threads; as many as there are cores if not given
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<usize>,
    #[command(flatten)]
    pub(crate) growing: GrowingArgs,
}

/// Names of collections.
#[derive(Clone, Copy, PartialEq, clap::ValueEnum)]
pub(crate) enum CollectionName {
    /// Raman Open Database
    Rod,
    /// RRUFF
    Rruff,
    /// Open Specy
    Openspecy,
    /// SLoPP and SLoPP-E
    Slopp,
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
    the sum of its bands every 1 cm⁻¹; or, where the library holds neither, its prepared row. families.toml, and the notices and licences\n\
    of packs, lie beside them.\n\
    `ramatch library add` reads such a folder.")]
pub(crate) struct ExportArgs {
    /// The library; the built-in one if none is given
    #[arg(value_name = "FILE")]
    pub(crate) library: Option<PathBuf>,
    /// The folder to make
    #[arg(short, long, value_name = "FOLDER")]
    pub(crate) output: PathBuf,
}

/// Check every hash, entry, sample and bound of a library, and make its linear rows again.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  ramatch library verify agency.rsl\n\n\
    Exit codes: 0 all is well, 2 something is wrong.")]
pub(crate) struct VerifyArgs {
    /// The library
    #[arg(value_name = "FILE")]
    pub(crate) library: PathBuf,
}

/// Ask about each reference with itself left out: wrong names, equal curves, replicates that disagree.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  ramatch library check agency.rsl\n  \
    ramatch library check agency.rsl --plot likeness.svg\n  \
    ramatch library check own.rsl --beside demonstration\n  \
    ramatch library check demonstration --json\n\n\
    Every reference is asked about as a sample would be. A finding is a question to whoever knows the specimens, not a\n\
    verdict: isomorphous minerals and hydrates are alike because they are.\n\n\
    another_answer       would be answered as another substance, though there are others of its own\n\
    equal_curves         the curve stands under another name as well\n\
    another_first        more like another substance than like the others of its own\n\
    replicates_disagree  no other reference of its substance reaches a score of 0.5\n\
    doubtful             called doubtful by its check against published bands\n\
    no_bands             nothing stands above the noise\n\
    background           there is light, and no band\n\
    saturated            cut off at its top\n\
    short                covers less than 60 % of the range that most of the library covers\n\
    taken_for            the only one of its substance; without it, that would be answered as another one\n\
    no_name              the substance is called \"unknown\" or the like\n\
    provenance           licence, attribution, instrument or laser is not stated\n\n\
    Exit codes: 0 nothing was found, 2 bad input, 3 something was found, 130 stopped by Ctrl-C.")]
pub(crate) struct CheckArgs {
    /// The library; `demonstration` is the built-in one
    #[arg(value_name = "FILE")]
    pub(crate) library: PathBuf,
    /// Ask this library as well, whose own references are not checked; `demonstration` is the built-in one, may be given again
    #[arg(long, value_name = "FILE")]
    pub(crate) beside: Vec<PathBuf>,
    /// Draw which substances are alike, as SVG
    #[arg(long, value_name = "SVG")]
    pub(crate) plot: Option<PathBuf>,
    /// Print JSON (schema 3)
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) replacing: ReplacingArgs,
}

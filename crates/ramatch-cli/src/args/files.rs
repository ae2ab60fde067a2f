//! `ramatch info` and `ramatch convert`.

use super::reading::{AllowedArgs, GivenArgs};
use super::writing::ReplacingArgs;
use ramatch::FileFormat;
use std::path::PathBuf;

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
    /// Print JSON (schema 3)
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

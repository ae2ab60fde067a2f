//! What may stand on the command line.

mod calibrate;
mod files;
mod identify;
mod library;
mod preprocess;
mod profile;
mod reading;
mod validate;
mod values;
mod verify;
mod writing;

pub(crate) use calibrate::CalibrateArgs;
use clap::error::ErrorKind;
use clap::{CommandFactory, Parser, Subcommand};
pub(crate) use files::{ConvertArgs, FileInfoArgs};
pub(crate) use identify::{Format, IdentifyArgs, Language};
pub(crate) use library::{
    AddArgs, BuildArgs, CheckArgs, CollectionName, ExportArgs, GrowingArgs, ImportArgs, InfoArgs,
    LibraryArgs, LibraryCommand, ListArgs, RemoveArgs, Rows, SizeArgs, StorageArgs, VerifyArgs,
};
pub(crate) use preprocess::PreprocessArgs;
pub(crate) use profile::{FitArgs, ProfileArgs, ProfileCommand};
use std::path::PathBuf;
pub(crate) use validate::ValidateArgs;
pub(crate) use verify::VerifyResultArgs;
pub(crate) use writing::WaitArgs;

/// Which substance does this Raman spectrum show?
#[derive(Parser)]
#[command(name = "ramatch", version, about, max_term_width = 100)]
#[command(
    after_help = "Exit codes: 0 every spectrum has an answer, 2 bad input, 3 no answer for at least one spectrum, 10 what is watched for is named,\n\
    4 some were refused (whatever else), 130 stopped by Ctrl-C.\n\
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
    /// Set the limits of a library's verdicts by trials
    Calibrate(CalibrateArgs),
    /// Say what measurement files hold
    Info(FileInfoArgs),
    /// Write measurement files in another format
    Convert(ConvertArgs),
    /// Find out how far an instrument's axis is off, and its resolution
    Profile(ProfileArgs),
    /// Say how well a library's verdicts hold for your own measurements
    Validate(ValidateArgs),
    /// Make a recorded answer again, and compare it to the bit
    VerifyResult(VerifyResultArgs),
}

/// Refuses one record of several samples.
pub(crate) fn one_record(record: Option<&PathBuf>, samples: usize) -> Result<(), clap::Error> {
    if record.is_some() && samples > 1 {
        let text =
            "--record is of one answer, so it takes one FILE, or --shots; --log keeps a record of each";
        return Err(Args::command().error(ErrorKind::ArgumentConflict, text));
    }
    Ok(())
}

/// Refuses one picture of several samples.
pub(crate) fn one_picture(plot: Option<&PathBuf>, samples: usize) -> Result<(), clap::Error> {
    if plot.is_some() && samples > 1 {
        let text = "--plot draws one picture, so it takes one FILE or folder; call it once for each";
        return Err(Args::command().error(ErrorKind::ArgumentConflict, text));
    }
    Ok(())
}

//! How measurements are read.

use super::values::{axis, laser};
use ramatch::io::{Given, GivenAxis};

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

//! `ramatch preprocess`.

use super::reading::ReadingArgs;
use super::writing::ReplacingArgs;
use ramatch::core::baseline::Baseline;
use std::path::PathBuf;

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
    /// Print JSON (schema 3) with all curves and a quality report instead of CSV
    #[arg(long)]
    pub(crate) json: bool,
    /// Draw the spectrum before and after as SVG
    #[arg(long, value_name = "SVG")]
    pub(crate) plot: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) replacing: ReplacingArgs,
}

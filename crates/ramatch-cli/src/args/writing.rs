//! What outputs may replace, and whom they wait for.

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

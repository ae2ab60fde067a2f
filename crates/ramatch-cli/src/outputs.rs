//! The files that a command writes, and those that it reads meanwhile.

use ramatch::{Error, Output, OutputKind};
use std::path::Path;

/// What one command reads, and whether it may replace files of other kinds.
pub(crate) struct Outputs<'a> {
    inputs: Vec<&'a Path>,
    force: bool,
}

impl<'a> Outputs<'a> {
    pub(crate) fn new(force: bool, inputs: impl IntoIterator<Item = &'a Path>) -> Self {
        Self { inputs: inputs.into_iter().collect(), force }
    }

    fn output<'b>(&'b self, path: &'b Path, kind: OutputKind) -> Output<'b> {
        Output::new(path, kind).inputs(&self.inputs).force(self.force)
    }

    /// Refuses what would be lost, before any work is done.
    pub(crate) fn check<'b>(&self, path: impl Into<Option<&'b Path>>, kind: OutputKind) -> Result<(), Error> {
        path.into().map_or(Ok(()), |path| self.output(path, kind).check())
    }

    pub(crate) fn write(
        &self,
        path: &Path,
        kind: OutputKind,
        content: impl AsRef<[u8]>,
    ) -> Result<(), Error> {
        self.output(path, kind).write(content.as_ref())
    }
}

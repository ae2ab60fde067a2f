//! What is written: never over something else, whole or not at all, and one change after the other.

use super::kind::OutputKind;
use super::place::{Place, write_atomically};
use crate::ground::error::Error;
use ramatch_core::Code;
use std::path::Path;

/// A file that is to be written: what it will be, and what may stand there.
///
/// What stands there already is replaced only if it is empty or of the same kind: a picture by a picture, a library by a library.
/// A file that is read meanwhile is never replaced, nor one that is write-protected.
///
/// ```
/// use ramatch::{Output, OutputKind};
/// let folder = tempfile::tempdir()?;
/// let (notes, picture) = (folder.path().join("notes.txt"), folder.path().join("spectrum.svg"));
/// std::fs::write(&notes, "not to be lost")?;
/// Output::new(&picture, OutputKind::Svg).write(b"<svg></svg>")?;
/// Output::new(&picture, OutputKind::Svg).write(b"<svg> </svg>")?;
/// let refused = Output::new(&notes, OutputKind::Svg).write(b"<svg></svg>").unwrap_err();
/// assert_eq!(refused.code().name(), "file_exists");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Output<'a> {
    path: &'a Path,
    kind: OutputKind,
    inputs: &'a [&'a Path],
    force: bool,
}

impl<'a> Output<'a> {
    /// A file of a kind.
    #[must_use]
    pub fn new(path: &'a Path, kind: OutputKind) -> Self {
        Self { path, kind, inputs: &[], force: false }
    }

    /// That is none of these, which are read or were written just now. Of a folder that is read, no file of another kind is replaced.
    #[must_use]
    pub fn inputs(self, inputs: &'a [&'a Path]) -> Self {
        Self { inputs, ..self }
    }

    /// Whether a file of another kind may be replaced too.
    #[must_use]
    pub fn force(self, force: bool) -> Self {
        Self { force, ..self }
    }

    /// Whether it may be written, before there is anything to write.
    ///
    /// # Errors
    /// [`Error::Io`] with the code `file_exists` for what would be lost, `write_protected`, `is_directory`; `parameter` where the name
    /// ends as that of another kind of picture.
    pub fn check(&self) -> Result<(), Error> {
        let refuse = |reason, code| Error::Io { path: self.path.into(), reason, code, source: None };
        if let Some(reason) = self.kind.misnamed(self.path) {
            return Err(refuse(reason, Code::Parameter));
        }
        let place = Place::of(self.path)?;
        if place.is_special() {
            return Ok(());
        }
        if self.inputs.iter().any(|input| place.is_same_file(input)) {
            let reason = "is read or written by the same command: write to another name";
            return Err(refuse(reason, Code::FileExists));
        }
        if place.is_write_protected() {
            return Err(place.write_protected());
        }
        if !self.kind.may_replace(place.path())? {
            if self.inputs.iter().any(|input| place.is_below(input)) {
                let reason = "lies in a folder that is read: write to another name";
                return Err(refuse(reason, Code::FileExists));
            }
            if !self.force {
                return Err(refuse(self.kind.another(), Code::FileExists));
            }
        }
        Ok(())
    }

    /// Writes it, whole or not at all.
    ///
    /// # Errors
    /// As [`Output::check`], and [`Error::Io`]; a file that was there before is then unchanged.
    pub fn write(&self, bytes: &[u8]) -> Result<(), Error> {
        self.check()?;
        write_atomically(self.path, bytes)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]
    use super::*;
    use std::fs;

    const KINDS: [OutputKind; 11] = [
        OutputKind::Svg,
        OutputKind::Library,
        OutputKind::Csv,
        OutputKind::Jcamp,
        OutputKind::Npz,
        OutputKind::Refusals,
        OutputKind::Profile,
        OutputKind::Page,
        OutputKind::Trials,
        OutputKind::Calibration,
        OutputKind::Record,
    ];

    /// A file of every kind, as it is made.
    fn made(kind: OutputKind) -> Vec<u8> {
        let x: Vec<f64> = (0..20).map(|i| 100.0 + f64::from(i)).collect();
        let record =
            ramatch_io::Record::from_samples(ramatch_io::Quantity::RamanShift, x.clone(), x).unwrap();
        match kind {
            OutputKind::Svg => crate::answer::plot::records("title", &[record]).into_bytes(),
            OutputKind::Library => crate::library::Library::embedded().unwrap().bytes().to_vec(),
            OutputKind::Csv => ramatch_io::write_csv(&record).unwrap().into_bytes(),
            OutputKind::Jcamp => {
                ramatch_io::write_jcamp(&record, ramatch_io::Form::Affn).unwrap().into_bytes()
            }
            OutputKind::Npz => ramatch_io::write_npz(&[record]).unwrap(),
            OutputKind::Refusals => b"line,file,error,message\n2,\"a\",io,\"b\"\n".to_vec(),
            OutputKind::Record => format!(
                "{{\"hash\":\"{}\",\"recorded\":{{}},\"written\":\"2026-01-01T00:00:00Z\"}}\n",
                "0a".repeat(32)
            )
            .into_bytes(),
            OutputKind::Profile => {
                crate::instrument::profile::InstrumentProfile::default().to_toml().unwrap().into_bytes()
            }
            OutputKind::Page => {
                crate::trial::validation::report::Validation::default().to_html().into_bytes()
            }
            OutputKind::Trials => b"file,truth,specimen,instrument\na,b,,\n".to_vec(),
            OutputKind::Calibration => crate::library::Calibration::shipped().unwrap().bytes().to_vec(),
        }
    }

    #[test]
    fn a_kind_replaces_itself_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("there");
        let others: [&[u8]; 5] = [
            b"100.0 1.0\n101.0 2.0\n",
            b"Raman shift (cm-1),Intensity\n100, 1\n",
            b"\x93NUMPY",
            b"##TITLE= a\n",
            b"PK\x03\x04",
        ];
        for kind in KINDS {
            let output = Output::new(&path, kind);
            for (own, there) in KINDS
                .iter()
                .map(|other| (*other == kind, made(*other)))
                .chain(others.map(|o| (false, o.to_vec())))
            {
                fs::write(&path, &there).unwrap();
                let written = output.write(b"new");
                assert_eq!(written.is_ok(), own, "{kind:?} over {:?}", String::from_utf8_lossy(&there[..9]));
                if let Err(error) = written {
                    assert_eq!(error.code(), Code::FileExists);
                    assert_eq!(fs::read(&path).unwrap(), there);
                    output.force(true).write(b"new").unwrap();
                }
                assert_eq!(fs::read(&path).unwrap(), b"new");
            }
            fs::write(&path, b"").unwrap();
            output.write(b"over an empty one").unwrap();
            fs::remove_file(&path).unwrap();
            output.write(b"where nothing was").unwrap();
        }
    }

    #[test]
    fn what_is_read_is_never_replaced_whatever_it_is_called() {
        let folder = tempfile::tempdir().unwrap();
        let input = folder.path().join("a.csv");
        fs::write(&input, made(OutputKind::Csv)).unwrap();
        let mut names = vec![input.clone(), folder.path().join("./a.csv")];
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("a.csv", folder.path().join("link.csv")).unwrap();
            fs::hard_link(&input, folder.path().join("hard.csv")).unwrap();
            names.extend([folder.path().join("link.csv"), folder.path().join("hard.csv")]);
        }
        for name in names {
            let inputs = [input.as_path()];
            let output = Output::new(&name, OutputKind::Csv).inputs(&inputs).force(true);
            assert_eq!(output.check().unwrap_err().code(), Code::FileExists, "{name:?}");
            assert_eq!(output.write(b"x").unwrap_err().code(), Code::FileExists);
        }
        assert_eq!(fs::read(&input).unwrap(), made(OutputKind::Csv));
    }
}

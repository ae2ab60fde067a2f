//! A library as a folder of spectra with a manifest: what [`LibraryBuilder::import`](super::LibraryBuilder::import) reads.

use super::alike::slug;
use super::beside;
use super::content::{EntryContent, Raw};
use super::manifest::ManifestRow;
use super::opened::Library;
use super::pack;
use super::render::draw;
use crate::files::read::io_error;
use crate::ground::error::Error;
use ramatch_core::Code;
use ramatch_core::library::Grade;
use std::fmt::Write as _;
use std::path::Path;

/// Characters of an id that go into the name of its file.
const LONGEST: usize = 120;

/// Raman shifts and intensities.
type Points = Vec<(f32, f32)>;

impl Library {
    /// Writes every entry as a spectrum of two columns, Raman shift and intensity, and `names.csv` beside them, into a new
    /// folder: whole or not at all, with the notices and licences of packs and the families. Yields how many entries.
    ///
    /// A spectrum is what was measured; where the library holds bands, their sum every 1 cm⁻¹; where it holds neither, the prepared row.
    /// `progress` is told how many of how many entries are done.
    ///
    /// # Errors
    /// [`Error::Io`], also where the folder is there already.
    pub fn export(&self, folder: &Path, progress: &mut dyn FnMut(usize, usize)) -> Result<usize, Error> {
        let refuse = |source| io_error(folder, "cannot be written", source);
        if folder.exists() {
            let reason = "exists already: an export makes a new folder";
            return Err(Error::Io { path: folder.into(), reason, code: Code::FileExists, source: None });
        }
        let parent =
            folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let made = tempfile::Builder::new().suffix(".tmp").tempdir_in(parent).map_err(refuse)?;
        let mut names = csv::Writer::from_path(made.path().join("names.csv"))
            .map_err(|error| refuse(std::io::Error::other(error)))?;
        let view = self.view();
        let (notices, families) = (self.notices()?, self.families()?);
        let pack_of =
            |source: &str| notices.iter().find(|notice| notice.sources.iter().any(|of| of == source));
        for index in 0..view.len() {
            progress(index as usize, view.len() as usize);
            let Some(entry) = view.entry(index) else { continue };
            let text = self.entry_content(index)?;
            let about = self.substance_content(entry.substance)?;
            let (points, made_from) = self.points(index, text.as_ref());
            // The number tells them apart; file systems end at 255 bytes.
            let id: String = slug(entry.id).replace('/', "-").chars().take(LONGEST).collect();
            let file = format!("{index:06}-{id}.csv");
            let mut spectrum = String::from("Raman shift (cm-1),intensity\n");
            for (shift, intensity) in points {
                let _ = writeln!(spectrum, "{shift},{intensity}");
            }
            std::fs::write(made.path().join(&file), spectrum).map_err(refuse)?;
            let substance = view.substance(entry.substance);
            let shown = |number: f32| if number > 0.0 { number.to_string() } else { String::new() };
            let (text, about) = (text.as_ref(), about.as_ref());
            let row = ManifestRow {
                file,
                name: substance.map_or("", |substance| substance.name).to_owned(),
                id: entry.id.to_owned(),
                substance: substance.map_or("", |substance| substance.id).to_owned(),
                cas: about.and_then(|about| about.cas.clone()).unwrap_or_default(),
                formula: about.and_then(|about| about.formula.clone()).unwrap_or_default(),
                tags: about.map(|about| about.tags.join(";")).unwrap_or_default(),
                schedules: about.map(|about| about.schedules.join(";")).unwrap_or_default(),
                family: about.map(|about| about.family.join(";")).unwrap_or_default(),
                name_in_source: text.map(|text| text.name_in_source.clone()).unwrap_or_default(),
                form: entry.form.to_owned(),
                source: entry.source.to_owned(),
                licence: text.map(|text| text.licence.clone()).unwrap_or_default(),
                attribution: text.map(|text| text.attribution.clone()).unwrap_or_default(),
                pack: pack_of(entry.source).map(|notice| notice.id.clone()).unwrap_or_default(),
                grade: entry.grade.map_or("", Grade::name).to_owned(),
                checked: text.map_or("", |text| text.checked.agreement.name()).to_owned(),
                checked_by: text.map(|text| text.checked.by.clone()).unwrap_or_default(),
                laser_nm: shown(entry.laser_nm),
                axis: String::new(),
                resolution_cm1: shown(entry.resolution_cm1),
                instrument: text.map(|text| text.instrument.clone()).unwrap_or_default(),
                note: text.map(|text| text.note.clone()).unwrap_or_default(),
                made_from: made_from.to_owned(),
            };
            names.serialize(row.guarded()).map_err(|error| refuse(std::io::Error::other(error)))?;
        }
        names.flush().map_err(refuse)?;
        for notice in &notices {
            let [about, licence] = beside::names_of(&notice.id);
            for (name, text) in [(about, &notice.notice), (licence, &notice.licence_text)] {
                std::fs::write(made.path().join(name), text).map_err(refuse)?;
            }
        }
        if !families.is_empty() {
            let text =
                pack::families_to_text(&families).map_err(|error| refuse(std::io::Error::other(error)))?;
            std::fs::write(made.path().join(beside::FAMILIES), text).map_err(refuse)?;
        }
        drop(names);
        let made = made.keep();
        std::fs::rename(&made, folder).map_err(|source| {
            let _ = std::fs::remove_dir_all(&made);
            refuse(source)
        })?;
        Ok(view.len() as usize)
    }

    /// Raman shifts (cm⁻¹) and intensities that an entry was made from: what was measured, or the sum of its bands every 1 cm⁻¹;
    /// where the library holds neither, its prepared row.
    ///
    /// # Errors
    /// [`Error::Library`] for an entry that is not there, and for a record that cannot be read, which [`Library::verify`] would
    /// have found.
    pub fn curve(&self, index: u32) -> Result<(Vec<f32>, Vec<f32>), Error> {
        let entries = self.view().len();
        if index >= entries {
            let reason = format!("there is no entry {index}: the library holds {entries}, counted from 0");
            return Err(Error::Library { path: None, code: Code::Length, reason });
        }
        let text = self.entry_content(index)?;
        Ok(self.points(index, text.as_ref()).0.into_iter().unzip())
    }

    /// The spectrum of an entry, and what it is made from.
    fn points(&self, index: u32, text: Option<&EntryContent>) -> (Points, &'static str) {
        let view = self.view();
        match text.map(|text| (&text.raw, text.interval_cm1)) {
            Some((Raw::Curve { shift_cm1, intensity }, _)) => {
                (shift_cm1.iter().copied().zip(intensity.iter().copied()).collect(), "measured")
            }
            Some((Raw::Bands(bands), [from, to])) => {
                let shifts: Vec<f64> = (0..=(to - from).floor() as usize).map(|i| from + i as f64).collect();
                let mut samples = vec![0.0; shifts.len()];
                draw(bands, None, |i| shifts[i], &mut samples);
                (shifts.iter().zip(samples).map(|(&x, y)| (x as f32, y as f32)).collect(), "bands")
            }
            Some((Raw::Absent, _)) | None => {
                let interval = view.interval(index).unwrap_or_default();
                let row = view.row(index);
                let point = |i| (view.grid().shift_cm1(i) as f32, row.sample(i));
                ((interval.lo..interval.hi).map(point).collect(), "prepared")
            }
        }
    }
}

//! A library of any size, entry by entry: rows and provenance go to temporary files, records stay in memory.

mod copied;
mod finish;
mod held;
mod linear;
mod near;
mod needed;
mod prepared;
mod storage;
mod undo;

pub(super) use copied::Renamed;
pub use near::NearDuplicate;
pub use storage::Storage;

use super::change::Bases;
use super::content::{Content, EntryContent, HintContent, Raw, SourceContent, SubstanceContent};
use super::integers::pack;
use super::metadata;
use super::records::{Record, Records};
use super::render::{Rendered, Renderer};
use super::reviewed::{FamilyContent, NoticeContent};
use super::spool::Spool;
use crate::ground::error::Error;
use crate::library::codes;
use crate::library::codes::unpack;
use crate::library::emphasized::Emphasizer;
use crate::library::linear::packed::{Packed, format_of};
use crate::library::linear::waiting::Waiting;
use ramatch_core::library::{EntryKind, Grade, RowFormat, format};
use ramatch_core::{Code, Interval, Pipeline, Recipe};
use std::collections::BTreeMap;
use std::path::Path;

/// What is known of a reference besides its spectrum, where no more than its record is kept.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reference<'a> {
    /// Its id, unique in the library.
    pub id: &'a str,
    /// Id of its substance.
    pub substance: &'a str,
    /// Preferred name of its substance; that of the substance's first reference counts.
    pub name: &'a str,
    /// Form (salt, hydrate, polymorph, state), empty if not stated.
    pub form: &'a str,
    /// Id of its source.
    pub source: &'a str,
    /// How far it may be trusted.
    pub grade: Grade,
    /// Laser in nm, 0 if unknown.
    pub laser_nm: f32,
    /// Resolution in cm⁻¹, 0 if unknown.
    pub resolution_cm1: f32,
}

/// Builds a library of any size.
///
/// Rows and provenance go to temporary files; memory grows by about 360 bytes an entry with short names, and by 150 more (rows of `i8`) or
/// 600 more (others) while the sketch is made. The same references in the same order give the same bytes on every machine. From
/// a thousand entries on the library has a sketch for fast searches.
///
/// | what there is | what adds it |
/// |---|---|
/// | a measured spectrum | [`LibraryBuilder::add`]; it is prepared by the library's recipe |
/// | a folder of files and a manifest | [`LibraryBuilder::import`] |
/// | a public collection that was downloaded | [`LibraryBuilder::bring_in`] |
/// | bands or a curve with provenance | [`LibraryBuilder::add_entry`] |
/// | a spectrum that a [`Pipeline`] of the same recipe prepared | [`LibraryBuilder::add_prepared`] |
/// | numbers of such a spectrum that were stored elsewhere | [`LibraryBuilder::add_row`] |
/// | another library | [`LibraryBuilder::from_library`], [`LibraryBuilder::copy`] |
///
/// ```
/// use ramatch::core::library::Grade;
/// use ramatch::{Identifier, Library, LibraryBuilder, Options, Recipe, Reference, Spectrum, Storage};
///
/// // Two substances with two bands each, measured from 200 to 2398 cm⁻¹.
/// let measured = |bands: [f32; 2], background: f32| {
///     let shift: Vec<f32> = (0..1100).map(|i| 200.0 + 2.0 * i as f32).collect();
///     let band = |x: f32, at: f32| 900.0 / (1.0 + ((x - at) / 5.0).powi(2));
///     let counts = shift.iter().map(|&x| background * x + bands.map(|at| band(x, at)).iter().sum::<f32>());
///     let counts = counts.collect();
///     Spectrum::new(shift, counts)
/// };
/// let folder = tempfile::tempdir()?;
/// let mut builder = LibraryBuilder::new(&Recipe::FINGERPRINT, Storage::new(), folder.path())?;
/// for (id, bands) in [("alpha", [700.0, 1300.0]), ("beta", [850.0, 1604.0])] {
///     let about = Reference {
///         id,
///         substance: id,
///         name: id,
///         form: "",
///         source: "laboratory",
///         grade: Grade::Reference,
///         laser_nm: 785.0,
///         resolution_cm1: 8.0,
///     };
///     builder.add(&about, &measured(bands, 0.0)?)?;
/// }
/// let path = folder.path().join("own.rsl");
/// builder.write(&path, &mut |_, _| {})?;
///
/// let identifier = Identifier::new(Library::read(&path)?)?;
/// let report = identifier.identify(&measured([850.0, 1604.0], 0.1)?, &Options::default())?;
/// assert_eq!(report.hits[0].substance, "beta");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct LibraryBuilder {
    renderer: Renderer,
    storage: Storage,
    records: Records,
    /// Entries by their ids.
    ids: BTreeMap<String, u32>,
    rows: Spool,
    codes: Option<(Spool, Vec<u8>)>,
    bands: Option<(Spool, Emphasizer)>,
    linear: Option<Waiting>,
    scales: Vec<u8>,
    metadata: metadata::Writer,
    substances: BTreeMap<String, SubstanceContent>,
    sources: BTreeMap<String, SourceContent>,
    hints: Vec<HintContent>,
    families: BTreeMap<String, FamilyContent>,
    notices: BTreeMap<String, NoticeContent>,
    /// The library whose notices were taken over last.
    noticed: Option<[u8; format::HASH_LEN]>,
    packed: Vec<u8>,
    bases: Bases,
}

impl LibraryBuilder {
    /// A library without entries, prepared by `recipe`. Its rows and provenance are kept in temporary files in `folder`
    /// meanwhile, which needs room for them; they have no name and vanish with the process.
    ///
    /// # Errors
    /// [`Error::Spectrum`] for a recipe that cannot be carried out, [`Error::Io`].
    pub fn new(recipe: &Recipe, storage: Storage, folder: &Path) -> Result<Self, Error> {
        Self::spooling(recipe, storage, None, Some(folder))
    }

    /// One whose rows are drawn at a resolution, and kept in memory where no folder is given.
    pub(super) fn spooling(
        recipe: &Recipe,
        storage: Storage,
        resolution_cm1: Option<f64>,
        folder: Option<&Path>,
    ) -> Result<Self, Error> {
        let pipeline = Pipeline::new(*recipe)?;
        let with_codes = storage.codes && storage.rows != RowFormat::I8;
        Ok(Self {
            renderer: Renderer::new(pipeline, resolution_cm1, storage.asks_for_linear(recipe)),
            storage,
            records: Records::default(),
            ids: BTreeMap::new(),
            rows: Spool::new(folder)?,
            codes: if with_codes { Some((Spool::new(folder)?, Vec::new())) } else { None },
            bands: match Emphasizer::of(recipe) {
                Some(emphasizer) => Some((Spool::new(folder)?, emphasizer)),
                None => None,
            },
            linear: match storage.asks_for_linear(recipe) {
                true => Some(Waiting::new(format_of(storage.rows), folder)?),
                false => None,
            },
            scales: Vec::new(),
            metadata: metadata::Writer::new(folder)?,
            substances: BTreeMap::new(),
            sources: BTreeMap::new(),
            hints: Vec::new(),
            families: BTreeMap::new(),
            notices: BTreeMap::new(),
            noticed: None,
            packed: Vec::new(),
            bases: Bases::default(),
        })
    }

    /// Number of entries so far.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.ids.len() as u32
    }

    /// Whether there are no entries yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Whether there is an entry of this id.
    #[must_use]
    pub fn contains(&self, id: &str) -> bool {
        self.ids.contains_key(id)
    }

    /// States what is known of a substance; what was stated of it before is replaced.
    pub fn describe_substance(&mut self, substance: &SubstanceContent) {
        self.substances.insert(substance.id.clone(), substance.clone());
    }

    /// Forgets what was stated of a substance that has no entry.
    pub(super) fn forget_substance(&mut self, id: &str) {
        if !self.records.has_substance(id) {
            self.substances.remove(id);
        }
    }

    /// States what is known of a source; what was stated of it before is replaced.
    pub fn describe_source(&mut self, source: &SourceContent) {
        self.sources.insert(source.id.clone(), source.clone());
    }

    /// States what is known of a family; what was stated of it before is replaced. One that no substance names is not written.
    pub fn describe_family(&mut self, family: &FamilyContent) {
        self.families.insert(family.id.clone(), family.clone());
    }

    /// States the notice of a pack, which travels with its references; what was stated of it before is replaced.
    pub fn describe_notice(&mut self, notice: &NoticeContent) {
        self.notices.insert(notice.id.clone(), notice.clone());
    }

    /// Whether it is known what a family is.
    pub(super) fn has_family(&self, id: &str) -> bool {
        self.families.contains_key(id)
    }

    /// What is known of a substance so far.
    #[must_use]
    pub fn substance(&self, id: &str) -> Option<&SubstanceContent> {
        self.substances.get(id)
    }

    /// What is known of substances so far, in the order of their ids.
    pub(super) fn substances(&self) -> impl Iterator<Item = &SubstanceContent> {
        self.substances.values()
    }

    /// What is known of a source so far.
    #[must_use]
    pub fn source(&self, id: &str) -> Option<&SourceContent> {
        self.sources.get(id)
    }

    /// Prepares a reference from what is known of it and adds it, with its provenance.
    ///
    /// Its substance should be described by [`LibraryBuilder::describe_substance`]; its name is the substance's then, and its id
    /// otherwise.
    ///
    /// # Errors
    /// [`Error::Library`] naming the entry if it cannot be prepared, and as [`LibraryBuilder::add_row`]. The library is as before.
    pub fn add_entry(&mut self, entry: &EntryContent) -> Result<(), Error> {
        let rendered = self.renderer.render(entry)?;
        self.add_rendered(entry, &rendered)
    }

    /// Adds a reference that this library's renderer, or a twin of it, prepared.
    pub(super) fn add_rendered(&mut self, entry: &EntryContent, rendered: &Rendered) -> Result<(), Error> {
        let (id, substance) = (entry.id.as_str(), entry.substance.as_str());
        let name = self.substances.get(substance).map_or(substance, |about| &about.name).to_owned();
        let about = Reference {
            id,
            substance,
            name: &name,
            form: &entry.form,
            source: &entry.source,
            grade: Grade::from(entry.grade),
            laser_nm: entry.laser_nm.unwrap_or(0.0) as f32,
            resolution_cm1: rendered.resolution_cm1.unwrap_or(0.0) as f32,
        };
        let kind = match entry.raw {
            Raw::Bands(_) => EntryKind::Bands,
            Raw::Curve { .. } | Raw::Absent => EntryKind::Curve,
        };
        let Rendered { row, noise, linear, .. } = rendered;
        let samples = Taken { samples: row, noise: *noise, linear };
        if self.storage.raw || !matches!(entry.raw, Raw::Curve { .. }) {
            return self.take_samples((&about, kind), rendered.interval, samples, Some(entry));
        }
        let without = EntryContent { raw: Raw::Absent, ..entry.clone() };
        self.take_samples((&about, kind), rendered.interval, samples, Some(&without))
    }

    /// What prepares references as this library does, on another thread.
    pub(super) fn another_renderer(&self) -> Result<Renderer, Error> {
        self.renderer.twin()
    }

    /// Takes over substances, sources and hints of text.
    pub(super) fn describe(&mut self, content: &Content) {
        content.substances.iter().for_each(|substance| self.describe_substance(substance));
        content.sources.iter().for_each(|source| self.describe_source(source));
        content.families.iter().for_each(|family| self.describe_family(family));
        content.notices.iter().for_each(|notice| self.describe_notice(notice));
        self.hints.extend(content.hints.iter().cloned());
        // Substances stand in the order of their ids. One that has only hints has no reference, and no record.
        for substance in &content.substances {
            if content.entries.iter().any(|entry| entry.substance == substance.id) {
                self.records.substance(&substance.id, &substance.name);
            }
        }
    }

    /// Checks a row and adds it as it is to be stored.
    fn take_samples(
        &mut self,
        (about, kind): (&Reference<'_>, EntryKind),
        interval: Interval,
        Taken { samples, noise, linear }: Taken<'_>,
        text: Option<&EntryContent>,
    ) -> Result<(), Error> {
        self.check(about, samples, interval)?;
        let mut packed = std::mem::take(&mut self.packed);
        let (scale, residual_norm) = pack(samples, self.storage.rows, &mut packed);
        let bands = self.bring_out(samples, interval, noise);
        let linear = self.packed_linear(linear);
        let stored = Stored { row: &packed, scale, residual_norm, bands: &bands, linear: linear.as_ref() };
        let taken = self.take(about, kind, interval, &stored, text);
        self.packed = packed;
        taken
    }

    /// The codes of a row with its bands brought out; none where the recipe does not ask for them.
    fn bring_out(&mut self, samples: &[f32], interval: Interval, noise: f64) -> Vec<u8> {
        self.bands
            .as_mut()
            .map(|(_, emphasizer)| emphasizer.codes(samples, interval, noise))
            .unwrap_or_default()
    }

    fn check(&self, about: &Reference<'_>, samples: &[f32], interval: Interval) -> Result<(), Error> {
        let n = self.renderer.pipeline().grid().len;
        let refuse = |code, reason: String| {
            let reason = format!("entry \"{}\": {reason}", about.id);
            Err(Error::Library { path: None, code, reason })
        };
        if [about.id, about.substance, about.name, about.source].iter().any(|text| text.is_empty()) {
            return refuse(Code::BadEntry, "id, substance, name and source are needed".into());
        }
        if self.ids.contains_key(about.id) {
            return refuse(Code::DuplicateId, "an entry of this id is there already".into());
        }
        if samples.len() != n {
            return refuse(Code::BadEntry, format!("{} samples, {n} needed", samples.len()));
        }
        if interval.lo >= interval.hi || interval.hi > n {
            let Interval { lo, hi } = interval;
            return refuse(Code::BadEntry, format!("the interval {lo}..{hi} is not one of 0..{n}"));
        }
        let inside = interval.lo..interval.hi;
        for (i, sample) in samples.iter().enumerate() {
            if !sample.is_finite() || (!inside.contains(&i) && sample.to_bits() != 0) {
                let needed = "finite inside the interval and 0 outside is needed";
                return refuse(Code::BadEntry, format!("sample {i} is {sample}: {needed}"));
            }
        }
        let finite = |number: f32| number.is_finite() && number >= 0.0;
        if !finite(about.laser_nm) || !finite(about.resolution_cm1) {
            return refuse(Code::BadEntry, "laser and resolution are numbers from 0 on".into());
        }
        if self.ids.len() >= u32::MAX as usize {
            return refuse(Code::Limit, "a library holds at most 4,294,967,295 entries".into());
        }
        Ok(())
    }

    /// Adds what was checked.
    fn take(
        &mut self,
        about: &Reference<'_>,
        kind: EntryKind,
        interval: Interval,
        stored: &Stored<'_>,
        text: Option<&EntryContent>,
    ) -> Result<(), Error> {
        let Stored { row, scale, residual_norm, bands, linear } = *stored;
        self.rows.put(row)?;
        if let Some((spool, _)) = &mut self.bands {
            spool.put(bands)?;
        }
        if let (Some(waiting), Some(linear)) = (&mut self.linear, linear) {
            waiting.put(linear)?;
        }
        self.metadata.entry(text)?;
        if self.storage.rows != RowFormat::F32 {
            self.scales.extend(scale.to_le_bytes());
            self.scales.extend(residual_norm.to_le_bytes());
        }
        if let Some((spool, rests)) = &mut self.codes {
            let mut samples = vec![0.0; self.renderer.pipeline().grid().len];
            unpack(row, self.storage.rows, &mut samples);
            let (bytes, rest) = codes::of(&samples);
            spool.put(&bytes)?;
            rests.extend(rest.to_le_bytes());
        }
        let substance = self.records.substance(about.substance, about.name);
        self.records.entry(&Record {
            substance,
            interval,
            grade: about.grade,
            kind,
            laser_nm: about.laser_nm,
            resolution_cm1: about.resolution_cm1,
            id: about.id,
            form: about.form,
            source: about.source,
        });
        self.ids.insert(about.id.to_owned(), self.len());
        self.records.check()
    }
}

/// A row as it was prepared.
struct Taken<'a> {
    samples: &'a [f32],
    /// Noise density, 0 if not known.
    noise: f64,
    /// The linear row; empty where there is none.
    linear: &'a [f32],
}

/// A row as it is stored.
struct Stored<'a> {
    row: &'a [u8],
    scale: f32,
    residual_norm: f32,
    bands: &'a [u8],
    linear: Option<&'a Packed>,
}

fn bad_entry(reason: String) -> Error {
    Error::Library { path: None, code: Code::BadEntry, reason }
}

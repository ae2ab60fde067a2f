//! The text of a library: a folder of TOML files.
//!
//! ```text
//! substances/<any name>.toml               one substance
//! families.toml                            families that substances belong to
//! sources/<any folder>/source.toml         one source
//! sources/<any folder>/<any name>.toml     one entry of that source: a curve, bands, or hints
//! pack.toml                                what makes the folder a pack, with a licence of its own
//! ```

use super::content::{
    Content, EntryContent, GradeName, HintContent, Profile, Raw, SourceContent, SubstanceContent,
};
use super::parsed::parse;
use super::reviewed::{Agreement, Checked};
use super::{pack, validate};
use crate::files::read as file;
use crate::ground::error::Error;
use ramatch_core::Code;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What an entry is.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Curve,
    Bands,
    Hints,
}

/// An entry as its file states it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EntryText {
    id: String,
    substance: String,
    kind: Kind,
    #[serde(default)]
    name_in_source: String,
    #[serde(default)]
    form: String,
    grade: GradeName,
    #[serde(default)]
    licence: String,
    attribution: Option<String>,
    #[serde(default)]
    checked: Agreement,
    #[serde(default)]
    checked_by: String,
    #[serde(default)]
    note: String,
    instrument: Option<String>,
    laser_nm: Option<f64>,
    resolution_cm1: Option<f64>,
    interval_cm1: Option<[f64; 2]>,
    /// Raman shift, FWHM, height, Lorentzian part.
    bands: Option<Vec<[f64; 4]>>,
    /// Raman shift and printed intensity, drawn with the source's default profile.
    lines: Option<Vec<(f64, Intensity)>>,
    /// Raman shift and what is printed beside it.
    hints: Option<Vec<(f64, String)>>,
    /// Raman shift and intensity of a measured curve.
    curve: Option<Vec<[f32; 2]>>,
}

/// An intensity as printed: a number or a class.
#[derive(Deserialize)]
#[serde(untagged)]
enum Intensity {
    Number(f64),
    Class(String),
}

impl Content {
    /// Reads and validates the text of a library.
    ///
    /// # Errors
    /// [`Error::Text`] with file, line and reason for text that does not parse or does not hold together,
    /// [`Error::Io`] for files that cannot be read. Nothing of a refused text is returned.
    pub fn from_text(folder: &Path) -> Result<Self, Error> {
        let pack = pack::of(folder)?;
        let mut content = Content::default();
        let mut places = BTreeMap::new();
        for path in toml_files(&folder.join("substances"))? {
            let substance: SubstanceContent = parse(&path)?;
            places.insert(substance.id.clone(), path.clone());
            validate::substance(&content, &substance).map_err(|refusal| refusal.at(&path))?;
            content.substances.push(substance);
        }
        pack::families(&mut content, folder, pack.as_ref().map(|(pack, _)| pack))?;
        for substance in &content.substances {
            validate::families(&content, substance)
                .map_err(|refusal| refusal.at(&places.get(&substance.id).cloned().unwrap_or_default()))?;
        }
        for source_folder in folders(&folder.join("sources"))? {
            let path = source_folder.join("source.toml");
            let source: SourceContent = parse(&path)?;
            validate::source(&content, &source).map_err(|refusal| refusal.at(&path))?;
            for path in toml_files(&source_folder)?.into_iter().filter(|p| !p.ends_with("source.toml")) {
                let text: EntryText = parse(&path)?;
                let of_pack = pack.as_ref().map_or(Ok(()), |(pack, _)| pack.check(&text.licence));
                let added = of_pack.and_then(|()| add(&mut content, text, &source));
                added.map_err(|refusal| refusal.at(&path))?;
            }
            content.sources.push(source);
        }
        for substance in &content.substances {
            let named = content.entries.iter().any(|entry| entry.substance == substance.id)
                || content.hints.iter().any(|hint| hint.substance == substance.id);
            if !named {
                let path = places.get(&substance.id).cloned().unwrap_or_default();
                return Err(validate::Refusal::new(Code::UnknownReference, "no entry names it").at(&path));
            }
        }
        if let Some((_, mut notice)) = pack {
            notice.sources = content.sources.iter().map(|source| source.id.clone()).collect();
            notice.sources.sort();
            content.notices.push(notice);
        }
        content.sort();
        Ok(content)
    }
}

/// Adds an entry or a hint, once it holds together.
fn add(content: &mut Content, text: EntryText, source: &SourceContent) -> Result<(), validate::Refusal> {
    let field = |reason: &str| validate::Refusal::new(Code::BadField, reason);
    let given = [text.bands.is_some(), text.lines.is_some(), text.hints.is_some(), text.curve.is_some()];
    if given.iter().filter(|&&given| given).count() != 1 {
        return Err(field("exactly one of bands, lines, hints and curve is needed"));
    }
    validate::common(content, &text.id, &text.substance, &text.licence)?;
    if text.kind == Kind::Hints {
        let positions = text.hints.ok_or(field("kind = \"hints\" needs hints"))?;
        let hint = HintContent {
            id: text.id,
            substance: text.substance,
            source: source.id.clone(),
            form: text.form,
            licence: text.licence,
            positions,
        };
        validate::hint(&hint)?;
        content.hints.push(hint);
        return Ok(());
    }
    let mut resolution_cm1 = text.resolution_cm1.or(source.resolution_cm1);
    let raw = match (text.kind, text.bands, text.lines, text.curve) {
        (Kind::Bands, Some(bands), _, _) => Raw::Bands(bands),
        (Kind::Bands, _, Some(lines), _) => {
            let profile =
                source.default_profile.as_ref().ok_or(field("lines need the source's default_profile"))?;
            resolution_cm1 = text.resolution_cm1.or(Some(profile.resolution_cm1));
            Raw::Bands(draw(lines, profile)?)
        }
        (Kind::Curve, _, _, Some(curve)) => {
            let (shift_cm1, intensity) = curve.into_iter().map(|[x, y]| (x, y)).unzip();
            Raw::Curve { shift_cm1, intensity }
        }
        _ => {
            return Err(field(
                "kind and numbers do not fit: bands or lines for \"bands\", curve for \"curve\"",
            ));
        }
    };
    let entry = EntryContent {
        id: text.id,
        substance: text.substance,
        source: source.id.clone(),
        name_in_source: text.name_in_source,
        form: text.form,
        grade: text.grade,
        licence: text.licence,
        attribution: text.attribution.unwrap_or_else(|| source.attribution.clone()),
        checked: Checked { agreement: text.checked, by: text.checked_by },
        note: text.note,
        instrument: text.instrument.unwrap_or_else(|| source.instrument.clone()),
        laser_nm: text.laser_nm.or(source.laser_nm),
        resolution_cm1,
        interval_cm1: text.interval_cm1.ok_or(field("interval_cm1 is missing"))?,
        raw,
    };
    validate::entry(content, &entry)?;
    content.entries.push(entry);
    Ok(())
}

/// Gives published lines the default profile; the strongest gets height 1.
fn draw(lines: Vec<(f64, Intensity)>, profile: &Profile) -> Result<Vec<[f64; 4]>, validate::Refusal> {
    let mut rows = Vec::new();
    for (shift, intensity) in lines {
        let height = match intensity {
            Intensity::Number(number) => number,
            Intensity::Class(class) => {
                let reason = format!("the source gives no height for the intensity class \"{class}\"");
                let refusal = validate::Refusal::new(Code::BadField, reason);
                *profile.classes.get(&class).ok_or(refusal)?
            }
        };
        rows.push([shift, profile.fwhm_cm1, height, profile.lorentz]);
    }
    let strongest = rows.iter().fold(0.0f64, |max, row| max.max(row[2]));
    rows.iter_mut().for_each(|row| row[2] /= strongest);
    Ok(rows)
}

/// The TOML files of a folder, sorted by name.
fn toml_files(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let is_toml = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "toml");
    Ok(sorted(folder)?.into_iter().filter(is_toml).collect())
}

/// The folders in a folder, sorted by name.
fn folders(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    Ok(sorted(folder)?.into_iter().filter(|path| path.is_dir()).collect())
}

fn sorted(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let refuse = |source| file::io_error(folder, "cannot be listed", source);
    let mut paths = Vec::new();
    for item in std::fs::read_dir(folder).map_err(refuse)? {
        paths.push(item.map_err(refuse)?.path());
    }
    paths.sort();
    Ok(paths)
}

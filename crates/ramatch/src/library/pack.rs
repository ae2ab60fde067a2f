//! A pack: a folder of text with a licence of its own, built to a file of its own.
//!
//! ```toml
//! name = "ramanbiolib-odbl"            # as an id
//! licence = "ODbL-1.0"                 # SPDX; every entry has it
//! licence_file = "LICENSE"             # the licence, word for word; in the folder, as the notice
//! notice = "NOTICE.md"                 # what the licence asks to be told
//! families = "../../families.toml"     # families of another file that its substances may name; optional
//! ```

use super::content::Content;
use super::parsed::parse;
use super::reviewed::{FamilyContent, NoticeContent};
use super::validate::{self, Refusal};
use crate::files::folder::{leads_out, stays_inside};
use crate::files::read as file;
use crate::ground::error::Error;
use ramatch_core::Code;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// Longest licence or notice.
pub(super) const LIMIT: usize = 1 << 20;

/// What makes a folder a pack.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pack {
    name: String,
    licence: String,
    licence_file: String,
    notice: String,
    families: Option<String>,
}

/// The families of a file, and the substances beside it that have none, with the reason.
#[derive(Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Families {
    #[serde(default)]
    family: Vec<FamilyContent>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    alone: BTreeMap<String, String>,
}

/// Families as the text of a file.
pub(super) fn families_to_text(families: &[FamilyContent]) -> Result<String, toml::ser::Error> {
    toml::to_string(&Families { family: families.to_vec(), alone: BTreeMap::new() })
}

/// The families of a file.
///
/// # Errors
/// [`Error::Io`] and [`Error::Text`] for a file that cannot be read, or a family that does not hold together.
pub(super) fn families_of(path: &Path) -> Result<Vec<FamilyContent>, Error> {
    let mut content = Content::default();
    take(&mut content, path)?;
    Ok(content.families)
}

/// A pack and its notice, if a folder is one; nothing else of it is looked at before its licence is there.
pub(super) fn of(folder: &Path) -> Result<Option<(Pack, NoticeContent)>, Error> {
    let path = folder.join("pack.toml");
    if !path.exists() {
        return Ok(None);
    }
    let pack: Pack = parse(&path)?;
    validate::id(&pack.name).and_then(|()| validate::licence(&pack.licence)).map_err(|r| r.at(&path))?;
    let text = |what: &str, name: &str| {
        let file = folder.join(name);
        let missing = |why: &str| {
            Refusal::new(Code::LicenceMissing, format!("its {what}, \"{name}\", {why}")).at(&path)
        };
        if !stays_inside(Path::new(name)) || leads_out(folder, &file) {
            let reason = format!("its {what}, \"{name}\", has to lie in the pack: that is what travels");
            return Err(Refusal::new(Code::BadPath, reason).at(&path));
        }
        if name.is_empty() || !file.is_file() {
            return Err(missing("is not there: a pack goes nowhere without it"));
        }
        let text = String::from_utf8(file::read_bytes(&file, LIMIT)?).unwrap_or_default();
        if text.trim().is_empty() { Err(missing("holds no text in UTF-8")) } else { Ok(text) }
    };
    let notice = NoticeContent {
        id: pack.name.clone(),
        licence: pack.licence.clone(),
        licence_text: text("licence", &pack.licence_file)?,
        notice: text("notice", &pack.notice)?,
        sources: Vec::new(),
    };
    Ok(Some((pack, notice)))
}

impl Pack {
    /// Refuses an entry without a licence, and one of another licence.
    pub(super) fn check(&self, licence: &str) -> Result<(), Refusal> {
        validate::licence(licence)?;
        if licence == self.licence {
            return Ok(());
        }
        let reason = format!(
            "its licence is {licence}, that of the pack \"{}\" {}: packs are made by licence",
            self.name, self.licence
        );
        Err(Refusal::new(Code::BadField, reason))
    }
}

/// Takes up the families of a folder and of the file that its pack names, and checks that every one that is named is there and every
/// one of the folder has a member.
pub(super) fn families(content: &mut Content, folder: &Path, pack: Option<&Pack>) -> Result<(), Error> {
    let own = folder.join("families.toml");
    let alone = if own.exists() { Some(take(content, &own)?) } else { None };
    let count = content.families.len();
    if let Some(other) = pack.and_then(|pack| pack.families.as_ref()) {
        take(content, &folder.join(other))?;
    }
    if let Some(alone) = alone {
        validate::alone(content, &alone).map_err(|refusal| refusal.at(&own))?;
    }
    let named = |family: &FamilyContent| {
        content.substances.iter().any(|substance| substance.family.contains(&family.id))
    };
    let (own_families, others) = content.families.split_at(count);
    if let Some(alone) = own_families.iter().find(|family| !named(family)) {
        let reason = format!("family \"{}\": no substance names it", alone.id);
        return Err(Refusal::new(Code::UnknownReference, reason).at(&own));
    }
    let unnamed: Vec<String> =
        others.iter().filter(|family| !named(family)).map(|family| family.id.clone()).collect();
    content.families.retain(|family| !unnamed.contains(&family.id));
    Ok(())
}

/// Takes up the families of a file; yields the substances that have none.
fn take(content: &mut Content, path: &Path) -> Result<BTreeMap<String, String>, Error> {
    let families: Families = parse(path)?;
    for family in families.family {
        validate::family(content, &family).map_err(|refusal| refusal.at(path))?;
        content.families.push(family);
    }
    Ok(families.alone)
}

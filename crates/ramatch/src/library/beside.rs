//! What lies beside a manifest: the families that its rows name, and the notices of the packs that they came with.

use super::builder::LibraryBuilder;
use super::content::EntryContent;
use super::pack;
use super::reviewed::{FamilyContent, NoticeContent};
use crate::files::read::read_bytes;
use crate::ground::error::Error;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The file that says what families are.
pub(super) const FAMILIES: &str = "families.toml";

/// The files with the notice and the licence of a pack.
pub(super) fn names_of(pack: &str) -> [String; 2] {
    let name: String = pack.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    ["NOTICE", "LICENSE"].map(|kind| format!("{kind}-{name}.md"))
}

/// What lies beside a manifest.
pub(super) struct Beside {
    folder: PathBuf,
    families: BTreeMap<String, FamilyContent>,
    /// Notice and licence of packs that rows named so far; none where a file is missing.
    packs: BTreeMap<String, Option<[String; 2]>>,
}

impl Beside {
    /// Beside this manifest.
    ///
    /// # Errors
    /// [`Error::Io`] and [`Error::Text`] for families that cannot be read.
    pub(super) fn of(manifest: &Path) -> Result<Self, Error> {
        let folder = manifest.parent().map(Path::to_owned).unwrap_or_default();
        let path = folder.join(FAMILIES);
        let families = if path.is_file() { pack::families_of(&path)? } else { Vec::new() };
        let families = families.into_iter().map(|family| (family.id.clone(), family)).collect();
        Ok(Self { folder, families, packs: BTreeMap::new() })
    }

    /// The family of this id.
    pub(super) fn family(&self, id: &str) -> Option<&FamilyContent> {
        self.families.get(id)
    }

    /// Gives the notice of its pack to what was added.
    ///
    /// # Errors
    /// [`Error::Io`] for a notice that is there and cannot be read.
    pub(super) fn tell(
        &mut self,
        builder: &mut LibraryBuilder,
        pack: &str,
        entry: &EntryContent,
    ) -> Result<(), Error> {
        if !self.packs.contains_key(pack) {
            let texts = self.texts(pack)?;
            self.packs.insert(pack.to_owned(), texts);
        }
        let Some(Some([notice, licence_text])) = self.packs.get(pack) else { return Ok(()) };
        builder.add_notice(NoticeContent {
            id: pack.to_owned(),
            licence: entry.licence.clone(),
            notice: notice.clone(),
            licence_text: licence_text.clone(),
            sources: vec![entry.source.clone()],
        });
        Ok(())
    }

    fn texts(&self, pack: &str) -> Result<Option<[String; 2]>, Error> {
        let mut texts = [String::new(), String::new()];
        for (text, name) in texts.iter_mut().zip(names_of(pack)) {
            let path = self.folder.join(name);
            if !path.is_file() {
                return Ok(None);
            }
            *text = String::from_utf8_lossy(&read_bytes(&path, pack::LIMIT)?).into_owned();
        }
        Ok(Some(texts))
    }

    /// Packs of which a row was added, and whose notice or licence is not there.
    pub(super) fn without_notice(&self) -> Vec<String> {
        let missing = self.packs.iter().filter(|(_, texts)| texts.is_none());
        missing.map(|(pack, _)| pack.clone()).collect()
    }

    /// Files that were read besides the manifest.
    pub(super) fn files(&self) -> BTreeSet<PathBuf> {
        let notices = self.packs.keys().flat_map(|pack| names_of(pack));
        let names = notices.chain([FAMILIES.to_owned()]);
        names.map(|name| self.folder.join(name)).filter_map(|path| path.canonicalize().ok()).collect()
    }
}

//! Which substance is meant by a name: a table of the user's, then names and synonyms of the built-in library.

use super::tables;
use crate::files::read as file;
use crate::ground::error::Error;
use crate::library::alike::{compared, id_of};
use crate::library::content::SubstanceContent;
use crate::library::described::refusal;
use crate::library::opened::Library;
use crate::library::validate;
use ramatch_core::Code;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

/// Longest table of names that is read.
const LIMIT: usize = 64 << 20;

/// Substances by the names that stand for them.
#[derive(Default)]
pub(super) struct Names {
    /// Those of a user's table, where there is one.
    own: Option<BTreeMap<String, SubstanceContent>>,
    built_in: BTreeMap<String, SubstanceContent>,
    /// Whether a name of the user's table was met.
    met: AtomicBool,
}

impl Names {
    /// The substance that a name stands for, if a table says so.
    pub(super) fn of(&self, name: &str) -> Option<&SubstanceContent> {
        let name = compared(name);
        let own = self.own.as_ref().and_then(|own| own.get(&name));
        if own.is_some() {
            self.met.store(true, Ordering::Relaxed);
        }
        own.or_else(|| self.built_in.get(&name))
    }

    /// What is to be said of a user's table, once all names were asked for.
    pub(super) fn note(&self) -> Option<String> {
        let unmet = self.own.is_some() && !self.met.load(Ordering::Relaxed);
        unmet.then(|| {
            "no name of the table of names (--names) was met: its column name has to hold what the files call a substance".to_owned()
        })
    }

    /// Where the names stand, as a refusal calls it.
    pub(super) fn place(&self) -> &'static str {
        if self.own.is_some() { "the table of names or the built-in names" } else { "the built-in names" }
    }

    /// Those of a user's table, and of the built-in library where they are wanted. What the user's table says comes first.
    ///
    /// # Errors
    /// [`Error::Io`], and [`Error::Text`] with the line for a table that cannot be read or that gives one name to two substances.
    pub(super) fn read(table: Option<&Path>, built_in: bool) -> Result<Self, Error> {
        let mut names = Self::default();
        let content =
            if built_in { Library::embedded()?.content_without_entries()?.substances } else { Vec::new() };
        for substance in &content {
            for name in std::iter::once(&substance.name).chain(&substance.synonyms) {
                names.built_in.entry(compared(name)).or_insert_with(|| substance.clone());
            }
        }
        if let Some(path) = table {
            names.own = Some(names.table(path)?);
        }
        Ok(names)
    }

    /// A user's table.
    fn table(&self, path: &Path) -> Result<BTreeMap<String, SubstanceContent>, Error> {
        let bytes = file::read_bytes(path, LIMIT)?;
        if std::str::from_utf8(&bytes).is_err() || bytes.contains(&0) {
            let reason =
                "is no text in UTF-8, and names would be read wrongly: save it once more as \"CSV UTF-8\"";
            return Err(refusal(path, Code::TextSyntax, reason));
        }
        let table = tables::read(path, &bytes)?;
        let refuse = |line: usize, code, reason: String| Error::Text {
            path: path.into(),
            line: Some(line),
            code,
            reason,
        };
        let (Some(name_at), Some(substance_at)) = (table.column("name"), table.column("substance")) else {
            let reason = "a table of names has the columns name and substance, and may have cas";
            return Err(refuse(1, Code::TextSyntax, reason.into()));
        };
        let cas_at = table.column("cas");
        let mut own: BTreeMap<String, SubstanceContent> = BTreeMap::new();
        for (line, row) in &table.rows {
            let text = |at: usize| row.get(at).map_or("", String::as_str);
            let (name, preferred) = (text(name_at), text(substance_at));
            let id = id_of(preferred);
            if compared(name).is_empty() || id.is_empty() {
                return Err(refuse(*line, Code::BadField, "a name and a substance are needed".into()));
            }
            // A substance of the built-in library is that one.
            let mut substance = self.of(preferred).cloned().unwrap_or_else(|| SubstanceContent {
                id,
                name: preferred.to_owned(),
                ..SubstanceContent::default()
            });
            let cas = cas_at.map(text).filter(|cas| !cas.is_empty()).map(str::to_owned);
            if let (Some(new), Some(known)) = (&cas, &substance.cas)
                && new != known
            {
                let reason =
                    format!("\"{preferred}\" has the CAS number {known} in the built-in library, not {new}");
                return Err(refuse(*line, Code::BadCas, reason));
            }
            substance.cas = cas.or(substance.cas);
            validate::fields(&substance).map_err(|refusal| refusal.at(path))?;
            for name in [name, preferred] {
                let before = own.insert(compared(name), substance.clone());
                if before
                    .as_ref()
                    .is_some_and(|before| before.id != substance.id || before.cas != substance.cas)
                {
                    let reason = format!("\"{name}\" stands for two substances");
                    return Err(refuse(*line, Code::DuplicateId, reason));
                }
            }
        }
        Ok(own)
    }
}

//! The rows of a manifest, each with its line; one that cannot be read is refused by itself.

use crate::files::table::{self, Table};
use crate::ground::error::Error;
use crate::ground::guarded;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Makes [`ManifestRow`] of one table: each column with what it holds.
macro_rules! columns {
    ($($(#[$about:meta])* $column:ident,)+) => {
        /// A row of a manifest, all of it text; a column that is not there is an empty one. `file` and `name` are needed, and a licence
        /// here or in the [`Defaults`](crate::Defaults).
        #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct ManifestRow {
            $($(#[$about])* pub $column: String,)+
        }

        impl ManifestRow {
            /// The columns of a manifest.
            pub(super) const COLUMNS: &[&str] = &[$(stringify!($column)),+];

            /// The same row as a spreadsheet may see it: no field is a formula.
            pub(super) fn guarded(&self) -> Self {
                Self { $($column: guarded::guard(&self.$column),)+ }
            }
        }
    };
}

columns! {
    /// The spectrum, relative to the folder.
    file,
    /// Preferred name of its substance.
    name,
    /// Unique in the library; `source/file` without its ending if empty.
    id,
    /// Id of its substance; made from the name if empty.
    substance,
    /// CAS number of its substance.
    cas,
    /// Formula of its substance.
    formula,
    /// Tags of its substance, with `;` between.
    tags,
    /// Schedules of its substance, with `;` between.
    schedules,
    /// Ids of the families of its substance, with `;` between; `families.toml` beside the manifest says what they are.
    family,
    /// What it is called in its source; the name if empty.
    name_in_source,
    /// Form: salt, hydrate, polymorph, state.
    form,
    /// Id of its source.
    source,
    /// SPDX licence.
    licence,
    /// The line that has to travel with it.
    attribution,
    /// Id of the pack that it came with: `NOTICE-pack.md` and `LICENSE-pack.md` beside the manifest have to travel with it.
    pack,
    /// `reference`, `published` or `field`.
    grade,
    /// How it was checked against published bands: `agrees`, `quoted`, `unchecked` or `doubtful`.
    checked,
    /// What it was compared with; of what is doubtful, why.
    checked_by,
    /// Laser in nm, where the file does not say so itself.
    laser_nm,
    /// What its axis is, where the file does not say so itself: `nm`, `shift` or `absolute`.
    #[serde(skip_serializing)]
    axis,
    /// Resolution in cm⁻¹.
    resolution_cm1,
    /// Instrument.
    instrument,
    /// Anything a reader of results should know.
    note,
    /// `measured`, `bands` or `prepared`, as an export says it; what is imported is measured.
    made_from,
}

/// Reads a manifest.
///
/// # Errors
/// [`Error::Io`]; [`Error::Text`] for a head that cannot be read, or without the columns `file` and `name`.
pub(super) fn read(manifest: &Path) -> Result<Table<ManifestRow>, Error> {
    table::read(manifest, ManifestRow::COLUMNS, &["file", "name"])
}

//! Files: read within limits, written whole or not at all, mapped.

pub(crate) mod folder;
pub(crate) mod map;
pub(crate) mod numbered;
pub(crate) mod numbers;
pub(crate) mod output;
pub(crate) mod peaks;
pub(crate) mod points;
pub(crate) mod read;
pub(crate) mod recipe_file;
pub(crate) mod table;
pub(crate) mod write;

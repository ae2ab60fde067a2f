//! One file of the text of a library.

use crate::files::read as file;
use crate::ground::error::Error;
use crate::ground::lines::line_of;
use ramatch_core::Code;
use serde::de::DeserializeOwned;
use std::path::Path;

/// Longest text of one file.
const LIMIT: usize = 16 << 20;

/// What a TOML file says, or [`Error::Text`] with the line where it does not.
pub(super) fn parse<T: DeserializeOwned>(path: &Path) -> Result<T, Error> {
    let refuse = |line, reason| Error::Text { path: path.into(), line, code: Code::TextSyntax, reason };
    let bytes = file::read_bytes(path, LIMIT)?;
    let text = String::from_utf8(bytes).map_err(|_| refuse(None, "not UTF-8 text".into()))?;
    toml::from_str(&text)
        .map_err(|error| refuse(error.span().map(|s| line_of(&text, s.start)), error.message().into()))
}

//! Names of formats that more files know than their readers.

/// A text of which nothing more is known. It says nothing to a reader of an error, which leaves it out.
pub(crate) const TEXT: &str = "text";

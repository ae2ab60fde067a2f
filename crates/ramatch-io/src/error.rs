//! Why a file was refused.

use crate::format::TEXT;
use ramatch_core::Code;
use std::borrow::Cow;
use std::fmt;

/// Why a file was refused: a stable code, and where and what.
///
/// Lines count from 1, bytes from 0. What is declared and what is there are given as the file writes them.
#[derive(Clone, Debug, PartialEq)]
pub struct Error(Box<Detail>);

#[derive(Clone, Debug, PartialEq)]
struct Detail {
    code: Code,
    reason: Cow<'static, str>,
    format: Option<&'static str>,
    member: Option<String>,
    line: Option<usize>,
    byte: Option<u64>,
    field: Option<Cow<'static, str>>,
    declared: Option<String>,
    actual: Option<String>,
    source: Option<ramatch_core::Error>,
}

impl Error {
    pub(crate) fn new(code: Code, reason: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Detail {
            code,
            reason: reason.into(),
            format: None,
            member: None,
            line: None,
            byte: None,
            field: None,
            declared: None,
            actual: None,
            source: None,
        }))
    }

    /// The same with another code.
    pub(crate) fn with_code(mut self, code: Code) -> Self {
        self.0.code = code;
        self
    }

    /// With a word on what may mend it.
    pub(crate) fn hinting(mut self, hint: &str) -> Self {
        self.0.reason = format!("{}; {hint}", self.0.reason).into();
        self
    }

    /// At a line.
    pub(crate) fn at_line(mut self, line: usize) -> Self {
        self.0.line = Some(line);
        self
    }

    /// At a byte.
    pub(crate) fn at_byte(mut self, byte: usize) -> Self {
        self.0.byte = Some(byte as u64);
        self
    }

    /// In a field, label or block.
    pub(crate) fn of(mut self, field: impl Into<Cow<'static, str>>) -> Self {
        self.0.field = Some(field.into());
        self
    }

    /// What the file declares and what is there.
    pub(crate) fn counts(mut self, declared: impl ToString, actual: impl ToString) -> Self {
        self.0.declared = Some(declared.to_string());
        self.0.actual = Some(actual.to_string());
        self
    }

    /// In a file of this format, unless a format is known that is more to the point.
    pub(crate) fn in_format(mut self, format: &'static str) -> Self {
        self.0.format.get_or_insert(format);
        self
    }

    /// In a member of an archive.
    pub(crate) fn in_member(mut self, name: &str) -> Self {
        let inner = self.0.member.take();
        self.0.member = Some(inner.map_or_else(|| name.to_owned(), |inner| format!("{name}/{inner}")));
        self
    }

    /// The stable name and number of this error.
    #[must_use]
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// Why, in words, without the place.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.0.reason
    }

    /// Whether it says that a file is no measurement, such as a picture or a text for people, rather than that something is wrong with
    /// one. Archives pass over such members, and folders such files.
    #[must_use]
    pub fn is_no_measurement(&self) -> bool {
        // An archive in an archive is nobody's measurement.
        matches!(self.code(), Code::FormatUnsupported | Code::Empty | Code::NoSpectrum | Code::Depth)
    }

    /// Name of the format that the content was recognised as.
    #[must_use]
    pub fn format(&self) -> Option<&'static str> {
        self.0.format
    }

    /// Name of the archive's member that was refused.
    #[must_use]
    pub fn member(&self) -> Option<&str> {
        self.0.member.as_deref()
    }

    /// The line at which the file was refused, counted from 1.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        self.0.line
    }

    /// The byte at which the file was refused, counted from 0.
    #[must_use]
    pub fn byte_offset(&self) -> Option<u64> {
        self.0.byte
    }

    /// The label, field or block concerned, as its format calls it.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        self.0.field.as_deref()
    }

    /// What the file declares.
    #[must_use]
    pub fn declared(&self) -> Option<&str> {
        self.0.declared.as_deref()
    }

    /// What is there.
    #[must_use]
    pub fn actual(&self) -> Option<&str> {
        self.0.actual.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Detail { reason, format, member, line, byte, field, .. } = &*self.0;
        if let Some(member) = member {
            write!(f, "{member}: ")?;
        }
        let place = match (line, byte) {
            (Some(line), _) => Some(format!("line {line}")),
            (None, Some(byte)) => Some(format!("byte {byte}")),
            (None, None) => None,
        };
        let format = format.filter(|format| *format != TEXT).map(str::to_owned);
        let parts: Vec<_> =
            [format, place, field.as_ref().map(ToString::to_string)].into_iter().flatten().collect();
        if !parts.is_empty() {
            write!(f, "{}: ", parts.join(", "))?;
        }
        f.write_str(reason)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_ref().map(|source| source as _)
    }
}

impl From<ramatch_core::Error> for Error {
    fn from(source: ramatch_core::Error) -> Self {
        let mut error = Self::new(source.code(), source.to_string());
        error.0.source = Some(source);
        error
    }
}

//! Spectra of the members of an archive. Those that hold none are passed over and named; one that is damaged is refused in its place.

use super::member::{Member, Place};
use super::zip;
use crate::context::Context;
use crate::error::Error;
use crate::record::Record;
use crate::source::{MEMBER, Source};
use ramatch_core::Code;
use std::cell::RefCell;
use std::sync::Arc;

/// Names of the formats.
pub(crate) const NAME: &str = "ZIP archive";
pub(crate) const TAR_NAME: &str = "tar archive";

/// The content of a member.
pub(crate) fn unpack(bytes: &[u8], member: &Member, context: &Context<'_>) -> Result<Vec<u8>, Error> {
    match &member.place {
        Place::Zip(packed) => zip::unpack(bytes, packed, member.unpacked, context),
        Place::Plain(range) => {
            context.budget.charge(range.len())?;
            let content = bytes.get(range.clone()).map(<[u8]>::to_vec);
            content.ok_or_else(|| Error::new(Code::Truncated, "the archive is cut").at_byte(bytes.len()))
        }
    }
    .map_err(|error| error.in_member(&member.name))
}

/// The spectra of one file, each read or refused.
type Decoded = Vec<Result<Record, Error>>;

/// Opens a file in so many archives, and says what its format is called.
type Open = for<'a> fn(&'a [u8], &Context<'_>, usize) -> Result<(Box<dyn Source + 'a>, &'static str), Error>;

/// Spectra of the members of an archive, in their order.
struct Archive<'a> {
    bytes: &'a [u8],
    members: Vec<Member>,
    /// Member and number within it; a member that cannot be opened is one spectrum, which reading it refuses.
    spectra: Vec<(usize, usize)>,
    /// What was passed over.
    note: Option<String>,
    /// The member that was read last: all its spectra, so that it is unpacked and opened once for all of them.
    last: RefCell<Option<(usize, Decoded)>>,
    open: Open,
}

/// The depth at which members are opened: no archive in them is.
const INSIDE: usize = 2;

/// What systems and archivers add by themselves.
pub(super) fn is_litter(name: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or(name);
    name.starts_with("__MACOSX/")
        || last.starts_with("._")
        || [".ds_store", "thumbs.db", "desktop.ini"].contains(&last.to_lowercase().as_str())
}

/// Whether an error says that a member is no measurement, rather than that something is wrong with one. Texts beside measurements may
/// also be lists of files, or a handful of parameters.
fn is_no_measurement(error: &Error) -> bool {
    let is_text = error.format() == Some(crate::format::TEXT);
    error.is_no_measurement() || is_text && matches!(error.code(), Code::ColumnMissing | Code::TooFewPoints)
}

/// Opens an archive: every member is looked at once, as `open_in` opens it.
pub(crate) fn open<'a>(
    bytes: &'a [u8],
    members: Vec<Member>,
    context: &Context<'_>,
    open_in: Open,
) -> Result<Box<dyn Source + 'a>, Error> {
    let mut spectra = Vec::new();
    let mut others: Vec<(&str, Error)> = Vec::new();
    // The first that is damaged, and whether one could be opened.
    let (mut damaged, mut any_opened) = (None, false);
    for (number, member) in members.iter().enumerate().filter(|(_, member)| !is_litter(&member.name)) {
        let count = context.budget.scope(|| -> Result<usize, Error> {
            let content = unpack(bytes, member, context)?;
            open_in(&content, context, INSIDE)
                .map(|(source, _)| source.count())
                .map_err(|error| error.in_member(&member.name))
        });
        match count {
            Err(error) if is_no_measurement(&error) => {
                context.budget.push(&mut others, (member.name.as_str(), error), "members", usize::MAX)?;
            }
            // What is too much for the archive is refused with it.
            Err(error) if error.code() == Code::Limit => return Err(error),
            count => {
                any_opened |= count.is_ok();
                let count = count.unwrap_or_else(|error| {
                    damaged.get_or_insert(error);
                    1
                });
                for inner in 0..count {
                    context.budget.push(
                        &mut spectra,
                        (number, inner),
                        "spectra",
                        context.budget.limits().spectra,
                    )?;
                }
            }
        }
    }
    if let Some(error) = damaged.filter(|_| !any_opened) {
        return Err(error);
    }
    if spectra.is_empty() {
        let mut others = others.into_iter();
        return Err(match (others.next(), others.next()) {
            (Some((_, error)), None) => error,
            (Some((_, error)), Some(_)) => {
                let reason = format!("none of the archive's files holds a spectrum; the first: {error}");
                let all_unsupported = error.code() == Code::FormatUnsupported;
                Error::new(if all_unsupported { error.code() } else { Code::NoSpectrum }, reason)
            }
            (None, _) => Error::new(Code::NoSpectrum, "the archive holds no file"),
        });
    }
    let note = (!others.is_empty()).then(|| {
        let names: Vec<&str> = others.iter().map(|(name, _)| *name).take(SHOWN).collect();
        let more = others.len().saturating_sub(SHOWN);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        format!("members that are no spectra were passed over: {}{more}", names.join(", "))
    });
    Ok(Box::new(Archive { bytes, spectra, note, last: RefCell::new(None), members, open: open_in }))
}

/// Names of members that a note lists at most.
const SHOWN: usize = 10;

impl Source for Archive<'_> {
    fn count(&self) -> usize {
        self.spectra.len()
    }

    fn member(&self, index: usize) -> Option<&str> {
        let (number, _) = self.spectra.get(index)?;
        self.members.get(*number).map(|member| member.name.as_str())
    }

    fn read(&self, index: usize, context: &Context<'_>) -> Result<Record, Error> {
        let (number, inner) = self.spectra[index];
        let member = &self.members[number];
        let mut last = self.last.borrow_mut();
        if last.as_ref().is_none_or(|(own, _)| *own != number) {
            // What it held is given back before the next is read.
            *last = None;
            *last = Some((number, self.spectra_of(member, context)?));
        }
        let kept = last.as_ref().and_then(|(_, spectra)| spectra.get(inner));
        let mut record = kept.ok_or_else(|| Error::new(Code::BlockMissing, "the member changed"))?.clone()?;
        let metadata = Arc::make_mut(&mut record.metadata);
        context.field(metadata, MEMBER, &member.name)?;
        metadata.warnings.extend(self.note.clone());
        Ok(record)
    }
}

impl Archive<'_> {
    /// All spectra of a member; one that is refused does not hide the others.
    fn spectra_of(
        &self,
        member: &Member,
        context: &Context<'_>,
    ) -> Result<Vec<Result<Record, Error>>, Error> {
        let name = |error: Error| error.in_member(&member.name);
        let content = unpack(self.bytes, member, context)?;
        let (source, format) = (self.open)(&content, context, INSIDE).map_err(name)?;
        let read = |index| {
            source.read(index, &context.for_format(format)).map_err(|error| name(error.in_format(format)))
        };
        let mut spectra = context.budget.vec(source.count())?;
        spectra.extend((0..source.count()).map(read));
        Ok(spectra)
    }
}

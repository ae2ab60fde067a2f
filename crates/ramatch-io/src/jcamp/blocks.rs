//! Blocks of a JCAMP-DX file, which may be nested in LINK blocks, and the tables in them.

use super::labels::Ldr;
use crate::context::Context;
use crate::error::Error;
use crate::record::Metadata;
use ramatch_core::Code;
use std::ops::Range;

/// A table of data, by the numbers of the LDRs.
pub(super) struct Table {
    /// From the title to the end of its block.
    pub(super) block: Range<usize>,
    pub(super) data: usize,
    pub(super) ntuples: Option<usize>,
    pub(super) page: Option<usize>,
}

/// Labels that may not contradict themselves.
const STRUCTURAL: [&str; 8] =
    ["NPOINTS", "FIRSTX", "LASTX", "XFACTOR", "YFACTOR", "XUNITS", "YUNITS", "DELTAX"];

struct Frame {
    start: usize,
    line: usize,
    /// Whether its title has been met; some programs write the version before it.
    titled: bool,
    link: bool,
    declared: Option<usize>,
    children: usize,
    plain: Option<usize>,
    peaks: Option<usize>,
    ntuples: Option<usize>,
    page: Option<usize>,
    pages: Vec<(usize, Option<usize>)>,
}

impl Frame {
    fn new(start: usize, line: usize, titled: bool) -> Self {
        let (declared, plain, peaks, ntuples, page) = (None, None, None, None, None);
        Self {
            start,
            line,
            titled,
            link: false,
            declared,
            children: 0,
            plain,
            peaks,
            ntuples,
            page,
            pages: Vec::new(),
        }
    }

    fn has_table(&self) -> bool {
        self.plain.is_some() || self.peaks.is_some() || self.ntuples.is_some()
    }
}

/// The tables of a file, in its order.
pub(super) fn find(
    ldrs: &[Ldr<'_>],
    context: &Context<'_>,
    notes: &mut Metadata,
) -> Result<Vec<Table>, Error> {
    let mut tables = Vec::new();
    let mut open: Vec<Frame> = Vec::new();
    for (index, ldr) in ldrs.iter().enumerate() {
        let begins = ldr.key == "TITLE" || (open.is_empty() && (index == 0 || ldr.key == "JCAMPDX"));
        let late = open.last_mut().filter(|frame| !frame.titled && !frame.link && !frame.has_table());
        if ldr.key == "TITLE"
            && let Some(frame) = late
        {
            frame.titled = true;
            continue;
        }
        if begins {
            if let Some(frame) = open.last_mut() {
                if !frame.link {
                    let reason =
                        format!("the block of line {} has no ##END= before the next begins", frame.line);
                    context
                        .damaged(Error::new(Code::Unterminated, reason).at_line(ldr.line).of("END"), notes)?;
                    let frame = open.pop().unwrap_or_else(|| Frame::new(index, ldr.line, true));
                    close(frame, index, ldrs, context, notes, &mut tables)?;
                } else {
                    frame.children += 1;
                }
            }
            if open.len() >= context.budget.limits().depth {
                let limit = context.budget.limits().depth;
                let reason = format!("blocks are nested deeper than {limit}");
                return Err(Error::new(Code::Depth, reason).at_line(ldr.line).counts(limit, limit + 1));
            }
            open.push(Frame::new(index, ldr.line, ldr.key == "TITLE"));
            if ldr.key == "TITLE" {
                continue;
            }
        }
        let Some(frame) = open.last_mut() else {
            if !ldr.key.is_empty() && !tables.is_empty() {
                note_trailing(ldr.line, notes);
            }
            continue;
        };
        let twice = |earlier: usize| {
            let reason =
                format!("a block holds one table; {} stands in line {} already", ldr.key, ldrs[earlier].line);
            Error::new(Code::MultipleBlocks, reason).at_line(ldr.line).of(ldr.key.clone())
        };
        match ldr.key.as_str() {
            "END" => {
                if ldr
                    .value
                    .iter()
                    .skip_while(|b| !matches!(b, b'\n' | b'\r'))
                    .any(|b| !b.is_ascii_whitespace())
                {
                    note_trailing(ldr.line, notes);
                }
                if let Some(frame) = open.pop() {
                    close(frame, index, ldrs, context, notes, &mut tables)?;
                }
            }
            "DATATYPE" if ldr.first_line().to_uppercase().contains("LINK") => frame.link = true,
            "BLOCKS" => {
                frame.link = true;
                frame.declared = ldr.first_line().parse().ok();
            }
            "XYDATA" | "XYPOINTS" => match frame.plain {
                Some(earlier) => return Err(twice(earlier)),
                None => frame.plain = Some(index),
            },
            "PEAKTABLE" => match frame.peaks {
                Some(earlier) => return Err(twice(earlier)),
                None => frame.peaks = Some(index),
            },
            "NTUPLES" => match frame.ntuples {
                Some(earlier) => return Err(twice(earlier)),
                None => frame.ntuples = Some(index),
            },
            "PAGE" => frame.page = Some(index),
            "DATATABLE" => {
                let page = (index, frame.page);
                context.budget.push(&mut frame.pages, page, "pages", context.budget.limits().spectra)?;
            }
            _ => {}
        }
    }
    while let Some(frame) = open.pop() {
        let reason = format!("the block of line {} has no ##END=; the file may be cut", frame.line);
        let last = ldrs.last().map_or(1, |ldr| ldr.line);
        context.damaged(Error::new(Code::Unterminated, reason).at_line(last).of("END"), notes)?;
        close(frame, ldrs.len(), ldrs, context, notes, &mut tables)?;
    }
    Ok(tables)
}

fn note_trailing(line: usize, notes: &mut Metadata) {
    if !notes.warnings.iter().any(|warning| warning.starts_with("trailing_data")) {
        notes.warnings.push(format!("trailing_data: something follows the ##END= of line {line}"));
    }
}

fn close(
    frame: Frame,
    end: usize,
    ldrs: &[Ldr<'_>],
    context: &Context<'_>,
    notes: &mut Metadata,
    tables: &mut Vec<Table>,
) -> Result<(), Error> {
    let block = frame.start..end;
    if frame.link {
        if let Some(declared) = frame.declared {
            // Some count the linking block itself.
            if frame.children < declared && frame.children + 1 != declared {
                let reason = format!("BLOCKS declares {declared} blocks, {} are there", frame.children);
                let error = Error::new(Code::BlockMissing, reason).at_line(frame.line).of("BLOCKS");
                context.damaged(error.counts(declared, frame.children), notes)?;
            } else if frame.children == 0 {
                let error = Error::new(Code::BlockMissing, "a LINK block holds no block").at_line(frame.line);
                context.damaged(error.of("BLOCKS"), notes)?;
            } else if frame.children != declared {
                notes
                    .warnings
                    .push(format!("BLOCKS declares {declared} blocks, {} are there", frame.children));
            }
        }
        return Ok(());
    }
    duplicates(&block, ldrs, notes)?;
    let limit = context.budget.limits().spectra;
    let mut push = |table| context.budget.push(tables, table, "spectra", limit);
    if let Some(ntuples) = frame.ntuples {
        pages(&frame, &ldrs[ntuples..end], context, notes)?;
        for (data, page) in frame.pages {
            push(Table { block: block.clone(), data, ntuples: Some(ntuples), page })?;
        }
        return Ok(());
    }
    match (frame.plain, frame.peaks) {
        (Some(data), peaks) => {
            if peaks.is_some() {
                notes.warnings.push("the block also holds a table of peaks, which was not taken".into());
            }
            push(Table { block, data, ntuples: None, page: None })
        }
        (None, Some(data)) => push(Table { block, data, ntuples: None, page: None }),
        (None, None) => Ok(()),
    }
}

/// Refuses structural labels that contradict themselves, and warns of others.
fn duplicates(block: &Range<usize>, ldrs: &[Ldr<'_>], notes: &mut Metadata) -> Result<(), Error> {
    let own = &ldrs[block.clone()];
    if own.iter().any(|ldr| ldr.key == "NTUPLES") {
        return Ok(());
    }
    for key in STRUCTURAL {
        let mut those = own.iter().filter(|ldr| ldr.key == key);
        let Some(first) = those.next() else { continue };
        for other in those {
            let (a, b) = (first.first_line(), other.first_line());
            if a != b {
                let reason = format!("{key} is \"{a}\" in line {} and \"{b}\" here", first.line);
                return Err(Error::new(Code::DuplicateLabel, reason)
                    .at_line(other.line)
                    .of(key)
                    .counts(a, b));
            }
            notes.warnings.push(format!("{key} stands twice, in lines {} and {}", first.line, other.line));
        }
    }
    Ok(())
}

/// Compares the pages that are there with those that `VAR_DIM` declares.
fn pages(frame: &Frame, ldrs: &[Ldr<'_>], context: &Context<'_>, notes: &mut Metadata) -> Result<(), Error> {
    let value = |key: &str| ldrs.iter().find(|ldr| ldr.key == key);
    let Some(dimensions) = value("VARDIM") else { return Ok(()) };
    let symbols = value("SYMBOL").map(Ldr::first_line).unwrap_or_default();
    // The variable of the pages is the one that `PAGE=` names.
    let Some(page) = value("PAGE").map(Ldr::first_line) else { return Ok(()) };
    let symbol = page.split('=').next().unwrap_or_default().trim().to_owned();
    let column = symbols.split(',').position(|own| own.trim().eq_ignore_ascii_case(&symbol));
    let declared = column
        .and_then(|column| dimensions.first_line().split(',').nth(column)?.trim().parse::<usize>().ok());
    if let Some(declared) = declared
        && declared != frame.pages.len()
    {
        let reason = format!("VAR_DIM declares {declared} pages, {} are there", frame.pages.len());
        let error = Error::new(Code::NtuplesDim, reason).at_line(dimensions.line).of("VAR_DIM");
        context.damaged(error.counts(declared, frame.pages.len()), notes)?;
    }
    Ok(())
}

//! Where the numbers stand in a text: the first row, the last, and the lines that name the columns.

use super::layout::{LAYOUTS, Layout, Separator};
use super::{ambiguous, names};
use crate::budget;
use crate::context::Context;
use crate::error::Error;
use crate::field::{self, Field};
use crate::lines::Line;
use crate::notation;
use crate::number::{self, Decimal};
use ramatch_core::Code;

/// Lines at either end of the text by which the layout is chosen.
const SAMPLE: usize = 100;

/// Columns without a value behind the others, at most.
const MORE_NAMES: usize = 8;

/// Lines above the rows among which names and units of columns are looked for.
const NAME_LINES: usize = 3;

/// The rows of a text and what stands above them.
pub(crate) struct Table<'a> {
    pub(crate) layout: Layout,
    pub(crate) header: &'a [Line<'a>],
    /// Of the header, what stands above the names.
    pub(crate) above: &'a [Line<'a>],
    pub(crate) rows: &'a [Line<'a>],
    /// What some programs write behind the rows and a blank line.
    pub(crate) footer: &'a [Line<'a>],
    /// One name for each column, or none at all.
    pub(crate) names: Vec<String>,
    pub(crate) columns: usize,
    /// What is to be said of how the rows were found.
    pub(crate) notes: Vec<String>,
}

impl<'a> Table<'a> {
    /// The lines that are rows, or should be.
    pub(super) fn lines(&self) -> impl Iterator<Item = &'a Line<'a>> {
        self.rows.iter().filter(move |line| !is_comment(number::trimmed(&line.text)))
    }
}

/// What a spreadsheet writes for a number that it has not.
fn is_fault(field: &str) -> bool {
    const FAULTS: [&str; 11] = [
        "#N/A", "#NV", "#DIV/0!", "#VALUE!", "#WERT!", "#REF!", "#BEZUG!", "#NUM!", "#ZAHL!", "#NAME?",
        "#NULL!",
    ];
    // Or one that is wider than its cell.
    FAULTS.contains(&field) || field.len() > 2 && field.bytes().all(|b| b == b'#')
}

/// Whether a line among the rows is none: blank, or a comment.
fn is_comment(text: &str) -> bool {
    let fault = || text.split([',', ';', '\t', ' ']).any(is_fault);
    text.is_empty() || text.starts_with('#') && !fault() || text.starts_with(">>>>>")
}

/// The most rows of a sample of the lines that a layout explains, and that layout.
fn best_layout(lines: &[Line<'_>]) -> Option<Layout> {
    let ends = lines.len().saturating_sub(SAMPLE).max(SAMPLE.min(lines.len()));
    let sample = || lines.iter().take(SAMPLE).chain(&lines[ends..]);
    let mut best: Option<(Layout, usize)> = None;
    for layout in LAYOUTS {
        let rows = sample().filter(|line| layout.is_row(&line.text)).count();
        if rows > best.map_or(0, |(_, most)| most) {
            best = Some((layout, rows));
        }
    }
    best.map(|(layout, _)| layout)
}

/// Finds the rows.
pub(crate) fn find<'a>(lines: &'a [Line<'a>], context: &Context<'_>) -> Result<Table<'a>, Error> {
    let Some(layout) = best_layout(lines) else {
        return labelled(lines).unwrap_or_else(|| Err(without_columns(lines)));
    };
    // A lone pair of numbers in a header is no beginning; two rows in a row are.
    let is_row = |line: &Line<'_>| layout.is_row(&line.text);
    let mut rows = lines.iter().enumerate().filter(|(_, line)| !line.text.trim().is_empty()).peekable();
    let mut start = None;
    while let Some((index, line)) = rows.next() {
        if is_row(line) && rows.peek().is_none_or(|(_, next)| is_row(next)) {
            start = Some(index);
            break;
        }
    }
    let Some(start) = start else { return labelled(lines).unwrap_or_else(|| Err(without_columns(lines))) };
    let limit = context.budget.limits().fields;
    if start > limit {
        return Err(budget::over("lines before the numbers", limit, start).at_line(start));
    }
    let mut notes = Vec::new();
    let numbered = is_numbering(layout, &lines[start..]);
    let columns =
        lines[start..].iter().take(SAMPLE).map(|line| layout.fields(&line.text).len()).max().unwrap_or(0);
    let start = if numbered { start } else { first_row(layout, &lines[..start], columns)? };
    let (header, mut rows) = lines.split_at(start);
    if numbered {
        notes.push("the first row counts the columns; it was taken for their header".to_owned());
        rows = &rows[1..];
    }
    let (rows, footer) = rows.split_at(end_of_rows(rows, layout));
    let (mut names, mut above) = names_above(layout, header, columns)?;
    // The last columns may have names and no values.
    let raw = rows.iter().take(SAMPLE).map(|line| layout.width(&line.text)).max().unwrap_or(0);
    for more in columns + 1..=raw.min(columns + MORE_NAMES) {
        if names.is_empty() {
            (names, above) = names_above(layout, header, more)?;
        }
    }
    names.truncate(columns);
    ambiguous::refuse(layout, rows, columns, names.is_empty())?;
    // A count of columns is no name for them, but what stands above it may be.
    let names = if numbered && names.len() != columns { Vec::new() } else { names };
    Ok(Table { layout, header, above, rows, footer, names, columns, notes })
}

/// A table that has words in some columns: by the line that names its axis and its intensity.
fn labelled<'a>(lines: &'a [Line<'a>]) -> Option<Result<Table<'a>, Error>> {
    let (at, layout, names) = lines.iter().enumerate().take(SAMPLE).find_map(|(at, line)| {
        LAYOUTS.iter().filter(|layout| !matches!(layout.separator, Separator::Blanks)).find_map(|&layout| {
            let fields: Vec<String> = layout.fields(&line.text).into_iter().map(str::to_owned).collect();
            let axis = fields.iter().position(|name| names::is_axis(name))?;
            let signal = fields.iter().position(|name| names::intensity_rank(name).is_some())?;
            let numbers = |line: &Line<'_>| {
                let row = layout.fields(&line.text);
                let number = |column: usize| {
                    row.get(column).is_some_and(|field| matches!(layout.field(field), Field::Number(_)))
                };
                number(axis) && number(signal) && row.len() <= fields.len()
            };
            lines[at + 1..].iter().find(|line| !line.text.trim().is_empty()).filter(|line| numbers(line))?;
            Some((at, layout, fields))
        })
    })?;
    let (header, rows) = lines.split_at(at + 1);
    let columns = names.len();
    Some(Ok(Table {
        layout,
        header,
        above: &lines[..at],
        rows,
        footer: &[],
        names,
        columns,
        notes: Vec::new(),
    }))
}

/// Whether the first row counts the columns, as data frames without names are written: whole numbers from 0 or 1 on, which the
/// axis does not go on from.
fn is_numbering(layout: Layout, rows: &[Line<'_>]) -> bool {
    let mut lines = rows.iter().filter(|line| !line.text.trim().is_empty());
    let mut numbers = || -> Option<Vec<Option<f64>>> {
        let fields = layout.fields(&lines.next()?.text);
        let number = |field: &&str| match layout.field(field) {
            Field::Number(value) => Some(value),
            _ => None,
        };
        Some(fields.iter().map(number).collect())
    };
    let (Some(first), Some(second), Some(third)) = (numbers(), numbers(), numbers()) else { return false };
    // A data frame's own count of rows stands under no name.
    let named = first.iter().skip_while(|field| field.is_none());
    let offset = first.len() - named.clone().count();
    let from = first.get(offset).copied().flatten().unwrap_or(-1.0);
    let counts =
        (from == 0.0 || from == 1.0) && named.enumerate().all(|(i, field)| *field == Some(from + i as f64));
    let step =
        |a: &[Option<f64>], b: &[Option<f64>]| Some(b.get(offset).copied()?? - a.get(offset).copied()??);
    match (step(&first, &second), step(&second, &third)) {
        (Some(into), Some(step)) => counts && (into - step).abs() > 0.5 * step.abs(),
        _ => false,
    }
}

/// Where a footer begins: behind a blank line, where no row follows any more, and nothing that a damaged row may be.
fn end_of_rows(rows: &[Line<'_>], layout: Layout) -> usize {
    let blank = |line: &Line<'_>| line.text.trim().is_empty();
    let columns = rows.first().map_or(0, |line| layout.fields(&line.text).len());
    let begun = |line: &Line<'_>| {
        let fields = layout.fields(&line.text);
        fields.len() == columns && matches!(layout.field(fields[0]), Field::Number(_))
    };
    let mut end = rows.len();
    for (index, line) in rows.iter().enumerate().rev() {
        if blank(line) {
            end = index;
        } else if layout.is_row(&line.text) || begun(line) {
            break;
        }
    }
    end
}

/// What a line directly above the rows is.
enum Above {
    /// A row with a number and missing values, or a whole one.
    Row,
    /// A row that was damaged: the error says where and what.
    Damaged(Error),
    /// Neither.
    Header,
}

/// The first row: those above the ones that were found may lack a number. A damaged one is refused: it would pass for a header,
/// and what stands above it would be lost.
fn first_row(layout: Layout, header: &[Line<'_>], columns: usize) -> Result<usize, Error> {
    let named = names_line(layout, header, columns);
    let mut start = header.len();
    let mut damaged = None;
    for (at, line) in header.iter().enumerate().rev() {
        let text = line.text.trim();
        if is_comment(text) || Some(at) == named {
            break;
        }
        match above(layout, line, columns, named.is_some()) {
            Above::Row => start = at,
            Above::Damaged(error) => damaged = Some(error),
            Above::Header => break,
        }
    }
    damaged.map_or(Ok(start), Err)
}

/// The line nearest to the rows that certainly names the columns: with as many fields, and nothing in them that is a number.
fn names_line(layout: Layout, header: &[Line<'_>], columns: usize) -> Option<usize> {
    let is_number = |name: &String| {
        matches!(layout.field(name), Field::Number(_))
            || notation::begins_as_number(name)
            || notation::is_nearly_number(name)
    };
    let names = |line: &Line<'_>| {
        let names = names_of(layout, &line.text, columns);
        names::are_names(&names, layout.separator == Separator::Blanks)
            && !names.first().is_some_and(is_number)
    };
    header.iter().rposition(names)
}

/// What a line above the rows is.
fn above(layout: Layout, line: &Line<'_>, columns: usize, below_names: bool) -> Above {
    let mut fields = Vec::new();
    layout.each_field(&line.text, |field| {
        fields.push(field);
        true
    });
    let is_number = |field: &&str| matches!(layout.field(field), Field::Number(_));
    let numbers = fields.iter().filter(|field| is_number(field)).count();
    let bad = fields.iter().find(|field| layout.field(field) == Field::Other);
    let filled = fields.iter().rposition(|field| !field.is_empty()).map_or(0, |last| last + 1);
    let whole = fields.len() >= columns && filled <= columns;
    // Between names and rows a number alone has lost what stood beside it.
    if below_names && fields.len() == 1 && numbers == 1 && columns > 1 {
        return Above::Damaged(fields_missing(1, columns).at_line(line.number));
    }
    let Some(bad) = bad else {
        return if numbers > 0 && whole && columns > 1 { Above::Row } else { Above::Header };
    };
    if fields.iter().any(|field| is_fault(field)) {
        return Above::Damaged(number::refuse(bad, line.number));
    }
    let letters = |field: &str| field.chars().filter(|c| c.is_alphabetic()).count();
    let digits = |field: &str| field.chars().filter(char::is_ascii_digit).count();
    let first = fields.first().copied().unwrap_or_default();
    let error = || number::refuse(bad, line.number);
    let meant = fields.iter().all(|field| field.is_empty() || notation::is_meant_as_number(field));
    // A key has letters; a number of which a digit was changed has more digits, and so has one without any left.
    let number_like =
        letters(first) == 0 || digits(first) > letters(first) || notation::has_letters_for_digits(first);
    let dated = fields.iter().any(|field| is_date(field));
    let all_bare = fields
        .iter()
        .all(|field| letters(field) == 0 && digits(field) > 0 || notation::is_nearly_number(field));
    let read_off = fields
        .iter()
        .all(|field| notation::has_letters_for_digits(field) || letters(field) == 0 && digits(field) > 0);
    let a_row = filled == columns
        && (meant
            || numbers > 0
                && (below_names && !(letters(first) > 0 && digits(first) == 0) || number_like && !dated)
            || (all_bare || read_off) && !dated);
    // A separator that was lost leaves digits and nothing else, though no number.
    let one = fields.len() == 1 && columns > 1 && meant && numbers == 0;
    if a_row || one { Above::Damaged(error()) } else { Above::Header }
}

/// Digits in groups, as dates and times have them.
fn is_date(field: &str) -> bool {
    !field.contains(char::is_alphabetic)
        && ['-', '/', ':', '.'].iter().any(|c| field.matches(*c).count() >= 2)
        || field.contains(':')
}

/// The names of the columns, out of the lines above the rows, and what stands above them; units that stand in a line of their own are
/// put behind them.
fn names_above<'a>(
    layout: Layout,
    header: &'a [Line<'a>],
    columns: usize,
) -> Result<(Vec<String>, &'a [Line<'a>]), Error> {
    let filled = header.iter().enumerate().rev().filter(|(_, line)| !line.text.trim().is_empty());
    let (mut found, mut above): (Vec<String>, _) = (Vec::new(), header);
    for (at, line) in filled.take(NAME_LINES) {
        let names = names_of(layout, &line.text, columns);
        if !names::are_names(&names, layout.separator == Separator::Blanks) {
            // Between names and units nothing stands.
            if found.is_empty() { continue } else { break }
        }
        if found.is_empty() {
            (found, above) = (names, &header[..at]);
        } else if let Some(both) = names::with_units(&names, &found, line.number)? {
            return Ok((both, &header[..at]));
        } else if let Some(both) = names::with_samples(&names, &found) {
            (found, above) = (both, &header[..at]);
        } else {
            break;
        }
    }
    Ok((found, above))
}

/// The names in a line, if it has as many fields as a row.
fn names_of(layout: Layout, line: &str, columns: usize) -> Vec<String> {
    let mut fields = Vec::new();
    layout.each_field(line, |field| {
        fields.push(field);
        true
    });
    if fields.iter().any(|field| is_fault(field)) {
        return Vec::new();
    }
    // A column without a name is one all the same; beyond the columns nothing may stand.
    if fields.len() > columns && fields[columns..].iter().all(|field| field.is_empty()) {
        fields.truncate(columns);
    }
    let clean = |field: &&str| field.trim_matches(['#', '"', ' ']).to_owned();
    let filled: Vec<String> = fields.iter().filter(|f| !f.is_empty()).map(clean).collect();
    if fields.len() == columns && !filled.is_empty() {
        return fields.iter().map(clean).collect();
    }
    // Some instruments separate names by two tabs and numbers by one.
    if filled.len() == columns {
        return filled;
    }
    // R gives the names of its rows no name.
    let known = |name: &String| !matches!(names::role(name), names::Role::Word | names::Role::Nothing);
    if columns > 2 && filled.len() + 1 == columns && fields.len() == filled.len() && filled.iter().any(known)
    {
        return std::iter::once(String::new()).chain(filled).collect();
    }
    // Between blanks, names of several words are apart by two blanks or more.
    let words = || line.trim().split(['\t']).flat_map(|part| part.split("  ")).map(str::trim);
    let names: Vec<String> = words().filter(|f| !f.is_empty()).map(|name| clean(&name)).collect();
    if layout.separator == Separator::Blanks && names.len() == columns { names } else { Vec::new() }
}

/// Why no layout explains any row.
fn without_columns(lines: &[Line<'_>]) -> Error {
    let is_number = |line: &&Line<'_>| {
        let one = |decimal| matches!(field::read(&line.text, decimal), Field::Number(_));
        one(Decimal::Point) || one(Decimal::Comma)
    };
    // Rows of numbers in a notation that is not read: the first is named.
    let meant = lines.iter().find_map(|line| {
        LAYOUTS
            .iter()
            .find_map(|layout| {
                let fields = layout.fields(&line.text);
                let all = fields.len() >= 2 && fields.iter().all(|field| notation::is_meant_as_number(field));
                fields.into_iter().find(|field| all && layout.field(field) == Field::Other)
            })
            .map(|field| number::refuse(field, line.number))
    });
    let numbers = || lines.iter().filter(is_number);
    match numbers().next() {
        Some(line) if numbers().count() >= 2 => {
            let reason = "only one column of numbers; Raman shift and intensity are needed";
            Error::new(Code::ColumnMissing, reason).at_line(line.number)
        }
        _ => meant
            .unwrap_or_else(|| Error::new(Code::FormatUnsupported, "there are no columns of numbers in it")),
    }
}

/// The error of a row that has too few fields, or too many.
pub(super) fn fields_missing(count: usize, columns: usize) -> Error {
    Error::new(Code::ColumnMissing, format!("{count} fields where {columns} are needed"))
}

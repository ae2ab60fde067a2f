//! Where the numbers stand in a text: the separator, the decimal sign, the first row, the names of the columns.

use crate::context::Context;
use crate::lines::Line;
use crate::number::{self, Decimal, Field};
use crate::{Error, budget};
use ramatch_core::Code;

/// How the fields of a row are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    separator: Separator,
    decimal: Decimal,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Separator {
    Char(char),
    Blanks,
}

/// Tried in this order; the first that explains the most rows is taken.
const LAYOUTS: [Layout; 7] = {
    use Decimal::{Comma, Point};
    const fn layout(separator: Separator, decimal: Decimal) -> Layout {
        Layout { separator, decimal }
    }
    [
        layout(Separator::Char('\t'), Point),
        layout(Separator::Char('\t'), Comma),
        layout(Separator::Char(';'), Point),
        layout(Separator::Char(';'), Comma),
        layout(Separator::Char(','), Point),
        layout(Separator::Blanks, Point),
        layout(Separator::Blanks, Comma),
    ]
};

/// Lines at either end of the text by which the layout is chosen.
const SAMPLE: usize = 100;

impl Layout {
    /// Hands every field of a line to `visit` until it answers with false. A line that ends with a separator
    /// has an empty last field.
    pub(crate) fn each_field<'a>(self, line: &'a str, mut visit: impl FnMut(&'a str) -> bool) {
        match self.separator {
            Separator::Char(separator) => {
                // Spreadsheets may put every field between quotation marks.
                let bare = |field: &'a str| field.trim().trim_matches('"');
                let _ = line.split(separator).all(|field| visit(bare(field)));
            }
            Separator::Blanks => {
                let _ = line.split_whitespace().all(visit);
            }
        }
    }

    /// The fields of a line without an empty last one.
    fn fields(self, line: &str) -> Vec<&str> {
        let mut fields = Vec::new();
        self.each_field(line, |field| {
            fields.push(field);
            true
        });
        if fields.last().is_some_and(|field| field.is_empty()) {
            fields.pop();
        }
        fields
    }

    pub(crate) fn field(self, text: &str) -> Field {
        number::field(text, self.decimal)
    }

    /// Nothing but numbers and missing values, and at least two numbers.
    fn is_row(self, line: &str) -> bool {
        let (mut numbers, mut others) = (0, 0);
        self.each_field(line, |field| {
            match self.field(field) {
                Field::Number(_) => numbers += 1,
                Field::Missing => {}
                Field::Other => others += 1,
            }
            others == 0
        });
        numbers >= 2 && others == 0
    }
}

/// The rows of a text and what stands above them.
pub(crate) struct Table<'a> {
    pub(crate) layout: Layout,
    pub(crate) header: &'a [Line<'a>],
    pub(crate) rows: &'a [Line<'a>],
    /// What some programs write behind the rows and a blank line.
    pub(crate) footer: &'a [Line<'a>],
    /// One name for each column, or none at all.
    pub(crate) names: Vec<String>,
    pub(crate) columns: usize,
}

/// Finds the rows.
pub(crate) fn find<'a>(lines: &'a [Line<'a>], context: &Context<'_>) -> Result<Table<'a>, Error> {
    let ends = lines.len().saturating_sub(SAMPLE).max(SAMPLE.min(lines.len()));
    let sample = || lines.iter().take(SAMPLE).chain(&lines[ends..]);
    let mut best: Option<(Layout, usize)> = None;
    for layout in LAYOUTS {
        let rows = sample().filter(|line| layout.is_row(&line.text)).count();
        if rows > best.map_or(0, |(_, most)| most) {
            best = Some((layout, rows));
        }
    }
    let Some((layout, _)) = best else { return Err(without_columns(lines)) };
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
    let Some(start) = start else { return Err(without_columns(lines)) };
    let limit = context.budget.limits().fields;
    if start > limit {
        return Err(budget::over("lines before the numbers", limit, start).at_line(start));
    }
    let (header, rows) = lines.split_at(start);
    let (rows, footer) = rows.split_at(end_of_rows(rows, layout));
    let columns = layout.fields(&rows[0].text).len();
    let names = header.iter().rev().find(|line| !line.text.trim().is_empty());
    if let Some(line) = names {
        refuse_first_row(layout, line, columns)?;
    }
    let names = names.map(|line| names_of(layout, &line.text, columns)).unwrap_or_default();
    Ok(Table { layout, header, rows, footer, names, columns })
}

/// Where a footer begins: behind a blank line, where no row follows any more, and nothing that a damaged row may be.
fn end_of_rows(rows: &[Line<'_>], layout: Layout) -> usize {
    let blank = |line: &Line<'_>| line.text.trim().is_empty();
    let columns = layout.fields(&rows[0].text).len();
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

/// Refuses a line that would pass for the names of the columns, and is a row of a number that is none.
fn refuse_first_row(layout: Layout, line: &Line<'_>, columns: usize) -> Result<(), Error> {
    let fields = layout.fields(&line.text);
    let is_number = |field: &&str| matches!(layout.field(field), Field::Number(_));
    if fields.len() != columns || !fields.first().is_some_and(is_number) {
        return Ok(());
    }
    let refusals = fields.iter().filter(|field| layout.field(field) == Field::Other);
    match refusals.map(|field| number::refuse(field, line.number)).find(|e| e.code() == Code::NotFinite) {
        Some(error) => Err(error),
        None => Ok(()),
    }
}

/// The names in a line, if it has as many fields as a row.
fn names_of(layout: Layout, line: &str, columns: usize) -> Vec<String> {
    let fields = layout.fields(line);
    let clean = |field: &&str| field.trim_matches(['#', '"', ' ']).to_owned();
    if fields.len() == columns {
        return fields.iter().map(clean).collect();
    }
    // Some instruments separate names by two tabs and numbers by one.
    let filled: Vec<String> = fields.iter().filter(|f| !f.is_empty()).map(clean).collect();
    if filled.len() == columns {
        return filled;
    }
    // Between blanks, names of several words are apart by two blanks or more.
    let words = || line.trim().split(['\t']).flat_map(|part| part.split("  ")).map(str::trim);
    let names: Vec<String> = words().filter(|f| !f.is_empty()).map(|name| clean(&name)).collect();
    if layout.separator == Separator::Blanks && names.len() == columns { names } else { Vec::new() }
}

/// Why no layout explains any row.
fn without_columns(lines: &[Line<'_>]) -> Error {
    let is_number = |line: &&Line<'_>| {
        let one = |decimal| matches!(number::field(&line.text, decimal), Field::Number(_));
        one(Decimal::Point) || one(Decimal::Comma)
    };
    let numbers = || lines.iter().filter(is_number);
    match numbers().next() {
        Some(line) if numbers().count() >= 2 => {
            let reason = "only one column of numbers; Raman shift and intensity are needed";
            Error::new(Code::ColumnMissing, reason).at_line(line.number)
        }
        _ => Error::new(Code::FormatUnsupported, "there are no columns of numbers in it"),
    }
}

//! JCAMP-DX 4.24 to 6: one or many blocks, each with a table of equidistant ordinates, pairs, peaks or n-tuples.
//!
//! McDonald & Wilks 1988 (infrared); Davies & Lampen, Applied Spectroscopy 47, 1093 (1993; n-tuples, NMR);
//! Lampen et al. 1994 (mass), Baumbach et al. 2001 (5.01, ion mobility).

mod asdf;
mod asdf_text;
mod blocks;
mod commas;
mod labels;
mod pairs;
mod samples;
mod stated;
mod write;

pub use write::{Form, WRITTEN, write};

use crate::context::Context;
use crate::error::Error;
use crate::naming::{self, Says};
use crate::record::{Metadata, Quantity, Record, Technique};
use crate::source::Source;
use crate::vocabulary;
use blocks::Table;
use labels::Ldr;
use ramatch_core::Code;
use stated::Block;

/// Name of the format.
pub(crate) const NAME: &str = "JCAMP-DX";

/// Whether a text is JCAMP-DX: it begins with a title or a version.
pub(crate) fn is_jcamp(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(4096)];
    let end = labels::line_end(head);
    let first = head
        .split(|&b| b == end)
        .map(<[u8]>::trim_ascii)
        .find(|line| !line.is_empty() && !line.starts_with(b"$$"));
    let label: String = match first.and_then(|line| line.strip_prefix(b"##")) {
        Some(line) => {
            line.iter().take(16).map(|&b| char::from(b).to_ascii_uppercase()).filter(|c| *c != ' ').collect()
        }
        None => return false,
    };
    ["TITLE=", "JCAMP-DX=", "JCAMPDX=", "JCAMP_DX="].iter().any(|start| label.starts_with(start))
}

/// A file whose blocks are known.
struct File<'a> {
    ldrs: Vec<Ldr<'a>>,
    tables: Vec<Table>,
    warnings: Vec<String>,
    damage: Vec<String>,
}

pub(crate) fn open<'a>(bytes: &'a [u8], context: &Context<'_>) -> Result<Box<dyn Source + 'a>, Error> {
    let mut notes = Metadata::default();
    let bare = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bare.len() != bytes.len() {
        notes.warnings.push("the text begins with a byte-order mark".into());
    }
    if labels::line_end(bare) == b'\r' {
        notes.warnings.push("the lines end with CR alone".into());
    }
    let ldrs = labels::scan(bare, context.budget, &mut notes.warnings)?;
    let tables = blocks::find(&ldrs, context, &mut notes)?;
    if tables.is_empty() {
        return Err(Error::new(Code::NoSpectrum, "no block of it holds a table of data"));
    }
    Ok(Box::new(File { ldrs, tables, warnings: notes.warnings, damage: notes.damage }))
}

impl Source for File<'_> {
    fn count(&self) -> usize {
        self.tables.len()
    }

    fn read(&self, index: usize, context: &Context<'_>) -> Result<Record, Error> {
        let table = &self.tables[index];
        let block = Block { ldrs: &self.ldrs, table };
        let mut metadata = Metadata { format: NAME, ..Metadata::default() };
        metadata.warnings.extend(self.warnings.iter().cloned());
        metadata.damage.extend(self.damage.iter().cloned());
        for ldr in &self.ldrs[table.block.clone()] {
            let is_table = matches!(
                ldr.key.as_str(),
                "XYDATA" | "XYPOINTS" | "PEAKTABLE" | "DATATABLE" | "PEAKASSIGNMENTS"
            );
            if !is_table && !matches!(ldr.key.as_str(), "" | "TITLE") {
                context.field(&mut metadata, &crate::cursor::latin(ldr.label), &ldr.text())?;
            }
        }
        let read = block.samples(context, &mut metadata)?;
        // Where the unit says nothing, the label may; where both speak, they have to agree.
        let label = block.value("XLABEL").unwrap_or_default();
        let x_unit = match (naming::axis(&read.x_unit), naming::axis(&label)) {
            (Says::Nothing, Says::Axis(_)) => label,
            (Says::Axis(unit), Says::Axis(named)) if !agree(unit.quantity, named.quantity) => {
                format!("{label} ({})", read.x_unit)
            }
            _ => read.x_unit,
        };
        let (quantity, factor) = match naming::axis(&x_unit) {
            Says::Axis(named) => (named.quantity, named.factor),
            Says::Nothing => (Quantity::Unknown, 1.0),
            Says::Unfamiliar => (Quantity::Other, 1.0),
        };
        let mut record = Record::new(NAME, read.x, read.y).scaled(factor);
        record.title = context.budget.text(&block.value("TITLE").unwrap_or_default())?;
        record.technique = block
            .value("DATATYPE")
            .map_or(Technique::Unknown, |value| Technique::named(&value).unwrap_or(Technique::Other));
        record.quantity = quantity;
        let class = block.value("DATACLASS").unwrap_or_default().to_uppercase();
        metadata.peak_list = matches!(block.data().key.as_str(), "PEAKTABLE" | "PEAKASSIGNMENTS")
            || class.contains("PEAK")
            || class.contains("ASSIGNMENT");
        (record.x_unit, record.y_unit) = (x_unit, read.y_unit);
        record.metadata = vocabulary::described(metadata);
        Ok(record)
    }
}

/// Whether a unit and a label may speak of one axis.
fn agree(a: Quantity, b: Quantity) -> bool {
    use Quantity::{RamanShift, WavelengthNm, WavelengthUm, Wavenumber};
    a == b
        || matches!((a, b), (RamanShift | Wavenumber, RamanShift | Wavenumber))
        || matches!((a, b), (WavelengthNm | WavelengthUm, WavelengthNm | WavelengthUm))
        || !matches!(b, RamanShift | Wavenumber | WavelengthNm | WavelengthUm | Quantity::Other)
}

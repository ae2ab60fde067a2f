//! What the axis of a table is, by the name of its column, by what the lines around it state, and by the program that wrote it.

use super::columns::{Called, Group};
use super::program;
use super::stated::Stated;
use super::table::Table;
use crate::error::Error;
use crate::naming::Named;
use crate::record::{Metadata, Quantity, Technique};
use ramatch_core::Code;

/// An axis, and in which words the file says so.
pub(super) struct Axis {
    pub(super) named: Named,
    pub(super) words: String,
    pub(super) technique: Technique,
}

/// The axis of a table; where the file states nothing, or something that is not known, the notes say so.
///
/// # Errors
/// `axis_unit_unknown` where column and header contradict each other.
pub(super) fn of(
    table: &Table<'_>,
    group: &Group,
    stated: &Stated,
    notes: &mut Metadata,
) -> Result<Axis, Error> {
    let name = table.names.get(group.axis).cloned().unwrap_or_default();
    notes.shift_column.clone_from(&name);
    let technique = |quantity| match stated.technique {
        Technique::Unknown if quantity == Quantity::RamanShift => Technique::Raman,
        stated => stated,
    };
    let made = |named: Named, words: String| Axis { technique: technique(named.quantity), named, words };
    let header = stated.axis.as_ref();
    let axis = match (group.called, header) {
        (Called::Axis(own), Some((other, words))) if own != *other => {
            let alike = |a: Quantity, b: Quantity| (a, b) == (Quantity::RamanShift, Quantity::Wavenumber);
            if alike(own.quantity, other.quantity) {
                made(own, name)
            } else if alike(other.quantity, own.quantity) {
                made(*other, words.clone())
            } else if is_vague(&name) {
                // The unit of a wavelength may stand in the header alone.
                made(*other, words.clone())
            } else {
                let reason =
                    format!("the column of the axis is called \"{name}\", but the header states \"{words}\"");
                return Err(Error::new(Code::AxisUnitUnknown, reason)
                    .at_line(table.rows.first().map_or(1, |row| row.number)));
            }
        }
        (Called::Axis(own), _) => made(own, name),
        (Called::Nothing | Called::Word, Some((other, words))) => made(*other, words.clone()),
        (Called::Nothing, None) => {
            match (named_above(table), word_above(table), program::usual_axis(notes.format)) {
                (Some((named, words)), ..) => made(named, words),
                (None, Some(word), _) => {
                    notes.axis_assumed = true;
                    made(Named::OTHER, word)
                }
                (None, None, Some((quantity, why))) => {
                    notes.axis_assumed = true;
                    notes.warnings.push(why.to_owned());
                    made(Named { quantity, factor: 1.0 }, name)
                }
                (None, None, None) => made(Named { quantity: Quantity::Unknown, factor: 1.0 }, name),
            }
        }
        (Called::Word, None) => {
            notes.axis_assumed = true;
            made(Named::OTHER, name)
        }
    };
    if let (Technique::Unknown, Some(word)) = (axis.technique, other_technique(table)) {
        notes.warnings.push(format!(
            "the lines above the table say \"{word}\" and nothing of Raman: it may be another technique's"
        ));
    }
    Ok(axis)
}

/// The name of another technique in what stands above the rows, where nothing there says Raman. A word in a sentence is no statement,
/// so it is a doubt.
fn other_technique(table: &Table<'_>) -> Option<&'static str> {
    const OTHERS: [&str; 8] = ["infrared", "FTIR", "FT-IR", "XRD", "diffract", "X-ray", "XPS", "Kalpha"];
    let header: Vec<String> =
        table.header.iter().take(LOOKED_THROUGH).map(|line| line.text.to_lowercase()).collect();
    let says = |word: &str| header.iter().any(|line| line.contains(&word.to_lowercase()));
    if says("raman") { None } else { OTHERS.into_iter().find(|word| says(word)) }
}

/// `wavelength` without a unit, and pixels that the header says are more than that.
fn is_vague(name: &str) -> bool {
    let bare = name.to_lowercase();
    bare.starts_with("wavelength") && !bare.contains(['(', '[', '/']) || bare.starts_with("pixel")
}

/// Lines above the rows that are looked through for an axis, though they have not as many fields as a row.
const LOOKED_THROUGH: usize = 200;

/// The word beside an intensity directly above the rows.
fn word_above(table: &Table<'_>) -> Option<String> {
    let line = table.header.iter().rev().find(|line| !line.text.trim().is_empty())?;
    super::names::word_beside_signal(&line.text)
}

/// What a line above the rows names as the axis, where it names an intensity beside it, or stands directly above them and names
/// nothing else: names may be told apart by other signs than numbers, or be more or fewer than columns.
fn named_above(table: &Table<'_>) -> Option<(Named, String)> {
    let lines = || table.header.iter().rev().filter(|line| !line.text.trim().is_empty());
    let in_line = lines().take(LOOKED_THROUGH).find_map(|line| super::names::axis_beside_signal(&line.text));
    in_line.or_else(|| lines().next().and_then(|line| super::names::axis_alone(&line.text)))
}

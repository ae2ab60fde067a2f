//! Linear rows made again of what a library was made from: for a library that holds none, and to check one that does.

use super::packed::{Packed, drawn_at, format_of, head};
use crate::ground::error::Error;
use crate::library::content::Raw;
use crate::library::opened::Library;
use crate::library::render::Renderer;
use ramatch_core::library::{Codes, LinearRow, LinearRows, RowFormat};
use ramatch_core::{LibraryRef, Pipeline};

impl Library {
    /// Checks everything: every hash, every entry, every sample, the provenance, that the sketch bounds what it says it bounds, and that
    /// linear rows are those of the bands and measured spectra that are there, which [`Library::read`] leaves out. O(file).
    ///
    /// # Errors
    /// [`Error::Library`] with the first thing that is wrong.
    pub fn verify(&self) -> Result<(), Error> {
        self.check()?;
        verify_made(self)
    }
}

/// Makes the linear rows of a library from what it was made of, one after the other.
struct Maker<'a> {
    library: &'a Library,
    renderer: Renderer,
    format: RowFormat,
}

impl<'a> Maker<'a> {
    fn of(library: &'a Library, format: RowFormat) -> Result<Self, Error> {
        let pipeline = Pipeline::new(*library.view().recipe())?;
        Ok(Self { library, renderer: Renderer::new(pipeline, None, false), format })
    }

    /// The row of an entry, and whether its bands were drawn at another resolution than their source's; none for an entry of which
    /// neither bands nor measured points are there.
    fn make(&mut self, index: u32) -> Result<Option<(Packed, bool)>, Error> {
        let text = self.library.entry_content(index)?.filter(|text| text.raw != Raw::Absent);
        let Some(text) = text else { return Ok(None) };
        let recorded = self.library.view().entry(index).map_or(0.0, |entry| entry.resolution_cm1);
        let drawn_at = drawn_at(&text, recorded);
        let n = self.renderer.pipeline().grid().len;
        let row = self.renderer.linear(&text, drawn_at);
        let packed = row.map_or_else(|| Packed::none(n, self.format), |row| Packed::of(&row, self.format));
        Ok(Some((packed, drawn_at.is_some())))
    }
}

/// Makes the linear rows that a library holds again, of bands and measured points where it has them, and compares to the bit. Of bands that
/// were drawn at another resolution than their source's, which is not kept to its last digit, a sample may be one code off.
fn verify_made(library: &Library) -> Result<(), Error> {
    let view = library.view();
    let Some(rows) = view.linear_rows() else { return Ok(()) };
    let mut maker = Maker::of(library, rows.row_format())?;
    for index in 0..view.len() {
        let Some((made, redrawn)) = maker.make(index)? else { continue };
        let stored = rows.row(index);
        let own = stored.map(Packed::stored);
        let none = made.scale == 0.0 && own.is_none();
        let near = redrawn && stored.is_some_and(|row| is_near(&made, row));
        if !(none || near || own.is_some_and(|own| own == made)) {
            let error = ramatch_core::LibraryError::BadEntry {
                index,
                reason: "its linear row is not that of what it was made from",
            };
            return Err(Error::library(error.into()));
        }
    }
    Ok(())
}

/// Whether two rows differ by no more than rounding.
fn is_near(made: &Packed, row: LinearRow<'_>) -> bool {
    let code = |i: usize| match row.codes {
        Codes::F32(_) => None,
        Codes::I16(codes) => Some((i16::from_le_bytes(*codes.get(i)?).into(), i16_at(&made.codes, i)?)),
        Codes::I8(codes) => {
            Some((i8::from_le_bytes(*codes.get(i)?).into(), (*made.codes.get(i)?).cast_signed().into()))
        }
    };
    let close = |a: f32, b: f32| (a - b).abs() <= 1e-5 * b;
    let near = |(own, made): (i32, i32)| (own - made).abs() <= 1;
    close(made.norm, row.norm)
        && close(made.scale, row.scale)
        && (0..row.as_row().len()).all(|i| code(i).is_some_and(near))
}

fn i16_at(bytes: &[u8], i: usize) -> Option<i32> {
    bytes.as_chunks().0.get(i).map(|&bytes| i16::from_le_bytes(bytes).into())
}

/// The linear rows of a library that holds none, made in memory in the layout of the section.
#[derive(Debug)]
pub(crate) struct LinearMade {
    bytes: Vec<u8>,
}

impl LinearMade {
    /// Makes them of bands and measured points, as the recipe of the library asks for it, and by [`ramatch_core::Linear::new`] where that says nothing. Entries of
    /// which neither is there have none. O(library) in time and memory.
    ///
    /// # Errors
    /// [`Error::Library`] for provenance that cannot be read.
    pub(crate) fn of(library: &Library) -> Result<Self, Error> {
        let view = library.view();
        let format = format_of(view.row_format());
        let mut maker = Maker::of(library, format)?;
        let (mut bytes, mut codes) = (Vec::from(head(format)), Vec::new());
        let none = Packed::none(view.grid().len, format);
        for index in 0..view.len() {
            let made = maker.make(index)?;
            let packed = made.as_ref().map_or(&none, |(packed, _)| packed);
            bytes.extend(packed.record());
            codes.extend_from_slice(&packed.codes);
        }
        bytes.extend(codes);
        Ok(Self { bytes })
    }

    /// The rows, of the library that they were made of; none of another one that has other entries.
    pub(crate) fn rows<'a>(&'a self, view: LibraryRef<'a>) -> Option<LinearRows<'a>> {
        LinearRows::of(view, &self.bytes)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]
    use super::*;
    use crate::library::builder::Storage;
    use ramatch_core::Recipe;

    /// Where a library holds none they are made: those that it would hold, whatever its recipe says of them.
    #[test]
    fn rows_made_in_memory_are_those_of_the_section() {
        let embedded = Library::embedded().unwrap();
        let content = embedded.content().unwrap();
        for rows in RowFormat::ALL {
            let build = |recipe: &Recipe, resolution: Option<f64>, storage: Storage| {
                Library::build(&content, recipe, resolution, storage.rows(rows), &mut |_, _| {}).unwrap()
            };
            for resolution in [None, Some(17.3)] {
                let with = build(&Recipe::FINGERPRINT, resolution, Storage::new());
                with.verify().unwrap();
                let held = with.view().linear_rows().unwrap();
                let none = build(&Recipe::FINGERPRINT, resolution, Storage::new().without_linear());
                let old = build(&Recipe::FINGERPRINT.without_linear(), resolution, Storage::new());
                for library in [none, old] {
                    assert!(library.view().linear_rows().is_none());
                    let made = LinearMade::of(&library).unwrap();
                    let view = library.view();
                    let rows = made.rows(view).unwrap();
                    rows.verify().unwrap();
                    assert_eq!(rows.row_format(), held.row_format());
                    for index in 0..view.len() {
                        assert!(held.row(index).is_some() && held.row(index) == rows.row(index), "{index}");
                    }
                }
            }
        }
    }

    /// What is drawn at a resolution of many digits, of which the record keeps fewer, is not refused.
    #[test]
    fn a_resolution_of_many_digits_is_near_enough() {
        let content = Library::embedded().unwrap().content().unwrap();
        let resolution = Some(100.0 / 7.0);
        let built =
            Library::build(&content, &Recipe::FINGERPRINT, resolution, Storage::new(), &mut |_, _| {});
        built.unwrap().verify().unwrap();
    }
}

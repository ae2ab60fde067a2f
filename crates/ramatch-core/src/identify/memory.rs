//! The lent memory of an identification, and how much of it there has to be.

use super::bands::{BandRoom, BandSlots, Fate, MOST_BANDS};
use super::best::{BestOfEach, Ranked};
use super::mask::Mask;
use super::search::{Search, SearchRoom};
use super::unmix::{MOST_COMPONENTS, unmix_lengths};
use crate::clean::despike::Despike;
use crate::compare::alignment::Shortened;
#[cfg(feature = "alloc")]
use crate::compare::band::Peak;
use crate::compare::emphasis::Emphasis;
use crate::compare::topk::Hit;
use crate::ground::error::{self, Error};
use crate::ground::math::larger;
#[cfg(feature = "std")]
use crate::ground::rounded::Cell;
use crate::ground::scratch::Scratch;
use crate::measured::grid::{Grid, Interval};
use crate::recipe::data::Recipe;
use crate::recipe::pipeline::Pipeline;

/// How much memory an identification needs, by what it is made for.
///
/// ```
/// use ramatch_core::identify::Needs;
/// use ramatch_core::Grid;
/// const NEEDS: Needs = Needs::new(Grid::FINGERPRINT, 2048).of_library(500, 200).top(5);
/// assert!(NEEDS.bytes() < 106 << 10, "without what the steps of a pipeline need");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Needs {
    grid_len: usize,
    short_len: usize,
    native_len: usize,
    entries: u32,
    substances: u32,
    top: usize,
    open: usize,
    reals: usize,
    /// Numbers and samples of a sum, where mixtures are sought.
    sum: (usize, usize),
    #[cfg(feature = "std")]
    pub(super) cells: usize,
}

impl Needs {
    /// For spectra of up to `native_len` points, compared on a grid.
    #[must_use]
    pub const fn new(grid: Grid, native_len: usize) -> Self {
        Self {
            grid_len: grid.len,
            short_len: Shortened::of(grid).len(),
            native_len,
            entries: 0,
            substances: 0,
            top: 1,
            open: Mask::slots_len(grid.len),
            reals: 0,
            sum: (0, 0),
            #[cfg(feature = "std")]
            cells: 0,
        }
    }

    /// For a library of so many entries and substances.
    #[must_use]
    pub const fn of_library(self, entries: u32, substances: u32) -> Self {
        Self { entries, substances, ..self }
    }

    /// For a ranking of so many substances.
    #[must_use]
    pub const fn top(self, top: usize) -> Self {
        Self { top, ..self }
    }

    /// For what the steps of a pipeline need.
    #[must_use]
    pub fn of_pipeline(self, pipeline: &Pipeline) -> Self {
        Self {
            reals: pipeline.scratch_len(self.native_len),
            #[cfg(feature = "std")]
            cells: pipeline.cells_len(),
            ..self
        }
    }

    /// For what the steps of a recipe need, as a constant; see [`Recipe::scratch_len`]. A recipe of which that is not known counts
    /// as none.
    #[must_use]
    pub const fn of_recipe(self, recipe: &Recipe) -> Self {
        match recipe.scratch_len(self.native_len) {
            Some(reals) => Self { reals, ..self },
            None => self,
        }
    }

    /// For masks of up to so many stretches; without it for any mask. Gaps of a spectrum and bands of a container make some dozens; where
    /// there are more than were lent the question is refused.
    #[must_use]
    pub const fn stretches(self, open: usize) -> Self {
        Self { open, ..self }
    }

    /// Numbers of [`Memory::open`].
    #[must_use]
    pub const fn open_len(&self) -> usize {
        self.open
    }

    /// Numbers of [`Memory::candidates`].
    #[must_use]
    pub const fn candidates_len(&self) -> usize {
        Search::candidates_len(self.entries)
    }

    /// Numbers of [`Memory::best`].
    #[must_use]
    pub const fn top_len(&self) -> usize {
        self.top
    }

    /// Numbers of [`Memory::known`].
    #[must_use]
    pub const fn known_len(&self) -> usize {
        BestOfEach::known_len(self.substances)
    }

    /// Numbers of [`Memory::without`] and of [`Memory::marks`]: the points of the longest spectrum.
    #[must_use]
    pub const fn native_len(&self) -> usize {
        self.native_len
    }

    /// For [`identify_mixture`](super::identify_mixture) as well, beside so many containers.
    #[must_use]
    pub const fn mixtures(self, containers: usize) -> Self {
        let (reals, samples) = unmix_lengths(self.grid_len, MOST_COMPONENTS, containers);
        Self { sum: (reals, self.grid_len + samples), ..self }
    }

    /// Samples that [`identify_mixture`](super::identify_mixture) needs beside the memory; 0 without [`Needs::mixtures`].
    #[must_use]
    pub const fn sum_samples_len(&self) -> usize {
        self.sum.1
    }

    /// Samples: prepared, emphasised, and aligned, each `[grid_len]`.
    #[must_use]
    pub const fn rows_len(&self) -> usize {
        3 * self.grid_len
    }

    /// Numbers for the pipeline, the emphasis, and the points that stand alone.
    #[must_use]
    pub const fn reals_len(&self) -> usize {
        let emphasis = Emphasis::scratch_len(self.grid_len);
        let lone = self.native_len + Despike::scratch_len(self.native_len);
        let search = Searching::reals_len(self.grid_len, self.short_len);
        larger(larger(larger(self.reals, emphasis), larger(lone, search)), self.sum.0)
    }

    /// Bytes of all of it.
    #[must_use]
    pub const fn bytes(&self) -> usize {
        const PEAKS: usize = 4 * size_of::<BandSlots>();
        const PAIRS: usize = MOST_BANDS * (size_of::<Option<usize>>() + size_of::<Fate>());
        #[cfg(feature = "std")]
        let cells = self.cells * size_of::<Cell>();
        #[cfg(not(feature = "std"))]
        let cells = 0;
        (self.rows_len() + self.sum.1) * size_of::<f32>()
            + self.native_len * (size_of::<f32>() + 1)
            + self.reals_len() * size_of::<f64>()
            + self.open * size_of::<Interval>()
            + self.candidates_len() * size_of::<Hit>()
            + self.top * size_of::<Ranked>()
            + self.known_len() * size_of::<u32>()
            + PEAKS
            + PAIRS
            + cells
    }
}

/// Lent memory of one identification; its content is garbage before and after. The lengths are those that [`Needs`] counts; of
/// `open` fewer will do where masks are simple.
#[derive(Debug)]
pub struct Memory<'a> {
    /// Samples, `[3 · grid_len]`.
    pub rows: &'a mut [f32],
    /// Stretches in which points count.
    pub open: &'a mut [Interval],
    /// Entries on which an alignment is found.
    pub candidates: &'a mut [Hit],
    /// As many substances as are to be ranked.
    pub best: &'a mut [Ranked],
    /// One bit for every substance.
    pub known: &'a mut [u32],
    /// Intensities without a point, `[native_len]`.
    pub without: &'a mut [f32],
    /// Marks of points, `[native_len]`.
    pub marks: &'a mut [u8],
    /// Numbers for the steps, and cells of the rustfft backend.
    pub work: Scratch<'a>,
    /// Bands of the query as measured.
    pub measured: &'a mut BandSlots,
    /// Bands of the query where they lie in truth.
    pub query: &'a mut BandSlots,
    /// Bands of a reference.
    pub reference: &'a mut BandSlots,
    /// Its weak bands.
    pub weak: &'a mut BandSlots,
    /// The query's band for each of the reference's.
    pub partner: &'a mut [Option<usize>; MOST_BANDS],
    /// What became of each of the query's.
    pub fates: &'a mut [Fate; MOST_BANDS],
}

/// The memory in parts, by what each is for.
pub(super) struct Parts<'m> {
    pub(super) samples: &'m mut [f32],
    pub(super) best: &'m mut [Ranked],
    pub(super) desk: Desk<'m>,
    pub(super) without: &'m mut [f32],
    pub(super) marks: &'m mut [u8],
    pub(super) measured: &'m mut BandSlots,
    pub(super) bands: BandRoom<'m>,
}

/// What is used again by every search for one answer.
pub(super) struct Desk<'m> {
    pub(super) row: &'m mut [f32],
    pub(super) aligned: &'m mut [f32],
    pub(super) search: Searching<'m>,
    pub(super) open: &'m mut [Interval],
    pub(super) work: Scratch<'m>,
}

/// Room of a search, but for what it finds, and for what of it stands in the numbers for the steps, which are all taken when it begins.
pub(super) struct Searching<'m> {
    grid_len: usize,
    short_len: usize,
    candidates: &'m mut [Hit],
    known: &'m mut [u32],
}

impl Searching<'_> {
    /// Numbers of the steps that it stands in: sums before each part, two rows of samples, weights.
    const fn reals_len(grid_len: usize, short_len: usize) -> usize {
        short_len + 1 + 2 * grid_len.div_ceil(2) + short_len.div_ceil(4)
    }

    /// Room of one search, which finds `best`, and room for a row of a reference, `[grid_len]`; `reals` are what the steps have left.
    pub(super) fn room<'s>(
        &'s mut self,
        best: &'s mut [Ranked],
        reals: &'s mut [f64],
    ) -> (SearchRoom<'s>, &'s mut [f32]) {
        let (n, parts) = (self.grid_len, self.short_len);
        let (before, rest) = reals.split_at_mut(parts + 1);
        let (moved, rest) = rest.split_at_mut(n.div_ceil(2));
        let (reference, rest) = rest.split_at_mut(n.div_ceil(2));
        let weights = &mut rest[..parts.div_ceil(4)];
        let room = SearchRoom {
            moved: &mut bytemuck::cast_slice_mut(moved)[..n],
            weights: &mut bytemuck::cast_slice_mut(weights)[..parts],
            before: bytemuck::cast_slice_mut(before),
            candidates: self.candidates,
            best,
            known: self.known,
        };
        (room, &mut bytemuck::cast_slice_mut(reference)[..n])
    }
}

impl<'a> Memory<'a> {
    /// Hands out its parts, once all are known to be long enough.
    pub(super) fn parts<'m>(&'m mut self, needs: &Needs) -> Result<Parts<'m>, Error> {
        let n = needs.grid_len;
        error::at_least("rows", needs.rows_len(), self.rows.len())?;
        error::at_least("candidates", needs.candidates_len(), self.candidates.len())?;
        error::at_least("best", needs.top, self.best.len())?;
        error::at_least("known", needs.known_len(), self.known.len())?;
        error::at_least("without", needs.native_len, self.without.len())?;
        error::at_least("marks", needs.native_len, self.marks.len())?;
        error::at_least("reals", needs.reals_len(), self.work.reals.len())?;
        #[cfg(feature = "std")]
        error::at_least("cells", needs.cells, self.work.cells.len())?;
        let (samples, rest) = self.rows.split_at_mut(n);
        let (row, rest) = rest.split_at_mut(n);
        Ok(Parts {
            samples,
            best: &mut self.best[..needs.top],
            desk: Desk {
                row,
                aligned: &mut rest[..n],
                search: Searching {
                    grid_len: n,
                    short_len: needs.short_len,
                    candidates: self.candidates,
                    known: self.known,
                },
                open: self.open,
                work: self.work.again(),
            },
            without: &mut self.without[..needs.native_len],
            marks: &mut self.marks[..needs.native_len],
            measured: self.measured,
            bands: BandRoom {
                reference: self.reference,
                query: self.query,
                weak: self.weak,
                partner: self.partner,
                fates: self.fates,
            },
        })
    }
}

/// Memory that owns itself, to be lent again and again.
#[cfg(feature = "alloc")]
#[derive(Clone, Debug)]
pub struct MemoryBuf {
    rows: alloc::vec::Vec<f32>,
    open: alloc::vec::Vec<Interval>,
    candidates: alloc::vec::Vec<Hit>,
    best: alloc::vec::Vec<Ranked>,
    known: alloc::vec::Vec<u32>,
    without: alloc::vec::Vec<f32>,
    marks: alloc::vec::Vec<u8>,
    reals: alloc::vec::Vec<f64>,
    #[cfg(feature = "std")]
    cells: alloc::vec::Vec<Cell>,
    bands: [BandSlots; 4],
    partner: [Option<usize>; MOST_BANDS],
    fates: [Fate; MOST_BANDS],
}

#[cfg(feature = "alloc")]
impl MemoryBuf {
    /// As much as is needed.
    #[must_use]
    pub fn new(needs: &Needs) -> Self {
        use alloc::vec;
        Self {
            rows: vec![0.0; needs.rows_len()],
            open: vec![Interval::default(); needs.open],
            candidates: vec![Hit::EMPTY; needs.candidates_len()],
            best: vec![Ranked::EMPTY; needs.top],
            known: vec![0; needs.known_len()],
            without: vec![0.0; needs.native_len],
            marks: vec![0; needs.native_len],
            reals: vec![0.0; needs.reals_len()],
            #[cfg(feature = "std")]
            cells: vec![Cell::default(); needs.cells],
            bands: [[Peak::default(); MOST_BANDS]; 4],
            partner: [None; MOST_BANDS],
            fates: [Fate::NotAsked; MOST_BANDS],
        }
    }

    /// Lends the memory.
    pub fn lend(&mut self) -> Memory<'_> {
        let [measured, query, reference, weak] = &mut self.bands;
        Memory {
            rows: &mut self.rows,
            open: &mut self.open,
            candidates: &mut self.candidates,
            best: &mut self.best,
            known: &mut self.known,
            without: &mut self.without,
            marks: &mut self.marks,
            work: Scratch {
                reals: &mut self.reals,
                #[cfg(feature = "std")]
                cells: &mut self.cells,
            },
            measured,
            query,
            reference,
            weak,
            partner: &mut self.partner,
            fates: &mut self.fates,
        }
    }
}

//! What the tests put into the external memory: a library, a calibration and spectra, behind a table of words of 32 bits.
//!
//! The first word says how many places there are, then come offset and length in bytes of each: library, calibration, and for every
//! spectrum its Raman shifts and its intensities.

use ramatch_core::SpectrumRef;

/// Most points of a spectrum.
pub const POINTS: usize = 6144;

/// The memory, as the table says.
#[derive(Clone, Copy)]
pub struct Image<'a> {
    bytes: &'a [u8],
    fault: bool,
}

impl<'a> Image<'a> {
    /// What lies in the memory.
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, fault: false }
    }

    /// With a wrong bit in every spectrum, as a wrong instruction would write it, so that the comparison of answers is seen to catch one.
    #[must_use]
    pub const fn faulty(self) -> Self {
        Self { fault: true, ..self }
    }

    fn word(self, at: usize) -> usize {
        let word = self.bytes.get(4 * at..).and_then(|bytes| bytes.first_chunk());
        word.map_or(0, |&bytes| u32::from_le_bytes(bytes) as usize)
    }

    fn place(self, number: usize) -> &'a [u8] {
        let (at, len) = (self.word(1 + 2 * number), self.word(2 + 2 * number));
        self.bytes.get(at..at.saturating_add(len)).unwrap_or_default()
    }

    /// The bytes of the library.
    #[must_use]
    pub fn library(self) -> &'a [u8] {
        self.place(0)
    }

    /// The bytes of the calibration.
    #[must_use]
    pub fn calibration(self) -> &'a [u8] {
        self.place(1)
    }

    /// How many spectra there are.
    #[must_use]
    pub fn len(self) -> usize {
        self.word(0).saturating_sub(2) / 2
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// A spectrum, in lent arrays; none where it has too many points or none.
    #[must_use]
    pub fn spectrum<'b>(self, number: usize, room: &'b mut [[f32; POINTS]; 2]) -> Option<SpectrumRef<'b>> {
        let [shift, counts] = room;
        let [n, m] = [(0, &mut *shift), (1, &mut *counts)].map(|(second, room)| {
            let floats = self.place(2 + 2 * number + second).as_chunks::<4>().0;
            room.iter_mut().zip(floats).for_each(|(slot, bytes)| *slot = f32::from_le_bytes(*bytes));
            floats.len()
        });
        if self.fault {
            counts[n.min(POINTS) / 2] = f32::from_bits(counts[n.min(POINTS) / 2].to_bits() ^ 1);
        }
        let same = n == m && n <= POINTS;
        SpectrumRef::new(shift.get(..n)?, counts.get(..n)?).ok().filter(|_| same)
    }
}

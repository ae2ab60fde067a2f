//! The lent memory of an identification as arrays, whose lengths are known when a program is compiled.

/// Makes a type that holds the memory of an identification in arrays, for a device that has no heap.
///
/// The type has a constant `NEW`, so that it can be a static, and a method `lend` that yields a [`Memory`](crate::identify::Memory). The number behind `for` is a
/// constant [`Needs`](crate::identify::Needs).
///
/// ```
/// use ramatch_core::identify::{Needs, References};
/// use ramatch_core::{Grid, Recipe, lent_memory};
///
/// const NEEDS: Needs =
///     Needs::new(Grid::FINGERPRINT, 1024).of_recipe(&Recipe::FINGERPRINT_PORTABLE).of_library(500, 200).top(5);
/// lent_memory!(struct Lent for NEEDS);
///
/// let mut lent = Lent::NEW;
/// assert_eq!(lent.lend().rows.len(), 3 * 1024);
/// ```
#[macro_export]
macro_rules! lent_memory {
    ($(#[$about:meta])* $visible:vis struct $name:ident for $needs:expr) => {
        $(#[$about])*
        $visible struct $name {
            rows: [f32; $name::NEEDS.rows_len()],
            open: [$crate::Interval; $name::NEEDS.open_len()],
            candidates: [$crate::Hit; $name::NEEDS.candidates_len()],
            best: [$crate::identify::Ranked; $name::NEEDS.top_len()],
            known: [u32; $name::NEEDS.known_len()],
            without: [f32; $name::NEEDS.native_len()],
            marks: [u8; $name::NEEDS.native_len()],
            reals: [f64; $name::NEEDS.reals_len()],
            bands: [$crate::identify::BandSlots; 4],
            partner: [Option<usize>; $crate::identify::MOST_BANDS],
            fates: [$crate::identify::Fate; $crate::identify::MOST_BANDS],
        }

        #[allow(dead_code, reason = "a program may need less")]
        impl $name {
            /// What it is made for.
            const NEEDS: $crate::identify::Needs = $needs;

            /// Memory that nobody has used: nothing but zeros, so that a static of it takes no room in flash.
            $visible const NEW: Self = Self {
                rows: [0.0; Self::NEEDS.rows_len()],
                open: [$crate::Interval { lo: 0, hi: 0 }; Self::NEEDS.open_len()],
                candidates: [$crate::Hit { entry: 0, score: 0.0 }; Self::NEEDS.candidates_len()],
                best: [$crate::identify::Ranked {
                    entry: 0,
                    substance: 0,
                    score: 0.0,
                    over: $crate::Interval { lo: 0, hi: 0 },
                }; Self::NEEDS.top_len()],
                known: [0; Self::NEEDS.known_len()],
                without: [0.0; Self::NEEDS.native_len()],
                marks: [0; Self::NEEDS.native_len()],
                reals: [0.0; Self::NEEDS.reals_len()],
                bands: [[$crate::band::Peak::NONE; $crate::identify::MOST_BANDS]; 4],
                partner: [None; $crate::identify::MOST_BANDS],
                fates: [$crate::identify::Fate::NotAsked; $crate::identify::MOST_BANDS],
            };

            /// Lends it.
            $visible fn lend(&mut self) -> $crate::identify::Memory<'_> {
                let [measured, query, reference, weak] = &mut self.bands;
                $crate::identify::Memory {
                    rows: &mut self.rows,
                    open: &mut self.open,
                    candidates: &mut self.candidates,
                    best: &mut self.best,
                    known: &mut self.known,
                    without: &mut self.without,
                    marks: &mut self.marks,
                    work: $crate::Scratch::of_reals(&mut self.reals),
                    measured,
                    query,
                    reference,
                    weak,
                    partner: &mut self.partner,
                    fates: &mut self.fates,
                }
            }
        }
    };
}

//! One look at every reference: what each would explain of what is left.

use super::column::{Column, decode};
use super::model::{Model, Sum};
use super::sums::{product, product_and_squares};
use crate::compare::similarity::{self, Overlap};
use crate::ground::error::Error;
use crate::measured::grid::{Grid, Interval};

/// Of a row that lies in the space of the others but for this part, what is left is what references are wrong by.
const ALIKE: f64 = 0.03;

/// Above this cosine with a container a reference is like it.
const LIKE: f64 = 0.8;
/// References that are looked at for being like a container.
const KEPT: usize = 16;

/// What a reference would add to a sum.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gain {
    pub(super) entry: u32,
    pub(super) substance: u32,
    /// By how much the weighted sum of squares would fall.
    pub(super) gain: f64,
    /// The weighted square of its row outside the space of the sum's columns.
    pub(super) square: f64,
}

/// Whoever may call it off, and how often it is asked.
pub(super) struct Looks<'p> {
    pub(super) every: u32,
    pub(super) go_on: &'p mut dyn FnMut(u64) -> bool,
    pub(super) seen: u64,
}

impl Looks<'_> {
    fn one_more(&mut self) -> Result<(), Error> {
        self.seen += 1;
        if self.seen.is_multiple_of(u64::from(self.every.max(1))) && !(self.go_on)(self.seen) {
            return Err(Error::Cancelled);
        }
        Ok(())
    }
}

impl Model<'_, '_> {
    /// Looks at every reference whose substance is none of the sum's, and that is known over `least_cm1` of `domain` at least. What the sum
    /// leaves, and its basis, stand in the room. O(entries · grid.len · (2 + columns)).
    pub(super) fn scan(
        &mut self,
        sum: &Sum,
        (domain, least_cm1): (Interval, f64),
        looks: &mut Looks<'_>,
        mut each: impl FnMut(Gain),
    ) -> Result<(), Error> {
        let rows = self.rows;
        for entry in 0..rows.len() {
            looks.one_more()?;
            let (Some(found), Some(substance)) = (rows.row(entry), rows.substance(entry)) else { continue };
            let taken = sum.entries().any(|(own, _)| rows.substance(own) == Some(substance));
            if taken || self.counted_cm1(domain.intersection(found.interval)) < least_cm1 {
                continue;
            }
            decode(found.codes, self.room.row);
            let (along, whole) = product_and_squares(self.room.row, self.room.rest, self.room.weights);
            if along <= 0.0 {
                continue;
            }
            let shared: f64 = self
                .room
                .basis
                .chunks_exact(self.room.row.len())
                .take(self.rank)
                .map(|q| {
                    let part = product(self.room.row, q);
                    part * part
                })
                .sum();
            let own = whole - shared;
            if own > ALIKE * whole {
                let scale = f64::from(found.scale);
                each(Gain { entry, substance, gain: along * along / own, square: own * scale * scale });
            }
        }
        Ok(())
    }

    /// The reference that explains most of what is left, and is not like a container; of equal ones the first.
    pub(super) fn best(
        &mut self,
        sum: &Sum,
        over: (Interval, f64),
        looks: &mut Looks<'_>,
    ) -> Result<Option<Gain>, Error> {
        let (mut first, mut len) = ([None::<Gain>; KEPT], 0);
        self.scan(sum, over, looks, |gain| {
            let at = first[..len].partition_point(|kept| kept.is_some_and(|kept| kept.gain >= gain.gain));
            if at < KEPT {
                len = (len + 1).min(KEPT);
                first[at..len].rotate_right(1);
                first[at] = Some(gain);
            }
        })?;
        let contained = !self.room.containers.is_empty();
        Ok(first.into_iter().flatten().find(|gain| !contained || !self.is_like_a_container(gain.entry)))
    }

    /// Whether a reference is like a container: what explains either is taken for the container.
    fn is_like_a_container(&mut self, entry: u32) -> bool {
        let own = self.load(Column::Entry(entry));
        let Grid { len, step_cm1, .. } = self.grid;
        let row = (&self.room.row[..len], own);
        self.room.containers.chunks_exact(len).any(|container| {
            let score = similarity::cosine(row, (container, self.known), step_cm1, Overlap::none());
            score.is_some_and(|score| score.cosine > LIKE)
        })
    }
}

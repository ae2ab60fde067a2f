//! One query on its way, and where it is searched for.

use super::allowed::Allowed;
use super::ask::{Found, Search};
use super::best::Best;
use super::spare::Spare;
use crate::ground::error::Error;
use crate::library::codes::Codes;
use ramatch_core::{Hit, LibraryRef, Prepared};

/// Where is searched, and for what.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) view: LibraryRef<'a>,
    pub(super) allowed: &'a Allowed<'a>,
    pub(super) sketch: Option<crate::library::sketch::SketchRef<'a>>,
    pub(super) codes: Option<Codes<'a>>,
    pub(super) search: &'a Search,
    pub(super) spare: &'a Spare,
}

/// One query on its way.
pub(super) struct Run<'a, 'q> {
    pub(super) place: Place<'a>,
    pub(super) query: &'q Prepared<'q>,
    pub(super) best: Best,
    pub(super) found: Found,
}

impl Run<'_, '_> {
    /// The exact score of one row.
    pub(super) fn rescore(&mut self, row: usize) -> Result<(), Error> {
        let view = &self.place.view;
        self.found.rescored += 1;
        self.found.bytes += view.row_bytes(row as u32).len() as u64 + 48;
        if let Some(score) = view.score(self.query, row as u32)? {
            let substance = view.substance_of(row as u32).unwrap_or(u32::MAX);
            self.best.offer(Hit { entry: row as u32, score: score.cosine }, substance);
        }
        Ok(())
    }

    /// The exact scores of rows from the largest bound down, until no bound reaches the answer.
    pub(super) fn rescore_falling(&mut self, rows: &mut [(f64, u32)]) -> Result<(), Error> {
        rows.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        for (i, &(bound, row)) in rows.iter().enumerate() {
            if bound < self.best.threshold() {
                break;
            }
            if let Some(&(_, next)) = rows.get(i + 1) {
                ramatch_kernels::prefetch(self.place.view.row_bytes(next));
            }
            self.rescore(row as usize)?;
        }
        Ok(())
    }
}

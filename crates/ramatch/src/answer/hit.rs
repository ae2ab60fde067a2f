//! A substance of the ranking as it is reported.

use super::desk::Desk;
use super::found::{BandMatch, Bands, Hit, Warning};
use super::identifier::Identifier;
use super::words;
use crate::ground::error::Error;
use crate::library::Agreement;
use ramatch_core::band::Peak;
use ramatch_core::identify::{ComparedBands, Fate, Ranked};
use ramatch_core::library::Grade;
use ramatch_core::{Code, Grid, Interval};

/// First and last Raman shift of an interval.
pub(crate) fn ends(grid: Grid, interval: Interval) -> (f64, f64) {
    (grid.shift_cm1(interval.lo), grid.shift_cm1(interval.hi.saturating_sub(1)))
}

/// A reference's bands as they are reported; those of the query, `measured`, where they were measured.
pub(crate) fn reported(measured: &[Peak], compared: &ComparedBands<'_>) -> Bands {
    let highest = |peaks: &[Peak]| peaks.iter().map(|peak| peak.height).fold(f64::MIN_POSITIVE, f64::max);
    let (of_reference, of_query) = (highest(compared.reference), highest(compared.query));
    let mut bands = Bands { expected: compared.reference.len(), ..Bands::default() };
    for (wanted, partner) in compared.reference.iter().zip(compared.partner) {
        let pair = partner.and_then(|q| Some((measured.get(q)?, compared.query.get(q)?)));
        match pair {
            Some((measured, found)) => bands.matched.push(BandMatch {
                reference_cm1: wanted.shift_cm1,
                query_cm1: measured.shift_cm1,
                offset_cm1: found.shift_cm1 - wanted.shift_cm1,
                reference_height: wanted.height / of_reference,
                query_height: found.height / of_query,
            }),
            None => bands.missing_cm1.push(wanted.shift_cm1),
        }
    }
    let unexplained = measured.iter().zip(compared.fates).filter(|(_, fate)| **fate == Fate::Unexplained);
    bands.unexplained_cm1 = unexplained.map(|(band, _)| band.shift_cm1).collect();
    bands
}

impl Identifier {
    /// What is known of a substance of the ranking, without its place in it and its bands.
    pub(super) fn hit(&self, best: &Ranked, desk: &Desk) -> Result<Hit, Error> {
        let hit = desk.hit(best.entry, || self.known_hit(best.entry))?;
        let grid = self.library.view().grid();
        Ok(Hit { score: best.score, compared_cm1: ends(grid, best.over), ..hit })
    }

    /// What is known of an entry, whatever it was found by.
    fn known_hit(&self, entry_index: u32) -> Result<Hit, Error> {
        let view = self.library.view();
        let named = view.entry(entry_index).and_then(|entry| Some((entry, view.substance(entry.substance)?)));
        let named = named.filter(|(entry, substance)| !entry.id.is_empty() && !substance.name.is_empty());
        let Some((entry, substance)) = named else { return Err(unreadable(entry_index)) };
        let substance_id = substance.id.to_owned();
        let about = self.library.substance_content(entry.substance)?;
        let about = about.as_ref();
        let text = self.library.entry_content(entry_index)?;
        let text = text.as_ref();
        Ok(Hit {
            rank: 0,
            substance: substance.name.to_owned(),
            substance_id,
            cas: about.and_then(|about| about.cas.clone()),
            formula: about.and_then(|about| about.formula.clone()),
            tags: about.map(|about| about.tags.clone()).unwrap_or_default(),
            schedules: about.map(|about| about.schedules.clone()).unwrap_or_default(),
            form: entry.form.to_owned(),
            score: 0.0,
            cosine: 0.0,
            margin: None,
            compared_cm1: (0.0, 0.0),
            bands: Bands::default(),
            entry: entry.id.to_owned(),
            library: self.library.part_of(entry_index).map(|part| part.hash.clone()),
            grade: entry.grade.map_or("", Grade::name).to_owned(),
            source: entry.source.to_owned(),
            licence: text.map(|text| text.licence.clone()).unwrap_or_default(),
            attribution: text.map(|text| text.attribution.clone()).unwrap_or_default(),
            instrument: text.map(|text| text.instrument.clone()).unwrap_or_default(),
            laser_nm: Some(f64::from(entry.laser_nm)).filter(|&nm| nm > 0.0),
            checked: text.map_or(Agreement::Unchecked, |text| text.checked.agreement).name().to_owned(),
            checked_by: text.map(|text| text.checked.by.clone()).unwrap_or_default(),
            note: text.map(|text| text.note.clone()).unwrap_or_default(),
        })
    }
}

/// The reason of a ranking whose first reference is doubtful, if it is: that is never the base of an answer.
pub(super) fn doubtful_reference(hit: &Hit) -> Option<Warning> {
    let doubtful = hit.checked == Agreement::Doubtful.name();
    doubtful.then(|| Warning { code: "doubtful_reference", text: words::of_doubtful(hit) })
}

/// An entry that was found and has no name that can be read: no answer can be made of it.
fn unreadable(entry: u32) -> Error {
    let reason = format!(
        "entry {entry} was found and its record cannot be read: the library was damaged or written over while it was open; \
         `ramatch library verify` says where"
    );
    Error::Library { path: None, code: Code::BadEntry, reason }
}

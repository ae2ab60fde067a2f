//! Where the spectra of a file stand in its series: along its third axis (z), and on which of its planes (w).
//!
//! A series is even unless `TRANDM` or `TORDRD` is set: then each spectrum states its own place, which an even series leaves to
//! the first of them and the step. Planes are groups of spectra of equal number; z is the place within a plane.

use super::header::Header;
use super::layout::{TORDRD, TRANDM, sub};
use super::places::Place;
use crate::cursor::Bytes;
use crate::error::Error;
use crate::record::{Metadata, Position};

/// How places are told.
pub(super) struct Series {
    z: Steps,
    planes: Option<Planes>,
}

/// Planes, and how many spectra each has.
struct Planes {
    each: usize,
    w: Steps,
}

/// Places along an axis.
enum Steps {
    /// The first, and from one to the next.
    Even(f64, f64),
    /// In each spectrum's own header.
    Own,
    /// The file does not say.
    Unsaid,
}

impl Steps {
    fn even(first: f32, step: f32) -> Option<Self> {
        (first.is_finite() && step.is_finite() && step != 0.0)
            .then(|| Self::Even(f64::from(first), f64::from(step)))
    }

    /// The place of a spectrum whose own is `own`.
    fn at(&self, number: usize, own: f32) -> Option<f64> {
        match self {
            Self::Even(first, step) => Some(first + number as f64 * step),
            Self::Own => Some(f64::from(own)).filter(|own| own.is_finite()),
            Self::Unsaid => None,
        }
    }
}

impl Series {
    /// What a header and the headers of spectra, which begin at `places`, say.
    pub(super) fn new(
        bytes: &Bytes<'_>,
        header: &Header,
        places: &[Place],
        notes: &mut Metadata,
    ) -> Result<Self, Error> {
        let unsaid = Self { z: Steps::Unsaid, planes: None };
        let Some(first) = places.first().filter(|_| places.len() > 1) else { return Ok(unsaid) };
        let first = first.at;
        let start = sub::SUBTIME.read(bytes, first)?;
        let mut own = Steps::Unsaid;
        for place in places {
            if sub::SUBTIME.read(bytes, place.at)?.to_bits() != start.to_bits() {
                own = Steps::Own;
                break;
            }
        }
        let step =
            if header.z_step == 0.0 { sub::SUBNEXT.read(bytes, first)? - start } else { header.z_step };
        let even = Some(step).filter(|_| header.flags & (TRANDM | TORDRD) == 0);
        let z = even.and_then(|step| Steps::even(start, step)).unwrap_or(own);
        let planes = match header.planes {
            0 => None,
            planes if places.len().is_multiple_of(planes) => {
                let w = Steps::even(sub::SUBWLEVEL.read(bytes, first)?, header.plane_step);
                Some(Planes { each: places.len() / planes, w: w.unwrap_or(Steps::Own) })
            }
            planes => {
                notes.warnings.push(format!(
                    "{planes} planes do not divide {} spectra; the plane that each states was taken",
                    places.len()
                ));
                Some(Planes { each: 1, w: Steps::Own })
            }
        };
        Ok(Self { z, planes })
    }

    /// Where a spectrum stands: z, and as y the plane.
    pub(super) fn position(
        &self,
        bytes: &Bytes<'_>,
        places: &[Place],
        number: usize,
    ) -> Result<Position, Error> {
        let each = self.planes.as_ref().map_or(1, |planes| planes.each.max(1));
        let within = if each > 1 { number % each } else { number };
        let z = self.z.at(within, sub::SUBTIME.read(bytes, places[number].at)?);
        let y = match &self.planes {
            None => None,
            // A plane is where its first spectrum says.
            Some(planes) => {
                let plane = number / each;
                planes.w.at(plane, sub::SUBWLEVEL.read(bytes, places[plane * each].at)?)
            }
        };
        Ok(Position { y, z, ..Position::default() })
    }
}

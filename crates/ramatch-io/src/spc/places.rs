//! Where the spectra of a file stand: one behind the other, or as a directory says.

use super::header::Header;
use super::layout::{entry, new, old, sub};
use crate::context::Context;
use crate::cursor::Bytes;
use crate::error::Error;
use crate::record::Metadata;
use ramatch_core::Code;

/// Where a spectrum stands in the file.
#[derive(Clone, Copy)]
pub(super) struct Place {
    /// Of its header.
    pub(super) at: usize,
    pub(super) points: usize,
}

/// The spectra of a file of any version.
pub(super) fn find(
    bytes: &Bytes<'_>,
    header: &Header,
    context: &Context<'_>,
    notes: &mut Metadata,
) -> Result<Vec<Place>, Error> {
    if header.old { of_old(bytes, header, context) } else { of_new(bytes, header, context, notes) }
}

/// Bytes of the ordinates of a spectrum.
fn y_bytes(header: &Header, points: usize, at: usize) -> Result<usize, Error> {
    let overflow = || Error::new(Code::SizeOverflow, "a size is larger than any memory").at_byte(at);
    points.checked_mul(if header.sixteen_bit() { 2 } else { 4 }).ok_or_else(overflow)
}

fn exceeds(points: usize, at: usize, left: usize) -> Error {
    let reason = format!("{points} points are declared, {left} bytes are left for them");
    Error::new(Code::DeclaredExceedsData, reason).at_byte(at).of("fnpts").counts(points, left)
}

fn of_new(
    bytes: &Bytes<'_>,
    header: &Header,
    context: &Context<'_>,
    notes: &mut Metadata,
) -> Result<Vec<Place>, Error> {
    let least = sub::LEN;
    let room = (bytes.len() - header.data) / least;
    if header.spectra > room {
        let reason = format!("{} spectra are declared, there is room for {room} at most", header.spectra);
        let error = new::FNSUB.refuse(0, Code::DeclaredExceedsData, reason);
        return Err(error.counts(header.spectra, room));
    }
    context.budget.spectra(header.spectra)?;
    let mut places = context.budget.vec(header.spectra)?;
    if header.own_x() && header.points > 0 && header.multi() {
        return directory(bytes, header, context);
    }
    let shared_x = if header.shared_x() { header.points.saturating_mul(4) } else { 0 };
    let mut at = header.data.saturating_add(shared_x);
    if at > bytes.len() {
        return Err(exceeds(header.points, new::FNPTS.at(0), bytes.len() - header.data));
    }
    for number in 0..header.spectra {
        context.budget.tick(number)?;
        if at + sub::LEN > bytes.len() {
            let reason = format!("{} spectra are declared, {number} are there", header.spectra);
            let error = Error::new(Code::DeclaredExceedsData, reason).at_byte(at).of("fnsub");
            context.damaged(error.counts(header.spectra, number), notes)?;
            break;
        }
        let own = usize::try_from(sub::SUBNPTS.read(bytes, at)?).unwrap_or(0);
        let points = if header.own_x() && own > 0 { own } else { header.points };
        let x = if header.own_x() { points.saturating_mul(4) } else { 0 };
        let size = y_bytes(header, points, at)?.saturating_add(x);
        let left = bytes.len() - at - sub::LEN;
        let end_of_data = header.log.filter(|log| *log > at).map_or(bytes.len(), |log| log.min(bytes.len()));
        if size > left {
            context.damaged(exceeds(points, at, left), notes)?;
            let per_point = size / points.max(1);
            places.push(Place { at, points: left / per_point.max(1) });
            break;
        }
        if at + sub::LEN + size > end_of_data {
            let reason = format!("the log at byte {end_of_data} lies inside the data");
            return Err(new::FLOGOFF.refuse(0, Code::BadOffset, reason));
        }
        places.push(Place { at, points });
        at += sub::LEN + size;
    }
    Ok(places)
}

/// Spectra of own axes, by the directory behind them.
fn directory(bytes: &Bytes<'_>, header: &Header, context: &Context<'_>) -> Result<Vec<Place>, Error> {
    let start = header.points;
    let refuse = |at: usize, reason: String| Error::new(Code::BadOffset, reason).at_byte(at).of("fnpts");
    if start < header.data || bytes.items(start, header.spectra, entry::LEN).is_err() {
        return Err(refuse(
            new::FNPTS.at(0),
            format!("the directory at byte {start} lies outside of the file"),
        ));
    }
    let mut places = context.budget.vec(header.spectra)?;
    let mut taken: Vec<(usize, usize)> = context.budget.vec(header.spectra)?;
    for number in 0..header.spectra {
        context.budget.tick(number)?;
        let own = start + number * entry::LEN;
        let at = entry::SSFPOSN.read(bytes, own)? as usize;
        if at < header.data || at + sub::LEN > start {
            let reason = format!("spectrum {} at byte {at} lies outside of the data", number + 1);
            return Err(entry::SSFPOSN.refuse(own, Code::BadOffset, reason));
        }
        let points = usize::try_from(sub::SUBNPTS.read(bytes, at)?)
            .map_err(|_| sub::SUBNPTS.refuse(at, Code::BadCount, "a negative number of points"))?;
        let size = points
            .checked_mul(4)
            .and_then(|x| Some((x, y_bytes(header, points, at).ok()?)))
            .and_then(|(x, y)| x.checked_add(y));
        let end = size.and_then(|size| size.checked_add(at + sub::LEN)).filter(|end| *end <= start);
        let Some(end) = end else {
            return Err(exceeds(points, sub::SUBNPTS.at(at), start - at - sub::LEN).of("subnpts"));
        };
        places.push(Place { at, points });
        taken.push((at, end));
    }
    taken.sort_unstable();
    if let Some(pair) = taken.windows(2).find(|pair| pair[0].1 > pair[1].0) {
        return Err(refuse(
            pair[1].0,
            format!("the spectra at bytes {} and {} overlap", pair[0].0, pair[1].0),
        ));
    }
    Ok(places)
}

/// Old files count no spectra: they follow until the end.
fn of_old(bytes: &Bytes<'_>, header: &Header, context: &Context<'_>) -> Result<Vec<Place>, Error> {
    let mut places = Vec::new();
    let size = y_bytes(header, header.points, old::ONPTS.at(0))?;
    let mut at = header.data;
    loop {
        let left = bytes.len().saturating_sub(at + sub::LEN);
        if at + sub::LEN > bytes.len() || size > left {
            if places.is_empty() {
                return Err(exceeds(header.points, old::ONPTS.at(0), left));
            }
            break;
        }
        let place = Place { at, points: header.points };
        context.budget.push(&mut places, place, "spectra", context.budget.limits().spectra)?;
        at += sub::LEN + size;
        if !header.multi() {
            break;
        }
    }
    Ok(places)
}

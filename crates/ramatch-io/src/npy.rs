//! NumPy `.npy` and `.npz`, without pickle: real numbers only, never objects.
//!
//! NumPy enhancement proposal 1, *A Simple File Format for NumPy Arrays*.

use crate::archive::{self, Member};
use crate::context::Context;
use crate::cursor::{Bytes, Order};
use crate::error::Error;
use crate::naming::{self, Says};
use crate::record::{Position, Quantity, Record};
use crate::source::Source;
use ramatch_core::Code;
use std::sync::Arc;

/// Name of the format of one array.
pub(crate) const NAME: &str = "NumPy array";
/// Name of the format of several arrays.
pub(crate) const NPZ_NAME: &str = "NumPy archive";

/// The bytes with which an array begins.
pub(crate) const MAGIC: &[u8] = b"\x93NUMPY";

/// The array of an `.npz` that says what the axis is, if ours.
const QUANTITY: &str = "quantity";

/// Names by which others call the axis and the ordinates.
const X_NAMES: &[&str] = &[
    "x",
    "shift",
    "shift_cm1",
    "raman_shift",
    "wavenumber",
    "wavenumbers",
    "axis",
    "wavelength",
    "wavelength_nm",
];
const Y_NAMES: &[&str] = &["y", "intensity", "intensities", "counts", "spectrum", "spectra"];

/// Numbers of one or two dimensions.
struct Array {
    rows: usize,
    columns: usize,
    values: Vec<f64>,
    one_dimension: bool,
}

/// The value of a key of the header, which is a Python dictionary.
fn entry<'a>(header: &'a str, key: &str) -> Option<&'a str> {
    let from = header.find(&format!("'{key}'"))? + key.len() + 2;
    Some(header[from..].trim_start().strip_prefix(':')?.trim_start())
}

/// Bytes behind which the numbers stand, type, size of an item, Fortran order, shape.
struct Header {
    data: usize,
    kind: u8,
    size: usize,
    order: Order,
    fortran: bool,
    shape: Vec<usize>,
}

fn header(bytes: &[u8]) -> Result<Header, Error> {
    let all = Bytes::new(bytes, Order::Little);
    let syntax = |reason: &str| Error::new(Code::FormatSyntax, reason.to_owned()).at_byte(8);
    let (len, at) = match all.u8(6)? {
        1 => (usize::from(all.u16(8)?), 10),
        2 | 3 => (all.u32(8)? as usize, 12),
        other => return Err(Error::new(Code::BadVersion, format!("version {other}")).at_byte(6)),
    };
    const MOST: usize = 1 << 16;
    if len > MOST {
        return Err(crate::budget::over("bytes of header", MOST, len).at_byte(8));
    }
    let text = crate::cursor::latin(all.slice(at, len)?);
    let descr = entry(&text, "descr").ok_or_else(|| syntax("the header states no type"))?;
    let descr = match descr.strip_prefix('\'').and_then(|descr| descr.split('\'').next()) {
        Some(descr) => descr,
        None => {
            return Err(Error::new(Code::FormatUnsupported, "an array of structures is not read").at_byte(at));
        }
    };
    if descr.contains('O') {
        return Err(Error::new(Code::PickleForbidden, "an array of Python objects is never read")
            .at_byte(at)
            .of("descr"));
    }
    let mut chars = descr.chars();
    let order = match chars.next() {
        Some('<' | '|' | '=') => Order::Little,
        Some('>') => Order::Big,
        _ => return Err(syntax("the type states no order of bytes")),
    };
    let kind = chars.next().map_or(0, |kind| kind as u32 as u8);
    let size: usize = chars.as_str().parse().unwrap_or(0);
    if !matches!((kind, size), (b'f', 4 | 8) | (b'i' | b'u', 1 | 2 | 4 | 8) | (b'U' | b'S', 1..=256)) {
        let shown: String = descr.chars().take(20).collect();
        return Err(
            Error::new(Code::FormatUnsupported, format!("an array of type {shown} is not read")).at_byte(at)
        );
    }
    let fortran = entry(&text, "fortran_order").is_some_and(|value| value.starts_with("True"));
    let shape = entry(&text, "shape")
        .and_then(|shape| shape.strip_prefix('('))
        .and_then(|shape| shape.split(')').next());
    let shape = shape.ok_or_else(|| syntax("the header states no shape"))?;
    let items = shape.split(',').map(str::trim).filter(|item| !item.is_empty());
    let shape: Result<Vec<usize>, _> = items.map(str::parse).collect();
    let shape = shape.map_err(|_| {
        Error::new(Code::SizeOverflow, "a dimension is no number of this machine").at_byte(at).of("shape")
    })?;
    Ok(Header { data: at + len, kind, size, order, fortran, shape })
}

fn array(bytes: &[u8], context: &Context<'_>) -> Result<Array, Error> {
    let Header { data, kind, size, order, fortran, shape } = header(bytes)?;
    let (rows, columns) = match shape[..] {
        [] => (1, 1),
        [n] => (1, n),
        [rows, columns] if fortran => (columns, rows),
        [rows, columns] => (rows, columns),
        _ => {
            return Err(Error::new(
                Code::FormatUnsupported,
                format!("an array of {} dimensions", shape.len()),
            )
            .of("shape"));
        }
    };
    let count = rows.checked_mul(columns).filter(|n| n.checked_mul(size).is_some());
    let count = count
        .ok_or_else(|| Error::new(Code::SizeOverflow, format!("{rows} × {columns} values")).of("shape"))?;
    if count == 0 {
        return Err(Error::new(Code::BadCount, "an array of no values").of("shape"));
    }
    let all = Bytes::new(bytes, order);
    let there = bytes.len().saturating_sub(data);
    if count * size > there {
        let reason = format!("{count} values of {size} bytes are declared, {there} bytes are there");
        return Err(Error::new(Code::DeclaredExceedsData, reason).at_byte(data).counts(count * size, there));
    }
    if count * size < there {
        return Err(
            Error::new(Code::FormatSyntax, "something follows the values").at_byte(data + count * size)
        );
    }
    let mut read = context.budget.vec(count)?;
    for i in 0..count {
        context.budget.tick(i)?;
        let at = data + i * size;
        read.push(match (kind, size) {
            (b'f', 4) => f64::from(all.f32(at)?),
            (b'f', _) => all.f64(at)?,
            (b'i', 1) => f64::from(all.u8(at)? as i8),
            (b'i', 2) => f64::from(all.i16(at)?),
            (b'i', 4) => f64::from(all.i32(at)?),
            (b'i', _) => all.u64(at)? as i64 as f64,
            (b'u', 1) => f64::from(all.u8(at)?),
            (b'u', 2) => f64::from(all.u16(at)?),
            (b'u', 4) => f64::from(all.u32(at)?),
            (b'u', _) => all.u64(at)? as f64,
            _ => return Err(Error::new(Code::FormatUnsupported, "an array of texts holds no numbers")),
        });
    }
    let values = if fortran && rows > 1 {
        // Columns stand one after another: turned round, rows do.
        let mut turned = context.budget.vec(count)?;
        turned.extend(
            (0..columns)
                .flat_map(|column| (0..rows).map(move |row| (row, column)))
                .map(|(row, column)| read[row * columns + column]),
        );
        return Ok(Array { rows: columns, columns: rows, values: turned, one_dimension: false });
    } else {
        read
    };
    Ok(Array { rows, columns, values, one_dimension: shape.len() < 2 })
}

/// Spectra with one axis.
struct Spectra {
    name: &'static str,
    quantity: Quantity,
    x: Arc<Vec<f64>>,
    y: Vec<f64>,
    /// x, y, z and time of each spectrum, those that are known.
    places: [Option<Vec<f64>>; 4],
}

impl Source for Spectra {
    fn count(&self) -> usize {
        self.y.len() / self.x.len()
    }

    fn read(&self, index: usize, context: &Context<'_>) -> Result<Record, Error> {
        let len = self.x.len();
        let mut y = context.budget.vec(len)?;
        y.extend_from_slice(&self.y[index * len..(index + 1) * len]);
        let mut record = Record::new(self.name, self.x.clone(), y);
        record.quantity = self.quantity;
        record.x_unit = self.quantity.unit().to_owned();
        record.position = self.position(index);
        Ok(record)
    }

    fn position(&self, index: usize) -> Option<Position> {
        let of = |place: usize| self.places[place].as_ref().and_then(|values| values.get(index)).copied();
        let of = |place: usize| of(place).filter(|value| value.is_finite());
        let position = Position { x: of(0), y: of(1), z: of(2), time: of(3) };
        Some(position).filter(|position| *position != Position::default())
    }
}

/// One array: two columns or two rows are axis and ordinates, of more rows the first is the axis.
pub(crate) fn open(bytes: &[u8], context: &Context<'_>) -> Result<Box<dyn Source>, Error> {
    let Array { rows, columns, values, one_dimension } = array(bytes, context)?;
    if one_dimension {
        let reason = "one column of numbers; an axis and ordinates are needed";
        return Err(Error::new(Code::ColumnMissing, reason).of("shape"));
    }
    let (x, y) = if columns == 2 && rows != 2 {
        let column = |which: usize| values.iter().skip(which).step_by(2).copied().collect::<Vec<f64>>();
        context.budget.charge(values.len() * size_of::<f64>())?;
        (column(0), column(1))
    } else if rows >= 2 {
        context.budget.charge(values.len() * size_of::<f64>())?;
        (values[..columns].to_vec(), values[columns..].to_vec())
    } else {
        return Err(Error::new(Code::ColumnMissing, "one row of numbers; an axis and ordinates are needed")
            .of("shape"));
    };
    context.budget.points(x.len())?;
    Ok(Box::new(Spectra {
        name: NAME,
        quantity: Quantity::Unknown,
        x: x.into(),
        y,
        places: Default::default(),
    }))
}

/// Whether all members of an archive are arrays.
pub(crate) fn is_npz(members: &[Member]) -> bool {
    !members.is_empty() && members.iter().all(|member| member.name.ends_with(".npy"))
}

/// Several arrays: one is called as axes are, one as ordinates are; x, y, z and time beside them are places, where they hold one value for
/// each spectrum.
pub(crate) fn open_npz(
    bytes: &[u8],
    members: &[Member],
    context: &Context<'_>,
) -> Result<Box<dyn Source>, Error> {
    let find = |names: &[&str]| {
        names
            .iter()
            .find_map(|name| members.iter().find(|member| member.name.strip_suffix(".npy") == Some(name)))
    };
    let missing = |what: &str| {
        let names: Vec<&str> = members.iter().map(|member| member.name.as_str()).take(20).collect();
        Error::new(
            Code::ColumnMissing,
            format!("no array is called as {what} are; they are called {}", names.join(", ")),
        )
    };
    // A word counts before a letter: beside a shift and an intensity, x and y are places on the sample.
    let best = |names: &[&str]| names.get(1..).and_then(&find).or_else(|| find(names));
    let (x_member, y_member) =
        (best(X_NAMES).ok_or_else(|| missing("axes"))?, best(Y_NAMES).ok_or_else(|| missing("ordinates"))?);
    let get = |member: &Member| -> Result<Array, Error> {
        let content = archive::unpack(bytes, member, context)?;
        if !content.starts_with(MAGIC) {
            return Err(Error::new(Code::BadMagic, "it does not begin as an array").in_member(&member.name));
        }
        array(&content, context).map_err(|error| error.in_member(&member.name))
    };
    let (x, y) = (get(x_member)?, get(y_member)?);
    if x.rows != 1 || x.columns != y.columns {
        let reason = format!(
            "the axis has {} × {} values, the ordinates {} × {}",
            x.rows, x.columns, y.rows, y.columns
        );
        return Err(Error::new(Code::AxisInconsistent, reason).counts(x.columns, y.columns));
    }
    context.budget.points(x.columns)?;
    let stated = members.iter().find(|member| member.name.strip_suffix(".npy") == Some(QUANTITY));
    let quantity = match stated {
        Some(member) => quantity_of(&archive::unpack(bytes, member, context)?),
        // A variable may be called anything; only a word that is known says what it holds.
        None => match naming::axis(x_member.name.trim_end_matches(".npy")) {
            Says::Axis(named) if named.factor == 1.0 => named.quantity,
            Says::Axis(_) => Quantity::Other,
            Says::Nothing | Says::Unfamiliar => Quantity::Unknown,
        },
    };
    let mut places = [const { None }; 4];
    for (place, name) in places.iter_mut().zip(Position::NAMES) {
        let Some(member) = find(&[name]).filter(|own| ![&x_member.name, &y_member.name].contains(&&own.name))
        else {
            continue;
        };
        let values = get(member);
        match values {
            Ok(array) if array.values.len() == y.rows => *place = Some(array.values),
            // Others stand beside the spectra, as any array may.
            _ if !matches!(name, "x" | "y") => {}
            values => {
                let (count, rows) = (values?.values.len(), y.rows);
                let [axis, ordinates] =
                    [x_member, y_member].map(|member| member.name.trim_end_matches(".npy"));
                let reason = format!(
                    "beside {axis} and {ordinates}, {name} would be the place of each spectrum, but it holds {count} values for {rows} spectra"
                );
                return Err(Error::new(Code::AxisInconsistent, reason)
                    .in_member(&member.name)
                    .counts(rows, count));
            }
        }
    }
    Ok(Box::new(Spectra { name: NPZ_NAME, quantity, x: x.values.into(), y: y.values, places }))
}

/// What our own writer says of the axis: an array of the code of its quantity.
fn quantity_of(bytes: &[u8]) -> Quantity {
    let Ok(header) = header(bytes) else { return Quantity::Unknown };
    let code = bytes.get(header.data).copied().unwrap_or(0);
    QUANTITIES.iter().find(|(own, _)| *own == code).map_or(Quantity::Unknown, |(_, quantity)| *quantity)
}

const QUANTITIES: [(u8, Quantity); 9] = [
    (1, Quantity::RamanShift),
    (2, Quantity::Wavenumber),
    (3, Quantity::WavelengthNm),
    (4, Quantity::WavelengthUm),
    (5, Quantity::MassPerCharge),
    (6, Quantity::Time),
    (7, Quantity::Frequency),
    (8, Quantity::Pixel),
    (9, Quantity::Other),
];

/// Records of one axis as an `.npz`: `x`, `y` (one row for each record) and a number for what the axis is.
///
/// # Errors
/// `axis_inconsistent` where the records have not one axis, `no_spectrum` without any, `damaged` for one that was salvaged: its mark would be lost.
pub fn write(records: &[Record]) -> Result<Vec<u8>, Error> {
    let first = records.first().ok_or_else(|| Error::new(Code::NoSpectrum, "nothing to write"))?;
    if let Some(other) = records.iter().position(|record| record.x != first.x) {
        let reason = format!("records 1 and {} have two axes, an .npz holds one", other + 1);
        return Err(Error::new(Code::AxisInconsistent, reason));
    }
    if let Some(damaged) = records.iter().position(|record| !record.metadata.damage.is_empty()) {
        let reason = format!(
            "record {} was salvaged from a damaged file, and an .npz has no place to say so",
            damaged + 1
        );
        return Err(Error::new(Code::Damaged, reason));
    }
    let rows: Vec<&[f64]> = records.iter().map(|record| &record.y[..]).collect();
    let code =
        QUANTITIES.iter().find(|(_, quantity)| *quantity == first.quantity).map_or(0, |(code, _)| *code);
    let y_shape = if rows.len() == 1 {
        format!("({},)", first.x.len())
    } else {
        format!("({}, {})", rows.len(), first.x.len())
    };
    let floats = |rows: &[&[f64]]| {
        rows.iter().flat_map(|row| row.iter()).flat_map(|value| value.to_le_bytes()).collect()
    };
    Ok(archive::store(&[
        ("x.npy", npy("<f8", &format!("({},)", first.x.len()), floats(&[&first.x[..]]))),
        ("y.npy", npy("<f8", &y_shape, floats(&rows))),
        ("quantity.npy", npy("|u1", "(1,)", vec![code])),
    ]))
}

fn npy(descr: &str, shape: &str, values: Vec<u8>) -> Vec<u8> {
    let mut header = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}");
    // The values begin at a multiple of 64.
    while (10 + header.len() + 1) % 64 != 0 {
        header.push(' ');
    }
    header.push('\n');
    let mut bytes = MAGIC.to_vec();
    bytes.extend([1, 0]);
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.as_bytes());
    bytes.extend(values);
    bytes
}

//! Which columns belong together: every spectrum and the axis that is its own.
//!
//! Names decide. Where there are none, the numbers may: an axis rises or falls throughout, which a measured signal does not.
//! What they leave open is refused, with what to call the columns.

use super::matrix::Matrix;
use super::names::{self, Role, intensity_rank, is_sample, role};
use super::places;
use super::table::Table;
use crate::error::Error;
use crate::naming::Named;
use crate::number::Decimal;
use crate::record::{Metadata, Quantity};
use ramatch_core::Code;
use ramatch_core::spectrum::MIN_POINTS;

/// An axis and the spectra on it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Group {
    pub(super) axis: usize,
    pub(super) signals: Vec<usize>,
    pub(super) called: Called,
}

/// What an axis is called.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Called {
    /// This.
    Axis(Named),
    /// Nothing.
    Nothing,
    /// A word that is not known.
    Word,
}

/// What stands beside axis and signal in a long table, in which one spectrum follows the other.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Key {
    /// X and Y on the sample.
    Position([usize; 2]),
    /// Columns that stay the same within a spectrum: its sample, its time, its place.
    Columns(Vec<usize>),
}

/// Which columns hold what.
pub(super) struct Columns {
    pub(super) groups: Vec<Group>,
    pub(super) key: Option<Key>,
}

fn one(axis: usize, signals: Vec<usize>, called: Called) -> Columns {
    Columns { groups: vec![Group { axis, signals, called }], key: None }
}

/// Columns by their names; none where the names do not tell.
pub(super) fn by_names(table: &Table<'_>, notes: &mut Metadata) -> Result<Option<Columns>, Error> {
    let names = &table.names;
    if names.is_empty() {
        return Ok(None);
    }
    let mut roles: Vec<Role> = names.iter().map(|name| role(name)).collect();
    if let ([first, second], 2) = (&roles[..], table.columns) {
        return pair(table, *first, *second).map(Some);
    }
    let named = |wanted: &str| names.iter().position(|name| name.eq_ignore_ascii_case(wanted));
    let shots: Vec<usize> = (0..names.len()).filter(|&i| names[i].starts_with("accumulation_")).collect();
    if let (Some(axis), false) = (named("xaxis"), shots.is_empty()) {
        notes.warnings.push("the column \"background\" was not subtracted".into());
        return Ok(Some(one(axis, shots, Called::Axis(Named { quantity: Quantity::Pixel, factor: 1.0 }))));
    }
    // A length along x and y is no wavelength, where the spectrum has an axis of its own.
    let position = places::on_sample(names).filter(|own| has_another_axis(&roles, own));
    for column in position.into_iter().flatten() {
        roles[column] = Role::Nothing;
    }
    let runs = axes_in_runs(&roles, names);
    let Some(&(axis, _)) = runs.first() else { return without_axis(table, &roles, notes) };
    let line = table.rows.first().map_or(1, |row| row.number);
    // Several axes, each with a signal behind it, are spectra that each have their own.
    let groups = groups_behind(&runs, &roles, names);
    let with_signals = groups.iter().filter(|group| !group.signals.is_empty()).count();
    if with_signals > 1 {
        if with_signals < groups.len() {
            let names: Vec<&str> = runs.iter().map(|(column, _)| names[*column].as_str()).collect();
            let reason = format!(
                "{} columns are an axis ({}), and not each has an intensity behind it",
                runs.len(),
                names.join(", ")
            );
            return Err(Error::new(Code::ColumnMissing, reason).at_line(line));
        }
        return Ok(Some(Columns { groups, key: None }));
    }
    let (axis, best) = runs
        .iter()
        .copied()
        .min_by_key(|(column, named)| (rank_of(*named), *column))
        .unwrap_or((axis, Named::OTHER));
    let signals = signals(table, axis, &roles, notes);
    if signals.is_empty() {
        return Err(unclear(table, "intensity"));
    }
    // Between samples a column without a name may be an axis of its own.
    let unnamed = (axis + 1..names.len())
        .find(|&c| is_x(&names[c]) && signals.iter().any(|s| *s < c) && signals.iter().any(|s| *s > c));
    if let Some(column) = unnamed {
        let reason = format!(
            "column {} stands between spectra and has no name that says what it is; if it is an axis of its own, name it",
            column + 1
        );
        return Err(Error::new(Code::ColumnMissing, reason).at_line(line));
    }
    let key = position.map(Key::Position);
    Ok(Some(Columns { groups: vec![Group { axis, signals, called: Called::Axis(best) }], key }))
}

/// The better, the lower: optical axes before all others.
fn rank_of(named: Named) -> usize {
    names::axis_rank(named).unwrap_or(usize::MAX)
}

/// Whether another column than these is the axis of an optical spectrum.
fn has_another_axis(roles: &[Role], than: &[usize]) -> bool {
    let optical = |role: &Role| matches!(role, Role::Axis(named) if names::axis_rank(*named).is_some());
    roles.iter().enumerate().any(|(column, role)| !than.contains(&column) && optical(role))
}

/// A column that is called x, or nothing.
fn is_x(name: &str) -> bool {
    let rest = name.trim().trim_start_matches(['x', 'X']);
    name.trim().is_empty() || rest.len() < name.trim().len() && rest.chars().all(|c| !c.is_alphabetic())
}

/// What a column is the axis of: an optical one, or one of something else that has the name of such and not only the word in it.
fn as_axis(role: Role, name: &str) -> Option<Named> {
    match role {
        Role::Axis(named)
            if names::axis_rank(named).is_some()
                || names::is_bare(name) && crate::naming::names_quantity(name) =>
        {
            Some(named)
        }
        _ => None,
    }
}

/// The best axis of every run of columns that are axes, in the order of the file: an instrument writes one axis in several units side
/// by side. Axes of something else count where they have the names of such, not where a sample's name holds the word.
fn axes_in_runs(roles: &[Role], names: &[String]) -> Vec<(usize, Named)> {
    let axis = |column: usize| match roles[column] {
        Role::Axis(named) if names::axis_rank(named).is_some() || names::is_bare(&names[column]) => {
            Some((column, named))
        }
        _ => None,
    };
    // Without an optical axis the numbers have a say.
    if !(0..roles.len()).filter_map(axis).any(|(_, named)| names::axis_rank(named).is_some()) {
        return Vec::new();
    }
    let columns: Vec<usize> = (0..roles.len()).collect();
    columns
        .chunk_by(|&a, &b| axis(a).is_some() == axis(b).is_some())
        .filter_map(|run| {
            run.iter()
                .filter_map(|&column| axis(column))
                .min_by_key(|(column, named)| (rank_of(*named), *column))
        })
        .collect()
}

/// Two columns: the axis is the one that is called so, else the first.
fn pair(table: &Table<'_>, first: Role, second: Role) -> Result<Columns, Error> {
    let optical = |role: Role| matches!(role, Role::Axis(named) if names::axis_rank(named).is_some());
    let called = |role: Role| match role {
        Role::Axis(named) => Called::Axis(named),
        Role::Nothing => Called::Nothing,
        Role::Word | Role::Signal(_) => Called::Word,
    };
    if optical(first) && optical(second) {
        // A sample may be called by what measured it: Raman, 785 nm, Channel 1.
        let name = table.names[1].to_lowercase();
        if !(name == "raman" || name.contains(|c: char| c.is_ascii_digit()) && !name.contains("cm")) {
            return Err(unclear(table, "intensity"));
        }
        return Ok(one(0, vec![1], called(first)));
    }
    let swapped = optical(second) || matches!((first, second), (Role::Signal(_), Role::Axis(_) | Role::Word));
    Ok(match swapped {
        true => one(1, vec![0], called(second)),
        // Two intensities and no axis: the first has no name that says what it is.
        false => one(0, vec![1], called(first)),
    })
}

/// The signals behind each axis, up to the next.
fn groups_behind(axes: &[(usize, Named)], roles: &[Role], names: &[String]) -> Vec<Group> {
    let is_axis = |c: usize| as_axis(roles[c], &names[c]).is_some();
    let ends = axes.iter().skip(1).map(|(column, _)| *column).chain([roles.len()]);
    let behind = |axis: usize, end: usize| {
        let between = || (axis + 1..end).filter(|&c| !is_axis(c));
        let signals: Vec<usize> = between().filter(|&c| matches!(roles[c], Role::Signal(_))).collect();
        if signals.is_empty() {
            between().filter(|&c| is_sample_or_none(&names[c])).collect()
        } else {
            signals
        }
    };
    axes.iter()
        .zip(ends)
        .map(|(&(axis, named), end)| Group { axis, signals: behind(axis, end), called: Called::Axis(named) })
        .collect()
}

fn is_sample_or_none(name: &str) -> bool {
    is_sample(name) || matches!(role(name), Role::Nothing)
}

/// The columns of one axis' spectra: the best intensities, or behind the axis those that bear names of their own.
fn signals(table: &Table<'_>, axis: usize, roles: &[Role], notes: &mut Metadata) -> Vec<usize> {
    let ranked: Vec<(usize, usize)> = (0..roles.len())
        .filter(|&column| column != axis)
        .filter_map(|column| match roles[column] {
            Role::Signal(rank) => Some((rank, column)),
            _ => None,
        })
        .collect();
    if let Some(best) = ranked.iter().map(|(rank, _)| *rank).min() {
        return ranked.iter().filter(|(rank, _)| *rank == best).map(|(_, column)| *column).collect();
    }
    // In front of the axis only counts and worse axes may stand.
    if (0..axis).any(|column| !is_count(&table.names[column]) && !names::is_axis(&table.names[column])) {
        return Vec::new();
    }
    // Columns behind the axis that bear names of their own: samples, not parts of one measurement.
    let names = || table.names.iter().enumerate().skip(axis + 1);
    let (samples, beside): (Vec<_>, Vec<_>) = names().partition(|(_, name)| is_sample(name));
    if !beside.is_empty() && !samples.is_empty() {
        let names: Vec<&str> = beside.iter().map(|(_, name)| name.as_str()).collect();
        notes.warnings.push(format!("columns beside the spectra were left out: {}", names.join(", ")));
    }
    samples.into_iter().map(|(column, _)| column).collect()
}

impl Columns {
    /// What is to be said of columns that bear names of their own beside one that is called an intensity: they may be spectra too.
    pub(super) fn left_out(&self, table: &Table<'_>) -> Option<String> {
        let [Group { axis, signals, .. }] = &self.groups[..] else { return None };
        let called = |column: &usize| matches!(role(&table.names[*column]), Role::Signal(_));
        if self.key.is_some() || table.names.is_empty() || !signals.iter().any(called) {
            return None;
        }
        let left_out = |&(column, name): &(usize, &String)| {
            let named = matches!(role(name), Role::Word | Role::Axis(_)) && !names::is_about_intensity(name);
            column > *axis && !signals.contains(&column) && named && is_sample(name)
        };
        let names: Vec<&str> =
            table.names.iter().enumerate().filter(left_out).map(|(_, name)| name.as_str()).collect();
        (!names.is_empty())
            .then(|| format!("columns beside the intensity were left out: {}", names.join(", ")))
    }
}

/// Whether a column only counts the rows.
fn is_count(name: &str) -> bool {
    let bare = name.to_lowercase();
    matches!(
        bare.trim_matches(['#', ':', ' ', '0', '.']),
        "" | "index" | "no" | "nr" | "row" | "unnamed" | "point" | "n" | "id"
    )
}

/// Named columns of which none is called an axis that spectra have.
fn without_axis(table: &Table<'_>, roles: &[Role], notes: &mut Metadata) -> Result<Option<Columns>, Error> {
    // An axis of something else: the record says so, and no Raman spectrum is made of it.
    let first_axis = roles.iter().position(|role| matches!(role, Role::Axis(_)));
    let in_front = |c: usize| (0..c).all(|before| is_count(&table.names[before]));
    if let Some((axis, Role::Axis(other))) = first_axis.filter(|&c| in_front(c)).map(|c| (c, roles[c])) {
        let signals = signals(table, axis, roles, notes);
        if !signals.is_empty() {
            return Ok(Some(one(axis, signals, Called::Axis(other))));
        }
    }
    // x1, y1, x2, y2, and tables whose first column is called x: by the numbers, if they agree.
    if roles[0] == Role::Nothing { Ok(None) } else { Err(unclear(table, "Raman shift")) }
}

/// Whether a column rises or falls throughout, where it has numbers.
pub(super) fn is_monotone(values: impl Iterator<Item = f64>) -> bool {
    let mut before: Option<f64> = None;
    let (mut rises, mut falls, mut repeats, mut count) = (0usize, 0usize, 0usize, 0usize);
    for value in values.filter(|value| !value.is_nan()) {
        match before {
            Some(last) if value > last => rises += 1,
            Some(last) if value < last => falls += 1,
            Some(_) => repeats += 1,
            None => {}
        }
        before = Some(value);
        count += 1;
    }
    // A scan of several parts may repeat an abscissa.
    count >= MIN_POINTS && (rises == 0) != (falls == 0) && repeats * 20 <= count
}

/// 0, 1, 2 … or 1, 2, 3 …
fn counts_rows(values: impl Iterator<Item = f64>) -> bool {
    let mut from = None;
    values.enumerate().all(|(i, value)| {
        let from = *from.get_or_insert(value);
        (from == 0.0 || from == 1.0) && value == from + i as f64
    })
}

/// Columns by their numbers; what the axes that were found are called is heeded.
pub(super) fn by_numbers(
    table: &Table<'_>,
    matrix: &Matrix<'_>,
    notes: &mut Metadata,
) -> Result<Columns, Error> {
    let mut columns = found_by_numbers(table, matrix, notes)?;
    for group in &mut columns.groups {
        group.called = match table.names.get(group.axis).map(|name| role(name)) {
            Some(Role::Axis(named)) => Called::Axis(named),
            Some(Role::Word | Role::Signal(_)) => Called::Word,
            Some(Role::Nothing) | None => Called::Nothing,
        };
    }
    Ok(columns)
}

fn found_by_numbers(table: &Table<'_>, matrix: &Matrix<'_>, notes: &mut Metadata) -> Result<Columns, Error> {
    let used: Vec<usize> =
        (0..table.columns).filter(|&c| matrix.column(c).any(|value| !value.is_nan())).collect();
    let rises: Vec<usize> = used.iter().copied().filter(|&c| is_monotone(matrix.column(c))).collect();
    let refuse = || Err(unclear(table, "Raman shift"));
    let mut say = |text: String| notes.warnings.push(text);
    if let [x, y] = used[..] {
        if rises == [y] && !counts_rows(matrix.column(y)) {
            say(format!(
                "the columns have no names; column {} was taken for the axis, since it rises or falls throughout",
                y + 1
            ));
            return Ok(one(y, vec![x], Called::Nothing));
        }
        return Ok(one(x, vec![y], Called::Nothing));
    }
    let Some((&first, rest)) = used.split_first() else { return refuse() };
    if has_torn_decimals(table, matrix, &used) {
        let reason = format!(
            "{} columns of whole numbers between commas: they may be numbers with decimal commas that were torn apart; \
             separate columns by semicolons or tabs, or name them",
            table.columns
        );
        return Err(Error::new(Code::ColumnMissing, reason).at_line(table.rows[0].number));
    }
    if counts_rows(matrix.column(first)) {
        // Numbers of rows in front of a table of two columns; without an axis behind them they may be pixels, or anything.
        return match (rest, &rises[..]) {
            (&[axis, signal], rises) if rises.contains(&axis) && !rises.contains(&signal) => {
                say("the first column only counts the rows; the second was taken for the axis".into());
                Ok(one(axis, vec![signal], Called::Nothing))
            }
            _ => refuse(),
        };
    }
    if rises == [first] {
        say(format!(
            "no column is named as an axis; the first, which rises or falls throughout, was taken for that of {} spectra",
            rest.len()
        ));
        return Ok(one(first, rest.to_vec(), Called::Nothing));
    }
    let pairs: Vec<Group> = used
        .chunks_exact(2)
        .map(|pair| Group { axis: pair[0], signals: vec![pair[1]], called: Called::Nothing })
        .collect();
    if used.len().is_multiple_of(2) && pairs.iter().map(|group| group.axis).eq(rises.iter().copied()) {
        say(format!(
            "the columns have no names; they were taken for {} spectra, each with its own axis in front of it",
            pairs.len()
        ));
        return Ok(Columns { groups: pairs, key: None });
    }
    if let ([key, axis, signal], []) = (&used[..], &rises[..])
        && blocks_of(matrix, *key).is_some_and(|blocks| {
            blocks.len() > 1
                && blocks
                    .iter()
                    .all(|block| is_monotone(matrix.column(*axis).skip(block.start).take(block.len())))
        })
    {
        say("the columns have no names; rows of one number in the first were taken for one spectrum".into());
        let mut columns = one(*axis, vec![*signal], Called::Nothing);
        columns.key = Some(Key::Columns(vec![*key]));
        return Ok(columns);
    }
    refuse()
}

/// Runs of one value; none where a value comes back, or where there are hardly more rows than values.
fn blocks_of(matrix: &Matrix<'_>, column: usize) -> Option<Vec<std::ops::Range<usize>>> {
    let values: Vec<f64> = matrix.column(column).collect();
    let mut blocks: Vec<std::ops::Range<usize>> = Vec::new();
    for (i, value) in values.iter().enumerate() {
        match blocks.last_mut() {
            Some(block) if values[block.start] == *value => block.end = i + 1,
            _ => blocks.push(i..i + 1),
        }
    }
    let mut firsts: Vec<f64> = blocks.iter().map(|block| values[block.start]).collect();
    firsts.sort_by(f64::total_cmp);
    let unique = firsts.windows(2).all(|pair| pair[0] != pair[1]);
    (unique && blocks.iter().all(|block| block.len() >= MIN_POINTS)).then_some(blocks)
}

/// Whether numbers with decimal commas may have been torn apart by a separator that is a comma too.
fn has_torn_decimals(table: &Table<'_>, matrix: &Matrix<'_>, used: &[usize]) -> bool {
    use super::layout::Separator;
    let commas = table.layout.separator == Separator::Char(',') && table.layout.decimal == Decimal::Point;
    commas
        && used.len() > 2
        && used.iter().all(|&c| matrix.column(c).all(|value| value.is_nan() || value.fract() == 0.0))
}

/// The error of columns that say too little.
pub(super) fn unclear(table: &Table<'_>, wanted: &str) -> Error {
    let names = if table.names.is_empty() {
        "they have no names".to_owned()
    } else {
        format!("they are called {}", table.names.join(", "))
    };
    let reason = format!(
        "{} columns, none of them named {wanted}: {names}; call the axis \"Raman shift (cm-1)\" and each intensity \
         \"Intensity\" or by its sample",
        table.columns
    );
    Error::new(Code::ColumnMissing, reason).at_line(table.rows[0].number)
}

impl Columns {
    /// The columns that hold numbers of the spectra.
    pub(super) fn numbers(&self) -> Vec<usize> {
        let mut columns: Vec<usize> =
            self.groups.iter().flat_map(|group| group.signals.iter().copied().chain([group.axis])).collect();
        columns.extend(self.places());
        columns.sort_unstable();
        columns.dedup();
        columns
    }

    /// The columns of x and y.
    pub(super) fn places(&self) -> Vec<usize> {
        match self.key {
            Some(Key::Position(place)) => place.to_vec(),
            _ => Vec::new(),
        }
    }

    /// Whether the one axis begins anew on the way.
    pub(super) fn restarts(&self, matrix: &Matrix<'_>) -> bool {
        match &self.groups[..] {
            [Group { axis, signals, .. }] if signals.len() == 1 => !is_monotone(matrix.column(*axis)),
            _ => false,
        }
    }

    /// Named columns beside axis and signal: those that may say which spectrum a row is of.
    pub(super) fn keys(&self, table: &Table<'_>) -> Vec<usize> {
        let numbers = self.numbers();
        let names = table.names.iter().enumerate().filter(|(column, _)| !numbers.contains(column));
        let may = |name: &str| {
            let is_axis = names::is_axis(name) && places::called(name).is_none();
            intensity_rank(name).is_none() && !is_axis && !is_count(name)
        };
        names.filter(|(_, name)| may(name)).map(|(column, _)| column).collect()
    }
}

//! Where the spectra of a map or a series are drawn: over two positions, over one, or over their numbers.

use crate::answer::overview::Overview;
use ramatch_io::Position;

/// An axis of a picture.
#[derive(Debug, PartialEq)]
pub(super) struct Axis {
    /// What stands at it, with its unit.
    pub(super) label: String,
    /// One value for each spectrum; none where it has no place.
    pub(super) values: Vec<Option<f64>>,
}

/// How spectra lie.
#[derive(Debug, PartialEq)]
pub(super) enum Layout {
    /// Over two positions.
    Map {
        x: Axis,
        y: Axis,
        /// Width and height of a cell, where places stand on even steps.
        cell: Option<[f64; 2]>,
        /// Whether both are lengths, of one unit.
        to_scale: bool,
    },
    /// Over one position, or over numbers.
    Series(Axis),
}

const LENGTHS: [(&str, f64); 5] = [("nm", 1e-9), ("µm", 1e-6), ("mm", 1e-3), ("cm", 1e-2), ("m", 1.0)];

/// Whether differences and squares of such numbers are numbers.
fn is_drawable(value: &f64) -> bool {
    value.abs() < 1e100
}

/// How many of one unit of length make one of another.
fn factor(from: &str, to: &str) -> Option<f64> {
    let metres = |unit: &str| LENGTHS.iter().find(|(own, _)| *own == unit).map(|(_, metres)| metres);
    Some(metres(from)? / metres(to)?)
}

/// What an axis is called, where its unit tells: the axis of a series may be anything.
fn called(name: &str, unit: &str) -> String {
    let what = match unit {
        "ns" | "µs" | "ms" | "s" | "min" | "h" | "d" => "time",
        "°C" | "K" | "°F" => "temperature",
        "Pa" => "pressure",
        _ => name,
    };
    if unit.is_empty() { what.to_owned() } else { format!("{what} ({unit})") }
}

/// How the spectra lie, by what of their positions is not the same for all.
pub(super) fn layout(overview: &Overview) -> Layout {
    let spots = overview.spots();
    let units = overview.units().values();
    let column = |index: usize| -> Vec<Option<f64>> {
        spots
            .iter()
            .map(|spot| spot.position.as_ref().and_then(|place| place.values()[index]).filter(is_drawable))
            .collect()
    };
    let columns: Vec<Vec<Option<f64>>> = (0..Position::NAMES.len()).map(column).collect();
    let axis = |index: usize| Axis {
        label: called(Position::NAMES[index], units[index]),
        values: columns[index].clone(),
    };
    let varied: Vec<usize> = (0..4).filter(|&index| varies(&columns[index])).collect();
    // Time goes on in every map; it counts where nothing else does.
    let places: Vec<usize> = varied.iter().copied().filter(|&index| index < 3).collect();
    match places[..] {
        [] if varied.is_empty() => numbers(spots.len()),
        [] => Layout::Series(axis(varied[0])),
        [one] => Layout::Series(axis(one)),
        [first, second, ..] => {
            let (x, mut y) = (axis(first), axis(second));
            let mut to_scale = units[first] == units[second] && (units[first].is_empty() && second == 1);
            if let Some(factor) = factor(units[second], units[first]) {
                y.values.iter_mut().flatten().for_each(|value| *value *= factor);
                y.label = called(Position::NAMES[second], units[first]);
                to_scale = true;
            }
            if let Some(line) = line(&x, &y, units[first], to_scale) {
                return Layout::Series(line);
            }
            let cell = cell(&x.values, &y.values);
            Layout::Map { x, y, cell, to_scale }
        }
    }
}

/// Over the numbers of the spectra.
fn numbers(count: usize) -> Layout {
    let values = (1..=count).map(|number| Some(number as f64)).collect();
    Layout::Series(Axis { label: "number of the spectrum".to_owned(), values })
}

/// Lowest and highest.
pub(super) fn ends(values: &[Option<f64>]) -> Option<(f64, f64)> {
    let values = || values.iter().flatten().copied();
    values().next()?;
    Some((values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max)))
}

/// Whether there is more than one place, beyond what rounding makes of one.
fn varies(values: &[Option<f64>]) -> bool {
    ends(values).is_some_and(|(low, high)| high - low > 1e-9 * low.abs().max(high.abs()))
}

/// The axis along a line, where all places lie on one: across it they spread less than half of the step along it.
fn line(x: &Axis, y: &Axis, unit: &str, to_scale: bool) -> Option<Axis> {
    let both = || x.values.iter().zip(&y.values).filter_map(|(x, y)| Some(((*x)?, (*y)?)));
    let count = both().count();
    if count < 3 {
        return None;
    }
    let n = count as f64;
    let (mean_x, mean_y) = both().fold((0.0, 0.0), |(a, b), (x, y)| (a + x / n, b + y / n));
    let (xx, xy, yy) = both().fold((0.0, 0.0, 0.0), |(a, b, c), (x, y)| {
        let (x, y) = (x - mean_x, y - mean_y);
        (a + x * x, b + x * y, c + y * y)
    });
    let angle = 0.5 * (2.0 * xy).atan2(xx - yy);
    let (sin, cos) = angle.sin_cos();
    let along = |x: f64, y: f64| (x - mean_x) * cos + (y - mean_y) * sin;
    let across = |x: f64, y: f64| (y - mean_y) * cos - (x - mean_x) * sin;
    let spread = |of: &dyn Fn(f64, f64) -> f64| {
        let (low, high) = ends(&both().map(|(x, y)| Some(of(x, y))).collect::<Vec<_>>()).unwrap_or_default();
        high - low
    };
    let length = spread(&along);
    if spread(&across) > 0.5 * length / (n - 1.0) {
        return None;
    }
    // Nearly along one axis its own numbers say more than a distance.
    if sin.abs() < 0.1 || !to_scale {
        return Some(Axis { label: x.label.clone(), values: x.values.clone() });
    }
    if cos.abs() < 0.1 {
        return Some(Axis { label: y.label.clone(), values: y.values.clone() });
    }
    let values: Vec<Option<f64>> =
        x.values.iter().zip(&y.values).map(|(x, y)| Some(along((*x)?, (*y)?))).collect();
    let first = values.iter().flatten().next().copied()?;
    let last = values.iter().flatten().next_back().copied()?;
    // From the first spectrum on.
    let sign = if last < first { -1.0 } else { 1.0 };
    let values = values.iter().map(|value| value.map(|value| sign * (value - first))).collect();
    Some(Axis { label: called("distance along the line", unit), values })
}

/// Cells of a picture for each spectrum, at most: fewer than that are measured of a map that was called off early.
const MOST_CELLS: f64 = 4.0;

/// Width and height of cells, where places stand on even steps in both directions.
fn cell(x: &[Option<f64>], y: &[Option<f64>]) -> Option<[f64; 2]> {
    let count = x.iter().zip(y).filter(|(x, y)| x.is_some() && y.is_some()).count();
    let ((width, columns), (height, rows)) = (step(x)?, step(y)?);
    (columns * rows <= MOST_CELLS * count as f64).then_some([width, height])
}

/// A stage stops within this part of a step of where it should.
const JITTER: f64 = 0.2;

/// The step of values that stand on even steps, and how many steps there are places for.
fn step(values: &[Option<f64>]) -> Option<(f64, f64)> {
    let mut values: Vec<f64> = values.iter().flatten().copied().collect();
    values.sort_by(f64::total_cmp);
    let widest = values.windows(2).map(|pair| pair[1] - pair[0]).fold(0.0, f64::max);
    let places: Vec<f64> = values
        .chunk_by(|a, b| b - a <= JITTER * widest)
        .map(|place| place.iter().sum::<f64>() / place.len() as f64)
        .collect();
    let gaps: Vec<f64> = places.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let least = gaps.iter().copied().fold(f64::INFINITY, f64::min);
    let even = gaps.iter().all(|gap| (gap / least - (gap / least).round()).abs() <= JITTER);
    if gaps.is_empty() || !even {
        return None;
    }
    let steps: f64 = gaps.iter().map(|gap| (gap / least).round()).sum();
    Some(((places[places.len() - 1] - places[0]) / steps, steps + 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::error::Error;
    use ramatch_io::PositionUnits;

    fn overview(places: &[[f64; 2]], units: [&str; 2]) -> Overview {
        let mut own = PositionUnits::default();
        (own.x, own.y) = (units[0].to_owned(), units[1].to_owned());
        let mut overview = Overview::default();
        for [x, y] in places {
            let mut place = Position::default();
            (place.x, place.y, place.time) = (Some(*x), Some(*y), Some(overview.spots().len() as f64));
            let refused = Error::Cancelled { done: 0, total: 0 };
            overview.push(Some((place, &own)), Err(&refused));
        }
        overview
    }

    #[test]
    fn a_map_has_cells_and_a_line_has_one_axis() {
        let grid: Vec<[f64; 2]> = (0..40)
            .map(|i| [f64::from(i % 10) * 2.0 + 0.1 * f64::from(i % 3), -5.0 + f64::from(i / 10)])
            .collect();
        let Layout::Map { cell: Some([width, height]), to_scale: true, .. } =
            layout(&overview(&grid, ["µm", "µm"]))
        else {
            panic!("no map");
        };
        assert!((width - 2.0).abs() < 0.05 && (height - 1.0).abs() < 1e-9, "{width} {height}");
        // Two rows are a map, however long they are; in millimetres and micrometres they are to scale as well.
        let rows: Vec<[f64; 2]> =
            (0..400).map(|i| [f64::from(i % 200), 0.001 * f64::from(i / 200)]).collect();
        let Layout::Map { cell: Some([_, height]), to_scale: true, y, .. } =
            layout(&overview(&rows, ["µm", "mm"]))
        else {
            panic!("no map");
        };
        assert!((height - 1.0).abs() < 1e-9 && y.label == "y (µm)");
        let slope: Vec<[f64; 2]> =
            (0..30).map(|i| [3.0 * f64::from(i), 100.0 - 4.0 * f64::from(i)]).collect();
        let Layout::Series(axis) = layout(&overview(&slope, ["µm", "µm"])) else { panic!("no line") };
        assert_eq!(axis.label, "distance along the line (µm)");
        assert!((axis.values[29].unwrap_or_default() - 145.0).abs() < 1e-9);
        // A stage that trembles goes along a line all the same.
        let line: Vec<[f64; 2]> = (0..30).map(|i| [f64::from(i), 0.1 * f64::from(i % 2)]).collect();
        let Layout::Series(axis) = layout(&overview(&line, ["µm", "µm"])) else { panic!("no line") };
        assert_eq!((axis.label.as_str(), axis.values[29]), ("x (µm)", Some(29.0)));
        // Scattered places have no cells.
        let scattered: Vec<[f64; 2]> =
            (0..50).map(|i| [f64::from(i * i % 97) * 1.37, (f64::from(i) * 0.73).sin() * 40.0]).collect();
        assert!(matches!(layout(&overview(&scattered, ["µm", "µm"])), Layout::Map { cell: None, .. }));
    }

    #[test]
    fn where_nothing_else_varies_time_does_and_then_numbers() {
        let Layout::Series(axis) = layout(&overview(&[[1.0, 2.0]; 5], ["", ""])) else { panic!("no series") };
        assert_eq!((axis.label.as_str(), axis.values[4]), ("time", Some(4.0)));
        let Layout::Series(axis) = layout(&Overview::default()) else { panic!("no series") };
        assert_eq!((axis.label.as_str(), axis.values.len()), ("number of the spectrum", 0));
        assert_eq!(
            (called("z", "min"), called("z", "°C"), called("z", "")),
            ("time (min)".into(), "temperature (°C)".into(), "z".into())
        );
    }
}

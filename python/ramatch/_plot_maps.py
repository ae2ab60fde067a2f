"""Maps: which substance is where, and how much of something."""

from __future__ import annotations

from collections import Counter
from typing import Any, Dict, List, NamedTuple, Optional, Sequence, Tuple

import numpy as np
import numpy.typing as npt

from . import _optional, _plot_base, _ramatch
from ._errors import RamatchTypeError
from ._plot_base import AREAS, label, short

_MOST = 12
_COUNTED = ("column", "row")
OTHER, ABSENT, UNDECIDED, REFUSED = "other", "not in the library", "undecided", "refused"
_SPECIAL = {OTHER: "#5a5a5a", ABSENT: "#ffffff", UNDECIDED: "#d9d9d9", REFUSED: "#1a1a1a"}


class _Grid(NamedTuple):
    """Where spectra lie: in which cell of a grid each, and what the grid is."""

    cells: npt.NDArray[np.intp]
    shape: Tuple[int, int]
    extent: Tuple[float, float, float, float]
    names: Tuple[str, Optional[str]]

    def image(self, values: npt.NDArray[Any], missing: Any) -> npt.NDArray[Any]:
        picture = np.full(self.shape[0] * self.shape[1], missing, values.dtype)
        picture[self.cells] = values
        return picture.reshape(self.shape)


class _Points(NamedTuple):
    """Where spectra lie that are on no grid."""

    across: npt.NDArray[np.float64]
    down: npt.NDArray[np.float64]
    names: Tuple[str, Optional[str]]


def substances(results: Any, shape: Any = None, ax: Any = None, *, unit: Optional[str] = None) -> Any:
    """Draw which substance is where: a map of the verdicts of many spectra.

    Each verdict that names something has a colour, the twelve most frequent ones their own; what cannot be decided is grey and hatched,
    what was refused is dark, and places that were not measured stay white. The second axis goes down, as in pictures of microscopes.

    Parameters
    ----------
    results : Results
        Of `identify_many`.
    shape : (int, int) or SpectrumCollection, optional
        Height and width, of spectra that are given row by row; or the collection that was asked about. Without it the positions
        of the results count. Places that are on no grid are drawn as points.
    ax : matplotlib.axes.Axes, optional
        Where to draw; new ones if none are given.
    unit : str, optional
        The unit of positions; what the collection states (``position_unit`` of its metadata) if none is given.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    RamatchError
        For results that are no map: without positions and without a shape, or of another shape.

    Examples
    --------
    >>> import ramatch
    >>> area = ramatch.datasets.simulated_map((4, 6), ("caffeine", "urea"), contrast=20, seed=3)
    >>> results = ramatch.identify_many(area)
    >>> ax = ramatch.plot.substances(results, area)  # doctest: +SKIP
    >>> from ramatch._plot_maps import categories
    >>> sorted(set(categories(results)))
    ['caffeine', 'caffeine + urea', 'urea']
    """
    said = categories(results)
    if not said:
        _ramatch._argument("there are no results: nothing to draw")
    columns = results.columns() if hasattr(results, "columns") else {}
    place = _place(len(said), shape, columns, unit)
    counts = Counter(said)
    named = [name for name, _ in counts.most_common() if name not in _SPECIAL]
    shown = named if len(named) <= _MOST else named[:_MOST]
    colours: Dict[str, str] = dict(zip(shown, AREAS))
    others = len(named) - len(shown)
    said = [name if name in colours or name in _SPECIAL else OTHER for name in said]
    counts = Counter(said)
    colours.update({name: colour for name, colour in _SPECIAL.items() if counts[name]})
    order = list(colours)
    codes = np.array([order.index(name) for name in said])

    colors, patches = (_optional.need(f"matplotlib.{name}", "plot") for name in ("colors", "patches"))
    hatches = {UNDECIDED: "/////", ABSENT: "...."}
    texts = [f"{short(name, 48)}{f': {others} more' if name == OTHER else ''} ({counts[name]})" for name in order]
    ax = _plot_base.one(ax, _size(place, 1.0 + 0.075 * max(map(len, texts))))
    _cells(ax, place, codes, colors.ListedColormap([colours[name] for name in order]), (-0.5, len(order) - 0.5), -1)
    for name, hatch in hatches.items():
        if counts[name]:
            _hatch(ax, place, codes == order.index(name), hatch)
    _labels(ax, place)
    edge = {"edgecolor": "#555555", "linewidth": 0.5}
    handles = [
        patches.Patch(facecolor=colours[name], hatch=hatches.get(name), label=text, **edge) for name, text in zip(order, texts)
    ]
    beside = {"loc": "upper left", "bbox_to_anchor": (1.02, 1.0), "borderaxespad": 0.0}
    head = {"title": "verdict (spectra)", "title_fontsize": "small", "alignment": "left"}
    ax.legend(handles=handles, fontsize="small", frameon=False, **head, **beside)
    return ax


def categories(results: Any) -> List[str]:
    """What is said of each of many spectra, in a word or two."""
    if not hasattr(results, "columns"):
        raise RamatchTypeError(f"results are those of identify_many, not {type(results).__name__}")
    columns = results.columns()
    return [_category(verdict, names) for verdict, names in zip(columns["verdict"], columns["names"])]


def _category(verdict: Optional[str], names: Sequence[str]) -> str:
    if verdict is None:
        return REFUSED
    if verdict == "cannot_decide":
        return UNDECIDED
    if verdict == "not_in_library" or not names:
        return ABSENT
    if verdict == "mixture":
        return " + ".join(sorted(names))
    if verdict == "one_of":
        return " or ".join(sorted(names))
    return f"related to {' or '.join(sorted(names))}" if verdict == "related" else names[0]


def amounts(
    values: npt.ArrayLike,
    shape: Any = None,
    ax: Any = None,
    *,
    label: str = "amount (unit not stated)",
    limits: Optional[Tuple[float, float]] = None,
    colours: Any = "viridis",
    unit: Optional[str] = None,
) -> Any:
    """Draw how much of something is where, with a colour bar.

    Parameters
    ----------
    values : array_like, shape (m,) or (height, width)
        A number for each spectrum; NaN, which is drawn grey and hatched, where there is none.
    shape : (int, int), SpectrumCollection or Results, optional
        Height and width of a map, or what has the places.
    ax : matplotlib.axes.Axes, optional
        Where to draw; new ones if none are given.
    label : str
        What it is, with its unit: it stands at the colour bar.
    limits : (float, float), optional
        What the ends of the colours are; the least and the largest value if none are given.
    colours : str or matplotlib.colors.Colormap
        ``viridis`` and ``cividis`` are read by people with any colour vision, and in grey.
    unit : str, optional
        The unit of positions; what the collection states if none is given.

    Returns
    -------
    matplotlib.axes.Axes
        The colour bar is that of ``ax.images[0]``, or of ``ax.collections[0]`` where the places are on no grid.

    Examples
    --------
    >>> import ramatch
    >>> area = ramatch.datasets.simulated_map((4, 6), ("caffeine", "urea"), seed=3)
    >>> caffeine = area.metadata["abundances"][:, :, 0]
    >>> ax = ramatch.plot.amounts(caffeine, area, label="caffeine (share of the signal)", limits=(0, 1))  # doctest: +SKIP
    """
    array = np.asarray(values, float)
    if array.ndim == 2 and shape is None:
        shape = array.shape
    if array.ndim not in (1, 2):
        raise RamatchTypeError(f"values are a row, or a picture of height and width, not of shape {array.shape}")
    array = array.ravel()
    columns = shape.columns() if hasattr(shape, "columns") and hasattr(shape, "to_rows") else {}
    place = _place(array.size, None if columns else shape, columns, unit)
    known = np.isfinite(array)
    if limits is None:
        limits = (float(array[known].min()), float(array[known].max())) if known.any() else (0.0, 1.0)
    ax = _plot_base.one(ax, _size(place, 1.6))
    drawn = _cells(ax, place, np.where(known, array, np.nan), colours, limits, np.nan)
    if not known.all():
        _hatch(ax, place, ~known, "/////", face=_SPECIAL[UNDECIDED])
    _labels(ax, place)
    if getattr(ax, "figure", None) is not None:
        ax.figure.colorbar(drawn, ax=ax).set_label(_plot_base.label(label))
    return ax


def _place(count: int, shape: Any, columns: Dict[str, Any], unit: Optional[str]) -> Any:
    """Where so many spectra lie."""
    positions = columns
    if shape is not None and hasattr(shape, "positions") and hasattr(shape, "intensity"):
        if unit is None:
            unit = shape.metadata.get("position_unit")
        if len(shape) != count:
            _ramatch._argument(f"the collection holds {len(shape)} spectra, and there are {count} values")
        positions, shape = shape.positions, shape.shape
    if shape is not None:
        given = np.asarray(shape)
        if given.shape != (2,) or given.dtype.kind not in "iu":
            raise RamatchTypeError(f"shape is (height, width) or a collection, not {shape!r:.60}")
        if int(given.prod()) != count:
            _ramatch._argument(f"shape is {given[0]} × {given[1]}, and there are {count} spectra")
    known = {name: np.asarray(positions[name], float) for name in ("x", "y", "z", "time") if name in positions}
    known = {name: place for name, place in known.items() if place.size and np.isfinite(place).any()}
    moved = [name for name, place in known.items() if np.nanmax(place) > np.nanmin(place)]
    if moved and not (shape is not None and len(moved) == 1):
        two = (moved[0], moved[1] if len(moved) > 1 else None)
        # One place and then another is a map; so is what a stage visits as it likes.
        found = _on_grid([known[name] for name in two if name is not None], tuple(_axis_label(name, unit) for name in two))
        if shape is None or not isinstance(found, _Grid) or found.shape == tuple(given):
            return found
    if shape is None:
        _ramatch._argument("these spectra are no map: state shape, height and width, or positions")
    height, width = (int(one) for one in given)
    return _Grid(np.arange(count), (height, width), (-0.5, width - 0.5, height - 0.5, -0.5), _COUNTED)


def _axis_label(name: Optional[str], unit: Optional[str]) -> Optional[str]:
    if name is None:
        return None
    return f"{name} ({label(unit)})" if unit and name != "time" else f"{name} (unit as the file has it)"


def _on_grid(places: List[npt.NDArray[np.float64]], names: Any) -> Any:
    """Cells of an even grid, or points where there is none."""
    steps = [_steps(place) for place in places]
    if all(one is not None for one in steps):
        (first, width, begin, step), *more = steps
        second, height, top, down = more[0] if more else (np.zeros_like(first), 1, 0.0, 1.0)
        cells = second * width + first
        # A grid that is nearly empty, or holds two in one place, is none.
        if np.unique(cells).size == cells.size and cells.size * 4 >= width * height:
            extent = (begin - step / 2, begin + (width - 0.5) * step, top + (height - 0.5) * down, top - down / 2)
            return _Grid(cells, (height, width), extent, names)
    return _Points(places[0], places[1] if len(places) > 1 else np.zeros_like(places[0]), names)


def _steps(place: npt.NDArray[np.float64]) -> Any:
    """Which step each is on, how many there are, where they begin and how far apart they are; None where they are not even."""
    if not np.isfinite(place).all():
        return None
    low, high = float(place.min()), float(place.max())
    rounded = np.unique(np.round((place - low) / (high - low) * 1e5))
    # What is closer than a part in a thousand is one place that a stage did not quite find again.
    apart = np.diff(rounded)
    apart = apart[apart > 100] if (apart > 100).any() else apart
    step = float(np.median(apart)) * (high - low) / 1e5
    count = int(round((high - low) / step)) + 1
    step = (high - low) / (count - 1)
    at = (place - low) / step
    index = np.round(at).astype(np.intp)
    return (index, count, low, step) if np.abs(at - index).max() < 0.1 else None


def _size(place: Any, beside: float) -> Tuple[float, float]:
    """How large a picture is whose map is five inches wide, with so much beside it."""
    if place.names[1] is None:
        return 5.0 + beside, 1.8
    if isinstance(place, _Grid):
        left, right, bottom, top = place.extent
        ratio = abs(bottom - top) / abs(right - left)
    else:
        width, height = np.ptp(place.across), np.ptp(place.down)
        ratio = float(height / width) if width > 0 else 2.0
    # A narrow map is no higher than a screen.
    height = min(max(5.0 * ratio, 1.6), 6.5)
    return min(5.0, max(height / ratio, 1.2)) + beside + 0.6, height + 0.7


def _cells(ax: Any, place: Any, values: npt.NDArray[Any], colours: Any, limits: Tuple[float, float], missing: Any) -> Any:
    """Draw a value of each place in its colour."""
    how = {"cmap": colours, "vmin": limits[0], "vmax": limits[1]}
    if isinstance(place, _Points):
        return ax.scatter(place.across, place.down, c=values, s=30, linewidths=0.3, edgecolors="#555555", **how)
    picture = place.image(values, missing)
    hidden = np.isnan(picture) if picture.dtype.kind == "f" else picture == missing
    square = place.shape[0] > 1 and place.names[1] is not None
    aspect = "equal" if square else "auto"
    made = ax.imshow(np.ma.array(picture, mask=hidden), extent=place.extent, aspect=aspect, interpolation="nearest", **how)
    made.set_zorder(1)
    return made


def _hatch(ax: Any, place: Any, which: npt.NDArray[np.bool_], hatch: str, face: str = "none") -> None:
    """Hatch cells, runs of them in one piece."""
    if isinstance(place, _Points):
        ax.scatter(place.across[which], place.down[which], s=30, facecolors=face, edgecolors="#555555", hatch=hatch, linewidths=0.3)
        return
    picture = place.image(which, False)
    padded = np.zeros((place.shape[0], place.shape[1] + 2), np.int8)
    padded[:, 1:-1] = picture
    change = np.diff(padded, axis=1)
    (row, begin), (_, end) = np.nonzero(change == 1), np.nonzero(change == -1)
    left, right, bottom, top = place.extent
    across, down = (right - left) / place.shape[1], (bottom - top) / place.shape[0]
    x0, x1, y0, y1 = left + begin * across, left + end * across, top + row * down, top + (row + 1) * down
    corners = np.stack([np.stack(pair, axis=1) for pair in ((x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0))], axis=1)
    paths, patches = _optional.need("matplotlib.path", "plot"), _optional.need("matplotlib.patches", "plot")
    codes = np.tile([paths.Path.MOVETO, *[paths.Path.LINETO] * 3, paths.Path.CLOSEPOLY], len(row))
    path = paths.Path(corners.reshape(-1, 2), codes)
    ax.add_patch(patches.PathPatch(path, facecolor=face, edgecolor="#777777", hatch=hatch, linewidth=0.0, zorder=2))


def _labels(ax: Any, place: Any) -> None:
    ax.set_xlabel(place.names[0])
    if place.names == _COUNTED:
        for axis in (ax.xaxis, ax.yaxis):
            axis.get_major_locator().set_params(integer=True)
    if place.names[1] is None:
        ax.set_yticks([])
        return
    ax.set_ylabel(place.names[1])
    if isinstance(place, _Points):
        ax.set_aspect("equal")
        if not ax.yaxis_inverted():
            ax.invert_yaxis()

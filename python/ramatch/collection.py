"""Many spectra on one axis: a matrix, and where on the sample each was measured."""

from __future__ import annotations

import os
from typing import Any, Callable, Dict, Iterable, Iterator, List, Optional, Sequence, Tuple, Union

import numpy as np
import numpy.typing as npt

from . import _axis, _optional, _ramatch
from ._errors import RamatchError, RamatchTypeError, said_of
from ._given import a_spectrum, numbers, unmasked
from ._ramatch import Record, Spectrum
from .spectrum import resampling

__all__ = ["SpectrumCollection"]

_PLACES = ("x", "y", "z", "time")


class SpectrumCollection:
    """Spectra on one axis: a matrix with a spectrum in each row, and what is known of each.

    Parameters
    ----------
    shift : array_like, shape (n,)
        Raman shift in cm⁻¹, rising or falling.
    intensity : array_like, shape (m, n) or (height, width, n)
        A spectrum in each row, or in each point of a map. Numbers stay where they are, a memory map too; of a falling axis they are looked
        at from the other side.
    positions : dict of str to array_like, shape (m,), optional
        ``x``, ``y``, ``z`` or ``time`` of each, in the unit of the instrument.
    names : list of str, optional
        What each is called.
    metadata : dict, optional
        What is known of all of them.

    Attributes
    ----------
    shift : ndarray of float64, shape (n,)
        Rising.
    intensity : ndarray, shape (m, n)
    positions : dict of str to ndarray of float64
    names : list of str, or None
    shape : (int, int), or None
        Height and width of a map: of an array of three dimensions, or where positions lie on a grid, row by row.

    Raises
    ------
    RamatchError
        For an axis that turns or is not finite, and shapes that do not fit.

    Examples
    --------
    >>> import numpy as np, ramatch
    >>> shift = np.arange(200.0, 2400.0)
    >>> band = 500 + 9000 / (1 + ((shift - 520.5) / 3) ** 2) + np.random.default_rng(1).normal(0, 5, (2, 3, shift.size))
    >>> area = ramatch.SpectrumCollection(shift, band)
    >>> area, len(area), area[4], area[:, 400:600].shift.size
    (SpectrumCollection(2 × 3 spectra, 2200 points, 200 to 2399 cm⁻¹), 6, Spectrum(2200 points, 200.0 to 2399.0 cm-1), 201)
    >>> ramatch.identify_many(area).substance
    ['silicon', 'silicon', 'silicon', 'silicon', 'silicon', 'silicon']
    """

    def __init__(
        self,
        shift: npt.ArrayLike,
        intensity: npt.ArrayLike,
        *,
        positions: Optional[Dict[str, npt.ArrayLike]] = None,
        names: Optional[Sequence[str]] = None,
        metadata: Optional[Dict[str, Any]] = None,
    ) -> None:
        axis = numbers("shift", shift)
        if axis.ndim != 1 or not axis.size:
            raise RamatchTypeError(f"shift has shape {axis.shape}, (n,) is needed")
        # Not `asarray`, which drops masks.
        values = intensity if isinstance(intensity, np.ndarray) else np.asanyarray(intensity)
        unmasked("intensity", values)
        if values.dtype.kind not in "fiub":
            raise RamatchTypeError(f"intensity holds {values.dtype}, numbers are needed")
        if values.ndim not in (2, 3) or values.shape[-1] != axis.size:
            of = f"(m, {axis.size}) or (height, width, {axis.size})"
            raise RamatchTypeError(f"intensity has shape {values.shape}: {of} is needed, a spectrum in each row")
        self.shape: Optional[Tuple[int, int]] = values.shape[:2] if values.ndim == 3 else None  # type: ignore[assignment]
        values = values.reshape(-1, axis.size) if values.ndim == 3 else values
        if axis.size > 1 and axis[0] > axis[-1]:
            axis, values = axis[::-1].copy(), values[:, ::-1]
        turned = np.flatnonzero(~(np.diff(axis) > 0))
        if turned.size or not np.isfinite(axis).all():
            at = int(turned[0]) if turned.size else 0
            _ramatch._argument(f"shift neither rises nor falls throughout: see points {at} and {at + 1}")
        self.shift: npt.NDArray[np.float64] = axis
        self.intensity: npt.NDArray[Any] = values
        self.positions: Dict[str, npt.NDArray[np.float64]] = {}
        for name, place in _dict("positions", positions).items():
            if name not in _PLACES:
                _ramatch._argument(f"positions are called {', '.join(_PLACES)}, not {name!r:.40}")
            self.positions[name] = _each(f"positions[{name!r}]", numbers(name, place), len(values))
        if isinstance(names, (str, bytes)) or not (names is None or hasattr(names, "__iter__")):
            raise RamatchTypeError(f"names is a list of texts, one for each spectrum, not {names!r:.60}")
        self.names: Optional[List[str]] = None if names is None else _each("names", [str(name) for name in names], len(values))
        if self.shape is None and len(values) > 1:
            self.shape = grid_of(self.positions)
        self.metadata: Dict[str, Any] = dict(_dict("metadata", metadata))
        if self.metadata.get("laser_nm") is not None:
            self.metadata["laser_nm"] = float(_ramatch._real("laser_nm", self.metadata["laser_nm"]))
        # What readers wondered about; every result says so.
        self.warnings: List[str] = []

    @classmethod
    def from_spectra(
        cls,
        spectra: Iterable[Any],
        *,
        shift: Optional[npt.ArrayLike] = None,
        resample: Optional[str] = None,
    ) -> SpectrumCollection:
        """Spectra, records, or whatever `identify` takes, in their order.

        Parameters
        ----------
        spectra : iterable
            Of one axis, unless `resample` is stated.
        shift : array_like, shape (n,), optional
            The axis that they are resampled to; the first one's, as far as all reach, if none is given.
        resample : {"linear", "cell-mean"}, optional
            How spectra are brought to one axis. Without it other axes are refused: nothing is resampled unasked.

        Returns
        -------
        SpectrumCollection
            With the positions that records state, and with what is said of every spectrum alike as its metadata.
        """
        if isinstance(spectra, (str, bytes, os.PathLike, Spectrum)) or not hasattr(spectra, "__iter__"):
            raise RamatchTypeError(f"spectra is a list of spectra, not {spectra!r:.60}")
        given = list(spectra)
        made = [_numbered(index, one) for index, one in enumerate(given)]
        if not made:
            _ramatch._argument("there are no spectra: the list is empty")
        for index, one in enumerate(made):
            if one.damage:
                # Its doubt would be lost.
                _ramatch._argument(f"spectra[{index}] was salvaged from a damaged file: identify it by itself, its answer is marked")
        if shift is not None and resample is None:
            _ramatch._argument('shift is an axis to resample to: say how, resample="linear" or "cell-mean"')
        axis = made[0].shift
        if resample is None:
            for index, one in enumerate(made):
                if not _axis.same(axis, one.shift):
                    _ramatch._argument(f'spectra[{index}] has another axis than the first: resample="linear" or "cell-mean" brings them to one')
            rows = [one.intensity for one in made]
        else:
            resampling(resample)
            if shift is None:
                low, high = (pick(one.shift[end] for one in made) for pick, end in ((max, 0), (min, -1)))
                axis = axis[_axis.between(axis, slice(float(low), float(high)))]
            else:
                axis = np.asarray(shift, float)
            rows = [_numbered(index, one, axis, resample).intensity for index, one in enumerate(made)]
            axis = axis if axis[0] < axis[-1] else axis[::-1]
        whole = cls(axis, np.stack(rows), positions=_places(given), names=_names(given), metadata=_alike(made))
        whole.warnings = list(dict.fromkeys(text for one in made for text in one.warnings))
        return whole

    @classmethod
    def read(cls, path: Union[str, os.PathLike[str]], *, resample: Optional[str] = None) -> SpectrumCollection:
        """All spectra of a file, such as a map, with their positions.

        Parameters
        ----------
        path : path
            What `ramatch.records` reads.
        resample : {"linear", "cell-mean"}, optional
            As `from_spectra` takes it.
        """
        listed = _ramatch.records(path)
        made = cls.from_spectra(listed, resample=resample)
        made.metadata.update(file=os.fspath(path), format=listed[0].format)
        return made

    def __len__(self) -> int:
        return len(self.intensity)

    def __iter__(self) -> Iterator[Spectrum]:
        return (self._spectrum(row) for row in range(len(self)))

    def _spectrum(self, row: int, part: slice = slice(None)) -> Spectrum:
        known = {name: value for name, value in self.metadata.items() if np.ndim(value) == 0 and not isinstance(value, dict)}
        laser = known.pop("laser_nm", None)
        known.update({name: float(place[row]) for name, place in self.positions.items()})
        if self.names is not None:
            known["name"] = self.names[row]
        made: Spectrum = _ramatch._spectrum_known(
            self.shift[part], self.intensity[row, part], (laser, known or None), ([], self.warnings)
        )
        return made

    def __getitem__(self, index: Any) -> Any:
        """A spectrum by its place; some by a slice, places or a mask; ``c[:, 400:1800]`` between two Raman shifts in cm⁻¹."""
        if isinstance(index, tuple):
            if len(index) != 2:
                raise RamatchTypeError("a collection is indexed by rows and Raman shifts: c[rows, 400:1800]")
            rows, wanted = index
            part = _axis.between(self.shift, _axis.slice_only("the axis of a collection", wanted))
            if isinstance(rows, (int, np.integer)):
                return self._spectrum(self._row(rows), part)
            return self._rows(rows, part)
        if isinstance(index, (int, np.integer)) and not isinstance(index, (bool, np.bool_)):
            return self._spectrum(self._row(index))
        return self._rows(index, slice(None))

    def _row(self, index: Any) -> int:
        if not -len(self) <= index < len(self):
            raise IndexError(f"there is no spectrum {index}: the collection holds {len(self)}")
        return int(index) % len(self)

    def _rows(self, rows: Any, part: slice) -> SpectrumCollection:
        whole = isinstance(rows, slice) and rows == slice(None)
        values = self.intensity[rows][:, part]
        names = None if self.names is None else list(np.array(self.names, object)[rows])
        positions = {name: place[rows] for name, place in self.positions.items()}
        made = self._like(self.shift[part], values, positions, names)
        made.shape = self.shape if whole else None
        return made

    def _like(self, shift: Any, values: Any, positions: Any, names: Any) -> SpectrumCollection:
        """Other numbers, of which all is said that is said of these."""
        made = SpectrumCollection(shift, values, positions=positions, names=names, metadata=self.metadata)
        made.warnings, made.shape = list(self.warnings), self.shape
        return made

    def with_intensity(self, intensity: npt.ArrayLike) -> SpectrumCollection:
        """Other numbers on the same axis, of the same places.

        >>> import numpy as np, ramatch
        >>> area = ramatch.SpectrumCollection(np.arange(200.0, 300.0), np.random.default_rng(1).normal(50, 1, (4, 5, 100)))
        >>> flat = area.with_intensity(area.intensity - ramatch.baseline(area.intensity, "arpls")[0])
        >>> flat.shape
        (4, 5)
        """
        values = np.asanyarray(intensity)
        if values.shape != self.intensity.shape:
            raise RamatchTypeError(f"intensity has shape {values.shape}, {self.intensity.shape} is needed")
        return self._like(self.shift, values, self.positions, self.names)

    def resample(self, shift: npt.ArrayLike, *, kind: str = "linear") -> SpectrumCollection:
        """All spectra at other Raman shifts, as `Spectrum.resample`."""
        to = numbers("shift", shift.shift if isinstance(shift, (Spectrum, SpectrumCollection)) else shift)
        values = _ramatch._resample(self.intensity, (self.shift, to), resampling(kind), None, None)
        return self._like(to, values, self.positions, self.names)

    def mean(self) -> Spectrum:
        """The mean of all spectra."""
        laser = self.metadata.get("laser_nm")
        mean = self.intensity.mean(axis=0, dtype=np.float64)
        made: Spectrum = _ramatch._spectrum_known(self.shift, mean, (laser, None), ([], self.warnings))
        return made

    def image(self, values: npt.ArrayLike) -> npt.NDArray[Any]:
        """A value of each spectrum as a picture of the map: ``[height, width]``.

        Raises
        ------
        RamatchError
            Where the spectra do not lie on a grid.
        """
        if self.shape is None:
            _ramatch._argument("these spectra are no map: shape says height and width, or positions lie on a grid")
        array = np.asarray(values)
        if array.shape[:1] != (len(self),):
            raise RamatchTypeError(f"values has shape {array.shape}, one for each of {len(self)} spectra is needed")
        return array.reshape(self.shape + array.shape[1:])

    def _with(self, other: Any, operation: Callable[..., Any], swapped: bool = False) -> Any:
        """Arithmetic with a number, with a spectrum on the same axis for every row, or with as many spectra on it."""
        if getattr(other, "damage", []):
            _ramatch._argument("a spectrum that was salvaged from a damaged file cannot be reckoned with: its doubt would be lost")
        if isinstance(other, (Spectrum, SpectrumCollection)):
            _axis.refuse_other(self.shift, other.shift, "arithmetic")
            value: Any = other.intensity
            if isinstance(other, SpectrumCollection) and len(other) != len(self):
                _ramatch._argument(f"arithmetic of {len(self)} with {len(other)} spectra: they have to be as many")
        elif isinstance(other, (int, float, np.number)) and not isinstance(other, (bool, np.bool_)):
            value = other
        else:
            return NotImplemented
        made = self.with_intensity(operation(value, self.intensity) if swapped else operation(self.intensity, value))
        made.warnings = list(dict.fromkeys([*self.warnings, *getattr(other, "warnings", [])]))
        return made

    __array_ufunc__ = None

    def __add__(self, other: Any) -> Any:
        return self._with(other, np.add)

    def __radd__(self, other: Any) -> Any:
        return self._with(other, np.add, swapped=True)

    def __sub__(self, other: Any) -> Any:
        return self._with(other, np.subtract)

    def __rsub__(self, other: Any) -> Any:
        return self._with(other, np.subtract, swapped=True)

    def __mul__(self, other: Any) -> Any:
        return self._with(other, np.multiply)

    def __rmul__(self, other: Any) -> Any:
        return self._with(other, np.multiply, swapped=True)

    def __truediv__(self, other: Any) -> Any:
        return self._with(other, np.divide)

    def plot(self, ax: Any = None, **how: Any) -> Any:
        """Draw the spectra over each other with matplotlib; of many, their median and the range of 9 in 10: see `ramatch.plot.spectra`."""
        return _optional.ours("plot").spectra(self, ax=ax, **how)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SpectrumCollection):
            return NotImplemented
        same_places = self.positions.keys() == other.positions.keys() and all(
            np.array_equal(place, other.positions[name], equal_nan=True) for name, place in self.positions.items()
        )
        same_numbers = _axis.same(self.shift, other.shift) and np.array_equal(self.intensity, other.intensity)
        return bool(same_numbers and same_places and self.names == other.names and self.shape == other.shape)

    __hash__: Optional[Callable[[], int]] = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        many = f"{self.shape[0]} × {self.shape[1]}" if self.shape else str(len(self))
        return f"SpectrumCollection({many} spectra, {self.shift.size} points, {self.shift[0]:g} to {self.shift[-1]:g} cm⁻¹)"

    def _repr_html_(self) -> str:
        made: str = _optional.ours("_html").collection(self)
        return made


def _dict(name: str, values: Any) -> Dict[str, Any]:
    if not (values is None or isinstance(values, dict)):
        raise RamatchTypeError(f"{name} is a dict, not {values!r:.60}")
    return values or {}


def _each(name: str, values: Any, count: int) -> Any:
    if np.ndim(values) != 1 or len(values) != count:
        raise RamatchTypeError(f"{name} has shape {np.shape(values)}, one for each of {count} spectra is needed")
    return values


def _numbered(index: int, one: Any, axis: Any = None, how: Any = None) -> Spectrum:
    """One of many, at other Raman shifts if so; an error says which."""
    try:
        made: Spectrum = a_spectrum(one)
        return made if axis is None else made.resample(axis, kind=how)
    except RamatchError as error:
        raise said_of(f"spectra[{index}]", error, index) from None


def _places(given: List[Any]) -> Dict[str, npt.ArrayLike]:
    """Positions of records, as far as any states one."""
    stated = [one.position if isinstance(one, Record) else None for one in given]
    columns: Dict[str, npt.ArrayLike] = {}
    for at, name in enumerate(_PLACES):
        column = np.array([np.nan if place is None or place[at] is None else place[at] for place in stated], float)
        if not np.isnan(column).all():
            columns[name] = column
    return columns


def known_of(one: Spectrum) -> Dict[str, Any]:
    """What is known of a spectrum, but for where and what it is; a laser only if it is one, not a word of a file."""
    own = ("name", *_PLACES, *(() if one.laser_nm is not None else ("laser_nm",)))
    return {name: value for name, value in one.metadata.items() if name not in own}


def _alike(made: List[Spectrum]) -> Dict[str, Any]:
    """What is said of every spectrum alike."""
    known = known_of(made[0])
    for one in made[1:]:
        if not known:
            break
        stated = one.metadata
        known = {name: value for name, value in known.items() if stated.get(name) == value}
    return known


def _names(given: List[Any]) -> Optional[List[str]]:
    names = [_name(one) for one in given]
    return names if any(names) else None


def _name(one: Any) -> str:
    if isinstance(one, (str, bytes, os.PathLike)):
        return os.fsdecode(one)
    return str(one.metadata.get("name", "")) if isinstance(one, Spectrum) else str(getattr(one, "title", ""))


def grid_of(positions: Dict[str, npt.NDArray[np.float64]]) -> Optional[Tuple[int, int]]:
    """Height and width, where x and y run through a grid row by row."""
    if "x" not in positions or "y" not in positions:
        return None
    x, y = positions["x"], positions["y"]
    if np.isnan(x).any() or np.isnan(y).any():
        return None
    height, width = np.unique(y).size, np.unique(x).size
    if height * width != x.size:
        return None
    x, y = x.reshape(height, width), y.reshape(height, width)
    # Each row on one height, and all of them in one direction: of a serpentine every second one is mirrored.
    in_order = (y == y[:, :1]).all() and (x == x[:1]).all() and np.unique(x[0]).size == width and np.unique(y[:, 0]).size == height
    return (height, width) if in_order else None

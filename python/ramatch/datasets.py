"""Spectra for examples and tests, simulated from the reference curves of a library: nothing is fetched, and nothing here was measured.

Each is the reference curve of a substance with noise, and with what else is asked for: a broad background with its shot noise, an axis
that is off, cosmic rays. What comes out says so (``simulated`` in its metadata), names its references and carries their licences.
Matching such spectra against the library that they were made of is easier than any measurement: figures that are made of them say
nothing of how well a method works.
"""

from __future__ import annotations

import difflib
import math
from typing import Any, Dict, List, Mapping, NamedTuple, NoReturn, Optional, Sequence, Tuple, Union

import numpy as np
import numpy.typing as npt

from . import _ramatch
from ._errors import RamatchTypeError
from ._ramatch import Spectrum
from .collection import SpectrumCollection
from .library import Library, asked

__all__ = ["simulated", "simulated_collection", "simulated_map", "simulated_mixture"]

_Floats = npt.NDArray[np.float64]
_Range = Union[float, Tuple[float, float]]

SIMULATED = "from reference curves of a library, by ramatch.datasets; no measurement"
UNIT = "relative to the strongest band"
# Where nothing is said: most references of the built-in library reach as far.
_FIRST, _END, _STEP = 320.0, 2280.0, 2.0
_GRADES = ("reference", "published", "field")


def simulated(
    substance: str,
    *,
    shift: Optional[npt.ArrayLike] = None,
    laser_nm: Optional[float] = 785.0,
    snr: float = 100.0,
    fluorescence: float = 0.0,
    axis_offset_cm1: float = 0.0,
    cosmic_rays: int = 0,
    seed: int = 0,
    library: Any = None,
) -> Spectrum:
    """A spectrum of one substance.

    Parameters
    ----------
    substance : str
        Name, id, synonym or CAS number of a substance of the library.
    shift : array_like, shape (n,), optional
        Raman shifts in cm⁻¹; 320 to 2278 by 2 if none are given. The reference has to reach over all of them.
    laser_nm : float, optional
        What the spectrum states as its laser; it changes nothing else.
    snr : float
        Height of the strongest band over the standard deviation of the noise of a point, above 0; ``numpy.inf`` for none.
    fluorescence : float
        Height of a broad background, in heights of the strongest band. The variance of the noise grows with it, as that of counts.
    axis_offset_cm1 : float
        By how much the axis reads too high.
    cosmic_rays : int
        How many spikes of one or two points, 0.5 to 3 times as high as the strongest band.
    seed : int
        The same one yields the same spectrum.
    library : Library, path or list, optional
        Whose reference it is; the built-in library's if none is given.

    Returns
    -------
    Spectrum
        The strongest band is 1 high. Its metadata say that it was simulated, of which reference, and how.

    Raises
    ------
    RamatchError
        For a substance that the library does not hold, with names that are near, and Raman shifts where nothing is known of it.

    Examples
    --------
    >>> import ramatch
    >>> from ramatch.datasets import simulated
    >>> spectrum = simulated("caffeine", snr=50, fluorescence=2.0, axis_offset_cm1=1.5, seed=1)
    >>> spectrum, spectrum.metadata["reference"]
    (Spectrum(980 points, 320.0 to 2278.0 cm-1), 'vendor-785-2026/caffeine')
    >>> ramatch.identify(spectrum).best.substance
    'caffeine'
    >>> simulated("cafeine")
    Traceback (most recent call last):
    ...
    ramatch.RamatchError: the library holds no substance 'cafeine': did you mean caffeine?
    """
    axis = _axis(shift)
    known = _References(library)
    curve = known.curve(substance, axis, axis_offset_cm1)
    rng = np.random.default_rng(seed)
    how = _How(snr, fluorescence, cosmic_rays)
    values = how.measure(curve.at(axis, axis_offset_cm1)[None], rng)[0]
    about = {"title": f"{curve.substance} (simulated)", "substance": curve.substance, **_about([curve], how, seed)}
    return Spectrum(axis, values, laser_nm=laser_nm, metadata={**about, "axis_offset_cm1": axis_offset_cm1})


def simulated_mixture(
    parts: Mapping[str, float],
    *,
    container: Optional[str] = None,
    container_share: float = 0.3,
    shift: Optional[npt.ArrayLike] = None,
    laser_nm: Optional[float] = 785.0,
    snr: float = 100.0,
    fluorescence: float = 0.0,
    axis_offset_cm1: float = 0.0,
    cosmic_rays: int = 0,
    seed: int = 0,
    library: Any = None,
) -> Spectrum:
    """A spectrum of several substances, which add up as their signals.

    Parameters
    ----------
    parts : dict of str to float
        Shares of the *signal*, not of the weight, by name: each reference curve has norm 1 before it counts so much. They are divided
        by their sum.
    container : str, optional
        A substance that it was measured through, such as ``"polyethylene"``.
    container_share : float
        Its share of all of the signal, 0 to below 1.
    shift, laser_nm, snr, fluorescence, axis_offset_cm1, cosmic_rays, seed, library
        As `simulated` takes them.

    Returns
    -------
    Spectrum
        ``shares`` of its metadata says what it is a sum of.

    Raises
    ------
    RamatchError
        As `simulated`, and for shares that are below 0 or all 0.

    Examples
    --------
    >>> import ramatch
    >>> sample = ramatch.datasets.simulated_mixture({"caffeine": 0.6, "urea": 0.4}, snr=200)
    >>> sample.metadata["shares"]
    'caffeine 0.6, urea 0.4'
    >>> [one.substance for one in ramatch.Library.default().unmix(sample).components]
    ['caffeine', 'urea']
    """
    if not isinstance(parts, Mapping) or not parts:
        raise RamatchTypeError(f"parts is a dict of shares by the names of substances, not {parts!r:.60}")
    shares = np.array([_number(f"parts[{name!r}]", share) for name, share in parts.items()])
    if not (np.isfinite(shares).all() and (shares >= 0).all() and shares.sum() > 0):
        _refuse("shares are 0 or above, and one at least is above")
    if not 0 <= container_share < 1:
        _refuse(f"container_share is from 0 to below 1, not {container_share!r:.40}")
    shares = shares / shares.sum()
    names = list(parts)
    if container is not None:
        names, shares = [*names, container], np.append(shares * (1 - container_share), container_share)
    axis = _axis(shift)
    known = _References(library)
    curves = [known.curve(name, axis, axis_offset_cm1) for name in names]
    rows = _unit_norm(np.stack([one.at(axis, axis_offset_cm1) for one in curves]))
    whole = shares @ rows
    rng = np.random.default_rng(seed)
    how = _How(snr, fluorescence, cosmic_rays)
    values = how.measure((whole / whole.max())[None], rng)[0]
    said = ", ".join(f"{one.substance} {share:.4g}" for one, share in zip(curves, shares))
    about = {"title": f"{' + '.join(one.substance for one in curves)} (simulated)", "shares": said, **_about(curves, how, seed)}
    if container is not None:
        about["container"] = curves[-1].substance
    return Spectrum(axis, values, laser_nm=laser_nm, metadata={**about, "axis_offset_cm1": axis_offset_cm1})


def simulated_map(
    shape: Tuple[int, int] = (20, 30),
    substances: Sequence[str] = ("paracetamol", "lactose", "caffeine"),
    *,
    step_um: float = 5.0,
    grain_um: float = 25.0,
    contrast: float = 4.0,
    shift: Optional[npt.ArrayLike] = None,
    snr: float = 50.0,
    fluorescence: float = 0.0,
    axis_offset_cm1: float = 0.0,
    cosmic_rays: int = 0,
    seed: int = 0,
    library: Any = None,
) -> SpectrumCollection:
    """A map of a sample whose composition changes smoothly from place to place.

    Parameters
    ----------
    shape : (int, int)
        Height and width in points.
    substances : sequence of str
        What is there.
    step_um : float
        From point to point, in µm.
    grain_um : float
        How far about regions of one composition reach, in µm.
    contrast : float
        0 is the same mixture everywhere, 10 nearly pure regions.
    shift, snr, fluorescence, axis_offset_cm1, seed, library
        As `simulated` takes them; `snr` is that of a point whose strongest band is as high as the highest of the map.
    cosmic_rays : int
        How many of the whole map.

    Returns
    -------
    SpectrumCollection
        With positions ``x`` and ``y`` in µm. Its metadata have ``substances``, and the shares of the signal as ``abundances``, an array
        of shape (height, width, substances).

    Examples
    --------
    >>> import ramatch
    >>> area = ramatch.datasets.simulated_map((4, 6), ("caffeine", "urea"), seed=3)
    >>> area, area.metadata["abundances"].shape, area.positions["x"][:3].tolist()
    (SpectrumCollection(4 × 6 spectra, 980 points, 320 to 2278 cm⁻¹), (4, 6, 2), [0.0, 5.0, 10.0])
    """
    height, width = (_whole("shape", one) for one in shape)
    if isinstance(substances, str) or not len(substances):
        raise RamatchTypeError("substances is a list of names")
    if not 0 <= _number("contrast", contrast) <= 100:
        _refuse(f"contrast is from 0 to 100, not {contrast!r:.40}")
    for name, length in (("step_um", step_um), ("grain_um", grain_um)):
        if not (math.isfinite(_number(name, length)) and length > 0):
            _refuse(f"{name} is above 0, not {length!r:.40}")
    axis = _axis(shift)
    known = _References(library)
    curves = [known.curve(name, axis, axis_offset_cm1) for name in substances]
    rng = np.random.default_rng(seed)
    fields = _smooth_fields(rng, (len(curves), height, width), grain_um / step_um)
    raised = np.exp(contrast * (fields - fields.max(axis=0)))
    abundances = np.moveaxis(raised / raised.sum(axis=0), 0, -1)
    rows = _unit_norm(np.stack([one.at(axis, axis_offset_cm1) for one in curves]))
    whole = abundances.reshape(-1, len(curves)) @ rows
    how = _How(snr, fluorescence, cosmic_rays, of="map")
    values = how.measure(whole / whole.max(), rng)
    y, x = (place.ravel() * float(step_um) for place in np.mgrid[:height, :width])
    about = {"title": "a map (simulated)", "substances": [one.substance for one in curves], **_about(curves, how, seed)}
    about.update(position_unit="µm", axis_offset_cm1=axis_offset_cm1, abundances=abundances)
    return SpectrumCollection(axis, values.reshape(height, width, axis.size), positions={"x": x, "y": y}, metadata=about)


_COMMON = ("caffeine", "lactose", "paracetamol", "urea", "sucrose", "citric acid", "calcium carbonate", "polystyrene")


def simulated_collection(
    count: int,
    substances: Optional[Sequence[str]] = None,
    *,
    shift: Optional[npt.ArrayLike] = None,
    snr: _Range = (20.0, 200.0),
    fluorescence: _Range = (0.0, 2.0),
    axis_offset_cm1: _Range = 0.0,
    cosmic_rays: int = 0,
    seed: int = 0,
    library: Any = None,
) -> Tuple[SpectrumCollection, npt.NDArray[np.str_]]:
    """Many spectra of some substances with their labels, for examples of classifiers.

    Parameters
    ----------
    count : int
        How many spectra; substances take turns, and are shuffled then.
    substances : sequence of str, optional
        Eight common ones if none are given.
    snr, fluorescence, axis_offset_cm1 : float or (float, float)
        As `simulated` takes them; of two numbers each spectrum has its own between them, `snr` evenly by its logarithm.
    cosmic_rays : int
        How many in all.
    shift, seed, library
        As `simulated` takes them.

    Returns
    -------
    collection : SpectrumCollection
    labels : ndarray of str, shape (count,)

    Examples
    --------
    >>> import ramatch
    >>> spectra, labels = ramatch.datasets.simulated_collection(6, ["caffeine", "urea", "lactose"], seed=2)
    >>> len(spectra), sorted(labels.tolist())
    (6, ['caffeine', 'caffeine', 'lactose', 'lactose', 'urea', 'urea'])
    >>> ramatch.identify_many(spectra).substance == labels.tolist()
    True
    """
    count = _whole("count", count)
    if isinstance(substances, str) or (substances is not None and not len(substances)):
        raise RamatchTypeError("substances is a list of names")
    axis = _axis(shift)
    known = _References(library)
    offsets, levels, ratios = _between("axis_offset_cm1", axis_offset_cm1), _between("fluorescence", fluorescence), _between("snr", snr)
    curves = [known.curve(name, axis, *offsets) for name in (_COMMON if substances is None else substances)]
    rng = np.random.default_rng(seed)
    which = rng.permutation(np.arange(count) % len(curves))
    offset = rng.uniform(*offsets, count)
    level = rng.uniform(*levels, count)
    ratio: _Floats = np.full(count, ratios[0])
    if ratios[1] != ratios[0]:
        # Checked before a logarithm is taken of them.
        if not (0 < ratios[0] and math.isfinite(ratios[1])):
            _refuse("snr of two numbers is above 0, and finite")
        ratio = np.exp(rng.uniform(math.log(ratios[0]), math.log(ratios[1]), count))
    how = _How(ratio, level, cosmic_rays, of="collection")
    rows = np.empty((count, axis.size))
    for place, one in enumerate(curves):
        rows[which == place] = one.at(axis, offset[which == place])
    values = how.measure(rows, rng)
    labels = np.array([one.substance for one in curves])[which]
    about = {"title": "a collection (simulated)", "substances": [one.substance for one in curves], **_about(curves, how, seed)}
    about.update(snr=ratio, fluorescence=level, axis_offset_cm1=offset)
    made = SpectrumCollection(axis, values, names=labels.tolist(), metadata=about)
    return made, labels


class _Curve(NamedTuple):
    """The reference curve of a substance, from 0 to 1 over what is asked."""

    substance: str
    entry: Dict[str, Any]
    shift: _Floats
    intensity: _Floats

    def at(self, axis: _Floats, offset: Any) -> _Floats:
        """Its values on an axis that reads too high by an offset, or by several: a row for each then."""
        moved = axis - np.asarray(offset, float)[..., None] if np.ndim(offset) else axis - float(offset)
        made: _Floats = np.interp(moved.ravel(), self.shift, self.intensity).reshape(moved.shape)
        least = made.min(axis=-1, keepdims=True)
        top = made.max(axis=-1, keepdims=True) - least
        scaled: _Floats = (made - least) / np.where(top > 0, top, 1.0)
        return scaled


class _References:
    """The substances of a library, by all their names."""

    def __init__(self, library: Any) -> None:
        self.library: Library = asked(library)
        self.columns: Dict[str, Any] = self.library.entries()
        self.by_name: Dict[str, List[int]] = {}
        columns = self.columns
        for kind in ("substance", "substance_id", "cas", "synonyms"):
            for row, value in enumerate(columns[kind]):
                for name in value if kind == "synonyms" else [value]:
                    if name is not None:
                        rows = self.by_name.setdefault(name.casefold(), [])
                        # A synonym of one does not hide the name of another.
                        if row not in rows and (not rows or columns["substance_id"][rows[0]] == columns["substance_id"][row]):
                            rows.append(row)

    def curve(self, name: str, axis: _Floats, *offsets: float) -> _Curve:
        """The best reference that reaches over an axis, wherever it is off."""
        if not isinstance(name, str):
            raise RamatchTypeError(f"a substance is called by its name, not {name!r:.60}")
        rows = self.by_name.get(name.casefold())
        if rows is None:
            near = difflib.get_close_matches(name.casefold(), self.by_name, n=5, cutoff=0.8)
            meant = list(dict.fromkeys(self.columns["substance"][self.by_name[one][0]] for one in near))
            asks = f"did you mean {', '.join(meant)}?" if meant else "Library.substances has them all"
            _refuse(f"the library holds no substance {name!r:.80}: {asks}")
        grades = self.columns["grade"]
        rows = sorted(rows, key=lambda row: _GRADES.index(grades[row]) if grades[row] in _GRADES else len(_GRADES))
        known = []
        low, high = float(axis[0]) - max(offsets), float(axis[-1]) - min(offsets)
        for row in rows:
            x, y = (np.asarray(one, float) for one in self.library.curve(row))
            if x[0] <= low and high <= x[-1]:
                entry = {key: self.columns[key][row] for key in ("id", "substance", "licence", "attribution")}
                return _Curve(entry["substance"], entry, x, y)
            known.append(f"{x[0]:g} to {x[-1]:g}")
        _refuse(f"references of {name} reach over {' and '.join(known)} cm⁻¹, asked is {low:g} to {high:g}: state shift within")


class _How:
    """How spectra are measured: noise, background, cosmic rays."""

    def __init__(self, snr: Any, fluorescence: Any, cosmic_rays: int, of: str = "spectrum") -> None:
        self.snr, self.fluorescence = (np.asarray(one, float) for one in (_real("snr", snr), _real("fluorescence", fluorescence)))
        if not (self.snr > 0).all():
            _refuse("snr is above 0")
        if not ((self.fluorescence >= 0) & np.isfinite(self.fluorescence)).all():
            _refuse("fluorescence is 0 or above")
        self.cosmic_rays = _whole(f"cosmic_rays of a {of}", cosmic_rays, least=0)

    def measure(self, rows: _Floats, rng: np.random.Generator) -> _Floats:
        """Rows whose strongest band is 1, as they would be measured."""
        count, points = rows.shape
        along = np.linspace(0.0, 1.0, points)
        # A hump that lies and spreads a little differently each time, 1 at its highest.
        middle, spread = rng.uniform(0.2, 0.6, (count, 1)), rng.uniform(0.35, 0.6, (count, 1))
        hump = np.exp(-0.5 * ((along - middle) / spread) ** 2)
        level = self.fluorescence.reshape(-1, 1) * hump / hump.max(axis=1, keepdims=True)
        deviation = np.sqrt(1.0 + level) / self.snr.reshape(-1, 1)
        values: _Floats = rows + level + deviation * rng.standard_normal(rows.shape)
        if self.cosmic_rays:
            row, place = rng.integers(0, count, self.cosmic_rays), rng.integers(0, points - 1, self.cosmic_rays)
            high = rng.uniform(0.5, 3.0, self.cosmic_rays)
            np.add.at(values, (row, place), high)
            np.add.at(values, (row, place + 1), high * rng.uniform(0.0, 0.5, self.cosmic_rays))
        return values


def _about(curves: Sequence[_Curve], how: _How, seed: int) -> Dict[str, Any]:
    """What is to be said of spectra that were made of these curves."""
    about: Dict[str, Any] = {"simulated": SIMULATED, "reference": ", ".join(one.entry["id"] for one in curves)}
    for key in ("licence", "attribution"):
        about[key] = "; ".join(dict.fromkeys(one.entry[key] for one in curves if one.entry[key]))
    about["intensity_unit"] = UNIT
    for name in ("snr", "fluorescence"):
        value = getattr(how, name)
        about[name] = float(value) if value.ndim == 0 else value
    about.update(cosmic_rays=how.cosmic_rays, seed=seed)
    return about


def _smooth_fields(rng: np.random.Generator, shape: Tuple[int, int, int], grain: float) -> _Floats:
    """Random fields that change over so many points, of mean 0 and deviation 1 each."""
    _, height, width = shape
    # Around the map lies as much again, so that its ends do not meet.
    margin = int(math.ceil(3 * grain))
    noise = rng.standard_normal((shape[0], height + margin, width + margin))
    down, across = np.fft.fftfreq(noise.shape[1])[:, None], np.fft.rfftfreq(noise.shape[2])[None]
    kept = np.exp(-0.5 * (2 * math.pi * grain / 2) ** 2 * (down**2 + across**2))
    smooth = np.fft.irfft2(np.fft.rfft2(noise) * kept, s=noise.shape[1:])[:, :height, :width]
    smooth = smooth - smooth.mean(axis=(1, 2), keepdims=True)
    deviation = smooth.std(axis=(1, 2), keepdims=True)
    made: _Floats = smooth / np.where(deviation > 0, deviation, 1.0)
    return made


def _unit_norm(rows: _Floats) -> _Floats:
    made: _Floats = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return made


def _axis(shift: Optional[npt.ArrayLike]) -> _Floats:
    """The Raman shifts that are asked for, rising."""
    if shift is None:
        return np.arange(_FIRST, _END, _STEP, dtype=np.float64)
    try:
        axis = np.asarray(shift, float)
    except (TypeError, ValueError):
        raise RamatchTypeError("shift is an array of Raman shifts in cm⁻¹") from None
    if axis.ndim != 1 or axis.size < 16:
        _refuse(f"shift is a row of 16 Raman shifts or more, not of shape {axis.shape}")
    axis = axis[::-1] if axis[0] > axis[-1] else axis
    if not (np.isfinite(axis).all() and (np.diff(axis) > 0).all()):
        _refuse("shift neither rises nor falls throughout")
    return axis


def _between(name: str, value: _Range) -> Tuple[float, float]:
    """Two ends, of one number or of two."""
    ends = value if isinstance(value, (tuple, list)) else (value, value)
    if len(ends) != 2:
        raise RamatchTypeError(f"{name} is a number, or two: the least and the most")
    low, high = (_number(name, one) for one in ends)
    if not low <= high:
        _refuse(f"{name} is from {low:g} to {high:g}: the first is the least")
    return low, high


def _number(name: str, value: Any) -> float:
    made: float = _ramatch._real(name, value)
    return made


def _real(name: str, value: Any) -> Any:
    return value if isinstance(value, np.ndarray) else _number(name, value)


def _whole(name: str, value: Any, least: int = 1) -> int:
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, np.integer)):
        raise RamatchTypeError(f"{name} is a whole number, not {value!r:.60}")
    if value < least:
        _refuse(f"{name} is {least} or more, not {value}")
    return int(value)


def _refuse(text: str) -> NoReturn:
    _ramatch._argument(text)

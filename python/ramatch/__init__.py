"""Which substance does this Raman spectrum show?

The work is done in Rust; here are its names. A result is a ranking for an analyst, not an identification.

>>> import numpy as np, ramatch
>>> shift = np.arange(200.0, 2400.0)
>>> counts = 500 + 9000 / (1 + ((shift - 520.5) / 3) ** 2) + np.random.default_rng(1).normal(0, 5, shift.size)
>>> ramatch.identify((shift, counts)).best.substance
'silicon'
"""

import functools
import json
import os
import tempfile
from dataclasses import dataclass, fields
from typing import Any, Dict, List, Optional, Tuple

import numpy as np

from . import _again, _ramatch
from ._ramatch import Library as _Library
from ._ramatch import LibraryBuilder as _LibraryBuilder
from ._ramatch import _curve, _entry, _nearest, _nearest_all, _prepare, _similarity, _write
from ._errors import RamatchError, RamatchTypeError, plain
from ._ramatch import BASELINES, METRICS, Prepared, Recipe, Record, Spectrum, __version__, records
from .preprocessing import (
    Fit,
    baseline,
    despike,
    despike_shots,
    detrend,
    normalize,
    quality,
    scatter_correct,
    smooth,
    whittaker_gcv,
)

__all__ = [
    "BASELINES",
    "Fit",
    "Found",
    "Hit",
    "Library",
    "LibraryBuilder",
    "METRICS",
    "Prepared",
    "RamatchError",
    "RamatchTypeError",
    "Recipe",
    "Record",
    "Result",
    "Spectrum",
    "__version__",
    "baseline",
    "despike",
    "despike_shots",
    "detrend",
    "identify",
    "normalize",
    "quality",
    "read",
    "records",
    "scatter_correct",
    "similarity",
    "smooth",
    "whittaker_gcv",
    "write",
]


@dataclass(frozen=True)
class Hit:
    """One substance of a ranking.

    Attributes
    ----------
    rank : int
        Place in the ranking, from 1.
    substance : str
        Preferred name.
    score : float
        What the ranking goes by; with the default matcher -1 to 1.
    cosine : float
        Cosine of the spectra over the common stretch of the axis, as it was aligned, -1 to 1.
    margin : float or None
        By how much the score is better than that of the next substance.
    form, grade, entry, source, licence, attribution : str
        Of the best reference.
    bands : dict
        ``expected``, ``matched`` and ``missing_cm1``: the reference's bands; ``unexplained_cm1``: those of the query
        that it does not explain.
    """

    rank: int
    substance: str
    substance_id: str
    cas: Optional[str]
    formula: Optional[str]
    tags: List[str]
    schedules: List[str]
    form: str
    score: float
    cosine: float
    margin: Optional[float]
    compared_cm1: Tuple[float, float]
    bands: Dict[str, Any]
    entry: str
    grade: str
    source: str
    licence: str
    attribution: str
    instrument: str
    laser_nm: Optional[float]
    note: str = ""

    def __repr__(self):
        return plain(f"Hit({', '.join(f'{field.name}={getattr(self, field.name)!r}' for field in fields(self))})")


_HIT_FIELDS = {field.name for field in fields(Hit)}


class Result:
    """A ranking of substances for one spectrum.

    Attributes
    ----------
    hits : list of Hit
        Substances, best first; empty where nothing could be scored.
    warnings : list of dict
        ``code`` and ``text`` of what makes the ranking less believable.
    query : dict
        What was asked: points, range, coverage, signal-to-noise ratio, bands.
    alignment : dict
        ``shift_cm1`` and ``stretch``: how far the query's axis was taken to be off.
    cannot_decide : dict or None
        ``code`` and ``text`` of why the ranking must not be taken for an answer.
    evidence : dict or None
        What speaks for the first hit, by its bands, whatever ranked it: ``score``, ``gap`` to what fits elsewhere on the axis, the parts
        ``found`` of the reference and ``explained`` of the query, bands ``matched``, ``unexplained`` and ``visible``, the power of
        their ``heights`` (1 where they agree), ``covered_cm1``, and the codes of all that an answer ``lacks``.
    """

    def __init__(self, answer):
        self._answer = answer
        self._report = json.loads(answer.to_json())
        self.hits = [
            Hit(**{name: value for name, value in hit.items() if name in _HIT_FIELDS})
            for hit in self._report["hits"]
        ]
        self.warnings = self._report["warnings"]
        self.query = self._report["query"]
        self.alignment = self._report["alignment"]
        self.cannot_decide = self._report["cannot_decide"]
        self.evidence = self._report["evidence"]

    @property
    def best(self):
        """The first hit, or None."""
        return self.hits[0] if self.hits else None

    def to_dict(self):
        """The report as plain data, as the terminal's ``--json`` shows it."""
        return json.loads(self._answer.to_json())

    def curves(self):
        """The curves behind the ranking.

        Returns
        -------
        dict of str to numpy.ndarray
            ``shift`` (cm⁻¹), ``measured`` and ``baseline`` in the query's unit, ``query`` as compared, ``reference``
            scaled to it and ``residual``; the last two are NaN where the reference is unknown, and empty where
            nothing could be scored. Where nothing could be compared (`cannot_decide` says why) ``shift`` and ``measured``
            are the measured points, and all others are empty.
        """
        return self._answer.curves()

    def plot(self, path=None, *, ax=None, force=False):
        """Draw query, baseline, best reference and residual; the measured points alone where nothing could be compared.

        Parameters
        ----------
        path : str or path-like, optional
            Where to write the SVG; it is written whole or not at all.
        ax : matplotlib.axes.Axes, optional
            Draw what was compared there as well. matplotlib is not needed otherwise.
        force : bool
            Write over a file that is no SVG picture too.

        Returns
        -------
        str
            The SVG.
        """
        if ax is not None:
            curves = self.curves()
            if len(curves["query"]):
                ax.plot(curves["shift"], curves["query"], "k-", label="query, corrected and smoothed")
            else:
                ax.plot(curves["shift"], curves["measured"], "k-", label="as measured")
            if self.best is not None:
                ax.plot(curves["shift"], curves["reference"], "b--", label=self.best.entry)
                ax.plot(curves["shift"], curves["residual"], "0.5", linewidth=0.8, label="residual")
            ax.set_xlabel("Raman shift (cm⁻¹)")
            ax.set_ylabel("intensity (normalised)")
            ax.legend()
        svg = self._answer.to_svg()
        if path is not None:
            _ramatch._write_svg(path, svg, force)
        return svg

    def _repr_svg_(self):
        return self._answer.to_svg()

    def __repr__(self):
        if not self.hits:
            reason = f", cannot decide: {self.cannot_decide['text']}" if self.cannot_decide else ""
            return plain(f"Result(nothing could be scored{reason})")
        return plain(f"Result({self.best.substance}, score {self.best.score:.4f}, {len(self.hits)} hits)")

    def __reduce__(self):
        # By itself: neither the library nor the file is needed to look at it.
        return _again.result, (self._answer.to_json(), self._answer.curves(), self._answer.to_svg())


class Library:
    """A library of references.

    Use `Library.default` for the built-in demonstration library, `Library.read` for a file of others, `Library.open` for a
    large one of your own.
    """

    def __init__(self, inner, how=None):
        self._inner = inner
        # The steps that made it, which make it once more in another process.
        self._how = how

    @classmethod
    def _made(cls, how):
        """The library that these steps make."""
        (first, *of), *then = how
        library = getattr(cls, first)(*of)
        for step, *of in then:
            if step == "for_instrument":
                path, content = of
                if _again.content(path) != content:
                    _ramatch._other_file("the profile is another one than when the library was pickled", path)
                of = [path]
            library = getattr(library, step)(*of)
        return library

    def __reduce__(self):
        if self._how is None:
            raise RamatchTypeError("this library cannot be pickled: it does not come from a file or from ramatch itself")
        return _again.library, (self._how, self.hash)

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        # It never changes.
        return self

    @classmethod
    def default(cls):
        """The built-in demonstration library."""
        return cls(_Library.default(), (("default",),))

    @classmethod
    def read(cls, path):
        """The library in a file, read into memory and verified.

        Raises
        ------
        RamatchError
            If it is damaged or no library; no part of it can be used then.
        """
        return cls(_Library.read(path), (("read", _absolute(path)),))

    @classmethod
    def open(cls, path):
        """The library in a file that stays where it is, in no time, whatever its size.

        Only its header is checked: for files that `verify` has seen before. Nobody may shorten the file meanwhile; a new
        version is to be renamed over it.

        Raises
        ------
        RamatchError
            If it is no library.
        """
        return cls(_Library.open(path), (("open", _absolute(path)),))

    def verify(self):
        """Check every hash, entry, sample and bound.

        Raises
        ------
        RamatchError
            With the first thing that is wrong.
        """
        self._inner.verify()

    def prepare(self, spectrum):
        """A spectrum as the library's references were prepared, for `nearest`.

        Returns
        -------
        Prepared
        """
        return _prepare(self._inner, _spectrum(spectrum))

    def nearest(
        self,
        query,
        k=10,
        *,
        per_substance=False,
        tag=None,
        substances=None,
        source=None,
        laser_nm=None,
        threads=None,
        progress=None,
    ):
        """The `k` entries most like a query: exactly those that a scan of the whole library finds.

        Parameters
        ----------
        query : Prepared, or list of Prepared
            Of `prepare`. Many queries share the work.
        k : int
            Most entries.
        per_substance : bool
            Only the best entry of each substance.
        tag, source : str, optional
            Only entries of substances with this tag or schedule, of this source; one that the library does not have is an error.
        substances : list of str, optional
            Only entries of these substances, by id; one that the library does not have is an error.
        laser_nm : (float, float), optional
            Only entries measured with such a laser, from the least to the largest.
        threads : int, optional
            Threads at most for a list of queries; a single query is searched for on the calling thread.
        progress : callable, optional
            Told of queries done and queries there are; False, and what else counts as false, calls it off, None does not. For a list
            only.

        Returns
        -------
        Found, or list of Found
        """
        wanted = (k, per_substance, [tag, substances, source, laser_nm])
        if isinstance(query, Prepared):
            return Found(*_nearest(self._inner, query, wanted))
        if isinstance(query, (str, bytes, Spectrum, Record)) or not hasattr(query, "__iter__"):
            raise RamatchTypeError(f"query is a Prepared of Library.prepare, or a list of them, not {type(query).__name__}")
        found = _nearest_all(self._inner, list(query), wanted, (threads, progress))
        return [Found(*one) for one in found]

    def entry(self, index):
        """What the library says of an entry: ``id``, ``substance_id``, ``substance``, ``form``, ``source``, ``grade``."""
        names = ("id", "substance_id", "substance", "form", "source", "grade")
        return dict(zip(names, _entry(self._inner, index)))

    def curve(self, index):
        """What an entry was made from: Raman shift in cm⁻¹ and intensity.

        Measured points, or the sum of its bands every 1 cm⁻¹; the prepared row where the library holds neither. An entry that is not
        there is an error.
        """
        return _curve(self._inner, index)

    @property
    def rows(self):
        """How its rows are stored: ``f32``, ``i16`` or ``i8``."""
        return self._inner.rows

    def prepared_by(self, recipe):
        """The same references, prepared by another `Recipe`.

        Raises
        ------
        RamatchError
            For a library that does not hold the measured points or the bands of every entry.
        """
        _need("recipe", recipe, Recipe)
        return Library(self._inner.prepared_by(recipe), self._how and (*self._how, ("prepared_by", recipe)))

    def for_instrument(self, profile):
        """The same references, for spectra of the instrument of a profile (a file of ``ramatch profile fit``).

        Its axis is corrected, and references of a finer resolution are broadened to its own.
        """
        inner = self._inner.for_instrument(profile)
        step = ("for_instrument", _absolute(profile), _again.content(profile))
        return Library(inner, self._how and (*self._how, step))

    def search(self, spectrum, top=5, *, tolerance=None, through=None, metric=None, exclude=(), peaks=False):
        """Rank the library's substances by a spectrum.

        Parameters
        ----------
        spectrum : Spectrum, (shift, intensity), (n, 2) array, path, or list of them
            Raman shift in cm⁻¹ against intensity in any unit. A list is shots of one sample; their mean is compared.
        top : int
            Most substances in the ranking, 1 or more.
        tolerance : float or (float, float), optional
            How far the axis may be off in cm⁻¹, and how far it may be stretched; 8 and 0.003, or what a profile leaves.
        through : str, optional
            Id or name of a substance that the sample was measured through: what its bands cover does not count.
        metric : str, optional
            Rank by one of `METRICS` instead, as the axis stands: a tolerance beside it is an error.
        exclude : list of str
            Ids of entries that are not asked; one that the library does not hold is an error.
        peaks : bool
            `spectrum` is a list of peaks, (shift, height) or a path: they are drawn as bands of 10 cm⁻¹ and compared.

        Returns
        -------
        Result
        """
        if isinstance(exclude, (str, bytes)):
            raise RamatchTypeError(f"exclude is a list of ids: pass exclude=[{exclude!r}]")
        asked = {
            "top": top,
            "tolerance": _tolerance(tolerance),
            "through": through,
            "metric": metric,
            "exclude": () if exclude is None else exclude,
        }
        if _flag("peaks", peaks):
            return Result(self._inner._search_peaks(_peaks(spectrum), asked))
        return Result(self._inner._search([_spectrum(shot) for shot in _shots(spectrum)], asked))

    @property
    def recipe(self):
        """The `Recipe` that prepared it, and prepares queries."""
        return self._inner.recipe

    @property
    def hash(self):
        """Its identity: BLAKE3 of its bytes, in hexadecimal digits."""
        return self._inner.hash

    @property
    def substances(self):
        """Names of the substances that have references."""
        return self._inner.substances

    def __len__(self):
        return len(self._inner)

    def __repr__(self):
        return repr(self._inner)


@dataclass(frozen=True)
class Found:
    """What `Library.nearest` found, and what it cost.

    Attributes
    ----------
    entries : numpy.ndarray of uint32
        The best first; of equal scores the earlier entry first.
    scores : numpy.ndarray of float64
        Cosines over the intersection of the intervals.
    rescored : int
        Rows whose exact score was computed.
    scanned : bool
        Whether every row was looked at in full.
    bytes : int
        Bytes of the library that were looked at.
    """

    entries: Any
    scores: Any
    rescored: int
    scanned: bool
    bytes: int


class LibraryBuilder:
    """Builds a library of any size, entry by entry; rows are kept on disk meanwhile.

    Parameters
    ----------
    recipe : Recipe, optional
        How references are prepared; the default recipe if none is given.
    rows : {"f32", "i16", "i8"}
        How prepared rows are stored. Scores are those of the rows as they are stored.
    codes : bool
        Keep rows once more as i8, which makes scans of everything faster.
    raw : bool
        Keep the measured points of what is added by `add`, so that the library can be prepared again by another recipe. False
        makes it smaller.
    folder : path, optional
        Where temporary files are kept; where the system keeps them if none is given.
    """

    def __init__(self, recipe=None, *, rows="f32", codes=False, raw=True, folder=None):
        recipe = Recipe.default() if recipe is None else recipe
        self._inner = _LibraryBuilder(recipe, rows, codes, raw, tempfile.gettempdir() if folder is None else folder)

    def add(
        self, spectrum, id, substance, *, source="python", form="", grade="field", laser_nm=0.0, resolution_cm1=0.0
    ):
        """Prepare a spectrum and add it, with its measured points unless ``raw`` is False.

        Measured points are kept as float32, less the level that float32 would lose them on (see `Spectrum`). The laser is that of the
        spectrum's file, where that states one; another one is refused. A spectrum that is refused leaves the builder as it was.
        """
        about = _about([id], [substance], source, form, grade, laser_nm, resolution_cm1)
        self._inner.add(_spectrum(spectrum), about)

    def add_rows(
        self, rows, ids, substances, *, source="python", form="", grade="field", laser_nm=0.0, resolution_cm1=0.0
    ):
        """Add rows that were prepared by the recipe: ``[m, grid points]`` as float32; all of them, or none if one is refused."""
        about = _about(ids, substances, source, form, grade, laser_nm, resolution_cm1)
        self._inner.add_rows(rows, about)

    def copy(self, library):
        """Add all entries of a library of the same recipe and storage, or none if one is refused."""
        _need("library", library, Library)
        self._inner.copy(library._inner)

    def write(self, path):
        """Write the library, whole or not at all. The builder can add nothing afterwards; where writing fails or is interrupted, it is
        as before, and another path can be tried."""
        self._inner.write(path)

    def __len__(self):
        return len(self._inner)


def _about(ids, substances, source, form, grade, laser_nm, resolution_cm1):
    return {
        "ids": ids,
        "substances": substances,
        "source": source,
        "form": form,
        "grade": grade,
        "laser_nm": laser_nm,
        "resolution_cm1": resolution_cm1,
    }


def read(path, *, laser_nm=None, axis=None, spectrum=None, salvage=False, decimal_comma=False):
    """Read the Raman spectrum of a file, whose format is recognised by its content.

    Parameters
    ----------
    path : str, bytes or path-like
        JCAMP-DX, Galactic SPC, Renishaw WDF and WXD, Bruker OPUS, OMNIC SPA and SPG, Horiba LabSpec, Princeton SPE, B&W Tek,
        ENLIGHTEN, Ocean, WITec, RRUFF, OpenSpecy, ORAS, NumPy, Raman Open Database, or text with columns; packed as ZIP, tar,
        gzip, xz or zst too.
    laser_nm : float, optional
        The laser, for an axis of wavelengths or absolute wavenumbers whose file does not state it.
    axis : {"nm", "shift", "absolute"}, optional
        What the axis is where the file does not say: wavelength, Raman shift, or wavenumber from zero. What a file states is not
        overruled.
    spectrum : int, optional
        Which spectrum of a file that holds several, counted from 0.
    salvage : bool
        Take what can be read of a damaged file; results are marked, and never an answer.
    decimal_comma : bool
        Read decimal commas in JCAMP-DX, which does not allow them.

    Returns
    -------
    Spectrum

    Raises
    ------
    RamatchError
        If the file is refused; ``code`` says why, ``line`` or ``byte_offset`` where, ``field``, ``declared`` and ``actual`` what.

    See Also
    --------
    records : all spectra of a file, of any kind.
    """
    return Spectrum.read(
        path, laser_nm=laser_nm, axis=axis, spectrum=spectrum, salvage=salvage, decimal_comma=decimal_comma
    )


def write(path, records, *, format=None, force=False):
    """Write records or spectra to a file, with numbers that read back to the same bits: float64 where they came as float64.

    Parameters
    ----------
    path : str or path-like
        Where to write; each file is written whole or not at all.
    records : Record, Spectrum or (shift, intensity), or a list of them
        What is written.
    format : str, optional
        ``"csv"``, ``"jcamp"``, ``"npz"``, or ``"difdup"``, which is JCAMP-DX in a third of the size, for whole numbers at equal distances.
        The path's ending says it if none is given.
    force : bool
        Write over whatever file stands there. By default only an empty one, or one of this format that ramatch wrote, is replaced, so
        that no measurement is lost.

    Returns
    -------
    list of pathlib.Path
        The files. CSV and JCAMP-DX hold one record each: of twelve, ``map.csv`` becomes ``map-01.csv``, ``map-02.csv`` …; an ``.npz``
        holds all, if they share an axis.

    Raises
    ------
    RamatchError
        For what the format has no place for, for no records at all, and for what would be lost (``code`` is ``file_exists``).

    >>> import numpy as np, ramatch, tempfile
    >>> x = np.arange(200.0, 300.0)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [file] = ramatch.write(folder + "/made.jdx", (x, x**2))
    ...     bool((ramatch.records(file)[0].y == x**2).all())
    True
    """
    single = isinstance(records, (Record, Spectrum, tuple, np.ndarray))
    if not single and isinstance(records, (str, bytes)) or not (single or hasattr(records, "__iter__")):
        raise RamatchTypeError(f"records are a Record, a Spectrum, (shift, intensity), or a list of them, not {records!r:.60}")
    listed = [records] if single else list(records)
    if not listed:
        _ramatch._argument("there are no records to write: the list is empty")
    made = [record if isinstance(record, Record) else _spectrum(record) for record in listed]
    return _write(path, made, format, force)


def similarity(a, b, metric="cosine", *, mask=None, step_cm1=1.0):
    """How alike two spectra on one axis are, by a metric that is named by its formula.

    Parameters
    ----------
    a, b : array_like
        Intensities at the same, equally spaced Raman shifts. What is masked in a numpy masked array does not count.
    metric : str
        One of `METRICS`.
    mask : array_like of bool, optional
        Where samples count; they do everywhere if none is given.
    step_cm1 : float
        Spacing of the axis in cm⁻¹, which only ``band_forward`` and ``band_reverse`` ask for.

    Samples are compared as float32. From float64 that stand on a high level, Pearson's r and the metrics of derivatives, in which no level
    shows, take it out first; angles and distances below 10⁻⁷ are not told apart.

    Returns
    -------
    float or None
        None where the formula has nothing to divide by.

    Raises
    ------
    RamatchError
        For samples that count and are NaN or infinite, and for none at all.
    """
    return _similarity((a, b), metric, mask, step_cm1)


def identify(spectrum, *, library=None, top=5, **asked):
    """Rank substances by a measured spectrum.

    Parameters
    ----------
    spectrum : Spectrum, (shift, intensity), (n, 2) array, path, or list of them
        Raman shift in cm⁻¹ against intensity in any unit. A list is shots of one sample.
    library : Library, optional
        The built-in demonstration library if none is given.
    top : int
        Most substances in the ranking.
    **asked
        As `Library.search` takes.

    Returns
    -------
    Result
    """
    if library is None:
        library = _default_library()
    return _need("library", library, Library).search(spectrum, top, **asked)


@functools.lru_cache(maxsize=1)
def _default_library():
    return Library.default()


def _need(name, value, kind):
    """The value, which has to be of a class of ours."""
    if not isinstance(value, kind):
        raise RamatchTypeError(f"{name} is a {kind.__name__}, not {value!r:.60} ({type(value).__name__})")
    return value


def _flag(name, value):
    if not isinstance(value, (bool, np.bool_)):
        raise RamatchTypeError(f"{name} is True or False, not {value!r:.60}")
    return bool(value)


def _absolute(path):
    """Where a file lies, wherever somebody stands later."""
    return os.path.abspath(os.fsdecode(path))


_WANTED = "a spectrum is a Spectrum, (shift, intensity), an array of two columns, or a path"


def _spectrum(value):
    if isinstance(value, Spectrum):
        return value
    if isinstance(value, Record):
        return value.spectrum()
    if isinstance(value, (str, bytes, os.PathLike)):
        return read(value)
    if isinstance(value, (tuple, list)):
        pair = value
    else:
        # Not `asarray`, which drops masks.
        array = np.asanyarray(value)
        if array.ndim != 2 or 2 not in array.shape:
            raise RamatchTypeError(f"{_WANTED}, not an array of shape {array.shape}")
        # Two rows of more points, else two columns.
        pair = array if array.shape[0] == 2 and array.shape[1] != 2 else array.T
    if len(pair) != 2:
        raise RamatchTypeError(f"{_WANTED}, not {len(pair)} of something")
    return Spectrum(*pair)


def _peaks(value):
    """A list of peaks: a path, or Raman shifts and heights."""
    if isinstance(value, (str, bytes, os.PathLike)):
        return value
    if isinstance(value, (Spectrum, Record)):
        pair = (value.shift, value.intensity) if isinstance(value, Spectrum) else (value.x, value.y)
    elif isinstance(value, (tuple, list)) and len(value) == 2:
        pair = value
    else:
        array = np.asanyarray(value)
        if array.ndim != 2 or array.shape[1] != 2:
            raise RamatchTypeError(f"a list of peaks is (shift, height), an array of two columns, or a path, not {value!r:.60}")
        pair = array.T
    return tuple(pair)


def _shots(value):
    """Spectra of one sample: a list of them, or one by itself."""
    if not isinstance(value, list):
        return [value]
    if len(value) == 2 and all(_is_row(item) for item in value):
        return [tuple(value)]
    return value


def _is_row(value):
    """Whether this is numbers in a row, such as half of a (shift, intensity)."""
    if isinstance(value, (list, tuple)):
        return bool(value) and all(np.ndim(item) == 0 and not isinstance(item, (str, bytes, Spectrum)) for item in value)
    return isinstance(value, np.ndarray) and value.ndim == 1


def _tolerance(value):
    if value is None:
        return None
    wanted = "tolerance is a number in cm⁻¹, or two: (8, 0.003)"
    if isinstance(value, (list, tuple)) or (isinstance(value, np.ndarray) and value.ndim > 0):
        values = [_ramatch._real("tolerance", one) for one in value]
    else:
        values = [_ramatch._real("tolerance", value)]
    if len(values) not in (1, 2):
        raise RamatchTypeError(f"{wanted}, not {value!r:.60}")
    if len(values) == 1:
        values.append(0.0 if values[0] == 0 else 0.003)
    return tuple(values)

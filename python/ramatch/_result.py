"""A verdict, the ranking that it goes by, and its hits."""

import copy
import functools
import json
from dataclasses import dataclass, fields
from typing import Any, Dict, List, Optional, Tuple

from . import _optional, _ramatch
from ._errors import plain


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
    checked, checked_by : str
        How the reference was checked against published bands, ``agrees``, ``quoted``, ``unchecked`` or ``doubtful``, and by what.
    library : str or None
        BLAKE3 of the library that the reference is of, where several were asked; ``libraries`` of `Result.to_dict` names them.
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
    checked: str = "unchecked"
    checked_by: str = ""
    note: str = ""
    library: Optional[str] = None

    def __repr__(self):
        return plain(f"Hit({', '.join(f'{field.name}={getattr(self, field.name)!r}' for field in fields(self))})")


_HIT_FIELDS = {field.name for field in fields(Hit)}


class Verdict(dict):
    """What is said of a spectrum: a dict whose entries are attributes as well, and which notebooks show.

    Attributes
    ----------
    code : str
        ``identified``, ``mixture``, ``one_of``, ``related``, ``not_in_library`` or ``cannot_decide``.
    names : list of dict
        ``substance`` and ``substance_id`` of each that it names.
    text : dict
        What it says, in English and Korean (``en``, ``ko``).
    stated_rate : float or None
        At which substances that were absent got as far in trials.
    reason : dict or None
        ``code`` and ``text`` of why nothing can be decided.
    """

    def __getattr__(self, name):
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"a verdict has no {name!r}: it has {', '.join(self)}") from None

    def __dir__(self):
        return [*super().__dir__(), *self]

    def __str__(self):
        return plain(self["text"]["en"])

    def to_dict(self):
        """All of it as plain data."""
        return copy.deepcopy(dict(self))

    def _repr_html_(self):
        return _optional.ours("_html").verdict(self)


class Result:
    """A verdict on one spectrum, with the ranking that it goes by. Two are equal if their reports are.

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
    verdict : dict
        What is said of the spectrum: ``code`` (``identified``, ``mixture``, ``one_of``, ``related``, ``not_in_library`` or
        ``cannot_decide``), the ``names`` that it gives, the ``text`` in English and Korean (``en``, ``ko``), the ``stated_rate`` at which substances that were
        absent got as far in trials, ``value``, ``limits`` and ``reached`` that it goes by, the ``calibration``, ``relatives``, marks
        (``controlled``, ``watched``), and ``advice`` where nothing can be said.
    cannot_decide : dict or None
        ``code`` and ``text`` of why the ranking must not be taken for an answer: the ``reason`` of the verdict.
    mixture : dict or None
        What the spectrum is a sum of, as `Mixture.to_dict` has it; its shares are of the *signal*, not of weight. It is what is said where
        the verdict is ``mixture``, and stands beside another verdict otherwise. None where it was not sought: of ``single``, by a
        metric, of a list of peaks, and of noise.
    evidence : dict or None
        What speaks for the first hit, by its bands, whatever ranked it: ``score``, ``gap`` to what fits elsewhere on the axis, the parts
        ``found`` of the reference and ``explained`` of the query, bands ``matched``, ``unexplained`` and ``visible``, the power of
        their ``heights`` (1 where they agree), ``covered_cm1``, and the codes of all that an answer ``lacks``.
    """

    def __init__(self, answer):
        # What it says is looked at when somebody asks: of many results most are never asked.
        self._answer = answer

    @functools.cached_property
    def _report(self):
        return json.loads(self._answer.to_json())

    @functools.cached_property
    def hits(self):
        return [Hit(**{name: value for name, value in hit.items() if name in _HIT_FIELDS}) for hit in self._report["hits"]]

    @functools.cached_property
    def warnings(self):
        return self._report["warnings"]

    @functools.cached_property
    def query(self):
        return self._report["query"]

    @functools.cached_property
    def alignment(self):
        return self._report["alignment"]

    @functools.cached_property
    def verdict(self):
        return Verdict(self._report["verdict"])

    @functools.cached_property
    def cannot_decide(self):
        return self.verdict["reason"]

    @functools.cached_property
    def mixture(self):
        return self._report.get("mixture")

    @functools.cached_property
    def evidence(self):
        return self._report["evidence"]

    @property
    def best(self):
        """The first hit, or None."""
        return self.hits[0] if self.hits else None

    def to_dict(self):
        """The report as plain data, as the terminal's ``--json`` shows it."""
        return json.loads(self._answer.to_json())

    def to_pandas(self):
        """The ranking as a `pandas.DataFrame`, a row for each hit."""
        return _optional.need("pandas", "pandas").DataFrame(self._columns())

    def to_polars(self):
        """The ranking as a `polars.DataFrame`, a row for each hit."""
        return _optional.need("polars", "polars").DataFrame(self._columns(), strict=False)

    def to_arrow(self):
        """The ranking as a `pyarrow.Table`, a row for each hit."""
        return _optional.need("pyarrow", "arrow").table(self._columns())

    def _columns(self):
        """The columns of the ranking; those that hold dicts are left out, they are in `to_dict`."""
        names = [field.name for field in fields(Hit) if field.name != "bands"]
        return {name: [_flat(getattr(hit, name)) for hit in self.hits] for name in names}

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
            _optional.ours("plot").compared(self, ax)
        svg = self._answer.to_svg()
        if path is not None:
            _ramatch._write_text(path, svg, "svg", force)
        return svg

    def _repr_svg_(self):
        return self._answer.to_svg()

    def _repr_html_(self):
        return _optional.ours("_html").result(self)

    def __eq__(self, other):
        if isinstance(other, Result):
            return self is other or self._answer.to_json() == other._answer.to_json()
        return NotImplemented

    def __hash__(self):
        return hash(self._answer.to_json())

    def __repr__(self):
        if not self.hits:
            reason = f", cannot decide: {self.cannot_decide['text']}" if self.cannot_decide else ""
            return plain(f"Result(nothing could be scored{reason})")
        return plain(f"Result({self.verdict['code']}: {self.best.substance}, score {self.best.score:.4f}, {len(self.hits)} hits)")

    def __reduce__(self):
        # By itself: neither the library nor the file is needed to look at it.
        return _again, (self._answer.to_json(), self._answer.curves(), self._answer.to_svg())


def _flat(value):
    return list(value) if isinstance(value, tuple) else value


class _Kept:
    """The answer behind a result that was pickled: its report, curves and picture, without the library."""

    def __init__(self, report, curves, picture):
        self._report, self._curves, self._picture = report, curves, picture

    def to_json(self):
        return self._report

    def curves(self):
        return {name: values.copy() for name, values in self._curves.items()}

    def to_svg(self):
        return self._picture


def _again(report, curves, picture):
    """A result that was pickled."""
    return Result(_Kept(report, curves, picture))

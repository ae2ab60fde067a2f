"""What a spectrum is a sum of."""

import json
import math
from dataclasses import dataclass
from typing import Dict, List, Tuple

import numpy as np

from . import _optional, _ramatch
from ._errors import RamatchTypeError, plain
from ._given import a_spectrum, is_pair, options

# Quantile of the normal distribution that 95 of 100 lie within.
_WITHIN = 1.96


@dataclass(frozen=True)
class Component:
    """One component of a mixture.

    Attributes
    ----------
    substance, substance_id, entry : str
        Preferred name, its id, and the reference whose row it is.
    share : float
        Its part of the *signal* of all components, 0 to 1; not of weight.
    share_between : (float, float)
        Where that lies in 95 of 100 measurements with such noise, and with references that fit as they do.
    amount : float
        How many times the reference, as it was measured, is in the spectrum.
    evidence : float
        How much it explains beside what nothing does, 0 to 1.
    unlike : float
        The part of what it explains that the best of the unlike references would in its place.
    carried : float
        The part of what the spectrum shows that it carries, 0 to 1.
    bands_cm1 : list of float
        Bands that it explains and nothing else here does.
    one_of : list of dict
        Other substances that would explain nearly as much in its place: it may be any of them.
    """

    substance: str
    substance_id: str
    entry: str
    share: float
    share_between: Tuple[float, float]
    amount: float
    evidence: float
    unlike: float
    carried: float
    bands_cm1: List[float]
    one_of: List[Dict[str, str]]


class Mixture:
    """What a spectrum is a sum of, as far as the library goes: of `Library.unmix`. Two are equal if their reports are.

    Attributes
    ----------
    components : list of Component
        The largest share first; empty where nothing has the evidence that a component needs.
    containers : list of dict
        ``name`` and ``share`` of all of the signal, of the user's own containers.
    unexplained : float
        The part of the signal that nothing explains, 0 to 1, weighted by how far references fit.
    incomplete : bool
        Whether something is there that nothing explains.
    unexplained_cm1 : list of float
        Its bands, the highest first.
    nearest : dict or None
        What would explain most of what is left; never told as a component.
    nothing_above : float
        Share above which 95 of 100 other references would have been told beside these.
    alignment : dict
        ``shift_cm1`` and ``stretch``: how far the axis was taken to be off.
    compared_cm1 : (float, float)
        First and last Raman shift that was compared.
    shift, row, rest : numpy.ndarray
        Raman shift (cm⁻¹), the linear row of the spectrum with its axis aligned, and what is left of it, ``[n]``.
    parts : numpy.ndarray
        What each component contributes, then each container, ``[components + containers, n]``.
    sigma : float
        Standard deviation of the noise in the row.
    damage : list of str
        What was wrong with a file that was salvaged: then this points a way and is no answer.
    """

    def __init__(self, report, rows, damage=()):
        self._made = report, rows, tuple(damage)
        self.damage = list(damage)
        self._report = json.loads(report)
        self.components = [
            Component(**{**one, "share_between": tuple(one["share_between"])}) for one in self._report["components"]
        ]
        for name in ("containers", "unexplained", "incomplete", "unexplained_cm1", "nearest", "nothing_above", "alignment"):
            setattr(self, name, self._report[name])
        self.compared_cm1 = tuple(self._report["compared_cm1"])
        self.shift, self.row, self.rest, self.sigma = (rows[name] for name in ("shift", "row", "rest", "sigma"))
        self.parts = np.array(rows["parts"]).reshape(len(rows["parts"]), self.shift.size)

    def weights(self, factors):
        """Parts of the weight, by response factors of your own. Without them no such number exists: shares are of the signal.

        Parameters
        ----------
        factors : dict of str to float, or to (float, float)
            By name or id of each component, what the same weight of it signals beside the others, in any unit, or that with its standard
            deviation. Of a sample that was weighed, such a factor is the share over the part of the weight. Substances that are not there
            do not count. A component that may be any of several goes by its own name.

        Returns
        -------
        dict of str to (float, float, float)
            By name, the part of the weight of all components that are told, and where it lies in 95 of 100 cases, as shares and factors
            are known. What `incomplete` says is there besides weighs too, and is not in it, nor are containers.

        Raises
        ------
        RamatchError
            For a component without a factor, one that is not above 0, and where nothing is told.

        Notes
        -----
        ``(share / factor) / sum(share / factor)``. Factors are taken to be wrong independently of each other; shares as they are together
        at worst, which of two components is what they are, since one has what the other lacks.
        """
        if not isinstance(factors, dict):
            raise RamatchTypeError(f"factors is a dict of response factors by the names of the components, not {factors!r:.60}")
        if not self.components:
            _ramatch._argument("nothing is told of what it is a sum of: there is nothing to weigh")
        known = [_factor(factors, one) for one in self.components]
        parts = np.array([one.share / factor for one, (factor, _) in zip(self.components, known)])
        parts = parts / parts.sum()
        # An end of an interval that was cut at 0 or 1 says less than the other.
        shares = np.array([max(one.share - one.share_between[0], one.share_between[1] - one.share) for one in self.components])
        of_shares = shares / _WITHIN / [one.share for one in self.components]
        of_factors = np.array([deviation / factor for factor, deviation in known])
        # What becomes of each part, relative to it, where that of another grows by 1 relative to it.
        slopes = np.abs(np.eye(len(parts)) - parts)
        reach = _WITHIN * parts * np.sqrt((slopes @ of_shares) ** 2 + slopes**2 @ of_factors**2)
        found = zip(self.components, parts, np.maximum(parts - reach, 0.0), np.minimum(parts + reach, 1.0))
        return {one.substance: (float(part), float(low), float(high)) for one, part, low, high in found}

    def plot(self, ax):
        """Draw the row with the sum of its parts, each part by itself under it, and the rest below; all on one scale.

        Parameters
        ----------
        ax : matplotlib.axes.Axes
            Where to draw.
        """
        _optional.ours("plot").mixture(self, ax)

    def to_dict(self):
        """All but the rows as plain data, as reports hold it."""
        return {**json.loads(json.dumps(self._report)), **({"damage": list(self.damage)} if self.damage else {})}

    def _columns(self):
        rows = [{**one, "share_low": one["share_between"][0], "share_high": one["share_between"][1]} for one in self._report["components"]]
        names = ("substance", "substance_id", "entry", "share", "share_low", "share_high", "amount", "evidence", "unlike", "carried")
        columns = {name: [row[name] for row in rows] for name in names}
        return {**columns, "one_of": [[other["substance"] for other in row["one_of"]] for row in rows]}

    def to_pandas(self):
        """Its components as a `pandas.DataFrame`, the largest share first."""
        return _optional.need("pandas", "pandas").DataFrame(self._columns())

    def to_polars(self):
        """Its components as a `polars.DataFrame`, the largest share first."""
        return _optional.need("polars", "polars").DataFrame(self._columns(), strict=False)

    def to_arrow(self):
        """Its components as a `pyarrow.Table`, the largest share first."""
        return _optional.need("pyarrow", "arrow").table(self._columns())

    def _repr_html_(self):
        return _optional.ours("_html").mixture(self)

    def __repr__(self):
        said = " + ".join(f"{_said(one)} {one.share:.0%}" for one in self.components) or "nothing told"
        return plain(f"Mixture({said}{', incomplete' if self.incomplete else ''}{', of a damaged file' if self.damage else ''})")

    def __eq__(self, other):
        if isinstance(other, Mixture):
            return self is other or (self._report, self.damage) == (other._report, other.damage)
        return NotImplemented

    def __hash__(self):
        return hash(self._made[0])

    def __reduce__(self):
        return Mixture, self._made


def _said(component):
    """Its name, or those of which it may be any."""
    return " or ".join([component.substance, *(other["substance"] for other in component.one_of)])


def _factor(factors, component):
    """The response factor of a component, and its standard deviation."""
    names = [name for name in (component.substance, component.substance_id) if name in factors]
    if not names:
        _ramatch._argument(f"factors has none of {component.substance}: without it there are no parts of the weight")
    given, what = factors[names[0]], f"factors[{names[0]!r}]"
    pair = given if isinstance(given, (tuple, list)) else (given, 0.0)
    if len(pair) != 2:
        raise RamatchTypeError(f"{what} is a number, or one and its standard deviation, not {given!r:.60}")
    factor, deviation = (_ramatch._real(what, one) for one in pair)
    if not (math.isfinite(factor) and factor > 0 and math.isfinite(deviation) and deviation >= 0):
        _ramatch._argument(f"{what} is above 0, and its standard deviation is not below, not {given!r:.60}")
    return factor, deviation


def unmix(self, spectrum, *, tolerance=None, through=None, exclude=(), containers=None):
    """What a spectrum is a sum of, whatever its ranking says.

    Parameters
    ----------
    spectrum : what `ramatch.identify` takes, or a list of them
        Several are shots of one sample, whose mean is taken apart.
    tolerance, through, exclude, containers
        As `Library.search` takes.

    Returns
    -------
    Mixture
        With rows and parts; without components where nothing has the evidence that one needs.

    Raises
    ------
    RamatchError
        For a spectrum that cannot be compared, for more than three containers, and for a library that has nothing to make linear rows
        of.

    >>> import numpy as np, ramatch
    >>> library = ramatch.Library.default()
    >>> curves = [library.curve(index) for index in range(len(library)) if library.entry(index)["substance"] in ("caffeine", "urea")]
    >>> shift = np.arange(320.0, 2280.0)
    >>> sample = sum(np.interp(shift, x, y / y.max()) for x, y in curves) + np.random.default_rng(1).normal(0, 0.01, shift.size)
    >>> mixture = library.unmix((shift, sample))
    >>> sorted(one.substance for one in mixture.components), mixture.incomplete
    (['caffeine', 'urea'], False)
    """
    shots = spectrum if isinstance(spectrum, list) and not is_pair(spectrum) else [spectrum]
    shots = [a_spectrum(one) for one in shots]
    damage = [text for one in shots for text in one.damage]
    return Mixture(*self._inner._unmix(shots, options(1, tolerance, through, None, exclude, containers)), damage)

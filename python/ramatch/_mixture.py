"""What a spectrum is a sum of."""

import json
from dataclasses import dataclass
from typing import Any, Dict, List, Optional, Tuple

import numpy as np

from ._errors import plain


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
    """What a spectrum is a sum of, as far as the library goes.

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
    shift, row, rest : numpy.ndarray
        Raman shift (cm⁻¹), the linear row of the spectrum with its axis aligned, and what is left of it, ``[n]``.
    parts : numpy.ndarray
        What each component contributes, then each container, ``[components + containers, n]``.
    sigma : float
        Standard deviation of the noise in the row.
    """

    def __init__(self, report, rows):
        self._report = json.loads(report)
        self.components = [
            Component(**{**one, "share_between": tuple(one["share_between"])}) for one in self._report["components"]
        ]
        for name in ("containers", "unexplained", "incomplete", "unexplained_cm1", "nearest", "nothing_above", "alignment"):
            setattr(self, name, self._report[name])
        self.shift, self.row, self.rest, self.sigma = (rows[name] for name in ("shift", "row", "rest", "sigma"))
        self.parts = np.array(rows["parts"]).reshape(-1, self.shift.size)

    def to_dict(self):
        """All but the rows as plain data, as reports hold it."""
        return json.loads(json.dumps(self._report))

    def __repr__(self):
        said = " + ".join(f"{one.substance} {one.share:.0%}" for one in self.components) or "nothing told"
        return plain(f"Mixture({said}{', incomplete' if self.incomplete else ''})")

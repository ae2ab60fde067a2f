"""What the schema of an Arrow table states of its spectra: what `ramatch.convert.to_arrow` wrote there."""

from __future__ import annotations

import json
from typing import Any, Dict, List

import numpy as np

from . import _axis, _ramatch
from ._errors import RamatchTypeError
from ._given import numbers

_WRITTEN = ("raman_shift_cm1", "shape", "ramatch.metadata", "ramatch.warnings")


def stated(schema: Any) -> Dict[str, str]:
    """Texts by their names; of what others wrote there nothing is asked."""
    written = schema.metadata or {}
    return {name: written[name.encode()].decode("utf-8", "replace") for name in _WRITTEN if name.encode() in written}


def axis_of(about: Dict[str, str], shift: Any) -> Any:
    """The Raman shifts that are given, or stated; None for neither. They may not contradict each other."""
    own = np.array(listed(about, "raman_shift_cm1", float)) if "raman_shift_cm1" in about else None
    if shift is None:
        return own
    given = numbers("shift", shift)
    if given.ndim != 1:
        raise RamatchTypeError(f"shift has shape {given.shape}, (n,) is needed")
    if own is not None and not _axis.same(own, given):
        _ramatch._argument("the table states other Raman shifts than shift: leave shift out, or take the table's metadata away")
    return given


def listed(about: Dict[str, str], name: str, kind: Any) -> List[Any]:
    """Numbers with commas between them."""
    try:
        return [kind(text) for text in about[name].split(",")]
    except ValueError:
        _ramatch._argument(f"{name} in the metadata of this table is no list of numbers: {about[name]!r:.60}")


def loaded(about: Dict[str, str], name: str, otherwise: Any) -> Any:
    """What is stated as JSON; of the kind of what it is otherwise."""
    try:
        made = json.loads(about[name]) if name in about else otherwise
    except (ValueError, RecursionError) as error:
        _ramatch._argument(f"{name} in the metadata of this table is no JSON of ours: {error}")
    if not isinstance(made, type(otherwise)):
        _ramatch._argument(f"{name} in the metadata of this table is {type(made).__name__}, not {type(otherwise).__name__}")
    return made

"""What is kept of many answers: a row for each, in columns that share their texts."""

from array import array

import numpy as np

from . import _ramatch
from ._errors import RamatchError

TEXTS = ("substance", "substance_id", "entry", "reason", "verdict", "error", "file")
NUMBERS = ("score", "cosine", "margin", "snr", "value", "x", "y", "z", "time")
# As they are shown.
NAMES = (
    *("substance", "substance_id", "entry", "score", "cosine", "margin", "snr", "reason", "verdict", "names", "value", "error"),
    *("file", "x", "y", "z", "time"),
)


class Texts(list):
    """A column of texts. Compared with one text, or with None, it says where it is that: ``results.score[results.verdict == "mixture"]``."""

    def __eq__(self, other):
        if other is None or isinstance(other, str):
            return np.array([one == other for one in self], bool)
        return list.__eq__(self, other)

    def __ne__(self, other):
        equal = self == other
        return ~equal if isinstance(equal, np.ndarray) else not equal

    __hash__ = None


class Table:
    """Columns that grow row by row. Of texts that stand again and again there is one each."""

    def __init__(self):
        self._texts = {name: [] for name in TEXTS}
        self._numbers = {name: array("d") for name in NUMBERS}
        self._names = []
        self._known = {}

    def __len__(self):
        return len(self._names)

    def add(self, row, origin):
        """Adds a row of `row_of`, and where its spectrum is from."""
        known = self._known
        for name, value in (*row.items(), *origin.items()):
            if name == "names":
                value = tuple(value)
                self._names.append(known.setdefault(value, value))
            elif name in self._numbers:
                self._numbers[name].append(value)
            elif name in ("error", "file"):
                self._texts[name].append(value)
            else:
                self._texts[name].append(known.setdefault(value, value))

    def column(self, name):
        """A list of texts or an array of numbers, of the caller's own."""
        if name == "names":
            return [list(names) for names in self._names]
        return np.array(self._numbers[name]) if name in self._numbers else Texts(self._texts[name])

    def part(self, index):
        """The rows of a slice."""
        made = Table()
        made._texts = {name: column[index] for name, column in self._texts.items()}
        made._numbers = {name: column[index] for name, column in self._numbers.items()}
        made._names, made._known = self._names[index], self._known
        return made

    def __getstate__(self):
        return (self._texts, self._numbers, self._names)

    def __setstate__(self, state):
        self._texts, self._numbers, self._names = state
        self._known = {}


NOWHERE = {"file": None, "x": np.nan, "y": np.nan, "z": np.nan, "time": np.nan}


def row_of(one):
    """The row of one answer, result or error."""
    if isinstance(one, RamatchError):
        row = (None, None, None, np.nan, np.nan, np.nan, np.nan, one.code, None, (), np.nan, str(one))
    elif isinstance(one, _ramatch.Answer):
        substance, substance_id, entry, (score, cosine, margin), (snr, value), reason, (verdict, names) = one.row()
        row = (substance, substance_id, entry, score, cosine, margin, snr, reason, verdict, names, value, None)
    else:
        best, verdict = one.best, one.verdict
        hit = (None, None, None, np.nan, np.nan, np.nan)
        if best is not None:
            hit = (best.substance, best.substance_id, best.entry, best.score, best.cosine, number(best.margin))
        reason = one.cannot_decide["code"] if one.cannot_decide else None
        names = [named["substance"] for named in verdict["names"]]
        row = (*hit, number(one.query.get("snr")), reason, verdict["code"], names, number(verdict["value"]), None)
    return dict(zip(NAMES, row))


def number(value):
    """A number, or NaN for one that there is not."""
    return np.nan if value is None else value

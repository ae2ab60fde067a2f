"""What a library says of its entries, as tables: methods of a library."""

import numpy as np

from . import _optional, _ramatch
from ._ramatch import _notices, _sources

_ENTRY_NUMBERS = ("laser_nm", "resolution_cm1", "from_cm1", "to_cm1")


def entries(self):
    """All that it says of its entries, column by column: lists of texts, and arrays of numbers with NaN for what is not known.

    Returns
    -------
    dict
        ``id``, ``substance``, ``substance_id``, ``cas``, ``formula``, ``inchikey``, ``form``, ``source``, ``grade``, ``kind``
        (measured, or drawn from a table of bands), ``licence``, ``attribution``, ``instrument``, ``note``; lists ``tags``,
        ``schedules``, ``synonyms``, ``families``; ``laser_nm``, ``resolution_cm1``, ``from_cm1``, ``to_cm1``.
    """
    columns = _ramatch._entries(self._inner)
    return {name: np.array(column) if name in _ENTRY_NUMBERS else column for name, column in columns.items()}


def to_pandas(self):
    """A `pandas.DataFrame` with a row for each entry: see `entries`."""
    return _optional.need("pandas", "pandas").DataFrame(self.entries())


def to_polars(self):
    """A `polars.DataFrame` with a row for each entry: see `entries`."""
    polars = _optional.need("polars", "polars")
    return polars.DataFrame({name: list(column) for name, column in self.entries().items()}, strict=False)


def info(self):
    """What it is, in short: a dict of ``name``, ``hash``, ``entries``, ``substances``, ``recipe``, ``rows``, ``range_cm1``, ``lasers_nm``,
    ``licences`` and ``calibration``."""
    columns, recipe = self.entries(), self.recipe
    lasers = columns["laser_nm"]
    return {
        "name": self.parts[0]["name"] if len(self.parts) == 1 else None,
        "hash": self.hash,
        "entries": len(self),
        "substances": len(self.substances),
        "recipe": recipe.id,
        "rows": self.rows,
        "range_cm1": (float(recipe.shift[0]), float(recipe.shift[-1])),
        "lasers_nm": sorted({float(laser) for laser in lasers[~np.isnan(lasers)]}),
        "licences": sorted({licence or "not stated" for licence in columns["licence"]}),
        "calibration": self.calibration,
    }


def sources(self):
    """Where its entries and hints are from: dicts of ``id``, ``authors``, ``title``, ``reference``, ``licence``, ``attribution``."""
    names = ("id", "authors", "title", "reference", "licence", "attribution")
    return [dict(zip(names, words)) for words in _sources(self._inner)]


def notices(self):
    """What the licences of packs ask to be told: dicts of ``id``, ``licence``, ``notice``, ``licence_text`` and ``sources``, a list.

    A notice travels with the entries of its pack into every library that they are copied to.
    """
    names = ("id", "licence", "notice", "licence_text")
    return [{**dict(zip(names, words)), "sources": sources} for words, sources in _notices(self._inner)]

"""Libraries made in one call: of references, and of entries of another."""

import os
import tempfile

from ._builder import LibraryBuilder
from ._errors import RamatchError, RamatchTypeError, said_of
from .library import Library


def of_references(references, path, recipe, rows, defaults):
    """What `Library.build` yields."""
    builder = LibraryBuilder(recipe, rows=rows)
    for index, one in enumerate(_dicts(references)):
        try:
            about = {**defaults, **one}
            spectrum, substance = about.pop("spectrum"), about.pop("substance")
        except (KeyError, AttributeError, TypeError):
            raise RamatchTypeError(f"references[{index}] is a dict with spectrum and substance, not {one!r:.60}") from None
        name = about.pop("id", None) or f"{about.get('source', 'python')}/{substance}-{index + 1}"
        try:
            builder.add(spectrum, name, substance, **about)
        except RamatchError as error:
            raise said_of(f"references[{index}]", error, index) from None
        except TypeError as error:
            raise RamatchTypeError(f"references[{index}]: {error}") from None
    return _written(builder, path)


def _dicts(references):
    """The rows of a table, without what is not there; of anything else, what it yields."""
    if hasattr(references, "to_dict") and hasattr(references, "columns"):
        rows = references.to_dicts() if hasattr(references, "to_dicts") else references.to_dict("records")
        return [{name: value for name, value in row.items() if not _is_missing(value)} for row in rows]
    if isinstance(references, (str, bytes, dict, os.PathLike)) or not hasattr(references, "__iter__"):
        raise RamatchTypeError(f"references is a list of dicts, or a DataFrame, not {type(references).__name__}")
    return references


def _is_missing(value):
    return value is None or value != value if not hasattr(value, "__len__") else False


def of_entries(library, entries, path):
    """Some entries of a library, as one of their own."""
    builder = LibraryBuilder(library.recipe, rows=library.rows)
    builder.copy(library, entries)
    return _written(builder, path)


def _written(builder, path):
    if path is not None:
        builder.write(path)
        return Library.read(path)
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "library.rsl")
        builder.write(file)
        with open(file, "rb") as written:
            return Library.from_bytes(written.read())

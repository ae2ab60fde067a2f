"""What comes out of a pickle."""

import os

from . import _errors, _ramatch


def spectrum(narrow, wide, level, record):
    return _ramatch._spectrum_again(narrow, wide, level, record)


def record(numbers, called, about):
    return _ramatch._record_again(numbers, called, about)


def recipe(text):
    return _ramatch._recipe_again(text)


def library(how, hash):
    """The library that was made like this, if it is still the same."""
    from . import Library

    made = Library._made(how)
    if made.hash != hash:
        path = next((step[1] for step in how if step[0] in ("read", "open")), None)
        what = "the built-in library" if path is None else f"{_errors.name(path)}"
        text = f"{what} is another library than the one that was pickled: {made.hash} instead of {hash}"
        _ramatch._other_file(text, path)
    return made


def content(path):
    """The bytes of a small file; None for one that cannot be read."""
    try:
        with open(os.fspath(path), "rb") as file:
            return file.read()
    except (OSError, TypeError, ValueError):
        return None


class Kept:
    """The answer behind a result that was pickled: its report, curves and picture, without the library."""

    def __init__(self, report, curves, picture):
        self._report, self._curves, self._picture = report, curves, picture

    def to_json(self):
        return self._report

    def curves(self):
        return {name: values.copy() for name, values in self._curves.items()}

    def to_svg(self):
        return self._picture


def result(report, curves, picture):
    from . import Result

    return Result(Kept(report, curves, picture))

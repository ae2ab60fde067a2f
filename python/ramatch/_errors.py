"""The exceptions, and texts that every terminal can show."""

import os
import sys
from typing import Optional

from . import _ramatch


def plain(text):
    """A text without what a terminal would obey or cannot show: such characters as escapes, as `repr` writes them.

    Control characters and those that turn the direction of writing are escaped everywhere; letters that standard output has no
    place for where it has none.
    """
    if text.isascii() and text.isprintable():
        return text
    text = "".join(c if c.isprintable() or c == "\n" else c.encode("unicode_escape", "surrogatepass").decode() for c in text)
    try:
        encoding = sys.stdout.encoding or "utf-8"
        try:
            return text.encode(encoding).decode(encoding)
        except UnicodeEncodeError:
            for sign, other in (("⁻¹", "-1"), ("−", "-"), ("–", "-"), ("…", "...")):
                text = text.replace(sign, other)
            return text.encode(encoding, "backslashreplace").decode(encoding)
    except (AttributeError, LookupError):
        return text


def as_text(words):
    """Words as text that Rust, Arrow and HTML hold: of a name whose bytes are none, as escapes."""
    return words.encode("utf-8", "backslashreplace").decode()


def name(path):
    """The name of a file in a text: every name another text, whatever its bytes."""
    path = os.fsdecode(path)
    return plain(path.replace("\n", "\\n"))


class RamatchError(ValueError):
    """Why ramatch refused something.

    Attributes
    ----------
    code : str
        The stable name of the reason: ``flat``, ``too_few_points``, ``parameter`` ...; the book lists them.
    number : int
        Its number.
    file : str or None
        The file concerned; ``os.fsencode`` yields the bytes of its name.
    line, byte_offset : int or None
        Where in it.
    format, field, declared, actual : str or None
        Its format, the field that contradicts, what it declares, and what is there.
    index : int or None
        Which of many spectra was refused, counted from 0 as Python counts.
    """

    code: str = "parameter"
    number: int = _ramatch.PARAMETER
    file: Optional[str] = None
    line: Optional[int] = None
    format: Optional[str] = None
    byte_offset: Optional[int] = None
    field: Optional[str] = None
    declared: Optional[str] = None
    actual: Optional[str] = None
    index: Optional[int] = None

    def __str__(self):
        return plain(super().__str__())

    def __repr__(self):
        return f"{type(self).__name__}({plain(super().__str__())!r})"


class RamatchTypeError(RamatchError, TypeError):
    """An argument is of a type that does not fit; a `TypeError` as well."""


def said_of(place, error, index=None):
    """The same error, said of one of many things; without the frames that hold them. The given one stays as it is: a reader may raise it
    again."""
    made = type(error)(f"{place}: {error.args[0] if error.args else error.code}", *error.args[1:])
    vars(made).update(vars(error))
    if index is not None:
        made.index = index
    return made

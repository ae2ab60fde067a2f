"""What comes out of a pickle of the extension's classes, which name these functions."""

from . import _ramatch


def spectrum(narrow, wide, level, record):
    return _ramatch._spectrum_again(narrow, wide, level, record)


def record(numbers, called, about):
    return _ramatch._record_again(numbers, called, about)


def recipe(text):
    return _ramatch._recipe_again(text)

"""Packages that are not needed unless they are used."""

import importlib


def need(module, extra):
    """A package that somebody uses; an error names the extra that brings it."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        package = module.partition(".")[0]
        if error.name is not None and error.name.partition(".")[0] != package:
            raise
        raise ImportError(f"this needs {package}: pip install ramatch[{extra}]", name=package) from None


def ours(module):
    """A module of this package that is imported when it is used."""
    return importlib.import_module(f"{__package__}.{module}")

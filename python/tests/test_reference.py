"""The book's pages about the package are what its docstrings say."""

import doctest
import importlib
import pathlib
import subprocess
import sys

import pytest

SCRIPT = pathlib.Path(__file__).resolve().parents[1] / "reference/pages.py"


def test_pages_are_what_docstrings_say():
    if not SCRIPT.is_file():
        pytest.skip("the script that writes the pages is not here")
    pytest.importorskip("matplotlib")
    ran = subprocess.run([sys.executable, SCRIPT, "--check"], capture_output=True, text=True, timeout=300)
    assert ran.returncode == 0, ran.stderr


@pytest.mark.parametrize("name", ["collection", "compat", "compat.pybaselines", "convert", "datasets", "plot", "sklearn", "validate"])
def test_examples_of_modules(name):
    pytest.importorskip({"plot": "matplotlib", "sklearn": "sklearn"}.get(name, "numpy"))
    module = importlib.import_module(f"ramatch.{name}")
    ran = doctest.testmod(module)
    assert ran.failed == 0

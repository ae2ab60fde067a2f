"""The notebooks of `examples/notebooks`: each runs from top to bottom, its asserts hold, and it is committed as it was written."""

import importlib.util
import json
import os
import re
import shutil
import sys
from pathlib import Path

import pytest

import ramatch

FOLDER = Path(__file__).resolve().parents[2] / "examples" / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
NAMES = ["01-first-identification", "02-map", "03-own-library", "04-mixture-through-a-bag", "05-spark"]
JAVA = "/usr/lib/jvm/java-17-openjdk-amd64"
#: What each imports besides numpy.
NEEDS = {
    "01-first-identification": ["matplotlib", "pandas"],
    "02-map": ["matplotlib", "pandas", "xarray"],
    "03-own-library": ["matplotlib", "pandas", "sklearn"],
    "04-mixture-through-a-bag": ["matplotlib"],
    "05-spark": ["pandas", "pyarrow", "pyspark"],
}
PICTURES = {"01-first-identification": 2, "02-map": 5, "03-own-library": 1, "04-mixture-through-a-bag": 3, "05-spark": 0}
#: Paths of somebody's machine.
PLACES = re.compile(r"/home/|/Users/|/tmp/|/work/|/root/|[A-Z]:\\")


def content(path):
    return json.loads(path.read_text("utf-8"))


def code(path):
    return ["".join(cell["source"]) for cell in content(path)["cells"] if cell["cell_type"] == "code"]


def test_all_are_there():
    assert [path.stem for path in NOTEBOOKS] == NAMES
    readme = (FOLDER / "README.md").read_text("utf-8")
    assert [name for name in NAMES if f"({name}.ipynb)" in readme] == NAMES


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_committed_as_written(path):
    book = content(path)
    assert (book["nbformat"], book["nbformat_minor"]) == (4, 5)
    assert book["metadata"] == {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    cells = book["cells"]
    assert 8 <= len(cells) <= 20
    assert cells[0]["cell_type"] == "markdown" and cells[0]["source"][0].startswith("# ")
    # What is simulated says so, at the beginning.
    assert "simulated" in "".join(cells[0]["source"])
    assert [cell["id"] for cell in cells] == [f"{path.stem[:2]}-{place:02}" for place in range(1, len(cells) + 1)]
    for cell in cells:
        assert cell["metadata"] == {}
        if cell["cell_type"] == "code":
            assert cell["outputs"] == [] and cell["execution_count"] is None, f"{cell['id']} has outputs: clear them"
        assert not PLACES.search("".join(cell["source"])), cell["id"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_only_public_names(path):
    whole = "\n".join(code(path))
    assert not re.search(r"\bramatch(\.\w+)*\._|from ramatch(\.\w+)* import .*\b_", whole)
    assert whole.count("assert ") >= 2


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_runs(path, tmp_path, monkeypatch):
    nbformat = pytest.importorskip("nbformat", reason="needs nbformat: pip install ramatch[notebook]")
    nbclient = pytest.importorskip("nbclient", reason="needs nbclient: pip install ramatch[notebook]")
    for name in ("ipykernel", *NEEDS[path.stem]):
        if importlib.util.find_spec(name) is None:
            pytest.skip(f"needs {name}: pip install ramatch[notebook,spark]")
    if "pyspark" in NEEDS[path.stem]:
        if not (os.path.isdir(os.environ.get("JAVA_HOME", JAVA)) or shutil.which("java")):
            pytest.skip("needs Java 17: set JAVA_HOME")
        if sys.version_info >= (3, 12) and importlib.util.find_spec("distutils") is None:
            pytest.skip("pyspark 3 needs distutils: pip install setuptools")
        if os.path.isdir(JAVA) and "JAVA_HOME" not in os.environ:
            monkeypatch.setenv("JAVA_HOME", JAVA)
    # The kernel, and the workers of Spark, find this package, and leave nothing in anybody's home.
    here = os.path.dirname(os.path.dirname(ramatch.__file__))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, (here, os.environ.get("PYTHONPATH")))))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    # Nor is the kernel one of another Python.
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    monkeypatch.setenv("PYSPARK_DRIVER_PYTHON", sys.executable)
    monkeypatch.setenv("RAMATCH_NOTEBOOK_SPECTRA", "400")
    monkeypatch.delenv("MPLBACKEND", raising=False)  # A kernel draws into the notebook.
    before = sorted(FOLDER.iterdir())

    book = nbformat.read(path, as_version=4)
    nbformat.validate(book)
    client = nbclient.NotebookClient(book, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(FOLDER)}})
    # Its asserts are cells: one that fails is an error here, with the cell.
    client.execute()

    outputs = [(cell["id"], output) for cell in book.cells if cell.cell_type == "code" for output in cell.outputs]
    for cell, output in outputs:
        assert output.output_type != "error", cell
        if output.output_type == "stream" and output.name == "stderr":
            assert "Traceback" not in output.text, f"{cell}: {output.text}"
    pictures = [cell for cell, output in outputs if "image/png" in output.get("data", {})]
    assert len(pictures) == PICTURES[path.stem]
    # What it wrote lies in a temporary folder, which it removed.
    assert sorted(FOLDER.iterdir()) == before

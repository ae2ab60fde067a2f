"""What the package shows: its public names, and nothing else."""

import ast
import graphlib
import inspect
import pathlib
import pickle
import subprocess
import sys

import ramatch
import ramatch.preprocessing


MODULES = {"compat", "convert", "dask", "datasets", "plot", "preprocessing", "ray", "sklearn", "spark", "validate"}


def test_the_package_shows_its_names_and_nothing_else():
    script = "import ramatch; print(*dir(ramatch))"
    shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=120).stdout.split()
    assert set(shown) == set(ramatch.__all__) | MODULES
    assert len(set(ramatch.__all__)) == len(ramatch.__all__)
    folder = pathlib.Path(ramatch.__file__).parent
    for name in MODULES:
        assert (folder / f"{name}.py").is_file() or (folder / name / "__init__.py").is_file(), name


def test_what_is_optional_is_imported_when_it_is_used():
    allowed = {"numpy", "ramatch"}
    script = """
import sys
import numpy
before = {name.partition(".")[0] for name in sys.modules}
import ramatch
after = {name.partition(".")[0] for name in sys.modules} - before
print(*sorted(name for name in after if name not in sys.stdlib_module_names))
""" if sys.version_info >= (3, 10) else "print('ramatch')"
    shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=120).stdout.split()
    assert set(shown) <= allowed, shown
    script = """
import sys
class No:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("sklearn", "pandas", "polars", "pyarrow", "matplotlib", "pyspark", "dask", "ray", "xarray", "tqdm"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, No())
import numpy as np, ramatch
results = ramatch.identify_many(np.ones((1, 300)), shift=np.arange(300.0), progress=True)
for use in (lambda: ramatch.sklearn, results.to_pandas, results.to_polars, results.to_arrow, ramatch.Spectrum(np.arange(300.0), np.arange(300.0)).plot):
    try:
        use()
    except ImportError as error:
        print(str(error).partition("pip install ")[2])
"""
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=120)
    assert ran.stdout.split() == ["ramatch[sklearn]", "ramatch[pandas]", "ramatch[polars]", "ramatch[arrow]", "ramatch[plot]"]
    assert "1 of 1" in ran.stderr


def test_public_names_have_a_text_and_a_public_home():
    for name in ramatch.__all__:
        thing = getattr(ramatch, name)
        if not (inspect.isclass(thing) or callable(thing)):
            continue
        assert thing.__doc__, name
        assert thing.__module__ in ("ramatch", "ramatch.preprocessing"), (name, thing.__module__)
        assert pickle.loads(pickle.dumps(thing)) is thing
    for name in ramatch.preprocessing.__all__:
        assert getattr(ramatch, name) is getattr(ramatch.preprocessing, name)


def test_modules_import_each_other_in_no_circle():
    folder = pathlib.Path(ramatch.__file__).parent
    imports = {}
    for path in folder.glob("*.py"):
        found = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.ImportFrom)]
        relative = [node for node in found if node.level == 1]
        asked = {node.module or alias.name for node in relative for alias in node.names}
        assert not any(node.module == "ramatch" for node in found), path
        imports[path.stem] = {name for name in asked if (folder / f"{name}.py").is_file()}
        # From the module that owns a name; the front door is for users.
        assert all(name == "_ramatch" or (folder / f"{name}.py").is_file() for name in asked), (path, asked)
    order = list(graphlib.TopologicalSorter(imports).static_order())
    assert "__init__" in order and len(order) >= 25


def test_stubs_have_the_arguments_that_there_are():
    stub = pathlib.Path(ramatch.__file__).with_name("__init__.pyi")
    body = ast.parse(stub.read_text(encoding="utf-8")).body
    compared = 0
    for node in body:
        if node.name.startswith("_") if hasattr(node, "name") else False:
            continue
        if isinstance(node, ast.FunctionDef):
            compared += _same_arguments(node, getattr(ramatch, node.name))
        elif isinstance(node, ast.ClassDef):
            thing = getattr(ramatch, node.name)
            for one in node.body:
                if isinstance(one, ast.FunctionDef):
                    own = hasattr(thing, one.name)
                    assert own, (node.name, one.name)
                    compared += _same_arguments(one, getattr(thing, one.name))
    assert compared > 50


def test_stubs_name_all_that_is_public():
    stub = pathlib.Path(ramatch.__file__).with_name("__init__.pyi")
    body = ast.parse(stub.read_text(encoding="utf-8")).body
    named = {node.name for node in body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    named |= {node.target.id for node in body if isinstance(node, ast.AnnAssign)}
    named |= {alias.asname for node in body if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert set(ramatch.__all__) <= named
    classes = {node.name: node for node in body if isinstance(node, ast.ClassDef)}
    for name in ("Mixture", "Library", "LibraryBuilder", "LibraryCheck", "Result", "Results", "Series"):
        members = {one.name for one in classes[name].body if isinstance(one, ast.FunctionDef)}
        members |= {one.target.id for one in classes[name].body if isinstance(one, ast.AnnAssign)}
        public = {one for one in vars(getattr(ramatch, name)) if not one.startswith("_")}
        assert public <= members | {"index", "count"}, (name, public - members)


def _same_arguments(node, thing):
    """Whether a function of the stubs could be compared with the one that there is; their arguments have to be the same then."""
    if not callable(thing):
        return False
    try:
        there = inspect.signature(thing).parameters.values()
    except ValueError:  # Of the extension, without a signature.
        return False
    keyword = [one.arg for one in node.args.kwonlyargs]
    plain = [one.arg for one in node.args.posonlyargs + node.args.args if one.arg not in ("self", "cls")]
    by_keyword = [one.name for one in there if one.kind is one.KEYWORD_ONLY]
    by_place = [one.name for one in there if one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)]
    if node.name.startswith("__"):
        return False
    assert keyword == by_keyword, (node.name, keyword, by_keyword)
    assert plain == [name for name in by_place if name not in ("self", "cls")], (node.name, plain, by_place)
    return True

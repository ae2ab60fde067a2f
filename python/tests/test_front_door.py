"""What the package shows: its public names, and nothing else."""

import ast
import graphlib
import inspect
import pathlib
import pickle
import subprocess
import sys
import types

import ramatch
import ramatch.preprocessing


def test_the_package_shows_its_names_and_nothing_else():
    script = "import ramatch; print(*dir(ramatch))"
    shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=120).stdout.split()
    public = {name for name in shown if not name.startswith("_")}
    assert public == {name for name in ramatch.__all__ if not name.startswith("_")} | {"preprocessing"}
    private = [name for name in shown if name.startswith("_") and not (name.startswith("__") and name.endswith("__"))]
    for name in private:
        module = getattr(ramatch, name)
        assert isinstance(module, types.ModuleType) and module.__name__ == f"ramatch.{name}"
    assert len(set(ramatch.__all__)) == len(ramatch.__all__)


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
    assert order[-1] == "__init__" and len(order) >= 10


def test_stubs_have_the_arguments_that_there_are():
    stub = pathlib.Path(ramatch.__file__).with_name("__init__.pyi")
    body = ast.parse(stub.read_text(encoding="utf-8")).body
    compared = 0
    for node in body:
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

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

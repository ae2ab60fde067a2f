"""What the package shows: its public names, and nothing else."""

import inspect
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

"""The calls of pybaselines, beside pybaselines itself where it is installed."""

import inspect

import numpy as np
import pytest

import ramatch
from ramatch.compat.pybaselines import Baseline

X = np.cumsum(np.linspace(1.0, 2.2, 400)) + 180
Y = (
    50 + 0.02 * X + 1e-5 * (X - 400) ** 2
    + sum(h / (1 + ((X - at) / w) ** 2) for at, w, h in [(300, 5, 90), (460, 8, 60), (620, 6, 120)])
    + np.random.default_rng(1).normal(0, 0.5, X.size)
)


@pytest.mark.parametrize("name", ramatch.BASELINES)
def test_methods_say_what_pybaselines_says(name):
    theirs = pytest.importorskip("pybaselines").Baseline
    signature = inspect.signature(getattr(theirs(), name))
    own = inspect.signature(getattr(Baseline(), name))
    assert list(own.parameters) == list(signature.parameters)
    defaults = [one.default for one in own.parameters.values()]
    assert all(a == b or a is b for a, b in zip(defaults, [one.default for one in signature.parameters.values()]))
    # Each of some 50 rounds of asPLS makes what solvers leave larger: three of them.
    rounds = {"max_iter": 3} if name == "aspls" else {}
    for axis in (X, X[::-1], np.random.default_rng(2).permutation(X)):
        y = np.interp(axis, X, Y)
        rising = np.argsort(axis)
        expected = np.empty_like(y)
        # Its iAsLS sorts the first weights twice where the axis does not rise.
        expected[rising] = getattr(theirs(axis[rising]), name)(y[rising], **rounds)[0]
        made, params = getattr(Baseline(axis), name)(y, **rounds)
        # What solvers of other orders of sums leave.
        assert np.abs(made - expected).max() < 5e-6 * np.ptp(y), name
        if "tol_history" in params:
            known = getattr(theirs(axis[rising]), name)(y[rising], **rounds)[1]["tol_history"]
            if np.ndim(known) == 1:
                assert len(params["tol_history"]) == len(known)
                assert params["tol_history"][-1] == pytest.approx(known[-1], rel=1e-3)


def test_what_there_is_no_place_for_is_refused():
    fitter = Baseline(X)
    for call in (
        lambda: fitter.arpls(Y, diff_order=3),
        lambda: fitter.modpoly(Y, weights=np.full(X.size, 0.5)),
        lambda: fitter.modpoly(Y, return_coef=True),
        lambda: fitter.rubberband(Y, segments=3),
        lambda: fitter.snip(Y, 20, mode="edge"),
        lambda: fitter.aspls(Y, alpha=np.ones(X.size)),
    ):
        with pytest.raises(ramatch.RamatchError, match="ramatch has no|weights are 0 or 1"):
            call()
    with pytest.raises(ramatch.RamatchTypeError, match="unexpected keyword argument 'lamb'"):
        fitter.arpls(Y, lamb=3)
    with pytest.raises(AttributeError, match="ramatch has no baseline 'beads'"):
        fitter.beads(Y)
    with pytest.raises(KeyError, match="does not keep 'weights'"):
        fitter.arpls(Y)[1]["weights"]
    with pytest.raises(ramatch.RamatchError, match="x"):
        Baseline(X[:-1]).arpls(Y)
    with pytest.raises(ramatch.RamatchError):
        Baseline(np.r_[X[:-1], X[0]]).modpoly(Y)


def test_masks_matrices_and_kinds_of_numbers():
    fitter, weights = Baseline(X), (X < 600).astype(float)
    masked, _ = fitter.modpoly(Y, 3, weights=weights)
    same, _ = ramatch.baseline(Y, "modpoly", x=X, mask=X < 600, poly_order=3)
    assert (masked == same).all()
    theirs = pytest.importorskip("pybaselines").Baseline(X).modpoly(Y, 3, weights=weights)[0]
    assert np.abs(masked - theirs).max() < 1e-6 * np.ptp(Y)
    # The Whittaker family of pybaselines would go by them in its first round alone.
    with pytest.raises(ramatch.RamatchError, match="has no weights"):
        fitter.arpls(Y, weights=weights)
    rows, params = fitter.imodpoly(np.stack([Y, 2 * Y]), 3)
    assert rows.shape == (2, X.size) and len(params["tol_history"]) == 2
    assert (rows[0] == fitter.imodpoly(Y, 3)[0]).all()
    assert fitter.asls(Y.astype(np.float32))[0].dtype == np.float32
    # Whole numbers are not cut off.
    assert fitter.asls(Y.astype(int))[0].dtype == np.float64
    assert Baseline(X, output_dtype=np.float32).asls(Y)[0].dtype == np.float32
    assert (Baseline().snip(Y, 20, decreasing=True)[0] == ramatch.baseline(Y, "snip", max_half_window=20, window_order="decreasing")[0]).all()

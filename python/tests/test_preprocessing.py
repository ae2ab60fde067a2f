"""Baselines, smoothing, normalisation, despiking: conversion of arrays, refusals, threads. Not the algorithms again."""

import pathlib

import numpy as np
import pytest

import ramatch

POLYSTYRENE = pathlib.Path(__file__).resolve().parents[2] / "examples" / "data" / "polystyrene-785-bwtek-a.txt"


def matrix(m=9, n=300):
    rng = np.random.default_rng(5)
    x = np.arange(n)
    rows = [500 / (1 + ((x - rng.uniform(0, n)) / 4) ** 2) + 0.3 * x + rng.normal(0, 3, n) for _ in range(m)]
    return np.array(rows)


@pytest.mark.parametrize("method", ramatch.BASELINES)
def test_a_matrix_gives_the_bits_of_its_rows(method):
    y = matrix()
    z, fit = ramatch.baseline(y, method)
    assert z.shape == y.shape and fit.iterations.shape == (9,) and np.isfinite(z).all()
    for i, row in enumerate(y):
        alone, own = ramatch.baseline(row, method)
        assert np.array_equal(alone, z[i]) and own.iterations == fit.iterations[i]
    padded = np.hstack([y, y])
    for other in (padded[:, : y.shape[1]], np.asfortranarray(y), y.tolist()):
        assert np.array_equal(ramatch.baseline(other, method, threads=2)[0], z)
    narrow = ramatch.baseline(y.astype(np.float32), method)[0]
    assert narrow.dtype == np.float32 and np.abs(narrow - z).max() < 1e-2 * np.ptp(y)


@pytest.mark.parametrize("method", ramatch.BASELINES)
def test_hostile_input_ends_and_is_finite_or_refused(method):
    """Peers never return from all zeros or one NaN (rampy), or give NaN (RamanSPy)."""
    n = 300
    spike = np.zeros(n)
    spike[100] = 1e30
    cases = {
        "zeros": np.zeros(n),
        "constant": np.full(n, 7.0),
        "one spike": spike,
        "huge": 1e30 * matrix(1, n)[0],
        "denormal": 5e-324 * np.arange(n),
        "line": np.arange(float(n)),
        "five": np.array([1.0, 2.0, 5.0, 2.0, 1.0]),
        "falling": matrix(1, n)[0][::-1],
    }
    for name, y in cases.items():
        try:
            z, _ = ramatch.baseline(y, method)
        except ramatch.RamatchError as refused:
            assert refused.code in ("too_few_points", "parameter"), (name, refused)
        else:
            assert np.isfinite(z).all(), name
    for bad in (np.nan, np.inf, -np.inf):
        y = matrix()
        y[3, 17] = bad
        with pytest.raises(ramatch.RamatchError, match="row 3") as refused:
            ramatch.baseline(y, method)
        assert refused.value.code == "not_finite"
    with pytest.raises(ramatch.RamatchError):
        ramatch.baseline(np.arange(4.0), method)


def test_a_million_points():
    y = np.tile(matrix(1, 1024)[0], 1024)
    for method, parameters in (("arpls", {"max_iter": 3}), ("snip", {"max_half_window": 20}), ("modpoly", {"max_iter": 3}), ("fabc", {"scale": 5000})):
        assert np.isfinite(ramatch.baseline(y, method, **parameters)[0]).all()
    assert np.isfinite(ramatch.smooth(y, "savitzky-golay")).all()


@pytest.mark.parametrize(
    "method, parameters",
    [
        ("asls", {"lam": 0}),
        ("asls", {"lam": -1}),
        ("asls", {"p": 0}),
        ("asls", {"p": 1}),
        ("arpls", {"lam": float("inf")}),
        ("arpls", {"unknown": 1}),
        ("nothing", {}),
        ("snip", {"filter_order": 3}),
        ("snip", {"max_half_window": 0}),
        ("modpoly", {"poly_order": 31}),
        ("goldindec", {"cost_function": "symmetric_indec"}),
        ("drpls", {"eta": 2}),
    ],
)
def test_parameters_outside_their_domain(method, parameters):
    with pytest.raises(ramatch.RamatchError):
        ramatch.baseline(matrix(), method, **parameters)


def test_smoothing_parameters_outside_their_domain():
    y = matrix(1)[0]
    for parameters in ({"window": 10}, {"window": 301}, {"window": 5, "poly_order": 5}, {"derivative": 4}):
        with pytest.raises(ramatch.RamatchError):
            ramatch.smooth(y, "savitzky-golay", **parameters)
    with pytest.raises(ramatch.RamatchError):
        ramatch.smooth(y, "fourier", resolution_cm1=0)
    with pytest.raises(ramatch.RamatchError):
        ramatch.smooth(y, "whittaker", lam=-1)


def test_a_flat_spectrum_has_no_norm():
    for method in ("snv", "rnv", "min_max"):
        with pytest.raises(ramatch.RamatchError) as refused:
            ramatch.normalize(np.full(50, 3.0), method)
        assert refused.value.code == "zero_norm"
    with pytest.raises(ramatch.RamatchError):
        ramatch.normalize(np.zeros(50))


def test_masks_leave_samples_out():
    y = matrix(1)[0] * 0 + np.arange(300.0)
    y[100:140] += 500
    mask = np.ones(300, dtype=bool)
    mask[100:140] = False
    z, _ = ramatch.baseline(y, "asls", mask=mask, p=0.5)
    assert np.abs(z - np.arange(300.0)).max() < 1e-6
    with pytest.raises(ramatch.RamatchError):
        ramatch.baseline(y, "snip", mask=mask)
    with pytest.raises(ramatch.RamatchError):
        ramatch.baseline(y, "asls", mask=mask[:-1])


ON_AXES = ("iasls", "modpoly", "imodpoly", "penalized_poly", "goldindec", "rubberband")


def uneven(n):
    return 200.0 + 4.0 * np.arange(n) - np.arange(n) ** 2 / n


@pytest.mark.parametrize("method", ramatch.BASELINES)
def test_an_axis_counts_by_its_shape_alone(method):
    y, x = matrix(), uneven(300)
    plain, _ = ramatch.baseline(y, method)
    even, _ = ramatch.baseline(y, method, x=np.arange(300))
    assert np.abs(even - plain).max() <= 1e-9 * np.abs(plain).max()
    over, fit = ramatch.baseline(y, method, x=x)
    # The first weights of iasls are soon forgotten.
    if method in ON_AXES:
        assert method == "iasls" or np.abs(over - plain).max() > 1e-4 * np.ptp(y)
        behind, _ = ramatch.baseline(y[:, ::-1], method, x=x[::-1])
        assert np.abs(behind[:, ::-1] - over).max() <= 1e-9 * np.abs(over).max()
    else:
        assert np.array_equal(over, plain)
    falling, _ = ramatch.baseline(y, method, x=1e7 - x)
    assert np.abs(falling - over).max() <= 1e-9 * np.abs(over).max()
    for i in (0, 8):
        alone, own = ramatch.baseline(y[i], method, x=x)
        assert np.array_equal(alone, over[i]) and own.iterations == fit.iterations[i]
    for other in (x.tolist(), np.repeat(x, 2)[::2]):
        assert np.array_equal(ramatch.baseline(y, method, x=other, threads=2)[0], over)


def test_a_parabola_over_an_uneven_axis_is_found_under_a_band():
    x = uneven(300)
    background = 40 + 0.3 * x + 2e-4 * x**2
    y = background + 500 / (1 + ((x - 500) / 4) ** 2) * (abs(x - 500) < 60)
    mask = abs(x - 500) >= 60
    for method in ("modpoly", "imodpoly", "penalized_poly"):
        assert np.abs(ramatch.baseline(y, method, x=x, mask=mask)[0] - background).max() < 1e-6, method
        assert np.abs(ramatch.baseline(y, method, mask=mask)[0] - background).max() > 0.1, method


@pytest.mark.parametrize("method", ("modpoly", "arpls", "snip"))
def test_an_axis_that_is_none_is_refused(method):
    y, x = matrix(), uneven(300)

    def bad(index, value):
        other = x.copy()
        other[index] = value
        return other

    cases = [
        (x[:-1], "length", r"x holds 299 samples, 300 needed"),
        ([], "length", r"x holds 0 samples, 300 needed"),
        (bad(7, np.nan), "not_finite", r"x\[7\]"),
        (bad(0, -np.inf), "not_finite", r"x\[0\]"),
        (bad(7, 1e200), "number_range", r"x\[7\]"),
        (bad(7, x[5]), "axis_order", r"x\[7\]"),
        (bad(7, x[6]), "axis_duplicate", r"x\[7\]"),
        (bad(7, x[5])[::-1], "axis_order", r"x\[29[23]\]"),
    ]
    for other, code, text in cases:
        for spectra in (y, y[0], y[:0]):
            with pytest.raises(ramatch.RamatchError, match=text) as refused:
                ramatch.baseline(spectra, method, x=other)
            assert refused.value.code == code
            assert "row" not in str(refused.value)
    for other, text in ((np.array([x, x]), "x has 2 dimensions, 1 needed"), (["a"] * 300, "x holds text"), (x + 1j, "x holds complex")):
        with pytest.raises(ramatch.RamatchTypeError, match=text):
            ramatch.baseline(y, method, x=other)


def test_progress_is_told_and_calls_off():
    y, told = matrix(600), []
    ramatch.baseline(y, "asls", threads=1, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (600, 600) and [done for done, _ in told] == sorted(done for done, _ in told)
    with pytest.raises(ramatch.RamatchError) as refused:
        ramatch.baseline(y, "asls", threads=1, progress=lambda done, total: False)
    assert refused.value.code == "cancelled"
    with pytest.raises(ZeroDivisionError):
        ramatch.baseline(y, "asls", progress=lambda done, total: 1 / 0)


def test_derivatives_know_the_axis():
    x = 1800 - 0.7 * np.arange(400)
    y = 0.01 * x**2
    for derivative, expected in ((0, y), (1, 0.02 * x), (2, np.full(400, 0.02))):
        made = ramatch.smooth(y, "savitzky_golay", step=-0.7, derivative=derivative)
        assert np.allclose(made, expected, rtol=1e-9, atol=1e-9)


def test_despiking():
    x = 300 + 1.5 * np.arange(400)
    rng = np.random.default_rng(2)
    band = 1000 / (1 + ((x - 600) / 6) ** 2)
    y = band + rng.normal(0, 2, 400)
    for method in ("whitaker-hayes", "prominence"):
        assert not ramatch.despike(x, y, method)[1].any(), "a clean band is left alone"
        hit = y.copy()
        hit[333] += 400
        made, altered, cannot_tell = ramatch.despike(x, hit, method)
        assert list(np.flatnonzero(altered)) == [333] and not cannot_tell
        assert abs(made[333] - y[333]) < 20
        marked, altered, _ = ramatch.despike(x, hit, method, replace=False)
        assert altered[333] and np.array_equal(marked, hit)
    assert ramatch.despike(4 * x, y)[2], "too few points per band to tell"
    shots = np.array([band + 20 + rng.normal(0, 2, 400) for _ in range(4)])
    shots[2, 200] += 300
    made, altered = ramatch.despike_shots(shots)
    assert [tuple(at) for at in np.argwhere(altered)] == [(2, 200)]
    assert abs(made[2, 200] - shots[0, 200]) < 20


def test_quality_and_cross_validation():
    said = ramatch.quality(POLYSTYRENE)
    assert said["snr"] > 20 and not said["flat"] and said["spikes_cm1"] == []
    rng = np.random.default_rng(3)
    clean = 50 * np.sin(np.arange(400) / 30)
    z, lam, _ = ramatch.whittaker_gcv(clean + rng.normal(0, 3, 400))
    assert lam > 100 and np.abs(z - clean).max() < 4

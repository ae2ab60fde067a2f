"""What comes as float64 loses nothing to float32 that changes an answer: compared with numpy's float64 and with exact numbers."""

import fractions
import pathlib

import numpy as np
import pytest

import ramatch

POLYSTYRENE = pathlib.Path(__file__).resolve().parents[2] / "examples" / "data" / "polystyrene-785-bwtek-a.txt"
N = 400
X = 300 + 1.5 * np.arange(N)
SHAPE = 1 / (1 + ((X - 520) / 5) ** 2) + 0.5 / (1 + ((X - 700) / 6) ** 2) + np.random.default_rng(1).normal(0, 0.01, N)


def area(x, y):
    """By trapezoids, in exact numbers."""
    x, y = [fractions.Fraction(float(v)) for v in x], [fractions.Fraction(float(v)) for v in y]
    return abs(sum((x[i + 1] - x[i]) * (y[i] + y[i + 1]) / 2 for i in range(len(x) - 1)))


@pytest.mark.parametrize("start, step", [(1e5, 0.001), (1e9, 0.01), (-1e7, 0.5), (200.1, 0.37), (0, 1.0), (1e5, -0.001)])
def test_areas_far_from_zero(start, step):
    shift = start + step * np.arange(N)
    expected = SHAPE / float(area(shift, SHAPE))
    made = ramatch.normalize(SHAPE, "area", shift=shift)
    assert np.allclose(made, expected, rtol=1e-12, atol=0)
    rows = ramatch.normalize(np.stack([SHAPE, 2 * SHAPE]), "area", shift=list(shift))
    assert np.allclose(rows, expected, rtol=1e-12, atol=0)
    assert np.allclose(ramatch.normalize(SHAPE.astype(np.float32), "area", shift=shift), expected, rtol=1e-6)


def test_an_axis_of_float32_yields_what_it_did():
    shift = X.astype(np.float32)
    wide = ramatch.normalize(SHAPE, "area", shift=shift.astype(float))
    assert np.array_equal(ramatch.normalize(SHAPE, "area", shift=shift), wide)


@pytest.mark.parametrize("start", [0.0, 1e5, 1e8])
def test_spikes_far_from_zero(start):
    y = 100 * SHAPE
    y[150] += 500
    shift = 0.25 * np.arange(N) + 0.1
    expected = ramatch.despike(shift, y)
    made = ramatch.despike(start + shift, y)
    assert np.array_equal(made[1], expected[1]) and made[2] == expected[2] and expected[1].sum() >= 1
    assert np.array_equal(made[0], expected[0])


@pytest.mark.parametrize("level", [1e9, -1e9, 1e12, 1e6])
def test_a_spectrum_upon_a_level(level):
    height = 1 if abs(level) > 1e6 else 50
    y = height * (10 * SHAPE if abs(level) > 1e10 else SHAPE)
    # What float64 leaves of it.
    above = (level + y) - level
    spectrum, plain = ramatch.Spectrum(X, level + y), ramatch.Spectrum(X, above)
    assert np.array_equal(spectrum.intensity, level + y) and spectrum.intensity.dtype == np.float64
    asked, expected = ramatch.quality(spectrum), ramatch.quality(plain)
    assert asked["snr"] == pytest.approx(expected["snr"], rel=1e-2) and asked["flat"] == expected["flat"]
    library = ramatch.Library.default()
    samples, other = library.prepare((X, level + y)).samples, library.prepare((X, above)).samples
    assert np.abs(samples - other).max() < 1e-3 * np.abs(other).max()
    curves = ramatch.identify((X, level + y)).curves()
    assert len(curves["measured"]) == 0 or np.abs(curves["measured"] - level).max() < 100 * height


def test_a_level_changes_nothing_where_float32_holds_it():
    y = np.round(1000 * SHAPE)
    for one in (y, y + 2.0**20, 1e4 * SHAPE + 1e4):
        narrow = np.asarray(one, np.float32)
        a, b = ramatch.identify((X, one)), ramatch.identify((X, narrow.astype(float)))
        assert a.to_dict()["hits"] == b.to_dict()["hits"]


@pytest.mark.parametrize("metric", ["pearson_r", "pearson_r_squared", "derivative_cosine", "derivative_pearson"])
@pytest.mark.parametrize("level", [1e9, -1e12])
def test_metrics_without_a_level(metric, level):
    a, b = 1e3 * SHAPE, 1e3 * np.roll(SHAPE, 1)
    expected = ramatch.similarity((level + a) - level, (level + b) - level, metric)
    assert ramatch.similarity(level + a, level + b, metric) == pytest.approx(expected, abs=1e-5)
    masked = np.ma.masked_array(level + a, np.arange(N) < 20)
    open = ramatch.similarity((level + a) - level, (level + b) - level, metric, mask=np.arange(N) >= 20)
    assert ramatch.similarity(masked, level + b, metric) == pytest.approx(open, abs=1e-5)
    if metric == "pearson_r":
        assert expected == pytest.approx(np.corrcoef(a, b)[0, 1], abs=1e-4)


@pytest.mark.parametrize("level", [0, 1e9])
def test_matrices_are_float64_throughout(level):
    y = level + np.stack([SHAPE, 3 * SHAPE])
    above = y - level
    for call, tolerance in (
        (lambda y: ramatch.baseline(y, "asls", lam=1e4)[0], 1e-3),
        (lambda y: ramatch.smooth(y, "savitzky-golay"), 1e-6),
        (lambda y: ramatch.smooth(y, "whittaker"), 1e-5),
    ):
        assert np.abs(call(y) - level - call(above)).max() < tolerance
    assert np.allclose(ramatch.normalize(y, "snv"), ramatch.normalize(above, "snv"), atol=1e-5), "of a mean of numbers of 1e9"
    assert np.abs(ramatch.detrend(y) - ramatch.detrend(above)).max() < 1e-5
    made, expected = ramatch.whittaker_gcv(y[0])[0] - level, ramatch.whittaker_gcv(above[0])[0]
    assert np.abs(made - expected).max() < 1e-2


@pytest.mark.parametrize("name", ["a.csv", "a.jdx", "a.npz"])
def test_float64_is_written_as_float64(tmp_path, name):
    x = X + np.random.default_rng(2).random(N) / 3
    for y in (1e9 + SHAPE, SHAPE / 3, SHAPE * 1e-30, 1e15 * SHAPE):
        for one in ((x, y), ramatch.Spectrum(x, y), np.stack([x, y], axis=1), ramatch.Spectrum(x[::-1], y[::-1])):
            [file] = ramatch.write(tmp_path / name, one)
            [record] = ramatch.records(file)
            assert np.array_equal(record.x, x) and np.array_equal(record.y, y)
    spectrum = ramatch.Spectrum(x[::-1], y[::-1])
    assert np.array_equal(spectrum.shift, x) and np.array_equal(spectrum.intensity, y)
    narrow = ramatch.Spectrum(x, y.astype(np.float32))
    assert narrow.shift.dtype == np.float64 and narrow.intensity.dtype == np.float32


def test_peaks_are_float64_throughout():
    shift, heights = np.array([620.9, 1001.4, 1031.8, 1602.3]), np.array([16.0, 100.0, 27.0, 28.0])
    one = ramatch.identify((shift, heights), peaks=True).to_dict()
    assert ramatch.identify((shift.astype(np.float32), heights), peaks=True).best.substance == one["hits"][0]["substance"]
    with pytest.raises(ramatch.RamatchError):
        ramatch.identify((shift, heights * 1e300), peaks=True)


def test_shifts_that_float32_does_not_tell_apart_are_refused():
    for shift in (1e5 + 0.001 * np.arange(N), 1000 + 1e-5 * np.arange(N)):
        with pytest.raises(ramatch.RamatchError, match="closer than float32 tells apart"):
            ramatch.Spectrum(shift, SHAPE)
    with pytest.raises(ramatch.RamatchError) as refused:
        ramatch.Spectrum(np.repeat(X[: N // 2], 2), SHAPE)
    assert refused.value.code == "axis_duplicate"

"""What comes in as an array: real numbers are heeded, and whatever would be lost on the way is refused by name."""

import decimal
import fractions

import numpy as np
import pytest

import ramatch

N = 200
X = 300 + 1.5 * np.arange(N)
Y = 100 + 0.1 * np.arange(N) + 50 / (1 + ((np.arange(N) - 90) / 4) ** 2) + np.random.default_rng(4).normal(0, 1, N)



def width(y):
    return y.shape[-1] if isinstance(y, np.ndarray) else len(y)


ONE_DIMENSION = {
    "baseline": lambda y: ramatch.baseline(y)[0],
    "snip": lambda y: ramatch.baseline(y, "snip")[0],
    "smooth": lambda y: ramatch.smooth(y),
    "savitzky-golay": lambda y: ramatch.smooth(y, "savitzky-golay"),
    "normalize": lambda y: ramatch.normalize(y),
    "detrend": lambda y: ramatch.detrend(y),
    "scatter_correct": lambda y: ramatch.scatter_correct(y, reference=np.arange(width(y)) + 1.0)[0],
    "despike": lambda y: ramatch.despike(X[: width(y)], y)[0],
    "whittaker_gcv": lambda y: ramatch.whittaker_gcv(y)[0],
    "quality": lambda y: ramatch.quality((X[: width(y)], y)),
    "identify": lambda y: ramatch.identify((X[: width(y)], y)),
    "Spectrum": lambda y: ramatch.Spectrum(X[: width(y)], y),
    "similarity": lambda y: ramatch.similarity(y, y),
}
ROWS = ("baseline", "snip", "smooth", "savitzky-golay", "normalize", "detrend", "scatter_correct", "despike")
each = pytest.mark.parametrize("name", ONE_DIMENSION)


@each
@pytest.mark.parametrize("empty", [[], (), np.empty(0), np.empty(0, np.float32), np.empty(0, int)], ids=repr)
def test_no_points_are_too_few(name, empty):
    with pytest.raises(ramatch.RamatchError) as refused:
        ONE_DIMENSION[name](empty)
    assert refused.value.code == "too_few_points"


@pytest.mark.parametrize("name", ROWS)
def test_matrices_without_rows_or_columns(name):
    assert ONE_DIMENSION[name](np.empty((0, 50))).shape == (0, 50)
    for m in (0, 1, 3):
        with pytest.raises(ramatch.RamatchError) as refused:
            ONE_DIMENSION[name](np.empty((m, 0)))
        assert refused.value.code == "too_few_points"


def test_shots_without_points():
    for shape in ((3, 0), (0, 0), (0, 50), (2, 50)):
        with pytest.raises(ramatch.RamatchError) as refused:
            ramatch.despike_shots(np.empty(shape))
        assert refused.value.code == "too_few_points"
    with pytest.raises(TypeError, match="2 needed"):
        ramatch.despike_shots(Y)


@each
@pytest.mark.parametrize(
    "bad, says",
    [
        (Y + 1j, "complex"),
        (list(Y + 0j), "complex"),
        ((Y + 1j).astype(np.complex64), "complex"),
        (Y.astype(str), "text"),
        ([str(value) for value in Y], "text"),
        (Y.astype("S"), "text"),
        (np.arange(N).astype("datetime64[s]"), "datetime64"),
        (np.arange(N).astype("timedelta64[s]"), "timedelta64"),
        (np.array([None] * N), "NoneType"),
        (np.array(["1.5"] * N, dtype=object), "str"),
        (np.array([1 + 2j] * N, dtype=object), "complex"),
        (np.zeros(N, dtype=[("a", float)]), "numbers are needed"),
        ([[1.0, 2.0], [3.0]] * (N // 2), "no array of numbers"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_real_number_is_refused_by_name(name, bad, says):
    if np.ndim(bad[0]) == 1 and name not in ROWS + ("whittaker_gcv", "similarity"):
        pytest.skip("the helper measures its shape")
    calls = {"scatter_correct": lambda y: ramatch.scatter_correct(y, reference=X), "despike": lambda y: ramatch.despike(X, y)}
    with pytest.raises(TypeError, match=says):
        calls.get(name, ONE_DIMENSION[name])(bad)


@each
def test_numbers_of_any_kind_are_taken(name):
    whole = np.round(Y * 10)

    def bits(value):
        if isinstance(value, ramatch.Result):
            return value.to_dict()["hits"]
        return value.intensity.tolist() if isinstance(value, ramatch.Spectrum) else np.asarray(value, dtype=object).tolist()

    expected = bits(ONE_DIMENSION[name](whole))
    kinds = [
        whole.astype(int),
        whole.astype(np.uint16),
        whole.astype(">f8"),
        whole.astype(np.longdouble),
        list(whole),
        [int(value) for value in whole],
        [decimal.Decimal(int(value)) for value in whole],
        np.array([fractions.Fraction(int(value)) for value in whole], dtype=object),
        np.repeat(whole, 2)[::2],
        np.ma.masked_array(whole, mask=False),
        np.ma.masked_array(whole, mask=np.zeros(N, bool)),
    ]
    for kind in kinds:
        assert bits(ONE_DIMENSION[name](kind)) == expected, getattr(kind, "dtype", type(kind))
    big = whole.astype(">f4")
    assert bits(ONE_DIMENSION[name](big)) == bits(ONE_DIMENSION[name](big.astype(np.float32)))


MASK = np.arange(N) < 50
MASKED = np.ma.masked_array(np.where(MASK, -9000.0, Y), MASK)


@pytest.mark.parametrize("name", [name for name in ONE_DIMENSION if name not in ("baseline", "similarity")])
def test_masks_that_cannot_be_heeded_are_refused(name):
    for masked in (MASKED, MASKED.astype(np.float32), [*Y[:-1], np.ma.masked]):
        with pytest.raises(TypeError if name != "snip" or isinstance(masked, list) else ramatch.RamatchError, match="mask"):
            ONE_DIMENSION[name](masked)


def test_a_masked_axis_or_reference_is_refused():
    masked = np.ma.masked_array(X, MASK)
    for call in (
        lambda: ramatch.Spectrum(masked, Y),
        lambda: ramatch.despike(masked, Y),
        lambda: ramatch.normalize(Y, "area", shift=masked),
        lambda: ramatch.scatter_correct(Y, reference=masked),
        lambda: ramatch.whittaker_gcv(Y, weights=masked),
        lambda: ramatch.despike_shots([masked, masked, masked]),
        lambda: ramatch.baseline(Y, mask=np.ma.masked_array(~MASK, MASK)),
        lambda: ramatch.LibraryBuilder().add_rows(np.ma.masked_array(np.ones((1, 1024)), True), ["a"], ["a"]),
        lambda: ramatch.identify(np.ma.masked_array(np.stack([X, Y], axis=1), np.stack([MASK, MASK], axis=1))),
    ):
        with pytest.raises(TypeError, match="masked"):
            call()


@pytest.mark.parametrize("method", ["arpls", "asls", "airpls", "modpoly", "drpls"])
def test_a_masked_array_is_its_numbers_and_the_mask(method):
    expected, fit = ramatch.baseline(np.where(MASK, 0.0, Y), method, mask=~MASK)
    own, own_fit = ramatch.baseline(MASKED, method)
    assert np.array_equal(own, expected) and own_fit == fit and own.min() > -100
    # What is masked may be anything, and a mask beside it counts as well.
    anything = np.ma.masked_array(np.where(MASK, np.nan, Y), MASK)
    assert np.array_equal(ramatch.baseline(anything, method)[0], expected)
    second = np.arange(N) < 150
    both = ramatch.baseline(MASKED, method, mask=second)[0]
    assert np.array_equal(both, ramatch.baseline(np.where(MASK, 0.0, Y), method, mask=second & ~MASK)[0])
    rows = np.ma.masked_array([MASKED.data, MASKED.data + 7], [MASK, MASK])
    assert np.array_equal(ramatch.baseline(rows, method)[0][0], expected)
    with pytest.raises(TypeError, match="one by one"):
        ramatch.baseline(np.ma.masked_array(rows.data, [MASK, ~MASK]), method)
    assert ramatch.baseline(MASKED.astype(np.float32), method)[0].dtype == np.float32
    with pytest.raises(ramatch.RamatchError) as refused:
        ramatch.baseline(MASKED, method, mask=np.ones(N + 1, bool))
    assert refused.value.code == "length"


def test_masks_hold_true_and_false():
    for mask in (np.arange(N), np.ones(N), ["yes"] * N, [0, 1] * (N // 2)):
        for call in (lambda mask: ramatch.baseline(Y, mask=mask), lambda mask: ramatch.similarity(Y, Y, mask=mask)):
            with pytest.raises(TypeError, match="True and False"):
                call(mask)
    assert ramatch.similarity(Y, Y, mask=[True] * N) == pytest.approx(1)


@pytest.mark.parametrize("metric", ramatch.METRICS)
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_similarity_is_of_finite_numbers(metric, bad):
    other = Y.copy()
    other[3] = bad
    for pair in ((Y, other), (other, Y), (other, other), (other.astype(np.float32), Y)):
        with pytest.raises(ramatch.RamatchError) as refused:
            ramatch.similarity(*pair, metric)
        assert refused.value.code == "not_finite" and "[3]" in str(refused.value)
    # Where it does not count, it does not matter.
    open = np.arange(N) != 3
    expected = ramatch.similarity(Y, Y, metric, mask=open)
    assert ramatch.similarity(Y, other, metric, mask=open) == expected
    assert ramatch.similarity(Y, np.ma.masked_invalid(other), metric) == expected
    assert ramatch.similarity(np.ma.masked_invalid(other), np.ma.masked_array(Y, ~open), metric) == expected


def test_numbers_that_do_not_fit_are_refused():
    with pytest.raises(ramatch.RamatchError) as refused:
        ramatch.similarity(Y, Y * 1e300)
    assert refused.value.code == "number_range"
    with pytest.raises(ramatch.RamatchError) as refused:
        ramatch.similarity(Y, Y[:-1])
    assert refused.value.code == "length"


def test_two_columns_are_a_spectrum():
    expected = ramatch.identify((X, Y)).to_dict()["hits"]
    for one in (
        np.stack([X, Y], axis=1),
        np.stack([X, Y]),
        [X, Y],
        [list(X), list(Y)],
    ):
        assert ramatch.identify(one).to_dict()["hits"] == expected
    assert ramatch.quality(np.stack([X, Y], axis=1)) == ramatch.quality((X, Y))
    for bad in (Y, np.ones((N, 3)), np.ones((2, N, 2)), (X, Y, Y), (X,), 5, None):
        with pytest.raises(TypeError, match="a spectrum is"):
            ramatch.identify(bad)

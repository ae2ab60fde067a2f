"""Mixtures: sums of the built-in library's own curves come apart as they were put together, by rows that are made here once more."""

import copy
import json
import pathlib
import pickle

import numpy as np
import pytest

import ramatch

DATA = pathlib.Path(__file__).resolve().parents[2] / "examples" / "data"
POLYSTYRENE = DATA / "polystyrene-785-bwtek-a.txt"
LIBRARY = ramatch.Library.default()
ENTRIES = [LIBRARY.entry(index) for index in range(len(LIBRARY))]
SHIFT = np.arange(303.0, 2303.0)
INSIDE = slice(30, -33)
# Substances with one reference each, and nothing like each other.
PAIRS = [("caffeine", "lactose"), ("ibuprofen", "sodium sulfate"), ("urea", "calcium carbonate"), ("acetonitrile", "urea")]
UNLIKE = ("caffeine", "sodium sulfate", "urea")


def curve(substance):
    """The curve of the last reference of a substance, over `SHIFT`, in its own unit."""
    index = max(index for index, entry in enumerate(ENTRIES) if entry["substance"] == substance)
    return np.interp(SHIFT, *(values.astype(float) for values in LIBRARY.curve(index)))


def amounts_of(names, heights):
    """How many times each curve is in a sum in which its highest point is so high."""
    return [height / curve(name).max() for name, height in zip(names, heights)]


def total(names, heights):
    return sum(amount * curve(name) for name, amount in zip(names, amounts_of(names, heights)))


def noisy(counts, snr, seed=1):
    return counts + np.random.default_rng(seed).normal(0, counts.max() / snr, counts.size)


def blurred(counts, sigma):
    reach = np.arange(-4 * sigma, 4 * sigma + 1)
    kernel = np.exp(-0.5 * (reach / sigma) ** 2)
    return np.convolve(np.pad(counts, 4 * sigma, "reflect"), kernel / kernel.sum(), "valid")


def linear(counts):
    """The difference of Gaussians of 4 and 20 cm⁻¹ over `INSIDE`, for the ends have no neighbours."""
    return (blurred(counts, 4) - blurred(counts, 20))[INSIDE]


def shares_of(names, heights):
    norms = np.array([np.linalg.norm(linear(amount * curve(name))) for name, amount in zip(names, amounts_of(names, heights))])
    return norms / norms.sum()


def names_of(mixture):
    return {one.substance for one in mixture.components}


SUMS = [(pair, heights) for pair in PAIRS for heights in [(1, 1), (3, 1), (1, 3)]]


@pytest.mark.parametrize("names, heights", [*SUMS, (UNLIKE, (1, 1, 1))])
def test_sums_come_apart(names, heights):
    mixture = LIBRARY.unmix((SHIFT, total(names, heights)))
    assert names_of(mixture) == set(names) and not mixture.incomplete and mixture.unexplained < 0.01
    by_name = {one.substance: one for one in mixture.components}
    for name, amount, share in zip(names, amounts_of(names, heights), shares_of(names, heights)):
        assert by_name[name].amount == pytest.approx(amount, rel=0.01)
        assert by_name[name].share == pytest.approx(share, abs=0.01)
        assert by_name[name].one_of == []
    assert [one.share for one in mixture.components] == sorted((one.share for one in mixture.components), reverse=True)
    assert sum(one.share for one in mixture.components) == pytest.approx(1)


@pytest.mark.parametrize("names", [*PAIRS, UNLIKE])
def test_amounts_are_those_of_least_squares(names):
    """Rows and parts as numpy sees them: what is told is the fit of least squares, and nothing is left out."""
    mixture = LIBRARY.unmix((SHIFT, noisy(total(names, [1] * len(names)), 100)))
    n = mixture.shift.size
    assert mixture.row.shape == mixture.rest.shape == (n,) and mixture.parts.shape == (len(names), n)
    assert (np.diff(mixture.shift) > 0).all()
    assert np.allclose(mixture.parts.sum(axis=0) + mixture.rest, mixture.row, atol=1e-6 * np.abs(mixture.row).max())
    norms = np.linalg.norm(mixture.parts, axis=1)
    found, *_ = np.linalg.lstsq((mixture.parts / norms[:, None]).T, mixture.row, rcond=None)
    assert found == pytest.approx(norms, rel=0.01)
    assert [one.share for one in mixture.components] == pytest.approx(norms / norms.sum(), abs=0.01)


def test_the_row_is_the_difference_of_gaussians():
    names, heights = PAIRS[0], (1, 1)
    counts = total(names, heights)
    mixture = LIBRARY.unmix((SHIFT, counts), tolerance=0)
    own = np.interp(mixture.shift, SHIFT[INSIDE], linear(counts))
    assert own @ mixture.row / np.linalg.norm(own) / np.linalg.norm(mixture.row) > 0.999


def test_intervals_hold_the_truth():
    names, heights = PAIRS[0], (1, 1)
    true = dict(zip(names, shares_of(names, heights)))
    inside = 0
    for seed in range(20):
        mixture = LIBRARY.unmix((SHIFT, noisy(total(names, heights), 50, seed)))
        assert names_of(mixture) == set(names)
        for one in mixture.components:
            low, high = one.share_between
            assert 0 <= low <= one.share <= high <= 1
            inside += low <= true[one.substance] <= high
    # 95 of 100 are stated, of 40 that come in pairs; by chance it is less than 32 once in thousands.
    assert inside >= 32


def test_halves_are_told_as_a_mixture():
    for names in PAIRS:
        result = ramatch.identify((SHIFT, noisy(total(names, (1, 1)), 100)))
        verdict = result.verdict
        assert verdict["code"] == "mixture" and {one["substance"] for one in verdict["names"]} == set(names)
        assert {one["substance"] for one in result.mixture["components"]} == set(names)
        assert result.mixture == result.to_dict()["mixture"] and result.cannot_decide is None
        assert all(name in verdict["text"]["en"] for name in names) and "of the signal, not of weight" in verdict["text"]["en"]
        single = ramatch.identify((SHIFT, noisy(total(names, (1, 1)), 100)), single=True)
        assert single.mixture is None and single.verdict["code"] != "mixture"


def test_many_shots_and_series_are_asked_likewise():
    names = PAIRS[1]
    shots = [(SHIFT, noisy(total(names, (1, 1)), 50, seed)) for seed in range(4)]
    assert names_of(LIBRARY.unmix(shots)) == set(names)
    assert names_of(LIBRARY.unmix([SHIFT, shots[0][1]])) == set(names)
    results = ramatch.identify_many(shots)
    assert results.verdict == ["mixture"] * 4 and all(set(named) == set(names) for named in results.names)
    assert ramatch.identify_many(shots[:2], single=True)[1].mixture is None
    assert ramatch.identify_shots(shots).verdict["code"] == "mixture"
    assert ramatch.identify_shots(shots, single=True).mixture is None
    series = ramatch.Series(containers={"bag": (SHIFT, noisy(total(["polyethylene"], [1]), 100))})
    while not series.is_settled and len(series) < len(shots):
        series.push(shots[len(series)])
    assert series.is_settled and series.result.verdict["code"] == "mixture"
    assert series.result.mixture["containers"][0]["name"] == "bag"


def test_a_container_is_taken_out():
    inside, heights = PAIRS[0], (1, 1)
    names = (*inside, "polyethylene")
    sample = (SHIFT, noisy(total(names, (1, 1, 1)), 100))
    bag = (SHIFT, noisy(total(["polyethylene"], [1]), 300, 2))
    mixture = LIBRARY.unmix(sample, containers={"own bag": bag})
    assert names_of(mixture) == set(inside) and not mixture.incomplete
    assert mixture.parts.shape[0] == 3
    (own,) = mixture.containers
    assert own["name"] == "own bag" and own["share"] == pytest.approx(shares_of(names, (1, 1, 1))[2], abs=0.02)
    true = dict(zip(inside, shares_of(inside, heights)))
    assert {one.substance: one.share for one in mixture.components} == pytest.approx(true, abs=0.02)
    result = ramatch.identify(sample, containers=[bag])
    assert result.verdict["code"] == "mixture" and {one["substance"] for one in result.verdict["names"]} == set(inside)
    assert [one["name"] for one in result.mixture["containers"]] == ["container 1"]
    many = ramatch.identify_many([sample], containers=[bag])
    assert many[0].mixture["containers"] == result.mixture["containers"]
    assert LIBRARY.unmix(sample, containers=None).containers == LIBRARY.unmix(sample, containers=[]).containers == []


def test_a_container_of_a_file_is_called_as_the_file():
    sample = (SHIFT, noisy(total(PAIRS[0], (1, 1)), 100))
    for path in (POLYSTYRENE, str(POLYSTYRENE), str(POLYSTYRENE).encode()):
        mixture = LIBRARY.unmix(sample, containers=[path])
        assert [one["name"] for one in mixture.containers] == [POLYSTYRENE.name]
        assert names_of(mixture) == set(PAIRS[0]) and mixture.containers[0]["share"] < 0.05


REFUSED = {
    "more than three": ({"containers": [POLYSTYRENE] * 4}, "4 containers"),
    "beside a metric": ({"containers": [POLYSTYRENE], "metric": "cosine"}, "container"),
    "of a single substance": ({"containers": [POLYSTYRENE], "single": True}, "container"),
    "of peaks": ({"containers": [POLYSTYRENE], "peaks": True}, "container"),
    "not there": ({"containers": ["no/such/file.txt"]}, r"containers\[0\]"),
    "no spectrum": ({"containers": {"bag": (SHIFT, SHIFT[:5])}}, r"containers\['bag'\]"),
}
OF_A_TYPE = {
    "one path": ({"containers": POLYSTYRENE}, "containers"),
    "one pair": ({"containers": (SHIFT, SHIFT)}, "containers"),
    "an array": ({"containers": np.ones((3, 50))}, "containers"),
    "a number": ({"containers": [5]}, r"containers\[0\]"),
    "names that are none": ({"containers": {5: POLYSTYRENE}}, "the name of a container"),
    "not true or false": ({"single": 1}, "single"),
}


@pytest.mark.parametrize("why", [*REFUSED, *OF_A_TYPE])
def test_what_is_refused(why):
    how, says = {**REFUSED, **OF_A_TYPE}[why]
    sample = (SHIFT, noisy(total(PAIRS[0], (1, 1)), 100))
    calls = [lambda: ramatch.identify(sample, **how)]
    if "peaks" not in how:
        calls += [lambda: ramatch.identify_shots([sample], **how), lambda: ramatch.identify_many([sample], **how)]
    if set(how) == {"containers"}:
        calls.append(lambda: LIBRARY.unmix(sample, **how))
    for call in calls:
        with pytest.raises(ramatch.RamatchError, match=says) as caught:
            call()
        assert caught.value.code and caught.value.number > 0
        assert isinstance(caught.value, TypeError) == (why in OF_A_TYPE)


def test_a_container_of_another_range_is_refused():
    counts = noisy(total(PAIRS[0], (1, 1)), 100)
    bag = noisy(total(["polyethylene"], [1]), 100)
    with pytest.raises(ramatch.RamatchError, match='"bag" and the sample have') as caught:
        ramatch.identify((SHIFT[:900], counts[:900]), containers={"bag": (SHIFT[700:], bag[700:])})
    assert caught.value.code == "coverage"


def test_reports_are_complete_and_plain():
    sample = (SHIFT, noisy(total(PAIRS[0], (1, 1)), 100))
    mixture = LIBRARY.unmix(sample, containers={"bag": (SHIFT, noisy(total(["polyethylene"], [1]), 100))})
    report = mixture.to_dict()
    attributes = {name for name in vars(mixture) if not name.startswith("_")}
    assert set(report) == attributes - {"shift", "row", "parts", "rest", "sigma", "damage"}
    for said, one in zip(report["components"], mixture.components):
        assert set(said) == set(vars(one)) and said["share"] == one.share and tuple(said["share_between"]) == one.share_between
    assert json.loads(json.dumps(report)) == report
    assert set(ramatch.identify(sample).mixture) == set(report)
    report["components"].clear()
    assert mixture.to_dict()["components"], "a copy"
    assert mixture.compared_cm1 == (mixture.shift[0], mixture.shift[-1])
    assert mixture.sigma > 0 and 0 < mixture.nothing_above < 1 and mixture.nearest is None
    for one in mixture.components:
        assert one.bands_cm1 and all(mixture.shift[0] <= band <= mixture.shift[-1] for band in one.bands_cm1)
        assert repr(mixture).count(one.substance) == 1
    assert repr(mixture).startswith("Mixture(") and "%" in repr(mixture)


def test_what_is_missing_is_said():
    a, b = "caffeine", "sodium sulfate"
    sample = (SHIFT, noisy(total((a, b), (1, 1)), 100))
    gone = [entry["id"] for entry in ENTRIES if entry["substance"] == b]
    mixture = LIBRARY.unmix(sample, exclude=gone)
    assert b not in names_of(mixture) and mixture.incomplete and "incomplete" in repr(mixture)
    # Sodium sulfate's strongest band.
    assert any(abs(band - 993) < 5 for band in mixture.unexplained_cm1)


def test_noise_is_nothing():
    mixture = LIBRARY.unmix((SHIFT, 1000 + np.random.default_rng(4).normal(0, 5, SHIFT.size)))
    assert mixture.components == [] and mixture.parts.shape == (0, mixture.shift.size) and "nothing told" in repr(mixture)
    with pytest.raises(ramatch.RamatchError, match="nothing is told"):
        mixture.weights({"urea": 1})


def test_it_can_be_pickled_and_copied():
    mixture = LIBRARY.unmix((SHIFT, noisy(total(PAIRS[0], (1, 1)), 100)))
    other = LIBRARY.unmix((SHIFT, noisy(total(PAIRS[1], (1, 1)), 100)))
    for again in (pickle.loads(pickle.dumps(mixture)), copy.copy(mixture), copy.deepcopy(mixture)):
        assert again == mixture and hash(again) == hash(mixture) and again != other and again.to_dict() == mixture.to_dict()
        equal = dict.fromkeys(PAIRS[0], 1)
        assert again.components == mixture.components and again.weights(equal) == mixture.weights(equal)
        for name in ("shift", "row", "parts", "rest"):
            assert np.array_equal(getattr(again, name), getattr(mixture, name))


def mixed(names, snr=100):
    return LIBRARY.unmix((SHIFT, noisy(total(names, [1] * len(names)), snr)))


def test_weights_by_responses():
    """By the responses of the curves themselves, the weights are how many times each curve is there."""
    names = PAIRS[2]
    sample = 2.0 * curve(names[0]) / 1000 + 1.0 * curve(names[1]) / 1000
    factors = {name: np.linalg.norm(linear(curve(name))) for name in names}
    weights = LIBRARY.unmix((SHIFT, sample)).weights(factors)
    assert weights[names[0]][0] == pytest.approx(2 / 3, abs=0.01) and weights[names[1]][0] == pytest.approx(1 / 3, abs=0.01)
    mixture = mixed(names)
    ids = {one.substance_id: factors[one.substance] for one in mixture.components}
    assert mixture.weights(ids) == mixture.weights({**factors, "something else": 3})
    for one in mixture.components:
        equal = mixture.weights(dict.fromkeys(names, 7.0))[one.substance]
        assert equal[0] == pytest.approx(one.share)
        assert equal[1:] == pytest.approx(one.share_between, abs=1e-3)


def test_intervals_of_weights_are_those_of_drawn_numbers():
    """Of two, by drawing shares and factors; of three no narrower than what shares that move against each other give."""
    rng = np.random.default_rng(5)
    mixture = mixed(PAIRS[0], 50)
    first, second = mixture.components
    factors = {first.substance: (2.0, 0.1), second.substance: (0.7, 0.05)}
    deviation = (first.share_between[1] - first.share_between[0]) / 3.92
    share = rng.normal(first.share, deviation, 200_000)
    one, other = share / rng.normal(2.0, 0.1, share.size), (1 - share) / rng.normal(0.7, 0.05, share.size)
    low, high = np.quantile(one / (one + other), [0.025, 0.975])
    part, *between = mixture.weights(factors)[first.substance]
    assert part == pytest.approx(np.median(one / (one + other)), abs=0.002)
    assert between == pytest.approx([low, high], abs=0.05 * (high - low))
    sure = mixture.weights({name: factor for name, (factor, _) in factors.items()})[first.substance]
    assert sure[2] - sure[1] < between[1] - between[0]
    mixture = mixed(UNLIKE, 50)
    factors = dict(zip((one.substance for one in mixture.components), (1.0, 2.0, 0.5)))
    deviations = [(one.share_between[1] - one.share_between[0]) / 3.92 for one in mixture.components]
    # Three numbers whose sum is known: their variances say how they move together.
    a, b, c = np.square(deviations)
    covariance = np.array([[a, (c - a - b) / 2, (b - a - c) / 2], [0, b, (a - b - c) / 2], [0, 0, c]])
    covariance = covariance + np.triu(covariance, 1).T
    drawn = rng.multivariate_normal([one.share for one in mixture.components], covariance, 100_000, check_valid="ignore")
    signals = drawn / np.array(list(factors.values()))
    widths = 3.92 * (signals / signals.sum(axis=1, keepdims=True)).std(axis=0)
    for width, (_, low, high) in zip(widths, mixture.weights(factors).values()):
        assert 0.98 * width <= high - low <= 2.5 * width


def test_factors_that_are_none():
    mixture = mixed(PAIRS[0])
    first, second = (one.substance for one in mixture.components)
    for factors, says in [
        ({first: 1.0}, second),
        ({}, first),
        ({first: 1.0, second: 0.0}, second),
        ({first: -1.0, second: 1.0}, first),
        ({first: float("nan"), second: 1.0}, first),
        ({first: float("inf"), second: 1.0}, first),
        ({first: (1.0, -0.1), second: 1.0}, first),
    ]:
        with pytest.raises(ramatch.RamatchError, match=says) as caught:
            mixture.weights(factors)
        assert caught.value.code == "parameter" and not isinstance(caught.value, TypeError)
    for factors in (None, [1.0, 2.0], 5, {first: "1", second: 1}, {first: (1, 2, 3), second: 1}, {first: None, second: 1}):
        with pytest.raises(TypeError, match="factors"):
            mixture.weights(factors)


def test_a_picture():
    pyplot = pytest.importorskip("matplotlib.pyplot", reason="matplotlib is not installed")
    bag = (SHIFT, noisy(total(["polyethylene"], [1]), 100))
    mixture = LIBRARY.unmix((SHIFT, noisy(total(UNLIKE, (1, 1, 1)), 100)), containers={"bag": bag})
    figure, ax = pyplot.subplots()
    mixture.plot(ax)
    labels = [text.get_text() for text in ax.get_legend().get_texts()]
    assert all(sum(name in label for label in labels) == 1 for name in (*UNLIKE, "bag"))
    # Row, sum, three parts, container, rest: each part under what is above it.
    assert len(ax.lines) == 7
    drawn = [line.get_ydata() for line in ax.lines]
    assert np.array_equal(drawn[0], mixture.row) and np.allclose(drawn[1], mixture.row - mixture.rest)
    assert all(above.min() > below.max() for above, below in zip(drawn[2:], drawn[3:])) and drawn[0].min() > drawn[2].max()
    assert np.ptp(drawn[2]) == pytest.approx(np.ptp(mixture.parts[0]))
    pyplot.close(figure)


SIMULATED = pathlib.Path(__file__).resolve().parents[2] / "examples" / "simulated"


@pytest.mark.skipif(not SIMULATED.exists(), reason="the examples are not beside an installed package")
def test_the_simulated_tablet_has_the_numbers_of_rust_and_of_the_terminal():
    bag = {"simulated-empty-bag.csv": SIMULATED / "simulated-empty-bag.csv"}
    result = ramatch.identify(SIMULATED / "simulated-tablet-in-bag.csv", containers=bag)
    # Numbers of JSON are read back to the bit.
    assert result.mixture == json.loads((SIMULATED / "mixture.json").read_text(encoding="utf-8"))
    assert result.verdict["code"] == "mixture"

"""Pictures with matplotlib: what is in them, not how it looks."""

import doctest
import pathlib
import subprocess
import sys

import numpy as np
import pytest

matplotlib = pytest.importorskip("matplotlib", reason="matplotlib is not installed")
matplotlib.use("Agg")

import matplotlib.pyplot as pyplot  # noqa: E402

import ramatch  # noqa: E402
from ramatch import _plot_base, _plot_maps, _plot_trials, datasets, plot  # noqa: E402

LIBRARY = ramatch.Library.default()
DATA = pathlib.Path(__file__).resolve().parents[2] / "examples" / "data"
POLYSTYRENE = DATA / "polystyrene-785-bwtek-a.txt"
X = np.arange(200.0, 2400.0)


@pytest.fixture(autouse=True)
def _closed():
    yield
    pyplot.close("all")


@pytest.fixture(scope="module")
def result():
    return ramatch.identify(POLYSTYRENE, top=100)


@pytest.fixture(scope="module")
def area():
    """A map with pure regions, some noise, and a row that is none."""
    made = datasets.simulated_map((6, 9), ("polystyrene", "calcium carbonate"), contrast=15, grain_um=15, seed=2)
    rows = made.intensity.copy()
    rows[10:13] = np.random.default_rng(1).normal(0, 0.01, rows[10:13].shape)
    rows[20] = np.nan
    return made.with_intensity(rows)


@pytest.fixture(scope="module")
def answers(area):
    return ramatch.identify_many(area)


def drawn(ax, path, name="a.png"):
    """The picture is made, which is when texts are laid out."""
    figure = np.asarray(ax, object).ravel()[0].figure
    figure.savefig(path / name)
    assert (path / name).read_bytes()[:4] == b"\x89PNG"


def texts(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()] if ax.get_legend() else []


def test_docstring_examples(monkeypatch):
    monkeypatch.chdir(DATA.parents[1])
    for module in (plot, _plot_maps, _plot_trials, _plot_base):
        assert doctest.testmod(module).failed == 0


def test_examples_that_draw(monkeypatch):
    """What the doctests leave out, run where matplotlib is."""
    monkeypatch.chdir(DATA.parents[1])
    monkeypatch.setattr(matplotlib.figure.Figure, "savefig", lambda *given, **how: None)
    for name in plot.__all__:
        examples = doctest.DocTestParser().get_examples(getattr(plot, name).__doc__)
        assert examples, name
        if name != "validation":
            exec("\n".join(example.source for example in examples), {})


def test_matplotlib_is_asked_for_when_something_is_drawn():
    code = (
        "import sys; sys.modules['matplotlib'] = None\n"
        "import ramatch, ramatch.plot\n"
        "try: ramatch.plot.spectra(ramatch.datasets.simulated('urea'))\n"
        "except ImportError as error: print(error)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "pip install ramatch[plot]" in said


def test_given_axes_leave_pyplot_alone(result, area, answers):
    from matplotlib.figure import Figure

    figure = Figure()
    axes = figure.subplots(3, 3).ravel()
    mixture = LIBRARY.unmix(datasets.simulated_mixture({"caffeine": 0.6, "urea": 0.4}))
    assert plot.spectra(datasets.simulated("urea"), axes[0]) is axes[0]
    assert plot.mixture(mixture, axes[1]) is axes[1] and plot.scores(result, axes[2]) is axes[2]
    assert plot.substances(answers, area, axes[3]) is axes[3] and plot.amounts(answers.score, area, axes[4]) is axes[4]
    assert plot.match(result, axes=axes[5:7]).tolist() == axes[5:7].tolist()
    assert pyplot.get_fignums() == []
    assert plot.spectra(datasets.simulated("urea")).figure.number in pyplot.get_fignums()


def test_one_spectrum(tmp_path):
    spectrum = datasets.simulated("caffeine", fluorescence=2)
    ax = spectrum.plot(color="k", linewidth=3)
    (line,) = ax.lines
    assert np.array_equal(line.get_xdata(), spectrum.shift) and np.array_equal(line.get_ydata(), spectrum.intensity)
    assert line.get_color() == "k" and line.get_linewidth() == 3
    assert ax.get_xlabel() == "Raman shift (cm⁻¹)" and ax.get_ylabel() == "intensity (relative to the strongest band)"
    assert ax.get_title(loc="left") == "caffeine (simulated)"
    ax = plot.spectra(spectrum, baseline="arpls")
    measured, below, corrected = (line.get_ydata() for line in ax.lines)
    assert np.array_equal(measured, spectrum.intensity)
    assert np.allclose(below, ramatch.baseline(spectrum.intensity, "arpls")[0]) and np.allclose(corrected, measured - below)
    assert texts(ax) == ["as measured", "baseline (arpls)", "caffeine (simulated), corrected"]
    drawn(ax, tmp_path)
    assert plot.spectra((X, X % 7)).get_ylabel() == "intensity (counts as measured)"


@pytest.mark.parametrize("method", ["arpls", "modpoly"])
def test_the_baseline_that_is_drawn_is_that_of_the_spectrum(method):
    shift = np.linspace(20.0, 47.0, 900) ** 2
    y = 3 + shift / 1000 + np.exp(-((shift - 1000) ** 2) / 200)
    expected, _ = ramatch.baseline(ramatch.Spectrum(shift, y), method)
    below = plot.spectra((shift, y), baseline=method).lines[1].get_ydata()
    assert np.allclose(below, expected.intensity, rtol=0, atol=1e-9) and np.abs(below - (3 + shift / 1000)).max() < 0.5
    many = ramatch.SpectrumCollection(shift, [y, y, y])
    assert np.allclose(plot.spectra(many, baseline=method).lines[1].get_ydata(), below, rtol=0, atol=1e-9)


def test_some_spectra(tmp_path):
    given = [datasets.simulated(name) for name in ("caffeine", "urea", "lactose")]
    ax = plot.spectra(given, offset=1.5)
    for place, (line, one) in enumerate(zip(ax.lines, given)):
        assert np.allclose(line.get_ydata(), one.intensity + 1.5 * place)
    assert texts(ax) == ["caffeine (simulated)", "urea (simulated)", "lactose (simulated)"] and "each 1.5 above" in ax.get_ylabel()
    assert len({line.get_color() for line in ax.lines}) == len({line.get_linestyle() for line in ax.lines}) == 3
    drawn(ax, tmp_path)
    assert texts(plot.spectra({"a": given[0], "b": given[1]})) == ["a", "b"]
    assert texts(plot.spectra([POLYSTYRENE, given[0]]))[0] == POLYSTYRENE.name
    assert texts(plot.spectra([(X, X % 7), (X, X % 5)])) == ["spectrum 1", "spectrum 2"]
    assert texts(plot.spectra(given, baseline="snip"))[:2] == ["as measured", "baseline (snip)"]
    few, labels = datasets.simulated_collection(5)
    assert texts(few.plot()) == labels.tolist()
    styles = {(line.get_color(), line.get_linestyle()) for line in plot.spectra(datasets.simulated_collection(20)[0]).lines}
    assert len(styles) == 20
    for none in ([], few[:0]):
        with pytest.raises(ramatch.RamatchError, match="no spectra"):
            plot.spectra(none)


def test_many_spectra(tmp_path):
    many, _ = datasets.simulated_collection(40, ["caffeine"], fluorescence=(0, 2))
    ax = many.plot()
    (line,), (band,) = ax.lines, ax.collections
    low, middle, high = np.percentile(many.intensity, [5, 50, 95], axis=0)
    assert np.allclose(line.get_ydata(), middle) and texts(ax) == ["5 to 95 % of them", "median of 40"]
    edges = band.get_paths()[0].vertices[:, 1]
    assert edges.min() == pytest.approx(low.min()) and edges.max() == pytest.approx(high.max())
    ax = plot.spectra(list(many), baseline="arpls")
    corrected = many.intensity - ramatch.baseline(many.intensity, "arpls")[0]
    assert np.allclose(ax.lines[2].get_ydata(), np.median(corrected, axis=0))
    drawn(ax, tmp_path)
    gaps = many.intensity.copy()
    gaps[:, 5] = np.nan
    drawn(many.with_intensity(gaps).plot(), tmp_path)
    # Other axes are not brought to one unasked.
    with pytest.raises(ramatch.RamatchError, match="another axis"):
        plot.spectra([*many, (X, X % 7)])


def test_a_match(result, tmp_path):
    axes = plot.match(result)
    upper, lower = axes
    curves, (query, reference, *marks) = result.curves(), upper.lines
    for line, name in ((query, "query"), (reference, "reference"), (lower.lines[0], "residual")):
        assert np.array_equal(line.get_xdata(), curves["shift"]) and np.array_equal(line.get_ydata(), curves[name], equal_nan=True)
    bands = result.best.bands
    assert [len(line.get_xdata()) for line in marks] == [9, len(bands["missing_cm1"]), len(bands["unexplained_cm1"])]
    assert len({line.get_marker() for line in marks}) == 2 and marks[0].get_fillstyle() != marks[1].get_fillstyle()
    assert texts(upper)[2:] == ["matched: 9 of 10", "missing: 1", "unexplained: 1"]
    # Marks stand over the bands of the curve, along the aligned axis.
    for place in marks[0].get_xdata():
        near = np.abs(curves["shift"] - place) < 8
        assert abs(curves["shift"][near][np.argmax(curves["query"][near])] - place) < 4
    aligned = plot._aligned([one["query_cm1"] for one in bands["matched"]], result.alignment)
    assert np.allclose(aligned, [one["reference_cm1"] + one["offset_cm1"] for one in bands["matched"]], atol=1e-6)
    assert upper.get_title(loc="left").replace("\n", " ") == result.verdict.text["en"]
    assert "\n" in upper.get_title(loc="left") and lower.get_xlabel() == "Raman shift (cm⁻¹)"
    drawn(axes, tmp_path)


def test_a_match_of_a_stretched_axis():
    spectrum = datasets.simulated("caffeine", snr=500)
    moved = 1.0025 * (spectrum.shift - 1000) + 1000 + 2
    result = ramatch.identify((moved, spectrum.intensity))
    assert result.alignment["stretch"] != 0
    bands = result.best.bands["matched"]
    aligned = plot._aligned([one["query_cm1"] for one in bands], result.alignment)
    assert np.allclose(aligned, [one["reference_cm1"] + one["offset_cm1"] for one in bands], atol=0.02)


def test_a_match_of_another_hit_and_of_none(result, tmp_path):
    axes = plot.match(result, 2)
    assert axes[0].get_title(loc="left").startswith("hit 2: benzyl alcohol\n") and len(axes[1].lines) == 0
    assert len(axes[0].collections[0].get_segments()) == result.hits[1].bands["expected"]
    drawn(axes, tmp_path)
    flat = ramatch.identify((X, np.ones(X.size)))
    axes = plot.match(flat)
    assert np.array_equal(axes[0].lines[0].get_ydata(), np.ones(X.size)) and len(axes[0].lines) == 1
    assert axes[1].texts[0].get_text() == "nothing could be compared"
    drawn(axes, tmp_path)
    with pytest.raises(ramatch.RamatchError, match="no hit 200"):
        plot.match(result, 200)
    with pytest.raises(TypeError, match="hit"):
        plot.match(result, "first")
    with pytest.raises(TypeError, match="axes are 2"):
        plot.match(result, axes=pyplot.subplots()[1])


def test_a_result_draws_into_axes(result):
    _, ax = pyplot.subplots()
    assert result.plot(ax=ax).startswith("<svg")
    curves = result.curves()
    for line, name in zip(ax.lines, ("query", "reference", "residual")):
        assert np.array_equal(line.get_ydata(), curves[name], equal_nan=True)
    assert texts(ax) == ["query, corrected and smoothed", result.best.entry, "residual"]


def test_a_mixture(tmp_path):
    made = LIBRARY.unmix(datasets.simulated_mixture({"caffeine": 0.6, "urea": 0.4}, snr=200))
    ax = plot.mixture(made)
    assert len(ax.lines) == 5 and np.array_equal(ax.lines[0].get_ydata(), made.row)
    assert np.allclose(ax.lines[1].get_ydata(), made.row - made.rest)
    for line, part in zip(ax.lines[2:], made.parts):
        assert np.allclose(line.get_ydata() - line.get_ydata()[0], part - part[0])
    assert [text.split(",")[0] for text in texts(ax)[2:4]] == [one.substance for one in made.components]
    drawn(ax, tmp_path)
    assert made.plot(pyplot.subplots()[1]) is None


def test_scores(result, tmp_path):
    ax = plot.scores(result, top=10)
    assert [bar.get_width() for bar in ax.patches] == [hit.score for hit in result.hits[:10]]
    wanted = [*(hit.substance for hit in result.hits[:10]), f"{len(result.hits) - 10} more"]
    assert [text.get_text() for text in ax.get_yticklabels()] == wanted
    assert sorted(ax.lines[0].get_xdata(), reverse=True) == [hit.score for hit in result.hits[10:]]
    blue, *others = (bar.get_facecolor() for bar in ax.patches)
    assert len(set(others)) == 1 and blue != others[0]
    assert "score (bands)" in ax.get_xlabel() and "identified from 1.67" in ax.get_title(loc="left")
    assert ax.texts[0].get_text() == f"{result.best.score:.3f}  ({result.best.margin:+.3f})"
    drawn(ax, tmp_path)
    undecided = plot.scores(ramatch.identify(DATA / "silicon-785-bwtek-a.txt"))
    assert len({bar.get_facecolor() for bar in undecided.patches}) == 1
    ax = plot.scores({"a": 0.2, "b": 0.9, "c": -0.3})
    assert [text.get_text() for text in ax.get_yticklabels()] == ["b", "a", "c"]
    drawn(ax, tmp_path)
    drawn(plot.scores(ramatch.identify((X, np.ones(X.size)))), tmp_path)
    drawn(plot.scores(ramatch.identify(POLYSTYRENE, metric="pearson_r")), tmp_path)
    with pytest.raises(ramatch.RamatchError, match="top"):
        plot.scores(result, top=0)


def test_where_substances_are(area, answers, tmp_path):
    ax = plot.substances(answers, area)
    (image,), said = ax.images, texts(ax)
    picture = image.get_array()
    assert picture.shape == (6, 9)
    assert ax.get_xlabel() == "x (µm)" and ax.get_ylabel() == "y (µm)" and ax.yaxis_inverted()
    assert image.get_extent() == pytest.approx([-2.5, 42.5, 27.5, -2.5])
    named = [text.rpartition(" (")[0] for text in said]
    assert [named[code] for code in picture.ravel()] == _plot_maps.categories(answers)
    counts = [int(text.rpartition(" (")[2][:-1]) for text in said]
    assert counts == np.bincount(picture.ravel()).tolist() and named[-2:] == ["undecided", "refused"] and counts[-2:] == [4, 1]
    # What is undecided is hatched: three cells in one run, and one.
    (hatched,) = ax.patches
    assert hatched.get_hatch() == "/////" and len(hatched.get_path().vertices) == 2 * 5
    assert hatched.get_path().vertices[:5].min(axis=0) == pytest.approx((2.5, 2.5))
    assert hatched.get_path().vertices[:5].max(axis=0) == pytest.approx((17.5, 7.5))
    drawn(ax, tmp_path)
    own = answers.plot()
    assert own.get_xlabel() == "x (unit as the file has it)" and np.array_equal(own.images[0].get_array(), picture)
    assert plot.substances(answers, unit="mm").get_xlabel() == "x (mm)"


class Told:
    """Columns of results, without results."""

    def __init__(self, verdict, names, **places):
        self._columns = {"verdict": verdict, "names": names, **places}

    def columns(self):
        return self._columns

    def to_rows(self):
        raise AssertionError


def test_no_more_than_twelve_and_names_of_any_kind(tmp_path, recwarn):
    names = [f"substance {place // 2}" for place in range(30)] + ["$x_1$ _a^b", "_hidden", "\u202e\n\udc80", "한국어", "a" * 200]
    verdicts = ["identified"] * len(names) + ["not_in_library", "cannot_decide", "related", "one_of", "mixture"]
    told = Told(verdicts, [[name] for name in names] + [[], [], ["b"], ["d", "c"], ["f", "e"]])
    ax = plot.substances(told, (4, 10))
    said = texts(ax)
    assert len(said) == 12 + 3 and "other: 11 more (14)" in said and "undecided (1)" in said
    assert len({handle.get_facecolor() for handle in ax.get_legend().legend_handles[:12]}) == 12
    drawn(ax, tmp_path)
    assert set(_plot_maps.categories(told)[-5:]) == {"not in the library", "undecided", "related to b", "c or d", "e + f"}
    ax = plot.substances(Told(["identified"] * 5, [[name] for name in names[-5:]]), (1, 5))
    assert texts(ax)[0] == r"\$x_1\$ _a^b (1)" and texts(ax)[1] == " _hidden (1)" and "\\u202e\\n\\udc80" in texts(ax)[2]
    drawn(ax, tmp_path)
    assert ax.get_xlabel() == "column" and ax.get_ylabel() == "row"


def test_places_of_any_kind(tmp_path):
    verdicts, names = ["identified"] * 12, [["a"], ["b"], ["c"]] * 4
    y, x = (place.ravel().astype(float) for place in np.mgrid[:3, :4])
    order = np.random.default_rng(1).permutation(12)
    codes = np.tile([0, 1, 2], 4)
    # A stage that goes to and fro, and does not quite find its places again.
    ax = plot.substances(Told(verdicts, names, x=x[order] + np.linspace(0, 1e-4, 12), y=y[order]))
    wanted = np.empty(12, int)
    wanted[order] = codes
    assert np.array_equal(ax.images[0].get_array(), wanted.reshape(3, 4))
    # Some were not measured.
    ax = plot.substances(Told(verdicts[:9], names[:9], x=x[:9], y=y[:9]))
    assert ax.images[0].get_array().mask.sum() == 3
    scattered = np.random.default_rng(2).uniform(0, 9, (2, 12))
    told = Told(verdicts, names, x=scattered[0], y=scattered[1])
    ax = plot.substances(told)
    assert not ax.images and np.array_equal(ax.collections[0].get_offsets(), scattered.T) and ax.yaxis_inverted()
    drawn(ax, tmp_path)
    drawn(plot.amounts([*range(11), np.nan], told), tmp_path)
    ax = plot.substances(Told(verdicts, names, z=np.arange(12) * 2.0))
    assert ax.images[0].get_array().shape == (1, 12) and ax.get_xlabel().startswith("z (") and len(ax.get_yticks()) == 0
    drawn(ax, tmp_path)
    # A shape counts where positions are not known, or do not fit.
    nowhere = np.full(12, np.nan)
    assert plot.substances(Told(verdicts, names, x=nowhere, y=nowhere), (2, 6)).images[0].get_array().shape == (2, 6)
    assert plot.substances(Told(verdicts, names, x=x, y=y), (2, 6)).images[0].get_array().shape == (2, 6)
    for told, shape in ((Told(verdicts, names), None), (Told(verdicts, names), (5, 5)), (Told([], []), (0, 0))):
        with pytest.raises(ramatch.RamatchError):
            plot.substances(told, shape)
    with pytest.raises(ramatch.RamatchError, match="holds 1"):
        plot.substances(Told(verdicts, names), ramatch.SpectrumCollection(X, np.ones((1, X.size))))
    with pytest.raises(TypeError, match="identify_many"):
        plot.substances(names)
    with pytest.raises(TypeError, match="shape"):
        plot.substances(Told(verdicts, names), 12)


def test_how_much_is_where(area, answers, tmp_path):
    part = area.metadata["abundances"][:, :, 0]
    for values, shape in ((part, area), (part.ravel(), area), (part, None), (part.ravel(), (6, 9)), (part.ravel(), answers)):
        ax = plot.amounts(values, shape, label="polystyrene (share of the signal)", limits=(0, 1))
        assert np.array_equal(ax.images[0].get_array(), part) and ax.images[0].get_clim() == (0, 1)
        assert ax.images[0].colorbar.ax.get_ylabel() == "polystyrene (share of the signal)"
    drawn(ax, tmp_path)
    ax = plot.amounts(answers.score, answers)
    assert ax.images[0].colorbar.ax.get_ylabel() == "amount (unit not stated)"
    assert ax.images[0].get_array().mask.sum() == 1 and len(ax.patches) == 1
    drawn(ax, tmp_path)
    drawn(plot.amounts(np.full(6, np.nan), (2, 3)), tmp_path)
    assert plot.amounts(part, area, colours="cividis").images[0].get_cmap().name == "cividis"
    with pytest.raises(TypeError, match="values"):
        plot.amounts(np.ones((2, 2, 2)))


@pytest.fixture(scope="module")
def trials(tmp_path_factory):
    """A validation of some substances, and of some that the library does not hold."""
    from ramatch.validate import validate

    path, rng, shift = tmp_path_factory.mktemp("trials"), np.random.default_rng(1), datasets.simulated("urea").shift
    table = ["file,substance,absent,specimen,instrument,kind"]
    names = [name for name in LIBRARY.substances if name[0] in "aceg" and name not in ("amphetamine sulfate", "atacamite", "azurite")]
    known = [name for name in names if name not in ("chlorobenzene", "chloroform", "Egyptian blue", "ephedrine hydrochloride")]
    for place, name in enumerate(known):
        ramatch.write(path / f"{place}.csv", datasets.simulated(name, snr=60, seed=place))
        table.append(f"{place}.csv,{name},,S{place},here,known")
    for place in range(8):
        at, high, wide = rng.uniform(350, 2200, (10, 1)), rng.exponential(1, (10, 1)), rng.uniform(3, 8, (10, 1))
        y = (high / (1 + ((shift - at) / wide) ** 2)).sum(axis=0)
        ramatch.write(path / f"a{place}.csv", ramatch.Spectrum(shift, y / y.max() + rng.normal(0, 0.01, shift.size)))
        table.append(f"a{place}.csv,,thing {place},A{place},here,made")
    (path / "trials.csv").write_text("\n".join(table) + "\n", encoding="utf-8")
    return validate(path)


def test_a_validation(trials, tmp_path):
    axes = trials.plot()
    assert axes.shape == (6,)
    titles = [ax.get_title(loc="left") for ax in axes]
    assert titles[:4] == ["Kept against false", "Claimed against realised", "Risk and coverage", "Detection errors"]
    assert titles[4].startswith("Tippett plot: Cllr ") and titles[5] == "Scores of right and wrong hits"
    report = trials.to_dict()
    rates = {box.get_label(): box for box in axes[0].containers}
    kept = [one["kept"] for one in report["rates"]]
    line, _, (bars,) = rates["present and first: kept"]
    assert np.allclose(line.get_ydata(), [one["rate"] * 100 for one in kept])
    assert np.allclose([segment[:, 1] for segment in bars.get_segments()], [[one["low"] * 100, one["high"] * 100] for one in kept])
    realised = axes[1].lines[0]
    assert np.allclose(realised.get_ydata(), [one["realised"] * 100 for one in report["reliability"]])
    present = axes[4].lines[0]
    assert np.allclose(present.get_xdata(), [one["value"] for one in report["curves"]["tippett_present"]])
    heights = [[bar.get_height() for bar in bars] for bars in axes[5].containers]
    assert heights[0] == [one["right"] for one in report["curves"]["scores"]]
    assert all(ax.get_xlabel() and ax.get_ylabel() for ax in axes)
    drawn(axes, tmp_path)
    given = pyplot.subplots(2, 3)[1]
    assert plot.validation(report, given).tolist() == given.ravel().tolist()
    with pytest.raises(TypeError, match="axes are 6"):
        plot.validation(trials, pyplot.subplots()[1])


def test_a_validation_of_little(trials, tmp_path):
    report = trials.to_dict()
    for one in report["rates"]:
        one["kept"]["rate"] = None
    report["reliability"] = []
    report["curves"] = {name: [] for name in report["curves"]}
    report["ratios"]["cllr"] = report["ratios"]["cllr_min"] = None
    drawn(plot.validation(report), tmp_path)

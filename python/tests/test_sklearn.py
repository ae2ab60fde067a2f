"""The estimators for scikit-learn: its own checks, agreement with the plain functions, tables, pickles, refusals, abstention."""

import pathlib
import pickle
import subprocess
import sys

import numpy as np
import pytest

import ramatch

sklearn = pytest.importorskip("sklearn", minversion="1.2")

from sklearn.base import clone
from sklearn.compose import ColumnTransformer
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.utils import estimator_checks
from sklearn.utils.estimator_checks import parametrize_with_checks

from ramatch.sklearn import (
    BaselineCorrector,
    Despiker,
    Detrender,
    LibraryClassifier,
    Normalizer,
    RecipeTransformer,
    Resampler,
    ScatterCorrector,
    Smoother,
)

DATA = pathlib.Path(__file__).resolve().parents[2] / "examples" / "data"
SHIFT = np.linspace(350.0, 2200.0, 1200)
RELEASE = tuple(int(part) for part in sklearn.__version__.split(".")[:2])


# The checks of scikit-learn.


class Drawn:
    """The numbers of the checks of scikit-learn, two to ten in a row, become heights of bands, so that there are spectra to prepare."""

    def _rows(self, X, y="no_validation", *, reset):
        made = super()._rows(X, y, reset=reset)
        rows, labels = (made, None) if isinstance(y, str) and y == "no_validation" else made
        axis = np.linspace(300.0, 2300.0, 900)
        places = np.linspace(500.0, 2100.0, rows.shape[1])
        bands = 1 / (1 + ((axis - places[:, None]) / 6) ** 2)
        noise = np.random.default_rng(1).normal(0, 1, axis.size)
        # Heights above 0 that keep the order of the numbers; one band that all have.
        heights = 500 * (1 + np.tanh(rows.astype(float) / 5))
        drawn = 100 + noise + heights @ bands + 700 / (1 + ((axis - 400) / 6) ** 2)
        return drawn if labels is None else (drawn, labels)

    def _learn_axis_that_is_needed(self):
        return np.linspace(300.0, 2300.0, 900)


class DrawnRecipe(Drawn, RecipeTransformer):
    pass


class DrawnClassifier(Drawn, LibraryClassifier):
    def _names(self, labels):
        # The checks have names as well as numbers, and this is no parameter of them.
        given, self.abstain = self.abstain, "undecided" if labels.dtype.kind in "OU" else -9
        try:
            return super()._names(labels)
        finally:
            self.abstain = given

    if RELEASE < (1, 6):

        def _more_tags(self):
            return {**super()._more_tags(), "_xfail_checks": cannot_apply(self)}


def cannot_apply(estimator):
    """Checks that cannot hold, and why."""
    if isinstance(estimator, LibraryClassifier):
        return {"check_classifiers_classes": "classes_ has the label of abstention as well: it is among what predict yields"}
    return {}


CHECKED = [
    Despiker(),
    Despiker("prominence"),
    BaselineCorrector(),
    BaselineCorrector("asls", what="baseline"),
    BaselineCorrector("snip"),
    BaselineCorrector("modpoly", poly_order=1),
    Smoother(),
    Smoother(window_length=3, polyorder=1),
    Smoother("whittaker"),
    Smoother("fourier"),
    Normalizer(),
    Normalizer("snv"),
    ScatterCorrector(),
    Detrender(),
    Resampler(shift=(400.0, 1800.0)),
    Resampler(shift=(400.0, 1800.0), new_shift=[500.0, 501.0, 700.0], kind="cell-mean"),
    DrawnRecipe(),
    DrawnClassifier(accept="ranking", single=True, top=1),
]


how = {"expected_failed_checks": cannot_apply} if RELEASE >= (1, 6) else {}


@pytest.mark.filterwarnings("ignore:.*too few for a spectrum:UserWarning")
@parametrize_with_checks(CHECKED, **how)
def test_scikit_learn_checks(estimator, check):
    check(estimator)


@pytest.mark.filterwarnings("ignore:.*too few for a spectrum:UserWarning")
@pytest.mark.parametrize(
    "name",
    [
        "check_dataframe_column_names_consistency",
        "check_set_output_transform",
        "check_set_output_transform_pandas",
        "check_global_output_transform_pandas",
        "check_set_output_transform_polars",
        "check_global_set_output_transform_polars",
        "check_transformer_get_feature_names_out",
        "check_transformer_get_feature_names_out_pandas",
    ],
)
def test_checks_that_scikit_learn_keeps_to_itself(name):
    pytest.importorskip("pandas")
    check = getattr(estimator_checks, name, None)
    if check is None:
        pytest.skip("this release has no such check")
    for estimator in CHECKED:
        if hasattr(estimator, "transform") or "column_names" in name:
            check(type(estimator).__name__, clone(estimator))


def test_without_an_axis_it_says_what_is_missing():
    X = np.ones((2, 50))
    for estimator in (Resampler(), RecipeTransformer(), LibraryClassifier("demonstration")):
        with pytest.raises(ValueError, match="needs the Raman shift of the columns: pass shift"):
            estimator.fit(X)


# Agreement with the plain functions.


def matrix(m=6, n=300):
    rng = np.random.default_rng(5)
    x = np.arange(n)
    return np.array([500 / (1 + ((x - rng.uniform(0, n)) / 4) ** 2) + 0.3 * x + rng.normal(0, 3, n) for _ in range(m)])


X, AXIS = matrix(), 400.0 + 2.0 * np.arange(300)
NEW = np.linspace(450.0, 900.0, 77)

SAME = [
    (Despiker(threshold=6.0, shift=AXIS), lambda y: ramatch.despike(AXIS, y, threshold=6.0)[0]),
    (Despiker("prominence", params={"max_width": 2}), lambda y: ramatch.despike(np.arange(300.0), y, "prominence", max_width=2)[0]),
    (BaselineCorrector(lam=1e4), lambda y: y - ramatch.baseline(y, lam=1e4)[0]),
    (BaselineCorrector("asls", lam=1e4, p=0.02, what="baseline"), lambda y: ramatch.baseline(y, "asls", lam=1e4, p=0.02)[0]),
    (BaselineCorrector("snip", max_half_window=20), lambda y: y - ramatch.baseline(y, "snip", max_half_window=20)[0]),
    (BaselineCorrector("imodpoly", poly_order=3, num_std=2.0), lambda y: y - ramatch.baseline(y, "imodpoly", poly_order=3, num_std=2.0)[0]),
    (BaselineCorrector("tophat", half_window=30), lambda y: y - ramatch.baseline(y, "tophat", half_window=30)[0]),
    (BaselineCorrector("drpls", params={"eta": 0.3}), lambda y: y - ramatch.baseline(y, "drpls", eta=0.3)[0]),
    (
        Smoother(window_length=9, polyorder=2, deriv=1, delta=2.0),
        lambda y: ramatch.smooth(y, "savitzky-golay", window=9, poly_order=2, derivative=1, step=2.0),
    ),
    (Smoother("whittaker", lam=50.0), lambda y: ramatch.smooth(y, "whittaker", lam=50.0)),
    (Smoother("fourier", resolution_cm1=12.0, delta=2.0), lambda y: ramatch.smooth(y, "fourier", resolution_cm1=12.0, step=2.0)),
    (Normalizer(), lambda y: ramatch.normalize(y)),
    (Normalizer("snv"), lambda y: ramatch.normalize(y, "snv")),
    (Normalizer("area", shift=AXIS), lambda y: ramatch.normalize(y, "area", shift=AXIS)),
    (ScatterCorrector(poly_order=1), lambda y: ramatch.scatter_correct(y, poly_order=1)[0]),
    (ScatterCorrector(X[2]), lambda y: ramatch.scatter_correct(y, X[2])[0]),
    (Detrender(2), lambda y: ramatch.detrend(y, 2)),
    (Resampler(AXIS, NEW), lambda y: np.array([np.interp(NEW, AXIS, row) for row in y])),
    (Resampler(AXIS, NEW, kind="cell-mean"), lambda y: ramatch.preprocessing.resample(y, AXIS, NEW, kind="cell-mean")),
    (RecipeTransformer(shift=AXIS), lambda y: ramatch.Recipe.default().prepare(y, AXIS)),
]


@pytest.mark.parametrize("estimator, plain", SAME, ids=lambda one: type(one).__name__ if hasattr(one, "fit") else "")
def test_it_is_the_plain_function(estimator, plain):
    made = clone(estimator).fit(X).transform(X)
    assert np.allclose(made, plain(X), rtol=1e-12, atol=1e-9) and made.flags.writeable
    assert not np.shares_memory(made, X)
    narrow = clone(estimator).fit_transform(X.astype(np.float32))
    assert narrow.dtype == np.float32 and np.abs(narrow - made).max() < 1e-2 * max(1, np.abs(made).max())
    again = pickle.loads(pickle.dumps(clone(estimator).fit(X)))
    assert np.array_equal(again.transform(X), made)


def test_scatter_is_learned_from_training_rows_alone():
    step = ScatterCorrector().fit(X[:4])
    assert np.allclose(step.reference_, X[:4].mean(axis=0))
    assert np.allclose(step.transform(X[4:]), ramatch.scatter_correct(X[4:], X[:4].mean(axis=0))[0])


# Tables.


def test_names_of_columns_are_the_axis():
    pandas = pytest.importorskip("pandas")
    rising = AXIS + 0.01 * np.arange(300) ** 1.5
    for names in (rising, [str(value) for value in rising]):
        table = pandas.DataFrame(X, columns=names)
        step = Resampler(new_shift=NEW).set_output(transform="pandas").fit(table)
        made = step.transform(table)
        assert np.array_equal(step.shift_, rising)
        assert made.columns.tolist() == [str(value) for value in NEW.tolist()] and np.array_equal(made.index, table.index)
        assert np.array_equal(Despiker().fit(table).shift_, rising)
        assert Normalizer("area").fit(table).shift_[0] == 400.0
        with pytest.raises(ValueError, match="equally spaced: use Resampler"):
            Smoother(deriv=1).fit(table)
        other = table.set_axis(table.columns[::-1], axis=1)
        with pytest.raises(ValueError, match="other Raman shifts|feature names should match"):
            step.transform(other)
    falling = pandas.DataFrame(X, columns=AXIS[::-1])
    assert Smoother(deriv=1).fit(falling).delta_ == -2.0
    counted = pandas.DataFrame(X)
    with pytest.raises(ValueError, match="needs the Raman shift"):
        Resampler().fit(counted)
    with pytest.raises(ValueError, match="needs the Raman shift"):
        Resampler().fit(counted.rename(columns=str))


def test_an_axis_travels_along_a_pipeline():
    pandas = pytest.importorskip("pandas")
    table = pandas.DataFrame(X, columns=[str(value) for value in AXIS])
    steps = make_pipeline(Despiker(), Resampler(new_shift=NEW), BaselineCorrector(lam=1e4), Smoother(deriv=1), Normalizer("l2"))
    made = steps.set_output(transform="pandas").fit_transform(table)
    assert made.columns.tolist() == [str(value) for value in NEW.tolist()]
    assert abs(steps[3].delta_ - (NEW[1] - NEW[0])) < 1e-9
    assert steps.get_feature_names_out().tolist() == made.columns.tolist()
    recipe = make_pipeline(Despiker(), RecipeTransformer()).set_output(transform="pandas").fit_transform(table)
    assert recipe.columns.tolist() == [str(value) for value in ramatch.Recipe.default().shift.tolist()]
    assert (recipe.dtypes == np.float32).all()


@pytest.mark.skipif(RELEASE < (1, 4), reason="scikit-learn has no output to polars yet")
def test_tables_of_polars():
    polars = pytest.importorskip("polars")
    table = polars.DataFrame(X, schema=[str(value) for value in AXIS])
    made = make_pipeline(Despiker(), Resampler(new_shift=NEW)).set_output(transform="polars").fit_transform(table)
    assert made.columns == [str(value) for value in NEW.tolist()]
    assert np.allclose(made.to_numpy(), Resampler(AXIS, NEW).fit_transform(Despiker(shift=AXIS).fit_transform(X)))


def test_columns_of_one_table_are_taken_by_turns():
    pandas = pytest.importorskip("pandas")
    table = pandas.DataFrame(X, columns=[str(value) for value in AXIS])
    names = table.columns
    both = ColumnTransformer([("low", BaselineCorrector("modpoly"), names[:150]), ("high", Normalizer("snv"), names[150:])])
    made = both.fit_transform(table)
    assert np.allclose(made[:, 150:], ramatch.normalize(X[:, 150:], "snv"))
    assert both.get_feature_names_out()[0] == "low__400.0"


# Selection of parameters.


def substances(m=12):
    """Two substances that differ by one band, on baselines that differ by far more."""
    rng = np.random.default_rng(3)
    x = np.arange(400.0)
    rows, names = [], []

    def band(at, height):
        return height / (1 + ((x - at) / 4) ** 2)

    for i in range(m):
        baseline = rng.uniform(0, 3000) * np.exp(-(((x - rng.uniform(0, 400)) / 150) ** 2))
        rows.append(band(100, 300) + band(200 if i % 2 else 280, 120) + baseline + rng.normal(0, 3, x.size))
        names.append("two" if i % 2 else "one")
    return np.array(rows), np.array(names)


def test_a_grid_search_over_the_stiffness():
    rows, names = substances()
    steps = make_pipeline(BaselineCorrector("arpls"), Normalizer(), KNeighborsClassifier(1))
    grid = {"baselinecorrector__lam": [1e3, 1e5], "normalizer__method": ["l2", "snv"]}
    search = GridSearchCV(steps, grid, cv=3, n_jobs=2).fit(rows, names)
    assert search.best_score_ == 1.0 and search.best_params_["baselinecorrector__lam"] in (1e3, 1e5)
    assert search.best_estimator_[0].lam == search.best_params_["baselinecorrector__lam"]
    assert cross_val_score(KNeighborsClassifier(1), rows, names, cv=3).mean() < 1
    wrong = GridSearchCV(steps, {"baselinecorrector__lam": [-1.0]}, cv=3, error_score="raise")
    with pytest.raises(ramatch.RamatchError):
        wrong.fit(rows, names)


# Refusals.


@pytest.mark.parametrize(
    "estimator, words",
    [
        (BaselineCorrector("nothing"), "no baseline"),
        (BaselineCorrector(lam=-1), "lam"),
        (BaselineCorrector("snip", lam=1e5), "no parameter"),
        (BaselineCorrector(what="both"), "what is"),
        (BaselineCorrector(lam=1e4, params={"lam": 1e5}), "lam: given by itself and in params"),
        (BaselineCorrector(params=[1]), "params is a dict"),
        (Smoother(window_length=10), "window"),
        (Smoother(window_length=301), "points"),
        (Smoother("whittaker", window_length=5), "no parameter"),
        (Normalizer("l3"), "no normalisation"),
        (Detrender(-1), "poly_order"),
        (ScatterCorrector(np.ones(7)), "reference has shape"),
        (ScatterCorrector(np.ones(300)), None),
        (Despiker(shift=AXIS[:-1]), "shift has shape"),
        (Despiker(shift=AXIS * 0), "rises or falls"),
        (Resampler(AXIS, AXIS + 1), None),
        (Resampler(AXIS, [[500.0]]), "new_shift is a row"),
        (Resampler(AXIS, NEW, kind="cubic"), "cubic"),
        (RecipeTransformer("default", shift=AXIS), "recipe is a"),
    ],
    ids=lambda one: type(one).__name__ if hasattr(one, "fit") else str(one),
)
def test_what_is_wrong_is_said_by_fit(estimator, words):
    with pytest.raises(ValueError, match=words):
        estimator.fit(X)


def test_rows_that_are_no_spectra():
    holed = X.copy()
    holed[3, 17] = np.nan
    for estimator in (BaselineCorrector(), LibraryClassifier("demonstration", shift=AXIS)):
        with pytest.raises(ValueError, match="contains NaN"):
            estimator.fit(holed)
        with pytest.raises(ValueError, match="masked"):
            estimator.fit(np.ma.masked_invalid(holed))
    flat = np.vstack([X, np.full((1, 300), 7.0)])
    with pytest.raises(ramatch.RamatchError, match="row 6") as refused:
        Normalizer("snv").fit(X).transform(flat)
    assert refused.value.code == "zero_norm"
    with pytest.warns(UserWarning, match="too few for a spectrum"):
        assert np.array_equal(BaselineCorrector().fit_transform(X[:, :3]), X[:, :3])
    with pytest.raises(ramatch.RamatchError):
        Smoother(window_length=31).fit(X[:, :20])


def test_without_scikit_learn_it_names_what_to_install():
    code = "import sys; sys.modules['sklearn'] = None; import ramatch\ntry: import ramatch.sklearn\nexcept ImportError as e: print(e)"
    made = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, check=True)
    assert b"pip install ramatch[sklearn]" in made.stdout


# The classifier.


def measured():
    rows, names = [], []
    for path in sorted(DATA.glob("*-*.txt")):
        spectrum = ramatch.read(path)
        order = np.argsort(spectrum.shift)
        rows.append(np.interp(SHIFT, spectrum.shift[order], spectrum.intensity[order]))
        names.append({"calcite": "calcium carbonate"}.get(path.name.split("-")[0], path.name.split("-")[0]))
    return np.array(rows), np.array(names)


ROWS, NAMES = measured()
NOISE = np.random.default_rng(0).normal(100, 3, (4, SHIFT.size))


def test_the_built_in_library_names_and_abstains():
    model = LibraryClassifier("demonstration", shift=SHIFT).fit(ROWS)
    assert "undecided" in model.classes_ and set(NAMES) < set(model.classes_) and model.library_ is not None
    assert model.predict(NOISE).tolist() == ["undecided"] * 4 and model.coverage(NOISE) == 0.0
    made = model.predict(ROWS)
    results = ramatch.identify_many(ROWS, shift=SHIFT)
    for label, result in zip(made, results):
        code = result.verdict["code"]
        assert label == (result.best.substance if code == "identified" else "undecided")
    answered = made != "undecided"
    assert (made[answered] == NAMES[answered]).all() and answered[:10].all()
    assert model.score(ROWS, NAMES) == model.coverage(ROWS) == answered.mean() < 1
    assert model.score(NOISE, ["undecided"] * 4) == 1.0
    assert model.predict_verdict(ROWS[:2]).verdict == ["identified"] * 2
    ranked = LibraryClassifier(ramatch.Library.default(), shift=SHIFT, accept="ranking").fit(ROWS, NAMES)
    assert ranked.predict(ROWS).tolist() == results.substance and ranked.coverage(NOISE) == 1.0
    for absent in ("predict_proba", "decision_function"):
        assert not hasattr(model, absent)


def test_neighbours_are_entries_of_the_library():
    library = ramatch.Library.default()
    model = LibraryClassifier(library, shift=SHIFT).fit(ROWS)
    distances, entries = model.kneighbors(ROWS[:3], n_neighbors=4)
    assert distances.shape == entries.shape == (3, 4) and (np.diff(distances, axis=1) >= 0).all()
    for row, scores, found in zip(ROWS, 1 - distances, entries):
        plain = library.nearest(library.prepare((SHIFT, row)), 4)
        assert np.allclose(scores, plain.scores) and found.tolist() == plain.entries.tolist()
    assert np.array_equal(model.kneighbors(ROWS[:3], 4, return_distance=False), entries)
    for wrong in (0, len(library) + 1):
        with pytest.raises(ValueError, match="n_neighbors"):
            model.kneighbors(ROWS, wrong)


def test_a_library_of_training_rows():
    odd = np.arange(len(ROWS)) % 2 == 1
    model = LibraryClassifier(shift=SHIFT, accept=("related",)).fit(ROWS[odd], NAMES[odd])
    assert model.classes_.tolist() == ["calcium carbonate", "polystyrene", "silicon", "undecided"]
    made = model.predict(ROWS[~odd])
    answered = made != "undecided"
    assert answered.sum() >= 5 and (made[answered] == NAMES[~odd][answered]).all()
    distances, entries = model.kneighbors(ROWS[odd], 1)
    assert entries.ravel().tolist() == list(range(odd.sum())) and distances.max() < 0.01
    again = pickle.loads(pickle.dumps(model))
    assert again.library_.hash == model.library_.hash and again.predict(ROWS).tolist() == model.predict(ROWS).tolist()
    assert not hasattr(clone(model), "library_")
    with pytest.warns(UserWarning, match="no trials of its own"):
        strict = LibraryClassifier(shift=SHIFT).fit(ROWS[odd], NAMES[odd])
    assert strict.coverage(ROWS[~odd]) == 0.0
    numbers = LibraryClassifier(shift=SHIFT, accept="ranking", abstain=-1).fit(ROWS[odd], np.unique(NAMES[odd], return_inverse=True)[1])
    assert numbers.classes_.tolist() == [-1, 0, 1, 2] and numbers.predict(ROWS[:1]).tolist() == [0]
    # The library that is given next is asked, not the one that was built.
    model.set_params(library="demonstration", accept="ranking").fit(ROWS)
    assert len(pickle.loads(pickle.dumps(model)).library_) == len(ramatch.Library.default())


def test_pickles_go_by_path_and_content(tmp_path):
    builder = ramatch.LibraryBuilder()
    for number, (row, name) in enumerate(zip(ROWS, NAMES)):
        builder.add((SHIFT, row), f"own/{number}", str(name))
    builder.write(tmp_path / "own.rsl")
    for library in (ramatch.Library.read(tmp_path / "own.rsl"), tmp_path / "own.rsl", ["demonstration", tmp_path / "own.rsl"]):
        model = LibraryClassifier(library, shift=SHIFT, accept="ranking").fit(ROWS)
        assert pickle.loads(pickle.dumps(model)).predict(ROWS[:2]).tolist() == model.predict(ROWS[:2]).tolist()
        assert clone(model).fit(ROWS).predict(ROWS[:2]).tolist() == NAMES[:2].tolist()
    text = pickle.dumps(model)
    (tmp_path / "own.rsl").unlink()
    with pytest.raises(ramatch.RamatchError):
        pickle.loads(text)


def test_a_classifier_in_pipelines_and_processes():
    steps = make_pipeline(Despiker(shift=SHIFT), LibraryClassifier("demonstration", shift=SHIFT, threads=1))
    search = GridSearchCV(steps, {"libraryclassifier__accept": [("identified",), "ranking"]}, cv=3, n_jobs=2).fit(ROWS, NAMES)
    assert search.best_params_["libraryclassifier__accept"] == "ranking" and search.best_score_ > 0.9
    pandas = pytest.importorskip("pandas")
    table = pandas.DataFrame(ROWS, columns=SHIFT)
    assert LibraryClassifier("demonstration").fit(table, NAMES).predict(table[:2]).tolist() == NAMES[:2].tolist()


@pytest.mark.parametrize(
    "options, y, words",
    [
        ({"accept": "identfied"}, NAMES, "accept has verdicts"),
        ({"accept": ("mixture",)}, NAMES, "accept has verdicts"),
        ({"library": "demonstration"}, np.where(NAMES == "silicon", "silicium", NAMES), "'silicium'"),
        ({}, None, "requires y to be passed"),
        ({}, np.linspace(0, 1, len(NAMES)), "Unknown label type"),
        ({}, np.array([*NAMES[:-1], 7], dtype=object), "not of both"),
        ({"abstain": "silicon"}, NAMES, "label of a class too"),
        ({"abstain": -1}, NAMES, "abstain is a text"),
        ({}, np.arange(len(NAMES)), "abstain is a number"),
        ({"shift": SHIFT[:-1]}, NAMES, "shift has shape"),
        ({"library": 3}, NAMES, "library is a Library"),
        ({"library": "/no/such/file.rsl"}, NAMES, "no/such"),
    ],
    ids=lambda one: str(one)[:40] if isinstance(one, str) else ", ".join(one) if isinstance(one, dict) else "",
)
def test_what_the_classifier_refuses(options, y, words):
    with pytest.raises(ValueError, match=words):
        LibraryClassifier(**{"shift": SHIFT, **options}).fit(ROWS, y)


def test_a_flat_row_is_refused_as_a_reference_and_undecided_as_a_question():
    flat = np.vstack([ROWS, np.full((1, SHIFT.size), 7.0)])
    with pytest.raises(ramatch.RamatchError) as refused:
        LibraryClassifier(shift=SHIFT, accept="ranking").fit(flat, [*NAMES, "nothing"])
    assert refused.value.code == "flat"
    model = LibraryClassifier("demonstration", shift=SHIFT, accept="ranking").fit(ROWS)
    assert model.predict(flat[-1:]).tolist() == ["undecided"]

"""Raman shifts as the names of a table's columns, beside scikit-learn."""

import numpy as np
import pytest

pytest.importorskip("sklearn", reason="needs scikit-learn: pip install ramatch[sklearn]")
pandas = pytest.importorskip("pandas", reason="needs pandas: pip install ramatch[pandas]")
from sklearn.pipeline import make_pipeline
from test_sklearn import AXIS, NEW, X

from ramatch.sklearn import BaselineCorrector, Despiker, Detrender, Normalizer, Resampler, ScatterCorrector, Smoother


def test_numbers_as_names_travel_from_step_to_step():
    table = pandas.DataFrame(X, columns=AXIS)
    made = make_pipeline(BaselineCorrector(), Resampler(new_shift=NEW)).set_output(transform="pandas").fit_transform(table)
    assert list(made.columns) == [str(value) for value in NEW.tolist()]


def test_columns_in_another_order_are_refused():
    table = pandas.DataFrame(X, columns=AXIS)
    mixed = table.iloc[:, np.random.default_rng(3).permutation(AXIS.size)]
    steps = (Resampler(new_shift=NEW), Despiker(), BaselineCorrector(), Normalizer(), ScatterCorrector(), Detrender(), Smoother())
    for step in steps:
        step.fit(table)
        for other in (mixed, table.iloc[:, [1, 0, *range(2, AXIS.size)]]):
            with pytest.raises(ValueError, match="columns"):
                step.transform(other)
            with pytest.raises(ValueError, match="columns"):
                step.fit(other)
        step.fit(table)
        with pytest.raises(ValueError, match="other Raman shifts"):
            step.transform(pandas.DataFrame(X, columns=AXIS + 700.0))
    with pytest.raises(ValueError, match="another axis"):
        Resampler(shift=AXIS + 100, new_shift=NEW).fit(table)

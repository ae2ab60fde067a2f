"""What the evaluation draws: the same each time, with the signal-to-noise ratio and the size that are stated."""

import pathlib

import numpy as np
import pytest

from ramatch.evaluate import drawn, properties, tables
from ramatch.evaluate.evidence import Evidence
from ramatch.evaluate.exports import DEAD, EXPORTS, inner
from ramatch.evaluate.sets import Names, load_set

X = np.arange(200.0, 2300.0, 1.5)
CENTRES, HEIGHTS = (400.0, 620.0, 800.0, 1001.5, 1500.0, 2000.0), (200.0, 300.0, 250.0, 1000.0, 400.0, 350.0)
Y = 3000 + 0.5 * X + sum(h * drawn.lorentzian(X, c, 10.0) for c, h in zip(CENTRES, HEIGHTS))
REAL = [(X, Y)]
BOOK = pathlib.Path(__file__).parents[2] / "docs" / "src" / "evidence.md"


def test_noise_is_as_stated_and_the_same_each_time():
    assert drawn.strongest(X, Y) == pytest.approx(1000, rel=0.05)
    for snr in (50, 5):
        noisy = [drawn.with_noise(X, Y, snr, drawn.generator("one")) for _ in range(2)]
        assert np.array_equal(*noisy)
        assert drawn.strongest(X, Y) / (noisy[0] - Y).std() == pytest.approx(snr, rel=0.1)
    assert not np.array_equal(noisy[0], drawn.with_noise(X, Y, 5, drawn.generator("two")))


def test_the_laser_line_is_no_band():
    shift = np.arange(-30.0, 2300.0)
    counts = 1e5 * drawn.lorentzian(shift, 0.0, 8.0) + 1000 * drawn.lorentzian(shift, 1000.0, 10.0)
    assert drawn.strongest(shift, counts) == pytest.approx(1000, rel=0.05)


def test_empty_inputs_take_turns_and_can_be_made_again():
    kinds = []
    for number in range(3 * len(drawn.EMPTY)):
        kind, axis, counts = drawn.empty(number, REAL)
        again = drawn.empty(number, REAL)
        assert again[0] == kind and np.array_equal(again[1], axis) and np.array_equal(again[2], counts)
        assert axis.shape == counts.shape and np.isfinite(counts).all()
        assert 150 <= axis[0] and axis[-1] < 2300 and 1 <= np.diff(axis).min() and np.diff(axis).max() <= 4
        kinds.append(kind)
    assert kinds == 3 * list(drawn.EMPTY)


def test_permuted_blocks_hold_what_was_measured():
    number = list(drawn.EMPTY).index("permuted blocks")
    _, axis, counts = drawn.empty(number, REAL)
    measured = np.interp(axis, *drawn.above_baseline(X, Y))
    assert np.allclose(np.sort(counts), np.sort(measured)) and not np.allclose(counts, measured)


def test_fakes_stand_where_the_bands_are():
    pytest.importorskip("scipy", reason="scipy is not installed: pip install scipy")
    positions, _ = drawn.bands(X, Y)
    assert sorted(positions) == pytest.approx(CENTRES, abs=1.0)
    drawings = list(drawn.fakes(X, Y, "one"))
    assert [kind for kind, _, _ in drawings] == ["equal heights", "four strongest", "one line", "one line"]
    assert all(np.array_equal(a[2], b[2]) for a, b in zip(drawings, drawn.fakes(X, Y, "one")))
    for (_, axis, counts), lines in zip(drawings, (6, 4, 1, 1)):
        tops = np.interp(CENTRES, axis, counts)
        assert axis.shape == counts.shape and (tops > 200).sum() == lines
    equal = np.interp(CENTRES, *drawings[0][1:])
    assert equal.min() > 900 and counts.max() == pytest.approx(1000, rel=0.05)


def test_exports_keep_the_measurement():
    pytest.importorskip("scipy", reason="scipy is not installed: pip install scipy")
    got = {name: export(X, Y) for name, export in EXPORTS.items()}
    for name, times in (("lines, 2× finer", 2), ("lines, 32× finer", 32), ("spline, 8× finer", 8)):
        axis, counts = got[name]
        assert axis.size == (X.size - 1) * times + 1
        assert np.allclose(axis[::times], X) and np.allclose(counts[::times], Y)
    assert np.abs(got["spline, 8× finer"][1] - np.interp(got["spline, 8× finer"][0], X, Y)).max() < 50
    axis, counts = got["a point every 24 cm⁻¹"]
    assert np.diff(axis).min() == np.diff(axis).max() == 24 and np.array_equal(counts, Y[::16])
    axis, counts = got["30 zeros at either end"]
    live_axis, live = inner(X, Y)
    assert np.array_equal(axis[DEAD:-DEAD], live_axis) and np.array_equal(counts[DEAD:-DEAD], live)
    assert not counts[:DEAD].any() and not counts[-DEAD:].any()
    counts = got["30 constant points at either end"][1]
    assert np.ptp(counts[: DEAD + 1]) == np.ptp(counts[-DEAD - 1 :]) == 0


def test_smoothing_is_a_gaussian_of_unit_area():
    peak = np.zeros(X.size)
    peak[700] = 1.0
    wide = drawn.smoothed(X, peak, 6.0)
    centre = (X * wide).sum() / wide.sum()
    assert wide.sum() == pytest.approx(1) and centre == pytest.approx(X[700])
    assert np.sqrt((wide * (X - centre) ** 2).sum()) == pytest.approx(6.0, rel=0.01)


@pytest.fixture
def evidence(tmp_path):
    """Two substances, one of them twice."""
    other = 3000 + sum(h * drawn.lorentzian(X, c + 77, 10.0) for c, h in zip(CENTRES, HEIGHTS))
    np.savez(
        tmp_path / "few.npz",
        names=["One", "One", "Another"],
        off=[0, X.size, 2 * X.size, 3 * X.size],
        x=np.tile(X, 3).astype(np.float32),
        y=np.concatenate([Y, Y + 1, other]).astype(np.float32),
        meta="{}",
    )
    few = {"set": "few"}
    about = {"library": [few], "vendor": few, "known": [few], "snr": [20.0], "empty": 18, "cut_cm1": 560.0}
    return Evidence(about, {"data": tmp_path}, Names())


def test_rows_say_what_was_asked_and_found(evidence):
    pytest.importorskip("scipy", reason="scipy is not installed: pip install scipy")
    # SNR as measured and 20, present and removed; as measured and 10; 18; 4 + 3 stretches, present and removed; at most 4 drawings.
    counts = {"noise": 12, "absent": 6, "empty": 18, "cuts": 42, "fakes": 12, "exports": 102, "properties": 66}
    for name, asked in counts.items():
        rows = evidence.run(name)
        assert len(rows) == asked and rows == evidence.run(name)
        columns = {"protocol", "kind", "level", "id", "truth", "present", "found", "score", "margin", "undecided"}
        assert all(columns <= set(row) for row in rows)
        lines = tables.evidence(name, name, rows).splitlines()
        assert len({line.count("|") for line in lines[2:]}) == 1
        if name == "noise":
            assert all(row["found"] == row["truth"] for row in rows if row["present"])
            assert all(row["found"] != row["truth"] for row in rows if not row["present"])


def test_properties_are_held_to_the_limits_of_the_book(evidence):
    pytest.importorskip("scipy", reason="scipy is not installed: pip install scipy")
    allowed = properties.limits(BOOK)
    assert list(allowed) == [*properties.CHANGES, *properties.LIBRARIES]
    rows = evidence.run("properties")
    assert not any(got["wrong"] or got["another"] for got in properties.worst(rows).values())
    exact = ["falling axis", *properties.LIBRARIES]
    assert not [line for line in properties.beyond(rows, allowed) if line.split(":")[0] in exact]
    wrong = [{**row, "place": 2, "undecided": "", "score_change": 0.5} for row in rows]
    lines = properties.beyond(wrong, allowed)
    assert len(lines) == len(allowed) and all("score 0.5" in line and "wrong 3" in line for line in lines)
    assert properties.beyond(rows, {})[0] == "falling axis: no limits are stated"


def test_numbers_of_evidence_are_columns(evidence):
    rows = evidence.run("absent")
    assert all(0 <= row["ev_found"] <= 1 and isinstance(row["ev_lacks"], list) for row in rows)


def test_some_of_each_substance_from_first_to_last(tmp_path, evidence):
    chosen = load_set({"set": "few", "of_each": 1}, {"data": tmp_path}, Names())
    assert [one.id for one in chosen] == ["few/0", "few/2"]
    assert [one.id for one in load_set({"set": "few", "every": 2}, {"data": tmp_path}, Names())] == ["few/0", "few/2"]

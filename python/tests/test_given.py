"""What spectra and collections are made of: lasers, names, words, and their pictures in notebooks."""

import numpy as np
import pytest

import ramatch

SHIFT = np.arange(200.0, 2400.0)
RNG = np.random.default_rng(2)
COUNTS = 500 + 9000 / (1 + ((SHIFT - 520.5) / 3) ** 2) + RNG.normal(0, 5, SHIFT.size)


def test_a_laser_is_a_number_wherever_it_stands():
    with pytest.raises(ramatch.RamatchError, match="pass laser_nm="):
        ramatch.Spectrum(SHIFT, COUNTS, metadata={"laser_nm": 785})
    for wrong in ("785", [785.0]):
        with pytest.raises(ramatch.RamatchError, match="laser_nm"):
            ramatch.SpectrumCollection(SHIFT, [COUNTS], metadata={"laser_nm": wrong})
    assert ramatch.SpectrumCollection(SHIFT, [COUNTS], metadata={"laser_nm": np.float32(785)})[0].laser_nm == 785.0
    shots = [ramatch.Spectrum(SHIFT, COUNTS + RNG.normal(0, 30, SHIFT.size), laser_nm=laser) for laser in (785, 784.9, 532)]
    assert ramatch.identify_shots(shots[:2]).query["laser_nm"] == 785.0
    two = ramatch.identify_shots(shots)
    assert two.query["laser_nm"] is None and "lasers" in [one["code"] for one in two.warnings]


def test_what_is_no_dict_and_no_list_is_refused_by_name():
    for how, name in (
        ({"metadata": "abc"}, "metadata"),
        ({"metadata": ["a"]}, "metadata"),
        ({"positions": [1]}, "positions"),
        ({"names": 3}, "names"),
        ({"names": "ab"}, "names"),
    ):
        with pytest.raises(ramatch.RamatchTypeError, match=name):
            ramatch.SpectrumCollection(SHIFT, [COUNTS, COUNTS], **how)
    for given in (3, "abc"):
        with pytest.raises(ramatch.RamatchTypeError, match="spectra"):
            ramatch.SpectrumCollection.from_spectra(given)


def test_a_name_of_bytes_that_are_no_text(tmp_path):
    file = tmp_path / "bag.csv"
    np.savetxt(file, np.column_stack([SHIFT, COUNTS]), delimiter=",", header="shift (cm-1),counts", comments="")
    odd = bytes(tmp_path) + b"/bag\xff.csv"
    try:
        file.rename(odd.decode("utf-8", "surrogateescape"))
    except OSError:
        pytest.skip("names of files are text here")
    for containers in ([odd], {"\udcff": (SHIFT, COUNTS)}):
        assert ramatch.identify((SHIFT, COUNTS), containers=containers).verdict is not None
    assert ramatch.SpectrumCollection.from_spectra([odd]).names


def test_the_picture_of_many_is_of_all_of_them():
    rows = np.tile(COUNTS, (2000, 1))
    rows[1::2] += 1e5
    shown = ramatch.SpectrumCollection(SHIFT, rows)._repr_html_()
    assert "1e5" in shown or "100000" in shown or "120000" in shown, shown[-4000:]
    assert "of 1000 of 2000" in shown
    for gap in (np.full((3, SHIFT.size), np.nan), np.stack([COUNTS, np.where(SHIFT < 500, np.nan, COUNTS)])):
        assert "nan" not in ramatch.SpectrumCollection(SHIFT, gap)._repr_html_().lower()


def test_positions_on_a_grid_are_a_map():
    y, x = (place.ravel() * 2.0 for place in np.mgrid[:3, :4])
    rows = np.tile(COUNTS, (12, 1))
    area = ramatch.SpectrumCollection(SHIFT, rows, positions={"x": x, "y": y})
    assert area.shape == (3, 4) and area.image(np.arange(12)).tolist() == np.arange(12).reshape(3, 4).tolist()
    # Some of its points, one point, points that lie as they like, and every second row from behind are none.
    assert area[:5].shape is None and area[[0]].shape is None
    for places in ({"x": x}, {"x": x + np.arange(12) ** 2, "y": y}, {"x": np.where(y == 2, 6 - x, x), "y": y}):
        assert ramatch.SpectrumCollection(SHIFT, rows, positions=places).shape is None

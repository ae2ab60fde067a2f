"""Spectra, collections, recipes and libraries as objects of their own."""

import copy
import pickle

import numpy as np
import pytest

import ramatch

SHIFT = np.arange(200.0, 2400.0)
RNG = np.random.default_rng(1)
COUNTS = 500 + 9000 / (1 + ((SHIFT - 520.5) / 3) ** 2) + RNG.normal(0, 5, SHIFT.size)


def spectrum(**known):
    return ramatch.Spectrum(SHIFT, COUNTS, **known)


def area(dtype=float):
    return ramatch.SpectrumCollection(SHIFT, np.tile(COUNTS, (2, 3, 1)).astype(dtype), positions={"x": range(6), "y": [0] * 6})


def test_a_spectrum_is_sliced_by_raman_shift():
    known = spectrum(laser_nm=785, metadata={"sample": "wafer", "n": 3})
    part = known[400:600]
    assert (part.shift[0], part.shift[-1], part.laser_nm) == (400.0, 600.0, 785.0)
    assert part.metadata == {"sample": "wafer", "n": "3", "laser_nm": 785.0}
    assert known[:300].shift[-1] == 300 and known[2300.5:].shift[0] == 2301
    for wrong in (5, "400", (1, 2), slice(400, 600, 2), slice(600, 400), slice(3000, None), slice(0, 100), slice("a", None), slice(np.nan, None)):
        with pytest.raises(ramatch.RamatchError):
            known[wrong]
    with pytest.raises(ramatch.RamatchError):
        # Too few points for a spectrum.
        known[400:402]


def test_arithmetic_keeps_to_one_axis():
    one, other = spectrum(laser_nm=785), ramatch.Spectrum(SHIFT, COUNTS[::-1])
    assert np.allclose((one - other).intensity, COUNTS - COUNTS[::-1]) and (one - other).laser_nm is None
    assert np.allclose((2 * one / np.float32(2) + 1 - 1).intensity, COUNTS) and (one * 2).laser_nm == 785
    assert np.allclose((5 - one).intensity, 5 - COUNTS) and np.allclose((-one).intensity, -COUNTS)
    for wrong in (ramatch.Spectrum(SHIFT + 1, COUNTS), ramatch.Spectrum(SHIFT[:-1], COUNTS[:-1])):
        with pytest.raises(ramatch.RamatchError, match="one axis"):
            one + wrong
    for wrong in (COUNTS, "5", None, [1], True):
        with pytest.raises(TypeError):
            one + wrong
        with pytest.raises(TypeError):
            wrong + one
    with pytest.raises(ramatch.RamatchError, match="intensity"):
        one / 0
    assert one == spectrum() and one != other and len({one, spectrum()}) == 1


def test_a_doubt_stays_with_what_is_made_of_a_spectrum(tmp_path):
    torn = tmp_path / "torn.jdx"
    [file] = ramatch.write(tmp_path / "whole.jdx", (SHIFT, COUNTS))
    torn.write_bytes(file.read_bytes()[:-4000])
    doubtful = ramatch.read(torn, salvage=True)
    assert doubtful.damage
    for made in (doubtful[300:1500], doubtful * 2, doubtful - doubtful, doubtful.resample(np.arange(300.0, 1500.0))):
        assert made.damage == doubtful.damage
        assert ramatch.identify(made).cannot_decide["code"] == "damaged"
    with pytest.raises(ramatch.RamatchError, match=r"spectra\[0\] was salvaged"):
        ramatch.SpectrumCollection.from_spectra([doubtful])


def test_steps_of_a_spectrum_and_of_a_collection_yield_one():
    known, many = spectrum(laser_nm=785), area()
    for made in (
        ramatch.baseline(known, "modpoly")[0], ramatch.smooth(known), ramatch.normalize(known, "area"), ramatch.detrend(known),
        ramatch.despike(known)[0], ramatch.scatter_correct(known, spectrum())[0],
    ):
        assert isinstance(made, ramatch.Spectrum) and made.laser_nm == 785 and (made.shift == SHIFT).all()
    for made in (ramatch.baseline(many, "asls")[0], ramatch.smooth(many), ramatch.normalize(many), ramatch.despike(many)[0]):
        assert isinstance(made, ramatch.SpectrumCollection) and made.shape == (2, 3) and made.positions.keys() == {"x", "y"}
    assert np.allclose(ramatch.normalize(known, "area").intensity, ramatch.normalize(COUNTS, "area", shift=SHIFT))
    with pytest.raises(TypeError):
        ramatch.despike(COUNTS)


def test_axis_and_dimensions():
    block = np.stack([COUNTS, 2 * COUNTS, 3 * COUNTS]).reshape(3, 1, -1)
    for step in (
        lambda y, axis: ramatch.baseline(y, "asls", axis=axis)[0],
        lambda y, axis: ramatch.smooth(y, "savitzky-golay", window_length=9, polyorder=3, axis=axis),
        lambda y, axis: ramatch.normalize(y, "snv", axis=axis),
        lambda y, axis: ramatch.detrend(y, 2, axis=axis),
        lambda y, axis: ramatch.resample(y, SHIFT, SHIFT[5:-5:2], axis=axis),
    ):
        expected = step(block[:, 0], -1)
        assert np.array_equal(step(block, -1)[:, 0], expected)
        for axis in (0, 1):
            moved = np.moveaxis(block, -1, axis)
            assert np.array_equal(np.moveaxis(step(moved, axis), axis, -1)[:, 0], expected)
        for wrong in (3, -4, 1.0, "0", True):
            with pytest.raises(ramatch.RamatchError, match="axis"):
                step(block, wrong)
    with pytest.raises(ramatch.RamatchError, match="one parameter"):
        ramatch.smooth(COUNTS, "savitzky-golay", window_length=9, window=9)
    with pytest.raises(ramatch.RamatchError, match="has no parameter"):
        ramatch.smooth(COUNTS, "savitzky-golay", windowlength=9)


def test_resampling_is_that_of_numpy_and_keeps_what_it_averages():
    axis = np.cumsum(np.linspace(0.5, 2, 900)) + 200
    y = np.interp(axis, SHIFT, COUNTS)
    new = np.arange(300.0, 1200.0, 4.0)
    assert np.allclose(ramatch.resample(y, axis, new), np.interp(new, axis, y), rtol=1e-12)
    fine = np.interp(np.arange(298.0, 1198.0, 0.01) + 0.005, axis, y).reshape(-1, 400).mean(axis=1)
    assert np.abs(ramatch.resample(y, axis, new, kind="cell-mean") - fine).max() < 1e-3 * np.ptp(y)
    turned = ramatch.resample(y[::-1], axis[::-1], new[::-1])
    assert np.array_equal(turned[::-1], ramatch.resample(y, axis, new))
    assert ramatch.resample(np.stack([y, y]).astype(np.float32), axis, new).dtype == np.float32
    for wrong in (new + 5000, [np.nan], [300.0, 300.0], [300.0, 310.0, 305.0]):
        with pytest.raises(ramatch.RamatchError):
            ramatch.resample(y, axis, wrong)
    with pytest.raises(ramatch.RamatchError, match="kind"):
        ramatch.resample(y, axis, new, kind="cubic")


def test_a_collection_is_what_its_rows_are():
    many = area()
    assert len(many) == 6 and many[-1] == spectrum() and many[4].metadata == {"x": "4.0", "y": "0.0"}
    part = many[1:3, 400:600]
    assert part.intensity.shape == (2, 201) and list(part.positions["x"]) == [1, 2] and part.shape is None
    assert many[:, 400:600].shape == (2, 3) and many[many.positions["x"] > 3].intensity.shape[0] == 2
    assert [one == spectrum() for one in many] == [True] * 6 and np.allclose(many.mean().intensity, COUNTS)
    assert many.image(np.arange(6)).tolist() == [[0, 1, 2], [3, 4, 5]]
    for again in (copy.deepcopy(many), pickle.loads(pickle.dumps(many))):
        assert again == many
    falling = ramatch.SpectrumCollection(SHIFT[::-1], many.intensity[:, ::-1])
    assert (falling.shift == SHIFT).all() and np.shares_memory(falling.intensity, many.intensity)
    for wrong in (
        lambda: many[6], lambda: many["a"], lambda: many[0, 1, 2], lambda: many[:, 5], lambda: part.image([1, 2]),
        lambda: ramatch.SpectrumCollection(SHIFT, COUNTS), lambda: ramatch.SpectrumCollection(SHIFT[:-1], many.intensity),
        lambda: ramatch.SpectrumCollection(np.r_[SHIFT[:-1], 0], many.intensity),
        lambda: ramatch.SpectrumCollection(SHIFT, many.intensity.astype(str)),
        lambda: ramatch.SpectrumCollection(SHIFT, many.intensity, names=["one"]),
        lambda: ramatch.SpectrumCollection(SHIFT, many.intensity, positions={"u": range(6)}),
        lambda: many.with_intensity(COUNTS),
    ):
        with pytest.raises((ramatch.RamatchError, IndexError)):
            wrong()


def test_other_axes_are_resampled_only_when_it_is_said_how():
    one, other = spectrum(), ramatch.Spectrum(SHIFT[50:] + 0.5, COUNTS[50:])
    with pytest.raises(ramatch.RamatchError, match=r"spectra\[1\] has another axis"):
        ramatch.SpectrumCollection.from_spectra([one, other])
    made = ramatch.SpectrumCollection.from_spectra([one, other], resample="linear")
    assert made.shift[0] == 251 and made.shift[-1] == 2399
    with pytest.raises(ramatch.RamatchError, match="say how"):
        ramatch.SpectrumCollection.from_spectra([one], shift=SHIFT[10:20])
    with pytest.raises(ramatch.RamatchError, match=r"spectra\[1\]"):
        ramatch.SpectrumCollection.from_spectra([one, other], shift=SHIFT, resample="linear")


def test_rows_of_every_kind_are_answered_alike(tmp_path):
    expected = ramatch.identify_many([area()[0]] * 6).columns()
    path = tmp_path / "rows.npy"
    np.save(path, area().intensity)
    rows = area().intensity
    unaligned = np.frombuffer(b"x" + rows.tobytes(), dtype=np.float64, offset=1).reshape(rows.shape)
    padded = np.zeros((12, 2 * SHIFT.size))[::2, ::2]
    padded[:] = rows
    frozen = rows.copy()
    frozen.setflags(write=False)
    for given in (rows, np.load(path, mmap_mode="r"), unaligned, padded, frozen, np.asfortranarray(rows), rows.astype(">f8"), rows.astype(object)):
        for details in (True, False):
            found = ramatch.identify_many(given, shift=SHIFT, details=details).columns()
            assert found["substance"] == expected["substance"] and np.array_equal(found["score"], expected["score"])
    places = ramatch.identify_many(area())
    assert list(places.x) == list(range(6))
    with pytest.raises(ramatch.RamatchError, match="leave shift out"):
        ramatch.identify_many(area(), shift=SHIFT)
    kept = ramatch.identify_many(area(), details=False)
    with pytest.raises(ramatch.RamatchError, match="details=True"):
        kept[0]
    assert len(kept[2:4]) == 2 and list(kept[2:4].x) == [2, 3]


def test_recipes_travel_and_prepare_matrices():
    recipe = ramatch.Recipe.default()
    for again in (ramatch.Recipe.from_toml(recipe.to_toml()), ramatch.Recipe.from_json(recipe.to_json()), ramatch.Recipe.from_dict(recipe.to_dict()),
                  copy.deepcopy(recipe), pickle.loads(pickle.dumps(recipe))):
        assert again == recipe and hash(again) == hash(recipe) and again.id == recipe.id
    library = ramatch.Library.default()
    rows = np.stack([np.interp(SHIFT, *library.curve(entry), left=0, right=0) for entry in range(30, 70)])
    made = recipe.prepare(rows, SHIFT)
    assert made.shape == (40, recipe.shift.size) and made.dtype == np.float32
    for row, prepared in zip(rows, library.prepare_many(rows, shift=SHIFT)):
        assert np.array_equal(prepared.samples, library.prepare((SHIFT, row)).samples)
    assert np.array_equal(made, [one.samples for one in library.prepare_many(rows[:, ::-1], shift=SHIFT[::-1])])
    assert np.array_equal(made[3], recipe.prepare(rows[3], SHIFT))
    rows[7] = 5
    with pytest.raises(ramatch.RamatchError, match="row 7"):
        recipe.prepare(rows, SHIFT)
    with pytest.raises(ramatch.RamatchError, match=r"spectra\[7\]"):
        library.prepare_many(rows, shift=SHIFT)
    for wrong in ({}, {"schema": 2}, {**recipe.to_dict(), "grid": 5}, {"a": object()}):
        with pytest.raises(ramatch.RamatchError):
            ramatch.Recipe.from_dict(wrong)


def test_a_library_in_one_call(tmp_path):
    rows = [
        {"spectrum": spectrum(laser_nm=785), "substance": "silicon", "cas": "7440-21-3", "tags": ["mineral"], "synonyms": ["Si"]},
        {"spectrum": (SHIFT, COUNTS[::-1].copy()), "substance": "nonsense", "id": "lab/2", "licence": "CC0-1.0"},
    ]
    library = ramatch.Library.build(rows, tmp_path / "own.rsl", licence="CC-BY-4.0", attribution="us")
    columns = library.entries()
    assert columns["cas"] == ["7440-21-3", None] and columns["licence"] == ["CC-BY-4.0", "CC0-1.0"] and columns["attribution"] == ["us", "us"]
    assert columns["laser_nm"][0] == 785 and np.isnan(columns["laser_nm"][1]) and columns["tags"] == [["mineral"], []]
    assert ramatch.identify(spectrum(), library=library).hits[0].cas == "7440-21-3"
    other = library.filter([True, False])
    assert other.substances == ["silicon"] and ramatch.Library.from_bytes(other.to_bytes()) == other
    for again in (pickle.loads(pickle.dumps(other)), copy.copy(other)):
        assert again == other
    other.save(tmp_path / "part.rsl")
    assert ramatch.Library.read(tmp_path / "part.rsl").hash == other.hash
    (tmp_path / "text.txt").write_text("mine")
    with pytest.raises(ramatch.RamatchError):
        other.save(tmp_path / "text.txt")
    for change, said in (({"cas": "7440-21-4"}, "check digit"), ({"tags": ["nice"]}, "tag"), ({"licence": "free for all"}, "licence"),
                         ({"colour": "red"}, "colour"), ({"spectrum": 5}, "spectrum"), ({"grade": "good"}, "grade")):
        with pytest.raises(ramatch.RamatchError, match=rf"(?s)references\[1\].*{said}"):
            ramatch.Library.build([rows[0], {**rows[1], **change}])
    with pytest.raises(ramatch.RamatchError, match="no entry is kept"):
        library.filter(lambda entry: False)
    for wrong in ([True], [1, 0], "silicon"):
        with pytest.raises(ramatch.RamatchError):
            library.filter(wrong)


def test_trials_in_python(tmp_path):
    with pytest.raises(ramatch.RamatchError) as refused:
        ramatch.validate.validate(tmp_path)
    assert refused.value.code == "no_such_file"
    with pytest.raises(ramatch.RamatchError):
        ramatch.validate.calibrate(tmp_path / "own.rcl", alpha=0.9)
    assert not (tmp_path / "own.rcl").exists()


def test_doubts_reach_mixtures_containers_and_sums(tmp_path):
    [file] = ramatch.write(tmp_path / "whole.jdx", (SHIFT, COUNTS))
    (tmp_path / "torn.jdx").write_bytes(file.read_bytes()[:-4000])
    doubtful = ramatch.read(tmp_path / "torn.jdx", salvage=True)
    mixture = ramatch.Library.default().unmix(doubtful)
    assert mixture.damage == doubtful.damage == mixture.to_dict()["damage"] and "damaged" in repr(mixture)
    assert pickle.loads(pickle.dumps(mixture)) == mixture and "damaged" in mixture._repr_html_()
    with pytest.raises(ramatch.RamatchError, match=r"containers\['bag'\].*salvaged"):
        ramatch.identify(spectrum(), containers={"bag": doubtful})
    with pytest.raises(ramatch.RamatchError, match="salvaged"):
        ramatch.scatter_correct(doubtful, doubtful)
    sums = (doubtful + doubtful * 2, doubtful - doubtful)
    assert all(one.damage == doubtful.damage for one in sums)
    for to in (ramatch.convert.to_pandas, ramatch.convert.to_xarray, ramatch.convert.to_arrow):
        with pytest.raises((ramatch.RamatchError, ImportError)):
            to(doubtful)


def test_what_a_reader_wondered_about_and_the_laser_reach_every_row(tmp_path):
    [file] = ramatch.write(tmp_path / "whole.jdx", (SHIFT, COUNTS))
    text = "".join(line for line in file.read_text().splitlines(True) if not line.startswith("##YFACTOR"))
    (tmp_path / "odd.jdx").write_text(text)
    odd = ramatch.read(tmp_path / "odd.jdx")
    many = ramatch.SpectrumCollection.from_spectra([odd, odd])
    for made in (many, many[:, 300:2000], many.with_intensity(many.intensity * 2), many.resample(SHIFT[50:-50])):
        assert made.warnings == odd.warnings and all(one.warnings == odd.warnings for one in made)
        if odd.warnings:
            assert [one.warnings[0]["code"] for one in ramatch.identify_many(made)] == ["reader"] * 2
            assert "reader" in [one["code"] for one in ramatch.identify_shots(made).warnings]
    assert (odd - odd).warnings == odd.warnings
    known = ramatch.SpectrumCollection(SHIFT, np.stack([COUNTS, COUNTS]), metadata={"laser_nm": 785.0})
    for row, result in zip(known, ramatch.identify_many(known)):
        assert result.query["laser_nm"] == 785.0 == row.laser_nm and result == ramatch.identify(row)
    assert known.mean().laser_nm == 785.0


def test_numbers_that_count_rows_are_no_axis():
    pandas = pytest.importorskip("pandas")
    counts = pandas.Series(COUNTS)
    for series in (counts, counts[counts < 600], pandas.Series(COUNTS, index=list(range(COUNTS.size)))):
        with pytest.raises(ramatch.RamatchTypeError):
            ramatch.identify(series)
    table = pandas.DataFrame(np.stack([COUNTS, COUNTS]), columns=list(range(COUNTS.size)))
    with pytest.raises(ramatch.RamatchTypeError):
        ramatch.identify_many(table)
    named = pandas.Series(COUNTS, index=pandas.Index(SHIFT.astype(int), name="raman_shift"))
    assert ramatch.identify(named).to_dict() == ramatch.identify((SHIFT, COUNTS)).to_dict()
    with pytest.raises(ramatch.RamatchTypeError):
        ramatch.identify(pandas.Series(COUNTS, index=pandas.Index(SHIFT, name="wavelength_nm")))
    with pytest.raises(ramatch.RamatchError, match="axis of its own"):
        ramatch.identify_many(pandas.DataFrame(np.stack([COUNTS, COUNTS]), columns=SHIFT), shift=SHIFT + 100)


def test_dimensions_and_units_of_xarray_are_heeded():
    xarray = pytest.importorskip("xarray")
    values = np.tile(COUNTS, (2, 2, 1)) * np.arange(1, 5).reshape(2, 2, 1)
    image = xarray.DataArray(values, dims=["x", "y", "raman_shift"], coords={"x": [0.0, 1.0], "y": [10.0, 20.0], "raman_shift": SHIFT})
    for given in (image, image.transpose("raman_shift", "x", "y")):
        made = ramatch.convert.from_any(given)
        assert list(made.positions["x"]) == [0, 0, 1, 1] and list(made.positions["y"]) == [10, 20, 10, 20]
        assert np.array_equal(made.intensity, values.reshape(4, -1)) and list(ramatch.identify_many(given).x) == [0, 0, 1, 1]
    for name, unit in (("wavelength", ""), ("raman_shift", "nm")):
        other = xarray.DataArray(COUNTS, dims=[name], coords={name: (name, SHIFT, {"units": unit})})
        with pytest.raises(ramatch.RamatchError, match="Raman shift"):
            ramatch.identify(other)
    assert len(ramatch.identify_many([(SHIFT, COUNTS), xarray.DataArray(COUNTS.astype(int), dims=["s"], coords={"s": SHIFT})])) == 2


def test_a_serpentine_is_no_map_of_rows():
    for x, y, shape in (([0, 1, 2, 0, 1, 2], [0, 0, 0, 5, 5, 5], (2, 3)), ([0, 1, 2, 2, 1, 0], [0, 0, 0, 5, 5, 5], None), ([0, 0, 1, 1, 2, 2], [0] * 6, None)):
        made = ramatch.SpectrumCollection(SHIFT, np.tile(COUNTS, (6, 1)), positions={"x": x, "y": y})
        from ramatch.collection import grid_of

        assert grid_of(made.positions) == shape


def test_steps_per_cm1_go_by_the_axis():
    half = ramatch.Spectrum(SHIFT * 0.5 + 100, 3 * (SHIFT * 0.5 + 100))
    made = ramatch.smooth(half, "savitzky-golay", window_length=9, polyorder=2, deriv=1)
    assert np.allclose(made.intensity, 3, rtol=1e-4)
    uneven = ramatch.Spectrum(np.cumsum(np.linspace(1, 2, 500)) + 200, np.arange(500.0) ** 1.5)
    assert ramatch.smooth(uneven, "whittaker", lam=10).shift.size == 500
    for how in ({"method": "fourier"}, {"method": "savitzky-golay", "deriv": 1}):
        with pytest.raises(ramatch.RamatchError, match="even axis"):
            ramatch.smooth(uneven, **how)
    assert ramatch.smooth(uneven, step=1.5).shift.size == 500
    with pytest.raises(ramatch.RamatchError, match="one axis"):
        ramatch.scatter_correct(area(), ramatch.Spectrum(SHIFT + 500, COUNTS))


def test_numbers_stay_what_they_are():
    axis, places = SHIFT.copy(), np.arange(6.0)
    many = ramatch.SpectrumCollection(axis, np.tile(COUNTS, (6, 1)), positions={"x": places})
    axis += 60
    places += 7
    assert many.shift[0] == 200 and many.positions["x"][0] == 0
    many.with_intensity(many.intensity).positions["x"][0] = 9
    assert many.positions["x"][0] == 0
    narrow = ramatch.SpectrumCollection(np.arange(16.0), np.full((300_000, 16), 10000.1, np.float32))
    assert abs(narrow.mean().intensity[0] - 10000.1) < 0.01
    masked = np.ma.array(np.tile(COUNTS, (2, 1)), mask=np.zeros((2, SHIFT.size), bool))
    masked[0, 5] = np.ma.masked
    for wrong in (lambda: ramatch.SpectrumCollection(SHIFT, masked), lambda: ramatch.SpectrumCollection(masked[0] * 0 + SHIFT, COUNTS[None])):
        with pytest.raises(ramatch.RamatchError, match="masked"):
            wrong()
    with pytest.raises(ramatch.RamatchError, match="intensity"):
        ramatch.resample([1.0, np.nan, 3.0], [1.0, 2.0, 3.0], [1.5])
    zero = ramatch.Spectrum(SHIFT, SHIFT * 0.0)
    assert zero == -zero and hash(zero) == hash(-zero)
    for level in (1e9, 1e15):
        assert ramatch.identify((SHIFT, COUNTS + level)).best.substance == "silicon"


def test_a_row_that_cannot_be_looked_at_is_a_row():
    class Odd:
        def __array__(self, dtype=None, copy=None):
            raise RuntimeError("no")

    kept = ramatch.identify_many([(SHIFT, COUNTS), (SHIFT, [10**400] * SHIFT.size), Odd(), (SHIFT, COUNTS)])
    assert [one is None for one in kept.error] == [True, False, False, True]
    other = {"i1": (SHIFT, COUNTS), "i2": (SHIFT, COUNTS[::-1].copy())}
    library = ramatch.Library.build([{"spectrum": one, "substance": name, "id": name} for name, one in other.items()])
    for exclude in (["i1"], iter(["i1"]), ("i1" for _ in range(1)), {"i1"}):
        assert ramatch.identify_many([(SHIFT, COUNTS)], library=library, exclude=exclude).entry != ["i1"]

    def failing():
        yield SHIFT, COUNTS
        raise ramatch.RamatchError("no more")

    with pytest.warns(UserWarning, match="ended the generator"):
        assert len(ramatch.identify_many(failing())) == 2


@pytest.mark.parametrize("counts", [np.ones(SHIFT.size), RNG.normal(0, 1, SHIFT.size), COUNTS, COUNTS[::-1].copy()])
def test_notebooks_show_every_result(counts):
    result = ramatch.identify((SHIFT, counts))
    for shown in (result, result.verdict, spectrum(), area(), ramatch.identify_many(area()), ramatch.Library.default()):
        text = shown._repr_html_()
        assert text.startswith("<") and "<script" not in text
    odd = ramatch.Spectrum(SHIFT, COUNTS, metadata={"<script>": "<script>alert(1)</script>", "b": "\udcff"})
    assert "<script>" not in odd._repr_html_() and odd._repr_html_().encode()


def test_collections_are_reckoned_with_on_one_axis():
    many, one = area(), spectrum()
    assert np.allclose((many - one).intensity, 0) and np.allclose((many - many).intensity, 0) and (many - one).shape == (2, 3)
    assert np.allclose((2 * many / 2 + 1 - 1).intensity, many.intensity) and np.allclose((1 - many).intensity, 1 - many.intensity)
    flat = many - ramatch.baseline(many, "asls")[0]
    assert isinstance(flat, ramatch.SpectrumCollection) and flat.positions.keys() == many.positions.keys()
    for wrong in (ramatch.Spectrum(SHIFT + 1, COUNTS), many[:3], many.intensity, "1"):
        with pytest.raises(TypeError if isinstance(wrong, (np.ndarray, str)) else ramatch.RamatchError):
            many - wrong


def test_what_newcomers_write(tmp_path):
    results = ramatch.identify_many([(SHIFT, COUNTS), "nope", (SHIFT, np.ones(SHIFT.size))])
    assert results.score[results.reason == "one_band"].size == 1 and (results.verdict == None).tolist() == [False, True, False]  # noqa: E711
    assert (results.verdict != "cannot_decide").sum() == 1
    for wrong, said in (
        (lambda: ramatch.baseline((SHIFT, COUNTS)), "pair"),
        (lambda: ramatch.smooth(COUNTS, "savitzky-golay", window_length=10), "window_length = 10"),
        (lambda: ramatch.baseline(COUNTS, **{"lambda": 1e5}), "called lam"),
        (lambda: ramatch.identify_many(np.ones((900, 3)), shift=np.arange(900.0)), "transpose"),
        (lambda: ramatch.identify_many(np.ones((9, 30)), shift=np.arange(20.0)), "30 points"),
        (lambda: ramatch.write(tmp_path / "area.npz", area()), "positions"),
        (lambda: ramatch.Library("own.rsl"), "Library.read"),
    ):
        with pytest.raises(ramatch.RamatchError, match=said):
            wrong()
    assert not list(tmp_path.iterdir())


def test_axes_of_other_kinds_become_raman_shifts():
    wavelength = 1e7 / (1e7 / 785 - SHIFT)
    by_wavelength = ramatch.Spectrum(wavelength, COUNTS, laser_nm=785, axis="nm")
    assert np.allclose(by_wavelength.shift, SHIFT, rtol=0, atol=1e-9) and (by_wavelength.intensity == COUNTS).all()
    assert by_wavelength.laser_nm == 785 and ramatch.identify(by_wavelength).best.substance == "silicon"
    # Rising wavenumbers are falling shifts.
    absolute = ramatch.Spectrum(1e7 / 785 - SHIFT[::-1], COUNTS[::-1], laser_nm=785.0, axis="absolute")
    assert np.allclose(absolute.shift, SHIFT, rtol=0, atol=1e-9) and (absolute.intensity == COUNTS).all()
    assert ramatch.Spectrum(SHIFT, COUNTS, laser_nm=785, axis="shift") == ramatch.Spectrum(SHIFT, COUNTS)
    narrow = ramatch.Spectrum(wavelength.astype(np.float32), COUNTS, laser_nm=785, axis="nm")
    assert np.allclose(narrow.shift, SHIFT, rtol=0, atol=1.0)
    for how, said in (
        ({"axis": "nm"}, "needs laser_nm"),
        ({"axis": "absolute"}, "needs laser_nm"),
        ({"axis": "nm", "laser_nm": 7.85}, "200 to 1600 nm"),
        ({"axis": "um", "laser_nm": 785}, "axis is one of nm, shift, absolute"),
        ({"axis": 3, "laser_nm": 785}, "axis"),
    ):
        with pytest.raises(ramatch.RamatchError, match=said):
            ramatch.Spectrum(wavelength, COUNTS, **how)
    for wrong in (0.0, -797.0, np.inf, np.nan):
        with pytest.raises(ramatch.RamatchError, match=r"shift\[3\] = .*is finite and above 0"):
            ramatch.Spectrum([*wavelength[:3], wrong, *wavelength[4:]], COUNTS, laser_nm=785, axis="nm")


def test_what_is_known_of_all_stays_with_a_list_of_them():
    known = {"sample": "wafer 3", "laser_nm": 785.0}
    area = ramatch.SpectrumCollection(SHIFT, [COUNTS, COUNTS + 1], names=["a", "b"], metadata=known)
    again = ramatch.SpectrumCollection.from_spectra(list(area))
    assert again.metadata == known and again.names == ["a", "b"] and again == area
    other = ramatch.Spectrum(SHIFT, COUNTS, laser_nm=785, metadata={"sample": "wafer 4"})
    assert ramatch.SpectrumCollection.from_spectra([*area, other]).metadata == {"laser_nm": 785.0}
    assert ramatch.identify_shots(area).to_dict()["query"]["laser_nm"] == ramatch.identify(area[0]).to_dict()["query"]["laser_nm"] == 785.0


def test_pictures_hold_numbers_alone():
    for counts in (COUNTS, np.full(SHIFT.size, 7.0), COUNTS * 1e25):
        spectrum = ramatch.Spectrum(SHIFT, counts, metadata={"sample": "<b>"})
        for shown in (spectrum, ramatch.SpectrumCollection(SHIFT, [counts, counts])):
            html = shown._repr_html_()
            assert "<polyline" in html and "NaN" not in html and "inf" not in html and "<b>wafer" not in html

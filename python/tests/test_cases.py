"""The small files with right answers of the Rust tests, read and asked from Python."""

import pathlib

import numpy as np
import pytest

import ramatch

CASES = pathlib.Path(__file__).resolve().parents[2] / "crates" / "ramatch" / "tests" / "cases"
if not CASES.is_dir():
    pytest.skip("the cases are not part of the package", allow_module_level=True)

SPE = "01-spe2-unit-code-nm/winspec.spe"
PAIRS = "03-pairs-of-columns-own-axes/two.csv"
MAP = "05-labspec-map-in-nm/map.txt"
OCEAN = "07-ocean-text-without-axis-name/diode.txt"
UNNAMED = "08-laser-stated-but-axis-unnamed/unnamed.txt"
ENERGIES = "09-axis-in-ev/xps.csv"
MICROMETRES = "11-wavelength-in-micrometres/um.txt"
MINUS = "13-unicode-minus/antistokes.txt"
EVEN = "15-preprocess-moves-an-even-axis/si.csv"
PEAKS = "16-peak-list/peaks.csv"
DEPTH = "17-spc-even-z/depth.spc"
SPIKE = "19-despike-where-most-steps-are-zero/lowcount.csv"
NUMBERED = "20-header-of-column-numbers/frame.csv"
LABSPEC = "21-labspec-last-header-line/single.txt"
EXTENDED = "22-extended-scan-repeats-an-x/extended.txt"
TABLE = "23-table-without-names/table.txt"
LABELS = "25-witec-table-with-labels-only/label.txt"
PARTICLES = "26-truematch-two-particles/particles.txt"
MAC = "27-zip-from-a-mac/mac.zip"
COMMA = "29-jcamp-decimal-comma-pairs/comma.jdx"
TABS = "31-trailing-tabs/tabs.txt"
QUOTED = "32-quoted-decimal-comma/quoted.csv"
SWAPPED = "34-columns-in-the-other-order/swapped.txt"
SERIES = "35-long-time-series/series.txt"
ROWS = "36-spectrum-in-two-rows/rows.csv"
CTRL_Z = "44-nul-padding-and-ctrl-z/ctrlz.txt"
PADDED = "44-nul-padding-and-ctrl-z/padded.txt"

COMMAS = {"decimal_comma": True}
LASER = {"laser_nm": 785.0}
NM = {"laser_nm": 785.0, "axis": "nm"}
# Points, first and last of nearly all files.
WHOLE = (734, 200.0, 2399.0)
FALLS = (367, 2399.0, 203.0)
# The same from 532 nm.
GREEN = (734, 537.721355, 609.830747)


@pytest.mark.parametrize(
    "name, options, axis, spectra, laser",
    [
        (SPE, {}, "wavelength_nm", [(1024, 799.19, 987.27)], 785.0),
        (PAIRS, {}, "wavenumber", [WHOLE, (734, 500.0, 2699.0)], None),
        (MAP, {}, "wavelength_nm", [(500, 250.0, 1050.0)] * 6, 405.0),
        (OCEAN, {}, "wavelength_nm", [(1024, 340.0, 1025.0)], None),
        (UNNAMED, {}, "unknown", [(1024, 790.0, 1000.0)], None),
        (ENERGIES, {}, "other", [(1200, 1199.0, 0.0)], None),
        (MICROMETRES, {}, "wavelength_um", [(734, 0.79752108, 0.96713169)], None),
        (MINUS, {}, "unknown", [(1000, -600.0, 2397.0)], None),
        (EVEN, {}, "raman_shift", [(900, 100.0, 999.0)], None),
        (NUMBERED, {}, "unknown", [WHOLE], None),
        (LABSPEC, {}, "unknown", [WHOLE], 785.0),
        (EXTENDED, {}, "wavenumber", [(736, 2399.0, 200.0)], None),
        (TABLE, {}, "unknown", [WHOLE] * 4, None),
        (LABELS, {}, "unknown", [WHOLE] * 4, None),
        (PARTICLES, {}, "wavelength_nm", [GREEN] * 2, 532.0),
        (MAC, {}, "unknown", [WHOLE], None),
        (COMMA, COMMAS, "wavenumber", [WHOLE], None),
        (TABS, {}, "unknown", [WHOLE], None),
        (QUOTED, {}, "raman_shift", [WHOLE], None),
        (SWAPPED, {}, "raman_shift", [WHOLE], None),
        (SERIES, {}, "unknown", [FALLS] * 3, None),
        (ROWS, {}, "unknown", [WHOLE], None),
        (CTRL_Z, {}, "unknown", [WHOLE], None),
        (PADDED, {}, "raman_shift", [WHOLE], None),
    ],
)
def test_records(name, options, axis, spectra, laser):
    records = ramatch.records(CASES / name, **options)
    assert [len(record) for record in records] == [points for points, _, _ in spectra]
    # What is stated has five or six digits.
    np.testing.assert_allclose([(r.x[0], r.x[-1]) for r in records], [(a, b) for _, a, b in spectra], rtol=1e-5)
    assert {(record.axis, record.laser_nm) for record in records} == {(axis, laser)}
    # The header's last line names neither axis nor ordinates.
    assert name != LABSPEC or (records[0].axis_unit, records[0].unit) == ("", "")


def test_titles_and_positions():
    titles = {
        PARTICLES: ["Particle 1", "Particle 2"],
        SERIES: ["0", "5", "10"],
        LABELS: [f"Map_001_Spec.Data 1_F({x}/0)" for x in range(4)],
    }
    for name, expected in titles.items():
        assert [record.title for record in ramatch.records(CASES / name)] == expected
    depth = [(None, None, z, None) for z in (10.0, 12.5, 15.0, 17.5, 20.0)]
    assert [record.position for record in ramatch.records(CASES / DEPTH)] == depth
    across = [(float(x), 0.0, None, None) for x in range(4)]
    assert [record.position for record in ramatch.records(CASES / LABELS)] == across


@pytest.mark.parametrize(
    "name, part",
    [
        (NUMBERED, "counts the columns"),
        (TABLE, "was taken for that of 4 spectra"),
        (LABELS, "was taken for that of 4 spectra"),
        (CTRL_Z, "end-of-file"),
        (PADDED, "zero bytes"),
    ],
)
def test_what_the_reader_wondered_about(name, part):
    record = ramatch.records(CASES / name)[0]
    assert any(part in warning for warning in record.warnings), record.warnings
    result = ramatch.identify(record.spectrum())
    assert any(warning["code"] == "reader" and part in warning["text"] for warning in result.warnings)


@pytest.mark.parametrize(
    "name, options, ends",
    [
        (SPE, {}, (226.185, 2609.9)),
        (UNNAMED, NM, (80.62, 2738.85)),
        (MICROMETRES, LASER, (200.0, 2399.0)),
        *((PAIRS, {"spectrum": i}, ends) for i, ends in enumerate([(200.0, 2399.0), (500.0, 2699.0)], start=1)),
        *((TABLE, {"spectrum": i}, (200.0, 2399.0)) for i in range(1, 5)),
        *((LABELS, {"spectrum": i}, (200.0, 2399.0)) for i in range(1, 5)),
        *((PARTICLES, {"spectrum": i}, (200.0, 2399.0)) for i in range(1, 3)),
        *((SERIES, {"spectrum": i}, (203.0, 2399.0)) for i in range(1, 4)),
        (COMMA, COMMAS, (200.0, 2399.0)),
        (TABS, {"axis": "shift"}, (200.0, 2399.0)),
        (SWAPPED, {"axis": "shift"}, (200.0, 2399.0)),
        *((name, {}, (200.0, 2399.0)) for name in (NUMBERED, LABSPEC, EXTENDED, MAC, TABS, QUOTED, ROWS, CTRL_Z, PADDED)),
    ],
)
def test_polystyrene(name, options, ends):
    # The ends were computed apart: 10⁷ / laser − 10⁷ / wavelength.
    spectrum = ramatch.read(CASES / name, **options)
    np.testing.assert_allclose((spectrum.shift[0], spectrum.shift[-1]), ends, atol=0.2)
    result = ramatch.identify(spectrum, top=1)
    assert (result.best.substance, result.cannot_decide) == ("polystyrene", None)
    np.testing.assert_allclose(result.query["range_cm1"], ends, atol=0.2)
    # The record says the same once its axis is made a shift.
    told = {key: value for key, value in options.items() if key in ("laser_nm", "axis")}
    asked = {key: value for key, value in options.items() if key == "decimal_comma"}
    record = ramatch.records(CASES / name, **asked)[options.get("spectrum", 1) - 1]
    np.testing.assert_array_equal(record.spectrum(**told).shift, spectrum.shift)
    if not options:
        assert ramatch.identify(CASES / name, top=1).best == result.best


@pytest.mark.parametrize(
    "name, options, code, part",
    [
        (OCEAN, {}, "axis_unit_unknown", "laser"),
        (OCEAN, {"axis": "nm"}, "axis_unit_unknown", "laser"),
        (UNNAMED, LASER, "axis_unit_unknown", "--axis shift"),
        (UNNAMED, {"axis": "nm"}, "axis_unit_unknown", "laser"),
        (UNNAMED, {"axis": "absolute"}, "axis_unit_unknown", "laser"),
        (ENERGIES, {}, "axis_unit_unknown", "Binding Energy (eV)"),
        (ENERGIES, LASER, "axis_unit_unknown", "Binding Energy (eV)"),
        (MICROMETRES, {}, "axis_unit_unknown", "laser"),
        # What a file states is not overruled.
        (SPE, {"axis": "shift"}, "parameter", "not overruled"),
        (MAP, {"axis": "shift", "spectrum": 1}, "parameter", "not overruled"),
        (PARTICLES, {"axis": "absolute", "spectrum": 2}, "parameter", "not overruled"),
        (MICROMETRES, {"axis": "shift"}, "parameter", "not overruled"),
        (ENERGIES, {"axis": "shift"}, "parameter", "not overruled"),
        (SWAPPED, NM, "parameter", "not overruled"),
        (COMMA, {**COMMAS, **NM}, "parameter", "not overruled"),
        (PAIRS, {"spectrum": 1, **NM}, "parameter", "not overruled"),
        (PAIRS, {}, "multiple_blocks", "2 spectra"),
        (SERIES, {}, "multiple_blocks", "3 spectra"),
        (SERIES, {"spectrum": 4}, "parameter", "holds 3"),
        (TABS, {"axis": "wavelength"}, "parameter", "nm, shift, absolute"),
        (TABS, {"laser_nm": 78.5}, "parameter", "200 to 1600"),
    ],
)
def test_refused(name, options, code, part):
    with pytest.raises(ramatch.RamatchError) as refused:
        ramatch.read(CASES / name, **options)
    assert refused.value.code == code and part in str(refused.value), refused.value
    assert refused.value.file in (None, str(CASES / name))


def test_decimal_commas_are_named_where_they_are_not_expected():
    for call in (ramatch.read, ramatch.records):
        with pytest.raises(ramatch.RamatchError, match="decimal[-_]comma"):
            call(CASES / COMMA)


def test_lists_of_peaks():
    undecided = ramatch.identify(CASES / PEAKS)
    assert (undecided.cannot_decide["code"], undecided.hits) == ("peak_list", [])
    places, heights = np.loadtxt(CASES / PEAKS, delimiter=",", unpack=True)
    by_path = ramatch.identify(CASES / PEAKS, peaks=True)
    for peaks in (str(CASES / PEAKS), (places, heights), (places[::-1], heights[::-1]), (list(places), list(heights))):
        result = ramatch.identify(peaks, peaks=True)
        assert (result.best.substance, result.cannot_decide, result.query["points"]) == ("polystyrene", None, 16)
        assert [warning["code"] for warning in result.warnings].count("peaks") == 1
        # What arrays hold passes through f32, as all arrays do.
        assert result.best.score == pytest.approx(by_path.best.score, abs=1e-5)
    assert len(by_path.curves()["query"]) > 0 and "polystyrene" in by_path.plot()
    # A few peaks are enough to be asked, as they are no spectrum.
    assert ramatch.identify((places[:8], heights[:8]), peaks=True).query["points"] == 8
    for bad in ((places, heights[:3]), (places[:0], heights[:0]), (np.where(places > 3000, np.nan, places), heights)):
        with pytest.raises(ramatch.RamatchError):
            ramatch.identify(bad, peaks=True)


def test_a_scan_that_repeats_abscissas():
    spectrum = ramatch.read(CASES / EXTENDED)
    assert len(ramatch.records(CASES / EXTENDED)[0]) == 736 and len(spectrum) == 734
    for result in (ramatch.identify(spectrum), ramatch.identify(CASES / EXTENDED), ramatch.identify_shots([spectrum, spectrum])):
        assert any("2 abscissas stand twice" in warning["text"] for warning in result.warnings)


def test_neither_silicon():
    assert ramatch.identify(ramatch.read(CASES / OCEAN, laser_nm=520.0)).cannot_decide is not None
    film = ramatch.read(CASES / MAP, spectrum=1)
    np.testing.assert_allclose((film.shift[0], film.shift[-1]), (-15308.64, 15167.55), atol=0.2)
    assert ramatch.identify(film).cannot_decide is not None


def test_an_axis_that_may_be_wavelengths_is_wondered_about(tmp_path):
    rows = (CASES / NUMBERED).read_text().splitlines()[1:]
    path = tmp_path / "unnamed.csv"
    path.write_text("\n".join(row for row in rows if float(row.split(",")[0]) <= 1100))
    wonders = "may be wavelengths in nm"
    spectrum = ramatch.read(path)
    assert [wonders in warning for warning in spectrum.warnings] == [True]
    results = [ramatch.identify(path), ramatch.identify(spectrum)]
    for result in results + [ramatch.identify_shots(two) for two in ([spectrum, spectrum], [path, path])]:
        found = [w["code"] for w in result.warnings if wonders in w["text"]]
        assert found and set(found) == {"reader"}
    assert ramatch.read(path, axis="shift").warnings == []
    with pytest.raises(ramatch.RamatchError, match="--axis shift"):
        ramatch.read(path, laser_nm=785.0)


def absolute(x):
    return 1e7 / 785 - x


def nanometres(x):
    return 1e7 / absolute(x)


@pytest.mark.parametrize(
    "header, to, good, bad",
    [
        ("", absolute, [{"axis": "absolute", **LASER}], {"axis_unit_unknown": [{}, LASER, {"axis": "absolute"}]}),
        ("", nanometres, [NM], {"axis_unit_unknown": [LASER, {"axis": "nm"}]}),
        ("Wavelength (nm),Counts\n", nanometres, [LASER, NM], {"axis_unit_unknown": [{}], "parameter": [{"axis": "shift"}]}),
        ("Wavenumber (cm-1),Counts\n", absolute, [LASER], {"axis_unit_unknown": [{}], "parameter": [NM]}),
        ("Position,Counts\n", lambda x: x, [{"axis": "shift"}], {"axis_unit_unknown": [{}]}),
    ],
)
def test_what_is_given_stands_for_what_a_file_lacks(header, to, good, bad, tmp_path):
    x, y = ramatch.records(CASES / NUMBERED)[0].x, ramatch.records(CASES / NUMBERED)[0].y
    path = tmp_path / "made.csv"
    path.write_text(header + "".join(f"{to(x)!r},{y!r}\n" for x, y in zip(x.tolist(), y.tolist())))
    for given in good:
        spectrum = ramatch.read(path, **given)
        np.testing.assert_allclose(spectrum.shift, x, atol=1e-3)
        assert spectrum.laser_nm == given.get("laser_nm")
        assert ramatch.identify(spectrum).best.substance == "polystyrene"
        np.testing.assert_array_equal(ramatch.records(path)[0].spectrum(**given).shift, spectrum.shift)
    for code, options in bad.items():
        for given in options:
            with pytest.raises(ramatch.RamatchError) as refused:
                ramatch.read(path, **given)
            assert refused.value.code == code, given


@pytest.mark.parametrize("method", ["whitaker-hayes", "prominence"])
def test_a_spike_where_most_steps_are_zero(method):
    x, y = np.loadtxt(CASES / SPIKE, delimiter=",", skiprows=1, unpack=True)
    at = np.flatnonzero(y > 400)
    assert at.tolist() == np.flatnonzero(x == 500).tolist()
    made, spikes, cannot_tell = ramatch.despike(x, y, method)
    assert cannot_tell or (spikes[at].all() and made.max() < 10)


def test_an_even_axis_keeps_its_counts():
    spectrum = ramatch.read(CASES / EVEN)
    assert np.array_equal(spectrum.shift, np.arange(100, 1000))
    assert spectrum.intensity[spectrum.shift == 520] == pytest.approx(50100, abs=0.01)


def test_what_arrays_lack_is_said_or_heeded():
    ones = np.ones(200)
    ones[100] = 9
    holed = ones.copy()
    holed[3] = np.nan
    for metric in ramatch.METRICS:
        for pair in ((ones, holed), (holed, ones), (holed, holed)):
            with pytest.raises(ramatch.RamatchError) as refused:
                ramatch.similarity(*pair, metric)
            assert refused.value.code == "not_finite"
    for method in ramatch.BASELINES:
        for few in (ones[:0], ones[:1]):
            with pytest.raises(ramatch.RamatchError) as refused:
                ramatch.baseline(few, method)
            assert refused.value.code == "too_few_points"
    # A mask is heeded as `mask` is, or refused; what it hides is not seen.
    hidden = np.arange(200) < 50
    masked = np.ma.masked_array(np.where(hidden, -90.0, ones), hidden)
    try:
        assert ramatch.baseline(masked)[0].min() > 0
    except (ramatch.RamatchError, TypeError) as refused:
        assert "mask" in str(refused)


def test_paths_are_those_of_open():
    assert len(ramatch.read(bytes(CASES / TABS))) == 734
    with pytest.raises(ramatch.RamatchError) as refused:
        ramatch.read(b"x.csv")
    assert refused.value.code == "no_such_file"

"""Simulated data: what they say of themselves, that they are the same each time, and what is refused."""

import doctest

import numpy as np
import pytest

import ramatch
from ramatch import datasets

LIBRARY = ramatch.Library.default()


def curve(name, shift):
    """The reference curve of a substance, from 0 to 1."""
    entries = LIBRARY.entries()
    row = max(row for row, one in enumerate(entries["substance"]) if one == name)
    y = np.interp(shift, *LIBRARY.curve(row))
    return (y - y.min()) / np.ptp(y)


def test_docstring_examples():
    assert doctest.testmod(datasets).failed == 0 < doctest.testmod(datasets).attempted


def test_without_noise_it_is_the_reference():
    made = datasets.simulated("caffeine", snr=np.inf)
    assert np.allclose(made.intensity, curve("caffeine", made.shift), atol=1e-6) and made.intensity.max() == pytest.approx(1)
    moved = datasets.simulated("caffeine", snr=np.inf, axis_offset_cm1=4.0)
    at = made.shift[np.argmax(made.intensity)]
    assert moved.shift[np.argmax(moved.intensity)] == at + 4


def test_it_says_that_it_is_simulated_and_how():
    made = datasets.simulated("Caffeine", snr=80, fluorescence=1.5, axis_offset_cm1=-1, cosmic_rays=2, seed=7, laser_nm=532)
    known = made.metadata
    assert "no measurement" in known["simulated"] and known["reference"] == "vendor-785-2026/caffeine"
    assert known["licence"] == "MIT" and "Wasatch" in known["attribution"] and made.laser_nm == 532
    said = {name: float(known[name]) for name in ("snr", "fluorescence", "axis_offset_cm1", "cosmic_rays", "seed")}
    assert said == {"snr": 80, "fluorescence": 1.5, "axis_offset_cm1": -1, "cosmic_rays": 2, "seed": 7}
    mixed = datasets.simulated_mixture({"urea": 1, "caffeine": 3}, container="polyethylene", container_share=0.2).metadata
    assert mixed["shares"] == "urea 0.2, caffeine 0.6, polyethylene 0.2" and mixed["container"] == "polyethylene"
    area = datasets.simulated_map((2, 3)).metadata
    many = datasets.simulated_collection(3)[0].metadata
    for known in (mixed, area, many):
        assert "no measurement" in known["simulated"] and "MIT" in known["licence"]


@pytest.mark.parametrize("name", ["58-08-2", "caffeine", "CAFFEINE"])
def test_a_substance_by_any_of_its_names(name):
    assert datasets.simulated(name).metadata["substance"] == "caffeine"


def test_the_seed_makes_it():
    makers = [
        lambda seed: datasets.simulated("urea", fluorescence=1, cosmic_rays=3, seed=seed).intensity,
        lambda seed: datasets.simulated_mixture({"urea": 1, "lactose": 1}, seed=seed).intensity,
        lambda seed: datasets.simulated_map((3, 4), seed=seed).intensity,
        lambda seed: datasets.simulated_collection(9, seed=seed, axis_offset_cm1=(-2, 2))[0].intensity,
    ]
    for make in makers:
        assert np.array_equal(make(3), make(3)) and not np.array_equal(make(3), make(4))


def test_the_numbers_of_a_seed_stay():
    made = datasets.simulated("urea", seed=5).intensity
    assert made[:3] == pytest.approx([-0.002277483159, 0.004413990449, 0.011573492567], abs=1e-9)


def test_noise_is_as_stated_and_grows_with_the_background():
    clean = datasets.simulated("urea", snr=np.inf).intensity
    noise = datasets.simulated("urea", snr=50, seed=1).intensity - clean
    assert noise.std() == pytest.approx(1 / 50, rel=0.1) and abs(noise.mean()) < 0.005
    bright = datasets.simulated("urea", snr=50, fluorescence=8, seed=1).intensity
    assert 8 < bright.max() < 9.5 and np.diff(bright).std() > 1.5 * np.diff(noise).std()
    hit = datasets.simulated("urea", cosmic_rays=1, seed=1).intensity - datasets.simulated("urea", seed=1).intensity
    assert 1 <= np.count_nonzero(hit) <= 2 and 0.5 <= hit.max() <= 3


def test_shares_are_of_the_signal():
    made = datasets.simulated_mixture({"caffeine": 3, "urea": 1}, snr=np.inf)
    rows = np.stack([curve(name, made.shift) for name in ("caffeine", "urea")])
    parts = np.linalg.lstsq((rows / np.linalg.norm(rows, axis=1, keepdims=True)).T, made.intensity, rcond=None)[0]
    assert parts / parts.sum() == pytest.approx([0.75, 0.25], abs=1e-6)
    found = LIBRARY.unmix(datasets.simulated_mixture({"paracetamol": 0.5, "lactose": 0.5}, container="polyethylene", snr=300))
    assert {one.substance for one in found.components} == {"paracetamol", "lactose", "polyethylene"}


def test_a_map_is_identified_where_it_is_pure():
    area = datasets.simulated_map((8, 12), ("polystyrene", "calcium carbonate"), step_um=2, grain_um=8, contrast=8, seed=2)
    assert area.shape == (8, 12) and area.metadata["position_unit"] == "µm"
    assert area.positions["x"][:13].tolist() == [*range(0, 24, 2), 0] and area.positions["y"][-1] == 14
    abundances = area.metadata["abundances"]
    assert abundances.shape == (8, 12, 2) and np.allclose(abundances.sum(axis=2), 1) and abundances.min() >= 0
    # From point to point little changes, over the map much does.
    assert np.abs(np.diff(abundances[:, :, 0], axis=1)).mean() < 0.5 * np.ptp(abundances[:, :, 0])
    pure = abundances.reshape(-1, 2) > 0.97
    found = np.array(ramatch.identify_many(area).substance)
    assert pure.any(axis=0).all()
    assert set(found[pure[:, 0]]) == {"polystyrene"} and set(found[pure[:, 1]]) == {"calcium carbonate"}
    even = datasets.simulated_map((3, 3), contrast=0).metadata["abundances"]
    assert np.allclose(even, 1 / 3)


def test_a_collection_has_its_labels():
    names = ["urea", "lactose", "sucrose"]
    made, labels = datasets.simulated_collection(31, names, snr=(30, 300), fluorescence=(0, 1), axis_offset_cm1=(-3, 3), cosmic_rays=5)
    assert len(made) == len(labels) == 31 and made.names == labels.tolist() and set(labels) == set(names)
    assert sorted(np.unique(labels, return_counts=True)[1]) == [10, 10, 11]
    known = made.metadata
    assert (30 <= known["snr"]).all() and (known["snr"] <= 300).all() and np.ptp(known["axis_offset_cm1"]) > 3
    assert np.mean(np.array(ramatch.identify_many(made).substance) == labels) > 0.9
    steady, _ = datasets.simulated_collection(4, names, snr=50, fluorescence=0)
    assert steady.metadata["snr"].tolist() == [50] * 4
    default, labels = datasets.simulated_collection(16)
    assert len(set(labels)) == 8


def test_another_axis_and_another_library(tmp_path):
    shift = np.arange(1700.0, 250.0, -3.0)
    made = datasets.simulated("polyamide", shift=shift)
    assert np.array_equal(made.shift, shift[::-1])
    path = tmp_path / "ours.rsl"
    ours = ramatch.Library.build([{"spectrum": datasets.simulated("urea"), "substance": "thing", "licence": "CC0-1.0"}], path)
    for library in (ours, path):
        assert datasets.simulated("thing", library=library, shift=np.arange(400.0, 1800.0)).metadata["licence"] == "CC0-1.0"


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: datasets.simulated("cafeine"), "did you mean caffeine"),
        (lambda: datasets.simulated("qqqqqqqqqq"), "Library.substances"),
        (lambda: datasets.simulated("polyamide"), "220 to 1850"),
        (lambda: datasets.simulated("caffeine", axis_offset_cm1=40), "302 to 2303"),
        (lambda: datasets.simulated("caffeine", snr=0), "snr"),
        (lambda: datasets.simulated("caffeine", snr=np.nan), "snr"),
        (lambda: datasets.simulated("caffeine", fluorescence=-1), "fluorescence"),
        (lambda: datasets.simulated("caffeine", cosmic_rays=-1), "cosmic_rays"),
        (lambda: datasets.simulated("caffeine", shift=[500, 400, 600] * 8), "rises"),
        (lambda: datasets.simulated("caffeine", shift=np.arange(400.0, 410.0)), "16"),
        (lambda: datasets.simulated_mixture({"caffeine": -1, "urea": 2}), "shares"),
        (lambda: datasets.simulated_mixture({"caffeine": 0}), "shares"),
        (lambda: datasets.simulated_mixture({"caffeine": 1}, container="urea", container_share=1), "container_share"),
        (lambda: datasets.simulated_map((0, 3)), "shape"),
        (lambda: datasets.simulated_map(step_um=0), "step_um"),
        (lambda: datasets.simulated_collection(0), "count"),
        (lambda: datasets.simulated_collection(3, snr=(0, 10)), "snr"),
        (lambda: datasets.simulated_collection(3, snr=(20, 10)), "least"),
    ],
)
def test_what_is_refused(make, says):
    with pytest.raises(ramatch.RamatchError, match=says) as caught:
        make()
    assert caught.value.code == "parameter" and not isinstance(caught.value, TypeError)


@pytest.mark.parametrize(
    "make",
    [
        lambda: datasets.simulated(5),
        lambda: datasets.simulated("urea", snr="high"),
        lambda: datasets.simulated("urea", shift="all"),
        lambda: datasets.simulated_mixture(["urea"]),
        lambda: datasets.simulated_mixture({}),
        lambda: datasets.simulated_map((2.5, 3)),
        lambda: datasets.simulated_map((2, 3), "urea"),
        lambda: datasets.simulated_collection(True),
        lambda: datasets.simulated_collection(3, []),
        lambda: datasets.simulated_collection(3, snr=(1, 2, 3)),
    ],
)
def test_other_types(make):
    with pytest.raises(TypeError):
        make()

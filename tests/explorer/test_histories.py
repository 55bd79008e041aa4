"""Histories in a page: of which points they are, how many fit, and why there are none."""

import json

import numpy as np
import pytest
from tests.figures.many_points import grid

import reheaton as rh
from reheaton.errors import InvalidInput
from reheaton.explorer.content import content_of
from reheaton.explorer.histories import NONE, histories_of
from reheaton.explorer.nodes import sample
from reheaton.explorer.numbers import unpack
from reheaton.figures.history import Curves
from reheaton.models.histories import solve_histories
from reheaton.scan.identity import made_from

ROOM = 10**6
TWIN = {"vev_ratio": 4.0, "sm_neutrinos": "equilibrium"}
M_N, M_NU = [20.0, 80.0], [1e-10, 1e-9, 1e-8, 1e-7]


def of_twins(axes, fixed):
    """The content of a grid of twin models, in a store that says so."""
    values = np.meshgrid(*axes.values(), indexing="ij")
    batch = rh.solve_batch(rh.TwinSterileNeutrino, **dict(zip(axes, values, strict=True)), **fixed)
    parts = made_from(rh.TwinSterileNeutrino, fixed, {f"scan of {name}": [] for name in axes})
    return content_of(batch.to_xarray().assign_attrs(made_from=json.dumps(parts)))


@pytest.fixture(scope="module")
def twins():
    return of_twins({"m_N": M_N, "m_nu": M_NU}, TWIN)


def arrays(found):
    return {name: unpack(packed) for name, packed in found.arrays.items()}


@pytest.mark.slow
def test_every_point_has_its_own_where_all_fit(twins):
    found = histories_of(twins, ROOM, 100)
    about, numbers = found.about, arrays(found)
    assert about["all"] and about["count"] == 8 and about["sectors"] == ["sm", "twin"] and about["notes"] == []
    assert numbers["row"].ravel().tolist() == list(range(8)) and numbers["own"].all()
    assert numbers["points"].tolist() == list(range(8))
    (exact,) = solve_histories(rh.TwinSterileNeutrino, {"m_N": 80.0, "m_nu": M_NU[2:3]} | TWIN, sample)
    np.testing.assert_allclose(numbers["x"][6] * about["x_step"], exact.x[0], atol=0.51 * about["x_step"])
    for curve in about["curves"]:
        stored = numbers[curve["array"]][6].astype(float)
        y = np.where(stored > 0, curve["low"] + (stored - 1) * curve["step"], np.nan)
        # Half of a step of the whole numbers.
        np.testing.assert_allclose(y, exact.curves[curve["array"]][0], atol=0.51 * curve["step"])
        # A panel has some 200 pixels, and its curves no fewer than the range of one of them.
        assert curve["step"] < 0.01
    assert numbers["hottest"][6] == pytest.approx(exact.hottest[0], rel=1e-6)


def test_lines_are_numbered_as_in_the_picture_of_one_point(twins):
    """By the alphabet N would be the first."""
    one = rh.TwinSterileNeutrino(m_N=80.0, m_nu=1e-9, **TWIN).solve()
    names = histories_of(twins, ROOM, 1).about["names"]
    assert names == list(Curves.of(one.background).names) == ["sm", "twin", "N"]


@pytest.mark.slow
def test_the_nearest_of_a_regular_subset_where_not_all_fit(twins):
    found = histories_of(twins, ROOM, 4)
    numbers = arrays(found)
    assert not found.about["all"] and found.about["count"] == 4
    # Every second m_nu.
    assert numbers["points"].tolist() == [0, 2, 4, 6]
    assert numbers["own"].tolist() == [[1, 0, 1, 0], [1, 0, 1, 0]]
    assert numbers["row"].tolist() == [[0, 1, 1, 1], [2, 3, 3, 3]]


@pytest.mark.slow
def test_they_keep_to_their_room(twins):
    whole = histories_of(twins, ROOM, 100)
    found = histories_of(twins, whole.size // 2, 100)
    assert found.size <= whole.size // 2 and 0 < found.about["count"] < 8


@pytest.mark.slow
def test_points_that_share_a_background_share_a_history():
    dark = of_twins({"m_s": [10.0, 30.0], "m_nu": [1e-9, 1e-8]}, {"vev_ratio": 4.0, "m_N": 80.0, "sin2_2theta": 1e-9})
    found = histories_of(dark, ROOM, 2)
    assert found.about["count"] == 2 and found.about["all"]
    assert arrays(found)["row"].tolist() == [[0, 1], [0, 1]]


def test_points_that_failed_have_none(grid_scan):
    content = content_of(grid_scan.data)
    found = histories_of(content, ROOM, 100, grid_scan.model)
    row = arrays(found)["row"]
    failed = content.arrays["verdict"][0] == 3
    assert failed.any() and np.array_equal(row == NONE, failed)
    # The universe of `Product` depends on neither a nor b.
    assert found.about["count"] == 1 and found.about["all"]


def test_drawn_points_have_the_nearest(drawn_scan):
    found = histories_of(content_of(drawn_scan.data), ROOM, 100, drawn_scan.model)
    assert found.about["count"] == 1 and set(arrays(found)["row"].tolist()) <= {0, NONE}


@pytest.mark.slow
def test_drawn_points_of_many_backgrounds():
    generator = np.random.default_rng(2)
    m_nu = 10 ** generator.uniform(-10, -7, 9)
    batch = rh.solve_batch(rh.TwinSterileNeutrino, m_N=80.0 + np.zeros(9), m_nu=m_nu, vev_ratio=4.0 + 0 * m_nu)
    data = batch.to_xarray().swap_dims(m_nu="point").reset_coords(drop=False).set_coords(["m_nu", "m_N", "vev_ratio"])
    data["m_nu"].attrs["spacing"] = "log"
    parts = made_from(rh.TwinSterileNeutrino, {"m_N": 80.0, "vev_ratio": 4.0}, {"drawn points": {"names": ["m_nu"]}})
    found = histories_of(content_of(data.assign_attrs(made_from=json.dumps(parts))), ROOM, 3)
    numbers = arrays(found)
    assert found.about["count"] == 3 and numbers["own"].sum() == 3
    kept = m_nu[numbers["points"].astype(int)]
    nearest = np.argmin(np.abs(np.log(m_nu[:, None] / kept)), axis=1)
    assert numbers["row"].tolist() == nearest.tolist()


def test_why_there_are_none(twins, grid_scan, tmp_path):
    def reason(content, most=100, model=None):
        found = histories_of(content, ROOM, most, model)
        assert found.arrays == {}
        return found.about["none"]

    content = content_of(grid_scan.data)
    assert "does not say what its points were given" in reason(content_of(grid()))
    assert "asked for" in reason(twins, most=0)
    assert "The model product is not installed here" in reason(content)
    with pytest.raises(InvalidInput, match=r"--model: the store is of the model product, and dodelson-widrow"):
        histories_of(content, ROOM, 100, "dodelson-widrow")
    other = tmp_path / "products.py"
    other.write_text(grid_scan.store.with_name("products.py").read_text() + "# changed\n")
    assert "file of the model was" in reason(content, model=f"{other}:Product")


@pytest.mark.slow
def test_another_version_is_said():
    content = of_twins({"m_N": M_N, "m_nu": M_NU[:2]}, {"vev_ratio": 4.0})
    content.given.made_from["version of reheaton"] = "0.0.1"
    (note,) = histories_of(content, ROOM, 100).about["notes"]
    assert note.startswith("Solved again for this page, where the version of reheaton was 0.0.1")

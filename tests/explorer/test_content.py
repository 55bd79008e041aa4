"""What of a data set stands in a page."""

import numpy as np
import pytest
from tests.figures.many_points import M_N, cube, drawn, failed, grid, result

from reheaton.errors import InvalidInput
from reheaton.explorer.content import VERDICTS, content_of


def words(content):
    """The verdict of each point."""
    return np.array(VERDICTS)[content.arrays["verdict"][0]]


def test_verdicts_are_those_of_each_point():
    m_N, m_nu = np.broadcast_arrays(M_N[:, None], np.geomspace(1.0, 100.0, 11))
    points = result(m_N, m_nu)
    expected = [[points[i, j].verdict for j in range(11)] for i in range(9)]
    found = words(content_of(grid()))
    assert found.tolist() == expected
    assert set(found.ravel()) == {"allowed", "excluded", "outside"}


def test_axes_rise_and_arrays_follow():
    data = grid().isel(m_N=slice(None, None, -1))
    content = content_of(data)
    axis = content.about["axes"][0]
    assert (
        axis["name"] == "m_N" and axis["log"] and axis["unit"] == "GeV" and axis["symbol"] == [("m", "i"), ("N", "_")]
    )
    np.testing.assert_array_equal(axis["values"], M_N)
    np.testing.assert_allclose(content.arrays["quantity x"][0], grid()["x"].values, rtol=1e-7)


def test_limits_and_flags():
    about = content_of(grid()).about
    most, least = about["limits"]
    assert (most["name"], most["upper"], least["upper"], most["confidence"]) == ("most", True, False, 0.95)
    assert "Somebody 2020" in most["citation"]
    assert most["excludes"] == int((grid()["x"] > 900).sum()) and {most["rank"], least["rank"]} == {0, 1}
    large, light = about["flags"]
    assert large["raised"] == int((grid()["x"] > 300).sum()) and light["raised"] == int((M_N < 2).sum()) * 11


def test_failed_points_have_reasons(grid_scan):
    content = content_of(grid_scan.data)
    reasons = np.array(content.about["messages"])
    numbers = content.arrays["message"][0]
    failed_at = words(content) == "failed"
    assert failed_at[:, 1].all() and "not defined" in reasons[numbers[0, 1]]
    # a = 800 with b = 40, and b = 7.
    assert "are both large" in reasons[numbers[-1, 3]] and failed_at.sum() == 10


def test_points_that_are_not_done():
    data = failed(grid(), 5, 6, code=-1)
    assert (words(content_of(data)) == "not done").sum() == 2


def test_an_axis_of_one_value_is_a_parameter():
    content = content_of(cube().isel(vev_ratio=[1]))
    assert [axis["name"] for axis in content.about["axes"]] == ["m_N", "m_nu"]
    assert {"name": "vev_ratio", "value": 4.0}.items() <= content.about["parameters"][0].items()


def test_drawn_points(drawn_scan):
    about = content_of(drawn_scan.data).about
    assert about["kind"] == "points" and about["axes"] == [{"name": "point", "size": 32}]
    kinds = {item["name"]: (item["parameter"], item["log"]) for item in about["quantities"]}
    assert kinds["a"] == (True, True) and kinds["b"] == (True, False) and kinds["product"][0] is False


def test_axes_without_values_become_points():
    m_N, m_nu = np.random.default_rng(1).uniform(1, 10, (2, 3, 4))
    data = result(m_N, m_nu).to_xarray()
    assert set(data.sizes) == {"dim_0", "dim_1"}
    content = content_of(data)
    assert content.about["kind"] == "points" and content.about["axes"][0]["size"] == 12
    np.testing.assert_allclose(content.arrays["quantity x"][0], (m_N * m_nu).ravel(), rtol=1e-7)


def test_numbers_beyond_single_precision_keep_theirs():
    data = grid()
    data["x"] = data["x"] * 1e-60
    values, kind = content_of(data).arrays["quantity x"]
    assert kind == "f8"
    np.testing.assert_array_equal(values, data["x"].values)


def test_what_has_no_number_is_left_out():
    data = grid()
    data["root"] = data["root"] * np.nan
    assert "root" not in [item["name"] for item in content_of(data).about["quantities"]]


def test_refusals():
    with pytest.raises(InvalidInput, match="`reheaton plot` draws"):
        content_of(grid().assign_attrs(kind="posterior"))
    with pytest.raises(InvalidInput, match="nothing to explore"):
        content_of(grid().isel(m_N=0, m_nu=[0]))
    with pytest.raises(InvalidInput, match="no point that was solved"):
        content_of(failed(drawn(3), 0, 1, 2))
    with pytest.raises(InvalidInput, match="no observable with a number"):
        content_of(grid().drop_vars(["x", "root"]))

"""Results as tables of pandas and xarray, made of results that are written down here."""

import dataclasses
import subprocess
import sys

import numpy as np
import pytest

import reheaton as rh
from reheaton.models.result import Result
from reheaton.models.tables import spacing
from reheaton.universe.outcome import Outcome

M_N, M_NU = np.array([10.0, 30.0]), np.array([1.0, 2.0, 3.0])


def result(shape, **parameters):
    """A result whose observable is m_N * m_nu + 100 sum of the places, and fails at the last point."""
    parameters = {
        name: None if value is None else np.broadcast_to(value, shape).astype(float)
        for name, value in ({"vev_ratio": 4.0, "Gamma_N": None} | parameters).items()
    }
    x = parameters["m_N"] * parameters["m_nu"]
    codes = np.zeros(shape, dtype=int)
    codes.flat[-1] = Outcome.UNDEFINED
    return Result(
        model="m",
        parameters=parameters,
        options={"flavour": "mu"},
        observables={"x": x, "Gamma_N": 2.0 * x},
        units={"x": "GeV", "m_N": "GeV", "m_nu": "eV", "vev_ratio": "", "Gamma_N": "GeV"},
        limits=[rh.Limit("X-ray line", x, 50.0, True, 0.95, "somebody")],
        checks=[rh.Check("large", x, "x is {value:g}.", above=60.0), rh.Check("never", 0.0, "no.", above=1.0)],
        citations=("Kolb:1990vq",),
        codes=codes,
    )


GRID = result((2, 3), m_N=M_N[:, None], m_nu=M_NU)
LINE = result((3,), m_N=30.0, m_nu=M_NU)
PAIRS = result((2,), m_N=M_N, m_nu=M_NU[:2])
ONE = rh.Result("m", {"m_N": 30.0, "m_nu": None}, {}, {"x": 3.0, "yes": True}, {"m_N": "GeV", "m_nu": "eV", "x": "GeV"})


def test_a_frame_has_a_row_for_each_point():
    frame = GRID.to_pandas()
    assert list(frame) == [
        *("vev_ratio", "Gamma_N", "m_N", "m_nu", "x"),
        *("margin X-ray line", "flag large", "flag never", "allowed", "code"),
    ]
    assert frame["m_N"].tolist() == [10.0] * 3 + [30.0] * 3 and frame["m_nu"].tolist() == [1.0, 2.0, 3.0] * 2
    assert frame["x"].tolist() == [10.0, 20.0, 30.0, 30.0, 60.0, 90.0]
    assert frame["margin X-ray line"].tolist() == [0.8, 0.6, 0.4, 0.4, -0.2, -0.8]
    assert frame["allowed"].tolist() == [True] * 4 + [False] * 2
    assert frame["flag large"].tolist() == [False] * 5 + [True] and not frame["flag never"].any()
    assert frame["code"].tolist() == [0, 0, 0, 0, 0, 3]
    # It was computed, not given, and is one column.
    assert frame["Gamma_N"].tolist() == (2.0 * frame["x"]).tolist()
    assert frame.attrs["units"]["m_nu"] == "eV" and set(frame.attrs["units"]) == set(frame)
    assert frame.attrs["model"] == "m" and frame.attrs["options"] == "flavour = mu"


def test_one_point_is_one_row():
    frame = ONE.to_pandas()
    assert len(frame) == 1 and frame["x"].tolist() == [3.0] and frame["yes"].tolist() == [True]
    assert frame["m_nu"].isna().tolist() == [True]


def test_a_grid_has_axes_named_after_parameters():
    data = GRID.to_xarray()
    assert dict(data.sizes) == {"m_N": 2, "m_nu": 3}
    assert data["x"].dims == ("m_N", "m_nu") and data["x"].attrs["units"] == "GeV"
    assert data["m_N"].values.tolist() == M_N.tolist() and data["m_nu"].attrs["units"] == "eV"
    assert float(data["x"].sel(m_N=30.0, m_nu=2.0)) == 60.0
    assert float(data["vev_ratio"]) == 4.0 and "vev_ratio" in data.coords
    assert data["Gamma_N"].dims == ("m_N", "m_nu") and "Gamma_N" in data.data_vars
    assert data["flag never"].dims == () and data.attrs["model"] == "m"


@pytest.mark.parametrize(
    ("which", "sizes"),
    [
        (LINE, {"m_nu": 3}),
        (PAIRS, {"point": 2}),
        (result((2, 1), m_N=M_N[:, None], m_nu=1.0), {"m_N": 2, "dim_1": 1}),
        (result((2, 3), m_N=np.arange(1.0, 7.0).reshape(2, 3), m_nu=M_NU), {"dim_0": 2, "dim_1": 3}),
        (ONE, {}),
    ],
)
def test_other_axes(which, sizes):
    data = which.to_xarray()
    assert dict(data.sizes) == sizes
    np.testing.assert_array_equal(np.ravel(data["x"].values), np.ravel(which.observables["x"]))
    assert set(np.ravel(data["m_N"].values)) == set(np.ravel(which.parameters["m_N"]))


def test_variables_tell_what_they_are():
    told = dataclasses.replace(
        GRID,
        symbols={"x": "x", "m_N": "m_N"},
        meanings={"x": "product of the masses"},
        headlines=("x",),
        settings={"m_N": 1.0, "flavour": "mu"},
    )
    data = told.to_xarray()
    assert data["x"].attrs == {"units": "GeV", "long_name": "product of the masses", "symbol": "x", "headline": 1}
    assert "headline" not in data["Gamma_N"].attrs and data["Gamma_N"].attrs["long_name"] == "Gamma_N"
    assert data["m_N"].attrs == {"units": "GeV", "long_name": "m_N", "symbol": "m_N", "spacing": "list"}
    margin = data["margin X-ray line"].attrs
    assert margin["long_name"].startswith("margin of the limit X-ray line")
    assert [margin[name] for name in ("citation", "sense", "confidence", "sides")] == [
        "somebody",
        "upper",
        0.95,
        "one-sided",
    ]
    assert data["flag large"].attrs["long_name"] == "whether large is raised"
    assert data["m_nu"].attrs["spacing"] == "linear"
    assert data.attrs["kind"] == "scan" and data.attrs["in_use"] == "m_N, flavour"
    assert all("units" in data[name].attrs and "long_name" in data[name].attrs for name in data.variables)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (np.geomspace(1e-9, 1e-3, 7), "log"),
        (np.linspace(0.0, 1.0, 7), "linear"),
        ([3.0, 4.0, 5.0], "linear"),
        ([1.0, 2.0, 4.0], "log"),
        ([1.0, 2.0, 5.0], "list"),
        ([1.0, 1.0, 1.0], "list"),
        ([1.0, 2.0], "list"),
        ([1.0, np.nan, 3.0], "list"),
        ([1.0, 2.0000001, 3.0], "linear"),
        (np.ones((3, 3)), "list"),
    ],
)
def test_spacing(values, expected):
    assert spacing(np.asarray(values)) == expected


def test_limits_of_one_name_are_all_there():
    """The set `all` has several limits on one observable."""
    x = GRID.observables["x"]
    both = [
        rh.Limit("X", x, bound, True, 0.95, f"Somebody {year}, arXiv:1") for bound, year in ((50.0, 2020), (30.0, 2025))
    ]
    data = dataclasses.replace(GRID, limits=[*both, both[0]]).to_xarray()
    names = [name for name in data.data_vars if name.startswith("margin")]
    assert names == ["margin X (Somebody 2020)", "margin X (Somebody 2025)", "margin X (Somebody 2020) 2"]
    np.testing.assert_allclose(data[names[1]].values, 1.0 - x / 30.0)
    frame = dataclasses.replace(GRID, limits=both).to_pandas()
    assert (frame[names[0]] > frame[names[1]]).all()


def test_a_given_parameter_that_is_observed_too_is_an_axis():
    widths = result((3,), m_N=1.0, m_nu=1.0, Gamma_N=M_NU)
    assert dict(widths.to_xarray().sizes) == {"Gamma_N": 3} and "Gamma_N" in widths.to_xarray().coords


@pytest.mark.parametrize("package", ["pandas", "xarray"])
def test_a_missing_package_is_named(monkeypatch, package):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(rh.InvalidInput, match=rf"to_{package} needs the package {package}, .*'reheaton\[{package}\]'"):
        getattr(GRID, f"to_{package}")()


def test_pandas_and_xarray_are_imported_only_when_asked_for():
    script = "import sys, reheaton as rh; rh.Result; sys.exit('pandas' in sys.modules or 'xarray' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0

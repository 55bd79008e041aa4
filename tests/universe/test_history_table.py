"""The table of a history: units, normalisation, rows, and the file."""

import dataclasses

import numpy as np
import pytest
from scipy.integrate import cumulative_simpson
from tests.universe.universes import T_CMB

import reheaton as rh
from reheaton.universe.evolve import evolve
from reheaton.universe.history_table import UNITS

M_PLANCK_SECONDS = 1.220890e19, 6.582119569e-25
"""GeV, and hbar in GeV s."""


@pytest.fixture(scope="module")
def background():
    """A sector of radiation beside the Standard Model, and a relic that decays to it."""
    hidden = rh.Sector("hidden light", rh.ideal_gas(rh.boson("light", 0, g=2)))
    relic = rh.cold_relic("phi", 1e3, {"sm": 1e-22}, density=1e-6)
    return evolve(rh.Universe([rh.standard_model(), hidden], [relic], start=10.0), until=("sm", T_CMB))


def test_columns_by_name_and_units(background):
    table = background.to_table("SI")
    names = ["a", "t", "H", "T_sm", "T_hidden light"]
    assert list(table.columns)[:5] == names
    assert set(table.columns) - set(names) == {"rho_sm", "rho_hidden light", "rho_phi"}
    assert [table.units[name] for name in (*names, "rho_phi")] == ["", "s", "1/s", "K", "K", "J/m^3"]
    assert len({len(column) for column in table.columns.values()}) == 1
    assert np.all(np.diff(table.columns["a"]) > 0.0)


def test_si_is_that_of_astropy(background):
    """1e-8, the digits of the constants."""
    units = pytest.importorskip("astropy.units")
    constants = pytest.importorskip("astropy.constants")
    hbar, c, k = constants.hbar, constants.c, constants.k_B
    one = units.GeV
    expected = {"T": one / k, "t": hbar / one, "H": one / hbar, "rho": one**4 / (hbar * c) ** 3}
    for kind, (unit, factor) in UNITS["SI"].items():
        assert factor == pytest.approx(expected[kind].to_value(units.Unit(unit.replace("1/s", "s-1"))), rel=1e-8)
    gev, si = background.to_table("GeV", points=5), background.to_table("SI", points=5)
    for name in gev.columns:
        kind = name.partition("_")[0]
        factor = UNITS["SI"][kind][1] if kind in UNITS["SI"] else 1.0
        np.testing.assert_allclose(si.columns[name], gev.columns[name] * factor, rtol=1e-12)


@pytest.mark.slow
def test_a_is_one_today(background):
    """a T_sm is T_gamma0 = 2.7255 K at the end, where nothing heats photons; 1e-6 from 10 keV on."""
    table = background.to_table("SI", T_from=5e-6)
    assert table.a_is_today
    np.testing.assert_allclose(table.columns["a"] * table.columns["T_sm"], 2.7255, rtol=1e-6)


def test_friedmann_holds_in_every_row(background):
    """H^2 = 8 pi rho/(3 M_Planck^2) to 1e-9, and t is the integral of da/(a H): 1e-6, Simpson's rule on 4000 rows."""
    table = background.to_table(points=4001).columns
    rho = sum(value for name, value in table.items() if name.startswith("rho_"))
    np.testing.assert_allclose(table["H"], np.sqrt(8.0 * np.pi * rho / 3.0) / 1.220890e19, rtol=1e-9)
    passed = cumulative_simpson(1.0 / table["H"], x=np.log(table["a"]), initial=0.0)
    np.testing.assert_allclose(table["t"] - table["t"][0], passed, rtol=2e-6, atol=1e-6 * table["t"][0])


@pytest.mark.slow
def test_rows_are_between_the_temperatures_asked_for(background):
    """1e-9: the ends are roots; steps of ln a are equal to rounding."""
    table = background.to_table(points=11, T_from=1.0, T_to=2e-3).columns
    np.testing.assert_allclose(table["T_sm"][[0, -1]], [1.0, 2e-3], rtol=1e-9)
    np.testing.assert_allclose(np.diff(np.log(table["a"])), np.log(table["a"][-1] / table["a"][0]) / 10, rtol=1e-9)
    by_solver = background.to_table(T_from=1.0, T_to=2e-3).columns
    np.testing.assert_allclose(by_solver["T_sm"][[0, -1]], [1.0, 2e-3], rtol=1e-9)
    of_hidden = background.to_table(points=3, sector="hidden light", T_from=1.0).columns
    assert of_hidden["T_hidden light"][0] == pytest.approx(1.0, rel=1e-9)


def test_the_solvers_rows_are_those_of_the_grid(background):
    """1e-9: the same polynomials, at their nodes."""
    grid, table = background.grid, background.to_table().columns
    np.testing.assert_allclose(table["H"], np.asarray(grid.H), rtol=1e-9)
    np.testing.assert_allclose(table["rho_phi"], np.asarray(grid.rho["phi"]), rtol=1e-9, atol=1e-300)


def test_without_today_a_is_one_at_the_start(tmp_path):
    early = evolve(rh.Universe([rh.standard_model()], start=10.0), until=("sm", 1e-3)).to_table()
    alone = evolve(rh.Universe([rh.neutrinos("nu")], start=10.0), until=("nu", 1e-10)).to_table()
    for table in (early, alone):
        assert table.columns["a"][0] == 1.0 and not table.a_is_today
    alone.save(tmp_path / "alone.tsv")
    assert "a = 1 in the first moment" in (tmp_path / "alone.tsv").read_text().splitlines()[0]


def test_the_file_holds_the_table(background, tmp_path):
    """1e-12, the digits that are written."""
    table = background.to_table("SI", points=5)
    table.save(tmp_path / "history.tsv")
    lines = (tmp_path / "history.tsv").read_text().splitlines()
    assert lines[0].startswith("# History") and "a = 1 today" in lines[0]
    assert lines[1].split("\t")[:5] == ["a", "t [s]", "H [1/s]", "T_sm [K]", "T_hidden_light [K]"]
    np.testing.assert_allclose(np.loadtxt(lines[2:]), np.stack(list(table.columns.values()), axis=1), rtol=1e-12)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"units": "cgs"}, "units = 'cgs' is no system of units"),
        ({"units": None}, "units = None is no system of units"),
        ({"points": 1}, "points = 1 is no number of rows"),
        ({"points": 2.5}, "points = 2.5 is no number of rows"),
        ({"points": "many"}, "points = 'many' is no number of rows"),
        ({"points": float("nan")}, "points = nan is no number of rows"),
        ({"sector": "sn", "T_to": 1.0}, "sector = 'sn' is no sector of this background: known are sm, hidden light"),
        ({"T_from": 20.0}, "T_from = 20 GeV: sm does not cool to this temperature here"),
        ({"T_to": 1e-12}, "T_to = 1e-12 GeV: sm does not cool to this temperature here"),
        ({"T_from": -1.0}, "T_from = -1 is out of range"),
        ({"T_from": 1e-3, "T_to": 1.0}, "T_from = 0.001 GeV must come before T_to = 1.0 GeV"),
    ],
)
def test_tables_that_cannot_be_made(background, wrong, message):
    with pytest.raises(rh.InvalidInput, match=message) as raised:
        background.to_table(**wrong)
    assert str(raised.value).endswith(".") and "\n" not in str(raised.value)


def test_many_universes_have_no_table(background):
    many = dataclasses.replace(background, code=np.zeros(3, dtype=int))
    with pytest.raises(rh.InvalidInput, match="a table is that of one universe"):
        many.to_table()

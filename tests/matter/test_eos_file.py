"""Equations of state from a file: our own comes back, thermodynamics holds, and what is wrong is named."""

import numpy as np
import pytest

import reheaton as rh
from reheaton.errors import InvalidInput
from reheaton.matter.eos_file import T_JOIN, read_equation_of_state
from reheaton.matter.leptons_and_bosons import free_neutrinos, heavy_leptons_and_bosons, photons_and_electrons
from reheaton.matter.standard_model import plasma

from .eos_tables import standard_table, write

TWIN = {"m_N": 80.0, "m_nu": 1.5e-9, "vev_ratio": 4.0}


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """Borsanyi et al. as the package has it, 50 rows for each decade."""
    return write(tmp_path_factory.mktemp("eos") / "own.tsv", standard_table())


def degrees(eos, T, vev_ratio=1.0):
    """(g_rho, g_s) of everything in equilibrium."""
    states = [gas.state(T) for gas in (*plasma(vev_ratio, eos=eos), free_neutrinos())]
    rho, s = (sum(np.asarray(getattr(state, name)) for state in states) for name in ("rho", "s"))
    return 30.0 / np.pi**2 * rho / T**4, 45.0 / (2.0 * np.pi**2) * s / T**3


@pytest.mark.parametrize(
    ("eos", "vev_ratio", "tolerance"),
    [
        ("borsanyi-2016", 1.0, 1.5e-4),
        ("saikawa-shirai-2018", 1.0, 4e-4),
        ("borsanyi-2016", 4.0, 8e-4),
        ("saikawa-shirai-2018", 4.0, 1e-3),
    ],
)
def test_a_table_of_the_package_comes_back(eos, vev_ratio, tolerance, tmp_path):
    """50 rows for each decade: 1e-4 and 3e-4 of g_*, at the QCD transition, where g_* bends most.

    A twin is off by 6e-4 with any number of rows: a table of g_* does not say how much of the pressure between 90 and
    170 MeV belongs to hadrons and how much to quarks, whose masses go differently with the vev ratio.
    """
    file = write(tmp_path / "eos.tsv", standard_table(eos=eos))
    T = np.geomspace(2e-3, 0.9e5, 997)
    for found, expected in zip(degrees(f"table:{file}", T, vev_ratio), degrees(eos, T, vev_ratio), strict=True):
        np.testing.assert_allclose(found, expected, rtol=tolerance)


def test_the_error_falls_with_the_third_power_of_the_spacing(tmp_path):
    """Twice the rows: 8 times less (7.8), 20%."""
    T, away = np.geomspace(0.05, 10.0, 997), []
    expected = degrees("borsanyi-2016", T)[0]
    for rows in (401, 801):
        file = write(tmp_path / "eos.tsv", standard_table(rows))
        away.append(np.max(np.abs(degrees(f"table:{file}", T)[0] / expected - 1.0)))
    assert away[0] / away[1] == pytest.approx(8.0, rel=0.2)


def test_entropy_is_that_of_the_energy_density(path):
    """T ds = d rho. 1e-5: central differences in steps of 1e-3 of ln T."""
    T = np.geomspace(0.05, 100.0, 60)
    gases = plasma(eos=f"table:{path}")

    def total(name, T):
        return sum(np.asarray(getattr(gas.state(T), name)) for gas in gases)

    up, down = T * np.exp(1e-3), T * np.exp(-1e-3)
    slope = (total("rho", up) - total("rho", down)) / (total("s", up) - total("s", down))
    np.testing.assert_allclose(slope / T, 1.0, rtol=1e-5)


def test_below_the_join_a_file_changes_nothing(path):
    """1e-12 is rounding."""
    T = np.geomspace(1e-3, 0.99 * T_JOIN[0], 20)
    for found, expected in zip(degrees(f"table:{path}", T), degrees("borsanyi-2016", T), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-12)


@pytest.mark.slow
def test_observables_are_those_of_the_equation_of_state_in_the_file(path):
    """Delta N_eff to 1e-7 (1e-9), though the other equation of state changes it by 0.8%; Omega h^2 to 1e-5 (1.5e-6)."""
    eos = f"table:{path}"
    own, file = (
        rh.TwinSterileNeutrino(**TWIN, eos=name, sm_neutrinos="equilibrium").solve().observables
        for name in ("borsanyi-2016", eos)
    )
    for name in ("delta_N_eff_cmb", "delta_N_eff_bbn", "T_RH"):
        assert file[name] == pytest.approx(own[name], rel=1e-7)
    point = {"m_s": 7.0, "sin2_2theta": 1e-9}
    own, file = (rh.DodelsonWidrow(**point, eos=name).solve() for name in ("borsanyi-2016", eos))
    assert file.observables["Omega_h2"] == pytest.approx(own.observables["Omega_h2"], rel=1e-5)
    assert "Borsanyi:2016ksw" in own.citations and "Borsanyi:2016ksw" not in file.citations


def changed(name, row, factor):
    """The table with one number times a factor; the line of the row is row + 2."""
    table = standard_table()
    place = next(column for column in table if column.startswith(name))
    table[place][row] *= factor
    return table


def renamed(old, new):
    return {new if name == old else name: column for name, column in standard_table().items()}


def without(name):
    return {column: values for column, values in standard_table().items() if column != name}


def rows(chosen):
    return {name: column[chosen] for name, column in standard_table().items()}


def times(name, factor):
    table = standard_table()
    table[name] *= factor
    return table


def quarks_missing():
    """From about 0.1 GeV on, less energy than photons, leptons, W, Z and Higgs have."""
    table = without("g_s")
    T = table["T [MeV]"] * 1e-3
    gases = (photons_and_electrons(), heavy_leptons_and_bosons(), free_neutrinos())
    others = 30.0 / np.pi**2 * sum(np.asarray(gas.state(T).rho) for gas in gases) / T**4
    share = 1.05 * (0.5 + 0.5 * np.tanh(np.log(T / 0.1)))
    return table | {"g_rho": table["g_rho"] - share * (table["g_rho"] - others)}


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (without("g_rho"), "has no column g_rho: its columns are T, g_s"),
        (without("T [MeV]"), "has no column T: its columns are g_rho, g_s"),
        (renamed("T [MeV]", "T"), "the column T has no unit; allowed is \\[GeV\\] or"),
        (renamed("T [MeV]", "T [TeV]"), "the column T has the unit 'TeV'; allowed is \\[GeV\\] or"),
        (renamed("g_rho", "g_rho [GeV]"), "the column g_rho has the unit 'GeV'; allowed is none"),
        (renamed("T [MeV]", "T [eV]"), "holds T from 1e-09 to 0.1 GeV: needed are 0.01 to 60 GeV"),
        (rows(slice(None, 9)), "has 9 rows: an equation of state needs 10 or more"),
        (rows(slice(None, 200)), "GeV: needed are 0.01 to 60 GeV"),
        (rows(slice(100, None)), "GeV: needed are 0.01 to 60 GeV"),
        (rows(slice(None, None, -1)), "line 3: T must rise from row to row"),
        (changed("T", 30, 1.5), "line 33: T must rise from row to row"),
        (changed("T", 30, -1.0), "line 32: T must be positive and finite"),
        (changed("g_rho", 30, np.nan), "line 32: g_rho must be positive and finite"),
        (changed("g_rho", 30, np.inf), "line 32: g_rho must be positive and finite"),
        (changed("g_rho", 30, 0.0), "line 32: g_rho must be positive and finite"),
        (changed("g_s", 200, np.nan), "line 202: g_s must be positive and finite"),
        (times("g_rho", 1e3), "line 2: g_rho must be at most 10000"),
        (times("g_rho", 1.1), "line 52: g_rho is not within 2% of that of photons"),
        (changed("g_rho", 200, 1.1), "line 202: g_rho is 0.09.* of itself from what the rows around it say"),
        (changed("g_rho", 200, 2.0), "line 203: g_rho T\\^4 must rise from row to row"),
        (changed("g_s", 200, 1.01), "line 202: g_s = .* contradicts g_rho, from which"),
        (times("g_s", 1.02), "g_s = .* contradicts g_rho"),
        (rows(slice(None, None, 12)), "g_rho is .* of itself from what the rows around it say"),
        (quarks_missing(), "g_rho leaves nothing for quarks, gluons and hadrons"),
    ],
)
def test_what_is_wrong_is_named(table, message, tmp_path):
    file = write(tmp_path / "wrong.tsv", table)
    with pytest.raises(InvalidInput, match=message) as raised:
        read_equation_of_state(file)
    assert str(raised.value).startswith(str(file))
    assert str(raised.value).endswith(".") and "\n" not in str(raised.value)


def test_a_word_is_no_number(tmp_path):
    file = write(tmp_path / "wrong.tsv", standard_table())
    lines = file.read_text().splitlines()
    lines[40] = lines[40].split("\t")[0] + "\tmany\t10"
    file.write_text("\n".join(lines))
    with pytest.raises(InvalidInput, match="line 41: 'many' is no number"):
        read_equation_of_state(file)


def test_nothing_is_known_above_the_last_row(tmp_path):
    """Reheating must not start where the file says nothing."""
    file = write(tmp_path / "short.tsv", rows(slice(None, 301)))
    with pytest.raises(InvalidInput, match="T_f = 10000 GeV is above 1000 GeV, where the table of eos = table:"):
        rh.TwinSterileNeutrino(**TWIN, eos=f"table:{file}")

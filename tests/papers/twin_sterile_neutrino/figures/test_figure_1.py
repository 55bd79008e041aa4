"""Figure 1 of the twin model: its marks, tables, files and words."""

import csv

import numpy as np
import pytest

import reheaton as rh
from reheaton.constants import M_PLANCK, T_GAMMA_0
from reheaton.cosmology import RHO_CRIT_OVER_h2
from reheaton.papers.twin_sterile_neutrino.figures.figure_1 import POINT, caption, draw_twin_history, energy


@pytest.fixture(scope="module")
def result():
    return rh.TwinSterileNeutrino(**POINT, sm_neutrinos="equilibrium").solve()


@pytest.fixture(scope="module")
def history(result):
    return draw_twin_history(result)


def _columns(table):
    rows = list(table.rows)
    return {name: np.array([row[i] for row in rows]) for i, name in enumerate(table.columns)}


def _written(path):
    with path.open(encoding="utf-8") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def test_the_point_of_figure_1_is_allowed(result):
    assert result.allowed
    assert result.flags == []
    assert result.observables["Omega_h2"] == pytest.approx(0.12, rel=0.02)


@pytest.mark.slow
def test_marks_of_figure_1(result, tmp_path):
    """Temperatures at the marks are those that define them; 1%: interpolation on the grid, as the table says."""
    path = next(p for p in draw_twin_history(result).save(tmp_path, "figure-1") if "marks" in p.name)
    marks = {row["mark"]: row for row in _written(path)}
    assert list(marks) == ["T_f", "m_N", "T_dec", "T_peak", "domination", "T_RH", "BBN", "CMB"]
    T = {name: float(row["T_sm [GeV]"]) for name, row in marks.items()}
    expected = {"T_f": 1e4, "m_N": 80.0, "T_dec": 2.0, "T_RH": result.observables["T_RH"], "BBN": 1e-3, "CMB": 2.6e-10}
    for name, value in expected.items():
        assert T[name] == pytest.approx(value, rel=0.01)
    assert 0.15 < T["domination"] < 0.25
    assert float(marks["T_peak"]["T_twin [GeV]"]) == pytest.approx(result.observables["T_peak"], rel=0.01)
    for name, observable in (("BBN", "T_ratio_bbn"), ("CMB", "T_ratio_cmb")):
        ratio = float(marks[name]["T_twin [GeV]"]) / T[name]
        assert ratio == pytest.approx(result.observables[observable], rel=0.01)


def test_table_of_figure_1(history):
    columns = _columns(history.tables["history"])
    assert list(columns) == [
        "a/a_start", "t [s]", "H [GeV]", "T_sm [GeV]", "T_twin [GeV]", "rho_sm [GeV^4]", "rho_twin [GeV^4]",
        "rho_N [GeV^4]", "rho_nu_s [GeV^4]", "S_sm [GeV^3]", "S_twin [GeV^3]",
    ]  # fmt: skip
    total = columns["rho_sm [GeV^4]"] + columns["rho_twin [GeV^4]"] + columns["rho_N [GeV^4]"]
    # 1e-7: a sector and the bath it shares have tables of their own, accurate to that.
    np.testing.assert_allclose(columns["H [GeV]"] ** 2, 8 * np.pi / 3 * total / M_PLANCK**2, rtol=1e-7)
    T = columns["T_sm [GeV]"]
    # Up to rounding: the instant at which the contact ends is there twice.
    assert np.all(T[1:] <= T[:-1] * (1.0 + 1e-9))


def test_dark_matter_of_figure_1(history, result):
    """It ends with its density today, appears at T_peak, and redshifts as radiation while it is relativistic.

    1%: its energy is that of its mass at the end to 1e-9, and the grid ends within 1e-3 of T_CMB.
    """
    columns = _columns(history.tables["history"])
    rho, T = columns["rho_nu_s [GeV^4]"], columns["T_sm [GeV]"]
    assert rho[-1] / RHO_CRIT_OVER_h2 * (T_GAMMA_0 / T[-1]) ** 3 == pytest.approx(
        result.observables["Omega_h2"], rel=0.01
    )
    assert np.all(rho[columns["T_twin [GeV]"] > 20.0 * result.observables["T_peak"]] == 0.0)
    a4 = rho * columns["a/a_start"] ** 4
    plateau = a4[(T < 0.05) & (T > 0.01)]
    assert np.ptp(plateau) < 0.02 * np.mean(plateau)


def test_no_line_of_figure_1_leaves_at_the_top(history):
    """nu_s included, which is most of the energy at recombination."""
    energies = history.figure.axes[0]
    drawn = {str(line.get_label()): np.nanmax(line.get_ydata()) for line in energies.lines[:4]}
    assert drawn[r"dark matter $\nu_s$"] == max(drawn.values()) > drawn["Standard Model"]
    assert max(drawn.values()) < energies.get_ylim()[1]


def test_figure_1_says_what_it_shows(history, result):
    energies, temperatures, *_ = history.figure.axes
    assert [text.get_text() for text in energies.get_legend().get_texts()] == [
        "Standard Model", "twin sector", "heavy neutrino $N$", r"dark matter $\nu_s$",
    ]  # fmt: skip
    assert "T\\,a" in temperatures.get_ylabel() and "rho" in energies.get_ylabel()
    labels = " ".join(text.get_text() for text in energies.texts)
    for word in ("T_f", "m_N", "dec", "made", "dominates", "RH", "BBN", "CMB"):
        assert word in labels
    text = caption(result)
    assert f"{result.observables['T_RH'] * 1e3:.3g} MeV" in text
    for words in ("$m_N$ = 80 GeV", r"$m_\nu$ = $1.5\times10^{-9}$ eV", "$v_B/v_A$ = 4", "flavour = mu"):
        assert words in text
    for table in history.tables.values():
        assert "m_N = 80 GeV, m_nu = 1.5e-09 eV, vev_ratio = 4" in table.comment and "$" not in table.comment


def test_files(history, tmp_path):
    """Also when a drawing is saved a second time."""
    history.save(tmp_path / "before", "figure-1")
    names = [path.name for path in history.save(tmp_path, "figure-1")]
    assert names == ["figure-1.png", "figure-1.pdf", "figure-1-history.csv", "figure-1-marks.csv"]
    assert all((tmp_path / name).stat().st_size > 500 for name in names)
    for name in ("figure-1-history.csv", "figure-1-marks.csv"):
        assert (tmp_path / name).read_bytes() == (tmp_path / "before" / name).read_bytes()


@pytest.mark.parametrize(
    ("value", "text"), [(1e4, "10 TeV"), (2.0, "2 GeV"), (8.15e-3, "8.15 MeV"), (2.6e-10, "0.26 eV")]
)
def test_energy(value, text):
    assert energy(value) == text

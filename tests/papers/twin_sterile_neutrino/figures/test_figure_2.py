"""Figures 1 and 2 of the twin model, and the history of any result: their numbers, tables and files."""

import csv

import numpy as np
import pytest
from matplotlib.figure import Figure

import reheaton as rh
from reheaton.constants import M_PLANCK
from reheaton.figures.annotations import roomiest_point, spread
from reheaton.figures.history import Curves, draw_history, history_drawing
from reheaton.papers.figure_catalogue import load_figure
from reheaton.papers.twin_sterile_neutrino.figures import figure_2 as twin_plane
from reheaton.papers.twin_sterile_neutrino.figures.figure_1 import POINT, caption, draw_twin_history, energy
from reheaton.probes.limits.dark_radiation import allowed_margin
from reheaton.universe.background import Snapshot

SMALL = 12
"""Points along each axis of the plane in the tests."""


@pytest.fixture(scope="module")
def result():
    return rh.TwinSterileNeutrino(**POINT).solve()


@pytest.fixture(scope="module")
def history(result):
    return draw_twin_history(result)


@pytest.fixture(scope="module")
def plane():
    heard = []
    solved = twin_plane.solve_plane(SMALL, lambda message, fraction: heard.append(fraction))
    assert heard == sorted(heard) and heard[-1] == 0.95
    return solved


@pytest.fixture(scope="module")
def drawing(plane):
    return twin_plane.draw_twin_plane(plane)


def _columns(table):
    rows = list(table.rows)
    return {name: np.array([row[i] for row in rows]) for i, name in enumerate(table.columns)}


def _written(path):
    with path.open(encoding="utf-8") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def test_the_point_of_figure_1_is_allowed(result):
    assert result.allowed
    assert result.observables["T_RH"] > 5.4e-3
    assert result.observables["delta_N_eff_cmb"] < 0.28


def test_marks_of_figure_1(result, tmp_path):
    """Temperatures at the marks are those that define them; 1%: interpolation on the grid, as the table says."""
    path = next(p for p in draw_twin_history(result).save(tmp_path, "figure-1") if "marks" in p.name)
    marks = {row["mark"]: row for row in _written(path)}
    assert list(marks) == ["T_f", "T_dec", "domination", "T_RH", "BBN", "CMB"]
    T = {name: float(row["T_sm [GeV]"]) for name, row in marks.items()}
    expected = {"T_f": 1e4, "T_dec": 2.0, "T_RH": result.observables["T_RH"], "BBN": 1e-3, "CMB": 2.6e-10}
    for name, value in expected.items():
        assert T[name] == pytest.approx(value, rel=0.01)
    assert 0.05 < T["domination"] < 0.1
    for name, observable in (("BBN", "T_ratio_bbn"), ("CMB", "T_ratio_cmb")):
        ratio = float(marks[name]["T_twin [GeV]"]) / T[name]
        assert ratio == pytest.approx(result.observables[observable], rel=0.01)


def test_table_of_figure_1(history):
    columns = _columns(history.tables["history"])
    assert list(columns) == [
        "a/a_start", "t [s]", "H [GeV]", "T_sm [GeV]", "T_twin [GeV]", "rho_sm [GeV^4]", "rho_twin [GeV^4]",
        "rho_N [GeV^4]", "S_sm [GeV^3]", "S_twin [GeV^3]",
    ]  # fmt: skip
    total = columns["rho_sm [GeV^4]"] + columns["rho_twin [GeV^4]"] + columns["rho_N [GeV^4]"]
    # 1e-7: a sector and the bath it shares have tables of their own, accurate to that.
    np.testing.assert_allclose(columns["H [GeV]"] ** 2, 8 * np.pi / 3 * total / M_PLANCK**2, rtol=1e-7)
    T = columns["T_sm [GeV]"]
    # Up to rounding: the instant at which the contact ends is there twice.
    assert np.all(T[1:] <= T[:-1] * (1.0 + 1e-9))


def test_figure_1_says_what_it_shows(history, result):
    energies, temperatures, *_ = history.figure.axes
    assert [text.get_text() for text in energies.get_legend().get_texts()] == [
        "Standard Model", "twin sector", "heavy neutrino $N$",
    ]  # fmt: skip
    assert "T\\,a" in temperatures.get_ylabel() and "rho" in energies.get_ylabel()
    labels = " ".join(text.get_text() for text in energies.texts)
    for word in ("T_f", "dec", "dominates", "RH", "BBN", "CMB"):
        assert word in labels
    assert "vev_ratio = 4" in caption(result) and f"{result.observables['T_RH'] * 1e3:.3g} MeV" in caption(result)


def test_files(history, drawing, tmp_path):
    """Also when a drawing is saved a second time."""
    history.save(tmp_path / "before", "figure-1")
    names = [path.name for path in (*history.save(tmp_path, "figure-1"), *drawing.save(tmp_path, "figure-2"))]
    assert names == [
        "figure-1.png", "figure-1.pdf", "figure-1-history.csv", "figure-1-marks.csv",
        "figure-2.png", "figure-2.pdf", "figure-2-plane.csv",
    ]  # fmt: skip
    assert all((tmp_path / name).stat().st_size > 500 for name in names)
    for name in ("figure-1-history.csv", "figure-1-marks.csv"):
        assert (tmp_path / name).read_bytes() == (tmp_path / "before" / name).read_bytes()


def test_catalogue_finds_the_figures():
    for number in (1, 2):
        assert load_figure("twin-sterile-neutrino", number).__name__ == f"figure_{number}"


def test_history_of_any_result(result):
    """By the names of the universe, with the relics' reign marked from the energies alone."""
    drawn = draw_history(result)
    assert [text.get_text() for text in drawn.figure.axes[0].get_legend().get_texts()] == ["sm", "twin", "N"]
    marks = _columns(drawn.tables["marks"])
    assert list(marks["mark"]) == ["contact_1_ends", "domination_starts", "domination_ends"]
    assert marks["T_sm [GeV]"][0] == pytest.approx(2.0, rel=1e-6)
    assert "m_N = 30 GeV" in drawn.tables["history"].comment


def test_history_of_a_sector_that_starts_empty(tmp_path):
    """A relic that rules from the start fills one of two sectors: no logarithm of zero reaches the picture."""
    log_a = np.linspace(0.0, 10.0, 40)
    filled = np.exp(-log_a) * (1.0 - np.exp(-log_a))
    decaying = np.exp(-3.0 * log_a - np.exp(log_a - 5.0))
    rho = {"visible": filled**4, "hidden": 1e-2 * np.exp(-4.0 * log_a), "phi": decaying}
    T = {"visible": filled, "hidden": 0.3 * np.exp(-log_a)}
    H = np.sqrt(sum(rho.values()))
    curves = Curves(Snapshot(log_a, 1.0 / H, H, T, rho, rho), ("visible", "hidden"), ("phi",), ())
    assert len(curves.domination()) == 1
    drawn = history_drawing(curves, [], {}, "toy")
    assert len(drawn.save(tmp_path, "history")) == 4


def test_table_of_figure_2(plane, drawing):
    columns = _columns(drawing.tables["plane"])
    assert len(columns["m_N [GeV]"]) == SMALL**2
    assert plane.failures == {}
    i = 5 * SMALL + 7
    point = rh.TwinSterileNeutrino(m_N=columns["m_N [GeV]"][i], m_nu=columns["m_nu [eV]"][i], vev_ratio=4).solve()
    # 1e-4: one point is integrated with other steps than a batch.
    for column in ("delta_N_eff_bbn", "delta_N_eff_cmb", "T_RH [GeV]"):
        assert columns[column][i] == pytest.approx(point.observables[column.split()[0]], rel=1e-4)
    assert columns["allowed"][i] == point.allowed
    assert columns["allowed"].any() and not columns["allowed"].all()


def test_wedge_of_figure_2(plane):
    """Allowed points have their decays after T_dec and before nucleosynthesis, far below the line of Eq. 11."""
    allowed = allowed_margin(plane.observables) >= 0.0
    assert np.all(plane.observables["decay_over_hubble_at_T_dec"][allowed] < 1.0)
    assert np.all(plane.observables["T_RH"][allowed] > 5.4e-3)
    m_nu = np.broadcast_to(plane.m_nu[:, None], allowed.shape)[allowed]
    line = _columns(twin_plane.plane_table(plane))["m_nu_thermalisation_all_fermions [eV]"]
    # Real W and Z would lower the line by 15; a hundred leaves room for that.
    assert np.max(m_nu) < 1e-2 * np.nanmin(line)
    assert np.array_equal(np.isnan(line), _columns(twin_plane.plane_table(plane))["m_N [GeV]"] > 300.0)
    # Upper right: both sectors are heated alike, and nothing is diluted; 5.85 without relic.
    assert plane.observables["delta_N_eff_cmb"][-1, -1] == pytest.approx(5.85, rel=0.02)


def test_figure_2_says_what_it_shows(drawing):
    legend = " ".join(text.get_text() for text in drawing.figure.legends[0].get_texts())
    for word in ("excluded by", "5.4 MeV", "CMB-S4", "dec", "Eq. 11"):
        assert word in legend
    titles = [ax.get_title() for ax in drawing.figure.axes[:2]]
    assert "0.41" in titles[0] and "0.28" in titles[1]
    assert any(text.get_text() == "allowed" for text in drawing.figure.axes[0].texts)


def test_levels_of_figure_2_come_from_the_table():
    """Limits and sensitivity of both panels are contours; each panel is labelled without the other's limit."""
    assert {0.06, 0.28, 0.41} < set(twin_plane.contour_levels())
    assert 0.41 not in twin_plane.labelled_levels("delta_N_eff_cmb")
    assert 0.28 not in twin_plane.labelled_levels("delta_N_eff_bbn")


def test_caption_of_figure_2_says_where_it_does_not_hold(plane):
    text = twin_plane.caption(plane)
    for words in ("5.4 MeV < T_RH < 9 MeV lies outside", "order of magnitude", "not drawn for m_N > 300 GeV"):
        assert words in text


def test_captions_leave_out_dark_matter_that_is_not_there(plane, result):
    for text in (twin_plane.caption(plane), draw_history(result).tables["history"].comment):
        assert "bbn_neutrinos" in text
        for name in ("dm_", "opacity", "m_warm", "sin2_2theta"):
            assert name not in text


def test_caption_of_a_history_with_dark_matter():
    solved = rh.TwinSterileNeutrino(m_N=None, vev_ratio=4.0, m_s=10.0, sin2_2theta=1e-9).solve()
    drawn = draw_history(solved)
    assert "sin2_2theta = 1e-09" in drawn.tables["history"].comment
    small = drawn.figure.get_supxlabel()
    assert r"$\sin^2 2\theta$ = 1e-09" in small and "dm_flavour = mu" in small
    assert "sin2_2theta" not in small


def test_points_that_failed_are_reported(plane):
    assert "2 points failed: lost." in twin_plane.caption(
        twin_plane.Plane(plane.m_N, plane.m_nu, plane.observables, plane.fixed, {"lost": 2})
    )


def test_labels_are_spread():
    assert spread([0.0, 0.5, 1.0], 0.1) == [0.0, 0.5, 1.0]
    moved = spread([0.52, 0.5, 0.51], 0.1)
    assert np.all(np.diff(sorted(moved)) > 0.0999)
    assert np.argsort(moved).tolist() == [1, 2, 0]


def test_words_stand_inside_their_region():
    """In the middle of a region, away from the frame; in the middle of the axes if there is no region."""
    ax = Figure().subplots()
    ax.set(xlim=(0.0, 1.0), ylim=(0.0, 1.0))
    x = y = np.linspace(0.0, 1.0, 101)
    region = np.zeros((101, 101), dtype=bool)
    region[40:81, 50:] = True
    # Words are wide: only the sides matter here. 0.02: every other point of the grid is tried.
    best = roomiest_point(ax, x, y, region)
    assert best[0] == pytest.approx(0.75, abs=0.02)
    assert 0.45 < best[1] < 0.75
    assert roomiest_point(ax, x, y, np.zeros_like(region)) == pytest.approx((0.5, 0.5))


@pytest.mark.parametrize(
    ("value", "text"), [(1e4, "10 TeV"), (2.0, "2 GeV"), (8.15e-3, "8.15 MeV"), (2.6e-10, "0.26 eV")]
)
def test_energy(value, text):
    assert energy(value) == text

"""The plane of mass and mixing with a lepton asymmetry: what is open, tables and words, on a grid that is known."""

import numpy as np
import pytest

from reheaton.papers.dodelson_widrow.figures import figure_1 as plane
from reheaton.papers.dodelson_widrow.resonant_region import OBSERVABLES, Grid


def known_grid(name):
    """Omega h^2 = 0.12 at L = 1e-6 share^-0.8, k_half_mode = 6 m_s h/Mpc/keV: too warm below 12.98 keV."""
    sector = plane.SECTORS[name]
    m_s, share = np.geomspace(*plane.M_S_RANGE, 5), np.array([*np.geomspace(3e-6, 1.0, 7), 1.5])
    L = np.array([0.0, *np.geomspace(1e-6, 2e-2, 9)])
    nothing = np.zeros((len(m_s), len(share), len(L)))
    found = dict.fromkeys(OBSERVABLES, nothing + 1.0)
    found["Omega_h2"] = nothing + np.where(L > 0.0, 0.12 * L / (1e-6 * share[:, None] ** -0.8), 0.12 * share[:, None])
    found["k_half_mode"] = nothing + 6.0 * m_s[:, None, None]
    found["mu_over_T"] = nothing + 80.0 * L
    mixing = 1e-9 * (m_s[:, None] / 10.0) ** -1.8 * share
    options = {"dm_generations": 3, "eos": "borsanyi-2016", "sm_neutrinos": "equilibrium"}
    return Grid(sector.model, sector.fixed, m_s, mixing, L, found, options)


@pytest.fixture(scope="module")
def panels():
    return [plane.Panel(name, known_grid(name)) for name in plane.SECTORS]


@pytest.fixture(scope="module")
def drawing(panels):
    return plane.draw_plane(panels)


def test_what_is_open(panels):
    """Two cells of the picture, 4% in mass and 8% in mixing: 77.9/6 keV, and 80 L = 0.5 at share^-0.8 = 6250."""
    twin = plane.open_region(panels[1])
    assert twin["m_s_min"] == pytest.approx(77.9 / 6.0, rel=0.04)
    assert twin["L_max"] == pytest.approx(0.5 / 80.0, rel=0.08)
    assert twin["mixing_min"] == pytest.approx(1e-9 * 30.0**-1.8 * 6250.0**-1.25, rel=0.17)
    # X-rays leave nothing of these masses in the Standard Model but what they leave near 40 to 50 keV.
    visible = panels[0].margin(panels[0].points) > 0.0
    hidden = panels[1].margin(panels[1].points) > 0.0
    assert np.sum(visible) < 0.1 * np.sum(hidden)
    points = panels[0].points
    assert np.all(points.mixing[visible] <= panels[0].photon_lines(points.m_s)[visible])


def test_tables(drawing, tmp_path):
    for name in plane.SECTORS:
        table = drawing.tables[name]
        columns = dict(zip(table.columns, zip(*table.rows, strict=True), strict=True))
        assert len(columns["m_s [keV]"]) == plane.TABLE[0] * plane.TABLE[1]
        bounded = np.isfinite(columns["sin2_2theta of photon lines"])
        assert np.any(bounded) if name == "standard-model" else not np.any(bounded)
    names = [path.name for path in drawing.save(tmp_path, "figure-1")]
    assert names == ["figure-1.png", "figure-1.pdf", "figure-1-standard-model.csv", "figure-1-twin.csv"]


def test_words(panels, drawing):
    shown = " ".join(text.get_text() for ax in drawing.figure.axes for text in ax.texts)
    for word in ("10^{-4}", "too warm", "open", "without asymmetry", "> 0.5"):
        assert word in shown
    left, right = (ax.get_title() for ax in drawing.figure.axes)
    assert "Standard Model" in left and "$m_N=80$ GeV" in right
    text = plane.caption(panels)
    for words in ("77.9 $h$/Mpc", "5.9 keV", "m_s$ from 13", "Fig. 3 of the twin paper"):
        assert words in text
    assert "failed" not in text
    assert len(drawing.figure.get_supxlabel().splitlines()) <= 4
    assert "sm_neutrinos = equilibrium" in text
    assert "m_N = 80" in drawing.tables["twin"].comment and "no photon lines" in drawing.tables["twin"].comment


@pytest.mark.parametrize(
    ("value", "text"), [(1e-5, "$10^{-5}$"), (2e-5, r"$2\times10^{-5}$"), (3e-3, r"$3\times10^{-3}$")]
)
def test_numbers_on_lines(value, text):
    assert plane._power(value) == text

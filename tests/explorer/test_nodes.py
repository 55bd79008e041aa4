"""Histories at few nodes are the curves that `figures.history` draws, to less than a line's width."""

import numpy as np
import pytest

import reheaton as rh
from reheaton.explorer.nodes import LOWEST, sample
from reheaton.figures.history import Curves
from reheaton.models.histories import Histories, solve_histories

PANEL = 250.0
"""Pixels of a panel: a line is 1.9 of them wide."""


def histories(x, T, rho, contact_ends=()):
    """One history with these curves over x = log10 a."""
    return Histories(np.zeros(1), np.log(10.0) * x[None], {"sm": T[None]}, {"sm": rho[None]}, contact_ends)


def distance(x, y, nodes_x, nodes_y, height):
    """Largest distance [pixels] of points from a line through nodes, in a panel that is as wide as x and so high."""
    good = np.isfinite(nodes_y)
    along = np.linspace(0, good.sum() - 1, 5000)
    line = [np.interp(along, np.arange(good.sum()), c[good]) for c in (nodes_x / np.ptp(x), nodes_y / height)]
    return PANEL * max(
        np.min(np.hypot(line[0] - a / np.ptp(x), line[1] - b / height)) for a, b in zip(x, y, strict=True)
    )


def test_radiation_is_two_straight_lines():
    x = np.linspace(0.0, 10.0, 101)
    found = sample(histories(x, 10.0 * 10.0**-x, 3.0 * 10.0 ** (-4.0 * x)))
    # Rounding alone.
    assert np.abs(found.curves["T sm"]).max() < 1e-12 and np.abs(found.curves["rho sm"]).max() < 1e-12
    assert found.hottest == pytest.approx([10.0]) and found.x[0, [0, -1]] == pytest.approx([0.0, 10.0], abs=1e-12)


def test_nodes_stand_where_a_curve_bends():
    x = np.linspace(0.0, 10.0, 101)
    found = sample(histories(x, 10.0**-x * (1.0 + np.exp(4 * (x - 5)) / (1 + np.exp(4 * (x - 5)))), 10.0 ** (-4 * x)))
    near = np.sum(np.abs(found.x[0] - 5.0) < 1.0)
    assert near > 0.4 * found.x.shape[1]


def test_what_is_empty_or_below_what_is_drawn_has_no_number():
    x = np.linspace(0.0, 10.0, 101)
    rho = np.where(x < 5.0, 10.0 ** (-4 * x), 0.0)
    found = sample(histories(x, 10.0**-x, rho)).curves["rho sm"][0]
    assert np.isfinite(found[0]) and np.isnan(found[-1]) and np.nanmin(found) > LOWEST


def test_ends_of_contacts():
    x = np.linspace(0.0, 10.0, 101)
    assert sample(histories(x, 10.0**-x, 10.0 ** (-4 * x), (25,))).contact_ends[0].tolist() == pytest.approx([2.5])


def test_curves_are_those_of_the_figure():
    """A relic that dominates and decays, early and late."""
    values = {"m_N": 80.0, "m_nu": [1e-11, 1.5e-9, 1e-6], "vev_ratio": 4.0, "sm_neutrinos": "equilibrium"}
    (found,) = solve_histories(rh.TwinSterileNeutrino, values, sample)
    for point, m_nu in enumerate(values["m_nu"]):
        curves = Curves.of(rh.TwinSterileNeutrino(**{**values, "m_nu": m_nu}).solve().background)
        x = curves.at.log_a / np.log(10.0)
        start, hottest = sum(rho[0] for rho in curves.at.rho.values()), max(T[0] for T in curves.at.T.values())
        with np.errstate(divide="ignore"):
            exact = {f"T {name}": np.log10(T / hottest) + x for name, T in curves.at.T.items()}
            exact |= {f"rho {name}": np.log10(rho / start) + 4 * x for name, rho in curves.at.rho.items()}
        for kind, lowest in (("T ", -9.0), ("rho ", -3.0)):
            # All curves of a panel, which begins at 1e-3 of the energy at the start.
            drawn = {name: y for name, y in exact.items() if name.startswith(kind)}
            height = max(y.max() for y in drawn.values()) - max(lowest, min(y.min() for y in drawn.values()))
            for name, y in drawn.items():
                seen = y > lowest
                far = distance(x[seen], y[seen], found.x[point], found.curves[name][point], height)
                # Less than the width of the line, 1.9 pixels.
                assert far < 1.5, (m_nu, name)

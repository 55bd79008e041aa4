"""Dark matter in viable backgrounds, on a small grid."""

from types import SimpleNamespace

import numpy as np
import pytest

import reheaton as rh
from reheaton.papers.twin_sterile_neutrino import viable_dark_matter


@pytest.mark.slow
def test_needed_mixing_gives_dark_matter(panels):
    """The production of single points agrees, in backgrounds that respect all limits."""
    scan = panels["full"].scan
    needed = scan.needed_mixing()
    rows, columns, masses = np.nonzero(np.isfinite(needed))
    picked = np.arange(0, len(rows), 5)
    row, column, mass = rows[picked], columns[picked], masses[picked]
    batch = rh.solve_batch(
        rh.TwinSterileNeutrino, m_N=scan.backgrounds.m_N[column], m_nu=scan.backgrounds.m_nu[row, column],
        vev_ratio=4, limits="paper", opacity_mesons=True, m_s=scan.m_s[mass], sin2_2theta=needed[row, column, mass],
        sm_neutrinos="equilibrium",
    )  # fmt: skip
    # 1%: rungs of the ladder are half a decade apart at the knee.
    np.testing.assert_allclose(batch.observables["Omega_h2"], 0.12, rtol=0.01)
    there = [scan.at(m, np.log([needed[r, c, m]])) for r, c, m in zip(row, column, mass, strict=True)]
    for name, values in (
        ("k_half_mode", [q.half_mode[r, c, 0] for q, r, c in zip(there, row, column, strict=True)]),
        ("max_rate_over_H", [q.rate[r, c, 0] for q, r, c in zip(there, row, column, strict=True)]),
    ):
        np.testing.assert_allclose(np.exp(values), batch.observables[name], rtol=0.03)
    # The border is interpolated between points that are far apart here.
    epochs = [limit for limit in batch.limits if limit.name.startswith(("Delta N_eff", "T_RH"))]
    assert len(epochs) == 3 and min(np.min(limit.log_margin) for limit in epochs) > -0.1


@pytest.mark.slow
def test_production_grows_with_mixing(panels):
    Omega = panels["full"].scan.made.Omega
    # 1e-3: flat where everything is in equilibrium.
    assert np.all(np.diff(Omega, axis=-1) > -1e-3)
    np.testing.assert_allclose(np.exp(np.diff(Omega, axis=-1)[..., 0]), 10.0, rtol=0.1)


def test_masses_between_those_computed(panels):
    scan = panels["full"].scan
    same = scan.refined(scan.m_s)
    for name in scan.made._fields:
        np.testing.assert_allclose(getattr(same.made, name), getattr(scan.made, name), atol=1e-9)


def test_the_border_is_the_edge_of_a_limit_where_another_takes_over(monkeypatch):
    """Limits that are straight lines in ln m_nu, so that each edge is found to rounding; together they are none.

    The lower edge is at 5.5 intervals, where the other limit has a margin of 0.1 at the point above: the smaller margin
    goes from -0.5 to 0.1 there, and as one field it would have its zero at 5.83.
    """
    monkeypatch.setattr(viable_dark_matter, "_BORDER_POINTS", (4, 15))
    place = np.repeat(np.arange(15.0), 4)
    fields = (place - 5.5, 0.1 + 0.2 * (place - 6.0), 10.3 - place)
    batch = SimpleNamespace(limits=[SimpleNamespace(log_margin=field) for field in fields])
    monkeypatch.setattr(viable_dark_matter, "solve_batch", lambda *_, **__: batch)
    found = viable_dark_matter.viable_backgrounds((10.0, 80.0), 4.0, 2, 3, lambda *_: None)
    low, high = viable_dark_matter.M_NU_RANGE
    places = np.log(found.m_nu / low) / np.log(high / low) * 14.0
    np.testing.assert_allclose(places, np.array([[5.5], [7.9], [10.3]]) * np.ones(2), rtol=1e-12)
    np.testing.assert_allclose(found.m_N, [10.0, 80.0], rtol=1e-12)

"""Histories of many points are those of each, in any number of chunks."""

import numpy as np
import pytest

import reheaton as rh
from reheaton.errors import InvalidInput
from reheaton.figures.history import Curves
from reheaton.models import histories as module
from reheaton.models.histories import distinct_backgrounds, solve_histories

M_NU = [1e-10, 1e-9, 1e-8]
VALUES = {"m_N": 80.0, "m_nu": M_NU, "vev_ratio": 4.0, "sm_neutrinos": "equilibrium"}


def whole(histories):
    return histories


def test_a_batch_is_the_loop():
    (found,) = solve_histories(rh.TwinSterileNeutrino, VALUES, whole)
    assert found.codes.tolist() == [0, 0, 0] and list(found.T) == ["sm", "twin"] and len(found.contact_ends) == 1
    for point, m_nu in enumerate(M_NU):
        at = rh.TwinSterileNeutrino(**{**VALUES, "m_nu": m_nu}).solve().background.grid
        # Both make the same steps; only the order of sums differs.
        np.testing.assert_allclose(found.log_a[point], at.log_a, rtol=1e-9, atol=1e-12)
        for name, T in at.T.items():
            np.testing.assert_allclose(found.T[name][point], T, rtol=1e-9)
        for name, rho in at.rho.items():
            np.testing.assert_allclose(found.rho[name][point], rho, rtol=1e-7, atol=1e-300)


class NotByTheAlphabet(rh.Model):
    """Sectors and relics whose order is not that of their names."""

    T: float = rh.parameter("GeV", "temperature at the start")

    def universe(self):
        sectors = [rh.Sector(name, rh.ideal_gas(rh.boson(f"{name} photon", 0, g=2))) for name in ("sm", "dark")]
        relics = [rh.cold_relic(name, 1.0, {"sm": 1e-20}, 1e-12) for name in ("Z", "A")]
        return rh.Universe(sectors, relics, start=self.T)

    def probes(self):
        return [rh.DarkRadiation("dark")]


def test_sectors_and_relics_are_in_the_order_of_the_universe_as_in_pictures():
    (found,) = solve_histories(NotByTheAlphabet, {"T": [1e-2, 2e-2]}, whole)
    assert list(found.T) == ["sm", "dark"] and list(found.rho) == ["sm", "dark", "Z", "A"]
    assert Curves.of(NotByTheAlphabet(T=1e-2).solve().background).names == ("sm", "dark", "Z", "A")


def test_chunks_and_progress(monkeypatch):
    (one,) = solve_histories(rh.TwinSterileNeutrino, VALUES, whole)
    monkeypatch.setattr(module, "CHUNK", 2)
    told = []
    parts = solve_histories(rh.TwinSterileNeutrino, VALUES, lambda h: h.T["twin"], progress=told.append, threads=1)
    assert [len(part) for part in parts] == [2, 1] and told == pytest.approx([2 / 3, 1.0])
    np.testing.assert_allclose(np.concatenate(parts), one.T["twin"], rtol=1e-9)


def test_points_that_are_all_alike():
    (found,) = solve_histories(rh.TwinSterileNeutrino, {**VALUES, "m_nu": [1e-9, 1e-9]}, whole)
    assert found.codes.tolist() == [0, 0]
    np.testing.assert_array_equal(found.T["sm"][0], found.T["sm"][1])


def test_points_share_the_background_they_do_not_change():
    dark = {"m_s": [10.0, 10.0, 20.0], "sin2_2theta": 1e-9}
    assert distinct_backgrounds(rh.TwinSterileNeutrino, {**VALUES, **dark, "m_nu": 1e-9}).tolist() == [0, 0, 0]
    numbers = distinct_backgrounds(rh.TwinSterileNeutrino, {**VALUES, "m_nu": [1e-9, 1e-8, 1e-9]})
    assert numbers[0] == numbers[2] != numbers[1]


def test_bad_points_are_refused():
    with pytest.raises(InvalidInput, match="m_nu"):
        solve_histories(rh.TwinSterileNeutrino, {**VALUES, "m_nu": [1e-9, -1.0]}, whole)

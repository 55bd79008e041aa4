"""Histories of many points are those of each, in any number of chunks."""

import numpy as np
import pytest

import reheaton as rh
from reheaton.errors import InvalidInput
from reheaton.models import histories as module
from reheaton.models.histories import distinct_backgrounds, solve_histories

M_NU = [1e-10, 1e-9, 1e-8]
VALUES = {"m_N": 80.0, "m_nu": M_NU, "vev_ratio": 4.0}


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

"""Moments of the production rate: published values, quadrature, and the edges of the table."""

from itertools import pairwise
from math import comb

import jax
import numpy as np
import pytest
from scipy.integrate import quad

from reheaton.errors import InvalidInput
from reheaton.papers.inverse_symmetry_breaking.moments import Z_RANGE, moment_table, moments, reduced_rate

compiled = jax.jit(moments, static_argnames="statistics")
rate = jax.jit(reduced_rate, static_argnames="statistics")


@pytest.mark.parametrize(
    ("z", "F"),
    [(0.01, 42.6140786), (0.5477225575, 14.32663846), (4.053600464, 0.02418255421), (30.0, 9.321837294e-25)],
)
def test_published_values_of_the_rate(z, F):
    """2e-9: half a unit of the last of ten digits, where they are given; an independent calculation."""
    assert float(reduced_rate(z, 0.05)) == pytest.approx(F, rel=2e-9)


@pytest.mark.parametrize("statistics", ["maxwell-boltzmann", "bose-einstein"])
@pytest.mark.parametrize(("z1", "c_phi"), [(0.03, 0.05), (0.5, 0.01), (0.5, 2.0), (20.0, 0.3)])
def test_moments_are_integrals_of_the_rate(z1, c_phi, statistics):
    """int dz (z1/z)^k F and int dz (1 - z1/z)^k F by adaptive quadrature, split at the kink z = sqrt c.

    1e-6, or 5e-6 with Bose-Einstein statistics, as stated; the quadrature is asked for 1e-8.
    """
    tolerance = 1e-6 if statistics == "maxwell-boltzmann" else 5e-6
    found = [np.asarray(each) * np.exp(-2.0 * z1) for each in compiled(z1, c_phi, statistics)]
    kink = np.sqrt(c_phi)
    edges = [z1, *([kink] if kink > z1 else []), max(z1, kink) + 3.0, max(z1, kink) + 20.0]

    def integral(weight):
        pieces = (
            quad(lambda z: weight(z) * float(rate(z, c_phi, statistics)), *piece, epsabs=0.0, epsrel=1e-8)[0]
            for piece in pairwise(edges)
        )
        return sum(pieces)

    for k in (0, 2, 4):
        assert found[0][k] == pytest.approx(integral(lambda z, k=k: (z1 / z) ** k), rel=tolerance)
        assert found[1][k] == pytest.approx(integral(lambda z, k=k: (1.0 - z1 / z) ** k), rel=tolerance)


def test_powers_of_the_ratio_and_of_its_rest_are_one():
    """sum_k binom(4, k) (-1)^k M_k = Q_4: (1 - r)^4 expanded; 1e-5 of M_0, as the terms cancel."""
    M, Q = (np.asarray(each) for each in compiled(1.0, 0.05, "maxwell-boltzmann"))
    assert Q[0] == M[0]
    for k in range(1, 5):
        assert sum((-1) ** j * comb(k, j) * M[j] for j in range(k + 1)) == pytest.approx(Q[k], abs=1e-5 * M[0])


@pytest.mark.parametrize(("z1", "c_phi"), [(0.9 * Z_RANGE[0], 0.05), (1.1 * Z_RANGE[1], 0.05), (1.0, 5.0), (1.0, 9e-7)])
def test_nothing_is_extrapolated(z1, c_phi):
    assert all(np.all(np.isnan(each)) for each in compiled(z1, c_phi, "maxwell-boltzmann"))


def test_unknown_statistics_are_refused():
    with pytest.raises(InvalidInput, match="did you mean 'bose-einstein'"):
        moment_table("bose-einstien")  # pyright: ignore[reportArgumentType]

"""Rates at one point of a history, against the formulas for one momentum."""

import jax.numpy as jnp
import numpy as np
import pytest

from reheaton.production.local_rates import (
    LOWEST_LOG_Y,
    Mixing,
    local_factors,
    momenta_over_T,
    rate_over_H,
    relaxation,
)
from reheaton.rates.mixing_in_matter import oscillation_rate
from reheaton.rates.opacity.opacity import MOMENTUM_SPACING

from .oscillations import KEV, active, mesons


def _at(T, vev_ratio=1.0, *, with_mesons=False, mixing=1e-6):
    neutrino = active(vev_ratio)
    if with_mesons:
        neutrino = neutrino.__class__(neutrino.opacity, neutrino.strong, vev_ratio, "mu", mesons=mesons())
    here = local_factors(10.0 * KEV, Mixing(mixing, neutrino), jnp.asarray(T), jnp.asarray(1e-20), jnp.zeros(()))
    x = momenta_over_T(here, 120)
    return here, x, relaxation(here, neutrino, neutrino.mesons_here, x)


def test_momenta():
    _, x, _ = _at(0.2)
    np.testing.assert_allclose(x, np.exp(LOWEST_LOG_Y + MOMENTUM_SPACING * np.arange(120)), rtol=1e-12)


@pytest.mark.parametrize("vev_ratio", [1.0, 4.0])
@pytest.mark.parametrize("mixing", [1e-6, 0.1])
def test_rate_is_the_oscillation_rate_over_H(vev_ratio, mixing):
    T = 0.3
    here, x, C = _at(T, vev_ratio, mixing=mixing)
    expected = oscillation_rate(10.0 * KEV, mixing, x * T, jnp.full(120, T), C, vev_ratio=vev_ratio) / 1e-20
    np.testing.assert_allclose(rate_over_H(here, x, C), expected, rtol=1e-10)


@pytest.mark.parametrize("T", [0.055, 0.08, 0.1])
def test_no_rate_is_negative(T):
    """At f = 3 the table of mesons, which is interpolated in the vev ratio, falls to -1.6 at small momenta."""
    (_, _, C), (_, _, without) = _at(T, 3.0, with_mesons=True), _at(T, 3.0)
    assert np.all(np.asarray(C) > 0.0) and np.all(np.asarray(without) > 0.0)

"""Numbers that production states about itself: defaults, the range that is followed, momenta today."""

import jax.numpy as jnp
import numpy as np
import pytest

from reheaton.production import oscillation
from reheaton.production.local_rates import MOMENTA, ActiveNeutrino
from reheaton.production.oscillation import Production, peak_temperature, production_range, wanted_range
from reheaton.rates.opacity.opacity import MOMENTUM_SPACING

from .oscillations import KEV, M_PLANCK, active


def test_the_standard_model_is_the_default():
    usual = active(1.0)
    assert float(ActiveNeutrino(usual.opacity, usual.strong).vev_ratio) == 1.0
    assert float(peak_temperature(KEV)) == float(peak_temperature(KEV, 1.0)) == pytest.approx(0.133, rel=1e-12)


def test_the_peak_moves_with_mass_and_vev_ratio():
    """133 MeV (m_s/keV)^(1/3) f^(2/3), Dodelson & Widrow 1994; 1e-12: rounding."""
    assert float(peak_temperature(8.0 * KEV, 27.0)) == pytest.approx(0.133 * 2.0 * 9.0, rel=1e-12)


@pytest.mark.parametrize("vev_ratio", [1.0, 4.0])
def test_the_range_is_12_times_the_peak_to_a_40th_of_it(vev_ratio):
    """Also a late start is followed down by a factor of 20. 1e-12: products of a few numbers."""
    peak = float(peak_temperature(KEV, vev_ratio))
    usual = production_range(KEV, 1e-13, active(vev_ratio))
    assert [float(usual.T_start) / peak, float(usual.T_end) / peak] == pytest.approx([12.0, 1.0 / 40.0], rel=1e-12)
    late = production_range(KEV, 1e-13, active(vev_ratio), 0.3 * peak)
    assert float(late.T_start) / float(late.T_end) == pytest.approx(20.0, rel=1e-12)
    assert bool(late.late) and not bool(usual.late)


@pytest.mark.parametrize("seen", [wanted_range, lambda m, mixing, f, T: production_range(m, mixing, active(f), T)])
def test_a_universe_that_starts_where_production_does_is_not_late(seen):
    start = 12.0 * peak_temperature(KEV, 4.0)
    late = [bool(seen(KEV, 1e-13, 4.0, T).late) for T in (np.inf, start, start * (1.0 - 1e-12), 0.3 * start)]
    assert late == [False, False, True, True]


@pytest.mark.parametrize("mixing", [1e-13, 0.3])
def test_the_wanted_range_is_that_of_the_standard_model_and_lies_in_its_table(mixing):
    """1e-12: products of a few numbers, by NumPy and by JAX."""
    wanted, followed = wanted_range(KEV, mixing), production_range(KEV, mixing, active(1.0))
    assert [float(T) for T in wanted[:2]] == pytest.approx([float(T) for T in followed[:2]], rel=1e-12)


@pytest.mark.parametrize("vev_ratio", [1.0, 4.0])
def test_strong_mixing_is_followed_until_its_rate_is_negligible(vev_ratio):
    """R ~ 0.1 sin^2 2theta G_F^2 T^3 M_PLANCK = 1e-4, and G_F falls as vev_ratio^-2. 1e-6: digits of the constants."""
    limits = production_range(KEV, 0.3, active(vev_ratio))
    fermi = 1.1663788e-5 / vev_ratio**2
    assert 0.1 * 0.3 * fermi**2 * float(limits.T_end) ** 3 * M_PLANCK == pytest.approx(1e-4, rel=1e-6)
    assert float(limits.T_end) < float(peak_temperature(KEV, vev_ratio)) / 40.0


def test_the_momenta_of_the_sample_lie_where_the_number_is():
    """Four of them, from p/T = 0.4 to 8 (two digits), the first and the last as stated."""
    y = 0.01 * np.exp(MOMENTUM_SPACING * np.arange(MOMENTA))[oscillation._SAMPLE]
    assert len(y) == 4 and [y[0], y[-1]] == pytest.approx([0.4, 8.0], rel=0.05)


def test_momenta_today_are_those_at_the_end_times_the_ratio_of_temperatures():
    none, y, f = jnp.zeros(()), np.array([0.1, 1.0, 10.0]), np.array([3.0, 2.0, 1.0])
    made = Production(jnp.log(y), jnp.asarray(f), none, none, none, none, none, none)
    today = made.today(0.25)
    np.testing.assert_allclose(today.q, 0.25 * y, rtol=1e-14)
    np.testing.assert_array_equal(today.f, f)

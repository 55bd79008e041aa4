"""Couplings of neutrinos to electrons."""

import numpy as np
import pytest

from reheaton.constants import SIN2_THETA_W
from reheaton.rates.weak.couplings import electron_couplings


@pytest.mark.parametrize(("flavour", "left"), [("e", 0.5), ("mu", -0.5), ("tau", -0.5)])
def test_couplings_are_those_of_the_standard_model(flavour, left):
    """g_L = +-1/2 + s^2, g_R = s^2; Dolgov, Hansen and Semikoz 1997, Table 1; to rounding."""
    g_L, g_R = left + SIN2_THETA_W, SIN2_THETA_W
    np.testing.assert_allclose(electron_couplings(flavour), (g_L**2 + g_R**2, g_L * g_R), rtol=1e-14)

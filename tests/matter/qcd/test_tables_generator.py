"""What the tables are made from: fits of Saikawa and Shirai, running coupling, series at weak coupling."""

import numpy as np
import pytest
from qcd.base_curves import borsanyi_ratio, saikawa_shirai_ratio
from qcd.perturbative import fitted_constant, perturbative_ratio
from qcd.saikawa_shirai import sm_entropy_degrees, sm_entropy_degrees_low

from reheaton.matter.qcd import QCD_EQUATIONS_OF_STATE, light_qcd
from reheaton.matter.qcd.tables import T_HADRON

from .qcd_reference import qcd_entropy, whole_standard_model
from .table_s2 import TABLE_S2

NAMES = tuple(QCD_EQUATIONS_OF_STATE)


def test_saikawa_shirai_fits_join_and_have_published_values():
    """0.1% at the seam: the fits were made apart. 0.7%: error of their fit of their own table (arXiv:2005.03544)."""
    np.testing.assert_allclose(sm_entropy_degrees(0.12), sm_entropy_degrees_low(0.12), rtol=1e-3)
    t, g_s = (
        np.array([1.00155, 9.92137, 19.6436, 98.2808, 1022.25]),
        np.array([68.7548, 80.8835, 81.6557, 100.158, 103.838]),
    )
    np.testing.assert_allclose(sm_entropy_degrees(t), g_s, rtol=0.007)


def test_weak_coupling_series_limits():
    """Leading order -2 alpha_s/pi * (15/8)(1 + 5n/12)/(1 + 21n/32); 2%: the next order, a^(1/2), at a = 1e-6."""
    a, n = 1e-6, 6.0
    expected = -15.0 / 4.0 * (1.0 + 5.0 * n / 12.0) * a / (1.0 + 21.0 * n / 32.0)
    assert float(perturbative_ratio(np.pi * a, n, -3000.0)) - 1.0 == pytest.approx(expected, rel=0.02)
    q_c = fitted_constant(0.2, 4.0, 0.88)
    assert float(perturbative_ratio(0.2, 4.0, q_c)) == pytest.approx(0.88, rel=1e-12)


def test_weak_coupling_series_predicts_ten_gev():
    """0.7%: with its one constant fitted at 1 GeV the series meets the QCD part of Table S2 at 10, 20 and 40 GeV."""
    knots = TABLE_S2[11:14]
    t = 10.0 ** (knots[:, 0] - 3.0)
    rest = whole_standard_model(t, "borsanyi-2016")[1] - 45.0 / (2.0 * np.pi**2) * qcd_entropy(t)
    published = 2.0 * np.pi**2 / 45.0 * (knots[:, 1] / knots[:, 2] - rest)
    np.testing.assert_allclose(qcd_entropy(t), published, rtol=0.007)


@pytest.mark.parametrize(("eos", "builder"), [(NAMES[0], borsanyi_ratio), (NAMES[1], saikawa_shirai_ratio)])
def test_shipped_table_is_what_its_generator_makes(eos, builder):
    """1e-6: the generator on another grid (its spacing enters by Simpson's rule and the matching point)."""
    curve = light_qcd(eos)
    x = curve.ln_temperature[0] + 0.01 * np.arange(2 * len(curve.ln_temperature) - 1)
    live = curve.ln_temperature > np.log(T_HADRON)
    np.testing.assert_allclose(builder(x)[::2][live], curve.ratio[live], rtol=2e-4 if eos == NAMES[1] else 1e-6)

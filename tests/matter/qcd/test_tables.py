"""The QCD pressure and entropy of the tables: published numbers, one smooth function, limits."""

import numpy as np
import pytest
from qcd.saikawa_shirai import sm_energy_degrees, sm_entropy_degrees

from reheaton.errors import InvalidInput
from reheaton.matter.qcd import QCD_EQUATIONS_OF_STATE, blend_weight, light_qcd
from reheaton.matter.qcd.free_quarks import free_qcd_pressure
from reheaton.matter.qcd.hadrons import hadron_pressure
from reheaton.matter.qcd.tables import T_HADRON, T_QUARK

from .qcd_reference import qcd_entropy, qcd_pressure, whole_standard_model
from .table_s2 import TABLE_S2

NAMES = tuple(QCD_EQUATIONS_OF_STATE)
TWIN_QCD = ("same", "rescaled")
VEV_RATIOS = (1.0, 2.0, 4.0, 10.0, 30.0, 100.0)


def test_table_s2_within_one_percent():
    """1%: the accuracy the authors state for their table; above 50 GeV it contains electroweak interactions (0.9%)."""
    knots = TABLE_S2[TABLE_S2[:, 0] != 3.0]
    g_rho, g_s = whole_standard_model(10.0 ** (knots[:, 0] - 3.0), "borsanyi-2016")
    np.testing.assert_allclose(g_rho, knots[:, 1], rtol=0.0105)
    np.testing.assert_allclose(g_s, knots[:, 1] / knots[:, 2], rtol=0.0105)


def test_table_s2_at_one_gev_disagrees_with_its_own_lattice_fit():
    """3 +- 0.4%: the table exceeds the 2+1+1 parametrisation of the same paper at 1 GeV; we follow the latter."""
    g_rho, _ = whole_standard_model(np.array([1.0]), "borsanyi-2016")
    assert g_rho[0] / 73.48 - 1.0 == pytest.approx(-0.03, abs=0.004)


def test_saikawa_shirai_entropy_is_reproduced():
    """1e-6: above T_QUARK the curve is the integral of their g_s, limited by the table's 9-digit slopes."""
    t = np.geomspace(1.01 * T_QUARK, 9e5, 400)
    np.testing.assert_allclose(whole_standard_model(t, "saikawa-shirai-2018")[1], sm_entropy_degrees(t), rtol=1e-6)


def test_saikawa_shirai_energy_is_nearly_reproduced():
    """2% below, 0.5% above 0.5 GeV: their g_rho and g_s are separate fits, thermodynamically consistent to that."""
    t = np.geomspace(0.121, 9e5, 400)
    residual = np.abs(whole_standard_model(t, "saikawa-shirai-2018")[0] / sm_energy_degrees(t) - 1.0)
    assert residual.max() < 0.02
    assert residual[t > 0.5].max() < 0.005


def test_equations_of_state_differ_by_a_few_percent():
    """The measured spread of g_s, which users need as an error estimate; 0.2%: the rounding of these numbers."""
    t = np.array([0.1, 0.2, 1.0, 2.0, 10.0, 100.0])
    ratio = whole_standard_model(t, NAMES[0])[1] / whole_standard_model(t, NAMES[1])[1] - 1.0
    np.testing.assert_allclose(ratio, [0.000, 0.012, 0.018, 0.032, 0.036, -0.002], atol=0.002)


@pytest.mark.parametrize("twin_qcd", TWIN_QCD)
@pytest.mark.parametrize("eos", NAMES)
def test_entropy_is_the_derivative_of_the_pressure(eos, twin_qcd):
    """1e-7: fourth-order differences of T^4 p over 0.002 in ln T; jumps of a derivative would show as 1e-3."""
    x = np.log(np.array([0.02, 0.0901, 0.1, 0.12, 0.1499, 0.17, 0.3, 0.7, 1.0, 1.4, 5.0, 100.0]))
    h = 2e-3
    p = {k: np.exp(4.0 * (x + k * h)) * qcd_pressure(np.exp(x + k * h), 4.0, eos, twin_qcd) for k in (-2, -1, 1, 2)}
    slope = (8.0 * (p[1] - p[-1]) - (p[2] - p[-2])) / (12.0 * h)
    np.testing.assert_allclose(qcd_entropy(np.exp(x), 4.0, eos, twin_qcd), slope * np.exp(-4.0 * x), rtol=1e-7)


@pytest.mark.parametrize("twin_qcd", TWIN_QCD)
@pytest.mark.parametrize("eos", NAMES)
@pytest.mark.parametrize("f", VEV_RATIOS)
def test_entropy_and_heat_capacity_are_positive(eos, f, twin_qcd):
    """ds/dlnT > 2.5 s: massless matter has 3, and no blend may bring it near zero, where sound would stop."""
    x = np.arange(np.log(0.02), np.log(5e4), 0.03)
    s = qcd_entropy(np.exp(x), f, eos, twin_qcd)
    assert np.all(s > 0.0)
    assert np.min(3.0 + np.diff(np.log(s)) / np.diff(x)) > 2.5


@pytest.mark.parametrize("eos", NAMES)
@pytest.mark.parametrize(("f", "largest"), [(1.0, 0.02), (4.0, 0.24), (100.0, 0.42)])
def test_blend_adds_little_entropy(eos, f, largest):
    """2% at f = 1, where the phases agree; for f > 1 the hadron gas is too thin and the blend supplies the rise."""
    x = np.linspace(np.log(T_HADRON), np.log(T_QUARK), 60)
    t, curve = np.exp(x), light_qcd(eos)
    ratio = np.interp(x, curve.ln_temperature, curve.ratio)
    extra = blend_weight(x, 1) * (ratio * free_qcd_pressure(t, f) - hadron_pressure(t, f))
    assert np.max(np.abs(extra) / qcd_entropy(t, f, eos)) < largest


@pytest.mark.parametrize("eos", NAMES)
def test_limits(eos):
    """Pure hadrons below T_HADRON, to the 1e-7 with which the table resolves the start of the blend.

    Above all masses the ratio to the free gas is f-independent (1e-12: by construction).
    """
    t = np.array([0.01, 0.05, 0.0899])
    np.testing.assert_allclose(qcd_pressure(t, 3.0, eos), hadron_pressure(t, 3.0), rtol=1e-7)
    hot = np.array([1e3, 1e5])
    ratios = [qcd_pressure(hot, f, eos) / free_qcd_pressure(hot, f) for f in (1.0, 10.0)]
    np.testing.assert_allclose(ratios[0], ratios[1], rtol=1e-12)
    assert np.all((ratios[0] > 0.95) & (ratios[0] < 1.0))


@pytest.mark.parametrize("eos", NAMES)
def test_table_is_uniform_and_frozen(eos):
    """1e-9: the grid is written with two digits; arrays shared by a cache must not be writable."""
    curve = light_qcd(eos)
    np.testing.assert_allclose(np.diff(curve.ln_temperature), 0.02, atol=1e-9)
    assert np.exp(curve.ln_temperature[0]) <= 1e-3
    assert np.exp(curve.ln_temperature[-1]) >= 1e6
    assert np.all(curve.ratio > 0.0)
    with pytest.raises(ValueError, match="read-only"):
        curve.ratio[0] = 1.0


def test_bad_input_is_refused():
    with pytest.raises(InvalidInput, match="did you mean 'borsanyi-2016'"):
        light_qcd("borsanyi2016")
    with pytest.raises(InvalidInput, match="outside the QCD table"):
        qcd_pressure(np.array([1e7]))

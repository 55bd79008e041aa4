"""The QCD equation of state against Table S2 of Borsanyi et al. 2016, the Saikawa-Shirai fits and exact limits."""

import jax
import numpy as np
import pytest
from qcd.base_curves import COLOURLESS, borsanyi_ratio, saikawa_shirai_ratio
from qcd.lattice import lattice_trace_anomaly
from qcd.perturbative import fitted_constant, perturbative_ratio
from qcd.saikawa_shirai import sm_energy_degrees, sm_entropy_degrees, sm_entropy_degrees_low

from reheaton.errors import InvalidInput
from reheaton.matter.ideal_gas import exact_energy_density, exact_pressure
from reheaton.matter.qcd import (
    QCD_EQUATIONS_OF_STATE,
    blend_weight,
    confinement_ratio,
    hadron_table,
    light_qcd,
)
from reheaton.matter.qcd.free_quarks import free_qcd_pressure
from reheaton.matter.qcd.hadrons import hadron_pressure
from reheaton.matter.qcd.tables import T_HADRON, T_QUARK
from reheaton.matter.qcd_gas import qcd_gas

from .qcd_reference import free_qcd_entropy, hadron_entropy, qcd_entropy, qcd_pressure
from .table_s2 import TABLE_S2

NAMES = tuple(QCD_EQUATIONS_OF_STATE)
TWIN_QCD = ("same", "rescaled")
VEV_RATIOS = (1.0, 2.0, 4.0, 10.0, 30.0, 100.0)


def whole_standard_model(temperature, eos):
    """(g_rho, g_s) of QCD plus ideal photons, leptons, W, Z, h."""
    pressure, energy = 0.0, 0.0
    for mass, g, statistics in COLOURLESS:
        pressure = pressure + g * exact_pressure(mass / temperature, statistics)
        energy = energy + g * exact_energy_density(mass / temperature, statistics)
    p, s = qcd_pressure(temperature, eos=eos), qcd_entropy(temperature, eos=eos)
    return 30.0 / np.pi**2 * (energy + s - p), 45.0 / (2.0 * np.pi**2) * (pressure + energy + s)


# --- published numbers -------------------------------------------------------------------------------


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


def test_saikawa_shirai_fits_join_and_have_published_values():
    """0.1% at the seam: the fits were made apart. 0.7%: error of their fit of their own table (arXiv:2005.03544)."""
    np.testing.assert_allclose(sm_entropy_degrees(0.12), sm_entropy_degrees_low(0.12), rtol=1e-3)
    t, g_s = (
        np.array([1.00155, 9.92137, 19.6436, 98.2808, 1022.25]),
        np.array([68.7548, 80.8835, 81.6557, 100.158, 103.838]),
    )
    np.testing.assert_allclose(sm_entropy_degrees(t), g_s, rtol=0.007)


def test_equations_of_state_differ_by_a_few_percent():
    """The measured spread of g_s, which users need as an error estimate; 0.2%: the rounding of these numbers."""
    t = np.array([0.1, 0.2, 1.0, 2.0, 10.0, 100.0])
    ratio = whole_standard_model(t, NAMES[0])[1] / whole_standard_model(t, NAMES[1])[1] - 1.0
    np.testing.assert_allclose(ratio, [0.000, 0.012, 0.018, 0.032, 0.036, -0.002], atol=0.002)


# --- ideal gases, hadrons, weak coupling -------------------------------------------------------------


def test_lumped_hadrons_equal_the_full_list():
    """0.2%: the error of replacing neighbouring states by their mean mass; only below 130 MeV is the gas used alone."""
    particle = pytest.importorskip("particle")
    skipped = {130, 310, 9000221, 9000311, 9000321}
    t = np.array([0.05, 0.08, 0.10, 0.12, 0.13])
    pressure, energy = np.zeros_like(t), np.zeros_like(t)
    for state in particle.Particle.all():
        n = state.pdgid
        heavy = n.has_charm or n.has_bottom or n.has_top
        if not n.is_hadron or heavy or abs(int(n)) > 10**9 or abs(int(n)) in skipped or state.J is None:
            continue
        if state.status <= 1 and state.mass is not None and state.mass <= 2000.0:
            x, g = 1e-3 * state.mass / t, 2.0 * state.J + 1.0
            statistics = "fermion" if n.is_baryon else "boson"
            pressure = pressure + g * exact_pressure(x, statistics)
            energy = energy + g * exact_energy_density(x, statistics)
    np.testing.assert_allclose(hadron_pressure(t), pressure, rtol=2e-3)
    np.testing.assert_allclose(hadron_entropy(t), pressure + energy, rtol=2e-3)


def test_lattice_continues_the_hadron_gas():
    """10%: lattice and hadron-gas trace anomalies near 0.11 GeV agree within the lattice errors."""
    t = np.array([0.10, 0.11, 0.12])
    np.testing.assert_allclose(hadron_entropy(t) - 4.0 * hadron_pressure(t), lattice_trace_anomaly(t), rtol=0.1)


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


# --- the one smooth function p(T; f) -----------------------------------------------------------------


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


def test_pseudoscalar_masses_scale_with_the_square_root():
    """1e-12: exact by construction; the proton keeps its mass, and everything else follows the confinement scale."""
    table = hadron_table()
    np.testing.assert_allclose(table.masses(4.0)[:2], 2.0 * table.mass[:2], rtol=1e-12)
    assert table.pseudoscalar.sum() == 4
    proton = int(np.argmin(np.abs(table.mass - 0.9389)))
    assert table.masses(4.0, 1.3)[proton] == pytest.approx(1.3 * table.mass[proton], rel=1e-12)


def test_rescaled_transition_moves_by_two_ninths():
    """2%: the quark masses, which do not scale with the confinement scale, shift where s/s_free crosses one half."""
    f, crossing = 4.0, {}
    t = np.geomspace(0.1, 0.8, 600)
    for option in TWIN_QCD:
        crossing[option] = np.interp(0.5, qcd_entropy(t, f, twin_qcd=option) / free_qcd_entropy(t, f), t)
    assert crossing["rescaled"] / crossing["same"] == pytest.approx(confinement_ratio(f, "rescaled"), rel=0.02)


def test_confinement_ratio_of_traced_values():
    """1e-14: f^(2/9) and its derivative, rounding; exactly 1 and 0 where the transition stays."""
    values, slopes = zip(
        *(jax.value_and_grad(lambda f, option=option: confinement_ratio(f, option))(4.0) for option in TWIN_QCD),
        strict=True,
    )
    np.testing.assert_allclose(values, [1.0, 4.0 ** (2.0 / 9.0)], rtol=1e-14)
    np.testing.assert_allclose(slopes, [0.0, 2.0 / 9.0 * 4.0 ** (-7.0 / 9.0)], rtol=1e-14)


# --- tables and interface ----------------------------------------------------------------------------


@pytest.mark.parametrize(("eos", "builder"), [(NAMES[0], borsanyi_ratio), (NAMES[1], saikawa_shirai_ratio)])
def test_shipped_table_is_what_its_generator_makes(eos, builder):
    """1e-6: the generator on another grid (its spacing enters by Simpson's rule and the matching point)."""
    curve = light_qcd(eos)
    x = curve.ln_temperature[0] + 0.01 * np.arange(2 * len(curve.ln_temperature) - 1)
    live = curve.ln_temperature > np.log(T_HADRON)
    np.testing.assert_allclose(builder(x)[::2][live], curve.ratio[live], rtol=2e-4 if eos == NAMES[1] else 1e-6)


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


def test_blend_has_four_continuous_derivatives():
    """1e-3 of the peak: S'''' starts linearly from zero at the ends, measured 1e-5 inside."""
    ends = np.log(np.array([T_HADRON, T_QUARK])) + np.array([1e-5, -1e-5])
    middle = np.linspace(np.log(T_HADRON), np.log(T_QUARK), 101)
    np.testing.assert_allclose(blend_weight(ends), [0.0, 1.0], atol=1e-12)
    for k in (1, 2, 3, 4):
        assert np.max(np.abs(blend_weight(ends, k))) < 1e-3 * np.max(np.abs(blend_weight(middle, k)))


def test_bad_input_is_refused():
    with pytest.raises(InvalidInput, match="did you mean 'borsanyi-2016'"):
        light_qcd("borsanyi2016")
    with pytest.raises(InvalidInput, match="allowed are 'same' and 'rescaled'"):
        confinement_ratio(2.0, "moved")
    with pytest.raises(InvalidInput, match="allowed are 'same' and 'rescaled'"):
        qcd_gas(2.0, twin_qcd="rescale")
    with pytest.raises(InvalidInput, match="outside the QCD table"):
        qcd_pressure(np.array([1e7]))

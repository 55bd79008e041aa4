"""The engine: conservation, symmetries, limits, batches, derivatives and result codes."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from tests.matter.qcd.qcd_reference import qcd_entropy

from reheaton import constants as c
from reheaton.errors import InvalidInput
from reheaton.matter.standard_model import neutrinos, standard_model, twin
from reheaton.universe.events import cooled_to
from reheaton.universe.evolve import LANES, evolve
from reheaton.universe.outcome import Outcome
from reheaton.universe.relic import Relic, thermal_relic
from reheaton.universe.universe import Contact, Universe

from .universes import (
    COOLING,
    PER_T4,
    T_BBN,
    T_CMB,
    T_FREEZE_OUT,
    Toy,
    ToyAnswers,
    solve_many,
    solve_one,
    solve_toy,
    solver,
    toy_solver,
)

POINT = (10.0, 5.31359e-21)
H_START = 1.4e-10
"""Hubble rate at 1e4 GeV [GeV]."""


# --- conservation ------------------------------------------------------------------------------------


def test_three_sectors_and_two_relics_conserve_energy():
    """1e-10 at rtol 1e-10: thermodynamics is consistent to rounding, only integration errors are left (6e-12)."""
    assert solve_toy(rtol=1e-10).residual < 1e-10


@pytest.mark.parametrize("rtol", [1e-5, 1e-7])
def test_energy_is_conserved_within_the_tolerance(rtol):
    """rtol is the error of one step; those of 30 steps have both signs."""
    assert solve_toy(rtol=rtol).residual < rtol


log_uniform = st.floats(-1.0, 1.0)


@settings(max_examples=40)
@given(
    shift=st.tuples(*[log_uniform] * 6), widths=st.tuples(*[st.floats(-28.0, -12.0)] * 4), T_part=st.floats(0.01, 999.0)
)
def test_any_universe_of_single_temperature_baths_conserves_energy(shift, widths, T_part):
    """1e-5: a few times the default rtol, the error allowed in one step."""
    names = ("m_left", "m_right", "T_far", "m_N", "m_X", "n_X")
    values = {name: getattr(Toy(), name) * 10.0**u for name, u in zip(names, shift, strict=True)}
    values |= {f"{name}": 10.0**u for name, u in zip(Toy._fields[8:12], widths, strict=True)}
    found = solve_toy(T_part=T_part, **values)
    assert found.code == Outcome.SOLVED
    assert found.finite
    assert found.residual < 1e-5


# --- symmetries and limits ---------------------------------------------------------------------------


def assert_equal(found: ToyAnswers, expected: ToyAnswers, rtol: float) -> None:
    """Temperatures, densities and H agree."""
    for a, b in ((found.T, expected.T), (found.rho, expected.rho)):
        np.testing.assert_allclose([a[name] for name in b], list(b.values()), rtol=rtol)
    np.testing.assert_allclose(found.H, expected.H, rtol=rtol)


def test_order_of_sectors_does_not_matter():
    """1e-12: rounding, as sums over sectors change their order."""
    assert_equal(solve_toy(("far", "right", "left")), solve_toy(), 1e-12)


def bbn_and_cmb(background):
    """The moments at 1 MeV and 0.26 eV."""
    events = background.when({"bbn": cooled_to("sm", T_BBN), "cmb": cooled_to("sm", T_CMB)})
    return events["bbn"], events["cmb"]


@jax.jit
def _without_relic(vev_ratio, T_dec):
    contact = Contact("sm", "twin", until=T_dec)
    universe = Universe([standard_model(), twin(vev_ratio)], start=T_FREEZE_OUT, contacts=[contact])
    background = evolve(universe, until=("sm", T_CMB))
    cold = bbn_and_cmb(background)
    delta = [now.rho["twin"] / (PER_T4 * now.T["sm"] ** 4) for now in cold]
    ratios = jnp.stack([now.T["twin"] / now.T["sm"] for now in cold])
    return delta[0], delta[1] * COOLING, ratios, background.code


def without_relic(vev_ratio, T_dec=2.0):
    """Delta N_eff at 1 MeV and 0.26 eV, T_twin/T_SM at both, result code."""
    return _without_relic(np.float64(vev_ratio), np.float64(T_dec))


def test_sectors_of_equal_vev_have_equal_temperatures():
    """1e-12: the two sectors are the same numbers, up to rounding of batched table construction."""
    np.testing.assert_allclose(without_relic(1.0)[2], 1.0, rtol=1e-12)


def _entropy(vev_ratio: float, T: float) -> float:
    """s/T^3 of the Standard Model at a vev ratio: leptons and bosons by adaptive quadrature, QCD by its reference."""

    def one(mass: float, g: float, sign: float) -> float:
        x = vev_ratio * mass / T

        def integrand(y: float) -> float:
            E = np.sqrt(x * x + y * y)
            return y * y * (E + y * y / (3.0 * E)) * np.exp(-E) / (1.0 + sign * np.exp(-E))

        return g / (2.0 * np.pi**2) * quad(integrand, 0.0, 80.0, epsabs=1e-14, epsrel=1e-11)[0]

    fermions = [(c.M_ELECTRON, 4.0), (c.M_MUON, 4.0), (c.M_TAU, 4.0), (0.0, 6.0)]
    bosons = [(1e-9, 2.0), (c.M_W, 6.0), (c.M_Z, 3.0), (c.M_HIGGS, 1.0)]
    ideal = sum(one(m, g, 1.0) for m, g in fermions) + sum(one(m, g, -1.0) for m, g in bosons)
    return ideal + float(qcd_entropy(np.array([T]), vev_ratio)[0])


@pytest.mark.parametrize(("vev_ratio", "T_dec"), [(3.0, 2.0), (4.0, 2.0), (4.0, 0.5), (10.0, 2.0)])
def test_without_relic_entropies_decide(vev_ratio, T_dec):
    """2e-6 = 4/3 of the error of the tables (1e-6 in T(s)): entropies are conserved exactly."""
    states = 3.0 + 8.0 / 7.0 * COOLING
    expected = states * (_entropy(vev_ratio, T_dec) / _entropy(1.0, T_dec)) ** (4.0 / 3.0)
    _, cmb, _, code = without_relic(vev_ratio, T_dec)
    assert code == Outcome.SOLVED
    np.testing.assert_allclose(cmb, expected, rtol=2e-6)


@pytest.mark.parametrize(
    ("vev_ratio", "cmb", "bbn"), [(3, 6.17111, 5.20904), (4, 5.85127, 5.04386), (10, 5.11942, 4.82546)]
)
def test_without_relic_as_in_another_implementation(vev_ratio, cmb, bbn):
    """0.3%: its equation of state differs by 0.2% at 2 GeV."""
    np.testing.assert_allclose(without_relic(vev_ratio)[:2], (bbn, cmb), rtol=3e-3)


def test_relic_that_decays_in_contact_leaves_no_trace():
    """1e-5: the promised accuracy; decays at H = Gamma, T ~ 3000 GeV, heat both sectors alike."""
    found = solve_one(10.0, 0.1 * H_START)
    assert found.code == Outcome.SOLVED
    np.testing.assert_allclose([found.bbn, found.cmb], without_relic(4.0)[:2], rtol=1e-5)


@pytest.mark.parametrize("factor", [1e3, 1e5, 1e7, 1e10, 1e20])
def test_decay_before_the_start_is_at_once(factor):
    """1e-5 as above: N, 1% of the energy, is gone within a hundredth of a Hubble time, however large its width."""
    found = solve_one(10.0, factor * H_START)
    assert found.code == Outcome.SOLVED
    assert not found.found[2]
    np.testing.assert_allclose([found.bbn, found.cmb], without_relic(4.0)[:2], rtol=1e-5)


def test_relic_that_reheats_a_bath_in_contact_is_right_or_not_finished():
    """1e-5: rho of a bath heated by dominant matter first rises, in contact or not; energy must be conserved."""
    found = solve_toy(n_X=1e13, X_to_right=1e-10, T_far=1e-3)
    assert found.code == Outcome.NOT_FINISHED or (found.residual < 1e-5 and found.T["left"] <= Toy().T_end)


def test_stable_relic_dilutes_nothing():
    """1e-5: comoving entropies stay; the relic is matter whose ratio to radiation grows by T_BBN/T_CMB."""
    found = solve_one(10.0, 0.0)
    assert found.code == Outcome.SOLVED
    np.testing.assert_allclose(found.dilution, 1.0, rtol=1e-5)
    bbn, cmb, *_ = without_relic(4.0)
    assert found.cmb > 1e6 * cmb
    assert found.bbn > bbn


# --- neutrinos as a bath of their own ----------------------------------------------------------------


@jax.jit
def _decoupled(m, Gamma, density):
    sectors = [standard_model(neutrinos=False), neutrinos(), twin(4.0)]
    N = thermal_relic("N", m, {"sm": Gamma}, T_FREEZE_OUT, g=1.0)
    N = Relic("N", m, N.widths, N.momenta, N.densities * density)
    contacts = [Contact("sm", "neutrinos", "twin", until=2.0), Contact("sm", "neutrinos", until=2e-3)]
    background = evolve(Universe(sectors, [N], start=T_FREEZE_OUT, contacts=contacts), until=("sm", T_CMB))
    bbn, cmb = bbn_and_cmb(background)
    delta = [(now.rho["twin"] + now.rho["N"]) / (PER_T4 * now.T["sm"] ** 4) for now in (bbn, cmb)]
    return delta[0], delta[1] * COOLING, cmb.T["neutrinos"] / cmb.T["sm"], background.code


def decoupled(m, Gamma, density=2.0):
    """Delta N_eff at 1 MeV and 0.26 eV, T_nu/T_gamma at 0.26 eV, result code."""
    return _decoupled(*(np.float64(x) for x in (m, Gamma, density)))


def test_neutrinos_decouple_to_their_known_temperature():
    """1e-5 + entropy: at 2 MeV e+e- have lost 0.4% of their entropy, which the neutrinos share."""
    _, _, ratio, code = decoupled(10.0, 1e-12, density=1e-20)
    assert code == Outcome.SOLVED
    assert ratio == pytest.approx((4.0 / 11.0) ** (1.0 / 3.0), rel=2e-3)
    x = c.M_ELECTRON / 2e-3

    def entropy(y: float) -> float:
        E = np.hypot(x, y)
        return 4.0 / (2.0 * np.pi**2) * y * y * (E + y * y / (3.0 * E)) / (np.exp(E) + 1.0)

    photons = 2.0 * 2.0 * np.pi**2 / 45.0
    exact = (photons / (photons + quad(entropy, 0.0, 80.0, epsrel=1e-11)[0])) ** (1.0 / 3.0)
    assert ratio == pytest.approx(exact, rel=2e-6)


@pytest.mark.parametrize(
    ("m", "Gamma", "bbn", "cmb"),
    [(1.0, 3.37598e-31, None, 3.89e-5), (1.0, 3.37598e-25, 12.64, 0.244), (10.0, 5.31359e-24, 0.106, 0.103)],
)
def test_electromagnetic_decays_after_decoupling(m, Gamma, bbn, cmb):
    """10%: the other implementation has its own decoupling, 5% uncertain by its own account."""
    found = decoupled(m, Gamma)
    assert found[3] == Outcome.SOLVED
    assert found[1] == pytest.approx(cmb, rel=0.1)
    if bbn is not None:
        assert found[0] == pytest.approx(bbn, rel=0.1)


# --- batches and derivatives -------------------------------------------------------------------------


@pytest.mark.parametrize("lanes", [None, LANES])
def test_batch_equals_loop(lanes):
    """1e-9: steps are the same, sums are ordered differently; far below the errors at the default rtol."""
    widths = np.array([1e-22, 1e-20, 1e-12])
    columns = {name: np.full(3, value) for name, value in Toy()._asdict().items()} | {"N_to_left": widths}
    together = toy_solver(batch=True, lanes=lanes)(Toy(**columns))
    for lane, width in enumerate(widths):
        alone = solve_toy(N_to_left=width)
        assert_equal(jax.tree.map(lambda x, lane=lane: np.asarray(x[lane]), together), alone, 1e-9)


@jax.jit
def _log_derivatives(log_parameters):
    """d ln(bbn, cmb, T_RH)/d ln(m, Gamma, vev_ratio, T_dec)."""

    def logs(u):
        found = solver()(*jnp.exp(u), 1e-10)
        return jnp.log(jnp.stack([found.bbn, found.cmb, found.T_RH]))

    return jax.jacfwd(logs)(log_parameters)


@pytest.mark.slow
@pytest.mark.parametrize("point", [(10.0, 5.31359e-21), (30.0, 5.02417e-22)])
def test_derivatives_equal_finite_differences(point):
    """1e-5: the slope at an instant is a difference over 1e-3 of a grid interval (measured 4e-6 in T_RH); else 1e-6.

    h^2 f'''/6 of one step h = 4e-3 is 4e-7, and combined steps leave h^4 and the integration error 1e-9 over h (6e-8).
    """
    u = np.log([*point, 4.0, 2.0])
    exact = np.asarray(_log_derivatives(u))

    def central(h: float) -> np.ndarray:
        moved = np.exp(u + h * np.concatenate([np.eye(4), -np.eye(4)]))
        found = solve_many(*moved.T, rtol=1e-10)
        logs = np.log([found.bbn, found.cmb, found.T_RH])
        return (logs[:, :4] - logs[:, 4:]) / (2.0 * h)

    coarse, fine = central(4e-3), central(2e-3)
    combined = (4.0 * fine - coarse) / 3.0
    for found in (coarse, fine, combined):
        np.testing.assert_allclose(found, exact, atol=1e-5)
    np.testing.assert_allclose(combined[:2], exact[:2], atol=1e-6)


# --- result codes ------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [np.inf, np.nan])
def test_absurd_widths_are_not_finished(width):
    found = solve_toy(N_to_left=width)
    assert found.code == Outcome.NOT_FINISHED


def test_absurd_tolerance_is_not_finished_or_right():
    found, good = solve_toy(rtol=1e-17), solve_toy(rtol=1e-10)
    if found.code == Outcome.SOLVED:
        assert_equal(found, good, 1e-8)
    else:
        assert found.code == Outcome.NOT_FINISHED


def test_matter_that_cools_below_its_table_is_reported():
    """A species of 1 keV is no radiation at 1 keV, where tables end."""
    assert solve_toy(m_left=1e-6, T_end=1e-8).code == Outcome.OUTSIDE_TABLE


@settings(max_examples=40)
@given(
    exponents=st.tuples(*[st.floats(-60.0, 60.0)] * 4),
    m_N=st.floats(-6.0, 6.0),
    n_X=st.floats(-40.0, 20.0),
    rtol=st.floats(-12.0, -2.0),
)
def test_solved_means_finite_and_cooled(exponents, m_N, n_X, rtol):
    """Whatever the widths, masses and densities: an answer that claims to be solved has no NaN and is cold."""
    widths = {name: 10.0**u for name, u in zip(Toy._fields[8:12], exponents, strict=True)}
    found = solve_toy(m_N=10.0**m_N, n_X=10.0**n_X, rtol=10.0**rtol, **widths)
    assert int(found.code) in set(Outcome)
    if found.code == Outcome.SOLVED:
        assert found.finite
        assert found.T["left"] <= Toy().T_end


@pytest.mark.parametrize("bad", [-1.0, 0.0, np.nan])
def test_numbers_out_of_range_are_refused(bad):
    universe = Universe([neutrinos("light")], start=1.0)
    with pytest.raises(InvalidInput, match=f"the temperature of until = {bad:g} is out of range: allowed is above 0"):
        evolve(universe, until=("light", bad))
    with pytest.raises(InvalidInput, match=f"rtol = {bad:g} is out of range: allowed is above 0"):
        evolve(universe, until=("light", 1e-3), rtol=bad)

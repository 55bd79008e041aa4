"""When the Higgs portal lets go: Gamma = H with an expansion rate written anew, and what a relic does to it."""

import jax
import numpy as np
import pytest
from scipy.special import zeta

import reheaton as rh
from reheaton.constants import M_PLANCK
from reheaton.errors import InvalidInput
from reheaton.matter.standard_model import departing_neutrinos, plasma
from reheaton.papers.twin_sterile_neutrino.portal import portal_T_dec
from reheaton.rates.higgs_portal import decoupling_temperature, energy_exchange_rate

EOS = "borsanyi-2016"


def gases(vev_ratio: float) -> list:
    ours = [*plasma(eos=EOS), departing_neutrinos()]
    return [*ours, *plasma(vev_ratio, eos=EOS), departing_neutrinos(vev_ratio)]


def totals(vev_ratio: float, T: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(s, rho) of both sectors, from their gases."""
    states = [gas.state(T) for gas in gases(vev_ratio)]
    return sum(np.asarray(state.s) for state in states), sum(np.asarray(state.rho) for state in states)


@pytest.mark.parametrize("vev_ratio", [3.0, 4.0, 10.0])
def test_without_a_relic(vev_ratio):
    """1e-6: rho of the tables is good to 3e-6, and T_dec goes as H^(1/7) or less."""

    def hubble(T):
        return np.sqrt(8.0 * np.pi * totals(vev_ratio, T)[1] / 3.0) / M_PLANCK

    found = portal_T_dec(vev_ratio, None, 1e4, EOS, "same")
    assert found == pytest.approx(decoupling_temperature(vev_ratio, hubble), rel=1e-6)


def test_rate_equals_hubble_with_a_relic_at_rest():
    """kappa/rho = H, with rho of all that gravitates as in `decoupling_temperature`, and N at rest among it.

    n = 3 zeta(3)/(2 pi^2) T_f^3 (s/s_f) for g = 2. 5e-4: rho and s of the tables to 3e-6, the ten momenta to 4e-5,
    <p^2>/(2 m^2) = 1e-4 at T_dec, and (m/T_f)^2/10 = 3e-4 that are not relativistic at freeze-out.
    """
    vev_ratio, m_N, T_f = 4.0, 500.0, 1e4
    T = np.array([portal_T_dec(vev_ratio, m_N, T_f, EOS, "same")])
    (s, rho), (s_f, _) = totals(vev_ratio, T), totals(vev_ratio, np.array([T_f]))
    total = rho + m_N * 1.5 * zeta(3) / np.pi**2 * T_f**3 * s / s_f
    hubble = np.sqrt(8.0 * np.pi * total / 3.0) / M_PLANCK
    np.testing.assert_allclose(energy_exchange_rate(T, vev_ratio, total), hubble, rtol=5e-4)


def test_a_relic_lets_the_sectors_part_earlier():
    """Its energy adds to H, the more the heavier it is."""
    parted = [portal_T_dec(4.0, m_N, 1e4, EOS, "same") for m_N in (None, 10.0, 300.0)]
    assert parted[0] < parted[1] < parted[2]


def test_equal_vevs_have_no_portal_to_compute():
    """The formula holds for unequal vevs alone: the sentence names vev_ratio, and the option that led here."""
    with pytest.raises(InvalidInput, match=r"contact = higgs-portal finds no T_dec: .*vev_ratio"):
        portal_T_dec(1.0, None, 1e4, EOS, "same")


@pytest.mark.slow
def test_heat_exchange_against_an_implicit_integration():
    """T_twin/T_sm at 0.4 GeV for vev_ratio = 4, by Radau in T_A and T_B from the gases; 2e-5: rtol of both."""
    from scipy.integrate import solve_ivp

    universe = rh.TwinSterileNeutrino(
        m_N=None, vev_ratio=4.0, contact="higgs-exchange", sm_neutrinos="equilibrium"
    ).universe()
    background = rh.evolve(universe, until=("sm", 0.1), rtol=1e-8)
    found = background.when({"cold": rh.cooled_to("sm", 0.4)})["cold"]
    (exchange,), start = universe.exchanges, float(universe.contacts[0].until)
    table, vev_ratio = exchange.numbers
    kappa = jax.jit(lambda T: table.kappa(T, vev_ratio))
    ours, twins = [*plasma(eos=EOS), departing_neutrinos()], [*plasma(4.0, eos=EOS), departing_neutrinos(4.0)]

    def slopes(minus_log_T, y):
        """d(ln a), d(ln T_B) by -ln T_A."""
        T_A, T_B = np.exp(-minus_log_T), np.exp(y[1])
        a, b = (
            [
                sum(np.asarray(part) for part in parts)
                for parts in zip(*(gas.state(np.asarray(T)) for gas in gases_of), strict=True)
            ]
            for gases_of, T in ((ours, T_A), (twins, T_B))
        )
        T = 0.5 * (T_A + T_B)
        flow = float(kappa(T)) * (T_A - T_B) / T / np.sqrt(8.0 * np.pi * (a[1] + b[1]) / 3.0) * M_PLANCK
        # ds/dln a = -3 s + q/(H T), of which s_A follows T_A.
        log_a = a[3] / (3.0 * a[0] + flow / T_A)
        return [log_a, log_a * (-3.0 * b[0] + flow / T_B) / b[3]]

    solved = solve_ivp(
        slopes, (-np.log(start), -np.log(0.4)), [0.0, np.log(start)], method="Radau", rtol=1e-7, atol=1e-9
    )
    np.testing.assert_allclose(found.T["twin"] / found.T["sm"], np.exp(solved.y[1, -1]) / 0.4, rtol=2e-5)

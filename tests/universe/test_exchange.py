"""Exchanges between sectors: energy is kept, rates are followed, wrong ones are refused."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.integrate import solve_ivp

import reheaton as rh
from reheaton.backend.jax_setup import outer_jit
from reheaton.cosmology import hubble
from reheaton.universe.outcome import Outcome

KAPPA = 1e-21
G_RHO = np.pi**2 / 30.0
PAIR = (("a", 4.0), ("b", 2.0))
"""Two sectors of massless bosons, with their states."""


def _heat(now, kappa):
    heat = kappa * now.T["a"] ** 2 * (now.T["a"] ** 3 - now.T["b"] ** 3)
    return rh.Flow(energy={"a": -heat, "b": heat})


def _sectors(names=PAIR):
    return [rh.Sector(name, rh.ideal_gas(rh.boson(name, 0, g=g))) for name, g in names]


def _universe(kappa, **more):
    start = {"a": 1e-2, "b": 2e-3}
    exchange = rh.Exchange("a", "b", flow=_heat, numbers=(kappa,))
    return rh.Universe(_sectors(), start=start, exchanges=[exchange], **more)


def test_two_sectors_that_exchange_heat():
    """rho_a, rho_b against an integration by SciPy in other variables; 1e-5: rtol of both. rho a^4 of both stays."""
    background = rh.evolve(_universe(KAPPA), until=("a", 1e-4))
    assert background.code == Outcome.SOLVED
    assert background.first_law_residual < 1e-12
    end = background.when({"end": rh.cooled_to("a", 1.1e-4)})["end"]

    def slopes(log_a, y):
        """d(rho a^4)/dln a."""
        a = np.exp(log_a)
        T = [(y[k] / a**4 / (G_RHO * g)) ** 0.25 for k, (_, g) in enumerate(PAIR)]
        heat = KAPPA * T[0] ** 2 * (T[0] ** 3 - T[1] ** 3) * a**4 / hubble(np.sum(y) / a**4)
        return [-heat, heat]

    first = [G_RHO * 4.0 * 1e-2**4, G_RHO * 2.0 * 2e-3**4]
    solved = solve_ivp(slopes, (0.0, float(end.log_a)), first, method="Radau", rtol=1e-9, atol=1e-20)
    expected = solved.y[:, -1] * np.exp(-4.0 * float(end.log_a))
    np.testing.assert_allclose([end.rho["a"], end.rho["b"]], expected, rtol=1e-5)
    assert end.T["b"] / end.T["a"] > 0.5
    np.testing.assert_allclose(np.sum(solved.y[:, -1]), np.sum(first), rtol=1e-9)


@pytest.mark.slow
def test_without_rates_nothing_is_exchanged():
    """T_b/T_a stays to rounding."""
    end = rh.evolve(_universe(0.0), until=("a", 1e-4)).when({"end": rh.cooled_to("a", 1.1e-4)})["end"]
    np.testing.assert_allclose(end.T["b"] / end.T["a"], 0.2, rtol=1e-12)


@pytest.mark.slow
def test_an_exchange_is_differentiable_in_its_numbers():
    """d ln T_b/d kappa by forward differentiation and by differences over 2% of kappa; 1e-3: rtol over the step."""

    def T_b(kappa):
        background = rh.evolve(_universe(kappa), until=("a", 1e-3), rtol=1e-9)
        return background.when({"halfway": rh.cooled_to("a", 4e-3)})["halfway"].T["b"]

    both = outer_jit(lambda kappa: jax.jvp(T_b, (kappa,), (jnp.ones(()),)))
    up, down = (both(jnp.asarray(KAPPA * (1.0 + sign * 0.01)))[0] for sign in (1.0, -1.0))
    np.testing.assert_allclose(both(jnp.asarray(KAPPA))[1], (up - down) / (0.02 * KAPPA), rtol=1e-3)


def test_numbers_are_followed():
    """Particles that are made at a rate r ~ T_a^2 H-independent: n a^3 = n_0 + int a^3 r dt, by quadrature to 1e-5."""
    rate = 1e-19

    def make(now, r):
        return rh.Flow(energy={}, number={"b": r * now.T["a"] ** 3})

    per_T3 = 0.2
    exchange = rh.Exchange("a", "b", flow=make, numbers=(rate,), counted={"b": per_T3})
    universe = rh.Universe(_sectors(), start={"a": 1e-2, "b": 2e-3}, exchanges=[exchange])
    end = rh.evolve(universe, until=("a", 1e-4)).when({"end": rh.cooled_to("a", 1.1e-4)})["end"]
    # T_a a stays, so that a^3 T_a^3 does, and n a^3 grows as t - t_0, with t = 1/(2 H).
    grown = rate * 1e-2**3 * (float(end.t) - 0.5 / float(hubble(G_RHO * (4.0 * 1e-2**4 + 2.0 * 2e-3**4))))
    expected = (per_T3 * 2e-3**3 + grown) * np.exp(-3.0 * float(end.log_a))
    assert grown > 0.01 * per_T3 * 2e-3**3
    np.testing.assert_allclose(end.n["b"], expected, rtol=1e-5)


def test_in_contact_nothing_flows():
    """Sectors at one temperature until the contact ends, whatever the exchange would give them; numbers start there."""

    def violent(now, kappa):
        return rh.Flow(energy={"a": -kappa, "b": kappa}, number={"b": kappa})

    exchange = rh.Exchange("a", "b", flow=violent, numbers=(1e-30,), counted={"b": 0.3})
    universe = rh.Universe(
        _sectors(), start=1e-2, contacts=[rh.Contact("a", "b", until=1e-3, name="pair")], exchanges=[exchange]
    )
    moments = rh.evolve(universe, until=("a", 1e-4)).when({"before": rh.cooled_to("a", 1.1e-3)})
    np.testing.assert_allclose(moments["before"].T["b"], moments["before"].T["a"], rtol=1e-12)
    np.testing.assert_allclose(moments["before"].n["b"], 0.3 * 1.1e-3**3, rtol=1e-9)
    np.testing.assert_allclose(moments["pair"].n["b"], 0.3 * 1e-3**3, rtol=1e-9)


@pytest.mark.slow
def test_a_sector_may_start_empty():
    universe = rh.Universe(
        _sectors(),
        start={"a": 1e-2, "b": 0.0},
        exchanges=[rh.Exchange("a", "b", flow=_heat, numbers=(KAPPA,), counted={})],
    )
    background = rh.evolve(universe, until=("a", 1e-4))
    assert background.code == Outcome.SOLVED
    assert background.when({"end": rh.cooled_to("a", 1.1e-4)})["end"].T["b"] > 1e-5


@pytest.mark.slow
def test_unknown_rates_are_an_outcome():
    def outside(now):
        return rh.Flow(energy={}, known=now.T["a"] > 1e-4)

    universe = rh.Universe(_sectors(), start=1e-2, exchanges=[rh.Exchange("a", "b", flow=outside)])
    assert rh.evolve(universe, until=("a", 2e-3)).code == Outcome.SOLVED
    assert rh.evolve(universe, until=("a", 1e-4)).code == Outcome.OUTSIDE_RATES


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: rh.Exchange("a", flow=_heat), "needs two different sectors"),
        (lambda: rh.Exchange("a", "a", flow=_heat), "needs two different sectors"),
        (lambda: rh.Exchange("a", 1, flow=_heat), "must be text"),
        (lambda: rh.Exchange("a", "b", flow=None), "must be a function"),
        (lambda: rh.Exchange("a", "b", flow=_heat, numbers=3.0), "numbers of an exchange must be a list"),
        (lambda: rh.Exchange("a", "b", flow=_heat, counted={"c": 0.1}), "'c', which is none of its sectors"),
        (lambda: rh.Exchange("a", "b", flow=_heat, counted={"b": 0.0}), "above 0"),
        (lambda: rh.Exchange("a", "b", flow=_heat, counted=["b"]), "must be given by name"),
    ],
)
def test_wrong_exchanges_are_refused(make, sentence):
    with pytest.raises(rh.InvalidInput, match=sentence):
        make()


THREE = (*PAIR, ("c", 1.0))


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"exchanges": [rh.Exchange("a", "d", flow=_heat)]}, "'d', which is no sector"),
        ({"exchanges": "ab"}, "must each be a Exchange"),
        (
            {"exchanges": [rh.Exchange("a", "b", "c", flow=_heat)], "contacts": [rh.Contact("a", "b", until=1e-3)]},
            "part from each other all at once",
        ),
        (
            {"exchanges": [rh.Exchange("a", "b", flow=_heat, counted={"b": 1.0})] * 2},
            "count the particles of one sector",
        ),
        (
            {
                "exchanges": [rh.Exchange("a", "b", flow=_heat, counted={"b": 1.0})],
                "relics": [rh.cold_relic("X", 1.0, {"b": 1e-20}, 1e-9)],
            },
            "product_energies of the relic 'X'",
        ),
    ],
)
def test_exchanges_that_do_not_fit_are_refused(more, sentence):
    with pytest.raises(rh.InvalidInput, match=sentence):
        rh.Universe(_sectors(THREE), start=1e-2, **more)


def test_a_relic_makes_particles_that_are_counted():
    """Each decay into b makes m/E_0 of them: n a^3 of a relic that is gone; 1e-4: its tail, and rtol."""

    def nothing(now):
        return rh.Flow(energy={}, number={"b": jnp.zeros(())})

    exchange = rh.Exchange("a", "b", flow=nothing, counted={"b": 0.1})
    relic = rh.cold_relic("X", 1.0, {"a": 3e-19, "b": 1e-19}, 1e-10, product_energies={"b": 0.05})
    universe = rh.Universe(_sectors(), [relic], start={"a": 1e-2, "b": 2e-3}, exchanges=[exchange])
    end = rh.evolve(universe, until=("a", 1e-6)).when({"end": rh.cooled_to("a", 1.1e-6)})["end"]
    made = 1e-10 * 0.25 * 1.0 / 0.05
    expected = (0.1 * 2e-3**3 + made) * np.exp(-3.0 * float(end.log_a))
    np.testing.assert_allclose(end.n["b"], expected, rtol=1e-4)


@pytest.mark.parametrize(
    ("energies", "sentence"), [({"b": 0.0}, "above 0"), ({"c": 1.0}, "does not decay into this sector")]
)
def test_wrong_product_energies_are_refused(energies, sentence):
    with pytest.raises(rh.InvalidInput, match=sentence):
        rh.cold_relic("X", 1.0, {"b": 1e-20}, 1e-9, product_energies=energies)

"""Numbers that JAX traces break the same rules as known ones, each in a later lane of a batch."""

import jax
import jax.numpy as jnp
import pytest

import reheaton as rh
from reheaton.universe.outcome import Outcome
from reheaton.universe.rules import broken_rules

UNTIL = ("sm", 1e-3)
SM = rh.Sector("sm", rh.ideal_gas(rh.boson("photon", 0, g=2)))


def hidden(mass=0.0):
    return rh.Sector("hidden", rh.ideal_gas(rh.boson("light", 0, g=2), rh.fermion("X", mass, g=4)))


def contacts(*ends):
    names = ("sm", "hidden", "dark")
    dark = rh.Sector("dark", rh.ideal_gas(rh.boson("light", 0, g=2)))
    made = [rh.Contact(*names[i : i + 2], until=T) for i, T in enumerate(ends)]
    return rh.Universe([SM, hidden(), dark], contacts=made, start=10.0)


def relic(**changes):
    given = {"name": "N", "mass": 1.0, "widths": {"sm": 1e-20}, "density": 1e-3} | changes
    return rh.Universe([SM], [rh.cold_relic(**given)], start=10.0)


def thermal(freeze_out=10.0, g=1.0):
    return rh.Universe([SM], [rh.thermal_relic("N", 1.0, {"sm": 1e-20}, freeze_out, g=g)], start=10.0)


CASES = {
    "contact above the start": (lambda x: contacts(x), 10.0, 10.1),
    "contact at no temperature": (lambda x: contacts(x), 1.0, 0.0),
    "contact above the one before": (lambda x: contacts(5.0, x), 5.0, 5.1),
    "later contact above its start": (
        lambda x: rh.Universe(
            [SM, hidden(), rh.twin(1.0, "b"), rh.twin(1.0, "c")],
            start={"sm": 10.0, "hidden": 10.0, "b": x, "c": x},
            contacts=[rh.Contact("sm", "hidden", until=5.0), rh.Contact("b", "c", until=4.0)],
        ),
        4.0,
        3.9,
    ),
    "sectors in contact at two temperatures": (
        lambda x: rh.Universe(
            [SM, hidden()], start={"sm": 10.0, "hidden": x}, contacts=[rh.Contact("sm", "hidden", until=1.0)]
        ),
        10.0,
        9.0,
    ),
    "negative start": (lambda x: rh.Universe([SM, hidden()], start={"sm": 10.0, "hidden": x}), 1.0, -1.0),
    "start below the end": (lambda x: rh.Universe([SM], start=x), 2e-3, 1e-3),
    "negative width": (lambda x: relic(widths={"sm": x}), 0.0, -1e-30),
    "mass of a relic": (lambda x: relic(mass=x), 1.0, 0.0),
    "negative density": (lambda x: relic(density=x), 0.0, -1e-9),
    "negative freeze-out": (lambda x: thermal(freeze_out=x), 10.0, -10.0),
    "negative number of states": (lambda x: thermal(g=x), 1.0, -1.0),
    "negative mass in a gas": (lambda x: rh.Universe([SM, hidden(x)], start=10.0), 1.0, -1.0),
    "negative ratio of masses": (lambda x: rh.Universe([SM, rh.twin(x)], start=10.0), 4.0, -4.0),
}


@pytest.mark.parametrize("name", CASES)
def test_a_rule_is_broken_in_the_lane_in_which_the_known_number_is_refused(name):
    build, good, bad = CASES[name]

    def broken(x):
        return jnp.any(jnp.stack(broken_rules(build(x), UNTIL)))

    assert jax.vmap(broken)(jnp.array([good, bad, good])).tolist() == [False, True, False]
    build(good).refuse_cold_start(UNTIL)
    with pytest.raises(rh.InvalidInput):
        build(bad).refuse_cold_start(UNTIL)


def test_known_numbers_are_not_compared_again():
    assert broken_rules(contacts(5.0, 4.0), UNTIL) == [] == broken_rules(relic(), UNTIL)


def test_a_relic_may_heat_a_sector_that_starts_colder_than_it_ends():
    jax.eval_shape(lambda x: relic().refuse_cold_start(("sm", x)), 20.0)
    relic().refuse_cold_start(("sm", 20.0))


def test_the_outcome_of_a_traced_universe_says_so():
    def code(T):
        universe = rh.Universe([SM, hidden()], contacts=[rh.Contact("sm", "hidden", until=T)], start=1.0)
        return rh.evolve(universe, until=("sm", 0.1)).code

    assert jax.jit(jax.vmap(code))(jnp.array([0.5, 1.5])).tolist() == [Outcome.SOLVED, Outcome.INVALID]

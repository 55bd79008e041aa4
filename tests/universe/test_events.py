"""Events by name: where they are zero, when they take place, and moments that always exist."""

from functools import cache

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from reheaton.errors import InvalidInput
from reheaton.universe.events import Instant, Moments, Snapshot, cooled_to, label_of, rate_equals_hubble
from reheaton.universe.evolve import evolve

from .universes import ORDER, Toy, toy_universe

EARLY, LATE, NEVER = 200.0, 1e-2, 1e-12
"""Temperatures [GeV]: in contact, after it, and below the end."""


@jax.jit
def _moments(toy: Toy):
    background = evolve(toy_universe(toy, ORDER), until=("left", toy.T_end))
    found = background.when(
        {
            "early": cooled_to("right", EARLY),
            "late": cooled_to("left", LATE),
            "never": cooled_to("left", NEVER),
            "decay": rate_equals_hubble(toy.X_to_right),
            "never decays": rate_equals_hubble(0.0),
        }
    )
    return dict(found), found.reached


@cache
def moments() -> Moments:
    toy = Toy(*(np.float64(x) for x in Toy()))
    at, reached = jax.tree.map(np.asarray, _moments(toy))
    return Moments(at, reached, ("left and right",))


def instant(**values) -> Instant:
    zero = jnp.zeros(())
    return Instant(**({"log_a": zero, "t": zero, "H": jnp.ones(()), "T": {}} | values))


def test_zero_at_the_event_and_positive_before():
    """ln(T/T_0) and ln(H/Gamma); 1e-14: rounding."""
    cooled = cooled_to("sm", 2.0)
    assert float(cooled(instant(T={"sm": jnp.asarray(2.0)}))) == pytest.approx(0.0, abs=1e-14)
    assert float(cooled(instant(T={"sm": jnp.asarray(6.0)}))) == pytest.approx(np.log(3.0), rel=1e-14)
    equal = rate_equals_hubble(0.5)
    assert float(equal(instant(H=jnp.asarray(0.5)))) == pytest.approx(0.0, abs=1e-14)
    assert float(equal(instant(H=jnp.asarray(4.0)))) == pytest.approx(np.log(8.0), rel=1e-14)


def test_events_take_place_where_they_say():
    """1e-8: T is inverted from entropies on a table of that accuracy; H follows from the same state as the event."""
    found = moments()
    assert found["early"].T["right"] == pytest.approx(EARLY, rel=1e-8)
    assert found["late"].T["left"] == pytest.approx(LATE, rel=1e-8)
    assert found["decay"].H == pytest.approx(Toy().X_to_right, rel=1e-8)
    assert found["early"].log_a < found["left and right"].log_a < found["late"].log_a


def test_sectors_in_contact_have_one_temperature():
    """1e-12: the same bath."""
    assert moments()["early"].T["left"] == pytest.approx(moments()["early"].T["right"], rel=1e-12)
    assert moments()["late"].T["left"] != pytest.approx(moments()["late"].T["right"], rel=1e-3)


def test_what_does_not_take_place_is_the_end_and_said():
    found = moments()
    assert {name: bool(reached) for name, reached in found.reached.items()} == {
        "early": True, "late": True, "never": False, "decay": True, "never decays": False,
        "start": True, "left and right": True,
    }  # fmt: skip
    last = found["never"]
    assert last.log_a == found["never decays"].log_a == max(now.log_a for now in found.values())


def test_start_and_contacts_are_always_there():
    """1e-8: as above."""
    found = moments()
    assert found["start"].log_a == 0.0 and found["start"].T["far"] == pytest.approx(Toy().T_far, rel=1e-8)
    assert found.parting.T["left"] == pytest.approx(Toy().T_part, rel=1e-8)
    assert found.parting is found["left and right"]
    assert len(found) == 7 and set(found) == set(found.reached)


def test_without_contacts_the_sectors_part_at_the_start():
    start = moments()["start"]
    assert Moments({"start": start}, {"start": np.asarray(True)}, ()).parting is start


def test_snapshots_are_by_name():
    now: Snapshot = moments()["late"]
    assert set(now.T) == set(now.S) == set(ORDER)
    assert set(now.rho) == {*ORDER, "N", "X"}


def test_unknown_names_are_refused_with_the_nearest():
    with pytest.raises(InvalidInput, match="'erly' is not an event of this background: did you mean 'early'"):
        moments()["erly"]


@pytest.mark.parametrize("name", ["start", "left and right"])
def test_names_of_the_start_and_of_contacts_are_taken(name):
    def solve(toy: Toy):
        background = evolve(toy_universe(toy, ORDER), until=("left", toy.T_end))
        return background.when({name: cooled_to("left", 1.0)})["start"].H

    with pytest.raises(InvalidInput, match=f"an event cannot have the name {name!r}"):
        jax.eval_shape(solve, Toy())


def test_events_at_temporary_arrays_are_never_taken_for_one():
    """The id of an array is given to another one as soon as it is freed: a label must not outlive its array."""
    events = [cooled_to("sm", jnp.asarray(1e-3 * (i + 1))) for i in range(200)]
    assert len({label_of(event) for event in events}) == 200
    rates = [rate_equals_hubble(jnp.asarray(1e-20 * (i + 1))) for i in range(200)]
    assert len({label_of(event) for event in rates}) == 200


def test_events_at_equal_numbers_are_one():
    assert label_of(cooled_to("sm", 1e-3)) == label_of(cooled_to("sm", 1e-3))
    assert label_of(cooled_to("sm", 1e-3)) != label_of(cooled_to("twin", 1e-3))
    assert label_of(cooled_to("sm", 1e-3)) != label_of(rate_equals_hubble(1e-3))


@pytest.mark.parametrize("bad", [-1.0, np.nan])
def test_numbers_out_of_range_are_refused(bad):
    with pytest.raises(InvalidInput, match=f"T of an event = {bad:g} is out of range: allowed is above 0 GeV"):
        cooled_to("sm", bad)
    with pytest.raises(InvalidInput, match=f"rate of an event = {bad:g} is out of range: allowed is from 0 GeV up"):
        rate_equals_hubble(bad)


def test_an_event_of_the_user_is_found_within_a_long_step():
    """Without relics a few steps lead through the whole history, and this event falls and rises within one of them.

    Positive but for |ln(T/5 GeV)| < 0.3, so that it falls at T = 5 e^0.3; 1e-8 as for temperatures.
    """

    @jax.jit
    def fall(T):
        background = evolve(toy_universe(Toy(n_X=0.0), ORDER), until=("left", 1e-3))
        found = background.when({"window": lambda now: (jnp.log(now.T["far"]) - jnp.log(T)) ** 2 - 0.09})
        return found["window"].T["far"], found.reached["window"]

    T, reached = fall(np.float64(5.0))
    assert bool(reached)
    assert float(T) == pytest.approx(5.0 * np.exp(0.3), rel=1e-8)

"""Stages between the ends of contacts: who shares a bath, what is carried over, where decays give their heat."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from reheaton.constants import M_PLANCK
from reheaton.errors import InvalidInput
from reheaton.matter.gas import ideal_gas
from reheaton.matter.sector import Sector
from reheaton.particles.species import boson
from reheaton.universe.relic import cold_relic
from reheaton.universe.schedule import Schedule, initial_state, plan, tabulate
from reheaton.universe.universe import Contact, Universe

G = {"a": 2.0, "b": 6.0, "c": 10.0}
"""Massless bosons in each sector: entropies are proportional to these, and rho = (pi^2/30) g T^4."""
PER_T4 = np.pi**2 / 30.0


def universe(start=100.0, contacts=None, relics=()) -> Universe:
    """Three sectors of radiation; by default a, b and c touch, c leaves at 10 GeV, and a and b part at 1 GeV."""
    sectors = [Sector(name, (ideal_gas(boson("light", 0, g=g)),)) for name, g in G.items()]
    if contacts is None:
        contacts = [Contact("b", "c", until=10.0), Contact("a", "b", until=1.0)]
    return Universe(sectors, relics, start=start, contacts=contacts)


def planned(made: Universe, until=("a", 1e-3)) -> Schedule:
    return plan(made, until, tabulate(made))


def test_one_stage_more_than_contacts_and_a_slot_for_each_group():
    schedule = planned(universe())
    assert schedule.contacts == ("b and c", "a and b")
    assert schedule.slot.tolist() == [[0, 0, 0], [0, 0, 2], [0, 1, 2]]
    assert schedule.stages.occupied.tolist() == [[True, False, False], [True, False, True], [True, True, True]]
    # Two baths part from that of all three, then two from that of a and b; c keeps its own.
    assert schedule.parted.tolist() == [[False, False, False], [True, False, True], [True, True, False]]
    assert schedule.parent[1:, 0].tolist() == [0, 0] and int(schedule.parent[1, 2]) == 0
    assert schedule.stages.clock.tolist() == [[1.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    assert schedule.contact_until[:2].tolist() == [10.0, 1.0]
    assert int(schedule.until_slot) == 0


def test_widths_go_to_the_bath_that_a_sector_is_in():
    relic = cold_relic("N", 1e3, {"a": 1.0, "b": 2.0, "c": 4.0}, 1.0)
    widths = planned(universe(relics=[relic])).stages.widths
    assert widths[:, 0].tolist() == [[7.0, 0.0, 0.0], [3.0, 0.0, 4.0], [1.0, 2.0, 4.0]]
    assert planned(universe()).stages.widths.shape == (3, 0, 3)


def test_every_group_that_ever_shares_a_temperature_has_one_bath():
    """1e-10: entropies of massless gases add up in the table of a group."""
    schedule = planned(universe())
    baths, bath = schedule.equations.baths, schedule.stages.bath
    entropy = [float(jnp.exp(baths.log_s(int(bath[k, s]), jnp.asarray(5.0)))) for k, s in ((0, 0), (1, 0), (1, 2))]
    per_state = 2.0 * np.pi**2 / 45.0 * 5.0**3
    assert entropy == pytest.approx([18.0 * per_state, 8.0 * per_state, 10.0 * per_state], rel=1e-10)
    # The bath of c alone is the same in the second and third stage.
    assert int(bath[1, 2]) == int(bath[2, 2]) == int(schedule.alone[2])


def test_the_start_is_that_of_the_temperatures():
    """W = (s a^3)^(4/3), H of the energy density; 1e-10: table of the bath."""
    start = {"a": 100.0, "b": 100.0, "c": 30.0}
    made = universe(start, [Contact("a", "b", until=1.0)])
    schedule = planned(made)
    state = initial_state(made, schedule)
    rho = PER_T4 * (8.0 * 100.0**4 + 10.0 * 30.0**4)
    now = schedule.equations.rates(schedule.stage(jnp.asarray(0)), state)
    assert float(now.rho) == pytest.approx(rho, rel=1e-10)
    assert float(now.H) == pytest.approx(np.sqrt(8.0 * np.pi * rho / 3.0) / M_PLANCK, rel=1e-10)
    s = 2.0 * np.pi**2 / 45.0 * np.array([8.0 * 100.0**3, 0.0, 10.0 * 30.0**3])
    np.testing.assert_allclose(state.W, s ** (4.0 / 3.0), rtol=1e-10)
    assert float(state.log_a) == 0.0


def test_parting_divides_the_entropy_and_keeps_the_temperature():
    """1e-10: table of the bath."""
    made = universe()
    schedule = planned(made)
    before = initial_state(made, schedule)
    stage, after, start, end = schedule.begin(jnp.asarray(1), before)
    s = np.asarray(after.W) ** 0.75
    assert s[0] / s[2] == pytest.approx(8.0 / 10.0, rel=1e-10) and s[1] == 0.0
    assert s[0] + s[2] == pytest.approx(float(before.W[0]) ** 0.75, rel=1e-10)
    T = schedule.equations.rates(stage, after).T
    assert (float(T[0]), float(T[2])) == pytest.approx((100.0, 100.0), rel=1e-10)
    # The independent variable -ln(s)/3 runs over the cooling of a and b from 100 to 1 GeV.
    assert float(end - start) == pytest.approx(np.log(100.0), rel=1e-10)


@pytest.mark.parametrize("width", [0.0, 1e-22, 1e-16])
def test_the_last_stage_is_long_enough(width):
    """Without heat a ~ 1/T; what decays can only lengthen it. One e-fold is the margin."""
    relic = cold_relic("N", 1e6, {"a": width}, 1e2)
    made = universe(contacts=[], relics=[relic])
    schedule = planned(made, ("a", 1e-3))
    _, _, start, end = schedule.begin(jnp.asarray(0), initial_state(made, schedule))
    assert float(start) == 0.0
    # Radiation of a alone; all the energy given to it at once at the latest moment: an upper bound of the expansion.
    assert float(end) >= np.log(100.0 / 1e-3) + 1.0 - 1e-10
    assert np.isfinite(float(end))


def ends(relics, start=100.0):
    made = universe(start, [], relics)
    schedule = planned(made, ("a", 1e-3))
    return float(schedule.begin(jnp.asarray(0), initial_state(made, schedule))[3])


def test_stable_relics_heat_nothing():
    """The last stage is as long as without them; 1e-12: rounding."""
    heavy = cold_relic("X", 1e12, {}, 1e6)
    assert ends([heavy]) == pytest.approx(ends([]), rel=1e-12)


def test_relics_delay_the_decays_of_others():
    """H = Gamma at a^3 = rho_X/rho(Gamma) where X dominates: N = 1e-6 X then gives M n/a^3, and 1.5 e-folds later.

    All sectors start empty, as the universe of relics alone.
    """
    width = 1e-20
    N, X = cold_relic("N", 1.0, {"a": width}, 1e2), cold_relic("X", 1e6, {}, 1e2)
    critical = 3.0 * width**2 * M_PLANCK**2 / (8.0 * np.pi)
    alone, together = (np.log(rho / critical) / 3.0 + 1.5 for rho in (1e2, 1e8 + 1e2))
    wanted = PER_T4 * G["a"] * 1e-12
    latest = np.log(1e2 / wanted) / 3.0
    assert together < latest
    # The energy of N is diluted less by the time by which it is given: ln a_end = (1/4) ln(M n a_decay/wanted) + 1.
    for relics, decay in (([N], alone), ([N, X], together)):
        assert ends(relics, 0.0) == pytest.approx(0.25 * (np.log(1e2 / wanted) + decay) + 1.0, rel=1e-9)


def test_a_sector_may_start_empty_but_not_in_contact():
    made = universe({"a": 100.0, "b": 0.0, "c": 5.0}, [])
    assert float(initial_state(made, planned(made)).W[1]) == 0.0
    with pytest.raises(InvalidInput, match="contact of a, b ends at 1 GeV, above 0 GeV where it starts"):
        universe(0.0, [Contact("a", "b", until=1.0)])

    def in_contact(until):
        made = universe(0.0, [Contact("a", "b", until=until)])
        return initial_state(made, planned(made)).W

    with pytest.raises(InvalidInput, match="the sectors a, b are in contact: they cannot start empty"):
        jax.eval_shape(in_contact, 1.0)


def test_until_must_name_a_sector():
    with pytest.raises(InvalidInput, match="until = 'd' is no sector of this universe: known are a, b, c"):
        planned(universe(), ("d", 1.0))

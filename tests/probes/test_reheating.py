"""Reheating by one relic: temperature, dilution and inverse decays read off universes, and the checks of them."""

from functools import cache

import jax
import numpy as np
import pytest
from tests.probes.edges import assert_flips

import reheaton as rh
from reheaton.cosmology import T_CMB
from reheaton.probes.reheating import INVERSE_DECAY, Reheating

M_PLANCK = 1.220890e19
"""GeV; CODATA."""
T_START = 100.0


@cache
def _solver(neutrinos):
    """Observables and moments of the Standard Model with a cold relic X, by mass, density and width."""
    probe = Reheating("X", neutrinos="neutrinos" if neutrinos else None)

    @jax.jit
    def solve(mass, density, width):
        relic = rh.cold_relic("X", mass, {"sm": width}, density)
        sectors = [rh.standard_model(neutrinos=not neutrinos), *([rh.neutrinos()] if neutrinos else [])]
        contacts = [rh.Contact("sm", "neutrinos", until=2e-3)] if neutrinos else []
        universe = rh.Universe(sectors, [relic], start=T_START, contacts=contacts)
        background = rh.evolve(universe, until=("sm", T_CMB))
        events = background.when(probe.events(universe))
        now = {name: (events[name], events.reached.get(name)) for name in events}
        return probe.observe(background, events, None), now, background.code

    return solve


def solve(mass=10.0, density=1e4, width=1e-20, neutrinos=False):
    found, events, code = _solver(neutrinos)(*(np.float64(x) for x in (mass, density, width)))
    assert code == 0
    return {name: float(value) for name, value in found.items()}, events


def test_relic_decays_when_its_width_is_the_hubble_rate():
    """1e-9: the event is inverted on the interpolant to rounding."""
    found, events = solve()
    decay, reached = events["decay"]
    assert reached
    assert float(decay.H) == pytest.approx(1e-20, rel=1e-9)
    assert found["T_RH"] == float(decay.T["sm"])


def test_dominant_relic_dilutes_as_in_the_textbook():
    """S_f/S_i = 1.83 <g_*^(1/3)>^(3/4) m Y/(M_PLANCK Gamma)^(1/2), Kolb & Turner Eq. 5.73, where matter dominates.

    10%: g_* lies between 15 and 30 while X decays at 0.1 GeV, and enters as its fourth root.
    """
    found, events = solve(density=1e7)
    Y = 1e7 / float(events["start"][0].S["sm"])
    expected = 1.83 * 20.0**0.25 * 10.0 * Y / np.sqrt(M_PLANCK * 1e-20)
    assert expected > 10.0
    assert found["dilution"] == pytest.approx(expected, rel=0.1)


def test_a_relic_that_never_decays():
    """The dilution is that of entropy conservation, 1e-5: the step tolerance."""
    found, events = solve(width=0.0)
    assert not events["decay"][1]
    assert found["T_RH"] == 0.0 and found["inverse_decay"] == 0.0
    assert found["dilution"] == pytest.approx(1.0, rel=1e-5)


def test_a_relic_that_decays_at_the_start_reheats_to_the_start():
    found, events = solve(width=1e-10)
    assert not events["decay"][1]
    assert found["T_RH"] == pytest.approx(T_START, rel=1e-9)
    assert found["inverse_decay"] > 1.0


@pytest.mark.parametrize("mass", [1.0, 10.0])
def test_inverse_decays_are_judged_when_the_relic_becomes_cold(mass):
    """Gamma/H at T = m, 1e-9 as above; lighter relics are judged later, at a smaller H."""
    found, events = solve(mass=mass, density=1e4 / mass)
    cold, reached = events["relic_cold"]
    assert reached and float(cold.T["sm"]) == pytest.approx(mass, rel=1e-9)
    assert found["inverse_decay"] == pytest.approx(1e-20 / float(cold.H), rel=1e-9)


def test_inverse_decays_of_a_relic_that_is_cold_from_the_start():
    found, events = solve(mass=1e3, density=1e2)
    assert not events["relic_cold"][1]
    assert found["inverse_decay"] == pytest.approx(1e-20 / float(events["start"][0].H), rel=1e-12)


def test_without_contact_entropy_is_compared_with_the_start_and_no_contact_is_spoken_of():
    found, events = solve()
    start, end = events["start"][0], events["cmb"][0]
    assert found["dilution"] == pytest.approx(float(end.S["sm"] / start.S["sm"]), rel=1e-12)
    assert "decay_over_hubble_at_T_dec" not in found
    # Gamma/H above 1 at the start: with a contact the flag would be raised.
    found, _ = solve(width=1e-10)
    assert [check.name for check in Reheating("X").checks(found)] == ["inverse_decays", "neutrinos_not_in_equilibrium"]
    assert not any("contact" in check.sentence for check in Reheating("X").checks(found))


def test_with_a_contact_the_width_is_compared_with_H_where_it_ends():
    found, events = solve(neutrinos=True)
    end = events["sm and neutrinos"][0]
    assert found["decay_over_hubble_at_T_dec"] == pytest.approx(1e-20 / float(end.H), rel=1e-12)


def test_entropy_of_separate_neutrinos_is_counted():
    """Photons alone would gain the entropy of the neutrinos' share too; 1e-5, the step tolerance, without heat."""
    found, events = solve(width=0.0, neutrinos=True)
    after = events["sm and neutrinos"][0]
    end = events["cmb"][0]
    total = [float(now.S["sm"] + now.S["neutrinos"]) for now in (after, end)]
    assert found["dilution"] == pytest.approx(total[1] / total[0], rel=1e-12)
    assert found["dilution"] == pytest.approx(1.0, rel=1e-5)
    assert found["decay_over_hubble_at_T_dec"] == 0.0


def test_without_a_relic_the_dilution_alone_is_observed():
    class Nothing(rh.Model):
        """The Standard Model alone."""

        def universe(self):
            return rh.Universe([rh.standard_model()], start=T_START)

        def probes(self):
            return [rh.Reheating()]

    result = Nothing().solve()
    assert list(result.observables) == ["dilution"]
    # Entropy is conserved to the error of the tables in T(s).
    assert result.observables["dilution"] == pytest.approx(1.0, rel=1e-5)
    assert [check.name for check in result.checks] == ["first_law"] and result.limits == []


def test_a_relic_that_is_not_there_is_refused():
    universe = rh.Universe([rh.standard_model()], start=T_START)
    with pytest.raises(rh.InvalidInput, match="'X' is no relic of this universe"):
        Reheating("X").events(universe)


# --- checks ------------------------------------------------------------------------------------------

GOOD = {"T_RH": 0.02, "dilution": 50.0, "decay_over_hubble_at_T_dec": 1e-3, "inverse_decay": 1e-6}


def raised(found, **probe):
    return {check.name: check for check in Reheating("X", **probe).checks(GOOD | found) if check.raised}


@pytest.mark.parametrize(
    ("found", "name"),
    [
        ({"T_RH": 8.9e-3}, "neutrinos_not_in_equilibrium"),
        ({"decay_over_hubble_at_T_dec": 1.1}, "decays_before_T_dec"),
        ({"inverse_decay": 1.1 * INVERSE_DECAY}, "inverse_decays"),
    ],
)
def test_each_check_alone(found, name):
    assert list(raised(found)) == [name]
    assert raised(found)[name].message.endswith(".")


def test_a_good_point_and_one_that_never_decays_raise_nothing():
    assert raised({}) == {} and raised({"T_RH": 0.0}) == {}
    assert raised({"T_RH": 9e-3, "decay_over_hubble_at_T_dec": 1.0, "inverse_decay": INVERSE_DECAY}) == {}


@pytest.mark.parametrize(
    ("T_RH", "N_eff_sm", "right"),
    [
        (1.98e-3, 0.37, "about 0.65"), (2.63e-3, 1.14, "about 1.14"), (3.96e-3, 2.60, "about 2.07"),
        (5.28e-3, 2.98, "about 2.63"), (6.62e-3, 3.02, "about 2.88"), (8.9e-3, 3.02, "about 3.00"),
        (3.3e-3, 2.0, "about 1.61"), (1.5e-3, 0.04, "less than 0.65"),
    ],
)  # fmt: skip
def test_neutrinos_that_decouple_are_compared_with_their_spectra(T_RH, N_eff_sm, right):
    """Values of the instantaneous treatment and of a momentum-resolved calculation; linear between them."""
    flags = raised({"T_RH": T_RH, "N_eff_sm": N_eff_sm}, neutrinos="neutrinos")
    assert list(flags) == ["neutrinos_decouple_during_decay"]
    message = flags["neutrinos_decouple_during_decay"].message
    assert f"T_RH = {T_RH * 1e3:.3g} MeV" in message
    assert f"N_eff_sm = {N_eff_sm:.3g} where a momentum-resolved calculation gives {right}." in message
    shared = raised({"T_RH": T_RH})
    assert list(shared) == ["neutrinos_not_in_equilibrium"]
    assert f"their N_eff is {right}." in shared["neutrinos_not_in_equilibrium"].message


def test_checks_of_many_points_are_those_of_each():
    many = {name: np.array([value, value, 0.5 * value]) for name, value in GOOD.items()}
    many["T_RH"] = np.array([0.02, 4e-3, 0.0])
    checks = Reheating("X").checks(many)
    for point in range(3):
        single = Reheating("X").checks({name: float(column[point]) for name, column in many.items()})
        assert [bool(check.raised[point]) for check in checks] == [bool(check.raised) for check in single]
        assert [check.at(point).message for check in checks] == [check.message for check in single]


@pytest.mark.parametrize(
    ("name", "observable", "threshold", "raised", "neutrinos"),
    [
        # Half of the relic has decayed at Gamma = H, to a factor of order 1.
        ("decays_before_T_dec", "decay_over_hubble_at_T_dec", 1.0, "above", None),
        # At T = m inverse decays make Gamma/H of an equilibrium number: 10% of it at most.
        ("inverse_decays", "inverse_decay", 0.1, "above", None),
        # N_eff = 3.02 at 9.3 MeV and 2.88 at 6.6 MeV: 3.00 at 9 MeV, for a width of H.
        ("neutrinos_not_in_equilibrium", "T_RH", 9e-3, "below", None),
        ("neutrinos_decouple_during_decay", "T_RH", 9e-3, "below", "neutrinos"),
    ],
)
def test_each_check_flips_at_its_threshold(name, observable, threshold, raised, neutrinos):
    probe = Reheating("X", neutrinos=neutrinos)
    assert_flips(lambda value: probe.checks(GOOD | {"N_eff_sm": 3.0, observable: value}), name, threshold, raised)


@pytest.mark.parametrize("neutrinos", [None, "neutrinos"])
def test_a_relic_that_never_decays_is_not_judged_in_any_lane(neutrinos):
    """T_RH = 0 stands for never; a temperature just above is far too low."""
    probe = Reheating("X", neutrinos=neutrinos)
    many = GOOD | {"N_eff_sm": 3.0, "T_RH": np.array([0.0, 1e-6, 0.0, 8.9e-3])}
    assert probe.checks(many)[-1].raised.tolist() == [False, True, False, True]


def test_what_comes_first_in_tables():
    assert [name for name, item in Reheating.OBSERVABLES.items() if item.headline] == ["T_RH", "dilution"]


def test_what_voids_the_verdict():
    """Relics that inverse decays create again leave the answer open; the other errors are known, and small."""
    for neutrinos in (None, "neutrinos"):
        checks = Reheating("X", neutrinos=neutrinos).checks(GOOD | {"N_eff_sm": 3.0})
        assert [check.name for check in checks if check.voids] == ["inverse_decays"]


@pytest.mark.parametrize("wrong", [{"sm": "mirror"}, {"neutrinos": "mirror"}])
def test_an_unknown_sector_is_refused_before_anything_is_solved(wrong):
    universe = rh.Universe([rh.standard_model()], start=T_START)
    with pytest.raises(rh.InvalidInput, match="mirror"):
        Reheating(**wrong).events(universe)

"""An audit: assumptions whose values are observed and checked, from numbers and from functions of the background."""

import numpy as np
import pytest

import reheaton as rh


class Audited(rh.Model):
    """The Standard Model and a relic, with assumptions about both."""

    mass: float = rh.parameter("GeV", "mass of the relic", minimum=1e-3, maximum=1e3)
    T_start: float = rh.parameter("GeV", "temperature at the start", default=100.0)

    def universe(self):
        relic = rh.thermal_relic("X", self.mass, {"sm": 1e-20}, self.T_start)
        return rh.Universe([rh.standard_model()], relics=[relic], start=self.T_start)

    def probes(self):
        audit = rh.Audit(
            rh.Check("m_over_T", self.mass / self.T_start, "m/T = {value:.2g} at the start.", above=0.3),
            rh.Check(
                "hot_decay",
                lambda background, events: events["decay"].T["sm"],
                "X decays at {value:.2g} GeV, below {below:g} GeV, with dilution {dilution:.3g} and {extra}.",
                below=0.2,
                numbers={"extra": "more"},
            ),
            rh.Check("grid", lambda background, events: background.stages, "", above=1.5, meaning="number of stages"),
        )
        return [audit, rh.Reheating("X")]


def test_values_are_observables_under_the_names_of_the_checks():
    found = Audited(mass=10.0).solve().observables
    assert found["m_over_T"] == 0.1
    assert found["hot_decay"] == found["T_RH"]
    assert found["grid"] == 1.0


def test_observables_are_declared_with_their_condition_or_meaning():
    declared = Audited.observables()
    assert declared["m_over_T"].meaning == "must stay below 0.3"
    assert declared["hot_decay"].meaning == "must stay above 0.2"
    assert declared["grid"].meaning == "number of stages"
    assert rh.Audit(rh.Check("no", False, "no.")).OBSERVABLES["no"].meaning == "must be zero"
    assert Audited(mass=10.0).solve().units["m_over_T"] == ""


def test_an_assumption_that_fails_is_a_flag_whose_sentence_can_name_any_observable():
    result = Audited(mass=50.0).solve()
    flags = {flag.name: flag for flag in result.flags}
    assert flags["m_over_T"].value == 0.5
    assert flags["m_over_T"].message == "m/T = 0.5 at the start."
    found = result.observables
    # Gamma = 1.66 g_*^(1/2) T^2/M_PLANCK is 0.1 GeV at g_* of 20 to 60.
    assert 0.05 < found["T_RH"] < 0.2
    assert flags["hot_decay"].message == (
        f"X decays at {found['T_RH']:.2g} GeV, below 0.2 GeV, with dilution {found['dilution']:.3g} and more."
    )
    assert "grid" not in flags


def test_many_points_are_audited_as_each_alone():
    masses = np.array([5.0, 50.0])
    batch = rh.solve_batch(Audited, mass=masses)
    for point, mass in enumerate(masses):
        single = Audited(mass=float(mass)).solve()
        assert [flag.name for flag in batch[point].flags] == [flag.name for flag in single.flags]
        # The same steps, with sums in another order.
        assert batch[point].observables["hot_decay"] == pytest.approx(single.observables["hot_decay"], rel=1e-9)


def test_an_audit_of_nothing_observes_nothing():
    audit = rh.Audit()
    assert audit.OBSERVABLES == {} and list(audit.checks({})) == []

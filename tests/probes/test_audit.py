"""Audits: the assumptions of a model as observables and as checks."""

import jax.numpy as jnp
import numpy as np
import pytest

import reheaton as rh

AUDIT = rh.Audit(
    rh.Check("m_over_T", 0.1, "m/T = {value:.2g}, and the other is {hotter:.2g}.", above=0.3),
    rh.Check("hotter", lambda background, events: events["start"].T["sm"] / 2.0, "{value:g}.", below=3.0),
    rh.Check("broken", False, "It is broken.", meaning="whether it is broken"),
)


class Audited(rh.Model):
    """The Standard Model, and what is assumed of it."""

    T: float = rh.parameter("GeV", "temperature at the start", minimum=1.0, maximum=100.0)

    def universe(self):
        return rh.Universe([rh.standard_model()], start=self.T)

    def probes(self):
        return [AUDIT]


def test_every_assumption_is_an_observable_with_a_meaning():
    meanings = {name: item.meaning for name, item in AUDIT.OBSERVABLES.items()}
    assert meanings == {
        "m_over_T": "must stay below 0.3",
        "hotter": "must stay above 3",
        "broken": "whether it is broken",
    }
    assert list(Audited.observables()) == list(meanings)


def test_a_check_without_threshold_or_meaning_must_be_zero():
    assert rh.Audit(rh.Check("odd", True, "Odd.")).OBSERVABLES["odd"].meaning == "must be zero"


@pytest.mark.parametrize(("T", "raised"), [(4.0, ["hotter"]), (8.0, [])])
def test_values_are_numbers_or_functions_of_the_background(T, raised):
    """1e-12: the start passes through its entropy and back."""
    result = Audited(T=T).solve()
    assert result.observables == pytest.approx({"m_over_T": 0.1, "hotter": T / 2.0, "broken": 0.0}, rel=1e-12)
    assert [flag.name for flag in result.flags] == raised


def test_a_sentence_may_name_the_other_observables():
    checks = {check.name: check for check in AUDIT.checks({"m_over_T": 0.5, "hotter": 2.0, "broken": 1.0})}
    assert checks["m_over_T"].message == "m/T = 0.5, and the other is 2."
    assert all(check.raised for check in checks.values())


def test_many_points():
    found = {"m_over_T": np.array([0.1, 0.5]), "hotter": np.array([2.0, 4.0]), "broken": np.zeros(2)}
    raised = [check.raised.tolist() for check in AUDIT.checks(found)]
    assert raised == [[False, True], [True, False], [False, False]]


def test_observed_values_are_floats_whatever_was_given():
    audit = rh.Audit(rh.Check("count", 3, "Three.", above=4.0), rh.Check("fine", jnp.asarray(True), "Fine."))
    found = audit.observe(None, None, None)
    assert {name: (float(x), str(x.dtype)) for name, x in found.items()} == {
        "count": (3.0, "float64"),
        "fine": (1.0, "float64"),
    }

"""From numbers to a result: order, units, limits of sums, checks, and why an answer is not there."""

import math
from types import SimpleNamespace
from typing import ClassVar

import jax.numpy as jnp
import numpy as np
import pytest
from tests.probes.edges import assert_flips

import reheaton as rh
from reheaton.models import reading
from reheaton.models.compiled import Solved
from reheaton.probes.parameter import Parameter


class Extra(rh.Probe):
    """Something that adds to the dark radiation, is not defined above a temperature, and has a limit of its own."""

    amount: float
    defined: bool = True

    OBSERVABLES: ClassVar = {
        "detail": rh.Observable("GeV", "a detail"),
        "extra": rh.Observable("", "more dark radiation", adds_to=("delta_N_eff_cmb",), headline=True),
    }

    def observe(self, background, events, tables):
        amount = jnp.asarray(self.amount)
        return {"detail": amount, "extra": amount if self.defined else jnp.nan}

    def limits(self, found):
        return [rh.Limit("own", found["delta_N_eff_cmb"], 1.0, upper=True, confidence=0.9, citation="somebody")]

    def checks(self, found):
        return [rh.Check("detail_large", found["detail"], "detail is {value:g}.", above=0.5)]

    def undefined(self, found):
        return "the extra is not defined; give less" if np.isnan(found["extra"]) else None

    def diagnostics(self, tables):
        return {"twice": 2.0 * float(self.amount)}


class Sum(rh.Model):
    """A dark sector, and something more."""

    amount: float = rh.parameter("", "more dark radiation", minimum=0.0, maximum=10.0)
    defined: bool = rh.option((True, False), "whether it is defined")

    def universe(self):
        hidden = rh.Sector("hidden", rh.ideal_gas(rh.boson("hidden photon", 0, g=2)))
        contact = rh.Contact("sm", "hidden", until=1.0)
        return rh.Universe([rh.standard_model(), hidden], start=10.0, contacts=[contact])

    def probes(self):
        return [Extra(self.amount, defined=self.defined), rh.DarkRadiation("hidden")]

    def checks(self, found):
        return [rh.Check("of_the_model", found["extra"], "extra is {value:g}, above {above:g}.", above=0.25)]

    def diagnostics(self):
        return {"amount": float(self.amount)}


def solve(amount, **options):
    return Sum(amount=amount, **options).solve()


def margins(result):
    return {limit.name: limit.margin for limit in result.limits}


def test_headline_observables_come_first_otherwise_as_declared():
    assert list(solve(0.1).observables) == [
        "extra", "delta_N_eff_bbn", "delta_N_eff_cmb", "T_ratio_bbn", "T_ratio_cmb", "detail",
        "T_SM_max",
    ]  # fmt: skip


def test_units_of_observables_and_parameters():
    units = solve(0.1).units
    assert units["detail"] == "GeV" and units["extra"] == "" and units["amount"] == ""
    assert set(units) == {*solve(0.1).observables, "amount"}


def test_meanings_and_headlines_are_those_that_are_declared():
    result = solve(0.1)
    assert set(result.meanings) == set(result.units)
    declared = {name: item for probe in (rh.DarkRadiation("dark"),) for name, item in probe.OBSERVABLES.items()}
    for name in ("delta_N_eff_cmb", "T_SM_max"):
        assert result.meanings[name] == declared[name].meaning
    assert result.headlines == tuple(result.observables)[: len(result.headlines)]
    assert "delta_N_eff_cmb" in result.headlines and "T_SM_max" not in result.headlines


def test_limits_compare_the_sum_and_observables_keep_the_parts():
    """Rounding only: the bound is on delta_N_eff_cmb + extra, and the observable is what it was."""
    without, with_ = solve(0.0), solve(0.1)
    assert with_.observables["delta_N_eff_cmb"] == without.observables["delta_N_eff_cmb"]
    fall = margins(without)["Delta N_eff (CMB)"] - margins(with_)["Delta N_eff (CMB)"]
    assert fall == pytest.approx(0.1 / 0.16, rel=1e-12)
    assert margins(with_)["Delta N_eff (BBN)"] == margins(without)["Delta N_eff (BBN)"]
    # The limit of a probe sees what is observed.
    assert margins(without)["own"] == margins(with_)["own"]


UNSAID = "bounds on it do not hold in this model"


class Adds(rh.Probe):
    """What adds to two sums, and makes one bound void."""

    void_bound: bool = False
    OBSERVABLES: ClassVar = {"extra": rh.Observable("", "more", adds_to=("total", "other"))}
    LIMITS: ClassVar = ("somewhere",)

    def void(self, found):
        return {"total": self.void_bound}


@pytest.fixture
def compared(monkeypatch):
    """What tables of limits are compared with, of some probes and observables: the sums, and where they are void."""

    def compare(probes, found):
        seen = []
        monkeypatch.setattr(reading, "table_limits", lambda name, sums, void: seen.append((name, sums, void)) or [])
        assert reading.limits_of(SimpleNamespace(limits="current"), probes, found) == []
        return seen

    return compare


def test_a_part_is_a_sum_of_its_own_and_joins_others_that_are_there(compared):
    """The first sum is made in any case, the second only where its other part is observed."""
    assert compared([Adds()], {"extra": 0.1}) == [
        ("somewhere", {"extra": 0.1, "total": 0.1}, {"total": {UNSAID: False}})
    ]
    ((_, sums, _),) = compared([Adds()], {"extra": 0.1, "total": 1.0, "other": 2.0})
    assert sums == pytest.approx({"extra": 0.1, "total": 1.1, "other": 2.1})
    ((_, sums, _),) = compared([Adds()], {"total": 1.0, "other": 2.0})
    assert sums == {"total": 1.0, "other": 2.0}


@pytest.mark.parametrize("which", [(False, False), (True, False), (False, True)])
def test_a_bound_is_void_where_one_probe_says_so(compared, which):
    ((_, _, void),) = compared([Adds(void_bound) for void_bound in which], {})
    assert void["total"] == {UNSAID: any(which)}


def test_a_probe_may_say_why_a_bound_is_void(compared, monkeypatch):
    monkeypatch.setattr(Adds, "void", lambda self, found: {"total": {"it is late": self.void_bound}})
    ((_, _, void),) = compared([Adds(False), Adds(True)], {})
    assert void == {"total": {"it is late": True}}


def test_a_point_that_is_traced_has_observables_alone():
    found = {"detail": 0.1, "extra": 0.1, "delta_N_eff_cmb": 0.1}
    result = reading.result(Sum(amount=0.1), Solved(found, 0))
    assert list(result.observables) == ["extra", "delta_N_eff_cmb", "detail"] and result.codes == 0
    assert result.limits == result.checks == []


def test_a_parameter_that_is_left_out_is_none_at_all_points():
    class More(Sum):
        """With a parameter that may be left out."""

        more: float = rh.parameter("", "something more", default=None, minimum=0.0)

    found = {name: np.full(2, value) for name, value in solve(0.1).observables.items()}
    model = More(amount=0.1)
    many = reading.result_of_many(model, found, np.zeros(2, dtype=int), np.zeros(2), (2, 1))
    assert many.parameters["more"] is None and many.parameters["amount"].tolist() == [[0.1], [0.1]]


# --- a point in the middle ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "value"),
    [
        (Parameter("x", "", "x", minimum=1e-4, maximum=1.0), 1e-2),
        (Parameter("x", "", "x", minimum=0.0, maximum=10.0), 5.0),
        (Parameter("x", "", "x", minimum=-4.0, maximum=2.0), -1.0),
        (Parameter("x", "", "x", minimum=1e-30), 1.0),
        (Parameter("x", "", "x", maximum=1e30), 0.0),
        (Parameter("x", "", "x"), 0.0),
        (Parameter("x", "", "x", default=7.0, minimum=0.0), 7.0),
        (Parameter("x", "", "x", default=None, minimum=2.0, maximum=8.0), 4.0),
    ],
)
def test_middle_of_a_range(item, value):
    """A default if there is one; geometric where both ends are positive; ends that are missing are +-1e30."""
    assert reading.middle(item) == pytest.approx(value, rel=1e-12, abs=1e-300)
    assert not math.isnan(reading.middle(item))


def test_an_example_has_every_parameter_and_the_options_that_are_given():
    usual, other = reading.example(Sum, {}), reading.example(Sum, {"defined": False})
    assert usual.parameters == other.parameters == {"amount": 5.0}
    assert usual.defined is True and other.defined is False


def test_checks_of_model_probes_and_first_law():
    result = solve(0.3)
    epochs = ["reheated_after_nucleosynthesis", "reheated_after_recombination"]
    assert [check.name for check in result.checks] == ["of_the_model", "detail_large", *epochs, "first_law"]
    assert [(flag.name, flag.value) for flag in result.flags] == [("of_the_model", 0.3)]
    assert result.flags[0].message == "extra is 0.3, above 0.25."
    assert [flag.name for flag in solve(0.6).flags] == ["of_the_model", "detail_large"]
    assert solve(0.1).flags == []


def test_first_law_is_checked_against_its_threshold():
    model = Sum(amount=0.1)
    found = solve(0.1).observables
    above = [check for check in reading.checks_of(model, model.probes(), found, 1.05e-3) if check.raised]
    assert [check.name for check in above] == ["first_law"]
    assert above[0].message.startswith("energy is conserved only to 0.00105, not to 0.001: ")
    assert not any(check.raised for check in reading.checks_of(model, model.probes(), found, 0.95e-3))


def test_diagnostics_of_engine_model_and_probes():
    diagnostics = solve(0.1).diagnostics
    assert set(diagnostics) == {"first_law_residual", "steps", "amount", "twice"}
    assert diagnostics["twice"] == 0.2
    assert 0.0 <= diagnostics["first_law_residual"] < 1e-5  # the step tolerance


def test_an_undefined_observable_is_refused_with_the_reason_of_its_probe():
    with pytest.raises(rh.NumericalFailure, match=r"^sum did not solve: the extra is not defined; give less\.$"):
        solve(0.1, defined=False)


def test_an_undefined_observable_that_no_probe_explains(monkeypatch):
    monkeypatch.setattr(Extra, "undefined", rh.Probe.undefined)
    with pytest.raises(rh.NumericalFailure, match="an observable is not defined here"):
        solve(0.1, defined=False)


def test_many_points_have_the_same_limits_and_checks_as_one():
    amounts = np.array([0.0, 0.1, 0.3, 0.6, 2.0])
    batch = rh.solve_batch(Sum, amount=amounts)
    for point, amount in enumerate(amounts):
        single = solve(float(amount))
        assert list(batch[point].observables) == list(single.observables)
        # One compiled function for many points and one for a single point: rounding.
        assert margins(batch[point]) == pytest.approx(margins(single), rel=1e-10)
        assert [flag.name for flag in batch[point].flags] == [flag.name for flag in single.flags]
        assert [flag.message for flag in batch[point].flags] == [flag.message for flag in single.flags]


def test_an_undefined_observable_of_many_points_is_a_code():
    batch = rh.solve_batch(Sum, amount=[0.1, 0.2], defined=False)
    assert batch.failures == {"an observable is not defined here, or outside the range of its tables": 2}
    assert not np.any(batch.allowed)


class Refused(Sum):
    """A model whose probes contradict each other."""

    case: str = rh.option(("undeclared", "twice"), "how")

    def probes(self):
        if self.case == "twice":
            return [Extra(self.amount), Extra(self.amount)]

        class Undeclared(rh.Probe):
            def observe(self, background, events, tables):
                return {"surprise": jnp.ones(())}

        return [Undeclared()]


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ("undeclared", r"Undeclared\.OBSERVABLES do not declare what it observes: surprise\."),
        ("twice", "two probes observe detail, extra: an observable belongs to one probe"),
    ],
)
def test_probes_that_contradict_each_other_are_refused(case, words):
    with pytest.raises(rh.InvalidInput, match=words):
        Refused(amount=0.1, case=case).solve()
    with pytest.raises(rh.InvalidInput, match=words):
        rh.solve_batch(Refused, amount=[0.1, 0.2], case=case)


def test_first_law_flips_at_its_threshold():
    """Energy that is lost to 1e-3 is lost to T to 2.5e-4: three times what the integration itself loses at most."""
    model = Sum(amount=0.1)
    found = {"extra": 0.1, "detail": 0.1, "delta_N_eff_bbn": 0.1, "delta_N_eff_cmb": 0.1, "T_SM_max": 1.0}
    assert_flips(lambda lost: reading.checks_of(model, model.probes(), found, lost), "first_law", 1e-3, "above")

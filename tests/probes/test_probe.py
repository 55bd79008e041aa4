"""A probe of a user: what it declares, what it adds to, the events it shares, and what it need not write."""

from typing import ClassVar

import jax.numpy as jnp
import numpy as np
import pytest

import reheaton as rh


class Temperature(rh.Probe):
    """Temperature of a sector at one moment."""

    sector: str
    T_mark: float
    name: str = "T_mark"

    OBSERVABLES: ClassVar = {
        "T_mark": rh.Observable("GeV", "temperature at the mark"),
        "T_other": rh.Observable("GeV", "temperature at another mark"),
        "H_mark": rh.Observable("GeV", "Hubble rate at the mark", symbol="H"),
    }

    def events(self, universe):
        return {"mark": rh.cooled_to("sm", self.T_mark)}

    def observe(self, background, events, tables):
        return {self.name: events["mark"].T[self.sector], "H_mark": events["mark"].H}


class Plain(rh.Model):
    """The Standard Model, and any probes."""

    which: str = rh.option(("one", "twice", "undeclared", "events"), "probes of a test")

    def universe(self):
        return rh.Universe([rh.standard_model()], start=10.0)

    def probes(self):
        return {
            "one": [Temperature("sm", 1e-3)],
            "twice": [Temperature("sm", 1e-3), Temperature("sm", 1e-4, name="T_other")],
            "undeclared": [Temperature("sm", 1e-3, name="T_third")],
            "events": [Temperature("sm", 1e-3), Ratio()],
        }[self.which]


class Ratio(rh.Probe):
    """Scale factor at the mark of another probe, and at the end, which is no event."""

    OBSERVABLES: ClassVar = {"growth": rh.Observable("", "ln a at the mark")}

    def events(self, universe):
        return {"mark": rh.cooled_to(universe.sectors[0].name, 1e-3)}

    def observe(self, background, events, tables):
        return {"growth": events["mark"].log_a - events["start"].log_a}


def test_a_probe_reads_its_events_by_name():
    found = Plain().solve().observables
    # The interpolant is inverted to rounding.
    assert found["T_mark"] == pytest.approx(1e-3, rel=1e-9)
    # H = 1.66 sqrt(10.6) T^2/M_PLANCK at 1 MeV, where g_* is 10.6 to 1%.
    assert found["H_mark"] == pytest.approx(1.66 * np.sqrt(10.6) * 1e-6 / 1.2209e19, rel=0.01)


def test_probes_share_an_event_of_one_name():
    found = Plain(which="events").solve().observables
    assert set(found) == {"T_mark", "H_mark", "growth"}
    # a T is constant but for the entropy of what annihilates: (86/10.6)^(1/3), 2% for g_s of the two temperatures.
    assert found["growth"] == pytest.approx(np.log(1e4 * (86.0 / 10.6) ** (1.0 / 3.0)), rel=0.02)


def test_an_observable_that_is_not_declared_is_refused():
    with pytest.raises(rh.InvalidInput, match=r"Temperature\.OBSERVABLES do not declare what it observes: T_third\."):
        Plain(which="undeclared").solve()


def test_an_observable_of_two_probes_is_refused():
    with pytest.raises(rh.InvalidInput, match="two probes observe H_mark: an observable belongs to one probe"):
        Plain(which="twice").solve()


def test_what_a_probe_need_not_write():
    probe = rh.Probe()
    assert probe.events(Plain().universe()) == {} and probe.observe(None, None, None) == {}
    assert probe.tables() is None and probe.products(None, None, None) == {}
    assert probe.limits({}) == () and probe.checks({}) == () and probe.citations() == ()
    assert probe.undefined({}) is None and probe.diagnostics(None) == {}


class Part(rh.Probe):
    """Some dark radiation beside that of a sector."""

    amount: float

    OBSERVABLES: ClassVar = {"more": rh.Observable("", "dark radiation of another kind", adds_to=("delta_N_eff_cmb",))}

    def observe(self, background, events, tables):
        return {"more": jnp.asarray(self.amount)}


class WithoutPart(rh.Model):
    """A hidden sector, with more dark radiation or without."""

    amount: float = rh.parameter("", "more", default=0.0, minimum=0.0)
    counted: bool = rh.option((True, False), "whether the hidden sector is looked at")

    def universe(self):
        hidden = rh.Sector("hidden", rh.ideal_gas(rh.boson("photon", 0, g=2)))
        return rh.Universe([rh.standard_model(), hidden], start={"sm": 1.0, "hidden": 0.5})

    def probes(self):
        return [*([rh.DarkRadiation("hidden")] if self.counted else []), Part(self.amount)]


def bound_values(result):
    return {limit.name: limit.value for limit in result.limits}


@pytest.mark.parametrize("amount", [0.0, 0.3])
def test_what_adds_to_an_observable_counts_in_its_limits(amount):
    result = WithoutPart(amount=amount).solve()
    values = bound_values(result)
    # A sum of two numbers: rounding.
    assert values["Delta N_eff (CMB)"] == pytest.approx(result.observables["delta_N_eff_cmb"] + amount, rel=1e-14)
    assert values["Delta N_eff (BBN)"] == result.observables["delta_N_eff_bbn"]


def test_what_adds_to_nothing_is_not_compared_where_no_probe_names_the_table():
    assert WithoutPart(amount=0.3, counted=False).solve().limits == []


def test_an_observable_is_described_by_unit_meaning_and_symbol():
    item = Temperature.OBSERVABLES["H_mark"]
    assert (item.unit, item.symbol, item.headline, item.adds_to) == ("GeV", "H", False, ())

"""The base of all probes: a probe that only observes is complete."""

from collections.abc import Mapping
from typing import ClassVar

import jax.numpy as jnp
import pytest

import reheaton as rh
from reheaton.probes.probe import Observable, Probe


class Coldness(Probe):
    """Temperature of a sector at recombination."""

    sector: str
    scale: float = rh.parameter("GeV", "unit of the answer", default=1.0, minimum=0.0)

    OBSERVABLES: ClassVar[Mapping[str, Observable]] = {"T_end": Observable("GeV", "temperature at recombination")}
    CITATIONS: ClassVar[tuple[str, ...]] = ("Kolb:1990vq",)

    def events(self, universe):
        return {"cmb": rh.cooled_to("sm", 0.26e-9)}

    def observe(self, background, events, tables):
        return {"T_end": events["cmb"].T[self.sector] / self.scale}


class Cold(rh.Model):
    """The Standard Model alone, with probes of the test."""

    probe: Probe = Coldness("sm")

    def universe(self):
        return rh.Universe([rh.standard_model()], start=10.0)

    def probes(self):
        return [self.probe]


def test_an_observable_needs_a_unit_and_a_meaning():
    item = Observable("GeV", "a temperature")
    assert (item.symbol, item.headline, item.adds_to) == ("", False, None)
    with pytest.raises(TypeError, match="meaning"):
        Observable("GeV")


def test_what_a_probe_does_not_write_is_empty():
    probe = Probe()
    assert (probe.events(None), probe.observe(None, None, None), probe.products(None, None, None)) == ({}, {}, {})
    assert (probe.limits({}), probe.checks({}), probe.diagnostics(None)) == ((), (), {})
    assert (probe.tables(), probe.undefined({}), probe.citations()) == (None, None, ())


def test_a_probe_has_its_plain_fields_by_position_and_its_parameters_by_name():
    assert repr(Coldness("sm", scale="1 MeV")) == "Coldness(sector='sm', scale=0.001 GeV)"
    assert Coldness("sm").citations() == ("Kolb:1990vq",)


def test_a_probe_that_only_observes_is_complete():
    """1e-8: the crossing is found on the entropy curve of the bath, whose table is that good."""
    result = Cold(Coldness("sm", scale=0.26e-9)).solve()
    assert result.observables == {"T_end": pytest.approx(1.0, rel=1e-8)}
    assert result.units == {"T_end": "GeV"} and result.limits == [] and result.citations == ("Kolb:1990vq",)


def test_an_observable_that_is_not_declared_is_refused():
    class Careless(Probe):
        def observe(self, background, events, tables):
            return {"surprise": jnp.ones(())}

    with pytest.raises(rh.InvalidInput, match=r"Careless.OBSERVABLES do not declare what it observes: surprise"):
        Cold(Careless()).solve()

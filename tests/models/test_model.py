"""What a model is made of: its name and summary, its universe and probes; and a model of one file."""

import importlib.util
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest

import reheaton as rh
from reheaton import citations as references

EXAMPLE = Path(__file__).parents[2] / "examples" / "hidden_photon_sector.py"


class HotPhotons2D(rh.Model):
    """Photons that start hot.

    More about them.
    """

    T_start: float = rh.parameter("GeV", "temperature at the start", minimum=1e-3, maximum=1e3)
    kind: str = rh.option(("plain", "fancy"), "a choice")

    def universe(self):
        return rh.Universe([rh.standard_model()], start=self.T_start)

    def probes(self):
        return [rh.Reheating()]


class Colder(HotPhotons2D):
    """Photons that start cold."""

    SUMMARY = "a summary of its own"


class Incomplete(rh.Model):
    """Has no universe."""

    def probes(self):
        return []


def test_name_and_summary_follow_from_the_class():
    assert HotPhotons2D.NAME == "hot-photons2-d"
    assert HotPhotons2D.SUMMARY == "Photons that start hot"
    assert (Colder.NAME, Colder.SUMMARY) == ("colder", "a summary of its own")
    assert rh.TwinSterileNeutrino.NAME == "twin-sterile-neutrino"


def test_a_subclass_has_the_parameters_of_its_base():
    assert [item.name for item in Colder.PARAMETERS] == ["T_start"]
    assert [item.name for item in Colder.OPTIONS] == ["kind", "limits"]
    assert Colder(T_start=1.0).kind == "plain"


def test_a_model_without_a_universe_cannot_be_made():
    with pytest.raises(TypeError, match="universe"):
        Incomplete()


@pytest.mark.parametrize("model", [rh.TwinSterileNeutrino, rh.DodelsonWidrow, HotPhotons2D])
def test_an_example_has_every_parameter(model):
    example = model.example()
    assert None not in example.parameters.values()
    for item in model.PARAMETERS:
        assert item.parse(example.parameters[item.name]) == example.parameters[item.name]
    assert set(example.options) == {item.name for item in model.OPTIONS}
    assert model.example(**{model.OPTIONS[0].name: model.OPTIONS[0].choices[-1]}).options[
        model.OPTIONS[0].name
    ] == model.OPTIONS[0].choices[-1]  # fmt: skip


@pytest.mark.parametrize("model", [rh.TwinSterileNeutrino, rh.DodelsonWidrow])
def test_every_observable_has_a_meaning_and_no_two_probes_declare_it(model):
    declared = [name for probe in model.example().probes() for name in probe.OBSERVABLES]
    assert len(set(declared)) == len(declared)
    assert list(model.observables()) == declared
    assert all(item.meaning for item in model.observables().values())


@pytest.mark.parametrize("model", [rh.TwinSterileNeutrino, rh.DodelsonWidrow])
def test_citations_are_those_of_the_model_and_of_its_probes(model):
    example = model.example()
    keys = example.citations()
    assert len(set(keys)) == len(keys)
    assert set(keys) <= set(references.known_keys())
    assert set(model.CITATIONS) <= set(keys)
    for probe in example.probes():
        assert set(probe.citations()) <= set(keys)


def test_citations_leave_out_what_is_not_used():
    assert "Dodelson:1993je" not in rh.TwinSterileNeutrino(m_N=None, vev_ratio=4.0).citations()
    assert "Dodelson:1993je" in rh.DodelsonWidrow(m_s=7.0, sin2_2theta=1e-9).citations()


def test_progress_is_told_what_is_prepared(monkeypatch):
    told = []

    class Slow(rh.Probe):
        OBSERVABLES: ClassVar = {"one": rh.Observable("", "the number one")}

        def tables(self, progress=None):
            progress("tables of the test", 0.5)
            return np.ones(1)

        def observe(self, background, events, tables):
            return {"one": tables[0]}

    class Prepared(HotPhotons2D):
        """A model with a slow probe."""

        def probes(self):
            return [Slow()]

    result = Prepared(T_start=1.0).solve(progress=lambda what, share: told.append((what, share)))
    assert told == [("tables of the test", 0.5)]
    assert result.observables == {"one": 1.0}


@pytest.fixture(scope="module")
def example():
    spec = importlib.util.spec_from_file_location("hidden_photon_sector", EXAMPLE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.HiddenPhotonSector


def test_a_model_of_one_file(example):
    light, heavy = (example(m_X=m, m_scalar=5, Gamma=1e-22).solve() for m in (1e-2, 1e2))
    # Heavy fermions have shared their entropy with the SM before the sectors part; light ones heat hidden photons.
    assert light.observables["delta_N_eff_cmb"] > heavy.observables["delta_N_eff_cmb"]
    ratio = light.observables["T_ratio_cmb"] / heavy.observables["T_ratio_cmb"]
    # Entropy: (2 + 7/8 4)/2 states against 2, to the cube root. 2%: the hotter hidden sector also speeds up the
    # expansion while the scalar decays, which changes the dilution by 1%.
    assert ratio == pytest.approx((5.5 / 2.0) ** (1.0 / 3.0), rel=2e-2)


def test_a_model_of_one_file_has_all_that_a_built_in_model_has(example):
    assert example.NAME == "hidden-photon-sector"
    assert example.SUMMARY.startswith("Hidden photons and Dirac fermions X")
    result = example(m_X="10 MeV", m_scalar=5, Gamma=1e-22).solve()
    assert result.parameters["m_X"] == 0.01
    assert {limit.name for limit in result.limits} == {
        "Delta N_eff (BBN and CMB)", "Delta N_eff (BBN)", "Delta N_eff (CMB)", "T_RH",
    }  # fmt: skip
    assert result.units["T_RH"] == "GeV"
    batch = rh.solve_batch(example, m_X=[0.01, 1.0], m_scalar=5, Gamma=1e-22)
    # The tables of the baths are made by JAX in one and by NumPy in the other: rounding.
    assert batch.observables["delta_N_eff_cmb"][0] == pytest.approx(result.observables["delta_N_eff_cmb"], rel=1e-9)

"""Which parameters a universe and its matter read, found by tracing."""

import jax
import pytest

import reheaton as rh
from reheaton.models import dependence


def names(model, which):
    """Names of the parameters among the leaves of a model whose numbers are given."""
    paths = [path for path, _ in jax.tree_util.tree_flatten_with_path(model)[0]]
    structure = jax.tree.structure(model)
    return {jax.tree_util.keystr(paths[i]).rpartition(".")[2] for i in which(structure)}


TWIN = rh.TwinSterileNeutrino(m_N=30.0, m_nu=1e-7, vev_ratio=4.0, m_s=10.0, sin2_2theta=1e-9)


def test_twin_universe_does_not_read_its_dark_matter():
    assert names(TWIN, dependence.of_universe) == {"m_N", "m_nu", "vev_ratio", "T_dec", "T_f"}


def test_twin_matter_reads_the_vev_ratio_alone():
    assert names(TWIN, dependence.of_matter) == {"vev_ratio"}


def test_a_given_width_replaces_the_neutrino_mass():
    given = rh.TwinSterileNeutrino(m_N=30.0, m_nu=1e-7, vev_ratio=4.0, Gamma_N=1e-22)
    assert names(given, dependence.of_universe) == {"m_N", "Gamma_N", "vev_ratio", "T_dec", "T_f"}


def test_without_relic_there_is_no_mass_to_read():
    assert names(rh.TwinSterileNeutrino(m_N=None, vev_ratio=4.0), dependence.of_universe) == {
        "vev_ratio", "T_dec", "T_f",
    }  # fmt: skip


def test_dodelson_widrow_universe_is_that_of_the_standard_model():
    model = rh.DodelsonWidrow(m_s=7.0, sin2_2theta=1e-9, T_reheat=0.01)
    assert names(model, dependence.of_universe) == names(model, dependence.of_matter) == set()


class Indirect(rh.Model):
    """A universe that reads one parameter by way of another quantity, and uses one for nothing."""

    m_X: float = rh.parameter("GeV", "mass", minimum=1e-3, maximum=1e3)
    scale: float = rh.parameter("", "factor of the mass", minimum=0.1, maximum=10.0)
    T_start: float = rh.parameter("GeV", "temperature at the start", minimum=1.0, maximum=1e3)
    unused: float = rh.parameter("", "has no effect", default=1.0)

    def universe(self):
        product = self.m_X * self.scale
        self.unused * product
        hidden = rh.Sector("hidden", rh.ideal_gas(rh.boson("photon", 0, g=2), rh.fermion("X", product, g=4)))
        return rh.Universe([rh.standard_model(), hidden], start=self.T_start)

    def probes(self):
        return [rh.DarkRadiation("hidden")]


def test_a_parameter_that_enters_by_way_of_another_quantity_is_read():
    model = Indirect(m_X=1.0, scale=2.0, T_start=100.0)
    assert names(model, dependence.of_matter) == {"m_X", "scale"}
    assert names(model, dependence.of_universe) == {"m_X", "scale", "T_start"}


def test_what_is_read_is_what_changes_the_answer():
    base = Indirect(m_X=1.0, scale=2.0, T_start=100.0)
    reference = base.solve().observables["delta_N_eff_cmb"]
    read = names(base, dependence.of_universe)
    for name in ("m_X", "scale", "unused"):
        moved = base.changed({name: base.parameters[name] * 1.5}).solve().observables["delta_N_eff_cmb"]
        assert (moved != reference) == (name in read)


@pytest.mark.parametrize("option", [{}, {"contact": "higgs-portal"}])
def test_dependence_is_found_for_computed_contacts_too(option):
    model = rh.TwinSterileNeutrino(m_N=30.0, m_nu=1e-7, vev_ratio=4.0, **option)
    assert names(model, dependence.of_matter) == {"vev_ratio"}
    assert "T_dec" in names(model, dependence.of_universe)

"""A wrong name of a sector, relic or event is answered with the right one, and JAX takes the values as a dictionary."""

import jax
import jax.numpy as jnp
import pytest

import reheaton as rh
from reheaton.errors import UnknownName
from reheaton.universe.by_name import OfSectors, OfSectorsAndRelics


def solved():
    hidden = rh.Sector("hidden", rh.ideal_gas(rh.boson("photon", 0, g=2)))
    relic = rh.cold_relic("S", 1.0, {"sm": 1e-20}, density=1e-6)
    universe = rh.Universe([rh.standard_model(), hidden], [relic], start=1.0)
    return rh.evolve(universe, until=("sm", 1e-3))


def test_a_wrong_name_anywhere_in_a_background_is_explained():
    background = solved()
    moments = background.when({"bbn": rh.cooled_to("sm", 0.01)})
    lookups = {
        "'smm' is no sector of this universe: did you mean 'sm'?": [
            lambda: background.grid.T["smm"],
            lambda: background.instants.T["smm"],
            lambda: moments["bbn"].T["smm"],
            lambda: moments["bbn"].S["smm"],
            lambda: background.at(jnp.zeros(1)).T["smm"],
            lambda: background.snapshots(jnp.zeros(1)).S["smm"],
            lambda: background.highest_T("smm"),
            lambda: background.when({"bbn": rh.cooled_to("smm", 0.01)}),
        ],
        "'s' is no sector or relic of this universe: did you mean 'S'?": [lambda: moments["bbn"].rho["s"]],
        "'bnn' is no event of this universe: did you mean 'bbn'?": [lambda: moments.reached["bnn"]],
    }
    for sentence, actions in lookups.items():
        for action in actions:
            with pytest.raises(UnknownName) as raised:
                action()
            assert str(raised.value) == sentence


@pytest.mark.parametrize("kind", [OfSectors, OfSectorsAndRelics])
def test_jax_looks_into_it_as_into_a_dictionary(kind):
    values = kind(sm=1.0, hidden=2.0)
    doubled = jax.tree.map(lambda x: 2.0 * x, values)
    assert type(doubled) is kind and doubled == {"sm": 2.0, "hidden": 4.0}
    paths = [jax.tree_util.keystr(path) for path, _ in jax.tree_util.tree_leaves_with_path(values)]
    assert paths == ["['hidden']", "['sm']"]
    assert isinstance(jax.jit(lambda x: x)(values), kind)


class Named(rh.Model):
    """A model whose probes name a sector or a relic that is not there, in one of their arguments."""

    T_start: float = rh.parameter("GeV", "temperature at the start", minimum=1.0, maximum=100.0)
    probe: int = rh.option(tuple(range(9)), "which probe")

    def universe(self):
        hidden = rh.Sector("hidden", rh.ideal_gas(rh.boson("photon", 0, g=2)))
        relic = rh.cold_relic("S", 1.0, {"sm": 1e-20}, density=1e-6)
        return rh.Universe([rh.standard_model(), hidden], [relic], start=self.T_start)

    def probes(self):
        return [
            [
                lambda: rh.DarkRadiation("hiden", "S"),
                lambda: rh.DarkRadiation("hidden", "s"),
                lambda: rh.DarkRadiation("hidden", sm="smm"),
                lambda: rh.DarkRadiation("hidden", neutrinos="sn"),
                lambda: rh.Reheating("s"),
                lambda: rh.Reheating("S", sm="smm"),
                lambda: rh.Reheating("S", neutrinos="sn"),
                lambda: rh.Audit(rh.Check("hot", lambda background, _: background.highest_T("smm"), "hot", above=1.0)),
                lambda: rh.Audit(rh.Check("hot", lambda _, at: at["start"].rho["s"], "hot", above=1.0)),
            ][self.probe]()
        ]


SENTENCES = (
    "'hiden' is no sector of this universe: did you mean 'hidden'?",
    "'s' is no relic of this universe: did you mean 'S'?",
    "'smm' is no sector of this universe: did you mean 'sm'?",
    "'sn' is no sector of this universe: known are sm, hidden.",
    "'s' is no relic of this universe: did you mean 'S'?",
    "'smm' is no sector of this universe: did you mean 'sm'?",
    "'sn' is no sector of this universe: known are sm, hidden.",
    "'smm' is no sector of this universe: did you mean 'sm'?",
    "'s' is no sector or relic of this universe: did you mean 'S'?",
)


@pytest.mark.parametrize("number", range(9))
def test_a_wrong_name_in_a_probe_is_explained_at_one_point_and_in_a_batch(number):
    for action in (
        lambda: Named(T_start=10.0, probe=number).solve(),
        lambda: rh.solve_batch(Named, T_start=[10.0, 20.0], probe=number),
    ):
        with pytest.raises(rh.InvalidInput) as raised:
            action()
        assert str(raised.value) == SENTENCES[number]

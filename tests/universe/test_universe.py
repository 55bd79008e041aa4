"""A universe: which sectors share a temperature, and one sentence for each universe that makes no sense."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from reheaton.errors import InvalidInput
from reheaton.matter.gas import ideal_gas
from reheaton.matter.sector import Sector
from reheaton.particles.species import Species
from reheaton.universe.relic import cold_relic
from reheaton.universe.universe import Contact, Universe

NAMES = ("a", "b", "c", "d", "e")
MATTER = (ideal_gas((Species("light", 0, 2.0, "boson"),)),)


def universe(contacts=(), start=None, relics=(), names=NAMES) -> Universe:
    sectors = tuple(Sector(name, MATTER) for name in names)
    return Universe(sectors, relics, start=10.0 if start is None else start, contacts=contacts)


@given(st.lists(st.sets(st.sampled_from(NAMES), min_size=2, max_size=3), max_size=4))
def test_groups_are_connected_components(touching):
    """SciPy's components of the graph whose edges are the contacts that have not ended, in the order of the sectors."""
    contacts = tuple(Contact(*sorted(names), until=1.0, name=str(number)) for number, names in enumerate(touching))
    for ended in range(len(contacts) + 1):
        edges = [(NAMES.index(c.sectors[0]), NAMES.index(other)) for c in contacts[ended:] for other in c.sectors[1:]]
        ends = np.array(edges, dtype=int).reshape(-1, 2).T
        label = connected_components(coo_array((np.ones(len(edges)), ends), shape=(5, 5)), directed=False)[1]
        expected = {tuple(name for name, own in zip(NAMES, label, strict=True) if own == k) for k in label}
        found = universe(contacts).groups(ended)
        assert set(found) == expected and len(found) == len(expected)
        assert [group[0] for group in found] == sorted(group[0] for group in found)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"names": ("a", "a")}, "must have different names, and these are a, a"),
        ({"relics": (cold_relic("b", 1.0, {"a": 1.0}, 1.0),)}, "must have different names"),
        ({"start": {"a": 1.0}}, "start is given for a: need a, b, c, d, e"),
        ({"relics": (cold_relic("N", 1.0, {"f": 1.0}, 1.0),)}, "relic 'N' decays into 'f', which is no sector"),
        ({"contacts": (Contact("a", "f", until=1.0),)}, "contact between 'f', which is no sector"),
        (
            {"contacts": (Contact("a", "b", until=1.0),), "start": {**dict.fromkeys(NAMES, 10.0), "b": 9.0}},
            "start at one temperature, and a, b do not",
        ),
        ({"contacts": (Contact("a", "b", until=20.0),)}, "ends at 20 GeV, above 10 GeV"),
        ({"contacts": (Contact("a", "b", until=1.0), Contact("a", "c", until=2.0))}, "ends at 2 GeV, above 1 GeV"),
    ],
)
def test_universes_that_make_no_sense(arguments, sentence):
    with pytest.raises(InvalidInput) as raised:
        universe(**arguments)
    assert sentence in str(raised.value)


def test_numbers_of_jax_are_looked_at_like_others():
    with pytest.raises(InvalidInput, match="ends at 20 GeV, above 10 GeV"):
        universe((Contact("a", "b", until=jnp.asarray(20.0)),))


def test_traced_numbers_are_not_looked_at():
    """What JAX traces has no value yet: the checks of numbers leave it alone, those of names do not."""

    def groups(T):
        contacts, relic = (Contact("a", "b", until=T),), cold_relic("N", T, {"a": T}, T)
        assert universe(contacts, start=dict.fromkeys(NAMES, T), relics=(relic,)).groups(0)[0] == ("a", "b")
        with pytest.raises(InvalidInput, match="no sector"):
            universe((Contact("a", "f", until=T),))
        return T

    jax.eval_shape(groups, -20.0)


@pytest.mark.parametrize("T", [-1.0, np.nan, np.inf])
def test_temperatures_out_of_range_are_refused(T):
    with pytest.raises(InvalidInput, match=f"start of sector 'a' = {T:g} is out of range: allowed is from 0 GeV up"):
        universe(start={**dict.fromkeys(NAMES, 1.0), "a": T})
    with pytest.raises(InvalidInput, match=f"until of the contact 'a and b' = {T:g} is out of range"):
        Contact("a", "b", until=T)


def test_contacts_end():
    with pytest.raises(InvalidInput, match="until of the contact 'a and b' = 0 is out of range: allowed is above 0"):
        Contact("a", "b", until=0.0)


def test_a_sector_is_found_by_name():
    assert universe().sector("c").name == "c"
    with pytest.raises(InvalidInput, match="'f' is no sector of this universe: known are a, b, c, d, e"):
        universe().sector("f")

"""Rules for the numbers of a universe, as comparisons of those that JAX traces.

Numbers that are known are compared when their object is made, which says what is wrong in a sentence. What stands here
only finds the points at which something is.
"""

import jax
import jax.numpy as jnp
from jax import Array
from jax.typing import ArrayLike

from reheaton.backend.given_numbers import is_known
from reheaton.universe.universe import SAME_START, Universe


def broken_rules(universe: Universe, until: tuple[str, ArrayLike]) -> list[Array]:
    """Comparisons, each of shape (), of which one is true where a universe that is solved down to `until` is wrong.

    A number that is not defined breaks no rule here, but for a mass in a gas: the calculation fails with it.
    """
    negative = [*universe.start.values()]
    not_positive = [contact.until for contact in universe.contacts]
    for relic in universe.relics:
        negative += [*relic.widths.values(), relic.momenta, relic.densities]
        not_positive += [relic.mass, *relic.product_energies.values()]
    found = [jnp.any(jnp.asarray(x) < 0.0) for x in negative if not is_known(x)]
    found += [jnp.asarray(x) <= 0.0 for x in not_positive if not is_known(x)]
    # Gases hold logarithms of masses.
    gases = jax.tree.leaves([sector.gases for sector in universe.sectors])
    found += [jnp.any(jnp.isnan(x)) for x in gases if not is_known(x)]
    return found + _of_contacts(universe) + _of_start(universe, until)


def _of_contacts(universe: Universe) -> list[Array]:
    """Sectors in contact start at one temperature, from which contacts end one below the other."""
    found = []
    for first, *others in universe.groups(0):
        T = universe.start[first]
        pairs = [(T, universe.start[other]) for other in others]
        found += [jnp.abs(jnp.asarray(a) - b) > SAME_START * a for a, b in pairs if not is_known(a, b)]
    for contact, above, _ in universe.upper_ends():
        if not is_known(contact.until, above):
            found.append(jnp.asarray(contact.until) > above)
    return found


def _of_start(universe: Universe, until: tuple[str, ArrayLike]) -> list[Array]:
    T = universe.start.get(until[0], 0.0)
    if universe.relics or is_known(T, until[1]):
        return []
    return [(jnp.asarray(T) > 0.0) & (jnp.asarray(T) <= until[1])]
